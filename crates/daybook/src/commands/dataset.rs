//! `daybook dataset`: tables of events, kept beside the reports. A table is a source like any other: its cells are the locators.
use super::Ending;
use crate::cli::{self, DatasetCommand};
use crate::config::Settings;
use crate::console::{Console, one_line};
use crate::{clock, overlay};
use anyhow::Context as _;
use lexicon::{Codebook, Lexicon};
use model::{Capture, CellIssue, DatasetTotals, Slot, hash};
use read::dataset::guess::{self, Guess};
use read::dataset::{Binding, Reader, RowReading, Table, unpack};
use serde_json::json;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use store::{Dataset, NewDataset, Store};

/// Issues that `add` and `preview` print before they only count them; all of them are kept.
const SHOWN: usize = 20;

/// Issues that are kept of one table. A file in which nearly every cell is odd was given with the wrong map.
const KEPT: usize = 100_000;

pub(super) fn run(
    command: &DatasetCommand,
    settings: &Settings,
    console: &mut Console,
) -> anyhow::Result<Ending> {
    match command {
        DatasetCommand::Preview(options) => preview(options, settings, console),
        DatasetCommand::Add(options) => add(options, settings, console),
        DatasetCommand::List => list(settings, console),
        DatasetCommand::Show(options) => show(options, settings, console),
        DatasetCommand::Export(options) => export(options, settings, console),
    }
}

/// A file and the codebook that it is read with.
struct Given<'b> {
    name: String,
    bytes: &'b [u8],
    table: Cow<'b, [u8]>,
}

impl<'b> Given<'b> {
    fn new(path: &Path, bytes: &'b [u8]) -> anyhow::Result<Self> {
        let name = path
            .file_name()
            .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let table = unpack(&name, bytes)?;
        Ok(Self { name, bytes, table })
    }
}

fn bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    let told = || format!("cannot read `{}`", path.display());
    let size = fs::metadata(path).with_context(told)?.len();
    anyhow::ensure!(
        size <= read::dataset::MAX_TABLE_BYTES,
        "`{}` has {size} bytes, more than the limit of {}\nhint: split it by country or year",
        path.display(),
        read::dataset::MAX_TABLE_BYTES
    );
    fs::read(path).with_context(told)
}

/// The codebook that was asked for, or the one that recognises the header, or one that is guessed.
fn codebook(
    map: Option<&Path>,
    name: &str,
    table: &Table<'_>,
    lexicon: &Lexicon,
) -> anyhow::Result<(Option<Codebook>, Option<Vec<Guess>>)> {
    if let Some(path) = map {
        let content =
            fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        return Ok((Some(Codebook::parse(&path.display().to_string(), &content)?), None));
    }
    if let Some(book) = lexicon.codebooks.of_header(table.header()) {
        return Ok((Some(book.clone()), None));
    }
    let id: String = name
        .split('.')
        .next()
        .unwrap_or(name)
        .chars()
        .filter(|one| one.is_alphanumeric() || *one == '_')
        .collect();
    let (book, guesses) = guess::guess(if id.is_empty() { "table" } else { &id }, table, lexicon);
    Ok((book, Some(guesses)))
}

fn preview(options: &cli::DatasetFile, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let lexicon = overlay::load(settings)?;
    let bytes = bytes(&options.path)?;
    let given = Given::new(&options.path, &bytes)?;
    let table = Table::new(&given.name, &given.table)?;
    let (book, guesses) = codebook(options.map.as_deref(), &given.name, &table, &lexicon)?;
    let Some(book) = book else {
        print_guesses(&guesses.unwrap_or_default(), console)?;
        anyhow::bail!(
            "no column of `{}` can be a date or a year, so nothing in it can be placed in time\nhint: name the column in a map and give it with `--map`",
            given.name
        );
    };
    if options.print_map {
        console.raw(&toml::to_string(&book)?)?;
        return Ok(Ending::Done);
    }
    let mut counted = Counted::default();
    let binding = Binding::new(&given.name, &table, &book)?;
    let unknown = binding.unknown().to_vec();
    let missing = binding.missing().to_vec();
    read_rows(&table, binding, &lexicon, &mut counted, &mut |_, _| Ok(()))?;
    if settings.json {
        let guesses = guesses.iter().flatten();
        let columns: Vec<_> = guesses
            .map(|one| json!({ "column": one.column, "slot": one.slot, "evidence": one.evidence, "examples": one.examples }))
            .collect();
        console.line(json!({
            "file": given.name, "codebook": book, "guesses": columns, "unknown_columns": unknown,
            "missing_columns": missing, "totals": counted.totals, "issues": counted.issues,
        }))?;
        return Ok(Ending::Done);
    }
    match &guesses {
        Some(guesses) => {
            console
                .line(format_args!("`{}` is no set that is known; its columns were guessed:", given.name))?;
            print_guesses(guesses, console)?;
        }
        None => console
            .line(format_args!("`{}` is read with the codebook `{}` ({})", given.name, book.id, book.name))?,
    }
    say_columns(&missing, &unknown, console)?;
    say_totals(&counted, console)?;
    if guesses.is_some() {
        console.note("add it with `daybook dataset add`; `--print-map` writes this map, so that you can change it and give it with `--map`");
    }
    Ok(Ending::Done)
}

