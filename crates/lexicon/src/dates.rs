//! Dates as they are written, in many languages: with names of months, in figures, in the solar Hijri calendar, in any digits.
//!
//! The names are `language/months.toml`. What is found is what stands there: a part that is not written is `None`.
use crate::{Error, Files, fold};
use jiff::ToSpan as _;
use jiff::civil::Date;
use model::Span;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

const PATH: &str = "language/months.toml";
const SHIPPED: &str = include_str!("../../../lexicon/language/months.toml");

/// Which year and months a date counts by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    /// The one of ISO 8601.
    Gregorian,
    /// The solar Hijri calendar of Iran and Afghanistan.
    Solar,
}

/// A date as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenDate {
    /// Where it stands, in bytes.
    pub span: Span,
    /// By which calendar it counts.
    pub calendar: Calendar,
    /// Year, where one is written.
    pub year: Option<i16>,
    /// Month, 1 to 12.
    pub month: i8,
    /// Day of the month, where one is written.
    pub day: Option<i8>,
}

impl WrittenDate {
    /// The day, where day and year are written and there is such a day.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        day_of(self.calendar, self.year?, self.month, self.day?)
    }

    /// First and last day that it may be. A date without a year is the last such one that is not after `near`.
    #[must_use]
    pub fn days(&self, near: Option<Date>) -> Option<(Date, Date)> {
        let bounds = |year: i16| {
            let first = day_of(self.calendar, year, self.month, self.day.unwrap_or(1))?;
            let last = match self.day {
                Some(_) => first,
                None => last_of_month(self.calendar, year, self.month)?,
            };
            Some((first, last))
        };
        if let Some(year) = self.year {
            return bounds(year);
        }
        let near = near?;
        let this = match self.calendar {
            Calendar::Gregorian => near.year(),
            Calendar::Solar => near.year() - SOLAR_YEARS_BEHIND,
        };
        // A solar year reaches into the next of the Gregorian calendar.
        [this + 1, this, this - 1].into_iter().filter_map(bounds).find(|(first, _)| *first <= near)
    }
}

/// The solar Hijri year that begins in a Gregorian year is so many less.
const SOLAR_YEARS_BEHIND: i16 = 621;

fn day_of(calendar: Calendar, year: i16, month: i8, day: i8) -> Option<Date> {
    match calendar {
        Calendar::Gregorian => Date::new(year, month, day).ok(),
        Calendar::Solar => {
            let first = solar_month(year, month)?;
            let date = first.checked_add((i32::from(day) - 1).days()).ok()?;
            (day >= 1 && date <= last_of_month(calendar, year, month)?).then_some(date)
        }
    }
}

fn last_of_month(calendar: Calendar, year: i16, month: i8) -> Option<Date> {
    match calendar {
        Calendar::Gregorian => Date::new(year, month, 1).ok().map(Date::last_of_month),
        Calendar::Solar => {
            let next = if month == 12 { solar_month(year + 1, 1) } else { solar_month(year, month + 1) };
            next?.yesterday().ok()
        }
    }
}

/// Years for which the rule of 33 years gives the same leap years as the calendar itself, which goes by the equinox.
const SOLAR_YEARS: std::ops::RangeInclusive<i16> = 1244..=1472;

/// The first day of a month: six months of 31 days, then of 30. The eight leap years among 33 are those of the calendar's own tables.
fn solar_month(year: i16, month: i8) -> Option<Date> {
    if !SOLAR_YEARS.contains(&year) || !(1..=12).contains(&month) {
        return None;
    }
    let is_leap = |year: i16| matches!(year % 33, 1 | 5 | 9 | 13 | 17 | 22 | 26 | 30);
    let length = |year: i16| if is_leap(year) { 366_i32 } else { 365 };
    // The first day of 1400.
    let base = jiff::civil::date(2021, 3, 21);
    let years = if year >= 1400 {
        (1400..year).map(length).sum::<i32>()
    } else {
        -(year..1400).map(length).sum::<i32>()
    };
    let before = i32::from(month) - 1;
    let months = before * 30 + before.min(6);
    base.checked_add((years + months).days()).ok()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    month_first: HashSet<String>,
    solar_years: HashSet<String>,
    between: Vec<String>,
    behind_day: Vec<String>,
    months: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    languages: Vec<String>,
    calendar: Calendar,
    names: Vec<Vec<String>>,
    #[serde(default)]
    weak: Vec<String>,
}

