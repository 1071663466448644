//! Phases of a series of months, by exact Bayesian segmentation: where the rate of events, or a share of them, changes, how sure that is,
//! and when no phase can be established.
//!
//! The model: each month but the first begins a new phase with probability [`HAZARD`]; within a phase counts are negative binomial with
//! one mean, shares binomial with one probability. Means are averaged over a grid, dispersions by their evidence, probabilities over a
//! uniform prior. The recursions forward and backward give the posterior of every boundary exactly, in time quadratic in the number of
//! months: for a few hundred months no approximation is needed. (The filtering half of this is the online detector of Adams and MacKay 2007;
//! the exact smoother is Fearnhead 2006, Statistics and Computing 16.) Counts are never treated as Gaussian.
use serde::Serialize;
use statrs::distribution::{Beta, ContinuousCDF as _, Gamma};
use statrs::function::gamma::ln_gamma;
use std::collections::HashMap;

/// Prior probability that a month begins a new phase: phases of three years in the mean.
pub const HAZARD: f64 = 1.0 / 36.0;

/// What the hazard is multiplied by to see how much hangs on it.
const HAZARD_FACTORS: [f64; 2] = [2.0, 0.5];

/// A boundary is established where it lies within [`WITHIN`] months of its likeliest with at least this probability.
pub const ESTABLISHED: f64 = 0.8;

/// Months that a stretch may have in which a change is said to lie somewhere: a year and a month.
pub const LONGEST: usize = 13;

/// Months on either side that count as the same boundary.
pub const WITHIN: usize = 2;

/// Dispersions of the negative binomial; the last is nearly Poisson. A grid that ended at 8 hid a boundary.
const DISPERSIONS: [f64; 8] = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 128.0];

/// Points of the grid of means, spaced evenly in their logarithm from [`LOWEST_MEAN`] to [`HIGHEST_MEAN`].
const MEANS: usize = 60;
const LOWEST_MEAN: f64 = 0.02;
const HIGHEST_MEAN: f64 = 300.0;

/// What the data say of the phases of a series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Segmentation {
    /// For each month from the second on, the probability that it begins a phase; the first is 0.
    pub boundary: Vec<f64>,
    /// The phases of the likeliest division: first month and end.
    pub best: Vec<(usize, usize)>,
    /// Logarithm of the Bayes factor of "at least one boundary" against "none": how much more the series speaks for the one than the
    /// prior does.
    pub ln_bayes_factor: f64,
    /// How many boundaries are to be expected: the sum of their probabilities.
    pub expected_changes: f64,
    /// Mean dispersion by evidence, for counts.
    pub dispersion: Option<f64>,
    /// Stretches of up to [`LONGEST`] months in which a boundary is established, though it is at none of their months.
    pub somewhere: Vec<Somewhere>,
    /// [`Segmentation::boundary`] again with twice the hazard and with half of it: how much hangs on that setting.
    pub at_other_hazards: Vec<Vec<f64>>,
}

/// A stretch of months in which there is a boundary for sure enough, and nobody can say at which: a change that came by and by, or of which
/// the counts say too little.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Somewhere {
    /// First month.
    pub from: usize,
    /// Last month.
    pub to: usize,
    /// Probability that at least one boundary lies in it, exactly: not the sum of those of its months, which counts two boundaries twice.
    pub probability: f64,
}

/// A boundary as it can be stated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Boundary {
    /// The likeliest month near that of the best division.
    pub month: usize,
    /// Probability that a boundary lies within [`WITHIN`] months of it.
    pub probability: f64,
    /// The least and the greatest of that probability with half, once and twice the hazard.
    pub range: (f64, f64),
    /// The shortest stretch of months that holds 90 % of what lies within a year around it.
    pub interval: (usize, usize),
    /// Whether it is established.
    pub is_established: bool,
}

impl Segmentation {
    /// Phases of monthly counts with the default hazard.
    #[must_use]
    pub fn of_counts(counts: &[u64]) -> Self {
        Self::of_counts_with(counts, HAZARD)
    }

    /// Phases of monthly counts.
    #[must_use]
    pub fn of_counts_with(counts: &[u64], hazard: f64) -> Self {
        Self::of_some(&counts.iter().copied().map(Some).collect::<Vec<_>>(), hazard)
    }

    /// Phases of monthly counts of which some are not known: such a month says nothing for or against any rate.
    #[must_use]
    pub fn of_observed(counts: &[Option<u64>]) -> Self {
        Self::of_some(counts, HAZARD)
    }

