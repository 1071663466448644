//! Second-level divisions that the tables of the gazetteer do not list, and how far divisions and regions reach.
//!
//! `admin2Codes.txt` has names and numbers of the world's second-level divisions, `cities.csv` says in which of them a settlement
//! lies. One with settlements becomes a row of `counties.csv`, unless another table has it; what has no borders anywhere gets the
//! least rectangle around its settlements in `extents.csv`.
use super::{Known, Listed, province_named};
use crate::gazetteer::{division_names, key, without_division, write_table};
use anyhow::{Context as _, Result, ensure};
use lexicon::Place;
use model::PlacePrecision;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

type Point = (f64, f64);

/// The settlements of one division: names and points.
type Settled = Vec<(String, Point)>;

/// A division that is called after a settlement in it and holds no more than these is that settlement's municipality.
const OF_ONE_TOWN: usize = 5;

/// A division with fewer settlements is a municipality, too; in the United States, where every county has a seat, one is enough.
const FEWEST: usize = 3;

/// A rectangle wider than this in degrees is none: it goes around the earth.
const WIDEST: f64 = 60.0;
const WIDEST_REGION: f64 = 120.0;

/// Regions that are made of provinces: the region's id, the country, and its provinces by name; none of them for whole countries.
const REGIONS: &[(&str, &[&str], &[&str])] = &[
    ("region-anglophone-cameroon", &["CM"], &["North-West", "South-West"]),
    ("region-casamance", &["SN"], &["Ziguinchor", "Kolda", "Sédhiou"]),
    ("region-central-america", &["BZ", "CR", "GT", "HN", "MX", "NI", "PA", "SV"], &[]),
    ("region-central-asia", &["KG", "KZ", "TJ", "TM", "UZ"], &[]),
    ("region-coast-kenya", &["KE"], &["Kilifi", "Kwale", "Lamu", "Mombasa", "Taita Taveta", "Tana River"]),
    (
        "region-darfur",
        &["SD"],
        &["Northern Darfur", "Western Darfur", "Southern Darfur", "Eastern Darfur", "Central Darfur"],
    ),
    ("region-donbas", &["UA"], &["Donetsk", "Luhansk"]),
    (
        "region-eastern-africa",
        &["BI", "DJ", "ER", "ET", "KE", "KM", "MG", "MW", "MZ", "RW", "SO", "SS", "TZ", "UG", "ZM", "ZW"],
        &[],
    ),
    ("region-galmudug", &["SO"], &["Galguduud", "Mudug"]),
    ("region-hirshabelle", &["SO"], &["Hiiraan", "Middle Shabele"]),
    ("region-java", &["ID"], &["Banten", "Jakarta", "West Java", "Central Java", "Yogyakarta", "East Java"]),
    ("region-jubaland", &["SO"], &["Gedo", "Lower Juba", "Middle Juba"]),
    ("region-kasai", &["CD"], &["Kasai", "Kasai-Central", "East Kasai", "Lomami", "Sankuru"]),
    ("region-kasai-occidental", &["CD"], &["Kasai", "Kasai-Central"]),
    ("region-katanga", &["CD"], &["Haut-Katanga", "Haut-Lomami", "Lualaba", "Tanganyika"]),
    ("region-kivu", &["CD"], &["North Kivu", "South Kivu"]),
    ("region-kordofan", &["SD"], &["North Kordofan", "Southern Kordofan", "West Kordofan"]),
    ("region-loya-paktia", &["AF"], &["Paktia", "Paktika", "Khowst"]),
    ("region-middle-africa", &["AO", "CD", "CF", "CG", "CM", "GA", "GQ", "ST", "TD"], &[]),
    (
        "region-middle-east",
        &[
            "AE", "BH", "CY", "EG", "IL", "IQ", "IR", "JO", "KW", "LB", "OM", "PS", "QA", "SA", "SY", "TR",
            "YE",
        ],
        &[],
    ),
    (
        "region-mindanao",
        &["PH"],
        &[
            "Zamboanga Peninsula",
            "Northern Mindanao",
            "Davao",
            "Soccsksargen",
            "Caraga",
            "Autonomous Region in Muslim Mindanao",
        ],
    ),
    ("region-north-eastern-kenya", &["KE"], &["Garissa", "Mandera", "Wajir"]),
    ("region-northern-africa", &["DZ", "EG", "EH", "LY", "MA", "SD", "TN"], &[]),
    ("region-northern-europe", &["DK", "EE", "FI", "GB", "IE", "IS", "LT", "LV", "NO", "SE"], &[]),
    ("region-nyanza", &["KE"], &["Homa Bay", "Kisii", "Kisumu", "Migori", "Nyamira", "Siaya"]),
    ("region-orientale", &["CD"], &["Bas-Uele", "Haut-Uele", "Ituri", "Tshopo"]),
    ("region-puntland", &["SO"], &["Bari", "Nugaal", "Mudug"]),
    (
        "region-rift-valley-kenya",
        &["KE"],
        &[
            "Baringo",
            "Bomet",
            "Elegeyo-Marakwet",
            "Kajiado",
            "Kericho",
            "Laikipia",
            "Nakuru",
            "Nandi",
            "Narok",
            "Samburu",
            "Trans Nzoia",
            "Turkana",
            "Uasin Gishu",
            "West Pokot",
        ],
    ),
    ("region-sinai", &["EG"], &["North Sinai", "South Sinai"]),
    ("region-south-caucasus", &["AM", "AZ", "GE"], &[]),
    ("region-south-eastern-asia", &["BN", "ID", "KH", "LA", "MM", "MY", "PH", "SG", "TH", "TL", "VN"], &[]),
    ("region-south-west-somalia", &["SO"], &["Bay", "Bakool", "Lower Shabeelle"]),
    ("region-southern-africa", &["BW", "LS", "NA", "SZ", "ZA"], &[]),
    ("region-southern-asia", &["AF", "BD", "BT", "IN", "IR", "LK", "MV", "NP", "PK"], &[]),
    (
        "region-sulawesi",
        &["ID"],
        &[
            "North Sulawesi",
            "Gorontalo",
            "Central Sulawesi",
            "West Sulawesi",
            "South Sulawesi",
            "Southeast Sulawesi",
        ],
    ),
    (
        "region-sumatra",
        &["ID"],
        &["Aceh", "North Sumatra", "West Sumatra", "Riau", "Jambi", "Bengkulu", "South Sumatra", "Lampung"],
    ),
    (
        "region-western-africa",
        &["BF", "BJ", "CI", "CV", "GH", "GM", "GN", "GW", "LR", "ML", "MR", "NE", "NG", "SL", "SN", "TG"],
        &[],
    ),
];

