//! Rows of event data sets (UCDP GED, ACLED, GTD, anybody's table), as read through a codebook of the lexicon.
//!
//! A row is a source like any other. Its locator is a [`Cell`]; its columns stay verbatim in the capture that it stands in, and a
//! [`DatasetEvent`] says only what the codebook knows how to read. What it does not is a [`CellIssue`], never dropped in silence.
use crate::vocabulary::{EventType, GeoPrecision, ViolenceKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Where in a data set something stands: the locator of an imported value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Cell {
    /// The data set's minted id, such as `D1`.
    pub dataset: String,
    /// The record's number in the file, counted from 1 at the header as spreadsheets do.
    pub row: u64,
    /// The column's name as the header writes it; `None` for the row as a whole.
    pub column: Option<String>,
}

/// One side of an event, as the row names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Side {
    /// The name, verbatim.
    pub name: String,
    /// The data set's own number for it, verbatim.
    pub code: Option<String>,
    /// The lexicon's entry, where number or name identify one.
    pub lexicon_id: Option<String>,
}

impl Side {
    /// What rows of one actor have in common: the lexicon's id, else the set's number, else the name.
    #[must_use]
    pub fn key(&self, codebook: &str) -> String {
        match (&self.lexicon_id, &self.code) {
            (Some(id), _) => id.clone(),
            (None, Some(code)) => format!("{codebook}:{code}"),
            (None, None) => format!("{codebook}:{}", self.name),
        }
    }
}

/// Deaths as a row gives them. `None` where the set has no such column or the cell is empty: never 0.
///
/// UCDP's own meaning (GED codebook 22.1): `best` is the sum of the four classes; the deaths of a side include its fighters, so
/// that `best` is not what a group inflicted; rows that sum up several happenings may break `low` ≤ `best` ≤ `high`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deaths {
    /// Lowest estimate.
    pub low: Option<u64>,
    /// Best estimate.
    pub best: Option<u64>,
    /// Highest reliable estimate.
    pub high: Option<u64>,
    /// Dead of side A.
    pub side_a: Option<u64>,
    /// Dead of side B.
    pub side_b: Option<u64>,
    /// Dead civilians.
    pub civilians: Option<u64>,
    /// Dead of unknown side.
    pub unknown: Option<u64>,
}

/// Where an event of a data set happened.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DatasetPlace {
    /// The named place, verbatim.
    pub name: Option<String>,
    /// First-order division, verbatim.
    pub admin1: Option<String>,
    /// Second-order division, verbatim.
    pub admin2: Option<String>,
    /// ISO 3166-1 alpha-2, where the country is known to the lexicon.
    pub country: Option<String>,
    /// The country, verbatim.
    pub country_name: Option<String>,
    /// Degrees north, −90 to 90.
    pub latitude: Option<f64>,
    /// Degrees east, −180 to 180.
    pub longitude: Option<f64>,
    /// What the point stands for; a point of a province is not where something happened.
    pub precision: Option<GeoPrecision>,
}

/// A row of a data set as an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DatasetEvent {
    /// The record's number in the file, counted from 1 at the header.
    pub row: u64,
    /// The set's own id of the event, verbatim.
    pub source_id: Option<String>,
    /// UCDP's three kinds.
    pub violence: Option<ViolenceKind>,
    /// The contract's type, where the set's own types have one.
    pub event_type: Option<EventType>,
    /// The set's own word for the type, verbatim.
    pub label: Option<String>,
    /// First possible day.
    pub first_day: Date,
    /// Last possible day, not before the first.
    pub last_day: Date,
    /// UCDP: side A is the government in state-based violence and the perpetrator in one-sided violence.
    pub side_a: Option<Side>,
    /// The other side.
    pub side_b: Option<Side>,
    /// Deaths.
    pub deaths: Deaths,
    /// Injured.
    pub injured: Option<u64>,
    /// Where.
    pub place: DatasetPlace,
    /// Number of sources that the set used; `None` where it does not say.
    pub n_sources: Option<u64>,
}

impl DatasetEvent {
    /// An event of one day of which the row says nothing else.
    #[must_use]
    pub fn on(row: u64, day: Date) -> Self {
        Self {
            row,
            source_id: None,
            violence: None,
            event_type: None,
            label: None,
            first_day: day,
            last_day: day,
            side_a: None,
            side_b: None,
            deaths: Deaths::default(),
            injured: None,
            place: DatasetPlace::default(),
            n_sources: None,
        }
    }

