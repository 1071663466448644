//! What judgements make of a report's subjects, before they are compared with those of other reports.
use jiff::civil::Date;
use model::record::{
    ActorFigureSubject, ActorRef, EventSubject, RelationSubject, SubjectFigure, Subjects, TimeSpan, Voice,
};
use model::statement::Family;
use model::{EventSubtype, EventType, Measure, PlacePrecision, Qualifier, Realis, Ruling, Scope};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;

/// The right number, for a figure: all three bounds are replaced.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RightFigure {
    low: Option<u64>,
    best: Option<u64>,
    high: Option<u64>,
    measure: Option<Measure>,
    scope: Option<Scope>,
}

/// The right days, for a time.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RightTime {
    earliest: Date,
    latest: Date,
}

/// The right place; the point is taken out unless it is given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RightPlace {
    name: String,
    country: Option<String>,
    admin1: Option<String>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    precision: Option<PlacePrecision>,
}

/// What kind of event it is; what is not given stays.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RightEvent {
    #[serde(rename = "type")]
    event_type: Option<EventType>,
    subtype: Option<EventSubtype>,
    realis: Option<Realis>,
}

/// Why a value cannot stand in the place of a statement's; `None` where it can.
#[must_use]
pub fn why_no_correction(family: Family, value: &Value) -> Option<String> {
    match family {
        Family::Figure => parsed::<RightFigure>(value).and_then(check_figure).err(),
        Family::When => parsed::<RightTime>(value).and_then(check_time).err(),
        Family::Where => parsed::<RightPlace>(value).and_then(check_place).err(),
        Family::Event => parsed::<RightEvent>(value).and_then(check_event).err(),
        Family::Actor
        | Family::Participant
        | Family::Responsibility
        | Family::Relation
        | Family::Quotation
        | Family::Assessment => Some(format!(
            "a statement of family `{}` cannot be corrected, expected `figure`, `when`, `where` or `event`\nhint: reject it; names are put right in the lexicon",
            family.as_str()
        )),
    }
}

fn parsed<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    T::deserialize(value).map_err(|error| error.to_string())
}

fn check_figure(right: RightFigure) -> Result<RightFigure, String> {
    let given = [right.low, right.best, right.high].into_iter().flatten().collect::<Vec<_>>();
    match (given.is_empty(), given.is_sorted()) {
        (true, _) => Err("found no number, expected `low`, `best` or `high`".to_owned()),
        (_, false) => Err(format!("found {given:?}, expected low at most best at most high")),
        _ => Ok(right),
    }
}

fn check_time(right: RightTime) -> Result<RightTime, String> {
    if right.earliest <= right.latest {
        return Ok(right);
    }
    Err(format!("found {} after {}, expected `earliest` at most `latest`", right.earliest, right.latest))
}

fn check_place(right: RightPlace) -> Result<RightPlace, String> {
    let on_globe = |degrees: Option<f64>, most: f64| degrees.is_none_or(|degrees| degrees.abs() <= most);
    let has_point = right.latitude.is_some() == right.longitude.is_some();
    if has_point && on_globe(right.latitude, 90.0) && on_globe(right.longitude, 180.0) {
        return Ok(right);
    }
    Err("found half a point or one off the globe, expected `latitude` and `longitude` in degrees".to_owned())
}

fn check_event(right: RightEvent) -> Result<RightEvent, String> {
    match (right.event_type, right.subtype) {
        (Some(of), Some(subtype)) if subtype.event_type() != of => Err(format!(
            "found subtype `{subtype}` of type `{of}`, expected one of `{}`",
            subtype.event_type()
        )),
        _ => Ok(right),
    }
}

/// A report's subjects as persons have judged them: rejected statements are gone, corrected ones say what is right, actors that
/// are one have one key. `aliases` leads from a key to the actor that it is one with.
pub fn judge(
    subjects: &mut Subjects,
    rulings: &BTreeMap<String, Ruling>,
    aliases: &BTreeMap<String, ActorRef>,
) {
    if !rulings.is_empty() {
        apply(subjects, rulings);
    }
    if !aliases.is_empty() {
        rename(subjects, aliases);
    }
}

