//! What is found in a text, as cases that an analyst can read and write: `testdata/*.md`, one file per phenomenon.
//!
//! `testdata/README.md` explains the form. A case fails when anything that it shows differs; `UPDATE_EXPECT=1` writes what is
//! found into the files, so that a change of the rules is reviewed as a difference of cases.
mod case;
mod render;

use case::{Block, File};
use std::fs;
use std::path::PathBuf;

/// Cases below which something has been lost: the files are read at run time, and a lost file fails nothing by itself.
const FEWEST_CASES: usize = 120;

fn files() -> Vec<(PathBuf, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut paths = fs::read_dir(&folder)
        .expect("crates/extract/testdata is part of the repository")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .filter(|path| !path.ends_with("README.md"))
        .collect::<Vec<_>>();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let content = fs::read_to_string(&path).expect("a readable file of UTF-8");
            (path, content)
        })
        .collect()
}

#[test]
fn cases_hold() {
    let lexicon = lexicon::Lexicon::shipped().expect("the shipped lexicon loads");
    let is_update = std::env::var_os("UPDATE_EXPECT").is_some();
    let (mut n_cases, mut wrong) = (0, Vec::new());
    for (path, content) in files() {
        let file = File::parse(&content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let found = |block: &Block| {
            render::lines(&extract::document(&block.text(), &block.metadata, &lexicon).reading, block)
        };
        n_cases += file.blocks.len();
        if is_update {
            let updated = file.rewritten(&content, found);
            if updated != content {
                fs::write(&path, updated).expect("the file can be written");
            }
            continue;
        }
        for block in &file.blocks {
            if let Some(difference) = block.difference(&found(block)) {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                wrong.push(format!("{name}:{}: {}\n{difference}", block.line, block.heading));
            }
        }
    }
    assert!(n_cases >= FEWEST_CASES, "{n_cases} cases, expected {FEWEST_CASES} at least: is a file lost?");
    assert!(
        wrong.is_empty(),
        "{} of {n_cases} cases differ (`-` expected, `+` found; UPDATE_EXPECT=1 rewrites them):\n\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
