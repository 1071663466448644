//! Reports with readings made by hand, and what `daybook add` does with them.
#![allow(dead_code, reason = "each test file uses its own part")]

use jiff::civil::Date;
use model::reading::{
    Actor, Assessment, Attribution, Document, Event, Figure, Participant, Reading, Relation, Responsibility,
    When, Where,
};
use model::record::{Extraction, PersonName};
use model::{
    ActorKind, AssessmentKind, Capture, EventType, Manner, Measure, Metadata, PlacePrecision, PlaceRelation,
    Published, PublishedFrom, Qualifier, Realis, RelationKind, Role, Scope, Span, Stance, Text,
};
use std::sync::Arc;
use store::{Generation, NewOrigin, NewReading, Resolution, Store, Writer};

pub(crate) const NOW: &str = "2026-01-02T03:04:05Z";

/// A report that is written by hand: text, metadata, and what a reader found in it.
#[derive(Debug, Clone)]
pub(crate) struct Printed {
    pub(crate) text: String,
    pub(crate) metadata: Metadata,
    pub(crate) extraction: Extraction,
    /// Stands for the lexicon: another digest is another reading of the same text.
    pub(crate) lexicon: &'static str,
}

impl Printed {
    /// A report with this text, a sentence at every full stop, and nothing found in it yet.
    pub(crate) fn new(outlet: &str, published: &str, text: &str) -> Self {
        let date: Date = published.parse().unwrap();
        let metadata = Metadata {
            title: Some(format!("{outlet} of {published}")),
            published: Some(Published { date, from: PublishedFrom::Option }),
            source: Some(outlet.to_owned()),
            url: Some(format!("https://{}.example/{published}", outlet.to_lowercase())),
            language: Some("en".to_owned()),
        };
        let reading = Reading {
            document: Document::new(
                &model::hash::sha256_hex(text.as_bytes()),
                text.chars().count(),
                &metadata,
            ),
            actors: Vec::new(),
            events: Vec::new(),
            figures: Vec::new(),
            relations: Vec::new(),
            quotations: Vec::new(),
            assessments: Vec::new(),
            issues: Vec::new(),
        };
        let mut sentences = Vec::new();
        let mut start = 0;
        for (at, _) in text.match_indices('.') {
            sentences.push(Span::new(start, at + 1));
            start = at + 1 + text[at + 1..].len() - text[at + 1..].trim_start().len();
        }
        let extraction = Extraction { reading, sentences, names: Vec::new() };
        Self { text: text.to_owned(), metadata, extraction, lexicon: "lexicon-1" }
    }

    /// The first place where the words stand.
    pub(crate) fn at(&self, words: &str) -> Span {
        let start =
            self.text.find(words).unwrap_or_else(|| panic!("`{words}` does not stand in `{}`", self.text));
        Span::new(start, start + words.len())
    }

    fn all(&self, words: &str) -> Vec<Span> {
        self.text.match_indices(words).map(|(start, _)| Span::new(start, start + words.len())).collect()
    }

    pub(crate) fn actor(mut self, id: &str, name: &str, kind: ActorKind, lexicon_id: Option<&str>) -> Self {
        let mentions = self.all(name);
        assert!(!mentions.is_empty(), "`{name}` does not stand in the text");
        self.extraction.reading.actors.push(Actor {
            id: id.to_owned(),
            name: name.to_owned(),
            kind,
            lexicon_id: lexicon_id.map(str::to_owned),
            mentions,
            rule: Some("test/actor".to_owned()),
        });
        self
    }

    pub(crate) fn group(self, id: &str, name: &str, lexicon_id: &str) -> Self {
        self.actor(id, name, ActorKind::ArmedGroup, Some(lexicon_id))
    }

    /// A person whom the lexicon does not know, with every stretch that names them.
    pub(crate) fn person(mut self, id: &str, name: &str, has_stated_post: bool) -> Self {
        self = self.actor(id, name, ActorKind::Person, None);
        let surname = name.rsplit(' ').next().unwrap().to_owned();
        let mut spans = self.all(name);
        let single: Vec<Span> = self
            .all(&surname)
            .into_iter()
            .filter(|one| !spans.iter().any(|full| full.contains(one)))
            .collect();
        spans.extend(single);
        let actor = Some(id.to_owned());
        self.extraction.names.extend(spans.into_iter().map(|span| PersonName {
            span,
            actor: actor.clone(),
            lexicon_id: None,
            has_stated_post,
        }));
        self.extraction.names.sort();
        self
    }

    /// An attack, told by `trigger`, on a day, in Kabul.
    pub(crate) fn attack(self, id: &str, trigger: &str, day: &str) -> Self {
        let kabul = self.kabul();
        self.event(id, EventType::Attack, trigger, day, kabul)
    }