    fn of_some(counts: &[Option<u64>], hazard: f64) -> Self {
        let means = means();
        let stretches: Vec<Stretches> =
            DISPERSIONS.iter().map(|r| Evidence::new(counts, &means, *r).stretches(counts.len())).collect();
        let (mut found, weights) = Self::of_stretches(counts.len(), &stretches, hazard);
        found.dispersion = Some(DISPERSIONS.iter().zip(&weights).map(|(r, weight)| r * weight).sum());
        found
    }

    /// Phases of a monthly share: how many of how many.
    #[must_use]
    pub fn of_shares(shares: &[(u64, u64)]) -> Self {
        let mut sums = vec![(0_u64, 0_u64)];
        for (part, whole) in shares {
            let (x, n) = sums.last().copied().unwrap_or((0, 0));
            sums.push((x + part.min(whole), n + whole));
        }
        // ln Beta(1 + x, 1 + n − x) from a table: whole numbers come again and again.
        let most = sums.last().map_or(0, |sum| sum.1);
        let ln_factorial: Vec<f64> = (0..=most + 1).map(|n| ln_gamma(n as f64 + 1.0)).collect();
        let of = |n: u64| usize::try_from(n).ok().and_then(|n| ln_factorial.get(n)).copied().unwrap_or(0.0);
        let evidence = |from: usize, to: usize| {
            let (x, n) = (sums[to].0 - sums[from].0, sums[to].1 - sums[from].1);
            of(x) + of(n - x) - of(n + 1)
        };
        Self::of_stretches(shares.len(), &[Stretches::new(shares.len(), &evidence)], HAZARD).0
    }

    /// Phases of what a month is made of: events by kind, the same kinds in the same order every month. Dirichlet-multinomial with a
    /// uniform prior; months that are shorter than the first lack its last kinds.
    #[must_use]
    pub fn of_compositions(months: &[Vec<u64>]) -> Self {
        let kinds = months.iter().map(Vec::len).max().unwrap_or(0);
        let mut sums = vec![vec![0_u64; kinds]];
        for month in months {
            let mut next = sums.last().cloned().unwrap_or_default();
            next.iter_mut().zip(month).for_each(|(sum, count)| *sum += count);
            sums.push(next);
        }
        let evidence = |from: usize, to: usize| {
            let (mut value, mut whole) = (ln_gamma(kinds as f64), 0);
            for (before, after) in sums[from].iter().zip(&sums[to]) {
                value += ln_gamma(1.0 + (after - before) as f64);
                whole += after - before;
            }
            value - ln_gamma(kinds as f64 + whole as f64)
        };
        let one_kind = |_: usize, _: usize| 0.0;
        let stretches = if kinds < 2 {
            Stretches::new(months.len(), &one_kind)
        } else {
            Stretches::new(months.len(), &evidence)
        };
        Self::of_stretches(months.len(), &[stretches], HAZARD).0
    }

    /// The division by families of equal prior weight, and what each weighs by its evidence.
    fn of_stretches(n: usize, stretches: &[Stretches], hazard: f64) -> (Self, Vec<f64>) {
        let paths: Vec<Paths> = stretches.iter().map(|one| Paths::new(n, hazard, one)).collect();
        let (boundary, evidence, weights) = averaged(n, &paths, hazard);
        let others = HAZARD_FACTORS.map(|factor| averaged(n, &paths, hazard * factor).0);
        let likeliest = paths.iter().zip(&weights).max_by(|a, b| a.1.total_cmp(b.1));
        let somewhere = candidates(&boundary)
            .into_iter()
            .map(|(from, to)| {
                let without =
                    paths.iter().zip(&weights).map(|(one, weight)| weight * one.none_within(from, to));
                Somewhere { from, to, probability: 1.0 - without.sum::<f64>() }
            })
            .filter(|one| one.probability >= ESTABLISHED)
            .collect();
        let one_phase = ln_sum_exp(&paths.iter().map(|one| one.one_phase).collect::<Vec<_>>());
        let found = Self {
            expected_changes: boundary.iter().sum(),
            ln_bayes_factor: ln_bayes_factor(evidence, one_phase, n, hazard),
            best: likeliest.map(|(one, _)| one.best.clone()).unwrap_or_default(),
            dispersion: None,
            somewhere,
            boundary,
            at_other_hazards: others.into(),
        };
        (found, weights)
    }

