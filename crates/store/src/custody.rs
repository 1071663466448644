//! What can be shown to others: the root over a day's entries of the write log, and a backup in one file.
use crate::writer::capture_of_row;
use crate::{DATABASE, Error, Store, db, files};
use jiff::civil::Date;
use model::hash;
use rusqlite::{OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

/// The root of the Merkle tree over the entries that the write log got on one day (UTC), as RFC 6962 §2.1 builds it: something short to
/// be timestamped elsewhere, which fixes every report, reading, judgement and generation of that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayRoot {
    /// The day.
    pub day: Date,
    /// First entry of the day.
    pub first_entry: u64,
    /// Number of entries.
    pub entries: u64,
    /// The root, in hexadecimal.
    pub root: String,
    /// The digest of the last entry, which the next one is chained to.
    pub last_sha256: String,
}

/// What a backup holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BackupReport {
    /// Captures.
    pub captures: usize,
    /// Bytes of the database and of the captures.
    pub bytes: u64,
}

/// The bytes that a report was made of, and how they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captured {
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// Media type as it was given or found.
    pub media_type: String,
    /// Name of the file or address that it came from; a part of a container has `#` and its number behind it.
    pub origin: String,
    /// When the record got it, RFC 3339 in UTC.
    pub got_at: String,
    /// The bytes, compared with their digest.
    pub bytes: Vec<u8>,
    /// How they were fetched, redirects first; empty where they were given as a file or cut out of a feed.
    pub exchanges: Vec<crate::Exchange>,
}

/// First in a backup: what follows, with digests.
const MANIFEST: &str = "daybook-backup.json";

#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    format: u32,
    database_sha256: String,
    captures: usize,
}

const FORMAT: u32 = 1;

impl Store {
    /// The roots of the days that have entries, oldest first; of one day only, if one is given.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn day_roots(&self, day: Option<Date>) -> Result<Vec<DayRoot>, Error> {
        let connection = db::open(self.dir(), db::Access::Read)?;
        let mut select = connection.prepare(
            "SELECT substr(at, 1, 10), seq, sha256 FROM write_log WHERE ?1 IS NULL OR substr(at, 1, 10) = ?1 ORDER BY seq",
        )?;
        let mut rows = select.query(params![day.map(|day| day.to_string())])?;
        let mut days: Vec<(String, u64, Vec<String>)> = Vec::new();
        while let Some(row) = rows.next()? {
            let (day, seq, sha256): (String, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            match days.last_mut() {
                // A clock that jumped back begins another stretch of the same day.
                Some((last, _, entries)) if *last == day => entries.push(sha256),
                _ => days.push((day, seq.unsigned_abs(), vec![sha256])),
            }
        }
        days.into_iter()
            .map(|(day, first_entry, entries)| {
                let wrong = |_| Error::Broken(format!("write log: found `{day}` as a day"));
                Ok(DayRoot {
                    day: day.parse().map_err(wrong)?,
                    first_entry,
                    entries: entries.len() as u64,
                    root: hash::hex(&merkle(&entries)),
                    last_sha256: entries.last().cloned().unwrap_or_default(),
                })
            })
            .collect()
    }

    /// The root over so many entries of the write log from one on; `None` where there are not so many.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn root_of(&self, first_entry: u64, entries: u64) -> Result<Option<String>, Error> {
        let connection = db::open(self.dir(), db::Access::Read)?;
        let mut select =
            connection.prepare("SELECT sha256 FROM write_log WHERE seq >= ?1 ORDER BY seq LIMIT ?2")?;
        let limits = params![
            i64::try_from(first_entry).unwrap_or(i64::MAX),
            i64::try_from(entries).unwrap_or(i64::MAX)
        ];
        let found = select.query_map(limits, |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
        Ok((found.len() as u64 == entries).then(|| hash::hex(&merkle(&found))))
    }

