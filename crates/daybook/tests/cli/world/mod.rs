//! A world on this machine's loopback: hosts that publish feeds and pages over a simulated day, with the faults that real ones have,
//! and a collector that is killed again and again. The hosts count what they are asked for; what the record holds in the end is held
//! against what was published.
//!
//! `worlds.rs` says which are played.
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// What is to be run.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) binary: PathBuf,
    /// An empty folder.
    pub(crate) folder: PathBuf,
    pub(crate) n_feeds: usize,
    /// Entries of each feed, spread over the hours.
    pub(crate) n_items: usize,
    pub(crate) hours: i64,
    pub(crate) n_kills: usize,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) n_requests: usize,
    pub(crate) n_full_answers: usize,
    pub(crate) n_unchanged_answers: usize,
    /// Answers that had the same bytes as the last one to the same address, from a host that could have been asked conditionally.
    pub(crate) n_needless: usize,
    /// Requests to a host that had asked to be left alone.
    pub(crate) n_too_soon: usize,
    /// Requests to a host while another was being answered.
    pub(crate) n_at_once: usize,
    /// Requests for what a robots.txt forbids.
    pub(crate) n_forbidden: usize,
    pub(crate) n_kills: usize,
    pub(crate) most_memory_kib: u64,
    pub(crate) n_expected: usize,
    pub(crate) n_reports: usize,
    pub(crate) n_corrections: usize,
    pub(crate) n_passed_over: usize,
    pub(crate) lost: Vec<String>,
    pub(crate) twice: Vec<String>,
    /// What is there and should not be.
    pub(crate) unexpected: Vec<String>,
    pub(crate) seconds: f64,
}

/// Entries that a feed shows at a time.
const SHOWN: usize = 40;
/// A page that its host puts right, so long after it was published.
const CORRECTED_AFTER: SignedDuration = SignedDuration::from_mins(90);

/// What is wrong with a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    BrokenXml,
    WrongCharset,
    RedirectLoop,
    BusySeconds,
    BusyDate,
    SlowDrip,
    CutGzip,
    Bomb,
    ChangingEtag,
    SoftNotFound,
    FutureDates,
    NoEtag,
    Atom,
    JsonFeed,
    Sitemap,
    Moved,
    SometimesEmpty,
    Forbidden,
    Corrections,
}

const FAULTS: [Fault; 20] = [
    Fault::None,
    Fault::BrokenXml,
    Fault::WrongCharset,
    Fault::RedirectLoop,
    Fault::BusySeconds,
    Fault::BusyDate,
    Fault::SlowDrip,
    Fault::CutGzip,
    Fault::Bomb,
    Fault::ChangingEtag,
    Fault::SoftNotFound,
    Fault::FutureDates,
    Fault::NoEtag,
    Fault::Atom,
    Fault::JsonFeed,
    Fault::Sitemap,
    Fault::Moved,
    Fault::SometimesEmpty,
    Fault::Forbidden,
    Fault::Corrections,
];

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Group,
    Crime,
    Weather,
}

fn about(item: usize) -> About {
    match item % 8 {
        0 => About::Group,
        4 => About::Crime,
        _ => About::Weather,
    }
}

#[derive(Debug)]
struct World {
    n_feeds: usize,
    n_items: usize,
    hours: i64,
    port: u16,
    start: Timestamp,
    clock: PathBuf,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    /// Of each address: full answers, and the hash of the last one's bytes.
    answers: BTreeMap<String, (usize, u64)>,
    n_requests: usize,
    n_full: usize,
    n_unchanged: usize,
    n_needless: usize,
    needless: Vec<String>,
    n_too_soon: usize,
    n_at_once: usize,
    n_forbidden: usize,
    /// Hosts that are answering, and those that want to be left alone, until when.
    busy: BTreeSet<String>,
    resting: BTreeMap<String, Timestamp>,
    n_busy_answers: BTreeMap<String, i64>,
}

struct Answer {
    status: u16,
    headers: String,
    body: Vec<u8>,
}

impl Answer {
    fn new(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: format!("content-type: {kind}\r\n"), body: body.into() }
    }

    fn with(mut self, header: &str) -> Self {
        let _ = write!(self.headers, "{header}\r\n");
        self
    }
}

impl World {
    fn fault(feed: usize) -> Fault {
        FAULTS[feed % FAULTS.len()]
    }

