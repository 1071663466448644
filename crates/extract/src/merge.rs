//! Several tellings of one happening become one event.
use crate::event::{Definiteness, Happening, is_violent};
use crate::page::{Page, Tag};
use model::reading::{Participant, When, Where};
use model::{EventSubtype, EventType, PlacePrecision, Realis, Role, TimePrecision};

/// Several tellings of one happening become one event.
pub(crate) fn merge(page: &Page<'_>, happenings: Vec<Happening>) -> Vec<Happening> {
    let mut merged: Vec<Happening> = Vec::new();
    for happening in happenings {
        if let Some(index) = attack_of_assailants(page, &merged, &happening) {
            let figures = happening.figures;
            merged[index].figures.extend(figures);
            merged[index].mentions.extend(happening.mentions);
            continue;
        }
        let best = merged
            .iter()
            .enumerate()
            .filter_map(|(index, earlier)| Some((sameness(page, earlier, &happening)?, index)))
            .filter(|(score, _)| *score >= ENOUGH)
            .max_by_key(|(score, index)| (*score, *index));
        match best {
            Some((_, index)) => absorb(&mut merged[index], happening),
            None => merged.push(happening),
        }
    }
    merged
}

/// What must speak for two tellings being one, in the units of [`sameness`].
const ENOUGH: i32 = 20;

/// How far back an attack may lie whose attackers are said to have been killed, in sentences.
const ASSAILANTS_REACH: usize = 8;

/// "All three attackers were shot dead by security forces": no happening of its own, but the end of the attack.
fn attack_of_assailants(page: &Page<'_>, merged: &[Happening], later: &Happening) -> Option<usize> {
    if !later.weak {
        return None;
    }
    let ends_attack = later
        .participants
        .iter()
        .filter(|participant| matches!(participant.role, Role::Victim | Role::Target))
        .any(|participant| {
            let last = page.tokens_in(participant.span).end.saturating_sub(1);
            page.language.happenings.assailants.contains(page.lower(last))
        });
    if !ends_attack {
        return None;
    }
    merged.iter().rposition(|earlier| {
        earlier.event_type == EventType::Attack
            && !speculative(earlier.realis)
            && later.sentence - earlier.sentence.min(later.sentence) <= ASSAILANTS_REACH
    })
}

fn speculative(realis: Realis) -> bool {
    matches!(realis, Realis::Threatened | Realis::Planned | Realis::Possible | Realis::Foiled)
}

/// Types of armed force, which general words ("the attack", "the raid", "killed") may name again.
fn is_force(kind: EventType) -> bool {
    is_violent(kind) && kind != EventType::Abduction
}

impl Happening {
    /// Told by a word that may name any use of force.
    fn is_general(&self) -> bool {
        self.weak
            || matches!(
                self.rule.as_str(),
                "event.attack.general" | "event.attack.raid" | "event.operation.raid"
            )
            || self.event_type == EventType::Clash
    }

    fn shares_party(&self, other: &Self) -> bool {
        self.participants.iter().any(|one| {
            one.actor.is_some()
                && other.participants.iter().any(|two| two.role == one.role && two.actor == one.actor)
        })
    }

    fn agents(&self) -> impl Iterator<Item = &Participant> {
        self.participants.iter().filter(|participant| {
            matches!(participant.role, Role::Perpetrator | Role::Authority) && participant.actor.is_some()
        })
    }

    fn names_victim(&self) -> bool {
        self.participants
            .iter()
            .any(|participant| participant.role == Role::Victim && participant.actor.is_some())
    }
}

/// Whether two tellings can be of one type of happening.
fn types_agree(earlier: &Happening, later: &Happening) -> bool {
    if earlier.event_type == later.event_type {
        return subtypes_agree(earlier.subtype, later.subtype)
            || refers_back(later) && is_force(later.event_type);
    }
    is_force(earlier.event_type)
        && is_force(later.event_type)
        && (later.is_general() && (refers_back(later) || later.weak) || earlier.weak && refers_back(later))
        && !later.has_agent()
}

/// "the attack": a noun that goes back to what was told.
fn refers_back(later: &Happening) -> bool {
    later.definiteness == Definiteness::Definite
}

