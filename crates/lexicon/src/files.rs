//! The lexicon's files: those embedded in the program, and an analyst's overlay of the same layout.
use crate::Error;
use model::hash::{sha256_hex, sha256_of_parts};
use std::borrow::Cow;

/// A lexicon file by its path below `lexicon/` (`actors/groups/is-k.toml`) and content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexiconFile {
    /// Path below the lexicon's folder, with `/`.
    pub path: String,
    /// The text of the file.
    pub content: String,
}

/// Path, content and SHA-256 of every shipped file, sorted by path (made by `build.rs`).
const EMBEDDED: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// One file with the SHA-256 of its content.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) path: Cow<'static, str>,
    pub(crate) content: Cow<'static, str>,
    digest: Cow<'static, str>,
}

impl From<LexiconFile> for File {
    fn from(file: LexiconFile) -> Self {
        let digest = Cow::Owned(sha256_hex(file.content.as_bytes()));
        Self { path: Cow::Owned(file.path), content: Cow::Owned(file.content), digest }
    }
}

/// The shipped files and the overlay's, each sorted by path, and what the overlay changed.
#[derive(Debug)]
pub struct Files {
    shipped: Vec<File>,
    overlay: Vec<File>,
    overridden: Vec<String>,
}

impl Files {
    /// The embedded files with an overlay.
    pub(crate) fn new(overlay: Vec<LexiconFile>) -> Result<Self, Error> {
        let shipped = EMBEDDED.iter().map(|&(path, content, digest)| File {
            path: Cow::Borrowed(path),
            content: Cow::Borrowed(content),
            digest: Cow::Borrowed(digest),
        });
        Self::of(shipped.collect(), overlay.into_iter().map(File::from).collect())
    }

    /// These files as the shipped ones, with an overlay.
    pub(crate) fn of(mut shipped: Vec<File>, mut overlay: Vec<File>) -> Result<Self, Error> {
        shipped.sort_by(|a, b| a.path.cmp(&b.path));
        overlay.retain(|file| !is_documentation(&file.path));
        overlay.sort_by(|a, b| a.path.cmp(&b.path));
        for file in &overlay {
            check_overlay_path(&file.path, &shipped)?;
        }
        if let Some(twice) = overlay.windows(2).find(|pair| pair[0].path == pair[1].path) {
            return Err(Error::new(
                &twice[0].path,
                None,
                "found the file twice in the overlay, expected it once",
            ));
        }
        let files = Self { shipped, overlay, overridden: Vec::new() };
        match files.shipped.iter().chain(&files.overlay).find(|file| file.content.trim().is_empty()) {
            Some(empty) => Err(Error::new(
                &empty.path,
                None,
                "found an empty file, expected at least one entry",
            )
            .hint(
                "delete the file, or delete single entries with `delete = true` or a row of `deleted.csv`",
            )),
            None => Ok(files),
        }
    }

    /// The content of one file: the overlay's where it has the path, else the shipped one.
    #[must_use]
    pub fn effective(&self, path: &str) -> Option<&str> {
        let found = self.overlay.iter().chain(&self.shipped).find(|file| file.path == path);
        found.map(|file| file.content.as_ref())
    }

    /// Path and content of every file below a folder (`language/`), sorted by path; a file of the overlay stands for the
    /// shipped one of the same path.
    #[must_use]
    pub fn effective_under(&self, folder: &str) -> Vec<(&str, &str)> {
        let mut found: Vec<(&str, &str)> = Vec::new();
        for file in self.overlay.iter().chain(&self.shipped) {
            if file.path.starts_with(folder) && !found.iter().any(|(path, _)| *path == file.path) {
                found.push((&file.path, &file.content));
            }
        }
        found.sort_unstable();
        found
    }

    /// The shipped files that `chosen` picks by path.
    pub(crate) fn shipped(&self, chosen: impl Fn(&str) -> bool) -> Vec<File> {
        self.shipped.iter().filter(|file| chosen(&file.path)).cloned().collect()
    }

    /// The overlay's files that `chosen` picks by path.
    pub(crate) fn overlay(&self, chosen: impl Fn(&str) -> bool) -> Vec<File> {
        self.overlay.iter().filter(|file| chosen(&file.path)).cloned().collect()
    }

    /// Whether the overlay has a file below a folder.
    pub(crate) fn has_overlay_under(&self, folder: &str) -> bool {
        self.overlay.iter().any(|file| file.path.starts_with(folder))
    }

    /// Notes a change that the overlay made.
    pub(crate) fn note(&mut self, change: String) {
        self.overridden.push(change);
    }

    /// What the overlay changed: entries as noted, and files that it replaces whole.
    pub(crate) fn into_overridden(self) -> Vec<String> {
        let mut overridden = self.overridden;
        let whole = self.overlay.iter().filter(|file| !is_of_entries(&file.path));
        overridden.extend(whole.map(|file| format!("replaced file `{}`", file.path)));
        overridden
    }

    /// SHA-256 over path and content digest of every file, shipped first, then the overlay's under `overlay/`.
    pub(crate) fn digest(&self) -> String {
        let shipped = self.shipped.iter().map(|file| (file.path.to_string(), file));
        let overlay = self.overlay.iter().map(|file| (format!("overlay/{}", file.path), file));
        let listed: Vec<_> = shipped.chain(overlay).collect();
        let parts: Vec<&[u8]> =
            listed.iter().flat_map(|(path, file)| [path.as_bytes(), file.digest.as_bytes()]).collect();
        sha256_of_parts(&parts)
    }
}

/// Folders whose files are lists of entries with an id: there the overlay replaces entries, elsewhere whole files.
fn is_of_entries(path: &str) -> bool {
    ["actors/", "sources/", "places/"].iter().any(|folder| path.starts_with(folder))
}

fn is_documentation(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

/// A misspelt path would be ignored in silence; so it is an error.
fn check_overlay_path(path: &str, shipped: &[File]) -> Result<(), Error> {
    let group = path
        .strip_prefix("actors/groups/")
        .is_some_and(|name| name.ends_with(".toml") && !name.contains('/'));
    let codebook =
        path.strip_prefix("codebooks/").is_some_and(|name| name.ends_with(".toml") && !name.contains('/'));
    let known =
        group || codebook || ENTRY_TABLES.contains(&path) || shipped.iter().any(|file| file.path == path);
    if known {
        return Ok(());
    }
    let tables = ENTRY_TABLES.join("`, `");
    Err(Error::new(path, None, "found a file that no stage reads, expected a path of the shipped lexicon")
        .hint(format!("groups are `actors/groups/<id>.toml`; the tables are `{tables}`")))
}

/// The tables that may stand in an overlay whether or not the program ships one of the same path.
const ENTRY_TABLES: &[&str] = &[
    "actors/states.csv",
    "actors/organisations.csv",
    "actors/persons.csv",
    "actors/ucdp.csv",
    "actors/un_sc.csv",
    "actors/un_sc_persons.csv",
    "actors/other_names.csv",
    "actors/deleted.csv",
    "sources/outlets.csv",
    "sources/deleted.csv",
    "places/countries.csv",
    "places/admin1.csv",
    "places/districts.csv",
    "places/extents.csv",
    "places/cities.csv",
    "places/extra.csv",
    "places/geonames.csv",
    "places/other_names.csv",
    "places/ucdp.csv",
    "places/deleted.csv",
];
