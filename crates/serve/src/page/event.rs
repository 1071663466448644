//! One event with every source sentence.
use super::events::number_of_page;
use super::layout::{
    self, actor, cite_some, cite_statement, pager, report_line, source_words, support, voice,
};
use crate::answer::{Answer, Failure, Page};
use crate::app::Request;
use crate::{query, words};
use analyse::standing::stance_of;
use axum::http::StatusCode;
use maud::{Markup, html};
use model::dossier::{Citation, Citations, EventDossier, ReportLine};
use model::record::{ActorRef, EventSubject, FusedFigure, SubjectFigure, SubjectResponsibility};
use model::{Measure, Role, Stance};
use publish::svg::{self, FusedRange, StatedFigure};
use std::collections::BTreeMap;

/// Independent origins on one page.
const ORIGINS: usize = 15;

pub(crate) fn page(request: &Request<'_>) -> Result<Answer, Failure> {
    let id = request.id.split('-').next().unwrap_or("");
    if let Some(became) = request.pages.redirect(id)? {
        let to = format!("/e/{}", query::encode(&became));
        return Ok(Answer::Redirect { status: StatusCode::PERMANENT_REDIRECT, to });
    }
    let Some(dossier) = request.pages.event(id)? else {
        return Err(request.not_found("event", request.id));
    };
    let number = number_of_page(request)?;
    let body = html! {
        (head(&dossier, request))
        (contradictions(&dossier))
        (figures(&dossier))
        (responsibility(&dossier))
        (participants(&dossier))
        (when_and_where(&dossier, request))
        (judgements(&dossier))
        (origins(&dossier, number))
    };
    Ok(Answer::Page(Page { title: words::event_title(&dossier.event), body }))
}

fn head(dossier: &EventDossier, request: &Request<'_>) -> Markup {
    let event = &dossier.event;
    html! {
        p.kicker { "Event " (event.id) }
        h1 { (source_words(&words::event_title(event))) }
        @if let Some(note) = words::realis_note(event.realis) { p.notice { (note) } }
        ul.numbers {
            li { b { (event.n_reports) } span { @if event.n_reports == 1 { "report" } @else { "reports" } } }
            li { b { (event.n_origins) } span { @if event.n_origins == 1 { "independent origin" } @else { "independent origins" } } }
            @if let Some(by_party) = request.reference.origins(event).in_words() { li { span { "of these " (by_party) } } }
            li { b { (event.contradictions.len()) } span { @if event.contradictions.len() == 1 { "contradiction" } @else { "contradictions" } } }
        }
        dl.facts {
            dt { "When" }
            dd { (when_words(dossier)) }
            dt { "Where" }
            dd { (where_words(dossier, request)) }
        }
        nav.on-page aria-label="On this page" {
            @if !event.contradictions.is_empty() { a href="#contradictions" { "Contradictions" } }
            a href="#figures" { "Figures" } a href="#responsibility" { "Responsibility" }
            @if !dossier.judgements.is_empty() { a href="#judgements" { "Judgements" } }
            a href="#reports" { "Reports and sentences" }
        }
    }
}

/// What persons decided: who, when, why; taken back ones are struck through and stay.
fn judgements(dossier: &EventDossier) -> Markup {
    html! {
        @if !dossier.judgements.is_empty() {
            section aria-labelledby="judgements" {
                h2 id="judgements" { "Judgements" }
                p.note { "Decisions of the people who keep this record. Each can be taken back; none is deleted." }
                ul {
                    @for judgement in &dossier.judgements {
                        li {
                            (super::corrections::line(judgement))
                        }
                    }
                }
            }
        }
    }
}

fn when_words(dossier: &EventDossier) -> Markup {
    html! {
        @match &dossier.event.when {
            Some(when) => {
                time datetime=(words::iso(when)) { (words::time(when)) }
                @let precision = words::time_precision(when);
                @if !precision.is_empty() { span.note { " (" (precision) ")" } }
            },
            None => span.missing { "No report says when." },
        }
    }
}

