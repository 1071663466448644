//! Adds to `lexicon/actors/` what UCDP and MISP list: `cargo xtask actors <CORPORA_DIR>`.
//!
//! 1. Every row of the UCDP Actor Dataset 22.1 (CC BY 4.0) and of MISP's terrorist-groups (CC0) is mapped to an entry of
//!    the lexicon: `identifiers.csv` says by what. Entries kept by hand win.
//! 2. Rows that no entry has become rows of `ucdp.csv`; [`names`] decides which of their names say enough alone.
//! 3. UCDP's splits, alliances, joinings and renamings become `relations.csv`.
//!
//! Run it after an entry kept by hand has changed; a second run writes the same bytes.
mod names;

use crate::gazetteer::{key, names::Used};
use anyhow::{Context as _, Result};
use lexicon::{ActorEntry, Lexicon};
use model::ActorKind;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The data set's name in `source` columns.
const UCDP: &str = "UCDP Actor Dataset 22.1, CC BY 4.0";
/// The last day that version 22.1 covers: what it says of relations was so by then. It gives no dates of its own.
const UCDP_AS_OF: &str = "2021-12-31";

/// Reads the lists and writes the three tables.
pub(crate) fn build(corpora: &Path, root: &Path) -> Result<()> {
    let lexicon = Lexicon::shipped()?;
    let listed = ucdp(corpora)?;
    let known = Known::of(&lexicon);
    let used = Used::read(corpora)?;
    let mut mapped: BTreeMap<u32, Mapped> = BTreeMap::new();
    let mut identifiers = Vec::new();
    for row in &listed {
        let found = known.entry_of(row);
        identifiers.push(vec![
            "ucdp".to_owned(),
            row.id.to_string(),
            row.short.clone(),
            found.id.clone(),
            found.basis.to_owned(),
        ]);
        mapped.insert(row.id, found);
    }
    identifiers.extend(misp(corpora, &known)?);
    let columns = ["scheme", "value", "name", "id", "basis"];
    write(root, "identifiers.csv", &columns, identifiers.into_iter())?;
    let new: Vec<&Listed> = listed.iter().filter(|row| mapped[&row.id].basis == NEW).collect();
    let judge = names::Judge::new(&lexicon, &used, &new);
    let columns = ["id", "name", "kind", "aliases", "weak", "bare", "context", "countries", "source"];
    write(root, "ucdp.csv", &columns, new.iter().map(|row| new_row(row, &judge, &known)))?;
    let columns = ["kind", "from", "to", "from_name", "to_name", "since", "as_of", "source"];
    write(root, "relations.csv", &columns, relations(&listed, &mapped, &lexicon).into_iter())
}

fn write(root: &Path, name: &str, header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<()> {
    crate::gazetteer::write_table(root, &format!("../actors/{name}"), header, rows)
}

/// One row of the UCDP Actor Dataset.
struct Listed {
    id: u32,
    /// `NameData`: mostly an acronym.
    short: String,
    /// Every other name, the English one first.
    full: Vec<String>,
    new_names: Vec<String>,
    org: Organised,
    countries: Vec<String>,
    previous: Vec<u32>,
    temporary: Vec<u32>,
    allies: Vec<u32>,
    joined: Vec<u32>,
    /// Names of the other side, as the data set writes them.
    previous_name: String,
    temporary_name: String,
    ally_name: String,
    joined_name: String,
    renamed: bool,
}

/// The data set's level of organisation (`Org`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Organised {
    /// 1: a group with a name.
    Formally,
    /// 2: supporters of a party or a politician.
    Supporters,
    /// 3: a people, clan or gang.
    Communally,
    /// 4.
    Government,
}

/// Which entry a row is, and what says so.
struct Mapped {
    id: String,
    basis: &'static str,
}

const NEW: &str = "new";

