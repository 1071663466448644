//! Who stands to whom, across groups: drawn, and as a table with the sentence for each relation.
use super::events::number_of_page;
use super::layout::{actor, chart, cite_some, pager, source_words};
use crate::answer::{Answer, Failure, Page};
use crate::app::Request;
use crate::{query, words};
use maud::{Markup, html};
use model::Public;
use model::dossier::Network;
use model::record::{ActorRef, Relation, RelationSubject, Voice};
use publish::svg::{self, NetworkEdge, NetworkNode};
use std::collections::{BTreeMap, BTreeSet};

const KEYS: [&str; 3] = ["group", "year", "page"];
/// Relations in the table of one page, each with a sentence.
const PER_PAGE: usize = 40;
/// Outlets or speakers named beside a relation.
const SPEAKERS: usize = 4;

pub(crate) fn page(request: &Request<'_>) -> Result<Answer, Failure> {
    if let Some(key) = request.query.unknown_key(&KEYS) {
        let what = format!("`{}` is nothing that the network can be asked for", request.echo(key));
        return Err(Failure::BadRequest { what, hint: "expected `group`, `year` and `page`".to_owned() });
    }
    let page = number_of_page(request)?;
    let group = request.query.get("group");
    let (network, year) = asked(request)?;
    let asked = Asked { group: group.map(|group| request.echo(group)).unwrap_or_default(), year };
    let years = years(&network);
    let shown = network.relations.iter().filter_map(|relation| within(relation, year)).collect::<Vec<_>>();
    let from = (page - 1).saturating_mul(PER_PAGE).min(shown.len());
    let rows = &shown[from..(from + PER_PAGE).min(shown.len())];
    let said = rows.iter().filter_map(Shown::newest);
    let cited = request.pages.cite_relations(said)?;
    let center = network.center.as_deref();
    let drawing = draw(&network, &shown, &asked);
    let title = center.and_then(|key| name_of(&network, key)).map(|name| format!("Network around {name}"));
    let title = title.unwrap_or_else(|| "Network".to_owned());
    let body = html! {
        h1 { (source_words(&title)) }
        p {
            (words::count(shown.len(), "relation", "relations")) " among groups, organisations and states, as reports state "
            (if shown.len() == 1 { "it" } else { "them" })
            @if let Some(year) = year { ", said of " (year) " or, without a time of their own, in " (year) }
            ". Whoever says so stands beside each; none is ours. Persons are not in it."
            @if network.is_cut { " Of the statements only the newest 5,000 were read." }
        }
        form.filter action="/network" method="get" {
            label { "Around" input type="text" name="group" value=(asked.group) placeholder="is-k" dir="auto" maxlength="120"; }
            label { "Year" input type="text" inputmode="numeric" name="year" value=[year] placeholder="2021" maxlength="4"; }
            button type="submit" { "Show" }
        }
        (periods(&asked, &years))
        @if let Some(svg) = drawing { (chart(&svg, "Actors in the order of their names. The width of a line grows with the number of statements; a name leads to the network around it, a line to its sentences.", "relations")) }
        @if shown.is_empty() { p.missing { "No report states such a relation." } } @else { (table(rows, from, &cited)) }
        (pager("/network", &[("group", &asked.group), ("year", &asked.year_words())], page, from + rows.len() < shown.len()))
        @if center.is_some() { p { a href={ "/g/" (query::encode(&asked.group)) } { "The group's page" } " · " a href="/network" { "Among all" } } }
    };
    Ok(Answer::Page(Page { title, body }))
}

/// The network that a query asks for, and the year of it.
pub(super) fn asked(request: &Request<'_>) -> Result<(Public<Network>, Option<i16>), Failure> {
    let group = request.query.get("group");
    let year = request.query.get("year").map(|year| year_of(year, request)).transpose()?;
    match request.pages.network(group) {
        Ok(network) => Ok((network, year)),
        Err(store::Error::Unknown { .. }) => {
            Err(request.not_found("group or organisation", group.unwrap_or_default()))
        }
        Err(error) => Err(error.into()),
    }
}

/// The relations with those of their statements that belong to a year.
pub(super) fn of_year(network: &Network, year: Option<i16>) -> Vec<Relation> {
    let shown = network.relations.iter().filter_map(|relation| within(relation, year));
    let only = |one: Shown<'_>| Relation {
        members: one.said.into_iter().cloned().collect(),
        ..one.relation.clone()
    };
    shown.map(only).collect()
}

