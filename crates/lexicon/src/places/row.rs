//! One row of a table of places, read when it is needed.
use super::Place;
use crate::Error;
use crate::files::File;
use crate::table::{self, rows};
use model::PlacePrecision;
use std::borrow::Cow;

/// Which table a row is of: its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Countries,
    Provinces,
    Districts,
    Cities,
    /// `extra.csv` and `ucdp.csv`.
    Sites,
    /// `settlements.csv`: settlements of a list without numbers; their ids are made of their points.
    Points,
    /// `other_names.csv`: further names of rows of other tables.
    OtherNames,
    /// `scripts.csv`: names by language of rows of other tables.
    Scripts,
}

impl Kind {
    pub(super) fn of(path: &str) -> Option<Self> {
        Some(match path {
            "places/countries.csv" => Self::Countries,
            "places/admin1.csv" | "places/iso_provinces.csv" => Self::Provinces,
            "places/settlements.csv" => Self::Points,
            "places/scripts.csv" => Self::Scripts,
            "places/districts.csv" | "places/counties.csv" => Self::Districts,
            "places/cities.csv" | "places/geonames.csv" => Self::Cities,
            "places/extra.csv" | "places/ucdp.csv" => Self::Sites,
            "places/other_names.csv" => Self::OtherNames,
            _ => return None,
        })
    }

    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Countries => {
                &["iso2", "name", "aliases", "latitude", "longitude", "neighbours", "continent", "population"]
            }
            Self::Provinces => {
                &["id", "country", "code", "name", "aliases", "latitude", "longitude", "population"]
            }
            Self::Districts => {
                &["id", "name", "aliases", "country", "admin1", "latitude", "longitude", "source"]
            }
            Self::Cities => &[
                "id",
                "name",
                "ascii",
                "alternates",
                "country",
                "admin1",
                "latitude",
                "longitude",
                "population",
            ],
            Self::Sites => &[
                "id",
                "name",
                "aliases",
                "country",
                "admin1",
                "latitude",
                "longitude",
                "precision",
                "source",
            ],
            Self::Points => &["name", "aliases", "country", "admin1", "latitude", "longitude", "population"],
            Self::OtherNames => &["id", "aliases", "source"],
            Self::Scripts => &["id", "en", "fa", "ps", "ar", "ur", "ru", "tg", "uz", "ug"],
        }
    }

    /// Whether its rows give further names to rows of other tables.
    pub(super) const fn is_names_only(self) -> bool {
        matches!(self, Self::OtherNames | Self::Scripts)
    }

    const fn layout(self) -> Layout {
        let none = usize::MAX;
        match self {
            Self::Countries => {
                Layout { name: 1, ascii: none, aliases: 2, country: 0, admin1: none, latitude: 3, last: 7 }
            }
            Self::Provinces => {
                Layout { name: 3, ascii: none, aliases: 4, country: 1, admin1: 3, latitude: 5, last: 7 }
            }
            Self::Districts => {
                Layout { name: 1, ascii: none, aliases: 2, country: 3, admin1: 4, latitude: 5, last: none }
            }
            Self::Cities => {
                Layout { name: 1, ascii: 2, aliases: 3, country: 4, admin1: 5, latitude: 6, last: 8 }
            }
            Self::Sites => {
                Layout { name: 1, ascii: none, aliases: 2, country: 3, admin1: 4, latitude: 5, last: 7 }
            }
            Self::Points => {
                Layout { name: 0, ascii: none, aliases: 1, country: 2, admin1: 3, latitude: 4, last: 6 }
            }
            Self::OtherNames | Self::Scripts => Layout {
                name: none,
                ascii: none,
                aliases: 1,
                country: none,
                admin1: none,
                latitude: none,
                last: none,
            },
        }
    }
}

/// Where a table has what; `usize::MAX` where it has none. The longitude stands beside the latitude.
struct Layout {
    name: usize,
    ascii: usize,
    aliases: usize,
    country: usize,
    admin1: usize,
    latitude: usize,
    /// Population, or precision in the tables of sites.
    last: usize,
}

/// A row, not yet taken apart.
pub(super) struct Row<'t> {
    kind: Kind,
    is_overlay: bool,
    cells: Cells<'t>,
}

/// The cells of a line: nearly all lines hold no quotes and are split as they are.
enum Cells<'t> {
    Plain(&'t str),
    Quoted(csv::StringRecord),
}

impl<'t> Row<'t> {
    pub(super) fn new(kind: Kind, is_overlay: bool, line: &'t str) -> Self {
        let cells = if line.contains('"') {
            let mut record = csv::StringRecord::new();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
            // A line that is no CSV has no cells, hence no place; the tests read every shipped line strictly.
            let _ = reader.read_record(&mut record);
            Cells::Quoted(record)
        } else {
            Cells::Plain(line)
        };
        Self { kind, is_overlay, cells }
    }

    fn cell(&self, column: usize) -> &str {
        match &self.cells {
            Cells::Plain(line) if column < 16 => line.split(',').nth(column).unwrap_or(""),
            Cells::Plain(_) => "",
            Cells::Quoted(record) => record.get(column).unwrap_or(""),
        }
    }

    pub(super) const fn kind(&self) -> Kind {
        self.kind
    }

    pub(super) const fn is_overlay(&self) -> bool {
        self.is_overlay
    }

