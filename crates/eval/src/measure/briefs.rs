//! Extraction against labels on 45 short items of Wikipedia's current events that no rule was written in sight of when they were labelled.
//!
//! The labels (`briefs/*.json`) hold no text: an item is found in the corpus by the beginning of its SHA-256.
use super::{Context, Measured, scores};
use crate::gold::{Gold, briefs_folder};
use anyhow::{Context as _, Result};
use flate2::read::GzDecoder;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;

/// Hexadecimal digits of a text's SHA-256 that the labels are held against.
const DIGEST: usize = 12;

#[derive(Deserialize)]
struct Line {
    text: String,
}

/// Scores every item.
pub(crate) fn run(context: &Context) -> Result<Measured> {
    let path = context.data()?.join("corpora/real_docs/wikipedia_current_events_2002_2023.jsonl.gz");
    let packed = fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut text = String::new();
    GzDecoder::new(packed.as_slice()).read_to_string(&mut text)?;
    let lines = text.lines().map(serde_json::from_str).collect::<Result<Vec<Line>, _>>()?;
    let by_digest: BTreeMap<String, String> = lines
        .into_iter()
        .map(|line| (model::hash::sha256_hex(line.text.as_bytes())[..DIGEST].to_owned(), line.text))
        .collect();
    let gold = Gold::load_with(&briefs_folder(), |name, gold| {
        let digest = gold.get("sha256").and_then(serde_json::Value::as_str);
        let digest = digest.with_context(|| format!("`{name}.json` has no `sha256`"))?;
        let text = by_digest
            .get(digest)
            .with_context(|| format!("no item of the corpus is that of `{name}.json`"))?;
        Ok(text.clone())
    })?;
    Ok(scores::measured(&gold, &context.lexicon))
}
