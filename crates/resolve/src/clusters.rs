//! Which subjects are one happening.
use crate::candidate::Candidate;
use crate::compare::{COPY, Tier, cannot_be_one, identity, link, tier};
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
    clusters_of(&candidates.iter().collect::<Vec<_>>())
}

/// The same for candidates.
pub(crate) fn clusters_of(candidates: &[&Candidate]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by(|a, b| identity(candidates[*a].subject()).cmp(&identity(candidates[*b].subject())));
    let sorted: Vec<&Candidate> = order.iter().map(|index| candidates[*index]).collect();
    let group_of = vec![None; sorted.len()];
    let links = links(&sorted);
    let subjects = sorted.into_iter().map(Candidate::subject).collect();
    let mut partition = Partition { links, subjects, groups: Vec::new(), group_of };
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
fn links(candidates: &[&Candidate]) -> BTreeMap<usize, BTreeMap<usize, i64>> {
    let mut blocks: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, candidate) in candidates.iter().enumerate() {
        candidate.blocks.iter().for_each(|key| blocks.entry(key).or_default().push(at));
    }
    let mut links: BTreeMap<usize, BTreeMap<usize, i64>> = BTreeMap::new();
    for members in blocks.values() {
        for (position, one) in members.iter().enumerate() {
            for other in &members[position + 1..] {
                let is_known = links.get(one).is_some_and(|links| links.contains_key(other));
                if is_known || !candidates[*one].may_be(candidates[*other]) {
                    continue;
                }
                if let Some(strength) = link(candidates[*one].subject(), candidates[*other].subject()) {
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
    links: BTreeMap<usize, BTreeMap<usize, i64>>,
    groups: Vec<Group>,
    /// The group of every subject that has one.
    group_of: Vec<Option<usize>>,
}

impl Partition<'_> {
    fn place(&mut self, of_tier: Tier) {
        let pending: Vec<usize> =
            (0..self.subjects.len()).filter(|at| tier(self.subjects[*at]) == of_tier).collect();
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
        self.groups[group].joined.push(at);
        self.group_of[at] = Some(group);
    }

    /// Whether a member of the group is another subject of the same text, or one that somebody keeps apart.
    fn is_kept_out(&self, at: usize, group: usize) -> bool {
        self.groups[group].members().any(|member| {
            self.is_of_one_text(member, at)
                || self.subjects[member].sides.are_different(&self.subjects[at].sides)
        })
    }

    /// A copy of a subject is where that is: the day on which it was printed again does not count.
    fn follow_copies(&mut self, left: &mut BTreeSet<usize>) {
        for at in left.clone() {
            let links = self.links.get(&at).into_iter().flatten();
            let copies = links.filter(|(_, strength)| **strength == COPY);
            let group = copies.filter_map(|(other, _)| self.group_of[*other]).min();
            let Some(group) = group else { continue };
            if !self.is_kept_out(at, group) {
                self.join_group(at, group);
                left.remove(&at);
            }
        }
    }

    /// Two different subjects of one text. Copies of one subject (another report, the same text) are not.
    fn is_of_one_text(&self, one: usize, other: usize) -> bool {
        let (one, other) = (self.subjects[one], self.subjects[other]);
        one.report.text == other.report.text && one.id.local != other.id.local
    }

    /// The group that a subject fits better than any other, and how well.
    fn only_group(&self, at: usize) -> Option<(usize, i64)> {
        let mut fitting: BTreeMap<usize, i64> = BTreeMap::new();
        for (member, strength) in self.links.get(&at)? {
            if let Some(group) =
                self.group_of[*member].filter(|group| self.groups[*group].core.contains(member))
            {
                let best = fitting.entry(group).or_insert(*strength);
                *best = (*best).max(*strength);
            }
        }
        fitting.retain(|group, _| {
            let core = &self.groups[*group].core;
            !core.iter().any(|member| cannot_be_one(self.subjects[*member], self.subjects[at]))
        });
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
            if one != other && self.may_unite(&members[&one], &members[&other]) {
                let moved = members.remove(&other).unwrap_or_default();
                moved.iter().for_each(|at| {
                    group_of.insert(*at, one);
                });
                members.entry(one).or_default().extend(moved);
            }
        }
        for core in members.into_values() {
            core.iter().for_each(|at| self.group_of[*at] = Some(self.groups.len()));
            self.groups.push(Group { core, joined: Vec::new() });
        }
    }

    fn may_unite(&self, some: &[usize], others: &[usize]) -> bool {
        let (mut sum, mut pairs) = (0, 0);
        for one in some {
            for other in others {
                if cannot_be_one(self.subjects[*one], self.subjects[*other]) {
                    return false;
                }
                let link = self.links.get(one).and_then(|links| links.get(other));
                sum += link.copied().unwrap_or_else(|| SHIPPED.choice.apart());
                pairs += 1;
            }
        }
        sum >= pairs * SHIPPED.choice.fitting().min(0)
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
            let are_different = self.groups[into].members().any(|one| {
                let one = &self.subjects[one].sides;
                self.groups[from].members().any(|other| one.are_different(&self.subjects[other].sides))
            });
            if into == from || are_different {
                continue;
            }
            let moved =
                std::mem::replace(&mut self.groups[from], Group { core: Vec::new(), joined: Vec::new() });
            moved.members().for_each(|at| self.join_group(at, into));
        }
        self.groups.retain(|group| group.members().next().is_some());
    }
}

#[cfg(test)]
#[path = "clusters_tests.rs"]
mod tests;