fn print_guesses(guesses: &[Guess], console: &mut Console) -> anyhow::Result<()> {
    for one in guesses {
        let slot = one.slot.map_or("-", Slot::as_str);
        let examples: Vec<String> = one.examples.iter().map(|value| one_line(&shortened(value))).collect();
        console.line(format_args!(
            "  {:<24} {slot:<16} {} [{}]",
            one_line(&one.column),
            one.evidence,
            examples.join(" | ")
        ))?;
    }
    Ok(())
}

fn shortened(value: &str) -> String {
    let short: String = value.chars().take(40).collect();
    if short.len() < value.len() { short + "…" } else { short }
}

fn say_columns(missing: &[(Slot, String)], unknown: &[String], console: &mut Console) -> anyhow::Result<()> {
    for (slot, column) in missing {
        console.line(format_args!("no column `{column}`: `{slot}` stays unknown"))?;
    }
    for column in unknown {
        console.line(format_args!("unknown column `{}`: kept verbatim, not read", one_line(column)))?;
    }
    Ok(())
}

fn say_totals(counted: &Counted, console: &mut Console) -> anyhow::Result<()> {
    for issue in counted.issues.iter().take(SHOWN) {
        console.line(issue_line(issue))?;
    }
    if counted.n_issues > SHOWN {
        console.line(format_args!("… and {} more", counted.n_issues - SHOWN))?;
    }
    let totals = &counted.totals;
    console.line(format_args!(
        "{} records = {} events + {} left out + {} of tags; killed: low {}, best {}, high {}",
        totals.n_records,
        totals.n_events,
        totals.n_left_out,
        totals.n_tags,
        totals.low,
        totals.best,
        totals.high
    ))?;
    if totals.n_disordered > 0 {
        console.line(format_args!(
            "{} events have a low, best and high that are not in this order; kept as given",
            totals.n_disordered
        ))?;
    }
    for (code, n) in &counted.by_code {
        console.line(format_args!("{n} × {code}"))?;
    }
    Ok(())
}

fn issue_line(issue: &CellIssue) -> String {
    let column =
        issue.column.as_deref().map(|column| format!(" column `{}`", one_line(column))).unwrap_or_default();
    let ending = if issue.leaves_out_row { "; the row makes no event" } else { "" };
    format!(
        "row {}{column}: {}: found `{}`, {}{ending}",
        issue.row,
        issue.code,
        one_line(&issue.value),
        issue.message
    )
}

/// What was found while reading a table.
#[derive(Debug, Default)]
struct Counted {
    totals: DatasetTotals,
    issues: Vec<CellIssue>,
    n_issues: usize,
    by_code: BTreeMap<String, u64>,
}

impl Counted {
    fn take(&mut self, issues: &mut Vec<CellIssue>) {
        for issue in issues.drain(..) {
            self.n_issues += 1;
            *self.by_code.entry(issue.code.clone()).or_default() += 1;
            if self.issues.len() < KEPT {
                self.issues.push(issue);
            }
        }
    }
}

/// What is done with an event and the bytes of its record.
type Keep<'k> = dyn FnMut((usize, usize), &model::DatasetEvent) -> anyhow::Result<()> + 'k;

fn read_rows(
    table: &Table<'_>,
    binding: Binding<'_>,
    lexicon: &Lexicon,
    counted: &mut Counted,
    keep: &mut Keep<'_>,
) -> anyhow::Result<()> {
    let mut reader = Reader::new(binding, lexicon);
    let mut records = table.records();
    let mut issues = Vec::new();
    while let Some(record) = records.advance() {
        counted.totals.n_records += 1;
        match reader.read(&record, &mut issues) {
            RowReading::Event(event) => {
                counted.totals.count(&event);
                keep(record.span, &event)?;
            }
            RowReading::Tags => counted.totals.n_tags += 1,
            RowReading::LeftOut => counted.totals.n_left_out += 1,
        }
        counted.take(&mut issues);
    }
    Ok(())
}

