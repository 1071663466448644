//! Phases of the attacks that reports tell, as text.
use crate::console::Console;
use analyse::own::{Own, OwnPhases};

pub(super) fn text(own: &Own, console: &mut Console) -> anyhow::Result<()> {
    match own {
        Own::Phases(found) => phases(found, console),
        Own::TooLittle { months, attacks } => console.line(format_args!(
            "phases of attacks: none computed of {months} months of reports with {attacks} attacks of a known month; 24 and 20 are needed"
        )),
        Own::NoOrganisation => {
            console.line("phases of attacks: none are sought of a person or a population")
        }
    }
}

fn phases(found: &OwnPhases, console: &mut Console) -> anyhow::Result<()> {
    let attacks: usize = found.attacks.iter().map(Vec::len).sum();
    console.line(format_args!(
        "phases of {attacks} attacks that reports tell; {} more are undated, of no one month or quarter, or before the reports begin",
        found.left_out
    ))?;
    if !found.has_phases {
        super::no_phase(found.ln_bayes_factor, console)?;
    }
    for (at, phase) in found.phases.iter().enumerate() {
        let (mean, low, high) = phase.per_month;
        let begins = at.checked_sub(1).and_then(|before| found.boundaries.get(before)).map(|one| {
            let reporting = if one.is_possibly_reporting {
                "; reports on others change there too: possibly one of reporting"
            } else {
                ""
            };
            super::boundary(&one.dated) + reporting
        });
        console.line(format_args!(
            "  {} to {}: {} attacks in {} known months, {mean:.1} a month [{low:.1}, {high:.1}]{}",
            phase.from,
            phase.to,
            phase.attacks,
            phase.months,
            begins.unwrap_or_default()
        ))?;
    }
    if !found.unknown.is_empty() {
        console.line(format_args!(
            "  {} months or quarters have too few reports of anything to say something, and are in no rate",
            found.unknown.len()
        ))?;
    }
    console.line(format_args!(
        "  from {} on attacks may still be told, so no decline is; a change here is one of what is reported",
        found.incomplete_from
    ))
}
