//! The day of publication of a page: what the page declares, what its address holds, else what it prints near its headline. No clock, and no
//! search through the running text: a date from there is wrong too often to hang "on Friday" on.
use crate::page::{Declared, Line};
use crate::published_date;
use jiff::civil::Date;
use lexicon::{Dates, WrittenDate};
use serde::Deserialize;
use serde_json::Value;
use std::sync::LazyLock;

/// A date of publication that a page states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageDate {
    /// As written.
    pub text: String,
    /// The day, where it can be read.
    pub date: Option<Date>,
    /// Which part of the page says so.
    pub origin: DateOrigin,
}

/// Which part of a page states a date; from the most to the least trustworthy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateOrigin {
    /// `datePublished` in JSON-LD.
    JsonLd,
    /// A `<meta>` element made for it.
    Meta,
    /// An element of the page marked as the date of publication.
    Marked,
    /// `/2024/03/29/` in the address.
    Url,
    /// A `<time>` near the headline, which may date something else.
    Time,
    /// Printed near the headline or with words that say so, which may date something else.
    Printed,
    /// The last change.
    Changed,
}

/// Names of `<meta>` elements that hold the first day of publication, the most exact first. Names that many sites use for
/// the last change (`date`, `last-modified`) are left out, except at the end, where nothing better was found.
const META_NAMES: [&str; 24] = [
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "article:published",
    "og:published_time",
    "publication_date",
    "article.published",
    "sailthru.date",
    "parsely-pub-date",
    "dcterms.issued",
    "dc.date.issued",
    "citation_publication_date",
    "published_at",
    "pubdate",
    "publishdate",
    "publish-date",
    "cxenseparse:recs:publishtime",
    "article_date_original",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "og:pubdate",
    "date",
];

/// Names of `<meta>` elements that hold the day of the last change.
const CHANGED_NAMES: [&str; 3] = ["article:modified_time", "og:updated_time", "last-modified"];

/// All dates that the page states, the most trustworthy first.
pub(crate) fn stated(page: &Declared, title: Option<&str>, url: Option<&str>) -> Vec<PageDate> {
    let language = page.language.as_deref();
    let of = |text: &str, origin: DateOrigin| PageDate {
        text: text.to_owned(),
        date: readable_date(text, language),
        origin,
    };
    let mut dates = Vec::new();
    let scripts = page.scripts.iter().filter_map(|script| json_ld_date(script));
    dates.extend(scripts.map(|text| of(&text, DateOrigin::JsonLd)));
    let metas = |names: &'static [&str]| {
        names.iter().flat_map(|name| page.metas.iter().filter(move |(given, _)| given == name))
    };
    dates.extend(metas(&META_NAMES).map(|(_, text)| of(text, DateOrigin::Meta)));
    dates.extend(page.marked.iter().map(|text| of(text, DateOrigin::Marked)));
    if let Some((text, date)) = url.and_then(url_date) {
        dates.push(PageDate { text, date: Some(date), origin: DateOrigin::Url });
    }
    dates.extend(printed(page, title, url));
    dates.extend(metas(&CHANGED_NAMES).map(|(_, text)| of(text, DateOrigin::Changed)));
    dates.retain(|date| !date.text.trim().is_empty());
    dates.sort_by_key(|date| date.origin);
    dates
}

/// The words by which the printed date of publication is known: plain data, in `lexicon/language/page_dates.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cues {
    published: Vec<String>,
    changed: Vec<String>,
    other: Vec<String>,
    classes: Vec<String>,
    apart: Vec<String>,
}

const SHIPPED: &str = include_str!("../../../lexicon/language/page_dates.toml");

fn cues() -> &'static Cues {
    static CUES: LazyLock<Cues> = LazyLock::new(|| {
        let mut cues: Cues = toml::from_str(SHIPPED).expect("a test reads the shipped cues");
        for words in [&mut cues.published, &mut cues.changed, &mut cues.other] {
            words.iter_mut().for_each(|word| *word = lexicon::fold(word).text);
        }
        cues
    });
    &CUES
}

/// Whether an element with these names of classes and ids holds something else than the article.
pub(crate) fn is_apart(classes: &str) -> bool {
    cues().apart.iter().any(|part| classes.contains(part.as_str()))
}