/// What a name stands for in one language.
#[derive(Debug, Clone)]
struct Named {
    language: String,
    calendar: Calendar,
    month: i8,
    is_weak: bool,
}

/// How dates are written.
#[derive(Debug)]
pub struct Dates {
    month_first: HashSet<String>,
    solar_years: HashSet<String>,
    between: BTreeSet<String>,
    behind_day: BTreeSet<String>,
    names: BTreeMap<String, Vec<Named>>,
}

impl Dates {
    /// The table as shipped, for readers that are given no lexicon.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static DATES: LazyLock<Dates> =
            LazyLock::new(|| Dates::parse(SHIPPED).expect("a test reads the shipped table"));
        &DATES
    }

    pub(crate) fn load(files: &Files) -> Result<Self, Error> {
        let content = files
            .effective(PATH)
            .ok_or_else(|| Error::new(PATH, None, "found no such file, expected the names of months"))?;
        Self::parse(content)
    }

    fn parse(content: &str) -> Result<Self, Error> {
        let table: Table = toml::from_str(content).map_err(|error| {
            let line = error.span().map(|span| content[..span.start].lines().count().max(1));
            Error::new(PATH, line, error.message().to_owned())
        })?;
        let folded = |words: &[String]| words.iter().map(|word| fold(word).text).collect::<BTreeSet<_>>();
        let mut names: BTreeMap<String, Vec<Named>> = BTreeMap::new();
        for row in &table.months {
            if row.names.len() != 12 {
                let message = format!(
                    "found {} months of `{}`, expected 12",
                    row.names.len(),
                    row.languages.join(", ")
                );
                return Err(Error::new(PATH, None, message));
            }
            let weak = folded(&row.weak);
            for (month, forms) in (1..).zip(&row.names) {
                for name in folded(forms) {
                    let is_weak = weak.contains(&name);
                    let of = |language: &String| Named {
                        language: language.clone(),
                        calendar: row.calendar,
                        month,
                        is_weak,
                    };
                    names.entry(name).or_default().extend(row.languages.iter().map(of));
                }
            }
        }
        // The same table gives the same order.
        names.values_mut().for_each(|named| named.sort_by(|a, b| a.language.cmp(&b.language)));
        Ok(Self {
            month_first: table.month_first,
            solar_years: table.solar_years,
            between: folded(&table.between),
            behind_day: folded(&table.behind_day),
            names,
        })
    }

    /// Every date in the text, in its order. `language` is the text's, where it is known: it decides between names that two languages
    /// have, and about figures; without it both orders of day and month are possible.
    #[must_use]
    pub fn find(&self, text: &str, language: Option<&str>) -> Vec<WrittenDate> {
        let folded = fold(text);
        let search = Search {
            dates: self,
            text: &folded.text,
            language: language.map(main_tag),
            tokens: tokens(&folded.text),
        };
        let mut found = Vec::new();
        let mut at = 0;
        while at < search.tokens.len() {
            let Some((end, date)) = search.date_at(at) else {
                at += 1;
                continue;
            };
            let (start, stop) = (search.tokens[at].start, search.tokens[end - 1].end);
            found.push(WrittenDate { span: folded.to_original(start, stop), ..date });
            at = end;
        }
        found
    }

    /// The number of the month of the Gregorian calendar that a word names, in the language or else in any.
    #[must_use]
    pub fn month(&self, word: &str, language: Option<&str>) -> Option<i8> {
        let named = self.named(&fold(word).text, language.map(main_tag))?;
        match named.calendar {
            Calendar::Gregorian => Some(named.month),
            Calendar::Solar => None,
        }
    }

    /// What a word or two name, in the text's language, else in any.
    fn named(&self, words: &str, language: Option<&str>) -> Option<&Named> {
        let named = self.names.get(words)?;
        let own = language.and_then(|tag| named.iter().find(|named| named.language == tag));
        // Without the language a name counts that all its languages give to one month.
        let shared = || {
            let first = named.first()?;
            let same =
                named.iter().all(|other| (other.month, other.calendar) == (first.month, first.calendar));
            same.then_some(first)
        };
        own.or_else(shared)
    }
}

