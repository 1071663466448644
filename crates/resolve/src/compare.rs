//! Whether two subjects can be one happening or cannot be. How much speaks for it is `score.rs`.
use crate::place::{Agreement, Grain, agreement, grain};
use crate::score::SHIPPED;
use model::record::{EventSubject, name_key};
use model::{EventSubtype, EventType, Realis, Role};
use std::collections::BTreeSet;

/// How exactly a subject is placed in time and space, most exact first: vaguer ones are fitted to more exact ones, never the
/// other way round, so that "an attack in the province in May" does not chain two attacks together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tier {
    /// At most [`FINE_DAYS`], at a site, settlement or district.
    Point,
    /// At most [`FINE_DAYS`], in a province.
    Province,
    /// At most [`FINE_DAYS`], in a country or region.
    Wide,
    /// At most [`COARSE_DAYS`].
    Coarse,
    /// No time but that of its publication, or no place.
    Loose,
    /// Nothing to go by: comparable with a copy of the same text only.
    Alone,
}

impl Tier {
    pub(crate) const ALL: [Self; 6] =
        [Self::Point, Self::Province, Self::Wide, Self::Coarse, Self::Loose, Self::Alone];
}

/// "Thursday night", "over the weekend": still one day's event.
pub(crate) const FINE_DAYS: i64 = 3;
/// Two months: more says too little to tell one event from the next.
const COARSE_DAYS: i64 = 62;

pub(crate) fn tier(subject: &EventSubject) -> Tier {
    let Some(when) = subject.when.filter(|when| when.earliest <= when.latest) else {
        return if subject.report.published.is_some() { Tier::Loose } else { Tier::Alone };
    };
    let Some(grain) = finest(subject) else {
        return if when.days() <= FINE_DAYS { Tier::Loose } else { Tier::Alone };
    };
    match (when.days(), grain) {
        (..=FINE_DAYS, Grain::Point) => Tier::Point,
        (..=FINE_DAYS, Grain::Province) => Tier::Province,
        (..=FINE_DAYS, Grain::Wide) => Tier::Wide,
        (..=COARSE_DAYS, _) => Tier::Coarse,
        _ => Tier::Alone,
    }
}

fn finest(subject: &EventSubject) -> Option<Grain> {
    subject.places.iter().map(grain).min()
}

/// Types that one happening may be called by; all others are kept apart.
pub(crate) fn family(subject: &EventSubject) -> EventType {
    SHIPPED.family(subject.event_type)
}

/// The same for a subject wherever it is met; orders without regard to when a report was added.
pub(crate) fn identity(subject: &EventSubject) -> (&str, &str, &str) {
    (&subject.report.key, &subject.id.reading, &subject.id.local)
}

/// What speaks for two subjects being one happening, in hundredths of log-odds; `None` where too little does, or something forbids it.
/// That a person decided it is no part of this: groups are united over such a pair when everything else is done.
pub(crate) fn link(one: &EventSubject, other: &EventSubject) -> Option<i64> {
    let (finer, vaguer) = if tier(one) <= tier(other) { (one, other) } else { (other, one) };
    if one.sides.are_different(&other.sides) {
        return None;
    }
    if cannot_be_one(one, other) {
        return None;
    }
    if is_copy(one, other) {
        return Some(COPY);
    }
    if tier(vaguer) == Tier::Alone {
        return None;
    }
    let score = SHIPPED.score(one, other)?;
    let is_fitting = tier(vaguer) != Tier::Loose
        && overlap(one, other)
        && best_agreement(one, other).is_some_and(|agreement| fits(finer, vaguer, agreement));
    let least = if is_fitting { SHIPPED.choice.fitting() } else { 0 };
    (score >= least).then_some(score)
}

/// What speaks for and against two subjects being one happening: each table of `rules/same_event.toml` with what it adds to the log-odds, in
/// hundredths; `None` where something forbids it before anything is counted.
#[must_use]
pub fn evidence(one: &EventSubject, other: &EventSubject) -> Option<Vec<(&'static str, i64)>> {
    if cannot_be_one(one, other) {
        return None;
    }
    SHIPPED.parts(one, other).map(Vec::from)
}

