//! `daybook parse`: what the language models make of documents, as CoNLL-U.
use super::Ending;
use crate::cli::Documents;
use crate::console::Console;
use crate::input::{Raw, Refusal, Source};
use crate::isolate::{self, Taken};
use language::{Parser, Scratch};

pub(super) fn run(options: &Documents, console: &mut Console) -> anyhow::Result<Ending> {
    let parser = Parser::shipped();
    let mut scratch = Scratch::default();
    let mut ending = Ending::Done;
    for taken in super::extract::documents(options, console)?.into_iter().flat_map(Source::open) {
        let lines = match taken {
            Taken::Raw(raw) => parsed(&raw, &parser, &mut scratch),
            Taken::Refused { refusal, .. } => Err(refusal),
            Taken::Note(words) => {
                console.note(words);
                continue;
            }
        };
        match lines {
            Ok(lines) => console.raw(&lines)?,
            Err(refusal) => {
                console.error(&refusal.message);
                ending = Ending::SomeFailed;
            }
        }
    }
    Ok(ending)
}

/// The document's name goes on one line: a line break in it would end the comment.
fn parsed(raw: &Raw, parser: &Parser, scratch: &mut Scratch) -> Result<String, Refusal> {
    let document = isolate::document(&raw.input())?;
    let name: String = raw.label.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let lines = language::conllu(&parser.parse_text(&document.text, scratch));
    Ok(format!("# newdoc id = {name}\n{lines}"))
}
