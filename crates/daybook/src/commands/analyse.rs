//! `daybook analyse`: what the record shows about a group. JSON holds everything, text the counts and disputes.
use super::Ending;
use crate::cli::Analyse;
use crate::config::Settings;
use crate::console::{Console, one_line};
use crate::{overlay, pipeline};
use analyse::counts::Stances;
use analyse::{Findings, Tally, Toll};
use publish::words;

pub(super) fn run(options: &Analyse, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let lexicon = overlay::load(settings)?;
    let dossier = super::find_actor(&super::pages(settings)?, &options.actor)?;
    let stronghold = pipeline::options(&dossier, &options.stronghold.stronghold, &lexicon);
    let findings = analyse::findings(&dossier, &stronghold);
    if settings.json {
        console.line(serde_json::to_string(&findings)?)?;
    } else {
        console.line(format_args!("{}  {}", dossier.actor.id, one_line(&dossier.actor.name)))?;
        text(&findings, console)?;
    }
    Ok(Ending::Done)
}

fn text(findings: &Findings, console: &mut Console) -> anyhow::Result<()> {
    let coverage = &findings.coverage;
    console.line(format_args!(
        "{} reports from {} independent origins tell {} events, {} of them in one origin only",
        coverage.reports, coverage.origins, coverage.events, coverage.events_of_one_origin
    ))?;
    stances("attacks, all years", &findings.attacks.total, console)?;
    for year in &findings.attacks.years {
        stances(&format!("attacks in {}", year.year), &year.by_stance, console)?;
    }
    if !findings.options.stronghold.is_empty() {
        let countries = findings.options.stronghold.join(", ");
        console.line(format_args!("inside {countries}: {}", tally(&findings.attacks.inside)))?;
        console.line(format_args!("outside: {}", tally(&findings.attacks.outside)))?;
        console.line(format_args!("place unknown: {}", tally(&findings.attacks.place_unknown)))?;
    }
    let (n_plots, n_threats) = (findings.plots.len(), findings.threats.len());
    console.line(format_args!(
        "{n_plots} plots, {n_threats} threats, {} phases as stated",
        findings.phases.len()
    ))?;
    for contested in &findings.contested {
        let event = contested.event.as_deref().unwrap_or("-");
        let message = contested.message.as_deref().map(one_line).unwrap_or_default();
        console.line(format_args!("disputed {event} {}: {message}", contested.about))?;
    }
    Ok(())
}

fn stances(head: &str, stances: &Stances, console: &mut Console) -> anyhow::Result<()> {
    console.line(format_args!(
        "{head}: {}; claimed {}, blamed {}, suspected {}, stated {}, denied {}",
        tally(&stances.all),
        stances.claimed.len(),
        stances.blamed.len(),
        stances.suspected.len(),
        stances.stated.len(),
        stances.denied.len()
    ))
}

fn tally(tally: &Tally) -> String {
    format!("{} ({})", tally.len(), toll(&tally.killed))
}

/// The dead are a range; events without a figure are named, for they add nothing.
fn toll(toll: &Toll) -> String {
    if toll.events_with_figure == 0 {
        return "no count of the dead".to_owned();
    }
    let bounds = words::bounds(Some(toll.low), toll.best, toll.high).unwrap_or_default();
    match toll.events_without_figure {
        0 => format!("{bounds} killed"),
        without => format!("{bounds} killed, {without} without a count"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dead_are_a_range_and_what_is_not_counted_is_said() {
        let open =
            Toll { low: 20, best: Some(25), high: None, events_with_figure: 2, events_without_figure: 1 };
        assert_eq!(toll(&open), "at least 20 (best supported: 25) killed, 1 without a count");
        assert_eq!(toll(&Toll { events_without_figure: 3, ..Toll::default() }), "no count of the dead");
    }
}
