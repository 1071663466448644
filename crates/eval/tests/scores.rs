//! Floors hold; the scorer counts as the reference scorer does.
use eval::floors::{Floors, path};
use eval::gold::{Gold, own_folder};
use eval::measure::{ALL, Context, DATA_VARIABLE};
use eval::score::validate::{Form, problems};
use eval::score::{Family, Rates, Tally};
use serde_json::Value;
use std::io::Write as _;
use std::process::Command;

/// Seen even where the output of passing tests is not.
fn skipped(test: &str, why: &str) {
    writeln!(std::io::stderr(), "SKIPPED {test}: {why}").expect("standard error can be written");
}

#[test]
fn floors_hold() {
    let context = Context::new().expect("the shipped lexicon loads");
    let floors = Floors::load(&path()).expect("floors.toml can be read");
    for one in ALL {
        if one.needs_data && !context.has_data() {
            skipped(one.name, &format!("{DATA_VARIABLE} is not set"));
            continue;
        }
        let measured = (one.run)(&context).unwrap_or_else(|error| panic!("{}: {error:#}", one.name));
        let below = floors.below(one.name, &measured);
        assert!(below.is_empty(), "below the floor:\n  {}", below.join("\n  "));
    }
}

#[test]
fn floors_name_measurements_and_the_own_gold_has_some() {
    let floors = Floors::load(&path()).expect("floors.toml can be read");
    for name in floors.0.keys() {
        assert!(ALL.iter().any(|one| one.name == name), "floors.toml: `{name}` is no measurement");
    }
    let own = floors.0.get("own-gold").expect("the gold of this repository has floors");
    assert!(own.scores.len() >= 9 && own.scores["facts"] > 0.0, "{own:?}");
}

#[test]
fn own_gold_is_in_form_and_a_perfect_reading_of_it_is_perfect() {
    let gold = Gold::load(&own_folder()).expect("the gold of this repository is in form");
    for document in &gold.documents {
        let perfect = eval::score::validate::as_reading(&document.gold, &document.text);
        let scoring = eval::score::Scoring::new(&document.name, &document.text, &document.gold, &perfect);
        assert!(scoring.findings.is_empty(), "{}: {:?}", document.name, scoring.findings);
        assert_eq!(scoring.tally.facts().f1(), Some(1.0), "{}", document.name);
        let mut wrong = problems(&perfect, &document.text, Form::Reading);
        wrong.retain(|line| !line.ends_with("no span"));
        assert!(wrong.is_empty(), "{}: {wrong:?}", document.name);
    }
}

#[test]
fn the_reference_scorer_gives_the_same_numbers() {
    let context = Context::new().expect("the shipped lexicon loads");
    let Ok(data) = context.data() else {
        return skipped("the reference scorer", &format!("{DATA_VARIABLE} is not set"));
    };
    let folder = data.join("gold/dev");
    let gold = Gold::load(&folder).expect("the development gold is in form");
    let readings = tempfile::tempdir().expect("a temporary folder");
    for document in &gold.documents {
        let (reading, _) = document.reading(&context.lexicon).expect("the text can be read");
        let file = readings.path().join(format!("{}.json", document.name));
        std::fs::write(file, reading.to_string()).expect("the reading can be written");
    }
    let answer = Command::new("python3")
        .arg(data.join("gold/score.py"))
        .arg(&folder)
        .arg("--json")
        .arg("--predictions")
        .arg(readings.path())
        .output();
    let Ok(answer) = answer else { return skipped("the reference scorer", "python3 cannot be run") };
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    let theirs = serde_json::from_slice::<Value>(&answer.stdout).expect("JSON");
    let scored = gold.score(&context.lexicon);
    let ours = Tally::sum(scored.iter().map(|one| &one.tally));
    for family in Family::ALL {
        let row = &theirs["families"][family.as_str()];
        assert_eq!(counts(row), ours.strict(family), "{}", family.as_str());
        if family.is_lenient() {
            assert_eq!(counts(&row["lenient"]), ours.lenient(family), "{}, lenient", family.as_str());
        }
    }
    assert_eq!(counts(&theirs["families"]["facts"]), ours.facts());
    let accuracy = theirs["accuracy"].as_object().expect("an object");
    assert_eq!(accuracy.len(), ours.accuracy.len());
    for (key, row) in accuracy {
        assert_eq!((number(&row["right"]), number(&row["of"])), ours.accuracy[key], "{key}");
    }
    let traps = (number(&theirs["traps"]["sprung"]), number(&theirs["traps"]["set"]));
    assert_eq!(traps, (ours.traps_sprung, ours.traps_set));
    assert_eq!(theirs["violations"].as_u64().map(usize::try_from), Some(Ok(ours.violations)));
    for one in &scored {
        assert_eq!(counts(&theirs["by_document"][&one.name]), one.tally.facts(), "{}", one.name);
    }
}

fn counts(row: &Value) -> Rates {
    Rates {
        gold: number(&row["gold"]),
        predicted: number(&row["predicted"]),
        correct: number(&row["correct"]),
    }
}

fn number(value: &Value) -> u32 {
    value.as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or_else(|| panic!("{value} is no count"))
}
