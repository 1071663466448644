//! Builds `lexicon/places/` from GeoNames, Natural Earth and UCDP: `cargo xtask gazetteer <CORPORA_DIR>`.
//!
//! 1. [`names`]: which names English-language news uses for places.
//! 2. [`geonames`]: countries, provinces, districts, settlements.
//! 3. [`natural_earth`]: points of countries and of some provinces.
//! 4. [`ucdp`]: points of districts and villages that conflict reports name.
//!
//! `extra.csv` and `other_names.csv` are kept by hand and not touched.
pub(crate) mod geonames;
pub(crate) mod names;
mod natural_earth;
mod ucdp;

use anyhow::{Context as _, Result};
use flate2::read::GzDecoder;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// Degrees north and east.
type Point = (f64, f64);

/// Reads the corpora and writes the tables; prints what it wrote to stderr.
pub(crate) fn build(corpora: &Path, root: &Path) -> Result<()> {
    let used = names::Used::read(corpora)?;
    let earth = natural_earth::NaturalEarth::read(corpora)?;
    let mut world = geonames::World::read(corpora, root, &used, &earth)?;
    let reported = ucdp::read(corpora, &world)?;
    world.add_points(&reported);
    world.write(root)?;
    ucdp::write(&reported, &world, root)
}

/// The text of a file, unpacked where only `NAME.gz` is there.
fn text(path: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    if path.exists() {
        File::open(path)?.read_to_end(&mut bytes)?;
    } else {
        let packed =
            path.with_file_name(format!("{}.gz", path.file_name().unwrap_or_default().to_string_lossy()));
        let file = File::open(&packed)
            .with_context(|| format!("expected `{}` or `{}`", path.display(), packed.display()))?;
        GzDecoder::new(file).read_to_end(&mut bytes)?;
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Writes a table below `lexicon/places/`.
pub(crate) fn write_table(
    root: &Path,
    name: &str,
    header: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> Result<()> {
    let path = root.join("lexicon/places").join(name);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut writer = csv::Writer::from_path(&path)?;
    writer.write_record(header)?;
    let mut count = 0;
    for row in rows {
        writer.write_record(row)?;
        count += 1;
    }
    writer.flush()?;
    drop(writer);
    let bytes = std::fs::metadata(&path)?.len();
    eprintln!("{name}: {count} rows, {bytes} bytes");
    Ok(())
}

/// A coordinate with four decimals at most: about ten metres, finer than any source here.
pub(crate) fn degrees(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| {
        let text = format!("{value:.4}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    })
}

/// What names are compared by.
pub(crate) fn key(name: &str) -> String {
    lexicon::fold(name.trim()).text.replace('-', " ")
}

/// Words that say what kind of division a name is of, before or after it.
const DIVISIONS_AFTER: &[&str] = &[
    "province",
    "governorate",
    "state",
    "district",
    "region",
    "oblast",
    "oblast'",
    "republic",
    "department",
    "division",
    "prefecture",
    "county",
    "municipality",
    "agency",
    "local government area",
    "lga",
    "division",
    "territory",
    "voivodeship",
    "krai",
    "city municipality",
    "distrcit",
];
const DIVISIONS_BEFORE: &[&str] = &[
    "muhafazat",
    "mohafazat",
    "wilayat",
    "wilaya de",
    "region of",
    "province of",
    "state of",
    "republic of",
    "departement de",
    "departement du",
    "region de",
    "region du",
    "sha'biyat",
    "provincia de",
    "departamento de",
    "partido de",
    "municipio de",
    "county of",
    "provincia da",
    "provincia di",
    "provincia del",
    "provincia",
    "shahrestan-e",
    "ostan-e",
    "wuluswali",
    "district de",
    "cercle de",
];

/// "Borno State" without "State"; `None` where nothing is to be taken off.
pub(crate) fn without_division(name: &str) -> Option<String> {
    let folded = lexicon::fold(name).text;
    let after = DIVISIONS_AFTER.iter().find(|word| folded.ends_with(&format!(" {word}")));
    let before = DIVISIONS_BEFORE.iter().find(|word| folded.starts_with(&format!("{word} ")));
    let words: Vec<&str> = name.split(' ').collect();
    let from = before.map_or(0, |word| word.split(' ').count());
    let to = words.len() - after.map_or(0, |word| word.split(' ').count());
    (from + (words.len() - to) > 0 && from < to).then(|| words[from..to].join(" "))
}

/// Name and aliases with the plain form first: ("Borno", ["Borno State"]).
pub(crate) fn division_names(name: &str, ascii: &str) -> (String, Vec<String>) {
    let mut aliases = Vec::new();
    let base = without_division(name).unwrap_or_else(|| name.to_owned());
    if base != name {
        aliases.push(name.to_owned());
    }
    let plain = without_division(ascii).unwrap_or_else(|| ascii.to_owned());
    if key(&plain) != key(&base) {
        aliases.push(plain.clone());
    }
    for article in
        ["Al ", "Al-", "An ", "Ar ", "As ", "Ash ", "Ad ", "Az ", "At ", "Ar-", "As-", "Ad-", "Ash-"]
    {
        if let Some(rest) = plain.strip_prefix(article) {
            aliases.push(rest.to_owned());
            aliases.push(format!("al-{rest}"));
        }
    }
    (base, distinct(aliases))
}

/// Each name once, by [`key`], in order.
pub(crate) fn distinct(names: Vec<String>) -> Vec<String> {
    let mut seen = BTreeMap::new();
    names.into_iter().filter(|name| seen.insert(key(name), ()).is_none()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_words_come_off() {
        assert_eq!(without_division("Borno State").as_deref(), Some("Borno"));
        assert_eq!(without_division("Muhafazat Hadramaout").as_deref(), Some("Hadramaout"));
        assert_eq!(without_division("Kano").as_deref(), None);
        assert_eq!(without_division("State").as_deref(), None);
        let (name, aliases) = division_names("Al Anbar", "Al Anbar");
        assert_eq!((name.as_str(), aliases), ("Al Anbar", vec!["Anbar".to_owned(), "al-Anbar".to_owned()]));
    }

    #[test]
    fn coordinates_keep_four_decimals() {
        assert_eq!(degrees(Some(34.528_13)), "34.5281");
        assert_eq!(degrees(Some(36.0)), "36");
        assert_eq!(degrees(None), "");
    }
}
