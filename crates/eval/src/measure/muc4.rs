//! The program's own output against the incident templates of MUC-4 (TST1 and TST2, upper case as it comes; nothing trained on MUC).
//!
//! Mapping: `bombing` and `suicide_bombing` are bombings, `arson` is arson, an abduction a kidnapping, every other attack an attack; any
//! realis but `denied` counts (the task has threats and attempts). Everything else (operations, clashes, arrests) is no incident of the task.
//! Perpetrators are the perpetrators of the event and those claimed, blamed, suspected or established: of a kind that acts by name an organisation,
//! a person or a description an individual. Targets and victims are victims where they are people, else targets; instruments are weapons.
//! A mention is compared in lower case without the article; an entity that is read is right where all its mentions are the annotated one's.
//!
//! - *CEAF-REE*: the entities of all templates of a text merged by role; the best matching of one to one; micro precision, recall, F1.
//! - *By template* (GTT's measure): templates of one type are paired, the best first; type and entities of pairs count.
use super::{Context, Measured};
use anyhow::{Context as _, Result, ensure};
use extract::document;
use model::reading::{Event, Reading};
use model::{ActorKind, EventSubtype, EventType, Metadata, Realis, Role, Stance, Text};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

const ROLES: [&str; 5] = ["PerpInd", "PerpOrg", "Target", "Victim", "Weapon"];

#[derive(Deserialize)]
struct Source {
    id: String,
    text: String,
}

/// Entities by role, each a list of mentions (words and offset).
type Listed = BTreeMap<String, Vec<Vec<(String, i64)>>>;

#[derive(Deserialize)]
struct Merged {
    docid: String,
    extracts: Listed,
}

#[derive(Deserialize)]
struct Templates {
    docid: String,
    templates: Vec<Template>,
}

#[derive(Deserialize)]
struct Template {
    incident_type: String,
    #[serde(flatten)]
    roles: Listed,
}

/// The mentions of one entity.
type Entity = BTreeSet<String>;

/// Entities by role.
type Entities = BTreeMap<&'static str, Vec<Entity>>;

#[derive(Default, Clone, Copy)]
struct Tally {
    right: usize,
    read: usize,
    gold: usize,
}

impl Tally {
    fn f1(self) -> f64 {
        2.0 * self.right as f64 / (self.read + self.gold).max(1) as f64
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = |of: usize| self.right as f64 / of.max(1) as f64;
        write!(
            formatter,
            "{} of {} right, {} annotated: precision {:.3}, recall {:.3}, F1 {:.3}",
            self.right,
            self.read,
            self.gold,
            share(self.read),
            share(self.gold),
            self.f1()
        )
    }
}

