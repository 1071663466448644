//! What changed since a generation: new events, changed figures, new claims and denials, each with the statements that say so.
use crate::citations::Citer;
use crate::{Error, Pages};
use model::dossier::{Change, ChangeKind, Digest};
use model::record::{Event, EventSubject, FusedFigure};
use model::{Public, Realis};
use rusqlite::{OptionalExtension as _, params};
use std::collections::BTreeSet;

impl Pages {
    /// What changed after a generation, in the order of the events' ids; of one actor's events only, if one is given. Events that were
    /// taken back (by a judgement or an erasure) are no change to be told.
    ///
    /// # Errors
    /// Where the actor is unknown or the database cannot be read.
    pub fn changes_since(&self, generation: u64, actor: Option<&str>) -> Result<Public<Digest>, Error> {
        self.digest(generation, actor, "length(id), id", (0, usize::MAX))
    }

    /// The same of `limit` events from the `offset`th on: those that the record had before first, then new ones, each the newest first. However much
    /// changed, the work is that of so many events.
    ///
    /// # Errors
    /// Where the actor is unknown or the database cannot be read.
    pub fn changes_in_part(
        &self,
        generation: u64,
        actor: Option<&str>,
        (offset, limit): (usize, usize),
    ) -> Result<Public<Digest>, Error> {
        let order =
            "NOT EXISTS (SELECT 1 FROM event AS old WHERE old.id = event.id AND old.from_generation <= ?1),
             earliest IS NULL, earliest DESC, latest DESC, number";
        // From the beginning on everything is new.
        let order =
            if generation == 0 { "earliest IS NULL, earliest DESC, latest DESC, number" } else { order };
        self.digest(generation, actor, order, (offset, limit))
    }

    fn digest(
        &self,
        generation: u64,
        actor: Option<&str>,
        order: &str,
        (offset, limit): (usize, usize),
    ) -> Result<Public<Digest>, Error> {
        let since = i64::try_from(generation).unwrap_or(i64::MAX);
        let key = match actor {
            Some(words) => {
                let unknown = || Error::Unknown { what: "actor", id: words.to_owned() };
                Some(self.key_of_actor(words)?.ok_or_else(unknown)?)
            }
            None => None,
        };
        let changed = "FROM event WHERE to_generation IS NULL AND from_generation > ?1
             AND (?2 IS NULL OR number IN (SELECT event FROM event_actor WHERE key = ?2))";
        let n_events: i64 = self
            .connection
            .prepare_cached(&format!("SELECT COUNT(*) {changed}"))?
            .query_row(params![since, key], |row| row.get(0))?;
        let mut select = self
            .connection
            .prepare_cached(&format!("SELECT number {changed} ORDER BY {order} LIMIT ?3 OFFSET ?4"))?;
        let bound = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let numbers = select
            .query_map(params![since, key, bound(limit), bound(offset)], |row| row.get::<_, i64>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        let mut changes = Vec::new();
        let mut citer = Citer::new(&self.connection);
        for number in numbers {
            let event = self.event_row(number)?;
            for change in changes_of(&event, self.event_before(&event.id, since)?.as_ref()) {
                for statement in &change.statements {
                    if let Some(member) = event.members.iter().find(|member| says(member, statement)) {
                        citer.cite(statement, &member.report.id)?;
                    }
                }
                changes.push(change);
            }
        }
        let citations = citer.into_citations();
        let (n_events, current) = (n_events.unsigned_abs(), self.generation());
        Ok(self.gate.pass(Digest { since: generation, generation: current, n_events, changes, citations }))
    }

    /// What changed, state by state, the newest first: each against the state before it, so that a change is told in the same words
    /// whenever it is asked for. At most so many changed events; of one actor only, if one is given. Events that were taken back or
    /// merged are left out.
    ///
    /// # Errors
    /// Where the actor is unknown or the database cannot be read.
    pub fn changes_by_state(&self, limit: usize, actor: Option<&str>) -> Result<Public<Vec<Digest>>, Error> {
        let key = match actor {
            Some(words) => {
                let unknown = || Error::Unknown { what: "actor", id: words.to_owned() };
                Some(self.key_of_actor(words)?.ok_or_else(unknown)?)
            }
            None => None,
        };
        let mut select = self.connection.prepare_cached(
            "SELECT number, from_generation FROM event
             WHERE EXISTS (SELECT 1 FROM event AS now WHERE now.id = event.id AND now.to_generation IS NULL)
             AND (?2 IS NULL OR number IN (SELECT event FROM event_actor WHERE key = ?2))
             ORDER BY from_generation DESC, number LIMIT ?1",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = select.query_map(params![limit, key], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows = rows.collect::<Result<Vec<(i64, i64)>, _>>()?;
        let mut digests: Vec<Digest> = Vec::new();
        for of_state in rows.chunk_by(|one, other| one.1 == other.1) {
            let Some((_, state)) = of_state.first() else { continue };
            let mut changes = Vec::new();
            let mut citer = Citer::new(&self.connection);
            for (number, _) in of_state {
                let event = self.event_row(*number)?;
                for change in changes_of(&event, self.event_before(&event.id, state - 1)?.as_ref()) {
                    for statement in &change.statements {
                        if let Some(member) = event.members.iter().find(|member| says(member, statement)) {
                            citer.cite(statement, &member.report.id)?;
                        }
                    }
                    changes.push(change);
                }
            }
            let generation = state.unsigned_abs();
            let citations = citer.into_citations();
            let n_events = of_state.len() as u64;
            digests.push(Digest {
                since: generation.saturating_sub(1),
                generation,
                n_events,
                changes,
                citations,
            });
        }
        Ok(self.gate.pass(digests))
    }

    /// A name for this record that no other one has: feeds need ids that are nobody else's. The digest of the first entry of its log.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn record_key(&self) -> Result<String, Error> {
        let first = self
            .connection
            .query_row("SELECT sha256 FROM write_log ORDER BY seq LIMIT 1", [], |row| row.get(0))
            .optional()?;
        Ok(first.unwrap_or_default())
    }

    /// When a report came into the record, RFC 3339 in UTC; `None` where there is no such report.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn added_at(&self, report: &str) -> Result<Option<String>, Error> {
        let Some(number) = crate::ids::report_number(report) else { return Ok(None) };
        Ok(self
            .connection
            .prepare_cached("SELECT added_at FROM report WHERE number = ?1")?
            .query_row([number], |row| row.get(0))
            .optional()?)
    }