/// How much speaks for two tellings being one; `None` where they cannot be. A definite noun alone is [`ENOUGH`].
fn sameness(page: &Page<'_>, earlier: &Happening, later: &Happening) -> Option<i32> {
    let back = refers_back(later);
    let realis = speculative(earlier.realis) != speculative(later.realis);
    if !types_agree(earlier, later) || realis && !back {
        return None;
    }
    // "bombed a base, days after the massacre": what dates a happening is another.
    let dates = later.background && !earlier.background && later.sentence == earlier.sentence;
    if dates && earlier.event_type != later.event_type {
        return None;
    }
    let time = match (bounds(&earlier.when), bounds(&later.when)) {
        (Some(a), Some(b)) if a.0 <= b.1 && b.0 <= a.1 => 12,
        (Some(_), Some(_)) => return None,
        _ => 0,
    };
    let place = match (earlier.places.first(), later.places.first()) {
        (Some(a), Some(b)) if a.name == b.name => 12,
        (Some(a), Some(b)) if contains(a, b) || contains(b, a) => 6,
        (Some(_), Some(_)) => return None,
        _ => 0,
    };
    let last = earlier
        .mentions
        .iter()
        .map(|mention| page.sentence_of(mention.start))
        .filter(|sentence| *sentence <= later.sentence)
        .max()
        .unwrap_or(earlier.sentence);
    let distance = later.sentence - last;
    let paragraph = page.sentences[last].paragraph == page.sentences[later.sentence].paragraph;
    let mut score = time + place;
    score += match later.definiteness {
        Definiteness::Definite => 20,
        Definiteness::Indefinite => -20,
        Definiteness::Neither => 0,
    };
    score += match distance {
        0 => 14,
        1 => 8,
        2 | 3 => 4,
        _ => 0,
    };
    // Verbs of one sentence tell one thing after the other.
    let both_verbs = !later.weak && !earlier.weak && later.definiteness == Definiteness::Neither;
    if distance == 0 && both_verbs && earlier.definiteness == Definiteness::Neither {
        score -= 14;
    }
    score += i32::from(later.subtype.is_some() && later.subtype == earlier.subtype) * 3;
    score += i32::from(paragraph) * 2;
    score += i32::from(is_apposed(page, earlier, later)) * 60;
    score += i32::from(continues(earlier, later, distance, paragraph)) * 20;
    score += i32::from(is_same_case(earlier, later)) * 20;
    score += i32::from(is_one_of(page, earlier, later, distance)) * 34;
    score += i32::from(is_claimed_again(earlier, later, distance)) * 24;
    score += i32::from(details(page, earlier, later)) * if distance > 1 { 20 } else { 12 };
    score += i32::from(time > 0 && is_day(&earlier.when) && is_day(&later.when)) * 6;
    score -= i32::from(earlier.background && distance > 0) * 7;
    score -= i32::from(realis) * 8;
    score -= i32::from(earlier.event_type != later.event_type) * 3;
    let strangers = earlier.agents().next().is_some()
        && later.agents().next().is_some()
        && !later.agents().any(|one| earlier.agents().any(|two| two.actor == one.actor));
    score -= i32::from(strangers) * 12;
    // "the siege" after four sentences on other things is another, where nothing else of that name was told.
    let same_noun = earlier.mentions.iter().any(|mention| {
        let stem = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
        stem(page.lower(mention.end - 1)) == stem(page.lower(later.trigger.end - 1))
    });
    score -= i32::from(back && distance > 3 && !earlier.weak && !same_noun && time + place < 6) * 10;
    // Only time or place ties a telling that refers to nothing to something further up.
    score -= i32::from(!back && distance > 6 && time + place < 12) * 20;
    Some(score)
}

/// "the assault on the mall, a siege that …": a noun in apposition names the same.
fn is_apposed(page: &Page<'_>, earlier: &Happening, later: &Happening) -> bool {
    let Some(phrase) = page.phrase_at(later.trigger.start) else { return false };
    let start = phrase.tokens.start;
    let comma = start.checked_sub(1).filter(|at| page.lower(*at) == ",");
    let article = matches!(page.lower(start), "a" | "an" | "the");
    article
        && phrase.head < later.trigger.end
        && comma.is_some_and(|comma| {
            earlier.mentions.iter().any(|mention| {
                mention.end <= comma
                    && page.tag_at(mention.end - 1) != Tag::Verb
                    && page.sentence_of(mention.start) == page.sentence_of(start)
                    && (mention.end..comma).all(|at| {
                        matches!(
                            page.tag_at(at),
                            Tag::Preposition
                                | Tag::Determiner
                                | Tag::Adjective
                                | Tag::Noun
                                | Tag::Proper
                                | Tag::PossessiveS
                                | Tag::Number
                        )
                    })
            })
        })
}

