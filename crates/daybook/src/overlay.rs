//! The lexicon with an analyst's overlay, read from a folder of the same layout.
use crate::config::Settings;
use anyhow::Context as _;
use lexicon::{Lexicon, LexiconFile};
use std::fs;
use std::path::Path;

/// Extensions of files that the lexicon knows; others (editors' copies, notes) are left alone.
const EXTENSIONS: [&str; 2] = ["toml", "csv"];

/// The shipped lexicon with the overlay, if there is one.
pub(crate) fn load(settings: &Settings) -> anyhow::Result<Lexicon> {
    let mut files = Vec::new();
    if let Some(folder) = &settings.lexicon {
        collect(folder, "", &mut files)?;
    }
    Ok(Lexicon::with_overlay(files)?)
}

fn collect(folder: &Path, below: &str, files: &mut Vec<LexiconFile>) -> anyhow::Result<()> {
    let shown = || format!("cannot read the folder `{}`", folder.display());
    for entry in fs::read_dir(folder).with_context(shown)? {
        let entry = entry.with_context(shown)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
        let kind = entry.file_type().with_context(shown)?;
        if name.starts_with('.') {
            continue;
        } else if kind.is_dir() {
            collect(&entry.path(), &path, files)?;
        } else if Path::new(&name)
            .extension()
            .is_some_and(|found| EXTENSIONS.iter().any(|known| found == *known))
        {
            let content = fs::read_to_string(entry.path())
                .with_context(|| format!("cannot read `{}`", entry.path().display()))?;
            files.push(LexiconFile { path, content });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(())
}
