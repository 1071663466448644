//! A report with what rests on its sentences, and the search over all sentences.
use crate::Error;
use crate::citations::{Source, speaker_of};
use model::dossier::{DocumentSentence, DocumentView, SearchHit, SentenceStatement};
use model::exposure::WITHHELD;
use model::statement::{Family, Statement};
use model::{ActorKind, Span};
use rusqlite::{Connection, params};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// One report with the sentences that carry statements.
pub(crate) fn view(connection: &Connection, report: i64) -> Result<Option<DocumentView>, Error> {
    let Some(source) = Source::load(connection, report)? else { return Ok(None) };
    let statements = statements_of(connection, report)?;
    let targets = targets(connection, report)?;
    let mut sentences = Vec::new();
    for sentence in &source.sentences {
        let resting: Vec<&Statement> = statements
            .iter()
            .filter(|statement| statement.spans.first().is_some_and(|span| begins_in(*span, *sentence)))
            .collect();
        if resting.is_empty() {
            continue;
        }
        // What a person with a stated post is quoted with names the person; so does the sentence that holds it.
        let said = resting.iter().find(|statement| speaker_of(statement).is_some());
        let mut citation = source.citation(*sentence, *sentence, said.copied());
        (citation.statement, citation.rule) = (String::new(), None);
        let statements =
            resting.into_iter().map(|statement| beside(statement, *sentence, &targets)).collect();
        sentences.push(DocumentSentence { citation, statements });
    }
    Ok(Some(DocumentView { report: source.line, sentences }))
}

fn begins_in(span: Span, sentence: Span) -> bool {
    sentence.start <= span.start && span.start < sentence.end
}

fn statements_of(connection: &Connection, report: i64) -> Result<Vec<Statement>, Error> {
    let mut select = connection.prepare_cached(
        "SELECT json FROM statement JOIN report ON report.reading = statement.reading WHERE report.number = ?1 ORDER BY statement.number",
    )?;
    let mut rows = select.query([report])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(serde_json::from_str(&row.get::<_, String>(0)?)?);
    }
    Ok(found)
}

/// What a local id of a report is in the record: the id of its page, and its name.
struct Target {
    page: Option<String>,
    name: String,
}

fn targets(connection: &Connection, report: i64) -> Result<BTreeMap<String, Target>, Error> {
    let mut targets = BTreeMap::new();
    let mut actors = connection.prepare_cached(
        "SELECT local, actor.id, mention.name, mention.kind, mention.lexicon_id IS NOT NULL FROM mention
         LEFT JOIN actor ON actor.key = mention.key AND to_generation IS NULL WHERE report = ?1",
    )?;
    let mut rows = actors.query([report])?;
    while let Some(row) = rows.next()? {
        let (kind, is_listed): (String, bool) = (row.get(3)?, row.get(4)?);
        let is_private = kind == ActorKind::Person.as_str() && !is_listed;
        let name = if is_private { WITHHELD.to_owned() } else { row.get(2)? };
        targets.insert(row.get(0)?, Target { page: row.get(1)?, name });
    }
    let mut events = connection.prepare_cached(
        "SELECT local, event.id FROM event_subject JOIN event_member ON subject = event_subject.number
         JOIN event ON event.number = event WHERE report = ?1 AND current AND to_generation IS NULL",
    )?;
    let mut rows = events.query([report])?;
    while let Some(row) = rows.next()? {
        targets.insert(row.get(0)?, Target { page: row.get(1)?, name: "the event".to_owned() });
    }
    Ok(targets)
}

fn beside(statement: &Statement, sentence: Span, targets: &BTreeMap<String, Target>) -> SentenceStatement {
    let span = statement.spans.first().copied().unwrap_or(sentence);
    SentenceStatement {
        id: statement.id.clone(),
        family: statement.family.as_str().to_owned(),
        summary: summary(statement, targets),
        target: targets.get(&statement.subject).and_then(|target| target.page.clone()),
        span: Span::new(span.start - sentence.start, span.end.min(sentence.end) - sentence.start),
        rule: statement.rule.clone(),
    }
}

/// A statement's value in words. Local ids become names.
fn summary(statement: &Statement, targets: &BTreeMap<String, Target>) -> String {
    let value = &statement.value;
    let word = |key: &str| text(value.get(key)).unwrap_or_default();
    let named = |key: &str| {
        let local = text(value.get(key))?;
        Some(targets.get(&local).map_or(local, |target| target.name.clone()))
    };
    let who = |key: &str| named(key).unwrap_or_else(|| "somebody not named".to_owned());
    let parts = match statement.family {
        Family::Actor => vec![who_is(statement, targets), word("kind")],
        Family::Event => vec![word("type"), word("subtype"), word("realis")],
        Family::When => vec![days(value)],
        Family::Where => vec![word("name"), word("admin1"), word("country")],
        Family::Participant => vec![word("role"), who("actor")],
        Family::Responsibility => {
            vec![
                word("stance"),
                named("actor").or_else(|| text(value.get("description"))).unwrap_or_default(),
            ]
        }
        Family::Figure => vec![word("measure"), number(value), named("of").unwrap_or_default(), scope(value)],
        Family::Relation => {
            let ended = if value.get("ended") == Some(&Value::Bool(true)) { "ended" } else { "" };
            let to = named("to").or_else(|| text(value.get("place"))).unwrap_or_default();
            vec![who("from"), word("kind"), to, ended.to_owned()]
        }
        Family::Quotation => vec![word("manner")],
        Family::Assessment => vec![word("kind"), word("likelihood"), months(value)],
    };
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ").replace('_', " ")
}

