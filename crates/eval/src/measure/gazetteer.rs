//! Whether the places that news names are in the gazetteer: GeoVirus and the Local-Global Lexicon, every province of ISO 3166-2, and
//! the places of the development gold.
mod borders;

use super::{Context, Measured};
use anyhow::{Context as _, Result};
use borders::Borders;
pub(super) use borders::countries_by_continent;
use flate2::read::GzDecoder;
use lexicon::{Gazetteer, Lexicon, Place};
use model::ActorKind;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;

/// Kilometres between a candidate's point and the gold's that still count as the same place.
const NEAR_KM: f64 = 50.0;

/// Mean radius of the earth in kilometres (IUGG).
const EARTH_KM: f64 = 6371.0088;

/// Names that are listed in the report.
const LISTED: usize = 30;

/// A toponym of a corpus.
struct Toponym {
    name: String,
    point: (f64, f64),
}

pub(crate) fn run(context: &Context) -> Result<Measured> {
    let folder = context.data()?.join("corpora/geoparsing");
    let places = &context.lexicon.places;
    let borders = Borders::load(&context.data()?.join("corpora/gazetteer/natural_earth"), places)?;
    let (mut scores, mut report, mut read, mut cases) = (Vec::new(), String::new(), Vec::new(), 0);
    for (name, file, element, label) in
        [("GeoVirus", "GeoVirus.xml.gz", "location", "name"), ("LGL", "lgl.xml.gz", "toponym", "phrase")]
    {
        let bytes = fs::read(folder.join(file)).with_context(|| format!("cannot read `{file}`"))?;
        let mut text = String::new();
        GzDecoder::new(bytes.as_slice()).read_to_string(&mut text)?;
        let toponyms = toponyms(&text, element, label);
        let found = coverage(&context.lexicon, &borders, &toponyms, name, &mut report)?;
        scores.push((format!("{name}: within 50 km of some candidate"), found.near));
        scores.push((format!("{name}: in some candidate or within 50 km"), found.inside));
        scores.push((format!("{name}: within 50 km of the first candidate"), found.first));
        cases += toponyms.len();
        read.extend(bytes);
    }
    scores.push(("provinces of ISO 3166-2".to_owned(), provinces(places, &mut report)?));
    scores.push(("places of the development gold".to_owned(), of_gold(context, &mut report)?));
    Ok(Measured { corpus: model::hash::sha256_hex(&read), cases, scores, report })
}

struct Coverage {
    near: f64,
    /// A gold point of a country is its middle by some other list: what counts is that it lies in the country.
    inside: f64,
    first: f64,
}

/// What extraction may take a name for: places of the name, and the country of a state that it names ("U.S.", "Russian").
fn candidates_of(lexicon: &Lexicon, name: &str) -> Vec<Place> {
    let mut found = lexicon.places.lookup(name);
    for one in lexicon.actors.scan(name).iter().filter(|one| one.span.len() == name.len()) {
        let states = one.candidates.iter().filter(|(entry, _)| entry.kind == ActorKind::State);
        for country in states.filter_map(|(entry, _)| lexicon.places.country(entry.countries.first()?)) {
            if !found.iter().any(|place| place.id == country.id) {
                found.push(country);
            }
        }
    }
    found
}

fn coverage(
    lexicon: &Lexicon,
    borders: &Borders,
    toponyms: &[Toponym],
    corpus: &str,
    report: &mut String,
) -> Result<Coverage> {
    let (mut near, mut inside, mut first, mut named, mut candidates) = (0, 0, 0, 0, 0);
    let (mut absent, mut elsewhere): (BTreeMap<&str, usize>, BTreeMap<&str, usize>) = Default::default();
    for toponym in toponyms {
        let found = candidates_of(lexicon, &toponym.name);
        let distances: Vec<f64> = found
            .iter()
            .filter_map(|place| Some(kilometres(toponym.point, place.latitude.zip(place.longitude)?)))
            .collect();
        named += usize::from(!found.is_empty());
        candidates += found.len();
        first += usize::from(distances.first().is_some_and(|km| *km <= NEAR_KM));
        near += usize::from(distances.iter().any(|km| *km <= NEAR_KM));
        if found.iter().any(|place| borders.is_near(place, toponym.point)) {
            inside += 1;
        } else if found.is_empty() {
            *absent.entry(&toponym.name).or_default() += 1;
        } else {
            *elsewhere.entry(&toponym.name).or_default() += 1;
        }
    }
    let share = |n: usize| n as f64 / toponyms.len().max(1) as f64;
    writeln!(
        report,
        "{corpus}: {} toponyms with a point; {:.3} have the name, {:.3} within 50 km of some candidate's point, {:.3} in or within 50 km of some candidate, {:.3} near the first's point; {:.1} candidates each",
        toponyms.len(),
        share(named),
        share(near),
        share(inside),
        share(first),
        candidates as f64 / toponyms.len().max(1) as f64
    )?;
    for (what, missed) in [("not in the gazetteer", absent), ("elsewhere", elsewhere)] {
        let n: usize = missed.values().sum();
        let mut missed: Vec<(&str, usize)> = missed.into_iter().collect();
        missed.sort_by_key(|(name, n)| (std::cmp::Reverse(*n), *name));
        let shown: Vec<String> = missed.iter().take(LISTED).map(|(name, n)| format!("{name} {n}")).collect();
        writeln!(report, "  {what}: {n} toponyms of {} names: {}", missed.len(), shown.join(", "))?;
    }
    Ok(Coverage { near: share(near), inside: share(inside), first: share(first) })
}

