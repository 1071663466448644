//! Countries, provinces, districts and settlements (GeoNames, CC BY 4.0).
use super::names::{Used, distance, is_english_shape, skeleton};
use super::natural_earth::NaturalEarth;
use super::ucdp::Reported;
use super::{Point, degrees, distinct, division_names, key, text, write_table};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// One country.
pub(super) struct Country {
    iso2: String,
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    point: Option<Point>,
    neighbours: String,
    continent: String,
    population: u64,
}

/// A first- or second-level division.
struct Division {
    id: String,
    country: String,
    /// `13` for a province, empty for a district.
    code: String,
    name: String,
    aliases: Vec<String>,
    /// The province that a district lies in.
    admin1: String,
    point: Option<Point>,
    source: &'static str,
    population: u64,
}

/// A settlement.
struct City {
    id: String,
    name: String,
    ascii: String,
    alternates: Vec<String>,
    country: String,
    admin1: String,
    point: Point,
    population: u64,
}

/// Everything that GeoNames says and the tables keep.
pub(super) struct World {
    pub(super) countries: BTreeMap<String, Country>,
    provinces: BTreeMap<String, Division>,
    districts: Vec<Division>,
    cities: Vec<City>,
}

/// Countries whose districts are listed: those whose conflict reports name districts.
pub(crate) const WITH_DISTRICTS: &[&str] =
    &["AF", "PK", "IR", "IQ", "SY", "NG", "SO", "ML", "BF", "NE", "YE", "LB", "LY"];

/// Countries whose places are spelt many ways in reports: close variants of their names are kept, too.
const WITH_VARIANTS: &[&str] = &[
    "AF", "PK", "IR", "IQ", "SY", "YE", "SO", "NG", "ML", "BF", "NE", "LY", "LB", "TD", "SD", "SS", "ET",
    "KE", "CM", "MZ", "CD", "CF", "EG", "TR", "IN", "BD", "MM", "PH", "TJ", "UZ", "KG", "TM", "RU", "UA",
    "GE", "AZ", "AM", "IL", "PS", "JO", "SA", "DZ", "TN", "MR", "LK", "NP", "ID", "TH", "CO", "ER", "DJ",
    "KZ",
];

/// Close variants kept for one name; more would mostly be other languages' forms.
const VARIANTS: usize = 5;
/// Names in the country's own script kept for one place.
const NATIVE: usize = 2;
/// Two entries of one name nearer than this, in degrees, are one place (about ten kilometres).
const SAME_PLACE_DEGREES: f64 = 0.1;

const ARABIC: &[&str] = &[
    "AF", "PK", "IR", "IQ", "SY", "YE", "LY", "LB", "EG", "JO", "SA", "PS", "SD", "DZ", "TN", "MA", "MR",
    "KW", "QA", "BH", "AE", "OM",
];
const CYRILLIC: &[&str] = &["RU", "UA", "BY", "KZ", "KG", "TJ", "UZ", "BG", "RS", "MK", "MN"];

impl World {
    pub(super) fn read(corpora: &Path, root: &Path, used: &Used, earth: &NaturalEarth) -> Result<Self> {
        let tables = corpora.join("gazetteer/geonames_tables");
        let countries = countries(&tables, root, earth)?;
        let provinces = provinces(&tables, earth)?;
        let districts = districts(&tables, &provinces)?;
        let mut world = Self { countries, provinces, districts, cities: Vec::new() };
        world.read_cities(corpora, used)?;
        world.add_names_of_capitals();
        Ok(world)
    }

    fn read_cities(&mut self, corpora: &Path, used: &Used) -> Result<()> {
        let countries: BTreeSet<String> = self
            .countries
            .values()
            .flat_map(|one| one.aliases.iter().chain([&one.name]))
            .map(|name| key(name))
            .collect();
        let mut ids = BTreeSet::new();
        let mut near: BTreeMap<(String, String), Vec<Point>> = BTreeMap::new();
        for dump in ["geonames_cities15000/cities15000.txt", "geonames_cities5000_2018/cities5000.txt"] {
            for line in text(&corpora.join("gazetteer").join(dump))?.lines() {
                let fields: Vec<&str> = line.split('\t').collect();
                let Some(point) = point(&fields) else { continue };
                let known = near.entry((fields[8].to_owned(), key(fields[1]))).or_default();
                if !ids.insert(fields[0].to_owned()) || known.iter().any(|other| is_near(*other, point)) {
                    continue;
                }
                known.push(point);
                self.add_city(&fields, point, used, &countries);
            }
        }
        self.cities.sort_by(|a, b| {
            a.country.cmp(&b.country).then(b.population.cmp(&a.population)).then(a.id.cmp(&b.id))
        });
        Ok(())
    }

