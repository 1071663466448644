//! `daybook digest`: what changed since a day or a generation.
use super::Ending;
use crate::cli::DigestOptions;
use crate::config::Settings;
use crate::console::{Console, one_line};
use jiff::civil::Date;
use model::dossier::{Change, ChangeKind};
use publish::words;
use store::Store;

pub(super) fn run(
    options: &DigestOptions,
    settings: &Settings,
    console: &mut Console,
) -> anyhow::Result<Ending> {
    let store = Store::open_read_only(&settings.data)?;
    let since = state(&options.since, &store)?;
    let digest = store.pages()?.changes_since(since, options.actor.as_deref())?;
    if settings.json {
        console.line(serde_json::to_string(&*digest)?)?;
        return Ok(Ending::Done);
    }
    for change in &digest.changes {
        console.line(line(change))?;
        for citation in change.statements.iter().filter_map(|statement| digest.citations.get(statement)) {
            let head = super::show::heading(citation.published, citation.outlet.as_deref(), None);
            console.line(format_args!(
                "    {}  {head}: \u{201c}{}\u{201d}",
                citation.report,
                one_line(&citation.quote)
            ))?;
        }
    }
    let n = digest.changes.len();
    console.note(format_args!("{n} changes from generation {} to {}", digest.since, digest.generation));
    Ok(Ending::Done)
}

/// A state of the record by its number, or the last one of a day.
pub(super) fn state(words: &str, store: &Store) -> anyhow::Result<u64> {
    match (words.parse::<u64>(), words.parse::<Date>()) {
        (Ok(generation), _) => Ok(generation),
        (_, Ok(day)) => Ok(store.generation_on(day)?),
        _ => Err(super::usage(format!(
            "found `--since {words}`, expected a generation such as `12` or a day such as `2026-11-25`"
        ))),
    }
}

fn line(change: &Change) -> String {
    let kind = match change.kind {
        ChangeKind::NewEvent => "new event",
        ChangeKind::NewPlot => "new, not carried out",
        ChangeKind::ChangedFigure => "changed figure",
        ChangeKind::NewResponsibility => "new responsibility",
        ChangeKind::MoreReports => "more reports",
    };
    let when = change.when.as_ref().map_or_else(|| "undated".to_owned(), words::time);
    let place =
        change.place.as_ref().map_or_else(|| "place unknown".to_owned(), |place| one_line(&place.name));
    format!("{}  {kind}  {when}  {}  {place}  {}", change.event, change.event_type, one_line(&change.words))
}
