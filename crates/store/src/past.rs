//! Past states of the record, made again from what is kept for ever: reports, readings, judgements, and the events of generations.
use crate::writer::subject_of;
use crate::{Error, Store, Writer, db, ids};
use jiff::civil::Date;
use model::Report;
use model::record::{Event, EventSubject};
use rusqlite::params;
use std::path::Path;
use std::time::Duration;

/// Which past state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// What the record showed in this generation: the same events, figures and ids.
    Recorded(u64),
    /// What today's rules and judgements make of the reports that were published by this day. Undated ones are left out.
    Published(Date),
    /// What today's rules and judgements make of everything.
    Everything,
}

impl std::fmt::Display for AsOf {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Recorded(generation) => write!(formatter, "recorded:{generation}"),
            Self::Published(day) => write!(formatter, "published:{day}"),
            Self::Everything => formatter.write_str("everything"),
        }
    }
}

/// A report as it stood, and the row of its reading.
#[derive(Debug, Clone, PartialEq)]
pub struct PastReport {
    /// The report.
    pub report: Report,
    /// The reading that it had.
    pub stored: crate::Stored,
    /// Its tellings of events, where these are taken as they stood; otherwise they are made from the reading.
    pub events: Option<Vec<EventSubject>>,
}

impl Store {
    /// The last generation that was committed on this day or before (UTC), 0 before the first.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn generation_on(&self, day: Date) -> Result<u64, Error> {
        let connection = db::open(self.dir(), db::Access::Read)?;
        let last: Option<i64> = connection.query_row(
            "SELECT MAX(number) FROM generation WHERE substr(at, 1, 10) <= ?1",
            [day.to_string()],
            |row| row.get(0),
        )?;
        Ok(last.unwrap_or(0).unsigned_abs())
    }

    /// Begins a past state in an empty folder. Each of the reports is then put with [`Writer::put_reading`], the events are applied,
    /// and one commit ends it. The folder holds no captures and is for reading only.
    ///
    /// # Errors
    /// Where the generation is not in the record, or a database refuses.
    pub fn begin_past(&self, as_of: AsOf, folder: &Path) -> Result<(Self, Writer), Error> {
        let past = Self::open(folder)?;
        let mut writer = past.writer(Duration::ZERO)?;
        let newest: Option<i64> = db::open(self.dir(), db::Access::Read)?.query_row(
            "SELECT MAX(number) FROM generation",
            [],
            |row| row.get(0),
        )?;
        let newest = newest.unwrap_or(0);
        let (generation, day) = match as_of {
            AsOf::Recorded(number) => (i64::try_from(number).unwrap_or(i64::MAX), None),
            AsOf::Published(day) => (newest, Some(day.to_string())),
            AsOf::Everything => (newest, None),
        };
        if generation < 1 || generation > newest {
            let id = format!("{generation} (there are 1 to {newest})");
            return Err(Error::Unknown { what: "generation", id });
        }
        writer.connection.execute("ATTACH ?1 AS source", [db::path(self.dir()).to_string_lossy()])?;
        writer.batch()?.generation = generation;
        let all_reports = "SELECT number FROM source.report WHERE reading IS NOT NULL AND generation <= ?1 AND (?2 IS NULL OR published <= ?2)";
        let copied = [
            "INSERT INTO generation SELECT * FROM source.generation WHERE number < ?1 AND (?2 IS NULL OR ?2 = ?2)".to_owned(),
            "INSERT INTO erased SELECT * FROM source.erased WHERE ?1 AND (?2 IS NULL OR ?2 = ?2)".to_owned(),
            "INSERT INTO capture SELECT * FROM source.capture WHERE ?1 AND (?2 IS NULL OR ?2 = ?2)".to_owned(),
            format!(
                "INSERT INTO report (number, key, capture, text, published, metadata, added_at, generation)
                 SELECT number, key, capture, text, published, metadata, added_at, generation FROM source.report WHERE number IN ({all_reports})"
            ),
            format!(
                "INSERT OR IGNORE INTO text SELECT * FROM source.text WHERE sha256 IN (SELECT text FROM source.report_history WHERE report IN ({all_reports}))"
            ),
            format!(
                "INSERT INTO reading SELECT * FROM source.reading WHERE number IN (SELECT reading FROM source.report_history WHERE generation <= ?1 AND report IN ({all_reports}))"
            ),
            "INSERT INTO statement SELECT * FROM source.statement WHERE reading IN (SELECT number FROM reading) AND ?1 AND (?2 IS NULL OR ?2 = ?2)".to_owned(),
            "INSERT INTO judgement SELECT * FROM source.judgement WHERE generation <= ?1 AND (?2 IS NULL OR ?2 = ?2)".to_owned(),
            "INSERT INTO judgement_report SELECT * FROM source.judgement_report WHERE judgement IN (SELECT number FROM judgement) AND ?1 AND (?2 IS NULL OR ?2 = ?2)".to_owned(),
            "INSERT INTO proposition SELECT * FROM source.proposition WHERE generation <= ?1 AND (?2 IS NULL OR closes IS NOT NULL)".to_owned(),
            "INSERT INTO resolution SELECT * FROM source.resolution WHERE generation <= ?1 AND (?2 IS NULL OR outcome IS NOT NULL)".to_owned(),
            "INSERT INTO minted SELECT * FROM source.minted WHERE generation <= ?1 AND (?2 IS NULL OR ?2 = ?2)".to_owned(),
            "INSERT INTO anchor SELECT * FROM source.anchor WHERE id IN (SELECT id FROM minted) AND ?1 AND (?2 IS NULL OR ?2 = ?2)".to_owned(),
            "INSERT INTO redirect SELECT from_id, to_id, from_generation, NULL FROM source.redirect
             WHERE from_generation <= ?1 AND (to_generation IS NULL OR to_generation > ?1) AND (?2 IS NULL OR ?2 = ?2)".to_owned(),
        ];
        for sql in copied {
            writer.connection.execute(&sql, params![generation, day])?;
        }
        Ok((past, writer))
    }
}

