//! Which texts are one origin, kept for the texts of current readings.
use crate::{Error, Writer};
use rusqlite::{Connection, OptionalExtension as _, params};
use std::collections::BTreeSet;

/// What a text is one origin with.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewOrigin<'o> {
    /// What candidates are found by (`resolve::Sketch::bands`).
    pub bands: &'o [i64],
    /// SHA-256 of the texts that it is a copy of, in either direction.
    pub copies: &'o [String],
}

impl Writer {
    /// The texts that may be one origin with `text`: all that share a band with it. Digest and words, in the order of the digests.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn copy_candidates(&self, text: &str, bands: &[i64]) -> Result<Vec<(String, String)>, Error> {
        let mut select = self.connection.prepare_cached(
            "SELECT text_key.text FROM text_band JOIN text_key ON text_key.number = text_band.text WHERE band = ?1",
        )?;
        let mut found = BTreeSet::new();
        for band in bands {
            for other in select.query_map([band], |row| row.get::<_, String>(0))? {
                found.insert(other?);
            }
        }
        found.remove(text);
        found
            .into_iter()
            .map(|sha256| Ok((sha256.clone(), crate::reading::text_of(&self.connection, &sha256)?)))
            .collect()
    }
}

/// The digest that stands for a text's origin.
pub(crate) fn of(connection: &Connection, text: &str) -> Result<String, Error> {
    let origin = connection
        .prepare_cached("SELECT origin FROM text_origin WHERE text = ?1")?
        .query_row([text], |row| row.get(0))
        .optional()?;
    Ok(origin.unwrap_or_else(|| text.to_owned()))
}

/// Takes a text in, with what it is a copy of. Gives the other texts whose origin is another from now on.
pub(crate) fn put(
    connection: &Connection,
    text: &str,
    new: NewOrigin<'_>,
) -> Result<BTreeSet<String>, Error> {
    let number = key_of(connection, text)?;
    for band in new.bands {
        connection
            .prepare_cached("INSERT OR IGNORE INTO text_band (band, text) VALUES (?1, ?2)")?
            .execute(params![band, number])?;
    }
    for other in new.copies {
        let mut insert =
            connection.prepare_cached("INSERT OR IGNORE INTO text_copy (text, other) VALUES (?1, ?2)")?;
        insert.execute([text, other])?;
        insert.execute([other.as_str(), text])?;
    }
    let mut moved = settle(connection, text)?;
    moved.remove(text);
    Ok(moved)
}

/// The number that stands for a text.
fn key_of(connection: &Connection, text: &str) -> Result<i64, Error> {
    connection.prepare_cached("INSERT OR IGNORE INTO text_key (text) VALUES (?1)")?.execute([text])?;
    let number = connection
        .prepare_cached("SELECT number FROM text_key WHERE text = ?1")?
        .query_row([text], |row| row.get(0))?;
    Ok(number)
}

/// Takes a text out that no report has any more. Gives the texts whose origin is another from now on.
pub(crate) fn remove_unused(connection: &Connection, text: &str) -> Result<BTreeSet<String>, Error> {
    let used: Option<i64> = connection
        .prepare_cached("SELECT 1 FROM report WHERE text = ?1 AND reading IS NOT NULL LIMIT 1")?
        .query_row([text], |row| row.get(0))
        .optional()?;
    if used.is_some() {
        return Ok(BTreeSet::new());
    }
    let copies = copies_of(connection, text)?;
    for sql in [
        "DELETE FROM text_band WHERE text = (SELECT number FROM text_key WHERE text_key.text = ?1)",
        "DELETE FROM text_key WHERE text = ?1",
        "DELETE FROM text_copy WHERE text = ?1 OR other = ?1",
        "DELETE FROM text_origin WHERE text = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([text])?;
    }
    let mut moved = BTreeSet::new();
    for copy in copies {
        moved.extend(settle(connection, &copy)?);
    }
    Ok(moved)
}

fn copies_of(connection: &Connection, text: &str) -> Result<Vec<String>, Error> {
    let mut select = connection.prepare_cached("SELECT other FROM text_copy WHERE text = ?1")?;
    let found = select.query_map([text], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// Gives everything that hangs together with a text the lowest of its digests. Gives the texts for which that is new.
fn settle(connection: &Connection, text: &str) -> Result<BTreeSet<String>, Error> {
    let mut together = BTreeSet::from([text.to_owned()]);
    let mut open = vec![text.to_owned()];
    while let Some(one) = open.pop() {
        for other in copies_of(connection, &one)? {
            if together.insert(other.clone()) {
                open.push(other);
            }
        }
    }
    let Some(lowest) = together.first().cloned() else { return Ok(BTreeSet::new()) };
    let mut moved = BTreeSet::new();
    for one in &together {
        if of(connection, one)? != lowest {
            moved.insert(one.clone());
        }
        connection
            .prepare_cached("INSERT OR REPLACE INTO text_origin (text, origin) VALUES (?1, ?2)")?
            .execute([one, &lowest])?;
    }
    Ok(moved)
}
