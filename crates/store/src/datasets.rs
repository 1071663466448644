//! Imported tables of events: which bytes of a capture are which row, and what was read in them.
use crate::{Error, Store, Writer, db, ids};
use jiff::civil::Date;
use model::{
    CellIssue, DatasetEvent, DatasetPlace, DatasetTotals, Deaths, EventType, GeoPrecision, Side, ViolenceKind,
};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::Serialize;
use std::collections::HashMap;

/// A table to be put.
#[derive(Debug, Clone, Copy)]
pub struct NewDataset<'d> {
    /// SHA-256 of its capture, which must have been put.
    pub capture: &'d str,
    /// Name of the file.
    pub file: &'d str,
    /// Id of the codebook.
    pub codebook: &'d str,
    /// The codebook as JSON: what the rows were read with.
    pub codebook_json: &'d str,
    /// Name of the set.
    pub name: &'d str,
    /// Columns as the header writes them.
    pub header: &'d [String],
    /// Digest of the effective lexicon.
    pub lexicon_digest: &'d str,
}

/// An imported table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dataset {
    /// Minted id, such as `D1`.
    pub id: String,
    /// Name of the set.
    pub name: String,
    /// Name of the file.
    pub file: String,
    /// Id of the codebook that it was read with.
    pub codebook: String,
    /// SHA-256 of the file.
    pub capture: String,
    /// Columns as the header writes them.
    pub header: Vec<String>,
    /// When it was added.
    pub added_at: String,
    /// What became of its records.
    pub totals: DatasetTotals,
}

/// An event of a data set and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct DatasetRow {
    /// The data set's minted id.
    pub dataset: String,
    /// First byte and end in the unpacked table.
    pub bytes: (usize, usize),
    /// What was read.
    pub event: DatasetEvent,
}

/// Puts the rows of one table; made by [`Writer::put_dataset`].
#[derive(Debug)]
pub struct DatasetWriter<'w> {
    writer: &'w mut Writer,
    number: i64,
    codebook: String,
    sides: HashMap<Side, i64>,
}

impl Writer {
    /// Begins a table. `Err` holds its id where the record has the same bytes, read with the same codebook.
    ///
    /// # Errors
    /// Where the capture is unknown or the database refuses.
    pub fn put_dataset(
        &mut self,
        new: &NewDataset<'_>,
        now: &str,
    ) -> Result<Result<DatasetWriter<'_>, String>, Error> {
        self.batch()?;
        let known = self
            .connection
            .prepare_cached("SELECT number FROM dataset WHERE capture = ?1 AND codebook_json = ?2")?
            .query_row(params![new.capture, new.codebook_json], |row| row.get(0))
            .optional()?;
        if let Some(number) = known {
            return Ok(Err(ids::dataset(number)));
        }
        self.connection.execute(
            "INSERT INTO dataset (capture, file, codebook, codebook_json, name, header, lexicon_digest, added_at, totals)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, '{}')",
            params![
                new.capture,
                new.file,
                new.codebook,
                new.codebook_json,
                new.name,
                serde_json::to_string(new.header)?,
                new.lexicon_digest,
                now
            ],
        )?;
        let number = self.connection.last_insert_rowid();
        self.log(now, &format!("dataset {} capture {}", ids::dataset(number), new.capture))?;
        let codebook = new.codebook.to_owned();
        Ok(Ok(DatasetWriter { writer: self, number, codebook, sides: HashMap::new() }))
    }
}

impl DatasetWriter<'_> {
    /// The table's minted id.
    #[must_use]
    pub fn id(&self) -> String {
        ids::dataset(self.number)
    }

    /// Puts one event.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn row(&mut self, bytes: (usize, usize), event: &DatasetEvent) -> Result<(), Error> {
        let [side_a, side_b] = [&event.side_a, &event.side_b].map(|side| self.side(side.as_ref()));
        let (side_a, side_b) = (side_a?, side_b?);
        let number = |number: Option<u64>| number.map(|number| i64::try_from(number).unwrap_or(i64::MAX));
        let (deaths, place) = (&event.deaths, &event.place);
        self.writer
            .connection
            .prepare_cached(
                "INSERT INTO dataset_row VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
                 ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29)",
            )?
            .execute(params![
                self.number,
                number(Some(event.row)),
                bytes.0 as i64,
                bytes.1 as i64,
                event.source_id,
                event.violence.map(ViolenceKind::as_str),
                event.event_type.map(EventType::as_str),
                event.label,
                event.first_day.to_string(),
                event.last_day.to_string(),
                side_a,
                side_b,
                number(deaths.low),
                number(deaths.best),
                number(deaths.high),
                number(deaths.side_a),
                number(deaths.side_b),
                number(deaths.civilians),
                number(deaths.unknown),
                number(event.injured),
                place.name,
                place.admin1,
                place.admin2,
                place.country,
                place.country_name,
                place.latitude,
                place.longitude,
                place.precision.map(GeoPrecision::as_str),
                number(event.n_sources),
            ])?;
        Ok(())
    }

    fn side(&mut self, side: Option<&Side>) -> Result<Option<i64>, Error> {
        let Some(side) = side else { return Ok(None) };
        if let Some(number) = self.sides.get(side) {
            return Ok(Some(*number));
        }
        self.writer
            .connection
            .prepare_cached(
                "INSERT INTO dataset_side (dataset, key, name, code, lexicon_id) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![self.number, side.key(&self.codebook), side.name, side.code, side.lexicon_id])?;
        let number = self.writer.connection.last_insert_rowid();
        self.sides.insert(side.clone(), number);
        Ok(Some(number))
    }

    /// Puts one issue.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn issue(&mut self, issue: &CellIssue) -> Result<(), Error> {
        self.writer.connection.prepare_cached("INSERT INTO dataset_issue VALUES (?1, ?2, ?3)")?.execute(
            params![self.number, i64::try_from(issue.row).unwrap_or(i64::MAX), serde_json::to_string(issue)?],
        )?;
        Ok(())
    }

    /// Ends the table: its totals stand from now on. The batch is still to be committed.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn finish(self, totals: &DatasetTotals) -> Result<String, Error> {
        self.writer.connection.execute(
            "UPDATE dataset SET totals = ?2 WHERE number = ?1",
            params![self.number, serde_json::to_string(totals)?],
        )?;
        Ok(ids::dataset(self.number))
    }
}

