//! One cluster becomes an event of the record.
use crate::compare::identity;
use crate::contradictions::contradictions;
use crate::figures::Profile;
use crate::place::grain;
use model::record::{Event, EventSubject, Place, TimeSpan, name_key};
use model::{EventSubtype, EventType, Realis};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// One event of the record out of one cluster; the id is left empty, the store gives it. `None` for no members.
#[must_use]
pub fn fuse(mut members: Vec<EventSubject>, profile: &Profile) -> Option<Event> {
    members.sort_by(|a, b| identity(a).cmp(&identity(b)));
    let event_type = event_type(&members)?;
    let figures = profile.fuse(&members);
    Some(Event {
        id: String::new(),
        event_type,
        subtype: subtype(&members, event_type),
        realis: members.iter().map(|member| member.realis).min_by_key(|realis| rank(*realis))?,
        when: when(&members),
        place: place(&members),
        contradictions: contradictions(&members, &figures),
        figures,
        by_profile: Profile::others().iter().flat_map(|other| other.fuse(&members)).collect(),
        n_reports: members.iter().map(|member| &member.report.key).collect::<BTreeSet<_>>().len(),
        n_origins: members.iter().map(|member| &member.report.origin).collect::<BTreeSet<_>>().len(),
        members,
    })
}

/// Distinct origins among the members that are chosen.
fn origins(members: &[EventSubject], chosen: impl Fn(&EventSubject) -> bool) -> usize {
    let chosen = members.iter().filter(|member| chosen(member));
    chosen.map(|member| &member.report.origin).collect::<BTreeSet<_>>().len()
}

/// The type that most origins give; then the first of the contract.
fn event_type(members: &[EventSubject]) -> Option<EventType> {
    let types: BTreeSet<EventType> = members.iter().map(|member| member.event_type).collect();
    types.into_iter().max_by_key(|one| (origins(members, |member| member.event_type == *one), Reverse(*one)))
}

/// The subtype, where all that are given agree.
fn subtype(members: &[EventSubject], event_type: EventType) -> Option<EventSubtype> {
    let given: BTreeSet<EventSubtype> = members.iter().filter_map(|member| member.subtype).collect();
    let mut given = given.into_iter();
    let first = given.next().filter(|subtype| subtype.event_type() == event_type);
    if given.next().is_some() { None } else { first }
}

/// Strongest assertion first.
const fn rank(realis: Realis) -> u8 {
    match realis {
        Realis::Occurred => 0,
        Realis::Attempted => 1,
        Realis::Foiled => 2,
        Realis::Planned => 3,
        Realis::Threatened => 4,
        Realis::Possible => 5,
        Realis::Denied => 6,
    }
}

/// The time that most origins allow; of those the narrowest, then the earliest.
fn when(members: &[EventSubject]) -> Option<TimeSpan> {
    let times: BTreeSet<TimeSpan> = members.iter().filter_map(|member| member.when).collect();
    times.into_iter().min_by_key(|time| {
        let allows = |member: &EventSubject| member.when.is_some_and(|other| holds(&other, time));
        (Reverse(origins(members, allows)), time.days(), *time)
    })
}

fn holds(outer: &TimeSpan, inner: &TimeSpan) -> bool {
    outer.earliest <= inner.earliest && inner.latest <= outer.latest
}

/// The most precise place; of those the one that most origins name, then the first by name.
fn place(members: &[EventSubject]) -> Option<Place> {
    let places = members.iter().filter_map(|member| member.places.first());
    let chosen = places.min_by_key(|place| {
        let key = name_key(&place.name);
        let names =
            |member: &EventSubject| member.places.first().is_some_and(|other| name_key(&other.name) == key);
        (grain(place), Reverse(origins(members, names)), place.precision, place.latitude.is_none(), key)
    });
    chosen.cloned()
}

#[cfg(test)]
#[path = "fuse_tests.rs"]
mod tests;
