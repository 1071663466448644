//! A place: what reports put there, at whatever exactness, and who they name with it.
use super::events::number_of_page;
use super::ground::Ground;
use super::home::actor_path;
use super::layout::{event_table, pager, source_words};
use crate::answer::{Answer, Failure, Page};
use crate::app::Request;
use crate::{query, words};
use maud::{Markup, PreEscaped, html};
use model::PlacePrecision;
use model::record::{Event, Place, name_key};
use std::collections::BTreeMap;
use store::EventFilter;

/// Events on one page.
const PER_PAGE: usize = 50;
/// Groups and places shown beside them.
const BESIDE: usize = 30;

/// Where a place's page is: `/p/Kabul~AF`, and `/p/AF` for a country.
pub(crate) fn place_path(place: &Place) -> String {
    match (&place.country, place.precision) {
        (Some(country), Some(PlacePrecision::Country)) => format!("/p/{}", query::encode(country)),
        (Some(country), _) => format!("/p/{}~{}", query::encode(&place.name), query::encode(country)),
        (None, _) => format!("/p/{}", query::encode(&place.name)),
    }
}

/// What an address means.
enum Asked<'a> {
    Country(&'a str),
    Place { name: &'a str, country: Option<&'a str> },
}

impl<'a> Asked<'a> {
    fn parse(id: &'a str) -> Self {
        let is_code = |code: &str| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        match id.rsplit_once('~') {
            Some((name, country)) if is_code(country) => Self::Place { name, country: Some(country) },
            _ if is_code(id) => Self::Country(id),
            _ => Self::Place { name: id, country: None },
        }
    }

    fn country(&self) -> Option<&'a str> {
        match self {
            Self::Country(country) => Some(country),
            Self::Place { country, .. } => *country,
        }
    }

    /// What the list and the map are asked for to show the same.
    fn elsewhere<'p>(&'p self, pairs: &[(&'p str, &'p str)]) -> Vec<(&'p str, &'p str)> {
        let name = match self {
            Self::Country(_) => "",
            Self::Place { name, .. } => name,
        };
        [&[("place", name), ("country", self.country().unwrap_or(""))], pairs].concat()
    }

    fn filter(&self, request: &Request<'_>) -> Result<EventFilter, Failure> {
        let place = match self {
            Self::Country(_) => None,
            Self::Place { name, .. } => Some((*name).to_owned()),
        };
        let asked = super::events::filter_of(request)?;
        Ok(EventFilter { place, country: self.country().map(str::to_owned), ..asked })
    }

    /// Whether an event is there, by its place's name or its province's: words alone would find "Kabul" in "Kabul River" too.
    fn holds(&self, event: &Event) -> bool {
        let Some(place) = &event.place else { return false };
        match self {
            Self::Country(_) => true,
            Self::Place { name, .. } => {
                let key = name_key(name);
                name_key(&place.name) == key
                    || place.admin1.as_deref().is_some_and(|admin1| name_key(admin1) == key)
            }
        }
    }
}

/// What a place's page can be asked for.
const KEYS: [&str; 5] = ["type", "group", "since", "until", "page"];

