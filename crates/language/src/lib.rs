//! English tokens, sentences, tags, lemmas, dependency trees and name spans, with exact offsets.
//!
//! Pure: no I/O, no clock, no randomness; the same text gives the same parse. Never fails: any text has a parse.
mod abbreviation;
mod beam;
mod conllu;
mod feats;
mod lemma;
mod name;
mod parse;
mod parser;
mod pipeline;
mod sentence;
mod table;
mod tag;
mod tagset;
mod token;
#[cfg(feature = "train")]
pub mod train;
mod tree;
mod word;

pub use conllu::conllu;
pub use feats::{Degree, Feats, Number, Tense, VerbForm};
pub use parse::{Name, Parse, Sentence, Token};
pub use parser::{Parser, Scratch, Search};
pub use pipeline::{ModelError, Models};
pub use tagset::{Deprel, Tag, Upos};

/// The model file that is part of the program.
const SHIPPED: &[u8] = include_bytes!("../models/english.bin");
