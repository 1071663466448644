//! Words, numbers and punctuation with exact offsets, in sentences and paragraphs.
use lexicon::Language;
use model::{RegionKind, Span, Text};
use std::ops::Range;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Number,
    Punctuation,
}

/// One token. `lower` is lower-cased, with typographic apostrophes and dashes made plain.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) span: Span,
    pub(crate) lower: String,
    pub(crate) kind: Kind,
    /// Begins with a capital letter.
    pub(crate) capital: bool,
}

/// What a sentence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SentenceKind {
    Running,
    /// A headline or section head: names are read in it, happenings are not.
    Heading,
}

/// A sentence: a range of tokens.
#[derive(Debug, Clone)]
pub(crate) struct Sentence {
    pub(crate) tokens: Range<usize>,
    pub(crate) span: Span,
    pub(crate) kind: SentenceKind,
    pub(crate) paragraph: usize,
}

/// Tokens and sentences of a text; excluded regions have none.
pub(crate) fn tokenize(text: &Text, language: &Language) -> (Vec<Token>, Vec<Sentence>) {
    let (mut tokens, mut sentences) = (Vec::new(), Vec::new());
    let all_capitals = is_in_capitals(&text.text);
    for (number, paragraph) in paragraphs(text).into_iter().enumerate() {
        let from = tokens.len();
        scan(&text.text, paragraph.span, language, &mut tokens);
        if all_capitals {
            tokens[from..].iter_mut().for_each(|token| token.capital = false);
        }
        if tokens.len() > from {
            split(&text.text, &tokens, from..tokens.len(), &paragraph, number, language, &mut sentences);
        }
    }
    (tokens, sentences)
}

/// Letters below which capitals say nothing of a text.
const FEW_LETTERS: usize = 80;

/// A text in capitals throughout, as wire services sent it: there a capital tells no name.
fn is_in_capitals(text: &str) -> bool {
    let (mut upper, mut lower) = (0_usize, 0_usize);
    for character in text.chars() {
        upper += usize::from(character.is_uppercase());
        lower += usize::from(character.is_lowercase());
    }
    upper >= FEW_LETTERS && lower * 20 < upper
}

struct Paragraph {
    span: Span,
    heading: bool,
}

/// Lines joined to paragraphs: a blank line ends one, and so does a line that ends like a sentence or is long.
fn paragraphs(text: &Text) -> Vec<Paragraph> {
    let mut found: Vec<Paragraph> = Vec::new();
    let (mut start, mut open) = (0, None::<Span>);
    for line in text.text.split_inclusive('\n') {
        let span = Span::new(start, start + line.len());
        start = span.end;
        let content = line.trim();
        let content_span = trimmed(&text.text, span);
        let region = text
            .regions
            .iter()
            .find(|region| region.span.contains(&content_span) && !content_span.is_empty());
        if content.is_empty() || region.is_some_and(|region| region.kind.is_excluded()) {
            close(&mut found, &mut open, text);
            continue;
        }
        let joined = open.map_or(content_span, |before| before.join(&content_span));
        open = Some(joined);
        let marked = region.is_some_and(|region| {
            matches!(region.kind, RegionKind::Title | RegionKind::Heading | RegionKind::Caption)
        });
        if marked || content.chars().count() > LONG_LINE || content.ends_with(['.', '!', '?', '"', '”', ':'])
        {
            close(&mut found, &mut open, text);
        }
    }
    close(&mut found, &mut open, text);
    found
}

/// A line longer than this is a paragraph and not part of a hard-wrapped one, which are set at 72 to 100.
const LONG_LINE: usize = 110;

fn close(found: &mut Vec<Paragraph>, open: &mut Option<Span>, text: &Text) {
    let Some(span) = open.take() else { return };
    let words = span.of(&text.text);
    let marked = text.regions.iter().any(|region| {
        matches!(region.kind, RegionKind::Title | RegionKind::Heading) && region.span.overlaps(&span)
    });
    let unfinished = !words.trim_end().ends_with(['.', '!', '?', '"', '”', ';', ':', '’', ')', ',']);
    let short = words.split_whitespace().count() <= 20;
    found.push(Paragraph { span, heading: marked || (unfinished && short && mostly_capitals(words)) });
}

/// Title case: most words of four letters and more begin with a capital.
fn mostly_capitals(words: &str) -> bool {
    let long =
        words.split_whitespace().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 4);
    let (mut total, mut capital) = (0, 0);
    for word in long {
        total += 1;
        capital += usize::from(word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase));
    }
    total == 0 || capital * 4 >= total * 3
}

