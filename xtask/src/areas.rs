//! Makes the outlines of the maps: `cargo xtask areas <PROVINCES_GEOJSONL>`.
//!
//! The file holds Natural Earth's first-level divisions (1:10m, public domain), one GeoJSON feature a line with the properties
//! `iso_a2`, `name`, `fips`, `woe_name` and `gn_name`: the layer `states_provinces` of `world_map.gpkg` in Debian's qgis-common
//! 3.22.16, in which neighbours have their common border point for point, written by
//! `ogr2ogr -f GeoJSONSeq provinces.geojsonl world_map.gpkg states_provinces`.
//!
//! A border is written once, for whoever lies on both sides, so that it stays one line when it is simplified:
//!
//! 1. points are put on a grid ([`PER_DEGREE`]);
//! 2. rings are cut into lines where three or more of them meet;
//! 3. each line is simplified by itself (Douglas and Peucker);
//! 4. each division is given the name that `lexicon/places` has for it, so that an event's place finds it.
use anyhow::{Context as _, Result};
use lexicon::Lexicon;
use model::record::name_key;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// Steps of the grid in a degree: a step is about two kilometres, less than a pixel on a map of a region.
const PER_DEGREE: f64 = 50.0;
/// How far a line may leave the one that it simplifies, in steps.
const TOLERANCE: f64 = 1.0;
/// Islands of fewer square steps go, unless a division has nothing else: 40 are about 130 km².
const LEAST_AREA: i64 = 40;

type Point = (i32, i32);
type Ring = Vec<Point>;

struct Division {
    country: String,
    name: String,
    rings: Vec<Ring>,
}

/// Reads the divisions and writes `crates/publish/data/areas.tsv`.
pub(crate) fn build(file: &Path, root: &Path) -> Result<()> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    let lexicon = Lexicon::shipped()?;
    let names = Names::of(&lexicon);
    let mut divisions = Vec::new();
    let mut unnamed = 0_usize;
    for line in text.lines() {
        let feature: Value = serde_json::from_str(line)?;
        let rings = rings(&feature["geometry"]["coordinates"]);
        let country = country(&feature["properties"]);
        let found = names.find(&country, &feature["properties"], &rings);
        unnamed += usize::from(found.is_none());
        let (country, name) = found.unwrap_or((country, String::new()));
        divisions.push(Division { country, name, rings });
    }
    let written = write(&divisions);
    println!(
        "{} divisions, {unnamed} without a name of the gazetteer, {} bytes",
        divisions.len(),
        written.len()
    );
    std::fs::write(root.join("crates/publish/data/areas.tsv"), written)?;
    Ok(())
}

fn country(properties: &Value) -> String {
    match properties["iso_a2"].as_str() {
        Some(code) if code.len() == 2 && code != "-1" => code.to_owned(),
        _ => "-".to_owned(),
    }
}

/// Outer rings of a multipolygon on the grid, the large ones, the largest at least. Holes are other divisions' rings.
fn rings(coordinates: &Value) -> Vec<Ring> {
    let polygons = coordinates.as_array().map(Vec::as_slice).unwrap_or_default();
    let outer = polygons.iter().filter_map(|polygon| polygon.get(0)?.as_array());
    let mut rings = outer.map(|ring| on_grid(ring)).filter(|ring| ring.len() > 2).collect::<Vec<_>>();
    rings.sort_by_key(|ring| -doubled_area(ring));
    let keep = rings.iter().take_while(|ring| doubled_area(ring) >= 2 * LEAST_AREA).count().max(1);
    rings.truncate(keep);
    rings
}

fn on_grid(ring: &[Value]) -> Ring {
    let steps = |value: &Value| (value.as_f64().unwrap_or(0.0) * PER_DEGREE).round() as i32;
    let mut points = ring.iter().map(|point| (steps(&point[0]), steps(&point[1]))).collect::<Ring>();
    points.dedup();
    if points.first() == points.last() {
        points.pop();
    }
    points
}

fn doubled_area(ring: &[Point]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    let cross = |((x1, y1), (x2, y2)): (&Point, &Point)| {
        i64::from(*x1) * i64::from(*y2) - i64::from(*x2) * i64::from(*y1)
    };
    ring.iter().zip(next).map(cross).sum::<i64>().abs()
}

/// The gazetteer's names of divisions.
struct Names {
    /// By country and folded name.
    by_name: BTreeMap<(String, String), String>,
    /// By country and code.
    by_code: BTreeMap<(String, String), String>,
    /// Points of settlements with their division, by country.
    points: BTreeMap<String, Vec<(f64, f64, String)>>,
}

