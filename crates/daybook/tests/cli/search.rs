//! Search: operators, fields, other spellings and scripts of names, and no private name.
use crate::{done, run};
use std::fs;
use std::path::{Path, PathBuf};

fn record() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let reports = [
        (
            "Alpha-Wire",
            "2020-05-14",
            "Rahimullah Sample, a shopkeeper, said that Daesh gunmen had attacked a mosque in Kabul on May 12.",
        ),
        (
            "Beta",
            "2021-03-02",
            "The police chief told reporters that al-Shabab had bombed a market in Mogadishu on March 1.",
        ),
        ("Gamma", "2020-05-15", "در حمله روز سه‌شنبه در کابل ۱۲ نفر کشته شدند."),
    ];
    for (outlet, day, text) in reports {
        let report = folder.path().join(format!("{outlet}.txt"));
        fs::write(&report, text).unwrap();
        done(&data, ["add", "--quiet", "--published", day, "--source", outlet, report.to_str().unwrap()]);
    }
    (folder, data)
}

/// The reports that are found, in the order in which they are shown.
fn found(data: &Path, query: &[&str]) -> Vec<String> {
    let out = done(data, ["search"].iter().chain(query)).out;
    let heads = out.lines().filter(|line| !line.starts_with(' '));
    heads.filter_map(|line| line.split_whitespace().next().map(str::to_owned)).collect()
}

#[test]
fn operators_and_fields() {
    let (_folder, data) = record();
    assert_eq!(found(&data, &["mosque OR market"]), ["R2", "R1"]);
    assert_eq!(found(&data, &["(mosque OR market) -reporters"]), ["R1"]);
    assert_eq!(found(&data, &["\"gunmen mosque\"~4"]), ["R1"]);
    assert_eq!(found(&data, &["\"gunmen mosque\""]), Vec::<String>::new());
    assert_eq!(found(&data, &["date:2021..2022"]), ["R2"]);
    assert_eq!(found(&data, &["outlet:alpha-wire"]), ["R1"]);
    assert_eq!(found(&data, &["group:al-Shabaab"]), ["R2"]);
    assert_eq!(found(&data, &["type:attack near:Kabul 20km date:2020-05-14"]), ["R1"]);
    assert_eq!(found(&data, &["place:Mogadishu"]), ["R2"]);
    let unread = done(&data, ["search", "(mosque"]);
    assert!(
        unread.err.contains("found `(` without `)`") && unread.out.contains("R1"),
        "{}{}",
        unread.out,
        unread.err
    );
    assert!(
        done(&data, ["search", "near:Nowhereatall"]).err.contains("no place `Nowhereatall` with a point")
    );
    assert!(done(&data, ["search", "group:nobody"]).err.contains("no group or organisation `nobody`"));
}

#[test]
fn names_are_found_in_other_spellings_and_scripts() {
    let (_folder, data) = record();
    assert_eq!(found(&data, &["al-Shabaab"]), ["R2"]);
    assert_eq!(found(&data, &["الشباب"]), ["R2"]);
    // Persian and Arabic letters, and both scripts of the town.
    for spelling in ["کابل", "كابل", "Kabul"] {
        assert_eq!(found(&data, &[spelling]), ["R3", "R1"], "{spelling}");
    }
    let shown = done(&data, ["search", "Kabul"]).err;
    assert!(shown.contains("`kabul` also as کابل"), "{shown}");
    assert_eq!(found(&data, &["Kabul", "--exact"]), ["R1"]);
    assert_eq!(found(&data, &["\"al shabaab\""]), Vec::<String>::new());
}

#[test]
fn a_private_name_finds_nothing_in_any_spelling() {
    let (_folder, data) = record();
    for query in ["Rahimullah", "Rahim-ullah", "Raheemullah", "\"Rahimullah Sample\"", "رحیم‌الله"]
    {
        let ran = run(&data, ["search", query]);
        assert!(
            ran.out.is_empty() && !ran.err.to_lowercase().contains("also as"),
            "{query}: {}{}",
            ran.out,
            ran.err
        );
    }
}