fn year_of(words: &str, request: &Request<'_>) -> Result<i16, Failure> {
    words.parse().ok().filter(|year| (1..=9999).contains(year)).ok_or_else(|| Failure::BadRequest {
        what: format!("`year` is `{}`, which is none", request.echo(words)),
        hint: "expected four digits such as `2021`".to_owned(),
    })
}

/// What is asked for, as it may be shown again.
struct Asked {
    group: String,
    year: Option<i16>,
}

impl Asked {
    fn year_words(&self) -> String {
        self.year.map(|year| year.to_string()).unwrap_or_default()
    }

    fn to(&self, group: &str, year: &str, page: usize) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        format!("/network{}", query::build(&[("group", group), ("year", year), ("page", &page)]))
    }
}

/// A relation with those of its statements that belong to the period.
struct Shown<'r> {
    relation: &'r Relation,
    said: Vec<&'r RelationSubject>,
}

impl<'r> Shown<'r> {
    fn newest(&self) -> Option<&'r RelationSubject> {
        self.said.last().copied()
    }

    fn is_ended(&self) -> bool {
        self.newest().is_some_and(|one| one.ended)
    }

    /// The times that sources give, each once.
    fn times(&self) -> Vec<String> {
        let times = self.said.iter().filter_map(|one| one.when.as_ref());
        let mut times = times.collect::<Vec<_>>();
        times.sort_by_key(|when| (when.earliest, when.latest));
        times.dedup();
        times.into_iter().map(words::time).collect()
    }

    /// The first and the last day on which it is said.
    fn days(&self) -> Option<String> {
        let days = self.said.iter().filter_map(|one| one.report.published);
        let (first, last) = (days.clone().min()?, days.max()?);
        Some(if first == last {
            words::day(first)
        } else {
            format!("{} to {}", words::day(first), words::day(last))
        })
    }
}

/// The years to which a statement belongs: those of its own time, else that in which it was said.
fn years_said(one: &RelationSubject) -> Option<(i16, i16)> {
    let own = one.when.map(|when| (when.earliest.year(), when.latest.year()));
    own.or_else(|| one.report.published.map(|day| (day.year(), day.year())))
}

fn within(relation: &Relation, year: Option<i16>) -> Option<Shown<'_>> {
    let is_in = |one: &&RelationSubject| {
        year.is_none_or(|year| years_said(one).is_some_and(|(first, last)| (first..=last).contains(&year)))
    };
    let said = relation.members.iter().filter(is_in).collect::<Vec<_>>();
    (!said.is_empty()).then_some(Shown { relation, said })
}

/// Relations by year.
fn years(network: &Network) -> BTreeMap<i16, usize> {
    /// A time that spans more says nothing of any one year.
    const LONGEST_YEARS: i16 = 30;
    let mut years = BTreeMap::new();
    for relation in &network.relations {
        let spans = relation.members.iter().filter_map(years_said);
        let spans = spans.filter(|(first, last)| last - first <= LONGEST_YEARS);
        let own = spans.flat_map(|(first, last)| first..=last).collect::<BTreeSet<_>>();
        own.into_iter().for_each(|year| *years.entry(year).or_default() += 1);
    }
    years
}

fn periods(asked: &Asked, years: &BTreeMap<i16, usize>) -> Markup {
    let to = |year: i16| asked.to(&asked.group, &year.to_string(), 1);
    let before = asked.year.and_then(|year| years.range(..year).next_back());
    let after = asked.year.and_then(|year| years.range(year.saturating_add(1)..).next());
    html! {
        nav.chips aria-label="Year" {
            a href=(asked.to(&asked.group, "", 1)) aria-current=[asked.year.is_none().then_some("true")] { "All years" }
            @for (year, n) in years { a href=(to(*year)) aria-current=[(asked.year == Some(*year)).then_some("true")] { (year) " " small { (n) } } }
        }
        @if before.is_some() || after.is_some() {
            p.steps {
                @if let Some((year, _)) = before { a.button rel="prev" href=(to(*year)) { "‹ Earlier" } }
                @if let Some((year, _)) = after { a.button rel="next" href=(to(*year)) { "Later ›" } }
            }
        }
    }
}

fn name_of<'n>(network: &'n Network, key: &str) -> Option<&'n str> {
    let ends = network.relations.iter().flat_map(|relation| [Some(&relation.from), relation.to.as_ref()]);
    ends.flatten().find(|end| end.key == key).map(|end| end.name.as_str())
}

