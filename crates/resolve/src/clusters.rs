//! Which subjects are one happening.
use crate::candidate::Candidate;
use crate::compare::{COPY, Kind, Tier, identity, link};
use crate::score::SHIPPED;
use model::record::EventSubject;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Which subjects are one happening: indices into `subjects`, each exactly once, in an order that depends on the subjects only.
///
/// Most exact subjects first ([`Tier`]): a subject that fits one group of more exact ones better than any other joins it; the others of its
/// tier are joined to each other, strongest pair first, where the pairs across two groups speak for it on the average. Two subjects of one text are never joined, nor are two that contradict
/// each other in what they are. What persons decided comes last and goes before all of it: groups are united over a pair that is
/// the same, unless that would put two together that are different.
#[must_use]
pub fn clusters(subjects: &[EventSubject]) -> Vec<Vec<usize>> {
    let candidates: Vec<Candidate> = subjects.iter().cloned().map(Candidate::new).collect();
    let candidates: Vec<&Candidate> = candidates.iter().collect();
    clusters_of(&candidates, links(&candidates))
}

/// What speaks for each pair, in both directions.
pub(crate) type Links = Vec<BTreeMap<usize, i64>>;

/// The same for candidates, whose links are known.
pub(crate) fn clusters_of(candidates: &[&Candidate], links: Links) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by(|a, b| identity(candidates[*a].subject()).cmp(&identity(candidates[*b].subject())));
    let mut rank = vec![0; order.len()];
    order.iter().enumerate().for_each(|(at, index)| rank[*index] = at);
    let mut sorted = vec![BTreeMap::new(); order.len()];
    for (index, linked) in links.into_iter().enumerate() {
        sorted[rank[index]] = linked.into_iter().map(|(other, strength)| (rank[other], strength)).collect();
    }
    let candidates: Vec<&Candidate> = order.iter().map(|index| candidates[*index]).collect();
    let mut partition = Partition::new(&candidates, sorted);
    Tier::ALL.into_iter().for_each(|tier| partition.place(tier));
    partition.unite_judged();
    let mut clusters: Vec<Vec<usize>> = partition
        .groups
        .into_iter()
        .map(|group| {
            let mut members = group.members;
            members.sort_unstable();
            members
        })
        .collect();
    clusters.sort_unstable();
    clusters.into_iter().map(|members| members.into_iter().map(|at| order[at]).collect()).collect()
}

/// Pairs with something that speaks for them, found block by block.
fn links(candidates: &[&Candidate]) -> Links {
    let mut blocks: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, candidate) in candidates.iter().enumerate() {
        candidate.blocks.iter().for_each(|key| blocks.entry(key).or_default().push(at));
    }
    let mut links: Links = vec![BTreeMap::new(); candidates.len()];
    for members in blocks.values() {
        for (position, one) in members.iter().enumerate() {
            for other in &members[position + 1..] {
                if links[*one].contains_key(other) || !candidates[*one].may_be(candidates[*other]) {
                    continue;
                }
                if let Some(strength) = link(candidates[*one].subject(), candidates[*other].subject()) {
                    links[*one].insert(*other, strength);
                    links[*other].insert(*one, strength);
                }
            }
        }
    }
    links
}

/// What a set of subjects is, as far as it decides whether another may come to it: with it, two sets are held against each other without
/// looking at each pair. Near-identical tellings of one happening differ in nothing of this.
#[derive(Debug, Default)]
struct Held<'s> {
    /// By their number in [`Partition::kinds`].
    kinds: BTreeSet<usize>,
    /// The subjects of each text, by their local ids.
    texts: BTreeMap<&'s str, BTreeSet<&'s str>>,
    /// Those of whom somebody decided that they are different from others.
    parted: Vec<usize>,
}

impl Held<'_> {
    fn take(&mut self, other: Self) {
        self.kinds.extend(other.kinds);
        for (text, locals) in other.texts {
            self.texts.entry(text).or_default().extend(locals);
        }
        self.parted.extend(other.parted);
    }

    /// Whether two different subjects of one text would come together. Copies of one subject (another report, the same text) may.
    fn share_text(&self, other: &Self) -> bool {
        let (fewer, more) = if self.texts.len() <= other.texts.len() { (self, other) } else { (other, self) };
        fewer.texts.iter().any(|(text, locals)| {
            more.texts.get(text).is_some_and(|others| locals.len() > 1 || locals != others)
        })
    }
}

/// One happening: the subjects of one tier that make it, and vaguer ones that fit it alone.
#[derive(Default)]
struct Group<'s> {
    members: Vec<usize>,
    /// Of the subjects that make it.
    core: Held<'s>,
    /// Of all.
    all: Held<'s>,
}

struct Partition<'s> {
    candidates: Vec<&'s Candidate>,
    subjects: Vec<&'s EventSubject>,
    links: Links,
    groups: Vec<Group<'s>>,
    /// The group of every subject that has one.
    group_of: Vec<Option<usize>>,
    /// Whether a subject is one of those that make its group.
    is_core: Vec<bool>,
    /// The kind of every subject.
    kind_of: Vec<usize>,
    /// Whether two kinds cannot be one happening.
    excluded: Vec<Vec<bool>>,
}

