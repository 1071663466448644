//! Paragraphs and sentences.
use crate::abbreviation::{self, Kind};
use crate::token::{is_apostrophe, is_space};
use model::Span;
use std::ops::Range;

/// Characters of the widest line that is taken for one of a paragraph set in short lines. Mail and news wires set 72 to 100.
const WIDEST_SET_LINE: usize = 110;

/// The stretches of a text that a paragraph may lie in: marked regions stand for themselves, excluded ones are left out.
pub(crate) fn stretches(text: &model::Text) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    for region in &text.regions {
        if region.span.start > start {
            found.push(Span::new(start, region.span.start));
        }
        if !region.kind.is_excluded() && region.span.end > start {
            found.push(Span::new(region.span.start.max(start), region.span.end));
        }
        start = start.max(region.span.end);
    }
    found.push(Span::new(start, text.text.len()));
    found
}

/// The paragraphs of a stretch of a text. A blank line ends one. A single line break does, unless the lines are set to a width: then the first word
/// of the next line would not have fitted.
pub(crate) fn paragraphs(text: &str, stretch: Span, found: &mut Vec<Span>) {
    let mut block: Vec<Line> = Vec::new();
    let mut start = stretch.start;
    for raw in stretch.of(text).split_inclusive('\n') {
        let line = Line::new(text, start, raw);
        start += raw.len();
        if line.span.is_empty() {
            close(&block, found);
            block.clear();
        } else {
            block.push(line);
        }
    }
    close(&block, found);
}

struct Line {
    span: Span,
    width: usize,
    first_word: usize,
}

impl Line {
    fn new(text: &str, start: usize, raw: &str) -> Self {
        let head = raw.trim_start_matches(is_space);
        let words = head.trim_end_matches(is_space);
        let from = start + raw.len() - head.len();
        let span = Span::new(from, from + words.len());
        // Only the order of widths matters beyond the widest set line.
        let width = span.of(text).chars().take(WIDEST_SET_LINE + 1).count();
        let first_word = words.chars().take(WIDEST_SET_LINE).take_while(|c| !is_space(*c)).count();
        Self { span, width, first_word }
    }
}

fn close(block: &[Line], found: &mut Vec<Span>) {
    let widest = block.iter().map(|line| line.width).max().unwrap_or(0);
    let mut open: Option<Span> = None;
    for (index, line) in block.iter().enumerate() {
        let span = open.map_or(line.span, |before| before.join(&line.span));
        let joined = widest <= WIDEST_SET_LINE
            && block.get(index + 1).is_some_and(|next| line.width + 1 + next.first_word > widest);
        open = joined.then_some(span);
        if !joined {
            found.push(span);
        }
    }
}

/// Divides the tokens of one paragraph into sentences.
pub(crate) fn split(text: &str, tokens: &[Span], range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let mut start = range.start;
    let mut quotes = Quotes::default();
    let mut at = range.start;
    while at < range.end {
        quotes.note(text, tokens, at);
        if !ends_sentence(text, tokens, start, at, range.end) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < range.end && quotes.closes(text, tokens, end) {
            quotes.note(text, tokens, end);
            end += 1;
        }
        while is_footnote(text, &tokens[end..range.end]) {
            end += 3;
        }
        if end == range.end || begins_sentence(text, tokens, at, end, range.end) {
            found.push(start..end);
            start = end;
        }
        at = end;
    }
    if start < range.end {
        found.push(start..range.end);
    }
}

/// Whether a footnote's number begins here, such as `[17]`: it belongs to the sentence before.
fn is_footnote(text: &str, tokens: &[Span]) -> bool {
    let [open, number, close, ..] = tokens else { return false };
    let is_number = number.len() <= 3 && number.of(text).bytes().all(|byte| byte.is_ascii_digit());
    let glued = open.end == number.start && number.end == close.start;
    is_number && glued && open.of(text) == "[" && close.of(text) == "]"
}

