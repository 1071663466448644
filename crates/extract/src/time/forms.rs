//! Further forms of times: dates in figures and with ordinals, ranges, what is counted from a day, quarters, seasons, weeks by number.
//!
//! Each form takes the words at a place or leaves them; the first that takes them holds.
use super::{Bounds, Reader, month_bounds, quarter_bounds, share_bounds, shift, unit_bounds, year_bounds};
use crate::page::Tag;
use crate::token::Kind;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use model::TimePrecision;
use std::ops::Range;

/// Where a form ends, and its days.
type Found = (usize, Option<Bounds>);

/// One end of a range: where it ends, its days, whether it names its year.
type End = (usize, Option<Bounds>, bool);

impl Reader<'_, '_> {
    pub(super) fn forms(
        &self,
        at: usize,
        sentence: &Range<usize>,
        anchor: Option<(Date, Date)>,
    ) -> Option<Found> {
        self.date(at, sentence)
            .map(|(end, bounds, _)| (end, bounds))
            .or_else(|| self.week_days(at))
            .or_else(|| self.summed(at))
            .or_else(|| self.counted_from(at, sentence))
            .or_else(|| self.ahead(at, sentence))
            .or_else(|| self.after_next(at))
            .or_else(|| self.rest_of(at))
            .or_else(|| self.to_date(at))
            .or_else(|| self.the_unit(at, sentence))
            .or_else(|| self.week_of(at, sentence))
            .or_else(|| self.numbered(at, sentence))
            .or_else(|| self.quarter(at, sentence))
            .or_else(|| self.this_or_next(at))
            .or_else(|| self.season(at, sentence))
            .or_else(|| self.feast(at, sentence))
            .or_else(|| self.decade_by_name(at))
            .or_else(|| self.day_of_month(at, sentence, anchor))
            .filter(|(end, _)| *end <= sentence.end)
    }

    pub(super) fn is_joint(&self, at: usize, between: bool) -> bool {
        let word = self.word(at);
        self.page.language.time.joints.contains(word) || (between && word == "and")
    }

    /// Where "the" ends, if it stands here.
    fn after_the(&self, at: usize) -> usize {
        at + usize::from(self.word(at) == "the")
    }

    /// "4", "4th", "fourth", "twenty-second", "twenty second"; whether it is in words.
    fn day_named(&self, at: usize) -> Option<(usize, i8, bool)> {
        if let Some(day) = self.day(at) {
            return Some((at + 1, day, false));
        }
        let one = self.known(at).ordinal;
        // "twenty second"
        let two = self.known(at + 1).ordinal.map(|_| format!("{}-{}", self.word(at), self.word(at + 1)));
        let (end, index) = two
            .and_then(|two| self.page.language.time.word(&two).ordinal)
            .map(|index| (at + 2, index))
            .or_else(|| one.map(|index| (at + 1, index)))?;
        Some((end, index + 1, true))
    }

    /// The year after a month or quarter: "2016", ", 2016", "of 2016", "of last year"; without one, the place itself.
    fn year_after(&self, at: usize) -> (usize, Option<i16>) {
        let from = at + usize::from(matches!(self.word(at), "," | "of" | "in"));
        if let Some(year) = self.year(from) {
            return (from + 1, Some(year));
        }
        // "April of 87".
        let short =
            self.page.tokens.get(from).filter(|token| token.kind == Kind::Number && token.lower.len() == 2);
        if let Some(year) = short.and_then(|token| token.lower.parse::<i16>().ok()).filter(|year| *year > 31)
            && self.word(at) == "of"
        {
            return (from + 1, Some(1900 + year));
        }
        let offset = match self.word(from) {
            "this" => 0,
            "last" => -1,
            "next" => 1,
            _ => return (at, None),
        };
        match self.published {
            Some(date) if self.word(from + 1) == "year" && self.word(at) != "in" => {
                (from + 2, Some(date.year() + offset))
            }
            _ => (at, None),
        }
    }

    /// Where a token begins and the text from there; `None` where figures or letters run on from before it.
    fn text_from(&self, at: usize) -> Option<(usize, &str)> {
        let from = self.page.tokens.get(at)?.span.start;
        let runs_on = self.page.text[..from].ends_with(|c: char| c.is_alphanumeric() || "/-.".contains(c));
        Some((from, self.page.text.get(from..)?)).filter(|_| !runs_on)
    }

