//! The second configuration of the parser: several beginnings of a tree are kept side by side, and the best whole one wins.
//!
//! Its action weights are its own, trained on whole trees (structured perceptron, update at the largest violation: Huang, Fayong and Guo,
//! NAACL 2012), because scores of single decisions cannot be compared across trees.
use crate::table::{Packed, Rows};
use crate::tagset::Tag;
use crate::tree::{ACTION_LANES, ACTIONS, Action, LABEL_LANES, State, label_of};
use crate::word::Word;

/// How many beginnings are kept.
pub(crate) const WIDTH: usize = 8;
/// Longer sentences are parsed greedily: the work of a beam grows with the square of the length, because states are copied.
pub(crate) const LONGEST: usize = 160;

/// One beginning of a tree.
#[derive(Debug, Clone, Default)]
pub(crate) struct Item {
    pub(crate) state: State,
    pub(crate) score: f32,
}

/// One way to go on: from which beginning, with what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) score: f32,
    pub(crate) from: usize,
    pub(crate) action: Action,
    pub(crate) label: u8,
}

/// Buffers of a beam.
#[derive(Debug, Clone, Default)]
pub(crate) struct Beam {
    items: Vec<Item>,
    spare: Vec<Item>,
    len: usize,
    steps: Vec<Step>,
}

impl Beam {
    /// Begins a sentence.
    pub(crate) fn begin(&mut self, words: &[Word], tags: &[Tag]) {
        self.items.resize_with(WIDTH, Item::default);
        self.spare.resize_with(WIDTH, Item::default);
        self.items[0].state.begin(words, tags);
        self.items[0].score = 0.0;
        self.len = 1;
    }

    /// The best beginning; after the last step the tree.
    pub(crate) fn best(&self) -> &Item {
        &self.items[0]
    }

    /// Goes one step on with the best ways; gives them, best first.
    pub(crate) fn advance(
        &mut self,
        actions: &impl Rows<ACTION_LANES>,
        labels: &Packed<LABEL_LANES>,
    ) -> &[Step] {
        self.steps.clear();
        for (from, item) in self.items[..self.len].iter().enumerate() {
            let scores = actions.scores(&item.state.action_features());
            for (class, action) in ACTIONS.into_iter().enumerate() {
                if item.state.allows(action) {
                    self.steps.push(Step { score: item.score + scores[class], from, action, label: 0 });
                }
            }
        }
        self.steps.sort_by(|a, b| b.score.total_cmp(&a.score));
        self.steps.truncate(WIDTH);
        for (to, step) in self.steps.iter_mut().enumerate() {
            let from = &self.items[step.from].state;
            step.label = label_of(from, step.action, labels);
            let item = &mut self.spare[to];
            item.state.clone_from(from);
            item.state.apply(step.action, step.label);
            item.score = step.score;
        }
        std::mem::swap(&mut self.items, &mut self.spare);
        self.len = self.steps.len();
        &self.steps
    }
}

/// Builds the best tree of a sentence that the beam finds, and leaves it in `state`.
pub(crate) fn parse(
    beam: &mut Beam,
    words: &[Word],
    tags: &[Tag],
    actions: &Packed<ACTION_LANES>,
    labels: &Packed<LABEL_LANES>,
    state: &mut State,
) {
    beam.begin(words, tags);
    for _ in 0..2 * words.len() {
        beam.advance(actions, labels);
    }
    state.clone_from(&beam.best().state);
}
