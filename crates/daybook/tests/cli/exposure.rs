//! The one gate: names of private persons appear in no byte that leaves the record.
use crate::{Server, done, run};
use std::fs;
use std::path::Path;

/// Invented, and used in this test only. Each stands in a place where names of victims, witnesses, suspects and bystanders do.
const PRIVATE: [&str; 7] = [
    "Zubaira Quxfoo",
    "Quxfoo",
    "Tarkhan Blorvi",
    "Blorvi",
    "Meshkat Vandrel",
    "Yelmaz Torvuk",
    "Norkin Ashvale",
];

const REPORT: &str = "\
+++
title = \"Zubaira Quxfoo mourned after Kabul bombing\"
published = 2021-05-10
source = \"Example Wire\"
url = \"https://example.org/news/zubaira-quxfoo-mourned\"
+++
The Islamic State-Khorasan claimed a bombing in Kabul on May 8, 2021, in which 12 people were killed.

Zubaira Quxfoo, 19, was killed in the bombing at a school in Kabul. Her father, Tarkhan Blorvi, said IS-K had threatened the school.
Police arrested Meshkat Vandrel on May 9 and accused him of planning the attack for IS-K.
\u{201c}We heard two explosions,\u{201d} said Yelmaz Torvuk.
Blorvi said his daughter wanted to be a doctor. Quxfoo's teacher, Norkin Ashvale, was wounded.

Sayed Rahimi-Example, a spokesman for the interior ministry, said 12 people were killed.
";

/// The same private person, in another report that does not say who she is.
const SECOND: &str = "\
+++
title = \"Explosion in Kabul\"
published = 2021-05-11
source = \"Other Wire\"
+++
IS-K was blamed for the bombing in Kabul on May 8 that killed Zubaira Quxfoo and 11 others, officials said.
";

#[test]
fn private_names_are_in_no_output() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let (first, second) = (folder.path().join("a.md"), folder.path().join("b.md"));
    fs::write(&first, REPORT).unwrap();
    fs::write(&second, SECOND).unwrap();
    done(&data, [Path::new("add"), &first, &second]);

    let mut outputs = Vec::new();
    let commands: [&[&str]; 16] = [
        &["show", "is-k"],
        &["show", "is-k", "--json"],
        &["show", "E1"],
        &["show", "E1", "--json"],
        &["show", "R1"],
        &["show", "R1", "--json"],
        &["show", "R2", "--json"],
        &["search", "school"],
        &["search", "bombing", "--json"],
        &["export", "events"],
        &["export", "events", "--format", "jsonl"],
        &["export", "statements"],
        &["export", "statements", "--format", "jsonl"],
        &["analyse", "is-k"],
        &["analyse", "is-k", "--json"],
        &["publish", "brief", "is-k", "--format", "md"],
    ];
    for command in commands {
        outputs.push((command.join(" "), done(&data, command).out));
    }
    let briefs = folder.path().join("briefs");
    done(&data, [Path::new("publish"), Path::new("brief"), Path::new("is-k"), Path::new("--out"), &briefs]);
    for file in fs::read_dir(&briefs).unwrap() {
        let path = file.unwrap().path();
        outputs.push((path.display().to_string(), fs::read_to_string(path).unwrap()));
    }
    outputs.extend(pages(&data));
    outputs.push(("the dump".to_owned(), crate::dump(&data)));

    assert!(outputs.iter().any(|(_, text)| text.contains("[name withheld]")), "something is withheld");
    for (of, text) in &outputs {
        assert!(text.len() > 40, "{of} has nothing to hide in: {text}");
        for name in PRIVATE {
            let found = text.to_lowercase().find(&name.to_lowercase());
            let around =
                found.map(|at| text.chars().skip(at.saturating_sub(60)).take(140).collect::<String>());
            assert_eq!(around, None, "`{name}` in {of}");
        }
        assert!(!text.contains("zubaira-quxfoo"), "the address in {of}");
    }
}

#[test]
fn private_names_find_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let first = folder.path().join("a.md");
    fs::write(&first, REPORT).unwrap();
    done(&data, [Path::new("add"), &first]);
    for name in PRIVATE {
        assert_eq!(done(&data, ["search", name]).out, "", "search for `{name}`");
        let ran = run(&data, ["show", name]);
        assert_eq!(ran.code, Some(1), "no page of `{name}`: {}", ran.out);
    }
    assert_ne!(done(&data, ["search", "school"]).out, "", "the rest of the sentence is found");
}

#[test]
fn an_official_quoted_with_a_post_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let first = folder.path().join("a.md");
    fs::write(&first, REPORT).unwrap();
    done(&data, [Path::new("add"), &first]);
    let shown = done(&data, ["show", "R1"]).out;
    assert!(shown.contains("Rahimi-Example, a spokesman for the interior ministry"), "{shown}");
}

/// How often one page is asked for in different ways.
const MOST_WAYS: usize = 6;

/// Every page of a running server that a visitor can come to from the first one.
fn pages(data: &Path) -> Vec<(String, String)> {
    let server = Server::of(data);
    let mut todo = [
        "/",
        "/reports",
        "/sources",
        "/about",
        "/events",
        "/events.csv",
        "/events.jsonl",
        "/q?q=school",
        "/g/is-k/brief.md",
        "/g/is-k/brief.json",
    ]
    .map(str::to_owned)
    .to_vec();
    // What somebody types is masked before it is shown again.
    todo.extend(
        ["/q?q=Zubaira+Quxfoo", "/g/Zubaira%20Quxfoo", "/nothing/Zubaira%20Quxfoo"].map(str::to_owned),
    );
    let mut seen: Vec<(String, String)> = Vec::new();
    while let Some(path) = todo.pop() {
        // One page asked for one way and another is the same page: a few of each are enough, all would never end.
        let of_page = |path: &str| path.split('?').next().unwrap_or_default().to_owned();
        let ways = seen.iter().filter(|(known, _)| of_page(known) == of_page(&path)).count();
        if ways > MOST_WAYS || seen.iter().any(|(known, _)| *known == path) {
            continue;
        }
        let body = server.get(&path);
        for link in body.split("href=\"/").skip(1).filter_map(|rest| rest.split(['"', '#']).next()) {
            todo.push(format!("/{}", link.replace("&amp;", "&")));
        }
        seen.push((path, body));
    }
    assert!(seen.len() > 15, "the pages hang together: {}", seen.len());
    seen
}
