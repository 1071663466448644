//! The tail of severities: a discrete power law by maximum likelihood, where it begins by the least Kolmogorov–Smirnov distance (Clauset,
//! Shalizi and Newman 2009, SIAM Review 51(4), section 3).
use crate::forecast::Random;
use serde::Serialize;
use statrs::function::erf::erfc;
use std::collections::BTreeMap;

/// Fewer values than these above a candidate for the beginning say nothing of a tail.
const FEWEST: usize = 50;

/// The exponents that are looked for.
const EXPONENTS: (f64, f64) = (1.05, 6.0);

/// A fitted tail.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PowerLaw {
    /// The least value of the tail.
    pub xmin: u64,
    /// The exponent: p(x) ∝ x^−alpha.
    pub alpha: f64,
    /// Standard error of the exponent, (alpha − 1)/√n.
    pub standard_error: f64,
    /// Values in the tail.
    pub n_tail: usize,
    /// Kolmogorov–Smirnov distance between the tail and the fit.
    pub distance: f64,
}

/// Fits the tail; `None` where no beginning leaves at least 50 values. Zeros are left out. Never to be read as a forecast of the largest event
/// of one group.
#[must_use]
pub fn power_law(values: &[u64]) -> Option<PowerLaw> {
    fit(&Counted::new(values.iter().copied()))
}

/// Values above zero with how often each comes, ascending: most of many thousand severities are the same few numbers.
struct Counted {
    /// Value, how many values are this or higher, and the sum of the logarithms of those.
    from: Vec<(u64, usize, f64)>,
}

impl Counted {
    fn new(values: impl Iterator<Item = u64>) -> Self {
        /// Below this a value has its own place in a table; above it, in a map.
        const SMALL: usize = 1 << 12;
        let (mut small, mut large) = (vec![0_usize; SMALL], BTreeMap::<u64, usize>::new());
        for value in values {
            match usize::try_from(value).ok().and_then(|at| small.get_mut(at)) {
                Some(count) => *count += 1,
                None => *large.entry(value).or_default() += 1,
            }
        }
        let small = (1_u64..).zip(small.into_iter().skip(1)).filter(|(_, count)| *count > 0);
        let mut from: Vec<(u64, usize, f64)> = small
            .chain(large)
            .map(|(value, count)| (value, count, (value as f64).ln() * count as f64))
            .collect();
        let mut sum = (0, 0.0);
        for one in from.iter_mut().rev() {
            sum = (sum.0 + one.1, sum.1 + one.2);
            (one.1, one.2) = sum;
        }
        Self { from }
    }
}

fn fit(counted: &Counted) -> Option<PowerLaw> {
    let mut best: Option<PowerLaw> = None;
    for (at, &(xmin, n_tail, logs)) in counted.from.iter().enumerate() {
        let tail = &counted.from[at..];
        // Of one value alone there is no exponent.
        if n_tail < FEWEST || tail.len() < 2 {
            break;
        }
        let alpha = exponent(n_tail, logs, xmin);
        let nearest = best.map_or(f64::INFINITY, |found| found.distance);
        let Some(distance) = distance(tail, xmin, alpha, nearest) else { continue };
        if distance < nearest {
            let standard_error = (alpha - 1.0) / (n_tail as f64).sqrt();
            best = Some(PowerLaw { xmin, alpha, standard_error, n_tail, distance });
        }
    }
    best
}

/// How plausible the fit is, by the semi-parametric bootstrap of Clauset, Shalizi and Newman 2009, section 4: the share of `draws` synthetic
/// sets, with the body as it is and the tail as fitted, that lie further from their own fit than the data do. Below .1 the power law is ruled
/// out; above it is not ruled out, which is less than shown. The generator is seeded with a constant. Standard error at most ½/√draws.
#[must_use]
pub fn plausibility(values: &[u64], fit: &PowerLaw, draws: usize) -> Option<f64> {
    let body: Vec<u64> = values.iter().copied().filter(|value| *value > 0 && *value < fit.xmin).collect();
    let whole = body.len() + fit.n_tail;
    if draws == 0 || fit.n_tail == 0 {
        return None;
    }
    let of_tail = Quantiles::new(fit);
    let mut random = Random(0x0005_ca1e_f0e5);
    let mut further = 0_usize;
    for _ in 0..draws {
        let synthetic = Counted::new((0..whole).map(|_| {
            let at = random.below(whole);
            body.get(at).copied().unwrap_or_else(|| of_tail.at(random.unit()))
        }));
        further += usize::from(self::fit(&synthetic).is_none_or(|found| found.distance >= fit.distance));
    }
    Some(further as f64 / draws as f64)
}

