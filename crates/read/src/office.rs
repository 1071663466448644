//! Word processors' files: DOCX (Office Open XML, ECMA-376) and ODT (OpenDocument 1.2). Both are ZIP archives with XML in
//! them; only the parts that hold words are inflated, and no further than the limit.
use crate::page::{Block, BlockKind};
use crate::xml::{Node, nodes};
use crate::{Error, Found, Input, MAX_BYTES, front_matter, html, issue, tidy};
use model::reading::Issue;
use model::{Metadata, Text};
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use zip::ZipArchive;

/// Which of the two formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Office {
    Docx,
    Odt,
}

/// Reads a DOCX or ODT file.
///
/// # Errors
/// Codes `damaged`, `too_large` (a part that inflates beyond the limit), `encrypted` and `no_text`.
pub(crate) fn read(input: &Input<'_>, office: Office) -> Result<Found, Error> {
    let mut archive = Archive::open(input)?;
    let (body, about) = match office {
        Office::Docx => ("word/document.xml", "docProps/core.xml"),
        Office::Odt => ("content.xml", "meta.xml"),
    };
    let body = archive.part(body)?.ok_or_else(|| damaged(input.name, &format!("no part `{body}` in it")))?;
    let about = archive.part(about)?.unwrap_or_default();
    let mut walk = Walk::new(office);
    for node in nodes(&body) {
        walk.take(node.map_err(|why| damaged(input.name, &why))?);
    }
    walk.end();
    let (metadata, made) = described(&about);
    if walk.blocks.is_empty() {
        return Err(Error::new("no_text", format!("`{}` holds no paragraph with words", input.name)));
    }
    let title = metadata.title.as_deref().or(walk.title.as_deref()).unwrap_or("").to_owned();
    let (text, regions) = html::lay_out(&title, &walk.blocks, !title.is_empty());
    let reader = if office == Office::Docx { "docx/1" } else { "odt/1" };
    let metadata = Metadata { title: Some(title).filter(|title| !title.is_empty()), ..metadata };
    Ok(Found {
        text: Text::new(reader, text, regions),
        metadata,
        issues: walk.issues().chain(made).collect(),
    })
}

pub(crate) fn damaged(name: &str, why: &str) -> Error {
    Error::new(
        "damaged",
        format!("`{name}` is cut off or broken: {why}\nhint: open it in a word processor and save it again"),
    )
}

/// The archive, opened no further than is asked for.
struct Archive<'i> {
    name: &'i str,
    zip: ZipArchive<Cursor<&'i [u8]>>,
}

/// Most bytes that one part may inflate to. A report's text has a few hundred thousand; the limit of the whole input is
/// enough for any and stops a bomb.
const MOST_INFLATED: u64 = MAX_BYTES;

impl<'i> Archive<'i> {
    fn open(input: &'i Input<'_>) -> Result<Self, Error> {
        let zip = ZipArchive::new(Cursor::new(input.bytes))
            .map_err(|error| damaged(input.name, &error.to_string()))?;
        Ok(Self { name: input.name, zip })
    }

    fn part(&mut self, path: &str) -> Result<Option<String>, Error> {
        let file = match self.zip.by_name(path) {
            Ok(file) => file,
            Err(zip::result::ZipError::FileNotFound) => return Ok(None),
            Err(zip::result::ZipError::UnsupportedArchive(why)) if why.contains("assword") => {
                return Err(Error::new(
                    "encrypted",
                    format!("`{}` is encrypted\nhint: save it without a password", self.name),
                ));
            }
            Err(error) => return Err(damaged(self.name, &format!("part `{path}`: {error}"))),
        };
        let mut bytes = Vec::new();
        file.take(MOST_INFLATED + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| damaged(self.name, &format!("part `{path}`: {error}")))?;
        if bytes.len() as u64 > MOST_INFLATED {
            return Err(Error::new(
                "too_large",
                format!(
                    "part `{path}` of `{}` inflates to more than the limit of {MOST_INFLATED} bytes\nhint: this is no document; it may be made to exhaust the reader",
                    self.name
                ),
            ));
        }
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }
}

/// Whether an archive is a document: the first name in its directory tells for ODT, a part's for DOCX.
pub(crate) fn detect(bytes: &[u8]) -> Option<Office> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    if zip.index_for_name("word/document.xml").is_some() {
        return Some(Office::Docx);
    }
    let mut kind = String::new();
    zip.by_name("mimetype").ok()?.take(100).read_to_string(&mut kind).ok()?;
    kind.starts_with("application/vnd.oasis.opendocument.text").then_some(Office::Odt)
}

/// Elements whose words are not the document's: deleted text, instructions of fields, remarks, notes.
const PASSED_OVER: [&str; 10] = [
    "del",
    "delText",
    "instrText",
    "annotation",
    "tracked-changes",
    "note",
    "footnoteReference",
    "Fallback",
    "sequence-decls",
    "forms",
];

/// Collects blocks from the stream of either format.
struct Walk {
    office: Office,
    blocks: Vec<Block>,
    title: Option<String>,
    /// Words of the paragraph that is open.
    open: String,
    style: Style,
    /// Words are taken only inside text runs (DOCX), or inside paragraphs (ODT).
    n_open: usize,
    /// Name and depth of the element that is passed over.
    passing: Option<(String, usize)>,
    in_row: usize,
    n_passed: BTreeMap<String, usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Body,
    Heading,
    Title,
}

impl Walk {
    fn new(office: Office) -> Self {
        Self {
            office,
            blocks: Vec::new(),
            title: None,
            open: String::new(),
            style: Style::Body,
            n_open: 0,
            passing: None,
            in_row: 0,
            n_passed: BTreeMap::new(),
        }
    }

