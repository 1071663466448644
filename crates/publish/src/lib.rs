//! Stage 5: findings become a backgrounder (HTML, Markdown, JSON), charts, maps and tables.
//!
//! Pure, and deterministic to the byte: no clock, no environment, no randomness. Nothing is written that has not passed the
//! gate: the entry points take [`model::Public`] values. In reading order:
//!
//! 1. [`words`]: dates, numbers, agreement. [`phrases`]: sentence templates in which an allegation stays one.
//! 2. [`tree`]: the document tree; a sentence about the world cannot be made without a citation.
//! 3. [`mod@brief`]: the sections. [`html`], [`markdown`] and [`json`] write the same tree.
//! 4. [`svg`]: the drawings, used here and by the server.
//! 5. [`table`]: events and statements as CSV and JSON Lines.
//! 6. [`numbers`]: what imported tables show, in sentences.
//! 7. [`reference`](mod@reference): what is taken from the lexicon.
#![warn(missing_docs)]

pub mod brief;
pub mod html;
pub mod json;
pub mod markdown;
pub mod numbers;
pub mod phrases;
pub mod reference;
pub mod svg;
pub mod table;
pub mod tree;
pub mod words;

pub use brief::{Brief, Release, Status, brief_with};
pub use reference::{Origins, Reference};

use analyse::Findings;
use model::Public;
use model::dossier::ActorDossier;

/// Writes the backgrounder on a group from what has passed the gate, its findings and the lexicon. See [`brief_with`].
#[must_use]
pub fn brief(dossier: &Public<ActorDossier>, findings: &Findings, lexicon: &lexicon::Lexicon) -> Brief {
    brief_with(dossier, findings, &Reference::from(lexicon))
}
