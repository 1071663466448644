//! What the record holds that cannot all be right. Listed, never settled.
use crate::standing::{stance_of, stands};
use model::dossier::ActorDossier;
use model::record::{ActorFigureSubject, Event};
use model::{Measure, Qualifier, Stance};
use serde::Serialize;
use std::collections::BTreeSet;

/// What is disputed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ContestedKind {
    /// Statements of one event that disagree, as found when the reports were put together.
    Event,
    /// Several different actors claim one event.
    RivalClaims,
    /// The group is held responsible and denies it, or somebody denies it for the group.
    Denied,
    /// Rival numbers of its strength.
    Strength,
}

/// One dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contested {
    /// What kind.
    pub kind: ContestedKind,
    /// The event's minted id, where it is about one.
    pub event: Option<String>,
    /// What it is about: `killed`, `when`, `where`, `responsibility`, `realis`, `strength`.
    pub about: String,
    /// In one sentence, where the record has one.
    pub message: Option<String>,
    /// The statements that disagree.
    pub statements: Vec<String>,
}

pub(crate) fn contested(dossier: &ActorDossier) -> Vec<Contested> {
    let mut found = Vec::new();
    for event in &dossier.events {
        found.extend(of_event(event));
        found.extend(rival_claims(event));
        found.extend(denied(event, &dossier.actor.key));
    }
    found.extend(strengths(dossier));
    found
}

fn of_event(event: &Event) -> impl Iterator<Item = Contested> + '_ {
    event.contradictions.iter().map(|contradiction| Contested {
        kind: ContestedKind::Event,
        event: Some(event.id.clone()),
        about: contradiction.about.clone(),
        message: Some(contradiction.message.clone()),
        statements: contradiction.statements.clone(),
    })
}

fn rival_claims(event: &Event) -> Option<Contested> {
    let claims = event.members.iter().flat_map(|member| &member.responsibilities);
    let claims = claims.filter(|one| stance_of(one) == Stance::Claimed && one.actor.is_some());
    let (mut actors, mut statements) = (BTreeSet::new(), Vec::new());
    for claim in claims {
        actors.extend(claim.actor.as_ref().map(|actor| &actor.key));
        statements.push(claim.statement.clone());
    }
    (actors.len() > 1).then(|| Contested {
        kind: ContestedKind::RivalClaims,
        event: Some(event.id.clone()),
        about: "responsibility".to_owned(),
        message: None,
        statements,
    })
}

fn denied(event: &Event, group: &str) -> Option<Contested> {
    let stands = stands(event, group);
    let disputed = !stands.denied.is_empty() && stands.standing().is_responsible();
    disputed.then(|| Contested {
        kind: ContestedKind::Denied,
        event: Some(event.id.clone()),
        about: "responsibility".to_owned(),
        message: None,
        statements: [
            stands.denied,
            stands.established,
            stands.claimed,
            stands.blamed,
            stands.suspected,
            stands.stated,
        ]
        .concat(),
    })
}

/// Strength figures of the group of which two cannot both be right, or of which one dissents without a number.
fn strengths(dossier: &ActorDossier) -> Option<Contested> {
    let group = &dossier.actor.key;
    let of_group = |figure: &&ActorFigureSubject| {
        figure.figure.measure == Measure::Strength
            && figure.actor.as_ref().is_none_or(|actor| actor.key == *group)
    };
    let figures = dossier.figures.iter().filter(of_group).collect::<Vec<_>>();
    let clash =
        figures.iter().enumerate().any(|(at, one)| figures[..at].iter().any(|other| rival(one, other)));
    clash.then(|| Contested {
        kind: ContestedKind::Strength,
        event: None,
        about: "strength".to_owned(),
        message: None,
        statements: figures.iter().map(|figure| figure.figure.statement.clone()).collect(),
    })
}

/// A strength is a number at a time: two are rivals only where published within this many days of each other.
const RIVAL_WITHIN_DAYS: i32 = 366;

fn rival(one: &ActorFigureSubject, other: &ActorFigureSubject) -> bool {
    let near = match (one.report.published, other.report.published) {
        (Some(a), Some(b)) => a.until(b).is_ok_and(|span| span.get_days().abs() <= RIVAL_WITHIN_DAYS),
        _ => true,
    };
    let dissent = |figure: &ActorFigureSubject| {
        figure.figure.qualifier == Qualifier::Vague && bounds(figure) == (0, u64::MAX)
    };
    let ((low, high), (other_low, other_high)) = (bounds(one), bounds(other));
    near && (high < other_low || other_high < low || dissent(one) != dissent(other))
}

/// What a figure allows. "About 40" allows a quarter more or less, so that two roundings are no dispute.
fn bounds(figure: &ActorFigureSubject) -> (u64, u64) {
    let figure = &figure.figure;
    let about = |best: u64| (best - best / 4, best + best / 4);
    match (figure.low, figure.best, figure.high) {
        (None, Some(best), None) if figure.qualifier == Qualifier::Approximately => about(best),
        (None, Some(best), None) => (best, best),
        (low, _, high) => (low.unwrap_or(0), high.unwrap_or(u64::MAX)),
    }
}
