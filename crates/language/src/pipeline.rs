//! The models in one file, and what they make of the words of a sentence.
use crate::beam::{self, Beam};
use crate::lemma::Lemmas;
use crate::name;
use crate::table::Packed;
use crate::tag;
use crate::tagset::Tag;
use crate::tree::{self, State};
use crate::word::{Case, Classes, Word};
use std::borrow::Cow;
use std::fmt;

/// The weights of all models.
#[derive(Debug, Clone)]
pub struct Models {
    pub(crate) classes: Classes,
    pub(crate) tagger: Packed<{ tag::LANES }>,
    pub(crate) tree: tree::Weights,
    /// Actions of the beam.
    pub(crate) beam: Packed<{ tree::ACTION_LANES }>,
    pub(crate) names: Packed<{ name::LANES }>,
    pub(crate) lemmas: Lemmas,
}

/// Why a model file cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelError {
    what: &'static str,
}

impl fmt::Display for ModelError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "not a model file of this version: {}\nhint: `cargo xtask train` makes one", self.what)
    }
}

impl std::error::Error for ModelError {}

/// How a model file begins. The number rises when features, classes or the layout change.
pub(crate) const MAGIC: &[u8] = b"daybook language 1\n";

/// The sections of a model file in their order; each is a length of four bytes, lowest first, and so many bytes.
pub(crate) const SECTIONS: usize = 7;

impl Models {
    /// Takes a model file apart; the weights stay where they are.
    ///
    /// # Errors
    /// Bytes that are no model file of this version.
    pub fn read(file: &'static [u8]) -> Result<Self, ModelError> {
        let fail = |what| ModelError { what };
        let mut rest = file.strip_prefix(MAGIC).ok_or(fail("the beginning differs"))?;
        let mut sections: [&'static [u8]; SECTIONS] = [&[]; SECTIONS];
        for section in &mut sections {
            let (length, after) = rest.split_first_chunk::<4>().ok_or(fail("it ends too early"))?;
            let length = u32::from_le_bytes(*length) as usize;
            *section = after.get(..length).ok_or(fail("it ends too early"))?;
            rest = &after[length..];
        }
        let [classes, tagger, actions, labels, beam, names, lemmas] = sections;
        let lemmas = std::str::from_utf8(lemmas).ok().and_then(Lemmas::read);
        Ok(Self {
            classes: Classes::read(Cow::Borrowed(classes)).ok_or(fail("the word classes are damaged"))?,
            tagger: Packed::new(Cow::Borrowed(tagger)).ok_or(fail("the tagger has another size"))?,
            tree: tree::Weights {
                actions: Packed::new(Cow::Borrowed(actions)).ok_or(fail("the parser has another size"))?,
                labels: Packed::new(Cow::Borrowed(labels)).ok_or(fail("the relations have another size"))?,
            },
            beam: Packed::new(Cow::Borrowed(beam)).ok_or(fail("the beam has another size"))?,
            names: Packed::new(Cow::Borrowed(names)).ok_or(fail("the names have another size"))?,
            lemmas: lemmas.ok_or(fail("the lemmas are damaged"))?,
        })
    }

    /// A word as the models see it.
    pub(crate) fn word(&self, form: &str, case: Case) -> Word {
        let word = Word::new(form, case);
        Word { class: self.classes.of(word.lower), ..word }
    }

    /// A tree of the tagged words, by the beam; long sentences greedily.
    pub(crate) fn beam_tree(&self, words: &[Word], tags: &[Tag], beam: &mut Beam, state: &mut State) {
        if words.len() <= beam::LONGEST {
            beam::parse(beam, words, tags, &self.beam, &self.tree.labels, state);
        } else {
            state.begin(words, tags);
            tree::parse(state, &self.tree);
        }
    }

    /// Tags and tree of a sentence; the tree is left in `state`.
    pub(crate) fn trees(&self, words: &[Word], tags: &mut Vec<Tag>, state: &mut State) {
        tag::tag(words, &self.tagger, tags);
        state.begin(words, tags);
        tree::parse(state, &self.tree);
    }
}
