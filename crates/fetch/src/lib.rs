//! The only crate that opens a connection to somewhere else.
//!
//! [`get`], and [`get_if_changed`] for what is looked at again and again. A page's address comes from a person or from a page, so it is not to be trusted:
//!
//! 1. [`address`]: which internet addresses may be reached; every name is resolved here, and what is not a global
//!    address is dropped, so that no address leads into the machine or its network, after a redirect neither.
//! 2. [`target`]: which URLs are taken at all.
//! 3. [`get`]: one request for each step of a redirect, with limits of size, time and steps. No cookies, no referer, no
//!    credentials, no proxy from the environment, one fixed user agent.
//! 4. [`proxy`]: a proxy that was asked for, which then resolves the names.
//! 5. [`tape`]: what went over the wire, byte for byte, and with whom: an [`Exchange`] for each step.
#![warn(missing_docs)]
mod address;
mod error;
mod proxy;
mod robots;
mod tape;
mod target;

pub use error::{Error, RetryAfter};
pub use proxy::Proxy;
pub use robots::Robots;
pub use tape::Exchange;

use address::{Refused, Screened};
use std::io::Read as _;
use std::time::{Duration, Instant};
use tape::Tape;
use ureq::config::Config;
use ureq::http::header::{IF_MODIFIED_SINCE, IF_NONE_MATCH, LOCATION, RETRY_AFTER, SET_COOKIE};
use ureq::http::{HeaderMap, Response};
use ureq::{Agent, Body};
use url::Url;

/// How Daybook names itself to servers.
pub const USER_AGENT: &str = concat!("daybook/", "0.1");

/// What a request may cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Largest body, after decompression.
    pub max_bytes: u64,
    /// From the first look-up to the last byte, redirects included.
    pub total_time: Duration,
    /// For each connection to be made.
    pub connect_time: Duration,
    /// Steps of redirection that are followed.
    pub max_redirects: usize,
    /// Lets loopback addresses through, so that a test can have its own server. Nothing else sets it.
    pub allow_loopback_for_tests: bool,
    /// Through which every request goes; it resolves the names, so that none is looked up from here.
    pub proxy: Option<Proxy>,
}

impl Default for Limits {
    /// 64 MiB as for files; a minute, which slow pages of news outlets need; five redirects, as most clients do.
    fn default() -> Self {
        Self {
            max_bytes: 64 * 1024 * 1024,
            total_time: Duration::from_secs(60),
            connect_time: Duration::from_secs(10),
            max_redirects: 5,
            allow_loopback_for_tests: false,
            proxy: None,
        }
    }
}

/// What a server gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The body, decompressed.
    pub bytes: Vec<u8>,
    /// `Content-Type` as given, with its charset.
    pub media_type: Option<String>,
    /// The address after redirects.
    pub final_url: String,
    /// The status of the answer, such as 200.
    pub http_status: u16,
    /// The headers of the answer in its order, names in lower case; those of a compression that was undone are gone.
    pub headers: Vec<(String, String)>,
    /// Every step of a redirect and, last, the answer itself, as they went over the wire.
    pub exchanges: Vec<Exchange>,
}

/// What a copy of before said of itself, so that an unchanged page is not sent again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// `ETag` of the copy.
    pub etag: Option<String>,
    /// `Last-Modified` of the copy.
    pub last_modified: Option<String>,
}

/// Gets a page unless it is the known one: `None` where the server says that nothing has changed (status 304).
///
/// # Errors
/// As [`get`].
pub fn get_if_changed(url: &str, known: &Known, limits: &Limits) -> Result<Option<Fetched>, Error> {
    get_if_allowed(url, known, limits, &mut |_| Ok(()))
}

/// The same, where every address on the way, the first and those that redirects lead to, is shown to `gate` before it is asked for.
/// The gate may wait, which does not count as the server's time, or refuse ([`Error::refused`]).
///
/// # Errors
/// As [`get`], and what the gate refuses with.
pub fn get_if_allowed(
    url: &str,
    known: &Known,
    limits: &Limits,
    gate: &mut dyn FnMut(&str) -> Result<(), Error>,
) -> Result<Option<Fetched>, Error> {
    let mut left = limits.total_time;
    let mut url = target::parse(url)?;
    let mut exchanges = Vec::new();
    for _ in 0..=limits.max_redirects {
        gate(url.as_str())?;
        let began = Instant::now();
        let tape = Tape::default();
        let response = request(&url, known, limits, left, &tape)?;
        if response.status().as_u16() == 304 && *known != Known::default() {
            return Ok(None);
        }
        match redirect(&url, &response)? {
            Some(next) => {
                // What an answer that sends on says beside that is not read.
                drop(response);
                let step = tape.exchange(url.as_str(), &[], limits.proxy.is_some());
                exchanges.push(Exchange { coded_body: Some(Vec::new()), ..step });
                url = next;
            }
            None => {
                let mut fetched = body(&url, response, limits)?;
                exchanges.push(tape.exchange(url.as_str(), &fetched.bytes, limits.proxy.is_some()));
                fetched.exchanges = exchanges;
                return Ok(Some(fetched));
            }
        }
        left = left.saturating_sub(began.elapsed());
    }
    Err(Error::redirects(url.as_str(), limits.max_redirects))
}

/// The robots.txt of an address's host, to be parsed by [`Robots::parse`]: empty for a host without one, which allows everything; `None`
/// for one that cannot be asked, which allows nothing (RFC 9309 §2.3.1).
#[must_use]
pub fn robots(url: &str, limits: &Limits) -> Option<Vec<u8>> {
    let file = target::parse(url).ok()?.join("/robots.txt").ok()?;
    match get(file.as_str(), limits) {
        Ok(fetched) => Some(fetched.bytes),
        Err(error)
            if error.http_status().is_some_and(|status| (400..500).contains(&status) && status != 429) =>
        {
            Some(Vec::new())
        }
        Err(_) => None,
    }
}

