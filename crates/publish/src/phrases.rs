//! Sentence templates: an allegation stays one.
//!
//! No template says that somebody did something. Responsibility is *claimed by*, *blamed on*, *suspected*, *denied*,
//! *established by*, or *named by a report in its own voice*; what is not real has its verb; a legal status has its verb.
use crate::reference::Reference;
use crate::tree::Words;
use crate::words;
use model::exposure::WITHHELD;
use model::record::{ActorRef, Place, ReportStub, SubjectResponsibility, Voice};
use model::{
    AssessmentKind, EventSubtype, EventType, Measure, PlacePrecision, PlaceRelation, Realis, RelationKind,
    Stance,
};

/// What an event is called: `suicide bombing`, `arrest`.
#[must_use]
pub const fn event_noun(event_type: EventType, subtype: Option<EventSubtype>) -> &'static str {
    match subtype {
        Some(subtype) => subtype_noun(subtype),
        None => type_noun(event_type),
    }
}

const fn subtype_noun(subtype: EventSubtype) -> &'static str {
    use EventSubtype as Sub;
    match subtype {
        Sub::ArmedAssault => "armed assault",
        Sub::Bombing => "bombing",
        Sub::SuicideBombing => "suicide bombing",
        Sub::Shelling => "shelling",
        Sub::DroneStrike => "drone strike",
        Sub::Ambush => "ambush",
        Sub::Assassination => "assassination",
        Sub::Execution => "killing of captives",
        Sub::Arson => "arson attack",
        Sub::VehicleRamming => "vehicle-ramming attack",
        Sub::Stabbing => "stabbing",
        Sub::Sabotage => "act of sabotage",
        Sub::Raid => "raid",
        Sub::Airstrike => "air strike",
        Sub::Offensive => "offensive",
        Sub::Charge => "criminal charge",
        Sub::Conviction => "conviction",
        Sub::Sentence => "court sentence",
        Sub::Gained => "gain of territory",
        Sub::Lost => "loss of territory",
        Sub::Ceasefire => "ceasefire",
        Sub::PeaceDeal => "peace deal",
        Sub::Negotiation => "negotiation",
        Sub::Founded => "founding",
        Sub::Split => "split",
        Sub::Merged => "merger",
        Sub::Pledged => "pledge of allegiance",
        Sub::Declared => "declaration",
        Sub::LeadershipChange => "change of leader",
        Sub::Dissolved => "dissolution",
    }
}

const fn type_noun(event_type: EventType) -> &'static str {
    match event_type {
        EventType::Attack => "attack",
        EventType::Clash => "clash",
        EventType::Operation => "operation",
        EventType::Abduction => "abduction",
        EventType::Release => "release",
        EventType::Arrest => "arrest",
        EventType::Trial => "trial",
        EventType::Threat => "threat",
        EventType::Territory => "change of territory",
        EventType::Agreement => "agreement",
        EventType::Organisation => "change in the organisation",
        EventType::Designation => "listing",
        EventType::Protest => "protest",
        EventType::Displacement => "displacement",
        EventType::ViolenceOther => "act of violence",
    }
}

/// The verb for how real an event is, and the words that lead to who says so.
#[must_use]
pub const fn realis_verb(realis: Realis) -> &'static str {
    match realis {
        Realis::Occurred => "was reported by",
        Realis::Attempted => "was attempted, according to",
        Realis::Foiled => "was foiled, according to",
        Realis::Planned => "was planned, according to",
        Realis::Threatened => "was threatened, according to",
        Realis::Possible => "is disputed or held possible, according to",
        Realis::Denied => "did not take place, according to",
    }
}

/// The word for how real an event is, for tables.
#[must_use]
pub const fn realis_word(realis: Realis) -> &'static str {
    match realis {
        Realis::Occurred => "reported",
        Realis::Attempted => "attempted",
        Realis::Foiled => "foiled",
        Realis::Planned => "planned",
        Realis::Threatened => "threatened",
        Realis::Possible => "disputed",
        Realis::Denied => "denied",
    }
}

/// What a group does or undergoes by itself, for the sentence whose subject it is; `None` for what takes others too.
#[must_use]
pub const fn own_step(subtype: EventSubtype) -> Option<&'static str> {
    match subtype {
        EventSubtype::Founded => Some("was founded"),
        EventSubtype::Split => Some("split"),
        EventSubtype::Declared => Some("was declared"),
        EventSubtype::Dissolved => Some("was dissolved"),
        EventSubtype::Gained => Some("gained territory"),
        EventSubtype::Lost => Some("lost territory"),
        _ => None,
    }
}