fn where_words(dossier: &EventDossier, request: &Request<'_>) -> Markup {
    html! {
        @match &dossier.event.place {
            Some(place) => {
                (source_words(&words::place_in_full(place, request.reference)))
                @if let Some(precision) = place.precision { span.note { " (" (words::place_precision(precision)) ")" } }
            },
            None => span.missing { "No report says where." },
        }
    }
}

fn contradictions(dossier: &EventDossier) -> Markup {
    html! {
        @if !dossier.event.contradictions.is_empty() {
            section aria-labelledby="contradictions" {
                h2 id="contradictions" { "Contradictions" }
                p.note { "Statements that cannot all be right. They are listed, not averaged." }
                @for contradiction in &dossier.event.contradictions {
                    h3 { (words::label(&contradiction.about)) }
                    p { (source_words(&contradiction.message)) }
                    (cite_some(&dossier.citations, contradiction.statements.iter().map(String::as_str), 6))
                }
            }
        }
    }
}

/// Every stated figure of an event, by what it counts, in the order of the closed list.
fn stated_figures(members: &[EventSubject]) -> BTreeMap<Measure, Vec<(&EventSubject, &SubjectFigure)>> {
    let mut stated: BTreeMap<Measure, Vec<_>> = BTreeMap::new();
    for member in members {
        for figure in &member.figures {
            stated.entry(figure.measure).or_default().push((member, figure));
        }
    }
    stated
}

fn figures(dossier: &EventDossier) -> Markup {
    let stated = stated_figures(&dossier.event.members);
    html! {
        section aria-labelledby="figures" {
            h2 id="figures" { "Figures" }
            @if stated.is_empty() { p.missing { "No report gives a figure." } }
            @for (measure, figures) in &stated {
                @let fused = dossier.event.figures.iter().find(|fused| fused.measure == *measure);
                (measure_block(*measure, fused, figures, &dossier.citations))
                (by_profile(dossier.event.by_profile.iter().filter(|other| other.measure == *measure).collect()))
            }
        }
    }
}

fn measure_block(
    measure: Measure,
    fused: Option<&FusedFigure>,
    stated: &[(&EventSubject, &SubjectFigure)],
    citations: &Citations,
) -> Markup {
    html! {
        h3 { (words::measure(measure)) }
        @if let Some(fused) = fused {
            div.wide role="region" aria-label="Lowest, best supported, highest" tabindex="0" {
                table {
                    thead { tr { th scope="col" { "Lowest" } th scope="col" { "Best supported" } th scope="col" { "Highest" } } }
                    tbody { tr { td.number { (bound(fused.low)) } td.number { (bound(fused.best)) } td.number { (bound(fused.high)) } } }
                }
            }
            p.note { "By the profile " code { (fused.profile) } ": " (fused.reasoning) }
        }
        (drawn(measure, fused, stated))
        ul.statements id={ "stated-" (measure.as_str()) } {
            @for (member, figure) in stated.iter().take(FIGURES_SHOWN) {
                (stated_figure(member, figure, fused, citations))
            }
        }
        @if stated.len() > FIGURES_SHOWN {
            p.more { "And " (words::count(stated.len() - FIGURES_SHOWN, "more statement", "more statements")) " under " a href="#reports" { "reports" } "." }
        }
    }
}

