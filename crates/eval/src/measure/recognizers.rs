//! Dates, periods and numbers against the regression cases of Recognizers-Text (English).
//!
//! `recognizers.toml` says which files and what is left out of them, by reasons that hold for a kind of case. A case is right where
//! every answer is found by an expression that overlaps it with the days (or bounds) of one of its values, and nothing else is found:
//! - An answer's range ends the day after its last; a whole day is a range of one. Of a range with two ends the answers exclude the
//!   last day, month or year ("from May to September" ends with August); the contract includes it: both are right.
//! - "Two weeks ago" is a day in the answers and the week that holds it in the reading; so are months and years. Both are right.
//! - `before`, `after`, `since`, `until` are no part of a *when*: what is held against the reading is the time that they name.
//! - Files of extents have no values: an answer is met by an expression that overlaps it. Of money, ages and measures the number is compared.
//! - A number without a bound is exact or approximate; `(a,` is more than, `[a,` at least, `,b)` fewer than, `,b]` up to; a range
//!   has both ends, whether they belong to it or not.
//!
//! Cases are sentences to an assistant: the reader gets each with a full stop, where it has none.
use super::{Context, Measured};
use anyhow::{Context as _, Result, ensure};
use extract::{Expressions, Number};
use jiff::ToSpan;
use jiff::civil::Date;
use lexicon::Lexicon;
use model::reading::When;
use model::{Metadata, Published, PublishedFrom, Qualifier, Span, Text};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

const RULES: &str = include_str!("recognizers.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    dates: Vec<String>,
    numbers: Vec<String>,
    /// Numbers with a unit: other numbers of the text are not looked at.
    units: Vec<String>,
    /// Dates of which only the extent is given.
    extents: Vec<String>,
    kind: Vec<KindRule>,
    words: Vec<WordRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindRule {
    names: Vec<String>,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordRule {
    patterns: Vec<String>,
    /// Only in files of dates, or of numbers.
    #[serde(default)]
    only: Option<String>,
    reason: String,
}

/// One answer: where it stands (bytes of the input in lower case) and what would be right.
#[derive(Debug, Clone, PartialEq)]
struct Answer<T> {
    span: Span,
    kind: String,
    values: Vec<T>,
}

/// Two days that bound a time, both inclusive.
type Days = (Date, Date);

/// The ends of a number and how it is bounded.
type Bounds = (Option<u64>, Option<u64>, Option<u64>);

#[derive(Default)]
struct Tally {
    right: usize,
    of: usize,
}

pub(crate) fn run(context: &Context) -> Result<Measured> {
    let rules: Rules = toml::from_str(RULES).context("`recognizers.toml`")?;
    let folder = context.data()?.join("corpora/temporal/recognizers_text_specs");
    let (mut read, mut left_out) = (Vec::new(), BTreeMap::<String, usize>::new());
    let (mut tallies, mut listing) = (BTreeMap::<String, Tally>::new(), String::new());
    let mut seen = BTreeSet::new();
    let files = |files: &'static str| {
        let list = match files {
            "dates" => &rules.dates,
            "numbers" => &rules.numbers,
            "units" => &rules.units,
            _ => &rules.extents,
        };
        list.iter().map(move |file| (file, files))
    };
    for (file, group) in files("dates").chain(files("extents")).chain(files("numbers")).chain(files("units"))
    {
        let is_date = matches!(group, "dates" | "extents");
        let bytes = fs::read(folder.join(file)).with_context(|| format!("cannot read `{file}`"))?;
        let text = String::from_utf8_lossy(&bytes);
        let cases: Vec<Value> = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .with_context(|| format!("`{file}` is no list of cases"))?;
        for case in &cases {
            let input = case["Input"].as_str().unwrap_or_default();
            let reference = case["Context"]["ReferenceDateTime"].as_str().unwrap_or_default();
            if let Some(reason) = reason_to_leave_out(&rules, case, input, group) {
                *left_out.entry(reason).or_default() += 1;
                continue;
            }
            if !seen.insert((input.to_lowercase(), reference.to_owned(), is_date)) {
                *left_out.entry("the same words and reference in an earlier file".to_owned()).or_default() +=
                    1;
                continue;
            }
            let wrong = match group {
                "dates" => dates_wrong(&context.lexicon, case, input, reference),
                "extents" => extents_wrong(&context.lexicon, case, input),
                _ => numbers_wrong(&context.lexicon, case, input, group == "units"),
            };
            let name = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".json");
            let tally = tallies.entry(name.to_owned()).or_default();
            tally.of += 1;
            match wrong {
                None => tally.right += 1,
                Some(why) => writeln!(listing, "{name}\t{reference}\t{input}\t{why}")?,
            }
        }
        read.extend(bytes);
    }
    read.extend(RULES.as_bytes());
    if let Some(path) = std::env::var_os(super::LISTING) {
        fs::write(&path, &listing).context("cannot write the listing")?;
    }
    let share = |one: &Tally| one.right as f64 / one.of.max(1) as f64;
    let mut report = String::new();
    let (mut dates, mut numbers) = (Tally::default(), Tally::default());
    for (name, tally) in &tallies {
        writeln!(report, "{name:<34}{:>5} of {:>5} cases, {:.3}", tally.right, tally.of, share(tally))?;
        let is_date =
            rules.dates.iter().chain(&rules.extents).any(|file| file.contains(&format!("/{name}.")));
        let sum = if is_date { &mut dates } else { &mut numbers };
        sum.right += tally.right;
        sum.of += tally.of;
    }
    ensure!(dates.of + numbers.of > 0, "no case is left to measure");
    writeln!(report, "left out:")?;
    for (reason, n) in &left_out {
        writeln!(report, "{n:>5}  {reason}")?;
    }
    let all = Tally { right: dates.right + numbers.right, of: dates.of + numbers.of };
    write!(report, "{} of {} cases right, {:.3}", all.right, all.of, share(&all))?;
    let scores = vec![
        ("cases".to_owned(), share(&all)),
        ("dates and periods".to_owned(), share(&dates)),
        ("numbers".to_owned(), share(&numbers)),
    ];
    Ok(Measured { corpus: model::hash::sha256_hex(&read), cases: all.of, scores, report })
}

