//! Builds `crates/language/data/words.tsv` from the files of WordNet: `cargo xtask words <DICT_DIR>`.
//!
//! `DICT_DIR` holds `index.noun`, `data.noun` and so on for the four parts of speech, and the exception lists `noun.exc`, `verb.exc`, `adj.exc`.
use anyhow::{Context as _, Result, anyhow};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

/// Lexicographer files: nouns are 3 to 28, verbs 29 to 43. The table counts each from 1.
const BEFORE_NOUNS: u8 = 2;
const BEFORE_VERBS: u8 = 28;

const HEADER: &str = "\
# English words: what sort of thing or doing they stand for, and the irregular forms. Read by the training of the language models.
#
# Three columns: a form, its base, and `n`, `v` or `a` for noun, verb, adjective. Four columns: a word; the lexicographer file of its first
# noun sense, counted from 1 (act) to 26 (time), or 0; that of its first verb sense, from 1 (body) to 15 (weather), or 0; and `a` for an
# adjective, `r` for an adverb, `P` where the first noun sense is a name.
#
# Made by `cargo xtask words` from the WordNet 3.1 database files and the exception lists of 3.0. WordNet is copyright Princeton University;
# its licence is in WORDNET-LICENSE.txt.
";

#[derive(Default)]
struct Entry {
    noun: u8,
    verb: u8,
    marks: BTreeSet<char>,
}

pub(crate) fn build(dict: &Path, root: &Path) -> Result<()> {
    let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
    for part in ["noun", "verb", "adj", "adv"] {
        let first_senses = first_senses(dict, part)?;
        for (word, (file, is_name)) in first_senses {
            let entry = entries.entry(word).or_default();
            match part {
                "noun" => {
                    entry.noun = file.saturating_sub(BEFORE_NOUNS);
                    entry.marks.extend(is_name.then_some('P'));
                }
                "verb" => entry.verb = file.saturating_sub(BEFORE_VERBS),
                "adj" => _ = entry.marks.insert('a'),
                _ => _ = entry.marks.insert('r'),
            }
        }
    }
    let mut out = HEADER.to_owned();
    for (word, entry) in &entries {
        let marks: String = entry.marks.iter().collect();
        out.push_str(&format!("{word}\t{}\t{}\t{marks}\n", entry.noun, entry.verb));
    }
    for (part, mark) in [("noun", 'n'), ("verb", 'v'), ("adj", 'a')] {
        for line in read(dict, &format!("{part}.exc"))?.lines() {
            if let Some((form, base)) =
                line.split_once(' ').filter(|(form, base)| is_word(form) && is_word(base))
            {
                out.push_str(&format!("{form}\t{base}\t{mark}\n"));
            }
        }
    }
    let path = root.join("crates/language/data/words.tsv");
    fs::write(&path, out).with_context(|| format!("cannot write `{}`", path.display()))
}

/// For each word of one part of speech the lexicographer file of its first sense, and whether it is written with a capital there.
fn first_senses(dict: &Path, part: &str) -> Result<BTreeMap<String, (u8, bool)>> {
    let data = read(dict, &format!("data.{part}"))?;
    let synsets: HashMap<&str, &str> = entries(&data).filter_map(|line| line.split_once(' ')).collect();
    let index = read(dict, &format!("index.{part}"))?;
    let mut found = BTreeMap::new();
    for line in entries(&index) {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let word = columns[0];
        if !is_word(word) {
            continue;
        }
        let senses: usize = columns[2].parse().with_context(|| format!("`index.{part}`: `{line}`"))?;
        let first = columns.len().checked_sub(senses).and_then(|at| columns.get(at));
        let synset = first.and_then(|offset| synsets.get(offset));
        let synset = synset.ok_or_else(|| anyhow!("`index.{part}`: no first sense: `{line}`"))?;
        let file = synset.split(' ').next().and_then(|file| file.parse().ok()).unwrap_or(0);
        let words = synset.split('|').next().unwrap_or("");
        let is_name = words.split(' ').any(|one| one != word && one.eq_ignore_ascii_case(word));
        found.insert(word.to_owned(), (file, is_name));
    }
    Ok(found)
}

/// The lines behind the licence, which begins with two spaces.
fn entries(file: &str) -> impl Iterator<Item = &str> {
    file.lines().filter(|line| !line.starts_with("  ") && !line.is_empty())
}

/// A single word in small letters.
fn is_word(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '\'' | '.' | '-'))
}

fn read(dict: &Path, name: &str) -> Result<String> {
    let path = dict.join(name);
    fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))
}