    /// The bytes that a report was made of. `None` for a report that was erased. For whoever keeps the record: they have not passed the gate.
    ///
    /// # Errors
    /// Where there is no such report, or its capture is missing or damaged.
    pub fn captured(&self, report: &str) -> Result<Option<Captured>, Error> {
        let connection = db::open(self.dir(), db::Access::Read)?;
        let unknown = || Error::Unknown { what: "report", id: report.to_owned() };
        let number = crate::ids::report_number(report).ok_or_else(unknown)?;
        let found = connection
            .query_row(
                "SELECT sha256, blake3, length_bytes, media_type, origin, got_at, reading IS NULL
                 FROM report JOIN capture ON capture.sha256 = report.capture WHERE number = ?1",
                [number],
                |row| Ok((capture_of_row(row)?, row.get::<_, String>(5)?, row.get::<_, bool>(6)?)),
            )
            .optional()?;
        let (capture, got_at, is_erased) = found.ok_or_else(unknown)?;
        if is_erased {
            return Ok(None);
        }
        let bytes = self.capture_bytes(&capture.sha256)?;
        let exchanges = crate::collecting::exchanges_of(&connection, &capture.sha256)?;
        let model::Capture { sha256, media_type, origin, .. } = capture;
        Ok(Some(Captured { sha256, media_type, origin, got_at, bytes, exchanges }))
    }

    /// Writes everything into one file, while others read and write: the database as it is at this moment, and the captures that it
    /// refers to. Uncompressed tar, in an order that depends on the content only.
    ///
    /// # Errors
    /// Where something cannot be read, or `out` not be written.
    pub fn backup(&self, out: &mut dyn Write, scratch: &Path) -> Result<BackupReport, Error> {
        let copy = scratch.join(DATABASE);
        let connection = db::open(self.dir(), db::Access::Read)?;
        connection.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
        drop(connection);
        let connection = db::open(scratch, db::Access::Read)?;
        let mut select = connection.prepare(
            "SELECT sha256, blake3, length_bytes, media_type, origin FROM capture ORDER BY sha256",
        )?;
        let captures = select.query_map([], capture_of_row)?.collect::<Result<Vec<_>, _>>()?;
        let database = std::fs::read(&copy).map_err(|error| Error::of_reading(&error, &copy))?;
        let manifest = Manifest {
            format: FORMAT,
            database_sha256: hash::sha256_hex(&database),
            captures: captures.len(),
        };
        let mut report = BackupReport { captures: captures.len(), bytes: database.len() as u64 };
        let mut archive = tar::Builder::new(out);
        append(&mut archive, MANIFEST, &serde_json::to_vec(&manifest)?)?;
        append(&mut archive, DATABASE, &database)?;
        for capture in captures {
            let bytes = files::read_capture(self.dir(), &capture.sha256)?;
            files::check_bytes(&capture, &bytes).map_err(Error::Broken)?;
            report.bytes += bytes.len() as u64;
            append(&mut archive, &files::capture_name(&capture.sha256), &bytes)?;
        }
        archive.finish().map_err(|error| Error::of_writing(&error, Path::new("the backup")))?;
        Ok(report)
    }

    /// Makes a data directory of a backup, in a folder that is empty or not there.
    ///
    /// # Errors
    /// Where the folder holds something, or the file is no backup, is cut short or damaged.
    pub fn restore(input: &mut dyn Read, dir: &Path) -> Result<BackupReport, Error> {
        let is_taken = std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
        if is_taken {
            return Err(Error::Broken(format!(
                "`{}` is not empty\nhint: name a new folder with `--data`",
                dir.display()
            )));
        }
        files::make_data_directory(dir)?;
        let mut archive = tar::Archive::new(input);
        let damaged =
            |error: std::io::Error| Error::Broken(format!("the file is no whole backup of Daybook: {error}"));
        let mut manifest = None::<Manifest>;
        let mut report = BackupReport::default();
        for entry in archive.entries().map_err(damaged)? {
            let mut entry = entry.map_err(damaged)?;
            let name = entry.path().map_err(damaged)?.into_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).map_err(damaged)?;
            match (&manifest, name.to_str()) {
                (None, Some(MANIFEST)) => manifest = Some(known_format(&bytes)?),
                (Some(manifest), Some(DATABASE)) => {
                    check_database(&bytes, manifest)?;
                    write_new(&dir.join(DATABASE), &bytes)?;
                    report.bytes += bytes.len() as u64;
                }
                (Some(_), Some(_)) if is_inside(&name) => {
                    let path = dir.join(&name);
                    let folder = path.parent().unwrap_or(dir);
                    std::fs::create_dir_all(folder).map_err(|error| Error::of_writing(&error, folder))?;
                    write_new(&path, &bytes)?;
                    report.captures += 1;
                    report.bytes += bytes.len() as u64;
                }
                _ => {
                    return Err(Error::Broken(format!(
                        "found `{}`, which no backup of Daybook holds there",
                        name.display()
                    )));
                }
            }
        }
        match manifest {
            Some(manifest) if manifest.captures == report.captures && dir.join(DATABASE).is_file() => {
                Ok(report)
            }
            Some(manifest) => Err(Error::Broken(format!(
                "the backup is cut short: found {} captures, expected {}",
                report.captures, manifest.captures
            ))),
            None => Err(Error::Broken("the file is no backup of Daybook: it holds nothing".to_owned())),
        }
    }
}

