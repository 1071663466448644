//! PDF: pages of lines become paragraphs. Which program takes the file apart is the caller's choice ([`PdfText`]).
use crate::page::{Block, BlockKind};
use crate::{Error, Found, Input, html, issue, tidy};
use model::reading::Issue;
use model::{Metadata, Text};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Takes the words out of a PDF.
pub trait PdfText {
    /// Name and version, kept with every text that was read so.
    fn name(&self) -> String;

    /// Whether right-to-left text comes out in the order in which it is read.
    fn reads_right_to_left(&self) -> bool;

    /// The pages, each with its lines as they stand; an empty line between paragraphs where it can tell.
    ///
    /// # Errors
    /// Why there are none.
    fn pages(&self, pdf: &[u8]) -> Result<Vec<String>, PdfFault>;
}

/// Why a PDF gives no words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PdfFault {
    /// It wants a password.
    Encrypted,
    /// It is cut off or broken; the reader's own words.
    Damaged(String),
}

/// The crate `pdf-extract`: needs nothing beside the program, but returns right-to-left text reversed.
#[derive(Debug, Clone, Copy, Default)]
pub struct PdfExtract;

impl PdfText for PdfExtract {
    fn name(&self) -> String {
        "pdf-extract-0.12".to_owned()
    }

    fn reads_right_to_left(&self) -> bool {
        false
    }

    fn pages(&self, pdf: &[u8]) -> Result<Vec<String>, PdfFault> {
        // The library asserts what a broken file need not keep; nothing of ours is shared with it.
        catch_unwind(AssertUnwindSafe(|| pdf_extract::extract_text_from_mem_by_pages(pdf)))
            .unwrap_or_else(|_| Err(pdf_extract::OutputError::from(std::io::Error::other("it broke off"))))
            .map_err(|error| fault(&error.to_string(), pdf))
    }
}

/// A file that says `/Encrypt` and cannot be read wants its password, whatever the reader stumbled over first.
fn fault(words: &str, pdf: &[u8]) -> PdfFault {
    let says_so = pdf.windows(b"/Encrypt".len()).any(|bytes| bytes == b"/Encrypt");
    if says_so || words.to_lowercase().contains("password") {
        PdfFault::Encrypted
    } else {
        PdfFault::Damaged(words.to_owned())
    }
}

/// Reads a PDF.
///
/// # Errors
/// Codes `encrypted`, `damaged`, `no_text` (a scan) and `right_to_left` (the reader would turn the words round).
pub(crate) fn read(input: &Input<'_>, reader: &dyn PdfText) -> Result<Found, Error> {
    let pages = reader.pages(input.bytes).map_err(|fault| refusal(input.name, &fault))?;
    let pages: Vec<String> = pages.iter().map(|page| tidy::logical(page)).collect();
    let mut issues = Vec::new();
    if !reader.reads_right_to_left() {
        issues.extend(right_to_left(input.name, &pages)?);
    }
    let (blocks, n_left_out) = blocks(&pages);
    if blocks.is_empty() {
        return Err(Error::new(
            "no_text",
            format!(
                "the PDF `{}` holds no text on its {} pages: it is most likely a scan\nhint: recognise its text first, for instance with `ocrmypdf`",
                input.name,
                pages.len()
            ),
        ));
    }
    if n_left_out > 0 {
        issues.push(issue(
            "page_furniture",
            format!("{n_left_out} running heads, feet and page numbers were left out of the text"),
        ));
    }
    let (text, regions) = html::lay_out("", &blocks, false);
    let text = Text::new(format!("pdf/1 {}", reader.name()), text, regions);
    Ok(Found { text, metadata: Metadata::default(), issues })
}

pub(crate) fn refusal(name: &str, fault: &PdfFault) -> Error {
    match fault {
        PdfFault::Encrypted => Error::new(
            "encrypted",
            format!(
                "the PDF `{name}` is encrypted and wants a password\nhint: save it without one, for instance with `qpdf --decrypt --password=… in.pdf out.pdf`"
            ),
        ),
        PdfFault::Damaged(why) => Error::new(
            "damaged",
            format!(
                "the PDF `{name}` is cut off or broken: {}\nhint: fetch it again; `qpdf in.pdf out.pdf` mends some damage",
                why.trim()
            ),
        ),
    }
}

