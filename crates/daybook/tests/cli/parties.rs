//! One side's media do not pass as corroboration: origins are counted by the party whose outlets printed them.
use crate::{Server, done};
use std::collections::BTreeMap;

const TOLD: [(&str, &str); 4] = [
    (
        "Amaq",
        "A suicide bomber of the Islamic State killed 19 people at a market in Mosul on May 12, the agency said.",
    ),
    (
        "TASS",
        "Nineteen people were killed at a market in Mosul on May 12 when a suicide bomber struck, TASS was told.",
    ),
    ("Reuters", "A suicide bombing at a market in Mosul on May 12 killed at least 19 people, police said."),
    // An outlet that prints what a party's agency gave it is no second voice.
    (
        "Example Times",
        "Nineteen people were killed at a market in Mosul on May 12 when a suicide bomber struck, TASS was told.",
    ),
];

#[test]
fn an_outlet_of_a_party_corroborates_nothing_that_this_party_says() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    for (number, (outlet, text)) in TOLD.iter().enumerate() {
        let file = folder.path().join(format!("{number}.txt"));
        std::fs::write(&file, text).unwrap();
        let file = file.to_str().unwrap();
        done(&data, ["add", "--quiet", "--published", "2020-05-14", "--source", outlet, file]);
    }
    let table = done(&data, ["export", "events"]).out;
    let mut rows = csv_rows(&table);
    let row = rows.find(|row| row["n_reports"] == "4").unwrap_or_else(|| panic!("{table}"));
    assert_eq!((row["n_origins"].as_str(), row["n_origins_of_no_party"].as_str()), ("3", "1"), "{row:?}");
    assert!(
        row["origins_of_parties"].contains("Islamic State 1")
            && row["origins_of_parties"].contains("Russia 1")
    );
    let words =
        "one by no party\u{2019}s outlet, one by an outlet of Islamic State, one by an outlet of Russia";
    let shown = done(&data, ["show", &row["id"]]).out;
    assert!(shown.contains(words), "{shown}");
    let page = Server::of(&data).get(&format!("/e/{}", row["id"]));
    assert!(page.contains(words), "{page}");
}

/// Rows by column; nothing here holds a line break.
fn csv_rows(table: &str) -> impl Iterator<Item = BTreeMap<String, String>> {
    let mut lines = table.lines().map(cells);
    let head = lines.next().unwrap_or_default();
    lines.map(move |row| head.iter().cloned().zip(row).collect())
}

fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for part in line.chars() {
        match part {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().into_iter().for_each(|cell| cell.push(part)),
        }
    }
    cells
}
