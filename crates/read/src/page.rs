//! Pages: which library takes a page apart is decided in this file alone.
use crate::page_date::{self, PageDate};
use std::collections::BTreeSet;
use trafilatura::dom::{Document as Tree, NodeId};
use trafilatura::{HtmlDateMode, Options};

/// What a page's main text consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A section head.
    Heading,
    /// A picture's caption.
    Caption,
    /// A paragraph, list item or table row.
    Paragraph,
}

/// A block of a page's main text. Invariant: not empty, no space around it; line breaks are `\n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its words.
    pub text: String,
}

/// A page taken apart. What the page does not say is `None`.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Headline.
    pub title: Option<String>,
    /// Dates of publication that the page states, most trustworthy first.
    pub dates: Vec<PageDate>,
    /// Name of the outlet; its host where the page gives no name.
    pub outlet: Option<String>,
    /// Declared language, as a BCP 47 tag. Not recognised from the words: too many of the languages of reports are
    /// missing from the library's recogniser.
    pub language: Option<String>,
    /// Canonical address.
    pub url: Option<String>,
    /// The main text, in reading order.
    pub blocks: Vec<Block>,
}

/// Finds the main text of a page.
pub trait MainText {
    /// Name and version, kept with every text that was read so.
    fn name(&self) -> &'static str;

    /// Takes a page apart; `None` where it has no main text. `url` is the page's address, where that is known.
    ///
    /// # Errors
    /// Why the page cannot be taken apart at all, as part of a message.
    fn main_text(&self, html: &str, url: Option<&str>) -> Result<Option<Page>, String>;
}

/// The crate `trafilatura`, as this crate uses it: precision 0.889, recall 0.942, F1 0.915 over the snippets of the 884 pages
/// that are to be had of the trafilatura project's own evaluation set (`examples/pages.rs` measures it).
///
/// Its search for dates is not used: it looks at the clock and takes the newest date of a page, and a report's own date is the
/// oldest that it declares. Ours is [`page_date`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Trafilatura;

/// Deepest nesting of elements that is read. The library's cost grows with the square of the depth and its recursion
/// overflows the stack at some thousands; real pages stay below 100.
const DEEPEST: usize = 300;

impl MainText for Trafilatura {
    fn name(&self) -> &'static str {
        "trafilatura-0.6"
    }

    fn main_text(&self, html: &str, url: Option<&str>) -> Result<Option<Page>, String> {
        Ok(take_apart(check_depth(html)?, url))
    }
}

/// The blocks of a piece of HTML that is main text as a whole, such as a message's or a feed entry's.
///
/// # Errors
/// Why it cannot be taken apart, as part of a message.
pub(crate) fn blocks_of(html: &str) -> Result<Vec<Block>, String> {
    Ok(blocks(&check_depth(html)?, &BTreeSet::new()))
}

/// The tree of a page that does not nest without end.
fn check_depth(html: &str) -> Result<Tree, String> {
    if open_tags(html) > MOST_OPEN {
        return Err(format!("more than {MOST_OPEN} of its tags are open at once"));
    }
    let tree = Tree::parse(html);
    if is_too_deep(&tree) {
        return Err(format!("its elements are nested more than {DEEPEST} deep"));
    }
    Ok(tree)
}

fn take_apart(mut tree: Tree, url: Option<&str>) -> Option<Page> {
    let declared = Declared::of(&tree);
    let heads: Vec<String> = tree
        .query_selector_all(tree.root(), "h1")
        .into_iter()
        .map(|head| one_line(&tree.text_content(head)))
        .collect();
    let captions = keep_captions(&mut tree);
    let options = Options::default()
        .with_fallback(true)
        .with_exclude_comments(true)
        .with_html_date_mode(HtmlDateMode::Disabled);
    let found = trafilatura::extract_document(tree, &options).ok()?;
    let blocks = blocks(&Tree::parse(&found.content_html), &captions);
    let about = found.metadata;
    let outlet = outlet(&about.sitename, &about.hostname);
    let page_url = some(about.url);
    let title = some(headline(&about.title, &heads, outlet.as_deref()).to_owned());
    let dates = page_date::stated(&declared, title.as_deref(), url.or(page_url.as_deref()));
    Some(Page { title, dates, outlet, language: declared.language, url: page_url, blocks })
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.trim().is_empty())
}

/// Most tags that may be open at once before the page is parsed: the parser's cost, too, grows with the square of them.
/// Far above [`DEEPEST`], because tags that are never closed do not all nest.
const MOST_OPEN: usize = 2000;

