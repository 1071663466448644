//! What has changed in a group's indicators since a state of the record.
use crate::{done, run};
use serde_json::Value;
use std::fs;

#[test]
fn indicators_that_changed_are_told_with_the_events_that_came_and_went() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let add = |name: &str, day: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        done(&data, ["add", "--quiet", "--published", day, "--source", name, path.to_str().unwrap()]);
    };
    add("Zero", "2020-05-01", "A bombing in Herat on April 30 killed 5 people, police said.");
    add(
        "Alpha",
        "2020-05-13",
        "The Taliban claimed a bombing in Kabul on May 12 that killed at least 19 people, officials said.",
    );
    let since = |state: &str| done(&data, ["analyse", "taliban", "--since", state]).out;
    assert_eq!(since("2"), "no indicator has changed from state 2 to state 2\n");
    // The first state did not know the group.
    let all = since("1");
    assert!(all.starts_with("state 1 of the record does not know the group\n"), "{all}");
    assert!(all.contains("attacks: 0 → 1 (no count of the dead → ") && all.contains("; came E2"), "{all}");
    add(
        "Beta",
        "2020-05-14",
        "The Taliban claimed a bombing in Kabul on May 12 that killed 24 people, the ministry said.",
    );
    add(
        "Gamma",
        "2021-02-03",
        "The Taliban claimed a bombing in Kunduz on February 2 that killed 3 people, officials said.",
    );
    let changed = since("2");
    for line in [
        "attacks: 1 → 2 (at least 19",
        "attacks in 2020: 1 → 1 (",
        "attacks in 2021: 0 → 1 (",
        "reports: 1 → 3",
    ] {
        assert!(changed.contains(line), "{line} in {changed}");
    }
    assert!(
        changed.lines().any(|line| line.starts_with("attacks in 2021") && line.ends_with("came E3")),
        "{changed}"
    );
    let json: Value =
        serde_json::from_str(&done(&data, ["analyse", "taliban", "--since", "2", "--json"]).out).unwrap();
    assert_eq!(
        (&json["from_generation"], &json["to_generation"], &json["was_known"]),
        (&2.into(), &4.into(), &true.into())
    );
    assert_eq!(json["events"][0]["came"], serde_json::json!(["E3"]));
    // What is merged into another event is gone.
    done(&data, ["judge", "same", "E2", "E3", "--because", "one attack", "--who", "A"]);
    let back = since("4");
    assert!(back.contains("attacks: 2 → 1 (") && back.contains("; gone E3"), "{back}");
    for (state, says) in [("99", "the newest is"), ("yesterday", "expected a generation")] {
        let ran = run(&data, ["analyse", "taliban", "--since", state]);
        assert!(ran.code == Some(2) && ran.err.contains(says), "{}", ran.err);
    }
}
