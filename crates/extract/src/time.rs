//! Times: expressions and the days that bound them, resolved against the day of publication.
//!
//! The past is meant unless the words point forward. Verbal parts follow the UCDP GED codebook (appendix 2): early = first
//! four months, mid = middle four, late = last four. Without a day of publication incomplete expressions keep no bounds.
mod forms;

use crate::page::{Page, Tag};
use crate::token::Kind;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use lexicon::language::TimeWord;
use model::{TimePrecision, reading::When};
use std::ops::Range;

/// A time expression.
#[derive(Debug, Clone)]
pub(crate) struct TimeExpression {
    pub(crate) tokens: Range<usize>,
    pub(crate) when: When,
    /// "in recent years": no bounds.
    pub(crate) vague: bool,
}

type Bounds = (Date, Date, TimePrecision);

/// Every time expression of the running text, in order.
pub(crate) fn times(page: &Page<'_>) -> Vec<TimeExpression> {
    let words = page.tokens.iter().map(|token| page.language.time.word(&token.lower)).collect::<Vec<_>>();
    let reader = Reader { page, words, published: page.metadata.published.map(|published| published.date) };
    let mut found: Vec<TimeExpression> = Vec::new();
    let sentences = page.running().map(|(_, sentence)| sentence.tokens.clone()).collect::<Vec<_>>();
    for sentence in sentences {
        let telling = sentence.clone().filter(|at| reader.tells(*at)).collect::<Vec<_>>();
        let mut at = sentence.start;
        while at < sentence.end {
            // Before a word that tells a time, only a few can belong to it: the rest need no look.
            let Some(next) = telling.iter().find(|next| **next >= at) else { break };
            if next - at > FAR {
                at = next - FAR;
            }
            let anchor = found.iter().rev().find_map(|time| time.when.earliest.zip(time.when.latest));
            match reader.at(at, &sentence, anchor) {
                Some(time) => {
                    at = time.tokens.end;
                    found.push(time);
                }
                None => at += 1,
            }
        }
    }
    found
}

struct Reader<'p, 'a> {
    page: &'p Page<'a>,
    /// What each token can be in a time.
    words: Vec<TimeWord>,
    published: Option<Date>,
}

/// How many words of a time can stand before the first that tells it: "at some time in the middle of the following week".
const FAR: usize = 9;

/// How many days ahead a day without its year is the coming one and not that of the year before.
const SOON: i64 = 60;

impl Reader<'_, '_> {
    /// What a token can be in a time.
    fn known(&self, at: usize) -> TimeWord {
        self.words.get(at).copied().unwrap_or_default()
    }

    /// Whether a token tells a time, or a part of it: a number, or a word of time by itself or with a hyphen or point.
    fn tells(&self, at: usize) -> bool {
        let word = self.word(at);
        self.known(at).tells_time
            || word.bytes().any(|byte| byte.is_ascii_digit())
            || word.contains(['-', '.', '\''])
                && word.split(['-', '.', '\'']).any(|part| self.page.language.time.word(part).tells_time)
    }

    fn at(&self, at: usize, sentence: &Range<usize>, anchor: Option<(Date, Date)>) -> Option<TimeExpression> {
        let approximate_end = self.approximate(at, sentence);
        let start = approximate_end.unwrap_or(at);
        let formed = self
            .range(at, sentence)
            .filter(|(end, _)| *end <= sentence.end)
            .or_else(|| self.between(at, sentence))
            .or_else(|| self.forms(at, sentence, anchor));
        if let Some((end, bounds)) = formed {
            return Some(self.expression(at..end, bounds, false, false));
        }
        // "about 2019/aug/01".
        let dated = approximate_end.and_then(|start| self.date(start, sentence));
        if let Some((end, bounds, _)) = dated.filter(|(end, _, _)| *end <= sentence.end) {
            return Some(self.expression(at..end, bounds, true, false));
        }
        if let Some((end, bounds)) = self.calendar(start, sentence, anchor) {
            return Some(self.expression(at..end, bounds, approximate_end.is_some(), false));
        }
        if approximate_end.is_some() {
            return None;
        }
        if let Some((end, bounds)) = self.relative(at, sentence, anchor) {
            return Some(self.expression(at..end, bounds, false, false));
        }
        let vague = self.page.language.time.vague.iter().find_map(|phrase| {
            if !phrase.starts_with(self.word(at)) {
                return None;
            }
            let end = at + phrase.split(' ').count();
            (end <= sentence.end && phrase.split(' ').zip(at..).all(|(word, token)| self.word(token) == word))
                .then_some(end)
        })?;
        // "the past year" is no vague time, "the past" is.
        if self.relative(at + 1, sentence, anchor).is_some() {
            return None;
        }
        Some(self.expression(at..vague, None, false, true))
    }

