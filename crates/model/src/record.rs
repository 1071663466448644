//! The record: events, actors and relations derived from readings by `resolve`, in generations.
//!
//! *Subjects* are report-level things prepared for comparison: everything `resolve` needs of one report's event or actor,
//! small enough to be loaded by the block. *Record-level* things ([`Actor`], [`Event`], [`Relation`]) are what they become.
use crate::reading::{Reading, When, Where};
use crate::vocabulary::{
    ActorKind, EventSubtype, EventType, Measure, PlacePrecision, PlaceRelation, Qualifier, Realis,
    RelationKind, Role, Scope, Stance, TimePrecision,
};
use crate::{Span, document::Report};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Everything `extract` hands on: the reading, and what the record needs beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// What was found.
    pub reading: Reading,
    /// The sentences (and headings, captions) of the text, in order: the unit that is quoted in a footnote.
    pub sentences: Vec<Span>,
    /// Every stretch that is, or may be, the name of a person: what the exposure gate works on.
    pub names: Vec<PersonName>,
}

/// A stretch of text that is, or may be, a person's name. Unknown names count as private until something makes them public.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PersonName {
    /// Where.
    pub span: Span,
    /// The local id of the person, where the reading has one.
    pub actor: Option<String>,
    /// The lexicon's id of a public person: never withheld.
    pub lexicon_id: Option<String>,
    /// Whether the text states a post or affiliation for the person: such a one is public for what they are quoted with, only.
    pub has_stated_post: bool,
}

/// A report-level event or actor: the reading it is of, and its local id there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SubjectId {
    /// The reading's identity.
    pub reading: String,
    /// Local id.
    pub local: String,
}

/// What `resolve` needs of the report that a subject comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReportStub {
    /// Minted id.
    pub id: String,
    /// Content key: the order that does not depend on when a report was added.
    pub key: String,
    /// SHA-256 of the text.
    pub text: String,
    /// SHA-256 of the text that stands for its origin: the same for copies, cut or edited ones too. Known to the record only;
    /// the text itself where nothing else is known.
    #[serde(default)]
    pub origin: String,
    /// Outlet.
    pub source: Option<String>,
    /// Day of publication.
    pub published: Option<Date>,
}

impl From<&Report> for ReportStub {
    fn from(report: &Report) -> Self {
        Self {
            id: report.id.clone(),
            key: report.key.clone(),
            text: report.text.clone(),
            origin: report.text.clone(),
            source: report.metadata.source.clone(),
            published: report.metadata.published.map(|published| published.date),
        }
    }
}

/// A time as bounds only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TimeSpan {
    /// First day.
    pub earliest: Date,
    /// Last day.
    pub latest: Date,
    /// As stated.
    pub precision: Option<TimePrecision>,
    /// "around".
    pub approximate: bool,
}

impl TimeSpan {
    /// The bounds of a stated time; `None` where one is unknown.
    #[must_use]
    pub fn of<S>(when: &When<S>) -> Option<Self> {
        let (precision, approximate) = (when.precision, when.approximate);
        Some(Self { earliest: when.earliest?, latest: when.latest?, precision, approximate })
    }

    /// Number of days it spans, at least 1.
    #[must_use]
    pub fn days(&self) -> i64 {
        self.earliest.until(self.latest).map_or(1, |span| i64::from(span.get_days())) + 1
    }

    /// Whether the two share a day.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.earliest <= other.latest && other.earliest <= self.latest
    }
}

/// A place without its words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The gazetteer's name, or the text's.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// First-level division, by name.
    pub admin1: Option<String>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// What kind.
    pub precision: Option<PlacePrecision>,
    /// At, near or between.
    pub relation: PlaceRelation,
}

impl<S> From<&Where<S>> for Place {
    fn from(place: &Where<S>) -> Self {
        Self {
            name: place.name.clone(),
            country: place.country.clone(),
            admin1: place.admin1.clone(),
            latitude: place.latitude,
            longitude: place.longitude,
            precision: place.precision,
            relation: place.relation,
        }
    }
}

/// An actor of a report as the record knows it: a key that is the same wherever the same actor is meant.
///
/// Keys: `lex:<lexicon id>`; `name:<kind>:<folded name>` for a proper name that the lexicon does not know;
/// `person:<folded name>@<key of the affiliation>` for a person whose affiliation the report states;
/// `local:<report key>:<local id>` for everything that must not be merged on its name alone (persons without context, "police").
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ActorRef {
    /// The key.
    pub key: String,
    /// The name to show.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
}

