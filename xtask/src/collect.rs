//! `cargo xtask collect`: how many articles a minute collecting takes in, and how soon after the poll one stands on its group's page.
//!
//! The articles are those of `corpus.rs`, as pages of hosts of this machine, each with a feed. Nothing waits for politeness there: the two
//! seconds between two requests to one host are not part of what is measured, and are to be added for what is asked for one after the other.
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Hosts, each with one feed.
const HOSTS: usize = 40;
/// Sources looked at side by side.
const CONNECTIONS: &str = "8";
/// Articles published one after the other, each waited for.
const TIMES: u32 = 5;
/// A source is looked at once a minute at most, and the program sleeps twenty seconds at most.
const PATIENCE: Duration = Duration::from_secs(150);

pub(crate) fn run(root: &Path, reports: usize, binary: &Path) -> Result<()> {
    let scratch = std::env::temp_dir().join(format!("daybook-collect-{}", std::process::id()));
    let measured = measure(root, reports, binary, &scratch);
    fs::remove_dir_all(&scratch).with_context(|| format!("cannot remove `{}`", scratch.display()))?;
    measured
}

fn measure(root: &Path, reports: usize, binary: &Path, scratch: &Path) -> Result<()> {
    let corpus = scratch.join("reports");
    crate::corpus::build(root, reports, &corpus)?;
    let mut paths = fs::read_dir(&corpus)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    let program = Program { binary: binary.to_owned(), data: scratch.join("data") };
    for (host, paths) in paths.chunks(reports.div_ceil(HOSTS).max(1)).enumerate() {
        let site = Site::open(&format!("127.0.1.{}", host + 1))?;
        let articles: Vec<String> = paths.iter().map(fs::read_to_string).collect::<Result<_, _>>()?;
        articles.iter().for_each(|article| site.publish(article));
        program.run(&["source", "add", &site.feed(), "--everything"])?;
    }
    let (begun, worked) = (Instant::now(), children_seconds().unwrap_or(0.0));
    let mut watch = program.command(&[
        "watch",
        "--once",
        "--now",
        "--allow-loopback-for-tests",
        "--connections",
        CONNECTIONS,
    ])?;
    let lines = BufReader::new(watch.stdout.take().context("its output is piped")?).lines();
    let mut n_added = 0_u32;
    for line in lines {
        n_added += u32::from(line?.starts_with("added "));
    }
    watch.wait()?;
    let seconds = begun.elapsed().as_secs_f64();
    let worked = children_seconds().unwrap_or(0.0) - worked;
    let reports = u32::try_from(reports)?;
    println!("articles offered       {reports}, of {HOSTS} feeds, {CONNECTIONS} side by side");
    println!("became reports         {n_added}");
    println!(
        "time                   {seconds:.1} s, {:.0} articles a minute",
        f64::from(reports) / seconds * 60.0
    );
    println!(
        "processor time         {worked:.1} s, {:.0} articles a minute of it",
        f64::from(reports) / worked * 60.0
    );
    soon(&program)
}

/// Processor time of the processes that ended, as Linux keeps it: in hundredths of a second.
fn children_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name, the second field, may hold anything but ends with the last bracket.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((ticks(13)? + ticks(14)?) / 100.0)
}

/// Publishes an article and waits for it, some times.
fn soon(program: &Program) -> Result<()> {
    let site = Site::open("127.0.2.1")?;
    program.run(&["source", "add", &site.feed(), "--every", "1"])?;
    let mut server = program.command(&["serve", "--listen", "127.0.0.1:0"])?;
    let mut first = String::new();
    BufReader::new(server.stdout.take().context("its output is piped")?).read_line(&mut first)?;
    let address = first.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
    let mut watch = program.command(&["watch", "--allow-loopback-for-tests"])?;
    let seconds = (0..TIMES).map(|time| once(&site, &address, time)).collect::<Result<Vec<_>>>();
    for child in [&mut watch, &mut server] {
        child.kill()?;
        child.wait()?;
    }
    let seconds = seconds?;
    let shown = seconds.iter().map(|seconds| format!("{seconds:.1}")).collect::<Vec<_>>().join(" ");
    println!("from the poll to the group's page, in seconds: {shown}");
    Ok(())
}

