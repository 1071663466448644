//! Looking at sources: what is due is asked for, what is new in it becomes reports, and how it went is kept.
use crate::clock;
use crate::input::{Raw, Refusal};
use crate::isolate::{self, Bytes, Taken};
use crate::pipeline::{self, Ending, Stages};
use fetch::{Fetched, Known, Limits, Robots};
use jiff::{SignedDuration, Timestamp};
use lexicon::Lexicon;
use model::{ActorKind, hash};
use read::Given;
use read::container::{self, HEAD_BYTES};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use store::{Looked, Source, SourceItem, Sources, Store};

/// Between two requests to one host, unless its robots.txt asks for more.
const DELAY: Duration = Duration::from_secs(2);
/// A source that fails is asked less and less often, but once a day.
const LONGEST_WAIT_MINUTES: i64 = 24 * 60;
/// An entry with a text of this many bytes can stand for the page that it leads to.
const WHOLE_TEXT_BYTES: usize = 600;

/// Hosts that are no open source.
const CLOSED: &str = include_str!("../../../lexicon/sources/closed_hosts.txt");

/// Why an address is no open source, if it is none.
pub(crate) fn why_closed(url: &str) -> Option<String> {
    let Some((host, _)) = fetch::host_and_path(url) else {
        return Some(format!(
            "`{url}` is no address of a feed or page\nhint: give one that begins with `https://`"
        ));
    };
    let is_below = |closed: &str| host == closed || host.ends_with(&format!(".{closed}"));
    let mut closed = CLOSED.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    closed.any(|closed| is_below(closed.trim())).then(|| {
        format!(
            "`{host}` is no open source: private messages and closed groups are not collected\nhint: give the address of an outlet's public feed or page"
        )
    })
}

/// What a look brought.
#[derive(Debug, Default)]
pub(crate) struct Brought {
    /// Lines for the operator: `added R3 …`, `skipped …`, `failed …`.
    pub(crate) lines: Vec<String>,
    pub(crate) n_added: usize,
    pub(crate) n_skipped: usize,
    pub(crate) n_failed: usize,
    /// Entries that were not there before, whatever became of them.
    n_new: usize,
    /// What was wrong with the source itself.
    pub(crate) problem: Option<String>,
}

/// Looks at sources, one after the other.
pub(crate) struct Collector<'c> {
    pub(crate) store: &'c Store,
    pub(crate) sources: &'c Sources,
    pub(crate) stages: &'c Stages,
    pub(crate) limits: Limits,
    pub(crate) wait: Duration,
    /// What hosts allow, asked once in a run, and when each was asked last.
    robots: BTreeMap<String, Robots>,
    asked: BTreeMap<String, Instant>,
    /// Hosts that asked to be left alone: for the rest of the round.
    resting: BTreeSet<String>,
}

impl<'c> Collector<'c> {
    pub(crate) const fn new(
        store: &'c Store,
        sources: &'c Sources,
        stages: &'c Stages,
        limits: Limits,
        wait: Duration,
    ) -> Self {
        Self {
            store,
            sources,
            stages,
            limits,
            wait,
            robots: BTreeMap::new(),
            asked: BTreeMap::new(),
            resting: BTreeSet::new(),
        }
    }

    /// Looks at one source and keeps how it went.
    pub(crate) fn look(&mut self, source: &Source) -> anyhow::Result<Brought> {
        let at = clock::now();
        let known = Known { etag: source.etag.clone(), last_modified: source.last_modified.clone() };
        let answer = self.ask(&source.url, &known);
        let mut looked = Looked { at: at.clone(), ..Looked::default() };
        let (mut brought, mut retry_after) = (Brought::default(), None);
        match answer {
            Ok(None) => {}
            Ok(Some(fetched)) => {
                let sha256 = hash::sha256_hex(&fetched.bytes);
                let header = |name: &str| {
                    fetched.headers.iter().find(|(of, _)| of == name).map(|(_, value)| value.clone())
                };
                let copy = (header("etag"), header("last-modified"), sha256.clone());
                if source.sha256.as_ref() != Some(&sha256) {
                    brought = self.take(source, &fetched, &at)?;
                    looked.is_changed = brought.n_new > 0;
                }
                // Only when everything in it was dealt with is a copy known: what failed is tried again.
                looked.copy = (brought.n_failed == 0).then_some(copy);
                looked.problem.clone_from(&brought.problem);
            }
            Err((message, wait)) => {
                retry_after = wait;
                looked.problem = Some(message);
            }
        }
        looked.next_at = next_look(source, &at, looked.problem.is_some(), retry_after);
        self.sources.looked(&source.id, &looked)?;
        brought.problem = looked.problem;
        Ok(brought)
    }

