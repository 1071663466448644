//! `daybook search`.
use super::Ending;
use crate::cli::Search;
use crate::commands::show::heading;
use crate::config::Settings;
use crate::console::{Console, one_line};

pub(super) fn run(options: &Search, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let hits = super::pages(settings)?.search(&options.words.join(" "), options.limit)?;
    if settings.json {
        for hit in hits.iter() {
            console.line(serde_json::to_string(hit)?)?;
        }
        return Ok(Ending::Done);
    }
    for hit in hits.iter() {
        let citation = &hit.citation;
        let head = heading(citation.published, citation.outlet.as_deref(), citation.title.as_deref());
        let events =
            if hit.events.is_empty() { String::new() } else { format!("  [{}]", hit.events.join(" ")) };
        console.line(format_args!("{}  {head}{events}", citation.report))?;
        console.line(format_args!("    {}", one_line(&citation.quote)))?;
    }
    console.note(format_args!("{} sentences", hits.len()));
    Ok(Ending::Done)
}
