//! One group: who it is, what sources say of it, what the record counts, and where it all stands.
use super::group_said::{contested, news};
use super::layout::{
    actor, cite, cite_some, cite_statement, drawing, event_table, report_list, source_words, voice,
};
use super::{group_course, group_said};
use crate::answer::{Answer, Failure, Page};
use crate::app::Request;
use crate::{query, words};
use analyse::{Findings, Options, Tally, YearCounts};
use axum::http::StatusCode;
use lexicon::ActorEntry;
use maud::{Markup, html};
use model::dossier::{ActorDossier, Citations};
use model::record::{ActorFigureSubject, AssessmentSubject, Event, Relation, SubjectFigure, Voice};
use model::{ActorKind, Measure, Public};
use publish::Brief;
use publish::tree::{Block, Figure, Run, Sentence};

/// Rows shown of each list, so that the page stays under 150 kB; all of them stand on pages of their own ([`group_list`](super::group_list)).
const EVENTS: usize = 25;
const FIGURES: usize = 12;
const RELATIONS: usize = 12;
const ASSESSMENTS: usize = 10;
const REPORTS: usize = 20;

/// What an address of a group leads to.
pub(crate) enum Found {
    /// Its page is elsewhere.
    Moved(Answer),
    /// It.
    Dossier(Box<Public<ActorDossier>>),
}

/// Finds a group by lexicon id, minted id or name; `rest` is what follows in the address.
pub(crate) fn find(request: &Request<'_>, rest: &str) -> Result<Found, Failure> {
    let moved = |to: &str| {
        let to = format!("/g/{}{rest}", query::encode(to));
        Found::Moved(Answer::Redirect { status: StatusCode::PERMANENT_REDIRECT, to })
    };
    if let Some(became) = request.pages.redirect(request.id)? {
        return Ok(moved(&became));
    }
    let dossier = match request.pages.find_actor(request.id)? {
        Some(id) => request.pages.actor(&id)?,
        None => None,
    };
    let Some(dossier) = dossier else {
        return Err(unknown(request));
    };
    // One address for each: a name leads to the id.
    let own = [Some(dossier.actor.id.as_str()), dossier.actor.lexicon_id.as_deref()];
    if own.contains(&Some(request.id)) {
        Ok(Found::Dossier(Box::new(dossier)))
    } else {
        Ok(moved(dossier.actor.lexicon_id.as_deref().unwrap_or(&dossier.actor.id)))
    }
}

fn unknown(request: &Request<'_>) -> Failure {
    match request.lexicon.actors.get(request.id) {
        Some(known) => Failure::NotFound {
            what: format!(
                "no report of this record names {}, which the lexicon knows as `{}`",
                known.name, known.id
            ),
            search: Some(known.name.clone()),
        },
        None => request.not_found("group or organisation", request.id),
    }
}

/// What the record shows about it; its countries in the lexicon are its stronghold.
pub(crate) fn findings(dossier: &ActorDossier, request: &Request<'_>) -> Result<Findings, Failure> {
    let own = analyse::own::own_phases(dossier, &request.pages.reports_by_month()?);
    Ok(analyse::findings(dossier, &Options::of_actor(request.lexicon, &dossier.actor)).with_own(own))
}

/// The backgrounder.
pub(crate) fn brief(dossier: &Public<ActorDossier>, findings: &Findings, request: &Request<'_>) -> Brief {
    publish::brief_with(dossier, findings, request.reference)
}

fn entry<'r>(dossier: &ActorDossier, request: &Request<'r>) -> Option<&'r ActorEntry> {
    request.lexicon.actors.get(dossier.actor.lexicon_id.as_deref()?)
}

