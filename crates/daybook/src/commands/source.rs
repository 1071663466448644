//! `daybook source` and `daybook watch`: what is looked at again and again.
use super::Ending;
use crate::cli::{SourceAdd, SourceCommand, Watch};
use crate::clock;
use crate::collect::{self, Brought, Collector, health, why_closed};
use crate::config::Settings;
use crate::console::{Console, one_line};
use crate::desk::{self, Desk};
use crate::hosts::Hosts;
use crate::pipeline::Stages;
use anyhow::Context as _;
use fetch::Limits;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::Duration;
use store::{NewSource, Source, Sources, Store};

pub(super) fn run(
    command: &SourceCommand,
    settings: &Settings,
    console: &mut Console,
) -> anyhow::Result<Ending> {
    if let SourceCommand::Test { url, loopback } = command {
        return test(url, *loopback, settings, console);
    }
    let store = match command {
        SourceCommand::Add(_) | SourceCommand::Import { .. } => Store::open(&settings.data)?,
        _ => {
            drop(Store::open_read_only(&settings.data)?);
            Store::open(&settings.data)?
        }
    };
    let sources = store.sources()?;
    match command {
        SourceCommand::Add(new) => add(&sources, new, console),
        SourceCommand::Import { file, every } => import(&sources, file, *every, console),
        SourceCommand::List { check } => list(&sources, *check, settings, console),
        SourceCommand::Entries { id, outcome, limit } => {
            for item in sources.items(id, outcome.map(crate::cli::Outcome::as_str), *limit)? {
                if settings.json {
                    console.line(serde_json::to_string(&item)?)?;
                } else {
                    let title = item.title.as_deref().map(one_line).unwrap_or_default();
                    let message = item.message.as_deref().map(one_line).unwrap_or_default();
                    console.line(format_args!(
                        "{}  {}  {}  {title}  {message}",
                        item.at,
                        item.outcome,
                        one_line(&item.url)
                    ))?;
                }
            }
            Ok(Ending::Done)
        }
        SourceCommand::Pause { id } => {
            changed(sources.pause(id, true, &clock::now())?, "paused", id, console)
        }
        SourceCommand::Resume { id } => {
            changed(sources.pause(id, false, &clock::now())?, "resumed", id, console)
        }
        SourceCommand::Remove { id } => changed(sources.remove(id)?, "removed", id, console),
        SourceCommand::Test { .. } => Ok(Ending::Done),
    }
}

fn changed((): (), word: &str, id: &str, console: &mut Console) -> anyhow::Result<Ending> {
    console.line(format_args!("{word} {id}"))?;
    Ok(Ending::Done)
}

fn add(sources: &Sources, new: &SourceAdd, console: &mut Console) -> anyhow::Result<Ending> {
    if let Some(why) = why_closed(&new.url) {
        anyhow::bail!("{why}");
    }
    let source = NewSource {
        url: new.url.trim(),
        outlet: new.outlet.as_deref(),
        language: new.language.as_deref(),
        party: new.party.as_deref(),
        licence: new.licence.as_deref(),
        every_minutes: new.every,
        takes_all: new.everything,
        excerpt: new.excerpt,
    };
    put(sources, &source, console)?;
    Ok(Ending::Done)
}

fn put(sources: &Sources, source: &NewSource<'_>, console: &mut Console) -> anyhow::Result<()> {
    match sources.add(source, &clock::now())? {
        Ok(id) => console.line(format_args!("added {id} {}", source.url)),
        Err(id) => console.line(format_args!("known {id} {}", source.url)),
    }
}

/// Addresses from OPML (the outlines with an `xmlUrl`), or one a line.
fn import(sources: &Sources, file: &Path, every: u32, console: &mut Console) -> anyhow::Result<Ending> {
    let shown = file.display();
    let text = fs::read_to_string(file).with_context(|| format!("cannot read `{shown}`"))?;
    let found = match read::opml::looks_like(&text) {
        true => read::opml::outlines(&text)
            .map_err(|why| anyhow::anyhow!("`{shown}` is no whole OPML file: {why}"))?,
        false => {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
            lines
                .map(|url| read::opml::Outline { url: url.to_owned(), title: None, language: None })
                .collect()
        }
    };
    let mut n_refused = 0;
    for outline in &found {
        if let Some(why) = why_closed(&outline.url) {
            console.error(&why);
            n_refused += 1;
            continue;
        }
        let source = NewSource {
            url: &outline.url,
            outlet: outline.title.as_deref(),
            language: outline.language.as_deref(),
            party: None,
            licence: None,
            every_minutes: every,
            takes_all: false,
            excerpt: None,
        };
        put(sources, &source, console)?;
    }
    console.note(format_args!("{} addresses, {n_refused} refused", found.len()));
    Ok(if n_refused == 0 { Ending::Done } else { Ending::SomeFailed })
}