    /// One request, if the host allows it, not sooner than it wants.
    fn ask(&mut self, url: &str, known: &Known) -> Result<Option<Fetched>, (String, Option<Duration>)> {
        if let Some(why) = why_closed(url) {
            return Err((why, None));
        }
        let (host, path) =
            fetch::host_and_path(url).ok_or_else(|| (format!("`{url}` is no address"), None))?;
        if self.resting.contains(&host) {
            return Err((format!("`{host}` asks to be left alone for a while"), None));
        }
        if !self.robots.contains_key(&host) {
            let robots = fetch::robots(url, &self.limits);
            self.robots.insert(host.clone(), robots);
        }
        let robots = self.robots.get(&host).cloned().unwrap_or_default();
        if !robots.allows(&path) {
            return Err((format!("the robots.txt of `{host}` forbids `{path}`"), None));
        }
        let usual = if self.limits.allow_loopback_for_tests { Duration::ZERO } else { DELAY };
        let delay = robots.delay().unwrap_or(usual).max(usual);
        if let Some(last) = self.asked.get(&host) {
            std::thread::sleep(delay.saturating_sub(last.elapsed()));
        }
        let answer = fetch::get_if_changed(url, known, &self.limits);
        self.asked.insert(host.clone(), Instant::now());
        match answer {
            // Where a redirect leads to is not kept either, if it is no open source.
            Ok(Some(fetched)) => match why_closed(&fetched.final_url) {
                Some(why) => Err((why, None)),
                None => Ok(Some(fetched)),
            },
            Ok(None) => Ok(None),
            Err(error) => {
                if matches!(error.http_status(), Some(429 | 503)) {
                    self.resting.insert(host);
                }
                Err((error.to_string(), error.retry_after()))
            }
        }
    }

    /// What is new in a feed or a page.
    fn take(&mut self, source: &Source, fetched: &Fetched, at: &str) -> anyhow::Result<Brought> {
        let given = Given { source: source.outlet.clone(), ..Given::default() };
        let head = &fetched.bytes[..fetched.bytes.len().min(HEAD_BYTES)];
        let kind = container::detect(&fetched.final_url, fetched.media_type.as_deref(), head);
        let mut brought = Brought::default();
        let mut candidates = Vec::new();
        match kind {
            Some(kind) => {
                let bytes = Bytes::Memory(fetched.bytes.clone());
                match isolate::parts(kind, &fetched.final_url, &source.url, given, bytes) {
                    Ok(parts) => self.entries(source, parts, at, &mut candidates, &mut brought)?,
                    Err(refusal) => brought.problem = Some(refusal.message),
                }
            }
            None => {
                let name = fetched.final_url.clone();
                let given = Given { url: Some(name.clone()), ..given };
                let raw = Raw {
                    bytes: fetched.bytes.clone(),
                    name: name.clone(),
                    media_type: fetched.media_type.clone(),
                    given,
                    label: name.clone(),
                };
                // A page that was changed is another capture of the same address.
                let key = format!("{name}#{}", &hash::sha256_hex(&fetched.bytes)[..16]);
                brought.n_new += usize::from(!self.sources.is_done(&source.id, &key)?);
                candidates.push(Candidate { key, title: None, raw });
            }
        }
        self.add(source, candidates, at, &mut brought)?;
        Ok(brought)
    }

