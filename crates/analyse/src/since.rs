//! What has changed in a group's indicators between two states of the record: the same findings, made twice and held against each other.
//!
//! A change here is one of what is reported: an attack of ten years ago that was told today is new today. Indicators that stand as they
//! stood are left out.
use crate::counts::{Stances, Tally, Toll};
use crate::own::Own;
use crate::{Findings, Moment};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What has changed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Since {
    /// The earlier state.
    pub from_generation: u64,
    /// The later one.
    pub to_generation: u64,
    /// Whether the earlier state knew the group.
    pub was_known: bool,
    /// Indicators that count events, in the order in which findings have them.
    pub events: Vec<EventsChange>,
    /// Indicators that count something else.
    pub numbers: Vec<NumberChange>,
    /// Phases of the attacks that reports tell, where their division is another one.
    pub phases: Option<PhasesChange>,
}

/// An indicator that counts events.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventsChange {
    /// Such as `attacks`, `attacks in 2024`, `attacks outside the stronghold`.
    pub indicator: String,
    /// How many there were.
    pub before: usize,
    /// How many there are.
    pub after: usize,
    /// Their dead before and after; `None` for indicators that count no dead.
    pub killed: Option<(Toll, Toll)>,
    /// Events that are counted now and were not.
    pub came: Vec<String>,
    /// Events that were counted and are not any more: merged, taken back, or told otherwise.
    pub gone: Vec<String>,
}

/// An indicator that counts something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NumberChange {
    /// Such as `reports`.
    pub indicator: String,
    /// Before.
    pub before: usize,
    /// After.
    pub after: usize,
}

/// How the division of the attacks into phases changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhasesChange {
    /// Established boundaries: first days of the steps between which each lies, before; `None` where there was too little to divide.
    pub before: Option<Vec<(Date, Date)>>,
    /// After.
    pub after: Option<Vec<(Date, Date)>>,
}

impl Since {
    /// Whether nothing has changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty() && self.numbers.is_empty() && self.phases.is_none()
    }
}

/// Findings, and the phases beside them.
pub type State<'f> = (&'f Findings, &'f Own);

/// What has changed from a state to a later one. `before` is `None` where that state did not know the group: then everything has come.
#[must_use]
pub fn since(before: Option<State<'_>>, from_generation: u64, after: State<'_>) -> Since {
    let earlier = before.map(|(findings, _)| indicators(findings)).unwrap_or_default();
    let later = indicators(after.0);
    let mut events = Vec::new();
    let nothing = Counted::default();
    // Years that only the earlier state had come last.
    let gone = earlier.iter().filter(|(name, _)| later.iter().all(|(other, _)| other != name));
    let names = later.iter().map(|(name, _)| name).chain(gone.map(|(name, _)| name));
    let of = |list: &[(String, Counted)], wanted: &String| {
        list.iter().find(|(name, _)| name == wanted).map(|(_, counted)| counted.clone())
    };
    for name in names {
        let (old, new) = (of(&earlier, name), of(&later, name));
        let (old, new) = (old.as_ref().unwrap_or(&nothing), new.as_ref().unwrap_or(&nothing));
        if old == new {
            continue;
        }
        let without =
            |one: &Counted, other: &Counted| one.events.difference(&other.events).cloned().collect();
        let killed = old.killed.clone().or_else(|| new.killed.as_ref().map(|_| Toll::default()));
        let killed = killed.zip(new.killed.clone().or_else(|| old.killed.as_ref().map(|_| Toll::default())));
        events.push(EventsChange {
            indicator: name.clone(),
            before: old.events.len(),
            after: new.events.len(),
            killed,
            came: without(new, old),
            gone: without(old, new),
        });
    }
    let earlier = before.map(|(findings, _)| numbers(findings)).unwrap_or_default();
    let changed = numbers(after.0).into_iter().filter_map(|(indicator, after)| {
        let before = earlier.get(indicator).copied().unwrap_or(0);
        (before != after).then(|| NumberChange { indicator: indicator.to_owned(), before, after })
    });
    let (divided, divides) = (before.and_then(|(_, own)| boundaries(own)), boundaries(after.1));
    Since {
        from_generation,
        to_generation: after.0.generation,
        was_known: before.is_some(),
        events,
        numbers: changed.collect(),
        phases: (divided != divides).then_some(PhasesChange { before: divided, after: divides }),
    }
}

/// Events that an indicator counts, and their dead.
#[derive(Debug, Clone, Default, PartialEq)]
struct Counted {
    events: BTreeSet<String>,
    killed: Option<Toll>,
}

impl From<&Tally> for Counted {
    fn from(tally: &Tally) -> Self {
        Self { events: tally.events.iter().cloned().collect(), killed: Some(tally.killed.clone()) }
    }
}

impl From<&[Moment]> for Counted {
    fn from(moments: &[Moment]) -> Self {
        Self { events: moments.iter().map(|moment| moment.event.clone()).collect(), killed: None }
    }
}

fn indicators(findings: &Findings) -> Vec<(String, Counted)> {
    let attacks = &findings.attacks;
    let Stances { established, claimed, blamed, suspected, stated, denied, all, not_claimed: _ } =
        &attacks.total;
    let mut found: Vec<(String, Counted)> = [
        ("attacks", all),
        ("attacks established", established),
        ("attacks claimed", claimed),
        ("attacks blamed", blamed),
        ("attacks suspected", suspected),
        ("attacks stated", stated),
        ("attacks denied", denied),
        ("attacks inside the stronghold", &attacks.inside),
        ("attacks outside the stronghold", &attacks.outside),
        ("attacks in no known country", &attacks.place_unknown),
        ("attacks across years", &attacks.across_years),
        ("attacks without a date", &attacks.undated),
    ]
    .into_iter()
    .map(|(name, tally)| (name.to_owned(), Counted::from(tally)))
    .collect();
    found.push(("plots".to_owned(), Counted::from(&findings.plots[..])));
    found.push(("threats".to_owned(), Counted::from(&findings.threats[..])));
    found.extend(
        attacks
            .years
            .iter()
            .map(|year| (format!("attacks in {}", year.year), Counted::from(&year.by_stance.all))),
    );
    found
}

fn numbers(findings: &Findings) -> BTreeMap<&'static str, usize> {
    let coverage = &findings.coverage;
    BTreeMap::from([
        ("reports", coverage.reports),
        ("independent origins", coverage.origins),
        ("events", coverage.events),
        ("events of one origin", coverage.events_of_one_origin),
        ("disputes", findings.contested.len()),
    ])
}

/// The established boundaries; `None` where there is too little to divide.
fn boundaries(own: &Own) -> Option<Vec<(Date, Date)>> {
    let Own::Phases(found) = own else { return None };
    let established = found.boundaries.iter().filter(|boundary| boundary.dated.is_established);
    Some(established.map(|one| one.dated.between).collect())
}