fn list(
    sources: &Sources,
    check: bool,
    settings: &Settings,
    console: &mut Console,
) -> anyhow::Result<Ending> {
    let now = clock::now();
    let all = sources.all()?;
    let mut n_ill = 0;
    for source in &all {
        let (state, why) = health(source, &now);
        n_ill += usize::from(matches!(state, "failing" | "silent"));
        if settings.json {
            console.line(json!({ "health": state, "why": why, "source": source }))?;
        } else {
            console.line(line(source, state, &why))?;
        }
    }
    console.note(format_args!("{} sources, {n_ill} of them failing or silent", all.len()));
    Ok(if check && n_ill > 0 { Ending::SomeFailed } else { Ending::Done })
}

fn line(source: &Source, state: &str, why: &str) -> String {
    let outlet = source.outlet.as_deref().map(one_line).unwrap_or_else(|| "-".to_owned());
    let why = if why.is_empty() { String::new() } else { format!("  {}", one_line(why)) };
    let counts =
        format!("{} added, {} skipped, {} failed", source.n_added, source.n_skipped, source.n_failed);
    let walled =
        if source.n_walled > 0 { format!(", {} behind a wall", source.n_walled) } else { String::new() };
    let licence =
        source.licence.as_deref().map(|licence| format!("  ({})", one_line(licence))).unwrap_or_default();
    format!(
        "{}  {state}  {outlet}  {}  every {} min  {counts}{walled}{licence}{why}",
        source.id,
        one_line(&source.url),
        source.every_minutes
    )
}

/// Asks for an address as `watch` would, and says what is in it; nothing is kept.
fn test(url: &str, loopback: bool, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    if let Some(why) = why_closed(url) {
        anyhow::bail!("{why}");
    }
    let folder = tempfile::tempdir().context("cannot make a folder for the test")?;
    let store = Store::open(folder.path())?;
    let sources = store.sources()?;
    let new = NewSource {
        url,
        outlet: None,
        language: None,
        party: None,
        licence: None,
        every_minutes: 60,
        takes_all: false,
        excerpt: None,
    };
    let (Ok(id) | Err(id)) = sources.add(&new, &clock::now())?;
    let stages = Stages::new(settings)?;
    let (hosts, limits) = (Hosts::default(), limits(loopback));
    let source = sources.one(&id)?;
    let brought = desk::open(&store, &stages, settings.wait, |desk| {
        let (desk, sources, stages, hosts) = (&desk, &sources, &stages, &hosts);
        Collector { desk, sources, stages, hosts, limits }.look(&source)
    })?;
    say(&brought, console)?;
    for item in sources.items(&id, Some("skipped"), usize::MAX)? {
        let title = item.title.as_deref().map(one_line).unwrap_or_default();
        console.line(format_args!("skipped {}  {title}", one_line(&item.url)))?;
    }
    Ok(if brought.problem.is_none() { Ending::Done } else { Ending::SomeFailed })
}

fn limits(loopback: bool) -> Limits {
    Limits { max_bytes: read::MAX_BYTES, allow_loopback_for_tests: loopback, ..Limits::default() }
}

fn say(brought: &collect::Brought, console: &mut Console) -> anyhow::Result<()> {
    for words in &brought.lines {
        console.line(one_line(words))?;
    }
    if let Some(problem) = &brought.problem {
        console.error(problem);
    }
    Ok(())
}

/// The longest sleep between two looks at what is due: a source that was just added is seen after it.
const LONGEST_SLEEP: Duration = Duration::from_secs(20);