/// Tags that need no closing tag.
const NEVER_OPEN: [&str; 32] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "colgroup", "caption",
    "option", "optgroup", "rp", "rt", "html", "body",
];

/// An estimate of how many tags are open at once, at most.
fn open_tags(html: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let closes = rest.starts_with('/');
        let name = rest
            .trim_start_matches('/')
            .split(|letter: char| !letter.is_ascii_alphanumeric())
            .next()
            .unwrap_or("");
        let name = name.to_ascii_lowercase();
        if name.is_empty() || NEVER_OPEN.contains(&name.as_str()) {
            continue;
        }
        open = if closes { open.saturating_sub(1) } else { open + 1 };
        most = most.max(open);
        // What a script holds are no tags.
        if !closes && matches!(name.as_str(), "script" | "style") {
            rest = rest.find("</").map_or("", |end| &rest[end..]);
        }
    }
    most
}

fn is_too_deep(tree: &Tree) -> bool {
    let mut open = vec![(tree.root(), 0)];
    while let Some((node, depth)) = open.pop() {
        if depth > DEEPEST {
            return true;
        }
        open.extend(tree.children(node).into_iter().map(|child| (child, depth + 1)));
    }
    false
}

/// What parts a headline from the outlet's name in a page's title.
const TITLE_MARKS: [char; 8] = ['|', '-', '–', '—', ':', '·', '»', '•'];

/// A page's title without the outlet's name behind it: where what stands before the mark is a head of the page, or what
/// stands behind it is the outlet.
fn headline<'t>(title: &'t str, heads: &[String], outlet: Option<&str>) -> &'t str {
    let parts =
        title.match_indices(TITLE_MARKS).filter(|(at, _)| title[..*at].ends_with(char::is_whitespace));
    let mut parts = parts.map(|(at, mark)| (title[..at].trim_end(), title[at + mark.len()..].trim_start()));
    let is_outlet = |rest: &str| outlet.is_some_and(|outlet| rest.to_lowercase() == outlet.to_lowercase());
    let named = |(head, rest): &(&str, &str)| heads.iter().any(|known| known == head) || is_outlet(rest);
    if heads.iter().any(|head| head == title) {
        return title;
    }
    parts.find(named).map_or(title, |(head, _)| head)
}

/// The library falls back to a piece of the host's name, which is no outlet's name: then the host itself is more honest.
fn outlet(sitename: &str, host: &str) -> Option<String> {
    let guessed = sitename == sitename.to_lowercase() && host.split('.').any(|label| label == sitename);
    let name = if guessed { host.trim_start_matches("www.") } else { sitename };
    some(name.to_owned())
}

fn language(tree: &Tree) -> Option<String> {
    let attribute = |selector: &str, name: &str| {
        let node = tree.query_selector(tree.root(), selector)?;
        tree.get_attribute(node, name)
    };
    let declared = attribute("html", "lang")
        .or_else(|| attribute("html", "xml:lang"))
        .or_else(|| attribute("meta[property='og:locale']", "content"))
        .or_else(|| attribute("meta[http-equiv='content-language']", "content"))?;
    let tag = declared.trim().replace('_', "-");
    crate::front_matter::is_language_tag(&tag).then_some(tag)
}

/// Makes paragraphs of captions, which the library drops with their pictures, and gives their words.
fn keep_captions(tree: &mut Tree) -> BTreeSet<String> {
    let mut kept = BTreeSet::new();
    for caption in tree.query_selector_all(tree.root(), "figure figcaption") {
        let words = one_line(&tree.text_content(caption));
        if words.split(' ').count() < CAPTION_WORDS {
            continue;
        }
        let mut above = tree.parent(caption);
        while let Some(node) = above.filter(|node| tree.tag_name(*node) != "figure") {
            above = tree.parent(node);
        }
        if let Some(figure) = above {
            tree.set_tag_name(figure, "div");
            tree.clear_attributes(figure);
            tree.set_tag_name(caption, "p");
            tree.clear_attributes(caption);
            kept.insert(words);
        }
    }
    kept
}

/// Shortest caption in words; shorter ones are credits and file names.
const CAPTION_WORDS: usize = 5;

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a page declares about itself and where it prints dates, for the search of its own.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    /// Its language.
    pub(crate) language: Option<String>,
    /// Names and values of `<meta>`, names in lower case.
    pub(crate) metas: Vec<(String, String)>,
    /// Texts of JSON-LD scripts.
    pub(crate) scripts: Vec<String>,
    /// `<time>` and other elements marked as the date of publication.
    pub(crate) marked: Vec<String>,
    /// What it shows, in reading order.
    pub(crate) lines: Vec<Line>,
}

