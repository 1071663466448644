//! Development tasks: `cargo xtask <task>`.
//!
//! - [`ci`]: everything that must hold before a change is taken, in one command.
//! - [`tidy`]: what the compiler cannot see: the direction of dependencies, the absences, documents and their links.
//! - [`demo_check`]: the built-in reports and what they cite.
//! - [`codebook`]: the page with every word and column.
//! - [`actors`], [`places`]: the tables of groups and of further places, made from their lists.
//! - [`gazetteer`]: the tables of places, made from the corpora; [`areas`]: the outlines of the maps.
//! - [`train`] and [`words`]: the language models, and the table of words that they know.
//! - [`fuzz_language`]: arbitrary texts through the parser; [`fuzz_read`]: broken files through every reader.
//! - [`faults`]: kills, full disks, torn logs; for the night.
//! - [`corpus`] and [`load`]: many generated reports, and what adding them costs.
mod actors;
mod areas;
mod ci;
mod codebook;
mod collect;
mod corpus;
mod demo_check;
mod faults;
mod fuzz_language;
mod fuzz_read;
mod gazetteer;
mod load;
mod places;
mod random;
mod tidy;
mod train;
mod words;

use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

const USAGE: &str = "\
expected a task:
  ci                       everything that must hold before a change is taken
  tidy                     dependency direction, absences, documents
  demo-check               the built-in reports and their citations
  codebook                 make docs/codebook.md
  gazetteer <CORPORA_DIR>  make the tables of places
  actors <CORPORA_DIR>     make the table of groups
  places <LISTS_DIR>       add the places of other lists
  areas <PROVINCES_GEOJSONL>   make the outlines of the maps
  train <CORPORA_DIR>      train the language models; run it optimised
  fuzz-language --runs <N> --seed <S>       arbitrary texts through the parser; run it optimised
  fuzz-read <READER|all> --seconds <N> --seed <S>   broken files through the readers; run it optimised
  words <DICT_DIR>         make the language models' table of words from the files of WordNet
  corpus --reports <N> --out <DIR>          many reports, generated from the built-in ones
  faults --kills <N> --seed <S> --binary <DAYBOOK>   the record under kills, full disks, torn logs, second writers
  load --reports <N> --binary <DAYBOOK>     what adding them costs: reports a second, peak memory
  collect --reports <N> --binary <DAYBOOK>  articles a minute from feeds, and seconds from the poll to the group's page";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["ci"] => ci::run(&root()),
        ["tidy"] => tidy::run(&root()),
        ["demo-check"] => demo_check::run(&root(), std::env::var_os("DAYBOOK_EVAL_DATA").map(PathBuf::from)),
        ["codebook"] => codebook::run(&root()),
        ["gazetteer", corpora] => gazetteer::build(Path::new(corpora), &root()),
        ["train", corpora] => train::run(Path::new(corpora), &root()),
        ["fuzz-language", "--runs", n, "--seed", seed] => fuzz_language::run(n.parse()?, seed.parse()?),
        ["fuzz-read", reader, "--seconds", seconds, "--seed", seed] => {
            fuzz_read::run(&root(), reader, seconds.parse()?, seed.parse()?)
        }
        ["words", dict] => words::build(Path::new(dict), &root()),
        ["corpus", "--reports", n, "--out", folder] => corpus::build(&root(), n.parse()?, Path::new(folder)),
        ["faults", "--kills", kills, "--seed", seed, "--binary", binary] => {
            faults::run(&root(), kills.parse()?, seed.parse()?, Path::new(binary))
        }
        ["load", "--reports", n, "--binary", binary] => load::run(&root(), n.parse()?, Path::new(binary)),
        ["collect", "--reports", n, "--binary", binary] => {
            collect::run(&root(), n.parse()?, Path::new(binary))
        }
        ["actors", corpora] => actors::build(Path::new(corpora), &root()),
        ["areas", file] => areas::build(Path::new(file), &root()),
        ["places", lists] => places::build(Path::new(lists), &root()),
        _ => bail!(USAGE),
    }
}

/// The repository's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_path_buf)
}