pub(crate) fn page(request: &Request<'_>) -> Result<Answer, Failure> {
    let dossier = match find(request, "")? {
        Found::Moved(answer) => return Ok(answer),
        Found::Dossier(dossier) => dossier,
    };
    let findings = findings(&dossier, request)?;
    let brief = brief(&dossier, &findings, request);
    let body = html! {
        (head(&dossier, &findings, super::numbers::has_rows(&dossier, request)))
        (in_brief(&brief, &dossier))
        (about(&dossier, request))
        (news(&dossier, request)?)
        (over_time(&dossier, &findings, &brief, request))
        @if let Some(own) = &findings.own { (group_course::tempo(own, &dossier, request)) }
        (group_course::outside(&dossier, &findings, request))
        (group_course::maps(&dossier, &findings, request))
        (strength(&dossier, request))
        (events(&dossier, &brief, request))
        (group_said::plots(&dossier, &findings))
        (relations(&dossier, &brief, request))
        (contested(&dossier, &findings))
        (assessments(&dossier))
        (super::group_judged::propositions(&dossier, request)?)
        (sources(&dossier, &findings))
        (group_course::source_mix(&findings))
        (group_course::late(&findings))
    };
    Ok(Answer::Page(Page { title: dossier.actor.name.clone(), body }))
}

/// The address under which the actor stands.
pub(super) fn own_id(dossier: &ActorDossier) -> String {
    query::encode(dossier.actor.lexicon_id.as_deref().unwrap_or(&dossier.actor.id))
}

fn head(dossier: &ActorDossier, findings: &Findings, has_rows: bool) -> Markup {
    let coverage = &findings.coverage;
    let numbers = [
        (coverage.reports, "reports that name it"),
        (coverage.origins, "independent origins"),
        (coverage.events, "events"),
    ];
    let id = own_id(dossier);
    html! {
        p.kicker { (words::label(dossier.actor.kind.as_str())) }
        h1 { (source_words(&dossier.actor.name)) }
        p.notice { (notice(dossier.actor.kind)) }
        ul.numbers { @for (number, label) in numbers { li { b { (words::number(number as u64)) } span { (label) } } } }
        p.actions {
            a.button href={ "/g/" (id) "/brief" } { "Backgrounder" }
            a.button href={ "/g/" (id) "/brief.md" } { "as Markdown" }
            a.button href={ "/g/" (id) "/brief.json" } { "as JSON" }
            @if has_rows { a.button href={ "/g/" (id) "/numbers" } { "In imported tables" } }
        }
        nav.on-page aria-label="On this page" {
            @for (anchor, name) in SECTIONS { a href={ "#" (anchor) } { (name) } }
        }
    }
}

/// Where a drawing of the page is asked for.
pub(super) fn drawing_path(dossier: &ActorDossier, name: &str) -> String {
    format!("/g/{}/drawing/{name}.svg", own_id(dossier))
}

/// A drawing that was put aside with its page, or is made again with it.
pub(crate) fn drawing_of(request: &Request<'_>) -> Result<Answer, Failure> {
    let digest = request.query.get("v").unwrap_or("");
    if let Some(svg) = request.drawings.of_digest(request.path, digest) {
        return Ok(Answer::Drawing(svg));
    }
    drop(page(request)?);
    let svg = request.drawings.newest(request.path);
    let nothing = || Failure::NotFound { what: "there is no such drawing".to_owned(), search: None };
    svg.map(Answer::Drawing).ok_or_else(nothing)
}

/// The newest figures; the dossier has the oldest first.
fn newest<'f>(figures: &[&'f ActorFigureSubject]) -> Vec<&'f ActorFigureSubject> {
    figures.iter().rev().take(FIGURES).copied().collect()
}

/// The way to all rows of a list that is cut off.
pub(super) fn all_of(dossier: &ActorDossier, list: &str, shown: usize, all: usize) -> Markup {
    html! {
        @if all > shown { p { a href={ "/g/" (own_id(dossier)) "/list/" (list) } { "All " (words::number(all as u64)) } } }
    }
}

const SECTIONS: [(&str, &str); 11] = [
    ("in-brief", "In brief"),
    ("who", "Who"),
    ("new", "New"),
    ("over-time", "Over time"),
    ("strength", "Strength"),
    ("events", "Events"),
    ("plots", "Plots and threats"),
    ("relations", "Relations"),
    ("contested", "Contested"),
    ("assessments", "Assessments"),
    ("sources", "Sources"),
];

