//! Whether two news items tell the same event: 300 pairs of Wikipedia's current events, labelled by hand (`pairs/real_docs.csv`).
//!
//! The pairs are a seeded sample, and the sample is drawn anew here: a label stands on exactly the two texts that were read. What the
//! product says comes from a record of all items of the corpus that speak of armed groups: two items are a pair where an event of the
//! record has a subject of each.
use super::{Context, Measured};
use crate::halves::{Half, half_of};
use crate::reports::{Told, told, why_apart};
use crate::score::coreference::Random;
use anyhow::{Context as _, Result, ensure};
use flate2::read::GzDecoder;
use jiff::ToSpan as _;
use jiff::civil::Date;
use model::record::EventSubject;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;

#[derive(Deserialize)]
struct Line {
    date: Date,
    text: String,
    armed_group: bool,
}

/// An item of the corpus: its line, counted from 1.
struct Item {
    line: usize,
    date: Date,
    text: String,
}

impl Item {
    fn digest(&self) -> String {
        model::hash::sha256_hex(self.text.as_bytes())[..DIGEST].to_owned()
    }

    /// Words of four letters and digits or more, in lower case; what is not ASCII parts them.
    fn words(&self) -> BTreeSet<String> {
        let words = self.text.split(|part: char| !part.is_ascii_alphanumeric());
        words.filter(|word| word.len() >= 4).map(str::to_ascii_lowercase).collect()
    }
}

/// Hexadecimal digits of a text's SHA-256 that the labels are held against.
const DIGEST: usize = 12;

#[derive(Debug, Deserialize, PartialEq, Eq)]
struct Label {
    one: usize,
    other: usize,
    one_sha256: String,
    other_sha256: String,
    same: Same,
}

#[derive(Debug, Deserialize, PartialEq, Eq, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Same {
    Yes,
    No,
}

/// An older event is history to an item: a label is about what happened within so many days before it.
const DAYS: i32 = 60;

pub(crate) fn run(context: &Context) -> Result<Measured> {
    let path = context.data()?.join("corpora/real_docs/wikipedia_current_events_2002_2023.jsonl.gz");
    let packed = fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let items = items(&packed)?;
    let labels = labels(&items)?;
    let at_line: BTreeMap<usize, usize> =
        items.iter().enumerate().map(|(at, item)| (item.line, at)).collect();
    let read = |item: &Item| told(&item.line.to_string(), &item.text, item.date, &context.lexicon);
    let told = items.iter().map(read).collect::<Result<Vec<Told>>>()?;
    let (mut subjects, mut of_item) = (Vec::new(), Vec::new());
    for (at, one) in told.iter().enumerate() {
        for event in &one.events {
            if is_recent(event, items[at].date)? {
                subjects.push(event.clone());
                of_item.push(at);
            }
        }
    }
    let mut clusters: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); items.len()];
    let record = resolve::clusters(&subjects);
    let sizes: Vec<usize> = record.iter().map(Vec::len).collect();
    for (number, members) in record.iter().enumerate() {
        for member in members {
            clusters[of_item[*member]].insert(number);
        }
    }
    let events = |at: usize| -> Vec<&EventSubject> {
        (0..subjects.len())
            .filter(|subject| of_item[*subject] == at)
            .map(|subject| &subjects[subject])
            .collect()
    };
    let (mut halves, mut missed, mut wrong) =
        ([Counts::default(); 2], BTreeMap::<&str, Vec<String>>::new(), Vec::new());
    let mut evidence = String::new();
    for label in &labels {
        let (one, other) = (at_line[&label.one], at_line[&label.other]);
        let says = !clusters[one].is_disjoint(&clusters[other]);
        let is = label.same == Same::Yes;
        let name = format!("{}/{}", label.one, label.other);
        let half = half_of(&name);
        halves[usize::from(half == Half::B)].count(says, is);
        match (says, is) {
            (true, false) => {
                if half == Half::A {
                    writeln!(evidence, "  {name}: {}", best_evidence(&events(one), &events(other)))?;
                }
                wrong.push(listed(half, name));
            }
            (false, true) => {
                let cause = why_apart(&events(one), &events(other));
                missed.entry(cause).or_default().push(listed(half, name));
            }
            (true, true) | (false, false) => {}
        }
    }
    let all = halves[0].plus(halves[1]);
    let mut report = format!("{} items, {} events; {} pairs\n", items.len(), subjects.len(), labels.len());
    for (name, counts) in [("all", all), ("half A", halves[0]), ("half B", halves[1])] {
        writeln!(report, "{name:<7}{counts}")?;
    }
    writeln!(report, "largest events: {}", largest(&sizes))?;
    writeln!(report, "missed, by cause (half A by name):")?;
    for (cause, pairs) in &missed {
        writeln!(report, "  {:>3} {cause}: {}", pairs.len(), pairs.concat())?;
    }
    writeln!(report, "wrong, {}: {}", wrong.len(), wrong.concat())?;
    writeln!(report, "what speaks for the wrong ones of half A, in hundredths of log-odds:\n{evidence}")?;
    let scores = vec![
        ("precision".to_owned(), all.precision()),
        ("recall".to_owned(), all.recall()),
        ("F1".to_owned(), all.f1()),
        ("F1 of half B".to_owned(), halves[1].f1()),
    ];
    Ok(Measured { corpus: model::hash::sha256_hex(&packed), cases: labels.len(), scores, report })
}

