//! What is open before a backgrounder may be published, and who decided to publish it all the same.
//!
//! Rules read the reports and can be wrong. A sentence that says something of a named person is not to go out before a person has looked at it; what is not
//! cleared is a draft and says so, in every form.
use super::Brief;
use super::relations::is_told;
use crate::tree::{Block, Note, Section};
use crate::words::{capital, count};
use model::ActorKind;
use model::dossier::ActorDossier;
use model::record::ActorRef;
use serde::Serialize;
use std::collections::BTreeSet;

/// Whether a backgrounder may go out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nothing is open.
    Cleared,
    /// Something is.
    Draft,
    /// Something is, and two persons decided.
    Released(Release),
}

/// Who published it with what is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Release {
    /// Two names that differ.
    pub by: [String; 2],
    /// Why.
    pub reason: String,
}

/// The section's id.
const ID: &str = "status";

impl Brief {
    /// Says in it that two persons published it with what is open. A cleared one stays as it is.
    #[must_use]
    pub fn released(mut self, release: Release) -> Self {
        if self.status == Status::Draft {
            self.status = Status::Released(release);
            self.sections.retain(|section| section.id != ID);
            self.sections.insert(0, section(&self.status, &self.open));
        }
        self
    }
}

/// What is open: statements about named persons among the notes that nobody has accepted or corrected.
pub(super) fn open(dossier: &ActorDossier, notes: &[Note]) -> Vec<String> {
    let noted: BTreeSet<&String> = notes.iter().flat_map(|note| &note.statements).collect();
    let about = about_persons(dossier);
    let open = about.iter().filter(|one| noted.contains(*one) && !dossier.reviewed.contains(**one)).count();
    let persons = (open > 0).then(|| {
        let told = count(open, "statement about a named person has", "statements about named persons have");
        format!(
            "{} been read by rules only: nobody has accepted or corrected {} (daybook judge accept).",
            capital(&told),
            if open == 1 { "it" } else { "them" }
        )
    });
    persons.into_iter().collect()
}

/// Statements by which a person whose name stands in the brief is or did something. What a person says is none.
fn about_persons(dossier: &ActorDossier) -> BTreeSet<&String> {
    let is_person = |actor: &ActorRef| actor.kind == ActorKind::Person;
    let related = dossier.relations.iter().filter(|relation| {
        is_told(relation) && (is_person(&relation.from) || relation.to.as_ref().is_some_and(is_person))
    });
    let mut about: BTreeSet<&String> =
        related.flat_map(|relation| &relation.members).map(|member| &member.statement).collect();
    let named = |actor: Option<&ActorRef>| {
        actor.is_some_and(|actor| is_person(actor) && actor.key.starts_with("lex:"))
    };
    for member in dossier.events.iter().flat_map(|event| &event.members) {
        let participants = member.participants.iter().filter(|one| named(one.actor.as_ref()));
        about.extend(participants.map(|one| &one.statement));
        let held = member.responsibilities.iter().filter(|one| named(one.actor.as_ref()));
        about.extend(held.map(|one| &one.statement));
    }
    about
}

pub(super) fn section(status: &Status, open: &[String]) -> Section {
    let first = match status {
        Status::Cleared => None,
        Status::Draft => Some("A draft: it is not cleared for publication.".to_owned()),
        Status::Released(Release { by: [one, other], reason }) => Some(format!(
            "Published by decision of {one} and {other}, with what is open below. Reason: {reason}."
        )),
    };
    Section {
        id: ID,
        heading: "Before it is published",
        blocks: vec![Block::Method(first.into_iter().chain(open.iter().cloned()).collect())],
        notes: Vec::new(),
    }
}
