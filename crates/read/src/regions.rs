//! What in a text is not running text: rules that hold for any report, with the words in `boilerplate.toml`.
//!
//! A text is cut into units (paragraphs, or lines where lines are paragraphs). A unit that the word lists know is
//! boilerplate, byline or caption. Of the other one-line units without a full stop, the first is the report's title; short
//! ones before running text are section heads; long ones in Title Case are the headlines of other stories that stay
//! behind when a page is copied. Where a rule cannot tell, the unit stays running text, because a lost sentence is worse
//! than a heading read as one.
use crate::boilerplate::Boilerplate;
use model::{Region, RegionKind, Span};

/// Marks a text's units; those that `taken` (sorted, without overlaps) touches are left alone. `titled`: the title is known already, so that the
/// first line is not taken for one.
pub(crate) fn mark(text: &str, taken: &[Region], titled: bool) -> Vec<Region> {
    let units = units(text, taken);
    let mut kinds: Vec<Option<RegionKind>> = units.iter().map(by_words).collect();
    let title = if titled { None } else { title_at(&units, &kinds) };
    if let Some(at) = title {
        kinds[at] = Some(RegionKind::Title);
    }
    let layout = Layout::of(&units);
    for (at, unit) in units.iter().enumerate() {
        let around = Around { units: &units, known: &kinds, layout, at };
        kinds[at] = kinds[at].or_else(|| by_shape(unit, &around));
    }
    let marked = units.iter().zip(kinds);
    marked.filter_map(|(unit, kind)| kind.map(|kind| Region { span: unit.span, kind })).collect()
}

/// A paragraph, or a line that is one.
#[derive(Debug, Clone)]
struct Unit<'t> {
    /// Without the space around it. Line ends inside are only those of a hard-wrapped paragraph.
    span: Span,
    words: &'t str,
    /// Empty lines directly before and after.
    blank_before: usize,
    blank_after: usize,
    /// Whether it stands between others that are not paragraphs of their own accord (a list item).
    is_item: bool,
    /// Whether a region covers it already.
    taken: Option<RegionKind>,
}

impl Unit<'_> {
    fn word_count(&self) -> usize {
        self.words.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
    }

    fn is_one_line(&self) -> bool {
        !self.words.contains(['\n', '\r'])
    }

    /// The last mark that is not a closing quotation mark or bracket.
    fn last_mark(&self) -> Option<char> {
        let closing = ['"', '\'', '’', '”', '»', ')', ']', '*', '_', '‹', '›', '“', '\u{200f}', '\u{200e}'];
        self.words.trim_end_matches(closing).chars().next_back()
    }

    /// Whether it ends as a sentence ends; a question mark may also end a heading.
    fn ends_as_sentence(&self) -> bool {
        let Some(mark) = self.last_mark() else { return false };
        let abbreviation =
            mark == '.' && self.words.split_whitespace().next_back().is_some_and(is_initialism);
        matches!(mark, '.' | '!' | '…' | ';' | ',' | ':' | '۔' | '।' | '。' | '؛' | '،') && !abbreviation
    }

    fn is_question(&self) -> bool {
        matches!(self.last_mark(), Some('?' | '؟' | '？'))
    }

    /// Running text: it ends as a sentence ends, or is longer than a heading is.
    fn is_running(&self) -> bool {
        self.taken.is_none() && (self.ends_as_sentence() || self.word_count() > HEADLINE_WORDS)
    }

    /// One line that could be a heading of some kind.
    fn is_headline_shaped(&self) -> bool {
        self.is_one_line()
            && !self.is_item
            && !self.ends_as_sentence()
            && (1..=HEADLINE_WORDS).contains(&self.word_count())
    }
}

/// `U.S.`, `D.C.`: a full stop that ends no sentence.
fn is_initialism(word: &str) -> bool {
    let parts: Vec<&str> = word.trim_matches(|mark: char| !mark.is_alphanumeric()).split('.').collect();
    parts.len() > 1 && parts.iter().all(|part| part.chars().count() == 1)
}

/// Longest headline in words: those of wire reports reach about 16.
const HEADLINE_WORDS: usize = 16;
/// Longest title in words: subtitles joined by a colon are longer than headlines of related stories.
const TITLE_WORDS: usize = 25;
/// Longest section head in words.
const HEAD_WORDS: usize = 6;
/// Longest section head in words where it is in sentence case: nothing but its length and place shows what it is.
const PLAIN_HEAD_WORDS: usize = 8;
/// Shortest headline of another story in words.
const STORY_WORDS: usize = 4;
/// From so many words on, a Title-Case line is a headline, no section head.
const LONG_HEADLINE_WORDS: usize = 7;
/// From so many words on, a question is more often a headline than a section head.
const LONG_QUESTION_WORDS: usize = 5;

