//! How good judgments about the future were: Brier scores of resolved propositions, by band of probability and by author.
//!
//! A number is scored as it is. The words of a band stand for an interval, so their score is one, too: the least and the greatest that any number
//! of the band would have had, and that of its middle.
use crate::indicators::Share;
use jiff::civil::Date;
use model::Outcome;
use model::register::Proposition;
use serde::Serialize;
use std::collections::BTreeMap;

/// A band of probability and its words, by Intelligence Community Directive 203 (2015), D.6.e.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Band {
    /// Its words: the two columns of the directive.
    pub words: [&'static str; 2],
    /// From.
    pub low: f64,
    /// To.
    pub high: f64,
}

/// All seven.
pub const BANDS: [Band; 7] = [
    Band { words: ["almost no chance", "remote"], low: 0.01, high: 0.05 },
    Band { words: ["very unlikely", "highly improbable"], low: 0.05, high: 0.20 },
    Band { words: ["unlikely", "improbable"], low: 0.20, high: 0.45 },
    Band { words: ["roughly even chance", "roughly even odds"], low: 0.45, high: 0.55 },
    Band { words: ["likely", "probable"], low: 0.55, high: 0.80 },
    Band { words: ["very likely", "highly probable"], low: 0.80, high: 0.95 },
    Band { words: ["almost certain", "nearly certain"], low: 0.95, high: 0.99 },
];

/// What a logarithmic score does not go beyond: one judgment that was sure and wrong would be infinitely bad.
const CAP: (f64, f64) = (0.01, 0.99);

/// The bounds that a stated probability has: a number from 0 to 1, per cent, or the words of a band. `None` where it is none of these.
#[must_use]
pub fn bounds(stated: &str) -> Option<(f64, f64)> {
    let words = stated.trim().to_lowercase();
    let named = BANDS.iter().find(|band| band.words.contains(&words.as_str()));
    if let Some(band) = named {
        return Some((band.low, band.high));
    }
    let number = match words.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok()? / 100.0,
        None => words.parse::<f64>().ok()?,
    };
    (0.0..=1.0).contains(&number).then_some((number, number))
}

/// The band that a probability lies in; at an edge the upper one.
#[must_use]
pub fn band_of(probability: f64) -> Band {
    BANDS.into_iter().rfind(|band| probability >= band.low).unwrap_or(BANDS[0])
}

/// How a proposition stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It has not closed.
    Open,
    /// It has closed, and nobody has said what came of it.
    Due,
    /// True.
    True,
    /// False.
    False,
    /// It cannot be decided, and counts in no score.
    Void,
}

impl State {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Due => "due",
            Self::True => "true",
            Self::False => "false",
            Self::Void => "void",
        }
    }
}

/// How a proposition stands on this day.
#[must_use]
pub fn state(proposition: &Proposition, today: Date) -> State {
    match proposition.outcome() {
        Some(Outcome::True) => State::True,
        Some(Outcome::False) => State::False,
        Some(Outcome::Void) => State::Void,
        None if proposition.closes < today => State::Due,
        None => State::Open,
    }
}

/// The scores of a set of propositions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scores {
    /// Propositions that came true or did not: those that are scored.
    pub scored: usize,
    /// Those that have not closed.
    pub open: usize,
    /// Those that have closed and nobody has said what came of them: a score without them flatters.
    pub due: usize,
    /// Those that cannot be decided.
    pub void: usize,
    /// The score; `None` of none.
    pub score: Option<Score>,
    /// By author, in the order of names.
    pub by_author: Vec<(String, Score)>,
    /// By band of the middle probability: how often what was said so came true.
    pub bands: Vec<BandRow>,
}

/// Scores of resolved propositions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Score {
    /// How many.
    pub n: usize,
    /// Mean Brier score of the middles; 0 is best, .25 is what always saying one half has.
    pub brier: f64,
    /// Least and greatest mean Brier score that numbers within the stated bands would have had.
    pub brier_range: (f64, f64),
    /// Part that came true.
    pub base_rate: f64,
    /// 1 − Brier / Brier of always saying that part, which nobody knew beforehand; `None` where all came out alike.
    pub skill: Option<f64>,
    /// Mean logarithmic score in bits, probabilities capped at .01 and .99; 0 is best.
    pub log_score: f64,
    /// Murphy's parts: Brier = reliability − resolution + uncertainty + within bands.
    pub reliability: f64,
    /// How far the bands' outcomes lie from the base rate; high is good.
    pub resolution: f64,
    /// The Brier score of the base rate.
    pub uncertainty: f64,
    /// What is left, since a band holds different probabilities.
    pub within_bands: f64,
}

