//! Entries of a list of names (such as the Security Council's) become tables of an overlay: further names of actors that the lexicon
//! has, and entries of their own for the others.
//!
//! A list says that somebody is listed and by which names; it does not say what a group is. So a new entity is an `organisation`. Names
//! that say too little alone are left out: one word finds too much, and a person's two words are the name of other people, too, who
//! are private.
use super::{ActorEntry, AliasForm};
use crate::{Lexicon, fold};
use model::ActorKind;
use std::collections::{BTreeMap, BTreeSet};

/// One entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListEntry {
    /// Its permanent reference, such as `QDe.014`.
    pub reference: String,
    /// A person; else a group or body.
    pub is_person: bool,
    /// Its own name.
    pub name: String,
    /// Other names that the list holds for good ones; former names among them.
    pub names: Vec<String>,
    /// Where that stands, with the day.
    pub source: String,
}

/// Tables of an overlay, as CSV with their headers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListTables {
    /// `actors/un_sc.csv`.
    pub entities: Vec<[String; 9]>,
    /// `actors/un_sc_persons.csv`.
    pub persons: Vec<[String; 4]>,
    /// `actors/other_names.csv`.
    pub other_names: Vec<[String; 3]>,
    /// Entries whose names belong to several actors of the lexicon: by reference.
    pub ambiguous: Vec<String>,
    /// How many names say too little alone, or belong to somebody else.
    pub n_names_left_out: usize,
}

/// The header of each table.
pub const ENTITIES_HEADER: [&str; 9] =
    ["id", "name", "kind", "aliases", "weak", "bare", "context", "countries", "source"];
/// Of `actors/un_sc_persons.csv`.
pub const PERSONS_HEADER: [&str; 4] = ["id", "name", "aliases", "source"];
/// Of `actors/other_names.csv`.
pub const OTHER_NAMES_HEADER: [&str; 3] = ["id", "aliases", "source"];

/// Fewest words of a listed name that counts, for groups and for persons.
const GROUP_WORDS: usize = 2;
const PERSON_WORDS: usize = 3;

/// Most words of a name: longer ones are descriptions.
const MOST_WORDS: usize = 10;

/// Tables of what a list adds to the lexicon as shipped.
#[must_use]
pub fn tables(lexicon: &Lexicon, entries: &[ListEntry]) -> ListTables {
    let known = Known::of(lexicon);
    let mut tables = ListTables::default();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut others: BTreeMap<String, (Vec<String>, String)> = BTreeMap::new();
    for entry in entries {
        let names = names_of(entry);
        let enough = if entry.is_person { PERSON_WORDS } else { GROUP_WORDS };
        match known.who(entry, &names) {
            Found::Several => tables.ambiguous.push(entry.reference.clone()),
            Found::One(id) => {
                let fitting = names.iter().filter(|name| known.is_free(name) && taken.insert(key(name)));
                let (own, few): (Vec<_>, Vec<_>) = fitting.cloned().partition(|name| words(name) >= enough);
                tables.n_names_left_out += few.len();
                if !own.is_empty() {
                    let row = others.entry(id).or_insert_with(|| (Vec::new(), entry.source.clone()));
                    row.0.extend(own);
                }
            }
            Found::None => {
                let free: Vec<String> = names
                    .iter()
                    .filter(|name| known.is_free(name) && taken.insert(key(name)))
                    .cloned()
                    .collect();
                // The entry's own name is what the list itself calls it; of a person two words of it are enough.
                let own = names.first().filter(|name| free.contains(name) && words(name) >= GROUP_WORDS);
                let strong: Vec<String> =
                    free.iter().filter(|name| words(name) >= enough || Some(*name) == own).cloned().collect();
                tables.n_names_left_out += names.len() - strong.len();
                if let Some(first) = own.or(strong.first()).cloned() {
                    tables.add(entry, &first, &strong);
                }
            }
        }
    }
    tables.other_names =
        others.into_iter().map(|(id, (names, source))| [id, names.join("|"), source]).collect();
    tables
}