    pub(super) fn id(&self) -> Cow<'_, str> {
        match self.kind {
            Kind::Countries => Cow::Owned(country_id(self.cell(0))),
            Kind::Points => Cow::Owned(point_id(self.cell(2), self.cell(4), self.cell(5))),
            Kind::Provinces
            | Kind::Districts
            | Kind::Cities
            | Kind::Sites
            | Kind::OtherNames
            | Kind::Scripts => Cow::Borrowed(self.cell(0)),
        }
    }

    /// Country, code and name of a first-level division.
    pub(super) fn province(&self) -> Option<((String, String), String)> {
        let code = self.cell(2);
        let code = code.rsplit('.').next().unwrap_or(code);
        // Rows of ISO 3166-2 have codes of that list.
        (!code.is_empty() && self.cell(0).starts_with("gn-"))
            .then(|| ((self.cell(1).to_owned(), code.to_owned()), self.cell(3).to_owned()))
    }

    /// Every name, the first ones first.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let layout = self.kind.layout();
        let first = [self.cell(layout.name), self.cell(layout.ascii)];
        let aliases = layout.aliases..if self.kind == Kind::Scripts { 10 } else { layout.aliases + 1 };
        let aliases = aliases.flat_map(|column| self.cell(column).split('|'));
        first.into_iter().chain(aliases).filter(|name| !name.is_empty())
    }

    /// How many of [`Self::names`] are the place's own name rather than another one.
    pub(super) fn first_names(&self) -> usize {
        let layout = self.kind.layout();
        [self.cell(layout.name), self.cell(layout.ascii)].iter().filter(|name| !name.is_empty()).count()
    }

    /// The place; `None` for a row that is none or cannot be read.
    pub(super) fn place(&self) -> Option<Place> {
        let layout = self.kind.layout();
        let last = self.cell(layout.last);
        let precision = match self.kind {
            Kind::Countries => PlacePrecision::Country,
            Kind::Provinces => PlacePrecision::Province,
            Kind::Districts => PlacePrecision::District,
            Kind::Cities | Kind::Points => PlacePrecision::Settlement,
            Kind::Sites => PlacePrecision::parse(last)?,
            Kind::OtherNames | Kind::Scripts => return None,
        };
        let name = self.cell(layout.name);
        (!name.is_empty()).then(|| Place {
            id: self.id().into_owned(),
            name: name.to_owned(),
            country: self.cell(layout.country).to_owned(),
            admin1: Some(self.cell(layout.admin1)).filter(|name| !name.is_empty()).map(str::to_owned),
            latitude: self.cell(layout.latitude).parse().ok(),
            longitude: self.cell(layout.latitude.saturating_add(1)).parse().ok(),
            precision,
            population: last.parse().unwrap_or(0),
        })
    }
}

fn country_id(iso2: &str) -> String {
    format!("country-{}", iso2.to_ascii_lowercase())
}

/// `gp-af-341234n701234e`: what stays of a settlement when the list that names it is made anew.
fn point_id(country: &str, latitude: &str, longitude: &str) -> String {
    let part = |degrees: &str, (positive, negative): (char, char)| {
        let (sign, digits) = match degrees.strip_prefix('-') {
            Some(digits) => (negative, digits),
            None => (positive, degrees),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        format!("{whole}{fraction:0<4}{sign}")
    };
    let (north, east) = (part(latitude, ('n', 's')), part(longitude, ('e', 'w')));
    format!("gp-{}-{north}{east}", country.to_ascii_lowercase())
}

/// The line that begins the text, without its end.
pub(super) fn line(text: &str) -> &str {
    let line = text.split('\n').next().unwrap_or("");
    line.strip_suffix('\r').unwrap_or(line)
}

/// Reads a table strictly: id and line of every row.
pub(super) fn check(file: &File, kind: Kind) -> Result<Vec<(String, usize)>, Error> {
    rows(file, kind.columns())?.iter().map(|row| Ok((check_row(row, kind)?, row.line))).collect()
}

fn check_row(row: &table::Row, kind: Kind) -> Result<String, Error> {
    if row.has_line_break() {
        return Err(row.error("found a line break inside a cell, expected one line for each place"));
    }
    if kind == Kind::Scripts {
        return row.text("id");
    }
    if kind == Kind::OtherNames {
        row.text("aliases")?;
        row.text("source")?;
        return row.text("id");
    }
    let id = match kind {
        Kind::Countries => country_id(&row.text("iso2")?),
        Kind::Points => point_id(&row.text("country")?, &row.text("latitude")?, &row.text("longitude")?),
        _ => row.text("id")?,
    };
    row.text("name")?;
    if kind != Kind::Countries {
        check_country(row, kind)?;
    }
    check_point(row)?;
    if kind == Kind::Sites {
        row.text("source")?;
        let word = row.text("precision")?;
        if PlacePrecision::parse(&word).is_none() {
            let known = PlacePrecision::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>().join("`, `");
            return Err(row.error(format!("found the precision `{word}`, expected one of `{known}`")));
        }
    }
    Ok(id)
}

fn check_country(row: &table::Row, kind: Kind) -> Result<(), Error> {
    let code = row.optional("country").unwrap_or_default();
    let known = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if known || code.is_empty() && kind == Kind::Sites {
        return Ok(());
    }
    Err(row.error(format!(
        "found the country `{code}`, expected two capital letters of ISO 3166-1 such as `AF`"
    )))
}

fn check_point(row: &table::Row) -> Result<(), Error> {
    let degrees = |column: &str, limit: f64| match row.optional(column) {
        None => Ok(false),
        Some(text) if text.parse::<f64>().is_ok_and(|value| value.abs() <= limit) => Ok(true),
        Some(text) => Err(row.error(format!("found `{text}` in `{column}`, expected degrees up to {limit}"))),
    };
    if degrees("latitude", 90.0)? == degrees("longitude", 180.0)? {
        return Ok(());
    }
    Err(row.error("found one of `latitude` and `longitude`, expected both or none"))
}
