//! What a change of rules or lexicon changes: the readings of before against the readings of after.
use crate::score::value::{get, items, spans};
use anyhow::{Context as _, Result};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Lists of a reading whose items are compared.
const LISTS: &[&str] = &["actors", "events", "figures", "relations", "quotations", "assessments", "issues"];
/// Lists of an event whose items are compared one by one.
const SLOTS: &[&str] = &["where", "participants", "responsibilities", "figures"];

/// Reads `NAME.json` files of a folder, or the lines of one file as `daybook extract` prints them.
///
/// # Errors
/// Where something cannot be read or is not JSON.
pub fn load(path: &Path) -> Result<BTreeMap<String, Value>> {
    let read =
        |path: &Path| fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()));
    if !path.is_dir() {
        let content = read(path)?;
        let lines = content.lines().filter(|line| !line.trim().is_empty()).enumerate();
        return lines
            .map(|(number, line)| {
                let reading = serde_json::from_str::<Value>(line)
                    .with_context(|| format!("`{}`, line {}", path.display(), number + 1))?;
                let id = get(get(&reading, "document"), "id").as_str().unwrap_or("?").to_owned();
                Ok((id, reading))
            })
            .collect();
    }
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(path).with_context(|| format!("cannot list `{}`", path.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let reading =
                serde_json::from_str(&read(&path)?).with_context(|| format!("`{}`", path.display()))?;
            found.insert(name, reading);
        }
    }
    Ok(found)
}

/// What went (`-`) and what came (`+`), by document, and the sums by family. Ids do not count: who is meant is compared by name.
#[must_use]
pub fn report(old: &BTreeMap<String, Value>, new: &BTreeMap<String, Value>) -> String {
    let (mut out, mut sums) = (String::new(), BTreeMap::<&str, (usize, usize)>::new());
    for name in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        let (before, after) = (facts(old.get(name)), facts(new.get(name)));
        let mut lines = Vec::new();
        for (sign, fact) in changes(&before, &after) {
            let sum = sums.entry(fact.family).or_default();
            *(if sign == '-' { &mut sum.0 } else { &mut sum.1 }) += 1;
            lines.push(format!("{sign} {} {}", fact.family, fact.words));
        }
        if !lines.is_empty() {
            let _ = writeln!(out, "== {name}\n{}", lines.join("\n"));
        }
    }
    let _ = writeln!(out, "\n{:<18}{:>6}{:>6}", "family", "gone", "new");
    for (family, (gone, new)) in &sums {
        let _ = writeln!(out, "{family:<18}{gone:>6}{new:>6}");
    }
    let _ = writeln!(out, "documents: {} before, {} after", old.len(), new.len());
    out
}

/// One statement of a reading, with ids made names. Ordered by place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Fact {
    at: usize,
    family: &'static str,
    words: String,
}

fn changes<'f>(before: &'f [Fact], after: &'f [Fact]) -> Vec<(char, &'f Fact)> {
    let (mut rest, mut changes) = (after.iter().collect::<Vec<_>>(), Vec::new());
    for fact in before {
        match rest.iter().position(|other| *other == fact) {
            Some(at) => drop(rest.remove(at)),
            None => changes.push(('-', fact)),
        }
    }
    changes.extend(rest.into_iter().map(|fact| ('+', fact)));
    changes.sort_by(|a, b| (a.1.at, a.1.family, a.0).cmp(&(b.1.at, b.1.family, b.0)));
    changes
}

fn facts(reading: Option<&Value>) -> Vec<Fact> {
    let Some(reading) = reading else { return Vec::new() };
    let names = items(reading, "actors")
        .into_iter()
        .chain(items(reading, "events"))
        .filter_map(|one| Some((get(one, "id").as_str()?, named(one))))
        .collect::<BTreeMap<_, _>>();
    let mut facts = Vec::new();
    for family in LISTS {
        for item in items(reading, family) {
            facts.push(fact(family, item, &names, ""));
            for slot in if *family == "events" { SLOTS } else { &[] } {
                let of = format!(" | of {}", named(item));
                facts.extend(items(item, slot).into_iter().map(|one| fact(slot, one, &names, &of)));
            }
        }
    }
    facts.sort();
    facts
}

/// What an id stands for: an actor's name, an event's type with its trigger.
fn named(item: &Value) -> String {
    let trigger = get(get(item, "trigger"), "quote").as_str().unwrap_or("");
    get(item, "name")
        .as_str()
        .map_or_else(|| format!("{} “{trigger}”", get(item, "type").as_str().unwrap_or("?")), str::to_owned)
}

fn fact(family: &'static str, item: &Value, names: &BTreeMap<&str, String>, of: &str) -> Fact {
    let at = spans(item).first().and_then(|node| get(node, "start").as_u64()).unwrap_or(0);
    let words = compact(&without_noise(item, names)) + of;
    Fact { at: usize::try_from(at).unwrap_or(usize::MAX), family, words }
}

/// Without ids, offsets, nulls, empty lists and what is a statement of its own.
fn without_noise(node: &Value, names: &BTreeMap<&str, String>) -> Value {
    match node {
        Value::String(id) if names.contains_key(id.as_str()) => names[id.as_str()].clone().into(),
        Value::Array(list) => list.iter().map(|one| without_noise(one, names)).collect(),
        Value::Object(object) => {
            let is_event = object.contains_key("trigger");
            let is_kept = |key: &str, value: &Value| {
                let is_noise = matches!(key, "id" | "start" | "end" | "rule" | "gazetteer_id");
                let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
                let is_a_statement = is_event && SLOTS.contains(&key);
                !(is_noise || is_empty || is_a_statement)
            };
            let kept = object.iter().filter(|(key, value)| is_kept(key, value));
            Value::Object(
                kept.map(|(key, value)| (key.clone(), without_noise(value, names))).collect::<Map<_, _>>(),
            )
        }
        other => other.clone(),
    }
}

/// `key=value` for what is plain, JSON for what is not.
fn compact(item: &Value) -> String {
    let words = |value: &Value| match value {
        Value::String(words) => words.clone(),
        other => other.to_string(),
    };
    let parts = item.as_object().into_iter().flatten().map(|(key, value)| format!("{key}={}", words(value)));
    parts.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_do_not_count_and_values_do() {
        let reading = |id: &str, best: u64| {
            json!({"document": {}, "actors": [{"id": id, "name": "IS-K", "mentions": [{"start": 0, "end": 4, "quote": "IS-K"}]}],
                "figures": [{"measure": "strength", "best": best, "about": id, "start": 9, "end": 11, "quote": "20"}]})
        };
        let one = |reading| BTreeMap::from([("d".to_owned(), reading)]);
        let same = report(&one(reading("a1", 20)), &one(reading("a7", 20)));
        assert!(!same.contains("=="), "{same}");
        let other = report(&one(reading("a1", 20)), &one(reading("a1", 30)));
        assert!(other.contains("- figures measure=strength best=20 about=IS-K"), "{other}");
        assert!(other.contains("+ figures measure=strength best=30"), "{other}");
    }
}
