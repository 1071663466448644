//! A reading taken apart: one sourced proposition each, with an identity made of its content.
use crate::reading::{
    Actor, Assessment, Attribution, Event, Figure, LocalId, Participant, Reading, Relation, Responsibility,
    When, Where,
};
use crate::vocabulary::Realis;
use crate::{Span, hash};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Which list or slot of a reading a statement comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// An actor is named so.
    Actor,
    /// A happening of this type and realis.
    Event,
    /// An event's time.
    When,
    /// An event's place.
    Where,
    /// A participant.
    Participant,
    /// Who is said to have done it.
    Responsibility,
    /// A number.
    Figure,
    /// A relation.
    Relation,
    /// Who said what.
    Quotation,
    /// A judgment.
    Assessment,
}

impl Family {
    /// The word for it in identities, tables and links.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Event => "event",
            Self::When => "when",
            Self::Where => "where",
            Self::Participant => "participant",
            Self::Responsibility => "responsibility",
            Self::Figure => "figure",
            Self::Relation => "relation",
            Self::Quotation => "quotation",
            Self::Assessment => "assessment",
        }
    }
}

/// Who is reported to say it: local ids and descriptions of one reading.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// The speaker's local id.
    pub speaker: Option<LocalId>,
    /// The speaker's description where no actor stands.
    pub description: Option<String>,
    /// Those who passed it on.
    pub via: Vec<LocalId>,
}

impl From<&Attribution> for Chain {
    fn from(attribution: &Attribution) -> Self {
        Self {
            speaker: attribution.speaker.clone(),
            description: attribution.description.clone(),
            via: attribution.via.clone(),
        }
    }
}

/// One sourced proposition. Invariant: at least one span; never changed once stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// SHA-256 over reading, family, spans and normalised value.
    pub id: String,
    /// The reading's identity.
    pub reading: String,
    /// Which family.
    pub family: Family,
    /// What it is about: a local id of the reading (`e1`, `a3`), or `document`.
    pub subject: LocalId,
    /// The value, normalised: the item's own fields without spans, keys sorted.
    pub value: Value,
    /// Where the text says so; the first is the one to show.
    pub spans: Vec<Span>,
    /// Who says so; `None` for the document's own voice.
    pub attribution: Option<Chain>,
    /// For statements about an event: its realis.
    pub realis: Option<Realis>,
    /// The rule that made it.
    pub rule: Option<String>,
}

/// The identity of a statement.
#[must_use]
pub fn statement_id(reading: &str, family: Family, spans: &[Span], value: &Value) -> String {
    let spans = spans.iter().map(|span| format!("{}-{}", span.start, span.end)).collect::<Vec<_>>().join(",");
    let value = value.to_string();
    hash::sha256_of_parts(&[reading, family.as_str(), &spans, &value].map(str::as_bytes))
}

/// Every statement of a reading, in the reading's order; duplicates (same identity) are kept once.
#[must_use]
pub fn statements(reading_id: &str, reading: &Reading) -> Vec<Statement> {
    let take = Items { reading: reading_id };
    let mut found: Vec<Statement> = reading.actors.iter().map(|actor| take.actor(actor)).collect();
    reading.events.iter().for_each(|event| take.everything_of(event, &mut found));
    found.extend(reading.figures.iter().map(|figure| take.figure(figure, None)));
    found.extend(reading.relations.iter().map(|relation| take.relation(relation)));
    found.extend(reading.quotations.iter().map(|quotation| take.quotation(quotation)));
    found.extend(reading.assessments.iter().map(|assessment| take.assessment(assessment)));
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|statement| seen.insert(statement.id.clone()));
    found
}

/// Makes the statement of one item of a reading: the one place that says what a statement's value and spans are.
#[derive(Debug, Clone, Copy)]
pub struct Items<'r> {
    /// The reading's identity.
    pub reading: &'r str,
}

/// A statement without its identity.
struct Draft<'d> {
    family: Family,
    subject: &'d str,
    value: Value,
    spans: Vec<Span>,
    attribution: Option<Chain>,
    realis: Option<Realis>,
    rule: Option<&'d str>,
}

