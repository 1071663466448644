//! A reading taken apart: one sourced proposition each, with an identity made of its content.
use crate::reading::{Attribution, Event, Figure, LocalId, Reading};
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
    let mut collector =
        Collector { reading: reading_id, found: Vec::new(), seen: std::collections::BTreeSet::new() };
    for actor in &reading.actors {
        let value = json!({ "kind": actor.kind, "lexicon_id": actor.lexicon_id, "name": actor.name });
        collector.add(
            Family::Actor,
            &actor.id,
            value,
            actor.mentions.clone(),
            None,
            None,
            actor.rule.as_deref(),
        );
    }
    reading.events.iter().for_each(|event| collector.event(event));
    for figure in &reading.figures {
        collector.figure(figure.about.as_deref().unwrap_or("document"), figure, None);
    }
    for relation in &reading.relations {
        let place = relation.place.as_ref().map(|place| place.name.as_str());
        let value = json!({ "ended": relation.ended, "from": relation.from, "kind": relation.kind, "place": place, "to": relation.to });
        let chain = relation.attribution.as_deref().map(Chain::from);
        collector.add(
            Family::Relation,
            &relation.from,
            value,
            vec![relation.span],
            chain,
            None,
            relation.rule.as_deref(),
        );
    }
    for quotation in &reading.quotations {
        let subject = quotation.speaker.as_deref().unwrap_or("document");
        let value = json!({ "manner": quotation.manner });
        let spans = vec![quotation.span, quotation.content];
        collector.add(
            Family::Quotation,
            subject,
            value,
            spans,
            Some(quotation.into()),
            None,
            quotation.rule.as_deref(),
        );
    }
    for assessment in &reading.assessments {
        let subject = assessment.subject.as_deref().unwrap_or("document");
        let months = assessment.horizon.as_ref().map(|horizon| horizon.months);
        let value =
            json!({ "horizon_months": months, "kind": assessment.kind, "likelihood": assessment.likelihood });
        let chain =
            assessment.assessor.clone().map(|speaker| Chain { speaker: Some(speaker), ..Chain::default() });
        collector.add(
            Family::Assessment,
            subject,
            value,
            vec![assessment.span],
            chain,
            None,
            assessment.rule.as_deref(),
        );
    }
    collector.found
}

struct Collector<'r> {
    reading: &'r str,
    found: Vec<Statement>,
    seen: std::collections::BTreeSet<String>,
}

impl Collector<'_> {
    #[expect(clippy::too_many_arguments, reason = "the fields of a statement, once each")]
    fn add(
        &mut self,
        family: Family,
        subject: &str,
        value: Value,
        spans: Vec<Span>,
        attribution: Option<Chain>,
        realis: Option<Realis>,
        rule: Option<&str>,
    ) {
        // The subject is part of the value's identity: one span may be about two events.
        let id = statement_id(self.reading, family, &spans, &json!([subject, value]));
        if self.seen.insert(id.clone()) {
            let (reading, subject, rule) =
                (self.reading.to_owned(), subject.to_owned(), rule.map(str::to_owned));
            self.found.push(Statement {
                id,
                reading,
                family,
                subject,
                value,
                spans,
                attribution,
                realis,
                rule,
            });
        }
    }

    fn event(&mut self, event: &Event) {
        let realis = Some(event.realis);
        let rule = event.rule.as_deref();
        let value = json!({ "realis": event.realis, "subtype": event.subtype, "type": event.event_type });
        let mut spans = vec![event.trigger];
        spans.extend(event.mentions.iter().filter(|mention| **mention != event.trigger));
        self.add(Family::Event, &event.id, value, spans, None, realis, rule);
        if let Some(when) = &event.when {
            let value = json!({ "approximate": when.approximate, "earliest": when.earliest, "latest": when.latest, "precision": when.precision });
            self.add(Family::When, &event.id, value, vec![when.span], None, realis, rule);
        }
        for place in &event.places {
            let value = json!({ "admin1": place.admin1, "country": place.country, "name": place.name, "precision": place.precision, "relation": place.relation });
            self.add(Family::Where, &event.id, value, vec![place.span], None, realis, rule);
        }
        for participant in &event.participants {
            let value = json!({ "actor": participant.actor, "role": participant.role });
            self.add(Family::Participant, &event.id, value, vec![participant.span], None, realis, rule);
        }
        for responsibility in &event.responsibilities {
            let value = json!({ "actor": responsibility.actor, "description": responsibility.description, "stance": responsibility.stance });
            let chain = responsibility
                .speaker
                .clone()
                .map(|speaker| Chain { speaker: Some(speaker), ..Chain::default() });
            let rule = responsibility.rule.as_deref().or(rule);
            self.add(
                Family::Responsibility,
                &event.id,
                value,
                vec![responsibility.span],
                chain,
                realis,
                rule,
            );
        }
        event.figures.iter().for_each(|figure| self.figure(&event.id, figure, realis));
    }

    fn figure(&mut self, subject: &str, figure: &Figure, realis: Option<Realis>) {
        let value = json!({
            "best": figure.best, "high": figure.high, "low": figure.low, "measure": figure.measure, "of": figure.of,
            "qualifier": figure.qualifier, "scope": figure.scope,
        });
        let mut spans = vec![figure.span];
        spans.extend(figure.includes);
        let chain = figure.attribution.as_deref().map(Chain::from);
        self.add(Family::Figure, subject, value, spans, chain, realis, figure.rule.as_deref());
    }
}
