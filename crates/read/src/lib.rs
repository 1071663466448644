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
pub mod container;
pub mod dataset;
mod date;
mod error;
mod feed;
mod format;
mod front_matter;
mod html;
mod mail;
mod manifest;
mod markdown;
mod mbox;
mod office;
pub mod opml;
mod page;
mod page_date;
mod pdf;
mod regions;
pub mod sitemap;
mod tidy;
pub mod un_list;
pub mod wall;
mod warc;
mod xml;

pub use boilerplate::Boilerplate;
pub use date::published_date;
pub use error::{CODES, Error};
pub use mail::{Mail, MailParser, MailText};
pub use manifest::{Manifest, manifest};
pub use page::{Block, BlockKind, MainText, Page, Trafilatura};
pub use page_date::{DateOrigin, PageDate};
pub use pdf::{PdfExtract, PdfFault, PdfText};

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

/// What reads the formats for which there is more than one way, or a program beside this one. The stage is pure: what
/// starts programs is the caller's, and is handed in here.
#[derive(Clone, Copy)]
pub struct Tools<'t> {
    /// Takes PDFs apart.
    pub pdf: &'t dyn PdfText,
    /// Takes messages apart.
    pub mail: &'t dyn MailText,
    /// Makes pages of formats that this crate does not read.
    pub convert: Option<&'t dyn Convert>,
}

impl Default for Tools<'_> {
    /// What needs nothing beside the program.
    fn default() -> Self {
        Self { pdf: &PdfExtract, mail: &MailParser, convert: None }
    }
}

/// Makes a page of a document in another format.
pub trait Convert {
    /// Name and version, kept with every text that was read so.
    fn name(&self) -> String;

    /// The document as HTML; `from` is `rtf` or `epub`.
    ///
    /// # Errors
    /// The program's own words.
    fn html(&self, bytes: &[u8], from: &str) -> Result<String, String>;
}

/// Reads one document with what needs nothing beside the program.
///
/// # Errors
/// As [`document_with`].
pub fn document(input: &Input<'_>) -> Result<Document, Error> {
    document_with(input, &Tools::default())
}

/// Reads one document.
///
/// # Errors
/// One of [`CODES`]. Bytes that are not valid UTF-8 are no error: they are decoded, and an issue says how.
pub fn document_with(input: &Input<'_>, tools: &Tools<'_>) -> Result<Document, Error> {
    let size = input.bytes.len() as u64;
    if size > MAX_BYTES {
        return Err(Error::too_large(input.name, size, MAX_BYTES));
    }
    if size == 0 {
        return Err(Error::empty(input.name));
    }
    let format = format::detect(input)?;
    let found = found(input, format, tools)?;
    Ok(Document {
        capture: capture(input, format),
        text: found.text,
        metadata: input.given.over(found.metadata),
        issues: found.issues,
    })
}

/// Whether the input is characters and nothing else, so that nothing in it can attack its reader; also where it is in no
/// format that is read.
#[must_use]
pub fn is_harmless(input: &Input<'_>) -> bool {
    format::detect(input).map_or(true, Format::is_text)
}

fn found(input: &Input<'_>, format: Format, tools: &Tools<'_>) -> Result<Found, Error> {
    match format {
        Format::Pdf => pdf::read(input, tools.pdf),
        Format::Office(office) => office::read(input, office),
        Format::Mail => mail::read(input, tools.mail),
        Format::Mhtml => mail::read_page(input, tools.mail),
        Format::Entry(kind) => feed::read(input, kind),
        Format::Converted(kind) => converted(input, kind.name(), tools.convert),
        Format::Html | Format::Markdown | Format::Plain => {
            let (characters, encoding) = charset::decode(input, format == Format::Html)?;
            let mut found = match format {
                Format::Html => html::read(input, &characters)?,
                Format::Markdown => markdown(input.name, characters)?,
                _ => plain(input.name, characters)?,
            };
            found.issues.splice(0..0, encoding);
            Ok(found)
        }
    }
}

/// A document by way of the page that the converter makes of it.
fn converted(input: &Input<'_>, from: &str, convert: Option<&dyn Convert>) -> Result<Found, Error> {
    let Some(convert) = convert else {
        return Err(Error::new(
            "no_converter",
            format!(
                "`{}` is {from}, which `pandoc` reads, and that is not there\nhint: install pandoc, or save the document as DOCX, ODT or PDF",
                input.name
            ),
        ));
    };
    let failed = |why: &str| Error::new("convert", format!("`{}` could not be converted: {why}", input.name));
    let html = convert.html(input.bytes, from).map_err(|why| failed(&why))?;
    let blocks = page::blocks_of(&tidy::logical(&html)).map_err(|why| failed(&why))?;
    if blocks.is_empty() {
        return Err(Error::empty(input.name));
    }
    let (text, regions) = html::lay_out("", &blocks, false);
    let text = Text::new(format!("{from}/1 {}", convert.name()), text, regions);
    Ok(Found { text, metadata: Metadata::default(), issues: Vec::new() })
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
