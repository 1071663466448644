//! Forecasts of monthly counts by named baselines, and how good they are: rolling origin, proper scores, skill against each baseline.
//!
//! A forecast is a distribution and is given for a group, or a group in a province, by the month; never for a person, a target, a
//! community or a day. Nothing is fitted that could not be done by hand: the models are the group's own past, weighted in one way or
//! another. What is published is the skill against a named baseline with its interval, never a bare score: scores are dominated by one or two wars.
use serde::Serialize;

/// Months of past that the weighted models look at, and that a series must have before its first forecast.
pub const MEMORY: usize = 36;

/// Months of past that conflictology draws from.
const RECENT: usize = 12;

/// What a month weighs against the next one. Seen on UCDP GED groups; any value between .75 and .95 differs little.
const DECAY: f64 = 0.9;

/// Months ahead.
pub const HORIZONS: usize = 6;

/// A unit is dormant where it has had no event for so many months.
const DORMANT_AFTER: usize = 12;

/// Draws of the bootstrap; its generator is seeded with a constant, so that the same series give the same interval.
const DRAWS: usize = 2_000;

/// Share that the interval leaves out, for the interval score and the coverage.
const ALPHA: f64 = 0.1;

/// Below so many forecasts nothing is said of skill.
const FEWEST_ORIGINS: usize = 24;

/// A way to forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// Nothing will happen.
    Zero,
    /// As last month, exactly.
    Last,
    /// Poisson with the mean of last month.
    LastPoisson,
    /// Every month of the past alike.
    Climatology,
    /// The last twelve months alike.
    Conflictology,
    /// The last 36 months, each weighing .9 of the one after it.
    WeightedClimatology,
    /// Negative binomial with the mean and variance of the weighted climatology.
    NegativeBinomial,
}

impl Model {
    /// All of them, the simplest first.
    pub const ALL: [Self; 7] = [
        Self::Zero,
        Self::Last,
        Self::LastPoisson,
        Self::Climatology,
        Self::Conflictology,
        Self::WeightedClimatology,
        Self::NegativeBinomial,
    ];

    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::Last => "last month",
            Self::LastPoisson => "last month, Poisson",
            Self::Climatology => "climatology",
            Self::Conflictology => "conflictology, 12 months",
            Self::WeightedClimatology => "weighted climatology, 36 months",
            Self::NegativeBinomial => "negative binomial, weighted 36 months",
        }
    }

    /// What it expects of any of the next months after this past.
    #[must_use]
    pub fn predict(self, past: &[u64]) -> Predicted {
        let last = past.last().copied().unwrap_or(0);
        match self {
            Self::Zero => Predicted::new([(0.0, 1.0)]),
            Self::Last => Predicted::new([(last as f64, 1.0)]),
            Self::LastPoisson => Predicted::counts(last as f64, None),
            Self::Climatology => Predicted::new(past.iter().map(|count| (*count as f64, 1.0))),
            Self::Conflictology => {
                Predicted::new(past.iter().rev().take(RECENT).map(|count| (*count as f64, 1.0)))
            }
            Self::WeightedClimatology => Predicted::new(weighted(past)),
            Self::NegativeBinomial => {
                let points = weighted(past);
                let whole: f64 = points.iter().map(|(_, weight)| weight).sum();
                let mean =
                    points.iter().map(|(value, weight)| value * weight).sum::<f64>() / whole.max(1e-300);
                let square = |(value, weight): &(f64, f64)| (value - mean).powi(2) * weight;
                let variance = points.iter().map(square).sum::<f64>() / whole.max(1e-300);
                let dispersion = (variance > mean).then(|| mean * mean / (variance - mean));
                Predicted::counts(mean, dispersion)
            }
        }
    }
}

fn weighted(past: &[u64]) -> Vec<(f64, f64)> {
    let mut weight = 1.0;
    let one = |count: &u64| {
        let point = (*count as f64, weight);
        weight *= DECAY;
        point
    };
    past.iter().rev().take(MEMORY).map(one).collect()
}

