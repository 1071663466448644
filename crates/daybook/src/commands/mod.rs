//! One file for each command.
mod add;
mod analyse;
mod brief;
mod dataset;
mod demo;
mod digest;
mod doctor;
mod export;
mod extract;
mod judge;
mod lexicon;
mod parse;
mod read;
mod record;
mod register;
mod search;
mod serve;
mod show;
mod source;

use crate::cli::{self, AsOfArgument, Cli, Command};
use crate::config::{Settings, UsageError};
use crate::console::Console;
use crate::pipeline::{self, Stages};
use anyhow::Context as _;
use clap::CommandFactory as _;
use model::Public;
use model::dossier::ActorDossier;
use store::{AsOf, Pages, Store};

/// How a command ended that did not break off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Everything was done.
    Done,
    /// Some of it failed, and was named on standard error.
    SomeFailed,
}

/// Runs what was typed.
pub(crate) fn run(cli: &Cli) -> anyhow::Result<Ending> {
    let console = &mut Console::new(cli.global.quiet);
    if let Command::Completions { shell } = cli.command {
        return completions(shell, console);
    }
    if let Command::ReadIsolated { input } = &cli.command {
        return crate::isolate::run(input).map(|()| Ending::Done);
    }
    let settings = &Settings::new(&cli.global)?;
    if settings.as_of.is_some() && !shows_the_record(&cli.command) {
        return Err(usage(
            "`--asof` is for commands that show or write what is in the record: show, search, export, analyse, publish, register list",
        ));
    }
    let ended = dispatch(&cli.command, settings, console)?;
    console.flush()?;
    Ok(ended)
}

/// Whether a command shows the record, so that it can show a past state.
const fn shows_the_record(command: &Command) -> bool {
    matches!(
        command,
        Command::Show(_)
            | Command::Search(_)
            | Command::Export(_)
            | Command::Analyse(_)
            | Command::Publish(_)
            | Command::Register(
                cli::RegisterCommand::Assessments { .. }
                    | cli::RegisterCommand::List { .. }
                    | cli::RegisterCommand::Score
            )
    )
}

fn dispatch(command: &Command, settings: &Settings, console: &mut Console) -> anyhow::Result<Ending> {
    match command {
        Command::Add(options) => add::run(options, settings, console),
        Command::Read(options) => read::run(options, console),
        Command::Extract(options) => extract::run(options, settings, console),
        Command::Parse(options) => parse::run(options, console),
        Command::Resolve => record::resolve(settings, console),
        Command::Diff => record::diff(settings, console),
        Command::Analyse(options) => analyse::run(options, settings, console),
        Command::Publish(cli::Publish::Brief(options)) => brief::run(options, settings, console),
        Command::Dataset(command) => dataset::run(command, settings, console),
        Command::Show(options) => show::run(options, settings, console),
        Command::Search(options) => search::run(options, settings, console),
        Command::Export(options) => export::run(options, settings, console),
        Command::Serve(options) => serve::run(options, settings, console),
        Command::Lexicon(cli::LexiconCommand::Check) => lexicon::check(settings, console),
        Command::Lexicon(cli::LexiconCommand::Explain { name }) => {
            lexicon::explain(&name.join(" "), settings, console)
        }
        Command::Lexicon(cli::LexiconCommand::Import(cli::LexiconImport::Geonames(options))) => {
            lexicon::import_geonames(options, settings, console)
        }
        Command::Lexicon(cli::LexiconCommand::Import(cli::LexiconImport::UnSc(options))) => {
            lexicon::import_un_sc(options, settings, console)
        }
        Command::Judge(command) => judge::run(command, settings, console),
        Command::Register(command) => register::run(command, settings, console),
        Command::Erase { report, why } => judge::erase(report, why, settings, console),
        Command::Source(command) => source::run(command, settings, console),
        Command::Watch(options) => source::watch(options, settings, console),
        Command::Digest(options) => digest::run(options, settings, console),
        Command::Rebuild => record::rebuild(settings, console),
        Command::Verify { against, derived } => {
            record::verify(against.as_deref(), *derived, settings, console)
        }
        Command::Roots { day } => record::roots(*day, settings, console),
        Command::Backup { file } => record::backup(file, settings, console),
        Command::Restore { file } => record::restore(file, settings, console),
        Command::Demo(options) => demo::run(options, settings, console),
        Command::Doctor => doctor::run(settings, console),
        Command::Completions { .. } | Command::ReadIsolated { .. } => Ok(Ending::Done),
    }
}

fn completions(shell: clap_complete::Shell, console: &mut Console) -> anyhow::Result<Ending> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "daybook", &mut script);
    console.raw(&String::from_utf8_lossy(&script))?;
    console.flush()?;
    Ok(Ending::Done)
}

/// The public view of the record in the data directory.
fn pages(settings: &Settings) -> anyhow::Result<View> {
    let store = Store::open_read_only(&settings.data)?;
    let Some(as_of) = settings.as_of else { return Ok(View { pages: store.pages()?, _past: None }) };
    let as_of = match as_of {
        AsOfArgument::Generation(number) => AsOf::Recorded(number),
        AsOfArgument::RecordedOn(day) => AsOf::Recorded(store.generation_on(day)?),
        AsOfArgument::PublishedBy(day) => AsOf::Published(day),
    };
    let folder = tempfile::tempdir().context("cannot make a folder for the past state")?;
    let past = pipeline::past(&store, as_of, folder.path(), &Stages::new(settings)?)?;
    Ok(View { pages: past.pages()?, _past: Some(folder) })
}

/// The public view of the record, now or as it was.
struct View {
    pages: Pages,
    /// Where a past state lies while it is shown.
    _past: Option<tempfile::TempDir>,
}

impl std::ops::Deref for View {
    type Target = Pages;

    fn deref(&self) -> &Pages {
        &self.pages
    }
}

/// The actor that somebody means, with everything about it.
fn find_actor(pages: &Pages, words: &str) -> anyhow::Result<Public<ActorDossier>> {
    let unknown = || {
        format!(
            "no actor `{words}` in the record\nhint: `daybook search` finds words; ids and names are listed by `daybook export statements`"
        )
    };
    let id = pages.find_actor(words)?.with_context(unknown)?;
    pages.actor(&id)?.with_context(unknown)
}

/// Wrong usage that only shows once options stand together.
fn usage(message: impl Into<String>) -> anyhow::Error {
    UsageError(message.into()).into()
}
