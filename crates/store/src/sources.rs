//! What is looked at again and again: feeds and pages, when, and how that went.
use crate::{Error, Store, db};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::Serialize;
use std::time::Duration;

/// A source to be looked at.
#[derive(Debug, Clone, Copy)]
pub struct NewSource<'s> {
    /// Address of a feed or a page.
    pub url: &'s str,
    /// Who publishes it.
    pub outlet: Option<&'s str>,
    /// Its language (BCP 47).
    pub language: Option<&'s str>,
    /// The party to a conflict that it speaks for.
    pub party: Option<&'s str>,
    /// Under which terms it may be used.
    pub licence: Option<&'s str>,
    /// Minutes between two looks.
    pub every_minutes: u32,
    /// Whether entries are taken that name no armed group.
    pub takes_all: bool,
    /// At most so many sentences of one report leave together, where its terms want that.
    pub excerpt: Option<u32>,
}

/// A source, and how it went. Times are RFC 3339 in UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Minted id, such as `S1`.
    pub id: String,
    /// Address.
    pub url: String,
    /// Who publishes it.
    pub outlet: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// The party to a conflict that it speaks for.
    pub party: Option<String>,
    /// Under which terms it may be used.
    pub licence: Option<String>,
    /// Minutes between two looks.
    pub every_minutes: u32,
    /// Whether entries are taken that name no armed group.
    pub takes_all: bool,
    /// Whether it is left alone for now.
    pub is_paused: bool,
    /// When it was added.
    pub added_at: String,
    /// When it is looked at next.
    pub next_at: String,
    /// `ETag` of the last copy.
    pub etag: Option<String>,
    /// `Last-Modified` of the last copy.
    pub last_modified: Option<String>,
    /// SHA-256 of the last copy.
    pub sha256: Option<String>,
    /// When it was looked at last.
    pub asked_at: Option<String>,
    /// When it last answered well.
    pub succeeded_at: Option<String>,
    /// When something new was last in it.
    pub changed_at: Option<String>,
    /// How often something new was in it.
    pub n_changes: u32,
    /// Failures since it last answered well.
    pub n_failures: u32,
    /// What was wrong at the last look.
    pub problem: Option<String>,
    /// Entries that were added to the record.
    pub n_added: u64,
    /// Entries that were passed over because they name no armed group.
    pub n_skipped: u64,
    /// Entries that could not be had.
    pub n_failed: u64,
    /// Entries whose page is for subscribers, wants an account or is kept from programs.
    pub n_walled: u64,
    /// At most so many sentences of one report of this outlet leave together.
    pub excerpt: Option<u32>,
}

/// How a look at a source went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looked {
    /// When.
    pub at: String,
    /// When to look next.
    pub next_at: String,
    /// What was wrong.
    pub problem: Option<String>,
    /// Whether there was anything new.
    pub is_changed: bool,
    /// `ETag`, `Last-Modified` and SHA-256 of the copy; `None` where there is none or the known one stands.
    pub copy: Option<(Option<String>, Option<String>, String)>,
}

/// What became of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceItem {
    /// Its address, or what stands for it.
    pub url: String,
    /// When.
    pub at: String,
    /// `added`, `known`, `skipped`, `failed` or `walled`.
    pub outcome: String,
    /// How often it was tried.
    pub n_tries: u32,
    /// Its headline.
    pub title: Option<String>,
    /// Which report it became, or why not.
    pub message: Option<String>,
}

/// An entry that could not be had is tried so often.
pub const TRIES: u32 = 3;

/// How long a note waits for a batch of reports that is being written: several times what one takes.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) const COLUMNS: &str = "number, url, outlet, language, party, licence, every_minutes, takes_all, is_paused, added_at, next_at, etag,
    last_modified, sha256, asked_at, succeeded_at, changed_at, n_changes, n_failures, problem,
    (SELECT COUNT(*) FROM source_item WHERE source = number AND outcome = 'added'),
    (SELECT COUNT(*) FROM source_item WHERE source = number AND outcome = 'skipped'),
    (SELECT COUNT(*) FROM source_item WHERE source = number AND outcome = 'failed'),
    (SELECT COUNT(*) FROM source_item WHERE source = number AND outcome = 'walled'), excerpt";

