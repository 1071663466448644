//! Which URLs are taken at all.
use crate::Error;
use url::Url;

/// Parses an address as browsers do, so that `http://0x7f.1/` is seen as what it is, and checks it.
pub(crate) fn parse(url: &str) -> Result<Url, Error> {
    check(Url::parse(url.trim()).map_err(|error| Error::url(url, &error.to_string()))?)
}

/// Only http and https, with a host and without credentials; the fragment never leaves.
pub(crate) fn check(mut url: Url) -> Result<Url, Error> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Error::url(url.as_str(), "its scheme is neither `http` nor `https`"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        // The message leaves the credentials out: it may end in a log.
        let host = url.host_str().unwrap_or_default().to_owned();
        return Err(Error::url(&host, "its address has a user name or password in it"));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(Error::url(url.as_str(), "it names no host"));
    }
    url.set_fragment(None);
    Ok(url)
}
