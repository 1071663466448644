//! Where groups come from and what others call them: UCDP's splits, alliances, joinings and renamings, and the numbers of
//! entries in other lists.
//!
//! `actors/relations.csv`, `actors/relations_by_hand.csv` and `actors/identifiers.csv`. The shipped tables are read at the first use; the tests read them
//! strictly. An overlay's rows come on top and are checked when it is loaded.
use crate::Error;
use crate::actors::Actors;
use crate::files::{File, Files};
use crate::table::rows;
use std::sync::OnceLock;

/// What happened between two groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineageKind {
    /// `from` was part of `to` and left it.
    SplitFrom,
    /// The same, and it went back.
    SplitForATime,
    /// They fought on one side.
    AllyOf,
    /// `from` became part of `to`.
    MergedInto,
    /// `from_name` became `to_name`; one group.
    Renamed,
}

impl LineageKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::SplitFrom, Self::SplitForATime, Self::AllyOf, Self::MergedInto, Self::Renamed];

    /// The word in `relations.csv`; those of the extraction contract where it has one.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SplitFrom => "split_from",
            Self::SplitForATime => "split_for_a_time",
            Self::AllyOf => "ally_of",
            Self::MergedInto => "merged_into",
            Self::Renamed => "renamed",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// One relation between groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lineage {
    /// What happened.
    pub kind: LineageKind,
    /// The entry that it is about.
    pub from: String,
    /// The other entry; `None` where the source names a group that is in no list. One entry may stand for both sides where
    /// the lexicon counts two of the source's groups as one.
    pub to: Option<String>,
    /// What the source calls `from`.
    pub from_name: String,
    /// What the source calls `to`.
    pub to_name: String,
    /// When it happened, where a source says: year, month or day.
    pub since: Option<String>,
    /// The day by which the source says that it had happened.
    pub as_of: String,
    /// Who says so.
    pub source: String,
}

/// An entry's number in another list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    /// `ucdp` or `misp`.
    pub scheme: String,
    /// The actor id or uuid.
    pub value: String,
    /// What the list calls it.
    pub name: String,
    /// The entry.
    pub id: String,
    /// What says that it is that entry: `source` (the entry names the list's), `name` (they share a name and a country),
    /// `government`, `new` (the entry was made from the list).
    pub basis: String,
}

/// The tables.
#[derive(Debug, Default)]
pub struct Lineages {
    relation_files: Vec<File>,
    identifier_files: Vec<File>,
    relations: OnceLock<Vec<Lineage>>,
    identifiers: OnceLock<Vec<Identifier>>,
}

const RELATIONS: &str = "actors/relations.csv";
/// What is kept by hand, mostly for its dates.
const BY_HAND: &str = "actors/relations_by_hand.csv";
const IDENTIFIERS: &str = "actors/identifiers.csv";

impl Lineages {
    pub(crate) fn load(files: &mut Files, actors: &Actors) -> Result<Self, Error> {
        let (relations, identifiers) =
            (files.overlay(is_of_relations), files.overlay(|path| path == IDENTIFIERS));
        for one in relations_of(&relations, Some(actors))? {
            files.note(format!("added {} of `{}` ({RELATIONS})", one.kind.as_str(), one.from));
        }
        for one in identifiers_of(&identifiers, Some(actors))? {
            files.note(format!("added {} {} of `{}` ({IDENTIFIERS})", one.scheme, one.value, one.id));
        }
        let shipped = files.shipped(|path| path == IDENTIFIERS);
        Ok(Self {
            relation_files: files.shipped(is_of_relations).into_iter().chain(relations).collect(),
            identifier_files: shipped.into_iter().chain(identifiers).collect(),
            ..Self::default()
        })
    }

    /// Every relation, in the order of the tables.
    pub fn relations(&self) -> &[Lineage] {
        self.relations.get_or_init(|| {
            relations_of(&self.relation_files, None)
                .expect("overlays were read, and the tests read what is shipped")
        })
    }

    /// Every identifier, in the order of the tables.
    pub fn identifiers(&self) -> &[Identifier] {
        self.identifiers.get_or_init(|| {
            identifiers_of(&self.identifier_files, None)
                .expect("overlays were read, and the tests read what is shipped")
        })
    }

    /// The relations of an entry, on either side.
    pub fn of<'l>(&'l self, id: &'l str) -> impl Iterator<Item = &'l Lineage> {
        self.relations().iter().filter(move |one| one.from == id || one.to.as_deref() == Some(id))
    }

    /// The id of the entry with this number in another list.
    #[must_use]
    pub fn entry_of(&self, scheme: &str, value: &str) -> Option<&str> {
        let mut found = self.identifiers().iter().filter(|one| one.scheme == scheme && one.value == value);
        found.next().map(|one| one.id.as_str())
    }
}

fn is_of_relations(path: &str) -> bool {
    path == RELATIONS || path == BY_HAND
}