    fn host(&self, feed: usize) -> String {
        format!("127.1.{}.{}:{}", feed / 250, feed % 250 + 1, self.port)
    }

    fn feed_url(&self, feed: usize) -> String {
        let path = if Self::fault(feed) == Fault::Sitemap { "sitemap.xml" } else { "feed" };
        format!("http://{}/{path}", self.host(feed))
    }

    fn link(&self, feed: usize, item: usize) -> String {
        // The words of the address stand for a headline in sitemaps.
        let words = match about(item) {
            About::Group => "taliban-attack",
            About::Crime => "two-shot-dead",
            About::Weather => "rain",
        };
        format!("http://{}/{words}-{item}", self.host(feed))
    }

    fn published(&self, item: usize) -> Timestamp {
        // The last ones stand long enough before the end to be seen.
        let span = SignedDuration::from_hours(self.hours).as_secs() - 2 * 3600;
        let seconds = span * item as i64 / self.n_items as i64;
        self.start.checked_add(SignedDuration::from_secs(seconds)).unwrap()
    }

    fn now(&self) -> Timestamp {
        fs::read_to_string(&self.clock).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(self.start)
    }

    fn answer(&self, feed: usize, path: &str, now: Timestamp) -> Answer {
        let fault = Self::fault(feed);
        let hour = now.duration_since(self.start).as_hours();
        match path {
            "/robots.txt" if fault == Fault::Forbidden => {
                Answer::new(200, "text/plain", "User-agent: *\nDisallow: /taliban-attack-8\n")
            }
            "/robots.txt" => Answer::new(404, "text/plain", "none"),
            "/feed" | "/sitemap.xml" => self.feed(feed, fault, hour, now),
            "/loop" => Answer::new(302, "text/html", "").with("location: /loop"),
            _ => match path.strip_prefix("/moved").unwrap_or(path).rsplit_once('-') {
                Some((_, item)) => item.parse().map_or_else(
                    |_| Answer::new(404, "text/html", "no"),
                    |item| self.page(feed, fault, item, path.starts_with("/moved"), now),
                ),
                None => Answer::new(404, "text/html", "no"),
            },
        }
    }