/// The date that the page prints as its own: with words or markup that say so, or near its headline.
fn printed(page: &Declared, title: Option<&str>, url: Option<&str>) -> Option<PageDate> {
    let lines = &page.lines;
    let head = headline_at(lines, title)?;
    let month = url.and_then(url_month);
    let candidates = lines.iter().enumerate().filter(|(_, line)| !line.is_apart).filter_map(|(at, line)| {
        let label = at.checked_sub(1).map_or("", |before| label(&lines[before].text));
        let (date, rank) = dated(label, line, at.abs_diff(head), page.language.as_deref())?;
        let agrees = month == Some((date.year(), date.month()));
        // Before the headline stand dates of other things more often: today's, of the issue, of teasers.
        let before = if at < head { BEFORE } else { 0 };
        Some((if agrees { 0 } else { rank + before }, at, date))
    });
    let (_, at, date) = candidates.min()?;
    let line = &lines[at];
    let origin = if line.is_time { DateOrigin::Time } else { DateOrigin::Printed };
    Some(PageDate { text: line.text.chars().take(LONGEST_QUOTED).collect(), date: Some(date), origin })
}

/// As much of a line is kept as what the date was read from.
const LONGEST_QUOTED: usize = 80;

/// How many lines further away a line before the headline counts.
const BEFORE: usize = 2;

/// How near the headline a date without any cue must stand, in lines, and how many words its line may have.
const NEAR: usize = 10;
const SHORT_WORDS: usize = 14;

/// How near a line must stand that only its markup calls dated.
const NEAR_MARKED: usize = 25;

/// By how many lines a line without a cue counts as further away, and one that dates the last change.
const UNMARKED: usize = 4;
const CHANGED: usize = 100;

/// The same of a `<time>` far from the headline: better than no date at all.
const FAR: usize = 200;

/// The line of the headline: the first head with the title's words, else the first of the first order, else the first of any.
fn headline_at(lines: &[Line], title: Option<&str>) -> Option<usize> {
    let same = |line: &Line| title.is_some_and(|title| title == line.text);
    let with_words = lines.iter().position(|line| line.head.is_some() && same(line));
    let order = |most: u8| {
        lines.iter().position(|line| line.head.is_some_and(|order| order <= most) && !line.is_apart)
    };
    with_words.or_else(|| order(1)).or_else(|| lines.iter().position(same)).or_else(|| order(3))
}

/// A line, where it is short enough to be the label of the next one.
fn label(line: &str) -> &str {
    let is_label = line.split_whitespace().count() <= LABEL_WORDS && !line.chars().any(char::is_numeric);
    if is_label { line } else { "" }
}

/// Longest label, as in `Date of publication:`.
const LABEL_WORDS: usize = 3;

/// The date of a line, where it may be that of publication, and how far away it counts.
fn dated(label: &str, line: &Line, distance: usize, language: Option<&str>) -> Option<(Date, usize)> {
    let (start, date) = if line.is_time {
        (0, readable_date(&line.text, language)?)
    } else {
        let found = Dates::shipped().find(&line.text, language);
        found.iter().find_map(|found| Some((found.span.start, found.date()?)))?
    };
    if date.year() < FIRST_YEAR {
        return None;
    }
    let before = lexicon::fold(&format!("{label} {}", &line.text[..start])).text;
    let says = |words: &[String]| words.iter().any(|word| stands_in(&before, word));
    if says(&cues().other) {
        return None;
    }
    let n_words = line.text.split_whitespace().count();
    let is_short = n_words <= SHORT_WORDS || start < SHORT_WORDS;
    let is_marked = line.is_time || cues().classes.iter().any(|part| line.classes.contains(part.as_str()));
    let rank = if says(&cues().changed) {
        (is_short && distance <= NEAR_MARKED).then_some(distance + CHANGED)
    } else if says(&cues().published) && is_short {
        Some(distance)
    } else if line.is_time && distance > NEAR_MARKED {
        Some(distance + FAR)
    } else if is_marked && is_short {
        (distance <= NEAR_MARKED).then_some(distance)
    } else {
        (is_short && distance <= NEAR).then_some(distance + UNMARKED)
    };
    rank.map(|rank| (date, rank))
}

/// Whether the words stand in a text, at the beginning of a word.
fn stands_in(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}

/// Year and month in the path of an address, as in `/2020/04/story.html`.
fn url_month(url: &str) -> Option<(i16, i8)> {
    let parts: Vec<&str> = url.split(['?', '#']).next()?.split('/').collect();
    parts.windows(2).find_map(|part| {
        let year =
            part[0].parse().ok().filter(|year| (FIRST_YEAR..2100).contains(year) && part[0].len() == 4)?;
        let month = part[1].parse().ok().filter(|month| (1..=12).contains(month) && part[1].len() == 2)?;
        Some((year, month))
    })
}

