//! English, as a careful editor writes it: dates with honest precision, numbers with their qualifier, agreement, lists.
use jiff::civil::Date;
use model::TimePrecision;
use model::record::TimeSpan;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `22 March 2024`.
#[must_use]
pub fn date(day: Date) -> String {
    format!("{} {} {}", day.day(), month(day), day.year())
}

/// `March 2024`.
#[must_use]
pub fn month_and_year(day: Date) -> String {
    format!("{} {}", month(day), day.year())
}

fn month(day: Date) -> &'static str {
    MONTHS[usize::try_from(day.month() - 1).unwrap_or(0) % 12]
}

/// What a stretch of time is, told from its bounds alone, so that a narrowed month is not called a month.
enum Shape {
    Day,
    Month,
    /// A third of a year: early, mid or late (the verbal parts of the UCDP codebook).
    Part(&'static str),
    Year,
    Decade,
    Months,
    Years,
    Days,
}

fn shape(span: &TimeSpan) -> Shape {
    let (from, to) = (span.earliest, span.latest);
    let whole_months = from.day() == 1 && to == to.last_of_month();
    if from == to {
        return Shape::Day;
    }
    if !whole_months {
        return Shape::Days;
    }
    match (to.year() - from.year(), from.month(), to.month()) {
        (0, 1, 12) => Shape::Year,
        (0, a, b) if a == b => Shape::Month,
        (0, 1, 4) if span.precision == Some(TimePrecision::PartOfYear) => Shape::Part("early"),
        (0, 5, 8) if span.precision == Some(TimePrecision::PartOfYear) => Shape::Part("mid-"),
        (0, 9, 12) if span.precision == Some(TimePrecision::PartOfYear) => Shape::Part("late"),
        (9, 1, 12) if from.year() % 10 == 0 => Shape::Decade,
        (_, 1, 12) => Shape::Years,
        _ => Shape::Months,
    }
}

/// A time without a preposition: `22 March 2024`, `January 2024`, `late 2014`, `2019`, `3 to 9 May 2020`, `2016 or 2017`.
#[must_use]
pub fn time(span: &TimeSpan) -> String {
    let (from, to) = (span.earliest, span.latest);
    let words = match shape(span) {
        Shape::Day => date(from),
        Shape::Month => format!("{} {}", month(from), from.year()),
        Shape::Part("mid-") => format!("mid-{}", from.year()),
        Shape::Part(part) => format!("{part} {}", from.year()),
        Shape::Year => from.year().to_string(),
        Shape::Decade => format!("the {}s", from.year()),
        Shape::Years if to.year() == from.year() + 1 => format!("{} or {}", from.year(), to.year()),
        Shape::Years => format!("{} to {}", from.year(), to.year()),
        Shape::Months | Shape::Days => pair(span, " to "),
    };
    if span.approximate { format!("around {words}") } else { words }
}

/// A time with its preposition: `on 22 March 2024`, `in late 2014`, `between 3 and 9 May 2020`, `around 2019`.
#[must_use]
pub fn at_time(span: &TimeSpan) -> String {
    if span.approximate {
        return time(span);
    }
    match shape(span) {
        Shape::Day => format!("on {}", time(span)),
        Shape::Month | Shape::Part(_) | Shape::Year | Shape::Decade => format!("in {}", time(span)),
        Shape::Years if span.latest.year() == span.earliest.year() + 1 => format!("in {}", time(span)),
        Shape::Years => format!("between {} and {}", span.earliest.year(), span.latest.year()),
        Shape::Months | Shape::Days => format!("between {}", pair(span, " and ")),
    }
}

/// Two ends that share what they can: `3 and 9 May 2020`, `March and May 2020`, `30 May and 2 June 2020`.
fn pair(span: &TimeSpan, between: &str) -> String {
    let (from, to) = (span.earliest, span.latest);
    let by_month = matches!(shape(span), Shape::Months);
    let one_year = from.year() == to.year();
    match (by_month, one_year, from.month() == to.month()) {
        (true, true, _) => format!("{}{between}{} {}", month(from), month(to), to.year()),
        (true, false, _) => format!("{} {}{between}{} {}", month(from), from.year(), month(to), to.year()),
        (false, true, true) => format!("{}{between}{}", from.day(), date(to)),
        (false, true, false) => format!("{} {}{between}{}", from.day(), month(from), date(to)),
        (false, false, _) => format!("{}{between}{}", date(from), date(to)),
    }
}

/// `4,000`.
#[must_use]
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut words = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

/// A count in a sentence: words up to nine, digits from ten.
#[must_use]
pub fn count_word(value: usize) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(value).map_or_else(|| number(value as u64), |word| (*word).to_owned())
}

