//! The record for programs: `/api/v1`, JSON, the same query as the pages. Everything has passed the gate.
//!
//! Lists come in pages of `limit` items with the cursor of the next one; the generation stands with every answer, so that a client notices
//! when the record has changed between two of them. Failures are RFC 9457 problem details.
use super::events::{filter_of, permalinks};
use crate::answer::{Answer, Failure, File};
use crate::app::Request;
use crate::query;
use axum::http::StatusCode;
use model::PlacePrecision;
use model::dossier::SearchResult;
use model::record::Event;
use publish::table;
use serde::Serialize;
use serde_json::{Value, json};
use store::{EventFilter, Query};

/// Items of a list, unless asked for otherwise, and at most.
const ITEMS: usize = 100;
const MOST_ITEMS: usize = 500;

/// Parameters of every list.
const OF_LISTS: [&str; 3] = ["limit", "cursor", "format"];

fn answer(request: &Request<'_>, value: &impl Serialize) -> Result<Answer, Failure> {
    let unwritable = |error: serde_json::Error| Failure::Unreadable(error.to_string());
    let mut value = serde_json::to_value(value).map_err(unwritable)?;
    unlink(&mut value, request);
    let text = serde_json::to_string(&value).map_err(unwritable)?;
    Ok(Answer::File(File { media_type: "application/json; charset=utf-8", name: None, text: text + "\n" }))
}

