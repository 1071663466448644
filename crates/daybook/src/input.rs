//! Files, folders, standard input and addresses become bytes, within limits, with what is known of them.
use crate::config::UsageError;
use crate::isolate::{self, Bytes, Taken};
use anyhow::Context as _;
use model::{Published, PublishedFrom};
use read::container::{self, Container, HEAD_BYTES};
use read::{Given, MAX_BYTES, Manifest};
use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, Read, Seek as _};
use std::path::{Path, PathBuf};

/// Name of a folder's manifest.
const MANIFEST: &str = "manifest.csv";

/// Where a document is to be had.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    File(PathBuf),
    Standard,
    Address(String),
    /// Handed in, with the media type that was said of it.
    Handed(Vec<u8>, Option<String>),
}

/// A document that was named, not yet read.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    place: Place,
    /// As typed, or as found below a folder: what messages call it.
    pub(crate) label: String,
    given: Given,
}

impl Source {
    /// Bytes that were handed in under a name.
    pub(crate) fn handed(name: String, bytes: Vec<u8>, media_type: Option<String>, given: Given) -> Self {
        Self { place: Place::Handed(bytes, media_type), label: name, given }
    }

    /// A page to be asked for.
    pub(crate) fn address(url: String, given: Given) -> Self {
        Self { place: Place::Address(url.clone()), label: url, given }
    }
}

/// A document's bytes.
#[derive(Debug)]
pub(crate) struct Raw {
    pub(crate) bytes: Vec<u8>,
    pub(crate) name: String,
    pub(crate) media_type: Option<String>,
    pub(crate) given: Given,
    pub(crate) label: String,
    /// How it was fetched, where it was.
    pub(crate) exchanges: Vec<store::Exchange>,
    /// The document, where it was read already.
    pub(crate) document: Option<Box<read::Document>>,
}

impl Raw {
    /// What the reader needs.
    pub(crate) fn input(&self) -> read::Input<'_> {
        read::Input {
            bytes: &self.bytes,
            name: &self.name,
            media_type: self.media_type.as_deref(),
            given: self.given.clone(),
        }
    }
}

/// Why one document could not be read or added, while others are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Stable code.
    pub(crate) code: &'static str,
    /// What was found, and what to do.
    pub(crate) message: String,
}

impl From<read::Error> for Refusal {
    fn from(error: read::Error) -> Self {
        Self { code: error.code(), message: error.to_string() }
    }
}

impl From<fetch::Error> for Refusal {
    fn from(error: fetch::Error) -> Self {
        Self { code: error.code(), message: error.to_string() }
    }
}

impl Refusal {
    pub(crate) const fn new(code: &'static str, message: String) -> Self {
        Self { code, message }
    }

    fn unreadable(label: &str, error: &io::Error) -> Self {
        Self { code: "unreadable", message: format!("cannot read `{label}`: {error}") }
    }

    fn too_large(label: &str) -> Self {
        Self {
            code: "too_large",
            message: format!(
                "`{label}` has more than the limit of {MAX_BYTES} bytes\nhint: split it into one file per report"
            ),
        }
    }
}

/// Options that say what is known of documents.
#[derive(Debug, Default, Clone)]
pub(crate) struct Known {
    pub(crate) published: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) url: Option<String>,
}

impl Known {
    fn given(&self) -> anyhow::Result<Given> {
        let published = match &self.published {
            Some(text) => {
                let date = read::published_date(text)
                    .map_err(|error| UsageError(format!("`--published`: {error}")))?;
                Some(Published { date, from: PublishedFrom::Option })
            }
            None => None,
        };
        Ok(Given { published, source: self.source.clone(), url: self.url.clone(), title: None })
    }
}

/// Every document that the arguments name, in their order; below a folder by path. Files named `manifest.csv` and hidden
/// ones are no documents. The second value lists the manifests' rows that match no file.
pub(crate) fn sources(
    arguments: &[String],
    known: &Known,
    manifest: Option<&Path>,
) -> anyhow::Result<(VecDeque<Source>, Vec<String>)> {
    let given = known.given()?;
    let named = manifest.map(Folder::of_manifest).transpose()?;
    let mut found = Vec::new();
    let mut unmatched = Vec::new();
    for argument in arguments {
        let path = Path::new(argument);
        if argument == "-" {
            found.push(Source { place: Place::Standard, label: "-".to_owned(), given: given.clone() });
        } else if is_address(argument) {
            found.push(Source {
                place: Place::Address(argument.clone()),
                label: argument.clone(),
                given: given.clone(),
            });
        } else if path.is_dir() {
            let own = Folder::of_folder(path)?;
            let files = walk(path)?;
            found
                .extend(files.into_iter().map(|file| of_file(file, &given, &[named.as_ref(), own.as_ref()])));
            unmatched.extend(own.iter().flat_map(|folder| folder.unmatched(&found)));
        } else {
            found.push(of_file(path.to_owned(), &given, &[named.as_ref()]));
        }
    }
    unmatched.extend(named.iter().flat_map(|folder| folder.unmatched(&found)));
    if known.url.is_some() && found.len() != 1 {
        let message = format!(
            "`--url` names one document, found {}\nhint: give addresses in a `manifest.csv`",
            found.len()
        );
        return Err(UsageError(message).into());
    }
    Ok((found.into(), unmatched))
}

