//! `daybook export`: the record as tables, and the captures as archives.
mod archive;

use super::Ending;
use crate::cli::{Export, TableFormat};
use crate::config::Settings;
use crate::console::Console;
use anyhow::Context as _;
use publish::table::{self, Permalinks};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use store::{EventFilter, Pages};

/// Reports that are looked at between two writes, so that memory does not grow with the record.
const REPORTS_A_PAGE: usize = 200;

pub(super) fn run(options: &Export, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let wanted = match options {
        Export::Events(wanted) | Export::Statements(wanted) => wanted,
        Export::Warc(wanted) => return archive::warc(wanted, settings, console),
        Export::Wacz(wanted) => return archive::wacz(wanted, settings, console),
    };
    let pages = super::pages(settings)?;
    let mut file = wanted.out.as_deref().map(create).transpose()?;
    let out: &mut dyn Write = match &mut file {
        Some(file) => file,
        None => console.out(),
    };
    let reference = publish::Reference::from(&crate::overlay::load(settings)?);
    match options {
        Export::Events(_) => events(&pages, wanted.format, &reference, out)?,
        Export::Statements(_) => statements(&pages, wanted.format, &reference, out)?,
        Export::Warc(_) | Export::Wacz(_) => {}
    }
    out.flush()?;
    Ok(Ending::Done)
}

fn create(path: &Path) -> anyhow::Result<BufWriter<File>> {
    let file = File::create(path).with_context(|| format!("cannot write `{}`", path.display()))?;
    Ok(BufWriter::new(file))
}

fn events(
    pages: &Pages,
    format: TableFormat,
    reference: &publish::Reference,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let events = pages.events(&EventFilter::default())?;
    let links = Permalinks::default();
    let table = match format {
        TableFormat::Csv => table::events_csv(&events, &links, reference),
        TableFormat::Jsonl => table::events_jsonl(&events, &links, reference),
    };
    Ok(out.write_all(table.as_bytes())?)
}

fn statements(
    pages: &Pages,
    format: TableFormat,
    reference: &publish::Reference,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let (links, mut offset, mut is_first) = (Permalinks::default(), 0, true);
    loop {
        let reports = pages.reports(REPORTS_A_PAGE, offset)?;
        for report in reports.iter() {
            let Some(view) = pages.document(&report.id)? else { continue };
            let table = match format {
                TableFormat::Csv => table::document_statements_csv(&view, &links, reference, is_first),
                TableFormat::Jsonl => table::document_statements_jsonl(&view, &links, reference),
            };
            out.write_all(table.as_bytes())?;
            is_first = false;
        }
        offset += reports.len();
        if reports.len() < REPORTS_A_PAGE {
            if is_first && format == TableFormat::Csv {
                let columns = table::STATEMENT_COLUMNS.iter().map(|(name, _)| *name);
                writeln!(out, "{}", columns.collect::<Vec<_>>().join(","))?;
            }
            return Ok(());
        }
    }
}