    fn take(&mut self, node: Node) {
        if self.pass_over(&node) {
            return;
        }
        match node {
            Node::Open { name, attributes, .. } => self.begin(&name, &attributes),
            Node::Words(words) if self.n_open > 0 => self.words(&words),
            Node::Words(_) => {}
            Node::Close { name } => self.close(&name),
        }
    }

    /// Whether the node is inside an element that is passed over, or begins one.
    fn pass_over(&mut self, node: &Node) -> bool {
        match (&mut self.passing, node) {
            (Some((passed, depth)), Node::Open { name, .. }) if passed == name => *depth += 1,
            (Some((passed, depth)), Node::Close { name }) if passed == name => {
                *depth -= 1;
                if *depth == 0 {
                    self.passing = None;
                }
            }
            (Some(_), _) => {}
            (None, Node::Open { name, .. }) if PASSED_OVER.contains(&name.as_str()) => {
                *self.n_passed.entry(name.clone()).or_default() += 1;
                self.passing = Some((name.clone(), 1));
            }
            (None, _) => return false,
        }
        true
    }

    fn begin(&mut self, name: &str, attributes: &BTreeMap<String, String>) {
        let value = |key: &str| attributes.get(key).map_or("", String::as_str);
        match (self.office, name) {
            (Office::Docx, "t") => self.n_open += 1,
            (Office::Docx, "p") => self.style = Style::Body,
            (Office::Docx, "pStyle") => self.style = docx_style(value("val")),
            (Office::Docx, "tab") | (Office::Odt, "tab" | "s") => self.open.push(' '),
            (Office::Docx, "br" | "cr") | (Office::Odt, "line-break") => self.open.push('\n'),
            (Office::Docx, "noBreakHyphen") => self.open.push('-'),
            (Office::Docx, "tr") | (Office::Odt, "table-row") => {
                self.end();
                self.in_row += 1;
            }
            (Office::Odt, "p" | "h") => {
                self.n_open += 1;
                let style = value("style-name");
                self.style = match (name, style) {
                    ("h", _) => Style::Heading,
                    (_, "Title") => Style::Title,
                    _ => Style::Body,
                };
            }
            _ => {}
        }
    }

    /// In ODT line ends of the file are spaces, and several spaces are one; in DOCX words are as they are.
    fn words(&mut self, words: &str) {
        match self.office {
            Office::Docx => self.open.push_str(words),
            Office::Odt => self.open.push_str(&words.replace(['\n', '\r', '\t'], " ")),
        }
    }

    fn close(&mut self, name: &str) {
        match (self.office, name) {
            (Office::Docx, "t") => self.n_open = self.n_open.saturating_sub(1),
            (Office::Docx, "p") => self.end_paragraph(),
            (Office::Odt, "p" | "h") => {
                self.n_open = self.n_open.saturating_sub(1);
                self.end_paragraph();
            }
            // The cells of a row belong together: "Kabul" means nothing without its "19".
            (Office::Docx, "tc") | (Office::Odt, "table-cell") => self.open.push_str("  "),
            (Office::Docx, "tr") | (Office::Odt, "table-row") => {
                self.in_row = self.in_row.saturating_sub(1);
                self.style = Style::Body;
                self.end_paragraph();
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        if self.in_row == 0 {
            self.end();
        } else {
            self.open.push(' ');
        }
    }

    /// Ends the block that is open.
    fn end(&mut self) {
        let words = tidy::logical(&std::mem::take(&mut self.open));
        let lines: Vec<String> =
            words.split('\n').map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        let text = lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        if text.is_empty() {
            return;
        }
        if self.style == Style::Title && self.blocks.is_empty() && self.title.is_none() {
            self.title = Some(text);
            return;
        }
        let kind = if self.style == Style::Body { BlockKind::Paragraph } else { BlockKind::Heading };
        self.blocks.push(Block { kind, text });
    }

    /// What was passed over and may matter to a reader.
    fn issues(&self) -> impl Iterator<Item = Issue> {
        let words = |name: &str| match name {
            "del" | "delText" | "tracked-changes" => Some("deleted text that is still in the file"),
            "annotation" => Some("remarks"),
            "note" | "footnoteReference" => Some("footnotes and endnotes"),
            _ => None,
        };
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (name, count) in &self.n_passed {
            if let Some(what) = words(name) {
                *counts.entry(what).or_default() += count;
            }
        }
        counts.into_iter().map(|(what, count)| issue("left_out", format!("{what} were left out: {count}")))
    }
}

/// Word's own styles have English ids whatever language they are shown in; other programs write them alike.
fn docx_style(id: &str) -> Style {
    match id.to_ascii_lowercase().as_str() {
        "title" => Style::Title,
        id if id.starts_with("heading") || id == "subtitle" => Style::Heading,
        _ => Style::Body,
    }
}

/// Title and language that the file gives of itself. The day on which it was made is no day of publication: it is named
/// in an issue.
fn described(xml: &str) -> (Metadata, Option<Issue>) {
    let (mut metadata, mut made, mut within) = (Metadata::default(), None, String::new());
    for node in nodes(xml).flatten() {
        match node {
            Node::Open { name, .. } => within = name,
            Node::Close { .. } => within.clear(),
            Node::Words(words) => match (within.as_str(), words.trim()) {
                (_, "") => {}
                ("title", words) => metadata.title.get_or_insert_default().push_str(words),
                ("language", words) if front_matter::is_language_tag(words) => {
                    metadata.language = Some(words.to_owned());
                }
                ("created" | "creation-date", words) => made = Some(words.to_owned()),
                _ => {}
            },
        }
    }
    let made = made.map(|day| {
        issue(
            "made",
            format!("the file says that it was made on `{day}`, which need not be the day of publication; give that with `--published`"),
        )
    });
    (metadata, made)
}
