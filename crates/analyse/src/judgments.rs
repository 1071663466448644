//! What may be said of a group's course, and what may not: a judgment is established, likely or not shown, by conditions that stand here.
//!
//! "Fewer but more lethal" needs fewer and more lethal. "Moved outside" needs a share that rose and a number that did not fall. A change within
//! the newest three months is never called a decline: those months are not complete.
use crate::dataset::{DatasetFindings, DatedBoundary, Outside};
use crate::power;
use crate::segments::ESTABLISHED;
use jiff::civil::Date;
use serde::Serialize;
use statrs::distribution::{Beta, ContinuousCDF as _};

/// From this probability on a boundary is likely: the band "likely" of ICD 203 begins there.
pub const LIKELY: f64 = 0.55;

/// The normal quantile of a 90 % interval.
const Z_90: f64 = 1.645;

/// How far the data carry a judgment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The boundary has .8 or more, and every condition is met.
    Established,
    /// The boundary has .55 or more, and every condition is met.
    Likely,
    /// Neither.
    NotShown,
}

impl Verdict {
    fn of(boundary: &DatedBoundary, is_met: bool) -> Self {
        if !is_met {
            Self::NotShown
        } else if boundary.probability >= ESTABLISHED {
            Self::Established
        } else if boundary.probability >= LIKELY {
            Self::Likely
        } else {
            Self::NotShown
        }
    }
}

/// Two numbers before and after a boundary, and their ratio with its 90 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    /// Before.
    pub before: f64,
    /// After.
    pub after: f64,
    /// After over before.
    pub ratio: (f64, f64, f64),
}

impl Change {
    /// Whether it rose for sure.
    #[must_use]
    pub fn is_rise(&self) -> bool {
        self.ratio.1 > 1.0
    }

    /// Whether it fell for sure.
    #[must_use]
    pub fn is_fall(&self) -> bool {
        self.ratio.2 < 1.0
    }
}

/// A stretch of days before a boundary and one after it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// The boundary.
    pub boundary: DatedBoundary,
    /// First and last day before.
    pub before: (Date, Date),
    /// First and last day after.
    pub after: (Date, Date),
}

/// What may be said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judgments {
    /// Events a month before and after the last boundary that is at least likely; `None` where there is none.
    pub tempo: Option<Tempo>,
    /// The same for the share outside the stronghold; `None` without a stronghold or such a boundary.
    pub outside: Option<OutsideShift>,
    /// The least growth that this series would show within a year four times of five, by the simulated series of [`power`]; `None` where none
    /// of those that were simulated would.
    pub detectable: Option<f64>,
}

/// The judgment of tempo, and of lethality beside it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tempo {
    /// What is compared.
    pub compared: Compared,
    /// Events a month.
    pub events: Change,
    /// The share of events with 10 or more deaths inflicted; `None` of too few.
    pub ten_or_more: Option<Change>,
    /// "Fewer", or "more": the ratio's interval lies on one side of 1.
    pub changed: Verdict,
    /// "Fewer but more lethal".
    pub fewer_but_more_lethal: Verdict,
    /// Whether the boundary lies in the newest three months, so that no decline may be told.
    pub is_incomplete: bool,
}

/// The judgment of a shift outside.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutsideShift {
    /// What is compared.
    pub compared: Compared,
    /// The share.
    pub share: Change,
    /// Events outside a month.
    pub events: Change,
    /// "Shifted outside".
    pub shifted: Verdict,
}

/// Ratio of two rates, by the Jeffreys interval of the share of the second count; counts are shrunk by the dispersion of the series, 1 or more.
#[must_use]
pub fn rates(before: (u64, f64), after: (u64, f64), dispersion: f64) -> Change {
    let phi = dispersion.max(1.0);
    let (a, b) = (before.0 as f64 / phi, after.0 as f64 / phi);
    let times = before.1.max(1e-9) / after.1.max(1e-9);
    let share = Beta::new(b + 0.5, a + 0.5).expect("both are above zero");
    let of = |p: f64| if p >= 1.0 { f64::INFINITY } else { p / (1.0 - p) * times };
    let (low, high) = (of(share.inverse_cdf(0.05)), of(share.inverse_cdf(0.95)));
    let (first, second) = (before.0 as f64 / before.1.max(1e-9), after.0 as f64 / after.1.max(1e-9));
    let ratio = if first > 0.0 { second / first } else { f64::INFINITY };
    Change { before: first, after: second, ratio: (ratio, low, high) }
}

/// Ratio of two shares, by the logarithm with half an event added; `None` of fewer than five events on either side.
#[must_use]
pub fn shares(before: (u64, u64), after: (u64, u64)) -> Option<Change> {
    if before.1 < crate::indicators::FEWEST_FOR_SHARE || after.1 < crate::indicators::FEWEST_FOR_SHARE {
        return None;
    }
    let part = |(x, n): (u64, u64)| (x as f64 + 0.5) / (n as f64 + 0.5);
    let inverse = |(x, n): (u64, u64)| 1.0 / (x as f64 + 0.5) - 1.0 / (n as f64 + 0.5);
    let ratio = part(after) / part(before);
    let spread = Z_90 * (inverse(before) + inverse(after)).max(0.0).sqrt();
    Some(Change {
        before: before.0 as f64 / before.1 as f64,
        after: after.0 as f64 / after.1 as f64,
        ratio: (ratio, ratio * (-spread).exp(), ratio * spread.exp()),
    })
}