pub(crate) fn page(request: &Request<'_>) -> Result<Answer, Failure> {
    if let Some(key) = request.query.unknown_key(&KEYS) {
        let what = format!("`{}` is nothing that a place can be asked for", request.echo(key));
        return Err(Failure::BadRequest { what, hint: format!("expected one of `{}`", KEYS.join("`, `")) });
    }
    let asked = Asked::parse(request.id);
    let page = number_of_page(request)?;
    let filter = asked.filter(request)?;
    let mut events = request.pages.event_heads(&filter)?.into_inner();
    events.retain(|event| asked.holds(event));
    if events.is_empty() {
        return nothing(request, &asked, &filter);
    }
    // Newest first, undated last, as everywhere.
    events.sort_by_key(|event| {
        (
            event.when.is_none(),
            std::cmp::Reverse(event.when.map(|when| (when.earliest, when.latest))),
            event.id.len(),
            event.id.clone(),
        )
    });
    let own = own_places(&asked, &events);
    let title = title(&asked, &own, request);
    let from = (page - 1) * PER_PAGE;
    let shown = &events[from.min(events.len())..(from + PER_PAGE).min(events.len())];
    let echo = |key: &str| request.query.get(key).map_or_else(String::new, |words| request.echo(words));
    let kept = ["type", "group", "since", "until"].map(|key| (key, echo(key)));
    let pairs = kept.iter().map(|(key, value)| (*key, value.as_str())).collect::<Vec<_>>();
    let body = html! {
        p.kicker { (kinds(&asked, &own)) }
        h1 { (source_words(&title)) }
        (lies_in(&asked, &own, request))
        p { (words::count(events.len(), "event", "events")) " that reports put here"
            @if pairs.iter().any(|(_, value)| !value.is_empty()) { ", of what the address asks for (" a href=(request.path) { "show all" } ")" } ". "
            "What is known only to the province or country may have been anywhere in it." }
        (drawing(&events, &asked, &title, request))
        section aria-labelledby="events" {
            h2 id="events" { "Events" }
            (event_table("Table of events", shown))
            (pager(request.path, &pairs, page, events.len() > from + PER_PAGE))
            p.actions {
                a.button href={ "/map" (query::build(&asked.elsewhere(&pairs))) } { "On the map" }
                a.button href={ "/events.csv" (query::build(&asked.elsewhere(&pairs))) } { "These events as CSV" }
            }
        }
        (named(&filter, request)?)
        (inside(&asked, &events, request))
    };
    Ok(Answer::Page(Page { title, body }))
}

/// No event: either the place is unknown, or nothing answers to what the address asks for.
fn nothing(request: &Request<'_>, asked: &Asked<'_>, filter: &EventFilter) -> Result<Answer, Failure> {
    let is_narrow = filter.since.is_some()
        || filter.until.is_some()
        || filter.actor.is_some()
        || filter.event_type.is_some();
    let known = match asked {
        Asked::Country(code) => Some(request.reference.country(code)).filter(|name| name != code),
        Asked::Place { .. } => None,
    };
    if !is_narrow && known.is_none() {
        return Err(request.not_found("place", request.id.split('~').next().unwrap_or("")));
    }
    let title = known.unwrap_or_else(|| request.echo(request.id.split('~').next().unwrap_or("")));
    let body = html! {
        p.kicker { "Place" }
        h1 { (source_words(&title)) }
        p.missing { "No report puts an event here that answers to this." }
        @if is_narrow { p { a href=(request.path) { "Everything here" } } }
    };
    Ok(Answer::Page(Page { title, body }))
}

/// The places of that name, one of each kind, the widest first.
fn own_places<'e>(asked: &Asked<'_>, events: &'e [Event]) -> Vec<&'e Place> {
    let Asked::Place { name, .. } = asked else { return Vec::new() };
    let mut found: BTreeMap<(Option<std::cmp::Reverse<PlacePrecision>>, Option<&str>), &Place> =
        BTreeMap::new();
    for place in events.iter().filter_map(|event| event.place.as_ref()) {
        if name_key(&place.name) == name_key(name) {
            found.entry((place.precision.map(std::cmp::Reverse), place.country.as_deref())).or_insert(place);
        }
    }
    found.into_values().collect()
}

fn title(asked: &Asked<'_>, own: &[&Place], request: &Request<'_>) -> String {
    match asked {
        Asked::Country(code) => request.reference.country(code),
        Asked::Place { name, .. } => {
            own.first().map_or_else(|| request.echo(name), |place| place.name.clone())
        }
    }
}

fn kinds(asked: &Asked<'_>, own: &[&Place]) -> String {
    if matches!(asked, Asked::Country(_)) {
        return "Country".to_owned();
    }
    let mut kinds = own.iter().filter_map(|place| Some(place.precision?.as_str())).collect::<Vec<_>>();
    kinds.dedup();
    if kinds.is_empty() { "Province".to_owned() } else { words::capital(&kinds.join(" and ")) }
}

