//! Events without their members, for maps and counts: one query, however many they are.
use crate::ids::has_page;
use crate::pages::{actor_of_row, is_public};
use crate::{Error, EventFilter, Pages};
use model::Public;
use model::dossier::ActorLine;
use model::record::Event;
use rusqlite::params_from_iter;

impl Pages {
    /// Events as [`Pages::events`] gives them, in no particular order, with `members` empty: what is needed
    /// to draw and count them.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn event_heads(&self, filter: &EventFilter) -> Result<Public<Vec<Event>>, Error> {
        let Some((sql, values)) = self.filtered(filter)? else { return Ok(self.gate.pass(Vec::new())) };
        let sql = format!("SELECT id, json FROM event JOIN ({sql}) AS found USING (number)");
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query(params_from_iter(values))?;
        let mut events = Vec::new();
        while let Some(row) = rows.next()? {
            let mut event: Event = serde_json::from_str(&row.get::<_, String>(1)?)?;
            event.id = row.get(0)?;
            events.push(event);
        }
        Ok(self.gate.pass(events))
    }

    /// Actors with a page that are part of these events, with how many of them; most first.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn actors_of_events(&self, filter: &EventFilter) -> Result<Public<Vec<ActorLine>>, Error> {
        let Some((sql, values)) = self.filtered(filter)? else { return Ok(self.gate.pass(Vec::new())) };
        let sql = format!(
            "SELECT actor.id, actor.key, name, kind, lexicon_id, n_reports, COUNT(DISTINCT event) AS here FROM event_actor
             JOIN ({sql}) AS found ON found.number = event_actor.event
             JOIN actor ON actor.key = event_actor.key AND to_generation IS NULL
             JOIN actor_count ON actor_count.key = actor.key
             GROUP BY actor.key ORDER BY here DESC, name, actor.key"
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query(params_from_iter(values))?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            let number = |at: usize| row.get::<_, i64>(at).map(|number| number.unsigned_abs() as usize);
            let (actor, n_reports, n_events) = (actor_of_row(row)?, number(5)?, number(6)?);
            if has_page(&actor.key) && is_public(&actor) {
                lines.push(ActorLine { actor, n_reports, n_events });
            }
        }
        Ok(self.gate.pass(lines))
    }
}
