//! How often the phases of [`analyse::segments`] are false, and how soon a true change is seen: on simulated series.
//!
//! Counts are negative binomial with dispersion 4, as those of groups in UCDP GED are; the generator is seeded, so that the table is the
//! same each time.
use crate::random::Random;
use analyse::power::{AFTER, Change, Constant};
use analyse::segments::{ESTABLISHED, Segmentation};
use std::fmt::Write as _;

/// Dispersion of the simulated counts.
const DISPERSION: f64 = 4.0;

/// Months of a constant series, and before a change.
const MONTHS: usize = 60;

/// A negative binomial count by inversion.
fn count(random: &mut Random, mean: f64) -> u64 {
    let (r, u) = (DISPERSION, random.next());
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

/// Means of the constant series.
const CONSTANT: [f64; 4] = [0.8, 3.0, 10.0, 30.0];

/// Means before a change, and what they are multiplied by.
const BEFORE: [f64; 3] = [1.0, 3.0, 10.0];
const FACTORS: [f64; 4] = [2.0, 3.0, 5.0, 8.0];

/// The measurement as `crates/analyse/src/power.tsv` has it, and its two tables as Markdown. `series` of each kind are simulated.
#[must_use]
pub fn report(series: usize) -> (String, String) {
    let mut random = Random::new(2026);
    let constants: Vec<Constant> = CONSTANT.iter().map(|mean| constant(*mean, series, &mut random)).collect();
    let mut changes = Vec::new();
    for before in BEFORE {
        changes.extend(FACTORS.iter().map(|factor| change(before, *factor, series, &mut random)));
    }
    (table(&constants, &changes), markdown(&constants, &changes))
}

fn constant(per_month: f64, series: usize, random: &mut Random) -> Constant {
    let (mut alarms, mut somewhere) = (0, 0);
    for _ in 0..series {
        let counts: Vec<u64> = (0..MONTHS).map(|_| count(random, per_month)).collect();
        let found = Segmentation::of_counts(&counts);
        alarms += u64::from(found.has_phases());
        somewhere += u64::from(!found.somewhere.is_empty());
    }
    Constant { per_month, series: series as u64, alarms, somewhere }
}

fn change(before: f64, factor: f64, series: usize, random: &mut Random) -> Change {
    let mut seen = [0_u64; 4];
    for _ in 0..series {
        let mut counts: Vec<u64> = (0..MONTHS).map(|_| count(random, before)).collect();
        counts.extend((0..24).map(|_| count(random, before * factor)));
        for (at, months) in AFTER.into_iter().enumerate() {
            let found = Segmentation::of_counts(&counts[..MONTHS + months]);
            // Since the change, with two months of grace before it.
            let since = found.between(MONTHS - 2, MONTHS + months - 1);
            seen[at] += u64::from(since >= ESTABLISHED);
        }
    }
    Change { before, factor, series: series as u64, seen }
}

fn table(constants: &[Constant], changes: &[Change]) -> String {
    let mut text = "# How often a change is seen: simulated series, negative binomial with dispersion 4, 60 months before the change. Written by
# `cargo run --release -p eval -- power`; docs/analysis.md has the same numbers.
# constant\tevents a month\tseries\twith a boundary established\twith one somewhere in a year\n"
        .to_owned();
    for one in constants {
        let _ =
            writeln!(text, "constant\t{}\t{}\t{}\t{}", one.per_month, one.series, one.alarms, one.somewhere);
    }
    text.push_str(
        "# change\tevents a month before\tfactor\tseries\tseen after 3\tafter 6\tafter 12\tafter 24 months\n",
    );
    for one in changes {
        let seen = one.seen.map(|n| n.to_string()).join("\t");
        let _ = writeln!(text, "change\t{}\t{}\t{}\t{seen}", one.before, one.factor, one.series);
    }
    text
}

/// The two tables as docs/analysis.md has them.
fn markdown(constants: &[Constant], changes: &[Change]) -> String {
    let part = |n: u64, of: u64| 100.0 * n as f64 / of.max(1) as f64;
    let mut text =
        "| constant at, a month | any boundary established in 60 months | one somewhere in a year |\n| ---: | ---: | ---: |\n"
            .to_owned();
    let (mut alarms, mut somewhere, mut series) = (0, 0, 0);
    for one in constants {
        (alarms, somewhere, series) = (alarms + one.alarms, somewhere + one.somewhere, series + one.series);
        let _ = writeln!(
            text,
            "| {} | {:.1} % | {:.1} % |",
            one.per_month,
            part(one.alarms, one.series),
            part(one.somewhere, one.series)
        );
    }
    let _ = writeln!(
        text,
        "\nTogether {alarms} of {series}: {:.2} %; somewhere {somewhere}: {:.2} %.\n",
        part(alarms, series),
        part(somewhere, series)
    );
    text.push_str("| a month, before → after | seen after 3 months | 6 | 12 | 24 |\n| --- | ---: | ---: | ---: | ---: |\n");
    for one in changes {
        let cells = one.seen.map(|n| format!("{:.0} %", part(n, one.series)));
        let _ = writeln!(text, "| {} → {} | {} |", one.before, one.before * one.factor, cells.join(" | "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_the_mean_and_the_spread_that_were_asked_for() {
        let mut random = Random::new(1);
        let counts: Vec<f64> = (0..20_000).map(|_| count(&mut random, 3.0) as f64).collect();
        let mean = counts.iter().sum::<f64>() / counts.len() as f64;
        let variance = counts.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / counts.len() as f64;
        // Mean μ, variance μ + μ²/r = 5.25.
        assert!((mean - 3.0).abs() < 0.06 && (variance - 5.25).abs() < 0.3, "{mean} {variance}");
    }

    #[test]
    fn constant_series_seldom_alarm() {
        let found = constant(3.0, 12, &mut Random::new(7));
        assert!(found.alarms <= 1 && found.series == 12, "{found:?}");
    }

    #[test]
    fn the_documents_have_the_numbers_that_the_program_uses() {
        let (constants, changes) = analyse::power::measured();
        let docs = include_str!("../../../docs/analysis.md");
        for line in markdown(&constants, &changes).lines() {
            assert!(docs.lines().any(|other| other == line), "docs/analysis.md lacks `{line}`");
        }
        assert_eq!(table(&constants, &changes), include_str!("../../analyse/src/power.tsv"));
    }
}
