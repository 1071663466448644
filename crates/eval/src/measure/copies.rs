//! Which texts are one origin, on local news of gun violence: copies that are made of real articles by a fixed recipe are found, and
//! articles on different incidents are kept apart. The corpus says which incident an article is on; some articles stand under
//! several, so that a pair across incidents is a suspicion, not an error: the report lists how alike they are.
use super::{Context, Measured};
use anyhow::{Context as _, Result, ensure};
use flate2::read::GzDecoder;
use resolve::{CopyRules, Sketch};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;

#[derive(Deserialize)]
struct Article {
    incident: String,
    id: String,
    text: String,
}

/// Articles of which copies are made: every `EVERY`th with at least `WORDS` words.
const EVERY: usize = 7;
const WORDS: usize = 120;

pub(crate) fn run(context: &Context) -> Result<Measured> {
    let path = context.data()?.join("corpora/clustering/gva_semeval2018/articles.jsonl.gz");
    let packed = fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut lines = String::new();
    GzDecoder::new(packed.as_slice()).read_to_string(&mut lines)?;
    let articles = lines.lines().map(serde_json::from_str).collect::<Result<Vec<Article>, _>>()?;
    ensure!(!articles.is_empty(), "`{}` holds no article", path.display());
    let rules = CopyRules::shipped();
    let (found, made) = recall(&articles, &rules);
    let apart = across(&articles, &rules);
    let mut report = String::new();
    for (kind, share) in &found {
        writeln!(report, "copies found, {kind}: {share:.3} of {made}")?;
    }
    writeln!(report, "{apart}")?;
    let mut scores: Vec<(String, f64)> =
        found.into_iter().map(|(kind, share)| (format!("found, {kind}"), share)).collect();
    scores.push(("articles without a copy on another incident".to_owned(), apart.kept_apart()));
    Ok(Measured { corpus: model::hash::sha256_hex(&packed), cases: articles.len(), scores, report })
}

/// The share of made copies that are found, by how they were made, and how many of each.
fn recall(articles: &[Article], rules: &CopyRules) -> (BTreeMap<&'static str, f64>, usize) {
    let long = articles.iter().filter(|article| article.text.split_whitespace().count() >= WORDS);
    let chosen: Vec<&Article> = long.step_by(EVERY).collect();
    let mut found: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (at, article) in chosen.iter().enumerate() {
        let other = &chosen[(at + 1) % chosen.len()].text;
        let original = rules.sketch(&article.text);
        let bands: BTreeSet<i64> = original.bands().into_iter().collect();
        for (kind, copy) in copies(&article.text, other) {
            let copy = rules.sketch(&copy);
            let meets = copy.bands().iter().any(|band| bands.contains(band));
            *found.entry(kind).or_default() += usize::from(meets && rules.is_copy(&original, &copy));
        }
    }
    let shares = found.into_iter().map(|(kind, number)| (kind, number as f64 / chosen.len() as f64));
    (shares.collect(), chosen.len())
}

fn copies(text: &str, other: &str) -> [(&'static str, String); 4] {
    let words: Vec<&str> = text.split_whitespace().collect();
    let half = words[..words.len() / 2].join(" ");
    let more: Vec<&str> = other.split_whitespace().take(words.len() / 2).collect();
    let edited: Vec<&str> =
        words.iter().enumerate().map(|(at, word)| if at % 15 == 7 { "otherwise" } else { word }).collect();
    let framed = format!(
        "Breaking: what we know so far. {} Sign up for our morning letter here.",
        words[12..].join(" ")
    );
    [
        ("cut to a half", half),
        ("with half as much of another text behind it", format!("{text} {}", more.join(" "))),
        ("every fifteenth word another", edited.join(" ")),
        ("another opening and end", framed),
    ]
}

/// Pairs that are one origin, within an incident and across two.
#[derive(Default)]
struct Across {
    articles: usize,
    within: usize,
    across: usize,
    /// Articles with a copy on another incident.
    suspicious: BTreeSet<usize>,
    examples: Vec<String>,
}

/// Pairs across incidents that the report names.
const EXAMPLES: usize = 12;

fn across(articles: &[Article], rules: &CopyRules) -> Across {
    let sketches: Vec<Sketch> = articles.iter().map(|article| rules.sketch(&article.text)).collect();
    let mut in_band: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (at, sketch) in sketches.iter().enumerate() {
        sketch.bands().into_iter().for_each(|band| in_band.entry(band).or_default().push(at));
    }
    let mut pairs = BTreeSet::new();
    for members in in_band.values() {
        for (position, one) in members.iter().enumerate() {
            pairs.extend(members[position + 1..].iter().map(|other| (*one, *other)));
        }
    }
    let mut found = Across { articles: articles.len(), ..Across::default() };
    for (one, other) in pairs {
        if articles[one].text == articles[other].text || !rules.is_copy(&sketches[one], &sketches[other]) {
            continue;
        }
        if articles[one].incident == articles[other].incident {
            found.within += 1;
            continue;
        }
        found.across += 1;
        found.suspicious.extend([one, other]);
        if found.examples.len() < EXAMPLES {
            found.examples.push(format!("{} and {}", articles[one].id, articles[other].id));
        }
    }
    found
}

impl Across {
    fn kept_apart(&self) -> f64 {
        1.0 - self.suspicious.len() as f64 / self.articles as f64
    }
}

impl std::fmt::Display for Across {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { articles, within, across, suspicious, examples } = self;
        writeln!(
            formatter,
            "{articles} articles: {within} pairs of different texts on one incident are one origin, {across} on different incidents (of {} articles)",
            suspicious.len()
        )?;
        write!(formatter, "on different incidents, to be looked at: {}", examples.join("; "))
    }
}
