//! What a brief takes from the lexicon: names of countries, and what is known of outlets. Never facts about a group.
use std::collections::{BTreeMap, BTreeSet};

/// What is known of an outlet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outlet {
    /// Its country's code, ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// `international`, `national`, `regional` or `other`.
    pub scale: Option<String>,
    /// The party to a conflict that it belongs to or speaks for.
    pub party: Option<String>,
}

/// Names and descriptors; empty is allowed and prints codes and bare outlets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reference {
    /// Names of countries, by ISO 3166-1 alpha-2.
    pub countries: BTreeMap<String, String>,
    /// Outlets, by name.
    pub outlets: BTreeMap<String, Outlet>,
    /// Outlets that speak for an armed group, by name: their words are cited, their pages are not linked.
    pub group_media: BTreeSet<String>,
}

impl Reference {
    /// The country's name, or its code where the name is not known.
    #[must_use]
    pub fn country(&self, code: &str) -> String {
        self.countries.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }

    /// Whether an outlet's pages may be linked.
    #[must_use]
    pub fn may_link(&self, outlet: Option<&str>) -> bool {
        outlet.is_none_or(|outlet| !self.group_media.contains(outlet))
    }
}
