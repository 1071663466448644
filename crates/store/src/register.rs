//! The register of propositions: judgments about the future, and what came of them.
use crate::judgements::{Words, anchors_of, report_by_key};
use crate::{Error, Pages, Writer, ids};
use jiff::civil::Date;
use model::judgement::Anchor;
use model::record::AssessmentSubject;
use model::register::{Assessed, Proposition, Resolution};
use model::statement::Family;
use model::{Outcome, Public, hash};
use rusqlite::{Connection, OptionalExtension as _, params};

/// A proposition to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewProposition<'p> {
    /// What will have happened.
    pub text: &'p str,
    /// By which rule that is decided.
    pub resolves_by: &'p str,
    /// The probability as its author gave it.
    pub stated: &'p str,
    /// As bounds.
    pub probability: (f64, f64),
    /// The last day that counts.
    pub closes: Date,
    /// The id of the actor that it is about.
    pub actor: Option<&'p str>,
    /// The id of the assessment that it makes resolvable, whole or its first eight characters or more.
    pub assessment: Option<&'p str>,
    /// Ids of events and reports that it rests on.
    pub evidence: &'p [String],
    /// Whose judgment the probability is.
    pub who: &'p str,
}

/// What came of one, to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewResolution<'r> {
    /// The proposition's id.
    pub proposition: &'r str,
    /// What came of it.
    pub outcome: Outcome,
    /// By what.
    pub reason: &'r str,
    /// Ids of events and reports that show it.
    pub evidence: &'r [String],
    /// Who says so.
    pub who: &'r str,
}

impl Writer {
    /// Keeps a proposition in the open batch, and returns its minted id.
    ///
    /// # Errors
    /// Where something that it needs is missing or unknown, or the database refuses.
    pub fn put_proposition(&mut self, new: &NewProposition<'_>, now: &str) -> Result<String, Error> {
        let generation = self.batch()?.generation;
        for (what, words) in
            [("text", new.text), ("rule that decides it", new.resolves_by), ("author", new.who)]
        {
            if words.trim().is_empty() {
                return Err(Error::Broken(format!(
                    "found no {what}: a proposition says what, by which rule and whose it is"
                )));
            }
        }
        let (low, high) = new.probability;
        if !(0.0..=1.0).contains(&low) || !(low..=1.0).contains(&high) {
            return Err(Error::Broken(format!(
                "found probability {low} to {high}, expected one within 0 and 1"
            )));
        }
        self.check_evidence(new.evidence)?;
        let actor = new.actor.map(|id| self.actor_key(id)).transpose()?;
        let anchor = new.assessment.map(|id| self.assessment_anchor(id)).transpose()?;
        self.connection
            .prepare_cached(
                "INSERT INTO proposition (text, resolves_by, stated, low, high, closes, actor, anchor, evidence, who, at, generation)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?
            .execute(params![
                new.text.trim(),
                new.resolves_by.trim(),
                new.stated.trim(),
                low,
                high,
                new.closes.to_string(),
                actor,
                anchor.map(|anchor| serde_json::to_string(&[anchor])).transpose()?,
                serde_json::to_string(new.evidence)?,
                new.who.trim(),
                now,
                generation
            ])?;
        let number = self.connection.last_insert_rowid();
        let id = ids::proposition(number);
        self.log(now, &format!("proposition {id} {}", proposition_digest(&self.connection, number)?))?;
        Ok(id)
    }

    /// Keeps what came of a proposition in the open batch.
    ///
    /// # Errors
    /// Where the proposition is unknown, no reason or name is given, or the database refuses.
    pub fn resolve_proposition(&mut self, new: &NewResolution<'_>, now: &str) -> Result<(), Error> {
        let generation = self.batch()?.generation;
        if new.who.trim().is_empty() || new.reason.trim().is_empty() {
            return Err(Error::Broken(
                "found no name or no reason, expected both: a resolution says whose it is and by what"
                    .to_owned(),
            ));
        }
        let number = ids::proposition_number(new.proposition).unwrap_or(0);
        if proposition_row(&self.connection, number)?.is_none() {
            return Err(Error::Unknown { what: "proposition", id: new.proposition.to_owned() });
        }
        self.check_evidence(new.evidence)?;
        self.connection
            .prepare_cached(
                "INSERT INTO resolution (proposition, outcome, reason, evidence, who, at, generation) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                number,
                new.outcome.as_str(),
                new.reason.trim(),
                serde_json::to_string(new.evidence)?,
                new.who.trim(),
                now,
                generation
            ])?;
        let resolution = self.connection.last_insert_rowid();
        let digest = resolution_digest(&self.connection, resolution)?;
        self.log(now, &format!("resolution {} {digest}", ids::resolution(resolution)))?;
        Ok(())
    }

