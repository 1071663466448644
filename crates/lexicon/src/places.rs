//! The gazetteer: countries, provinces, districts, settlements, sites and regions, by name.
//!
//! The tables under `places/` are kept as text. The first lookup builds an index of eight bytes of name hash and four of
//! position for each name; rows are read when they are found. Starting the program costs nothing.
mod row;

use crate::Error;
use crate::files::{File, Files};
use crate::fold::fold;
use crate::table;
use model::PlacePrecision;
use row::Kind;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher as _;
use std::sync::OnceLock;

/// A place as the gazetteer knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Stable id: `gn-` and a GeoNames number, `country-af`, `ucdp-...` or an id of `extra.csv`.
    pub id: String,
    /// Name.
    pub name: String,
    /// ISO 3166-1 alpha-2; empty for a region of several countries.
    pub country: String,
    /// First-level division, by name; a province's own name.
    pub admin1: Option<String>,
    /// Degrees north, WGS 84; only where a source gives a point.
    pub latitude: Option<f64>,
    /// Degrees east, WGS 84.
    pub longitude: Option<f64>,
    /// What kind of place it is.
    pub precision: PlacePrecision,
    /// Inhabitants, 0 where unknown; of a province those of its settlements in the table.
    pub population: u64,
}

/// Every place, indexed at the first lookup.
#[derive(Debug, Default)]
pub struct Gazetteer {
    tables: Vec<Table>,
    /// Ids whose shipped rows the overlay replaces or deletes.
    hidden: BTreeSet<String>,
    index: OnceLock<Index>,
    countries: OnceLock<BTreeMap<String, Place>>,
}

/// One file of places.
#[derive(Debug)]
struct Table {
    content: Cow<'static, str>,
    kind: Kind,
    is_overlay: bool,
}

/// Where each name stands.
#[derive(Debug)]
struct Index {
    /// Hash of a folded name, table, byte of its row; sorted.
    names: Vec<(u64, u8, u32)>,
    /// Names by id from `other_names.csv`.
    other_names: BTreeMap<String, Vec<String>>,
    longest_name_words: usize,
}

/// Another name counts for this share of a place's population against a place whose first name it is: Munich is
/// "Monaco" to Italians, but a report that says Monaco means Monaco.
const OTHER_NAME_DIVISOR: u64 = 20;

impl Gazetteer {
    /// Takes the tables under `places/`. The overlay's rows are checked at once, the shipped ones by the tests.
    pub(crate) fn load(files: &mut Files) -> Result<Self, Error> {
        let overlay = files.overlay(is_table);
        let mut gazetteer = Self::default();
        let shipped = files.shipped(is_table);
        gazetteer.tables.extend(shipped.iter().filter_map(|file| Table::of(file, false)));
        let deleted = files.overlay(|path| path == "places/deleted.csv");
        if !overlay.is_empty() || !deleted.is_empty() {
            let known = gazetteer.ids();
            gazetteer.lay_over(&overlay, &known, files)?;
            gazetteer.delete(&deleted, &known, files)?;
        }
        Ok(gazetteer)
    }

    fn lay_over(
        &mut self,
        overlay: &[File],
        known: &BTreeSet<String>,
        files: &mut Files,
    ) -> Result<(), Error> {
        let mut own = BTreeSet::new();
        for file in overlay {
            let Some(table) = Table::of(file, true) else { continue };
            for (id, line) in row::check(file, table.kind)? {
                if !own.insert((table.kind == Kind::OtherNames, id.clone())) {
                    let message = format!("found the id `{id}` a second time, expected every id once");
                    return Err(Error::new(&file.path, Some(line), message));
                }
                if table.kind == Kind::OtherNames {
                    files.note(format!("names of `{id}` ({})", file.path));
                    continue;
                }
                let verb = if known.contains(&id) { "replaced" } else { "added" };
                files.note(format!("{verb} `{id}` ({})", file.path));
                self.hidden.insert(id);
            }
            self.tables.push(table);
        }
        Ok(())
    }

    fn delete(&mut self, deleted: &[File], known: &BTreeSet<String>, files: &mut Files) -> Result<(), Error> {
        for file in deleted {
            for row in table::rows(file, &["id"])? {
                let id = row.text("id")?;
                if !known.contains(&id) {
                    return Err(row
                        .error(format!("found the deletion of `{id}`, expected the id of a shipped place")));
                }
                files.note(format!("deleted `{id}` ({})", file.path));
                self.hidden.insert(id);
            }
        }
        Ok(())
    }

