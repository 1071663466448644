//! The form of the files: headings, prose, and blocks of text with carets under it.
use crate::render::Family;
use model::document::{Published, PublishedFrom, Region, RegionKind};
use model::{Metadata, Span, Text};
use std::fmt::Write as _;

/// One file: its blocks in order.
pub(crate) struct File {
    pub(crate) blocks: Vec<Block>,
}

/// One case: a text, what is known of it, and what is expected under each of its lines.
pub(crate) struct Block {
    /// Of the fence that opens it, counted from 1.
    pub(crate) line: usize,
    pub(crate) heading: String,
    pub(crate) metadata: Metadata,
    /// Families shown; the others do not count.
    pub(crate) show: Vec<Family>,
    regions: Vec<(usize, RegionKind)>,
    lines: Vec<Line>,
}

/// A line of the text with what is expected under it.
pub(crate) struct Line {
    pub(crate) text: String,
    expected: Vec<String>,
}

const FENCE: &str = "```text";

impl File {
    /// Reads a file; the error says in which line it breaks the form.
    pub(crate) fn parse(content: &str) -> Result<Self, String> {
        let (mut blocks, mut heading, mut has_prose) = (Vec::<Block>::new(), String::new(), false);
        let mut open = None::<Block>;
        for (number, line) in (1..).zip(content.lines()) {
            let at = |message: String| format!("line {number}: {message}");
            if let Some(block) = &mut open {
                if line == "```" {
                    blocks.extend(open.take());
                } else {
                    block.take(line).map_err(at)?;
                }
            } else if let Some(options) = line.strip_prefix(FENCE) {
                if heading.is_empty() || !has_prose {
                    return Err(at(
                        "a block needs a heading and a sentence that says what it shows".to_owned()
                    ));
                }
                open = Some(Block::new(number, &heading, options).map_err(at)?);
            } else if line.starts_with("```") {
                return Err(at(format!(
                    "`{line}` is not a block of text, expected `{FENCE}` with its options"
                )));
            } else if line.starts_with('#') {
                heading = line.trim_start_matches('#').trim().to_owned();
                has_prose = false;
                if blocks.iter().any(|block| block.heading == heading) {
                    return Err(at(format!("the heading `{heading}` stands twice")));
                }
            } else {
                has_prose |= !line.trim().is_empty();
            }
        }
        match open {
            Some(block) => Err(format!("line {}: the block is not closed", block.line)),
            None if blocks.is_empty() => Err("no blocks".to_owned()),
            None => Ok(Self { blocks }),
        }
    }

    /// The file with what is found in place of what was expected; everything else stays.
    pub(crate) fn rewritten(&self, content: &str, found: impl Fn(&Block) -> Vec<Vec<String>>) -> String {
        let (mut out, mut blocks, mut is_inside) = (String::new(), self.blocks.iter(), false);
        for line in content.lines() {
            if line.starts_with(FENCE) {
                is_inside = true;
                let block = blocks.next().expect("the file was parsed into as many blocks");
                out += &format!("{line}\n");
                for (line, found) in block.lines.iter().zip(found(block)) {
                    out += &format!("{}\n", line.text);
                    found.iter().for_each(|found| out += &format!("{found}\n"));
                }
            } else if !is_inside || line == "```" {
                is_inside = false;
                out += &format!("{line}\n");
            }
        }
        out
    }
}

impl Block {
    fn new(line: usize, heading: &str, options: &str) -> Result<Self, String> {
        let mut block = Self {
            line,
            heading: heading.to_owned(),
            metadata: Metadata { language: Some("en".to_owned()), ..Metadata::default() },
            show: Family::unasked(),
            regions: Vec::new(),
            lines: Vec::new(),
        };
        for option in split_options(options)? {
            block.set(&option)?;
        }
        Ok(block)
    }

    fn set(&mut self, option: &str) -> Result<(), String> {
        let (key, value) =
            option.split_once('=').ok_or_else(|| format!("`{option}`: expected `key=value`"))?;
        match key {
            "published" => {
                let date = value.parse().map_err(|_| format!("`{value}` is not an ISO date"))?;
                self.metadata.published = Some(Published { date, from: PublishedFrom::Option });
            }
            "source" => self.metadata.source = Some(value.to_owned()),
            "title" => self.metadata.title = Some(value.to_owned()),
            "show" => self.show = value.split(',').map(Family::parse).collect::<Result<_, _>>()?,
            "title_line" => self.region(value, RegionKind::Title)?,
            "heading_line" => self.region(value, RegionKind::Heading)?,
            "caption_line" => self.region(value, RegionKind::Caption)?,
            "byline_line" => self.region(value, RegionKind::Byline)?,
            "boilerplate_line" => self.region(value, RegionKind::Boilerplate)?,
            "markup_line" => self.region(value, RegionKind::Markup)?,
            _ => return Err(format!("`{key}` is no option of a block")),
        }
        Ok(())
    }

