//! Adding to the record.
use crate::files::{self, Lock};
use crate::seal::Seals;
use crate::{Error, db, ids};
use model::record::{Event, EventSubject, Extraction, Subjects};
use model::{Capture, Decision, Metadata, Report, Text, hash};
use rusqlite::{Connection, OptionalExtension as _, params};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The one writer of a data directory.
///
/// Everything put since the last [`Writer::commit`] is one batch: it is kept whole by that call, or not at all. A report is
/// acknowledged by the commit that holds it. A writer that is dropped, or whose process dies, leaves the previous state.
#[derive(Debug)]
pub struct Writer {
    pub(crate) connection: Connection,
    pub(crate) dir: PathBuf,
    pub(crate) batch: Option<Batch>,
    pub(crate) seals: Seals,
    _lock: Lock,
}

/// What a batch has done so far.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// The generation that will hold it.
    pub(crate) generation: i64,
    /// Subjects that no longer hold.
    pub(crate) stale: BTreeSet<i64>,
    /// Subjects that were put: each must have an event in the end.
    pub(crate) held: BTreeSet<i64>,
    /// Keys of actors whose mentions changed.
    pub(crate) keys: BTreeSet<String>,
    /// Reports that are erased with it.
    pub(crate) gone: Vec<crate::erase::Gone>,
    /// Captures whose bytes are not known to be on the disk yet.
    pub(crate) unsynced: Vec<String>,
    /// Reports in which a name became private that their sentences show.
    pub(crate) remask: BTreeSet<i64>,
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
    /// Words of names in it, folded, with what is the same in every spelling of each (`lexicon::Names::skeleton`).
    pub spellings: &'r std::collections::BTreeMap<String, String>,
    /// What its text is one origin with.
    pub origin: crate::NewOrigin<'r>,
    /// Digest of the effective lexicon.
    pub lexicon_digest: &'r str,
    /// Version of the extractor.
    pub code_version: &'r str,
}

/// A reading as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its identity.
    pub id: String,
    /// The text that it is of.
    pub text: String,
    /// What was found.
    pub extraction: Extraction,
    /// Digest of the lexicon that it was made with.
    pub lexicon_digest: String,
    /// Version of the extractor that made it.
    pub code_version: String,
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

impl Writer {
    pub(crate) fn open(dir: &Path, wait: Duration) -> Result<Self, Error> {
        let lock = Lock::take(dir, wait)?;
        let connection = db::open(dir, db::Access::Write)?;
        let seals = Seals::watch(&connection)?;
        let writer = Self { connection, dir: dir.to_owned(), batch: None, seals, _lock: lock };
        files::clean_pending(dir, |sha256| writer.knows_capture(sha256))?;
        Ok(writer)
    }

    fn knows_capture(&self, sha256: &str) -> Result<bool, Error> {
        let found = self
            .connection
            .prepare_cached("SELECT 1 FROM capture WHERE sha256 = ?1")?
            .query_row([sha256], |_| Ok(()));
        Ok(found.optional()?.is_some())
    }

    /// Opens the batch where none is open.
    pub(crate) fn batch(&mut self) -> Result<&mut Batch, Error> {
        if self.batch.is_none() {
            self.connection.execute_batch("BEGIN IMMEDIATE")?;
            let last: Option<i64> =
                self.connection.query_row("SELECT MAX(number) FROM generation", [], |row| row.get(0))?;
            self.batch = Some(Batch { generation: last.unwrap_or(0) + 1, ..Batch::default() });
        }
        Ok(self.batch.get_or_insert_default())
    }

