//! The only clock of the program; every stage gets the time as an argument.
#![expect(clippy::disallowed_methods, reason = "this is the one place")]
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Now, as the record keeps it: RFC 3339 in UTC, whole seconds.
pub(crate) fn now() -> String {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}

/// Today in UTC. Checks against it let one day pass, for it may be tomorrow already elsewhere.
pub(crate) fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}
