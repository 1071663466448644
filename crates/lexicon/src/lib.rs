//! Loads and validates the plain data under `lexicon/`: who acts, where things are, who publishes, which words say what.
//!
//! The data is part of the program; an analyst's overlay of the same layout replaces or deletes entries by id. Loading is
//! strict: an unknown key, a duplicate id, a dangling reference or an empty file is an error that names file and line.
//!
//! In reading order:
//!
//! 1. [`files`]: the embedded files and the overlay, and what the overlay changed.
//! 2. [`fold`](mod@fold): one folding for names and texts, with offsets back to the original bytes.
//! 3. [`actors`]: armed groups, states, organisations, persons, outlets; [`Actors::scan`] finds them in a text.
//! 4. [`lineage`]: splits, alliances, renamings, and numbers in other lists; [`places`]: the gazetteer.
//! 5. [`names`]: whether two names are one, written in two ways.
//! 6. [`outlets`]: who publishes.
//! 7. [`language`]: cues, triggers and words; [`identify`]: which language a text is in; [`dates`]: dates as they are written; [`other`]: words of
//!    languages that are read without grammar.
//! 8. [`definitions`]: what the contract's words mean; [`codebooks`]: how the columns of event data sets are read.
//! 9. [`check`]: what loads but deserves a second look; [`explain`](mod@explain): what a name would match, and why.
//!
//! No I/O: the caller reads the overlay's files.
#![warn(missing_docs)]

pub mod actors;
pub mod check;
pub mod codebooks;
pub mod dates;
pub mod definitions;
pub mod error;
pub mod explain;
pub mod files;
pub mod fold;
pub mod identify;
pub mod language;
pub mod lineage;
pub mod names;

// `build.rs` has the same path for it.
pub(crate) use model::letters;
pub mod other;
pub mod outlets;
pub mod places;
mod table;

pub use actors::{ActorEntry, ActorMatch, Actors, Alias, AliasForm};
pub use check::Finding;
pub use codebooks::{Codebook, Codebooks};
pub use dates::{Calendar, Dates, WrittenDate};
pub use definitions::Definitions;
pub use error::Error;
pub use explain::Explanation;
pub use files::{Files, LexiconFile};
pub use fold::{Folded, fold};
pub use identify::{KnownLanguage, Languages, ReadingLevel};
pub use language::{Language, WordMap, WordSet};
pub use lineage::{Identifier, Lineage, LineageKind, Lineages};
pub use names::{NameKind, Names, Sameness};
pub use other::{
    GivenNames, NumberStands, OtherLanguage, OtherLanguages, Phrases, PlainKind, PlainWord, plain_words,
};
pub use outlets::{OutletEntry, OutletScale, Outlets};
pub use places::{Gazetteer, Place};

/// Everything that the stages know beforehand. Immutable; built once per run.
#[derive(Debug)]
pub struct Lexicon {
    /// Who may act or be named.
    pub actors: Actors,
    /// Where groups come from, and their numbers in other lists.
    pub lineages: Lineages,
    /// Where things are.
    pub places: Gazetteer,
    /// Who publishes.
    pub outlets: Outlets,
    /// Cues, triggers and words.
    pub language: Language,
    /// Which language a text is in.
    pub languages: Languages,
    /// Words of the languages that are read without grammar.
    pub other_languages: OtherLanguages,
    /// Dates as they are written.
    pub dates: Dates,
    /// What the contract's words mean.
    pub definitions: Definitions,
    /// How names are compared.
    pub names: Names,
    /// How event data sets are read.
    pub codebooks: Codebooks,
    digest: String,
    overridden: Vec<String>,
}

impl Lexicon {
    /// The lexicon as shipped with the program.
    ///
    /// # Errors
    /// Where a shipped file breaks a rule of its format.
    pub fn shipped() -> Result<Self, Error> {
        Self::with_overlay(Vec::new())
    }

    /// The shipped lexicon with an analyst's entries over it: an entry of the overlay replaces the whole shipped entry of
    /// the same id, `delete = true` (TOML) or a row of `deleted.csv` removes it, any other entry is added.
    ///
    /// # Errors
    /// Where a file breaks a rule of its format, or the overlay deletes an id that is not there.
    pub fn with_overlay(overlay: Vec<LexiconFile>) -> Result<Self, Error> {
        let mut files = Files::new(overlay)?;
        let (actors, outlets) = Actors::load(&mut files)?;
        let lineages = Lineages::load(&mut files, &actors)?;
        let places = Gazetteer::load(&mut files)?;
        let language = Language::load(&files)?;
        let languages = Languages::load(&files)?;
        let other_languages = OtherLanguages::load(&files)?;
        let dates = Dates::load(&files)?;
        let definitions = Definitions::load(&files)?;
        let names = Names::load(&files)?;
        let codebooks = Codebooks::load(&files)?;
        let digest = files.digest();
        Ok(Self {
            actors,
            lineages,
            places,
            outlets,
            language,
            languages,
            other_languages,
            dates,
            definitions,
            names,
            codebooks,
            digest,
            overridden: files.into_overridden(),
        })
    }

    /// SHA-256 over the effective files: what a reading names as the lexicon that made it.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What the overlay replaced, deleted or added, one line each, for the run report.
    #[must_use]
    pub fn overridden(&self) -> &[String] {
        &self.overridden
    }

    /// What a name would match, and why: `daybook lexicon explain`.
    #[must_use]
    pub fn explain(&self, name: &str) -> Explanation {
        explain::explain(self, name)
    }

    /// What loads but deserves a second look: `daybook lexicon check`.
    #[must_use]
    pub fn check(&self) -> Vec<Finding> {
        check::findings(self)
    }
}