    /// Keeps a capture's bytes; they are durable before anything that refers to them is committed. Does nothing for known bytes.
    ///
    /// # Errors
    /// Where the bytes are not those that the capture names, or cannot be written.
    pub fn put_capture(&mut self, capture: &Capture, bytes: &[u8], now: &str) -> Result<(), Error> {
        files::check_bytes(capture, bytes).map_err(Error::Broken)?;
        self.batch()?;
        if self.knows_capture(&capture.sha256)? && files::capture_path(&self.dir, &capture.sha256).is_file() {
            return Ok(());
        }
        files::write_capture(&self.dir, capture, bytes)?;
        self.batch()?.unsynced.push(capture.sha256.clone());
        self.connection
            .prepare_cached("INSERT OR IGNORE INTO capture VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![
                capture.sha256,
                capture.blake3,
                capture.length_bytes as i64,
                capture.media_type,
                capture.origin,
                now
            ])?;
        Ok(())
    }

    /// Keeps a text and the report that printed it. A known report (same capture, outlet, address and day) keeps its id and
    /// takes the new text and metadata.
    ///
    /// # Errors
    /// Where the capture is unknown or the database refuses.
    pub fn put_report(
        &mut self,
        capture: &Capture,
        text: &Text,
        metadata: &Metadata,
        now: &str,
    ) -> Result<PutReport, Error> {
        self.batch()?;
        if !self.knows_capture(&capture.sha256)? {
            return Err(Error::Unknown { what: "capture", id: capture.sha256.clone() });
        }
        let regions = serde_json::to_string(&text.regions)?;
        self.connection
            .prepare_cached(
                "INSERT OR IGNORE INTO text (sha256, reader, text, regions) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![text.sha256, text.reader, text.text, regions])?;
        let key = Report::key_of(&capture.sha256, metadata);
        let known = self
            .connection
            .prepare_cached("SELECT number FROM report WHERE key = ?1")?
            .query_row([&key], |row| row.get::<_, i64>(0))
            .optional()?;
        let number = match known {
            Some(number) => self.update_report(number, text, metadata)?,
            None => self.insert_report(&key, capture, text, metadata, now)?,
        };
        let report = Report {
            id: ids::report(number),
            key,
            capture: capture.sha256.clone(),
            text: text.sha256.clone(),
            metadata: metadata.clone(),
        };
        Ok(PutReport { report, is_new: known.is_none() })
    }

    fn insert_report(
        &self,
        key: &str,
        capture: &Capture,
        text: &Text,
        metadata: &Metadata,
        now: &str,
    ) -> Result<i64, Error> {
        let published = metadata.published.map(|published| published.date.to_string());
        let generation = self.batch.as_ref().map_or(0, |batch| batch.generation);
        self.connection
            .prepare_cached(
                "INSERT INTO report (key, capture, text, published, metadata, added_at, generation) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![key, capture.sha256, text.sha256, published, serde_json::to_string(metadata)?, now, generation])?;
        let number = self.connection.last_insert_rowid();
        self.log(now, &format!("report {key} capture {} text {}", capture.sha256, text.sha256))?;
        Ok(number)
    }

    fn update_report(&self, number: i64, text: &Text, metadata: &Metadata) -> Result<i64, Error> {
        self.connection
            .prepare_cached("UPDATE report SET text = ?2, metadata = ?3 WHERE number = ?1")?
            .execute(params![number, text.sha256, serde_json::to_string(metadata)?])?;
        Ok(number)
    }

    /// Whether the report's current reading has this identity: then there is nothing to extract.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn has_reading(&self, report: &Report, reading_id: &str) -> Result<bool, Error> {
        self.has_reading_of(&report.key, reading_id)
    }

    /// The same for a report's key ([`Report::key_of`]).
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn has_reading_of(&self, report_key: &str, reading_id: &str) -> Result<bool, Error> {
        let found = self
            .connection
            .prepare_cached("SELECT 1 FROM report JOIN reading ON reading.number = report.reading WHERE report.key = ?1 AND reading.id = ?2")?
            .query_row([report_key, reading_id], |_| Ok(()))
            .optional()?;
        Ok(found.is_some())
    }

    /// The numbers of the current subjects of these blocks, each once, in order. A subject keeps its number while it says the same.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn subjects_in(&self, block_keys: &[String]) -> Result<Vec<i64>, Error> {
        let mut in_block =
            self.connection.prepare_cached("SELECT subject FROM subject_block WHERE key = ?1")?;
        let mut numbers = Vec::new();
        for key in block_keys {
            for number in in_block.query_map([key], |row| row.get::<_, i64>(0))? {
                numbers.push(number?);
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        Ok(numbers)
    }

    /// The subjects with these numbers, in their order.
    ///
    /// # Errors
    /// Where one of them is no current subject, or the database refuses.
    pub fn event_subjects(&self, numbers: &[i64]) -> Result<Vec<EventSubject>, Error> {
        let mut one =
            self.connection.prepare_cached("SELECT json FROM event_subject WHERE number = ?1 AND current")?;
        let mut found = Vec::with_capacity(numbers.len());
        for number in numbers {
            let json: Option<String> = one.query_row([number], |row| row.get(0)).optional()?;
            let json =
                json.ok_or_else(|| Error::Unknown { what: "current event subject", id: number.to_string() })?;
            found.push(subject_of(&self.connection, *number, &json)?);
        }
        Ok(found)
    }

    /// Forgets everything put since the last commit.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn rollback(&mut self) -> Result<(), Error> {
        if self.batch.take().is_some() && !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK")?;
        }
        self.seals.forget();
        let Self { connection, dir, .. } = self;
        files::clean_pending(dir, |sha256| {
            let found = connection.query_row("SELECT 1 FROM capture WHERE sha256 = ?1", [sha256], |_| Ok(()));
            Ok(found.optional()?.is_some())
        })
    }

    /// Reports after the one with this minted id (`None` from the start), in the order of their ids, for a rebuild.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn reports(&self, after: Option<&str>, limit: usize) -> Result<Vec<Report>, Error> {
        let after = after.and_then(ids::report_number).unwrap_or(0);
        let mut statement = self.connection.prepare_cached(
            "SELECT number, key, capture, text, metadata FROM report
             WHERE number > ?1 AND NOT EXISTS (SELECT 1 FROM erased WHERE what = 'report' AND id = key) ORDER BY number LIMIT ?2",
        )?;
        let mut rows = statement.query(params![after, i64::try_from(limit).unwrap_or(i64::MAX)])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let metadata: String = row.get(4)?;
            found.push(Report {
                id: ids::report(row.get(0)?),
                key: row.get(1)?,
                capture: row.get(2)?,
                text: row.get(3)?,
                metadata: serde_json::from_str(&metadata)?,
            });
        }
        Ok(found)
    }

    /// What was found in a report, as its current reading keeps it. `None` for a report that has none.
    ///
    /// # Errors
    /// Where the database refuses, or a stored value cannot be read back.
    pub fn stored(&self, report: &Report) -> Result<Option<Stored>, Error> {
        let number = self
            .connection
            .prepare_cached("SELECT reading FROM report WHERE key = ?1")?
            .query_row([&report.key], |row| row.get::<_, Option<i64>>(0))
            .optional()?
            .flatten();
        number.map(|number| crate::reading::stored(&self.connection, number)).transpose()
    }

    /// A capture and its bytes, compared with their digests.
    ///
    /// # Errors
    /// Where the capture is unknown, missing or damaged.
    pub fn capture(&self, sha256: &str) -> Result<(Capture, Vec<u8>), Error> {
        let capture = self
            .connection
            .prepare_cached(
                "SELECT sha256, blake3, length_bytes, media_type, origin FROM capture WHERE sha256 = ?1",
            )?
            .query_row([sha256], capture_of_row)
            .optional()?
            .ok_or_else(|| Error::Unknown { what: "capture", id: sha256.to_owned() })?;
        let bytes = files::read_capture(&self.dir, sha256)?;
        files::check_bytes(&capture, &bytes).map_err(Error::Broken)?;
        Ok((capture, bytes))
    }

    /// Adds an entry to the write log; each carries the digest of the one before it. Gives its number and digest.
    pub(crate) fn log(&self, at: &str, what: &str) -> Result<(i64, String), Error> {
        let last = self
            .connection
            .prepare_cached("SELECT seq, sha256 FROM write_log ORDER BY seq DESC LIMIT 1")?
            .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
            .optional()?;
        let (seq, before) = last.unwrap_or((0, String::new()));
        let digest = log_digest(&before, seq + 1, at, what);
        self.connection
            .prepare_cached("INSERT INTO write_log (seq, at, what, sha256) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![seq + 1, at, what, digest])?;
        Ok((seq + 1, digest))
    }
}

