//! Gives the rules a version that nobody has to remember to raise: a digest of their sources.
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Hexadecimal digits that are kept: enough to tell versions of one program apart.
const DIGITS: usize = 12;

fn main() {
    // Asked when it runs: a build folder may outlive the place that it was made in.
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it");
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=build.rs");
    let folder = Path::new(&manifest).join("src");
    // What the language models say decides, too.
    let language = Path::new(&manifest).join("../language");
    let models = language.join("models/english.bin");
    println!("cargo::rerun-if-changed={}", models.display());
    println!("cargo::rerun-if-changed={}", language.join("src").display());
    let mut paths = Vec::new();
    collect(&folder, &mut paths);
    collect(&language.join("src"), &mut paths);
    paths.sort();
    let mut digest = Sha256::new();
    digest.update(fs::read(models).expect("the model file is part of the repository"));
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs")) {
        let source = fs::read_to_string(path).expect("a source can be read");
        // Line ends differ between systems, the rules do not.
        digest.update(source.replace('\r', ""));
        digest.update([0]);
    }
    let version: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    println!("cargo::rustc-env=RULES_DIGEST={}", &version[..DIGITS]);
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("they can be listed").path();
        if path.is_dir() { collect(&path, paths) } else { paths.push(path) }
    }
}
