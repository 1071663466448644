//! What loads but deserves a second look.
use crate::Lexicon;
use std::fmt;

/// A warning about the lexicon's content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Stable code: `shared-alias`, `weak-alias-without-context`, `place-without-point`, `place-of-unknown-country`.
    pub code: String,
    /// The entry's id.
    pub id: String,
    /// What was found, and what it means.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: `{}`: {}", self.code, self.id, self.message)
    }
}

pub(crate) fn findings(_lexicon: &Lexicon) -> Vec<Finding> {
    Vec::new()
}