fn fits(finer: &EventSubject, vaguer: &EventSubject, agreement: Agreement) -> bool {
    let provincial = finest(vaguer).is_some_and(|grain| grain <= Grain::Province);
    let same = agreement == Agreement::Same && same_days(finer, vaguer);
    match (tier(finer), tier(vaguer)) {
        (Tier::Point, Tier::Point) => agreement >= Agreement::Near,
        (Tier::Province, Tier::Province) => agreement == Agreement::Same,
        (Tier::Wide, Tier::Wide) => same,
        (Tier::Coarse, Tier::Coarse) => same && provincial,
        (_, Tier::Coarse) => provincial && agreement >= Agreement::InsideProvince,
        _ => true,
    }
}

fn overlap(one: &EventSubject, other: &EventSubject) -> bool {
    matches!((one.when, other.when), (Some(one), Some(other)) if one.overlaps(&other))
}

fn same_days(one: &EventSubject, other: &EventSubject) -> bool {
    let days = |subject: &EventSubject| subject.when.map(|when| (when.earliest, when.latest));
    days(one) == days(other)
}

fn best_agreement(one: &EventSubject, other: &EventSubject) -> Option<Agreement> {
    let pairs = one.places.iter().flat_map(|mine| other.places.iter().map(move |theirs| (mine, theirs)));
    pairs.filter_map(|(mine, theirs)| agreement(mine, theirs)).max()
}

/// The same item of the same text, printed twice: one happening even where nothing places it.
fn is_copy(one: &EventSubject, other: &EventSubject) -> bool {
    let same_item = one.report.text == other.report.text && one.id.local == other.id.local;
    let times_agree = one.when.is_none() && other.when.is_none() || overlap(one, other);
    let tiers_agree = tier(one) == tier(other) || one.when.is_none() && other.when.is_none();
    same_item && one.event_type == other.event_type && tiers_agree && times_agree
}

/// A copy outweighs everything else that can speak for a pair.
pub(crate) const COPY: i64 = 100_000;
/// Whether two subjects must not be put together: one text kept them apart, or they contradict each other in what they are.
pub(crate) fn cannot_be_one(one: &EventSubject, other: &EventSubject) -> bool {
    one.sides.are_different(&other.sides)
        || one.report.text == other.report.text && one.id.local != other.id.local
        || Kind::of(one).excludes(&Kind::of(other))
}

/// What a subject is, as far as that keeps it apart from others; very many subjects are of one kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kind<'s> {
    family: EventType,
    reality: u8,
    subtype: Option<EventSubtype>,
    /// Key and name of armed groups that did it in the report's own voice.
    perpetrators: Vec<(&'s str, &'s str)>,
}

impl<'s> Kind<'s> {
    pub(crate) fn of(subject: &'s EventSubject) -> Self {
        Self {
            family: family(subject),
            reality: reality(subject.realis),
            subtype: subject.subtype,
            perpetrators: perpetrators(subject),
        }
    }

    /// Whether one of each cannot be one happening.
    pub(crate) fn excludes(&self, other: &Self) -> bool {
        self.family != other.family
            || self.reality != other.reality
            || subtypes_exclude(self.subtype, other.subtype)
            || perpetrators_exclude(&self.perpetrators, &other.perpetrators)
    }
}

/// What is asserted, disputed or denied is one thing; a plot is another.
pub(crate) const fn reality(realis: Realis) -> u8 {
    match realis {
        Realis::Occurred | Realis::Possible | Realis::Denied => 0,
        Realis::Attempted => 1,
        Realis::Foiled | Realis::Planned => 2,
        Realis::Threatened => 3,
    }
}

fn subtypes_exclude(one: Option<EventSubtype>, other: Option<EventSubtype>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one != other && !may_be_one(one, other) && !may_be_one(other, one),
        _ => false,
    }
}

