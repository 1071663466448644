//! `daybook search`.
use super::Ending;
use crate::cli::Search;
use crate::commands::show::heading;
use crate::config::Settings;
use crate::console::{Console, one_line};
use crate::overlay;
use store::Query;

pub(super) fn run(options: &Search, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let lexicon = overlay::load(settings)?;
    let query = Query::parse(&options.words.join(" "));
    let found = serve::search(&*super::pages(settings)?, &query, options.limit, !options.exact, &lexicon)?;
    if settings.json {
        for hit in &found.hits {
            console.line(serde_json::to_string(hit)?)?;
        }
    } else {
        for hit in &found.hits {
            let citation = &hit.citation;
            let head = heading(citation.published, citation.outlet.as_deref(), citation.title.as_deref());
            let events =
                if hit.events.is_empty() { String::new() } else { format!("  [{}]", hit.events.join(" ")) };
            console.line(format_args!("{}  {head}{events}", citation.report))?;
            console.line(format_args!("    {}", one_line(&citation.quote)))?;
        }
    }
    for (word, others) in &found.spellings {
        console.note(format_args!("`{word}` also as {} (`--exact` for the word alone)", others.join(", ")));
    }
    if let Some(problem) = &found.problem {
        console.note(format_args!("{problem}"));
    }
    console.note(format_args!("{} sentences", found.hits.len()));
    Ok(Ending::Done)
}
