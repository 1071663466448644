//! The list of events, and the same list as CSV and JSON Lines under the same query.
use super::layout::{event_table, pager};
use crate::answer::{Answer, Failure, File, Page};
use crate::app::Request;
use crate::{query, words};
use jiff::civil::{Date, date};
use maud::{Markup, html};
use model::EventType;
use publish::table::{self, Permalinks};
use store::EventFilter;

/// Events on one page.
const PER_PAGE: usize = 50;

/// What the list can be asked for.
const KEYS: [&str; 6] = ["type", "group", "since", "until", "place", "page"];

pub(crate) fn page(request: &Request<'_>) -> Result<Answer, Failure> {
    let page = number_of_page(request)?;
    let filter = filter(request)?;
    let bounded = EventFilter { limit: Some(PER_PAGE + 1), offset: (page - 1) * PER_PAGE, ..filter };
    let events = request.pages.events(&bounded)?;
    let shown = &events[..events.len().min(PER_PAGE)];
    let asked = asked(request);
    let pairs = asked.pairs();
    let body = html! {
        h1 { "Events" }
        p { "Newest first. The same happening in several reports is one event; a date or place that is not stated is not guessed." }
        (form(&asked))
        @if shown.is_empty() { p.missing { "No event of the record answers to this." } } @else { (event_table(shown)) }
        (pager("/events", &pairs, page, events.len() > PER_PAGE))
        p.actions {
            a.button href={ "/events.csv" (query::build(&pairs)) } { "This list as CSV" }
            a.button href={ "/events.jsonl" (query::build(&pairs)) } { "As JSON Lines" }
        }
    };
    Ok(Answer::Page(Page { title: "Events".to_owned(), body }))
}

pub(crate) fn csv(request: &Request<'_>) -> Result<Answer, Failure> {
    let events = request.pages.events(&filter(request)?)?;
    let text = table::events_csv(&events, &permalinks(request), request.reference);
    Ok(Answer::File(File { media_type: "text/csv; charset=utf-8", name: Some("events.csv"), text }))
}

pub(crate) fn jsonl(request: &Request<'_>) -> Result<Answer, Failure> {
    let events = request.pages.events(&filter(request)?)?;
    let text = table::events_jsonl(&events, &permalinks(request), request.reference);
    Ok(Answer::File(File {
        media_type: "application/jsonl; charset=utf-8",
        name: Some("events.jsonl"),
        text,
    }))
}

/// Rows of a file that leaves the site say where they come from.
pub(crate) fn permalinks(request: &Request<'_>) -> Permalinks {
    Permalinks { base: request.base.to_owned() }
}

/// The page asked for.
pub(crate) fn number_of_page(request: &Request<'_>) -> Result<usize, Failure> {
    request.query.page().ok_or_else(|| Failure::BadRequest {
        what: "`page` is no number from 1".to_owned(),
        hint: "leave `page` out for the first page".to_owned(),
    })
}

/// What was asked for, as it may be shown again.
struct Asked {
    event_type: String,
    group: String,
    since: String,
    until: String,
    place: String,
}