    /// Probability that a boundary lies within [`WITHIN`] months of this one.
    #[must_use]
    pub fn near(&self, month: usize) -> f64 {
        self.between(month.saturating_sub(WITHIN), month + WITHIN)
    }

    /// The summed probability of the boundaries from one month to another, both included; 1 at most.
    #[must_use]
    pub fn between(&self, from: usize, to: usize) -> f64 {
        summed(&self.boundary, from, to)
    }

    /// The boundaries of the likeliest division, as they can be stated.
    #[must_use]
    pub fn boundaries(&self) -> Vec<Boundary> {
        self.best.iter().enumerate().skip(1).map(|(at, (month, _))| self.boundary_at(at, *month)).collect()
    }

    fn boundary_at(&self, at: usize, month: usize) -> Boundary {
        const AROUND: usize = 12;
        // What lies beyond the middle of a phase is its other boundary's.
        let middle = |phase: Option<&(usize, usize)>| phase.map(|(from, to)| usize::midpoint(*from, *to));
        let before = middle(self.best.get(at.wrapping_sub(1))).map_or(1, |middle| middle + 1);
        let after = middle(self.best.get(at)).unwrap_or(month);
        let from = month.saturating_sub(AROUND).max(before).max(1).min(month);
        let to = (month + AROUND).min(after.max(month)).min(self.boundary.len() - 1);
        let around = &self.boundary[from..=to];
        let whole: f64 = around.iter().sum();
        let mut interval = (from, to);
        for start in 0..around.len() {
            let mut held = 0.0;
            for (end, probability) in around.iter().enumerate().skip(start) {
                held += probability;
                if held >= 0.9 * whole {
                    if end - start < interval.1 - interval.0 {
                        interval = (from + start, from + end);
                    }
                    break;
                }
            }
        }
        let probability = self.near(month);
        let within = (month.saturating_sub(WITHIN), month + WITHIN);
        let range = self.at_other_hazards.iter().fold((probability, probability), |range, other| {
            let near = summed(other, within.0, within.1);
            (range.0.min(near), range.1.max(near))
        });
        Boundary { month, probability, range, interval, is_established: probability >= ESTABLISHED }
    }

    /// Whether any phase can be established. "No phase can be established" is an answer.
    #[must_use]
    pub fn has_phases(&self) -> bool {
        self.boundaries().iter().any(|boundary| boundary.is_established)
    }
}

/// Stretches whose months' probabilities sum to [`ESTABLISHED`] or more, none of them near a boundary that is established by itself: the
/// shortest first, and none that overlaps one before it.
fn candidates(boundary: &[f64]) -> Vec<(usize, usize)> {
    let is_sure = |at: usize| summed(boundary, at.saturating_sub(WITHIN).max(1), at + WITHIN) >= ESTABLISHED;
    let free: Vec<bool> = (0..boundary.len()).map(|at| at > 0 && !is_sure(at)).collect();
    let mut found = Vec::new();
    for from in 1..boundary.len() {
        let mut sum = 0.0;
        for to in from..boundary.len().min(from + LONGEST) {
            if !free[to] {
                break;
            }
            sum += boundary[to];
            if sum >= ESTABLISHED {
                found.push((from, to));
                break;
            }
        }
    }
    found.sort_by_key(|(from, to)| (to - from, *from));
    let mut apart: Vec<(usize, usize)> = Vec::new();
    for one in found {
        if apart.iter().all(|other| one.1 < other.0 || other.1 < one.0) {
            apart.push(one);
        }
    }
    apart.sort_unstable();
    apart
}

/// The sum of the probabilities from one month to another, both included; 1 at most.
fn summed(boundary: &[f64], from: usize, to: usize) -> f64 {
    let to = to.min(boundary.len().saturating_sub(1));
    boundary.get(from..=to).map_or(0.0, |all| all.iter().sum::<f64>().min(1.0))
}

/// Mean events a month in a phase, with its 90 % interval: Gamma(N + ½, T) quantiles.
#[must_use]
pub fn rate(events: u64, months: usize) -> (f64, f64, f64) {
    let months = months.max(1) as f64;
    let gamma = Gamma::new(events as f64 + 0.5, months).expect("shape and rate are above zero");
    (events as f64 / months, gamma.inverse_cdf(0.05), gamma.inverse_cdf(0.95))
}

