//! What changed since: each change once, with the sentence that says so.
use crate::{done, run};
use serde_json::Value;
use std::fs;

#[test]
fn new_events_changed_figures_and_new_claims_are_told_with_their_sentences() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let add = |name: &str, day: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        done(&data, ["add", "--quiet", "--published", day, "--source", name, path.to_str().unwrap()]);
    };
    add(
        "Alpha",
        "2020-05-13",
        "Gunmen stormed a hospital in Kabul on May 12, killing at least 19 people, officials said.",
    );
    let nothing = done(&data, ["digest", "--since", "1"]);
    assert_eq!(nothing.out, "");
    add(
        "Beta",
        "2020-05-14",
        "An attack on a hospital in Kabul on May 12 killed 24 people, the ministry said. The Taliban denied responsibility for the attack.",
    );
    add("Gamma", "2020-05-15", "A bombing in Herat on May 14 killed 5 people, police said.");
    let told = done(&data, ["digest", "--since", "1"]).out;
    assert!(
        told.contains("E1  changed figure  12 May 2020  attack  Kabul  killed: at least 19 → 24 (19 to 24)"),
        "{told}"
    );
    assert!(
        told.contains("R2  2020-05-14  Beta: “An attack on a hospital in Kabul on May 12 killed 24 people"),
        "{told}"
    );
    assert!(told.contains("E1  new responsibility  12 May 2020  attack  Kabul  denied: Taliban"), "{told}");
    assert!(told.contains("E2  new event  14 May 2020  attack  Herat"), "{told}");
    let of_actor = done(&data, ["digest", "--since", "1", "--actor", "taliban"]).out;
    assert!(of_actor.contains("E1") && !of_actor.contains("E2"), "{of_actor}");
    let json: Value = serde_json::from_str(&done(&data, ["digest", "--since", "2", "--json"]).out).unwrap();
    assert_eq!(json["changes"].as_array().unwrap().len(), 1);
    assert_eq!((&json["since"], &json["generation"]), (&2.into(), &3.into()));
    // A copy changes nothing but the number of reports.
    add("Delta", "2020-05-16", "A bombing in Herat on May 14 killed 5 people, police said.");
    let copy = done(&data, ["digest", "--since", "3"]).out;
    assert!(copy.starts_with("E2  more reports  14 May 2020  attack  Herat  1 more"), "{copy}");
    let wrong = run(&data, ["digest", "--since", "yesterday"]);
    assert!(wrong.code == Some(2) && wrong.err.contains("expected a generation"), "{}", wrong.err);
    let unknown = run(&data, ["digest", "--since", "1", "--actor", "nobody"]);
    assert!(unknown.code == Some(1) && unknown.err.contains("no actor `nobody`"), "{}", unknown.err);
    assert_eq!(
        done(&data, ["digest", "--since", "1999-01-01"])
            .out
            .lines()
            .filter(|line| line.contains("new event"))
            .count(),
        2
    );
}
