//! Which internet addresses may be reached.
//!
//! IPv4: everything but the blocks of the IANA IPv4 Special-Purpose Address Registry that are not globally reachable, and
//! multicast. IPv6: nothing outside `2000::/3`, the only block IANA gives out as global unicast, and inside it not the
//! special-purpose blocks; this leaves out mapped, compatible and translated IPv4 addresses whatever they hold.
use crate::{Limits, Proxy};
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;
use url::{Host, Url};

/// Blocks that are not the public internet: network, prefix length, what it is.
const REFUSED_V4: &[([u8; 4], u32, &str)] = &[
    ([0, 0, 0, 0], 8, "this network"),
    ([10, 0, 0, 0], 8, "private"),
    ([100, 64, 0, 0], 10, "a carrier's shared space"),
    ([127, 0, 0, 0], 8, "loopback"),
    // A cloud's host agent, on an address that is formally global.
    ([168, 63, 129, 16], 32, "a cloud's metadata"),
    ([169, 254, 0, 0], 16, "link-local, a cloud's metadata"),
    ([172, 16, 0, 0], 12, "private"),
    ([192, 0, 0, 0], 24, "protocol assignments"),
    ([192, 0, 2, 0], 24, "documentation"),
    ([192, 88, 99, 0], 24, "a 6to4 relay"),
    ([192, 168, 0, 0], 16, "private"),
    ([198, 18, 0, 0], 15, "benchmarking"),
    ([198, 51, 100, 0], 24, "documentation"),
    ([203, 0, 113, 0], 24, "documentation"),
    ([224, 0, 0, 0], 4, "multicast"),
    ([240, 0, 0, 0], 4, "reserved or broadcast"),
];

/// The only block of global unicast addresses.
const GLOBAL_V6: (u128, u32) = (0x2000 << 112, 3);

/// Blocks inside [`GLOBAL_V6`] that are not the public internet.
const REFUSED_V6: &[(u128, u32, &str)] = &[
    (0x2001_0000 << 96, 23, "protocol assignments, Teredo"),
    (0x2001_0db8 << 96, 32, "documentation"),
    (0x2002_0000 << 96, 16, "6to4"),
    (0x3ffe_0000 << 96, 16, "the former test network"),
    (0x3fff_0000 << 96, 20, "documentation"),
];

/// Why an address may not be reached; `None` for a global one.
pub(crate) fn refusal(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => refusal_v4(address),
        IpAddr::V6(address) => refusal_v6(address),
    }
}

fn refusal_v4(address: Ipv4Addr) -> Option<&'static str> {
    let bits = address.to_bits();
    let inside = |&&(network, length, _): &&([u8; 4], u32, &str)| {
        (bits ^ u32::from_be_bytes(network)) >> (32 - length) == 0
    };
    REFUSED_V4.iter().find(inside).map(|(_, _, what)| *what)
}

fn refusal_v6(address: Ipv6Addr) -> Option<&'static str> {
    let bits = address.to_bits();
    let inside = |network: u128, length: u32| (bits ^ network) >> (128 - length) == 0;
    if !inside(GLOBAL_V6.0, GLOBAL_V6.1) {
        return Some("not a global unicast address");
    }
    REFUSED_V6.iter().find(|(network, length, _)| inside(*network, *length)).map(|(_, _, what)| *what)
}

/// Ends of names that no public name server answers for (RFC 6761, RFC 6762, RFC 8375, and what clouds and home routers use).
const LOCAL_NAMES: &[&str] = &[
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "home.arpa",
    "test",
    "invalid",
];