fn is_address(argument: &str) -> bool {
    let scheme = argument.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

fn of_file(path: PathBuf, given: &Given, manifests: &[Option<&Folder>]) -> Source {
    let row = manifests.iter().flatten().find_map(|folder| folder.row(&path));
    let given = match row {
        Some(row) => given.clone().or(row),
        None => given.clone(),
    };
    Source { label: path.display().to_string(), place: Place::File(path), given }
}

/// A manifest and the folder that its paths are below.
struct Folder {
    root: PathBuf,
    manifest: Manifest,
}

impl Folder {
    fn of_folder(folder: &Path) -> anyhow::Result<Option<Self>> {
        let path = folder.join(MANIFEST);
        if path.is_file() { Self::of_manifest(&path).map(Some) } else { Ok(None) }
    }

    fn of_manifest(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display().to_string();
        let bytes = read_file(path, &shown).map_err(|refusal| anyhow::anyhow!(refusal.message))?;
        let manifest = read::manifest(&bytes).with_context(|| format!("`{shown}`"))?;
        let root = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Self { root, manifest })
    }

    fn row(&self, file: &Path) -> Option<&Given> {
        self.manifest.get(file.strip_prefix(&self.root).ok()?.to_str()?)
    }

    /// Rows that match none of the files.
    fn unmatched(&self, found: &[Source]) -> Vec<String> {
        let is_matched = |row: &str| {
            let wanted = self.root.join(row);
            found.iter().any(|source| matches!(&source.place, Place::File(path) if *path == wanted))
        };
        let rows = self.manifest.rows().map(|(row, _)| row).filter(|row| !is_matched(row));
        rows.map(|row| self.root.join(row).display().to_string()).collect()
    }
}

/// Files below a folder, sorted by path. Links to folders are not followed: they may lead in a circle.
fn walk(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let shown = || format!("cannot read the folder `{}`", folder.display());
        for entry in fs::read_dir(&folder).with_context(shown)? {
            let entry = entry.with_context(shown)?;
            let name = entry.file_name();
            if name.to_string_lossy().starts_with('.') || name == MANIFEST {
                continue;
            }
            if entry.file_type().with_context(shown)?.is_dir() {
                folders.push(entry.path());
            } else if !entry.path().is_dir() {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

impl Source {
    /// Gets the bytes: of one document, or of every one in a container.
    pub(crate) fn open(self) -> Opened {
        let label = self.label.clone();
        self.opened().unwrap_or_else(|refusal| Opened::One(Some(Taken::Refused { label, refusal })))
    }

    fn opened(self) -> Result<Opened, Refusal> {
        let Self { place, label, given } = self;
        let raw = match place {
            Place::File(path) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let (file, kind) = open_file(&path, &name, &label)?;
                if let Some(kind) = kind {
                    return Ok(Opened::Many(isolate::parts(kind, &name, &label, given, Bytes::File(file))?));
                }
                let bytes = read_file(&path, &label)?;
                Raw { bytes, name, media_type: None, given, label, exchanges: Vec::new(), document: None }
            }
            Place::Standard => {
                let bytes = read_limited(io::stdin().lock(), &label)?;
                Raw {
                    bytes,
                    name: "-".to_owned(),
                    media_type: None,
                    given,
                    label,
                    exchanges: Vec::new(),
                    document: None,
                }
            }
            Place::Address(url) => fetch_page(&url, given, label)?,
            Place::Handed(bytes, media_type) => Raw {
                bytes,
                name: label.clone(),
                media_type,
                given,
                label,
                exchanges: Vec::new(),
                document: None,
            },
        };
        let head = &raw.bytes[..raw.bytes.len().min(HEAD_BYTES)];
        match container::detect(&raw.name, raw.media_type.as_deref(), head) {
            Some(kind) => {
                let Raw { bytes, name, given, label, .. } = raw;
                Ok(Opened::Many(isolate::parts(kind, &name, &label, given, Bytes::Memory(bytes))?))
            }
            None => Ok(Opened::One(Some(Taken::Raw(raw)))),
        }
    }
}

/// The documents of one source.
#[derive(Debug)]
pub(crate) enum Opened {
    One(Option<Taken>),
    Many(isolate::Parts),
}

impl Iterator for Opened {
    type Item = Taken;

    fn next(&mut self) -> Option<Taken> {
        match self {
            Self::One(taken) => taken.take(),
            Self::Many(parts) => parts.next(),
        }
    }
}

/// Opens a regular file and looks at its first bytes.
fn open_file(path: &Path, name: &str, label: &str) -> Result<(File, Option<Container>), Refusal> {
    let unreadable = |error: io::Error| Refusal::unreadable(label, &error);
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(Refusal::new("unreadable", format!("`{label}` is not a regular file")));
    }
    let mut file = File::open(path).map_err(unreadable)?;
    let mut head = Vec::new();
    file.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head).map_err(unreadable)?;
    file.rewind().map_err(unreadable)?;
    Ok((file, container::detect(name, None, &head)))
}