/// Waters: south, west, north and east in degrees, read off the limits of oceans and seas of the International Hydrographic Organization
/// (S-23, 1953), to the next half degree.
const WATERS: &[(&str, [f64; 4])] = &[
    ("region-arabian-sea", [8.0, 51.0, 25.5, 74.5]),
    ("region-bab-el-mandeb", [12.0, 43.0, 13.5, 43.5]),
    ("region-baltic-sea", [53.5, 9.5, 66.0, 30.5]),
    ("region-black-sea", [40.5, 27.0, 47.0, 42.0]),
    ("region-caspian-sea", [36.5, 46.5, 47.5, 55.0]),
    ("region-celebes-sea", [0.0, 116.5, 7.5, 125.5]),
    ("region-eastern-mediterranean", [30.0, 15.0, 41.0, 36.5]),
    ("region-gulf-of-aden", [10.5, 43.0, 15.5, 51.5]),
    ("region-gulf-of-guinea", [-1.0, -8.0, 6.5, 10.0]),
    ("region-hormuz", [25.5, 55.5, 27.5, 57.0]),
    ("region-indian-ocean", [-60.0, 20.0, 10.5, 147.0]),
    ("region-mediterranean", [30.0, -6.0, 46.0, 36.5]),
    ("region-persian-gulf", [23.5, 47.5, 30.5, 57.0]),
    ("region-red-sea", [12.5, 32.0, 30.0, 43.5]),
    ("region-sea-of-azov", [45.0, 34.5, 47.5, 39.5]),
    ("region-south-china-sea", [-3.5, 102.0, 25.5, 122.0]),
    ("region-sulu-sea", [5.0, 117.0, 12.5, 122.5]),
];