fn main_tag(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

/// A run of digits, of letters, or one mark of a folded text.
#[derive(Debug, Clone, Copy)]
struct Token {
    start: usize,
    end: usize,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Digits,
    Letters,
    Mark,
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for (start, letter) in text.char_indices().filter(|(_, letter)| !letter.is_whitespace()) {
        let kind = match letter {
            '0'..='9' => Kind::Digits,
            // Each of these is a word of its own in a date.
            '年' | '月' | '日' => Kind::Mark,
            _ if letter.is_alphabetic() => Kind::Letters,
            _ => Kind::Mark,
        };
        let end = start + letter.len_utf8();
        match tokens.last_mut() {
            Some(last) if last.kind == kind && kind != Kind::Mark && last.end == start => last.end = end,
            _ => tokens.push(Token { start, end, kind }),
        }
    }
    tokens
}

struct Search<'s> {
    dates: &'s Dates,
    text: &'s str,
    language: Option<&'s str>,
    tokens: Vec<Token>,
}

impl Search<'_> {
    fn word(&self, at: usize) -> Option<&str> {
        self.tokens.get(at).map(|token| &self.text[token.start..token.end])
    }

    /// The number there, and of how many digits it is.
    fn number(&self, at: usize) -> Option<(i16, usize)> {
        let token = self.tokens.get(at).filter(|token| token.kind == Kind::Digits)?;
        let length = token.end - token.start;
        (length <= 4)
            .then(|| self.text[token.start..token.end].parse().ok().map(|number| (number, length)))?
    }

    fn day(&self, at: usize) -> Option<i8> {
        let (number, length) = self.number(at)?;
        let day = i8::try_from(number).ok().filter(|day| (1..=31).contains(day));
        // `3.14` and `1.2.3` are no days of a month.
        day.filter(|_| length <= 2 && !self.is_inside_number(at))
    }

    /// Whether the figures are the tail of a longer number, a word or an address.
    fn is_inside_number(&self, at: usize) -> bool {
        if !self.touches(at) {
            return false;
        }
        let behind_digits = || at > 1 && self.touches(at - 1) && self.tokens[at - 2].kind == Kind::Digits;
        match self.word(at - 1) {
            Some("." | "," | ":" | "-" | "/") => behind_digits(),
            Some("_" | "=" | "%" | "$" | "€") => true,
            _ => self.tokens[at - 1].kind == Kind::Letters,
        }
    }

    fn touches(&self, at: usize) -> bool {
        at > 0 && self.tokens.get(at).is_some_and(|token| self.tokens[at - 1].end == token.start)
    }

    fn is_mark(&self, at: usize, marks: &[&str]) -> bool {
        self.word(at).is_some_and(|word| marks.contains(&word))
    }

    /// Past the marks and words that may stand between two parts of a date; at most three of them.
    fn past_between(&self, mut at: usize) -> usize {
        for _ in 0..3 {
            let Some(word) = self.word(at) else { break };
            if !matches!(word, "." | "," | "-" | "/" | "،") && !self.dates.between.contains(word) {
                break;
            }
            at += 1;
        }
        at
    }

    /// The month named there, and the token after it.
    fn month(&self, at: usize) -> Option<(&Named, usize)> {
        let first = self.tokens.get(at).filter(|token| token.kind == Kind::Letters)?;
        let second = self.tokens.get(at + 1).filter(|token| token.kind == Kind::Letters);
        let both =
            second.and_then(|second| self.dates.named(&self.text[first.start..second.end], self.language));
        let (named, end) = match both {
            Some(named) => (named, at + 2),
            None => (self.dates.named(&self.text[first.start..first.end], self.language)?, at + 1),
        };
        // The same month by its other name: Arabic newspapers write both.
        let other = self.is_mark(end, &["/"]).then(|| self.month(end + 1)).flatten();
        match other {
            Some((other, end)) if other.month == named.month => Some((named, end)),
            _ => Some((named, end)),
        }
    }

    fn year(&self, at: usize, calendar: Calendar) -> Option<i16> {
        let (year, length) = self.number(at)?;
        let years = match calendar {
            Calendar::Gregorian => 1900..=2099,
            Calendar::Solar => SOLAR_YEARS,
        };
        (length == 4 && years.contains(&year)).then_some(year)
    }

    /// A date that begins at a token, and the token after it.
    fn date_at(&self, at: usize) -> Option<(usize, WrittenDate)> {
        match self.tokens[at].kind {
            Kind::Digits => self
                .day_and_named(at)
                .or_else(|| self.year_first(at))
                .or_else(|| self.year_and_named(at))
                .or_else(|| self.figures(at)),
            Kind::Letters => self.named_first(at),
            Kind::Mark => None,
        }
    }

    /// `29 March 2024`, `29. März`, `le 29 mars`.
    fn day_and_named(&self, at: usize) -> Option<(usize, WrittenDate)> {
        let day = self.day(at)?;
        let mut next = at + 1;
        if self.touches(next) && self.is_mark(next, &["-", "‑"]) && self.is_behind_day(next + 1) {
            next += 2;
        } else if self.is_behind_day(next) {
            next += 1;
        }
        let (named, end) = self.month(self.past_between(next))?;
        let at_year = self.past_between(end);
        let year = self.year(at_year, named.calendar);
        let date = self.of(named, year, Some(day))?;
        Some((if year.is_some() { at_year + 1 } else { end }, date))
    }

    fn is_behind_day(&self, at: usize) -> bool {
        self.touches(at) && self.word(at).is_some_and(|word| self.dates.behind_day.contains(word))
    }

    /// `March 29, 2024`, `March 29`, `März 2024`.
    fn named_first(&self, at: usize) -> Option<(usize, WrittenDate)> {
        let (named, end) = self.month(at)?;
        let next = self.past_between(end);
        if let Some(day) = self.day(next).filter(|_| next <= end + 1) {
            let mut after = next + 1;
            after += usize::from(self.is_behind_day(after));
            let at_year = self.past_between(after);
            if let Some(year) = self.year(at_year, named.calendar) {
                return Some((at_year + 1, self.of(named, Some(year), Some(day))?));
            }
            // In these languages alone the day comes after the month: elsewhere it is another number.
            let month_first = self.language.is_some_and(|tag| self.dates.month_first.contains(tag));
            return month_first.then(|| self.of(named, None, Some(day))).flatten().map(|date| (after, date));
        }
        let year = self.year(next, named.calendar)?;
        Some((next + 1, self.of(named, Some(year), None)?))
    }

    fn of(&self, named: &Named, year: Option<i16>, day: Option<i8>) -> Option<WrittenDate> {
        let whole = year.is_some() && day.is_some();
        (!named.is_weak || whole).then_some(WrittenDate {
            span: Span::new(0, 0),
            calendar: named.calendar,
            year,
            month: named.month,
            day,
        })
    }

    /// `د ۱۴۰۲ کال د کب په ۲۴`, `2024 March 29`.
    fn year_and_named(&self, at: usize) -> Option<(usize, WrittenDate)> {
        let (named, end) = self.month(self.past_between(at + 1))?;
        let year = self.year(at, named.calendar)?;
        let next = self.past_between(end);
        let day = self.day(next)?;
        Some((next + 1, self.of(named, Some(year), Some(day))?))
    }

    /// `2024-03-29`, `2024/3/29`, `2024年3月29日`, `2024-Mar-29`.
    fn year_first(&self, at: usize) -> Option<(usize, WrittenDate)> {
        let calendar = self.calendar_of_figures(at)?;
        let year = self.year(at, calendar)?;
        let marks: &[&str] = &["-", "/", ".", "年"];
        if !self.touches(at + 1) || !self.is_mark(at + 1, marks) {
            return None;
        }
        let (month, next) = match self.number(at + 2) {
            Some((month, length)) if length <= 2 => (i8::try_from(month).ok()?, at + 3),
            _ => self.month(at + 2).map(|(named, next)| (named.month, next))?,
        };
        let between = self.word(at + 1)?;
        if !(self.is_mark(next, &[between]) || self.is_mark(next, &["月"])) || !self.touches(next) {
            return None;
        }
        let (day, length) = self.number(next + 1)?;
        let day = i8::try_from(day).ok().filter(|_| length <= 2)?;
        let end = next + 2 + usize::from(self.is_mark(next + 2, &["日"]));
        self.checked(end, calendar, year, month, day)
    }

    fn calendar_of_figures(&self, at: usize) -> Option<Calendar> {
        let (year, length) = self.number(at)?;
        let is_solar = length == 4
            && SOLAR_YEARS.contains(&year)
            && self.language.is_some_and(|tag| self.dates.solar_years.contains(tag));
        Some(if is_solar { Calendar::Solar } else { Calendar::Gregorian })
    }

    /// `29.03.2024`, `29. 3. 24`, `29/3/2024`, `29-03-2024`; of two orders that are possible none is taken.
    fn figures(&self, at: usize) -> Option<(usize, WrittenDate)> {
        let first = self.day(at)?;
        let between = self.word(at + 1).filter(|word| matches!(*word, "." | "/" | "-"))?;
        let second = i8::try_from(self.number(at + 2).filter(|(_, length)| *length <= 2)?.0).ok()?;
        if !self.is_mark(at + 3, &[between]) || !self.touches(at + 1) || !self.touches(at + 3) {
            return None;
        }
        let calendar = self.calendar_of_figures(at + 4)?;
        let (number, length) = self.number(at + 4)?;
        let spaced = !self.touches(at + 2) || !self.touches(at + 4);
        // `1.5.24` may be a version, `1. 5. 2024` is a date; with dots alone years of two digits are in use.
        let year = match length {
            4 => self.year(at + 4, calendar)?,
            2 if between == "." && !spaced && !self.continues(at + 5) => century(number),
            _ => return None,
        };
        if spaced && between != "." {
            return None;
        }
        let month_first =
            between != "." && self.language.is_none_or(|tag| self.dates.month_first.contains(tag));
        let (day, month) = match (first > 12, second > 12) {
            (false, true) => (second, first),
            (true, false) => (first, second),
            (false, false) if !month_first || first == second => (first, second),
            (false, false) | (true, true) => return None,
        };
        if between == "." && second > 12 {
            return None;
        }
        self.checked(at + 5, calendar, year, month, day)
    }

    /// Whether a number goes on behind it.
    fn continues(&self, at: usize) -> bool {
        self.touches(at)
            && self.is_mark(at, &[".", "-", "/", ":", ","])
            && self.touches(at + 1)
            && self.tokens.get(at + 1).is_some_and(|token| token.kind == Kind::Digits)
    }

    fn checked(
        &self,
        end: usize,
        calendar: Calendar,
        year: i16,
        month: i8,
        day: i8,
    ) -> Option<(usize, WrittenDate)> {
        day_of(calendar, year, month, day)?;
        let date = WrittenDate { span: Span::new(0, 0), calendar, year: Some(year), month, day: Some(day) };
        Some((end, date))
    }
}

