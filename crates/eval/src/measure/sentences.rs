//! Where sentences end in news texts: the texts of the development gold.
//!
//! `sentences/dev_gold.csv` holds offsets and digests only. The boundaries were proposed by the program and each was read and confirmed, or would have been
//! corrected, by eye; what a second reader would have set otherwise without seeing them is not known.
use super::{Context, Measured};
use anyhow::{Context as _, Result, ensure};
use language::Parser;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

const ENDS: &str = include_str!("../../sentences/dev_gold.csv");

pub(crate) fn run(context: &Context) -> Result<Measured> {
    let folder = context.data()?.join("gold/dev");
    let parser = Parser::shipped();
    let (mut gold, mut found, mut right) = (0_usize, 0_usize, 0_usize);
    let (mut report, mut read) = (String::new(), Vec::new());
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(ENDS.as_bytes());
    for row in reader.records() {
        let row = row?;
        let [document, sha256, ends] = [0, 1, 2].map(|at| row.get(at).unwrap_or_default());
        let path = folder.join(format!("{document}.txt"));
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        ensure!(
            model::hash::sha256_hex(text.as_bytes()) == sha256,
            "`{}` is not the text whose sentences were read",
            path.display()
        );
        let ends = ends.split(' ').map(str::parse).collect::<Result<BTreeSet<usize>, _>>()?;
        let own: BTreeSet<usize> =
            parser.parse(&text).sentences().iter().map(|sentence| sentence.span.end).collect();
        gold += ends.len();
        found += own.len();
        right += own.intersection(&ends).count();
        for end in own.symmetric_difference(&ends) {
            let what = if own.contains(end) { "wrongly ended" } else { "not ended" };
            let before = text.get(..*end).unwrap_or_default().chars().rev().take(30).collect::<Vec<_>>();
            let before: String = before.into_iter().rev().collect();
            writeln!(report, "{document} at {end}, {what} behind {before:?}")?;
        }
        read.extend(text.into_bytes());
    }
    writeln!(report, "{right} of {gold} sentences end where they should, {found} found")?;
    let f1 = 2.0 * right as f64 / (gold + found).max(1) as f64;
    Ok(Measured {
        corpus: model::hash::sha256_hex(&read),
        cases: gold,
        scores: vec![("F1 of ends".to_owned(), f1)],
        report,
    })
}