    fn add_city(&mut self, fields: &[&str], point: Point, used: &Used, countries: &BTreeSet<String>) {
        let population = fields[14].parse().unwrap_or(0);
        let province = self.provinces.get_mut(&format!("{}.{}", fields[8], fields[10]));
        let admin1 = province.map_or_else(String::new, |province| {
            province.population += population;
            province.name.clone()
        });
        let mut alternates = alternates(fields, used);
        alternates.retain(|name| !countries.contains(&key(name)));
        self.cities.push(City {
            id: format!("gn-{}", fields[0]),
            name: fields[1].replace(['`', '‘', '’'], "'"),
            ascii: if key(fields[1]) == key(fields[2]) { String::new() } else { fields[2].to_owned() },
            alternates,
            country: fields[8].to_owned(),
            admin1,
            point,
            population,
        });
    }

    /// A province that is called after its city shares the city's names: Khowst is Khost.
    fn add_names_of_capitals(&mut self) {
        for province in self.provinces.values_mut() {
            let name = key(&province.name);
            let namesake = self.cities.iter().find(|city| {
                let of_province = city.country == province.country && city.admin1 == province.name;
                of_province && skeleton(&city.name) == skeleton(&province.name)
            });
            if let Some(city) = namesake {
                let further =
                    city.alternates.iter().chain([&city.name]).filter(|other| key(other) != name).cloned();
                let aliases = std::mem::take(&mut province.aliases).into_iter().chain(further);
                province.aliases = distinct(aliases.collect());
            }
        }
    }

    /// The country that a name or other name is of.
    pub(super) fn country_named(&self, name: &str) -> Option<&str> {
        let plain = name.split(" (").next().unwrap_or(name);
        let key = key(plain);
        let found = self.countries.values().find(|country| {
            super::key(&country.name) == key || country.aliases.iter().any(|alias| super::key(alias) == key)
        });
        found.map(|country| country.iso2.as_str())
    }

    /// The province of a country that is called so, give or take a letter.
    pub(super) fn province_named(&self, country: &str, name: &str) -> Option<&str> {
        let base = super::without_division(name).unwrap_or_else(|| name.to_owned());
        let wanted = key(&base);
        let of_country = self.provinces.values().filter(|province| province.country == country);
        let found = of_country.filter_map(|province| {
            let names = std::iter::once(&province.name).chain(&province.aliases);
            let nearest = names.map(|name| distance(&key(name), &wanted, 1)).min()?;
            (nearest <= 1).then_some((nearest, province.name.as_str()))
        });
        found.min().map(|(_, name)| name)
    }

    /// Whether a settlement of this name is known in the country near the point.
    pub(super) fn has_city(&self, country: &str, name: &str, point: Point) -> bool {
        let wanted = key(name);
        let range = self.cities.partition_point(|city| city.country.as_str() < country);
        self.cities[range..].iter().take_while(|city| city.country == country).any(|city| {
            is_near(city.point, point)
                && std::iter::once(&city.name).chain(&city.alternates).any(|name| key(name) == wanted)
        })
    }

    /// Whether a district of this name is known in the country.
    pub(super) fn has_district(&self, country: &str, name: &str) -> bool {
        let wanted = key(name);
        let named =
            |one: &Division| key(&one.name) == wanted || one.aliases.iter().any(|alias| key(alias) == wanted);
        self.districts.iter().any(|one| one.country == country && named(one))
    }

    /// Points of provinces and districts from event data, where GeoNames and Natural Earth give none.
    pub(super) fn add_points(&mut self, reported: &[Reported]) {
        for one in reported {
            let divisions: Vec<&mut Division> = match one.precision {
                "province" => self.provinces.values_mut().collect(),
                "district" => self.districts.iter_mut().collect(),
                _ => continue,
            };
            let mut named: Vec<_> =
                divisions.into_iter().filter(|division| is_named(division, one)).collect();
            if let [only] = named.as_mut_slice()
                && only.point.is_none()
            {
                only.point = Some(one.point);
                only.source = "UCDP GED";
            }
        }
    }

