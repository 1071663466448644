//! Search in the sentences of the record.
use super::layout::{marked, search_form, source_words, whose};
use crate::answer::{Answer, Failure, Page};
use crate::app::Request;
use crate::words;
use lexicon::{Lexicon, NameKind, Sameness};
use maud::{Markup, html};
use model::Public;
use model::dossier::{SearchHit, SearchResult};
use store::{Asked, Order, Pages, Query, Spelling};

/// What a search, and its feed, can be asked for.
pub(crate) const SEARCH_KEYS: [&str; 2] = ["q", "exact"];

/// Sentences shown.
const HITS: usize = 60;

/// Actors named above them.
const MOST_KNOWN: usize = 4;

pub(crate) fn page(request: &Request<'_>) -> Result<Answer, Failure> {
    let Some(asked) = request.query.get("q") else {
        return Ok(answer("Search", &html! {}, ""));
    };
    let shown = request.echo(asked);
    let is_exact = request.query.get("exact").is_some();
    let found = find(request.pages, &Query::parse(asked), HITS + 1, !is_exact, request.lexicon)?;
    let hits = &found.hits;
    let group = request.pages.find_actor(asked)?;
    let known = known_names(asked, request)?;
    let results = html! {
        @if let Some(problem) = &found.problem { p.notice { (problem) } }
        @for (word, others) in &found.spellings {
            p.note {
                "“" bdi { (word) } "” also as "
                @for (at, other) in others.iter().enumerate() { @if at > 0 { ", " } bdi { (other) } }
            }
        }
        @if !found.spellings.is_empty() { p.note { a href={ "/q?q=" (crate::query::encode(&shown)) "&exact=1" } { "These words only" } } }
        @if is_exact { p.note { a href={ "/q?q=" (crate::query::encode(&shown)) } { "Other spellings of names as well" } } }
        @for (id, name) in &known { p.notice { "A name of " a href={ "/g/" (crate::query::encode(id)) } { (source_words(name)) } ": " a href={ "/q" (crate::query::build(&[("q", &format!("group:{id}"))])) } { "its sentences" } } }
        @if let Some(group) = group.filter(|_| known.is_empty()) { p.notice { "A group or organisation has this name: " a href={ "/g/" (crate::query::encode(&group)) } { "its page" } "." } }
        p.note { "To be told of new ones: " a href={ "/q.atom" (crate::query::build(&[("q", &shown), ("exact", if is_exact { "1" } else { "" })])) } { "this search as an Atom feed" } "." }
        @if hits.is_empty() { (nothing()) } @else { (list(&hits[..hits.len().min(HITS)], hits.len() > HITS)) }
    };
    Ok(answer(&format!("Search: {shown}"), &results, &shown))
}

/// Actors of the record that the lexicon knows by a name among these words, in whatever script: id and name.
fn known_names(asked: &str, request: &Request<'_>) -> Result<Vec<(String, String)>, Failure> {
    let found = request.lexicon.actors.scan(asked);
    let entries = found.iter().flat_map(|one| &one.candidates).map(|(entry, _)| entry);
    let mut known: Vec<(String, String)> = Vec::new();
    for entry in entries {
        if known.iter().all(|(id, _)| *id != entry.id) && request.pages.find_actor(&entry.id)?.is_some() {
            known.push((entry.id.clone(), entry.name.clone()));
        }
    }
    known.truncate(MOST_KNOWN);
    Ok(known)
}

/// Sentences that a query means; names in other spellings too, if that is wanted.
///
/// # Errors
/// Where the record cannot be read.
pub fn find(
    pages: &Pages,
    query: &Query,
    limit: usize,
    in_other_spellings: bool,
    lexicon: &Lexicon,
) -> Result<Public<SearchResult>, store::Error> {
    ordered(pages, query, (limit, Order::Published), in_other_spellings, lexicon)
}

/// The same, those that came into the record last first.
pub(crate) fn find_added(
    pages: &Pages,
    query: &Query,
    limit: usize,
    in_other_spellings: bool,
    lexicon: &Lexicon,
) -> Result<Public<SearchResult>, store::Error> {
    ordered(pages, query, (limit, Order::Added), in_other_spellings, lexicon)
}

fn ordered(
    pages: &Pages,
    query: &Query,
    (limit, order): (usize, Order),
    in_other_spellings: bool,
    lexicon: &Lexicon,
) -> Result<Public<SearchResult>, store::Error> {
    let key_of = |word: &str| lexicon.names.skeleton(word);
    let is_same =
        |one: &str, other: &str| lexicon.names.compare(one, other, NameKind::Place) == Sameness::Same;
    let point_of = |name: &str| {
        let places = lexicon.places.lookup(name);
        places.iter().find_map(|place| Some((place.latitude?, place.longitude?)))
    };
    let spelling = in_other_spellings.then_some(Spelling { key_of: &key_of, is_same: &is_same });
    pages.search(&Asked { query, limit, spelling, order, point_of: &point_of })
}

fn answer(title: &str, results: &Markup, shown: &str) -> Answer {
    let body = html! {
        h1 { "Search" }
        div.big { (search_form(shown, "find-big")) }
        p.note { "All words must occur in one sentence; " code { "\"…\"" } " is a phrase. Also " code { "OR" } ", " code { "-word" } ", " code { "( )" } ", "
            code { "date:2023..2024-03" } ", " code { "group:is-k" } ", " code { "type:attack" } ", " code { "place:Kabul" } ", " code { "near:Kabul 50km" } ", "
            code { "outlet:…" } ". Names of private persons find nothing." }
        (results)
    };
    Answer::Page(Page { title: title.to_owned(), body })
}

fn nothing() -> Markup {
    html! {
        p.lead { "No sentence of the record has these words." }
        p { "Use fewer words, or another spelling; names are found by any spelling that a group's page lists." }
    }
}

fn list(hits: &[SearchHit], has_more: bool) -> Markup {
    html! {
        h2 {
            @if has_more { "The newest " (hits.len()) " sentences" } @else { (words::count(hits.len(), "sentence", "sentences")) }
        }
        @for hit in hits {
            figure.cite {
                blockquote dir="auto" lang=[hit.citation.language.as_deref()] { (marked(&hit.citation)) }
                figcaption {
                    (whose(&hit.citation))
                    @if !hit.events.is_empty() {
                        " · "
                        @for (at, event) in hit.events.iter().enumerate() {
                            @if at > 0 { ", " }
                            a href={ "/e/" (crate::query::encode(event)) } { "event " (event) }
                        }
                    }
                }
            }
        }
    }
}
