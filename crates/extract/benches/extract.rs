//! Reports and bytes a second on one core, over the reports of the demo: `cargo bench -p extract`.
use divan::counter::{BytesCount, ItemsCount};
use jiff::civil::Date;
use lexicon::Lexicon;
use model::{Metadata, Published, PublishedFrom, Text};
use std::path::Path;

fn main() {
    divan::main();
}

/// The demo's reports without their front matter, with their days of publication.
fn reports() -> Vec<(Text, Metadata)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo");
    let mut paths = std::fs::read_dir(folder)
        .expect("the demo is part of the repository")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect::<Vec<_>>();
    paths.sort();
    paths.iter().map(|path| report(&std::fs::read_to_string(path).expect("a readable report"))).collect()
}

fn report(content: &str) -> (Text, Metadata) {
    let (head, body) =
        content.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n")).expect("front matter");
    let published =
        head.lines().find_map(|line| line.strip_prefix("published = ")).expect("a day of publication");
    let date = published.parse::<Date>().expect("an ISO date");
    let published = Some(Published { date, from: PublishedFrom::FrontMatter });
    (Text::new("bench/1", body.to_owned(), Vec::new()), Metadata { published, ..Metadata::default() })
}

/// All reports of the demo, one after the other.
#[divan::bench]
fn demo_reports(bencher: divan::Bencher<'_, '_>) {
    let lexicon = Lexicon::shipped().expect("the shipped lexicon loads");
    let reports = reports();
    let n_bytes = reports.iter().map(|(text, _)| text.text.len()).sum::<usize>();
    bencher.counter(ItemsCount::new(reports.len())).counter(BytesCount::new(n_bytes)).bench_local(|| {
        reports.iter().map(|(text, metadata)| extract::document(text, metadata, &lexicon)).collect::<Vec<_>>()
    });
}

/// What every run pays once.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn load_lexicon() -> Lexicon {
    Lexicon::shipped().expect("the shipped lexicon loads")
}
