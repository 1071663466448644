//! The public view of the record.
use crate::citations::Citer;
use crate::generation::day_number;
use crate::ids::has_page;
use crate::writer::subject_of;
use crate::{Error, Store, db, ids, persons};
use jiff::civil::Date;
use model::dossier::{
    ActorDossier, ActorLine, DocumentView, EventDossier, NameUse, ReportLine, SearchResult,
    is_unlisted_person,
};
use model::record::{
    Actor, ActorFigureSubject, ActorRef, AssessmentSubject, Event, EventSubject, QuotationSubject, Relation,
    RelationSubject, ReportStub, name_key,
};
use model::statement::Family;
use model::{ActorKind, EventType, Exposure, Public};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Row, params, params_from_iter};
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// The record as it may be shown, at one generation. Every value has passed the gate.
///
/// It holds a read transaction: all its methods see one state, whatever is written meanwhile. Drop it soon.
#[derive(Debug)]
pub struct Pages {
    pub(crate) connection: Connection,
    pub(crate) gate: Arc<Exposure>,
    generation: u64,
    /// How much there is, once somebody has asked, with the generation that it is of.
    counted: Arc<Mutex<Option<(u64, Counts)>>>,
}

/// How much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Reports.
    pub reports: u64,
    /// Independent origins: copies of one text, cut or edited ones too, are one.
    pub origins: u64,
    /// Events.
    pub events: u64,
    /// Actors that have a page.
    pub actors: u64,
    /// Statements of the current readings.
    pub statements: u64,
}

/// A rectangle on the globe, in degrees; it does not cross the date line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GeoBox {
    /// Southern edge.
    pub south: f64,
    /// Western edge.
    pub west: f64,
    /// Northern edge.
    pub north: f64,
    /// Eastern edge.
    pub east: f64,
}

/// Which events to list; `None` means any.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventFilter {
    /// An actor, by anything that [`Pages::find_actor`] knows.
    pub actor: Option<String>,
    /// Events that may have been on this day or later.
    pub since: Option<Date>,
    /// Events that may have been on this day or earlier.
    pub until: Option<Date>,
    /// Type.
    pub event_type: Option<EventType>,
    /// Words of the place, its first-level division, or its country's two letters.
    pub place: Option<String>,
    /// A country's two letters.
    pub country: Option<String>,
    /// Events with a point inside.
    pub within: Option<GeoBox>,
    /// At most so many; `None` for all.
    pub limit: Option<usize>,
    /// Leaving out so many.
    pub offset: usize,
}

impl Pages {
    pub(crate) fn open(store: &Store) -> Result<Self, Error> {
        let connection = db::open(store.dir(), db::Access::Read)?;
        connection.execute_batch("BEGIN")?;
        let last: Option<i64> =
            connection.query_row("SELECT MAX(number) FROM generation", [], |row| row.get(0))?;
        let generation = last.unwrap_or(0).unsigned_abs();
        let gate = store.gate(generation, &connection)?;
        Ok(Self { connection, gate, generation, counted: Arc::clone(&store.counts) })
    }

