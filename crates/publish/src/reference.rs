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

impl From<&lexicon::Lexicon> for Reference {
    fn from(lexicon: &lexicon::Lexicon) -> Self {
        let mut reference = Self::default();
        for entry in lexicon.actors.all() {
            match (entry.kind, entry.countries.first()) {
                (model::ActorKind::State, Some(code)) => {
                    reference.countries.insert(code.clone(), entry.name.clone());
                }
                // Media among the actors, unlike outlets under `sources`, speak for armed groups.
                (model::ActorKind::Media, _) if lexicon.outlets.get(&entry.id).is_none() => {
                    let names = entry.aliases.iter().map(|alias| alias.name.clone());
                    reference.group_media.extend(names.chain([entry.name.clone()]));
                }
                _ => {}
            }
        }
        for entry in lexicon.outlets.all() {
            let party = entry.party.as_deref().and_then(|id| lexicon.actors.get(id));
            let names = entry.aliases.iter().chain([&entry.name]);
            if party.is_some_and(|party| party.kind == model::ActorKind::ArmedGroup) {
                reference.group_media.extend(names.clone().cloned());
            }
            let outlet = Outlet {
                country: entry.country.clone(),
                scale: Some(entry.scale.as_str().to_owned()),
                party: party.map(|party| party.name.clone()),
            };
            reference.outlets.extend(names.map(|name| (name.clone(), outlet.clone())));
        }
        reference
    }
}