fn apply(subjects: &mut Subjects, rulings: &BTreeMap<String, Ruling>) {
    let stands = |statement: &String| rulings.get(statement) != Some(&Ruling::Rejected);
    let right = |statement: &String| match rulings.get(statement) {
        Some(Ruling::Corrected(value)) => Some(value),
        Some(Ruling::Rejected) | None => None,
    };
    subjects.events.retain(|event| stands(&event.statement));
    for event in &mut subjects.events {
        if let Some(value) = right(&event.statement) {
            put_event_right(event, value);
        }
        put_time_right(event, &stands, &right);
        put_places_right(event, &stands, &right);
        event.participants.retain(|one| stands(&one.statement));
        event.responsibilities.retain(|one| stands(&one.statement));
        event.figures.retain(|one| stands(&one.statement));
        event
            .figures
            .iter_mut()
            .for_each(|figure| put_figure_right(figure, right(&figure.statement.clone())));
    }
    subjects.figures.retain(|one| stands(&one.figure.statement));
    for ActorFigureSubject { figure, .. } in &mut subjects.figures {
        put_figure_right(figure, right(&figure.statement.clone()));
    }
    subjects.relations.retain(|one| stands(&one.statement));
    subjects.quotations.retain(|one| stands(&one.statement));
    subjects.assessments.retain(|one| stands(&one.statement));
}

fn put_event_right(event: &mut EventSubject, value: &Value) {
    let Ok(right) = parsed::<RightEvent>(value) else { return };
    if let Some(event_type) = right.event_type {
        (event.event_type, event.subtype) = (event_type, None);
    }
    if let Some(subtype) = right.subtype {
        (event.event_type, event.subtype) = (subtype.event_type(), Some(subtype));
    }
    event.realis = right.realis.unwrap_or(event.realis);
}

fn put_time_right<'v>(
    event: &mut EventSubject,
    stands: &impl Fn(&String) -> bool,
    right: &impl Fn(&String) -> Option<&'v Value>,
) {
    let Some(statement) = event.when_statement.clone() else { return };
    if !stands(&statement) {
        (event.when, event.when_statement) = (None, None);
    } else if let Some(Ok(right)) = right(&statement).map(parsed::<RightTime>) {
        let (earliest, latest) = (right.earliest, right.latest);
        event.when = Some(TimeSpan { earliest, latest, precision: None, approximate: false });
    }
}

fn put_places_right<'v>(
    event: &mut EventSubject,
    stands: &impl Fn(&String) -> bool,
    right: &impl Fn(&String) -> Option<&'v Value>,
) {
    let places = std::mem::take(&mut event.places);
    let statements = std::mem::take(&mut event.place_statements);
    for (mut place, statement) in
        places.into_iter().zip(statements).filter(|(_, statement)| stands(statement))
    {
        if let Some(Ok(right)) = right(&statement).map(parsed::<RightPlace>) {
            let RightPlace { name, country, admin1, latitude, longitude, precision } = right;
            let precision = precision.or(place.precision);
            let relation = place.relation;
            place = model::record::Place { name, country, admin1, latitude, longitude, precision, relation };
        }
        event.places.push(place);
        event.place_statements.push(statement);
    }
}

fn put_figure_right(figure: &mut SubjectFigure, right: Option<&Value>) {
    let Some(Ok(right)) = right.map(parsed::<RightFigure>) else { return };
    (figure.low, figure.best, figure.high) = (right.low, right.best, right.high);
    figure.qualifier = match (right.low, right.best, right.high) {
        (_, Some(_), _) => Qualifier::Exact,
        (Some(_), None, None) => Qualifier::AtLeast,
        (None, None, Some(_)) => Qualifier::UpTo,
        (_, None, _) => Qualifier::Range,
    };
    figure.measure = right.measure.unwrap_or(figure.measure);
    figure.scope = right.scope.unwrap_or(figure.scope);
}