/// A predictive distribution: values in ascending order with weights that sum to 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Predicted {
    points: Vec<(f64, f64)>,
}

impl Predicted {
    /// Of weighted values; of none, it is nothing for sure.
    #[must_use]
    pub fn new(points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut points: Vec<(f64, f64)> = points.into_iter().filter(|(_, weight)| *weight > 0.0).collect();
        if points.is_empty() {
            points.push((0.0, 1.0));
        }
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        let whole: f64 = points.iter().map(|(_, weight)| weight).sum();
        points.iter_mut().for_each(|(_, weight)| *weight /= whole);
        Self { points }
    }

    /// A negative binomial of this mean and dispersion; Poisson without one.
    fn counts(mean: f64, dispersion: Option<f64>) -> Self {
        if mean <= 0.0 {
            return Self::new([(0.0, 1.0)]);
        }
        let variance = mean + dispersion.map_or(0.0, |r| mean * mean / r);
        // What lies further up has less than a millionth of the mass; it ends sooner where nothing is left of it.
        const NOTHING: f64 = 1e-18;
        let most = (mean + 20.0 * variance.sqrt() + 20.0).min(100_000.0) as u64;
        // From one count to the next, in units of the first one's mass, which the division by the whole takes out. Far below a large mean the
        // unit is too small: then what is there already is nothing.
        const LARGE: f64 = 1e250;
        let (mut mass, mut whole) = (1.0, 0.0);
        let mut points: Vec<(f64, f64)> = Vec::new();
        for count in 0..=most {
            let y = count as f64;
            whole += mass;
            points.push((y, mass));
            mass *= match dispersion {
                Some(r) => (r + y) / (y + 1.0) * (mean / (r + mean)),
                None => mean / (y + 1.0),
            };
            if mass > LARGE {
                points.iter_mut().for_each(|point| point.1 /= LARGE);
                (mass, whole) = (mass / LARGE, whole / LARGE);
            }
            if y > mean && mass < NOTHING * whole {
                break;
            }
        }
        points.retain(|point| point.1 > 0.0);
        points.iter_mut().for_each(|point| point.1 /= whole);
        Self { points }
    }

    /// Mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.points.iter().map(|(value, weight)| value * weight).sum()
    }

    /// Probability of this value or a higher one.
    #[must_use]
    pub fn at_least(&self, value: f64) -> f64 {
        self.points.iter().filter(|(point, _)| *point >= value).map(|(_, weight)| weight).sum()
    }

    /// The least value with at least this much of the mass at or below it.
    #[must_use]
    pub fn quantile(&self, part: f64) -> f64 {
        let mut held = 0.0;
        for (value, weight) in &self.points {
            held += weight;
            // Sums of weights err in the last digits.
            if held >= part - 1e-12 {
                return *value;
            }
        }
        self.points.last().map_or(0.0, |(value, _)| *value)
    }

    /// The central interval that leaves out `alpha`.
    #[must_use]
    pub fn interval(&self, alpha: f64) -> (f64, f64) {
        (self.quantile(alpha / 2.0), self.quantile(1.0 - alpha / 2.0))
    }

    /// Continuous ranked probability score, E|X − y| − ½ E|X − X′|; 0 is best, in the unit of the counts.
    #[must_use]
    pub fn crps(&self, observed: f64) -> f64 {
        self.off(observed) - self.spread()
    }

    /// E|X − y|.
    fn off(&self, observed: f64) -> f64 {
        self.points.iter().map(|(value, weight)| weight * (value - observed).abs()).sum()
    }

    /// ½ E|X − X′|.
    fn spread(&self) -> f64 {
        let (mut spread, mut below) = (0.0, 0.0);
        for (value, weight) in &self.points {
            spread += weight * value * (2.0 * below + weight - 1.0);
            below += weight;
        }
        spread
    }

    /// Interval score (Gneiting and Raftery 2007) of the central interval that leaves out `alpha`; 0 is best.
    #[must_use]
    pub fn interval_score(&self, observed: f64, alpha: f64) -> f64 {
        let (low, high) = self.interval(alpha);
        interval_score(low, high, observed, alpha)
    }
}