impl Asked {
    fn pairs(&self) -> [(&'static str, &str); 5] {
        [
            ("type", &self.event_type),
            ("group", &self.group),
            ("since", &self.since),
            ("until", &self.until),
            ("place", &self.place),
        ]
    }
}

fn asked(request: &Request<'_>) -> Asked {
    let echo = |key: &str| request.query.get(key).map_or_else(String::new, |words| request.echo(words));
    Asked {
        event_type: echo("type"),
        group: echo("group"),
        since: echo("since"),
        until: echo("until"),
        place: echo("place"),
    }
}

fn filter(request: &Request<'_>) -> Result<EventFilter, Failure> {
    if let Some(key) = request.query.unknown_key(&KEYS) {
        let what = format!("`{}` is nothing that the list of events can be asked for", request.echo(key));
        return Err(Failure::BadRequest { what, hint: format!("expected one of `{}`", KEYS.join("`, `")) });
    }
    filter_of(request)
}

/// The filter that a query means; what else is in it is somebody else's.
pub(crate) fn filter_of(request: &Request<'_>) -> Result<EventFilter, Failure> {
    let day = |key: &str, end: End| {
        request.query.get(key).map(|words| parse_day(request, key, words, end)).transpose()
    };
    Ok(EventFilter {
        actor: request.query.get("group").map(str::to_owned),
        since: day("since", End::First)?,
        until: day("until", End::Last)?,
        event_type: request.query.get("type").map(|word| parse_type(request, word)).transpose()?,
        place: request.query.get("place").map(str::to_owned),
        ..EventFilter::default()
    })
}

fn parse_type(request: &Request<'_>, word: &str) -> Result<EventType, Failure> {
    if let Some(event_type) = EventType::parse(word) {
        return Ok(event_type);
    }
    let known = EventType::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>().join("`, `");
    let what = format!("`{}` is no type of event", request.echo(word));
    Err(Failure::BadRequest { what, hint: format!("expected one of `{known}`") })
}

/// Which day a year or month stands for.
#[derive(Clone, Copy)]
enum End {
    First,
    Last,
}

fn parse_day(request: &Request<'_>, key: &str, words: &str, end: End) -> Result<Date, Failure> {
    if let Some(day) = day_of(words, end) {
        return Ok(day);
    }
    let what = format!("`{key}` is `{}`, which is no date", request.echo(words));
    Err(Failure::BadRequest {
        what,
        hint: "expected a day `2016-07-23`, a month `2016-07` or a year `2016`".to_owned(),
    })
}

/// `2016-07-23`, `2016-07` or `2016` as its first or last day.
fn day_of(words: &str, end: End) -> Option<Date> {
    let parts = words.split('-').map(|part| part.parse::<i16>().ok()).collect::<Option<Vec<_>>>()?;
    let month = |month: i16| i8::try_from(month).ok();
    match (parts.as_slice(), end) {
        ([year], _) if !(1000..=9999).contains(year) => None,
        ([year], End::First) => Some(date(*year, 1, 1)),
        ([year], End::Last) => Some(date(*year, 12, 31)),
        ([year, number], End::First) => Date::new(*year, month(*number)?, 1).ok(),
        ([year, number], End::Last) => Date::new(*year, month(*number)?, 1).ok().map(Date::last_of_month),
        ([year, number, day], _) => Date::new(*year, month(*number)?, i8::try_from(*day).ok()?).ok(),
        _ => None,
    }
}

fn form(asked: &Asked) -> Markup {
    let text = |name: &str, label: &str, value: &str, hint: &str| {
        html! { label { (label) input type="text" name=(name) value=(value) placeholder=(hint) dir="auto" maxlength="120"; } }
    };
    html! {
        form action="/events" method="get" {
            label {
                "Type"
                select name="type" {
                    option value="" { "any" }
                    @for one in EventType::ALL {
                        option value=(one.as_str()) selected[one.as_str() == asked.event_type] { (words::event_type_words(*one)) }
                    }
                }
            }
            (text("group", "Group", &asked.group, "is-k"))
            (text("place", "Place", &asked.place, "Kabul"))
            (text("since", "Since", &asked.since, "2016-07"))
            (text("until", "Until", &asked.until, "2016-12-31"))
            button type="submit" { "Show" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_or_month_is_its_first_or_last_day() {
        assert_eq!(day_of("2016", End::First), Some(date(2016, 1, 1)));
        assert_eq!(day_of("2016", End::Last), Some(date(2016, 12, 31)));
        assert_eq!(day_of("2016-02", End::Last), Some(date(2016, 2, 29)));
        assert_eq!(day_of("2016-07-23", End::Last), Some(date(2016, 7, 23)));
        for wrong in ["", "yesterday", "2016-13", "2016-02-30", "2016-1-2-3", "16", "-2016"] {
            assert_eq!(day_of(wrong, End::First), None, "{wrong}");
        }
    }
}