/// Why a host may not be asked for whose address is not looked up here; what is behind a public name, only the proxy knows.
pub(crate) fn check_unresolved(url: &Url, allow_loopback: bool) -> Result<(), String> {
    let address = match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let is_local = |end: &&str| {
                name.strip_suffix(*end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            };
            let is_loopback = allow_loopback && name == "localhost";
            return match LOCAL_NAMES.iter().find(|end| is_local(end)) {
                Some(end) if !is_loopback => {
                    Err(format!("names below `{end}` are not of the public internet"))
                }
                None if !name.contains('.') => Err(format!("`{name}` is a name of a local network")),
                _ => Ok(()),
            };
        }
        None => return Err("it names no host".to_owned()),
    };
    if allow_loopback && address.is_loopback() {
        return Ok(());
    }
    match refusal(address) {
        Some(what) => Err(Refused { address, what }.to_string()),
        None => Ok(()),
    }
}

/// No address of a host may be reached.
#[derive(Debug)]
pub(crate) struct Refused {
    address: IpAddr,
    what: &'static str,
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "it leads to `{}` ({})", self.address, self.what)
    }
}

impl std::error::Error for Refused {}

/// Resolves names and drops what may not be reached. The connection is made to exactly the addresses that were checked,
/// so a name that answers differently the second time gains nothing.
#[derive(Debug)]
pub(crate) struct Screened<R = DefaultResolver> {
    inner: R,
    allow_loopback: bool,
    proxy: Option<Proxy>,
}

impl Screened {
    pub(crate) fn new(limits: &Limits) -> Self {
        let (allow_loopback, proxy) = (limits.allow_loopback_for_tests, limits.proxy.clone());
        Self { inner: DefaultResolver::default(), allow_loopback, proxy }
    }
}

impl<R: Resolver> Screened<R> {
    fn refusal(&self, address: IpAddr) -> Option<&'static str> {
        if self.allow_loopback && address.is_loopback() { None } else { refusal(address) }
    }

    fn keep(&self, found: &[SocketAddr]) -> Result<Vec<SocketAddr>, Refused> {
        let (refused, kept): (Vec<_>, Vec<_>) =
            found.iter().copied().partition(|address| self.refusal(address.ip()).is_some());
        match (kept.is_empty(), refused.first()) {
            (true, Some(first)) => {
                let address = first.ip();
                Err(Refused { address, what: self.refusal(address).unwrap_or("refused") })
            }
            _ => Ok(kept),
        }
    }
}

