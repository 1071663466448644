//! Who published the reports, an outlet by itself, and how the looking at feeds goes.
use super::events::number_of_page;
use super::layout::{day, pager, report_list, source_words};
use crate::answer::{Answer, Failure, Page};
use crate::app::Request;
use crate::{query, words};
use maud::{Markup, html};
use store::{OutletLine, Source};

/// Reports on one page.
const PER_PAGE: usize = 50;

pub(crate) fn page(request: &Request<'_>) -> Result<Answer, Failure> {
    let outlets = request.pages.outlets()?;
    let health = request.pages.source_health()?;
    let body = html! {
        h1 { "Sources" }
        p {
            "Who published the reports of this record. Copies of one text, cut or edited ones too, are one independent origin: ten copies of a wire report confirm nothing. "
            "Outlets that belong to a party to a conflict are marked; what they say is their side's word."
        }
        @if outlets.is_empty() { p.missing { "No reports yet." } } @else { (shares(&outlets, request)?) (table(&outlets, request)) }
        (feeds(&health))
    };
    Ok(Answer::Page(Page { title: "Sources".to_owned(), body }))
}

/// One outlet and its reports.
pub(crate) fn outlet(request: &Request<'_>) -> Result<Answer, Failure> {
    let page = number_of_page(request)?;
    let outlets = request.pages.outlets()?;
    let found = outlets.iter().find(|line| line.name.as_deref() == Some(request.id));
    let Some(line) = found else { return Err(request.not_found("outlet", request.id)) };
    let reports = request.pages.reports_of_outlet(request.id, PER_PAGE + 1, (page - 1) * PER_PAGE)?;
    let entry = request.lexicon.outlets.by_name(request.id);
    let name = line.name.clone().unwrap_or_default();
    let numbers = [(line.n_reports, "reports"), (line.n_origins, "independent origins")];
    let body = html! {
        p.kicker { "Source" }
        h1 { (source_words(&name)) }
        @if let Some(actor) = entry.and_then(|entry| entry.party.as_deref()) {
            p.notice { "Speaks for a party to a conflict: " a href={ "/g/" (query::encode(actor)) } { (source_words(party_name(actor, request))) } ". What it says is that side's word." }
        }
        ul.numbers { @for (number, label) in numbers { li { b { (words::number(number as u64)) } span { (label) } } } }
        dl.facts {
            dt { "Published" } dd { (day(line.first)) " to " (day(line.last)) }
            @if let Some(entry) = entry {
                @if let Some(country) = &entry.country { dt { "Country" } dd { (request.reference.country(country)) } }
                dt { "Reach" } dd { (words::label(entry.scale.as_str())) }
                @if let Some(language) = &entry.language { dt { "Language" } dd { (language) } }
                dt { "This entry rests on" } dd { (entry.sources.join("; ")) }
            } @else {
                dt { "Known" } dd.missing { "the lexicon has no entry for this outlet" }
            }
        }
        p.note { "No grade is given: each source counts as it speaks, and what rests on one origin is marked." }
        section aria-labelledby="reports" {
            h2 id="reports" { "Its reports" }
            (report_list(&reports[..reports.len().min(PER_PAGE)]))
            (pager(request.path, &[], page, reports.len() > PER_PAGE))
        }
        p { a href={ "/q" (query::build(&[("q", &format!("outlet:\"{name}\""))])) } { "Search its sentences" } }
    };
    Ok(Answer::Page(Page { title: name, body }))
}

fn party_name<'r>(id: &'r str, request: &'r Request<'_>) -> &'r str {
    request.lexicon.actors.get(id).map_or(id, |actor| actor.name.as_str())
}