    fn feed(&self, feed: usize, fault: Fault, hour: i64, now: Timestamp) -> Answer {
        let host = self.host(feed);
        let items: Vec<usize> =
            (0..self.n_items).rev().filter(|item| self.published(*item) <= now).take(SHOWN).collect();
        let mut body = String::new();
        let rfc2822 =
            |at: Timestamp| jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_string(&at).unwrap();
        for item in &items {
            let (link, title) = (self.link(feed, *item), self.title(feed, *item));
            let at = match fault {
                Fault::FutureDates if about(*item) == About::Group => {
                    now.checked_add(SignedDuration::from_hours(24 * 300)).unwrap()
                }
                _ => self.published(*item),
            };
            let _ = match fault {
                Fault::Atom => write!(
                    body,
                    "<entry><title>{title}</title><link href=\"{link}\"/><id>{link}</id><published>{at}</published><summary>In short.</summary></entry>"
                ),
                Fault::JsonFeed => write!(
                    body,
                    "{}{{\"id\":\"{link}\",\"url\":\"{link}\",\"title\":\"{title}\",\"content_text\":\"In short.\",\"date_published\":\"{at}\"}}",
                    if body.is_empty() { "" } else { "," }
                ),
                Fault::Sitemap => write!(body, "<url><loc>{link}</loc><lastmod>{at}</lastmod></url>"),
                _ => write!(
                    body,
                    "<item><title>{title}</title><link>{link}</link><pubDate>{}</pubDate><description>In short.</description></item>",
                    rfc2822(at)
                ),
            };
        }
        if fault == Fault::SometimesEmpty && hour % 5 == 2 {
            body.clear();
        }
        let name = format!("Wire {feed}");
        let (kind, whole) = match fault {
            Fault::Atom => (
                "application/atom+xml",
                format!(
                    "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>{name}</title>{body}</feed>"
                ),
            ),
            Fault::JsonFeed => (
                "application/feed+json",
                format!(
                    "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"{name}\",\"items\":[{body}]}}"
                ),
            ),
            Fault::Sitemap => (
                "application/xml",
                format!("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{body}</urlset>"),
            ),
            _ => (
                "application/rss+xml",
                format!(
                    "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>{name}</title>{body}</channel></rss>"
                ),
            ),
        };
        let tag = format!("etag: \"{:x}\"", hash(whole.as_bytes()));
        match fault {
            Fault::BrokenXml if hour % 4 == 1 => {
                Answer::new(200, kind, whole[..whole.len() * 2 / 3].to_owned())
            }
            Fault::WrongCharset => {
                // Says UTF-8 and is Windows-1252.
                let bytes: Vec<u8> = whole
                    .replace("In short.", "In short \u{1}.")
                    .bytes()
                    .map(|byte| if byte == 1 { 0x92 } else { byte })
                    .collect();
                Answer::new(200, "application/rss+xml; charset=utf-8", bytes).with(&tag)
            }
            Fault::BusySeconds | Fault::BusyDate => {
                let mut counts = self.counts.lock().unwrap();
                let last = counts.n_busy_answers.entry(host.clone()).or_insert(-1);
                if hour % 4 == 2 && *last != hour {
                    *last = hour;
                    let until = now.checked_add(SignedDuration::from_mins(90)).unwrap();
                    counts.resting.insert(host, until);
                    let (status, wait) = match fault {
                        Fault::BusySeconds => (429, "5400".to_owned()),
                        _ => (
                            503,
                            jiff::fmt::rfc2822::DateTimePrinter::new()
                                .timestamp_to_rfc9110_string(&until)
                                .unwrap(),
                        ),
                    };
                    return Answer::new(status, "text/plain", "later").with(&format!("retry-after: {wait}"));
                }
                Answer::new(200, kind, whole).with(&tag)
            }
            Fault::ChangingEtag => {
                Answer::new(200, kind, whole).with(&format!("etag: \"{}\"", now.as_millisecond()))
            }
            Fault::NoEtag => {
                let newest = items.first().map_or(self.start, |item| self.published(*item));
                let day =
                    jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&newest).unwrap();
                Answer::new(200, kind, whole).with(&format!("last-modified: {day}"))
            }
            _ => Answer::new(200, kind, whole).with(&tag),
        }
    }

    fn title(&self, feed: usize, item: usize) -> String {
        match about(item) {
            About::Group => format!("Taliban attack in {}", place(feed, item)),
            About::Crime => format!("Two shot dead in {}", place(feed, item)),
            About::Weather => format!("Rain in {}", place(feed, item)),
        }
    }

    fn page(&self, feed: usize, fault: Fault, item: usize, is_moved: bool, now: Timestamp) -> Answer {
        let is_group = about(item) == About::Group;
        let words = self.words(feed, item, now);
        let page = format!(
            "<html><head><title>{}</title></head><body><article><h1>{}</h1><p>{words}</p><p>{}</p></article></body></html>",
            self.title(feed, item),
            self.title(feed, item),
            filler(feed, item)
        );
        let html = "text/html; charset=utf-8";
        let tag = format!("etag: \"{:x}\"", hash(page.as_bytes()));
        match fault {
            Fault::RedirectLoop if is_group && item.is_multiple_of(16) => {
                Answer::new(302, html, "").with("location: /loop")
            }
            Fault::SlowDrip if item == 0 => Answer::new(200, html, page).with("x-drip: 1"),
            Fault::CutGzip if is_group && item.is_multiple_of(16) => {
                let packed = gzip(page.as_bytes());
                Answer::new(200, html, packed[..packed.len() / 2].to_vec()).with("content-encoding: gzip")
            }
            Fault::CutGzip => {
                Answer::new(200, html, gzip(page.as_bytes())).with("content-encoding: gzip").with(&tag)
            }
            Fault::Bomb if item == 0 => Answer::new(200, html, bomb()).with("content-encoding: gzip"),
            Fault::SoftNotFound if is_group && item.is_multiple_of(16) => Answer::new(
                200,
                html,
                "<html><body><article><h1>Not found</h1><p>The page that you look for is not here any more. Try the search, or go back to the first page of this site.</p></article></body></html>",
            ),
            Fault::Moved if !is_moved => Answer::new(301, html, "").with(&format!(
                "location: /moved{}",
                self.link(feed, item).rsplit_once('/').map_or("", |(_, path)| path).replacen("", "/", 1)
            )),
            Fault::NoEtag => Answer::new(200, html, page),
            _ => Answer::new(200, html, page).with(&tag),
        }
    }

    fn words(&self, feed: usize, item: usize, now: Timestamp) -> String {
        let place = place(feed, item);
        let mut n_killed = 2 + (feed * 7 + item * 3) % 40;
        if Self::fault(feed) == Fault::Corrections
            && now >= self.published(item).checked_add(CORRECTED_AFTER).unwrap()
        {
            n_killed += 1;
        }
        let day = jiff::tz::TimeZone::UTC.to_datetime(self.published(item)).date();
        match about(item) {
            About::Group => format!(
                "Gunmen of the Taliban attacked checkpoint {feed} of the police near {place} on {day}, killing {n_killed} officers, an official said."
            ),
            About::Crime => format!(
                "Two people were shot dead in a quarrel at market {feed} in {place} on {day}, the police said."
            ),
            About::Weather => format!("It rained in {place} for hours on {day}."),
        }
    }

    /// What must become of an entry in the end.
    fn expected(&self, feed: usize, item: usize) -> &'static str {
        let fault = Self::fault(feed);
        match (about(item), fault) {
            (About::Weather | About::Crime, _) => "skipped",
            (About::Group, Fault::RedirectLoop | Fault::CutGzip) if item.is_multiple_of(16) => "failed",
            (About::Group, Fault::SoftNotFound) if item.is_multiple_of(16) => "skipped",
            (About::Group, Fault::SlowDrip | Fault::Bomb) if item == 0 => "failed",
            (About::Group, Fault::Forbidden) if item.to_string().starts_with('8') => "failed",
            (About::Group, Fault::FutureDates) => "failed",
            (About::Group, _) => "added",
        }
    }

    fn serve(&self, stream: &mut TcpStream) -> Option<()> {
        let mut lines = BufReader::new(stream.try_clone().ok()?).lines().map_while(Result::ok);
        let path = lines.next()?.split(' ').nth(1)?.to_owned();
        let (mut host, mut tag, mut since) = (String::new(), None, None);
        for line in lines.take_while(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':')?;
            match name.to_lowercase().as_str() {
                "host" => value.trim().clone_into(&mut host),
                "if-none-match" => tag = Some(value.trim().to_owned()),
                "if-modified-since" => since = Some(value.trim().to_owned()),
                _ => {}
            }
        }
        let feed = (0..self.n_feeds).find(|feed| self.host(*feed) == host)?;
        let now = self.now();
        {
            let mut counts = self.counts.lock().unwrap();
            counts.n_requests += 1;
            if !counts.busy.insert(host.clone()) {
                counts.n_at_once += 1;
            }
            if counts.resting.get(&host).is_some_and(|until| now < *until) {
                counts.n_too_soon += 1;
            }
            if Self::fault(feed) == Fault::Forbidden && path.starts_with("/taliban-attack-8") {
                counts.n_forbidden += 1;
            }
        }
        let mut answer = self.answer(feed, &path, now);
        let has = |value: &Option<String>| {
            value.as_ref().is_some_and(|value| answer.headers.contains(value.as_str()))
        };
        if answer.status == 200 && (has(&tag) || has(&since)) {
            answer = Answer { status: 304, headers: String::new(), body: Vec::new() };
        }
        self.count(&host, &path, &answer);
        let Answer { status, headers, body } = &answer;
        let head = format!(
            "HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        let is_slow = headers.contains("x-drip");
        // The host is free as soon as the client can know that it has all.
        let free = || self.counts.lock().unwrap().busy.remove(&host);
        if !is_slow {
            free();
        }
        let _ = stream.write_all(head.as_bytes());
        if is_slow {
            for byte in body.iter().take(200) {
                if stream.write_all(&[*byte]).is_err() {
                    break;
                }
                thread::sleep(Duration::from_millis(50));
            }
            free();
        } else {
            let _ = stream.write_all(body);
        }
        Some(())
    }

    fn count(&self, host: &str, path: &str, answer: &Answer) {
        let mut counts = self.counts.lock().unwrap();
        match answer.status {
            304 => counts.n_unchanged += 1,
            200 => {
                counts.n_full += 1;
                let hash = hash(&answer.body);
                let entry = counts.answers.entry(format!("{host}{path}")).or_default();
                let is_same = entry.0 > 0 && entry.1 == hash;
                *entry = (entry.0 + 1, hash);
                // Without a validator, or with one that changes, a host cannot be asked whether something has changed; a page that cannot
                // be read is tried three times.
                let can_say = answer.headers.contains("etag")
                    && !answer.headers.contains("content-encoding: gzip")
                    || answer.headers.contains("last-modified");
                let feed = (0..self.n_feeds).find(|feed| self.host(*feed) == host).unwrap_or(0);
                let is_excused =
                    matches!(Self::fault(feed), Fault::ChangingEtag | Fault::SlowDrip | Fault::Bomb);
                if is_same && can_say && !is_excused {
                    counts.n_needless += 1;
                    counts.needless.push(format!("{host}{path}"));
                }
            }
            _ => {}
        }
    }
}

