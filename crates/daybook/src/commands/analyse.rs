//! `daybook analyse`: what the record shows about a group. JSON holds everything, text the counts and disputes.
mod every;
mod own;
mod reporting;
mod since;

use super::Ending;
use crate::cli::Analyse;
use crate::config::Settings;
use crate::console::{Console, one_line};
use crate::{overlay, pipeline};
use analyse::counts::Stances;
use analyse::dataset::{DatasetFindings, DatedBoundary, Lethality};
use analyse::{Findings, Tally, Toll};
use publish::{numbers, words};
use store::Store;

pub(super) fn run(options: &Analyse, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let Some(actor) = options.actor.as_deref() else {
        return every::run(&options.stronghold.stronghold, settings, console);
    };
    let lexicon = overlay::load(settings)?;
    let pages = super::pages(settings)?;
    let dossier = match super::find_actor(&pages, actor) {
        Ok(dossier) => dossier,
        Err(unknown) => return of_table(actor, options, settings, console)?.ok_or(unknown),
    };
    let stronghold = pipeline::options(&dossier, &options.stronghold.stronghold, &lexicon);
    let findings = analyse::findings(&dossier, &stronghold);
    let own = analyse::own::own_phases(&dossier, &pages.reports_by_month()?);
    if let Some(since) = &options.since {
        return since::run(since, actor, (&findings, &own), options, settings, console);
    }
    let imported = if analyse::may_have_course(dossier.actor.kind) {
        imported(&dossier.actor.key, &stronghold.stronghold, settings)?
    } else {
        Vec::new()
    };
    if settings.json {
        let mut value = serde_json::to_value(&findings)?;
        value["own_phases"] = serde_json::to_value(&own)?;
        value["datasets"] = serde_json::to_value(&imported)?;
        console.line(value)?;
    } else {
        console.line(format_args!("{}  {}", dossier.actor.id, one_line(&dossier.actor.name)))?;
        text(&findings, console)?;
        own::text(&own, console)?;
        for one in &imported {
            dataset_text(one, console)?;
        }
    }
    Ok(Ending::Done)
}

/// A group that no report names, but a table of events does.
fn of_table(
    actor: &str,
    options: &Analyse,
    settings: &Settings,
    console: &mut Console,
) -> anyhow::Result<Option<Ending>> {
    let lexicon = overlay::load(settings)?;
    let datasets = Store::open_read_only(&settings.data)?.datasets()?;
    let wanted = actor.to_lowercase();
    let named = |entry: &&lexicon::ActorEntry| {
        entry.id == actor || entry.aliases.iter().any(|alias| alias.name.to_lowercase() == wanted)
    };
    let entry = lexicon
        .actors
        .all()
        .find(|entry| named(entry) && datasets.rows_of(&entry.id).is_ok_and(|rows| !rows.is_empty()));
    let (key, name, countries) = match entry {
        Some(entry) => (entry.id.clone(), entry.name.clone(), entry.countries.clone()),
        None => (actor.to_owned(), actor.to_owned(), Vec::new()),
    };
    let named = datasets.actors()?.into_iter().find(|(of_table, _)| *of_table == key).map(|(_, name)| name);
    if let Some(kind) = kind_without_course(&lexicon, &key, named.as_deref().unwrap_or(&name)) {
        anyhow::bail!(
            "`{}` is a {kind}: nothing is forecast of persons and populations, and no changes are sought\nhint: `daybook dataset export ID --actor {}` gives the rows of a table",
            one_line(&name),
            one_line(&key)
        );
    }
    let stronghold = if options.stronghold.stronghold.is_empty() {
        countries
    } else {
        options.stronghold.stronghold.clone()
    };
    let found = imported_by(&key, &stronghold, settings)?;
    if found.is_empty() {
        return Ok(None);
    }
    if settings.json {
        console.line(serde_json::json!({ "actor": key, "name": name, "datasets": found }))?;
    } else {
        console.line(format_args!(
            "{}  {}; no report of the record names it",
            one_line(&key),
            one_line(&name)
        ))?;
        for one in &found {
            dataset_text(one, console)?;
        }
    }
    Ok(Some(Ending::Done))
}

/// The kind of an actor of a table, where it is one that has no course. Tables know persons by their names only.
fn kind_without_course(lexicon: &lexicon::Lexicon, key: &str, name: &str) -> Option<model::ActorKind> {
    let name = name.to_lowercase();
    let is_named = |entry: &&lexicon::ActorEntry| {
        entry.name.to_lowercase() == name
            || entry.aliases.iter().any(|alias| alias.name.to_lowercase() == name)
    };
    let entry = lexicon.actors.get(key).or_else(|| lexicon.actors.all().find(is_named))?;
    (!analyse::may_have_course(entry.kind)).then_some(entry.kind)
}

