//! The gazetteer: countries, provinces, districts, settlements, sites and regions, by name; where a division or region has no point, how
//! far its settlements reach ([`Extent`]).
//!
//! The tables under `places/` are kept as text; their names are indexed when the program is built ([`key`]), and rows are
//! read when they are found. Starting the program costs nothing, a lookup some microseconds. Only an overlay's tables are
//! indexed at the first lookup.
mod extent;
pub mod geonames;
#[expect(dead_code, reason = "`build.rs` packs what is unpacked here")]
pub(crate) mod key;
mod row;

use crate::Error;
use crate::files::{File, Files};
use crate::table;
pub use extent::Extent;
use key::{At, hash48, name_key};
use model::PlacePrecision;
use row::Kind;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
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

/// Every place.
#[derive(Debug, Default)]
pub struct Gazetteer {
    /// The shipped tables of places in the order of the index, then the tables of further names, then the overlay's.
    tables: Vec<Table>,
    /// Ids whose shipped rows the overlay replaces or deletes.
    hidden: BTreeSet<String>,
    own: OnceLock<OwnIndex>,
    countries: OnceLock<BTreeMap<String, Place>>,
    /// The file of extents, and what an overlay puts over it.
    extents_file: Cow<'static, str>,
    own_extents: BTreeMap<String, Extent>,
    extents: OnceLock<BTreeMap<String, Extent>>,
}

/// One file of places.
#[derive(Debug)]
struct Table {
    content: Cow<'static, str>,
    kind: Kind,
    is_overlay: bool,
}

/// Names of the shipped tables: for each 16 bits of hash where the names with it begin, then the names (see `build.rs`).
static SHIPPED_NAMES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/places.index"));
/// The paths of the tables that the index points into, in its order, and the words of the longest name.
const SHIPPED: (&[&str], usize) = include!(concat!(env!("OUT_DIR"), "/places.rs"));
/// Bytes of the numbers before the names, and of one name.
const BUCKET_BYTES: usize = 65_537 * 4;
const NAME_BYTES: usize = 8;

/// Names that an overlay adds: to its own places and, by `other_names.csv`, to shipped ones.
#[derive(Debug, Default)]
struct OwnIndex {
    /// Hash of a name, table, byte of its row, whether the place's own name; sorted.
    names: Vec<(u64, usize, usize, bool)>,
    longest_name_words: usize,
}

/// What `daybook lexicon import geonames` writes.
const IMPORTED: &str = "places/geonames.csv";

/// Another name counts for this share of a place's population against a place whose first name it is: Munich is
/// "Monaco" to Italians, but a report that says Monaco means Monaco.
const OTHER_NAME_DIVISOR: u64 = 20;

