//! The parser: arc-hybrid transitions over a stack and the rest of the sentence, one decision at a time.
//!
//! System of Kuhlmann, Gómez-Rodríguez and Satta (ACL 2011); trained with the dynamic oracle of Goldberg and Nivre (TACL 2013).
use crate::table::{Feature, Packed, Rows, best, feature, pair};
use crate::tagset::{Deprel, Tag, Upos};
use crate::word::Word;

/// Classes of an action row: three actions, rounded up.
pub(crate) const ACTION_LANES: usize = 4;
/// Classes of a label row: all relations but the root.
pub(crate) const LABEL_LANES: usize = 48;
const _: () = assert!(Deprel::ALL.len() - 1 == LABEL_LANES);

/// What the parser does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// The next word goes on the stack.
    Shift,
    /// The top of the stack becomes a dependent of the next word.
    Left,
    /// The top of the stack becomes a dependent of the one below.
    Right,
}

/// The actions in the order of their classes.
pub(crate) const ACTIONS: [Action; 3] = [Action::Shift, Action::Left, Action::Right];

/// No such word, head or child.
pub(crate) const NONE: u32 = u32::MAX;

/// A word in the tree under construction.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    lower: u32,
    tag: u32,
    class: u32,
    suffix: u32,
    /// Verbs, punctuation marks and conjunctions up to here.
    passed: [u16; 3],
    /// Head, or [`NONE`].
    pub(crate) head: u32,
    /// Class of the relation to the head.
    pub(crate) label: u8,
    left_count: u8,
    right_count: u8,
    /// Outermost and last but one child on each side.
    left: [u32; 2],
    right: [u32; 2],
    /// The set of relations on each side, one bit each.
    left_labels: u64,
    right_labels: u64,
}

const EMPTY: Node = Node {
    lower: 2,
    tag: 40,
    class: 0,
    suffix: 2,
    passed: [0; 3],
    head: NONE,
    label: 63,
    left_count: 0,
    right_count: 0,
    left: [NONE; 2],
    right: [NONE; 2],
    left_labels: 0,
    right_labels: 0,
};

const ROOT: Node = Node { lower: 3, tag: 41, suffix: 3, ..EMPTY };

/// The state of a parse. The root stands behind the last word.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    nodes: Vec<Node>,
    stack: Vec<u32>,
    next: u32,
}

impl State {
    /// Begins a sentence.
    pub(crate) fn begin(&mut self, words: &[Word], tags: &[Tag]) {
        self.nodes.clear();
        let mut passed = [0u16; 3];
        let passed = &mut passed;
        self.nodes.extend(words.iter().zip(tags).map(|(word, tag)| {
            if let Some(kind) = passing(*tag) {
                passed[kind] = passed[kind].wrapping_add(1);
            }
            let (lower, class, suffix) = (word.lower, word.class, word.suffix[1]);
            Node { lower, tag: *tag as u32, class, suffix, passed: *passed, ..EMPTY }
        }));
        self.nodes.push(Node { passed: *passed, ..ROOT });
        self.stack.clear();
        self.next = 0;
    }