/// "At least 19 people were killed." behind the sentence that tells of the attack.
fn continues(earlier: &Happening, later: &Happening, distance: usize, paragraph: bool) -> bool {
    let near = if paragraph { distance <= 4 } else { distance <= 2 };
    later.weak
        && later.places.is_empty()
        && near
        && !later.has_agent()
        && !later.names_victim()
        && (later.when.is_none() || bounds(&earlier.when).is_some())
}

/// A lead tells that there was an attack, the next sentence how: its target is known ("the hospital"), or a day is added.
fn details(page: &Page<'_>, earlier: &Happening, later: &Happening) -> bool {
    let lead = page.running().next().is_some_and(|(first, _)| first == earlier.sentence);
    let known = later.participants.iter().any(|participant| {
        participant.role == Role::Target
            && page.lower(page.tokens_in(participant.span).start) == "the"
            && participant.actor.is_none()
    });
    let dated = lead && earlier.when.is_none() && later.when.is_some();
    // "a gas plant … the plant".
    let head = |participant: &Participant| {
        page.lower(page.tokens_in(participant.span).end.saturating_sub(1)).to_owned()
    };
    let targets = |happening: &Happening| {
        happening
            .participants
            .iter()
            .filter(|participant| participant.role == Role::Target && participant.actor.is_none())
            .map(head)
            .collect::<Vec<_>>()
    };
    let same_target = known && targets(later).iter().any(|target| targets(earlier).contains(target));
    let back = later.sentence - earlier.sentence;
    later.definiteness != Definiteness::Indefinite
        && is_force(later.event_type)
        && (back == 1 && (known || dated) || same_target && back <= 6)
}

/// "Two car bombs exploded … The first blast … a second vehicle blew up": the blasts of one attack, told one by one.
fn is_one_of(page: &Page<'_>, earlier: &Happening, later: &Happening, distance: usize) -> bool {
    let words = |happening: &Happening| {
        let start = happening.trigger.start;
        let phrase =
            page.phrase_at(start).map_or(start..happening.trigger.end, |phrase| phrase.tokens.clone());
        let subject = page
            .verb_at(start)
            .and_then(|group| page.subjects(group).first().map(|phrase| phrase.tokens.clone()));
        phrase.chain(subject.into_iter().flatten()).map(|at| page.lower(at).to_owned()).collect::<Vec<_>>()
    };
    let several = words(earlier).iter().any(|word| {
        matches!(
            word.as_str(),
            "two"
                | "three"
                | "four"
                | "twin"
                | "several"
                | "multiple"
                | "coordinated"
                | "simultaneous"
                | "series"
                | "dual"
                | "double"
                | "triple"
        )
    });
    let ordinal = words(later)
        .iter()
        .any(|word| matches!(word.as_str(), "first" | "second" | "third" | "other" | "fourth"));
    several
        && ordinal
        && distance <= 3
        && earlier.event_type == later.event_type
        && bounds(&later.when).is_none_or(|day| bounds(&earlier.when).is_none_or(|other| other == day))
}

/// "X claimed the bombing. The group said it had targeted a meeting": what a claim adds is of what it claims.
fn is_claimed_again(earlier: &Happening, later: &Happening, distance: usize) -> bool {
    let claimed = |happening: &Happening| {
        happening
            .responsibilities
            .iter()
            .filter(|one| one.stance == model::Stance::Claimed)
            .filter_map(|one| one.actor.clone())
            .collect::<Vec<_>>()
    };
    let by = claimed(later);
    distance <= 3
        && later.rule == "event.attack.general"
        && later.event_type == EventType::Attack
        && later.when.is_none()
        && later.places.is_empty()
        && earlier.event_type == EventType::Attack
        && by.iter().any(|actor| {
            claimed(earlier).contains(actor)
                || earlier.participants.iter().any(|one| one.actor.as_ref() == Some(actor))
        })
}

