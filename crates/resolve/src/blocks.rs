//! Blocks: small groups of subjects in which the same happening, told by another report, would be found.
use crate::compare::{Tier, family, tier};
use jiff::civil::Date;
use model::record::{EventSubject, Place, TimeSpan, name_key};
use std::collections::BTreeSet;

/// The blocks of a subject: type family, country, month. Two subjects that can be one happening share at least one.
///
/// What a person decided to be the same, or not, has a block of its own. A subject that can be compared with nothing but a copy of its own text has the block of that text.
#[must_use]
pub fn block_keys(subject: &EventSubject) -> Vec<String> {
    let mut keys = BTreeSet::new();
    if let (Some(when), true) = (&subject.when, tier(subject) != Tier::Alone) {
        for country in subject.places.iter().map(country) {
            keys.extend(months(when).map(|month| format!("{}|{country}|{month}", family(subject))));
        }
    }
    if keys.is_empty() {
        keys.insert(format!("{}|text|{}", family(subject), subject.report.text));
    }
    keys.extend(subject.sides.same.iter().map(|judgement| format!("judged|{judgement}")));
    keys.extend(subject.sides.different.iter().map(|(judgement, _)| format!("judged|{judgement}")));
    keys.into_iter().collect()
}

fn country(place: &Place) -> String {
    place.country.clone().unwrap_or_else(|| format!("place:{}", name_key(&place.name)))
}

/// The months that an interval touches, as `2024-03`; an interval that is compared spans at most four.
fn months(when: &TimeSpan) -> impl Iterator<Item = String> {
    let number = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
    (number(when.earliest)..=number(when.latest))
        .map(|month| format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1))
}
