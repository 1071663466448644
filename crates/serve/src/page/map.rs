//! Events on a map, with a row of periods below it, and the same as a table. All links: no script is needed.
use super::events::{Asked, asked, filter_of, form};
use super::ground::{Ground, Spot};
use super::layout::source_words;
use crate::answer::{Answer, Failure, Page};
use crate::app::Request;
use crate::{query, words};
use jiff::civil::{Date, date};
use maud::{Markup, PreEscaped, html};
use model::record::{Event, Place, TimeSpan};
use publish::svg::{self, Exactness, Period};
use std::collections::BTreeMap;
use store::EventFilter;

/// What the map can be asked for; the same words as the list of events.
const KEYS: [&str; 7] = ["type", "group", "since", "until", "place", "country", "look"];
const WIDTH: f64 = 1120.0;
/// Bars in a row.
const MOST_PERIODS: i16 = 40;
/// Places in the table.
const ROWS: usize = 60;
/// Countries to look at.
const COUNTRIES: usize = 14;

pub(crate) fn page(request: &Request<'_>) -> Result<Answer, Failure> {
    shown(request, Form::Page)
}

/// The map alone with its table folded, for a page of somebody else.
pub(crate) fn embed(request: &Request<'_>) -> Result<Answer, Failure> {
    shown(request, Form::Embed)
}

#[derive(Clone, Copy)]
enum Form {
    Page,
    Embed,
}

fn shown(request: &Request<'_>, shape: Form) -> Result<Answer, Failure> {
    if let Some(key) = request.query.unknown_key(&KEYS) {
        let what = format!("`{}` is nothing that the map can be asked for", request.echo(key));
        return Err(Failure::BadRequest { what, hint: format!("expected one of `{}`", KEYS.join("`, `")) });
    }
    let filter = filter_of(request)?;
    let whole = EventFilter { since: None, until: None, ..filter.clone() };
    let events = request.pages.event_heads(&whole)?;
    let shown = events.iter().filter(|event| is_within(event, &filter)).collect::<Vec<_>>();
    let asked = asked(request);
    let pairs = [
        ("type", asked.event_type.as_str()),
        ("group", &asked.group),
        ("since", &asked.since),
        ("until", &asked.until),
    ];
    let ground = Ground::of(&shown, request, &query::build(&pairs));
    let look = look(request)?;
    let counts = by_country(&shown);
    let focus = match look.as_deref() {
        Some(ALL) => Vec::new(),
        Some(code) => vec![code.to_owned()],
        None => most(&counts),
    };
    let outside = if focus.len() > 1 {
        counts.iter().filter(|(code, _)| !focus.contains(code)).map(|(_, events)| events).sum()
    } else {
        0
    };
    let view = View { asked: &asked, look: look.as_deref(), focus: &focus, outside, filter: &filter };
    if let Form::Embed = shape {
        let body = html! {
            h1.hidden { "Map" }
            (drawing(&ground, &view, request))
            (summary(&shown, &ground, &view))
            details { summary { "The same as a table" } (table(&ground, request)) }
        };
        return Ok(Answer::Embed(Page { title: "Map".to_owned(), body }));
    }
    let body = html! {
        h1 { "Map" }
        (summary(&shown, &ground, &view))
        (form("/map", &asked))
        (view.countries(&counts, request))
        section.map aria-label="Map and periods" {
            a.skip-chart href="#places" { "Skip the map: the same as a table" }
            (drawing(&ground, &view, request))
            (view.periods(&events))
            (key())
        }
        (table(&ground, request))
        (to_embed(&view, request))
    };
    Ok(Answer::Page(Page { title: "Map".to_owned(), body }))
}

