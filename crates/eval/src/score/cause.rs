//! Why an item is missed or spurious, as far as gold and reading tell: the nearest thing on the other side decides.
//!
//! The causes are words for a table, not a proof: they say what stands where the item should, so that the largest heap of one cause can be
//! worked on first.
use super::Family;
use super::document::{Scoring, figure_same, relation_place_same, where_same};
use super::value::{equal, get, items, overlap, same, spans, touch};
use serde_json::Value;

/// The two events that a slot belongs to; either may be absent.
type Of<'v> = (Option<&'v Value>, Option<&'v Value>);

/// Why the gold's item has no counterpart; `free` are predicted items of the same list that are paired with nothing.
pub(super) fn of_missed(
    scoring: &Scoring<'_>,
    family: Family,
    gold: &Value,
    free: &[&Value],
    of: Of<'_>,
) -> String {
    if of.0.is_some() && of.1.is_none() {
        return "the event is missed".to_owned();
    }
    let cause = match family {
        Family::Actors => actor_missed(scoring, gold),
        Family::Events => event_missed(scoring, gold),
        Family::When | Family::Where => slot_missed(family, gold, free),
        Family::Participants => participant_differs(gold, free, "nobody found in the role"),
        Family::Responsibilities => responsibility_missed(gold, free, of),
        Family::EventFigures | Family::Figures => figure_missed(scoring, gold, free),
        Family::Relations => relation_missed(scoring, gold, free),
        Family::Quotations => quotation_missed(scoring, gold, free),
        Family::Assessments => assessment_missed(gold, free),
    };
    cause.to_owned()
}

/// Why the reading's item has no counterpart; `missed` are the gold items of the same list that are paired with nothing.
pub(super) fn of_spurious(
    scoring: &Scoring<'_>,
    family: Family,
    pred: &Value,
    missed: &[&Value],
    of: Of<'_>,
) -> String {
    if of.1.is_some() && of.0.is_none() {
        return "the event is spurious".to_owned();
    }
    let is_near_missed = || missed.iter().any(|gold| near(gold, pred));
    let is_near_any = || {
        let key = family.as_str();
        items(scoring.gold, key).iter().any(|gold| near(gold, pred))
    };
    let cause = match family {
        Family::Events if is_near_missed() => "another type than the gold's",
        Family::Events | Family::Actors | Family::Relations | Family::Quotations | Family::Assessments
            if is_near_missed() =>
        {
            "stands for an item that it does not match"
        }
        Family::Actors | Family::Events if is_near_any() => "one of the gold split in two",
        Family::When | Family::Where if !missed.is_empty() => "another value than the gold's",
        Family::Participants => participant_differs(pred, missed, "no participant there"),
        Family::Responsibilities => match missed {
            [] => "nobody is held responsible there",
            [..] if missed.iter().any(|gold| same(gold, pred, &["stance"])) => "another party",
            [..] => "another stance",
        },
        Family::EventFigures | Family::Figures
            if missed.iter().any(|gold| same(gold, pred, &["measure"])) =>
        {
            "other numbers or qualifier"
        }
        Family::EventFigures | Family::Figures if !missed.is_empty() => "another measure",
        Family::EventFigures | Family::Figures if is_elsewhere(scoring.gold, pred) => {
            "of another event or of none"
        }
        _ => "nothing there in the gold",
    };
    cause.to_owned()
}

fn near(one: &Value, other: &Value) -> bool {
    let own = spans(other);
    spans(one).iter().any(|span| touch(span, &own))
}

