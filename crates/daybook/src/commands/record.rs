//! `daybook resolve`, `rebuild` and `verify`: looking after the record.
use super::Ending;
use crate::config::Settings;
use crate::console::Console;
use crate::pipeline::{self, Scope, Stages};
use serde_json::json;
use store::Store;

pub(super) fn resolve(settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    read_again(Scope::Changed, settings, console)
}

pub(super) fn rebuild(settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    read_again(Scope::Everything, settings, console)
}

fn read_again(scope: Scope, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    // Opened for reading first: neither command makes a data directory by mistake.
    drop(Store::open_read_only(&settings.data)?);
    let stages = Stages::new(settings)?;
    let store = Store::open(&settings.data)?;
    let mut writer = store.writer(settings.wait)?;
    let progress = |n_read| console.progress(format_args!("{n_read} reports read again"));
    let (n_read, generation) = pipeline::read_again(&mut writer, scope, &stages, progress)?;
    console.end_progress();
    let number = generation.as_ref().map(|generation| generation.number);
    let n_written = generation.as_ref().map_or(0, |generation| generation.events_written);
    if settings.json {
        console.line(json!({ "reports_read": n_read, "generation": number, "events_written": n_written }))?;
    } else {
        match number {
            Some(number) => console.line(format_args!(
                "generation {number}: {n_read} reports read again, {n_written} events written"
            ))?,
            None => console.line("nothing to do: every report is read with the present rules and lexicon")?,
        }
    }
    Ok(Ending::Done)
}

pub(super) fn verify(settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let report = Store::open_read_only(&settings.data)?.verify()?;
    let (captures, readings, entries) = (report.captures, report.readings, report.log_entries);
    if settings.json {
        let problems = &report.problems;
        console.line(json!({ "captures": captures, "readings": readings, "log_entries": entries, "unfinished": report.unfinished, "problems": problems }))?;
    } else {
        console
            .line(format_args!("{captures} captures, {readings} readings, {entries} log entries compared"))?;
        if report.unfinished > 0 {
            console.note(format_args!(
                "{} captures are of a batch that is being written or was broken off; nothing in it was acknowledged",
                report.unfinished
            ));
        }
        for problem in &report.problems {
            console.line(format_args!("problem: {problem}"))?;
        }
    }
    Ok(if report.problems.is_empty() { Ending::Done } else { Ending::SomeFailed })
}
