//! What persons decide: kept for ever, anchored on words, and what follows from those that are in force.
use crate::writer::subject_of;
use crate::{Changed, Error, Pages, Writer, ids};
use model::judgement::{Anchor, Judgement, Ruling};
use model::record::{ActorRef, Event, EventSubject};
use model::statement::{Family, Statement, statements};
use model::{ActorKind, Decision, QuoteSelector, Reading, Report, Span};
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A decision to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewJudgement<'j> {
    /// What was decided.
    pub decision: Decision,
    /// What about: ids of two events or two actors; of one statement, whole or the first eight characters or more; of an event
    /// and of reports whose telling is another one; of a judgement.
    pub about: &'j [String],
    /// The right value, for [`Decision::Correct`].
    pub value: Option<&'j Value>,
    /// Who decided.
    pub who: &'j str,
    /// Why.
    pub reason: &'j str,
    /// The generation that was looked at: what was changed since is answered with [`Error::ChangedSince`].
    pub seen: Option<u64>,
}

/// What a judgement brought about.
#[derive(Debug, Default)]
pub struct Judged {
    /// Its minted id.
    pub id: String,
    /// Events that are put together anew.
    pub changed: Changed,
    /// Reports whose subjects are made anew from their present readings.
    pub reports: Vec<Report>,
}

/// A judgement's two sides while it is made.
struct Sides {
    anchors: Vec<Anchor>,
    value: Option<Value>,
}