fn actor_missed(scoring: &Scoring<'_>, gold: &Value) -> &'static str {
    let is_held = items(scoring.pred, "actors").iter().any(|pred| near(gold, pred));
    if is_held { "taken for another actor" } else { "no rule or entry names it" }
}

fn event_missed(scoring: &Scoring<'_>, gold: &Value) -> &'static str {
    let there = items(scoring.pred, "events").into_iter().filter(|pred| near(gold, pred)).collect::<Vec<_>>();
    match () {
        () if there.is_empty() => "no trigger found",
        () if there.iter().any(|pred| equal(get(gold, "type"), get(pred, "type"))) => {
            "merged with another event"
        }
        () => "another type",
    }
}

fn slot_missed(family: Family, gold: &Value, free: &[&Value]) -> &'static str {
    match free {
        [] if family == Family::When => "no time found for the event",
        [] => "no place found for the event",
        [..] if family == Family::Where && free.iter().any(|pred| !same(gold, pred, &["country"])) => {
            debug_assert!(free.iter().all(|pred| !where_same(gold, pred)));
            "a place in another country"
        }
        [..] => "another value",
    }
}

fn participant_differs(one: &Value, others: &[&Value], nobody: &'static str) -> &'static str {
    let is_role = |other: &&&Value| equal(get(one, "role"), get(other, "role"));
    match () {
        () if others.iter().any(|other| overlap(one, other)) => "another role",
        () if others.iter().filter(is_role).count() > 0 => "another filler of the role",
        () => nobody,
    }
}

fn responsibility_missed(gold: &Value, free: &[&Value], of: Of<'_>) -> &'static str {
    let is_perpetrator = of.1.is_some_and(|event| {
        items(event, "participants").iter().any(|one| get(one, "role").as_str() == Some("perpetrator"))
    });
    match () {
        () if free.iter().any(|pred| same(gold, pred, &["stance"])) => "another party",
        () if !free.is_empty() => "another stance",
        () if is_perpetrator => "stated as perpetrator instead",
        () => "none found for the event",
    }
}

fn figure_missed(scoring: &Scoring<'_>, gold: &Value, free: &[&Value]) -> &'static str {
    match () {
        () if free.iter().any(|pred| overlap(gold, pred) && same(gold, pred, &["measure"])) => {
            "other bounds or qualifier"
        }
        () if free.iter().any(|pred| overlap(gold, pred)) => "another measure",
        () if is_elsewhere(scoring.pred, gold) => "given to another event or to none",
        () => "the number is not read as a figure",
    }
}

/// Whether a figure of the same words and numbers stands anywhere in a reading or a gold file.
fn is_elsewhere(reading: &Value, figure: &Value) -> bool {
    let mut all = items(reading, "figures");
    all.extend(items(reading, "events").into_iter().flat_map(|event| items(event, "figures")));
    all.iter().any(|other| overlap(figure, other) || figure_same(figure, other) && near(figure, other))
}

fn relation_missed(scoring: &Scoring<'_>, gold: &Value, free: &[&Value]) -> &'static str {
    let found = |key| {
        let wanted = get(gold, key);
        wanted.is_null()
            || scoring
                .ids
                .values()
                .any(|id| super::value::alternatives(wanted).iter().any(|one| one.as_str() == Some(id)))
    };
    let is_end = |pred: &&&Value| scoring.maps(get(gold, "from"), get(pred, "from"));
    match () {
        () if !found("from") || !found("to") => "an actor of it is missed",
        () if free
            .iter()
            .filter(is_end)
            .any(|pred| same(gold, pred, &["kind"]) && !relation_place_same(gold, pred)) =>
        {
            "another place"
        }
        () if free.iter().filter(is_end).any(|pred| same(gold, pred, &["kind"])) => "another other end",
        () if free.iter().filter(is_end).any(|pred| scoring.maps(get(gold, "to"), get(pred, "to"))) => {
            "another kind"
        }
        () => "no rule finds it",
    }
}

fn quotation_missed(scoring: &Scoring<'_>, gold: &Value, free: &[&Value]) -> &'static str {
    let content = |item| get(item, "content");
    let there = free.iter().filter(|pred| overlap(content(gold), content(pred))).collect::<Vec<_>>();
    match () {
        () if there.iter().any(|pred| scoring.maps(get(gold, "speaker"), get(pred, "speaker"))) => {
            "content cut differently"
        }
        () if !there.is_empty() => "another speaker",
        () => "no quotation found there",
    }
}

fn assessment_missed(gold: &Value, free: &[&Value]) -> &'static str {
    let there = free.iter().filter(|pred| overlap(gold, pred)).collect::<Vec<_>>();
    match () {
        () if there.is_empty() => "no assessment found there",
        () if there.iter().any(|pred| same(gold, pred, &["kind"])) => "another assessor, subject or horizon",
        () => "another kind",
    }
}