    /// "between 2015 and 2017", "from June 4 to June 6", "between March and May 2021".
    fn between(&self, at: usize, sentence: &Range<usize>) -> Option<(usize, Option<Bounds>)> {
        let joint = match self.word(at) {
            "between" => "and",
            "from" => "to",
            _ => return None,
        };
        let (middle, first) = self.point(at + 1, sentence)?;
        if self.word(middle) != joint && !(joint == "to" && self.word(middle) == "until") {
            return None;
        }
        let (end, second) = self.point(middle + 1, sentence)?;
        let bounds = first.zip(second).and_then(|((from, _, precision), (last, to, _))| {
            // "between March and May 2021": the year of the second holds for the first.
            let from = if from > to && precision != TimePrecision::Year {
                from.with().year(last.year()).build().ok()?
            } else {
                from
            };
            (from <= to).then_some((from, to, TimePrecision::Range))
        });
        Some((end, bounds))
    }

    /// A year, month or day by the calendar.
    fn point(&self, at: usize, sentence: &Range<usize>) -> Option<(usize, Option<Bounds>)> {
        if at >= sentence.end {
            return None;
        }
        if let Some(year) = self.year(at) {
            return Some((at + 1, year_bounds(year)));
        }
        let (dated, month) =
            (self.day(at).is_some() && self.month(at + 1).is_some(), self.month(at).is_some());
        (dated || month).then(|| self.calendar(at, sentence, None)).flatten()
    }

    fn expression(
        &self,
        tokens: Range<usize>,
        bounds: Option<Bounds>,
        approximate: bool,
        vague: bool,
    ) -> TimeExpression {
        let when = When {
            earliest: bounds.map(|(earliest, _, _)| earliest),
            latest: bounds.map(|(_, latest, _)| latest),
            precision: bounds.map(|(_, _, precision)| precision),
            approximate,
            span: self.page.span(&tokens),
        };
        TimeExpression { tokens, when, vague }
    }

    fn word(&self, at: usize) -> &str {
        self.page.lower(at)
    }

    fn approximate(&self, at: usize, sentence: &Range<usize>) -> Option<usize> {
        self.page.language.time.approximate.iter().find_map(|phrase| {
            if !phrase.starts_with(self.word(at)) {
                return None;
            }
            let end = at + phrase.split(' ').count();
            let fits = end < sentence.end
                && phrase.split(' ').zip(at..).all(|(word, token)| self.word(token) == word);
            let dated = fits && (self.month(end).is_some() || self.year(end).is_some());
            dated.then_some(end)
        })
    }

    fn month(&self, at: usize) -> Option<i8> {
        let token = self.page.tokens.get(at)?;
        let word = self.word(at).trim_end_matches('.');
        let month = self.named_month(at)?;
        let before = at.checked_sub(1).map_or("", |before| self.word(before));
        // "May I ask", "$DEC".
        if before == "$" || word == "may" && self.page.tag_at(at + 1) == Tag::Pronoun {
            return None;
        }
        // "may" and "march", and what is short for a month, are words of their own without a capital, but not before a day or year.
        let is_word = matches!(word, "may" | "march") || word.len() < 4;
        let after_the = self.word(at + 1) == "the" && self.known(at + 2).ordinal.is_some();
        let ordinal = self.known(at + 1).ordinal.is_some();
        let ordinal = after_the || ordinal && (word != "may" || self.word(at + 1).contains('-'));
        let after = before == "in" && word != "march"
            || !matches!(word, "may" | "march")
                && at > 0
                && (self.day(at - 1).is_some() || self.year(at - 1).is_some());
        let dated =
            self.year(at + 1).is_some() || (self.day(at + 1).is_some() && word != "may") || ordinal || after;
        (token.capital || !is_word || dated).then_some(month)
    }