/// The imported tables, for reading. What is in them was given by whoever keeps the record; nothing here is for the public, apart from
/// counts.
#[derive(Debug)]
pub struct Datasets {
    connection: Connection,
}

impl Store {
    /// The imported tables.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn datasets(&self) -> Result<Datasets, Error> {
        Ok(Datasets { connection: db::open(self.dir(), db::Access::Read)? })
    }
}

const DATASET: &str = "SELECT number, name, file, codebook, capture, header, added_at, totals FROM dataset";

const ROW: &str = "SELECT r.dataset, r.row, first_byte, end_byte, source_id, violence, event_type, label, first_day, last_day,
    low, best, high, deaths_a, deaths_b, deaths_civilians, deaths_unknown, injured, place, admin1, admin2, country, country_name,
    latitude, longitude, geo_precision, n_sources, a.name, a.code, a.lexicon_id, b.name, b.code, b.lexicon_id
    FROM dataset_row r LEFT JOIN dataset_side a ON a.number = r.side_a LEFT JOIN dataset_side b ON b.number = r.side_b";

impl Datasets {
    /// All of them, oldest first.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn all(&self) -> Result<Vec<Dataset>, Error> {
        let mut select = self.connection.prepare(&format!("{DATASET} ORDER BY number"))?;
        let found = select.query_map([], dataset_of_row)?.collect::<Result<Vec<_>, _>>()?;
        found.into_iter().map(Raw::dataset).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn get(&self, id: &str) -> Result<Option<Dataset>, Error> {
        let Some(number) = ids::dataset_number(id) else { return Ok(None) };
        let mut select = self.connection.prepare(&format!("{DATASET} WHERE number = ?1"))?;
        select.query_row([number], dataset_of_row).optional()?.map(Raw::dataset).transpose()
    }

    /// The codebook that a table was read with, as JSON.
    ///
    /// # Errors
    /// Where the database cannot be read or has no such table.
    pub fn codebook_json(&self, id: &str) -> Result<String, Error> {
        let number = ids::dataset_number(id).unwrap_or(0);
        let found = self.connection.query_row(
            "SELECT codebook_json FROM dataset WHERE number = ?1",
            [number],
            |row| row.get(0),
        );
        found.optional()?.ok_or_else(|| Error::Unknown { what: "data set", id: id.to_owned() })
    }

