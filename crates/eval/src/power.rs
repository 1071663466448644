//! How often the phases of [`analyse::segments`] are false, and how soon a true change is seen: on simulated series.
//!
//! Counts are negative binomial with dispersion 4, as those of groups in UCDP GED are; the generator is seeded, so that the table is the
//! same each time.
use analyse::segments::{ESTABLISHED, Segmentation};
use std::fmt::Write as _;

/// Dispersion of the simulated counts.
const DISPERSION: f64 = 4.0;

/// Months of a constant series, and before a change.
const MONTHS: usize = 60;

/// SplitMix64 (Steele, Lea and Flood 2014): small, seeded, good enough for drawing counts.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A negative binomial count by inversion.
    fn count(&mut self, mean: f64) -> u64 {
        let (r, u) = (DISPERSION, self.next());
        let p = mean / (r + mean);
        let mut mass = (1.0 - p).powf(r);
        let (mut sum, mut k) = (mass, 0_u64);
        while sum < u && k < 100_000 {
            mass *= p * (r + k as f64) / (k as f64 + 1.0);
            k += 1;
            sum += mass;
        }
        k
    }
}

/// The two tables, as Markdown. `series` of each kind are simulated.
#[must_use]
pub fn report(series: usize) -> String {
    let mut random = Random(2026);
    let mut text = format!(
        "{series} simulated series of each kind, negative binomial with dispersion {DISPERSION}.\n\n"
    );
    text.push_str("| constant at, a month | any boundary established in 60 months |\n| ---: | ---: |\n");
    let (mut false_alarms, mut all) = (0_usize, 0_usize);
    for mean in [0.8, 3.0, 10.0, 30.0] {
        let alarms = (0..series)
            .filter(|_| {
                let counts: Vec<u64> = (0..MONTHS).map(|_| random.count(mean)).collect();
                Segmentation::of_counts(&counts).has_phases()
            })
            .count();
        false_alarms += alarms;
        all += series;
        let _ = writeln!(text, "| {mean} | {:.1} % |", 100.0 * alarms as f64 / series as f64);
    }
    let _ = writeln!(
        text,
        "\nTogether {false_alarms} of {all}: {:.2} %.\n",
        100.0 * false_alarms as f64 / all.max(1) as f64
    );
    text.push_str("| a month, before → after | seen after 3 months | 6 | 12 | 24 |\n| --- | ---: | ---: | ---: | ---: |\n");
    for before in [1.0, 3.0, 10.0] {
        for factor in [2.0, 3.0] {
            let mut seen = [0_usize; 4];
            for _ in 0..series {
                let mut counts: Vec<u64> = (0..MONTHS).map(|_| random.count(before)).collect();
                counts.extend((0..24).map(|_| random.count(before * factor)));
                for (at, months) in [3, 6, 12, 24].into_iter().enumerate() {
                    let found = Segmentation::of_counts(&counts[..MONTHS + months]);
                    // Since the change, with two months of grace before it.
                    let since = found.between(MONTHS - 2, MONTHS + months - 1);
                    seen[at] += usize::from(since >= ESTABLISHED);
                }
            }
            let cells = seen.map(|n| format!("{:.0} %", 100.0 * n as f64 / series as f64));
            let _ = writeln!(text, "| {before} → {} | {} |", before * factor, cells.join(" | "));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_the_mean_and_the_spread_that_were_asked_for() {
        let mut random = Random(1);
        let counts: Vec<f64> = (0..20_000).map(|_| random.count(3.0) as f64).collect();
        let mean = counts.iter().sum::<f64>() / counts.len() as f64;
        let variance = counts.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / counts.len() as f64;
        // Mean μ, variance μ + μ²/r = 5.25.
        assert!((mean - 3.0).abs() < 0.06 && (variance - 5.25).abs() < 0.3, "{mean} {variance}");
    }

    #[test]
    fn constant_series_seldom_alarm() {
        let mut random = Random(7);
        let alarms = (0..12)
            .filter(|_| {
                let counts: Vec<u64> = (0..48).map(|_| random.count(3.0)).collect();
                Segmentation::of_counts(&counts).has_phases()
            })
            .count();
        assert!(alarms <= 1, "{alarms} of 12");
    }
}