    /// The generation that is shown; 0 for an empty record.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// How many tables have been imported.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn n_datasets(&self) -> Result<u64, Error> {
        let number: i64 = self
            .connection
            .prepare_cached("SELECT COUNT(*) FROM dataset")?
            .query_row([], |row| row.get(0))?;
        Ok(number.unsigned_abs())
    }

    /// How much there is.
    ///
    /// # Errors
    /// As every method here: where the database cannot be read.
    pub fn counts(&self) -> Result<Counts, Error> {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, counts)) = counted.filter(|(of, _)| *of == self.generation) {
            return Ok(counts);
        }
        let counts = self.count()?;
        *counted = Some((self.generation, counts));
        Ok(counts)
    }

    fn count(&self) -> Result<Counts, Error> {
        let count = |sql: &str| -> Result<u64, Error> {
            let number: Option<i64> = self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
            Ok(number.unwrap_or(0).unsigned_abs())
        };
        Ok(Counts {
            reports: count("SELECT COUNT(*) FROM report")?,
            origins: count(
                "SELECT (SELECT COUNT(DISTINCT origin) FROM text_origin)
                     + (SELECT COUNT(DISTINCT text) FROM report WHERE reading IS NULL AND text NOT IN (SELECT text FROM text_origin))",
            )?,
            events: count("SELECT COUNT(*) FROM event WHERE to_generation IS NULL")?,
            actors: count("SELECT COUNT(*) FROM actor WHERE to_generation IS NULL")?,
            statements: count(
                "SELECT SUM(n_statements) FROM report JOIN reading ON reading.number = report.reading",
            )?,
        })
    }

    /// Every actor that has a page, most reports first.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn actors(&self) -> Result<Public<Vec<ActorLine>>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT id, actor.key, name, kind, lexicon_id, n_reports, n_events FROM actor
             JOIN actor_count ON actor_count.key = actor.key WHERE to_generation IS NULL AND n_reports > 0
             ORDER BY n_reports DESC, n_events DESC, name, actor.key",
        )?;
        let mut rows = select.query([])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            let (n_reports, n_events): (i64, i64) = (row.get(5)?, row.get(6)?);
            let (n_reports, n_events) = (n_reports.unsigned_abs() as usize, n_events.unsigned_abs() as usize);
            lines.push(ActorLine { actor: actor_of_row(row)?, n_reports, n_events });
        }
        Ok(self.gate.pass(lines))
    }

    /// The minted id of the actor that a minted id, a lexicon id, or a name in use in any report means.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn find_actor(&self, words: &str) -> Result<Option<String>, Error> {
        let words = words.trim();
        if let Some(same) = self.redirect(words)? {
            return Ok(Some(same));
        }
        let found = self
            .connection
            .prepare_cached("SELECT id FROM actor WHERE (id = ?1 OR key = ?2) AND to_generation IS NULL")?
            .query_row(params![words, format!("lex:{words}")], |row| row.get(0))
            .optional()?;
        if found.is_some() {
            return Ok(found);
        }
        // Of several actors of that name, the one that most reports name so.
        let found = self
            .connection
            .prepare_cached(
                "SELECT actor.id FROM mention_name JOIN actor ON actor.key = mention_name.key AND to_generation IS NULL
                 WHERE folded = ?1 GROUP BY actor.id ORDER BY COUNT(DISTINCT report) DESC, actor.key LIMIT 1",
            )?
            .query_row([name_key(words)], |row| row.get(0))
            .optional()?;
        Ok(found)
    }

    fn actor_row(&self, id: &str) -> Result<Option<Actor>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT id, key, name, kind, lexicon_id FROM actor WHERE id = ?1 AND to_generation IS NULL",
        )?;
        let mut rows = select.query([id])?;
        rows.next()?.map(actor_of_row).transpose()
    }

    /// Everything about one actor, by minted id. `None` where there is no such page; unlisted persons have none.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn actor(&self, id: &str) -> Result<Option<Public<ActorDossier>>, Error> {
        let Some(actor) = self.actor_row(id)?.filter(|actor| has_page(&actor.key) && is_public(actor)) else {
            return Ok(None);
        };
        let key = actor.key.clone();
        let mut dossier = ActorDossier {
            names: self.names(&key)?,
            relations: grouped(self.items(&key, Family::Relation)?),
            figures: by_day(self.items(&key, Family::Figure)?, |one: &ActorFigureSubject| {
                (&one.report, &one.figure.statement)
            }),
            events: self.events_of(&key)?,
            assessments: by_day(self.items(&key, Family::Assessment)?, |one: &AssessmentSubject| {
                (&one.report, &one.statement)
            }),
            quotations: by_day(self.items(&key, Family::Quotation)?, |one: &QuotationSubject| {
                (&one.report, &one.statement)
            }),
            reports: self.reports_of(&key)?,
            actor,
            generation: self.generation,
            reviewed: BTreeSet::new(),
            citations: BTreeMap::new(),
        };
        dossier.reviewed = self.reviewed(&dossier.reports)?;
        self.cite_actor(&mut dossier)?;
        Ok(Some(self.gate.pass(dossier)))
    }

    fn cite_actor(&self, dossier: &mut ActorDossier) -> Result<(), Error> {
        let mut citer = Citer::new(&self.connection);
        for name in &dossier.names {
            citer.cite_mention(&name.statement)?;
        }
        for one in dossier.relations.iter().flat_map(|relation| &relation.members) {
            citer.cite(&one.statement, &one.report.id)?;
        }
        for one in &dossier.figures {
            citer.cite(&one.figure.statement, &one.report.id)?;
        }
        for one in &dossier.quotations {
            citer.cite(&one.statement, &one.report.id)?;
        }
        for one in &dossier.assessments {
            citer.cite(&one.statement, &one.report.id)?;
        }
        for member in dossier.events.iter().flat_map(|event| &event.members) {
            citer.cite_event(member)?;
        }
        dossier.citations = citer.into_citations();
        Ok(())
    }

    fn names(&self, key: &str) -> Result<Vec<NameUse>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT name, COUNT(*), (SELECT statement FROM mention_name AS first JOIN report ON report.number = first.report
                WHERE first.key = ?1 AND first.name = mention_name.name ORDER BY report.key LIMIT 1)
             FROM mention_name WHERE key = ?1 AND is_written GROUP BY name ORDER BY COUNT(*) DESC, name",
        )?;
        let rows = select.query_map([key], |row| {
            let n_reports = row.get::<_, i64>(1)?.unsigned_abs() as usize;
            Ok(NameUse { name: row.get(0)?, n_reports, statement: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(crate) fn items<T: DeserializeOwned>(&self, key: &str, family: Family) -> Result<Vec<T>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT json FROM item_actor JOIN item ON item.number = item WHERE key = ?1 AND item_actor.family = ?2",
        )?;
        let mut rows = select.query([key, family.as_str()])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(item_of(&self.connection, &row.get::<_, String>(0)?)?);
        }
        Ok(found)
    }

    /// Events of an actor in order of time, undated last.
    fn events_of(&self, key: &str) -> Result<Vec<Event>, Error> {
        let numbers = self.numbers(
            "SELECT number FROM event_actor JOIN event ON number = event WHERE key = ?1 AND to_generation IS NULL
             ORDER BY earliest IS NULL, earliest, latest, id",
            vec![Value::from(key.to_owned())],
        )?;
        numbers.into_iter().map(|number| self.event_row(number)).collect()
    }

    fn numbers(&self, sql: &str, values: Vec<Value>) -> Result<Vec<i64>, Error> {
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map(params_from_iter(values), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(crate) fn event_row(&self, number: i64) -> Result<Event, Error> {
        let (id, json): (String, String) = self
            .connection
            .prepare_cached("SELECT id, json FROM event WHERE number = ?1")?
            .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut event: Event = serde_json::from_str(&json)?;
        event.id = id;
        event.members = self.members(number)?;
        Ok(event)
    }

    fn members(&self, event: i64) -> Result<Vec<EventSubject>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT json, number FROM event_member JOIN event_subject ON number = subject WHERE event = ?1",
        )?;
        let mut rows = select.query([event])?;
        let mut members: Vec<EventSubject> = Vec::new();
        while let Some(row) = rows.next()? {
            members.push(subject_of(&self.connection, row.get(1)?, &row.get::<_, String>(0)?)?);
        }
        members.sort_by_key(ids::subject_key);
        Ok(members)
    }

    fn reports_of(&self, key: &str) -> Result<Vec<ReportLine>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT DISTINCT report.number FROM mention JOIN report ON report.number = mention.report WHERE mention.key = ?1
             ORDER BY published IS NULL, published, report.key",
        )?;
        let numbers = select.query_map([key], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
        numbers.into_iter().map(|number| report_line(&self.connection, number)).collect()
    }

    /// Everything about one event, by minted id; an id that was merged leads to what it became.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn event(&self, id: &str) -> Result<Option<Public<EventDossier>>, Error> {
        let id = self.redirect(id)?.unwrap_or_else(|| id.to_owned());
        let number = self.current_event(&id)?;
        let Some(event) = number.map(|number| self.event_row(number)).transpose()? else { return Ok(None) };
        let mut reports: Vec<&ReportStub> = event.members.iter().map(|member| &member.report).collect();
        reports.sort_by_key(|report| (report.published.is_none(), report.published, &report.key));
        reports.dedup_by_key(|report| &report.key);
        let numbers = reports.into_iter().filter_map(|report| ids::report_number(&report.id));
        let reports =
            numbers.map(|number| report_line(&self.connection, number)).collect::<Result<_, _>>()?;
        let mut citer = Citer::new(&self.connection);
        for member in &event.members {
            citer.cite_event(member)?;
        }
        let citations = citer.into_citations();
        let judgements = self.judgements_of(&event)?;
        let generation = self.generation;
        Ok(Some(self.gate.pass(EventDossier { event, generation, reports, judgements, citations })))
    }

    fn current_event(&self, id: &str) -> Result<Option<i64>, Error> {
        let number = self
            .connection
            .prepare_cached("SELECT number FROM event WHERE id = ?1 AND to_generation IS NULL")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        Ok(number)
    }

    /// What a merged id became; `None` for an id that stands for itself or was never minted.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn redirect(&self, id: &str) -> Result<Option<String>, Error> {
        let mut select = self
            .connection
            .prepare_cached("SELECT to_id FROM redirect WHERE from_id = ?1 AND to_generation IS NULL")?;
        let mut seen = BTreeSet::from([id.to_owned()]);
        let mut last = None;
        while let Some(next) = select
            .query_row([last.as_deref().unwrap_or(id)], |row| row.get::<_, String>(0))
            .optional()?
            .filter(|next| seen.insert(next.clone()))
        {
            last = Some(next);
        }
        Ok(last)
    }

    /// Events, newest first, undated last.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn events(&self, filter: &EventFilter) -> Result<Public<Vec<Event>>, Error> {
        let Some((sql, values)) = self.filtered(filter)? else { return Ok(self.gate.pass(Vec::new())) };
        let numbers = self.numbers(&sql, values)?;
        let events =
            numbers.into_iter().map(|number| self.event_row(number)).collect::<Result<Vec<_>, _>>()?;
        Ok(self.gate.pass(events))
    }

    /// The filter as SQL; `None` where the actor is unknown.
    pub(crate) fn filtered(&self, filter: &EventFilter) -> Result<Option<(String, Vec<Value>)>, Error> {
        let mut conditions = vec!["to_generation IS NULL".to_owned()];
        let mut values: Vec<Value> = Vec::new();
        let mut add = |condition: &str, value: Value| {
            values.push(value);
            conditions.push(condition.replace('?', &format!("?{}", values.len())));
        };
        if let Some(actor) = &filter.actor {
            let id = self.find_actor(actor)?;
            let Some(actor) = id.map(|id| self.actor_row(&id)).transpose()?.flatten() else {
                return Ok(None);
            };
            add("number IN (SELECT event FROM event_actor WHERE key = ?)", actor.key.into());
        }
        if let Some(since) = filter.since {
            add("latest >= ?", since.to_string().into());
        }
        if let Some(until) = filter.until {
            add("earliest <= ?", until.to_string().into());
        }
        if let Some(event_type) = filter.event_type {
            add("event_type = ?", event_type.as_str().to_owned().into());
        }
        if let Some(place) = filter.place.as_deref().map(name_key).filter(|place| !place.is_empty()) {
            add("instr(place, ?) > 0", format!(" {place} ").into());
        }
        if let Some(country) = filter.country.as_deref().map(name_key).filter(|country| !country.is_empty()) {
            add("instr(place, ?) > 0", format!(" {country} ").into());
        }
        if let Some(edges) = filter.within {
            let until = filter.until.map_or(i64::MAX, day_number) as f64;
            let since = filter.since.map_or(0, day_number) as f64;
            add("number IN (SELECT event FROM event_box WHERE north >= ?", edges.south.into());
            add("south <= ?", edges.north.into());
            add("east >= ?", edges.west.into());
            add("west <= ?", edges.east.into());
            add("first_day <= ?", until.into());
            add("last_day >= ?)", since.into());
        }
        let limit = filter.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
        let sql = format!(
            "SELECT number FROM event WHERE {} ORDER BY earliest IS NULL, earliest DESC, latest DESC, number LIMIT {limit} OFFSET {}",
            conditions.join(" AND "),
            filter.offset
        );
        Ok(Some((sql, values)))
    }

    /// How many reports were published in each month, by its first day; undated and unread ones are in none.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn reports_by_month(&self) -> Result<BTreeMap<Date, usize>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT substr(published, 1, 7) || '-01' AS month, COUNT(*) FROM report WHERE published IS NOT NULL AND reading IS NOT NULL
             GROUP BY month ORDER BY month",
        )?;
        let rows = select
            .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
        let mut found = BTreeMap::new();
        for row in rows {
            let (month, count) = row?;
            let month: Date =
                month.parse().map_err(|error| Error::Broken(format!("found month `{month}`: {error}")))?;
            found.insert(month, usize::try_from(count).unwrap_or(usize::MAX));
        }
        Ok(found)
    }

    /// Reports, newest first.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn reports(&self, limit: usize, offset: usize) -> Result<Public<Vec<ReportLine>>, Error> {
        let values = [limit, offset].map(|number| Value::from(i64::try_from(number).unwrap_or(i64::MAX)));
        let numbers = self.numbers(
            "SELECT number FROM report ORDER BY published IS NULL, published DESC, number DESC LIMIT ?1 OFFSET ?2",
            values.to_vec(),
        )?;
        let lines = numbers
            .into_iter()
            .map(|number| report_line(&self.connection, number))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(self.gate.pass(lines))
    }

    /// One report with the sentences that carry statements.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn document(&self, report: &str) -> Result<Option<Public<DocumentView>>, Error> {
        let Some(number) = ids::report_number(report) else { return Ok(None) };
        let view = crate::document::view(&self.connection, number)?;
        Ok(view.map(|view| self.gate.pass(view)))
    }

    /// The minted id of the oldest report whose current reading makes this statement.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn report_of(&self, statement: &str) -> Result<Option<String>, Error> {
        Ok(crate::citations::first_report(&self.connection, statement)?.map(ids::report))
    }

    /// Words of no particular report (what a visitor typed) as they may be shown.
    #[must_use]
    pub fn words(&self, words: &str) -> Public<String> {
        self.gate.words(words)
    }

    /// Sentences that a query means, newest report first ([`crate::Query`]). Private names are not in the index and find nothing.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn search(&self, asked: &crate::Asked<'_>) -> Result<Public<SearchResult>, Error> {
        Ok(self.gate.pass(crate::document::search(self, asked)?))
    }

    /// The key of the actor that an id or a name means.
    pub(crate) fn key_of_actor(&self, words: &str) -> Result<Option<String>, Error> {
        let id = self.find_actor(words)?;
        Ok(id.map(|id| self.actor_row(&id)).transpose()?.flatten().map(|actor| actor.key))
    }
}

