//! What a name would match, and why: `daybook lexicon explain`.
use crate::{AliasForm, Lexicon, NameKind, Sameness, fold};
use model::ActorKind;
use serde::Serialize;

/// Places that are listed of a name that many have.
const PLACES: usize = 12;

/// Names that are listed of those that may be the same, written otherwise.
const ALIKE: usize = 12;

/// Everything that the lexicon says of a name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The name as it was asked for.
    pub name: String,
    /// The name as it is compared: without case, accents and variants of letters.
    pub folded: String,
    /// What of it counts between scripts and spellings: the consonants by class.
    pub skeleton: String,
    /// Entries that have this name, and under which conditions it counts.
    pub actors: Vec<NamedActor>,
    /// Entries that a scan of the name alone finds, where nothing around it gives context.
    pub found_alone: Vec<String>,
    /// Names that the comparison across scripts and spellings holds for the same, or asks about.
    pub alike: Vec<AlikeName>,
    /// Places of this name, the likeliest first.
    pub places: Vec<NamedPlace>,
    /// The outlet of this name.
    pub outlet: Option<String>,
    /// Triggers that the words begin, as `id: type`.
    pub triggers: Vec<String>,
}

/// An entry that has the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedActor {
    /// The entry's id.
    pub id: String,
    /// Its canonical name.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// The alias as the entry writes it.
    pub alias: String,
    /// Why the name may not count: case, context, form, dates; one sentence each. Empty where it always counts.
    pub conditions: Vec<String>,
    /// Where the entry comes from.
    pub sources: Vec<String>,
}

/// A name that is written otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AlikeName {
    /// The entry's id.
    pub id: String,
    /// The alias.
    pub alias: String,
    /// Whether it is held for the same; else it is a question.
    pub is_same: bool,
}

/// A place of the name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NamedPlace {
    /// Its id.
    pub id: String,
    /// Its own name.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// First-level division.
    pub admin1: Option<String>,
    /// `settlement`, `province`, ….
    pub precision: model::PlacePrecision,
    /// Inhabitants, 0 where unknown.
    pub population: u64,
    /// Degrees north and east, where a source gives a point.
    pub point: Option<(f64, f64)>,
}

/// Says what a name would match. Looks at every entry: for explaining, not for reading documents.
pub(crate) fn explain(lexicon: &Lexicon, name: &str) -> Explanation {
    let folded = fold(name.trim()).text;
    let words: Vec<&str> = folded.split_whitespace().collect();
    let mut actors = Vec::new();
    let mut alike = Vec::new();
    let skeleton = lexicon.names.skeleton(name);
    for entry in lexicon.actors.all() {
        for alias in &entry.aliases {
            if fold(&alias.name).text == folded {
                actors.push(named(entry, alias));
                continue;
            }
            // Comparing is dear; names without a consonant in common are none of one name.
            let kind = match entry.kind {
                ActorKind::Person => NameKind::Person,
                ActorKind::ArmedGroup
                | ActorKind::State
                | ActorKind::StateForce
                | ActorKind::GovernmentBody
                | ActorKind::InternationalOrganisation
                | ActorKind::Media
                | ActorKind::Organisation
                | ActorKind::Population => NameKind::Group,
            };
            match lexicon.names.compare(name, &alias.name, kind) {
                Sameness::Different => {}
                Sameness::Candidate if lexicon.names.skeleton(&alias.name) != skeleton => {}
                same => alike.push(AlikeName {
                    id: entry.id.clone(),
                    alias: alias.name.clone(),
                    is_same: same == Sameness::Same,
                }),
            }
        }
    }
    alike.sort_by(|a, b| (!a.is_same, &a.id, &a.alias).cmp(&(!b.is_same, &b.id, &b.alias)));
    alike.truncate(ALIKE);
    let scan = lexicon.actors.scan(name);
    let found_alone =
        scan.iter().flat_map(|found| found.candidates.iter().map(|(entry, _)| entry.id.clone()));
    let places = lexicon.places.lookup(name).into_iter().take(PLACES).map(|place| NamedPlace {
        point: place.latitude.zip(place.longitude),
        id: place.id,
        name: place.name,
        country: place.country,
        admin1: place.admin1,
        precision: place.precision,
        population: place.population,
    });
    let triggers = lexicon.language.triggers.at(&words);
    Explanation {
        name: name.to_owned(),
        skeleton,
        actors,
        found_alone: found_alone.collect(),
        alike,
        places: places.collect(),
        outlet: lexicon.outlets.by_name(name).map(|outlet| outlet.id.clone()),
        triggers: triggers
            .iter()
            .map(|(trigger, ..)| format!("{}: {}", trigger.id, trigger.event_type))
            .collect(),
        folded,
    }
}

fn named(entry: &crate::ActorEntry, alias: &crate::Alias) -> NamedActor {
    let mut conditions = Vec::new();
    if alias.case_exact {
        conditions.push("only in exactly these capitals".to_owned());
    }
    if alias.weak && alias.needs_context.is_empty() {
        conditions.push("weak: only where another name of the entry stands in the text".to_owned());
    }
    if !alias.needs_context.is_empty() {
        let words = alias.needs_context.join("`, `");
        conditions.push(format!("only where the text has one of `{words}`, or another name of the entry"));
    }
    match alias.form {
        AliasForm::Demonym => {
            conditions.push("a demonym: the state where it acts, else only a country".to_owned());
        }
        AliasForm::Capital => {
            conditions.push("a capital: the government where it speaks or acts, else a place".to_owned());
        }
        AliasForm::Name | AliasForm::Government => {}
    }
    match (&alias.since, &alias.until) {
        (None, None) => {}
        (since, until) => conditions.push(format!(
            "in use {} to {}",
            since.as_deref().unwrap_or("from the beginning"),
            until.as_deref().unwrap_or("today")
        )),
    }
    NamedActor {
        id: entry.id.clone(),
        name: entry.name.clone(),
        kind: entry.kind,
        alias: alias.name.clone(),
        conditions,
        sources: entry.sources.clone(),
    }
}

#[cfg(test)]
mod tests {
    use crate::Lexicon;

    #[test]
    fn a_name_is_explained_by_entries_conditions_and_places() {
        let lexicon = Lexicon::shipped().expect("the shipped lexicon loads");
        let weak = lexicon.explain("IS");
        let own = weak.actors.iter().find(|one| one.id == "is").expect("IS is a name of the Islamic State");
        assert!(!own.conditions.is_empty(), "it does not count everywhere: {own:?}");
        let kabul = lexicon.explain("Kabul");
        assert_eq!(kabul.places.first().map(|place| place.country.as_str()), Some("AF"));
        assert!(kabul.actors.iter().any(|one| one.id == "state-af" && !one.conditions.is_empty()));
        let other = lexicon.explain("Lashkar-i-Tayyiba");
        assert!(
            other.actors.iter().chain([]).any(|one| one.id == "lashkar-e-taiba")
                || other.alike.iter().any(|one| one.id == "lashkar-e-taiba" && one.is_same),
            "{other:?}"
        );
        let nothing = lexicon.explain("Qwxzy Vbnm");
        assert!(nothing.actors.is_empty() && nothing.places.is_empty() && nothing.alike.is_empty());
    }
}
