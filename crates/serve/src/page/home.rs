//! What the record holds.
use super::layout::{report_list, source_words};
use crate::answer::{Answer, Failure, Page};
use crate::app::Request;
use crate::words;
use maud::{Markup, html};
use model::dossier::ActorLine;
use model::{ActorKind, record::Actor};
use store::Counts;

/// Newest reports shown.
const REPORTS: usize = 14;

/// Changes shown.
const CHANGES: usize = 8;

/// Groups shown before the rest is folded to names only.
const OTHERS: usize = 60;

pub(crate) fn page(request: &Request<'_>) -> Result<Answer, Failure> {
    let counts = request.pages.counts()?;
    let actors = request.pages.actors()?;
    let reports = request.pages.reports(REPORTS, 0)?;
    let (groups, others): (Vec<_>, Vec<_>) =
        actors.iter().partition(|line| line.actor.kind == ActorKind::ArmedGroup);
    let before = request.pages.generation().saturating_sub(1);
    let digest = request.pages.changes_in_part(before, None, (0, CHANGES))?;
    let at = request.pages.generation_at(request.pages.generation())?;
    let body = html! {
        h1 { "What sources say about armed groups" }
        p.lead { "A record made from reports. Every figure, date, place and attribution stands with the sentence that says so; sources that disagree stand side by side." }
        (numbers(&counts))
        @if counts.reports == 0 { (empty(request.can_add)) } @else {
            div.columns {
                section aria-labelledby="groups" {
                    h2 id="groups" { "Armed groups" }
                    (group_table(&groups))
                }
                section aria-labelledby="newest" {
                    h2 id="newest" { "Newest reports" }
                    (report_list(&reports))
                    p { a href="/reports" { "All reports" } " · " a href="/map" { "All events on the map" } }
                }
            }
            section aria-labelledby="changed" {
                h2 id="changed" { "What changed last" }
                p.note { "With state " (digest.generation) @if let Some(at) = &at { ", of " (at.get(..10).unwrap_or(at)) } ". " a href={ "/changes?since=" (before) } { "All changes (" (words::count(digest.n_events as usize, "event", "events")) "), and since earlier states" } }
                (super::changes::list(&digest, CHANGES))
            }
            @if !others.is_empty() { (other_actors(&others)) }
        }
    };
    Ok(Answer::Page(Page { title: "What sources say".to_owned(), body }))
}

/// The three numbers that are never one: reports, origins, events.
fn numbers(counts: &Counts) -> Markup {
    let numbers = [
        (counts.reports, "reports"),
        (counts.origins, "independent origins: copies of one text are one"),
        (counts.events, "events: the same happening in several reports is one"),
    ];
    html! {
        ul.numbers { @for (number, label) in numbers { li { b { (words::number(number)) } span { (label) } } } }
    }
}

fn empty(can_add: bool) -> Markup {
    html! { div.notice { p { "The record is empty." } (how_to_add(can_add)) } }
}

/// How reports come into the record.
pub(crate) fn how_to_add(can_add: bool) -> Markup {
    html! {
        @if can_add { p { a href="/add" { "Add reports on a page" } ", or on the machine where the record lies: " code { "daybook add FOLDER" } } }
        @else { p { "Add reports on the machine where it lies: " code { "daybook add FOLDER" } } }
    }
}

/// Where an actor's page is: by the lexicon's id where it has one.
pub(crate) fn actor_path(actor: &Actor) -> String {
    format!("/g/{}", crate::query::encode(actor.lexicon_id.as_deref().unwrap_or(&actor.id)))
}

fn group_table(groups: &[&ActorLine]) -> Markup {
    html! {
        @if groups.is_empty() { p.missing { "No report names an armed group." } } @else {
            div.wide role="region" aria-label="Table of groups" tabindex="0" {
                table {
                    thead { tr { th scope="col" { "Group" } th scope="col" { "Reports that name it" } th scope="col" { "Events" } } }
                    tbody {
                        @for line in groups {
                            tr {
                                td { a href=(actor_path(&line.actor)) { (source_words(&line.actor.name)) } }
                                td.number { (words::number(line.n_reports as u64)) }
                                td.number { (words::number(line.n_events as u64)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn other_actors(others: &[&ActorLine]) -> Markup {
    html! {
        section aria-labelledby="others" {
            h2 id="others" { "Others named in reports" }
            ul.names {
                @for line in others.iter().take(OTHERS) {
                    li { a href=(actor_path(&line.actor)) { (source_words(&line.actor.name)) } " " small { (line.n_reports) } }
                }
            }
            p.note {
                "With the number of reports that name them."
                @if others.len() > OTHERS { " The " (OTHERS) " most named of " (others.len()) "." }
            }
        }
    }
}
