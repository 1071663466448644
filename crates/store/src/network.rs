//! Relations among groups, organisations and states, across the record.
use crate::citations::Citer;
use crate::ids::has_page;
use crate::pages::grouped;
use crate::{Error, Pages};
use model::dossier::Network;
use model::record::{ActorRef, RelationSubject};
use model::{ActorKind, Public};
use rusqlite::{params, params_from_iter};
use std::collections::{BTreeMap, BTreeSet};

/// Actors among which relations are looked for where none is named: more than can be drawn, so that those with relations are among them.
const MOST_ACTORS: usize = 60;

/// Statements that are read: a record of a million reports has more, and a page must come at once.
const MOST_STATEMENTS: usize = 5_000;

impl Pages {
    /// Relations among the most reported actors, or of one actor and among those that it has relations with. Persons are in none. Citations are not among
    /// it: see [`Pages::cite_relations`].
    ///
    /// # Errors
    /// Where the actor is unknown or the database cannot be read.
    pub fn network(&self, around: Option<&str>) -> Result<Public<Network>, Error> {
        let mut keys = match around {
            Some(words) => {
                let unknown = || Error::Unknown { what: "actor", id: words.to_owned() };
                BTreeSet::from([self.key_of_actor(words)?.ok_or_else(unknown)?])
            }
            None => self.most_reported()?,
        };
        let center = around.and(keys.first().cloned());
        if let Some(center) = &center {
            let (own, _) = self.relations_among(std::slice::from_ref(center))?;
            let mut ends = BTreeMap::<String, usize>::new();
            for end in own.iter().flat_map(|one| [Some(&one.from), one.to.as_ref()]).flatten() {
                *ends.entry(end.key.clone()).or_default() += 1;
            }
            let mut ends = ends.into_iter().collect::<Vec<_>>();
            ends.sort_by_key(|(key, n)| (std::cmp::Reverse(*n), key.clone()));
            keys.extend(ends.into_iter().take(MOST_ACTORS).map(|(key, _)| key));
        }
        let (subjects, is_cut) = self.relations_among(&keys.iter().cloned().collect::<Vec<_>>())?;
        let within = |end: &ActorRef| keys.contains(&end.key);
        let subjects =
            subjects.into_iter().filter(|one| within(&one.from) && one.to.as_ref().is_some_and(within));
        let relations = grouped(subjects.collect());
        let network = Network { center, relations, is_cut, citations: BTreeMap::new() };
        Ok(self.gate.pass(network))
    }

    /// The words behind statements of relations.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn cite_relations<'s>(
        &self,
        said: impl IntoIterator<Item = &'s RelationSubject>,
    ) -> Result<Public<Network>, Error> {
        let mut citer = Citer::new(&self.connection);
        for one in said {
            citer.cite(&one.statement, &one.report.id)?;
        }
        let citations = citer.into_citations();
        Ok(self.gate.pass(Network { center: None, relations: Vec::new(), is_cut: false, citations }))
    }

    fn most_reported(&self) -> Result<BTreeSet<String>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT actor.key FROM actor JOIN actor_count ON actor_count.key = actor.key
             WHERE to_generation IS NULL AND n_reports > 0 AND kind NOT IN (?1, ?2, ?3)
             AND EXISTS (SELECT 1 FROM item_actor WHERE item_actor.key = actor.key AND family = 'relation')
             ORDER BY n_reports DESC, name, actor.key LIMIT ?4",
        )?;
        let left_out = [ActorKind::Person, ActorKind::Media, ActorKind::Population].map(ActorKind::as_str);
        let [person, media, population] = left_out;
        let most = i64::try_from(MOST_ACTORS).unwrap_or(i64::MAX);
        let keys =
            select.query_map(params![person, media, population, most], |row| row.get::<_, String>(0))?;
        Ok(keys.collect::<Result<_, _>>()?)
    }

    /// The newest statements of relations of these actors whose ends are both actors with pages and no persons; whether there were more.
    fn relations_among(&self, keys: &[String]) -> Result<(Vec<RelationSubject>, bool), Error> {
        let marks = (1..=keys.len()).map(|at| format!("?{at}")).collect::<Vec<_>>().join(", ");
        let mut select = self.connection.prepare(&format!(
            "SELECT json FROM item WHERE number IN
             (SELECT DISTINCT item FROM item_actor WHERE family = 'relation' AND key IN ({marks}) ORDER BY item DESC LIMIT {})
             ORDER BY number DESC",
            MOST_STATEMENTS + 1
        ))?;
        let mut rows = select.query(params_from_iter(keys))?;
        let (mut found, mut read) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            read += 1;
            if read > MOST_STATEMENTS {
                return Ok((found, true));
            }
            let one: RelationSubject = crate::pages::item_of(&self.connection, &row.get::<_, String>(0)?)?;
            let is_shown = |end: &ActorRef| {
                has_page(&end.key)
                    && !matches!(end.kind, ActorKind::Person | ActorKind::Media | ActorKind::Population)
            };
            if is_shown(&one.from) && one.to.as_ref().is_some_and(|to| is_shown(to) && to.key != one.from.key)
            {
                found.push(one);
            }
        }
        Ok((found, false))
    }
}
