//! A report with what rests on its sentences, and the search over all sentences.
use crate::citations::{Source, speaker_of};
use crate::query::{Field, Query};
use crate::{Error, Pages};
use model::dossier::{DocumentSentence, DocumentView, SearchHit, SearchResult, SentenceStatement};
use model::exposure::WITHHELD;
use model::record::name_key;
use model::statement::{Family, Statement};
use model::{ActorKind, Span};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter};
use serde_json::Value as Json;
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
    let most = excerpt(connection, source.line.outlet.as_deref())?.unwrap_or(usize::MAX);
    let left_out = sentences.len().saturating_sub(most);
    sentences.truncate(most);
    Ok(Some(DocumentView { report: source.line, notes: notes(connection, report)?, sentences, left_out }))
}

/// How many sentences of a report of an outlet may leave together; `None` where nobody set a limit.
fn excerpt(connection: &Connection, outlet: Option<&str>) -> Result<Option<usize>, Error> {
    let least: Option<u32> = connection
        .prepare_cached("SELECT MIN(excerpt) FROM source WHERE outlet = ?1")?
        .query_row([outlet], |row| row.get(0))?;
    Ok(least.map(|least| least as usize))
}

/// The issues of the report's reading that are of no words in particular.
fn notes(connection: &Connection, report: i64) -> Result<Vec<String>, Error> {
    let mut select = connection.prepare_cached(
        "SELECT issue.value ->> 'message' FROM report JOIN reading ON reading.number = report.reading, json_each(quoted, '$.issues') AS issue
         WHERE report.number = ?1 AND issue.value ->> 'span' IS NULL ORDER BY issue.key",
    )?;
    let rows = select.query_map([report], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
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
        said_by: said_by(statement, targets),
        span: Span::new(span.start - sentence.start, span.end.min(sentence.end) - sentence.start),
        rule: statement.rule.clone(),
    }
}

/// Who says it, or passed it on first.
fn said_by(statement: &Statement, targets: &BTreeMap<String, Target>) -> Option<String> {
    let chain = statement.attribution.as_ref()?;
    let named = |local: &String| targets.get(local).map(|target| target.name.clone());
    let speaker = chain.speaker.as_ref().and_then(named).or_else(|| chain.description.clone());
    speaker.or_else(|| chain.via.first().and_then(named))
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
            let ended = if value.get("ended") == Some(&Json::Bool(true)) { "ended" } else { "" };
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

fn text(value: Option<&Json>) -> Option<String> {
    match value? {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn days(value: &Json) -> String {
    match (text(value.get("earliest")), text(value.get("latest"))) {
        (Some(earliest), Some(latest)) if earliest == latest => earliest,
        (Some(earliest), Some(latest)) => format!("{earliest} to {latest}"),
        _ => "not resolved".to_owned(),
    }
}

fn number(value: &Json) -> String {
    let (low, best, high) = (text(value.get("low")), text(value.get("best")), text(value.get("high")));
    let qualifier = text(value.get("qualifier")).filter(|qualifier| qualifier != "exact").unwrap_or_default();
    let number = match (best, low, high) {
        (Some(best), ..) => best,
        (None, Some(low), Some(high)) => format!("{low} to {high}"),
        (None, low, high) => low.or(high).unwrap_or_default(),
    };
    [qualifier, number].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn scope(value: &Json) -> String {
    text(value.get("scope"))
        .filter(|scope| scope != "total")
        .map(|scope| format!("({scope})"))
        .unwrap_or_default()
}

fn months(value: &Json) -> String {
    text(value.get("horizon_months")).map(|months| format!("within {months} months")).unwrap_or_default()
}

/// What is searched for, and how far.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// What somebody typed.
    pub query: &'a Query,
    /// At most so many hits.
    pub limit: usize,
    /// How words of names are spelt; `None` for the words as they were typed only.
    pub spelling: Option<Spelling<'a>>,
    /// Which come first.
    pub order: Order,
    /// Where a place is, in degrees north and east.
    pub point_of: &'a dyn Fn(&str) -> Option<(f64, f64)>,
}

/// Which sentences come first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// Those of the report that was published last.
    #[default]
    Published,
    /// Those of the report that came into the record last.
    Added,
}

/// How words of names are spelt otherwise.
#[derive(Clone, Copy)]
pub struct Spelling<'a> {
    /// What is the same in every spelling of a word.
    pub key_of: &'a dyn Fn(&str) -> String,
    /// Whether two words with one key are one word.
    pub is_same: &'a dyn Fn(&str, &str) -> bool,
}

impl std::fmt::Debug for Asked<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Asked")
            .field("query", self.query)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

/// At most so many of the newest sentences that match are put in order of publication: a query of two very common words
/// would otherwise sort a large part of the record.
const CANDIDATES: i64 = 5000;

/// Other spellings of a word that are looked for.
const SPELLINGS: usize = 12;
/// A key that is shorter is that of too many words.
const SHORTEST_KEY: usize = 3;

/// Sentences that a query means; of copies of one text the first report stands, or the last where those added last come first.
pub(crate) fn search(pages: &Pages, asked: &Asked<'_>) -> Result<SearchResult, Error> {
    let connection = &pages.connection;
    let spellings = spellings(connection, asked)?;
    let query = asked.query.with_spellings(&spellings);
    let mut result = SearchResult { hits: Vec::new(), spellings, problem: query.problem.clone() };
    if query.is_empty() {
        return Ok(result);
    }
    let mut values: Vec<Value> = Vec::new();
    let mut conditions = Vec::new();
    if let Some(expression) = query.expression() {
        values.push(expression.into());
        conditions.push(format!(
            "sentence.number IN (SELECT rowid FROM sentence_words WHERE sentence_words MATCH ?1 ORDER BY rowid DESC LIMIT {CANDIDATES})"
        ));
    }
    for field in &query.fields {
        match condition(pages, field, asked.point_of, &mut values)? {
            Ok(sql) => conditions.push(sql),
            Err(problem) => {
                result.problem = Some(problem);
                return Ok(result);
            }
        }
    }
    let sql = format!(
        "SELECT sentence.number, report, first_byte, end_byte, text FROM sentence JOIN report ON report.number = report
         WHERE {} ORDER BY {}, first_byte",
        conditions.join(" AND "),
        match asked.order {
            Order::Published => "published IS NULL, published DESC, report.number",
            Order::Added => "report.number DESC",
        }
    );
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows = select.query(params_from_iter(values))?;
    let mut seen = BTreeSet::new();
    let mut sources: BTreeMap<i64, Option<Source>> = BTreeMap::new();
    while let Some(row) = rows.next()?.filter(|_| result.hits.len() < asked.limit) {
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
            result.hits.push(SearchHit { citation, events: events_told(connection, number)? });
        }
    }
    Ok(result)
}

