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

/// Whether the place of one may depend on the other: something speaks for the pair, or somebody decided about it, even against it.
fn depends(one: &Candidate, other: &Candidate) -> bool {
    share_judgement(one, other) || one.may_be(other) && link(one.subject(), other.subject()).is_some()
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
    linked: BTreeMap<usize, Arc<[usize]>>,
}

impl<E, L: FnMut(&[String]) -> Result<Vec<Arc<Candidate>>, E>> Region<L> {
    const fn new(load: L) -> Self {
        Self {
            load,
            subjects: Vec::new(),
            places: BTreeMap::new(),
            blocks: BTreeMap::new(),
            loaded: BTreeSet::new(),
            linked: BTreeMap::new(),
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

    fn linked(&mut self, at: usize) -> Result<Arc<[usize]>, E> {
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
        let linked: Arc<[usize]> = others.filter(|other| depends(&subject, &self.subjects[*other])).collect();
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
            let mut next = self.linked(at)?.to_vec();
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
    fn rivals(&mut self, of: usize) -> Result<BTreeSet<usize>, E> {
        let mut group = BTreeSet::from([of]);
        let mut open = vec![of];
        while let Some(at) = open.pop() {
            for other in &*self.linked(at)? {
                if self.subjects[*other].tier <= self.subjects[at].tier && group.insert(*other) {
                    open.push(*other);
                }
            }
        }
        let mut rivals = BTreeSet::new();
        for member in &group {
            rivals.extend(self.linked(*member)?.iter().copied());
        }
        let text = |at: usize| &self.subjects[at].subject().report.text;
        rivals.retain(|other| *other != of && text(*other) == text(of));
        Ok(rivals)
    }

    fn clusters(&self, needed: &BTreeSet<usize>, touched: &BTreeSet<usize>) -> Vec<Vec<EventSubject>> {
        let places: Vec<usize> = needed.iter().copied().collect();
        let subjects: Vec<&Candidate> = places.iter().map(|at| &*self.subjects[*at]).collect();
        let reached = clusters_of(&subjects)
            .into_iter()
            .filter(|members| members.iter().any(|at| touched.contains(&places[*at])));
        let subject = |at: usize| subjects[at].subject().clone();
        reached.map(|members| members.into_iter().map(subject).collect()).collect()
    }
}
