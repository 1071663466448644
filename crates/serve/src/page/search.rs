//! Search in the sentences of the record.
use super::layout::{marked, search_form, whose};
use crate::answer::{Answer, Failure, Page};
use crate::app::Request;
use crate::words;
use maud::{Markup, html};
use model::dossier::SearchHit;

/// Sentences shown.
const HITS: usize = 60;

pub(crate) fn page(request: &Request<'_>) -> Result<Answer, Failure> {
    let Some(asked) = request.query.get("q") else {
        return Ok(answer("Search", &html! {}, ""));
    };
    let shown = request.echo(asked);
    let hits = request.pages.search(asked, HITS + 1)?;
    let group = request.pages.find_actor(asked)?;
    let results = html! {
        @if let Some(group) = group { p.notice { "A group or organisation has this name: " a href={ "/g/" (crate::query::encode(&group)) } { "its page" } "." } }
        @if hits.is_empty() { (nothing()) } @else { (list(&hits[..hits.len().min(HITS)], hits.len() > HITS)) }
    };
    Ok(answer(&format!("Search: {shown}"), &results, &shown))
}

fn answer(title: &str, results: &Markup, shown: &str) -> Answer {
    let body = html! {
        h1 { "Search" }
        div.big { (search_form(shown, "find-big")) }
        p.note { "All words must occur in one sentence; " code { "\"…\"" } " is a phrase. Names of private persons find nothing." }
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
                blockquote dir="auto" { (marked(&hit.citation)) }
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
