//! Which of the readable formats some bytes are in.
use crate::feed::EntryKind;
use crate::office::{self, Office};
use crate::pdf::{self, PdfFault};
use crate::{Error, Input};

/// A readable format of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Plain,
    Markdown,
    Html,
    Pdf,
    Office(Office),
    Mail,
    Mhtml,
    Entry(EntryKind),
    /// A format that only a converter beside the program reads.
    Converted(Converted),
}

/// Formats for the converter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Converted {
    Rtf,
    Epub,
}

impl Converted {
    /// What the converter calls it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Rtf => "rtf",
            Self::Epub => "epub",
        }
    }
}

impl Format {
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Plain => "text/plain",
            Self::Markdown => "text/markdown",
            Self::Html => "text/html",
            Self::Pdf => "application/pdf",
            Self::Office(Office::Docx) => {
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
            Self::Office(Office::Odt) => "application/vnd.oasis.opendocument.text",
            Self::Mail => "message/rfc822",
            Self::Mhtml => "multipart/related",
            Self::Entry(kind) => kind.media_type(),
            Self::Converted(Converted::Rtf) => "application/rtf",
            Self::Converted(Converted::Epub) => "application/epub+zip",
        }
    }

    /// Whether the bytes are characters and nothing else.
    pub(crate) const fn is_text(self) -> bool {
        matches!(self, Self::Plain | Self::Markdown)
    }
}

/// Formats that are often handed in and hold no text that is read, by their first bytes, with what to do about them.
const NOT_TEXT: [(&[u8], &str, &str); 4] = [
    (b"\xD0\xCF\x11\xE0", "application/msword", "save the document as DOCX, ODT or PDF"),
    (b"\x1F\x8B", "application/gzip", "unpack it first"),
    (b"\x89PNG", "image/png", "type out or recognise the text of the picture first"),
    (b"\xFF\xD8\xFF", "image/jpeg", "type out or recognise the text of the picture first"),
];

/// The format: from the first bytes where these are unmistakable, else from the media type where one was given, else from
/// the name's extension, else from the first words.
pub(crate) fn detect(input: &Input<'_>) -> Result<Format, Error> {
    let bytes = input.bytes;
    if let Some((_, media_type, hint)) = NOT_TEXT.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        return Err(Error::unsupported(input.name, media_type, hint));
    }
    if bytes.starts_with(b"%PDF-") {
        return Ok(Format::Pdf);
    }
    if bytes.starts_with(b"{\\rtf") {
        return Ok(Format::Converted(Converted::Rtf));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return archive(input);
    }
    let essence = input.media_type.map(essence);
    if let Some(kind) = input.media_type.and_then(EntryKind::of_media_type) {
        return Ok(Format::Entry(kind));
    }
    match essence.as_deref() {
        Some("text/html" | "application/xhtml+xml") => Ok(Format::Html),
        Some("text/markdown" | "text/x-markdown") => Ok(Format::Markdown),
        Some("message/rfc822") => Ok(Format::Mail),
        Some("multipart/related" | "application/x-mimearchive" | "message/mhtml") => Ok(Format::Mhtml),
        // Servers label nearly everything `text/plain` or `octet-stream`, so these say no more than the name does.
        None | Some("text/plain" | "application/octet-stream" | "") => by_name(input),
        Some(other) => Err(Error::unsupported(input.name, other, "save the document as plain text or HTML")),
    }
}

fn archive(input: &Input<'_>) -> Result<Format, Error> {
    if let Some(office) = office::detect(input.bytes) {
        return Ok(Format::Office(office));
    }
    // An EPUB's first part is its media type, stored as it is, at byte 38.
    if input.bytes.get(38..).is_some_and(|rest| rest.starts_with(b"application/epub+zip")) {
        return Ok(Format::Converted(Converted::Epub));
    }
    if extension(input.name).is_some_and(|extension| matches!(extension.as_str(), "docx" | "odt")) {
        return Err(office::damaged(input.name, "its directory cannot be read, or names no text"));
    }
    Err(Error::unsupported(input.name, "application/zip", "unpack the archive and add the files in it"))
}

/// A media type without its parameters.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
}

fn by_name(input: &Input<'_>) -> Result<Format, Error> {
    Ok(match extension(input.name).as_deref() {
        Some("txt" | "text") => Format::Plain,
        Some("md" | "markdown") => Format::Markdown,
        Some("html" | "htm" | "xhtml") => Format::Html,
        Some("eml") => Format::Mail,
        Some("mht" | "mhtml") => Format::Mhtml,
        Some("csv" | "tsv") => {
            return Err(Error::new(
                "dataset",
                format!(
                    "`{}` is a table, and not a report\nhint: `daybook dataset preview` says how it would be read, `daybook dataset add` adds it",
                    input.name
                ),
            ));
        }
        // The first bytes would have told it.
        Some("pdf") => {
            return Err(pdf::refusal(
                input.name,
                &PdfFault::Damaged("it does not begin as a PDF does".into()),
            ));
        }
        Some("docx" | "odt") => {
            return Err(office::damaged(input.name, "it does not begin as an archive does"));
        }
        _ if looks_like_html(input.bytes) => Format::Html,
        _ if looks_like_mail(input.bytes) => Format::Mail,
        _ => Format::Plain,
    })
}

/// First lines that only a delivered message has; a text may well begin with `From:`.
const MAIL_OPENINGS: [&[u8]; 3] = [b"Return-Path: ", b"Received: ", b"Delivered-To: "];

fn looks_like_mail(bytes: &[u8]) -> bool {
    MAIL_OPENINGS.iter().any(|opening| bytes.starts_with(opening))
}

/// The extension of a file name or of a URL's path, in lower case.
pub(crate) fn extension(name: &str) -> Option<String> {
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
    fn first_bytes_win_over_names() {
        assert_eq!(format(b"%PDF-1.7 ...", "report.txt", None), Ok(Format::Pdf));
        assert_eq!(format(b"{\\rtf1 x}", "a.txt", None), Ok(Format::Converted(Converted::Rtf)));
        assert_eq!(format(b"Received: from x\r\n", "-", None), Ok(Format::Mail));
        assert_eq!(format(b"From: the desk\n", "-", None), Ok(Format::Plain));
        assert_eq!(
            format(b"x", "a.xml#3", Some("application/atom+xml;type=entry")),
            Ok(Format::Entry(EntryKind::Atom))
        );
    }

    #[test]
    fn known_other_formats_are_named() {
        let error = format(b"\x89PNG...", "report.png", None).expect_err("a picture");
        assert_eq!(error.code(), "unsupported");
        assert_eq!(
            error.to_string(),
            "`report.png` is `image/png`, which cannot be read: expected text, a page, PDF, DOCX, ODT or a message\nhint: type out or recognise the text of the picture first"
        );
        assert!(format(b"x", "a", Some("video/mp4")).is_err());
        assert_eq!(format(b"PK\x03\x04", "a.docx", None).expect_err("cut off").code(), "damaged");
        assert_eq!(format(b"PK\x03\x04", "a.zip", None).expect_err("an archive").code(), "unsupported");
        assert_eq!(format(b"not a", "a.pdf", None).expect_err("no PDF").code(), "damaged");
    }
}
