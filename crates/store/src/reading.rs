//! Putting a reading: what is kept for ever of it, and what is held while it is the report's current one.
use crate::persons::{self, names_in};
use crate::writer::{Stored, subject_of};
use crate::{Changed, Error, NewReading, Writer, ids, origins};
use model::letters;
use model::record::{ActorRef, EventSubject, Extraction, Voice, name_key};
use model::statement::{Family, Statement, statements};
use model::{CodePoints, QuoteSelector, Quoted, Reading, Report, Span, hash};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What belongs to one reading of one report while it is put.
struct Put<'p> {
    connection: &'p Connection,
    report: &'p Report,
    number: i64,
    text: String,
    reading: &'p NewReading<'p>,
    statements: Vec<Statement>,
}

impl Writer {
    /// Keeps a reading as the report's current one.
    ///
    /// # Errors
    /// Where the report or its text is unknown, or the database refuses.
    pub fn put_reading(
        &mut self,
        report: &Report,
        reading: &NewReading<'_>,
        now: &str,
    ) -> Result<Changed, Error> {
        let generation = self.batch()?.generation;
        let number = self.report_number(report)?;
        let text = text_of(&self.connection, &report.text)?;
        let statements = statements(reading.id, &reading.extraction.reading);
        let text_before = text_before(&self.connection, number)?;
        let put = Put { connection: &self.connection, report, number, text, reading, statements };
        let kept = put.keep(now)?;
        let (mut removed, stale, mut keys) = set_aside(&self.connection, number)?;
        let numbers = put.hold_events()?;
        keys.extend(put.hold_actors()?);
        put.hold_items()?;
        let new_names = persons::put(&self.connection, number, &names_in(&put.text, reading.extraction))?;
        put.hold_sentences(&numbers)?;
        let remask = sentences_with(&self.connection, &new_names)?;
        put.make_current(kept, generation, now)?;
        let mut moved = origins::put(&self.connection, &report.text, reading.origin)?;
        if let Some(before) = text_before.filter(|before| *before != report.text) {
            moved.extend(origins::remove_unused(&self.connection, &before)?);
        }
        moved.remove(&report.text);
        let moved = subjects_of_texts(&self.connection, &moved)?;
        let judged = self.put_sides(&report.key)?;
        self.log(now, &format!("reading {} of report {}", reading.id, report.key))?;
        removed.retain(|old| !reading.subjects.events.iter().any(|new| new.id == old.id));
        let batch = self.batch()?;
        batch.stale.extend(stale);
        batch.held.extend(numbers.into_values());
        batch.keys.extend(keys);
        batch.remask.extend(remask.into_iter().filter(|other| *other != number));
        let mut added = judged;
        added.extend(moved);
        Ok(Changed { added, removed })
    }

    fn report_number(&self, report: &Report) -> Result<i64, Error> {
        let number = self
            .connection
            .prepare_cached("SELECT number FROM report WHERE key = ?1")?
            .query_row([&report.key], |row| row.get(0))
            .optional()?;
        number.ok_or_else(|| Error::Unknown { what: "report", id: report.id.clone() })
    }

