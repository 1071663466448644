//! Expressions by themselves: every time, number and place that a text names, before anything is made of them.
//!
//! A reading has only what something rests on. What is read beside it is shown here, for measurements against corpora that
//! mark every time, number or place of a text.
use crate::page::Page;
use crate::{number, place, time};
use lexicon::Lexicon;
use model::reading::{When, Where};
use model::{Metadata, Qualifier, Span, Text};

/// What a text names.
#[derive(Debug, Clone, Default)]
pub struct Expressions {
    /// Times in order; vague ones have no bounds.
    pub times: Vec<When>,
    /// Numbers in order, whatever they count; digits and words that are part of a time are not among them.
    pub numbers: Vec<Number>,
    /// Places in order, wherever they stand.
    pub places: Vec<Where>,
}

/// A number as stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// The words with their qualifier.
    pub span: Span,
    /// The stated lower bound.
    pub low: Option<u64>,
    /// The stated number.
    pub best: Option<u64>,
    /// The stated upper bound.
    pub high: Option<u64>,
    /// How the words bound it.
    pub qualifier: Qualifier,
}

/// The expressions of one text in English.
#[must_use]
pub fn expressions(text: &Text, metadata: &Metadata, lexicon: &Lexicon) -> Expressions {
    let page = Page::new(text, metadata, lexicon);
    let scan = lexicon.actors.scan(page.text);
    let times = time::times(&page);
    let dates = times.iter().map(|time| time.tokens.clone()).collect::<Vec<_>>();
    let numbers = number::all(&page, &dates).into_iter().map(|one| Number {
        span: page.span(&one.tokens),
        low: one.low,
        best: one.best,
        high: one.high,
        qualifier: one.qualifier,
    });
    let places = place::places(&page, &scan, &dates);
    Expressions {
        times: times.into_iter().map(|time| time.when).collect(),
        numbers: numbers.collect(),
        places: places.into_iter().map(|mention| mention.place).collect(),
    }
}
