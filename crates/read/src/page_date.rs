//! The day of publication of a page, from what the page itself declares. No clock, no search through the text: a date
//! that has to be searched for is wrong too often to hang "on Friday" on.
use crate::month;
use crate::page::Declared;
use crate::published_date;
use jiff::civil::Date;
use serde_json::Value;

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
    /// The first `<time>` of the page, which may date something else.
    Time,
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

/// All dates that the page states, the most trustworthy first.
pub(crate) fn stated(page: &Declared, url: Option<&str>) -> Vec<PageDate> {
    let mut dates = Vec::new();
    let scripts = page.scripts.iter().filter_map(|script| json_ld_date(script));
    dates.extend(scripts.map(|text| page_date(text, DateOrigin::JsonLd)));
    let metas = META_NAMES.iter().flat_map(|name| page.metas.iter().filter(move |(given, _)| given == name));
    dates.extend(metas.map(|(_, text)| page_date(text.clone(), DateOrigin::Meta)));
    dates.extend(page.marked.iter().map(|text| page_date(text.clone(), DateOrigin::Marked)));
    dates.extend(page.times.first().map(|text| page_date(text.clone(), DateOrigin::Time)));
    dates.retain(|date| !date.text.trim().is_empty());
    with_url(dates, url)
}

/// The dates, with the one in the address in its place.
pub(crate) fn with_url(mut dates: Vec<PageDate>, url: Option<&str>) -> Vec<PageDate> {
    if let Some((text, date)) = url.and_then(url_date) {
        dates.push(PageDate { text, date: Some(date), origin: DateOrigin::Url });
    }
    dates.sort_by_key(|date| date.origin);
    dates
}

fn page_date(text: String, origin: DateOrigin) -> PageDate {
    let date = readable_date(&text);
    PageDate { text, date, origin }
}

/// ISO 8601 and the few other forms that metadata is written in. Day and month in figures (`03/04/2024`) are not read:
/// which is which cannot be known.
fn readable_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let slashes =
        || (text.get(4..5) == Some("/")).then(|| published_date(&text.replace('/', "-")).ok()).flatten();
    let basic = || {
        let digits = text.get(..8).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        let whole = text.len() == 8 || text[8..].starts_with('T');
        whole
            .then(|| published_date(&format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..])).ok())
            .flatten()
    };
    // A day and a time that only almost follow the standard: the day is what counts.
    let prefix = || text.get(..10).and_then(|day| published_date(day).ok());
    published_date(text).ok().or_else(prefix).or_else(slashes).or_else(basic).or_else(|| worded_date(text))
}

/// `Fri, 29 Mar 2024 10:00:00 GMT`, `March 29, 2024`, `29 March 2024`: a month in English, a day and a year of four digits.
fn worded_date(text: &str) -> Option<Date> {
    let parts: Vec<&str> =
        text.split(|mark: char| !mark.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let at = parts.iter().position(|part| month::by_name(part).is_some())?;
    let month = month::by_name(parts[at])?;
    let number = |at: usize| {
        parts
            .get(at)
            .and_then(|part| part.trim_end_matches(|letter: char| letter.is_alphabetic()).parse::<i16>().ok())
    };
    let day =
        |at: usize| number(at).filter(|day| (1..=31).contains(day)).and_then(|day| i8::try_from(day).ok());
    let year = |at: usize| number(at).filter(|_| parts[at].len() == 4);
    let before = at.checked_sub(1).and_then(day).zip(year(at + 1));
    let (day, year) = before.or_else(|| day(at + 1).zip(year(at + 2)))?;
    Date::new(year, month, day).ok()
}

/// `datePublished` of the first article in a JSON-LD script, else of anything in it.
fn json_ld_date(script: &str) -> Option<String> {
    let script =
        script.trim().trim_start_matches("<!--").trim_end_matches("-->").trim().trim_end_matches(';');
    let value: Value = serde_json::from_str(script).ok()?;
    let mut found = Vec::new();
    collect_dates(&value, &mut found);
    let article = found.iter().position(|(is_article, _)| *is_article).unwrap_or(0);
    (!found.is_empty()).then(|| found.swap_remove(article).1)
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
        ] {
            assert_eq!(readable_date(text), day, "{text}");
        }
        for text in ["03/04/2024", "yesterday", "Marching 2024", "2024", "1711699200", "29 Mars 2024", "é"] {
            assert_eq!(readable_date(text), None, "{text}");
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

    #[test]
    fn the_article_is_what_counts_in_json_ld() {
        let script = r#"{"@graph":[{"@type":"WebPage","datePublished":"2020-01-01"},{"@type":["NewsArticle"],"datePublished":"2024-03-29"}]}"#;
        assert_eq!(json_ld_date(script).as_deref(), Some("2024-03-29"));
        assert_eq!(
            json_ld_date(r#"[{"@type":"WebPage","datePublished":"2020-01-01"}]"#).as_deref(),
            Some("2020-01-01")
        );
        assert_eq!(json_ld_date("not json"), None);
    }
}