/// The first section of the backgrounder, each sentence with links to the words behind it.
fn in_brief(brief: &Brief, dossier: &ActorDossier) -> Markup {
    let section = brief.sections.iter().find(|section| section.id == "brief");
    let blocks = section.map_or(&[][..], |section| &section.blocks);
    html! {
        section.in-brief aria-labelledby="in-brief" {
            h2 id="in-brief" { "In brief" }
            @for block in blocks {
                @match block {
                    Block::Method(sentences) => @for sentence in sentences { p.note { (sentence) } },
                    Block::List(items) => ul { @for sentences in items { li { @for sentence in sentences { (brief_sentence(sentence, brief, dossier)) " " } } } },
                    Block::Paragraph(sentences) => p { @for sentence in sentences { (brief_sentence(sentence, brief, dossier)) " " } },
                    _ => {},
                }
            }
        }
    }
}

/// Sources linked behind a sentence.
const NOTES: usize = 4;

fn brief_sentence(sentence: &Sentence, brief: &Brief, dossier: &ActorDossier) -> Markup {
    let behind = brief.notes.iter().filter(|note| sentence.notes().contains(&note.number));
    let behind = behind.filter_map(|note| {
        let citation = note.statements.iter().find_map(|statement| dossier.citations.get(statement))?;
        Some((citation, note.outlet.as_deref().unwrap_or("report"), note.published))
    });
    let behind = behind.collect::<Vec<_>>();
    html! {
        @for run in sentence.words().runs() {
            @match run {
                Run::Text(words) => (words),
                Run::Name(words) => (source_words(words)),
                Run::Quote(words) => { "“" (source_words(words)) "”" },
            }
        }
        span.behind {
            @for (citation, outlet, published) in behind.iter().take(NOTES) {
                " " a href=(super::layout::citation_path(citation)) { (source_words(outlet)) @if let Some(day) = published { " " (day.strftime("%Y").to_string()) } }
            }
            @if behind.len() > NOTES { " and " (behind.len() - NOTES) " more" }
        }
    }
}

/// Listing is not guilt.
const fn notice(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Person => {
            "This page lists what reports say. Being named, accused, arrested or listed is not a finding of guilt; an acquittal or a delisting counts as much as the accusation."
        }
        _ => {
            "This page lists what reports say. Being named or accused is not a finding; who says so stands beside each sentence."
        }
    }
}

fn about(dossier: &ActorDossier, request: &Request<'_>) -> Markup {
    let entry = entry(dossier, request);
    html! {
        section aria-labelledby="who" {
            h2 id="who" { "Who" }
            @if let Some(entry) = entry { (from_lexicon(entry, request)) }
            h3 { "What reports call it" }
            @if dossier.names.is_empty() { p.missing { "No report calls it by a name." } }
            ul.names {
                @for name in &dossier.names {
                    li { a href={ "/c/" (query::encode(&name.statement)) } { (source_words(&name.name)) } " " small { (name.n_reports) } }
                }
            }
            @if !dossier.names.is_empty() { p.note { "With the number of reports that use each name; the link leads to one of them." } }
        }
    }
}

fn from_lexicon(entry: &ActorEntry, request: &Request<'_>) -> Markup {
    let countries = entry.countries.iter().map(|iso2| request.reference.country(iso2)).collect::<Vec<_>>();
    let parent = |id: &String| {
        let name = request.lexicon.actors.get(id).map_or(id.as_str(), |parent| parent.name.as_str());
        html! { a href={ "/g/" (query::encode(id)) } { (source_words(name)) } }
    };
    html! {
        @if let Some(note) = &entry.note { p.lead { (source_words(note)) } }
        dl.facts {
            @if let Some(short) = &entry.short { dt { "Short name" } dd { (source_words(short)) } }
            @if !countries.is_empty() { dt { "Countries" } dd { (countries.join(", ")) } }
            @if let Some(since) = &entry.since { dt { "Since" } dd { (since) } }
            @if let Some(until) = &entry.until { dt { "Until" } dd { (until) } }
            @if !entry.parents.is_empty() {
                dt { "Part of" }
                dd { @for (at, id) in entry.parents.iter().enumerate() { @if at > 0 { ", " } (parent(id)) } }
            }
            @if !entry.sources.is_empty() { dt { "This entry rests on" } dd { (source_words(&entry.sources.join("; "))) } }
        }
        (spellings(entry))
        p.note { "These facts are the lexicon's, with its sources; everything below is from the reports of this record." }
    }
}