/// The host of an address, and its path with the query: what [`Robots::allows`] takes. `None` for what is no address.
#[must_use]
pub fn host_and_path(url: &str) -> Option<(String, String)> {
    let url = target::parse(url).ok()?;
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    Some((url.host_str()?.to_owned(), format!("{}{query}", url.path())))
}

/// Gets one page.
///
/// # Errors
/// Codes `url` (not http or https, credentials in it), `address` (leads to no global address), `redirects`, `status`,
/// `too_large`, `media` (a picture, film or sound), `time` and `connection`.
pub fn get(url: &str, limits: &Limits) -> Result<Fetched, Error> {
    let fetched = get_if_changed(url, &Known::default(), limits)?;
    // Nothing was known, so that a server cannot say that it has not changed.
    fetched.ok_or_else(|| Error::status(url, 304))
}

/// One request, without following. Every step has its own agent: nothing, not even a connection, is carried over.
fn request(
    url: &Url,
    known: &Known,
    limits: &Limits,
    left: Duration,
    tape: &Tape,
) -> Result<Response<Body>, Error> {
    if left.is_zero() {
        return Err(Error::time(url.as_str()));
    }
    if limits.proxy.is_some() {
        // The proxy looks names up and connects: what can be seen of an address is all that can be checked here.
        address::check_unresolved(url, limits.allow_loopback_for_tests)
            .map_err(|why| Error::address(url.as_str(), &why))?;
    }
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(limits.proxy.as_ref().map(Proxy::inner))
        .user_agent(USER_AGENT)
        .accept("text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, text/plain, text/markdown;q=0.9, */*;q=0.1")
        .timeout_global(Some(left))
        .timeout_connect(Some(limits.connect_time))
        .max_idle_connections(0)
        .build();
    let agent = agent(config, limits, tape);
    let mut asked = agent.get(url.as_str());
    if let Some(etag) = &known.etag {
        asked = asked.header(IF_NONE_MATCH, etag);
    }
    if let Some(last_modified) = &known.last_modified {
        asked = asked.header(IF_MODIFIED_SINCE, last_modified);
    }
    asked.call().map_err(|error| failure(url, error))
}

fn agent(config: Config, limits: &Limits, tape: &Tape) -> Agent {
    let resolver = Screened::new(limits);
    Agent::with_parts(config, tape.connector(), resolver)
}

/// Where a response sends us; the new address is checked like the first.
fn redirect(url: &Url, response: &Response<Body>) -> Result<Option<Url>, Error> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = response.headers().get(LOCATION) else {
        return Err(Error::status(url.as_str(), response.status().as_u16()));
    };
    let location = location.to_str().map_err(|_| Error::url("Location", "it is not ASCII"))?;
    let next = url.join(location).map_err(|error| Error::url(location, &error.to_string()))?;
    target::check(next).map(Some)
}

fn body(url: &Url, response: Response<Body>, limits: &Limits) -> Result<Fetched, Error> {
    let http_status = response.status().as_u16();
    // Other kinds of success hold no page, or a part of one.
    if !matches!(http_status, 200 | 203) {
        let wait =
            response.headers().get(RETRY_AFTER).and_then(|wait| RetryAfter::parse(wait.to_str().ok()?));
        return Err(Error::status(url.as_str(), http_status).after(wait));
    }
    let headers = kept_headers(response.headers());
    let media_type = headers.iter().find(|(name, _)| name == "content-type").map(|(_, value)| value.clone());
    if let Some(media_type) = media_type.as_deref().filter(|media_type| is_medium(media_type)) {
        return Err(Error::media(url.as_str(), media_type));
    }
    let mut bytes = Vec::new();
    // One byte more than allowed tells a body that is too large from one that just fits.
    let mut reader = response.into_body().into_reader().take(limits.max_bytes.saturating_add(1));
    reader.read_to_end(&mut bytes).map_err(|error| failure(url, ureq::Error::from(error)))?;
    if bytes.len() as u64 > limits.max_bytes {
        return Err(Error::too_large(url.as_str(), limits.max_bytes));
    }
    Ok(Fetched { bytes, media_type, final_url: url.to_string(), http_status, headers, exchanges: Vec::new() })
}

/// Pictures, films and sounds: nothing in them is read, and what armed groups show in theirs is not kept. Not one byte is taken.
fn is_medium(media_type: &str) -> bool {
    let kind = media_type.trim_start().split('/').next().unwrap_or_default().to_ascii_lowercase();
    matches!(kind.as_str(), "image" | "video" | "audio" | "font")
}

/// What a server says may end in a log and an archive: no control characters, and nothing that names a visitor.
fn kept_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let told = headers.iter().filter(|(name, _)| *name != SET_COOKIE);
    told.map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (name.to_string(), value.chars().filter(|letter| !letter.is_control()).collect())
    })
    .collect()
}

fn failure(url: &Url, error: ureq::Error) -> Error {
    match error {
        ureq::Error::Timeout(_) => Error::time(url.as_str()),
        ureq::Error::Io(io) => match io.get_ref().and_then(|inner| inner.downcast_ref::<Refused>()) {
            Some(refused) => Error::address(url.as_str(), &refused.to_string()),
            None if io.kind() == std::io::ErrorKind::TimedOut => Error::time(url.as_str()),
            None => Error::connection(url.as_str(), &io),
        },
        other => Error::connection(url.as_str(), &other),
    }
}

#[cfg(test)]
mod tests;