/// The verb for what happened to those counted: `were reported killed`; `None` for what is no happening to persons.
#[must_use]
pub const fn measure_verb(measure: Measure) -> Option<&'static str> {
    Some(match measure {
        Measure::Killed => "reported killed",
        Measure::Injured => "reported injured",
        Measure::Missing => "reported missing",
        Measure::Abducted => "reported abducted",
        Measure::Arrested => "reported arrested",
        Measure::Displaced => "reported displaced",
        Measure::Hostages => "reported held hostage",
        Measure::Attackers => "reported to have taken part as attackers",
        Measure::Strength | Measure::Attacks => return None,
    })
}

/// The verb for a suspect's legal status. Arrest and charge are no finding of guilt.
#[must_use]
pub const fn legal_verb(event_type: EventType, subtype: Option<EventSubtype>) -> Option<&'static str> {
    match (event_type, subtype) {
        (EventType::Arrest, _) => Some("reported arrested"),
        (EventType::Trial, Some(EventSubtype::Charge)) => Some("reported charged"),
        (EventType::Trial, Some(EventSubtype::Conviction)) => Some("reported convicted"),
        (EventType::Trial, Some(EventSubtype::Sentence)) => Some("reported sentenced"),
        (EventType::Trial, _) => Some("reported on trial"),
        (EventType::Designation, _) => Some("reported listed or sanctioned"),
        _ => None,
    }
}

/// A name, or the words for one that is withheld.
#[must_use]
pub fn actor(name: &str) -> Words {
    if name == WITHHELD { Words::of("a person whose name is withheld") } else { Words::new().name(name) }
}

/// How one relation is told, without who says so and when.
#[must_use]
pub fn relation(kind: RelationKind, from: &Words, to: &Words) -> Words {
    let between = |before: &str| from.clone().text(before.to_owned()).join(to.clone());
    let both = |after: &str| from.clone().text(" and ").join(to.clone()).text(after.to_owned());
    match kind {
        RelationKind::BranchOf => between(" is described as a branch of "),
        RelationKind::SplitFrom => between(" is described as having split from "),
        RelationKind::MergedInto => between(" is described as having merged into "),
        RelationKind::PledgedAllegianceTo => between(" is reported to have pledged allegiance to "),
        RelationKind::AllyOf => both(" are described as allies"),
        RelationKind::RivalOf => both(" are described as rivals"),
        RelationKind::Fights => both(" are reported to fight each other"),
        RelationKind::Supports => between(" is said to support "),
        RelationKind::FounderOf => between(" is named as a founder of "),
        RelationKind::LeaderOf => between(" is named as a leader of "),
        RelationKind::MemberOf => between(" is described as a member of "),
        RelationKind::AffiliatedWith => between(" is described as affiliated with "),
        RelationKind::OperatesIn => between(" is reported to operate in "),
        RelationKind::Controls => between(" is reported to control ground in "),
    }
}

/// The label of a relation in a drawing.
#[must_use]
pub const fn relation_label(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::BranchOf => "branch of",
        RelationKind::SplitFrom => "split from",
        RelationKind::MergedInto => "merged into",
        RelationKind::PledgedAllegianceTo => "pledged to",
        RelationKind::AllyOf => "ally",
        RelationKind::RivalOf => "rival",
        RelationKind::Fights => "fights",
        RelationKind::Supports => "supports",
        RelationKind::FounderOf => "founder",
        RelationKind::LeaderOf => "leader",
        RelationKind::MemberOf => "member",
        RelationKind::AffiliatedWith => "affiliated",
        RelationKind::OperatesIn => "operates in",
        RelationKind::Controls => "controls",
    }
}

/// What an assessment judges, as the object of *judged*.
#[must_use]
pub const fn judged(kind: AssessmentKind) -> &'static str {
    match kind {
        AssessmentKind::Capability => "its capability",
        AssessmentKind::Intent => "its intent",
        AssessmentKind::Threat => "the threat",
        AssessmentKind::Size => "its size",
        AssessmentKind::Trend => "its course",
    }
}

/// Where, with a preposition and the country: `in Kabul, Afghanistan`, `near Jalalabad`, `in Nangarhar province`.
#[must_use]
pub fn at_place(place: &Place, reference: &Reference) -> Words {
    let before = match (place.relation, place.precision) {
        (PlaceRelation::Near, _) => "near ",
        (PlaceRelation::Between, _) => "between places of which one is ",
        (PlaceRelation::At, Some(PlacePrecision::Site)) => "at ",
        (PlaceRelation::At, _) => "in ",
    };
    Words::of(before).join(place_name(place, reference))
}

