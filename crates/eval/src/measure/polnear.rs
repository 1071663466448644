//! Who is reported to say what, against PolNeAR (development part).
//!
//! Content: every word of a text is, or is not, in the content of some attribution; so it is in the reading's quotations. Precision,
//! recall and F1 of words. Source: an annotated attribution with a source is found where a quotation shares words of its content and
//! the quotation's speaker is the source: a mention of the speaker inside the annotated source (or around it), or a description that shares its words.
//! Precision is over the quotations that have a speaker or a description and share words with some annotated content.
//!
//! The corpus marks thoughts, plans and knowledge ("Clinton's team avoided", "hopes that") as attributions, too; the contract's
//! quotations are what is reported to be said.
use super::{Context, Measured};
use anyhow::{Context as _, Result, ensure};
use flate2::read::GzDecoder;
use model::reading::Reading;
use model::{CodePoints, Metadata, Span, Text};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;

#[derive(Deserialize)]
struct Document {
    id: String,
    text: String,
    attributions: Vec<Attribution>,
}

/// Stretches as start, end (code points) and words.
type Stretches = Vec<(usize, usize, String)>;

#[derive(Deserialize)]
struct Attribution {
    source: Stretches,
    cue: Stretches,
    content: Stretches,
}

/// Cues that the report names.
const LISTED: usize = 30;

#[derive(Default)]
struct Tally {
    both: usize,
    read: usize,
    gold: usize,
    sources: usize,
    sources_found: usize,
    speakers: usize,
    speakers_right: usize,
}

pub(crate) fn run(context: &Context) -> Result<Measured> {
    let path = context.data()?.join("corpora/attribution/polnear/polnear.dev.jsonl.gz");
    let packed = fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut lines = String::new();
    GzDecoder::new(packed.as_slice()).read_to_string(&mut lines)?;
    let documents = lines.lines().map(serde_json::from_str).collect::<Result<Vec<Document>, _>>()?;
    ensure!(!documents.is_empty(), "`{}` holds no document", path.display());
    let (mut tally, mut listing) = (Tally::default(), String::new());
    let mut missed: BTreeMap<String, usize> = BTreeMap::new();
    let (mut attributions, mut unseen, mut silent) = (0, 0, 0);
    for document in &documents {
        let text = Text::new("plain/1", document.text.clone(), Vec::new());
        let reading = extract::document(&text, &Metadata::default(), &context.lexicon).reading;
        let points = CodePoints::new(&text.text);
        let of_points = |span: Span| Span::new(points.at_byte(span.start), points.at_byte(span.end));
        let contents: Vec<Span> = reading.quotations.iter().map(|one| of_points(one.content)).collect();
        for word in words(&document.text) {
            let in_read = contents.iter().any(|span| span.overlaps(&word));
            let in_gold = document.attributions.iter().any(|one| overlaps(&one.content, &word));
            tally.read += usize::from(in_read);
            tally.gold += usize::from(in_gold);
            tally.both += usize::from(in_read && in_gold);
        }
        for (at, quotation) in reading.quotations.iter().enumerate() {
            let of: Vec<&Attribution> =
                document.attributions.iter().filter(|one| overlaps(&one.content, &contents[at])).collect();
            if of.is_empty() {
                writeln!(listing, "{}\tspurious\t{}", document.id, quotation.content.of(&text.text))?;
            }
            if of.is_empty() || (quotation.speaker.is_none() && quotation.description.is_none()) {
                continue;
            }
            tally.speakers += 1;
            let right = of.iter().any(|one| is_source(&reading, at, &one.source, &of_points));
            tally.speakers_right += usize::from(right);
        }
        for one in &document.attributions {
            attributions += 1;
            let quoted: Vec<usize> =
                (0..contents.len()).filter(|at| overlaps(&one.content, &contents[*at])).collect();
            let cue = one
                .cue
                .iter()
                .map(|(_, _, words)| words.as_str())
                .collect::<Vec<_>>()
                .join(" ")
                .to_lowercase();
            if quoted.is_empty() {
                unseen += 1;
                *missed.entry(cue.clone()).or_default() += 1;
                writeln!(listing, "{}\tmissed\t{cue}\t{:?}", document.id, one.content.first())?;
            }
            if one.source.is_empty() {
                continue;
            }
            tally.sources += 1;
            let found = quoted.iter().any(|at| is_source(&reading, *at, &one.source, &of_points));
            tally.sources_found += usize::from(found);
            if !found && !quoted.is_empty() {
                silent += 1;
                let read: Vec<_> = quoted
                    .iter()
                    .map(|at| (&reading.quotations[*at].speaker, &reading.quotations[*at].description))
                    .collect();
                writeln!(listing, "{}\tsource\t{cue}\t{:?}\t{read:?}", document.id, one.source)?;
            }
        }
    }
    if let Some(path) = std::env::var_os(super::LISTING) {
        fs::write(&path, &listing).context("cannot write the listing")?;
    }
    let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
    let f1 = |precision: f64, recall: f64| 2.0 * precision * recall / (precision + recall).max(1e-9);
    let (precision, recall) = (share(tally.both, tally.read), share(tally.both, tally.gold));
    let (source_precision, source_recall) =
        (share(tally.speakers_right, tally.speakers), share(tally.sources_found, tally.sources));
    let mut report = String::new();
    writeln!(
        report,
        "{} versions, {attributions} attributions; content words: precision {precision:.3}, recall {recall:.3}, F1 {:.3}",
        documents.len(),
        f1(precision, recall)
    )?;
    writeln!(
        report,
        "sources: {} of {}; precision {source_precision:.3}, recall {source_recall:.3}, F1 {:.3}",
        tally.sources_found,
        tally.sources,
        f1(source_precision, source_recall)
    )?;
    writeln!(
        report,
        "{unseen} attributions share no word with a quotation; {silent} do, with another speaker or none"
    )?;
    let mut missed: Vec<(String, usize)> = missed.into_iter().collect();
    missed.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let shown: Vec<String> = missed.iter().take(LISTED).map(|(cue, n)| format!("{cue} {n}")).collect();
    write!(report, "cues of the first: {}", shown.join(", "))?;
    let scores = vec![
        ("content words F1".to_owned(), f1(precision, recall)),
        ("source F1".to_owned(), f1(source_precision, source_recall)),
        ("sources found".to_owned(), source_recall),
        ("speakers right".to_owned(), source_precision),
    ];
    Ok(Measured { corpus: model::hash::sha256_hex(&packed), cases: attributions, scores, report })
}

