//! What the parser gives: tokens with tags, lemmas and heads, sentences, names; all of them slices of the text.
use crate::feats::Feats;
use crate::tagset::{Deprel, Tag, Upos};
use model::Span;
use std::ops::Range;

/// One token. Indices are those of [`Parse::tokens`], over the whole text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands; its form is exactly that slice.
    pub span: Span,
    /// Part of speech with inflection, as the tagger tells it apart.
    pub tag: Tag,
    /// Number, tense, form of the verb and voice.
    pub feats: Feats,
    /// Index of the head, in the same sentence; `None` for the head of the sentence.
    pub head: Option<u32>,
    /// Relation to the head.
    pub deprel: Deprel,
    /// Where the lemma stands in the parse's own buffer.
    pub(crate) lemma: (u32, u32),
}

impl Token {
    /// Part of speech.
    #[must_use]
    pub const fn upos(&self) -> Upos {
        self.tag.upos()
    }
}

/// One sentence: a range of tokens that form one tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// From the first token to the last.
    pub span: Span,
    /// Number of the paragraph it stands in, from 0.
    pub paragraph: usize,
}

/// A name, of whatever kind: what it names is for the dictionaries to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// From the first token to the last.
    pub span: Span,
}

/// A text as the parser sees it.
///
/// Invariants: tokens stand in order and do not overlap, and what lies between them is space; sentences divide the tokens; each
/// sentence is one tree with one root; names stand in order, do not overlap and do not cross sentences.
#[derive(Debug, Clone, Default)]
pub struct Parse<'t> {
    pub(crate) text: &'t str,
    pub(crate) tokens: Vec<Token>,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) names: Vec<Name>,
    pub(crate) lemmas: String,
}

impl<'t> Parse<'t> {
    /// The text.
    #[must_use]
    pub const fn text(&self) -> &'t str {
        self.text
    }

    /// All tokens in order.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// All sentences in order.
    #[must_use]
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// All names in order.
    #[must_use]
    pub fn names(&self) -> &[Name] {
        &self.names
    }

    /// The form of a token: its slice of the text.
    #[must_use]
    pub fn form(&self, token: &Token) -> &'t str {
        token.span.of(self.text)
    }

    /// The lemma of a token.
    #[must_use]
    pub fn lemma(&self, token: &Token) -> &str {
        self.lemmas.get(token.lemma.0 as usize..token.lemma.1 as usize).unwrap_or("")
    }

    /// The tokens whose head is the token at `index`, in order.
    pub fn children(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        let sentence = self.sentence_of(index).map_or(0..0, |sentence| sentence.tokens.clone());
        sentence.filter(move |&child| self.tokens[child].head == Some(index as u32))
    }

    /// The sentence that holds the token at `index`.
    #[must_use]
    pub fn sentence_of(&self, index: usize) -> Option<&Sentence> {
        let at = self.sentences.partition_point(|sentence| sentence.tokens.end <= index);
        self.sentences.get(at).filter(|sentence| sentence.tokens.contains(&index))
    }

    /// The head of a sentence's tree.
    #[must_use]
    pub fn root(&self, sentence: &Sentence) -> usize {
        let is_root = |&index: &usize| self.tokens[index].head.is_none();
        sentence.tokens.clone().find(is_root).unwrap_or(sentence.tokens.start)
    }
}
