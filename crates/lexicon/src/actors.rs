//! Who may act or be named: armed groups, states, organisations, persons and outlets, and finding them in a text.
pub mod listing;
mod load;
mod scan;

use crate::Error;
use crate::files::Files;
use crate::outlets::Outlets;
use scan::Scanner;
use std::collections::BTreeMap;
use std::sync::OnceLock;

pub use scan::ActorMatch;

/// What kind of name an alias is: "Afghan" and "Kabul" may both stand for a state, but not in every sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AliasForm {
    /// A name of the actor itself.
    Name,
    /// An adjective or a people: "Afghan", "Afghans".
    Demonym,
    /// A capital that may stand for its government: "Kabul said".
    Capital,
    /// A name of the state's government: "Afghan government".
    Government,
}

/// One name of an actor and when it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// As the lexicon writes it.
    pub name: String,
    /// Whether only this exact case counts: "IS" but not "is".
    pub case_exact: bool,
    /// Whether the name alone does not identify the actor.
    pub weak: bool,
    /// Words of which at least one must occur in the text, or a strong alias of the same actor.
    pub needs_context: Vec<String>,
    /// BCP 47 language of the name, where it is not English.
    pub lang: Option<String>,
    /// First year, month or day of use: `2014`, `2014-06` or `2014-06-29`.
    pub since: Option<String>,
    /// Last year, month or day of use.
    pub until: Option<String>,
    /// What kind of name it is.
    pub form: AliasForm,
}

impl Alias {
    /// Whether the alias counts only where the text gives context.
    #[must_use]
    pub fn is_conditional(&self) -> bool {
        self.weak || !self.needs_context.is_empty()
    }
}

/// One actor of the lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorEntry {
    /// Stable id, unique over all files.
    pub id: String,
    /// Canonical name.
    pub name: String,
    /// Short name ("IS-K").
    pub short: Option<String>,
    /// What it is.
    pub kind: model::ActorKind,
    /// Every name, the canonical and the short one among them.
    pub aliases: Vec<Alias>,
    /// ISO 3166-1 alpha-2 codes of the countries that it is of or acts in.
    pub countries: Vec<String>,
    /// Ids of the actors that it is part of.
    pub parents: Vec<String>,
    /// Founded, born into the role or first reported: `2015`, `2015-01` or `2015-01-10`.
    pub since: Option<String>,
    /// Dissolved, died or left.
    pub until: Option<String>,
    /// A state's adjectives and peoples.
    pub demonyms: Vec<String>,
    /// A state's capitals.
    pub capitals: Vec<String>,
    /// A person's role: leader, founder, spokesman, commander, official.
    pub role: Option<String>,
    /// The actor that a person belongs to, by id.
    pub affiliation: Option<String>,
    /// Why a person is in the lexicon: leader, official, listed, convicted.
    pub status: Option<String>,
    /// The actor that an outlet speaks for, by id.
    pub party: Option<String>,
    /// Where the entry's facts come from; at least one.
    pub sources: Vec<String>,
    /// What a reader of the entry should know.
    pub note: Option<String>,
}

/// All actors. The scanner is built at the first scan.
#[derive(Debug)]
pub struct Actors {
    entries: BTreeMap<String, ActorEntry>,
    scanner: OnceLock<Scanner>,
}

impl Actors {
    /// Reads the files under `actors/` and `sources/`; outlets are actors, too.
    pub(crate) fn load(files: &mut Files) -> Result<(Self, Outlets), Error> {
        let (entries, outlets) = load::entries(files)?;
        Ok((Self { entries, scanner: OnceLock::new() }, Outlets::of(outlets)))
    }

    /// The actor with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&ActorEntry> {
        self.entries.get(id)
    }

    /// Every actor, by id.
    pub fn all(&self) -> impl Iterator<Item = &ActorEntry> {
        self.entries.values()
    }

    /// Every actor that the text names, in text order; offsets are bytes of the text as given.
    ///
    /// Where names overlap, the leftmost, then the longest counts. Entries that share the name are all candidates. A name
    /// counts only as a whole word: a possessive `'s` or a hyphen may follow ("U.S.-led"). A hyphen, a space and a single
    /// line break are the same ("Islamic State-Khorasan"). Conditional aliases need their context, see [`Alias`]; names
    /// of states, organisations and outlets need their capitals ("Turkey" is not "turkey").
    #[must_use]
    pub fn scan<'l>(&'l self, text: &str) -> Vec<ActorMatch<'l>> {
        self.scanner.get_or_init(|| Scanner::new(self.all())).scan(self, text)
    }
}

#[cfg(test)]
mod tests {
    use crate::Lexicon;

    /// `actors/tests.csv`: sentences with an entry that a scan must find in them, or must not.
    #[test]
    fn entries_pass_their_own_tests() {
        let lexicon = Lexicon::shipped().expect("the shipped lexicon loads");
        let table = include_str!("../../../lexicon/actors/tests.csv");
        let mut failed = Vec::new();
        for row in csv::Reader::from_reader(table.as_bytes()).records() {
            let row = row.expect("a sound table");
            let (id, text, expected) = (&row[0], &row[1], &row[2] == "yes");
            assert!(lexicon.actors.get(id).is_some(), "no entry {id}");
            let found = lexicon.actors.scan(text);
            let found = found.iter().any(|one| one.candidates.iter().any(|(entry, _)| entry.id == id));
            if found != expected {
                failed.push(format!("{id}: {text}"));
            }
        }
        assert!(failed.is_empty(), "{failed:#?}");
    }
}
