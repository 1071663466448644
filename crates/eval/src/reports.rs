//! Texts of a corpus taken through the product's own stages: read, extract, and what `resolve` compares.
use anyhow::Result;
use jiff::civil::Date;
use lexicon::Lexicon;
use model::record::{EventSubject, Extraction, name_key};
use model::{EventType, Published, PublishedFrom, Report};
use read::{Document, Given, Input};
use std::collections::BTreeSet;

/// One report with what was found in it.
#[derive(Debug)]
pub struct Told {
    /// The text that was read.
    pub text: String,
    /// What was found in it.
    pub extraction: Extraction,
    /// Its events, in the order of the reading's.
    pub events: Vec<EventSubject>,
}

/// Takes one text through the stages. `name` tells reports of one text apart.
///
/// # Errors
/// Where it cannot be read.
pub fn told(name: &str, text: &str, published: Date, lexicon: &Lexicon) -> Result<Told> {
    let file = format!("{name}.txt");
    let published = Some(Published { date: published, from: PublishedFrom::Manifest });
    let given = Given { published, ..Given::default() };
    let input = Input { bytes: text.as_bytes(), name: &file, media_type: None, given };
    let Document { capture, text, metadata, .. } = read::document(&input)?;
    let extraction = extract::document(&text, &metadata, lexicon);
    let reading = model::reading::reading_id(&text.sha256, &metadata, lexicon.digest(), extract::VERSION);
    let key = Report::key_of(&capture.sha256, &metadata);
    let report = Report { id: name.to_owned(), key, capture: capture.sha256, text: text.sha256, metadata };
    let events = resolve::subjects(&report, &reading, &text.text, &extraction).events;
    Ok(Told { text: text.text, extraction, events })
}

/// Why nothing that one report tells is one event with anything that the other tells: what the pair that comes nearest to it lacks.
#[must_use]
pub fn why_apart(one: &[&EventSubject], other: &[&EventSubject]) -> &'static str {
    let pairs = one.iter().flat_map(|mine| other.iter().map(move |theirs| step(mine, theirs)));
    let reached = pairs.max().unwrap_or(0);
    STEPS[reached]
}

/// What is lacking, in the order in which it is looked for.
const STEPS: [&str; 9] = [
    "nothing found in one of them",
    "other types of events",
    "no time found for one of them",
    "no place found for one of them",
    "other days",
    "other countries, or none known",
    "other places",
    "other subtypes, realis or perpetrators",
    "the same day, place and type",
];

/// The index into [`STEPS`] of what a pair of events lacks.
fn step(one: &EventSubject, other: &EventSubject) -> usize {
    let violence = |event: &EventSubject| {
        matches!(event.event_type, EventType::Attack | EventType::Clash | EventType::ViolenceOther)
    };
    if one.event_type != other.event_type && !(violence(one) && violence(other)) {
        return 1;
    }
    let (Some(when), Some(then)) = (one.when, other.when) else { return 2 };
    if one.places.is_empty() || other.places.is_empty() {
        return 3;
    }
    if !when.overlaps(&then) {
        return 4;
    }
    let countries = |event: &EventSubject| -> BTreeSet<String> {
        event.places.iter().filter_map(|place| place.country.clone()).collect()
    };
    if countries(one).is_disjoint(&countries(other)) {
        return 5;
    }
    let names = |event: &EventSubject| -> BTreeSet<String> {
        event.places.iter().map(|place| name_key(&place.name)).collect()
    };
    if names(one).is_disjoint(&names(other)) {
        return 6;
    }
    if one.subtype == other.subtype && one.realis == other.realis { 8 } else { 7 }
}
