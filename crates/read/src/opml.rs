//! OPML 2.0: lists of feeds, as feed readers write them.
use crate::xml::{Node, nodes};

/// A feed in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// Its address (`xmlUrl`).
    pub url: String,
    /// Its name.
    pub title: Option<String>,
    /// Its language.
    pub language: Option<String>,
}

/// Whether a text begins as OPML does.
#[must_use]
pub fn looks_like(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let root = nodes(text).find_map(|node| match node {
        Ok(Node::Open { name, .. }) => Some(name),
        _ => None,
    });
    text.starts_with('<') && root.as_deref() == Some("opml")
}

/// The feeds of a list, in its order, each address once.
///
/// # Errors
/// Where the text is no XML to its end.
pub fn outlines(text: &str) -> Result<Vec<Outline>, String> {
    let mut found: Vec<Outline> = Vec::new();
    for node in nodes(text.trim_start_matches('\u{feff}')) {
        let Node::Open { name, attributes, .. } = node? else { continue };
        if name != "outline" {
            continue;
        }
        let attribute = |wanted: &str| {
            let found = attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            found.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        let Some(url) = attribute("xmlUrl") else { continue };
        if !found.iter().any(|known| known.url == url) {
            found.push(Outline {
                url,
                title: attribute("title").or_else(|| attribute("text")),
                language: attribute("language"),
            });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_are_taken_out_of_their_folders_once() {
        let text = r#"<?xml version="1.0"?><opml version="2.0"><head><title>mine</title></head><body>
            <outline text="Wires"><outline type="rss" text="Example Wire" xmlUrl="https://a.example.org/feed?x=1&amp;y=2" htmlUrl="https://a.example.org/"/></outline>
            <outline text="B" title="Better" xmlUrl="https://b.example.org/rss" language="fa"/><outline text="again" xmlUrl="https://b.example.org/rss"/>
            <outline text="no feed"/></body></opml>"#;
        assert!(looks_like(text) && !looks_like("https://a.example.org/feed"));
        let found = outlines(text).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].url.as_str(), found[0].title.as_deref()),
            ("https://a.example.org/feed?x=1&y=2", Some("Example Wire"))
        );
        assert_eq!((found[1].title.as_deref(), found[1].language.as_deref()), (Some("Better"), Some("fa")));
        assert!(outlines("<opml><body><outline").is_err());
    }
}