fn by_words(unit: &Unit<'_>) -> Option<RegionKind> {
    let lists = Boilerplate::shipped();
    if unit.taken.is_some() {
        None
    } else if lists.is_boilerplate(unit.words) {
        Some(RegionKind::Boilerplate)
    } else if lists.is_byline(unit.words) && !unit.ends_as_sentence() {
        Some(RegionKind::Byline)
    } else if lists.is_caption(unit.words) {
        Some(RegionKind::Caption)
    } else {
        None
    }
}

/// The first line, where it stands apart from what follows and is no sentence. Case does not matter: half of the world's
/// scripts have none.
fn title_at(units: &[Unit<'_>], known: &[Option<RegionKind>]) -> Option<usize> {
    let first = units.iter().zip(known).position(|(unit, kind)| kind.is_none() && unit.taken.is_none())?;
    let unit = &units[first];
    let is_nothing = |(unit, kind): (&Unit<'_>, &Option<RegionKind>)| {
        *kind == Some(RegionKind::Boilerplate) || unit.taken == Some(RegionKind::Markup)
    };
    let preceded = !units[..first].iter().zip(known).all(is_nothing);
    let apart = unit.blank_after > 0 && first + 1 < units.len();
    let shaped =
        unit.is_one_line() && !unit.ends_as_sentence() && (1..=TITLE_WORDS).contains(&unit.word_count());
    (!preceded && apart && shaped && !unit.is_item).then_some(first)
}

/// What holds of a whole text.
#[derive(Clone, Copy)]
struct Layout {
    /// Empty lines between most units (the median).
    usual_gap: usize,
    /// The first unit of running text.
    first_running: usize,
}

impl Layout {
    fn of(units: &[Unit<'_>]) -> Self {
        let mut gaps: Vec<usize> = units.iter().skip(1).map(|unit| unit.blank_before).collect();
        gaps.sort_unstable();
        let usual_gap = gaps.get(gaps.len() / 2).copied().unwrap_or(0);
        let first_running = units.iter().position(Unit::is_running).unwrap_or(units.len());
        Self { usual_gap, first_running }
    }
}

/// A unit's surroundings.
struct Around<'u, 't> {
    units: &'u [Unit<'t>],
    known: &'u [Option<RegionKind>],
    layout: Layout,
    at: usize,
}

impl Around<'_, '_> {
    fn follows_boilerplate(&self) -> bool {
        self.at > 0 && self.known[self.at - 1] == Some(RegionKind::Boilerplate)
    }

    /// Whether the next unit is running text, captions and boilerplate left aside.
    fn precedes_running(&self) -> bool {
        let rest = self.units.iter().zip(self.known).skip(self.at + 1);
        let mut rest =
            rest.filter(|(_, kind)| !matches!(kind, Some(RegionKind::Boilerplate | RegionKind::Caption)));
        rest.next().is_some_and(|(unit, _)| unit.is_running() || unit.is_item)
    }

    /// Whether running text came before.
    fn follows_running(&self) -> bool {
        self.layout.first_running < self.at
    }

    /// Empty lines on both sides, or, in a text of one line a paragraph, running text before it.
    fn stands_apart(&self, unit: &Unit<'_>) -> bool {
        let is_last = self.at + 1 == self.units.len();
        let apart = unit.blank_before > 0 && (unit.blank_after > 0 || is_last);
        apart || self.layout.usual_gap == 0 && self.follows_running()
    }

    /// More empty lines after it than between most units: what a removed picture or video leaves.
    fn leaves_a_gap(&self, unit: &Unit<'_>) -> bool {
        self.at + 1 < self.units.len() && unit.blank_after > self.layout.usual_gap
    }
}

fn by_shape(unit: &Unit<'_>, around: &Around<'_, '_>) -> Option<RegionKind> {
    if unit.taken.is_some() || !unit.is_headline_shaped() || !around.stands_apart(unit) {
        return None;
    }
    let words = unit.word_count();
    if !is_title_case(unit.words) {
        let head = words <= PLAIN_HEAD_WORDS && unit.blank_after > 0 && around.precedes_running();
        return head.then_some(RegionKind::Heading);
    }
    if around.follows_running() && is_other_story(unit, around) {
        return Some(RegionKind::Boilerplate);
    }
    (words <= HEAD_WORDS).then_some(RegionKind::Heading)
}

/// Signs that a Title-Case line is the headline of another story; two are enough.
fn is_other_story(unit: &Unit<'_>, around: &Around<'_, '_>) -> bool {
    let words = unit.word_count();
    if words < STORY_WORDS {
        return false;
    }
    let mut signs = 0;
    signs += 2 * u8::from(words >= LONG_HEADLINE_WORDS);
    signs += 2 * u8::from(!around.precedes_running());
    signs += 2 * u8::from(around.leaves_a_gap(unit));
    signs += u8::from(around.follows_boilerplate() && words >= LONG_QUESTION_WORDS);
    signs += u8::from(unit.is_question() && words >= LONG_QUESTION_WORDS);
    signs >= 2
}

/// Letters from which on a word is capitalised in a headline; shorter ones are articles and prepositions.
const LONG_WORD_LETTERS: usize = 4;

/// Whether four fifths of the longer words begin with a capital letter (or, in a line of short words, all of them do).
fn is_title_case(line: &str) -> bool {
    let words = line.split(|mark: char| mark.is_whitespace() || matches!(mark, '-' | '–' | '—' | '/'));
    let words: Vec<&str> = words
        .map(|word| word.trim_matches(|mark: char| !mark.is_alphanumeric()))
        .filter(|word| word.starts_with(char::is_alphabetic))
        .collect();
    let long: Vec<&str> =
        words.iter().copied().filter(|word| word.chars().count() >= LONG_WORD_LETTERS).collect();
    let (judged, needed) =
        if long.is_empty() { (&words, words.len()) } else { (&long, long.len() - long.len() / 5) };
    let capital = judged.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
    // In sentence case the first word is capitalised too: one long word says nothing, unless the short ones agree.
    let all = || words.iter().all(|word| word.starts_with(char::is_uppercase));
    !judged.is_empty() && capital >= needed && (judged.len() > 1 || all())
}

/// A line and its place.
#[derive(Clone, Copy)]
struct Line<'t> {
    start: usize,
    words: &'t str,
}

