//! Broken files through every reader: `cargo run --release -p xtask -- fuzz-read <READER|all> --seconds <N> --seed <S>`.
//!
//! Samples of each format are cut, spliced, filled with what has broken readers of it, and read. A run ends where a reader panics, takes
//! longer than [`SLOWEST`] or more memory than [`MEMORY_BYTES`]; the input is then in `target/fuzz/`. Seeded: the same arguments try the same
//! inputs. What a library does is the reader's: a panic that the reader contains is counted and is no finding, because the document is
//! refused and the next one read.
mod samples;

use crate::random::Random;
use anyhow::{Context as _, Result, bail, ensure};
use read::container::{self, HEAD_BYTES, Item};
use read::{Given, Input};
use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Longest time for one input. Optimised, samples take milliseconds; the product itself gives a reader a minute.
const SLOWEST: Duration = Duration::from_secs(10);

/// After this time an input counts as a hang, and the run ends in the middle of it.
const HANG: Duration = Duration::from_secs(60);

/// Most memory that the process may come to use: what the product gives to the process that reads one document.
const MEMORY_BYTES: u64 = 1 << 30;

/// Most changes of one input.
const CHANGES: u32 = 8;

/// Longest input that is made, as a multiple of nothing real: samples are some kilobytes.
const LONGEST: usize = 1 << 20;

/// How one format is tried.
struct Reader {
    name: &'static str,
    /// File name that the input is given under.
    file: &'static str,
    samples: Vec<Vec<u8>>,
    /// What has broken readers of this format.
    pieces: &'static [&'static str],
    read: fn(&str, &[u8]) -> Outcome,
    /// The files in it are changed, too, and packed again.
    is_zip: bool,
}

/// What came of one input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Read,
    Refused,
}

pub(crate) fn run(root: &Path, wanted: &str, seconds: u64, seed: u64) -> Result<()> {
    let readers = readers(root)?;
    let names: Vec<&str> = readers.iter().map(|reader| reader.name).collect();
    let chosen: Vec<&Reader> =
        readers.iter().filter(|reader| wanted == "all" || reader.name == wanted).collect();
    ensure!(!chosen.is_empty(), "no reader `{wanted}`; expected `all` or one of {}", names.join(", "));
    let folder = root.join("target/fuzz");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    let contained = count_panics();
    let watch = Watch::start(folder.join("hang"));
    for reader in chosen {
        of_reader(reader, &folder, Duration::from_secs(seconds), seed, &contained, &watch)?;
    }
    Ok(())
}

/// Panics are counted and not printed: libraries panic often, and their readers contain it.
fn count_panics() -> Arc<AtomicU64> {
    let count = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&count);
    std::panic::set_hook(Box::new(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
    }));
    count
}

fn of_reader(
    reader: &Reader,
    folder: &Path,
    time: Duration,
    seed: u64,
    contained: &AtomicU64,
    watch: &Watch,
) -> Result<()> {
    let mut random = Random::new(seed);
    let (mut n_runs, mut n_read, mut slowest) = (0_u64, 0_u64, Duration::ZERO);
    let before = contained.load(Ordering::Relaxed);
    let start = Instant::now();
    while start.elapsed() < time {
        let input = mutated(reader, &mut random);
        watch.begin(&input);
        let begun = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| (reader.read)(reader.file, &input)));
        let took = begun.elapsed();
        watch.end();
        n_runs += 1;
        if took > slowest {
            slowest = took;
            // For who wants to know why.
            let _ = fs::write(folder.join(format!("{}-slowest-{}", reader.name, reader.file)), &input);
        }
        let kept = |what: &str| {
            let path = folder.join(format!("{}-{what}-{}", reader.name, reader.file));
            let _ = fs::write(&path, &input);
            format!(
                "{}: {what} at run {n_runs} of seed {seed}; the input is `{}`",
                reader.name,
                path.display()
            )
        };
        match outcome {
            Ok(Outcome::Read) => n_read += 1,
            Ok(Outcome::Refused) => {}
            Err(_) => bail!(kept("panic")),
        }
        ensure!(took < SLOWEST, "{} ({took:.1?})", kept("slow"));
        let peak = peak_memory();
        ensure!(peak < MEMORY_BYTES, "{} ({peak} bytes)", kept("memory"));
    }
    println!(
        "{:<12} {n_runs:>9} inputs, {n_read} read, {} refused, {} panics of libraries contained, slowest {} ms, peak {} MB",
        reader.name,
        n_runs - n_read,
        contained.load(Ordering::Relaxed) - before,
        slowest.as_millis(),
        peak_memory() >> 20
    );
    Ok(())
}

