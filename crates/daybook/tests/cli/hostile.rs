//! Reports and addresses that mean harm, and the rules on what leaves (E10, E12, E14, E20, E22, E23): words stay words, no address breaks
//! the server, nothing is asked of anybody else.
use crate::{Server, done, run};
use std::fs;
use std::path::{Path, PathBuf};

const HOSTILE: &str = "\
---
title: \"<script>alert(1)</script><img src=x onerror=alert(1)> \u{202E}gnp.exe \u{0430}pple\"
source: \"Wire\\\"><svg onload=alert(1)>\"
url: \"javascript:alert(1)\"
published: 2020-06-01
---
Police said 7 people were killed in a bombing in <b onmouseover=\"alert(1)\">Kabul</b> on May 30, 2020. <iframe src=\"https://example.org/\"></iframe>
The reporter had tea with \u{202E}nobody\u{202C} in particular on that quiet afternoon.
";

const GROUPS_OWN: &str = "\
---
title: \"A claim\"
source: Amaq
url: \"https://amaq.example.net/claim-4711\"
published: 2020-06-02
---
The Islamic State claimed responsibility for a bombing in Kabul on May 30, 2020, in which 7 people were killed.
";

fn record() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    for (name, text) in [("<b>hostile & \"quoted\".md", HOSTILE), ("own.md", GROUPS_OWN)] {
        let file = folder.path().join(name);
        fs::write(&file, text).unwrap();
        done(&data, [Path::new("add"), Path::new("--quiet"), &file]);
    }
    (folder, data)
}

const PAGES: [&str; 24] = [
    "/",
    "/g/islamic-state",
    "/g/is",
    "/e/E1",
    "/e/E2",
    "/r/R1",
    "/r/R2",
    "/events",
    "/events.csv",
    "/events.jsonl",
    "/map",
    "/p/Kabul~AF",
    "/reports",
    "/sources",
    "/s/Amaq",
    "/changes?since=0",
    "/network",
    "/network?group=is",
    "/g/is/list/reports",
    "/q?q=bombing",
    "/q.atom?q=bombing",
    "/changes.atom",
    "/api/v1/reports",
    "/api/v1/events",
];

fn parts(answer: &str) -> (&str, &str) {
    answer.split_once("\r\n\r\n").expect("a head and a body")
}

#[test]
fn hostile_words_stay_words() {
    let (_folder, data) = record();
    let server = Server::of(&data);
    for path in PAGES
        .iter()
        .filter(|path| !path.starts_with("/api") && !path.contains(".csv") && !path.contains(".jsonl"))
    {
        let answer = server.get(path);
        let (_, body) = parts(&answer);
        // The site's own script is a file; whatever stands between tags would be words that became one.
        let (before, after) = body.split_once("<script src=\"/keys.js?v=").unwrap_or((body, ""));
        let body = &format!("{before}{after}").replace("<img src=\"/g/", "");
        for (tag, of) in [
            ("<script", path),
            ("<iframe", path),
            ("<img", path),
            ("onerror=alert(1)>", path),
            ("javascript:alert", path),
        ] {
            let escaped = body.replace("&lt;", "").replace("&gt;", "");
            let is_there = if tag.starts_with('<') {
                body.contains(tag)
            } else {
                escaped.contains(&format!("href=\"{tag}"))
            };
            assert!(!is_there, "`{tag}` in {of}");
        }
    }
    let reports = server.get("/reports");
    assert!(reports.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "the title is shown as it is");
    assert!(reports.contains("<bdi dir=\"auto\">&lt;script"), "and its direction ends with it");
}

#[test]
fn a_title_of_a_megabyte_is_refused_or_shortened_and_breaks_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let file = folder.path().join("long.md");
    let title = "x".repeat(1_000_000);
    fs::write(&file, format!("---\ntitle: \"{title}\"\npublished: 2020-06-01\n---\nA bombing in Kabul on May 30, 2020 killed 7 people.\n")).unwrap();
    let ran = run(&data, [Path::new("add"), Path::new("--quiet"), &file]);
    if ran.code == Some(0) {
        let server = Server::of(&data);
        for path in ["/", "/reports", "/r/R1", "/e/E1"] {
            let page = server.get(path);
            assert!(page.starts_with("HTTP/1.1 200") && page.len() < 100_000, "{path}: {} bytes", page.len());
        }
    } else {
        assert!(
            !ran.err.contains("panicked") && !ran.err.is_empty(),
            "{}",
            &ran.err[..ran.err.len().min(400)]
        );
    }
}

