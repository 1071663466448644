//! The mix of sources and late reports as text.
use crate::console::{Console, one_line};
use analyse::Findings;
use analyse::indicators::Share;
use analyse::nowcast::{Late, Nowcast};
use analyse::reporting::{Break, BreakKind, Period};

/// Outlets and languages that a line names; JSON has all of them.
const NAMED: usize = 3;

pub(super) fn text(findings: &Findings, console: &mut Console) -> anyhow::Result<()> {
    let mix = &findings.source_mix;
    if !mix.periods.is_empty() {
        console.line("who reports, by day of publication:")?;
    }
    for period in mix.periods.iter().filter(|period| !period.reports.is_empty()) {
        console.line(line(period))?;
    }
    if !mix.undated.is_empty() {
        console.line(format_args!(
            "  without a day of publication, in no line above: {} reports",
            mix.undated.len()
        ))?;
    }
    for one in &mix.breaks {
        console.line(format_args!("  {}", broken(one)))?;
    }
    if !mix.periods.is_empty() {
        console.line(
            "  a change of sources changes counts of events, whatever happened; languages are those that reports state",
        )?;
    }
    match &findings.late {
        Late::Nowcast(found) => nowcast(found, console),
        Late::TooLittle { months, events } => console.line(format_args!(
            "late reports: nothing can be said of {months} whole months with {events} attacks of a known month; 24 months and 30 attacks are \
             needed, and no decline is told of the newest three"
        )),
    }
}

fn line(period: &Period) -> String {
    let mut text = format!(
        "  {} to {}: {} from {}",
        period.from,
        period.to,
        counted(period.reports.len(), "report", "reports"),
        counted(period.origins, "origin", "origins"),
    );
    text += &format!("; outlets {}", named(&period.outlets, period.outlet_unknown));
    if let Some(outlets) = period.effective_outlets {
        text += &format!(", as many as {outlets:.1} of equal weight");
    }
    text += &format!("; languages {}", named(&period.languages, period.language_unknown));
    if !period.first_told.is_empty() {
        text += &format!(
            "; {} first told, {} of one origin, {} claimed",
            counted(period.first_told.len(), "event", "events"),
            share(&period.single_origin),
            share(&period.claimed)
        );
    }
    text
}

fn counted(n: usize, one: &str, more: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { more })
}

fn named(all: &[(String, usize)], unknown: usize) -> String {
    let mut parts: Vec<String> =
        all.iter().take(NAMED).map(|(name, n)| format!("{} {n}", one_line(name))).collect();
    if all.len() > NAMED {
        let rest = all.iter().skip(NAMED).map(|one| one.1).sum::<usize>();
        parts.push(format!("{} more with {rest}", all.len() - NAMED));
    }
    if unknown > 0 {
        parts.push(format!("not stated {unknown}"));
    }
    parts.join(", ")
}

fn share(share: &Share) -> String {
    match share.share {
        Some((part, low, high)) => {
            let percent = |part: f64| part * 100.0;
            format!(
                "{} of {} ({:.0} % [{:.0}, {:.0}])",
                share.part,
                share.whole,
                percent(part),
                percent(low),
                percent(high)
            )
        }
        None => format!("{} of {}", share.part, share.whole),
    }
}

fn broken(one: &Break) -> String {
    let (before, after) = one.from_to;
    match one.what {
        BreakKind::Reports => format!("break at {}: {before:.0} reports before, {after:.0} after", one.at),
        BreakKind::LargestOutlet => format!(
            "break at {}: the largest outlet had {:.0} % of the reports before, {:.0} % after",
            one.at,
            before * 100.0,
            after * 100.0
        ),
        BreakKind::Languages => format!(
            "break at {}: a language had {:.0} % of the reports before, {:.0} % after",
            one.at,
            before * 100.0,
            after * 100.0
        ),
    }
}

fn nowcast(found: &Nowcast, console: &mut Console) -> anyhow::Result<()> {
    let part = |age: usize| {
        let (part, low, high) = found.told_within.get(age).copied().unwrap_or((1.0, 1.0, 1.0));
        format!("{:.0} % [{:.0}, {:.0}]", part * 100.0, low * 100.0, high * 100.0)
    };
    console.line(format_args!(
        "late reports: of {} attacks told within a year, {} are told in their own month, {} by the next, {} by the third after it; {} were told \
         later still and are left out",
        found.events,
        part(0),
        part(1),
        part(3),
        found.later
    ))?;
    for month in &found.months {
        let (mean, low, high) = month.expected;
        console.line(format_args!(
            "  {}: {} told by {}, {mean:.1} to be expected [{low}, {high}]",
            month.month.strftime("%Y-%m"),
            month.told.len(),
            found.as_of
        ))?;
    }
    console.line("  expected is what reports will tell if they come as late as before; what no report ever tells is in no number")
}
