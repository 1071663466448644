//! The public view of the record.
use crate::Error;
use jiff::civil::Date;
use model::dossier::{ActorDossier, ActorLine, DocumentView, EventDossier, ReportLine, SearchHit};
use model::record::Event;
use model::{EventType, Public};

/// The record as it may be shown, at one generation. Every value has passed the gate.
#[derive(Debug)]
pub struct Pages {}

/// How much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Reports.
    pub reports: u64,
    /// Independent origins: different texts.
    pub origins: u64,
    /// Events.
    pub events: u64,
    /// Actors that have a page.
    pub actors: u64,
    /// Statements of the current readings.
    pub statements: u64,
}

/// A rectangle on the globe, in degrees; it does not cross the date line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GeoBox {
    /// Southern edge.
    pub south: f64,
    /// Western edge.
    pub west: f64,
    /// Northern edge.
    pub north: f64,
    /// Eastern edge.
    pub east: f64,
}

/// Which events to list; `None` means any.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventFilter {
    /// An actor, by anything that [`Pages::find_actor`] knows.
    pub actor: Option<String>,
    /// Events that may have been on this day or later.
    pub since: Option<Date>,
    /// Events that may have been on this day or earlier.
    pub until: Option<Date>,
    /// Type.
    pub event_type: Option<EventType>,
    /// Words of the place, its first-level division, or its country's two letters.
    pub place: Option<String>,
    /// Events with a point inside.
    pub within: Option<GeoBox>,
    /// At most so many; `None` for all.
    pub limit: Option<usize>,
    /// Leaving out so many.
    pub offset: usize,
}

impl Pages {
    /// The generation that is shown; 0 for an empty record.
    #[must_use]
    pub fn generation(&self) -> u64 {
        0
    }

    /// How much there is.
    ///
    /// # Errors
    /// As every method here: where the database cannot be read.
    pub fn counts(&self) -> Result<Counts, Error> {
        Ok(Counts::default())
    }

    /// Every actor that has a page, most reports first.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn actors(&self) -> Result<Public<Vec<ActorLine>>, Error> {
        Ok(model::Exposure::default().pass(Vec::new()))
    }

    /// The minted id of the actor that a minted id, a lexicon id, or a name in use in any report means.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn find_actor(&self, _words: &str) -> Result<Option<String>, Error> {
        Ok(None)
    }

    /// Everything about one actor, by minted id. `None` where there is no such page; unlisted persons have none.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn actor(&self, _id: &str) -> Result<Option<Public<ActorDossier>>, Error> {
        Ok(None)
    }

    /// Everything about one event, by minted id; an id that was merged leads to what it became.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn event(&self, _id: &str) -> Result<Option<Public<EventDossier>>, Error> {
        Ok(None)
    }

    /// What a merged id became.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn redirect(&self, _id: &str) -> Result<Option<String>, Error> {
        Ok(None)
    }

    /// Events, newest first, undated last.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn events(&self, _filter: &EventFilter) -> Result<Public<Vec<Event>>, Error> {
        Ok(model::Exposure::default().pass(Vec::new()))
    }

    /// Reports, newest first.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn reports(&self, _limit: usize, _offset: usize) -> Result<Public<Vec<ReportLine>>, Error> {
        Ok(model::Exposure::default().pass(Vec::new()))
    }

    /// One report with the sentences that carry statements.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn document(&self, _report: &str) -> Result<Option<Public<DocumentView>>, Error> {
        Ok(None)
    }

    /// Sentences with these words, newest report first. `"…"` is a phrase; other words must all occur. Private names are not
    /// in the index and find nothing.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn search(&self, _query: &str, _limit: usize) -> Result<Public<Vec<SearchHit>>, Error> {
        Ok(model::Exposure::default().pass(Vec::new()))
    }
}
