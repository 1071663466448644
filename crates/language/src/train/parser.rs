//! Training of the parser with a dynamic oracle.
use super::corpus::GoldSentence;
use super::learn::{Learner, Random, Rate};
use super::tagger::{CASELESS_PERCENT, case, words};
use crate::table::{Rows as _, best};
use crate::tagset::Tag;
use crate::tree::{ACTION_LANES, ACTIONS, Action, LABEL_LANES, ROOT_LABEL, State};
use crate::word::{Case, Classes};

/// What a parser is trained on: a sentence, with the tags that a tagger gave it that had not seen it, cased and caseless.
pub(crate) struct Example<'s> {
    /// The sentence.
    pub(crate) sentence: &'s GoldSentence,
    /// Its tags.
    pub(crate) tags: Vec<Tag>,
    /// Its tags without case.
    pub(crate) caseless_tags: Vec<Tag>,
}

/// Averaged weights of actions and labels.
pub(crate) struct Averages {
    /// Of actions.
    pub(crate) actions: Vec<f32>,
    /// Of labels.
    pub(crate) labels: Vec<f32>,
}

/// How to train.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Recipe {
    /// Rows of the action table, as a power of two.
    pub(crate) action_bits: u32,
    /// Rows of the label table, as a power of two.
    pub(crate) label_bits: u32,
    /// Passes over the corpus.
    pub(crate) epochs: usize,
    /// Of the generator.
    pub(crate) seed: u64,
}

/// Share of the steps on which the parser's own choice is followed, after the first pass, in percent.
const EXPLORE_PERCENT: u32 = 90;

/// How far the right action must be ahead, in units of one feature's change; an example changes eighty-six twice. Measured on EWT dev, six
/// passes, LAS: 0: 77.7, 40: 78.0, 100: 78.2, 200: 78.0, 400: 77.2.
const ACTION_MARGIN: f32 = 100.0;
/// The same for relations, which have a third of the templates.
const LABEL_MARGIN: f32 = 30.0;

/// Weights of a parser.
pub(crate) fn train(examples: &[Example<'_>], classes: &Classes, recipe: Recipe) -> Averages {
    let mut actions = Learner::<ACTION_LANES>::new(recipe.action_bits, Rate::Constant);
    let mut labels = Learner::<LABEL_LANES>::new(recipe.label_bits, Rate::Constant);
    let mut random = Random::new(recipe.seed);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut state = State::default();
    for epoch in 0..recipe.epochs {
        random.shuffle(&mut order);
        for &index in &order {
            let example = &examples[index];
            let caseless = random.chance(CASELESS_PERCENT);
            let case = if caseless { Case::Caseless } else { case(example.sentence) };
            let tags = if caseless { &example.caseless_tags } else { &example.tags };
            state.begin(&words(example.sentence.forms(), case, classes), tags);
            let explore = if epoch == 0 { 0 } else { EXPLORE_PERCENT };
            learn(&mut actions, &mut labels, &mut state, example.sentence, &mut random, explore);
        }
    }
    Averages { actions: actions.average(), labels: labels.average() }
}

fn learn(
    actions: &mut Learner<ACTION_LANES>,
    labels: &mut Learner<LABEL_LANES>,
    state: &mut State,
    gold: &GoldSentence,
    random: &mut Random,
    explore: u32,
) {
    while !state.is_done() {
        let features = state.action_features();
        let scores = actions.scores(&features);
        let costs =
            ACTIONS.map(|action| if state.allows(action) { cost(state, gold, action) } else { u32::MAX });
        let least = costs.iter().min().copied().unwrap_or(0);
        let among = |allowed: &dyn Fn(u32) -> bool| {
            best(&scores, |class| costs.get(class).is_some_and(|cost| allowed(*cost)))
        };
        let guess = among(&|cost| cost != u32::MAX);
        let right = among(&|cost| cost == least);
        actions.tick();
        let wrong = among(&|cost| cost != u32::MAX && cost > least);
        if costs[wrong] > least && costs[wrong] != u32::MAX && scores[right] - scores[wrong] <= ACTION_MARGIN
        {
            actions.add(&features, right, 1.0);
            actions.add(&features, wrong, -1.0);
        }
        let follow = if costs[guess] != least && !random.chance(explore) { right } else { guess };
        let label = learn_label(labels, state, gold, ACTIONS[follow]);
        state.apply(ACTIONS[follow], label);
    }
}

/// The label that the model gives the arc; learnt from where the arc is right.
fn learn_label(labels: &mut Learner<LABEL_LANES>, state: &State, gold: &GoldSentence, action: Action) -> u8 {
    let Some((head, dependent)) = state.arc(action) else { return ROOT_LABEL };
    if head as usize == state.len() {
        return ROOT_LABEL;
    }
    let features = state.label_features(head, dependent);
    let scores = labels.scores(&features);
    let guess = best(&scores, |_| true);
    labels.tick();
    let right = gold.tokens[dependent as usize].deprel as usize;
    if gold.head(dependent as usize) == head && right < LABEL_LANES {
        let wrong = best(&scores, |class| class != right);
        if scores[right] - scores[wrong] <= LABEL_MARGIN {
            labels.add(&features, right, 1.0);
            labels.add(&features, wrong, -1.0);
        }
    }
    guess as u8
}

/// How many gold arcs an action makes unreachable that were reachable before.
pub(crate) fn cost(state: &State, gold: &GoldSentence, action: Action) -> u32 {
    let (stack, next) = (state.stack(), state.next());
    match action {
        Action::Shift => {
            let below_top = stack.len().saturating_sub(1);
            let head_lost = stack[..below_top].contains(&gold.head(next as usize));
            let children_lost = stack.iter().filter(|&&index| gold.head(index as usize) == next).count();
            u32::from(head_lost) + children_lost as u32
        }
        Action::Left => {
            let (Some(&top), below) = (stack.last(), stack.iter().rev().nth(1)) else { return u32::MAX };
            let head = gold.head(top as usize);
            let head_lost = below == Some(&head) || head > next;
            u32::from(head_lost) + children_in_rest(state, gold, top)
        }
        Action::Right => {
            let Some(&top) = stack.last() else { return u32::MAX };
            u32::from(gold.head(top as usize) >= next) + children_in_rest(state, gold, top)
        }
    }
}

fn children_in_rest(state: &State, gold: &GoldSentence, of: u32) -> u32 {
    (state.next() as usize..state.len()).filter(|&index| gold.head(index) == of).count() as u32
}