    /// Number of words.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len() - 1
    }

    /// The words with their heads.
    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes[..self.len()]
    }

    /// Whether every word has its head.
    pub(crate) fn is_done(&self) -> bool {
        self.next as usize == self.len() && self.stack.is_empty()
    }

    /// The stack, its top last.
    #[cfg(feature = "train")]
    pub(crate) fn stack(&self) -> &[u32] {
        &self.stack
    }

    /// The next word, or the root.
    #[cfg(feature = "train")]
    pub(crate) fn next(&self) -> u32 {
        self.next
    }

    /// Whether an action leads to a tree with one root.
    pub(crate) fn allows(&self, action: Action) -> bool {
        let at_root = self.next as usize == self.len();
        match action {
            Action::Shift => !at_root,
            Action::Left => !self.stack.is_empty() && (!at_root || self.stack.len() == 1),
            Action::Right => self.stack.len() >= 2,
        }
    }

    /// The action, where only one is allowed: such a step needs no scores.
    fn only_action(&self) -> Option<Action> {
        let mut allowed = ACTIONS.into_iter().filter(|action| self.allows(*action));
        let first = allowed.next();
        if allowed.next().is_none() { first } else { None }
    }

    /// Head and dependent that an action would join.
    pub(crate) fn arc(&self, action: Action) -> Option<(u32, u32)> {
        let top = *self.stack.last()?;
        match action {
            Action::Shift => None,
            Action::Left => Some((self.next, top)),
            Action::Right => Some((*self.stack.get(self.stack.len().checked_sub(2)?)?, top)),
        }
    }

    /// Does it. An arc takes the label given; the root's is its own.
    pub(crate) fn apply(&mut self, action: Action, label: u8) {
        match self.arc(action) {
            None => {
                self.stack.push(self.next);
                self.next += 1;
            }
            Some((head, dependent)) => {
                self.stack.pop();
                self.attach(head, dependent, label);
            }
        }
    }

    fn attach(&mut self, head: u32, dependent: u32, label: u8) {
        let node = &mut self.nodes[dependent as usize];
        node.head = head;
        node.label = label;
        let mark = 1u64 << (label & 63);
        let node = &mut self.nodes[head as usize];
        if dependent < head {
            node.left = [dependent, node.left[0]];
            node.left_count = node.left_count.saturating_add(1);
            node.left_labels |= mark;
        } else {
            node.right = [dependent, node.right[0]];
            node.right_count = node.right_count.saturating_add(1);
            node.right_labels |= mark;
        }
    }

    fn node(&self, index: u32) -> &Node {
        self.nodes.get(index as usize).unwrap_or(&EMPTY)
    }

    fn below_top(&self, depth: usize) -> u32 {
        self.stack.len().checked_sub(depth + 1).map_or(NONE, |at| self.stack[at])
    }

    /// The features that choose an action.
    pub(crate) fn action_features(&self) -> [Feature; ACTION_TEMPLATES] {
        let (i0, i1, i2) = (self.below_top(0), self.below_top(1), self.below_top(2));
        let (s0, s1, s2) = (self.node(i0), self.node(i1), self.node(i2));
        let (b0, b1, b2) = (self.node(self.next), self.node(self.next + 1), self.node(self.next + 2));
        let (s0l, s0r) = (self.node(s0.left[0]), self.node(s0.right[0]));
        let (s1l, s1r) = (self.node(s1.left[0]), self.node(s1.right[0]));
        let (s0l2, s0r2) = (self.node(s0.left[1]), self.node(s0.right[1]));
        let (s1l2, s1r2) = (self.node(s1.left[1]), self.node(s1.right[1]));
        let (b0l, b0l2) = (self.node(b0.left[0]), self.node(b0.left[1]));
        let b3 = self.node(self.next + 3);
        let between_s = between(s1, s0, i1);
        let between_b = between(s0, b0, i0);
        let near = distance(i0, self.next);
        let below = distance(i1, i0);
        let (s0wt, s1wt, b0wt, b1wt) = (wt(s0), wt(s1), wt(b0), wt(b1));
        let tags = s0.tag | b0.tag << 6 | s1.tag << 12;
        let (s0v, s1v, b0v) = (valency(s0), valency(s1), valency(b0));
        let l = |node: &Node| u32::from(node.label);
        [
            feature(0, 0, 0),
            feature(1, s0.lower, 0),
            feature(2, s0wt, 0),
            feature(3, s1.lower, 0),
            feature(4, s1wt, 0),
            feature(5, wt(s2), 0),
            feature(6, b0.lower, 0),
            feature(7, b0wt, 0),
            feature(8, b1wt, 0),
            feature(9, wt(b2), 0),
            feature(10, s0wt, b0wt),
            feature(11, s0wt, b0.tag),
            feature(12, s0.tag, b0wt),
            feature(13, s0.lower, b0.lower),
            feature(14, s1wt, s0wt),
            feature(15, s1wt, s0.tag),
            feature(16, s1.tag, s0wt),
            feature(17, s1wt, b0wt),
            feature(18, s1wt, b0.tag),
            feature(19, s1.tag, b0wt),
            feature(20, tags, b1.tag),
            feature(21, tags, 0),
            feature(22, tags, s2.tag),
            feature(23, s0.tag | b0.tag << 6 | b1.tag << 12 | b2.tag << 18, 0),
            feature(24, tags, s0.lower),
            feature(25, tags, s1.lower),
            feature(26, tags, b0.lower),
            feature(27, tags, s0l.tag << 6 | s0r.tag),
            feature(28, tags, s1l.tag << 6 | s1r.tag),
            feature(29, tags, b0l.tag),
            feature(30, s0.tag | b0.tag << 6, s0l.tag | s0l2.tag << 6),
            feature(31, s0.tag | b0.tag << 6, s0r.tag | s0r2.tag << 6),
            feature(32, s0.tag | s1.tag << 6, s1r.tag | s1r2.tag << 6),
            feature(33, s0.tag | s1.tag << 6, s1l.tag | s1l2.tag << 6),
            feature(34, s0.tag | b0.tag << 6, b0l.tag | b0l2.tag << 6),
            feature(35, s0wt, s0l.lower),
            feature(36, s0wt, s0r.lower),
            feature(37, s1wt, s1l.lower),
            feature(38, s1wt, s1r.lower),
            feature(39, b0wt, b0l.lower),
            feature(40, s0.tag | l(s0l) << 8 | l(s0r) << 16, b0.tag),
            feature(41, s1.tag | l(s1l) << 8 | l(s1r) << 16, s0.tag),
            feature(42, b0.tag | l(b0l) << 8, s0.tag),
            feature(43, s0wt, s0v),
            feature(44, s1wt, s1v),
            feature(45, b0wt, b0v),
            feature(46, tags, s0v | s1v << 8 | b0v << 16),
            feature(47, s0.tag, labels(s0)),
            feature(48, s1.tag, labels(s1)),
            feature(49, s1wt, labels(s1)),
            feature(50, s0wt, labels(s0)),
            feature(51, pair(s1.tag, s0.tag), labels(s1)),
            feature(52, pair(b0.tag, s0.tag), pair(set(s0.right_labels), set(b0.left_labels))),
            feature(53, s0.tag | b0.tag << 6, near),
            feature(54, s1.tag | s0.tag << 6, below),
            feature(55, tags, near | below << 8),
            feature(56, s0wt, near),
            feature(57, b0wt, near),
            feature(58, s1wt, below),
            feature(59, s0wt, below),
            feature(60, s1.lower, pair(s0.lower, s0l.lower)),
            feature(61, s1.tag, pair(s0.lower, s0l.lower)),
            feature(62, s1.lower, pair(s0.tag, s0l.lower)),
            feature(63, s1.tag | s0.tag << 6, s0l.lower),
            feature(64, s1.tag | s0.tag << 6, pair(s0l.lower, s1r.lower)),
            feature(65, s1.lower, pair(s0.lower, b0.tag)),
            feature(66, s0.lower, pair(b0.lower, b1.tag)),
            feature(67, s0wt, pair(b0.tag, b1.tag)),
            feature(68, s1wt, pair(s0.tag, b0.tag | b1.tag << 6)),
            feature(69, b0wt, b1.tag),
            feature(70, b0.tag, b1wt),
            feature(71, b0.lower, b1.lower),
            feature(72, s0.class | b0.class << 12, s0.tag | b0.tag << 6),
            feature(73, s1.class | s0.class << 12, s1.tag | s0.tag << 6),
            feature(74, s1.class | b0.class << 12, s1.tag | b0.tag << 6),
            feature(75, s0.class, tags),
            feature(76, s1.class, tags),
            feature(77, b0.class, tags),
            feature(78, s0.class | s1.class << 12, pair(s0l.lower, s1.tag)),
            feature(79, s1.lower, pair(s0.class, s0l.lower)),
            feature(80, s0.suffix, tags),
            feature(81, b0.suffix, tags),
            feature(82, s1.suffix, tags),
            feature(83, tags, pair(s2.tag, s1r.tag | s0l.tag << 6 | s0r.tag << 12)),
            feature(84, pair(s2.lower, s1.tag), s0.tag | b0.tag << 6),
            feature(85, s2.tag | s1.tag << 6 | s0.tag << 12, s0l.lower),
            feature(86, s1.tag | s0.tag << 6, between_s),
            feature(87, s0.tag | b0.tag << 6, between_b),
            feature(88, tags, between_s | between_b << 8),
            feature(89, s1wt, pair(s0.tag, between_s)),
            feature(90, s0wt, pair(b0.tag, between_b)),
            feature(91, tags, b1.tag | b2.tag << 6),
            feature(92, s0.tag | b0.tag << 6 | b1.tag << 12 | b2.tag << 18, b3.tag),
            feature(93, s0.lower, pair(b1.lower, b0.tag)),
            feature(94, wt(s2), s0wt),
            feature(95, pair(s2.lower, s0l.lower), s2.tag | s1.tag << 6 | s0.tag << 12),
            feature(96, pair(s1.lower, s1l.lower), s0.tag | b0.tag << 6),
            feature(97, s0wt, pair(b0l.lower, b0.tag)),
            feature(98, s1.tag | s0.tag << 6 | b0.tag << 12, pair(s0l.lower, s1l.lower)),
            feature(99, pair(s1.lower, s0l.lower), b0.tag | s0.tag << 6 | b1.tag << 12),
            feature(130, s1.suffix, pair(s0.suffix, s0l.lower)),
            feature(131, pair(b0.lower, b1.lower), s0.tag | s1.tag << 6),
            feature(132, s1.tag | s0.tag << 6, l(s1r) | l(s1r2) << 8 | l(s0l) << 16 | l(s0r) << 24),
            feature(133, s0.tag | b0.tag << 6, l(s0r) | l(s0r2) << 8 | l(s0l) << 16 | l(b0l) << 24),
        ]
    }

    /// The features that choose the relation of an arc.
    pub(crate) fn label_features(&self, head: u32, dependent: u32) -> [Feature; LABEL_TEMPLATES] {
        let (h, d) = (self.node(head), self.node(dependent));
        let (hl, hr) = (self.node(h.left[0]), self.node(h.right[0]));
        let (dl, dr) = (self.node(d.left[0]), self.node(d.right[0]));
        let (before, after) = (self.node(dependent.wrapping_sub(1)), self.node(dependent + 1));
        let side = u32::from(head < dependent);
        let apart = side << 8 | distance(head.min(dependent), head.max(dependent));
        let tags = h.tag | d.tag << 6 | side << 12;
        let (hwt, dwt) = (wt(h), wt(d));
        [
            feature(100, side, 0),
            feature(101, hwt, side),
            feature(102, dwt, side),
            feature(103, tags, 0),
            feature(104, hwt, d.tag | side << 6),
            feature(105, dwt, h.tag | side << 6),
            feature(106, h.lower, d.lower),
            feature(107, tags, apart),
            feature(108, tags, dl.lower),
            feature(109, tags, dl.tag | dr.tag << 6),
            feature(110, tags, hl.tag | hr.tag << 6),
            feature(111, hwt, pair(dl.lower, side)),
            feature(112, dwt, pair(dl.lower, side)),
            feature(113, tags, labels(d)),
            feature(114, tags, labels(h)),
            feature(115, tags, before.tag | after.tag << 6),
            feature(116, tags, before.lower),
            feature(117, tags, after.lower),
            feature(118, d.suffix, tags),
            feature(119, h.suffix, tags),
            feature(120, h.class | d.class << 12, tags),
            feature(121, d.class, tags),
            feature(122, h.class, pair(tags, dl.lower)),
            feature(123, d.class, pair(tags, dl.lower)),
            feature(124, tags, u32::from(h.left_count) | u32::from(h.right_count) << 8),
            feature(125, dwt, labels(h)),
            feature(126, hwt, pair(set(h.right_labels), side)),
            feature(127, pair(tags, dl.lower), labels(h)),
            feature(128, d.lower, pair(dl.lower, tags)),
            feature(129, hwt, pair(d.class, dl.lower)),
            feature(134, tags, between(self.node(head.min(dependent)), self.node(head.max(dependent)), 0)),
            feature(135, dwt, pair(before.lower, side)),
            feature(136, dwt, pair(after.lower, side)),
            feature(137, tags, dr.lower),
            feature(138, hwt, pair(before.tag | after.tag << 6, d.tag)),
            feature(139, pair(h.lower, d.suffix), pair(tags, dl.lower)),
        ]
    }
}