/// One arrest, trial or death of one person, one step of one group.
fn is_same_case(earlier: &Happening, later: &Happening) -> bool {
    let personal = matches!(
        later.event_type,
        EventType::Arrest | EventType::Trial | EventType::Abduction | EventType::Release
    );
    let dead = is_force(later.event_type) && later.names_victim() && earlier.names_victim();
    let own = later.event_type == EventType::Organisation && later.subtype.is_some();
    (personal || dead || own) && later.shares_party(earlier)
}

fn is_day(when: &Option<When>) -> bool {
    when.as_ref().is_some_and(|when| when.precision == Some(TimePrecision::Day))
}

/// Whether the first place holds the second.
pub(crate) fn contains(outer: &Where, inner: &Where) -> bool {
    let (Some(outer_precision), Some(inner_precision)) = (outer.precision, inner.precision) else {
        return false;
    };
    if outer_precision <= inner_precision
        || outer.country != inner.country && outer_precision != PlacePrecision::Region
    {
        return false;
    }
    match outer_precision {
        PlacePrecision::Province => {
            inner.admin1.is_some() && inner.admin1 == outer.admin1
                || inner.admin1.is_none() && inner.gazetteer_id.is_none()
                || inner
                    .admin1
                    .as_deref()
                    .is_some_and(|admin1| outer.name.contains(admin1) || admin1.contains(outer.name.as_str()))
                || inner.precision == Some(PlacePrecision::Site)
        }
        PlacePrecision::Site
        | PlacePrecision::Settlement
        | PlacePrecision::District
        | PlacePrecision::Country
        | PlacePrecision::Region => true,
    }
}

fn bounds(when: &Option<When>) -> Option<(jiff::civil::Date, jiff::civil::Date)> {
    let when = when.as_ref()?;
    when.earliest.zip(when.latest)
}

fn subtypes_agree(one: Option<EventSubtype>, other: Option<EventSubtype>) -> bool {
    use EventSubtype::{ArmedAssault, Bombing, SuicideBombing, VehicleRamming};
    match (one, other) {
        (Some(a), Some(b)) => {
            a == b
                || matches!(
                    (a, b),
                    (Bombing, SuicideBombing)
                        | (SuicideBombing, Bombing)
                        | (ArmedAssault, SuicideBombing)
                        | (SuicideBombing, ArmedAssault)
                        | (SuicideBombing | Bombing, VehicleRamming)
                        | (VehicleRamming, SuicideBombing | Bombing)
                )
        }
        _ => true,
    }
}

fn absorb(earlier: &mut Happening, later: Happening) {
    let precise = |when: &Option<When>| {
        when.as_ref().and_then(|when| Some((when.earliest?.until(when.latest?).ok()?.get_days(), 0)))
    };
    if precise(&later.when).is_some_and(|days| precise(&earlier.when).is_none_or(|known| days < known)) {
        earlier.when = later.when;
    }
    // A killing in an operation that is told again by an attack's word stays an operation.
    let kind = earlier.event_type;
    let subtype = later.subtype.filter(|subtype| subtype.event_type() == kind);
    earlier.subtype = match (earlier.subtype, subtype) {
        (Some(EventSubtype::Bombing), Some(EventSubtype::SuicideBombing)) => subtype,
        (None, other) => other,
        (known, _) => known,
    };
    for place in later.places {
        let coarse = earlier.places.iter().any(|finer| contains(&place, finer) || finer.name == place.name);
        if !coarse {
            earlier.places.retain(|coarser| !contains(coarser, &place));
            if earlier.places.is_empty() {
                earlier.places.push(place);
            }
        }
    }
    for participant in later.participants {
        let known = earlier.participants.iter().any(|other| {
            other.role == participant.role
                && (other.actor.is_some() && other.actor == participant.actor
                    || other.span == participant.span)
        });
        if !known {
            earlier.participants.push(participant);
        }
    }
    earlier.responsibilities.extend(later.responsibilities);
    earlier.figures.extend(later.figures);
    earlier.mentions.extend(later.mentions);
}
