//! Name spans: which tokens form a name, whatever it names. Kinds are not learnt, because learnt kinds do not carry over from one corpus
//! to another; spans do.
use crate::table::{Feature, Packed, Rows, best, feature, pair};
use crate::tagset::Tag;
use crate::word::{OUTSIDE, Word};
use std::ops::Range;

/// Classes of a row: the five marks, rounded up.
pub(crate) const LANES: usize = 8;
const TEMPLATES: usize = 44;

/// Where a token stands in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Outside,
    Begin,
    Inside,
    Last,
    Unit,
}

/// The marks in the order of their classes.
pub(crate) const MARKS: [Mark; 5] = [Mark::Outside, Mark::Begin, Mark::Inside, Mark::Last, Mark::Unit];

impl Mark {
    const fn is_open(self) -> bool {
        matches!(self, Self::Begin | Self::Inside)
    }

    /// Whether this mark may follow; the end of a sentence is like `Outside`.
    pub(crate) const fn may_follow(self, before: Self) -> bool {
        matches!(self, Self::Inside | Self::Last) == before.is_open()
    }
}

/// How words were marked before in the same document: what was a name once is likely to be one again. A fixed number of slots; a later
/// word takes the slot of an earlier one with the same hash.
#[derive(Debug, Clone)]
pub(crate) struct History(Vec<(u32, u32)>);

const SLOTS: usize = 1 << 11;

impl Default for History {
    fn default() -> Self {
        Self(vec![(0, 0); SLOTS])
    }
}

impl History {
    pub(crate) fn clear(&mut self) {
        self.0.fill((0, 0));
    }

    /// 0 for a word that was not met, else its last mark plus one.
    fn last(&self, word: u32) -> u32 {
        let (known, mark) = self.0[word as usize % SLOTS];
        if known == word { mark } else { 0 }
    }

    pub(crate) fn note(&mut self, word: u32, mark: Mark) {
        self.0[word as usize % SLOTS] = (word, mark as u32 + 1);
    }
}

/// The features of a token: its window of words and tags, the two marks before, and the document so far.
pub(crate) fn features(
    words: &[Word],
    tags: &[Tag],
    at: usize,
    before: [Mark; 2],
    history: &History,
) -> [Feature; TEMPLATES] {
    let index = |shift: usize| (at + shift).checked_sub(2);
    let word = |shift: usize| index(shift).and_then(|at| words.get(at)).copied().unwrap_or(OUTSIDE);
    let tag = |shift: usize| index(shift).and_then(|at| tags.get(at)).map_or(60, |tag| *tag as u32);
    let (w2, w1, w, n1, n2) = (word(0), word(1), word(2), word(3), word(4));
    let (t2, t1, t, u1, u2) = (tag(0), tag(1), tag(2), tag(3), tag(4));
    let (m1, m2) = (before[1] as u32, before[0] as u32);
    let first = u32::from(at == 0);
    let (hw, h1, hn) = (history.last(w.lower), history.last(w1.lower), history.last(n1.lower));
    [
        feature(200, m1, first),
        feature(201, w.lower, m1),
        feature(202, w.form, 0),
        feature(203, w.form, m1),
        feature(204, w.suffix[1], w.shape),
        feature(205, w.suffix[0], w.shape),
        feature(206, w.prefix[1], w.shape),
        feature(207, w.shape, pair(first, m1)),
        feature(208, w.shape, pair(w1.shape, n1.shape)),
        feature(209, w.shape | w1.shape << 6, m1),
        feature(210, w.shape | n1.shape << 6 | n2.shape << 12, m1),
        feature(211, t, m1),
        feature(212, t | t1 << 6, m1),
        feature(213, t | u1 << 6, m1),
        feature(214, t | t1 << 6 | u1 << 12, m1),
        feature(215, t | u1 << 6 | u2 << 12, m1),
        feature(216, t | t1 << 6 | t2 << 12, m1),
        feature(217, w1.lower, m1),
        feature(218, w2.lower, m1),
        feature(219, n1.lower, m1),
        feature(220, n2.lower, m1),
        feature(221, w1.form, w.shape),
        feature(222, n1.form, w.shape),
        feature(223, w.lower, w1.lower),
        feature(224, w.lower, n1.lower),
        feature(225, w1.lower, pair(w.shape, m1)),
        feature(226, n1.lower, pair(w.shape, m1)),
        feature(227, w2.lower, pair(w1.lower, w.shape)),
        feature(228, n1.suffix[1], pair(w.shape, m1)),
        feature(229, w1.suffix[1], pair(w.shape, m1)),
        feature(230, m1, m2),
        feature(231, m1 | m2 << 3, w.shape),
        feature(232, w.class, m1),
        feature(233, w.class, pair(n1.class, m1)),
        feature(234, w1.class, pair(w.class, m1)),
        feature(235, n1.class, pair(w.shape, m1)),
        feature(236, w1.class, pair(w.shape, m1)),
        feature(237, hw, m1),
        feature(238, hw, pair(w.shape, first)),
        feature(239, hw | h1 << 3 | hn << 6, pair(w.shape, m1)),
        feature(240, t, pair(w.shape, first)),
        feature(241, t | t1 << 6, pair(w.shape, w1.shape)),
        feature(242, t | u1 << 6, pair(w.shape, n1.shape)),
        feature(243, w.prefix[1], pair(w.suffix[1], m1)),
    ]
}

/// Adds the names of a sentence, as ranges of its tokens.
pub(crate) fn names(
    words: &[Word],
    tags: &[Tag],
    weights: &Packed<LANES>,
    history: &mut History,
    found: &mut impl FnMut(Range<usize>),
) {
    let mut before = [Mark::Outside; 2];
    let mut start = 0;
    for at in 0..words.len() {
        let scores = weights.scores(&features(words, tags, at, before, history));
        let last = at + 1 == words.len();
        let mark = MARKS[best(&scores, |class| allowed(class, before[1], last))];
        history.note(words[at].lower, mark);
        match mark {
            Mark::Outside | Mark::Inside => {}
            Mark::Begin => start = at,
            Mark::Last => found(start..at + 1),
            Mark::Unit => found(at..at + 1),
        }
        before = [before[1], mark];
    }
}

/// Whether a class may stand here; a sentence must not end within a name.
pub(crate) fn allowed(class: usize, before: Mark, last: bool) -> bool {
    MARKS.get(class).is_some_and(|mark| mark.may_follow(before) && !(last && mark.is_open()))
}