fn overlaps(stretches: &Stretches, span: &Span) -> bool {
    stretches.iter().any(|(start, end, _)| Span::new(*start, *end).overlaps(span))
}

/// Whether a quotation's speaker is the annotated source.
fn is_source(reading: &Reading, at: usize, source: &Stretches, of_points: &impl Fn(Span) -> Span) -> bool {
    let quotation = &reading.quotations[at];
    let speaker = quotation.speaker.as_ref();
    let mentioned = reading
        .actors
        .iter()
        .filter(|actor| speaker == Some(&actor.id))
        .flat_map(|actor| &actor.mentions)
        .any(|mention| overlaps(source, &of_points(*mention)));
    let described = quotation.description.as_ref().is_some_and(|description| {
        let description = description.to_lowercase();
        source.iter().any(|(_, _, words)| {
            let words = words.to_lowercase();
            words.contains(&description) || description.contains(&words)
        })
    });
    mentioned || described
}

/// Runs of letters and digits, in code points.
fn words(text: &str) -> Vec<Span> {
    let (mut found, mut start) = (Vec::new(), None);
    for (at, c) in text.chars().chain(std::iter::once(' ')).enumerate() {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push(Span::new(from, at));
                start = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_stretches() {
        assert_eq!(words("Né à 9h."), [Span::new(0, 2), Span::new(3, 4), Span::new(5, 7)]);
        assert!(overlaps(&vec![(3, 5, String::new())], &Span::new(4, 9)));
        assert!(!overlaps(&vec![(3, 5, String::new())], &Span::new(5, 9)));
    }
}
