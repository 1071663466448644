//! Feeds: RSS 0.9 to 2.0, Atom (RFC 4287) and JSON Feed 1. A feed is cut into its entries, each the very bytes of the
//! feed, so that an entry can be kept and read again by itself.
//!
//! Read here and not through a feed library, because those give no offsets, and an entry is evidence: its bytes are kept.
use crate::container::{Item, Part, broken, part_name};
use crate::page::{Block, BlockKind, blocks_of};
use crate::xml::{Node, nodes, nodes_within};
use crate::{Error, Found, Given, Input, html, issue, published_date, tidy};
use jiff::civil::Date;
use lexicon::Dates;
use model::{Metadata, Published, PublishedFrom, Text};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::ops::Range;
use url::Url;

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
    let head = match encoding_rs::Encoding::for_bom(head) {
        Some((encoding, _)) => encoding.decode(head).0,
        None => String::from_utf8_lossy(head),
    };
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

/// An entry where it stands, and the address that its links are relative to.
struct Cut {
    range: Range<usize>,
    kind: EntryKind,
    base: Option<Url>,
}

/// What stands in a stretch of a feed.
#[derive(Default)]
struct Stretch {
    entries: Vec<Cut>,
    outlet: String,
    /// The feed's own address and that of its outlet, as it gives them.
    home: Option<Url>,
    /// Why it cannot be read on, where that is, and where the entry began that was being read.
    fault: Option<(String, usize, Option<usize>)>,
}

fn xml_entries(name: &str, xml: &str) -> Vec<Item> {
    let address = Url::parse(name).ok().filter(is_web);
    let mut whole = stretch(xml, 0, address.as_ref(), false);
    let mut n_gaps = 0;
    let mut last = whole.fault.take();
    // An entry that is broken does not take the others with it: the next one that begins is read on from.
    while let Some((_, at, open)) = &last {
        let from = open.map_or(*at, |open| open + 1);
        let Some((next, _)) = next_entry(xml, from) else { break };
        match open {
            Some(open) => {
                let kind = if xml[*open..].starts_with("<item") { EntryKind::Rss } else { EntryKind::Atom };
                whole.entries.push(Cut { range: *open..next, kind, base: None });
            }
            None => n_gaps += 1,
        }
        let more = stretch(xml, next, address.as_ref(), true);
        whole.entries.extend(more.entries);
        last = more.fault;
    }
    let outlet = whole.outlet.split_whitespace().collect::<Vec<_>>().join(" ");
    let outlet = Some(outlet.as_str()).filter(|outlet| !outlet.is_empty());
    let home = whole.home;
    let parts = whole.entries.into_iter().enumerate().filter_map(|(at, cut)| {
        let bytes = xml.get(cut.range)?.trim();
        let mut item = part(name, at + 1, bytes, cut.kind, outlet);
        if let Item::Part(part) = &mut item {
            part.given.url = resolved(bytes, cut.base.as_ref().or(home.as_ref()));
        }
        Some(item)
    });
    let note = (n_gaps > 0).then(|| {
        Item::Note(format!(
            "`{name}`: {n_gaps} stretches between entries cannot be read and were passed over"
        ))
    });
    let fault = last.map(|(why, ..)| Item::Refused(broken(name, &why)));
    parts.chain(note).chain(fault).collect()
}

/// The entries from a byte on. `is_within`: not from the beginning of the feed, so that ends without a beginning are none of its faults.
fn stretch(xml: &str, from: usize, base: Option<&Url>, is_within: bool) -> Stretch {
    let mut found = Stretch::default();
    let mut path: Vec<(String, Option<Url>)> = Vec::new();
    let mut open: Option<(usize, usize, EntryKind)> = None;
    let mut stream = if is_within { nodes_within(&xml[from..]) } else { nodes(&xml[from..]) };
    loop {
        let before = from + stream.position();
        let Some(node) = stream.next() else { break };
        match node {
            Ok(Node::Open { name, attributes, .. }) => {
                let above = path.last().map_or(base, |(_, base)| base.as_ref());
                let own =
                    attributes.get("base").and_then(|own| joined(above, own)).or_else(|| above.cloned());
                if let ([_], "link", None) = (path.as_slice(), name.as_str(), &open) {
                    let to = attributes.get("href").and_then(|href| joined(own.as_ref(), href));
                    found.home = found.home.or(to);
                }
                let kind = match name.as_str() {
                    "item" => Some(EntryKind::Rss),
                    "entry" => Some(EntryKind::Atom),
                    _ => None,
                };
                if let (None, Some(kind)) = (&open, kind) {
                    open = Some((before, path.len(), kind));
                }
                path.push((name, own));
            }
            Ok(Node::Words(words)) => {
                let path: Vec<&str> = path.iter().take(4).map(|(name, _)| name.as_str()).collect();
                match path.as_slice() {
                    ["rss" | "RDF", "channel", "title"] | ["feed", "title"] => found.outlet.push_str(&words),
                    ["rss" | "RDF", "channel", "link"] => {
                        found.home = found.home.or_else(|| joined(base, words.trim()));
                    }
                    _ => {}
                }
            }
            Ok(Node::Close { .. }) => {
                let closed = path.pop();
                if let Some((start, _, kind)) = open.filter(|(_, depth, _)| *depth == path.len()) {
                    let base = closed.and_then(|(_, base)| base);
                    found.entries.push(Cut { range: start..from + stream.position(), kind, base });
                    open = None;
                }
            }
            Err(why) => {
                // Positions are those of the whole feed.
                let at = from + stream.position();
                found.fault = Some((why, at, open.map(|(start, ..)| start)));
            }
        }
    }
    // A feed that was cut short: what was whole is kept, and the rest is named.
    if let (None, Some((unclosed, _))) = (&found.fault, path.last())
        && (!is_within || open.is_some())
    {
        let why = format!("it ends within `<{unclosed}>`");
        found.fault = Some((why, xml.len(), open.map(|(start, ..)| start)));
    }
    found
}

