//! `cargo xtask load`: how much memory and time the program takes to add many reports.
use anyhow::{Context, Result, bail};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Adds generated reports with `binary` to a new data directory and prints peak memory and reports per second, in all and by tenths of
/// the way: where adding one report cost more the more there are, the last tenth would be slower than the first.
pub(crate) fn run(root: &Path, reports: usize, binary: &Path) -> Result<()> {
    let scratch = std::env::temp_dir().join(format!("daybook-load-{}", std::process::id()));
    let (corpus, data) = (scratch.join("reports"), scratch.join("data"));
    crate::corpus::build(root, reports, &corpus)?;
    let n_bytes = fs::read_dir(&corpus)?.map(|entry| Ok(entry?.metadata()?.len())).sum::<Result<u64>>()?;
    let measured = add(binary, &corpus, &data, reports);
    let n_stored = size_of(&data).unwrap_or(0);
    fs::remove_dir_all(&scratch).with_context(|| format!("cannot remove `{}`", scratch.display()))?;
    let measured = measured?;
    println!(
        "reports added          {} of {reports}, {:.1} MB of text",
        measured.n_added,
        megabytes(n_bytes)
    );
    println!("peak resident memory   {:.0} MB", measured.peak_kilobytes / 1000.0);
    println!("size of the record     {:.0} MB", megabytes(n_stored));
    println!(
        "time                   {:.1} s, {:.1} reports/s",
        measured.seconds,
        per_second(measured.n_added, measured.seconds)
    );
    let tenths = measured.tenths.iter().map(|rate| format!("{rate:.0}")).collect::<Vec<_>>().join(" ");
    println!("reports/s by tenth     {tenths}");
    if measured.n_added != reports {
        bail!("{} reports were not added", reports - measured.n_added);
    }
    Ok(())
}

struct Measured {
    n_added: usize,
    peak_kilobytes: f64,
    seconds: f64,
    tenths: Vec<f64>,
}

fn add(binary: &Path, corpus: &Path, data: &Path, reports: usize) -> Result<Measured> {
    let start = Instant::now();
    let mut child = Command::new(binary)
        .arg("--data")
        .arg(data)
        .arg("add")
        .arg(corpus)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .with_context(|| {
            format!("cannot run `{}`\nhint: build it with `cargo build --release`", binary.display())
        })?;
    let lines = BufReader::new(child.stdout.take().context("the program's output is piped")?).lines();
    let mut measured = Measured { n_added: 0, peak_kilobytes: 0.0, seconds: 0.0, tenths: Vec::new() };
    let (tenth, mut last) = (reports.div_ceil(10), start);
    for line in lines {
        if !line?.starts_with("added ") {
            continue;
        }
        measured.n_added += 1;
        if measured.n_added.is_multiple_of(tenth) || measured.n_added == reports {
            measured.tenths.push(per_second(tenth, last.elapsed().as_secs_f64()));
            last = Instant::now();
        }
        // The high-water mark never falls, so that looking at it now and then misses nothing but the end.
        if measured.n_added.is_multiple_of(64) || measured.n_added + 64 > reports {
            measured.peak_kilobytes = peak_kilobytes(child.id()).unwrap_or(measured.peak_kilobytes);
        }
    }
    child.wait()?;
    measured.seconds = start.elapsed().as_secs_f64();
    Ok(measured)
}

/// The process's highest resident memory, as Linux keeps it.
fn peak_kilobytes(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn size_of(folder: &Path) -> Result<u64> {
    let mut total = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        total += if metadata.is_dir() { size_of(&entry.path())? } else { metadata.len() };
    }
    Ok(total)
}

#[expect(clippy::cast_precision_loss, reason = "a size for people to read")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

fn per_second(n: usize, seconds: f64) -> f64 {
    u32::try_from(n).map_or(f64::INFINITY, f64::from) / seconds
}