/// How to show this map in another page.
fn to_embed(view: &View<'_>, request: &Request<'_>) -> Markup {
    let address = view.to(&view.asked.since, &view.asked.until, view.look.unwrap_or(""));
    let frame = format!(
        "<iframe src=\"{}/embed{}\" title=\"Map of events, Daybook record\" width=\"800\" height=\"640\" loading=\"lazy\"></iframe>",
        request.base,
        address.replace('&', "&amp;")
    );
    html! {
        details.to-cite {
            summary { "Show this map in another page" }
            pre { code { (frame) } }
            p.note { "The frame holds the drawing, its table, where it comes from and its state; it sets no cookie and asks nothing of anybody else." }
        }
    }
}

/// As the list of events does it: what may have been in the period; undated ones only where no period is asked for.
fn is_within(event: &Event, filter: &EventFilter) -> bool {
    match event.when {
        Some(when) => {
            filter.since.is_none_or(|since| when.latest >= since)
                && filter.until.is_none_or(|until| when.earliest <= until)
        }
        None => filter.since.is_none() && filter.until.is_none(),
    }
}

/// The word for the whole world.
const ALL: &str = "all";

/// The country to look at, or [`ALL`].
fn look(request: &Request<'_>) -> Result<Option<String>, Failure> {
    let Some(asked) = request.query.get("look") else { return Ok(None) };
    if asked == ALL {
        return Ok(Some(ALL.to_owned()));
    }
    let code = asked.to_ascii_uppercase();
    if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(Some(code));
    }
    let what = format!("`look` is `{}`, which is no country", request.echo(asked));
    Err(Failure::BadRequest { what, hint: "expected two letters, such as `AF`, or `all`".to_owned() })
}

/// Events by country, most first.
fn by_country(shown: &[&Event]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let codes = shown.iter().filter_map(|event| event.place.as_ref()?.country.as_deref());
    codes.for_each(|code| *counts.entry(code).or_default() += 1);
    let mut counts = counts.into_iter().map(|(code, events)| (code.to_owned(), events)).collect::<Vec<_>>();
    counts.sort_by_key(|(code, events)| (std::cmp::Reverse(*events), code.clone()));
    counts
}

/// The countries that together hold [`MOSTLY`] of the events: a single event far away would shrink all others to a spot.
fn most(counts: &[(String, usize)]) -> Vec<String> {
    let all = counts.iter().map(|(_, events)| events).sum::<usize>() as f64;
    let mut before = 0;
    let needed = counts.iter().take_while(|(_, events)| {
        let is_needed = f64::from(u32::try_from(before).unwrap_or(u32::MAX)) < MOSTLY * all;
        before += events;
        is_needed
    });
    let needed = needed.map(|(code, _)| code.clone()).collect::<Vec<_>>();
    // One country alone would be shown whole and without what lies beside it: then everything.
    if needed.len() == counts.len() { Vec::new() } else { needed }
}

/// Enough that what is left out can be named beside the map.
const MOSTLY: f64 = 0.9;

/// What is asked for, and the addresses of what is beside it.
struct View<'v> {
    asked: &'v Asked,
    look: Option<&'v str>,
    focus: &'v [String],
    /// Events in countries that are not looked at.
    outside: usize,
    filter: &'v EventFilter,
}

