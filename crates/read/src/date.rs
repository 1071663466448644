//! Dates of publication as they are written in options, manifests, front matter and page metadata: ISO 8601 only.
use crate::Error;
use jiff::civil::{Date, Time};

/// The day in an ISO 8601 date or date-time, as written: an offset is checked and not applied, because the outlet's own
/// calendar day is what "on Friday" in its report hangs on.
///
/// # Errors
/// Code `date` where the words are anything else.
pub fn published_date(text: &str) -> Result<Date, Error> {
    parse(text.trim()).ok_or_else(|| Error::date(text))
}

/// Length of `YYYY-MM-DD`.
const DATE_LENGTH: usize = 10;

fn parse(text: &str) -> Option<Date> {
    let (day, rest) = text.split_at_checked(DATE_LENGTH)?;
    let shape =
        |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    if !day.bytes().enumerate().all(shape) || !is_time_of_day(rest) {
        return None;
    }
    day.parse().ok()
}

/// Nothing, or a separator and a time with an optional offset.
fn is_time_of_day(rest: &str) -> bool {
    if rest.is_empty() {
        return true;
    }
    let Some(time) = rest.strip_prefix(['T', 't', ' ']) else { return false };
    let time = time.trim();
    let at = time.find(['Z', 'z', '+', '-', '\u{2212}', ' ']).unwrap_or(time.len());
    let (clock, offset) = time.split_at(at);
    clock.starts_with(|first: char| first.is_ascii_digit())
        && clock.parse::<Time>().is_ok()
        && is_offset(offset.trim())
}

fn is_offset(offset: &str) -> bool {
    if matches!(offset, "" | "Z" | "z" | "UTC" | "GMT") {
        return true;
    }
    let Some(digits) = offset.strip_prefix(['+', '-', '\u{2212}']) else { return false };
    let digits: String = digits.chars().filter(|letter| *letter != ':').collect();
    matches!(digits.len(), 2 | 4) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_day_as_written() {
        for text in [
            "2024-03-29",
            " 2024-03-29 ",
            "2024-03-29T23:30:00-05:00",
            "2024-03-29T00:10:00.000+0500",
            "2024-03-29T08:15Z",
            "2024-03-29 08:15:00 +00:00",
            "2024-03-29 08:15:00 UTC",
        ] {
            assert_eq!(published_date(text), Ok(jiff::civil::date(2024, 3, 29)), "{text}");
        }
    }

    #[test]
    fn refuses_everything_else() {
        for text in [
            "",
            "29.03.2024",
            "March 29, 2024",
            "2024-3-29",
            "2024-02-30",
            "2024",
            "2024-03-29x",
            "2024-03-29T25:00",
            "20240329",
            "२०२४-०३-२९",
        ] {
            let error = published_date(text).expect_err(text);
            assert_eq!(error.code(), "date");
        }
        assert_eq!(
            published_date("29.03.2024").expect_err("not ISO").to_string(),
            "`29.03.2024` is not a date: expected ISO 8601, such as `2024-03-29` or `2024-03-29T08:15:00Z`"
        );
    }
}
