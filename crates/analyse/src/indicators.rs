//! Indicators over rows of an imported table: each a number with its denominator and, where it is a share, its interval.
//!
//! The denominators are those rows that say something of the matter: an unknown side, place or number of sources is in none.
use crate::dataset::GroupRow;
use crate::segments;
use model::{GeoPrecision, ViolenceKind};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// No share is printed of fewer events.
pub(crate) const FEWEST_FOR_SHARE: u64 = 5;

/// Deaths inflicted from which an event counts as a mass-casualty event.
pub(crate) const MASS_CASUALTY: u64 = 10;

/// The threshold of Martens and others 2014 for the events that escalations lead up to.
const MASS_CASUALTY_LARGE: u64 = 21;

/// Mean radius of the earth.
const EARTH_KM: f64 = 6_371.0;

/// How many of how many.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// How many.
    pub part: u64,
    /// Of how many.
    pub whole: u64,
    /// The share with its 95 % Jeffreys interval; `None` of fewer than five.
    pub share: Option<(f64, f64, f64)>,
}

impl Share {
    pub(crate) fn of(part: u64, whole: u64) -> Self {
        let share = (whole >= FEWEST_FOR_SHARE).then(|| segments::share(part, whole));
        Self { part, whole, share }
    }

    fn count(of: impl Iterator<Item = Option<bool>>) -> Self {
        let (mut part, mut whole) = (0, 0);
        for is_so in of.flatten() {
            part += u64::from(is_so);
            whole += 1;
        }
        Self::of(part, whole)
    }
}

/// Where the events of a stretch of time lie, of those whose point is a settlement, near one, or its district.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// Events with such a point.
    pub points: usize,
    /// Mean point: degrees north and east.
    pub centre: (f64, f64),
    /// Root of the mean squared distance from it, in kilometres.
    pub standard_distance_km: f64,
}

/// What rows show beside their number and their dead.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Indicators {
    /// Events with 10 or more deaths inflicted, of those with a count.
    pub ten_or_more: Share,
    /// Events with 21 or more.
    pub twenty_one_or_more: Share,
    /// What part of all deaths inflicted the deadliest event has: a mean says little where this is high.
    pub top_event: Option<f64>,
    /// One-sided events, hence against civilians, of those with a kind.
    pub against_civilians: Share,
    /// Events that rest on one source, of those that say on how many.
    pub single_source: Share,
    /// Events whose highest estimate of deaths lies above the lowest.
    pub contested: Share,
    /// Days between one day with events and the next, median.
    pub median_gap_days: Option<i64>,
    /// Countries, and provinces by name.
    pub reach: (usize, usize),
    /// Among how many provinces of equal weight the events would lie as they do: e to the entropy, with the correction of Miller and
    /// Madow. More sources see more provinces.
    pub effective_provinces: Option<f64>,
    /// Where they lie.
    pub spread: Option<Spread>,
}

/// The indicators of these rows.
#[must_use]
pub fn indicators(rows: &[&GroupRow<'_>]) -> Indicators {
    let inflicted: Vec<u64> = rows.iter().filter_map(|row| row.event.inflicted_by(row.side)).collect();
    let at_least = |least: u64| {
        Share::of(inflicted.iter().filter(|deaths| **deaths >= least).count() as u64, inflicted.len() as u64)
    };
    let all: u64 = inflicted.iter().sum();
    let days: BTreeSet<jiff::civil::Date> = rows.iter().map(|row| row.event.first_day).collect();
    let mut gaps: Vec<i64> = days
        .iter()
        .zip(days.iter().skip(1))
        .map(|(a, b)| i64::from(a.until(*b).map_or(0, |span| span.get_days())))
        .collect();
    gaps.sort_unstable();
    let mut provinces: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for row in rows {
        if let Some(admin1) = &row.event.place.admin1 {
            *provinces.entry((row.event.place.country.as_deref().unwrap_or(""), admin1)).or_default() += 1;
        }
    }
    let countries: BTreeSet<&str> =
        rows.iter().filter_map(|row| row.event.place.country.as_deref()).collect();
    Indicators {
        ten_or_more: at_least(MASS_CASUALTY),
        twenty_one_or_more: at_least(MASS_CASUALTY_LARGE),
        top_event: (all > 0).then(|| inflicted.iter().max().map(|most| *most as f64 / all as f64)).flatten(),
        against_civilians: Share::count(
            rows.iter().map(|row| row.event.violence.map(|kind| kind == ViolenceKind::OneSided)),
        ),
        single_source: Share::count(rows.iter().map(|row| row.event.n_sources.map(|n| n == 1))),
        contested: Share::count(rows.iter().map(|row| Some(row.event.deaths.high? > row.event.deaths.low?))),
        median_gap_days: gaps.get(gaps.len() / 2).copied(),
        reach: (countries.len(), provinces.len()),
        effective_provinces: effective(provinces.values().copied()),
        spread: spread(rows),
    }
}

/// e to the entropy of these counts, corrected for few of them; `None` of fewer than five events.
pub(crate) fn effective(counts: impl Iterator<Item = u64> + Clone) -> Option<f64> {
    let whole: u64 = counts.clone().sum();
    if whole < FEWEST_FOR_SHARE {
        return None;
    }
    let kinds = counts.clone().count();
    let entropy: f64 = counts
        .map(|count| count as f64 / whole as f64)
        .map(|p| if p > 0.0 { -p * p.ln() } else { 0.0 })
        .sum();
    Some((entropy + (kinds.saturating_sub(1)) as f64 / (2.0 * whole as f64)).exp())
}

fn spread(rows: &[&GroupRow<'_>]) -> Option<Spread> {
    let points: Vec<(f64, f64)> = rows
        .iter()
        .filter(|row| {
            matches!(
                row.event.place.precision,
                Some(GeoPrecision::Exact | GeoPrecision::Near | GeoPrecision::District)
            )
        })
        .filter_map(|row| Some((row.event.place.latitude?, row.event.place.longitude?)))
        .collect();
    if (points.len() as u64) < FEWEST_FOR_SHARE {
        return None;
    }
    let n = points.len() as f64;
    let centre = (
        points.iter().map(|point| point.0).sum::<f64>() / n,
        points.iter().map(|point| point.1).sum::<f64>() / n,
    );
    let squares: f64 = points.iter().map(|point| distance_km(centre, *point).powi(2)).sum();
    Some(Spread { points: points.len(), centre, standard_distance_km: (squares / n).sqrt() })
}

/// Distance on the plane that touches the first point: right to a percent within a thousand kilometres.
#[must_use]
pub fn distance_km(from: (f64, f64), to: (f64, f64)) -> f64 {
    let north = (to.0 - from.0).to_radians() * EARTH_KM;
    let east = (to.1 - from.1).to_radians() * EARTH_KM * f64::midpoint(from.0, to.0).to_radians().cos();
    north.hypot(east)
}
