//! The gazetteer: countries, provinces, districts, settlements, sites and regions, by name.
use crate::Error;
use crate::files::Files;

/// A place as the gazetteer knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Stable id.
    pub id: String,
    /// Name.
    pub name: String,
    /// ISO 3166-1 alpha-2; empty for a region of several countries.
    pub country: String,
    /// First-level division, by name.
    pub admin1: Option<String>,
    /// Degrees north, WGS 84; only where a source gives a point.
    pub latitude: Option<f64>,
    /// Degrees east, WGS 84.
    pub longitude: Option<f64>,
    /// What kind of place it is.
    pub precision: model::PlacePrecision,
    /// Inhabitants; 0 where unknown.
    pub population: u64,
}

/// Every place, indexed at the first lookup.
#[derive(Debug, Default)]
pub struct Gazetteer {}

impl Gazetteer {
    pub(crate) fn load(_files: &mut Files) -> Result<Self, Error> {
        Ok(Self {})
    }

    /// The places of a name or other name, folded; the likeliest first.
    #[must_use]
    pub fn lookup(&self, _name: &str) -> Vec<Place> {
        Vec::new()
    }

    /// Words of the longest name: how far a search for names need look.
    #[must_use]
    pub fn longest_name_words(&self) -> usize {
        0
    }

    /// The English name of a country.
    #[must_use]
    pub fn country_name(&self, _iso2: &str) -> Option<&str> {
        None
    }

    /// A country.
    #[must_use]
    pub fn country(&self, _iso2: &str) -> Option<Place> {
        None
    }
}
