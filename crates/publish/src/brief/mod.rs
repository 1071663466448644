//! The backgrounder on one group, as one document tree.
//!
//! Sections without material are left out. Notes are numbered in the order of the sections; the summary, which stands first,
//! refers to notes of the sections below it.
mod course;
mod events;
mod judgments;
mod record;
mod relations;
mod status;
mod who;

pub use status::{Release, Status};

use crate::reference::Reference;
use crate::tree::{Block, Note, Notes, Section, Sentence, Words};
use analyse::Findings;
use jiff::civil::Date;
use model::Public;
use model::dossier::{ActorDossier, ReportLine};
use serde::Serialize;

/// A backgrounder: write it with [`Brief::html`], [`Brief::markdown`] or [`Brief::json`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Brief {
    /// The group's name.
    pub title: String,
    /// The actor's minted id.
    pub actor: String,
    /// The generation of the record.
    pub generation: u64,
    /// Day of the latest report: the record knows nothing after it. No clock is asked.
    pub as_of: Option<Date>,
    /// Reports that name the group.
    pub reports: usize,
    /// Independent origins: different texts.
    pub origins: usize,
    /// Events.
    pub events: usize,
    /// Whether it may go out.
    pub status: Status,
    /// What is open before it may.
    pub open: Vec<String>,
    /// Content.
    pub sections: Vec<Section>,
    /// The words behind the sentences.
    pub notes: Vec<Note>,
    /// The reports, oldest first.
    pub sources: Vec<Source>,
}

/// A report in the list of sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Minted id.
    pub id: String,
    /// Outlet.
    pub outlet: Option<String>,
    /// What is known of the outlet, in a few words; empty where nothing is.
    pub descriptor: String,
    /// Headline.
    pub title: Option<String>,
    /// Day of publication.
    pub published: Option<Date>,
    /// Where that day was found.
    pub published_from: Option<String>,
    /// Address; `None` also where the outlet speaks for an armed group.
    pub url: Option<String>,
    /// The first report in the list with the same text: one origin. `None` for the first itself.
    pub same_text_as: Option<String>,
}

/// What the sections are made from.
struct Context<'d> {
    dossier: &'d ActorDossier,
    findings: &'d Findings,
    reference: &'d Reference,
    notes: Notes<'d>,
}

impl<'d> Context<'d> {
    /// A sentence with its notes; `None` where the dossier holds the words of none of the statements.
    fn say<'s>(
        &mut self,
        words: Words,
        statements: impl IntoIterator<Item = &'s String>,
    ) -> Option<Sentence> {
        self.notes.sentence(words, statements)
    }

    fn event(&self, id: &str) -> Option<&'d model::record::Event> {
        self.dossier.events.iter().find(|event| event.id == id)
    }

    fn name(&self) -> Words {
        crate::phrases::actor(&self.dossier.actor.name)
    }
}

/// Makes a section's blocks.
type Make = for<'d> fn(&mut Context<'d>) -> Vec<Block>;

/// Sections in the order of the page: id, head, maker. The first is made last, so that it refers to the others' notes.
const SECTIONS: [(&str, &str, Make); 11] = [
    ("brief", "In brief", record::summary),
    ("who", "Who they are", who::blocks),
    ("course", "Their course, as sources state it", course::blocks),
    ("timeline", "Timeline", events::timeline),
    ("attacks", "Attacks", events::attacks),
    ("plots", "Plots foiled, attempted or planned", events::plots),
    ("threats", "Threats", events::threats),
    ("other-events", "Other events", events::others),
    ("relations", "Relations", relations::blocks),
    ("contested", "What is contested", judgments::contested),
    ("judgments", "What analysts and officials judge", judgments::judgments),
];

/// Writes the backgrounder from what has passed the gate. The same input gives the same bytes.
///
/// `findings` must be those of this dossier: a finding whose statements the dossier does not hold is left out.
#[must_use]
pub fn brief_with(dossier: &Public<ActorDossier>, findings: &Findings, reference: &Reference) -> Brief {
    let dossier: &ActorDossier = dossier;
    let mut context = Context { dossier, findings, reference, notes: Notes::new(&dossier.citations) };
    let mut made = (1..SECTIONS.len()).map(|at| (at, make(&mut context, at))).collect::<Vec<_>>();
    made.insert(0, (0, make(&mut context, 0)));
    let refused = context.notes.refused();
    let notes = unlinked(context.notes.finish(), reference);
    let section = |(at, blocks): (usize, Vec<Block>)| Section {
        id: SECTIONS[at].0,
        heading: SECTIONS[at].1,
        blocks,
        notes: notes.iter().filter(|(section, _)| *section == at).map(|(_, note)| note.number).collect(),
    };
    let mut sections =
        made.into_iter().filter(|(_, blocks)| !blocks.is_empty()).map(section).collect::<Vec<_>>();
    sections.push(record::method(dossier, findings, reference, refused));
    let notes = notes.into_iter().map(|(_, note)| note).collect::<Vec<_>>();
    let open = status::open(dossier, &notes);
    let status = if open.is_empty() { Status::Cleared } else { Status::Draft };
    if status != Status::Cleared {
        sections.insert(0, status::section(&status, &open));
    }
    Brief {
        title: dossier.actor.name.clone(),
        actor: dossier.actor.id.clone(),
        generation: dossier.generation,
        as_of: findings.coverage.last_published,
        reports: findings.coverage.reports,
        origins: findings.coverage.origins,
        events: findings.coverage.events,
        status,
        open,
        sections,
        notes,
        sources: record::sources(dossier, reference),
    }
}

fn make(context: &mut Context<'_>, at: usize) -> Vec<Block> {
    context.notes.enter(at);
    SECTIONS[at].2(context)
}

/// Takes the address from notes of outlets that speak for an armed group.
fn unlinked(mut notes: Vec<(usize, Note)>, reference: &Reference) -> Vec<(usize, Note)> {
    for (_, note) in &mut notes {
        note.url = linkable(note.url.take(), note.outlet.as_deref(), reference);
    }
    notes
}

/// An address that may be shown: of the web, and not of a group's own outlet.
fn linkable(url: Option<String>, outlet: Option<&str>, reference: &Reference) -> Option<String> {
    url.filter(|url| url.starts_with("https://") || url.starts_with("http://"))
        .filter(|_| reference.may_link(outlet))
}

/// A paragraph, unless there is nothing to say.
fn paragraph(sentences: Vec<Sentence>) -> Option<Block> {
    (!sentences.is_empty()).then_some(Block::Paragraph(sentences))
}

/// The stub of a report line, for the words on sources.
fn first_of_text(reports: &[ReportLine], at: usize) -> Option<String> {
    let text = &reports[at].text;
    reports[..at].iter().find(|report| report.text == *text).map(|report| report.id.clone())
}
