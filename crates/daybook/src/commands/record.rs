//! `daybook resolve`, `diff`, `rebuild`, `verify`, `roots`, `backup` and `restore`: looking after the record.
use super::Ending;
use crate::config::Settings;
use crate::console::{Console, one_line};
use crate::difference::Difference;
use crate::pipeline::{self, Scope, Stages};
use anyhow::Context as _;
use jiff::civil::Date;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::Path;
use store::{AsOf, DayRoot, Store};

pub(super) fn resolve(settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    read_again(Scope::Changed, settings, console)
}

pub(super) fn rebuild(settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    read_again(Scope::Everything, settings, console)
}

/// What reading every report with the present rules and lexicon would change.
pub(super) fn diff(settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    drop(Store::open_read_only(&settings.data)?);
    let stages = Stages::new(settings)?;
    // The right to write, so that nobody else changes what is compared; nothing is written.
    let writer = Store::open(&settings.data)?.writer(settings.wait)?;
    let (mut n_reports, mut by_family) = (0, BTreeMap::<&str, (usize, usize)>::new());
    let n_read = pipeline::differences(&writer, &stages, |report, Difference { gone, new }| {
        n_reports += 1;
        if settings.json {
            console.line(json!({ "report": report.id, "gone": gone, "new": new }))?;
        } else {
            console.line(&report.id)?;
        }
        for (sign, line) in gone.iter().map(|line| ('-', line)).chain(new.iter().map(|line| ('+', line))) {
            let (n_gone, n_new) = by_family.entry(line.family).or_default();
            *(if sign == '-' { n_gone } else { n_new }) += 1;
            if !settings.json {
                let (quote, value) = (one_line(&line.quote), one_line(&line.value));
                console.line(format_args!("  {sign} {} \u{201c}{quote}\u{201d}  {value}", line.family))?;
            }
        }
        Ok(())
    })?;
    let families = by_family.iter().map(|(family, (gone, new))| format!("{family} -{gone} +{new}"));
    let families = families.collect::<Vec<_>>().join(", ");
    console.note(format_args!(
        "{n_read} reports would be read again, {n_reports} of them otherwise: {families}"
    ));
    Ok(if n_reports == 0 { Ending::Done } else { Ending::SomeFailed })
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

pub(super) fn verify(
    against: Option<&Path>,
    derived: bool,
    settings: &Settings,
    console: &mut Console,
) -> anyhow::Result<Ending> {
    let store = Store::open_read_only(&settings.data)?;
    let mut report = store.verify()?;
    if let Some(file) = against {
        report.problems.extend(compare_roots(file, &store)?);
    }
    if derived {
        report.problems.extend(compare_derived(&store, settings)?);
    }
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

/// Roots that no longer come out as they were written down.
fn compare_roots(file: &Path, store: &Store) -> anyhow::Result<Vec<String>> {
    let shown = file.display();
    let text = fs::read_to_string(file).with_context(|| format!("cannot read `{shown}`"))?;
    let present = store.day_roots(None)?;
    let mut problems = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let written: DayRoot = serde_json::from_str(line).with_context(|| {
            format!("`{shown}`, line {}: expected a root as `daybook roots` prints it", number + 1)
        })?;
        // The last day may have gone on: its first entries must be the same.
        let found =
            present.iter().find(|root| root.first_entry == written.first_entry && root.day == written.day);
        let same = match found {
            Some(found) if found.entries > written.entries => {
                store.root_of(written.first_entry, written.entries)?.as_deref() == Some(written.root.as_str())
            }
            found => found == Some(&written),
        };
        if !same {
            problems.push(format!("write log: the root of {} is no longer `{}`", written.day, written.root));
        }
    }
    Ok(problems)
}

/// Most differences that are named one by one.
const MOST_DIFFERENCES: usize = 20;

/// What stands otherwise in the derived record than the present program makes of the readings that are kept.
fn compare_derived(store: &Store, settings: &Settings) -> anyhow::Result<Vec<String>> {
    let folder = tempfile::tempdir().context("cannot make a folder to compare with")?;
    let anew = pipeline::past(store, AsOf::Everything, folder.path(), &Stages::new(settings)?)?;
    let lines = |store: &Store| -> anyhow::Result<BTreeSet<String>> {
        let mut bytes = Vec::new();
        store.dump(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect())
    };
    let (found, expected) = (lines(store)?, lines(&anew)?);
    let start = |line: &String| line.chars().take(100).collect::<String>();
    let extra = found
        .difference(&expected)
        .map(|line| format!("derived: found `{}…`, which does not follow from the readings", start(line)));
    let missing = expected
        .difference(&found)
        .map(|line| format!("derived: found no `{}…`, which follows from the readings", start(line)));
    let mut problems: Vec<String> = extra.chain(missing).collect();
    let n = problems.len();
    if n > MOST_DIFFERENCES {
        problems.truncate(MOST_DIFFERENCES);
        problems.push(format!("derived: {} more", n - MOST_DIFFERENCES));
    }
    if n > 0 {
        problems.push(
            "derived: if the program was changed since the last `daybook rebuild`, that explains it"
                .to_owned(),
        );
    }
    Ok(problems)
}

pub(super) fn roots(day: Option<Date>, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    for root in Store::open_read_only(&settings.data)?.day_roots(day)? {
        console.line(serde_json::to_string(&root)?)?;
    }
    Ok(Ending::Done)
}

pub(super) fn backup(path: &Path, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let store = Store::open_read_only(&settings.data)?;
    let shown = path.display();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Beside the backup: there is room for it, and a broken-off one never has its name.
    let scratch =
        tempfile::tempdir_in(folder).with_context(|| format!("cannot write in `{}`", folder.display()))?;
    if path.exists() {
        anyhow::bail!("`{shown}` is there\nhint: name a new file");
    }
    let unfinished = scratch.path().join("backup");
    let mut file =
        BufWriter::new(File::create(&unfinished).with_context(|| format!("cannot write `{shown}`"))?);
    let report = store.backup(&mut file, scratch.path())?;
    let file = file.into_inner().map_err(|error| anyhow::anyhow!("cannot write `{shown}`: {error}"))?;
    file.sync_all().with_context(|| format!("cannot write `{shown}`"))?;
    fs::rename(&unfinished, path).with_context(|| format!("cannot write `{shown}`"))?;
    console
        .line(format_args!("{shown}: the record and {} captures, {} bytes", report.captures, report.bytes))?;
    Ok(Ending::Done)
}

pub(super) fn restore(path: &Path, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let shown = path.display();
    let file = File::open(path).with_context(|| format!("cannot read `{shown}`"))?;
    let report = Store::restore(&mut BufReader::new(file), &settings.data)?;
    let problems = Store::open(&settings.data)?.verify()?.problems;
    for problem in &problems {
        console.line(format_args!("problem: {problem}"))?;
    }
    let (captures, data) = (report.captures, settings.data.display());
    console.line(format_args!("{data}: the record and {captures} captures, {} bytes", report.bytes))?;
    Ok(if problems.is_empty() { Ending::Done } else { Ending::SomeFailed })
}
