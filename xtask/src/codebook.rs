//! `cargo xtask codebook`: makes `docs/codebook.md` of the contract's words with their definitions, the triggers and the columns of tables.
//!
//! The prose stands in `codebook.md` beside this file; what stands there in `{{…}}` is made.
use anyhow::{Context as _, Result, ensure};
use lexicon::Lexicon;
use publish::table::{Column, EVENT_COLUMNS, STATEMENT_COLUMNS};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

pub(crate) const PAGE: &str = "docs/codebook.md";
const TEMPLATE: &str = include_str!("codebook.md");
const TRIGGERS: &str = include_str!("../../lexicon/events/triggers.toml");

/// Heads of the lists, by their key in the definitions.
const LISTS: [(&str, &str); 15] = [
    ("event_type", "Type of an event"),
    ("event_subtype", "Closer kind"),
    ("realis", "Whether it is real"),
    ("role", "Role of a participant"),
    ("stance", "How somebody is held responsible"),
    ("measure", "What a figure counts"),
    ("qualifier", "How a figure is bounded"),
    ("scope", "What part a figure covers"),
    ("relation", "Relation"),
    ("assessment", "What is judged"),
    ("manner", "Whose words a quotation gives"),
    ("actor_kind", "Kind of an actor"),
    ("time_precision", "How exactly a time is given"),
    ("place_precision", "Kind of a place"),
    ("place_relation", "How an event lies to a place"),
];

/// Words of each kind that are shown of a type of event.
const SHOWN: usize = 8;

pub(crate) fn run(root: &Path) -> Result<()> {
    let page = page()?;
    std::fs::write(root.join(PAGE), &page).with_context(|| format!("cannot write `{PAGE}`"))?;
    println!("{PAGE}: {} lines", page.lines().count());
    Ok(())
}

/// The page as it should be.
pub(crate) fn page() -> Result<String> {
    let lexicon = Lexicon::shipped()?;
    let page = TEMPLATE
        .replace("{{events}}", &columns(EVENT_COLUMNS))
        .replace("{{statements}}", &columns(STATEMENT_COLUMNS))
        .replace("{{lists}}", &lists(&lexicon))
        .replace("{{triggers}}", &triggers(&lexicon)?);
    ensure!(!page.contains("{{"), "the codebook's template names something that is not made");
    Ok(page)
}

fn columns(columns: &[Column]) -> String {
    let rows = columns.iter().map(|(name, meaning)| format!("| `{name}` | {meaning} |"));
    std::iter::once("| column | meaning |\n| --- | --- |".to_owned())
        .chain(rows)
        .collect::<Vec<_>>()
        .join("\n")
}

fn lists(lexicon: &Lexicon) -> String {
    let mut text = String::new();
    for (key, head) in LISTS {
        let _ = writeln!(text, "### {head}\n\n| word | meaning |\n| --- | --- |");
        for (word, meaning) in lexicon.definitions.list(key) {
            let of = model::EventSubtype::parse(word).filter(|_| key == "event_subtype");
            let of = of.map(|subtype| format!(" Of `{}`.", subtype.event_type())).unwrap_or_default();
            let _ = writeln!(text, "| `{word}` | {meaning}{of} |");
        }
        text.push('\n');
    }
    text
}

/// Verbs, nouns and phrases of one type of event.
#[derive(Default)]
struct Words {
    verbs: Vec<String>,
    nouns: Vec<String>,
    phrases: Vec<String>,
}

fn triggers(lexicon: &Lexicon) -> Result<String> {
    let table: toml::Table = toml::from_str(TRIGGERS).context("the triggers are no TOML")?;
    let rows = table.get("trigger").and_then(toml::Value::as_array).context("expected `[[trigger]]`")?;
    let mut by_event: BTreeMap<String, Words> = BTreeMap::new();
    for row in rows {
        let event = row.get("event").and_then(toml::Value::as_str).context("a trigger names its event")?;
        let words = by_event.entry(event.to_owned()).or_default();
        let of = |key: &str| {
            let list = row.get(key).and_then(toml::Value::as_array);
            list.into_iter().flatten().filter_map(toml::Value::as_str).map(str::to_owned).collect::<Vec<_>>()
        };
        words.verbs.extend(of("verbs"));
        words.nouns.extend(of("nouns"));
        words.phrases.extend(of("phrases"));
    }
    let mut text =
        "| event | verbs | nouns | phrases | other languages |\n| --- | --- | --- | --- | ---: |\n"
            .to_owned();
    for (event, words) in by_event {
        let n_languages = lexicon.other_languages.all().filter(|language| {
            language.triggers.iter().any(|trigger| {
                let subtype = trigger.subtype.map(|subtype| format!("/{subtype}")).unwrap_or_default();
                format!("{}{subtype}", trigger.event_type) == event
            })
        });
        let _ = writeln!(
            text,
            "| `{event}` | {} | {} | {} | {} |",
            shown(&words.verbs),
            shown(&words.nouns),
            shown(&words.phrases),
            n_languages.count()
        );
    }
    Ok(text.trim_end().to_owned())
}

fn shown(words: &[String]) -> String {
    let mut once: Vec<&str> = Vec::new();
    for word in words.iter().map(|word| word.trim_start_matches('~')) {
        if !once.contains(&word) {
            once.push(word);
        }
    }
    let words = once;
    let first = &words[..words.len().min(SHOWN)];
    let more = words.len().saturating_sub(SHOWN);
    let rest = if more > 0 { format!(", {more} more") } else { String::new() };
    format!("{}{rest}", first.join(", ").replace(" ~", " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_holds_every_word_and_column() {
        let page = page().expect("a page");
        for words in
            ["| `suicide_bombing` | ", "Of `attack`. |", "| `killed_low` | ", "| `attack/bombing` | bomb, "]
        {
            assert!(page.contains(words), "{words}");
        }
        assert_eq!(LISTS.len(), page.matches("| word | meaning |").count());
    }
}
