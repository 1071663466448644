//! `cargo run -p eval -- <command>`: scores, errors, halves, differences.
use anyhow::{Context as _, Result, bail};
use clap::{Parser, Subcommand};
use eval::floors::{self, Floors, Move};
use eval::gold::{Gold, Scored, own_folder};
use eval::measure::{self, Context, Measurement};
use eval::{diff, errors, halves};
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// How well the program reads, measured.
#[derive(Parser)]
#[command(name = "eval", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measure and hold against the floors; without names everything that can be measured here
    Score {
        /// Which measurements; `--list` names them
        names: Vec<String>,
        /// List the measurements and run none
        #[arg(long)]
        list: bool,
        /// Raise floors to what is measured
        #[arg(long)]
        raise: bool,
        /// Set the floors of one measurement to what it gives now, lower or of another corpus
        #[arg(long, value_name = "NAME")]
        lower: Vec<String>,
    },
    /// Print what is missed and spurious by cause, with the sentences
    Errors {
        /// A folder of gold files [default: the development gold, or that of this repository]
        gold: Option<PathBuf>,
        /// Only this family: `actors`, `event figures`, `events: realis`, `traps`, …
        #[arg(long)]
        family: Option<String>,
        /// Only the half on which rules are written
        #[arg(long)]
        half_a: bool,
        /// Only the counts
        #[arg(long)]
        summary: bool,
        /// Write all as a table
        #[arg(long, value_name = "FILE")]
        csv: Option<PathBuf>,
    },
    /// Print the scores of the two halves of the gold and their gap
    Halves {
        /// A folder of gold files [default: the development gold, or that of this repository]
        gold: Option<PathBuf>,
    },
    /// Write what the program reads in every gold text, as NAME.json
    Readings {
        /// Where to
        out: PathBuf,
        /// A folder of gold files [default: the development gold, or that of this repository]
        gold: Option<PathBuf>,
    },
    /// Print how often phases are false and how soon a change is seen, on simulated series: as crates/analyse/src/power.tsv and as
    /// docs/analysis.md have it; build with `--release`
    Power {
        /// Series of each kind
        #[arg(long, default_value_t = 300)]
        series: usize,
    },
    /// Analyse every group of so many rows, made by repeating the extracts of UCDP GED under new groups; for `/usr/bin/time -v`
    Load {
        /// Rows
        #[arg(long, default_value_t = 350_000)]
        rows: usize,
    },
    /// Write many reports made from the items of `real_docs`, for measurements of load
    Corpus {
        /// How many
        #[arg(long)]
        reports: usize,
        /// Items that each tells
        #[arg(long, default_value_t = 3)]
        items: usize,
        /// Another seed gives others
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Not in the order of publication, but as an archive may come
        #[arg(long)]
        shuffled: bool,
        /// Where to
        #[arg(long)]
        out: PathBuf,
    },
    /// Print what differs between two sets of readings: folders of NAME.json or files of JSON lines
    Diff {
        /// Before
        old: PathBuf,
        /// After
        new: PathBuf,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Score { list: true, .. } => {
            let lines = measure::ALL.iter().map(|one| format!("{:<14}{}\n", one.name, one.about));
            print(&lines.collect::<String>())?;
        }
        Command::Score { names, raise, lower, .. } => return score(&names, raise, &lower),
        Command::Errors { gold, family, half_a, summary, csv } => {
            let mut scored = scored(gold)?;
            scored.retain(|one| !half_a || halves::half_of(&one.name) == halves::Half::A);
            if let Some(path) = csv {
                let file =
                    fs::File::create(&path).with_context(|| format!("cannot write `{}`", path.display()))?;
                errors::csv(&scored, file)?;
            }
            if !summary {
                print(&errors::listing(&scored, family.as_deref()))?;
            }
            print(&errors::summary(&scored))?;
        }
        Command::Halves { gold } => print(&halves::report(&scored(gold)?))?,
        Command::Readings { out, gold } => readings(gold, &out)?,
        Command::Power { series } => {
            let (table, markdown) = eval::power::report(series);
            print(&format!("{table}\n{markdown}"))?;
        }
        Command::Load { rows } => print(&eval::load::report(&Context::new()?, rows)?)?,
        Command::Corpus { reports, items, seed, shuffled, out } => {
            let wanted = eval::corpus::Wanted { reports, items, seed, is_shuffled: shuffled };
            eval::corpus::write(&Context::new()?, wanted, &out)?;
        }
        Command::Diff { old, new } => print(&diff::report(&diff::load(&old)?, &diff::load(&new)?))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs measurements one after the other; 1 where a floor is broken.
fn score(names: &[String], raise: bool, lower: &[String]) -> Result<ExitCode> {
    let context = Context::new()?;
    let mut floors = Floors::load(&floors::path())?;
    let mut fallen = Vec::new();
    for one in chosen(names, lower)? {
        if one.needs_data && !context.has_data() {
            print(&format!("{}: skipped, `{}` is not set\n\n", one.name, measure::DATA_VARIABLE))?;
            continue;
        }
        let measured = (one.run)(&context).with_context(|| one.name)?;
        print(&format!("== {}: {}\n{}\n\n", one.name, one.about, measured.report))?;
        if lower.iter().any(|name| name == one.name) {
            floors.take(one.name, &measured, Move::Set)?;
        }
        fallen.extend(floors.below(one.name, &measured));
        if raise && !measured.scores.is_empty() {
            floors.take(one.name, &measured, Move::Raise)?;
        }
    }
    if raise || !lower.is_empty() {
        floors.save(&floors::path())?;
    }
    fallen.iter().try_for_each(|line| print(&format!("below the floor: {line}\n")))?;
    Ok(if fallen.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn chosen(names: &[String], lower: &[String]) -> Result<Vec<&'static Measurement>> {
    for name in names.iter().chain(lower) {
        if !measure::ALL.iter().any(|one| one.name == name) {
            bail!("`{name}` is no measurement\nhint: `score --list` names them");
        }
    }
    let is_chosen =
        |one: &&Measurement| names.is_empty() || names.iter().chain(lower).any(|name| name == one.name);
    Ok(measure::ALL.iter().filter(is_chosen).collect())
}

/// The gold asked for, else the development gold where it is at hand, else that of this repository.
fn gold(folder: Option<PathBuf>, context: &Context) -> Result<Gold> {
    let dev = || context.data().ok().map(|data| data.join("gold/dev"));
    Gold::load(&folder.or_else(dev).unwrap_or_else(own_folder))
}

fn scored(folder: Option<PathBuf>) -> Result<Vec<Scored>> {
    let context = Context::new()?;
    Ok(gold(folder, &context)?.score(&context.lexicon))
}

fn readings(folder: Option<PathBuf>, out: &std::path::Path) -> Result<()> {
    let context = Context::new()?;
    fs::create_dir_all(out).with_context(|| format!("cannot make `{}`", out.display()))?;
    for document in gold(folder, &context)?.documents {
        let (reading, _) = document.reading(&context.lexicon)?;
        let path = out.join(format!("{}.json", document.name));
        fs::write(&path, serde_json::to_vec(&reading)?)
            .with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(())
}

/// A closed pipe is no mistake of ours, but it ends the run.
fn print(words: &str) -> Result<()> {
    Ok(std::io::stdout().write_all(words.as_bytes())?)
}