    /// The month that a token names, whatever its capital.
    fn named_month(&self, at: usize) -> Option<i8> {
        self.known(at).month.or_else(|| {
            let word = self.word(at).strip_suffix('.')?;
            self.page.language.time.word(word.trim_end_matches('.')).month
        })
    }

    fn year(&self, at: usize) -> Option<i16> {
        let token =
            self.page.tokens.get(at).filter(|token| token.kind == Kind::Number && token.lower.len() == 4)?;
        token.lower.parse().ok().filter(|year| (1900..2100).contains(year) && !self.is_in_code(at))
    }

    /// "138-2010-2015", "133-03-03-2020": figures in a chain of three and more are no years.
    fn is_in_code(&self, at: usize) -> bool {
        let tight = |at: usize| {
            let [one, dash, two] = [at, at + 1, at + 2].map(|at| self.page.tokens.get(at));
            let (Some(one), Some(dash), Some(two)) = (one, dash, two) else { return false };
            one.kind == Kind::Number
                && two.kind == Kind::Number
                && dash.lower == "-"
                && one.span.end == dash.span.start
                && dash.span.end == two.span.start
        };
        let back = (1..4).take_while(|n| at.checked_sub(2 * n).is_some_and(tight)).count();
        let ahead = (0..3).take_while(|n| tight(at + 2 * n)).count();
        back + ahead > 1
    }

    /// "1990s": the first year.
    fn decade(&self, at: usize) -> Option<i16> {
        let word = self.word(at);
        let digits = word.strip_suffix('s').filter(|digits| digits.len() == 4)?;
        digits.parse().ok().filter(|year| (1900..2100).contains(year) && year % 10 == 0)
    }

    fn day(&self, at: usize) -> Option<i8> {
        let token = self.page.tokens.get(at)?;
        // "$12".
        if at > 0 && matches!(self.word(at - 1), "$" | "€" | "£") {
            return None;
        }
        let digits = token.lower.trim_end_matches(|c: char| c.is_alphabetic());
        let ordinal = matches!(&token.lower[digits.len()..], "" | "st" | "nd" | "rd" | "th");
        digits.parse().ok().filter(|day| ordinal && digits.len() <= 2 && (1..=31).contains(day))
    }

    /// Dates by month, day and year, with or without "early", "mid", "late".
    fn calendar(
        &self,
        at: usize,
        sentence: &Range<usize>,
        anchor: Option<(Date, Date)>,
    ) -> Option<(usize, Option<Bounds>)> {
        if let Some((end, part)) = self.part(at, sentence) {
            return self.part_of(end, part, anchor);
        }
        // "22 March 2024", "22 March".
        if let (Some(day), Some(month)) = (self.day(at), self.month(at + 1)) {
            let year = self.year(at + 2);
            let end = at + 2 + usize::from(year.is_some());
            return Some((end, self.day_bounds(year, month, day, sentence, at)));
        }
        if let Some(month) = self.month(at) {
            return Some(self.after_month(at, month, sentence, anchor));
        }
        if let Some(weekday) = self.weekday(at) {
            let bounds = self.weekday_bounds(weekday);
            let ahead = |date: Date| date.checked_add(7.days()).unwrap_or(date);
            let bounds = match bounds {
                // Today, or the last one, unless the verb points forward.
                Some((date, _, precision))
                    if self.is_forward(at, sentence) && Some(date) != self.published =>
                {
                    Some((ahead(date), ahead(date), precision))
                }
                bounds => bounds,
            };
            return Some((at + 1, bounds));
        }
        if let Some(first) = self.decade(at) {
            let bounds = Date::new(first, 1, 1).ok().zip(Date::new(first + 9, 12, 31).ok());
            return Some((at + 1, bounds.map(|(from, to)| (from, to, TimePrecision::Decade))));
        }
        let year = self.year(at)?;
        let before = at.checked_sub(1).map_or("", |before| self.word(before));
        let decade =
            self.word(at + 1) == "s" || self.word(at + 1) == "'s" && year % 10 == 0 && before == "the";
        let introduced = self.page.language.time.before_year.contains(before);
        // "the 2019 Bogotá car bombing".
        let of_happening = self.page.phrase_at(at).is_some_and(|phrase| {
            phrase.head > at && before == "the" && self.page.language.triggers.is_noun(self.word(phrase.head))
        });
        if of_happening {
            return Some((at + 1, year_bounds(year)));
        }
        if !introduced
            || decade
            || self.page.phrase_at(at).is_some_and(|phrase| {
                phrase.head > at && self.page.tag_at(at + 1) == Tag::Noun && before != "in"
            })
        {
            return None;
        }
        Some((at + 1, year_bounds(year)))
    }

