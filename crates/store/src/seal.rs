//! A seal over every row of the record, so that a changed byte is found wherever it says something.
//!
//! Each table has the sum of the digests of its rows, whatever their order: a row that is written adds its digest, one that goes takes
//! it away. The sums are kept by triggers of the writer's own connection and written with each commit; `verify` adds up anew. This
//! finds damage and changes by other programs. Whoever can rewrite rows and sums alike is held by the write log and its roots
//! (`custody.rs`).
use crate::Error;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, params};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Tables of the record. What is kept of feeds and their state is no part of it.
const SEALED: &[&str] = &[
    "capture",
    "text",
    "report",
    "reading",
    "report_history",
    "statement",
    "judgement",
    "judgement_report",
    "write_log",
    "minted",
    "anchor",
    "redirect",
    "generation",
    "event_subject",
    "event",
    "event_member",
    "actor",
    "event_actor",
    "subject_block",
    "subject_side",
    "mention",
    "mention_name",
    "actor_count",
    "item",
    "item_actor",
    "person",
    "sentence",
    "sentence_event",
    "text_key",
    "text_band",
    "text_copy",
    "text_origin",
    "erased",
    "dataset",
    "dataset_side",
    "dataset_row",
    "dataset_issue",
    "proposition",
    "resolution",
];

/// Rows, and the sum of their digests: four numbers of 64 bits, each with its own carry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sum {
    rows: i64,
    digest: [u64; 4],
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.rows = self.rows.wrapping_add(other.rows);
        for (own, other) in self.digest.iter_mut().zip(other.digest) {
            *own = own.wrapping_add(other);
        }
    }

    const fn negative(self) -> Self {
        let [a, b, c, d] = self.digest;
        let digest = [a.wrapping_neg(), b.wrapping_neg(), c.wrapping_neg(), d.wrapping_neg()];
        Self { rows: self.rows.wrapping_neg(), digest }
    }

    fn bytes(self) -> Vec<u8> {
        self.digest.iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    fn of_bytes(rows: i64, bytes: &[u8]) -> Option<Self> {
        let (numbers, []) = bytes.as_chunks::<8>() else { return None };
        let digest = numbers.iter().map(|number| u64::from_le_bytes(*number)).collect::<Vec<_>>();
        Some(Self { rows, digest: digest.try_into().ok()? })
    }
}

/// What the open batch adds to the sums.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seals {
    open: Arc<Mutex<BTreeMap<String, Sum>>>,
}

impl Seals {
    fn open(&self) -> MutexGuard<'_, BTreeMap<String, Sum>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Watches every sealed table on a connection, and seals those that an older program wrote without.
    pub(crate) fn watch(connection: &Connection) -> Result<Self, Error> {
        let seals = Self::default();
        let sink = seals.clone();
        let flags = FunctionFlags::SQLITE_UTF8;
        connection.create_scalar_function("seal_row", -1, flags, move |context| {
            let sum = row_sum(context)?;
            let mut open = sink.open();
            open.entry(context.get(1)?).or_default().add(sum);
            Ok(0)
        })?;
        // What a conflict replaces is deleted: without this no trigger is told.
        connection.pragma_update(None, "recursive_triggers", true)?;
        for table in SEALED {
            let columns = columns(connection, table)?;
            let of = |row: &str| {
                columns.iter().map(|column| format!("{row}.\"{column}\"")).collect::<Vec<_>>().join(", ")
            };
            let (old, new) = (of("OLD"), of("NEW"));
            connection.execute_batch(&format!(
                "CREATE TEMP TRIGGER seal_{table}_insert AFTER INSERT ON main.{table} BEGIN SELECT seal_row(1, '{table}', {new}); END;
                 CREATE TEMP TRIGGER seal_{table}_delete AFTER DELETE ON main.{table} BEGIN SELECT seal_row(-1, '{table}', {old}); END;
                 CREATE TEMP TRIGGER seal_{table}_update AFTER UPDATE ON main.{table} BEGIN
                     SELECT seal_row(-1, '{table}', {old}), seal_row(1, '{table}', {new}); END;"
            ))?;
        }
        seal_unsealed(connection)?;
        Ok(seals)
    }

    /// Writes what the batch added, as the last thing before its commit.
    pub(crate) fn write(&self, connection: &Connection) -> Result<(), Error> {
        for (table, added) in std::mem::take(&mut *self.open()) {
            let mut sum = stored(connection, &table)?.unwrap_or_default();
            sum.add(added);
            put(connection, &table, sum)?;
        }
        Ok(())
    }

    /// Forgets what a batch added that is not kept.
    pub(crate) fn forget(&self) {
        self.open().clear();
    }
}

