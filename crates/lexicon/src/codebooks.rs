//! Codebooks: how the columns of event data sets are read. Files `codebooks/<id>.toml`, and the words by which the columns of an
//! unknown table are guessed (`codebooks/guess.toml`).
//!
//! Codes of other people's sets live there and nowhere else. A codebook binds columns by name, never by position.
use crate::{Error, Files};
use model::{EventType, GeoPrecision, Slot, ViolenceKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The words for guessing.
const GUESS: &str = "codebooks/guess.toml";

/// How the columns of one data set are read.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Codebook {
    /// Stable id, such as `ucdp_ged`.
    pub id: String,
    /// The set's name.
    pub name: String,
    /// Terms of use, in short.
    pub licence: String,
    /// How the set asks to be cited.
    #[serde(default)]
    pub cite: String,
    /// What the codebook rests on.
    pub source: String,
    /// The scheme of the actors' numbers in `actors/identifiers.csv`.
    #[serde(default)]
    pub actor_scheme: Option<String>,
    /// A header that has all of these is this set's; empty for a map that is only used when asked for.
    #[serde(default)]
    pub recognised_by: Vec<String>,
    /// The column of each slot.
    pub slots: BTreeMap<Slot, String>,
    /// Columns that are known and have no slot.
    #[serde(default)]
    pub kept: Kept,
    /// The meanings of codes.
    #[serde(default)]
    pub codes: Codes,
    /// Values that mean "not known", by slot.
    #[serde(default)]
    pub missing: BTreeMap<Slot, Vec<String>>,
}

/// Columns without a slot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Their names.
    #[serde(default)]
    pub columns: Vec<String>,
    /// Whether columns that are not listed count as known, too.
    #[serde(default)]
    pub all_others: bool,
}

/// What the codes of a set mean; an empty word is a code that is known and has no counterpart here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    /// Of UCDP's kinds of violence.
    #[serde(default)]
    pub violence: BTreeMap<String, String>,
    /// Of the contract's types.
    #[serde(default)]
    pub event_type: BTreeMap<String, String>,
    /// Of what a point stands for.
    #[serde(default)]
    pub geo_precision: BTreeMap<String, String>,
}

impl Codebook {
    /// Reads one codebook, such as an analyst's own map for a table.
    ///
    /// # Errors
    /// Where it is not TOML of this form, names an unknown slot or code, or has no column for a day and none for a year.
    pub fn parse(path: &str, content: &str) -> Result<Self, Error> {
        let book: Self = toml::from_str(content).map_err(|error| {
            let line = error.span().map(|span| content[..span.start].lines().count().max(1));
            Error::new(path, line, error.message().to_owned())
        })?;
        book.check(path)?;
        Ok(book)
    }

    fn check(&self, path: &str) -> Result<(), Error> {
        let known = |codes: &BTreeMap<String, String>, is_known: &dyn Fn(&str) -> bool| {
            codes.values().find(|word| !word.is_empty() && !is_known(word)).cloned()
        };
        let unknown = known(&self.codes.violence, &|word| ViolenceKind::parse(word).is_some())
            .or_else(|| known(&self.codes.event_type, &|word| EventType::parse(word).is_some()))
            .or_else(|| known(&self.codes.geo_precision, &|word| GeoPrecision::parse(word).is_some()));
        if let Some(word) = unknown {
            return Err(Error::new(path, None, format!("found the unknown meaning `{word}` of a code")));
        }
        if !self.slots.contains_key(&Slot::FirstDay) && !self.slots.contains_key(&Slot::Year) {
            return Err(Error::new(path, None, "expected a column for `first_day` or `year` in `[slots]`")
                .hint("an event without a time cannot be placed; add the column that holds its date"));
        }
        Ok(())
    }

    /// Whether a header is this set's.
    #[must_use]
    pub fn recognises<S: AsRef<str>>(&self, header: &[S]) -> bool {
        let has = |column: &String| header.iter().any(|found| found.as_ref() == column);
        !self.recognised_by.is_empty() && self.recognised_by.iter().all(has)
    }
}