/// A place with its country; a province says that it is one.
#[must_use]
pub fn place_name(place: &Place, reference: &Reference) -> Words {
    let mut words = Words::new().name(&place.name);
    let lower = place.name.to_lowercase();
    let unit = match place.precision {
        Some(PlacePrecision::Province) if !lower.contains("provin") => " province",
        Some(PlacePrecision::District) if !lower.contains("district") => " district",
        _ => "",
    };
    words = words.text(unit);
    let country = place.country.as_deref().map(|code| reference.country(code));
    match country {
        Some(country) if !names_country(place, &country) => words.text(format!(", {country}")),
        _ => words,
    }
}

/// Whether a place's own name says in which country it lies: "Afghanistan", "northern Afghanistan".
#[must_use]
pub fn names_country(place: &Place, country: &str) -> bool {
    place.name.strip_suffix(country).is_some_and(|before| before.is_empty() || before.ends_with(' '))
}

/// Who published it, and when: `Example Wire, 3 November 2021`.
#[must_use]
pub fn source(outlet: Option<&str>, published: Option<jiff::civil::Date>) -> Words {
    let words =
        outlet.map_or_else(|| Words::of("a report without a named outlet"), |name| Words::new().name(name));
    match published {
        Some(day) => words.text(format!(", {}", words::date(day))),
        None => words.text(", undated"),
    }
}

/// Who says it: the report's outlet, or a speaker as reported by the outlet.
#[must_use]
pub fn said_by(voice: &Voice, report: &ReportStub) -> Words {
    let reported = || source(report.source.as_deref(), report.published);
    match voice {
        Voice::Document => reported(),
        Voice::Actor(speaker) => actor(&speaker.name).text(" (reported by ").join(reported()).text(")"),
        Voice::Described(words) => {
            Words::new().name(words.as_str()).text(" (reported by ").join(reported()).text(")")
        }
    }
}

/// Who speaks, as the subject of a sentence.
#[must_use]
pub fn speaker(voice: &Voice, report: &ReportStub) -> Words {
    match voice {
        Voice::Document => report
            .source
            .as_deref()
            .map_or_else(|| Words::of("a report"), |outlet| Words::new().name(outlet))
            .text(", naming nobody else,"),
        Voice::Actor(speaker) => actor(&speaker.name),
        Voice::Described(words) => Words::of(words.as_str()),
    }
}

/// Names of outlets, at most three, then how many more reports: `Example Wire, Example Times and two other reports`.
#[must_use]
pub fn outlets<'r>(reports: impl IntoIterator<Item = &'r ReportStub>) -> Words {
    let reports = reports.into_iter().collect::<Vec<_>>();
    let mut names: Vec<&str> = Vec::new();
    for name in reports.iter().filter_map(|report| report.source.as_deref()) {
        if !names.contains(&name) && names.len() < 3 {
            names.push(name);
        }
    }
    let named = |report: &&&ReportStub| report.source.as_deref().is_some_and(|name| names.contains(&name));
    let more = reports.len() - reports.iter().filter(named).count();
    let more = (more > 0).then(|| words::count(more, "other report", "other reports"));
    let more = if names.is_empty() { more.map(|more| more.replace("other ", "")) } else { more };
    joined(names.into_iter().map(|name| Words::new().name(name)).chain(more.map(Words::of)).collect())
}

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn joined(items: Vec<Words>) -> Words {
    let last = items.len().saturating_sub(1);
    items.into_iter().enumerate().fold(Words::new(), |words, (at, item)| {
        let between = if at == 0 {
            ""
        } else if at == last {
            " and "
        } else {
            ", "
        };
        words.text(between).join(item)
    })
}

/// Who is held responsible, as words.
fn held(responsibility: &SubjectResponsibility) -> Words {
    match (&responsibility.actor, &responsibility.description) {
        (Some(held), _) => actor(&held.name),
        (None, Some(description)) => Words::new().quote(description),
        (None, None) => Words::of("an unnamed actor"),
    }
}

fn same(one: Option<&ActorRef>, other: Option<&ActorRef>) -> bool {
    one.is_none() || one.map(|one| &one.key) == other.map(|other| &other.key)
}

