//! How often the phases of [`crate::segments`] are false, and how soon a true change is seen: as measured on simulated series.
//!
//! The numbers are data (`power.tsv`), written by `eval power`; nothing here computes them, for a table of 300 series takes minutes.

/// What was measured.
const MEASURED: &str = include_str!("power.tsv");

/// A change is detectable where it is seen in so many of the simulated series.
const SEEN: f64 = 0.8;

/// Months after a change for which [`Change::seen`] says in how many series it was seen.
pub const AFTER: [usize; 4] = [3, 6, 12, 24];

/// Series of one mean without a change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constant {
    /// Mean events a month.
    pub per_month: f64,
    /// Series.
    pub series: u64,
    /// Those in which a boundary was established all the same.
    pub alarms: u64,
    /// Those in which a change was said to lie somewhere in a stretch of months all the same.
    pub somewhere: u64,
}

/// Series whose mean changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Mean events a month before.
    pub before: f64,
    /// What it is multiplied by.
    pub factor: f64,
    /// Series.
    pub series: u64,
    /// Those in which the change was established after [`AFTER`] months.
    pub seen: [u64; 4],
}

/// Both kinds, as measured.
#[must_use]
pub fn measured() -> (Vec<Constant>, Vec<Change>) {
    let (mut constants, mut changes) = (Vec::new(), Vec::new());
    for line in MEASURED.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let real = |at: usize| cells.get(at).and_then(|cell| cell.parse::<f64>().ok()).unwrap_or(0.0);
        let count = |at: usize| cells.get(at).and_then(|cell| cell.parse::<u64>().ok()).unwrap_or(0);
        match cells.first().copied() {
            Some("constant") => {
                constants.push(Constant {
                    per_month: real(1),
                    series: count(2),
                    alarms: count(3),
                    somewhere: count(4),
                });
            }
            Some("change") => changes.push(Change {
                before: real(1),
                factor: real(2),
                series: count(3),
                seen: [4, 5, 6, 7].map(count),
            }),
            Some(_) | None => {}
        }
    }
    (constants, changes)
}

/// Simulated series without a change in which a boundary was established, of how many.
#[must_use]
pub fn false_alarms() -> (u64, u64) {
    measured().0.iter().fold((0, 0), |sum, one| (sum.0 + one.alarms, sum.1 + one.series))
}

/// The least factor by which events at this rate would have to grow to be seen within twelve months in four of five series: that of the
/// highest simulated rate that is not above it. `None` below all of them, and where none of the factors is seen so often.
#[must_use]
pub fn detectable(per_month: f64) -> Option<f64> {
    const WITHIN: usize = 2;
    let changes = measured().1;
    let at =
        changes.iter().map(|one| one.before).filter(|before| *before <= per_month).max_by(f64::total_cmp)?;
    changes
        .iter()
        .filter(|one| one.before == at && one.seen[WITHIN] as f64 >= SEEN * one.series as f64)
        .map(|one| one.factor)
        .min_by(f64::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_measurement_is_read() {
        let (constants, changes) = measured();
        let lines = MEASURED.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(constants.len() + changes.len(), lines);
        assert!(
            constants.iter().all(|one| one.series >= 250 && one.alarms < one.series && one.per_month > 0.0)
        );
        // Whoever waits longer sees no less.
        assert!(
            changes.iter().all(|one| one.factor > 1.0 && one.seen.is_sorted() && one.seen[3] <= one.series)
        );
    }

    #[test]
    fn false_alarms_stay_below_two_in_a_hundred() {
        let (alarms, series) = false_alarms();
        assert!(series >= 1_000 && alarms * 50 <= series, "{alarms} of {series}");
    }

    #[test]
    fn the_more_events_the_smaller_the_growth_that_is_seen() {
        assert_eq!(detectable(0.1), None);
        assert_eq!((detectable(1.0), detectable(3.5), detectable(40.0)), (Some(5.0), Some(5.0), Some(3.0)));
        let of = |rate| detectable(rate).unwrap_or(f64::INFINITY);
        assert!(of(1.0) >= of(3.0) && of(3.0) >= of(10.0) && of(10.0) >= of(1_000.0));
    }
}