/// Reads the rows; with `actors`, their ids must be entries.
fn relations_of(files: &[File], actors: Option<&Actors>) -> Result<Vec<Lineage>, Error> {
    let columns = ["kind", "from", "to", "from_name", "to_name", "since", "as_of", "source"];
    let mut found = Vec::new();
    for file in files {
        for row in rows(file, &columns)? {
            let word = row.text("kind")?;
            let kind = LineageKind::parse(&word).ok_or_else(|| {
                let known = LineageKind::ALL.map(LineageKind::as_str).join("`, `");
                row.error(format!("found the kind `{word}`, expected one of `{known}`"))
            })?;
            let one = Lineage {
                kind,
                from: row.text("from")?,
                to: row.optional("to"),
                from_name: row.text("from_name")?,
                to_name: row.text("to_name")?,
                since: row.optional("since"),
                as_of: row.text("as_of")?,
                source: row.text("source")?,
            };
            let ids = std::iter::once(&one.from).chain(&one.to);
            if let Some(id) = unknown(ids, actors) {
                return Err(row.error(format!("found the id `{id}`, expected the id of an entry")));
            }
            found.push(one);
        }
    }
    Ok(found)
}

fn identifiers_of(files: &[File], actors: Option<&Actors>) -> Result<Vec<Identifier>, Error> {
    let mut found = Vec::new();
    for file in files {
        for row in rows(file, &["scheme", "value", "name", "id", "basis"])? {
            let one = Identifier {
                scheme: row.text("scheme")?,
                value: row.text("value")?,
                name: row.text("name")?,
                id: row.text("id")?,
                basis: row.text("basis")?,
            };
            if let Some(id) = unknown(std::iter::once(&one.id), actors) {
                return Err(row.error(format!("found the id `{id}`, expected the id of an entry")));
            }
            found.push(one);
        }
    }
    Ok(found)
}

fn unknown<'i>(mut ids: impl Iterator<Item = &'i String>, actors: Option<&Actors>) -> Option<&'i String> {
    ids.find(|id| actors.is_some_and(|actors| actors.get(id).is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Lexicon, LexiconFile};
    use std::collections::BTreeSet;

    fn shipped() -> Lexicon {
        Lexicon::shipped().expect("the shipped lexicon loads")
    }

    /// UCDP Actor Dataset 22.1 has 219 splinters, 111 actors in alliances, 76 that joined another and 70 renamed ones.
    #[test]
    fn every_relation_of_ucdp_is_there() {
        let lexicon = shipped();
        let files = Files::new(Vec::new()).expect("no overlay").shipped(|path| path == RELATIONS);
        let relations = relations_of(&files, Some(&lexicon.actors)).expect("every id is an entry's");
        let rows = |kind: LineageKind| {
            relations
                .iter()
                .filter(|one| one.kind == kind)
                .map(|one| &one.source)
                .collect::<BTreeSet<_>>()
                .len()
        };
        assert_eq!(LineageKind::ALL.map(rows), [219, 38, 111, 76, 70]);
        // Four numbers of the data set are of no actor of it.
        assert_eq!(relations.iter().filter(|one| one.to.is_none()).count(), 4);
        let by_hand = Files::new(Vec::new()).expect("no overlay").shipped(|path| path == BY_HAND);
        let by_hand = relations_of(&by_hand, Some(&lexicon.actors)).expect("every id is an entry's");
        assert!(by_hand.iter().all(|one| one.since.is_some() && one.to.is_some()), "kept for their dates");
        let of_is = lexicon.lineages.of("is").collect::<Vec<_>>();
        assert!(of_is.iter().any(|one| one.kind == LineageKind::Renamed), "{of_is:?}");
    }

    #[test]
    fn every_listed_actor_has_one_entry() {
        let lexicon = shipped();
        let files = Files::new(Vec::new()).expect("no overlay").shipped(|path| path == IDENTIFIERS);
        let all = identifiers_of(&files, Some(&lexicon.actors)).expect("every id is an entry's");
        let count = |scheme: &str| all.iter().filter(|one| one.scheme == scheme).count();
        assert_eq!((count("ucdp"), count("misp")), (1_725, 90));
        let values: BTreeSet<_> = all.iter().map(|one| (&one.scheme, &one.value)).collect();
        assert_eq!(values.len(), all.len(), "a number stands once");
        for (value, id) in [("769", "al-qaeda"), ("303", "taliban"), ("130", "state-af"), ("881", "aqap")] {
            assert_eq!(lexicon.lineages.entry_of("ucdp", value), Some(id));
        }
        let made = all.iter().filter(|one| one.basis == "new");
        let made: Vec<_> = made.filter(|one| one.id != format!("ucdp-{}", one.value)).collect();
        assert!(made.is_empty(), "{made:?}");
    }

    #[test]
    fn an_overlay_adds_relations_of_entries_that_exist() {
        let overlay = |row: &str| {
            let content = format!("kind,from,to,from_name,to_name,since,as_of,source\n{row}\n");
            Lexicon::with_overlay(vec![LexiconFile { path: RELATIONS.to_owned(), content }])
        };
        let lexicon = overlay("split_from,is-k,ttp,IS-K,TTP,2014-10,2024,a source").expect("a good overlay");
        assert!(lexicon.lineages.of("is-k").any(|one| one.since.as_deref() == Some("2014-10")));
        let error = overlay("split_from,is-k,nobody,IS-K,X,,2024,a source").expect_err("a wrong overlay");
        assert_eq!(
            error.to_string(),
            "lexicon file `actors/relations.csv` line 2: found the id `nobody`, expected the id of an entry"
        );
    }
}