    fn after_month(
        &self,
        at: usize,
        month: i8,
        sentence: &Range<usize>,
        anchor: Option<(Date, Date)>,
    ) -> (usize, Option<Bounds>) {
        if let Some(day) = self.day(at + 1).filter(|_| self.year(at + 1).is_none()) {
            let comma = usize::from(self.word(at + 2) == ",");
            let year = self.year(at + 2 + comma);
            let end = if year.is_some() { at + 3 + comma } else { at + 2 };
            let second =
                (self.word(end) == "-" || self.word(end) == "to").then(|| self.day(end + 1)).flatten();
            if let (Some(second), None) = (second, self.month(end + 2)) {
                // "June 4-5, 2021".
                let comma = usize::from(self.word(end + 2) == ",");
                let late_year = self.year(end + 2 + comma).filter(|_| year.is_none());
                let end = if late_year.is_some() { end + 3 + comma } else { end + 2 };
                let bounds = self.day_bounds(year.or(late_year), month, day, sentence, at).and_then(
                    |(first, _, _)| {
                        Some((first, first.with().day(second).build().ok()?, TimePrecision::Range))
                    },
                );
                return (end, bounds);
            }
            return (end, self.day_bounds(year, month, day, sentence, at));
        }
        let comma = usize::from(self.word(at + 1) == "," && self.year(at + 2).is_some());
        if let Some(year) = self.year(at + 1 + comma) {
            return (at + 2 + comma, month_bounds(year, month));
        }
        // "the following October", "October the following year" go by what was named before.
        if self.page.language.time.following.contains(self.word(at.wrapping_sub(1)))
            && let Some((_, latest)) = anchor
        {
            let year = if month > latest.month() { latest.year() } else { latest.year() + 1 };
            return (at + 1, month_bounds(year, month));
        }
        // "in April 2012 … proclaimed that May".
        if self.word(at.wrapping_sub(1)) == "that"
            && let Some((_, latest)) = anchor
        {
            let year = if month >= latest.month() { latest.year() } else { latest.year() + 1 };
            return (at + 1, month_bounds(year, month));
        }
        (at + 1, self.year_for(month, 31, sentence, at).and_then(|year| month_bounds(year, month)))
    }

    fn day_bounds(
        &self,
        year: Option<i16>,
        month: i8,
        day: i8,
        sentence: &Range<usize>,
        at: usize,
    ) -> Option<Bounds> {
        let stated = year.is_some();
        let year = match year {
            Some(year) => year,
            None => self.year_for(month, day, sentence, at)?,
        };
        // "Feb 29" is that of a leap year.
        let years = if stated { 1 } else { 8 };
        let date = (0..years).find_map(|back| Date::new(year - back, month, day).ok())?;
        Some((date, date, TimePrecision::Day))
    }

    /// The year of a month without one: the last such month before publication, or the next where the verb points forward.
    fn year_for(&self, month: i8, day: i8, sentence: &Range<usize>, at: usize) -> Option<i16> {
        let published = self.published?;
        let (this_month, this_day) = (published.month(), published.day());
        let passed = month < this_month || (month == this_month && (day <= this_day || day == 31));
        // "Nov. 13" in the paper of 2 November: of a day eleven months ago the year would be said.
        let soon = || {
            let next = [published.year(), published.year() + 1].into_iter();
            let mut next = next.filter_map(|year| Date::new(year, month, day).ok());
            let latest = published.checked_add(SOON.days()).unwrap_or(published);
            next.any(|date| date > published && date <= latest)
        };
        let forward = self.is_forward(at, sentence) || day != 31 && soon() && !self.happened(at, sentence);
        match (passed, forward) {
            (true, true) if month < this_month => Some(published.year() + 1),
            (true, _) | (false, true) => Some(published.year()),
            (false, false) => Some(published.year() - 1),
        }
    }

