//! Comparing everything in a data directory with its digests.
use crate::generation::day_number;
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
    check_generations(&connection, &mut report)?;
    check_logged(&connection, &mut report)?;
    check_boxes(&connection, &mut report)?;
    report.problems.extend(crate::seal::check(&connection)?);
    report.problems.extend(crate::seal::check_words(&connection)?);
    Ok(report)
}

/// The captures of reports.
pub(crate) fn check_reports<'r>(
    store: &Store,
    reports: impl IntoIterator<Item = &'r str>,
) -> Result<Vec<String>, Error> {
    let connection = db::open(store.dir(), db::Access::Read)?;
    let mut select = connection.prepare(
        "SELECT sha256, blake3, length_bytes, media_type, origin FROM capture JOIN report ON report.capture = sha256 WHERE report.number = ?1",
    )?;
    let mut problems = Vec::new();
    for id in reports {
        let number = crate::ids::report_number(id);
        let capture = number.map(|number| select.query_row([number], capture_of_row)).transpose()?;
        let found = match &capture {
            Some(capture) => match files::read_capture(store.dir(), &capture.sha256) {
                Ok(bytes) => files::check_bytes(capture, &bytes).err(),
                Err(error) => Some(error.to_string()),
            },
            None => Some("found no such report".to_owned()),
        };
        problems.extend(found.map(|found| format!("`{id}`: {found}")));
    }
    Ok(problems)
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
        if crate::erase::erasure(connection, "capture", &capture.sha256)?.is_some() {
            let is_left = on_disk.contains(&capture.sha256);
            report.problems.extend(
                is_left.then(|| format!("capture `{}`: found a file, but it was erased", capture.sha256)),
            );
            continue;
        }
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

/// Generations follow on each other, and each says where the log stood: a log that was cut at its end does not reach it.
fn check_generations(connection: &Connection, report: &mut VerifyReport) -> Result<(), Error> {
    let mut select = connection.prepare(
        "SELECT number, log_seq, log_sha256, (SELECT sha256 FROM write_log WHERE seq = log_seq) FROM generation ORDER BY number",
    )?;
    let mut rows = select.query([])?;
    let mut expected = None;
    while let Some(row) = rows.next()? {
        let (number, seq, sha256): (i64, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if expected.is_some_and(|expected| expected != number) {
            report.problems.push(format!("generation {number}: found it in the place of another one"));
        }
        expected = Some(number + 1);
        // Generations of before the log's place was kept have none.
        if seq > 0 && row.get::<_, Option<String>>(3)?.as_ref() != Some(&sha256) {
            report.problems.push(format!(
                "write log: found no entry {seq} with the digest that generation {number} was committed with: the log was cut or changed"
            ));
        }
    }
    let newest = expected.unwrap_or(1) - 1;
    let later: i64 =
        connection
            .query_row("SELECT COUNT(*) FROM report WHERE generation > ?1", [newest], |row| row.get(0))?;
    if later > 0 {
        report
            .problems
            .push(format!("found {later} reports of generations after {newest}, which is the last"));
    }
    Ok(())
}

/// What the log says was written is there, and nothing else is.
fn check_logged(connection: &Connection, report: &mut VerifyReport) -> Result<(), Error> {
    let mut logged: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    let mut select = connection.prepare("SELECT what FROM write_log ORDER BY seq")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let what: String = row.get(0)?;
        let mut words = what.split(' ');
        let kind = match words.next() {
            Some("report") => "report",
            Some("reading") => "reading",
            Some("judgement") => "judgement",
            Some("proposition") => "proposition",
            Some("resolution") => "resolution",
            _ => continue,
        };
        if let Some(id) = words.next()
            && crate::erase::erasure(connection, kind, id)?.is_none_or(|_| kind == "report")
        {
            let rest = words.next().unwrap_or_default();
            logged.entry(kind).or_default().insert(id.to_owned(), rest.to_owned());
        }
    }
    compare(&logged, "report", &rows_of(connection, "SELECT key FROM report")?, report);
    compare(&logged, "reading", &rows_of(connection, "SELECT id FROM reading")?, report);
    let whole = "SELECT 'J' || number FROM judgement WHERE NOT EXISTS (SELECT 1 FROM erased WHERE what = 'judgement' AND id = 'J' || number)";
    compare(&logged, "judgement", &rows_of(connection, whole)?, report);
    let whole = "SELECT 'P' || number FROM proposition WHERE NOT EXISTS (SELECT 1 FROM erased WHERE what = 'proposition' AND id = 'P' || number)";
    compare(&logged, "proposition", &rows_of(connection, whole)?, report);
    compare(&logged, "resolution", &rows_of(connection, "SELECT 'O' || number FROM resolution")?, report);
    check_register(connection, &logged, report);
    // An erased report is still there as a tombstone, an erased reading is not; judgements whose words were erased are there without.
    for (id, sha256) in logged.remove("judgement").unwrap_or_default() {
        let Some(number) = crate::ids::judgement_number(&id) else { continue };
        let found = crate::judgements::digest(connection, number);
        if found.is_ok_and(|found| found != sha256) {
            report.problems.push(format!("judgement `{id}`: found other content than was written"));
        }
    }
    Ok(())
}

/// Propositions and their resolutions say what they said when they were written.
fn check_register(
    connection: &Connection,
    logged: &BTreeMap<&str, BTreeMap<String, String>>,
    report: &mut VerifyReport,
) {
    let of = |kind: &str| logged.get(kind).into_iter().flatten();
    for (id, sha256) in of("proposition") {
        let number = crate::ids::proposition_number(id).unwrap_or(0);
        if crate::register::proposition_digest(connection, number).is_ok_and(|found| found != *sha256) {
            report.problems.push(format!("proposition `{id}`: found other content than was written"));
        }
    }
    for (id, sha256) in of("resolution") {
        let number = crate::ids::resolution_number(id).unwrap_or(0);
        if crate::register::resolution_digest(connection, number).is_ok_and(|found| found != *sha256) {
            report.problems.push(format!("resolution `{id}`: found other content than was written"));
        }
    }
}

fn rows_of(connection: &Connection, sql: &str) -> Result<BTreeSet<String>, Error> {
    let mut select = connection.prepare(sql)?;
    let rows = select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(rows)
}

fn compare(
    logged: &BTreeMap<&str, BTreeMap<String, String>>,
    kind: &str,
    found: &BTreeSet<String>,
    report: &mut VerifyReport,
) {
    let written: BTreeSet<String> =
        logged.get(kind).map(|ids| ids.keys().cloned().collect()).unwrap_or_default();
    let missing =
        written.difference(found).map(|id| format!("{kind} `{id}`: found none, but the write log has it"));
    let extra = found
        .difference(&written)
        .map(|id| format!("{kind} `{id}`: found one that the write log does not have"));
    report.problems.extend(missing.chain(extra));
}

/// The index of places and days holds just the events in force that have both.
fn check_boxes(connection: &Connection, report: &mut VerifyReport) -> Result<(), Error> {
    let mut select = connection.prepare(
        "SELECT number, json, south, north, west, east, first_day, last_day FROM event LEFT JOIN event_box ON event_box.event = number
         WHERE to_generation IS NULL ORDER BY number",
    )?;
    let mut rows = select.query([])?;
    let mut in_force = 0;
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        let event: model::record::Event = serde_json::from_str(&row.get::<_, String>(1)?)?;
        let found = (2..8).map(|at| row.get::<_, Option<f64>>(at)).collect::<Result<Vec<_>, _>>()?;
        let point = event.place.as_ref().and_then(model::sensitive::public_point);
        let expected = point.zip(event.when).map(|((latitude, longitude), when)| {
            let days = [when.earliest, when.latest].map(|day| day_number(day) as f64);
            [latitude, latitude, longitude, longitude, days[0], days[1]]
        });
        in_force += i64::from(expected.is_some());
        // The index keeps 32-bit numbers, rounded outwards.
        let near =
            |found: &Option<f64>, expected: f64| found.is_some_and(|found| (found - expected).abs() < 0.001);
        let same = match expected {
            Some(expected) => found.iter().zip(expected).all(|(found, expected)| near(found, expected)),
            None => found.iter().all(Option::is_none),
        };
        report
            .problems
            .extend((!same).then(|| format!("event row {number}: found another place or time in the index")));
    }
    let all: i64 = connection.query_row("SELECT COUNT(*) FROM event_box", [], |row| row.get(0))?;
    if all != in_force {
        report.problems.push(format!("index of places: found {all} entries, expected {in_force}"));
    }
    Ok(())
}
