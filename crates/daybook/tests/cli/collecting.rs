//! Collecting: what feeds publish comes into the record by itself, once, and how sources do is told.
use crate::{Ran, done, run};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// What a path answers: status, headers, body.
type Answer = (u16, &'static str, String);

/// A server of the test's own: answers can be changed, requests are written down.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) base: String,
    answers: Arc<Mutex<BTreeMap<String, Answer>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    pub(crate) fn new() -> Self {
        Self::at("127.0.0.1")
    }

    /// Every address of 127.0.0.0/8 is a host of its own.
    fn at(address: &str) -> Self {
        let listener = TcpListener::bind((address, 0)).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let site = Self { base, answers: Arc::default(), asked: Arc::default() };
        let server = site.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
                let path = lines.next().unwrap_or_default().split(' ').nth(1).unwrap_or("/").to_owned();
                let known = lines
                    .take_while(|line| !line.is_empty())
                    .find_map(|line| line.to_lowercase().strip_prefix("if-none-match: ").map(str::to_owned));
                let answer = server.answers.lock().unwrap().get(&path).cloned();
                let (mut status, headers, mut body) = answer.unwrap_or((404, "", "not here".to_owned()));
                if known.is_some_and(|known| headers.to_lowercase().contains(&known)) {
                    (status, body) = (304, String::new());
                }
                server.asked.lock().unwrap().push(format!("{status} {path}"));
                let length = body.len();
                let _ = write!(
                    stream,
                    "HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
                );
            }
        });
        site
    }

    pub(crate) fn answer(&self, path: &str, status: u16, headers: &'static str, body: &str) {
        let body = body.replace("BASE", &self.base);
        self.answers.lock().unwrap().insert(path.to_owned(), (status, headers, body));
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

pub(crate) const RSS: &str = "content-type: application/rss+xml\r\n";
const RSS_WITH_TAG: &str = "content-type: application/rss+xml\r\netag: \"v1\"\r\n";
pub(crate) const HTML: &str = "content-type: text/html; charset=utf-8\r\n";

pub(crate) fn feed(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Example Wire</title>{items}</channel></rss>"
    )
}

pub(crate) fn item(path: &str, title: &str, summary: &str) -> String {
    format!(
        "<item><title>{title}</title><link>BASE{path}</link><pubDate>Tue, 12 May 2020 10:00:00 GMT</pubDate><description>{summary}</description></item>"
    )
}

pub(crate) fn page(words: &str) -> String {
    let rest = "<p>The ministry of health said that the wounded were taken to three other hospitals, and that doctors were called back from leave to \
        help there during the night.</p><p>A school nearby was closed for the rest of the week. The city put up new walls around the gate, and people who \
        live in the street were asked to stay at home until the evening.</p>";
    format!(
        "<html><head><title>A page</title><meta property=\"article:published_time\" content=\"2020-05-14\"></head><body><article><h1>A page</h1>\
         <p>{words}</p>{rest}</article></body></html>"
    )
}

pub(crate) const ATTACK: &str = "Gunmen of the Taliban stormed a hospital in Kabul on May 12, killing at least 19 people, officials said on Tuesday.";

pub(crate) fn watch(data: &Path) -> Ran {
    run(data, ["watch", "--once", "--now", "--allow-loopback-for-tests"])
}

