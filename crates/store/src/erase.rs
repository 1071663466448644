//! Erasure: of everything that a report said nothing is left but a tombstone: that there was a report, who erased it, when and why.
use crate::generation::place_words;
use crate::reading::set_aside;
use crate::writer::subject_of;
use crate::{Changed, Error, Writer, db, files, ids, origins};
use model::judgement::Anchor;
use model::record::{Event, EventSubject};
use model::{Metadata, QuoteSelector};
use rusqlite::{Connection, OptionalExtension as _, params};

/// What stands in the place of an erased report's headline.
pub const ERASED: &str = "[erased]";

/// Who erased something, when, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Who.
    pub who: String,
    /// When, as given.
    pub at: String,
    /// Why.
    pub reason: String,
}

/// What an erasure brought about.
#[derive(Debug, Default)]
pub struct Erased {
    /// Events of the present that are put together anew.
    pub changed: Changed,
    /// Events of present and past generations, by row, with the tellings that are left of each: [`Writer::put_past`] takes what is made
    /// of them.
    pub left: Vec<(i64, Vec<EventSubject>)>,
}

/// An erased report, until the batch is committed.
#[derive(Debug, Clone)]
pub(crate) struct Gone {
    report: i64,
    capture: String,
}

impl Writer {
    /// Erases a report in the open batch: its capture (unless another report has the same bytes), text, readings, statements, sentences,
    /// its tellings of events in every generation, and its words in judgements. What is left is that it was there.
    ///
    /// # Errors
    /// Where there is no such report or it was erased before, a name or reason is missing, or the database refuses.
    pub fn erase(&mut self, report: &str, who: &str, reason: &str, now: &str) -> Result<Erased, Error> {
        if who.trim().is_empty() || reason.trim().is_empty() {
            return Err(Error::Broken(
                "found no name or no reason, expected both: an erasure says whose it is and why".to_owned(),
            ));
        }
        self.batch()?;
        let unknown = || Error::Unknown { what: "report", id: report.to_owned() };
        let number = ids::report_number(report).ok_or_else(unknown)?;
        let row = self
            .connection
            .prepare_cached("SELECT key, capture, text FROM report WHERE number = ?1")?
            .query_row([number], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
            })
            .optional()?;
        let (key, capture, text) = row.ok_or_else(unknown)?;
        if let Some(before) = erasure(&self.connection, "report", &key)? {
            return Err(Error::Broken(format!(
                "report `{report}` was erased before, by {} on {}",
                before.who, before.at
            )));
        }
        let (removed, stale, keys) = set_aside(&self.connection, number)?;
        let metadata = Metadata { title: Some(ERASED.to_owned()), ..Metadata::default() };
        self.connection.execute(
            "UPDATE report SET reading = NULL, published = NULL, metadata = ?2 WHERE number = ?1",
            params![number, serde_json::to_string(&metadata)?],
        )?;
        let put = |what: &str, id: &str| -> Result<(), Error> {
            self.connection
                .prepare_cached(
                    "INSERT OR IGNORE INTO erased (what, id, who, at, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![what, id, who.trim(), now, reason.trim()])?;
            Ok(())
        };
        put("report", &key)?;
        for (reading, id) in own_readings(&self.connection, number)? {
            put("reading", &id)?;
            self.connection.execute("DELETE FROM statement WHERE reading = ?1", [reading])?;
        }
        let readings = own_readings(&self.connection, number)?;
        let texts: Vec<String> = {
            let mut select =
                self.connection.prepare("SELECT DISTINCT text FROM report_history WHERE report = ?1")?;
            select.query_map([number], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        self.connection.execute("DELETE FROM report_history WHERE report = ?1", [number])?;
        for (reading, _) in readings {
            self.connection.execute("DELETE FROM reading WHERE number = ?1", [reading])?;
        }
        let moved = origins::remove_unused(&self.connection, &text)?;
        for text in texts.iter().chain([&text]) {
            self.connection.execute(
                "DELETE FROM text WHERE sha256 = ?1 AND NOT EXISTS (SELECT 1 FROM report_history WHERE text = ?1)",
                [text],
            )?;
        }
        let others: i64 = self.connection.query_row(
            "SELECT (SELECT COUNT(*) FROM report WHERE capture = ?1 AND number <> ?2 AND reading IS NOT NULL)
                + (SELECT COUNT(*) FROM dataset WHERE capture = ?1)",
            params![capture, number],
            |row| row.get(0),
        )?;
        if others == 0 {
            put("capture", &capture)?;
            // What the server said of these bytes, too.
            self.connection.execute("DELETE FROM exchange WHERE sha256 = ?1", [&capture])?;
        }
        self.connection.execute("UPDATE anchor SET selector = NULL WHERE report = ?1", [&key])?;
        forget_words(&self.connection, &key)?;
        self.log(now, &format!("erased {report}"))?;
        let moved = crate::reading::subjects_of_texts(&self.connection, &moved)?;
        let left = left_of_events(&self.connection, number)?;
        let batch = self.batch()?;
        batch.stale.extend(stale);
        batch.keys.extend(keys);
        batch.gone.push(Gone { report: number, capture });
        Ok(Erased { changed: Changed { added: moved, removed }, left })
    }

    /// What is left of an event, present or past, once a report that told of it is erased.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn put_past(&mut self, row: i64, event: &Event) -> Result<(), Error> {
        self.batch()?;
        let stored = Event { id: String::new(), members: Vec::new(), ..event.clone() };
        self.connection
            .prepare_cached("UPDATE event SET event_type = ?2, earliest = ?3, latest = ?4, place = ?5, json = ?6 WHERE number = ?1")?
            .execute(params![
                row,
                event.event_type.as_str(),
                event.when.map(|when| when.earliest.to_string()),
                event.when.map(|when| when.latest.to_string()),
                place_words(event),
                serde_json::to_string(&stored)?
            ])?;
        Ok(())
    }

    /// Who erased a capture, if somebody did.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn erased_capture(&self, sha256: &str) -> Result<Option<Erasure>, Error> {
        erasure(&self.connection, "capture", sha256)
    }