/// Seconds from the request for the feed that has the article to the first answer for the group's page that shows it.
fn once(site: &Site, server: &str, time: u32) -> Result<f64> {
    let said = format!("{} policemen", 31 + 7 * time);
    let place = ["Kunduz", "Herat", "Kandahar", "Farah", "Zaranj"][time as usize % 5];
    let day = 3 + 5 * time;
    let article = format!(
        "+++\npublished = 2026-03-{day:02}\n+++\n\nGunmen of the Taliban attacked a police station in {place} on March {}, killing {said}, officials said.\n\nThe governor visited the station in the evening and promised to send more guards to the district. A market nearby was closed until noon, and a school for the rest of the week. The wounded were taken to two hospitals of the city, where doctors were called back from leave.\n",
        day - 1
    );
    site.asked();
    site.publish(&article);
    let begun = Instant::now();
    let polled = loop {
        if let Some((_, at)) = site.asked().into_iter().find(|(path, _)| path == "/feed") {
            break at;
        }
        if begun.elapsed() > PATIENCE {
            bail!("the feed was not asked for within {} s", PATIENCE.as_secs());
        }
        sleep(Duration::from_millis(20));
    };
    loop {
        let page = get(server, "/g/taliban")?;
        if page.contains(&said) {
            return Ok(polled.elapsed().as_secs_f64());
        }
        if polled.elapsed() > PATIENCE {
            bail!("`{said}` is not on the group's page after {} s", PATIENCE.as_secs());
        }
        sleep(Duration::from_millis(50));
    }
}

fn get(server: &str, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect(server)?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

struct Program {
    binary: PathBuf,
    data: PathBuf,
}

impl Program {
    fn command(&self, arguments: &[&str]) -> Result<Child> {
        let mut command = Command::new(&self.binary);
        command.arg("--data").arg(&self.data).args(arguments);
        let shown = self.binary.display();
        command
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .with_context(|| format!("cannot run `{shown}`\nhint: build it with `cargo build --release`"))
    }

    fn run(&self, arguments: &[&str]) -> Result<()> {
        let ended = self.command(arguments)?.wait_with_output()?;
        if !ended.status.success() {
            bail!("`{}` failed", arguments.join(" "));
        }
        Ok(())
    }
}

/// A host with a feed and pages; what is asked for is written down with its time.
#[derive(Clone)]
struct Site {
    base: String,
    inside: Arc<Mutex<Inside>>,
}

#[derive(Default)]
struct Inside {
    items: String,
    pages: BTreeMap<String, String>,
    asked: Vec<(String, Instant)>,
}

impl Site {
    fn open(address: &str) -> Result<Self> {
        let listener =
            TcpListener::bind((address, 0)).with_context(|| format!("cannot listen on `{address}`"))?;
        let site = Self { base: format!("http://{}", listener.local_addr()?), inside: Arc::default() };
        let server = site.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                // Who breaks off is not answered.
                let _ = server.answer(stream);
            }
        });
        Ok(site)
    }

    fn feed(&self) -> String {
        format!("{}/feed", self.base)
    }

    /// An article as `corpus.rs` writes it: a day in its head, then paragraphs.
    fn publish(&self, article: &str) {
        let (head, body) = article.split_once("\n+++\n").unwrap_or(("", article));
        let day = head.lines().find_map(|line| line.strip_prefix("published = ")).unwrap_or("2020-01-01");
        let mut paragraphs = String::new();
        for paragraph in body.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            let _ =
                write!(paragraphs, "<p>{}</p>", paragraph.trim().replace('&', "&amp;").replace('<', "&lt;"));
        }
        let title = body.trim().trim_start_matches('#').trim().lines().next().unwrap_or("Untitled");
        let title: String = title.chars().take(90).filter(|letter| !matches!(letter, '<' | '&')).collect();
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let path = format!("/{}", inside.pages.len());
        let page = format!(
            "<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
        );
        let item = format!(
            "<item><title>{title}</title><link>{}{path}</link><pubDate>{day}</pubDate></item>",
            self.base
        );
        inside.items.insert_str(0, &item);
        inside.pages.insert(path, page);
    }

    fn asked(&self) -> Vec<(String, Instant)> {
        std::mem::take(&mut self.inside.lock().unwrap_or_else(PoisonError::into_inner).asked)
    }

    fn answer(&self, mut stream: TcpStream) -> Result<()> {
        let mut lines = BufReader::new(stream.try_clone()?).lines().map_while(Result::ok);
        let path = lines.next().unwrap_or_default().split(' ').nth(1).unwrap_or("/").to_owned();
        lines.take_while(|line| !line.is_empty()).for_each(drop);
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.asked.push((path.clone(), Instant::now()));
        let (status, kind, body) = match path.as_str() {
            "/feed" => {
                let feed = format!(
                    "<rss version=\"2.0\"><channel><title>Wire of {}</title>{}</channel></rss>",
                    self.base, inside.items
                );
                (200, "application/rss+xml", feed)
            }
            path => match inside.pages.get(path) {
                Some(page) => (200, "text/html; charset=utf-8", page.clone()),
                None => (404, "text/plain", String::new()),
            },
        };
        drop(inside);
        write!(
            stream,
            "HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )?;
        Ok(())
    }
}
