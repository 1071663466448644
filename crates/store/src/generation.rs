//! Committing what `resolve` derived: events and actors in generations, ids minted once and kept.
use crate::ids::Kind;
use crate::{Error, Generation, Resolution, Writer, files, ids};
use model::record::{Event, Place, name_key};
use model::{QuoteSelector, hash};
use rusqlite::{Connection, OptionalExtension as _, params};
use std::collections::{BTreeMap, BTreeSet};

impl Writer {
    /// Takes over what `resolve` made of the changes so far. May be called several times in one batch; the last word on a
    /// subject counts.
    ///
    /// # Errors
    /// Where an event has a member that the record does not hold, or leaves out another of an event that it changes; or the
    /// database refuses.
    pub fn apply(&mut self, changed: Resolution) -> Result<(), Error> {
        let generation = self.batch()?.generation;
        let mut events = Vec::with_capacity(changed.events.len());
        let mut moved = BTreeSet::new();
        for event in changed.events {
            let members = member_numbers(&self.connection, &event)?;
            moved.extend(members.iter().copied());
            events.push((event, members));
        }
        let batch = self.batch()?;
        let touched: BTreeSet<i64> = std::mem::take(&mut batch.stale);
        let old = events_of(&self.connection, touched.iter().chain(&moved))?;
        for event in old {
            check_complete(&self.connection, event, &moved)?;
            close(&self.connection, event, generation)?;
        }
        for (event, members) in &events {
            open(&self.connection, event, members, generation)?;
        }
        Ok(())
    }

    /// Ends the batch: derives what follows from the events, mints ids and commits. When it returns, everything put before is
    /// on the disk.
    ///
    /// # Errors
    /// Where a subject of the batch has no event, or the database refuses; then nothing of the batch is kept.
    pub fn commit(&mut self, now: &str) -> Result<Generation, Error> {
        let result = self.commit_open_batch(now);
        if result.is_err() {
            self.rollback()?;
        }
        result
    }

    /// [`Writer::apply`] and [`Writer::commit`].
    ///
    /// # Errors
    /// As those.
    pub fn commit_generation(&mut self, changed: Resolution, now: &str) -> Result<Generation, Error> {
        match self.apply(changed) {
            Ok(()) => self.commit(now),
            Err(error) => {
                self.rollback()?;
                Err(error)
            }
        }
    }

    fn commit_open_batch(&mut self, now: &str) -> Result<Generation, Error> {
        self.apply(Resolution::default())?;
        let generation = self.batch()?.generation;
        let keys = std::mem::take(&mut self.batch()?.keys);
        let held = std::mem::take(&mut self.batch()?.held);
        check_placed(&self.connection, &held)?;
        self.remask()?;
        name_events(&self.connection, generation, now)?;
        reopen_unchanged(&self.connection, generation)?;
        let gone = std::mem::take(&mut self.batch()?.gone);
        self.purge(&gone)?;
        for key in keys.iter().filter(|key| ids::has_page(key)) {
            self.derive_actor(key, generation, now)?;
        }
        redirect_actors(&self.connection, generation)?;
        let written =
            count(&self.connection, "SELECT COUNT(*) FROM event WHERE from_generation = ?1", generation)?;
        let closed =
            count(&self.connection, "SELECT COUNT(*) FROM event WHERE to_generation = ?1", generation)?;
        let (log_seq, log_sha256) =
            self.log(now, &format!("generation {generation} events written {written} closed {closed}"))?;
        self.connection.execute(
            "INSERT INTO generation (number, at, events_written, events_closed, log_seq, log_sha256) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![generation, now, written as i64, closed as i64, log_seq, log_sha256],
        )?;
        self.seals.write(&self.connection)?;
        let unsynced = std::mem::take(&mut self.batch()?.unsynced);
        files::sync_captures(&self.dir, &unsynced)?;
        self.connection.execute_batch("COMMIT")?;
        self.batch = None;
        files::settle_pending(&self.dir);
        self.remove_bytes(&gone)?;
        Ok(Generation {
            number: generation.unsigned_abs(),
            at: now.to_owned(),
            events_written: written,
            events_closed: closed,
        })
    }

