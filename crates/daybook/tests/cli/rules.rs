//! The rules of safety and custody that the record keeps, each a test under its number: presumption of innocence (E1 to E4), private
//! persons (E5 to E8), places of people (E9), operational detail (E11), open sources (E13), no tracking (E15), evidence (E16 to E19), what is published (E21). E8 is in `erasure.rs`, E17 in `custody.rs`, more of E5 in `exposure.rs`.
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
        "/q.atom?q=bombing",
        "/changes.atom",
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

/// The same, and every form that is written for programs and to be carried away.
fn every_output(data: &Path, folder: &Path) -> Vec<String> {
    let mut all = outputs(data);
    let commands: [&[&str]; 7] = [
        &["export", "events", "--format", "jsonl"],
        &["export", "statements", "--format", "jsonl"],
        &["show", "E1", "--json"],
        &["show", "E2", "--json"],
        &["judge", "list"],
        &["judge", "list", "--json"],
        &["search", "attacked", "--json"],
    ];
    all.extend(commands.iter().map(|command| done(data, *command).out));
    let briefs = folder.join("briefs");
    done(data, ["publish", "brief", "is-k", "--out", briefs.to_str().unwrap()]);
    all.extend(fs::read_dir(briefs).unwrap().map(|file| fs::read_to_string(file.unwrap().path()).unwrap()));
    let server = Server::of(data);
    let pages = [
        "/e/E2",
        "/e/E3",
        "/map?look=all",
        "/embed/map",
        "/corrections",
        "/changes?since=0",
        "/g/is-k/brief.json",
        "/api/v1/events",
        "/api/v1/events?format=geojson",
        "/api/v1/events/E1",
        "/api/v1/events/E2",
        "/api/v1/actors/is-k",
        "/api/v1/reports/R1",
        "/api/v1/changes?since=0",
        "/api/v1/search?q=attacked",
        "/q?q=near:Kabul+30km",
    ];
    all.extend(pages.iter().map(|page| server.get(page)));
    all
}

#[test]
fn e09_no_point_of_a_place_of_people_leaves_in_any_form() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    // The folder of own entries belongs to a data directory that is there.
    drop(store::Store::open(&data).unwrap());
    let lexicon = data.join("lexicon/places");
    fs::create_dir_all(&lexicon).unwrap();
    fs::write(
        lexicon.join("extra.csv"),
        "id,name,aliases,country,admin1,latitude,longitude,precision,source\n\
         test-shelter,Testabad Shelter,,AF,Kabul,34.61234,69.32345,settlement,invented\n\
         test-kalay,Testabad Kalay,,AF,Kabul,34.65678,69.36789,settlement,invented\n",
    )
    .unwrap();
    let report = folder.path().join("report.txt");
    fs::write(
        &report,
        "Islamic State-Khorasan gunmen attacked Testabad Shelter on May 8, 2021, killing 3 people.\n\
         Islamic State-Khorasan gunmen attacked Testabad Kalay on May 12, 2021, killing 4 soldiers.\n\
         Islamic State-Khorasan gunmen attacked the Sayed ul-Shuhada school in Kabul on May 16, 2021, killing 5 people.\n",
    )
    .unwrap();
    done(
        &data,
        ["add", "--quiet", "--published", "2021-05-21", "--source", "Example Wire", report.to_str().unwrap()],
    );
    // What a person knows better is kept and, for a school, not told.
    let out = done(&data, ["export", "statements", "--format", "jsonl"]).out;
    let rows = out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let school =
        rows.into_iter().find(|row| row["family"] == "where" && row["exact"] == "Sayed ul-Shuhada school");
    let school = school.expect("the school is a place")["id"].as_str().unwrap().to_owned();
    let right = "{\"name\": \"Sayed ul-Shuhada school\", \"country\": \"AF\", \"admin1\": \"Kabul\", \"latitude\": 34.47654, \"longitude\": 69.08765, \"precision\": \"site\"}";
    done(&data, ["judge", "correct", &school, right, "--who", "A. Analyst", "--because", "seen on a map"]);

    let all = every_output(&data, folder.path());
    assert!(all.iter().any(|output| output.contains("34.65678")), "any other place keeps its point");
    assert!(
        all.iter().any(|output| output.contains("Testabad Shelter")),
        "the name that reports print stays"
    );
    for output in &all {
        for digits in ["34.61", "69.32", "34.6123", "34.47", "69.08"] {
            assert!(!output.contains(digits), "`{digits}` in {output}");
        }
    }
    let server = Server::of(&data);
    let map = server.get("/map?look=all");
    assert!(!map.contains("aria-label=\"Testabad Shelter"), "no pin: {map}");
    let near = |place: &str| done(&data, ["search", &format!("attacked near:\"{place}\" 1km")]).out;
    assert_eq!(near("Testabad Shelter"), "", "nor is it found by asking what lies near");
    assert_ne!(near("Testabad Kalay"), "");
    done(&data, ["verify"]);
}

