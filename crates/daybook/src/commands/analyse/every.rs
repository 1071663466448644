//! `daybook analyse --all`: every actor of the imported tables. Whoever scans many series finds changes by chance; so it says how many were
//! scanned and how many false alarms are to be expected, and the surest changes come first.
use super::{Tables, kind_without_course};
use crate::commands::Ending;
use crate::config::Settings;
use crate::console::{Console, one_line};
use crate::overlay;
use analyse::dataset::{DatasetFindings, Step};
use analyse::forecast::{self, Recurrence};
use analyse::power;
use publish::numbers;

/// What text shows of one actor in one table.
struct Line {
    ln_bayes_factor: f64,
    text: String,
}

pub(super) fn run(
    stronghold: &[String],
    settings: &Settings,
    console: &mut Console,
) -> anyhow::Result<Ending> {
    let lexicon = overlay::load(settings)?;
    let tables = Tables::new(settings)?;
    let (mut lines, mut series) = (Vec::new(), Vec::new());
    let (mut targets, mut scanned) = (0_usize, 0_usize);
    for (key, name) in tables.datasets.actors()? {
        let entry = lexicon.actors.get(&key);
        let is_without_course = kind_without_course(&lexicon, &key, &name).is_some();
        let name = entry.map_or(name, |entry| entry.name.clone());
        let countries = entry.map(|entry| entry.countries.clone()).unwrap_or_default();
        let inside = if stronghold.is_empty() { &countries } else { stronghold };
        let mut found = tables.findings(&key, inside)?;
        // A side that only ever suffers one-sided violence is a population, and no actor; a person is none that has a course.
        let all = found.len();
        found.retain(|one| !one.is_target && !is_without_course);
        targets += all - found.len();
        scanned += found.len();
        let monthly = found.iter().filter(|one| one.step == Step::Month);
        series.extend(monthly.map(|one| one.counts.clone()));
        if settings.json {
            if !found.is_empty() {
                console.line(serde_json::json!({ "actor": key, "name": name, "datasets": found }))?;
            }
            continue;
        }
        lines.extend(
            found
                .iter()
                .map(|one| Line { ln_bayes_factor: one.ln_bayes_factor, text: line(&key, &name, one) }),
        );
    }
    lines.sort_by(|a, b| b.ln_bayes_factor.total_cmp(&a.ln_bayes_factor));
    for line in &lines {
        console.line(&line.text)?;
    }
    let (alarms, simulated) = power::false_alarms();
    let expected = scanned as f64 * alarms as f64 / simulated as f64;
    let recurrence = forecast::recurrence(&series);
    if settings.json {
        console.line(serde_json::json!({ "summary": {
            "series": scanned, "left_out": targets, "false_alarms_expected": expected, "recurrence": recurrence,
        }}))?;
        return Ok(Ending::Done);
    }
    console.line(format_args!(
        "{scanned} series scanned; of simulated series without any change {alarms} in {simulated} show one, so {expected:.1} false alarms are to be \
         expected"
    ))?;
    for line in &recurrence {
        console.line(again(line))?;
    }
    if targets > 0 {
        console.line(format_args!(
            "left out: {targets} that only ever suffer one-sided violence, or are persons or populations"
        ))?;
    }
    console.line(numbers::CAVEAT)?;
    Ok(Ending::Done)
}

/// How often a silence of this length ended within half a year, over all series by the month.
fn again(line: &Recurrence) -> String {
    let months = match line.since {
        (0, Some(0)) => "with an event in the month itself".to_owned(),
        (from, Some(to)) => format!("silent for {from} to {to} months"),
        (from, None) => format!("silent for {from} months or more"),
    };
    let (part, low, high) = line.again;
    format!(
        "{months}: an event within the next {} months in {:.0} % [{:.0}, {:.0}] of {} months of {} series",
        forecast::HORIZONS,
        part * 100.0,
        low * 100.0,
        high * 100.0,
        line.origins,
        line.units
    )
}

fn line(key: &str, name: &str, found: &DatasetFindings) -> String {
    let established: Vec<String> = found
        .boundaries
        .iter()
        .filter(|boundary| boundary.is_established)
        .map(|boundary| boundary.at.strftime("%Y-%m").to_string())
        .collect();
    let phases = if established.is_empty() {
        "no phase can be established".to_owned()
    } else {
        format!("changes established: {}", established.join(", "))
    };
    format!(
        "{}  {}  {}: {} events from {} to {}; {phases} (ln Bayes factor {:.1})",
        one_line(key),
        one_line(name),
        found.dataset,
        found.events,
        found.from,
        found.to,
        found.ln_bayes_factor
    )
}
