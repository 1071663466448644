//! The clusters that a change reaches, found without looking at the whole record.
//!
//! A subject's place in the partition depends on what is linked to it and at least as exact (and on what those depend on); a
//! change therefore travels from exact subjects to vaguer ones only. Both directions are followed to their end, which is
//! near, because every link needs overlapping times.
use crate::blocks::block_keys;
use crate::clusters::clusters;
use crate::compare::{identity, link, tier};
use model::record::EventSubject;
use std::collections::{BTreeMap, BTreeSet};

/// The clusters that a change reaches, complete, sorted. `added` are new subjects, `removed` those that no longer hold; `load`
/// gives every current subject of the blocks named, the added ones included, the removed ones not.
///
/// # Errors
/// Those of `load`.
pub fn affected<E>(
    added: &[EventSubject],
    removed: &[EventSubject],
    load: impl FnMut(&[String]) -> Result<Vec<EventSubject>, E>,
) -> Result<Vec<Vec<EventSubject>>, E> {
    let mut region = Region::new(load);
    let gone: BTreeSet<Id> = removed.iter().map(|subject| region.insert(subject.clone())).collect();
    let mut seeds: BTreeSet<Id> = added.iter().map(|subject| region.insert(subject.clone())).collect();
    seeds.extend(gone.iter().cloned());
    let (touched, needed) = loop {
        let reached = region.vaguer(&seeds)?;
        let touched = region.finer(&reached)?;
        let competing = region.vaguer(&touched)?;
        let needed = region.finer(&competing)?;
        // A pair that somebody decided on ties together what may lie far apart: both ends are then looked at in full.
        let judged = needed.iter().filter(|id| !touched.contains(*id) && region.is_judged(id));
        let judged: BTreeSet<Id> = judged.cloned().collect();
        if judged.is_empty() {
            break (touched, needed);
        }
        seeds.extend(judged);
    };
    let kept = |ids: &BTreeSet<Id>| ids.difference(&gone).cloned().collect::<BTreeSet<Id>>();
    Ok(region.clusters(&kept(&needed), &kept(&touched)))
}

/// Report key, reading, local id.
type Id = (String, String, String);

fn id_of(subject: &EventSubject) -> Id {
    let (key, reading, local) = identity(subject);
    (key.to_owned(), reading.to_owned(), local.to_owned())
}

/// Whether the place of one may depend on the other: something speaks for the pair, or somebody decided about it, even against it.
fn depends(one: &EventSubject, other: &EventSubject) -> bool {
    share_judgement(one, other) || link(one, other).is_some()
}

fn share_judgement(one: &EventSubject, other: &EventSubject) -> bool {
    one.sides.are_same(&other.sides) || one.sides.are_different(&other.sides)
}

/// The part of the record that was looked at.
struct Region<L> {
    load: L,
    subjects: BTreeMap<Id, EventSubject>,
    blocks: BTreeMap<String, BTreeSet<Id>>,
    loaded: BTreeSet<String>,
    linked: BTreeMap<Id, BTreeSet<Id>>,
}

impl<E, L: FnMut(&[String]) -> Result<Vec<EventSubject>, E>> Region<L> {
    const fn new(load: L) -> Self {
        Self {
            load,
            subjects: BTreeMap::new(),
            blocks: BTreeMap::new(),
            loaded: BTreeSet::new(),
            linked: BTreeMap::new(),
        }
    }

    fn insert(&mut self, subject: EventSubject) -> Id {
        let id = id_of(&subject);
        for key in block_keys(&subject) {
            self.blocks.entry(key).or_default().insert(id.clone());
        }
        self.subjects.insert(id.clone(), subject);
        id
    }

    fn is_judged(&self, id: &Id) -> bool {
        self.subjects.get(id).is_some_and(|subject| !subject.sides.is_empty())
    }

    fn linked(&mut self, id: &Id) -> Result<BTreeSet<Id>, E> {
        if let Some(known) = self.linked.get(id) {
            return Ok(known.clone());
        }
        let Some(subject) = self.subjects.get(id).cloned() else { return Ok(BTreeSet::new()) };
        let keys = block_keys(&subject);
        let missing: Vec<String> = keys.iter().filter(|key| !self.loaded.contains(*key)).cloned().collect();
        if !missing.is_empty() {
            for found in (self.load)(&missing)? {
                self.insert(found);
            }
            self.loaded.extend(missing);
        }
        let near: BTreeSet<&Id> = keys.iter().filter_map(|key| self.blocks.get(key)).flatten().collect();
        let others = near.into_iter().filter(|other| *other != id);
        let linked: BTreeSet<Id> =
            others.filter(|other| depends(&subject, &self.subjects[*other])).cloned().collect();
        self.linked.insert(id.clone(), linked.clone());
        Ok(linked)
    }

    /// Everything whose place may depend on these.
    fn vaguer(&mut self, seeds: &BTreeSet<Id>) -> Result<BTreeSet<Id>, E> {
        self.closure(seeds, |from, to| tier(to) >= tier(from))
    }

    /// Everything on which the place of these may depend.
    fn finer(&mut self, seeds: &BTreeSet<Id>) -> Result<BTreeSet<Id>, E> {
        self.closure(seeds, |from, to| tier(to) <= tier(from))
    }

    fn closure(
        &mut self,
        seeds: &BTreeSet<Id>,
        follows: fn(&EventSubject, &EventSubject) -> bool,
    ) -> Result<BTreeSet<Id>, E> {
        let mut found = seeds.clone();
        let mut open: Vec<Id> = seeds.iter().cloned().collect();
        while let Some(id) = open.pop() {
            let mut next = self.linked(&id)?;
            next.extend(self.rivals(&id)?);
            next.retain(|other| {
                let (from, to) = (&self.subjects[&id], &self.subjects[other]);
                follows(from, to) || share_judgement(from, to)
            });
            open.extend(next.into_iter().filter(|other| found.insert(other.clone())));
        }
        Ok(found)
    }

    /// Other subjects of the same text that may fit the same group: only one of them can have it.
    fn rivals(&mut self, id: &Id) -> Result<BTreeSet<Id>, E> {
        let mut group = BTreeSet::from([id.clone()]);
        let mut open = vec![id.clone()];
        while let Some(at) = open.pop() {
            let finer = self.linked(&at)?;
            let finer =
                finer.into_iter().filter(|other| tier(&self.subjects[other]) <= tier(&self.subjects[&at]));
            let new: Vec<Id> = finer.filter(|other| !group.contains(other)).collect();
            group.extend(new.iter().cloned());
            open.extend(new);
        }
        let mut rivals = BTreeSet::new();
        for member in &group {
            rivals.extend(self.linked(member)?);
        }
        rivals
            .retain(|other| other != id && self.subjects[other].report.text == self.subjects[id].report.text);
        Ok(rivals)
    }

    fn clusters(&self, needed: &BTreeSet<Id>, touched: &BTreeSet<Id>) -> Vec<Vec<EventSubject>> {
        let (ids, subjects): (Vec<&Id>, Vec<EventSubject>) =
            needed.iter().filter_map(|id| Some((id, self.subjects.get(id)?.clone()))).unzip();
        let reached = clusters(&subjects)
            .into_iter()
            .filter(|members| members.iter().any(|at| touched.contains(ids[*at])));
        reached.map(|members| members.into_iter().map(|at| subjects[at].clone()).collect()).collect()
    }
}
