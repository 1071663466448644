//! Trains the language models: `cargo xtask train <CORPORA_DIR>`. Run it optimised: `cargo run --release -p xtask -- train <CORPORA_DIR>`.
//!
//! Reads only what may train weights that are shipped (the corpora's own README files say so), writes
//! `crates/language/models/english.bin`, and prints its digest and the scores on development data for the model card.
use anyhow::{Context as _, Result, anyhow};
use flate2::read::GzDecoder;
use language::train::score::{self, Shown};
use language::train::{Corpora, Effort, NameSentence, Treebank, read_iob, train};
use language::{Models, Parser, Search};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Genres and documents of GUM whose texts may be passed on under CC BY-SA: the beginnings of their file names.
const GUM_PARTS: [&str; 9] = [
    "GUM_academic_",
    "GUM_bio_",
    "GUM_court_",
    "GUM_interview_",
    "GUM_news_",
    "GUM_speech_floyd",
    "GUM_speech_maiden",
    "GUM_speech_telescope",
    "GUM_voyage_",
];

const EWT: &str = "treebank/ud_english_ewt/";
const UNER: &str = "ner/uner_en_ewt/";
const POLITICS: &str = "ner/crossner_politics/";

pub(crate) fn run(corpora: &Path, root: &Path) -> Result<()> {
    let started = Instant::now();
    let training = Corpora { trees: training_trees(corpora)?, names: training_names(corpora)? };
    eprintln!("{} tokens in trees", training.trees.token_count());
    let card = root.join("crates/language/models/english.md");
    let card = fs::read_to_string(&card).with_context(|| format!("cannot read `{}`", card.display()))?;
    let corpora_digest = digest(corpora)?;
    println!("sha256 of the corpora {corpora_digest}");
    if !card.contains(&corpora_digest) {
        eprintln!("the corpora are not those that the card names: expect another model and other scores");
    }
    let file = train(&training, Effort::default(), &mut |step| {
        eprintln!("{:6.1} s  {step}", started.elapsed().as_secs_f64());
    });
    let path = root.join("crates/language/models/english.bin");
    fs::write(&path, &file).with_context(|| format!("cannot write `{}`", path.display()))?;
    eprintln!("{:6.1} s  {} bytes", started.elapsed().as_secs_f64(), file.len());
    let model_digest = model::hash::sha256_hex(&file);
    println!("sha256 {model_digest}");
    if !card.contains(&format!("| SHA-256 | `{model_digest}`")) {
        eprintln!(
            "the model differs from the one that `crates/language/models/english.md` describes\nhint: bring the card up to date, or restore the file"
        );
    }
    print_scores(&Parser::with_models(file.leak())?, corpora)
}

/// The digest of the texts that are trained on, unpacked, one behind the other.
fn digest(corpora: &Path) -> Result<String> {
    let mut texts = text(&corpora.join(EWT).join("en_ewt-ud-train.rebuilt.conllu.gz"))?;
    for path in gum(corpora, "train")? {
        texts.push_str(&text(&path)?);
    }
    texts.push_str(&text(&corpora.join(UNER).join("en_ewt-ud-train.cleaned.iob2.gz"))?);
    texts.push_str(&text(&corpora.join(POLITICS).join("train.txt"))?);
    Ok(model::hash::sha256_hex(texts.as_bytes()))
}

fn training_trees(corpora: &Path) -> Result<Treebank> {
    let mut trees = Treebank::default();
    add(&mut trees, &corpora.join(EWT).join("en_ewt-ud-train.rebuilt.conllu.gz"))?;
    for path in gum(corpora, "train")? {
        add(&mut trees, &path)?;
    }
    Ok(trees)
}

/// The documents of GUM that may be used, sorted by name.
fn gum(corpora: &Path, part: &str) -> Result<Vec<PathBuf>> {
    let folder = corpora.join("treebank/gum").join(part);
    let entries = fs::read_dir(&folder).with_context(|| format!("cannot read `{}`", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        GUM_PARTS.iter().any(|start| name.starts_with(start))
    });
    paths.sort();
    Ok(paths)
}

fn add(trees: &mut Treebank, path: &Path) -> Result<()> {
    trees.add(&text(path)?).map_err(|what| anyhow!("`{}`: {what}", path.display()))
}

fn training_names(corpora: &Path) -> Result<Vec<NameSentence>> {
    let uner = text(&corpora.join(UNER).join("en_ewt-ud-train.cleaned.iob2.gz"))?;
    let politics = text(&corpora.join(POLITICS).join("train.txt"))?;
    let mut names = read_iob(&uner, |_| true);
    // What CrossNER calls `misc` is as often a people or a language as a name that a report would be read for.
    names.extend(read_iob(&politics, |kind| kind != "misc"));
    Ok(names)
}

fn print_scores(parser: &Parser, corpora: &Path) -> Result<()> {
    let mut ewt = Treebank::default();
    add(&mut ewt, &corpora.join(EWT).join("en_ewt-ud-dev.conllu.gz"))?;
    let mut edited = Treebank::default();
    for path in gum(corpora, "dev")? {
        add(&mut edited, &path)?;
    }
    let models = parser.models();
    for (name, trees) in [("EWT dev", &ewt), ("GUM dev, shippable genres", &edited)] {
        for shown in [Shown::AsIs, Shown::Lower, Shown::Upper] {
            print_trees(name, models, trees, shown, Search::Greedy);
        }
        print_trees(name, models, trees, Shown::AsIs, Search::Beam);
        let (tokens, sentences) = score::raw(parser, trees);
        println!("{name}: tokens F1 {:.2}, sentences F1 {:.2}", tokens.percent()[2], sentences.percent()[2]);
        println!("{name}: lemmas {:.2}", score::lemmas(models, trees));
    }
    let uner = read_iob(&text(&corpora.join(UNER).join("en_ewt-ud-dev.iob2"))?, |_| true);
    let politics = read_iob(&text(&corpora.join(POLITICS).join("dev.txt"))?, |kind| kind != "misc");
    for (name, names) in [("UNER EWT dev", uner), ("CrossNER politics dev, without misc", politics)] {
        let [precision, recall, f1] = score::names(models, &names).percent();
        println!("{name}, names of any kind: P {precision:.2} R {recall:.2} F1 {f1:.2}");
    }
    Ok(())
}

fn print_trees(name: &str, models: &Models, trees: &Treebank, shown: Shown, search: Search) {
    let started = Instant::now();
    let score = score::trees(models, trees, shown, search);
    let speed = score.tokens as f64 / started.elapsed().as_secs_f64();
    let [upos, uas, las] = [score.upos, score.heads, score.labelled].map(|count| score.percent(count));
    println!("{name}, {shown:?}, {search:?}: UPOS {upos:.2} UAS {uas:.2} LAS {las:.2}, {speed:.0} tokens/s");
}

/// The text of a file, unpacked where its name ends in `.gz`.
fn text(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut text = String::new();
    if path.extension().is_some_and(|ending| ending == "gz") {
        GzDecoder::new(bytes.as_slice()).read_to_string(&mut text)?;
    } else {
        text = String::from_utf8(bytes)?;
    }
    Ok(text)
}
