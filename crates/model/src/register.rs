//! The register of propositions: judgments about the future that can turn out right or wrong, with a probability and a day on which they
//! close. Never changed, never deleted; what came of one is told by resolutions, of which the last counts.
use crate::Outcome;
use crate::judgement::Anchor;
use crate::record::AssessmentSubject;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One proposition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposition {
    /// Minted id, such as `P4`.
    pub id: String,
    /// What will have happened, as a sentence that is true or false.
    pub text: String,
    /// By which rule that is decided.
    pub resolves_by: String,
    /// The probability as its author gave it: a number, or the words of a band.
    pub stated: String,
    /// That probability as bounds; the same number twice for a number. Between 0 and 1.
    pub probability: (f64, f64),
    /// The last day that counts.
    pub closes: Date,
    /// The key of the actor that it is about.
    pub actor: Option<String>,
    /// The words of the assessment that was made resolvable; `None` where the author judged anew.
    pub anchor: Option<Anchor>,
    /// Whether no current reading has an assessment in those words any more.
    pub is_anchor_lost: bool,
    /// Ids of events and reports that it rests on.
    pub evidence: Vec<String>,
    /// Whose judgment the probability is.
    pub who: String,
    /// When it was made, as an RFC 3339 time.
    pub at: String,
    /// The generation that it came with.
    pub generation: u64,
    /// What came of it, oldest first; the last counts.
    pub resolutions: Vec<Resolution>,
}

impl Proposition {
    /// What came of it; `None` while it is open.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        self.resolutions.last().map(|resolution| resolution.outcome)
    }

    /// The middle of its probability.
    #[must_use]
    pub const fn middle(&self) -> f64 {
        f64::midpoint(self.probability.0, self.probability.1)
    }
}

/// An assessment of the record, and the propositions that were made of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assessed {
    /// The assessment.
    #[serde(flatten)]
    pub assessment: AssessmentSubject,
    /// Their ids.
    pub propositions: Vec<String>,
}

/// What somebody found to have come of a proposition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// What came of it.
    pub outcome: Outcome,
    /// By what.
    pub reason: String,
    /// Ids of events and reports that show it.
    pub evidence: Vec<String>,
    /// Who says so.
    pub who: String,
    /// When, as an RFC 3339 time.
    pub at: String,
}
