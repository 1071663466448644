//! `cargo xtask demo-check`: the built-in reports, and what each rests on.
//!
//! Always: number, form, length and order of dates. With `DAYBOOK_EVAL_DATA` set to the folder of the corpora, every citation
//! is looked up in its data set; without it that part is skipped, and said to be.
use anyhow::{Context as _, Result, ensure};
use flate2::read::GzDecoder;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};

/// The size of the demo as it was decided.
const N_REPORTS: usize = 40;

/// Words that a report may have, headings included.
const WORDS: std::ops::RangeInclusive<usize> = 150..=500;

/// Hexadecimal digits of a digest that name a cited item.
const DIGITS: usize = 16;

/// The outlet of every built-in report.
const SOURCE: &str = "Daybook demo";

/// A report's front matter: each of its keys, and no other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    title: String,
    published: toml::value::Datetime,
    source: String,
    after: Vec<String>,
    language: String,
    authors: String,
    note: String,
    cites: Vec<Cite>,
}

/// An item of a data set.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "dataset", deny_unknown_fields)]
enum Cite {
    /// Wikipedia's Portal:Current events: the day, and the digest of the item's text.
    #[serde(rename = "wikipedia-current-events")]
    CurrentEvents { date: toml::value::Datetime, sha256: String, url: String },
    /// An event of the UCDP Georeferenced Event Dataset.
    #[serde(rename = "ucdp-ged")]
    Ged { table: String, id: String },
    /// An actor of the UCDP Actor Dataset.
    #[serde(rename = "ucdp-actors")]
    Actor { id: String },
    /// A whole article, by the digest of its bytes.
    #[serde(rename = "article")]
    Article { sha256: String, url: String },
}

pub(crate) fn run(root: &Path, corpora: Option<PathBuf>) -> Result<()> {
    let reports = reports(&root.join("demo"))?;
    let mut faults = Vec::new();
    if reports.len() != N_REPORTS {
        faults.push(format!("demo: {} reports, expected {N_REPORTS}", reports.len()));
    }
    let mut cites = Vec::new();
    for (name, text) in &reports {
        match parse(text) {
            Ok((front, body)) => {
                faults.extend(
                    form(name, &front, body).into_iter().map(|fault| format!("demo/{name}: {fault}")),
                );
                let published = front.published.to_string();
                cites.extend(front.cites.into_iter().map(|cite| Cited {
                    report: name.clone(),
                    published: published.clone(),
                    cite,
                }));
            }
            Err(error) => faults.push(format!("demo/{name}: {error:#}")),
        }
    }
    match corpora {
        Some(folder) => {
            let data = Data::load(&folder)?;
            faults.extend(unresolved(&cites, &data));
        }
        None => eprintln!(
            "SKIPPED: {} citations were not looked up, for `DAYBOOK_EVAL_DATA` is not set",
            cites.len()
        ),
    }
    for fault in &faults {
        eprintln!("{fault}");
    }
    ensure!(faults.is_empty(), "{} faults in the built-in reports", faults.len());
    println!("demo-check: {} reports, {} citations, no faults", reports.len(), cites.len());
    Ok(())
}

/// Name and text of each report, sorted.
fn reports(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut reports = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read `{}`", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|extension| extension == "md") && name != "README.md" {
            reports.push((name, fs::read_to_string(&path)?));
        }
    }
    reports.sort();
    Ok(reports)
}

fn parse(text: &str) -> Result<(FrontMatter, &str)> {
    let rest = text.strip_prefix("+++\n").context("expected `+++` on the first line")?;
    let (front, body) = rest.split_once("\n+++\n").context("expected a closing `+++`")?;
    Ok((toml::from_str(front)?, body))
}

/// What is wrong with a report by itself.
fn form(name: &str, front: &FrontMatter, body: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let published = front.published.to_string();
    if day(&published).is_none() {
        faults.push(format!("`published`: `{published}` is no day"));
    }
    if name.get(4..14) != Some(published.as_str()) {
        faults.push(format!("the file name does not give the day `{published}` after its number"));
    }
    if front.source != SOURCE {
        faults.push(format!("`source` is `{}`, expected `{SOURCE}`", front.source));
    }
    for (key, value) in [
        ("title", &front.title),
        ("authors", &front.authors),
        ("note", &front.note),
        ("language", &front.language),
    ] {
        if value.trim().is_empty() {
            faults.push(format!("`{key}` is empty"));
        }
    }
    if front.after.is_empty() || front.cites.is_empty() {
        faults.push("`after` and `cites` must name what the report rests on".to_owned());
    }
    let words = body.split_whitespace().count();
    if !WORDS.contains(&words) {
        faults.push(format!("{words} words, expected {} to {}", WORDS.start(), WORDS.end()));
    }
    faults.extend(front.cites.iter().filter_map(|cite| cite_form(cite, &published)));
    faults
}