pub(crate) fn sources(data: &Path) -> Vec<Value> {
    let out = done(data, ["source", "list", "--json"]).out;
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn what_a_feed_publishes_comes_into_the_record_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let site = Site::new();
    let items = item("/attack", "Hospital stormed in Kabul", "At least 19 killed.")
        + &item("/weather", "Rain in the north", "It rained.");
    site.answer("/feed", 200, RSS_WITH_TAG, &feed(&items));
    site.answer("/attack", 200, HTML, &page(ATTACK));
    done(&data, ["source", "add", &format!("{}/feed", site.base)]);
    let first = watch(&data);
    assert_eq!(first.code, Some(0), "{}{}", first.out, first.err);
    assert!(first.out.starts_with("added R1 ") && first.out.contains("/attack"), "{}", first.out);
    assert_eq!(site.asked(), ["404 /robots.txt", "200 /feed", "200 /attack"], "the weather costs nothing");
    let report = done(&data, ["show", "R1"]).out;
    assert!(report.contains("2020-05-12  Example Wire") && report.contains("19 people"), "{report}");
    // Nothing has changed: one request, answered with 304.
    let second = watch(&data);
    assert_eq!((second.code, second.out.as_str()), (Some(0), ""));
    assert_eq!(site.asked(), ["304 /feed"], "a robots.txt is good for a day");
    // One more entry: only that is asked for.
    let more = item("/second", "Taliban claim another attack", "In Herat.") + &items;
    site.answer("/feed", 200, RSS, &feed(&more));
    site.answer(
        "/second",
        200,
        HTML,
        &page("The Taliban claimed a bombing in Herat on May 13 that killed 5 people."),
    );
    assert!(watch(&data).out.starts_with("added R2 "));
    assert_eq!(site.asked(), ["200 /feed", "200 /second"]);
    let skipped = done(&data, ["source", "entries", "S1", "--outcome", "skipped"]).out;
    assert!(skipped.contains("Rain in the north") && skipped.contains("names no armed group"), "{skipped}");
    let listed = &sources(&data)[0];
    assert_eq!(
        (&listed["health"], &listed["source"]["n_added"], &listed["source"]["n_skipped"]),
        (&"ok".into(), &2.into(), &1.into())
    );
    done(&data, ["verify"]);
}

#[test]
fn what_fails_is_told_and_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let site = Site::new();
    site.answer("/feed", 200, RSS_WITH_TAG, &feed(&item("/attack", "Taliban attack", "In Kabul.")));
    site.answer("/broken", 200, RSS, "<rss><channel><item><title>no end");
    let busy = Site::at("127.0.0.3");
    busy.answer("/busy", 503, "retry-after: 7200\r\n", "later");
    for (site, path) in [(&site, "/feed"), (&site, "/broken"), (&busy, "/busy"), (&site, "/gone")] {
        done(&data, ["source", "add", &format!("{}{path}", site.base)]);
    }
    let ran = watch(&data);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("failed") && ran.out.contains("status 404"), "{}", ran.out);
    let listed = sources(&data);
    let health: Vec<&str> = listed.iter().map(|source| source["health"].as_str().unwrap()).collect();
    assert_eq!(health, ["ok", "failing", "failing", "failing"], "{listed:#?}");
    assert!(listed[2]["why"].as_str().unwrap().contains("status 503"), "{}", listed[2]);
    let busy = &listed[2]["source"];
    let until = |source: &Value| {
        let time = |field: &str| source[field].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        time("next_at").duration_since(time("asked_at")).as_mins()
    };
    assert!(until(busy) >= 120, "Retry-After is kept: {busy}");
    assert_eq!(run(&data, ["source", "list", "--check"]).code, Some(1));
    // The page is there now; the feed itself was not taken for known, for one of its entries failed.
    site.answer("/attack", 200, HTML, &page(ATTACK));
    assert!(watch(&data).out.contains("added R1"));
    // An entry that fails is given up after three times.
    site.answer("/feed", 200, RSS, &feed(&item("/never", "Taliban attack again", "In Kabul.")));
    site.asked();
    for _ in 0..5 {
        watch(&data);
    }
    assert_eq!(site.asked().iter().filter(|line| line.ends_with("/never")).count(), 3);
}

#[test]
fn what_a_host_forbids_is_not_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let site = Site::new();
    site.answer("/robots.txt", 200, "content-type: text/plain\r\n", "User-agent: *\nDisallow: /private\n");
    site.answer("/private/feed", 200, RSS, &feed(&item("/attack", "Taliban attack", "In Kabul.")));
    done(&data, ["source", "add", &format!("{}/private/feed", site.base)]);
    let ran = watch(&data);
    assert!(
        ran.code == Some(1) && ran.err.contains("the robots.txt of `127.0.0.1` forbids `/private/feed`"),
        "{}",
        ran.err
    );
    assert_eq!(site.asked(), ["200 /robots.txt"]);
    // A host that cannot be asked for its rules is left alone.
    let data = folder.path().join("another");
    done(&data, ["source", "add", &format!("{}/private/feed", site.base)]);
    site.answer("/robots.txt", 500, "", "");
    assert_eq!(watch(&data).code, Some(1));
    assert_eq!(site.asked(), ["500 /robots.txt"]);
}