fn lies_in(asked: &Asked<'_>, own: &[&Place], request: &Request<'_>) -> Markup {
    let Asked::Place { country, .. } = asked else { return html! {} };
    let admin1 = own.iter().find_map(|place| place.admin1.as_deref().filter(|admin1| *admin1 != place.name));
    html! {
        @if country.is_some() || admin1.is_some() {
            p.lead {
                "in "
                @if let Some(admin1) = admin1 {
                    a href={ "/p/" (query::encode(admin1)) @if let Some(code) = country { "~" (code) } } { (source_words(admin1)) }
                    @if country.is_some() { ", " }
                }
                @if let Some(code) = country { a href={ "/p/" (code) } { (source_words(&request.reference.country(code))) } }
            }
        }
    }
}

fn drawing(events: &[Event], asked: &Asked<'_>, title: &str, request: &Request<'_>) -> Markup {
    let focus = match asked {
        Asked::Country(code) => vec![(*code).to_owned()],
        Asked::Place { .. } => Vec::new(),
    };
    let events = events.iter().collect::<Vec<_>>();
    let ground = Ground::of(&events, request, "");
    html! {
        @if let Some(svg) = ground.drawn(&format!("Events in {title}"), &focus, 1120.0, request) {
            figure.chart.wide-map {
                a.skip-chart href="#events" { "Skip the map: the same as a table" }
                (PreEscaped(svg))
            }
            (super::map::key())
        }
    }
}

/// Groups that the events name.
fn named(filter: &EventFilter, request: &Request<'_>) -> Result<Markup, Failure> {
    let actors = request.pages.actors_of_events(filter)?;
    Ok(html! {
        @if !actors.is_empty() {
            section aria-labelledby="named" {
                h2 id="named" { "Named with events here" }
                ul.names {
                    @for line in actors.iter().take(BESIDE) { li { a href=(actor_path(&line.actor)) { (source_words(&line.actor.name)) } " " small { (line.n_events) } } }
                }
                p.note { "As attacker, target, claimant, accused or otherwise, with the number of events; being named is not a finding." }
            }
        }
    })
}

/// Finer places inside this one.
fn inside(asked: &Asked<'_>, events: &[Event], request: &Request<'_>) -> Markup {
    let mut counts: BTreeMap<String, (&Place, usize)> = BTreeMap::new();
    for place in events.iter().filter_map(|event| event.place.as_ref()) {
        let is_itself = match asked {
            Asked::Country(_) => place.precision == Some(PlacePrecision::Country),
            Asked::Place { name, .. } => name_key(&place.name) == name_key(name),
        };
        if !is_itself {
            counts.entry(place_path(place)).or_insert((place, 0)).1 += 1;
        }
    }
    let mut counts = counts.into_iter().collect::<Vec<_>>();
    counts.sort_by(|(_, (a, n)), (_, (b, m))| m.cmp(n).then_with(|| a.name.cmp(&b.name)));
    html! {
        @if !counts.is_empty() {
            section aria-labelledby="inside" {
                h2 id="inside" { "Places inside it" }
                ul.names {
                    @for (path, (place, events)) in counts.iter().take(BESIDE) {
                        li { a href=(path) { (source_words(&place.name)) } " " small { (events) } }
                    }
                }
                @if counts.len() > BESIDE { p.note { "The " (BESIDE) " with most events of " (counts.len()) "." } }
                @if matches!(asked, Asked::Country(_)) { p.note { a href={ "/map" (query::build(&[("look", asked.country().unwrap_or(""))])) } { "All of " (request.reference.country(asked.country().unwrap_or(""))) " on the map" } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_country_or_a_place_in_one() {
        assert!(matches!(Asked::parse("AF"), Asked::Country("AF")));
        assert!(matches!(Asked::parse("Kabul~AF"), Asked::Place { name: "Kabul", country: Some("AF") }));
        assert!(matches!(Asked::parse("Kabul~"), Asked::Place { name: "Kabul~", country: None }));
        assert!(matches!(Asked::parse("af"), Asked::Place { name: "af", country: None }));
    }
}
