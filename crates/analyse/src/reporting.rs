//! Who reports on a group, in which languages, and how that changes: the denominator of every other number. Where the mix of sources
//! changes, counts of events change with it, whatever happened.
use crate::indicators::{FEWEST_FOR_SHARE, Share, effective};
use crate::standing::{Standing, stands};
use jiff::civil::Date;
use model::dossier::{ActorDossier, ReportLine};
use model::record::Event;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Records that span no more than so many years are cut into quarters.
const QUARTERS_UP_TO: i16 = 3;

/// The mix of sources over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceMix {
    /// Stretches of time from the first to the last day of publication, those without a report too.
    pub periods: Vec<Period>,
    /// Reports without a day of publication: in no period.
    pub undated: Vec<String>,
    /// Neighbouring periods between which the mix changed so much that their counts of events should not be compared without saying so.
    pub breaks: Vec<Break>,
}

/// A year or a quarter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Reports published in it that name the group: their ids.
    pub reports: Vec<String>,
    /// Independent origins of those reports.
    pub origins: usize,
    /// Outlets with how many of the reports each printed, most first.
    pub outlets: Vec<(String, usize)>,
    /// Reports whose outlet is not known.
    pub outlet_unknown: usize,
    /// Among how many outlets of equal weight the reports would lie as they do (e to the entropy, Miller and Madow); `None` of fewer than
    /// five reports with an outlet.
    pub effective_outlets: Option<f64>,
    /// The part of the outlet that printed most, of the reports with an outlet.
    pub largest_outlet: Share,
    /// Languages as reports state them, with how many reports, most first.
    pub languages: Vec<(String, usize)>,
    /// Reports that state no language.
    pub language_unknown: usize,
    /// Events first told in the period: their ids.
    pub first_told: Vec<String>,
    /// Reports for each of those events, until today.
    pub reports_per_event: Option<f64>,
    /// Those that rest on one origin, until today.
    pub single_origin: Share,
    /// Those that the group itself claims.
    pub claimed: Share,
}

impl Period {
    /// The part of one outlet, of the reports with an outlet, with its interval.
    fn part_of(&self, outlet: &str) -> Option<(f64, f64, f64)> {
        let of = self.outlets.iter().find(|one| one.0 == outlet).map_or(0, |one| one.1);
        Share::of(of as u64, self.largest_outlet.whole).share
    }
}

/// Two periods between which the mix changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Break {
    /// First day of the later one.
    pub at: Date,
    /// What changed.
    pub what: BreakKind,
    /// Before and after.
    pub from_to: (f64, f64),
}

/// What of the mix changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakKind {
    /// Twice as many reports or half, or more.
    Reports,
    /// The part of the outlet that printed most, before or after: its intervals do not meet.
    LargestOutlet,
    /// A language came that has a fifth of the reports or more, or one went.
    Languages,
}

pub(crate) fn source_mix(dossier: &ActorDossier) -> SourceMix {
    let days = || dossier.reports.iter().filter_map(|report| report.published);
    let undated = dossier.reports.iter().filter(|report| report.published.is_none());
    let undated = undated.map(|report| report.id.clone()).collect();
    let (Some(first), Some(last)) = (days().min(), days().max()) else {
        return SourceMix { periods: Vec::new(), undated, breaks: Vec::new() };
    };
    let months = if last.year() - first.year() < QUARTERS_UP_TO { 3 } else { 12 };
    let told: Vec<(Date, &Event)> =
        dossier.events.iter().filter_map(|event| Some((first_told(event)?, event))).collect();
    let mut periods = Vec::new();
    let mut from = start(first, months);
    while from <= last {
        let next = from.saturating_add(jiff::Span::new().months(months));
        let reports: Vec<&ReportLine> = dossier
            .reports
            .iter()
            .filter(|report| report.published.is_some_and(|day| (from..next).contains(&day)))
            .collect();
        let events: Vec<&Event> =
            told.iter().filter(|(day, _)| (from..next).contains(day)).map(|(_, event)| *event).collect();
        periods.push(period((from, next.yesterday().unwrap_or(next)), &reports, &events, &dossier.actor.key));
        if next <= from {
            break;
        }
        from = next;
    }
    SourceMix { breaks: breaks(&periods), periods, undated }
}

