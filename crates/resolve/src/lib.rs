//! Stage 3: what several reports say of one happening comes together.
//!
//! Pure and deterministic: the same set of subjects in any order gives the same events. In reading order:
//!
//! 1. [`subjects`]: a reading becomes report-level subjects with the ids of their statements.
//! 2. [`block_keys`]: where to look for subjects that may be the same happening.
//! 3. [`clusters`]: which of them are.
//! 4. [`affected`]: the same for what a few new readings reach, without looking at the whole record.
//! 5. [`fuse`]: one cluster becomes an event of the record, figures by a named [`Profile`].
#![warn(missing_docs)]

use model::Report;
use model::record::{Event, EventSubject, Extraction, Subjects};

/// How statements become low, best and high: data in `lexicon/rules/figures.toml`.
#[derive(Debug, Clone, Default)]
pub struct Profile {}

impl Profile {
    /// The profile `daybook`, as shipped.
    #[must_use]
    pub fn daybook() -> Self {
        Self::default()
    }
}

/// The subjects of one reading, with the ids of the statements that carry them.
#[must_use]
pub fn subjects(_report: &Report, _reading_id: &str, _text: &str, _extraction: &Extraction) -> Subjects {
    Subjects::default()
}

/// The blocks in which the same happening, told by another report, would be found.
#[must_use]
pub fn block_keys(_subject: &EventSubject) -> Vec<String> {
    Vec::new()
}

/// Which subjects are one happening: indices into `subjects`, each exactly once.
#[must_use]
pub fn clusters(subjects: &[EventSubject]) -> Vec<Vec<usize>> {
    (0..subjects.len()).map(|index| vec![index]).collect()
}

/// The clusters that a change reaches. `added` are new subjects, `removed` those that no longer hold; `load` gives every
/// current subject of the blocks named, the added ones included.
///
/// # Errors
/// Those of `load`.
pub fn affected<E>(
    added: &[EventSubject],
    _removed: &[EventSubject],
    _load: impl FnMut(&[String]) -> Result<Vec<EventSubject>, E>,
) -> Result<Vec<Vec<EventSubject>>, E> {
    Ok(added.iter().map(|subject| vec![subject.clone()]).collect())
}

/// One event of the record out of one cluster; the id is left empty, the store gives it. `None` for no members.
#[must_use]
pub fn fuse(_members: Vec<EventSubject>, _profile: &Profile) -> Option<Event> {
    None
}
