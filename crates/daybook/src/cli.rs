//! What can be typed. The doc comments are the help texts.
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::net::SocketAddr;
use std::path::PathBuf;

const ABOUT: &str = "\
Keep a record of armed groups from open reporting: every figure, date, place and attribution with the words that say so.

The five stages are read, extract, resolve, analyse and publish. Start with `daybook demo`, or with `daybook add FOLDER`.";

const EXAMPLES: &str = "\
Examples:
  daybook demo                                  the built-in reports, a backgrounder and pages on this machine
  daybook add reports/                          a folder of reports into the record
  daybook extract --published 2024-03-29 a.txt  what one report says, as JSON
  daybook publish brief is-k --out briefs       a backgrounder with footnotes

Exit codes: 0 done, 1 something failed, 2 wrong usage. Data goes to standard output, messages to standard error.";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "daybook", version, about = ABOUT, after_help = EXAMPLES, max_term_width = 110, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Data directory [default: the platform's, such as ~/.local/share/daybook]
    #[arg(long, global = true, value_name = "DIR", env = "DAYBOOK_DATA", hide_env_values = true)]
    pub(crate) data: Option<PathBuf>,
    /// Folder with your own lexicon entries [default: `lexicon` in the data directory, if it is there]
    #[arg(long, global = true, value_name = "DIR", env = "DAYBOOK_LEXICON", hide_env_values = true)]
    pub(crate) lexicon: Option<PathBuf>,
    /// Configuration file [default: ~/.config/daybook/config.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE", env = "DAYBOOK_CONFIG", hide_env_values = true)]
    pub(crate) config: Option<PathBuf>,
    /// JSON instead of text, where a command has both
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// A past state: what the record showed (`recorded:N` for a generation, `recorded:2024-03-25`), or what today's rules make of
    /// the reports that were published by a day (`published:2024-03-25`). For commands that show or write
    #[arg(long, global = true, value_name = "WHEN", value_parser = as_of)]
    pub(crate) asof: Option<AsOfArgument>,
    /// Say nothing but errors
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// How long to wait for another writer [default: 10]
    #[arg(long, global = true, value_name = "SECONDS", env = "DAYBOOK_WAIT", hide_env_values = true)]
    pub(crate) wait: Option<u64>,
}

/// `--asof`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AsOfArgument {
    /// `recorded:N`
    Generation(u64),
    /// `recorded:DATE`
    RecordedOn(jiff::civil::Date),
    /// `published:DATE`
    PublishedBy(jiff::civil::Date),
}

