//! Where events were: only what is known to a settlement, site or district is a point.
use super::{BLAMED, Canvas, short, width_of};
use std::fmt::Write as _;

/// One event at a known point.
#[derive(Debug, Clone, PartialEq)]
pub struct MapPoint {
    /// Name of the place.
    pub label: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// The best figure of killed, or the lower bound.
    pub killed: Option<u64>,
    /// Whether the event lies only near the point, or somewhere in the district around it.
    pub is_loose: bool,
}

/// Outlines of countries, see the head of the file.
const LAND: &str = include_str!("../../data/land.txt");
const WIDTH: f64 = 760.0;
const MOST_HEIGHT: f64 = 460.0;
const LEAST_HEIGHT: f64 = 300.0;
/// Land that is shown around the outermost points, in degrees.
const MARGIN: f64 = 4.0;

/// A window on the world and its scale; equirectangular, true along the middle parallel.
struct View {
    west: f64,
    east: f64,
    south: f64,
    north: f64,
    /// Units per degree of longitude and of latitude.
    scale: (f64, f64),
    height: f64,
}

impl View {
    fn around(points: &[MapPoint]) -> Option<Self> {
        let bounds = |of: fn(&MapPoint) -> f64| {
            let least = points.iter().map(of).fold(f64::INFINITY, f64::min);
            (least, points.iter().map(of).fold(f64::NEG_INFINITY, f64::max))
        };
        let ((south, north), (west, east)) =
            (bounds(|point| point.latitude), bounds(|point| point.longitude));
        if !(south.is_finite() && west.is_finite()) {
            return None;
        }
        let narrow = f64::midpoint(south, north).to_radians().cos().max(0.2);
        let (mut half_x, mut half_y) =
            ((east - west) / 2.0 + MARGIN / narrow, (north - south) / 2.0 + MARGIN);
        let least = half_x * narrow * LEAST_HEIGHT / WIDTH;
        half_y = half_y.max(least);
        half_x = half_x.max(half_y / narrow * WIDTH / MOST_HEIGHT);
        let (x, y) = (f64::midpoint(west, east), f64::midpoint(south, north));
        let per_longitude = WIDTH / (2.0 * half_x);
        let scale = (per_longitude, per_longitude / narrow);
        let (west, east, south, north) = (x - half_x, x + half_x, y - half_y, y + half_y);
        Some(Self { west, east, south, north, scale, height: 2.0 * half_y * scale.1 })
    }

    fn at(&self, latitude: f64, longitude: f64) -> (f64, f64) {
        ((longitude - self.west) * self.scale.0, (self.north - latitude) * self.scale.1)
    }

    fn shows(&self, ring: &[(f64, f64)]) -> bool {
        let inside = |least: f64, most: f64, of: fn(&(f64, f64)) -> f64| {
            ring.iter().map(of).fold(f64::INFINITY, f64::min) < most
                && ring.iter().map(of).fold(f64::NEG_INFINITY, f64::max) > least
        };
        inside(self.west, self.east, |point| point.0) && inside(self.south, self.north, |point| point.1)
    }
}

/// Draws the points on the land around them; `None` where there is none. `not_drawn` counts the events left out.
#[must_use]
pub fn map(title: &str, points: &[MapPoint], not_drawn: usize) -> Option<String> {
    let view = View::around(points)?;
    let description = format!(
        "Map of {} events at known points; the area of a circle grows with the number reported killed, hollow circles have no \
         figure, dashed ones lie near the point or in the district around it. {not_drawn} events whose place is known only to a \
         province, a country or not at all are not drawn. Outlines: Natural Earth 1:110m.",
        points.len()
    );
    let mut canvas = Canvas::new(WIDTH, view.height, title, &description);
    let (width, height) = (short(WIDTH), short(view.height));
    canvas.raw(&format!("<svg x=\"0\" y=\"0\" width=\"{width}\" height=\"{height}\" overflow=\"hidden\">"));
    let land = land(&view);
    canvas.path(
        &land,
        "fill=\"currentColor\" fill-opacity=\".07\" stroke=\"currentColor\" stroke-opacity=\".32\" stroke-width=\".7\"",
    );
    let mut largest_first = points.iter().collect::<Vec<_>>();
    largest_first.sort_by(|a, b| b.killed.cmp(&a.killed).then_with(|| a.label.cmp(&b.label)));
    largest_first.iter().for_each(|point| draw(&mut canvas, &view, point));
    labels(&mut canvas, &view, &largest_first);
    canvas.raw("</svg>");
    canvas.rect(
        (0.5, 0.5),
        (WIDTH - 1.0, view.height - 1.0),
        "stroke=\"currentColor\" stroke-opacity=\".35\"",
    );
    Some(canvas.finish())
}

