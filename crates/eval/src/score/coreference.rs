//! How well things are put together: the scores of coreference, over things that all stand in both partitions.
//!
//! MUC (Vilain et al. 1995), B³ (Bagga and Baldwin 1998) and CEAF with the entity measure φ4 (Luo 2005); their mean F1 is the CoNLL score
//! (Pradhan et al. 2012). Each is made of sums over the connected parts of both partitions taken together, so that intervals come
//! from drawing parts: a wrong join is drawn whole.
use super::assign::assign;
use std::collections::{BTreeMap, BTreeSet};

/// Precision and recall, from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Rate {
    /// Share of what was put together that belongs together.
    pub precision: f64,
    /// Share of what belongs together that was put together.
    pub recall: f64,
}

impl Rate {
    fn of(hits: (f64, f64), all: (f64, f64)) -> Self {
        let share = |hits: f64, all: f64| if all > 0.0 { hits / all } else { 0.0 };
        Self { precision: share(hits.0, all.0), recall: share(hits.1, all.1) }
    }

    /// Harmonic mean.
    #[must_use]
    pub fn f1(self) -> f64 {
        let sum = self.precision + self.recall;
        if sum > 0.0 { 2.0 * self.precision * self.recall / sum } else { 0.0 }
    }
}

/// The scores of one partition against another.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Scores {
    /// By links.
    pub muc: Rate,
    /// By things.
    pub b3: Rate,
    /// By whole clusters.
    pub ceaf: Rate,
}

impl Scores {
    /// The mean of the three F1.
    #[must_use]
    pub fn conll(&self) -> f64 {
        (self.muc.f1() + self.b3.f1() + self.ceaf.f1()) / 3.0
    }
}

/// What one connected part gives to the scores; pairs are (answer, key).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Sums {
    things: f64,
    b3: (f64, f64),
    links: (f64, f64),
    of_links: (f64, f64),
    alike: f64,
    clusters: (f64, f64),
}

impl Sums {
    fn add(&mut self, more: &Self) {
        let plus = |one: &mut (f64, f64), other: (f64, f64)| *one = (one.0 + other.0, one.1 + other.1);
        self.things += more.things;
        self.alike += more.alike;
        plus(&mut self.b3, more.b3);
        plus(&mut self.links, more.links);
        plus(&mut self.of_links, more.of_links);
        plus(&mut self.clusters, more.clusters);
    }

    fn scores(&self) -> Scores {
        Scores {
            muc: Rate::of(self.links, self.of_links),
            b3: Rate::of(self.b3, (self.things, self.things)),
            ceaf: Rate::of((self.alike, self.alike), self.clusters),
        }
    }
}

/// A partition held against another.
#[derive(Debug)]
pub struct Compared {
    parts: Vec<Sums>,
}

impl Compared {
    /// `answer` and `key` give the cluster of every thing, in one order.
    ///
    /// # Panics
    /// Where the two are not equally long.
    #[must_use]
    pub fn new(answer: &[usize], key: &[usize]) -> Self {
        assert_eq!(answer.len(), key.len(), "both partitions are of the same things");
        let clusters = |labels: &[usize]| {
            let mut members: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
            labels.iter().enumerate().for_each(|(at, label)| {
                members.entry(*label).or_default().insert(at);
            });
            members
        };
        let (of_answer, of_key) = (clusters(answer), clusters(key));
        let mut left: BTreeSet<usize> = (0..answer.len()).collect();
        let mut parts = Vec::new();
        while let Some(seed) = left.pop_first() {
            let (mut things, mut open) = (BTreeSet::from([seed]), vec![seed]);
            while let Some(at) = open.pop() {
                for other in of_answer[&answer[at]].iter().chain(&of_key[&key[at]]) {
                    if things.insert(*other) {
                        left.remove(other);
                        open.push(*other);
                    }
                }
            }
            let labels = |of: &[usize]| things.iter().map(|at| of[*at]).collect::<BTreeSet<_>>();
            let pick = |from: &BTreeMap<usize, BTreeSet<usize>>, labels: BTreeSet<usize>| {
                labels.into_iter().map(|label| from[&label].clone()).collect::<Vec<_>>()
            };
            parts.push(sums(&pick(&of_answer, labels(answer)), &pick(&of_key, labels(key))));
        }
        Self { parts }
    }

    /// The scores over everything.
    #[must_use]
    pub fn scores(&self) -> Scores {
        let mut all = Sums::default();
        self.parts.iter().for_each(|part| all.add(part));
        all.scores()
    }

