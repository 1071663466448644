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

const LIST: &str = "<CONSOLIDATED_LIST dateGenerated='2024-03-27T10:00:00'><INDIVIDUALS><INDIVIDUAL><FIRST_NAME>TEST</FIRST_NAME>\
<SECOND_NAME>VALLEY</SECOND_NAME><THIRD_NAME>PERSON</THIRD_NAME><REFERENCE_NUMBER>XXi.001</REFERENCE_NUMBER></INDIVIDUAL></INDIVIDUALS>\
<ENTITIES><ENTITY><FIRST_NAME>EXAMPLE TESTING FOUNDATION</FIRST_NAME><REFERENCE_NUMBER>XXe.001</REFERENCE_NUMBER></ENTITY>\
<ENTITY><FIRST_NAME>AL-SHABAAB</FIRST_NAME><REFERENCE_NUMBER>SOe.001</REFERENCE_NUMBER><ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY>\
<ALIAS_NAME>Youth of Testing Movement</ALIAS_NAME></ENTITY_ALIAS></ENTITY></ENTITIES></CONSOLIDATED_LIST>";

#[test]
fn names_of_a_list_are_found_from_then_on_and_persons_only_where_asked() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("record"), folder.path().join("list.xml"));
    fs::write(&file, LIST).unwrap();
    let import = ["lexicon", "import", "un-sc", file.to_str().unwrap()];
    let imported = done(&data, import).out;
    assert!(
        imported.starts_with("list of 2024-03-27: 3 entries; 1 groups and bodies and 0 persons"),
        "{imported}"
    );
    let explain = |name: &str| done(&data, ["lexicon", "explain", name]).out;
    assert!(explain("Example Testing Foundation").contains("actor un-xxe-001"));
    assert!(explain("Youth of Testing Movement").contains("actor al-shabaab"));
    assert!(!explain("Test Valley Person").contains("actor un-"));
    done(&data, [import.as_slice(), &["--persons"]].concat());
    let explained = explain("Test Valley Person");
    assert!(
        explained.contains("actor un-xxi-001") && explained.contains("UN XXi.001 (2024-03-27)"),
        "{explained}"
    );
    assert!(done(&data, ["lexicon", "check"]).out.contains("2 entries of a list"));
}

#[test]
fn another_file_is_no_list() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("record"), folder.path().join("a.xml"));
    fs::write(&file, "<rss/>").unwrap();
    let refused = run(&data, ["lexicon", "import", "un-sc", file.to_str().unwrap()]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("it begins with `rss`"), "{}", refused.err);
}

#[test]
fn a_name_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let explained = done(&folder.path().join("record"), ["lexicon", "explain", "IS"]).out;
    assert!(explained.contains("actor is ("), "{explained}");
    assert!(explained.contains("only in exactly these capitals"), "{explained}");
}