    pub(crate) fn event(
        mut self,
        id: &str,
        event_type: EventType,
        trigger: &str,
        day: &str,
        place: Where,
    ) -> Self {
        let date: Date = day.parse().unwrap();
        let trigger = self.at(trigger);
        let when = When {
            earliest: Some(date),
            latest: Some(date),
            precision: Some(model::TimePrecision::Day),
            approximate: false,
            span: trigger,
        };
        self.extraction.reading.events.push(Event {
            id: id.to_owned(),
            event_type,
            subtype: None,
            realis: Realis::Occurred,
            trigger,
            when: Some(when),
            places: vec![place],
            participants: Vec::new(),
            responsibilities: Vec::new(),
            figures: Vec::new(),
            mentions: vec![trigger],
            rule: Some("test/event".to_owned()),
        });
        self
    }

    pub(crate) fn kabul(&self) -> Where {
        Where {
            name: "Kabul".to_owned(),
            country: Some("AF".to_owned()),
            admin1: Some("Kabul".to_owned()),
            latitude: Some(34.5281),
            longitude: Some(69.1723),
            precision: Some(PlacePrecision::Settlement),
            relation: PlaceRelation::At,
            gazetteer_id: None,
            span: self.at("Kabul"),
        }
    }

    fn last_event(&mut self) -> &mut Event {
        self.extraction.reading.events.last_mut().expect("an event was made before")
    }

    pub(crate) fn killed(mut self, words: &str, number: u64) -> Self {
        let span = self.at(words);
        let figure = self.figure(span, Measure::Killed, number);
        self.last_event().figures.push(figure);
        self
    }

    fn figure(&self, span: Span, measure: Measure, number: u64) -> Figure {
        Figure {
            measure,
            low: None,
            best: Some(number),
            high: None,
            qualifier: Qualifier::Exact,
            includes: None,
            of: None,
            scope: Scope::Total,
            part_of: None,
            about: None,
            attribution: None,
            span,
            rule: Some("test/figure".to_owned()),
        }
    }

    pub(crate) fn strength(mut self, actor: &str, words: &str, number: u64) -> Self {
        let figure = self.figure(self.at(words), Measure::Strength, number);
        self.extraction.reading.figures.push(Figure { about: Some(actor.to_owned()), ..figure });
        self
    }

    pub(crate) fn participant(mut self, role: Role, actor: &str, words: &str) -> Self {
        let span = self.at(words);
        self.last_event().participants.push(Participant { role, actor: Some(actor.to_owned()), span });
        self
    }

    pub(crate) fn held(mut self, stance: Stance, actor: &str, words: &str) -> Self {
        let span = self.at(words);
        self.last_event().responsibilities.push(Responsibility {
            actor: Some(actor.to_owned()),
            description: None,
            stance,
            speaker: None,
            span,
            rule: None,
        });
        self
    }

    pub(crate) fn relation(mut self, kind: RelationKind, from: &str, to: &str, words: &str) -> Self {
        let span = self.at(words);
        self.extraction.reading.relations.push(Relation {
            kind,
            from: from.to_owned(),
            to: Some(to.to_owned()),
            place: None,
            when: None,
            ended: false,
            attribution: None,
            span,
            rule: Some("test/relation".to_owned()),
        });
        self
    }

    pub(crate) fn quotation(mut self, speaker: &str, words: &str, content: &str) -> Self {
        let (span, content) = (self.at(words), self.at(content));
        self.extraction.reading.quotations.push(Attribution {
            speaker: Some(speaker.to_owned()),
            description: None,
            via: Vec::new(),
            cue: None,
            content,
            manner: Manner::Indirect,
            span,
            rule: Some("test/quotation".to_owned()),
        });
        self
    }

    pub(crate) fn assessment(mut self, assessor: &str, subject: &str, words: &str) -> Self {
        let span = self.at(words);
        self.extraction.reading.assessments.push(Assessment {
            assessor: Some(assessor.to_owned()),
            description: None,
            subject: Some(subject.to_owned()),
            kind: AssessmentKind::Threat,
            horizon: None,
            likelihood: None,
            span,
            rule: None,
        });
        self
    }

    pub(crate) fn lexicon(mut self, lexicon: &'static str) -> Self {
        self.lexicon = lexicon;
        self
    }

    fn capture(&self) -> Capture {
        let bytes = self.text.as_bytes();
        Capture {
            sha256: model::hash::sha256_hex(bytes),
            blake3: blake3::hash(bytes).to_hex().to_string(),
            length_bytes: bytes.len() as u64,
            media_type: "text/plain".to_owned(),
            origin: "report.txt".to_owned(),
        }
    }

    fn reading_id(&self, text: &str) -> String {
        model::reading::reading_id(text, &self.metadata, self.lexicon, "test/1")
    }

    /// Puts the report and its reading into the open batch, and hands over what it changes.
    pub(crate) fn put(&self, writer: &mut Writer) -> model::Report {
        let capture = self.capture();
        let text = Text::new("plain/1", self.text.clone(), Vec::new());
        writer.put_capture(&capture, self.text.as_bytes(), NOW).unwrap();
        let report = writer.put_report(&capture, &text, &self.metadata, NOW).unwrap().report;
        self.read_again(writer, &report);
        report
    }

