//! What the text of one cell says.
use jiff::civil::Date;
use lexicon::Dates;

/// A day: ISO 8601, with or without a time; `7 March 2021`; `March 7, 2021`. Days such as `3/4/2021` can be read in two ways and are
/// not taken, unless one of the two numbers can only be a day.
pub(super) fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    iso(text).or_else(|| by_words(text)).or_else(|| by_slashes(text))
}

fn iso(text: &str) -> Option<Date> {
    let (date, rest) = (text.get(..10)?, text.get(10..)?);
    let is_time = rest.is_empty() || rest.starts_with([' ', 'T']);
    let bytes = date.as_bytes();
    let is_form = bytes[4] == b'-' && bytes[7] == b'-';
    (is_time && is_form).then(|| date.parse().ok())?
}

fn by_words(text: &str) -> Option<Date> {
    let words: Vec<String> = text
        .split([' ', ',', '-', '.'])
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let [first, second, third] = words.as_slice() else { return None };
    let month = |word: &str| Dates::shipped().month(word, None);
    let (day, month) = match (month(first), month(second)) {
        (Some(month), None) => (second, month),
        (None, Some(month)) => (first, month),
        _ => return None,
    };
    let year: i16 = third.parse().ok().filter(|year| *year > 999)?;
    Date::new(year, month, day.parse().ok()?).ok()
}

fn by_slashes(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(['/', '.']).collect();
    let [a, b, year] = parts.as_slice() else { return None };
    let year: i16 = year.parse().ok().filter(|year| *year > 999)?;
    let (a, b): (i8, i8) = (a.parse().ok()?, b.parse().ok()?);
    match (a > 12, b > 12) {
        (true, false) => Date::new(year, b, a).ok(),
        (false, true) => Date::new(year, a, b).ok(),
        _ if a == b => Date::new(year, a, b).ok(),
        _ => None,
    }
}

/// A count: digits, with a fraction of zeros (`12.0`, as some programs write whole numbers) or commas between thousands.
pub(super) fn count(text: &str) -> Option<u64> {
    let text = text.trim();
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|digit| digit == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    if whole.contains(',') {
        let mut groups = whole.split(',');
        let is_first = groups.next().is_some_and(|first| (1..=3).contains(&first.len()));
        if !is_first || !groups.all(|group| group.len() == 3) {
            return None;
        }
    }
    let digits: String = whole.chars().filter(|one| *one != ',').collect();
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| digits.parse().ok())?
}

/// A number of degrees within ± `limit`.
pub(super) fn degrees(text: &str, limit: f64) -> Option<f64> {
    text.trim().parse().ok().filter(|degrees: &f64| degrees.is_finite() && degrees.abs() <= limit)
}

/// A code without a fraction of zeros: `1.0` is `1`, `-1.0` is `-1`.
pub(super) fn code(text: &str) -> &str {
    let text = text.trim();
    let Some((whole, zeros)) = text.split_once('.') else { return text };
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_whole && !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') { whole } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_in_the_forms_of_data_sets() {
        for text in [
            "2021-03-07",
            "2021-03-07 00:00:00.000",
            "2021-03-07T10:00:00Z",
            "7 March 2021",
            "07-Mar-2021",
            "March 7, 2021",
        ] {
            assert_eq!(day(text), Some(date(2021, 3, 7)), "{text}");
        }
        assert_eq!(day("25/03/2021"), Some(date(2021, 3, 25)));
        assert_eq!(day("03/25/2021"), Some(date(2021, 3, 25)));
        for text in
            ["", "3/4/2021", "2021-02-30", "2021-13-01", "2021-3-7", "yesterday", "31 February 2020", "1753"]
        {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn counts_are_whole_and_never_negative() {
        let read: Vec<_> =
            ["12", " 12 ", "12.0", "1,200", "0", "12.5", "-1", "", "1,20", "12a", "٣"].map(count).into();
        let none = None;
        assert_eq!(
            read,
            [Some(12), Some(12), Some(12), Some(1200), Some(0), none, none, none, none, none, none]
        );
        let codes = ["84.0", " 84", "-1.0", "8.5", "PAK1", ".0", "1."].map(code);
        assert_eq!(codes, ["84", "84", "-1", "8.5", "PAK1", ".0", "1."]);
    }

    #[test]
    fn degrees_have_limits() {
        assert_eq!(
            (degrees("34.5", 90.0), degrees("134.5", 90.0), degrees("NaN", 90.0)),
            (Some(34.5), None, None)
        );
    }
}
