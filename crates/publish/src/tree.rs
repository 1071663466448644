//! The document tree that every form of a brief is written from.
//!
//! A [`Sentence`] and a [`Row`] about the world have private fields and come only from [`Notes`], which refuses them where no
//! statement of the dossier stands behind them. What has no citation is a heading, a label, or a [`Block::Method`] note that
//! speaks about the record itself.
use jiff::civil::Date;
use model::Span;
use model::dossier::{Citation, Citations};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A stretch of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Run {
    /// The brief's own words.
    Text(String),
    /// A name as reports or the lexicon give it.
    Name(String),
    /// Words of a source, without quotation marks.
    Quote(String),
}

/// Words under construction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Words(Vec<Run>);

impl Words {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The brief's own words.
    #[must_use]
    pub fn of(text: impl Into<String>) -> Self {
        Self::new().text(text)
    }

    /// Adds own words.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        match (self.0.last_mut(), text.into()) {
            (_, text) if text.is_empty() => {}
            (Some(Run::Text(before)), text) => before.push_str(&text),
            (_, text) => self.0.push(Run::Text(text)),
        }
        self
    }

    /// Adds a name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.0.push(Run::Name(name.into()));
        self
    }

    /// Adds words of a source; quotation marks at their ends are dropped, because the forms put their own.
    #[must_use]
    pub fn quote(mut self, words: &str) -> Self {
        let bare = words.trim().trim_matches(['"', '“', '”', '«', '»']).trim();
        self.0.push(Run::Quote(bare.to_owned()));
        self
    }

    /// Adds other words.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        other.0.into_iter().fold(self, |words, run| match run {
            Run::Text(text) => words.text(text),
            Run::Name(name) => words.name(name),
            Run::Quote(quote) => words.quote(&quote),
        })
    }

    /// With a capital letter at the start, unless a name or a quotation stands there.
    #[must_use]
    pub fn capital(mut self) -> Self {
        if let Some(Run::Text(first)) = self.0.first_mut() {
            *first = crate::words::capital(first);
        }
        self
    }

    /// The stretches.
    #[must_use]
    pub fn runs(&self) -> &[Run] {
        &self.0
    }

    /// Whether there is nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As plain text, quotations in curly quotation marks.
    #[must_use]
    pub fn plain(&self) -> String {
        let plain = |run: &Run| match run {
            Run::Text(words) | Run::Name(words) => words.clone(),
            Run::Quote(words) => format!("“{words}”"),
        };
        self.0.iter().map(plain).collect()
    }
}

/// A sentence about the world. Invariant: at least one note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sentence {
    words: Words,
    notes: Vec<usize>,
    anchor: usize,
}

impl Sentence {
    /// The words.
    #[must_use]
    pub const fn words(&self) -> &Words {
        &self.words
    }

    /// Numbers of the notes behind it, ascending; at least one.
    #[must_use]
    pub fn notes(&self) -> &[usize] {
        &self.notes
    }

    /// Its number in the brief, for links back from a note.
    #[must_use]
    pub const fn anchor(&self) -> usize {
        self.anchor
    }
}

/// A row of a table. Invariant: at least one note, unless it counts nothing ([`Row::nothing`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    cells: Vec<Words>,
    notes: Vec<usize>,
    anchor: usize,
}

impl Row {
    /// A row that counts nothing, as a year without an event: there is nothing to cite.
    #[must_use]
    pub const fn nothing(cells: Vec<Words>) -> Self {
        Self { cells, notes: Vec::new(), anchor: 0 }
    }

    /// The cells.
    #[must_use]
    pub fn cells(&self) -> &[Words] {
        &self.cells
    }

    /// Numbers of the notes behind it.
    #[must_use]
    pub fn notes(&self) -> &[usize] {
        &self.notes
    }

    /// Its number in the brief, for links back from a note; 0 where it has no note.
    #[must_use]
    pub const fn anchor(&self) -> usize {
        self.anchor
    }
}

/// A table; the notes of its rows stand in a last column of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Heads of the columns, without that of the notes.
    pub columns: Vec<String>,
    /// Rows, each with as many cells as there are columns.
    pub rows: Vec<Row>,
}

/// A drawing, and where its numbers stand as a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// `timeline`, `attacks_per_year`, `tempo`, `map`, `relations`.
    pub name: &'static str,
    /// What it shows and what it leaves out.
    pub caption: String,
    /// The drawing; not part of the JSON form.
    #[serde(skip)]
    pub svg: String,
}

/// A labelled line of an entry: sentences, or the note that the record holds nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The label, such as `Claimed`.
    pub label: &'static str,
    /// The sentences.
    pub sentences: Vec<Sentence>,
    /// Said in their place where the record holds none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absence: Option<String>,
}