    /// Evidence is an event or a report of the record.
    fn check_evidence(&self, evidence: &[String]) -> Result<(), Error> {
        for id in evidence {
            let known = if id.starts_with('R') {
                let number = ids::report_number(id).unwrap_or(0);
                self.connection.prepare_cached("SELECT 1 FROM report WHERE number = ?1")?.exists([number])?
            } else {
                self.connection
                    .prepare_cached("SELECT 1 FROM event WHERE id = ?1 AND to_generation IS NULL")?
                    .exists([id])?
            };
            if !known {
                return Err(Error::Unknown { what: "event or report", id: id.clone() });
            }
        }
        Ok(())
    }

    fn actor_key(&self, id: &str) -> Result<String, Error> {
        self.connection
            .prepare_cached("SELECT key FROM actor WHERE id = ?1 AND to_generation IS NULL")?
            .query_row([id], |row| row.get(0))
            .optional()?
            .ok_or_else(|| Error::Unknown { what: "actor", id: id.to_owned() })
    }

    fn assessment_anchor(&self, id: &str) -> Result<Anchor, Error> {
        let (report, statement) = self.statement(id)?;
        if statement.family != Family::Assessment {
            return Err(Error::Broken(format!(
                "statement `{id}` is of family `{}`, expected an assessment\nhint: `daybook register assessments` lists them",
                statement.family.as_str()
            )));
        }
        Ok(Anchor { report_id: None, ..self.anchor(&report, &statement, 0)? })
    }
}

/// Digest over everything that a proposition says.
pub(crate) fn proposition_digest(connection: &Connection, number: i64) -> Result<String, Error> {
    digest(
        connection,
        "SELECT json_array(text, resolves_by, stated, low, high, closes, actor, anchor, evidence, who, at, generation) FROM proposition WHERE number = ?1",
        number,
    )
}

/// Digest over everything that a resolution says.
pub(crate) fn resolution_digest(connection: &Connection, number: i64) -> Result<String, Error> {
    digest(
        connection,
        "SELECT json_array(proposition, outcome, reason, evidence, who, at, generation) FROM resolution WHERE number = ?1",
        number,
    )
}

fn digest(connection: &Connection, sql: &str, number: i64) -> Result<String, Error> {
    let row: String = connection.prepare_cached(sql)?.query_row([number], |row| row.get(0))?;
    Ok(hash::sha256_hex(row.as_bytes()))
}

