//! Points of villages, districts and provinces that conflict reports name (UCDP Georeferenced Event Dataset, CC BY 4.0).
//!
//! An event's `where_coordinates` names the place whose point the row gives; its last word says what kind of place it is.
use super::geonames::World;
use super::{Point, degrees, key, text, without_division, write_table};
use anyhow::Result;
use std::collections::BTreeMap;
use std::path::Path;

/// A place as events name it.
pub(super) struct Reported {
    pub(super) name: String,
    pub(super) country: String,
    pub(super) admin1: String,
    pub(super) point: Point,
    pub(super) precision: &'static str,
    file: &'static str,
}

const FILES: &[(&str, &str)] = &[
    ("analysis/ged_pak/conflict_data_pak.csv", "UCDP GED, Pakistan 1989-2021"),
    ("analysis/ged_nga/conflict_data_nga.csv", "UCDP GED, Nigeria 1990-2019"),
    ("analysis/ged_mmr_bgd/ged191.csv", "UCDP GED 19.1, Myanmar and Bangladesh"),
    ("analysis/ged_candidate_2023_10/GEDEvent_v23_0_10.csv", "UCDP Candidate 23.0.10"),
];

const SETTLEMENTS: &[&str] = &["village", "town", "city", "settlement"];
const DISTRICTS: &[&str] = &["district", "distrcit", "agency", "lga", "tehsil", "township", "subdistrict"];
const PROVINCES: &[&str] = &["province", "state", "governorate", "region", "division"];

/// Points as written, each with the number of its events, a name and a kind.
type Points = BTreeMap<(String, String), (u32, String, &'static str)>;

/// Every place of a plain kind, once by country, kind and name: with the point that most of its events give.
pub(super) fn read(corpora: &Path, world: &World) -> Result<Vec<Reported>> {
    let mut found: BTreeMap<(String, &'static str, String, String), Points> = BTreeMap::new();
    let mut known: BTreeMap<(String, String), Option<(String, String)>> = BTreeMap::new();
    for (path, title) in FILES {
        let table = text(&corpora.join(path))?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(table.as_bytes());
        let header = reader.headers()?.clone();
        for record in reader.records() {
            let record = record?;
            let cell = |column: &str| {
                header.iter().position(|name| name == column).and_then(|at| record.get(at)).unwrap_or("")
            };
            let Some((name, precision)) = kind(cell("where_coordinates"), cell("where_prec")) else {
                continue;
            };
            let names = (cell("country").to_owned(), cell("adm_1").to_owned());
            let lies_in = known.entry(names).or_insert_with_key(|(country, admin1)| {
                let country = world.country_named(country)?;
                Some((country.to_owned(), province(world, country, admin1)))
            });
            let Some((country, admin1)) = lies_in.clone() else { continue };
            let points = found.entry((country, precision, admin1, key(&name))).or_default();
            let at = (cell("latitude").to_owned(), cell("longitude").to_owned());
            points.entry(at).or_insert((0, name, title)).0 += 1;
        }
    }
    Ok(found
        .into_iter()
        .filter_map(|((country, precision, admin1, _), points)| {
            let (at, (_, name, file)) = points.into_iter().max_by_key(|(_, (count, _, _))| *count)?;
            Some(Reported {
                name,
                country,
                admin1,
                point: (at.0.parse().ok()?, at.1.parse().ok()?),
                precision,
                file,
            })
        })
        .collect())
}

/// The place's name and kind. Precision 1 and 2 give the named place's point, 3 a district's, 4 a province's.
fn kind(place: &str, where_precision: &str) -> Option<(String, &'static str)> {
    let (name, word) = place.trim().rsplit_once(' ')?;
    let word = word.to_lowercase();
    let precise = where_precision.trim_end_matches(".0");
    let plain = !name.contains([',', '(', '/']) && name.chars().next()?.is_uppercase();
    if !plain {
        return None;
    }
    if SETTLEMENTS.contains(&word.as_str()) && matches!(precise, "1" | "2") {
        return Some((name.to_owned(), "settlement"));
    }
    if DISTRICTS.contains(&word.as_str()) && precise == "3" {
        return Some((name.to_owned(), "district"));
    }
    (PROVINCES.contains(&word.as_str()) && precise == "4").then(|| (name.to_owned(), "province"))
}

/// GeoNames' name of the province; the Federally Administered Tribal Areas went into Khyber Pakhtunkhwa in 2018.
fn province(world: &World, country: &str, name: &str) -> String {
    let tribal = country == "PK" && name == "Federally Administered Tribal Areas";
    let name = if tribal { "Khyber Pakhtunkhwa" } else { name };
    world
        .province_named(country, name)
        .map_or_else(|| without_division(name).unwrap_or_else(|| name.to_owned()), str::to_owned)
}

/// Writes the villages and districts that GeoNames' dumps lack.
pub(super) fn write(reported: &[Reported], world: &World, root: &Path) -> Result<()> {
    let new = reported.iter().filter(|one| match one.precision {
        "settlement" => !world.has_city(&one.country, &one.name, one.point),
        "district" => !world.has_district(&one.country, &one.name),
        _ => false,
    });
    let mut ids: BTreeMap<String, u32> = BTreeMap::new();
    let rows: Vec<Vec<String>> = new
        .map(|one| {
            let slug = slug(&format!("ucdp {} {} {}", one.country, one.precision, one.name));
            let count = ids.entry(slug.clone()).or_default();
            *count += 1;
            let id = if *count == 1 { slug } else { format!("{slug}-{count}") };
            let (north, east) = one.point;
            let (north, east) = (degrees(Some(north)), degrees(Some(east)));
            let (country, admin1) = (one.country.clone(), one.admin1.clone());
            let source = one.file.to_owned();
            vec![
                id,
                one.name.clone(),
                String::new(),
                country,
                admin1,
                north,
                east,
                one.precision.to_owned(),
                source,
            ]
        })
        .collect();
    let columns =
        ["id", "name", "aliases", "country", "admin1", "latitude", "longitude", "precision", "source"];
    write_table(root, "ucdp.csv", &columns, rows.into_iter())
}

/// Lower-case letters, digits and hyphens.
fn slug(name: &str) -> String {
    let folded = lexicon::fold(name).text;
    let words = folded.split(|part: char| !part.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_says_the_kind() {
        assert_eq!(kind("Datta Khel town", "2"), Some(("Datta Khel".to_owned(), "settlement")));
        assert_eq!(kind("Swat district", "3.0"), Some(("Swat".to_owned(), "district")));
        assert_eq!(kind("Swat district", "1"), None);
        assert_eq!(kind("Waziristan", "5"), None);
    }
}
