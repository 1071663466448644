//! The group's course as sources state it: founding, ground gained and lost, changes of form, judgments of a trend.
//!
//! No phase is computed. Each entry is something that a report says, at the time that it gives; a judgment without a time of
//! its own stands at the day of its publication, and says so.
use crate::statements_of;
use jiff::civil::Date;
use model::dossier::ActorDossier;
use model::record::{Event, Relation, RelationSubject, TimeSpan};
use model::{AssessmentKind, EventSubtype, EventType, Realis, RelationKind};
use serde::Serialize;

/// What a source says happened to the group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PhaseKind {
    /// Its beginning: founded, split off, pledged, declared.
    Beginning,
    /// It gained ground.
    GroundGained,
    /// It lost ground.
    GroundLost,
    /// Another change of its form: merger, leadership, end.
    Change,
    /// Somebody judges that its course has changed or will.
    Trend,
}

/// Where in the dossier an entry comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PhaseSource {
    /// An event's minted id.
    Event(String),
    /// The place of a relation in the dossier's list.
    Relation(usize),
    /// The place of an assessment in the dossier's list.
    Assessment(usize),
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Phase {
    /// What.
    pub kind: PhaseKind,
    /// When, as the sources say; `None` where they give no time.
    pub when: Option<TimeSpan>,
    /// The first day on which a source said so.
    pub said: Option<Date>,
    /// From where.
    pub source: PhaseSource,
    /// The statements.
    pub statements: Vec<String>,
}

impl Phase {
    /// Where it stands in the order of time: its own time, else the day it was said; without both, last.
    fn order(&self) -> (bool, Option<Date>, Option<Date>, PhaseKind) {
        let at = self.when.map(|when| when.earliest).or(self.said);
        (at.is_none(), at, self.when.map(|when| when.latest), self.kind)
    }
}

pub(crate) fn phases(dossier: &ActorDossier) -> Vec<Phase> {
    let mut phases = dossier.events.iter().filter_map(of_event).collect::<Vec<_>>();
    let relations = dossier.relations.iter().enumerate();
    phases.extend(relations.filter_map(|(at, relation)| of_relation(at, relation, &dossier.actor.key)));
    phases.extend(trends(dossier));
    phases.sort_by_key(Phase::order);
    phases
}

fn of_event(event: &Event) -> Option<Phase> {
    let kind = match (event.event_type, event.subtype) {
        (EventType::Territory, Some(EventSubtype::Gained)) => PhaseKind::GroundGained,
        (EventType::Territory, Some(EventSubtype::Lost)) => PhaseKind::GroundLost,
        (EventType::Organisation, Some(subtype)) if is_beginning(subtype) => PhaseKind::Beginning,
        (EventType::Organisation | EventType::Territory, _) => PhaseKind::Change,
        _ => return None,
    };
    (event.realis == Realis::Occurred).then(|| Phase {
        kind,
        when: event.when,
        said: event.members.iter().filter_map(|member| member.report.published).min(),
        source: PhaseSource::Event(event.id.clone()),
        statements: statements_of(event),
    })
}

const fn is_beginning(subtype: EventSubtype) -> bool {
    use EventSubtype as Sub;
    matches!(subtype, Sub::Founded | Sub::Split | Sub::Pledged | Sub::Declared)
}

/// A dated relation by which the group came to be, or became another's.
fn of_relation(at: usize, relation: &Relation, group: &str) -> Option<Phase> {
    let about_group = match relation.kind {
        RelationKind::BranchOf | RelationKind::SplitFrom | RelationKind::PledgedAllegianceTo => {
            relation.from.key == group
        }
        RelationKind::FounderOf => relation.to.as_ref().is_some_and(|to| to.key == group),
        _ => false,
    };
    let dated = |member: &&RelationSubject| member.when.is_some();
    let narrowest = relation.members.iter().filter(dated).min_by_key(|m| m.when.map(|when| when.days()))?;
    about_group.then(|| Phase {
        kind: PhaseKind::Beginning,
        when: narrowest.when,
        said: narrowest.report.published,
        source: PhaseSource::Relation(at),
        statements: relation.members.iter().filter(dated).map(|member| member.statement.clone()).collect(),
    })
}

fn trends(dossier: &ActorDossier) -> impl Iterator<Item = Phase> + '_ {
    let assessments = dossier.assessments.iter().enumerate();
    let group = &dossier.actor.key;
    assessments
        .filter(|(_, judged)| judged.kind == AssessmentKind::Trend)
        .filter(move |(_, judged)| judged.subject.as_ref().is_none_or(|subject| subject.key == *group))
        .map(|(at, judged)| Phase {
            kind: PhaseKind::Trend,
            when: None,
            said: judged.report.published,
            source: PhaseSource::Assessment(at),
            statements: vec![judged.statement.clone()],
        })
}