fn as_of(words: &str) -> Result<AsOfArgument, String> {
    let expected = || {
        format!("found `{words}`, expected `recorded:12`, `recorded:2024-03-25` or `published:2024-03-25`")
    };
    let (kind, value) = words.split_once(':').ok_or_else(expected)?;
    match (kind, value.parse::<u64>(), value.parse::<jiff::civil::Date>()) {
        ("recorded", Ok(number), _) => Ok(AsOfArgument::Generation(number)),
        ("recorded", _, Ok(day)) => Ok(AsOfArgument::RecordedOn(day)),
        ("published", _, Ok(day)) => Ok(AsOfArgument::PublishedBy(day)),
        _ => Err(expected()),
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Add reports to the record
    #[command(after_help = "\
Examples:
  daybook add reports/                                        a folder, with its manifest.csv if there is one
  daybook add --published 2024-03-29 --source RFE/RL a.txt    one file
  daybook add https://example.org/report.html                 a page from the public internet
  cat a.txt | daybook add --published 2024-03-29 -            standard input

A line `added R1 a.txt` is printed once the report is safely kept, `known R1 a.txt` if it was before. Files that cannot be
read are named on standard error and the others go on; the exit code is 1 then.")]
    Add(Add),
    /// Stage 1: what is read from a document: capture, metadata, regions
    #[command(after_help = "\
Example:
  daybook read page.html | jq .metadata")]
    Read(Documents),
    /// Stage 2: what a document says, as the extraction contract's JSON Lines
    #[command(after_help = "\
Examples:
  daybook extract --published 2024-03-29 --source RFE/RL a.txt
  daybook extract --why reports/*.txt > readings.jsonl         with the rule behind every item
  daybook extract --with-text - < a.txt

One object a line, in the order of the arguments. A document that cannot be read gives {\"error\": …} in its place, and the
exit code is 1 at the end. Nothing is kept.")]
    Extract(Extract),
    /// Tokens, sentences, tags, lemmas, trees and names of a document, as CoNLL-U
    #[command(after_help = "\
Examples:
  daybook parse a.txt
  echo 'Gunmen killed 12 people in Kabul.' | daybook parse -

Universal Dependencies for English. MISC has the bytes of every token in the text as it was read, and `Name=B` or `Name=I` inside
names. Boilerplate and markup are left out. Nothing is kept.")]
    Parse(Documents),
    /// Stage 3: bring the record up to date with the present rules and lexicon
    #[command(after_help = "\
Example:
  daybook resolve        after an upgrade, or after editing the lexicon

Reports that would be read otherwise today are read again, and every event that they reach is put together anew.
`daybook rebuild` does so for everything.")]
    Resolve,
    /// What `resolve` would change, before it does
    #[command(after_help = "\
Example:
  daybook diff           after an upgrade, or after editing the lexicon

Statements that would be gone (-) and new ones (+), by report, with the words that they rest on. Nothing is written. Exit code 1
where something would change.")]
    Diff,
    /// Stage 4: what the record shows about a group: counts, phases, disputes, coverage
    #[command(after_help = "\
Examples:
  daybook analyse is-k
  daybook analyse is-k --stronghold AF,PK --json
  daybook analyse --all          every actor of the imported tables")]
    Analyse(Analyse),
    /// Stage 5: write a backgrounder, every sentence with its footnote
    #[command(subcommand)]
    Publish(Publish),
    /// Tables of events: UCDP GED, ACLED, GTD, or your own
    #[command(subcommand)]
    Dataset(DatasetCommand),
    /// Show an actor, an event or a report
    #[command(after_help = "\
Examples:
  daybook show is-k            by lexicon id, name or alias
  daybook show E12             an event with everything that reports say of it
  daybook show R3 --json       a report with the sentences that carry statements")]
    Show(Show),
    /// Find sentences in the record
    #[command(after_help = "\
Examples:
  daybook search suicide bombing Kabul
  daybook search 'mosque (Kabul OR Herat) -shooting'
  daybook search 'bombing group:is-k date:2023..2024-03 near:\"Mazar-i-Sharif\" 80km'
  daybook search '\"claimed responsibility\"' --limit 5")]
    Search(Search),
    /// Write the record as a table
    #[command(subcommand)]
    Export(Export),
    /// Show the record as pages on this machine
    #[command(after_help = "\
Examples:
  daybook serve
  daybook serve --listen 127.0.0.1:9000
  daybook serve --listen 0.0.0.0:8470 --token-file token.txt

The pages hold no names of private persons. There is no login: on an address that others can reach, everybody can read
them. Reports can be added at `/add`: on this machine by whoever opens the page, elsewhere only with the token.")]
    Serve(Serve),
    /// Feeds and pages that are looked at again and again
    #[command(subcommand)]
    Source(SourceCommand),
    /// Look at the sources that are due, and add what is new in them, until stopped
    #[command(after_help = "\
Examples:
  daybook watch
  daybook watch --once       one round, for a timer of the system's own; exit code 1 where a source failed

Hosts are asked one request at a time, no more often than their robots.txt wants; what has not changed is not sent again. Entries of
feeds that name no armed group are passed over and counted: `daybook source entries S1 --outcome skipped`.")]
    Watch(Watch),
    /// What changed since: new events, changed figures, new claims and denials
    #[command(after_help = "\
Examples:
  daybook digest --since 2026-11-25
  daybook digest --since 12 --actor is-k --json

Each change stands with the sentence that says so.")]
    Digest(DigestOptions),
    /// Decide what is the same, what is right and what is not; nothing is lost, everything can be taken back
    #[command(subcommand)]
    Judge(JudgeCommand),
    /// Judgments about the future: whose, how probable, until when, and how good they were
    #[command(subcommand)]
    Register(RegisterCommand),
    /// Erase a report for good: a tombstone is left, with who and why
    #[command(after_help = "\
Example:
  daybook erase R7 --because 'names a witness' --who 'A. Analyst'

Its bytes, text, readings, sentences and its tellings of events are gone from every past state as well, and it is refused when
somebody adds it again. Backups and exports of before still hold it.")]
    Erase {
        /// Its id, such as R7
        report: String,
        #[command(flatten)]
        why: Why,
    },
    /// Look after the lexicon
    #[command(subcommand)]
    Lexicon(LexiconCommand),
    /// Make the whole derived record anew from the captures
    #[command(after_help = "\
Example:
  daybook rebuild

Reports, captures and ids stay; readings and events are made again with the present rules.")]
    Rebuild,
    /// Compare everything in the data directory with its digests
    #[command(after_help = "\
Example:
  daybook verify || echo damaged
  daybook roots > roots.jsonl; daybook verify --against roots.jsonl")]
    Verify {
        /// Roots that were written before: each must still come out
        #[arg(long, value_name = "FILE")]
        against: Option<PathBuf>,
        /// Put the record together anew from its readings as well, and compare (slow)
        #[arg(long)]
        derived: bool,
    },
    /// Print the digest over everything that was written on each day, to be timestamped elsewhere
    #[command(after_help = "\
Examples:
  daybook roots > roots.jsonl
  daybook roots --day 2026-11-26

One JSON object a day: the root of the Merkle tree (RFC 6962) over the day's entries of the write log.")]
    Roots {
        /// This day only (UTC)
        #[arg(long)]
        day: Option<jiff::civil::Date>,
    },
    /// Write the whole record into one file, while others read and write it
    #[command(after_help = "\
Example:
  daybook backup record.tar")]
    Backup {
        /// The file, which must not be there
        file: PathBuf,
    },
    /// Make a data directory of a backup
    #[command(after_help = "\
Example:
  daybook restore record.tar --data restored")]
    Restore {
        /// The file
        file: PathBuf,
    },
    /// Build the record of the built-in reports and show it
    #[command(after_help = "\
Examples:
  daybook demo
  daybook demo --no-serve --dir demo-record")]
    Demo(Demo),
    /// Check that everything Daybook needs is there
    #[command(after_help = "\
Example:
  daybook doctor --data /srv/daybook")]
    Doctor,
    /// Read one document's bytes under limits; started by Daybook itself
    #[command(name = crate::isolate::SUBCOMMAND, hide = true)]
    ReadIsolated {
        /// What is known of the bytes on standard input, as JSON
        input: String,
    },
    /// Print completions for a shell
    #[command(after_help = "\
Example:
  daybook completions bash > ~/.local/share/bash-completion/completions/daybook")]
    Completions {
        /// Which shell
        shell: Shell,
    },
}

/// What is known of documents.
#[derive(Debug, Args)]
pub(crate) struct About {
    /// Day of publication, such as 2024-03-29: relative dates hang on it
    #[arg(long, value_name = "DATE")]
    pub(crate) published: Option<String>,
    /// Who published it
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
    /// Its address
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// CSV with `path`, `published`, `source`, `url` for each file; a folder's own `manifest.csv` needs no option
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,
}

/// Which documents, and what is known of them.
#[derive(Debug, Args)]
pub(crate) struct Documents {
    #[command(flatten)]
    pub(crate) about: About,
    /// Files or folders; `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<String>,
}

/// `add`.
#[derive(Debug, Args)]
pub(crate) struct Add {
    #[command(flatten)]
    pub(crate) about: About,
    /// Files, folders or addresses; `-` for standard input
    #[arg(required = true, value_name = "PATH|URL")]
    pub(crate) paths: Vec<String>,
}

/// `extract`.
#[derive(Debug, Args)]
pub(crate) struct Extract {
    #[command(flatten)]
    pub(crate) documents: Documents,
    /// The form of the output
    #[arg(long, value_enum, default_value_t = ExtractFormat::Json)]
    pub(crate) format: ExtractFormat,
    /// Add the text itself
    #[arg(long)]
    pub(crate) with_text: bool,
    /// Add the rule that made each item
    #[arg(long)]
    pub(crate) why: bool,
}

/// Forms of `extract`'s output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExtractFormat {
    /// One JSON object a document, one line each
    Json,
}

/// `analyse`.
#[derive(Debug, Args)]
pub(crate) struct Analyse {
    /// Id, name or alias
    #[arg(required_unless_present = "all")]
    pub(crate) actor: Option<String>,
    /// Every actor of the imported tables: one line each, the surest changes first; with `--json` everything, one object a line
    #[arg(long, conflicts_with = "actor")]
    pub(crate) all: bool,
    /// Only what has changed in the indicators since a state of the record, by its number, or since the last one of a day (UTC)
    #[arg(long, value_name = "N|DAY", conflicts_with = "all")]
    pub(crate) since: Option<String>,
    #[command(flatten)]
    pub(crate) stronghold: Stronghold,
}

/// Which countries count as inside.
#[derive(Debug, Args)]
pub(crate) struct Stronghold {
    /// Countries of the group's stronghold, two letters each [default: as the lexicon has them]
    #[arg(long, value_name = "AF,PK", value_delimiter = ',', value_parser = country)]
    pub(crate) stronghold: Vec<String>,
}

fn country(code: &str) -> Result<String, String> {
    let is_code = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_code.then(|| code.to_ascii_uppercase()).ok_or_else(|| "expected two letters, such as `AF`".to_owned())
}

/// `publish`.
#[derive(Debug, Subcommand)]
pub(crate) enum Publish {
    /// A backgrounder about an armed group
    #[command(after_help = "\
Examples:
  daybook publish brief is-k --out briefs            HTML, Markdown and JSON
  daybook publish brief is-k --format md | less      one form to standard output")]
    Brief(Brief),
}

/// `publish brief`.
#[derive(Debug, Args)]
pub(crate) struct Brief {
    /// Id, name or alias
    pub(crate) actor: String,
    /// Folder to write `brief-ID.html`, `.md`, `.json` into; without it one form goes to standard output
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Which form [default: all with --out, md without]
    #[arg(long, value_enum)]
    pub(crate) format: Option<BriefFormat>,
    #[command(flatten)]
    pub(crate) stronghold: Stronghold,
    /// Who publishes it with what is still open; needed twice, with two names
    #[arg(long, value_name = "NAME", requires = "because")]
    pub(crate) release_by: Vec<String>,
    /// Why it is published with what is still open
    #[arg(long, value_name = "REASON", requires = "release_by")]
    pub(crate) because: Option<String>,
}

/// Forms of a backgrounder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BriefFormat {
    /// One page that needs no other file
    Html,
    /// Markdown
    Md,
    /// JSON
    Json,
    /// All of them; needs --out
    All,
}

/// `dataset`.
#[derive(Debug, Subcommand)]
pub(crate) enum DatasetCommand {
    /// Say how a table would be read, and keep nothing
    #[command(after_help = "\
Examples:
  daybook dataset preview ged231.csv
  daybook dataset preview incidents.csv --print-map > incidents.toml    the map that was guessed, to be changed by hand")]
    Preview(DatasetFile),
    /// Add tables to the record
    #[command(after_help = "\
Examples:
  daybook dataset add ged231-csv.zip
  daybook dataset add incidents.csv --map incidents.toml

The file is kept as it is. Every record becomes an event, or is named with its row, its column and the reason. Tables are plain,
`.gz`, or the one table in a `.zip`. UCDP GED, ACLED and GTD are recognised by their headers; another table needs a map.")]
    Add(DatasetAdd),
    /// List the tables of the record
    List,
    /// Show a table's actors, its issues or one row with every cell
    #[command(after_help = "\
Examples:
  daybook dataset show D1
  daybook dataset show D1 --row 57
  daybook dataset show D1 --issues --json")]
    Show(DatasetShow),
    /// Write a table, or the rows of one actor, byte for byte as they came
    #[command(after_help = "\
Examples:
  daybook dataset export D1 --out ged.csv
  daybook dataset export D1 --actor ttp > ttp.csv")]
    Export(DatasetExport),
}

/// `dataset preview`.
#[derive(Debug, Args)]
pub(crate) struct DatasetFile {
    /// The table
    #[arg(value_name = "FILE")]
    pub(crate) path: PathBuf,
    /// Which column is what, as TOML of the form of `lexicon/codebooks`
    #[arg(long, value_name = "FILE")]
    pub(crate) map: Option<PathBuf>,
    /// Write the map that the table would be read with
    #[arg(long)]
    pub(crate) print_map: bool,
}

/// `dataset add`.
#[derive(Debug, Args)]
pub(crate) struct DatasetAdd {
    /// Tables
    #[arg(required = true, value_name = "FILE")]
    pub(crate) paths: Vec<PathBuf>,
    /// Which column is what, as TOML of the form of `lexicon/codebooks`
    #[arg(long, value_name = "FILE")]
    pub(crate) map: Option<PathBuf>,
}

/// `dataset show`.
#[derive(Debug, Args)]
pub(crate) struct DatasetShow {
    /// Id of the table (D1)
    pub(crate) id: String,
    /// One row, counted from 1 at the header
    #[arg(long, value_name = "N", conflicts_with = "issues")]
    pub(crate) row: Option<u64>,
    /// What was not understood
    #[arg(long)]
    pub(crate) issues: bool,
}

/// `dataset export`.
#[derive(Debug, Args)]
pub(crate) struct DatasetExport {
    /// Id of the table (D1)
    pub(crate) id: String,
    /// Only the rows of an actor: its id, or a name of it
    #[arg(long, value_name = "ACTOR")]
    pub(crate) actor: Option<String>,
    /// File to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// `source`.
#[derive(Debug, Subcommand)]
pub(crate) enum SourceCommand {
    /// Add a feed (RSS, Atom, JSON Feed) or a page
    #[command(after_help = "\
Example:
  daybook source add https://news.example.org/rss --outlet 'Example Wire' --every 30

Open sources only: private messages and closed groups are refused.")]
    Add(SourceAdd),
    /// Add the feeds of an OPML file, or addresses one a line
    Import {
        /// The file
        file: PathBuf,
        /// Minutes between two looks
        #[arg(long, default_value_t = 60, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(1..))]
        every: u32,
    },
    /// Every source: ok, failing, silent, paused or new
    List {
        /// Exit code 1 where one is failing, or silent for unusually long
        #[arg(long)]
        check: bool,
    },
    /// What became of the entries of a source
    Entries {
        /// Its id, such as S1
        id: String,
        /// Only these
        #[arg(long)]
        outcome: Option<Outcome>,
        /// At most so many, newest first
        #[arg(long, default_value_t = 50, value_name = "N")]
        limit: usize,
    },
    /// Ask for an address as `watch` would, and say what is in it; nothing is kept
    Test {
        /// The address
        url: String,
        /// Lets this machine's own addresses through
        #[arg(long = "allow-loopback-for-tests", hide = true)]
        loopback: bool,
    },
    /// Leave a source alone
    Pause {
        /// Its id, such as S1
        id: String,
    },
    /// Take a source up again
    Resume {
        /// Its id, such as S1
        id: String,
    },
    /// Forget a source; its reports stay
    Remove {
        /// Its id, such as S1
        id: String,
    },
}

/// `source add`.
#[derive(Debug, Args)]
pub(crate) struct SourceAdd {
    /// Address of the feed or page
    pub(crate) url: String,
    /// Who publishes it [default: the feed's own name]
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,
    /// Its language
    #[arg(long, value_name = "CODE")]
    pub(crate) language: Option<String>,
    /// The party to a conflict that it speaks for
    #[arg(long, value_name = "NAME")]
    pub(crate) party: Option<String>,
    /// Under which terms it may be used
    #[arg(long, value_name = "TEXT")]
    pub(crate) licence: Option<String>,
    /// Minutes between two looks
    #[arg(long, default_value_t = 60, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) every: u32,
    /// Take every entry, also those that name no armed group
    #[arg(long)]
    pub(crate) everything: bool,
    /// At most so many sentences of one report are shown or exported together, where its terms want that
    #[arg(long, value_name = "SENTENCES", requires = "outlet", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) excerpt: Option<u32>,
}

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Outcome {
    /// It is a report of the record.
    Added,
    /// The record had it.
    Known,
    /// It names no armed group.
    Skipped,
    /// It could not be had.
    Failed,
    /// Its page is for subscribers, wants an account, or is kept from programs.
    Walled,
}

impl Outcome {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Known => "known",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::Walled => "walled",
        }
    }
}

/// `watch`.
#[derive(Debug, Args)]
pub(crate) struct Watch {
    /// One round, then end
    #[arg(long)]
    pub(crate) once: bool,
    /// Look at every source that is not paused, due or not
    #[arg(long)]
    pub(crate) now: bool,
    /// How many sources are looked at side by side; one host is never asked twice at a time
    #[arg(long, default_value_t = 4, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) connections: u16,
    /// Go through a proxy, which also looks names up: `socks5h://host:port` or `http://host:port`
    #[arg(long, value_name = "ADDRESS", conflicts_with = "tor")]
    pub(crate) proxy: Option<String>,
    /// Go through Tor as it listens on this machine (`socks5h://127.0.0.1:9050`)
    #[arg(long)]
    pub(crate) tor: bool,
    /// Lets this machine's own addresses through
    #[arg(long = "allow-loopback-for-tests", hide = true)]
    pub(crate) loopback: bool,
    /// Takes the time from a file, and sleeps by putting it forward
    #[arg(long = "clock-for-tests", hide = true)]
    pub(crate) clock: Option<PathBuf>,
    /// Seconds that a page may take
    #[arg(long = "seconds-for-tests", hide = true)]
    pub(crate) seconds: Option<u64>,
}

/// `digest`.
#[derive(Debug, Args)]
pub(crate) struct DigestOptions {
    /// A generation, or a day (UTC): what came after it
    #[arg(long, value_name = "N|DAY")]
    pub(crate) since: String,
    /// Only events of this actor: id, name or alias
    #[arg(long)]
    pub(crate) actor: Option<String>,
}

/// `judge`.
#[derive(Debug, Subcommand)]
pub(crate) enum JudgeCommand {
    /// Two events, or two actors, are one
    #[command(after_help = "\
Examples:
  daybook judge same E3 E9 --because 'one attack; the second report has the day of publication'
  daybook judge same A7 A12 --because 'an old name'        the name of A7 stays; A12 leads to it

The decision rests on the words of the reports, so that it holds after they are read again.")]
    Same {
        /// Two ids
        #[arg(required = true, num_args = 2, value_name = "ID")]
        ids: Vec<String>,
        #[command(flatten)]
        why: Why,
    },
    /// Two events, or a telling and its event, are not one
    #[command(after_help = "\
Examples:
  daybook judge different E3 E9 --because 'two mosques'
  daybook judge different E3 R7 --because 'R7 tells of the attack of the week before'   R7 leaves E3")]
    Different {
        /// Two ids, or an event and the reports that tell of another one
        #[arg(required = true, num_args = 2.., value_name = "ID")]
        ids: Vec<String>,
        #[command(flatten)]
        why: Why,
    },
    /// It cannot be told whether they are one: on record, without effect
    Unsure {
        /// Two ids
        #[arg(required = true, num_args = 2, value_name = "ID")]
        ids: Vec<String>,
        #[command(flatten)]
        why: Why,
    },
    /// A statement is what its words say
    Accept {
        /// The statement's id, or its first eight characters or more
        statement: String,
        #[command(flatten)]
        why: Why,
    },
    /// A statement is not what its words say: it counts no more
    Reject {
        /// The statement's id, or its first eight characters or more
        statement: String,
        #[command(flatten)]
        why: Why,
    },
    /// The words of a figure, time, place or event say something else
    #[command(after_help = "\
Examples:
  daybook judge correct 1f0c9a2b '{\"best\": 21}' --because 'twenty-one, not one'
  daybook judge correct 8a7715e0 '{\"earliest\": \"2024-03-22\", \"latest\": \"2024-03-22\"}' --because 'Friday'
  daybook judge correct 77aa01c3 '{\"realis\": \"foiled\"}' --because 'the plot was stopped'

figure: low, best, high, measure, scope. when: earliest, latest. where: name, country, admin1, latitude, longitude, precision.
event: type, subtype, realis.")]
    Correct {
        /// The statement's id, or its first eight characters or more
        statement: String,
        /// What is right, as JSON
        value: String,
        #[command(flatten)]
        why: Why,
    },
    /// Take a judgement back
    Undo {
        /// Its id, such as J4
        judgement: String,
        #[command(flatten)]
        why: Why,
    },
    /// Everything that was decided
    List {
        /// Only those whose words stand in no current reading any more
        #[arg(long)]
        lost: bool,
    },
}

/// `register`.
#[derive(Debug, Subcommand)]
pub(crate) enum RegisterCommand {
    /// What reports' sources judge: who, when, of whom, how far ahead, in which words
    #[command(after_help = "\
Examples:
  daybook register assessments
  daybook register assessments --actor is-k --json

Such words are no probabilities: \"could strike within six months\" speaks of what a group is able to do. `propose` makes something of
one that can turn out right or wrong.")]
    Assessments {
        /// Of this actor only: id, name or alias
        #[arg(long, value_name = "ACTOR")]
        actor: Option<String>,
    },
    /// Propositions: how probable, until when, what came of them
    List {
        /// Only those that have not been resolved
        #[arg(long)]
        open: bool,
    },
    /// Write down a judgment that can turn out right or wrong
    #[command(after_help = "\
Examples:
  daybook register propose 'IS-K kills someone outside Afghanistan and Pakistan' --probability likely --closes 2026-12-31 \\
      --resolves-by 'an event of the record, claimed or blamed by two origins' --actor is-k
  daybook register propose '...' --assessment 1f0c9a2b --probability 0.3 --closes 2026-12-31 --resolves-by '...'

It is never changed and never deleted. Words are the bands of ICD 203: almost no chance (1-5 %), very unlikely (5-20), unlikely
(20-45), roughly even chance (45-55), likely (55-80), very likely (80-95), almost certain (95-99).")]
    Propose(Propose),
    /// Say what came of a proposition
    #[command(after_help = "\
Examples:
  daybook register resolve P1 true --because 'the attack of 22 March' --evidence E12
  daybook register resolve P2 void --because 'the group was dissolved before'

A later resolution counts in place of an earlier one; both are kept. `false` can be told once the closing day is over.")]
    Resolve {
        /// Its id
        proposition: String,
        /// `true`, `false`, or `void` where it cannot be decided
        #[arg(value_parser = outcome)]
        outcome: model::Outcome,
        /// By what
        #[arg(long, value_name = "TEXT")]
        because: String,
        /// Events and reports that show it: their ids
        #[arg(long, value_name = "E12,R3", value_delimiter = ',')]
        evidence: Vec<String>,
        /// Who says so [default: `who` of the configuration file]
        #[arg(long, value_name = "NAME", env = "DAYBOOK_WHO", hide_env_values = true)]
        who: Option<String>,
    },
    /// How good the resolved ones were: Brier score, by band and by author
    Score,
}

fn outcome(word: &str) -> Result<model::Outcome, String> {
    model::Outcome::parse(word).ok_or_else(|| "expected `true`, `false` or `void`".to_owned())
}

/// `register propose`.
#[derive(Debug, Args)]
pub(crate) struct Propose {
    /// What will have happened, as a sentence that is true or false
    pub(crate) text: String,
    /// How probable: a number from 0 to 1, per cent, or the words of a band
    #[arg(long, value_name = "P")]
    pub(crate) probability: String,
    /// The last day that counts
    #[arg(long, value_name = "DATE")]
    pub(crate) closes: jiff::civil::Date,
    /// By which rule it is decided
    #[arg(long, value_name = "TEXT")]
    pub(crate) resolves_by: String,
    /// Of whom: id, name or alias
    #[arg(long, value_name = "ACTOR")]
    pub(crate) actor: Option<String>,
    /// The assessment that it makes resolvable: the statement's id, or its first eight characters or more
    #[arg(long, value_name = "ID")]
    pub(crate) assessment: Option<String>,
    /// Events and reports that it rests on: their ids
    #[arg(long, value_name = "E12,R3", value_delimiter = ',')]
    pub(crate) evidence: Vec<String>,
    /// Whose judgment it is [default: `who` of the configuration file]
    #[arg(long, value_name = "NAME", env = "DAYBOOK_WHO", hide_env_values = true)]
    pub(crate) who: Option<String>,
}

/// Whose decision it is, and why.
#[derive(Debug, Args)]
pub(crate) struct Why {
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) because: String,
    /// Who decides [default: `who` of the configuration file]
    #[arg(long, value_name = "NAME", env = "DAYBOOK_WHO", hide_env_values = true)]
    pub(crate) who: Option<String>,
    /// The generation that was looked at: refuse if somebody changed it since
    #[arg(long, value_name = "N")]
    pub(crate) seen: Option<u64>,
}

/// `show`.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// An actor's id, name or alias; an event's id (E12); a report's id (R3)
    pub(crate) id: String,
}

/// `search`.
#[derive(Debug, Args)]
pub(crate) struct Search {
    /// Words that must all occur; `"…"` is a phrase, `"a b"~10` words near each other; AND, OR, NOT, -, ( ); outlet: date: group:
    /// type: place: near:
    #[arg(required = true)]
    pub(crate) words: Vec<String>,
    /// At most so many sentences
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(crate) limit: usize,
    /// The words as they are typed, in no other spelling
    #[arg(long)]
    pub(crate) exact: bool,
}

/// `export`.
#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// One row an event
    #[command(after_help = "\
Examples:
  daybook export events --out events.csv
  daybook export events --format jsonl | jq .id")]
    Events(Table),
    /// One row a statement, with its sentence
    #[command(after_help = "\
Example:
  daybook export statements --format csv --out statements.csv")]
    Statements(Table),
    /// The pages behind reports as they were fetched: a web archive
    #[command(after_help = "\
Examples:
  daybook export warc --report R3 --report R7 --out evidence.warc.gz
  daybook export warc --actor is-k --out is-k.warc.gz

For each step: the request, the answer as it went over the wire, digests, the address that was connected to, the SHA-256 of the
server's certificate. Files that were given, and entries cut out of feeds, are resource records. Pages of armed groups' own media
are left out and counted. The archive holds whole pages: it is evidence to keep, not something to publish.")]
    Warc(Archive),
    /// The same as one file that replays in a browser: WACZ 1.1.1
    #[command(after_help = "\
Example:
  daybook export wacz --query 'group:is-k date:2024-03' --title 'Crocus' --out crocus.wacz")]
    Wacz(Archive),
}

/// Which captures, and where to; without a choice, all.
#[derive(Debug, Args)]
pub(crate) struct Archive {
    /// A report, such as R3
    #[arg(long = "report", value_name = "ID")]
    pub(crate) reports: Vec<String>,
    /// The reports of an actor's events
    #[arg(long, value_name = "ACTOR")]
    pub(crate) actor: Option<String>,
    /// The reports whose sentences a search finds, as `daybook search` has it
    #[arg(long, value_name = "WORDS")]
    pub(crate) query: Option<String>,
    /// What the file is called inside [default: its name]
    #[arg(long, value_name = "WORDS")]
    pub(crate) title: Option<String>,
    /// File to write; records are compressed one by one unless a WARC's name ends with `.warc`
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

/// Which form, and where to.
#[derive(Debug, Args)]
pub(crate) struct Table {
    /// The form of the table
    #[arg(long, value_enum, default_value_t = TableFormat::Csv)]
    pub(crate) format: TableFormat,
    /// File to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// Forms of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    /// Comma-separated, with a header line
    Csv,
    /// One JSON object a line
    Jsonl,
}

/// `serve`.
#[derive(Debug, Default, Args)]
pub(crate) struct Serve {
    /// Address and port [default: 127.0.0.1:8470]
    #[arg(long, value_name = "ADDRESS:PORT", env = "DAYBOOK_LISTEN", hide_env_values = true)]
    pub(crate) listen: Option<SocketAddr>,

    /// No adding of reports on a page
    #[arg(long)]
    pub(crate) read_only: bool,

    /// File whose first line must be known to add a report; needed where others can reach the address
    #[arg(long, value_name = "FILE", env = "DAYBOOK_TOKEN_FILE", hide_env_values = true)]
    pub(crate) token_file: Option<PathBuf>,

    /// Do not ask pages for reports whose address is given
    #[arg(long)]
    pub(crate) no_fetch: bool,
}

/// `lexicon`.
#[derive(Debug, Subcommand)]
pub(crate) enum LexiconCommand {
    /// Load the lexicon with your entries and say what deserves a second look
    #[command(after_help = "\
Example:
  daybook lexicon check --lexicon my-lexicon

Findings do not fail the command; what does not load does.")]
    Check,
    /// Say what a name would match, and why
    #[command(after_help = "\
Examples:
  daybook lexicon explain 'Islamic State'
  daybook lexicon explain Kunduz --json")]
    Explain {
        /// The name, as a report writes it
        #[arg(required = true)]
        name: Vec<String>,
    },
    /// Make tables of your own lexicon from the files of others
    #[command(subcommand)]
    Import(LexiconImport),
}

/// `lexicon import`.
#[derive(Debug, Subcommand)]
pub(crate) enum LexiconImport {
    /// Settlements from a dump of GeoNames (`allCountries.txt`, `AF.txt`, or the `.zip` of one)
    #[command(after_help = "\
Examples:
  daybook lexicon import geonames AF.zip
  daybook lexicon import geonames allCountries.zip --countries AF,PK,IR --min-population 500

Writes `places/geonames.csv` into the folder of your own lexicon, which every command reads from then on. A whole country is
loaded in some tenths of a second; the whole world has twelve million names: choose countries or a population.")]
    Geonames(Geonames),
    /// Names of groups and bodies from the consolidated list of the UN Security Council, as XML
    #[command(after_help = "\
Examples:
  daybook lexicon import un-sc consolidated.xml
  daybook lexicon import un-sc consolidated.xml --persons

Writes `actors/un_sc.csv` and `actors/other_names.csv` (further names of actors that the lexicon has) into the folder of your own lexicon;
with `--persons` also `actors/un_sc_persons.csv`. A person in the lexicon is public: the name is no longer withheld. Of persons only whole names
are taken, dates and places of birth, documents and addresses of nobody. A list tells who is listed on its day and nothing else: read it anew
when it changes.")]
    UnSc(UnSc),
}

/// `lexicon import geonames`.
#[derive(Debug, Args)]
pub(crate) struct Geonames {
    /// The dump
    #[arg(value_name = "FILE")]
    pub(crate) path: PathBuf,
    /// Only these countries, two letters each
    #[arg(long, value_name = "AF,PK", value_delimiter = ',', value_parser = country)]
    pub(crate) countries: Vec<String>,
    /// Only settlements with so many inhabitants
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) min_population: u64,
    /// File to write [default: `places/geonames.csv` in the folder of your own lexicon]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// `lexicon import un-sc`.
#[derive(Debug, Args)]
pub(crate) struct UnSc {
    /// The list
    #[arg(value_name = "FILE")]
    pub(crate) path: PathBuf,
    /// Also the persons of the list, who become public by it
    #[arg(long)]
    pub(crate) persons: bool,
    /// Folder to write to, as that of a lexicon [default: the folder of your own lexicon]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

/// `demo`.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// New or empty folder for the record [default: one in the folder for temporary files]
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// Only build the record and the backgrounder
    #[arg(long)]
    pub(crate) no_serve: bool,
    /// Address and port of the pages [default: a free port on 127.0.0.1]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) listen: Option<SocketAddr>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn countries_are_two_letters() {
        assert_eq!(country("af"), Ok("AF".to_owned()));
        assert!(country("AFG").is_err() && country("4F").is_err());
    }
}
