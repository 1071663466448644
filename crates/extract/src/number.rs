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
            let one = quantity(page, at, &sentence.tokens).or_else(|| measured(page, at));
            match one.filter(|one| !dated(one)) {
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

/// "75ml", "12-cent", "three-foot", "USD115": a number written together with its unit.
fn measured(page: &Page<'_>, at: usize) -> Option<Quantity> {
    let word = page.lower(at);
    let is_unit = |unit: &str| {
        !unit.is_empty()
            && page.language.time.word(unit.trim_end_matches('s')).ordinal.is_none()
            && !matches!(unit, "st" | "nd" | "rd" | "th" | "s")
            && unit.chars().all(|c| c.is_alphabetic() || c == '-')
    };
    let figure = |word: &str| {
        let length = word.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.')).len();
        let (digits, unit) = word.split_at(word.len() - length);
        is_unit(unit.trim_start_matches('-')).then(|| parse_digits(digits)).flatten()
    };
    let led = || {
        let unit = word.trim_end_matches(|c: char| c.is_ascii_digit());
        (unit.len() == 3 && is_unit(unit)).then(|| parse_digits(&word[unit.len()..])).flatten()
    };
    let worded = || {
        let (number, unit) = word.split_once('-')?;
        let is_number = |part: &str| page.language.numbers.words.contains_key(part);
        let (tens, rest) = unit.split_once('-').unwrap_or((unit, ""));
        match (is_number(tens), is_unit(rest)) {
            (true, true) => word_value(&format!("{number}-{tens}"), &page.language.numbers),
            (true, false) => None,
            (false, _) => word_value(number, &page.language.numbers),
        }
    };
    let value = figure(word).or_else(led).or_else(worded).and_then(whole)?;
    Some(bounded(at..at + 1, at..at + 1, value, Qualifier::Exact))
}

/// Whether a number goes on in another after a word: "20 to 30", "20-30".
fn is_joint(page: &Page<'_>, at: usize) -> bool {
    page.language.numbers.joints.contains(page.lower(at))
}

/// What a verb or sign right before a number says of it: "exceeded 100", ">30".
fn bounded_before(page: &Page<'_>, at: usize) -> Option<Qualifier> {
    let before = |back: usize| at.checked_sub(back).map_or("", |at| page.lower(at));
    if page.language.numbers.exceeding.contains(before(1)) {
        return Some(Qualifier::MoreThan);
    }
    match (before(2), before(1)) {
        ("<" | "=", ">") | ("=", "<") => None,
        (">", "=") => Some(Qualifier::AtLeast),
        ("<", "=") => Some(Qualifier::UpTo),
        (_, ">") => Some(Qualifier::MoreThan),
        (_, "<") => Some(Qualifier::FewerThan),
        _ => None,
    }
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
        let joined = is_joint(page, end)
            || page.lower(end) == "or"
                && number(page, end + 1, sentence).is_some_and(|(next, _)| next == value + 1);
        if joined
            && let Some((second, to)) = number(page, end + 1, sentence).filter(|(second, _)| *second > value)
        {
            return Some(range(at, start..to, value, second));
        }
        // "the one", "which one" count nothing.
        let pointed = matches!(page.lower(start.wrapping_sub(1)), "the" | "this" | "that" | "which");
        if pointed
            && page.lower(start) == "one"
            && page.lower(end) != "of"
            && page.phrase_at(start).is_none_or(|phrase| phrase.head <= start)
        {
            return None;
        }
        // "more than 5000 or equal to".
        let is_number = |at: usize| number(page, at, sentence).is_some();
        if let (Some(bound), "or", "equal") = (qualifier, page.lower(end), page.lower(end + 1))
            && !is_number(end + 2)
            && !is_number(end + 3)
        {
            let widened = match bound {
                Qualifier::MoreThan => Qualifier::AtLeast,
                Qualifier::FewerThan => Qualifier::UpTo,
                other => other,
            };
            return Some(bounded(at..end + 2, start..end, value, widened));
        }
        // "200 or more"; "200 or more than 300" are two numbers.
        let is_or =
            matches!(page.lower(end), "or" | "and") && !(page.lower(end + 2) == "than" && is_number(end + 3));
        let after = is_or.then(|| page.lower(end + 1)).and_then(|word| match word {
            "more" | "greater" | "higher" | "above" | "over" => Some(Qualifier::AtLeast),
            "less" | "fewer" | "lower" | "below" => Some(Qualifier::UpTo),
            _ => None,
        });
        if let Some(after) = after.filter(|_| qualifier.is_none_or(|one| one == Qualifier::Approximately)) {
            return Some(bounded(at..end + 2, start..end, value, after));
        }
        // "at least 20 and fewer than 30" bounds one number from both sides.
        if let Some(first) = qualifier
            && matches!(page.lower(end), "and" | "but" | ",")
            && let Some((from, second)) = qualifier_at(page, end + 1, sentence)
            && let Some((other, to)) = number(page, from, sentence)
        {
            let is_low = |one| matches!(one, Qualifier::AtLeast | Qualifier::MoreThan);
            let is_high = |one| matches!(one, Qualifier::UpTo | Qualifier::FewerThan);
            if is_low(first) && is_high(second) && value < other {
                return Some(range(at, start..to, value, other));
            }
            if is_high(first) && is_low(second) && other < value {
                return Some(range(at, start..to, other, value));
            }
        }
        return Some(bounded(
            at..end,
            start..end,
            value,
            qualifier.or_else(|| bounded_before(page, start)).unwrap_or(Qualifier::Exact),
        ));
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

/// A number at a token: its value and where it ends. "Three hundred and twenty-one", "2.5 million", "half a million", "four dozen".
fn number(page: &Page<'_>, at: usize, sentence: &Range<usize>) -> Option<(u64, usize)> {
    if at >= sentence.end {
        return None;
    }
    let numbers = &page.language.numbers;
    let token = &page.tokens[at];
    let multiplier = |at: usize| {
        (at < sentence.end)
            .then(|| numbers.multipliers.get(page.lower(at)).copied())
            .flatten()
            .map(|value| value as f64)
    };
    if page.lower(at) == "half" {
        let noun = at + 1 + usize::from(matches!(page.lower(at + 1), "a" | "an"));
        let value = multiplier(noun)?;
        return whole(value / 2.0).map(|value| (value, noun + 1));
    }
    let (first, mut end) = match token.kind {
        Kind::Number => {
            grouped(page, at, sentence).or_else(|| Some((parse_digits(&token.lower)?, at + 1)))?
        }
        // "hundred thousand".
        Kind::Word
            if multiplier(at).is_some() && multiplier(at + 1).is_some_and(|factor| factor >= 1000.0) =>
        {
            (1.0, at)
        }
        // "a dozen", "a hundred".
        Kind::Word if matches!(token.lower.as_str(), "a" | "an") && multiplier(at + 1).is_some() => {
            (1.0, at + 1)
        }
        // "hundred" alone after a determiner is no number.
        Kind::Word => (word_value(&token.lower, numbers)?, at + 1),
        Kind::Punctuation => return None,
    };
    // What is summed, and what the next multiplier takes; the last one above a hundred bounds those that follow.
    let (mut sum, mut current, mut bound) = (0.0, first, f64::INFINITY);
    let mut fractional = first.fract() != 0.0;
    while end < sentence.end {
        if let Some(factor) = multiplier(end) {
            // "three lakh crore".
            if factor >= bound && current == 0.0 && multiplier(end - 1).is_some() {
                (sum, bound) = (sum * factor, factor);
                end += 1;
                continue;
            }
            if factor >= bound {
                break;
            }
            current *= factor;
            end += 1;
            if factor >= 1000.0 {
                sum += current;
                (current, bound) = (0.0, factor);
            }
            fractional = false;
            continue;
        }
        // "three million and a half".
        if current == 0.0
            && page.lower(end) == "and"
            && matches!(page.lower(end + 1), "a" | "one")
            && page.lower(end + 2) == "half"
        {
            sum += bound / 2.0;
            end += 3;
            break;
        }
        let joined = usize::from(page.lower(end) == "and");
        let next = end + joined;
        let tens = current % 100.0;
        let is_figure = page.tokens.get(next).is_some_and(|token| token.kind == Kind::Number);
        let more =
            if is_figure { parse_digits(page.lower(next)) } else { word_value(page.lower(next), numbers) };
        let Some(more) = more.filter(|more| *more > 0.0 && more.fract() == 0.0 && next < sentence.end) else {
            break;
        };
        let after_hundred = current >= 100.0
            && tens == 0.0
            && more < 100.0
            // "three hundred and two hundred" are two numbers.
            && multiplier(next + 1) != Some(100.0);
        // "two thousand and fourteen", "one thousand five hundred".
        let after_thousand = current == 0.0
            && more < bound
            && (joined == 0 || more < 100.0 || multiplier(next + 1) == Some(100.0))
            && (!is_figure || multiplier(next + 1).is_some() || joined == 1);
        // "fifty two".
        let after_tens = joined == 0
            && tens >= 20.0
            && tens % 10.0 == 0.0
            && more < 10.0
            && token.kind == Kind::Word
            && !is_figure;
        let has_factor = end > at + 1;
        if fractional || !(has_factor && (after_hundred || after_thousand) || after_tens) {
            break;
        }
        current += more;
        end = next + 1;
    }
    whole(sum + current).map(|value| (value, end))
}

/// "1 414 021 100": groups of three figures with one space between.
fn grouped(page: &Page<'_>, at: usize, sentence: &Range<usize>) -> Option<(f64, usize)> {
    let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let first = page.lower(at);
    if first.len() > 3 || first.starts_with('0') || !plain(first) {
        return None;
    }
    let mut digits = first.to_owned();
    let mut end = at + 1;
    while end < sentence.end && page.lower(end).len() == 3 && plain(page.lower(end)) {
        let between = &page.text[page.tokens[end - 1].span.end..page.tokens[end].span.start];
        if !matches!(between, " " | "\u{a0}" | "\u{202f}" | "\u{2009}") {
            break;
        }
        digits.push_str(page.lower(end));
        end += 1;
    }
    (end > at + 1).then(|| parse_digits(&digits)).flatten().map(|value| (value, end))
}

fn whole(value: f64) -> Option<u64> {
    // 1.45 billion is not exact in binary.
    let near = value.round();
    ((0.0..1e15).contains(&value) && (value - near).abs() < 1e-3).then_some(near as u64)
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
    // "no one was hurt".
    // "nine members of one family": the family is none of them.
    let nobody = page.lower(first) == "one"
        && (before == "no"
            || before == "of" && matches!(next, "family" | "household" | "clan" | "tribe" | "village"));
    !(dated || money || ordinal || age || label || of_measure || nobody)
}