    /// Sets every reading aside, for a rebuild: each report is then read again with [`Writer::put_reading`], the clusters are
    /// handed over with [`Writer::apply`], and one [`Writer::commit`] ends it. Until then everybody else sees the old state.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn begin_rebuild(&mut self) -> Result<(), Error> {
        self.batch()?;
        self.connection.execute_batch(
            "DELETE FROM text_band; DELETE FROM text_key; DELETE FROM text_copy; DELETE FROM text_origin; DELETE FROM spelling;",
        )?;
        let mut reports = Vec::new();
        let mut select = self.connection.prepare("SELECT number FROM report WHERE reading IS NOT NULL")?;
        for number in select.query_map([], |row| row.get::<_, i64>(0))? {
            reports.push(number?);
        }
        drop(select);
        for report in reports {
            let (_, stale, keys) = set_aside(&self.connection, report)?;
            self.connection.execute("UPDATE report SET reading = NULL WHERE number = ?1", [report])?;
            let batch = self.batch()?;
            batch.stale.extend(stale);
            batch.keys.extend(keys);
        }
        Ok(())
    }

    /// Masks the sentences again in which a name stands that this batch made private.
    pub(crate) fn remask(&mut self) -> Result<(), Error> {
        for report in std::mem::take(&mut self.batch()?.remask) {
            let sha256: String =
                self.connection
                    .query_row("SELECT text FROM report WHERE number = ?1", [report], |row| row.get(0))?;
            let text = text_of(&self.connection, &sha256)?;
            let gate = persons::gate_for_report(&self.connection, report, &text)?;
            let id = ids::report(report);
            let mut select = self.connection.prepare_cached(
                "SELECT number, first_byte, end_byte, masked FROM sentence WHERE report = ?1",
            )?;
            let mut update = self
                .connection
                .prepare_cached("UPDATE sentence SET masked = ?2, folded = ?3 WHERE number = ?1")?;
            let mut rows = select.query([report])?;
            let mut changed = Vec::new();
            while let Some(row) = rows.next()? {
                let span = Span::new(row.get::<_, i64>(1)? as usize, row.get::<_, i64>(2)? as usize);
                let masked = gate.mask_words(span.of(&text), Some(&id));
                if masked != row.get::<_, String>(3)? {
                    changed.push((row.get::<_, i64>(0)?, masked));
                }
            }
            drop(rows);
            for (number, masked) in changed {
                update.execute(params![number, masked, letters::folded(&masked)])?;
            }
        }
        Ok(())
    }
}

/// The text with this digest.
pub(crate) fn text_of(connection: &Connection, sha256: &str) -> Result<String, Error> {
    let text = connection
        .prepare_cached("SELECT text FROM text WHERE sha256 = ?1 LIMIT 1")?
        .query_row([sha256], |row| row.get(0))
        .optional()?;
    text.ok_or_else(|| Error::Unknown { what: "text", id: sha256.to_owned() })
}

/// The text of a report's reading up to now.
fn text_before(connection: &Connection, report: i64) -> Result<Option<String>, Error> {
    let text = connection
        .prepare_cached(
            "SELECT reading.text FROM report JOIN reading ON reading.number = report.reading WHERE report.number = ?1",
        )?
        .query_row([report], |row| row.get(0))
        .optional()?;
    Ok(text)
}

/// The current subjects of every report with one of these texts.
pub(crate) fn subjects_of_texts(
    connection: &Connection,
    texts: &BTreeSet<String>,
) -> Result<Vec<EventSubject>, Error> {
    let mut select = connection.prepare_cached(
        "SELECT json, event_subject.number FROM report JOIN event_subject ON event_subject.report = report.number AND current WHERE text = ?1
         ORDER BY event_subject.number",
    )?;
    let mut found = Vec::new();
    for text in texts {
        let mut rows = select.query([text])?;
        while let Some(row) = rows.next()? {
            found.push(subject_of(connection, row.get(1)?, &row.get::<_, String>(0)?)?);
        }
    }
    Ok(found)
}

/// A reading as it is kept, by its row.
pub(crate) fn stored(connection: &Connection, number: i64) -> Result<Stored, Error> {
    let ((id, sha256, quoted), (sentences, names, lexicon_digest, code_version)) = connection
        .prepare_cached(
            "SELECT id, text, quoted, sentences, names, lexicon_digest, code_version FROM reading WHERE number = ?1",
        )?
        .query_row([number], |row| {
            let head = (row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?);
            Ok((head, (row.get::<_, String>(3)?, row.get::<_, String>(4)?, row.get(5)?, row.get(6)?)))
        })?;
    let text = text_of(connection, &sha256)?;
    let reading: Reading<Quoted> = serde_json::from_str(&quoted)?;
    let reading = reading.spanned(&CodePoints::new(&text)).map_err(|quote| {
        let (start, end) = (quote.start, quote.end);
        Error::Broken(format!(
            "reading `{id}`: found other words at {start} to {end} than those that were quoted"
        ))
    })?;
    let (sentences, names) = (serde_json::from_str(&sentences)?, serde_json::from_str(&names)?);
    let extraction = Extraction { reading, sentences, names };
    Ok(Stored { id, text, extraction, lexicon_digest, code_version })
}

