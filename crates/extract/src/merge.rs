//! Several tellings of one happening become one event.
use crate::event::{Definiteness, Happening, is_violent};
use crate::page::{Page, Tag};
use model::reading::{Participant, When, Where};
use model::{EventSubtype, EventType, PlacePrecision, Realis, Role, TimePrecision};

/// Several tellings of one happening become one event.
pub(crate) fn merge(page: &Page<'_>, happenings: Vec<Happening>) -> Vec<Happening> {
    let mut merged: Vec<Happening> = Vec::new();
    for happening in happenings {
        let story = story(page, &merged);
        if let Some(index) = attack_of_assailants(page, &merged, &happening) {
            let figures = happening.figures;
            merged[index].figures.extend(figures);
            merged[index].mentions.extend(happening.mentions);
            continue;
        }
        let best = merged
            .iter()
            .enumerate()
            .filter_map(|(index, earlier)| {
                Some((sameness(page, earlier, &happening, story == Some(index))?, index))
            })
            .filter(|(score, _)| *score >= ENOUGH)
            .max_by_key(|(score, index)| (*score, *index));
        match best {
            Some((_, index)) => absorb(&mut merged[index], happening),
            None => merged.push(happening),
        }
    }
    if let Some(index) = story(page, &merged) {
        merged[index].story = true;
    }
    merged
}

/// How many sentences of running text open a report and tell what it is about.
const LEAD: usize = 2;

/// How long before its publication a report's own happening may lie, in days.
const NEWS: i32 = 31;

