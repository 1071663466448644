//! What a change of the lexicon would do is shown before it does it.
use crate::{done, run};
use std::fs;

#[test]
fn a_change_of_the_lexicon_is_shown_before_it_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let report = folder.path().join("report.txt");
    let text = "The Front of the Example killed 12 people in an attack on Kabul on May 12. Zahra Sample, a shopkeeper, said she heard shots.";
    fs::write(&report, text).unwrap();
    done(
        &data,
        ["add", "--quiet", "--published", "2020-05-14", "--source", "Alpha", report.to_str().unwrap()],
    );
    let same = done(&data, ["diff"]);
    assert!(
        same.out.is_empty() && same.err.contains("0 reports would be read again"),
        "{}{}",
        same.out,
        same.err
    );
    let before = done(&data, ["export", "statements"]).out;

    let groups = data.join("lexicon/actors/groups");
    fs::create_dir_all(&groups).unwrap();
    let entry = "id = \"example-front\"\nname = \"Example Front\"\nkind = \"armed_group\"\ncountries = [\"AF\"]\nsources = [\"a test\"]\n\n[[alias]]\nname = \"Front of the Example\"\n";
    fs::write(groups.join("example-front.toml"), entry).unwrap();
    let shown = run(&data, ["diff"]);
    assert_eq!(shown.code, Some(1));
    assert!(
        shown.out.starts_with("R1\n") && shown.out.contains("  + actor “Front of the Example”"),
        "{}",
        shown.out
    );
    assert!(shown.out.contains("example-front"), "{}", shown.out);
    assert!(!shown.out.contains("Zahra") && !shown.out.contains("Sample"), "{}", shown.out);
    assert_eq!(done(&data, ["export", "statements"]).out, before, "nothing is written");
    done(&data, ["resolve"]);
    assert_ne!(done(&data, ["export", "statements"]).out, before);
    assert!(done(&data, ["diff"]).out.is_empty());
    done(&data, ["verify"]);
}
