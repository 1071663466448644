//! Stage 3: what several reports say of one happening comes together.
//!
//! Pure and deterministic: the same set of subjects in any order gives the same events. In reading order:
//!
//! 1. [`subjects`](fn@subjects): a reading becomes report-level subjects with the ids of their statements.
//! 2. [`block_keys`]: where to look for subjects that may be the same happening.
//! 3. `compare.rs`: whether two subjects can be one happening or cannot be; `score.rs`: how much speaks for it; [`Candidate`]: which pairs need
//!    not be looked at.
//! 4. [`clusters`](fn@clusters): which of them are.
//! 5. [`affected`](fn@affected): the same for what a few new readings reach, without looking at the whole record.
//! 6. [`CopyRules`]: which texts are one origin, so that a story in ten papers is not ten sources.
//! 7. [`fuse`](fn@fuse): one cluster becomes an event of the record, figures by a named [`Profile`], contradictions listed.
#![warn(missing_docs)]

mod affected;
mod blocks;
mod candidate;
mod clusters;
mod compare;
mod contradictions;
mod copies;
mod figures;
mod fuse;
mod names;
mod place;
mod rulings;
mod score;
mod subjects;
#[cfg(test)]
mod support;

pub use affected::affected;
pub use blocks::block_keys;
pub use candidate::Candidate;
pub use clusters::clusters;
pub use compare::evidence;
pub use copies::{CopyRules, Sketch};
pub use figures::{Profile, ProfileError};
pub use fuse::fuse;
pub use rulings::{judge, why_no_correction};
pub use subjects::subjects;
