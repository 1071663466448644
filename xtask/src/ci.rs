//! `cargo xtask ci`: every check, in the order in which a fault is found soonest.
//!
//! Nothing here needs a file outside the repository. `cargo deny` is installed where it is missing, which needs the
//! network once; so does the first download of the dependencies.
use crate::{demo_check, tidy};
use anyhow::{Context as _, Result, ensure};
use std::path::Path;
use std::process::{Command, Stdio};

/// Arguments of cargo, step by step.
const BEFORE: &[&[&str]] = &[
    &["fmt", "--all", "--check"],
    &["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"],
    &["test", "--locked", "--workspace"],
];

/// The data directory of `lexicon check` is one that is never made, so that no overlay of the machine takes part.
const LEXICON: &[&str] = &[
    "run",
    "--locked",
    "--quiet",
    "--package",
    "daybook",
    "--",
    "--data",
    "target/no-record",
    "lexicon",
    "check",
];

const DENY: &[&str] = &["deny", "--locked", "check", "licenses", "bans", "sources"];

pub(crate) fn run(root: &Path) -> Result<()> {
    for step in BEFORE {
        cargo(root, step)?;
    }
    say("tidy");
    tidy::run(root)?;
    say("demo-check");
    demo_check::run(root, std::env::var_os("DAYBOOK_EVAL_DATA").map(Into::into))?;
    cargo(root, LEXICON)?;
    if !has_deny(root) {
        cargo(root, &["install", "--locked", "cargo-deny"])?;
    }
    cargo(root, DENY)?;
    eprintln!("\nevery check passed");
    Ok(())
}

fn say(step: &str) {
    eprintln!("\n== {step}");
}

fn cargo(root: &Path, arguments: &[&str]) -> Result<()> {
    say(&format!("cargo {}", arguments.join(" ")));
    let status = command(root, arguments).status().context("cannot start cargo")?;
    ensure!(status.success(), "`cargo {}` failed", arguments.join(" "));
    Ok(())
}

/// Cargo as it was started, without the settings of Daybook that the person at the machine may have.
fn command(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root);
    for name in ["DAYBOOK_DATA", "DAYBOOK_LEXICON", "DAYBOOK_CONFIG", "DAYBOOK_LISTEN", "DAYBOOK_WAIT"] {
        command.env_remove(name);
    }
    command
}

fn has_deny(root: &Path) -> bool {
    let mut asked = command(root, &["deny", "--version"]);
    asked.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
