//! Why a page could not be had.
use std::fmt::Display;
use std::time::Duration;

/// When a server wants to be asked again (`Retry-After`, RFC 9110 §10.2.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RetryAfter {
    /// After so long.
    Wait(Duration),
    /// At a time, as the server wrote it (such as `Wed, 21 Oct 2015 07:28:00 GMT`): this crate has no clock.
    At(String),
}

impl RetryAfter {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.parse() {
            Ok(seconds) => Some(Self::Wait(Duration::from_secs(seconds))),
            // A number too large for any clock, or below zero, is no time.
            Err(_)
                if text.is_empty()
                    || text.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                None
            }
            Err(_) => Some(Self::At(text.to_owned())),
        }
    }
}

/// Why a page could not be had: a stable [`code`](Error::code) and a message that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    code: &'static str,
    message: String,
    http_status: Option<u16>,
    retry_after: Option<RetryAfter>,
}

impl Error {
    /// A stable word for the kind of failure: `url`, `address`, `redirects`, `status`, `too_large`, `time`, `connection`,
    /// `proxy`, `media`, `refused`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    fn new(code: &'static str, message: String) -> Self {
        Self { code, message, http_status: None, retry_after: None }
    }

    /// The status that a server answered with, where that is the failure.
    #[must_use]
    pub const fn http_status(&self) -> Option<u16> {
        self.http_status
    }

    /// When the server wants to be asked again, where it says so.
    #[must_use]
    pub const fn retry_after(&self) -> Option<&RetryAfter> {
        self.retry_after.as_ref()
    }

    /// A page that is not asked for, by the choice of who asks.
    #[must_use]
    pub fn refused(message: String) -> Self {
        Self::new("refused", message)
    }

    pub(crate) fn proxy(found: &str, why: &str) -> Self {
        Self::new(
            "proxy",
            format!(
                "`{found}` is no proxy that is used: {why}\nhint: give `socks5h://host:port` (names are looked up by the proxy) or `http://host:port`"
            ),
        )
    }

    pub(crate) fn after(self, retry_after: Option<RetryAfter>) -> Self {
        Self { retry_after, ..self }
    }

    pub(crate) fn url(found: &str, why: &str) -> Self {
        Self::new(
            "url",
            format!("`{found}` cannot be fetched: {why}\nhint: give an `https://` address of a page"),
        )
    }

    pub(crate) fn address(url: &str, why: &str) -> Self {
        Self::new(
            "address",
            format!(
                "`{url}` is not fetched: {why}\nhint: only addresses on the public internet are; save the page and add the file"
            ),
        )
    }

    pub(crate) fn media(url: &str, media_type: &str) -> Self {
        Self::new(
            "media",
            format!(
                "`{url}` is `{media_type}`: only texts are fetched\nhint: if it matters, describe it in a report of your own"
            ),
        )
    }

    pub(crate) fn redirects(url: &str, limit: usize) -> Self {
        Self::new(
            "redirects",
            format!("`{url}` sends on again after {limit} redirects, more than are followed"),
        )
    }

    pub(crate) fn status(url: &str, status: u16) -> Self {
        let error = Self::new(
            "status",
            format!(
                "`{url}` answered with status {status}, expected 200\nhint: open it in a browser, save the page and add the file"
            ),
        );
        Self { http_status: Some(status), ..error }
    }

    pub(crate) fn too_large(url: &str, limit: u64) -> Self {
        Self::new("too_large", format!("`{url}` has more than the limit of {limit} bytes"))
    }

    pub(crate) fn time(url: &str) -> Self {
        Self::new("time", format!("`{url}` did not answer in time"))
    }

    pub(crate) fn connection(url: &str, why: &dyn Display) -> Self {
        Self::new("connection", format!("`{url}` could not be fetched: {why}"))
    }
}