/// One band.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BandRow {
    /// The band.
    pub band: Band,
    /// Mean probability of those in it.
    pub predicted: f64,
    /// How many came true, of how many, with the interval of that.
    pub observed: Share,
    /// Their ids.
    pub propositions: Vec<String>,
}

/// A resolved proposition: its bounds, its middle, whether it came true.
struct Resolved<'p> {
    proposition: &'p Proposition,
    happened: f64,
}

impl Resolved<'_> {
    fn brier(&self, probability: f64) -> f64 {
        (probability - self.happened).powi(2)
    }

    /// The least and the greatest score within the bounds.
    fn range(&self) -> (f64, f64) {
        let (low, high) = self.proposition.probability;
        let ends = (self.brier(low), self.brier(high));
        (ends.0.min(ends.1), ends.0.max(ends.1))
    }
}

/// The scores of these propositions on a day.
#[must_use]
pub fn scores(propositions: &[Proposition], today: Date) -> Scores {
    let resolved: Vec<Resolved<'_>> = propositions
        .iter()
        .filter_map(|proposition| {
            let happened = match proposition.outcome()? {
                Outcome::True => 1.0,
                Outcome::False => 0.0,
                Outcome::Void => return None,
            };
            Some(Resolved { proposition, happened })
        })
        .collect();
    let count = |wanted: State| propositions.iter().filter(|one| state(one, today) == wanted).count();
    let mut by_author: BTreeMap<&str, Vec<&Resolved<'_>>> = BTreeMap::new();
    for one in &resolved {
        by_author.entry(&one.proposition.who).or_default().push(one);
    }
    let all: Vec<&Resolved<'_>> = resolved.iter().collect();
    Scores {
        scored: resolved.len(),
        open: count(State::Open),
        due: count(State::Due),
        void: count(State::Void),
        score: score(&all),
        by_author: by_author
            .into_iter()
            .filter_map(|(who, of)| Some((who.to_owned(), score(&of)?)))
            .collect(),
        bands: bands(&all)
            .into_iter()
            .map(|(band, of)| BandRow {
                band,
                predicted: mean(&of, |one| one.proposition.middle()),
                observed: Share::of(
                    of.iter().filter(|one| one.happened > 0.5).count() as u64,
                    of.len() as u64,
                ),
                propositions: of.iter().map(|one| one.proposition.id.clone()).collect(),
            })
            .collect(),
    }
}

/// The bands that any of these lies in, from the least probable.
fn bands<'p, 'r>(all: &[&'r Resolved<'p>]) -> Vec<(Band, Vec<&'r Resolved<'p>>)> {
    let of = |band: Band| {
        all.iter().copied().filter(|one| band_of(one.proposition.middle()) == band).collect::<Vec<_>>()
    };
    BANDS.into_iter().map(|band| (band, of(band))).filter(|(_, of)| !of.is_empty()).collect()
}

fn mean(all: &[&Resolved<'_>], of: impl Fn(&Resolved<'_>) -> f64) -> f64 {
    all.iter().map(|one| of(one)).sum::<f64>() / all.len().max(1) as f64
}