/// Two groups that are being made: what the links across them come to.
#[derive(Debug, Default, Clone, Copy)]
struct Across {
    sum: i64,
    n_links: usize,
    /// Found to be forbidden, which it stays whatever comes to either side.
    is_forbidden: bool,
}

impl<'s> Partition<'s> {
    fn new(candidates: &[&'s Candidate], links: Links) -> Self {
        let subjects: Vec<&EventSubject> = candidates.iter().map(|one| one.subject()).collect();
        let mut numbers: BTreeMap<Kind<'_>, usize> = BTreeMap::new();
        let kind_of = subjects.iter().map(|subject| {
            let next = numbers.len();
            *numbers.entry(Kind::of(subject)).or_insert(next)
        });
        let kind_of: Vec<usize> = kind_of.collect();
        let mut kinds: Vec<(usize, &Kind<'_>)> =
            numbers.iter().map(|(kind, number)| (*number, kind)).collect();
        kinds.sort_unstable_by_key(|(number, _)| *number);
        let excludes = |one: &Kind<'_>| kinds.iter().map(|(_, other)| one.excludes(other)).collect();
        let excluded = kinds.iter().map(|(_, one)| excludes(one)).collect();
        Self {
            candidates: candidates.to_vec(),
            links,
            groups: Vec::new(),
            group_of: vec![None; subjects.len()],
            is_core: vec![false; subjects.len()],
            kind_of,
            excluded,
            subjects,
        }
    }

    fn held(&self, at: usize) -> Held<'s> {
        let subject = self.subjects[at];
        Held {
            kinds: BTreeSet::from([self.kind_of[at]]),
            texts: BTreeMap::from([(
                subject.report.text.as_str(),
                BTreeSet::from([subject.id.local.as_str()]),
            )]),
            parted: if subject.sides.different.is_empty() { Vec::new() } else { vec![at] },
        }
    }

    /// Whether a subject of the one and one of the other are the same text's, or somebody keeps them apart.
    fn keep_out(&self, one: &Held<'_>, other: &Held<'_>) -> bool {
        let are_different =
            |one: usize, other: usize| self.subjects[one].sides.are_different(&self.subjects[other].sides);
        one.share_text(other)
            || one.parted.iter().any(|one| other.parted.iter().any(|other| are_different(*one, *other)))
    }

    /// Whether a subject of the one and one of the other cannot be one happening (`compare::cannot_be_one`).
    fn cannot_be_one(&self, one: &Held<'_>, other: &Held<'_>) -> bool {
        let excluded = |one: usize| other.kinds.iter().any(|other| self.excluded[one][*other]);
        one.kinds.iter().any(|one| excluded(*one)) || self.keep_out(one, other)
    }

    fn place(&mut self, of_tier: Tier) {
        let pending: Vec<usize> =
            (0..self.subjects.len()).filter(|at| self.candidates[*at].tier == of_tier).collect();
        let mut claims: Vec<(Reverse<i64>, usize, usize)> = pending
            .iter()
            .filter_map(|at| self.only_group(*at).map(|(group, strength)| (Reverse(strength), *at, group)))
            .collect();
        claims.sort_unstable();
        let mut left: BTreeSet<usize> = pending.into_iter().collect();
        for (_, at, group) in claims {
            // Two of one text may fit the same group: the stronger one has it.
            if !self.is_kept_out(at, group) {
                self.join_group(at, group);
                left.remove(&at);
            }
        }
        self.follow_copies(&mut left);
        self.join(&left);
    }

    fn join_group(&mut self, at: usize, group: usize) {
        let held = self.held(at);
        self.groups[group].members.push(at);
        self.groups[group].all.take(held);
        self.group_of[at] = Some(group);
    }

    /// Whether a member of the group is another subject of the same text, or one that somebody keeps apart.
    fn is_kept_out(&self, at: usize, group: usize) -> bool {
        self.keep_out(&self.groups[group].all, &self.held(at))
    }

    /// A copy of a subject is where that is: the day on which it was printed again does not count.
    fn follow_copies(&mut self, left: &mut BTreeSet<usize>) {
        for at in left.clone() {
            let copies = self.links[at].iter().filter(|(_, strength)| **strength == COPY);
            let group = copies.filter_map(|(other, _)| self.group_of[*other]).min();
            let Some(group) = group else { continue };
            if !self.is_kept_out(at, group) {
                self.join_group(at, group);
                left.remove(&at);
            }
        }
    }

    /// The group that a subject fits better than any other, and how well.
    fn only_group(&self, at: usize) -> Option<(usize, i64)> {
        let mut fitting: BTreeMap<usize, i64> = BTreeMap::new();
        for (member, strength) in &self.links[at] {
            if let Some(group) = self.group_of[*member].filter(|_| self.is_core[*member]) {
                let best = fitting.entry(group).or_insert(*strength);
                *best = (*best).max(*strength);
            }
        }
        let held = self.held(at);
        fitting.retain(|group, _| !self.cannot_be_one(&self.groups[*group].core, &held));
        let mut ranked: Vec<(i64, usize)> =
            fitting.into_iter().map(|(group, strength)| (strength, group)).collect();
        ranked.sort_unstable();
        let (strength, group) = ranked.pop()?;
        let leads = ranked.last().is_none_or(|(next, _)| strength - next >= SHIPPED.choice.lead());
        leads.then_some((group, strength))
    }

    /// Joins subjects of one tier, strongest pair first, unless a pair across the two sides is forbidden or the pairs across speak against
    /// it on the average.
    fn join(&mut self, pending: &BTreeSet<usize>) {
        let mut pairs: Vec<(Reverse<i64>, usize, usize)> = Vec::new();
        let mut across: BTreeMap<usize, BTreeMap<usize, Across>> = BTreeMap::new();
        for one in pending {
            let linked = self.links[*one].iter().filter(|(other, _)| pending.contains(other));
            let linked: Vec<(usize, i64)> = linked.map(|(other, strength)| (*other, *strength)).collect();
            let later = linked.iter().filter(|(other, _)| other > one);
            pairs.extend(later.map(|(other, strength)| (Reverse(*strength), *one, *other)));
            let first = |sum: i64| Across { sum, n_links: 1, is_forbidden: false };
            across
                .insert(*one, linked.into_iter().map(|(other, strength)| (other, first(strength))).collect());
        }
        pairs.sort_unstable();
        let mut making: BTreeMap<usize, usize> = pending.iter().map(|at| (*at, *at)).collect();
        let mut members: BTreeMap<usize, (Vec<usize>, Held<'s>)> =
            pending.iter().map(|at| (*at, (vec![*at], self.held(*at)))).collect();
        for (_, one, other) in pairs {
            let (one, other) = (making[&one], making[&other]);
            let Some(known) = across.get(&one).and_then(|across| across.get(&other)).copied() else {
                continue;
            };
            if one == other
                || known.is_forbidden
                || !is_enough(known, members[&one].0.len() * members[&other].0.len())
            {
                continue;
            }
            if self.cannot_be_one(&members[&one].1, &members[&other].1) {
                for (one, other) in [(one, other), (other, one)] {
                    across.entry(one).or_default().entry(other).or_default().is_forbidden = true;
                }
                continue;
            }
            let Some((moved, held)) = members.remove(&other) else { continue };
            moved.iter().for_each(|at| {
                making.insert(*at, one);
            });
            if let Some((all, known)) = members.get_mut(&one) {
                all.extend(moved);
                known.take(held);
            }
            for (third, of_other) in across.remove(&other).unwrap_or_default() {
                let of_third = across.entry(third).or_default();
                of_third.remove(&other);
                if third != one {
                    of_third.entry(one).or_default().add(of_other);
                    across.entry(one).or_default().entry(third).or_default().add(of_other);
                }
            }
        }
        for (core, held) in members.into_values() {
            for at in &core {
                self.group_of[*at] = Some(self.groups.len());
                self.is_core[*at] = true;
            }
            let mut all = Held::default();
            core.iter().for_each(|at| all.take(self.held(*at)));
            self.groups.push(Group { members: core, core: held, all });
        }
    }

    /// Unites the groups of subjects that somebody decided to be one event.
    fn unite_judged(&mut self) {
        let mut pairs: Vec<(&str, usize, usize)> = Vec::new();
        for one in 0..self.subjects.len() {
            for judgement in &self.subjects[one].sides.same {
                let others = one + 1..self.subjects.len();
                let others = others.filter(|other| self.subjects[*other].sides.same.contains(judgement));
                pairs.extend(others.map(|other| (judgement.as_str(), one, other)));
            }
        }
        pairs.sort_unstable_by_key(|(judgement, one, other)| (judgement.len(), *judgement, *one, *other));
        let pairs: Vec<(usize, usize)> = pairs.into_iter().map(|(_, one, other)| (one, other)).collect();
        for (one, other) in pairs {
            let (Some(into), Some(from)) = (self.group_of[one], self.group_of[other]) else { continue };
            let are_different = self.groups[into].all.parted.iter().any(|one| {
                let one = &self.subjects[*one].sides;
                self.groups[from]
                    .all
                    .parted
                    .iter()
                    .any(|other| one.are_different(&self.subjects[*other].sides))
            });
            if into == from || are_different {
                continue;
            }
            let moved = std::mem::take(&mut self.groups[from]);
            moved.members.into_iter().for_each(|at| self.join_group(at, into));
        }
        self.groups.retain(|group| !group.members.is_empty());
    }
}

impl Across {
    const fn add(&mut self, other: Self) {
        self.sum += other.sum;
        self.n_links += other.n_links;
        self.is_forbidden |= other.is_forbidden;
    }
}

/// Whether the pairs across two groups speak for them on the average; a pair that nothing speaks for counts against it.
fn is_enough(across: Across, n_pairs: usize) -> bool {
    let n_pairs_apart = (n_pairs - across.n_links) as i64;
    across.sum + n_pairs_apart * SHIPPED.choice.apart() >= n_pairs as i64 * SHIPPED.choice.fitting().min(0)
}

#[cfg(test)]
#[path = "clusters_tests.rs"]
mod tests;