/// Removes everything that is held of a report's current reading. Gives its event subjects, their row numbers, and the keys
/// of its actors.
#[expect(clippy::type_complexity, reason = "three things that are used once, together")]
pub(crate) fn set_aside(
    connection: &Connection,
    report: i64,
) -> Result<(Vec<EventSubject>, BTreeSet<i64>, BTreeSet<String>), Error> {
    let (mut subjects, mut numbers, mut keys) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    let mut current =
        connection.prepare_cached("SELECT number, json FROM event_subject WHERE report = ?1 AND current")?;
    let mut rows = current.query([report])?;
    while let Some(row) = rows.next()? {
        let number = row.get(0)?;
        numbers.insert(number);
        // With the judgements that it is a side of: what was put together by them comes apart with it.
        subjects.push(subject_of(connection, number, &row.get::<_, String>(1)?)?);
    }
    let mut mentioned = connection.prepare_cached("SELECT DISTINCT key FROM mention WHERE report = ?1")?;
    for key in mentioned.query_map([report], |row| row.get::<_, String>(0))? {
        keys.insert(key?);
    }
    for key in &keys {
        count_report(connection, key, -1)?;
    }
    for number in &numbers {
        connection.prepare_cached("DELETE FROM subject_block WHERE subject = ?1")?.execute([number])?;
    }
    connection
        .prepare_cached("DELETE FROM subject_side WHERE subject IN (SELECT number FROM event_subject WHERE report = ?1 AND current)")?
        .execute([report])?;
    for table in ["mention", "mention_name", "item", "person", "sentence"] {
        connection.prepare_cached(&format!("DELETE FROM {table} WHERE report = ?1"))?.execute([report])?;
    }
    connection
        .prepare_cached("UPDATE event_subject SET current = 0 WHERE report = ?1 AND current")?
        .execute([report])?;
    Ok((subjects, numbers, keys))
}

fn count_report(connection: &Connection, key: &str, change: i64) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO actor_count (key, n_reports) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET n_reports = n_reports + ?2",
        )?
        .execute(params![key, change])?;
    Ok(())
}

/// Reports with a sentence that shows one of these names.
fn sentences_with(connection: &Connection, names: &[String]) -> Result<BTreeSet<i64>, Error> {
    let mut found = BTreeSet::new();
    let mut select = connection.prepare_cached(
        "SELECT DISTINCT report FROM sentence WHERE number IN (SELECT rowid FROM sentence_words WHERE sentence_words MATCH ?1)",
    )?;
    for name in names {
        let phrase = format!("\"{}\"", letters::folded(&persons::words_of(name).join(" ")));
        for report in select.query_map([phrase], |row| row.get::<_, i64>(0))? {
            found.insert(report?);
        }
    }
    Ok(found)
}

