//! Who published the reports.
use super::layout::{day, source_words};
use crate::answer::{Answer, Failure, Page};
use crate::app::Request;
use crate::words;
use jiff::civil::Date;
use maud::{Markup, html};
use model::dossier::ReportLine;
use std::collections::{BTreeMap, BTreeSet};

/// Reports read from the record at one time.
const CHUNK: usize = 5_000;

#[derive(Default)]
struct Outlet {
    reports: usize,
    origins: BTreeSet<String>,
    first: Option<Date>,
    last: Option<Date>,
}

impl Outlet {
    fn add(&mut self, report: &ReportLine) {
        self.reports += 1;
        self.origins.insert(report.origin.clone());
        let days = [self.first, self.last, report.published].into_iter().flatten();
        (self.first, self.last) = (days.clone().min(), days.max());
    }
}

pub(crate) fn page(request: &Request<'_>) -> Result<Answer, Failure> {
    let outlets = outlets(request)?;
    let body = html! {
        h1 { "Sources" }
        p {
            "Who published the reports of this record. Copies of one text, cut or edited ones too, are one independent origin: ten copies of a wire report confirm nothing. "
            "Outlets that belong to a party to a conflict are marked; what they say is their side's word."
        }
        @if outlets.is_empty() { p.missing { "No reports yet." } } @else { (table(&outlets, request)) }
    };
    Ok(Answer::Page(Page { title: "Sources".to_owned(), body }))
}

/// Outlets, most reports first, then by name; no name last.
fn outlets(request: &Request<'_>) -> Result<Vec<(Option<String>, Outlet)>, Failure> {
    let mut by_name: BTreeMap<Option<String>, Outlet> = BTreeMap::new();
    let mut offset = 0;
    loop {
        let chunk = request.pages.reports(CHUNK, offset)?;
        chunk.iter().for_each(|report| by_name.entry(report.outlet.clone()).or_default().add(report));
        if chunk.len() < CHUNK {
            break;
        }
        offset += CHUNK;
    }
    let mut outlets = by_name.into_iter().collect::<Vec<_>>();
    outlets.sort_by_key(|(name, outlet)| (name.is_none(), std::cmp::Reverse(outlet.reports)));
    Ok(outlets)
}

fn table(outlets: &[(Option<String>, Outlet)], request: &Request<'_>) -> Markup {
    html! {
        div.wide role="region" aria-label="Outlets" tabindex="0" {
            table {
                thead { tr { @for head in ["Outlet", "Party", "Reports", "Independent origins", "First", "Last"] { th scope="col" { (head) } } } }
                tbody {
                    @for (name, outlet) in outlets {
                        tr {
                            td { @match name { Some(name) => (source_words(name)), None => span.missing { "not known" } } }
                            td { (party(name.as_deref(), request)) }
                            td.number { (words::number(outlet.reports as u64)) }
                            td.number { (words::number(outlet.origins.len() as u64)) }
                            td.when { (day(outlet.first)) }
                            td.when { (day(outlet.last)) }
                        }
                    }
                }
            }
        }
    }
}

/// The party to a conflict that the outlet speaks for, by the lexicon.
fn party(name: Option<&str>, request: &Request<'_>) -> Markup {
    let outlet = name.and_then(|name| request.lexicon.outlets.by_name(name));
    let party = outlet.and_then(|outlet| outlet.party.as_deref());
    let name = |id| request.lexicon.actors.get(id).map_or(id, |actor| actor.name.as_str());
    html! { @if let Some(party) = party { span.flag { (source_words(name(party))) } } }
}
