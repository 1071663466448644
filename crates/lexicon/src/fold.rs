//! One folding for names and for texts, so that both meet: case, accents, typographic dashes and quotes, spaces.
//!
//! `Jaysh al-Ḥurr` and `jaysh al-hurr`, `Boko–Haram` and `boko-haram`, `Turkey’s` and `turkey's` fold alike. Offsets in
//! the folded text lead back to the bytes of the original. What becomes of one letter: [`crate::letters`].
use crate::letters::{fold_char, is_mark};

/// A folded text that knows where in the original each of its bytes comes from.
///
/// Invariant: [`Folded::to_original`] gives character boundaries of the original, whatever the original holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// For each byte of `text` the original's bytes that it stands for; `None` where the original is ASCII and every byte
    /// stands for itself.
    origins: Option<Vec<(usize, usize)>>,
}

impl Folded {
    /// The bytes of the original that a range of bytes of the folded text stands for, with the marks that follow the last
    /// character.
    #[must_use]
    pub fn to_original(&self, start: usize, end: usize) -> model::Span {
        let Some(origins) = &self.origins else { return model::Span::new(start, end) };
        if start >= end || end > origins.len() {
            let at =
                origins.get(start).map_or_else(|| origins.last().map_or(0, |last| last.1), |origin| origin.0);
            return model::Span::new(at, at);
        }
        model::Span::new(origins[start].0, origins[end - 1].1)
    }
}

/// Folds a text: lower case, no accents, plain dashes, quotes and spaces; invisible formatting characters vanish.
#[must_use]
pub fn fold(text: &str) -> Folded {
    if text.is_ascii() {
        return Folded { text: text.to_ascii_lowercase(), origins: None };
    }
    let mut folded = Folded { text: String::with_capacity(text.len()), origins: None };
    let mut origins = Vec::with_capacity(text.len());
    for (start, original) in text.char_indices() {
        let end = start + original.len_utf8();
        let before = folded.text.len();
        fold_char(original, &mut folded.text);
        if folded.text.len() == before && is_mark(original) {
            extend_last(&mut origins, start, end);
        }
        origins.resize(folded.text.len(), (start, end));
    }
    folded.origins = Some(origins);
    folded
}

/// A mark that was dropped belongs to the character before it.
fn extend_last(origins: &mut [(usize, usize)], mark_start: usize, mark_end: usize) {
    let Some(&last) = origins.last() else { return };
    if last.1 != mark_start {
        return;
    }
    for origin in origins.iter_mut().rev().take_while(|origin| **origin == last) {
        origin.1 = mark_end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letters::plain;
    use proptest::prelude::*;

    fn folded(text: &str) -> String {
        fold(text).text
    }

    #[test]
    fn typography_case_and_accents_fold() {
        assert_eq!(folded("Jaysh al\u{2011}Ḥurr"), "jaysh al-hurr");
        assert_eq!(folded("Turkey\u{2019}s \u{2018}YPG\u{2019}"), "turkey's 'ypg'");
        assert_eq!(folded("Łódź\u{00A0}Tromsø Straße ISIS"), "lodz tromso strasse isis");
        assert_eq!(folded("İstanbul"), "istanbul");
        assert_eq!(folded("نيكي"), folded("نیکی"));
    }

    #[test]
    fn a_mark_belongs_to_its_letter() {
        let text = "Raqqa\u{0301}, x";
        let folded = fold(text);
        assert_eq!(folded.text, "raqqa, x");
        assert_eq!(folded.to_original(0, 5).of(text), "Raqqa\u{0301}");
        assert_eq!(folded.to_original(5, 6).of(text), ",");
    }

    #[test]
    fn plain_keeps_case() {
        assert_eq!(plain("IS\u{2013}K"), "IS-K");
    }

    #[test]
    fn folding_any_character_twice_changes_nothing() {
        for character in '\0'..=char::MAX {
            let once = folded(&character.to_string());
            assert_eq!(folded(&once), once, "{character:?}");
        }
    }

    proptest! {
        #[test]
        fn every_range_leads_back_to_character_boundaries(text in any::<String>(), a in 0usize..200, b in 0usize..200) {
            let folded = fold(&text);
            let boundaries: Vec<usize> = folded.text.char_indices().map(|(at, _)| at).chain([folded.text.len()]).collect();
            let (a, b) = (boundaries[a % boundaries.len()], boundaries[b % boundaries.len()]);
            let span = folded.to_original(a.min(b), a.max(b));
            prop_assert!(text.get(span.start..span.end).is_some(), "{:?} {:?}", span, text);
            if a != b {
                prop_assert!(!span.is_empty());
            }
        }

        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once.clone());
        }
    }
}
