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

mod changes;
mod citations;
mod collecting;
mod custody;
mod datasets;
mod db;
mod document;
mod dump;
mod erase;
mod error;
mod files;
mod generation;
mod heads;
mod ids;
mod judgements;
mod network;
mod origins;
mod outlets;
mod pages;
mod past;
mod persons;
mod query;
mod reading;
mod register;
mod seal;
mod sources;
mod verify;
mod writer;

pub use collecting::{Exchange, Held, HostState, Page};
pub use custody::{BackupReport, Captured, DayRoot};
pub use datasets::{Dataset, DatasetRow, DatasetWriter, Datasets, NewDataset};
pub use document::{Asked, Order, Spelling};
pub use erase::{ERASED, Erased, Erasure};
pub use error::Error;
pub use judgements::{Judged, NewJudgement};
pub use origins::NewOrigin;
pub use outlets::OutletLine;
pub use pages::{Counts, EventFilter, GeoBox, Pages};
pub use past::{AsOf, PastReport};
pub use query::Query;
pub use register::{NewProposition, NewResolution};
pub use sources::{Looked, NewSource, Source, SourceItem, Sources, TRIES};
pub use verify::VerifyReport;
pub use writer::{Changed, Generation, NewReading, PutReport, Resolution, Stored, Writer};

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// File name of the database.
pub const DATABASE: &str = "daybook.sqlite";

/// A data directory, open.
#[derive(Debug)]
pub struct Store {
    dir: PathBuf,
    /// The gate of the newest generation that was shown.
    gate: Mutex<Option<(u64, Arc<model::Exposure>)>>,
    /// How much there was in it.
    counts: Arc<Mutex<Option<(u64, Counts)>>>,
}

impl Store {
    /// Opens a data directory, makes it where there is none (or an empty folder), and brings its schema up to date.
    ///
    /// # Errors
    /// Where the folder cannot be made or written, is no data directory, is damaged or was made by a newer Daybook.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        files::make_data_directory(dir)?;
        drop(db::open(dir, db::Access::Write)?);
        Ok(Self { dir: dir.to_owned(), gate: Mutex::default(), counts: Arc::default() })
    }

    /// Opens an existing data directory without changing anything in it.
    ///
    /// # Errors
    /// Where there is none, or its schema is not the one that this program reads.
    pub fn open_read_only(dir: &Path) -> Result<Self, Error> {
        files::check_data_directory(dir)?;
        drop(db::open(dir, db::Access::Read)?);
        Ok(Self { dir: dir.to_owned(), gate: Mutex::default(), counts: Arc::default() })
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
    pub fn writer(&self, wait: Duration) -> Result<Writer, Error> {
        Writer::open(&self.dir, wait)
    }

    /// The public view, pinned to the newest generation at the time of the call. Cheap; take one for each request.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn pages(&self) -> Result<Pages, Error> {
        Pages::open(self)
    }

    /// The bytes of a capture, compared with its digest. For whoever keeps the record: they have not passed the gate.
    ///
    /// # Errors
    /// Where the capture is missing or damaged.
    pub fn capture_bytes(&self, sha256: &str) -> Result<Vec<u8>, Error> {
        let bytes = files::read_capture(&self.dir, sha256)?;
        let found = model::hash::sha256_hex(&bytes);
        if found == sha256 {
            return Ok(bytes);
        }
        Err(Error::Broken(format!("capture `{sha256}`: found SHA-256 {found}")))
    }

    /// Compares the original bytes of reports with their digests, by minted id. Nothing is found where all are as they were kept.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn check_reports<'r>(
        &self,
        reports: impl IntoIterator<Item = &'r str>,
    ) -> Result<Vec<String>, Error> {
        verify::check_reports(self, reports)
    }

    /// Compares everything with its digests. An intact record gives an empty list of problems.
    ///
    /// # Errors
    /// Where the database cannot be read at all.
    pub fn verify(&self) -> Result<VerifyReport, Error> {
        verify::verify(self)
    }

    /// Writes the derived record as sorted JSON Lines, through the gate, minted ids replaced by content keys: the same for
    /// the same reports in any order.
    ///
    /// # Errors
    /// Where the database cannot be read or `out` cannot be written.
    pub fn dump(&self, out: &mut dyn Write) -> Result<(), Error> {
        dump::dump(self, out)
    }
}
