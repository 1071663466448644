//! Stage 2: a [`Text`] becomes a [`Reading`](model::Reading), every item with the words it rests on.
//!
//! Pure: the same text, metadata and lexicon give the same reading, byte for byte. Never fails: it gives what it found and
//! the issues that it could not settle. In numbered steps, one module each:
//!
//! 1. [`token`]: words, sentences, paragraphs with exact offsets; excluded regions have none.
//! 2. [`page`]: tags, noun phrases, verb groups, quotation marks, and who stands where to a verb.
//! 3. [`time`], [`number`], [`place`]: expressions of time, quantities, names of places.
//! 4. [`cast`]: who acts or is named, with all mentions. [`names`]: what is no person's name.
//! 5. [`speech`]: who is reported to say what.
//! 6. [`event`] with [`realis`]: happenings, their roles, time and place; [`merge`]: several tellings of one become one.
//! 7. [`figure`]: what the quantities count. [`responsibility`]: who is said to have done it.
//! 8. [`relation`], [`assessment`].
//!
//! Texts in other languages are not read so: [`shallow`] has what is found in them, besides the actors that the lexicon knows.
//!
//! Which words do what is data: `lexicon/language`, `lexicon/events`.
mod advice;
mod assessment;
mod cast;
mod event;
mod expression;
mod figure;
mod merge;
mod names;
mod number;
mod page;
mod place;
mod realis;
mod relation;
mod responsibility;
mod shallow;
mod speech;
mod time;
mod token;

pub use expression::{Expressions, Number, expressions};

use cast::Cast;
use lexicon::{Lexicon, ReadingLevel};
use model::reading::{Document, Event, Figure, Issue, Reading};
use model::record::Extraction;
use model::{Metadata, RegionKind, Text};
use page::Page;
use speech::Speech;

/// Version of the rules: part of a reading's identity, so that a reading tells which program made it. The last part is a digest
/// of their sources.
pub const VERSION: &str = concat!("extract/", env!("CARGO_PKG_VERSION"), "/", env!("RULES_DIGEST"));

/// Reads one text.
#[must_use]
pub fn document(text: &Text, metadata: &Metadata, lexicon: &Lexicon) -> Extraction {
    let page = Page::new(text, metadata, lexicon);
    let scan = lexicon.actors.scan(page.text);
    let times = time::times(&page);
    let dates = times.iter().map(|time| time.tokens.clone()).collect::<Vec<_>>();
    let places = place::places(&page, &scan, &dates);
    let mut cast =
        Cast::new(&page, &scan, &places.iter().map(|place| place.tokens.clone()).collect::<Vec<_>>(), &dates);
    let speech = Speech::new(&page, &cast);
    let quantities = number::quantities(&page, &dates);

    let scene = event::Scene { page: &page, cast: &cast, times: &times, places: &places, speech: &speech };
    let mut happenings = scene.happenings();
    let stated = figure::figures(&page, &cast, &speech, &quantities);
    let free = figure::attach(&page, &cast, &mut happenings, stated);
    let mut happenings = merge::merge(&page, happenings);
    responsibility::assign(&page, &cast, &speech, &mut happenings);
    let relations = relation::relations(&page, &mut cast, &speech, &times, &places);
    let (about, unattached): (Vec<Figure>, Vec<Figure>) = free.into_iter().partition(|figure| {
        matches!(figure.measure, model::Measure::Strength | model::Measure::Attacks)
            || figure.scope == model::Scope::Running
    });
    let assessments = assessment::assessments(&page, &cast, &speech, &about);

    let mut issues = unattached
        .iter()
        .map(|figure| Issue {
            code: "figure-without-event".to_owned(),
            message: format!("a figure of `{}` stands near no event that it could count", figure.measure),
            span: Some(figure.span),
        })
        .collect::<Vec<_>>();
    issues.extend(times.iter().filter(|time| !time.vague && time.when.earliest.is_none()).map(|time| {
        Issue {
            code: "time-unresolved".to_owned(),
            message: "the time cannot be resolved without a day of publication or an earlier time to go by"
                .to_owned(),
            span: Some(time.when.span),
        }
    }));

    let events = happenings
        .into_iter()
        .enumerate()
        .map(|(index, happening)| finish(&page, index, happening))
        .collect();
    let actors = cast.actors(&page);
    let mut names = cast.names(&page);
    let length = text.text.chars().count();
    let mut reading = Reading {
        document: Document::new(&text.sha256, length, metadata),
        actors,
        events,
        figures: about,
        relations,
        quotations: speech.quotations(&page),
        assessments,
        issues,
    };
    if let Some(language) = read_by_dictionary(text, metadata, lexicon) {
        by_dictionary(&mut reading, language);
        if let Some(rules) = lexicon.other_languages.get(&language.tag).filter(|_| is_shallow(language)) {
            reading.events = shallow::read(&page, &scan, language, rules, &mut names);
        }
    }
    Extraction { reading, sentences: page.sentences.iter().map(|sentence| sentence.span).collect(), names }
}

/// The language of a text of which the rules know no grammar; `None` where they do, or where it cannot be told.
fn read_by_dictionary<'l>(
    text: &Text,
    metadata: &Metadata,
    lexicon: &'l Lexicon,
) -> Option<&'l lexicon::KnownLanguage> {
    // Front matter is in English whatever the text is in.
    let markup =
        text.regions.iter().filter(|region| region.kind == RegionKind::Markup && region.span.start == 0);
    let body = markup.map(|region| region.span.end).max().unwrap_or(0);
    let told = text.text.get(body..).and_then(|body| lexicon.languages.identify(body));
    let stated = || metadata.language.as_deref().and_then(|tag| lexicon.languages.get(tag));
    told.or_else(stated).filter(|language| match language.level {
        ReadingLevel::Full => false,
        ReadingLevel::Shallow | ReadingLevel::Dictionary => true,
    })
}

fn is_shallow(language: &lexicon::KnownLanguage) -> bool {
    language.level == ReadingLevel::Shallow
}

/// What is left of a reading by English rules in a text of another language: the actors that the lexicon has, and that it says so.
fn by_dictionary(reading: &mut Reading, language: &lexicon::KnownLanguage) {
    reading.actors.retain(|actor| actor.lexicon_id.is_some());
    reading.events.clear();
    reading.figures.clear();
    reading.relations.clear();
    reading.quotations.clear();
    reading.assessments.clear();
    let read = if is_shallow(language) {
        "actors are read by dictionary, places, times, figures and kinds of happenings by words, sentence by sentence: no participants, responsibilities, relations and quotations"
    } else {
        "actors are read by dictionary only: no events, figures, relations and quotations"
    };
    let message = format!("the text is in {}, of which {read}", language.name);
    reading.issues = vec![Issue { code: "language".to_owned(), message, span: None }];
}

fn finish(page: &Page<'_>, index: usize, happening: event::Happening) -> Event {
    let id = format!("e{}", index + 1);
    let mut mentions = happening.mentions.iter().map(|tokens| page.span(tokens)).collect::<Vec<_>>();
    mentions.sort_unstable();
    mentions.dedup();
    let figures =
        happening.figures.into_iter().map(|figure| Figure { about: Some(id.clone()), ..figure }).collect();
    Event {
        event_type: happening.event_type,
        subtype: happening.subtype,
        realis: happening.realis,
        trigger: page.span(&happening.trigger),
        when: happening.when,
        places: happening.places,
        participants: happening.participants,
        responsibilities: happening.responsibilities,
        figures,
        mentions,
        rule: Some(happening.rule),
        id,
    }
}
