//! Names of persons: who is private in which report, and the gate that follows from it.
use crate::Error;
use model::record::{Extraction, PersonName};
use model::{Exposure, KnownNames};
use rusqlite::{Connection, params};
use std::collections::BTreeSet;

/// How a name stands in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// The lexicon lists the person.
    Public,
    /// The text states a post: public for what the person is quoted with, only.
    Posted,
    /// Everyone else.
    Private,
}

impl Standing {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Posted => "posted",
            Self::Private => "private",
        }
    }

    fn parse(word: &str) -> Self {
        match word {
            "public" => Self::Public,
            "posted" => Self::Posted,
            // Whatever is not known to be public is private.
            _ => Self::Private,
        }
    }

    pub(crate) const fn of(name: &PersonName) -> Self {
        match (&name.lexicon_id, name.has_stated_post) {
            (Some(_), _) => Self::Public,
            (None, true) => Self::Posted,
            (None, false) => Self::Private,
        }
    }
}

/// The names in one text, each standing once.
pub(crate) fn names_in(text: &str, extraction: &Extraction) -> BTreeSet<(String, Standing)> {
    let names = extraction.names.iter().map(|name| (one_line(name.span.of(text)), Standing::of(name)));
    let actors = extraction.reading.actors.iter().filter(|actor| actor.kind == model::ActorKind::Person);
    // The fullest name of a person may stand in the text in parts only.
    let full = actors.map(|actor| {
        let of_actor = extraction.names.iter().filter(|name| name.actor.as_deref() == Some(&actor.id));
        let standing = match &actor.lexicon_id {
            Some(_) => Standing::Public,
            None => of_actor.map(Standing::of).max().unwrap_or(Standing::Private),
        };
        (actor.name.clone(), standing)
    });
    names.chain(full).filter(|(name, _)| !words_of(name).is_empty()).collect()
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words as the gate compares them: runs of letters and digits in lower case, without a possessive `s`.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut after_apostrophe = false;
    for part in text.split_inclusive(|part: char| !part.is_alphanumeric()) {
        let word = part.trim_end_matches(|part: char| !part.is_alphanumeric());
        let is_possessive = after_apostrophe && word == "s";
        if !word.is_empty() && !is_possessive {
            words.push(word.to_lowercase());
        }
        after_apostrophe = part.ends_with(['\'', '’']);
    }
    words
}

/// The first two words of a name: what a full name is looked up by. Empty for a single word.
pub(crate) fn head_of(name: &str) -> String {
    match words_of(name).as_slice() {
        [first, second, ..] => format!("{first} {second}"),
        _ => String::new(),
    }
}

fn is_full(name: &str) -> bool {
    !head_of(name).is_empty()
}

/// Sorts one name into what the gate knows.
fn note(known: &mut KnownNames, report: &str, name: String, standing: Standing) {
    match standing {
        // A single word that names a public person may be somebody else's surname: only full names are never masked.
        Standing::Public if is_full(&name) => {
            known.public.insert(name);
        }
        Standing::Public => {}
        Standing::Posted => {
            known.private_in_report.entry(report.to_owned()).or_default().insert(name);
        }
        Standing::Private => {
            known.private_in_report.entry(report.to_owned()).or_default().insert(name.clone());
            known.private_anywhere.insert(name);
        }
    }
}

/// The gate over every name of the record.
pub(crate) fn gate(connection: &Connection) -> Result<Exposure, Error> {
    let mut known = KnownNames::default();
    let mut rows = connection.prepare_cached("SELECT report, name, standing FROM person")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let (report, standing): (i64, String) = (row.get(0)?, row.get(2)?);
        note(&mut known, &crate::ids::report(report), row.get(1)?, Standing::parse(&standing));
    }
    Ok(Exposure::new(&known))
}

/// The gate for the words of one report: its own names, and the private full names of the record that occur in its text.
pub(crate) fn gate_for_report(connection: &Connection, report: i64, text: &str) -> Result<Exposure, Error> {
    let mut known = KnownNames::default();
    let mut own = connection.prepare_cached("SELECT name, standing FROM person WHERE report = ?1")?;
    let mut rows = own.query([report])?;
    while let Some(row) = rows.next()? {
        let standing: String = row.get(1)?;
        note(&mut known, &crate::ids::report(report), row.get(0)?, Standing::parse(&standing));
    }
    let words = words_of(text);
    let heads: BTreeSet<String> = words.windows(2).map(|pair| format!("{} {}", pair[0], pair[1])).collect();
    let mut elsewhere = connection
        .prepare_cached("SELECT name FROM person WHERE head = ?1 AND head <> '' AND standing = 'private'")?;
    for head in heads {
        let names = elsewhere.query_map([head], |row| row.get::<_, String>(0))?;
        for name in names {
            known.private_anywhere.insert(name?);
        }
    }
    Ok(Exposure::new(&known))
}

/// Replaces the names of a report. Gives the private full names that are new to the record.
pub(crate) fn put(
    connection: &Connection,
    report: i64,
    names: &BTreeSet<(String, Standing)>,
) -> Result<Vec<String>, Error> {
    let mut known = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM person WHERE head = ?1 AND head <> '' AND standing = 'private' AND name = ?2)",
    )?;
    let mut insert = connection
        .prepare_cached("INSERT INTO person (report, name, standing, head) VALUES (?1, ?2, ?3, ?4)")?;
    let mut new = Vec::new();
    for (name, standing) in names {
        let head = head_of(name);
        if *standing == Standing::Private && !head.is_empty() {
            let is_known: bool = known.query_row(params![head, name], |row| row.get(0))?;
            new.extend((!is_known).then(|| name.clone()));
        }
        insert.execute(params![report, name, standing.as_str(), head])?;
    }
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_that_the_gate_compares() {
        assert_eq!(words_of("AHMAD-Karimi's son’s 'house'"), ["ahmad", "karimi", "son", "house"]);
        assert_eq!(head_of("Ahmad Karimi Khan"), "ahmad karimi");
        assert_eq!(head_of("Karimi’s"), "");
    }

    #[test]
    fn a_single_public_word_does_not_unmask_a_private_surname() {
        let mut known = KnownNames::default();
        note(&mut known, "R1", "Ghani".to_owned(), Standing::Public);
        note(&mut known, "R1", "Ashraf Ghani".to_owned(), Standing::Public);
        note(&mut known, "R1", "Ghani".to_owned(), Standing::Private);
        let gate = Exposure::new(&known);
        assert_eq!(gate.mask_words("Ashraf Ghani met Ghani", Some("R1")), "Ashraf Ghani met [name withheld]");
    }
}