impl Names {
    fn of(lexicon: &Lexicon) -> Self {
        let mut names = Self { by_name: BTreeMap::new(), by_code: BTreeMap::new(), points: BTreeMap::new() };
        let provinces =
            lexicon.places.all().filter(|place| place.precision == model::PlacePrecision::Province);
        let provinces = provinces.map(|place| (place.country, place.name)).collect::<BTreeSet<_>>();
        for (place, called) in lexicon.places.all_with_names() {
            if place.precision == model::PlacePrecision::Province {
                for name in called {
                    names
                        .by_name
                        .entry((place.country.clone(), name_key(&name)))
                        .or_insert(place.name.clone());
                }
            } else if let (Some(admin1), Some(latitude), Some(longitude)) =
                (place.admin1, place.latitude, place.longitude)
                && provinces.contains(&(place.country.clone(), admin1.clone()))
            {
                names.points.entry(place.country).or_default().push((longitude, latitude, admin1));
            }
        }
        names.by_code = lexicon.places.provinces_by_code();
        names
    }

    /// Country and name of the division in which most settlements inside it lie; where there are none, of the one called so.
    /// Ground that Natural Earth gives to no country is looked for in all of them.
    fn find(&self, country: &str, properties: &Value, rings: &[Ring]) -> Option<(String, String)> {
        let mut votes: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (owner, points) in self.points.iter().filter(|(owner, _)| country == "-" || *owner == country) {
            for (x, y, admin1) in points {
                let point = (x * PER_DEGREE, y * PER_DEGREE);
                if rings.iter().any(|ring| contains(ring, point)) {
                    *votes.entry((owner, admin1)).or_default() += 1;
                }
            }
        }
        let most = votes.into_iter().max_by_key(|(name, votes)| (*votes, std::cmp::Reverse(*name)));
        let called = ["gn_name", "name", "woe_name"].into_iter().find_map(|key| {
            let name = name_key(properties[key].as_str()?);
            self.by_name.get(&(country.to_owned(), name)).cloned()
        });
        let coded = || {
            let code = properties["fips"].as_str()?.get(2..)?.to_owned();
            self.by_code.get(&(country.to_owned(), code)).cloned()
        };
        let own = |name: String| (country.to_owned(), name);
        match (most, called) {
            // One or two settlements may lie across a simplified border.
            (Some(((_, name), votes)), Some(called)) if votes < 3 && name != called => Some(own(called)),
            (Some(((owner, name), _)), _) => Some((owner.to_owned(), name.to_owned())),
            (None, Some(called)) => Some(own(called)),
            (None, None) => coded().map(own),
        }
    }
}

