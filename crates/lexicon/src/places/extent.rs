//! How far a place without borders reaches: the least rectangle around its settlements (`places/extents.csv`).
use crate::Error;
use crate::files::File;
use crate::table;

/// The file of extents.
pub(super) const PATH: &str = "places/extents.csv";

/// Its columns.
const COLUMNS: &[&str] = &["id", "south", "west", "north", "east"];

/// A rectangle in degrees, WGS 84. None reaches over the 180th meridian.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// Latitude of the southern edge.
    pub south: f64,
    /// Longitude of the western edge.
    pub west: f64,
    /// Latitude of the northern edge.
    pub north: f64,
    /// Longitude of the eastern edge.
    pub east: f64,
}

impl Extent {
    /// Latitude and longitude of the middle. It is no point of the place: for distances only.
    #[must_use]
    pub const fn middle(&self) -> (f64, f64) {
        (f64::midpoint(self.south, self.north), f64::midpoint(self.west, self.east))
    }

    /// Latitude and longitude of the point of the rectangle that is nearest to a point, which is that point where it lies inside.
    #[must_use]
    pub const fn nearest(&self, (latitude, longitude): (f64, f64)) -> (f64, f64) {
        (latitude.clamp(self.south, self.north), longitude.clamp(self.west, self.east))
    }

    /// Whether a point lies inside, or outside by up to so many degrees.
    #[must_use]
    pub fn contains(&self, point: (f64, f64), margin: f64) -> bool {
        let (latitude, longitude) = self.nearest(point);
        (latitude - point.0).abs() <= margin && (longitude - point.1).abs() <= margin
    }
}

/// Id and extent of a shipped line; the tests read every line strictly.
pub(super) fn of_line(line: &str) -> Option<(String, Extent)> {
    let mut cells = line.split(',');
    let id = cells.next()?;
    let mut degrees = || cells.next()?.parse().ok();
    let extent = Extent { south: degrees()?, west: degrees()?, north: degrees()?, east: degrees()? };
    is_rectangle(&extent).then(|| (id.to_owned(), extent))
}

fn is_rectangle(extent: &Extent) -> bool {
    extent.south <= extent.north
        && extent.west <= extent.east
        && extent.south >= -90.0
        && extent.north <= 90.0
        && extent.west >= -180.0
        && extent.east <= 180.0
}

/// Reads the file strictly.
pub(super) fn check(file: &File) -> Result<Vec<(String, Extent)>, Error> {
    let read = |row: &table::Row| {
        let line = COLUMNS.iter().map(|column| row.text(column)).collect::<Result<Vec<_>, _>>()?.join(",");
        of_line(&line).ok_or_else(|| {
            let expected = "expected the degrees `south`, `west`, `north` and `east` of a rectangle";
            row.error(format!("found `{line}`, {expected}"))
        })
    };
    table::rows(file, COLUMNS)?.iter().map(read).collect()
}