/// The forms that metadata is written in: ISO 8601, nearly so, and with names of months. Day and month in figures (`03/04/2024`) are
/// read only where the page's language leaves one order.
fn readable_date(text: &str, language: Option<&str>) -> Option<Date> {
    let text = text.trim();
    let basic = || {
        let digits = text.get(..8).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        let whole = text.len() == 8 || text[8..].starts_with('T');
        whole
            .then(|| published_date(&format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..])).ok())
            .flatten()
    };
    // A day and a time that only almost follow the standard: the day is what counts.
    let prefix = || text.get(..10).and_then(|day| published_date(day).ok());
    let written = || Dates::shipped().find(text, language).iter().find_map(WrittenDate::date);
    published_date(text).ok().or_else(prefix).or_else(basic).or_else(written)
}

/// `datePublished` of the first article in a JSON-LD script, else of anything in it.
fn json_ld_date(script: &str) -> Option<String> {
    let script =
        script.trim().trim_start_matches("<!--").trim_end_matches("-->").trim().trim_end_matches(';');
    let Ok(value) = serde_json::from_str::<Value>(script) else { return broken_json_date(script) };
    let mut found = Vec::new();
    collect_dates(&value, &mut found);
    let article = found.iter().position(|(is_article, _)| *is_article).unwrap_or(0);
    (!found.is_empty()).then(|| found.swap_remove(article).1)
}

/// The first `datePublished` of a script that is not quite JSON, as many are: a line break in a text, a comma too many.
fn broken_json_date(script: &str) -> Option<String> {
    let (_, rest) = script.split_once("\"datePublished\"")?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    rest.split_once('"').map(|(date, _)| date.to_owned())
}

fn collect_dates(value: &Value, found: &mut Vec<(bool, String)>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect_dates(item, found)),
        Value::Object(fields) => {
            if let Some(Value::String(date)) = fields.get("datePublished") {
                found.push((fields.get("@type").is_some_and(is_article), date.clone()));
            }
            fields.values().for_each(|field| collect_dates(field, found));
        }
        _ => {}
    }
}