    /// The entries of a feed that are new and about an armed group, each with the page that it leads to.
    fn entries(
        &mut self,
        source: &Source,
        parts: isolate::Parts,
        at: &str,
        candidates: &mut Vec<Candidate>,
        brought: &mut Brought,
    ) -> anyhow::Result<()> {
        for taken in parts {
            let raw = match taken {
                Taken::Raw(raw) => raw,
                Taken::Note(_) => continue,
                Taken::Refused { refusal, .. } => {
                    brought.problem = Some(refusal.message);
                    continue;
                }
            };
            let entry = match isolate::document(&raw.input()) {
                Ok(entry) => entry,
                Err(refusal) => {
                    let key = hash::sha256_hex(&raw.bytes);
                    self.fail(source, &key, None, &refusal.message, at, brought)?;
                    continue;
                }
            };
            let (link, title) = (entry.metadata.url.clone(), entry.metadata.title.clone());
            let key = link.clone().unwrap_or_else(|| hash::sha256_hex(&raw.bytes));
            if self.sources.is_done(&source.id, &key)? {
                continue;
            }
            brought.n_new += 1;
            let words = format!("{}\n{}", title.as_deref().unwrap_or_default(), entry.text.text);
            let is_whole = entry.text.text.len() >= WHOLE_TEXT_BYTES;
            let lexicon = &self.stages.lexicon;
            if !source.takes_all && !may_concern(&words, is_whole, lexicon) {
                self.skip(source, &key, title, at, brought)?;
                continue;
            }
            let page = match &link {
                Some(link) => self.ask(link, &Known::default()),
                None => Err(("the entry leads to no page".to_owned(), None)),
            };
            match page {
                Ok(Some(fetched)) => {
                    let given = Given {
                        published: entry.metadata.published,
                        source: source.outlet.clone().or(entry.metadata.source),
                        url: link.clone(),
                        title: title.clone(),
                    };
                    let label = fetched.final_url.clone();
                    let raw = Raw {
                        bytes: fetched.bytes,
                        name: label.clone(),
                        media_type: fetched.media_type,
                        given,
                        label,
                    };
                    candidates.push(Candidate { key, title, raw });
                }
                // A feed that has the whole text needs no page.
                Ok(None) | Err(_) if is_whole => candidates.push(Candidate { key, title, raw }),
                // Not its fault: it is looked at again when the host may be asked.
                Err(_) if self.is_resting(link.as_deref()) => brought.n_failed += 1,
                Ok(None) => self.fail(source, &key, title, "the page did not come", at, brought)?,
                Err((message, _)) => self.fail(source, &key, title, &message, at, brought)?,
            }
        }
        Ok(())
    }

    fn is_resting(&self, url: Option<&str>) -> bool {
        let host = url.and_then(fetch::host_and_path).map(|(host, _)| host);
        host.is_some_and(|host| self.resting.contains(&host))
    }

