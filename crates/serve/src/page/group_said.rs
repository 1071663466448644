//! What is said of a group: its strength over time, who leads it, plots and threats, what is contested, and what is new.
use super::group::{all_of, drawing_path};
use super::layout::{cite, cite_some, drawing, event_table};
use crate::answer::Failure;
use crate::app::Request;
use crate::{query, words};
use analyse::contested::{Contested, ContestedKind};
use analyse::{Findings, Moment};
use maud::{Markup, html};
use model::RelationKind;
use model::dossier::{ActorDossier, Citation};
use model::record::{ActorFigureSubject, Event, Relation, Voice};
use publish::svg::{self, StrengthPoint, Tie, TieSaid};

/// Rows of each list.
const EVENTS: usize = 12;
const CONTESTED: usize = 10;
const NEWEST: usize = 5;
const CHANGES: usize = 5;
/// One figure needs no drawing.
const FEWEST_POINTS: usize = 2;

/// Its stated strength at the days when it was stated.
pub(super) fn strength_chart(
    dossier: &ActorDossier,
    figures: &[&ActorFigureSubject],
    request: &Request<'_>,
) -> Markup {
    let own =
        figures.iter().filter(|one| one.actor.as_ref().is_none_or(|actor| actor.key == dossier.actor.key));
    let points = own.filter_map(|one| {
        Some(StrengthPoint {
            said: one.report.published?,
            low: one.figure.low,
            best: one.figure.best,
            high: one.figure.high,
            speaker: speaker(one),
        })
    });
    let points = points.collect::<Vec<_>>();
    let svg = svg::strength(&format!("Strength of {} as stated", dossier.actor.name), &points);
    html! {
        @if let Some(svg) = svg.filter(|_| points.len() >= FEWEST_POINTS) {
            (drawing(request, &drawing_path(dossier, "strength"), &svg, "Each stated figure at the day of publication of its report. A bar runs from the lower to the upper bound; a dot is one number, an arrow an open end. Who is counted differs.", "strength-table"))
        }
    }
}

fn speaker(one: &ActorFigureSubject) -> String {
    match &one.figure.voice {
        Voice::Document => one.report.source.clone().unwrap_or_else(|| "a report".to_owned()),
        Voice::Actor(actor) => actor.name.clone(),
        Voice::Described(words) => words.clone(),
    }
}

/// Its relations over time.
pub(super) fn ties(dossier: &ActorDossier, request: &Request<'_>) -> Markup {
    let rows = dossier.relations.iter().filter_map(|relation| tie(relation, &dossier.actor.key));
    let svg = svg::ties(&format!("Relations of {} over time", dossier.actor.name), &rows.collect::<Vec<_>>());
    html! {
        @if let Some(svg) = svg {
            (drawing(request, &drawing_path(dossier, "ties"), &svg, "A row for each relation, in a fixed order. Filled: at the time that a source gives. Hollow: on the day when it was said, without a time of its own. Crossed: it no longer holds.", "relations-by-sentence"))
        }
    }
}

fn tie(relation: &Relation, own: &str) -> Option<Tie> {
    let is_from = relation.from.key == own;
    let other = if is_from { relation.to.as_ref() } else { Some(&relation.from) };
    let other = match (other, &relation.place) {
        (Some(other), _) => other.name.clone(),
        (None, Some(place)) => place.name.clone(),
        (None, None) => return None,
    };
    let verb = words::relation_verb(relation.kind, false);
    let words = if is_from || relation.kind.is_symmetric() {
        format!("{verb} {other}")
    } else {
        format!("{other}: {verb} it")
    };
    let said = relation.members.iter().map(|member| TieSaid {
        when: member.when,
        said: member.report.published,
        ended: member.ended,
    });
    Some(Tie { kind: relation.kind, other, words: words::capital(&words), said: said.collect() })
}

/// Who founded and leads it, as far as names may be shown.
pub(super) fn leaders(dossier: &ActorDossier) -> Markup {
    let is_one = |relation: &&Relation| {
        matches!(relation.kind, RelationKind::LeaderOf | RelationKind::FounderOf)
            && relation.to.as_ref().is_some_and(|to| to.key == dossier.actor.key)
    };
    let found = dossier.relations.iter().filter(is_one).collect::<Vec<_>>();
    html! {
        @if !found.is_empty() {
            h3 id="leaders" { "Leaders and founders" }
            ul.plain {
                @for relation in found {
                    @let ended = relation.members.last().is_some_and(|member| member.ended);
                    li {
                        (super::layout::actor(&relation.from)) ", " (words::relation_verb(relation.kind, ended)) " it: "
                        span.note { (words::count(relation.members.len(), "statement", "statements")) }
                        (cite_some(&dossier.citations, relation.members.iter().map(|member| member.statement.as_str()), 1))
                    }
                }
            }
        }
    }
}