#[test]
fn e11_ways_to_pay_to_reach_and_to_aim_at_somebody_leave_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let report = folder.path().join("report.md");
    let details = [
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "GB82 WEST 1234 5698 7654 32",
        "t.me/joinchat/AAAAAEexample",
        "exampleexampleex.onion",
        "34.5553, 69.2075",
        "42S WD 12345 67890",
    ];
    let [wallet, ether, account, channel, onion, point, grid] = details;
    fs::write(
        &report,
        format!(
            "---\ntitle: Group asks for money at {wallet}\npublished: 2021-05-21\nsource: Example Wire\n---\n\
             The Islamic State-Khorasan claimed a bombing in Kabul on May 8, 2021, and asked for money at {wallet} or {ether}, or to {account}.\n\
             The Islamic State-Khorasan attacked a convoy at {point}, grid {grid}, near Kabul on May 9, 2021, killing 3 soldiers.\n\
             \"Write to https://{channel} or {onion}/join after the attack in Kabul,\" a spokesman of the Islamic State-Khorasan said.\n"
        ),
    )
    .unwrap();
    done(&data, ["add", "--quiet", report.to_str().unwrap()]);
    let all = every_output(&data, folder.path());
    assert!(all.iter().filter(|output| output.contains("[operational detail withheld]")).count() > 5);
    for output in &all {
        for detail in details {
            assert!(!output.contains(detail), "`{detail}` in {output}");
        }
    }
    for detail in [wallet, "joinchat", "67890"] {
        assert_eq!(done(&data, ["search", detail]).out, "", "`{detail}` finds nothing");
    }
    assert_ne!(done(&data, ["search", "money"]).out, "", "the rest of the sentence is found");
    // What a person reports stays whole: only what leaves is masked.
    let kept = fs::read(&report).unwrap();
    let sha256 = model::hash::sha256_hex(&kept);
    assert_eq!(fs::read(data.join("captures").join(&sha256[..2]).join(&sha256[2..])).unwrap(), kept);
}