fn reason_to_leave_out(rules: &Rules, case: &Value, input: &str, group: &str) -> Option<String> {
    let is_date = matches!(group, "dates" | "extents");
    let undefined = |value: &Value| value["Mod"] == "ref_undef";
    if results(case)
        .any(|result| result["Resolution"]["values"].as_array().is_some_and(|all| all.iter().any(undefined)))
    {
        return Some("an answer that the specification calls undefined".to_owned());
    }
    let kinds: Vec<String> = results(case).map(kind_of).collect();
    let by_kind = rules.kind.iter().find(|rule| kinds.iter().any(|kind| rule.names.contains(kind)));
    if let Some(rule) = by_kind {
        return Some(rule.reason.clone());
    }
    let words = words_of(input);
    let matches = |pattern: &String| words.contains(&format!(" {pattern} "));
    if let Some(rule) = rules.words.iter().find(|rule| {
        let applies = rule.only.as_deref().is_none_or(|only| (only == "dates") == is_date);
        applies && rule.patterns.iter().any(matches)
    }) {
        return Some(rule.reason.clone());
    }
    let resolved = |result: &Value| match group {
        "extents" => true,
        "dates" => !date_values(result).is_empty(),
        _ => number_value(result).is_some(),
    };
    if !results(case).all(resolved) {
        return Some(
            if is_date { "an answer that gives no days" } else { "an answer that is no whole number" }
                .to_owned(),
        );
    }
    None
}

/// In lower case with one blank between words and at both ends; figures become `#`, punctuation inside stays.
fn words_of(input: &str) -> String {
    let mut words = String::from(" ");
    for word in input.to_lowercase().split_whitespace() {
        let word = word.trim_matches(|c: char| ",.!?;:'\"()".contains(c));
        let mut digits = false;
        for c in word.chars() {
            if !c.is_ascii_digit() {
                words.push(c);
            } else if !digits {
                words.push('#');
            }
            digits = c.is_ascii_digit();
        }
        words.push(' ');
    }
    words
}

fn results(case: &Value) -> impl Iterator<Item = &Value> {
    case["Results"].as_array().into_iter().flatten()
}

/// `daterange` of `datetimeV2.daterange`.
fn kind_of(result: &Value) -> String {
    let name = result["TypeName"].as_str().or_else(|| result["Type"].as_str()).unwrap_or("none");
    name.rsplit('.').next().unwrap_or(name).to_owned()
}

/// The days of every value that an answer allows.
fn date_values(result: &Value) -> Vec<Days> {
    let words = result["Text"].as_str().unwrap_or_default().to_lowercase();
    let values = stated_values(result);
    values.into_iter().flat_map(|(days, timex)| allowed(days, &timex, &words)).collect()
}

