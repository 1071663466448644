//! Quantities: numbers in figures and words, with the qualifier that bounds them. What they count is decided in `figure`.
use crate::page::{Page, Tag};
use crate::token::Kind;
use model::Qualifier;
use std::ops::Range;

/// A number as stated.
#[derive(Debug, Clone)]
pub(crate) struct Quantity {
    /// With its qualifier.
    pub(crate) tokens: Range<usize>,
    /// The number alone.
    pub(crate) number: Range<usize>,
    pub(crate) low: Option<u64>,
    pub(crate) best: Option<u64>,
    pub(crate) high: Option<u64>,
    pub(crate) qualifier: Qualifier,
}

/// Every quantity of the running text, in order; years, dates, ages, ordinals, money and measures are none.
pub(crate) fn quantities(page: &Page<'_>, dates: &[Range<usize>]) -> Vec<Quantity> {
    let mut found = Vec::new();
    let sentences = page.running().map(|(_, sentence)| sentence.tokens.clone()).collect::<Vec<_>>();
    for sentence in sentences {
        let mut at = sentence.start;
        while at < sentence.end {
            match quantity(page, at, &sentence).filter(|quantity| is_count(page, quantity, dates)) {
                Some(quantity) => {
                    at = quantity.tokens.end;
                    found.push(quantity);
                }
                None => at += 1,
            }
        }
    }
    found
}

/// Every number of the running text outside the dates, whatever it counts.
pub(crate) fn all(page: &Page<'_>, dates: &[Range<usize>]) -> Vec<Quantity> {
    let mut found = Vec::new();
    for (_, sentence) in page.running() {
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let dated = |one: &Quantity| {
                dates.iter().any(|date| date.start < one.number.end && one.number.start < date.end)
            };
            match quantity(page, at, &sentence.tokens).filter(|one| !dated(one)) {
                Some(quantity) => {
                    at = quantity.tokens.end;
                    found.push(quantity);
                }
                None => at += 1,
            }
        }
    }
    found
}

fn quantity(page: &Page<'_>, at: usize, sentence: &Range<usize>) -> Option<Quantity> {
    let qualified = qualifier_at(page, at, sentence);
    let (start, qualifier) = qualified.map_or((at, None), |(end, qualifier)| (end, Some(qualifier)));
    if matches!(page.lower(at), "between" | "from")
        && let Some((first, middle)) = number(page, at + 1, sentence)
        && matches!(page.lower(middle), "and" | "to")
        && let Some((second, end)) = number(page, middle + 1, sentence)
        && first < second
    {
        return Some(range(at, at..end, first, second));
    }
    if let Some((value, end)) = number(page, start, sentence) {
        let joined = matches!(page.lower(end), "to" | "-")
            || page.lower(end) == "or"
                && number(page, end + 1, sentence).is_some_and(|(next, _)| next == value + 1);
        if joined
            && let Some((second, to)) = number(page, end + 1, sentence).filter(|(second, _)| *second > value)
        {
            return Some(range(at, start..to, value, second));
        }
        return Some(bounded(at..end, start..end, value, qualifier.unwrap_or(Qualifier::Exact)));
    }
    let vague_end = vague(page, start, sentence)?;
    let word = page.words(&(start..vague_end)).to_lowercase();
    let bounds = page.language.numbers.vague.bounds.get(&word).copied();
    Some(Quantity {
        tokens: at..vague_end,
        number: start..vague_end,
        low: bounds.map(|bounds| bounds[0]),
        best: None,
        high: bounds.map(|bounds| bounds[1]),
        qualifier: Qualifier::Vague,
    })
}

fn range(start: usize, number: Range<usize>, low: u64, high: u64) -> Quantity {
    Quantity {
        tokens: start..number.end,
        number,
        low: Some(low),
        best: None,
        high: Some(high),
        qualifier: Qualifier::Range,
    }
}

fn bounded(tokens: Range<usize>, number: Range<usize>, value: u64, qualifier: Qualifier) -> Quantity {
    let (low, best, high) = match qualifier {
        Qualifier::AtLeast | Qualifier::MoreThan => (Some(value), None, None),
        Qualifier::UpTo | Qualifier::FewerThan => (None, None, Some(value)),
        Qualifier::Exact | Qualifier::Approximately | Qualifier::Range | Qualifier::Vague => {
            (None, Some(value), None)
        }
    };
    Quantity { tokens, number, low, best, high, qualifier }
}

fn qualifier_at(page: &Page<'_>, at: usize, sentence: &Range<usize>) -> Option<(usize, Qualifier)> {
    if page.tag_at(at) != Tag::Qualifier {
        return None;
    }
    let mut best = None::<(usize, Qualifier)>;
    for &qualifier in Qualifier::ALL {
        for phrase in page.language.numbers.qualifiers.get(qualifier.as_str()).into_iter().flatten() {
            let end = at + phrase.split(' ').count();
            let fits = end < sentence.end
                && phrase.split(' ').zip(at..).all(|(word, token)| page.lower(token) == word);
            if fits && best.is_none_or(|(longest, _)| end > longest) {
                best = Some((end, qualifier));
            }
        }
    }
    best
}

