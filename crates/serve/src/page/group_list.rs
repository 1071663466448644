//! The long lists of a group's page, whole, on pages of their own.
use super::events::number_of_page;
use super::group::{self, Found};
use super::group_said::{PLOTS, THREATS, dispute};
use super::layout::{event_table, pager, report_list, source_words};
use crate::answer::{Answer, Failure, Page};
use crate::app::Request;
use crate::words;
use analyse::Moment;
use maud::{Markup, html};
use model::Measure;
use model::dossier::ActorDossier;
use model::record::Event;

/// Rows of a page: with their sentences they stay under 150 kB.
const PER_PAGE: usize = 50;

/// A list: its name in addresses, its heading, and its rows on a page with how many there are in all.
type Made = (&'static str, Markup, usize);

pub(crate) fn page(request: &Request<'_>) -> Result<Answer, Failure> {
    let list = request.path.rsplit('/').next().unwrap_or("");
    let page = number_of_page(request)?;
    let dossier = match group::find(request, &format!("/list/{list}"))? {
        Found::Moved(answer) => return Ok(answer),
        Found::Dossier(dossier) => dossier,
    };
    let Some((heading, rows, all)) = made(list, &dossier, page, request)? else {
        return Err(Failure::NotFound { what: "there is no such list of a group".to_owned(), search: None });
    };
    let section = match list {
        "reports" => "sources",
        "threats" => "plots",
        other => other,
    };
    let own = format!("/g/{}", group::own_id(&dossier));
    let body = html! {
        p.kicker { a href={ (own) "#" (section) } { (source_words(&dossier.actor.name)) } }
        h1 { (heading) }
        p.note { (words::number(all as u64)) " in all, the newest first where they have a day." }
        @if matches!(list, "relations" | "assessments") { h2.hidden { "One by one" } }
        @if all <= (page - 1) * PER_PAGE { p.missing { "Nothing on this page." } } @else { (rows) }
        (pager(&format!("{own}/list/{list}"), &[], page, all > page * PER_PAGE))
    };
    Ok(Answer::Page(Page { title: format!("{heading}: {}", dossier.actor.name), body }))
}

fn made(
    list: &str,
    dossier: &ActorDossier,
    page: usize,
    request: &Request<'_>,
) -> Result<Option<Made>, Failure> {
    let from = (page - 1).saturating_mul(PER_PAGE);
    let figures = |is_strength: bool| {
        let all =
            dossier.figures.iter().filter(|one| (one.figure.measure == Measure::Strength) == is_strength);
        let all = all.rev().collect::<Vec<_>>();
        let shown = part(&all, from);
        (group::figure_table("rows", shown, &dossier.citations), all.len())
    };
    Ok(match list {
        "strength" => {
            let (rows, all) = figures(true);
            Some(("Strength", rows, all))
        }
        "totals" => {
            let (rows, all) = figures(false);
            Some(("Running totals and other figures", rows, all))
        }
        "relations" => {
            let shown = part(&dossier.relations, from);
            let rows =
                html! { @for relation in shown { (group::relation_block(relation, &dossier.citations)) } };
            Some(("Relations", rows, dossier.relations.len()))
        }
        "assessments" => {
            let newest = dossier.assessments.iter().rev().collect::<Vec<_>>();
            let rows =
                html! { @for one in part(&newest, from) { (group::assessment(one, &dossier.citations)) } };
            Some(("Assessments", rows, newest.len()))
        }
        "reports" => {
            let newest = dossier.reports.iter().rev().cloned().collect::<Vec<_>>();
            Some(("Reports that name it", report_list(part(&newest, from)), newest.len()))
        }
        "contested" => {
            let findings = group::findings(dossier, request)?;
            let rows = html! { @for one in part(&findings.contested, from) { (dispute(dossier, one)) } };
            Some(("What is contested", rows, findings.contested.len()))
        }
        "plots" => Some(moments(dossier, &group::findings(dossier, request)?.plots, PLOTS.1, from)),
        "threats" => Some(moments(dossier, &group::findings(dossier, request)?.threats, THREATS.1, from)),
        _ => None,
    })
}

fn moments(dossier: &ActorDossier, moments: &[Moment], heading: &'static str, from: usize) -> Made {
    let newest = moments.iter().rev().collect::<Vec<_>>();
    let found = part(&newest, from).iter();
    let found = found.filter_map(|moment| dossier.events.iter().find(|event| event.id == moment.event));
    let found = found.cloned().collect::<Vec<Event>>();
    (heading, event_table(heading, &found), newest.len())
}

fn part<T>(all: &[T], from: usize) -> &[T] {
    let end = from.saturating_add(PER_PAGE).min(all.len());
    all.get(from..end).unwrap_or(&[])
}