/// Every codebook, read when the first is asked for.
#[derive(Debug, Default)]
pub struct Codebooks {
    files: Vec<(String, String)>,
    parsed: OnceLock<Vec<Codebook>>,
    guess: BTreeMap<Slot, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Guess {
    words: BTreeMap<Slot, Vec<String>>,
}

impl Codebooks {
    pub(crate) fn load(files: &Files) -> Result<Self, Error> {
        let all = files.effective_under("codebooks/");
        let mut found = Self::default();
        for (path, content) in all {
            if path == GUESS {
                let guess: Guess = toml::from_str(content)
                    .map_err(|error| Error::new(path, None, error.message().to_owned()))?;
                found.guess = guess.words;
            } else {
                found.files.push((path.to_owned(), content.to_owned()));
            }
        }
        // An analyst's file is checked when the program starts; what is shipped, by the tests.
        if files.has_overlay_under("codebooks/") {
            let books = found.files.iter().map(|(path, content)| Codebook::parse(path, content));
            found.parsed = OnceLock::from(books.collect::<Result<Vec<_>, _>>()?);
        }
        Ok(found)
    }

    /// Every codebook, sorted by the paths of their files.
    pub fn all(&self) -> &[Codebook] {
        self.parsed.get_or_init(|| {
            let books = self.files.iter().map(|(path, content)| Codebook::parse(path, content));
            books
                .collect::<Result<Vec<_>, _>>()
                .expect("overlays were read, and the tests read what is shipped")
        })
    }

    /// The codebook with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Codebook> {
        self.all().iter().find(|book| book.id == id)
    }

    /// The first codebook that recognises the header.
    #[must_use]
    pub fn of_header<S: AsRef<str>>(&self, header: &[S]) -> Option<&Codebook> {
        self.all().iter().find(|book| book.recognises(header))
    }

    /// Words in a header that suggest a slot: letters and digits only, in lower case.
    #[must_use]
    pub fn guess_words(&self) -> &BTreeMap<Slot, Vec<String>> {
        &self.guess
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lexicon;

    #[test]
    fn shipped_codebooks_are_sound_and_tell_their_sets_apart() {
        let lexicon = Lexicon::shipped().expect("the shipped lexicon loads");
        let ids: Vec<&str> = lexicon.codebooks.all().iter().map(|book| book.id.as_str()).collect();
        assert_eq!(ids, ["acled", "gtd", "ucdp_ged"]);
        for book in lexicon.codebooks.all() {
            assert_eq!(lexicon.codebooks.of_header(&book.recognised_by).map(|one| &one.id), Some(&book.id));
            let kept = &book.kept.columns;
            let twice = book.slots.iter().find(|(slot, column)| {
                kept.contains(column)
                    && !book.slots.iter().any(|(other, same)| other != *slot && same == *column)
            });
            assert_eq!(twice, None, "a column of `{}` has a slot and is kept without one", book.id);
            assert!(!book.source.is_empty() && !book.licence.is_empty());
        }
    }

    #[test]
    fn a_map_says_what_is_wrong_with_it() {
        let unknown =
            Codebook::parse("m.toml", "id='m'\nname='M'\nlicence=''\nsource=''\n[slots]\nfirst_dy='d'\n");
        assert!(unknown.unwrap_err().to_string().contains("first_dy"));
        let undated =
            Codebook::parse("m.toml", "id='m'\nname='M'\nlicence=''\nsource=''\n[slots]\nbest='d'\n");
        assert!(undated.unwrap_err().to_string().contains("first_day"));
        let code = "id='m'\nname='M'\nlicence=''\nsource=''\n[slots]\nyear='y'\n[codes.violence]\n1='war'\n";
        assert!(Codebook::parse("m.toml", code).unwrap_err().to_string().contains("`war`"));
    }
}
