//! What an imported data set shows of one group: tempo and its phases, lethality inflicted and suffered, the share outside a stronghold.
//!
//! UCDP counts events with at least one death, names no initiator, and counts the dead of both sides: tempo here is *events that the group
//! took part in*, not attacks, and what it inflicted is the dead of the other side and civilians, never its own.
use crate::segments::{self, Boundary, Segmentation};
use crate::tail::{self, PowerLaw};
use jiff::civil::Date;
use model::{DatasetEvent, SideOf};
use serde::Serialize;

/// Below this mean of events a month the series is cut into quarters: months then hold too little (analysis of power in `docs/analysis.md`).
const QUARTERS_BELOW: f64 = 0.5;

/// No share is printed of fewer events.
const FEWEST_FOR_SHARE: u64 = 5;

/// Deaths inflicted from which an event counts as a mass-casualty event.
const MASS_CASUALTY: u64 = 10;

/// A row of the group, and on which side of it the group stands.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupRow<'e> {
    /// The row.
    pub event: &'e DatasetEvent,
    /// The group's side.
    pub side: SideOf,
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
    const fn months(self) -> i64 {
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
    /// Rows that stand in the phases: those that lie within one step in time.
    pub events_in_series: usize,
    /// First day of any row of the group.
    pub from: Date,
    /// Last day of the data set, whoever acts on it: that the group is in no row before it is a finding, too.
    pub to: Date,
    /// Months or quarters.
    pub step: Step,
    /// Phases of the number of events.
    pub tempo: Vec<TempoPhase>,
    /// The boundaries between them.
    pub boundaries: Vec<DatedBoundary>,
    /// Whether any phase can be established.
    pub has_phases: bool,
    /// ln of the Bayes factor of "at least one boundary" against "none".
    pub ln_bayes_factor: f64,
    /// The share of events outside the stronghold, by phases of its own; `None` without a stronghold or with too few events.
    pub outside: Option<Outside>,
    /// Lethality over everything.
    pub lethality: Lethality,
    /// The tail of deaths inflicted, where it can be fitted.
    pub tail: Option<PowerLaw>,
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
    /// Lethality within it.
    pub lethality: Lethality,
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
    let tempo = segmentation.best.iter().map(|(from, to)| {
        let within = placed.iter().filter(|(at, _)| (*from..*to).contains(at)).map(|(_, row)| *row);
        let events: u64 = counts[*from..*to].iter().sum();
        let months = (to - from) * usize::try_from(step.months()).unwrap_or(1);
        TempoPhase {
            from: series.day(*from),
            to: series.last_day(*to - 1),
            events,
            per_month: segments::rate(events, months),
            lethality: lethality(within),
        }
    });
    let inflicted: Vec<u64> = rows.iter().filter_map(|row| row.event.inflicted_by(row.side)).collect();
    Some(DatasetFindings {
        dataset: dataset.to_owned(),
        events: rows.len(),
        events_in_series: placed.len(),
        from,
        to,
        step,
        tempo: tempo.collect(),
        boundaries: series.dated(&segmentation),
        has_phases: segmentation.has_phases(),
        ln_bayes_factor: segmentation.ln_bayes_factor,
        outside: outside(&placed, stronghold, &series),
        lethality: lethality(rows.iter()),
        tail: tail::power_law(&inflicted),
    })
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

fn first_of(day: Date, step: Step) -> Date {
    let month = match step {
        Step::Month => day.month(),
        Step::Quarter => (day.month() - 1) / 3 * 3 + 1,
    };
    Date::new(day.year(), month, 1).unwrap_or(day)
}

fn steps(from: Date, to: Date, step: Step) -> usize {
    usize::try_from(months_between(first_of(from, step), to) / step.months() + 1).unwrap_or(1)
}

/// Whole months from the month of one day to the month of another.
fn months_between(from: Date, to: Date) -> i64 {
    i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month())
}

fn plus_months(day: Date, months: i64) -> Date {
    day.checked_add(jiff::Span::new().months(months)).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use model::{DatasetPlace, Deaths};

    fn event(first_day: Date, country: &str, own: u64, others: u64) -> DatasetEvent {
        DatasetEvent {
            row: 2,
            source_id: None,
            violence: None,
            event_type: None,
            label: None,
            first_day,
            last_day: first_day,
            side_a: None,
            side_b: None,
            deaths: Deaths {
                side_a: Some(others),
                side_b: Some(own),
                civilians: Some(0),
                ..Deaths::default()
            },
            injured: None,
            place: DatasetPlace { country: Some(country.to_owned()), ..DatasetPlace::default() },
            n_sources: None,
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