    /// Whether the nearest verb before says in the past that something happened: "was killed on April 12".
    fn happened(&self, at: usize, sentence: &Range<usize>) -> bool {
        let before = self.page.verbs.iter().filter(|group| sentence.start <= group.verb && group.verb < at);
        before.max_by_key(|group| group.verb).is_some_and(|group| {
            let word = self.word(group.verb);
            let past = self.page.language.words.verbs.get(word).is_some_and(|form| form.past);
            let names = !self.page.language.triggers.at(&[word]).is_empty();
            past && names && !group.modal && !group.infinitive
        })
    }

    /// Whether what stands before points forward ("will", "scheduled").
    fn is_forward(&self, at: usize, sentence: &Range<usize>) -> bool {
        let forward = &self.page.language.time.forward;
        (sentence.start..at).rev().take(8).any(|before| {
            let word = self.word(before);
            word != "to" && (forward.contains(word) || word.ends_with("'ll"))
        })
    }

    /// "early", "mid-", "late": where they end and which third is meant.
    fn part(&self, at: usize, sentence: &Range<usize>) -> Option<(usize, usize)> {
        let time = &self.page.language.time;
        for (index, phrases) in [&time.early, &time.mid, &time.late].into_iter().enumerate() {
            for phrase in phrases.iter().filter(|phrase| phrase.starts_with(self.word(at))) {
                let end = at + phrase.split(' ').count();
                if end < sentence.end
                    && phrase.split(' ').zip(at..).all(|(word, token)| self.word(token) == word)
                {
                    let end = end + usize::from(self.word(end) == "-" || self.word(end) == "in");
                    return Some((end, index));
                }
            }
        }
        None
    }

    fn part_of(
        &self,
        at: usize,
        part: usize,
        anchor: Option<(Date, Date)>,
    ) -> Option<(usize, Option<Bounds>)> {
        if let Some(month) = self.month(at) {
            let (end, bounds) = self.after_month(at, month, &(at..at + 1), anchor);
            return Some((end, bounds.and_then(|bounds| third_of_month(bounds, part)).or(bounds)));
        }
        // "early this month", "late last year", "the end of the year".
        let offset = match self.word(at) {
            "this" | "the" => Some(0),
            "last" => Some(-1),
            "next" => Some(1),
            _ => None,
        };
        let unit = offset.and_then(|_| self.unit(at + 1));
        if let Some((offset, "month")) = offset.zip(unit) {
            let month = self.published.and_then(|date| unit_bounds(date, "month", offset));
            return Some((at + 2, month.and_then(|month| third_of_month(month, part))));
        }
        let (year, end) = match (self.year(at), offset.zip(unit)) {
            (Some(year), _) => (Some(year), at + 1),
            (None, Some((offset, "year"))) => {
                let date = self.published.and_then(|date| shift(date, "year", offset));
                (date.map(Date::year), at + 2)
            }
            _ => return None,
        };
        let (first, last) = [(1, 4), (5, 8), (9, 12)][part];
        let bounds = year.and_then(|year| {
            let from = Date::new(year, first, 1).ok()?;
            let to = Date::new(year, last, 1).ok()?.last_of_month();
            Some((from, to, TimePrecision::PartOfYear))
        });
        Some((end, bounds))
    }

    fn weekday(&self, at: usize) -> Option<Weekday> {
        let short = || {
            let word = self.word(at);
            let index = *self.page.language.time.short_weekdays.get(word.trim_end_matches('.'))?;
            let next = at + 1 + usize::from(matches!(self.word(at + 1), "," | "."));
            let beside = self.day(next).is_some()
                || self.named_month(next).is_some()
                || at > 0 && (self.is_joint(at - 1, false) || self.is_joint(at + 1, false))
                || at > 0 && self.word(at - 1) == "week";
            (word.len() > 3 || self.page.tokens[at].capital && beside).then_some(index)
        };
        Weekday::from_monday_zero_offset(self.known(at).weekday.or_else(short)?).ok()
    }

    /// The last such day on or before publication.
    fn weekday_bounds(&self, weekday: Weekday) -> Option<Bounds> {
        let published = self.published?;
        let back = weekday.until(published.weekday());
        let date = published.checked_sub(i64::from(back).days()).ok()?;
        Some((date, date, TimePrecision::Day))
    }

