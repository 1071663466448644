//! Everything that the record holds about one group or one event, with the words: what `analyse`, `publish` and `serve` read.
//!
//! A dossier is made by `store` from one generation and leaves only as [`crate::Public`], through [`crate::Exposure`].
use crate::Span;
use crate::judgement::Judgement;
use crate::record::{
    Actor, ActorFigureSubject, ActorRef, AssessmentSubject, Event, QuotationSubject, Relation,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The words behind a statement, and whose they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// Statement id.
    pub statement: String,
    /// The report's minted id.
    pub report: String,
    /// Its headline.
    pub title: Option<String>,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Its day of publication.
    pub published: Option<Date>,
    /// Its address.
    pub url: Option<String>,
    /// Language of the report as it states it, BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The sentence or sentences that hold the statement's words.
    pub quote: String,
    /// Where in `quote` the statement's own words stand (bytes).
    pub highlight: Span,
    /// Where in `quote` names stand that must not leave (bytes, sorted). Empty once through the gate.
    pub withheld: Vec<Span>,
    /// The rule that made the statement.
    pub rule: Option<String>,
}

/// A name by which reports call an actor, and how many do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameUse {
    /// The name.
    pub name: String,
    /// How many reports use it.
    pub n_reports: usize,
    /// A statement that names it so.
    pub statement: String,
}

/// A report, as a line in a list of sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportLine {
    /// Minted id.
    pub id: String,
    /// Headline.
    pub title: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Day of publication.
    pub published: Option<Date>,
    /// Where that day was found: `option`, `manifest`, …
    pub published_from: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Language as the report states it, BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// SHA-256 of the text.
    pub text: String,
    /// SHA-256 of the text that stands for its origin: the same for copies, cut or edited ones too.
    pub origin: String,
    /// Names in `title` and `url` that must not leave. Empty once through the gate.
    pub withheld: Vec<String>,
}

/// The citations of a dossier, by statement id.
pub type Citations = BTreeMap<String, Citation>;

/// Everything about one actor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActorDossier {
    /// The actor.
    pub actor: Actor,
    /// The generation it was made from.
    pub generation: u64,
    /// Names in use, most used first.
    pub names: Vec<NameUse>,
    /// Relations from or to it.
    pub relations: Vec<Relation>,
    /// Figures about it (strength, running totals), oldest report first.
    pub figures: Vec<ActorFigureSubject>,
    /// Events in which it takes part or for which it is held responsible, in order of time; undated last.
    pub events: Vec<Event>,
    /// Assessments of it, oldest report first.
    pub assessments: Vec<AssessmentSubject>,
    /// Quotations that name it or are its own, oldest report first.
    pub quotations: Vec<QuotationSubject>,
    /// Every report that names it, oldest first.
    pub reports: Vec<ReportLine>,
    /// Statements of these reports that a person has accepted or corrected, by id.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub reviewed: BTreeSet<String>,
    /// The words behind every statement id above.
    pub citations: Citations,
}

/// Relations among actors, across the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Network {
    /// The key of the actor around which it was made.
    pub center: Option<String>,
    /// The relations; both ends are actors and no persons.
    pub relations: Vec<Relation>,
    /// Whether older statements were left out.
    pub is_cut: bool,
    /// The words behind statements, as far as they were asked for.
    pub citations: Citations,
}

/// Everything about one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventDossier {
    /// The event with its members.
    pub event: Event,
    /// The generation it was made from.
    pub generation: u64,
    /// Its reports, oldest first.
    pub reports: Vec<ReportLine>,
    /// What persons decided about it and about what its reports say, oldest first, taken back ones included.
    pub judgements: Vec<Judgement>,
    /// The words behind every statement id.
    pub citations: Citations,
}

/// What kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// An event that the record did not have.
    NewEvent,
    /// The same, of something that did not happen: planned, foiled, threatened.
    NewPlot,
    /// A number of an event became another one.
    ChangedFigure,
    /// Somebody claims, denies, is blamed or suspected who was not before.
    NewResponsibility,
    /// More reports tell of it, and change nothing else.
    MoreReports,
}

/// One thing that changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Minted id of the event.
    pub event: String,
    /// What kind.
    pub kind: ChangeKind,
    /// Type of the event.
    pub event_type: crate::EventType,
    /// Its time.
    pub when: Option<crate::record::TimeSpan>,
    /// Its place.
    pub place: Option<crate::record::Place>,
    /// What changed, in short.
    pub words: String,
    /// The statements that say so.
    pub statements: Vec<String>,
}

/// What changed between two generations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    /// After this generation.
    pub since: u64,
    /// Up to this one.
    pub generation: u64,
    /// Events that changed in all; `changes` may be those of a part of them.
    #[serde(default)]
    pub n_events: u64,
    /// The changes, by event.
    pub changes: Vec<Change>,
    /// The words behind every statement.
    pub citations: Citations,
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchResult {
    /// Sentences, newest report first.
    pub hits: Vec<SearchHit>,
    /// Words that were looked for in other spellings too, with these.
    pub spellings: Vec<(String, Vec<String>)>,
    /// Why the query was not read as it was typed, or finds nothing.
    pub problem: Option<String>,
}

/// One hit of a search: a sentence of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchHit {
    /// The sentence, as a citation of the statement or of the bare sentence (empty statement id).
    pub citation: Citation,
    /// Events of the record that the sentence tells: their ids.
    pub events: Vec<String>,
}

/// A report with its excerpt: the sentences that carry statements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentView {
    /// The report.
    pub report: ReportLine,
    /// What the reading says of the report as a whole, such as how little of a text in this language is read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Its sentences in order, each as a citation with the statements that rest on it.
    pub sentences: Vec<DocumentSentence>,
    /// So many more carry statements, which the terms of the outlet do not let leave together.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// A sentence of a document and what rests on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentSentence {
    /// The sentence; `highlight` covers it all.
    pub citation: Citation,
    /// Statements that rest on it: family, words, rule.
    pub statements: Vec<SentenceStatement>,
}

/// A statement beside its sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentenceStatement {
    /// Statement id.
    pub id: String,
    /// Family, as a word.
    pub family: String,
    /// Value, in words.
    pub summary: String,
    /// The record-level event or actor it belongs to, if any.
    pub target: Option<String>,
    /// Who says so: an actor or a description; `None` for the report's own voice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_by: Option<String>,
    /// Where in the sentence its words stand (bytes).
    pub span: Span,
    /// The rule that made it.
    pub rule: Option<String>,
}

/// An actor in a list, with how much there is about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorLine {
    /// The actor.
    pub actor: Actor,
    /// Reports that name it.
    pub n_reports: usize,
    /// Events it is part of.
    pub n_events: usize,
}

/// Where a reference stands for a person who may be private.
#[must_use]
pub fn is_unlisted_person(actor: &ActorRef) -> bool {
    actor.kind == crate::ActorKind::Person && !actor.key.starts_with("lex:")
}
