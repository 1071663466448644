//! Reproducible chance.

/// SplitMix64 (Steele, Lea and Flood 2014): small, seeded, good enough for drawing counts.
pub(crate) struct Random(u64);

impl Random {
    /// The same seed gives the same numbers.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from 0 to below 1.
    pub(crate) fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number below `end`; 0 where that is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        ((self.next() * end as f64) as usize).min(end.saturating_sub(1))
    }

    /// One of several.
    pub(crate) fn pick<'t, T>(&mut self, of: &'t [T]) -> Option<&'t T> {
        of.get(self.below(of.len()))
    }

    /// How often something of this chance happens in a row before it does not.
    pub(crate) fn run(&mut self, chance: f64) -> usize {
        let mut n = 0;
        while self.next() < chance && n < 100 {
            n += 1;
        }
        n
    }
}
