//! Why an input could not be read.
use std::fmt::Display;

/// Why an input could not be read: a stable [`code`](Error::code) for programs, and a message that says what was found,
/// where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    code: &'static str,
    message: String,
}

/// Every code that an error of this crate may have.
pub const CODES: [&str; 20] = [
    "empty",
    "too_large",
    "binary",
    "unsupported",
    "no_text",
    "page",
    "front_matter",
    "date",
    "manifest",
    "boilerplate",
    "damaged",
    "encrypted",
    "right_to_left",
    "no_converter",
    "convert",
    "container",
    "dataset",
    "codebook",
    "languages",
    "un_list",
];

impl Error {
    /// A stable word for the kind of failure, one of [`CODES`]. Messages may be reworded, codes are not.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        debug_assert!(CODES.contains(&code), "`{code}` is listed");
        Self { code, message: message.into() }
    }

    pub(crate) fn empty(name: &str) -> Self {
        Self::new(
            "empty",
            format!(
                "`{name}` holds no text: expected at least one character that is not a space\nhint: check that the file was saved or fetched completely"
            ),
        )
    }

    pub(crate) fn too_large(name: &str, size: u64, limit: u64) -> Self {
        Self::new(
            "too_large",
            format!(
                "`{name}` has {size} bytes, more than the limit of {limit} bytes\nhint: split it into one file per report"
            ),
        )
    }

    pub(crate) fn binary(name: &str, found: &str) -> Self {
        Self::new(
            "binary",
            format!("`{name}` is not text: {found}\nhint: give the report as plain text, Markdown or HTML"),
        )
    }

    pub(crate) fn unsupported(name: &str, media_type: &str, hint: &str) -> Self {
        Self::new(
            "unsupported",
            format!(
                "`{name}` is `{media_type}`, which cannot be read: expected text, a page, PDF, DOCX, ODT or a message\nhint: {hint}"
            ),
        )
    }

    pub(crate) fn no_text(name: &str) -> Self {
        Self::new(
            "no_text",
            format!(
                "no main text was found in the page `{name}`\nhint: the page may be built by scripts; save it from a browser, or give the text as a `.txt` file"
            ),
        )
    }

    pub(crate) fn page(name: &str, why: &str) -> Self {
        Self::new(
            "page",
            format!(
                "the page `{name}` could not be taken apart: {why}\nhint: give the text as a `.txt` file"
            ),
        )
    }

    pub(crate) fn front_matter(name: &str, line: usize, why: &dyn Display) -> Self {
        Self::new("front_matter", format!("`{name}` line {line}: broken front matter: {why}"))
    }

    pub(crate) fn date(found: &str) -> Self {
        Self::new(
            "date",
            format!(
                "`{found}` is not a date: expected ISO 8601, such as `2024-03-29` or `2024-03-29T08:15:00Z`"
            ),
        )
    }

    pub(crate) fn manifest(line: u64, why: &dyn Display) -> Self {
        Self::new("manifest", format!("manifest line {line}: {why}"))
    }
}
