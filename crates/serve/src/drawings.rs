//! Drawings that are too large to stand in a page: the page names each by its content, a browser asks for it when it comes into view.
//!
//! They are made with the page and put aside. One that was dropped since is made again with its page.
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Smaller ones stand in the page itself: a request would cost more.
pub(crate) const INLINE_BYTES: usize = 8 * 1024;

/// Bytes put aside at most; the oldest go first. A large group has a megabyte.
const MOST_BYTES: usize = 16 << 20;

/// What an image has of a page's style: it is drawn without the page.
const STYLE: &str = "<style>:root{color:#1f2023}.halo{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}@media (prefers-color-scheme:dark){:root{color:#e6e4df}.halo{stroke:#1e2024}}</style>";

/// Drawings by address and content.
#[derive(Debug, Default)]
pub(crate) struct Drawings(Mutex<VecDeque<Drawing>>);

#[derive(Debug)]
struct Drawing {
    path: String,
    digest: String,
    svg: Arc<str>,
}

impl Drawings {
    /// Puts a drawing aside under the path that it is asked for by; gives the digest that its address ends in.
    pub(crate) fn put(&self, path: &str, svg: &str) -> String {
        let svg = match svg.split_once('>') {
            Some((head, rest)) => format!("{head}>{STYLE}{rest}"),
            None => svg.to_owned(),
        };
        let digest = model::hash::sha256_hex(svg.as_bytes())[..16].to_owned();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The newest of a path stands last: that is the one that is found by it.
        all.retain(|known| known.path != path || known.digest != digest);
        all.push_back(Drawing { path: path.to_owned(), digest: digest.clone(), svg: svg.into() });
        let mut bytes = all.iter().map(|one| one.svg.len()).sum::<usize>();
        while bytes > MOST_BYTES
            && let Some(oldest) = all.pop_front()
        {
            bytes -= oldest.svg.len();
        }
        digest
    }

    /// The drawing of this content.
    pub(crate) fn of_digest(&self, path: &str, digest: &str) -> Option<Arc<str>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().find(|one| one.path == path && one.digest == digest).map(|one| Arc::clone(&one.svg))
    }

    /// The drawing that was put last under this path.
    pub(crate) fn newest(&self, path: &str) -> Option<Arc<str>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().rfind(|one| one.path == path).map(|one| Arc::clone(&one.svg))
    }
}

/// Width and height of a drawing, as its `viewBox` says.
pub(crate) fn size(svg: &str) -> Option<(u32, u32)> {
    let numbers = svg.split_once("viewBox=\"")?.1.split('"').next()?;
    let mut numbers = numbers.split(' ').skip(2).map(|number| number.parse::<f64>().ok());
    let mut next = || {
        numbers
            .next()
            .flatten()
            .filter(|number| (1.0..=1e5).contains(number))
            .map(|number| number.round() as u32)
    };
    Some((next()?, next()?))
}

/// Title and description of a drawing, escaped as they stand in it.
pub(crate) fn words(svg: &str) -> String {
    let of = |tag: &str| {
        let start = svg.split_once(&format!("<{tag}>"))?.1;
        start.split_once(&format!("</{tag}>")).map(|(words, _)| words)
    };
    [of("title"), of("desc")].into_iter().flatten().collect::<Vec<_>>().join(". ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_is_found_by_its_content_and_the_newest_by_its_path() {
        let drawings = Drawings::default();
        let svg = |words: &str| {
            format!("<svg viewBox=\"0 0 640 80.6\"><title>{words}</title><desc>b &amp; c</desc></svg>")
        };
        let (one, other) = (drawings.put("/a", &svg("a")), drawings.put("/a", &svg("b")));
        assert!(drawings.of_digest("/a", &one).unwrap().contains("<title>a</title>"));
        assert!(drawings.newest("/a").unwrap().contains("<title>b</title>"));
        assert!(drawings.of_digest("/b", &one).is_none() && drawings.of_digest("/a", "").is_none());
        drawings.put("/a", &svg("a"));
        assert!(drawings.newest("/a").unwrap().contains("<title>a</title>") && one != other);
        assert_eq!((size(&svg("a")), words(&svg("a")).as_str()), (Some((640, 81)), "a. b &amp; c"));
    }

    #[test]
    fn what_is_put_aside_is_bounded() {
        let drawings = Drawings::default();
        let large = "x".repeat(1 << 20);
        let first = drawings.put("/0", &large);
        for at in 1..20 {
            drawings.put(&format!("/{at}"), &large);
        }
        assert!(drawings.of_digest("/0", &first).is_none() && drawings.newest("/19").is_some());
    }
}
