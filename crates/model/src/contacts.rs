//! E-mail addresses and telephone numbers in a text: they leave nowhere, whoever's they are.
use crate::Span;

/// Digits of a telephone number with its country: fewer are a number of something else, more are none (ITU-T E.164: at most 15).
const DIGITS: std::ops::RangeInclusive<usize> = 9..=15;

/// Stretches that hold an e-mail address, or a telephone number in international form (`+93 …`, `0093 …`), sorted.
#[must_use]
pub fn contacts(text: &str) -> Vec<Span> {
    let mut found: Vec<Span> = text.match_indices('@').filter_map(|(at, _)| address(text, at)).collect();
    found.extend(text.match_indices('+').filter_map(|(at, _)| number(text, at, at + 1)));
    found.extend(text.match_indices("00").filter_map(|(at, _)| number(text, at, at + 2)));
    found.sort_unstable();
    found.dedup_by(|later, earlier| earlier.overlaps(later));
    found
}

/// `name@host.tld`; a handle (`@name`) is none.
fn address(text: &str, at: usize) -> Option<Span> {
    let of_name = |part: char| part.is_alphanumeric() || matches!(part, '.' | '_' | '%' | '+' | '-');
    let of_host = |part: char| part.is_alphanumeric() || matches!(part, '.' | '-');
    let start = text[..at].char_indices().rev().take_while(|(_, part)| of_name(*part)).last()?.0;
    let after = &text[at + 1..];
    let length = after.find(|part: char| !of_host(part)).unwrap_or(after.len());
    let host = after[..length].trim_end_matches(['.', '-']);
    let top = host.rsplit_once('.')?.1;
    let is_top = top.chars().count() >= 2 && top.chars().all(char::is_alphabetic);
    is_top.then(|| Span::new(start, at + 1 + host.len()))
}

/// Digits in groups behind `+` or `00`, with single blanks, hyphens, dots or brackets between.
fn number(text: &str, start: usize, from: usize) -> Option<Span> {
    let inside_a_word = text[..start]
        .chars()
        .next_back()
        .is_some_and(|part| part.is_alphanumeric() || matches!(part, '.' | ',' | '-' | '/'));
    // A country begins with no zero.
    let begins = text[from..].chars().next().is_some_and(|part| part.is_ascii_digit() && part != '0');
    if inside_a_word || !begins {
        return None;
    }
    let (mut digits, mut end, mut between) = (0, from, 0);
    for (at, part) in text[from..].char_indices() {
        match part {
            '0'..='9' => (digits, end, between) = (digits + 1, from + at + 1, 0),
            ' ' | '-' | '.' | '(' | ')' | '\u{A0}' if between < 2 => between += 1,
            _ => break,
        }
    }
    DIGITS.contains(&digits).then(|| Span::new(start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        contacts(text).iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn addresses_and_numbers_are_found() {
        assert_eq!(
            found("Write to editor.desk+tips@news.example.org."),
            ["editor.desk+tips@news.example.org"]
        );
        assert_eq!(
            found("call +93 (0) 70 123 4567 or 0044 20 7946 0018"),
            ["+93 (0) 70 123 4567", "0044 20 7946 0018"]
        );
        assert_eq!(found("WhatsApp: +1-202-555-0143, today"), ["+1-202-555-0143"]);
    }

    #[test]
    fn what_is_counted_or_dated_is_none() {
        for text in [
            "At least 1,200,000,000 afghanis",
            "2024-03-22 20:00:00",
            "from 2004 to 2006",
            "+15 people",
            "100 000 000 dollars",
            "@a_handle",
            "a price of 1.0012345678901",
            "in 2000 1000 fighters",
            "5 000 000 000",
            "mail at example",
            "x@y",
            "+1 000 dead",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}
