//! Blocks: small groups of subjects in which the same happening, told by another report, would be found.
use crate::compare::{Tier, family, tier};
use crate::score::SHIPPED;
use jiff::civil::Date;
use model::record::{EventSubject, Place, name_key};
use std::collections::BTreeSet;

/// The blocks of a subject: type family, country, month; type family, rare word, quarter. Two subjects that can be one happening share one.
///
/// The words are a sample, the same for the same words: two tellings that have a good part of their words in common meet in one of them, and
/// one that names no place finds the others so. What a person decided to be the same, or not, has a block of its own. A subject without a time
/// has the block of its text, where copies of it are found whenever they were printed.
#[must_use]
pub fn block_keys(subject: &EventSubject) -> Vec<String> {
    let mut keys = BTreeSet::new();
    let family = family(subject);
    if let (Some((first, last)), true) = (SHIPPED.window(subject), tier(subject) != Tier::Alone) {
        for country in subject.places.iter().map(country) {
            keys.extend(months(first, last).map(|month| format!("{family}|{country}|{}", in_words(month))));
        }
        let quarters: BTreeSet<i32> = months(first, last).map(|month| month.div_euclid(3)).collect();
        for word in SHIPPED.sampled_words(subject) {
            keys.extend(
                quarters.iter().map(|quarter| format!("{family}|word:{word}|{}", in_words(quarter * 3))),
            );
        }
    }
    if keys.is_empty() || subject.when.is_none() {
        keys.insert(format!("{family}|text|{}", subject.report.text));
    }
    keys.extend(subject.sides.same.iter().map(|judgement| format!("judged|{judgement}")));
    keys.extend(subject.sides.different.iter().map(|(judgement, _)| format!("judged|{judgement}")));
    keys.into_iter().collect()
}

fn country(place: &Place) -> String {
    place.country.clone().unwrap_or_else(|| format!("place:{}", name_key(&place.name)))
}

/// The months that an interval touches, counted from the year 0; an interval that is compared spans at most four.
fn months(first: Date, last: Date) -> impl Iterator<Item = i32> {
    let number = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
    number(first)..=number(last)
}

/// A month as `2024-03`.
fn in_words(month: i32) -> String {
    format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}
