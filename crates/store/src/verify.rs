//! Comparing everything in a data directory with its digests.
use crate::writer::{capture_of_row, log_digest};
use crate::{Error, Store, db, files};
use model::reading::Reading;
use model::statement::{Statement, statements};
use model::{CodePoints, Quoted, Span, hash};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// What [`Store::verify`] looked at and found.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    /// Captures whose bytes were read.
    pub captures: usize,
    /// Texts whose digest was compared.
    pub texts: usize,
    /// Readings whose quotes were compared.
    pub readings: usize,
    /// Statements whose spans were compared.
    pub statements: usize,
    /// Entries of the write log.
    pub log_entries: usize,
    /// Captures of a batch that was broken off, or is being written: the next writer removes what was not kept.
    pub unfinished: usize,
    /// One sentence for each problem.
    pub problems: Vec<String>,
}

/// Compares everything with its digests.
pub(crate) fn verify(store: &Store) -> Result<VerifyReport, Error> {
    let connection = db::open(store.dir(), db::Access::Read)?;
    connection.execute_batch("BEGIN")?;
    let mut report = VerifyReport::default();
    check_database(&connection, &mut report)?;
    check_captures(store, &connection, &mut report)?;
    check_texts(&connection, &mut report)?;
    check_readings(&connection, &mut report)?;
    check_log(&connection, &mut report)?;
    Ok(report)
}

/// SQLite's own checks: pages, indexes, references between tables.
fn check_database(connection: &Connection, report: &mut VerifyReport) -> Result<(), Error> {
    let mut check = connection.prepare("PRAGMA integrity_check")?;
    for found in check.query_map([], |row| row.get::<_, String>(0))? {
        let found = found?;
        report.problems.extend((found != "ok").then(|| format!("database: {found}")));
    }
    let mut check = connection.prepare("PRAGMA foreign_key_check")?;
    let mut rows = check.query([])?;
    while let Some(row) = rows.next()? {
        let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
        report
            .problems
            .push(format!("database: a row of `{table}` refers to a row of `{parent}` that is not there"));
    }
    Ok(())
}

fn check_captures(store: &Store, connection: &Connection, report: &mut VerifyReport) -> Result<(), Error> {
    let (on_disk, strangers) = files::list_captures(store.dir())?;
    let on_disk: BTreeSet<String> = on_disk.into_iter().collect();
    let mut known = BTreeSet::new();
    let mut select = connection
        .prepare("SELECT sha256, blake3, length_bytes, media_type, origin FROM capture ORDER BY sha256")?;
    for capture in select.query_map([], capture_of_row)? {
        let capture = capture?;
        known.insert(capture.sha256.clone());
        if !on_disk.contains(&capture.sha256) {
            report.problems.push(format!("capture `{}`: found no file, expected one", capture.sha256));
            continue;
        }
        report.captures += 1;
        let bytes = files::read_capture(store.dir(), &capture.sha256)?;
        report.problems.extend(files::check_bytes(&capture, &bytes).err());
    }
    let unfinished = files::pending(store.dir());
    let extra: Vec<&String> = on_disk.difference(&known).collect();
    report.unfinished = extra.iter().filter(|sha256| unfinished.contains(**sha256)).count();
    let extra = extra
        .into_iter()
        .filter(|sha256| !unfinished.contains(*sha256))
        .map(|sha256| format!("capture `{sha256}`: found a file that no report refers to"));
    report.problems.extend(extra);
    report
        .problems
        .extend(strangers.into_iter().map(|path| format!("`{path}`: found a file that is no capture")));
    Ok(())
}

fn check_texts(connection: &Connection, report: &mut VerifyReport) -> Result<(), Error> {
    let mut select = connection.prepare("SELECT sha256, text FROM text ORDER BY sha256, reader")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (sha256, text): (String, String) = (row.get(0)?, row.get(1)?);
        report.texts += 1;
        let found = hash::sha256_hex(text.as_bytes());
        report.problems.extend((found != sha256).then(|| format!("text `{sha256}`: found SHA-256 {found}")));
    }
    Ok(())
}

/// Every quote is the slice of its text, and every statement is one that its reading makes, word for word.
fn check_readings(connection: &Connection, report: &mut VerifyReport) -> Result<(), Error> {
    let mut select = connection.prepare(
        "SELECT reading.number, id, reading.text, quoted, (SELECT text.text FROM text WHERE sha256 = reading.text LIMIT 1)
         FROM reading ORDER BY id",
    )?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (number, id, sha256, quoted): (i64, String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        report.readings += 1;
        let Some(text) = row.get::<_, Option<String>>(4)? else {
            report.problems.push(format!("reading `{id}`: found no text `{sha256}`"));
            continue;
        };
        let reading = serde_json::from_str::<Reading<Quoted>>(&quoted)
            .map_err(|error| error.to_string())
            .and_then(|reading| reading.spanned(&CodePoints::new(&text)).map_err(|quote| misplaced(&quote)));
        match reading {
            Ok(reading) => check_statements(connection, number, &id, &reading, &text, report)?,
            Err(problem) => report.problems.push(format!("reading `{id}`: {problem}")),
        }
    }
    Ok(())
}

fn misplaced(quote: &Quoted) -> String {
    // Without the words: they may hold a name.
    format!("found other words at {} to {} than those that were quoted", quote.start, quote.end)
}

fn check_statements(
    connection: &Connection,
    number: i64,
    id: &str,
    reading: &Reading,
    text: &str,
    report: &mut VerifyReport,
) -> Result<(), Error> {
    let mut expected: BTreeMap<String, Statement> =
        statements(id, reading).into_iter().map(|statement| (statement.id.clone(), statement)).collect();
    let mut select =
        connection.prepare_cached("SELECT id, json FROM statement WHERE reading = ?1 ORDER BY id")?;
    let mut rows = select.query([number])?;
    while let Some(row) = rows.next()? {
        let (id, json): (String, String) = (row.get(0)?, row.get(1)?);
        report.statements += 1;
        let problem = match (serde_json::from_str::<Statement>(&json), expected.remove(&id)) {
            (Err(error), _) => Some(error.to_string()),
            (Ok(_), None) => Some("found a statement that its reading does not make".to_owned()),
            (Ok(stored), Some(made)) if stored != made => {
                Some("found other content than its reading makes".to_owned())
            }
            (Ok(stored), Some(_)) => outside(&stored.spans, text),
        };
        report.problems.extend(problem.map(|problem| format!("statement `{id}`: {problem}")));
    }
    let missing =
        expected.into_keys().map(|id| format!("statement `{id}`: found none, expected one of its reading"));
    report.problems.extend(missing);
    Ok(())
}

fn outside(spans: &[Span], text: &str) -> Option<String> {
    let outside = spans.iter().find(|span| text.get(span.start..span.end).is_none())?;
    Some(format!("found span {} to {}, which is no slice of its text", outside.start, outside.end))
}

fn check_log(connection: &Connection, report: &mut VerifyReport) -> Result<(), Error> {
    let mut select = connection.prepare("SELECT seq, at, what, sha256 FROM write_log ORDER BY seq")?;
    let mut rows = select.query([])?;
    let mut before = String::new();
    while let Some(row) = rows.next()? {
        let (seq, at, what, sha256): (i64, String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        report.log_entries += 1;
        let is_next = i64::try_from(report.log_entries) == Ok(seq);
        if !is_next || log_digest(&before, seq, &at, &what) != sha256 {
            report.problems.push(format!("write log: entry {seq} does not follow from the one before it"));
        }
        before = sha256;
    }
    Ok(())
}