#[test]
fn no_address_breaks_the_server() {
    let (_folder, data) = record();
    let server = Server::of(&data);
    let paths = [
        "/events",
        "/map",
        "/q",
        "/changes",
        "/p/AF",
        "/p/Kabul~AF",
        "/s/Amaq",
        "/e/E1",
        "/g/is",
        "/g/is/list/relations",
        "/g/is/list/x",
        "/g/is/drawing/map.svg",
        "/network",
        "/add",
        "/add/x",
        "/api/v1/events",
        "/api/v1/search",
        "/api/v1/changes",
        "/api/v1/network",
        "/events.csv",
    ];
    let keys = [
        "q", "type", "group", "since", "until", "place", "country", "look", "page", "limit", "cursor",
        "format", "exact", "asof", "year", "v", "x",
    ];
    let values = [
        "",
        "0",
        "-1",
        "1",
        "999999999999999999999999",
        "2016",
        "2016-13",
        "-9999",
        "9999",
        "9999-12",
        "9999-12-31",
        "0000",
        "2016-02-30",
        "AF",
        "all",
        "%00",
        "%ff",
        "%",
        "%25",
        "'",
        "%22",
        "%27%20OR%201=1--",
        "NULL",
        "is-k",
        "E1",
        "R1",
        "%E2%80%AE",
        "%F0%9F%92%A3",
        "near:%22Kabul%22%2050km",
        "date:..",
        "%28%28%28%28",
        "NOT",
        "AND%20OR",
        "%22unclosed",
        "*",
        "a*",
        "term~2",
        "recorded:0",
        "recorded:1",
        "recorded:99",
        "published:2020-06-01",
        "published:9999-12-31",
        "published:x",
        "../../etc",
        "attack",
    ];
    let mut asked = 0;
    // Every key with every value on one page each, by turns: a few hundred addresses.
    for (at, (key, value)) in
        keys.iter().flat_map(|key| values.iter().map(move |value| (key, value))).enumerate()
    {
        let path = format!("{}?{key}={value}", paths[at % paths.len()]);
        let answer = server.get(&path);
        let status = answer.split(' ').nth(1).unwrap_or("none");
        assert!(["200", "303", "308", "400", "404"].contains(&status), "{status} for {path}");
        asked += 1;
    }
    assert!(asked > 600, "{asked}");
    for path in [
        "/g/%ff",
        "/e/",
        "/e/E99999999999999999999",
        "/r/R-1",
        "/c/x",
        "/p/",
        "/p/~AF",
        "/p/%E2%80%AE~AF",
        "/s/%00",
        "//",
        "/../etc/passwd",
        "/g/is/brief.xml",
    ] {
        let status = server.get(path).split(' ').nth(1).unwrap_or("none").to_owned();
        assert!(!status.starts_with('5') && status != "none", "{status} for {path}");
    }
    assert!(server.get(&format!("/q?q={}", "a".repeat(5_000))).starts_with("HTTP/1.1 400"));
}

#[test]
fn e10_what_a_group_publishes_is_a_claim_and_its_address_is_on_no_page() {
    let (_folder, data) = record();
    let server = Server::of(&data);
    for path in PAGES {
        let answer = server.get(path);
        assert!(!answer.contains("claim-4711"), "the address in {path}");
        assert!(parts(&answer).0.to_ascii_lowercase().contains("x-robots-tag: noindex"), "{path}");
    }
    assert!(server.get("/r/R2").contains("not shown: the outlet speaks for an armed group"));
    assert!(server.get("/s/Amaq").contains("Speaks for a party to a conflict"));
    for format in ["csv", "jsonl"] {
        let table = done(&data, ["export", "statements", "--format", format]).out;
        assert!(
            table.contains("Amaq") && !table.contains("claim-4711"),
            "the address in the {format} of statements"
        );
    }
}

#[test]
fn e12_pages_are_text_and_drawings_of_our_own() {
    let (_folder, data) = record();
    let server = Server::of(&data);
    for path in PAGES
        .iter()
        .filter(|path| !path.contains("json") && !path.contains("csv") && !path.starts_with("/api"))
    {
        // A drawing that is too large for its page is this server's own file; it is drawn here, whatever a report holds.
        let drawing = "<img src=\"/g/";
        let answer = server.get(path);
        for image in answer.split(drawing).skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(image.contains("/drawing/") && image.contains(".svg?v="), "{image} in {path}");
        }
        let answer = answer.replace(drawing, "");
        for tag in ["<img", "<video", "<audio", "<object", "<embed", "<picture", "<source"] {
            assert!(!answer.contains(tag), "`{tag}` in {path}");
        }
    }
}

#[test]
fn e14_nothing_is_asked_of_anybody_else() {
    let (_folder, data) = record();
    let server = Server::of(&data);
    for path in PAGES {
        let answer = server.get(path);
        let (head, body) = parts(&answer);
        let head = head.to_ascii_lowercase();
        assert!(head.contains("content-security-policy: default-src 'none'"), "{path}: {head}");
        assert!(head.contains("referrer-policy: no-referrer") && !head.contains("set-cookie"), "{path}");
        for loads in ["src=\"http", "src=\"//", "url(http", "@import", "href=\"http", "srcset="] {
            for at in body.match_indices(loads).map(|(at, _)| at) {
                let tag = body[..at].rfind('<').map_or("", |from| &body[from..at]);
                // The links of a feed are for whoever reads it to follow.
                let is_followed =
                    tag.starts_with("<a ") || path.contains(".atom") && tag.starts_with("<link rel=");
                assert!(is_followed, "{path} loads something: {tag}");
            }
        }
    }
}

#[test]
fn e20_counts_say_what_they_rest_on() {
    let (_folder, data) = record();
    let server = Server::of(&data);
    let group = server.get("/g/is");
    assert!(group.contains("reports that name it") && group.contains("independent origins"), "denominators");
    assert!(group.contains("A change of sources changes counts of events, whatever happened."));
    let sources = server.get("/sources");
    assert!(
        sources.contains("outlets that speak for a party")
            && sources.contains("Counts of events follow this mix.")
    );
    assert!(server.get("/").contains("Counts follow what was reported, not only what happened."));
}

#[test]
fn e22_of_a_report_only_sentences_with_statements_leave() {
    let (_folder, data) = record();
    let server = Server::of(&data);
    for path in PAGES {
        assert!(!server.get(path).contains("had tea with"), "a sentence without a statement in {path}");
    }
}

#[test]
fn e23_method_corrections_and_contact_are_pages() {
    let (_folder, data) = record();
    let server = Server::of(&data);
    let about = server.get("/about");
    for words in [
        "How it is made",
        "What the numbers do not say",
        "href=\"/corrections\"",
        "Contact",
        "Conflicts of interest",
    ] {
        assert!(about.contains(words), "{words}");
    }
    assert!(server.get("/corrections").contains("No decision has been taken."));
}