/// Values of a fitted tail by their probability.
struct Quantiles {
    /// Probability of each value or a higher one, from xmin on.
    above: Vec<f64>,
    xmin: u64,
    alpha: f64,
}

impl Quantiles {
    fn new(fit: &PowerLaw) -> Self {
        const TABLE: u64 = 4_000;
        let last = fit.xmin + TABLE - 1;
        // From the far end: each value adds its own mass to what lies above it.
        let mut sum = zeta(fit.alpha, last as f64);
        let mut above = vec![sum];
        for value in (fit.xmin..last).rev() {
            sum += (value as f64).powf(-fit.alpha);
            above.push(sum);
        }
        let whole = sum;
        above.reverse();
        above.iter_mut().for_each(|one| *one /= whole);
        Self { above, xmin: fit.xmin, alpha: fit.alpha }
    }

    /// The value that a part of 1 leaves above it; beyond the table by the continuous approximation.
    fn at(&self, part: f64) -> u64 {
        let part = part.max(1e-15);
        let place = self.above.partition_point(|above| *above > part);
        if place < self.above.len() {
            return self.xmin + place.saturating_sub(1) as u64;
        }
        let start = self.xmin as f64 - 0.5;
        (start * part.powf(-1.0 / (self.alpha - 1.0)) + 0.5) as u64
    }
}

/// The power law against a lognormal on the same tail, by Vuong's test of non-nested models.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Comparison {
    /// Sum of the differences of log-likelihood: above 0 speaks for the power law.
    pub ln_ratio: f64,
    /// Two-sided p: above .1 the sign says nothing.
    pub p: f64,
    /// Location of the lognormal.
    pub mu: f64,
    /// Its scale.
    pub sigma: f64,
}

/// Compares the fitted tail with a discretised lognormal above the same beginning.
#[must_use]
pub fn against_lognormal(values: &[u64], fit: &PowerLaw) -> Option<Comparison> {
    let mut tail: Vec<u64> = values.iter().copied().filter(|value| *value >= fit.xmin).collect();
    tail.sort_unstable();
    let mut counted: Vec<(u64, f64)> = Vec::new();
    for value in tail {
        match counted.last_mut() {
            Some((last, count)) if *last == value => *count += 1.0,
            _ => counted.push((value, 1.0)),
        }
    }
    let ln_above = |value: f64, mu: f64, sigma: f64| {
        (erfc(((value - 0.5).ln() - mu) / (sigma * std::f64::consts::SQRT_2)) / 2.0).max(1e-300)
    };
    let ln_mass = |value: u64, mu: f64, sigma: f64| {
        let (here, next) = (ln_above(value as f64, mu, sigma), ln_above(value as f64 + 1.0, mu, sigma));
        (here - next).max(1e-300).ln() - ln_above(fit.xmin as f64, mu, sigma).ln()
    };
    let likelihood = |(mu, ln_sigma): (f64, f64)| -> f64 {
        counted.iter().map(|(value, count)| count * ln_mass(*value, mu, ln_sigma.exp())).sum()
    };
    // A pattern search from where the logarithms lie: two parameters, one maximum.
    let n: f64 = counted.iter().map(|(_, count)| count).sum();
    let mean = counted.iter().map(|(value, count)| (*value as f64).ln() * count).sum::<f64>() / n;
    let (mut at, mut step) = ((mean, 0.0), 1.0);
    let mut best = likelihood(at);
    while step > 1e-4 {
        let around =
            [(step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step), (step, -step / 2.0), (-step, step / 2.0)];
        let moved = around.iter().map(|by| (at.0 + by.0, at.1 + by.1)).find_map(|to| {
            // Further off a lognormal is a power law in all but name, and its parameters run away.
            let found = if to.0 < -50.0 || !(-4.0..=4.0).contains(&to.1) {
                f64::NEG_INFINITY
            } else {
                likelihood(to)
            };
            (found > best).then_some((to, found))
        });
        match moved {
            Some((to, found)) => (at, best) = (to, found),
            None => step /= 2.0,
        }
    }
    let (mu, sigma) = (at.0, at.1.exp());
    let whole = zeta(fit.alpha, fit.xmin as f64).ln();
    let differences: Vec<(f64, f64)> = counted
        .iter()
        .map(|(value, count)| {
            (-fit.alpha * (*value as f64).ln() - whole - ln_mass(*value, mu, sigma), *count)
        })
        .collect();
    let ln_ratio: f64 = differences.iter().map(|(one, count)| one * count).sum();
    let mean = ln_ratio / n;
    let variance = differences.iter().map(|(one, count)| (one - mean).powi(2) * count).sum::<f64>() / n;
    let p = if variance > 0.0 { erfc(ln_ratio.abs() / (2.0 * n * variance).sqrt()) } else { 1.0 };
    p.is_finite().then_some(Comparison { ln_ratio, p, mu, sigma })
}

