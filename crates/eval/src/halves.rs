//! Rules are written on one half of the gold and reported on the other; the gap tells how far they fit only what they were written on.
use crate::gold::Scored;
use crate::score::tally::number;
use crate::score::{Family, Rates, Tally};
use std::fmt::Write as _;

/// A half of the gold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// On which rules are written.
    A,
    /// On which they are reported; not looked at otherwise.
    B,
}

/// Which half a document belongs to: by the parity of the first byte of the SHA-256 of its name, so that no other document moves it.
#[must_use]
pub fn half_of(name: &str) -> Half {
    let digest = model::hash::sha256_hex(name.as_bytes());
    let last_of_first_byte = digest.chars().nth(1).and_then(|digit| digit.to_digit(16)).unwrap_or(0);
    if last_of_first_byte.is_multiple_of(2) { Half::A } else { Half::B }
}

/// The two halves side by side, with the gap (A less B) of each family.
#[must_use]
pub fn report(scored: &[Scored]) -> String {
    let half =
        |half| Tally::sum(scored.iter().filter(|one| half_of(&one.name) == half).map(|one| &one.tally));
    let (a, b) = (half(Half::A), half(Half::B));
    let mut out = format!("{:<18}{:>7}{:>7}{:>8}\n", "F1", "A", "B", "gap");
    let mut row = |name: &str, a: Rates, b: Rates| {
        let gap = a.f1().zip(b.f1()).map_or_else(|| "-".to_owned(), |(a, b)| format!("{:+.3}", a - b));
        let _ = writeln!(out, "{name:<18}{}{}{gap:>8}", number(a.f1()), number(b.f1()));
    };
    Family::ALL.iter().for_each(|family| row(family.as_str(), a.strict(*family), b.strict(*family)));
    row("facts", a.facts(), b.facts());
    let _ = write!(
        out,
        "realis            {}{}\ntraps sprung      {:>3}/{:<3}{:>3}/{:<3}\ndocuments         {:>7}{:>7}\n",
        number(a.accuracy_of("events: realis")),
        number(b.accuracy_of("events: realis")),
        a.traps_sprung,
        a.traps_set,
        b.traps_sprung,
        b.traps_set,
        a.documents,
        b.documents
    );
    out
}

#[cfg(test)]
mod tests {
    use super::{Half, half_of};

    #[test]
    fn a_name_stays_in_its_half() {
        // SHA-256 of "a" begins ca, of "b" 3e, of "c" 2e, of "e" 3f.
        assert_eq!(
            [half_of("a"), half_of("b"), half_of("c"), half_of("e")],
            [Half::A, Half::A, Half::A, Half::B]
        );
    }
}