    /// An event as it stood in a generation.
    fn event_before(&self, id: &str, generation: i64) -> Result<Option<Event>, Error> {
        let number = self
            .connection
            .prepare_cached(
                "SELECT number FROM event WHERE id = ?1 AND from_generation <= ?2 AND (to_generation IS NULL OR to_generation > ?2)",
            )?
            .query_row(params![id, generation], |row| row.get(0))
            .optional()?;
        number.map(|number| self.event_row(number)).transpose()
    }
}

fn says(member: &EventSubject, statement: &str) -> bool {
    member.statement == statement
        || member.figures.iter().any(|figure| figure.statement == statement)
        || member.responsibilities.iter().any(|one| one.statement == statement)
}

fn changes_of(event: &Event, before: Option<&Event>) -> Vec<Change> {
    let change = |kind: ChangeKind, words: String, statements: BTreeSet<String>| Change {
        event: event.id.clone(),
        kind,
        event_type: event.event_type,
        when: event.when,
        place: event.place.clone(),
        words,
        statements: statements.into_iter().collect(),
    };
    let Some(before) = before else {
        let told = event.members.iter().map(|member| member.statement.clone()).collect();
        let kind = if event.realis == Realis::Occurred { ChangeKind::NewEvent } else { ChangeKind::NewPlot };
        return vec![change(kind, event.realis.to_string(), told)];
    };
    let mut changes = Vec::new();
    for figure in &event.figures {
        let old = before.figures.iter().find(|old| old.measure == figure.measure);
        if old.map(bounds) != Some(bounds(figure)) {
            let known: BTreeSet<&String> = before.figures.iter().flat_map(|old| &old.used).collect();
            let new = figure.used.iter().filter(|statement| !known.contains(statement)).cloned().collect();
            let words = format!(
                "{}: {} → {}",
                figure.measure,
                old.map_or_else(|| "none".to_owned(), shown),
                shown(figure)
            );
            changes.push(change(ChangeKind::ChangedFigure, words, new));
        }
    }
    let held = |event: &Event| -> BTreeSet<(String, String)> {
        let all = event.members.iter().flat_map(|member| &member.responsibilities);
        all.filter_map(|one| Some((one.stance.to_string(), one.actor.as_ref()?.key.clone()))).collect()
    };
    let known = held(before);
    for member in &event.members {
        for one in &member.responsibilities {
            let Some(actor) = &one.actor else { continue };
            let is_told = changes.iter().any(|told| {
                told.kind == ChangeKind::NewResponsibility
                    && told.words == format!("{}: {}", one.stance, actor.name)
            });
            if !known.contains(&(one.stance.to_string(), actor.key.clone())) && !is_told {
                let words = format!("{}: {}", one.stance, actor.name);
                changes.push(change(
                    ChangeKind::NewResponsibility,
                    words,
                    BTreeSet::from([one.statement.clone()]),
                ));
            }
        }
    }
    let reports = |event: &Event| -> BTreeSet<String> {
        event.members.iter().map(|member| member.report.key.clone()).collect()
    };
    let (old, new) = (reports(before), reports(event));
    if changes.is_empty() && new.len() > old.len() {
        let told = event.members.iter().filter(|member| !old.contains(&member.report.key));
        let words = format!("{} more", new.len() - old.len());
        changes.push(change(
            ChangeKind::MoreReports,
            words,
            told.map(|member| member.statement.clone()).collect(),
        ));
    }
    changes
}

const fn bounds(figure: &FusedFigure) -> (Option<u64>, Option<u64>, Option<u64>) {
    (figure.low, figure.best, figure.high)
}

fn shown(figure: &FusedFigure) -> String {
    let number = |number: Option<u64>| number.map_or_else(|| "?".to_owned(), |number| number.to_string());
    match (figure.low, figure.best, figure.high) {
        (Some(low), Some(best), Some(high)) if low == best && best == high => best.to_string(),
        (low, Some(best), None) if low == Some(best) => format!("at least {best}"),
        (low, Some(best), high) => format!("{best} ({} to {})", number(low), number(high)),
        (low, None, high) => format!("{} to {}", number(low), number(high)),
    }
}
