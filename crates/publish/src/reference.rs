//! What a brief takes from the lexicon: names of countries, and what is known of outlets. Never facts about a group.
use crate::words;
use model::record::Event;
use std::collections::{BTreeMap, BTreeSet};

/// Independent origins of an event by who speaks: an outlet that belongs to a party to a conflict, or speaks for one, corroborates nothing
/// that this party says. An origin that such an outlet printed counts as its party's, whoever printed it as well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins {
    /// All.
    pub all: usize,
    /// Those that no party's outlet printed.
    pub of_no_party: usize,
    /// Those of each party's outlets, by its name.
    pub of_party: BTreeMap<String, usize>,
}

impl Origins {
    /// What is to be said of parties, such as `one of them by an outlet of Russia`; `None` where no party speaks.
    #[must_use]
    pub fn in_words(&self) -> Option<String> {
        if self.of_party.is_empty() {
            return None;
        }
        let parties = self.of_party.iter().map(|(party, number)| {
            let by = if *number == 1 { "an outlet" } else { "outlets" };
            format!("{} by {by} of {party}", words::count_word(*number))
        });
        let parties = parties.collect::<Vec<_>>().join(", ");
        Some(format!("{} by no party\u{2019}s outlet, {parties}", words::count_word(self.of_no_party)))
    }
}

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

    /// The party that an outlet belongs to or speaks for.
    fn party(&self, outlet: &str) -> Option<String> {
        let party = self.outlets.get(outlet).and_then(|outlet| outlet.party.clone());
        party.or_else(|| self.group_media.contains(outlet).then(|| outlet.to_owned()))
    }

    /// The independent origins of an event, by party.
    #[must_use]
    pub fn origins(&self, event: &Event) -> Origins {
        let mut parties: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for member in &event.members {
            let of_origin = parties.entry(member.report.origin.as_str()).or_default();
            of_origin.extend(member.report.source.as_deref().and_then(|outlet| self.party(outlet)));
        }
        let mut origins = Origins { all: parties.len(), ..Origins::default() };
        for of_origin in parties.into_values() {
            origins.of_no_party += usize::from(of_origin.is_empty());
            for party in of_origin {
                *origins.of_party.entry(party).or_default() += 1;
            }
        }
        origins
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
