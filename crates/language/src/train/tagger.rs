//! Training of the tagger.
use super::corpus::GoldSentence;
use super::learn::{Learner, Random, Rate};
use crate::table::{Rows as _, best};
use crate::tag::{LANES, NO_TAG, features, window};
use crate::tagset::Tag;
use crate::word::{Case, Classes, Word, case_of};

/// Words of a sentence as the models see them.
pub(crate) fn words<'f>(forms: impl Iterator<Item = &'f str>, case: Case, classes: &Classes) -> Vec<Word> {
    let word = |form| {
        let word = Word::new(form, case);
        Word { class: classes.of(word.lower), ..word }
    };
    forms.map(word).collect()
}

/// The case of a sentence.
pub(crate) fn case(sentence: &GoldSentence) -> Case {
    case_of(sentence.forms())
}

/// Rows of the table, as a power of two.
const BITS: u32 = 17;

/// Share of the sentences that are shown without their case in an epoch, in percent.
pub(crate) const CASELESS_PERCENT: u32 = 15;

/// How far the right class must be ahead, in units of a feature's first change; an example changes thirty-seven twice. Measured on EWT dev,
/// UPOS: constant rate and 30: 95.40; falling rate and 9: 95.29, 18: 95.45.
const MARGIN: f32 = 18.0;

/// Weights of a tagger, averaged.
pub(crate) fn train(sentences: &[&GoldSentence], classes: &Classes, epochs: usize, seed: u64) -> Vec<f32> {
    let mut learner = Learner::<LANES>::new(BITS, Rate::Falling);
    let mut random = Random::new(seed);
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    for _ in 0..epochs {
        random.shuffle(&mut order);
        for &index in &order {
            let sentence = sentences[index];
            let case = if random.chance(CASELESS_PERCENT) { Case::Caseless } else { case(sentence) };
            learn(&mut learner, sentence, &words(sentence.forms(), case, classes));
        }
    }
    learner.average()
}

fn learn(learner: &mut Learner<LANES>, sentence: &GoldSentence, words: &[Word]) {
    let mut before = [NO_TAG; 2];
    for (at, token) in sentence.tokens.iter().enumerate() {
        let features = features(&window(words, at), before);
        let scores = learner.scores(&features);
        let class = best(&scores, |class| class < Tag::ALL.len());
        let gold = token.tag as usize;
        learner.tick();
        let wrong = best(&scores, |class| class < Tag::ALL.len() && class != gold);
        if scores[gold] - scores[wrong] <= MARGIN {
            learner.add(&features, gold, 1.0);
            learner.add(&features, wrong, -1.0);
        }
        before = [before[1], class as u8];
    }
}
