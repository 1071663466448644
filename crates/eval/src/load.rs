//! What the analysis of a whole world of events costs: every group of 350,000 rows, made from real ones.
use crate::measure::Context;
use crate::measure::analysis::events;
use analyse::dataset;
use anyhow::{Result, ensure};
use model::DatasetEvent;
use std::collections::BTreeMap;

/// The extracts that are repeated.
const EXTRACTS: [&str; 3] =
    ["ged_pak/conflict_data_pak.csv.gz", "ged_nga/conflict_data_nga.csv.gz", "ged_mmr_bgd/ged191.csv.gz"];

/// Analyses every group of at least so many rows: all findings that `daybook analyse` computes of a table. Each repetition has groups of its
/// own, so that there are more of them than in UCDP GED.
///
/// # Errors
/// Where the extracts are not there.
pub fn report(context: &Context, rows: usize) -> Result<String> {
    let folder = context.data()?.join("corpora/analysis");
    let mut real = Vec::new();
    for file in EXTRACTS {
        real.extend(events(&folder.join(file), &context.lexicon)?);
    }
    ensure!(!real.is_empty(), "the extracts have no event");
    let mut all: Vec<DatasetEvent> = Vec::with_capacity(rows);
    let (mut row, mut repetition) = (1, 0);
    while all.len() < rows {
        for event in real.iter().take(rows - all.len()) {
            let mut event = event.clone();
            row += 1;
            event.row = row;
            for side in [&mut event.side_a, &mut event.side_b].into_iter().flatten() {
                side.lexicon_id = None;
                side.code = Some(format!("{repetition}-{}", side.code.as_deref().unwrap_or(&side.name)));
            }
            all.push(event);
        }
        repetition += 1;
    }
    let mut groups: BTreeMap<String, Vec<&DatasetEvent>> = BTreeMap::new();
    for event in &all {
        for side in [&event.side_a, &event.side_b].into_iter().flatten() {
            groups.entry(side.key("ged")).or_default().push(event);
        }
    }
    let until = all.iter().map(|event| event.last_day).max();
    let (mut phases, mut established) = (0, 0);
    for (key, events) in &groups {
        let of_group = dataset::rows_of(events.iter().copied(), key, "ged");
        if let Some(found) = dataset::findings("D1", &of_group, until, &["PK".to_owned()]) {
            phases += found.tempo.len();
            established += found.boundaries.iter().filter(|boundary| boundary.is_established).count();
        }
    }
    Ok(format!(
        "{} rows, {} groups, {phases} phases, {established} established boundaries\n",
        all.len(),
        groups.len()
    ))
}