fn ucdp(corpora: &Path) -> Result<Vec<Listed>> {
    let path = corpora.join("structured/ucdp_actors/ucdp-actor-221.csv");
    let text = std::fs::read_to_string(&path).with_context(|| format!("expected `{}`", path.display()))?;
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers()?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        let cell = |column: &str| -> String {
            let at = header.iter().position(|name| name == column);
            let cell = at.and_then(|at| record.get(at)).unwrap_or_default();
            let words: Vec<&str> = cell.split_whitespace().collect();
            if words == ["n/a"] { String::new() } else { words.join(" ").replace('|', "/") }
        };
        let numbers =
            |column: &str| cell(column).split(',').filter_map(|id| id.trim().parse().ok()).collect();
        let mut full = vec![cell("NameOrigFullEng"), cell("NameOrigFull"), cell("NameOrig")];
        full.retain(|name| !name.is_empty());
        let mut new_names = vec![cell("NewNameFullEng"), cell("NewNameFullMotherTongue"), cell("NewName")];
        new_names.retain(|name| !name.is_empty());
        rows.push(Listed {
            id: cell("ActorId").parse().context("expected a number in `ActorId`")?,
            short: cell("NameData"),
            full,
            new_names,
            org: match cell("Org").as_str() {
                "1" => Organised::Formally,
                "2" => Organised::Supporters,
                "3" => Organised::Communally,
                _ => Organised::Government,
            },
            countries: cell("Location").split(',').map(|name| name.trim().to_owned()).collect(),
            previous: numbers("ActorIdPrev"),
            temporary: numbers("ActorIdSplitTemp"),
            allies: numbers("ActorIdAlliance"),
            joined: numbers("ActorIdGroup"),
            previous_name: cell("NamePrev"),
            temporary_name: cell("NameSplitTemp"),
            ally_name: cell("NameAlliance"),
            joined_name: cell("GroupName"),
            renamed: cell("NameChange") == "1",
        });
    }
    Ok(rows)
}

/// The entries kept by hand.
struct Known<'l> {
    lexicon: &'l Lexicon,
    by_ucdp: BTreeMap<u32, String>,
    by_misp: BTreeMap<String, String>,
    by_name: BTreeMap<String, Vec<&'l ActorEntry>>,
}

impl<'l> Known<'l> {
    fn of(lexicon: &'l Lexicon) -> Self {
        let mut known =
            Self { lexicon, by_ucdp: BTreeMap::new(), by_misp: BTreeMap::new(), by_name: BTreeMap::new() };
        for entry in lexicon.actors.all().filter(|entry| !entry.id.starts_with("ucdp-")) {
            for source in entry.sources.iter().flat_map(|source| source.split(';')) {
                known.read_source(entry, source.trim());
            }
            for alias in entry.aliases.iter().filter(|alias| !alias.is_conditional()) {
                known.by_name.entry(key(&alias.name)).or_default().push(entry);
            }
        }
        known
    }

    /// "UCDP actor 769 (al-Qaida)", "MISP terrorist-groups: Al Qaida". Of two entries that name one list entry the one
    /// whose name or alias it is wins, else the first.
    fn read_source(&mut self, entry: &ActorEntry, source: &str) {
        let is_own = |name: &str| entry.aliases.iter().any(|alias| key(&alias.name) == key(name));
        if let Some(rest) = source.strip_prefix("UCDP actor ") {
            let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
            let name = rest.split(['(', ')']).nth(1).unwrap_or_default();
            if let Ok(number) = number.parse()
                && (is_own(name) || !self.by_ucdp.contains_key(&number))
            {
                self.by_ucdp.insert(number, entry.id.clone());
            }
        }
        if let Some(name) = source.strip_prefix("MISP terrorist-groups: ") {
            let plain = name.split(" (").next().unwrap_or(name);
            if is_own(plain) || is_own(name) || !self.by_misp.contains_key(name) {
                self.by_misp.insert(name.to_owned(), entry.id.clone());
            }
        }
    }

    fn entry_of(&self, row: &Listed) -> Mapped {
        if let Some(id) = self.by_ucdp.get(&row.id) {
            return Mapped { id: id.clone(), basis: "source" };
        }
        if row.org == Organised::Government {
            return self.government(&row.short).unwrap_or_else(|| new(row));
        }
        let countries = self.countries(row);
        let names = row.full.iter().chain(&row.new_names).chain([&row.short]);
        let found = names.filter(|name| name.split(' ').count() > 1).find_map(|name| {
            let of_name = self.by_name.get(&key(name))?.iter();
            let mut here = of_name.filter(|entry| {
                let shares = entry.countries.iter().any(|code| countries.contains(code));
                entry.kind == ActorKind::ArmedGroup && (shares || entry.countries.is_empty())
            });
            here.next().map(|entry| entry.id.clone())
        });
        found.map_or_else(|| new(row), |id| Mapped { id, basis: "name" })
    }

    fn government(&self, name: &str) -> Option<Mapped> {
        let state = self.state(name.strip_prefix("Government of ")?)?;
        Some(Mapped { id: state.id.clone(), basis: "government" })
    }

    /// The state that UCDP calls so; none for states that are no more.
    fn state(&self, name: &str) -> Option<&'l ActorEntry> {
        let plain = match name.split(" (").next().unwrap_or(name) {
            "Congo" => "Republic of the Congo",
            plain => plain,
        };
        self.by_name.get(&key(plain))?.iter().copied().find(|entry| entry.kind == ActorKind::State)
    }

    /// ISO codes of the row's countries; of states that are no more those on their soil.
    fn countries(&self, row: &Listed) -> Vec<String> {
        let codes = row.countries.iter().filter_map(|name| match name.as_str() {
            "South Vietnam" => Some("VN".to_owned()),
            "South Yemen" => Some("YE".to_owned()),
            "Hyderabad" => Some("IN".to_owned()),
            "FYR" => None,
            name => self.state(name).and_then(|state| state.countries.first().cloned()),
        });
        let mut seen = BTreeSet::new();
        codes.filter(|code| seen.insert(code.clone())).collect()
    }
}

