//! Minted ids: a letter and a number.
use model::record::EventSubject;

/// The minted id of a report.
pub(crate) fn report(number: i64) -> String {
    format!("R{number}")
}

/// The number of a report's minted id.
pub(crate) fn report_number(id: &str) -> Option<i64> {
    id.strip_prefix('R')?.parse().ok()
}

/// What ids are minted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Event,
    Actor,
}

impl Kind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Actor => "actor",
        }
    }

    pub(crate) fn id(self, number: i64) -> String {
        match self {
            Self::Event => format!("E{number}"),
            Self::Actor => format!("A{number}"),
        }
    }
}

/// The same subject in every record: report key and local id.
pub(crate) fn subject_key(subject: &EventSubject) -> (String, String) {
    (subject.report.key.clone(), subject.id.local.clone())
}

/// Whether an actor has a page of its own: one that is the same wherever it is named, and no unlisted person.
pub(crate) fn has_page(key: &str) -> bool {
    let is_settled = key.starts_with("lex:") || key.starts_with("name:");
    is_settled && !key.starts_with("name:person:")
}

/// The minted id of a judgement.
pub(crate) fn judgement(number: i64) -> String {
    format!("J{number}")
}

/// The number of a judgement's minted id.
pub(crate) fn judgement_number(id: &str) -> Option<i64> {
    id.strip_prefix('J')?.parse().ok()
}

/// The minted id of a proposition.
pub(crate) fn proposition(number: i64) -> String {
    format!("P{number}")
}

/// The number of a proposition's minted id.
pub(crate) fn proposition_number(id: &str) -> Option<i64> {
    id.strip_prefix('P')?.parse().ok()
}

/// The id of a resolution in the write log.
pub(crate) fn resolution(number: i64) -> String {
    format!("O{number}")
}

/// The number of a resolution's id.
pub(crate) fn resolution_number(id: &str) -> Option<i64> {
    id.strip_prefix('O')?.parse().ok()
}

/// The minted id of an imported table.
pub(crate) fn dataset(number: i64) -> String {
    format!("D{number}")
}

/// The number of an imported table's minted id.
pub(crate) fn dataset_number(id: &str) -> Option<i64> {
    id.strip_prefix('D')?.parse().ok()
}