pub(crate) fn is_public(actor: &Actor) -> bool {
    let reference = ActorRef { key: actor.key.clone(), name: actor.name.clone(), kind: actor.kind };
    !is_unlisted_person(&reference)
}

pub(crate) fn actor_of_row(row: &Row<'_>) -> Result<Actor, Error> {
    let kind: String = row.get(3)?;
    let kind = ActorKind::parse(&kind)
        .ok_or_else(|| Error::Broken(format!("found actor kind `{kind}`, which is none")))?;
    Ok(Actor { id: row.get(0)?, key: row.get(1)?, name: row.get(2)?, kind, lexicon_id: row.get(4)? })
}

/// A report as a line; the gate masks its headline and address.
pub(crate) fn report_line(connection: &Connection, number: i64) -> Result<ReportLine, Error> {
    let (text, metadata): (String, String) = connection
        .prepare_cached("SELECT text, metadata FROM report WHERE number = ?1")?
        .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let metadata: model::Metadata = serde_json::from_str(&metadata)?;
    Ok(ReportLine {
        id: ids::report(number),
        title: metadata.title,
        outlet: metadata.source,
        published: metadata.published.map(|published| published.date),
        published_from: metadata.published.map(|published| published.from.as_str().to_owned()),
        url: metadata.url,
        language: metadata.language,
        origin: crate::origins::of(connection, &text)?,
        text,
        withheld: Vec::new(),
    })
}

