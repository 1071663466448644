//! The vocabulary of Daybook: the types that cross a stage boundary, and what must hold of them.
//!
//! No I/O, no clock, no randomness, no rule about any language. In reading order:
//!
//! 1. [`span`]: where in a text something stands; bytes inside, code points outside, quote selectors in links.
//! 2. [`vocabulary`]: the closed word lists of the extraction contract, one enum each.
//! 3. [`document`]: `Capture`, `Text`, `Report`: the bytes, what was read from them, who printed it when.
//! 4. [`reading`]: everything `extract` found in one text; generic in its spans, so that the contract's JSON and the
//!    record's own form are one set of types.
//! 5. [`statement`]: a reading taken apart into sourced propositions with content-hash identities.
//! 6. [`record`]: events, actors, relations of the record, derived by `resolve` in generations.
//! 7. [`judgement`]: what persons decide about it; [`register`]: what they foresee.
//! 8. [`dossier`]: everything the record holds about one actor or event, with citations: what `analyse`, `publish` and `serve` read.
//! 9. [`exposure`]: the one gate that decides what may leave.
pub mod contacts;
pub mod dataset;
pub mod document;
pub mod dossier;
pub mod exposure;
pub mod hash;
pub mod judgement;
pub mod letters;
pub mod operational;
pub mod reading;
pub mod record;
pub mod register;
pub mod sensitive;
pub mod span;
pub mod statement;
pub mod vocabulary;

pub use dataset::{Cell, CellIssue, DatasetEvent, DatasetPlace, DatasetTotals, Deaths, Side, SideOf};
pub use document::{Capture, Metadata, Published, PublishedFrom, Region, RegionKind, Report, Text};
pub use exposure::{Exposure, KnownNames, Public};

pub use judgement::{Anchor, Judgement, Ruling};
pub use reading::Reading;
pub use span::{CodePoints, QuoteSelector, Quoted, Span};
pub use vocabulary::*;