    /// "2016-11-07", "11/7/2016", "22.04.2016": the month first unless it cannot be or full stops stand between.
    fn figures(&self, at: usize) -> Option<(usize, Date)> {
        let (from, rest) = self.text_from(at)?;
        let length =
            rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '/' | '-' | '.'))).unwrap_or(rest.len());
        let digits = rest[..length].trim_end_matches(['.', '-', '/']);
        if rest[length..].starts_with(char::is_alphanumeric) {
            return None;
        }
        let end_of = |length: usize| {
            let mut tokens = at..self.page.tokens.len();
            tokens.find(|next| self.page.tokens[*next].span.end >= from + length).map(|last| last + 1)
        };
        // "20161016".
        if digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            let part = |range: Range<usize>| digits[range].parse::<i8>().ok();
            let year = digits[..4].parse().ok().filter(|year| (1900..2100).contains(year))?;
            return Some((end_of(8)?, Date::new(year, part(4..6)?, part(6..8)?).ok()?));
        }
        let separator = digits.chars().find(|c| !c.is_ascii_digit())?;
        let parts: Vec<&str> = digits.split(separator).collect();
        let [one, two, three] = parts[..] else { return None };
        let number = |part: &str| part.parse::<i16>().ok();
        let (one_n, two_n, three_n) = (number(one)?, number(two)?, number(three)?);
        let date = |year: i16, month: i16, day: i16| {
            Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
        };
        let short = one.len() <= 2 && two.len() <= 2;
        let found = match (one.len(), short, three.len()) {
            (4, _, 1..=2) if two.len() <= 2 => date(one_n, two_n, three_n),
            (_, true, 4) if separator == '.' => date(three_n, two_n, one_n),
            (_, true, 4) => date(three_n, one_n, two_n).or_else(|| date(three_n, two_n, one_n)),
            // "9/18/15".
            (_, true, 2) if separator != '.' => {
                let year = if three_n <= 50 { 2000 + three_n } else { 1900 + three_n };
                date(year, one_n, two_n).or_else(|| date(year, two_n, one_n))
            }
            _ => None,
        }?;
        (1900..2100).contains(&found.year()).then_some((end_of(digits.len())?, found))
    }

    /// "05-Aug-2016", "2019/sep/01", "Dec-2018", "1-Jan", "2017-Q1", "2016H2", "11/2016": parts of a date in one word.
    fn written_together(&self, at: usize, sentence: &Range<usize>) -> Option<End> {
        let (from, rest) = self.text_from(at)?;
        let length =
            rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '/' | '-'))).unwrap_or(rest.len());
        let mut written = rest[..length].to_lowercase();
        // "11 / 2016".
        if let Some(year) = rest[length..].strip_prefix(" / ").and_then(|year| year.get(..4)) {
            written = format!("{written} / {year}");
        }
        let length = written.len();
        let parts: Vec<&str> = written.split(['/', '-']).map(str::trim).collect();
        let year = |part: &str| {
            let stated = || part.parse::<i16>().ok().filter(|year| (1900..2100).contains(year));
            (part.len() == 4).then(stated).flatten()
        };
        let day = |part: &str| {
            let stated = || part.parse::<i8>().ok().filter(|day| (1..=31).contains(day));
            (part.len() <= 2).then(stated).flatten()
        };
        let month = |part: &str| self.page.language.time.word(part).month;
        let share =
            |year: i16, part: &str| self.share(part).and_then(|(first, n)| share_bounds(year, first, n));
        let found = match parts[..] {
            [one, two, three] => {
                let (year, month, day) = year(one)
                    .and_then(|year| {
                        Some((
                            year,
                            month(two)
                                .and_then(|month| Some((month, day(three)?)))
                                .or_else(|| Some((month(three)?, day(two)?)))?,
                        ))
                    })
                    .or_else(|| {
                        let month = month(one).and_then(|month| Some((month, day(two)?)));
                        Some((
                            year(three)?,
                            month.or_else(|| Some((self.page.language.time.word(two).month?, day(one)?)))?,
                        ))
                    })
                    .map(|(year, (month, day))| (year, month, day))?;
                (self.day_bounds(Some(year), month, day, sentence, at), true)
            }
            [one, two] => {
                if let Some((year, month)) = year(one).zip(month(two)).or_else(|| year(two).zip(month(one))) {
                    (month_bounds(year, month), true)
                } else if let Some(bounds) = year(one)
                    .and_then(|year| share(year, two))
                    .or_else(|| year(two).and_then(|year| share(year, one)))
                {
                    (Some(bounds), true)
                } else if written.contains('/')
                    && let Some((year, month)) = year(two).zip(day(one)).or_else(|| year(one).zip(day(two)))
                {
                    (Some(month_bounds(year, month)?), true)
                } else {
                    let (month, day) = month(one).zip(day(two)).or_else(|| month(two).zip(day(one)))?;
                    (self.day_bounds(None, month, day, sentence, at), false)
                }
            }
            [one] => {
                let (digits, part) = one.split_at_checked(4)?;
                (Some(share(year(digits)?, part)?), true)
            }
            _ => return None,
        };
        let mut tokens = at..self.page.tokens.len();
        let end = tokens.find(|next| self.page.tokens[*next].span.end >= from + length)?;
        Some((end + 1, found.0, found.1))
    }

    /// "q3", "h1": the first month of that part of a year, and how many.
    fn share(&self, part: &str) -> Option<(i8, i64)> {
        if let Some(half) = self.page.language.time.halves.get(part) {
            return Some((half * 6 - 5, 6));
        }
        let number = part.strip_prefix('q')?.parse::<i8>().ok().filter(|number| (1..=4).contains(number))?;
        Some((number * 3 - 2, 3))
    }

    /// "next week between Wednesday and Friday", "this week from Tuesday to Thursday".
    fn week_days(&self, at: usize) -> Option<Found> {
        let offset = Self::offset(self.word(at)).filter(|_| self.unit(at + 1) == Some("week"))?;
        let between = self.word(at + 2) == "between";
        if !between && self.word(at + 2) != "from" {
            return None;
        }
        let first = self.weekday(at + 3)?;
        let last = self.weekday(at + 5).filter(|_| self.is_joint(at + 4, between))?;
        let bounds = self.of_week(offset, first).zip(self.of_week(offset, last));
        Some((at + 6, bounds.map(|((from, _, _), (to, _, _))| (from, to, TimePrecision::Range))))
    }

    /// "the year to date": from its first day to publication.
    fn to_date(&self, at: usize) -> Option<Found> {
        let from = self.after_the(at);
        let unit = self.unit(from).filter(|unit| matches!(*unit, "week" | "month" | "quarter" | "year"))?;
        if self.word(from + 1) != "to" || self.word(from + 2) != "date" {
            return None;
        }
        let bounds = self.published.and_then(|date| {
            let (first, _, _) = unit_bounds(date, unit, 0)?;
            Some((first, date, TimePrecision::Range))
        });
        Some((from + 3, bounds))
    }

    /// "for the month", "in the year", where nothing after it says which: that of publication; of quarters, the last one.
    fn the_unit(&self, at: usize, sentence: &Range<usize>) -> Option<Found> {
        if self.word(at) != "the" || !matches!(self.word(at.wrapping_sub(1)), "in" | "for" | "during" | "of")
        {
            return None;
        }
        let unit = self.unit(at + 1).filter(|unit| *unit != "decade")?;
        // Of words for a day only the day itself: "in the morning" is on a day that was named.
        if unit == "day" && self.word(at + 1) != "day" {
            return None;
        }
        let closed = at + 2 >= sentence.end || self.page.tag_at(at + 2) == Tag::Punctuation;
        let offset = -i64::from(unit == "quarter");
        let bounds = || self.published.and_then(|date| unit_bounds(date, unit, offset));
        (closed && self.word(at + 2) != "-").then(|| (at + 2, bounds()))
    }

    /// A day by its date, with or without its weekday before it; a month with its year.
    pub(super) fn date(&self, at: usize, sentence: &Range<usize>) -> Option<End> {
        if self.weekday(at).is_some() {
            if self.word(at + 1) == "the"
                && let Some((end, day, _)) = self.day_named(at + 2)
                && self.month(end).is_none()
                && self.word(end) != "of"
            {
                return Some((end, self.last_day(day, self.weekday(at)), false));
            }
            let from = at + 1 + usize::from(matches!(self.word(at + 1), "," | "."));
            // "Mon 13th", "on Friday 31.": with a figure alone nothing may follow that it counts.
            if let Some(day) = self.day(from).filter(|_| from == at + 1 && self.month(from + 1).is_none()) {
                let ordinal = self.word(from).ends_with(char::is_alphabetic);
                let closed = from + 1 >= sentence.end || self.page.tag_at(from + 1) == Tag::Punctuation;
                let joined = self.word(from + 1) == "of" || self.is_joint(from + 1, true);
                if (ordinal || closed) && !joined {
                    return Some((from + 1, self.last_day(day, self.weekday(at)), false));
                }
            }
            let found = self.date_alone(from, sentence);
            return found.filter(|(_, bounds, _)| {
                bounds.is_none_or(|(_, _, precision)| precision == TimePrecision::Day)
            });
        }
        self.date_alone(at, sentence)
    }

    /// The nearest day of that number and weekday within a year, before publication if there is one.
    fn last_day(&self, day: i8, weekday: Option<Weekday>) -> Option<Bounds> {
        let published = self.published?;
        let on = |months: i64| {
            let first = published.first_of_month().checked_add(months.months()).ok()?;
            let date = first.with().day(day).build().ok()?;
            weekday.is_none_or(|weekday| date.weekday() == weekday).then_some((
                date,
                date,
                TimePrecision::Day,
            ))
        };
        let past = (0..12).filter_map(|months| on(-months)).find(|(date, _, _)| *date <= published);
        past.filter(|(date, _, _)| date.checked_add(6.months()).is_ok_and(|late| late > published))
            .or_else(|| (0..12).find_map(|months| on(months).filter(|(date, _, _)| *date > published)))
    }

    fn date_alone(&self, at: usize, sentence: &Range<usize>) -> Option<End> {
        if let Some((end, date)) = self.figures(at) {
            return Some((end, Some((date, date, TimePrecision::Day)), true));
        }
        if let Some(found) = self.written_together(at, sentence) {
            return Some(found);
        }
        let from = self.after_the(at);
        if let Some((end, day, in_words)) = self.day_named(from) {
            let end = end + usize::from(self.word(end) == "day");
            let of = usize::from(self.word(end) == "of");
            let suffixed = !in_words && self.word(end - 1).ends_with(char::is_alphabetic);
            if let Some(month) =
                self.month_after_day(end + of, of == 1 || suffixed).filter(|_| of == 1 || !in_words)
            {
                let (end, year) = self.year_after(end + of + 1);
                return Some((end, self.day_bounds(year, month, day, sentence, at), year.is_some()));
            }
        }
        // "2016 June".
        if let Some(year) = self.year(at)
            && let Some(month) = self.month(at + 1)
            && self.day(at + 2).is_none()
            && self.year(at + 2).is_none()
        {
            return Some((at + 2, month_bounds(year, month), true));
        }
        let month = self.month(at)?;
        // "October, 1st".
        let comma = matches!(self.word(at + 1), "," | ".")
            && self.day(at + 2).is_some()
            && (self.word(at + 1) == "." || self.word(at + 2).ends_with(char::is_alphabetic));
        let from = self.after_the(at + 1 + usize::from(comma));
        if let Some((end, day)) = self.day_in_words(from) {
            let (end, year) = self.year_after(end);
            return Some((end, self.day_bounds(year, month, day, sentence, at), year.is_some()));
        }
        if let Some((end, day, in_words)) = self.day_named(from).filter(|_| self.year(from).is_none()) {
            let closed = !matches!(self.page.tag_at(end), Tag::Noun | Tag::Proper | Tag::Adjective);
            if !in_words || from > at + 1 || closed {
                let (end, year) = self.year_after(end);
                return Some((end, self.day_bounds(year, month, day, sentence, at), year.is_some()));
            }
        }
        let (end, year) = self.year_after(at + 1);
        Some((end, month_bounds(year?, month), true))
    }

    /// "twenty nine", "twenty-one": a day as a number in words above twenty.
    fn day_in_words(&self, at: usize) -> Option<(usize, i8)> {
        let numbers = &self.page.language.numbers.words;
        let (tens, ones, end) = match self.word(at).split_once('-') {
            Some((tens, ones)) => (tens, ones, at + 1),
            None => (self.word(at), self.word(at + 1), at + 2),
        };
        let tens = numbers.get(tens).filter(|tens| matches!(tens, 20 | 30))?;
        let ones = numbers.get(ones).filter(|ones| (1..10).contains(*ones))?;
        let day = i8::try_from(tens + ones).ok()?;
        (day <= 31).then_some((end, day))
    }

    /// A month after its day: after "of" no capital is needed.
    fn month_after_day(&self, at: usize, of: bool) -> Option<i8> {
        self.month(at).or_else(|| of.then(|| self.named_month(at)).flatten())
    }

    /// An end of a range.
    fn end_point(&self, at: usize, sentence: &Range<usize>) -> Option<End> {
        if at >= sentence.end {
            return None;
        }
        if let Some(found) = self.date(at, sentence) {
            return Some(found);
        }
        if let Some(month) = self.month(at) {
            let year = self.year_for(month, 31, sentence, at);
            return Some((at + 1, year.and_then(|year| month_bounds(year, month)), false));
        }
        if let Some((end, bounds)) = self.quarter(at, sentence) {
            return Some((end, bounds, true));
        }
        if let Some(year) = self.year(at) {
            return Some((at + 1, year_bounds(year), true));
        }
        let time = &self.page.language.time;
        let word = self.word(at);
        let current = word == "current" && self.word(at + 1) == "date";
        let to_date = word == "date" && self.word(at.wrapping_sub(1)) == "to";
        if current || to_date {
            let end = at + 1 + usize::from(current);
            return Some((end, self.published.map(|date| (date, date, TimePrecision::Day)), true));
        }
        if let Some(weekday) = self.weekday(at) {
            return Some((at + 1, self.weekday_bounds(weekday), true));
        }
        let days = if word == "now" || time.today.contains(word) {
            0
        } else if time.yesterday.contains(word) {
            -1
        } else if time.tomorrow.contains(word) {
            1
        } else if matches!(word, "this" | "last" | "next") {
            let (end, bounds) = self.this_or_next(at).or_else(|| self.named(at, None))?;
            return Some((end, bounds, true));
        } else {
            return None;
        };
        let date = self.published.and_then(|date| date.checked_add(days.days()).ok());
        Some((at + 1, date.map(|date| (date, date, TimePrecision::Day)), true))
    }

    /// "from 4 to 22 January 1995", "April 9th through 17th", "Nov 18-Dec 19, 2015", "2014-2018".
    pub(super) fn range(&self, at: usize, sentence: &Range<usize>) -> Option<Found> {
        let between = self.word(at) == "between";
        let introduced = between || self.word(at) == "from";
        let start = at + usize::from(introduced);
        let days = |first: Option<Bounds>, day: i8| {
            let (first, _, _) = first?;
            let last = first.with().day(day).build().ok()?;
            // "from April 27 to the 3rd" ends in the next month.
            let last = if last < first { last.checked_add(1.month()).ok()? } else { last };
            (first < last).then_some((first, last, TimePrecision::Range))
        };
        // "from the 27th to the 3rd of April" begins in the month before.
        let days_before = |last: Option<Bounds>, first: i8| {
            let (last, _, _) = last?;
            let from = last.with().day(first).build().ok()?;
            let from = if from > last { from.checked_sub(1.month()).ok()? } else { from };
            (from < last).then_some((from, last, TimePrecision::Range))
        };
        let one = self.after_the(start);
        // "4 to 22 January", "from 4 to 22 this month".
        if let Some((middle, first, _)) = self.day_named(one)
            && self.is_joint(middle, between)
            && let Some((end, second, _)) = self.day_named(self.after_the(middle + 1))
        {
            let of = usize::from(self.word(end) == "of");
            if let Some(month) = self.month(end + of) {
                let (end, year) = self.year_after(end + of + 1);
                return Some((end, days_before(self.day_bounds(year, month, second, sentence, at), first)));
            }
            let offset = match self.word(end + of) {
                "this" => Some(0),
                "last" => Some(-1),
                "next" => Some(1),
                _ => None,
            };
            if let Some(offset) = offset.filter(|_| self.word(end + of + 1) == "month") {
                let month = self.published.and_then(|date| unit_bounds(date, "month", offset));
                let first = month.and_then(|(from, _, precision)| {
                    let from = from.with().day(first).build().ok()?;
                    Some((from, from, precision))
                });
                return Some((end + of + 2, days(first, second)));
            }
        }
        // "April 9th through 17th", "June 4 to 22, 2015".
        if let Some(month) = self.month(start)
            && let Some((middle, first, _)) = self.day_named(self.after_the(start + 1))
            && self.is_joint(middle, between)
            && let Some((end, second, _)) = self.day_named(self.after_the(middle + 1))
            && self.month(end).is_none()
            && !(self.word(end) == "of" && self.month(end + 1).is_some())
            && self.year(self.after_the(start + 1)).is_none()
        {
            let (end, year) = self.year_after(end);
            return Some((end, days(self.day_bounds(year, month, first, sentence, at), second)));
        }
        let (middle, first, first_dated) = self.end_point(start, sentence)?;
        if !self.is_joint(middle, between) {
            return None;
        }
        let (end, second, second_dated) = self.end_point(self.after_the(middle + 1), sentence)?;
        let is_day =
            |bounds: Option<Bounds>| bounds.is_some_and(|(_, _, precision)| precision == TimePrecision::Day);
        let tight = self.word(middle) == "-"
            && self.page.tokens[middle].span.start == self.page.tokens[middle - 1].span.end;
        let is_year =
            |bounds: Option<Bounds>| bounds.is_some_and(|(_, _, precision)| precision == TimePrecision::Year);
        let is_month = |bounds: Option<Bounds>| {
            bounds.is_some_and(|(_, _, precision)| precision == TimePrecision::Month)
        };
        // "2014-2018", "May to March", "2014 through 2018"; "rose from 2014 to 2018" has a word before.
        let of_years = is_year(first) && is_year(second) && (tight || self.word(middle) != "-");
        let of_months = is_month(first) && is_month(second);
        // "2014 through May 2018".
        let of_both = first_dated && second_dated && !between && !matches!(self.word(middle), "-" | "to");
        // "Tuesday to Thursday": the last is the next one after the first.
        let last_weekday = self.weekday(end - 1).filter(|_| end == self.after_the(middle + 1) + 1);
        let of_weekdays = self.weekday(start).filter(|_| middle == start + 1).and(last_weekday);
        if !(introduced || of_years || of_months || of_both || (is_day(first) && is_day(second))) {
            return None;
        }
        let (mut from, _, precision) = first?;
        let (mut last, mut to, _) = second?;
        if let Some(weekday) = last_weekday.filter(|_| precision == TimePrecision::Day) {
            // "from Sept. 14 to Thursday": the last one before publication, where it comes after the first.
            let stated = self.weekday_bounds(weekday).map(|(date, _, _)| date).filter(|date| *date > from);
            let next = from.checked_add(i64::from(from.weekday().until(weekday)).days()).ok()?;
            last = stated.unwrap_or(next);
            if of_weekdays.is_some() && Some(last) > self.published && !self.is_forward(at, sentence) {
                (from, last) = (from.checked_sub(7.days()).ok()?, last.checked_sub(7.days()).ok()?);
            }
            to = last;
        }
        let from = if !first_dated && second_dated {
            let same = from.with().year(last.year()).build().ok()?;
            if same > to { same.checked_sub(1.year()).ok()? } else { same }
        } else if from > to && !first_dated && !second_dated {
            from.checked_sub(1.year()).ok()?
        } else {
            from
        };
        (from <= to).then_some((end, Some((from, to, TimePrecision::Range))))
    }

    /// "two weeks", "a month", "3 business days": where it ends, how many, of what.
    fn count_unit(&self, at: usize) -> Option<(usize, i64, &'static str)> {
        let count = self.count(at)?;
        if let Some(couple) = self.couple(at) {
            return Some(couple);
        }
        let unit_at = at + 1 + usize::from(self.word(at + 1) == "full");
        Some((unit_at + 1, count, self.unit(unit_at)?))
    }

    /// The unit of the calendar that holds a day; of days, the day.
    fn holding(date: Date, unit: &str) -> Option<Bounds> {
        unit_bounds(date, if unit == "fortnight" { "week" } else { unit }, 0)
    }

    /// "one month and 21 days ago": the day, where days are counted, else the unit that holds it.
    fn summed(&self, at: usize) -> Option<Found> {
        let mut units = Vec::new();
        let mut end = at;
        while let Some((next, count, unit)) = self.count_unit(end) {
            units.push((count, unit));
            end = next;
            if self.word(end) == "ago" {
                break;
            }
            end += usize::from(matches!(self.word(end), "and" | ","));
        }
        if units.len() < 2 || self.word(end) != "ago" {
            return None;
        }
        let (_, finest) = *units.last()?;
        let date = units.iter().try_fold(self.published?, |date, (count, unit)| shift(date, unit, -count));
        Some((end + 1, date.and_then(|date| Self::holding(date, finest))))
    }

    /// "two weeks from tomorrow", "three days after Christmas", "a month before 4 May".
    fn counted_from(&self, at: usize, sentence: &Range<usize>) -> Option<Found> {
        let (end, count, unit) = self.count_unit(at)?;
        if self.word(end) == "hence" {
            let date = self.published.and_then(|date| shift(date, unit, count));
            return Some((end + 1, date.and_then(|date| Self::holding(date, unit))));
        }
        // "3 days starting from next Monday".
        if self.page.language.time.starting.contains(self.word(end)) {
            let from = end + 1 + usize::from(matches!(self.word(end + 1), "from" | "on"));
            let (end, base) = self.day_or_next(from, sentence)?;
            let bounds = base.and_then(|(date, _, _)| {
                Some((date, shift(date, unit, count)?.yesterday().ok()?, TimePrecision::Range))
            });
            return Some((end, bounds));
        }
        let sign = match self.word(end) {
            "from" | "after" => 1,
            "before" => -1,
            _ => return None,
        };
        let (end, base, _) = self.day_point(end + 1, sentence)?;
        let date = base.and_then(|(date, _, _)| shift(date, unit, sign * count));
        Some((end, date.and_then(|date| Self::holding(date, unit))))
    }

    /// A day as the start of something: "next Monday", "4 May".
    fn day_or_next(&self, at: usize, sentence: &Range<usize>) -> Option<Found> {
        let found = self.day_point(at, sentence).map(|(end, bounds, _)| (end, bounds));
        found.filter(|(_, bounds)| bounds.is_none_or(|(_, _, precision)| precision == TimePrecision::Day))
    }

    /// A day from which others are counted.
    fn day_point(&self, at: usize, sentence: &Range<usize>) -> Option<End> {
        let found = self
            .end_point(at, sentence)
            .or_else(|| self.feast(at, sentence).map(|(end, bounds)| (end, bounds, true)))
            .or_else(|| self.weekday(at).map(|weekday| (at + 1, self.weekday_bounds(weekday), true)))?;
        found.1.is_none_or(|(_, _, precision)| precision == TimePrecision::Day).then_some(found)
    }

    /// "in two weeks" after a verb that points forward, "within nine months", "the next 3 days", "the previous two years".
    fn ahead(&self, at: usize, sentence: &Range<usize>) -> Option<Found> {
        let time = &self.page.language.time;
        let word = self.word(at);
        let from_now = |end: usize, count: i64, unit: &str| {
            let bounds = self.published.and_then(|date| {
                // Quarters are those of the calendar.
                if unit == "quarter" && count > 0 {
                    let (first, _, _) = unit_bounds(date, unit, 1)?;
                    let (_, last, _) = unit_bounds(date, unit, count)?;
                    return Some((first, last, TimePrecision::Range));
                }
                let first = date.tomorrow().ok()?;
                Some((first, shift(date, unit, count)?, TimePrecision::Range))
            });
            Some((end, bounds))
        };
        if matches!(word, "in" | "within") && self.is_forward(at, sentence) {
            let (end, count, unit) = self.count_unit(at + 1)?;
            if matches!(self.word(end), "of" | "'s" | "ago" | "before" | "after" | "from") {
                return None;
            }
            if word == "within" {
                return from_now(end, count, unit);
            }
            let date = self.published.and_then(|date| shift(date, unit, count));
            return Some((end, date.and_then(|date| Self::holding(date, unit))));
        }
        // "the next 3 days", "the 3 next days".
        let is_next = |word: &str| matches!(word, "next" | "coming" | "upcoming" | "following");
        let is_past = |word: &str| time.last.contains(word);
        let (end, count, unit, direction) = match self.count_unit(at + 1) {
            Some((end, count, unit)) if is_next(word) || is_past(word) => (end, count, unit, word),
            _ => {
                let direction = self.word(at + 1);
                let count = self.count(at).filter(|_| is_next(direction) || is_past(direction))?;
                (at + 3, count, self.unit(at + 2)?, direction)
            }
        };
        if matches!(self.word(at + 1), "a" | "an") {
            return None;
        }
        if is_next(direction) {
            return from_now(end, count, unit);
        }
        // Quarters are those of the calendar.
        let bounds = self.published.and_then(|date| {
            if unit == "quarter" {
                let (first, _, _) = unit_bounds(date, unit, -count)?;
                let (_, last, _) = unit_bounds(date, unit, -1)?;
                return Some((first, last, TimePrecision::Range));
            }
            Some((shift(date, unit, -count)?, date, TimePrecision::Range))
        });
        Some((end, bounds))
    }

    /// "the day after tomorrow", "the week after next", "the month before last".
    fn after_next(&self, at: usize) -> Option<Found> {
        let from = self.after_the(at);
        let unit = self.unit(from)?;
        let time = &self.page.language.time;
        let offset = match (self.word(from + 1), self.word(from + 2)) {
            ("after", "the") if self.word(from + 3) == "next" => {
                return Some((from + 4, self.published.and_then(|date| unit_bounds(date, unit, 2))));
            }
            ("after", word) if word == "next" || (unit == "day" && time.tomorrow.contains(word)) => 2,
            ("before", word) if word == "last" || (unit == "day" && time.yesterday.contains(word)) => -2,
            _ => return None,
        };
        Some((from + 3, self.published.and_then(|date| unit_bounds(date, unit, offset))))
    }

    /// "the rest of the year": from publication to its end.
    fn rest_of(&self, at: usize) -> Option<Found> {
        let from = self.after_the(at);
        if self.word(from) != "rest" || self.word(from + 1) != "of" {
            return None;
        }
        let unit_at = from + 2 + usize::from(matches!(self.word(from + 2), "the" | "this" | "my"));
        let unit = self.unit(unit_at).filter(|unit| matches!(*unit, "week" | "month" | "year"))?;
        let bounds = self.published.and_then(|date| {
            let (_, last, _) = unit_bounds(date, unit, 0)?;
            Some((date, last, TimePrecision::Range))
        });
        Some((unit_at + 1, bounds))
    }

    /// "the week of July 23": the week that holds the day.
    fn week_of(&self, at: usize, sentence: &Range<usize>) -> Option<Found> {
        let from = self.after_the(at);
        if self.unit(from) != Some("week") || !self.page.language.time.week_of.contains(self.word(from + 1)) {
            return None;
        }
        let day_at = from + 2 + usize::from(self.word(from + 2) == "on");
        let (end, bounds) = self
            .date(day_at, sentence)
            .map(|(end, bounds, _)| (end, bounds))
            .or_else(|| self.day_of_month(day_at, sentence, None))
            .or_else(|| self.feast(day_at, sentence))?;
        Some((end, bounds.and_then(|(date, _, _)| unit_bounds(date, "week", 0))))
    }

    /// A month or a year after "of", for what is counted in it.
    fn period(&self, at: usize, sentence: &Range<usize>) -> Option<Found> {
        if let Some(month) = self.month(at) {
            let (end, year) = self.year_after(at + 1);
            let year = year.or_else(|| self.year_for(month, 31, sentence, at));
            return Some((end, year.and_then(|year| month_bounds(year, month))));
        }
        if let Some(year) = self.year(at) {
            return Some((at + 1, year_bounds(year)));
        }
        let offset = match self.word(at) {
            "this" => 0,
            "last" => -1,
            "next" => 1,
            _ => return None,
        };
        let unit = self.unit(at + 1).filter(|unit| matches!(*unit, "month" | "year"))?;
        Some((at + 2, self.published.and_then(|date| unit_bounds(date, unit, offset))))
    }

    /// "the first week of July", "the last Friday of next month", "the first half of 2015".
    fn numbered(&self, at: usize, sentence: &Range<usize>) -> Option<Found> {
        let from = self.after_the(at);
        let last = self.word(from) == "last";
        let ordinal = self.word(from).ends_with(char::is_alphabetic);
        let figure = self.day(from).filter(|_| ordinal).map(|day| day - 1);
        let number = self.known(from).ordinal.or(figure).map(i64::from);
        if !last && number.is_none() {
            return None;
        }
        if let Some(found) = self.first_or_last(from, last, number, sentence) {
            return Some(found);
        }
        let joined = matches!(self.word(from + 2), "of" | "in");
        let of_year = Self::offset(self.word(from + 2)).is_some() && self.unit(from + 3) == Some("year");
        if !(joined || of_year) {
            return None;
        }
        let (end, period) = self.period(from + 2 + usize::from(joined), sentence)?;
        // "the third month of 2021".
        if self.unit(from + 1) == Some("month") && !last {
            let month =
                number.and_then(|number| i8::try_from(number + 1).ok()).filter(|month| *month <= 12)?;
            let bounds = period.filter(|(_, _, precision)| *precision == TimePrecision::Year);
            return Some((end, bounds.and_then(|(first, _, _)| month_bounds(first.year(), month))));
        }
        let number = number.filter(|index| *index < 5);
        if !last && number.is_none() {
            return None;
        }
        let weekday = self.weekday(from + 1);
        let half = self.word(from + 1) == "half" && (last || number.is_some_and(|number| number < 2));
        if weekday.is_none() && !half && self.unit(from + 1) != Some("week") {
            return None;
        }
        let bounds = period.and_then(|(first, latest, precision)| {
            if half {
                let middle = match precision {
                    TimePrecision::Year => first.with().month(7).build().ok()?,
                    _ => first.with().day(16).build().ok()?,
                };
                return Some(match number {
                    Some(0) => (first, middle.yesterday().ok()?, TimePrecision::PartOfYear),
                    _ => (middle, latest, TimePrecision::PartOfYear),
                });
            }
            // A week belongs to the period that holds its Thursday.
            let day = weekday.unwrap_or(Weekday::Thursday);
            let date = if last {
                latest.checked_sub(i64::from(day.until(latest.weekday())).days()).ok()?
            } else {
                let ahead = first.weekday().until(day);
                first.checked_add((i64::from(ahead) + 7 * number?).days()).ok()?
            };
            match weekday {
                Some(_) => (date <= latest).then_some((date, date, TimePrecision::Day)),
                None => unit_bounds(date, "week", 0),
            }
        });
        Some((end, bounds))
    }

    /// "the first six months of 2019", "the last two weeks of March": counted from its first day or to its last.
    fn first_or_last(
        &self,
        at: usize,
        last: bool,
        number: Option<i64>,
        sentence: &Range<usize>,
    ) -> Option<Found> {
        if !last && number != Some(0) {
            return None;
        }
        let (middle, count, unit) = self.count_unit(at + 1).filter(|(_, count, _)| *count > 0)?;
        if !matches!(self.word(middle), "of" | "in") {
            return None;
        }
        let (end, period) = self.period(middle + 1, sentence)?;
        let bounds = period.and_then(|(first, latest, _)| {
            let (from, to) = if last {
                (shift(latest.tomorrow().ok()?, unit, -count)?, latest)
            } else {
                (first, shift(first, unit, count)?.yesterday().ok()?)
            };
            (first <= from && to <= latest).then_some((from, to, TimePrecision::Range))
        });
        Some((end, bounds))
    }

    /// "the third quarter of 2015", "Q3", "third-quarter", "last year's fourth quarter"; without a year, the last that has begun.
    fn quarter(&self, at: usize, sentence: &Range<usize>) -> Option<Found> {
        // "H1 2016", "2016 H2": a half needs its year.
        let (after, led) = match self.year(at) {
            Some(year) => (at + 1, Some(year)),
            None => (at, None),
        };
        if let Some(half) = self.page.language.time.halves.get(self.word(after)) {
            let (end, year) = if led.is_some() { (after + 1, led) } else { self.year_after(after + 1) };
            return Some((end, share_bounds(year?, half * 6 - 5, 6)));
        }
        let name = |at: usize| -> Option<(usize, i8)> {
            let word = self.word(at);
            let index = |word: &str| {
                let ordinal = self.page.language.time.word(word).ordinal;
                ordinal.filter(|index| *index < 4).map(|index| index + 1)
            };
            let at = at + usize::from(word == "-");
            let word = self.word(at);
            if let Some(number) = word.strip_prefix('q').and_then(|digit| digit.parse::<i8>().ok()) {
                return (1..=4).contains(&number).then_some((at + 1, number));
            }
            if let Some(number) = word.strip_suffix("-quarter") {
                return Some((at + 1, index(number)?));
            }
            let number = index(word)?;
            (self.unit(at + 1) == Some("quarter")).then_some((at + 2, number))
        };
        // The year first: "2016 Q1", "this year's third quarter".
        let (year_end, led) = self.year_after(at);
        if let Some(year) = led.filter(|_| self.word(at) != "," && self.word(at) != "of") {
            let possessive = usize::from(self.word(year_end) == "'s");
            let (end, number) = name(self.after_the(year_end + possessive))?;
            return Some((end, quarter_bounds(year, number)));
        }
        if self.word(at) == "-" {
            return None;
        }
        let (end, number) = name(self.after_the(at))?;
        let (end, year) = self.year_after(end);
        let year = year.or_else(|| {
            let published = self.published?;
            let (first, _, _) = quarter_bounds(published.year(), number)?;
            let ahead = first > published && !self.is_forward(at, sentence);
            Some(published.year() - i16::from(ahead))
        });
        Some((end, year.and_then(|year| quarter_bounds(year, number))))
    }

    /// "next week", "next Friday", "this Friday", "this July", "the current month", "this weekend", "last week on Tuesday".
    fn this_or_next(&self, at: usize) -> Option<Found> {
        let time = &self.page.language.time;
        let word = self.word(at);
        // "Friday of last week", "Friday this week".
        if let Some(weekday) = self.weekday(at) {
            let from = at + 1 + usize::from(self.word(at + 1) == "of");
            let offset = Self::offset(self.word(from))?;
            let date = self.of_week(offset, weekday);
            return (self.unit(from + 1) == Some("week")).then_some((from + 2, date));
        }
        // "this coming Friday": the next one.
        if word == "this"
            && matches!(self.word(at + 1), "coming" | "upcoming")
            && let Some(weekday) = self.weekday(at + 2)
        {
            let date = self.published.and_then(|date| {
                let ahead = date.weekday().until(weekday);
                date.checked_add(i64::from(if ahead == 0 { 7 } else { ahead }).days()).ok()
            });
            return Some((at + 3, date.map(|date| (date, date, TimePrecision::Day))));
        }
        let offset = if word == "current" { 0 } else { Self::offset(word)? };
        if self.unit(at + 1) == Some("week") {
            let on = at + 2 + usize::from(matches!(self.word(at + 2), "on" | ","));
            if let Some(weekday) = self.weekday(on).filter(|_| on > at + 2 || self.word(on).len() > 3) {
                return Some((on + 1, self.of_week(offset, weekday)));
            }
        }
        if time.weekend.contains(self.word(at + 1)) {
            let saturday = self.of_week(offset, Weekday::Saturday);
            let bounds = saturday.and_then(|(saturday, _, _)| {
                Some((saturday, saturday.tomorrow().ok()?, TimePrecision::Range))
            });
            return Some((at + 2, bounds));
        }
        if word == "last" {
            return None;
        }
        if let Some(weekday) = self.weekday(at + 1) {
            return Some((at + 2, self.of_week(offset, weekday)));
        }
        if let Some(month) = self.month(at + 1).filter(|_| self.day(at + 2).is_none()) {
            let year =
                self.published.map(|date| date.year() + i16::from(word != "this" && month <= date.month()));
            return Some((at + 2, year.and_then(|year| month_bounds(year, month))));
        }
        let unit = self.unit(at + 1)?;
        // "the next day" goes by what was named before.
        if word == "this" || unit == "day" || self.word(at.wrapping_sub(1)) == "the" && word == "next" {
            return None;
        }
        Some((at + 2, self.published.and_then(|date| unit_bounds(date, unit, offset))))
    }

    fn offset(word: &str) -> Option<i64> {
        match word {
            "this" => Some(0),
            "last" => Some(-1),
            "next" | "coming" | "upcoming" => Some(1),
            _ => None,
        }
    }

    /// A weekday of the week of publication, or of one before or after it.
    fn of_week(&self, offset: i64, weekday: Weekday) -> Option<Bounds> {
        let (monday, _, _) = unit_bounds(self.published?, "week", offset)?;
        let date = monday.checked_add(i64::from(weekday.to_monday_zero_offset()).days()).ok()?;
        Some((date, date, TimePrecision::Day))
    }

    /// "summer 2014", "the winter of 2015", "last spring", "this fall".
    fn season(&self, at: usize, sentence: &Range<usize>) -> Option<Found> {
        let seasons = &self.page.language.time.seasons;
        let offset = Self::offset(self.word(at));
        let from = if offset.is_some() { at + 1 } else { self.after_the(at) };
        let [first, _] = *seasons.get(self.word(from))?;
        let (end, year) = self.year_after(from + 1);
        let first = i8::try_from(first).ok()?;
        let year = match (year, offset) {
            (Some(year), _) => Some(year),
            (None, Some(offset)) => self.published.map(|date| {
                let begun = first <= date.month();
                match offset {
                    0 => date.year() - i16::from(first == 12 && date.month() < 3),
                    1 => date.year() + i16::from(begun),
                    _ => date.year() - i16::from(!begun || first + 3 > date.month()),
                }
            }),
            (None, None) => {
                let _ = sentence;
                return None;
            }
        };
        let bounds = year.and_then(|year| {
            let from = Date::new(year, first, 1).ok()?;
            Some((from, from.checked_add(3.months()).ok()?.yesterday().ok()?, TimePrecision::PartOfYear))
        });
        Some((end, bounds))
    }

    /// "Christmas Eve", "New Year's Day 2016".
    fn feast(&self, at: usize, sentence: &Range<usize>) -> Option<Found> {
        if !self.page.tokens.get(at)?.capital {
            return None;
        }
        let feasts = &self.page.language.time.feasts;
        let (end, [month, day]) = (1..=4).rev().find_map(|n| {
            let words: Vec<&str> = (at..at + n).map(|one| self.word(one)).collect();
            Some((at + n, *feasts.get(&words.join(" ").replace(" '", "'"))?))
        })?;
        let (end, year) = self.year_after(end);
        Some((end, self.day_bounds(year, month, day, sentence, at)))
    }

    /// "the nineties", "the 1990 s".
    fn decade_by_name(&self, at: usize) -> Option<Found> {
        let word = self.word(at);
        let decades = &self.page.language.time.decades;
        // "the 70s", "the 1970's": in figures with or without the century.
        let suffixed = matches!(self.word(at + 1), "'s" | "s");
        let digits = word.strip_suffix('s').or(suffixed.then_some(word));
        let figures = digits.and_then(|digits| digits.parse::<i16>().ok()).and_then(|value| match value {
            20..=90 if value % 10 == 0 => Some(1900 + value),
            1900..2100 if value % 10 == 0 && suffixed => Some(value),
            _ => None,
        });
        let first = decades.get(word).map(|tens| 1900 + *tens).or(figures)?;
        let at = at + usize::from(suffixed && decades.get(word).is_none());
        let before = self.word((at - usize::from(suffixed)).wrapping_sub(1));
        // "in their thirties" is an age.
        if !matches!(before, "the" | "in" | "early" | "late" | "mid" | "-" | "'") {
            return None;
        }
        let bounds = Date::new(first, 1, 1).ok().zip(Date::new(first + 9, 12, 31).ok());
        Some((at + 1, bounds.map(|(from, to)| (from, to, TimePrecision::Decade))))
    }

    /// "on the 27th": the last such day, or the next where the verb points forward; not before a noun ("the 27th Division").
    fn day_of_month(
        &self,
        at: usize,
        sentence: &Range<usize>,
        anchor: Option<(Date, Date)>,
    ) -> Option<Found> {
        let day = self.day(at + 1).filter(|_| self.word(at) == "the" && self.word(at + 1).len() > 2)?;
        let next = self.page.tag_at(at + 2);
        let free = at + 2 >= sentence.end
            || matches!(next, Tag::Punctuation | Tag::Conjunction | Tag::Subordinator | Tag::Preposition);
        if !free
            || self.word(at + 2) == "of"
            || !matches!(
                self.word(at.wrapping_sub(1)),
                "on" | "by" | "of" | "for" | "since" | "until" | "around" | "from"
            )
        {
            return None;
        }
        let _ = anchor;
        let bounds = self.published.and_then(|published| {
            let forward = self.is_forward(at, sentence);
            (0..12).find_map(|months| {
                let base = published
                    .first_of_month()
                    .checked_add((if forward { months } else { -months }).months())
                    .ok()?;
                let date = base.with().day(day).build().ok()?;
                let fits = if forward { date >= published } else { date <= published };
                fits.then_some((date, date, TimePrecision::Day))
            })
        });
        Some((at + 2, bounds))
    }
}
