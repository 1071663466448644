//! Who publishes: newspapers, agencies, broadcasters, and the outlets of the groups themselves.
use crate::fold::fold;
use std::collections::BTreeMap;

/// How far an outlet reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutletScale {
    /// Read across borders.
    International,
    /// Of one country.
    National,
    /// Of a part of a country.
    Regional,
    /// Anything else: journals, research institutes, channels of a group.
    Other,
}

impl OutletScale {
    /// The word in `sources/outlets.csv`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::International => "international",
            Self::National => "national",
            Self::Regional => "regional",
            Self::Other => "other",
        }
    }

    /// The scale that the word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::International, Self::National, Self::Regional, Self::Other]
            .into_iter()
            .find(|one| one.as_str() == word)
    }
}

/// One outlet. It is also an actor of kind `media` with the same id, so that a scan finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutletEntry {
    /// Stable id.
    pub id: String,
    /// Canonical name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// ISO 3166-1 alpha-2; `None` for an outlet of no one country.
    pub country: Option<String>,
    /// BCP 47 language of publication.
    pub language: Option<String>,
    /// How far it reaches.
    pub scale: OutletScale,
    /// The actor whose outlet it is, where it speaks for a party: an actor's id.
    pub party: Option<String>,
    /// Where the entry's facts come from; at least one.
    pub sources: Vec<String>,
}

/// All outlets.
#[derive(Debug, Default)]
pub struct Outlets {
    entries: BTreeMap<String, OutletEntry>,
    /// Folded name to id; of two outlets with one name the first by id, canonical names before other names.
    by_name: BTreeMap<String, String>,
}

impl Outlets {
    pub(crate) fn of(outlets: impl IntoIterator<Item = OutletEntry>) -> Self {
        let entries: BTreeMap<_, _> = outlets.into_iter().map(|outlet| (outlet.id.clone(), outlet)).collect();
        let mut by_name = BTreeMap::new();
        for outlet in entries.values() {
            by_name.entry(name_key(&outlet.name)).or_insert_with(|| outlet.id.clone());
        }
        for outlet in entries.values() {
            for alias in &outlet.aliases {
                by_name.entry(name_key(alias)).or_insert_with(|| outlet.id.clone());
            }
        }
        Self { entries, by_name }
    }

    /// The outlet with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&OutletEntry> {
        self.entries.get(id)
    }

    /// The outlet of this name or other name, folded, with or without a leading "The".
    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<&OutletEntry> {
        self.by_name.get(&name_key(name)).and_then(|id| self.get(id))
    }

    /// Every outlet, by id.
    pub fn all(&self) -> impl Iterator<Item = &OutletEntry> {
        self.entries.values()
    }
}

fn name_key(name: &str) -> String {
    let folded = fold(name.trim()).text;
    folded.strip_prefix("the ").unwrap_or(&folded).to_owned()
}
