//! What is shown as the words of reports stands in a report.
use crate::done;
use std::fs;
use std::path::Path;

#[test]
fn names_that_reports_are_said_to_use_are_used() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let report = folder.path().join("a.txt");
    let text =
        "IS-K claimed responsibility for a bombing in Kabul on January 3, in which 12 people were killed.\n";
    fs::write(&report, text).unwrap();
    done(&data, [Path::new("add"), Path::new("--published"), Path::new("2024-03-29"), &report]);
    let brief = done(&data, ["publish", "brief", "is-k", "--format", "md"]).out;
    let line = brief.lines().find(|line| line.starts_with("Reports call it")).expect("names are told");
    let sentence = line.split('.').next().unwrap_or(line);
    let names: Vec<&str> = sentence.split('“').skip(1).filter_map(|rest| rest.split('”').next()).collect();
    assert_eq!(names, ["IS-K"], "{line}");
    // The lexicon's own name finds the group all the same.
    let shown = done(&data, ["show", "Islamic State – Khorasan Province", "--json"]).out;
    assert!(shown.contains("\"is-k\""), "{shown}");
}

#[test]
fn a_report_in_another_language_says_how_little_of_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    for (name, text) in [
        (
            "fr.txt",
            "Une explosion a tué au moins douze civils samedi à Gao, dans le nord du Mali. Personne n'a revendiqué l'attaque, selon les autorités de la ville.\n",
        ),
        (
            "en.txt",
            "An explosion killed at least 12 civilians in Gao in northern Mali on Saturday, officials said.\n",
        ),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
        done(&data, [Path::new("add"), &folder.path().join(name)]);
    }
    let french = done(&data, ["show", "R1"]).out;
    assert!(french.contains("how it was read: the text is in French"), "{french}");
    assert!(french.contains("figure E1: killed at least 12"), "{french}");
    let english = done(&data, ["show", "R2"]).out;
    assert!(!english.contains("how it was read"), "{english}");
}
