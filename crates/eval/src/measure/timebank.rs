//! Times of news against TimeBank (TIMEX3, as cleaned for TempEval-3).
//!
//! Spans are compared as TempEval does: relaxed, one overlaps the other; each expression answers for one. The contract's times are
//! TIMEX3 of the types `DATE` and `TIME`; durations and repetitions have no days that bound them and are counted apart, with all kinds.
//! `PRESENT_REF`, `PAST_REF` and `FUTURE_REF` ("now", "recently", "soon") bound no time and are no *when*: recall is given with and without them.
//! A value is right where the days are the same: a year, month, week, weekend, day, quarter, half, season (of three months) or decade of the
//! calendar. What the annotation leaves without a place on the calendar (`PRESENT_REF`, `XXXX-WXX-1`) is not compared.
use super::{Context, Measured};
use anyhow::{Context as _, Result, ensure};
use flate2::read::GzDecoder;
use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use model::reading::When;
use model::{CodePoints, Metadata, Published, PublishedFrom, Span, Text};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;

#[derive(Deserialize)]
struct Document {
    id: String,
    dct: String,
    text: String,
    timex3: Vec<Timex>,
}

#[derive(Deserialize)]
struct Timex {
    #[serde(rename = "type")]
    kind: String,
    value: String,
    start: usize,
    end: usize,
    text: String,
}

#[derive(Default)]
struct Tally {
    gold: usize,
    found: usize,
    right: usize,
    /// Of dates that are not only now, then or soon.
    bound: usize,
    bound_right: usize,
    /// Of dates with days that were found.
    valued: usize,
    same: usize,
    /// Of the expressions that were read, how many overlap some TIMEX3.
    read: usize,
    read_right: usize,
    read_dates: usize,
}

/// How many of the most frequent misses the report names.
const LISTED: usize = 25;

pub(crate) fn run(context: &Context) -> Result<Measured> {
    let path = context.data()?.join("corpora/temporal/timebank/timebank.jsonl.gz");
    let packed = fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut lines = String::new();
    GzDecoder::new(packed.as_slice()).read_to_string(&mut lines)?;
    let documents = lines.lines().map(serde_json::from_str).collect::<Result<Vec<Document>, _>>()?;
    ensure!(!documents.is_empty(), "`{}` holds no document", path.display());
    let (mut tally, mut all) = (Tally::default(), 0);
    let mut listing = String::new();
    let (mut missed, mut wrong, mut spurious) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for document in &documents {
        let text = Text::new("plain/1", document.text.clone(), Vec::new());
        let published = document.dct.get(..10).and_then(|day| day.parse().ok());
        let published = published.map(|date| Published { date, from: PublishedFrom::Option });
        let metadata = Metadata { published, ..Metadata::default() };
        let times = extract::expressions(&text, &metadata, &context.lexicon).times;
        let points = CodePoints::new(&text.text);
        let spans: Vec<(Span, &When)> = times
            .iter()
            .map(|when| (Span::new(points.at_byte(when.span.start), points.at_byte(when.span.end)), when))
            .collect();
        let gold = |timex: &Timex| Span::new(timex.start, timex.end);
        tally.read += times.len();
        for (span, when) in &spans {
            let over: Vec<&Timex> =
                document.timex3.iter().filter(|timex| gold(timex).overlaps(span)).collect();
            tally.read_right += usize::from(!over.is_empty());
            if over.is_empty() || over.iter().any(|timex| is_date(timex)) {
                tally.read_dates += 1;
            }
            if over.is_empty() {
                *spurious.entry(when.span.of(&text.text).to_lowercase()).or_insert(0_usize) += 1;
                writeln!(listing, "{}\tspurious\t{}", document.id, when.span.of(&text.text))?;
            }
        }
        for timex in &document.timex3 {
            let near: Vec<&(Span, &When)> =
                spans.iter().filter(|(span, _)| span.overlaps(&gold(timex))).collect();
            all += 1;
            tally.found += usize::from(!near.is_empty());
            if !is_date(timex) {
                continue;
            }
            tally.gold += 1;
            tally.right += usize::from(!near.is_empty());
            if !timex.value.ends_with("_REF") {
                tally.bound += 1;
                tally.bound_right += usize::from(!near.is_empty());
            }
            let words = timex.text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            if near.is_empty() {
                *missed.entry(words).or_insert(0_usize) += 1;
                writeln!(listing, "{}\tmissed\t{}\t{}", document.id, timex.text, timex.value)?;
                continue;
            }
            let Some(days) = days(&timex.value) else { continue };
            tally.valued += 1;
            if near.iter().any(|(_, when)| when.earliest.zip(when.latest) == Some(days)) {
                tally.same += 1;
            } else {
                *wrong.entry(words).or_insert(0_usize) += 1;
                let read: Vec<_> = near.iter().map(|(_, when)| (when.earliest, when.latest)).collect();
                writeln!(
                    listing,
                    "{}\twrong\t{}\t{} of {}\t{read:?}",
                    document.id, timex.text, timex.value, document.dct
                )?;
            }
        }
    }
    if let Some(path) = std::env::var_os(super::LISTING) {
        fs::write(&path, &listing).context("cannot write the listing")?;
    }
    let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
    let f1 = |precision: f64, recall: f64| 2.0 * precision * recall / (precision + recall).max(1e-9);
    let date_precision = share(tally.read_right.min(tally.read_dates), tally.read_dates);
    let spurious_n: usize = spurious.values().sum();
    let precision =
        share(tally.read_dates - spurious_n.min(tally.read_dates), tally.read_dates).min(date_precision);
    let recall = share(tally.right, tally.gold);
    let bound_recall = share(tally.bound_right, tally.bound);
    let value = share(tally.same, tally.valued);
    let (all_precision, all_recall) = (share(tally.read_right, tally.read), share(tally.found, all));
    let mut report = String::new();
    writeln!(
        report,
        "dates and times of day: {} in {} texts; relaxed span precision {precision:.3}, recall {recall:.3}, F1 {:.3}; {} found with days in the annotation, the same for {} ({value:.3})",
        tally.gold,
        documents.len(),
        f1(precision, recall),
        tally.valued,
        tally.same
    )?;
    writeln!(
        report,
        "without those that only say now, then or soon: {}; recall {bound_recall:.3}, F1 {:.3}",
        tally.bound,
        f1(precision, bound_recall)
    )?;
    writeln!(
        report,
        "with durations and repetitions: {all}; precision {all_precision:.3}, recall {all_recall:.3}, F1 {:.3}",
        f1(all_precision, all_recall)
    )?;
    for (what, found) in [("missed", missed), ("other days", wrong), ("nothing annotated", spurious)] {
        let n: usize = found.values().sum();
        let mut found: Vec<(String, usize)> = found.into_iter().collect();
        found.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        let shown: Vec<String> = found.iter().take(LISTED).map(|(words, n)| format!("{words} {n}")).collect();
        writeln!(report, "  {what}: {n}: {}", shown.join(", "))?;
    }
    let scores = vec![
        ("dates: relaxed span F1".to_owned(), f1(precision, recall)),
        ("dates that bound a time: relaxed span F1".to_owned(), f1(precision, bound_recall)),
        ("dates: value".to_owned(), value),
        ("all kinds: relaxed span F1".to_owned(), f1(all_precision, all_recall)),
    ];
    Ok(Measured { corpus: model::hash::sha256_hex(&packed), cases: all, scores, report })
}