/// Looks at what is due, once or until it is stopped.
pub(super) fn watch(options: &Watch, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    if let Some(clock) = &options.clock {
        clock::simulate(clock)?;
    }
    drop(Store::open_read_only(&settings.data)?);
    let store = Store::open(&settings.data)?;
    let sources = store.sources()?;
    if sources.all()?.is_empty() {
        anyhow::bail!(
            "there is nothing to watch\nhint: `daybook source add https://…` adds a feed or a page"
        );
    }
    let mut limits = limits(options.loopback);
    limits.proxy = match &options.proxy {
        Some(proxy) => Some(fetch::Proxy::parse(proxy)?),
        None => options.tor.then(fetch::Proxy::tor).transpose()?,
    };
    limits.total_time = options.seconds.map_or(limits.total_time, Duration::from_secs);
    let mut stages = Stages::new(settings)?;
    let hosts = Hosts::default();
    loop {
        stages.at_this_time();
        let now = clock::now();
        let due = |source: &Source| !source.is_paused && (options.now || source.next_at <= now);
        let all = sources.all()?;
        let next = all.iter().filter(|source| !source.is_paused).map(|source| source.next_at.clone()).min();
        let due: Vec<Source> = all.into_iter().filter(due).collect();
        let round =
            Round { store: &store, stages: &stages, hosts: &hosts, limits: &limits, wait: settings.wait };
        let done = round.run(due, usize::from(options.connections), console)?;
        if options.once {
            console.note(format_args!(
                "{} sources looked at, {} failing; {} reports added",
                done.n_looked, done.n_failing, done.n_added
            ));
            return Ok(if done.n_failing == 0 { Ending::Done } else { Ending::SomeFailed });
        }
        let soon =
            clock::moment().checked_add(SignedDuration::try_from(LONGEST_SLEEP).unwrap_or_default())?;
        // A simulated clock has nobody who adds a source meanwhile.
        let next = next.and_then(|next| next.parse().ok()).filter(|_| clock::is_simulated());
        clock::sleep_until(next.map_or(soon, |next: Timestamp| next.max(clock::moment())));
    }
}

/// One look at everything that is due.
struct Round<'r> {
    store: &'r Store,
    stages: &'r Stages,
    hosts: &'r Hosts,
    limits: &'r Limits,
    wait: Duration,
}

#[derive(Default)]
struct Done {
    n_looked: usize,
    n_failing: usize,
    n_added: usize,
}

impl Round<'_> {
    /// Sources of one host are looked at one after the other, different hosts side by side.
    fn run(&self, due: Vec<Source>, n_connections: usize, console: &mut Console) -> anyhow::Result<Done> {
        desk::open(self.store, self.stages, self.wait, |desk| self.run_at(desk, due, n_connections, console))
    }

    fn run_at(
        &self,
        desk: Desk,
        due: Vec<Source>,
        n_connections: usize,
        console: &mut Console,
    ) -> anyhow::Result<Done> {
        let mut hosts: BTreeMap<String, Vec<Source>> = BTreeMap::new();
        for source in due {
            let host = fetch::host_and_path(&source.url).map(|(host, _)| host).unwrap_or_default();
            hosts.entry(host).or_default().push(source);
        }
        let n_workers = n_connections.min(hosts.len());
        let work = Mutex::new(hosts.into_values().collect::<Vec<_>>());
        let (told, tells) = mpsc::channel::<(String, anyhow::Result<Brought>)>();
        let mut done = Done::default();
        thread::scope(|scope| -> anyhow::Result<()> {
            for _ in 0..n_workers {
                let (work, told, desk) = (&work, told.clone(), desk.clone());
                scope.spawn(move || self.work(&desk, work, &told));
            }
            drop((told, desk));
            for (id, brought) in tells {
                done.n_looked += 1;
                // One source that trips must not stop the others.
                match brought {
                    Ok(brought) => {
                        done.n_added += brought.n_added;
                        done.n_failing += usize::from(brought.problem.is_some());
                        if let Some(problem) = &brought.problem {
                            console.error(format_args!("{id}: {problem}"));
                        }
                        for words in &brought.lines {
                            console.line(one_line(words))?;
                        }
                    }
                    Err(error) => {
                        console.error(format_args!("{id}: {error:#}"));
                        done.n_failing += 1;
                    }
                }
                console.flush()?;
            }
            Ok(())
        })?;
        Ok(done)
    }

    fn work(
        &self,
        desk: &Desk,
        work: &Mutex<Vec<Vec<Source>>>,
        told: &mpsc::Sender<(String, anyhow::Result<Brought>)>,
    ) {
        let take = || work.lock().ok().and_then(|mut work| work.pop());
        let sources = self.store.sources();
        while let Some(batch) = take() {
            for source in batch {
                let brought = match &sources {
                    Ok(sources) => Collector {
                        desk,
                        sources,
                        stages: self.stages,
                        hosts: self.hosts,
                        limits: self.limits.clone(),
                    }
                    .look(&source),
                    Err(error) => Err(anyhow::anyhow!("{error}")),
                };
                // Nobody listens any more when the output was closed: no further look then.
                if told.send((source.id, brought)).is_err() {
                    return;
                }
            }
        }
    }
}
