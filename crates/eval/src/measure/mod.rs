//! What is measured, one file each.
//!
//! A new measurement is a file here with `pub fn run(context: &Context) -> Result<Measured>` and one line in [`ALL`]. It names its scores;
//! `floors.toml` keeps what has been reached, and `eval score` fails below. A measurement that needs other people's data reads it below
//! [`Context::data`] and is skipped, visibly, where that is not set.
mod aliases;
pub(crate) mod analysis;
mod article;
mod briefs;
mod copies;
mod dev_gold;
mod forecast;
mod gazetteer;
mod ged;
mod incidents;
mod language;
mod main_text;
mod muc4;
mod own_gold;
mod pairs;
mod polnear;
mod recognizers;
mod scores;
mod sentences;
mod timebank;
mod toponyms;

use anyhow::{Context as _, Result};
use lexicon::Lexicon;
use std::path::{Path, PathBuf};

/// Names the folder with the corpora that are not part of this repository.
pub const DATA_VARIABLE: &str = "DAYBOOK_EVAL_DATA";

/// Names a file that gets every miss of a measurement that lists them.
pub(crate) const LISTING: &str = "DAYBOOK_EVAL_LISTING";

/// One thing that can be measured.
#[derive(Debug, Clone, Copy)]
pub struct Measurement {
    /// Its name: on the command line and in `floors.toml`.
    pub name: &'static str,
    /// What it tells, in one line.
    pub about: &'static str,
    /// Whether it needs [`Context::data`].
    pub needs_data: bool,
    /// Runs it.
    pub run: fn(&Context) -> Result<Measured>,
}

/// Every measurement, in the order in which `eval score` runs them.
pub const ALL: &[Measurement] = &[
    Measurement {
        name: "own-gold",
        about: "extraction against the gold of this repository",
        needs_data: false,
        run: own_gold::run,
    },
    Measurement {
        name: "briefs",
        about: "extraction against labels on short items of current events",
        needs_data: true,
        run: briefs::run,
    },
    Measurement {
        name: "dev-gold",
        about: "extraction against the development gold",
        needs_data: true,
        run: dev_gold::run,
    },
    Measurement {
        name: "article",
        about: "the article that the project was made from, item by item",
        needs_data: true,
        run: article::run,
    },
    Measurement {
        name: "aliases",
        about: "whose the names of three lists are, with the lexicon and without each list",
        needs_data: true,
        run: aliases::run,
    },
    Measurement {
        name: "analysis",
        about: "phases, shares and tails against the reference results for UCDP GED",
        needs_data: true,
        run: analysis::run,
    },
    Measurement {
        name: "copies",
        about: "texts that are one origin: made copies of news articles found, articles on different incidents kept apart",
        needs_data: true,
        run: copies::run,
    },
    Measurement {
        name: "forecast",
        about: "forecasts of the events of groups against baselines, and against the reference results",
        needs_data: true,
        run: forecast::run,
    },
    Measurement {
        name: "gazetteer",
        about: "places of news texts that the gazetteer has, with a point near the right one",
        needs_data: true,
        run: gazetteer::run,
    },
    Measurement {
        name: "ged",
        about: "rows of UCDP GED that are imported, and actors and countries that are known in them",
        needs_data: true,
        run: ged::run,
    },
    Measurement {
        name: "incidents",
        about: "local news articles put together by the incident that they report, from the text to the event of the record",
        needs_data: true,
        run: incidents::run,
    },
    Measurement {
        name: "sentences",
        about: "where sentences of news texts end",
        needs_data: true,
        run: sentences::run,
    },
    Measurement {
        name: "language",
        about: "tags, trees, lemmas, sentences and names of the language models against treebanks",
        needs_data: true,
        run: language::run,
    },
    Measurement {
        name: "main-text",
        about: "main text and day of publication of pages against annotated snippets",
        needs_data: true,
        run: main_text::run,
    },
    Measurement {
        name: "muc4",
        about: "incident templates of MUC-4 (TST1, TST2) against the program's own output",
        needs_data: true,
        run: muc4::run,
    },
    Measurement {
        name: "pairs",
        about: "pairs of news items that do or do not tell the same event, labelled by hand",
        needs_data: true,
        run: pairs::run,
    },
    Measurement {
        name: "polnear",
        about: "who is reported to say what, against PolNeAR",
        needs_data: true,
        run: polnear::run,
    },
    Measurement {
        name: "recognizers",
        about: "dates, periods and numbers against the regression cases of another recogniser",
        needs_data: true,
        run: recognizers::run,
    },
    Measurement {
        name: "timebank",
        about: "times of news against TimeBank",
        needs_data: true,
        run: timebank::run,
    },
    Measurement {
        name: "toponyms",
        about: "places read in news texts, and whether they are the right ones: LGL, GeoVirus",
        needs_data: true,
        run: toponyms::run,
    },
];

/// What a measurement works with.
#[derive(Debug)]
pub struct Context {
    /// The lexicon as shipped.
    pub lexicon: Lexicon,
    data: Option<PathBuf>,
}

impl Context {
    /// With the shipped lexicon and the folder that the environment names.
    ///
    /// # Errors
    /// Where the lexicon does not load.
    pub fn new() -> Result<Self> {
        let data = std::env::var_os(DATA_VARIABLE).filter(|folder| !folder.is_empty()).map(PathBuf::from);
        Ok(Self { lexicon: Lexicon::shipped()?, data })
    }

    /// The folder with other people's data, where it is set.
    #[must_use]
    pub fn has_data(&self) -> bool {
        self.data.is_some()
    }

    /// The folder with other people's data.
    ///
    /// # Errors
    /// Where it is not set.
    pub fn data(&self) -> Result<&Path> {
        self.data.as_deref().with_context(|| {
            format!(
                "`{DATA_VARIABLE}` is not set\nhint: set it to the folder that holds `gold` and `corpora`"
            )
        })
    }
}

/// What came of a measurement.
#[derive(Debug, Default)]
pub struct Measured {
    /// SHA-256 of what it was made on: a score of another corpus is no score to compare with.
    pub corpus: String,
    /// How many documents, sentences or cases that was.
    pub cases: usize,
    /// By name, higher is better, from 0 to 1.
    pub scores: Vec<(String, f64)>,
    /// For people to read.
    pub report: String,
}
