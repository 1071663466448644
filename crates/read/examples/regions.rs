//! Prints what a file is read as: its metadata, and its regions with their words.
use read::{Given, Input};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let name = path.rsplit('/').next().unwrap_or(&path);
        println!("== {name}");
        match read::document(&Input { bytes: &bytes, name, media_type: None, given: Given::default() }) {
            Ok(document) => print(&document),
            Err(error) => println!("{}: {error}", error.code()),
        }
    }
    Ok(())
}

fn print(document: &read::Document) {
    println!("{:?}\n{:?}", document.metadata, document.issues);
    for region in &document.text.regions {
        println!("{:?}\t{}", region.kind, region.span.of(&document.text.text));
    }
}