/// An item of a report as it stands now: with its origin.
pub(crate) fn item_of<T: DeserializeOwned>(connection: &Connection, json: &str) -> Result<T, Error> {
    let mut item: serde_json::Value = serde_json::from_str(json)?;
    if let Some(text) = item["report"]["text"].as_str() {
        let origin = crate::origins::of(connection, text)?;
        item["report"]["origin"] = origin.into();
    }
    Ok(serde_json::from_value(item)?)
}

/// Oldest report first, undated last.
fn by_day<T>(mut items: Vec<T>, of: impl Fn(&T) -> (&ReportStub, &String)) -> Vec<T> {
    items.sort_by(|a, b| {
        let order = |one| {
            let (report, statement): (&ReportStub, &String) = of(one);
            (report.published.is_none(), report.published, report.key.clone(), statement.clone())
        };
        order(a).cmp(&order(b))
    });
    items
}

/// The same relation in several reports is one; the ends of a symmetric one are put in the order of their keys.
pub(crate) fn grouped(subjects: Vec<RelationSubject>) -> Vec<Relation> {
    let mut groups: BTreeMap<(model::RelationKind, String, String), Vec<RelationSubject>> = BTreeMap::new();
    for mut subject in subjects {
        if subject.kind.is_symmetric()
            && let Some(to) = &mut subject.to
            && *to < subject.from
        {
            std::mem::swap(to, &mut subject.from);
        }
        let place =
            subject.place.as_ref().map(|place| format!("{}|{:?}", name_key(&place.name), place.country));
        let to = subject.to.as_ref().map(|to| to.key.clone()).or(place).unwrap_or_default();
        groups.entry((subject.kind, subject.from.key.clone(), to)).or_default().push(subject);
    }
    let relation = |members: Vec<RelationSubject>| {
        let members = by_day(members, |one| (&one.report, &one.statement));
        let first = members.first()?.clone();
        Some(Relation { kind: first.kind, from: first.from, to: first.to, place: first.place, members })
    };
    groups.into_values().filter_map(relation).collect()
}

impl Store {
    /// The gate over the record's names, made once for a generation.
    pub(crate) fn gate(&self, generation: u64, connection: &Connection) -> Result<Arc<Exposure>, Error> {
        let mut cached = self.gate.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((of, gate)) = &*cached
            && *of == generation
        {
            return Ok(Arc::clone(gate));
        }
        let gate = Arc::new(persons::gate(connection)?);
        *cached = Some((generation, Arc::clone(&gate)));
        Ok(gate)
    }
}
