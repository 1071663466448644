//! Tables of events: every record imported or named, and given back byte for byte.
use crate::{done, run};
use std::fs;
use std::path::Path;

const TABLE: &str = "id,type_of_violence,side_a_new_id,side_a,side_b_new_id,side_b,date_start,date_end,low,best,high,deaths_a,deaths_b,deaths_civilians,deaths_unknown,where_prec,latitude,longitude,country,odd\r\n\
1,1,130,Government of Pakistan,356,\"TTP\r\n\",2014-06-08,2014-06-09,24,26,28,10,11,5,0,1,24.9,67.1,Pakistan,x\r\n\
2,3,356,TTP,1,Civilians,2014-02-30,2014-03-01,1,1,1,0,0,1,0,1,24.9,67.1,Pakistan,y\r\n\
3,3,356,TTP,1,Civilians,2015-01-01,2015-01-01,2,3,some,0,0,3,0,1,24.9,67.1,Pakistan,z";

#[test]
fn a_table_is_imported_reported_and_given_back() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("record"), folder.path().join("ged.csv"));
    fs::write(&file, TABLE).unwrap();
    let file = file.to_str().unwrap();
    let previewed = done(&data, ["dataset", "preview", file]).out;
    assert!(previewed.contains("3 records = 2 events + 1 left out + 0 of tags"), "{previewed}");
    assert!(!data.join("daybook.sqlite").exists(), "a preview keeps nothing");
    let added = done(&data, ["dataset", "add", file]).out;
    for expected in [
        "added D1",
        "unknown column `odd`: kept verbatim, not read",
        "row 3 column `date_start`: cell_date: found `2014-02-30`",
        "row 4 column `high`: cell_number: found `some`",
        "killed: low 26, best 29, high 28",
    ] {
        assert!(added.contains(expected), "`{expected}` in {added}");
    }
    assert!(done(&data, ["dataset", "add", file]).out.starts_with("known D1"), "the same bytes are known");
    assert_eq!(done(&data, ["dataset", "export", "D1"]).out, TABLE);
    let rows = done(&data, ["dataset", "export", "D1", "--actor", "TTP"]).out;
    assert_eq!(
        rows.len(),
        TABLE.len() - TABLE.lines().nth(3).unwrap().len() - 2,
        "header, rows 2 and 4: {rows}"
    );
    let row = done(&data, ["dataset", "show", "D1", "--row", "4", "--json"]).out;
    let row: serde_json::Value = serde_json::from_str(&row).unwrap();
    assert_eq!((&row["cells"]["high"], &row["cells"]["odd"]), (&"some".into(), &"z".into()));
    assert_eq!(
        (&row["event"]["deaths"]["best"], &row["event"]["deaths"]["high"]),
        (&3.into(), &serde_json::Value::Null)
    );
    let issues = done(&data, ["dataset", "show", "D1", "--issues"]).out;
    assert_eq!(issues.lines().count(), 2, "{issues}");
    done(&data, ["verify"]);
}

#[test]
fn a_table_of_ones_own_is_guessed_and_read_with_the_map_that_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("record"), folder.path().join("my list.csv"));
    fs::write(
        &file,
        "Date of incident,Province,Group,Killed,Note\n2021-03-07,Herat,IS-K,12,a\n2021-04-01,Kunar,TTP,,b\n",
    )
    .unwrap();
    let path = file.to_str().unwrap();
    let refused = run(&data, ["dataset", "add", path]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("dataset preview"), "{}", refused.err);
    let map = folder.path().join("map.toml");
    fs::write(&map, done(&data, ["dataset", "preview", path, "--print-map"]).out).unwrap();
    let added = done(&data, ["dataset", "add", path, "--map", map.to_str().unwrap()]).out;
    assert!(added.contains("2 records = 2 events") && added.contains("best 12"), "{added}");
    let shown = done(&data, ["dataset", "show", "D1"]).out;
    assert!(shown.contains("(is-k)") && shown.contains("(ttp)"), "{shown}");
}

