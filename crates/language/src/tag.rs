//! The tagger: from left to right, each word by its form, its surroundings and the two tags before it.
use crate::table::{Feature, Packed, Rows, best, feature, pair};
use crate::tagset::Tag;
use crate::word::{OUTSIDE, Word};

/// Classes of a row: the tags, rounded up to a whole number of machine words.
pub(crate) const LANES: usize = 32;
const TEMPLATES: usize = 37;
const _: () = assert!(Tag::ALL.len() <= LANES);

/// Tags before the first word.
pub(crate) const NO_TAG: u8 = LANES as u8 - 1;

/// The words around position `at`: two before to two behind.
pub(crate) fn window(words: &[Word], at: usize) -> [Word; 5] {
    let word = |shift: usize| {
        (at + shift).checked_sub(2).and_then(|index| words.get(index)).copied().unwrap_or(OUTSIDE)
    };
    [word(0), word(1), word(2), word(3), word(4)]
}

/// The features of a word in its window, with the tags of the two words before.
pub(crate) fn features(window: &[Word; 5], before: [u8; 2]) -> [Feature; TEMPLATES] {
    let [w2, w1, w, n1, n2] = window;
    let (t2, t1) = (u32::from(before[0]), u32::from(before[1]));
    [
        feature(0, 0, 0),
        feature(1, w.lower, 0),
        feature(2, w.form, 0),
        feature(3, w.suffix[1], w.shape),
        feature(4, w.suffix[0], w.shape),
        feature(5, w.prefix[1], w.shape),
        feature(6, w.prefix[0], w.suffix[0]),
        feature(7, w.shape, w1.shape),
        feature(8, w.shape, t1),
        feature(9, t1, 0),
        feature(10, t1, t2),
        feature(11, t2, 0),
        feature(12, w.lower, t1),
        feature(13, w1.lower, 0),
        feature(14, w2.lower, 0),
        feature(15, n1.lower, 0),
        feature(16, n2.lower, 0),
        feature(17, n1.suffix[1], n1.shape),
        feature(18, w1.suffix[1], t1),
        feature(19, w.lower, n1.lower),
        feature(20, w1.lower, w.lower),
        feature(21, w.suffix[1], pair(t1, n1.suffix[0])),
        feature(22, n1.shape, pair(w.shape, t1)),
        feature(23, w.class, w1.class),
        feature(24, w.class, n1.class),
        feature(25, w.class, pair(t1, w.shape)),
        feature(26, n1.class, t1),
        feature(27, n1.suffix[0], pair(w.suffix[1], 0)),
        feature(28, n1.lower, t1),
        feature(29, n2.suffix[1], t1),
        feature(30, w.class, pair(w.suffix[0], w.shape)),
        feature(31, kinds(w), pair(kinds(n1), t1)),
        feature(32, kinds(w), pair(kinds(n1), kinds(n2))),
        feature(33, kinds(w), pair(w.suffix[1], t1)),
        feature(34, w.lower, kinds(n1)),
        feature(35, kinds(w), pair(w.shape, w1.lower)),
        feature(36, kinds(w), pair(kinds(w1), n1.lower)),
    ]
}

/// Which parts of speech the word lists know a word as.
fn kinds(word: &Word) -> u32 {
    let noun = u32::from(word.class & 31 > 0);
    let verb = u32::from(word.class >> 5 & 15 > 0);
    noun | verb << 1 | word.class >> 9 << 2
}

/// Tags of a sentence.
pub(crate) fn tag(words: &[Word], weights: &Packed<LANES>, tags: &mut Vec<Tag>) {
    let mut before = [NO_TAG; 2];
    for at in 0..words.len() {
        let scores = weights.scores(&features(&window(words, at), before));
        let class = best(&scores, |class| class < Tag::ALL.len());
        tags.push(Tag::ALL[class]);
        before = [before[1], class as u8];
    }
}
