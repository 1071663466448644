//! Scores readings against gold files by the counting rules of the gold's format.
//!
//! 1. [`value`]: the tools over JSON. 2. [`assign`]: optimal one-to-one pairs. 3. [`document`]: one reading against its gold.
//! 4. [`cause`]: why an item is missed or spurious, as far as the two readings tell. 5. [`tally`]: sums and rates.
//! 6. [`validate`]: whether a gold file or a reading is in form. 7. [`coreference`]: what was put together, against what belongs together.
//!
//! The rules are those of the reference scorer `gold/score.py`; a test compares every number where that is at hand.
pub mod assign;
mod cause;
pub mod coreference;
mod document;
pub mod tally;
pub mod validate;
pub mod value;

pub use document::{Finding, Scoring, Sort};
pub use tally::{Rates, Tally};

/// What is scored: a list of the document or, from `When` to `EventFigures`, a slot of its events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Who acts or is named.
    Actors,
    /// What happened.
    Events,
    /// When it happened.
    When,
    /// Where.
    Where,
    /// In which role who.
    Participants,
    /// Who is said to have done it.
    Responsibilities,
    /// How many.
    EventFigures,
    /// Figures that are about no event.
    Figures,
    /// How actors stand to each other.
    Relations,
    /// Who said what.
    Quotations,
    /// Who judges what.
    Assessments,
}

impl Family {
    /// In the order of the tables.
    pub const ALL: [Self; 11] = [
        Self::Actors,
        Self::Events,
        Self::When,
        Self::Where,
        Self::Participants,
        Self::Responsibilities,
        Self::EventFigures,
        Self::Figures,
        Self::Relations,
        Self::Quotations,
        Self::Assessments,
    ];

    /// The slots of an event, with the event's key for each.
    pub const SLOTS: [(Self, &'static str); 5] = [
        (Self::When, "when"),
        (Self::Where, "where"),
        (Self::Participants, "participants"),
        (Self::Responsibilities, "responsibilities"),
        (Self::EventFigures, "figures"),
    ];

    /// Its name in tables; for a list also the document's key.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Actors => "actors",
            Self::Events => "events",
            Self::When => "when",
            Self::Where => "where",
            Self::Participants => "participants",
            Self::Responsibilities => "responsibilities",
            Self::EventFigures => "event figures",
            Self::Figures => "figures",
            Self::Relations => "relations",
            Self::Quotations => "quotations",
            Self::Assessments => "assessments",
        }
    }

    /// Whether a second, lenient reading of it is counted too.
    #[must_use]
    pub const fn is_lenient(self) -> bool {
        matches!(self, Self::Events | Self::When | Self::EventFigures | Self::Figures)
    }

    /// Further keys whose accuracy over matched items is told beside the F1.
    #[must_use]
    pub const fn beside(self) -> &'static [&'static str] {
        match self {
            Self::Actors => &["kind"],
            Self::Events => &["realis", "subtype"],
            Self::Responsibilities => &["speaker"],
            Self::Figures => &["about"],
            Self::Relations => &["when"],
            Self::Quotations => &["manner"],
            Self::When | Self::Where | Self::Participants | Self::EventFigures | Self::Assessments => &[],
        }
    }
}