/// A share with its 95 % Jeffreys interval, the ends fixed at 0 and 1 where nothing or everything counts.
#[must_use]
pub fn share(part: u64, whole: u64) -> (f64, f64, f64) {
    if whole == 0 {
        return (0.0, 0.0, 1.0);
    }
    let part = part.min(whole);
    let beta = Beta::new(part as f64 + 0.5, (whole - part) as f64 + 0.5).expect("both are above zero");
    let low = if part == 0 { 0.0 } else { beta.inverse_cdf(0.025) };
    let high = if part == whole { 1.0 } else { beta.inverse_cdf(0.975) };
    (part as f64 / whole as f64, low, high)
}

/// From the evidence of all divisions and that of none, both weighted by the prior.
fn ln_bayes_factor(all: f64, none: f64, n: usize, hazard: f64) -> f64 {
    if n < 2 {
        return 0.0;
    }
    let ln_prior_none = (n - 1) as f64 * (1.0 - hazard).ln();
    // Rounding may leave nothing of a difference that is none.
    let some = all + (-(none - all).exp()).ln_1p();
    let ln_prior_some = (-ln_prior_none.exp()).ln_1p();
    if some.is_finite() { (some - ln_prior_some) - (none - ln_prior_none) } else { 0.0 }
}

fn means() -> Vec<f64> {
    let step = (HIGHEST_MEAN / LOWEST_MEAN).ln() / (MEANS - 1) as f64;
    (0..MEANS).map(|at| LOWEST_MEAN * (step * at as f64).exp()).collect()
}

/// Greatest exponent that is left out of a sum: what is e^-40 of the highest changes no digit of it, and `exp` is the cost of all this.
const NOTHING: f64 = -40.0;

/// The log-evidence of stretches of months under one dispersion. Of the counts in a stretch it depends on their number, their sum, and
/// terms that no mean is in; so what is averaged over the means is computed once for each number and sum.
struct Evidence {
    /// For each month the sum up to it of the terms without a mean.
    constants: Vec<f64>,
    /// For each month the events up to it.
    events: Vec<u64>,
    /// For each month the months up to it that are known.
    months: Vec<usize>,
    /// For each mean what a month, and what an event, adds to the log-likelihood.
    by_mean: Vec<(f64, f64)>,
    means: Vec<f64>,
}

impl Evidence {
    fn new(counts: &[Option<u64>], means: &[f64], r: f64) -> Self {
        let (mut constants, mut events, mut months) = (vec![0.0], vec![0_u64], vec![0_usize]);
        let (mut constant, mut sum, mut known) = (0.0, 0_u64, 0_usize);
        // The same few counts come again and again.
        let mut of_count: HashMap<u64, f64> = HashMap::new();
        for count in counts {
            if let Some(count) = count {
                constant += *of_count.entry(*count).or_insert_with(|| {
                    let y = *count as f64;
                    ln_gamma(y + r) - ln_gamma(r) - ln_gamma(y + 1.0)
                });
                sum += count;
                known += 1;
            }
            constants.push(constant);
            events.push(sum);
            months.push(known);
        }
        let by_mean =
            means.iter().map(|mean| (r * (r / (r + mean)).ln(), (mean / (r + mean)).ln())).collect();
        Self { constants, events, months, by_mean, means: means.to_vec() }
    }

    /// All stretches of a series of `n` months.
    fn stretches(&self, n: usize) -> Stretches {
        /// Sums that are kept for each length; longer stretches of larger sums come once only, and few means matter to them.
        const KEPT: usize = 256;
        let width = self.events.last().map_or(0, |all| usize::try_from(*all).unwrap_or(KEPT)).min(KEPT) + 1;
        let mut known = vec![f64::NAN; (n + 1) * width];
        let mut one = |from: usize, to: usize| {
            let (months, events) = (self.months[to] - self.months[from], self.events[to] - self.events[from]);
            let place = usize::try_from(events).ok().filter(|at| *at < width).map(|at| months * width + at);
            let averaged = match place.and_then(|at| known.get_mut(at)) {
                Some(known) if known.is_nan() => {
                    *known = self.averaged(months, events);
                    *known
                }
                Some(known) => *known,
                None => self.averaged(months, events),
            };
            self.constants[to] - self.constants[from] + averaged
        };
        Stretches((1..=n).map(|to| (0..to).map(|from| one(from, to)).collect()).collect())
    }

