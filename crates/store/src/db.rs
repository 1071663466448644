//! Opening the database: settings, schema, and what is wrong with it if it cannot be used.
use crate::{DATABASE, Error};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Every schema change, in order; the position is the `user_version` that it leads to.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_record.sql"),
    include_str!("../migrations/0002_written_names.sql"),
    include_str!("../migrations/0003_datasets.sql"),
    include_str!("../migrations/0004_origins_and_judgements.sql"),
    include_str!("../migrations/0005_sources.sql"),
    include_str!("../migrations/0006_register.sql"),
    include_str!("../migrations/0007_bands.sql"),
    include_str!("../migrations/0008_event_list.sql"),
    include_str!("../migrations/0009_collecting.sql"),
    include_str!("../migrations/0010_wire.sql"),
];

/// The schema that this program reads and writes.
pub(crate) const SCHEMA: u32 = MIGRATIONS.len() as u32;

/// `application_id` of the database: "Dayb".
const APPLICATION_ID: i32 = 0x4461_7962;

/// How long a statement waits for another connection before it gives up; only short transactions compete.
const BUSY: Duration = Duration::from_secs(10);

/// Prepared statements kept for each connection: more than one batch uses.
const CACHED_STATEMENTS: usize = 128;

/// KiB of pages that a writer keeps in memory. A batch changes pages all over the indexes, for their keys are digests; with SQLite's 2 MB
/// they are written out and read back some ten times before the commit.
const WRITER_CACHE_KIB: i64 = 256 * 1024;

/// Pages of the log after which a commit copies them into the database: each is copied once for the batches that changed it since.
const LOG_PAGES: i64 = 32 * 1024;

/// How a connection may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Everything.
    Write,
    /// Reading, beside a writer.
    Read,
}

pub(crate) fn path(dir: &Path) -> PathBuf {
    dir.join(DATABASE)
}

/// Opens a connection. With [`Access::Write`] the file is made where there is none and the schema is brought up to date.
pub(crate) fn open(dir: &Path, access: Access) -> Result<Connection, Error> {
    let path = path(dir);
    let told = |error| Error::of_database(error, &path);
    let mut connection = match access {
        Access::Write => Connection::open(&path).map_err(told)?,
        Access::Read => open_read(&path)?,
    };
    configure(&connection, access).map_err(told)?;
    if access == Access::Write {
        migrate(&mut connection, &path)?;
    }
    check_version(&connection, &path)?;
    Ok(connection)
}

/// A write-ahead log needs a shared file beside the database; where the folder cannot be written and there is no log, the
/// database is complete by itself and may be read as unchanging.
fn open_read(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let opened = Connection::open_with_flags(path, flags);
    let readable = opened.and_then(|connection| {
        connection.query_row("PRAGMA schema_version", [], |_| Ok(())).map(|()| connection)
    });
    match readable {
        Ok(connection) => Ok(connection),
        Err(error) if is_read_only(&error) && !has_log(path) => {
            let uri = format!("file:{}?immutable=1", escaped(path));
            Connection::open_with_flags(uri, flags).map_err(|error| Error::of_database(error, path))
        }
        Err(error) => Err(Error::of_database(error, path)),
    }
}

fn is_read_only(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode as Code;
    matches!(error.sqlite_error_code(), Some(Code::CannotOpen | Code::ReadOnly))
}

fn has_log(path: &Path) -> bool {
    let log = path.with_file_name(format!("{DATABASE}-wal"));
    std::fs::metadata(log).is_ok_and(|found| found.len() > 0)
}

/// A path as part of an SQLite URI.
fn escaped(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

fn configure(connection: &Connection, access: Access) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    connection.pragma_update(None, "foreign_keys", true)?;
    crate::erase::overwrite_deleted(connection, access)?;
    if access == Access::Write {
        connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
        // A report is acknowledged after the commit that holds it: the commit must have reached the disk.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
        connection.pragma_update_and_check(None, "wal_autocheckpoint", LOG_PAGES, |_| Ok(()))?;
    }
    Ok(())
}

/// An empty record in memory: what a schema is compared with.
pub(crate) fn in_memory() -> Result<Connection, Error> {
    let connection = Connection::open_in_memory()?;
    MIGRATIONS.iter().try_for_each(|migration| connection.execute_batch(migration))?;
    Ok(connection)
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<(), Error> {
    let told = |error| Error::of_database(error, path);
    if version(connection).map_err(told)? >= SCHEMA {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(told)?;
    let found = version(&transaction).map_err(told)?;
    refuse_foreign(&transaction, path, found)?;
    for migration in &MIGRATIONS[found as usize..] {
        transaction.execute_batch(migration).map_err(told)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(told)?;
    transaction.pragma_update(None, "user_version", SCHEMA).map_err(told)?;
    transaction.commit().map_err(told)
}

/// A database of another program has tables, and not this application's id.
fn refuse_foreign(connection: &Connection, path: &Path, version: u32) -> Result<(), Error> {
    let told = |error| Error::of_database(error, path);
    let tables: u32 =
        connection.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(told)?;
    let id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(told)?;
    let is_new = tables == 0 && version == 0;
    if is_new || id == APPLICATION_ID {
        return Ok(());
    }
    Err(Error::NotARecord { path: path.to_owned(), found: "found a database of another program".to_owned() })
}

fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn check_version(connection: &Connection, path: &Path) -> Result<(), Error> {
    let found = version(connection).map_err(|error| Error::of_database(error, path))?;
    refuse_foreign(connection, path, found)?;
    let (path, known) = (path.to_owned(), SCHEMA);
    match found.cmp(&SCHEMA) {
        // A first writer was stopped before it had made the tables.
        _ if found == 0 => Err(Error::Missing(path.parent().unwrap_or(&path).to_owned())),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(Error::NewerSchema { path, found, known }),
        std::cmp::Ordering::Less => Err(Error::OlderSchema { path, found, known }),
    }
}