/// What imported tables show of an actor of the record.
fn imported(key: &str, stronghold: &[String], settings: &Settings) -> anyhow::Result<Vec<DatasetFindings>> {
    match key.strip_prefix("lex:") {
        Some(id) => imported_by(id, stronghold, settings),
        None => Ok(Vec::new()),
    }
}

fn imported_by(
    key: &str,
    stronghold: &[String],
    settings: &Settings,
) -> anyhow::Result<Vec<DatasetFindings>> {
    Tables::new(settings)?.findings(key, stronghold)
}

/// The imported tables, each with its last day.
struct Tables {
    datasets: store::Datasets,
    all: Vec<(store::Dataset, Option<jiff::civil::Date>)>,
}

impl Tables {
    fn new(settings: &Settings) -> anyhow::Result<Self> {
        let datasets = Store::open_read_only(&settings.data)?.datasets()?;
        let mut all = Vec::new();
        for one in datasets.all()? {
            let until = datasets.days(&one.id)?.map(|(_, last)| last);
            all.push((one, until));
        }
        Ok(Self { datasets, all })
    }

    fn findings(&self, key: &str, stronghold: &[String]) -> anyhow::Result<Vec<DatasetFindings>> {
        let rows = self.datasets.rows_of(key)?;
        let mut found = Vec::new();
        for (one, until) in &self.all {
            let events = rows.iter().filter(|row| row.dataset == one.id).map(|row| &row.event);
            let of_group = analyse::dataset::rows_of(events, key, &one.codebook);
            found.extend(analyse::dataset::findings(&one.id, &of_group, *until, stronghold));
        }
        Ok(found)
    }
}

fn dataset_text(found: &DatasetFindings, console: &mut Console) -> anyhow::Result<()> {
    console.line(format_args!(
        "imported table {}: {} events from {} to {}; {}",
        found.dataset,
        found.events,
        found.from,
        found.to,
        deaths(&found.lethality)
    ))?;
    if !found.has_phases {
        no_phase(found.ln_bayes_factor, console)?;
    }
    for (at, phase) in found.tempo.iter().enumerate() {
        let (mean, low, high) = phase.per_month;
        let begins = at
            .checked_sub(1)
            .and_then(|before| found.boundaries.get(before))
            .map(boundary)
            .unwrap_or_default();
        console.line(format_args!(
            "  {} to {}: {} events, {mean:.1} a month [{low:.1}, {high:.1}]; {}{begins}",
            phase.from,
            phase.to,
            phase.events,
            deaths(&phase.lethality)
        ))?;
    }
    if let Some(outside) = &found.outside {
        console.line(format_args!(
            "outside {}: {} of {} events with a country",
            outside.stronghold.join(", "),
            outside.events.0,
            outside.events.1
        ))?;
        for (at, phase) in outside.phases.iter().enumerate() {
            let share = match phase.share {
                Some((share, low, high)) => {
                    format!("{:.0} % [{:.0}, {:.0}]", share * 100.0, low * 100.0, high * 100.0)
                }
                None => "too few for a share".to_owned(),
            };
            let begins = at
                .checked_sub(1)
                .and_then(|before| outside.boundaries.get(before))
                .map(boundary)
                .unwrap_or_default();
            console.line(format_args!(
                "  {} to {}: {} of {}, {share}{begins}",
                phase.from, phase.to, phase.events.0, phase.events.1
            ))?;
        }
    }
    for sentence in numbers::sentences(found) {
        match sentence.verdict {
            Some(verdict) => {
                console.line(format_args!("{}: {}", numbers::verdict(verdict), sentence.text))?;
            }
            None => console.line(sentence.text)?,
        }
    }
    console.line(numbers::CAVEAT)
}

fn deaths(found: &Lethality) -> String {
    let median = found.median_inflicted.map(|median| format!(", median {median}")).unwrap_or_default();
    format!(
        "inflicted {}{median}, {} with 10 or more; suffered {}, side unknown {}",
        found.inflicted, found.mass_casualty, found.suffered, found.unknown
    )
}

/// That no division into phases is established, before the likeliest one.
fn no_phase(ln_bayes_factor: f64, console: &mut Console) -> anyhow::Result<()> {
    console.line(format_args!(
        "no phase can be established (ln Bayes factor of any boundary {ln_bayes_factor:.1}); the likeliest division:"
    ))?;
    Ok(())
}

fn boundary(found: &DatedBoundary) -> String {
    let word = if found.is_established { "established" } else { "not established" };
    format!(
        "; a boundary here with P {:.2} ({word}), between {} and {}",
        found.probability, found.between.0, found.between.1
    )
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
    reporting::text(findings, console)?;
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
