//! Training of the beam's actions.
use super::corpus::GoldSentence;
use super::learn::{Learner, Random};
use super::parser::{Example, cost};
use super::tagger::{CASELESS_PERCENT, case, words};
use crate::beam::{Beam, LONGEST, Step};
use crate::table::{Packed, Rows as _, best};
use crate::tree::{ACTION_LANES, ACTIONS, LABEL_LANES, State, label_of};
use crate::word::{Case, Classes};

/// Weights of the actions, averaged; training begins with those of the greedy parser.
pub(crate) fn train(
    examples: &[Example<'_>],
    classes: &Classes,
    labels: &Packed<LABEL_LANES>,
    start: Vec<f32>,
    epochs: usize,
    seed: u64,
) -> Vec<f32> {
    let mut learner = Learner::<ACTION_LANES>::with(start);
    let mut random = Random::new(seed);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut beam = Beam::default();
    let mut state = State::default();
    for _ in 0..epochs {
        random.shuffle(&mut order);
        for &index in &order {
            let example = &examples[index];
            if example.sentence.tokens.len() > LONGEST {
                continue;
            }
            let caseless = random.chance(CASELESS_PERCENT);
            let case = if caseless { Case::Caseless } else { case(example.sentence) };
            let tags = if caseless { &example.caseless_tags } else { &example.tags };
            let words = words(example.sentence.forms(), case, classes);
            state.begin(&words, tags);
            beam.begin(&words, tags);
            let start = state.clone();
            learn(&mut learner, labels, &mut beam, &mut state, &start, example.sentence);
            learner.tick();
        }
    }
    learner.average()
}

/// The steps of a beam, to walk back from any of its items.
type History = Vec<Vec<Step>>;

fn learn(
    learner: &mut Learner<ACTION_LANES>,
    labels: &Packed<LABEL_LANES>,
    beam: &mut Beam,
    gold_state: &mut State,
    start: &State,
    gold: &GoldSentence,
) {
    let mut history: History = Vec::new();
    let mut right: Vec<(usize, u8)> = Vec::new();
    let mut right_score = 0.0;
    let mut worst = (0.0, 0);
    while !gold_state.is_done() {
        let (class, label, score) = right_step(learner, labels, gold_state, gold);
        gold_state.apply(ACTIONS[class], label);
        right.push((class, label));
        right_score += score;
        history.push(beam.advance(learner, labels).to_vec());
        let violation = beam.best().score - right_score;
        if violation > worst.0 {
            worst = (violation, history.len());
        }
    }
    let guess = walk_back(&history[..worst.1]);
    update(learner, start, &right[..worst.1], 1.0, &guess);
    update(learner, start, &guess, -1.0, &right[..worst.1]);
}

/// The right action that the weights like best, its label and its score.
fn right_step(
    learner: &Learner<ACTION_LANES>,
    labels: &Packed<LABEL_LANES>,
    state: &State,
    gold: &GoldSentence,
) -> (usize, u8, f32) {
    let scores = learner.scores(&state.action_features());
    let costs = ACTIONS.map(|action| if state.allows(action) { cost(state, gold, action) } else { u32::MAX });
    let least = costs.iter().min().copied().unwrap_or(0);
    let class = best(&scores, |class| costs.get(class) == Some(&least));
    (class, label_of(state, ACTIONS[class], labels), scores[class])
}

fn walk_back(history: &[Vec<Step>]) -> Vec<(usize, u8)> {
    let mut at = 0;
    let mut steps: Vec<(usize, u8)> = history
        .iter()
        .rev()
        .map(|steps| {
            let step = steps[at];
            at = step.from;
            (step.action as usize, step.label)
        })
        .collect();
    steps.reverse();
    steps
}

/// Adds the features of the steps from where they leave the other's.
fn update(
    learner: &mut Learner<ACTION_LANES>,
    start: &State,
    steps: &[(usize, u8)],
    amount: f32,
    other: &[(usize, u8)],
) {
    let shared = steps.iter().zip(other).take_while(|(one, other)| one == other).count();
    let mut state = start.clone();
    for (at, &(class, label)) in steps.iter().enumerate() {
        if at >= shared {
            learner.add(&state.action_features(), class, amount);
        }
        state.apply(ACTIONS[class], label);
    }
}
