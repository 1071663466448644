//! The clusters that a change reaches, found without looking at the whole record.
//!
//! A subject's place in the partition depends on what is linked to it and at least as exact (and on what those depend on); a
//! change therefore travels from exact subjects to vaguer ones only. Both directions are followed to their end, which is
//! near, because every link needs overlapping times.
use crate::candidate::Candidate;
use crate::clusters::clusters_of;
use crate::compare::{identity, link};
use model::record::EventSubject;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The clusters that a change reaches, complete, sorted. `added` are new subjects, `removed` those that no longer hold; `load`
/// gives every current subject of the blocks named, the added ones included, the removed ones not.
///
/// # Errors
/// Those of `load`.
pub fn affected<E>(
    added: &[EventSubject],
    removed: &[EventSubject],
    load: impl FnMut(&[String]) -> Result<Vec<Arc<Candidate>>, E>,
) -> Result<Vec<Vec<EventSubject>>, E> {
    let mut region = Region::new(load);
    let mut insert = |subject: &EventSubject| region.insert(Arc::new(Candidate::new(subject.clone())));
    let gone: BTreeSet<usize> = removed.iter().map(&mut insert).collect();
    let mut seeds: BTreeSet<usize> = added.iter().map(&mut insert).collect();
    seeds.extend(gone.iter().copied());
    let (touched, needed) = loop {
        let reached = region.vaguer(&seeds)?;
        let touched = region.finer(&reached)?;
        let competing = region.vaguer(&touched)?;
        let needed = region.finer(&competing)?;
        // A pair that somebody decided on ties together what may lie far apart: both ends are then looked at in full.
        let judged = needed.iter().filter(|at| !touched.contains(*at) && region.is_judged(**at));
        let judged: BTreeSet<usize> = judged.copied().collect();
        if judged.is_empty() {
            break (touched, needed);
        }
        seeds.extend(judged);
    };
    let kept = |found: &BTreeSet<usize>| found.difference(&gone).copied().collect::<BTreeSet<usize>>();
    Ok(region.clusters(&kept(&needed), &kept(&touched)))
}

/// Report key, reading, local id.
type Id = (String, String, String);

fn id_of(subject: &EventSubject) -> Id {
    let (key, reading, local) = identity(subject);
    (key.to_owned(), reading.to_owned(), local.to_owned())
}

/// Whether the place of one may depend on the other, because something speaks for the pair (and how much), or because somebody decided about
/// it, even against it.
fn depends(one: &Candidate, other: &Candidate) -> Option<Option<i64>> {
    let strength = if one.may_be(other) { link(one.subject(), other.subject()) } else { None };
    (strength.is_some() || share_judgement(one, other)).then_some(strength)
}

fn share_judgement(one: &Candidate, other: &Candidate) -> bool {
    let (one, other) = (&one.subject().sides, &other.subject().sides);
    one.are_same(other) || one.are_different(other)
}

/// The part of the record that was looked at. Subjects are known by their place in it.
struct Region<L> {
    load: L,
    subjects: Vec<Arc<Candidate>>,
    places: BTreeMap<Id, usize>,
    blocks: BTreeMap<String, Vec<usize>>,
    loaded: BTreeSet<String>,
    linked: BTreeMap<usize, Linked>,
    reaches: BTreeMap<usize, Arc<Reach>>,
}

/// Those on which the place of a subject may depend, with what speaks for the pair.
type Linked = Arc<[(usize, Option<i64>)]>;

/// By text: everything that is linked to one of a group of subjects.
type Reach = BTreeMap<String, BTreeSet<usize>>;

impl<E, L: FnMut(&[String]) -> Result<Vec<Arc<Candidate>>, E>> Region<L> {
    const fn new(load: L) -> Self {
        Self {
            load,
            subjects: Vec::new(),
            places: BTreeMap::new(),
            blocks: BTreeMap::new(),
            loaded: BTreeSet::new(),
            linked: BTreeMap::new(),
            reaches: BTreeMap::new(),
        }
    }

    fn insert(&mut self, subject: Arc<Candidate>) -> usize {
        let at = *self.places.entry(id_of(subject.subject())).or_insert(self.subjects.len());
        for key in &subject.blocks {
            match self.blocks.get_mut(key) {
                Some(block) => block.push(at),
                None => drop(self.blocks.insert(key.clone(), vec![at])),
            }
        }
        match self.subjects.get_mut(at) {
            Some(known) => *known = subject,
            None => self.subjects.push(subject),
        }
        at
    }

    fn is_judged(&self, at: usize) -> bool {
        !self.subjects[at].subject().sides.is_empty()
    }