fn add(options: &cli::DatasetAdd, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let lexicon = overlay::load(settings)?;
    let store = Store::open(&settings.data)?;
    let mut all_done = true;
    for path in &options.paths {
        // One table that cannot be read does not keep the others out.
        if let Err(error) = add_one(path, options.map.as_deref(), &lexicon, &store, settings, console) {
            console.error(format!("{error:#}"));
            all_done = false;
        }
    }
    Ok(if all_done { Ending::Done } else { Ending::SomeFailed })
}

fn add_one(
    path: &Path,
    map: Option<&Path>,
    lexicon: &Lexicon,
    store: &Store,
    settings: &Settings,
    console: &mut Console,
) -> anyhow::Result<()> {
    let bytes = bytes(path)?;
    let given = Given::new(path, &bytes)?;
    let table = Table::new(&given.name, &given.table)?;
    let (book, guesses) = codebook(map, &given.name, &table, lexicon)?;
    let (Some(book), None) = (book, &guesses) else {
        anyhow::bail!(
            "`{}` is no set that is known: found the columns {}\nhint: `daybook dataset preview {}` says what they may be; `--print-map` writes a map that `--map` takes",
            given.name,
            table.header().join(", "),
            path.display()
        )
    };
    let binding = Binding::new(&given.name, &table, &book)?;
    let (missing, unknown) = (binding.missing().to_vec(), binding.unknown().to_vec());
    let mut writer = store.writer(settings.wait)?;
    let now = clock::now().to_string();
    let capture = Capture {
        sha256: hash::sha256_hex(given.bytes),
        blake3: read::dataset::blake3(given.bytes),
        length_bytes: given.bytes.len() as u64,
        media_type: "text/csv".to_owned(),
        origin: given.name.clone(),
    };
    writer.put_capture(&capture, given.bytes, &now)?;
    let codebook_json = serde_json::to_string(&book)?;
    let new = NewDataset {
        capture: &capture.sha256,
        file: &given.name,
        codebook: &book.id,
        codebook_json: &codebook_json,
        name: &book.name,
        header: table.header(),
        lexicon_digest: lexicon.digest(),
    };
    let mut counted = Counted::default();
    let id = match writer.put_dataset(&new, &now)? {
        Err(known) => {
            writer.rollback()?;
            return console.line(format_args!("known {known} {}", one_line(&path.display().to_string())));
        }
        Ok(mut rows) => {
            read_rows(&table, binding, lexicon, &mut counted, &mut |span, event| Ok(rows.row(span, event)?))?;
            for issue in &counted.issues {
                rows.issue(issue)?;
            }
            rows.finish(&counted.totals)?
        }
    };
    writer.commit(&now)?;
    if settings.json {
        return console.line(json!({
            "outcome": "added", "dataset": id, "path": path.display().to_string(), "codebook": book.id, "totals": counted.totals,
            "issues": counted.by_code, "unknown_columns": unknown, "missing_columns": missing,
        }));
    }
    console.line(format_args!("added {id} {}", one_line(&path.display().to_string())))?;
    say_columns(&missing, &unknown, console)?;
    say_totals(&counted, console)?;
    if !book.licence.is_empty() {
        console.note(format_args!("{}: {}", book.name, book.licence));
    }
    Ok(())
}

fn list(settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    for one in Store::open_read_only(&settings.data)?.datasets()?.all()? {
        if settings.json {
            console.line(serde_json::to_string(&one)?)?;
        } else {
            console.line(line_of(&one))?;
        }
    }
    Ok(Ending::Done)
}

fn line_of(one: &Dataset) -> String {
    let totals = &one.totals;
    format!(
        "{}  {}  {}  {} events, {} left out  killed {}–{}, best {}",
        one.id,
        one_line(&one.name),
        one_line(&one.file),
        totals.n_events,
        totals.n_left_out,
        totals.low,
        totals.high,
        totals.best
    )
}

fn find(datasets: &store::Datasets, id: &str) -> anyhow::Result<Dataset> {
    datasets
        .get(id)?
        .with_context(|| format!("no data set `{id}` in the record\nhint: `daybook dataset list` names them"))
}