impl Put<'_> {
    /// Keeps the reading and its statements, which are never changed; a known one is left as it is.
    fn keep(&self, now: &str) -> Result<i64, Error> {
        let known = self
            .connection
            .prepare_cached("SELECT number FROM reading WHERE id = ?1")?
            .query_row([self.reading.id], |row| row.get(0))
            .optional()?;
        if let Some(number) = known {
            return Ok(number);
        }
        let extraction = self.reading.extraction;
        let quoted = extraction.reading.quoted(&CodePoints::new(&self.text));
        self.connection
            .prepare_cached(
                "INSERT INTO reading (id, text, lexicon_digest, code_version, quoted, sentences, names, n_statements, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                self.reading.id,
                self.report.text,
                self.reading.lexicon_digest,
                self.reading.code_version,
                serde_json::to_string(&quoted)?,
                serde_json::to_string(&extraction.sentences)?,
                serde_json::to_string(&extraction.names)?,
                self.statements.len() as i64,
                now
            ])?;
        let number = self.connection.last_insert_rowid();
        self.keep_statements(number)?;
        Ok(number)
    }

    fn keep_statements(&self, reading: i64) -> Result<(), Error> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO statement (id, reading, family, subject, json) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for statement in &self.statements {
            let json = serde_json::to_string(statement)?;
            insert.execute(params![
                statement.id,
                reading,
                statement.family.as_str(),
                statement.subject,
                json
            ])?;
        }
        Ok(())
    }

    fn make_current(&self, reading: i64, generation: i64, now: &str) -> Result<(), Error> {
        self.connection
            .prepare_cached("UPDATE report SET reading = ?2 WHERE number = ?1")?
            .execute(params![self.number, reading])?;
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO report_history (report, generation, reading, text, metadata, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                self.number,
                generation,
                reading,
                self.report.text,
                serde_json::to_string(&self.report.metadata)?,
                now
            ])?;
        Ok(())
    }

    /// Holds the event subjects with their blocks; gives their row numbers by local id. A subject that was there before, just
    /// so, is the same row again: past generations refer to it.
    fn hold_events(&self) -> Result<BTreeMap<String, i64>, Error> {
        let mut numbers = BTreeMap::new();
        let mut taken = BTreeSet::new();
        for (position, subject) in self.reading.subjects.events.iter().enumerate() {
            let selector = self.selector(&subject.statement);
            let mut anchor = self.anchor(subject, &selector, 0);
            // Two events of one type may be told by the same words.
            for repeat in 1.. {
                if taken.insert(anchor.clone()) {
                    break;
                }
                anchor = self.anchor(subject, &selector, repeat);
            }
            let number = self.hold_event(subject, &anchor, &selector)?;
            for key in self.reading.blocks.get(position).into_iter().flatten() {
                self.connection
                    .prepare_cached("INSERT OR IGNORE INTO subject_block (key, subject) VALUES (?1, ?2)")?
                    .execute(params![key, number])?;
            }
            numbers.insert(subject.id.local.clone(), number);
        }
        Ok(numbers)
    }

    fn hold_event(
        &self,
        subject: &EventSubject,
        anchor: &str,
        selector: &QuoteSelector,
    ) -> Result<i64, Error> {
        let json = serde_json::to_string(subject)?;
        let known = self
            .connection
            .prepare_cached(
                "SELECT number FROM event_subject WHERE report = ?1 AND reading = ?2 AND local = ?3 AND json = ?4 AND anchor = ?5",
            )?
            .query_row(params![self.number, subject.id.reading, subject.id.local, json, anchor], |row| row.get(0))
            .optional()?;
        if let Some(number) = known {
            self.connection
                .prepare_cached("UPDATE event_subject SET current = 1 WHERE number = ?1")?
                .execute([number])?;
            return Ok(number);
        }
        self.connection
            .prepare_cached(
                "INSERT INTO event_subject (report, reading, local, anchor, selector, current, json) VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)",
            )?
            .execute(params![
                self.number,
                subject.id.reading,
                subject.id.local,
                anchor,
                serde_json::to_string(selector)?,
                json
            ])?;
        Ok(self.connection.last_insert_rowid())
    }

    fn selector(&self, statement: &str) -> QuoteSelector {
        let found = self.statements.iter().find(|one| one.id == statement);
        let span = found.and_then(|one| one.spans.first()).copied().unwrap_or(Span::new(0, 0));
        QuoteSelector::new(&self.text, span)
    }

    /// What an event's id is minted for: the report, the type and the words, whichever reading finds them.
    fn anchor(&self, subject: &EventSubject, selector: &QuoteSelector, repeat: u32) -> String {
        hash::sha256_of_parts(&[
            self.report.key.as_bytes(),
            Family::Event.as_str().as_bytes(),
            subject.event_type.as_str().as_bytes(),
            selector.exact.as_bytes(),
            selector.prefix.as_bytes(),
            selector.suffix.as_bytes(),
            &repeat.to_le_bytes(),
        ])
    }

    /// Holds the actors and the names that they are called by; gives their keys.
    fn hold_actors(&self) -> Result<BTreeSet<String>, Error> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO mention (report, local, key, name, kind, lexicon_id, statement) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        let mut insert_name = self.connection.prepare_cached(
            "INSERT INTO mention_name (report, key, name, folded, statement, is_written) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET is_written = MAX(is_written, excluded.is_written)",
        )?;
        let mut keys = BTreeSet::new();
        for subject in &self.reading.subjects.actors {
            let ActorRef { key, name, kind } = &subject.actor;
            insert.execute(params![
                self.number,
                subject.id.local,
                key,
                name,
                kind.as_str(),
                subject.lexicon_id,
                subject.statement
            ])?;
            let names: BTreeSet<&String> = subject.names.iter().chain([name]).collect();
            for name in names {
                let is_written = subject.names.contains(name);
                insert_name.execute(params![
                    self.number,
                    key,
                    name,
                    name_key(name),
                    subject.statement,
                    is_written
                ])?;
            }
            keys.insert(key.clone());
        }
        for key in &keys {
            count_report(self.connection, key, 1)?;
        }
        Ok(keys)
    }

    fn hold_items(&self) -> Result<(), Error> {
        let subjects = self.reading.subjects;
        for one in &subjects.relations {
            let actors = [Some(&one.from), one.to.as_ref()];
            self.hold_item(Family::Relation, &one.statement, one, actors.into_iter().flatten())?;
        }
        for one in &subjects.figures {
            self.hold_item(Family::Figure, &one.figure.statement, one, one.actor.iter())?;
        }
        for one in &subjects.quotations {
            self.hold_item(
                Family::Quotation,
                &one.statement,
                one,
                one.about.iter().chain(speaker(&one.voice)),
            )?;
        }
        for one in &subjects.assessments {
            self.hold_item(Family::Assessment, &one.statement, one, one.subject.iter())?;
        }
        Ok(())
    }

    fn hold_item<'a>(
        &self,
        family: Family,
        statement: &str,
        item: &impl Serialize,
        actors: impl Iterator<Item = &'a ActorRef>,
    ) -> Result<(), Error> {
        self.connection
            .prepare_cached("INSERT INTO item (report, family, statement, json) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![self.number, family.as_str(), statement, serde_json::to_string(item)?])?;
        let number = self.connection.last_insert_rowid();
        for actor in actors {
            self.connection
                .prepare_cached("INSERT OR IGNORE INTO item_actor (key, family, item) VALUES (?1, ?2, ?3)")?
                .execute(params![actor.key, family.as_str(), number])?;
        }
        Ok(())
    }

    /// Holds the sentences, masked, with the events that they tell.
    fn hold_sentences(&self, events: &BTreeMap<String, i64>) -> Result<(), Error> {
        let gate = persons::gate_for_report(self.connection, self.number, &self.text)?;
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO sentence (report, first_byte, end_byte, masked, folded) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        let mut tells = self
            .connection
            .prepare_cached("INSERT OR IGNORE INTO sentence_event (sentence, subject) VALUES (?1, ?2)")?;
        let mut spell =
            self.connection.prepare_cached("INSERT OR IGNORE INTO spelling (key, word) VALUES (?1, ?2)")?;
        let told: Vec<(&Statement, i64)> = self
            .statements
            .iter()
            .filter(|statement| statement.family == Family::Event)
            .filter_map(|statement| Some((statement, *events.get(&statement.subject)?)))
            .collect();
        for sentence in &self.reading.extraction.sentences {
            let masked = gate.mask_words(sentence.of(&self.text), Some(&ids::report(self.number)));
            let folded = letters::folded(&masked);
            insert.execute(params![
                self.number,
                sentence.start as i64,
                sentence.end as i64,
                masked,
                folded
            ])?;
            let number = self.connection.last_insert_rowid();
            for word in folded.split(|part: char| !part.is_alphanumeric()) {
                if let Some(key) = self.reading.spellings.get(word) {
                    spell.execute([key.as_str(), word])?;
                }
            }
            for (statement, event) in &told {
                if statement.spans.iter().any(|span| span.overlaps(sentence)) {
                    tells.execute([number, *event])?;
                }
            }
        }
        Ok(())
    }
}

fn speaker(voice: &Voice) -> Option<&ActorRef> {
    match voice {
        Voice::Actor(actor) => Some(actor),
        Voice::Document | Voice::Described(_) => None,
    }
}
