//! Which address is which page.
use crate::State;
use crate::answer;
use crate::app::{App, Asked, Handler, finished};
use crate::page;
use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::routing::{MethodRouter, get};
use std::sync::Arc;

/// The pages, ready to be served.
///
/// ```text
/// /                      what the record holds
/// /g/{id}                a group, by lexicon id or minted id
/// /g/{id}/brief          its backgrounder; brief.md and brief.json beside it
/// /g/{id}/list/{list}    a long list of its page; /g/{id}/drawing/{name} a drawing of it
/// /g/{id}/numbers        what imported tables show of it
/// /e/{id}-{words}        an event
/// /r/{id}                a report with the sentences that carry statements
/// /c/{statement}         to the statement in its report
/// /q?q=                  search; /q.atom with the same query is its feed
/// /changes?since=        what changed since a state of the record; /changes.atom?group= state by state, as a feed
/// /corrections           what persons decided
/// /s/{outlet}            an outlet and its reports
/// /map                   events on a map, by period
/// /network               relations among groups, by year
/// /embed/map             the map alone, to be framed elsewhere
/// /p/{name}~{country}    a place; /p/{country} a country
/// /events                list; /events.csv and /events.jsonl with the same query
/// /reports /sources /about
/// /add                   a form to add reports, and /add/{job} what became of them
/// /api/v1                the same for programs, described at /api/v1/openapi.json
/// /healthz /readyz /style.css /keys.js
/// ```
pub fn router(state: State) -> Router {
    let app = App::new(state);
    Router::new()
        .route("/", at(page::home::page))
        .route("/g/{id}", at(page::group::page))
        .route("/g/{id}/numbers", at(page::numbers::page))
        .route("/g/{id}/list/{list}", at(page::group_list::page))
        .route("/g/{id}/drawing/{name}", at(page::group::drawing_of))
        .route("/g/{id}/brief", at(page::brief::html))
        .route("/g/{id}/brief.md", at(page::brief::markdown))
        .route("/g/{id}/brief.json", at(page::brief::json))
        .route("/e/{id}", at(page::event::page))
        .route("/r/{id}", at(page::document::page))
        .route("/c/{id}", at(page::document::statement))
        .route("/q", at(page::search::page))
        .route("/q.atom", at(page::feed::search))
        .route("/changes.atom", at(page::feed::changes))
        .route("/changes", at(page::changes::page))
        .route("/corrections", at(page::corrections::page))
        .route("/s/{id}", at(page::sources::outlet))
        .route("/map", at(page::map::page))
        .route("/network", at(page::network::page))
        .route("/embed/map", at(page::map::embed))
        .route("/p/{id}", at(page::place::page))
        .route("/events", at(page::events::page))
        .route("/events.csv", at(page::events::csv))
        .route("/events.jsonl", at(page::events::jsonl))
        .route("/reports", at(page::reports::page))
        .route("/sources", at(page::sources::page))
        .route("/about", at(page::about::page))
        // The form counts its bytes itself and says what is too much.
        .route("/add", get(page::add::form).post(page::add::post).layer(DefaultBodyLimit::disable()))
        .route("/add/{id}", get(page::add::job))
        .route("/api/v1", at(page::api::index))
        .route("/api/v1/openapi.json", at(page::api::openapi))
        .route("/api/v1/events", at(page::api::events))
        .route("/api/v1/events/{id}", at(page::api::event))
        .route("/api/v1/actors", at(page::api::actors))
        .route("/api/v1/actors/{id}", at(page::api::actor))
        .route("/api/v1/reports", at(page::api::reports))
        .route("/api/v1/reports/{id}", at(page::api::report))
        .route("/api/v1/search", at(page::api::search))
        .route("/api/v1/network", at(page::api::network))
        .route("/api/v1/changes", at(page::api::changes))
        .route("/healthz", get(|| async { answer::text(StatusCode::OK, "ok\n".to_owned()) }))
        .route("/readyz", get(ready))
        .route("/style.css", get(|| async { asset(page::layout::STYLE, "text/css; charset=utf-8") }))
        .route("/keys.js", get(|| async { asset(page::layout::KEYS, "text/javascript; charset=utf-8") }))
        .fallback_service(at(page::error::no_such_page).with_state(Arc::clone(&app)))
        .layer(from_fn_with_state(Arc::clone(&app), guard))
        .with_state(app)
}

/// Every answer passes here: refusals first, headers last.
async fn guard(Shared(app): Shared<Arc<App>>, request: Request, next: Next) -> Response<Body> {
    match app.refuse(&request) {
        Some(refusal) => finished(refusal),
        None => finished(next.run(request).await),
    }
}

type Parameters = Result<Path<Vec<(String, String)>>, PathRejection>;

/// A page at an address; its one parameter, if any, is the id of a thing.
fn at(handler: Handler) -> MethodRouter<Arc<App>> {
    get(move |Shared(app): Shared<Arc<App>>, parameters: Parameters, uri: Uri, headers: HeaderMap| {
        // A parameter that is no UTF-8 is the only way in which reading them fails.
        let id =
            parameters.ok().map(|Path(pairs)| pairs.into_iter().next().map(|(_, id)| id).unwrap_or_default());
        app.answer(Asked { handler, id, uri, headers })
    })
}

async fn ready(Shared(app): Shared<Arc<App>>) -> Response<Body> {
    let generation = tokio::task::spawn_blocking(move || app.generation()).await;
    match generation {
        Ok(Ok(generation)) => answer::text(StatusCode::OK, format!("ready: generation {generation}\n")),
        _ => answer::text(
            StatusCode::SERVICE_UNAVAILABLE,
            "not ready: there is no record that can be read\n".to_owned(),
        ),
    }
}

fn asset(text: &'static str, media_type: &'static str) -> Response<Body> {
    let mut response = answer::text(StatusCode::OK, text.to_owned());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    // Its address carries a digest of the words, so that a new version has a new address.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=604800"));
    response
}
