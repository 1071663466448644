//! The rules of safety and custody that the record keeps, each a test under its number: presumption of innocence (E1 to E4), private
//! persons (E5 to E8), open sources (E13), no tracking (E15), evidence (E16 to E19). E8 is in `erasure.rs`, E17 in `custody.rs`, more of E5 in `exposure.rs`.
use crate::{Server, done};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const REPORT: &str = "\
The Islamic State-Khorasan claimed a bombing at a school in Kabul on May 8, 2021, in which 12 people were killed. The government blamed the \
Haqqani Network for it. The Taliban denied any role in the bombing.

Belqis Quxfoo, 19, was killed in the bombing. Her brother can be reached at b.quxfoo@mail.example.org or +93 70 123 4567.
Police arrested Meshkat Vandrel, a suspected member of IS-K, on May 9 and accused him of planning the attack.
A court in Kabul convicted a member of IS-K of the murder of a judge on May 20.
";

fn record() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let report = folder.path().join("report.txt");
    fs::write(&report, REPORT).unwrap();
    done(
        &data,
        ["add", "--quiet", "--published", "2021-05-21", "--source", "Example Wire", report.to_str().unwrap()],
    );
    (folder, data)
}

/// Everything that leaves: commands and pages.
fn outputs(data: &Path) -> Vec<String> {
    let commands: [&[&str]; 10] = [
        &["show", "is-k"],
        &["show", "is-k", "--json"],
        &["show", "R1"],
        &["show", "R1", "--json"],
        &["search", "Kabul", "--json"],
        &["export", "events"],
        &["export", "statements"],
        &["analyse", "is-k", "--json"],
        &["publish", "brief", "is-k", "--format", "md"],
        &["publish", "brief", "is-k", "--format", "html"],
    ];
    let mut outputs: Vec<String> = commands.iter().map(|command| done(data, *command).out).collect();
    let server = Server::of(data);
    let pages = [
        "/",
        "/g/is-k",
        "/e/E1",
        "/r/R1",
        "/events",
        "/events.csv",
        "/events.jsonl",
        "/map",
        "/p/Kabul~AF",
        "/p/AF",
        "/reports",
        "/q?q=bombing",
        "/g/is-k/brief",
    ];
    outputs.extend(pages.iter().map(|page| server.get(page)));
    outputs
}