pub(crate) fn run(context: &Context) -> Result<Measured> {
    let folder = context.data()?.join("corpora/muc4/dev");
    let mut read = Vec::new();
    let mut lines = |name: &str| -> Result<String> {
        let bytes = fs::read(folder.join(name)).with_context(|| format!("cannot read `{name}`"))?;
        read.extend(&bytes);
        Ok(String::from_utf8(bytes)?)
    };
    let (sources, merged, templates) = (lines("dev.jsonl")?, lines("grit_dev.json")?, lines("gtt_dev.json")?);
    let sources = sources.lines().map(serde_json::from_str).collect::<Result<Vec<Source>, _>>()?;
    let merged = merged.lines().map(serde_json::from_str).collect::<Result<Vec<Merged>, _>>()?;
    let templates = templates.lines().map(serde_json::from_str).collect::<Result<Vec<Templates>, _>>()?;
    ensure!(!sources.is_empty(), "`dev.jsonl` holds no text");
    let mut by_role: BTreeMap<&str, Tally> = BTreeMap::new();
    let (mut types, mut paired) = (Tally::default(), Tally::default());
    let (mut with, mut without, mut silent) = (0, 0, 0);
    for source in &sources {
        let text = Text::new("plain/1", source.text.clone(), Vec::new());
        let reading = document(&text, &Metadata::default(), &context.lexicon).reading;
        let found: Vec<(&str, Entities)> = reading
            .events
            .iter()
            .filter_map(|event| Some((incident_type(event)?, entities_of(&reading, event, &text.text))))
            .collect();
        let own = merge(&found);
        if let Some(gold) = merged.iter().find(|one| one.docid == source.id) {
            for role in ROLES {
                let gold = listed(&gold.extracts, role);
                let own = own.get(role).cloned().unwrap_or_default();
                let tally = by_role.entry(role).or_default();
                tally.read += own.len();
                tally.gold += gold.len();
                tally.right += matched(&own, &gold);
            }
        }
        if let Some(gold) = templates.iter().find(|one| one.docid == source.id) {
            with += usize::from(!gold.templates.is_empty());
            silent += usize::from(!gold.templates.is_empty() && found.is_empty());
            without += usize::from(gold.templates.is_empty() && !found.is_empty());
            pair(&found, &gold.templates, &mut types, &mut paired);
        }
    }
    let sum = |all: &BTreeMap<&str, Tally>| {
        all.values().fold(Tally::default(), |sum, one| Tally {
            right: sum.right + one.right,
            read: sum.read + one.read,
            gold: sum.gold + one.gold,
        })
    };
    let all = sum(&by_role);
    let mut report = format!("CEAF-REE: {all}\n");
    for (role, tally) in &by_role {
        writeln!(report, "  {role}: {tally}")?;
    }
    writeln!(report, "by template: {paired}\n  types: {types}")?;
    write!(
        report,
        "{with} of {} texts have an incident, in {silent} of them none is read; {without} texts without one have one in the reading",
        sources.len()
    )?;
    let scores = vec![("CEAF-REE F1".to_owned(), all.f1()), ("by template F1".to_owned(), paired.f1())];
    Ok(Measured { corpus: model::hash::sha256_hex(&read), cases: sources.len(), scores, report })
}

fn incident_type(event: &Event) -> Option<&'static str> {
    if event.realis == Realis::Denied {
        return None;
    }
    match (event.event_type, event.subtype) {
        (EventType::Attack, Some(EventSubtype::Bombing | EventSubtype::SuicideBombing)) => Some("bombing"),
        (EventType::Attack, Some(EventSubtype::Arson)) => Some("arson"),
        (EventType::Attack, _) => Some("attack"),
        (EventType::Abduction, _) => Some("kidnapping"),
        _ => None,
    }
}

/// Perpetrators, targets, victims and weapons of an event.
fn entities_of(reading: &Reading, event: &Event, text: &str) -> Entities {
    let mut found = Entities::new();
    let mut add = |role: &'static str, words: &str| {
        let entity = Entity::from([bare(words)]);
        let all = found.entry(role).or_default();
        if !all.contains(&entity) {
            all.push(entity);
        }
    };
    let kind = |id: Option<&model::reading::LocalId>| {
        reading.actors.iter().find(|actor| Some(&actor.id) == id).map(|actor| actor.kind)
    };
    for participant in &event.participants {
        let words = participant.span.of(text);
        let kind = kind(participant.actor.as_ref());
        match participant.role {
            Role::Perpetrator | Role::Suspect => add(perpetrator(kind), words),
            Role::Victim => add("Victim", words),
            Role::Target => {
                let people = matches!(kind, Some(ActorKind::Person | ActorKind::Population));
                add(if people { "Victim" } else { "Target" }, words);
            }
            Role::Instrument => add("Weapon", words),
            Role::Authority | Role::Party | Role::Speaker => {}
        }
    }
    for one in event.responsibilities.iter().filter(|one| one.stance != Stance::Denied) {
        let kind = kind(one.actor.as_ref());
        let name = reading.actors.iter().find(|actor| Some(&actor.id) == one.actor.as_ref());
        let words = name
            .and_then(|actor| actor.mentions.first())
            .map(|span| span.of(text))
            .or(one.description.as_deref());
        if let Some(words) = words {
            add(perpetrator(kind), words);
        }
    }
    found
}

fn perpetrator(kind: Option<ActorKind>) -> &'static str {
    match kind {
        None | Some(ActorKind::Person | ActorKind::Population) => "PerpInd",
        Some(
            ActorKind::ArmedGroup
            | ActorKind::State
            | ActorKind::StateForce
            | ActorKind::GovernmentBody
            | ActorKind::InternationalOrganisation
            | ActorKind::Media
            | ActorKind::Organisation,
        ) => "PerpOrg",
    }
}