impl ListTables {
    fn add(&mut self, entry: &ListEntry, name: &str, strong: &[String]) {
        let id = format!("un-{}", entry.reference.to_ascii_lowercase().replace('.', "-"));
        let aliases = strong.join("|");
        if entry.is_person {
            let others: Vec<&str> =
                strong.iter().map(String::as_str).filter(|other| *other != name).collect();
            self.persons.push([id, name.to_owned(), others.join("|"), entry.source.clone()]);
        } else {
            let kind = ActorKind::Organisation.as_str().to_owned();
            let none = String::new;
            let source = entry.source.clone();
            self.entities.push([id, name.to_owned(), kind, aliases, none(), none(), none(), none(), source]);
        }
    }
}

/// Who of the lexicon an entry is.
enum Found {
    None,
    One(String),
    Several,
}

/// The names that the lexicon has.
struct Known {
    by_name: BTreeMap<String, BTreeSet<String>>,
    by_reference: BTreeMap<String, String>,
    /// Kind and canonical name, comparable.
    entries: BTreeMap<String, (ActorKind, String)>,
}

impl Known {
    fn of(lexicon: &Lexicon) -> Self {
        let mut by_name: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut by_reference = BTreeMap::new();
        let mut entries = BTreeMap::new();
        for entry in lexicon.actors.all() {
            entries.insert(entry.id.clone(), (entry.kind, key(&entry.name)));
            for alias in entry.aliases.iter().filter(|alias| alias.form == AliasForm::Name) {
                by_name.entry(key(&alias.name)).or_default().insert(entry.id.clone());
            }
            by_reference.extend(references(entry).map(|reference| (reference, entry.id.clone())));
        }
        Self { by_name, by_reference, entries }
    }

    fn is_free(&self, name: &str) -> bool {
        !self.by_name.contains_key(&key(name))
    }

    fn who(&self, entry: &ListEntry, names: &[String]) -> Found {
        if let Some(id) = self.by_reference.get(&entry.reference) {
            return Found::One(id.clone());
        }
        let fits = |id: &&String| {
            self.entries.get(*id).is_some_and(|(kind, _)| (*kind == ActorKind::Person) == entry.is_person)
        };
        let of = |name: &String| self.by_name.get(&key(name)).into_iter().flatten().filter(fits);
        let own: BTreeSet<&String> = names.first().into_iter().flat_map(of).collect();
        let all: BTreeSet<&String> = names.iter().flat_map(of).collect();
        // Its own name decides before the others do, and of several actors who have it the one that is called so first.
        let is_called = |id: &&&String| {
            self.entries.get(**id).map(|(_, name)| name) == names.first().map(|name| key(name)).as_ref()
        };
        let called: BTreeSet<&String> = own.iter().filter(is_called).copied().collect();
        let found = [called, own, all].into_iter().find(|ids| !ids.is_empty()).unwrap_or_default();
        let mut ids = found.into_iter();
        match (ids.next(), ids.next()) {
            (None, _) => Found::None,
            (Some(id), None) => Found::One(id.clone()),
            (Some(_), Some(_)) => Found::Several,
        }
    }
}

/// The references of the list that an entry's sources name: `UN QDe.137 (27 March 2015)`.
fn references(entry: &ActorEntry) -> impl Iterator<Item = String> + '_ {
    let parts = entry.sources.iter().flat_map(|source| source.split(';'));
    parts.filter_map(|part| part.trim().strip_prefix("UN ")).filter_map(|rest| {
        let reference = rest.split([' ', ',']).next()?;
        let (letters, digits) = reference.split_once('.')?;
        let sound =
            letters.len() == 3 && digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
        sound.then(|| reference.to_owned())
    })
}

/// The name of an entry and its other names, each once, readable and without what stands in brackets.
fn names_of(entry: &ListEntry) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in std::iter::once(&entry.name).chain(&entry.names) {
        let name = readable(name);
        let is_name = !name.is_empty() && name.split(' ').count() <= MOST_WORDS;
        if is_name && !names.iter().any(|known| key(known) == key(&name)) {
            names.push(name);
        }
    }
    names
}

