//! `daybook doctor`: whether everything that Daybook needs is there, one line each.
use super::Ending;
use crate::config::Settings;
use crate::console::Console;
use crate::{clock, overlay};
use serde_json::json;
use std::fs;
use store::Store;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Health {
    Good,
    Note,
    Bad,
}

impl Health {
    const fn word(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Note => "note",
            Self::Bad => "bad",
        }
    }
}

type Check = (&'static str, Health, String);

pub(super) fn run(settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let checks =
        [version(), configuration(settings), lexicon(settings), record(settings), writable(settings), time()];
    for (name, health, words) in &checks {
        if settings.json {
            console.line(json!({ "check": name, "health": health.word(), "found": words }))?;
        } else {
            console.line(format_args!("{:<5}{name}: {words}", health.word()))?;
        }
    }
    let is_bad = checks.iter().any(|(_, health, _)| *health == Health::Bad);
    Ok(if is_bad { Ending::SomeFailed } else { Ending::Done })
}

fn version() -> Check {
    ("version", Health::Good, format!("daybook {}, rules {}", env!("CARGO_PKG_VERSION"), extract::VERSION))
}

fn configuration(settings: &Settings) -> Check {
    let words = settings.config.as_ref().map_or_else(
        || "no file, which is fine: nothing needs one".to_owned(),
        |path| format!("`{}`", path.display()),
    );
    ("configuration", Health::Good, words)
}

fn lexicon(settings: &Settings) -> Check {
    match overlay::load(settings) {
        Ok(lexicon) => {
            let (n_actors, n_changes) = (lexicon.actors.all().count(), lexicon.overridden().len());
            let words = format!(
                "{n_actors} actors, {n_changes} changes by your entries, digest {}",
                lexicon.digest()
            );
            ("lexicon", Health::Good, words)
        }
        Err(error) => ("lexicon", Health::Bad, format!("{error:#}")),
    }
}

fn record(settings: &Settings) -> Check {
    let counts = Store::open_read_only(&settings.data).and_then(|store| store.pages()?.counts());
    match counts {
        Ok(counts) => {
            let words = format!(
                "{} reports, {} origins, {} events, {} actors, {} statements",
                counts.reports, counts.origins, counts.events, counts.actors, counts.statements
            );
            ("record", Health::Good, words)
        }
        Err(error @ store::Error::Missing(_)) => ("record", Health::Note, error.to_string()),
        Err(error) => ("record", Health::Bad, error.to_string()),
    }
}

/// Whether a file can be made where the record is kept; nothing is left behind.
fn writable(settings: &Settings) -> Check {
    let folder = &settings.data;
    let shown = folder.display();
    if !folder.is_dir() {
        return (
            "data directory",
            Health::Note,
            format!("`{shown}` is not there yet: `daybook add` makes it"),
        );
    }
    let probe = folder.join(format!(".doctor-{}", std::process::id()));
    match fs::write(&probe, b"").and_then(|()| fs::remove_file(&probe)) {
        Ok(()) => ("data directory", Health::Good, format!("`{shown}` can be written")),
        Err(error) => ("data directory", Health::Bad, format!("`{shown}` cannot be written: {error}")),
    }
}

fn time() -> Check {
    ("clock", Health::Good, format!("{} UTC: reports from after tomorrow are refused", clock::now()))
}