/// From this share of right-to-left letters on, a text that comes out reversed is worse than none.
const MOST_REVERSED: f64 = 0.02;

fn right_to_left(name: &str, pages: &[String]) -> Result<Option<Issue>, Error> {
    let letters = || pages.iter().flat_map(|page| page.chars()).filter(|letter| letter.is_alphabetic());
    let n_reversed = letters().filter(|letter| tidy::is_right_to_left(*letter)).count();
    let share = n_reversed as f64 / letters().count().max(1) as f64;
    if share > MOST_REVERSED {
        return Err(Error::new(
            "right_to_left",
            format!(
                "the PDF `{name}` holds right-to-left text, which would come out reversed\nhint: install poppler's `pdftotext` (Debian: `apt install poppler-utils`), which is then used by itself"
            ),
        ));
    }
    let message = format!("{n_reversed} right-to-left letters may stand in reversed order");
    Ok((n_reversed > 0).then(|| issue("right_to_left", message)))
}

/// Paragraphs of all pages, and how many running heads, feet and page numbers were left out.
fn blocks(pages: &[String]) -> (Vec<Block>, usize) {
    // Justified lines come with wide gaps between their words.
    let pages: Vec<Vec<String>> = pages
        .iter()
        .map(|page| page.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect())
        .collect();
    let pages: Vec<Vec<&str>> = pages.iter().map(|page| page.iter().map(String::as_str).collect()).collect();
    let (repeated, column) = (repeated(&pages), column(&pages));
    let mut paragraphs: Vec<String> = Vec::new();
    let mut n_left_out = 0;
    for page in &pages {
        let edges = edges(page);
        let is_furniture = |at: usize| {
            edges.contains(&at)
                && (repeated.contains_key(&key(page[at])) || pages.len() > 1 && is_page_number(page[at]))
        };
        let kept: Vec<&str> =
            (0..page.len()).map(|at| if is_furniture(at) { "" } else { page[at] }).collect();
        n_left_out += (0..page.len()).filter(|at| is_furniture(*at)).count();
        let mut of_page = paragraphs_of(&kept, column).into_iter();
        if let (Some(open), Some(first)) = (paragraphs.last_mut(), of_page.as_slice().first())
            && goes_on(open, first)
        {
            join(open, first);
            of_page.next();
        }
        paragraphs.extend(of_page);
    }
    let blocks = paragraphs.into_iter().map(|text| Block { kind: BlockKind::Paragraph, text });
    (blocks.collect(), n_left_out)
}

/// So many lines at the top and at the foot of a page may be its furniture.
const EDGE_LINES: usize = 3;

fn edges(page: &[&str]) -> Vec<usize> {
    let full: Vec<usize> = (0..page.len()).filter(|at| !page[*at].is_empty()).collect();
    let top = full.iter().take(EDGE_LINES);
    let foot = full.iter().skip(full.len().saturating_sub(EDGE_LINES));
    top.chain(foot).copied().collect()
}

/// A line with its numbers made alike, so that page numbers do not tell running heads apart.
fn key(line: &str) -> String {
    line.chars().map(|letter| if letter.is_numeric() { '#' } else { letter }).collect()
}

/// Fewest pages on whose edges a line must stand again to be a running head.
const FEWEST_PAGES: usize = 3;

fn repeated(pages: &[Vec<&str>]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for page in pages {
        let mut keys: Vec<String> = edges(page).into_iter().map(|at| key(page[at])).collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            *counts.entry(key).or_default() += 1;
        }
    }
    counts.retain(|_, count| *count >= FEWEST_PAGES.max(pages.len() / 3));
    counts
}

fn is_page_number(line: &str) -> bool {
    let line = line.trim_matches(|mark: char| mark.is_whitespace() || "-–—|[]()".contains(mark));
    !line.is_empty() && line.chars().count() <= 4 && line.chars().all(char::is_numeric)
}

fn width(line: &str) -> usize {
    line.chars().count()
}