impl<R: Resolver> Resolver for Screened<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        // The proxy was named by the user and may well be on this machine.
        if self.proxy.as_ref().is_some_and(|proxy| proxy.is_at(uri)) {
            return Ok(found);
        }
        let kept = self
            .keep(&found)
            .map_err(|refused| ureq::Error::Io(io::Error::new(io::ErrorKind::PermissionDenied, refused)))?;
        let mut result = self.inner.empty();
        kept.into_iter().for_each(|address| result.push(address));
        Ok(result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Addresses that lead into the machine, its network, its cloud, or nowhere.
    const HOSTILE: &[&str] = &[
        // loopback, this network
        "127.0.0.1",
        "127.0.0.2",
        "127.1.2.3",
        "127.255.255.255",
        "0.0.0.0",
        "0.1.2.3",
        "0.255.255.255",
        // private
        "10.0.0.0",
        "10.0.0.1",
        "10.255.255.255",
        "172.16.0.0",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.0",
        "192.168.1.1",
        "192.168.255.255",
        // shared space, link-local, metadata
        "100.64.0.0",
        "100.100.100.200",
        "100.127.255.255",
        "169.254.0.1",
        "169.254.169.254",
        "169.254.170.2",
        "168.63.129.16",
        // assignments, documentation, benchmarking, relay
        "192.0.0.1",
        "192.0.0.170",
        "192.0.2.1",
        "198.51.100.7",
        "203.0.113.255",
        "198.18.0.1",
        "198.19.255.255",
        "192.88.99.1",
        // multicast, reserved, broadcast
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.254",
        "255.255.255.255",
        // IPv6: unspecified, loopback, compatible, mapped
        "::",
        "::1",
        "::127.0.0.1",
        "::10.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:8.8.8.8",
        "::ffff:0:127.0.0.1",
        // translation
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::808:808",
        "64:ff9b:1::a00:1",
        // tunnels
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2002:808:808::",
        "2001::7f00:1",
        "2001:0:53aa:64c:0:0:80ff:fffe",
        // local, site, link
        "fc00::1",
        "fd00::1",
        "fdff:ffff::1",
        "fd00:ec2::254",
        "fe80::1",
        "febf::1",
        "fec0::1",
        // multicast, discard, documentation, segment routing, unassigned
        "ff02::1",
        "ff05::2",
        "ff0e::1",
        "100::1",
        "2001:db8::1",
        "3fff::1",
        "3fff:fff::1",
        "5f00::1",
        "3ffe::1",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "4000::1",
        "8000::1",
        "1::1",
    ];

    /// Global addresses on both sides of the refused blocks, and well-known ones.
    const GLOBAL: &[&str] = &[
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "168.63.129.15",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "203.0.112.255",
        "203.0.114.0",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2606:4700:4700::1111",
        "2003::1",
        "2a00::1",
        "3ffd::1",
        "3fff:1000::1",
    ];

    fn screened(allow_loopback_for_tests: bool) -> Screened {
        Screened::new(&Limits { allow_loopback_for_tests, ..Limits::default() })
    }

    #[test]
    fn what_is_not_the_public_internet_is_refused() {
        assert!(HOSTILE.len() >= 60, "{}", HOSTILE.len());
        let passed: Vec<_> =
            HOSTILE.iter().filter(|text| refusal(text.parse().expect("an address")).is_none()).collect();
        assert!(passed.is_empty(), "{passed:?}");
    }

    #[test]
    fn the_public_internet_is_not_refused() {
        let refused: Vec<_> =
            GLOBAL.iter().filter(|text| refusal(text.parse().expect("an address")).is_some()).collect();
        assert!(refused.is_empty(), "{refused:?}");
    }

    /// A name server of an attacker: each look-up has another answer.
    #[derive(Debug)]
    struct Rebinding(std::sync::Mutex<Vec<&'static str>>);

    impl Resolver for Rebinding {
        fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
            let mut found = self.empty();
            let next = self.0.lock().expect("one thread").remove(0);
            found.push(next.parse().expect("an address"));
            Ok(found)
        }
    }

    #[test]
    fn a_name_that_changes_its_answer_is_screened_at_every_look_up() {
        let answers =
            vec!["1.1.1.1:80", "169.254.169.254:80", "[::ffff:127.0.0.1]:80", "[64:ff9b::a00:1]:80"];
        let inner = Rebinding(std::sync::Mutex::new(answers));
        let screened = Screened { inner, allow_loopback: false, proxy: None };
        let uri = "http://rebind.example.org/".parse().expect("an address");
        let config = Config::default();
        let timeout = NextTimeout {
            after: ureq::unversioned::transport::time::Duration::NotHappening,
            reason: ureq::Timeout::Global,
            per_read: None,
            per_write: None,
        };
        // What is connected to is what this gives back, and nothing else.
        let first = screened.resolve(&uri, &config, timeout).expect("global");
        assert_eq!(&first[..], &["1.1.1.1:80".parse().expect("an address")]);
        for _ in 0..3 {
            assert!(matches!(screened.resolve(&uri, &config, timeout), Err(ureq::Error::Io(_))));
        }
    }

    #[test]
    fn of_mixed_answers_only_the_global_ones_are_kept() {
        let addresses: Vec<SocketAddr> =
            ["127.0.0.1:80", "[::1]:80", "1.1.1.1:80"].map(|text| text.parse().expect("an address")).into();
        assert_eq!(screened(false).keep(&addresses).expect("one is global"), addresses[2..]);
        assert_eq!(screened(true).keep(&addresses).expect("all pass"), addresses);
        let refused = screened(false).keep(&addresses[..2]).expect_err("none is global");
        assert_eq!(refused.to_string(), "it leads to `127.0.0.1` (loopback)");
        let private = ["10.0.0.1:80".parse().expect("an address")];
        assert!(screened(true).keep(&private).is_err(), "the exception is for loopback alone");
    }
}
