//! What every host of collecting is owed: its robots.txt, the time between two requests, and to be left alone when it asks for it.
use crate::clock;
use fetch::{Limits, RetryAfter, Robots};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{HostState, Sources};

/// Between two requests to one host, unless its robots.txt asks for more.
const DELAY: Duration = Duration::from_secs(2);
/// A robots.txt is good for a day (RFC 9309 §2.4).
const ROBOTS_HOURS: i64 = 24;
/// A host that is busy and does not say for how long.
const REST: SignedDuration = SignedDuration::from_mins(15);
/// A host that asks for more is asked once a day all the same.
const LONGEST_REST: SignedDuration = SignedDuration::from_hours(24);

/// The hosts of a run, shared by all that look at sources.
#[derive(Debug, Default)]
pub(crate) struct Hosts {
    hosts: Mutex<BTreeMap<String, Arc<Mutex<Host>>>>,
}

#[derive(Debug, Default)]
struct Host {
    robots: Option<(Robots, Timestamp)>,
    resting_until: Option<Timestamp>,
    /// Before this, the next request is too soon.
    free_at: Option<Timestamp>,
    is_loaded: bool,
    state: HostState,
}

/// Why an address is not asked for now, and whether that passes by itself.
pub(crate) struct Denied {
    pub(crate) message: String,
    pub(crate) resting_until: Option<Timestamp>,
}

impl Hosts {
    /// Waits until a host may be asked for this path. One after the other for each host: who waits keeps the others waiting.
    pub(crate) fn admit(
        &self,
        url: &str,
        sources: &Sources,
        limits: &Limits,
    ) -> anyhow::Result<Result<(), Denied>> {
        let Some((name, path)) = fetch::host_and_path(url) else {
            let message = format!("`{url}` is no address of a page");
            return Ok(Err(Denied { message, resting_until: None }));
        };
        let host = self.host(&name);
        let mut host = host.lock().unwrap_or_else(PoisonError::into_inner);
        host.load(&name, sources)?;
        if let Some(until) = host.resting_until.filter(|until| *until > clock::moment()) {
            let message = format!("`{name}` asks to be left alone until {until}");
            return Ok(Err(Denied { message, resting_until: Some(until) }));
        }
        let delay = usual_delay(limits);
        let is_fresh = |(_, at): &(Robots, Timestamp)| {
            clock::moment().duration_since(*at) < SignedDuration::from_hours(ROBOTS_HOURS)
        };
        if !host.robots.as_ref().is_some_and(is_fresh) {
            host.wait(delay);
            let at = clock::moment();
            match fetch::robots(url, limits) {
                Some(bytes) => {
                    host.robots = Some((Robots::parse(&bytes, "daybook"), at));
                    host.state.robots = Some((bytes, at.to_string()));
                    sources.put_host(&name, &host.state)?;
                }
                // Not kept: it is asked again in the next round.
                None => {
                    let message = format!(
                        "the robots.txt of `{name}` forbids `{path}`, or cannot be had, which counts as that"
                    );
                    return Ok(Err(Denied { message, resting_until: None }));
                }
            }
        }
        let robots = host.robots.as_ref().map(|(robots, _)| robots.clone()).unwrap_or_default();
        if !robots.allows(&path) {
            let message = format!("the robots.txt of `{name}` forbids `{path}`");
            return Ok(Err(Denied { message, resting_until: None }));
        }
        host.wait(robots.delay().unwrap_or(delay).max(delay));
        Ok(Ok(()))
    }

    /// Leaves a host alone that said that it is busy.
    pub(crate) fn rest(
        &self,
        url: &str,
        asked: Option<&RetryAfter>,
        sources: &Sources,
    ) -> anyhow::Result<Timestamp> {
        let now = clock::moment();
        let until = asked.and_then(|asked| until(asked, now));
        let until = until.unwrap_or_else(|| now.checked_add(REST).unwrap_or(now));
        if let Some((name, _)) = fetch::host_and_path(url) {
            let host = self.host(&name);
            let mut host = host.lock().unwrap_or_else(PoisonError::into_inner);
            host.load(&name, sources)?;
            host.resting_until = Some(until);
            host.state.resting_until = Some(until.to_string());
            sources.put_host(&name, &host.state)?;
        }
        Ok(until)
    }

    fn host(&self, name: &str) -> Arc<Mutex<Host>> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(hosts.entry(name.to_owned()).or_default())
    }
}

impl Host {
    fn load(&mut self, name: &str, sources: &Sources) -> anyhow::Result<()> {
        if self.is_loaded {
            return Ok(());
        }
        self.is_loaded = true;
        self.state = sources.host(name)?;
        self.resting_until = self.state.resting_until.as_deref().and_then(|until| until.parse().ok());
        self.robots = self.state.robots.as_ref().and_then(|(bytes, at)| {
            let at = at.parse().ok()?;
            Some((Robots::parse(bytes, "daybook"), at))
        });
        Ok(())
    }

    fn wait(&mut self, delay: Duration) {
        let now = clock::moment();
        let begins = self.free_at.map_or(now, |free| free.max(now));
        clock::sleep_until(begins);
        let delay = SignedDuration::try_from(delay).unwrap_or_default();
        self.free_at = Some(begins.checked_add(delay).unwrap_or(begins));
    }
}

/// A test's own server is asked without waiting, unless the test has a clock for it.
fn usual_delay(limits: &Limits) -> Duration {
    if limits.allow_loopback_for_tests && !clock::is_simulated() { Duration::ZERO } else { DELAY }
}

/// When a host wants to be asked again; a time that has passed is now, and one far ahead is tomorrow.
pub(crate) fn until(asked: &RetryAfter, now: Timestamp) -> Option<Timestamp> {
    let until = match asked {
        RetryAfter::Wait(wait) => {
            let wait = SignedDuration::try_from(*wait).unwrap_or(LONGEST_REST).min(LONGEST_REST);
            now.checked_add(wait).ok()?
        }
        RetryAfter::At(text) => {
            jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok()?
        }
    };
    Some(until.clamp(now, now.checked_add(LONGEST_REST).unwrap_or(now)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_to_be_asked_again_is_seconds_or_a_date_within_a_day() {
        let now: Timestamp = "2026-05-01T12:00:00Z".parse().unwrap();
        let until = |asked| until(&asked, now).map(|until| until.to_string());
        let at = |text: &str| RetryAfter::At(text.to_owned());
        assert_eq!(until(RetryAfter::Wait(Duration::from_secs(120))).unwrap(), "2026-05-01T12:02:00Z");
        assert_eq!(until(RetryAfter::Wait(Duration::from_secs(u64::MAX))).unwrap(), "2026-05-02T12:00:00Z");
        assert_eq!(until(at("Fri, 01 May 2026 13:00:00 GMT")).unwrap(), "2026-05-01T13:00:00Z");
        assert_eq!(until(at("Wed, 21 Oct 2015 07:28:00 GMT")).unwrap(), "2026-05-01T12:00:00Z");
        assert_eq!(until(at("Wed, 21 Oct 2099 07:28:00 GMT")).unwrap(), "2026-05-02T12:00:00Z");
        assert_eq!(until(at("soon")), None);
    }
}