/// The statements as a drawing, in the order of the list.
fn drawn(
    measure: Measure,
    fused: Option<&FusedFigure>,
    stated: &[(&EventSubject, &SubjectFigure)],
) -> Markup {
    let rows = stated.iter().take(FIGURES_SHOWN).map(|(member, figure)| {
        let source = member.report.source.as_deref().unwrap_or("a report");
        let day =
            member.report.published.map(|day| day.strftime(", %-d %b %Y").to_string()).unwrap_or_default();
        StatedFigure {
            label: format!("{source}{day}"),
            words: words::stated(figure),
            low: figure.low,
            best: figure.best,
            high: figure.high,
            is_used: fused.is_none_or(|fused| fused.used.contains(&figure.statement)),
        }
    });
    let range = fused.map(|fused| FusedRange { low: fused.low, best: fused.best, high: fused.high });
    let svg = svg::figures(
        &format!("{} as reports state it", words::measure(measure)),
        &rows.collect::<Vec<_>>(),
        range,
    );
    html! {
        @if let Some(svg) = svg {
            (layout::chart(&svg, "A row for each statement; hollow ones were not used. Shaded: from the lowest to the highest that a used statement allows.", &format!("stated-{}", measure.as_str())))
        }
    }
}

/// What the rules of other data sets make of the same statements.
fn by_profile(others: Vec<&FusedFigure>) -> Markup {
    html! {
        @if !others.is_empty() {
            details {
                summary { "By the rules of other data sets" }
                div.wide role="region" aria-label="By the rules of other data sets" tabindex="0" {
                    table {
                        thead { tr {
                            th scope="col" { "Profile" } th scope="col" { "Lowest" } th scope="col" { "Best" }
                            th scope="col" { "Highest" } th scope="col" { "Why" }
                        } }
                        tbody { @for other in others { tr {
                            th scope="row" { code { (other.profile) } }
                            td.number { (bound(other.low)) } td.number { (bound(other.best)) } td.number { (bound(other.high)) }
                            td { (other.reasoning) }
                        } } }
                    }
                }
            }
        }
    }
}

/// Statements of one measure shown with their sentences: keeps a page under 300 kB; the rest stands under its report.
const FIGURES_SHOWN: usize = 25;

fn bound(value: Option<u64>) -> Markup {
    html! { @match value { Some(value) => (words::number(value)), None => span.missing { "open" } } }
}

fn stated_figure(
    member: &EventSubject,
    figure: &SubjectFigure,
    fused: Option<&FusedFigure>,
    citations: &Citations,
) -> Markup {
    let left_out =
        fused.and_then(|fused| fused.left_out.iter().find(|one| one.statement == figure.statement));
    let is_used = fused.is_some_and(|fused| fused.used.contains(&figure.statement));
    html! {
        li {
            div {
                span.value { (words::stated(figure)) }
                @if let Some(of) = &figure.of { " " (source_words(of)) }
                @if let Some(includes) = &figure.includes { ", " (source_words(includes)) }
                span.who-says { "said by " (voice(&figure.voice)) ", in " (outlet(member)) }
                @if is_used { span.who-says { "used" } }
                @if let Some(left_out) = left_out { span.who-says { "left out: " (left_out.reason) } }
            }
            (cite_statement(citations, &figure.statement))
        }
    }
}

fn outlet(member: &EventSubject) -> Markup {
    html! {
        @match &member.report.source {
            Some(source) => (source_words(source)),
            None => "a report",
        }
    }
}

/// The five lines, never one "perpetrator". A report that names the attacker in its own voice stands beside them.
fn responsibility(dossier: &EventDossier) -> Markup {
    html! {
        section aria-labelledby="responsibility" {
            h2 id="responsibility" { "Responsibility" }
            p.note { "Who is said to have done it, and by whom. A claim, an accusation and a suspicion are not findings." }
            dl.five {
                @for stance in Stance::ALL { (stance_line(*stance, dossier)) }
            }
        }
    }
}

/// Who is held responsible, who says so, and the statements.
type Held<'d> = BTreeMap<(String, String), Vec<&'d SubjectResponsibility>>;

fn held(stance: Stance, members: &[EventSubject]) -> Held<'_> {
    let mut held = Held::new();
    for responsibility in members.iter().flat_map(|member| &member.responsibilities) {
        if stance_of(responsibility) == stance {
            let name =
                |actor: &Option<ActorRef>| actor.as_ref().map(|actor| actor.key.clone()).unwrap_or_default();
            let who = responsibility.description.clone().filter(|_| responsibility.actor.is_none());
            let key = (who.unwrap_or_else(|| name(&responsibility.actor)), name(&responsibility.speaker));
            held.entry(key).or_default().push(responsibility);
        }
    }
    held
}

