//! The brief as Markdown with footnotes (`[^1]`). Drawings are named, their numbers stand in the tables.
use crate::brief::{Brief, Source};
use crate::tree::{Block, Entry, Note, Row, Run, Section, Sentence, Table, Words};
use crate::words;
use std::fmt::Write as _;

impl Brief {
    /// The brief as Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = format!("# {}\n\n", escape(&self.title));
        let as_of = self.as_of.map_or("undated".to_owned(), |day| format!("as of {}", words::date(day)));
        let [reports, origins, events] =
            [self.reports, self.origins, self.events].map(|n| words::number(n as u64));
        let _ = writeln!(
            out,
            "*Backgrounder, {as_of}. Reports: {reports}; independent origins: {origins}; events: {events}.*\n"
        );
        self.sections.iter().for_each(|section| write_section(&mut out, section));
        out.push_str("## Sources\n\n");
        self.sources.iter().for_each(|source| write_source(&mut out, source));
        out.push('\n');
        self.notes.iter().for_each(|note| write_note(&mut out, note));
        out
    }
}

fn write_section(out: &mut String, section: &Section) {
    let _ = writeln!(out, "## {}\n", section.heading);
    for block in &section.blocks {
        match block {
            Block::Paragraph(sentences) => {
                let _ = writeln!(out, "{}\n", self::sentences(sentences));
            }
            Block::List(items) => write_list(out, items),
            Block::Entry(entry) => write_entry(out, entry),
            Block::Table(table) => write_table(out, table),
            Block::Figure(figure) => {
                let _ = writeln!(
                    out,
                    "*Drawing ({}), in the HTML form: {}*\n",
                    figure.name.replace('_', " "),
                    escape(&figure.caption)
                );
            }
            Block::Method(notes) => {
                for note in notes {
                    let _ = writeln!(out, "*{}*\n", escape(note));
                }
            }
            Block::Subheading(heading) => {
                let _ = writeln!(out, "### {heading}\n");
            }
        }
    }
}

fn write_list(out: &mut String, items: &[Vec<Sentence>]) {
    for item in items {
        let _ = writeln!(out, "- {}", sentences(item));
    }
    out.push('\n');
}

fn write_entry(out: &mut String, entry: &Entry) {
    let _ = writeln!(out, "#### {}\n\n{}\n", words(&entry.heading), sentences(&entry.lead));
    for line in &entry.lines {
        let said = line.absence.as_deref().map_or_else(|| sentences(&line.sentences), escape);
        let _ = writeln!(out, "- **{}:** {said}", line.label);
    }
    if !entry.lines.is_empty() {
        out.push('\n');
    }
}

fn write_table(out: &mut String, table: &Table) {
    let _ = writeln!(out, "**{}**\n", escape(&table.caption));
    let _ = writeln!(out, "| {} | Notes |", table.columns.join(" | "));
    let _ = writeln!(out, "|{}", " --- |".repeat(table.columns.len() + 1));
    for row in &table.rows {
        let _ = writeln!(out, "| {} | {} |", cells(row), references(row.notes()));
    }
    out.push('\n');
}

fn cells(row: &Row) -> String {
    row.cells().iter().map(|cell| words(cell).replace('|', "\\|")).collect::<Vec<_>>().join(" | ")
}

fn sentences(sentences: &[Sentence]) -> String {
    let one = |sentence: &Sentence| format!("{}{}", words(sentence.words()), references(sentence.notes()));
    sentences.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn references(notes: &[usize]) -> String {
    notes.iter().map(|note| format!("[^{note}]")).collect()
}

fn words(words: &Words) -> String {
    let run = |run: &Run| match run {
        Run::Text(words) | Run::Name(words) => escape(words),
        Run::Quote(words) => format!("“{}”", escape(words)),
    };
    words.runs().iter().map(run).collect()
}

fn write_source(out: &mut String, source: &Source) {
    let outlet = escape(source.outlet.as_deref().unwrap_or("No outlet named"));
    let day = source.published.map_or("undated".to_owned(), words::date);
    let title = source.title.as_deref().map(|title| format!(" *{}*.", escape(title))).unwrap_or_default();
    let url = source.url.as_deref().map(|url| format!(" <{}>", plain_address(url))).unwrap_or_default();
    let same = source
        .same_text_as
        .as_deref()
        .map(|same| format!(" Same text as {same}: one origin."))
        .unwrap_or_default();
    let descriptor = if source.descriptor.is_empty() {
        String::new()
    } else {
        format!(" {}.", escape(&words::capital(&source.descriptor)))
    };
    let _ = writeln!(out, "- **{outlet}**, {day}.{title}{descriptor}{same} Report {}.{url}", source.id);
}

fn write_note(out: &mut String, note: &Note) {
    let outlet = escape(note.outlet.as_deref().unwrap_or("No outlet named"));
    let day = note.published.map_or("undated".to_owned(), words::date);
    let title = note.title.as_deref().map(|title| format!(", *{}*", escape(title))).unwrap_or_default();
    let url = note.url.as_deref().map(|url| format!(" <{}>", plain_address(url))).unwrap_or_default();
    let _ = writeln!(out, "[^{}]: {outlet}, {day}{title}: “{}”{url}", note.number, marked(note));
}

/// The quotation with what was marked in bold.
fn marked(note: &Note) -> String {
    let (mut out, mut at) = (String::new(), 0);
    for mark in &note.marks {
        let words = mark.of(&note.quote).trim();
        let _ = write!(out, "{}**{}**", escape(note.quote.get(at..mark.start).unwrap_or("")), escape(words));
        at = mark.end;
    }
    out.push_str(&escape(note.quote.get(at..).unwrap_or("")));
    out.replace(['\n', '\r'], " ")
}

/// Angle brackets and white space would end an address early.
fn plain_address(url: &str) -> String {
    url.replace('<', "%3C").replace('>', "%3E").replace(' ', "%20")
}

/// Words in which no character means anything to Markdown.
fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for character in words.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
            out.push('\\');
        }
        out.push(if character == '\n' { ' ' } else { character });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_sources_are_no_markup() {
        assert_eq!(escape("a *b* [c](d) <e>"), r"a \*b\* \[c\](d) \<e\>");
        assert_eq!(plain_address("https://a.example/x y>"), "https://a.example/x%20y%3E");
    }
}
