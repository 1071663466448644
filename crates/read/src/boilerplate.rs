//! The word lists by which boilerplate, bylines and captions are known: plain data, parsed strictly.
use crate::Error;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The lists as shipped, in `lexicon/language/boilerplate.toml`.
const SHIPPED: &str = include_str!("../../../lexicon/language/boilerplate.toml");

/// Word lists for lines that are no running text. Invariant: every entry is in the form that [`plain`] gives a line.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boilerplate {
    boilerplate: Lines,
    byline: Lines,
    caption: Lines,
}

/// Lines, known by their words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lines {
    /// Most words that a line may have for `starts` and `contains`.
    longest: usize,
    is: BTreeSet<String>,
    starts: BTreeSet<String>,
    contains: BTreeSet<String>,
}

impl Boilerplate {
    /// Parses the lists.
    ///
    /// # Errors
    /// Code `boilerplate`: broken TOML, an unknown key, or an entry that could never match because it is not written in
    /// the form in which lines are compared.
    pub fn parse(toml: &str) -> Result<Self, Error> {
        let lists: Self = toml::from_str(toml)
            .map_err(|error| Error::new("boilerplate", format!("boilerplate lists: {}", error.message())))?;
        for (section, lines) in
            [("boilerplate", &lists.boilerplate), ("byline", &lists.byline), ("caption", &lists.caption)]
        {
            lines.check(section)?;
        }
        Ok(lists)
    }

    /// The lists as shipped.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static LISTS: LazyLock<Boilerplate> =
            LazyLock::new(|| Boilerplate::parse(SHIPPED).expect("a test reads the shipped lists"));
        &LISTS
    }

    /// Whether the line is boilerplate.
    pub(crate) fn is_boilerplate(&self, line: &str) -> bool {
        self.boilerplate.match_line(line)
    }

    /// Whether the line is a byline, where one may stand.
    pub(crate) fn is_byline(&self, line: &str) -> bool {
        self.byline.match_line(line)
    }

    /// Whether the paragraph is a picture's caption.
    pub(crate) fn is_caption(&self, paragraph: &str) -> bool {
        self.caption.match_line(paragraph)
    }
}

impl Lines {
    fn match_line(&self, words: &str) -> bool {
        let line = plain(words);
        // Somebody's words are no request to the reader, however they begin. A start may end in a space ("by "), which the line's own end must not take away.
        let open = format!("{line} ");
        let short = line.split(' ').count() <= self.longest;
        let quoted = words.trim_start().starts_with(['"', '“', '„', '«', '‘', '\'']);
        self.is.contains(bare(&line))
            || short && !quoted && self.starts.iter().any(|start| begins(&open, start))
            || short && self.contains.iter().any(|part| line.contains(part))
    }

    fn check(&self, section: &str) -> Result<(), Error> {
        let whole = self.is.iter().chain(&self.starts).map(|entry| (entry, plain(entry)));
        // Inside a line any mark may come first.
        let inside = self.contains.iter().map(|entry| (entry, plain(&format!("x{entry}")).split_off(1)));
        for (entry, comparable) in whole.chain(inside) {
            if comparable.is_empty() || comparable != entry.trim_end() {
                return Err(Error::new(
                    "boilerplate",
                    format!(
                        "boilerplate lists, section `{section}`: `{entry}` can never match: expected `{comparable}`"
                    ),
                ));
            }
        }
        Ok(())
    }
}

/// Whether the line begins with the words, and not in the middle of a word.
fn begins(line: &str, start: &str) -> bool {
    let Some(rest) = line.strip_prefix(start) else { return false };
    let whole = |last: char| !last.is_alphanumeric();
    start.ends_with(whole) || rest.starts_with(whole)
}

/// A line in the form in which it is compared: lower case, straight quotation marks, single spaces, no marks before it.
fn plain(line: &str) -> String {
    let straight = line.chars().flat_map(char::to_lowercase).map(|letter| match letter {
        '‘' | '’' | 'ʼ' => '\'',
        '“' | '”' => '"',
        other => other,
    });
    let straight: String = straight
        .filter(|letter| !matches!(letter, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}'))
        .collect();
    let spaced = straight.split_whitespace().collect::<Vec<_>>().join(" ");
    spaced.trim_start_matches(|mark: char| !mark.is_alphanumeric() && !matches!(mark, '(' | '©')).to_owned()
}

/// A comparable line without the marks around it.
fn bare(line: &str) -> &str {
    line.trim_matches(|mark: char| !mark.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_lists_are_sound() {
        Boilerplate::parse(SHIPPED).expect("the shipped lists");
    }

    #[test]
    fn lines_are_known_by_their_words() {
        let lists = Boilerplate::shipped();
        for line in [
            "Your browser doesn’t support HTML5",
            "Your browser does not support the audio element.",
            "No media source currently available",
            "  ADVERTISEMENT",
            "— Advertisement —",
            "SEE ALSO: The Villages Between Three Armies",
            ">> Read more: Life After The Camps In Borno",
            "[Read More…]",
            "© 2024 Radio Kabul. All rights reserved.",
            "Copyright 2024 Radio Kabul. All Rights Reserved",
            "Читайте также: Что известно о нападении",
            "بیشتر بخوانید: داعش کیست؟",
        ] {
            assert!(lists.is_boilerplate(line), "{line}");
        }
        for line in [
            "Videos released by the group show the attack.",
            "Advertisements for recruits have been found in three towns.",
            "Watch towers along the border were shelled on Friday.",
            "Live fire was heard in the city for most of the night.",
            "“Follow us on the mountain or die,” the commander said.",
            "Sharepoint files were taken.",
            "Related attacks were reported in Khost.",
            "Police said all rights reserved to detainees by the law were kept, but two lawyers and several families who waited outside the court told reporters that nobody had been let in.",
        ] {
            assert!(!lists.is_boilerplate(line), "{line}");
        }
        assert!(lists.is_byline("By Staff Reporters"));
        assert!(!lists.is_byline("Bystanders ran for cover"));
        assert!(lists.is_caption("The commander (left) at an undisclosed place in 2015."));
    }

    #[test]
    fn faults_are_named() {
        let error = Boilerplate::parse(
            "[boilerplate]\nlongest = 1\nis = []\nstarts = []\ncontains = []\nmore = []\n",
        )
        .expect_err("a key");
        assert_eq!(error.code(), "boilerplate");
        assert!(error.to_string().starts_with("boilerplate lists: unknown field `more`"), "{error}");
        let sound = "longest = 1\nis = []\nstarts = []\ncontains = []\n";
        let wrong = "longest = 1\nis = []\nstarts = [\"Watch:\"]\ncontains = []\n";
        let error = Boilerplate::parse(&format!("[boilerplate]\n{wrong}[byline]\n{sound}[caption]\n{sound}"))
            .expect_err("upper case");
        assert_eq!(
            error.to_string(),
            "boilerplate lists, section `boilerplate`: `Watch:` can never match: expected `watch:`"
        );
    }
}