impl Writer {
    /// Keeps a judgement in the open batch.
    ///
    /// # Errors
    /// Where what it is about is unknown or does not fit the decision, was changed since it was looked at, or the database refuses.
    pub fn judge(&mut self, new: &NewJudgement<'_>, now: &str) -> Result<Judged, Error> {
        let generation = self.batch()?.generation;
        if new.who.trim().is_empty() || new.reason.trim().is_empty() {
            return Err(Error::Broken(
                "found no name or no reason, expected both: a judgement says whose it is and why".to_owned(),
            ));
        }
        let undone = self.undone(new)?;
        let sides = match new.decision {
            Decision::Same | Decision::Different | Decision::Unsure => self.sides(new)?,
            Decision::Accept | Decision::Reject | Decision::Correct => self.one_statement(new)?,
            Decision::Undo => Sides {
                anchors: undone.as_ref().map(|one| one.anchors.clone()).unwrap_or_default(),
                value: None,
            },
        };
        self.connection
            .prepare_cached(
                "INSERT INTO judgement (decision, sides, value, undoes, who, at, reason, generation) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                new.decision.as_str(),
                serde_json::to_string(&unminted(&sides.anchors))?,
                sides.value.as_ref().map(Value::to_string),
                undone.as_ref().and_then(|one| ids::judgement_number(&one.id)),
                new.who.trim(),
                now,
                new.reason.trim(),
                generation
            ])?;
        let number = self.connection.last_insert_rowid();
        for anchor in &sides.anchors {
            self.connection
                .prepare_cached("INSERT OR IGNORE INTO judgement_report (report, judgement) VALUES (?1, ?2)")?
                .execute(params![anchor.report, number])?;
        }
        let id = ids::judgement(number);
        self.log(now, &format!("judgement {id} {}", digest(&self.connection, number)?))?;
        // An undo works where what it takes back, or brings back, works.
        let effective = self.effective(
            Judgement {
                id: id.clone(),
                decision: new.decision,
                anchors: sides.anchors,
                value: sides.value,
                ..blank()
            },
            undone,
        )?;
        let mut judged = self.consequences(&effective)?;
        judged.id = id;
        Ok(judged)
    }

    /// The judgement that an undo reaches in the end: that of the first one which is no undo itself.
    fn effective(&self, new: Judgement, undone: Option<Judgement>) -> Result<Judgement, Error> {
        let Some(mut at) = undone else { return Ok(new) };
        while let Some(before) = &at.undoes {
            at = judgement(&self.connection, before)?;
        }
        Ok(at)
    }

    fn undone(&self, new: &NewJudgement<'_>) -> Result<Option<Judgement>, Error> {
        if new.decision != Decision::Undo {
            return Ok(None);
        }
        let [id] = new.about else {
            return Err(Error::Broken("expected the id of one judgement to undo, such as `J4`".to_owned()));
        };
        let undone = judgement(&self.connection, id)?;
        if !undone.in_force {
            return Err(Error::Broken(format!("judgement `{id}` is not in force: it was taken back before")));
        }
        Ok(Some(undone))
    }

    /// The sides of two events, or two actors, or of one telling against the rest of its event.
    fn sides(&self, new: &NewJudgement<'_>) -> Result<Sides, Error> {
        let kind = |letter: char| new.about.iter().all(|id| id.starts_with(letter));
        match new.about {
            [one, other] if kind('E') && one != other => self.two_events(one, other, new),
            [one, other] if kind('A') && one != other => self.two_actors(one, other, new.decision),
            [event, reports @ ..]
                if event.starts_with('E')
                    && !reports.is_empty()
                    && reports.iter().all(|id| id.starts_with('R'))
                    && new.decision == Decision::Different =>
            {
                self.telling_apart(event, reports, new)
            }
            _ => Err(Error::Broken(format!(
                "found `{}`, expected two events (`E3 E9`) or two actors (`A3 A9`); for `different` also an event and the reports that tell of another one (`E3 R7`)",
                new.about.join(" ")
            ))),
        }
    }

    /// One is enough of each event to keep them together; to keep them apart, all of them are needed.
    fn two_events(&self, one: &str, other: &str, new: &NewJudgement<'_>) -> Result<Sides, Error> {
        let mut anchors = Vec::new();
        for (id, side) in [(one, 0), (other, 1)] {
            let mut members = self.members_of(id, new.seen)?;
            if new.decision != Decision::Different {
                members.truncate(1);
            }
            for (report, member) in members {
                anchors.push(self.event_anchor(&report, &member, side)?);
            }
        }
        Ok(Sides { anchors, value: None })
    }

    fn telling_apart(&self, event: &str, reports: &[String], new: &NewJudgement<'_>) -> Result<Sides, Error> {
        let members = self.members_of(event, new.seen)?;
        let is_named = |report: &Report| reports.contains(&report.id);
        let unknown = reports.iter().find(|id| !members.iter().any(|(report, _)| report.id == **id));
        if let Some(id) = unknown {
            return Err(Error::Broken(format!("report `{id}` does not tell of event `{event}`")));
        }
        if members.iter().all(|(report, _)| is_named(report)) {
            return Err(Error::Broken(format!(
                "these are all reports of event `{event}`, expected some that stay"
            )));
        }
        let anchor = |(report, member): &(Report, EventSubject)| {
            self.event_anchor(report, member, u8::from(!is_named(report)))
        };
        Ok(Sides { anchors: members.iter().map(anchor).collect::<Result<_, _>>()?, value: None })
    }

    fn two_actors(&self, one: &str, other: &str, decision: Decision) -> Result<Sides, Error> {
        let (stays, goes) = (self.actor(one)?, self.actor(other)?);
        if decision == Decision::Same && goes.kind != stays.kind {
            return Err(Error::Broken(format!(
                "`{one}` is of kind `{}` and `{other}` of kind `{}`: they cannot be one",
                stays.kind, goes.kind
            )));
        }
        let anchors =
            [(&stays, 0), (&goes, 1)].into_iter().map(|(actor, side)| self.actor_anchor(&actor.key, side));
        let anchors = anchors.collect::<Result<_, _>>()?;
        Ok(Sides { anchors, value: Some(json!({ "from": goes, "to": stays })) })
    }

    fn actor(&self, id: &str) -> Result<ActorRef, Error> {
        let row = self
            .connection
            .prepare_cached("SELECT key, name, kind FROM actor WHERE id = ?1 AND to_generation IS NULL")?
            .query_row([id], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, String>(2)?)))
            .optional()?;
        let Some((key, name, kind)) = row else { return Err(unknown("actor", id)) };
        let kind = ActorKind::parse(&kind)
            .ok_or_else(|| Error::Broken(format!("found actor kind `{kind}`, which is none")))?;
        Ok(ActorRef { key, name, kind })
    }

    fn actor_anchor(&self, key: &str, side: u8) -> Result<Anchor, Error> {
        let statement: String = self
            .connection
            .prepare_cached("SELECT statement FROM mention JOIN report ON report.number = mention.report WHERE mention.key = ?1 ORDER BY report.key LIMIT 1")?
            .query_row([key], |row| row.get(0))
            .optional()?
            .ok_or_else(|| unknown("actor", key))?;
        let (report, statement) = self.statement(&statement)?;
        self.anchor(&report, &statement, side)
    }

    /// The tellings of an event in force, in the order of their reports' keys.
    fn members_of(&self, event: &str, seen: Option<u64>) -> Result<Vec<(Report, EventSubject)>, Error> {
        let row = self
            .connection
            .prepare_cached(
                "SELECT number, from_generation FROM event WHERE id = ?1 AND to_generation IS NULL",
            )?
            .query_row([event], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))
            .optional()?;
        let Some((number, since)) = row else { return Err(unknown("event", event)) };
        if let Some(seen) = seen.filter(|seen| *seen < since.unsigned_abs()) {
            return Err(Error::ChangedSince { id: event.to_owned(), changed: since.unsigned_abs(), seen });
        }
        let mut select = self.connection.prepare_cached(
            "SELECT report.number, event_subject.number, json FROM event_member JOIN event_subject ON event_subject.number = subject
             JOIN report ON report.number = event_subject.report WHERE event = ?1 AND current ORDER BY report.key, local",
        )?;
        let rows = select.query_map([number], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
        })?;
        let mut members = Vec::new();
        for row in rows {
            let (report, subject, json) = row?;
            members
                .push((report_of(&self.connection, report)?, subject_of(&self.connection, subject, &json)?));
        }
        Ok(members)
    }

    fn event_anchor(&self, report: &Report, member: &EventSubject, side: u8) -> Result<Anchor, Error> {
        let (_, statement) = self.statement(&member.statement)?;
        self.anchor(report, &statement, side)
    }

    /// One statement, accepted, rejected or put right.
    fn one_statement(&self, new: &NewJudgement<'_>) -> Result<Sides, Error> {
        let [id] = new.about else {
            return Err(Error::Broken("expected the id of one statement".to_owned()));
        };
        let (report, statement) = self.statement(id)?;
        let anchor = self.anchor(&report, &statement, 0)?;
        let known = judgements_of_report(&self.connection, &report.key)?;
        let later = known.into_iter().filter(|one| one.in_force && one.anchors.contains(&anchor));
        let newest = later.map(|one| one.generation).max();
        if let (Some(changed), Some(seen)) = (newest, new.seen)
            && seen < changed
        {
            return Err(Error::ChangedSince { id: id.clone(), changed, seen });
        }
        if new.decision == Decision::Reject && statement.family == Family::Actor {
            return Err(Error::Broken("an actor cannot be rejected\nhint: put the name right in the lexicon, which has its own tests".to_owned()));
        }
        Ok(Sides { anchors: vec![anchor], value: new.value.cloned() })
    }

    /// The family of a statement of a current reading, by id or its first characters.
    ///
    /// # Errors
    /// Where there is no such statement, or several.
    pub fn statement_family(&self, id: &str) -> Result<Family, Error> {
        Ok(self.statement(id)?.1.family)
    }

    pub(crate) fn statement(&self, id: &str) -> Result<(Report, Statement), Error> {
        const SHORTEST: usize = 8;
        if id.len() < SHORTEST || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Error::Broken(format!(
                "found `{id}`, expected the id of a statement, or its first {SHORTEST} characters or more\nhint: `daybook show R1 --json` lists them"
            )));
        }
        let mut select = self.connection.prepare_cached(
            "SELECT MIN(report.number), statement.json FROM statement JOIN report ON report.reading = statement.reading
             WHERE statement.id >= ?1 AND statement.id < ?1 || 'g' GROUP BY statement.id LIMIT 2",
        )?;
        let found = select
            .query_map([id], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?
            .collect::<Result<Vec<_>, _>>()?;
        match found.as_slice() {
            [] => Err(unknown("statement", id)),
            [(report, json)] => Ok((report_of(&self.connection, *report)?, serde_json::from_str(json)?)),
            _ => Err(Error::Broken(format!(
                "several statements begin with `{id}`, expected more of its characters"
            ))),
        }
    }

    pub(crate) fn anchor(&self, report: &Report, statement: &Statement, side: u8) -> Result<Anchor, Error> {
        let text = crate::reading::text_of(&self.connection, &report.text)?;
        let selector = |statement: &Statement| QuoteSelector::new(&text, first_span(statement));
        let all = statements_of(&self.connection, &statement.reading)?;
        let of = all.iter().find(|event| is_slot_of(statement, event)).map(selector);
        Ok(Anchor {
            report: report.key.clone(),
            report_id: Some(report.id.clone()),
            family: statement.family,
            selector: selector(statement),
            of,
            side,
        })
    }

    /// What is put together anew, and which reports are, once a judgement holds or holds no more.
    fn consequences(&self, judgement: &Judgement) -> Result<Judged, Error> {
        let mut judged = Judged::default();
        match (judgement.decision, &judgement.value) {
            (Decision::Same | Decision::Different, None) => {
                for report in reports_of(judgement) {
                    judged.changed.added.extend(self.put_sides(&report)?);
                }
            }
            (Decision::Same, Some(value)) => {
                let keys =
                    ["from", "to"].map(|end| value[end]["key"].as_str().unwrap_or_default().to_owned());
                let mut numbers = BTreeSet::new();
                let mut select =
                    self.connection.prepare_cached("SELECT DISTINCT report FROM mention WHERE key = ?1")?;
                for key in keys {
                    for number in select.query_map([key], |row| row.get::<_, i64>(0))? {
                        numbers.insert(number?);
                    }
                }
                judged.reports = numbers
                    .into_iter()
                    .map(|number| report_of(&self.connection, number))
                    .collect::<Result<_, _>>()?;
            }
            (Decision::Reject | Decision::Correct, _) => {
                for report in reports_of(judgement) {
                    judged.reports.extend(report_by_key(&self.connection, &report)?);
                }
            }
            (Decision::Different, Some(_)) | (Decision::Unsure | Decision::Accept | Decision::Undo, _) => {}
        }
        Ok(judged)
    }

    /// Says anew which judgements the current events of a report are a side of. Gives these events as they stand then.
    pub(crate) fn put_sides(&self, report: &str) -> Result<Vec<EventSubject>, Error> {
        let Some(known) = report_by_key(&self.connection, report)? else { return Ok(Vec::new()) };
        let Some(number) = ids::report_number(&known.id) else { return Ok(Vec::new()) };
        self.connection
            .prepare_cached("DELETE FROM subject_side WHERE subject IN (SELECT number FROM event_subject WHERE report = ?1 AND current)")?
            .execute([number])?;
        let mut judgements = judgements_of_report(&self.connection, report)?;
        judgements.retain(|one| {
            one.in_force
                && matches!(one.decision, Decision::Same | Decision::Different)
                && one.value.is_none()
        });
        if !judgements.is_empty() {
            let words = Words::of_report(&self.connection, &known)?;
            for judgement in &judgements {
                for anchor in judgement.anchors.iter().filter(|anchor| anchor.report == report) {
                    if let Some(statement) = words.find(anchor) {
                        self.put_side(number, &statement.subject, judgement, anchor.side)?;
                    }
                }
            }
        }
        let mut select = self.connection.prepare_cached(
            "SELECT number, json FROM event_subject WHERE report = ?1 AND current ORDER BY number",
        )?;
        let rows = select
            .query_map([number], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?
            .collect::<Result<Vec<_>, _>>()?;
        rows.into_iter().map(|(subject, json)| subject_of(&self.connection, subject, &json)).collect()
    }

    fn put_side(&self, report: i64, local: &str, judgement: &Judgement, side: u8) -> Result<(), Error> {
        self.connection
            .prepare_cached(
                "INSERT OR IGNORE INTO subject_side (subject, judgement, decision, side)
                 SELECT number, ?3, ?4, ?5 FROM event_subject WHERE report = ?1 AND local = ?2 AND current",
            )?
            .execute(params![report, local, judgement.id, judgement.decision.as_str(), side])?;
        // Blocks are where the other side is found.
        self.connection
            .prepare_cached(
                "INSERT OR IGNORE INTO subject_block (key, subject) SELECT 'judged|' || ?3, number FROM event_subject
                 WHERE report = ?1 AND local = ?2 AND current",
            )?
            .execute(params![report, local, judgement.id])?;
        Ok(())
    }

    /// What judgements in force make of the statements of a reading, by statement id; the newest on a statement counts.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn rulings(
        &self,
        report: &Report,
        reading_id: &str,
        reading: &Reading,
        text: &str,
    ) -> Result<BTreeMap<String, Ruling>, Error> {
        let mut judgements = judgements_of_report(&self.connection, &report.key)?;
        judgements.retain(|one| one.in_force);
        if judgements.is_empty() {
            return Ok(BTreeMap::new());
        }
        let words = Words { text: text.to_owned(), statements: statements(reading_id, reading) };
        let mut rulings = BTreeMap::new();
        for judgement in judgements {
            let ruling = match (judgement.decision, &judgement.value) {
                (Decision::Accept, _) => None,
                (Decision::Reject, _) => Some(Ruling::Rejected),
                (Decision::Correct, Some(value)) => Some(Ruling::Corrected(value.clone())),
                (Decision::Correct, None)
                | (Decision::Same | Decision::Different | Decision::Unsure | Decision::Undo, _) => continue,
            };
            for anchor in judgement.anchors.iter().filter(|anchor| anchor.report == report.key) {
                let Some(statement) = words.find(anchor) else { continue };
                match &ruling {
                    Some(ruling) => rulings.insert(statement.id.clone(), ruling.clone()),
                    None => rulings.remove(&statement.id),
                };
            }
        }
        Ok(rulings)
    }

    /// Actors that somebody decided to be one: from the key of each to the one whose name stays.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn actor_aliases(&self) -> Result<BTreeMap<String, ActorRef>, Error> {
        aliases(&self.connection)
    }
}