/// Other spellings of the words that are looked for, as they stand in the index.
fn spellings(connection: &Connection, asked: &Asked<'_>) -> Result<Vec<(String, Vec<String>)>, Error> {
    let Some(Spelling { key_of, is_same }) = asked.spelling else { return Ok(Vec::new()) };
    let mut select =
        connection.prepare_cached("SELECT word FROM spelling WHERE key = ?1 AND word <> ?2 ORDER BY word")?;
    let mut stands =
        connection.prepare_cached("SELECT 1 FROM sentence_words WHERE sentence_words MATCH ?1 LIMIT 1")?;
    let mut found = Vec::new();
    for word in asked.query.single_words() {
        let key = key_of(&word);
        if key.chars().count() < SHORTEST_KEY {
            continue;
        }
        let words =
            select.query_map([&key, &word], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        let mut others = Vec::new();
        for other in words.into_iter().filter(|other| is_same(&word, other)) {
            if others.len() < SPELLINGS
                && stands.query_row([format!("\"{other}\"")], |_| Ok(())).optional()?.is_some()
            {
                others.push(other);
            }
        }
        if !others.is_empty() {
            found.push((word, others));
        }
    }
    Ok(found)
}

/// A field as SQL, or why it finds nothing.
fn condition(
    pages: &Pages,
    field: &Field,
    point_of: &dyn Fn(&str) -> Option<(f64, f64)>,
    values: &mut Vec<Value>,
) -> Result<Result<String, String>, Error> {
    let mut put = |value: Value| {
        values.push(value);
        format!("?{}", values.len())
    };
    let tells = |events: &str| {
        format!(
            "sentence.number IN (SELECT sentence FROM sentence_event JOIN event_member ON event_member.subject = sentence_event.subject
             JOIN event ON event.number = event_member.event WHERE event.to_generation IS NULL AND {events})"
        )
    };
    Ok(Ok(match field {
        Field::Outlet(words) => {
            let words = put(words.to_lowercase().into());
            format!("instr(lower(COALESCE(json_extract(metadata, '$.source'), '')), {words}) > 0")
        }
        Field::Published(from, to) => {
            let (from, to) = (put(from.to_string().into()), put(to.to_string().into()));
            format!("published >= {from} AND published <= {to}")
        }
        Field::Group(words) => {
            let Some(key) = pages.key_of_actor(words)? else {
                return Ok(Err(format!(
                    "no group or organisation `{}` in the record",
                    pages.words(words).into_inner()
                )));
            };
            format!("report IN (SELECT report FROM mention WHERE key = {})", put(key.into()))
        }
        Field::Type(word) => {
            let word = put(word.to_lowercase().replace([' ', '-'], "_").into());
            tells(&format!("(event.event_type = {word} OR json_extract(event.json, '$.subtype') = {word})"))
        }
        Field::Place(words) => {
            let words = put(format!(" {} ", name_key(words)).into());
            tells(&format!("instr(event.place, {words}) > 0"))
        }
        Field::Near(name, kilometres) => {
            let Some((latitude, longitude)) = point_of(name) else {
                return Ok(Err(format!(
                    "no place `{}` with a point in the gazetteer",
                    pages.words(name).into_inner()
                )));
            };
            let edges = around(latitude, longitude, *kilometres).map(|edge| put(edge.into()));
            let [south, north, west, east] = &edges;
            tells(&format!(
                "event.number IN (SELECT event FROM event_box WHERE north >= {south} AND south <= {north} AND east >= {west} AND west <= {east})"
            ))
        }
    }))
}

/// Kilometres in a degree of latitude.
const DEGREE_KM: f64 = 111.2;

/// South, north, west, east of the square around a circle.
fn around(latitude: f64, longitude: f64, kilometres: f64) -> [f64; 4] {
    let north = kilometres / DEGREE_KM;
    let east = north / latitude.to_radians().cos().max(0.01);
    [latitude - north, latitude + north, longitude - east, longitude + east]
}

fn events_told(connection: &Connection, sentence: i64) -> Result<Vec<String>, Error> {
    let mut select = connection.prepare_cached(
        "SELECT DISTINCT event.id FROM sentence_event JOIN event_member ON event_member.subject = sentence_event.subject
         JOIN event ON event.number = event WHERE sentence = ?1 AND to_generation IS NULL ORDER BY event.number",
    )?;
    let rows = select.query_map([sentence], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
