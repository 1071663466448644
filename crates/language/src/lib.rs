//! English tokens, sentences, tags, lemmas, dependency trees and name spans, with exact offsets.
//!
//! Pure: no I/O, no clock, no randomness; the same text gives the same parse. Never fails: any text has a parse, in time linear in its length.
//!
//! 1. [`token`]: words in the manner of Universal Dependencies. [`sentence`]: paragraphs and sentences.
//! 2. [`word`]: what the models see of a word; [`table`]: hashed rows of weights, one byte each.
//! 3. [`tag`]: part of speech with inflection, printed as [`Feats`]. [`lemma`]: the lemma.
//! 4. [`tree`]: the dependency tree, greedily; [`beam`]: a better one, for the sentences that matter.
//! 5. [`name`]: spans of names, whatever they name.
//! 6. [`parse`]: what comes out. [`conllu`]: printed. [`pipeline`]: the model file.
//!
//! The models are `models/english.bin`; `models/english.md` says what they were trained on, how well they do and under what licence they are.
//! `train` (a feature) makes them: `cargo run --release -p xtask -- train <CORPORA_DIR>`.
//!
//! # Example
//! ```
//! use language::{Deprel, Parser, Scratch};
//!
//! let parser = Parser::shipped();
//! let mut scratch = Scratch::default();
//! let text = "Gunmen killed 12 people in Kabul.";
//! let mut parse = parser.parse_with(text, &mut scratch);
//!
//! let killed = parse.root(&parse.sentences()[0]);
//! assert_eq!(parse.lemma(&parse.tokens()[killed]), "kill");
//! let subject = parse.children(killed).find(|&child| parse.tokens()[child].deprel == Deprel::Nsubj);
//! assert_eq!(subject.map(|child| parse.form(&parse.tokens()[child])), Some("Gunmen"));
//! assert!(parse.names().iter().any(|name| name.span.of(text) == "Kabul"));
//!
//! // This sentence carries an event and a figure: worth a second, better look.
//! parser.improve(&mut parse, [0], &mut scratch);
//! print!("{}", language::conllu(&parse));
//! ```
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
