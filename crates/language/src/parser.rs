//! From a text to its parse.
use crate::beam::Beam;
use crate::feats::Feats;
use crate::lemma::lower_into;
use crate::name::{self, History};
use crate::parse::{Name, Parse, Sentence, Token};
use crate::pipeline::{ModelError, Models};
use crate::sentence;
use crate::tagset::{Deprel, Tag};
use crate::token;
use crate::tree::State;
use crate::word::{Word, case_of};
use model::Span;
use std::ops::Range;

/// Reads texts. Holds the models; cheap to share, because nothing in it changes.
#[derive(Debug, Clone)]
pub struct Parser {
    models: Models,
}

/// How trees are searched for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Search {
    /// Always the best next step: fast.
    #[default]
    Greedy,
    /// Several beginnings side by side: a good tenth as fast, and better. Meant for the sentences that matter: see
    /// [`Parser::improve`].
    Beam,
}

/// Buffers that are used again from text to text.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    spans: Vec<Span>,
    paragraphs: Vec<Span>,
    ranges: Vec<Range<usize>>,
    words: Vec<Word>,
    tags: Vec<Tag>,
    state: State,
    beam: Beam,
    history: History,
    lower: String,
}

impl Parser {
    /// The parser with the models that are part of the program. Takes no more than the reading of the lemma table, because the weights
    /// are used where they lie.
    ///
    /// # Panics
    /// Never with the file in the repository: a test reads it.
    #[must_use]
    pub fn shipped() -> Self {
        Self::with_models(crate::SHIPPED).expect("the shipped model file is of this version")
    }

    /// The parser with a model file.
    ///
    /// # Errors
    /// Bytes that are no model file of this version.
    pub fn with_models(file: &'static [u8]) -> Result<Self, ModelError> {
        Models::read(file).map(|models| Self { models })
    }

    /// The models.
    #[must_use]
    pub const fn models(&self) -> &Models {
        &self.models
    }

    /// Reads a text; its paragraphs are found by its line breaks.
    #[must_use]
    pub fn parse<'t>(&self, text: &'t str) -> Parse<'t> {
        self.parse_with(text, &mut Scratch::default())
    }

    /// [`Parser::parse`] with buffers of an earlier text.
    #[must_use]
    pub fn parse_with<'t>(&self, text: &'t str, scratch: &mut Scratch) -> Parse<'t> {
        let mut paragraphs = std::mem::take(&mut scratch.paragraphs);
        paragraphs.clear();
        sentence::paragraphs(text, Span::new(0, text.len()), &mut paragraphs);
        let parse = self.parse_paragraphs(text, &paragraphs, scratch);
        scratch.paragraphs = paragraphs;
        parse
    }

    /// Reads what stage 1 made of a document: headlines and captions stand for themselves, excluded regions have no tokens.
    #[must_use]
    pub fn parse_text<'t>(&self, text: &'t model::Text, scratch: &mut Scratch) -> Parse<'t> {
        let mut paragraphs = Vec::new();
        for stretch in sentence::stretches(text) {
            sentence::paragraphs(&text.text, stretch, &mut paragraphs);
        }
        self.parse_paragraphs(&text.text, &paragraphs, scratch)
    }

    /// Reads the given stretches of a text, each a paragraph: no sentence crosses their ends, and nothing else is read. They stand in order
    /// and do not overlap; a stretch that is not of this text is passed over.
    #[must_use]
    pub fn parse_paragraphs<'t>(
        &self,
        text: &'t str,
        paragraphs: &[Span],
        scratch: &mut Scratch,
    ) -> Parse<'t> {
        self.read(text, paragraphs, scratch, true)
    }

    /// Tags and trees only, without lemmas and names, which take a good part of the time: for callers that have their own.
    #[must_use]
    pub fn trees<'t>(&self, text: &'t str, paragraphs: &[Span], scratch: &mut Scratch) -> Parse<'t> {
        self.read(text, paragraphs, scratch, false)
    }

    fn read<'t>(&self, text: &'t str, paragraphs: &[Span], scratch: &mut Scratch, whole: bool) -> Parse<'t> {
        let mut parse = Parse { text, ..Parse::default() };
        scratch.history.clear();
        for (number, &paragraph) in paragraphs.iter().enumerate() {
            if text.get(paragraph.start..paragraph.end).is_none() {
                continue;
            }
            scratch.spans.clear();
            token::tokenize(text, paragraph, &mut scratch.spans);
            scratch.ranges.clear();
            sentence::split(text, &scratch.spans, 0..scratch.spans.len(), &mut scratch.ranges);
            for at in 0..scratch.ranges.len() {
                let range = scratch.ranges[at].clone();
                self.sentence(&mut parse, number, range, scratch, whole);
            }
        }
        parse
    }

    /// Searches the trees of some sentences anew, with a beam: the second, slower configuration, for the sentences that matter. Tokens, tags
    /// and names stay. Numbers that are no sentence's are passed over.
    pub fn improve(
        &self,
        parse: &mut Parse<'_>,
        sentences: impl IntoIterator<Item = usize>,
        scratch: &mut Scratch,
    ) {
        for number in sentences {
            let Some(sentence) = parse.sentences.get(number) else { continue };
            let tokens = &mut parse.tokens[sentence.tokens.clone()];
            let start = sentence.tokens.start as u32;
            let Scratch { words, tags, state, beam, .. } = scratch;
            let case = case_of(tokens.iter().map(|token| token.span.of(parse.text)));
            words.clear();
            words.extend(tokens.iter().map(|token| self.models.word(token.span.of(parse.text), case)));
            tags.clear();
            tags.extend(tokens.iter().map(|token| token.tag));
            self.models.beam_tree(words, tags, beam, state);
            let count = tokens.len();
            for (token, node) in tokens.iter_mut().zip(state.nodes()) {
                token.head = ((node.head as usize) < count).then_some(node.head + start);
                token.deprel = Deprel::ALL[usize::from(node.label)];
            }
        }
    }

    fn sentence(
        &self,
        parse: &mut Parse<'_>,
        paragraph: usize,
        range: Range<usize>,
        scratch: &mut Scratch,
        whole: bool,
    ) {
        let Scratch { spans, words, tags, state, history, lower, .. } = scratch;
        let spans = &spans[range];
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return };
        let case = case_of(spans.iter().map(|span| span.of(parse.text)));
        words.clear();
        words.extend(spans.iter().map(|span| self.models.word(span.of(parse.text), case)));
        tags.clear();
        self.models.trees(words, tags, state);
        let start = parse.tokens.len();
        for ((span, tag), node) in spans.iter().zip(tags.iter()).zip(state.nodes()) {
            let form = span.of(parse.text);
            lower_into(form, lower);
            let from = parse.lemmas.len();
            if whole {
                self.models.lemmas.push(form, lower, *tag, &mut parse.lemmas);
            }
            let head = (node.head as usize) < spans.len();
            parse.tokens.push(Token {
                span: *span,
                tag: *tag,
                feats: Feats::of(*tag, lower.as_bytes()),
                head: head.then_some(node.head + start as u32),
                deprel: Deprel::ALL[usize::from(node.label)],
                lemma: (from as u32, parse.lemmas.len() as u32),
            });
        }
        if whole {
            name::names(words, tags, &self.models.names, history, &mut |range| {
                let span = spans[range.start].join(&spans[range.end - 1]);
                parse.names.push(Name { tokens: range.start + start..range.end + start, span });
            });
        }
        let tokens = start..parse.tokens.len();
        parse.sentences.push(Sentence { tokens, span: first.join(last), paragraph });
    }
}