/// Interval score of stated bounds: width, and 2/alpha for each unit outside.
#[must_use]
pub fn interval_score(low: f64, high: f64, observed: f64, alpha: f64) -> f64 {
    (high - low) + 2.0 / alpha * ((low - observed).max(0.0) + (observed - high).max(0.0))
}

/// Brier score of one probability.
#[must_use]
pub fn brier(probability: f64, happened: bool) -> f64 {
    (probability - if happened { 1.0 } else { 0.0 }).powi(2)
}

/// Which forecasts are looked at: those of units that act, or that have long been silent. They are never mixed without saying so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stratum {
    /// All.
    All,
    /// With an event in the twelve months before.
    Active,
    /// With none.
    Dormant,
}

impl Stratum {
    /// All three.
    pub const EACH: [Self; 3] = [Self::All, Self::Active, Self::Dormant];

    fn holds(self, is_active: bool) -> bool {
        match self {
            Self::All => true,
            Self::Active => is_active,
            Self::Dormant => !is_active,
        }
    }
}

/// How one model did in one stratum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelScore {
    /// The model.
    pub model: Model,
    /// The stratum.
    pub stratum: Stratum,
    /// Forecasts, one for each origin and horizon.
    pub n: usize,
    /// Mean continuous ranked probability score.
    pub crps: f64,
    /// Mean Brier score of "any event in that month".
    pub brier: f64,
    /// Mean interval score at 90 %.
    pub interval_score: f64,
    /// Share of outcomes within the 90 % interval.
    pub covered: f64,
}

/// How much better one model is than another: 1 − CRPS/CRPS of the baseline, with a 95 % interval from a bootstrap over units.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Skill {
    /// The model.
    pub model: Model,
    /// Against which.
    pub baseline: Model,
    /// The stratum.
    pub stratum: Stratum,
    /// Skill; above 0 is better.
    pub skill: f64,
    /// Its interval.
    pub interval: (f64, f64),
    /// Units with a forecast in the stratum.
    pub units: usize,
    /// Those in which the model is better.
    pub units_better: usize,
}

/// One line of a calibration table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reliability {
    /// Probabilities from here, and up to there.
    pub bin: (f64, f64),
    /// Forecasts in it.
    pub n: usize,
    /// Their mean probability of any event in a month.
    pub predicted: f64,
    /// How often there was one.
    pub observed: f64,
}

/// What a rolling-origin evaluation found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Units with at least one forecast.
    pub units: usize,
    /// Origins: months from which was forecast.
    pub origins: usize,
    /// Scores by model and stratum; strata without a forecast have none.
    pub scores: Vec<ModelScore>,
    /// Skill of every model against climatology and against conflictology.
    pub skills: Vec<Skill>,
    /// Calibration of the negative binomial, for "any event in that month".
    pub calibration: Vec<Reliability>,
}

/// What a bootstrap draws: whole series, or years of one series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// Each series is a unit.
    Series,
    /// Twelve origins in a row are a unit: for a single group, whose months resemble their neighbours.
    Year,
}

/// Scores of one origin, by model; means over the horizons.
struct Origin {
    unit: usize,
    is_active: bool,
    by_model: Vec<[f64; 4]>,
}

/// Forecasts every series from each of its months that has [`MEMORY`] months before and [`HORIZONS`] after it, from what lies before only, and
/// scores the forecasts. `None` without any origin.
#[must_use]
pub fn evaluate(series: &[Vec<u64>], block: Block) -> Option<Evaluation> {
    evaluate_some(series, block, &Model::ALL, &[Model::Climatology, Model::Conflictology])
}