/// Plots that did not come off, and threats.
pub(super) fn plots(dossier: &ActorDossier, findings: &Findings) -> Markup {
    html! {
        section aria-labelledby="plots" {
            h2 id="plots" { "Plots and threats" }
            (moments(dossier, &findings.plots, PLOTS, "No report tells of a plot."))
            (moments(dossier, &findings.threats, THREATS, "No report tells of a threat."))
        }
    }
}

/// A list's name in addresses, and its heading.
pub(super) const PLOTS: (&str, &str) = ("plots", "Attacks foiled, attempted or planned");
pub(super) const THREATS: (&str, &str) = ("threats", "Threats");

fn moments(dossier: &ActorDossier, moments: &[Moment], (list, heading): (&str, &str), none: &str) -> Markup {
    let newest = moments
        .iter()
        .rev()
        .filter_map(|moment| dossier.events.iter().find(|event| event.id == moment.event));
    let newest = newest.take(EVENTS).cloned().collect::<Vec<Event>>();
    html! {
        h3 { (heading) }
        @if newest.is_empty() { p.missing { (none) } } @else { (event_table(&format!("Table: {heading}"), &newest)) }
        (all_of(dossier, list, EVENTS, moments.len()))
    }
}

/// What cannot all be right.
pub(super) fn contested(dossier: &ActorDossier, findings: &Findings) -> Markup {
    html! {
        section aria-labelledby="contested" {
            h2 id="contested" { "What is contested" }
            @if findings.contested.is_empty() { p.missing { "No two statements of the record contradict each other." } }
            @for one in findings.contested.iter().take(CONTESTED) { (dispute(dossier, one)) }
            (all_of(dossier, "contested", CONTESTED, findings.contested.len()))
        }
    }
}

pub(super) fn dispute(dossier: &ActorDossier, one: &Contested) -> Markup {
    let event = one.event.as_ref().and_then(|id| dossier.events.iter().find(|event| event.id == *id));
    let what = match one.kind {
        ContestedKind::Event => words::label(&one.about),
        ContestedKind::RivalClaims => "Claimed by several".to_owned(),
        ContestedKind::Denied => "Denied".to_owned(),
        ContestedKind::Strength => "Its strength".to_owned(),
    };
    html! {
        details.dispute {
            summary {
                b { (what) } ": "
                @if let Some(event) = event { (super::layout::source_words(&words::event_title(event))) }
                @if let Some(message) = &one.message { span.note { " " (super::layout::source_words(message.strip_prefix(&format!("{}: ", one.about)).unwrap_or(message))) } }
            }
            @if let Some(event) = event { p { a href=(words::event_path(event)) { "The event" } } }
            (cite_some(&dossier.citations, one.statements.iter().map(String::as_str), 4))
        }
    }
}

/// The sentences of the newest reports, and what the last state of the record changed.
pub(super) fn news(dossier: &ActorDossier, request: &Request<'_>) -> Result<Markup, Failure> {
    let mut newest =
        dossier.citations.values().filter(|citation| citation.published.is_some()).collect::<Vec<_>>();
    newest.sort_by_key(|citation| {
        (
            std::cmp::Reverse(citation.published),
            &citation.report,
            citation.highlight.start,
            &citation.statement,
        )
    });
    let mut seen = std::collections::BTreeSet::new();
    let newest = newest
        .into_iter()
        .filter(|citation| seen.insert((&citation.report, &citation.quote)))
        .take(NEWEST)
        .collect::<Vec<&Citation>>();
    let id = super::group::own_id(dossier);
    let before = request.pages.generation().saturating_sub(1);
    let digest = request.pages.changes_in_part(before, Some(&dossier.actor.id), (0, CHANGES))?;
    Ok(html! {
        section aria-labelledby="new" {
            h2 id="new" { "What is new" }
            div.columns.even {
                div {
                    h3 { "Changed with state " (digest.generation) " of the record" }
                    (super::changes::list(&digest, CHANGES))
                    p { a href={ "/changes" (query::build(&[("since", &before.to_string()), ("group", &id)])) } { "All of it (" (words::count(digest.n_events as usize, "event", "events")) "), and since earlier states" } "; " a href={ "/changes.atom" (query::build(&[("group", &id)])) } { "as an Atom feed" } }
                }
                @if !newest.is_empty() {
                    div {
                        h3 { "From the newest reports" }
                        @for citation in newest { (cite(citation)) }
                    }
                }
            }
        }
    })
}
