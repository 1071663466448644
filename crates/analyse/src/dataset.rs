//! What an imported data set shows of one group: tempo and its phases, lethality inflicted and suffered, the share outside a stronghold.
//!
//! UCDP counts events with at least one death, names no initiator, and counts the dead of both sides: tempo here is *events that the group
//! took part in*, not attacks, and what it inflicted is the dead of the other side and civilians, never its own.
use crate::forecast::{self, Shown};
use crate::indicators::{FEWEST_FOR_SHARE, Indicators, MASS_CASUALTY, indicators};
use crate::judgments::{self, Change, Judgments, judgments};
use crate::segments::{self, Boundary, Segmentation};
use crate::tail::{self, Comparison, PowerLaw};
use jiff::civil::Date;
use model::{DatasetEvent, SideOf, ViolenceKind};
use serde::Serialize;

/// Below this mean of events a month the series is cut into quarters: months then hold too little (analysis of power in `docs/analysis.md`).
pub(crate) const QUARTERS_BELOW: f64 = 0.5;

/// Months at the end of a table that may still grow: first counts of UCDP's candidate events rise by half and more.
pub const INCOMPLETE_MONTHS: i64 = 3;

/// Draws for the plausibility of a tail: its standard error is then .05 at most.
const TAIL_DRAWS: usize = 100;

/// A row of the group, and on which side of it the group stands.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupRow<'e> {
    /// The row.
    pub event: &'e DatasetEvent,
    /// The group's side.
    pub side: SideOf,
}

/// The rows of an actor, by the key of [`model::Side::key`] under this codebook; rows in which it is on neither side are left out.
#[must_use]
pub fn rows_of<'e>(
    events: impl IntoIterator<Item = &'e DatasetEvent>,
    key: &str,
    codebook: &str,
) -> Vec<GroupRow<'e>> {
    let is_key = |side: &Option<model::Side>| side.as_ref().is_some_and(|side| side.key(codebook) == key);
    let on_a_side = |event: &'e DatasetEvent| {
        let side = match (is_key(&event.side_a), is_key(&event.side_b)) {
            (_, true) => SideOf::B,
            (true, false) => SideOf::A,
            (false, false) => return None,
        };
        Some(GroupRow { event, side })
    };
    events.into_iter().filter_map(on_a_side).collect()
}

/// How the numbers were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Months.
    Month,
    /// Quarters.
    Quarter,
}

impl Step {
    /// How many months that is.
    #[must_use]
    pub const fn months(self) -> i64 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
        }
    }
}

/// What a data set shows of one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DatasetFindings {
    /// The data set's minted id.
    pub dataset: String,
    /// Rows, hence events.
    pub events: usize,
    /// Whether the side only ever suffers one-sided violence: a population, of which nothing is forecast.
    pub is_target: bool,
    /// Rows that stand in the phases: those that lie within one step in time.
    pub events_in_series: usize,
    /// First day of any row of the group.
    pub from: Date,
    /// Last day of the data set, whoever acts on it: that the group is in no row before it is a finding, too.
    pub to: Date,
    /// Months or quarters.
    pub step: Step,
    /// Events by step from `first_step` on: what the phases are of.
    pub counts: Vec<u64>,
    /// First day of the first step.
    pub first_step: Date,
    /// From this day on months may still grow, and no decline is told.
    pub incomplete_from: Date,
    /// Pearson's chi-square over its degrees of freedom, within phases: 1 where events come like rain.
    pub overdispersion: f64,
    /// Phases of the number of events.
    pub tempo: Vec<TempoPhase>,
    /// The boundaries between them.
    pub boundaries: Vec<DatedBoundary>,
    /// Stretches of up to a year and a month in which the number changed for sure enough, at none of their months for sure.
    pub somewhere: Vec<DatedStretch>,
    /// Whether any phase can be established.
    pub has_phases: bool,
    /// ln of the Bayes factor of "at least one boundary" against "none".
    pub ln_bayes_factor: f64,
    /// The share of events outside the stronghold, by phases of its own; `None` without a stronghold or with too few events.
    pub outside: Option<Outside>,
    /// Lethality over everything.
    pub lethality: Lethality,
    /// Everything else that is counted, over all rows.
    pub indicators: Indicators,
    /// The tail of deaths inflicted, where it can be fitted.
    pub tail: Option<Tail>,
    /// The forecast of events by the month, or why there is none; `None` where the series is one of quarters or of no actor.
    pub forecast: Option<Shown>,
    /// What may be said, and what not.
    pub judgments: Judgments,
    /// The rows behind all of it, in the order of their first day.
    pub rows: Vec<RowPoint>,
}

