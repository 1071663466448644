//! Pages: their main text, laid out as plain text with its regions.
use crate::page::{Block, BlockKind, MainText, Trafilatura};
use crate::page_date::{DateOrigin, PageDate};
use crate::{Error, Found, Input, issue, regions};
use model::reading::Issue;
use model::{Metadata, Published, PublishedFrom, Region, RegionKind, Span, Text};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads a page.
///
/// # Errors
/// Code `no_text` where the page has no main text, `page` where the library fails on it.
pub(crate) fn read(input: &Input<'_>, html: &str) -> Result<Found, Error> {
    let reader = Trafilatura;
    let url = address(input);
    // The library is young and its input is anything on the web: a panic in it is that page's error, not the run's end.
    // Nothing of ours is shared with it, so there is nothing that could be left half-done.
    let page = catch_unwind(AssertUnwindSafe(|| reader.main_text(html, url)))
        .unwrap_or_else(|_| Err("the page reader broke off".to_owned()))
        .map_err(|why| Error::page(input.name, &why))?
        .filter(|page| !page.blocks.is_empty())
        .ok_or_else(|| Error::no_text(input.name))?;
    let title = page.title.as_deref().unwrap_or("");
    let (text, regions) = lay_out(title, &page.blocks, true);
    let (published, issues) = published(&page.dates);
    let metadata = Metadata {
        title: page.title,
        published,
        source: page.outlet,
        url: page.url.or_else(|| url.map(str::to_owned)),
        language: page.language,
    };
    let text = Text::new(format!("html/1 {}", reader.name()), text, regions);
    Ok(Found { text, metadata, issues })
}

fn address<'i>(input: &'i Input<'_>) -> Option<&'i str> {
    let is_url = |name: &&str| name.starts_with("http://") || name.starts_with("https://");
    input.given.url.as_deref().or(Some(input.name).filter(is_url))
}

/// The blocks with empty lines between them, the headline first. `titled`: the first line is not to be taken for a headline.
pub(crate) fn lay_out(title: &str, blocks: &[Block], titled: bool) -> (String, Vec<Region>) {
    let mut text = String::new();
    let mut taken = Vec::new();
    let title = title.trim();
    if !title.is_empty() {
        append(&mut text, &mut taken, title, Some(RegionKind::Title));
    }
    for (at, block) in blocks.iter().enumerate() {
        if at < TITLE_BLOCKS && same_words(&block.text, title) {
            continue;
        }
        append(&mut text, &mut taken, &block.text, kind(block));
    }
    text.push('\n');
    let mut regions = regions::mark(&text, &taken, titled);
    regions.extend(taken);
    (text, regions)
}

/// Among so many first blocks the headline may stand again.
const TITLE_BLOCKS: usize = 3;

fn same_words(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

const fn kind(block: &Block) -> Option<RegionKind> {
    match block.kind {
        BlockKind::Heading => Some(RegionKind::Heading),
        BlockKind::Caption => Some(RegionKind::Caption),
        BlockKind::Paragraph => None,
    }
}

fn append(text: &mut String, taken: &mut Vec<Region>, words: &str, kind: Option<RegionKind>) {
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    let start = text.len();
    text.push_str(words);
    taken.extend(kind.map(|kind| Region { span: Span::new(start, text.len()), kind }));
}

/// The most trustworthy date that can be read, and what is wrong with it.
fn published(dates: &[PageDate]) -> (Option<Published>, Vec<Issue>) {
    let Some((used, date)) = dates.iter().find_map(|found| found.date.map(|date| (found, date))) else {
        let unreadable = dates.first().map(|found| {
            let message = format!(
                "the page gives its date as `{}`, which cannot be read; expected ISO 8601",
                found.text
            );
            issue("published_unreadable", message)
        });
        return (None, unreadable.into_iter().collect());
    };
    let from = if used.origin == DateOrigin::Url { PublishedFrom::Url } else { PublishedFrom::Page };
    let mut issues = Vec::new();
    let inferred = match used.origin {
        DateOrigin::JsonLd | DateOrigin::Meta | DateOrigin::Marked | DateOrigin::Url => None,
        DateOrigin::Time => Some("is the time given nearest to the headline, which may date something else"),
        DateOrigin::Printed => Some("is printed near the headline and may date something else"),
        DateOrigin::Changed => Some("is that of the page's last change: it gives no other"),
    };
    if let Some(why) = inferred {
        issues.push(issue(
            "published_inferred",
            format!("the day of publication, {date}, {why} (`{}`)", used.text),
        ));
    }
    issues.extend(disagreement(dates, used, date));
    (Some(Published { date, from }), issues)
}

/// Days by which the day in the address may differ: the two may be in different time zones.
const DAYS_APART: i32 = 1;

fn disagreement(dates: &[PageDate], used: &PageDate, date: jiff::civil::Date) -> Option<Issue> {
    let url = dates.iter().find(|found| found.origin == DateOrigin::Url && found != &used)?;
    let apart = date.since(url.date?).map_or(i32::MAX, |span| span.get_days().abs());
    (apart > DAYS_APART).then(|| {
        let message = format!(
            "the page gives its date as `{}`, its address has {}; the page's is used",
            used.text, url.text
        );
        issue("published_disagrees", message)
    })
}