fn known_format(bytes: &[u8]) -> Result<Manifest, Error> {
    let manifest: Manifest = serde_json::from_slice(bytes)?;
    if manifest.format == FORMAT {
        return Ok(manifest);
    }
    Err(Error::Broken(format!(
        "found a backup of format {}, expected {FORMAT}\nhint: restore it with the Daybook that wrote it",
        manifest.format
    )))
}

fn check_database(bytes: &[u8], manifest: &Manifest) -> Result<(), Error> {
    let found = hash::sha256_hex(bytes);
    if found == manifest.database_sha256 {
        return Ok(());
    }
    Err(Error::Broken(format!(
        "the backup is damaged: found a database with SHA-256 {found}, expected {}",
        manifest.database_sha256
    )))
}

/// Names of captures only; nothing that leads out of the folder.
fn is_inside(name: &Path) -> bool {
    name.starts_with(files::CAPTURES) && name.components().all(|part| matches!(part, Component::Normal(_)))
}

fn write_new(path: &PathBuf, bytes: &[u8]) -> Result<(), Error> {
    std::fs::write(path, bytes).map_err(|error| Error::of_writing(&error, path))
}

fn append(archive: &mut tar::Builder<&mut dyn Write>, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let mut header = tar::Header::new_ustar();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    archive
        .append_data(&mut header, name, bytes)
        .map_err(|error| Error::of_writing(&error, Path::new("the backup")))
}

/// RFC 6962 §2.1: a leaf is hashed behind a zero byte, a node behind a one; a tree splits at the largest power of two below its size.
fn merkle(leaves: &[String]) -> [u8; 32] {
    match leaves {
        [] => hash::sha256(&[]),
        [leaf] => hash::sha256(&[&[0], leaf.as_bytes()].concat()),
        _ => {
            let middle = leaves.len().next_power_of_two() / 2;
            let (left, right) = (merkle(&leaves[..middle]), merkle(&leaves[middle..]));
            hash::sha256(&[&[1], left.as_slice(), right.as_slice()].concat())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_that_of_rfc_6962() {
        // The empty tree's hash, as the RFC has it.
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(hash::hex(&merkle(&[])), empty);
        // The leaf hash of the empty string, from the RFC's reference implementation.
        let leaf = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
        assert_eq!(hash::hex(&merkle(&[String::new()])), leaf);
        let leaves: Vec<String> = (0..5).map(|number| number.to_string()).collect();
        let four = merkle(&leaves[..4]);
        let five = hash::sha256(&[&[1], four.as_slice(), merkle(&leaves[4..]).as_slice()].concat());
        assert_eq!(merkle(&leaves), five);
        assert_ne!(merkle(&leaves[..2]), merkle(&[leaves[1].clone(), leaves[0].clone()]));
    }

    #[test]
    fn names_that_lead_elsewhere_are_none_of_a_capture() {
        assert!(is_inside(Path::new("captures/ab/cd")));
        assert!(
            !is_inside(Path::new("captures/../x"))
                && !is_inside(Path::new("/captures/x"))
                && !is_inside(Path::new("x"))
        );
    }
}
