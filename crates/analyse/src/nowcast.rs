//! How late reports come, and what the newest months may still become.
//!
//! The delay of an event is the number of months from its own to that of its first report. Of old months all delays are known, of new ones the
//! short ones only; so the parts are taken from the far end, each from the months that can know it (the reverse-time hazards of a reporting
//! triangle; Lagakos, Barraj and De Gruttola 1988, Biometrika 75(3)). What is told of a month by now, divided by the part that is told by
//! that age, is what may be expected; the interval has both in it, what is still unknown of the month and of the parts.
//!
//! This says how late the *record* learns of events that some report tells in the end. What is never reported is in no number.
use crate::forecast::Random;
use crate::reporting::first_told;
use crate::standing::stands;
use jiff::civil::Date;
use model::dossier::ActorDossier;
use model::record::Event;
use model::{EventType, Realis};
use serde::Serialize;

/// Events that are told later than this many months after are background, not news: they count as never told.
const LATEST: usize = 11;

/// Months of reports that the record must span, and events with a delay.
const FEWEST_MONTHS: usize = 24;
const FEWEST_EVENTS: usize = 30;

/// Newest months that are told of.
const SHOWN: usize = 6;

/// Draws behind an interval; the generator is seeded with a constant.
const DRAWS: usize = 2_000;

/// How late reports come, or why that cannot be said.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Late {
    /// What the newest months may become.
    Nowcast(Box<Nowcast>),
    /// Fewer than 24 months of reports, or fewer than 30 attacks in a known month within them.
    TooLittle {
        /// Whole months from the first to the last report.
        months: usize,
        /// Attacks with a delay.
        events: usize,
    },
}

/// The nowcast of one group's attacks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Nowcast {
    /// The last day that is counted: the end of the last month that the reports cover whole.
    pub as_of: Date,
    /// Attacks in a known month, told within a year.
    pub events: usize,
    /// Attacks of those months that were first told more than a year later: left out.
    pub later: usize,
    /// The part of them that is told in the same month, within one month after, and so on: with its 90 % interval.
    pub told_within: Vec<(f64, f64, f64)>,
    /// The newest months, the newest last.
    pub months: Vec<NowcastMonth>,
}

/// A month that may still grow.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NowcastMonth {
    /// Its first day.
    pub month: Date,
    /// The attacks that are told of it by now: their ids.
    pub told: Vec<String>,
    /// What part of the month is told by this age.
    pub part: f64,
    /// What it may become: mean and 90 % interval.
    pub expected: (f64, u64, u64),
}

/// An attack: when it was and how many months later it was told.
struct Delayed<'e> {
    event: &'e Event,
    month: usize,
    delay: usize,
}

pub(crate) fn nowcast(dossier: &ActorDossier) -> Late {
    let days = || dossier.reports.iter().filter_map(|report| report.published);
    let (Some(first), Some(last)) = (days().min(), days().max()) else {
        return Late::TooLittle { months: 0, events: 0 };
    };
    // A month that is not over at the last report is not covered whole.
    let end = if last == last.last_of_month() { last } else { before_month(last) };
    let start = first.first_of_month();
    if end < start {
        return Late::TooLittle { months: 0, events: 0 };
    }
    let months = months_between(start, end) + 1;
    let attacks: Vec<Delayed<'_>> =
        dossier.events.iter().filter_map(|event| delayed(event, &dossier.actor.key, start, end)).collect();
    let (known, later): (Vec<_>, Vec<_>) = attacks.into_iter().partition(|one| one.delay <= LATEST);
    if months < FEWEST_MONTHS || known.len() < FEWEST_EVENTS {
        return Late::TooLittle { months, events: known.len() };
    }
    let hazards = hazards(&known, months);
    let mut random = Random(0x01a7_ee0f);
    let draws: Vec<[f64; LATEST + 1]> = (0..DRAWS).map(|_| drawn(&hazards, &mut random)).collect();
    let middle =
        told_within(&hazards.map(|(at, upto)| if upto == 0 { 0.0 } else { at as f64 / upto as f64 }));
    let told = (0..=LATEST).map(|age| {
        let mut at_age: Vec<f64> = draws.iter().map(|draw| draw[age]).collect();
        at_age.sort_by(f64::total_cmp);
        (middle[age], quantile(&at_age, 0.05), quantile(&at_age, 0.95))
    });
    let newest = (0..SHOWN.min(months)).rev().map(|age| {
        let month = months - 1 - age;
        let told: Vec<String> =
            known.iter().filter(|one| one.month == month).map(|one| one.event.id.clone()).collect();
        let mut whole: Vec<f64> =
            draws.iter().map(|draw| told.len() as f64 + random.missed(told.len(), draw[age])).collect();
        whole.sort_by(f64::total_cmp);
        let mean = whole.iter().sum::<f64>() / whole.len().max(1) as f64;
        NowcastMonth {
            month: start.saturating_add(jiff::Span::new().months(month as i64)),
            part: middle[age],
            expected: (mean, quantile(&whole, 0.05) as u64, quantile(&whole, 0.95) as u64),
            told,
        }
    });
    Late::Nowcast(Box::new(Nowcast {
        as_of: end,
        events: known.len(),
        later: later.len(),
        told_within: told.collect(),
        months: newest.collect(),
    }))
}

