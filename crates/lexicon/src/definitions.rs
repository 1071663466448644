//! What each word of the contract's lists means: `events/definitions.toml`, printed in `docs/codebook.md`.
use crate::{Error, Files};
use model::{
    ActorKind, AssessmentKind, EventSubtype, EventType, Manner, Measure, PlacePrecision, PlaceRelation,
    Qualifier, Realis, RelationKind, Role, Scope, Stance, TimePrecision,
};
use std::collections::BTreeMap;
use std::sync::OnceLock;

const PATH: &str = "events/definitions.toml";

/// A list of the contract: its key in the table, and its words in the contract's order.
type List = (&'static str, Vec<&'static str>);

/// Meanings of the contract's words, by list.
#[derive(Debug, Default)]
pub struct Definitions {
    content: String,
    lists: OnceLock<Vec<Defined>>,
}

/// A list with its words and their meanings.
type Defined = (&'static str, Vec<(&'static str, String)>);

impl Definitions {
    pub(crate) fn load(files: &Files) -> Result<Self, Error> {
        let content = files
            .effective(PATH)
            .ok_or_else(|| Error::new(PATH, None, "found no such file, expected what the words mean"))?;
        // Only the codebook asks for them: the tests read what is shipped.
        if files.has_overlay_under("events/") {
            parse(content)?;
        }
        Ok(Self { content: content.to_owned(), lists: OnceLock::new() })
    }

    /// The words of a list with their meanings, in the contract's order; empty for a list that is none.
    #[must_use]
    pub fn list(&self, key: &str) -> &[(&'static str, String)] {
        let lists = self.lists.get_or_init(|| {
            parse(&self.content).expect("overlays were read, and the tests read what is shipped")
        });
        lists.iter().find(|(known, _)| *known == key).map_or(&[], |(_, words)| words)
    }
}

fn parse(content: &str) -> Result<Vec<Defined>, Error> {
    let mut given: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(content).map_err(|error| {
        let line = error.span().map(|span| content[..span.start].lines().count().max(1));
        Error::new(PATH, line, error.message().to_owned())
    })?;
    let mut lists = Vec::new();
    for (key, words) in contract() {
        let mut meanings = given.remove(key).unwrap_or_default();
        let defined = words.into_iter().map(|word| {
            let meaning = meanings.remove(word).filter(|meaning| !meaning.trim().is_empty());
            let missing = || Error::new(PATH, None, format!("expected a meaning of `{word}` in `{key}`"));
            meaning.map(|meaning| (word, meaning)).ok_or_else(missing)
        });
        lists.push((key, defined.collect::<Result<Vec<_>, _>>()?));
        if let Some(unknown) = meanings.keys().next() {
            let message = format!("found `{unknown}` in `{key}`, expected a word of the contract");
            return Err(Error::new(PATH, None, message));
        }
    }
    match given.keys().next() {
        Some(unknown) => {
            Err(Error::new(PATH, None, format!("found the list `{unknown}`, expected one of the contract")))
        }
        None => Ok(lists),
    }
}

/// Every list of the contract.
fn contract() -> Vec<List> {
    macro_rules! words {
        ($kind:ty) => {
            <$kind>::ALL.iter().map(|word| word.as_str()).collect()
        };
    }
    vec![
        ("event_type", words!(EventType)),
        ("event_subtype", words!(EventSubtype)),
        ("realis", words!(Realis)),
        ("role", words!(Role)),
        ("stance", words!(Stance)),
        ("measure", words!(Measure)),
        ("qualifier", words!(Qualifier)),
        ("scope", words!(Scope)),
        ("relation", words!(RelationKind)),
        ("assessment", words!(AssessmentKind)),
        ("manner", words!(Manner)),
        ("actor_kind", words!(ActorKind)),
        ("time_precision", words!(TimePrecision)),
        ("place_precision", words!(PlacePrecision)),
        ("place_relation", words!(PlaceRelation)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../../lexicon/events/definitions.toml");

    #[test]
    fn every_word_of_the_contract_has_a_meaning_and_no_other() {
        let shipped = crate::Lexicon::shipped().expect("the shipped lexicon loads").definitions;
        assert_eq!(shipped.list("event_type").len(), EventType::ALL.len());
        assert!(shipped.list("realis")[0].1.starts_with("Told as having happened"));
        let error =
            |from: &str, to: &str| parse(&SHIPPED.replacen(from, to, 1)).expect_err("a fault").to_string();
        assert!(
            error("protest = \"People demonstrate.\"\n", "")
                .contains("a meaning of `protest` in `event_type`")
        );
        assert!(error("clash =", "war = \"x\"\nclash =").contains("found `war` in `event_type`"));
        assert!(error("[scope]", "[more]\na = \"x\"\n[scope]").contains("found the list `more`"));
    }
}