fn is_date(timex: &Timex) -> bool {
    matches!(timex.kind.as_str(), "DATE" | "TIME")
}

/// The days that a TIMEX3 value names on the calendar.
fn days(value: &str) -> Option<(Date, Date)> {
    let months = |year: i16, first: i8, count: i64| {
        let from = Date::new(year, first, 1).ok()?;
        Some((from, from.checked_add(count.months()).ok()?.yesterday().ok()?))
    };
    if let Ok(day) = value.get(..10).unwrap_or_default().parse::<Date>() {
        return Some((day, day));
    }
    if value.len() == 3 {
        let first = value.parse::<i16>().ok()? * 10;
        return Some((Date::new(first, 1, 1).ok()?, Date::new(first + 9, 12, 31).ok()?));
    }
    let year: i16 = value.get(..4)?.parse().ok()?;
    let rest = value.get(4..)?;
    match rest {
        "" => months(year, 1, 12),
        "-H1" => months(year, 1, 6),
        "-H2" => months(year, 7, 6),
        "-SP" => months(year, 3, 3),
        "-SU" => months(year, 6, 3),
        "-FA" => months(year, 9, 3),
        "-WI" => months(year, 12, 3),
        _ if rest.starts_with("-Q") => {
            let quarter: i8 = rest.get(2..)?.parse().ok()?;
            (1..=4).contains(&quarter).then(|| months(year, quarter * 3 - 2, 3))?
        }
        _ if rest.starts_with("-W") => {
            let week: i8 = rest.get(2..4)?.parse().ok()?;
            let monday = ISOWeekDate::new(year, week, Weekday::Monday).ok()?.date();
            let (from, to) = if rest.ends_with("-WE") { (5, 6) } else { (0, 6) };
            Some((monday.checked_add(from.days()).ok()?, monday.checked_add(to.days()).ok()?))
        }
        _ if rest.len() == 3 => months(year, rest.get(1..)?.parse().ok()?, 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_days() {
        let read = |value: &str| days(value).map(|(from, to)| format!("{from}..{to}"));
        assert_eq!(read("1998-02-13").unwrap(), "1998-02-13..1998-02-13");
        assert_eq!(read("1998-02").unwrap(), "1998-02-01..1998-02-28");
        assert_eq!(read("1989-Q3").unwrap(), "1989-07-01..1989-09-30");
        assert_eq!(read("198").unwrap(), "1980-01-01..1989-12-31");
        assert_eq!(read("1998-W07-WE").unwrap(), "1998-02-14..1998-02-15");
        assert_eq!(read("PRESENT_REF"), None);
        assert_eq!(read("XXXX-WXX-1"), None);
    }
}
