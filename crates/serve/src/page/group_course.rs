//! How a group's record runs over time: tempo and phases, inside and outside its stronghold, where in which years, how late reports
//! come, and who reports. Each with its limits.
use super::ground::Ground;
use super::group::drawing_path;
use super::layout::{drawing, drawn, source_words};
use crate::app::Request;
use crate::words;
use analyse::nowcast::{Late, Nowcast};
use analyse::own::{Own, OwnPhases};
use analyse::reporting::{BreakKind, Period};
use analyse::{Findings, segments};
use maud::{Markup, html};
use model::dossier::ActorDossier;
use model::record::Event;
use model::{EventType, Realis};
use publish::svg;
use std::collections::BTreeMap;

/// Outlets and languages named in a row.
const NAMED: usize = 3;
/// Maps side by side.
const MAPS: i16 = 4;
const MAP_WIDTH: f64 = 440.0;

/// Attacks that happened and for which the group is held responsible, or which it claims.
fn attacks<'d>(dossier: &'d ActorDossier, findings: &Findings) -> Vec<&'d Event> {
    let is_one = |event: &&Event| {
        let moments = findings.timeline.iter().chain(&findings.undated);
        let moment = moments.into_iter().find(|moment| moment.event == event.id);
        event.event_type == EventType::Attack
            && event.realis == Realis::Occurred
            && moment.is_some_and(|moment| moment.standing.is_responsible())
    };
    dossier.events.iter().filter(is_one).collect()
}

/// The year of an event that lies in one.
fn year_of(event: &Event) -> Option<i16> {
    event.when.filter(|when| when.earliest.year() == when.latest.year()).map(|when| when.earliest.year())
}

/// The phases of its attacks, or why there are none.
pub(super) fn tempo(own: &Own, dossier: &ActorDossier, request: &Request<'_>) -> Markup {
    html! {
        h3 id="tempo" { "Tempo and phases" }
        @match own {
            Own::TooLittle { months, attacks } => p.missing {
                "No phases are computed of " (words::count(*months, "month", "months")) " of reports with " (words::count(*attacks, "attack", "attacks"))
                " of a known month; 24 and 20 are needed."
            },
            Own::NoOrganisation => p.missing { "No phases are sought of a person or a population." },
            Own::Phases(found) => (phases(found, dossier, request)),
        }
    }
}

fn phases(found: &OwnPhases, dossier: &ActorDossier, request: &Request<'_>) -> Markup {
    let svg = svg::tempo_of(&dossier.actor.name, found);
    html! {
        @if let Some(svg) = svg {
            (drawing(request, &drawing_path(dossier, "tempo"), &svg, "Bars: attacks that reports tell. Line: the mean of a phase; band: its 90 % interval. Hatched: too few reports of anything to say something. A change here is one of what is reported.", "phase-table"))
        }
        @if !found.has_phases { p.note { "No change is established: the reports are explained as well by one rate throughout." } }
        div.wide id="phase-table" role="region" aria-label="Phases" tabindex="0" {
            table {
                thead { tr { @for head in ["From", "To", "Attacks", "Known months", "A month", "90 % interval", "Begins"] { th scope="col" { (head) } } } }
                tbody {
                    @for (at, phase) in found.phases.iter().enumerate() {
                        @let (mean, low, high) = phase.per_month;
                        tr {
                            td.when { (words::day(phase.from)) }
                            td.when { (words::day(phase.to)) }
                            td.number { (phase.attacks) }
                            td.number { (phase.months) }
                            td.number { (format!("{mean:.1}")) }
                            td.number { (format!("{low:.1} to {high:.1}")) }
                            td {
                                @if at.checked_sub(1).and_then(|before| found.boundaries.get(before)).is_some_and(|one| one.is_possibly_reporting) {
                                    "possibly a change of reporting: reports on others change there too"
                                }
                            }
                        }
                    }
                }
            }
        }
        p.note {
            (words::count(found.left_out, "more attack is", "more attacks are")) " undated, of no one month or quarter, or before the reports begin. "
            "From " (words::day(found.incomplete_from)) " on attacks may still be told, so no decline is."
        }
    }
}