/// A subject as it stands now: with its origin, and with the judgements that it is a side of.
pub(crate) fn subject_of(connection: &Connection, number: i64, json: &str) -> Result<EventSubject, Error> {
    let mut subject: EventSubject = serde_json::from_str(json)?;
    subject.report.origin = crate::origins::of(connection, &subject.report.text)?;
    let mut select =
        connection.prepare_cached("SELECT judgement, decision, side FROM subject_side WHERE subject = ?1")?;
    let mut rows = select.query([number])?;
    while let Some(row) = rows.next()? {
        let (judgement, decision): (String, String) = (row.get(0)?, row.get(1)?);
        if decision == Decision::Same.as_str() {
            subject.sides.same.insert(judgement);
        } else {
            subject.sides.different.insert((judgement, row.get(2)?));
        }
    }
    Ok(subject)
}

/// The digest of an entry of the write log, over the one before it.
pub(crate) fn log_digest(before: &str, seq: i64, at: &str, what: &str) -> String {
    hash::sha256_of_parts(&[before.as_bytes(), &seq.to_le_bytes(), at.as_bytes(), what.as_bytes()])
}

pub(crate) fn capture_of_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Capture> {
    Ok(Capture {
        sha256: row.get(0)?,
        blake3: row.get(1)?,
        length_bytes: row.get::<_, i64>(2)?.unsigned_abs(),
        media_type: row.get(3)?,
        origin: row.get(4)?,
    })
}
