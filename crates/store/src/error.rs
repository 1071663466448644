//! What can go wrong with a data directory, said so that somebody can act on it.
use std::path::{Path, PathBuf};

/// Why the data directory could not be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no data directory at the path.
    #[error(
        "no data directory at `{}`\nhint: `daybook add` makes one, or name another with `--data`", .0.display()
    )]
    Missing(PathBuf),
    /// The folder holds something else.
    #[error(
        "`{}` is not a data directory: found files, but no `daybook.sqlite`\nhint: name an empty or new folder", .0.display()
    )]
    NotADataDirectory(PathBuf),
    /// A file of some other program, or of none.
    #[error("`{}` is not a record of Daybook: {found}", .path.display())]
    NotARecord {
        /// The file.
        path: PathBuf,
        /// What was found in it.
        found: String,
    },
    /// Made by a newer Daybook.
    #[error(
        "`{}` has schema {found}, and this program knows schemas up to {known}\nhint: use the Daybook that wrote it, or a newer one", .path.display()
    )]
    NewerSchema {
        /// The database.
        path: PathBuf,
        /// Its `user_version`.
        found: u32,
        /// The last version that this program knows.
        known: u32,
    },
    /// Made by an older Daybook, and opened without the right to change it.
    #[error(
        "`{}` has schema {found}, expected {known}, and is open for reading only\nhint: open it once for writing, which brings it up to date", .path.display()
    )]
    OlderSchema {
        /// The database.
        path: PathBuf,
        /// Its `user_version`.
        found: u32,
        /// The version that is needed.
        known: u32,
    },
    /// The folder or a file in it cannot be made or written.
    #[error("cannot write `{}`: {reason}\nhint: check that the folder exists, who owns it and whether it is mounted read-only", .path.display())]
    NotWritable {
        /// Where.
        path: PathBuf,
        /// The system's words.
        reason: String,
    },
    /// No room left.
    #[error("no space left for `{}`: nothing of this batch was kept, everything before it is intact\nhint: free some space and run the same command again", .0.display())]
    DiskFull(PathBuf),
    /// Another process writes.
    #[error("`{}` is being written by process {pid} since {since}\nhint: wait until it ends, or stop it", .path.display())]
    Locked {
        /// The data directory.
        path: PathBuf,
        /// The writer's process id, as it wrote it.
        pid: String,
        /// Since when, as it wrote it.
        since: String,
    },
    /// The database is damaged.
    #[error("`{}` is damaged: {found}\nhint: restore a backup; the captures beside it are kept apart and can be added again", .path.display())]
    Corrupt {
        /// The database.
        path: PathBuf,
        /// What SQLite found.
        found: String,
    },
    /// Something that the record must hold is not in it.
    #[error("the record has no {what} `{id}`")]
    Unknown {
        /// What kind of thing.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// Somebody else was faster.
    #[error(
        "`{id}` was changed in generation {changed}, after generation {seen} that you looked at\nhint: look at it again, then decide"
    )]
    ChangedSince {
        /// Event or statement.
        id: String,
        /// The generation that changed it.
        changed: u64,
        /// The generation that was looked at.
        seen: u64,
    },
    /// Bytes or a row that do not say what they should.
    #[error("{0}")]
    Broken(String),
    /// A file could not be read.
    #[error("cannot read `{}`: {reason}", .path.display())]
    Unreadable {
        /// Where.
        path: PathBuf,
        /// The system's words.
        reason: String,
    },
    /// The database refused.
    #[error("the database refused: {0}")]
    Database(#[source] rusqlite::Error),
    /// The database holds a value that cannot be read back.
    #[error("a stored value cannot be read: {0}\nhint: `daybook verify` names what is damaged")]
    Stored(#[from] serde_json::Error),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::of_database(error, Path::new(crate::DATABASE))
    }
}

impl Error {
    /// A refusal of the database, put into words that name the file.
    pub(crate) fn of_database(error: rusqlite::Error, path: &Path) -> Self {
        use rusqlite::ErrorCode as Code;
        let path = path.to_owned();
        let extended = error.sqlite_error().map(|error| error.extended_code);
        match error.sqlite_error_code() {
            // The index of the write-ahead log is grown before the log: on a full disk that fails first.
            _ if extended == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) => Self::DiskFull(path),
            Some(Code::DiskFull) => Self::DiskFull(path),
            Some(Code::DatabaseCorrupt) => Self::Corrupt { path, found: error.to_string() },
            Some(Code::NotADatabase) => {
                Self::NotARecord { path, found: "found a file that is no SQLite database".to_owned() }
            }
            Some(Code::ReadOnly | Code::CannotOpen | Code::PermissionDenied) => {
                Self::NotWritable { path, reason: error.to_string() }
            }
            _ => Self::Database(error),
        }
    }

    /// A refusal of the file system while writing.
    pub(crate) fn of_writing(error: &std::io::Error, path: &Path) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                Self::DiskFull(path.to_owned())
            }
            _ => Self::NotWritable { path: path.to_owned(), reason: error.to_string() },
        }
    }

    /// A refusal of the file system while reading.
    pub(crate) fn of_reading(error: &std::io::Error, path: &Path) -> Self {
        Self::Unreadable { path: path.to_owned(), reason: error.to_string() }
    }
}