/// A name as it is compared: lower case, no accents, runs of letters and digits joined by one space; a possessive `s` is dropped.
///
/// `Jaysh al-Ḥurr`, `JAYSH AL HURR` and `Jaysh al-Hurr's` are one.
#[must_use]
pub fn name_key(name: &str) -> String {
    use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
    let name = name.replace(['\u{2018}', '\u{2019}', '\u{02BC}'], "'");
    let name = name.strip_suffix("'s").unwrap_or(&name);
    let plain: String =
        name.nfd().filter(|part| !is_combining_mark(*part)).flat_map(char::to_lowercase).collect();
    let words = plain.split(|part: char| !part.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Somebody who says something: an actor, or a description.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Voice {
    /// The document itself.
    Document,
    /// An actor.
    Actor(ActorRef),
    /// "some experts", "residents".
    Described(String),
}

/// A participant of a report's event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectParticipant {
    /// Role.
    pub role: Role,
    /// The actor, if one stands.
    pub actor: Option<ActorRef>,
    /// The words.
    pub words: String,
    /// Statement id.
    pub statement: String,
}

/// A responsibility that a report states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectResponsibility {
    /// Stance.
    pub stance: Stance,
    /// The one held responsible.
    pub actor: Option<ActorRef>,
    /// The description where no actor stands.
    pub description: Option<String>,
    /// Who says so; `None` where nobody is named.
    pub speaker: Option<ActorRef>,
    /// Statement id.
    pub statement: String,
}

/// A figure that a report states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectFigure {
    /// What is counted.
    pub measure: Measure,
    /// As stated.
    pub low: Option<u64>,
    /// As stated.
    pub best: Option<u64>,
    /// As stated.
    pub high: Option<u64>,
    /// As stated.
    pub qualifier: Qualifier,
    /// Total, part, additional, running.
    pub scope: Scope,
    /// Who is counted: a class, or an actor's name.
    pub of: Option<String>,
    /// What it covers beyond the plain reading, in the text's words.
    pub includes: Option<String>,
    /// The words.
    pub words: String,
    /// Who says so.
    pub voice: Voice,
    /// Statement id.
    pub statement: String,
}

/// A report's event, ready to be compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventSubject {
    /// Which.
    pub id: SubjectId,
    /// Its report.
    pub report: ReportStub,
    /// Type.
    pub event_type: EventType,
    /// Subtype.
    pub subtype: Option<EventSubtype>,
    /// Realis.
    pub realis: Realis,
    /// Bounds of its time.
    pub when: Option<TimeSpan>,
    /// Places, most precise first.
    pub places: Vec<Place>,
    /// Participants.
    pub participants: Vec<SubjectParticipant>,
    /// Responsibilities.
    pub responsibilities: Vec<SubjectResponsibility>,
    /// Figures.
    pub figures: Vec<SubjectFigure>,
    /// The statement that the event is reported.
    pub statement: String,
    /// The statement of its time.
    pub when_statement: Option<String>,
    /// The statements of its places, in the order of `places`.
    pub place_statements: Vec<String>,
    /// The rarer words of the sentences that tell it, folded: what it is compared by with other reports. Never leaves the record.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub words: BTreeSet<String>,
    /// Those of them that the text writes as names. Never leaves the record.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub name_words: BTreeSet<String>,
    /// The judgements that it is a side of. Known to the record only.
    #[serde(default, skip_serializing_if = "Sides::is_empty")]
    pub sides: Sides,
}

/// The judgements that an event is a side of, by minted id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sides {
    /// It is one event with the other side of each.
    pub same: BTreeSet<String>,
    /// It is another event than the other side of each; with the side that it is on itself.
    pub different: BTreeSet<(String, u8)>,
}

impl Sides {
    /// Whether nothing was decided.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.same.is_empty() && self.different.is_empty()
    }

    /// Whether somebody decided that the two are one event.
    #[must_use]
    pub fn are_same(&self, other: &Self) -> bool {
        !self.same.is_disjoint(&other.same)
    }

    /// Whether somebody decided that the two are different events.
    #[must_use]
    pub fn are_different(&self, other: &Self) -> bool {
        let opposite = |(judgement, side): &(String, u8)| {
            other.different.iter().any(|(of, on)| of == judgement && on != side)
        };
        self.different.iter().any(opposite)
    }
}

/// A report's relation, ready to be put with the same relation in other reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RelationSubject {
    /// Its report.
    pub report: ReportStub,
    /// Kind.
    pub kind: RelationKind,
    /// From.
    pub from: ActorRef,
    /// To, unless a place.
    pub to: Option<ActorRef>,
    /// The place, for `operates_in` and `controls`.
    pub place: Option<Place>,
    /// When.
    pub when: Option<TimeSpan>,
    /// Whether it no longer holds.
    pub ended: bool,
    /// Who says so.
    pub voice: Voice,
    /// Statement id.
    pub statement: String,
}

/// A figure about an actor (its strength, a running total).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActorFigureSubject {
    /// Its report.
    pub report: ReportStub,
    /// The actor, where the text says whose.
    pub actor: Option<ActorRef>,
    /// The figure.
    pub figure: SubjectFigure,
}

