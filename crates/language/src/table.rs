//! Rows of weights addressed by hashed features: no dictionary, no collision handling, one lookup a feature.
use std::borrow::Cow;

/// A feature before it is reduced to a row: 32 well-mixed bits, the upper of which choose the row.
pub(crate) type Feature = u32;

/// Mixes a template's number and its values to a feature. The multiplier is 2^64 divided by the golden ratio, made odd.
pub(crate) const fn feature(template: u32, a: u32, b: u32) -> Feature {
    let packed = ((a as u64) << 32 | b as u64) ^ (template as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let mixed = packed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32) as u32
}

/// Two values made one.
pub(crate) const fn pair(a: u32, b: u32) -> u32 {
    (a ^ b.rotate_left(15)).wrapping_mul(0x85EB_CA6B) ^ b
}

/// FNV-1a over bytes, continued from `state`.
pub(crate) const fn extend(state: u32, byte: u8) -> u32 {
    (state ^ byte as u32).wrapping_mul(0x0100_0193)
}

/// Where an empty FNV-1a begins.
pub(crate) const HASH_START: u32 = 0x811C_9DC5;

/// Something that adds up the rows of features, one sum for each of `L` classes.
pub(crate) trait Rows<const L: usize> {
    /// The sums, in arbitrary units.
    fn scores(&self, features: &[Feature]) -> [f32; L];
}

/// `2^bits` rows of `L` weights of one byte each, as they lie in a model file.
#[derive(Debug, Clone)]
pub(crate) struct Packed<const L: usize> {
    bits: u32,
    cells: Cow<'static, [u8]>,
}

impl<const L: usize> Packed<L> {
    /// `None` where the number of bytes is not `L` times a power of two, at most 2^24 rows.
    pub(crate) fn new(cells: Cow<'static, [u8]>) -> Option<Self> {
        let rows = cells.len() / L;
        let sound = rows.is_power_of_two() && (2..=1 << 24).contains(&rows) && rows * L == cells.len();
        sound.then(|| Self { bits: rows.trailing_zeros(), cells })
    }

    /// The bytes, as they go into a model file.
    #[cfg(feature = "train")]
    pub(crate) fn cells(&self) -> &[u8] {
        &self.cells
    }
}

impl<const L: usize> Rows<L> for Packed<L> {
    /// Sixteen bits hold the sum of 256 features; the templates are fewer.
    ///
    /// The sums of four features at a time are made in one go: the loads of their rows, which seldom lie in the nearest cache, then wait
    /// together.
    fn scores(&self, features: &[Feature]) -> [f32; L] {
        let (rows, _) = self.cells.as_chunks::<L>();
        let shift = 32 - self.bits;
        let row = |feature: Feature| rows.get((feature >> shift) as usize).unwrap_or(const { &[0; L] });
        let mut sums = [0i16; L];
        let (fours, rest) = features.as_chunks::<4>();
        for four in fours {
            let [a, b, c, d] = [row(four[0]), row(four[1]), row(four[2]), row(four[3])];
            for class in 0..L {
                let wide = |cell: u8| i16::from(cell.cast_signed());
                sums[class] += wide(a[class]) + wide(b[class]) + (wide(c[class]) + wide(d[class]));
            }
        }
        for feature in rest {
            for (sum, cell) in sums.iter_mut().zip(row(*feature)) {
                *sum += i16::from(cell.cast_signed());
            }
        }
        sums.map(f32::from)
    }
}

/// The first of the best classes.
#[inline]
pub(crate) fn best<const L: usize>(scores: &[f32; L], allowed: impl Fn(usize) -> bool) -> usize {
    let mut best = (f32::NEG_INFINITY, 0);
    for (class, score) in scores.iter().enumerate() {
        if *score > best.0 && allowed(class) {
            best = (*score, class);
        }
    }
    best.1
}
