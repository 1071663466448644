//! Where in a text something stands.
//!
//! Three forms, converted here and nowhere else: [`Span`] counts UTF-8 bytes (inside), [`Quoted`] counts Unicode code
//! points and carries the words (the extraction contract), [`QuoteSelector`] is the W3C TextQuoteSelector (links and
//! judgements, which must survive a new reading of the text).
use serde::{Deserialize, Serialize};

/// A range of bytes of a text, `end` exclusive. Invariant: both ends lie on character boundaries of the text it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` to `end` (exclusive).
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The words that the span covers; empty where the span is not of this text.
    #[must_use]
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// Whether the two share at least one byte.
    #[must_use]
    pub const fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies inside.
    #[must_use]
    pub const fn contains(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it covers nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.end <= self.start
    }
}

/// A span as the extraction contract prints it: code points, with the words. Invariant: `quote` is exactly that slice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Quoted {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The slice itself.
    pub quote: String,
}

/// Converts between bytes and code points of one text. Cost: one checkpoint every 256 bytes, conversions in O(256).
#[derive(Debug, Clone)]
pub struct CodePoints<'t> {
    text: &'t str,
    /// Code points before byte `STRIDE * i`, counting a character at its first byte.
    before: Vec<usize>,
}

/// Distance between checkpoints in bytes: small enough for a short scan, large enough that the table is 3 % of the text.
const STRIDE: usize = 256;

impl<'t> CodePoints<'t> {
    /// Indexes the text.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut before = vec![0];
        let mut count = 0;
        for chunk in text.as_bytes().chunks(STRIDE) {
            count += count_starts(chunk);
            before.push(count);
        }
        Self { text, before }
    }

    /// The text that was indexed.
    #[must_use]
    pub const fn text(&self) -> &'t str {
        self.text
    }

    /// Code points before the byte; a byte beyond the end counts as the end.
    #[must_use]
    pub fn at_byte(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let block = byte / STRIDE;
        self.before[block] + count_starts(&self.text.as_bytes()[block * STRIDE..byte])
    }

    /// The byte at which a code point begins; the text's length for one beyond the end.
    #[must_use]
    pub fn to_byte(&self, point: usize) -> usize {
        let block = self.before.partition_point(|&before| before <= point).saturating_sub(1);
        let from = block * STRIDE;
        let mut left = point - self.before[block];
        for (offset, byte) in self.text.as_bytes().iter().enumerate().skip(from) {
            if is_start(*byte) {
                if left == 0 {
                    return offset;
                }
                left -= 1;
            }
        }
        self.text.len()
    }

    /// The contract's form of a span.
    #[must_use]
    pub fn quoted(&self, span: Span) -> Quoted {
        Quoted {
            start: self.at_byte(span.start),
            end: self.at_byte(span.end),
            quote: span.of(self.text).to_owned(),
        }
    }

    /// The inner form of a quoted span, or `None` where its quote is not the slice of this text.
    #[must_use]
    pub fn span(&self, quoted: &Quoted) -> Option<Span> {
        let span = Span::new(self.to_byte(quoted.start), self.to_byte(quoted.end));
        (span.of(self.text) == quoted.quote).then_some(span)
    }
}

const fn is_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

fn count_starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| is_start(**byte)).count()
}

/// A W3C TextQuoteSelector: finds the words again in another reading of the same text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct QuoteSelector {
    /// The words themselves.
    pub exact: String,
    /// Up to 32 characters before them.
    pub prefix: String,
    /// Up to 32 characters after them.
    pub suffix: String,
}

/// Characters of context on each side of a selector: enough to tell repeated phrases apart, short enough for a link.
const CONTEXT_CHARACTERS: usize = 32;

impl QuoteSelector {
    /// The selector of a span of a text.
    #[must_use]
    pub fn new(text: &str, span: Span) -> Self {
        let before = text.get(..span.start).unwrap_or("");
        let after = text.get(span.end..).unwrap_or("");
        let from = before.char_indices().rev().nth(CONTEXT_CHARACTERS - 1).map_or(0, |(at, _)| at);
        let to = after.char_indices().nth(CONTEXT_CHARACTERS).map_or(after.len(), |(at, _)| at);
        Self {
            exact: span.of(text).to_owned(),
            prefix: before[from..].to_owned(),
            suffix: after[..to].to_owned(),
        }
    }

    /// Where the words stand in a text: the occurrence whose surroundings agree best; `None` where they do not occur.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Span> {
        if self.exact.is_empty() {
            return None;
        }
        text.match_indices(&self.exact)
            .map(|(start, words)| Span::new(start, start + words.len()))
            .max_by_key(|span| (self.agreement(text, *span), std::cmp::Reverse(span.start)))
    }

    fn agreement(&self, text: &str, span: Span) -> usize {
        let before = text[..span.start].chars().rev().zip(self.prefix.chars().rev());
        let after = text[span.end..].chars().zip(self.suffix.chars());
        before.take_while(|(a, b)| a == b).count() + after.take_while(|(a, b)| a == b).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn selector_prefers_the_occurrence_with_the_same_surroundings() {
        let text = "19 killed in Kabul. Later, 19 killed in Kunduz.";
        let second = Span::new(27, 29);
        let selector = QuoteSelector::new(text, second);
        assert_eq!(selector.find(text), Some(second));
        assert_eq!(selector.find("In Kunduz: 19 killed in Kunduz."), Some(Span::new(11, 13)));
        assert_eq!(selector.find("nobody"), None);
    }

    proptest! {
        #[test]
        fn every_quote_equals_its_slice(text in any::<String>(), a in 0usize..400, b in 0usize..400) {
            let points = CodePoints::new(&text);
            let total = text.chars().count();
            let (a, b) = (a.min(total), b.min(total));
            let (start, end) = (a.min(b), a.max(b));
            let span = Span::new(points.to_byte(start), points.to_byte(end));
            let quoted = points.quoted(span);
            prop_assert_eq!((quoted.start, quoted.end), (start, end));
            prop_assert_eq!(&quoted.quote, &text.chars().skip(start).take(end - start).collect::<String>());
            prop_assert_eq!(points.span(&quoted), Some(span));
            let selector = QuoteSelector::new(&text, span);
            if !span.is_empty() {
                prop_assert_eq!(selector.find(&text).map(|found| found.of(&text)), Some(span.of(&text)));
            }
        }
    }
}
