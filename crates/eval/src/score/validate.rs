//! Whether a gold file is in the form of the gold's format, or a reading keeps the contract.
use super::document::{REFERENCES, Scoring};
use super::value::{alternatives, get, items, span, spans};
use model::{
    ActorKind, AssessmentKind, EventSubtype, EventType, Manner, Measure, PlacePrecision, Qualifier, Realis,
    RelationKind, Role, Stance, TimePrecision,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What is looked at: a gold file or what a program printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A gold file.
    Gold,
    /// A reading.
    Reading,
}

/// The lists of a document.
const LISTS: &[&str] = &["actors", "events", "figures", "relations", "quotations", "assessments"];

/// What is wrong with it; empty where nothing is.
#[must_use]
pub fn problems(reading: &Value, text: &str, form: Form) -> Vec<String> {
    let ids = ["actors", "events"]
        .iter()
        .flat_map(|key| items(reading, key))
        .filter_map(|one| get(one, "id").as_str());
    let mut known = BTreeSet::new();
    let mut found = ids
        .filter(|id| !known.insert(*id))
        .map(|id| format!("two items have the id `{id}`"))
        .collect::<Vec<_>>();
    let mut walk = Walk { text: text.chars().collect(), known, form, found: Vec::new() };
    if form == Form::Reading {
        let absent = ["document"].iter().chain(LISTS).filter(|key| reading.get(key).is_none());
        walk.found.extend(absent.map(|key| format!("`{key}` is absent")));
    } else {
        walk.gold_head(reading);
    }
    walk.node(reading, "", "$");
    found.extend(walk.found);
    if form == Form::Gold && found.is_empty() {
        let own = as_reading(reading, text);
        let sprung = Scoring::new("", text, reading, &own).findings.into_iter();
        found.extend(
            sprung
                .filter(|one| one.family == "traps")
                .map(|one| format!("springs its own trap: {}", one.shown)),
        );
    }
    found
}

struct Walk<'r> {
    text: Vec<char>,
    known: BTreeSet<&'r str>,
    form: Form,
    found: Vec<String>,
}

impl Walk<'_> {
    fn gold_head(&mut self, gold: &Value) {
        if !matches!(get(gold, "kind").as_str(), Some("explainer" | "wire" | "brief" | "report")) {
            self.found.push("`kind` is none of explainer, wire, brief, report".to_owned());
        }
        let blank = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = blank(&self.text.iter().collect::<String>());
        for actor in items(gold, "actors") {
            for alias in get(actor, "aliases").as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !text.contains(&blank(alias)) {
                    self.found.push(format!("alias `{alias}` does not occur in the text"));
                }
            }
        }
    }

    fn node(&mut self, node: &Value, kind: &str, path: &str) {
        match node {
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(n, one)| self.node(one, kind, &format!("{path}[{n}]")));
            }
            Value::Object(object) => {
                let is_head = path == "$.document.published" || path == "$";
                let mut wrong =
                    if is_head { Vec::new() } else { self.item(node, shape(kind), path.contains(".match")) };
                if ["start", "end", "quote"].iter().any(|key| object.contains_key(*key)) {
                    wrong.extend(self.span(node));
                }
                self.found.extend(wrong.into_iter().map(|line| format!("{path}: {line}")));
                for (key, value) in object {
                    let kind = if key == "match" { get(node, "family").as_str().unwrap_or("") } else { key };
                    self.node(value, kind, &format!("{path}.{key}"));
                }
            }
            _ => {}
        }
    }

    fn item(&self, node: &Value, kind: &str, is_trap: bool) -> Vec<String> {
        let mut wrong = Vec::new();
        for (key, value) in node.as_object().into_iter().flatten() {
            let accepted = alternatives(value);
            if REFERENCES.contains(&key.as_str()) {
                let unknown =
                    accepted.iter().filter_map(|one| one.as_str()).filter(|id| !self.known.contains(id));
                wrong.extend(unknown.map(|id| format!("{key}: no item has the id `{id}`")));
            } else if !accepted.iter().all(|one| is_word(kind, key, one)) {
                wrong.push(format!("{key} {value} is not in the vocabulary"));
            }
            let is_date = matches!(key.as_str(), "earliest" | "latest");
            if is_date
                && !value.is_null()
                && value.as_str().is_none_or(|day| day.parse::<jiff::civil::Date>().is_err())
            {
                wrong.push(format!("{key} {value} is not an ISO date"));
            }
        }
        if is_trap {
            return wrong;
        }
        if kind == "events" && !is_subtype(get(node, "type"), get(node, "subtype")) {
            wrong.push(format!("subtype {} is none of {}", get(node, "subtype"), get(node, "type")));
        }
        let has_spans =
            LISTS.contains(&kind) || matches!(kind, "when" | "where" | "participants" | "responsibilities");
        if self.form == Form::Reading && has_spans && spans(node).is_empty() {
            wrong.push("no span".to_owned());
        }
        if self.form == Form::Gold {
            let absent = needed(kind).iter().filter(|key| is_empty(get(node, key)));
            wrong.extend(absent.map(|key| format!("without `{key}`")));
        }
        wrong
    }

    fn span(&self, node: &Value) -> Option<String> {
        let Some((start, end)) = span(node).filter(|(_, end)| *end <= self.text.len()) else {
            return Some(format!("{}–{} is not a span of the text", get(node, "start"), get(node, "end")));
        };
        let words = self.text[start..end].iter().collect::<String>();
        let quote = get(node, "quote").as_str();
        let is_right = quote == Some(words.as_str()) || quote.is_none() && self.form == Form::Gold;
        (!is_right).then(|| format!("quote {quote:?} is not the text at {start}–{end}, `{words}`"))
    }
}

