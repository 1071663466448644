//! Numbers with what bounds them, and the word for casualties that each belongs to.
use lexicon::{NumberStands, OtherLanguage, PlainKind, PlainWord};
use model::reading::Figure;
use model::{Measure, Qualifier, Scope, Span};
use std::ops::Range;

/// A number of people, or one that may be.
#[derive(Debug, Clone)]
pub(super) struct Count {
    /// With what bounds it.
    pub(super) words: Range<usize>,
    pub(super) low: Option<u64>,
    pub(super) best: Option<u64>,
    pub(super) high: Option<u64>,
    pub(super) qualifier: Qualifier,
    /// The contract's class of who is counted.
    pub(super) of: Option<String>,
    /// Whether a word for people stands with it.
    has_people: bool,
    /// The word behind it and its people.
    end: usize,
}

/// A number with the word for what became of those counted.
pub(super) struct Found<'f> {
    pub(super) measure: Measure,
    /// The word.
    pub(super) cue: Span,
    count: Count,
    words: &'f [PlainWord],
    /// A part of a whole.
    is_part: bool,
}

impl Found<'_> {
    pub(super) fn figure(self, tag: &str) -> Figure {
        let scope = if self.is_part { Scope::Part } else { Scope::Total };
        Figure { scope, ..super::plain_figure(self.measure, self.count, self.words, tag) }
    }
}

struct Cue {
    measure: Measure,
    words: Range<usize>,
}

/// The figures of a sentence, in its order.
pub(super) fn figures<'f>(
    rules: &OtherLanguage,
    words: &'f [PlainWord],
    dated: &Range<usize>,
) -> Vec<Found<'f>> {
    let counts = counts(rules, words, dated);
    let cues = cues(rules, words, &counts);
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (number, count) in counts.iter().enumerate() {
        for (word, cue) in cues.iter().enumerate() {
            pairs.extend(cost(rules, words, &counts, &cues, count, cue).map(|cost| (cost, number, word)));
        }
    }
    pairs.sort_unstable();
    let part = (0..words.len()).find(|at| rules.part.at(words, *at, &rules.prefixes).is_some());
    let (mut used_counts, mut used_cues) = (Vec::new(), Vec::new());
    let mut found: Vec<(usize, Found<'_>)> = Vec::new();
    for (_, number, word) in pairs {
        if used_counts.contains(&number) || used_cues.contains(&word) {
            continue;
        }
        used_counts.push(number);
        used_cues.push(word);
        let cue = &cues[word];
        let one = Found {
            measure: cue.measure,
            cue: super::span_of(words, &cue.words),
            is_part: part.is_some_and(|at| at < counts[number].words.start),
            count: counts[number].clone(),
            words,
        };
        found.push((counts[number].words.start, one));
    }
    found.sort_by_key(|(start, _)| *start);
    found.into_iter().map(|(_, found)| found).collect()
}

/// How far a number may be from the word for what it counts.
const FARTHEST: usize = 10;

/// What a comma or "and" between them, another number or another such word adds to their distance.
const PAUSE: usize = 3;
const ANOTHER: usize = 8;

/// How near a number must stand that has no word for people.
const BARE: usize = 2;

fn cost(
    rules: &OtherLanguage,
    words: &[PlainWord],
    counts: &[Count],
    cues: &[Cue],
    count: &Count,
    cue: &Cue,
) -> Option<usize> {
    let is_before = count.words.start < cue.words.start;
    let between = match is_before {
        true => count.end.min(cue.words.start)..cue.words.start,
        false => match rules.number_stands {
            NumberStands::Before => return None,
            NumberStands::Either => cue.words.end.min(count.words.start)..count.words.start,
        },
    };
    let gap = between.len();
    if !count.has_people && gap > BARE {
        return None;
    }
    let pauses = between
        .clone()
        .filter(|at| words[*at].kind == PlainKind::Mark || rules.joins.at(words, *at, &[]).is_some())
        .count();
    // "And" may be written together with the word.
    let phrases =
        rules.measures.iter().find(|(measure, _)| *measure == cue.measure).map(|(_, phrases)| phrases);
    let is_joined =
        is_before && phrases.is_some_and(|phrases| phrases.at(words, cue.words.start, &[]).is_none());
    let pauses = pauses + usize::from(is_joined);
    let inside = |range: &Range<usize>| range.start >= between.start && range.end <= between.end;
    let others = counts.iter().filter(|other| inside(&other.words)).count()
        + cues.iter().filter(|other| inside(&other.words)).count();
    let cost = gap + pauses * PAUSE + others * ANOTHER + usize::from(!is_before);
    (cost <= FARTHEST).then_some(cost)
}

