//! Local news of gun violence put together by incident, end to end: the articles of the train and dev parts of the Gun Violence Corpus
//! are read, extracted and resolved as `daybook add` does, and an article's cluster is the event of the record that its main
//! event became.
//!
//! The main event is the act of violence that the article tells most of: most mentions, then the first. An article without one is alone.
//! Nothing that ships is fitted to these texts, so both parts are measured together.
use super::{Context, Measured};
use crate::reports::{Told, told, why_apart};
use crate::score::coreference::{Compared, Scores};
use anyhow::{Context as _, Result, ensure};
use flate2::read::GzDecoder;
use jiff::civil::Date;
use model::record::EventSubject;
use model::{EventType, Realis};
use serde::Deserialize;
use std::collections::BTreeMap;
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
    /// The main event of every article, by its place among the article's events.
    main: Vec<Option<usize>>,
    /// The cluster of every article.
    labels: Vec<usize>,
}

impl Answer {
    fn new(told: &[Told]) -> Self {
        let main: Vec<Option<usize>> = told.iter().map(main_event).collect();
        let subjects: Vec<EventSubject> = told.iter().flat_map(|one| one.events.clone()).collect();
        let mut cluster_of = vec![0; subjects.len()];
        let clusters = resolve::clusters(&subjects);
        for (number, members) in clusters.iter().enumerate() {
            members.iter().for_each(|at| cluster_of[*at] = number);
        }
        let (mut labels, mut first) = (Vec::new(), 0);
        for (at, (one, main)) in told.iter().zip(&main).enumerate() {
            labels.push(main.map_or(clusters.len() + at, |event| cluster_of[first + event]));
            first += one.events.len();
        }
        Self { main, labels }
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
                    (false, true) => split.entry(self.cause(told, one, other)).or_default().push(names()),
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

    fn cause(&self, told: &[Told], one: usize, other: usize) -> &'static str {
        let main =
            |at: usize| self.main[at].map(|event| &told[at].events[event]).into_iter().collect::<Vec<_>>();
        why_apart(&main(one), &main(other))
    }
}

/// Pairs that the report names for each cause.
const EXAMPLES: usize = 5;

fn main_event(told: &Told) -> Option<usize> {
    let events = told.extraction.reading.events.iter().enumerate();
    let acts = events.filter(|(_, event)| {
        let is_violence =
            matches!(event.event_type, EventType::Attack | EventType::Clash | EventType::ViolenceOther);
        is_violence && matches!(event.realis, Realis::Occurred | Realis::Possible | Realis::Denied)
    });
    acts.max_by_key(|(_, event)| (event.mentions.len(), std::cmp::Reverse(event.trigger.start)))
        .map(|(at, _)| at)
}
