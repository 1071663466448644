//! Training of the models, behind the feature `train`: corpora go in as text, a model file comes out as bytes.
//!
//! Deterministic: one thread, a seeded generator, no iteration over hash maps. The same corpora give the same bytes.
mod beam;
pub mod corpus;
mod learn;
mod lemmas;
mod names;
mod parser;
pub mod score;
mod tagger;
mod words;

use crate::pipeline::MAGIC;
use crate::table::Packed;
use crate::tag;
use crate::tagset::Tag;
use crate::word::{Case, Classes, Word, case_of};
use corpus::GoldSentence;
pub use corpus::Treebank;
use learn::quantise;
use names::NameExample;
pub use names::{NameSentence, read_iob};
use parser::{Example, Recipe};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What the models are trained on.
#[derive(Debug, Clone, Default)]
pub struct Corpora {
    /// Trees: of tagger, parser and lemmas.
    pub trees: Treebank,
    /// Marked names.
    pub names: Vec<NameSentence>,
}

/// How long to train.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Runs whose mean is taken, each in another order.
    pub seeds: u64,
    /// Passes of the tagger over the corpus.
    pub tagger_epochs: usize,
    /// Passes of the parser.
    pub parser_epochs: usize,
    /// Runs of the beam whose mean is taken.
    pub beam_seeds: u64,
    /// Passes of the beam, after those of the parser.
    pub beam_epochs: usize,
    /// Passes of the names.
    pub name_epochs: usize,
}

impl Default for Effort {
    /// What the shipped models are trained with.
    fn default() -> Self {
        Self { seeds: 7, tagger_epochs: 6, parser_epochs: 8, beam_seeds: 3, beam_epochs: 5, name_epochs: 8 }
    }
}

/// Parts of the corpus, each tagged by a tagger that has not seen it: the parser must learn from tags as wrong as it will meet.
const FOLDS: usize = 4;

/// Trains all models; gives the model file.
#[must_use]
pub fn train(corpora: &Corpora, effort: Effort, report: &mut dyn FnMut(&str)) -> Vec<u8> {
    let class_table = word_classes(&words::classes());
    let classes = Classes::read(Cow::Owned(class_table.clone())).expect("a whole number of entries");
    let sentences: Vec<&GoldSentence> = corpora.trees.sentences.iter().collect();
    report("tagger");
    let tagger = tagger_of(&sentences, &classes, effort.seeds, effort.tagger_epochs);
    report("tags of the parts");
    let examples = examples(&sentences, &classes, effort.tagger_epochs);
    report("parser");
    let (actions, labels, beam) = trees_of(&examples, &classes, effort, report);
    report("names");
    let names = names_of(&corpora.names, &examples, &tagger, &classes, effort);
    report("lemmas");
    let lemmas = lemmas::learn(sentences.iter().flat_map(|sentence| &sentence.tokens));
    let tagger = tagger.cells();
    file(&[&class_table, tagger, &actions, &labels, &beam, &names, lemmas.as_bytes()])
}

/// Weights of the parser: actions, relations, actions of the beam.
fn trees_of(
    examples: &[Example<'_>],
    classes: &Classes,
    effort: Effort,
    report: &mut dyn FnMut(&str),
) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    report("parser");
    let (sums, labels) = parser_of(examples, classes, effort);
    report("beam");
    let start: Vec<f32> = sums.iter().map(|sum| sum / effort.seeds as f32).collect();
    let labels_table = table(labels.clone());
    let run = |seed| beam::train(examples, classes, &labels_table, start.clone(), effort.beam_epochs, seed);
    let beam = mean((1..=effort.beam_seeds).map(run));
    (quantise(&sums), labels, quantise(&beam))
}

fn table<const L: usize>(bytes: Vec<u8>) -> Packed<L> {
    Packed::new(Cow::Owned(bytes)).expect("tables are made with a power of two of rows")
}

fn word_classes(classes: &[(String, u16)]) -> Vec<u8> {
    let entry = |(form, class): &(String, u16)| (Word::new(form, Case::Caseless).lower, *class);
    let mut entries: Vec<(u32, u16)> = classes.iter().map(entry).collect();
    entries.sort_unstable();
    entries.dedup_by_key(|(lower, _)| *lower);
    let bytes = |(lower, class): (u32, u16)| lower.to_le_bytes().into_iter().chain(class.to_le_bytes());
    entries.into_iter().flat_map(bytes).collect()
}

fn file(sections: &[&[u8]; crate::pipeline::SECTIONS]) -> Vec<u8> {
    let mut file = MAGIC.to_vec();
    for section in sections {
        let length = u32::try_from(section.len()).expect("a section is smaller than 4 GB");
        file.extend(length.to_le_bytes());
        file.extend(*section);
    }
    file
}

fn tagger_of(
    sentences: &[&GoldSentence],
    classes: &Classes,
    seeds: u64,
    epochs: usize,
) -> Packed<{ tag::LANES }> {
    packed(&mean((1..=seeds).map(|seed| tagger::train(sentences, classes, epochs, seed))))
}

