//! `daybook parse`: what the language models make of documents, as CoNLL-U.
use super::Ending;
use crate::cli::Documents;
use crate::console::Console;
use crate::input::{Refusal, Source};
use language::{Parser, Scratch};

pub(super) fn run(options: &Documents, console: &mut Console) -> anyhow::Result<Ending> {
    let parser = Parser::shipped();
    let mut scratch = Scratch::default();
    let mut ending = Ending::Done;
    for source in super::extract::documents(options, console)? {
        match parsed(source, &parser, &mut scratch) {
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
fn parsed(source: Source, parser: &Parser, scratch: &mut Scratch) -> Result<String, Refusal> {
    let raw = source.read()?;
    let document = read::document(&raw.input())?;
    let name: String = raw.label.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let lines = language::conllu(&parser.parse_text(&document.text, scratch));
    Ok(format!("# newdoc id = {name}\n{lines}"))
}
