//! UCDP GED as it is published: every record of the extracts imported, the sums those of the file, the bytes given back.
use super::{Context, Measured};
use anyhow::{Context as _, Result, ensure};
use model::DatasetTotals;
use read::dataset::{Binding, Reader, RowReading, Table, unpack};
use std::fmt::Write as _;
use std::fs;

/// The extracts, below the corpora.
const FILES: [&str; 5] = [
    "ged_pak/conflict_data_pak.csv.gz",
    "ged_nga/conflict_data_nga.csv.gz",
    "ged_mmr_bgd/ged191.csv.gz",
    "ged_mmr_bgd/conflict_data_BGD.csv",
    "ged_candidate_2023_10/GEDEvent_v23_0_10.csv.gz",
];

pub(crate) fn run(context: &Context) -> Result<Measured> {
    let folder = context.data()?.join("corpora/analysis");
    let (mut all, mut report, mut bytes_read) = (DatasetTotals::default(), String::new(), Vec::new());
    // The same rows in two layouts are counted twice, on purpose: each file must be read.
    let (mut n_sides, mut n_known, mut n_countries) = (0_u64, 0_u64, 0_u64);
    for file in FILES {
        let bytes = fs::read(folder.join(file)).with_context(|| format!("cannot read `{file}`"))?;
        let unpacked = unpack(file, &bytes)?;
        let table = Table::new(file, &unpacked)?;
        let book = context.lexicon.codebooks.of_header(table.header()).context("the header is recognised")?;
        let binding = Binding::new(file, &table, book)?;
        let unknown = binding.unknown().join(", ");
        let mut reader = Reader::new(binding, &context.lexicon);
        let (mut totals, mut issues, mut whole) =
            (DatasetTotals::default(), Vec::new(), table.header_bytes().to_vec());
        let mut records = table.records();
        while let Some(record) = records.advance() {
            totals.n_records += 1;
            whole.extend(record.bytes);
            match reader.read(&record, &mut issues) {
                RowReading::Event(event) => {
                    totals.count(&event);
                    for side in [&event.side_a, &event.side_b].into_iter().flatten() {
                        n_sides += 1;
                        n_known += u64::from(
                            side.lexicon_id.is_some() || side.name.eq_ignore_ascii_case("civilians"),
                        );
                    }
                    n_countries += u64::from(event.place.country.is_some());
                }
                RowReading::Tags => totals.n_tags += 1,
                RowReading::LeftOut => totals.n_left_out += 1,
            }
        }
        ensure!(whole == unpacked.as_ref(), "`{file}`: header and records are not the file, byte for byte");
        let sums = sums(&unpacked)?;
        ensure!(
            sums == [totals.low, totals.best, totals.high],
            "`{file}`: found {totals:?}, the file's own sums are {sums:?}"
        );
        ensure!(
            totals.n_records == totals.n_events + totals.n_tags + totals.n_left_out,
            "`{file}`: {totals:?}"
        );
        writeln!(report, "{file}: {totals:?}, {} issues, unknown columns: {unknown}", issues.len())?;
        all.n_records += totals.n_records - totals.n_tags;
        all.n_events += totals.n_events;
        bytes_read.extend(bytes);
    }
    let share = |part: u64, whole: u64| part as f64 / whole.max(1) as f64;
    let scores = vec![
        ("imported".to_owned(), share(all.n_events, all.n_records)),
        ("actors known".to_owned(), share(n_known, n_sides)),
        ("countries known".to_owned(), share(n_countries, all.n_events)),
    ];
    Ok(Measured { corpus: model::hash::sha256_hex(&bytes_read), cases: FILES.len(), scores, report })
}

/// The file's own sums, by a reading that shares nothing with the one under test.
fn sums(table: &[u8]) -> Result<[u64; 3]> {
    let mut reader = csv::Reader::from_reader(table);
    let header = reader.headers()?.clone();
    let at = |name: &str| header.iter().position(|column| column == name).context("a column of GED");
    let (id, columns) = (at("id")?, [at("low")?, at("best")?, at("high")?]);
    let mut sums = [0; 3];
    for row in reader.records() {
        let row = row?;
        if row[id].parse::<f64>().is_ok() {
            for (sum, column) in sums.iter_mut().zip(columns) {
                *sum += row[column].parse::<f64>()? as u64;
            }
        }
    }
    Ok(sums)
}