    /// "yesterday", "last month", "two years ago", "a day later", "during the past year".
    fn relative(
        &self,
        at: usize,
        sentence: &Range<usize>,
        anchor: Option<(Date, Date)>,
    ) -> Option<(usize, Option<Bounds>)> {
        let time = &self.page.language.time;
        let word = self.word(at);
        let day = |offset: i64| {
            self.published
                .and_then(|date| date.checked_add(offset.days()).ok())
                .map(|date| (date, date, TimePrecision::Day))
        };
        if time.yesterday.contains(word) {
            return Some((at + 1, day(-1)));
        }
        if time.today.contains(word) {
            return Some((at + 1, day(0)));
        }
        // "over the weekend": the last Saturday and Sunday.
        if time.weekend.contains(word) {
            let bounds = self.published.and_then(|date| {
                let back = Weekday::Saturday.until(date.weekday());
                let saturday = date.checked_sub(i64::from(back).days()).ok()?;
                Some((saturday, saturday.checked_add(1.days()).ok()?, TimePrecision::Range))
            });
            return Some((at + 1, bounds));
        }
        if time.tomorrow.contains(word) {
            return Some((at + 1, day(1)));
        }
        if let Some(found) = self.earlier(at).or_else(|| self.before(at, anchor)) {
            return Some(found);
        }
        if let Some(found) = self.counted(at, sentence, anchor) {
            return Some(found);
        }
        if time.last.contains(word)
            || time.following.contains(word) && self.word(at.wrapping_sub(1)) == "the"
            || word == "this"
            || word == "next" && self.unit(at + 1) == Some("day")
            || time.same.contains(word)
        {
            return self.named(at, anchor);
        }
        None
    }

    /// "earlier this year", "earlier in the week": from its first day to publication.
    fn earlier(&self, at: usize) -> Option<(usize, Option<Bounds>)> {
        if self.word(at) != "earlier" {
            return None;
        }
        let unit_at = match (self.word(at + 1), self.word(at + 2)) {
            ("this", _) => at + 2,
            ("in", "the" | "this") => at + 3,
            _ => return None,
        };
        let unit = self.unit(unit_at)?;
        let bounds = self.published.and_then(|date| {
            let (first, _, precision) = unit_bounds(date, unit, 0)?;
            Some((first, date, if unit == "week" { precision } else { TimePrecision::Range }))
        });
        Some((unit_at + 1, bounds))
    }

    /// "the day before", "the night before", "the day after": the day before or after what was named.
    fn before(&self, at: usize, anchor: Option<(Date, Date)>) -> Option<(usize, Option<Bounds>)> {
        let after = self.word(at + 2) == "after";
        if self.word(at) != "the" || !(after || self.word(at + 2) == "before") {
            return None;
        }
        let unit = self.unit(at + 1).filter(|unit| matches!(*unit, "day" | "week" | "month" | "year"))?;
        let next = self.page.tag_at(at + 3);
        // "the day before the election" needs the election.
        if !matches!(next, Tag::Punctuation | Tag::Conjunction | Tag::Subordinator | Tag::Preposition) {
            return None;
        }
        let base = anchor.map(|(earliest, latest)| if after { latest } else { earliest });
        // "the day after they met" needs the meeting.
        if after && (unit != "day" || next != Tag::Punctuation) {
            return None;
        }
        let base = base.or(self.published);
        Some((at + 3, base.and_then(|base| unit_bounds(base, unit, if after { 1 } else { -1 }))))
    }