/// Seals the tables that have no seal yet: all at once, or none.
fn seal_unsealed(connection: &Connection) -> Result<(), Error> {
    let mut unsealed = Vec::new();
    for table in SEALED {
        unsealed.extend(stored(connection, table)?.is_none().then_some(table));
    }
    if unsealed.is_empty() {
        return Ok(());
    }
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let sealed =
        unsealed.into_iter().try_for_each(|table| put(connection, table, counted(connection, table)?));
    connection.execute_batch(if sealed.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    sealed
}

fn row_sum(context: &Context<'_>) -> rusqlite::Result<Sum> {
    let values = (2..context.len()).map(|at| context.get_raw(at));
    let sum = digest(values);
    Ok(if context.get::<i64>(0)? < 0 { sum.negative() } else { sum })
}

/// The digest of one row: BLAKE3 over its values, each with its type and length.
fn digest<'v>(values: impl Iterator<Item = ValueRef<'v>>) -> Sum {
    let mut hasher = blake3::Hasher::new();
    let mut put = |kind: u8, bytes: &[u8]| {
        hasher.update(&[kind]);
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    for value in values {
        match value {
            ValueRef::Null => put(0, &[]),
            ValueRef::Integer(number) => put(1, &number.to_le_bytes()),
            ValueRef::Real(number) => put(2, &number.to_bits().to_le_bytes()),
            ValueRef::Text(text) => put(3, text),
            ValueRef::Blob(bytes) => put(4, bytes),
        }
    }
    Sum::of_bytes(1, hasher.finalize().as_bytes()).unwrap_or_default()
}

fn columns(connection: &Connection, table: &str) -> Result<Vec<String>, Error> {
    let mut select =
        connection.prepare_cached("SELECT name FROM pragma_table_info(?1, 'main') ORDER BY cid")?;
    let columns = select.query_map([table], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(columns)
}

fn stored(connection: &Connection, table: &str) -> Result<Option<Sum>, Error> {
    let row = connection
        .prepare_cached("SELECT n_rows, digest FROM main.seal WHERE name = ?1")?
        .query_row([table], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?)))
        .optional()?;
    Ok(row.map(|(rows, digest)| Sum::of_bytes(rows, &digest).unwrap_or_default()))
}

fn put(connection: &Connection, table: &str, sum: Sum) -> Result<(), Error> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO main.seal (name, n_rows, digest) VALUES (?1, ?2, ?3)")?
        .execute(params![table, sum.rows, sum.bytes()])?;
    Ok(())
}

/// The sum over the rows that are there.
fn counted(connection: &Connection, table: &str) -> Result<Sum, Error> {
    let columns = columns(connection, table)?;
    let names = columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
    let mut select = connection.prepare(&format!("SELECT {names} FROM main.{table}"))?;
    let mut rows = select.query([])?;
    let mut sum = Sum::default();
    while let Some(row) = rows.next()? {
        let values = (0..columns.len()).map(|at| row.get_ref(at)).collect::<Result<Vec<_>, _>>()?;
        sum.add(digest(values.into_iter()));
    }
    Ok(sum)
}

/// Whether the index of words is that of the sentences: it is made anew beside it, and the two are compared word by word.
pub(crate) fn check_words(connection: &Connection) -> Result<Vec<String>, Error> {
    connection.execute_batch(
        "CREATE VIRTUAL TABLE temp.words_anew USING fts5 (folded, content = '', tokenize = 'unicode61 remove_diacritics 2');
         INSERT INTO temp.words_anew (rowid, folded) SELECT number, folded FROM main.sentence;
         CREATE VIRTUAL TABLE temp.words_of_anew USING fts5vocab (temp, words_anew, instance);
         CREATE VIRTUAL TABLE temp.words_of_index USING fts5vocab (main, sentence_words, instance);",
    )?;
    let sum = |table: &str| -> Result<Sum, Error> {
        let mut select = connection.prepare(&format!("SELECT term, doc, col, offset FROM temp.{table}"))?;
        let mut rows = select.query([])?;
        let mut sum = Sum::default();
        while let Some(row) = rows.next()? {
            let values = (0..4).map(|at| row.get_ref(at)).collect::<Result<Vec<_>, _>>()?;
            sum.add(digest(values.into_iter()));
        }
        Ok(sum)
    };
    let same = sum("words_of_index")? == sum("words_of_anew")?;
    connection.execute_batch(
        "DROP TABLE temp.words_of_index; DROP TABLE temp.words_of_anew; DROP TABLE temp.words_anew;",
    )?;
    Ok((!same)
        .then(|| "index of words: found other words than the sentences have".to_owned())
        .into_iter()
        .collect())
}

/// Tables, indexes and triggers that are missing, or that no Daybook made.
fn check_schema(connection: &Connection) -> Result<Vec<String>, Error> {
    let fresh = crate::db::in_memory()?;
    let objects = |connection: &Connection| -> Result<BTreeMap<String, Option<String>>, Error> {
        let mut select =
            connection.prepare("SELECT type || ' `' || name || '`', sql FROM main.sqlite_schema")?;
        Ok(select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
    };
    let (expected, found) = (objects(&fresh)?, objects(connection)?);
    let mut problems = Vec::new();
    for (name, sql) in &expected {
        match found.get(name) {
            None => problems.push(format!("schema: found no {name}, expected it")),
            Some(other) if other != sql => {
                problems.push(format!("schema: found another {name} than was made"));
            }
            Some(_) => {}
        }
    }
    let extra = found.keys().filter(|name| !expected.contains_key(*name));
    problems.extend(extra.map(|name| format!("schema: found {name}, which is no part of a record")));
    Ok(problems)
}

/// Tables whose rows are not those that were written.
pub(crate) fn check(connection: &Connection) -> Result<Vec<String>, Error> {
    let mut problems = Vec::new();
    // A record that no writer of this program has opened yet has no seals at all.
    let sealed: i64 = connection.query_row("SELECT COUNT(*) FROM main.seal", [], |row| row.get(0))?;
    problems.extend(check_schema(connection)?);
    for table in SEALED.iter().filter(|_| sealed > 0) {
        let (found, sealed) = (counted(connection, table)?, stored(connection, table)?);
        let Some(sealed) = sealed else {
            problems.push(format!("table `{table}`: found no seal, expected one"));
            continue;
        };
        if found.rows != sealed.rows {
            problems.push(format!("table `{table}`: found {} rows, expected {}", found.rows, sealed.rows));
        } else if found != sealed {
            problems.push(format!("table `{table}`: found a row with other content than was written"));
        }
    }
    Ok(problems)
}