/// A number at a token: its value and where it ends.
fn number(page: &Page<'_>, at: usize, sentence: &Range<usize>) -> Option<(u64, usize)> {
    if at >= sentence.end {
        return None;
    }
    let numbers = &page.language.numbers;
    let token = &page.tokens[at];
    let (mut value, mut end) = match token.kind {
        Kind::Number => (parse_digits(&token.lower)?, at + 1),
        // "a dozen", "a hundred".
        Kind::Word
            if matches!(token.lower.as_str(), "a" | "an")
                && numbers.multipliers.contains_key(page.lower(at + 1)) =>
        {
            (1.0, at + 1)
        }
        Kind::Word => match word_value(&token.lower, numbers) {
            Some(value) => (value, at + 1),
            // "hundred" alone after a determiner is no number.
            None => return None,
        },
        Kind::Punctuation => return None,
    };
    while end < sentence.end {
        if let Some(multiplier) = numbers.multipliers.get(page.lower(end)) {
            value *= *multiplier as f64;
            end += 1;
        } else if value >= 100.0
            && page.lower(end) == "and"
            && word_value(page.lower(end + 1), numbers).is_some_and(|more| more < 100.0)
            && token.kind == Kind::Word
        {
            value += word_value(page.lower(end + 1), numbers)?;
            end += 2;
        } else {
            break;
        }
    }
    ((0.0..1e12).contains(&value) && value.fract() == 0.0).then_some((value as u64, end))
}

fn parse_digits(digits: &str) -> Option<f64> {
    let plain = digits.replace(',', "");
    let ascii = plain
        .chars()
        .map(|c| c.to_digit(10).map_or(c, |digit| char::from(b'0' + digit as u8)))
        .collect::<String>();
    ascii.parse().ok()
}

/// "seven", "twenty-five".
fn word_value(word: &str, numbers: &lexicon::language::Numbers) -> Option<f64> {
    let mut total = 0;
    for part in word.split('-') {
        total += numbers.words.get(part)?;
    }
    Some(total as f64)
}

fn vague(page: &Page<'_>, at: usize, sentence: &Range<usize>) -> Option<usize> {
    let words = page.language.numbers.vague.words.iter();
    words
        .filter(|phrase| phrase.starts_with(page.lower(at)))
        .filter(|phrase| {
            let end = at + phrase.split(' ').count();
            end < sentence.end && phrase.split(' ').zip(at..).all(|(word, token)| page.lower(token) == word)
        })
        .map(|phrase| at + phrase.split(' ').count())
        .max()
        .filter(|end| {
            // "some", "many", "several" count only before a noun; "some 40" is a qualifier.
            page.lower(*end) == "of"
                || page.phrase_at(at).is_some_and(|phrase| phrase.head >= *end)
                || matches!(page.lower(at), "dozens" | "hundreds" | "scores" | "thousands")
        })
}

/// Whether a number counts people or attacks at all.
fn is_count(page: &Page<'_>, quantity: &Quantity, dates: &[Range<usize>]) -> bool {
    let (first, end) = (quantity.number.start, quantity.number.end);
    let next = page.lower(end);
    let before = first.checked_sub(1).map_or("", |before| page.lower(before));
    let dated = dates.iter().any(|date| date.start < end && first < date.end);
    let money = matches!(before, "$" | "€" | "£") || matches!(next, "%" | "percent");
    let ordinal =
        page.lower(first).ends_with(|c: char| c.is_alphabetic()) && page.tokens[first].kind == Kind::Number;
    // ", 34," after a name is an age.
    let age = matches!(before, "aged" | "age" | "ages")
        || before == ","
            && next == ","
            && first >= 2
            && page.tag_at(first - 2) == Tag::Proper
            && quantity.best.is_some_and(|value| value < 110);
    // "Resolution 2255", "Flight 17", "G7".
    let label = quantity.qualifier == Qualifier::Exact
        && page.tag_at(first.wrapping_sub(1)) == Tag::Proper
        && !page.tokens[first.saturating_sub(1)].lower.ends_with("'s")
        && page.tokens[first].kind == Kind::Number
        && page.phrase_at(first).is_some_and(|phrase| phrase.tokens.start < first && phrase.head == first);
    let head = page.phrase_at(first).map_or("", |phrase| page.lower(phrase.head));
    let measures = &page.language.numbers.not_counts;
    let of_measure = measures.contains(next) || (measures.contains(head) && head != page.lower(first));
    !(dated || money || ordinal || age || label || of_measure)
}
