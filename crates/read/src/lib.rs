//! Stage 1: bytes become a [`Capture`](model::Capture), a [`Text`](model::Text) and what a report needs to be known by.
//!
//! No I/O, no clock, no environment: the caller reads files and passes bytes. The same bytes give the same document.
//!
//! - Plain text and Markdown are taken as they are, line ends, odd spaces and a byte-order mark included; regions mark
//!   what is not running text.
//! - Of a page the main text, headline, date, outlet, language and address are taken ([`MainText`]).
//! - Metadata: options win over a manifest, a manifest over front matter, front matter over the page ([`Given`]).
//!
//! Start at [`document`]. How plain text is marked up stands in `regions.rs`, its word lists in
//! `lexicon/language/boilerplate.toml`.
mod boilerplate;
mod charset;
mod date;
mod error;
mod format;
mod front_matter;
mod html;
mod manifest;
mod markdown;
mod page;
mod page_date;
mod regions;

pub use boilerplate::Boilerplate;
pub use date::published_date;
pub use error::Error;
pub use manifest::{Manifest, manifest};
pub use page::{Block, BlockKind, MainText, Page, Trafilatura};
pub use page_date::{DateOrigin, PageDate};

use format::Format;
use front_matter::FrontMatter;
use jiff::{ToSpan as _, civil::Date};
use model::reading::Issue;
use model::{Capture, Metadata, Published, Region, RegionKind, Span, Text};

/// The largest input that is read, in bytes (64 MiB): far above any report, low enough that a disk image given by
/// mistake fails at once.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Bytes, and what the caller knows of them.
#[derive(Debug, Clone)]
pub struct Input<'b> {
    /// The bytes themselves.
    pub bytes: &'b [u8],
    /// File name without its folders, `-` for standard input, or a URL; its extension helps to tell the format.
    pub name: &'b str,
    /// Media type as a server gave it, with or without a charset.
    pub media_type: Option<&'b str>,
    /// Publication metadata that the caller was given.
    pub given: Given,
}

/// Publication metadata from options (`--published`, `--source`, `--url`) or from a row of the manifest. It wins over
/// what the document says of itself.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Given {
    /// Day of publication, and whether an option or a manifest said so.
    pub published: Option<Published>,
    /// Who published it.
    pub source: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
}

impl Given {
    /// This, with gaps filled from `weaker`: options over a manifest's row.
    #[must_use]
    pub fn or(self, weaker: &Self) -> Self {
        Self {
            published: self.published.or(weaker.published),
            source: self.source.or_else(|| weaker.source.clone()),
            url: self.url.or_else(|| weaker.url.clone()),
            title: self.title.or_else(|| weaker.title.clone()),
        }
    }

    /// The metadata of a document, with what was given over what was found in it.
    fn over(&self, found: Metadata) -> Metadata {
        Metadata {
            title: self.title.clone().or(found.title),
            published: self.published.or(found.published),
            source: self.source.clone().or(found.source),
            url: self.url.clone().or(found.url),
            language: found.language,
        }
    }
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The bytes' identity.
    pub capture: Capture,
    /// The text with its regions. Regions do not overlap, except that markup may stand inside a heading, a caption or
    /// boilerplate.
    pub text: Text,
    /// Headline, day, outlet, address, language.
    pub metadata: Metadata,
    /// What was noticed: codes `encoding`, `front_matter_ignored`, `published_unreadable`, `published_inferred`,
    /// `published_disagrees`.
    pub issues: Vec<Issue>,
}

/// Reads one document.
///
/// # Errors
/// Codes `empty`, `too_large`, `binary`, `unsupported` (a PDF, an archive), `front_matter`, and for pages `no_text` and
/// `page`. Bytes that are not valid UTF-8 are no error: they are decoded, and an issue says how.
pub fn document(input: &Input<'_>) -> Result<Document, Error> {
    let size = input.bytes.len() as u64;
    if size > MAX_BYTES {
        return Err(Error::too_large(input.name, size, MAX_BYTES));
    }
    if size == 0 {
        return Err(Error::empty(input.name));
    }
    let format = format::detect(input)?;
    let (characters, encoding) = charset::decode(input, format == Format::Html)?;
    let found = match format {
        Format::Html => html::read(input, &characters)?,
        Format::Markdown => markdown(input.name, characters)?,
        Format::Plain => plain(input.name, characters)?,
    };
    Ok(Document {
        capture: capture(input, format),
        text: found.text,
        metadata: input.given.over(found.metadata),
        issues: encoding.into_iter().chain(found.issues).collect(),
    })
}

/// What one format's reader found.
struct Found {
    text: Text,
    metadata: Metadata,
    issues: Vec<Issue>,
}

fn plain(name: &str, text: String) -> Result<Found, Error> {
    let front = front_matter::front_matter(name, &text)?.unwrap_or_default();
    let taken = front_region(&text, &front);
    let mut regions = regions::mark(&text, taken.as_slice(), false);
    regions.extend(taken);
    Ok(Found {
        issues: front.issue().into_iter().collect(),
        text: Text::new("plain/1", text, regions),
        metadata: front.metadata,
    })
}

fn markdown(name: &str, text: String) -> Result<Found, Error> {
    let front = front_matter::front_matter(name, &text)?.unwrap_or_default();
    let offset =
        if text.starts_with('\u{feff}') { front.length.max('\u{feff}'.len_utf8()) } else { front.length };
    let marks = markdown::marks(&text, offset);
    let taken: Vec<Region> = front_region(&text, &front).into_iter().chain(marks.blocks).collect();
    let mut regions = regions::mark(&text, &taken, marks.title.is_some());
    let issues = front.issue().into_iter().collect();
    let mut metadata = front.metadata;
    metadata.title = metadata.title.or(marks.title);
    regions.extend(taken);
    regions.extend(marks.inline);
    Ok(Found { text: Text::new("markdown/1", text, regions), metadata, issues })
}

fn front_region(text: &str, front: &FrontMatter) -> Option<Region> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    (front.length > 0).then(|| Region { span: Span::new(start, front.length), kind: RegionKind::Markup })
}

fn capture(input: &Input<'_>, format: Format) -> Capture {
    Capture {
        sha256: model::hash::sha256_hex(input.bytes),
        blake3: blake3::hash(input.bytes).to_hex().to_string(),
        length_bytes: input.bytes.len() as u64,
        media_type: format.media_type().to_owned(),
        origin: input.name.to_owned(),
    }
}

/// An issue where the day of publication lies in the future: most often day and month were swapped. The clock is the
/// caller's; one day is let pass, because it may be tomorrow already where the report was printed.
#[must_use]
pub fn looks_future(published: &Published, today: Date) -> Option<Issue> {
    let tomorrow = today.checked_add(1.day()).unwrap_or(Date::MAX);
    (published.date > tomorrow).then(|| {
        let message = format!(
            "the day of publication, {} (from: {}), lies after today, {today}; relative dates in the text will be wrong if it is",
            published.date,
            published.from.as_str()
        );
        issue("published_future", message)
    })
}

fn issue(code: &str, message: impl Into<String>) -> Issue {
    Issue { code: code.to_owned(), message: message.into(), span: None }
}