    fn ids(&self) -> BTreeSet<String> {
        let rows = self.rows().filter_map(|(table, start)| table.row(start));
        rows.filter(|row| row.kind() != Kind::OtherNames).map(|row| row.id().into_owned()).collect()
    }

    /// The places of a name or other name, folded, the likeliest first: countries, regions, then by population; the
    /// settlement before the province that is called after it. Names are compared without case and accents; a hyphen
    /// in the gazetteer's name may be a space or nothing.
    #[must_use]
    pub fn lookup(&self, name: &str) -> Vec<Place> {
        let wanted = name_key(name);
        if wanted.is_empty() {
            return Vec::new();
        }
        let hash = hash(&wanted);
        let names = &self.index().names;
        let from = names.partition_point(|(other, _, _)| *other < hash);
        let rows: BTreeSet<(u8, u32)> = names[from..]
            .iter()
            .take_while(|(other, _, _)| *other == hash)
            .map(|(_, table, start)| (*table, *start))
            .collect();
        let found =
            rows.into_iter().filter_map(|(table, start)| self.tables[usize::from(table)].row(start as usize));
        let mut places: Vec<(u64, Place)> = found.filter_map(|row| self.weighed(&row, &wanted)).collect();
        sort_by_likelihood(&mut places);
        places.into_iter().map(|(_, place)| place).collect()
    }

    /// The row's place with its weight, where it has the name and no overlay hides it.
    fn weighed(&self, row: &row::Row<'_>, wanted: &str) -> Option<(u64, Place)> {
        let place = row.place()?;
        if !row.is_overlay() && self.hidden.contains(&place.id) {
            return None;
        }
        let is_first = row.names().take(row.first_names()).any(|name| has_key(name, wanted));
        let other =
            || row.names().chain(self.index().other_names_of(&place.id)).any(|name| has_key(name, wanted));
        if !is_first && !other() {
            return None;
        }
        let weight = if is_first { place.population } else { place.population / OTHER_NAME_DIVISOR };
        Some((weight, place))
    }

    /// Words of the longest name: how far a search for names need look.
    #[must_use]
    pub fn longest_name_words(&self) -> usize {
        self.index().longest_name_words
    }

    /// The English name of a country.
    #[must_use]
    pub fn country_name(&self, iso2: &str) -> Option<&str> {
        self.countries().get(iso2).map(|place| place.name.as_str())
    }

    /// A country.
    #[must_use]
    pub fn country(&self, iso2: &str) -> Option<Place> {
        self.countries().get(iso2).cloned()
    }

    /// Every place, in the order of the tables.
    pub fn all(&self) -> impl Iterator<Item = Place> {
        self.visible().filter_map(|row| row.place())
    }

    fn visible(&self) -> impl Iterator<Item = row::Row<'_>> {
        let rows = self.rows().filter_map(|(table, start)| table.row(start));
        rows.filter(|row| {
            row.is_overlay() || self.hidden.is_empty() || !self.hidden.contains(row.id().as_ref())
        })
    }

    fn countries(&self) -> &BTreeMap<String, Place> {
        self.countries.get_or_init(|| {
            let tables = self.tables.iter().filter(|table| table.kind == Kind::Countries);
            let rows = tables.flat_map(|table| table.starts().filter_map(|start| table.row(start)));
            let visible = rows.filter(|row| row.is_overlay() || !self.hidden.contains(row.id().as_ref()));
            visible.filter_map(|row| row.place()).map(|place| (place.country.clone(), place)).collect()
        })
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let mut index =
                Index { names: Vec::new(), other_names: self.other_names(), longest_name_words: 0 };
            for (number, table) in (0..).zip(&self.tables) {
                for start in table.starts() {
                    let (Some(row), Ok(at)) = (table.row(start), u32::try_from(start)) else { continue };
                    index.add_row(&row, number, at);
                }
            }
            index.names.sort_unstable();
            index.names.dedup();
            index
        })
    }

    /// The overlay's tables come last, so its names stand for the shipped ones.
    fn other_names(&self) -> BTreeMap<String, Vec<String>> {
        let tables = self.tables.iter().filter(|table| table.kind == Kind::OtherNames);
        let rows = tables.flat_map(|table| table.starts().filter_map(|start| table.row(start)));
        rows.map(|row| (row.id().into_owned(), row.names().map(str::to_owned).collect())).collect()
    }

    fn rows(&self) -> impl Iterator<Item = (&Table, usize)> {
        self.tables.iter().flat_map(|table| table.starts().map(move |start| (table, start)))
    }
}

