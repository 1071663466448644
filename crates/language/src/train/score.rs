//! Scores of the models on gold tokens: what chooses recipes, and what the measurements print.
use super::corpus::{GoldSentence, Treebank};
use super::tagger::{case, words};
use crate::beam::Beam;
use crate::lemma::lower_into;
use crate::name::{self, History};
use crate::parser::Search;
use crate::pipeline::Models;
use crate::tagset::{Deprel, Tag};
use crate::train::NameSentence;
use crate::tree::State;
use crate::word::case_of;

/// How the words of a test are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// As they stand.
    AsIs,
    /// In small letters.
    Lower,
    /// In capitals.
    Upper,
}

/// Counts over a treebank; the scores are their quotients.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TreeScore {
    /// Tokens.
    pub tokens: usize,
    /// With the right part of speech.
    pub upos: usize,
    /// With the right head.
    pub heads: usize,
    /// With the right head and main relation, the official measure.
    pub labelled: usize,
}

impl TreeScore {
    /// A count in percent of the tokens.
    #[must_use]
    pub fn percent(&self, count: usize) -> f64 {
        100.0 * count as f64 / self.tokens.max(1) as f64
    }
}

/// Scores tags and trees on gold tokens.
#[must_use]
pub fn trees(models: &Models, treebank: &Treebank, shown: Shown, search: Search) -> TreeScore {
    let mut beam = Beam::default();
    let mut score = TreeScore::default();
    let mut state = State::default();
    let mut tags: Vec<Tag> = Vec::new();
    for sentence in &treebank.sentences {
        let sentence = &show(sentence, shown);
        tags.clear();
        let words = words(sentence.forms(), case(sentence), &models.classes);
        match search {
            Search::Greedy => models.trees(&words, &mut tags, &mut state),
            Search::Beam => {
                crate::tag::tag(&words, &models.tagger, &mut tags);
                models.beam_tree(&words, &tags, &mut beam, &mut state);
            }
        }
        for (index, (token, node)) in sentence.tokens.iter().zip(state.nodes()).enumerate() {
            let label = Deprel::ALL[usize::from(node.label)];
            let head = node.head == sentence.head(index);
            score.tokens += 1;
            score.upos += usize::from(tags[index].upos() == token.upos);
            score.heads += usize::from(head);
            score.labelled += usize::from(head && main(label.as_str()) == main(&token.relation));
        }
    }
    score
}

fn main(relation: &str) -> &str {
    relation.split(':').next().unwrap_or(relation)
}

fn show(sentence: &GoldSentence, shown: Shown) -> GoldSentence {
    let mut sentence = sentence.clone();
    for token in &mut sentence.tokens {
        match shown {
            Shown::AsIs => {}
            Shown::Lower => token.form = token.form.to_lowercase(),
            Shown::Upper => token.form = token.form.to_uppercase(),
        }
    }
    sentence
}

/// Counts of spans; the scores are their quotients.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SpanScore {
    /// Spans of the gold.
    pub gold: usize,
    /// Spans found.
    pub found: usize,
    /// Spans found with both ends right.
    pub right: usize,
}

impl SpanScore {
    /// Precision, recall and F1, in percent.
    #[must_use]
    pub fn percent(&self) -> [f64; 3] {
        let share = |of: usize| 100.0 * self.right as f64 / of.max(1) as f64;
        let (precision, recall) = (share(self.found), share(self.gold));
        [precision, recall, 200.0 * self.right as f64 / (self.found + self.gold).max(1) as f64]
    }

    /// Adds what one piece of text has.
    pub fn add(&mut self, gold: &[std::ops::Range<usize>], found: &[std::ops::Range<usize>]) {
        self.gold += gold.len();
        self.found += found.len();
        self.right += found.iter().filter(|span| gold.contains(span)).count();
    }
}

/// Scores name spans on gold tokens, kinds aside.
#[must_use]
pub fn names(models: &Models, sentences: &[NameSentence]) -> SpanScore {
    let mut score = SpanScore::default();
    let mut history = History::default();
    let mut tags: Vec<Tag> = Vec::new();
    for sentence in sentences {
        if sentence.starts_document {
            history.clear();
        }
        let forms = || sentence.forms.iter().map(String::as_str);
        let words = words(forms(), case_of(forms()), &models.classes);
        tags.clear();
        crate::tag::tag(&words, &models.tagger, &mut tags);
        let mut found = Vec::new();
        name::names(&words, &tags, &models.names, &mut history, &mut |range| found.push(range));
        score.add(&sentence.names(), &found);
    }
    score
}

/// Share of tokens, in percent, with the right lemma, given the gold tag. Capitals aside, because a lemma's follow from the name list.
#[must_use]
pub fn lemmas(models: &Models, treebank: &Treebank) -> f64 {
    let (mut right, mut total) = (0usize, 0usize);
    let (mut lower, mut lemma) = (String::new(), String::new());
    for token in treebank.sentences.iter().flat_map(|sentence| &sentence.tokens) {
        lower_into(&token.form, &mut lower);
        lemma.clear();
        models.lemmas.push(&token.form, &lower, token.tag, &mut lemma);
        total += 1;
        right += usize::from(lemma.to_lowercase() == token.lemma.to_lowercase());
    }
    100.0 * right as f64 / total.max(1) as f64
}

/// Scores sentence boundaries and tokens on raw text, put together from a treebank's sentences: `(tokens, sentences)`. Paragraphs are those of
/// the treebank, divided by blank lines.
#[must_use]
pub fn raw(parser: &crate::Parser, treebank: &Treebank) -> (SpanScore, SpanScore) {
    let (mut tokens, mut sentences) = (SpanScore::default(), SpanScore::default());
    for document in treebank.sentences.chunk_by(|_, next| !next.starts_document) {
        let (mut text, mut gold_tokens, mut gold_sentences) = (String::new(), Vec::new(), Vec::new());
        for sentence in document {
            if sentence.starts_paragraph && !text.is_empty() {
                text.push_str("\n\n");
            }
            let start = text.len();
            let mut end = start;
            for token in &sentence.tokens {
                let from = text.len();
                text.push_str(&token.form);
                end = text.len();
                gold_tokens.push(from..end);
                if token.space_after {
                    text.push(' ');
                }
            }
            gold_sentences.push(start..end);
        }
        let parse = parser.parse(&text);
        let range = |span: model::Span| span.start..span.end;
        let found: Vec<_> = parse.tokens().iter().map(|token| range(token.span)).collect();
        add_sorted(&mut tokens, &gold_tokens, &found);
        let found: Vec<_> = parse.sentences().iter().map(|sentence| range(sentence.span)).collect();
        add_sorted(&mut sentences, &gold_sentences, &found);
    }
    (tokens, sentences)
}

fn add_sorted(score: &mut SpanScore, gold: &[std::ops::Range<usize>], found: &[std::ops::Range<usize>]) {
    score.gold += gold.len();
    score.found += found.len();
    score.right += found
        .iter()
        .filter(|span| gold.binary_search_by_key(&(span.start, span.end), |g| (g.start, g.end)).is_ok())
        .count();
}