    /// Brings an actor's row up to date with the mentions of its key.
    fn derive_actor(&self, key: &str, generation: i64, now: &str) -> Result<(), Error> {
        let now_known = actor_of_mentions(&self.connection, key)?;
        let before = self
            .connection
            .prepare_cached(
                "SELECT name, kind, lexicon_id FROM actor WHERE key = ?1 AND to_generation IS NULL",
            )?
            .query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        if now_known == before {
            return Ok(());
        }
        self.connection
            .prepare_cached("UPDATE actor SET to_generation = ?2 WHERE key = ?1 AND to_generation IS NULL")?
            .execute(params![key, generation])?;
        if let Some((name, kind, lexicon_id)) = now_known {
            let id = match id_of_anchor(&self.connection, key)? {
                Some(id) => id,
                None => mint(&self.connection, Kind::Actor, generation, now)?,
            };
            add_anchor(&self.connection, key, &id, None, None)?;
            self.connection
                .prepare_cached(
                    "INSERT INTO actor (id, key, name, kind, lexicon_id, from_generation) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![id, key, name, kind, lexicon_id, generation])?;
        }
        Ok(())
    }
}

/// An actor that somebody decided to be another one is found under its id, as long as that holds.
fn redirect_actors(connection: &Connection, generation: i64) -> Result<(), Error> {
    let mut wanted = BTreeMap::new();
    for (key, same) in crate::judgements::aliases(connection)? {
        if let (Some(from), Some(to)) =
            (id_of_anchor(connection, &key)?, id_of_anchor(connection, &same.key)?)
        {
            wanted.insert(from, to);
        }
    }
    let mut select = connection.prepare_cached(
        "SELECT from_id, to_id FROM redirect WHERE from_id LIKE 'A%' AND to_generation IS NULL",
    )?;
    let known = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let known: BTreeMap<String, String> = known.collect::<Result<_, _>>()?;
    for from in known.iter().filter(|(from, to)| wanted.get(*from) != Some(*to)).map(|(from, _)| from) {
        connection
            .prepare_cached(
                "UPDATE redirect SET to_generation = ?2 WHERE from_id = ?1 AND to_generation IS NULL",
            )?
            .execute(params![from, generation])?;
    }
    for (from, to) in wanted.iter().filter(|(from, to)| known.get(*from) != Some(*to)) {
        connection
            .prepare_cached("INSERT INTO redirect (from_id, to_id, from_generation) VALUES (?1, ?2, ?3)")?
            .execute(params![from, to, generation])?;
    }
    Ok(())
}

/// Name, kind, lexicon id.
type ActorRow = (String, String, Option<String>);

/// An actor as its mentions have it. The lexicon gives one name; of the names that reports give an unlisted actor the most
/// frequent stands, then the first of the alphabet.
fn actor_of_mentions(connection: &Connection, key: &str) -> Result<Option<ActorRow>, Error> {
    let sql = if key.starts_with("lex:") {
        "SELECT name, kind, lexicon_id FROM mention WHERE key = ?1 LIMIT 1"
    } else {
        "SELECT name, kind, lexicon_id FROM mention WHERE key = ?1 GROUP BY name ORDER BY COUNT(*) DESC, name LIMIT 1"
    };
    let row = connection
        .prepare_cached(sql)?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    Ok(row)
}

fn count(connection: &Connection, sql: &str, generation: i64) -> Result<usize, Error> {
    let number: i64 = connection.query_row(sql, [generation], |row| row.get(0))?;
    Ok(usize::try_from(number).unwrap_or(0))
}

/// The rows of an event's members.
fn member_numbers(connection: &Connection, event: &Event) -> Result<BTreeSet<i64>, Error> {
    let mut select = connection.prepare_cached(
        "SELECT event_subject.number FROM event_subject JOIN report ON report.number = event_subject.report
         WHERE report.key = ?1 AND event_subject.reading = ?2 AND local = ?3 AND current",
    )?;
    let mut numbers = BTreeSet::new();
    for member in &event.members {
        let number = select
            .query_row(params![member.report.key, member.id.reading, member.id.local], |row| {
                row.get::<_, i64>(0)
            })
            .optional()?;
        let id = || format!("{} of report {}", member.id.local, member.report.key);
        numbers.insert(number.ok_or_else(|| Error::Unknown { what: "current event", id: id() })?);
    }
    Ok(numbers)
}

/// The events in force that these subjects belong to.
fn events_of<'s>(
    connection: &Connection,
    subjects: impl Iterator<Item = &'s i64>,
) -> Result<BTreeSet<i64>, Error> {
    let mut select = connection.prepare_cached(
        "SELECT event FROM event_member JOIN event ON event.number = event WHERE subject = ?1 AND to_generation IS NULL",
    )?;
    let mut events = BTreeSet::new();
    for subject in subjects {
        for event in select.query_map([subject], |row| row.get::<_, i64>(0))? {
            events.insert(event?);
        }
    }
    Ok(events)
}