/// One event or one other thing with a head of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The event's minted id.
    pub id: String,
    /// Head: date and place.
    pub heading: Words,
    /// What happened.
    pub lead: Vec<Sentence>,
    /// Everything else, line by line.
    pub lines: Vec<Line>,
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "content", rename_all = "snake_case")]
pub enum Block {
    /// Running text.
    Paragraph(Vec<Sentence>),
    /// One sentence or a few per item.
    List(Vec<Vec<Sentence>>),
    /// An event.
    Entry(Entry),
    /// A table.
    Table(Table),
    /// A drawing.
    Figure(Figure),
    /// About the record itself, not about the world: needs no citation.
    Method(Vec<String>),
    /// A head inside a section.
    Subheading(String),
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Stable id, the fragment of its link.
    pub id: &'static str,
    /// Head.
    pub heading: &'static str,
    /// Content.
    pub blocks: Vec<Block>,
    /// Numbers of the notes that are first used here: their words stand at its end.
    pub notes: Vec<usize>,
}

/// The words behind one or more sentences. Statements of one report that rest on one sentence share a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// From 1, in the order of the sections.
    pub number: usize,
    /// The report's minted id.
    pub report: String,
    /// Its headline.
    pub title: Option<String>,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Its day of publication.
    pub published: Option<Date>,
    /// Its address.
    pub url: Option<String>,
    /// The source's words, shortened to [`QUOTE_BYTES`] around what is marked; `[…]` stands where words are left out.
    pub quote: String,
    /// Where in `quote` the statements' own words stand: bytes, sorted, apart.
    pub marks: Vec<Span>,
    /// Statement ids, sorted.
    pub statements: Vec<String>,
    /// Anchors of the sentences and rows that use it, ascending.
    pub used_by: Vec<usize>,
}

/// Longest quotation of a note in bytes: three to five sentences, enough to judge by and an excerpt still.
pub const QUOTE_BYTES: usize = 700;

/// Makes sentences and keeps the notes behind them.
pub struct Notes<'d> {
    citations: &'d Citations,
    drafts: Vec<Draft<'d>>,
    by_words: BTreeMap<(&'d str, &'d str), usize>,
    anchors: usize,
    section: usize,
    refused: usize,
}

struct Draft<'d> {
    first: &'d Citation,
    marks: BTreeSet<Span>,
    statements: BTreeSet<&'d str>,
    used_by: BTreeSet<usize>,
    section: usize,
}

impl<'d> Notes<'d> {
    /// No notes yet.
    #[must_use]
    pub const fn new(citations: &'d Citations) -> Self {
        let by_words = BTreeMap::new();
        Self { citations, drafts: Vec::new(), by_words, anchors: 0, section: 0, refused: 0 }
    }

    /// Notes that are first used from here on stand at the end of the section with this number.
    pub const fn enter(&mut self, section: usize) {
        self.section = section;
    }

    /// A sentence with the notes of these statements; `None` where the dossier holds the words of none of them.
    pub fn sentence<'s>(
        &mut self,
        words: Words,
        statements: impl IntoIterator<Item = &'s String>,
    ) -> Option<Sentence> {
        let (notes, anchor) = self.cite(statements)?;
        Some(Sentence { words, notes, anchor })
    }

    /// A row of a table with the notes of these statements; `None` as for [`Notes::sentence`].
    pub fn row<'s>(
        &mut self,
        cells: Vec<Words>,
        statements: impl IntoIterator<Item = &'s String>,
    ) -> Option<Row> {
        let (notes, anchor) = self.cite(statements)?;
        Some(Row { cells, notes, anchor })
    }

    /// How many sentences and rows were refused for want of a citation.
    #[must_use]
    pub const fn refused(&self) -> usize {
        self.refused
    }

    fn cite<'s>(&mut self, statements: impl IntoIterator<Item = &'s String>) -> Option<(Vec<usize>, usize)> {
        let citations = self.citations;
        let found = statements.into_iter().filter_map(|id| citations.get(id)).collect::<Vec<_>>();
        if found.is_empty() {
            self.refused += 1;
            return None;
        }
        self.anchors += 1;
        let numbers = found.into_iter().map(|citation| self.note(citation) + 1).collect::<BTreeSet<_>>();
        Some((numbers.into_iter().collect(), self.anchors))
    }

    fn note(&mut self, citation: &'d Citation) -> usize {
        let key = (citation.report.as_str(), citation.quote.as_str());
        let at = *self.by_words.entry(key).or_insert(self.drafts.len());
        if at == self.drafts.len() {
            let (marks, statements, used_by) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
            self.drafts.push(Draft { first: citation, marks, statements, used_by, section: self.section });
        }
        let draft = &mut self.drafts[at];
        draft.statements.insert(&citation.statement);
        draft.used_by.insert(self.anchors);
        if !citation.highlight.of(&citation.quote).is_empty() {
            draft.marks.insert(citation.highlight);
        }
        at
    }

    /// The notes, and for each the section at whose end it stands.
    #[must_use]
    pub fn finish(self) -> Vec<(usize, Note)> {
        self.drafts
            .into_iter()
            .enumerate()
            .map(|(at, draft)| (draft.section, finished(at + 1, draft)))
            .collect()
    }
}

