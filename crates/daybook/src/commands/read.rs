//! `daybook read`: what stage 1 makes of documents.
use super::Ending;
use crate::cli::Documents;
use crate::console::Console;
use crate::input::{self, Known, Raw, Refusal, Source};
use crate::isolate::{self, Taken};
use model::{CodePoints, Quoted, RegionKind};
use serde::Serialize;

#[derive(Serialize)]
struct Shown<'d> {
    capture: &'d model::Capture,
    text: TextShown<'d>,
    metadata: &'d model::Metadata,
    regions: Vec<RegionShown>,
    issues: Vec<model::reading::Issue<Quoted>>,
}

#[derive(Serialize)]
struct TextShown<'d> {
    sha256: &'d str,
    reader: &'d str,
    length: usize,
}

#[derive(Serialize)]
struct RegionShown {
    kind: RegionKind,
    #[serde(flatten)]
    span: Quoted,
}

pub(super) fn run(options: &Documents, console: &mut Console) -> anyhow::Result<Ending> {
    let mut ending = Ending::Done;
    for taken in super::extract::documents(options, console)?.into_iter().flat_map(Source::open) {
        let shown = match taken {
            Taken::Raw(raw) => shown(&raw),
            Taken::Refused { refusal, .. } => Err(refusal),
            Taken::Note(words) => {
                console.note(words);
                continue;
            }
        };
        match shown {
            Ok(line) => console.line(line)?,
            Err(refusal) => {
                console.error(&refusal.message);
                ending = Ending::SomeFailed;
            }
        }
    }
    Ok(ending)
}

fn shown(raw: &Raw) -> Result<String, Refusal> {
    let document = isolate::document(&raw.input())?;
    let points = CodePoints::new(&document.text.text);
    let region = |region: &model::Region| RegionShown { kind: region.kind, span: points.quoted(region.span) };
    let issue = |issue: &model::reading::Issue| model::reading::Issue {
        code: issue.code.clone(),
        message: issue.message.clone(),
        span: issue.span.map(|span| points.quoted(span)),
    };
    let text = &document.text;
    let length = points.at_byte(text.text.len());
    let shown = Shown {
        capture: &document.capture,
        text: TextShown { sha256: &text.sha256, reader: &text.reader, length },
        metadata: &document.metadata,
        regions: text.regions.iter().map(region).collect(),
        issues: document.issues.iter().map(issue).collect(),
    };
    serde_json::to_string(&shown).map_err(|error| Refusal { code: "internal", message: error.to_string() })
}

/// What options say of documents.
pub(super) fn known(about: &crate::cli::About) -> Known {
    Known { published: about.published.clone(), source: about.source.clone(), url: about.url.clone() }
}

/// Names the manifest's rows that match no file: most often a typing error.
pub(super) fn warn_unmatched(unmatched: &[String], console: &Console) {
    for row in unmatched {
        console.warn(format_args!("the manifest has a row for `{row}`, which is no file that was named"));
    }
}

/// The documents that were named, with a warning for what the manifest has too much.
pub(super) fn sources(
    paths: &[String],
    about: &crate::cli::About,
    console: &Console,
) -> anyhow::Result<std::collections::VecDeque<input::Source>> {
    let (sources, unmatched) = input::sources(paths, &known(about), about.manifest.as_deref())?;
    warn_unmatched(&unmatched, console);
    Ok(sources)
}
