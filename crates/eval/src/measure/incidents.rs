//! Local news of gun violence put together by incident, end to end: the articles of the train and dev parts of the Gun Violence Corpus
//! are read, extracted and resolved as `daybook add` does, and articles stand together that share an event of the record.
//!
//! Only acts of violence count (attack, clash, other violence) that are not merely planned, tried or threatened; an article without one is alone.
//! The report gives the scores by one event of each article beside it, the one with most mentions. Nothing that ships is fitted to these texts,
//! so both parts are measured together.
use super::{Context, Measured};
use crate::reports::{Told, told, why_apart};
use crate::score::coreference::{Compared, Scores};
use anyhow::{Context as _, Result, ensure};
use flate2::read::GzDecoder;
use jiff::civil::Date;
use model::record::EventSubject;
use model::{EventType, Realis};
use serde::Deserialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;

#[derive(Deserialize)]
struct Article {
    incident: String,
    id: String,
    title: String,
    dct: Date,
    text: String,
    part: String,
}

/// The parts of the official split that may be looked at.
const PARTS: [&str; 2] = ["gvc-train", "gvc-dev"];

pub(crate) fn run(context: &Context) -> Result<Measured> {
    let path = context.data()?.join("corpora/clustering/gva_semeval2018/articles.jsonl.gz");
    let packed = fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut lines = String::new();
    GzDecoder::new(packed.as_slice()).read_to_string(&mut lines)?;
    let mut articles = lines.lines().map(serde_json::from_str).collect::<Result<Vec<Article>, _>>()?;
    articles.retain(|article| PARTS.contains(&article.part.as_str()));
    ensure!(!articles.is_empty(), "`{}` holds no article of {PARTS:?}", path.display());
    let read = |article: &Article| {
        let text = format!("{}\n\n{}", article.title, article.text);
        told(&article.id, &text, article.dct, &context.lexicon)
    };
    let told = articles.iter().map(read).collect::<Result<Vec<Told>>>()?;
    let answer = Answer::new(&told);
    let incidents: BTreeMap<&str, usize> =
        articles.iter().enumerate().map(|(at, article)| (article.incident.as_str(), at)).collect();
    let key: Vec<usize> = articles.iter().map(|article| incidents[article.incident.as_str()]).collect();
    let compared = Compared::new(&answer.labels, &key);
    let scores = compared.scores();
    let measures: [fn(&Scores) -> f64; 4] =
        [|all| all.b3.precision, |all| all.b3.recall, |all| all.b3.f1(), Scores::conll];
    let names = ["B3 precision", "B3 recall", "B3 F1", "CoNLL F1"];
    let mut report = format!("{} articles, {} incidents\n", articles.len(), incidents.len());
    for ((name, measure), (low, high)) in names.iter().zip(measures).zip(compared.intervals(measures)) {
        writeln!(report, "{name:<13} {:.3} ({low:.3} to {high:.3})", measure(&scores))?;
    }
    writeln!(report, "MUC F1 {:.3}, CEAF-e F1 {:.3}", scores.muc.f1(), scores.ceaf.f1())?;
    let main = Compared::new(&answer.by_main, &key).scores();
    writeln!(report, "by the main event alone: B3 F1 {:.3}, CoNLL F1 {:.3}", main.b3.f1(), main.conll())?;
    let alone = Compared::new(&(0..key.len()).collect::<Vec<_>>(), &key).scores();
    writeln!(report, "every article alone: B3 F1 {:.3}, CoNLL F1 {:.3}", alone.b3.f1(), alone.conll())?;
    report.push_str(&answer.causes(&told, &articles, &key));
    Ok(Measured {
        corpus: model::hash::sha256_hex(&packed),
        cases: articles.len(),
        scores: names.iter().zip(measures).map(|(name, of)| ((*name).to_owned(), of(&scores))).collect(),
        report,
    })
}

/// What the record makes of the articles.
struct Answer {
    /// The cluster of every article: articles that share an act of violence of the record stand together, directly or by others.
    labels: Vec<usize>,
    /// The same by one act of each article alone, its main one.
    by_main: Vec<usize>,
}