impl Items<'_> {
    fn finish(&self, draft: Draft<'_>) -> Statement {
        // The subject is part of the value's identity: one span may be about two events.
        let identified = json!([draft.subject, draft.value]);
        Statement {
            id: statement_id(self.reading, draft.family, &draft.spans, &identified),
            reading: self.reading.to_owned(),
            family: draft.family,
            subject: draft.subject.to_owned(),
            value: draft.value,
            spans: draft.spans,
            attribution: draft.attribution,
            realis: draft.realis,
            rule: draft.rule.map(str::to_owned),
        }
    }

    fn of_event(&self, event: &Event, family: Family, value: Value, span: Span) -> Statement {
        let (subject, rule) = (event.id.as_str(), event.rule.as_deref());
        let realis = Some(event.realis);
        self.finish(Draft { family, subject, value, spans: vec![span], attribution: None, realis, rule })
    }

    fn everything_of(&self, event: &Event, found: &mut Vec<Statement>) {
        found.push(self.event(event));
        found.extend(event.when.iter().map(|when| self.when(event, when)));
        found.extend(event.places.iter().map(|place| self.place(event, place)));
        found.extend(event.participants.iter().map(|participant| self.participant(event, participant)));
        found.extend(
            event.responsibilities.iter().map(|responsibility| self.responsibility(event, responsibility)),
        );
        found.extend(event.figures.iter().map(|figure| self.figure(figure, Some(event))));
    }

    /// That an actor is named so.
    #[must_use]
    pub fn actor(&self, actor: &Actor) -> Statement {
        self.finish(Draft {
            family: Family::Actor,
            subject: &actor.id,
            value: json!({ "kind": actor.kind, "lexicon_id": actor.lexicon_id, "name": actor.name }),
            spans: actor.mentions.clone(),
            attribution: None,
            realis: None,
            rule: actor.rule.as_deref(),
        })
    }

    /// That an event is reported; its first span is the trigger.
    #[must_use]
    pub fn event(&self, event: &Event) -> Statement {
        let value = json!({ "realis": event.realis, "subtype": event.subtype, "type": event.event_type });
        let mut spans = vec![event.trigger];
        spans.extend(event.mentions.iter().filter(|mention| **mention != event.trigger));
        let (subject, rule) = (event.id.as_str(), event.rule.as_deref());
        let realis = Some(event.realis);
        self.finish(Draft { family: Family::Event, subject, value, spans, attribution: None, realis, rule })
    }

    /// When an event was.
    #[must_use]
    pub fn when(&self, event: &Event, when: &When) -> Statement {
        let value = json!({ "approximate": when.approximate, "earliest": when.earliest, "latest": when.latest, "precision": when.precision });
        self.of_event(event, Family::When, value, when.span)
    }

    /// Where an event was.
    #[must_use]
    pub fn place(&self, event: &Event, place: &Where) -> Statement {
        let value = json!({ "admin1": place.admin1, "country": place.country, "name": place.name, "precision": place.precision, "relation": place.relation });
        self.of_event(event, Family::Where, value, place.span)
    }

    /// Who took part in an event.
    #[must_use]
    pub fn participant(&self, event: &Event, participant: &Participant) -> Statement {
        let value = json!({ "actor": participant.actor, "role": participant.role });
        self.of_event(event, Family::Participant, value, participant.span)
    }

    /// Who is said to have done it.
    #[must_use]
    pub fn responsibility(&self, event: &Event, responsibility: &Responsibility) -> Statement {
        let value = json!({ "actor": responsibility.actor, "description": responsibility.description, "stance": responsibility.stance });
        let speaker = responsibility.speaker.clone();
        self.finish(Draft {
            family: Family::Responsibility,
            subject: &event.id,
            value,
            spans: vec![responsibility.span],
            attribution: speaker.map(|speaker| Chain { speaker: Some(speaker), ..Chain::default() }),
            realis: Some(event.realis),
            rule: responsibility.rule.as_deref().or(event.rule.as_deref()),
        })
    }

    /// A number; `event` is the one that holds it, `None` for one of the reading's own list.
    #[must_use]
    pub fn figure(&self, figure: &Figure, event: Option<&Event>) -> Statement {
        let value = json!({
            "best": figure.best, "high": figure.high, "low": figure.low, "measure": figure.measure, "of": figure.of,
            "qualifier": figure.qualifier, "scope": figure.scope,
        });
        let mut spans = vec![figure.span];
        spans.extend(figure.includes);
        let about = figure.about.as_deref().unwrap_or("document");
        self.finish(Draft {
            family: Family::Figure,
            subject: event.map_or(about, |event| &event.id),
            value,
            spans,
            attribution: figure.attribution.as_deref().map(Chain::from),
            realis: event.map(|event| event.realis),
            rule: figure.rule.as_deref(),
        })
    }

    /// A relation.
    #[must_use]
    pub fn relation(&self, relation: &Relation) -> Statement {
        let place = relation.place.as_ref().map(|place| place.name.as_str());
        let value = json!({ "ended": relation.ended, "from": relation.from, "kind": relation.kind, "place": place, "to": relation.to });
        self.finish(Draft {
            family: Family::Relation,
            subject: &relation.from,
            value,
            spans: vec![relation.span],
            attribution: relation.attribution.as_deref().map(Chain::from),
            realis: None,
            rule: relation.rule.as_deref(),
        })
    }

    /// Who said what.
    #[must_use]
    pub fn quotation(&self, quotation: &Attribution) -> Statement {
        self.finish(Draft {
            family: Family::Quotation,
            subject: quotation.speaker.as_deref().unwrap_or("document"),
            value: json!({ "manner": quotation.manner }),
            spans: vec![quotation.span, quotation.content],
            attribution: Some(quotation.into()),
            realis: None,
            rule: quotation.rule.as_deref(),
        })
    }

    /// A judgment.
    #[must_use]
    pub fn assessment(&self, assessment: &Assessment) -> Statement {
        let months = assessment.horizon.as_ref().map(|horizon| horizon.months);
        let (speaker, description) = (assessment.assessor.clone(), assessment.description.clone());
        let is_said = speaker.is_some() || description.is_some();
        self.finish(Draft {
            family: Family::Assessment,
            subject: assessment.subject.as_deref().unwrap_or("document"),
            value: json!({ "horizon_months": months, "kind": assessment.kind, "likelihood": assessment.likelihood }),
            spans: vec![assessment.span],
            attribution: is_said.then_some(Chain { speaker, description, via: Vec::new() }),
            realis: None,
            rule: assessment.rule.as_deref(),
        })
    }
}
