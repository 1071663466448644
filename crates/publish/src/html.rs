//! The brief as one HTML file that asks the network for nothing: style and drawings inside, no script, no font, no image.
use crate::brief::{Brief, Source};
use crate::tree::{Block, Entry, Figure, Line, Note, Row, Run, Section, Sentence, Table, Words, ranges};
use crate::words;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The style of a brief, for screen (light and dark) and A4 paper.
pub const STYLE: &str = include_str!("brief.css");

impl Brief {
    /// The brief as one self-contained HTML file.
    #[must_use]
    pub fn html(&self) -> String {
        page(self).into_string()
    }
}

fn page(brief: &Brief) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="robots" content="noindex";
                meta name="referrer" content="no-referrer";
                meta name="generator" content="Daybook";
                title { (brief.title) " – backgrounder" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#content" { "Skip to the content" }
                (head(brief))
                main #content {
                    @for section in &brief.sections { (self::section(section, brief)) }
                    (sources(&brief.sources))
                }
                footer {
                    p { "Written by Daybook from generation " (brief.generation) " of the record. The same record gives the same bytes." }
                }
            }
        }
    }
}

fn head(brief: &Brief) -> Markup {
    html! {
        header {
            p.kicker { "Backgrounder" }
            h1 { bdi dir="auto" { (brief.title) } }
            p.asof {
                @match brief.as_of {
                    Some(day) => { "What the record holds as of " (words::date(day)) ", the day of its latest report" }
                    None => { "What the record holds; none of its reports is dated" }
                }
            }
            dl.numbers {
                div { dt { "reports" } dd { (words::number(brief.reports as u64)) } }
                div { dt { "independent origins" } dd { (words::number(brief.origins as u64)) } }
                div { dt { "events" } dd { (words::number(brief.events as u64)) } }
            }
            nav aria-label="Sections" {
                ol {
                    @for section in &brief.sections { li { a href={ "#" (section.id) } { (section.heading) } } }
                    li { a href="#sources" { "Sources" } }
                }
            }
        }
    }
}

fn section(section: &Section, brief: &Brief) -> Markup {
    html! {
        section #(section.id) aria-labelledby={ "h-" (section.id) } {
            h2 #{ "h-" (section.id) } { (section.heading) }
            @let has_subheads = section.blocks.iter().any(|block| matches!(block, Block::Subheading(_)));
            @for block in &section.blocks { (self::block(block, has_subheads)) }
            @if !section.notes.is_empty() { (notes(section, brief)) }
        }
    }
}

fn block(block: &Block, has_subheads: bool) -> Markup {
    match block {
        Block::Paragraph(sentences) => html! { p { (self::sentences(sentences)) } },
        Block::List(items) => html! { ul.points { @for item in items { li { (sentences(item)) } } } },
        Block::Entry(entry) => self::entry(entry, has_subheads),
        Block::Table(table) => self::table(table),
        Block::Figure(figure) => self::figure(figure),
        Block::Method(notes) => html! { @for note in notes { p.method { (note) } } },
        Block::Subheading(heading) => html! { h3 { (heading) } },
    }
}

fn sentences(sentences: &[Sentence]) -> Markup {
    html! { @for (at, one) in sentences.iter().enumerate() { @if at > 0 { " " } (sentence(one)) } }
}

fn sentence(sentence: &Sentence) -> Markup {
    html! {
        span #{ "s" (sentence.anchor()) } { (self::words(sentence.words())) (references(sentence.notes())) }
    }
}

/// Words with what is a source's set apart from what is the brief's own; both isolated for right-to-left scripts.
fn words(words: &Words) -> Markup {
    html! {
        @for run in words.runs() {
            @match run {
                Run::Text(text) => { (text) }
                Run::Name(name) => { bdi dir="auto" { (name) } }
                Run::Quote(quote) => { "“" bdi.said dir="auto" { (quote) } "”" }
            }
        }
    }
}

/// Links to notes: single ones by number, three or more in a row as a range.
fn references(notes: &[usize]) -> Markup {
    html! {
        sup.refs {
            @for (at, (from, to)) in ranges(notes).into_iter().enumerate() {
                @if at > 0 { ", " }
                a href={ "#n" (from) } {
                    @if from == to { span.vh { "note " } (from) } @else { span.vh { "notes " } (from) "–" (to) }
                }
            }
        }
    }
}

