//! What lies beside the database: captures under their own digest, and the writer's lock.
use crate::{DATABASE, Error};
use model::Capture;
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub(crate) const CAPTURES: &str = "captures";
const LOCK: &str = "lock";
/// Digests of captures that were written in a batch that is not committed yet, one a line.
const PENDING: &str = "pending";
/// How the name of a capture ends that is not whole yet.
const TEMPORARY: &str = ".tmp";

/// Makes the folder where there is none, and refuses one that holds something else.
pub(crate) fn make_data_directory(dir: &Path) -> Result<(), Error> {
    fs::create_dir_all(dir).map_err(|error| Error::of_writing(&error, dir))?;
    let entries = fs::read_dir(dir).map_err(|error| Error::of_reading(&error, dir))?;
    let names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let is_ours = |name: &String| name.starts_with(DATABASE) || [CAPTURES, LOCK].contains(&name.as_str());
    if !names.iter().any(|name| name == DATABASE) && !names.iter().all(is_ours) {
        return Err(Error::NotADataDirectory(dir.to_owned()));
    }
    let captures = dir.join(CAPTURES);
    fs::create_dir_all(&captures).map_err(|error| Error::of_writing(&error, &captures))
}

/// Whether there is a data directory at all.
pub(crate) fn check_data_directory(dir: &Path) -> Result<(), Error> {
    match (dir.join(DATABASE).is_file(), dir.is_dir()) {
        (true, _) => Ok(()),
        (false, true) if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) => {
            Err(Error::NotADataDirectory(dir.to_owned()))
        }
        _ => Err(Error::Missing(dir.to_owned())),
    }
}

/// Where a capture's bytes lie: `captures/ab/cdef…`.
pub(crate) fn capture_path(dir: &Path, sha256: &str) -> PathBuf {
    let (head, tail) = sha256.split_at_checked(2).unwrap_or(("", sha256));
    dir.join(CAPTURES).join(head).join(tail)
}

/// The same, from the data directory on, with `/`.
pub(crate) fn capture_name(sha256: &str) -> String {
    let (head, tail) = sha256.split_at_checked(2).unwrap_or(("", sha256));
    format!("{CAPTURES}/{head}/{tail}")
}

/// Whether the bytes are those that the capture names.
pub(crate) fn check_bytes(capture: &Capture, bytes: &[u8]) -> Result<(), String> {
    let differs = |what: &str, found: &str, expected: &str| {
        Err(format!("capture `{}`: found {what} {found}, expected {expected}", capture.sha256))
    };
    if bytes.len() as u64 != capture.length_bytes {
        return differs("length", &bytes.len().to_string(), &capture.length_bytes.to_string());
    }
    let sha256 = model::hash::sha256_hex(bytes);
    if sha256 != capture.sha256 {
        return differs("SHA-256", &sha256, &capture.sha256);
    }
    let blake3 = blake3::hash(bytes).to_hex();
    if blake3.as_str() != capture.blake3 {
        return differs("BLAKE3", &blake3, &capture.blake3);
    }
    Ok(())
}

/// Writes bytes under their digest, whole or not at all: a temporary file, renamed. They are durable when [`sync_captures`] has said so.
pub(crate) fn write_capture(dir: &Path, capture: &Capture, bytes: &[u8]) -> Result<(), Error> {
    let path = capture_path(dir, &capture.sha256);
    let told = |error: std::io::Error| Error::of_writing(&error, &path);
    let folder = path.parent().unwrap_or(dir);
    fs::create_dir_all(folder).map_err(told)?;
    note_pending(dir, &capture.sha256)?;
    let temporary = temporary_path(dir, &capture.sha256);
    fs::write(&temporary, bytes).map_err(told)?;
    fs::rename(&temporary, &path).map_err(told)
}

/// Files that are synced at a time: a disk does many together in little more time than one, and one takes milliseconds.
const SYNCED_AT_A_TIME: usize = 16;

/// Makes captures durable, and their names, before rows that refer to them are committed.
pub(crate) fn sync_captures(dir: &Path, digests: &[String]) -> Result<(), Error> {
    let paths: Vec<PathBuf> = digests.iter().map(|sha256| capture_path(dir, sha256)).collect();
    sync_all(&paths)?;
    let folders: BTreeSet<PathBuf> =
        paths.iter().filter_map(|path| path.parent()).map(Path::to_path_buf).collect();
    // The folders' own names as well, where they are new.
    let own = (!folders.is_empty()).then(|| dir.join(CAPTURES));
    sync_all(&folders.into_iter().chain(own).collect::<Vec<_>>())
}