fn proposition_row(connection: &Connection, number: i64) -> Result<Option<Proposition>, Error> {
    let row = connection
        .prepare_cached(
            "SELECT text, resolves_by, stated, low, high, closes, actor, anchor, evidence, who, at, generation FROM proposition WHERE number = ?1",
        )?
        .query_row([number], |row| {
            Ok((
                (row.get(0)?, row.get(1)?, row.get(2)?, (row.get(3)?, row.get(4)?), row.get::<_, String>(5)?),
                (row.get(6)?, row.get::<_, Option<String>>(7)?, row.get::<_, String>(8)?),
                (row.get(9)?, row.get(10)?, row.get::<_, i64>(11)?),
            ))
        })
        .optional()?;
    let Some((
        (text, resolves_by, stated, probability, closes),
        (actor, anchor, evidence),
        (who, at, generation),
    )) = row
    else {
        return Ok(None);
    };
    let anchors = anchor.map(|json| anchors_of(connection, &json)).transpose()?;
    Ok(Some(Proposition {
        id: ids::proposition(number),
        text,
        resolves_by,
        stated,
        probability,
        closes: closes.parse().map_err(|error| {
            Error::Broken(format!("found closing day `{closes}`, which is none: {error}"))
        })?,
        actor,
        anchor: anchors.and_then(|anchors| anchors.into_iter().next()),
        is_anchor_lost: false,
        evidence: serde_json::from_str(&evidence)?,
        who,
        at,
        generation: generation.unsigned_abs(),
        resolutions: resolutions_of(connection, number)?,
    }))
}

fn resolutions_of(connection: &Connection, proposition: i64) -> Result<Vec<Resolution>, Error> {
    let mut select = connection.prepare_cached(
        "SELECT outcome, reason, evidence, who, at FROM resolution WHERE proposition = ?1 ORDER BY number",
    )?;
    let rows = select.query_map([proposition], |row| {
        Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, String>(2)?, row.get(3)?, row.get(4)?))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (outcome, reason, evidence, who, at) = row?;
        let outcome = Outcome::parse(&outcome)
            .ok_or_else(|| Error::Broken(format!("found outcome `{outcome}`, which is none")))?;
        found.push(Resolution { outcome, reason, evidence: serde_json::from_str(&evidence)?, who, at });
    }
    Ok(found)
}

impl Pages {
    /// Every proposition, oldest first, with what came of it. Its words pass the gate.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn propositions(&self) -> Result<Public<Vec<Proposition>>, Error> {
        let mut select = self.connection.prepare_cached("SELECT number FROM proposition ORDER BY number")?;
        let numbers = select.query_map([], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
        let mut found = Vec::new();
        for number in numbers {
            let Some(mut one) = proposition_row(&self.connection, number)? else { continue };
            if let Some(anchor) = &one.anchor {
                one.is_anchor_lost = self.statement_of_anchor(anchor)?.is_none();
            }
            found.push(one);
        }
        Ok(self.gate.pass(found))
    }

    /// Every assessment of the current readings, oldest report first, each with the propositions that were made of it.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn assessments(&self) -> Result<Public<Vec<Assessed>>, Error> {
        let mut made: Vec<(String, String)> = Vec::new();
        let mut select = self
            .connection
            .prepare_cached("SELECT number FROM proposition WHERE anchor IS NOT NULL ORDER BY number")?;
        let numbers = select.query_map([], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
        for number in numbers {
            let Some(one) = proposition_row(&self.connection, number)? else { continue };
            if let Some(anchor) = &one.anchor {
                made.extend(self.statement_of_anchor(anchor)?.map(|statement| (statement, one.id)));
            }
        }
        let mut select = self.connection.prepare_cached("SELECT json FROM item WHERE family = ?1")?;
        let rows = select.query_map([Family::Assessment.as_str()], |row| row.get::<_, String>(0))?;
        let mut found: Vec<AssessmentSubject> = Vec::new();
        for row in rows {
            found.push(crate::pages::item_of(&self.connection, &row?)?);
        }
        found.sort_by(|a, b| {
            let order = |one: &AssessmentSubject| {
                (
                    one.report.published.is_none(),
                    one.report.published,
                    one.report.key.clone(),
                    one.statement.clone(),
                )
            };
            order(a).cmp(&order(b))
        });
        let with = |one: AssessmentSubject| {
            let of = made.iter().filter(|(statement, _)| *statement == one.statement);
            Assessed { propositions: of.map(|(_, id)| id.clone()).collect(), assessment: one }
        };
        Ok(self.gate.pass(found.into_iter().map(with).collect()))
    }