const ACTION_TEMPLATES: usize = 104;
const LABEL_TEMPLATES: usize = 36;

const fn wt(node: &Node) -> u32 {
    node.lower ^ node.tag.wrapping_mul(0x9E37_79B1)
}

/// What is counted on the way from one word to another.
const fn passing(tag: Tag) -> Option<usize> {
    match tag.upos() {
        Upos::Verb | Upos::Aux => Some(0),
        Upos::Punct => Some(1),
        Upos::Cconj | Upos::Sconj => Some(2),
        _ => None,
    }
}

/// How many verbs, marks and conjunctions stand from the first word, itself left out, to the second; three or more as three. 64 where there
/// is no first word.
fn between(first: &Node, second: &Node, first_index: u32) -> u32 {
    if first_index == NONE || second.passed == [0; 3] && first.passed != [0; 3] {
        return 64;
    }
    let count = |kind: usize| u32::from(second.passed[kind].wrapping_sub(first.passed[kind]).min(3));
    count(0) | count(1) << 2 | count(2) << 4
}

/// A set of relations as one number.
const fn set(labels: u64) -> u32 {
    (labels ^ labels >> 32) as u32 ^ ((labels >> 32) as u32).wrapping_mul(0x85EB_CA6B)
}

fn labels(node: &Node) -> u32 {
    pair(set(node.left_labels), set(node.right_labels))
}

