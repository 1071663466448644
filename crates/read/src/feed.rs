//! Feeds: RSS 0.9 to 2.0, Atom (RFC 4287) and JSON Feed 1. A feed is cut into its entries, each the very bytes of the
//! feed, so that an entry can be kept and read again by itself.
//!
//! Read here and not through a feed library, because those give no offsets, and an entry is evidence: its bytes are kept.
use crate::container::{Item, Part, broken, part_name};
use crate::page::{Block, BlockKind, blocks_of};
use crate::xml::{Node, nodes};
use crate::{Error, Found, Given, Input, html, issue, published_date, tidy};
use jiff::civil::Date;
use model::{Metadata, Published, PublishedFrom, Text};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Which kind of feed an entry is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryKind {
    Rss,
    Atom,
    Json,
}

impl EntryKind {
    /// The media type under which an entry is kept; that of Atom is registered, the others follow it.
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml;type=entry",
            Self::Atom => "application/atom+xml;type=entry",
            Self::Json => "application/feed+json;type=entry",
        }
    }

    pub(crate) fn of_media_type(media_type: &str) -> Option<Self> {
        [Self::Rss, Self::Atom, Self::Json].into_iter().find(|kind| kind.media_type() == media_type)
    }
}

/// Whether a file begins as a feed does.
pub(crate) fn looks_like(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    if head.starts_with('{') {
        return head.contains("https://jsonfeed.org/version/")
            || head.contains("https:\\/\\/jsonfeed.org\\/version\\/");
    }
    let root = nodes(head).find_map(|node| match node {
        Ok(Node::Open { name, .. }) => Some(name),
        _ => None,
    });
    head.starts_with('<') && matches!(root.as_deref(), Some("rss" | "feed" | "RDF"))
}

/// The entries of a feed.
pub(crate) fn entries(name: &str, text: &str) -> Vec<Item> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_start().starts_with('{') { json_entries(name, text) } else { xml_entries(name, text) }
}

fn part(container: &str, number: usize, bytes: &str, kind: EntryKind, outlet: Option<&str>) -> Item {
    let given = Given { source: outlet.map(str::to_owned), ..Given::default() };
    Item::Part(Part {
        bytes: bytes.as_bytes().to_vec(),
        name: part_name(container, number),
        media_type: Some(kind.media_type().to_owned()),
        given,
    })
}

fn xml_entries(name: &str, xml: &str) -> Vec<Item> {
    let mut found: Vec<(std::ops::Range<usize>, EntryKind)> = Vec::new();
    let (mut path, mut outlet, mut open): (Vec<String>, String, Option<(usize, usize, EntryKind)>) =
        (Vec::new(), String::new(), None);
    let mut fault = None;
    let mut stream = nodes(xml);
    loop {
        let before = stream.position();
        let Some(node) = stream.next() else { break };
        match node {
            Ok(Node::Open { name, .. }) => {
                let kind = match name.as_str() {
                    "item" => Some(EntryKind::Rss),
                    "entry" => Some(EntryKind::Atom),
                    _ => None,
                };
                if let (None, Some(kind)) = (&open, kind) {
                    open = Some((before, path.len(), kind));
                }
                path.push(name);
            }
            Ok(Node::Words(words)) => {
                let path: Vec<&str> = path.iter().take(4).map(String::as_str).collect();
                let is_outlet =
                    matches!(path.as_slice(), ["rss" | "RDF", "channel", "title"] | ["feed", "title"]);
                if is_outlet {
                    outlet.push_str(&words);
                }
            }
            Ok(Node::Close { .. }) => {
                path.pop();
                if let Some((start, depth, kind)) = open.filter(|(_, depth, _)| *depth == path.len()) {
                    debug_assert_eq!(depth, path.len());
                    found.push((start..stream.position(), kind));
                    open = None;
                }
            }
            Err(why) => fault = Some(why),
        }
    }
    // A feed that was cut short: what was whole is kept, and the rest is named.
    if let (None, Some(open)) = (&fault, path.last()) {
        fault = Some(format!("it ends within `<{open}>`"));
    }
    let outlet = outlet.split_whitespace().collect::<Vec<_>>().join(" ");
    let outlet = Some(outlet.as_str()).filter(|outlet| !outlet.is_empty());
    let parts = found.into_iter().enumerate().filter_map(|(at, (range, kind))| {
        let bytes = xml.get(range)?.trim();
        Some(part(name, at + 1, bytes, kind, outlet))
    });
    let fault = fault.map(|why| Item::Refused(broken(name, &why)));
    parts.chain(fault).collect()
}