/// Which straight quotation marks are open.
#[derive(Default)]
struct Quotes {
    double: bool,
}

impl Quotes {
    fn note(&mut self, text: &str, tokens: &[Span], at: usize) {
        if tokens[at].of(text) == "\"" {
            self.double = !self.double;
        }
    }

    /// Whether the token closes what was opened before: it belongs to the sentence that has just ended.
    fn closes(&self, text: &str, tokens: &[Span], at: usize) -> bool {
        let glued = tokens[at - 1].end == tokens[at].start;
        match tokens[at].of(text) {
            "\"" => glued && self.double,
            "”" | "»" | "''" | ")" | "]" | "’" | "'" | "." | "!" | "?" => glued,
            _ => false,
        }
    }
}

fn ends_sentence(text: &str, tokens: &[Span], start: usize, at: usize, end: usize) -> bool {
    let form = tokens[at].of(text);
    if form.chars().all(|c| matches!(c, '.' | '!' | '?' | '…' | '。' | '؟' | '۔' | '।')) {
        // `1.` at the beginning numbers an item.
        let numbers = at == start + 1 && tokens[start].of(text).bytes().all(|byte| byte.is_ascii_digit());
        return !(numbers && form == "." && at + 1 < end && tokens[at - 1].end == tokens[at].start);
    }
    let Some(word) = form.strip_suffix('.') else { return false };
    match abbreviation::kind(word) {
        Some(Kind::Title | Kind::Number | Kind::Month) => false,
        Some(Kind::End) => true,
        None => word.contains('.'),
    }
}

/// Whether the token at `next` may begin a sentence, after the end at `last`.
fn begins_sentence(text: &str, tokens: &[Span], last: usize, next: usize, end: usize) -> bool {
    let ended_by_word = tokens[last].of(text).starts_with(char::is_alphanumeric);
    let opener = |form: &str| {
        matches!(form, "\"" | "“" | "‘" | "'" | "(" | "[" | "«" | "``" | "-" | "—" | "–" | "•" | "*")
    };
    let first = (next..end).take(3).map(|at| tokens[at].of(text)).find(|form| !opener(form)).unwrap_or("");
    let Some(character) = first.chars().next() else { return true };
    if ended_by_word {
        return character.is_uppercase() && STARTERS.binary_search(&first).is_ok();
    }
    let glued = tokens[next - 1].end == tokens[next].start;
    let dots = tokens[last].of(text).len() > 1 && tokens[last].of(text).starts_with('.');
    match character {
        _ if glued && !character.is_uppercase() => false,
        _ if is_apostrophe(character) => true,
        c if c.is_lowercase() => false,
        c if c.is_ascii_digit() => !dots,
        c if c.is_alphanumeric() => true,
        ',' | ';' | ':' | ')' | '%' => false,
        _ => true,
    }
}

/// Words that begin a sentence far more often than they follow an abbreviation inside one. Sorted.
const STARTERS: [&str; 65] = [
    "A",
    "According",
    "After",
    "Afterwards",
    "All",
    "Also",
    "Although",
    "Among",
    "An",
    "And",
    "Another",
    "As",
    "At",
    "Authorities",
    "Before",
    "Both",
    "But",
    "By",
    "Despite",
    "During",
    "Each",
    "Earlier",
    "For",
    "Four",
    "From",
    "He",
    "Her",
    "His",
    "How",
    "However",
    "I",
    "If",
    "In",
    "Is",
    "It",
    "Its",
    "Last",
    "Many",
    "Meanwhile",
    "Most",
    "My",
    "No",
    "Now",
    "On",
    "One",
    "Our",
    "Police",
    "She",
    "Since",
    "So",
    "Some",
    "That",
    "The",
    "Their",
    "Then",
    "There",
    "These",
    "They",
    "This",
    "Those",
    "Two",
    "We",
    "What",
    "When",
    "While",
];
