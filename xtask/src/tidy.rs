//! `cargo xtask tidy`: what must hold of the repository and what the compiler cannot see.
//!
//! 1. [`dependencies`]: stages stay strangers, heavy dependencies stay in the one crate that owns them.
//! 2. [`absences`]: what occurs nowhere, or in one crate only: SQL, connections, the clock, files in a stage.
//! 3. [`documents`]: the documents that must be there, their length, their links, the codes that they must list.
//!
//! Each check is a function from the files to its findings, so that a test can show that it fails.
mod absences;
mod dependencies;
mod documents;

use anyhow::{Context as _, Result, ensure};
use std::fmt;
use std::path::Path;

/// A file of the repository; its path is below the root, with `/`.
#[derive(Debug)]
struct File {
    path: String,
    text: String,
}

/// Something that must not be so.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    /// Counted from 1; 0 where the finding is of the whole file.
    line: usize,
    what: String,
}

impl Finding {
    fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(formatter, "{}: {}", self.path, self.what),
            line => write!(formatter, "{}:{line}: {}", self.path, self.what),
        }
    }
}

pub(crate) fn run(root: &Path) -> Result<()> {
    let mut files = Vec::new();
    collect(root, "", &mut files)?;
    let mut findings = Vec::new();
    findings.extend(dependencies::check(&files)?);
    findings.extend(absences::check(&files));
    findings.extend(documents::check(&files));
    findings.extend(documents::codebook(&files, &crate::codebook::page()?));
    for finding in &findings {
        eprintln!("{finding}");
    }
    ensure!(findings.is_empty(), "{} findings in {} files", findings.len(), files.len());
    println!("tidy: {} files, no findings", files.len());
    Ok(())
}

/// What holds no file of the repository; `.git` is a file in a second working tree.
const OUTSIDE: [&str; 4] = [".git", "target", "daybook-data", "node_modules"];

/// Every file of the repository that is text, sorted by path.
fn collect(root: &Path, below: &str, files: &mut Vec<File>) -> Result<()> {
    let folder = root.join(below);
    let mut names = std::fs::read_dir(&folder)
        .and_then(|entries| {
            entries.map(|entry| entry.map(|entry| entry.file_name())).collect::<std::io::Result<Vec<_>>>()
        })
        .with_context(|| format!("cannot read the folder `{}`", folder.display()))?;
    names.sort();
    for name in names {
        let name = name.to_string_lossy();
        let path = if below.is_empty() { name.to_string() } else { format!("{below}/{name}") };
        if OUTSIDE.contains(&name.as_ref()) {
            continue;
        }
        if root.join(&path).is_dir() {
            collect(root, &path, files)?;
            continue;
        }
        let bytes = std::fs::read(root.join(&path)).with_context(|| format!("cannot read `{path}`"))?;
        // A file that is no text holds no words to look for.
        if let Ok(text) = String::from_utf8(bytes) {
            files.push(File { path, text });
        }
    }
    Ok(())
}

#[cfg(test)]
fn file(path: &str, text: &str) -> File {
    File { path: path.to_owned(), text: text.to_owned() }
}