#[derive(Deserialize)]
struct JsonFeed<'j> {
    title: Option<String>,
    #[serde(borrow, default)]
    items: Vec<&'j RawValue>,
}

fn json_entries(name: &str, json: &str) -> Vec<Item> {
    match serde_json::from_str::<JsonFeed<'_>>(json) {
        Ok(feed) => {
            let outlet = feed.title.as_deref();
            let items = feed.items.iter().enumerate();
            items.map(|(at, item)| part(name, at + 1, item.get(), EntryKind::Json, outlet)).collect()
        }
        Err(error) => vec![Item::Refused(broken(name, &error.to_string()))],
    }
}

/// An entry, read.
#[derive(Debug, Default)]
struct Entry {
    title: Option<String>,
    link: Option<String>,
    /// As written, the first publication before changes.
    dates: Vec<(u8, String)>,
    language: Option<String>,
    /// Markup and words, the whole text before summaries.
    bodies: Vec<(u8, Body)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Body {
    Html(String),
    Plain(String),
}

/// Rank of a body that is only a summary.
const SUMMARY: u8 = 2;

/// Reads one entry.
///
/// # Errors
/// Codes `damaged`, `no_text` and `page`.
pub(crate) fn read(input: &Input<'_>, kind: EntryKind) -> Result<Found, Error> {
    let damaged =
        |why: &str| Error::new("damaged", format!("the entry `{}` is cut off or broken: {why}", input.name));
    let text = std::str::from_utf8(input.bytes).map_err(|error| damaged(&error.to_string()))?;
    let mut entry = match kind {
        EntryKind::Rss | EntryKind::Atom => xml_entry(text),
        EntryKind::Json => json_entry(text),
    }
    .map_err(|why| damaged(&why))?;
    entry.bodies.sort_by_key(|(rank, _)| *rank);
    let title = tidy::logical(&one_line(entry.title.as_deref().unwrap_or("")));
    let mut issues = Vec::new();
    let mut blocks = Vec::new();
    for (rank, body) in &entry.bodies {
        blocks = body_blocks(body).map_err(|why| Error::page(input.name, &why))?;
        if !blocks.is_empty() {
            if *rank >= SUMMARY {
                issues.push(issue("summary", "the feed gives a summary of the report only"));
            }
            break;
        }
    }
    if blocks.is_empty() && title.is_empty() {
        return Err(Error::new(
            "no_text",
            format!("the entry `{}` has neither a title nor words", input.name),
        ));
    }
    entry.dates.sort();
    let published = entry.dates.iter().find_map(|(_, text)| day(text));
    if let (None, Some((_, text))) = (published, entry.dates.first()) {
        issues.push(issue(
            "published_unreadable",
            format!("the entry gives its date as `{text}`, which cannot be read"),
        ));
    }
    let (text, regions) = html::lay_out(&title, &blocks, !title.is_empty());
    let metadata = Metadata {
        title: Some(title).filter(|title| !title.is_empty()),
        published: published.map(|date| Published { date, from: PublishedFrom::FrontMatter }),
        source: None,
        url: entry.link.filter(|link| link.starts_with("http")),
        language: entry.language.filter(|tag| crate::front_matter::is_language_tag(tag)),
    };
    Ok(Found { text: Text::new("feed/1", text, regions), metadata, issues })
}

fn body_blocks(body: &Body) -> Result<Vec<Block>, String> {
    match body {
        Body::Html(html) => blocks_of(&tidy::logical(html)),
        Body::Plain(words) => Ok(tidy::logical(words)
            .split("\n\n")
            .map(one_line)
            .filter(|text| !text.is_empty())
            .map(|text| Block { kind: BlockKind::Paragraph, text })
            .collect()),
    }
}

/// The day in either of the two forms that feeds have, in the outlet's own time zone.
fn day(text: &str) -> Option<Date> {
    published_date(text).ok().or_else(|| {
        let zoned = jiff::fmt::rfc2822::DateTimeParser::new()
            .relaxed_weekday(true)
            .parse_zoned_datetime(text.trim())
            .ok()?;
        Some(zoned.date())
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A field of an entry that is open.
struct Field {
    name: String,
    attributes: BTreeMap<String, String>,
    words: String,
    /// Where its markup begins.
    start: usize,
}

fn xml_entry(xml: &str) -> Result<Entry, String> {
    let mut entry = Entry::default();
    let mut stream = nodes(xml);
    let mut depth = 0_usize;
    let mut field: Option<Field> = None;
    loop {
        let before = stream.position();
        let Some(node) = stream.next() else { break };
        match node? {
            Node::Open { prefixed, attributes, .. } => {
                if depth == 0
                    && let Some(language) = attributes.get("lang")
                {
                    entry.language = Some(language.clone());
                }
                depth += 1;
                if depth == 2 {
                    field = Some(Field {
                        name: prefixed,
                        attributes,
                        words: String::new(),
                        start: stream.position(),
                    });
                }
            }
            Node::Words(words) => {
                if let Some(field) = &mut field {
                    field.words.push_str(&words);
                }
            }
            Node::Close { .. } => {
                if depth == 2
                    && let Some(field) = field.take()
                {
                    let markup = xml.get(field.start..before).unwrap_or("");
                    entry.set(&field.name, &field.attributes, field.words, markup);
                }
                depth = depth.saturating_sub(1);
            }
        }
    }
    if depth == 0 { Ok(entry) } else { Err("it ends before its end".to_owned()) }
}

impl Entry {
    fn set(&mut self, name: &str, attributes: &BTreeMap<String, String>, words: String, markup: &str) {
        let attribute = |key: &str| attributes.get(key).map_or("", String::as_str);
        let body = |words: String| match attribute("type") {
            "xhtml" => Body::Html(markup.to_owned()),
            "text" | "text/plain" => Body::Plain(words),
            _ => Body::Html(words),
        };
        match name {
            "title" => {
                // A title may hold markup, escaped once more.
                let plain = blocks_of(&words).ok().and_then(|blocks| blocks.into_iter().next());
                self.title = plain.map(|block| block.text).or(Some(words));
            }
            "link" if !attribute("href").is_empty() => {
                if matches!(attribute("rel"), "" | "alternate") {
                    self.link.get_or_insert_with(|| attribute("href").to_owned());
                }
            }
            "link" => self.link = Some(words.trim().to_owned()),
            "guid" if attribute("isPermaLink") != "false" => {
                self.link.get_or_insert_with(|| words.trim().to_owned());
            }
            "pubDate" | "published" | "issued" | "dcterms:issued" => self.dates.push((0, words)),
            "dc:date" | "date" | "created" => self.dates.push((1, words)),
            "updated" | "modified" | "atom:updated" => self.dates.push((2, words)),
            "dc:language" | "language" => self.language = Some(words.trim().to_owned()),
            "content:encoded" => self.bodies.push((0, Body::Html(words))),
            "content" | "atom:content" => self.bodies.push((1, body(words))),
            "description" | "summary" | "atom:summary" => self.bodies.push((SUMMARY, body(words))),
            // Categories, media, comments and the like say nothing that is kept.
            _ => {}
        }
    }
}

#[derive(Deserialize)]
struct JsonItem {
    title: Option<String>,
    url: Option<String>,
    language: Option<String>,
    date_published: Option<String>,
    date_modified: Option<String>,
    content_text: Option<String>,
    content_html: Option<String>,
    summary: Option<String>,
}

fn json_entry(json: &str) -> Result<Entry, String> {
    let item: JsonItem = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let dates = [(0, item.date_published), (2, item.date_modified)];
    let bodies = [
        (0, item.content_html.map(Body::Html)),
        (1, item.content_text.map(Body::Plain)),
        (SUMMARY, item.summary.map(Body::Plain)),
    ];
    Ok(Entry {
        title: item.title,
        link: item.url,
        dates: dates.into_iter().filter_map(|(rank, date)| Some((rank, date?))).collect(),
        language: item.language,
        bodies: bodies.into_iter().filter_map(|(rank, body)| Some((rank, body?))).collect(),
    })
}