/// The exponent of greatest likelihood, by golden section: the likelihood has one maximum.
fn exponent(n_tail: usize, logs: f64, xmin: u64) -> f64 {
    let first = Hurwitz::new(xmin as f64);
    let likelihood = |alpha: f64| -(n_tail as f64) * first.at(alpha).ln() - alpha * logs;
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = EXPONENTS;
    let (mut a, mut b) = (high - golden * (high - low), low + golden * (high - low));
    let (mut at_a, mut at_b) = (likelihood(a), likelihood(b));
    while high - low > 1e-6 {
        // One of the two inner points is that of the next round.
        if at_a > at_b {
            (high, b, at_b) = (b, a, at_a);
            a = high - golden * (high - low);
            at_a = likelihood(a);
        } else {
            (low, a, at_a) = (a, b, at_b);
            b = low + golden * (high - low);
            at_b = likelihood(b);
        }
    }
    f64::midpoint(low, high)
}

/// The greatest distance between the shares of the tail above each of its values and those of the fit; `None` once it is not below the
/// nearest one so far, for then it is no better.
fn distance(tail: &[(u64, usize, f64)], xmin: u64, alpha: f64, nearest: f64) -> Option<f64> {
    /// From one value to the next this many terms are subtracted; where they lie further apart, the sum is made anew.
    const NEAR: u64 = 8;
    let whole = zeta(alpha, xmin as f64);
    let n_tail = tail.first().map_or(1, |first| first.1) as f64;
    let (mut greatest, mut at, mut sum) = (0.0_f64, xmin, whole);
    for (value, n_from, _) in tail {
        if value - at <= NEAR {
            sum -= (at..*value).map(|between| (between as f64).powf(-alpha)).sum::<f64>();
        } else {
            sum = zeta(alpha, *value as f64);
        }
        at = *value;
        greatest = greatest.max((*n_from as f64 / n_tail - sum / whole).abs());
        if greatest >= nearest {
            return None;
        }
    }
    Some(greatest)
}

/// The Hurwitz zeta function of one `q` ≥ 1, for `s` > 1, by Euler–Maclaurin summation after ten terms; relative error below 1e-12.
struct Hurwitz {
    /// Logarithms of q, q + 1, …, and of where the sum ends.
    logs: [f64; Self::TERMS + 1],
    end: f64,
}

impl Hurwitz {
    const TERMS: usize = 10;

    fn new(q: f64) -> Self {
        let mut logs = [0.0; Self::TERMS + 1];
        logs.iter_mut().enumerate().for_each(|(k, log)| *log = (q + k as f64).ln());
        Self { logs, end: q + Self::TERMS as f64 }
    }

