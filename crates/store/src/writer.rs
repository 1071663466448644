//! Adding to the record.
use crate::{Error, Store};
use model::record::{Event, EventSubject, Extraction, Subjects};
use model::{Capture, Metadata, Report, Text};

/// The one writer of a data directory.
///
/// Everything put since the last [`Writer::commit_generation`] is one batch: it is kept whole by that call, or not at all.
#[derive(Debug)]
pub struct Writer<'s> {
    _store: &'s Store,
}

/// A report as it stands in the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutReport {
    /// The report with its minted id.
    pub report: Report,
    /// Whether the record did not have it before.
    pub is_new: bool,
}

/// A reading to be put.
#[derive(Debug, Clone, Copy)]
pub struct NewReading<'r> {
    /// Its identity ([`model::reading::reading_id`]).
    pub id: &'r str,
    /// What was found.
    pub extraction: &'r Extraction,
    /// Its subjects (`resolve::subjects`).
    pub subjects: &'r Subjects,
    /// The block keys of each of `subjects.events`, in that order (`resolve::block_keys`).
    pub blocks: &'r [Vec<String>],
    /// Digest of the effective lexicon.
    pub lexicon_digest: &'r str,
    /// Version of the extractor.
    pub code_version: &'r str,
}

/// Which events a reading brought and which it replaced: what `resolve::affected` needs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changed {
    /// Subjects that hold from now on.
    pub added: Vec<EventSubject>,
    /// Subjects of the report's earlier reading, which hold no longer.
    pub removed: Vec<EventSubject>,
}

/// What `resolve` made of a batch.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resolution {
    /// Fused events, ids empty, complete for every cluster that the batch reached.
    pub events: Vec<Event>,
}

/// One committed run of `resolve`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// Its number, from 1.
    pub number: u64,
    /// When, as given.
    pub at: String,
    /// Events written in it: new or changed.
    pub events_written: usize,
    /// Events of before that no longer stand as they did.
    pub events_closed: usize,
}

impl Writer<'_> {
    /// Keeps a capture's bytes, durably, before anything refers to them. Does nothing for known bytes.
    ///
    /// # Errors
    /// Where the bytes are not those that the capture names, or cannot be written.
    pub fn put_capture(&mut self, _capture: &Capture, _bytes: &[u8], _now: &str) -> Result<(), Error> {
        Ok(())
    }

    /// Keeps a text and the report that printed it.
    ///
    /// # Errors
    /// Where the capture is unknown or the database refuses.
    pub fn put_report(
        &mut self,
        capture: &Capture,
        _text: &Text,
        _metadata: &Metadata,
        _now: &str,
    ) -> Result<PutReport, Error> {
        Err(Error::Unknown { what: "capture", id: capture.sha256.clone() })
    }

    /// Whether the report's current reading has this identity: then there is nothing to extract.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn has_reading(&self, _report: &Report, _reading_id: &str) -> Result<bool, Error> {
        Ok(false)
    }

    /// Keeps a reading as the report's current one.
    ///
    /// # Errors
    /// Where the report is unknown or the database refuses.
    pub fn put_reading(
        &mut self,
        _report: &Report,
        _reading: &NewReading<'_>,
        _now: &str,
    ) -> Result<Changed, Error> {
        Ok(Changed::default())
    }

    /// The current subjects of these blocks, each once, sorted by report key and local id.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn event_subjects(&self, _block_keys: &[String]) -> Result<Vec<EventSubject>, Error> {
        Ok(Vec::new())
    }

    /// Ends the batch: derives the next generation and commits. Ids are minted here and stay with what they were minted for.
    ///
    /// # Errors
    /// Where the resolution is not complete for the clusters that it touches, or the database refuses; then nothing of the
    /// batch is kept.
    pub fn commit_generation(&mut self, _changed: Resolution, now: &str) -> Result<Generation, Error> {
        Ok(Generation { number: 0, at: now.to_owned(), events_written: 0, events_closed: 0 })
    }

    /// Forgets everything put since the last commit.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn rollback(&mut self) -> Result<(), Error> {
        Ok(())
    }

    /// Reports after the one with this minted id (`None` from the start), oldest first, for a rebuild.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn reports(&self, _after: Option<&str>, _limit: usize) -> Result<Vec<Report>, Error> {
        Ok(Vec::new())
    }

    /// A capture and its bytes, compared with their digest.
    ///
    /// # Errors
    /// Where the capture is unknown, missing or damaged.
    pub fn capture(&self, sha256: &str) -> Result<(Capture, Vec<u8>), Error> {
        Err(Error::Unknown { what: "capture", id: sha256.to_owned() })
    }

    /// Sets every reading aside, for a rebuild: each report is then read again with [`Writer::put_reading`], and one
    /// [`Writer::commit_generation`] ends it. Until then everybody else sees the old state.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn begin_rebuild(&mut self) -> Result<(), Error> {
        Ok(())
    }
}
