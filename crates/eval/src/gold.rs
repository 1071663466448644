//! Gold files, and what the stages of the program make of their texts.
use crate::score::validate::{Form, problems};
use crate::score::{Finding, Scoring, Tally};
use anyhow::{Context as _, Result, bail};
use lexicon::Lexicon;
use model::{CodePoints, Published, PublishedFrom};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// A text with what a careful reader would record.
#[derive(Debug)]
pub struct Document {
    /// The files' stem.
    pub name: String,
    /// The text.
    pub text: String,
    /// The gold.
    pub gold: Value,
}

/// A folder of gold files.
#[derive(Debug)]
pub struct Gold {
    /// By name.
    pub documents: Vec<Document>,
    /// SHA-256 over names, texts and gold files: says what a score was made on.
    pub digest: String,
}

/// The gold of this repository.
#[must_use]
pub fn own_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("gold")
}

/// Labels of this repository on items of a corpus.
#[must_use]
pub fn briefs_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("briefs")
}

impl Gold {
    /// Reads every `NAME.json` with its `NAME.txt`.
    ///
    /// # Errors
    /// Where a file cannot be read or is not in form, or there is none.
    pub fn load(folder: &Path) -> Result<Self> {
        Self::load_with(folder, |name, _| {
            let path = folder.join(format!("{name}.txt"));
            let text = fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
            String::from_utf8(text).with_context(|| format!("`{name}.txt` is not UTF-8"))
        })
    }

    /// Reads every `NAME.json`; its text comes from elsewhere.
    ///
    /// # Errors
    /// Where a file cannot be read or is not in form, a text is not to be had, or there is none.
    pub fn load_with(folder: &Path, text_of: impl Fn(&str, &Value) -> Result<String>) -> Result<Self> {
        let listed = fs::read_dir(folder).with_context(|| format!("cannot list `{}`", folder.display()))?;
        let mut paths = listed.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
        paths.sort();
        let (mut documents, mut parts) = (Vec::new(), Vec::new());
        for path in &paths {
            let bytes = fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let gold =
                serde_json::from_slice(&bytes).with_context(|| format!("`{name}.json` is not JSON"))?;
            let text = text_of(&name, &gold)?;
            parts.extend([name.clone().into_bytes(), text.clone().into_bytes(), bytes]);
            let wrong = problems(&gold, &text, Form::Gold);
            if !wrong.is_empty() {
                bail!("`{name}.json` is not in form:\n  {}", wrong.join("\n  "));
            }
            documents.push(Document { name, text, gold });
        }
        if documents.is_empty() {
            bail!("no gold files in `{}`", folder.display());
        }
        let parts = parts.iter().map(Vec::as_slice).collect::<Vec<_>>();
        Ok(Self { documents, digest: model::hash::sha256_of_parts(&parts) })
    }

    /// Every document read by the program and scored.
    #[must_use]
    pub fn score(&self, lexicon: &Lexicon) -> Vec<Scored> {
        self.documents.iter().map(|document| document.score(lexicon)).collect()
    }
}

/// What came of one document.
#[derive(Debug)]
pub struct Scored {
    /// Its name.
    pub name: String,
    /// What kind of text it is: explainer, wire, brief or report.
    pub kind: String,
    /// What was counted.
    pub tally: Tally,
    /// What was wrong, with the sentence that it stands in.
    pub findings: Vec<(Finding, String)>,
}

impl Document {
    /// What `daybook extract --format json` prints for it, and its sentences in code points.
    ///
    /// # Errors
    /// Where the text cannot be read.
    pub fn reading(&self, lexicon: &Lexicon) -> Result<(Value, Vec<(usize, usize)>)> {
        let word = |key| self.gold.get(key).and_then(Value::as_str).map(str::to_owned);
        let published =
            word("published").map(|day| day.parse()).transpose().context("`published` is no date")?;
        let given = read::Given {
            published: published.map(|date| Published { date, from: PublishedFrom::Option }),
            source: word("source"),
            ..read::Given::default()
        };
        let name = format!("{}.txt", self.name);
        let input = read::Input { bytes: self.text.as_bytes(), name: &name, media_type: None, given };
        let document = read::document(&input)?;
        let extraction = extract::document(&document.text, &document.metadata, lexicon);
        let points = CodePoints::new(&document.text.text);
        let sentences = extraction.sentences.iter().map(|span| {
            let quoted = points.quoted(*span);
            (quoted.start, quoted.end)
        });
        let sentences = sentences.collect();
        let reading = extraction.reading.quoted(&points).without_rules();
        Ok((serde_json::to_value(reading)?, sentences))
    }

    fn score(&self, lexicon: &Lexicon) -> Scored {
        let (reading, sentences) = self.reading(lexicon).unwrap_or_default();
        let scoring = Scoring::new(&self.name, &self.text, &self.gold, &reading);
        let mut tally = scoring.tally;
        tally.violations = problems(&reading, &self.text, Form::Reading).len();
        let letters = self.text.chars().collect::<Vec<_>>();
        let sentence = |at: Option<usize>| {
            let (start, end) =
                *sentences.iter().find(|(start, end)| at.is_some_and(|at| (*start..*end).contains(&at)))?;
            let words = letters.get(start..end)?.iter().collect::<String>();
            Some(words.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        let findings = scoring.findings.into_iter().map(|finding| {
            let sentence = sentence(finding.at).unwrap_or_default();
            (finding, sentence)
        });
        let kind = self.gold.get("kind").and_then(Value::as_str).unwrap_or("").to_owned();
        Scored { name: self.name.clone(), kind, tally, findings: findings.collect() }
    }
}