/// Weights were chosen in sight of half A: only its errors are named.
fn listed(half: Half, name: String) -> String {
    match half {
        Half::A => name + " ",
        Half::B => String::new(),
    }
}

/// What speaks for the pair of events that most speaks for.
fn best_evidence(one: &[&EventSubject], other: &[&EventSubject]) -> String {
    let pairs = one.iter().flat_map(|mine| other.iter().filter_map(|theirs| resolve::evidence(mine, theirs)));
    let best = pairs.max_by_key(|parts| parts.iter().map(|(_, part)| part).sum::<i64>());
    let parts = best.into_iter().flatten().map(|(name, part)| format!("{name} {part}"));
    parts.collect::<Vec<_>>().join(", ")
}

/// The sizes of the five events with the most subjects.
fn largest(sizes: &[usize]) -> String {
    let mut sizes = sizes.to_vec();
    sizes.sort_unstable_by(|one, other| other.cmp(one));
    sizes.iter().take(5).map(usize::to_string).collect::<Vec<_>>().join(", ")
}

/// Pairs that the product puts together, that belong together, and that are both.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    found: usize,
    wanted: usize,
    right: usize,
}

impl Counts {
    fn count(&mut self, says: bool, is: bool) {
        self.found += usize::from(says);
        self.wanted += usize::from(is);
        self.right += usize::from(says && is);
    }

    const fn plus(self, other: Self) -> Self {
        Self {
            found: self.found + other.found,
            wanted: self.wanted + other.wanted,
            right: self.right + other.right,
        }
    }

    fn precision(self) -> f64 {
        self.right as f64 / self.found.max(1) as f64
    }

    fn recall(self) -> f64 {
        self.right as f64 / self.wanted.max(1) as f64
    }

    fn f1(self) -> f64 {
        2.0 * self.right as f64 / (self.found + self.wanted).max(1) as f64
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { found, wanted, right } = *self;
        let (precision, recall, f1) = (self.precision(), self.recall(), self.f1());
        write!(
            formatter,
            "{wanted} one event, {found} found, {right} right: precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}"
        )
    }
}

fn is_recent(event: &EventSubject, published: Date) -> Result<bool> {
    let first = published.checked_sub(DAYS.days())?;
    Ok(event.when.is_none_or(|when| when.latest >= first))
}

/// The items that speak of armed groups.
fn items(packed: &[u8]) -> Result<Vec<Item>> {
    let mut text = String::new();
    GzDecoder::new(packed).read_to_string(&mut text)?;
    let lines = text.lines().map(serde_json::from_str).collect::<Result<Vec<Line>, _>>()?;
    let lines = lines.into_iter().enumerate().filter(|(_, line)| line.armed_group);
    Ok(lines.map(|(at, Line { date, text, .. })| Item { line: at + 1, date, text }).collect())
}