fn spellings(entry: &ActorEntry) -> Markup {
    html! {
        @if entry.aliases.len() > 1 {
            details {
                summary { (words::count(entry.aliases.len(), "name", "names")) " under which reports are searched for it" }
                ul.names { @for alias in &entry.aliases { li lang=[alias.lang.as_deref()] { (source_words(&alias.name)) } } }
            }
        }
    }
}

/// A drawing of the backgrounder, so that page and backgrounder show the same.
fn figure<'b>(brief: &'b Brief, name: &str) -> Option<&'b Figure> {
    brief.sections.iter().flat_map(|section| &section.blocks).find_map(|block| match block {
        Block::Figure(figure) if figure.name == name => Some(figure),
        _ => None,
    })
}

/// Counts over time: a chart, and the same as a table.
fn over_time(dossier: &ActorDossier, findings: &Findings, brief: &Brief, request: &Request<'_>) -> Markup {
    let attacks = &findings.attacks;
    html! {
        section aria-labelledby="over-time" {
            h2 id="over-time" { "Over time" }
            @if findings.timeline.is_empty() { p.missing { "No dated event." } } @else {
                @for name in ["timeline", "attacks_per_year"] { @if let Some(figure) = figure(brief, name) { (drawing(request, &drawing_path(dossier, name), &figure.svg, &figure.caption, "attacks-by-year")) } }
            }
            h3 id="attacks-by-year" { "Attacks that occurred, by year and by who says it was this group" }
            @if attacks.years.is_empty() { p.missing { "No dated attack." } } @else { (year_table(&attacks.years)) }
            p.note {
                "One attack may be claimed and blamed at once, so the columns do not add up; the first counts each once. Not in any year: "
                (words::count(attacks.undated.len(), "attack without a date", "attacks without a date")) " and "
                (words::count(attacks.across_years.len(), "whose time spans two years", "whose time spans two years")) "."
            }
        }
    }
}

fn year_table(years: &[YearCounts]) -> Markup {
    let heads =
        ["Year", "Attacks", "Claimed", "Blamed", "Suspected", "Report's own voice", "Denied", "Killed"];
    html! {
        div.wide role="region" aria-label="Table of years" tabindex="0" {
            table {
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody {
                    @for year in years {
                        @let by = &year.by_stance;
                        tr {
                            th scope="row" { (year.year) }
                            @for tally in [&by.all, &by.claimed, &by.blamed, &by.suspected, &by.stated, &by.denied] { td.number { (tally.len()) } }
                            td.number { (killed(&by.all)) }
                        }
                    }
                }
            }
        }
    }
}

/// The dead of several events as a range; how many events give no figure is part of it.
fn killed(tally: &Tally) -> Markup {
    let toll = &tally.killed;
    html! {
        @if toll.events_with_figure == 0 { span.missing { "no figure" } } @else {
            (words::bounds(Some(toll.low), toll.best, toll.high))
            @if toll.events_without_figure > 0 { span.note { " (" (toll.events_without_figure) " without figure)" } }
        }
    }
}

fn strength(dossier: &ActorDossier, request: &Request<'_>) -> Markup {
    let figures =
        dossier.figures.iter().filter(|one| one.figure.measure == Measure::Strength).collect::<Vec<_>>();
    let others =
        dossier.figures.iter().filter(|one| one.figure.measure != Measure::Strength).collect::<Vec<_>>();
    html! {
        section aria-labelledby="strength" {
            h2 id="strength" { "Strength" }
            @if figures.is_empty() { p.missing { "No report gives its strength." } } @else {
                p.note { "The bar runs from the lowest to the highest number stated; it fades where the source leaves it open. Newest report first." }
                (group_said::strength_chart(dossier, &figures, request))
                (figure_table("strength-table", &newest(&figures), &dossier.citations))
                (all_of(dossier, "strength", FIGURES, figures.len()))
            }
            @if !others.is_empty() {
                h3 id="totals" { "Running totals and other figures about it" }
                div id="totals-table" { (figure_table("totals-rows", &newest(&others), &dossier.citations)) }
                (all_of(dossier, "totals", FIGURES, others.len()))
            }
        }
    }
}

