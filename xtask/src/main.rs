//! Development tasks: `cargo xtask <task>`.
mod gazetteer;

use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["gazetteer", corpora] => gazetteer::build(Path::new(corpora), &root()),
        _ => bail!("expected a task: `gazetteer <CORPORA_DIR>`"),
    }
}

/// The repository's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_path_buf)
}