fn finished(number: usize, draft: Draft<'_>) -> Note {
    let citation = draft.first;
    let (quote, marks) = shortened(&citation.quote, &merged(draft.marks));
    Note {
        number,
        report: citation.report.clone(),
        title: citation.title.clone(),
        outlet: citation.outlet.clone(),
        published: citation.published,
        url: citation.url.clone(),
        quote,
        marks,
        statements: draft.statements.into_iter().map(str::to_owned).collect(),
        used_by: draft.used_by.into_iter().collect(),
    }
}

/// Overlapping and touching marks become one.
fn merged(marks: BTreeSet<Span>) -> Vec<Span> {
    let mut merged: Vec<Span> = Vec::new();
    for mark in marks {
        match merged.last_mut() {
            Some(last) if mark.start <= last.end => *last = last.join(&mark),
            _ => merged.push(mark),
        }
    }
    merged
}

const LEFT_OUT: &str = "[…]";

/// A long quotation is cut at word boundaries around its first mark.
fn shortened(quote: &str, marks: &[Span]) -> (String, Vec<Span>) {
    if quote.len() <= QUOTE_BYTES {
        return (quote.to_owned(), marks.to_vec());
    }
    let first = marks.first().map_or(0, |mark| mark.start);
    let from = cut(quote, first.saturating_sub(QUOTE_BYTES / 3));
    let to = cut(quote, (from + QUOTE_BYTES).min(quote.len()));
    let (before, after) = (from > 0, to < quote.len());
    let kept = quote[from..to].trim_end();
    let mut words = if before { format!("{LEFT_OUT} ") } else { String::new() };
    let shift = words.len();
    words.push_str(kept);
    let inside = |mark: &Span| {
        let (start, end) = (mark.start.max(from), mark.end.min(from + kept.len()));
        (start < end).then(|| Span::new(start - from + shift, end - from + shift))
    };
    let marks = marks.iter().filter_map(inside).collect();
    if after {
        words.push(' ');
        words.push_str(LEFT_OUT);
    }
    (words, marks)
}

/// The start of the word at or after this byte; the text's end where none follows.
fn cut(text: &str, mut at: usize) -> usize {
    if at == 0 || at >= text.len() {
        return at.min(text.len());
    }
    while !text.is_char_boundary(at) {
        at += 1;
    }
    text[at..].find(' ').map_or(text.len(), |space| at + space + 1)
}

/// Numbers as ranges: three or more in a row become first and last.
#[must_use]
pub fn ranges(numbers: &[usize]) -> Vec<(usize, usize)> {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for &number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    let split = |(from, to): (usize, usize)| {
        if to == from + 1 { vec![(from, from), (to, to)] } else { vec![(from, to)] }
    };
    ranges.into_iter().flat_map(split).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_without_a_citation() {
        let citations = Citations::new();
        let mut notes = Notes::new(&citations);
        assert_eq!(notes.sentence(Words::of("Somebody did it."), &["unknown".to_owned()]), None);
        assert_eq!(notes.row(vec![Words::of("1")], &[]), None);
        assert_eq!(notes.refused(), 2);
    }

    #[test]
    fn long_quotations_are_cut_around_what_is_marked() {
        let quote = format!("{} nineteen dead {}", "é before".repeat(200), "after é ".repeat(200));
        let start = quote.find("nineteen").expect("it is there");
        let (short, marks) = shortened(&quote, &[Span::new(start, start + 13)]);
        assert!(short.len() < QUOTE_BYTES + 40 && short.starts_with("[…] ") && short.ends_with(" […]"));
        assert_eq!(marks.iter().map(|mark| mark.of(&short)).collect::<Vec<_>>(), ["nineteen dead"]);
    }

    #[test]
    fn three_in_a_row_are_a_range() {
        assert_eq!(ranges(&[1, 2, 4, 5, 6, 9]), [(1, 1), (2, 2), (4, 6), (9, 9)]);
    }

    #[test]
    fn overlapping_marks_become_one() {
        let marks = [Span::new(0, 4), Span::new(2, 8), Span::new(9, 10)].into();
        assert_eq!(merged(marks), [Span::new(0, 8), Span::new(9, 10)]);
    }
}