/// The outlines that the view shows, as one path.
fn land(view: &View) -> String {
    let mut path = String::new();
    for line in LAND.lines().filter(|line| !line.starts_with('#')) {
        let ring = line.split_once('\t').map_or("", |(_, ring)| ring).split(' ').filter_map(|point| {
            let (longitude, latitude) = point.split_once(',')?;
            Some((longitude.parse().ok()?, latitude.parse().ok()?))
        });
        let ring = ring.collect::<Vec<(f64, f64)>>();
        if !view.shows(&ring) {
            continue;
        }
        for (at, (longitude, latitude)) in ring.iter().enumerate() {
            let (x, y) = view.at(*latitude, *longitude);
            let _ = write!(path, "{}{} {}", if at == 0 { 'M' } else { 'L' }, short(x), short(y));
        }
        path.push('Z');
    }
    path
}

/// Area grows with the dead: 100 dead have a radius of 17 units.
fn radius(killed: Option<u64>) -> f64 {
    killed.map_or(4.0, |killed| ((killed as f64).sqrt() * 1.7).clamp(3.0, 34.0))
}

fn draw(canvas: &mut Canvas, view: &View, point: &MapPoint) {
    let at = view.at(point.latitude, point.longitude);
    let dashed = if point.is_loose { " stroke-dasharray=\"3 2\"" } else { "" };
    let opacity = if point.killed.is_some() { 0.3 } else { 0.0 };
    let attributes = format!(
        "fill=\"{BLAMED}\" fill-opacity=\"{opacity}\" stroke=\"{BLAMED}\" stroke-width=\"1.2\"{dashed}"
    );
    let killed = point.killed.map_or("no figure".to_owned(), |killed| format!("{killed} killed"));
    canvas.circle(at, radius(point.killed), &attributes, &format!("{}: {killed}", point.label));
    if point.killed.is_some() {
        canvas.circle(at, 1.3, &format!("fill=\"{BLAMED}\""), &point.label);
    }
}

/// One label per place, where it covers no other; several events at a place are counted.
fn labels(canvas: &mut Canvas, view: &View, points: &[&MapPoint]) {
    let mut taken: Vec<(f64, f64, f64, f64)> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for point in points {
        if seen.contains(&point.label.as_str()) {
            continue;
        }
        seen.push(&point.label);
        let events = points.iter().filter(|other| other.label == point.label).count();
        let words = if events > 1 { format!("{} ({events})", point.label) } else { point.label.clone() };
        let (x, y) = view.at(point.latitude, point.longitude);
        let width = width_of(&words, 11.0);
        let off = radius(point.killed) + 4.0;
        let spots = [
            (x + off, y + 4.0),
            (x - off - width, y + 4.0),
            (x - width / 2.0, y - off),
            (x - width / 2.0, y + off + 9.0),
        ];
        let free = |(x, y): &(f64, f64)| {
            let inside = *x > 2.0 && x + width < WIDTH - 2.0 && *y > 12.0 && *y < view.height - 4.0;
            inside && taken.iter().all(|t| x + width < t.0 || *x > t.2 || *y < t.1 || y - 11.0 > t.3)
        };
        if let Some((x, y)) = spots.into_iter().find(free) {
            taken.push((x, y - 11.0, x + width, y));
            canvas.text((x, y), "start", "font-size=\"11\" font-weight=\"600\"", &words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(label: &str, latitude: f64, longitude: f64, killed: Option<u64>) -> MapPoint {
        MapPoint { label: label.into(), latitude, longitude, killed, is_loose: false }
    }

    #[test]
    fn points_keep_their_order_on_the_ground() {
        let points = [point("Kabul", 34.5, 69.2, Some(19)), point("Kerman", 30.3, 57.1, None)];
        let view = View::around(&points).expect("two points");
        let (kabul, kerman) = (view.at(34.5, 69.2), view.at(30.3, 57.1));
        assert!(kabul.0 > kerman.0 && kabul.1 < kerman.1);
        assert!(view.height <= MOST_HEIGHT + 0.1 && view.height >= LEAST_HEIGHT - 0.1, "{}", view.height);
        for (x, y) in [kabul, kerman] {
            assert!((0.0..WIDTH).contains(&x) && (0.0..view.height).contains(&y));
        }
        let svg = map("Events", &points, 3).expect("two points");
        assert!(
            svg.contains("Kabul: 19 killed")
                && svg.contains("Kerman: no figure")
                && svg.contains("3 events whose")
        );
    }

    #[test]
    fn the_land_file_reads_whole() {
        let lines = LAND.lines().filter(|line| !line.starts_with('#')).count();
        assert!(lines > 250);
        let all =
            View { west: -180.0, east: 180.0, south: -90.0, north: 90.0, scale: (1.0, 1.0), height: 180.0 };
        assert_eq!(land(&all).matches('Z').count(), lines);
    }

    #[test]
    fn one_place_many_events_is_one_label() {
        let points = vec![point("Kabul", 34.5, 69.2, Some(19)); 3];
        let svg = map("Events", &points, 0).expect("points");
        assert_eq!(svg.matches("Kabul (3)").count(), 1);
        assert_eq!(map("Events", &[], 2), None);
    }
}
