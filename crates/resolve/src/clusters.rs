//! Which subjects are one happening.
use crate::blocks::block_keys;
use crate::compare::{Tier, cannot_be_one, identity, link, tier};
use model::record::EventSubject;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Which subjects are one happening: indices into `subjects`, each exactly once, in an order that depends on the subjects only.
///
/// Most exact subjects first ([`Tier`]): a subject that fits exactly one group of more exact ones joins it; the others of its
/// tier are joined to each other, strongest pair first. Two subjects of one text are never joined, nor are two that contradict
/// each other in what they are. What persons decided comes last and goes before all of it: groups are united over a pair that is
/// the same, unless that would put two together that are different.
#[must_use]
pub fn clusters(subjects: &[EventSubject]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..subjects.len()).collect();
    order.sort_by(|a, b| identity(&subjects[*a]).cmp(&identity(&subjects[*b])));
    let sorted: Vec<&EventSubject> = order.iter().map(|index| &subjects[*index]).collect();
    let mut partition = Partition { links: links(&sorted), subjects: sorted, groups: Vec::new() };
    Tier::ALL.into_iter().for_each(|tier| partition.place(tier));
    partition.unite_judged();
    let mut clusters: Vec<Vec<usize>> = partition
        .groups
        .into_iter()
        .map(|group| {
            let mut members: Vec<usize> = group.core.into_iter().chain(group.joined).collect();
            members.sort_unstable();
            members
        })
        .collect();
    clusters.sort_unstable();
    clusters.into_iter().map(|members| members.into_iter().map(|at| order[at]).collect()).collect()
}

/// Pairs with something that speaks for them, found block by block.
fn links(subjects: &[&EventSubject]) -> BTreeMap<usize, BTreeMap<usize, u32>> {
    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, subject) in subjects.iter().enumerate() {
        block_keys(subject).into_iter().for_each(|key| blocks.entry(key).or_default().push(at));
    }
    let mut links: BTreeMap<usize, BTreeMap<usize, u32>> = BTreeMap::new();
    for members in blocks.values() {
        for (position, one) in members.iter().enumerate() {
            for other in &members[position + 1..] {
                if let Some(strength) = link(subjects[*one], subjects[*other]) {
                    links.entry(*one).or_default().insert(*other, strength);
                    links.entry(*other).or_default().insert(*one, strength);
                }
            }
        }
    }
    links
}

/// One happening: the subjects of one tier that make it, and vaguer ones that fit it alone.
struct Group {
    core: Vec<usize>,
    joined: Vec<usize>,
}

impl Group {
    fn members(&self) -> impl Iterator<Item = usize> {
        self.core.iter().chain(&self.joined).copied()
    }
}

struct Partition<'s> {
    subjects: Vec<&'s EventSubject>,
    links: BTreeMap<usize, BTreeMap<usize, u32>>,
    groups: Vec<Group>,
}

impl Partition<'_> {
    fn place(&mut self, of_tier: Tier) {
        let pending: Vec<usize> =
            (0..self.subjects.len()).filter(|at| tier(self.subjects[*at]) == of_tier).collect();
        let mut claims: Vec<(Reverse<u32>, usize, usize)> = pending
            .iter()
            .filter_map(|at| self.only_group(*at).map(|(group, strength)| (Reverse(strength), *at, group)))
            .collect();
        claims.sort_unstable();
        let mut left: BTreeSet<usize> = pending.into_iter().collect();
        for (_, at, group) in claims {
            // Two subjects of one text, or two that somebody keeps apart, may fit the same group: the stronger one has it.
            let excludes = |member: usize| {
                self.is_of_one_text(member, at)
                    || self.subjects[member].sides.are_different(&self.subjects[at].sides)
            };
            if !self.groups[group].members().any(excludes) {
                self.groups[group].joined.push(at);
                left.remove(&at);
            }
        }
        self.join(&left);
    }

    /// Two different subjects of one text. Copies of one subject (another report, the same text) are not.
    fn is_of_one_text(&self, one: usize, other: usize) -> bool {
        let (one, other) = (self.subjects[one], self.subjects[other]);
        one.report.text == other.report.text && one.id.local != other.id.local
    }

    /// The group that a subject fits, where it is exactly one, and how well.
    fn only_group(&self, at: usize) -> Option<(usize, u32)> {
        let links = self.links.get(&at)?;
        let mut fitting = self.groups.iter().enumerate().filter_map(|(number, group)| {
            let strength = group.core.iter().filter_map(|member| links.get(member)).max()?;
            let forbidden =
                group.core.iter().any(|member| cannot_be_one(self.subjects[*member], self.subjects[at]));
            (!forbidden).then_some((number, *strength))
        });
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first)
    }

    /// Joins subjects of one tier, strongest pair first, unless a pair across the two sides is forbidden.
    fn join(&mut self, pending: &BTreeSet<usize>) {
        let mut pairs: Vec<(Reverse<u32>, usize, usize)> = Vec::new();
        for one in pending {
            let links = self.links.get(one).into_iter().flatten();
            let later = links.filter(|(other, _)| *other > one && pending.contains(other));
            pairs.extend(later.map(|(other, strength)| (Reverse(*strength), *one, *other)));
        }
        pairs.sort_unstable();
        let mut group_of: BTreeMap<usize, usize> = pending.iter().map(|at| (*at, *at)).collect();
        let mut members: BTreeMap<usize, Vec<usize>> = pending.iter().map(|at| (*at, vec![*at])).collect();
        for (_, one, other) in pairs {
            let (one, other) = (group_of[&one], group_of[&other]);
            if one != other && !self.is_forbidden(&members[&one], &members[&other]) {
                let moved = members.remove(&other).unwrap_or_default();
                moved.iter().for_each(|at| {
                    group_of.insert(*at, one);
                });
                members.entry(one).or_default().extend(moved);
            }
        }
        self.groups.extend(members.into_values().map(|core| Group { core, joined: Vec::new() }));
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
            let (Some(into), Some(from)) = (self.group_of(one), self.group_of(other)) else { continue };
            let are_different = self.groups[into].members().any(|one| {
                let one = &self.subjects[one].sides;
                self.groups[from].members().any(|other| one.are_different(&self.subjects[other].sides))
            });
            if into == from || are_different {
                continue;
            }
            let moved =
                std::mem::replace(&mut self.groups[from], Group { core: Vec::new(), joined: Vec::new() });
            self.groups[into].joined.extend(moved.members());
        }
        self.groups.retain(|group| group.members().next().is_some());
    }

    fn group_of(&self, at: usize) -> Option<usize> {
        self.groups.iter().position(|group| group.members().any(|member| member == at))
    }

    fn is_forbidden(&self, some: &[usize], others: &[usize]) -> bool {
        some.iter()
            .any(|one| others.iter().any(|other| cannot_be_one(self.subjects[*one], self.subjects[*other])))
    }
}

#[cfg(test)]
#[path = "clusters_tests.rs"]
mod tests;