fn before_month(day: Date) -> Date {
    day.first_of_month().yesterday().unwrap_or(day)
}

fn months_between(from: Date, to: Date) -> usize {
    let months = (i32::from(to.year()) - i32::from(from.year())) * 12 + i32::from(to.month())
        - i32::from(from.month());
    usize::try_from(months).unwrap_or(0)
}

/// An attack of the group that happened in one known month within the time of the reports, and was told within it.
fn delayed<'e>(event: &'e Event, group: &str, start: Date, end: Date) -> Option<Delayed<'e>> {
    let when = event.when?;
    let month = when.earliest.first_of_month();
    let told = first_told(event)?;
    let counts = event.event_type == EventType::Attack
        && event.realis == Realis::Occurred
        && when.latest.first_of_month() == month
        && (start..=end).contains(&month)
        && (month..=end).contains(&told)
        && stands(event, group).standing().is_responsible();
    counts.then(|| Delayed { event, month: months_between(start, month), delay: months_between(month, told) })
}

/// For each delay the events told with it, and those told with it or a shorter one, of the months that are old enough to know.
fn hazards(known: &[Delayed<'_>], months: usize) -> [(u64, u64); LATEST + 1] {
    let mut found = [(0, 0); LATEST + 1];
    for (delay, counts) in found.iter_mut().enumerate() {
        for one in known.iter().filter(|one| months - 1 - one.month >= delay && one.delay <= delay) {
            counts.0 += u64::from(one.delay == delay);
            counts.1 += 1;
        }
    }
    found
}

/// The part that is told by each age: what no longer delay takes away.
fn told_within(at: &[f64; LATEST + 1]) -> [f64; LATEST + 1] {
    let mut told = [1.0; LATEST + 1];
    for age in (0..LATEST).rev() {
        told[age] = told[age + 1] * (1.0 - at[age + 1]);
    }
    told
}

fn drawn(hazards: &[(u64, u64); LATEST + 1], random: &mut Random) -> [f64; LATEST + 1] {
    told_within(&hazards.map(|(at, upto)| random.beta(at as f64 + 0.5, (upto - at) as f64 + 0.5)))
}

fn quantile(sorted: &[f64], part: f64) -> f64 {
    let at = ((sorted.len() as f64 * part) as usize).min(sorted.len().saturating_sub(1));
    sorted.get(at).copied().unwrap_or(0.0)
}

impl Random {
    /// How many are still missing where so many were found and each is found with this probability: negative binomial, with half an event
    /// added, as for a rate.
    fn missed(&mut self, found: usize, part: f64) -> f64 {
        if part >= 1.0 {
            return 0.0;
        }
        let part = part.max(1e-6);
        let mean = self.gamma(found as f64 + 0.5) * (1.0 - part) / part;
        self.poisson(mean)
    }

    /// Standard normal, by Box and Muller.
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Gamma with scale 1 (Marsaglia and Tsang 2000).
    fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let boost = (1.0 - self.unit()).powf(1.0 / shape);
            return self.gamma(shape + 1.0) * boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && (1.0 - self.unit()).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    fn beta(&mut self, a: f64, b: f64) -> f64 {
        let (x, y) = (self.gamma(a), self.gamma(b));
        x / (x + y).max(f64::MIN_POSITIVE)
    }

    /// Poisson by inversion; of large means the normal with the same two moments.
    fn poisson(&mut self, mean: f64) -> f64 {
        const LARGE: f64 = 200.0;
        if mean > LARGE {
            return (mean + mean.sqrt() * self.normal()).round().max(0.0);
        }
        let (u, mut mass, mut sum, mut count) = (self.unit(), (-mean).exp(), 0.0, 0.0);
        loop {
            sum += mass;
            if sum >= u || count > 4.0 * LARGE {
                return count;
            }
            count += 1.0;
            mass *= mean / count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_have_the_moments_that_they_should() {
        let mut random = Random(5);
        let mean = |draws: Vec<f64>| draws.iter().sum::<f64>() / draws.len() as f64;
        assert!((mean((0..20_000).map(|_| random.gamma(0.5)).collect()) - 0.5).abs() < 0.02);
        assert!((mean((0..20_000).map(|_| random.gamma(7.0)).collect()) - 7.0).abs() < 0.1);
        assert!((mean((0..20_000).map(|_| random.beta(2.0, 6.0)).collect()) - 0.25).abs() < 0.01);
        assert!((mean((0..20_000).map(|_| random.poisson(3.5)).collect()) - 3.5).abs() < 0.06);
        assert!((mean((0..2_000).map(|_| random.poisson(900.0)).collect()) - 900.0).abs() < 3.0);
        // Ten found with probability ½ each leave 10.5 to be found.
        assert!((mean((0..20_000).map(|_| random.missed(10, 0.5)).collect()) - 10.5).abs() < 0.15);
        assert!(random.missed(4, 1.0) < 0.5);
    }

    #[test]
    fn parts_are_taken_from_the_far_end() {
        let mut at = [0.0; LATEST + 1];
        (at[1], at[2]) = (0.5, 0.2);
        let told = told_within(&at);
        assert!((told[0] - 0.4).abs() < 1e-12 && (told[1] - 0.8).abs() < 1e-12 && told[2] > 0.999);
    }
}