    /// "last month", "last July", "last Friday", "this year", "the following year", "the past year".
    fn named(&self, at: usize, anchor: Option<(Date, Date)>) -> Option<(usize, Option<Bounds>)> {
        let word = self.word(at);
        let (back, base) = match word {
            "this" => (0, self.published),
            "same" => (0, anchor.map(|(earliest, _)| earliest).or(self.published)),
            "that" if self.unit(at + 1) != Some("quarter") => (0, anchor.map(|(earliest, _)| earliest)),
            "that" => (0, None),
            // "the previous month" goes by what was named before, "last month" by the day of publication.
            "previous" => (-1, anchor.map(|(earliest, _)| earliest).or(self.published)),
            // "in the last week" ends today, "last week" is the calendar's.
            "last"
                if self.word(at.wrapping_sub(1)) == "the"
                    && self.unit(at + 1).is_some_and(|unit| unit != "quarter") =>
            {
                return self.past_duration(at, 1);
            }
            "past" if self.unit(at + 1) != Some("quarter") => return self.past_duration(at, 1),
            "last" | "past" => (-1, self.published),
            _ => (1, anchor.map(|(_, latest)| latest).or(self.published)),
        };
        if word == "last" {
            if let Some(month) = self.month(at + 1).filter(|_| self.day(at + 2).is_none()) {
                let year = self
                    .published
                    .map(|date| if month < date.month() { date.year() } else { date.year() - 1 });
                return Some((at + 2, year.and_then(|year| month_bounds(year, month))));
            }
            if let Some(weekday) = self.weekday(at + 1) {
                let same_day = self.published.is_some_and(|date| date.weekday() == weekday);
                let bounds = self.weekday_bounds(weekday);
                let earlier = |date: Date| date.checked_sub(7.days()).unwrap_or(date);
                return Some((
                    at + 2,
                    if same_day {
                        bounds.map(|(date, _, precision)| (earlier(date), earlier(date), precision))
                    } else {
                        bounds
                    },
                ));
            }
        }
        let unit = self.unit(at + 1)?;
        // "this year alone", "last year's": the unit must stand alone.
        Some((at + 2, base.and_then(|base| unit_bounds(base, unit, back))))
    }

    fn unit(&self, at: usize) -> Option<&'static str> {
        self.known(at).unit
    }

    fn past_duration(&self, at: usize, _count: i64) -> Option<(usize, Option<Bounds>)> {
        // "the past few days", "the past several weeks" have no bound.
        if self.page.language.time.few.contains(self.word(at + 1)) && self.unit(at + 2).is_some() {
            return Some((at + 3, None));
        }
        if let Some((end, count, unit)) = self.couple(at + 1) {
            let first = self.published.and_then(|date| shift(date, unit, -count).zip(Some(date)));
            return Some((end, first.map(|(first, date)| (first, date, TimePrecision::Range))));
        }
        let (count, unit_at) = match self.count(at + 1) {
            Some(count) => (count, at + 2),
            None => (1, at + 1),
        };
        // "the past 24 hours": the report's day and the one before.
        if self.page.language.time.units.get("hour").is_some_and(|words| words.contains(self.word(unit_at))) {
            let bounds = self.published.and_then(|date| {
                let first = date.checked_sub((count + 23).div_euclid(24).days()).ok()?;
                Some((first, date, TimePrecision::Range))
            });
            return Some((unit_at + 1, bounds));
        }
        let unit = self.unit(unit_at)?;
        let bounds =
            self.published.and_then(|date| Some((shift(date, unit, -count)?, date, TimePrecision::Range)));
        Some((unit_at + 1, bounds))
    }

    fn count(&self, at: usize) -> Option<i64> {
        let word = self.word(at);
        let numbers = &self.page.language.numbers;
        match word {
            "a" | "an" => Some(1),
            _ => numbers
                .words
                .get(word)
                .map(|value| *value as i64)
                .or_else(|| word.parse().ok().filter(|value| *value < 1000)),
        }
    }

    /// "couple of weeks", "couple weeks".
    fn couple(&self, at: usize) -> Option<(usize, i64, &'static str)> {
        let at = at + usize::from(self.word(at) == "a");
        if self.word(at) != "couple" {
            return None;
        }
        let unit_at = at + 1 + usize::from(self.word(at + 1) == "of");
        Some((unit_at + 1, 2, self.unit(unit_at)?))
    }

    /// "a few days ago", "several years earlier": a time without bounds.
    fn few_ago(&self, at: usize) -> Option<usize> {
        let from = at + usize::from(self.word(at) == "a");
        let fits = self.page.language.time.few.contains(self.word(from))
            && self.unit(from + 1).is_some()
            && matches!(self.word(from + 2), "ago" | "earlier" | "later");
        fits.then_some(from + 3)
    }

    /// "two years ago", "five days ago", "a day later", "two years after".
    fn counted(
        &self,
        at: usize,
        sentence: &Range<usize>,
        anchor: Option<(Date, Date)>,
    ) -> Option<(usize, Option<Bounds>)> {
        if let Some(end) = self.few_ago(at) {
            return (end <= sentence.end).then_some((end, None));
        }
        let (after, count, unit) = match self.couple(at) {
            Some(couple) => couple,
            None => (at + 2, self.count(at)?, self.unit(at + 1)?),
        };
        let end = after + 1;
        if end > sentence.end {
            return None;
        }
        let bounds = |base: Option<Date>, count: i64| {
            base.and_then(|base| {
                let date = shift(base, unit, count)?;
                match unit {
                    "day" => Some((date, date, TimePrecision::Day)),
                    "week" => unit_bounds(date, "week", 0),
                    "month" | "quarter" | "fortnight" => {
                        unit_bounds(date, if unit == "fortnight" { "week" } else { unit }, 0)
                    }
                    _ => unit_bounds(date, "year", 0),
                }
            })
        };
        match self.word(after) {
            "ago" | "earlier" if unit != "decade" => {
                let base = if self.word(after) == "ago" {
                    self.published
                } else {
                    anchor.map(|(earliest, _)| earliest)
                };
                Some((end, bounds(base, -count)))
            }
            "later" if unit != "decade" => Some((end, bounds(anchor.map(|(_, latest)| latest), count))),
            "ago" => Some((end, None)),
            _ => None,
        }
    }
}