/// The same object under another key.
fn shape(kind: &str) -> &str {
    match kind {
        "published" => "when",
        "place" => "where",
        "attribution" => "quotations",
        other => other,
    }
}

/// Keys that a gold item must have.
fn needed(kind: &str) -> &'static [&'static str] {
    match kind {
        "actors" => &["id", "aliases", "mentions"],
        "events" => &["id", "type", "anchors"],
        "quotations" => &["content"],
        "figures" => &["measure"],
        "relations" | "assessments" => &["kind"],
        "traps" => &["family", "match"],
        _ => &[],
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(words) => words.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(object) => object.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether the value belongs to the closed vocabulary of its key, where there is one.
fn is_word(kind: &str, key: &str, value: &Value) -> bool {
    let is = |parse: &dyn Fn(&str) -> bool| value.as_str().is_some_and(parse);
    let or_null = |parse: &dyn Fn(&str) -> bool| value.is_null() || is(parse);
    match (kind, key) {
        ("actors", "kind") => is(&|word| ActorKind::parse(word).is_some()),
        ("events", "type") => is(&|word| EventType::parse(word).is_some()),
        ("events", "realis") => is(&|word| Realis::parse(word).is_some()),
        ("when", "precision") => or_null(&|word| TimePrecision::parse(word).is_some()),
        ("where", "precision") => or_null(&|word| PlacePrecision::parse(word).is_some()),
        ("participants", "role") => is(&|word| Role::parse(word).is_some()),
        ("responsibilities", "stance") => is(&|word| Stance::parse(word).is_some()),
        ("figures", "measure") => is(&|word| Measure::parse(word).is_some()),
        ("figures", "qualifier") => is(&|word| Qualifier::parse(word).is_some()),
        ("relations", "kind") => is(&|word| RelationKind::parse(word).is_some()),
        ("quotations", "manner") => or_null(&|word| Manner::parse(word).is_some()),
        ("assessments", "kind") => is(&|word| AssessmentKind::parse(word).is_some()),
        _ => true,
    }
}

fn is_subtype(event_type: &Value, subtype: &Value) -> bool {
    subtype.is_null()
        || subtype
            .as_str()
            .and_then(EventSubtype::parse)
            .is_some_and(|subtype| event_type.as_str() == Some(subtype.event_type().as_str()))
}

/// The gold as a perfect program would print it.
#[must_use]
pub fn as_reading(gold: &Value, text: &str) -> Value {
    let letters = text.chars().collect::<Vec<_>>();
    let mut reading = json!({"document": {}});
    for key in LISTS {
        reading[*key] = filled(gold.get(key).unwrap_or(&json!([])), &letters);
    }
    reading
}

fn filled(node: &Value, text: &[char]) -> Value {
    match node {
        Value::Array(list) => Value::Array(list.iter().map(|one| filled(one, text)).collect()),
        Value::Object(object) => {
            let mut out = serde_json::Map::new();
            for (key, value) in object {
                let one = if REFERENCES.contains(&key.as_str()) {
                    alternatives(value).first().map_or(Value::Null, |one| (*one).clone())
                } else {
                    filled(value, text)
                };
                out.insert(key.clone(), one);
            }
            if let Some((start, end)) = span(node) {
                let quote = text.get(start..end.min(text.len())).unwrap_or(&[]).iter().collect::<String>();
                out.insert("quote".to_owned(), quote.into());
            }
            if let Some(anchors) = out.shift_remove("anchors") {
                out.insert("trigger".to_owned(), anchors.get(0).cloned().unwrap_or(Value::Null));
                out.insert("mentions".to_owned(), anchors);
            }
            if let Some(months) = out.get("horizon_months").filter(|months| !months.is_null()).cloned() {
                let at = |key: &str| out.get(key).cloned().unwrap_or(Value::Null);
                let horizon =
                    json!({"months": months, "start": at("start"), "end": at("end"), "quote": at("quote")});
                out.insert("horizon".to_owned(), horizon);
            }
            Value::Object(out)
        }
        other => other.clone(),
    }
}