    pub(super) fn write(&self, root: &Path) -> Result<()> {
        let columns =
            ["iso2", "name", "aliases", "latitude", "longitude", "neighbours", "continent", "population"];
        write_table(root, "countries.csv", &columns, self.countries.values().map(country_row))?;
        let columns = ["id", "country", "code", "name", "aliases", "latitude", "longitude", "population"];
        write_table(root, "admin1.csv", &columns, self.provinces.values().map(province_row))?;
        let columns = ["id", "name", "aliases", "country", "admin1", "latitude", "longitude", "source"];
        write_table(root, "districts.csv", &columns, self.districts.iter().map(district_row))?;
        let columns =
            ["id", "name", "ascii", "alternates", "country", "admin1", "latitude", "longitude", "population"];
        write_table(root, "cities.csv", &columns, self.cities.iter().map(city_row))
    }
}

fn is_named(division: &Division, reported: &Reported) -> bool {
    let wanted = key(&reported.name);
    let same_province =
        division.admin1.is_empty() || reported.admin1.is_empty() || division.admin1 == reported.admin1;
    let mut names = std::iter::once(&division.name).chain(&division.aliases);
    division.country == reported.country && same_province && names.any(|name| key(name) == wanted)
}

fn country_row(country: &Country) -> Vec<String> {
    let (north, east) = (country.point.map(|point| point.0), country.point.map(|point| point.1));
    vec![
        country.iso2.clone(),
        country.name.clone(),
        country.aliases.join("|"),
        degrees(north),
        degrees(east),
        country.neighbours.clone(),
        country.continent.clone(),
        country.population.to_string(),
    ]
}

fn province_row(province: &Division) -> Vec<String> {
    vec![
        province.id.clone(),
        province.country.clone(),
        province.code.clone(),
        province.name.clone(),
        province.aliases.join("|"),
        degrees(province.point.map(|point| point.0)),
        degrees(province.point.map(|point| point.1)),
        province.population.to_string(),
    ]
}

fn district_row(district: &Division) -> Vec<String> {
    vec![
        district.id.clone(),
        district.name.clone(),
        district.aliases.join("|"),
        district.country.clone(),
        district.admin1.clone(),
        degrees(district.point.map(|point| point.0)),
        degrees(district.point.map(|point| point.1)),
        district.source.to_owned(),
    ]
}

fn city_row(city: &City) -> Vec<String> {
    vec![
        city.id.clone(),
        city.name.clone(),
        city.ascii.clone(),
        city.alternates.join("|"),
        city.country.clone(),
        city.admin1.clone(),
        degrees(Some(city.point.0)),
        degrees(Some(city.point.1)),
        city.population.to_string(),
    ]
}

fn point(fields: &[&str]) -> Option<Point> {
    Some((fields.get(4)?.parse().ok()?, fields.get(5)?.parse().ok()?))
}

fn is_near(one: Point, other: Point) -> bool {
    (one.0 - other.0).abs() < SAME_PLACE_DEGREES && (one.1 - other.1).abs() < SAME_PLACE_DEGREES
}

fn countries(tables: &Path, root: &Path, earth: &NaturalEarth) -> Result<BTreeMap<String, Country>> {
    let mut countries = BTreeMap::new();
    for line in text(&tables.join("countryInfo.txt"))?.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        // The Netherlands Antilles, Serbia and Montenegro: dissolved, their parts have entries.
        if line.starts_with('#') || fields.len() < 18 || matches!(fields[0], "ISO" | "AN" | "CS") {
            continue;
        }
        let country = Country {
            iso2: fields[0].to_owned(),
            name: fields[4].to_owned(),
            aliases: earth.country_names.get(fields[1]).cloned().unwrap_or_default(),
            point: earth.countries.get(fields[1]).copied(),
            neighbours: fields[17].replace(',', "|"),
            continent: fields[8].to_owned(),
            population: fields[7].parse().unwrap_or(0),
        };
        countries.insert(country.iso2.clone(), country);
    }
    add_country_names(
        &mut countries,
        &text(&tables.join("wikipedia-iso-country-codes.txt"))?,
        "Alpha-2 code",
    )?;
    let states = std::fs::read_to_string(root.join("lexicon/actors/states.csv"))?;
    add_country_names(&mut countries, &states, "iso2")?;
    for country in countries.values_mut() {
        let name = key(&country.name);
        let aliases = distinct(std::mem::take(&mut country.aliases));
        country.aliases = aliases.into_iter().filter(|alias| key(alias) != name).collect();
    }
    Ok(countries)
}