    /// Puts the reading of a report that is there.
    pub(crate) fn read_again(&self, writer: &mut Writer, report: &model::Report) {
        let id = self.reading_id(&report.text);
        let subjects = resolve::subjects(report, &id, &self.text, &self.extraction);
        let blocks: Vec<Vec<String>> = subjects.events.iter().map(resolve::block_keys).collect();
        let rules = resolve::CopyRules::shipped();
        let sketch = rules.sketch(&self.text);
        let bands = sketch.bands();
        let candidates = writer.copy_candidates(&report.text, &bands).unwrap();
        let copies: Vec<String> = candidates
            .into_iter()
            .filter(|(_, text)| rules.is_copy(&sketch, &rules.sketch(text)))
            .map(|(sha256, _)| sha256)
            .collect();
        let reading = NewReading {
            id: &id,
            extraction: &self.extraction,
            subjects: &subjects,
            blocks: &blocks,
            spellings: &std::collections::BTreeMap::new(),
            origin: NewOrigin { bands: &bands, copies: &copies },
            lexicon_digest: self.lexicon,
            code_version: "test/1",
        };
        let changed = writer.put_reading(report, &reading, NOW).unwrap();
        let load = |keys: &[String]| {
            let found = writer.event_subjects(&writer.subjects_in(keys)?)?;
            Ok::<_, store::Error>(
                found.into_iter().map(|subject| Arc::new(resolve::Candidate::new(subject))).collect(),
            )
        };
        let clusters = resolve::affected(&changed.added, &changed.removed, load).unwrap();
        let profile = resolve::Profile::daybook();
        let events = clusters.into_iter().filter_map(|members| resolve::fuse(members, &profile)).collect();
        writer.apply(Resolution { events }).unwrap();
    }
}

pub(crate) fn open(dir: &tempfile::TempDir) -> Store {
    Store::open(dir.path()).unwrap()
}

pub(crate) fn writer(store: &Store) -> Writer {
    store.writer(std::time::Duration::from_millis(50)).unwrap()
}

/// Adds the reports, each as a batch of its own.
pub(crate) fn add(store: &Store, reports: &[Printed]) -> Vec<Generation> {
    let mut writer = writer(store);
    let one = |report: &Printed| {
        report.put(&mut writer);
        writer.commit(NOW).unwrap()
    };
    reports.iter().map(one).collect()
}

/// Reads every report again.
pub(crate) fn rebuild(store: &Store, reports: &[Printed]) -> Generation {
    let mut writer = writer(store);
    writer.begin_rebuild().unwrap();
    let mut after = None;
    loop {
        let known = writer.reports(after.as_deref(), 3).unwrap();
        let Some(last) = known.last() else { break };
        after = Some(last.id.clone());
        for report in &known {
            let (_, bytes) = writer.capture(&report.capture).unwrap();
            let same = |one: &&Printed| one.text.as_bytes() == bytes && one.metadata == report.metadata;
            reports.iter().find(same).expect("the report was added").read_again(&mut writer, report);
        }
    }
    writer.commit(NOW).unwrap()
}

pub(crate) fn dump(store: &Store) -> String {
    let mut out = Vec::new();
    store.dump(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Three outlets on one attack, one of them about a strength too, and one about another day.
pub(crate) fn kabul_reports() -> Vec<Printed> {
    let first = Printed::new(
        "Alpha",
        "2020-05-13",
        "Gunmen attacked a hospital in Kabul on Tuesday, killing 14 people. Islamic State Khorasan did not claim it. The Taliban denied it.",
    )
    .group("a1", "Islamic State Khorasan", "is-k")
    .group("a2", "Taliban", "taliban")
    .attack("e1", "attacked a hospital", "2020-05-12")
    .killed("14 people", 14)
    .held(Stance::Denied, "a2", "The Taliban denied it");
    let second = Printed::new(
        "Beta",
        "2020-05-14",
        "The toll of the raid on a Kabul clinic rose to 24 dead. Officials blamed the Taliban. Islamic State Khorasan is a branch of Islamic State and has 2,200 fighters.",
    )
    .group("a1", "Islamic State Khorasan", "is-k")
    .group("a2", "Taliban", "taliban")
    .group("a3", "Islamic State", "is")
    .attack("e1", "raid on a Kabul clinic", "2020-05-12")
    .killed("24 dead", 24)
    .held(Stance::Blamed, "a2", "blamed the Taliban")
    .relation(RelationKind::BranchOf, "a1", "a3", "is a branch of Islamic State")
    .strength("a1", "2,200 fighters", 2200);
    let third = Printed::new(
        "Gamma",
        "2020-11-03",
        "Gunmen stormed Kabul University. Islamic State Khorasan claimed the assault. It is a branch of Islamic State.",
    )
    .group("a1", "Islamic State Khorasan", "is-k")
    .group("a2", "Islamic State", "is")
    .attack("e1", "stormed Kabul University", "2020-11-02")
    .held(Stance::Claimed, "a1", "claimed the assault")
    .relation(RelationKind::BranchOf, "a1", "a2", "It is a branch of Islamic State");
    vec![first, second, third]
}
