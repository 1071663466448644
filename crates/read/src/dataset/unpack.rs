//! The table inside a `.gz` or `.zip`.
use super::{MAX_TABLE_BYTES, broken};
use crate::Error;
use std::borrow::Cow;
use std::io::{Cursor, Read};

/// The bytes of the table: as they are, or unpacked where they are a gzip file, or a ZIP archive with one table in it.
///
/// # Errors
/// Code `dataset` where the archive is broken or holds no table or several; `too_large` where it unpacks to more than
/// [`MAX_TABLE_BYTES`].
pub fn unpack<'b>(name: &str, bytes: &'b [u8]) -> Result<Cow<'b, [u8]>, Error> {
    if bytes.starts_with(b"\x1f\x8b") {
        return limited(name, flate2::read::MultiGzDecoder::new(bytes)).map(Cow::Owned);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return from_zip(name, bytes).map(Cow::Owned);
    }
    Ok(Cow::Borrowed(bytes))
}

fn from_zip(name: &str, bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let failed = |error: zip::result::ZipError| broken(name, &format!("the archive cannot be read: {error}"));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(failed)?;
    let is_table = |file: &String| {
        let file = file.to_ascii_lowercase();
        [".csv", ".tsv", ".txt"].iter().any(|end| file.ends_with(end)) && !file.starts_with("__macosx")
    };
    let names = archive.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned);
    let tables: Vec<String> = names.filter(is_table).collect();
    let [table] = tables.as_slice() else {
        let found =
            if tables.is_empty() { "no table".to_owned() } else { format!("`{}`", tables.join("`, `")) };
        return Err(broken(
            name,
            &format!(
                "found {found} in the archive, expected one `.csv`\nhint: unpack it and give the file that you mean"
            ),
        ));
    };
    limited(name, archive.by_name(table).map_err(failed)?)
}

fn limited(name: &str, reader: impl Read) -> Result<Vec<u8>, Error> {
    let mut unpacked = Vec::new();
    reader
        .take(MAX_TABLE_BYTES + 1)
        .read_to_end(&mut unpacked)
        .map_err(|error| broken(name, &format!("it cannot be unpacked: {error}")))?;
    if unpacked.len() as u64 > MAX_TABLE_BYTES {
        return Err(Error::too_large(name, unpacked.len() as u64, MAX_TABLE_BYTES));
    }
    Ok(unpacked)
}
