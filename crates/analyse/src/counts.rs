//! Attacks that occurred, counted by how the group stands to them, per year and by place, with their dead as ranges.
use crate::standing::{Stands, stands};
use crate::{Options, once_each, statements_of};
use model::dossier::ActorDossier;
use model::record::{Event, FusedFigure};
use model::{EventType, Measure, Realis};
use serde::Serialize;
use std::collections::BTreeMap;

/// The dead of several events: sums of each event's bounds, never one number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Toll {
    /// Sum of the lower bounds. An event whose figures give no lower bound adds nothing.
    pub low: u64,
    /// Sum of the profile's choices, where every counted event has one.
    pub best: Option<u64>,
    /// Sum of the upper bounds, where every counted event has one; `None` = open upwards.
    pub high: Option<u64>,
    /// Events with a fused figure.
    pub events_with_figure: usize,
    /// Events without one: they add nothing.
    pub events_without_figure: usize,
}

/// A number of events and what rests behind it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Tally {
    /// The events' minted ids, in the dossier's order.
    pub events: Vec<String>,
    /// Their dead.
    pub killed: Toll,
    /// The statements that put the events here.
    pub statements: Vec<String>,
}

/// Attacks by how the group stands to them. One event may stand in several, so they do not add up; `all` counts it once.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Stances {
    /// Found so by a court or an inquiry.
    pub established: Tally,
    /// Claimed by the group.
    pub claimed: Tally,
    /// Blamed on the group.
    pub blamed: Tally,
    /// The group is suspected.
    pub suspected: Tally,
    /// A report states it as the group's in its own voice.
    pub stated: Tally,
    /// Denied by the group or for it.
    pub denied: Tally,
    /// All attacks for which the group is held responsible in any of these ways but denial; each once.
    pub all: Tally,
    /// Blamed, suspected or stated, and not claimed.
    pub not_claimed: Tally,
}

/// One year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct YearCounts {
    /// The year.
    pub year: i16,
    /// Its attacks.
    pub by_stance: Stances,
}

/// Attacks that occurred.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct AttackCounts {
    /// All of them.
    pub total: Stances,
    /// Those whose bounds lie in one year; years without an attack between the first and the last stand with zeros.
    pub years: Vec<YearCounts>,
    /// Those whose bounds span two years or more: in no year's count.
    pub across_years: Tally,
    /// Those without a date: in no year's count.
    pub undated: Tally,
    /// In a country of the stronghold; empty where none is declared.
    pub inside: Tally,
    /// In another country.
    pub outside: Tally,
    /// In no known country.
    pub place_unknown: Tally,
}

impl Tally {
    /// Number of events.
    #[must_use]
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    fn of(attacks: &[&Attack<'_>], behind: &dyn Fn(&Attack<'_>) -> Vec<String>) -> Self {
        Self {
            events: attacks.iter().map(|attack| attack.event.id.clone()).collect(),
            killed: toll(attacks.iter().map(|attack| attack.event)),
            statements: once_each(attacks.iter().flat_map(|attack| behind(attack))),
        }
    }
}

/// Sums the fused counts of killed.
#[must_use]
pub fn toll<'e>(events: impl Iterator<Item = &'e Event>) -> Toll {
    let mut toll = Toll { best: Some(0), high: Some(0), ..Toll::default() };
    for event in events {
        let Some(killed) = killed(event) else {
            toll.events_without_figure += 1;
            continue;
        };
        toll.events_with_figure += 1;
        toll.low += killed.low.or(killed.best).unwrap_or(0);
        toll.best = toll.best.zip(killed.best).map(|(sum, best)| sum + best);
        toll.high = toll.high.zip(killed.high).map(|(sum, high)| sum + high);
    }
    if toll.events_with_figure == 0 {
        (toll.best, toll.high) = (None, None);
    }
    toll
}

/// The fused count of an event's dead, where one has any bound.
#[must_use]
pub fn killed(event: &Event) -> Option<&FusedFigure> {
    let bounded = |figure: &&FusedFigure| figure.low.or(figure.best).or(figure.high).is_some();
    event.figures.iter().filter(|figure| figure.measure == Measure::Killed).find(bounded)
}

struct Attack<'d> {
    event: &'d Event,
    stands: Stands,
}

