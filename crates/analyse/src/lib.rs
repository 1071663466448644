//! Stage 4: the record of one group becomes findings: timeline, counts, phases as sources state them.
//!
//! Pure: no I/O, clock or randomness; the same dossier gives the same findings. Nothing here judges: a finding counts or
//! orders what statements say and carries the ids of those statements. In reading order:
//!
//! 1. [`standing`]: how an event's reports connect the group with it (claimed, blamed, suspected, stated, denied).
//! 2. [`counts`]: attacks per year, inside and outside a stronghold, with their dead as ranges.
//! 3. [`phases`]: founding, ground gained and lost, trend judgments, in the order of time. No phase is computed.
//! 4. [`contested`]: what cannot all be right.
//! 5. [`coverage`]: how much reporting there is, and whose.
//!    [`reporting`] and [`nowcast`]: how that changes over time, and how late it comes.
//! 6. [`dataset`]: what imported tables of events show of the group.
//!    [`own`]: the same of the attacks that reports tell.
//! 7. [`segments`] and [`tail`]: phases and severities as the numbers show them, with how sure that is.
//!    [`power`]: how often a phase is false, and how soon a true one is seen.
//! 8. [`indicators`] and [`judgments`]: what else is counted, and what may be said of it.
//!    [`register`]: how good judgments about the future were.
//! 9. [`forecast`]: baselines, their scores, and the forecast of a group where it has skill.
#![warn(missing_docs)]

pub mod contested;
pub mod counts;
pub mod coverage;
pub mod dataset;
pub mod forecast;
pub mod indicators;
pub mod judgments;
pub mod nowcast;
pub mod own;
pub mod phases;
pub mod power;
pub mod register;
pub mod reporting;
pub mod segments;
pub mod since;
pub mod standing;
pub mod tail;

pub use contested::{Contested, ContestedKind};
pub use counts::{AttackCounts, Tally, Toll, YearCounts};
pub use coverage::{Coverage, OutletCount};
pub use nowcast::{Late, Nowcast};
pub use phases::{Phase, PhaseKind, PhaseSource};
pub use reporting::SourceMix;
pub use standing::{Standing, Stands};

use model::dossier::ActorDossier;
use model::record::{Event, TimeSpan};
use model::{ActorKind, EventType, Realis};
use serde::Serialize;

/// What the caller decides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Options {
    /// Countries that count as the group's stronghold, ISO 3166-1 alpha-2; empty = no inside or outside is counted.
    /// Usually the lexicon's `countries` of the group.
    pub stronghold: Vec<String>,
}

/// What the record shows about one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Findings {
    /// Minted id of the actor.
    pub actor: String,
    /// The generation of the record.
    pub generation: u64,
    /// Dated events in the order of their first possible day, then of their last.
    pub timeline: Vec<Moment>,
    /// Events without a date.
    pub undated: Vec<Moment>,
    /// Attacks that occurred.
    pub attacks: AttackCounts,
    /// Attacks foiled, attempted or planned.
    pub plots: Vec<Moment>,
    /// Threats: the speech acts.
    pub threats: Vec<Moment>,
    /// The group's course as sources state it.
    pub phases: Vec<Phase>,
    /// What cannot all be right.
    pub contested: Vec<Contested>,
    /// How much reporting there is.
    pub coverage: Coverage,
    /// Who reports, in which languages, and how that changes.
    pub source_mix: SourceMix,
    /// How late reports come, and what the newest months may become.
    pub late: Late,
    /// Phases of its attacks. They need the reports of the whole record, which no dossier has: see [`Findings::with_own`].
    #[serde(skip)]
    pub own: Option<own::Own>,
    /// The options that were used.
    pub options: Options,
}

impl Findings {
    /// The same with the phases of the group's attacks ([`own::own_phases`]).
    #[must_use]
    pub fn with_own(mut self, own: own::Own) -> Self {
        self.own = Some(own);
        self
    }
}