/// Ends the process where one input takes too long, with the input kept.
struct Watch(Arc<Mutex<Open>>);

/// When the input that is being read was begun, and the input.
type Open = Option<(Instant, Vec<u8>)>;

impl Watch {
    fn start(kept: std::path::PathBuf) -> Self {
        let open: Arc<Mutex<Open>> = Arc::new(Mutex::new(None));
        let watched = Arc::clone(&open);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(Duration::from_secs(1));
                let Ok(open) = watched.lock() else { return };
                if let Some((_, input)) = open.as_ref().filter(|(begun, _)| begun.elapsed() > HANG) {
                    let _ = fs::write(&kept, input);
                    eprintln!("an input takes more than {HANG:?}; it is `{}`", kept.display());
                    std::process::exit(1);
                }
            }
        });
        Self(open)
    }

    fn begin(&self, input: &[u8]) {
        if let Ok(mut open) = self.0.lock() {
            *open = Some((Instant::now(), input.to_vec()));
        }
    }

    fn end(&self) {
        if let Ok(mut open) = self.0.lock() {
            *open = None;
        }
    }
}

/// The most memory that the process has used so far, in bytes; 0 where the system does not say.
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

fn document(name: &str, bytes: &[u8]) -> Outcome {
    let input = Input { bytes, name, media_type: None, given: Given::default() };
    outcome(read::document(&input).is_ok())
}

fn outcome(is_read: bool) -> Outcome {
    if is_read { Outcome::Read } else { Outcome::Refused }
}

/// A container and each document in it.
fn parts(name: &str, bytes: &[u8]) -> Outcome {
    let Some(kind) = container::detect(name, None, &bytes[..bytes.len().min(HEAD_BYTES)]) else {
        return document(name, bytes);
    };
    let mut is_read = false;
    for item in container::items(kind, name, Cursor::new(bytes)) {
        match item {
            Item::Part(part) => {
                let media_type = part.media_type.as_deref();
                let input = Input { bytes: &part.bytes, name: &part.name, media_type, given: part.given };
                is_read |= read::document(&input).is_ok();
            }
            Item::Refused(_) | Item::Note(_) => {}
        }
    }
    outcome(is_read)
}

fn table(name: &str, bytes: &[u8]) -> Outcome {
    let Ok(table) = read::dataset::Table::new(name, bytes) else { return Outcome::Refused };
    let mut records = table.records();
    let mut n_bytes = 0;
    while let Some(record) = records.advance() {
        n_bytes += (0..record.len()).map(|at| record.cell(at).len()).sum::<usize>();
    }
    outcome(n_bytes > 0)
}

fn manifest(_: &str, bytes: &[u8]) -> Outcome {
    outcome(read::manifest(bytes).is_ok())
}

fn un_list(name: &str, bytes: &[u8]) -> Outcome {
    outcome(read::un_list::un_list(name, &String::from_utf8_lossy(bytes)).is_ok())
}

fn readers(root: &Path) -> Result<Vec<Reader>> {
    let folder = root.join("crates/read/tests/samples");
    let file =
        |name: &str| fs::read(folder.join(name)).with_context(|| format!("cannot read the sample `{name}`"));
    let texts = |texts: &[&str]| texts.iter().map(|text| text.as_bytes().to_vec()).collect::<Vec<_>>();
    let reader =
        |name, file, samples, pieces, read| Reader { name, file, samples, pieces, read, is_zip: false };
    let zipped =
        |name, file, samples, pieces| Reader { name, file, samples, pieces, read: document, is_zip: true };
    Ok(vec![
        reader("plain", "a.txt", texts(samples::PLAIN), samples::TEXT_PIECES, document),
        reader("markdown", "a.md", texts(samples::MARKDOWN), samples::TEXT_PIECES, document),
        reader("page", "a.html", texts(samples::PAGES), samples::PAGE_PIECES, document),
        reader(
            "pdf",
            "a.pdf",
            vec![file("report.pdf")?, file("rtl.pdf")?, file("encrypted.pdf")?],
            samples::PDF_PIECES,
            document,
        ),
        zipped("docx", "a.docx", vec![file("report.docx")?, file("rtl.docx")?], samples::PAGE_PIECES),
        zipped("odt", "a.odt", vec![file("report.odt")?, file("rtl.odt")?], samples::PAGE_PIECES),
        reader("mail", "a.eml", texts(samples::MAIL), samples::MAIL_PIECES, document),
        reader("mhtml", "a.mht", texts(samples::MHTML), samples::MAIL_PIECES, document),
        reader("mbox", "a.mbox", texts(samples::MBOX), samples::MAIL_PIECES, parts),
        reader("warc", "a.warc", texts(samples::WARC), samples::WARC_PIECES, parts),
        reader("feed", "a.xml", texts(samples::FEEDS), samples::PAGE_PIECES, parts),
        reader("table", "a.csv", texts(samples::TABLES), samples::TABLE_PIECES, table),
        reader("manifest", "manifest.csv", texts(samples::MANIFESTS), samples::TABLE_PIECES, manifest),
        reader("un-list", "a.xml", texts(samples::UN_LISTS), samples::PAGE_PIECES, un_list),
    ])
}