impl Index {
    fn add_row(&mut self, row: &row::Row<'_>, table: u8, start: u32) {
        if row.kind() == Kind::OtherNames {
            return;
        }
        row.names().for_each(|name| self.add(name, table, start));
        if let Some(further) = self.other_names.get(row.id().as_ref()) {
            further.clone().iter().for_each(|name| self.add(name, table, start));
        }
    }

    fn other_names_of(&self, id: &str) -> impl Iterator<Item = &str> {
        self.other_names.get(id).into_iter().flatten().map(String::as_str)
    }

    fn add(&mut self, name: &str, table: u8, start: u32) {
        let key = name_key(name);
        if key.is_empty() {
            return;
        }
        self.longest_name_words = self.longest_name_words.max(key.split(' ').count());
        self.names.push((hash(&key), table, start));
        if name.contains('-') {
            self.names.push((hash(&name_key(&name.replace('-', ""))), table, start));
        }
    }
}

impl Table {
    fn of(file: &File, is_overlay: bool) -> Option<Self> {
        let kind = Kind::of(&file.path)?;
        Some(Self { content: file.content.clone(), kind, is_overlay })
    }

    /// The first byte of every row; the header and comments are none.
    fn starts(&self) -> impl Iterator<Item = usize> {
        let content = self.content.as_ref();
        let mut next = Some(0);
        let mut header_seen = false;
        std::iter::from_fn(move || {
            loop {
                let start = next?;
                let end = content[start..].find('\n').map_or(content.len(), |at| start + at);
                let line = &content[start..end];
                next = (end + 1 < content.len()).then_some(end + 1);
                let blank = line.trim().is_empty() || line.starts_with('#');
                if !blank && header_seen {
                    return Some(start);
                }
                header_seen |= !blank;
            }
        })
    }

    fn row(&self, start: usize) -> Option<row::Row<'_>> {
        Some(row::Row::new(self.kind, self.is_overlay, row::line(self.content.get(start..)?)))
    }
}

fn is_table(path: &str) -> bool {
    Kind::of(path).is_some()
}

/// What names are compared by.
fn name_key(name: &str) -> String {
    let name = name.trim();
    if name.is_ascii() {
        let lower = |byte: u8| if byte == b'-' { ' ' } else { char::from(byte.to_ascii_lowercase()) };
        return name.bytes().map(lower).collect();
    }
    fold(name).text.trim().replace('-', " ")
}

/// Whether the name is the wanted one, as it is or with its hyphens left out: "Jalal-Abad" is "Jalalabad", too.
fn has_key(name: &str, wanted: &str) -> bool {
    name_key(name) == wanted || name.contains('-') && name_key(&name.replace('-', "")) == wanted
}

/// FNV-1a: short keys, no need for a keyed hash; equal hashes are told apart by the names.
fn hash(key: &str) -> u64 {
    let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
    hasher.write(key.as_bytes());
    hasher.finish()
}

struct Fnv(u64);

impl std::hash::Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// A settlement that shares its name with a province of its country stands as high as that province where it lies in it, or
/// where it holds at least this share of its inhabitants: Kyiv before its province, Delaware before a town in Ohio.
const NAMESAKE_SHARE: u64 = 10;

fn sort_by_likelihood(places: &mut [(u64, Place)]) {
    let is_province = |place: &Place| place.precision == PlacePrecision::Province;
    let provinces: Vec<(u64, Place)> =
        places.iter().filter(|(_, place)| is_province(place)).cloned().collect();
    let raised = |weight: u64, place: &Place| {
        let namesakes = provinces.iter().filter(|(_, province)| {
            let inside =
                province.admin1 == place.admin1 || place.population >= province.population / NAMESAKE_SHARE;
            province.country == place.country && inside && place.precision == PlacePrecision::Settlement
        });
        namesakes.map(|(weight, _)| *weight).fold(weight, u64::max)
    };
    places.sort_by_cached_key(|(weight, place)| {
        let class = match place.precision {
            PlacePrecision::Country => 0,
            PlacePrecision::Region => 1,
            PlacePrecision::Site
            | PlacePrecision::Settlement
            | PlacePrecision::District
            | PlacePrecision::Province => 2,
        };
        (class, Reverse(raised(*weight, place)), place.precision, Reverse(*weight), place.id.clone())
    });
}

#[cfg(test)]
mod tests;