/// The first day on which a report told of an event.
pub(crate) fn first_told(event: &Event) -> Option<Date> {
    event.members.iter().filter_map(|member| member.report.published).min()
}

fn start(day: Date, months: i8) -> Date {
    let month = (day.month() - 1) / months * months + 1;
    Date::new(day.year(), month, 1).unwrap_or(day)
}

fn period((from, to): (Date, Date), reports: &[&ReportLine], events: &[&Event], group: &str) -> Period {
    let outlets = counted(reports.iter().filter_map(|report| report.outlet.as_deref()));
    let languages = counted(reports.iter().filter_map(|report| report.language.as_deref()));
    let sum = |all: &[(String, usize)]| all.iter().map(|one| one.1).sum::<usize>();
    let (with_outlet, with_language) = (sum(&outlets), sum(&languages));
    let share = |part: usize, whole: usize| Share::of(part as u64, whole as u64);
    let claimed = events.iter().filter(|event| stands(event, group).standing() == Standing::Claimed).count();
    Period {
        from,
        to,
        origins: reports.iter().map(|report| &report.origin).collect::<BTreeSet<_>>().len(),
        outlet_unknown: reports.len() - with_outlet,
        effective_outlets: if with_outlet as u64 >= FEWEST_FOR_SHARE {
            effective(outlets.iter().map(|one| one.1 as u64))
        } else {
            None
        },
        largest_outlet: share(outlets.first().map_or(0, |one| one.1), with_outlet),
        outlets,
        language_unknown: reports.len() - with_language,
        languages,
        reports_per_event: (!events.is_empty())
            .then(|| events.iter().map(|event| event.n_reports).sum::<usize>() as f64 / events.len() as f64),
        single_origin: share(events.iter().filter(|event| event.n_origins <= 1).count(), events.len()),
        claimed: share(claimed, events.len()),
        first_told: events.iter().map(|event| event.id.clone()).collect(),
        reports: reports.iter().map(|report| report.id.clone()).collect(),
    }
}

/// Each word with how often it comes, most first, then by the word.
fn counted<'w>(words: impl Iterator<Item = &'w str>) -> Vec<(String, usize)> {
    let mut by_word: BTreeMap<&str, usize> = BTreeMap::new();
    words.for_each(|word| *by_word.entry(word).or_default() += 1);
    let mut all: Vec<(String, usize)> = by_word.into_iter().map(|(word, n)| (word.to_owned(), n)).collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all
}

/// Changes between periods that both have enough reports to say so.
fn breaks(periods: &[Period]) -> Vec<Break> {
    const FEWEST: usize = 10;
    const FIFTH: f64 = 0.2;
    let mut found = Vec::new();
    for (before, after) in periods.iter().zip(periods.iter().skip(1)) {
        let (n, m) = (before.reports.len(), after.reports.len());
        if n.max(m) >= FEWEST && (n >= 2 * m || m >= 2 * n) {
            found.push(Break { at: after.from, what: BreakKind::Reports, from_to: (n as f64, m as f64) });
        }
        let largest = [before, after].into_iter().filter_map(|period| Some(&period.outlets.first()?.0));
        let moved = largest.filter_map(|outlet| {
            let (a, b) = (before.part_of(outlet)?, after.part_of(outlet)?);
            (a.2 < b.1 || b.2 < a.1).then_some((a.0, b.0))
        });
        for from_to in moved.take(1) {
            found.push(Break { at: after.from, what: BreakKind::LargestOutlet, from_to });
        }
        if n.min(m) >= FEWEST {
            let part = |period: &Period, language: &str| {
                let of = period.languages.iter().find(|one| one.0 == language).map_or(0, |one| one.1);
                of as f64 / period.reports.len() as f64
            };
            let changed = before.languages.iter().chain(&after.languages).find_map(|(language, _)| {
                let (a, b) = (part(before, language), part(after, language));
                ((a == 0.0 && b >= FIFTH) || (b == 0.0 && a >= FIFTH)).then_some((a, b))
            });
            found.extend(changed.map(|from_to| Break {
                at: after.from,
                what: BreakKind::Languages,
                from_to,
            }));
        }
    }
    found
}
