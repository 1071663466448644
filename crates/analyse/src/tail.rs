//! The tail of severities: a discrete power law by maximum likelihood, where it begins by the least Kolmogorov–Smirnov distance (Clauset,
//! Shalizi and Newman 2009, SIAM Review 51(4), section 3).
use serde::Serialize;

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
    let mut sorted: Vec<u64> = values.iter().copied().filter(|value| *value > 0).collect();
    sorted.sort_unstable();
    let mut best: Option<PowerLaw> = None;
    let mut at = 0;
    while at < sorted.len() {
        let xmin = sorted[at];
        let tail = &sorted[at..];
        if tail.len() < FEWEST {
            break;
        }
        if tail.first() != tail.last() {
            let alpha = exponent(tail, xmin);
            let distance = distance(tail, xmin, alpha);
            if best.is_none_or(|found| distance < found.distance) {
                let standard_error = (alpha - 1.0) / (tail.len() as f64).sqrt();
                best = Some(PowerLaw { xmin, alpha, standard_error, n_tail: tail.len(), distance });
            }
        }
        at += tail.iter().take_while(|value| **value == xmin).count();
    }
    best
}

/// The exponent of greatest likelihood, by golden section: the likelihood has one maximum.
fn exponent(tail: &[u64], xmin: u64) -> f64 {
    let logs: f64 = tail.iter().map(|value| (*value as f64).ln()).sum();
    let likelihood = |alpha: f64| -(tail.len() as f64) * zeta(alpha, xmin as f64).ln() - alpha * logs;
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = EXPONENTS;
    while high - low > 1e-7 {
        let (a, b) = (high - golden * (high - low), low + golden * (high - low));
        if likelihood(a) > likelihood(b) {
            high = b;
        } else {
            low = a;
        }
    }
    f64::midpoint(low, high)
}

/// The greatest distance between the shares of the tail above each of its values and those of the fit.
fn distance(tail: &[u64], xmin: u64, alpha: f64) -> f64 {
    let whole = zeta(alpha, xmin as f64);
    let (mut greatest, mut at) = (0.0_f64, 0);
    while at < tail.len() {
        let value = tail[at];
        let here = tail[at..].iter().take_while(|other| **other == value).count();
        let above = (tail.len() - at) as f64 / tail.len() as f64;
        let fitted = zeta(alpha, value as f64) / whole;
        greatest = greatest.max((above - fitted).abs());
        at += here;
    }
    greatest
}

/// The Hurwitz zeta function for `s` > 1 and `q` ≥ 1, by Euler–Maclaurin summation after ten terms; relative error below 1e-12.
fn zeta(s: f64, q: f64) -> f64 {
    const TERMS: usize = 10;
    // Bernoulli numbers over factorials: B2/2!, B4/4!, B6/6!, B8/8!.
    const BERNOULLI: [f64; 4] = [1.0 / 12.0, -1.0 / 720.0, 1.0 / 30_240.0, -1.0 / 1_209_600.0];
    let mut sum: f64 = (0..TERMS).map(|k| (q + k as f64).powf(-s)).sum();
    let a = q + TERMS as f64;
    sum += a.powf(1.0 - s) / (s - 1.0) + 0.5 * a.powf(-s);
    let (mut factor, mut power) = (s, a.powf(-s - 1.0));
    for (at, bernoulli) in BERNOULLI.iter().enumerate() {
        sum += bernoulli * factor * power;
        let k = (2 * at + 1) as f64;
        factor *= (s + k) * (s + k + 1.0);
        power /= a * a;
    }
    sum
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

    #[test]
    fn few_values_have_no_tail() {
        assert_eq!(power_law(&[1, 2, 3]), None);
        assert_eq!(power_law(&[7; 200]), None);
    }
}