/// The labels, held against the sample and the texts.
fn labels(items: &[Item]) -> Result<Vec<Label>> {
    let table = include_str!("../../pairs/real_docs.csv");
    let labels =
        csv::Reader::from_reader(table.as_bytes()).deserialize().collect::<Result<Vec<Label>, _>>()?;
    let sample = sample(items);
    ensure!(
        labels.len() == sample.len(),
        "`pairs/real_docs.csv` has {} pairs, the sample {}",
        labels.len(),
        sample.len()
    );
    for (label, (one, other)) in labels.iter().zip(&sample) {
        let (one, other) = (&items[*one], &items[*other]);
        ensure!(
            (label.one, label.other) == (one.line, other.line)
                && (label.one_sha256 == one.digest() && label.other_sha256 == other.digest()),
            "`pairs/real_docs.csv` has the pair {}/{}, the sample {}/{} with other texts or lines",
            label.one,
            label.other,
            one.line,
            other.line
        );
    }
    Ok(labels)
}

/// An item is about an act where a word begins with one of these.
const ACTS: [&str; 24] = [
    "kill",
    "dead",
    "died",
    "dies",
    "death",
    "injur",
    "wound",
    "attack",
    "bomb",
    "explo",
    "blast",
    "shoot",
    "shot",
    "gunm",
    "raid",
    "strike",
    "clash",
    "kidnap",
    "abduct",
    "hostage",
    "ambush",
    "massacre",
    "behead",
    "assassinat",
];
/// A word is rare that stands in at most so many of these items.
const RARE: usize = 100;
/// Two items are candidates that are at most so many days apart and have a rare word in common.
const APART: i32 = 4;
/// From so many rare words in common on, how many pairs are drawn, where there are as many: hard pairs on purpose.
const STRATA: [(usize, usize); 4] = [(5, 90), (3, 136), (2, 60), (1, 50)];

/// The pairs, as places among the items: within a stratum in the order of a hash of their lines, an item in one pair at most.
fn sample(items: &[Item]) -> Vec<(usize, usize)> {
    let words = items.iter().map(|item| {
        let words = item.words();
        let is_about_act = words.iter().any(|word| ACTS.iter().any(|act| word.starts_with(act)));
        if is_about_act { words } else { BTreeSet::new() }
    });
    let words: Vec<BTreeSet<String>> = words.collect();
    let mut with_word: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, words) in words.iter().enumerate() {
        words.iter().for_each(|word| with_word.entry(word).or_default().push(at));
    }
    let mut in_common: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for members in with_word.values().filter(|members| members.len() <= RARE) {
        for (position, one) in members.iter().enumerate() {
            let near = members[position + 1..].iter().take_while(|other| {
                items[*one].date.until(items[**other].date).is_ok_and(|span| span.get_days() <= APART)
            });
            near.for_each(|other| *in_common.entry((*one, *other)).or_default() += 1);
        }
    }
    let mut strata: [Vec<(u64, usize, usize)>; STRATA.len()] = Default::default();
    for ((one, other), number) in in_common {
        let stratum = STRATA.iter().position(|(least, _)| number >= *least);
        if let (Some(stratum), true) = (stratum, words[one] != words[other]) {
            let lines = items[one].line as u64 * 100_000 + items[other].line as u64;
            strata[stratum].push((Random(lines).next(), one, other));
        }
    }
    let (mut used, mut drawn) = (BTreeSet::new(), Vec::new());
    for (mut stratum, (_, most)) in strata.into_iter().zip(STRATA) {
        stratum.sort_unstable();
        let mut left = most;
        for (_, one, other) in stratum {
            if left > 0 && !used.contains(&one) && !used.contains(&other) {
                used.extend([one, other]);
                drawn.push((one, other));
                left -= 1;
            }
        }
    }
    drawn.sort_unstable();
    drawn
}
