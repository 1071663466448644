//! What has been reached, and may not be lost: `floors.toml`.
//!
//! A floor is a score rounded down to three digits, with the digest and size of the corpus that it was made on. Floors rise when asked to;
//! one falls only when that is asked for by name, and then a line of the changelog says why.
use crate::measure::Measured;
use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The floors of one measurement.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    /// Digest of the corpus.
    pub corpus: String,
    /// Its size.
    pub cases: usize,
    /// By the name of the score.
    pub scores: BTreeMap<String, f64>,
}

/// By the name of the measurement.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Floors(pub BTreeMap<String, Floor>);

/// How floors may move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// Up only; a new corpus is refused.
    Raise,
    /// To what is measured, up or down, and to a new corpus.
    Set,
}

const HEAD: &str = "\
# What has been measured and may not be lost; read by `cargo run -p eval -- score` and by the tests of `eval`.
# A score is rounded down to three digits. `corpus` is the digest of what it was measured on, `cases` the size of it.
# Written by `cargo run -p eval -- score --raise`; `--lower NAME` sets the floors of one measurement to what it gives now, which
# needs a line in the changelog that says why.
";

/// The file of this repository.
#[must_use]
pub fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("floors.toml")
}

impl Floors {
    /// Reads a file.
    ///
    /// # Errors
    /// Where it cannot be read or has a key that is none.
    pub fn load(path: &Path) -> Result<Self> {
        let content =
            fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        Ok(Self(toml::from_str(&content).with_context(|| format!("`{}`", path.display()))?))
    }

    /// Writes a file.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn save(&self, path: &Path) -> Result<()> {
        let body = toml::to_string(&self.0)?;
        fs::write(path, format!("{HEAD}\n{body}"))
            .with_context(|| format!("cannot write `{}`", path.display()))
    }

    /// What lies below its floor, one line each; empty where all hold. Without floors nothing can fall.
    #[must_use]
    pub fn below(&self, name: &str, measured: &Measured) -> Vec<String> {
        let Some(floor) = self.0.get(name) else { return Vec::new() };
        if floor.corpus != measured.corpus {
            return vec![format!(
                "{name}: the corpus has changed ({} cases, floors are of {})\nhint: `score --lower {name}` measures anew",
                measured.cases, floor.cases
            )];
        }
        let now =
            measured.scores.iter().map(|(name, score)| (name.as_str(), *score)).collect::<BTreeMap<_, _>>();
        let fallen = |score: &String, floor: f64| match now.get(score.as_str()) {
            Some(now) if *now >= floor => None,
            Some(now) => Some(format!("{name}: {score} is {now:.4}, its floor {floor:.3}")),
            None => Some(format!("{name}: {score} is not measured any more, its floor is {floor:.3}")),
        };
        floor.scores.iter().filter_map(|(score, floor)| fallen(score, *floor)).collect()
    }

    /// Moves the floors of one measurement to what was measured.
    ///
    /// # Errors
    /// Where floors may only rise and the corpus is another.
    pub fn take(&mut self, name: &str, measured: &Measured, how: Move) -> Result<()> {
        let floor = self.0.entry(name.to_owned()).or_default();
        let is_new = floor.corpus.is_empty() || how == Move::Set;
        if !is_new && floor.corpus != measured.corpus {
            bail!("{name}: the corpus has changed\nhint: `score --lower {name}` measures anew");
        }
        if is_new {
            floor.scores.clear();
        }
        (floor.corpus, floor.cases) = (measured.corpus.clone(), measured.cases);
        for (score, now) in &measured.scores {
            let kept = floor.scores.entry(score.clone()).or_insert(0.0);
            *kept = kept.max(rounded_down(*now));
        }
        Ok(())
    }
}

/// To three digits; the small summand keeps 0.35 from becoming 0.349.
fn rounded_down(score: f64) -> f64 {
    (score * 1000.0 + 1e-9).floor() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(corpus: &str, facts: f64) -> Measured {
        let scores = vec![("facts".to_owned(), facts)];
        Measured { corpus: corpus.to_owned(), cases: 1, scores, report: String::new() }
    }

    #[test]
    fn floors_rise_and_fall_only_when_set() {
        let mut floors = Floors::default();
        assert!(floors.below("own", &measured("c", 0.1)).is_empty());
        floors.take("own", &measured("c", 0.5555), Move::Raise).unwrap();
        assert!(floors.below("own", &measured("c", 0.5555)).is_empty());
        assert!(floors.below("own", &measured("c", 0.5549))[0].contains("its floor 0.555"));
        assert!(floors.below("own", &measured("other", 0.9))[0].contains("corpus has changed"));
        floors.take("own", &measured("c", 0.2), Move::Raise).unwrap();
        assert!((floors.0["own"].scores["facts"] - 0.555).abs() < 1e-9);
        assert!(floors.take("own", &measured("other", 0.9), Move::Raise).is_err());
        floors.take("own", &measured("other", 0.2), Move::Set).unwrap();
        assert!((floors.0["own"].scores["facts"] - 0.2).abs() < 1e-9);
        let gone = Measured { corpus: "other".to_owned(), ..Measured::default() };
        assert!(floors.below("own", &gone)[0].contains("not measured any more"));
    }
}
