//! The one error of the crate: what was found in which file and line, what was expected, what to do.
use std::fmt;

/// Why the lexicon could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Found>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    path: String,
    line: Option<usize>,
    message: String,
    hint: Option<String>,
}

impl Error {
    /// An error in a file; `message` says what was found and what was expected.
    pub(crate) fn new(path: &str, line: Option<usize>, message: impl Into<String>) -> Self {
        Self(Box::new(Found { path: path.to_owned(), line, message: message.into(), hint: None }))
    }

    /// Adds what to do.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// The file, by its path below `lexicon/` or below the overlay's folder.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The line, counted from 1, where it is known.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.0.line
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "lexicon file `{}`", self.0.path)?;
        if let Some(line) = self.0.line {
            write!(formatter, " line {line}")?;
        }
        write!(formatter, ": {}", self.0.message)?;
        match &self.0.hint {
            Some(hint) => write!(formatter, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