/// An event is replaced whole: each of its members either holds no longer or has a new event.
fn check_complete(connection: &Connection, event: i64, moved: &BTreeSet<i64>) -> Result<(), Error> {
    let mut select = connection.prepare_cached(
        "SELECT subject FROM event_member JOIN event_subject ON event_subject.number = subject WHERE event = ?1 AND current",
    )?;
    for subject in select.query_map([event], |row| row.get::<_, i64>(0))? {
        let subject = subject?;
        if !moved.contains(&subject) {
            let message = format!(
                "the resolution changes an event and leaves out its member {subject}; expected every member of every event that it changes"
            );
            return Err(Error::Broken(message));
        }
    }
    Ok(())
}

/// Every subject of a current reading has exactly one event.
fn check_placed(connection: &Connection, held: &BTreeSet<i64>) -> Result<(), Error> {
    let mut events = connection.prepare_cached(
        "SELECT (SELECT COUNT(*) FROM event_member JOIN event ON event.number = event WHERE subject = ?1 AND to_generation IS NULL)
         FROM event_subject WHERE number = ?1 AND current",
    )?;
    for subject in held {
        let found: Option<i64> = events.query_row([subject], |row| row.get(0)).optional()?;
        if let Some(number) = found.filter(|number| *number != 1) {
            let message =
                format!("the resolution puts subject {subject} into {number} events, expected it in one");
            return Err(Error::Broken(message));
        }
    }
    Ok(())
}

/// An event that no longer stands. One of the same batch was never seen by anybody and goes without a trace.
fn close(connection: &Connection, event: i64, generation: i64) -> Result<(), Error> {
    count_events(connection, event, -1)?;
    connection.prepare_cached("DELETE FROM event_actor WHERE event = ?1")?.execute([event])?;
    connection.prepare_cached("DELETE FROM event_box WHERE event = ?1")?.execute([event])?;
    connection
        .prepare_cached("UPDATE event SET to_generation = ?2 WHERE number = ?1 AND from_generation < ?2")?
        .execute(params![event, generation])?;
    connection
        .prepare_cached("DELETE FROM event WHERE number = ?1 AND from_generation = ?2")?
        .execute(params![event, generation])?;
    Ok(())
}

fn count_events(connection: &Connection, event: i64, change: i64) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO actor_count (key, n_events) SELECT key, ?2 FROM event_actor WHERE event = ?1
             ON CONFLICT (key) DO UPDATE SET n_events = n_events + ?2",
        )?
        .execute(params![event, change])?;
    Ok(())
}

/// Writes an event; its id comes with the commit, unless a past state gives it.
fn open(
    connection: &Connection,
    event: &Event,
    members: &BTreeSet<i64>,
    generation: i64,
) -> Result<(), Error> {
    let stored = Event { id: String::new(), members: Vec::new(), ..event.clone() };
    let numbers = members.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    connection
        .prepare_cached(
            "INSERT INTO event (id, from_generation, event_type, earliest, latest, place, members, json)
             VALUES (?8, ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            generation,
            event.event_type.as_str(),
            event.when.map(|when| when.earliest.to_string()),
            event.when.map(|when| when.latest.to_string()),
            place_words(event),
            hash::sha256_hex(numbers.as_bytes()),
            serde_json::to_string(&stored)?,
            event.id
        ])?;
    let number = connection.last_insert_rowid();
    for member in members {
        connection
            .prepare_cached("INSERT INTO event_member (event, subject) VALUES (?1, ?2)")?
            .execute([number, *member])?;
    }
    for key in actor_keys(event) {
        connection
            .prepare_cached("INSERT INTO event_actor (key, event) VALUES (?1, ?2)")?
            .execute(params![key, number])?;
    }
    count_events(connection, number, 1)?;
    put_in_box(connection, number, event)
}

/// Everybody who takes part in an event or is held responsible for it.
fn actor_keys(event: &Event) -> BTreeSet<&str> {
    let participants =
        event.members.iter().flat_map(|member| &member.participants).filter_map(|one| one.actor.as_ref());
    let held =
        event.members.iter().flat_map(|member| &member.responsibilities).filter_map(|one| one.actor.as_ref());
    participants.chain(held).map(|actor| actor.key.as_str()).collect()
}

