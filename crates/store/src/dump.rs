//! The derived record as sorted JSON Lines: the same for the same reports, in whatever order they were added.
use crate::pages::{grouped, item_of};
use crate::{Error, Pages, Store};
use model::record::{
    ActorFigureSubject, AssessmentSubject, EventSubject, QuotationSubject, RelationSubject, ReportStub,
};
use model::statement::Family;
use model::{Exposure, hash};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::io::Write;

/// Writes the derived record, through the gate.
pub(crate) fn dump(store: &Store, out: &mut dyn Write) -> Result<(), Error> {
    let pages = store.pages()?;
    let mut lines = reports(&pages)?;
    lines.extend(actors(&pages)?);
    lines.extend(events(&pages)?);
    lines.extend(relations(&pages)?);
    lines.extend(items(&pages, Family::Figure, |one: &mut ActorFigureSubject| &mut one.report)?);
    lines.extend(items(&pages, Family::Quotation, |one: &mut QuotationSubject| &mut one.report)?);
    lines.extend(items(&pages, Family::Assessment, |one: &mut AssessmentSubject| &mut one.report)?);
    lines.extend(sentences(&pages)?);
    lines.sort_unstable();
    for line in lines {
        writeln!(out, "{line}").map_err(|error| Error::Broken(format!("cannot write the dump: {error}")))?;
    }
    Ok(())
}

fn line(table: &str, value: &impl Serialize) -> Result<String, Error> {
    Ok(serde_json::to_string(&json!({ "table": table, "row": value }))?)
}

/// A minted id depends on the order in which reports were added; the content key does not.
fn unmint(report: &mut ReportStub) {
    report.id.clone_from(&report.key);
}

fn reports(pages: &Pages) -> Result<Vec<String>, Error> {
    let mut select = pages.connection.prepare(
        "SELECT report.key, report.text, reading.id FROM report LEFT JOIN reading ON reading.number = report.reading
         WHERE NOT EXISTS (SELECT 1 FROM erased WHERE what = 'report' AND id = report.key)",
    )?;
    let mut rows = select.query([])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let (key, text, reading): (String, String, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        lines.push(line("report", &json!({ "key": key, "text": text, "reading": reading }))?);
    }
    Ok(lines)
}

fn actors(pages: &Pages) -> Result<Vec<String>, Error> {
    let actors = pages.actors()?;
    let row = |one: &model::dossier::ActorLine| {
        json!({
            "key": one.actor.key, "name": one.actor.name, "kind": one.actor.kind, "lexicon_id": one.actor.lexicon_id,
            "n_reports": one.n_reports, "n_events": one.n_events,
        })
    };
    actors.iter().map(|one| line("actor", &row(one))).collect()
}

fn events(pages: &Pages) -> Result<Vec<String>, Error> {
    let mut select = pages.connection.prepare("SELECT number FROM event WHERE to_generation IS NULL")?;
    let numbers = select.query_map([], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut lines = Vec::with_capacity(numbers.len());
    for number in numbers {
        let mut event = pages.gate.pass(pages.event_row(number)?).into_inner();
        event.id = content_key(pages, number)?;
        event.members.iter_mut().for_each(|member: &mut EventSubject| unmint(&mut member.report));
        lines.push(line("event", &event)?);
    }
    Ok(lines)
}

/// What an event is, whatever it is called: its members' reports and words.
fn content_key(pages: &Pages, event: i64) -> Result<String, Error> {
    let mut select = pages.connection.prepare_cached(
        "SELECT anchor FROM event_member JOIN event_subject ON number = subject WHERE event = ?1 ORDER BY anchor",
    )?;
    let anchors = select.query_map([event], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(hash::sha256_of_parts(&anchors.iter().map(String::as_bytes).collect::<Vec<_>>()))
}

fn all<T: DeserializeOwned>(pages: &Pages, family: Family) -> Result<Vec<T>, Error> {
    let mut select = pages.connection.prepare("SELECT json FROM item WHERE family = ?1")?;
    let mut rows = select.query([family.as_str()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(item_of(&pages.connection, &row.get::<_, String>(0)?)?);
    }
    Ok(found)
}

fn relations(pages: &Pages) -> Result<Vec<String>, Error> {
    let relations = pages.gate.pass(grouped(all::<RelationSubject>(pages, Family::Relation)?)).into_inner();
    relations
        .into_iter()
        .map(|mut relation| {
            relation.members.iter_mut().for_each(|member| unmint(&mut member.report));
            line("relation", &relation)
        })
        .collect()
}

fn items<T>(
    pages: &Pages,
    family: Family,
    report: fn(&mut T) -> &mut ReportStub,
) -> Result<Vec<String>, Error>
where
    T: DeserializeOwned + Serialize + model::exposure::Masked,
{
    let gate: &Exposure = &pages.gate;
    let mut lines = Vec::new();
    for item in all::<T>(pages, family)? {
        let mut item = gate.pass(item).into_inner();
        unmint(report(&mut item));
        lines.push(line(family.as_str(), &item)?);
    }
    Ok(lines)
}

fn sentences(pages: &Pages) -> Result<Vec<String>, Error> {
    let mut select = pages.connection.prepare(
        "SELECT report.key, first_byte, end_byte, masked FROM sentence JOIN report ON report.number = sentence.report",
    )?;
    let mut rows = select.query([])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let (report, first, end): (String, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let value: Value =
            json!({ "report": report, "start": first, "end": end, "masked": row.get::<_, String>(3)? });
        lines.push(line("sentence", &value)?);
    }
    Ok(lines)
}