fn place(feed: usize, item: usize) -> &'static str {
    const PLACES: [&str; 8] =
        ["Kabul", "Herat", "Kandahar", "Jalalabad", "Kunduz", "Ghazni", "Lashkar Gah", "Mazar-i-Sharif"];
    PLACES[(feed + item / 8) % PLACES.len()]
}

/// Words that make a page long enough, another on every page.
fn filler(feed: usize, item: usize) -> String {
    const THINGS: [&str; 9] =
        ["bridge", "mill", "school", "well", "road", "bakery", "library", "station", "harvest"];
    let mut text = String::new();
    for at in 0..8 {
        let thing = THINGS[(feed * 5 + item * 3 + at * 7) % THINGS.len()];
        let other = THINGS[(feed + item * 11 + at * 2) % THINGS.len()];
        let _ = write!(
            text,
            "The {thing} of quarter {} lies near the {other} that was opened in the year {}. ",
            feed * 31 + at,
            1900 + (item * 13 + at) % 100
        );
    }
    text
}

fn hash(bytes: &[u8]) -> u64 {
    // FNV-1a: only to tell bodies apart.
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// 200 MB of nothing in 200 KB.
fn bomb() -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    let nothing = vec![0; 1 << 20];
    for _ in 0..200 {
        packed.write_all(&nothing).unwrap();
    }
    packed.finish().unwrap()
}