    /// One row.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn row(&self, id: &str, row: u64) -> Result<Option<DatasetRow>, Error> {
        let number = ids::dataset_number(id).unwrap_or(0);
        let mut select = self.connection.prepare(&format!("{ROW} WHERE r.dataset = ?1 AND r.row = ?2"))?;
        Ok(select.query_row(params![number, row as i64], event_of_row).optional()?)
    }

    /// Calls `each` with every event of a table, in the order of the file.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn rows(&self, id: &str, each: &mut dyn FnMut(DatasetRow)) -> Result<(), Error> {
        let number = ids::dataset_number(id).unwrap_or(0);
        let mut select = self.connection.prepare(&format!("{ROW} WHERE r.dataset = ?1 ORDER BY r.row"))?;
        for row in select.query_map([number], event_of_row)? {
            each(row?);
        }
        Ok(())
    }

    /// The events that have an actor on one of their sides, by the key of [`Side::key`], in the order of tables and rows.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn rows_of(&self, key: &str) -> Result<Vec<DatasetRow>, Error> {
        let sides = "(SELECT number FROM dataset_side WHERE key = ?1)";
        let mut select = self.connection.prepare(&format!(
            "{ROW} WHERE r.side_a IN {sides} OR r.side_b IN {sides} ORDER BY r.dataset, r.row"
        ))?;
        Ok(select.query_map([key], event_of_row)?.collect::<Result<_, _>>()?)
    }

    /// Whether any row of any table has this actor on a side.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn has_rows(&self, key: &str) -> Result<bool, Error> {
        let side = "SELECT 1 FROM dataset_side WHERE key = ?1";
        Ok(self.connection.prepare_cached(side)?.exists([key])?)
    }

    /// The first and the last day of any row of a table.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn days(&self, id: &str) -> Result<Option<(Date, Date)>, Error> {
        let number = ids::dataset_number(id).unwrap_or(0);
        let days: (Option<String>, Option<String>) = self.connection.query_row(
            "SELECT min(first_day), max(last_day) FROM dataset_row WHERE dataset = ?1",
            [number],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok(days.0.zip(days.1).and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?))))
    }

    /// Keys and names of the actors that have rows, with how many, most first.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn sides(&self, id: &str) -> Result<Vec<(String, String, u64)>, Error> {
        let number = ids::dataset_number(id).unwrap_or(0);
        let mut select = self.connection.prepare(
            "SELECT key, min(name), sum(
                (SELECT count(*) FROM dataset_row WHERE side_a = s.number) + (SELECT count(*) FROM dataset_row WHERE side_b = s.number)
             ) AS n FROM dataset_side s WHERE dataset = ?1 GROUP BY key ORDER BY n DESC, key",
        )?;
        let found = select.query_map([number], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?.unsigned_abs()))
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Keys of all actors that have rows in any table, each with its first name, in the order of the keys.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn actors(&self) -> Result<Vec<(String, String)>, Error> {
        let mut select =
            self.connection.prepare("SELECT key, min(name) FROM dataset_side GROUP BY key ORDER BY key")?;
        let found = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// The issues of a table, in the order of its rows.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn issues(&self, id: &str) -> Result<Vec<CellIssue>, Error> {
        let number = ids::dataset_number(id).unwrap_or(0);
        let mut select = self
            .connection
            .prepare("SELECT json FROM dataset_issue WHERE dataset = ?1 ORDER BY row, rowid")?;
        let found =
            select.query_map([number], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        found.iter().map(|json| Ok(serde_json::from_str(json)?)).collect()
    }
}

struct Raw {
    number: i64,
    texts: [String; 4],
    header: String,
    added_at: String,
    totals: String,
}

fn dataset_of_row(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        number: row.get(0)?,
        texts: [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?],
        header: row.get(5)?,
        added_at: row.get(6)?,
        totals: row.get(7)?,
    })
}

impl Raw {
    fn dataset(self) -> Result<Dataset, Error> {
        let [name, file, codebook, capture] = self.texts;
        Ok(Dataset {
            id: ids::dataset(self.number),
            name,
            file,
            codebook,
            capture,
            header: serde_json::from_str(&self.header)?,
            added_at: self.added_at,
            totals: serde_json::from_str(&self.totals)?,
        })
    }
}

fn event_of_row(row: &Row<'_>) -> rusqlite::Result<DatasetRow> {
    let number = |at: usize| row.get::<_, Option<i64>>(at).map(|found| found.map(i64::unsigned_abs));
    let day = |at: usize| {
        let text: String = row.get(at)?;
        text.parse().map_err(|error: jiff::Error| {
            rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(error))
        })
    };
    let word = |at: usize| row.get::<_, Option<String>>(at);
    let side = |at: usize| {
        let Some(name) = row.get::<_, Option<String>>(at)? else { return Ok(None) };
        Ok::<_, rusqlite::Error>(Some(Side { name, code: row.get(at + 1)?, lexicon_id: row.get(at + 2)? }))
    };
    Ok(DatasetRow {
        dataset: ids::dataset(row.get(0)?),
        bytes: (number(2)?.unwrap_or(0) as usize, number(3)?.unwrap_or(0) as usize),
        event: DatasetEvent {
            row: number(1)?.unwrap_or(0),
            source_id: row.get(4)?,
            violence: word(5)?.as_deref().and_then(ViolenceKind::parse),
            event_type: word(6)?.as_deref().and_then(EventType::parse),
            label: row.get(7)?,
            first_day: day(8)?,
            last_day: day(9)?,
            side_a: side(27)?,
            side_b: side(30)?,
            deaths: Deaths {
                low: number(10)?,
                best: number(11)?,
                high: number(12)?,
                side_a: number(13)?,
                side_b: number(14)?,
                civilians: number(15)?,
                unknown: number(16)?,
            },
            injured: number(17)?,
            place: DatasetPlace {
                name: row.get(18)?,
                admin1: row.get(19)?,
                admin2: row.get(20)?,
                country: row.get(21)?,
                country_name: row.get(22)?,
                latitude: row.get(23)?,
                longitude: row.get(24)?,
                precision: word(25)?.as_deref().and_then(GeoPrecision::parse),
            },
            n_sources: number(26)?,
        },
    })
}