/// The same of some models, against some of them.
fn evaluate_some(
    series: &[Vec<u64>],
    block: Block,
    models: &[Model],
    baselines: &[Model],
) -> Option<Evaluation> {
    let (mut origins, mut pairs, mut units) = (Vec::new(), Vec::new(), 0_usize);
    for counts in series {
        let first_unit = units;
        for (nth, at) in (MEMORY..(counts.len() + 1).saturating_sub(HORIZONS)).enumerate() {
            let (past, future) = (&counts[..at], &counts[at..at + HORIZONS]);
            let unit = match block {
                Block::Series => first_unit,
                Block::Year => first_unit + nth / 12,
            };
            units = unit + 1;
            let is_active = past[at - DORMANT_AFTER..].iter().any(|count| *count > 0);
            let predicted: Vec<Predicted> = models.iter().map(|model| model.predict(past)).collect();
            let by_model = predicted.iter().map(|predicted| scored(predicted, future)).collect();
            let calibrated = models.iter().position(|model| *model == Model::NegativeBinomial);
            let any = calibrated.and_then(|at| predicted.get(at)).map_or_else(
                || Model::NegativeBinomial.predict(past).at_least(1.0),
                |predicted| predicted.at_least(1.0),
            );
            pairs.extend(future.iter().map(|count| (any, *count > 0)));
            origins.push(Origin { unit, is_active, by_model });
        }
    }
    if origins.is_empty() {
        return None;
    }
    let mut random = Random(0x0da7_b00c);
    let (mut scores, mut skills) = (Vec::new(), Vec::new());
    for stratum in Stratum::EACH {
        let held: Vec<&Origin> = origins.iter().filter(|origin| stratum.holds(origin.is_active)).collect();
        if held.is_empty() {
            continue;
        }
        for (at, model) in models.iter().copied().enumerate() {
            let mean = |which: usize| {
                held.iter().map(|origin| origin.by_model[at][which]).sum::<f64>() / held.len() as f64
            };
            scores.push(ModelScore {
                model,
                stratum,
                n: held.len() * HORIZONS,
                crps: mean(0),
                brier: mean(1),
                interval_score: mean(2),
                covered: mean(3),
            });
        }
        for baseline in baselines.iter().copied() {
            for model in models.iter().copied().filter(|model| *model != baseline) {
                skills.extend(skill(&held, units, models, (model, baseline), stratum, &mut random));
            }
        }
    }
    Some(Evaluation { units, origins: origins.len(), scores, skills, calibration: reliability(&pairs) })
}

fn scored(predicted: &Predicted, future: &[u64]) -> [f64; 4] {
    let any = predicted.at_least(1.0);
    let (low, high) = predicted.interval(ALPHA);
    let spread = predicted.spread();
    let mut sums = [0.0; 4];
    for count in future {
        let y = *count as f64;
        sums[0] += predicted.off(y) - spread;
        sums[1] += brier(any, *count > 0);
        sums[2] += interval_score(low, high, y, ALPHA);
        sums[3] += if (low..=high).contains(&y) { 1.0 } else { 0.0 };
    }
    sums.map(|sum| sum / future.len().max(1) as f64)
}

fn skill(
    origins: &[&Origin],
    units: usize,
    models: &[Model],
    (model, baseline): (Model, Model),
    stratum: Stratum,
    random: &mut Random,
) -> Option<Skill> {
    let place = |wanted: Model| models.iter().position(|model| *model == wanted).unwrap_or(0);
    let (own, other) = (place(model), place(baseline));
    let mut sums = vec![(0.0, 0.0, false); units];
    for origin in origins {
        let sum = &mut sums[origin.unit];
        *sum = (sum.0 + origin.by_model[own][0], sum.1 + origin.by_model[other][0], true);
    }
    sums.retain(|sum| sum.2);
    let of = |sums: &mut dyn Iterator<Item = (f64, f64)>| {
        let (own, other) = sums.fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        (other > 0.0).then(|| 1.0 - own / other)
    };
    let all = of(&mut sums.iter().map(|sum| (sum.0, sum.1)))?;
    let mut drawn: Vec<f64> = (0..DRAWS)
        .filter_map(|_| {
            of(&mut (0..sums.len()).map(|_| {
                let sum = sums[random.below(sums.len())];
                (sum.0, sum.1)
            }))
        })
        .collect();
    drawn.sort_by(f64::total_cmp);
    let at = |part: f64| drawn.get(((drawn.len() as f64 * part) as usize).min(drawn.len().saturating_sub(1)));
    Some(Skill {
        model,
        baseline,
        stratum,
        skill: all,
        interval: (at(0.025).copied()?, at(0.975).copied()?),
        units: sums.len(),
        units_better: sums.iter().filter(|sum| sum.0 < sum.1).count(),
    })
}

