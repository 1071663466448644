//! Months by their English names.

const NAMES: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Its number, 1 to 12, by its name or the first three letters or more of it, in any case.
pub(crate) fn by_name(word: &str) -> Option<i8> {
    let word = word.to_ascii_lowercase();
    let at = NAMES.iter().position(|name| word.len() >= 3 && name.starts_with(&word))?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_and_their_beginnings() {
        for (word, month) in [("May", 5), ("SEPT", 9), ("jan", 1), ("December", 12)] {
            assert_eq!(super::by_name(word), Some(month), "{word}");
        }
        for word in ["", "ma", "marching", "sebtember", "märz"] {
            assert_eq!(super::by_name(word), None, "{word}");
        }
    }
}