fn rename(subjects: &mut Subjects, aliases: &BTreeMap<String, ActorRef>) {
    let one = |actor: &mut ActorRef| {
        if let Some(same) = aliases.get(&actor.key) {
            actor.clone_from(same);
        }
    };
    let said = |voice: &mut Voice| match voice {
        Voice::Actor(actor) => one(actor),
        Voice::Document | Voice::Described(_) => {}
    };
    subjects.actors.iter_mut().for_each(|subject| one(&mut subject.actor));
    for event in &mut subjects.events {
        event.participants.iter_mut().filter_map(|one| one.actor.as_mut()).for_each(one);
        let held = event.responsibilities.iter_mut();
        held.flat_map(|one| [one.actor.as_mut(), one.speaker.as_mut()]).flatten().for_each(one);
        event.figures.iter_mut().for_each(|figure| said(&mut figure.voice));
    }
    for RelationSubject { from, to, voice, .. } in &mut subjects.relations {
        one(from);
        to.iter_mut().for_each(one);
        said(voice);
    }
    // Nobody is a branch of, or allied with, itself.
    subjects.relations.retain(|relation| relation.to.as_ref().is_none_or(|to| to.key != relation.from.key));
    for ActorFigureSubject { actor, figure, .. } in &mut subjects.figures {
        actor.iter_mut().for_each(one);
        said(&mut figure.voice);
    }
    for quotation in &mut subjects.quotations {
        said(&mut quotation.voice);
        quotation.via.iter_mut().chain(&mut quotation.about).for_each(one);
    }
    for assessment in &mut subjects.assessments {
        said(&mut assessment.voice);
        assessment.subject.iter_mut().for_each(one);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::{With as _, attack, figure, kabul, span};
    use serde_json::json;

    fn subjects() -> Subjects {
        let event = attack("a", "e1", Some(span("2020-05-12", "2020-05-12")), vec![kabul()])
            .figure_of(figure(Qualifier::Exact, 19))
            .perpetrator("Taliban");
        Subjects { events: vec![event], ..Subjects::default() }
    }

    fn judged(statement: &str, ruling: Ruling) -> Subjects {
        let mut subjects = subjects();
        judge(&mut subjects, &BTreeMap::from([(statement.to_owned(), ruling)]), &BTreeMap::new());
        subjects
    }

    #[test]
    fn a_rejected_statement_counts_no_more() {
        assert!(judged("a/e1/event", Ruling::Rejected).events.is_empty());
        assert!(judged("a/e1/event/figure0", Ruling::Rejected).events[0].figures.is_empty());
        assert_eq!(judged("a/e1/when", Ruling::Rejected).events[0].when, None);
        let without_place = judged("a/e1/where0", Ruling::Rejected).events.remove(0);
        assert!(without_place.places.is_empty() && without_place.place_statements.is_empty());
        assert_eq!(judged("another", Ruling::Rejected), subjects());
    }

    #[test]
    fn a_corrected_statement_says_what_is_right() {
        let figure = judged("a/e1/event/figure0", Ruling::Corrected(json!({ "low": 21 })))
            .events
            .remove(0)
            .figures
            .remove(0);
        assert_eq!((figure.low, figure.best, figure.qualifier), (Some(21), None, Qualifier::AtLeast));
        let days = json!({ "earliest": "2020-05-11", "latest": "2020-05-12" });
        let when = judged("a/e1/when", Ruling::Corrected(days)).events[0].when.unwrap();
        assert_eq!(when.days(), 2);
        let event =
            judged("a/e1/event", Ruling::Corrected(json!({ "subtype": "bombing", "realis": "foiled" })))
                .events
                .remove(0);
        assert_eq!((event.subtype, event.realis), (Some(EventSubtype::Bombing), Realis::Foiled));
    }

    #[test]
    fn what_cannot_be_right_is_refused() {
        let wrong = [
            (Family::Figure, json!({}), "found no number"),
            (Family::Figure, json!({ "low": 9, "high": 3 }), "low at most best"),
            (Family::Figure, json!({ "killed": 9 }), "unknown field `killed`"),
            (
                Family::When,
                json!({ "earliest": "2020-05-12", "latest": "2020-05-11" }),
                "`earliest` at most `latest`",
            ),
            (Family::Where, json!({ "name": "Kabul", "latitude": 34.5 }), "half a point"),
            (Family::Event, json!({ "type": "arrest", "subtype": "bombing" }), "expected one of `attack`"),
            (Family::Quotation, json!({}), "cannot be corrected"),
        ];
        for (family, value, message) in wrong {
            let found = why_no_correction(family, &value).unwrap();
            assert!(found.contains(message), "{value}: {found}");
        }
        assert_eq!(why_no_correction(Family::Figure, &json!({ "best": 12 })), None);
    }

    #[test]
    fn actors_that_are_one_have_one_key() {
        let mut subjects = subjects();
        let held = subjects.events[0].participants[0].actor.clone().unwrap();
        let same = ActorRef { key: "lex:other".to_owned(), name: "Other".to_owned(), kind: held.kind };
        judge(&mut subjects, &BTreeMap::new(), &BTreeMap::from([(held.key, same.clone())]));
        assert_eq!(subjects.events[0].participants[0].actor, Some(same));
    }
}
