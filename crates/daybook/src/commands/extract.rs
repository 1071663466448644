//! `daybook extract`: the extraction contract's JSON Lines, one object a document. Nothing is kept.
use super::Ending;
use crate::cli::{Documents, Extract, ExtractFormat};
use crate::config::Settings;
use crate::console::Console;
use crate::input::{Raw, Refusal, Source};
use crate::isolate::{self, Taken};
use crate::pipeline::Stages;
use serde_json::json;
use std::collections::VecDeque;

pub(super) fn run(options: &Extract, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    let stages = Stages::new(settings)?;
    let ExtractFormat::Json = options.format;
    let mut ending = Ending::Done;
    for taken in documents(&options.documents, console)?.into_iter().flat_map(Source::open) {
        let (label, line) = match taken {
            Taken::Raw(raw) => (raw.label.clone(), line(&raw, options, &stages, console)),
            Taken::Refused { label, refusal } => (label, Err(refusal)),
            Taken::Note(words) => {
                console.note(words);
                continue;
            }
        };
        match line {
            Ok(line) => console.line(line)?,
            Err(refusal) => {
                ending = Ending::SomeFailed;
                console.error(&refusal.message);
                let error = json!({ "code": refusal.code, "message": refusal.message, "path": label });
                console.line(json!({ "error": error }))?;
            }
        }
    }
    Ok(ending)
}

/// Files and folders only: reading a document must not open a connection.
pub(super) fn documents(options: &Documents, console: &Console) -> anyhow::Result<VecDeque<Source>> {
    if let Some(address) = options.paths.iter().find(|path| path.contains("://")) {
        return Err(super::usage(format!(
            "`{address}` is an address, expected a file\nhint: `daybook add` fetches pages"
        )));
    }
    super::read::sources(&options.paths, &options.about, console)
}

/// A date in the future is a warning here, on standard error: the output depends on the document alone, not on the day.
fn line(raw: &Raw, options: &Extract, stages: &Stages, console: &Console) -> Result<String, Refusal> {
    let document = isolate::document(&raw.input())?;
    if let Some(message) = stages.future(&document) {
        console.warn(format_args!("`{}`: {message}", raw.label));
    }
    let mut reading = stages.reading(&document, &raw.label)?;
    if !options.why {
        reading = reading.without_rules();
    }
    if options.with_text {
        reading.document.text = Some(document.text.text);
    }
    serde_json::to_string(&reading).map_err(|error| Refusal { code: "internal", message: error.to_string() })
}