fn sync_all(paths: &[PathBuf]) -> Result<(), Error> {
    let sync = |path: &PathBuf| {
        File::open(path).and_then(|file| file.sync_all()).map_err(|error| Error::of_writing(&error, path))
    };
    std::thread::scope(|scope| {
        let share = paths.len().div_ceil(SYNCED_AT_A_TIME).max(1);
        let threads: Vec<_> =
            paths.chunks(share).map(|some| scope.spawn(move || some.iter().try_for_each(sync))).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

fn note_pending(dir: &Path, sha256: &str) -> Result<(), Error> {
    let path = dir.join(CAPTURES).join(PENDING);
    let told = |error: std::io::Error| Error::of_writing(&error, &path);
    let mut file = OpenOptions::new().create(true).append(true).open(&path).map_err(told)?;
    writeln!(file, "{sha256}").map_err(told)
}

/// The batch is committed: nothing is pending.
pub(crate) fn settle_pending(dir: &Path) {
    let _ = fs::remove_file(dir.join(CAPTURES).join(PENDING));
}

/// Removes what a batch left behind that was never committed. `is_known` says whether a row refers to a digest.
pub(crate) fn clean_pending(
    dir: &Path,
    mut is_known: impl FnMut(&str) -> Result<bool, Error>,
) -> Result<(), Error> {
    for sha256 in pending(dir) {
        let _ = fs::remove_file(temporary_path(dir, &sha256));
        if !is_known(&sha256)? {
            let _ = fs::remove_file(capture_path(dir, &sha256));
        }
    }
    settle_pending(dir);
    Ok(())
}

/// Digests of captures of a batch that was not committed, or not yet: files under them are no damage.
pub(crate) fn pending(dir: &Path) -> BTreeSet<String> {
    let pending = fs::read_to_string(dir.join(CAPTURES).join(PENDING)).unwrap_or_default();
    pending.lines().filter(|line| line.len() == 64).map(str::to_owned).collect()
}

fn temporary_path(dir: &Path, sha256: &str) -> PathBuf {
    dir.join(CAPTURES).join(format!("{sha256}{TEMPORARY}"))
}

/// Removes the bytes of a capture for good.
pub(crate) fn remove_capture(dir: &Path, sha256: &str) -> Result<(), Error> {
    let path = capture_path(dir, sha256);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::of_writing(&error, &path)),
        _ => Ok(()),
    }
}

/// The bytes of a capture.
pub(crate) fn read_capture(dir: &Path, sha256: &str) -> Result<Vec<u8>, Error> {
    let path = capture_path(dir, sha256);
    fs::read(&path).map_err(|error| Error::of_reading(&error, &path))
}

/// The digests that lie in the captures folder, and files that are none.
pub(crate) fn list_captures(dir: &Path) -> Result<(Vec<String>, Vec<String>), Error> {
    let (mut digests, mut strangers, pending) = (Vec::new(), Vec::new(), pending(dir));
    for (head, path) in entries(&dir.join(CAPTURES))? {
        if !path.is_dir() {
            let is_pending = |name: &str| pending.contains(name.strip_suffix(TEMPORARY).unwrap_or(name));
            let is_stranger = head != PENDING && !is_pending(&head);
            strangers.extend(is_stranger.then(|| format!("{CAPTURES}/{head}")));
            continue;
        }
        for (tail, _) in entries(&path)? {
            let is_digest =
                head.len() == 2 && tail.len() == 62 && tail.bytes().all(|byte| byte.is_ascii_hexdigit());
            if is_digest {
                digests.push(format!("{head}{tail}"));
            } else {
                strangers.push(format!("{CAPTURES}/{head}/{tail}"));
            }
        }
    }
    Ok((digests, strangers))
}

fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, Error> {
    let told = |error: std::io::Error| Error::of_reading(&error, folder);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(told)? {
        let entry = entry.map_err(told)?;
        found.push((entry.file_name().to_string_lossy().into_owned(), entry.path()));
    }
    found.sort();
    Ok(found)
}

/// The right to write: held while the value lives; the system takes it back when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// How often a waiting writer looks again.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

impl Lock {
    /// Takes the lock, waiting up to `wait` for another writer.
    pub(crate) fn take(dir: &Path, wait: Duration) -> Result<Self, Error> {
        let path = dir.join(LOCK);
        let told = |error: std::io::Error| Error::of_writing(&error, &path);
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(told)?;
        let until = Instant::now() + wait;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(error)) => return Err(told(error)),
                Err(TryLockError::WouldBlock) if Instant::now() >= until => {
                    return Err(Self::held(dir, &mut file));
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(LOOK_AGAIN),
            }
        }
        #[expect(
            clippy::disallowed_methods,
            reason = "the real time for whoever waits; no part of the record"
        )]
        let holder = format!("{}\n{}\n", std::process::id(), jiff::Timestamp::now());
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(holder.as_bytes()))
            .map_err(told)?;
        Ok(Self { _file: file })
    }

    fn held(dir: &Path, file: &mut File) -> Error {
        let mut holder = String::new();
        let _ = file.read_to_string(&mut holder);
        let mut lines = holder.lines().map(str::to_owned);
        let unknown = || "unknown".to_owned();
        let pid = lines.next().unwrap_or_else(unknown);
        Error::Locked { path: dir.to_owned(), pid, since: lines.next().unwrap_or_else(unknown) }
    }
}