    fn add(
        &self,
        source: &Source,
        candidates: Vec<Candidate>,
        at: &str,
        brought: &mut Brought,
    ) -> anyhow::Result<()> {
        let mut wanted = Vec::new();
        for candidate in candidates {
            let concerns = source.takes_all
                || isolate::document(&candidate.raw.input())
                    .map_or(true, |document| names_armed_group(&document.text.text, &self.stages.lexicon));
            if concerns {
                wanted.push(candidate);
            } else {
                self.skip(source, &candidate.key, candidate.title, at, brought)?;
            }
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let (kept, raws): (Vec<(String, Option<String>)>, Vec<Raw>) =
            wanted.into_iter().map(|one| ((one.key, one.title), one.raw)).unzip();
        let mut writer = self.store.writer(self.wait)?;
        let outcomes = pipeline::add(&mut writer, raws, self.stages)?;
        drop(writer);
        for ((key, title), outcome) in kept.into_iter().zip(outcomes) {
            let (word, message) = match outcome.ending {
                Ending::Added(id) => {
                    brought.n_added += 1;
                    ("added", id)
                }
                Ending::Known(id) | Ending::Reread(id) => ("known", id),
                Ending::Failed(Refusal { message, .. }) => {
                    self.fail(source, &key, title, &message, at, brought)?;
                    continue;
                }
            };
            brought.lines.push(format!("{word} {message} {key}"));
            self.put(source, &key, word, title, Some(message), at)?;
        }
        Ok(())
    }

    fn skip(
        &self,
        source: &Source,
        key: &str,
        title: Option<String>,
        at: &str,
        brought: &mut Brought,
    ) -> anyhow::Result<()> {
        brought.n_skipped += 1;
        self.put(source, key, "skipped", title, Some("names no armed group".to_owned()), at)
    }

    fn fail(
        &self,
        source: &Source,
        key: &str,
        title: Option<String>,
        message: &str,
        at: &str,
        brought: &mut Brought,
    ) -> anyhow::Result<()> {
        brought.n_failed += 1;
        brought.lines.push(format!("failed {key}: {message}"));
        self.put(source, key, "failed", title, Some(message.to_owned()), at)
    }

    fn put(
        &self,
        source: &Source,
        url: &str,
        outcome: &str,
        title: Option<String>,
        message: Option<String>,
        at: &str,
    ) -> anyhow::Result<()> {
        let (url, at, outcome) = (url.to_owned(), at.to_owned(), outcome.to_owned());
        Ok(self.sources.put_item(&source.id, &SourceItem { url, at, outcome, n_tries: 1, title, message })?)
    }
}

struct Candidate {
    key: String,
    title: Option<String>,
    raw: Raw,
}

/// The cheap look: whether an entry may be about an armed group. A summary says too little to name one; a happening is enough then.
fn may_concern(words: &str, is_whole: bool, lexicon: &Lexicon) -> bool {
    names_armed_group(words, lexicon) || !is_whole && tells_of_violence(words)
}

/// Whether a text names an armed group that the lexicon knows, not only by a name that means other things as well.
fn names_armed_group(text: &str, lexicon: &Lexicon) -> bool {
    let is_group = |found: &lexicon::ActorMatch<'_>| {
        found.candidates.iter().any(|(entry, _)| entry.kind == ActorKind::ArmedGroup)
    };
    lexicon.actors.scan(text).iter().any(is_group)
}

/// Beginnings of words that reports of violence have in their headlines, in the languages that are read by words.
const VIOLENCE: &str = include_str!("../../../lexicon/sources/violence.txt");

fn tells_of_violence(words: &str) -> bool {
    let folded = model::letters::folded(words);
    let mut beginnings = VIOLENCE.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    beginnings.any(|beginning| {
        folded.split(|part: char| !part.is_alphanumeric()).any(|word| word.starts_with(beginning.trim()))
    })
}

/// When to look next: after the usual time, a tenth sooner or later so that not everything is asked at once; after failures
/// later and later, and not before the server wants.
fn next_look(source: &Source, at: &str, has_failed: bool, retry_after: Option<Duration>) -> String {
    let usual = i64::from(source.every_minutes.max(1));
    let failures = if has_failed { source.n_failures.min(10) + 1 } else { 0 };
    let minutes =
        if has_failed { (usual << failures.min(10)).min(LONGEST_WAIT_MINUTES.max(usual)) } else { usual };
    let digest = hash::sha256(format!("{} {at}", source.id).as_bytes());
    let share = (f64::from(digest[0]) / 255.0 - 0.5) / 5.0;
    let seconds = (minutes * 60) as f64 * (1.0 + share);
    let wanted = retry_after.map_or(0, |wait| wait.as_secs().min(LONGEST_WAIT_MINUTES.unsigned_abs() * 60));
    let wait = SignedDuration::from_secs((seconds as i64).max(i64::try_from(wanted).unwrap_or(0)));
    let now: Timestamp = at.parse().unwrap_or_default();
    let next = now.checked_add(wait).unwrap_or(now);
    Timestamp::from_second(next.as_second()).unwrap_or(next).to_string()
}

/// How a source does, in one word and why.
pub(crate) fn health(source: &Source, now: &str) -> (&'static str, String) {
    if source.is_paused {
        return ("paused", String::new());
    }
    if let Some(problem) = &source.problem {
        return (
            "failing",
            format!("{} times: {}", source.n_failures, problem.lines().next().unwrap_or_default()),
        );
    }
    if source.succeeded_at.is_none() {
        return ("new", "not looked at yet".to_owned());
    }
    match silence(source, now) {
        Some(words) => ("silent", words),
        None => ("ok", String::new()),
    }
}

