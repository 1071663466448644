//! Which of a place's many names English-language news uses.
//!
//! GeoNames lists a city's names in all languages without saying which is which. A Latin name is kept where dated English
//! news items use it, capitalised, after a preposition of place ("in Cologne").
use super::{key, text};
use anyhow::Result;
use std::collections::BTreeMap;
use std::path::Path;

/// Names that stand after a preposition of place in news, and common words.
pub(crate) struct Used {
    places: BTreeMap<String, u32>,
    lower_case: BTreeMap<String, u32>,
    capitalised: BTreeMap<String, u32>,
}

const PREPOSITIONS: &[&str] = &[
    "in", "near", "from", "around", "outside", "to", "at", "into", "of", "towards", "northern", "southern",
    "eastern", "western",
];

/// Longest name that is looked for: "Ho Chi Minh City".
const WORDS: usize = 4;

impl Used {
    pub(crate) fn read(corpora: &Path) -> Result<Self> {
        let mut used =
            Self { places: BTreeMap::new(), lower_case: BTreeMap::new(), capitalised: BTreeMap::new() };
        let items = text(&corpora.join("real_docs/wikipedia_current_events_2002_2023.jsonl"))?;
        for line in items.lines() {
            let item: serde_json::Value = serde_json::from_str(line)?;
            used.count(item["text"].as_str().unwrap_or_default());
        }
        Ok(used)
    }

    fn count(&mut self, text: &str) {
        for clause in text.split([',', '.', ';', ':', '(', ')', '"', '\n', '\u{201C}', '\u{201D}']) {
            let words: Vec<&str> = clause
                .split_whitespace()
                .map(|word| word.trim_end_matches("'s").trim_end_matches("’s"))
                .collect();
            for (at, word) in words.iter().enumerate() {
                let counts = if is_capitalised(word) { &mut self.capitalised } else { &mut self.lower_case };
                *counts.entry(key(word)).or_default() += 1;
                if PREPOSITIONS.contains(word) {
                    self.count_place(&words[at + 1..]);
                }
            }
        }
    }

    fn count_place(&mut self, words: &[&str]) {
        let words = if words.first() == Some(&"the") { &words[1..] } else { words };
        for length in 1..=WORDS.min(words.len()) {
            if is_capitalised(words[0]) && is_capitalised(words[length - 1]) {
                *self.places.entry(key(&words[..length].join(" "))).or_default() += 1;
            }
        }
    }

    /// Whether news uses the name for a place, and its only word is not mostly a common word.
    pub(super) fn is_place(&self, name: &str) -> bool {
        let key = key(name);
        let count = |counts: &BTreeMap<String, u32>| counts.get(&key).copied().unwrap_or(0);
        count(&self.places) >= 1 && count(&self.lower_case) * 4 <= count(&self.capitalised)
    }
}

impl Used {
    /// Whether the folded word is mostly a common one.
    pub(crate) fn is_common(&self, word: &str) -> bool {
        let count = |counts: &BTreeMap<String, u32>| counts.get(word).copied().unwrap_or(0);
        count(&self.lower_case) > 0 && count(&self.lower_case) * 4 > count(&self.capitalised)
    }
}

fn is_capitalised(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// A name that an English text could hold: Latin letters, a capital first, no transliteration marks, no airport code.
pub(super) fn is_english_shape(name: &str) -> bool {
    let folded = lexicon::fold(name).text;
    let letters =
        folded.chars().all(|part| part.is_ascii_alphabetic() || matches!(part, ' ' | '-' | '\'' | '.'));
    let acronym = name.chars().all(|part| !part.is_lowercase());
    letters && is_capitalised(name) && !acronym && folded.len() >= 3 && !folded.ends_with('\'')
}

/// Levenshtein distance of two folded names, counted to `limit` + 1.
pub(crate) fn distance(one: &str, other: &str, limit: usize) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > limit {
        return limit + 1;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()].min(limit + 1)
}

/// What stays of a name over the ways to spell it in Latin letters: Qunduz, Konduz and Kunduz are one.
pub(crate) fn skeleton(name: &str) -> String {
    let mut text = key(name).replace('\'', "");
    for (from, to) in SPELLINGS {
        text = text.replace(from, to);
    }
    let mut letters: Vec<char> = text.chars().collect();
    letters.dedup();
    letters.into_iter().collect()
}

/// Letters that transliterations exchange, longer ones first.
const SPELLINGS: &[(&str, &str)] = &[
    ("ou", "u"),
    ("oo", "u"),
    ("ow", "u"),
    ("ee", "i"),
    ("kh", "h"),
    ("gh", "g"),
    ("dh", "d"),
    ("ph", "f"),
    ("dj", "j"),
    ("q", "k"),
    ("c", "k"),
    ("o", "u"),
    ("e", "i"),
    ("y", "i"),
    ("w", "v"),
    ("z", "s"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("kunduz", "qonduz", 2), 2);
        assert_eq!(distance("kunduz", "kabul", 2), 3);
    }

    #[test]
    fn spellings_share_a_skeleton() {
        assert_eq!(skeleton("Qondoz"), skeleton("Kunduz"));
        assert_eq!(skeleton("Khowst"), skeleton("Khost"));
        assert_ne!(skeleton("Kunduzas"), skeleton("Kunduz"));
    }

    #[test]
    fn shapes() {
        assert!(is_english_shape("Köln") && is_english_shape("Deir ez-Zor"));
        assert!(!is_english_shape("KBL") && !is_english_shape("ke long") && !is_english_shape("Келн"));
    }
}