fn contains(ring: &[Point], (x, y): (f64, f64)) -> bool {
    let mut inside = false;
    let mut before = *ring.last().unwrap_or(&(0, 0));
    for point in ring {
        let ((x1, y1), (x2, y2)) =
            ((f64::from(before.0), f64::from(before.1)), (f64::from(point.0), f64::from(point.1)));
        if (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 {
            inside = !inside;
        }
        before = *point;
    }
    inside
}

/// Points at which a ring has other neighbours than another ring that passes there.
fn junctions(divisions: &[Division]) -> BTreeSet<Point> {
    let mut neighbours: BTreeMap<Point, (Point, Point)> = BTreeMap::new();
    let mut junctions = BTreeSet::new();
    for ring in divisions.iter().flat_map(|division| &division.rings) {
        for at in 0..ring.len() {
            let (before, after) = (ring[(at + ring.len() - 1) % ring.len()], ring[(at + 1) % ring.len()]);
            let pair = (before.min(after), before.max(after));
            if *neighbours.entry(ring[at]).or_insert(pair) != pair {
                junctions.insert(ring[at]);
            }
        }
    }
    junctions
}

/// A ring as lines between junctions; a ring without any is one line that ends where it begins.
fn cut(ring: &[Point], junctions: &BTreeSet<Point>) -> Vec<Vec<Point>> {
    let first = ring.iter().position(|point| junctions.contains(point));
    let start = first.unwrap_or_else(|| (0..ring.len()).min_by_key(|at| ring[*at]).unwrap_or(0));
    let mut lines = Vec::new();
    let mut line = vec![ring[start]];
    for step in 1..=ring.len() {
        let point = ring[(start + step) % ring.len()];
        line.push(point);
        if junctions.contains(&point) || step == ring.len() {
            lines.push(std::mem::replace(&mut line, vec![point]));
        }
    }
    lines
}

fn simplified(line: &[Point]) -> Vec<Point> {
    let last = line.len() - 1;
    let mut keep = vec![false; line.len()];
    (keep[0], keep[last]) = (true, true);
    let mut stack = vec![(0, last)];
    if line[0] == line[last] {
        let far = (1..last).max_by_key(|at| squared(line[0], line[*at])).unwrap_or(0);
        keep[far] = true;
        stack = vec![(0, far), (far, last)];
    }
    while let Some((from, to)) = stack.pop() {
        let far = (from + 1..to).map(|at| (distance(line[from], line[to], line[at]), at));
        let far = far.max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((distance, at)) = far
            && distance > TOLERANCE
        {
            keep[at] = true;
            stack.extend([(from, at), (at, to)]);
        }
    }
    line.iter().zip(keep).filter_map(|(point, keep)| keep.then_some(*point)).collect()
}

fn squared(a: Point, b: Point) -> i64 {
    let (x, y) = (i64::from(a.0 - b.0), i64::from(a.1 - b.1));
    x * x + y * y
}

/// Distance of a point from the stretch between two others.
fn distance(from: Point, to: Point, point: Point) -> f64 {
    let [fx, fy, tx, ty, px, py] = [from.0, from.1, to.0, to.1, point.0, point.1].map(f64::from);
    let (dx, dy) = (tx - fx, ty - fy);
    let length = dx * dx + dy * dy;
    let along =
        if length == 0.0 { 0.0 } else { (((px - fx) * dx + (py - fy) * dy) / length).clamp(0.0, 1.0) };
    (px - fx - along * dx).hypot(py - fy - along * dy)
}

const HEAD: &str = "\
# Outlines of first-level divisions, and so of countries, for the maps of `publish`: orientation only, no opinion on a border.
# Source: Natural Earth 1:10m, admin-1 states and provinces 4.1 (https://www.naturalearthdata.com; public domain), generalised as in
# the `world_map.gpkg` of QGIS 3.22; names as in lexicon/places. Made by `cargo xtask areas`; a test in svg/areas.rs reads it whole.
# First the lines, one a row: a point in steps of 1/50 degree, then the differences to the next; longitude, latitude; each number
# doubled, inverted if negative, and written in groups of five bits from the lowest, 32 added while more follow, plus 63, as a letter.
# After the row `=`: country (ISO 3166-1 alpha-2), tab, name in the gazetteer (empty where it has none), tab, rings apart by `;`, each
# the numbers of its lines from 0, with `~` where a line is gone backwards.
";

fn write(divisions: &[Division]) -> String {
    let junctions = junctions(divisions);
    let mut numbers: BTreeMap<Vec<Point>, usize> = BTreeMap::new();
    let mut lines: Vec<Vec<Point>> = Vec::new();
    // Divisions that the gazetteer has under one name are one.
    let mut areas: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for division in divisions {
        for ring in &division.rings {
            let mut parts = Vec::new();
            for line in cut(ring, &junctions) {
                let backwards = line.iter().rev().copied().collect::<Vec<_>>();
                let is_backwards = backwards < line;
                let key = if is_backwards { backwards } else { line };
                let number = *numbers.entry(key.clone()).or_insert_with(|| {
                    lines.push(simplified(&key));
                    lines.len() - 1
                });
                parts.push(format!("{}{number}", if is_backwards { "~" } else { "" }));
            }
            areas.entry((&division.country, &division.name)).or_default().push(parts.join(" "));
        }
    }
    let mut out = HEAD.to_owned();
    for line in &lines {
        let mut before = (0, 0);
        for (x, y) in line {
            number(&mut out, x - before.0);
            number(&mut out, y - before.1);
            before = (*x, *y);
        }
        out.push('\n');
    }
    out.push_str("=\n");
    for ((country, name), rings) in areas {
        let _ = writeln!(out, "{country}\t{name}\t{}", rings.join(";"));
    }
    out
}

fn number(out: &mut String, value: i32) {
    let mut rest = ((value << 1) ^ (value >> 31)) as u32;
    loop {
        let more = rest >= 32;
        let letter = (rest & 31) as u8 + if more { 32 } else { 0 } + 63;
        out.push(char::from(letter));
        rest >>= 5;
        if !more {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_their_border_as_one_line() {
        let division = |name: &str, ring: &[Point]| Division {
            country: "XX".into(),
            name: name.into(),
            rings: vec![ring.to_vec()],
        };
        let west = division("West", &[(0, 0), (10, 0), (12, 5), (10, 10), (0, 10)]);
        let east = division("East", &[(10, 0), (20, 0), (20, 10), (10, 10), (12, 5)]);
        let text = write(&[west, east]);
        let body = text.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>();
        let at = body.iter().position(|line| *line == "=").expect("the row between");
        assert_eq!(at, 3, "two outer lines and one between: {body:?}");
        assert_eq!(body.len(), at + 3);
    }

    #[test]
    fn a_line_keeps_what_stands_out() {
        assert_eq!(simplified(&[(0, 0), (5, 1), (10, 0)]), [(0, 0), (10, 0)]);
        assert_eq!(simplified(&[(0, 0), (5, 3), (10, 0)]), [(0, 0), (5, 3), (10, 0)]);
    }
}
