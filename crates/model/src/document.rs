//! What comes in: the bytes ([`Capture`]), the text read from them ([`Text`]) and who printed it when ([`Report`]).
use crate::{Span, hash};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Original bytes, write-once. Identity: SHA-256 of the bytes; BLAKE3 beside it as a second, independent digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    /// SHA-256 of the bytes, hexadecimal.
    pub sha256: String,
    /// BLAKE3 of the bytes, hexadecimal.
    pub blake3: String,
    /// Number of bytes.
    pub length_bytes: u64,
    /// Media type as given or recognised, such as `text/html`.
    pub media_type: String,
    /// Where the bytes came from: a file name without its folders, `-` for standard input, or a URL.
    pub origin: String,
}

/// What a stretch of a text is, where it is not plain running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegionKind {
    /// The document's own headline: content.
    Title,
    /// A section head: content, but no sentence.
    Heading,
    /// A picture's caption: content.
    Caption,
    /// A byline or dateline.
    Byline,
    /// Survived boilerplate: a dead video box, another story's headline, a "read more" line. Never extracted from.
    Boilerplate,
    /// Front matter, link targets and other markup. Never extracted from.
    Markup,
}

impl RegionKind {
    /// Whether nothing may be extracted from such a stretch.
    #[must_use]
    pub const fn is_excluded(self) -> bool {
        matches!(self, Self::Boilerplate | Self::Markup)
    }
}

/// A marked stretch of a text. Invariant: on character boundaries; regions of a text are sorted by start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Region {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: RegionKind,
}

/// What `read` made of a capture. Identity: SHA-256 of the text, with the version of the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// SHA-256 of the text's UTF-8 bytes: it names the words, not the report; two outlets may print one text.
    pub sha256: String,
    /// Name and version of what read it, such as `plain/1`.
    pub reader: String,
    /// The text itself. For plain text and Markdown exactly the file's own.
    pub text: String,
    /// Stretches that are not plain running text, sorted.
    pub regions: Vec<Region>,
}

impl Text {
    /// A text with its identity; regions are sorted here.
    #[must_use]
    pub fn new(reader: impl Into<String>, text: String, mut regions: Vec<Region>) -> Self {
        regions.sort_unstable();
        Self { sha256: hash::sha256_hex(text.as_bytes()), reader: reader.into(), text, regions }
    }
}

/// Where a date of publication was found: shown with the date, because one in eight dates taken from pages is wrong
/// (trafilatura's own test set: 630 of 728 right).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublishedFrom {
    /// Given on the command line or in the form.
    Option,
    /// A row of `manifest.csv`.
    Manifest,
    /// The document's front matter.
    FrontMatter,
    /// The page's metadata or text, as found by the page reader.
    Page,
    /// The page's address.
    Url,
}

impl PublishedFrom {
    /// The word for it, as printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Option => "option",
            Self::Manifest => "manifest",
            Self::FrontMatter => "front_matter",
            Self::Page => "page",
            Self::Url => "url",
        }
    }
}

/// A day of publication and where it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Published {
    /// The day.
    pub date: Date,
    /// Where it was found.
    pub from: PublishedFrom,
}

/// What is known of a document beside its text; part of a Reading's identity, because relative dates hang on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Headline, where the format has one; never guessed from plain text.
    pub title: Option<String>,
    /// Day of publication.
    pub published: Option<Published>,
    /// Who published it.
    pub source: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// BCP 47 tag.
    pub language: Option<String>,
}

/// One outlet printing one text at one time. Minted id; unique by (capture, outlet, URL, published).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Minted id, such as `R12`.
    pub id: String,
    /// Content key of the four things that make a report unique; the same in every record.
    pub key: String,
    /// SHA-256 of the capture.
    pub capture: String,
    /// SHA-256 of the text; reports with one text are one independent origin.
    pub text: String,
    /// What is known of it.
    pub metadata: Metadata,
}

impl Report {
    /// The content key of a report: SHA-256 over capture, outlet, URL and day of publication.
    #[must_use]
    pub fn key_of(capture: &str, metadata: &Metadata) -> String {
        let published = metadata.published.map(|published| published.date.to_string()).unwrap_or_default();
        let parts = [
            capture,
            metadata.source.as_deref().unwrap_or(""),
            metadata.url.as_deref().unwrap_or(""),
            &published,
        ];
        hash::sha256_of_parts(&parts.map(str::as_bytes))
    }
}