/// The full year of one that is written in two digits: no page is older than the web.
const fn century(year: i16) -> i16 {
    if year >= 90 { 1900 + year } else { 2000 + year }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn only(text: &str, language: Option<&str>) -> Option<Date> {
        let found = Dates::shipped().find(text, language);
        assert!(found.len() < 2, "{text}: {found:?}");
        found.first().and_then(WrittenDate::date)
    }

    #[test]
    fn dates_of_many_languages_are_read() {
        for (language, text) in [
            ("en", "Friday, March 29th, 2024, 10 a.m."),
            ("en", "published on 29 March 2024"),
            ("en", "29-Mar-2024"),
            ("en", "3/29/2024 5:12 pm"),
            ("de", "Freitag, 29. März 2024, 11:00 Uhr"),
            ("de", "Stand: 29.03.2024 - 11:40"),
            ("de", "29.3.24"),
            ("fr", "Publié le 29 mars 2024 à 10h30"),
            ("fr", "29/03/2024"),
            ("es", "29 de marzo de 2024"),
            ("pt", "29 de março de 2024"),
            ("it", "29 marzo 2024"),
            ("tr", "29 Mart 2024 Cuma"),
            ("ru", "29 марта 2024 года"),
            ("ru", "29-го марта 2024"),
            ("uk", "29 березня 2024 року"),
            ("ar", "٢٩ مارس ٢٠٢٤"),
            ("ar", "29 آذار 2024"),
            ("ar", "الجمعة 29 مارس/آذار 2024"),
            ("fa", "۲۹ مارس ۲۰۲۴"),
            ("fa", "جمعه ۱۰ حمل ۱۴۰۳"),
            ("fa", "۱۰ فروردین ۱۴۰۳"),
            ("fa", "۱۴۰۳/۰۱/۱۰"),
            ("ps", "د مارچ ۲۹ ۲۰۲۴"),
            ("ps", "۱۰ وری ۱۴۰۳"),
            ("ps", "د ۱۴۰۳ کال د وري په ۱۰ مه"),
            ("ur", "29 مارچ 2024"),
            ("id", "Jumat, 29 Maret 2024"),
            ("zh", "2024年3月29日"),
            ("sv", "29 mars 2024"),
        ] {
            assert_eq!(only(text, Some(language)), Some(date(2024, 3, 29)), "{language}: {text}");
        }
    }

    #[test]
    fn months_of_two_words_are_one_name() {
        assert_eq!(only("3 كانون الثاني 2024", Some("ar")), Some(date(2024, 1, 3)));
        assert_eq!(only("3 تشرين الأول 2024", Some("ar")), Some(date(2024, 10, 3)));
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in [
            "",
            "March",
            "1.2.3",
            "version 1.10.24.3",
            "03/04/2024",
            "99.99.2024",
            "31. Februar 2024",
            "192.168.10.24",
            "Call 030 12 05 2024",
            "29 dogs 2024",
            "page 29 of 2024",
        ] {
            assert_eq!(only(text, None), None, "{text}");
        }
        assert_eq!(only("03/04/2024", Some("en")), None);
        assert_eq!(only("03/04/2024", Some("fr")), Some(date(2024, 4, 3)));
    }

    #[test]
    fn parts_are_kept_apart() {
        let parts = |text: &str, language: &str| {
            let found = Dates::shipped().find(text, Some(language));
            found
                .iter()
                .map(|date| (date.span.of(text).to_owned(), date.year, date.month, date.day))
                .collect::<Vec<_>>()
        };
        assert_eq!(parts("взрыв 29 марта в городе", "ru"), [("29 марта".to_owned(), None, 3, Some(29))]);
        assert_eq!(parts("en mars 2024, puis", "fr"), [("mars 2024".to_owned(), Some(2024), 3, None)]);
        assert_eq!(parts("March 29", "en"), [("March 29".to_owned(), None, 3, Some(29))]);
        // Common words that are months, too.
        assert_eq!(parts("۵ می شود", "fa"), []);
        assert_eq!(parts("۵ می ۲۰۲۴", "fa"), [("۵ می ۲۰۲۴".to_owned(), Some(2024), 5, Some(5))]);
    }

    #[test]
    fn a_word_names_a_month() {
        let dates = Dates::shipped();
        for (word, month) in [("May", 5), ("SEPT", 9), ("jan", 1), ("December", 12), ("märz", 3), ("août", 8)]
        {
            assert_eq!(dates.month(word, None), Some(month), "{word}");
        }
        for word in ["", "ma", "marching", "sebtember", "حمل"] {
            assert_eq!(dates.month(word, None), None, "{word}");
        }
    }

    #[test]
    fn days_of_the_solar_calendar() {
        let day = |year, month, day| day_of(Calendar::Solar, year, month, day);
        assert_eq!(day(1357, 11, 22), Some(date(1979, 2, 11)));
        assert_eq!(day(1380, 6, 20), Some(date(2001, 9, 11)));
        assert_eq!(day(1399, 1, 1), Some(date(2020, 3, 20)));
        assert_eq!(day(1400, 5, 24), Some(date(2021, 8, 15)));
        assert_eq!(day(1403, 12, 30), Some(date(2025, 3, 20)));
        assert_eq!(day(1404, 12, 30), None);
        assert_eq!(day(1403, 13, 1), None);
        assert_eq!(day(2024, 1, 1), None);
    }

    #[test]
    fn a_date_without_a_year_is_the_last_one() {
        let days = |text: &str, language: &str, near| {
            Dates::shipped().find(text, Some(language)).first().and_then(|date| date.days(Some(near)))
        };
        let near = date(2024, 1, 10);
        assert_eq!(days("29 марта", "ru", near), Some((date(2023, 3, 29), date(2023, 3, 29))));
        assert_eq!(days("3 января", "ru", near), Some((date(2024, 1, 3), date(2024, 1, 3))));
        assert_eq!(days("۲۰ جدی", "fa", near), Some((date(2024, 1, 10), date(2024, 1, 10))));
        assert_eq!(days("марта 2022", "ru", near), Some((date(2022, 3, 1), date(2022, 3, 31))));
    }

    #[test]
    fn faults_are_named() {
        let error = Dates::parse("month_first = []\nsolar_years = []\nbetween = []\nbehind_day = []\n[[months]]\nlanguages = [\"x\"]\ncalendar = \"gregorian\"\nnames = [[\"a\"]]\n")
            .expect_err("eleven are missing");
        assert!(error.to_string().contains("found 1 months of `x`, expected 12"), "{error}");
    }
}
