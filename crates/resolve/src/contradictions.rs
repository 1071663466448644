//! Statements of one event that cannot all be right: listed, never averaged away.
use crate::compare::is_kin;
use crate::place::{Grain, distance_km, grain};
use model::record::{
    ActorRef, Contradiction, EventSubject, FusedFigure, Place, SubjectFigure, TimeSpan, name_key,
};
use model::{Measure, Qualifier, Realis, Role, Stance};
use std::collections::{BTreeMap, BTreeSet};

/// Every contradiction among the members, in a fixed order of subjects.
pub(crate) fn contradictions(members: &[EventSubject], figures: &[FusedFigure]) -> Vec<Contradiction> {
    let measures = [Measure::Killed, Measure::Injured].into_iter();
    measures
        .filter_map(|measure| numbers(measure, members, figures))
        .chain(times(members))
        .chain(places(members))
        .chain(responsibility(members))
        .chain(realis(members))
        .collect()
}

fn found(about: &str, message: String, statements: impl IntoIterator<Item = String>) -> Contradiction {
    let statements = statements.into_iter().collect::<BTreeSet<String>>().into_iter().collect();
    Contradiction { about: about.to_owned(), message, statements }
}

/// Figures that count the same and exclude each other.
fn numbers(measure: Measure, members: &[EventSubject], fused: &[FusedFigure]) -> Option<Contradiction> {
    let fused = fused.iter().find(|figure| figure.measure == measure)?;
    let used: BTreeSet<&String> = fused.used.iter().collect();
    let figures: Vec<&SubjectFigure> = members
        .iter()
        .flat_map(|member| &member.figures)
        .filter(|figure| used.contains(&figure.statement))
        .collect();
    let excluded = |figure: &&&SubjectFigure| figures.iter().any(|other| exclude_each_other(figure, other));
    let rivals: Vec<&&SubjectFigure> = figures.iter().filter(excluded).collect();
    let mut stated: Vec<(u64, String)> =
        rivals.iter().map(|figure| (order_of(figure), in_words(figure))).collect();
    stated.sort_unstable();
    stated.dedup();
    let listed: Vec<String> = stated.into_iter().map(|(_, words)| words).collect();
    let statements = rivals.iter().map(|figure| figure.statement.clone());
    (listed.len() > 1)
        .then(|| found(measure.as_str(), format!("{measure}: reports give {}", and(&listed)), statements))
}

fn exclude_each_other(one: &SubjectFigure, other: &SubjectFigure) -> bool {
    let ((low, high), (other_low, other_high)) = (bounds(one), bounds(other));
    high < other_low || other_high < low
}

/// What the words allow, inclusive. "About 40" allows a tenth more or less.
fn bounds(figure: &SubjectFigure) -> (u64, u64) {
    let best = figure.best.filter(|_| figure.qualifier != Qualifier::Approximately);
    let about = figure.best.filter(|_| figure.qualifier == Qualifier::Approximately);
    let low = figure.low.or(best).or(about.map(|about| about - about / 10)).unwrap_or(0);
    let high = figure.high.or(best).or(about.map(|about| about + about / 10)).unwrap_or(u64::MAX);
    let beyond = u64::from(figure.qualifier == Qualifier::MoreThan);
    let below = u64::from(figure.qualifier == Qualifier::FewerThan);
    (low.saturating_add(beyond), high.saturating_sub(below))
}

fn order_of(figure: &SubjectFigure) -> u64 {
    figure.best.or(figure.low).or(figure.high).unwrap_or(0)
}

fn in_words(figure: &SubjectFigure) -> String {
    let SubjectFigure { low, best, high, qualifier, .. } = figure;
    match (best, low, high) {
        (Some(best), ..) if *qualifier == Qualifier::Approximately => format!("about {best}"),
        (Some(best), ..) => best.to_string(),
        (None, Some(low), Some(high)) => format!("{low} to {high}"),
        (None, Some(low), None) if *qualifier == Qualifier::MoreThan => format!("more than {low}"),
        (None, Some(low), None) => format!("at least {low}"),
        (None, None, Some(high)) if *qualifier == Qualifier::FewerThan => format!("fewer than {high}"),
        (None, None, Some(high)) => format!("up to {high}"),
        (None, None, None) => "an unbounded number".to_owned(),
    }
}