#[test]
fn a_link_into_a_closed_group_is_not_followed_and_a_busy_host_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let site = Site::new();
    let closed =
        item("/x", "Taliban statement", "On an attack.").replace("BASE/x", "https://t.me/s/channel/1");
    site.answer("/feed", 200, RSS, &feed(&closed));
    done(&data, ["source", "add", &format!("{}/feed", site.base)]);
    let ran = watch(&data);
    assert!(ran.out.contains("`t.me` is no open source"), "{}{}", ran.out, ran.err);
    // Two entries of a host that is busy: the second is not asked for, and neither counts as tried.
    let two =
        item("/one", "Taliban attack", "In Kabul.") + &item("/two", "Taliban attack again", "In Herat.");
    site.answer("/feed", 200, RSS, &feed(&two));
    site.answer("/one", 429, "retry-after: 600\r\n", "slow down");
    site.answer("/two", 200, HTML, &page(ATTACK));
    site.asked();
    let clock = folder.path().join("clock");
    let watch_at = |time: &str| {
        std::fs::write(&clock, time).unwrap();
        let clock = clock.to_str().unwrap();
        run(&data, ["watch", "--once", "--now", "--allow-loopback-for-tests", "--clock-for-tests", clock])
    };
    for minute in 0..4 {
        watch_at(&format!("2030-01-01T00:0{minute}:00Z"));
    }
    let asked = site.asked();
    assert!(
        asked.iter().any(|line| line == "429 /one") && !asked.iter().any(|line| line.ends_with("/two")),
        "{asked:?}"
    );
    assert_eq!(asked.len(), 3, "left alone for ten minutes, across runs: {asked:?}");
    site.answer("/one", 200, HTML, &page(&ATTACK.replace("19", "21")));
    let ran = watch_at("2030-01-01T00:11:00Z");
    assert_eq!(ran.out.lines().filter(|line| line.starts_with("added")).count(), 2);
}

#[test]
fn each_step_of_a_redirect_is_held_to_the_rules_of_its_host() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let (site, other) = (Site::new(), Site::at("127.0.0.2"));
    let moved = format!("location: {}/closed/attack\r\n", other.base);
    site.answer("/feed", 200, RSS, &feed(&item("/attack", "Taliban attack", "In Kabul.")));
    site.answer("/attack", 302, Box::leak(moved.into_boxed_str()), "");
    other.answer("/robots.txt", 200, "content-type: text/plain\r\n", "User-agent: *\nDisallow: /closed\n");
    other.answer("/closed/attack", 200, HTML, &page(ATTACK));
    done(&data, ["source", "add", &format!("{}/feed", site.base)]);
    let ran = watch(&data);
    assert!(
        ran.out.contains("the robots.txt of `127.0.0.2` forbids `/closed/attack`"),
        "{}{}",
        ran.out,
        ran.err
    );
    assert_eq!(other.asked(), ["200 /robots.txt"]);
}

