//! Forecasts of the events of groups: rolling origin over the extracts of UCDP GED, against the reference results for groups with 30 events
//! or more.
use super::analysis::events;
use super::{Context, Measured};
use analyse::forecast::{self, Block, Model, Stratum};
use anyhow::{Context as _, Result};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

/// The extracts, and the last year of each.
const EXTRACTS: [(&str, i16); 3] = [
    ("ged_pak/conflict_data_pak.csv.gz", 2021),
    ("ged_nga/conflict_data_nga.csv.gz", 2019),
    ("ged_mmr_bgd/ged191.csv.gz", 2018),
];

/// Groups with fewer events are left out, as in the reference results.
const FEWEST_EVENTS: usize = 30;

pub(crate) fn run(context: &Context) -> Result<Measured> {
    let folder = context.data()?.join("corpora/analysis");
    let golden = fs::read(folder.join("golden.json")).context("cannot read `golden.json`")?;
    let mut series = Vec::new();
    for (file, last_year) in EXTRACTS {
        let mut months: BTreeMap<String, Vec<i32>> = BTreeMap::new();
        for event in events(&folder.join(file), &context.lexicon)? {
            for side in [&event.side_a, &event.side_b].into_iter().flatten() {
                if side.name != "Civilians" && !side.name.starts_with("Government of") {
                    let month =
                        i32::from(event.first_day.year()) * 12 + i32::from(event.first_day.month()) - 1;
                    let key = side.code.clone().unwrap_or_else(|| side.name.clone());
                    months.entry(key).or_default().push(month);
                }
            }
        }
        let end = i32::from(last_year) * 12 + 12;
        for of_group in months.into_values().filter(|all| all.len() >= FEWEST_EVENTS) {
            let first = of_group.iter().min().copied().unwrap_or(end);
            let mut counts = vec![0_u64; usize::try_from(end - first).unwrap_or(0)];
            for month in of_group {
                if let Some(count) = usize::try_from(month - first).ok().and_then(|at| counts.get_mut(at)) {
                    *count += 1;
                }
            }
            series.push(counts);
        }
    }
    let found = forecast::evaluate(&series, Block::Series).context("no series is long enough")?;
    let (mut report, mut scores) = (String::new(), Vec::new());
    let _ = writeln!(report, "{} groups, {} origins, six months ahead each", found.units, found.origins);
    for one in &found.scores {
        let (name, stratum) = (one.model.name(), stratum(one.stratum));
        let _ = writeln!(
            report,
            "{stratum:8} {name:40} n {:6}  CRPS {:.4}  Brier {:.4}  interval score {:7.3}  within 90 % {:.3}",
            one.n, one.crps, one.brier, one.interval_score, one.covered
        );
    }
    for line in forecast::recurrence(&series) {
        let until = line.since.1.map_or_else(|| "or more".to_owned(), |until| format!("to {until}"));
        let (part, low, high) = line.again;
        let _ = writeln!(
            report,
            "silent for {} {until} months: again within six months {part:.2} [{low:.2}, {high:.2}], {} origins of {} groups",
            line.since.0, line.origins, line.units
        );
    }
    for one in &found.skills {
        let _ = writeln!(
            report,
            "{:8} {:40} against {:26} {:+.4} [{:+.4}, {:+.4}], better in {} of {}",
            stratum(one.stratum),
            one.model.name(),
            one.baseline.name(),
            one.skill,
            one.interval.0,
            one.interval.1,
            one.units_better,
            one.units
        );
    }
    for line in &found.calibration {
        let _ = writeln!(
            report,
            "predicted {:.2} to {:.2}: n {}, mean {:.3}, happened {:.3}",
            line.bin.0, line.bin.1, line.n, line.predicted, line.observed
        );
    }
    // What the reference results say: the weighted climatology beats conflictology over groups, by an interval above 0.
    let gain = found.skills.iter().find(|one| {
        one.model == Model::WeightedClimatology
            && one.baseline == Model::Conflictology
            && one.stratum == Stratum::All
    });
    let gain = gain.context("the skill of the weighted climatology")?;
    scores.push(("gain of weighted climatology over conflictology".to_owned(), gain.skill));
    scores.push(("its lower bound".to_owned(), gain.interval.0));
    scores.push(("groups in which it is better".to_owned(), gain.units_better as f64 / gain.units as f64));
    let covered = found
        .scores
        .iter()
        .find(|one| one.model == Model::NegativeBinomial && one.stratum == Stratum::All)
        .map_or(0.0, |one| one.covered);
    scores.push(("outcomes within 90 % of the negative binomial".to_owned(), covered));
    Ok(Measured { corpus: model::hash::sha256_hex(&golden), cases: found.origins, scores, report })
}

const fn stratum(stratum: Stratum) -> &'static str {
    match stratum {
        Stratum::All => "all",
        Stratum::Active => "active",
        Stratum::Dormant => "dormant",
    }
}