/// A row behind the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RowPoint {
    /// Its number in the file, from 1 at the header.
    pub row: u64,
    /// First day.
    pub first_day: Date,
    /// Deaths inflicted.
    pub inflicted: Option<u64>,
    /// Own dead.
    pub suffered: Option<u64>,
}

/// A fitted tail and how far to trust it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Tail {
    /// The fit.
    pub fit: PowerLaw,
    /// How plausible it is; below .1 it is ruled out.
    pub plausibility: Option<f64>,
    /// Against a lognormal.
    pub against_lognormal: Option<Comparison>,
}

/// A phase of tempo.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TempoPhase {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Events.
    pub events: u64,
    /// Events a month: mean, and the 90 % interval.
    pub per_month: (f64, f64, f64),
    /// Its length in months.
    pub months: usize,
    /// Lethality within it.
    pub lethality: Lethality,
    /// Everything else that is counted, within it.
    pub indicators: Indicators,
    /// Kilometres from the middle of the phase before to the middle of this one.
    pub moved_km: Option<f64>,
}

/// A boundary with its days.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DatedBoundary {
    /// First day of the likeliest step.
    pub at: Date,
    /// First days of the steps that hold 90 % of what is likely around it.
    pub between: (Date, Date),
    /// Probability that a boundary lies within two steps.
    pub probability: f64,
    /// The least and the greatest of it with half, once and twice the prior hazard.
    pub range: (f64, f64),
    /// Whether it is established.
    pub is_established: bool,
}

/// A stretch in which the number changed, nobody can say when.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DatedStretch {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Probability that at least one boundary lies in it.
    pub probability: f64,
    /// Events a month in the year before it and in the year after it; both end at the next boundary.
    pub events: Change,
    /// Whether the stretch reaches into the newest months, so that no decline may be told.
    pub is_incomplete: bool,
}

/// Deaths. Inflicted: the other side's and civilians; suffered: the group's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Lethality {
    /// Events whose row says how many of the other side and civilians died.
    pub events_with_count: u64,
    /// Deaths inflicted.
    pub inflicted: u64,
    /// The group's own dead.
    pub suffered: u64,
    /// Dead whose side the set does not know: in neither.
    pub unknown: u64,
    /// Median of deaths inflicted, by event.
    pub median_inflicted: Option<u64>,
    /// Events with [`MASS_CASUALTY`] deaths inflicted or more.
    pub mass_casualty: u64,
}

/// The share outside a stronghold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outside {
    /// The stronghold: countries.
    pub stronghold: Vec<String>,
    /// Events outside it, of all with a country.
    pub events: (u64, u64),
    /// Phases of the share.
    pub phases: Vec<SharePhase>,
    /// The boundaries between them.
    pub boundaries: Vec<DatedBoundary>,
}

/// A phase of a share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SharePhase {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Its length in months.
    pub months: usize,
    /// How many of how many.
    pub events: (u64, u64),
    /// The share with its 95 % Jeffreys interval; `None` of fewer than five events.
    pub share: Option<(f64, f64, f64)>,
}

