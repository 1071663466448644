//! Outlines of countries and first-level divisions, for the maps.
//!
//! The file holds lines, each once, and areas as lists of lines. A country is all its divisions: the lines that two of its own
//! divisions share are inside it, the others are its border or coast.
use model::record::name_key;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Lines and areas; its head says where they are from and how they are written.
const AREAS: &str = include_str!("../../data/areas.tsv");
const PER_DEGREE: f64 = 50.0;

/// Longitude and latitude.
pub(super) type Point = (f64, f64);
pub(super) type Ring = Vec<Point>;

/// What lies on the sides of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One area only.
    Coast,
    /// Two countries.
    Border,
    /// Two divisions of one country.
    Division,
}

pub(super) struct Line {
    pub(super) points: Ring,
    pub(super) kind: Kind,
    pub(super) bounds: Bounds,
}

/// The box around something, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    pub(super) west: f64,
    pub(super) east: f64,
    pub(super) south: f64,
    pub(super) north: f64,
}

impl Bounds {
    pub(super) const NOWHERE: Self =
        Self { west: f64::INFINITY, east: f64::NEG_INFINITY, south: f64::INFINITY, north: f64::NEG_INFINITY };

    pub(super) fn with(self, (x, y): Point) -> Self {
        Self {
            west: self.west.min(x),
            east: self.east.max(x),
            south: self.south.min(y),
            north: self.north.max(y),
        }
    }

    pub(super) fn join(self, other: Self) -> Self {
        self.with((other.west, other.south)).with((other.east, other.north))
    }

    pub(super) fn of(points: &[Point]) -> Self {
        points.iter().fold(Self::NOWHERE, |bounds, point| bounds.with(*point))
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        self.west < other.east
            && self.east > other.west
            && self.south < other.north
            && self.north > other.south
    }

    pub(super) fn is_somewhere(&self) -> bool {
        self.west <= self.east && self.south <= self.north
    }
}

/// A country or division.
pub(super) struct Area {
    /// Its outer rings, the largest first.
    pub(super) rings: Vec<Ring>,
    pub(super) bounds: Bounds,
}

impl Area {
    fn of(mut rings: Vec<Ring>) -> Self {
        rings.sort_by(|a, b| size(b).total_cmp(&size(a)));
        let bounds = rings.iter().fold(Bounds::NOWHERE, |all, ring| all.join(Bounds::of(ring)));
        Self { rings, bounds }
    }
}

fn size(ring: &[Point]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|((x1, y1), (x2, y2))| x1 * y2 - x2 * y1).sum::<f64>().abs()
}

pub(super) struct Atlas {
    pub(super) lines: Vec<Line>,
    pub(super) countries: BTreeMap<String, Area>,
    divisions: BTreeMap<(String, String), Area>,
}

static ATLAS: LazyLock<Atlas> = LazyLock::new(Atlas::read);

/// The one atlas, read once.
pub(super) fn atlas() -> &'static Atlas {
    &ATLAS
}

/// A line of an area; `true` if it is gone backwards.
type Step = (usize, bool);

impl Atlas {
    fn read() -> Self {
        let (lines, areas) = AREAS.split_once("\n=\n").unwrap_or((AREAS, ""));
        let lines = lines.lines().filter(|line| !line.starts_with('#')).map(decoded).collect::<Vec<_>>();
        let mut by_country: BTreeMap<String, Vec<Vec<Step>>> = BTreeMap::new();
        let mut divisions = BTreeMap::new();
        // How many areas, and of which two countries, use a line.
        let mut uses: Vec<Vec<&str>> = vec![Vec::new(); lines.len()];
        for row in areas.lines() {
            let mut cells = row.split('\t');
            let (Some(country), Some(name), Some(rings)) = (cells.next(), cells.next(), cells.next()) else {
                continue;
            };
            let rings = rings.split(';').map(steps).collect::<Vec<_>>();
            for (line, _) in rings.iter().flatten() {
                if let Some(uses) = uses.get_mut(*line) {
                    uses.push(country);
                }
            }
            let points = rings.iter().map(|ring| walked(&lines, ring)).collect();
            if !name.is_empty() {
                divisions.insert((country.to_owned(), name_key(name)), Area::of(points));
            }
            by_country.entry(country.to_owned()).or_default().extend(rings);
        }
        let countries = by_country.into_iter();
        let countries =
            countries.map(|(country, rings)| (country, Area::of(outline(&lines, &rings)))).collect();
        let kind = |uses: &[&str]| match uses {
            [one, other, ..] if one == other => Kind::Division,
            [_, _, ..] => Kind::Border,
            _ => Kind::Coast,
        };
        let lines = lines.into_iter().zip(&uses).map(|(points, uses)| Line {
            bounds: Bounds::of(&points),
            kind: kind(uses),
            points,
        });
        Self { lines: lines.collect(), countries, divisions }
    }

    /// A first-level division by country and name, or a whole country.
    pub(super) fn area(&self, country: &str, admin1: Option<&str>) -> Option<&Area> {
        match admin1 {
            Some(admin1) => self.divisions.get(&(country.to_owned(), name_key(admin1))),
            None => self.countries.get(country),
        }
    }
}

fn steps(ring: &str) -> Vec<Step> {
    let steps = ring.split(' ').filter_map(|step| {
        let number = step.trim_start_matches('~');
        Some((number.parse().ok()?, number.len() < step.len()))
    });
    steps.collect()
}