    /// The bounds that 95 of 100 draws of as many parts, with replacement, lie in, for each of `measures`. Seeded: the same every time.
    #[must_use]
    pub fn intervals<const N: usize>(&self, measures: [fn(&Scores) -> f64; N]) -> [(f64, f64); N] {
        let mut random = Random(SEED);
        let mut drawn: [Vec<f64>; N] = std::array::from_fn(|_| Vec::with_capacity(DRAWS));
        for _ in 0..DRAWS {
            let mut all = Sums::default();
            (0..self.parts.len()).for_each(|_| all.add(&self.parts[random.below(self.parts.len())]));
            let scores = all.scores();
            drawn.iter_mut().zip(measures).for_each(|(values, measure)| values.push(measure(&scores)));
        }
        drawn.map(|mut values| {
            values.sort_unstable_by(f64::total_cmp);
            (values[DRAWS / 40], values[DRAWS - 1 - DRAWS / 40])
        })
    }
}

const DRAWS: usize = 2000;
const SEED: u64 = 20_180_605;

/// The splitmix64 generator (Steele, Lea, Flood 2014).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) const fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}

fn sums(answer: &[BTreeSet<usize>], key: &[BTreeSet<usize>]) -> Sums {
    let common = |one: &BTreeSet<usize>, other: &BTreeSet<usize>| one.intersection(other).count() as f64;
    let similarity = |one: &BTreeSet<usize>, other: &BTreeSet<usize>| {
        2.0 * common(one, other) / (one.len() + other.len()) as f64
    };
    // For every cluster of `of` in turn: the things shared with each cluster of `with`.
    let half = |of: &[BTreeSet<usize>], with: &[BTreeSet<usize>]| {
        let (mut b3, mut links, mut of_links) = (0.0, 0.0, 0.0);
        for cluster in of {
            let size = cluster.len() as f64;
            let shared = with.iter().map(|other| common(cluster, other)).filter(|n| *n > 0.0);
            let shared: Vec<f64> = shared.collect();
            b3 += shared.iter().map(|n| n * n / size).sum::<f64>();
            links += size - shared.len() as f64;
            of_links += size - 1.0;
        }
        (b3, links, of_links)
    };
    let (precise, recalled) = (half(answer, key), half(key, answer));
    let weights: Vec<Vec<f64>> =
        answer.iter().map(|one| key.iter().map(|other| similarity(one, other)).collect()).collect();
    Sums {
        things: answer.iter().map(BTreeSet::len).sum::<usize>() as f64,
        b3: (precise.0, recalled.0),
        links: (precise.1, recalled.1),
        of_links: (precise.2, recalled.2),
        alike: assign(&weights).into_iter().map(|(row, column)| weights[row][column]).sum(),
        clusters: (answer.len() as f64, key.len() as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(one: f64, other: f64) {
        assert!((one - other).abs() < 1e-9, "{one} is not {other}");
    }

    #[test]
    fn scores_are_those_worked_by_hand() {
        // Key {a b c} {d e f g}; answer {a b} {c d} {e} {f g}.
        let scores = Compared::new(&[0, 0, 1, 1, 2, 3, 3], &[0, 0, 0, 1, 1, 1, 1]).scores();
        // Links: the answer makes 1 + 1 + 0 + 1, of which 1 + 0 + 0 + 1 hold; the key has 2 + 3, of which 1 + 1 are made.
        near(scores.muc.precision, 2.0 / 3.0);
        near(scores.muc.recall, 2.0 / 5.0);
        near(scores.b3.precision, (1.0 + 1.0 + 0.5 + 0.5 + 1.0 + 1.0 + 1.0) / 7.0);
        near(scores.b3.recall, (2.0 / 3.0 * 2.0 + 1.0 / 3.0 + 0.25 + 0.25 + 0.5 * 2.0) / 7.0);
        // {a b} with {a b c}: 4/5; {f g} with {d e f g}: 4/6.
        near(scores.ceaf.precision, (0.8 + 2.0 / 3.0) / 4.0);
        near(scores.ceaf.recall, (0.8 + 2.0 / 3.0) / 2.0);
    }

    #[test]
    fn the_same_partition_is_perfect_by_any_name() {
        let compared = Compared::new(&[7, 7, 2, 3, 3], &[0, 0, 1, 9, 9]);
        near(compared.scores().conll(), 1.0);
        let [(low, high)] = compared.intervals([|scores| scores.b3.f1()]);
        near(low, 1.0);
        near(high, 1.0);
    }

    #[test]
    fn an_interval_holds_the_score_and_widens_with_doubt() {
        let key: Vec<usize> = (0..200).map(|at| at / 2).collect();
        let answer: Vec<usize> = (0..200).map(|at| if at % 8 < 4 { at / 2 } else { 1000 + at }).collect();
        let compared = Compared::new(&answer, &key);
        let [(low, high)] = compared.intervals([|scores| scores.b3.recall]);
        near(compared.scores().b3.recall, 0.75);
        assert!(low < 0.74 && 0.76 < high && high - low < 0.2, "{low} to {high}");
        assert_eq!([(low, high)], compared.intervals([|scores| scores.b3.recall]));
    }
}
