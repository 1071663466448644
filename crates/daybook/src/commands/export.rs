//! `daybook export`: the record as tables.
use super::Ending;
use crate::cli::{Export, TableFormat};
use crate::config::Settings;
use crate::console::Console;
use anyhow::Context as _;
use model::dossier::{DocumentSentence, DocumentView, SentenceStatement};
use publish::table::{self, Permalinks};
use serde::Serialize;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use store::{EventFilter, Pages};

/// Reports that are looked at between two writes, so that memory does not grow with the record.
const REPORTS_A_PAGE: usize = 200;

pub(super) fn run(options: &Export, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let (Export::Events(wanted) | Export::Statements(wanted)) = options;
    let pages = super::pages(settings)?;
    let mut file = wanted.out.as_deref().map(create).transpose()?;
    let out: &mut dyn Write = match &mut file {
        Some(file) => file,
        None => console.out(),
    };
    match options {
        Export::Events(_) => events(&pages, wanted.format, out)?,
        Export::Statements(_) => statements(&pages, wanted.format, out)?,
    }
    out.flush()?;
    Ok(Ending::Done)
}

fn create(path: &Path) -> anyhow::Result<BufWriter<File>> {
    let file = File::create(path).with_context(|| format!("cannot write `{}`", path.display()))?;
    Ok(BufWriter::new(file))
}

fn events(pages: &Pages, format: TableFormat, out: &mut dyn Write) -> anyhow::Result<()> {
    let events = pages.events(&EventFilter::default())?;
    let links = Permalinks::default();
    let table = match format {
        TableFormat::Csv => table::events_csv(&events, &links),
        TableFormat::Jsonl => table::events_jsonl(&events, &links),
    };
    Ok(out.write_all(table.as_bytes())?)
}

/// One row of the table of statements.
#[derive(Debug, Serialize)]
struct Row<'r> {
    statement: &'r str,
    family: &'r str,
    value: &'r str,
    about: Option<&'r str>,
    quote: &'r str,
    report: &'r str,
    outlet: Option<&'r str>,
    published: Option<String>,
    title: Option<&'r str>,
    url: Option<&'r str>,
    rule: Option<&'r str>,
}

/// The columns of the table of statements, in the order of [`Row`].
const COLUMNS: [&str; 11] = [
    "statement",
    "family",
    "value",
    "about",
    "quote",
    "report",
    "outlet",
    "published",
    "title",
    "url",
    "rule",
];

impl Row<'_> {
    fn cells(&self) -> [&str; COLUMNS.len()] {
        [
            self.statement,
            self.family,
            self.value,
            self.about.unwrap_or(""),
            self.quote,
            self.report,
            self.outlet.unwrap_or(""),
            self.published.as_deref().unwrap_or(""),
            self.title.unwrap_or(""),
            self.url.unwrap_or(""),
            self.rule.unwrap_or(""),
        ]
    }
}

fn statements(pages: &Pages, format: TableFormat, out: &mut dyn Write) -> anyhow::Result<()> {
    if format == TableFormat::Csv {
        writeln!(out, "{}", COLUMNS.join(","))?;
    }
    let mut offset = 0;
    loop {
        let reports = pages.reports(REPORTS_A_PAGE, offset)?;
        for report in reports.iter() {
            let Some(view) = pages.document(&report.id)? else { continue };
            out.write_all(&lines(&view, format)?)?;
        }
        offset += reports.len();
        if reports.len() < REPORTS_A_PAGE {
            return Ok(());
        }
    }
}

/// The rows of one report.
fn lines(view: &DocumentView, format: TableFormat) -> anyhow::Result<Vec<u8>> {
    if format == TableFormat::Jsonl {
        let line = |row: Row<'_>| Ok(serde_json::to_string(&row)? + "\n");
        return Ok(rows(view).map(line).collect::<serde_json::Result<String>>()?.into_bytes());
    }
    let mut csv = csv::Writer::from_writer(Vec::new());
    for row in rows(view) {
        csv.write_record(row.cells().map(guarded))?;
    }
    csv.into_inner().context("the table could not be finished")
}

/// A spreadsheet takes a cell with such a beginning for a formula; an apostrophe makes it text.
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

fn rows(view: &DocumentView) -> impl Iterator<Item = Row<'_>> {
    view.sentences.iter().flat_map(move |sentence| {
        sentence.statements.iter().map(move |statement| row(view, sentence, statement))
    })
}

fn row<'r>(
    view: &'r DocumentView,
    sentence: &'r DocumentSentence,
    statement: &'r SentenceStatement,
) -> Row<'r> {
    let report = &view.report;
    Row {
        statement: &statement.id,
        family: &statement.family,
        value: &statement.summary,
        about: statement.target.as_deref(),
        quote: &sentence.citation.quote,
        report: &report.id,
        outlet: report.outlet.as_deref(),
        published: report.published.map(|date| date.to_string()),
        title: report.title.as_deref(),
        url: report.url.as_deref(),
        rule: statement.rule.as_deref(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        assert_eq!(guarded("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(guarded("19 killed"), "19 killed");
    }
}
