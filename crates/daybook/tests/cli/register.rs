//! Judgments about the future: what sources say, what becomes of it, and how good it was.
use crate::{Ran, done, run};
use serde_json::Value;
use std::path::{Path, PathBuf};

const JUDGED: &str = "General Michael Kurilla, the commander of US Central Command, said that IS-K could carry out attacks abroad within six months.";
const OTHER: &str = "A bombing in Herat on May 13 killed 5 people, police said.";

/// A record with an assessment and an attack.
fn record() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    for (outlet, text) in [("Alpha", JUDGED), ("Beta", OTHER)] {
        let report = folder.path().join(format!("{outlet}.txt"));
        std::fs::write(&report, text).unwrap();
        let report = report.to_str().unwrap();
        done(&data, ["add", "--quiet", "--published", "2023-05-14", "--source", outlet, report]);
    }
    (folder, data)
}

fn register(data: &Path, arguments: &[&str]) -> Ran {
    run(data, ["register"].into_iter().chain(arguments.iter().copied()))
}

fn registered(data: &Path, arguments: &[&str]) -> String {
    let ran = register(data, arguments);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    ran.out
}

const RULE: [&str; 6] = ["--closes", "2999-12-31", "--resolves-by", "two origins", "--who", "A. Analyst"];

fn propose<'a>(text: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    ["propose", text].into_iter().chain(RULE).chain(more.iter().copied()).collect()
}

/// A proposition stands on the group's page with what came of it and the score; on no other group's.
#[test]
fn propositions_stand_on_the_page_of_their_group() {
    let (_folder, data) = record();
    let server = crate::Server::of(&data);
    assert!(!server.get("/g/is-k").contains("Judgments that can turn out wrong"), "there is none yet");
    registered(&data, &propose("IS-K attacks abroad", &["--probability", "likely", "--actor", "is-k"]));
    registered(&data, &propose("Another bombing in Herat", &["--probability", "30 %"]));
    let open = server.get("/g/is-k");
    assert!(open.contains("IS-K attacks abroad") && open.contains("Not said yet"), "{open}");
    assert!(!open.contains("Another bombing in Herat"), "it is about no group");
    assert!(!open.contains("Brier"), "nothing is resolved");
    registered(&data, &["resolve", "P1", "true", "--because", "E1", "--who", "B. Analyst"]);
    let told = server.get("/g/is-k");
    assert!(told.contains("Came true") && told.contains("B. Analyst"), "{told}");
    // (.675 - 1)^2 of the middle of the band from .55 to .8.
    assert!(told.contains("Brier score 0.11") && told.contains("0.04 to 0.20"), "{told}");
}

#[test]
fn an_assessment_becomes_a_proposition_and_is_scored() {
    let (_folder, data) = record();
    let listed = registered(&data, &["assessments"]);
    let id = listed.split_whitespace().next().expect("one line").to_owned();
    for part in ["2023-05-14", "Kurilla", "6 months ahead", "\u{201c}could\u{201d}", "(R1)"] {
        assert!(listed.contains(part), "{part}: {listed}");
    }
    assert_eq!(registered(&data, &["assessments", "--actor", "is-k"]), listed);
    let made = registered(
        &data,
        &propose(
            "IS-K attacks abroad",
            &["--probability", "likely", "--assessment", &id, "--actor", "is-k", "--evidence", "R1"],
        ),
    );
    assert!(made.starts_with("P1  likely until 2999-12-31: IS-K attacks abroad"), "{made}");
    registered(&data, &propose("Another bombing in Herat", &["--probability", "30 %"]));
    assert!(registered(&data, &["assessments"]).trim_end().ends_with("  P1"), "it says what was made of it");
    let all = registered(&data, &["list"]);
    assert!(all.contains("P1  open  likely until 2999-12-31  A. Analyst"), "{all}");
    assert!(all.contains("made of \u{201c}") && all.contains("decided by: two origins"), "{all}");
    assert!(registered(&data, &["score"]).contains("0 scored, 2 open"), "nothing is resolved yet");

    let because = ["--because", "E1", "--who", "B. Analyst"];
    let told = |what: &[&str]| register(&data, &[what, &because[..]].concat());
    let early = told(&["resolve", "P1", "false"]);
    assert_eq!(early.code, Some(2), "{}", early.out);
    assert!(early.err.contains("closes on 2999-12-31"), "{}", early.err);
    assert_eq!(told(&["resolve", "P1", "true", "--evidence", "E1"]).code, Some(0));
    assert_eq!(told(&["resolve", "P2", "true"]).code, Some(0));
    let score: Value = serde_json::from_str(&registered(&data, &["score", "--json"])).unwrap();
    // (.675 − 1)² and (.3 − 1)²; the band from .55 to .8.
    let near = |value: &Value, wanted: f64| (value.as_f64().unwrap() - wanted).abs() < 1e-9;
    assert!(near(&score["score"]["brier"], f64::midpoint(0.105_625, 0.49)), "{score}");
    assert!(near(&score["score"]["brier_range"][0], f64::midpoint(0.04, 0.49)), "{score}");
    assert_eq!(
        score["by_author"][0][0], "A. Analyst",
        "the score is the author's, not of the one who resolved"
    );
    // A later resolution counts in place of an earlier one; nothing is forgotten.
    assert_eq!(told(&["resolve", "P2", "void"]).code, Some(0));
    let score = registered(&data, &["score"]);
    assert!(score.contains("1 scored, 0 open, 0 closed without a resolution, 1 void"), "{score}");
    let all: Vec<Value> = registered(&data, &["list", "--json"])
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(all[1]["resolutions"].as_array().map(Vec::len), Some(2));
    assert_eq!((all[0]["state"].as_str(), all[1]["state"].as_str()), (Some("true"), Some("void")));
    assert_eq!(registered(&data, &["list", "--open"]), "");
    done(&data, ["verify"]);
}

