//! `cargo xtask faults`: the tests of crashes and bad disks, with as many kills as are asked for; for the night.
use anyhow::{Context as _, Result, bail};
use std::path::Path;
use std::process::Command;

/// Tests of the program and of the store in which something breaks: killed processes, full and read-only disks, torn logs, second writers,
/// clocks that jump back, flipped bytes.
const TESTS: [(&str, &[&str]); 2] = [
    ("daybook", &["kills::", "interrupted::", "faults::", "custody::"]),
    ("store", &["clock", "changed_byte"]),
];

/// Runs them one after the other, at low priority where the system knows how.
pub(crate) fn run(root: &Path, kills: u64, seed: u64, binary: &Path) -> Result<()> {
    let binary = binary.canonicalize().with_context(|| format!("cannot find `{}`", binary.display()))?;
    for (package, names) in TESTS {
        let mut command = Command::new("nice");
        command.arg(env!("CARGO")).args(["test", "--quiet", "--package", package, "--"]).args(names);
        command.args(["--nocapture", "--test-threads=1"]).current_dir(root);
        command
            .env("DAYBOOK_PROGRAM", &binary)
            .env("DAYBOOK_KILLS", kills.to_string())
            .env("DAYBOOK_SEED", seed.to_string());
        let status = command.status().context("cannot run `nice cargo test`")?;
        if !status.success() {
            bail!("{package}: {status}; the message above names seed and kill");
        }
    }
    Ok(())
}