    /// The id of the statement that rests on these words now.
    fn statement_of_anchor(&self, anchor: &Anchor) -> Result<Option<String>, Error> {
        let Some(report) = report_by_key(&self.connection, &anchor.report)? else { return Ok(None) };
        let words = Words::of_report(&self.connection, &report)?;
        Ok(words.find(anchor).map(|statement| statement.id.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use jiff::civil::date;
    use std::time::Duration;

    const NOW: &str = "2024-01-01T00:00:00Z";

    fn new(text: &str) -> NewProposition<'_> {
        NewProposition {
            text,
            resolves_by: "two origins",
            stated: "0.4",
            probability: (0.4, 0.4),
            closes: date(2024, 12, 31),
            actor: None,
            assessment: None,
            evidence: &[],
            who: "A. Analyst",
        }
    }

    fn kept(folder: &std::path::Path) -> Store {
        let store = Store::open(folder).expect("an empty folder");
        let mut writer = store.writer(Duration::ZERO).expect("nobody else writes");
        let id = writer.put_proposition(&new("It happens"), NOW).expect("everything is there");
        let told = NewResolution {
            proposition: &id,
            outcome: Outcome::False,
            reason: "nothing was reported",
            evidence: &[],
            who: "B. Analyst",
        };
        writer.resolve_proposition(&told, NOW).expect("it is known");
        writer.commit(NOW).expect("a commit");
        store
    }

    #[test]
    fn what_is_kept_comes_back_and_verifies() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = kept(folder.path());
        let all = store.pages().and_then(|pages| pages.propositions()).expect("readable");
        let [one] = &all[..] else { panic!("{all:?}") };
        assert_eq!((one.id.as_str(), one.text.as_str(), one.probability), ("P1", "It happens", (0.4, 0.4)));
        assert_eq!(
            (one.outcome(), one.closes, one.who.as_str()),
            (Some(Outcome::False), date(2024, 12, 31), "A. Analyst")
        );
        assert_eq!(store.verify().expect("readable").problems, Vec::<String>::new());
    }

    #[test]
    fn nobody_changes_or_deletes_one_unseen() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = kept(folder.path());
        let database = Connection::open(folder.path().join(crate::DATABASE)).expect("a database");
        for sql in [
            "UPDATE proposition SET low = 0.9",
            "DELETE FROM proposition",
            "UPDATE resolution SET outcome = 'true'",
            "DELETE FROM resolution",
        ] {
            assert!(database.execute(sql, []).is_err(), "{sql}");
        }
        database
            .execute_batch(
                "DROP TRIGGER proposition_is_never_changed; UPDATE proposition SET low = 0.1;
                 DROP TRIGGER resolution_is_never_deleted; DELETE FROM resolution",
            )
            .expect("without the triggers it does");
        drop(database);
        let problems = store.verify().expect("readable").problems;
        let found = |part: &str| problems.iter().any(|problem| problem.contains(part));
        assert!(found("proposition `P1`: found other content than was written"), "{problems:?}");
        assert!(found("resolution `O1`: found none, but the write log has it"), "{problems:?}");
    }

    #[test]
    fn a_proposition_without_author_rule_or_probability_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).expect("an empty folder");
        let mut writer = store.writer(Duration::ZERO).expect("nobody else writes");
        let whole = new("It happens");
        for wrong in [
            NewProposition { who: " ", ..whole },
            NewProposition { resolves_by: "", ..whole },
            NewProposition { probability: (0.4, 1.2), ..whole },
            NewProposition { probability: (0.4, 0.3), ..whole },
            NewProposition { probability: (f64::NAN, f64::NAN), ..whole },
            NewProposition { actor: Some("A9"), ..whole },
        ] {
            assert!(writer.put_proposition(&wrong, NOW).is_err(), "{wrong:?}");
        }
    }
}