/// What part of the reports is in which language, and what part is of outlets that speak for a party: the limits of every count.
fn shares(outlets: &[OutletLine], request: &Request<'_>) -> Result<Markup, Failure> {
    let all = outlets.iter().map(|line| line.n_reports).sum::<usize>();
    let languages = request.pages.report_languages()?;
    let partisan = outlets
        .iter()
        .filter(|line| party_of(line, request).is_some())
        .map(|line| line.n_reports)
        .sum::<usize>();
    let percent = |part: usize| format!("{:.0} %", part as f64 / all.max(1) as f64 * 100.0);
    Ok(html! {
        ul.shares {
            @for (language, reports) in languages.iter().take(6) {
                li { b { (percent(*reports)) } " " @match language { Some(language) => { "in " code { (language) } }, None => "state no language" } span.note { " (" (words::number(*reports as u64)) ")" } }
            }
            li { b { (percent(partisan)) } " from outlets that speak for a party" span.note { " (" (words::number(partisan as u64)) ")" } }
        }
        p.note { "Counts of events follow this mix. What nobody reports, or only in a language that is not collected, is in no number." }
    })
}

fn party_of<'r>(line: &OutletLine, request: &'r Request<'_>) -> Option<&'r str> {
    request.lexicon.outlets.by_name(line.name.as_deref()?)?.party.as_deref()
}

fn table(outlets: &[OutletLine], request: &Request<'_>) -> Markup {
    html! {
        div.wide role="region" aria-label="Outlets" tabindex="0" {
            table {
                thead { tr { @for head in ["Outlet", "Party", "Reports", "Independent origins", "First", "Last"] { th scope="col" { (head) } } } }
                tbody {
                    @for line in outlets {
                        tr {
                            td { @match &line.name { Some(name) => a href={ "/s/" (query::encode(name)) } { (source_words(name)) }, None => span.missing { "not known" } } }
                            td { @if let Some(party) = party_of(line, request) { span.flag { (source_words(party_name(party, request))) } } }
                            td.number { (words::number(line.n_reports as u64)) }
                            td.number { (words::number(line.n_origins as u64)) }
                            td.when { (day(line.first)) }
                            td.when { (day(line.last)) }
                        }
                    }
                }
            }
        }
    }
}

/// Feeds and pages that are looked at: what answers, what is empty, what fails.
fn feeds(health: &[Source]) -> Markup {
    html! {
        section aria-labelledby="feeds" {
            h2 id="feeds" { "Feeds" }
            @if health.is_empty() { p.missing { "Nothing is looked at again and again: reports are added by hand. `daybook source add` adds a feed." } } @else {
                div.wide role="region" aria-label="Table of feeds" tabindex="0" {
                    table {
                        thead { tr { @for head in ["Feed", "State", "Answered", "Something new", "Reports", "Passed over", "Behind a wall", "Not to be had", "Terms"] { th scope="col" { (head) } } } }
                        tbody { @for source in health { (feed(source)) } }
                    }
                }
                p.note { "Passed over: entries that name no armed group. Behind a wall: pages for subscribers or accounts, or kept from programs; they are not read. Times are UTC." }
            }
        }
    }
}

fn feed(source: &Source) -> Markup {
    let time = |at: &Option<String>| at.as_deref().map(|at| at.get(..16).unwrap_or(at).replace('T', " "));
    html! {
        tr {
            td { @match &source.outlet { Some(outlet) => (source_words(outlet)), None => "–" } br; span.note { bdi dir="ltr" { (source.url) } } }
            td {
                (state(source))
                @if let Some(problem) = &source.problem { br; span.note { (source_words(problem)) } }
            }
            td.when { @match time(&source.succeeded_at) { Some(at) => (at), None => span.missing { "never" } } }
            td.when { @match time(&source.changed_at) { Some(at) => (at), None => span.missing { "never" } } }
            td.number { (source.n_added) }
            td.number { (source.n_skipped) }
            td.number { (source.n_walled) }
            td.number { (source.n_failed) }
            td { @match &source.licence { Some(licence) => (source_words(licence)), None => span.missing { "not stated" } } }
        }
    }
}

/// Empty is not broken: what answers well and has nothing new is told apart from what fails.
fn state(source: &Source) -> &'static str {
    if source.is_paused {
        "Paused"
    } else if source.n_failures > 0 {
        "Fails"
    } else if source.asked_at.is_none() {
        "Not looked at yet"
    } else if source.n_added == 0 {
        "Answers, nothing taken yet"
    } else {
        "Works"
    }
}