fn reliability(pairs: &[(f64, bool)]) -> Vec<Reliability> {
    const BINS: [f64; 7] = [0.0, 0.05, 0.2, 0.45, 0.55, 0.8, 1.0];
    let mut table = Vec::new();
    for bin in BINS.windows(2).map(|ends| (ends[0], ends[1])) {
        let within: Vec<&(f64, bool)> =
            pairs.iter().filter(|(p, _)| *p >= bin.0 && (*p < bin.1 || bin.1 >= 1.0)).collect();
        if within.is_empty() {
            continue;
        }
        let n = within.len() as f64;
        table.push(Reliability {
            bin,
            n: within.len(),
            predicted: within.iter().map(|(p, _)| p).sum::<f64>() / n,
            observed: within.iter().filter(|(_, happened)| *happened).count() as f64 / n,
        });
    }
    table
}

/// Months since the last event from which each line of the table of recurrence counts.
const SINCE: [usize; 7] = [0, 1, 3, 6, 12, 24, 48];

/// How often units that had been silent for so long had any event within the next [`HORIZONS`] months.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recurrence {
    /// Months since the last event: from, and up to, where there is an end. 0 is an event in the month itself.
    pub since: (usize, Option<usize>),
    /// Months from which that was looked at, with a past of [`MEMORY`] months each.
    pub origins: usize,
    /// Units that they are of.
    pub units: usize,
    /// The part that had an event, with a 95 % interval from a bootstrap over units.
    pub again: (f64, f64, f64),
}

/// The table of recurrence of these series; lines without an origin are left out.
#[must_use]
pub fn recurrence(series: &[Vec<u64>]) -> Vec<Recurrence> {
    let mut by_line: Vec<Vec<(u64, u64)>> = vec![Vec::new(); SINCE.len()];
    for counts in series {
        let mut of_unit = [(0, 0); SINCE.len()];
        for at in MEMORY..(counts.len() + 1).saturating_sub(HORIZONS) {
            let Some(since) = counts[..at].iter().rev().position(|count| *count > 0) else { continue };
            let line = SINCE.partition_point(|from| *from <= since) - 1;
            of_unit[line].0 += u64::from(counts[at..at + HORIZONS].iter().any(|count| *count > 0));
            of_unit[line].1 += 1;
        }
        for (line, one) in by_line.iter_mut().zip(of_unit) {
            line.extend((one.1 > 0).then_some(one));
        }
    }
    let mut random = Random(0x00a9_a175);
    let part = |units: &mut dyn Iterator<Item = (u64, u64)>| {
        let (again, all) = units.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        again as f64 / all.max(1) as f64
    };
    let mut table = Vec::new();
    for (at, units) in by_line.iter().enumerate().filter(|(_, units)| !units.is_empty()) {
        let mut drawn: Vec<f64> = (0..DRAWS)
            .map(|_| part(&mut (0..units.len()).map(|_| units[random.below(units.len())])))
            .collect();
        drawn.sort_by(f64::total_cmp);
        let end = |part: f64| drawn[(DRAWS as f64 * part) as usize];
        table.push(Recurrence {
            since: (SINCE[at], SINCE.get(at + 1).map(|next| next - 1)),
            origins: units.iter().map(|unit| unit.1 as usize).sum(),
            units: units.len(),
            again: (part(&mut units.iter().copied()), end(0.025), end(0.975)),
        });
    }
    table
}

