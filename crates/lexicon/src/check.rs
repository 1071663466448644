//! What loads but deserves a second look.
use crate::{AliasForm, Lexicon, fold};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A warning about the lexicon's content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Stable code: `shared-alias`, `dead-alias`, `common-word`, `place-of-unknown-country`.
    pub code: String,
    /// The entry's id.
    pub id: String,
    /// What was found, and what it means.
    pub message: String,
}

impl Finding {
    fn new(code: &str, id: &str, message: String) -> Self {
        Self { code: code.to_owned(), id: id.to_owned(), message }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: `{}`: {}", self.code, self.id, self.message)
    }
}

/// Every finding, sorted. Reads every entry and scans every name once.
pub(crate) fn findings(lexicon: &Lexicon) -> Vec<Finding> {
    let mut findings = shared(lexicon);
    findings.extend(dead(lexicon));
    findings.extend(common_words(lexicon));
    findings.extend(strange_countries(lexicon));
    findings.sort();
    findings
}

/// Names that two entries have without any condition: a text that uses one names both.
fn shared(lexicon: &Lexicon) -> Vec<Finding> {
    let mut owners: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for entry in lexicon.actors.all() {
        for alias in entry.aliases.iter().filter(|alias| !alias.is_conditional() && !alias.case_exact) {
            owners.entry(fold(&alias.name).text).or_default().insert(&entry.id);
        }
    }
    let shared = owners.into_iter().filter(|(_, ids)| ids.len() > 1);
    shared
        .map(|(name, ids)| {
            let first = ids.iter().next().copied().unwrap_or_default();
            let others: Vec<&str> = ids.iter().skip(1).copied().collect();
            let message = format!(
                "`{name}` is also a name of `{}`, and neither asks for context: a text that uses it names all of them",
                others.join("`, `")
            );
            Finding::new("shared-alias", first, message)
        })
        .collect()
}

/// Names that no text can bring about: even where the text holds nothing but the name and what it asks for, the scan finds another.
fn dead(lexicon: &Lexicon) -> Vec<Finding> {
    let mut found = Vec::new();
    for entry in lexicon.actors.all() {
        for alias in &entry.aliases {
            let context: Vec<&str> = alias.needs_context.iter().map(String::as_str).take(1).collect();
            let strong =
                entry.aliases.iter().find(|other| !other.is_conditional()).map(|other| other.name.as_str());
            let help = context.first().copied().or(if alias.weak { strong } else { None });
            let text = match help {
                Some(help) => format!("{} ; {help}.", alias.name),
                None => format!("{}.", alias.name),
            };
            let is_found = lexicon.actors.scan(&text).iter().any(|one| {
                one.span.start == 0 && one.candidates.iter().any(|(other, _)| other.id == entry.id)
            });
            if !is_found {
                let why = if alias.weak && help.is_none() {
                    "it is weak, asks for no word, and the entry has no other name that would do"
                } else {
                    "another entry's name takes its place, or its letters are not compared"
                };
                found.push(Finding::new(
                    "dead-alias",
                    &entry.id,
                    format!("no text can match `{}`: {why}", alias.name),
                ));
            }
        }
    }
    found
}

/// Names that are common words of the language and count without capitals and without context.
fn common_words(lexicon: &Lexicon) -> Vec<Finding> {
    let words = &lexicon.language.words;
    let is_common = |name: &str| {
        words.prepositions.contains(name)
            || words.pronouns.contains(name)
            || words.determiners.contains(name)
            || words.auxiliaries.contains(name)
            || words.adverbs.contains(name)
            || words.verbs.contains_key(name)
    };
    let mut found = Vec::new();
    for entry in lexicon.actors.all() {
        for alias in &entry.aliases {
            let counts = !alias.is_conditional() && !alias.case_exact && alias.form == AliasForm::Name;
            let is_group = entry.kind == model::ActorKind::ArmedGroup;
            if counts && is_group && is_common(&fold(&alias.name).text) {
                let message = format!(
                    "`{}` is a word of the language; mark it `weak`, give it `needs_context`, or `case = \"exact\"`",
                    alias.name
                );
                found.push(Finding::new("common-word", &entry.id, message));
            }
        }
    }
    found
}

fn strange_countries(lexicon: &Lexicon) -> Vec<Finding> {
    let mut found = Vec::new();
    for entry in lexicon.actors.all() {
        for country in entry.countries.iter().filter(|country| lexicon.places.country(country).is_none()) {
            let message = format!("`{country}` is no country of `places/countries.csv`");
            found.push(Finding::new("place-of-unknown-country", &entry.id, message));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::{Lexicon, LexiconFile};

    fn group(content: &str) -> Vec<String> {
        let file = LexiconFile { path: "actors/groups/example.toml".to_owned(), content: content.to_owned() };
        let lexicon = Lexicon::with_overlay(vec![file]).expect("it loads");
        lexicon
            .check()
            .into_iter()
            .filter(|one| one.id == "example" || one.message.contains("`example`"))
            .map(|one| one.code)
            .collect()
    }

    #[test]
    fn what_deserves_a_second_look_is_found() {
        let head = "id = \"example\"\nname = \"Example Front of Nowhere\"\nkind = \"armed_group\"\nsources = [\"test\"]\n";
        let with = |rest: &str| group(&format!("{head}{rest}"));
        assert_eq!(with("countries = [\"AF\"]\n"), [""; 0]);
        assert_eq!(with("countries = [\"XX\"]\n"), ["place-of-unknown-country"]);
        assert_eq!(with("countries = [\"AF\"]\n[[alias]]\nname = \"Ansaru\"\n"), ["shared-alias"]);
        assert_eq!(with("countries = [\"AF\"]\n[[alias]]\nname = \"attack\"\n"), ["common-word"]);
    }
}