fn decoded(row: &str) -> Ring {
    let mut numbers = Vec::new();
    let (mut value, mut shift) = (0_u32, 0);
    for byte in row.bytes() {
        let group = u32::from(byte.saturating_sub(63));
        value |= (group & 31) << shift;
        shift += 5;
        if group & 32 == 0 {
            numbers.push((value >> 1).cast_signed() ^ -(value & 1).cast_signed());
            (value, shift) = (0, 0);
        }
    }
    let (mut x, mut y) = (0, 0);
    let pairs = numbers.chunks_exact(2).map(|pair| {
        (x, y) = (x + pair[0], y + pair[1]);
        (f64::from(x) / PER_DEGREE, f64::from(y) / PER_DEGREE)
    });
    pairs.collect()
}

fn walked(lines: &[Ring], ring: &[Step]) -> Ring {
    let mut points = Ring::new();
    for (line, is_backwards) in ring {
        let Some(line) = lines.get(*line) else { continue };
        // The last point of a line is the first of the next.
        let most = line.len().saturating_sub(1);
        if *is_backwards {
            points.extend(line.iter().rev().take(most));
        } else {
            points.extend(line.iter().take(most));
        }
    }
    points
}

/// The outer rings of several areas together: lines that two of them share are left out, the others put end to end. Divisions of
/// the source overlap here and there, so a line may be of three: it goes by pairs, which leaves every point an even number of ends.
/// Where more than two meet in a point any order gives the same filling, for it goes by crossings.
fn outline(lines: &[Ring], rings: &[Vec<Step>]) -> Vec<Ring> {
    let mut times: BTreeMap<usize, usize> = BTreeMap::new();
    rings.iter().flatten().for_each(|(line, _)| *times.entry(*line).or_default() += 1);
    let key = |(x, y): Point| ((x * PER_DEGREE).round() as i32, (y * PER_DEGREE).round() as i32);
    let mut left =
        times.into_iter().filter(|(_, times)| *times % 2 == 1).map(|(line, _)| line).collect::<Vec<_>>();
    left.retain(|line| lines.get(*line).is_some_and(|line| line.len() > 1));
    let mut from: BTreeMap<(i32, i32), Vec<usize>> = BTreeMap::new();
    for line in &left {
        for end in [lines[*line].first(), lines[*line].last()].into_iter().flatten() {
            from.entry(key(*end)).or_default().push(*line);
        }
    }
    let mut used = vec![false; lines.len()];
    let mut found = Vec::new();
    for start in left {
        if used[start] {
            continue;
        }
        used[start] = true;
        let mut ring = lines[start].clone();
        while let Some(end) = ring.last().copied() {
            if ring.first() == Some(&end) {
                break;
            }
            let next = from.get(&key(end)).into_iter().flatten().copied().find(|line| !used[*line]);
            let Some(next) = next else { break };
            used[next] = true;
            if lines[next].first() == Some(&end) {
                ring.extend(lines[next].iter().skip(1));
            } else {
                ring.extend(lines[next].iter().rev().skip(1));
            }
        }
        ring.pop();
        found.push(ring);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_reads_whole() {
        let atlas = atlas();
        assert!(atlas.lines.len() > 10_000 && atlas.countries.len() > 200, "{}", atlas.lines.len());
        let afghanistan = atlas.area("AF", None).expect("a country");
        let bounds = afghanistan.bounds;
        assert!((60.0..61.5).contains(&bounds.west) && (74.0..75.5).contains(&bounds.east), "{bounds:?}");
        assert_eq!(afghanistan.rings.len(), 1, "no coast, no islands, no line lost");
        assert!(atlas.divisions.len() > 3_000);
        for row in AREAS.lines().skip_while(|row| *row != "=").skip(1) {
            let rings = row.rsplit('\t').next().unwrap_or("");
            for ring in rings.split(';').map(steps) {
                assert!(ring.iter().all(|(line, _)| *line < atlas.lines.len()), "{row}");
            }
        }
    }

    #[test]
    fn a_division_lies_in_its_country() {
        let nangarhar = atlas().area("AF", Some("Nangarhar")).expect("a province");
        let country = atlas().area("AF", None).expect("a country").bounds;
        let bounds = nangarhar.bounds;
        assert!(bounds.west > country.west && bounds.east < country.east && bounds.north < country.north);
        assert!(atlas().area("AF", Some("Nowhere")).is_none());
    }

    #[test]
    fn what_two_divisions_share_is_inside() {
        let shared = atlas().lines.iter().filter(|line| line.kind == Kind::Division).count();
        let border = atlas().lines.iter().filter(|line| line.kind == Kind::Border).count();
        let coast = atlas().lines.iter().filter(|line| line.kind == Kind::Coast).count();
        assert!(shared > border && border > 300 && coast > 1_000, "{shared} {border} {coast}");
    }

    #[test]
    fn outlines_close_where_they_began() {
        let mut torn = Vec::new();
        for (code, area) in &atlas().countries {
            for ring in &area.rings {
                let closing =
                    ring.first().zip(ring.last()).map_or(0.0, |(a, b)| (a.0 - b.0).hypot(a.1 - b.1));
                // The longest straight border is Egypt's, of five degrees.
                if closing > 8.0 {
                    torn.push(format!("{code}: {closing:.1} degrees at {:?}", ring.first()));
                }
            }
        }
        assert!(torn.is_empty(), "{torn:#?}");
    }
}