fn score(all: &[&Resolved<'_>]) -> Option<Score> {
    if all.is_empty() {
        return None;
    }
    let n = all.len() as f64;
    let brier = mean(all, |one| one.brier(one.proposition.middle()));
    let base_rate = mean(all, |one| one.happened);
    let uncertainty = base_rate * (1.0 - base_rate);
    let (mut reliability, mut resolution) = (0.0, 0.0);
    for (_, of) in bands(all) {
        let observed = mean(&of, |one| one.happened);
        reliability += of.len() as f64 / n * (mean(&of, |one| one.proposition.middle()) - observed).powi(2);
        resolution += of.len() as f64 / n * (observed - base_rate).powi(2);
    }
    let log_score = mean(all, |one| {
        let probability = one.proposition.middle().clamp(CAP.0, CAP.1);
        -(if one.happened > 0.5 { probability } else { 1.0 - probability }).log2()
    });
    Some(Score {
        n: all.len(),
        brier,
        brier_range: (mean(all, |one| one.range().0), mean(all, |one| one.range().1)),
        base_rate,
        skill: (uncertainty > 0.0).then(|| 1.0 - brier / uncertainty),
        log_score,
        within_bands: brier - (reliability - resolution + uncertainty),
        reliability,
        resolution,
        uncertainty,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use model::register::Resolution;

    fn proposition(stated: &str, who: &str, outcome: Option<Outcome>) -> Proposition {
        let resolution = |outcome| Resolution {
            outcome,
            reason: "as reported".to_owned(),
            evidence: Vec::new(),
            who: who.to_owned(),
            at: "2025-01-01T00:00:00Z".to_owned(),
        };
        Proposition {
            id: format!("P-{stated}-{who}"),
            text: "an attack".to_owned(),
            resolves_by: "two origins".to_owned(),
            stated: stated.to_owned(),
            probability: bounds(stated).expect("a probability"),
            closes: date(2024, 12, 31),
            actor: None,
            anchor: None,
            is_anchor_lost: false,
            evidence: Vec::new(),
            who: who.to_owned(),
            at: "2024-01-01T00:00:00Z".to_owned(),
            generation: 1,
            resolutions: outcome.into_iter().map(resolution).collect(),
        }
    }

    #[test]
    fn numbers_per_cent_and_words_are_probabilities() {
        assert_eq!(bounds("0.3"), Some((0.3, 0.3)));
        assert_eq!(bounds(" 30 % "), Some((0.3, 0.3)));
        assert_eq!(bounds("Very likely"), Some((0.8, 0.95)));
        assert_eq!(bounds("highly improbable"), Some((0.05, 0.2)));
        for wrong in ["30", "-0.1", "perhaps", "", "nan", "101 %"] {
            assert_eq!(bounds(wrong), None, "{wrong}");
        }
        // The bands leave no gap.
        assert!(BANDS.windows(2).all(|pair| pair[0].high == pair[1].low));
        assert_eq!(
            (band_of(0.0).words[0], band_of(0.55).words[0], band_of(1.0).words[0]),
            ("almost no chance", "likely", "almost certain")
        );
    }

    #[test]
    fn brier_scores_are_those_done_by_hand() {
        let all = [
            proposition("0.9", "a", Some(Outcome::True)),
            proposition("0.9", "a", Some(Outcome::False)),
            proposition("0.1", "b", Some(Outcome::False)),
            proposition("likely", "b", Some(Outcome::True)),
            proposition("0.5", "b", Some(Outcome::Void)),
            proposition("0.5", "b", None),
        ];
        let found = scores(&all, date(2025, 6, 1));
        assert_eq!((found.scored, found.open, found.due, found.void), (4, 0, 1, 1));
        let score = found.score.expect("four");
        // .01 + .81 + .01 + (.675 − 1)²
        assert!((score.brier - (0.83 + 0.105_625) / 4.0).abs() < 1e-12);
        // The band's ends: (.55 − 1)² and (.8 − 1)².
        assert!((score.brier_range.1 - (0.83 + 0.2025) / 4.0).abs() < 1e-12);
        assert!((score.brier_range.0 - (0.83 + 0.04) / 4.0).abs() < 1e-12);
        assert!((score.base_rate - 0.5).abs() < 1e-12 && (score.uncertainty - 0.25).abs() < 1e-12);
        let sum = score.reliability - score.resolution + score.uncertainty + score.within_bands;
        assert!((sum - score.brier).abs() < 1e-12);
        assert!(score.skill.is_some_and(|skill| (skill - (1.0 - score.brier / 0.25)).abs() < 1e-12));
        let by_author: Vec<(&str, usize)> =
            found.by_author.iter().map(|(who, score)| (who.as_str(), score.n)).collect();
        assert_eq!(by_author, [("a", 2), ("b", 2)]);
        let bands: Vec<(&str, u64, u64)> = found
            .bands
            .iter()
            .map(|row| (row.band.words[0], row.observed.part, row.observed.whole))
            .collect();
        assert_eq!(bands, [("very unlikely", 0, 1), ("likely", 1, 1), ("very likely", 1, 2)]);
    }

    #[test]
    fn being_sure_and_wrong_is_bad_but_finite() {
        let score = scores(&[proposition("1", "a", Some(Outcome::False))], date(2025, 1, 1)).score;
        let score = score.expect("one");
        assert!((score.brier - 1.0).abs() < 1e-12 && (score.log_score - 100.0_f64.log2()).abs() < 1e-9);
        assert_eq!(score.skill, None);
        assert_eq!(scores(&[], date(2025, 1, 1)).score, None);
    }

    #[test]
    fn the_last_resolution_counts() {
        let mut one = proposition("0.7", "a", Some(Outcome::True));
        let mut second = one.resolutions[0].clone();
        second.outcome = Outcome::Void;
        one.resolutions.push(second);
        assert_eq!(state(&one, date(2025, 1, 1)), State::Void);
        one.resolutions.clear();
        assert_eq!(
            (state(&one, date(2024, 12, 31)), state(&one, date(2025, 1, 1))),
            (State::Open, State::Due)
        );
    }
}
