//! What persons decide about the record: never changed, never deleted, taken back by another judgement only.
//!
//! A judgement is anchored on the words of a report ([`Anchor`]), so that it survives a new reading of them. What the record
//! derives is a function of readings and of the judgements in force: merges and splits can be undone in any order.
use crate::statement::Family;
use crate::{Decision, QuoteSelector};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Words of a report that a judgement is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// The report's content key.
    pub report: String,
    /// Its minted id, where the record gives the judgement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_id: Option<String>,
    /// What rests on the words.
    pub family: Family,
    /// The words, and what stands around them.
    pub selector: QuoteSelector,
    /// For a slot of an event (its time, a figure): the words of the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<QuoteSelector>,
    /// Which side of the judgement this is: 0 or 1. A side may have several anchors.
    #[serde(default)]
    pub side: u8,
}

/// One decision of one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// Minted id, such as `J4`.
    pub id: String,
    /// What was decided.
    pub decision: Decision,
    /// What about.
    pub anchors: Vec<Anchor>,
    /// For [`Decision::Correct`] the right value; for one actor under two names their keys.
    pub value: Option<Value>,
    /// The judgement that is taken back.
    pub undoes: Option<String>,
    /// Who decided.
    pub who: String,
    /// When, as an RFC 3339 time.
    pub at: String,
    /// Why.
    pub reason: String,
    /// The generation that it came with.
    pub generation: u64,
    /// Whether it holds: no judgement in force takes it back.
    pub in_force: bool,
    /// How many of its anchors stand in no current reading any more.
    pub lost_anchors: usize,
}

/// What a judgement in force makes of a statement.
#[derive(Debug, Clone, PartialEq)]
pub enum Ruling {
    /// It counts no more.
    Rejected,
    /// This counts in its place: the statement's own fields, those that differ.
    Corrected(Value),
}