/// A stretch of words of a page that no element interrupts.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its words; of a `<time>` its `datetime`.
    pub(crate) text: String,
    /// Whether it is a `<time>`.
    pub(crate) is_time: bool,
    /// Whether it is a head of the first order, else of which.
    pub(crate) head: Option<u8>,
    /// Names of classes and ids of the element and the two around it, in lower case.
    pub(crate) classes: String,
    /// Whether it stands in a part of the page that belongs to other pages, to readers, or to the site.
    pub(crate) is_apart: bool,
}

impl Declared {
    fn of(tree: &Tree) -> Self {
        let all = |selector: &str| tree.query_selector_all(tree.root(), selector);
        let attribute = |node: NodeId, name: &str| tree.get_attribute(node, name);
        let value = |node: NodeId| {
            let given = ["datetime", "content", "title"].iter().find_map(|name| attribute(node, name));
            given.unwrap_or_else(|| one_line(&tree.text_content(node)))
        };
        let metas = all("meta[content]").into_iter().filter_map(|node| {
            let name = attribute(node, "property")
                .or_else(|| attribute(node, "name"))
                .or_else(|| attribute(node, "itemprop"));
            Some((name?.trim().to_ascii_lowercase(), attribute(node, "content")?))
        });
        let mut lines = Lines { tree, lines: Vec::new(), open: Line::default() };
        lines.children(tree.body().unwrap_or_else(|| tree.root()), &Line::default());
        lines.close();
        Self {
            language: language(tree),
            metas: metas.collect(),
            scripts: tree
                .scripts_with_type(&["application/ld+json"])
                .into_iter()
                .map(|node| tree.text_content(node))
                .collect(),
            marked: all(
                "[itemprop='datePublished'], time[pubdate], abbr.published, time.published, time.entry-date",
            )
            .into_iter()
            .map(value)
            .collect(),
            lines: lines.lines,
        }
    }
}

/// Collects the lines of a page, before anything of it is taken away.
struct Lines<'l> {
    tree: &'l Tree,
    lines: Vec<Line>,
    open: Line,
}

impl Lines<'_> {
    fn children(&mut self, node: NodeId, around: &Line) {
        for child in self.tree.child_nodes(node) {
            if self.tree.is_text(child) {
                if self.open.text.is_empty() {
                    self.open = Line { text: String::new(), ..around.clone() };
                }
                self.open.text.push_str(&self.tree.text_content(child));
            } else if self.tree.is_element(child) {
                self.element(child, around);
            }
        }
    }

    fn element(&mut self, node: NodeId, around: &Line) {
        let tag = self.tree.tag_name(node);
        match tag {
            "script" | "style" | "noscript" | "template" | "iframe" | "select" | "svg" => return,
            // They part no words.
            "a" | "b" | "strong" | "i" | "em" | "small" | "nobr" | "abbr" | "u" | "font" | "sup"
                if self.tree.get_attribute(node, "class").is_none() =>
            {
                return self.children(node, around);
            }
            _ => self.close(),
        }
        let own = format!("{} {}", self.tree.class_name(node), self.tree.id_attr(node)).to_lowercase();
        let names = format!("{} {own}", around.classes);
        let apart = matches!(tag, "nav" | "footer" | "aside" | "form" | "button")
            || !matches!(tag, "main" | "article") && page_date::is_apart(&own) && !self.holds_headline(node);
        let line = Line {
            text: String::new(),
            is_time: tag == "time",
            head: around.head.or_else(|| tag.strip_prefix('h')?.parse().ok()),
            classes: last_names(&names),
            is_apart: around.is_apart || apart,
        };
        match self.tree.get_attribute(node, "datetime").filter(|_| line.is_time) {
            Some(given) => self.lines.push(Line { text: given, ..line }),
            None => self.children(node, &line),
        }
        self.close();
    }

    fn holds_headline(&self, node: NodeId) -> bool {
        self.tree.query_selector(node, "h1").is_some()
    }

    fn close(&mut self) {
        let line = std::mem::take(&mut self.open);
        let text = one_line(&line.text);
        if !text.is_empty() {
            self.lines.push(Line { text, ..line });
        }
    }
}

/// How many names of classes and ids around a line are kept: of about three elements.
const NAMES_AROUND: usize = 6;

fn last_names(names: &str) -> String {
    let names: Vec<&str> = names.split_whitespace().collect();
    names[names.len().saturating_sub(NAMES_AROUND)..].join(" ")
}

