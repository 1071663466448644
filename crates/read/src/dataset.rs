//! Tables of events: UCDP GED, ACLED, GTD, or anybody's CSV.
//!
//! 1. [`unpack`] takes the table out of a `.gz` or `.zip`, within limits.
//! 2. [`Table`] splits it into records and knows the bytes of each, so that what goes out again is what came in.
//! 3. [`Binding`] binds its header to a codebook of the lexicon, by name.
//! 4. [`Reader`] reads record after record: an event, and an issue for everything that was not understood.
//! 5. [`guess`](mod@guess) proposes a codebook for a table that none recognises.
mod binding;
mod cell;
pub mod guess;
mod rows;
mod unpack;

pub use binding::Binding;
pub use rows::{Reader, RowReading};
pub use unpack::unpack;

use crate::Error;
use csv::ByteRecord;
use std::borrow::Cow;

/// The largest table that is read, unpacked (1 GiB): the whole of UCDP GED has about a third of it.
pub const MAX_TABLE_BYTES: u64 = 1024 * 1024 * 1024;

/// A table, split into records.
#[derive(Debug, Clone)]
pub struct Table<'b> {
    bytes: &'b [u8],
    /// Column names as the header writes them; an unnamed column has an empty name.
    header: Vec<String>,
    delimiter: u8,
    is_utf8: bool,
    /// The byte at which the first record after the header begins.
    body: usize,
}

impl<'b> Table<'b> {
    /// Reads the header. The delimiter is the one of comma, semicolon, tab and bar that the header has most of.
    ///
    /// # Errors
    /// Code `dataset`: no header, one column only, or two columns of one name; `too_large`.
    pub fn new(name: &str, bytes: &'b [u8]) -> Result<Self, Error> {
        if bytes.len() as u64 > MAX_TABLE_BYTES {
            return Err(Error::too_large(name, bytes.len() as u64, MAX_TABLE_BYTES));
        }
        let start = if bytes.starts_with("\u{feff}".as_bytes()) { '\u{feff}'.len_utf8() } else { 0 };
        let delimiter = delimiter(&bytes[start..]);
        let is_utf8 = std::str::from_utf8(bytes).is_ok();
        let mut reader = reader(&bytes[start..], delimiter);
        let mut record = ByteRecord::new();
        let found = reader.read_byte_record(&mut record).map_err(|error| broken(name, &error.to_string()))?;
        if !found || record.len() < 2 {
            let hint = "a table has a line of column names, separated by commas, semicolons, tabs or bars";
            return Err(broken(name, &format!("found no header with at least two columns\nhint: {hint}")));
        }
        let header: Vec<String> = record.iter().map(|cell| text(cell, is_utf8).trim().to_owned()).collect();
        let mut sorted: Vec<&String> = header.iter().filter(|column| !column.is_empty()).collect();
        sorted.sort();
        if let Some(twice) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(broken(name, &format!("found the column `{}` twice, expected it once", twice[0])));
        }
        let body = start + usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let body = after_line_feed(bytes, body);
        Ok(Self { bytes, header, delimiter, is_utf8, body })
    }

    /// Column names as the header writes them.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The bytes of the header's line, with its line end and a byte-order mark.
    #[must_use]
    pub fn header_bytes(&self) -> &'b [u8] {
        &self.bytes[..self.body]
    }

    /// The character between cells.
    #[must_use]
    pub const fn delimiter(&self) -> char {
        self.delimiter as char
    }

    /// Whether the table is UTF-8; else its cells are read as Windows-1252, and its bytes stay as they are.
    #[must_use]
    pub const fn is_utf8(&self) -> bool {
        self.is_utf8
    }

    /// The records after the header. Their bytes, one after the other, are the rest of the table: nothing stands between.
    #[must_use]
    pub fn records(&self) -> Records<'_, 'b> {
        let reader = reader(&self.bytes[self.body.min(self.bytes.len())..], self.delimiter);
        Records { table: self, reader, number: 1, record: ByteRecord::new(), start: self.body }
    }
}

/// Reads records one after the other, into one buffer.
pub struct Records<'t, 'b> {
    table: &'t Table<'b>,
    reader: csv::Reader<&'b [u8]>,
    number: u64,
    record: ByteRecord,
    start: usize,
}

impl<'b> Records<'_, 'b> {
    /// The next record. (No iterator: a record borrows the buffer.)
    pub fn advance(&mut self) -> Option<Record<'_, 'b>> {
        // Reading bytes of a table that is in memory cannot fail, and records of any length are taken.
        if !self.reader.read_byte_record(&mut self.record).unwrap_or(false) {
            return None;
        }
        self.number += 1;
        let end = self.table.body + usize::try_from(self.reader.position().byte()).unwrap_or(0);
        let bytes = self.table.bytes;
        let end =
            if self.reader.is_done() { bytes.len() } else { after_line_feed(bytes, end.min(bytes.len())) };
        let span = (self.start, end.max(self.start));
        self.start = span.1;
        Some(Record {
            number: self.number,
            span,
            bytes: &bytes[span.0..span.1],
            cells: &self.record,
            table_is_utf8: self.table.is_utf8,
        })
    }
}

/// One record.
#[derive(Debug, Clone, Copy)]
pub struct Record<'r, 'b> {
    /// Counted from 1 at the header.
    pub number: u64,
    /// First byte and end in the table.
    pub span: (usize, usize),
    /// The record's bytes with its line end.
    pub bytes: &'b [u8],
    cells: &'r ByteRecord,
    table_is_utf8: bool,
}

impl<'r> Record<'r, '_> {
    /// Number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether it has no cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// A cell's text, verbatim; empty where the record is too short.
    #[must_use]
    pub fn cell(&self, at: usize) -> Cow<'r, str> {
        text(self.cells.get(at).unwrap_or_default(), self.table_is_utf8)
    }
}

fn text(cell: &[u8], is_utf8: bool) -> Cow<'_, str> {
    if is_utf8 {
        String::from_utf8_lossy(cell)
    } else {
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(cell).0
    }
}

fn reader(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes)
}

/// Of `\r\n` the reader leaves the second for the next record; it belongs to this one.
fn after_line_feed(bytes: &[u8], at: usize) -> usize {
    let splits = at > 0 && bytes.get(at - 1) == Some(&b'\r') && bytes.get(at) == Some(&b'\n');
    at + usize::from(splits)
}

fn delimiter(bytes: &[u8]) -> u8 {
    let line = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let count = |wanted: u8| line.iter().filter(|byte| **byte == wanted).count();
    // Of equals the first: `max_by_key` takes the last.
    *[b'|', b'\t', b';', b','].iter().max_by_key(|delimiter| count(**delimiter)).expect("four delimiters")
}

/// BLAKE3 of a file's bytes, in hexadecimal, as a capture names it.
#[must_use]
pub fn blake3(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

pub(crate) fn broken(name: &str, why: &str) -> Error {
    Error::new("dataset", format!("the table `{name}`: {why}"))
}

#[cfg(test)]
mod tests;