#[test]
fn the_pages_of_a_sitemap_are_news_if_they_are_new_and_corrections_are_seen() {
    let folder = tempfile::tempdir().unwrap();
    let (data, clock) = (folder.path().join("record"), folder.path().join("clock"));
    let site = Site::new();
    done(&data, ["source", "add", &format!("{}/sitemap.xml", site.base)]);
    let now = sources(&data)[0]["source"]["added_at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let day = now.to_string();
    let place =
        |path: &str, changed: &str| format!("<url><loc>BASE{path}</loc><lastmod>{changed}</lastmod></url>");
    let list = |rows: String| format!("<urlset>{rows}</urlset>");
    let xml = "content-type: application/xml\r\netag: \"s1\"\r\n";
    let index = format!(
        "<sitemapindex><sitemap><loc>BASE/new.xml</loc><lastmod>{day}</lastmod></sitemap>\
        <sitemap><loc>BASE/2019.xml</loc><lastmod>2019-01-01</lastmod></sitemap></sitemapindex>"
    );
    site.answer("/sitemap.xml", 200, xml, &index);
    let rows = place("/taliban-attack-kabul", &day)
        + &place("/rain-in-the-north", &day)
        + &place("/taliban-attack-2018", "2018-05-05");
    site.answer("/new.xml", 200, xml, &list(rows));
    site.answer("/taliban-attack-kabul", 200, HTML, &page(ATTACK));
    let first = watch(&data);
    assert!(first.code == Some(0) && first.out.starts_with("added R1"), "{}{}", first.out, first.err);
    assert_eq!(
        site.asked(),
        ["404 /robots.txt", "200 /sitemap.xml", "200 /new.xml", "200 /taliban-attack-kabul"]
    );
    assert_eq!(watch(&data).out, "");
    assert_eq!(site.asked(), ["304 /sitemap.xml"]);
    // Hours later the page says 24: a new capture, of the same origin. A page that has not changed in its words is none.
    let later = |hours: i64| {
        let time = now.checked_add(jiff::SignedDuration::from_hours(hours)).unwrap();
        std::fs::write(&clock, time.to_string()).unwrap();
        let clock = clock.to_str().unwrap();
        run(&data, ["watch", "--once", "--now", "--allow-loopback-for-tests", "--clock-for-tests", clock])
    };
    site.answer("/taliban-attack-kabul", 200, HTML, &page(&ATTACK.replace("19", "24")));
    let corrected = later(7);
    assert!(corrected.out.starts_with("added R2"), "{}{}", corrected.out, corrected.err);
    let with_a_token = page(&ATTACK.replace("19", "24")).replace("</article>", "</article><!-- token 7 -->");
    site.answer("/taliban-attack-kabul", 200, HTML, &with_a_token);
    assert_eq!(later(100).out, "");
    done(&data, ["verify"]);
}

#[test]
fn a_page_that_changes_is_another_report() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let site = Site::new();
    site.answer("/page", 200, HTML, &page(ATTACK));
    done(
        &data,
        [
            "source",
            "add",
            &format!("{}/page", site.base),
            "--outlet",
            "Example Ministry",
            "--party",
            "a government",
        ],
    );
    assert!(watch(&data).out.starts_with("added R1"));
    assert_eq!(watch(&data).out, "");
    site.answer("/page", 200, HTML, &page(&ATTACK.replace("19", "24")));
    assert!(watch(&data).out.starts_with("added R2"));
    // The correction is news, and no second origin.
    let event = done(&data, ["show", "E1"]).out;
    assert!(event.contains("told by two reports from one independent origin"), "{event}");
}

#[test]
fn sources_are_added_listed_paused_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let nothing = run(&data, ["watch", "--once"]);
    assert!(nothing.code == Some(1) && nothing.err.contains("no data directory"), "{}", nothing.err);
    let closed = run(&data, ["source", "add", "https://t.me/s/channel"]);
    assert!(closed.code == Some(1) && closed.err.contains("is no open source"), "{}", closed.err);
    assert_eq!(
        done(&data, ["source", "add", "https://news.example.org/rss", "--every", "30"]).out,
        "added S1 https://news.example.org/rss\n"
    );
    assert_eq!(
        done(&data, ["source", "add", "https://news.example.org/rss"]).out,
        "known S1 https://news.example.org/rss\n"
    );
    let list = folder.path().join("feeds.opml");
    std::fs::write(&list, "<opml><body><outline text='Other' xmlUrl='https://other.example.org/feed'/><outline xmlUrl='https://t.me/x'/></body></opml>").unwrap();
    let imported = run(&data, ["source", "import", list.to_str().unwrap()]);
    assert_eq!(
        (imported.code, imported.out.as_str()),
        (Some(1), "added S2 https://other.example.org/feed\n")
    );
    done(&data, ["source", "pause", "S1"]);
    assert_eq!(sources(&data)[0]["health"], "paused");
    done(&data, ["source", "resume", "S1"]);
    assert_eq!(sources(&data)[0]["health"], "new");
    done(&data, ["source", "remove", "S2"]);
    assert_eq!(sources(&data).len(), 1);
    let unknown = run(&data, ["source", "pause", "S9"]);
    assert!(unknown.code == Some(1) && unknown.err.contains("no source `S9`"), "{}", unknown.err);
    // Loopback is reached by tests only.
    done(&data, ["source", "add", "http://127.0.0.1:9/feed"]);
    let refused = run(&data, ["watch", "--once", "--now"]);
    assert_eq!(refused.code, Some(1));
}