/// A name as a text would write it: not in capitals throughout, without brackets and marks that part cells.
fn readable(name: &str) -> String {
    let mut outside = String::new();
    let mut depth = 0_usize;
    for letter in name.chars() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '|' | '"' | '\n' | '\r' => outside.push(' '),
            _ if depth == 0 => outside.push(letter),
            _ => {}
        }
    }
    let name = outside.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = name.trim_matches(|mark: char| !mark.is_alphanumeric()).to_owned();
    if name.chars().any(char::is_lowercase) {
        return name;
    }
    let mut begins = true;
    name.chars()
        .flat_map(|letter| {
            let lower = !begins && letter.is_uppercase();
            begins = !(letter.is_alphabetic() || letter == '\'');
            let cased: Vec<char> = if lower { letter.to_lowercase().collect() } else { vec![letter] };
            cased
        })
        .collect()
}

fn words(name: &str) -> usize {
    name.split([' ', '-']).filter(|word| word.chars().count() > 2).count()
}

/// Names that differ in case, accents, hyphens and marks only are one.
fn key(name: &str) -> String {
    let folded = fold(name).text;
    let words = folded.split(|mark: char| !mark.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(reference: &str, is_person: bool, name: &str, names: &[&str]) -> ListEntry {
        ListEntry {
            reference: reference.to_owned(),
            is_person,
            name: name.to_owned(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            source: format!("UN {reference} (2024-03-27)"),
        }
    }

    #[test]
    fn known_actors_get_names_and_others_entries() {
        let lexicon = Lexicon::shipped().expect("the shipped lexicon loads");
        let tables = tables(
            &lexicon,
            &[
                entry("SOe.001", false, "AL-SHABAAB", &["Youth Of Testing Movement", "YTM", "Shabaab"]),
                entry(
                    "XXe.001",
                    false,
                    "EXAMPLE TESTING FOUNDATION (ETF)",
                    &["Example", "Examplary Tests Bureau"],
                ),
                entry("XXi.001", true, "TEST VALLEY PERSON", &["Abu Test", "Abu Test Of The Valley"]),
                entry("XXi.002", true, "ABU", &["Haji"]),
            ],
        );
        let [shabaab] = tables.other_names.as_slice() else { panic!("{:?}", tables.other_names) };
        assert_eq!(shabaab[..2], ["al-shabaab".to_owned(), "Youth Of Testing Movement".to_owned()]);
        let [foundation] = tables.entities.as_slice() else { panic!("{:?}", tables.entities) };
        assert_eq!(foundation[0], "un-xxe-001");
        assert_eq!(foundation[1], "Example Testing Foundation");
        assert_eq!(foundation[3], "Example Testing Foundation|Examplary Tests Bureau");
        let [person] = tables.persons.as_slice() else { panic!("{:?}", tables.persons) };
        assert_eq!(person[1..3], ["Test Valley Person".to_owned(), "Abu Test Of The Valley".to_owned()]);
        // "YTM", "Example", "Abu Test", "Abu" and "Haji".
        assert_eq!(tables.n_names_left_out, 5);
    }

    #[test]
    fn references_of_sources_are_known() {
        let lexicon = Lexicon::shipped().expect("the shipped lexicon loads");
        let baghdadi = lexicon.actors.get("abu-bakr-al-baghdadi").expect("an entry");
        assert_eq!(references(baghdadi).collect::<Vec<_>>(), ["QDi.299"]);
        let tables = tables(&lexicon, &[entry("QDi.299", true, "SOMEBODY ELSE ENTIRELY", &[])]);
        assert_eq!(tables.other_names[0][0], "abu-bakr-al-baghdadi");
    }

    #[test]
    fn names_are_made_readable() {
        assert_eq!(readable("JAMA'AT AL-TEST (JT)"), "Jama'at Al-Test");
        assert_eq!(readable("Already readable, Ltd."), "Already readable, Ltd");
        assert_eq!(readable("تست تست"), "تست تست");
    }
}
