//! Which of the readable formats some bytes are in.
use crate::{Error, Input};

/// A readable format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Plain,
    Markdown,
    Html,
}

impl Format {
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Plain => "text/plain",
            Self::Markdown => "text/markdown",
            Self::Html => "text/html",
        }
    }
}

/// Formats that are often handed in and are not text, by their first bytes, with what to do about them.
const NOT_TEXT: [(&[u8], &str, &str); 6] = [
    (b"%PDF-", "application/pdf", "turn it into text first, for instance with `pdftotext -layout`"),
    (b"PK\x03\x04", "application/zip", "unpack the archive, or save the document as plain text or HTML"),
    (b"\xD0\xCF\x11\xE0", "application/msword", "save the document as plain text or HTML"),
    (b"{\\rtf", "application/rtf", "save the document as plain text or HTML"),
    (b"\x1F\x8B", "application/gzip", "unpack it first"),
    (b"\x89PNG", "image/png", "type out or recognise the text of the picture first"),
];

/// The format: from the media type where one was given, else from the name's extension, else from the first words.
pub(crate) fn detect(input: &Input<'_>) -> Result<Format, Error> {
    if let Some((_, media_type, hint)) = NOT_TEXT.iter().find(|(magic, ..)| input.bytes.starts_with(magic)) {
        return Err(Error::unsupported(input.name, media_type, hint));
    }
    match input.media_type.map(essence).as_deref() {
        Some("text/html" | "application/xhtml+xml") => Ok(Format::Html),
        Some("text/markdown" | "text/x-markdown") => Ok(Format::Markdown),
        // Servers label nearly everything `text/plain` or `octet-stream`, so these say no more than the name does.
        None | Some("text/plain" | "application/octet-stream" | "") => Ok(by_name(input)),
        Some(other) => Err(Error::unsupported(input.name, other, "save the document as plain text or HTML")),
    }
}

/// A media type without its parameters.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
}

fn by_name(input: &Input<'_>) -> Format {
    match extension(input.name).as_deref() {
        Some("txt" | "text") => Format::Plain,
        Some("md" | "markdown") => Format::Markdown,
        Some("html" | "htm" | "xhtml") => Format::Html,
        _ if looks_like_html(input.bytes) => Format::Html,
        _ => Format::Plain,
    }
}

/// The extension of a file name or of a URL's path, in lower case.
fn extension(name: &str) -> Option<String> {
    let path = name.split(['?', '#']).next().unwrap_or(name);
    let path =
        path.split_once("://").map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let file = path.rsplit(['/', '\\']).next()?;
    file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase())
}

/// Beginnings that only a page has.
const PAGE_OPENINGS: [&str; 8] = [
    "<!doctype html",
    "<html",
    "<head",
    "<body",
    "<meta",
    "<title",
    "<article",
    "<?xml version=\"1.0\" encoding=\"utf-8\"?><!doctype html",
];

/// How far the first tag may stand from the beginning, in bytes.
const SNIFF_BYTES: usize = 1024;

fn looks_like_html(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(SNIFF_BYTES)]).to_ascii_lowercase();
    // UTF-16 pages: the letters stand between NULs.
    let head = head.replace('\0', "");
    let mut head = head.trim_start_matches(['\u{feff}', '\u{fffd}']).trim_start();
    while let Some(rest) = head.strip_prefix("<!--").and_then(|comment| comment.split_once("-->")) {
        head = rest.1.trim_start();
    }
    PAGE_OPENINGS.iter().any(|opening| head.starts_with(opening))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Given;

    fn format(bytes: &[u8], name: &str, media_type: Option<&str>) -> Result<Format, Error> {
        detect(&Input { bytes, name, media_type, given: Given::default() })
    }

    #[test]
    fn name_media_type_and_first_words_decide() {
        assert_eq!(format(b"# A", "a.md", None), Ok(Format::Markdown));
        assert_eq!(format(b"x", "a.MARKDOWN", None), Ok(Format::Markdown));
        assert_eq!(format(b"<html>", "a.txt", None), Ok(Format::Plain));
        assert_eq!(format(b"x", "https://example.org/story.htm?id=a.txt", None), Ok(Format::Html));
        assert_eq!(format(b"x", "https://example.md/story", None), Ok(Format::Plain));
        assert_eq!(format(b"\xEF\xBB\xBF \n<!-- c --><!DOCTYPE HTML>", "-", None), Ok(Format::Html));
        assert_eq!(format(b"The <html> tag", "-", None), Ok(Format::Plain));
        assert_eq!(format(b"x", "a.txt", Some("text/html; charset=utf-8")), Ok(Format::Html));
        assert_eq!(format(b"x", "a.md", Some("text/plain")), Ok(Format::Markdown));
    }

    #[test]
    fn known_other_formats_are_named() {
        let error = format(b"%PDF-1.7 ...", "report.pdf", None).expect_err("a PDF");
        assert_eq!(error.code(), "unsupported");
        assert_eq!(
            error.to_string(),
            "`report.pdf` is `application/pdf`, which cannot be read: expected plain text, Markdown or HTML\nhint: turn it into text first, for instance with `pdftotext -layout`"
        );
        assert!(format(b"x", "a", Some("video/mp4")).is_err());
    }
}