    fn linked(&mut self, at: usize) -> Result<Linked, E> {
        if let Some(known) = self.linked.get(&at) {
            return Ok(Arc::clone(known));
        }
        let subject = Arc::clone(&self.subjects[at]);
        let missing: Vec<String> =
            subject.blocks.iter().filter(|key| !self.loaded.contains(*key)).cloned().collect();
        if !missing.is_empty() {
            for found in (self.load)(&missing)? {
                self.insert(found);
            }
            self.loaded.extend(missing);
        }
        let mut near: Vec<usize> =
            subject.blocks.iter().filter_map(|key| self.blocks.get(key)).flatten().copied().collect();
        near.sort_unstable();
        near.dedup();
        let others = near.into_iter().filter(|other| *other != at);
        // A pair is looked at once: the other end knows it already, if that was looked at before.
        let known = |other: usize| {
            let of_other = self.linked.get(&other)?;
            Some(of_other.binary_search_by_key(&at, |(one, _)| *one).ok().map(|found| of_other[found].1))
        };
        let linked: Linked = others
            .filter_map(|other| {
                let found = known(other).unwrap_or_else(|| depends(&subject, &self.subjects[other]));
                Some((other, found?))
            })
            .collect();
        self.linked.insert(at, Arc::clone(&linked));
        Ok(linked)
    }

    /// Everything whose place may depend on these.
    fn vaguer(&mut self, seeds: &BTreeSet<usize>) -> Result<BTreeSet<usize>, E> {
        self.closure(seeds, |from, to| to.tier >= from.tier)
    }

    /// Everything on which the place of these may depend.
    fn finer(&mut self, seeds: &BTreeSet<usize>) -> Result<BTreeSet<usize>, E> {
        self.closure(seeds, |from, to| to.tier <= from.tier)
    }

    fn closure(
        &mut self,
        seeds: &BTreeSet<usize>,
        follows: fn(&Candidate, &Candidate) -> bool,
    ) -> Result<BTreeSet<usize>, E> {
        let mut found = seeds.clone();
        let mut open: Vec<usize> = seeds.iter().copied().collect();
        while let Some(at) = open.pop() {
            let mut next: Vec<usize> = self.linked(at)?.iter().map(|(other, _)| *other).collect();
            next.extend(self.rivals(at)?);
            next.retain(|other| {
                let (from, to) = (&self.subjects[at], &self.subjects[*other]);
                follows(from, to) || share_judgement(from, to)
            });
            open.extend(next.into_iter().filter(|other| found.insert(*other)));
        }
        Ok(found)
    }

    /// Other subjects of the same text that may fit the same group: only one of them can have it.
    fn rivals(&mut self, of: usize) -> Result<Vec<usize>, E> {
        let reach = match self.reaches.get(&of) {
            Some(known) => Arc::clone(known),
            None => self.reach(of)?,
        };
        let of_text = reach.get(&self.subjects[of].subject().report.text);
        Ok(of_text.into_iter().flatten().copied().filter(|other| *other != of).collect())
    }

    /// What is linked to the group that a subject may be in. It is the same for all of its tier in that group, so that the links of a group
    /// are gone through once and not once for each of its members.
    fn reach(&mut self, of: usize) -> Result<Arc<Reach>, E> {
        let mut group = BTreeSet::from([of]);
        let mut open = vec![of];
        let mut reached = BTreeSet::new();
        while let Some(at) = open.pop() {
            for (other, _) in &*self.linked(at)? {
                reached.insert(*other);
                if self.subjects[*other].tier <= self.subjects[at].tier && group.insert(*other) {
                    open.push(*other);
                }
            }
        }
        let mut reach = Reach::new();
        for other in reached {
            let text = &self.subjects[other].subject().report.text;
            match reach.get_mut(text) {
                Some(of_text) => drop(of_text.insert(other)),
                None => drop(reach.insert(text.clone(), BTreeSet::from([other]))),
            }
        }
        let reach = Arc::new(reach);
        let tier = self.subjects[of].tier;
        for member in group.into_iter().filter(|member| self.subjects[*member].tier == tier) {
            self.reaches.insert(member, Arc::clone(&reach));
        }
        Ok(reach)
    }

    fn clusters(&self, needed: &BTreeSet<usize>, touched: &BTreeSet<usize>) -> Vec<Vec<EventSubject>> {
        let places: Vec<usize> = needed.iter().copied().collect();
        let subjects: Vec<&Candidate> = places.iter().map(|at| &*self.subjects[*at]).collect();
        // Everything that is needed was looked at by the closure that found it.
        let links = places.iter().map(|at| {
            let linked = self.linked.get(at).into_iter().flat_map(|linked| linked.iter());
            linked
                .filter_map(|(other, strength)| Some((places.binary_search(other).ok()?, (*strength)?)))
                .collect()
        });
        let reached = clusters_of(&subjects, links.collect())
            .into_iter()
            .filter(|members| members.iter().any(|at| touched.contains(&places[*at])));
        let subject = |at: usize| subjects[at].subject().clone();
        reached.map(|members| members.into_iter().map(subject).collect()).collect()
    }
}
