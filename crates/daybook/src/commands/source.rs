//! `daybook source` and `daybook watch`: what is looked at again and again.
use super::Ending;
use crate::cli::{SourceAdd, SourceCommand, Watch};
use crate::clock;
use crate::collect::{self, Collector, health, why_closed};
use crate::config::Settings;
use crate::console::{Console, one_line};
use crate::pipeline::Stages;
use anyhow::Context as _;
use fetch::Limits;
use serde_json::json;
use std::fs;
use std::path::Path;
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
    format!(
        "{}  {state}  {outlet}  {}  every {} min  {counts}{why}",
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
    };
    let (Ok(id) | Err(id)) = sources.add(&new, &clock::now())?;
    let stages = Stages::new(settings)?;
    let brought = Collector::new(&store, &sources, &stages, limits(loopback), settings.wait)
        .look(&sources.one(&id)?)?;
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
    drop(Store::open_read_only(&settings.data)?);
    let store = Store::open(&settings.data)?;
    let sources = store.sources()?;
    if sources.all()?.is_empty() {
        anyhow::bail!(
            "there is nothing to watch\nhint: `daybook source add https://…` adds a feed or a page"
        );
    }
    let stages = Stages::new(settings)?;
    loop {
        // Hosts are asked for their robots.txt once in a round.
        let mut collector =
            Collector::new(&store, &sources, &stages, limits(options.loopback), settings.wait);
        let now = clock::now();
        let due = |source: &Source| !source.is_paused && (options.now || source.next_at <= now);
        let (mut n_looked, mut n_failing, mut n_added) = (0, 0, 0);
        for source in sources.all()?.iter().filter(|source| due(source)) {
            n_looked += 1;
            // One source that trips must not stop the others.
            let brought = match collector.look(source) {
                Ok(brought) => brought,
                Err(error) => {
                    console.error(format_args!("{}: {error:#}", source.id));
                    n_failing += 1;
                    continue;
                }
            };
            n_added += brought.n_added;
            n_failing += usize::from(brought.problem.is_some());
            if let Some(problem) = &brought.problem {
                console.error(format_args!("{}: {problem}", source.id));
            }
            for words in &brought.lines {
                console.line(one_line(words))?;
            }
            console.flush()?;
        }
        if options.once {
            console.note(format_args!(
                "{n_looked} sources looked at, {n_failing} failing; {n_added} reports added"
            ));
            return Ok(if n_failing == 0 { Ending::Done } else { Ending::SomeFailed });
        }
        std::thread::sleep(LONGEST_SLEEP);
    }
}
