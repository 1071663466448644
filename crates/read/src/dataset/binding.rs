//! Which column of a table is which slot of its codebook.
use super::{Table, broken};
use crate::Error;
use lexicon::Codebook;
use model::Slot;
use std::collections::BTreeMap;

/// A header bound to a codebook.
#[derive(Debug, Clone)]
pub struct Binding<'c> {
    codebook: &'c Codebook,
    columns: BTreeMap<Slot, usize>,
    header: Vec<String>,
    missing: Vec<(Slot, String)>,
    unknown: Vec<String>,
}

impl<'c> Binding<'c> {
    /// Binds by name.
    ///
    /// # Errors
    /// Code `dataset` where the table has neither the column of the first day nor that of the year: nothing in it can be placed
    /// in time.
    pub fn new(name: &str, table: &Table<'_>, codebook: &'c Codebook) -> Result<Self, Error> {
        let header = table.header().to_vec();
        let (mut columns, mut missing) = (BTreeMap::new(), Vec::new());
        for (slot, column) in &codebook.slots {
            match header.iter().position(|found| found == column) {
                Some(at) => drop(columns.insert(*slot, at)),
                None => missing.push((*slot, column.clone())),
            }
        }
        if !columns.contains_key(&Slot::FirstDay) && !columns.contains_key(&Slot::Year) {
            let wanted = [Slot::FirstDay, Slot::Year].iter().filter_map(|slot| codebook.slots.get(slot));
            let wanted: Vec<String> = wanted.map(|column| format!("`{column}`")).collect();
            return Err(broken(
                name,
                &format!(
                    "found no column {}, which the codebook `{}` reads the date from, in: {}",
                    wanted.join(" or "),
                    codebook.id,
                    header.join(", ")
                ),
            ));
        }
        let is_known = |column: &String| {
            column.is_empty()
                || codebook.kept.all_others
                || codebook.kept.columns.contains(column)
                || codebook.slots.values().any(|slot| slot == column)
        };
        let unknown = header.iter().filter(|column| !is_known(column)).cloned().collect();
        Ok(Self { codebook, columns, header, missing, unknown })
    }

    /// The codebook.
    #[must_use]
    pub const fn codebook(&self) -> &'c Codebook {
        self.codebook
    }

    /// The column of a slot: its position.
    #[must_use]
    pub fn column(&self, slot: Slot) -> Option<usize> {
        self.columns.get(&slot).copied()
    }

    /// The column's name.
    #[must_use]
    pub fn name_of(&self, slot: Slot) -> Option<&str> {
        self.column(slot).map(|at| self.header[at].as_str())
    }

    /// Number of columns.
    #[must_use]
    pub fn width(&self) -> usize {
        self.header.len()
    }

    /// Slots whose column the table does not have, with the column that was looked for.
    #[must_use]
    pub fn missing(&self) -> &[(Slot, String)] {
        &self.missing
    }

    /// Columns that the codebook does not know. They are kept verbatim, as all are.
    #[must_use]
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }
}