fn year_bounds(year: i16) -> Option<Bounds> {
    Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?, TimePrecision::Year))
}

fn month_bounds(year: i16, month: i8) -> Option<Bounds> {
    let first = Date::new(year, month, 1).ok()?;
    Some((first, first.last_of_month(), TimePrecision::Month))
}

/// The days to the 10th, to the 20th, or from the 21st of a month.
fn third_of_month((first, last, precision): Bounds, part: usize) -> Option<Bounds> {
    let (from, to) = *[(1, 10), (11, 20), (21, last.day())].get(part)?;
    let day = |day: i8| first.with().day(day).build().ok();
    (precision == TimePrecision::Month).then_some((day(from)?, day(to)?, TimePrecision::PartOfYear))
}

/// From the first to the fourth.
fn quarter_bounds(year: i16, quarter: i8) -> Option<Bounds> {
    share_bounds(year, quarter * 3 - 2, 3)
}

/// So many months of a year from a first one.
fn share_bounds(year: i16, first: i8, months: i64) -> Option<Bounds> {
    let first = Date::new(year, first, 1).ok()?;
    Some((first, first.checked_add(months.months()).ok()?.yesterday().ok()?, TimePrecision::PartOfYear))
}

fn shift(date: Date, unit: &str, count: i64) -> Option<Date> {
    let span = match unit {
        "day" => count.days(),
        "week" => count.weeks(),
        "month" => count.months(),
        "quarter" => (count * 3).months(),
        "fortnight" => (count * 2).weeks(),
        "year" => count.years(),
        _ => (count * 10).years(),
    };
    date.checked_add(span).ok()
}

/// The calendar unit that holds a day, moved by a number of units; weeks begin on Monday.
fn unit_bounds(date: Date, unit: &str, offset: i64) -> Option<Bounds> {
    let moved = shift(date, unit, offset)?;
    match unit {
        "day" => Some((moved, moved, TimePrecision::Day)),
        "week" => {
            let monday = moved.checked_sub(i64::from(moved.weekday().to_monday_zero_offset()).days()).ok()?;
            Some((monday, monday.checked_add(6.days()).ok()?, TimePrecision::Week))
        }
        "fortnight" => {
            let (monday, sunday, _) = unit_bounds(moved, "week", 0)?;
            Some((monday, sunday.checked_add(7.days()).ok()?, TimePrecision::Range))
        }
        "month" => month_bounds(moved.year(), moved.month()),
        "quarter" => quarter_bounds(moved.year(), (moved.month() - 1) / 3 + 1),
        "year" => year_bounds(moved.year()),
        _ => {
            let first = moved.year() - moved.year().rem_euclid(10);
            Some((Date::new(first, 1, 1).ok()?, Date::new(first + 9, 12, 31).ok()?, TimePrecision::Decade))
        }
    }
}