/// The words for casualties; two of them that share a number ("killed and wounded") count nothing.
fn cues(rules: &OtherLanguage, words: &[PlainWord], counts: &[Count]) -> Vec<Cue> {
    let mut cues: Vec<Cue> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = rules
            .measures
            .iter()
            .filter_map(|(measure, phrases)| Some((phrases.at(words, at, &rules.prefixes)?, *measure)))
            .max_by_key(|(end, _)| *end);
        match longest {
            Some((end, measure)) => {
                cues.push(Cue { measure, words: at..end });
                at = end;
            }
            None => at += 1,
        }
    }
    let joined = |one: &Cue, other: &Cue| {
        let between = one.words.end..other.words.start;
        one.measure != other.measure && between.clone().all(|at| rules.joins.at(words, at, &[]).is_some())
    };
    // "12 killed and wounded 30": each has its own.
    let has_own = |one: &Cue, other: &Cue| {
        counts.iter().any(|count| count.end <= one.words.start && one.words.start - count.end <= BARE)
            && counts.iter().any(|count| count.words.start == other.words.end)
    };
    let share = |one: &Cue, other: &Cue| joined(one, other) && !has_own(one, other);
    let shared: Vec<bool> = (0..cues.len())
        .map(|at| {
            at > 0 && share(&cues[at - 1], &cues[at])
                || at + 1 < cues.len() && share(&cues[at], &cues[at + 1])
        })
        .collect();
    cues.into_iter().zip(shared).filter(|(_, shared)| !shared).map(|(cue, _)| cue).collect()
}

fn counts(rules: &OtherLanguage, words: &[PlainWord], dated: &Range<usize>) -> Vec<Count> {
    let mut counts = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match count(rules, words, at).filter(|_| !dated.contains(&at)) {
            Some((next, count)) => {
                at = next;
                counts.extend(count);
            }
            None => at += 1,
        }
    }
    counts
}

/// Calendar years: such a number without a word for people is one of them.
const YEARS: std::ops::RangeInclusive<u64> = 1900..=2099;

/// The number at a word, and the word behind it; a number that counts no people is `None` with that word.
fn count(rules: &OtherLanguage, words: &[PlainWord], at: usize) -> Option<(usize, Option<Count>)> {
    let no_prefix = &[];
    if let Some(end) = rules.pairs.at(words, at, &rules.prefixes) {
        let class = class_at(rules, words, at).and_then(|(_, class)| class);
        return Some((end, Some(exact(at..end, 2, class, true, end))));
    }
    let about =
        rules.about.iter().find_map(|(phrase, value)| Some((phrase.at(words, at, no_prefix)?, *value)));
    let (end, value, stated) = if let Some((end, value)) = about {
        (end, Some(value), Qualifier::Approximately)
    } else if let Some((end, value)) = number(rules, words, at) {
        (end, Some(value), Qualifier::Exact)
    } else {
        (rules.vague.at(words, at, &rules.prefixes)?, None, Qualifier::Vague)
    };
    if is_something_else(rules, words, at, end) {
        return Some((end, None));
    }
    let people = people(rules, words, end);
    let (has_people, class) = (people.is_some(), people.clone().and_then(|(_, class)| class));
    // Words for one are articles, too.
    if !has_people && value.is_some_and(|value| value == 1 || YEARS.contains(&value)) {
        return Some((end, None));
    }
    let (bounds, qualifier) = bounds(rules, words, at, end, stated);
    let (low, best, high) = match (qualifier, value) {
        (Qualifier::Vague, _) | (_, None) => (None, None, None),
        (Qualifier::AtLeast | Qualifier::MoreThan, value) => (value, None, None),
        (Qualifier::UpTo | Qualifier::FewerThan, value) => (None, None, value),
        (Qualifier::Exact | Qualifier::Approximately | Qualifier::Range, value) => (None, value, None),
    };
    let behind = people.map_or(bounds.end, |(people, _)| people).max(bounds.end);
    let next = bounds.end;
    let count = Count { words: bounds, low, best, high, qualifier, of: class, has_people, end: behind };
    Some((next, Some(count)))
}

fn exact(words: Range<usize>, value: u64, of: Option<String>, has_people: bool, end: usize) -> Count {
    Count {
        words,
        low: None,
        best: Some(value),
        high: None,
        qualifier: Qualifier::Exact,
        of,
        has_people,
        end,
    }
}

