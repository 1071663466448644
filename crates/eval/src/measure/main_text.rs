//! Main text and day of publication of pages, against the evaluation set of the trafilatura project: snippets that the text must and must
//! not hold, as its own evaluation counts them, and days as they are annotated.
use super::{Context, Measured};
use anyhow::{Context as _, Result, ensure};
use flate2::read::GzDecoder;
use read::{Given, Input};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;

pub(crate) fn run(context: &Context) -> Result<Measured> {
    let folder = context.data()?.join("corpora/article_extraction/trafilatura");
    let read = |name: &str| fs::read(folder.join(name)).with_context(|| format!("cannot read `{name}`"));
    let (annotations, packed) = (read("evaldata.json")?, read("eval_html.tar.gz")?);
    let entries: BTreeMap<String, Value> = serde_json::from_slice(&annotations)?;
    let pages = files(&packed)?;
    let mut count = Count::default();
    for (url, entry) in &entries {
        let name = entry["file"].as_str().context("an entry names its file")?;
        if let Some(bytes) = pages.get(name) {
            count.page(url, name, bytes, entry);
        }
    }
    ensure!(count.n_pages > 0, "no page of `evaldata.json` is in `eval_html.tar.gz`");
    let precision = share(count.n_found, count.n_found + count.n_unwanted);
    let recall = share(count.n_found, count.n_found + count.n_missing);
    let dates = count.n_right + count.n_wrong + count.n_undated;
    let scores = vec![
        ("F1".to_owned(), 2.0 * precision * recall / (precision + recall)),
        ("precision".to_owned(), precision),
        ("recall".to_owned(), recall),
        ("dates right".to_owned(), share(count.n_right, dates)),
    ];
    Ok(Measured {
        corpus: model::hash::sha256_hex(&[annotations, packed].concat()),
        cases: count.n_pages,
        scores,
        report: count.report(),
    })
}

/// The files of a packed archive, by name without their folder.
fn files(packed: &[u8]) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut archive = tar::Archive::new(GzDecoder::new(packed));
    for member in archive.entries()? {
        let mut member = member?;
        let name = member.path()?.file_name().map(|name| name.to_string_lossy().into_owned());
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes)?;
        files.extend(name.map(|name| (name, bytes)));
    }
    Ok(files)
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[derive(Debug, Default)]
struct Count {
    n_pages: usize,
    n_refused: usize,
    n_found: usize,
    n_missing: usize,
    n_unwanted: usize,
    n_right: usize,
    n_wrong: usize,
    n_undated: usize,
    /// A line for each day that is not right.
    missed_days: Vec<String>,
}

impl Count {
    fn report(&self) -> String {
        format!(
            "{} pages, {} refused; snippets: {} found, {} missing, {} unwanted; days: {} right, {} wrong, {} not found\n{}",
            self.n_pages,
            self.n_refused,
            self.n_found,
            self.n_missing,
            self.n_unwanted,
            self.n_right,
            self.n_wrong,
            self.n_undated,
            self.missed_days.join("\n")
        )
    }

    fn page(&mut self, url: &str, name: &str, bytes: &[u8], entry: &Value) {
        self.n_pages += 1;
        let given = Given { url: Some(url.to_owned()), ..Given::default() };
        // A page that is refused has no text: all its snippets are missing.
        let document = read::document(&Input { bytes, name, media_type: Some("text/html"), given }).ok();
        self.n_refused += usize::from(document.is_none());
        let text = document.as_ref().map_or("", |document| document.text.text.as_str());
        let n_held = |key: &str| strings(&entry[key]).filter(|snippet| text.contains(*snippet)).count();
        let n_with = n_held("with");
        self.n_found += n_with;
        self.n_missing += strings(&entry["with"]).count() - n_with;
        self.n_unwanted += n_held("without");
        if let Some(day) = entry["date"].as_str().filter(|day| day.len() == "2024-03-29".len()) {
            match document.and_then(|document| document.metadata.published) {
                Some(published) if published.date.to_string() == day => self.n_right += 1,
                Some(published) => {
                    self.n_wrong += 1;
                    let (found, from) = (published.date, published.from.as_str());
                    self.missed_days.push(format!("day\t{name}\t{day}\t{found}\t{from}"));
                }
                None => {
                    self.n_undated += 1;
                    self.missed_days.push(format!("day\t{name}\t{day}\t-\tnot found"));
                }
            }
        }
    }
}

fn strings(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}