/// What the contract reads where an answer has these days: the ends of a range included, the unit of the calendar that holds a counted day.
fn allowed((from, to): Days, timex: &str, words: &str) -> Vec<Days> {
    let mut all = vec![(from, to)];
    let next = to.tomorrow().unwrap_or(to);
    if timex.starts_with('(') {
        all.push((from, next));
        let start_next = from.tomorrow().unwrap_or(from);
        all.push((start_next, next));
        let two_ends = [" to ", " and ", "-", "–", "~", " till ", " until ", " through ", " thru "];
        let length = timex.rsplit(',').next().unwrap_or_default().trim_end_matches(')');
        if two_ends.iter().any(|joint| words.contains(joint)) && next.day() == 1 {
            let unit = match length.chars().last() {
                Some('Y') => Some(1.year()),
                Some('M') => Some(1.month()),
                _ => None,
            };
            let whole = [unit, Some(1.month()), Some(1.year()), Some(3.months())];
            all.extend(
                whole
                    .into_iter()
                    .flatten()
                    .filter_map(|unit| Some((from, next.checked_add(unit).ok()?.yesterday().ok()?))),
            );
        }
    } else if from == to {
        let has = |unit: &str| words.contains(unit);
        if has("week") || has("fortnight") {
            let monday = from.checked_sub(i64::from(from.weekday().to_monday_zero_offset()).days());
            all.extend(monday.ok().and_then(|monday| Some((monday, monday.checked_add(6.days()).ok()?))));
        }
        if has("month") {
            all.push((from.first_of_month(), from.last_of_month()));
        }
        if has("year") {
            all.push((from.first_of_year(), from.last_of_year()));
        }
    }
    all
}

/// The days of every value, with its timex.
fn stated_values(result: &Value) -> Vec<(Days, String)> {
    let listed = result["Resolution"]["values"].as_array().or_else(|| result["Value"]["values"].as_array());
    let timex = |value: &Value| value["timex"].as_str().unwrap_or_default().to_owned();
    if let Some(values) = listed {
        return values.iter().filter_map(|value| Some((days_of_value(value)?, timex(value)))).collect();
    }
    let stated = result["Value"]["Timex"].as_str().unwrap_or_default();
    ["FutureResolution", "PastResolution"]
        .iter()
        .filter_map(|which| {
            let value = &result["Value"][which];
            let days = match (date(&value["date"]), date(&value["startDate"]), date(&value["endDate"])) {
                (Some(day), _, _) => (day, day),
                (None, Some(start), Some(end)) => (start, end.yesterday().ok()?),
                _ => return None,
            };
            Some((days, stated.to_owned()))
        })
        .collect()
}

/// A day; the year 1 stands for none.
fn date(value: &Value) -> Option<Date> {
    value.as_str()?.get(..10)?.parse().ok().filter(|date: &Date| date.year() > 1)
}

/// A value is a day, a range, or a range of which one end is open: then the time that is named is the one that its other end bounds.
fn days_of_value(value: &Value) -> Option<Days> {
    if let Some(day) = date(&value["value"]) {
        return Some((day, day));
    }
    let (start, end) = (date(&value["start"]), date(&value["end"]));
    if let (Some(start), Some(end)) = (start, end) {
        return (start < end).then(|| (start, end.yesterday().unwrap_or(end)));
    }
    let (bound, is_start) = (start.or(end)?, start.is_some());
    let timex = value["timex"].as_str().unwrap_or_default();
    let of_length = |first: Date| named(timex, first);
    match (value["Mod"].as_str().unwrap_or_default(), is_start) {
        // Since 2016: from its first day. Before 2016: until its first day.
        ("since" | "before" | "until", _) => {
            let at_start = value["Mod"] != "until" || is_start;
            if at_start || timex.len() == 10 { of_length(bound) } else { ending(timex, bound) }
        }
        // After 2016: from the first day of 2017.
        ("after", true) => ending(timex, bound),
        _ => None,
    }
}

/// The length of the time that a timex names.
fn length(timex: &str) -> Option<jiff::Span> {
    match (timex.len(), timex.contains('W')) {
        (4, _) => Some(1.year()),
        (7, false) => Some(1.month()),
        (8, true) => Some(1.week()),
        (10, false) => Some(1.day()),
        _ => None,
    }
}