#[test]
fn what_is_missing_or_wrong_is_said_and_nothing_is_kept() {
    let (_folder, data) = record();
    let refused = |arguments: &[&str], code: i32, part: &str| {
        let ran = register(&data, arguments);
        assert_eq!(ran.code, Some(code), "{}{}", ran.out, ran.err);
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    };
    refused(&propose("It happens", &["--probability", "perhaps"]), 2, "almost no chance, very unlikely");
    refused(&propose("It happens", &["--probability", "1.4"]), 2, "a number from 0 to 1");
    refused(&propose(" ", &["--probability", "0.4"]), 1, "found no text");
    refused(&propose("It happens", &["--probability", "0.4", "--evidence", "E99"]), 1, "`E99`");
    refused(
        &propose("It happens", &["--probability", "0.4", "--actor", "nobody at all"]),
        1,
        "nobody at all",
    );
    refused(&propose("It happens", &["--probability", "0.4", "--assessment", "0000000000"]), 1, "0000000000");
    let past = ["propose", "It happens", "--closes", "2020-01-01", "--resolves-by", "x", "--who", "A"];
    refused(&[&past[..], &["--probability", "0.4"]].concat(), 2, "is over");
    refused(&["resolve", "P1", "true", "--because", "x", "--who", "A"], 1, "`P1`");
    refused(
        &["resolve", "P1", "maybe", "--because", "x", "--who", "A"],
        2,
        "expected `true`, `false` or `void`",
    );
    // An attack is no assessment.
    let shown: Value = serde_json::from_str(&done(&data, ["show", "R2", "--json"]).out).unwrap();
    let event = shown["sentences"][0]["statements"][0]["id"].as_str().unwrap().to_owned();
    refused(
        &propose("It happens", &["--probability", "0.4", "--assessment", &event]),
        1,
        "expected an assessment",
    );
    assert_eq!(registered(&data, &["list"]), "");
    done(&data, ["verify"]);
}

#[test]
fn an_erased_report_takes_its_words_from_a_proposition_and_leaves_the_judgment() {
    let (_folder, data) = record();
    let id = registered(&data, &["assessments"]).split_whitespace().next().unwrap().to_owned();
    registered(&data, &propose("IS-K attacks abroad", &["--probability", "0.4", "--assessment", &id]));
    done(&data, ["erase", "R1", "--because", "a test", "--who", "A. Analyst"]);
    let all = registered(&data, &["list"]);
    assert!(all.contains("IS-K attacks abroad") && !all.contains("within six months"), "{all}");
    let bytes = std::fs::read(data.join("daybook.sqlite")).unwrap();
    assert!(
        !bytes.windows(17).any(|window| window == b"within six months"),
        "the words are gone from the file"
    );
    done(&data, ["verify"]);
}

#[test]
fn a_past_state_has_the_propositions_of_its_time() {
    let (_folder, data) = record();
    registered(&data, &propose("It happens", &["--probability", "0.4"]));
    registered(&data, &["resolve", "P1", "true", "--because", "x", "--who", "A. Analyst"]);
    let now = registered(&data, &["list"]);
    assert!(now.contains("  true  "), "{now}");
    let past = registered(&data, &["list", "--asof", "recorded:3"]);
    assert!(past.contains("  open  "), "{past}");
    assert_eq!(registered(&data, &["list", "--asof", "recorded:2"]), "");
    let refused = register(&data, &propose("It happens", &["--probability", "0.4", "--asof", "recorded:2"]));
    assert_eq!(refused.code, Some(2), "{}", refused.err);
}