/// What the rows of one group in one data set show; `None` without rows. `until` is the data set's last day. Cost: linear in the rows,
/// quadratic in the months. Sets are not added up: they end on other days and let in other events.
#[must_use]
pub fn findings(
    dataset: &str,
    rows: &[GroupRow<'_>],
    until: Option<Date>,
    stronghold: &[String],
) -> Option<DatasetFindings> {
    let from = rows.iter().map(|row| row.event.first_day).min()?;
    let last = rows.iter().map(|row| row.event.last_day).max()?;
    let to = until.unwrap_or(last).max(last);
    let months = months_between(from, to) + 1;
    let step = if rows.len() as f64 / (months as f64) < QUARTERS_BELOW { Step::Quarter } else { Step::Month };
    let series = Series { from: first_of(from, step), step, n: steps(from, to, step) };
    let placed: Vec<(usize, &GroupRow<'_>)> =
        rows.iter().filter_map(|row| Some((series.index(row.event)?, row))).collect();
    let mut counts = vec![0_u64; series.n];
    placed.iter().for_each(|(at, _)| counts[*at] += 1);
    let segmentation = Segmentation::of_counts(&counts);
    let mut tempo: Vec<TempoPhase> = Vec::new();
    for (from, to) in &segmentation.best {
        let within: Vec<&GroupRow<'_>> =
            placed.iter().filter(|(at, _)| (*from..*to).contains(at)).map(|(_, row)| *row).collect();
        let events: u64 = counts[*from..*to].iter().sum();
        let months = series.months(*from, *to);
        let indicators = indicators(&within);
        let before = tempo.last().and_then(|before| before.indicators.spread);
        let moved_km = before
            .zip(indicators.spread)
            .map(|(before, now)| crate::indicators::distance_km(before.centre, now.centre));
        tempo.push(TempoPhase {
            from: series.day(*from),
            to: series.last_day(*to - 1),
            events,
            per_month: segments::rate(events, months),
            months,
            lethality: lethality(within.iter().copied()),
            indicators,
            moved_km,
        });
    }
    let inflicted: Vec<u64> = rows.iter().filter_map(|row| row.event.inflicted_by(row.side)).collect();
    let tail = tail::power_law(&inflicted).map(|fit| Tail {
        plausibility: tail::plausibility(&inflicted, &fit, TAIL_DRAWS),
        against_lognormal: tail::against_lognormal(&inflicted, &fit),
        fit,
    });
    let mut points: Vec<RowPoint> = rows.iter().map(point).collect();
    points.sort_by_key(|point| (point.first_day, point.row));
    let is_target =
        rows.iter().all(|row| row.side == SideOf::B && row.event.violence == Some(ViolenceKind::OneSided));
    let mut found = DatasetFindings {
        dataset: dataset.to_owned(),
        events: rows.len(),
        is_target,
        events_in_series: placed.len(),
        from,
        to,
        step,
        first_step: series.from,
        incomplete_from: first_of(plus_months(to, 1 - INCOMPLETE_MONTHS), Step::Month),
        overdispersion: overdispersion(&counts, &segmentation.best),
        tempo,
        boundaries: series.dated(&segmentation),
        somewhere: Vec::new(),
        has_phases: segmentation.has_phases(),
        ln_bayes_factor: segmentation.ln_bayes_factor,
        outside: outside(&placed, stronghold, &series),
        lethality: lethality(rows.iter()),
        indicators: indicators(&rows.iter().collect::<Vec<_>>()),
        tail,
        forecast: match step {
            Step::Month if !is_target => Some(forecast::forecast(&counts)),
            Step::Month | Step::Quarter => None,
        },
        counts,
        judgments: Judgments { tempo: None, outside: None, detectable: None },
        rows: points,
    };
    found.somewhere = somewhere(&found, &segmentation, &series);
    found.judgments = judgments(&found);
    Some(found)
}

fn point(row: &GroupRow<'_>) -> RowPoint {
    RowPoint {
        row: row.event.row,
        first_day: row.event.first_day,
        inflicted: row.event.inflicted_by(row.side),
        suffered: row.event.suffered_by(row.side),
    }
}

/// What is to be said of the stretches in which a change lies somewhere, of those that are no longer than a year and a month.
fn somewhere(found: &DatasetFindings, segmentation: &Segmentation, series: &Series) -> Vec<DatedStretch> {
    let year = usize::try_from(12 / series.step.months()).unwrap_or(12);
    let sure: Vec<usize> = segmentation
        .boundaries()
        .into_iter()
        .filter(|boundary| boundary.is_established)
        .map(|boundary| boundary.month)
        .collect();
    let short = segmentation.somewhere.iter().filter(|one| one.to - one.from <= year);
    let told = short.filter_map(|one| {
        let start = sure.iter().copied().filter(|at| *at <= one.from).max().unwrap_or(0);
        let end = sure.iter().copied().find(|at| *at > one.to).unwrap_or(series.n);
        let before = (one.from.saturating_sub(year).max(start), one.from);
        let after = (one.to, (one.to + year).min(end));
        let count = |(from, to): (usize, usize)| {
            let months = (to.saturating_sub(from) as i64 * series.step.months()) as f64;
            let events: u64 = found.counts.get(from..to)?.iter().sum();
            (months > 0.0).then_some((events, months))
        };
        Some(DatedStretch {
            from: series.day(one.from),
            to: series.last_day(one.to),
            probability: one.probability,
            events: judgments::rates(count(before)?, count(after)?, found.overdispersion),
            is_incomplete: series.last_day(one.to) >= found.incomplete_from,
        })
    });
    told.collect()
}

/// Pearson's chi-square of the counts about their phases' means, over its degrees of freedom; 1 at least.
fn overdispersion(counts: &[u64], phases: &[(usize, usize)]) -> f64 {
    let (mut chi_square, mut free) = (0.0, 0_usize);
    for (from, to) in phases {
        let within = &counts[*from..*to];
        let mean = within.iter().sum::<u64>() as f64 / within.len().max(1) as f64;
        if mean > 0.0 {
            chi_square += within.iter().map(|count| (*count as f64 - mean).powi(2) / mean).sum::<f64>();
            free += within.len().saturating_sub(1);
        }
    }
    if free == 0 { 1.0 } else { (chi_square / free as f64).max(1.0) }
}

fn outside(placed: &[(usize, &GroupRow<'_>)], stronghold: &[String], series: &Series) -> Option<Outside> {
    if stronghold.is_empty() {
        return None;
    }
    let mut shares = vec![(0_u64, 0_u64); series.n];
    for (at, row) in placed {
        if let Some(country) = &row.event.place.country {
            shares[*at].0 += u64::from(!stronghold.contains(country));
            shares[*at].1 += 1;
        }
    }
    let sum = |from: usize, to: usize| {
        shares[from..to].iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    };
    let events = sum(0, series.n);
    if events.1 < FEWEST_FOR_SHARE {
        return None;
    }
    let segmentation = Segmentation::of_shares(&shares);
    let phases = segmentation.best.iter().map(|(from, to)| {
        let events = sum(*from, *to);
        SharePhase {
            from: series.day(*from),
            to: series.last_day(*to - 1),
            months: series.months(*from, *to),
            events,
            share: (events.1 >= FEWEST_FOR_SHARE).then(|| segments::share(events.0, events.1)),
        }
    });
    Some(Outside {
        stronghold: stronghold.to_vec(),
        events,
        phases: phases.collect(),
        boundaries: series.dated(&segmentation),
    })
}

fn lethality<'r, 'e: 'r>(rows: impl Iterator<Item = &'r GroupRow<'e>>) -> Lethality {
    let (mut found, mut inflicted) = (Lethality::default(), Vec::new());
    for row in rows {
        found.suffered += row.event.suffered_by(row.side).unwrap_or(0);
        found.unknown += row.event.deaths.unknown.unwrap_or(0);
        if let Some(deaths) = row.event.inflicted_by(row.side) {
            found.events_with_count += 1;
            found.inflicted += deaths;
            found.mass_casualty += u64::from(deaths >= MASS_CASUALTY);
            inflicted.push(deaths);
        }
    }
    inflicted.sort_unstable();
    found.median_inflicted = inflicted.get(inflicted.len() / 2).copied();
    found
}

/// Steps of time.
struct Series {
    from: Date,
    step: Step,
    n: usize,
}

impl Series {
    /// The step that holds an event; `None` for one that reaches over more than a step's length, which no step can be said to hold.
    fn index(&self, event: &DatasetEvent) -> Option<usize> {
        let spans = months_between(event.first_day, event.last_day);
        if spans > self.step.months() {
            return None;
        }
        usize::try_from(months_between(self.from, event.first_day) / self.step.months())
            .ok()
            .filter(|at| *at < self.n)
    }

    fn months(&self, from: usize, to: usize) -> usize {
        (to - from) * usize::try_from(self.step.months()).unwrap_or(1)
    }

    fn day(&self, at: usize) -> Date {
        plus_months(self.from, i64::try_from(at).unwrap_or(0) * self.step.months())
    }

    fn last_day(&self, at: usize) -> Date {
        self.day(at + 1).yesterday().unwrap_or(Date::MAX)
    }

    fn dated(&self, segmentation: &Segmentation) -> Vec<DatedBoundary> {
        let dated = |boundary: Boundary| DatedBoundary {
            at: self.day(boundary.month),
            between: (self.day(boundary.interval.0), self.day(boundary.interval.1)),
            probability: boundary.probability,
            range: boundary.range,
            is_established: boundary.is_established,
        };
        segmentation.boundaries().into_iter().map(dated).collect()
    }
}

pub(crate) fn first_of(day: Date, step: Step) -> Date {
    let month = match step {
        Step::Month => day.month(),
        Step::Quarter => (day.month() - 1) / 3 * 3 + 1,
    };
    Date::new(day.year(), month, 1).unwrap_or(day)
}

pub(crate) fn steps(from: Date, to: Date, step: Step) -> usize {
    usize::try_from(months_between(first_of(from, step), to) / step.months() + 1).unwrap_or(1)
}

/// Whole months from the month of one day to the month of another.
pub(crate) fn months_between(from: Date, to: Date) -> i64 {
    i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month())
}

pub(crate) fn plus_months(day: Date, months: i64) -> Date {
    day.checked_add(jiff::Span::new().months(months)).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judgments::Verdict;
    use jiff::civil::date;
    use model::{DatasetPlace, Deaths};

    fn event(first_day: Date, country: &str, own: u64, others: u64) -> DatasetEvent {
        DatasetEvent {
            deaths: Deaths {
                side_a: Some(others),
                side_b: Some(own),
                civilians: Some(0),
                ..Deaths::default()
            },
            place: DatasetPlace { country: Some(country.to_owned()), ..DatasetPlace::default() },
            ..DatasetEvent::on(2, first_day)
        }
    }

    fn rows(events: &[DatasetEvent]) -> Vec<GroupRow<'_>> {
        events.iter().map(|event| GroupRow { event, side: SideOf::B }).collect()
    }

    /// Two years of two events a month at home, then one of twelve, half of them abroad.
    fn shifting() -> Vec<DatasetEvent> {
        let mut events = Vec::new();
        for month in 0..24 {
            let day = plus_months(date(2015, 1, 5), month);
            events.extend([event(day, "AF", 1, 2), event(day, "AF", 0, 1)]);
        }
        for month in 24..36 {
            let day = plus_months(date(2015, 1, 5), month);
            events.extend((0..12).map(|at| event(day, if at % 2 == 0 { "AF" } else { "RU" }, 0, 20)));
        }
        events
    }

    #[test]
    fn tempo_share_and_lethality_change_where_they_do() {
        let events = shifting();
        let found = findings("D1", &rows(&events), None, &["AF".to_owned()]).expect("rows");
        assert_eq!((found.step, found.tempo.len()), (Step::Month, 2));
        assert_eq!((found.tempo[1].from, found.boundaries[0].is_established), (date(2017, 1, 1), true));
        assert_eq!((found.tempo[0].to, found.tempo[1].to), (date(2016, 12, 31), date(2017, 12, 31)));
        let outside = found.outside.expect("a stronghold");
        assert_eq!(outside.phases.iter().map(|one| one.events).collect::<Vec<_>>(), [(0, 48), (72, 144)]);
        assert_eq!((found.tempo[1].lethality.mass_casualty, found.tempo[0].lethality.suffered), (144, 24));
        assert_eq!(found.tempo[1].lethality.median_inflicted, Some(20));
        assert_eq!(found.tempo[0].indicators.ten_or_more.part, 0);
        assert_eq!((found.rows.len(), found.indicators.reach.0), (192, 2));
        let shift = found.judgments.outside.expect("the share rose");
        assert_eq!(shift.shifted, Verdict::Established);
        let tempo = found.judgments.tempo.expect("the number rose");
        assert!(tempo.events.is_rise() && tempo.changed == Verdict::Established, "{tempo:?}");
        // More and more lethal is not "fewer but more lethal".
        assert_eq!(tempo.fewer_but_more_lethal, Verdict::NotShown);
    }

    /// Three years of eight small events a month, then two of one, of `deaths` dead each.
    fn fewer(deaths: u64) -> Vec<DatasetEvent> {
        let mut events = Vec::new();
        for month in 0..36 {
            events.extend((0..8).map(|_| event(plus_months(date(2015, 1, 5), month), "AF", 0, 2)));
        }
        events.extend((36..60).map(|month| event(plus_months(date(2015, 1, 5), month), "AF", 0, deaths)));
        events
    }

    #[test]
    fn a_rise_that_came_by_and_by_is_told_without_a_month() {
        // About three a month, a year of ups and downs, about nine a month.
        let before = [3, 1, 4, 2, 5, 3, 2, 4, 1, 6, 3, 2].repeat(3);
        let between = [4, 6, 3, 7, 5, 6, 4, 8, 6, 7, 5, 8];
        let after = [9, 6, 12, 8, 7, 11, 10, 5, 13, 9, 8, 10].repeat(2);
        let mut events = Vec::new();
        for (month, n) in before.into_iter().chain(between).chain(after).enumerate() {
            let day = plus_months(date(2015, 1, 5), month as i64);
            events.extend((0..n).map(|_| event(day, "AF", 0, 2)));
        }
        let found = findings("D1", &rows(&events), None, &[]).expect("rows");
        let [stretch] = &found.somewhere[..] else { panic!("{:?} {:?}", found.somewhere, found.boundaries) };
        assert!(
            stretch.probability >= 0.8 && stretch.events.is_rise() && !stretch.is_incomplete,
            "{stretch:?}"
        );
        assert!(stretch.from >= date(2017, 9, 1) && stretch.to <= date(2019, 2, 28), "{stretch:?}");
        assert!(found.boundaries.iter().all(|boundary| !boundary.is_established), "{:?}", found.boundaries);
    }

    #[test]
    fn fewer_but_more_lethal_needs_both() {
        let judged = |deaths| {
            let events = fewer(deaths);
            let found = findings("D1", &rows(&events), None, &[]).expect("rows");
            found.judgments.tempo.expect("fewer")
        };
        let both = judged(25);
        assert_eq!((both.changed, both.fewer_but_more_lethal), (Verdict::Established, Verdict::Established));
        let fewer_only = judged(2);
        assert_eq!(
            (fewer_only.changed, fewer_only.fewer_but_more_lethal),
            (Verdict::Established, Verdict::NotShown)
        );
    }

    #[test]
    fn a_decline_in_the_newest_months_is_not_told() {
        let mut events = Vec::new();
        for month in 0..36 {
            events.extend((0..40).map(|_| event(plus_months(date(2015, 1, 5), month), "AF", 0, 2)));
        }
        // The table goes on for two months in which the group is in no row.
        let found = findings("D1", &rows(&events), Some(date(2018, 2, 28)), &[]).expect("rows");
        assert_eq!(found.incomplete_from, date(2017, 12, 1));
        let tempo = found.judgments.tempo.expect("a boundary");
        assert!(tempo.events.is_fall() && tempo.is_incomplete, "{tempo:?}");
        assert_eq!((tempo.changed, tempo.fewer_but_more_lethal), (Verdict::NotShown, Verdict::NotShown));
    }

    #[test]
    fn spread_is_in_kilometres_and_loose_points_are_left_out() {
        let mut events: Vec<DatasetEvent> =
            (0..6).map(|at| event(plus_months(date(2020, 1, 1), at), "AF", 0, 1)).collect();
        for (at, event) in events.iter_mut().enumerate() {
            event.place.latitude = Some(if at % 2 == 0 { 34.0 } else { 36.0 });
            event.place.longitude = Some(69.0);
            event.place.precision = Some(model::GeoPrecision::Exact);
        }
        events.push(DatasetEvent {
            place: DatasetPlace {
                latitude: Some(0.0),
                longitude: Some(0.0),
                precision: Some(model::GeoPrecision::Country),
                ..DatasetPlace::default()
            },
            ..event(date(2020, 6, 2), "AF", 0, 1)
        });
        let found = findings("D1", &rows(&events), None, &[]).expect("rows");
        let spread = found.indicators.spread.expect("six points");
        assert_eq!(spread.points, 6);
        // One degree of latitude is 111 km.
        assert!((spread.standard_distance_km - 111.2).abs() < 0.2, "{spread:?}");
    }

    #[test]
    fn its_own_dead_are_not_what_it_inflicted() {
        let events = [event(date(2020, 1, 1), "NG", 50, 3)];
        let found = findings("D1", &rows(&events), None, &[]).expect("rows");
        assert_eq!((found.lethality.inflicted, found.lethality.suffered), (3, 50));
        assert!(found.outside.is_none() && !found.has_phases);
    }

    #[test]
    fn a_sparse_series_is_cut_into_quarters_and_long_events_stand_in_no_step() {
        let mut events = vec![event(date(2019, 2, 1), "ML", 0, 1), event(date(2021, 5, 1), "ML", 0, 1)];
        let mut long = event(date(2020, 1, 1), "ML", 0, 9);
        long.last_day = date(2020, 12, 31);
        events.push(long);
        let found = findings("D1", &rows(&events), None, &[]).expect("rows");
        assert_eq!((found.step, found.events, found.events_in_series), (Step::Quarter, 3, 2));
        assert_eq!(found.tempo[0].from, date(2019, 1, 1));
        assert_eq!(findings("D1", &[], None, &[]), None);
    }
}