fn stance_line(stance: Stance, dossier: &EventDossier) -> Markup {
    let (heading, empty) = words::stance_heading(stance);
    let held = held(stance, &dossier.event.members);
    html! {
        div {
            dt { (heading) }
            dd {
                @if held.is_empty() { span.missing { (empty) } }
                @for statements in held.values() {
                    div.who { (who_held(stance, statements)) }
                    (cite_some(&dossier.citations, statements.iter().map(|one| one.statement.as_str()), 4))
                }
            }
        }
    }
}

fn who_held(stance: Stance, statements: &[&SubjectResponsibility]) -> Markup {
    let Some(first) = statements.first() else { return html! {} };
    let somebody = html! {
        @match (&first.actor, &first.description) {
            (Some(held), _) => (actor(held)),
            (None, Some(description)) => { "“" (source_words(description)) "”" },
            (None, None) => "somebody not named",
        }
    };
    let by = first.speaker.as_ref().map(actor);
    html! {
        @match (stance, by) {
            (Stance::Claimed, _) => { "by " (somebody) },
            (Stance::Denied, Some(by)) => { "that " (somebody) " did it: denied by " (by) },
            (Stance::Denied, None) => { "that " (somebody) " did it" },
            (Stance::Established, Some(by)) => { (somebody) ", by " (by) },
            (Stance::Established, None) => { (somebody) },
            (_, Some(by)) => { "on " (somebody) ", by " (by) },
            (_, None) => { "on " (somebody) ", by somebody not named" },
        }
        span.note { " (" (words::count(statements.len(), "statement", "statements")) ")" }
    }
}

