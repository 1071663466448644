//! Phases of a group's attacks as the record's own reports tell them.
//!
//! A record of reports says as much of the press as of the group. So a month with few or no reports of anything is *unknown*, not zero; and
//! a change that reports on everybody else share is marked as possibly one of reporting.
use crate::dataset::{
    DatedBoundary, INCOMPLETE_MONTHS, QUARTERS_BELOW, Step, first_of, months_between, plus_months, steps,
};
use crate::segments::{self, Segmentation, WITHIN};
use crate::standing::stands;
use jiff::civil::Date;
use model::dossier::ActorDossier;
use model::record::Event;
use model::{EventType, Realis};
use serde::Serialize;
use std::collections::BTreeMap;

/// Months that the reports must span, and attacks in a known month within them.
const FEWEST_MONTHS: usize = 24;
const FEWEST_ATTACKS: usize = 20;

/// A month is unknown where it has less than this part of the median of the twelve before it.
const THIN: f64 = 0.5;
const BEFORE: usize = 12;

/// From this probability on a change of the reports on others is one that may explain a change of attacks.
const SHARED: f64 = 0.5;

/// The phases of a group's attacks, or why there are none.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Own {
    /// What the reports show.
    Phases(Box<OwnPhases>),
    /// Fewer than 24 months of reports, or fewer than 20 attacks in a known month within them.
    TooLittle {
        /// Months from the first report of the record to the last.
        months: usize,
        /// Attacks in a known month of that time.
        attacks: usize,
    },
    /// A person or a population: of those no phases are sought ([`crate::may_have_course`]).
    NoOrganisation,
}

/// Phases, and what they rest on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnPhases {
    /// Months or quarters.
    pub step: Step,
    /// First day of the first step.
    pub first_step: Date,
    /// The attacks of each step: their ids.
    pub attacks: Vec<Vec<String>>,
    /// Reports of the record in each step, whoever they name.
    pub reports: Vec<usize>,
    /// First days of the steps with too few reports to say anything: they are in no phase's rate.
    pub unknown: Vec<Date>,
    /// The likeliest division.
    pub phases: Vec<OwnPhase>,
    /// The boundaries between them.
    pub boundaries: Vec<OwnBoundary>,
    /// Whether any is established.
    pub has_phases: bool,
    /// ln of the Bayes factor of "at least one boundary" against "none".
    pub ln_bayes_factor: f64,
    /// Attacks of the group that are not in the series: undated, of no one step, or before the reports begin.
    pub left_out: usize,
    /// From this day on steps may still grow.
    pub incomplete_from: Date,
}

/// A phase.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnPhase {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Attacks in it.
    pub attacks: u64,
    /// Months of it that are known.
    pub months: usize,
    /// Attacks a known month: mean, and the 90 % interval.
    pub per_month: (f64, f64, f64),
}

/// A boundary.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnBoundary {
    /// Where it lies, and how sure that is.
    #[serde(flatten)]
    pub dated: DatedBoundary,
    /// Whether the reports that do not name the group change in the same steps: then it may be one of reporting.
    pub is_possibly_reporting: bool,
}

