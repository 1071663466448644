//! Markdown: the text stays as it is, and regions mark what is not running text.
use model::{Region, RegionKind, Span};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};
use std::ops::Range;

/// What the marks of a Markdown text mean. Spans are those of the text from which `offset` bytes were cut at the front.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// Headings, fenced code, HTML blocks: sorted, without overlaps.
    pub(crate) blocks: Vec<Region>,
    /// Marks inside the other blocks and inside headings: link targets, images, emphasis.
    pub(crate) inline: Vec<Region>,
    /// The words of the first heading of level 1.
    pub(crate) title: Option<String>,
}

/// Reads the marks of `text`, of which the first `offset` bytes are something else (a byte-order mark, front matter).
pub(crate) fn marks(text: &str, offset: usize) -> Marks {
    let body = &text[offset..];
    let mut scan = Scan::default();
    for (event, range) in Parser::new(body).into_offset_iter() {
        scan.event(&event, range);
    }
    scan.finish(body, offset)
}

#[derive(Default)]
struct Scan {
    /// Ranges that are words to read.
    words: Vec<Range<usize>>,
    blocks: Vec<(Range<usize>, RegionKind)>,
    heading: Option<(HeadingLevel, Range<usize>)>,
    title: Option<Range<usize>>,
    /// Depth inside images and fenced code, whose words are not read.
    hidden: usize,
}

impl Scan {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => self.heading = Some((*level, range.end..range.start)),
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_)) | Tag::HtmlBlock) => {
                self.blocks.push((range, RegionKind::Markup));
                self.hidden += 1;
            }
            Event::Start(Tag::Image { .. }) => self.hidden += 1,
            // An indented "code block" in a report is an indented paragraph: its words count, so it hides nothing.
            Event::End(TagEnd::HtmlBlock | TagEnd::Image) => self.hidden = self.hidden.saturating_sub(1),
            Event::End(TagEnd::CodeBlock) if self.ends_fenced(&range) => {
                self.hidden = self.hidden.saturating_sub(1);
            }
            Event::Text(_) if self.hidden == 0 => self.word(range),
            Event::Code(words) if self.hidden == 0 => self.word(within_backticks(words, range)),
            _ => {}
        }
    }

    fn ends_fenced(&self, range: &Range<usize>) -> bool {
        self.blocks.last().is_some_and(|(block, _)| block == range)
    }

    fn word(&mut self, range: Range<usize>) {
        if let Some((_, heading)) = &mut self.heading {
            *heading = heading.start.min(range.start)..heading.end.max(range.end);
        }
        self.words.push(range);
    }

    fn end_heading(&mut self) {
        let Some((level, range)) = self.heading.take() else { return };
        if range.is_empty() {
            return;
        }
        let is_title = level == HeadingLevel::H1 && self.title.is_none();
        if is_title {
            self.title = Some(range.clone());
        }
        self.blocks.push((range, if is_title { RegionKind::Title } else { RegionKind::Heading }));
    }

    fn finish(mut self, body: &str, offset: usize) -> Marks {
        let shifted = |range: &Range<usize>| Span::new(range.start + offset, range.end + offset);
        let title = self.title.as_ref().map(|title| words_within(body, title, &self.words));
        self.blocks.sort_by_key(|(range, _)| range.start);
        let mut blocks: Vec<Region> = Vec::new();
        for (range, kind) in &self.blocks {
            let end = body[range.clone()].trim_end().len() + range.start;
            let span = shifted(&(range.start..end));
            if !span.is_empty() && blocks.last().is_none_or(|last| last.span.end <= span.start) {
                blocks.push(Region { span, kind: *kind });
            }
        }
        let gaps = gaps(body, &mut self.words)
            .into_iter()
            .map(|gap| Region { span: shifted(&gap), kind: RegionKind::Markup });
        let hidden = |gap: &Region| {
            let next = blocks.partition_point(|block| block.span.end <= gap.span.start);
            blocks
                .get(next)
                .is_some_and(|block| block.kind == RegionKind::Markup && block.span.overlaps(&gap.span))
        };
        let inline = gaps.filter(|gap| !hidden(gap)).collect();
        Marks { blocks, inline, title }
    }
}

/// The words of inline code, between as many backticks on both sides.
fn within_backticks(words: &str, range: Range<usize>) -> Range<usize> {
    let marks = range.len().saturating_sub(words.len()) / 2;
    range.start + marks..range.end - marks
}

/// The words of a heading without the marks between them.
fn words_within(body: &str, heading: &Range<usize>, words: &[Range<usize>]) -> String {
    let inside = words.iter().filter(|range| heading.start <= range.start && range.end <= heading.end);
    inside.map(|range| &body[range.clone()]).collect::<String>().trim().to_owned()
}

/// What stands between the words and is not only space, line by line.
fn gaps(body: &str, words: &mut [Range<usize>]) -> Vec<Range<usize>> {
    words.sort_by_key(|range| (range.start, range.end));
    let mut gaps = Vec::new();
    let mut from = 0;
    let end = body.len()..body.len();
    for word in words.iter().chain([&end]) {
        if word.start > from {
            pieces(body, from..word.start, &mut gaps);
        }
        from = from.max(word.end);
    }
    gaps
}

fn pieces(body: &str, gap: Range<usize>, into: &mut Vec<Range<usize>>) {
    let mut start = gap.start;
    for line in body[gap].split_inclusive(['\n', '\r']) {
        let words = line.trim();
        if !words.is_empty() {
            let at = start + (line.len() - line.trim_start().len());
            into.push(at..at + words.len());
        }
        start += line.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> (Vec<(&str, RegionKind)>, Vec<&str>) {
        let marks = marks(text, 0);
        let blocks = marks.blocks.iter().map(|region| (region.span.of(text), region.kind)).collect();
        (blocks, marks.inline.iter().map(|region| region.span.of(text)).collect())
    }

    #[test]
    fn marks_are_told_from_words() {
        let text = "# The *Rise* Of A Group\n\nIt **grew** `so` [fast](https://example.org/a_(b)), it\\* said.\n![a map](m.png)\n<!-- note -->\n\nHeads\n-----\n\n```\ncode\n```\n\n> Quoted\n\n    indented\n";
        let (blocks, inline) = marked(text);
        assert_eq!(
            blocks,
            [
                ("The *Rise* Of A Group", RegionKind::Title),
                ("<!-- note -->", RegionKind::Markup),
                ("Heads", RegionKind::Heading),
                ("```\ncode\n```", RegionKind::Markup)
            ]
        );
        assert_eq!(
            inline,
            [
                "#",
                "*",
                "*",
                "**",
                "**",
                "`",
                "`",
                "[",
                "](https://example.org/a_(b))",
                "\\",
                "![a map](m.png)",
                "-----",
                ">"
            ]
        );
        assert_eq!(marks(text, 0).title.as_deref(), Some("The Rise Of A Group"));
    }
}