fn named(timex: &str, first: Date) -> Option<Days> {
    let next = first.checked_add(length(timex)?).ok()?;
    Some((first, next.yesterday().ok()?))
}

fn ending(timex: &str, next: Date) -> Option<Days> {
    if timex.len() == 10 {
        // "After 1 May" begins on the day itself in some files and on the next in others.
        let day = timex.parse().unwrap_or(next);
        return Some((day, day));
    }
    Some((next.checked_sub(length(timex)?).ok()?, next.yesterday().ok()?))
}

/// Where an answer stands in the input.
fn span_of(result: &Value, input: &str) -> Span {
    let words = result["Text"].as_str().unwrap_or_default().to_lowercase();
    let lower = input.to_lowercase();
    let stated = result["Start"].as_u64().and_then(|start| {
        // In characters of the input.
        let from = input.char_indices().nth(usize::try_from(start).ok()?)?.0;
        Some(Span::new(from, (from + words.len()).min(input.len())))
    });
    stated.or_else(|| lower.find(&words).map(|at| Span::new(at, at + words.len()))).unwrap_or(Span::new(0, 0))
}

fn read(lexicon: &Lexicon, input: &str, reference: &str) -> Expressions {
    let stop = if input.trim_end().ends_with(['.', '!', '?']) { "" } else { "." };
    let text = Text::new("plain/1", format!("{input}{stop}"), Vec::new());
    let published = reference.get(..10).and_then(|day| day.parse().ok());
    let published = published.map(|date| Published { date, from: PublishedFrom::Option });
    extract::expressions(&text, &Metadata { published, ..Metadata::default() }, lexicon)
}

fn dates_wrong(lexicon: &Lexicon, case: &Value, input: &str, reference: &str) -> Option<String> {
    let answers = results(case).map(|result| Answer {
        span: span_of(result, input),
        kind: kind_of(result),
        values: date_values(result),
    });
    let found = read(lexicon, input, reference).times;
    let days = |when: &When| when.earliest.zip(when.latest);
    let found: Vec<(Span, Option<Days>)> = found.iter().map(|when| (when.span, days(when))).collect();
    compare(&answers.collect::<Vec<_>>(), &found, input)
}

/// Whether the times that are marked are found, whatever their days are.
fn extents_wrong(lexicon: &Lexicon, case: &Value, input: &str) -> Option<String> {
    let answers = results(case).map(|result| Answer {
        span: span_of(result, input),
        kind: kind_of(result),
        values: vec![()],
    });
    let found: Vec<(Span, Option<()>)> =
        read(lexicon, input, "2018-06-15").times.iter().map(|when| (when.span, Some(()))).collect();
    compare(&answers.collect::<Vec<_>>(), &found, input)
}

fn numbers_wrong(lexicon: &Lexicon, case: &Value, input: &str, is_unit: bool) -> Option<String> {
    let answers = results(case).map(|result| Answer {
        span: span_of(result, input),
        kind: kind_of(result),
        values: number_value(result).into_iter().collect(),
    });
    let found = read(lexicon, input, "").numbers;
    let answers = answers.collect::<Vec<_>>();
    let found: Vec<(Span, Option<Bounds>)> = found
        .iter()
        .map(|one| {
            (
                one.span,
                if is_unit { Some((None, one.best.or(one.low).or(one.high), None)) } else { bounds(one) },
            )
        })
        .filter(|(span, _)| !is_unit || answers.iter().any(|answer| answer.span.overlaps(span)))
        .collect();
    compare(&answers, &found, input)
}

/// A number by its ends and its value; vague words have none.
fn bounds(number: &Number) -> Option<Bounds> {
    match number.qualifier {
        Qualifier::MoreThan => Some((number.low.map(|low| low + 1), None, None)),
        Qualifier::FewerThan => Some((None, None, Some(number.high?.checked_sub(1)?))),
        Qualifier::Exact
        | Qualifier::Approximately
        | Qualifier::AtLeast
        | Qualifier::UpTo
        | Qualifier::Range => Some((number.low, number.best, number.high)),
        Qualifier::Vague => None,
    }
}

