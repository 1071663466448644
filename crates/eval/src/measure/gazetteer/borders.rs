//! How far a point is from a place that is an area: from the borders of a country or of a division, or, where no table has these,
//! from the nearest settlement of the division or from its extent.
use super::{NEAR_KM, kilometres};
use anyhow::{Context as _, Result};
use flate2::read::GzDecoder;
use lexicon::places::Extent;
use lexicon::{Gazetteer, Place};
use model::PlacePrecision;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;

/// Latitude and longitude in degrees.
pub(super) type Point = (f64, f64);

/// Regions of `extra.csv` that are continents, with the codes of `countries.csv`.
const CONTINENTS: [(&str, &[&str]); 7] = [
    ("region-africa", &["AF"]),
    ("region-americas", &["NA", "SA"]),
    ("region-asia", &["AS"]),
    ("region-europe", &["EU"]),
    ("region-northern-america", &["NA"]),
    ("region-oceania", &["OC"]),
    ("region-south-america", &["SA"]),
];

/// Borders by the id of the place, and settlements by country and division.
#[derive(Default)]
pub(super) struct Borders {
    rings: BTreeMap<String, Vec<Vec<Point>>>,
    settlements: BTreeMap<(String, String), Vec<Point>>,
    extents: BTreeMap<String, Extent>,
}

impl Borders {
    /// Natural Earth's countries (1:110 million) and divisions (1:50 million), and the settlements of the gazetteer's tables.
    pub(super) fn load(folder: &Path, places: &Gazetteer) -> Result<Self> {
        let mut borders = Self::default();
        let countries = fs::read(folder.join("110m/cultural/ne_110m_admin_0_countries.json"))
            .context("cannot read Natural Earth's countries")?;
        // France and Norway have `-99` there, as their overseas parts have codes of their own.
        let by_name = |name: &str| {
            places.lookup(name).into_iter().find(|place| place.precision == PlacePrecision::Country)
        };
        borders.add(&countries, |properties| match properties["ISO_A2"].as_str()? {
            "-99" => by_name(properties["NAME"].as_str()?).map(|place| place.id),
            code => Some(format!("country-{}", code.to_lowercase())),
        })?;
        borders.join_continents()?;
        let extents = places.all().filter_map(|place| Some((place.id.clone(), places.extent(&place.id)?)));
        borders.extents = extents.collect();
        let divisions = fs::read(folder.join("50m/cultural/ne_50m_admin_1_states_provinces.json.gz"))
            .context("cannot read Natural Earth's divisions")?;
        let mut text = Vec::new();
        GzDecoder::new(divisions.as_slice()).read_to_end(&mut text)?;
        borders.add(&text, |properties| Some(format!("gn-{}", properties["gn_id"].as_i64()?)))?;
        for table in [
            include_str!("../../../../../lexicon/places/cities.csv"),
            include_str!("../../../../../lexicon/places/settlements.csv"),
        ] {
            borders.settle(table)?;
        }
        Ok(borders)
    }

    fn add(&mut self, geojson: &[u8], id: impl Fn(&Value) -> Option<String>) -> Result<()> {
        let collection: Value = serde_json::from_slice(geojson).context("Natural Earth is GeoJSON")?;
        for feature in collection["features"].as_array().into_iter().flatten() {
            let Some(id) = id(&feature["properties"]) else { continue };
            let geometry = &feature["geometry"];
            let polygons: Vec<&Value> = match geometry["type"].as_str() {
                Some("Polygon") => vec![&geometry["coordinates"]],
                Some("MultiPolygon") => geometry["coordinates"].as_array().into_iter().flatten().collect(),
                _ => Vec::new(),
            };
            let rings = polygons.into_iter().flat_map(|polygon| polygon.as_array().into_iter().flatten());
            let points = |ring: &Value| -> Vec<Point> {
                let pairs = ring.as_array().into_iter().flatten();
                pairs.filter_map(|pair| Some((pair[1].as_f64()?, pair[0].as_f64()?))).collect()
            };
            self.rings.entry(id).or_default().extend(rings.map(points));
        }
        Ok(())
    }