impl Line<'_> {
    fn span(&self) -> Span {
        Span::new(self.start, self.start + self.words.len())
    }
}

/// The lines without the space around them, empty ones included. Line ends: `\n`, `\r\n`, `\r`, U+2028 and U+2029.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let ends_pair = mark == "\n" && text[..at].ends_with('\r');
        if !ends_pair {
            lines.push(line(text, start, at));
        }
        start = at + mark.len();
    }
    lines.push(line(text, start, text.len()));
    lines
}

fn line(text: &str, start: usize, end: usize) -> Line<'_> {
    let words =
        text[start..end].trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
    Line { start: end - words.len(), words: words.trim_end() }
}

fn units<'t>(text: &'t str, taken: &[Region]) -> Vec<Unit<'t>> {
    let lines = lines(text);
    let mut units: Vec<Unit<'t>> = Vec::new();
    let mut blank = 0;
    for block in lines.chunk_by(|before, after| before.words.is_empty() == after.words.is_empty()) {
        if block[0].words.is_empty() {
            blank = block.len();
            if let Some(last) = units.last_mut() {
                last.blank_after = blank;
            }
            continue;
        }
        let first = units.len();
        units.extend(paragraphs(text, block, taken));
        units[first].blank_before = blank;
        blank = 0;
    }
    units
}

/// Longest line of a hard-wrapped text, in characters.
const WRAPPED_LINE: usize = 100;

/// The units of lines that stand together: each line by itself, or, where they are the lines of one hard-wrapped
/// paragraph, all together. Lines that the word lists know as boilerplate are always by themselves.
fn paragraphs<'t>(text: &'t str, block: &[Line<'t>], taken: &[Region]) -> Vec<Unit<'t>> {
    let lists = Boilerplate::shipped();
    let alone = |line: &Line<'_>| {
        is_list_item(line.words) || kind_at(line.span(), taken).is_some() || lists.is_boilerplate(line.words)
    };
    let wrapped = is_wrapped(block);
    let groups = block.chunk_by(|before, after| wrapped && !alone(before) && !alone(after));
    let unit = |group: &[Line<'t>]| {
        let span = group[0].span().join(&group[group.len() - 1].span());
        Unit {
            span,
            words: span.of(text),
            blank_before: 0,
            blank_after: 0,
            is_item: is_list_item(group[0].words),
            taken: kind_at(span, taken),
        }
    };
    groups.map(unit).collect()
}

/// Whether the lines are one paragraph: none is longer than wrapped lines are, and most end in the middle of a sentence.
fn is_wrapped(block: &[Line<'_>]) -> bool {
    let (Some((_, inner)), true) = (block.split_last(), block.len() > 1) else { return false };
    let short = block.iter().all(|line| line.words.chars().count() <= WRAPPED_LINE);
    let open =
        inner.iter().filter(|line| !line.words.ends_with(['.', '!', '?', ':', '"', '”', '۔', '؟'])).count();
    short && open * 2 > inner.len()
}

/// A bullet or number before the words.
fn is_list_item(words: &str) -> bool {
    let bullet = words.strip_prefix(['-', '*', '•', '·', '–', '◦', '▪']);
    let numbered = words.trim_start_matches(|digit: char| digit.is_ascii_digit());
    let numbered = (numbered.len() < words.len()).then(|| numbered.strip_prefix(['.', ')'])).flatten();
    bullet.or(numbered).is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

/// What covers a stretch, or a part of it, already. `taken` is sorted and without overlaps.
fn kind_at(span: Span, taken: &[Region]) -> Option<RegionKind> {
    let next = taken.partition_point(|region| region.span.end <= span.start);
    taken.get(next).filter(|region| region.span.overlaps(&span)).map(|region| region.kind)
}