fn show(options: &cli::DatasetShow, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let store = Store::open_read_only(&settings.data)?;
    let datasets = store.datasets()?;
    let found = find(&datasets, &options.id)?;
    if let Some(row) = options.row {
        return show_row(&store, &datasets, &found, row, settings, console);
    }
    if options.issues {
        for issue in datasets.issues(&found.id)? {
            if settings.json {
                console.line(serde_json::to_string(&issue)?)?;
            } else {
                console.line(issue_line(&issue))?;
            }
        }
        return Ok(Ending::Done);
    }
    let sides = datasets.sides(&found.id)?;
    if settings.json {
        let sides: Vec<_> =
            sides.iter().map(|(key, name, n)| json!({ "key": key, "name": name, "n_rows": n })).collect();
        console.line(json!({ "dataset": found, "actors": sides }))?;
        return Ok(Ending::Done);
    }
    console.line(line_of(&found))?;
    for (key, name, n) in sides {
        console.line(format_args!("  {n:>7}  {}  ({})", one_line(&name), one_line(&key)))?;
    }
    Ok(Ending::Done)
}

/// Every cell of a row as it stands in the file, and what was read in it.
fn show_row(
    store: &Store,
    datasets: &store::Datasets,
    found: &Dataset,
    row: u64,
    settings: &Settings,
    console: &mut Console,
) -> anyhow::Result<Ending> {
    let bytes = store.capture_bytes(&found.capture)?;
    let table_bytes = unpack(&found.file, &bytes)?;
    let table = Table::new(&found.file, &table_bytes)?;
    let mut records = table.records();
    let record = loop {
        match records.advance() {
            Some(record) if record.number == row => break record,
            Some(_) => {}
            None => anyhow::bail!(
                "`{}` has no row {row}: its records are 2 to {}",
                found.id,
                found.totals.n_records + 1
            ),
        }
    };
    let event = datasets.row(&found.id, row)?.map(|row| row.event);
    let cells: Vec<(String, String)> = table
        .header()
        .iter()
        .enumerate()
        .map(|(at, column)| (column.clone(), record.cell(at).into_owned()))
        .collect();
    if settings.json {
        let cells: serde_json::Map<String, serde_json::Value> =
            cells.into_iter().map(|(column, value)| (column, value.into())).collect();
        console.line(json!({ "dataset": found.id, "row": row, "cells": cells, "event": event }))?;
        return Ok(Ending::Done);
    }
    for (column, value) in cells.iter().filter(|(_, value)| !value.is_empty()) {
        console.line(format_args!("{:<20} {}", one_line(column), one_line(value)))?;
    }
    match event {
        Some(event) => console.line(format_args!("read as {}", serde_json::to_string(&event)?))?,
        None => console.line("makes no event; see `daybook dataset show … --issues`")?,
    }
    Ok(Ending::Done)
}

/// The rows as they came, byte for byte.
fn export(
    options: &cli::DatasetExport,
    settings: &Settings,
    console: &mut Console,
) -> anyhow::Result<Ending> {
    let store = Store::open_read_only(&settings.data)?;
    let datasets = store.datasets()?;
    let found = find(&datasets, &options.id)?;
    let bytes = store.capture_bytes(&found.capture)?;
    let table_bytes = unpack(&found.file, &bytes)?;
    let mut file = match options.out.as_deref() {
        Some(path) => {
            let file = File::create(path).with_context(|| format!("cannot write `{}`", path.display()))?;
            Some(BufWriter::new(file))
        }
        None => None,
    };
    let out: &mut dyn Write = match &mut file {
        Some(file) => file,
        None => console.out(),
    };
    match &options.actor {
        None => out.write_all(&table_bytes)?,
        Some(words) => {
            let lexicon = overlay::load(settings)?;
            let key = side_key(&datasets, &found.id, words, &lexicon)?;
            out.write_all(Table::new(&found.file, &table_bytes)?.header_bytes())?;
            for row in datasets.rows_of(&key)?.iter().filter(|row| row.dataset == found.id) {
                out.write_all(table_bytes.get(row.bytes.0..row.bytes.1).unwrap_or_default())?;
            }
        }
    }
    out.flush()?;
    Ok(Ending::Done)
}

/// The key of the actor that somebody means: a key, a name as the table has it, or an entry of the lexicon.
fn side_key(datasets: &store::Datasets, id: &str, words: &str, lexicon: &Lexicon) -> anyhow::Result<String> {
    let sides = datasets.sides(id)?;
    let wanted = words.to_lowercase();
    let named = sides.iter().find(|(key, name, _)| *key == words || name.to_lowercase() == wanted);
    let by_alias = || {
        let is_named = |key: &str| {
            lexicon
                .actors
                .get(key)
                .is_some_and(|entry| entry.aliases.iter().any(|alias| alias.name.to_lowercase() == wanted))
        };
        sides.iter().find(|(key, ..)| is_named(key))
    };
    let found = named.or_else(by_alias).map(|(key, ..)| key.clone());
    found.with_context(|| {
        format!("no actor `{words}` in `{id}`\nhint: `daybook dataset show {id}` names them")
    })
}
