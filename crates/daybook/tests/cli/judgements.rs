//! What a person decides holds, can be taken back in any order, and survives that reports are read again.
use crate::{Ran, done, dump, run};
use serde_json::Value;
use std::path::{Path, PathBuf};

const STORMED: &str =
    "Gunmen stormed a hospital in Kabul on May 12, killing at least 19 people, officials said.";
const ATTACKED: &str =
    "An attack on a hospital in Kabul on May 12 killed 24 people and wounded 16, the health ministry said.";
const BOMBED: &str = "A bombing in Herat on May 13 killed 5 people, police said.";

/// A record with two tellings of one attack, and another attack.
fn record() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    for (outlet, text) in [("Alpha", STORMED), ("Beta", ATTACKED), ("Gamma", BOMBED)] {
        let report = folder.path().join(format!("{outlet}.txt"));
        std::fs::write(&report, text).unwrap();
        let report = report.to_str().unwrap();
        done(&data, ["add", "--quiet", "--published", "2020-05-14", "--source", outlet, report]);
    }
    (folder, data)
}

fn judge(data: &Path, arguments: &[&str]) -> Ran {
    let whose = ["--who", "A. Analyst", "--because", "a test"];
    run(data, ["judge"].into_iter().chain(arguments.iter().copied()).chain(whose))
}

fn judged(data: &Path, arguments: &[&str]) -> String {
    let ran = judge(data, arguments);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    ran.out.split_whitespace().next().unwrap().to_owned()
}

fn json(data: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&done(data, arguments.iter().copied().chain(["--json"])).out).unwrap()
}

/// The dead of an event: low, best, high.
fn killed(data: &Path, event: &str) -> Value {
    let event = json(data, &["show", event]);
    let figures = event["event"]["figures"].as_array().unwrap().clone();
    let killed = figures.into_iter().find(|figure| figure["measure"] == "killed").unwrap();
    serde_json::json!([killed["low"], killed["best"], killed["high"]])
}

/// The id of a report's statement of this family and summary.
fn statement(data: &Path, report: &str, summary: &str) -> String {
    let view = json(data, &["show", report]);
    let sentences = view["sentences"].as_array().unwrap();
    let statements = sentences.iter().flat_map(|sentence| sentence["statements"].as_array().unwrap());
    let found = statements.clone().find(|statement| statement["summary"] == summary);
    let Some(found) = found else { panic!("no `{summary}` in {:#?}", statements.collect::<Vec<_>>()) };
    found["id"].as_str().unwrap().to_owned()
}

#[test]
fn merges_and_splits_are_taken_back_in_any_order() {
    let (_folder, data) = record();
    let before = dump(&data);
    let different = judged(&data, &["different", "E1", "R2"]);
    assert_eq!(killed(&data, "E1"), serde_json::json!([19, 19, null]));
    let events = done(&data, ["export", "events"]).out;
    assert_eq!(events.lines().count(), 4, "{events}");
    let same = judged(&data, &["same", "E1", "E2"]);
    assert_eq!(done(&data, ["export", "events"]).out.lines().count(), 3);
    // The id that was merged leads to the one that stands.
    assert_eq!(json(&data, &["show", "E2"])["event"]["id"], "E1");
    judged(&data, &["undo", &different]);
    assert_eq!(done(&data, ["export", "events"]).out.lines().count(), 2);
    judged(&data, &["undo", &same]);
    assert!(dump(&data) == before, "what was taken back leaves no trace in what is derived");
    // Taking back what was taken back brings it back.
    judged(&data, &["undo", "J3"]);
    assert_eq!(killed(&data, "E1"), serde_json::json!([19, 19, null]));
    done(&data, ["verify"]);
}

#[test]
fn a_statement_is_put_right_or_out_and_stays_so_when_reports_are_read_again() {
    let (_folder, data) = record();
    let number = statement(&data, "R2", "killed 24");
    let wrong = judge(&data, &["correct", &number, r#"{"best": 3, "low": 9}"#]);
    assert_eq!(wrong.code, Some(1));
    assert!(wrong.err.contains("expected low at most best at most high"), "{}", wrong.err);
    let correct = judged(&data, &["correct", &number[..12], r#"{"best": 21}"#]);
    assert_eq!(killed(&data, "E1"), serde_json::json!([19, 21, 21]));
    done(&data, ["rebuild"]);
    assert_eq!(killed(&data, "E1"), serde_json::json!([19, 21, 21]));
    let reject = judged(&data, &["reject", &number]);
    assert_eq!(killed(&data, "E1"), serde_json::json!([19, 19, null]));
    judged(&data, &["undo", &correct]);
    assert_eq!(killed(&data, "E1"), serde_json::json!([19, 19, null]));
    judged(&data, &["undo", &reject]);
    assert_eq!(killed(&data, "E1"), serde_json::json!([19, 24, 24]));
    let shown = done(&data, ["show", "E1"]).out;
    assert!(shown.contains("correct  taken back  A. Analyst: a test"), "{shown}");
    done(&data, ["verify"]);
}

#[test]
fn what_somebody_else_changed_meanwhile_is_not_overwritten() {
    let (_folder, data) = record();
    let seen = json(&data, &["show", "E1"])["generation"].to_string();
    judged(&data, &["different", "E1", "R2", "--seen", &seen]);
    let late = judge(&data, &["same", "E1", "E2", "--seen", &seen]);
    assert_eq!(late.code, Some(1));
    assert!(
        late.err.contains("`E1` was changed in generation 4, after generation 3 that you looked at"),
        "{}",
        late.err
    );
    let number = statement(&data, "R3", "killed 5");
    judged(&data, &["accept", &number, "--seen", "4"]);
    assert!(judge(&data, &["reject", &number, "--seen", "4"]).err.contains("was changed in generation 5"));
    judged(&data, &["reject", &number, "--seen", "5"]);
}

#[test]
fn what_cannot_be_meant_is_refused_and_changes_nothing() {
    let (_folder, data) = record();
    assert_eq!(done(&data, ["judge", "list"]).out, "");
    let wrong: [(&[&str], &str); 7] = [
        (&["same", "E1", "E9"], "the record has no event `E9`"),
        (&["same", "E1", "A1"], "expected two events"),
        (&["same", "E1", "E1"], "expected two events"),
        (&["different", "E1", "R3"], "report `R3` does not tell of event `E1`"),
        (&["different", "E1", "R1", "R2"], "these are all reports of event `E1`"),
        (&["reject", "0000"], "its first 8 characters or more"),
        (&["undo", "J9"], "the record has no judgement `J9`"),
    ];
    for (arguments, message) in &wrong {
        let ran = judge(&data, arguments);
        assert!(ran.code == Some(1) && ran.err.contains(message), "{arguments:?}: {}", ran.err);
    }
    let nobody = run(&data, ["judge", "same", "E1", "E2", "--because", "a test"]);
    assert!(
        nobody.code == Some(2) && nobody.err.contains("the name of the one who decides"),
        "{}",
        nobody.err
    );
    assert_eq!(done(&data, ["judge", "list"]).out, "");
    done(&data, ["verify"]);
}