fn who_is(statement: &Statement, targets: &BTreeMap<String, Target>) -> String {
    targets.get(&statement.subject).map_or_else(|| WITHHELD.to_owned(), |target| target.name.clone())
}

fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn days(value: &Value) -> String {
    match (text(value.get("earliest")), text(value.get("latest"))) {
        (Some(earliest), Some(latest)) if earliest == latest => earliest,
        (Some(earliest), Some(latest)) => format!("{earliest} to {latest}"),
        _ => "not resolved".to_owned(),
    }
}

fn number(value: &Value) -> String {
    let (low, best, high) = (text(value.get("low")), text(value.get("best")), text(value.get("high")));
    let qualifier = text(value.get("qualifier")).filter(|qualifier| qualifier != "exact").unwrap_or_default();
    let number = match (best, low, high) {
        (Some(best), ..) => best,
        (None, Some(low), Some(high)) => format!("{low} to {high}"),
        (None, low, high) => low.or(high).unwrap_or_default(),
    };
    [qualifier, number].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn scope(value: &Value) -> String {
    text(value.get("scope"))
        .filter(|scope| scope != "total")
        .map(|scope| format!("({scope})"))
        .unwrap_or_default()
}

fn months(value: &Value) -> String {
    text(value.get("horizon_months")).map(|months| format!("within {months} months")).unwrap_or_default()
}

/// At most so many of the newest sentences that match are put in order of publication: a query of two very common words
/// would otherwise sort a large part of the record.
const CANDIDATES: i64 = 2000;

/// Sentences with these words, newest report first; of copies of one text the first report stands.
pub(crate) fn search(connection: &Connection, query: &str, limit: usize) -> Result<Vec<SearchHit>, Error> {
    let Some(expression) = expression(query) else { return Ok(Vec::new()) };
    let mut select = connection.prepare_cached(
        "SELECT sentence.number, report, first_byte, end_byte, text FROM
            (SELECT rowid AS hit FROM sentence_words WHERE sentence_words MATCH ?1 ORDER BY rowid DESC LIMIT ?2)
         JOIN sentence ON sentence.number = hit JOIN report ON report.number = report
         ORDER BY published IS NULL, published DESC, report.number, first_byte",
    )?;
    let mut rows = select.query(params![expression, CANDIDATES])?;
    let mut seen = BTreeSet::new();
    let mut sources: BTreeMap<i64, Option<Source>> = BTreeMap::new();
    let mut hits = Vec::new();
    while let Some(row) = rows.next()?.filter(|_| hits.len() < limit) {
        let (number, report): (i64, i64) = (row.get(0)?, row.get(1)?);
        let span = Span::new(row.get::<_, i64>(2)? as usize, row.get::<_, i64>(3)? as usize);
        if !seen.insert((row.get::<_, String>(4)?, span)) {
            continue;
        }
        let source = match sources.entry(report) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => new.insert(Source::load(connection, report)?),
        };
        if let Some(source) = source {
            let citation = source.citation(span, span, None);
            hits.push(SearchHit { citation, events: events_told(connection, number)? });
        }
    }
    Ok(hits)
}

fn events_told(connection: &Connection, sentence: i64) -> Result<Vec<String>, Error> {
    let mut select = connection.prepare_cached(
        "SELECT DISTINCT event.id FROM sentence_event JOIN event_member ON event_member.subject = sentence_event.subject
         JOIN event ON event.number = event WHERE sentence = ?1 AND to_generation IS NULL ORDER BY event.number",
    )?;
    let rows = select.query_map([sentence], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What somebody typed as a query of the index: phrases between quotation marks, and words, all of which must occur. Nothing
/// typed has a meaning of its own for the index. `None` where there is no word.
fn expression(query: &str) -> Option<String> {
    let mut terms = Vec::new();
    for (position, part) in query.split(['"', '\u{201C}', '\u{201D}']).enumerate() {
        let clean = |words: &str| words.replace('\0', " ").trim().to_owned();
        let is_phrase = position % 2 == 1;
        let parts: Vec<String> =
            if is_phrase { vec![clean(part)] } else { part.split_whitespace().map(clean).collect() };
        let worded = parts.into_iter().filter(|part| part.chars().any(char::is_alphanumeric));
        terms.extend(worded.map(|part| format!("\"{part}\"")));
    }
    (!terms.is_empty()).then(|| terms.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_has_no_meaning_of_its_own_for_the_index() {
        assert_eq!(expression("kabul NEAR mosque*").as_deref(), Some("\"kabul\" \"NEAR\" \"mosque*\""));
        assert_eq!(expression("\"suicide bombing\" kabul").as_deref(), Some("\"suicide bombing\" \"kabul\""));
        assert_eq!(expression("\"unclosed phrase").as_deref(), Some("\"unclosed phrase\""));
        assert_eq!(expression(" \" - ( ) * "), None);
    }
}