/// What may be shown of one group: its forecast for any of the next [`HORIZONS`] months, and the skill that allows showing it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forecast {
    /// The model.
    pub model: Model,
    /// Mean events a month.
    pub mean: f64,
    /// Intervals that hold 50, 80 and 95 %.
    pub fan: [(f64, f64); 3],
    /// Probability of any event in a month.
    pub any: f64,
    /// Skill of the model on this group's own past.
    pub skill: Skill,
}

/// The forecast of one group, or why none is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// It is better than the group's own climatology, for sure enough.
    Forecast(Box<Forecast>),
    /// It is not, or cannot be told; the skill that was found.
    NoSkill(Option<Box<Skill>>),
    /// Fewer than five years of months.
    TooShort {
        /// Months that there are.
        months: usize,
    },
}

/// Forecasts one group's events by the month where the negative binomial has been better than its climatology in the stratum that the group is
/// in now: the whole interval of its skill must lie above 0.
#[must_use]
pub fn forecast(counts: &[u64]) -> Shown {
    if counts.len() < MEMORY + HORIZONS + FEWEST_ORIGINS {
        return Shown::TooShort { months: counts.len() };
    }
    let is_active = counts[counts.len() - DORMANT_AFTER..].iter().any(|count| *count > 0);
    let stratum = if is_active { Stratum::Active } else { Stratum::Dormant };
    let model = Model::NegativeBinomial;
    let models = [Model::Climatology, model];
    let evaluation = evaluate_some(&[counts.to_vec()], Block::Year, &models, &models[..1]);
    let skill = evaluation.into_iter().flat_map(|found| found.skills).find(|skill| {
        skill.model == model && skill.baseline == Model::Climatology && skill.stratum == stratum
    });
    match skill {
        // Of one or two years no bootstrap says anything.
        Some(skill) if skill.interval.0 > 0.0 && skill.units > 2 => {
            let predicted = model.predict(counts);
            Shown::Forecast(Box::new(Forecast {
                model,
                mean: predicted.mean(),
                fan: [0.5, 0.2, 0.05].map(|alpha| predicted.interval(alpha)),
                any: predicted.at_least(1.0),
                skill,
            }))
        }
        other => Shown::NoSkill(other.map(Box::new)),
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, most: usize) -> usize {
        ((self.unit() * most as f64) as usize).min(most.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_a_silence_the_rarer_a_return() {
        // One unit acts every month, one every fourth, one once and never again.
        let series = [vec![1; 60], [1, 0, 0, 0].repeat(15), [vec![1], vec![0; 99]].concat()];
        let table = recurrence(&series);
        let lines: Vec<_> =
            table.iter().map(|line| (line.since, line.origins, line.units, line.again.0)).collect();
        let expected = [
            ((0, Some(0)), 19 + 5, 2, 1.0),
            ((1, Some(2)), 5 + 4, 1, 1.0),
            ((3, Some(5)), 5, 1, 1.0),
            ((24, Some(47)), 13, 1, 0.0),
            ((48, None), 46, 1, 0.0),
        ];
        assert_eq!(lines, expected);
        assert!(table.iter().all(|line| line.again.1 <= line.again.0 && line.again.0 <= line.again.2));
        assert_eq!(recurrence(&[vec![0; 60], vec![1; 20]]), []);
    }

    #[test]
    fn a_forecast_of_nothing_scores_what_happened() {
        let zero = Model::Zero.predict(&[5, 7]);
        assert!((zero.crps(7.0) - 7.0).abs() < 1e-12);
        assert!((zero.interval_score(0.144_413, 0.05) - 40.0 * 0.144_413).abs() < 1e-9);
    }

    #[test]
    fn scores_are_those_of_other_peoples_packages() {
        // Written by `crates/eval/scores_of_python.py`.
        let mut cases = 0;
        for line in include_str!("../tests/scores.tsv").lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let number = |at: usize| cells[at].parse::<f64>().expect("a number");
            let ensemble = cells[0].split(' ').map(|value| (value.parse::<f64>().expect("a number"), 1.0));
            let (predicted, observed) = (Predicted::new(ensemble), number(1));
            let near = |found: f64, at: usize| assert!((found - number(at)).abs() < 1e-9, "{line}: {found}");
            near(predicted.crps(observed), 2);
            near(predicted.crps(observed), 3);
            near(predicted.at_least(1.0), 4);
            near(brier(predicted.at_least(1.0), observed >= 1.0), 5);
            near(interval_score(number(6), number(7), observed, 0.1), 8);
            cases += 1;
        }
        assert_eq!(cases, 60);
    }

    #[test]
    fn weights_are_repetitions() {
        let weighted = Predicted::new([(4.0, 2.0), (1.0, 1.0)]);
        let repeated = Predicted::new([(4.0, 1.0), (1.0, 1.0), (4.0, 1.0)]);
        assert_eq!(weighted, repeated);
        assert!((weighted.mean() - 3.0).abs() < 1e-12 && (weighted.at_least(2.0) - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!((weighted.quantile(0.3), weighted.quantile(0.4)), (1.0, 4.0));
    }

    #[test]
    fn counts_have_the_mass_of_their_family() {
        let poisson = Predicted::counts(3.0, None);
        assert!((poisson.mean() - 3.0).abs() < 1e-9);
        assert!((1.0 - poisson.at_least(1.0) - (-3.0_f64).exp()).abs() < 1e-9);
        let wide = Predicted::counts(3.0, Some(0.5));
        assert!((wide.mean() - 3.0).abs() < 1e-4);
        // (r/(r+mu))^r
        assert!((1.0 - wide.at_least(1.0) - (0.5_f64 / 3.5).sqrt()).abs() < 1e-6);
    }

    #[test]
    fn what_comes_later_changes_no_earlier_forecast() {
        let mut counts: Vec<u64> = (0..80).map(|at| (at * 7 % 5) as u64).collect();
        let before = Model::ALL.map(|model| model.predict(&counts[..50]));
        counts[50..].fill(900);
        assert_eq!(before, Model::ALL.map(|model| model.predict(&counts[..50])));
    }

    #[test]
    fn a_group_that_grows_is_forecast_better_by_its_recent_past() {
        let counts: Vec<u64> = (0..120).map(|at| (at / 6) as u64).collect();
        let found = evaluate(std::slice::from_ref(&counts), Block::Year).expect("origins");
        assert_eq!((found.origins, found.units), (79, 7));
        let Shown::Forecast(shown) = forecast(&counts) else { panic!("skill is plain") };
        assert!(shown.skill.interval.0 > 0.3 && shown.mean > 14.0, "{shown:?}");
        assert_eq!(found, evaluate(&[counts], Block::Year).expect("the same"));
    }

    #[test]
    fn without_skill_no_forecast_is_shown() {
        let mut random = Random(3);
        let counts: Vec<u64> = (0..160).map(|_| random.below(6) as u64).collect();
        assert!(matches!(forecast(&counts), Shown::NoSkill(Some(_))));
        assert_eq!(forecast(&[1; 20]), Shown::TooShort { months: 20 });
        assert_eq!(evaluate(&[vec![1; 20]], Block::Series), None);
    }

    #[test]
    fn silent_groups_are_scored_apart() {
        let mut counts = vec![4_u64; 40];
        counts.extend([0; 60]);
        let found = evaluate(&[counts], Block::Series).expect("origins");
        let n = |stratum| {
            found
                .scores
                .iter()
                .find(|one| one.stratum == stratum && one.model == Model::Zero)
                .map(|one| one.n)
        };
        let (active, dormant) = (n(Stratum::Active).expect("some"), n(Stratum::Dormant).expect("some"));
        assert_eq!(Some(active + dormant), n(Stratum::All));
        assert!(found.calibration.iter().all(|line| line.n > 0));
    }
}