/// An event at its place in time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moment {
    /// The event's minted id.
    pub event: String,
    /// Type.
    pub event_type: EventType,
    /// Realis.
    pub realis: Realis,
    /// Bounds; `None` where undated.
    pub when: Option<TimeSpan>,
    /// How the group stands to it.
    pub standing: Standing,
    /// The statements that the event is reported, and of its time.
    pub statements: Vec<String>,
}

/// Whether anything may be forecast of an actor, or be said to be out of the ordinary in its course: of organisations only. What persons and
/// populations do or suffer is no series to find changes in, however often they are named.
#[must_use]
pub const fn may_have_course(kind: model::ActorKind) -> bool {
    !matches!(kind, model::ActorKind::Person | model::ActorKind::Population)
}

/// Everything that the dossier shows. Cost: linear in the statements of the dossier, apart from sorting.
#[must_use]
pub fn findings(dossier: &ActorDossier, options: &Options) -> Findings {
    let moments = dossier.events.iter().map(|event| moment(event, &dossier.actor.key)).collect::<Vec<_>>();
    let (mut timeline, undated) =
        moments.iter().cloned().partition::<Vec<_>, _>(|moment| moment.when.is_some());
    timeline.sort_by_key(|moment| moment.when.map(|when| (when.earliest, when.latest)));
    let select = |keep: &dyn Fn(&Moment) -> bool| {
        timeline.iter().chain(&undated).filter(|moment| keep(moment)).cloned().collect::<Vec<_>>()
    };
    Findings {
        actor: dossier.actor.id.clone(),
        generation: dossier.generation,
        attacks: counts::attacks(dossier, options),
        plots: select(&is_plot),
        threats: select(&is_threat),
        phases: phases::phases(dossier),
        contested: contested::contested(dossier),
        coverage: coverage::coverage(dossier),
        source_mix: reporting::source_mix(dossier),
        late: nowcast::nowcast(dossier),
        own: None,
        options: options.clone(),
        timeline,
        undated,
    }
}

fn moment(event: &Event, group: &str) -> Moment {
    Moment {
        event: event.id.clone(),
        event_type: event.event_type,
        realis: event.realis,
        when: event.when,
        standing: standing::stands(event, group).standing(),
        statements: statements_of(event),
    }
}

/// The statements that an event is reported, and of its time, in the order of its members, each once.
#[must_use]
pub fn statements_of(event: &Event) -> Vec<String> {
    let mut ids = Vec::new();
    for member in &event.members {
        ids.push(member.statement.clone());
        ids.extend(member.when_statement.clone());
    }
    once_each(ids)
}

/// Whether a reader would call it a plot: violence that was attempted, foiled or planned.
fn is_plot(moment: &Moment) -> bool {
    let violent = matches!(
        moment.event_type,
        EventType::Attack | EventType::Abduction | EventType::ViolenceOther | EventType::Clash
    );
    violent && matches!(moment.realis, Realis::Attempted | Realis::Foiled | Realis::Planned)
}

fn is_threat(moment: &Moment) -> bool {
    moment.event_type == EventType::Threat || moment.realis == Realis::Threatened
}

/// Drops repetitions and keeps the first of each.
fn once_each(ids: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    ids.into_iter().filter(|id| seen.insert(id.clone())).collect()
}

/// Whether findings of attacks make sense for the actor: armed groups, and persons never.
#[must_use]
pub const fn is_group(kind: ActorKind) -> bool {
    matches!(kind, ActorKind::ArmedGroup | ActorKind::Organisation | ActorKind::StateForce | ActorKind::State)
}

impl Options {
    /// The options that the lexicon suggests for an actor: its `countries` as the stronghold.
    #[must_use]
    pub fn of_actor(lexicon: &lexicon::Lexicon, actor: &model::record::Actor) -> Self {
        let entry = actor.lexicon_id.as_deref().and_then(|id| lexicon.actors.get(id));
        Self { stronghold: entry.map(|entry| entry.countries.clone()).unwrap_or_default() }
    }
}