/// The words that a filter by place looks in, each between spaces: names, first-level divisions, countries of all members.
pub(crate) fn place_words(event: &Event) -> String {
    let places = event.members.iter().flat_map(|member| &member.places).chain(&event.place);
    let words = |place: &Place| {
        [Some(&place.name), place.admin1.as_ref(), place.country.as_ref()]
            .into_iter()
            .flatten()
            .map(|one| name_key(one))
            .collect::<Vec<_>>()
    };
    let words: BTreeSet<String> = places.flat_map(words).collect();
    words.into_iter().fold(String::from(" "), |all, words| all + &words + " | ")
}

/// Events without a time, or without a point that may be told, are in no box: whoever asks for what lies near somewhere would find it by asking often.
fn put_in_box(connection: &Connection, number: i64, event: &Event) -> Result<(), Error> {
    let point = event.place.as_ref().and_then(model::sensitive::public_point);
    if let (Some((latitude, longitude)), Some(when)) = (point, event.when) {
        connection.prepare_cached("INSERT INTO event_box VALUES (?1, ?2, ?2, ?3, ?3, ?4, ?5)")?.execute(
            params![number, latitude, longitude, day_number(when.earliest), day_number(when.latest)],
        )?;
    }
    Ok(())
}

/// Days since 0000-01-01.
pub(crate) fn day_number(day: jiff::civil::Date) -> i64 {
    jiff::civil::date(0, 1, 1).until(day).map_or(0, |span| i64::from(span.get_days()))
}

/// Gives every event of the generation its id: the lowest of those that were minted for one of its members. The others lead to
/// it; an event without any gets a new one.
fn name_events(connection: &Connection, generation: i64, now: &str) -> Result<(), Error> {
    let mut unnamed = connection
        .prepare_cached("SELECT number FROM event WHERE from_generation = ?1 AND id = '' ORDER BY number")?;
    let numbers: Vec<i64> = unnamed.query_map([generation], |row| row.get(0))?.collect::<Result<_, _>>()?;
    drop(unnamed);
    for number in numbers {
        let members = anchored_members(connection, number)?;
        let mut known = BTreeMap::new();
        for member in &members {
            if let Some(id) = known_id(connection, member)? {
                known.insert(id_number(connection, &id)?, id);
            }
        }
        let id = match known.values().next() {
            Some(lowest) => lowest.clone(),
            None => new_event_id(connection, &members, generation, now)?,
        };
        connection
            .prepare_cached("UPDATE event SET id = ?2 WHERE number = ?1")?
            .execute(params![number, id])?;
        redirect(connection, &id, known.values().filter(|other| **other != id), generation)?;
    }
    Ok(())
}

/// A member, as ids are minted for it.
struct Anchored {
    anchor: String,
    report: String,
    selector: String,
    text: String,
}