    fn region(&mut self, line: &str, kind: RegionKind) -> Result<(), String> {
        match line.parse::<usize>() {
            Ok(line) if line > 0 => self.regions.push((line - 1, kind)),
            _ => return Err(format!("`{line}` is not the number of a line, counted from 1")),
        }
        Ok(())
    }

    fn take(&mut self, line: &str) -> Result<(), String> {
        if !line.trim_start().starts_with('^') {
            self.lines.push(Line { text: line.to_owned(), expected: Vec::new() });
            return Ok(());
        }
        let above = self.lines.last_mut().ok_or("carets need a line of text above them")?;
        above.expected.push(line.trim_end().to_owned());
        Ok(())
    }

    /// The text with its regions.
    pub(crate) fn text(&self) -> Text {
        let words = self.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
        let spans = self.line_spans();
        let regions =
            self.regions.iter().map(|(line, kind)| Region { span: spans[*line], kind: *kind }).collect();
        Text::new("case/1", words, regions)
    }

    /// The bytes of each line of the text.
    pub(crate) fn line_spans(&self) -> Vec<Span> {
        let mut start = 0;
        self.lines
            .iter()
            .map(|line| {
                let span = Span::new(start, start + line.text.len());
                start = span.end + 1;
                span
            })
            .collect()
    }

    /// How what is found differs from what is expected; the order of the lines under one line of text does not count.
    pub(crate) fn difference(&self, found: &[Vec<String>]) -> Option<String> {
        let mut out = String::new();
        for (line, found) in self.lines.iter().zip(found) {
            let (missing, additional) = (without(&line.expected, found), without(found, &line.expected));
            if !missing.is_empty() || !additional.is_empty() {
                let _ = writeln!(out, "  {}", line.text);
                missing.iter().for_each(|line| out += &format!("- {line}\n"));
                additional.iter().for_each(|line| out += &format!("+ {line}\n"));
            }
        }
        (!out.is_empty()).then_some(out)
    }
}

/// The lines of `these` that have no equal in `those`, each used once.
fn without<'a>(these: &'a [String], those: &[String]) -> Vec<&'a String> {
    let mut rest = those.iter().collect::<Vec<_>>();
    these
        .iter()
        .filter(|line| match rest.iter().position(|other| other == line) {
            Some(at) => {
                rest.remove(at);
                false
            }
            None => true,
        })
        .collect()
}

/// Options are separated by blanks; a value in double quotation marks may hold some.
fn split_options(options: &str) -> Result<Vec<String>, String> {
    let (mut found, mut is_quoted) = (vec![String::new()], false);
    for c in options.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ' ' if !is_quoted => found.push(String::new()),
            _ => found.last_mut().expect("never empty").push(c),
        }
    }
    if is_quoted {
        return Err(format!("`{options}`: a quotation mark is not closed"));
    }
    Ok(found.into_iter().filter(|option| !option.is_empty()).collect())
}

#[test]
fn form_is_strict() {
    let wrong = |content: &str| File::parse(content).err().unwrap_or_default();
    assert!(wrong("```text\nA\n```\n").contains("heading"));
    assert!(wrong("# A\n```text\nA\n```\n").contains("sentence that says"));
    assert!(wrong("# A\nWhy.\n```text shows=figures\nA\n```\n").contains("`shows` is no option"));
    assert!(wrong("# A\nWhy.\n```text show=figure\nA\n```\n").contains("`figure` is no family"));
    assert!(wrong("# A\nWhy.\n```text\n^ figure\n```\n").contains("line of text above"));
    assert!(wrong("# A\nWhy.\n```text\nA\n").contains("not closed"));
    assert!(wrong("# A\nWhy.\n```text\nA\n```\n# A\n").contains("stands twice"));
    assert!(wrong("# A\nWhy.\n").contains("no blocks"));
}

#[test]
fn every_difference_is_seen_and_rewriting_settles_it() {
    let content =
        "# A\nWhy.\n```text source=\"The Paper\"\nTwo died.\n^^^ figure killed best=2\n\nLine.\n```\nEnd.\n";
    let file = File::parse(content).expect("a file in form");
    let block = &file.blocks[0];
    assert_eq!(block.metadata.source.as_deref(), Some("The Paper"));
    assert_eq!(block.text().text, "Two died.\n\nLine.");
    let as_expected = vec![vec!["^^^ figure killed best=2".to_owned()], vec![], vec![]];
    assert_eq!(block.difference(&as_expected), None);
    let missing = block.difference(&vec![vec![]; 3]).expect("a difference");
    assert!(missing.contains("- ^^^ figure"), "{missing}");
    let twice = vec![vec!["^^^ figure killed best=2".to_owned(); 2], vec![], vec![]];
    assert!(block.difference(&twice).expect("a difference").contains("+ ^^^ figure"));
    assert_eq!(file.rewritten(content, |_| as_expected.clone()), content);
    assert!(!file.rewritten(content, |_| vec![vec![]; 3]).contains('^'));
}
