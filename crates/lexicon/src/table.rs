//! CSV tables of entries: strict about the header, generous with the reader of the error.
use crate::Error;
use crate::files::File;
use std::collections::BTreeMap;

/// One row of a table with the place it stands at.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) path: String,
    pub(crate) line: usize,
    cells: BTreeMap<String, String>,
}

/// Reads a table that must have exactly these columns, in any order. Lines that begin with `#` are comments.
pub(crate) fn rows(file: &File, columns: &[&str]) -> Result<Vec<Row>, Error> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(file.content.as_bytes());
    let header = reader.headers().map_err(|error| unreadable(file, &error))?.clone();
    check_header(file, &header, columns)?;
    reader.records().map(|record| row(file, &header, record)).collect()
}

fn row(
    file: &File,
    header: &csv::StringRecord,
    record: csv::Result<csv::StringRecord>,
) -> Result<Row, Error> {
    let record = record.map_err(|error| unreadable(file, &error))?;
    let line = record.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(0));
    let cells = header
        .iter()
        .zip(&record)
        .map(|(column, cell)| (column.to_owned(), cell.trim().to_owned()))
        .collect();
    Ok(Row { path: file.path.to_string(), line, cells })
}

fn check_header(file: &File, header: &csv::StringRecord, columns: &[&str]) -> Result<(), Error> {
    let expected = columns.join(",");
    if let Some(unknown) = header.iter().find(|column| !columns.contains(column)) {
        return Err(Error::new(
            &file.path,
            Some(1),
            format!("found the unknown column `{unknown}`, expected `{expected}`"),
        ));
    }
    match columns.iter().find(|column| header.iter().filter(|other| other == *column).count() != 1) {
        Some(column) => Err(Error::new(
            &file.path,
            Some(1),
            format!("expected the column `{column}` once, as in `{expected}`"),
        )),
        None => Ok(()),
    }
}

fn unreadable(file: &File, error: &csv::Error) -> Error {
    let line = error.position().map(|position| usize::try_from(position.line()).unwrap_or(0));
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            Error::new(&file.path, line, format!("found {len} fields, expected {expected_len}"))
                .hint("a field that holds a comma stands in double quotes")
        }
        _ => Error::new(&file.path, line, format!("expected a CSV table: {error}")),
    }
}

impl Row {
    /// A cell that must not be empty.
    pub(crate) fn text(&self, column: &str) -> Result<String, Error> {
        self.optional(column)
            .ok_or_else(|| self.error(format!("found nothing in `{column}`, expected a value")))
    }

    /// A cell, `None` where it is empty.
    pub(crate) fn optional(&self, column: &str) -> Option<String> {
        self.cells.get(column).filter(|cell| !cell.is_empty()).cloned()
    }

    /// The parts of a cell between `|`.
    pub(crate) fn list(&self, column: &str) -> Vec<String> {
        let parts = self.cells.get(column).map_or("", String::as_str).split('|').map(str::trim);
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// Whether a cell goes over the end of its line.
    pub(crate) fn has_line_break(&self) -> bool {
        self.cells.values().any(|cell| cell.contains('\n'))
    }

    /// An error at this row.
    pub(crate) fn error(&self, message: impl Into<String>) -> Error {
        Error::new(&self.path, Some(self.line), message)
    }
}
