//! Points of countries and of some provinces, names of both (Natural Earth, public domain).
use super::{Point, text};
use anyhow::Result;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// What Natural Earth says, by ISO 3166-1 alpha-3 and by GeoNames id.
pub(super) struct NaturalEarth {
    /// The centre of a country's largest part at 1:110m where that lies inside, else the label's point at 1:10m.
    pub(super) countries: BTreeMap<String, Point>,
    /// Long and formal names of countries.
    pub(super) country_names: BTreeMap<String, Vec<String>>,
    /// The point of a province.
    pub(super) provinces: BTreeMap<String, Point>,
}

/// Natural Earth's own codes for countries that ISO codes otherwise.
const CODES: &[(&str, &str)] =
    &[("SDS", "SSD"), ("PSX", "PSE"), ("KOS", "XKX"), ("SAH", "ESH"), ("ALD", "ALA")];

impl NaturalEarth {
    pub(super) fn read(corpora: &Path) -> Result<Self> {
        let folder = corpora.join("gazetteer/natural_earth");
        let mut earth =
            Self { countries: BTreeMap::new(), country_names: BTreeMap::new(), provinces: BTreeMap::new() };
        for label in features(&folder.join("10m/cultural/ne_10m_admin_0_label_points.json"))? {
            earth.add_label(&label);
        }
        for country in features(&folder.join("110m/cultural/ne_110m_admin_0_countries.json"))? {
            earth.add_country(&country);
        }
        for province in features(&folder.join("50m/cultural/ne_50m_admin_1_states_provinces.json"))? {
            let about = &province["properties"];
            if let (Some(id), Some(point)) = (about["gn_id"].as_i64(), point_of(about)) {
                earth.provinces.insert(id.to_string(), point);
            }
        }
        Ok(earth)
    }

    /// The first label of the coarsest scale stands for a country that has no outline at 1:110m.
    fn add_label(&mut self, label: &Value) {
        let about = &label["properties"];
        let coordinates = &label["geometry"]["coordinates"];
        let main = about["featurecla"] == "Admin-0 scale ranks";
        if let (true, Some(code), Some(east), Some(north)) =
            (main, about["sr_adm0_a3"].as_str(), coordinates[0].as_f64(), coordinates[1].as_f64())
        {
            self.countries.entry(iso3(code)).or_insert((north, east));
        }
    }

    fn add_country(&mut self, country: &Value) {
        let about = &country["properties"];
        let code = iso3(about["ADM0_A3"].as_str().unwrap_or_default());
        let names = ["NAME_LONG", "FORMAL_EN", "ADMIN"].iter().filter_map(|field| about[*field].as_str());
        self.country_names.insert(code.clone(), names.map(str::to_owned).collect());
        if let Some(centre) = centre_of_largest(&country["geometry"]) {
            self.countries.insert(code, centre);
        }
    }
}

fn iso3(code: &str) -> String {
    CODES.iter().find(|(own, _)| *own == code).map_or(code, |(_, iso)| iso).to_owned()
}

fn features(path: &Path) -> Result<Vec<Value>> {
    let mut collection: Value = serde_json::from_str(&text(path)?)?;
    Ok(match collection["features"].take() {
        Value::Array(features) => features,
        _ => Vec::new(),
    })
}

fn point_of(about: &Value) -> Option<Point> {
    Some((about["latitude"].as_f64()?, about["longitude"].as_f64()?))
}

fn centre_of_largest(geometry: &Value) -> Option<Point> {
    let rings: Vec<Vec<Point>> = match geometry["type"].as_str()? {
        "Polygon" => vec![ring(&geometry["coordinates"][0])],
        _ => geometry["coordinates"].as_array()?.iter().map(|polygon| ring(&polygon[0])).collect(),
    };
    let largest = rings.into_iter().max_by(|a, b| area(a).abs().total_cmp(&area(b).abs()))?;
    let centre = centre(&largest);
    is_inside(&largest, centre).then_some(centre)
}

fn ring(coordinates: &Value) -> Vec<Point> {
    let points = coordinates.as_array().map_or(&[][..], Vec::as_slice);
    points.iter().filter_map(|point| Some((point[1].as_f64()?, point[0].as_f64()?))).collect()
}

fn edges(ring: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// Twice the signed area in square degrees.
fn area(ring: &[Point]) -> f64 {
    edges(ring).map(|(a, b)| a.1 * b.0 - b.1 * a.0).sum()
}

/// The centre of mass of the outline.
fn centre(ring: &[Point]) -> Point {
    let whole = 3.0 * area(ring);
    let sum = edges(ring).fold((0.0, 0.0), |sum, (a, b)| {
        let cross = a.1 * b.0 - b.1 * a.0;
        (sum.0 + (a.0 + b.0) * cross, sum.1 + (a.1 + b.1) * cross)
    });
    (sum.0 / whole, sum.1 / whole)
}

/// By the number of edges that a ray to the east crosses.
fn is_inside(ring: &[Point], point: Point) -> bool {
    let crossed = edges(ring).filter(|(a, b)| {
        (a.0 > point.0) != (b.0 > point.0) && point.1 < (b.1 - a.1) * (point.0 - a.0) / (b.0 - a.0) + a.1
    });
    crossed.count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_centre_of_a_square_lies_inside_it() {
        let square = [(0.0, 0.0), (0.0, 2.0), (2.0, 2.0), (2.0, 0.0)];
        assert_eq!(centre(&square), (1.0, 1.0));
        assert!(is_inside(&square, (1.0, 1.0)) && !is_inside(&square, (3.0, 1.0)));
    }
}
