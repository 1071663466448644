//! What changed since a state of the record: new events, other figures, new claims and denials, with their sentences.
use super::layout::{cite_some, pager, source_words};
use crate::answer::{Answer, Failure, Page};
use crate::app::Request;
use crate::{query, words};
use maud::{Markup, html};
use model::dossier::{Change, ChangeKind, Digest};

const KEYS: [&str; 3] = ["since", "group", "page"];
/// Events on one page.
const PER_PAGE: usize = 60;

pub(crate) fn page(request: &Request<'_>) -> Result<Answer, Failure> {
    if let Some(key) = request.query.unknown_key(&KEYS) {
        let what = format!("`{}` is nothing that changes can be asked for", request.echo(key));
        return Err(Failure::BadRequest { what, hint: "expected `since`, `group` and `page`".to_owned() });
    }
    let newest = request.pages.generation();
    let since = match request.query.get("since") {
        Some(words) => state(words, newest, request)?.ok_or_else(|| Failure::BadRequest {
            what: format!("`since` is `{}`, which is no state of this record", request.echo(words)),
            hint: format!("expected a number from 0 to {newest}, or a day such as `2024-03-25`"),
        })?,
        None => newest.saturating_sub(1),
    };
    let group = request.query.get("group");
    let page = super::events::number_of_page(request)?;
    let part = ((page - 1) * PER_PAGE, PER_PAGE);
    let digest = match request.pages.changes_in_part(since, group, part) {
        Ok(digest) => digest,
        Err(store::Error::Unknown { .. }) => {
            return Err(request.not_found("group or organisation", group.unwrap_or_default()));
        }
        Err(error) => return Err(error.into()),
    };
    let shown_group = group.map_or_else(String::new, |group| request.echo(group));
    let to = |since: u64| {
        format!("/changes{}", query::build(&[("since", &since.to_string()), ("group", &shown_group)]))
    };
    let body = html! {
        h1 { "What changed" }
        p {
            "After state " (digest.since) " of the record, up to state " (digest.generation)
            @if !shown_group.is_empty() { ", events of " a href={ "/g/" (query::encode(&shown_group)) } { (source_words(&shown_group)) } }
            ": " (words::count(digest.n_events as usize, "event", "events")) ", those that the record had before first, then new ones. Each run of adding reports makes a state."
        }
        form.filter action="/changes" method="get" {
            label { "Since" input type="text" name="since" value=(since) placeholder="2024-03-25" maxlength="20"; }
            label { "Group" input type="text" name="group" value=(shown_group) placeholder="is-k" dir="auto" maxlength="120"; }
            button type="submit" { "Show" }
        }
        nav.chips aria-label="Since" {
            @for back in [1, 2, 5, 10, 50] {
                @if back <= newest { a href=(to(newest - back)) aria-current=[(newest - back == since).then_some("true")] { "since state " (newest - back) } }
            }
            @if newest > 0 { a href=(to(0)) aria-current=[(since == 0).then_some("true")] { "since the beginning" } }
        }
        (list(&digest, usize::MAX))
        (pager("/changes", &[("since", &since.to_string()), ("group", &shown_group)], page, (page * PER_PAGE) < digest.n_events as usize))
        p.actions { a.button href={ "/api/v1/changes" (query::build(&[("since", &since.to_string()), ("group", &shown_group)])) } { "As JSON" } " " a.button href={ "/changes.atom" (query::build(&[("group", &shown_group)])) } { "As an Atom feed" } }
    };
    Ok(Answer::Page(Page { title: "What changed".to_owned(), body }))
}

/// A state by its number, or the last one of a day.
fn state(words: &str, newest: u64, request: &Request<'_>) -> Result<Option<u64>, Failure> {
    match words.parse::<jiff::civil::Date>() {
        Ok(day) => Ok(Some(request.store.generation_on(day)?)),
        Err(_) => Ok(words.parse::<u64>().ok().filter(|since| *since <= newest)),
    }
}

/// Changes, the latest events first, with the first sentence of each.
pub(crate) fn list(digest: &Digest, most: usize) -> Markup {
    let mut changes = digest.changes.iter().collect::<Vec<_>>();
    changes.sort_by_key(|change| {
        (rank(change.kind), std::cmp::Reverse(change.when.map(|when| (when.earliest, when.latest))))
    });
    html! {
        @if changes.is_empty() { p.missing { "Nothing." } }
        ul.changes { @for change in changes.iter().take(most) { (line(change, digest)) } }
    }
}

/// What bears on the record of a group most comes first.
const fn rank(kind: ChangeKind) -> u8 {
    match kind {
        ChangeKind::NewResponsibility | ChangeKind::ChangedFigure => 0,
        ChangeKind::NewEvent | ChangeKind::NewPlot => 1,
        ChangeKind::MoreReports => 2,
    }
}

/// What kind of change it is, which event it is about, and what of it changed.
pub(super) fn told(change: &Change) -> (&'static str, String, String) {
    let kind = match change.kind {
        ChangeKind::NewEvent => "New event",
        ChangeKind::NewPlot => "New, did not happen",
        ChangeKind::ChangedFigure => "Figure",
        ChangeKind::NewResponsibility => "Responsibility",
        ChangeKind::MoreReports => "More reports",
    };
    let place = change.place.as_ref().map(|place| format!(" {}", words::at_place(place))).unwrap_or_default();
    let event = format!(
        "{}{place}, {}",
        words::event_type_words(change.event_type),
        words::time_or_none(change.when.as_ref())
    );
    let detail = match change.kind {
        ChangeKind::NewEvent | ChangeKind::NewPlot => String::new(),
        _ => format!(": {}", change.words.replace('_', " ")),
    };
    (kind, event, detail)
}

fn line(change: &Change, digest: &Digest) -> Markup {
    let (kind, event, detail) = told(change);
    let event = words::capital(&event);
    html! {
        li {
            span.tag { (kind) }
            a href={ "/e/" (query::encode(&change.event)) } { (source_words(&event)) } (source_words(&detail))
            (cite_some(&digest.citations, change.statements.iter().map(String::as_str), 1))
        }
    }
}
