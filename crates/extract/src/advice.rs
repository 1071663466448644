//! What the language models say of the words of a page: a second opinion on what is a verb, in which form, and what hangs on what.
use crate::token::{Sentence, SentenceKind, Token};
use language::{Deprel, Parser, Scratch, Tag};
use model::Span;
use std::sync::OnceLock;

/// The models' word on one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Advice {
    /// Part of speech with inflection.
    pub(crate) tag: Tag,
    /// The token that it hangs on, by the page's numbers.
    pub(crate) head: Option<usize>,
    /// How.
    pub(crate) deprel: Deprel,
}

fn parser() -> &'static Parser {
    static PARSER: OnceLock<Parser> = OnceLock::new();
    PARSER.get_or_init(Parser::shipped)
}

/// The models' word on every token; `None` where they divide the text otherwise.
///
/// Only sentences in which a word of `matters` stands are read: the models take more time than all the rules.
pub(crate) fn advice(
    text: &str,
    tokens: &[Token],
    sentences: &[Sentence],
    matters: impl Fn(&str) -> bool,
) -> Vec<Option<Advice>> {
    let stretches: Vec<Span> = sentences
        .iter()
        .filter(|sentence| {
            sentence.kind == SentenceKind::Running
                && sentence.tokens.clone().any(|at| matters(&tokens[at].lower))
        })
        .filter_map(|sentence| {
            let (first, last) =
                (tokens.get(sentence.tokens.start)?, tokens.get(sentence.tokens.end.checked_sub(1)?)?);
            Some(Span::new(first.span.start, last.span.end))
        })
        .collect();
    let parse = parser().trees(text, &stretches, &mut Scratch::default());
    let mut at = 0;
    let own: Vec<Option<usize>> = parse
        .tokens()
        .iter()
        .map(|token| {
            while tokens.get(at).is_some_and(|own| own.span.start < token.span.start) {
                at += 1;
            }
            tokens.get(at).filter(|own| own.span.start == token.span.start).map(|_| at)
        })
        .collect();
    let mut found = vec![None; tokens.len()];
    for (token, own_at) in parse.tokens().iter().zip(&own) {
        let Some(own_at) = *own_at else { continue };
        let head = token.head.and_then(|head| own[head as usize]);
        found[own_at] = Some(Advice { tag: token.tag, head, deprel: token.deprel });
    }
    found
}
