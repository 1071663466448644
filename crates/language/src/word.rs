//! What the models see of a word: hashes of its form, its ends and its shape, computed once a token.
use crate::table::{HASH_START, extend};
use std::borrow::Cow;

/// Whether capital letters tell anything in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// Both cases occur: a capital marks a name or a beginning.
    Mixed,
    /// All capitals or all small letters: every word is seen as if in small letters.
    Caseless,
}

/// The hashes of one word. All hold for the lower-cased form, but `shape` and `form`.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Word {
    /// The lower-cased form; digits are all one digit.
    pub(crate) lower: u32,
    /// The form with its shape.
    pub(crate) form: u32,
    /// The last two and three characters.
    pub(crate) suffix: [u32; 2],
    /// The first character and the first three.
    pub(crate) prefix: [u32; 2],
    /// Capitals, digits, hyphens, as a small number.
    pub(crate) shape: u32,
    /// A class of words that occur in like places; 0 is unknown.
    pub(crate) class: u32,
}

/// Stands before the first and behind the last word.
pub(crate) const OUTSIDE: Word =
    Word { lower: 1, form: 1, suffix: [1, 1], prefix: [1, 1], shape: SHAPE_OUTSIDE, class: 0 };

const SHAPE_OUTSIDE: u32 = 63;
/// Characters of a word that its hash looks at: a longer one is no word, and time must not grow with it.
const LONGEST: usize = 48;

impl Word {
    /// The hashes of a form.
    pub(crate) fn new(form: &str, case: Case) -> Self {
        let mut seen = Seen::default();
        let (mut lower, mut tail, mut length) = (HASH_START, [0u32; 3], 0usize);
        let mut prefix = [HASH_START; 2];
        for character in form.chars().take(LONGEST) {
            seen.note(character);
            let folded = fold(character);
            for byte in folded.to_le_bytes() {
                lower = extend(lower, byte);
            }
            if length == 0 {
                prefix[0] = lower;
            }
            if length <= 2 {
                prefix[1] = lower;
            }
            tail = [tail[1], tail[2], folded];
            length += 1;
        }
        let ends = |from: usize| tail[from..].iter().fold(HASH_START, |state, &c| mix(state, c));
        let shape = seen.shape(length, case);
        Self { lower, form: mix(lower, shape), suffix: [ends(1), ends(0)], prefix, shape, class: 0 }
    }
}

fn mix(state: u32, value: u32) -> u32 {
    value.to_le_bytes().iter().fold(state, |state, &byte| extend(state, byte))
}

/// A character as the models see it: small, with every digit one and typographic marks made plain.
pub(crate) fn fold(character: char) -> u32 {
    let folded = match character {
        '0'..='9' => '0',
        'A'..='Z' => character.to_ascii_lowercase(),
        '’' | '‘' | '`' => '\'',
        '“' | '”' | '«' | '»' => '"',
        '–' | '—' | '‑' | '−' => '-',
        other if other.is_ascii() => other,
        other => other.to_lowercase().next().unwrap_or(other),
    };
    folded as u32
}

#[derive(Default)]
struct Seen {
    first_capital: bool,
    later_capital: bool,
    small: bool,
    digit: bool,
    hyphen: bool,
    period: bool,
    any: bool,
}

impl Seen {
    fn note(&mut self, character: char) {
        if character.is_uppercase() {
            if self.any { self.later_capital = true } else { self.first_capital = true }
        } else if character.is_alphabetic() {
            self.small = true;
        } else if character.is_numeric() {
            self.digit = true;
        } else if character == '.' {
            self.period = true;
        } else {
            self.hyphen = true;
        }
        self.any = true;
    }

    fn shape(&self, length: usize, case: Case) -> u32 {
        let marks = u32::from(self.digit) << 3 | u32::from(self.hyphen) << 4 | u32::from(self.period) << 5;
        let letters = match (self.first_capital, self.later_capital, self.small, case) {
            (false, false, false, _) => 0,
            (_, _, _, Case::Caseless) => 1,
            (false, false, true, _) => 2,
            (true, false, true, _) => 3,
            (true, _, false, _) if length == 1 => 4,
            (true, _, false, _) => 5,
            (_, true, true, _) => 6,
            (false, true, false, _) => 7,
        };
        marks | letters
    }
}

/// Whether capitals tell anything among these forms: not where every letter, of at least two words, is of one case.
pub(crate) fn case_of<'f>(forms: impl Iterator<Item = &'f str>) -> Case {
    let (mut capitals, mut small) = (false, false);
    for character in forms.flat_map(str::chars) {
        capitals |= character.is_uppercase();
        small |= character.is_lowercase();
        if capitals && small {
            return Case::Mixed;
        }
    }
    Case::Caseless
}

/// Word classes: pairs of the hash of a lower-cased form and its class, sorted, six bytes each in a model file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Classes {
    bytes: Cow<'static, [u8]>,
}

const CLASS_BYTES: usize = 6;

impl Classes {
    /// `None` where the bytes are no whole number of entries.
    pub(crate) fn read(bytes: Cow<'static, [u8]>) -> Option<Self> {
        bytes.len().is_multiple_of(CLASS_BYTES).then_some(Self { bytes })
    }

    /// The class of a lower-cased form; 0 is unknown.
    pub(crate) fn of(&self, lower: u32) -> u32 {
        let (mut low, mut high) = (0, self.bytes.len() / CLASS_BYTES);
        while low < high {
            let middle = low.midpoint(high);
            let Some(entry) = self.bytes[middle * CLASS_BYTES..].first_chunk::<CLASS_BYTES>() else {
                return 0;
            };
            let &[a, b, c, d, e, f] = entry;
            let known = u32::from_le_bytes([a, b, c, d]);
            match known.cmp(&lower) {
                std::cmp::Ordering::Equal => return u32::from(u16::from_le_bytes([e, f])),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        0
    }
}