fn blocks(tree: &Tree, captions: &BTreeSet<String>) -> Vec<Block> {
    let mut walk = Walk { tree, captions, open: String::new(), blocks: Vec::new() };
    walk.children(tree.body().unwrap_or_else(|| tree.root()));
    walk.close(BlockKind::Paragraph);
    walk.blocks
}

/// Collects inline words into blocks.
struct Walk<'w> {
    tree: &'w Tree,
    captions: &'w BTreeSet<String>,
    open: String,
    blocks: Vec<Block>,
}

impl Walk<'_> {
    fn children(&mut self, node: NodeId) {
        for child in self.tree.child_nodes(node) {
            if self.tree.is_text(child) {
                self.open.push_str(&self.tree.text_content(child).replace(['\n', '\r', '\t'], " "));
            } else if self.tree.is_element(child) {
                self.element(child);
            }
        }
    }

    fn element(&mut self, node: NodeId) {
        match self.tree.tag_name(node) {
            "br" => self.open.push('\n'),
            "script" | "style" => {}
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.block(node, BlockKind::Heading),
            "figcaption" => self.block(node, BlockKind::Caption),
            // The cells of a row belong together: "Kabul" means nothing without its "19".
            "td" | "th" => {
                self.children(node);
                self.open.push_str("  ");
            }
            "p" | "div" | "li" | "ul" | "ol" | "dl" | "dt" | "dd" | "blockquote" | "pre" | "table" | "tr"
            | "figure" | "section" | "article" | "hr" | "details" | "summary" | "main" => {
                self.block(node, BlockKind::Paragraph);
            }
            _ => self.children(node),
        }
    }

    fn block(&mut self, node: NodeId, kind: BlockKind) {
        self.close(BlockKind::Paragraph);
        self.children(node);
        self.close(kind);
    }

    /// Ends the open block; an empty line inside (two `<br>`) parts it in two.
    fn close(&mut self, kind: BlockKind) {
        let words = std::mem::take(&mut self.open);
        let lines: Vec<String> = words.split('\n').map(one_line).collect();
        for part in lines.split(String::is_empty).filter(|part| !part.is_empty()) {
            let text = part.join("\n");
            let kind = if self.captions.contains(&one_line(&text)) { BlockKind::Caption } else { kind };
            self.blocks.push(Block { kind, text });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outlet_is_no_part_of_a_headline() {
        let heads = ["Talks: What Next".to_owned(), "A - B".to_owned()];
        let read = |title| headline(title, &heads, Some("Radio Valley"));
        assert_eq!(read("Talks: What Next | World | Radio Valley"), "Talks: What Next");
        assert_eq!(read("Rebels Take Town - radio valley"), "Rebels Take Town");
        assert_eq!(read("A - B"), "A - B");
        assert_eq!(read("Rebels Take Town - Again"), "Rebels Take Town - Again");
        assert_eq!(read("IS-K Explained"), "IS-K Explained");
    }

    #[test]
    fn an_outlet_is_named_or_its_host_is_given() {
        assert_eq!(outlet("Radio Valley", "www.example.org").as_deref(), Some("Radio Valley"));
        assert_eq!(outlet("example", "www.example.org").as_deref(), Some("example.org"));
        assert_eq!(outlet("", ""), None);
    }

    #[test]
    fn lines_of_a_page_know_where_they_stand() {
        let html = "<html lang=de><body><nav>10.01.2020</nav><h1>Anschlag <b>auf</b> Markt</h1>\
             <div class=Meta><span class='post-date'>29. M&auml;rz 2024</span> <time datetime='2024-03-29'>gestern</time></div>\
             <div class='comment-list'>30.03.2024</div></body></html>";
        let declared = Declared::of(&Tree::parse(html));
        let lines: Vec<_> = declared
            .lines
            .iter()
            .map(|line| (line.text.as_str(), line.head, line.is_time, line.is_apart, line.classes.as_str()))
            .collect();
        assert_eq!(
            lines,
            [
                ("10.01.2020", None, false, true, ""),
                ("Anschlag auf Markt", Some(1), false, false, ""),
                ("29. März 2024", None, false, false, "meta post-date"),
                ("2024-03-29", None, true, false, "meta"),
                ("30.03.2024", None, false, true, "comment-list"),
            ]
        );
    }

    #[test]
    fn open_tags_are_counted_without_scripts_and_paragraphs() {
        assert_eq!(open_tags("<html><body><p><p><br><div><b>x</b></div><script>'<i><i><i><i>'</script>"), 2);
        assert_eq!(open_tags(&"<b>".repeat(7)), 7);
        assert_eq!(open_tags("< <> </ </b>"), 0);
    }
}