/// A digest of everything in a judgement's row: what the write log keeps of it.
pub(crate) fn digest(connection: &Connection, number: i64) -> Result<String, Error> {
    let row: String = connection
        .prepare_cached(
            "SELECT json_array(decision, sides, value, undoes, who, at, reason, generation) FROM judgement WHERE number = ?1",
        )?
        .query_row([number], |row| row.get(0))?;
    Ok(model::hash::sha256_hex(row.as_bytes()))
}

pub(crate) fn aliases(connection: &Connection) -> Result<BTreeMap<String, ActorRef>, Error> {
    let mut select = connection.prepare_cached(
        "SELECT number FROM judgement WHERE decision = 'same' AND value IS NOT NULL ORDER BY number",
    )?;
    let numbers = select.query_map([], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut leads: BTreeMap<String, ActorRef> = BTreeMap::new();
    for number in numbers {
        let judgement = judgement_row(connection, number)?;
        let Some(value) = judgement.value.filter(|_| judgement.in_force) else { continue };
        let (Ok(from), Ok(to)) = (
            serde_json::from_value::<ActorRef>(value["from"].clone()),
            serde_json::from_value::<ActorRef>(value["to"].clone()),
        ) else {
            continue;
        };
        let (from, to) = (last(&leads, from), last(&leads, to));
        if from.key != to.key {
            leads.insert(from.key, to);
        }
    }
    let keys: Vec<String> = leads.keys().cloned().collect();
    Ok(keys.into_iter().map(|key| (key.clone(), last(&leads, leads[&key].clone()))).collect())
}

/// Where a chain of keys ends; it has no circle, for a key that leads on is never led to itself.
fn last(leads: &BTreeMap<String, ActorRef>, mut actor: ActorRef) -> ActorRef {
    while let Some(next) = leads.get(&actor.key) {
        actor = next.clone();
    }
    actor
}

/// The statements of a reading over its text.
pub(crate) struct Words {
    text: String,
    statements: Vec<Statement>,
}

impl Words {
    pub(crate) fn of_report(connection: &Connection, report: &Report) -> Result<Self, Error> {
        let reading: Option<String> = connection
            .prepare_cached("SELECT reading.id FROM report JOIN reading ON reading.number = report.reading WHERE report.key = ?1")?
            .query_row([&report.key], |row| row.get(0))
            .optional()?;
        let statements =
            reading.map(|reading| statements_of(connection, &reading)).transpose()?.unwrap_or_default();
        Ok(Self { text: crate::reading::text_of(connection, &report.text)?, statements })
    }

    /// The statement that rests on these words now: on the same words, else on words that overlap them most.
    pub(crate) fn find(&self, anchor: &Anchor) -> Option<&Statement> {
        let span = anchor.selector.find(&self.text)?;
        let event = match &anchor.of {
            Some(of) => Some(of.find(&self.text)?),
            None => None,
        };
        let of_family = self.statements.iter().filter(|statement| statement.family == anchor.family);
        let fitting = of_family.filter(|statement| {
            let own = first_span(statement);
            let same_event = event.is_none_or(|event| {
                self.statements.iter().any(|of| is_slot_of(statement, of) && first_span(of).overlaps(&event))
            });
            own.overlaps(&span) && same_event && (event.is_none() || anchor.family != Family::Event)
        });
        fitting.min_by_key(|statement| {
            let own = first_span(statement);
            (own.start.abs_diff(span.start) + own.end.abs_diff(span.end), statement.id.clone())
        })
    }
}

fn first_span(statement: &Statement) -> Span {
    statement.spans.first().copied().unwrap_or(Span::new(0, 0))
}

/// Whether a statement is about the event that another one states.
fn is_slot_of(statement: &Statement, event: &Statement) -> bool {
    statement.family != Family::Event && event.family == Family::Event && statement.subject == event.subject
}

fn statements_of(connection: &Connection, reading: &str) -> Result<Vec<Statement>, Error> {
    let mut select = connection.prepare_cached(
        "SELECT json FROM statement JOIN reading ON reading.number = statement.reading WHERE reading.id = ?1 ORDER BY statement.number",
    )?;
    let rows = select.query_map([reading], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    rows.iter().map(|json| Ok(serde_json::from_str(json)?)).collect()
}

fn reports_of(judgement: &Judgement) -> BTreeSet<String> {
    judgement.anchors.iter().map(|anchor| anchor.report.clone()).collect()
}

pub(crate) fn report_of(connection: &Connection, number: i64) -> Result<Report, Error> {
    let (key, capture, text, metadata): (String, String, String, String) = connection
        .prepare_cached("SELECT key, capture, text, metadata FROM report WHERE number = ?1")?
        .query_row([number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    Ok(Report { id: ids::report(number), key, capture, text, metadata: serde_json::from_str(&metadata)? })
}

pub(crate) fn report_by_key(connection: &Connection, key: &str) -> Result<Option<Report>, Error> {
    let number = connection
        .prepare_cached("SELECT number FROM report WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    number.map(|number| report_of(connection, number)).transpose()
}

fn unknown(what: &'static str, id: &str) -> Error {
    Error::Unknown { what, id: id.to_owned() }
}

const fn blank() -> Judgement {
    Judgement {
        id: String::new(),
        decision: Decision::Unsure,
        anchors: Vec::new(),
        value: None,
        undoes: None,
        who: String::new(),
        at: String::new(),
        reason: String::new(),
        generation: 0,
        in_force: true,
        lost_anchors: 0,
    }
}

fn judgement(connection: &Connection, id: &str) -> Result<Judgement, Error> {
    let number = ids::judgement_number(id).ok_or_else(|| unknown("judgement", id))?;
    judgement_row(connection, number)
}

fn judgement_row(connection: &Connection, number: i64) -> Result<Judgement, Error> {
    let row = connection
        .prepare_cached("SELECT decision, sides, value, undoes, who, at, reason, generation FROM judgement WHERE number = ?1")?
        .query_row([number], |row| {
            Ok((
                (row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, Option<String>>(2)?),
                (row.get::<_, Option<i64>>(3)?, row.get(4)?, row.get(5)?, row.get(6)?, row.get::<_, i64>(7)?),
            ))
        })
        .optional()?;
    let Some(((decision, anchors, value), (undoes, who, at, reason, generation))) = row else {
        return Err(unknown("judgement", &ids::judgement(number)));
    };
    let decision = Decision::parse(&decision)
        .ok_or_else(|| Error::Broken(format!("found decision `{decision}`, which is none")))?;
    Ok(Judgement {
        id: ids::judgement(number),
        decision,
        anchors: anchors_of(connection, &anchors)?,
        value: value.as_deref().map(serde_json::from_str).transpose()?,
        undoes: undoes.map(ids::judgement),
        who,
        at,
        reason,
        generation: generation.unsigned_abs(),
        in_force: in_force(connection, number)?,
        lost_anchors: 0,
    })
}

/// The anchors as they are kept: a report's key is the same in every record.
fn unminted(anchors: &[Anchor]) -> Vec<Anchor> {
    anchors.iter().map(|anchor| Anchor { report_id: None, ..anchor.clone() }).collect()
}

/// The anchors with the ids that their reports have here.
pub(crate) fn anchors_of(connection: &Connection, json: &str) -> Result<Vec<Anchor>, Error> {
    let mut anchors: Vec<Anchor> = serde_json::from_str(json)?;
    for anchor in &mut anchors {
        anchor.report_id = report_by_key(connection, &anchor.report)?.map(|report| report.id);
    }
    Ok(anchors)
}

/// A judgement holds unless one that holds takes it back.
fn in_force(connection: &Connection, number: i64) -> Result<bool, Error> {
    let mut select = connection.prepare_cached("SELECT number FROM judgement WHERE undoes = ?1")?;
    let undoing = select.query_map([number], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
    for other in undoing {
        if in_force(connection, other)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The judgements about a report, oldest first.
fn judgements_of_report(connection: &Connection, report: &str) -> Result<Vec<Judgement>, Error> {
    let mut select = connection
        .prepare_cached("SELECT judgement FROM judgement_report WHERE report = ?1 ORDER BY judgement")?;
    let numbers = select.query_map([report], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
    numbers.into_iter().map(|number| judgement_row(connection, number)).collect()
}

impl Pages {
    /// Every judgement, oldest first, with how many of its anchors no current reading has any more. Their quotes pass the gate.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn judgements(&self) -> Result<model::Public<Vec<Judgement>>, Error> {
        let mut select = self.connection.prepare_cached("SELECT number FROM judgement ORDER BY number")?;
        let numbers = select.query_map([], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
        let judgements =
            numbers.into_iter().map(|number| self.with_lost(judgement_row(&self.connection, number)?));
        Ok(self.gate.pass(judgements.collect::<Result<Vec<_>, Error>>()?))
    }

    /// Statements of reports that a person in force has accepted or corrected.
    pub(crate) fn reviewed(&self, reports: &[model::dossier::ReportLine]) -> Result<BTreeSet<String>, Error> {
        let mut judged = self.connection.prepare_cached("SELECT DISTINCT report FROM judgement_report")?;
        let judged = judged.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        let asked: BTreeSet<&str> = reports.iter().map(|report| report.id.as_str()).collect();
        let mut reviewed = BTreeSet::new();
        for key in judged {
            let report = report_by_key(&self.connection, &key)?;
            let Some(report) = report.filter(|report| asked.contains(report.id.as_str())) else { continue };
            let words = Words::of_report(&self.connection, &report)?;
            let judgements = judgements_of_report(&self.connection, &key)?;
            let seen = judgements
                .iter()
                .filter(|one| one.in_force && matches!(one.decision, Decision::Accept | Decision::Correct));
            let anchors = seen.flat_map(|judgement| &judgement.anchors).filter(|anchor| anchor.report == key);
            reviewed.extend(anchors.filter_map(|anchor| words.find(anchor)).map(|found| found.id.clone()));
        }
        Ok(reviewed)
    }

    fn with_lost(&self, mut judgement: Judgement) -> Result<Judgement, Error> {
        for report in reports_of(&judgement) {
            let words = report_by_key(&self.connection, &report)?
                .map(|report| Words::of_report(&self.connection, &report))
                .transpose()?;
            let anchors = judgement.anchors.iter().filter(|anchor| anchor.report == report);
            let lost = anchors.filter(|anchor| words.as_ref().and_then(|words| words.find(anchor)).is_none());
            judgement.lost_anchors += lost.count();
        }
        Ok(judgement)
    }

    /// The judgements that an event's tellings, or what they say of it, are about.
    pub(crate) fn judgements_of(&self, event: &Event) -> Result<Vec<Judgement>, Error> {
        let reports: BTreeSet<&String> = event.members.iter().map(|member| &member.report.key).collect();
        let mut found = BTreeMap::new();
        for report in reports {
            for judgement in judgements_of_report(&self.connection, report)? {
                let Some(number) = ids::judgement_number(&judgement.id) else { continue };
                if !found.contains_key(&number) && self.is_about(&judgement, report, event)? {
                    found.insert(number, judgement);
                }
            }
        }
        Ok(found.into_values().collect())
    }

    fn is_about(&self, judgement: &Judgement, report: &str, event: &Event) -> Result<bool, Error> {
        let Some(known) = report_by_key(&self.connection, report)? else { return Ok(false) };
        let words = Words::of_report(&self.connection, &known)?;
        let locals: BTreeSet<&String> = event
            .members
            .iter()
            .filter(|member| member.report.key == report)
            .map(|member| &member.id.local)
            .collect();
        let anchors = judgement.anchors.iter().filter(|anchor| anchor.report == report);
        Ok(anchors
            .filter_map(|anchor| words.find(anchor))
            .any(|statement| locals.contains(&statement.subject)))
    }
}