fn fetch_page(url: &str, mut given: Given, label: String) -> Result<Raw, Refusal> {
    let limits = fetch::Limits { max_bytes: MAX_BYTES, ..fetch::Limits::default() };
    let fetched = fetch::get(url, &limits)?;
    given.url.get_or_insert_with(|| fetched.final_url.clone());
    let exchanges = crate::wire::exchanges(&fetched, &crate::clock::now());
    let (bytes, name, media_type) = (fetched.bytes, fetched.final_url, fetched.media_type);
    let raw = Raw { bytes, name, media_type, given, label, exchanges, document: None };
    let text_bytes = || isolate::document(&raw.input()).map_or(0, |document| document.text.text.len());
    match crate::collect::wall_of(url, &raw, text_bytes) {
        Some(wall) => Err(Refusal { code: "wall", message: crate::collect::walled(url, wall) }),
        None => Ok(raw),
    }
}

/// Reads a regular file whose size is within the limit; the size is looked at before anything is read.
fn read_file(path: &Path, label: &str) -> Result<Vec<u8>, Refusal> {
    let unreadable = |error: io::Error| Refusal::unreadable(label, &error);
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(Refusal { code: "unreadable", message: format!("`{label}` is not a regular file") });
    }
    if metadata.len() > MAX_BYTES {
        return Err(Refusal::too_large(label));
    }
    read_limited(File::open(path).map_err(unreadable)?, label)
}

/// Reads to the end, and not beyond the limit: a file may grow while it is read.
fn read_limited(from: impl Read, label: &str) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| Refusal::unreadable(label, &error))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Refusal::too_large(label));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in [
            ("b.txt", "b"),
            ("sub/a.txt", "a"),
            (".hidden", "h"),
            ("manifest.csv", "path,source\nsub/a.txt,Radio\nc.txt,Paper\n"),
        ] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        folder
    }

    #[test]
    fn a_folder_is_walked_in_order_with_its_manifest() {
        let folder = folder();
        let argument = folder.path().display().to_string();
        let (found, unmatched) = sources(&[argument], &Known::default(), None).expect("sources");
        let names: Vec<_> = found
            .iter()
            .map(|source| source.label.strip_prefix(&folder.path().display().to_string()).expect("below"))
            .collect();
        assert_eq!(names, ["/b.txt", "/sub/a.txt"]);
        assert_eq!(found[1].given.source.as_deref(), Some("Radio"));
        assert_eq!(unmatched.len(), 1);
        assert!(unmatched[0].ends_with("c.txt"), "{unmatched:?}");
    }

    #[test]
    fn options_win_over_the_manifest() {
        let folder = folder();
        let known = Known { source: Some("Agency".into()), ..Known::default() };
        let (found, _) = sources(&[folder.path().display().to_string()], &known, None).expect("sources");
        assert!(found.iter().all(|source| source.given.source.as_deref() == Some("Agency")));
    }

    #[test]
    fn wrong_options_are_usage_errors() {
        let known = Known { published: Some("29.03.2024".into()), ..Known::default() };
        assert!(sources(&["-".into()], &known, None).expect_err("no date").is::<UsageError>());
        let known = Known { url: Some("https://example.org/".into()), ..Known::default() };
        assert!(
            sources(&["a".into(), "b".into()], &known, None).expect_err("two documents").is::<UsageError>()
        );
    }

    #[test]
    fn what_is_no_regular_file_or_too_large_is_refused_before_reading() {
        let folder = folder();
        let large = folder.path().join("large.txt");
        File::create(&large).and_then(|file| file.set_len(MAX_BYTES + 1)).expect("a sparse file");
        assert_eq!(read_file(&large, "large.txt").expect_err("too large").code, "too_large");
        assert_eq!(read_file(folder.path(), "folder").expect_err("a folder").code, "unreadable");
        assert_eq!(read_limited(io::repeat(b'a'), "-").expect_err("without end").code, "too_large");
    }
}