    /// ln of the mean, over the means, of what depends on them. In the logarithm of the mean it has one peak, at the mean of the counts; what is
    /// summed is what lies around it.
    fn averaged(&self, months: usize, events: u64) -> f64 {
        let (months, events) = (months as f64, events as f64);
        let at = |place: usize| self.by_mean.get(place).map(|(month, event)| months * month + events * event);
        let above = self.means.partition_point(|mean| *mean * months < events);
        let below = above.checked_sub(1);
        let (low, high) = (below.and_then(at), at(above));
        let highest = low.unwrap_or(f64::NEG_INFINITY).max(high.unwrap_or(f64::NEG_INFINITY));
        let exp = |value: f64| (value - highest > NOTHING).then(|| (value - highest).exp());
        let upwards: f64 = (above..).map_while(at).map_while(exp).sum();
        let downwards: f64 = (0..above).rev().map_while(at).map_while(exp).sum();
        highest + ((upwards + downwards) / self.means.len() as f64).ln()
    }
}

fn ln_sum_exp(all: &[f64]) -> f64 {
    let highest = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if highest == f64::NEG_INFINITY {
        return highest;
    }
    let exp = |one: &f64| if one - highest > NOTHING { (one - highest).exp() } else { 0.0 };
    highest + all.iter().map(exp).sum::<f64>().ln()
}

/// The log-evidence of every stretch of months under one model of what happens inside a phase: by their end, then by first month.
struct Stretches(Vec<Vec<f64>>);

impl Stretches {
    fn new(n: usize, evidence: &dyn Fn(usize, usize) -> f64) -> Self {
        Self((1..=n).map(|to| (0..to).map(|from| evidence(from, to)).collect()).collect())
    }
}

/// Boundaries under several models with one hazard, averaged by their evidence; the evidence of all, and what each weighs.
fn averaged(n: usize, paths: &[Paths], hazard: f64) -> (Vec<f64>, f64, Vec<f64>) {
    let runs: Vec<(Vec<f64>, f64)> = paths.iter().map(|one| one.boundaries(hazard)).collect();
    let evidence = ln_sum_exp(&runs.iter().map(|run| run.1).collect::<Vec<_>>());
    let weights: Vec<f64> = runs.iter().map(|run| (run.1 - evidence).exp()).collect();
    let mut boundary = vec![0.0; n];
    for ((own, _), weight) in runs.iter().zip(&weights) {
        boundary.iter_mut().zip(own).for_each(|(sum, probability)| *sum += weight * probability);
    }
    (boundary, evidence, weights)
}

/// The ways to divide a series under one model of what happens inside a phase, as seen from the likeliest one: with every stretch weighed against
/// the likeliest way to its end, sums of products take the place of logarithms of sums of exponentials, and one exponential serves the
/// recursions in both directions and at every hazard.
struct Paths {
    /// For each end (from 1) and each beginning before it: how probable it is to come to that end by that stretch, after the likeliest way to its
    /// beginning, against the likeliest way to the end; 1 at most.
    weights: Vec<Vec<f64>>,
    /// Log-evidence of the likeliest division.
    likeliest: f64,
    /// The likeliest division.
    best: Vec<(usize, usize)>,
    /// Log-evidence of no division.
    one_phase: f64,
    hazard: f64,
}

impl Paths {
    fn new(n: usize, hazard: f64, stretches: &Stretches) -> Self {
        // A way that is e^-60 as probable as the likeliest changes no digit of any sum, at any hazard.
        const UNSEEN: f64 = -60.0;
        let (ln_hazard, ln_stay) = (hazard.ln(), (1.0 - hazard).ln());
        let of = |from: usize, to: usize| stretches.0[to - 1][from] + (to - from - 1) as f64 * ln_stay;
        let (mut score, mut came_from) = (vec![0.0; n + 1], vec![0_usize; n + 1]);
        let mut weights = Vec::with_capacity(n);
        for to in 1..=n {
            let evidence = &stretches.0[to - 1];
            let mut ways: Vec<f64> = Vec::with_capacity(to);
            let mut best = (0, f64::NEG_INFINITY);
            for (from, (evidence, score)) in evidence.iter().zip(&score).enumerate() {
                let begins = if from > 0 { ln_hazard } else { 0.0 };
                let way = score + evidence + (to - from - 1) as f64 * ln_stay + begins;
                if way > best.1 {
                    best = (from, way);
                }
                ways.push(way);
            }
            (came_from[to], score[to]) = best;
            let weight = |way: f64| if way - best.1 > UNSEEN { (way - best.1).exp() } else { 0.0 };
            ways.iter_mut().for_each(|way| *way = weight(*way));
            weights.push(ways);
        }
        let (mut best, mut to) = (Vec::new(), n);
        while to > 0 {
            best.push((came_from[to], to));
            to = came_from[to];
        }
        best.reverse();
        let one_phase = if n == 0 { 0.0 } else { of(0, n) };
        Self { weights, likeliest: score[n], best, one_phase, hazard }
    }

