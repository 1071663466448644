//! `daybook show`: an actor, an event or a report, as text with the words behind everything, or as JSON.
use super::Ending;
use crate::cli::Show;
use crate::config::Settings;
use crate::console::{Console, one_line};
use anyhow::Context as _;
use jiff::civil::Date;
use model::dossier::{ActorDossier, Citations, DocumentView, EventDossier, ReportLine};
use model::record::{Event, FusedFigure, Place};
use publish::words;
use serde::Serialize;

pub(super) fn run(options: &Show, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let pages = super::pages(settings)?;
    let id = options.id.trim();
    if is_minted(id, 'E') {
        let unknown = || format!("no event `{id}` in the record");
        let dossier = pages.event(id)?.with_context(unknown)?;
        write(&*dossier, settings, console, event)?;
        let origins = publish::Reference::from(&crate::overlay::load(settings)?).origins(&dossier.event);
        if let Some(by_party) = origins.in_words().filter(|_| !settings.json) {
            console.line(format_args!("of the origins: {}", one_line(&by_party)))?;
        }
    } else if is_minted(id, 'R') {
        let unknown = || format!("no report `{id}` in the record");
        let view = pages.document(id)?.with_context(unknown)?;
        write(&*view, settings, console, report)?;
    } else {
        write(&*super::find_actor(&pages, id)?, settings, console, actor)?;
    }
    Ok(Ending::Done)
}

/// A letter and a number, as ids are minted.
fn is_minted(id: &str, letter: char) -> bool {
    let number = id.strip_prefix(letter);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn write<T: Serialize>(
    shown: &T,
    settings: &Settings,
    console: &mut Console,
    as_text: fn(&T, &mut Console) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    if settings.json { console.line(serde_json::to_string(shown)?) } else { as_text(shown, console) }
}

fn actor(dossier: &ActorDossier, console: &mut Console) -> anyhow::Result<()> {
    let actor = &dossier.actor;
    console.line(format_args!("{}  {}  ({})", actor.id, one_line(&actor.name), actor.kind))?;
    let names = dossier.names.iter().map(|name| format!("{} ({})", one_line(&name.name), name.n_reports));
    console.line(format_args!("names:     {}", names.collect::<Vec<_>>().join(", ")))?;
    for relation in &dossier.relations {
        let to = relation.to.as_ref().map(|to| to.name.as_str());
        let to = to.or(relation.place.as_ref().map(|place| place.name.as_str())).unwrap_or("-");
        let n = relation.members.len();
        let (from, to) = (one_line(&relation.from.name), one_line(to));
        console.line(format_args!("relation:  {from} {} {to}  ({n} statements)", relation.kind))?;
    }
    for event in &dossier.events {
        console.line(format_args!("event:     {}", event_line(event)))?;
    }
    for report in &dossier.reports {
        console.line(format_args!("report:    {}", report_line(report)))?;
    }
    Ok(())
}

fn event(dossier: &EventDossier, console: &mut Console) -> anyhow::Result<()> {
    let event = &dossier.event;
    console.line(event_line(event))?;
    let (n_reports, n_origins) = (event.n_reports, event.n_origins);
    let reports = words::count(n_reports, "report", "reports");
    let origins = words::count(n_origins, "independent origin", "independent origins");
    console.line(format_args!("told by {reports} from {origins}"))?;
    for figure in &event.figures {
        console.line(format_args!("{}: {}  ({})", figure.measure, figure_words(figure), figure.reasoning))?;
        for left_out in &figure.left_out {
            let quote = quote(&dossier.citations, &left_out.statement);
            console.line(format_args!("    left out, {}: {quote}", left_out.reason))?;
        }
        let others = event.by_profile.iter().filter(|other| other.measure == figure.measure);
        for other in others {
            let (profile, words) = (&other.profile, figure_words(other));
            console.line(format_args!("    by the profile {profile}: {words}  ({})", other.reasoning))?;
        }
    }
    for contradiction in &event.contradictions {
        console.line(format_args!("disputed: {}", one_line(&contradiction.message)))?;
        for statement in &contradiction.statements {
            console.line(format_args!("    {}", quote(&dossier.citations, statement)))?;
        }
    }
    for member in &event.members {
        console.line(format_args!("{}", quote(&dossier.citations, &member.statement)))?;
    }
    for judgement in &dossier.judgements {
        console.line(format_args!("judged: {}", super::judge::line(judgement)))?;
    }
    dossier.reports.iter().try_for_each(|report| console.line(report_line(report)))
}

fn report(view: &DocumentView, console: &mut Console) -> anyhow::Result<()> {
    console.line(report_line(&view.report))?;
    if let Some(url) = &view.report.url {
        console.line(one_line(url))?;
    }
    for note in &view.notes {
        console.line(format_args!("how it was read: {}", one_line(note)))?;
    }
    for sentence in &view.sentences {
        console.line(one_line(&sentence.citation.quote))?;
        for statement in &sentence.statements {
            let target = statement.target.as_deref().unwrap_or("-");
            console.line(format_args!(
                "    {} {target}: {}",
                statement.family,
                one_line(&statement.summary)
            ))?;
        }
    }
    Ok(())
}

/// An event on one line: id, time, type, realis, place, the dead and injured.
pub(super) fn event_line(event: &Event) -> String {
    let when = event.when.as_ref().map_or_else(|| "undated".to_owned(), words::time);
    let subtype = event.subtype.map(|subtype| format!("/{subtype}")).unwrap_or_default();
    let place = event.place.as_ref().map(place_words).unwrap_or_else(|| "place unknown".to_owned());
    let figures = event.figures.iter().map(|figure| format!(", {} {}", figure_words(figure), figure.measure));
    let figures = figures.collect::<String>();
    format!("{}  {when}  {}{subtype} {}  {place}{figures}", event.id, event.event_type, event.realis)
}

fn place_words(place: &Place) -> String {
    let country = place.country.as_deref().map(|country| format!(", {country}")).unwrap_or_default();
    format!("{}{country}", one_line(&place.name))
}

fn figure_words(figure: &FusedFigure) -> String {
    words::bounds(figure.low, figure.best, figure.high).unwrap_or_else(|| "an unknown number".to_owned())
}

fn quote(citations: &Citations, statement: &str) -> String {
    citations.get(statement).map_or_else(
        || "(no quote)".to_owned(),
        |citation| format!("{}: \u{201c}{}\u{201d}", citation.report, one_line(&citation.quote)),
    )
}

fn report_line(report: &ReportLine) -> String {
    format!("{}  {}", report.id, heading(report.published, report.outlet.as_deref(), report.title.as_deref()))
}

/// Day, outlet and headline of a report, as far as they are known.
pub(super) fn heading(published: Option<Date>, outlet: Option<&str>, title: Option<&str>) -> String {
    let published = published.map_or_else(|| "undated".to_owned(), |date| date.to_string());
    let parts = [Some(published), outlet.map(one_line), title.map(one_line)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minted_ids_are_told_from_names() {
        assert!(is_minted("E12", 'E'));
        assert!(
            !is_minted("E", 'E') && !is_minted("Eta", 'E') && !is_minted("R1", 'E') && !is_minted("E1a", 'E')
        );
    }

    #[test]
    fn a_heading_leaves_out_what_is_not_known() {
        assert_eq!(heading(None, None, Some("A title")), "undated  A title");
    }
}