/// What a news report is about: the gravest happening of its first sentences, where that is news.
///
/// A report tells one happening again and again ("the attack", "the blast", "the carnage") between others that it mentions once.
pub(crate) fn story(page: &Page<'_>, merged: &[Happening]) -> Option<usize> {
    let published = page.metadata.published?.date;
    let lead = page.running().nth(LEAD - 1).map_or(usize::MAX, |(index, _)| index);
    let is_news = |happening: &Happening| {
        bounds(&happening.when).is_none_or(|(first, last)| {
            let days =
                |date: jiff::civil::Date| published.since(date).map_or(i32::MAX, |span| span.get_days());
            days(last) >= 0 && days(first) <= NEWS
        })
    };
    merged
        .iter()
        .enumerate()
        .filter(|(_, one)| {
            one.sentence <= lead
                && is_violent(one.event_type)
                && !speculative(one.realis)
                && one.realis != Realis::Denied
                && is_news(one)
        })
        .min_by_key(|(index, one)| {
            // "police held dozens in raids after a blast": raids without a raider are the answer.
            let answer = one.event_type == EventType::Operation
                || one.rule == "event.attack.raid" && one.agents().next().is_none();
            (answer, *index)
        })
        .map(|(index, _)| index)
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
            let tokens = page.tokens_in(participant.span);
            let last = page.lower(tokens.end.saturating_sub(1));
            let the = tokens.clone().any(|at| page.lower(at) == "the");
            let groups = &page.language.persons.groups;
            page.language.happenings.assailants.contains(last)
                || the && (groups.attackers.contains(last) || groups.members.contains(last))
        });
    if !ends_attack {
        return None;
    }
    let group = |earlier: &Happening| {
        // "the rebels were killed", behind one attack of theirs and one on them.
        later
            .participants
            .iter()
            .all(|one| one.actor.is_none() || earlier.agents().all(|agent| agent.actor == one.actor))
    };
    merged.iter().rposition(|earlier| {
        earlier.event_type == EventType::Attack
            && group(earlier)
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
                "event.attack.general"
                    | "event.attack.raid"
                    | "event.operation.raid"
                    | "event.operation.strike"
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

    fn claimants(&self) -> impl Iterator<Item = &Option<String>> {
        self.responsibilities
            .iter()
            .filter(|one| one.stance == model::Stance::Claimed)
            .map(|one| &one.actor)
            .filter(|actor| actor.is_some())
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
            || later.manner
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
fn sameness(page: &Page<'_>, earlier: &Happening, later: &Happening, story: bool) -> Option<i32> {
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
    // A report of today whose happening has no day of its own tells of these weeks.
    let news = page.metadata.published.filter(|_| story).map(|published| {
        (published.date.checked_sub(jiff::Span::new().days(NEWS)).unwrap_or(published.date), published.date)
    });
    let time = match (bounds(&earlier.when).or(news), bounds(&later.when)) {
        (Some(a), Some(b)) if a.0 <= b.1 && b.0 <= a.1 => i32::from(earlier.when.is_some()) * 12,
        (Some(_), Some(_)) => return None,
        _ => 0,
    };
    // "the first blast" is not the one that "a second vehicle" made.
    if earlier.ordinal.zip(later.ordinal).is_some_and(|(one, two)| one != two) {
        return None;
    }
    let place = match (earlier.places.first(), later.places.first()) {
        (Some(a), Some(b)) if a.name == b.name => 12,
        (Some(a), Some(b)) if is_described(a, b) || is_described(b, a) => 12,
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
    score += i32::from(continues(earlier, later, distance, paragraph || story && distance <= 4)) * 20;
    score += i32::from(is_same_case(earlier, later)) * 20;
    score += i32::from(is_one_of(page, earlier, later, distance)) * 34;
    score += i32::from(is_claimed_again(earlier, later, distance)) * 24;
    score += i32::from(details(page, earlier, later)) * if distance > 1 { 20 } else { 12 };
    score += i32::from(time > 0 && is_day(&earlier.when) && is_day(&later.when)) * 6;
    score -= i32::from(earlier.background && !story && distance > 0) * 7;
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
    score += i32::from(story && back && distance > 0 && !later.pointed) * 8;
    score += i32::from(is_same_person(page, earlier, later)) * 20;
    score += i32::from(is_called(page, earlier, later)) * 40;
    let by_group = is_told_by_group(earlier, later, story);
    score += i32::from(by_group) * 24;
    score += i32::from(story && later.ordinal == Some(1) && back) * 10;
    score -=
        i32::from(back && earlier.ordinal.is_some_and(|ordinal| ordinal > 1) && later.ordinal.is_none()) * 10;
    if is_toll(later) && is_one_death(page, earlier) && !back {
        return None;
    }
    // "insurgents attacked from three directions", in a report about one attack.
    let elliptic = story && later.elliptic && later.places.is_empty();
    score += i32::from(elliptic) * 20;
    // "X was shot dead", behind an attack that killed many: somebody who is named died elsewhere, if nothing ties the two.
    let named = later.weak && later.names_victim() && !earlier.names_victim() && !back;
    score -= i32::from(named && distance > 0) * 12;
    // "a convoy was ambushed", behind the assault on a town.
    score -= i32::from(distance > 0 && !back && has_new_target(page, earlier, later)) * 10;
    score += i32::from(later.opens && (story || distance <= 1)) * 44;
    // "the blast", behind "raids after a bombing".
    score -= i32::from(back && !same_noun && earlier.rule == "event.attack.raid") * 10;
    score += i32::from(later.manner && distance == 0) * 30;
    score -=
        i32::from(back && !story && distance > 3 && !earlier.weak && !same_noun && time + place < 6) * 10;
    // Only time or place ties a telling that refers to nothing to something further up.
    score -= i32::from(!back && !by_group && !elliptic && distance > 6 && time + place < 12) * 20;
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
    // "a gas plant … the plant", "at the Riverside shopping mall … burst into the mall".
    let head = |tokens: &std::ops::Range<usize>| page.lower(tokens.end.saturating_sub(1)).to_owned();
    let targets = |happening: &Happening| {
        happening
            .participants
            .iter()
            .filter(|participant| participant.role == Role::Target && participant.actor.is_none())
            .map(|participant| page.tokens_in(participant.span))
            .collect::<Vec<_>>()
    };
    let sites = earlier
        .places
        .iter()
        .filter(|place| place.precision == Some(PlacePrecision::Site))
        .filter_map(|place| place.name.rsplit(' ').next().map(str::to_lowercase));
    let before = targets(earlier).iter().map(head).chain(sites).collect::<Vec<_>>();
    let same_target = known
        && targets(later).iter().any(|tokens| {
            page.lower(tokens.start) == "the"
                && (before.contains(&head(tokens))
                    || before.iter().any(|word| page.lower(tokens.start + 1) == word))
        });
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

/// "The group said that its men had killed 40 people": what an armed group tells of its own deed is the story's, where that is not
/// another's.
fn is_told_by_group(earlier: &Happening, later: &Happening, story: bool) -> bool {
    let own = story
        && later.reported
        && later.event_type == EventType::Attack
        && later.when.is_none()
        && later.places.is_empty();
    let known = earlier.agents().map(|one| &one.actor).chain(earlier.claimants());
    own && known.into_iter().all(|actor| later.agents().all(|one| one.actor == *actor))
}

/// "arrested a driver … The driver was detained": whom it is done to is told of again.
fn is_same_person(page: &Page<'_>, earlier: &Happening, later: &Happening) -> bool {
    let people = |happening: &Happening| {
        happening
            .participants
            .iter()
            .filter(|one| matches!(one.role, Role::Victim | Role::Target | Role::Suspect))
            .filter_map(|one| page.phrase_at(page.tokens_in(one.span).end.checked_sub(1)?))
            .map(|phrase| (page.lower(phrase.tokens.start).to_owned(), page.lower(phrase.head).to_owned()))
            .collect::<Vec<_>>()
    };
    let before = people(earlier);
    earlier.event_type == later.event_type
        && people(later).iter().any(|(article, head)| {
            article == "the"
                && before.iter().any(|(first, other)| other == head && matches!(first.as_str(), "a" | "an"))
        })
}

/// "At least 70 people were killed."
fn is_toll(later: &Happening) -> bool {
    later.weak
        && later.figures.iter().any(|figure| {
            figure.measure == model::Measure::Killed
                && figure.best.or(figure.low).is_some_and(|number| number >= 2)
        })
}

/// "the judge, who had been shot dead": one person, and no other.
pub(crate) fn is_one_death(page: &Page<'_>, earlier: &Happening) -> bool {
    let victims = earlier.participants.iter().filter(|one| one.role == Role::Victim).count();
    // "a militant who was killed".
    let at = earlier.trigger.start;
    let who = (at.saturating_sub(4)..at).any(|before| {
        page.lower(before) == "who" && matches!(page.lower(before + 1), "was" | "is" | "had" | "has")
    });
    earlier.weak
        && earlier.mentions.len() == 1
        && (earlier.names_victim() && victims == 1 || who && victims <= 1)
        && !earlier.figures.iter().any(|figure| figure.best.or(figure.low).is_some_and(|number| number > 1))
}

/// Whether both say what was hit, the later by "a" or "another".
fn has_new_target(page: &Page<'_>, earlier: &Happening, later: &Happening) -> bool {
    let target = |happening: &Happening| {
        happening
            .participants
            .iter()
            .find(|one| one.role == Role::Target)
            .map(|one| page.tokens_in(one.span).start)
    };
    target(earlier).is_some()
        && target(later).is_some_and(|at| matches!(page.lower(at), "a" | "an" | "another" | "one"))
}

/// "blown up in what the mayor called an act of war": the second name of one happening.
fn is_called(page: &Page<'_>, earlier: &Happening, later: &Happening) -> bool {
    earlier.mentions.iter().any(|mention| {
        let between = mention.end..later.trigger.start;
        between.len() <= 10
            && page.sentence_of(mention.start) == later.sentence
            && between.clone().any(|at| page.lower(at) == "in" && page.lower(at + 1) == "what")
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

/// "a Karachi market" and "the Saddar market": a site that is described, and its name.
fn is_described(description: &Where, name: &Where) -> bool {
    let site = |place: &Where| place.precision == Some(PlacePrecision::Site);
    let last = |place: &Where| place.name.rsplit(' ').next().unwrap_or("").to_lowercase();
    let kind = description.name.rsplit(' ').next().unwrap_or("");
    site(description)
        && site(name)
        && description.country == name.country
        && kind.starts_with(char::is_lowercase)
        && last(description) == last(name)
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