/// Takes the address from whatever names an outlet that speaks for an armed group, as the pages do.
fn unlink(value: &mut Value, request: &Request<'_>) {
    match value {
        Value::Object(fields) => {
            let outlet = fields.get("outlet").and_then(Value::as_str);
            if !request.reference.may_link(outlet)
                && let Some(url) = fields.get_mut("url")
            {
                *url = Value::Null;
            }
            fields.values_mut().for_each(|value| unlink(value, request));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| unlink(value, request)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What there is.
pub(crate) fn index(request: &Request<'_>) -> Result<Answer, Failure> {
    let counts = request.pages.counts()?;
    answer(
        request,
        &json!({
            "generation": request.pages.generation(),
            "counts": {
                "reports": counts.reports, "origins": counts.origins, "events": counts.events, "actors": counts.actors,
                "statements": counts.statements,
            },
            "openapi": "/api/v1/openapi.json",
            "lists": ["/api/v1/events", "/api/v1/actors", "/api/v1/reports", "/api/v1/search?q=", "/api/v1/changes?since=", "/api/v1/network"],
        }),
    )
}

/// How many items from where.
struct Part {
    limit: usize,
    offset: usize,
}

fn part(request: &Request<'_>) -> Result<Part, Failure> {
    let number = |key: &str, usual: usize| match request.query.get(key) {
        None => Ok(usual),
        Some(words) => words.parse::<usize>().map_err(|_| Failure::BadRequest {
            what: format!("found `{key}={}`, expected a number", request.echo(words)),
            hint: format!("leave `{key}` out, or take the one that the last answer gave"),
        }),
    };
    Ok(Part { limit: number("limit", ITEMS)?.clamp(1, MOST_ITEMS), offset: number("cursor", 0)? })
}

/// A list, cut to its part; one item more than wanted tells that there is another part.
fn list<T: Serialize>(request: &Request<'_>, part: &Part, items: &[T]) -> Result<Answer, Failure> {
    let next = (items.len() > part.limit).then(|| (part.offset + part.limit).to_string());
    let items = &items[..items.len().min(part.limit)];
    answer(request, &json!({ "generation": request.pages.generation(), "items": items, "next": next }))
}

fn known_keys(request: &Request<'_>, known: &[&str]) -> Result<(), Failure> {
    match request.query.unknown_key(known) {
        None => Ok(()),
        Some(key) => Err(Failure::BadRequest {
            what: format!("found the parameter `{}`", request.echo(key)),
            hint: format!("expected one of `{}`", known.join("`, `")),
        }),
    }
}

/// Events, newest first.
pub(crate) fn events(request: &Request<'_>) -> Result<Answer, Failure> {
    const KEYS: [&str; 9] =
        ["type", "group", "since", "until", "place", "country", "limit", "cursor", "format"];
    known_keys(request, &KEYS)?;
    let part = part(request)?;
    let bounded = EventFilter { limit: Some(part.limit + 1), offset: part.offset, ..filter_of(request)? };
    let events = request.pages.events(&bounded)?;
    let file = |media_type, text| Ok(Answer::File(File { media_type, name: None, text }));
    match request.query.get("format").unwrap_or("json") {
        "json" => list(request, &part, &events),
        // Tables have no place for a cursor: `limit` and `cursor` cut them as they cut lists.
        "csv" => file(
            "text/csv; charset=utf-8",
            table::events_csv(&of_part(request, &part)?, &permalinks(request), request.reference),
        ),
        "jsonl" => file(
            "application/jsonl; charset=utf-8",
            table::events_jsonl(&of_part(request, &part)?, &permalinks(request), request.reference),
        ),
        "geojson" => {
            let features: Vec<Value> =
                events.iter().take(part.limit).map(|event| feature(event, request.base)).collect();
            file(
                "application/geo+json; charset=utf-8",
                json!({ "type": "FeatureCollection", "features": features }).to_string() + "\n",
            )
        }
        other => Err(Failure::BadRequest {
            what: format!("found `format={}`", request.echo(other)),
            hint: "expected `json`, `jsonl`, `csv` or `geojson`".to_owned(),
        }),
    }
}

fn of_part(request: &Request<'_>, part: &Part) -> Result<model::Public<Vec<Event>>, Failure> {
    let bounded = EventFilter { limit: Some(part.limit), offset: part.offset, ..filter_of(request)? };
    Ok(request.pages.events(&bounded)?)
}

/// An event as GeoJSON (RFC 7946). A place that is known as a province or country only has no point: a pin in its middle would be made up.
fn feature(event: &Event, base: &str) -> Value {
    let place = event.place.as_ref();
    let fine = place.filter(|place| {
        matches!(
            place.precision,
            Some(PlacePrecision::Site | PlacePrecision::Settlement | PlacePrecision::District)
        )
    });
    let point = fine.and_then(|place| Some((place.longitude?, place.latitude?)));
    let figures: Value = event
        .figures
        .iter()
        .map(|figure| {
            (
                figure.measure.to_string(),
                json!({ "low": figure.low, "best": figure.best, "high": figure.high }),
            )
        })
        .collect::<serde_json::Map<_, _>>()
        .into();
    json!({
        "type": "Feature",
        "id": event.id,
        "geometry": point.map(|(longitude, latitude)| json!({ "type": "Point", "coordinates": [longitude, latitude] })),
        "properties": {
            "permalink": format!("{base}/e/{}", event.id),
            "type": event.event_type, "subtype": event.subtype, "realis": event.realis,
            "earliest": event.when.map(|when| when.earliest), "latest": event.when.map(|when| when.latest),
            "place": place.map(|place| &place.name), "country": place.and_then(|place| place.country.as_ref()),
            "admin1": place.and_then(|place| place.admin1.as_ref()), "precision": place.and_then(|place| place.precision),
            "figures": figures, "reports": event.n_reports, "origins": event.n_origins,
        },
    })
}

/// One event with its members, figures, contradictions, judgements and the words behind them.
pub(crate) fn event(request: &Request<'_>) -> Result<Answer, Failure> {
    if let Some(became) = request.pages.redirect(request.id)? {
        let to = format!("/api/v1/events/{}", query::encode(&became));
        return Ok(Answer::Redirect { status: StatusCode::PERMANENT_REDIRECT, to });
    }
    match request.pages.event(request.id)? {
        Some(dossier) => answer(request, &*dossier),
        None => Err(request.not_found("event", request.id)),
    }
}

/// Actors, most reports first.
pub(crate) fn actors(request: &Request<'_>) -> Result<Answer, Failure> {
    known_keys(request, &OF_LISTS[..2])?;
    let part = part(request)?;
    let all = request.pages.actors()?;
    let from = part.offset.min(all.len());
    let until = (part.offset + part.limit + 1).min(all.len());
    list(request, &part, &all[from..until])
}

/// Everything about one actor, by id or name.
pub(crate) fn actor(request: &Request<'_>) -> Result<Answer, Failure> {
    if let Some(became) = request.pages.redirect(request.id)? {
        let to = format!("/api/v1/actors/{}", query::encode(&became));
        return Ok(Answer::Redirect { status: StatusCode::PERMANENT_REDIRECT, to });
    }
    let id = request.pages.find_actor(request.id)?;
    match id.map(|id| request.pages.actor(&id)).transpose()?.flatten() {
        Some(dossier) => answer(request, &*dossier),
        None => Err(request.not_found("group or organisation", request.id)),
    }
}

/// Reports, newest first.
pub(crate) fn reports(request: &Request<'_>) -> Result<Answer, Failure> {
    known_keys(request, &OF_LISTS[..2])?;
    let part = part(request)?;
    list(request, &part, &request.pages.reports(part.limit + 1, part.offset)?)
}

/// One report with the sentences that carry statements.
pub(crate) fn report(request: &Request<'_>) -> Result<Answer, Failure> {
    match request.pages.document(request.id)? {
        Some(view) => answer(request, &*view),
        None => Err(request.not_found("report", request.id)),
    }
}

/// Sentences.
pub(crate) fn search(request: &Request<'_>) -> Result<Answer, Failure> {
    known_keys(request, &["q", "limit", "exact"])?;
    let Some(asked) = request.query.get("q") else {
        return Err(Failure::BadRequest {
            what: "found no `q`".to_owned(),
            hint: "such as `?q=mosque+Kabul`".to_owned(),
        });
    };
    let part = part(request)?;
    let is_exact = request.query.get("exact").is_some();
    let found =
        super::search::find(request.pages, &Query::parse(asked), part.limit, !is_exact, request.lexicon)?;
    let SearchResult { hits, spellings, problem } = &*found;
    answer(
        request,
        &json!({ "generation": request.pages.generation(), "items": hits, "spellings": spellings, "problem": problem }),
    )
}

/// What changed since a generation.
pub(crate) fn changes(request: &Request<'_>) -> Result<Answer, Failure> {
    known_keys(request, &["since", "group", "limit", "cursor"])?;
    let part = part(request)?;
    let since = request.query.get("since").and_then(|since| since.parse().ok());
    let Some(since) = since else {
        let hint = "such as `?since=12`; every answer names its generation".to_owned();
        return Err(Failure::BadRequest { what: "found no generation in `since`".to_owned(), hint });
    };
    let group = request.query.get("group");
    match request.pages.changes_in_part(since, group, (part.offset, part.limit)) {
        Ok(digest) => {
            let end = part.offset.saturating_add(part.limit);
            let next = ((end as u64) < digest.n_events).then(|| end.to_string());
            let mut json = json!(&*digest);
            json["next"] = json!(next);
            answer(request, &json)
        }
        Err(store::Error::Unknown { .. }) => {
            Err(request.not_found("group or organisation", group.unwrap_or_default()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Relations among groups, organisations and states, as on the page.
pub(crate) fn network(request: &Request<'_>) -> Result<Answer, Failure> {
    known_keys(request, &["group", "year", "limit", "cursor"])?;
    let part = part(request)?;
    let (network, year) = super::network::asked(request)?;
    let mut relations = super::network::of_year(&network, year);
    let n_relations = relations.len();
    let end = part.offset.saturating_add(part.limit);
    relations = relations.into_iter().skip(part.offset).take(part.limit).collect();
    let cited = request.pages.cite_relations(relations.iter().flat_map(|relation| &relation.members))?;
    let next = (end < n_relations).then(|| end.to_string());
    answer(
        request,
        &json!({
            "generation": request.pages.generation(), "n_relations": n_relations, "is_cut": network.is_cut,
            "items": relations, "citations": cited.citations, "next": next,
        }),
    )
}

/// The description of all this, as OpenAPI 3.1.
pub(crate) fn openapi(request: &Request<'_>) -> Result<Answer, Failure> {
    let text = |name: &str, about: &str| json!({ "name": name, "in": "query", "description": about, "schema": { "type": "string" } });
    let limit = json!({ "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1, "maximum": MOST_ITEMS, "default": ITEMS } });
    let cursor = text("cursor", "`next` of the answer before");
    let of_events = || {
        vec![
            text("type", "type of the event"),
            text("group", "an actor, by id or name"),
            text("since", "events that may have been on this day (or in this month, year) or later"),
            text("until", "events that may have been on this day (or in this month, year) or earlier"),
            text("place", "words of the place, its first-level division, or two letters of a country"),
            text("country", "two letters of a country"),
            json!({ "name": "format", "in": "query", "schema": { "enum": ["json", "jsonl", "csv", "geojson"], "default": "json" } }),
        ]
    };
    let path = |about: &str, mut parameters: Vec<Value>, is_one: bool| {
        if is_one {
            parameters.push(
                json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }),
            );
        }
        let mut responses = json!({
            "200": { "description": about, "content": { "application/json": {} } },
            "400": { "description": "The query cannot be understood", "content": { "application/problem+json": {} } },
        });
        if is_one {
            responses["308"] = json!({ "description": "It was merged into another one" });
            responses["404"] =
                json!({ "description": "There is none", "content": { "application/problem+json": {} } });
        }
        json!({ "get": { "summary": about, "parameters": parameters, "responses": responses } })
    };
    let listed = |about: &str, parameters: Vec<Value>| {
        path(about, [parameters, vec![limit.clone(), cursor.clone()]].concat(), false)
    };
    answer(
        request,
        &json!({
            "openapi": "3.1.0",
            "info": {
                "title": "Daybook", "version": "1",
                "description": "The record of a Daybook. Reading only. Names of private persons are withheld. `generation` names the state that an answer is made from.",
            },
            "paths": {
                "/api/v1": path("What there is", Vec::new(), false),
                "/api/v1/events": listed("Events, newest first", of_events()),
                "/api/v1/events/{id}": path("An event with everything that reports say of it", Vec::new(), true),
                "/api/v1/actors": listed("Groups and organisations, most reports first", Vec::new()),
                "/api/v1/actors/{id}": path("Everything about one, by id or name", Vec::new(), true),
                "/api/v1/reports": listed("Reports, newest first", Vec::new()),
                "/api/v1/reports/{id}": path("A report with the sentences that carry statements", Vec::new(), true),
                "/api/v1/search": path("Sentences", vec![text("q", "the query"), text("exact", "no other spellings of names"), limit.clone()], false),
                "/api/v1/network": path("Relations among groups, organisations and states", vec![text("group", "those around this actor"), text("year", "those of a year"), limit.clone(), cursor.clone()], false),
                "/api/v1/changes": path("What changed since a generation", vec![text("since", "a generation"), text("group", "events of this actor only"), limit, cursor], false),
            },
        }),
    )
}

/// A failure as RFC 9457 problem details.
pub(crate) fn problem(failure: &Failure) -> String {
    let (title, detail) = match failure {
        Failure::NotFound { what, .. } => ("nothing is there", what.clone()),
        Failure::BadRequest { what, hint } => ("the request cannot be understood", format!("{what}; {hint}")),
        Failure::NoRecord => ("there is no record yet", "add reports with `daybook add`".to_owned()),
        // The cause is printed where the server runs, and not shown.
        Failure::Unreadable(_) => {
            ("the record cannot be read", "the cause is printed where the server runs".to_owned())
        }
    };
    json!({ "type": "about:blank", "title": title, "status": failure.status().as_u16(), "detail": detail })
        .to_string()
        + "\n"
}