/// Writes `counties.csv` and `extents.csv`.
pub(super) fn build(lists: &Path, root: &Path, known: &Known<'_>) -> Result<()> {
    let settled = settled(lists, known)?;
    let provinces = known.lexicon.places.provinces_by_code();
    let path = lists.join("admin2Codes.txt");
    let codes = std::fs::read_to_string(&path).with_context(|| format!("expected `{}`", path.display()))?;
    let (mut counties, mut extents) = (BTreeMap::new(), regions(known)?);
    for line in codes.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [code, name, ascii, number] = fields[..] else { continue };
        let mut levels = code.split('.');
        let (Some(country), Some(admin1)) = (levels.next(), levels.next()) else { continue };
        let Some(province) = provinces.get(&(country.to_owned(), admin1.to_owned())) else { continue };
        let within = |name: &str| settled.get(&(country.to_owned(), province.clone(), key(name)));
        let bare = without_division(ascii).unwrap_or_else(|| ascii.to_owned());
        let Some(own) = [ascii, name, &bare].into_iter().find_map(within) else { continue };
        let Some(extent) = rectangle(own.iter().map(|(_, point)| *point), WIDEST) else { continue };
        let id = format!("gn-{number}");
        let (plain, aliases) = division_names(name, ascii);
        let is_district = |id: &str| known.by_id.contains_key(id);
        if is_district(&id) {
            extents.insert(id, extent);
        } else if let Some(listed) = listed_by_iso(known, country, &[name, &plain, ascii, &bare]) {
            extents.insert(listed, extent);
        } else if country == "US"
            || own.len() > OF_ONE_TOWN
            || own.len() >= FEWEST && !is_called_after(own, &[&bare, ascii])
        {
            // Counties of the United States are called after persons and towns: there only the whole name says which is meant.
            let (plain, aliases) =
                if country == "US" { (name.to_owned(), Vec::new()) } else { (plain, aliases) };
            let none = String::new;
            let row = vec![
                id.clone(),
                plain,
                aliases.join("|"),
                country.to_owned(),
                province.clone(),
                none(),
                none(),
                none(),
            ];
            counties.insert((country.to_owned(), number.to_owned()), row);
            extents.insert(id, extent);
        }
    }
    let columns = ["id", "name", "aliases", "country", "admin1", "latitude", "longitude", "source"];
    write_table(root, "counties.csv", &columns, counties.into_values())?;
    let row = |(id, extent): (String, [String; 4])| std::iter::once(id).chain(extent).collect();
    write_table(root, "extents.csv", &["id", "south", "west", "north", "east"], extents.into_iter().map(row))
}

/// The settlements of `cities.csv` by country, province and division.
fn settled(lists: &Path, known: &Known<'_>) -> Result<BTreeMap<(String, String, String), Settled>> {
    let mut settled: BTreeMap<(String, String, String), Settled> = BTreeMap::new();
    let mut provinces = BTreeMap::new();
    for listed in super::listed(lists)? {
        let Listed { lat, lon, name, admin1, admin2, cc } = listed?;
        if admin2.is_empty() {
            continue;
        }
        let of = provinces.entry((cc.clone(), admin1.clone()));
        let province = of.or_insert_with(|| province_named(known, &cc, &admin1)).clone();
        settled.entry((cc, province, key(&admin2))).or_default().push((name, (lat, lon)));
    }
    Ok(settled)
}