/// A time of day, a part of a compound, a measure, a share.
fn is_something_else(rules: &OtherLanguage, words: &[PlainWord], at: usize, end: usize) -> bool {
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    let touches =
        |at: usize| at > 0 && words.get(at).is_some_and(|word| word.span.start == words[at - 1].span.end);
    let compound = matches!(text(end), "-" | ":" | "/") && touches(end) && touches(end + 1);
    let tail = at > 0 && touches(at) && matches!(text(at - 1), "-" | ":" | "/" | "." | "$" | "€" | "№");
    // Of "45 years old", "45 km", "45 %".
    compound || tail || rules.not_people.at(words, end, &[]).is_some()
}

/// What bounds a number: the words with it, and how.
fn bounds(
    rules: &OtherLanguage,
    words: &[PlainWord],
    at: usize,
    end: usize,
    stated: Qualifier,
) -> (Range<usize>, Qualifier) {
    let before = rules.qualifiers.iter().find_map(|(qualifier, phrases)| {
        let start =
            (at.saturating_sub(4)..at).find(|start| phrases.at(&words[..at], *start, &[]) == Some(at))?;
        Some((start, *qualifier))
    });
    let after = rules.qualifiers_after.iter().find_map(|(qualifier, phrases)| {
        // Behind the number itself, or behind its people.
        let starts = [Some(end), people(rules, words, end).map(|(behind, _)| behind)];
        let after = starts.into_iter().flatten().find_map(|start| phrases.at(words, start, &[]));
        Some((after?, *qualifier))
    });
    match (before, after) {
        (Some((start, qualifier)), _) => (start..end, qualifier),
        (None, Some((end, qualifier))) => (at..end, qualifier),
        (None, None) => (at..end, stated),
    }
}

/// How many other words may stand between a number and its people ("12 Pakistani soldiers").
const BETWEEN: usize = 2;

/// The word for people behind a number: where it ends, and the class.
fn people(rules: &OtherLanguage, words: &[PlainWord], end: usize) -> Option<(usize, Option<String>)> {
    for at in end..(end + BETWEEN + 1).min(words.len()) {
        if words[at].kind != PlainKind::Word {
            return None;
        }
        if let Some(found) = class_at(rules, words, at) {
            return Some(found);
        }
        let is_cue =
            rules.measures.iter().any(|(_, phrases)| phrases.at(words, at, &rules.prefixes).is_some());
        if is_cue || rules.joins.at(words, at, &[]).is_some() {
            return None;
        }
    }
    None
}

fn class_at(rules: &OtherLanguage, words: &[PlainWord], at: usize) -> Option<(usize, Option<String>)> {
    let found =
        rules.people.iter().filter_map(|(class, phrases)| Some((phrases.at(words, at, &[])?, class.clone())));
    // Of two that fit the longer, of one length the class.
    found.max_by_key(|(end, class)| (*end, class.is_some()))
}

/// A number in figures or words: where it ends, and its value.
fn number(rules: &OtherLanguage, words: &[PlainWord], at: usize) -> Option<(usize, u64)> {
    let word = words.get(at)?;
    if word.kind == PlainKind::Number {
        return Some((at + 1, word.text.parse().ok()?));
    }
    let value_of = |at: usize, prefixes: &[String]| {
        let text = &words.get(at)?.text;
        let bare =
            || prefixes.iter().find_map(|prefix| rules.numbers.get(text.strip_prefix(prefix.as_str())?));
        rules.numbers.get(text).or_else(bare).copied()
    };
    let mut total = 0_u64;
    let mut current = value_of(at, &[])?;
    let mut end = at + 1;
    loop {
        let joined = rules.number_joins.at(words, end, &[]);
        let next = value_of(end, &rules.prefixes).map(|value| (value, end + 1));
        let next =
            next.or_else(|| joined.and_then(|after| value_of(after, &[]).map(|value| (value, after + 1))));
        let Some((value, after)) = next else { break };
        match value {
            100 if current < 10 => current *= 100,
            1000.. if current < 1000 => {
                total = total.saturating_add(current.saturating_mul(value));
                current = 0;
            }
            // "Twenty" and "three", in either order, and "three hundred" and "twenty".
            _ if value < 10 && current % 10 == 0 && current > 0 => current += value,
            10..100 if current < 10 || current % 100 == 0 => current += value,
            _ => break,
        }
        end = after;
    }
    Some((end, total.saturating_add(current)))
}
