//! The language models against UD English-EWT, the shippable genres of GUM, and UNER: development parts only.
use super::{Context, Measured};
use anyhow::{Context as _, Result, anyhow};
use flate2::read::GzDecoder;
use language::train::score::{self, Shown};
use language::train::{NameSentence, Treebank, read_iob};
use language::{Models, Parser, Search};
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::Path;

/// Beginnings of the names of GUM's documents whose genre is edited text that may be used.
const GUM_GENRES: [&str; 6] = ["academic", "bio", "court", "interview", "news", "voyage"];

pub(crate) fn run(context: &Context) -> Result<Measured> {
    let corpora = context.data()?.join("corpora");
    let parser = Parser::shipped();
    let mut texts = String::new();
    let ewt = ewt(&corpora, &mut texts)?;
    let gum = gum(&corpora, &mut texts)?;
    let names = names(&corpora, &mut texts)?;
    let mut measured = Measured {
        corpus: model::hash::sha256_hex(texts.as_bytes()),
        cases: ewt.sentences.len() + gum.sentences.len(),
        ..Measured::default()
    };
    let models = parser.models();
    for (corpus, trees) in [("ewt", &ewt), ("gum", &gum)] {
        for (shown, word) in [(Shown::AsIs, ""), (Shown::Lower, " lower"), (Shown::Upper, " upper")] {
            note_trees(&mut measured, models, trees, shown, Search::Greedy, &format!("{corpus}{word}"));
        }
        note_trees(&mut measured, models, trees, Shown::AsIs, Search::Beam, &format!("{corpus} beam"));
        let (tokens, sentences) = score::raw(&parser, trees);
        note(&mut measured, &format!("{corpus} tokens"), tokens.percent()[2]);
        note(&mut measured, &format!("{corpus} sentences"), sentences.percent()[2]);
        note(&mut measured, &format!("{corpus} lemmas"), score::lemmas(models, trees));
    }
    note(&mut measured, "uner names", score::names(models, &names).percent()[2]);
    Ok(measured)
}

/// Adds a score given in percent, and its line of the report.
fn note(measured: &mut Measured, name: &str, percent: f64) {
    measured.scores.push((name.to_owned(), percent / 100.0));
    writeln!(measured.report, "{name:24} {percent:6.2}").expect("writing to a string does not fail");
}

fn note_trees(
    measured: &mut Measured,
    models: &Models,
    trees: &Treebank,
    shown: Shown,
    search: Search,
    name: &str,
) {
    let score = score::trees(models, trees, shown, search);
    for (kind, count) in [("UPOS", score.upos), ("UAS", score.heads), ("LAS", score.labelled)] {
        note(measured, &format!("{name} {kind}"), score.percent(count));
    }
}

fn ewt(corpora: &Path, texts: &mut String) -> Result<Treebank> {
    let mut trees = Treebank::default();
    add(&mut trees, &corpora.join("treebank/ud_english_ewt/en_ewt-ud-dev.conllu.gz"), texts)?;
    Ok(trees)
}

fn gum(corpora: &Path, texts: &mut String) -> Result<Treebank> {
    let folder = corpora.join("treebank/gum/dev");
    let entries = fs::read_dir(&folder).with_context(|| format!("cannot read `{}`", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        GUM_GENRES.iter().any(|genre| name.starts_with(&format!("GUM_{genre}_")))
    });
    paths.sort();
    let mut trees = Treebank::default();
    for path in paths {
        add(&mut trees, &path, texts)?;
    }
    Ok(trees)
}

fn names(corpora: &Path, texts: &mut String) -> Result<Vec<NameSentence>> {
    let file = read(&corpora.join("ner/uner_en_ewt/en_ewt-ud-dev.iob2"))?;
    texts.push_str(&file);
    Ok(read_iob(&file, |_| true))
}

fn add(trees: &mut Treebank, path: &Path, texts: &mut String) -> Result<()> {
    let file = read(path)?;
    texts.push_str(&file);
    trees.add(&file).map_err(|what| anyhow!("`{}`: {what}", path.display()))
}

/// The text of a file, unpacked where its name ends in `.gz`.
fn read(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut text = String::new();
    if path.extension().is_some_and(|ending| ending == "gz") {
        GzDecoder::new(bytes.as_slice()).read_to_string(&mut text)?;
    } else {
        text = String::from_utf8(bytes)?;
    }
    Ok(text)
}