/// A text without what stands between quotation marks: the program's own words.
fn own_words(text: &str) -> String {
    let mut depth = 0_u32;
    text.chars()
        .filter(|part| {
            match part {
                '\u{201C}' => depth += 1,
                '\u{201D}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        })
        .collect()
}

#[test]
fn e01_a_legal_status_has_its_own_verb_and_nobody_is_said_to_have_done_it() {
    let (_folder, data) = record();
    let brief = own_words(&done(&data, ["publish", "brief", "is-k", "--format", "md"]).out).to_lowercase();
    for words in ["carried out", "perpetrat", "committed by", "terrorist"] {
        assert!(!brief.contains(words), "`{words}` in {brief}");
    }
    assert!(brief.contains("arrest"), "{brief}");
    assert!(brief.contains("claimed by it"), "{brief}");
}

#[test]
fn e02_responsibility_is_claimed_blamed_denied_established_and_never_one_perpetrator() {
    let (_folder, data) = record();
    let table = done(&data, ["export", "events"]).out;
    let head = table.lines().next().unwrap();
    for column in ["claimed_by", "blamed_on", "suspected", "denied_by", "established_by"] {
        assert!(head.split(',').any(|name| name == column), "{head}");
    }
    assert!(!head.contains("perpetrator"), "{head}");
    let bombing = table.lines().find(|line| line.contains(",bombing,")).unwrap();
    let row: BTreeMap<&str, &str> = head.split(',').zip(bombing.split(',')).collect();
    assert!(row["claimed_by"].contains("Islamic State"), "{row:?}");
    assert!(row["blamed_on"].contains("Haqqani"), "{row:?}");
    assert!(row["denied_by"].contains("Taliban"), "{row:?}");
    assert_eq!(row["established_by"], "", "a claim establishes nothing");
}

#[test]
fn e03_a_page_of_a_group_says_that_listing_is_not_guilt() {
    let (_folder, data) = record();
    let page = Server::of(&data).get("/g/is-k");
    assert!(page.contains("not a finding"), "{page}");
    let brief = done(&data, ["publish", "brief", "is-k", "--format", "md"]).out;
    assert!(brief.contains("To be accused, arrested, charged or listed is not to be guilty"), "{brief}");
}

/// A table in which each of these acts against civilians twice a month for four years, and the record that has it.
fn table_of(sides: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let (folder, data) = record();
    let mut table = "id,type_of_violence,side_a_new_id,side_a,side_b_new_id,side_b,date_start,date_end,low,best,high,deaths_a,deaths_b,deaths_civilians,deaths_unknown,where_prec,latitude,longitude,country\n".to_owned();
    for month in 0..48 {
        for (at, side) in sides.iter().enumerate() {
            for day in [5, 20] {
                let date = format!("{}-{:02}-{day:02}", 2010 + month / 12, month % 12 + 1);
                table.push_str(&format!(
                    "{}{at}{day},3,{at},{side},9,Civilians,{date},{date},2,2,2,0,0,2,0,1,31.6,65.7,Afghanistan\n",
                    month + 100
                ));
            }
        }
    }
    let file = folder.path().join("ged.csv");
    fs::write(&file, table).unwrap();
    done(&data, ["dataset", "add", file.to_str().unwrap()]);
    (folder, data)
}

#[test]
fn e04_forecasts_and_changes_are_of_organisations_by_the_month_and_of_no_person_or_population() {
    let (folder, data) = table_of(&["TTP", "Hibatullah Akhundzada"]);
    let lines = done(&data, ["analyse", "--all", "--json"]).out;
    let all: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let actors: Vec<&str> = all.iter().filter_map(|one| one["actor"].as_str()).collect();
    assert_eq!(actors, ["ttp"], "neither the person nor the civilians: {lines}");
    let found = &all[0]["datasets"][0];
    assert!(found["forecast"].is_object(), "the group does have one: {found}");
    assert!(["month", "quarter"].contains(&found["step"].as_str().unwrap()), "{found}");
    assert!(found["first_step"].as_str().unwrap().ends_with("-01"), "whole months: {found}");
    assert_eq!(all.last().unwrap()["summary"]["left_out"], 2);

    assert_eq!(
        done(&data, ["dataset", "export", "D1", "--actor", "Hibatullah Akhundzada"]).out.lines().count(),
        97
    );
    for person in ["ucdp_ged:1", "Hibatullah Akhundzada", "hibatullah-akhundzada"] {
        let refused = crate::run(&data, ["analyse", person]);
        assert_eq!((refused.code, refused.out.as_str()), (Some(1), ""), "{person}");
    }
    let refused = crate::run(&data, ["analyse", "ucdp_ged:1"]).err;
    assert!(refused.contains("nothing is forecast of persons and populations"), "{refused}");
    let person = "hibatullah-akhundzada";
    // The same once a report names the person.
    let report = folder.path().join("more.txt");
    fs::write(
        &report,
        "Hibatullah Akhundzada, the leader of the Taliban, ordered an attack in Kabul on May 12, 2021.\n",
    )
    .unwrap();
    done(&data, ["add", "--quiet", "--published", "2021-05-21", report.to_str().unwrap()]);
    let shown = done(&data, ["analyse", person, "--json"]).out;
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["datasets"], Value::Array(Vec::new()));
    assert_eq!(shown["own_phases"], "no_organisation");
    assert_eq!(
        serde_json::from_str::<Value>(&done(&data, ["analyse", "ttp", "--json"]).out).unwrap()["datasets"][0]
            ["forecast"],
        found["forecast"]
    );
    let server = Server::of(&data);
    assert!(server.get("/g/ttp/numbers").contains("id=\"D1-tempo\""));
    for page in [format!("/g/{person}/numbers"), format!("/g/{person}")] {
        let page = server.get(&page);
        assert!(page.contains("HTTP/1.1 200") && !page.contains("id=\"D1-tempo\""), "{page}");
        assert!(!page.contains("Forecast of events"), "{page}");
    }
}

#[test]
fn e05_and_e07_private_persons_and_victims_are_counted_not_named() {
    let (_folder, data) = record();
    for output in outputs(&data) {
        for name in ["quxfoo", "vandrel", "belqis", "meshkat"] {
            assert!(!output.to_lowercase().contains(name), "`{name}` in {output}");
        }
    }
    assert!(done(&data, ["show", "E1"]).out.contains("12 killed"));
}

#[test]
fn e06_addresses_and_numbers_of_persons_leave_nowhere() {
    let (_folder, data) = record();
    for output in outputs(&data) {
        for contact in ["mail.example.org", "70 123 4567", "+93"] {
            assert!(!output.contains(contact), "`{contact}` in {output}");
        }
    }
    let sentence = done(&data, ["search", "reached"]).out;
    assert!(sentence.contains("can be reached at [contact withheld] or [contact withheld]"), "{sentence}");
    assert_eq!(done(&data, ["search", "70 123 4567"]).out, "");
}

/// Every file of a folder with its content; the lock's holder and SQLite's shared memory are no content.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if !path.to_string_lossy().ends_with("-shm") {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found.retain(|path, bytes| !(path.to_string_lossy().ends_with("-wal") && bytes.is_empty()));
    found
}

#[test]
fn e13_only_open_sources_are_collected_and_contacts_of_reporters_are_left_out() {
    let (folder, data) = record();
    for closed in ["https://t.me/s/channel", "https://chat.whatsapp.com/abc", "http://something.onion/feed"] {
        let refused = crate::run(&data, ["source", "add", closed]);
        assert_ne!(refused.code, Some(0), "{closed}");
        assert!(refused.err.contains("no open source"), "{closed}: {}", refused.err);
    }
    assert!(done(&data, ["source", "add", "--help"]).out.contains("Open sources only"));
    let report = folder.path().join("byline.txt");
    let text = "Three soldiers were killed in a bombing in Kunduz on May 12, 2021, a local reporter (kunduz.desk@mail.example.org) said.\n";
    fs::write(&report, text).unwrap();
    done(&data, ["add", "--quiet", "--published", "2021-05-21", report.to_str().unwrap()]);
    let shown = done(&data, ["show", "R2"]).out;
    assert!(shown.contains("[contact withheld]") && !shown.contains("kunduz.desk"), "{shown}");
    let page = Server::of(&data).get("/r/R2");
    assert!(page.contains("HTTP/1.1 200") && !page.contains("kunduz.desk"), "{page}");
}

#[test]
fn e15_what_somebody_reads_is_written_down_nowhere() {
    let (folder, data) = record();
    let before = files(folder.path());
    outputs(&data);
    let server = Server::of(&data);
    for page in ["/q?q=a-very-telling-question", "/g/is-k/numbers", "/e/E1"] {
        let answer = server.get(page);
        assert!(!answer.to_lowercase().contains("set-cookie"), "{answer}");
    }
    drop(server);
    let after = files(folder.path());
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    assert!(before == after, "reading changed a file");
}

#[test]
fn e16_original_bytes_are_kept_under_two_digests() {
    let (_folder, data) = record();
    let bytes = REPORT.as_bytes();
    let sha256 = model::hash::sha256_hex(bytes);
    let kept = data.join("captures").join(&sha256[..2]).join(&sha256[2..]);
    assert_eq!(fs::read(&kept).unwrap(), bytes);
    // Bytes of the same SHA-256 are not enough: the length and BLAKE3 are compared as well, and both are in the database.
    let database = fs::read(data.join("daybook.sqlite")).unwrap();
    let log = fs::read(data.join("daybook.sqlite-wal")).unwrap_or_default();
    let blake3 = blake3::hash(bytes).to_hex();
    let holds = |words: &[u8]| {
        [&database, &log].iter().any(|file| file.windows(words.len()).any(|part| part == words))
    };
    assert!(holds(sha256.as_bytes()) && holds(blake3.as_bytes()));
}

#[test]
fn e18_every_statement_of_an_export_leads_to_its_words_in_the_kept_bytes() {
    let (_folder, data) = record();
    let out = done(&data, ["export", "statements", "--format", "jsonl"]).out;
    let server = Server::of(&data);
    let mut n_statements = 0;
    for line in out.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let exact = row["exact"].as_str().unwrap();
        if exact.contains("withheld]") {
            continue;
        }
        assert!(REPORT.contains(exact), "`{exact}`");
        let quote: Vec<char> = row["quote"].as_str().unwrap().chars().collect();
        let (start, end) = (row["start"].as_u64().unwrap() as usize, row["end"].as_u64().unwrap() as usize);
        assert_eq!(quote[start..end].iter().collect::<String>(), exact);
        let permalink = server.get(row["permalink"].as_str().unwrap());
        assert!(
            permalink.contains(" 308 ") || permalink.contains(" 303 ") || permalink.contains(" 200 "),
            "{permalink}"
        );
        n_statements += 1;
    }
    assert!(n_statements > 10, "{out}");
}

#[test]
fn e19_every_statement_names_its_rule_and_a_new_reading_takes_nothing_from_a_person() {
    let (_folder, data) = record();
    let out = done(&data, ["export", "statements", "--format", "jsonl"]).out;
    let rows: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(rows.iter().all(|row| row["rule"].as_str().is_some_and(|rule| !rule.is_empty())), "{out}");
    let toll = rows
        .iter()
        .find(|row| {
            row["value"] == "killed exact 12"
                || row["value"].as_str().is_some_and(|value| value.starts_with("killed"))
        })
        .unwrap();
    let statement = toll["id"].as_str().unwrap();
    done(
        &data,
        ["judge", "correct", statement, "{\"best\": 13}", "--who", "A. Analyst", "--because", "recounted"],
    );
    done(&data, ["rebuild"]);
    assert!(done(&data, ["show", "E1"]).out.contains("13 killed"));
    assert!(done(&data, ["judge", "list"]).out.contains("recounted"));
}