impl Answer {
    fn new(told: &[Told]) -> Self {
        let subjects: Vec<EventSubject> = told.iter().flat_map(|one| one.events.clone()).collect();
        let mut cluster_of = vec![0; subjects.len()];
        for (number, members) in resolve::clusters(&subjects).iter().enumerate() {
            members.iter().for_each(|at| cluster_of[*at] = number);
        }
        let (mut all, mut main, mut first) = (Vec::new(), Vec::new(), 0);
        for one in told {
            all.push(acts(one).map(|at| cluster_of[first + at]).collect());
            main.push(main_act(one).map(|at| cluster_of[first + at]).into_iter().collect());
            first += one.events.len();
        }
        Self { labels: components(&all), by_main: components(&main) }
    }

    /// Why articles on one incident are apart, and how many articles stand together that do not belong together.
    fn causes(&self, told: &[Told], articles: &[Article], key: &[usize]) -> String {
        let (mut split, mut merged) = (BTreeMap::<&str, Vec<String>>::new(), Vec::new());
        let mut pairs = 0;
        for one in 0..key.len() {
            for other in one + 1..key.len() {
                let (is, should) = (self.labels[one] == self.labels[other], key[one] == key[other]);
                let names = || format!("{} {}", articles[one].id, articles[other].id);
                pairs += usize::from(should);
                match (is, should) {
                    (true, false) => merged.push(names()),
                    (false, true) => split.entry(cause(&told[one], &told[other])).or_default().push(names()),
                    (true, true) | (false, false) => {}
                }
            }
        }
        let mut out = format!("{pairs} pairs of articles on one incident; apart, by cause:\n");
        for (cause, examples) in &split {
            let shown = examples.iter().take(EXAMPLES).cloned().collect::<Vec<_>>().join("; ");
            let _ = writeln!(out, "  {:>4} {cause}: {shown}", examples.len());
        }
        let shown = merged.iter().take(EXAMPLES).cloned().collect::<Vec<_>>().join("; ");
        let _ = writeln!(out, "{} pairs on two incidents put together: {shown}", merged.len());
        out
    }
}

/// Pairs that the report names for each cause.
const EXAMPLES: usize = 5;

/// The acts of violence that an article tells, by their place among its events.
fn acts(told: &Told) -> impl Iterator<Item = usize> {
    let events = told.extraction.reading.events.iter().enumerate();
    let acts = events.filter(|(_, event)| {
        let is_violence =
            matches!(event.event_type, EventType::Attack | EventType::Clash | EventType::ViolenceOther);
        is_violence && matches!(event.realis, Realis::Occurred | Realis::Possible | Realis::Denied)
    });
    acts.map(|(at, _)| at)
}

/// The act that an article tells most of: most mentions, then the first.
fn main_act(told: &Told) -> Option<usize> {
    let events = &told.extraction.reading.events;
    acts(told).max_by_key(|at| (events[*at].mentions.len(), Reverse(events[*at].trigger.start)))
}

/// A label for each set, the same for sets that share a member, directly or by others; a set of nothing stands alone.
fn components(sets: &[BTreeSet<usize>]) -> Vec<usize> {
    let mut labels: Vec<usize> = (0..sets.len()).collect();
    let mut first_with: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, set) in sets.iter().enumerate() {
        for member in set {
            let (mine, theirs) = (labels[at], labels[*first_with.entry(*member).or_insert(at)]);
            labels.iter_mut().filter(|label| **label == theirs).for_each(|label| *label = mine);
        }
    }
    labels
}

fn cause(one: &Told, other: &Told) -> &'static str {
    let of = |told: &Told| acts(told).collect::<Vec<_>>();
    let (mine, theirs) = (of(one), of(other));
    let mine: Vec<&EventSubject> = mine.into_iter().map(|at| &one.events[at]).collect();
    let theirs: Vec<&EventSubject> = theirs.into_iter().map(|at| &other.events[at]).collect();
    why_apart(&mine, &theirs)
}

#[cfg(test)]
mod tests {
    use super::components;
    use std::collections::BTreeSet;

    #[test]
    fn articles_that_share_an_event_stand_together_directly_or_by_others() {
        let sets = [vec![1, 2], vec![3], vec![2, 4], vec![], vec![4], vec![]].map(BTreeSet::from_iter);
        let labels = components(&sets);
        assert_eq!((labels[0], labels[0]), (labels[2], labels[4]));
        let apart: BTreeSet<usize> = [0, 1, 3, 5].map(|at| labels[at]).into();
        assert_eq!(apart.len(), 4);
    }
}
