//! Data goes to standard output, everything said about the work to standard error.
use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal as _, Write};

/// Where a command writes.
pub(crate) struct Console {
    out: Box<dyn Write>,
    quiet: bool,
    shows_progress: bool,
}

impl Console {
    pub(crate) fn new(quiet: bool) -> Self {
        let shows_progress = !quiet && io::stderr().is_terminal();
        Self { out: Box::new(BufWriter::new(io::stdout().lock())), quiet, shows_progress }
    }

    /// The same, where a step's data is not the command's: only what is said about the work is left.
    pub(crate) fn without_data(&self) -> Self {
        Self { out: Box::new(io::sink()), quiet: self.quiet, shows_progress: self.shows_progress }
    }

    /// Standard output itself, for tables.
    pub(crate) fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// One line of data.
    pub(crate) fn line(&mut self, line: impl Display) -> anyhow::Result<()> {
        Ok(writeln!(self.out, "{line}")?)
    }

    /// Data as it is.
    pub(crate) fn raw(&mut self, text: &str) -> anyhow::Result<()> {
        Ok(self.out.write_all(text.as_bytes())?)
    }

    /// Hands on what was written so far: at the end, and where somebody acts on each line.
    pub(crate) fn flush(&mut self) -> anyhow::Result<()> {
        Ok(self.out.flush()?)
    }

    /// Something worth knowing; not with `--quiet`.
    pub(crate) fn note(&self, words: impl Display) {
        if !self.quiet {
            say(&plain(&words.to_string()));
        }
    }

    /// Something that may be wrong; not with `--quiet`.
    pub(crate) fn warn(&self, words: impl Display) {
        self.note(format_args!("warning: {words}"));
    }

    /// Something that failed, while the work goes on; also with `--quiet`.
    pub(crate) fn error(&self, words: impl Display) {
        say(&format!("error: {}", plain(&words.to_string())));
    }

    /// How far it has come: one line that is written over, on a terminal only.
    pub(crate) fn progress(&self, words: impl Display) {
        if self.shows_progress {
            let _ = write!(io::stderr(), "\r\x1b[K{}", plain(&words.to_string()));
        }
    }

    /// Takes the progress line away.
    pub(crate) fn end_progress(&self) {
        if self.shows_progress {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

/// A standard error that is gone is no reason to stop.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Says why the program ends. A chain is written on one line, outermost first, hints apart.
pub(crate) fn report(error: &anyhow::Error) {
    let whole = error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ");
    say(&format!("error: {}", plain(&whole)));
}

/// Whether the reader of standard output has gone.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    };
    error.chain().any(broken)
}

/// Words of a document for a terminal: control characters, with which a document could rewrite the screen, become `�`.
pub(crate) fn plain(words: &str) -> String {
    let shown = |character: char| match character {
        '\n' | '\t' => character,
        // Marks that turn the direction of writing can make a line read as something else.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ if character.is_control() => '\u{fffd}',
        _ => character,
    };
    words.chars().map(shown).collect()
}

/// The same on one line.
pub(crate) fn one_line(words: &str) -> String {
    plain(&words.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_cannot_write_to_the_screen() {
        assert_eq!(plain("a\x1b[2Jb\r\u{202e}c"), "a\u{fffd}[2Jb\u{fffd}\u{fffd}c");
        assert_eq!(one_line(" two\n lines\t"), "two lines");
    }

    #[test]
    fn a_broken_pipe_is_found_below_its_context() {
        let error = anyhow::Error::new(io::Error::from(io::ErrorKind::BrokenPipe)).context("writing");
        assert!(is_broken_pipe(&error));
        assert!(!is_broken_pipe(&anyhow::anyhow!("something else")));
    }
}