fn command(plan: &Plan) -> Command {
    let mut command = Command::new(&plan.binary);
    command.env_clear().env("DAYBOOK_DATA", plan.folder.join("record")).env("HOME", &plan.folder);
    command
}

fn watch(plan: &Plan, clock: &Path, options: &[&str]) -> Child {
    command(plan)
        .args(["watch", "--allow-loopback-for-tests", "--seconds-for-tests", "2", "--clock-for-tests"])
        .arg(clock)
        .args(options)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

fn lines(plan: &Plan, arguments: &[&str]) -> Vec<Value> {
    let output = command(plan).args(arguments).arg("--json").output().expect("the program starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// The most memory that a process had so far.
fn memory_kib(process: &Child) -> u64 {
    let mut text = String::new();
    let _ = fs::File::open(format!("/proc/{}/status", process.id()))
        .and_then(|mut file| file.read_to_string(&mut text));
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// What time the program has, from a record that is thrown away.
fn time_of_the_program(plan: &Plan) -> Timestamp {
    let probe = Plan { folder: plan.folder.join("probe"), ..plan.clone() };
    let added = command(&probe)
        .args(["source", "add", "https://news.example.org/"])
        .output()
        .expect("the program starts");
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    lines(&probe, &["source", "list"])[0]["source"]["added_at"].as_str().unwrap().parse().unwrap()
}

/// Runs a world to its end.
pub(crate) fn run(plan: &Plan) -> Outcome {
    let began = Instant::now();
    let clock = plan.folder.join("clock");
    // Sources are added by this machine's time, and what was published long before would be an archive.
    let start = time_of_the_program(plan).checked_add(SignedDuration::from_hours(1)).unwrap();
    fs::write(&clock, start.to_string()).expect("the clock can be written");
    let listener = TcpListener::bind("0.0.0.0:0").expect("a port");
    let world = Arc::new(World {
        n_feeds: plan.n_feeds,
        n_items: plan.n_items,
        hours: plan.hours,
        port: listener.local_addr().expect("its port").port(),
        start,
        clock: clock.clone(),
        counts: Mutex::default(),
    });
    for _ in 0..8 {
        let (world, listener) = (Arc::clone(&world), listener.try_clone().expect("a second handle"));
        thread::spawn(move || {
            while let Ok((mut stream, _)) = listener.accept() {
                world.serve(&mut stream);
            }
        });
    }
    let list = plan.folder.join("list.txt");
    let urls: Vec<String> = (0..plan.n_feeds).map(|feed| world.feed_url(feed)).collect();
    fs::write(&list, urls.join("\n")).expect("the list can be written");
    let imported = command(plan).args(["source", "import"]).arg(&list).output().expect("the program starts");
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));

    let mut outcome = Outcome::default();
    let span = SignedDuration::from_hours(plan.hours).as_secs();
    for part in 1..=plan.n_kills + 1 {
        let until = world
            .start
            .checked_add(SignedDuration::from_secs(span * part as i64 / (plan.n_kills as i64 + 1)))
            .unwrap();
        let mut process = watch(plan, &clock, &[]);
        while world.now() < until {
            outcome.most_memory_kib = outcome.most_memory_kib.max(memory_kib(&process));
            if process.try_wait().expect("a process of ours").is_some() {
                process = watch(plan, &clock, &[]);
            }
            thread::sleep(Duration::from_millis(5));
        }
        let _ = process.kill();
        let _ = process.wait();
        outcome.n_kills += 1;
    }
    // What is still open is tried until it is done or given up.
    for hour in 1..=6 {
        let later = world.now().checked_add(SignedDuration::from_hours(hour)).unwrap();
        fs::write(&clock, later.to_string()).expect("the clock can be written");
        let mut process = watch(plan, &clock, &["--now", "--once"]);
        let _ = process.wait();
    }
    let verified = command(plan).arg("verify").output().expect("the program starts");
    if !verified.status.success() {
        outcome.unexpected.push(String::from_utf8_lossy(&verified.stderr).into_owned());
    }
    compare(plan, &world, &mut outcome);
    let counts = world.counts.lock().unwrap();
    (outcome.n_requests, outcome.n_full_answers, outcome.n_unchanged_answers) =
        (counts.n_requests, counts.n_full, counts.n_unchanged);
    (outcome.n_needless, outcome.n_too_soon) = (counts.n_needless, counts.n_too_soon);
    (outcome.n_at_once, outcome.n_forbidden) = (counts.n_at_once, counts.n_forbidden);
    if counts.n_needless > 0 {
        let shown: Vec<&String> = counts.needless.iter().take(20).collect();
        eprintln!("needless: {shown:?}");
    }
    outcome.seconds = began.elapsed().as_secs_f64();
    outcome
}

/// Holds what became of every entry against what must become of it.
fn compare(plan: &Plan, world: &World, outcome: &mut Outcome) {
    let mut reports: BTreeMap<String, String> = BTreeMap::new();
    for feed in 0..plan.n_feeds {
        let id = format!("S{}", feed + 1);
        let entries = lines(plan, &["source", "entries", &id, "--limit", "100000"]);
        let found: BTreeMap<String, (String, String)> = entries
            .iter()
            .map(|entry| {
                let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
                (text("url"), (text("outcome"), text("message")))
            })
            .collect();
        for item in 0..plan.n_items {
            let (url, wanted) = (world.link(feed, item), world.expected(feed, item));
            let (got, message) = found.get(&url).cloned().unwrap_or_default();
            outcome.n_expected += usize::from(wanted == "added");
            outcome.n_passed_over += usize::from(got == "skipped");
            let is_right = got == wanted || wanted == "added" && got == "known";
            if got.is_empty() || wanted == "added" && !is_right {
                outcome.lost.push(format!("{url}: {got} {message}"));
            } else if !is_right {
                outcome.unexpected.push(format!("{url}: {got}, expected {wanted}: {message}"));
            }
            if matches!(got.as_str(), "added" | "known")
                && let Some(other) = reports.insert(message.clone(), url.clone())
            {
                outcome.twice.push(format!("{message}: {other} and {url}"));
            }
        }
        let again = found.iter().filter(|(url, (got, _))| url.contains('#') && got == "added");
        for (url, (_, message)) in again {
            outcome.n_corrections += 1;
            if let Some(other) = reports.insert(message.clone(), url.clone()) {
                outcome.twice.push(format!("{message}: {other} and {url}"));
            }
            if World::fault(feed) != Fault::Corrections {
                outcome.unexpected.push(format!("{url}: a correction where nothing was corrected"));
            }
        }
    }
    outcome.n_reports = reports.len();
    // Every report of the record is one of these: none was put there twice and forgotten.
    let last = reports.keys().filter_map(|id| id.strip_prefix('R')?.parse::<usize>().ok()).max().unwrap_or(0);
    let next = command(plan).args(["show", &format!("R{}", last + 1)]).output().expect("the program starts");
    if last != reports.len() || next.status.success() {
        outcome
            .twice
            .push(format!("the record's last report is R{last}, of {} that entries became", reports.len()));
    }
}