    /// For each month the probability that it begins a phase, and the log-evidence of all divisions.
    fn boundaries(&self, hazard: f64) -> (Vec<f64>, f64) {
        let n = self.weights.len();
        let (forward, backward) = self.both_ways(hazard);
        let whole = forward[n];
        let at = |month: usize| if month == 0 { 0.0 } else { forward[month] * backward[month] / whole };
        ((0..n).map(at).collect(), self.likeliest + whole.ln())
    }

    /// For each month the weight of all ways to it, and of all ways from it, against the likeliest.
    fn both_ways(&self, hazard: f64) -> (Vec<f64>, Vec<f64>) {
        let n = self.weights.len();
        // What another hazard makes of a stretch: of its beginning, and of every month that it goes on.
        let begins = hazard / self.hazard;
        let goes_on = (1.0 - hazard) / (1.0 - self.hazard);
        let mut power = 1.0;
        let longer: Vec<f64> = (0..n)
            .map(|_| {
                let now = power;
                power *= goes_on;
                now
            })
            .collect();
        let mut forward = vec![1.0; n + 1];
        for to in 1..=n {
            let ways = &self.weights[to - 1];
            let sum: f64 = (1..to).map(|from| forward[from] * ways[from] * longer[to - from - 1]).sum();
            forward[to] = ways[0] * longer[to - 1] + begins * sum;
        }
        let mut backward = vec![0.0; n + 1];
        backward[n] = 1.0;
        for to in (1..=n).rev() {
            let (ways, there) = (&self.weights[to - 1], backward[to]);
            for from in 1..to {
                backward[from] += begins * ways[from] * longer[to - from - 1] * there;
            }
        }
        (forward, backward)
    }

