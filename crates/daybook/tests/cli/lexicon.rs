//! Looking after the lexicon.
use crate::{done, run};
use std::fs;

const DUMP: &str = "1133615\tMaidan Shahr\tMaidan Shahr\tMaydan Shahr\t34.39561\t68.86618\tP\tPPLA\tAF\t\t27\t\t\t\t35008\t\t2181\tAsia/Kabul\t2019-01-01\n\
9999999\tTestabad Kalay\tTestabad Kalay\t\t34.1\t68.1\tP\tPPL\tAF\t\t27\t\t\t\t0\t\t2181\tAsia/Kabul\t2019-01-01\n";

#[test]
fn places_of_a_dump_are_found_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let (data, dump) = (folder.path().join("record"), folder.path().join("AF.txt"));
    fs::write(&dump, DUMP).unwrap();
    let before = done(&data, ["lexicon", "explain", "Testabad Kalay"]).out;
    assert!(!before.contains("place "), "{before}");
    let imported = done(&data, ["lexicon", "import", "geonames", dump.to_str().unwrap()]).out;
    assert!(imported.starts_with("2 settlements"), "{imported}");
    let after = done(&data, ["lexicon", "explain", "Testabad Kalay"]).out;
    assert!(after.contains("place gn-9999999") && after.contains("AF, settlement"), "{after}");
    assert!(done(&data, ["lexicon", "check"]).out.contains("2 places of GeoNames"));
}

#[test]
fn another_file_is_no_dump() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("record"), folder.path().join("a.txt"));
    fs::write(&file, "just words\n").unwrap();
    let refused = run(&data, ["lexicon", "import", "geonames", file.to_str().unwrap()]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("line 1: found 1 columns"), "{}", refused.err);
}

#[test]
fn a_name_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let explained = done(&folder.path().join("record"), ["lexicon", "explain", "IS"]).out;
    assert!(explained.contains("actor is ("), "{explained}");
    assert!(explained.contains("only in exactly these capitals"), "{explained}");
}