pub(super) fn figure_table(id: &str, figures: &[&ActorFigureSubject], citations: &Citations) -> Markup {
    let scale = figures.iter().filter_map(|one| highest(&one.figure)).max().unwrap_or(0);
    html! {
        div.wide id=(id) role="region" aria-label="Figures with who says so" tabindex="0" {
            table {
                thead { tr { th scope="col" { "Stated" } th scope="col" { "Said by" } th scope="col" { "Sentence" } } }
                tbody {
                    @for one in figures {
                        tr {
                            td { (figure_words(&one.figure)) (band(&one.figure, scale)) }
                            td { (voice(&one.figure.voice)) }
                            td { (cite_statement(citations, &one.figure.statement)) }
                        }
                    }
                }
            }
        }
    }
}

fn highest(figure: &SubjectFigure) -> Option<u64> {
    figure.high.or(figure.best).or(figure.low)
}

/// A figure as a bar from its lower to its upper bound; an open end fades. The words beside it say the same.
fn band(figure: &SubjectFigure, scale: u64) -> Markup {
    let at = |value: u64| value as f64 / scale.max(1) as f64 * 200.0;
    let known = [figure.low, figure.best, figure.high].into_iter().flatten();
    let (Some(from), Some(to)) = (known.clone().min(), known.max()) else { return html! {} };
    let is_open_below = figure.low.is_none() && figure.best.is_none();
    let is_open_above = figure.high.is_none() && figure.best.is_none();
    let from = if is_open_below { 0.0 } else { at(from) };
    html! {
        svg.band viewBox="0 0 240 12" width="240" height="12" aria-hidden="true" {
            line x1="0" x2="200" y1="6" y2="6" stroke="currentColor" stroke-opacity=".25" {}
            rect x=(from) y="2" width=((at(to) - from).max(3.0)) height="8" rx="1" fill="currentColor" fill-opacity=[is_open_below.then_some(".4")] {}
            @if is_open_above { path d={ "M" (at(to) + 5.0) " 2 l6 4 l-6 4" } fill="none" stroke="currentColor" stroke-width="1.5" {} }
        }
    }
}

fn figure_words(figure: &SubjectFigure) -> Markup {
    html! {
        span.value { (words::stated(figure)) }
        @if figure.measure != Measure::Strength { " " (words::measure(figure.measure).to_lowercase()) }
        @if let Some(of) = &figure.of { " " (source_words(of)) }
        @if let Some(includes) = &figure.includes { ", " (source_words(includes)) }
    }
}

/// Its events: on a map where places are known, and as a table.
fn events(dossier: &ActorDossier, brief: &Brief, request: &Request<'_>) -> Markup {
    let newest = newest_first(&dossier.events);
    html! {
        section aria-labelledby="events" {
            h2 id="events" { "Events" }
            p.note { "Events in which it takes part or for which somebody holds it responsible: what each report says stands on the event's page." }
            @if let Some(figure) = figure(brief, "map") { (drawing(request, &drawing_path(dossier, "map"), &figure.svg, &figure.caption, "newest-events")) }
            @if newest.is_empty() { p.missing { "No event." } } @else { div id="newest-events" { (event_table("Table of events", &newest)) } }
            @if dossier.events.len() > newest.len() {
                p { a href={ "/events?group=" (own_id(dossier)) } { "All " (dossier.events.len()) " events" } }
            }
        }
    }
}

/// The dossier has them in order of time, undated last.
fn newest_first(events: &[Event]) -> Vec<Event> {
    let (dated, undated): (Vec<_>, Vec<_>) = events.iter().partition(|event| event.when.is_some());
    dated.into_iter().rev().chain(undated).take(EVENTS).cloned().collect()
}

/// Its relations: over time, and each with its sentences.
fn relations(dossier: &ActorDossier, brief: &Brief, request: &Request<'_>) -> Markup {
    html! {
        section aria-labelledby="relations" {
            h2 id="relations" { "Relations" }
            @if dossier.relations.is_empty() { p.missing { "No report states a relation." } } @else {
                p { a href={ "/network?group=" (own_id(dossier)) } { "The network around it, by year, with the relations among the others" } }
            }
            (group_said::ties(dossier, request))
            @if let Some(figure) = figure(brief, "relations") { (drawing(request, &drawing_path(dossier, "relations"), &figure.svg, "Relations that reports state, whoever states them; broken lines are reported as ended. The sentences below say who says so.", "relations-by-sentence")) }
            (group_said::leaders(dossier))
            div id="relations-by-sentence" {
                @for relation in dossier.relations.iter().take(RELATIONS) { (relation_block(relation, &dossier.citations)) }
            }
            (all_of(dossier, "relations", RELATIONS, dossier.relations.len()))
        }
    }
}

