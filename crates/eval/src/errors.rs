//! What is missed and spurious, by family and cause.
use crate::gold::Scored;
use crate::score::{Finding, Sort};
use anyhow::Result;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;

/// Counts by family, sort and cause, most frequent first within a family.
#[must_use]
pub fn summary(scored: &[Scored]) -> String {
    let mut counts: BTreeMap<(&str, Sort), BTreeMap<&str, usize>> = BTreeMap::new();
    for (finding, _) in findings(scored) {
        let causes = counts.entry((finding.family.as_str(), finding.sort)).or_default();
        *causes.entry(if finding.sort == Sort::Sprung { "" } else { &finding.cause }).or_default() += 1;
    }
    let mut out = String::new();
    for ((family, sort), causes) in counts {
        let _ = writeln!(out, "{family}, {}: {}", sort.as_str(), causes.values().sum::<usize>());
        let mut causes = causes.into_iter().filter(|(cause, _)| !cause.is_empty()).collect::<Vec<_>>();
        causes.sort_by_key(|(cause, count)| (std::cmp::Reverse(*count), *cause));
        for (cause, count) in causes {
            let _ = writeln!(out, "{count:>6}  {cause}");
        }
    }
    out
}

/// Every finding with its sentence; only those of one family where that is given.
#[must_use]
pub fn listing(scored: &[Scored], family: Option<&str>) -> String {
    let mut out = String::new();
    for (finding, sentence) in
        findings(scored).filter(|(finding, _)| family.is_none_or(|one| one == finding.family))
    {
        let Finding { family, sort, document, cause, shown, .. } = finding;
        let _ =
            writeln!(out, "{family}, {}, {cause} [{document}]\n    {shown}\n    {sentence}", sort.as_str());
    }
    out
}

/// The same as a table: family, sort, cause, document, item, sentence.
///
/// # Errors
/// Where `out` cannot be written.
pub fn csv(scored: &[Scored], out: impl Write) -> Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["family", "sort", "cause", "document", "item", "sentence"])?;
    for (finding, sentence) in findings(scored) {
        let Finding { family, sort, document, cause, shown, .. } = finding;
        table.write_record([family, sort.as_str(), cause, document, shown, sentence])?;
    }
    Ok(table.flush()?)
}

fn findings(scored: &[Scored]) -> impl Iterator<Item = (&Finding, &String)> {
    scored.iter().flat_map(|one| one.findings.iter().map(|(finding, sentence)| (finding, sentence)))
}