/// An entry is one level below what stands above it.
fn entry(entry: &Entry, has_subheads: bool) -> Markup {
    html! {
        article.entry #{ "event-" (entry.id) } {
            @if has_subheads { h4 { (words(&entry.heading)) } } @else { h3 { (words(&entry.heading)) } }
            p { (sentences(&entry.lead)) }
            @if !entry.lines.is_empty() {
                dl.lines { @for line in &entry.lines { (self::line(line)) } }
            }
        }
    }
}

fn line(line: &Line) -> Markup {
    html! {
        div {
            dt { (line.label) }
            @for one in &line.sentences { dd { (sentence(one)) } }
            @if let Some(absence) = &line.absence { dd.absence { (absence) } }
        }
    }
}

fn table(table: &Table) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(table.caption) {
            table {
                caption { (table.caption) }
                thead {
                    tr { @for column in &table.columns { th scope="col" { (column) } } th scope="col" { "Notes" } }
                }
                tbody { @for row in &table.rows { (self::row(row)) } }
            }
        }
    }
}

fn row(row: &Row) -> Markup {
    let id = (row.anchor() > 0).then(|| format!("s{}", row.anchor()));
    html! {
        tr id=[id] {
            @for (at, cell) in row.cells().iter().enumerate() {
                @if at == 0 { th scope="row" { (words(cell)) } } @else { td { (words(cell)) } }
            }
            td { @if !row.notes().is_empty() { (references(row.notes())) } }
        }
    }
}

fn figure(figure: &Figure) -> Markup {
    html! {
        figure class={ "drawing " (figure.name) } {
            (PreEscaped(&figure.svg))
            figcaption { (figure.caption) }
        }
    }
}

fn notes(section: &Section, brief: &Brief) -> Markup {
    let own = brief.notes.iter().filter(|note| section.notes.contains(&note.number));
    html! {
        aside.notes aria-label={ "The words behind: " (section.heading) } {
            p.noteshead { "The words behind it" }
            ol { @for note in own { (self::note(note)) } }
        }
    }
}

fn note(note: &Note) -> Markup {
    html! {
        li #{ "n" (note.number) } value=(note.number) {
            span.number aria-hidden="true" { (note.number) }
            blockquote dir="auto" { (marked(note)) }
            p.source {
                (source_line(note.outlet.as_deref(), note.published))
                @if let Some(title) = &note.title { ". " cite { bdi dir="auto" { (title) } } }
                @if let Some(url) = &note.url { " " (address(url)) }
                span.back { (back(&note.used_by)) }
            }
        }
    }
}

/// More links back than this help nobody.
const MOST_BACK: usize = 8;

fn back(used_by: &[usize]) -> Markup {
    html! {
        @for anchor in used_by.iter().take(MOST_BACK) {
            " " a href={ "#s" (anchor) } aria-label={ "back to sentence " (anchor) } { "↩" }
        }
    }
}

/// The quotation with the statements' own words marked.
fn marked(note: &Note) -> Markup {
    let mut at = 0;
    html! {
        @for mark in &note.marks {
            (note.quote.get(at..mark.start).unwrap_or(""))
            mark { (mark.of(&note.quote)) }
            ({ at = mark.end; "" })
        }
        (note.quote.get(at..).unwrap_or(""))
    }
}

fn source_line(outlet: Option<&str>, published: Option<jiff::civil::Date>) -> Markup {
    html! {
        span.outlet { bdi dir="auto" { (outlet.unwrap_or("No outlet named")) } }
        ", " @match published { Some(day) => { (words::date(day)) } None => { "undated" } }
    }
}

/// An address as a link that tells the other side nothing of where it was followed.
fn address(url: &str) -> Markup {
    html! { a.address href=(url) rel="noreferrer nofollow" { (url) } }
}

fn sources(sources: &[Source]) -> Markup {
    html! {
        section #sources aria-labelledby="h-sources" {
            h2 #h-sources { "Sources" }
            ol.sources { @for source in sources { li { (self::source(source)) } } }
        }
    }
}

fn source(source: &Source) -> Markup {
    html! {
        (source_line(source.outlet.as_deref(), source.published))
        @if let Some(title) = &source.title { ". " cite { bdi dir="auto" { (title) } } }
        ". "
        @if !source.descriptor.is_empty() { span.descriptor { (words::capital(&source.descriptor)) ". " } }
        @if let Some(from) = &source.published_from { span.descriptor { "Date from: " (from.replace('_', " ")) ". " } }
        @if let Some(same) = &source.same_text_as { span.descriptor { "Same text as " (same) ": one origin. " } }
        span.descriptor { "Report " (source.id) ". " }
        @if let Some(url) = &source.url { (address(url)) }
    }
}