/// Who is said to have done it, as a sentence without its end. `noun` is what the event is called.
#[must_use]
pub fn responsibility(responsibility: &SubjectResponsibility, noun: &str) -> Words {
    let who = held(responsibility);
    let speaker = responsibility.speaker.as_ref();
    let by = |words: Words| match speaker {
        Some(speaker) => words.text(" by ").join(actor(&speaker.name)),
        None => words.text("; the report does not say by whom"),
    };
    let own = same(speaker, responsibility.actor.as_ref());
    match responsibility.stance {
        Stance::Claimed if own => Words::of(format!("The {noun} was claimed by ")).join(who),
        Stance::Claimed | Stance::Blamed => by(Words::of(format!("The {noun} was blamed on ")).join(who)),
        Stance::Suspected => by(who.text(" was suspected")),
        Stance::Denied if own => who.text(" denied responsibility"),
        Stance::Denied => Words::of("Responsibility of ").join(who).join(by(Words::of(" was denied"))),
        Stance::Established => {
            by(Words::of("Responsibility of ").join(who).text(" was reported as established"))
        }
    }
    .capital()
}

/// The label of a stance's line in an entry.
#[must_use]
pub const fn stance_label(stance: Stance) -> &'static str {
    match stance {
        Stance::Claimed => "Claimed",
        Stance::Blamed => "Blamed",
        Stance::Suspected => "Suspected",
        Stance::Denied => "Denied",
        Stance::Established => "Established",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::ActorKind;
    use proptest::prelude::*;

    fn named(name: &str) -> ActorRef {
        ActorRef { key: format!("lex:{name}"), name: name.to_owned(), kind: ActorKind::ArmedGroup }
    }

    fn any_responsibility() -> impl Strategy<Value = SubjectResponsibility> {
        let stances = prop::sample::select(Stance::ALL);
        let names = || prop::option::of(prop::sample::select(vec!["Front", "League", WITHHELD]));
        (stances, names(), names(), prop::option::of(Just("unknown men"))).prop_map(
            |(stance, who, by, description)| SubjectResponsibility {
                stance,
                actor: who.map(named),
                description: description.map(str::to_owned),
                speaker: by.map(named),
                statement: "s".into(),
            },
        )
    }

    /// Words that turn an allegation into a fact.
    const ASSERTING: [&str; 8] = [
        "carried out",
        "committed",
        "perpetrated",
        "was behind",
        "killed",
        "guilty",
        "attacked",
        "responsible for",
    ];

    proptest! {
        #[test]
        fn an_allegation_stays_one(responsibility in any_responsibility()) {
            let sentence = super::responsibility(&responsibility, "attack").plain();
            prop_assert!(ASSERTING.iter().all(|word| !sentence.contains(word)), "{sentence}");
            let verb = match responsibility.stance {
                Stance::Claimed => ["was claimed by", "was blamed on"],
                Stance::Blamed => ["was blamed on"; 2],
                Stance::Suspected => ["was suspected"; 2],
                Stance::Denied => ["denied"; 2],
                Stance::Established => ["was reported as established"; 2],
            };
            prop_assert!(verb.iter().any(|verb| sentence.contains(verb)), "{sentence}");
            prop_assert!(!sentence.contains(WITHHELD), "{sentence}");
            prop_assert!(!sentence.ends_with('.') && !sentence.starts_with(char::is_lowercase), "{sentence}");
        }
    }

    #[test]
    fn a_name_that_holds_its_country_does_not_say_it_twice() {
        let place = |name: &str| Place {
            name: name.into(),
            country: Some("AF".into()),
            admin1: None,
            latitude: None,
            longitude: None,
            precision: None,
            relation: PlaceRelation::At,
        };
        let says = |name: &str| names_country(&place(name), "Afghanistan");
        assert!(says("Afghanistan") && says("northern Afghanistan"));
        assert!(!says("Kabul") && !says("Nonafghanistan"));
    }

    #[test]
    fn verbs_follow_the_stance() {
        let one = |stance, who, by: Option<&str>| {
            let (actor, speaker) = (Some(named(who)), by.map(named));
            let held =
                SubjectResponsibility { stance, actor, description: None, speaker, statement: String::new() };
            responsibility(&held, "bombing").plain()
        };
        assert_eq!(one(Stance::Claimed, "Front", Some("Front")), "The bombing was claimed by Front");
        assert_eq!(
            one(Stance::Claimed, "Front", Some("Movement")),
            "The bombing was blamed on Front by Movement"
        );
        assert_eq!(
            one(Stance::Blamed, "Front", None),
            "The bombing was blamed on Front; the report does not say by whom"
        );
        assert_eq!(one(Stance::Denied, "Front", Some("Front")), "Front denied responsibility");
        assert_eq!(
            one(Stance::Denied, "Front", Some("League")),
            "Responsibility of Front was denied by League"
        );
        assert_eq!(
            one(Stance::Suspected, WITHHELD, Some("League")),
            "A person whose name is withheld was suspected by League"
        );
    }
}
