//! Lists every file under `lexicon/` for embedding, with the SHA-256 of its content, so that the program neither looks for
//! files nor hashes megabytes when it starts.
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() {
    let manifest = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let root = manifest.join("../../lexicon");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../../lexicon");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    let mut source = String::from("&[\n");
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
    }
    source.push_str("]\n");
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("embedded.rs");
    std::fs::write(out, source).expect("OUT_DIR is writable");
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