fn is_article(kind: &Value) -> bool {
    let names = ["Article", "Posting", "Report", "NewsItem"];
    let is = |text: &str| names.iter().any(|name| text.contains(name));
    match kind {
        Value::String(text) => is(text),
        Value::Array(items) => items.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}

/// `/2024/03/29/`, `/2024-03-29-`, `/20240329/` in the path of an address.
fn url_date(url: &str) -> Option<(String, Date)> {
    let path = url.split(['?', '#']).next()?.split_once("://").map_or(url, |(_, rest)| rest);
    let parts: Vec<&str> = path.split(['/', '-', '_', '.']).skip(1).collect();
    let digits = |part: &str, length: std::ops::RangeInclusive<usize>| {
        length.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let parted = parts
        .windows(3)
        .find(|part| digits(part[0], 4..=4) && digits(part[1], 1..=2) && digits(part[2], 1..=2));
    let parted = parted.map(|part| format!("{}-{:0>2}-{:0>2}", part[0], part[1], part[2]));
    let joined = || {
        parts
            .iter()
            .find(|part| digits(part, 8..=8))
            .map(|part| format!("{}-{}-{}", &part[..4], &part[4..6], &part[6..]))
    };
    let text = parted.or_else(joined)?;
    let date = published_date(&text).ok().filter(|date| date.year() >= FIRST_YEAR)?;
    Some((text, date))
}

/// No page is older than the web; numbers in addresses that look like older dates are something else.
const FIRST_YEAR: i16 = 1990;

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn forms_of_metadata_are_read() {
        let day = Some(date(2024, 3, 29));
        for text in [
            "2024-03-29T10:00:00+01:00",
            "2024-03-29T10:00:00.000+01:00[Europe/Berlin]",
            "2024/03/29",
            "20240329",
            "20240329T101500",
            "Fri, 29 Mar 2024 10:00:00 GMT",
            "March 29, 2024",
            "Mar. 29th, 2024, 10 a.m.",
            "29 March 2024",
            "29 Mars 2024",
            "29.03.2024, 07:00:03",
        ] {
            assert_eq!(readable_date(text, None), day, "{text}");
        }
        for text in ["03/04/2024", "yesterday", "Marching 2024", "2024", "1711699200", "é"] {
            assert_eq!(readable_date(text, None), None, "{text}");
        }
    }

    #[test]
    fn addresses_may_hold_the_day() {
        let read = |url| url_date(url).map(|(_, date)| date);
        assert_eq!(read("https://example.org/news/2024/03/29/story.html"), Some(date(2024, 3, 29)));
        assert_eq!(read("https://example.org/world/story-2024-3-9"), Some(date(2024, 3, 9)));
        assert_eq!(read("https://example.org/a/20240329/x"), Some(date(2024, 3, 29)));
        assert_eq!(read("https://example.org/a/32882018.html"), None);
        assert_eq!(read("https://example.org/1200/12/12/"), None);
        assert_eq!(read("https://example.org/a?d=2024-03-29"), None);
    }

    fn line(text: &str) -> Line {
        Line { text: text.to_owned(), ..Line::default() }
    }

    fn head(text: &str) -> Line {
        Line { head: Some(1), ..line(text) }
    }

    /// The day that a page of these lines prints, in German.
    fn printed_day(lines: Vec<Line>) -> Option<Date> {
        let page = Declared { language: Some("de-DE".to_owned()), lines, ..Declared::default() };
        stated(&page, Some("Anschlag auf Markt"), None).first().and_then(|date| date.date)
    }

    #[test]
    fn a_date_near_the_headline_is_that_of_publication() {
        let day = Some(date(2024, 3, 29));
        let title = || head("Anschlag auf Markt");
        assert_eq!(printed_day(vec![title(), line("29. März 2024 | Von unserem Korrespondenten")]), day);
        assert_eq!(printed_day(vec![line("29.03.2024"), title()]), day);
        // Of two, the one behind the headline.
        assert_eq!(printed_day(vec![line("30.03.2024"), title(), line("29.03.24, 11:00 Uhr")]), day);
        // Words that say so count more than nearness, those of a change less.
        assert_eq!(
            printed_day(vec![
                title(),
                line("Aktualisiert: 30.03.2024"),
                line("Veröffentlicht am 29.03.2024")
            ]),
            day
        );
        assert_eq!(printed_day(vec![title(), line("Datum:"), line("29.03.2024")]), day);
    }

    #[test]
    fn dates_of_other_things_are_not_taken() {
        let title = || head("Anschlag auf Markt");
        let apart = Line { is_apart: true, ..line("29.03.2024") };
        let story = "Die Polizei teilte mit, dass bereits am Abend des 29. März 2024 zwei Männer in der Nähe gesehen worden seien, die niemand kannte.";
        let far: Vec<Line> = std::iter::once(title())
            .chain((0..12).map(|_| line("Wort")))
            .chain([line("29.03.2024")])
            .collect();
        for lines in [
            vec![title(), apart],
            vec![title(), line(story)],
            vec![title(), line("Copyright 29.03.2024")],
            far,
            vec![line("29.03.2024")],
        ] {
            assert_eq!(printed_day(lines.clone()), None, "{lines:?}");
        }
    }

    #[test]
    fn what_the_page_declares_comes_first() {
        let lines = vec![head("Anschlag auf Markt"), line("30.03.2024")];
        let meta = |name: &str, day: &str| (name.to_owned(), day.to_owned());
        let page = |metas| Declared { metas, lines: lines.clone(), ..Declared::default() };
        let first =
            |page: &Declared, url| stated(page, None, url).first().map(|date| (date.origin, date.date));
        let declared = page(vec![meta("article:published_time", "2024-03-29")]);
        assert_eq!(first(&declared, None), Some((DateOrigin::Meta, Some(date(2024, 3, 29)))));
        let changed = page(vec![meta("article:modified_time", "2024-04-02")]);
        assert_eq!(first(&changed, None), Some((DateOrigin::Printed, Some(date(2024, 3, 30)))));
        let url = Some("https://example.org/2024/03/28/story");
        assert_eq!(first(&changed, url), Some((DateOrigin::Url, Some(date(2024, 3, 28)))));
    }

    #[test]
    fn the_shipped_cues_are_sound() {
        let words = [&cues().published, &cues().changed, &cues().other, &cues().classes, &cues().apart];
        assert!(words.iter().all(|words| !words.is_empty() && words.iter().all(|word| word.len() > 1)));
    }

    #[test]
    fn the_article_is_what_counts_in_json_ld() {
        let script = r#"{"@graph":[{"@type":"WebPage","datePublished":"2020-01-01"},{"@type":["NewsArticle"],"datePublished":"2024-03-29"}]}"#;
        assert_eq!(json_ld_date(script).as_deref(), Some("2024-03-29"));
        assert_eq!(
            json_ld_date(r#"[{"@type":"WebPage","datePublished":"2020-01-01"}]"#).as_deref(),
            Some("2020-01-01")
        );
        assert_eq!(json_ld_date("{\"datePublished\": \"2024-03-29\",}").as_deref(), Some("2024-03-29"));
        assert_eq!(json_ld_date("not json"), None);
    }
}