impl Gazetteer {
    /// Takes the tables under `places/`. The overlay's rows are checked at once, the shipped ones by the tests.
    pub(crate) fn load(files: &mut Files) -> Result<Self, Error> {
        let overlay = files.overlay(is_table);
        let mut gazetteer = Self::default();
        for file in files.shipped(|path| path == extent::PATH) {
            gazetteer.extents_file = file.content;
        }
        for file in files.overlay(|path| path == extent::PATH) {
            for (id, extent) in extent::check(&file)? {
                files.note(format!("extent of `{id}` ({})", file.path));
                gazetteer.own_extents.insert(id, extent);
            }
        }
        let shipped = files.shipped(is_table);
        for path in SHIPPED.0 {
            let file = shipped.iter().find(|file| file.path == *path);
            let table = file.and_then(|file| Table::of(file, false));
            gazetteer
                .tables
                .push(table.ok_or_else(|| Error::new(path, None, "expected the table that is indexed"))?);
        }
        let of_names = shipped.iter().filter(|file| !SHIPPED.0.contains(&file.path.as_ref()));
        gazetteer.tables.extend(of_names.filter_map(|file| Table::of(file, false)));
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
            let mut n_imported = 0_usize;
            for (id, line) in row::check(file, table.kind)? {
                if !own.insert((table.kind.is_names_only(), id.clone())) {
                    let message = format!("found the id `{id}` a second time, expected every id once");
                    return Err(Error::new(&file.path, Some(line), message));
                }
                if table.kind.is_names_only() {
                    files.note(format!("names of `{id}` ({})", file.path));
                    continue;
                }
                // A dump has millions of rows: how many there are says enough.
                if file.path == IMPORTED {
                    n_imported += 1;
                } else {
                    let verb = if known.contains(&id) { "replaced" } else { "added" };
                    files.note(format!("{verb} `{id}` ({})", file.path));
                }
                self.hidden.insert(id);
            }
            if n_imported > 0 {
                files.note(format!("{n_imported} places of GeoNames ({IMPORTED})"));
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
        rows.filter(|row| !row.kind().is_names_only()).map(|row| row.id().into_owned()).collect()
    }

    /// The places of a name or other name, folded, the likeliest first: countries, regions, then by population; the
    /// settlement before the province that is called after it. Names are compared without case and accents; hyphens,
    /// apostrophes and the Arabic article may be left out.
    #[must_use]
    pub fn lookup(&self, name: &str) -> Vec<Place> {
        let wanted = name_key(name);
        if wanted.is_empty() {
            return Vec::new();
        }
        // Of a row that has the name twice the entry as its own name counts.
        let mut rows: BTreeMap<(usize, usize), bool> = BTreeMap::new();
        for (table, start, is_first) in self.named(hash48(&wanted)) {
            *rows.entry((table, start)).or_default() |= is_first;
        }
        let weighed = rows.into_iter().filter_map(|((table, start), is_first)| {
            let row = self.tables[table].row(start)?;
            let place = row.place()?;
            let visible = row.is_overlay() || !self.hidden.contains(&place.id);
            let weight = if is_first { place.population } else { place.population / OTHER_NAME_DIVISOR };
            visible.then_some((weight, place))
        });
        let mut places: Vec<(u64, Place)> = weighed.collect();
        sort_by_likelihood(&mut places);
        places.into_iter().map(|(_, place)| place).collect()
    }

    /// Table, byte of the row and whether it is the place's own name, of every name with this hash.
    fn named(&self, hash: u64) -> impl Iterator<Item = (usize, usize, bool)> {
        let own = self.own();
        let from = own.names.partition_point(|(other, ..)| *other < hash);
        let overlaid = own.names[from..].iter().take_while(move |(other, ..)| *other == hash);
        let overlaid = overlaid.map(|(_, table, start, is_first)| (*table, *start, *is_first));
        shipped_names(hash).map(|at| (usize::from(at.table), at.start as usize, at.is_first)).chain(overlaid)
    }

    /// Words of the longest name: how far a search for names need look.
    #[must_use]
    pub fn longest_name_words(&self) -> usize {
        self.own().longest_name_words.max(SHIPPED.1)
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

    /// How far a division or region reaches by its settlements, where no table has a point or borders of it.
    #[must_use]
    pub fn extent(&self, id: &str) -> Option<Extent> {
        let shipped = || self.extents_file.lines().filter_map(extent::of_line).collect();
        self.own_extents.get(id).or_else(|| self.extents.get_or_init(shipped).get(id)).copied()
    }

    /// First-level divisions by country and by their code in GeoNames.
    #[must_use]
    pub fn provinces_by_code(&self) -> BTreeMap<(String, String), String> {
        let provinces = self.rows().filter_map(|(table, start)| table.row(start));
        let provinces = provinces.filter(|row| row.kind() == Kind::Provinces);
        provinces.filter_map(|row| row.province()).collect()
    }

    /// Every place, in the order of the tables.
    pub fn all(&self) -> impl Iterator<Item = Place> {
        self.visible().filter_map(|row| row.place())
    }

    /// Every place with the names that its own row gives, the place's own name first.
    pub fn all_with_names(&self) -> impl Iterator<Item = (Place, Vec<String>)> {
        self.visible().filter_map(|row| Some((row.place()?, row.names().map(str::to_owned).collect())))
    }

    /// The place with this id and every name of it, from its own row and from the tables of further names. Reads the
    /// tables from the beginning: for explaining, not for reading documents.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<(Place, Vec<String>)> {
        let (place, mut names) = self.all_with_names().find(|(place, _)| place.id == id)?;
        let rows = self.rows().filter_map(|(table, start)| table.row(start));
        let further = rows.filter(|row| row.kind().is_names_only() && row.id() == id);
        names.extend(further.flat_map(|row| row.names().map(str::to_owned).collect::<Vec<_>>()));
        Some((place, names))
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

    fn own(&self) -> &OwnIndex {
        self.own.get_or_init(|| {
            let mut own = OwnIndex::default();
            let overlay = || self.tables.iter().enumerate().filter(|(_, table)| table.is_overlay);
            let names = overlay().filter(|(_, table)| table.kind.is_names_only());
            let further: BTreeMap<String, Vec<String>> = names
                .flat_map(|(_, table)| table.starts().filter_map(|start| table.row(start)))
                .map(|row| (row.id().into_owned(), row.names().map(str::to_owned).collect()))
                .collect();
            // Further names of shipped places need their rows: one pass, and only where an overlay gives such names.
            let all = self.tables.iter().enumerate().filter(|_| !further.is_empty());
            let tables: BTreeMap<usize, &Table> = overlay().chain(all).collect();
            for (number, table) in tables.into_iter().filter(|(_, table)| !table.kind.is_names_only()) {
                for start in table.starts() {
                    let Some(row) = table.row(start) else { continue };
                    let own_names = row.names().enumerate().filter(|_| table.is_overlay);
                    own_names.for_each(|(at, name)| own.add(name, number, start, at < row.first_names()));
                    let further = further.get(row.id().as_ref());
                    further.into_iter().flatten().for_each(|name| own.add(name, number, start, false));
                }
            }
            own.names.sort_unstable();
            own.names.dedup();
            own
        })
    }

    fn rows(&self) -> impl Iterator<Item = (&Table, usize)> {
        self.tables.iter().flat_map(|table| table.starts().map(move |start| (table, start)))
    }
}

/// The shipped names with this hash.
fn shipped_names(hash: u64) -> impl Iterator<Item = At> {
    let number = |at: usize| {
        let bytes = SHIPPED_NAMES.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u32::from_le_bytes)
    };
    let bucket = (hash >> 32) as usize & 0xffff;
    let (from, to) = (number(bucket * 4) as usize, number(bucket * 4 + 4) as usize);
    let entry = move |at: usize| BUCKET_BYTES + at * NAME_BYTES;
    let rest = hash & u64::from(u32::MAX);
    // A bucket holds some ten names.
    (from..to)
        .filter(move |at| u64::from(number(entry(*at))) == rest)
        .map(move |at| At::unpacked(number(entry(at) + 4)))
}

impl OwnIndex {
    fn add(&mut self, name: &str, table: usize, start: usize, is_first: bool) {
        let key = name_key(name);
        if key.is_empty() {
            return;
        }
        self.longest_name_words = self.longest_name_words.max(key.split(' ').count());
        self.names.push((hash48(&key), table, start, is_first));
        let spellings = key::spellings(name).into_iter().map(|key| (key, is_first));
        let shortened = key::shortened(name).into_iter().map(|key| (key, false));
        let further = spellings.chain(shortened);
        self.names.extend(further.map(|(key, is_first)| (hash48(&key), table, start, is_first)));
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
