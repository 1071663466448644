//! The averaged perceptron over hashed rows, and the generator that shuffles.
use crate::table::{Feature, Rows};

/// A generator for shuffles and exploration: xorshift64*, by Vigna.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn next(&mut self) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32) as u32
    }

    /// True in `percent` of cases.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.next() % 100 < percent
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for index in (1..items.len()).rev() {
            items.swap(index, self.next() as usize % (index + 1));
        }
    }
}

/// How large a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rate {
    /// Always one.
    Constant,
    /// Smaller the more often the weight was changed (AdaGrad), so that rare features keep a say beside frequent ones.
    Falling,
}

/// Weights under training with what their average needs.
pub(crate) struct Learner<const L: usize> {
    bits: u32,
    rate: Rate,
    weights: Vec<f32>,
    /// Sum of every change times the step at which it was made.
    moments: Vec<f32>,
    /// How often each weight was changed.
    changes: Vec<f32>,
    step: f32,
}

impl<const L: usize> Learner<L> {
    pub(crate) fn new(bits: u32, rate: Rate) -> Self {
        let cells = L << bits;
        Self {
            bits,
            rate,
            weights: vec![0.0; cells],
            moments: vec![0.0; cells],
            changes: vec![0.0; cells],
            step: 1.0,
        }
    }

    /// Begins with weights.
    pub(crate) fn with(weights: Vec<f32>) -> Self {
        let rows = weights.len() / L;
        let empty = vec![0.0; weights.len()];
        Self {
            bits: rows.trailing_zeros(),
            rate: Rate::Constant,
            weights,
            moments: empty.clone(),
            changes: empty,
            step: 1.0,
        }
    }

    /// One more example was seen.
    pub(crate) fn tick(&mut self) {
        self.step += 1.0;
    }

    pub(crate) fn add(&mut self, features: &[Feature], class: usize, amount: f32) {
        for feature in features {
            let cell = ((feature >> (32 - self.bits)) as usize) * L + class;
            let amount = match self.rate {
                Rate::Constant => amount,
                Rate::Falling => {
                    self.changes[cell] += 1.0;
                    amount / (1.0 + self.changes[cell]).sqrt()
                }
            };
            self.weights[cell] += amount;
            self.moments[cell] += amount * self.step;
        }
    }

    /// Weights averaged over all steps.
    pub(crate) fn average(&self) -> Vec<f32> {
        self.weights.iter().zip(&self.moments).map(|(weight, moment)| weight - moment / self.step).collect()
    }
}

impl<const L: usize> Rows<L> for Learner<L> {
    fn scores(&self, features: &[Feature]) -> [f32; L] {
        let mut sums = [0.0; L];
        for feature in features {
            let at = (feature >> (32 - self.bits)) as usize * L;
            for (sum, cell) in sums.iter_mut().zip(&self.weights[at..at + L]) {
                *sum += cell;
            }
        }
        sums
    }
}

/// Weights as signed bytes. The largest is 127: to cut the largest costs more than the small ones gain (measured, EWT dev: 2.5 LAS when one
/// in ten thousand is cut).
pub(crate) fn quantise(weights: &[f32]) -> Vec<u8> {
    let largest = weights.iter().map(|weight| weight.abs()).fold(f32::MIN_POSITIVE, f32::max);
    let scale = 127.0 / largest;
    weights.iter().map(|weight| ((weight * scale).round() as i8).cast_unsigned()).collect()
}