/// Lines between two empty ones.
fn runs<'p, 'l>(page: &'p [&'l str]) -> impl Iterator<Item = &'p [&'l str]> {
    page.split(|line| line.is_empty()).filter(|run| !run.is_empty())
}

/// Fewest lines from which a run shows how wide its column is.
const TELLING_LINES: usize = 3;

/// The usual width of a column, in characters: four lines in five of the runs that show one are no wider, so that two lines
/// run together do not count; `None` where no run shows it.
fn column(pages: &[Vec<&str>]) -> Option<usize> {
    let telling = pages.iter().flat_map(|page| runs(page)).filter(|run| run.len() >= TELLING_LINES);
    let mut widths: Vec<usize> = telling.flatten().map(|line| width(line)).collect();
    widths.sort_unstable();
    widths.get(widths.len() * 4 / 5).copied()
}

fn widest(run: &[&str]) -> usize {
    run.iter().map(|line| width(line)).max().unwrap_or(0)
}

fn paragraphs_of(page: &[&str], column: Option<usize>) -> Vec<String> {
    runs(page)
        .flat_map(|run| {
            let widest = widest(run);
            let shown =
                if run.len() < TELLING_LINES { column } else { column.map(|column| column.min(widest)) };
            parts_of(run, shown.unwrap_or(widest))
        })
        .collect()
}

/// Paragraphs of lines that stand without an empty line between them: one ends where the next line's first word would have
/// fitted.
fn parts_of(run: &[&str], widest: usize) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut before = 0;
    for line in run {
        let first_word = width(line.split(' ').next().unwrap_or(""));
        let fitted = (before + 1 + first_word) as f64 <= widest as f64 * FULL_LINE;
        match parts.last_mut() {
            Some(open) if !fitted => join(open, line),
            _ => parts.push((*line).to_owned()),
        }
        before = width(line);
    }
    parts
}

/// A line counts as full from this share of the widest on: ragged margins differ by a word, and letters by width.
const FULL_LINE: f64 = 0.85;

/// Whether a paragraph goes on over the end of its page.
fn goes_on(open: &str, next: &str) -> bool {
    let ends = open.trim_end().ends_with(['.', '!', '?', ':', '”', '"', '۔', '؟', '…']);
    !ends && next.chars().next().is_some_and(char::is_lowercase)
}

/// Joins two lines; a hyphen at the end of the first goes where both sides are small letters.
fn join(open: &mut String, line: &str) {
    let soft = open.ends_with('\u{ad}');
    let hyphen = open.ends_with(['-', '\u{2010}', '\u{ad}']);
    let small_before = open.chars().rev().nth(1).is_some_and(char::is_lowercase);
    let small_after = line.chars().next().is_some_and(char::is_lowercase);
    if soft || hyphen && small_before && small_after {
        open.pop();
    } else if !hyphen {
        open.push(' ');
    }
    open.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pages: &[&str]) -> (Vec<String>, usize) {
        let pages: Vec<String> = pages.iter().map(|page| (*page).to_owned()).collect();
        let (blocks, n_left_out) = blocks(&pages);
        (blocks.into_iter().map(|block| block.text).collect(), n_left_out)
    }

    #[test]
    fn lines_become_paragraphs_again() {
        let page = "A Short Head\nGunmen attacked the market in the val-\nley, as the spokesman of the group al-\nShabab said on that morning.\nThe next begins where a word had space.\n\nLast.";
        let (texts, _) = texts(&[page]);
        assert_eq!(
            texts,
            [
                "A Short Head",
                "Gunmen attacked the market in the valley, as the spokesman of the group al-Shabab said on that morning.",
                "The next begins where a word had space.",
                "Last."
            ]
        );
    }

    #[test]
    fn heads_feet_and_numbers_of_pages_are_left_out_and_paragraphs_go_on() {
        let pages = [
            "Radio Valley 2024\n\nThe group denied it and\n\n1",
            "Radio Valley 2024\n\naccused the army.\n\n2",
            "Radio Valley 2024\n\nThree died.\n\n3",
        ];
        let (texts, n_left_out) = texts(&pages);
        assert_eq!(texts, ["The group denied it and accused the army.", "Three died."]);
        assert_eq!(n_left_out, 6);
    }
}