/// Lower case, one blank between words, without the article and a number in front.
fn bare(words: &str) -> String {
    let words: Vec<String> = words
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| ",.;:\"'()".contains(c)).to_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    let from = words.iter().position(|word| {
        !matches!(
            word.as_str(),
            "the"
                | "a"
                | "an"
                | "some"
                | "several"
                | "two"
                | "three"
                | "four"
                | "five"
                | "six"
                | "his"
                | "their"
        )
    });
    words[from.unwrap_or(0)..].join(" ")
}

fn listed(listed: &Listed, role: &str) -> Vec<Entity> {
    let entities = listed.get(role).into_iter().flatten();
    entities.map(|mentions| mentions.iter().map(|(words, _)| bare(words)).collect()).collect()
}

fn merge(found: &[(&str, Entities)]) -> Entities {
    let mut merged = Entities::new();
    for (_, entities) in found {
        for (role, entities) in entities {
            let all = merged.entry(role).or_default();
            for entity in entities {
                if !all.contains(entity) {
                    all.push(entity.clone());
                }
            }
        }
    }
    merged
}

/// The size of the best matching of one to one (augmenting paths).
fn matched(own: &[Entity], gold: &[Entity]) -> usize {
    fn augment(
        at: usize,
        own: &[Entity],
        gold: &[Entity],
        taken: &mut [Option<usize>],
        seen: &mut [bool],
    ) -> bool {
        for (other, entity) in gold.iter().enumerate() {
            if seen[other] || !own[at].is_subset(entity) {
                continue;
            }
            seen[other] = true;
            let free = match taken[other] {
                None => true,
                Some(holder) => augment(holder, own, gold, taken, seen),
            };
            if free {
                taken[other] = Some(at);
                return true;
            }
        }
        false
    }
    let mut taken = vec![None; gold.len()];
    (0..own.len()).filter(|at| augment(*at, own, gold, &mut taken, &mut vec![false; gold.len()])).count()
}

/// Pairs templates of one type, those with most in common first, and counts types and entities.
fn pair(found: &[(&str, Entities)], gold: &[Template], types: &mut Tally, all: &mut Tally) {
    let common = |own: &Entities, template: &Template| -> usize {
        ROLES
            .iter()
            .map(|role| matched(own.get(role).map_or(&[][..], Vec::as_slice), &listed(&template.roles, role)))
            .sum()
    };
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (at, (own_type, own)) in found.iter().enumerate() {
        for (other, template) in gold.iter().enumerate() {
            if template.incident_type.starts_with(own_type) {
                pairs.push((common(own, template), at, other));
            }
        }
    }
    pairs.sort_by_key(|(common, at, other)| (std::cmp::Reverse(*common), *at, *other));
    let (mut used, mut met) = (BTreeSet::new(), BTreeSet::new());
    for (common, at, other) in pairs {
        if used.contains(&at) || met.contains(&other) {
            continue;
        }
        used.insert(at);
        met.insert(other);
        types.right += 1;
        all.right += 1 + common;
    }
    types.read += found.len();
    types.gold += gold.len();
    let entities: usize = found.iter().flat_map(|(_, own)| own.values()).map(Vec::len).sum();
    let listed: usize =
        gold.iter().flat_map(|one| ROLES.iter().map(|role| listed(&one.roles, role).len())).sum();
    all.read += found.len() + entities;
    all.gold += gold.len() + listed;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_matched_one_to_one() {
        let entity = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Entity>();
        let gold = [entity(&["guerrillas", "guerrilla column"]), entity(&["urng"])];
        assert_eq!(matched(&[entity(&["guerrillas"]), entity(&["guerrilla column"])], &gold), 1);
        assert_eq!(matched(&[entity(&["guerrillas"]), entity(&["urng"])], &gold), 2);
        assert_eq!(bare("THE \"SANTO TOMAS\" FARM,"), "santo tomas farm");
    }
}