/// The division of ISO 3166-2 that no table of GeoNames has, where one of the country has such a name.
fn listed_by_iso(known: &Known<'_>, country: &str, names: &[&str]) -> Option<String> {
    let found = names.iter().flat_map(|name| known.lexicon.places.lookup(name));
    let of_iso = |id: &String| id.starts_with("iso-");
    let ids: BTreeSet<String> =
        found.filter(|place| place.country == country).map(|place| place.id).filter(of_iso).collect();
    let mut ids = ids.into_iter();
    ids.next().filter(|_| ids.next().is_none())
}

/// The extents of regions: of the settlements of their provinces.
fn regions(known: &Known<'_>) -> Result<BTreeMap<String, [String; 4]>> {
    let mut extents = BTreeMap::new();
    let all: Vec<_> =
        known.lexicon.places.all().filter(|place| place.precision == PlacePrecision::Settlement).collect();
    for (id, countries, parts) in REGIONS {
        let of_countries: Vec<_> =
            all.iter().filter(|place| countries.contains(&place.country.as_str())).collect();
        for part in *parts {
            let is_there = of_countries.iter().any(|place| place.admin1.as_deref() == Some(part));
            ensure!(
                is_there,
                "`{id}`: found no settlement of `{part}`, expected the name of a province of admin1.csv"
            );
        }
        let is_part = |place: &Place| {
            parts.is_empty() || place.admin1.as_deref().is_some_and(|admin1| parts.contains(&admin1))
        };
        let points = of_countries.iter().filter(|place| is_part(place));
        let extent = rectangle(points.filter_map(|place| place.latitude.zip(place.longitude)), WIDEST_REGION);
        extents.extend(extent.map(|extent| ((*id).to_owned(), extent)));
    }
    extents.extend(WATERS.iter().map(|(id, edges)| ((*id).to_owned(), edges.map(|edge| edge.to_string()))));
    Ok(extents)
}

fn is_called_after(towns: &Settled, names: &[&str]) -> bool {
    towns.iter().any(|(town, _)| names.iter().any(|name| key(town) == key(name)))
}

/// Of so many points one at each edge may be far off by mistake.
const MISTAKEN: usize = 50;

/// South, west, north and east of the least rectangle around points, in hundredths of a degree, rounded to the outside. Of many points
/// one in [`MISTAKEN`] is left out at each edge: the lists have some settlements in a wrong division.
fn rectangle(points: impl Iterator<Item = Point>, widest: f64) -> Option<[String; 4]> {
    let (mut norths, mut easts): (Vec<f64>, Vec<f64>) = points.unzip();
    norths.sort_by(f64::total_cmp);
    easts.sort_by(f64::total_cmp);
    let off = norths.len() / MISTAKEN;
    let edges = |sorted: &[f64]| Some((*sorted.get(off)?, *sorted.get(sorted.len().checked_sub(off + 1)?)?));
    let ((south, north), (west, east)) = (edges(&norths)?, edges(&easts)?);
    if east - west > widest {
        return None;
    }
    let hundredths =
        |value: f64| format!("{:.2}", value / 100.0).trim_end_matches('0').trim_end_matches('.').to_owned();
    Some(
        [(south * 100.0).floor(), (west * 100.0).floor(), (north * 100.0).ceil(), (east * 100.0).ceil()]
            .map(hundredths),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rectangle_is_rounded_to_the_outside() {
        let around = |points: &[Point]| rectangle(points.iter().copied(), WIDEST);
        assert_eq!(
            around(&[(37.128, -84.084), (36.9, -84.2)]),
            Some(["36.9", "-84.2", "37.13", "-84.08"].map(str::to_owned))
        );
        assert_eq!(around(&[(52.0, 179.0), (52.1, -179.0)]), None, "around the earth");
        assert_eq!(around(&[]), None);
    }
}