    /// Probability that no month of these, both included, begins a phase: one stretch reaches over all of them.
    fn none_within(&self, first: usize, last: usize) -> f64 {
        let n = self.weights.len();
        let (forward, backward) = self.both_ways(self.hazard);
        let over: f64 = (last + 1..=n)
            .map(|to| {
                let ways = &self.weights[to - 1];
                let ways = forward.iter().zip(ways).take(first).map(|(before, way)| before * way);
                ways.sum::<f64>() * backward[to]
            })
            .sum();
        over / forward[n]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_found_and_its_month_is_sure() {
        let counts: Vec<u64> = [2, 1, 3, 2, 2, 1]
            .into_iter()
            .cycle()
            .take(36)
            .chain([21, 18, 20, 22].into_iter().cycle().take(24))
            .collect();
        let found = Segmentation::of_counts(&counts);
        assert_eq!(found.best, [(0, 36), (36, 60)]);
        let boundaries = found.boundaries();
        assert_eq!(boundaries.len(), 1);
        assert!(boundaries[0].is_established && found.boundary[36] > 0.95, "{boundaries:?}");
        assert!(found.ln_bayes_factor > 10.0);
    }

    #[test]
    fn a_change_that_came_by_and_by_is_somewhere() {
        // From four a month to sixteen, over a year.
        let rise = [4, 5, 6, 7, 8, 8, 9, 11, 11, 13, 14, 14];
        let before = [4, 3, 5, 4, 6, 2].into_iter().cycle().take(36);
        let after = [16, 14, 17, 15, 18, 13].into_iter().cycle().take(24);
        let counts: Vec<u64> = before.chain(rise).chain(after).collect();
        let found = Segmentation::of_counts(&counts);
        assert!(!found.somewhere.is_empty() || found.has_phases(), "{found:?}");
        for one in &found.somewhere {
            assert!(one.probability >= ESTABLISHED && one.to - one.from < LONGEST, "{one:?}");
            assert!(one.probability <= found.between(one.from, one.to) + 1e-9, "no more than the sum");
        }
        // Beside a boundary that is sure nothing is somewhere.
        let jump: Vec<u64> = std::iter::repeat_n(2, 36).chain(std::iter::repeat_n(40, 24)).collect();
        assert_eq!(Segmentation::of_counts(&jump).somewhere, []);
    }

    #[test]
    fn months_that_are_not_known_say_nothing() {
        let whole: Vec<Option<u64>> = [5, 6, 4, 5, 7, 3].into_iter().cycle().take(48).map(Some).collect();
        let mut gap = whole.clone();
        gap[20..32].fill(None);
        let (zeros, found) = (
            Segmentation::of_counts(&gap.iter().map(|count| count.unwrap_or(0)).collect::<Vec<_>>()),
            Segmentation::of_observed(&gap),
        );
        assert!(zeros.has_phases() && !found.has_phases(), "{found:?}");
        let known: Vec<u64> = whole.iter().copied().flatten().collect();
        assert_eq!(Segmentation::of_observed(&whole), Segmentation::of_counts(&known));
        // Of nothing but unknown months the prior is left: no boundary is likelier than the hazard.
        let nothing = Segmentation::of_observed(&[None; 24]);
        assert!(nothing.boundary[1..].iter().all(|one| (one - HAZARD).abs() < 1e-12), "{nothing:?}");
        assert!(nothing.ln_bayes_factor.abs() < 1e-9);
    }

    #[test]
    fn a_constant_series_has_no_phase() {
        let counts: Vec<u64> = [3, 2, 4, 3, 1, 5, 3, 2, 3, 4].into_iter().cycle().take(80).collect();
        let found = Segmentation::of_counts(&counts);
        assert!(!found.has_phases() && found.ln_bayes_factor < 0.0, "{found:?}");
        assert!(found.boundary.iter().all(|one| (0.0..=1.0).contains(one)));
    }

    #[test]
    fn shares_change_while_counts_do_not() {
        let shares: Vec<(u64, u64)> =
            std::iter::repeat_n((1, 20), 24).chain(std::iter::repeat_n((10, 20), 18)).collect();
        let found = Segmentation::of_shares(&shares);
        assert_eq!(found.best, [(0, 24), (24, 42)]);
        assert!(found.boundaries()[0].is_established);
        assert!(!Segmentation::of_shares(&[(5, 20); 40]).has_phases());
    }

    #[test]
    fn what_months_are_made_of_changes_while_their_number_does_not() {
        let months: Vec<Vec<u64>> =
            std::iter::repeat_n(vec![8, 1, 1], 24).chain(std::iter::repeat_n(vec![2, 7, 1], 18)).collect();
        let found = Segmentation::of_compositions(&months);
        assert_eq!(found.best, [(0, 24), (24, 42)]);
        assert!(found.boundaries()[0].is_established);
        assert!(!Segmentation::of_compositions(&vec![vec![4, 3, 3]; 40]).has_phases());
        // One kind says nothing, and two kinds are a share.
        assert!(!Segmentation::of_compositions(&vec![vec![4]; 40]).has_phases());
        let two = [vec![3, 17], vec![9, 11], vec![8, 12], vec![1, 19]];
        let share = [(3, 20), (9, 20), (8, 20), (1, 20)];
        let (two, share) = (Segmentation::of_compositions(&two), Segmentation::of_shares(&share));
        assert!(two.boundary.iter().zip(&share.boundary).all(|(a, b)| (a - b).abs() < 1e-9));
    }

    #[test]
    fn how_much_hangs_on_the_hazard_is_told() {
        let counts: Vec<u64> = [2, 4, 1, 3].into_iter().cycle().take(30).chain([5, 6, 4, 8, 5, 7]).collect();
        let found = Segmentation::of_counts_with(&counts, 1.0 / 6.0);
        for boundary in found.boundaries() {
            assert!(boundary.range.0 < boundary.probability && boundary.probability < boundary.range.1);
        }
        assert!(found.best.len() > 1, "{found:?}");
    }

    #[test]
    fn two_sure_boundaries_do_not_blur_each_other() {
        let counts: Vec<u64> = std::iter::repeat_n(1, 24)
            .chain(std::iter::repeat_n(20, 9))
            .chain(std::iter::repeat_n(90, 24))
            .collect();
        let found = Segmentation::of_counts(&counts).boundaries();
        assert_eq!(found.iter().map(|one| one.interval).collect::<Vec<_>>(), [(24, 24), (33, 33)]);
    }

    #[test]
    fn few_events_establish_nothing() {
        let counts: Vec<u64> = (0..60).map(|month| u64::from(month % 7 == 0 || month == 41)).collect();
        assert!(!Segmentation::of_counts(&counts).has_phases());
    }

    #[test]
    fn empty_and_single_months_are_no_error() {
        assert!(Segmentation::of_counts(&[]).best.is_empty());
        assert_eq!(Segmentation::of_counts(&[4]).best, [(0, 1)]);
        assert_eq!(Segmentation::of_shares(&[(0, 0)]).best, [(0, 1)]);
    }

    #[test]
    fn the_evidence_is_that_of_every_division() {
        // Three months, so that all four divisions can be added by hand.
        let counts = [1_u64, 5, 2];
        let (means, r) = (means(), 2.0);
        // Likelihoods as they are written, averaged over every mean.
        let ln_mass = |y: f64, mean: f64| {
            ln_gamma(y + r) - ln_gamma(r) - ln_gamma(y + 1.0)
                + r * (r / (r + mean)).ln()
                + y * (mean / (r + mean)).ln()
        };
        let m = |from: usize, to: usize| {
            let of = |mean: &f64| counts[from..to].iter().map(|y| ln_mass(*y as f64, *mean)).sum::<f64>();
            ln_sum_exp(&means.iter().map(of).collect::<Vec<_>>()) - (means.len() as f64).ln()
        };
        let stretches = Evidence::new(&counts.map(Some), &means, r).stretches(3);
        for (from, to) in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] {
            assert!((stretches.0[to - 1][from] - m(from, to)).abs() < 1e-12, "{from} {to}");
        }
        let paths = Paths::new(3, HAZARD, &stretches);
        let (boundaries, evidence) = paths.boundaries(HAZARD);
        let (h, stay) = (HAZARD.ln(), (1.0 - HAZARD).ln());
        let all = [
            m(0, 3) + 2.0 * stay,
            m(0, 1) + h + m(1, 3) + stay,
            m(0, 2) + stay + h + m(2, 3),
            m(0, 1) + h + m(1, 2) + h + m(2, 3),
        ];
        assert!((evidence - ln_sum_exp(&all)).abs() < 1e-12);
        assert!((paths.one_phase - all[0]).abs() < 1e-12);
        let at_1 = ln_sum_exp(&[all[1], all[3]]) - ln_sum_exp(&all);
        assert!((boundaries[1] - at_1.exp()).abs() < 1e-12);
        // Neither the second nor the third month begins a phase only where none does.
        assert!((paths.none_within(1, 2) - (all[0] - ln_sum_exp(&all)).exp()).abs() < 1e-12);
        let without_2 = ln_sum_exp(&[all[0], all[1]]) - ln_sum_exp(&all);
        assert!((paths.none_within(2, 2) - without_2.exp()).abs() < 1e-12);
        assert!((paths.none_within(1, 1) + boundaries[1] - 1.0).abs() < 1e-12);
        // Another hazard reweighs the same stretches.
        let (doubled, stay) = ((2.0 * HAZARD).ln(), (1.0 - 2.0 * HAZARD).ln());
        let other = [
            m(0, 3) + 2.0 * stay,
            m(0, 1) + doubled + m(1, 3) + stay,
            m(0, 2) + stay + doubled + m(2, 3),
            m(0, 1) + doubled + m(1, 2) + doubled + m(2, 3),
        ];
        let (boundaries, evidence) = paths.boundaries(2.0 * HAZARD);
        assert!((evidence - ln_sum_exp(&other)).abs() < 1e-12);
        let at_2 = ln_sum_exp(&[other[2], other[3]]) - ln_sum_exp(&other);
        assert!((boundaries[2] - at_2.exp()).abs() < 1e-12);
    }

    #[test]
    fn intervals_of_rates_and_shares() {
        let (mean, low, high) = rate(36, 12);
        assert!((mean - 3.0).abs() < 1e-12 && low < 3.0 && high > 3.0 && low > 2.0 && high < 4.2);
        // Jeffreys interval of 102 of 223.
        let (part, low, high) = share(102, 223);
        assert!(
            (part - 0.457).abs() < 1e-3 && (low - 0.393).abs() < 2e-3 && (high - 0.523).abs() < 2e-3,
            "{low} {high}"
        );
        assert_eq!((share(0, 9).1, share(9, 9).2), (0.0, 1.0));
    }
}
