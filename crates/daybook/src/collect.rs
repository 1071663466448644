//! Looking at sources: what is due is asked for, what is new in it becomes reports, and how it went is kept.
use crate::clock;
use crate::desk::Desk;
use crate::hosts::{Denied, Hosts};
use crate::input::{Raw, Refusal};
use crate::isolate::{self, Bytes, Taken};
use crate::pipeline::{Ending, Stages};
use crate::wire;
use fetch::Limits;
use jiff::{SignedDuration, Timestamp};
use lexicon::Lexicon;
use model::{ActorKind, Published, PublishedFrom, hash};
use read::container::{self, HEAD_BYTES};
use read::wall::{self, Wall};
use read::{Given, sitemap};
use std::collections::BTreeSet;
use store::{Held, Looked, Page, Source, SourceItem, Sources, TRIES};

/// A source that fails is asked less and less often, but once a day.
const LONGEST_WAIT_MINUTES: i64 = 24 * 60;
/// An entry with a text of this many bytes can stand for the page that it leads to.
const WHOLE_TEXT_BYTES: usize = 600;

/// Hosts that are no open source.
const CLOSED: &str = include_str!("../../../lexicon/sources/closed_hosts.txt");

/// Why an address is no open source, if it is none.
pub(crate) fn why_closed(url: &str) -> Option<String> {
    let Some((host, _)) = fetch::host_and_path(url) else {
        // A password must not come back in a message.
        let shown = url.rsplit_once('@').map_or(url, |(_, rest)| rest);
        return Some(format!(
            "`{shown}` is no address of a feed or page that everybody may read\nhint: give one that begins with `https://`"
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
    /// Entries whose page is a wall.
    pub(crate) n_walled: usize,
    /// Entries that were not there before, whatever became of them.
    n_new: usize,
    /// Entries that are tried again.
    n_open: usize,
    /// What was wrong with the source itself.
    pub(crate) problem: Option<String>,
}

/// Looks at sources, one after the other.
///
/// What comes from a server is held by the record's folder before anything is done with it, and let go when the record has it. Who
/// breaks off in between finds it there and asks nobody again.
pub(crate) struct Collector<'c> {
    pub(crate) desk: &'c Desk,
    pub(crate) sources: &'c Sources,
    pub(crate) stages: &'c Stages,
    pub(crate) hosts: &'c Hosts,
    pub(crate) limits: Limits,
}

/// What a request came to.
enum Answer {
    Page(Held),
    Unchanged,
    /// It is for those who pay or have an account.
    Walled(Wall),
    /// Why not, now and ever.
    Never(String),
    /// Why not, and when it may be asked again, where the host says so.
    No(String, Option<Timestamp>),
}

/// Reports that are put into the record together: more make fewer commits, and keep others waiting longer.
const BATCH: usize = 32;
/// Most bytes that are held in memory for a batch.
const BATCH_BYTES: usize = 32 << 20;
/// A batch whose first article came so long ago is not kept waiting for more: with two seconds between two requests to one host, the first of
/// a feed's articles stands on the pages before its third is asked for.
const BATCH_AGE: SignedDuration = SignedDuration::from_secs(1);
/// Sitemaps of an index that are looked at in one look, the newest first.
const SITEMAPS_A_LOOK: usize = 50;
/// Pages of a sitemap that are older than this when its source is added are an archive, and no news.
const NEWS_HOURS: i64 = 7 * 24;
/// Pages that are looked at again in one look at their source.
const PAGES_A_LOOK: usize = 100;
/// After so many hours a page is looked at again, and again: corrections come soon or not at all.
const AGAIN_HOURS: [i64; 2] = [6, 72];

impl Collector<'_> {
    /// Looks at one source and keeps how it went.
    pub(crate) fn look(&self, source: &Source) -> anyhow::Result<Brought> {
        let at = clock::now();
        let mut looked = Looked { at: at.clone(), ..Looked::default() };
        let (mut brought, mut resting_until) = (Brought::default(), None);
        let mut is_looked_through = false;
        let held = self.sources.held(&source.id, &source.url)?;
        let has_open_entries = held.as_ref().is_some_and(|held| held.is_kept);
        let answer = match &held {
            // The last look was broken off.
            Some(held) if !held.is_kept => Answer::Page(held.clone()),
            _ => {
                let known =
                    fetch::Known { etag: source.etag.clone(), last_modified: source.last_modified.clone() };
                self.ask(source, &source.url, &source.url, &known)?
            }
        };
        // Entries of an unchanged feed that failed are tried again out of the copy.
        let answer = match (answer, held) {
            (Answer::Unchanged, Some(held)) => Answer::Page(held),
            (answer, _) => answer,
        };
        match answer {
            Answer::Unchanged => {}
            Answer::Page(page) => {
                is_looked_through = true;
                let sha256 = hash::sha256_hex(&page.body);
                let header = |name: &str| {
                    page.headers.iter().find(|(of, _)| of == name).map(|(_, value)| value.clone())
                };
                looked.copy = Some((header("etag"), header("last-modified"), sha256.clone()));
                if has_open_entries || source.sha256.as_ref() != Some(&sha256) {
                    brought = self.take(source, &page, &at)?;
                    looked.is_changed = brought.n_new > 0;
                }
                looked.problem.clone_from(&brought.problem);
                if looked.problem.is_some() {
                    // Not known: it is asked for as a whole again.
                    looked.copy = None;
                }
            }
            Answer::Walled(wall) => looked.problem = Some(walled(&source.url, wall)),
            Answer::Never(message) => looked.problem = Some(message),
            Answer::No(message, until) => {
                resting_until = until;
                looked.problem = Some(message);
            }
        }
        self.look_again(source, &at, &mut brought)?;
        looked.next_at = next_look(source, &at, looked.problem.is_some(), resting_until);
        self.sources.looked(&source.id, &looked)?;
        if is_looked_through && brought.n_open > 0 && looked.problem.is_none() {
            self.sources.keep_held(&source.id, &source.url)?;
        } else if is_looked_through {
            self.sources.release(&source.id, &source.url)?;
        }
        brought.problem = looked.problem;
        Ok(brought)
    }

    /// One request, if the hosts on its way allow it, not sooner than they want; the answer is held under `key`.
    fn ask(&self, source: &Source, url: &str, key: &str, known: &fetch::Known) -> anyhow::Result<Answer> {
        let mut last = url.to_owned();
        let (mut resting, mut fault) = (None, None);
        let mut gate = |step: &str| {
            step.clone_into(&mut last);
            if let Some(why) = why_closed(step) {
                return Err(fetch::Error::refused(why));
            }
            match self.hosts.admit(step, self.sources, &self.limits) {
                Ok(Ok(())) => Ok(()),
                Ok(Err(Denied { message, resting_until })) => {
                    resting = resting_until;
                    Err(fetch::Error::refused(message))
                }
                Err(error) => {
                    fault = Some(error);
                    Err(fetch::Error::refused("the hosts' state cannot be read".to_owned()))
                }
            }
        };
        let answer = fetch::get_if_allowed(url, known, &self.limits, &mut gate);
        if let Some(fault) = fault {
            return Err(fault);
        }
        Ok(match answer {
            Ok(None) => Answer::Unchanged,
            Ok(Some(fetched)) => {
                let at = clock::now();
                let exchanges = wire::exchanges(&fetched, &at);
                let held = Held {
                    final_url: fetched.final_url,
                    status: fetched.http_status,
                    headers: fetched.headers,
                    at,
                    is_kept: false,
                    body: fetched.bytes,
                };
                self.sources.hold(&source.id, key, &held, &exchanges)?;
                Answer::Page(held)
            }
            Err(error) => {
                if error.code() == "media" {
                    return Ok(Answer::Never(error.to_string()));
                }
                match error.http_status() {
                    Some(401 | 407) => return Ok(Answer::Walled(Wall::Account)),
                    Some(402) => return Ok(Answer::Walled(Wall::Pay)),
                    _ => {}
                }
                if matches!(error.http_status(), Some(429 | 503)) {
                    resting = Some(self.hosts.rest(&last, error.retry_after(), self.sources)?);
                }
                Answer::No(error.to_string(), resting)
            }
        })
    }

    /// What is held under a key, else what is fetched now.
    fn have(&self, source: &Source, url: &str, key: &str) -> anyhow::Result<Answer> {
        match self.sources.held(&source.id, key)? {
            Some(held) => Ok(Answer::Page(held)),
            None => self.ask(source, url, key, &fetch::Known::default()),
        }
    }

    /// What is new in a feed, a sitemap or a page.
    fn take(&self, source: &Source, page: &Held, at: &str) -> anyhow::Result<Brought> {
        let given = Given { source: source.outlet.clone(), ..Given::default() };
        let head = &page.body[..page.body.len().min(HEAD_BYTES)];
        let media_type = media_type(page);
        let kind = container::detect(&page.final_url, media_type.as_deref(), head);
        let mut brought = Brought::default();
        if let Some(text) = sitemap::text(&page.body) {
            self.sitemap(source, &text, at, &mut brought)?;
            return Ok(brought);
        }
        match kind {
            Some(kind) => {
                let bytes = Bytes::Memory(page.body.clone());
                match isolate::parts(kind, &page.final_url, &source.url, given, bytes) {
                    Ok(parts) => self.entries(source, parts, at, &mut brought)?,
                    Err(refusal) => brought.problem = Some(refusal.message),
                }
            }
            None => self.page(source, &source.url, page, at, &mut brought)?,
        }
        Ok(brought)
    }

    /// A page that is a source of its own: another capture when its main text is another. What changes around it (a token, an
    /// advertisement) is none.
    fn page(
        &self,
        source: &Source,
        url: &str,
        held: &Held,
        at: &str,
        brought: &mut Brought,
    ) -> anyhow::Result<()> {
        let given =
            Given { source: source.outlet.clone(), url: Some(held.final_url.clone()), ..Given::default() };
        let raw = raw(held, given);
        let known = self.sources.page(&source.id, url)?;
        let document = isolate::document(&raw.input()).ok();
        if let Some(wall) = wall_of(url, &raw, || bytes_of(document.as_ref())) {
            brought.problem = Some(walled(url, wall));
            return Ok(());
        }
        let text = document.map(|document| document.text.sha256);
        let is_same = text.is_some() && known.as_ref().is_some_and(|known| known.text_sha256 == text);
        self.sources.put_page(&source.id, &page_of(url, held, text, at, None, 1))?;
        if is_same {
            return Ok(());
        }
        let key = format!("{}#{}", held.final_url, &hash::sha256_hex(&held.body)[..16]);
        brought.n_new += usize::from(!self.sources.is_done(&source.id, &key)?);
        self.add(source, vec![Candidate { key, title: None, raw, page: None }], at, brought)
    }

    /// Pages behind entries that are due again: a changed text is a new capture of the same address.
    fn look_again(&self, source: &Source, at: &str, brought: &mut Brought) -> anyhow::Result<()> {
        let mut candidates = Vec::new();
        for page in self.sources.due_pages(&source.id, at, PAGES_A_LOOK)? {
            let known = fetch::Known { etag: page.etag.clone(), last_modified: page.last_modified.clone() };
            let n_looks = page.n_looks + 1;
            let next = again(at, page.n_looks as usize);
            let key = format!("{}#{}", page.url, page.n_looks);
            let answer = match self.sources.held(&source.id, &key)? {
                Some(held) => Answer::Page(held),
                None => self.ask(source, &page.url, &key, &known)?,
            };
            match answer {
                // Asked again with the next look at the source, and not counted.
                Answer::No(_, Some(_)) => {}
                Answer::Unchanged | Answer::Walled(_) | Answer::Never(_) | Answer::No(_, None) => {
                    let looked_at = at.to_owned();
                    self.sources.put_page(&source.id, &Page { looked_at, next_at: next, n_looks, ..page })?;
                }
                Answer::Page(held) => {
                    let given = Given {
                        source: source.outlet.clone(),
                        url: Some(page.url.clone()),
                        ..Given::default()
                    };
                    let raw = raw(&held, given);
                    let document = isolate::document(&raw.input()).ok();
                    // A wall that was put up since is no correction.
                    let wall = wall_of(&page.url, &raw, || bytes_of(document.as_ref()));
                    let text = document.filter(|_| wall.is_none()).map(|document| document.text.sha256);
                    let is_same = text.is_none() || text == page.text_sha256;
                    let after = page_of(&page.url, &held, text.or(page.text_sha256), at, next, n_looks);
                    if is_same {
                        self.sources.put_page(&source.id, &after)?;
                        self.sources.release(&source.id, &key)?;
                    } else {
                        brought.n_new += 1;
                        candidates.push(Candidate { key, title: None, raw, page: Some(after) });
                    }
                }
            }
        }
        self.add(source, candidates, at, brought)
    }

    /// The pages of a sitemap that are news, and those of the sitemaps that it lists.
    fn sitemap(&self, source: &Source, text: &str, at: &str, brought: &mut Brought) -> anyhow::Result<()> {
        let (places, fault) = sitemap::places(text);
        let (mut lists, pages): (Vec<_>, Vec<_>) = places.into_iter().partition(|place| place.is_sitemap);
        lists.retain(|list| is_news(source, list.changed.as_deref()));
        lists.sort_by(|one, other| other.changed.cmp(&one.changed));
        let mut wanted = Wanted::default();
        for place in pages {
            self.place(source, place, at, &mut wanted, brought)?;
        }
        for list in lists.iter().take(SITEMAPS_A_LOOK) {
            let known = self.sources.page(&source.id, &list.url)?.unwrap_or_default();
            // It says itself that it has not changed.
            if list.changed.is_some() && known.text_sha256 == list.changed {
                continue;
            }
            let asked = fetch::Known { etag: known.etag, last_modified: known.last_modified };
            let answer = match self.sources.held(&source.id, &list.url)? {
                Some(held) => Answer::Page(held),
                None => self.ask(source, &list.url, &list.url, &asked)?,
            };
            match answer {
                Answer::Unchanged => {}
                Answer::Walled(wall) => brought.lines.push(format!("failed {}", walled(&list.url, wall))),
                Answer::Never(message) => brought.lines.push(format!("failed {}: {message}", list.url)),
                Answer::No(message, _) => {
                    brought.n_open += 1;
                    brought.lines.push(format!("failed {}: {message}", list.url));
                }
                Answer::Page(held) => {
                    let places = sitemap::text(&held.body).map(|text| sitemap::places(&text).0);
                    for place in places.unwrap_or_default().into_iter().filter(|place| !place.is_sitemap) {
                        self.place(source, place, at, &mut wanted, brought)?;
                    }
                    self.flush(source, &mut wanted, at, brought)?;
                    // For a list, what stands for its text is when it says that it was changed.
                    let page = page_of(&list.url, &held, list.changed.clone(), at, None, 1);
                    self.sources.put_page(&source.id, &page)?;
                    self.sources.release(&source.id, &list.url)?;
                }
            }
        }
        self.flush(source, &mut wanted, at, brought)?;
        if let Some(fault) = fault {
            brought.problem = Some(format!(
                "the sitemap `{}` cannot be read to its end: {fault}\nhint: what came before is not affected",
                source.url
            ));
        }
        Ok(())
    }

    fn place(
        &self,
        source: &Source,
        place: sitemap::Place,
        at: &str,
        wanted: &mut Wanted,
        brought: &mut Brought,
    ) -> anyhow::Result<()> {
        let changed = place.changed.as_deref().or(place.published.as_deref());
        if !is_news(source, changed) {
            return Ok(());
        }
        if self.sources.is_done(&source.id, &place.url)? {
            // A page that says that it was changed since is looked at again at once.
            if let (Some(page), Some(changed)) =
                (self.sources.page(&source.id, &place.url)?, changed.and_then(time))
                && page.next_at.is_some()
                && time(&page.looked_at).is_some_and(|looked| looked < changed)
            {
                self.sources.put_page(&source.id, &Page { next_at: Some(at.to_owned()), ..page })?;
            }
            return Ok(());
        }
        brought.n_new += 1;
        // Without a headline the words of the address stand for it.
        let words = match &place.title {
            Some(title) => title.clone(),
            None => place.url.replace(|letter: char| !letter.is_alphanumeric(), " "),
        };
        if !source.takes_all && !may_concern(&words, false, &self.stages.lexicon) {
            return self.skip(source, &place.url, place.title, at, brought);
        }
        let published = place.published.as_deref().and_then(|text| read::published_date(text).ok());
        let given = Given {
            published: published.map(|date| Published { date, from: PublishedFrom::FrontMatter }),
            source: source.outlet.clone(),
            url: Some(place.url.clone()),
            title: place.title.clone(),
        };
        let entry = Entry { key: place.url.clone(), link: Some(place.url), title: place.title, given };
        self.want(source, entry, None, at, wanted, brought)
    }

    /// The entries of a feed that are new and about an armed group, each with the page that it leads to.
    fn entries(
        &self,
        source: &Source,
        parts: isolate::Parts,
        at: &str,
        brought: &mut Brought,
    ) -> anyhow::Result<()> {
        let mut wanted = Wanted::default();
        let mut seen = BTreeSet::new();
        let mut raws = Vec::new();
        for taken in parts {
            match taken {
                Taken::Raw(raw) => raws.push(raw),
                Taken::Note(_) => {}
                Taken::Refused { refusal, .. } => brought.problem = Some(refusal.message),
            }
        }
        let read = isolate::documents(&raws.iter().map(Raw::input).collect::<Vec<_>>());
        for (raw, entry) in raws.into_iter().zip(read) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(refusal) => {
                    let key = hash::sha256_hex(&raw.bytes);
                    if !self.sources.is_done(&source.id, &key)? {
                        let failure = Failure::StaysSo(&refusal.message);
                        self.fail(source, (&key, None), &failure, at, brought)?;
                    }
                    continue;
                }
            };
            let (link, title) = (entry.metadata.url.clone(), entry.metadata.title.clone());
            // Without an address its words stand for it: what else a feed changes (a counter of comments) makes no other entry.
            let key = link.clone().unwrap_or_else(|| entry.text.sha256.clone());
            if !seen.insert(key.clone()) || self.sources.is_done(&source.id, &key)? {
                continue;
            }
            brought.n_new += 1;
            let words = format!("{}\n{}", title.as_deref().unwrap_or_default(), entry.text.text);
            let is_whole = entry.text.text.len() >= WHOLE_TEXT_BYTES;
            if !source.takes_all && !may_concern(&words, is_whole, &self.stages.lexicon) {
                self.skip(source, &key, title, at, brought)?;
                continue;
            }
            let given = Given {
                published: entry.metadata.published,
                source: source.outlet.clone().or(entry.metadata.source),
                url: link.clone(),
                title: title.clone(),
            };
            let entry = Entry { key, link, title, given };
            self.want(source, entry, is_whole.then_some(raw), at, &mut wanted, brought)?;
        }
        self.flush(source, &mut wanted, at, brought)
    }

    /// Gets the page of an entry; a feed that has the whole text needs none.
    fn want(
        &self,
        source: &Source,
        entry: Entry,
        whole: Option<Raw>,
        at: &str,
        wanted: &mut Wanted,
        brought: &mut Brought,
    ) -> anyhow::Result<()> {
        let Entry { key, link, title, given } = entry;
        let answer = match &link {
            Some(link) => self.have(source, link, &key)?,
            None => Answer::No("the entry leads to no page".to_owned(), None),
        };
        let answer = match (answer, &link) {
            (Answer::Page(held), Some(link)) => {
                let page = raw(&held, given.clone());
                let text_bytes = || bytes_of(isolate::document(&page.input()).ok().as_ref());
                match wall_of(link, &page, text_bytes) {
                    Some(wall) => Answer::Walled(wall),
                    None => Answer::Page(held),
                }
            }
            (answer, _) => answer,
        };
        match (answer, whole) {
            (Answer::Page(held), _) => {
                let page = link.map(|link| page_of(&link, &held, None, at, again(at, 0), 1));
                let raw = raw(&held, given);
                wanted.put(Candidate { key, title, raw, page });
            }
            // The outlet gives it to everybody in its feed.
            (Answer::Unchanged | Answer::Walled(_) | Answer::Never(_) | Answer::No(..), Some(raw)) => {
                wanted.put(Candidate { key, title, raw, page: None });
            }
            (Answer::Walled(wall), None) => {
                brought.n_walled += 1;
                brought.lines.push(format!("walled {key}: {}", wall.words()));
                self.put(source, &key, "walled", title, Some(wall.words().to_owned()), 1, at)?;
            }
            (Answer::Never(message), None) => {
                self.fail(source, (&key, title), &Failure::StaysSo(&message), at, brought)?;
            }
            // Not its fault: it is looked at again when the host may be asked.
            (Answer::No(_, Some(_)), None) => brought.n_open += 1,
            (Answer::Unchanged, None) => {
                let failure = Failure::MayCome("the page did not come");
                self.fail(source, (&key, title), &failure, at, brought)?;
            }
            (Answer::No(message, None), None) => {
                self.fail(source, (&key, title), &Failure::MayCome(&message), at, brought)?;
            }
        }
        if wanted.is_due() {
            self.flush(source, wanted, at, brought)?;
        }
        Ok(())
    }

    fn flush(
        &self,
        source: &Source,
        wanted: &mut Wanted,
        at: &str,
        brought: &mut Brought,
    ) -> anyhow::Result<()> {
        self.add(source, std::mem::take(wanted).candidates, at, brought)
    }

    fn add(
        &self,
        source: &Source,
        candidates: Vec<Candidate>,
        at: &str,
        brought: &mut Brought,
    ) -> anyhow::Result<()> {
        let mut wanted = Vec::new();
        let inputs: Vec<read::Input<'_>> = candidates.iter().map(|candidate| candidate.raw.input()).collect();
        let documents = isolate::documents(&inputs);
        drop(inputs);
        for (mut candidate, document) in candidates.into_iter().zip(documents) {
            let document = document.ok();
            if let (Some(page), Some(document)) = (&mut candidate.page, &document) {
                page.text_sha256 = Some(document.text.sha256.clone());
            }
            let names =
                |document: &read::Document| names_armed_group(&document.text.text, &self.stages.lexicon);
            if source.takes_all || document.as_ref().is_none_or(names) {
                candidate.raw.document = document.map(Box::new);
                wanted.push(candidate);
            } else {
                self.skip(source, &candidate.key, candidate.title, at, brought)?;
            }
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let (kept, raws): (Vec<_>, Vec<Raw>) =
            wanted.into_iter().map(|one| ((one.key, one.title, one.page), one.raw)).unzip();
        let outcomes = self.desk.add(raws)?;
        for ((key, title, page), outcome) in kept.into_iter().zip(outcomes) {
            let (word, message) = match outcome.ending {
                Ending::Added(id) => {
                    brought.n_added += 1;
                    ("added", id)
                }
                Ending::Known(id) | Ending::Reread(id) => ("known", id),
                // The same bytes would fail again.
                Ending::Failed(Refusal { message, .. }) => {
                    self.fail(source, (&key, title), &Failure::StaysSo(&message), at, brought)?;
                    continue;
                }
            };
            if let Some(page) = page {
                self.sources.put_page(&source.id, &page)?;
            }
            brought.lines.push(format!("{word} {message} {key}"));
            self.put(source, &key, word, title, Some(message), 1, at)?;
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
        self.put(source, key, "skipped", title, Some("names no armed group".to_owned()), 1, at)
    }

    /// An entry that could not be had, or cannot be used.
    fn fail(
        &self,
        source: &Source,
        (key, title): (&str, Option<String>),
        failure: &Failure<'_>,
        at: &str,
        brought: &mut Brought,
    ) -> anyhow::Result<()> {
        let (message, n_tries) = match failure {
            Failure::MayCome(message) => (*message, 1),
            Failure::StaysSo(message) => (*message, TRIES),
        };
        brought.n_failed += 1;
        brought.lines.push(format!("failed {key}: {message}"));
        self.put(source, key, "failed", title, Some(message.to_owned()), n_tries, at)?;
        brought.n_open += usize::from(!self.sources.is_done(&source.id, key)?);
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the columns of one row")]
    fn put(
        &self,
        source: &Source,
        url: &str,
        outcome: &str,
        title: Option<String>,
        message: Option<String>,
        n_tries: u32,
        at: &str,
    ) -> anyhow::Result<()> {
        let (url, at, outcome) = (url.to_owned(), at.to_owned(), outcome.to_owned());
        Ok(self.sources.put_item(&source.id, &SourceItem { url, at, outcome, n_tries, title, message })?)
    }
}

/// An entry of a feed or sitemap, whose page is to be had.
struct Entry {
    key: String,
    link: Option<String>,
    title: Option<String>,
    given: Given,
}

/// Why an entry is no report, in words.
enum Failure<'w> {
    /// What could not be had may come another time.
    MayCome(&'w str),
    /// What came and cannot be used will be the same another time.
    StaysSo(&'w str),
}

struct Candidate {
    key: String,
    title: Option<String>,
    raw: Raw,
    /// How the page stands that it came from.
    page: Option<Page>,
}

/// What is to be put into the record next.
#[derive(Default)]
struct Wanted {
    candidates: Vec<Candidate>,
    n_bytes: usize,
    /// When the first of them came.
    since: Option<Timestamp>,
}

impl Wanted {
    fn put(&mut self, candidate: Candidate) {
        self.n_bytes += candidate.raw.bytes.len();
        self.candidates.push(candidate);
        self.since.get_or_insert_with(clock::moment);
    }

    fn is_due(&self) -> bool {
        let is_old = |since: Timestamp| clock::moment().duration_since(since) >= BATCH_AGE;
        self.candidates.len() >= BATCH || self.n_bytes >= BATCH_BYTES || self.since.is_some_and(is_old)
    }
}

/// The wall that came in the place of what was asked for.
pub(crate) fn wall_of(asked: &str, page: &Raw, main_text_bytes: impl FnOnce() -> usize) -> Option<Wall> {
    let is_html = page.media_type.as_deref().is_none_or(|media_type| media_type.contains("html"));
    let of_page = || wall::of_page(&String::from_utf8_lossy(&page.bytes), main_text_bytes);
    wall::of_address(asked, &page.name).or_else(|| is_html.then(of_page).flatten())
}

fn bytes_of(document: Option<&read::Document>) -> usize {
    document.map_or(0, |document| document.text.text.len())
}

pub(crate) fn walled(url: &str, wall: Wall) -> String {
    format!(
        "`{url}` cannot be read by everybody: {}\nhint: walls are not worked around; a page that you may read can be saved and added",
        wall.words()
    )
}

fn raw(held: &Held, given: Given) -> Raw {
    let name = held.final_url.clone();
    let (bytes, label, media_type) = (held.body.clone(), name.clone(), media_type(held));
    Raw { bytes, label, media_type, name, given, exchanges: Vec::new(), document: None }
}

fn media_type(held: &Held) -> Option<String> {
    held.headers.iter().find(|(name, _)| name == "content-type").map(|(_, value)| value.clone())
}

fn page_of(
    url: &str,
    held: &Held,
    text_sha256: Option<String>,
    at: &str,
    next_at: Option<String>,
    n_looks: u32,
) -> Page {
    let header = |name: &str| held.headers.iter().find(|(of, _)| of == name).map(|(_, value)| value.clone());
    let (etag, last_modified) = (header("etag"), header("last-modified"));
    Page { url: url.to_owned(), etag, last_modified, text_sha256, looked_at: at.to_owned(), next_at, n_looks }
}

/// When a page is looked at again that was looked at again so often.
fn again(at: &str, n_times: usize) -> Option<String> {
    let hours = AGAIN_HOURS.get(n_times)?;
    let next = time(at)?.checked_add(SignedDuration::from_hours(*hours)).ok()?;
    Some(next.to_string())
}

/// A time or a day, as sitemaps have them.
fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse().ok().or_else(|| {
        let day = read::published_date(text).ok()?;
        jiff::tz::TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()
    })
}

/// Whether a page was changed lately enough to be news when its source was added; what says nothing may be.
fn is_news(source: &Source, changed: Option<&str>) -> bool {
    let (Some(changed), Some(added)) = (changed.and_then(time), time(&source.added_at)) else { return true };
    added.duration_since(changed) <= SignedDuration::from_hours(NEWS_HOURS)
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
fn next_look(source: &Source, at: &str, has_failed: bool, not_before: Option<Timestamp>) -> String {
    let usual = i64::from(source.every_minutes.max(1));
    let failures = if has_failed { source.n_failures.min(10) + 1 } else { 0 };
    let minutes =
        if has_failed { (usual << failures.min(10)).min(LONGEST_WAIT_MINUTES.max(usual)) } else { usual };
    let digest = hash::sha256(format!("{} {at}", source.id).as_bytes());
    let share = (f64::from(digest[0]) / 255.0 - 0.5) / 5.0;
    let seconds = (minutes * 60) as f64 * (1.0 + share);
    let now: Timestamp = at.parse().unwrap_or_default();
    let next = now.checked_add(SignedDuration::from_secs(seconds as i64)).unwrap_or(now);
    let next = not_before.map_or(next, |earliest| earliest.max(next));
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
            n_walled: 0,
            excerpt: None,
        }
    }

    fn minutes(source: &Source, has_failed: bool, not_before: Option<&str>) -> i64 {
        let at = "2026-01-05T00:00:00Z";
        let not_before = not_before.map(|at| at.parse().unwrap());
        let next: Timestamp = next_look(source, at, has_failed, not_before).parse().unwrap();
        next.duration_since(at.parse().unwrap()).as_mins()
    }

    #[test]
    fn failures_are_asked_again_later_and_later_but_daily() {
        let usual = minutes(&source(), false, None);
        assert!((54..=66).contains(&usual), "{usual}");
        let failing = |n_failures| minutes(&Source { n_failures, ..source() }, true, None);
        assert!((108..=132).contains(&failing(0)), "{}", failing(0));
        assert!(failing(2) > failing(1) && failing(9) <= 24 * 60 * 11 / 10);
        assert!(minutes(&source(), true, Some("2026-01-05T06:00:00Z")) >= 360);
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