/// The members of an event by report key and anchor: the same order in every record.
fn anchored_members(connection: &Connection, event: i64) -> Result<Vec<Anchored>, Error> {
    let mut select = connection.prepare_cached(
        "SELECT anchor, report.key, selector, report.text FROM event_member
         JOIN event_subject ON event_subject.number = subject JOIN report ON report.number = event_subject.report
         WHERE event = ?1 ORDER BY report.key, anchor",
    )?;
    let rows = select.query_map([event], |row| {
        Ok(Anchored { anchor: row.get(0)?, report: row.get(1)?, selector: row.get(2)?, text: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The id that was minted for a member, or for the words that a better reading words differently; those stand for it from now on.
fn known_id(connection: &Connection, member: &Anchored) -> Result<Option<String>, Error> {
    if let Some(id) = id_of_anchor(connection, &member.anchor)? {
        return Ok(Some(id));
    }
    let lost = lost_id(connection, member)?;
    if let Some(id) = &lost {
        add_anchor(connection, &member.anchor, id, Some(&member.report), Some(&member.selector))?;
    }
    Ok(lost)
}

/// A new id. It stands for the first member.
fn new_event_id(
    connection: &Connection,
    members: &[Anchored],
    generation: i64,
    now: &str,
) -> Result<String, Error> {
    let id = mint(connection, Kind::Event, generation, now)?;
    if let Some(first) = members.first() {
        add_anchor(connection, &first.anchor, &id, Some(&first.report), Some(&first.selector))?;
    }
    Ok(id)
}

/// An id that was minted for this report and has lost its words in the current reading, if those words lie where the member's do.
fn lost_id(connection: &Connection, member: &Anchored) -> Result<Option<String>, Error> {
    let mut select = connection.prepare_cached(
        "SELECT id, selector FROM anchor WHERE report = ?1
         AND NOT EXISTS (SELECT 1 FROM anchor AS other JOIN event_subject ON event_subject.anchor = other.anchor AND current
                         WHERE other.id = anchor.id)
         ORDER BY id",
    )?;
    let mut rows = select.query([&member.report])?;
    let mut text = None;
    while let Some(row) = rows.next()? {
        let text = match &mut text {
            Some(text) => text,
            none => none.insert(crate::reading::text_of(connection, &member.text)?),
        };
        let lost: QuoteSelector = serde_json::from_str(&row.get::<_, String>(1)?)?;
        let own: QuoteSelector = serde_json::from_str(&member.selector)?;
        let meets = lost.find(text).zip(own.find(text)).is_some_and(|(lost, own)| lost.overlaps(&own));
        if meets {
            return Ok(Some(row.get(0)?));
        }
    }
    Ok(None)
}

fn id_of_anchor(connection: &Connection, anchor: &str) -> Result<Option<String>, Error> {
    let id = connection
        .prepare_cached("SELECT id FROM anchor WHERE anchor = ?1")?
        .query_row([anchor], |row| row.get(0))
        .optional()?;
    Ok(id)
}

fn id_number(connection: &Connection, id: &str) -> Result<i64, Error> {
    let number = connection
        .prepare_cached("SELECT number FROM minted WHERE id = ?1")?
        .query_row([id], |row| row.get(0));
    Ok(number?)
}

fn mint(connection: &Connection, kind: Kind, generation: i64, now: &str) -> Result<String, Error> {
    let last: Option<i64> = connection
        .prepare_cached("SELECT MAX(number) FROM minted WHERE kind = ?1")?
        .query_row([kind.as_str()], |row| row.get(0))?;
    let number = last.unwrap_or(0) + 1;
    let id = kind.id(number);
    connection
        .prepare_cached("INSERT INTO minted (id, kind, number, at, generation) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![id, kind.as_str(), number, now, generation])?;
    Ok(id)
}

fn add_anchor(
    connection: &Connection,
    anchor: &str,
    id: &str,
    report: Option<&str>,
    selector: Option<&str>,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO anchor (anchor, id, report, selector) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![anchor, id, report, selector])?;
    Ok(())
}

/// The event is found under its own id, and under those that were merged into it.
fn redirect<'i>(
    connection: &Connection,
    id: &str,
    merged: impl Iterator<Item = &'i String>,
    generation: i64,
) -> Result<(), Error> {
    let mut end = connection.prepare_cached(
        "UPDATE redirect SET to_generation = ?2 WHERE from_id = ?1 AND to_generation IS NULL AND to_id IS NOT ?3",
    )?;
    end.execute(params![id, generation, None::<String>])?;
    for other in merged {
        end.execute(params![other, generation, id])?;
        connection
            .prepare_cached(
                "INSERT OR IGNORE INTO redirect (from_id, to_id, from_generation) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![other, id, generation])?;
    }
    Ok(())
}

/// An event that was replaced by just the same is the same row again, so that a rebuild leaves no trace in it.
fn reopen_unchanged(connection: &Connection, generation: i64) -> Result<(), Error> {
    let mut same = connection.prepare_cached(
        "SELECT new.number, old.number FROM event AS new JOIN event AS old
         ON old.id = new.id AND old.to_generation = ?1 AND old.members = new.members AND old.json = new.json
         WHERE new.from_generation = ?1 AND new.to_generation IS NULL",
    )?;
    let pairs: Vec<(i64, i64)> =
        same.query_map([generation], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    drop(same);
    for (new, old) in pairs {
        for sql in [
            "UPDATE event SET to_generation = NULL WHERE number = ?2 AND number <> ?1",
            "UPDATE event_actor SET event = ?2 WHERE event = ?1",
            "UPDATE event_box SET event = ?2 WHERE event = ?1",
            "DELETE FROM event WHERE number = ?1 AND number <> ?2",
        ] {
            connection.prepare_cached(sql)?.execute([new, old])?;
        }
    }
    Ok(())
}
