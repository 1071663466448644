//! Abbreviations, from `data/abbreviations.txt`.
use std::sync::LazyLock;

/// When the full stop of an abbreviation belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Always, and no sentence ends here.
    Title,
    /// Before a number only.
    Number,
    /// Before a number only: a month.
    Month,
    /// Always, and the sentence may end here.
    End,
}

/// The kind of an abbreviation, given without its stop.
pub(crate) fn kind(word: &str) -> Option<Kind> {
    let mut lower = [0u8; LONGEST];
    let lower = lower.get_mut(..word.len())?;
    for (slot, byte) in lower.iter_mut().zip(word.bytes()) {
        *slot = byte.to_ascii_lowercase();
    }
    let found = TABLE.binary_search_by(|(known, _)| known.as_bytes().cmp(lower)).ok()?;
    Some(TABLE[found].1)
}

/// Bytes of the longest abbreviation, with room to spare.
const LONGEST: usize = 10;

static TABLE: LazyLock<Vec<(&'static str, Kind)>> = LazyLock::new(|| {
    let mut table: Vec<_> = include_str!("../data/abbreviations.txt").lines().filter_map(entry).collect();
    table.sort_unstable_by_key(|(word, _)| *word);
    table
});

fn entry(line: &str) -> Option<(&str, Kind)> {
    let (word, kind) = line.split_once(' ')?;
    let kind = match kind {
        "title" => Kind::Title,
        "number" => Kind::Number,
        "month" => Kind::Month,
        "end" => Kind::End,
        _ => return None,
    };
    (word != "#").then_some((word, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_understood() {
        let lines = include_str!("../data/abbreviations.txt").lines();
        for line in lines.filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let (word, _) = entry(line).unwrap_or_else(|| panic!("`{line}`: expected a word and its mark"));
            assert!(word.len() <= LONGEST && kind(word).is_some(), "`{word}` is not found again");
        }
    }

    #[test]
    fn case_does_not_matter() {
        assert_eq!(kind("GEN"), Some(Kind::Title));
        assert_eq!(kind("Inc"), Some(Kind::End));
        assert_eq!(kind("killed"), None);
    }
}