    /// A continent is its countries.
    fn join_continents(&mut self) -> Result<()> {
        for (id, countries) in countries_by_continent()? {
            let rings = countries
                .iter()
                .filter_map(|iso2| self.rings.get(&format!("country-{}", iso2.to_lowercase())))
                .flatten();
            let rings: Vec<_> = rings.cloned().collect();
            self.rings.insert(id.to_owned(), rings);
        }
        Ok(())
    }

    fn settle(&mut self, table: &str) -> Result<()> {
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(table.as_bytes());
        let header = reader.headers()?.clone();
        let at =
            |column: &str| header.iter().position(|one| one == column).context("a column of settlements");
        let (country, admin1) = (at("country")?, at("admin1")?);
        let (latitude, longitude) = (at("latitude")?, at("longitude")?);
        for row in reader.records() {
            let row = row?;
            let Some(point) = row[latitude].parse().ok().zip(row[longitude].parse().ok()) else { continue };
            self.settlements
                .entry((row[country].to_owned(), row[admin1].to_owned()))
                .or_default()
                .push(point);
        }
        Ok(())
    }

    /// Whether the point lies in the place or within [`NEAR_KM`] of it; of a place that is no area, of its own point.
    pub(super) fn is_near(&self, place: &Place, point: Point) -> bool {
        let near = |other: &Point| kilometres(point, *other) <= NEAR_KM;
        if place.latitude.zip(place.longitude).is_some_and(|own| near(&own)) {
            return true;
        }
        if let Some(rings) = self.rings.get(&place.id) {
            // Small islands have no ring at this scale.
            let of_country = || self.settlements.iter().filter(|((country, _), _)| *country == place.country);
            return is_inside(rings, point)
                || rings.iter().flatten().any(near)
                || place.precision == PlacePrecision::Country
                    && of_country().any(|(_, all)| all.iter().any(near));
        }
        if let Some(extent) = self.extents.get(&place.id) {
            return near(&extent.nearest(point));
        }
        let division = || Some((place.country.clone(), place.admin1.clone()?));
        match place.precision {
            PlacePrecision::Province => {
                division().and_then(|key| self.settlements.get(&key)).is_some_and(|all| all.iter().any(near))
            }
            PlacePrecision::Country => {
                let mut own = self.settlements.iter().filter(|((country, _), _)| *country == place.country);
                own.any(|(_, all)| all.iter().any(near))
            }
            PlacePrecision::Site
            | PlacePrecision::Settlement
            | PlacePrecision::District
            | PlacePrecision::Region => false,
        }
    }
}

/// The countries of each continent of `extra.csv`.
pub(in super::super) fn countries_by_continent() -> Result<BTreeMap<&'static str, Vec<String>>> {
    let table = include_str!("../../../../../lexicon/places/countries.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(table.as_bytes());
    let header = reader.headers()?.clone();
    let at = |column: &str| header.iter().position(|one| one == column).context("a column of countries");
    let (iso2, continent) = (at("iso2")?, at("continent")?);
    let mut countries: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for row in reader.records() {
        let row = row?;
        for (id, _) in CONTINENTS.iter().filter(|(_, codes)| codes.contains(&&row[continent])) {
            countries.entry(id).or_default().push(row[iso2].to_owned());
        }
    }
    Ok(countries)
}

/// Even-odd rule over all rings, holes included.
fn is_inside(rings: &[Vec<Point>], (latitude, longitude): Point) -> bool {
    let crossings = |ring: &Vec<Point>| {
        ring.iter()
            .zip(ring.iter().skip(1))
            .filter(|((lat1, lon1), (lat2, lon2))| {
                (*lat1 > latitude) != (*lat2 > latitude)
                    && longitude < (lon2 - lon1) * (latitude - lat1) / (lat2 - lat1) + lon1
            })
            .count()
    };
    rings.iter().map(crossings).sum::<usize>() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_in_a_hole_is_outside() {
        let square = |from: f64, to: f64| vec![(from, from), (from, to), (to, to), (to, from), (from, from)];
        let rings = [square(0.0, 10.0), square(4.0, 6.0)];
        assert!(is_inside(&rings, (2.0, 2.0)));
        assert!(!is_inside(&rings, (5.0, 5.0)), "the hole");
        assert!(!is_inside(&rings, (2.0, 11.0)));
    }
}