impl View<'_> {
    /// The same map with another period or country.
    fn to(&self, since: &str, until: &str, look: &str) -> String {
        let pairs = [
            ("type", self.asked.event_type.as_str()),
            ("group", &self.asked.group),
            ("place", &self.asked.place),
            ("country", &self.asked.country),
            ("since", since),
            ("until", until),
            ("look", look),
        ];
        format!("/map{}", query::build(&pairs))
    }

    fn to_period(&self, since: &str, until: &str) -> String {
        self.to(since, until, self.look.unwrap_or(""))
    }

    /// Links to the countries with most events.
    fn countries(&self, counts: &[(String, usize)], request: &Request<'_>) -> Markup {
        let to = |country: &str| self.to(&self.asked.since, &self.asked.until, country);
        let current = |is: bool| is.then_some("true");
        html! {
            nav.chips aria-label="Look at" {
                a href=(to("")) aria-current=[current(self.look.is_none())] { "Where most were" }
                a href=(to(ALL)) aria-current=[current(self.look == Some(ALL))] { "Everywhere" }
                @for (code, events) in counts.iter().take(COUNTRIES) {
                    a href=(to(code)) aria-current=[current(self.look == Some(code))] { (request.reference.country(code)) " " small { (events) } }
                }
            }
            @if self.outside > 0 { p.note { (words::count(self.outside, "event lies", "events lie")) " outside what is shown here." } }
        }
    }

    /// The scrubber: a bar for each year, below it one for each month where no more than two years are shown, and steps.
    fn periods(&self, events: &[Event]) -> Markup {
        let Some((first, last)) = years_of(events) else { return html! {} };
        let span = last - first + 1;
        let step = [1, 2, 5, 10, 20, 50].into_iter().find(|step| span / step < MOST_PERIODS).unwrap_or(100);
        let from = first - first.rem_euclid(step);
        let starts = (0..).map(|at| from + at * step).take_while(|year| *year <= last);
        let years = starts.filter_map(|year| {
            Some((Date::new(year, 1, 1).ok()?, Date::new(year.checked_add(step - 1)?, 12, 31).ok()?))
        });
        let years = years.map(|(start, end)| self.period(events, start, end, Unit::Year));
        let months = self.months(events);
        let is_all = self.filter.since.is_none() && self.filter.until.is_none();
        html! {
            div.scrubber {
                (PreEscaped(svg::periods("Events by year", WIDTH, &years.collect::<Vec<_>>()).unwrap_or_default()))
                @if !months.is_empty() { (PreEscaped(svg::periods("Events by month", WIDTH, &months).unwrap_or_default())) }
                p.steps {
                    @let [before, after] = self.neighbours((first, last));
                    @if let Some(before) = before { a.button rel="prev" href=(before) { "‹ Earlier" } }
                    @if let Some(after) = after { a.button rel="next" href=(after) { "Later ›" } }
                    @if !is_all { a.button href=(self.to_period("", "")) { "All periods" } }
                    span.note { "Each bar leads to its period. Hatched: events whose stated time reaches beyond it; they are shown in each." }
                }
            }
        }
    }

    fn period(&self, events: &[Event], start: Date, end: Date, unit: Unit) -> Period {
        let touching = events
            .iter()
            .filter_map(|event| event.when)
            .filter(|when| when.latest >= start && when.earliest <= end);
        let (within, perhaps): (Vec<TimeSpan>, Vec<_>) =
            touching.partition(|when| when.earliest >= start && when.latest <= end);
        let is_shown = (self.filter.since.is_some() || self.filter.until.is_some())
            && self.filter.since.is_none_or(|since| since <= end)
            && self.filter.until.is_none_or(|until| until >= start);
        let (label, name, since, until) = match unit {
            Unit::Year if start.year() == end.year() => {
                let year = start.year().to_string();
                (year.clone(), year.clone(), year.clone(), year)
            }
            Unit::Year => {
                let (from, to) = (start.year().to_string(), end.year().to_string());
                (from.clone(), format!("{from} to {to}"), from, to)
            }
            Unit::Month => {
                let month = start.strftime("%Y-%m").to_string();
                let label = if start.month() == 1 {
                    start.strftime("%Y").to_string()
                } else {
                    start.strftime("%b").to_string()
                };
                (label, start.strftime("%b %Y").to_string(), month.clone(), month)
            }
        };
        let href = self.to_period(&since, &until);
        Period { label, name, within: within.len(), perhaps: perhaps.len(), is_shown, href }
    }

    fn months(&self, events: &[Event]) -> Vec<Period> {
        let (Some(since), Some(until)) = (self.filter.since, self.filter.until) else { return Vec::new() };
        if until < since || until.year() - since.year() > 1 {
            return Vec::new();
        }
        let starts =
            (since.year()..=until.year()).flat_map(|year| (1..=12).map(move |month| date(year, month, 1)));
        starts.map(|start| self.period(events, start, start.last_of_month(), Unit::Month)).collect()
    }

    /// The periods of the same length before and after, each only where there is an event so early or late.
    fn neighbours(&self, (first, last): (i16, i16)) -> [Option<String>; 2] {
        let bounds = self.filter.since.zip(self.filter.until).filter(|(since, until)| since <= until);
        let Some((since, until)) = bounds else { return [None, None] };
        let to = |by: i32| {
            let (since, until, form) = moved(since, until, by)?;
            let has_events = until.year() >= first && since.year() <= last;
            let words = |day: Date| day.strftime(form).to_string();
            has_events.then(|| self.to_period(&words(since), &words(until)))
        };
        [to(-1), to(1)]
    }
}