fn trimmed(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let start = span.start
        + (words.len() - words.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len());
    Span::new(start, start + words[start - span.start..].trim_end().len())
}

fn scan(text: &str, paragraph: Span, language: &Language, tokens: &mut Vec<Token>) {
    let mut at = paragraph.start;
    while at < paragraph.end {
        let rest = &text[at..paragraph.end];
        let Some(first) = rest.chars().next() else { break };
        if first.is_whitespace() || first == '\u{feff}' {
            at += first.len_utf8();
            continue;
        }
        let (length, kind) = match first {
            _ if first.is_numeric() => number_or_word(rest, language),
            _ if first.is_alphabetic() => (word_length(rest, language), Kind::Word),
            '\'' | '’' if suffix_length(rest) > 0 => (suffix_length(rest), Kind::Word),
            _ => (first.len_utf8(), Kind::Punctuation),
        };
        // A letter that begins no word, such as a modifier apostrophe behind one, is a token of its own: every token is something.
        let span = Span::new(at, at + length.max(first.len_utf8()));
        let capital = first.is_uppercase() || is_article_name(span.of(text));
        tokens.push(Token { span, lower: plain(span.of(text)), kind, capital });
        at = span.end;
    }
}

/// "al-Ghabash", "el-Sisi": an Arabic article before a name, in its assimilated forms, too.
fn is_article_name(word: &str) -> bool {
    word.split_once(['-', '‑']).is_some_and(|(article, name)| {
        matches!(
            article,
            "al" | "el"
                | "ul"
                | "ar"
                | "as"
                | "ad"
                | "an"
                | "at"
                | "az"
                | "ash"
                | "ud"
                | "ur"
                | "abd"
                | "ould"
                | "bin"
        ) && name.starts_with(char::is_uppercase)
    })
}

/// Lower case, with typographic apostrophes and dashes made plain.
pub(crate) fn plain(words: &str) -> String {
    words
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '’' | '‘' | 'ʼ' => '\'',
            '–' | '—' | '‑' => '-',
            other => other,
        })
        .collect()
}

/// Whether a comma in figures parts thousands: three figures follow, or two and another such comma ("12,34,567").
fn parts_thousands(after: &str) -> bool {
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    digits == 3
        || digits == 2
            && after[2..].starts_with(',')
            && after.as_bytes().get(3).is_some_and(u8::is_ascii_digit)
            && parts_thousands(&after[3..])
        || digits == 0
}

fn number_or_word(rest: &str, language: &Language) -> (usize, Kind) {
    let mut end = 0;
    let mut characters = rest.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next_is_digit = characters.peek().is_some_and(|(_, next)| next.is_numeric());
        let joins = match character {
            '.' => true,
            ',' => parts_thousands(&rest[at + 1..]),
            _ => false,
        };
        if character.is_numeric() || (joins && next_is_digit) {
            end = at + character.len_utf8();
        } else {
            break;
        }
    }
    // "15th", "21-year-old", "2nd": words that hold a number.
    let tail = &rest[end..];
    let letters = tail.chars().next().is_some_and(char::is_alphabetic);
    let hyphened = tail.strip_prefix('-').is_some_and(|after| after.starts_with(char::is_alphabetic));
    // "18-Dec 19": a month begins its own word.
    let month = tail.strip_prefix(['-', '–']).is_some_and(|after| {
        let length = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        language.time.word(&plain(&after[..length])).month.is_some()
    });
    if letters || hyphened && !month {
        let length = tail
            .char_indices()
            .find(|(_, c)| !(c.is_alphanumeric() || *c == '-'))
            .map_or(tail.len(), |(at, _)| at);
        return (end + length, Kind::Word);
    }
    (end, Kind::Number)
}

fn suffix_length(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(1);
    match (characters.next(), characters.next()) {
        (Some((at, 's' | 'S')), after) if after.is_none_or(|(_, c)| !c.is_alphanumeric()) => at + 1,
        _ => 0,
    }
}

fn word_length(rest: &str, language: &Language) -> usize {
    let initials = initials_length(rest);
    if initials > 0 {
        return initials;
    }
    let mut end = 0;
    let mut characters = rest.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next_is_letter = characters.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        let inside = match character {
            '\'' | '’' | 'ʼ' => next_is_letter && suffix_length(&rest[at..]) == 0,
            // "mid-2014" is two words, "IS-K" is one.
            '-' | '‑' if plain(&rest[..at]) == "mid" => false,
            '-' | '‑' | '.' | '\u{200c}' => next_is_letter,
            // A combining mark belongs to its letter.
            _ => character.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&character),
        };
        if !inside {
            break;
        }
        end = at + character.len_utf8();
    }
    let with_stop = rest[end..].starts_with('.').then(|| format!("{}.", plain(&rest[..end])));
    if with_stop
        .is_some_and(|word| language.persons.titles.contains(&word) || ABBREVIATIONS.contains(&word.as_str()))
    {
        end += 1;
    }
    end
}