/// A quotation of a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuotationSubject {
    /// Its report.
    pub report: ReportStub,
    /// Who speaks.
    pub voice: Voice,
    /// Those who passed it on.
    pub via: Vec<ActorRef>,
    /// The words that are reported.
    pub content: String,
    /// The speaker's post as the text states it ("co-founder of The Khorasan Diary").
    pub post: Option<String>,
    /// Actors that the content names.
    pub about: Vec<ActorRef>,
    /// Statement id.
    pub statement: String,
}

/// An assessment of a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssessmentSubject {
    /// Its report.
    pub report: ReportStub,
    /// Who judges.
    pub voice: Voice,
    /// The assessor's post as the text states it.
    pub post: Option<String>,
    /// Who is judged.
    pub subject: Option<ActorRef>,
    /// What is judged.
    pub kind: crate::vocabulary::AssessmentKind,
    /// Months ahead.
    pub horizon_months: Option<u32>,
    /// The hedge as written.
    pub likelihood: Option<String>,
    /// The words.
    pub words: String,
    /// Statement id.
    pub statement: String,
}

/// A report's mention of an actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorSubject {
    /// Which.
    pub id: SubjectId,
    /// Its report.
    pub report: ReportStub,
    /// The actor.
    pub actor: ActorRef,
    /// The lexicon's id.
    pub lexicon_id: Option<String>,
    /// The different words by which the text names it, without pronouns and descriptions.
    pub names: Vec<String>,
    /// Statement id.
    pub statement: String,
}

/// Everything of one reading that `resolve` and the pages work on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Subjects {
    /// Actors.
    pub actors: Vec<ActorSubject>,
    /// Events.
    pub events: Vec<EventSubject>,
    /// Relations.
    pub relations: Vec<RelationSubject>,
    /// Figures about actors.
    pub figures: Vec<ActorFigureSubject>,
    /// Quotations.
    pub quotations: Vec<QuotationSubject>,
    /// Assessments.
    pub assessments: Vec<AssessmentSubject>,
}

/// An actor of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Minted id, such as `A7`.
    pub id: String,
    /// Key, see [`ActorRef`].
    pub key: String,
    /// Name to show.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// The lexicon's id.
    pub lexicon_id: Option<String>,
}

/// One number out of many statements, by a named profile; the losing statements are listed with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FusedFigure {
    /// What is counted.
    pub measure: Measure,
    /// Lowest that a used statement allows.
    pub low: Option<u64>,
    /// The profile's choice.
    pub best: Option<u64>,
    /// Highest that a used statement allows.
    pub high: Option<u64>,
    /// Name of the fusion profile.
    pub profile: String,
    /// How the profile came to its choice, in one sentence.
    pub reasoning: String,
    /// Statements that were used.
    pub used: Vec<String>,
    /// Statements that were left out, and why.
    pub left_out: Vec<LeftOut>,
}

/// A statement that a fused figure did not use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Statement id.
    pub statement: String,
    /// Why, in a few words.
    pub reason: String,
}

/// Statements that cannot all be right; listed, never averaged away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradiction {
    /// What they disagree about: `killed`, `when`, `where`, `responsibility`, `realis`.
    pub about: String,
    /// In one sentence.
    pub message: String,
    /// The statements.
    pub statements: Vec<String>,
}

/// An event of the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Minted id, such as `E3`.
    pub id: String,
    /// Type.
    pub event_type: EventType,
    /// Subtype, where the reports that give one agree.
    pub subtype: Option<EventSubtype>,
    /// Realis: the strongest that a report asserts, contradictions listed.
    pub realis: Realis,
    /// The narrowest time that the reports support.
    pub when: Option<TimeSpan>,
    /// The most precise place that the reports support.
    pub place: Option<Place>,
    /// Fused figures of this event, one per measure.
    pub figures: Vec<FusedFigure>,
    /// The same statements by the rules of other data sets, one for each of their profiles and measures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_profile: Vec<FusedFigure>,
    /// Contradictions.
    pub contradictions: Vec<Contradiction>,
    /// Number of reports.
    pub n_reports: usize,
    /// Number of independent origins: copies of one text, cut or edited ones too, are one.
    pub n_origins: usize,
    /// The reports' events that it is made of, sorted by report key; each carries its statements.
    pub members: Vec<EventSubject>,
}

/// A relation of the record: the same two ends and kind, whoever says so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    /// Kind.
    pub kind: RelationKind,
    /// From.
    pub from: ActorRef,
    /// To, unless a place.
    pub to: Option<ActorRef>,
    /// The place.
    pub place: Option<Place>,
    /// Every report's statement of it, sorted by day of publication and report key.
    pub members: Vec<RelationSubject>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_accents_and_punctuation() {
        for same in ["Jaysh al-Ḥurr", "JAYSH AL HURR", "Jaysh al-Hurr\u{2019}s"] {
            assert_eq!(name_key(same), "jaysh al hurr", "{same}");
        }
        assert_ne!(name_key("Jaysh"), name_key("Jaysh al-Hurr"));
    }
}