    fn at(&self, s: f64) -> f64 {
        // Bernoulli numbers over factorials: B2/2!, B4/4!, B6/6!, B8/8!.
        const BERNOULLI: [f64; 4] = [1.0 / 12.0, -1.0 / 720.0, 1.0 / 30_240.0, -1.0 / 1_209_600.0];
        let mut sum: f64 = self.logs[..Self::TERMS].iter().map(|log| (-s * log).exp()).sum();
        let a = self.end;
        let last = (-s * self.logs[Self::TERMS]).exp();
        sum += last * a / (s - 1.0) + 0.5 * last;
        let (mut factor, mut power) = (s, last / a);
        for (at, bernoulli) in BERNOULLI.iter().enumerate() {
            sum += bernoulli * factor * power;
            let k = (2 * at + 1) as f64;
            factor *= (s + k) * (s + k + 1.0);
            power /= a * a;
        }
        sum
    }
}

fn zeta(s: f64, q: f64) -> f64 {
    Hurwitz::new(q).at(s)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeta_is_that_of_the_tables() {
        // DLMF 25.6: zeta(2) = pi²/6, zeta(4) = pi⁴/90; zeta(3, 2) = zeta(3) − 1.
        let pi = std::f64::consts::PI;
        assert!((zeta(2.0, 1.0) - pi * pi / 6.0).abs() < 1e-11);
        assert!((zeta(4.0, 1.0) - pi.powi(4) / 90.0).abs() < 1e-12);
        assert!((zeta(3.0, 2.0) - 0.202_056_903_159_594_2).abs() < 1e-12);
    }

    #[test]
    fn a_tail_with_a_known_exponent_is_found() {
        // Quantiles of a discrete power law from 5 on with exponent 2.5, under a body that is none.
        let whole = zeta(2.5, 5.0);
        let mut values: Vec<u64> = (0..2_000).map(|at| 1 + at % 4).collect();
        for at in 0..2_000 {
            let above = (f64::from(at) + 0.5) / 2_000.0;
            let mut value = 5_u64;
            while zeta(2.5, (value + 1) as f64) / whole > above {
                value += 1;
            }
            values.push(value);
        }
        let found = power_law(&values).expect("a tail");
        assert!((found.alpha - 2.5).abs() < 0.05, "{found:?}");
        assert!((4..=7).contains(&found.xmin), "{found:?}");
    }

    /// Values whose logarithm is spread evenly over the quantiles of a law.
    fn drawn(n: u32, quantile: impl Fn(f64) -> f64) -> Vec<u64> {
        (0..n).map(|at| quantile((f64::from(at) + 0.5) / f64::from(n)) as u64).collect()
    }

    #[test]
    fn a_power_law_is_plausible_and_what_is_none_is_ruled_out() {
        let pareto = drawn(400, |u| (0.5 * (1.0 - u).powf(-1.0 / 1.4) + 0.5).min(1e6));
        let fit = power_law(&pareto).expect("a tail");
        assert!(plausibility(&pareto, &fit, 30).expect("draws") > 0.3, "{fit:?}");
        let even = drawn(400, |u| 40.0 + 30.0 * u);
        let fit = power_law(&even).expect("a fit all the same");
        assert!(plausibility(&even, &fit, 30).expect("draws") < 0.1, "{fit:?}");
        assert_eq!(plausibility(&even, &fit, 0), None);
    }

    #[test]
    fn a_lognormal_is_preferred_where_it_is_one() {
        // Quantiles of a lognormal by the logistic approximation of the normal's.
        let lognormal = drawn(600, |u| (3.0 + 0.4 * (u / (1.0 - u)).ln() / 1.702).exp() + 0.5);
        let fit = PowerLaw { xmin: 10, alpha: 2.0, standard_error: 0.0, n_tail: 0, distance: 0.0 };
        let found = against_lognormal(&lognormal, &fit).expect("a comparison");
        assert!(found.ln_ratio < 0.0 && found.p < 0.01, "{found:?}");
        assert!((found.mu - 3.0).abs() < 0.2 && (found.sigma - 0.4).abs() < 0.1, "{found:?}");
    }

    #[test]
    fn few_values_have_no_tail() {
        assert_eq!(power_law(&[1, 2, 3]), None);
        assert_eq!(power_law(&[7; 200]), None);
    }
}