#[test]
fn a_table_among_reports_is_no_report() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rows.csv");
    fs::write(&file, "a,b\n1,2\n").unwrap();
    let refused = run(&folder.path().join("record"), ["add", file.to_str().unwrap()]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("daybook dataset add"), "{}", refused.err);
}

fn page_of_none(data: &Path) -> String {
    page(data, "/g/eta/numbers")
}

/// One page of a running server.
fn page(data: &Path, path: &str) -> String {
    crate::Server::of(data).get(path)
}

#[test]
fn a_groups_rows_are_analysed_though_no_report_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = (folder.path().join("record"), folder.path().join("ged.csv"));
    let header = TABLE.lines().next().unwrap();
    let mut rows = format!("{header}\r\n");
    let row = |rows: &mut String, month: &str, country: &str| {
        rows.push_str(&format!(
            "1,3,356,TTP,1,Civilians,{month}-05,{month}-05,2,2,2,0,0,2,0,1,24.9,67.1,{country},x\r\n"
        ));
    };
    for year in 2010..2013 {
        for month in 1..=12 {
            row(&mut rows, &format!("{year}-{month:02}"), "Pakistan");
        }
    }
    for month in 1..=12 {
        for at in 0..12 {
            row(&mut rows, &format!("2013-{month:02}"), if at < 6 { "Pakistan" } else { "Afghanistan" });
        }
    }
    fs::write(&file, rows).unwrap();
    done(&data, ["dataset", "add", file.to_str().unwrap()]);
    let shown = done(&data, ["analyse", "ttp", "--stronghold", "PK"]).out;
    assert!(shown.contains("2013-01-01 to 2013-12-31: 144 events, 12.0 a month"), "{shown}");
    assert!(shown.contains("a boundary here with P 1.00 (established)"), "{shown}");
    assert!(shown.contains("2013-01-01 to 2013-12-31: 72 of 144, 50 %"), "{shown}");
    assert!(shown.contains("no report of the record names it"), "{shown}");
    assert!(shown.contains("established: More events since January 2013 (in that month"), "{shown}");
    assert!(shown.contains("established: A shift outside PK since January 2013"), "{shown}");
    assert!(shown.contains("not shown: Fewer but more lethal"), "{shown}");
    let json: serde_json::Value =
        serde_json::from_str(&done(&data, ["analyse", "ttp", "--stronghold", "PK", "--json"]).out).unwrap();
    assert_eq!(json["datasets"][0]["rows"].as_array().map(Vec::len), Some(180), "the rows behind it");
    let all = done(&data, ["analyse", "--all"]).out;
    assert!(all.starts_with("ttp  "), "{all}");
    assert!(all.contains("180 events from 2010-01-05 to 2013-12-05; changes established: 2013-01 "), "{all}");
    assert!(all.contains("1 series scanned; of simulated series without any change"), "{all}");
    assert!(
        all.contains("left out: 1 that only ever suffer one-sided violence, or are persons or populations"),
        "{all}"
    );
    assert!(
        all.contains("with an event in the month itself: an event within the next 6 months in 100 %"),
        "{all}"
    );
    let lines = done(&data, ["analyse", "--all", "--json"]).out;
    let of_all: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(of_all.len(), 2, "an actor and the summary: {lines}");
    assert_eq!(of_all[1]["summary"]["series"], 1);
    assert_eq!(of_all[0]["datasets"][0]["tempo"], json["datasets"][0]["tempo"]);
    assert_eq!(run(&data, ["analyse", "--all", "ttp"]).code, Some(2));
    assert_eq!(run(&data, ["analyse"]).code, Some(2));
    let page = page(&data, "/g/ttp/numbers");
    for part in
        ["HTTP/1.1 200", "What may be said", "<svg", "newest three months: incomplete", "id=\"D1-tempo\""]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page_of_none(&data).contains("No imported table has an event with this group"));
    let unknown = run(&data, ["analyse", "nobody at all"]);
    assert_eq!(unknown.code, Some(1));
}