/// How many of the attacks lie outside the stronghold, by year.
pub(super) fn outside(dossier: &ActorDossier, findings: &Findings, request: &Request<'_>) -> Markup {
    let stronghold = &findings.options.stronghold;
    if stronghold.is_empty() || findings.attacks.total.all.is_empty() {
        return html! {};
    }
    let mut years: BTreeMap<i16, [u64; 3]> = BTreeMap::new();
    for event in attacks(dossier, findings) {
        let Some(year) = year_of(event) else { continue };
        let country = event.place.as_ref().and_then(|place| place.country.as_ref());
        let at = country.map_or(2, |country| usize::from(!stronghold.contains(country)));
        years.entry(year).or_default()[at] += 1;
    }
    let names = stronghold.iter().map(|code| request.reference.country(code)).collect::<Vec<_>>().join(", ");
    html! {
        h3 id="outside" { "Inside and outside its stronghold" }
        p.note { "Stronghold: " (names) ", as the lexicon has it. Attacks of a known year; the share is of those of a known country, with its 95 % interval." }
        @if years.is_empty() { p.missing { "No attack of a known year." } } @else {
            div.wide role="region" aria-label="Table of shares" tabindex="0" {
                table {
                    thead { tr { @for head in ["Year", "Inside", "Outside", "Country not known", "Share outside"] { th scope="col" { (head) } } } }
                    tbody {
                        @for (year, [inside, outside, unknown]) in &years {
                            tr {
                                th scope="row" { (year) }
                                td.number { (inside) }
                                td.number { (outside) }
                                td.number { (unknown) }
                                td { (share(*outside, inside + outside)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A share in words and as a bar with its interval.
fn share(part: u64, whole: u64) -> Markup {
    if whole == 0 {
        return html! { span.missing { "–" } };
    }
    let (mean, low, high) = segments::share(part, whole);
    let percent = |part: f64| format!("{:.0}", part * 100.0);
    html! {
        (percent(mean)) " % " span.note { "[" (percent(low)) ", " (percent(high)) "]" }
        svg.band viewBox="0 0 200 10" width="200" height="10" aria-hidden="true" {
            line x1="0" x2="200" y1="5" y2="5" stroke="currentColor" stroke-opacity=".25" {}
            rect x=(format!("{:.1}", low * 200.0)) y="1" width=(format!("{:.1}", ((high - low) * 200.0).max(1.0))) height="8" fill="currentColor" fill-opacity=".3" {}
            circle cx=(format!("{:.1}", mean * 196.0 + 2.0)) cy="5" r="3.5" fill="currentColor" {}
        }
    }
}

/// Where its attacks were, in up to four stretches of years of equal length, on the same ground.
pub(super) fn maps(dossier: &ActorDossier, findings: &Findings, request: &Request<'_>) -> Markup {
    let attacks = attacks(dossier, findings);
    let years = attacks.iter().filter_map(|event| year_of(event));
    let Some((first, last)) = years.clone().min().zip(years.max()) else { return html! {} };
    let length = (last - first + MAPS) / MAPS;
    let stretches = (0..MAPS).map(|at| (first + at * length, (first + (at + 1) * length - 1).min(last)));
    let stretches = stretches.filter(|(from, to)| from <= to).collect::<Vec<_>>();
    if stretches.len() < 2 {
        return html! {};
    }
    let grounds = stretches.iter().map(|(from, to)| {
        let within =
            attacks.iter().filter(|event| year_of(event).is_some_and(|year| (*from..=*to).contains(&year)));
        let within = within.copied().collect::<Vec<_>>();
        (within.len(), Ground::of(&within, request, &format!("?since={from}&until={to}")))
    });
    let grounds = grounds.collect::<Vec<_>>();
    let only = grounds.iter().map(|(_, ground)| ground).collect::<Vec<_>>();
    let titles =
        stretches.iter().map(|(from, to)| if from == to { from.to_string() } else { format!("{from}–{to}") });
    let titles = titles.collect::<Vec<_>>();
    let maps = Ground::side_by_side(&only, &titles, MAP_WIDTH, request);
    html! {
        h3 id="where-when" { "Where, by period" }
        div.maps {
            @for (((title, svg), (events, ground)), (from, to)) in titles.iter().zip(&maps).zip(&grounds).zip(&stretches) {
                figure {
                    @match svg { Some(svg) => (drawn(request, &drawing_path(dossier, &format!("where-{from}")), svg)), None => p.missing { "No attack with a place." } }
                    figcaption { b { a href={ "/map?group=" (super::group::own_id(dossier)) "&since=" (from) "&until=" (to) } { (title) } } ": " (words::count(*events, "attack", "attacks")) @if ground.not_drawn() > 0 { ", " (ground.not_drawn()) " not on the map" } }
                }
            }
        }
        p.note { "The same ground each time. Attacks for which it is held responsible or which it claims, of a known year; hatched provinces: somewhere in them. A change may be one of reporting. "
            a href={ "/map?group=" (super::group::own_id(dossier)) } { "All its events on the map" } }
    }
}

/// What the newest months may still become.
pub(super) fn late(findings: &Findings) -> Markup {
    html! {
        h3 id="late" { "How late reports come" }
        @match &findings.late {
            Late::TooLittle { months, events } => p.missing {
                "Nothing can be said of " (words::count(*months, "whole month", "whole months")) " with " (words::count(*events, "attack", "attacks"))
                " of a known month; 24 months and 30 attacks are needed. No decline is told of the newest three months."
            },
            Late::Nowcast(found) => (nowcast(found)),
        }
    }
}

fn nowcast(found: &Nowcast) -> Markup {
    let part = |age: usize| {
        let (part, low, high) = found.told_within.get(age).copied().unwrap_or((1.0, 1.0, 1.0));
        format!("{:.0} % [{:.0}, {:.0}]", part * 100.0, low * 100.0, high * 100.0)
    };
    html! {
        p {
            "Of " (words::count(found.events, "attack", "attacks")) " told within a year, " (part(0)) " are told in their own month, " (part(1))
            " by the next and " (part(3)) " by the third after it; " (found.later) " were told later still and are left out."
        }
        div.wide role="region" aria-label="Table of months" tabindex="0" {
            table {
                thead { tr { @for head in ["Month", "Told so far", "To be expected", "90 % interval"] { th scope="col" { (head) } } } }
                tbody {
                    @for month in &found.months {
                        @let (mean, low, high) = month.expected;
                        tr {
                            th scope="row" { (month.month.strftime("%B %Y").to_string()) }
                            td.number { (month.told.len()) }
                            td.number { (format!("{mean:.1}")) }
                            td.number { (low) " to " (high) }
                        }
                    }
                }
            }
        }
        p.note { "Told by " (words::day(found.as_of)) ". Expected is what reports will tell if they come as late as before; what no report ever tells is in no number." }
    }
}

/// Who reports, by period: the denominator of every number.
pub(super) fn source_mix(findings: &Findings) -> Markup {
    let mix = &findings.source_mix;
    let periods = mix.periods.iter().filter(|period| !period.reports.is_empty()).collect::<Vec<_>>();
    html! {
        h3 id="who-reports" { "Who reports, and in which languages" }
        @if periods.is_empty() { p.missing { "No report has a day of publication." } } @else {
            div.wide role="region" aria-label="Table of periods" tabindex="0" {
                table {
                    thead { tr { @for head in ["Published", "Reports", "Origins", "Outlets", "Languages as stated", "Events first told", "On one origin"] { th scope="col" { (head) } } } }
                    tbody { @for period in periods { (period_row(period)) } }
                }
            }
        }
        @for one in &mix.breaks { p.notice { (broken(one)) } }
        p.note { "A change of sources changes counts of events, whatever happened."
            @if !mix.undated.is_empty() { " " (words::count(mix.undated.len(), "report has", "reports have")) " no day of publication." } }
    }
}

fn period_row(period: &Period) -> Markup {
    let name = if period.from.month() == 1 && period.to.month() == 12 {
        period.from.year().to_string()
    } else {
        format!("{} to {}", period.from.strftime("%b %Y"), period.to.strftime("%b %Y"))
    };
    html! {
        tr {
            th scope="row" { (name) }
            td.number { (period.reports.len()) }
            td.number { (period.origins) }
            td { (named(&period.outlets, period.outlet_unknown)) }
            td { (named(&period.languages, period.language_unknown)) }
            td.number { (period.first_told.len()) }
            td.number { (period.single_origin.part) " of " (period.single_origin.whole) }
        }
    }
}

fn named(all: &[(String, usize)], unknown: usize) -> Markup {
    let rest = all.iter().skip(NAMED).map(|(_, n)| n).sum::<usize>();
    html! {
        @for (at, (name, n)) in all.iter().take(NAMED).enumerate() { @if at > 0 { ", " } (source_words(name)) " " (n) }
        @if rest > 0 { ", " (all.len() - NAMED) " more with " (rest) }
        @if unknown > 0 { @if !all.is_empty() { ", " } "not stated " (unknown) }
    }
}

fn broken(one: &analyse::reporting::Break) -> String {
    let (before, after) = one.from_to;
    let at = words::day(one.at);
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    match one.what {
        BreakKind::Reports => format!(
            "Break at {at}: {before:.0} reports before, {after:.0} after. Do not compare counts across it."
        ),
        BreakKind::LargestOutlet => {
            format!(
                "Break at {at}: the largest outlet had {} of the reports before, {} after.",
                percent(before),
                percent(after)
            )
        }
        BreakKind::Languages => {
            format!(
                "Break at {at}: a language had {} of the reports before, {} after.",
                percent(before),
                percent(after)
            )
        }
    }
}
