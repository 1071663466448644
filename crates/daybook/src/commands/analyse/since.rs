//! What has changed in a group's indicators since a state of the record.
use crate::cli::Analyse;
use crate::commands::{Ending, digest, find_actor};
use crate::config::Settings;
use crate::console::Console;
use crate::pipeline::{self, Stages};
use analyse::since::{EventsChange, PhasesChange, Since, State};
use anyhow::Context as _;
use jiff::civil::Date;
use store::{AsOf, Store};

pub(super) fn run(
    since: &str,
    actor: &str,
    now: State<'_>,
    options: &Analyse,
    settings: &Settings,
    console: &mut Console,
) -> anyhow::Result<Ending> {
    let store = Store::open_read_only(&settings.data)?;
    let from = digest::state(since, &store)?;
    let newest = now.0.generation;
    if from > newest {
        return Err(crate::commands::usage(format!(
            "found `--since {since}`, expected a state of this record: the newest is {newest}"
        )));
    }
    let stages = Stages::new(settings)?;
    let folder = tempfile::tempdir().context("cannot make a folder for the past state")?;
    let past = pipeline::past(&store, AsOf::Recorded(from), folder.path(), &stages)?;
    let pages = past.pages()?;
    // A state that did not know the group yet has nothing to compare with.
    let known = find_actor(&pages, actor).ok();
    let then = match &known {
        Some(dossier) => {
            let stronghold = pipeline::options(dossier, &options.stronghold.stronghold, &stages.lexicon);
            let own = analyse::own::own_phases(dossier, &pages.reports_by_month()?);
            Some((analyse::findings(dossier, &stronghold), own))
        }
        None => None,
    };
    let then = then.as_ref().map(|(findings, own)| (findings, own));
    let found = analyse::since::since(then, from, now);
    if settings.json {
        console.line(serde_json::to_string(&found)?)?;
    } else {
        text(&found, console)?;
    }
    Ok(Ending::Done)
}

fn text(found: &Since, console: &mut Console) -> anyhow::Result<()> {
    if !found.was_known {
        console
            .line(format_args!("state {} of the record does not know the group", found.from_generation))?;
    }
    for change in &found.events {
        console.line(events(change))?;
    }
    for change in &found.numbers {
        console.line(format_args!("{}: {} → {}", change.indicator, change.before, change.after))?;
    }
    if let Some(change) = &found.phases {
        console.line(phases(change))?;
    }
    let (from, to) = (found.from_generation, found.to_generation);
    if found.is_empty() {
        console.line(format_args!("no indicator has changed from state {from} to state {to}"))?;
    }
    console.note(format_args!(
        "from state {from} to state {to}: what is reported has changed, not only what happened"
    ));
    Ok(())
}

fn events(change: &EventsChange) -> String {
    let killed = change.killed.as_ref().filter(|(before, after)| before != after);
    let killed = killed.map(|(before, after)| format!(" ({} → {})", super::toll(before), super::toll(after)));
    let listed = |word: &str, ids: &[String]| match ids {
        [] => String::new(),
        ids => format!("; {word} {}", ids.join(" ")),
    };
    format!(
        "{}: {} → {}{}{}{}",
        change.indicator,
        change.before,
        change.after,
        killed.unwrap_or_default(),
        listed("came", &change.came),
        listed("gone", &change.gone)
    )
}

fn phases(change: &PhasesChange) -> String {
    let shown = |boundaries: &Option<Vec<(Date, Date)>>| match boundaries.as_deref() {
        None => "too little to divide".to_owned(),
        Some([]) => "none established".to_owned(),
        Some(some) => {
            let between = some.iter().map(|(from, to)| format!("between {from} and {to}"));
            between.collect::<Vec<_>>().join(", ")
        }
    };
    format!("boundaries of phases: {} → {}", shown(&change.before), shown(&change.after))
}