#[test]
fn e21_a_brief_is_a_draft_until_it_is_cleared_and_broken_custody_stops_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let report = folder.path().join("report.txt");
    // Two origins blame, one suspects; and a person whom the lexicon names is said to lead.
    let (first, second) = (folder.path().join("a.txt"), folder.path().join("b.txt"));
    fs::write(
        &report,
        "Hafiz Saeed Khan is the founder of the Islamic State-Khorasan, U.S. officials said.\n",
    )
    .unwrap();
    fs::write(&first, "The Taliban blamed the Islamic State-Khorasan for a bombing in Kabul on May 8, 2021, in which 12 people were killed.\n").unwrap();
    fs::write(&second, "A bombing in Kabul on May 8, 2021 killed 12 people. The Taliban blamed the Islamic State-Khorasan for it, and the United States blamed the Haqqani Network for the bombing in Kabul.\n").unwrap();
    for (file, source) in [(&report, "Example Wire"), (&first, "Other Wire"), (&second, "Third Wire")] {
        done(
            &data,
            ["add", "--quiet", "--published", "2021-05-21", "--source", source, file.to_str().unwrap()],
        );
    }
    let brief = |more: &[&str]| {
        let forms = ["md", "html", "json"];
        forms.map(|form| done(&data, [&["publish", "brief", "is-k", "--format", form], more].concat()).out)
    };

    // Unreviewed statements about named persons keep it a draft, in every form and on the page.
    let draft = brief(&[]);
    let page = Server::of(&data).get("/g/is-k/brief");
    for form in draft.iter().chain([&page]) {
        assert!(form.contains("it is not cleared for publication"), "{form}");
    }
    let json: Value = serde_json::from_str(&draft[2]).unwrap();
    assert_eq!(json["status"], "draft");

    // An accusation that one origin makes says so; one that two make does not.
    let md = &draft[0];
    let after = |of: &str| {
        md[md.find(of).unwrap_or_else(|| panic!("`{of}` in {md}"))..].lines().next().unwrap().to_owned()
    };
    assert!(after("blamed on Haqqani").contains("(one independent origin)"));
    let twice = after("blamed on Islamic State");
    assert!(!twice.split("[^").next().unwrap().contains("(one independent origin)"), "{twice}");

    // It goes out all the same if two persons say so, and tells who and why.
    let one = ["publish", "brief", "is-k", "--release-by", "A. Analyst", "--because", "urgent"];
    for more in [&[][..], &["--release-by", "a. analyst"], &["--release-by", " "]] {
        assert_eq!(
            crate::run(&data, [&one[..], more].concat()).code,
            Some(2),
            "one person is not two: {more:?}"
        );
    }
    assert_eq!(
        crate::run(&data, ["publish", "brief", "is-k", "--release-by", "A", "--release-by", "B"]).code,
        Some(2),
        "a reason"
    );
    for form in brief(&["--release-by", "A. Analyst", "--release-by", "B. Editor", "--because", "urgent"]) {
        assert!(
            form.contains("A. Analyst") && form.contains("B. Editor") && form.contains("urgent"),
            "{form}"
        );
        assert!(!form.contains("it is not cleared"), "{form}");
    }

    // What a person has accepted is open no more; nothing open, no such section.
    let out = done(&data, ["export", "statements", "--format", "jsonl"]).out;
    let rows = out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let leads = rows
        .into_iter()
        .filter(|row| row["report"] == "R1" && row["family"] == "relation")
        .collect::<Vec<_>>();
    assert!(!leads.is_empty(), "{out}");
    for row in &leads {
        done(
            &data,
            ["judge", "accept", row["id"].as_str().unwrap(), "--who", "A. Analyst", "--because", "read it"],
        );
    }
    let cleared = brief(&[]);
    for form in &cleared {
        assert!(!form.contains("Before it is published") && !form.contains("not cleared"), "{form}");
    }
    let json: Value = serde_json::from_str(&cleared[2]).unwrap();
    assert_eq!(json["status"], "cleared");

    // Bytes that are not the ones that were kept stop it, whoever decides.
    let sha256 = model::hash::sha256_hex(&fs::read(&first).unwrap());
    let kept = data.join("captures").join(&sha256[..2]).join(&sha256[2..]);
    let mut permissions = fs::metadata(&kept).unwrap().permissions();
    #[expect(clippy::permissions_set_readonly_false, reason = "a file of this test")]
    permissions.set_readonly(false);
    fs::set_permissions(&kept, permissions).unwrap();
    fs::write(&kept, "The Taliban blamed nobody.\n").unwrap();
    let decided = ["--release-by", "A. Analyst", "--release-by", "B. Editor", "--because", "urgent"];
    let out = folder.path().join("out");
    for more in [&["--out", out.to_str().unwrap()][..], &decided] {
        let ran = crate::run(&data, [&["publish", "brief", "is-k"], more].concat());
        assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{}", ran.err);
        assert!(ran.err.contains("nothing is published") && ran.err.contains("`R2`"), "{}", ran.err);
    }
    assert!(!out.exists());
    assert!(Server::of(&data).get("/g/is-k/brief").starts_with("HTTP/1.1 500"));
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
