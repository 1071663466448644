//! The counting rules, one by one, on a small document that uses every family.
use eval::score::validate::{Form, as_reading, problems};
use eval::score::{Family, Scoring, Tally};
use serde_json::{Value, json};

const TEXT: &str = "On May 4 gunmen of the Front stormed a depot near Kano, killing at least 7 guards. The Front claimed the raid, \
    the Herald said. Abuja blamed bandits. The army said the Front, a branch of the League, has about 300 men and could strike again in \
    two months.";

/// Every quote stands for its first place in the text.
fn located(node: Value) -> Value {
    match node {
        Value::Array(list) => list.into_iter().map(located).collect(),
        Value::Object(object) => {
            let mut out = object
                .into_iter()
                .map(|(key, value)| (key, located(value)))
                .collect::<serde_json::Map<_, _>>();
            if let Some(quote) = out.get("quote").and_then(Value::as_str).map(str::to_owned) {
                let start = TEXT.find(&quote).unwrap_or_else(|| panic!("`{quote}` is not in the text"));
                out.insert("start".to_owned(), start.into());
                out.insert("end".to_owned(), (start + quote.len()).into());
            }
            Value::Object(out)
        }
        other => other,
    }
}

fn actor(id: &str, kind: &str, name: &str) -> Value {
    json!({"id": id, "name": name, "kind": kind, "aliases": [name], "mentions": [{"quote": name}]})
}

fn gold() -> Value {
    located(json!({
        "kind": "wire",
        "actors": [actor("a1", "armed_group", "the Front"), actor("a2", "state", "Abuja"), actor("a3", "state_force", "The army"),
            actor("a4", "armed_group", "the League")],
        "events": [
            {"id": "e1", "type": "attack", "subtype": "armed_assault", "realis": "occurred", "anchors": [{"quote": "stormed"}],
             "when": {"earliest": "2024-05-04", "latest": "2024-05-04", "precision": "day", "quote": "On May 4"},
             "where": [{"name": "Kano", "country": "NG", "latitude": 12.0, "longitude": 8.5, "quote": "Kano"}],
             "participants": [{"role": "perpetrator", "actor": "a1", "quote": "gunmen of the Front"},
                {"role": "target", "actor": null, "quote": "a depot"}],
             "responsibilities": [{"actor": "a1", "stance": "claimed", "speaker": "a1", "quote": "The Front claimed"},
                {"actor": null, "description": "bandits", "stance": "blamed", "speaker": "a2", "quote": "blamed"}],
             "figures": [{"measure": "killed", "low": 7, "best": null, "high": null, "qualifier": "at_least", "quote": "at least 7"}]},
            {"id": "e2", "type": "attack", "realis": "possible", "anchors": [{"quote": "strike again"}], "optional": true}],
        "figures": [{"measure": "strength", "best": 300, "about": "a1", "quote": "about 300"}],
        "relations": [{"kind": "branch_of", "from": "a1", "to": "a4", "quote": "a branch of"}],
        "quotations": [{"speaker": null, "description": "the Herald", "manner": "indirect", "content": {"quote": "The Front claimed the raid"}}],
        "assessments": [{"assessor": "a3", "subject": "a1", "kind": "threat", "horizon_months": 2, "quote": "could strike again in two months"}],
        "traps": [{"family": "events", "match": {"realis": "occurred", "anchor": {"quote": "strike again"}}, "why": "it is a judgment"}],
    }))
}

fn scored(change: impl Fn(&mut Value)) -> Tally {
    let gold = gold();
    let mut reading = as_reading(&gold, TEXT);
    change(&mut reading);
    Scoring::new("one", TEXT, &gold, &reading).tally
}

/// Gold, predicted, correct.
#[track_caller]
fn expect(family: Family, counts: [u32; 3], change: impl Fn(&mut Value)) {
    let rates = scored(change).strict(family);
    assert_eq!([rates.gold, rates.predicted, rates.correct], counts);
}

#[test]
fn a_perfect_reading_is_perfect() {
    assert_eq!(problems(&gold(), TEXT, Form::Gold), Vec::<String>::new());
    let tally = scored(|_| ());
    assert_eq!(tally.facts().f1(), Some(1.0));
    assert_eq!((tally.traps_sprung, tally.traps_set), (0, 1));
    assert!(tally.accuracy.values().all(|(right, of)| right == of));
}

