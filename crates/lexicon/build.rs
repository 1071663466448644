//! Lists every file under `lexicon/` for embedding, with the SHA-256 of its content, and makes the index of the places'
//! names, so that the program neither looks for files nor hashes or sorts megabytes when it starts.
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[path = "src/places/key.rs"]
#[expect(dead_code, reason = "the program reads what is packed here")]
mod key;
#[expect(dead_code, unreachable_pub, reason = "the index needs the folding of letters only")]
#[path = "../model/src/letters.rs"]
mod letters;

fn main() {
    let manifest = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    let root = manifest.join("../../lexicon");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/places/key.rs");
    println!("cargo::rerun-if-changed=../model/src/letters.rs");
    println!("cargo::rerun-if-changed=../../lexicon");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    let mut source = String::from("&[\n");
    let mut tables = Vec::new();
    for path in &paths {
        let below =
            path.strip_prefix(&root).expect("collected under the root").to_string_lossy().replace('\\', "/");
        let content = std::fs::read(path).expect("a listed file can be read");
        let digest = Sha256::digest(&content).iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        let absolute = path.canonicalize().expect("a listed file has an absolute path");
        let _ = writeln!(source, "    ({below:?}, include_str!({absolute:?}), {digest:?}),");
        if below.starts_with("places/") && below.ends_with(".csv") {
            tables.push((below, content));
        }
    }
    source.push_str("]\n");
    std::fs::write(out.join("embedded.rs"), source).expect("OUT_DIR is writable");
    let (index, indexed, longest) = index(&tables);
    std::fs::write(out.join("places.index"), index).expect("OUT_DIR is writable");
    let about = format!("(&{indexed:?}, {longest})\n");
    std::fs::write(out.join("places.rs"), about).expect("OUT_DIR is writable");
}

/// Collects the data files; hidden files and editors' backups are not data.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        if path.is_dir() {
            collect(&path, paths);
        } else if name.ends_with(".toml") || name.ends_with(".csv") {
            paths.push(path);
        }
    }
}

/// The index of all names, the paths of the tables that it points into, and the words of the longest name.
///
/// 65,537 numbers of where the names whose hash begins with these 16 bits stand, then for each name the other 32 bits of
/// its hash and its packed position, all little-endian.
fn index(tables: &[(String, Vec<u8>)]) -> (Vec<u8>, Vec<&str>, usize) {
    let tables: Vec<(&str, Table<'_>)> =
        tables.iter().map(|(path, content)| (path.as_str(), Table::new(content))).collect();
    let mut names_by_id: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, table) in tables.iter().filter(|(path, _)| is_names_only(path)) {
        for (_, row) in table.rows() {
            let id = row.get(0).unwrap_or_default().to_owned();
            names_by_id.entry(id).or_default().extend(table.other_names(&row));
        }
    }
    for (_, table) in tables.iter().filter(|(path, _)| *path == ISO_LIST) {
        let columns = ["name", "place"].map(|column| table.header.iter().position(|one| one == column));
        let [Some(name), Some(place)] = columns else { panic!("`{ISO_LIST}` has a name and a place") };
        for (_, row) in table.rows() {
            names_by_id.entry(row[place].to_owned()).or_default().push(row[name].to_owned());
        }
    }
    let indexed: Vec<(&str, Table<'_>)> = tables.into_iter().filter(|(path, _)| is_of_places(path)).collect();
    assert!(indexed.len() <= usize::from(key::TABLES), "a position has four bits for the table");
    let mut index = Index { entries: Vec::new(), longest: 0 };
    for (number, (path, table)) in (0..).zip(&indexed) {
        for (start, row) in table.rows() {
            let at = key::At { table: number, start, is_first: true };
            table.first_names(&row).for_each(|name| index.add(name, at));
            let at = key::At { is_first: false, ..at };
            table.other_names(&row).iter().for_each(|name| index.add(name, at));
            let id = row.get(0).unwrap_or_default();
            let id = if path.ends_with("/countries.csv") {
                format!("country-{}", id.to_lowercase())
            } else {
                id.to_owned()
            };
            names_by_id.get(&id).into_iter().flatten().for_each(|name| index.add(name, at));
        }
    }
    let longest = index.longest;
    (index.bytes(), indexed.iter().map(|(path, _)| *path).collect(), longest)
}

/// Tables that give further names to rows of others.
fn is_names_only(path: &str) -> bool {
    matches!(path, "places/other_names.csv" | "places/scripts.csv")
}

fn is_of_places(path: &str) -> bool {
    !is_names_only(path) && path != ISO_LIST && path != EXTENTS
}

/// The list of ISO 3166-2: each code's own name is a further name of its place.
const ISO_LIST: &str = "places/iso3166_2.csv";
/// How far places reach: no names in it.
const EXTENTS: &str = "places/extents.csv";

struct Table<'t> {
    content: &'t [u8],
    header: csv::StringRecord,
}

impl<'t> Table<'t> {
    fn new(content: &'t [u8]) -> Self {
        let header = reader(content).headers().expect("a table has a header").clone();
        Self { content, header }
    }

    /// The rows with the byte that each begins at.
    fn rows(&self) -> impl Iterator<Item = (u32, csv::StringRecord)> {
        reader(self.content).into_records().map(|row| {
            let row = row.expect("a table of places is CSV");
            let byte = row.position().expect("a row that was read has a position").byte();
            let start = u32::try_from(byte).ok().filter(|start| *start < key::REACH);
            (start.expect("a table has less than 128 MiB"), row)
        })
    }

    fn first_names<'r>(&'r self, row: &'r csv::StringRecord) -> impl Iterator<Item = &'r str> {
        let cells = self.header.iter().zip(row);
        cells.filter(|(column, _)| matches!(*column, "name" | "ascii")).map(|(_, cell)| cell)
    }

    fn other_names(&self, row: &csv::StringRecord) -> Vec<String> {
        let is_names = |column: &str| {
            matches!(
                column,
                "aliases" | "alternates" | "en" | "fa" | "ps" | "ar" | "ur" | "ru" | "tg" | "uz" | "ug"
            )
        };
        let cells = self.header.iter().zip(row).filter(|(column, _)| is_names(column));
        cells.flat_map(|(_, cell)| cell.split('|')).map(str::to_owned).collect()
    }
}

fn reader(content: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(content)
}

struct Index {
    entries: Vec<(u64, u32)>,
    longest: usize,
}

impl Index {
    fn add(&mut self, name: &str, at: key::At) {
        let key = key::name_key(name);
        if key.is_empty() {
            return;
        }
        self.longest = self.longest.max(key.split(' ').count());
        self.entries.push((key::hash48(&key), at.packed()));
        for name in key::spellings(name) {
            self.entries.push((key::hash48(&name), at.packed()));
        }
        let other = key::At { is_first: false, ..at };
        for name in key::shortened(name) {
            self.entries.push((key::hash48(&name), other.packed()));
        }
    }

    fn bytes(mut self) -> Vec<u8> {
        self.entries.sort_unstable();
        self.entries.dedup();
        let mut bytes = Vec::with_capacity(self.entries.len() * 8 + 65_537 * 4);
        for bucket in 0..=1_u64 << 16 {
            let before = self.entries.partition_point(|(hash, _)| hash >> 32 < bucket);
            bytes.extend(u32::try_from(before).expect("fewer than 2^32 names").to_le_bytes());
        }
        for (hash, packed) in &self.entries {
            bytes.extend(((hash & u64::from(u32::MAX)) as u32).to_le_bytes());
            bytes.extend(packed.to_le_bytes());
        }
        bytes
    }
}