/// Children on each side, three or more as three.
fn valency(node: &Node) -> u32 {
    u32::from(node.left_count.min(3)) | u32::from(node.right_count.min(3)) << 2
}

/// How far apart, in six steps; 7 where one of them is none.
fn distance(first: u32, second: u32) -> u32 {
    if first == NONE || second == NONE {
        return 7;
    }
    match second.saturating_sub(first) {
        0..=1 => 0,
        2 => 1,
        3 => 2,
        4 => 3,
        5..=7 => 4,
        8..=12 => 5,
        _ => 6,
    }
}

/// The weights of the parser.
#[derive(Debug, Clone)]
pub(crate) struct Weights {
    pub(crate) actions: Packed<ACTION_LANES>,
    pub(crate) labels: Packed<LABEL_LANES>,
}

/// Builds the tree of the sentence that `state` begins, always with the best next action.
pub(crate) fn parse(state: &mut State, weights: &Weights) {
    while !state.is_done() {
        let action = match state.only_action() {
            Some(action) => action,
            None => {
                let scores = weights.actions.scores(&state.action_features());
                ACTIONS[best(&scores, |class| class < ACTIONS.len() && state.allows(ACTIONS[class]))]
            }
        };
        let label = label_of(state, action, &weights.labels);
        state.apply(action, label);
    }
}

/// The relation of the arc that an action makes; the root's where the head is the root.
pub(crate) fn label_of(state: &State, action: Action, labels: &impl Rows<LABEL_LANES>) -> u8 {
    match state.arc(action) {
        None => ROOT_LABEL,
        Some((head, _)) if head as usize == state.len() => ROOT_LABEL,
        Some((head, dependent)) => {
            best(&labels.scores(&state.label_features(head, dependent)), |_| true) as u8
        }
    }
}

/// The class of the root's relation.
pub(crate) const ROOT_LABEL: u8 = LABEL_LANES as u8;
