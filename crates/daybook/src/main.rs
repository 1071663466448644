//! Daybook: reports go in, a record comes out in which everything carries the words that say so.
//!
//! The binary is the shell around pure stages: it alone reads the clock, the environment, the configuration and files.
//!
//! - [`pipeline`]: read → extract → resolve → analyse → publish, on one screen.
//! - [`cli`]: what can be typed. [`config`]: what it means together with environment and configuration.
//! - [`input`]: files, folders, standard input and addresses become bytes, within limits.
//! - [`isolate`]: readers that can be attacked run in a process of their own. [`programs`]: what else reads formats.
//! - [`commands`]: one file for each command.
mod cli;
mod clock;
mod collect;
mod commands;
mod config;
mod console;
mod desk;
mod difference;
mod hosts;
mod input;
mod isolate;
mod memory;
mod overlay;
mod parallel;
mod pipeline;
mod programs;
#[cfg(test)]
mod reference;
mod wacz;
mod warc;
mod wire;

use clap::Parser as _;
use commands::Ending;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let ended = commands::run(&cli);
    exit_code(&ended)
}

/// What clap has to say: help and version are answers, everything else is wrong usage.
fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS }
}

/// 0: everything was done. 1: something failed. 2: the command was not understood.
fn exit_code(ended: &anyhow::Result<Ending>) -> ExitCode {
    match ended {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::SomeFailed) => ExitCode::FAILURE,
        // Whoever reads our output has seen enough: `daybook export events | head`.
        Err(error) if console::is_broken_pipe(error) => ExitCode::SUCCESS,
        Err(error) => {
            console::report(error);
            if error.is::<config::UsageError>() { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}