/// The phases of a group's attacks. `reports` are those of the whole record by the first day of the month of their publication.
#[must_use]
pub fn own_phases(dossier: &ActorDossier, reports: &BTreeMap<Date, usize>) -> Own {
    if !crate::may_have_course(dossier.actor.kind) {
        return Own::NoOrganisation;
    }
    let attacks: Vec<&Event> =
        dossier.events.iter().filter(|event| is_attack(event, &dossier.actor.key)).collect();
    let days = reports.keys().next().zip(reports.keys().next_back());
    let Some((first, last)) = days.map(|(first, last)| (*first, last.last_of_month())) else {
        return Own::TooLittle { months: 0, attacks: 0 };
    };
    let months = usize::try_from(months_between(first, last)).unwrap_or(0) + 1;
    let in_one =
        |step: Step| attacks.iter().filter(|event| place(event, first, last, step).is_some()).count();
    let by_month = in_one(Step::Month);
    let step = if (by_month as f64) < QUARTERS_BELOW * months as f64 { Step::Quarter } else { Step::Month };
    let found = in_one(step);
    if months < FEWEST_MONTHS || found < FEWEST_ATTACKS {
        return Own::TooLittle { months, attacks: found };
    }
    let n = steps(first, last, step);
    let mut by_step: Vec<Vec<String>> = vec![Vec::new(); n];
    for event in &attacks {
        if let Some(of_step) = place(event, first, last, step).and_then(|at| by_step.get_mut(at)) {
            of_step.push(event.id.clone());
        }
    }
    let start = first_of(first, step);
    let at = |day: Date| usize::try_from(months_between(start, day) / step.months()).unwrap_or(0).min(n - 1);
    let mut of_all = vec![0_usize; n];
    reports.iter().for_each(|(month, count)| of_all[at(*month)] += count);
    let mut of_others = of_all.clone();
    for day in dossier.reports.iter().filter_map(|report| report.published) {
        if (first..=last).contains(&day) {
            let count = &mut of_others[at(day)];
            *count = count.saturating_sub(1);
        }
    }
    let known: Vec<bool> = (0..n).map(|at| is_known(&of_all, at, step)).collect();
    let counts: Vec<Option<u64>> =
        by_step.iter().zip(&known).map(|(ids, known)| known.then_some(ids.len() as u64)).collect();
    let segmentation = Segmentation::of_observed(&counts);
    let reporting = Segmentation::of_counts(&of_others.iter().map(|count| *count as u64).collect::<Vec<_>>());
    let day = |at: usize| plus_months(start, at as i64 * step.months());
    let phases = segmentation.best.iter().map(|(from, to)| {
        let within = &counts[*from..*to];
        let attacks = within.iter().flatten().sum::<u64>();
        let months = within.iter().flatten().count() * usize::try_from(step.months()).unwrap_or(1);
        OwnPhase {
            from: day(*from),
            to: day(*to).yesterday().unwrap_or(last),
            attacks,
            months,
            per_month: segments::rate(attacks, months),
        }
    });
    let boundaries = segmentation.boundaries().into_iter().map(|boundary| OwnBoundary {
        is_possibly_reporting: reporting
            .between(boundary.month.saturating_sub(WITHIN).max(1), boundary.month + WITHIN)
            >= SHARED,
        dated: DatedBoundary {
            at: day(boundary.month),
            between: (day(boundary.interval.0), day(boundary.interval.1)),
            probability: boundary.probability,
            range: boundary.range,
            is_established: boundary.is_established,
        },
    });
    Own::Phases(Box::new(OwnPhases {
        step,
        first_step: start,
        phases: phases.collect(),
        boundaries: boundaries.collect(),
        has_phases: segmentation.has_phases(),
        ln_bayes_factor: segmentation.ln_bayes_factor,
        unknown: (0..n).filter(|at| !known[*at]).map(day).collect(),
        left_out: attacks.len() - found,
        incomplete_from: first_of(plus_months(last, 1 - INCOMPLETE_MONTHS), Step::Month),
        attacks: by_step,
        reports: of_all,
    }))
}

fn is_attack(event: &Event, group: &str) -> bool {
    event.event_type == EventType::Attack
        && event.realis == Realis::Occurred
        && stands(event, group).standing().is_responsible()
}

/// The step that holds the whole of an event's time.
fn place(event: &Event, first: Date, last: Date, step: Step) -> Option<usize> {
    let when = event.when?;
    let start = first_of(first, step);
    let of_step = first_of(when.earliest, step);
    let fits = of_step == first_of(when.latest, step) && (start..=last).contains(&when.earliest);
    fits.then(|| usize::try_from(months_between(start, of_step) / step.months()).unwrap_or(0))
}

/// Whether a step has enough reports, of whatever, that no attack in it says something.
fn is_known(reports: &[usize], at: usize, step: Step) -> bool {
    let before = BEFORE / usize::try_from(step.months()).unwrap_or(1);
    let mut recent: Vec<usize> = reports[at.saturating_sub(before)..at].to_vec();
    recent.sort_unstable();
    let median = recent.get(recent.len() / 2).copied().unwrap_or(0);
    reports[at] > 0 && reports[at] as f64 >= THIN * median as f64
}
