//! The closed word lists of the extraction contract, one enum each, written and read as the contract's words.
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Declares a closed vocabulary: the enum, its words, and reading and writing by them.
macro_rules! vocabulary {
    ($(#[$about:meta])* $name:ident { $($(#[$entry:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$entry])* #[doc = concat!("`", $word, "`")] $variant),+ }

        impl $name {
            /// Every member, in the contract's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The contract's word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The member that the word names, or `None`.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = String::deserialize(deserializer)?;
                Self::parse(&word).ok_or_else(|| {
                    let known = Self::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>().join("`, `");
                    serde::de::Error::custom(format!("unknown word `{word}`, expected one of `{known}`"))
                })
            }
        }
    };
}

vocabulary! {
    /// How exactly a time is given.
    TimePrecision { Day = "day", Week = "week", Month = "month", PartOfYear = "part_of_year", Year = "year", Decade = "decade", Range = "range" }
}
vocabulary! {
    /// What kind of place a name stands for, most precise first.
    PlacePrecision { Site = "site", Settlement = "settlement", District = "district", Province = "province", Country = "country", Region = "region" }
}
vocabulary! {
    /// How an event lies to the place that is named for it.
    PlaceRelation { At = "at", Near = "near", Between = "between" }
}
vocabulary! {
    /// What acts or is named.
    ActorKind {
        ArmedGroup = "armed_group", State = "state", StateForce = "state_force", GovernmentBody = "government_body",
        InternationalOrganisation = "international_organisation", Person = "person", Media = "media",
        Organisation = "organisation", Population = "population",
    }
}
vocabulary! {
    /// What happened, by the contract's types.
    EventType {
        Attack = "attack", Clash = "clash", Operation = "operation", Abduction = "abduction", Release = "release",
        Arrest = "arrest", Trial = "trial", Threat = "threat", Territory = "territory", Agreement = "agreement",
        Organisation = "organisation", Designation = "designation", Protest = "protest", Displacement = "displacement",
        ViolenceOther = "violence_other",
    }
}
vocabulary! {
    /// The closer kind of an event; [`EventSubtype::event_type`] says of which type.
    EventSubtype {
        ArmedAssault = "armed_assault", Bombing = "bombing", SuicideBombing = "suicide_bombing", Shelling = "shelling",
        DroneStrike = "drone_strike", Ambush = "ambush", Assassination = "assassination", Execution = "execution",
        Arson = "arson", VehicleRamming = "vehicle_ramming", Stabbing = "stabbing", Sabotage = "sabotage",
        Raid = "raid", Airstrike = "airstrike", Offensive = "offensive",
        Charge = "charge", Conviction = "conviction", Sentence = "sentence",
        Gained = "gained", Lost = "lost",
        Ceasefire = "ceasefire", PeaceDeal = "peace_deal", Negotiation = "negotiation",
        Founded = "founded", Split = "split", Merged = "merged", Pledged = "pledged", Declared = "declared",
        LeadershipChange = "leadership_change", Dissolved = "dissolved",
    }
}
vocabulary! {
    /// What the point of a data set's row stands for, most exact first (UCDP GED codebook 22.1, `where_prec`).
    GeoPrecision {
        Exact = "exact", Near = "near", District = "district", Province = "province", Region = "region",
        Country = "country", HighSeas = "high_seas",
    }
}
vocabulary! {
    /// UCDP's kinds of organised violence (GED codebook 22.1, `type_of_violence`).
    ViolenceKind { StateBased = "state_based", NonState = "non_state", OneSided = "one_sided" }
}
vocabulary! {
    /// What a column of a data set may hold: the words that a codebook's `[slots]` uses.
    Slot {
        RowId = "row_id", Violence = "violence", EventType = "event_type", Label = "label",
        FirstDay = "first_day", LastDay = "last_day", Year = "year", Month = "month", Day = "day",
        SideA = "side_a", SideACode = "side_a_code", SideB = "side_b", SideBCode = "side_b_code",
        Low = "low", Best = "best", High = "high", DeathsA = "deaths_a", DeathsB = "deaths_b",
        DeathsCivilians = "deaths_civilians", DeathsUnknown = "deaths_unknown", Injured = "injured",
        Place = "place", Admin1 = "admin1", Admin2 = "admin2", Country = "country", CountryCode = "country_code",
        Latitude = "latitude", Longitude = "longitude", GeoPrecision = "geo_precision", Sources = "n_sources",
    }
}
vocabulary! {
    /// Whether the text presents the happening as real.
    Realis {
        Occurred = "occurred", Attempted = "attempted", Foiled = "foiled", Planned = "planned",
        Threatened = "threatened", Possible = "possible", Denied = "denied",
    }
}
vocabulary! {
    /// What a participant does in an event.
    Role {
        Perpetrator = "perpetrator", Target = "target", Victim = "victim", Authority = "authority", Suspect = "suspect",
        Party = "party", Speaker = "speaker", Instrument = "instrument",
    }
}
vocabulary! {
    /// How a text connects somebody with having done it. Never one "perpetrator".
    Stance { Claimed = "claimed", Blamed = "blamed", Suspected = "suspected", Denied = "denied", Established = "established" }
}
vocabulary! {
    /// What a figure counts.
    Measure {
        Killed = "killed", Injured = "injured", Missing = "missing", Abducted = "abducted", Arrested = "arrested",
        Displaced = "displaced", Hostages = "hostages", Attackers = "attackers", Strength = "strength", Attacks = "attacks",
    }
}
vocabulary! {
    /// How the text bounds a figure.
    Qualifier {
        Exact = "exact", AtLeast = "at_least", MoreThan = "more_than", UpTo = "up_to", FewerThan = "fewer_than",
        Approximately = "approximately", Range = "range", Vague = "vague",
    }
}
vocabulary! {
    /// What part of the whole a figure covers.
    Scope { Total = "total", Part = "part", Additional = "additional", Running = "running" }
}
vocabulary! {
    /// How two actors, or an actor and a place, stand to each other.
    RelationKind {
        BranchOf = "branch_of", SplitFrom = "split_from", MergedInto = "merged_into",
        PledgedAllegianceTo = "pledged_allegiance_to", AllyOf = "ally_of", RivalOf = "rival_of", Fights = "fights",
        Supports = "supports", FounderOf = "founder_of", LeaderOf = "leader_of", MemberOf = "member_of",
        AffiliatedWith = "affiliated_with", OperatesIn = "operates_in", Controls = "controls",
    }
}
vocabulary! {
    /// Whether a quotation gives the speaker's own words.
    Manner { Direct = "direct", Indirect = "indirect", Mixed = "mixed" }
}
vocabulary! {
    /// What an assessment judges.
    AssessmentKind { Capability = "capability", Intent = "intent", Threat = "threat", Size = "size", Trend = "trend" }
}