fn new(row: &Listed) -> Mapped {
    Mapped { id: format!("ucdp-{}", row.id), basis: NEW }
}

/// The uuid of every entry of MISP's cluster with the entry of the lexicon that it is.
fn misp(corpora: &Path, known: &Known<'_>) -> Result<Vec<Vec<String>>> {
    let path = corpora.join("structured/misp_galaxy/clusters/terrorist-groups.json");
    let text = std::fs::read_to_string(&path).with_context(|| format!("expected `{}`", path.display()))?;
    let cluster: serde_json::Value = serde_json::from_str(&text)?;
    let mut rows = Vec::new();
    for value in cluster["values"].as_array().context("expected `values`")? {
        let (name, uuid) =
            (value["value"].as_str().unwrap_or_default(), value["uuid"].as_str().unwrap_or_default());
        let plain = name.split(" (").next().unwrap_or(name);
        let by_name = || known.by_name.get(&key(plain)).and_then(|entries| entries.first());
        let (id, basis) = match (known.by_misp.get(name), by_name()) {
            (Some(id), _) => (id.clone(), "source"),
            (None, Some(entry)) => (entry.id.clone(), "name"),
            (None, None) => {
                anyhow::bail!("no entry for MISP's `{name}`\nhint: add it under lexicon/actors/groups")
            }
        };
        rows.push(vec!["misp".to_owned(), uuid.to_owned(), name.to_owned(), id, basis.to_owned()]);
    }
    rows.sort_by(|a, b| a[2].cmp(&b[2]));
    Ok(rows)
}

fn new_row(row: &Listed, judge: &names::Judge<'_>, known: &Known<'_>) -> Vec<String> {
    let countries = known.countries(row);
    let kind = match row.org {
        Organised::Formally => ActorKind::ArmedGroup,
        Organised::Communally if is_gang(&row.short) => ActorKind::ArmedGroup,
        Organised::Supporters | Organised::Communally => ActorKind::Population,
        Organised::Government => ActorKind::GovernmentBody,
    };
    let name = row.full.first().unwrap_or(&row.short).clone();
    let judged = judge.judge(row, kind);
    let context = known.lexicon.actors.all().filter(|entry| {
        entry.kind == ActorKind::State && entry.countries.first().is_some_and(|code| countries.contains(code))
    });
    let context: Vec<String> = context
        .flat_map(|state| std::iter::once(&state.name).chain(state.demonyms.first()))
        .cloned()
        .collect();
    vec![
        format!("ucdp-{}", row.id),
        name,
        kind.as_str().to_owned(),
        judged.strong.join("|"),
        judged.weak.join("|"),
        judged.bare.join("|"),
        if judged.weak.is_empty() { String::new() } else { context.join("|") },
        countries.join("|"),
        format!("UCDP actor {} ({}), {UCDP}", row.id, row.short),
    ]
}

fn is_gang(name: &str) -> bool {
    let folded = key(name);
    ["gang", "cartel", "militia", "inmates", "mafia", "boys", "comando"]
        .iter()
        .any(|word| folded.contains(word))
}

/// Every relation of the data set between entries. `since` is the day from which the lexicon itself knows a splinter;
/// elsewhere the data set's last day bounds it.
fn relations(listed: &[Listed], mapped: &BTreeMap<u32, Mapped>, lexicon: &Lexicon) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for row in listed {
        let from = &mapped[&row.id].id;
        let founded = lexicon.actors.get(from).and_then(|entry| entry.since.clone()).unwrap_or_default();
        let mut add = |kind: &str, others: &[u32], name: &str, since: &str| {
            let source = format!("UCDP actor {}, {UCDP}", row.id);
            for other in others {
                // Some numbers of the data set are of no actor of it: the name is kept.
                let to = mapped.get(other).map_or_else(String::new, |one| one.id.clone());
                let cells = [kind, from, &to, &row.short, name, since, UCDP_AS_OF, &source];
                rows.push(cells.map(str::to_owned).to_vec());
            }
        };
        add("split_from", &row.previous, &row.previous_name, &founded);
        add("split_for_a_time", &row.temporary, &row.temporary_name, "");
        add("ally_of", &row.allies, &row.ally_name, "");
        add("merged_into", &row.joined, &row.joined_name, "");
        if row.renamed {
            let new_name = row.new_names.last().map_or("", String::as_str);
            add("renamed", &[row.id], new_name, "");
        }
    }
    rows
}
