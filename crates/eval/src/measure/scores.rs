//! The scores of a gold folder, as both gold measurements give them.
use super::Measured;
use crate::gold::{Gold, Scored};
use crate::score::tally::number;
use crate::score::{Family, Rates, Tally};
use lexicon::Lexicon;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A family with fewer items in the gold has no floor: one item would move its score by a tenth and more.
const FEWEST_ITEMS: u32 = 10;

/// Strict F1 by family and of all facts, realis of matched events, traps not sprung.
pub(super) fn measured(gold: &Gold, lexicon: &Lexicon) -> Measured {
    let scored = gold.score(lexicon);
    let tally = Tally::sum(scored.iter().map(|one| &one.tally));
    let mut scores = vec![("facts".to_owned(), tally.facts().f1())];
    let pinned = Family::ALL.iter().filter(|family| tally.strict(**family).gold >= FEWEST_ITEMS);
    scores.extend(pinned.map(|family| (family.as_str().to_owned(), tally.strict(*family).f1())));
    scores.push(("realis".to_owned(), tally.accuracy_of("events: realis")));
    let traps =
        (tally.traps_set > 0).then(|| 1.0 - f64::from(tally.traps_sprung) / f64::from(tally.traps_set));
    scores.push(("traps not sprung".to_owned(), traps));
    scores.push(("in contract".to_owned(), Some(if tally.violations == 0 { 1.0 } else { 0.0 })));
    Measured {
        corpus: gold.digest.clone(),
        cases: gold.documents.len(),
        scores: scores.into_iter().filter_map(|(name, score)| Some((name, score?))).collect(),
        report: format!("{}\n\n{}", tally.table(), by_kind(&scored)),
    }
}

/// F1 of every family for each kind of text.
fn by_kind(scored: &[Scored]) -> String {
    let mut kinds: BTreeMap<&str, Vec<&Tally>> = BTreeMap::new();
    scored.iter().for_each(|one| kinds.entry(&one.kind).or_default().push(&one.tally));
    let kinds = kinds.into_iter().map(|(kind, tallies)| (kind, Tally::sum(tallies))).collect::<Vec<_>>();
    let mut out = format!("{:<18}", "F1 by kind");
    for (kind, tally) in &kinds {
        let _ = write!(out, "{:>15}", format!("{kind} ({})", tally.documents));
    }
    let mut row = |name: &str, rates: &dyn Fn(&Tally) -> Rates| {
        let cells = kinds.iter().map(|(_, tally)| format!("{:>8}{}", "", number(rates(tally).f1())));
        let _ = write!(out, "\n{name:<18}{}", cells.collect::<String>());
    };
    Family::ALL.iter().for_each(|family| row(family.as_str(), &|tally| tally.strict(*family)));
    row("facts", &Tally::facts);
    out
}