/// A period moved by so many times its own length, and how its days are written. Whole months stay whole.
fn moved(since: Date, until: Date, by: i32) -> Option<(Date, Date, &'static str)> {
    if since.day() == 1 && until == until.last_of_month() {
        let months =
            i32::from(until.year() - since.year()) * 12 + i32::from(until.month() - since.month()) + 1;
        let span = jiff::Span::new().try_months(by.checked_mul(months)?).ok()?;
        let form = if since.month() == 1 && until.month() == 12 { "%Y" } else { "%Y-%m" };
        let until = until.first_of_month().checked_add(span).ok()?.last_of_month();
        return Some((since.checked_add(span).ok()?, until, form));
    }
    let days = since.until(until).ok()?.get_days() + 1;
    let span = jiff::Span::new().try_days(by.checked_mul(days)?).ok()?;
    Some((since.checked_add(span).ok()?, until.checked_add(span).ok()?, "%Y-%m-%d"))
}

#[derive(Clone, Copy)]
enum Unit {
    Year,
    Month,
}

/// First and last year of the events that are stated to a year or less.
fn years_of(events: &[Event]) -> Option<(i16, i16)> {
    let spans = events.iter().filter_map(|event| event.when).filter(|when| when.days() <= 366);
    let (first, last) = spans.fold((i16::MAX, i16::MIN), |(first, last), when| {
        (first.min(when.earliest.year()), last.max(when.latest.year()))
    });
    (first <= last).then_some((first, last))
}

fn summary(shown: &[&Event], ground: &Ground, view: &View<'_>) -> Markup {
    let at_points = ground.points.iter().map(|(_, spot)| spot.n_events).sum::<usize>();
    let in_areas = ground.areas.iter().map(|(_, spot)| spot.n_events).sum::<usize>();
    let days = |day: Option<Date>| day.map(words::day);
    let period = match (days(view.filter.since), days(view.filter.until)) {
        (None, None) => String::new(),
        (Some(since), None) => format!(" that may have been on {since} or later"),
        (None, Some(until)) => format!(" that may have been on {until} or earlier"),
        (Some(since), Some(until)) => format!(" that may have been between {since} and {until}"),
    };
    html! {
        p {
            (words::count(shown.len(), "event", "events")) (period) ": " (at_points) " at a known place, " (in_areas)
            " of which only the province or country is known and which may have been anywhere in it, "
            (ground.not_drawn()) " not on the map."
        }
    }
}

fn drawing(ground: &Ground, view: &View<'_>, request: &Request<'_>) -> Markup {
    let drawn = ground.drawn("Where the events were", view.focus, WIDTH, request);
    html! {
        @match drawn {
            Some(svg) => figure.chart.wide-map { (PreEscaped(svg)) },
            None => p.missing { "No event that answers to this has a place that can be drawn." },
        }
    }
}

/// The map's signs, and what they mean.
pub(crate) fn key() -> Markup {
    html! {
        ul.key aria-label="Signs of the map" {
            @for (sign, meaning) in svg::map_key() { li { (PreEscaped(sign)) (meaning) } }
        }
        p.note {
            "Where several events were at one place, their best figures are added up; what has none adds nothing. Counts follow what was reported. "
            "Outlines: Natural Earth, as they are there; no opinion on a border."
        }
    }
}