/// Which phases a boundary divides: those since the boundary before it that is at least likely, and those up to the next.
fn around(boundaries: &[DatedBoundary]) -> Option<(usize, usize)> {
    let last = boundaries.iter().rposition(|boundary| boundary.probability >= LIKELY)?;
    let before = boundaries[..last].iter().rposition(|boundary| boundary.probability >= LIKELY);
    Some((before.map_or(0, |at| at + 1), last + 1))
}

/// The judgments that findings allow.
#[must_use]
pub fn judgments(found: &DatasetFindings) -> Judgments {
    // The last twelve months, or all that there are.
    let recent = found.counts.len().min(usize::try_from(12 / found.step.months()).unwrap_or(12));
    let last_year: u64 = found.counts.iter().rev().take(recent).sum();
    let rate = last_year as f64 / (recent.max(1) as f64 * found.step.months() as f64);
    Judgments {
        tempo: tempo(found),
        outside: found.outside.as_ref().and_then(|outside| shift(found, outside)),
        detectable: power::detectable(rate),
    }
}

fn tempo(found: &DatasetFindings) -> Option<Tempo> {
    let (first, at) = around(&found.boundaries)?;
    let (before, after) = (found.tempo.get(first..at)?, found.tempo.get(at..)?);
    let boundary = found.boundaries.get(at - 1)?.clone();
    let sum = |phases: &[crate::dataset::TempoPhase]| {
        (
            phases.iter().map(|one| one.events).sum::<u64>(),
            phases.iter().map(|one| one.months as f64).sum::<f64>(),
        )
    };
    let lethal = |phases: &[crate::dataset::TempoPhase]| {
        phases.iter().fold((0, 0), |sum, one| {
            (sum.0 + one.indicators.ten_or_more.part, sum.1 + one.indicators.ten_or_more.whole)
        })
    };
    let events = rates(sum(before), sum(after), found.overdispersion);
    let ten_or_more = shares(lethal(before), lethal(after));
    let is_incomplete = boundary.at >= found.incomplete_from;
    let is_lethal = ten_or_more.is_some_and(|change| change.is_rise());
    let is_told = events.is_rise() || (events.is_fall() && !is_incomplete);
    Some(Tempo {
        compared: Compared {
            before: (before.first()?.from, before.last()?.to),
            after: (after.first()?.from, after.last()?.to),
            boundary: boundary.clone(),
        },
        events,
        ten_or_more,
        changed: Verdict::of(&boundary, is_told),
        fewer_but_more_lethal: Verdict::of(&boundary, events.is_fall() && is_lethal && !is_incomplete),
        is_incomplete,
    })
}

fn shift(found: &DatasetFindings, outside: &Outside) -> Option<OutsideShift> {
    let (first, at) = around(&outside.boundaries)?;
    let (before, after) = (outside.phases.get(first..at)?, outside.phases.get(at..)?);
    let boundary = outside.boundaries.get(at - 1)?.clone();
    let sum = |phases: &[crate::dataset::SharePhase]| {
        phases.iter().fold((0, 0, 0.0), |sum, one| {
            (sum.0 + one.events.0, sum.1 + one.events.1, sum.2 + one.months as f64)
        })
    };
    let (a, b) = (sum(before), sum(after));
    let share = shares((a.0, a.1), (b.0, b.1))?;
    let events = rates((a.0, a.2), (b.0, b.2), found.overdispersion);
    let is_met = share.is_rise() && !events.is_fall();
    Some(OutsideShift {
        compared: Compared {
            before: (before.first()?.from, before.last()?.to),
            after: (after.first()?.from, after.last()?.to),
            boundary: boundary.clone(),
        },
        share,
        events,
        shifted: Verdict::of(&boundary, is_met),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_of_rates_has_the_interval_of_its_counts() {
        let found = rates((100, 10.0), (50, 10.0), 1.0);
        assert!((found.ratio.0 - 0.5).abs() < 1e-12 && found.is_fall() && !found.is_rise());
        // ln ratio ± 1.645 √(1/100 + 1/50) = 0.5 × e^±0.285
        assert!((found.ratio.1 - 0.376).abs() < 0.01 && (found.ratio.2 - 0.665).abs() < 0.01, "{found:?}");
        // The same counts in a series that varies ten times as much say nothing.
        assert!(!rates((100, 10.0), (70, 10.0), 10.0).is_fall());
        assert!(rates((0, 10.0), (9, 10.0), 1.0).is_rise());
        assert!(!rates((0, 10.0), (0, 10.0), 1.0).is_rise());
    }

    #[test]
    fn shares_of_few_events_have_no_ratio() {
        assert_eq!(shares((1, 4), (9, 10)), None);
        let found = shares((2, 100), (46, 100)).expect("enough");
        assert!(found.is_rise() && (found.after - 0.46).abs() < 1e-12, "{found:?}");
        assert!(!shares((5, 20), (6, 20)).expect("enough").is_rise());
    }
}