impl EventSubtype {
    /// The type that the subtype belongs to (extraction contract, section *event*).
    #[must_use]
    pub const fn event_type(self) -> EventType {
        use EventSubtype as Sub;
        match self {
            Sub::ArmedAssault
            | Sub::Bombing
            | Sub::SuicideBombing
            | Sub::Shelling
            | Sub::DroneStrike
            | Sub::Ambush
            | Sub::Assassination
            | Sub::Execution
            | Sub::Arson
            | Sub::VehicleRamming
            | Sub::Stabbing
            | Sub::Sabotage => EventType::Attack,
            Sub::Raid | Sub::Airstrike | Sub::Offensive => EventType::Operation,
            Sub::Charge | Sub::Conviction | Sub::Sentence => EventType::Trial,
            Sub::Gained | Sub::Lost => EventType::Territory,
            Sub::Ceasefire | Sub::PeaceDeal | Sub::Negotiation => EventType::Agreement,
            Sub::Founded
            | Sub::Split
            | Sub::Merged
            | Sub::Pledged
            | Sub::Declared
            | Sub::LeadershipChange
            | Sub::Dissolved => EventType::Organisation,
        }
    }
}

impl RelationKind {
    /// Whether `from` and `to` may be exchanged.
    #[must_use]
    pub const fn is_symmetric(self) -> bool {
        matches!(self, Self::AllyOf | Self::RivalOf | Self::Fights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        for kind in EventSubtype::ALL {
            assert_eq!(EventSubtype::parse(kind.as_str()), Some(*kind));
        }
        assert_eq!(Realis::parse("happened"), None);
        let wrong = serde_json::from_str::<Stance>("\"guilty\"").unwrap_err().to_string();
        assert!(wrong.contains("unknown word `guilty`") && wrong.contains("`claimed`"), "{wrong}");
    }
}

vocabulary! {
    /// What a person decided about the record.
    Decision {
        /// The two sides are one event, or one actor.
        Same = "same",
        /// The two sides are not one.
        Different = "different",
        /// Looked at, and not to be told.
        Unsure = "unsure",
        /// A statement is what its words say.
        Accept = "accept",
        /// A statement is not what its words say; it counts no more.
        Reject = "reject",
        /// The words of a statement say something else, which counts from now on.
        Correct = "correct",
        /// Another judgement is taken back.
        Undo = "undo",
    }
}

vocabulary! {
    /// What came of a proposition.
    Outcome {
        /// It came true.
        True = "true",
        /// It did not.
        False = "false",
        /// It cannot be decided.
        Void = "void",
    }
}