/// Adds the names of a CSV table whose first-level code stands in this column: ISO's short names, the lexicon's states.
fn add_country_names(countries: &mut BTreeMap<String, Country>, table: &str, code: &str) -> Result<()> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers()?.clone();
    let columns = ["English short name lower case", "name", "aliases"];
    for record in reader.records() {
        let record = record?;
        let cell = |column: &str| header.iter().position(|name| name == column).and_then(|at| record.get(at));
        let Some(country) = cell(code).and_then(|code| countries.get_mut(code)) else { continue };
        let names = columns.iter().filter_map(|column| cell(column)).flat_map(|cell| cell.split('|'));
        country.aliases.extend(names.filter(|name| !name.is_empty()).map(str::to_owned));
    }
    Ok(())
}

fn provinces(tables: &Path, earth: &NaturalEarth) -> Result<BTreeMap<String, Division>> {
    let mut provinces = BTreeMap::new();
    for line in text(&tables.join("admin1CodesASCII.txt"))?.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let Some((country, code)) = fields[0].split_once('.') else { continue };
        let (name, aliases) = division_names(fields[1], fields[2]);
        let province = Division {
            id: format!("gn-{}", fields[3]),
            country: country.to_owned(),
            code: code.to_owned(),
            name,
            aliases,
            admin1: String::new(),
            point: earth.provinces.get(fields[3]).copied(),
            source: "",
            population: 0,
        };
        provinces.insert(fields[0].to_owned(), province);
    }
    Ok(provinces)
}

fn districts(tables: &Path, provinces: &BTreeMap<String, Division>) -> Result<Vec<Division>> {
    let mut districts = Vec::new();
    for line in text(&tables.join("admin2Codes.txt"))?.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let codes: Vec<&str> = fields[0].split('.').collect();
        if codes.len() != 3 || !WITH_DISTRICTS.contains(&codes[0]) {
            continue;
        }
        let (name, aliases) = division_names(fields[1], fields[2]);
        let province = provinces.get(&format!("{}.{}", codes[0], codes[1]));
        districts.push(Division {
            id: format!("gn-{}", fields[3]),
            country: codes[0].to_owned(),
            code: String::new(),
            name,
            aliases,
            admin1: province.map_or_else(String::new, |province| province.name.clone()),
            point: None,
            source: "",
            population: 0,
        });
    }
    districts.sort_by(|a, b| a.country.cmp(&b.country).then(a.name.cmp(&b.name)).then(a.id.cmp(&b.id)));
    Ok(districts)
}

/// The alternative names that English news uses, close variants in the countries of interest, a few native names.
fn alternates(fields: &[&str], used: &Used) -> Vec<String> {
    let (name, country) = (key(fields[2]), fields[8]);
    let listed: Vec<&str> = fields[3].split(',').collect();
    let english = || listed.iter().copied().filter(|one| is_english_shape(one));
    let variants =
        english().filter(|one| skeleton(one) == skeleton(fields[2]) && WITH_VARIANTS.contains(&country));
    let mut names = distinct(english().filter(|one| used.is_place(one)).map(str::to_owned).collect());
    names.extend(distinct(variants.map(without_accents).collect()).into_iter().take(VARIANTS));
    names.extend(native(&listed, country, fields[1]));
    let own = [key(fields[1]), name];
    distinct(names).into_iter().filter(|one| !own.contains(&key(one))).collect()
}

/// A variant without accents: the folding finds the accented form, too.
fn without_accents(name: &str) -> String {
    let folded = lexicon::fold(name).text;
    let mut start = true;
    folded
        .chars()
        .zip(name.chars().chain(std::iter::repeat(' ')))
        .map(|(letter, original)| {
            let upper =
                start || (original.is_uppercase() && original.to_lowercase().eq(std::iter::once(letter)));
            start = letter == ' ';
            if upper { letter.to_ascii_uppercase() } else { letter }
        })
        .collect()
}

fn native(listed: &[&str], country: &str, name: &str) -> Vec<String> {
    let script: fn(char) -> bool = if ARABIC.contains(&country) {
        |letter| matches!(letter, '\u{0621}'..='\u{06FF}' | ' ' | '-')
    } else if CYRILLIC.contains(&country) {
        |letter| matches!(letter, 'А'..='я' | 'ё' | 'Ё' | 'і' | 'І' | 'ї' | 'Ї' | 'є' | 'Є' | ' ' | '-')
    } else {
        return Vec::new();
    };
    let words = name.split(' ').count();
    let own = listed
        .iter()
        .filter(|one| one.len() > 2 && one.chars().all(script) && one.split(' ').count() <= words);
    distinct(own.map(|name| (*name).to_owned()).collect()).into_iter().take(NATIVE).collect()
}
