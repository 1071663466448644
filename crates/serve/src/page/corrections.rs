//! Every decision that a person took about the record, taken back ones too: the log of corrections.
use super::layout::source_words;
use crate::answer::{Answer, Failure, Page};
use crate::app::Request;
use maud::{Markup, html};
use model::judgement::Judgement;

/// Decisions on the page, newest first.
const SHOWN: usize = 300;

pub(crate) fn page(request: &Request<'_>) -> Result<Answer, Failure> {
    let judgements = request.pages.judgements()?;
    let body = html! {
        h1 { "Corrections" }
        p { "What persons decided about the record, newest first: that two tellings are one event or two, that a statement is right or wrong. Each names who, when and why; each can be taken back, and none is deleted. What rules read anew, and what new reports changed, is under " a href="/changes" { "what changed" } "." }
        @if judgements.is_empty() { p.missing { "No decision has been taken." } } @else {
            ul.changes { @for judgement in judgements.iter().rev().take(SHOWN) { li { (line(judgement)) } } }
        }
        @if judgements.len() > SHOWN { p.note { "The newest " (SHOWN) " of " (judgements.len()) "." } }
    };
    Ok(Answer::Page(Page { title: "Corrections".to_owned(), body }))
}

/// One decision: who, when, why, about which words.
pub(crate) fn line(judgement: &Judgement) -> Markup {
    html! {
        b { (judgement.id) } " " (judgement.decision.as_str())
        @if !judgement.in_force { " (taken back)" }
        @if let Some(undone) = &judgement.undoes { " of " (undone) }
        @for anchor in &judgement.anchors {
            " " q { (source_words(&anchor.selector.exact)) }
            @if let Some(report) = &anchor.report_id { " (" a href={ "/r/" (report) } { (report) } ")" }
        }
        @if let Some(value) = &judgement.value { " " code { (value) } }
        ": " (source_words(&judgement.reason)) " "
        span.note { (source_words(&judgement.who)) ", " (judgement.at.get(..10).unwrap_or("")) ", generation " (judgement.generation) }
    }
}