/// `one report`, `12 reports`.
#[must_use]
pub fn count(value: usize, singular: &str, plural: &str) -> String {
    format!("{} {}", count_word(value), if value == 1 { singular } else { plural })
}

/// The plural of the plain nouns that are used here.
#[must_use]
pub fn plural(noun: &str) -> String {
    match noun {
        "loss of territory" => "losses of territory".to_owned(),
        "gain of territory" => "gains of territory".to_owned(),
        "act of sabotage" => "acts of sabotage".to_owned(),
        "act of violence" => "acts of violence".to_owned(),
        _ if noun.ends_with("sh") => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

/// `a` or `an`, by how the next word sounds.
#[must_use]
pub fn article(noun: &str) -> &'static str {
    let lower = noun.to_lowercase();
    let first = lower.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let like_you = ["uni", "eu", "use", "usu", "ut"].iter().any(|start| first.starts_with(start))
        && !["unin", "unim"].iter().any(|start| first.starts_with(start));
    let sounds_like_consonant = like_you || ["u", "un", "uk", "us", "one"].contains(&first);
    let number = first.starts_with('8') || first == "11" || first == "18";
    let vowel = first.starts_with(['a', 'e', 'i', 'o', 'u']) && !sounds_like_consonant;
    if vowel || number || ["hour", "honour", "heir"].iter().any(|start| first.starts_with(start)) {
        "an"
    } else {
        "a"
    }
}

/// What bounds allow, never a bare number where they are open: `at least 19`, `from 4,000 to 6,000`, `up to 30`.
/// The middle is the fusion profile's choice. `None` where there is no bound at all.
#[must_use]
pub fn bounds(low: Option<u64>, best: Option<u64>, high: Option<u64>) -> Option<String> {
    let n = number;
    Some(match (low, best, high) {
        (None, None, None) => return None,
        (Some(low), _, Some(high)) if low == high => n(low),
        (None, Some(best), None) => n(best),
        (Some(low), Some(best), None) if low == best => format!("at least {}", n(low)),
        (None, Some(best), Some(high)) if best == high => format!("up to {}", n(high)),
        (Some(low), None, None) => format!("at least {}", n(low)),
        (None, None, Some(high)) => format!("up to {}", n(high)),
        (Some(low), None, Some(high)) => format!("from {} to {}", n(low), n(high)),
        (Some(low), Some(best), None) => format!("at least {} (best supported: {})", n(low), n(best)),
        (None, Some(best), Some(high)) => format!("up to {} (best supported: {})", n(high), n(best)),
        (Some(low), Some(best), Some(high)) => {
            format!("from {} to {} (best supported: {})", n(low), n(high), n(best))
        }
    })
}

/// Bounds as a noun can follow them, and the profile's choice as it stands after the verb.
#[must_use]
pub fn best_apart(bounds: &str) -> (&str, &str) {
    bounds.find(" (best").map_or((bounds, ""), |at| bounds.split_at(at))
}

/// A bare number up to nine as a word.
#[must_use]
pub fn in_words(number: &str) -> String {
    number.parse().map_or_else(|_| number.to_owned(), count_word)
}

/// Whether a noun after these bounds stands in the singular.
#[must_use]
pub fn is_one(low: Option<u64>, best: Option<u64>, high: Option<u64>) -> bool {
    [low, best, high].into_iter().flatten().all(|value| value == 1)
}

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// `a`, `a or b`, `a, b or c`.
#[must_use]
pub fn either(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

/// With a capital first letter.
#[must_use]
pub fn capital(words: &str) -> String {
    let mut characters = words.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    fn span(from: Date, to: Date, precision: TimePrecision) -> TimeSpan {
        TimeSpan { earliest: from, latest: to, precision: Some(precision), approximate: false }
    }

    #[test]
    fn times_say_what_their_bounds_say() {
        use TimePrecision as P;
        let cases = [
            (span(day(2024, 3, 22), day(2024, 3, 22), P::Day), "22 March 2024", "on 22 March 2024"),
            (span(day(2024, 1, 1), day(2024, 1, 31), P::Month), "January 2024", "in January 2024"),
            (span(day(2014, 9, 1), day(2014, 12, 31), P::PartOfYear), "late 2014", "in late 2014"),
            (span(day(2014, 5, 1), day(2014, 8, 31), P::PartOfYear), "mid-2014", "in mid-2014"),
            (span(day(2019, 1, 1), day(2019, 12, 31), P::Year), "2019", "in 2019"),
            (span(day(2010, 1, 1), day(2019, 12, 31), P::Decade), "the 2010s", "in the 2010s"),
            (span(day(2016, 1, 1), day(2017, 12, 31), P::Range), "2016 or 2017", "in 2016 or 2017"),
            (span(day(2016, 1, 1), day(2018, 12, 31), P::Range), "2016 to 2018", "between 2016 and 2018"),
            (span(day(2020, 5, 3), day(2020, 5, 9), P::Week), "3 to 9 May 2020", "between 3 and 9 May 2020"),
            (
                span(day(2020, 5, 30), day(2020, 6, 2), P::Range),
                "30 May to 2 June 2020",
                "between 30 May and 2 June 2020",
            ),
            (
                span(day(2020, 3, 1), day(2020, 5, 31), P::Range),
                "March to May 2020",
                "between March and May 2020",
            ),
            (
                span(day(2024, 1, 2), day(2024, 1, 31), P::Month),
                "2 to 31 January 2024",
                "between 2 and 31 January 2024",
            ),
        ];
        for (span, bare, placed) in cases {
            assert_eq!((time(&span).as_str(), at_time(&span).as_str()), (bare, placed));
        }
        let around = TimeSpan { approximate: true, ..span(day(2019, 1, 1), day(2019, 12, 31), P::Year) };
        assert_eq!(at_time(&around), "around 2019");
    }

    #[test]
    fn numbers_keep_their_qualifier() {
        let words = |low, best, high| bounds(low, best, high).unwrap_or_default();
        assert_eq!(words(Some(19), None, None), "at least 19");
        assert_eq!(words(Some(19), Some(19), None), "at least 19");
        assert_eq!(words(Some(4000), None, Some(6000)), "from 4,000 to 6,000");
        assert_eq!(words(None, None, Some(30)), "up to 30");
        assert_eq!(words(Some(84), Some(84), Some(84)), "84");
        assert_eq!(words(Some(84), Some(90), Some(103)), "from 84 to 103 (best supported: 90)");
        assert_eq!(bounds(None, None, None), None);
        assert_eq!(number(1_234_567), "1,234,567");
    }

    #[test]
    fn articles_counts_and_lists_agree() {
        let with = |noun: &str| format!("{} {noun}", article(noun));
        let nouns =
            ["attack", "bombing", "hour", "university", "U.S. official", "unknown man", "18-month plan"];
        let expected = [
            "an attack",
            "a bombing",
            "an hour",
            "a university",
            "a U.S. official",
            "an unknown man",
            "an 18-month plan",
        ];
        assert_eq!(nouns.map(with), expected);
        assert_eq!(count(1, "report", "reports"), "one report");
        assert_eq!(count(0, "report", "reports"), "no reports");
        assert_eq!(count(12, "report", "reports"), "12 reports");
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(plural("ambush"), "ambushes");
    }
}