fn and(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Days that do not meet.
fn times(members: &[EventSubject]) -> Option<Contradiction> {
    let times: Vec<(TimeSpan, &String)> =
        members.iter().filter_map(|member| Some((member.when?, member.when_statement.as_ref()?))).collect();
    let apart = |one: &&(TimeSpan, &String)| times.iter().any(|other| !one.0.overlaps(&other.0));
    let rivals: Vec<&(TimeSpan, &String)> = times.iter().filter(apart).collect();
    let days: BTreeSet<String> = rivals.iter().map(|(when, _)| days_of(when)).collect();
    let message = format!("when: reports give {}", and(&days.into_iter().collect::<Vec<_>>()));
    (!rivals.is_empty())
        .then(|| found("when", message, rivals.iter().map(|(_, statement)| (*statement).clone())))
}

fn days_of(when: &TimeSpan) -> String {
    if when.earliest == when.latest {
        return when.earliest.to_string();
    }
    format!("{} to {}", when.earliest, when.latest)
}

/// Two points further apart than this are two places, however near each of them lies to a third.
const APART_KM: f64 = 50.0;

fn places(members: &[EventSubject]) -> Option<Contradiction> {
    let places: Vec<(&Place, &String)> = members
        .iter()
        .filter_map(|member| Some((member.places.first()?, member.place_statements.first()?)))
        .filter(|(place, _)| grain(place) == Grain::Point)
        .collect();
    let apart = |one: &Place, other: &Place| distance_km(one, other).is_some_and(|km| km > APART_KM);
    let rivals: Vec<&(&Place, &String)> =
        places.iter().filter(|(one, _)| places.iter().any(|(other, _)| apart(one, other))).collect();
    let names: BTreeSet<String> = rivals.iter().map(|(place, _)| place.name.clone()).collect();
    let message = format!("where: reports give {}", and(&names.into_iter().collect::<Vec<_>>()));
    (!rivals.is_empty())
        .then(|| found("where", message, rivals.iter().map(|(_, statement)| (*statement).clone())))
}

/// One way of saying who did it: what is said of whom, with the statements.
type Sayings = BTreeMap<(u8, &'static str, String), (ActorRef, BTreeSet<String>)>;

/// Who did it: one who claims and one who denies, or two different ones. What is only suspected or blamed contradicts what else
/// is blamed, not silence.
fn responsibility(members: &[EventSubject]) -> Option<Contradiction> {
    let mut sayings = Sayings::new();
    for member in members {
        let participants = member.participants.iter().filter(|one| one.role == Role::Perpetrator);
        for one in participants {
            note(&mut sayings, (0, "reported as done by"), one.actor.as_ref(), &one.statement);
        }
        for one in &member.responsibilities {
            note(&mut sayings, saying(one.stance), one.actor.as_ref(), &one.statement);
        }
    }
    let all: Vec<_> = sayings.iter().collect();
    let rivals: Vec<_> = all.iter().filter(|one| all.iter().any(|other| rival(one, other))).collect();
    let parts: Vec<String> =
        rivals.iter().map(|((_, words, _), (actor, _))| format!("{words} {}", actor.name)).collect();
    let statements = rivals.iter().flat_map(|(_, (_, statements))| statements.iter().cloned());
    (!rivals.is_empty())
        .then(|| found("responsibility", format!("responsibility: {}", and(&parts)), statements))
}

fn note(sayings: &mut Sayings, saying: (u8, &'static str), actor: Option<&ActorRef>, statement: &str) {
    let Some(actor) = actor.filter(|actor| !actor.key.starts_with("local:")) else { return };
    let entry = sayings.entry((saying.0, saying.1, actor.key.clone()));
    entry.or_insert_with(|| (actor.clone(), BTreeSet::new())).1.insert(statement.to_owned());
}

const DENIED: u8 = 9;

const fn saying(stance: Stance) -> (u8, &'static str) {
    match stance {
        Stance::Established => (1, "established as done by"),
        Stance::Claimed => (2, "claimed by"),
        Stance::Blamed => (3, "blamed on"),
        Stance::Suspected => (4, "suspected of"),
        Stance::Denied => (DENIED, "denied by"),
    }
}

fn rival(
    one: &(&(u8, &'static str, String), &(ActorRef, BTreeSet<String>)),
    other: &(&(u8, &'static str, String), &(ActorRef, BTreeSet<String>)),
) -> bool {
    let ((one_rank, _, one_key), (one_actor, _)) = one;
    let ((other_rank, _, other_key), (other_actor, _)) = other;
    let same = one_key == other_key;
    match (*one_rank == DENIED, *other_rank == DENIED) {
        (true, true) => false,
        (true, false) | (false, true) => same,
        (false, false) => {
            !same && !is_kin(&one_actor.name, &other_actor.name) && !name_key(&one_actor.name).is_empty()
        }
    }
}

/// Whether it happened.
fn realis(members: &[EventSubject]) -> Option<Contradiction> {
    let asserted = members.iter().any(|member| member.realis == Realis::Occurred);
    let denied = members.iter().any(|member| member.realis == Realis::Denied);
    let concerned =
        members.iter().filter(|member| matches!(member.realis, Realis::Occurred | Realis::Denied));
    (asserted && denied).then(|| {
        let message = "realis: reports state it as having happened, and report that it is denied".to_owned();
        found("realis", message, concerned.map(|member| member.statement.clone()))
    })
}
