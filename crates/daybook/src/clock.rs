//! The only clock of the program; every stage gets the time as an argument.
#![expect(clippy::disallowed_methods, reason = "this is the one place")]
use anyhow::Context as _;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

/// A clock of a test: a file with a time in it, which only sleeping moves on. A day of collecting passes in minutes, and a program
/// that was killed goes on where its clock stood.
static SIMULATED: OnceLock<(PathBuf, Mutex<Timestamp>)> = OnceLock::new();

/// Takes the time from a file from here on.
pub(crate) fn simulate(file: &Path) -> anyhow::Result<()> {
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read the clock `{}`", file.display()))?;
    let start: Timestamp = text.trim().parse().context("the clock's file holds no time")?;
    // A second call in one process would be the same file.
    let _ = SIMULATED.set((file.to_owned(), Mutex::new(start)));
    Ok(())
}

/// Whether the time is a test's.
pub(crate) fn is_simulated() -> bool {
    SIMULATED.get().is_some()
}

/// This moment.
pub(crate) fn moment() -> Timestamp {
    match SIMULATED.get() {
        Some((_, time)) => *time.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        None => Timestamp::now(),
    }
}

/// Waits until a moment; a simulated clock is put forward instead.
pub(crate) fn sleep_until(until: Timestamp) {
    let Some((file, time)) = SIMULATED.get() else {
        let wait = until.duration_since(Timestamp::now());
        std::thread::sleep(Duration::try_from(wait).unwrap_or_default());
        return;
    };
    let mut time = time.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if until > *time {
        *time = until;
        // Put beside and renamed: whoever is killed here leaves a whole file.
        let beside = file.with_extension("next");
        let _ = fs::write(&beside, until.to_string()).and_then(|()| fs::rename(&beside, file));
    }
}

/// Now, as the record keeps it: RFC 3339 in UTC, whole seconds.
pub(crate) fn now() -> String {
    let now = moment();
    Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}

/// Today in UTC. Checks against it let one day pass, for it may be tomorrow already elsewhere.
pub(crate) fn today() -> Date {
    TimeZone::UTC.to_datetime(moment()).date()
}
