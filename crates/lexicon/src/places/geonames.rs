//! Rows of a GeoNames dump become rows of `places/geonames.csv`.
//!
//! The dump has nineteen columns separated by tabs and no header (GeoNames readme, "geoname" table). Only populated places (class `P`)
//! are taken: provinces and districts have tables of their own.
use std::collections::BTreeMap;

/// Columns of the dump.
const COLUMNS: usize = 19;

/// The header of `places/geonames.csv`.
pub const HEADER: &str = "id,name,ascii,alternates,country,admin1,latitude,longitude,population";

/// Other names that are kept of one place: the dump gives up to some hundreds, most of them in scripts that no report uses.
const OTHER_NAMES: usize = 40;

/// What is taken from a dump.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// ISO 3166-1 alpha-2 codes; empty for all.
    pub countries: Vec<String>,
    /// Least number of inhabitants.
    pub min_population: u64,
}

/// One line of the dump as a line of the table, without its end; `None` for what is not wanted. `provinces` gives the name of a
/// first-level division by country and GeoNames code.
///
/// # Errors
/// What is wrong with the line.
pub fn row(
    line: &str,
    wanted: &Wanted,
    provinces: &BTreeMap<(String, String), String>,
) -> Result<Option<String>, String> {
    let cells: Vec<&str> = line.split('\t').collect();
    if cells.len() != COLUMNS {
        return Err(format!("found {} columns, expected {COLUMNS} separated by tabs", cells.len()));
    }
    let (country, class) = (cells[8], cells[6]);
    let is_wanted = wanted.countries.is_empty() || wanted.countries.iter().any(|one| one == country);
    if class != "P" || !is_wanted || country.len() != 2 {
        return Ok(None);
    }
    // Abandoned, destroyed and historical places are none where something happens today.
    if matches!(cells[7], "PPLH" | "PPLQ" | "PPLW" | "PPLCH") {
        return Ok(None);
    }
    let population: u64 = if cells[14].is_empty() {
        0
    } else {
        cells[14]
            .parse()
            .map_err(|_| format!("found the population `{}`, expected a whole number", cells[14]))?
    };
    if population < wanted.min_population {
        return Ok(None);
    }
    let id: u64 = cells[0].parse().map_err(|_| format!("found the id `{}`, expected a number", cells[0]))?;
    let [latitude, longitude] = [(cells[4], 90.0), (cells[5], 180.0)].map(|(text, limit)| {
        let degrees = text.parse().ok().filter(|degrees: &f64| degrees.abs() <= limit);
        degrees
            .map(|degrees| format!("{degrees:.4}"))
            .ok_or_else(|| format!("found `{text}`, expected degrees"))
    });
    let (latitude, longitude) = (latitude?, longitude?);
    let name = plain(cells[1]);
    if name.is_empty() {
        return Err("found no name".to_owned());
    }
    let ascii = plain(cells[2]);
    let ascii = if ascii == name { String::new() } else { ascii };
    let mut others: Vec<String> = Vec::new();
    for other in
        cells[3].split(',').map(plain).filter(|other| !other.is_empty() && *other != name && *other != ascii)
    {
        if others.len() < OTHER_NAMES && !others.contains(&other) {
            others.push(other);
        }
    }
    let admin1 = provinces.get(&(country.to_owned(), cells[10].to_owned())).map_or("", String::as_str);
    let row = [
        format!("gn-{id}"),
        quoted(&name),
        quoted(&ascii),
        quoted(&others.join("|")),
        country.to_owned(),
        quoted(admin1),
        latitude,
        longitude,
        population.to_string(),
    ];
    Ok(Some(row.join(",")))
}

/// Without what would break a line or a list of names.
fn plain(cell: &str) -> String {
    cell.replace(['\r', '\n', '|', '"'], " ").trim().to_owned()
}

fn quoted(cell: &str) -> String {
    if cell.contains(',') { format!("\"{cell}\"") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "1133615\tMaidan Shahr\tMaidan Shahr\tMaydan Shahr,Maydān Shahr,ميدان شهر\t34.39561\t68.86618\tP\tPPLA\tAF\t\t27\t\t\t\t35008\t\t2181\tAsia/Kabul\t2019-01-01";

    fn provinces() -> BTreeMap<(String, String), String> {
        BTreeMap::from([(("AF".to_owned(), "27".to_owned()), "Wardak".to_owned())])
    }

    #[test]
    fn a_settlement_becomes_a_row() {
        let row = row(LINE, &Wanted::default(), &provinces()).expect("a sound line").expect("a settlement");
        assert_eq!(
            row,
            "gn-1133615,Maidan Shahr,,Maydan Shahr|Maydān Shahr|ميدان شهر,AF,Wardak,34.3956,68.8662,35008"
        );
    }

    #[test]
    fn what_is_not_wanted_is_passed_and_what_is_broken_is_said() {
        let only = |countries: &[&str], min_population| {
            let countries = countries.iter().map(|one| (*one).to_owned()).collect();
            row(LINE, &Wanted { countries, min_population }, &provinces())
        };
        assert_eq!(only(&["PK"], 0), Ok(None));
        assert_eq!(only(&["AF"], 50_000), Ok(None));
        assert!(matches!(only(&["AF"], 35_008), Ok(Some(_))));
        let broken = |from: &str, to: &str| row(&LINE.replace(from, to), &Wanted::default(), &provinces());
        assert!(broken("\tP\t", "\tA\t").expect("sound").is_none());
        assert!(broken("34.39561", "934.4").is_err_and(|why| why.contains("934.4")));
        assert!(broken("35008", "many").is_err_and(|why| why.contains("many")));
        assert!(broken("\tAsia/Kabul", "").is_err_and(|why| why.contains("18 columns")));
    }
}