/// Silence is unusual when it lasts four times as long as what was new has usually been apart, and two days at least.
fn silence(source: &Source, now: &str) -> Option<String> {
    const TIMES: i64 = 4;
    const LEAST_HOURS: i64 = 48;
    let time = |text: &str| text.parse::<Timestamp>().ok();
    let hours = |from: Timestamp, to: Timestamp| to.duration_since(from).as_hours();
    let (added, now) = (time(&source.added_at)?, time(now)?);
    let last = source.changed_at.as_deref().and_then(time).unwrap_or(added);
    let usual = hours(added, last) / i64::from(source.n_changes.max(1));
    let silent = hours(last, now);
    (silent > LEAST_HOURS && silent > TIMES * usual.max(1))
        .then(|| format!("nothing new for {silent} hours, usually every {}", usual.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> Source {
        Source {
            id: "S1".to_owned(),
            url: "https://news.example.org/feed".to_owned(),
            outlet: None,
            language: None,
            party: None,
            licence: None,
            every_minutes: 60,
            takes_all: false,
            is_paused: false,
            added_at: "2026-01-01T00:00:00Z".to_owned(),
            next_at: "2026-01-01T00:00:00Z".to_owned(),
            etag: None,
            last_modified: None,
            sha256: None,
            asked_at: Some("2026-01-05T00:00:00Z".to_owned()),
            succeeded_at: Some("2026-01-05T00:00:00Z".to_owned()),
            changed_at: Some("2026-01-05T00:00:00Z".to_owned()),
            n_changes: 96,
            n_failures: 0,
            problem: None,
            n_added: 96,
            n_skipped: 0,
            n_failed: 0,
        }
    }

    fn minutes(source: &Source, has_failed: bool, retry_after: Option<Duration>) -> i64 {
        let at = "2026-01-05T00:00:00Z";
        let next: Timestamp = next_look(source, at, has_failed, retry_after).parse().unwrap();
        next.duration_since(at.parse().unwrap()).as_mins()
    }

    #[test]
    fn failures_are_asked_again_later_and_later_but_daily() {
        let usual = minutes(&source(), false, None);
        assert!((54..=66).contains(&usual), "{usual}");
        let failing = |n_failures| minutes(&Source { n_failures, ..source() }, true, None);
        assert!((108..=132).contains(&failing(0)), "{}", failing(0));
        assert!(failing(2) > failing(1) && failing(9) <= 24 * 60 * 11 / 10);
        assert!(minutes(&source(), true, Some(Duration::from_secs(7200 * 3))) >= 360);
        assert!(minutes(&source(), true, Some(Duration::from_secs(u64::MAX))) <= 24 * 60 + 1);
    }

    #[test]
    fn unusual_silence_is_told_from_a_quiet_source() {
        assert_eq!(health(&source(), "2026-01-06T00:00:00Z").0, "ok");
        assert_eq!(health(&source(), "2026-01-08T00:00:00Z").0, "silent");
        let quiet = Source { n_changes: 1, ..source() };
        assert_eq!(health(&quiet, "2026-01-08T00:00:00Z").0, "ok");
        assert_eq!(
            health(&Source { problem: Some("x".to_owned()), ..source() }, "2026-01-05T01:00:00Z").0,
            "failing"
        );
        assert_eq!(health(&Source { is_paused: true, ..source() }, "2026-01-05T01:00:00Z").0, "paused");
    }

    #[test]
    fn closed_groups_are_no_open_source() {
        for url in [
            "https://t.me/s/channel",
            "https://chat.whatsapp.com/abc",
            "http://something.onion/",
            "ftp://example.org/x",
            "nothing",
        ] {
            assert!(why_closed(url).is_some(), "{url}");
        }
        assert_eq!(why_closed("https://www.example.org/feed?x=t.me"), None);
        assert_eq!(why_closed("https://not-t.me.example.org/"), None);
    }
}