fn examples<'s>(sentences: &[&'s GoldSentence], classes: &Classes, epochs: usize) -> Vec<Example<'s>> {
    let mut examples: Vec<(usize, Example<'s>)> = Vec::with_capacity(sentences.len());
    for fold in 0..FOLDS {
        let parts = sentences.iter().copied().enumerate();
        let (held, rest): (Vec<_>, Vec<_>) = parts.partition(|(index, _)| index % FOLDS == fold);
        let rest: Vec<&GoldSentence> = rest.into_iter().map(|(_, sentence)| sentence).collect();
        let tagger = tagger_of(&rest, classes, 1, epochs);
        examples.extend(held.into_iter().map(|(index, sentence)| {
            let tags = tagged(sentence.forms(), tagger::case(sentence), classes, &tagger);
            let caseless_tags = tagged(sentence.forms(), Case::Caseless, classes, &tagger);
            (index, Example { sentence, tags, caseless_tags })
        }));
    }
    examples.sort_by_key(|(index, _)| *index);
    examples.into_iter().map(|(_, example)| example).collect()
}

fn tagged<'f>(
    forms: impl Iterator<Item = &'f str>,
    case: Case,
    classes: &Classes,
    tagger: &Packed<{ tag::LANES }>,
) -> Vec<Tag> {
    let mut tags = Vec::new();
    tag::tag(&tagger::words(forms, case, classes), tagger, &mut tags);
    tags
}

fn parser_of(examples: &[Example<'_>], classes: &Classes, effort: Effort) -> (Vec<f32>, Vec<u8>) {
    let mut actions = Vec::new();
    let mut labels = Vec::new();
    for seed in 1..=effort.seeds {
        let recipe = Recipe { action_bits: 20, label_bits: 16, epochs: effort.parser_epochs, seed };
        let run = parser::train(examples, classes, recipe);
        add(&mut actions, run.actions);
        add(&mut labels, run.labels);
    }
    (actions, quantise(&labels))
}

/// Names, with the tags of the parts where the sentence is also in the treebank: tags of words that the tagger has seen are too good.
fn names_of(
    sentences: &[NameSentence],
    trees: &[Example<'_>],
    tagger: &Packed<{ tag::LANES }>,
    classes: &Classes,
    effort: Effort,
) -> Vec<u8> {
    let known: BTreeMap<Vec<&str>, &Example<'_>> =
        trees.iter().map(|example| (example.sentence.forms().collect(), example)).collect();
    let example = |at: usize| {
        let sentence = &sentences[at];
        let forms = || sentence.forms.iter().map(String::as_str);
        match known.get(&forms().collect::<Vec<_>>()) {
            Some(example) => NameExample {
                sentence,
                tags: example.tags.clone(),
                caseless_tags: example.caseless_tags.clone(),
            },
            None => NameExample {
                sentence,
                tags: tagged(forms(), case_of(forms()), classes, tagger),
                caseless_tags: tagged(forms(), Case::Caseless, classes, tagger),
            },
        }
    };
    let examples: Vec<NameExample<'_>> = (0..sentences.len()).map(example).collect();
    quantise(&mean((1..=effort.seeds).map(|seed| names::train(&examples, classes, effort.name_epochs, seed))))
}

/// The mean of several runs of one recipe, but for a factor: a linear model again, with less of the chance of each.
fn mean(runs: impl Iterator<Item = Vec<f32>>) -> Vec<f32> {
    let mut sum = Vec::new();
    runs.for_each(|run| add(&mut sum, run));
    sum
}

fn add(sum: &mut Vec<f32>, run: Vec<f32>) {
    if sum.is_empty() {
        *sum = run;
    } else {
        sum.iter_mut().zip(&run).for_each(|(sum, weight)| *sum += weight);
    }
}

fn packed<const L: usize>(weights: &[f32]) -> Packed<L> {
    table(quantise(weights))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREES: &str = "\
# newdoc id = one
# sent_id = 1
1\tGunmen\tgunman\tNOUN\tNNS\tNumber=Plur\t2\tnsubj\t_\t_
2\tkilled\tkill\tVERB\tVBD\tMood=Ind|Tense=Past|VerbForm=Fin\t0\troot\t_\t_
3\tsoldiers\tsoldier\tNOUN\tNNS\tNumber=Plur\t2\tobj\t_\t_
4\tin\tin\tADP\tIN\t_\t5\tcase\t_\t_
5\tKabul\tKabul\tPROPN\tNNP\tNumber=Sing\t2\tobl\t_\tSpaceAfter=No
6\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

# sent_id = 2
1\tThey\tthey\tPRON\tPRP\tCase=Nom|Number=Plur|Person=3|PronType=Prs\t2\tnsubj\t_\t_
2\tleft\tleave\tVERB\tVBD\tMood=Ind|Tense=Past|VerbForm=Fin\t0\troot\t_\tSpaceAfter=No
3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

";

    #[test]
    fn the_same_corpora_give_the_same_bytes() {
        let mut trees = Treebank::default();
        trees.add(TREES).expect("two sentences");
        let names = read_iob("1\tAli\tB-PER\n2\tleft\tO\n3\tKabul\tB-LOC\n", |_| true);
        assert_eq!((trees.sentences.len(), names.len()), (2, 1));
        let corpora = Corpora { trees, names };
        let effort = Effort {
            seeds: 2,
            tagger_epochs: 2,
            parser_epochs: 3,
            beam_seeds: 2,
            beam_epochs: 2,
            name_epochs: 2,
        };
        let digest = || model::hash::sha256_hex(&train(&corpora, effort, &mut |_| {}));
        assert_eq!(digest(), digest());
    }
}