    /// Takes out what past generations hold of reports that are erased, as the last thing before the commit.
    pub(crate) fn purge(&self, gone: &[Gone]) -> Result<(), Error> {
        for Gone { report, .. } in gone {
            for sql in [
                "DELETE FROM event_member WHERE subject IN (SELECT number FROM event_subject WHERE report = ?1)",
                "DELETE FROM sentence_event WHERE subject IN (SELECT number FROM event_subject WHERE report = ?1)",
                "DELETE FROM event_subject WHERE report = ?1",
            ] {
                self.connection.prepare_cached(sql)?.execute([report])?;
            }
        }
        if !gone.is_empty() {
            // What other reports spell comes back when they are read again; nothing of this one may stay.
            self.connection.execute_batch(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words_left USING fts5vocab (main, sentence_words, row);
                 DELETE FROM spelling WHERE word NOT IN (SELECT term FROM temp.words_left);",
            )?;
            self.connection.execute(
                "DELETE FROM event WHERE to_generation IS NOT NULL AND NOT EXISTS (SELECT 1 FROM event_member WHERE event = number)",
                [],
            )?;
        }
        Ok(())
    }

    /// Removes the bytes once the erasure is committed, and what the write-ahead log still holds.
    pub(crate) fn remove_bytes(&self, gone: &[Gone]) -> Result<(), Error> {
        for Gone { capture, .. } in gone {
            if self.erased_capture(capture)?.is_some() {
                files::remove_capture(&self.dir, capture)?;
            }
        }
        if !gone.is_empty() {
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
        Ok(())
    }
}

/// The events that a report tells of in any generation, with the tellings of other reports.
fn left_of_events(connection: &Connection, report: i64) -> Result<Vec<(i64, Vec<EventSubject>)>, Error> {
    let mut select = connection.prepare(
        "SELECT DISTINCT event FROM event_member JOIN event_subject ON event_subject.number = subject WHERE report = ?1 ORDER BY event",
    )?;
    let events = select.query_map([report], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut members = connection.prepare(
        "SELECT event_subject.number, json FROM event_member JOIN event_subject ON event_subject.number = subject
         WHERE event = ?1 AND report <> ?2 ORDER BY event_subject.number",
    )?;
    let mut left = Vec::with_capacity(events.len());
    for event in events {
        let rows = members
            .query_map([event, report], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let rows = rows.into_iter().map(|(number, json)| subject_of(connection, number, &json));
        left.push((event, rows.collect::<Result<Vec<_>, _>>()?));
    }
    Ok(left)
}

/// The readings that no other report has.
fn own_readings(connection: &Connection, report: i64) -> Result<Vec<(i64, String)>, Error> {
    let mut select = connection.prepare_cached(
        "SELECT DISTINCT reading.number, reading.id FROM report_history AS own JOIN reading ON reading.number = own.reading
         WHERE own.report = ?1 AND NOT EXISTS (SELECT 1 FROM report_history AS other WHERE other.reading = own.reading AND other.report <> ?1)",
    )?;
    let rows = select.query_map([report], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    Ok(rows)
}

pub(crate) fn erasure(connection: &Connection, what: &str, id: &str) -> Result<Option<Erasure>, Error> {
    let found = connection
        .prepare_cached("SELECT who, at, reason FROM erased WHERE what = ?1 AND id = ?2")?
        .query_row([what, id], |row| Ok(Erasure { who: row.get(0)?, at: row.get(1)?, reason: row.get(2)? }))
        .optional()?;
    Ok(found)
}

/// Takes a report's words out of the judgements that rest on them. The one change that a judgement is ever given.
fn forget_words(connection: &Connection, report: &str) -> Result<(), Error> {
    let mut select = connection.prepare(
        "SELECT number, sides FROM judgement JOIN judgement_report ON judgement = number WHERE judgement_report.report = ?1",
    )?;
    let rows = select.query_map([report], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    forget_assessments(connection, report)?;
    if rows.is_empty() {
        return Ok(());
    }
    const TRIGGER: &str = "CREATE TRIGGER judgement_is_never_changed BEFORE UPDATE ON judgement BEGIN SELECT RAISE(ABORT, 'a judgement is never changed'); END";
    connection.execute_batch("DROP TRIGGER judgement_is_never_changed")?;
    for (number, sides) in rows {
        let mut anchors: Vec<Anchor> = serde_json::from_str(&sides)?;
        for anchor in anchors.iter_mut().filter(|anchor| anchor.report == report) {
            let nothing =
                || QuoteSelector { exact: String::new(), prefix: String::new(), suffix: String::new() };
            (anchor.selector, anchor.of) = (nothing(), anchor.of.as_ref().map(|_| nothing()));
        }
        connection.execute(
            "UPDATE judgement SET sides = ?2 WHERE number = ?1",
            params![number, serde_json::to_string(&anchors)?],
        )?;
        connection.execute(
            "INSERT OR IGNORE INTO erased (what, id, who, at, reason) VALUES ('judgement', ?1, '', '', 'its words were of an erased report')",
            [ids::judgement(number)],
        )?;
    }
    connection.execute_batch(TRIGGER)?;
    Ok(())
}

/// Takes the report's words out of the propositions that were made of its assessments; what their author wrote stays.
fn forget_assessments(connection: &Connection, report: &str) -> Result<(), Error> {
    const TRIGGER: &str = "CREATE TRIGGER proposition_is_never_changed BEFORE UPDATE ON proposition BEGIN SELECT RAISE(ABORT, 'a proposition is never changed'); END";
    let mut select = connection.prepare("SELECT number, anchor FROM proposition WHERE anchor IS NOT NULL")?;
    let rows = select.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    let mut of_report = Vec::new();
    for row in rows {
        let (number, anchors) = row?;
        let anchors: Vec<Anchor> = serde_json::from_str(&anchors)?;
        of_report.extend(anchors.iter().any(|anchor| anchor.report == report).then_some(number));
    }
    if of_report.is_empty() {
        return Ok(());
    }
    connection.execute_batch("DROP TRIGGER proposition_is_never_changed")?;
    for number in of_report {
        connection.execute("UPDATE proposition SET anchor = NULL WHERE number = ?1", [number])?;
        connection.execute(
            "INSERT OR IGNORE INTO erased (what, id, who, at, reason) VALUES ('proposition', ?1, '', '', 'the words that it was made of were of an erased report')",
            [ids::proposition(number)],
        )?;
    }
    connection.execute_batch(TRIGGER)?;
    Ok(())
}

/// Whether the database overwrites what is deleted.
pub(crate) fn overwrite_deleted(connection: &Connection, access: db::Access) -> rusqlite::Result<()> {
    if access == db::Access::Write {
        connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    }
    Ok(())
}