/// What a WARC holds of each record: kind, address, other head lines, and the bytes.
fn warc_records(mut bytes: &[u8]) -> Vec<(BTreeMap<String, String>, Vec<u8>)> {
    let mut records = Vec::new();
    while let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        assert!(head.starts_with("WARC/1.1\r\n"), "{head}");
        let fields: BTreeMap<_, _> =
            head.lines().skip(1).map(|line| line.split_once(": ").unwrap()).collect();
        let length: usize = fields["Content-Length"].parse().unwrap();
        let block = bytes[end + 4..end + 4 + length].to_vec();
        bytes = bytes[end + 4 + length..].strip_prefix(b"\r\n\r\n").expect("two line ends");
        records.push((
            fields.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
            block,
        ));
    }
    assert!(bytes.is_empty());
    records
}

#[test]
fn what_was_fetched_is_exported_as_it_went_over_the_wire() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let site = Site::new();
    let whole = "Gunmen of the Taliban attacked a checkpoint in Herat on May 13, killing 5 policemen, the ministry said. ".repeat(8);
    let items =
        item("/moved", "Taliban attack", "In Kabul.") + &item("/gone", "Taliban attack again", &whole);
    site.answer("/feed", 200, RSS, &feed(&items));
    site.answer("/moved", 302, "location: /attack?x=1\r\nset-cookie: visitor=4711\r\n", "see there");
    site.answer("/attack?x=1", 200, HTML, &page(ATTACK));
    done(&data, ["source", "add", &format!("{}/feed", site.base)]);
    let ran = watch(&data);
    assert_eq!(ran.out.lines().filter(|line| line.starts_with("added")).count(), 2, "{}{}", ran.out, ran.err);
    let own = folder.path().join("own.md");
    std::fs::write(&own, "---\nsource: Amaq\nurl: \"https://amaq.example.net/1\"\npublished: 2020-06-02\n---\nThe Islamic State claimed a bombing in Kabul on May 30, 2020.\n").unwrap();
    done(&data, ["add", "--quiet", own.to_str().unwrap()]);
    let out = folder.path().join("all.warc");
    let ran = done(&data, ["export", "warc", "--out", out.to_str().unwrap()]);
    assert!(
        ran.err.contains("2 reports") && ran.err.contains("1 reports of armed groups' own media left out"),
        "{}",
        ran.err
    );
    let bytes = std::fs::read(&out).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("4711"), "no cookie");
    let records = warc_records(&bytes);
    let kinds: Vec<&str> = records.iter().map(|(head, _)| head["WARC-Type"].as_str()).collect();
    let step = ["response", "request", "metadata"];
    assert_eq!(kinds, [&["warcinfo"][..], &step, &step, &["resource", "metadata"]].concat());
    let (head, block) = &records[4];
    assert_eq!(head["WARC-Target-URI"], format!("{}/attack?x=1", site.base));
    assert_eq!(head["WARC-IP-Address"], "127.0.0.1");
    let body = page(ATTACK);
    let sent =
        format!("HTTP/1.1 200 X\r\n{HTML}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
    assert_eq!(String::from_utf8_lossy(block), sent);
    assert_eq!(head["WARC-Block-Digest"], format!("sha256:{}", model::hash::sha256_hex(sent.as_bytes())));
    assert_eq!(head["WARC-Payload-Digest"], format!("sha256:{}", model::hash::sha256_hex(body.as_bytes())));
    let request = String::from_utf8_lossy(&records[5].1).into_owned();
    assert!(
        request.starts_with("GET /attack?x=1 HTTP/1.1\r\n")
            && request.to_lowercase().contains("user-agent: daybook/"),
        "{request}"
    );
    assert!(
        records[7].0["WARC-Target-URI"].starts_with(&format!("{}/feed#", site.base)),
        "{:?}",
        records[7].0
    );
    // Read again as an archive, the page is known: it is the same capture.
    let packed = folder.path().join("r1.warc.gz");
    done(&data, ["export", "warc", "--report", "R1", "--out", packed.to_str().unwrap()]);
    let again = folder.path().join("again");
    let added = done(&again, ["add", packed.to_str().unwrap()]).out;
    assert!(added.starts_with("added R1 "), "{added}");
    assert!(done(&again, ["export", "statements"]).out.contains("19 people"));
    let unknown = run(&data, ["export", "warc", "--report", "R9", "--out", packed.to_str().unwrap()]);
    assert!(unknown.code == Some(1) && unknown.err.contains("no report `R9`"), "{}", unknown.err);
    // An erased report leaves nothing of what was fetched.
    done(&data, ["erase", "R1", "--because", "asked for", "--who", "A"]);
    let ran = done(&data, ["export", "warc", "--out", out.to_str().unwrap()]);
    assert!(!String::from_utf8_lossy(&std::fs::read(&out).unwrap()).contains("19 people"), "{}", ran.err);
    done(&data, ["verify"]);
}