fn day(text: &str) -> Option<jiff::civil::Date> {
    text.parse().ok()
}

/// What is wrong with a citation by itself; a report cannot rest on an item of a later day.
fn cite_form(cite: &Cite, published: &str) -> Option<String> {
    let is_digest = |text: &str| {
        text.len() == DIGITS
            && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    match cite {
        Cite::CurrentEvents { date, sha256, url } => {
            let date = date.to_string();
            if day(&date).is_none() || day(&date) > day(published) {
                return Some(format!("cites an item of `{date}`, after its own day `{published}`"));
            }
            if !url.starts_with("https://en.wikipedia.org/wiki/Portal:Current_events/") {
                return Some(format!("`{url}` is no page of the portal"));
            }
            (!is_digest(sha256)).then(|| format!("`{sha256}` is not {DIGITS} hexadecimal digits"))
        }
        Cite::Article { sha256, url } => (!is_digest(sha256) || url.is_empty()).then(|| {
            format!("an article needs {DIGITS} digits of its digest and where it is from, found `{sha256}`")
        }),
        Cite::Ged { id, .. } | Cite::Actor { id } => {
            id.parse::<u32>().is_err().then(|| format!("`{id}` is no number of UCDP"))
        }
    }
}

/// A citation and the report that it stands in.
#[derive(Debug)]
struct Cited {
    report: String,
    published: String,
    cite: Cite,
}

/// What can be cited, by the keys that citations use.
#[derive(Debug, Default)]
struct Data {
    /// Day and beginning of the digest.
    current_events: BTreeSet<(String, String)>,
    /// For each table, each event's first day.
    ged: BTreeMap<String, BTreeMap<String, String>>,
    actors: BTreeSet<String>,
    articles: BTreeSet<String>,
}

/// The tables of UCDP events that reports cite.
const GED: [(&str, &str); 2] = [
    ("ged_pak", "corpora/analysis/ged_pak/conflict_data_pak.csv.gz"),
    ("ged_candidate_2023_10", "corpora/analysis/ged_candidate_2023_10/GEDEvent_v23_0_10.csv.gz"),
];

const CURRENT_EVENTS: &str = "corpora/real_docs/wikipedia_current_events_2002_2023.jsonl.gz";

const ACTORS: &str = "corpora/structured/ucdp_actors/ucdp-actor-221.csv";

const ARTICLES: &str = "input";

impl Data {
    fn load(folder: &Path) -> Result<Self> {
        let mut data = Self::default();
        data.load_current_events(unpacked(&folder.join(CURRENT_EVENTS))?)?;
        for (table, path) in GED {
            let rows = data.ged.entry(table.to_owned()).or_default();
            load_ged(unpacked(&folder.join(path))?, rows).with_context(|| format!("cannot read `{path}`"))?;
        }
        let mut actors =
            csv::Reader::from_path(folder.join(ACTORS)).with_context(|| format!("cannot read `{ACTORS}`"))?;
        for row in actors.records() {
            data.actors.extend(row?.get(0).map(str::to_owned));
        }
        for entry in
            fs::read_dir(folder.join(ARTICLES)).with_context(|| format!("cannot read `{ARTICLES}`"))?
        {
            data.articles.insert(digest(&fs::read(entry?.path())?));
        }
        Ok(data)
    }

    fn load_current_events(&mut self, from: impl Read) -> Result<()> {
        for line in BufReader::new(from).lines() {
            let item: serde_json::Value = serde_json::from_str(&line?)?;
            let field = |name: &str| item.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
            self.current_events.insert((field("date").to_owned(), digest(field("text").as_bytes())));
        }
        Ok(())
    }

    /// The first day of an event of UCDP.
    fn first_day(&self, cite: &Cite) -> Option<&str> {
        let Cite::Ged { table, id } = cite else { return None };
        self.ged.get(table)?.get(id)?.get(..10)
    }

    fn has(&self, cite: &Cite) -> bool {
        match cite {
            Cite::CurrentEvents { date, sha256, .. } => {
                self.current_events.contains(&(date.to_string(), sha256.clone()))
            }
            Cite::Ged { table, id } => self.ged.get(table).is_some_and(|rows| rows.contains_key(id)),
            Cite::Actor { id } => self.actors.contains(id),
            Cite::Article { sha256, .. } => self.articles.contains(sha256),
        }
    }
}

fn unpacked(path: &Path) -> Result<impl Read + use<>> {
    let file = File::open(path).with_context(|| {
        format!(
            "cannot open `{}`; `DAYBOOK_EVAL_DATA` must name the folder that holds `corpora` and `input`",
            path.display()
        )
    })?;
    Ok(GzDecoder::new(BufReader::new(file)))
}

fn load_ged(from: impl Read, rows: &mut BTreeMap<String, String>) -> Result<()> {
    let mut table = csv::Reader::from_reader(from);
    let head = table.headers()?.clone();
    let column = |name: &str| {
        head.iter().position(|found| found == name).with_context(|| format!("no column `{name}`"))
    };
    let (id, start) = (column("id")?, column("date_start")?);
    for row in table.records() {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or_default().to_owned();
        rows.insert(cell(id), cell(start));
    }
    Ok(())
}

fn digest(bytes: &[u8]) -> String {
    let whole = Sha256::digest(bytes);
    whole.iter().take(DIGITS / 2).map(|byte| format!("{byte:02x}")).collect()
}

/// Citations of nothing, and of events after the report's day.
fn unresolved(cites: &[Cited], data: &Data) -> Vec<String> {
    let fault = |cited: &Cited| {
        let Cited { report, published, cite } = cited;
        if !data.has(cite) {
            return Some(format!("demo/{report}: not in its data set: {cite:?}"));
        }
        let start = data.first_day(cite).and_then(day);
        (start > day(published)).then(|| format!("demo/{report}: cites an event after its own day: {cite:?}"))
    };
    cites.iter().filter_map(fault).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRONT: &str = "title = \"A\"\npublished = 2014-05-28\nsource = \"Daybook demo\"\nafter = [\"Reuters\"]\nlanguage = \"en\"\nauthors = \"B\"\nnote = \"C\"\n[[cites]]\ndataset = \"wikipedia-current-events\"\ndate = 2014-03-01\nsha256 = \"23daa01673d2d013\"\nurl = \"https://en.wikipedia.org/wiki/Portal:Current_events/2014_March_1\"\n";

    fn faults(name: &str, front: &str, words: usize) -> Vec<String> {
        let text = format!("+++\n{front}\n+++\n{}", "word ".repeat(words));
        match parse(&text) {
            Ok((front, body)) => form(name, &front, body),
            Err(error) => vec![format!("{error:#}")],
        }
    }

    #[test]
    fn a_sound_report_has_no_fault() {
        assert_eq!(faults("001-2014-05-28-a.md", FRONT, 150), [""; 0]);
    }

    #[test]
    fn each_fault_of_form_is_found() {
        let name = "001-2014-05-28-a.md";
        let cases = [
            (name, FRONT.to_owned(), 149, "149 words"),
            (name, FRONT.to_owned(), 501, "501 words"),
            ("001-2014-05-29-a.md", FRONT.to_owned(), 150, "the file name"),
            (name, FRONT.replace("2014-03-01", "2014-05-29"), 150, "after its own day"),
            (name, FRONT.replace("23daa", "23DAA"), 150, "hexadecimal"),
            (name, FRONT.replace("Daybook demo", "CNN"), 150, "`source` is `CNN`"),
            (name, FRONT.replace("[\"Reuters\"]", "[]"), 150, "`after` and `cites`"),
            (name, FRONT.replace("note", "notes"), 150, "unknown field `notes`"),
            (name, FRONT.replace("current-events\"", "events\""), 150, "unknown variant"),
        ];
        for (name, front, words, expected) in cases {
            let found = faults(name, &front, words);
            assert!(found.len() == 1 && found[0].contains(expected), "{expected}: {found:?}");
        }
    }

    #[test]
    fn a_citation_must_be_in_its_data_set() {
        let line = "{\"date\": \"2014-03-01\", \"text\": \"An item.\"}\n";
        let mut data = Data::default();
        data.load_current_events(line.as_bytes()).expect("JSON Lines");
        load_ged(
            "id,date_start\n7,2014-01-01 00:00:00.000\n".as_bytes(),
            data.ged.entry("ged_pak".into()).or_default(),
        )
        .expect("CSV");
        let item = |day: &str, sha256: String| Cite::CurrentEvents {
            date: day.parse().expect("a day"),
            sha256,
            url: String::new(),
        };
        let ged = |table: &str, id: &str| Cite::Ged { table: table.to_owned(), id: id.to_owned() };
        let cited =
            |published: &str, cite| Cited { report: "a.md".into(), published: published.into(), cite };
        let of_item = digest(b"An item.");
        assert!(data.has(&item("2014-03-01", of_item.clone())) && data.has(&ged("ged_pak", "7")));
        for wrong in [
            item("2014-03-02", of_item),
            item("2014-03-01", digest(b"Another.")),
            ged("ged_pak", "8"),
            ged("x", "7"),
        ] {
            assert!(!data.has(&wrong));
            assert_eq!(unresolved(&[cited("2014-03-01", wrong)], &data).len(), 1);
        }
        assert_eq!(unresolved(&[cited("2014-01-01", ged("ged_pak", "7"))], &data), [""; 0]);
        assert_eq!(unresolved(&[cited("2013-12-31", ged("ged_pak", "7"))], &data).len(), 1);
        assert!(!data.has(&Cite::Actor { id: "1".into() }));
        assert!(!data.has(&Cite::Article { sha256: digest(b""), url: String::new() }));
    }
}