    /// The dead of the other side and the civilians, seen from one side: what it inflicted as far as the row can say. The set names
    /// no initiator, and deaths of unknown side are left out.
    #[must_use]
    pub fn inflicted_by(&self, by: SideOf) -> Option<u64> {
        let others = match by {
            SideOf::A => self.deaths.side_b,
            SideOf::B => self.deaths.side_a,
        };
        match (others, self.deaths.civilians) {
            (None, None) => None,
            (others, civilians) => Some(others.unwrap_or(0).saturating_add(civilians.unwrap_or(0))),
        }
    }

    /// The group's own dead.
    #[must_use]
    pub const fn suffered_by(&self, side: SideOf) -> Option<u64> {
        match side {
            SideOf::A => self.deaths.side_a,
            SideOf::B => self.deaths.side_b,
        }
    }
}

/// Which of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SideOf {
    /// Side A.
    A,
    /// Side B.
    B,
}

/// What a cell or a row held that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CellIssue {
    /// The record's number in the file, counted from 1 at the header.
    pub row: u64,
    /// The column; `None` where it is about the row as a whole.
    pub column: Option<String>,
    /// What was found, verbatim, cut after 80 characters.
    pub value: String,
    /// A stable word for the kind of issue; see `docs/reference/codes.md`.
    pub code: String,
    /// What was expected.
    pub message: String,
    /// Whether the row makes no event because of it.
    pub leaves_out_row: bool,
}

/// What became of the records of a file. `n_records = n_events + n_tags + n_left_out`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetTotals {
    /// Records after the header.
    pub n_records: u64,
    /// Records that became events.
    pub n_events: u64,
    /// Records of tags (`#date+year`), which describe columns.
    pub n_tags: u64,
    /// Records that became no event, each with its issue.
    pub n_left_out: u64,
    /// Sum of `low` over the events.
    pub low: u64,
    /// Sum of `best` over the events.
    pub best: u64,
    /// Sum of `high` over the events.
    pub high: u64,
    /// Events whose estimates are not `low` ≤ `best` ≤ `high`, which a row that sums up several happenings may have.
    pub n_disordered: u64,
}

impl DatasetTotals {
    /// Counts one event.
    pub fn count(&mut self, event: &DatasetEvent) {
        self.n_events += 1;
        self.low += event.deaths.low.unwrap_or(0);
        self.best += event.deaths.best.unwrap_or(0);
        self.high += event.deaths.high.unwrap_or(0);
        let known = [event.deaths.low, event.deaths.best, event.deaths.high];
        let known: Vec<u64> = known.into_iter().flatten().collect();
        self.n_disordered += u64::from(!known.is_sorted());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(deaths: Deaths) -> DatasetEvent {
        DatasetEvent { deaths, ..DatasetEvent::on(2, Date::constant(2020, 1, 1)) }
    }

    #[test]
    fn a_sides_own_dead_are_not_what_it_inflicted() {
        let deaths = Deaths {
            side_a: Some(3),
            side_b: Some(40),
            civilians: Some(2),
            unknown: Some(9),
            best: Some(54),
            ..Deaths::default()
        };
        let event = event(deaths);
        assert_eq!((event.inflicted_by(SideOf::A), event.suffered_by(SideOf::A)), (Some(42), Some(3)));
        assert_eq!((event.inflicted_by(SideOf::B), event.suffered_by(SideOf::B)), (Some(5), Some(40)));
    }

    #[test]
    fn unknown_deaths_are_none_and_not_zero() {
        assert_eq!(event(Deaths::default()).inflicted_by(SideOf::A), None);
    }

    #[test]
    fn estimates_out_of_order_are_counted_and_kept() {
        let mut totals = DatasetTotals::default();
        totals.count(&event(Deaths { low: Some(5), best: Some(3), high: Some(9), ..Deaths::default() }));
        totals.count(&event(Deaths { best: Some(3), ..Deaths::default() }));
        assert_eq!((totals.n_events, totals.n_disordered, totals.low, totals.best), (2, 1, 5, 6));
    }
}
