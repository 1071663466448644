//! Requests through a proxy that the user names: SOCKS 5 with names looked up by the proxy, as Tor's, or HTTP `CONNECT`.
//!
//! Kinds of proxies for which names would be looked up here (`socks4`, `socks5`) are refused: the look-up would tell the local
//! network which outlets are read.
use crate::Error;

/// A proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    inner: ureq::Proxy,
}

/// Where Tor listens on the machine that it runs on.
const TOR: &str = "socks5h://127.0.0.1:9050";

impl Proxy {
    /// The proxy of an address: `socks5h://…` or `http://…`.
    ///
    /// # Errors
    /// Code `proxy`, for another scheme and for what is no address.
    pub fn parse(address: &str) -> Result<Self, Error> {
        let address = address.trim();
        // A password must not come back in a message.
        let shown = address.rsplit_once('@').map_or(address, |(_, host)| host);
        match address.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase()).as_deref() {
            Some("socks5h" | "http") => {}
            Some("socks5" | "socks4" | "socks4a" | "socks") => {
                return Err(Error::proxy(shown, "with it, names of hosts would be looked up from here"));
            }
            _ => return Err(Error::proxy(shown, "its scheme is neither `socks5h` nor `http`")),
        }
        let inner = ureq::Proxy::new(address).map_err(|error| Error::proxy(shown, &error.to_string()))?;
        Ok(Self { inner })
    }

    /// Tor, as it listens on this machine.
    ///
    /// # Errors
    /// None in practice: its address is fixed.
    pub fn tor() -> Result<Self, Error> {
        Self::parse(TOR)
    }

    pub(crate) fn inner(&self) -> ureq::Proxy {
        self.inner.clone()
    }

    /// Whether an address that is to be resolved is the proxy's own.
    pub(crate) fn is_at(&self, uri: &ureq::http::Uri) -> bool {
        let own = self.inner.uri();
        own.authority() == uri.authority()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_that_would_look_names_up_here_are_refused() {
        for address in
            ["socks5://127.0.0.1:9050", "socks4://127.0.0.1:1", "ftp://127.0.0.1", "127.0.0.1:9050", ""]
        {
            assert_eq!(Proxy::parse(address).expect_err(address).code(), "proxy", "{address}");
        }
        let error = Proxy::parse("socks5://me:secret@127.0.0.1:1").expect_err("leaks").to_string();
        assert!(!error.contains("secret"), "{error}");
        assert!(Proxy::tor().is_ok() && Proxy::parse("http://proxy.example.org:3128").is_ok());
    }
}