impl Writer {
    /// The reports of a past state that was begun with [`Store::begin_past`], after the one with this minted id, in the order of ids.
    ///
    /// # Errors
    /// Where a database refuses or a stored value cannot be read back.
    pub fn past_reports(
        &self,
        as_of: AsOf,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<PastReport>, Error> {
        let after = after.and_then(ids::report_number).unwrap_or(0);
        let generation = match as_of {
            AsOf::Recorded(number) => i64::try_from(number).unwrap_or(i64::MAX),
            AsOf::Published(_) | AsOf::Everything => i64::MAX,
        };
        let mut select = self.connection.prepare_cached(
            "SELECT report.number, history.reading, history.text, history.metadata FROM report
             JOIN source.report_history AS history ON history.report = report.number AND history.generation =
                 (SELECT MAX(generation) FROM source.report_history AS last WHERE last.report = report.number AND last.generation <= ?2)
             WHERE report.number > ?1 ORDER BY report.number LIMIT ?3",
        )?;
        let rows = select.query_map(params![after, generation, limit as i64], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, String>(3)?,
            ))
        })?;
        let mut found = Vec::new();
        for row in rows {
            let (number, reading, text, metadata) = row?;
            self.connection
                .prepare_cached("UPDATE report SET text = ?2, metadata = ?3 WHERE number = ?1")?
                .execute(params![number, text, metadata])?;
            let report = crate::judgements::report_of(&self.connection, number)?;
            let stored = crate::reading::stored(&self.connection, reading)?;
            let events = match as_of {
                AsOf::Recorded(_) => Some(self.past_subjects(number, generation)?),
                AsOf::Published(_) | AsOf::Everything => None,
            };
            found.push(PastReport { report, stored, events });
        }
        Ok(found)
    }

    fn past_subjects(&self, report: i64, generation: i64) -> Result<Vec<EventSubject>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT DISTINCT subject.json FROM source.event_subject AS subject
             JOIN source.event_member AS member ON member.subject = subject.number
             JOIN source.event AS event ON event.number = member.event
             WHERE subject.report = ?1 AND event.from_generation <= ?2 AND (event.to_generation IS NULL OR event.to_generation > ?2)
             ORDER BY subject.number",
        )?;
        let rows = select
            .query_map([report, generation], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        rows.iter().map(|json| Ok(serde_json::from_str(json)?)).collect()
    }

    /// The events that were in force in a generation, as they stood, with their ids.
    ///
    /// # Errors
    /// Where a database refuses or a stored value cannot be read back.
    pub fn past_events(&self, generation: u64) -> Result<Vec<Event>, Error> {
        let generation = i64::try_from(generation).unwrap_or(i64::MAX);
        let mut select = self.connection.prepare(
            "SELECT number, id, json FROM source.event WHERE from_generation <= ?1 AND (to_generation IS NULL OR to_generation > ?1) ORDER BY number",
        )?;
        let mut members = self.connection.prepare(
            "SELECT subject.number, subject.json FROM source.event_member AS member JOIN source.event_subject AS subject ON subject.number = member.subject
             WHERE member.event = ?1",
        )?;
        let rows = select.query_map([generation], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        })?;
        let mut events = Vec::new();
        for row in rows {
            let (number, id, json) = row?;
            let mut event: Event = serde_json::from_str(&json)?;
            event.id = id;
            for member in
                members.query_map([number], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?
            {
                let (number, json) = member?;
                event.members.push(subject_of(&self.connection, number, &json)?);
            }
            event.members.sort_by_key(ids::subject_key);
            events.push(event);
        }
        Ok(events)
    }

    /// Lets go of the record that a past state was made from, after its commit.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn end_past(self) -> Result<(), Error> {
        self.connection.flush_prepared_statement_cache();
        self.connection.execute_batch("DETACH source")?;
        Ok(())
    }
}