#[test]
fn a_missed_event_takes_its_slots_with_it() {
    for (family, gold, left) in [
        (Family::Events, 2, 1),
        (Family::When, 1, 0),
        (Family::Where, 1, 0),
        (Family::Participants, 2, 0),
        (Family::Responsibilities, 2, 0),
        (Family::EventFigures, 1, 0),
    ] {
        expect(family, [gold, left, left], |reading| {
            drop(reading["events"].as_array_mut().unwrap().remove(0));
        });
        // Of another type it is missed and spurious, with its slots.
        expect(family, [gold, gold, left], |reading| reading["events"][0]["type"] = "clash".into());
    }
}

#[test]
fn an_optional_event_is_not_missed() {
    expect(Family::Events, [1, 1, 1], |reading| drop(reading["events"].as_array_mut().unwrap().remove(1)));
}

#[test]
fn times_are_equal_or_near() {
    for (day, near) in [("2024-05-03", 1), ("2024-05-05", 1), ("2024-05-02", 0), ("2024-05-06", 0)] {
        let tally = scored(|reading| reading["events"][0]["when"] = json!({"earliest": day, "latest": day}));
        assert_eq!(
            (tally.strict(Family::When).correct, tally.lenient(Family::When).correct),
            (0, near),
            "{day}"
        );
    }
}

#[test]
fn a_place_is_right_by_name_or_within_fifty_kilometres() {
    let place =
        |longitude: f64| json!([{"name": "?", "country": "NG", "latitude": 12.0, "longitude": longitude}]);
    expect(Family::Where, [1, 1, 1], |reading| reading["events"][0]["where"] = place(8.9));
    expect(Family::Where, [1, 1, 0], |reading| reading["events"][0]["where"] = place(9.5));
}

#[test]
fn figures_need_every_number_and_parts_are_free() {
    let tally = scored(|reading| reading["events"][0]["figures"][0]["qualifier"] = "more_than".into());
    assert_eq!(
        (tally.strict(Family::EventFigures).correct, tally.lenient(Family::EventFigures).correct),
        (0, 1)
    );
    expect(Family::EventFigures, [1, 1, 1], |reading| {
        let figures = reading["events"][0]["figures"].as_array_mut().unwrap();
        figures.push(json!({"measure": "killed", "best": 2, "scope": "part"}));
    });
}

#[test]
fn a_split_actor_and_a_stranger_are_spurious_but_no_outlet() {
    expect(Family::Actors, [4, 5, 4], |reading| {
        let actors = reading["actors"].as_array_mut().unwrap();
        actors.push(json!({"name": "?", "kind": "person"}));
        actors.push(json!({"name": "?", "kind": "media"}));
    });
}

#[test]
fn relations_have_a_direction() {
    expect(Family::Relations, [1, 1, 0], |reading| {
        reading["relations"][0]["from"] = "a4".into();
        reading["relations"][0]["to"] = "a1".into();
    });
}

#[test]
fn responsibility_quotation_and_assessment_need_their_people() {
    expect(Family::Responsibilities, [2, 2, 1], |reading| {
        reading["events"][0]["responsibilities"][0]["actor"] = "a4".into();
    });
    expect(Family::Quotations, [1, 1, 0], |reading| {
        reading["quotations"][0]["description"] = "the mayor".into();
    });
    expect(Family::Quotations, [1, 1, 0], |reading| reading["quotations"][0]["content"]["end"] = 92.into());
    expect(Family::Assessments, [1, 1, 0], |reading| reading["assessments"][0]["horizon"] = Value::Null);
    expect(Family::Assessments, [1, 1, 0], |reading| reading["assessments"][0]["assessor"] = "a1".into());
}

#[test]
fn a_trap_is_sprung_by_what_a_careless_reader_records() {
    let tally = scored(|reading| reading["events"][1]["realis"] = "occurred".into());
    assert_eq!((tally.traps_sprung, tally.accuracy["events: realis"]), (1, (1, 2)));
}

#[test]
fn departures_from_the_contract_are_counted() {
    let mut reading = as_reading(&gold(), TEXT);
    reading["actors"][0]["mentions"][0]["quote"] = "Frond".into();
    reading["relations"][0]["to"] = "a77".into();
    reading["relations"][0]["kind"] = "cousin_of".into();
    assert_eq!(problems(&reading, TEXT, Form::Reading).len(), 3);
    assert_eq!(problems(&json!({}), TEXT, Form::Reading).len(), 7);
    let mut wrong = gold();
    wrong["actors"][0]["aliases"][0] = "Taliban".into();
    wrong["actors"][1]["mentions"][0]["end"] = 9999.into();
    wrong["events"][0]["realis"] = "maybe".into();
    wrong["quotations"][0]["speaker"] = json!(["a3", "a8"]);
    assert_eq!(problems(&wrong, TEXT, Form::Gold).len(), 4);
}