/// Every province by its name in the list.
fn provinces(places: &Gazetteer, report: &mut String) -> Result<f64> {
    let table = include_str!("../../../../lexicon/places/iso3166_2.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(table.as_bytes());
    let header = reader.headers()?.clone();
    let at = |column: &str| header.iter().position(|one| one == column);
    let (code, name) = (at("code").context("a column `code`")?, at("name").context("a column `name`")?);
    let (mut n, mut found, mut absent) = (0, 0, Vec::new());
    for row in reader.records() {
        let row = row?;
        let country = row[code].split('-').next().unwrap_or_default();
        n += 1;
        if places.lookup(&row[name]).iter().any(|place| place.country == country) {
            found += 1;
        } else {
            absent.push(format!("{} {}", &row[code], &row[name]));
        }
    }
    let shown: Vec<&str> = absent.iter().take(LISTED).map(String::as_str).collect();
    writeln!(
        report,
        "ISO 3166-2: {found} of {n} found by the list's own name in their country; not: {}",
        shown.join(", ")
    )?;
    Ok(f64::from(found) / f64::from(n.max(1)))
}

/// Every place of an event in the gold, by its name.
fn of_gold(context: &Context, report: &mut String) -> Result<f64> {
    let folder = context.data()?.join("gold/dev");
    let (mut n, mut found, mut absent) = (0_u32, 0_u32, Vec::new());
    let mut paths: Vec<_> = fs::read_dir(&folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "json")) {
        let gold: serde_json::Value = serde_json::from_slice(&fs::read(path)?)?;
        for place in gold["events"]
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|event| event["where"].as_array().into_iter().flatten())
        {
            let name = place["name"].as_str().unwrap_or_default();
            // Sites are told by the text, not by a gazetteer.
            if place["precision"] == "site" || name.is_empty() {
                continue;
            }
            n += 1;
            if places_of(&context.lexicon.places, name) { found += 1 } else { absent.push(name.to_owned()) }
        }
    }
    absent.sort();
    absent.dedup();
    writeln!(
        report,
        "development gold: {found} of {n} places that are no sites are in the gazetteer; not: {}",
        absent.join(", ")
    )?;
    Ok(f64::from(found) / f64::from(n.max(1)))
}

/// By the name, or by what is left of it without a direction or the noun of its kind.
fn places_of(places: &Gazetteer, name: &str) -> bool {
    let bare = |word: &str| {
        let word = word.to_lowercase();
        [
            "northern",
            "southern",
            "eastern",
            "western",
            "central",
            "north",
            "south",
            "province",
            "district",
            "region",
            "state",
            "county",
            "the",
            "department",
            "prefecture",
            "governorate",
        ]
        .contains(&word.as_str())
    };
    let rest: Vec<&str> = name.split(' ').filter(|word| !bare(word)).collect();
    !places.lookup(name).is_empty() || !places.lookup(&rest.join(" ")).is_empty()
}

/// The elements of one kind with a name and a point.
fn toponyms(xml: &str, element: &str, label: &str) -> Vec<Toponym> {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    let parts = xml.split(open.as_str()).skip(1).filter_map(|part| part.split(close.as_str()).next());
    parts
        .filter_map(|part| {
            let value = |tag: &str| {
                let from = part.find(&format!("<{tag}>"))? + tag.len() + 2;
                let to = part[from..].find(&format!("</{tag}>"))? + from;
                Some(
                    part[from..to]
                        .trim()
                        .replace("&amp;", "&")
                        .replace("&apos;", "'")
                        .replace("&quot;", "\""),
                )
            };
            let point = (value("lat")?.parse().ok()?, value("lon")?.parse().ok()?);
            Some(Toponym { name: value(label)?, point })
        })
        .collect()
}

/// Great-circle distance (haversine).
pub(super) fn kilometres((lat1, lon1): (f64, f64), (lat2, lon2): (f64, f64)) -> f64 {
    let (lat1, lat2, lon) = (lat1.to_radians(), lat2.to_radians(), (lon2 - lon1).to_radians());
    let half = ((lat2 - lat1) / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (lon / 2.0).sin().powi(2);
    2.0 * EARTH_KM * half.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_and_elements() {
        let km = kilometres((34.53, 69.17), (36.73, 68.86));
        assert!((240.0..252.0).contains(&km), "Kabul to Kunduz: {km}");
        let xml = "<toponym><phrase>A &amp; B</phrase><lat>1</lat><lon>-2.5</lon></toponym><toponym><phrase>C</phrase></toponym>";
        let found = toponyms(xml, "toponym", "phrase");
        assert_eq!(found.len(), 1, "one has no point");
        assert_eq!((found[0].name.as_str(), found[0].point), ("A & B", (1.0, -2.5)));
    }
}