fn participants(dossier: &EventDossier) -> Markup {
    let mut by_role: BTreeMap<Role, BTreeMap<String, Vec<_>>> = BTreeMap::new();
    for participant in dossier.event.members.iter().flat_map(|member| &member.participants) {
        let name = participant.actor.as_ref().map_or(&participant.words, |actor| &actor.name);
        by_role.entry(participant.role).or_default().entry(name.clone()).or_default().push(participant);
    }
    html! {
        @if !by_role.is_empty() {
            section aria-labelledby="participants" {
                h2 id="participants" { "Who took part, in the reports' own voice" }
                dl.five {
                    @for (role, names) in &by_role {
                        div {
                            dt { (role_words(*role)) }
                            dd {
                                @for (name, participants) in names {
                                    div.who {
                                        @match participants.first().and_then(|first| first.actor.as_ref()) {
                                            Some(one) => (actor(one)),
                                            None => { "“" (source_words(name)) "”" },
                                        }
                                        span.note { " (" (words::count(participants.len(), "statement", "statements")) ")" }
                                    }
                                    (cite_some(&dossier.citations, participants.iter().map(|one| one.statement.as_str()), 1))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A report's own voice is not a finding: the heading says whose word it is.
fn role_words(role: Role) -> String {
    match role {
        Role::Perpetrator => "Named as attacker by a report".to_owned(),
        other => words::label(other.as_str()),
    }
}

fn when_and_where(dossier: &EventDossier, request: &Request<'_>) -> Markup {
    let members = &dossier.event.members;
    let mut times: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut places: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for member in members {
        if let (Some(when), Some(statement)) = (&member.when, &member.when_statement) {
            times
                .entry(format!("{}\u{0}{}", words::iso(when), words::time(when)))
                .or_default()
                .push(statement);
        }
        for (place, statement) in member.places.iter().zip(&member.place_statements) {
            places.entry(words::place_in_full(place, request.reference)).or_default().push(statement);
        }
    }
    html! {
        section aria-labelledby="time-and-place" {
            h2 id="time-and-place" { "Time and place, as each report states them" }
            @if times.is_empty() && places.is_empty() { p.missing { "No report states a time or a place." } }
            @for (key, statements) in &times {
                (stated_block(key.split_once('\u{0}').map_or("", |(_, words)| words), statements, &dossier.citations))
            }
            @for (place, statements) in &places { (stated_block(place, statements, &dossier.citations)) }
        }
    }
}

fn stated_block(heading: &str, statements: &[&str], citations: &Citations) -> Markup {
    html! {
        h3 { (source_words(heading)) span.note { " (" (words::count(statements.len(), "statement", "statements")) ")" } }
        (cite_some(citations, statements.iter().copied(), 2))
    }
}

/// The reports, copies of one text together, each with all its sentences about the event.
fn origins(dossier: &EventDossier, page: usize) -> Markup {
    let mut by_origin: Vec<(&str, Vec<&ReportLine>)> = Vec::new();
    for report in &dossier.reports {
        match by_origin.iter_mut().find(|(origin, _)| *origin == report.origin) {
            Some((_, reports)) => reports.push(report),
            None => by_origin.push((&report.origin, vec![report])),
        }
    }
    let from = (page - 1) * ORIGINS;
    let path = words::event_path(&dossier.event);
    html! {
        section aria-labelledby="reports" {
            h2 id="reports" { "Reports and their sentences" }
            p.note {
                (support(&dossier.event)) ": copies of one text, such as a wire report that several outlets printed, are one origin. Oldest first; every sentence on which this page rests."
            }
            @for (_, reports) in by_origin.iter().skip(from).take(ORIGINS) { (origin(reports, dossier)) }
            (pager(&path, &[], page, by_origin.len() > from + ORIGINS))
        }
    }
}

/// A sentence and what it states: each statement's kind and its citation.
type Sentence<'d> = (&'d str, Vec<(&'static str, &'d Citation)>);

fn origin(reports: &[&ReportLine], dossier: &EventDossier) -> Markup {
    let members =
        dossier.event.members.iter().filter(|member| reports.iter().any(|line| line.id == member.report.id));
    let mut sentences: Vec<Sentence<'_>> = Vec::new();
    for (kind, statement) in members.flat_map(statements_of) {
        let Some(citation) = dossier.citations.get(statement) else { continue };
        match sentences.iter_mut().find(|(quote, _)| *quote == citation.quote) {
            Some((_, stated)) => stated.push((kind, citation)),
            None => sentences.push((&citation.quote, vec![(kind, citation)])),
        }
    }
    html! {
        section.origin {
            @if reports.len() > 1 { h3 { "One origin: " (reports.len()) " reports with the same text" } }
            ul.reports { @for report in reports { li { (report_line(report)) } } }
            @for (quote, stated) in &sentences { (origin_sentence(quote, stated)) }
        }
    }
}

/// A member's statements with their kinds, the happening first.
fn statements_of(member: &EventSubject) -> Vec<(&'static str, &str)> {
    let mut statements = vec![("event", member.statement.as_str())];
    statements.extend(member.when_statement.iter().map(|id| ("when", id.as_str())));
    statements.extend(member.place_statements.iter().map(|id| ("where", id.as_str())));
    statements.extend(member.participants.iter().map(|one| (one.role.as_str(), one.statement.as_str())));
    statements
        .extend(member.responsibilities.iter().map(|one| (one.stance.as_str(), one.statement.as_str())));
    statements.extend(member.figures.iter().map(|one| (one.measure.as_str(), one.statement.as_str())));
    statements
}

fn origin_sentence(quote: &str, stated: &[(&str, &Citation)]) -> Markup {
    html! {
        figure.cite {
            blockquote dir="auto" lang=[stated.first().and_then(|(_, citation)| citation.language.as_deref())] { (quote) }
            figcaption {
                @for (at, (kind, citation)) in stated.iter().enumerate() {
                    @if at > 0 { " · " }
                    (kind) ": " a href=(layout::citation_path(citation)) { (source_words(citation.highlight.of(quote))) }
                }
            }
        }
    }
}
