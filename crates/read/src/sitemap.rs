//! Sitemaps (the Sitemaps protocol 0.9, with the news extension): lists of pages, and lists of such lists, plain or gzip.
use crate::MAX_BYTES;
use crate::xml::{Node, nodes};
use flate2::read::MultiGzDecoder;
use std::io::Read as _;

/// An address in a sitemap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Its address (`loc`).
    pub url: String,
    /// When it was changed last, as written (`lastmod`).
    pub changed: Option<String>,
    /// Its headline (`news:title`).
    pub title: Option<String>,
    /// When it was published, as written (`news:publication_date`).
    pub published: Option<String>,
    /// Whether it is another sitemap.
    pub is_sitemap: bool,
}

/// The text of a sitemap, if the bytes are one: unpacked, as UTF-8.
#[must_use]
pub fn text(bytes: &[u8]) -> Option<String> {
    let mut unpacked = Vec::new();
    let bytes = if bytes.starts_with(b"\x1f\x8b") {
        // What is cut off or too long is read as far as it goes; the parser says that it has no end.
        let _ = MultiGzDecoder::new(bytes).take(MAX_BYTES).read_to_end(&mut unpacked);
        &unpacked[..]
    } else {
        bytes
    };
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let root = nodes(head).find_map(|node| match node {
        Ok(Node::Open { name, .. }) => Some(name),
        _ => None,
    });
    let is_sitemap = head.starts_with('<') && matches!(root.as_deref(), Some("urlset" | "sitemapindex"));
    is_sitemap.then(|| String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').to_owned())
}

/// The places of a sitemap in its order, and why it could not be read to its end, if so.
#[must_use]
pub fn places(text: &str) -> (Vec<Place>, Option<String>) {
    let (mut found, mut open): (Vec<Place>, Option<Place>) = (Vec::new(), None);
    let (mut path, mut words): (Vec<String>, String) = (Vec::new(), String::new());
    for node in nodes(text) {
        match node {
            Ok(Node::Open { name, .. }) => {
                if matches!(name.as_str(), "url" | "sitemap") {
                    open = Some(Place { is_sitemap: name == "sitemap", ..Place::default() });
                }
                path.push(name);
                words.clear();
            }
            Ok(Node::Words(more)) => words.push_str(&more),
            Ok(Node::Close { .. }) => {
                let name = path.pop().unwrap_or_default();
                let parent = path.last().map(String::as_str);
                let value = std::mem::take(&mut words).split_whitespace().collect::<Vec<_>>().join(" ");
                match (&mut open, name.as_str(), parent) {
                    (Some(_), "url" | "sitemap", _) => {
                        found.extend(open.take().filter(|place| place.url.starts_with("http")));
                    }
                    // Pictures and videos have a `loc` of their own, deeper.
                    (Some(place), "loc", Some("url" | "sitemap")) => place.url = value,
                    (Some(place), "lastmod", _) if !value.is_empty() => place.changed = Some(value),
                    (Some(place), "title", Some("news")) if !value.is_empty() => place.title = Some(value),
                    (Some(place), "publication_date", _) if !value.is_empty() => {
                        place.published = Some(value);
                    }
                    _ => {}
                }
            }
            Err(why) => return (found, Some(why)),
        }
    }
    let fault = path.last().map(|open| format!("it ends within `<{open}>`"));
    (found, fault)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write as _;

    const NEWS: &str = r#"<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="x" xmlns:image="y">
        <url><loc> https://a.example.org/1?x=1&amp;y=2 </loc><lastmod>2026-05-01T10:00:00+02:00</lastmod>
        <image:image><image:loc>https://a.example.org/p.jpg</image:loc></image:image>
        <news:news><news:publication_date>2026-05-01</news:publication_date><news:title>Fighting &amp; talks</news:title></news:news></url>
        <url><loc>https://a.example.org/2</loc></url><url><loc>javascript:1</loc></url></urlset>"#;

    #[test]
    fn places_come_with_their_times_and_headlines() {
        let (places, fault) = places(&text(NEWS.as_bytes()).unwrap());
        assert_eq!((places.len(), fault), (2, None));
        assert_eq!(places[0].url, "https://a.example.org/1?x=1&y=2");
        assert_eq!(places[0].changed.as_deref(), Some("2026-05-01T10:00:00+02:00"));
        assert_eq!(places[0].title.as_deref(), Some("Fighting & talks"));
        assert_eq!(
            (places[0].published.as_deref(), places[1].changed.as_deref()),
            (Some("2026-05-01"), None)
        );
    }

    #[test]
    fn an_index_packed_is_read_and_a_cut_one_as_far_as_it_goes() {
        let index = "<sitemapindex><sitemap><loc>https://a.example.org/s1.xml.gz</loc><lastmod>2026-05-01</lastmod></sitemap></sitemapindex>";
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(index.as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        let (found, fault) = places(&text(&packed).unwrap());
        assert!(found.len() == 1 && found[0].is_sitemap && fault.is_none());
        let (found, fault) = places(&NEWS[..NEWS.find("<url><loc>https://a.example.org/2").unwrap()]);
        assert!(found.len() == 1 && fault.is_some(), "{fault:?}");
        assert_eq!(text(b"<html><body>no sitemap</body></html>"), None);
        assert_eq!(text(b"\x1f\x8b\x08broken"), None);
    }
}
