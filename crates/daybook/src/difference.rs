//! What a reading of today would find otherwise than the one that the record has.
use model::record::{Extraction, PersonName};
use model::statement::{Statement, statements};
use model::{Exposure, KnownNames, Span};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use store::Stored;

/// One statement, as it is compared: without ids, which are another reading's own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Line {
    /// Its family.
    pub(crate) family: &'static str,
    /// The words that it rests on.
    pub(crate) quote: String,
    /// Its value, with the names and words of what it is about in the place of ids.
    pub(crate) value: String,
}

/// What would be gone, and what would be new.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Difference {
    /// In the record, and not found today.
    pub(crate) gone: BTreeSet<Line>,
    /// Found today, and not in the record.
    pub(crate) new: BTreeSet<Line>,
}

/// Compares two readings of one report. Names that are private in either are withheld.
pub(crate) fn between(before: &Stored, today: &Stored) -> Difference {
    let gate = Exposure::new(&private_names([before, today]));
    let lines = |stored: &Stored| lines(stored, &gate);
    let (before, today) = (lines(before), lines(today));
    Difference {
        gone: before.difference(&today).cloned().collect(),
        new: today.difference(&before).cloned().collect(),
    }
}

/// One report is compared at a time; its surnames alone are withheld too.
const THE_REPORT: &str = "R";

fn private_names(readings: [&Stored; 2]) -> KnownNames {
    let mut known = KnownNames::default();
    for Stored { text, extraction, .. } in readings {
        for PersonName { span, lexicon_id, .. } in &extraction.names {
            let name = span.of(text).to_owned();
            match lexicon_id {
                Some(_) => known.public.insert(name),
                None => known.private_in_report.entry(THE_REPORT.to_owned()).or_default().insert(name),
            };
        }
    }
    known
}

fn lines(stored: &Stored, gate: &Exposure) -> BTreeSet<Line> {
    let words = words_of_ids(stored);
    let all = statements(&stored.id, &stored.extraction.reading);
    all.iter().map(|statement| line(statement, stored, &words, gate)).collect()
}

/// What stands behind local ids: names of actors, words of events.
fn words_of_ids(stored: &Stored) -> BTreeMap<String, String> {
    let Extraction { reading, .. } = &stored.extraction;
    let actors = reading.actors.iter().map(|actor| (actor.id.clone(), actor.name.clone()));
    let events =
        reading.events.iter().map(|event| (event.id.clone(), event.trigger.of(&stored.text).to_owned()));
    actors.chain(events).collect()
}

fn line(statement: &Statement, stored: &Stored, words: &BTreeMap<String, String>, gate: &Exposure) -> Line {
    let span = statement.spans.first().copied().unwrap_or(Span::new(0, 0));
    let mut value = statement.value.clone();
    name_ids(&mut value, words);
    let about = words.get(&statement.subject).map(|about| format!("{about}: ")).unwrap_or_default();
    Line {
        family: statement.family.as_str(),
        quote: gate.mask_words(span.of(&stored.text), Some(THE_REPORT)),
        value: gate.mask_words(&format!("{about}{value}"), Some(THE_REPORT)),
    }
}

fn name_ids(value: &mut Value, words: &BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(name) = words.get(text) {
                text.clone_from(name);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| name_ids(item, words)),
        Value::Object(fields) => fields.values_mut().for_each(|field| name_ids(field, words)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
