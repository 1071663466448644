//! What imported tables show of one group: judgments in sentences, charts, and the same as tables.
use super::group::{Found, find};
use super::layout::{chart, source_words};
use crate::answer::{Answer, Failure, Page};
use crate::app::Request;
use crate::words;
use analyse::dataset::{DatasetFindings, DatedBoundary, Outside, SharePhase, TempoPhase};
use analyse::indicators::Share;
use maud::{Markup, html};
use model::dossier::ActorDossier;
use publish::numbers::{self, Sentence};
use publish::svg::numbers as draw;

/// Whether there is anything for this page; a table that cannot be read is said on the page itself.
pub(crate) fn has_rows(dossier: &ActorDossier, request: &Request<'_>) -> bool {
    let Some(key) = dossier.actor.lexicon_id.as_deref() else { return false };
    request.store.datasets().and_then(|datasets| datasets.has_rows(key)).unwrap_or(false)
}

pub(crate) fn page(request: &Request<'_>) -> Result<Answer, Failure> {
    let id = match find(request, "/numbers") {
        Ok(Found::Moved(answer)) => return Ok(answer),
        Ok(Found::Dossier(dossier)) => dossier.actor.lexicon_id.clone(),
        // A table may have a group that no report names.
        Err(failure) => match request.lexicon.actors.get(request.id) {
            Some(entry) => Some(entry.id.clone()),
            None => return Err(failure),
        },
    };
    let entry = id.as_deref().and_then(|id| request.lexicon.actors.get(id));
    let Some(entry) = entry else {
        return Err(request.not_found("group of the lexicon, by which rows of tables are known,", request.id));
    };
    let datasets = request.store.datasets()?;
    let rows = datasets.rows_of(&entry.id)?;
    let mut found = Vec::new();
    for one in datasets.all()? {
        let events = rows.iter().filter(|row| row.dataset == one.id).map(|row| &row.event);
        let of_group = analyse::dataset::rows_of(events, &entry.id, &one.codebook);
        let until = datasets.days(&one.id)?.map(|(_, last)| last);
        let findings = analyse::dataset::findings(&one.id, &of_group, until, &entry.countries);
        let findings = findings.filter(|_| analyse::may_have_course(entry.kind));
        found.extend(findings.map(|findings| (one.name, findings)));
    }
    let title = format!("{} in imported tables", entry.name);
    let body = html! {
        p.kicker { a href={ "/g/" (crate::query::encode(&entry.id)) } { (source_words(&entry.name)) } }
        h1 { "In imported tables" }
        p.notice { (numbers::CAVEAT) }
        @if found.is_empty() { p.missing { "No imported table has an event with this group." } }
        @for (name, findings) in &found { (of_table(name, findings, &entry.name)) }
        @if found.len() > 1 { p.note { "Tables end on other days and let in other events; they are not added up." } }
    };
    Ok(Answer::Page(Page { title, body }))
}

fn of_table(name: &str, found: &DatasetFindings, group: &str) -> Markup {
    let id = |part: &str| format!("{}-{part}", found.dataset);
    let values: Vec<u64> = found.rows.iter().filter_map(|row| row.inflicted).collect();
    let tempo = draw::tempo(&format!("{group}: events by month and phases"), found);
    let lethality = draw::lethality(&format!("{group}: deaths inflicted by event"), found);
    let outside = found.outside.as_ref().and_then(|outside| {
        Some((outside, draw::outside(&format!("{group}: share of events outside"), found, outside)?))
    });
    let tail = found
        .tail
        .as_ref()
        .and_then(|tail| draw::tail(&format!("{group}: the tail of deaths inflicted"), &values, tail));
    html! {
        section aria-labelledby=(id("table")) {
            h2 id=(id("table")) { (found.dataset) ": " (source_words(name)) }
            p {
                (words::number(found.events as u64)) " events from " (publish::words::date(found.from)) " to the table's last day, "
                (publish::words::date(found.to)) ". Deaths inflicted " (words::number(found.lethality.inflicted)) ", suffered "
                (words::number(found.lethality.suffered)) ", of unknown side " (words::number(found.lethality.unknown)) "."
            }
            h3 { "What may be said" }
            ul.judgments { @for sentence in numbers::sentences(found) { (judgment(&sentence)) } }
            h3 { "Tempo" }
            @if let Some(svg) = &tempo { (chart(svg, "Events a month, their phases, and how sure each boundary is. The likeliest division is drawn, whether its boundaries are established or not.", &id("tempo"))) }
            (tempo_table(&id("tempo"), &found.tempo, &found.boundaries))
            @if let Some((outside, svg)) = &outside {
                h3 { "Outside " (outside.stronghold.join(", ")) }
                (chart(svg, "The share of events outside the stronghold by its own phases; numbers over the bands are events outside and events with a country.", &id("outside")))
                (outside_table(&id("outside"), outside))
            }
            h3 { "Lethality" }
            @if let Some(svg) = &lethality { (chart(svg, "Deaths of the other side and of civilians, event by event. Who began a clash is not known.", &id("lethality"))) }
            (lethality_table(&id("lethality"), &found.tempo))
            @if let Some(svg) = &tail { (chart(svg, "How many events have so many deaths or more, with the fitted power law.", &id("lethality"))) }
        }
    }
}