/// Pairs of subtypes that newsrooms give to one happening; every other pair of different ones excludes itself.
const fn may_be_one(one: EventSubtype, other: EventSubtype) -> bool {
    use EventSubtype as Sub;
    match one {
        // A bomb may be carried by a person or a car, start an assault, or be meant for one person.
        Sub::Bombing | Sub::SuicideBombing => matches!(
            other,
            Sub::Bombing
                | Sub::SuicideBombing
                | Sub::ArmedAssault
                | Sub::Ambush
                | Sub::Assassination
                | Sub::VehicleRamming
                | Sub::Sabotage
        ),
        Sub::ArmedAssault => matches!(
            other,
            Sub::Ambush
                | Sub::Assassination
                | Sub::Execution
                | Sub::Stabbing
                | Sub::VehicleRamming
                | Sub::Arson
                | Sub::Shelling
        ),
        Sub::Assassination => {
            matches!(other, Sub::Ambush | Sub::Execution | Sub::Stabbing | Sub::DroneStrike)
        }
        Sub::VehicleRamming => matches!(other, Sub::Stabbing),
        Sub::Arson => matches!(other, Sub::Sabotage),
        Sub::Offensive => matches!(other, Sub::Raid | Sub::Airstrike),
        Sub::Airstrike => {
            matches!(other, Sub::DroneStrike | Sub::Bombing | Sub::Shelling | Sub::Assassination)
        }
        Sub::Raid => matches!(other, Sub::ArmedAssault | Sub::Assassination | Sub::Execution),
        Sub::Conviction => matches!(other, Sub::Sentence),
        Sub::Gained => matches!(other, Sub::Lost),
        Sub::Negotiation => matches!(other, Sub::Ceasefire | Sub::PeaceDeal),
        Sub::Ceasefire => matches!(other, Sub::PeaceDeal),
        Sub::Founded => matches!(other, Sub::Declared | Sub::Pledged | Sub::Split | Sub::Merged),
        Sub::Declared => matches!(other, Sub::Pledged),
        _ => false,
    }
}

/// Both texts say in their own voice which armed group did it, and name different ones; a state and its forces have too many names ("Israel",
/// "the IDF", "troops"). A branch and its whole ("Islamic State", "Islamic
/// State Khorasan") do not exclude each other.
fn perpetrators_exclude(mine: &[(&str, &str)], theirs: &[(&str, &str)]) -> bool {
    !mine.is_empty()
        && !theirs.is_empty()
        && !mine.iter().any(|(key, name)| theirs.iter().any(|(k, n)| key == k || is_kin(name, n)))
}

fn perpetrators(subject: &EventSubject) -> Vec<(&str, &str)> {
    let participants =
        subject.participants.iter().filter(|participant| participant.role == Role::Perpetrator);
    let actors = participants.filter_map(|participant| participant.actor.as_ref());
    actors
        .filter(|actor| actor.kind == model::ActorKind::ArmedGroup && !actor.key.starts_with("local:"))
        .map(|actor| (actor.key.as_str(), actor.name.as_str()))
        .collect()
}

/// Whether all words of one name occur in the other.
pub(crate) fn is_kin(one: &str, other: &str) -> bool {
    let (one, other) = (name_key(one), name_key(other));
    let (one, other): (BTreeSet<&str>, BTreeSet<&str>) =
        (one.split(' ').collect(), other.split(' ').collect());
    one.is_subset(&other) || other.is_subset(&one)
}

/// Those who took part or are held responsible and are the same wherever they are named.
pub(crate) fn actor_keys(subject: &EventSubject) -> BTreeSet<&str> {
    let participants = subject.participants.iter().filter_map(|participant| participant.actor.as_ref());
    let responsible =
        subject.responsibilities.iter().filter_map(|responsibility| responsibility.actor.as_ref());
    participants
        .chain(responsible)
        .map(|actor| actor.key.as_str())
        .filter(|key| !key.starts_with("local:"))
        .collect()
}
