//! Sums over documents, and the rates made of them.
use super::Family;
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// Items of one family: in the gold, predicted, and right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rates {
    /// Items of the gold that count.
    pub gold: u32,
    /// Items of the reading that count.
    pub predicted: u32,
    /// Right ones.
    pub correct: u32,
}

impl Rates {
    /// Correct among predicted; `None` where nothing is predicted.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        share(self.correct, self.predicted)
    }

    /// Correct among the gold; `None` where the gold has none.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        share(self.correct, self.gold)
    }

    /// Harmonic mean of the two; `None` where there is neither gold nor prediction.
    #[must_use]
    pub fn f1(&self) -> Option<f64> {
        share(2 * self.correct, self.gold + self.predicted)
    }
}

fn share(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}

impl AddAssign for Rates {
    fn add_assign(&mut self, other: Self) {
        self.gold += other.gold;
        self.predicted += other.predicted;
        self.correct += other.correct;
    }
}

/// How a family is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reading {
    /// The rules as they stand.
    Strict,
    /// The wider ones.
    Lenient,
}

/// Everything counted in one document or in many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Documents summed.
    pub documents: usize,
    /// By reading and family.
    pub rates: BTreeMap<(Reading, Family), Rates>,
    /// Right and all, of further keys of matched items.
    pub accuracy: BTreeMap<String, (u32, u32)>,
    /// Traps sprung.
    pub traps_sprung: u32,
    /// Traps set.
    pub traps_set: u32,
    /// Departures from the contract.
    pub violations: usize,
}

impl Tally {
    /// The sum of many.
    pub fn sum<'t>(tallies: impl IntoIterator<Item = &'t Self>) -> Self {
        let mut all = Self::default();
        tallies.into_iter().for_each(|tally| all.add(tally));
        all
    }

    fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.traps_sprung += other.traps_sprung;
        self.traps_set += other.traps_set;
        self.violations += other.violations;
        for (key, rates) in &other.rates {
            *self.rates.entry(*key).or_default() += *rates;
        }
        for (key, (right, of)) in &other.accuracy {
            let sum = self.accuracy.entry(key.clone()).or_default();
            *sum = (sum.0 + right, sum.1 + of);
        }
    }

    /// Of one family, strictly.
    #[must_use]
    pub fn strict(&self, family: Family) -> Rates {
        self.rates.get(&(Reading::Strict, family)).copied().unwrap_or_default()
    }

    /// Of one family, leniently.
    #[must_use]
    pub fn lenient(&self, family: Family) -> Rates {
        self.rates.get(&(Reading::Lenient, family)).copied().unwrap_or_default()
    }

    /// The micro-average of the strict counts of all families.
    #[must_use]
    pub fn facts(&self) -> Rates {
        let mut all = Rates::default();
        Family::ALL.iter().for_each(|family| all += self.strict(*family));
        all
    }

    /// The accuracy of a further key of matched items, such as `events: realis`.
    #[must_use]
    pub fn accuracy_of(&self, key: &str) -> Option<f64> {
        self.accuracy.get(key).and_then(|(right, of)| share(*right, *of))
    }

    /// As a table of plain text.
    #[must_use]
    pub fn table(&self) -> String {
        let mut lines = vec![format!(
            "{:<18}{:>6}{:>11}{:>9}{:>7}{:>7}{:>7}{:>12}",
            "family", "gold", "predicted", "correct", "P", "R", "F1", "lenient F1"
        )];
        let mut row = |name: &str, rates: Rates, lenient: Option<f64>| {
            lines.push(format!(
                "{name:<18}{:>6}{:>11}{:>9}{}{}{}     {}",
                rates.gold,
                rates.predicted,
                rates.correct,
                number(rates.precision()),
                number(rates.recall()),
                number(rates.f1()),
                number(lenient),
            ));
        };
        for family in Family::ALL {
            let lenient = family.is_lenient().then(|| self.lenient(family).f1()).flatten();
            row(family.as_str(), self.strict(family), lenient);
        }
        row("facts", self.facts(), None);
        lines.push("\nright if matched".to_owned());
        for (key, (right, of)) in &self.accuracy {
            lines.push(format!("  {key:<26}{right:>5} of {of:<4}{}", number(share(*right, *of))));
        }
        lines.push(format!("\ntraps sprung: {} of {}", self.traps_sprung, self.traps_set));
        lines.push(format!("contract violations: {}", self.violations));
        lines.push(format!("documents: {}", self.documents));
        lines.join("\n")
    }
}

/// Three digits, or a dash where there is nothing to divide by.
#[must_use]
pub fn number(value: Option<f64>) -> String {
    value.map_or_else(|| format!("{:>7}", "-"), |value| format!("{value:>7.3}"))
}