pub(super) fn relation_block(relation: &Relation, citations: &Citations) -> Markup {
    let is_ended = relation.members.last().is_some_and(|member| member.ended);
    let times = relation.members.iter().filter_map(|member| member.when.as_ref().map(words::time));
    let times = times.collect::<std::collections::BTreeSet<_>>();
    html! {
        h3 {
            (actor(&relation.from)) " " (words::relation_verb(relation.kind, is_ended)) " "
            @if let Some(to) = &relation.to { (actor(to)) }
            @if let Some(place) = &relation.place { (source_words(&place.name)) }
        }
        p.note {
            "Said by " (speakers(relation)) "."
            @if !times.is_empty() { " Stated time: " (times.into_iter().collect::<Vec<_>>().join("; ")) "." }
        }
        (cite_some(citations, relation.members.iter().map(|member| member.statement.as_str()), 2))
    }
}

/// Who says so, each once.
fn speakers(relation: &Relation) -> Markup {
    let mut seen = std::collections::BTreeSet::new();
    let speakers = relation.members.iter().filter(|member| match &member.voice {
        Voice::Document => seen.insert(member.report.source.clone().unwrap_or_default()),
        Voice::Actor(one) => seen.insert(one.key.clone()),
        Voice::Described(words) => seen.insert(words.clone()),
    });
    html! {
        @for (at, member) in speakers.enumerate() {
            @if at > 0 { ", " }
            @match (&member.voice, &member.report.source) {
                (Voice::Document, Some(source)) => (source_words(source)),
                (Voice::Document, None) => "a report",
                (other, _) => (voice(other)),
            }
        }
    }
}

fn assessments(dossier: &ActorDossier) -> Markup {
    html! {
        section aria-labelledby="assessments" {
            h2 id="assessments" { "Assessments" }
            p.note { "Judgments by named speakers, in their words. None is ours." }
            @if dossier.assessments.is_empty() { p.missing { "No report gives one." } }
            @for one in dossier.assessments.iter().rev().take(ASSESSMENTS) { (assessment(one, &dossier.citations)) }
            (all_of(dossier, "assessments", ASSESSMENTS, dossier.assessments.len()))
        }
    }
}

pub(super) fn assessment(one: &AssessmentSubject, citations: &Citations) -> Markup {
    html! {
        h3 {
            (words::label(one.kind.as_str())) ": " (voice(&one.voice))
            @if let Some(post) = &one.post { span.note { ", " (source_words(post)) } }
        }
        @if one.horizon_months.is_some() || one.likelihood.is_some() {
            p.note {
                @if let Some(months) = one.horizon_months { "Looks " (words::count(months as usize, "month", "months")) " ahead. " }
                @if let Some(likelihood) = &one.likelihood { "In the source's words: “" (source_words(likelihood)) "”." }
            }
        }
        @match citations.get(&one.statement) {
            Some(citation) => (cite(citation)),
            None => p { (source_words(&one.words)) },
        }
    }
}

fn sources(dossier: &ActorDossier, findings: &Findings) -> Markup {
    let coverage = &findings.coverage;
    let newest = dossier.reports.iter().rev().take(REPORTS).cloned().collect::<Vec<_>>();
    html! {
        section aria-labelledby="sources" {
            h2 id="sources" { "Sources" }
            p.note {
                "Counts of events follow reporting. " (words::count(coverage.events_of_one_origin, "event rests", "events rest")) " on one independent origin only."
            }
            div.wide role="region" aria-label="Outlets" tabindex="0" {
                table {
                    thead { tr { th scope="col" { "Outlet" } th scope="col" { "Reports that name it" } } }
                    tbody { @for outlet in &coverage.outlets { tr { td { (source_words(&outlet.outlet)) } td.number { (outlet.reports) } } } }
                }
            }
            h3 { "Newest reports" }
            (report_list(&newest))
            (all_of(dossier, "reports", REPORTS, dossier.reports.len()))
        }
    }
}