fn judgment(sentence: &Sentence) -> Markup {
    html! {
        li {
            @if let Some(verdict) = sentence.verdict { b { (publish::words::capital(numbers::verdict(verdict))) ". " } }
            (sentence.text)
        }
    }
}

fn table(id: &str, label: &str, heads: &[&str], rows: &Markup) -> Markup {
    html! {
        div.wide id=(id) role="region" aria-label=(label) tabindex="0" {
            table {
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody { (rows) }
            }
        }
    }
}

fn months(from: jiff::civil::Date, to: jiff::civil::Date) -> String {
    let (from, to) = (publish::words::month_and_year(from), publish::words::month_and_year(to));
    if from == to { from } else { format!("{from} – {to}") }
}

/// Where the boundary at the beginning of a phase lies, and how sure it is.
fn begins(at: usize, boundaries: &[DatedBoundary]) -> Markup {
    let boundary = at.checked_sub(1).and_then(|before| boundaries.get(before));
    html! {
        @match boundary {
            Some(boundary) => {
                td { (months(boundary.between.0, boundary.between.1)) }
                td.number { (numbers::probability(boundary)) @if boundary.is_established { br; b { "established" } } }
            }
            None => { td { "–" } td { "–" } }
        }
    }
}

fn tempo_table(id: &str, phases: &[TempoPhase], boundaries: &[DatedBoundary]) -> Markup {
    let rows = html! {
        @for (at, phase) in phases.iter().enumerate() {
            @let (mean, low, high) = phase.per_month;
            tr {
                th scope="row" { (months(phase.from, phase.to)) }
                td.number { (words::number(phase.events)) }
                td.number { (format!("{mean:.1} [{low:.1}, {high:.1}]")) }
                (begins(at, boundaries))
                td.number { (phase.indicators.effective_provinces.map_or("–".to_owned(), |n| format!("{n:.1}"))) }
                td.number { (phase.indicators.spread.map_or("–".to_owned(), |spread| format!("{:.0} km", spread.standard_distance_km))) }
                td.number { (phase.moved_km.map_or("–".to_owned(), |km| format!("{km:.0} km"))) }
            }
        }
    };
    let heads = [
        "Phase",
        "Events",
        "A month, 90 %",
        "Begins between",
        "Probability, by the prior",
        "Provinces, effective",
        "Spread",
        "Middle moved",
    ];
    table(id, "Phases of tempo", &heads, &rows)
}

fn outside_table(id: &str, outside: &Outside) -> Markup {
    let share = |phase: &SharePhase| match phase.share {
        Some((share, low, high)) => {
            format!("{:.0} % [{:.0}, {:.0}]", share * 100.0, low * 100.0, high * 100.0)
        }
        None => "too few".to_owned(),
    };
    let rows = html! {
        @for (at, phase) in outside.phases.iter().enumerate() {
            tr {
                th scope="row" { (months(phase.from, phase.to)) }
                td.number { (words::number(phase.events.0)) " of " (words::number(phase.events.1)) }
                td.number { (share(phase)) }
                (begins(at, &outside.boundaries))
            }
        }
    };
    table(
        id,
        "Share outside, by phase",
        &["Phase", "Events outside", "Share, 95 %", "Begins between", "Probability, by the prior"],
        &rows,
    )
}

fn lethality_table(id: &str, phases: &[TempoPhase]) -> Markup {
    let share = |share: &Share| match share.share {
        Some((p, low, high)) => {
            format!(
                "{}/{}: {:.1} % [{:.1}, {:.1}]",
                share.part,
                share.whole,
                p * 100.0,
                low * 100.0,
                high * 100.0
            )
        }
        None => format!("{}/{}", share.part, share.whole),
    };
    let rows = html! {
        @for phase in phases {
            @let lethality = &phase.lethality;
            tr {
                th scope="row" { (months(phase.from, phase.to)) }
                td.number { (words::number(lethality.inflicted)) }
                td.number { (words::number(lethality.suffered)) }
                td.number { (lethality.median_inflicted.map_or("–".to_owned(), words::number)) }
                td.number { (share(&phase.indicators.ten_or_more)) }
                td.number { (phase.indicators.top_event.map_or("–".to_owned(), numbers::percent)) }
                td.number { (share(&phase.indicators.against_civilians)) }
                td.number { (share(&phase.indicators.single_source)) }
            }
        }
    };
    let heads = [
        "Phase",
        "Inflicted",
        "Suffered",
        "Median inflicted",
        "Ten or more, 95 %",
        "Deadliest event's part",
        "One-sided, 95 %",
        "Of one source, 95 %",
    ];
    table(id, "Lethality by phase", &heads, &rows)
}