/// The sources of a data directory. Its own connection: looking at sources waits for no writer of the record.
#[derive(Debug)]
pub struct Sources {
    pub(crate) connection: Connection,
}

impl Store {
    /// The sources.
    ///
    /// # Errors
    /// Where the database cannot be opened.
    pub fn sources(&self) -> Result<Sources, Error> {
        let connection = db::open(self.dir(), db::Access::Write)?;
        connection.busy_timeout(PATIENCE)?;
        // What is held is written before the report that is made of it, into the same log, and reaches the disk with that report at the
        // latest. A power cut may take the notes of the last seconds: pages are then asked for again, and known.
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        Ok(Sources { connection })
    }
}

pub(crate) fn number(id: &str) -> Result<i64, Error> {
    let number = id.strip_prefix('S').and_then(|number| number.parse().ok());
    number.ok_or_else(|| Error::Unknown { what: "source", id: id.to_owned() })
}

impl Sources {
    /// Adds a source, due at once. `Err` holds the id of a known one with this address, which is left as it is.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn add(&self, new: &NewSource<'_>, now: &str) -> Result<Result<String, String>, Error> {
        let known = self
            .connection
            .query_row("SELECT number FROM source WHERE url = ?1", [new.url], |row| row.get::<_, i64>(0))
            .optional()?;
        if let Some(number) = known {
            return Ok(Err(format!("S{number}")));
        }
        self.connection.execute(
            "INSERT INTO source (url, outlet, language, party, licence, every_minutes, takes_all, added_at, next_at, excerpt)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9)",
            params![new.url, new.outlet, new.language, new.party, new.licence, new.every_minutes, new.takes_all, now, new.excerpt],
        )?;
        Ok(Ok(format!("S{}", self.connection.last_insert_rowid())))
    }

    /// All sources, in the order in which they were added.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn all(&self) -> Result<Vec<Source>, Error> {
        let mut select =
            self.connection.prepare_cached(&format!("SELECT {COLUMNS} FROM source ORDER BY number"))?;
        let sources = select.query_map([], source_of_row)?.collect::<Result<_, _>>()?;
        Ok(sources)
    }

    /// One source.
    ///
    /// # Errors
    /// Where there is none of this id.
    pub fn one(&self, id: &str) -> Result<Source, Error> {
        let mut select =
            self.connection.prepare_cached(&format!("SELECT {COLUMNS} FROM source WHERE number = ?1"))?;
        let source = select.query_row([number(id)?], source_of_row).optional()?;
        source.ok_or_else(|| Error::Unknown { what: "source", id: id.to_owned() })
    }

    /// Leaves a source alone, or takes it up again, due at once.
    ///
    /// # Errors
    /// Where there is none of this id.
    pub fn pause(&self, id: &str, is_paused: bool, now: &str) -> Result<(), Error> {
        self.one(id)?;
        self.connection.execute(
            "UPDATE source SET is_paused = ?2, next_at = CASE WHEN ?2 THEN next_at ELSE ?3 END WHERE number = ?1",
            params![number(id)?, is_paused, now],
        )?;
        Ok(())
    }

    /// Forgets a source and its entries; reports that came from it stay.
    ///
    /// # Errors
    /// Where there is none of this id.
    pub fn remove(&self, id: &str) -> Result<(), Error> {
        self.one(id)?;
        self.connection.execute("DELETE FROM source WHERE number = ?1", [number(id)?])?;
        Ok(())
    }

    /// Keeps how a look went.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn looked(&self, id: &str, looked: &Looked) -> Result<(), Error> {
        let Looked { at, next_at, problem, is_changed, copy } = looked;
        let number = number(id)?;
        if problem.is_some() {
            self.connection.execute(
                "UPDATE source SET asked_at = ?2, next_at = ?3, problem = ?4, n_failures = n_failures + 1 WHERE number = ?1",
                params![number, at, next_at, problem],
            )?;
            return Ok(());
        }
        self.connection.execute(
            "UPDATE source SET asked_at = ?2, succeeded_at = ?2, next_at = ?3, problem = NULL, n_failures = 0,
                 changed_at = CASE WHEN ?4 THEN ?2 ELSE changed_at END, n_changes = n_changes + ?4 WHERE number = ?1",
            params![number, at, next_at, is_changed],
        )?;
        if let Some((etag, last_modified, sha256)) = copy {
            self.connection.execute(
                "UPDATE source SET etag = ?2, last_modified = ?3, sha256 = ?4 WHERE number = ?1",
                params![number, etag, last_modified, sha256],
            )?;
        }
        Ok(())
    }

    /// Whether an entry was dealt with: it was added, known or passed over, or has failed often enough.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn is_done(&self, id: &str, url: &str) -> Result<bool, Error> {
        let found = self
            .connection
            .prepare_cached("SELECT 1 FROM source_item WHERE source = ?1 AND url = ?2 AND (outcome <> 'failed' OR n_tries >= ?3)")?
            .query_row(params![number(id)?, url, TRIES], |_| Ok(()))
            .optional()?;
        Ok(found.is_some())
    }

    /// Keeps what became of an entry, and lets go what was held of it. `n_tries` counts on top of what was counted before.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn put_item(&self, id: &str, item: &SourceItem) -> Result<(), Error> {
        let transaction = self.connection.unchecked_transaction()?;
        transaction
            .prepare_cached(
                "INSERT INTO source_item (source, url, at, outcome, title, message, n_tries) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT DO UPDATE SET at = excluded.at, outcome = excluded.outcome, title = excluded.title,
                     message = excluded.message, n_tries = n_tries + excluded.n_tries",
            )?
            .execute(params![number(id)?, item.url, item.at, item.outcome, item.title, item.message, item.n_tries])?;
        crate::collecting::let_go(&transaction, number(id)?, &item.url)?;
        Ok(transaction.commit()?)
    }

    /// The newest entries of a source with this outcome (of any, if none is given).
    ///
    /// # Errors
    /// Where there is no such source.
    pub fn items(&self, id: &str, outcome: Option<&str>, limit: usize) -> Result<Vec<SourceItem>, Error> {
        self.one(id)?;
        let mut select = self.connection.prepare_cached(
            "SELECT url, at, outcome, n_tries, title, message FROM source_item
             WHERE source = ?1 AND (?2 IS NULL OR outcome = ?2) ORDER BY at DESC, url LIMIT ?3",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let items = select.query_map(params![number(id)?, outcome, limit], |row| {
            Ok(SourceItem {
                url: row.get(0)?,
                at: row.get(1)?,
                outcome: row.get(2)?,
                n_tries: row.get(3)?,
                title: row.get(4)?,
                message: row.get(5)?,
            })
        })?;
        Ok(items.collect::<Result<_, _>>()?)
    }
}

pub(crate) fn source_of_row(row: &Row<'_>) -> rusqlite::Result<Source> {
    Ok(Source {
        id: format!("S{}", row.get::<_, i64>(0)?),
        url: row.get(1)?,
        outlet: row.get(2)?,
        language: row.get(3)?,
        party: row.get(4)?,
        licence: row.get(5)?,
        every_minutes: row.get(6)?,
        takes_all: row.get(7)?,
        is_paused: row.get(8)?,
        added_at: row.get(9)?,
        next_at: row.get(10)?,
        etag: row.get(11)?,
        last_modified: row.get(12)?,
        sha256: row.get(13)?,
        asked_at: row.get(14)?,
        succeeded_at: row.get(15)?,
        changed_at: row.get(16)?,
        n_changes: row.get(17)?,
        n_failures: row.get(18)?,
        problem: row.get(19)?,
        n_added: row.get::<_, i64>(20)?.unsigned_abs(),
        n_skipped: row.get::<_, i64>(21)?.unsigned_abs(),
        n_failed: row.get::<_, i64>(22)?.unsigned_abs(),
        n_walled: row.get::<_, i64>(23)?.unsigned_abs(),
        excerpt: row.get(24)?,
    })
}