fn number_value(result: &Value) -> Option<Bounds> {
    let value = result["Resolution"]["value"].as_str()?;
    let whole = |digits: &str| digits.trim().parse::<u64>().ok();
    let Some((low, high)) = value.split_once(',') else {
        return whole(value).map(|value| (None, Some(value), None));
    };
    let (open, low) = (low.starts_with('('), low.trim_start_matches(['(', '[']));
    let (closed, high) = (high.ends_with(']'), high.trim_end_matches([')', ']']));
    match (low.is_empty(), high.is_empty()) {
        (false, true) => Some((Some(whole(low)? + u64::from(open)), None, None)),
        (true, false) => Some((None, None, Some(whole(high)?.checked_sub(u64::from(!closed))?))),
        (false, false) if low == high => Some((None, whole(low), None)),
        (false, false) => Some((Some(whole(low)?), None, Some(whole(high)?))),
        (true, true) => None,
    }
}

/// What is wrong with what was found, in words; nothing where every answer is met and nothing else was found.
fn compare<T: PartialEq + std::fmt::Debug>(
    answers: &[Answer<T>],
    found: &[(Span, Option<T>)],
    input: &str,
) -> Option<String> {
    for answer in answers {
        let near: Vec<_> = found.iter().filter(|(span, _)| span.overlaps(&answer.span)).collect();
        if near.is_empty() {
            return Some(format!("{} not found: {}", answer.kind, answer.span.of(input)));
        }
        let met = near.iter().any(|(_, value)| value.as_ref().is_some_and(|one| answer.values.contains(one)));
        if !met {
            return Some(format!(
                "{} read as {near:?}: {}, {:?}",
                answer.kind,
                answer.span.of(input),
                answer.values
            ));
        }
    }
    let spurious = found.iter().find(|(span, _)| !answers.iter().any(|answer| answer.span.overlaps(span)));
    spurious.map(|(span, _)| format!("nothing there: {}", span.of(input)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn answers_become_days_and_bounds() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let values = |value: Value| date_values(&json!({"Resolution": {"values": [value]}}));
        let year = (day("2016-01-01"), day("2016-12-31"));
        assert_eq!(values(json!({"timex": "2016", "start": "2016-01-01", "end": "2017-01-01"})), [year]);
        assert_eq!(values(json!({"timex": "2016", "start": "2017-01-01", "Mod": "after"})), [year]);
        assert_eq!(values(json!({"timex": "2016", "end": "2016-01-01", "Mod": "before"})), [year]);
        assert_eq!(values(json!({"timex": "2016", "start": "2016-01-01", "Mod": "since"})), [year]);
        let range =
            json!({"timex": "(2014-01-01,2018-01-01,P4Y)", "start": "2014-01-01", "end": "2018-01-01"});
        let result = json!({"Text": "from 2014 to 2018", "Resolution": {"values": [range]}});
        assert!(
            date_values(&result).contains(&(day("2014-01-01"), day("2018-12-31"))),
            "both ends belong to it"
        );
        let counted = allowed((day("2016-11-23"), day("2016-11-23")), "2016-11-23", "two weeks ago");
        assert!(counted.contains(&(day("2016-11-21"), day("2016-11-27"))));
        assert!(values(json!({"timex": "2016-SU", "value": "not resolved"})).is_empty());
        let number = |value: &str| number_value(&json!({"Resolution": {"value": value}}));
        assert_eq!(number("12"), Some((None, Some(12), None)));
        assert_eq!(number("(30,)"), Some((Some(31), None, None)));
        assert_eq!(number("(,30]"), Some((None, None, Some(30))));
        assert_eq!(number("[10,15)"), Some((Some(10), None, Some(15))));
        assert_eq!(number("0.5"), None);
    }

    #[test]
    fn words_are_matched_whole() {
        assert_eq!(words_of("Meet at 10am, EOD."), " meet at #am eod ");
        let rules: Rules = toml::from_str(RULES).unwrap();
        let case = json!({"Results": []});
        assert!(reason_to_leave_out(&rules, &case, "done by EOD.", "dates").is_some());
        assert!(reason_to_leave_out(&rules, &case, "The geodesic.", "dates").is_none());
    }

    #[test]
    fn everything_must_be_met_and_nothing_else_found() {
        let answer = Answer { span: Span::new(0, 3), kind: "date".to_owned(), values: vec![1, 2] };
        assert_eq!(compare(std::slice::from_ref(&answer), &[(Span::new(1, 2), Some(2))], "abcdef"), None);
        assert!(compare(std::slice::from_ref(&answer), &[(Span::new(1, 2), Some(3))], "abcdef").is_some());
        assert!(compare(&[], &[(Span::new(1, 2), Some(3))], "abcdef").unwrap().contains("nothing there"));
        assert!(compare(&[answer], &[], "abcdef").unwrap().contains("not found"));
    }
}