fn table(ground: &Ground, request: &Request<'_>) -> Markup {
    let known = |exactness: Exactness, place: &Place| match exactness {
        Exactness::At => place.precision.map_or("place", |precision| precision.as_str()),
        Exactness::Near => "near the place",
        Exactness::District => "district",
    };
    let points = ground.points.iter().map(|(point, spot)| (known(point.exactness, &spot.place), spot));
    let areas = ground
        .areas
        .iter()
        .map(|(area, spot)| (if area.admin1.is_some() { "province" } else { "country" }, spot));
    let elsewhere = ground.elsewhere.iter().map(|spot| ("not on the map", spot));
    let mut rows = points.chain(areas).chain(elsewhere).collect::<Vec<_>>();
    rows.sort_by(|(_, a), (_, b)| {
        (b.n_events, b.best).cmp(&(a.n_events, a.best)).then_with(|| a.place.name.cmp(&b.place.name))
    });
    html! {
        section aria-labelledby="places" {
            h2 id="places" { "The same as a table" }
            @if rows.is_empty() { p.missing { "No event that answers to this has a place." } } @else {
                div.wide role="region" aria-label="Table of places" tabindex="0" {
                    table {
                        thead { tr { @for head in ["Place", "Known to", "Events", "Killed, best figures added", "Events with a figure", "Time"] { th scope="col" { (head) } } } }
                        tbody { @for (known, spot) in rows.iter().take(ROWS) { (row(known, spot, request)) } }
                    }
                }
                @if rows.len() > ROWS { p.note { "The " (ROWS) " places with most events of " (rows.len()) "; narrow the period or the type to see others." } }
            }
            @if ground.nowhere > 0 { p.note { (words::count(ground.nowhere, "event has", "events have")) " no place that a report states." } }
        }
    }
}

fn row(known: &str, spot: &Spot, request: &Request<'_>) -> Markup {
    html! {
        tr {
            td { a href=(spot.href) { (source_words(&words::place_in_full(&spot.place, request.reference))) } }
            td { (words::label(known)) }
            td.number { (spot.n_events) }
            td.number {
                @if spot.with_figure == 0 { span.missing { "no figure" } }
                @else if spot.low == spot.best { (words::number(spot.best)) }
                @else { (words::number(spot.best)) " (from " (words::number(spot.low)) ")" }
            }
            td.number { (spot.with_figure) " of " (spot.n_events) }
            td.when { @match spot.when { Some((first, last)) => (years(first, last)), None => span.missing { "not stated" } } }
        }
    }
}

fn years(first: Date, last: Date) -> String {
    if first == last {
        words::day(first)
    } else if first.year() == last.year() {
        first.year().to_string()
    } else {
        format!("{}–{}", first.year(), last.year())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_moved_by_its_own_length() {
        let year = (date(2021, 1, 1), date(2021, 12, 31));
        assert_eq!(moved(year.0, year.1, -1), Some((date(2020, 1, 1), date(2020, 12, 31), "%Y")));
        let month = (date(2024, 1, 1), date(2024, 1, 31));
        assert_eq!(moved(month.0, month.1, 1), Some((date(2024, 2, 1), date(2024, 2, 29), "%Y-%m")));
        let week = (date(2024, 1, 29), date(2024, 2, 4));
        assert_eq!(moved(week.0, week.1, 1), Some((date(2024, 2, 5), date(2024, 2, 11), "%Y-%m-%d")));
        let ever = (date(-9999, 1, 1), date(9999, 12, 31));
        assert_eq!(moved(ever.0, ever.1, 1), None, "beyond what a calendar holds");
    }

    #[test]
    fn the_rest_of_the_world_does_not_shrink_what_is_looked_at() {
        let counts = |counts: &[(&str, usize)]| {
            counts.iter().map(|(code, n)| ((*code).to_owned(), *n)).collect::<Vec<_>>()
        };
        assert_eq!(most(&counts(&[("AF", 60), ("PK", 35), ("DE", 1)])), ["AF", "PK"]);
        assert!(most(&counts(&[("AF", 6), ("PK", 5)])).is_empty(), "nothing is left out");
        assert!(most(&[]).is_empty());
    }
}