/// Abbreviations that keep their full stop and do not end a sentence. Titles are in the lexicon.
const ABBREVIATIONS: &[&str] = &[
    "st.", "no.", "vs.", "e.g.", "i.e.", "approx.", "jan.", "feb.", "aug.", "sept.", "oct.", "nov.", "dec.",
    "jr.", "sr.",
];

/// "U.S.", "a.m.", "E." before a name: single letters with full stops.
fn initials_length(rest: &str) -> usize {
    let (mut end, mut letters) = (0, 0);
    let mut characters = rest.chars().peekable();
    while let Some(letter) = characters.next() {
        if !letter.is_alphabetic() || characters.peek() != Some(&'.') {
            break;
        }
        characters.next();
        end += letter.len_utf8() + 1;
        letters += 1;
    }
    let upper = rest.starts_with(char::is_uppercase);
    let one_more = rest[end..].chars().next().is_some_and(char::is_alphanumeric);
    // A single letter with a full stop is an initial only where a capital follows ("Michael E. Kurilla").
    let single =
        letters == 1 && upper && rest[end..].trim_start().starts_with(char::is_uppercase) && !one_more;
    if letters >= 2 || single { end } else { 0 }
}

fn split(
    text: &str,
    tokens: &[Token],
    range: Range<usize>,
    paragraph: &Paragraph,
    number: usize,
    language: &Language,
    sentences: &mut Vec<Sentence>,
) {
    let kind = if paragraph.heading { SentenceKind::Heading } else { SentenceKind::Running };
    let mut push = |tokens_of: Range<usize>| {
        let span = Span::new(tokens[tokens_of.start].span.start, tokens[tokens_of.end - 1].span.end);
        sentences.push(Sentence { tokens: tokens_of, span, kind, paragraph: number });
    };
    let (mut start, mut at) = (range.start, range.start);
    while at < range.end {
        let mut end = at + 1;
        if ends_sentence(tokens, at, range.end, language) {
            while end < range.end && is_closing(text, tokens, end) {
                end += 1;
            }
            let opens = end == range.end || begins_sentence(text, tokens, end);
            if opens {
                push(start..end);
                start = end;
            }
        }
        at = end;
    }
    if start < range.end {
        push(start..range.end);
    }
}

fn ends_sentence(tokens: &[Token], at: usize, end: usize, language: &Language) -> bool {
    let token = &tokens[at];
    match token.lower.as_str() {
        "." | "!" | "?" | "…" => true,
        // "… in the U.S. The government …": initials end a sentence before a word that begins one.
        word if word.ends_with('.') && word.len() > 2 && at + 1 < end => {
            let next = &tokens[at + 1];
            let starter = language.words.determiners.contains(&next.lower)
                || language.words.pronouns.contains(&next.lower)
                || language.words.prepositions.contains(&next.lower);
            next.capital && starter && word.matches('.').count() > 1
        }
        _ => false,
    }
}

/// A quotation mark or bracket directly after the full stop belongs to the sentence that it closes.
fn is_closing(text: &str, tokens: &[Token], at: usize) -> bool {
    let touches = tokens[at].span.start == tokens[at - 1].span.end;
    touches && matches!(tokens[at].span.of(text), "\"" | "”" | "’" | "'" | ")" | "]" | "»" | "." | "!" | "?")
}

fn begins_sentence(text: &str, tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    let spaced = token.span.start > tokens[at - 1].span.end;
    spaced
        && (token.capital
            || token.span.of(text).starts_with(char::is_uppercase)
            || token.kind == Kind::Number
            || !token.lower.is_ascii()
            || matches!(token.span.of(text), "\"" | "“" | "‘" | "'" | "(" | "«" | "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_that_begins_no_word_is_a_token() {
        let lexicon = lexicon::Lexicon::shipped().unwrap();
        for words in ["Karbal\u{101}\u{2bc} leaving", "\u{2bc} a", "\u{2bc}\u{2bc}", "x \u{2bc}\n\n\u{2bc} y"]
        {
            let text = Text::new("plain/1", words.to_owned(), Vec::new());
            let (tokens, _) = tokenize(&text, &lexicon.language);
            assert!(!tokens.is_empty() && tokens.iter().all(|token| !token.span.is_empty()), "{words}");
            assert!(tokens.is_sorted_by(|one, next| one.span.end <= next.span.start), "{words}");
        }
    }
}