/// A sample with some changes; of an archive in the file or in one of the files in it.
fn mutated(reader: &Reader, random: &mut Random) -> Vec<u8> {
    let sample = &reader.samples[random.index(reader.samples.len())];
    if reader.is_zip
        && random.below(4) > 0
        && let Some(packed) = repacked(sample, reader, random)
    {
        return packed;
    }
    changed(sample, reader, random)
}

fn changed(sample: &[u8], reader: &Reader, random: &mut Random) -> Vec<u8> {
    let mut bytes = sample.to_vec();
    for _ in 0..=random.below(CHANGES) {
        change(&mut bytes, reader, random);
    }
    bytes.truncate(LONGEST);
    bytes
}

fn change(bytes: &mut Vec<u8>, reader: &Reader, random: &mut Random) {
    let at = random.index(bytes.len() + 1);
    let end = (at + 1 + random.index(1 + bytes.len() / 4)).min(bytes.len());
    match random.below(9) {
        0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
        1 if at < bytes.len() => bytes[at] = random.below(256) as u8,
        2 => drop(bytes.drain(at..end)),
        3 => bytes.truncate(at),
        // The same again, several times: nesting and repetition.
        4 => {
            let part = bytes[at..end].to_vec();
            let times = 1 + random.below(6) as usize;
            if part.len() * times < LONGEST / 2 {
                bytes.splice(at..at, part.repeat(times));
            }
        }
        5 => {
            let other = &reader.samples[random.index(reader.samples.len())];
            let from = random.index(other.len() + 1);
            let to = (from + random.index(1 + other.len() / 2)).min(other.len());
            bytes.splice(at..at, other[from..to].iter().copied());
        }
        6 => {
            let piece = reader.pieces[random.index(reader.pieces.len())];
            let times = if random.below(50) == 0 { 4000 } else { 1 };
            bytes.splice(at..at, piece.as_bytes().repeat(times));
        }
        7 => {
            let letter = char::from_u32(random.below(0x11_0000)).unwrap_or('\u{fffd}');
            bytes.splice(at..at, letter.to_string().into_bytes());
        }
        _ => {
            // A number becomes another one.
            let digit = bytes[at..].iter().position(u8::is_ascii_digit).map(|digit| at + digit);
            if let Some(digit) = digit {
                let numbers = ["0", "-1", "4294967296", "99999999999999999999", "1e999"];
                let number = numbers[random.index(numbers.len())];
                bytes.splice(digit..=digit, number.bytes());
            }
        }
    }
}

/// An archive with one of its files changed; `None` where the sample is no archive.
fn repacked(sample: &[u8], reader: &Reader, random: &mut Random) -> Option<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(sample)).ok()?;
    let chosen = random.index(archive.len());
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).ok()?;
        let name = entry.name().ok()?.into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).ok()?;
        if at == chosen {
            content = changed(&content, reader, random);
        }
        out.start_file(name, options).ok()?;
        out.write_all(&content).ok()?;
    }
    out.finish().ok().map(Cursor::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reader_reads_its_samples() {
        for reader in readers(&crate::root()).expect("the samples are there") {
            let read =
                reader.samples.iter().filter(|sample| (reader.read)(reader.file, sample) == Outcome::Read);
            assert!(read.count() > 0, "{}", reader.name);
        }
    }

    #[test]
    fn the_same_seed_makes_the_same_inputs() {
        for reader in readers(&crate::root()).expect("the samples are there") {
            let inputs = |seed| {
                let mut random = Random::new(seed);
                (0..20).map(|_| mutated(&reader, &mut random)).collect::<Vec<_>>()
            };
            assert_eq!(inputs(7), inputs(7), "{}", reader.name);
            assert_ne!(inputs(7), inputs(8), "{}", reader.name);
        }
    }
}