/// The actors with most relations, in the order of their names, and the relations among them.
fn draw(network: &Network, shown: &[Shown<'_>], asked: &Asked) -> Option<String> {
    let mut weights: BTreeMap<&str, (&ActorRef, usize)> = BTreeMap::new();
    for one in shown {
        for end in [Some(&one.relation.from), one.relation.to.as_ref()].into_iter().flatten() {
            weights.entry(&end.key).or_insert((end, 0)).1 += 1;
        }
    }
    let is_center = |actor: &ActorRef| network.center.as_ref() == Some(&actor.key);
    let mut actors = weights.into_values().collect::<Vec<_>>();
    actors.sort_by(|(one, n), (other, m)| {
        (!is_center(one), std::cmp::Reverse(n), &one.name).cmp(&(
            !is_center(other),
            std::cmp::Reverse(m),
            &other.name,
        ))
    });
    actors.truncate(svg::MOST_NODES);
    actors.sort_by(|(one, _), (other, _)| (&one.name, &one.key).cmp(&(&other.name, &other.key)));
    let place = |actor: &ActorRef| actors.iter().position(|(known, _)| known.key == actor.key);
    let nodes = actors.iter().map(|(actor, _)| NetworkNode {
        name: actor.name.clone(),
        href: asked.to(address(actor), &asked.year_words(), 1),
        is_center: is_center(actor),
    });
    let edges = shown.iter().enumerate().filter_map(|(at, one)| {
        let to = one.relation.to.as_ref()?;
        let (from, to) = (place(&one.relation.from)?, place(to)?);
        let here = asked.to(&asked.group, &asked.year_words(), at / PER_PAGE + 1);
        Some(NetworkEdge {
            from,
            to,
            kind: one.relation.kind,
            ended: one.is_ended(),
            statements: one.said.len(),
            words: in_words(one),
            href: format!("{here}#r-{}", at + 1),
        })
    });
    svg::network("Relations among actors", &nodes.collect::<Vec<_>>(), &edges.collect::<Vec<_>>())
}

/// What an actor is asked for by.
fn address(actor: &ActorRef) -> &str {
    actor.key.strip_prefix("lex:").unwrap_or(&actor.name)
}

fn in_words(one: &Shown<'_>) -> String {
    let to = one.relation.to.as_ref().map_or("", |to| to.name.as_str());
    let verb = words::relation_verb(one.relation.kind, one.is_ended());
    let said = words::count(one.said.len(), "statement", "statements");
    let days = one.days().map(|days| format!(", {days}")).unwrap_or_default();
    format!("{}: {verb} {to}; {said}{days}", one.relation.from.name)
}

fn table(rows: &[Shown<'_>], from: usize, cited: &Network) -> Markup {
    html! {
        div.wide id="relations" role="region" aria-label="Table of relations" tabindex="0" {
            table {
                thead { tr { @for head in ["Relation", "Stated time", "Said", "By", "The newest sentence"] { th scope="col" { (head) } } } }
                tbody {
                    @for (at, one) in rows.iter().enumerate() {
                        tr id={ "r-" (from + at + 1) } {
                            td {
                                (actor(&one.relation.from)) " " (words::relation_verb(one.relation.kind, one.is_ended())) " "
                                @if let Some(to) = &one.relation.to { (actor(to)) }
                            }
                            td {
                                @let times = one.times();
                                @if times.is_empty() { span.missing { "not stated" } } @else { (times.join("; ")) }
                            }
                            td {
                                @match one.days() { Some(days) => (days), None => span.missing { "no date" } }
                                span.fine { (words::count(one.said.len(), "statement", "statements")) }
                            }
                            td { (speakers(one)) }
                            td { (cite_some(&cited.citations, one.newest().map(|one| one.statement.as_str()).into_iter(), 1)) }
                        }
                    }
                }
            }
        }
    }
}

/// Who says so, each once.
fn speakers(one: &Shown<'_>) -> Markup {
    let mut seen = BTreeSet::new();
    let names = one.said.iter().filter_map(|said| match (&said.voice, &said.report.source) {
        (Voice::Document, source) => source.as_deref(),
        (Voice::Actor(actor), _) => Some(actor.name.as_str()),
        (Voice::Described(words), _) => Some(words.as_str()),
    });
    let names = names.filter(|name| seen.insert(*name)).collect::<Vec<_>>();
    html! {
        @if names.is_empty() { span.missing { "not known" } }
        @for (at, name) in names.iter().take(SPEAKERS).enumerate() { @if at > 0 { ", " } (source_words(name)) }
        @if names.len() > SPEAKERS { " and " (names.len() - SPEAKERS) " more" }
    }
}
