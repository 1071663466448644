//! Adding reports on a page: every way in, every wrong input, and who may.
use crate::{Server, done, dump};
use std::fs;
use std::path::{Path, PathBuf};

const REPORT: &str = "\
The Islamic State-Khorasan claimed a bombing at a mosque in Kabul on May 8, 2021, in which 12 people were killed.\n";

fn empty() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    (folder, data)
}

/// The body of a form, in the order of its parts; a part with a name of a file is one.
fn body(parts: &[(&str, Option<&str>, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, bytes) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        body.extend(
            format!("--bound\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes(),
        );
        body.extend_from_slice(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--bound--\r\n");
    body
}

const FORM: &str = "Content-Type: multipart/form-data; boundary=bound";

fn key(page: &str) -> String {
    let rest = page.split("name=\"key\" value=\"").nth(1).expect("the form has a key");
    rest.split('"').next().unwrap().to_owned()
}

/// Sends the form as a browser does that has opened it.
fn send(server: &Server, parts: &[(&str, Option<&str>, &[u8])]) -> String {
    let key = key(&server.get("/add"));
    let mut all = vec![("key", None, key.as_bytes())];
    all.extend_from_slice(parts);
    server.ask("POST", "/add", &[FORM, "Sec-Fetch-Site: same-origin"], &body(&all))
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

/// Where a form led, once the work has ended.
fn outcome(server: &Server, answer: &str) -> String {
    assert_eq!(status(answer), 303, "{answer}");
    let to = answer.lines().find_map(|line| line.strip_prefix("location: ")).expect("somewhere");
    loop {
        let page = server.get(to.trim());
        assert_eq!(status(&page), 200, "{page}");
        if !page.contains("\r\nrefresh: ") {
            return page;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

const OPEN: (&str, Option<&str>, &[u8]) = ("open", None, b"yes");

#[test]
fn a_pasted_text_becomes_the_report_that_the_command_makes() {
    let (_folder, data) = empty();
    let server = Server::of(&data);
    assert!(server.get("/").contains("href=\"/add\""), "an empty record says where to begin");
    let pasted = REPORT.replace('\n', "\r\n");
    let fields: [(&str, Option<&str>, &[u8]); 6] = [
        OPEN,
        ("text", None, pasted.as_bytes()),
        ("url", None, b"https://example.org/news/1"),
        ("published", None, b"2021-05-09"),
        ("source", None, b"Example Wire"),
        ("title", None, b"Bombing in Kabul"),
    ];
    let page = outcome(&server, &send(&server, &fields));
    assert!(page.contains("<h1>Added</h1>") && page.contains("href=\"/r/R1\""), "{page}");
    assert!(page.contains("href=\"/e/E1-"), "its first event: {page}");
    assert!(server.get("/r/R1").contains("Bombing in Kabul"));
    let page = outcome(&server, &send(&server, &fields));
    assert!(page.contains("Known already"), "a form that is sent twice adds once: {page}");

    let (folder, other) = empty();
    let file = folder.path().join("a.txt");
    fs::write(&file, REPORT).unwrap();
    let options = [
        "add",
        "--published",
        "2021-05-09",
        "--source",
        "Example Wire",
        "--url",
        "https://example.org/news/1",
    ];
    done(&other, options.iter().map(Path::new).chain([file.as_path()]));
    let statements = |data: &Path| done(data, ["export", "statements", "--format", "jsonl"]).out;
    let without_title = |out: String| {
        let lines = out.lines().map(|line| {
            let mut row: serde_json::Value = serde_json::from_str(line).unwrap();
            row.as_object_mut().unwrap().retain(|key, _| key != "title" && key != "id" && key != "permalink");
            row.to_string()
        });
        lines.collect::<Vec<_>>()
    };
    let (here, there) = (without_title(statements(&data)), without_title(statements(&other)));
    assert!(here.len() > 5);
    assert_eq!(here, there, "the same text and day give the same statements");
}

#[test]
fn files_are_added_each_and_what_cannot_be_read_is_named() {
    let (_folder, data) = empty();
    let server = Server::of(&data);
    let page = outcome(&server, &send(&server, &[
        OPEN,
        ("files", Some("one.txt"), REPORT.as_bytes()),
        ("files", Some("..\\..\\evil/two.md"), b"---\npublished: 2021-06-02\n---\nIS-K attacked a checkpoint in Jalalabad on June 1, 2021.\n"),
        ("files", Some("picture.png"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0"),
        ("files", Some("tomorrow.md"), b"---\npublished: 2999-01-01\n---\nNothing yet.\n"),
    ]));
    assert!(page.contains("<h1>Added in part</h1>"), "{page}");
    assert!(page.contains(">two.md<") && !page.contains("evil"), "a name without its folders: {page}");
    assert_eq!(page.matches(">Not added</span>").count(), 2, "{page}");
    assert!(page.contains("picture.png") && page.contains("<code>published_future</code>"), "{page}");
    assert!(page.contains("What to do: "), "{page}");
    assert!(page.contains("2 added, 2 not added."), "{page}");
    // One generation for all of them, as for one run of the command.
    assert!(server.get("/readyz").contains("generation 1"));
}

#[test]
fn an_address_of_this_machine_is_not_asked_and_one_may_forbid_asking() {
    let (_folder, data) = empty();
    let server = Server::of(&data);
    let address: [(&str, Option<&str>, &[u8]); 2] = [OPEN, ("url", None, b"http://127.0.0.1:1/admin")];
    let page = outcome(&server, &send(&server, &address));
    assert!(page.contains("<h1>Not added</h1>") && page.contains(">Not added</span>"), "{page}");
    let server = Server::with(&data, &["--no-fetch"]);
    let answer = send(&server, &address);
    assert_eq!(status(&answer), 422);
    assert!(answer.contains("asks no address") && answer.contains("This server does not ask it"), "{answer}");
}

#[test]
fn a_wrong_form_comes_back_with_what_is_wrong_and_what_was_typed() {
    let (_folder, data) = empty();
    let server = Server::of(&data);
    let answer = send(
        &server,
        &[("text", None, "Words <b> of \"a\" report".as_bytes()), ("published", None, b"29.03.2024")],
    );
    assert_eq!(status(&answer), 422);
    assert!(answer.contains("Nothing was added.") && answer.contains("role=\"alert\""));
    assert!(answer.contains("id=\"wrong-published\"") && answer.contains("id=\"wrong-open\""), "{answer}");
    assert!(answer.contains(">\nWords &lt;b&gt; of &quot;a&quot; report</textarea>"), "{answer}");
    assert!(answer.contains("value=\"29.03.2024\""));
    for (parts, expected) in [
        (&[OPEN][..], 422),
        (&[OPEN, ("what", None, b"ever")], 400),
        (&[OPEN, ("text", None, b"\xff\xfe")], 400),
        (&[OPEN, ("title", None, &[b'a'; 5000]), ("text", None, REPORT.as_bytes())], 413),
    ] {
        let answer = send(&server, parts);
        assert_eq!(status(&answer), expected, "{answer}");
        assert!(answer.contains("Nothing was added."), "{answer}");
    }
    let key = key(&server.get("/add"));
    let plain = server.ask("POST", "/add", &["Content-Type: application/x-www-form-urlencoded"], b"text=a");
    assert_eq!(status(&plain), 415);
    let cut = body(&[("key", None, key.as_bytes()), OPEN, ("text", None, REPORT.as_bytes())]);
    let cut = server.ask("POST", "/add", &[FORM], &cut[..cut.len() - 40]);
    assert_eq!(status(&cut), 400, "{cut}");
    assert!(!data.join("daybook.sqlite").exists(), "none of this made a record");
}

#[test]
fn more_than_the_limit_is_refused_while_it_arrives() {
    let (_folder, data) = empty();
    let server = Server::of(&data);
    let much = vec![b'a'; 65 * 1024 * 1024];
    let answer = send(&server, &[OPEN, ("files", Some("much.txt"), &much)]);
    // Whoever goes on sending may lose the answer; nothing is added either way.
    assert!(answer.is_empty() || status(&answer) == 413, "{}", answer.lines().next().unwrap_or_default());
    assert!(!data.join("daybook.sqlite").exists());
    assert_eq!(status(&server.get("/add")), 200, "and the server goes on");
}

#[test]
fn a_page_of_another_site_adds_nothing() {
    let (_folder, data) = empty();
    let server = Server::of(&data);
    let own = key(&server.get("/add"));
    let with = |key: &str| body(&[("key", None, key.as_bytes()), OPEN, ("text", None, REPORT.as_bytes())]);
    for (what, headers, body) in [
        ("no key", &[FORM][..], body(&[OPEN, ("text", None, REPORT.as_bytes())])),
        ("another key", &[FORM], with("0123456789abcdef0123456789abcdef")),
        (
            "text before the key",
            &[FORM],
            body(&[("text", None, REPORT.as_bytes()), ("key", None, own.as_bytes())]),
        ),
        ("another site", &[FORM, "Sec-Fetch-Site: cross-site"], with(&own)),
        ("another port of this machine", &[FORM, "Sec-Fetch-Site: same-site"], with(&own)),
        ("another origin", &[FORM, "Origin: https://example.org"], with(&own)),
        ("a hidden origin", &[FORM, "Origin: null"], with(&own)),
        ("through another server", &[FORM, "X-Forwarded-For: 203.0.113.9"], with(&own)),
    ] {
        let answer = server.ask("POST", "/add", headers, &body);
        assert_eq!(status(&answer), 403, "{what}: {answer}");
    }
    let other = server.ask("POST", "/events", &[FORM], &with(&own));
    assert_eq!(status(&other), 405, "{other}");
    assert!(!data.join("daybook.sqlite").exists(), "nothing was added");
    let head = server.get("/add");
    assert!(head.contains("form-action 'self'") && head.contains("frame-ancestors 'none'"), "{head}");
    assert!(head.contains("cache-control: private, no-store"), "a key is not kept: {head}");
}

#[test]
fn no_form_breaks_the_server() {
    let (_folder, data) = empty();
    let server = Server::of(&data);
    let own = key(&server.get("/add"));
    // Nobody says that it is open reporting: whatever is read of it, nothing may be added.
    let whole = body(&[
        ("key", None, own.as_bytes()),
        ("text", None, REPORT.as_bytes()),
        ("files", Some("a.txt"), b"A report."),
        ("published", None, b"2021-05-09"),
    ]);
    let mut cases: Vec<Vec<u8>> = Vec::new();
    // Every way of breaking off, every byte of the head of each part made another, parts twice, none at all.
    cases.extend((0..whole.len()).step_by(17).map(|end| whole[..end].to_vec()));
    cases.extend((0..whole.len()).step_by(13).map(|at| {
        let mut broken = whole.clone();
        broken[at] = broken[at].wrapping_add(91);
        broken
    }));
    cases.push(whole.repeat(2));
    cases.push(b"--bound--\r\n".to_vec());
    cases.push(vec![0xff; 5000]);
    let headers: [&[&str]; 5] = [
        &[FORM],
        &["Content-Type: multipart/form-data"],
        &["Content-Type: multipart/form-data; boundary="],
        &["Content-Type: multipart/form-data; boundary=\"\u{e9}\""],
        &[],
    ];
    for (nth, case) in cases.iter().enumerate() {
        let headers = headers[if nth % 4 == 3 { nth / 4 % headers.len() } else { 0 }];
        let answer = server.ask("POST", "/add", headers, case);
        assert!((400..500).contains(&status(&answer)), "{nth}: {answer}");
    }
    assert_eq!(status(&server.get("/add")), 200);
    assert!(!data.join("daybook.sqlite").exists(), "nothing was added");
}

#[test]
fn two_forms_arrive_at_one_time_and_the_third_is_told_to_come_back() {
    let (_folder, data) = empty();
    let server = Server::of(&data);
    let own = key(&server.get("/add"));
    let begun = body(&[("key", None, own.as_bytes()), ("text", None, REPORT.as_bytes())]);
    let slow = [
        server.begin_post("/add", &[FORM], &begun[..begun.len() - 30], begun.len()),
        server.begin_post("/add", &[FORM], &begun[..begun.len() - 30], begun.len()),
    ];
    let started = std::time::Instant::now();
    // The two have to have arrived; until then there is still a place.
    let answer = loop {
        let answer = send(&server, &[("text", None, REPORT.as_bytes())]);
        if status(&answer) == 503 || started.elapsed().as_secs() > 20 {
            break answer;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    assert_eq!(status(&answer), 503, "{answer}");
    assert!(answer.contains("retry-after: 60") && answer.contains("Nothing was added"), "{answer}");
    drop(slow);
    let started = std::time::Instant::now();
    while status(&send(&server, &[("text", None, REPORT.as_bytes())])) == 503 {
        assert!(started.elapsed().as_secs() < 20, "there is a place again once they are gone");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn elsewhere_only_the_token_adds() {
    let (folder, data) = empty();
    let token = folder.path().join("token");
    fs::write(&token, "a-token-of-some-length-1\n").unwrap();
    let server = Server::with(&data, &["--token-file", token.to_str().unwrap()]);
    let page = server.get("/add");
    assert!(page.contains("type=\"password\""), "{page}");
    let own = key(&page);
    let with = |token: &str| {
        body(&[
            ("key", None, own.as_bytes()),
            ("token", None, token.as_bytes()),
            OPEN,
            ("text", None, REPORT.as_bytes()),
        ])
    };
    for wrong in ["", "a-token-of-some-length-2", "a-token"] {
        let answer = server.ask("POST", "/add", &[FORM], &with(wrong));
        assert_eq!(status(&answer), 403, "{answer}");
        assert!(answer.contains("id=\"wrong-token\"") && !answer.contains("some-length-1"), "{answer}");
    }
    let through = [FORM, "X-Forwarded-For: 203.0.113.9"];
    let answer = server.ask("POST", "/add", &through, &with("a-token-of-some-length-1"));
    assert!(outcome(&server, &answer).contains("<h1>Added</h1>"));

    fs::write(&token, "short\n").unwrap();
    let ran = crate::run(&data, ["serve", "--token-file", token.to_str().unwrap()]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("has 5 characters") && ran.err.contains("hint: "), "{}", ran.err);
}

#[test]
fn a_server_that_is_read_only_has_no_form() {
    let (_folder, data) = empty();
    let server = Server::with(&data, &["--read-only"]);
    let page = server.get("/add");
    assert_eq!(status(&page), 403);
    assert!(page.contains("--read-only") && !page.contains("<textarea"), "{page}");
    assert!(!server.get("/").contains("href=\"/add\""));
    assert_eq!(status(&server.ask("POST", "/add", &[FORM], &body(&[OPEN]))), 403);
}

#[test]
fn a_record_that_somebody_else_writes_is_waited_for_and_then_said() {
    let (_folder, data) = empty();
    let store = store::Store::open(&data).unwrap();
    let writer = store.writer(std::time::Duration::from_secs(1)).unwrap();
    let server = Server::with(&data, &["--wait", "0"]);
    let page = outcome(&server, &send(&server, &[OPEN, ("text", None, REPORT.as_bytes())]));
    assert!(page.contains("<h1>Not added</h1>") && page.contains("is being written by process"), "{page}");
    drop(writer);
    let page = outcome(
        &server,
        &send(&server, &[OPEN, ("text", None, REPORT.as_bytes()), ("published", None, b"2021-05-09")]),
    );
    assert!(page.contains("<h1>Added</h1>"), "{page}");
    assert!(dump(&data).len() > 1000);
}

#[test]
fn private_names_in_names_of_files_are_withheld_once_they_are_known() {
    let (_folder, data) = empty();
    let server = Server::of(&data);
    let text = "Belqis Quxfoo, 19, was killed in a bombing in Kabul on May 8, 2021, claimed by the Islamic State-Khorasan.\n";
    let page = outcome(
        &server,
        &send(
            &server,
            &[
                OPEN,
                ("published", None, b"2021-05-09"),
                ("files", Some("Belqis Quxfoo mourned.txt"), text.as_bytes()),
            ],
        ),
    );
    assert!(page.contains("<h1>Added</h1>") && !page.contains("Quxfoo"), "{page}");
}