#[test]
fn a_selection_is_exported_as_one_file_whose_digests_hold() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let site = Site::new();
    site.answer(
        "/feed",
        200,
        RSS,
        &feed(&(item("/a", "Taliban attack", "In Kabul.") + &item("/b", "Taliban attack", "In Herat."))),
    );
    site.answer("/a", 200, HTML, &page(ATTACK));
    site.answer(
        "/b",
        200,
        HTML,
        &page("The Taliban claimed a bombing in Herat on May 13 that killed 5 people."),
    );
    done(&data, ["source", "add", &format!("{}/feed", site.base)]);
    watch(&data);
    let out = folder.path().join("herat.wacz");
    done(&data, ["export", "wacz", "--query", "Herat", "--out", out.to_str().unwrap()]);
    let mut package = zip::ZipArchive::new(std::fs::File::open(&out).unwrap()).unwrap();
    let mut file = |name: &str| {
        let mut bytes = Vec::new();
        let mut found = package.by_name(name).unwrap();
        assert_eq!(found.compression(), zip::CompressionMethod::Stored, "read at random");
        std::io::Read::read_to_end(&mut found, &mut bytes).unwrap();
        bytes
    };
    let described = file("datapackage.json");
    let digest: Value = serde_json::from_slice(&file("datapackage-digest.json")).unwrap();
    assert_eq!(digest["hash"], format!("sha256:{}", model::hash::sha256_hex(&described)));
    let described: Value = serde_json::from_slice(&described).unwrap();
    assert_eq!(
        (&described["wacz_version"], &described["profile"]),
        (&"1.1.1".into(), &"data-package".into())
    );
    for resource in described["resources"].as_array().unwrap() {
        let bytes = file(resource["path"].as_str().unwrap());
        assert_eq!(resource["hash"], format!("sha256:{}", model::hash::sha256_hex(&bytes)));
        assert_eq!(resource["bytes"], bytes.len());
    }
    let pages = String::from_utf8(file("pages/pages.jsonl")).unwrap();
    assert!(pages.lines().count() == 2 && pages.contains(&format!("\"url\":\"{}/b\"", site.base)), "{pages}");
    // The index leads to the record.
    let index = String::from_utf8(file("indexes/index.cdx")).unwrap();
    let place: Value = serde_json::from_str(index.trim().splitn(3, ' ').nth(2).unwrap()).unwrap();
    let number = |key: &str| place[key].as_str().unwrap().parse::<usize>().unwrap();
    let archive = file("archive/data.warc.gz");
    let mut record = String::new();
    let member = &archive[number("offset")..number("offset") + number("length")];
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(member), &mut record).unwrap();
    assert!(record.contains("WARC-Type: response") && record.contains("5 people"), "{record}");
}
