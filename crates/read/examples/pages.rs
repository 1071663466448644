//! Measures the page reader against the evaluation set of the trafilatura project: `pages FOLDER`, where the folder holds
//! `evaldata.json` and the unpacked pages. Prints precision and recall over text snippets, and how many dates are right.
use read::{Given, Input};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Default)]
struct Score {
    pages: usize,
    errors: BTreeMap<&'static str, usize>,
    found: usize,
    missing: usize,
    unwanted: usize,
    titles: [usize; 3],
    dates: [usize; 3],
    by_origin: BTreeMap<String, [usize; 2]>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("expected a folder")?);
    let every: usize = std::env::args().nth(2).map_or(Ok(1), |every| every.parse())?;
    let data: BTreeMap<String, Value> =
        serde_json::from_slice(&std::fs::read(folder.join("evaldata.json"))?)?;
    let mut score = Score::default();
    let started = std::time::Instant::now();
    for (url, entry) in data.iter().step_by(every) {
        page(&mut score, &folder, url, entry);
    }
    print(&score, started.elapsed());
    Ok(())
}

fn page(score: &mut Score, folder: &Path, url: &str, entry: &Value) {
    let name = entry["file"].as_str().unwrap_or_default();
    let file =
        ["cache", "eval", "."].iter().map(|sub| folder.join(sub).join(name)).find(|path| path.is_file());
    let Some(bytes) = file.and_then(|file| std::fs::read(file).ok()) else { return };
    score.pages += 1;
    let given = Given { url: Some(url.to_owned()), ..Given::default() };
    let document = match read::document(&Input { bytes: &bytes, name, media_type: Some("text/html"), given })
    {
        Ok(document) => Some(document),
        Err(error) => {
            *score.errors.entry(error.code()).or_default() += 1;
            None
        }
    };
    let text = document.as_ref().map_or("", |document| document.text.text.as_str());
    for snippet in strings(&entry["with"]) {
        if text.contains(snippet) { score.found += 1 } else { score.missing += 1 }
    }
    score.unwanted += strings(&entry["without"]).filter(|snippet| text.contains(*snippet)).count();
    metadata(score, entry, document.as_ref());
}

fn strings(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn metadata(score: &mut Score, entry: &Value, document: Option<&read::Document>) {
    let metadata = document.map(|document| &document.metadata);
    if let Some(title) = entry["title"].as_str().filter(|title| !title.is_empty()) {
        let found = metadata.and_then(|metadata| metadata.title.as_deref());
        score.titles[found.map_or(2, |found| usize::from(found != title))] += 1;
    }
    if let Some(date) = entry["date"].as_str().filter(|date| date.len() == 10) {
        let found = metadata.and_then(|metadata| metadata.published);
        let at = found.map_or(2, |found| usize::from(found.date.to_string() != date));
        score.dates[at] += 1;
        if let Some(document) = document.filter(|_| at < 2) {
            let issues: Vec<&str> = document
                .issues
                .iter()
                .map(|issue| issue.code.as_str())
                .filter(|code| *code != "encoding")
                .collect();
            let origin = format!("{} {}", found.map_or("", |found| found.from.as_str()), issues.join(" "));
            score.by_origin.entry(origin).or_default()[at] += 1;
        }
    }
}

fn print(score: &Score, took: std::time::Duration) {
    let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
    let precision = share(score.found, score.found + score.unwanted);
    let recall = share(score.found, score.found + score.missing);
    println!("pages {} errors {:?} in {took:.1?}", score.pages, score.errors);
    println!(
        "precision {precision:.3} recall {recall:.3} F1 {:.3}",
        2.0 * precision * recall / (precision + recall)
    );
    println!("titles right/other/missing {:?}; dates right/wrong/missing {:?}", score.titles, score.dates);
    println!("dates by origin [right, wrong]: {:?}", score.by_origin);
}