impl Attack<'_> {
    /// The statements behind the responsibility in any way but denial.
    fn behind(&self) -> Vec<String> {
        let stands = &self.stands;
        let ways = [&stands.established, &stands.claimed, &stands.blamed, &stands.suspected, &stands.stated];
        ways.into_iter().flatten().cloned().collect()
    }
}

pub(crate) fn attacks(dossier: &ActorDossier, options: &Options) -> AttackCounts {
    let attacks = dossier
        .events
        .iter()
        .filter(|event| event.event_type == EventType::Attack && event.realis == Realis::Occurred)
        .map(|event| Attack { event, stands: stands(event, &dossier.actor.key) })
        .filter(|attack| attack.stands.standing().is_responsible() || !attack.stands.denied.is_empty())
        .collect::<Vec<_>>();
    let every = attacks.iter().collect::<Vec<_>>();
    let responsible = held_responsible(&every);
    let mut counts = AttackCounts { total: stances(&every), years: years(&every), ..AttackCounts::default() };
    let with_time = |attack: &Attack<'_>| [attack.behind(), statements_of(attack.event)].concat();
    let select = |keep: &dyn Fn(&Event) -> bool| {
        let kept = responsible.iter().copied().filter(|attack| keep(attack.event)).collect::<Vec<_>>();
        Tally::of(&kept, &with_time)
    };
    counts.undated = select(&|event| event.when.is_none());
    counts.across_years = select(&|event| event.when.is_some() && year_of(event).is_none());
    if !options.stronghold.is_empty() {
        let country = |event: &Event| event.place.as_ref().and_then(|place| place.country.clone());
        let is_inside = |event: &Event| country(event).map(|country| options.stronghold.contains(&country));
        counts.inside = select(&|event| is_inside(event) == Some(true));
        counts.outside = select(&|event| is_inside(event) == Some(false));
        counts.place_unknown = select(&|event| is_inside(event).is_none());
    }
    counts
}

fn held_responsible<'a, 'd>(attacks: &[&'a Attack<'d>]) -> Vec<&'a Attack<'d>> {
    attacks.iter().copied().filter(|attack| attack.stands.standing().is_responsible()).collect()
}

/// The year that holds the whole of an event's time.
fn year_of(event: &Event) -> Option<i16> {
    event.when.map(|when| (when.earliest.year(), when.latest.year())).and_then(|(a, b)| (a == b).then_some(a))
}

fn years(attacks: &[&Attack<'_>]) -> Vec<YearCounts> {
    let mut by_year: BTreeMap<i16, Vec<&Attack<'_>>> = BTreeMap::new();
    for attack in attacks {
        if let Some(year) = year_of(attack.event) {
            by_year.entry(year).or_default().push(attack);
        }
    }
    let (Some(first), Some(last)) = (by_year.keys().next().copied(), by_year.keys().last().copied()) else {
        return Vec::new();
    };
    (first..=last)
        .map(|year| YearCounts {
            year,
            by_stance: by_year.get(&year).map(|of| stances(of)).unwrap_or_default(),
        })
        .collect()
}

fn stances(attacks: &[&Attack<'_>]) -> Stances {
    let by = |of: &dyn for<'s> Fn(&'s Stands) -> &'s Vec<String>| {
        let kept =
            attacks.iter().copied().filter(|attack| !of(&attack.stands).is_empty()).collect::<Vec<_>>();
        Tally::of(&kept, &|attack| of(&attack.stands).clone())
    };
    let all = held_responsible(attacks);
    let is_open =
        |attack: &&&Attack<'_>| attack.stands.claimed.is_empty() && attack.stands.established.is_empty();
    let not_claimed = all.iter().filter(is_open).copied().collect::<Vec<_>>();
    Stances {
        established: by(&|stands| &stands.established),
        claimed: by(&|stands| &stands.claimed),
        blamed: by(&|stands| &stands.blamed),
        suspected: by(&|stands| &stands.suspected),
        stated: by(&|stands| &stands.stated),
        denied: by(&|stands| &stands.denied),
        all: Tally::of(&all, &|attack| attack.behind()),
        not_claimed: Tally::of(&not_claimed, &|attack| attack.behind()),
    }
}
