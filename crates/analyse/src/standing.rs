//! How an event's reports connect one group with it.
use model::record::{Event, SubjectResponsibility};
use model::{Role, Stance};
use serde::Serialize;

/// The statements that connect a group with an event, by the way in which they do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Stands {
    /// A court or an inquiry has found so.
    pub established: Vec<String>,
    /// The group says so itself.
    pub claimed: Vec<String>,
    /// Somebody else says so.
    pub blamed: Vec<String>,
    /// Somebody suspects so.
    pub suspected: Vec<String>,
    /// A report names it as the attacker in its own voice.
    pub stated: Vec<String>,
    /// The group, or somebody for it, denies it.
    pub denied: Vec<String>,
    /// It takes part otherwise: as target, victim, party, speaker.
    pub other: Vec<String>,
}

/// The way in which a group is connected with an event, strongest first; one event has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// A court or an inquiry has found that the group did it.
    Established,
    /// The group claims it.
    Claimed,
    /// Somebody blames it on the group; the group does not claim it.
    Blamed,
    /// Somebody suspects the group; nobody goes further.
    Suspected,
    /// Only a report's own voice names the group.
    Stated,
    /// The group takes part without being held responsible.
    Involved,
}

impl Standing {
    /// The word for it in tables and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Established => "established",
            Self::Claimed => "claimed",
            Self::Blamed => "blamed",
            Self::Suspected => "suspected",
            Self::Stated => "stated",
            Self::Involved => "involved",
        }
    }

    /// Whether somebody holds the group responsible.
    #[must_use]
    pub const fn is_responsible(self) -> bool {
        !matches!(self, Self::Involved)
    }
}

impl Stands {
    /// The strongest connection. A denial changes nothing here; it is listed beside.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let order = [
            (&self.established, Standing::Established),
            (&self.claimed, Standing::Claimed),
            (&self.blamed, Standing::Blamed),
            (&self.suspected, Standing::Suspected),
            (&self.stated, Standing::Stated),
        ];
        order
            .into_iter()
            .find(|(ids, _)| !ids.is_empty())
            .map_or(Standing::Involved, |(_, standing)| standing)
    }

    fn slot(&mut self, stance: Stance) -> &mut Vec<String> {
        match stance {
            Stance::Claimed => &mut self.claimed,
            Stance::Blamed => &mut self.blamed,
            Stance::Suspected => &mut self.suspected,
            Stance::Denied => &mut self.denied,
            Stance::Established => &mut self.established,
        }
    }
}

/// The statements of an event that connect the actor with this key with it.
#[must_use]
pub fn stands(event: &Event, group: &str) -> Stands {
    let mut stands = Stands::default();
    for member in &event.members {
        for responsibility in &member.responsibilities {
            if names(responsibility, group) {
                stands.slot(stance_of(responsibility)).push(responsibility.statement.clone());
            }
        }
        for participant in &member.participants {
            if participant.actor.as_ref().is_some_and(|actor| actor.key == group) {
                let slot = if participant.role == Role::Perpetrator {
                    &mut stands.stated
                } else {
                    &mut stands.other
                };
                slot.push(participant.statement.clone());
            }
        }
    }
    stands
}

fn names(responsibility: &SubjectResponsibility, group: &str) -> bool {
    responsibility.actor.as_ref().is_some_and(|actor| actor.key == group)
}

/// A claim made by somebody else for the group is an attribution: `claimed` is for one's own act only.
#[must_use]
pub fn stance_of(responsibility: &SubjectResponsibility) -> Stance {
    let foreign = match (&responsibility.actor, &responsibility.speaker) {
        (Some(actor), Some(speaker)) => actor.key != speaker.key,
        _ => false,
    };
    if responsibility.stance == Stance::Claimed && foreign { Stance::Blamed } else { responsibility.stance }
}