/// Where the next entry begins.
fn next_entry(xml: &str, from: usize) -> Option<(usize, EntryKind)> {
    let rest = xml.get(from..)?;
    let begins = |tag: &str, kind| {
        rest.match_indices(tag)
            .find(|(at, _)| rest[at + tag.len()..].starts_with(['>', ' ', '\n', '\r', '\t']))
            .map(|(at, _)| (from + at, kind))
    };
    let found = [begins("<item", EntryKind::Rss), begins("<entry", EntryKind::Atom)];
    found.into_iter().flatten().min_by_key(|(at, _)| *at)
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

fn joined(base: Option<&Url>, address: &str) -> Option<Url> {
    let found = match base {
        Some(base) => base.join(address.trim()),
        None => Url::parse(address.trim()),
    };
    found.ok().filter(is_web)
}

/// The address of an entry that is given relative to something; `None` where it is whole, or not to be had.
fn resolved(entry: &str, base: Option<&Url>) -> Option<String> {
    let link = xml_entry(entry).ok()?.link?;
    if link.is_empty() || link.starts_with("http://") || link.starts_with("https://") {
        return None;
    }
    joined(Some(base?), &link).map(String::from)
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

/// The day in either of the two forms that feeds have, in the outlet's own time zone, else in words or figures as people write it. The
/// first day of computers' time and days before there were wires stand for a date that was missing.
fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    let standard = published_date(text).ok().or_else(|| {
        let zoned = jiff::fmt::rfc2822::DateTimeParser::new()
            .relaxed_weekday(true)
            .parse_zoned_datetime(text)
            .ok()?;
        Some(zoned.date())
    });
    let day = standard.or_else(|| Dates::shipped().find(text, None).first()?.date())?;
    (day.year() >= FIRST_YEAR && day != UNIX_EPOCH).then_some(day)
}

/// Before the first news agency.
const FIRST_YEAR: i16 = 1835;
const UNIX_EPOCH: Date = jiff::civil::date(1970, 1, 1);

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
    // Where the entry itself is written `atom:entry`, so are its fields.
    let mut prefix = String::new();
    loop {
        let before = stream.position();
        let Some(node) = stream.next() else { break };
        match node? {
            Node::Open { prefixed, attributes, .. } => {
                if depth == 0 {
                    entry.language = attributes.get("lang").cloned();
                    prefix = prefixed.split_once(':').map_or_else(String::new, |(own, _)| format!("{own}:"));
                }
                let prefixed = match prefixed.strip_prefix(&prefix) {
                    Some(plain) if !prefix.is_empty() => plain.to_owned(),
                    _ => prefixed,
                };
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
        let mut dated = |rank: u8, words: String| {
            if !words.trim().is_empty() {
                self.dates.push((rank, words));
            }
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
            "link" if !words.trim().is_empty() => self.link = Some(words.trim().to_owned()),
            // What says nothing of itself is an address only if it looks like one.
            "guid" if attribute("isPermaLink") != "false" && words.trim().starts_with("http") => {
                self.link.get_or_insert_with(|| words.trim().to_owned());
            }
            "pubDate" | "published" | "issued" | "dcterms:issued" => dated(0, words),
            "dc:date" | "date" | "created" => dated(1, words),
            "updated" | "modified" | "atom:updated" => dated(2, words),
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
