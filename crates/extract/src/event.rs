//! Happenings: triggers become events with their roles, time, place and realis; several tellings of one become one.
use crate::cast::Cast;
use crate::merge::contains;
use crate::page::{NounPhrase, Page, Tag, VerbGroup};
use crate::place::PlaceMention;
use crate::realis;
use crate::speech::Speech;
use crate::time::TimeExpression;
use lexicon::language::{Trigger, TriggerForm};
use model::reading::{Figure, Participant, Responsibility, When, Where};
use model::{ActorKind, EventSubtype, EventType, PlacePrecision, Realis, Role, Span, Stance, TimePrecision};
use std::ops::Range;

/// An event in the making.
#[derive(Debug, Clone)]
pub(crate) struct Happening {
    pub(crate) event_type: EventType,
    pub(crate) subtype: Option<EventSubtype>,
    pub(crate) realis: Realis,
    pub(crate) trigger: Range<usize>,
    pub(crate) sentence: usize,
    pub(crate) when: Option<When>,
    pub(crate) places: Vec<Where>,
    pub(crate) participants: Vec<Participant>,
    pub(crate) responsibilities: Vec<Responsibility>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) mentions: Vec<Range<usize>>,
    pub(crate) rule: String,
    pub(crate) definiteness: Definiteness,
    pub(crate) weak: bool,
    /// Stands behind "after", "since" or the like: it dates or explains what its sentence tells.
    pub(crate) background: bool,
}

impl Happening {
    pub(crate) fn has_agent(&self) -> bool {
        !self.responsibilities.is_empty()
            || self.participants.iter().any(|participant| {
                matches!(participant.role, Role::Perpetrator | Role::Authority | Role::Party)
            })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Definiteness {
    /// "the attack", "it".
    Definite,
    /// "an attack", "another attack".
    Indefinite,
    /// A verb, a bare plural.
    Neither,
}

/// What the finding of events works on.
pub(crate) struct Scene<'s, 'a> {
    pub(crate) page: &'s Page<'a>,
    pub(crate) cast: &'s Cast,
    pub(crate) times: &'s [TimeExpression],
    pub(crate) places: &'s [PlaceMention],
    pub(crate) speech: &'s Speech,
}

struct Found<'t> {
    tokens: Range<usize>,
    trigger: &'t Trigger,
    form: TriggerForm,
}

impl Scene<'_, '_> {
    /// Every happening, one for each telling; figures, claims and merging come after.
    pub(crate) fn happenings(&self) -> Vec<Happening> {
        let mut all: Vec<Happening> = Vec::new();
        for (index, sentence) in self.page.running() {
            let (weak, strong): (Vec<_>, Vec<_>) =
                self.triggers(&sentence.tokens).into_iter().partition(|found| found.trigger.weak);
            let from = all.len();
            for found in &strong {
                // "blasts hit a market": the verb tells what the noun names.
                match self
                    .noun_of(found, &strong)
                    .and_then(|noun| (from..all.len()).find(|at| all[*at].trigger == noun.tokens))
                {
                    Some(at) => all[at].mentions.push(found.tokens.clone()),
                    None => all.extend(self.happening(found, index)),
                }
            }
            // "killing" beside "stormed" tells the same happening and may bring its roles; alone it tells its own.
            for found in &weak {
                let ends_attack = self.kills_assailants(found);
                let told = (from..all.len())
                    .filter(|at| self.is_told_by(&all[*at], found) && !ends_attack)
                    .min_by_key(|at| (background(self.page, &all[*at].trigger), distance(&all[*at], found)));
                match told {
                    Some(at) => {
                        self.join_weak(&mut all[at], found);
                        self.settle_type(&mut all[at]);
                    }
                    None => all.extend(self.happening(found, index)),
                }
            }
        }
        self.drop_raids_of_arrests(&mut all);
        all
    }

    /// "29 of the attackers were killed when troops retook the plant": that ends the attack, not the operation.
    fn kills_assailants(&self, weak: &Found<'_>) -> bool {
        let page = self.page;
        let Some(group) = self.group_of(weak) else { return false };
        let patients = if group.passive { page.subjects(group) } else { page.objects(group) };
        patients
            .iter()
            .any(|phrase| page.language.happenings.assailants.contains(page.lower(self.whole(phrase).head)))
    }

    /// The noun of a happening that is the subject of a verb of one, or the weapon that is its object.
    fn noun_of<'f>(&self, verb: &Found<'_>, all: &'f [Found<'f>]) -> Option<&'f Found<'f>> {
        let page = self.page;
        if verb.form == TriggerForm::Noun || !is_violent(verb.trigger.event_type) {
            return None;
        }
        let group = self.group_of(verb)?;
        let subjects = page.subjects(group);
        all.iter().find(|noun| {
            noun.form == TriggerForm::Noun
                && is_violent(noun.trigger.event_type)
                && noun.tokens.end <= verb.tokens.start
                && subjects.iter().any(|phrase| {
                    phrase.tokens.contains(&(noun.tokens.end - 1)) && phrase.head == noun.tokens.end - 1
                })
        })
    }

    /// "his own bomb", "a bomb that they planted": a weapon, not what it did.
    fn is_weapon_only(&self, tokens: &Range<usize>) -> bool {
        let page = self.page;
        let words = &page.language.happenings;
        if !words.weapons.contains(page.lower(tokens.end - 1)) {
            return false;
        }
        let Some(phrase) = page.phrase_at(tokens.start) else { return false };
        // "leaving a bomb that killed six people".
        if matches!(page.tag_at(tokens.end), Tag::Relative)
            || matches!(page.lower(tokens.end), "that" | "which")
        {
            return false;
        }
        let owned = page.language.words.possessives.contains(page.lower(phrase.tokens.start));
        let object = page.verbs.iter().any(|group| {
            group.verb < phrase.tokens.start
                && phrase.tokens.start - group.verb < 6
                && !group.passive
                && page.objects(group).iter().any(|object| object.tokens == phrase.tokens)
                && !words.occur.contains(page.language.words.lemma(page.lower(group.verb)))
        });
        let detonated = page.verbs.iter().any(|group| {
            let lemma = page.language.words.lemma(page.lower(group.verb));
            matches!(lemma, "detonate" | "explode" | "plant" | "carry" | "leave" | "use")
                && !group.passive
                && page.objects(group).iter().any(|object| object.tokens == phrase.tokens)
        });
        owned || object || detonated
    }

    /// Whether "killed" tells of the same happening as another trigger of its sentence.
    fn is_told_by(&self, happening: &Happening, weak: &Found<'_>) -> bool {
        let page = self.page;
        let force = matches!(
            happening.event_type,
            EventType::Attack | EventType::Operation | EventType::Clash | EventType::ViolenceOther
        ) || happening.event_type == EventType::Protest;
        if !force || matches!(happening.realis, Realis::Planned | Realis::Threatened | Realis::Possible) {
            return false;
        }
        // A killing in a relative clause of its own, or with an agent in a clause of time, is a happening of its own.
        let (between, first_told) = if happening.trigger.start < weak.tokens.start {
            (happening.trigger.end..weak.tokens.start, true)
        } else {
            (weak.tokens.end..happening.trigger.start, false)
        };
        let relative = between.clone().find(|at| page.tag_at(*at) == Tag::Relative);
        let apart = first_told
            && relative.is_some_and(|at| {
                page.verb_at(happening.trigger.start).is_some()
                    || (happening.trigger.end..at).any(|at| page.tag_at(at) == Tag::Verb)
            });
        let clause = between
            .clone()
            .any(|at| matches!(page.lower(at), "after" | "as" | "while" | "when" | "before" | ";"));
        let acts = self.group_of(weak).is_some_and(|group| {
            !group.passive
                && !group.participle
                && page.subjects(group).iter().any(|subject| self.can_act(subject))
        });
        !(apart || clause && acts)
    }

    /// "detained in a raid": the raid is how the arrest was made.
    fn drop_raids_of_arrests(&self, all: &mut Vec<Happening>) {
        let arrests = all
            .iter()
            .filter(|happening| happening.event_type == EventType::Arrest)
            .map(|happening| happening.sentence)
            .collect::<Vec<_>>();
        all.retain(|happening| {
            let raid = happening.rule == "event.attack.raid" || happening.subtype == Some(EventSubtype::Raid);
            !(raid
                && !happening.has_agent()
                && happening.mentions.len() == 1
                && arrests.contains(&happening.sentence))
        });
    }

    fn triggers(&self, sentence: &Range<usize>) -> Vec<Found<'_>> {
        let mut found = Vec::new();
        let mut at = sentence.start;
        while at < sentence.end {
            let words =
                (at..sentence.end.min(at + 8)).map(|token| self.page.lower(token)).collect::<Vec<_>>();
            let fitting = self
                .page
                .language
                .triggers
                .at(&words)
                .into_iter()
                .find(|(trigger, length, form)| self.fits(trigger, at..at + length, *form));
            match fitting {
                Some((trigger, length, form)) => {
                    found.push(Found { tokens: at..at + length, trigger, form });
                    // "planning terrorist attacks": what is planned is named by the same words.
                    let whole = (trigger.realis.is_some() && form == TriggerForm::Phrase)
                        .then(|| self.page.phrase_at(at + length - 1))
                        .flatten()
                        .map_or(at + length, |phrase| phrase.tokens.end);
                    at = whole.max(at + length);
                }
                None => at += 1,
            }
        }
        found
    }

    fn fits(&self, trigger: &Trigger, tokens: Range<usize>, form: TriggerForm) -> bool {
        let page = self.page;
        let inside_name = tokens.clone().any(|at| self.cast.at(at).is_some())
            || self.places.iter().any(|place| {
                place.place.precision == Some(PlacePrecision::Site)
                    && place.tokens.start <= tokens.start
                    && tokens.end <= place.tokens.end
            });
        let last = tokens.end - 1;
        let used = match form {
            TriggerForm::Verb => page.tag_at(tokens.start) == Tag::Verb,
            TriggerForm::Noun => {
                matches!(page.tag_at(last), Tag::Noun | Tag::Adjective)
                    || page.tag_at(last) == Tag::Verb && tokens.len() > 1
            }
            TriggerForm::Phrase => true,
        };
        // "attack helicopter", "raid leader": a noun before another noun names no happening.
        let attribute = form == TriggerForm::Noun
            && page.phrase_at(last).is_some_and(|phrase| {
                phrase.head > last
                    && !self.names_happening(phrase.head)
                    && !page.language.happenings.attributed.contains(page.lower(phrase.head))
                    && !self.times.iter().any(|time| time.tokens.contains(&phrase.head))
            });
        let place_object =
            !trigger.of_place || form == TriggerForm::Phrase && tokens.len() > 1 || self.takes_place(&tokens);
        let within = tokens.end..page.clause_end(last).min(tokens.end + 12);
        let followed = trigger.followed_by.is_empty()
            || trigger.followed_by.iter().any(|words| !page.find(&within, words).is_empty());
        let person_object =
            !trigger.of_person || form == TriggerForm::Phrase || self.takes_person(&tokens, form);
        let peaceful = form == TriggerForm::Noun
            && page.phrase_at(last).is_some_and(|phrase| {
                (phrase.tokens.start..last)
                    .any(|at| page.language.happenings.peaceful.contains(page.lower(at)))
            });
        let weapon = form == TriggerForm::Noun && self.is_weapon_only(&tokens);
        let weapon_object = !trigger.of_weapon || self.takes_weapon(&tokens);
        used && !inside_name
            && !peaceful
            && !weapon
            && weapon_object
            && !attribute
            && place_object
            && person_object
            && followed
            && !self.looks_back(&tokens, form)
            && !(trigger.event_type == EventType::Arrest && page.lower(tokens.start) == "detention")
    }

    /// "the anniversary of the attack": no new happening.
    fn looks_back(&self, tokens: &Range<usize>, form: TriggerForm) -> bool {
        let page = self.page;
        let Some(phrase) = page.phrase_at(tokens.start).filter(|_| form == TriggerForm::Noun) else {
            return false;
        };
        phrase.preposition.is_some_and(|of| {
            page.lower(of) == "of" && of.checked_sub(1).is_some_and(|noun| page.lower(noun) == "anniversary")
        })
    }

    /// Whether a verb of holding or setting free has people as its object, or a noun of it people after "of".
    fn takes_person(&self, tokens: &Range<usize>, form: TriggerForm) -> bool {
        let page = self.page;
        let group = if form == TriggerForm::Noun { None } else { page.verb_at(tokens.start) };
        let objects = match group {
            Some(group) if group.passive => page.subjects(group),
            Some(group) => page.objects(group),
            None => page.after_preposition(tokens.end, tokens.end + 4, &["of"]),
        };
        objects.iter().any(|phrase| self.is_person(phrase))
    }

    /// "shot down two missiles": weapons are the object.
    fn takes_weapon(&self, tokens: &Range<usize>) -> bool {
        let page = self.page;
        let Some(group) = tokens.clone().find_map(|at| page.verb_at(at)) else { return false };
        let mut objects = if group.passive { page.subjects(group) } else { page.objects(group) };
        if !group.passive {
            objects.extend(page.coordinated_from(tokens.end, page.clause_end(group.verb)));
        }
        objects.iter().any(|phrase| {
            let head = page.lower(self.whole(phrase).head);
            page.language.happenings.projectiles.contains(head)
        })
    }

    /// A noun phrase of people: by its noun, by what follows "of" in it, or as a person of the cast.
    fn is_person(&self, phrase: &NounPhrase) -> bool {
        let page = self.page;
        [phrase, self.whole(phrase)].into_iter().any(|phrase| {
            let head = page.lower(phrase.head);
            page.language.numbers.people_class(head).is_some()
                || page.language.persons.person_nouns.contains(head)
                || page.language.persons.groups.attackers.contains(head)
                || page.is_nationals(phrase.head)
                || page.language.persons.posts.values().any(|nouns| nouns.contains(head))
                || self.cast.at(phrase.head).is_some_and(|actor| self.cast.kind(actor) == ActorKind::Person)
                || matches!(head, "him" | "her" | "them" | "he" | "she" | "they")
        })
    }

    /// Whether a verb by itself tells of a happening, whatever stands around it.
    fn tells(&self, verb: usize) -> bool {
        self.page.language.triggers.at(&[self.page.lower(verb)]).iter().any(|(trigger, _, _)| {
            trigger.followed_by.is_empty() && !trigger.of_person && !trigger.of_place && !trigger.of_weapon
        })
    }

    fn names_happening(&self, at: usize) -> bool {
        !self.page.language.triggers.at(&[self.page.lower(at)]).is_empty()
    }

    /// Whether a verb of taking has a place or position as its object.
    fn takes_place(&self, tokens: &Range<usize>) -> bool {
        let page = self.page;
        let Some(group) = page.verb_at(tokens.start) else { return true };
        let objects = if group.passive { page.subjects(group) } else { page.objects(group) };
        // "captured all of Panjshir Province", "took most of the town".
        let after = tokens.end..tokens.end + 5;
        let directly = !group.passive
            && page.language.places.of_place.contains(page.lower(tokens.end))
            && self.places.iter().any(|place| after.contains(&place.tokens.start));
        directly
            || objects.iter().any(|phrase| {
                let named = self.places.iter().any(|place| {
                    phrase.tokens.start < place.tokens.end && place.tokens.start < phrase.tokens.end
                });
                let after_of = page.lower(phrase.tokens.end) == "of"
                    && self.places.iter().any(|place| {
                        place.tokens.start >= phrase.tokens.end && place.tokens.start < phrase.tokens.end + 5
                    });
                let head = page.lower(self.whole(phrase).head);
                named
                    || after_of
                    || page.language.happenings.taken.contains(head)
                    || matches!(head, "it" | "them") && self.place_before(phrase.head).is_some()
            })
    }

    /// The settlement that a pronoun can stand for: the last of the sentence.
    fn place_before(&self, token: usize) -> Option<&PlaceMention> {
        let sentence = &self.page.sentences[self.page.sentence_of(token)].tokens;
        self.places.iter().rev().find(|place| {
            place.tokens.end <= token
                && place.tokens.start >= sentence.start
                && matches!(
                    place.place.precision,
                    Some(PlacePrecision::Settlement | PlacePrecision::Site | PlacePrecision::District)
                )
        })
    }

    fn happening(&self, found: &Found<'_>, sentence: usize) -> Option<Happening> {
        let page = self.page;
        let definiteness = self.definiteness(found);
        let realis = realis::of(page, &found.tokens, found.form, found.trigger.realis);
        let mut happening = Happening {
            event_type: found.trigger.event_type,
            subtype: found.trigger.subtype,
            realis,
            trigger: found.tokens.clone(),
            sentence,
            when: self.time_of(found),
            places: self.places_of(found),
            participants: Vec::new(),
            responsibilities: Vec::new(),
            figures: Vec::new(),
            mentions: vec![found.tokens.clone()],
            rule: format!("event.{}", found.trigger.id),
            definiteness,
            weak: found.trigger.weak,
            background: background(page, &found.tokens),
        };
        self.cast_roles(&mut happening, found);
        // "a truce brokered by Qatar".
        let next = page.language.words.lemma(page.lower(found.tokens.end));
        if happening.event_type == EventType::Agreement && page.language.happenings.mediate.contains(next) {
            let limit = page.clause_end(found.tokens.end);
            for phrase in page.after_preposition(found.tokens.end + 1, limit, &["by"]) {
                self.add_agent(&mut happening, phrase, Role::Authority, found.tokens.start);
            }
        }
        if happening.rule == "event.plot" {
            happening.subtype =
                found.tokens.clone().find_map(|at| match page.language.words.lemma(page.lower(at)) {
                    "bomb" | "blow" => Some(EventSubtype::Bombing),
                    "assassinate" => Some(EventSubtype::Assassination),
                    _ => None,
                });
        }
        if happening.event_type == EventType::Clash {
            self.add_parties(&mut happening, sentence);
        }
        // "others believe that he was killed": nothing that is told.
        if found.trigger.weak && happening.realis == Realis::Possible {
            return None;
        }
        let ousts = happening.rule == "event.operation.oust"
            && !happening.participants.iter().any(|participant| {
                participant.role == Role::Authority
                    && participant
                        .actor
                        .as_ref()
                        .and_then(|id| id[1..].parse::<usize>().ok()?.checked_sub(1))
                        .is_some_and(|index| {
                            !matches!(self.cast.kind(index), ActorKind::ArmedGroup | ActorKind::Person)
                        })
            });
        if ousts {
            return None;
        }
        // An embassy, too, warns of attacks; a threat is that of the one who means to attack.
        let own_threat = happening.rule != "event.threat.warn"
            || happening.participants.iter().any(|participant| {
                participant
                    .actor
                    .as_ref()
                    .and_then(|id| id[1..].parse::<usize>().ok()?.checked_sub(1))
                    .is_some_and(|index| self.cast.kind(index) == ActorKind::ArmedGroup)
            });
        if !own_threat {
            return None;
        }
        if happening.event_type == EventType::Displacement
            && found.form != TriggerForm::Noun
            && !self.displaces(found)
        {
            return None;
        }
        let step = matches!(
            happening.subtype,
            Some(
                EventSubtype::Founded | EventSubtype::Merged | EventSubtype::Split | EventSubtype::Dissolved
            )
        );
        if step && !self.concerns_group(&happening) {
            return None;
        }
        self.settle_type(&mut happening);
        (!self.is_generic(found, &happening)).then_some(happening)
    }

    /// Whether a step of an organisation is that of a group, or of a person in it.
    fn concerns_group(&self, happening: &Happening) -> bool {
        let page = self.page;
        let groups = &page.language.persons.groups;
        happening.participants.iter().any(|participant| {
            let kind = participant
                .actor
                .as_ref()
                .and_then(|id| id[1..].parse::<usize>().ok()?.checked_sub(1))
                .map(|index| self.cast.kind(index));
            let last = page.tokens_in(participant.span).end.saturating_sub(1);
            let head = page.lower(last);
            matches!(kind, Some(ActorKind::ArmedGroup | ActorKind::Person | ActorKind::Organisation))
                || groups.suffixes.contains(head)
                || groups.members.contains(head)
                || matches!(
                    head,
                    "coalition" | "alliance" | "organization" | "organisation" | "insurgency" | "wing"
                )
        })
    }

    /// Whether those who flee are many who live there, not the gunmen after the attack.
    fn displaces(&self, found: &Found<'_>) -> bool {
        let page = self.page;
        let Some(group) = self.group_of(found) else { return true };
        let objects = if group.passive { Vec::new() } else { page.objects(group) };
        page.subjects(group).into_iter().chain(objects).any(|phrase| {
            let whole = (page.lower(phrase.tokens.end) == "of")
                .then(|| page.phrase_at(phrase.tokens.end + 1))
                .flatten()
                .unwrap_or(phrase);
            let head = page.lower(whole.head);
            let many = head.ends_with('s') || head == "people" || page.tag_at(phrase.head) == Tag::Number;
            let people = page
                .language
                .numbers
                .people_class(head)
                .is_some_and(|class| !matches!(class, "attackers" | "soldiers" | "police"))
                && !page.language.persons.groups.attackers.contains(head);
            let vague = page.language.numbers.vague.words.iter().any(|word| word == page.lower(phrase.head));
            many && (people || vague || page.tag_at(phrase.head) == Tag::Number)
        })
    }

    /// Attacks in general are no happening: "its attacks", "more lethal attacks" without time, place or number.
    fn is_generic(&self, found: &Found<'_>, happening: &Happening) -> bool {
        let page = self.page;
        let last = page.lower(found.tokens.end - 1);
        let plural_noun = found.form == TriggerForm::Noun
            && last.ends_with('s')
            && !last.ends_with("ss")
            && happening.definiteness != Definiteness::Definite;
        let counted = page.phrase_at(found.tokens.start).is_some_and(|phrase| {
            phrase.tokens.clone().any(|at| {
                page.tag_at(at) == Tag::Number || page.language.happenings.counted.contains(page.lower(at))
            })
        });
        let precise_place = happening
            .places
            .iter()
            .any(|place| !matches!(place.precision, Some(PlacePrecision::Country | PlacePrecision::Region)));
        let anchored = happening.when.as_ref().is_some_and(|when| when.earliest.is_some())
            || precise_place
            || counted
            || self.is_told(found);
        let speculative = matches!(
            happening.realis,
            Realis::Threatened | Realis::Planned | Realis::Foiled | Realis::Attempted
        );
        let war =
            happening.event_type == EventType::Clash && matches!(last, "battle" | "fighting") && !anchored;
        let possible_noun = happening.realis == Realis::Possible
            && found.form == TriggerForm::Noun
            && happening.definiteness != Definiteness::Definite;
        let own_territory = happening.event_type == EventType::Territory
            && happening.when.is_none()
            && happening.places.is_empty();
        plural_noun && !anchored && !speculative
            || own_territory
            || happening.realis == Realis::Denied
            || war
            || possible_noun
            || self.is_assessed(found) && plural_noun && happening.realis == Realis::Occurred
    }

    /// "Airstrikes on the town left 47 dead", "responds with air strikes on": a finite verb of happening tells of it.
    fn is_told(&self, found: &Found<'_>) -> bool {
        let page = self.page;
        let words = &page.language.happenings;
        let sentence = page.sentence_of(found.tokens.start);
        page.verbs.iter().filter(|group| page.sentence_of(group.verb) == sentence).any(|group| {
            let lemma = page.language.words.lemma(page.lower(group.verb));
            let finite = !group.infinitive && !group.modal && !group.negated && !group.participle;
            let here = |phrase: &&NounPhrase| self.whole(phrase).tokens.contains(&(found.tokens.end - 1));
            finite
                && ((words.occur.contains(lemma) || words.hit.contains(lemma))
                    && page.subjects(group).iter().any(here)
                    || lemma == "respond"
                        && page
                            .after_preposition(group.verb + 1, found.tokens.end, &["with"])
                            .iter()
                            .any(here)
                    || words.light.contains(lemma) && page.objects(group).iter().any(here))
        })
    }

    /// "ability to carry out attacks", "an increasing number of mass-casualty attacks": what is judged, not what happened.
    fn is_assessed(&self, found: &Found<'_>) -> bool {
        let page = self.page;
        let from = page.clause_start(found.tokens.start).max(found.tokens.start.saturating_sub(9));
        (from..found.tokens.start).any(|at| page.language.happenings.judged.contains(page.lower(at)))
    }

    fn definiteness(&self, found: &Found<'_>) -> Definiteness {
        let page = self.page;
        if found.form != TriggerForm::Noun {
            // "The bombers struck as …": who was told of does what was told.
            let again = self.group_of(found).is_some_and(|group| {
                page.subjects(group).first().is_some_and(|phrase| {
                    page.lower(phrase.tokens.start) == "the"
                        && (page.language.happenings.assailants.contains(page.lower(phrase.head))
                            || page.language.happenings.things.contains(page.lower(phrase.head)))
                })
            });
            return if again { Definiteness::Definite } else { Definiteness::Neither };
        }
        let Some(phrase) = page.phrase_at(found.tokens.start) else { return Definiteness::Neither };
        // "the killing of 24 fighters" says which.
        let people_of = page.lower(found.tokens.end) == "of"
            && found.trigger.patient == Role::Victim
            && page.phrase_at(found.tokens.end + 1).is_some_and(|whom| self.is_person(whom));
        if people_of {
            return Definiteness::Neither;
        }
        let (first, words) = (page.lower(phrase.tokens.start), &page.language.happenings);
        let owned =
            page.language.words.possessives.contains(first) && !page.lower(phrase.head).ends_with('s');
        // "the country's deadliest attack": what was told, compared with others.
        let compared = phrase.tokens.clone().any(|at| {
            page.lower(at).ends_with("iest")
                || matches!(page.lower(at), "worst" | "largest" | "biggest" | "latest")
        });
        match () {
            () if compared => Definiteness::Definite,
            () if words.definite.contains(first) || owned => Definiteness::Definite,
            () if words.indefinite.contains(first) => Definiteness::Indefinite,
            () => Definiteness::Neither,
        }
    }

    // ---- when and where

    /// The time of the happening's own clause or sentence; one that dates who said it, is passed over.
    fn time_of(&self, found: &Found<'_>) -> Option<When> {
        let page = self.page;
        let sentence = &page.sentences[page.sentence_of(found.tokens.start)].tokens;
        let mut here = self
            .times
            .iter()
            .filter(|time| {
                sentence.contains(&time.tokens.start)
                    && (self.is_tied(&time.tokens, found)
                        || !self.dates_statement(time, found)
                            && !self.dates_other(time, found)
                            && !self.is_bound(time)
                            && self.reaches(&time.tokens, found)
                            && self.dates_back(&time.tokens, found))
            })
            .collect::<Vec<_>>();
        // A vague time counts only where the sentence has no other.
        if here.iter().any(|time| !time.vague) {
            here.retain(|time| !time.vague);
        }
        let distance = |time: &TimeExpression| {
            let (near, far) = if time.tokens.start < found.tokens.start {
                (time.tokens.end, found.tokens.start)
            } else {
                (found.tokens.end, time.tokens.start)
            };
            let crossed = (near..far.max(near)).filter(|at| self.is_other_trigger(*at, found)).count();
            let clause = page.clause_start(time.tokens.start) != page.clause_start(found.tokens.start);
            // "attacked a hall on March 22 and police arrested two": the time of the verb before "and".
            let joined = time.tokens.start < found.tokens.start
                && (near..far.max(near)).any(|at| matches!(page.lower(at), "and" | "but"))
                && (sentence.start..time.tokens.start).any(|at| page.tag_at(at) == Tag::Verb);
            far.saturating_sub(near)
                + 12 * crossed
                + if clause { 14 } else { 0 }
                + if joined { 6 } else { 0 }
                + if time.tokens.start > found.tokens.start { 0 } else { 1 }
        };
        let nearest = here.into_iter().min_by_key(|time| distance(time))?;
        let far = distance(nearest);
        let initial = nearest.tokens.start <= sentence.start + 2;
        (far <= 30 || initial).then(|| nearest.when.clone())
    }

    fn is_other_trigger(&self, at: usize, found: &Found<'_>) -> bool {
        !found.tokens.contains(&at)
            && self.page.tag_at(at) == Tag::Verb
            && self
                .page
                .language
                .triggers
                .at(&[self.page.lower(at)])
                .iter()
                .any(|(trigger, _, form)| *form == TriggerForm::Verb && !trigger.weak)
    }

    /// "last month's attack", "the attack on Friday": the time stands in the noun's own phrase or directly behind it.
    fn is_tied(&self, time: &Range<usize>, found: &Found<'_>) -> bool {
        let page = self.page;
        let phrase = page.phrase_at(found.tokens.start);
        let start = phrase.map_or(found.tokens.start, |phrase| phrase.tokens.start);
        let inside = phrase.is_some_and(|phrase| phrase.tokens.contains(&time.start));
        let possessive = time.end + 1 >= start
            && time.end <= start
            && (page.lower(start) == "'s" || page.lower(time.end) == "'s" || time.end == start);
        let behind = found.form == TriggerForm::Noun
            && time.start >= found.tokens.end
            && time.start - found.tokens.end <= 1
            && (found.tokens.end..time.start).all(|at| page.tag_at(at) == Tag::Preposition);
        found.form == TriggerForm::Noun && (inside || possessive) || behind
    }

    /// "the attack" goes back to what was told: only what is tied to it directly is its own time or place.
    fn reaches(&self, other: &Range<usize>, found: &Found<'_>) -> bool {
        let page = self.page;
        if found.form != TriggerForm::Noun || self.definiteness(found) != Definiteness::Definite {
            return true;
        }
        let between = if other.start < found.tokens.start {
            other.end..found.tokens.start
        } else {
            found.tokens.end..other.start
        };
        let mut verbs = between.clone().filter(|at| page.tag_at(*at) == Tag::Verb);
        verbs.clone().count() <= 1
            && verbs.all(|at| {
                page.language.happenings.occur.contains(page.language.words.lemma(page.lower(at)))
                    && other.start > found.tokens.start
            })
    }

    /// "claimed the attack in a message of February 2020": what follows "the attack" at a distance dates something else.
    fn dates_back(&self, time: &Range<usize>, found: &Found<'_>) -> bool {
        let back = found.form == TriggerForm::Noun && self.definiteness(found) == Definiteness::Definite;
        let behind = time.start > found.tokens.end;
        let occurs =
            (found.tokens.end..time.start.max(found.tokens.end)).any(|at| self.page.tag_at(at) == Tag::Verb);
        !(back && behind)
            || occurs
            || time.start - found.tokens.end <= 8 && self.is_place_between(found, time)
    }

    /// "the attack on a market in Kabul on Friday": only the target and the place stand between.
    fn is_place_between(&self, found: &Found<'_>, time: &Range<usize>) -> bool {
        let page = self.page;
        (found.tokens.end..time.start).all(|at| {
            matches!(
                page.tag_at(at),
                Tag::Preposition
                    | Tag::Proper
                    | Tag::Noun
                    | Tag::Conjunction
                    | Tag::Determiner
                    | Tag::Adjective
            ) || self.places.iter().any(|place| place.tokens.contains(&at))
        })
    }

    /// The verb that a time dates: the one before it ("said on July 18"), or the one after it where the time stands between
    /// subject and verb ("Police on March 19 said").
    fn dated_verb(&self, time: &TimeExpression) -> Option<&VerbGroup> {
        let page = self.page;
        let sentence = &page.sentences[page.sentence_of(time.tokens.start)].tokens;
        let mut before = time.tokens.start;
        while before > sentence.start
            && (matches!(page.tag_at(before - 1), Tag::Preposition | Tag::Adverb | Tag::Determiner)
                || page
                    .language
                    .time
                    .early
                    .iter()
                    .chain(&page.language.time.late)
                    .any(|word| word == page.lower(before - 1)))
        {
            before -= 1;
        }
        let initial = before == sentence.start;
        let directly = |at: usize| page.verb_at(at).filter(|group| group.verb == at);
        if let Some(group) = before.checked_sub(1).filter(|_| !initial).and_then(directly) {
            return Some(group);
        }
        let after = page.verb_at(time.tokens.end).filter(|group| group.tokens.start == time.tokens.end);
        if !initial && after.is_some_and(|group| !group.participle && !group.infinitive) {
            return after;
        }
        if initial {
            // "On Monday, police said": the first verb of the sentence.
            return page.verbs.iter().find(|group| {
                group.verb > time.tokens.end && group.verb < sentence.end && !group.participle
            });
        }
        // "told reporters on Monday", "said in a statement on Thursday": nothing that happens stands between.
        let verb = page
            .verbs
            .iter()
            .rev()
            .find(|group| group.verb < before && group.verb >= sentence.start && !group.infinitive)?;
        let plain = (verb.verb + 1..before).all(|at| {
            !matches!(page.tag_at(at), Tag::Verb | Tag::Subordinator | Tag::Relative)
                && !self.names_happening(at)
                && !matches!(page.lower(at), "," | ";" | ":")
        });
        plain.then_some(verb)
    }

    /// Whether a verb reports or blames.
    fn speaks(&self, group: &VerbGroup) -> bool {
        let (page, words) = (self.page, &self.page.language.attribution);
        let lemma = page.language.words.lemma(page.lower(group.verb));
        let reports = words.say.contains(lemma)
            && (!words.needs_that.contains(lemma)
                || page.lower(group.verb + 1) == "of"
                || (group.verb + 1..group.verb + 9).any(|at| matches!(page.lower(at), "that" | "\"" | "“")));
        !group.passive && (reports || words.blame.verbs.contains(lemma))
    }

    /// "Police on March 19 said …", "India on Friday accused …": the time of what is said, not of what happened.
    fn dates_statement(&self, time: &TimeExpression, found: &Found<'_>) -> bool {
        let dated = self.dated_verb(time);
        if let Some(group) = dated {
            // "In August 2021, police reported that …": a day dates the statement, a month what it is about.
            let sentence = &self.page.sentences[self.page.sentence_of(time.tokens.start)].tokens;
            let initial = time.tokens.start <= sentence.start + 1;
            let day = time.when.precision.is_none_or(|precision| precision == TimePrecision::Day);
            // "Reuters reported on May 28": directly behind a verb of speech whatever it says.
            let directly = time.tokens.start > group.verb
                && time.tokens.start - group.verb <= 2
                && !group.passive
                && self
                    .page
                    .language
                    .attribution
                    .say
                    .contains(self.page.language.words.lemma(self.page.lower(group.verb)));
            let speaks = directly || self.speaks(group);
            return speaks && !found.tokens.contains(&group.verb) && (day || !initial);
        }
        self.speech.acts.iter().any(|act| {
            let reported = act.content_tokens.contains(&found.tokens.start);
            reported
                && !act.content_tokens.contains(&time.tokens.start)
                && act.is_verb
                && time.tokens.start.abs_diff(act.cue.start) <= 6
        })
    }

    /// "held funerals on October 6 for victims of a drone attack": the time of another verb, whose object is no happening.
    fn dates_other(&self, time: &TimeExpression, found: &Found<'_>) -> bool {
        let page = self.page;
        let Some(group) = self.dated_verb(time) else { return false };
        let sentence = &page.sentences[page.sentence_of(time.tokens.start)].tokens;
        let lemma = page.language.words.lemma(page.lower(group.verb));
        // "despite a truce reached on Monday": the time of the noun that the participle stands behind.
        if group.reduced && found.tokens.end <= group.tokens.start {
            let before = group.tokens.start.saturating_sub(1);
            let of_noun = page.phrase_at(before).is_some_and(|phrase| {
                phrase.tokens.contains(&(found.tokens.end - 1)) || phrase.head == found.tokens.end - 1
            });
            return !of_noun && !found.tokens.contains(&before);
        }
        let here = |phrase: &&NounPhrase| self.whole(phrase).tokens.contains(&(found.tokens.end - 1));
        let argued = page.subjects(group).iter().any(here) || page.objects(group).iter().any(here);
        let happens = page.language.happenings.occur.contains(lemma) && argued
            || page.language.happenings.hit.contains(lemma)
            || self.tells(group.verb)
            || page.language.numbers.measure_cues().any(|(_, cues)| cues.verbs.contains(lemma));
        let initial = time.tokens.start <= sentence.start + 2;
        found.form == TriggerForm::Noun
            && !happens
            && !initial
            && found.tokens.start > time.tokens.end
            && group.verb < time.tokens.start
    }

    /// "since 2019", "until June", "before …": a bound, not the time.
    fn is_bound(&self, time: &TimeExpression) -> bool {
        let before = time.tokens.start.checked_sub(1).map_or("", |at| self.page.lower(at));
        matches!(before, "since" | "until" | "till" | "by")
    }

    /// The most precise places of the happening's clause; what contains them is not repeated.
    fn places_of(&self, found: &Found<'_>) -> Vec<Where> {
        let page = self.page;
        let sentence = &page.sentences[page.sentence_of(found.tokens.start)].tokens;
        let mut here = self
            .places
            .iter()
            .filter(|place| {
                sentence.contains(&place.tokens.start)
                    && (place.locates || self.is_object(place, found))
                    && !self.is_elsewhere(place, found)
                    && self.reaches(&place.tokens, found)
            })
            .collect::<Vec<_>>();
        if here.is_empty() {
            return Vec::new();
        }
        let gap = |place: &PlaceMention| {
            let (near, far) = if place.tokens.start < found.tokens.start {
                (place.tokens.end, found.tokens.start)
            } else {
                (found.tokens.end, place.tokens.start)
            };
            let crossed = (near..far.max(near)).filter(|at| self.is_other_trigger(*at, found)).count();
            // "a truce in the port city of X": the noun's own place.
            let own = found.form == TriggerForm::Noun
                && place.tokens.start >= found.tokens.end
                && matches!(page.lower(found.tokens.end), "in" | "at" | "near" | "outside" | "across");
            (far.saturating_sub(near)
                + 10 * crossed
                + if place.tokens.start < found.tokens.start { 3 } else { 0 })
            .saturating_sub(if own && crossed == 0 { 6 } else { 0 })
        };
        here.sort_by_key(|place| gap(place));
        let nearest = here[0];
        if gap(nearest) > 30 {
            return Vec::new();
        }
        let chain = self.chain(nearest, &here);
        let mut places: Vec<Where> = Vec::new();
        for place in chain {
            let coarse = places.iter().any(|finer| contains(&place.place, finer));
            places.retain(|coarser| !contains(coarser, &place.place));
            if !coarse && !places.iter().any(|other| other.name == place.place.name) {
                places.push(place.place.clone());
            }
        }
        places.sort_by_key(|place| place.precision);
        places
    }

    /// The places that stand in one string with the nearest: "Sehwan, Sindh, Pakistan", "Kunduz and Kandahar".
    fn chain<'p>(&self, nearest: &'p PlaceMention, here: &[&'p PlaceMention]) -> Vec<&'p PlaceMention> {
        let page = self.page;
        let mut chain = vec![nearest];
        let mut ordered = here.to_vec();
        ordered.sort_by_key(|place| place.tokens.start);
        let at = ordered.iter().position(|place| place.tokens == nearest.tokens).unwrap_or(0);
        let linked = |left: &PlaceMention, right: &PlaceMention| {
            let between = left.tokens.end..right.tokens.start;
            between.len() <= 6
                && between.clone().all(|token| {
                    page.language.happenings.chain.contains(page.lower(token)) || self.is_abbreviation(token)
                })
        };
        for next in at + 1..ordered.len() {
            if !linked(ordered[next - 1], ordered[next]) {
                break;
            }
            chain.push(ordered[next]);
        }
        for previous in (0..at).rev() {
            if !linked(ordered[previous], ordered[previous + 1]) {
                break;
            }
            chain.push(ordered[previous]);
        }
        chain
    }

    /// "seized Qandala", "the town was shelled": the place is what it is done to.
    fn is_object(&self, place: &PlaceMention, found: &Found<'_>) -> bool {
        let page = self.page;
        let force = is_violent(found.trigger.event_type) || found.trigger.event_type == EventType::Territory;
        let group = self.group_of(found).filter(|_| force);
        let objects = group.map_or_else(Vec::new, |group| match group.passive {
            true => page.subjects(group),
            false if page.language.words.lemma(page.lower(group.verb)) == "fall" => page.subjects(group),
            false if found.tokens.end > group.verb + 1 => {
                page.coordinated_from(found.tokens.end, page.clause_end(group.verb))
            }
            false => page.objects(group),
        });
        // "seized the capital, Sanaa".
        let beside = |phrase: &NounPhrase| {
            page.lower(phrase.tokens.end) == "," && place.tokens.start == phrase.tokens.end + 1
        };
        // "to attack U.S. and Western interests": no place.
        let owner = place.place.precision == Some(PlacePrecision::Country)
            && page.lower(place.tokens.end) == "and"
            && !self.places.iter().any(|other| other.tokens.start == place.tokens.end + 1);
        !owner && objects.iter().any(|phrase| place.tokens.contains(&phrase.head) || beside(phrase))
    }

    /// "Bochum, NRW, Germany": a division that no gazetteer has, between commas.
    fn is_abbreviation(&self, token: usize) -> bool {
        let page = self.page;
        page.tokens[token].capital && page.lower(token.wrapping_sub(1)) == "," && page.lower(token + 1) == ","
    }

    /// A place inside another's role: the home of who speaks, "from Syria", a quoted speaker's city.
    fn is_elsewhere(&self, place: &PlaceMention, found: &Found<'_>) -> bool {
        let in_cue = self.speech.acts.iter().any(|act| {
            act.content_tokens.contains(&found.tokens.start)
                && !act.content_tokens.contains(&place.tokens.start)
                && place.tokens.start < act.content_tokens.start
        });
        let before = place.tokens.start.checked_sub(1).map_or("", |at| self.page.lower(at));
        let from = before == "from"
            && !matches!(
                found.trigger.event_type,
                EventType::Territory | EventType::Displacement | EventType::Abduction
            );
        let of_actor = self.cast.at(place.tokens.start).is_some();
        in_cue || from || of_actor && place.place.precision == Some(PlacePrecision::Country)
    }

    // ---- who

    fn cast_roles(&self, happening: &mut Happening, found: &Found<'_>) {
        let (agents, patients) = match self.group_of(found) {
            Some(group) if found.form != TriggerForm::Noun => self.around_verb(group, found),
            _ => self.around_noun(found),
        };
        for phrase in agents {
            self.add_agent(happening, phrase, found.trigger.agent, found.tokens.start);
        }
        for phrase in patients {
            self.add_patient(happening, phrase, found.trigger.patient);
        }
    }

    /// Who fights: the groups and forces of the sentence, where the words of the clash itself do not name two.
    fn add_parties(&self, happening: &mut Happening, sentence: usize) {
        let page = self.page;
        if happening.participants.iter().filter(|participant| participant.role == Role::Party).count() > 1 {
            return;
        }
        let tokens = page.sentences[sentence].tokens.clone();
        for mention in self.cast.mentions().iter().filter(|mention| tokens.contains(&mention.tokens.start)) {
            let fights =
                matches!(self.cast.kind(mention.actor), ActorKind::ArmedGroup | ActorKind::StateForce);
            let known = happening
                .participants
                .iter()
                .any(|other| other.actor == Some(Cast::id(mention.actor)) && other.role == Role::Party);
            if fights && !known {
                happening.participants.push(Participant {
                    role: Role::Party,
                    actor: Some(Cast::id(mention.actor)),
                    span: page.span(&mention.tokens),
                });
            }
        }
    }

    fn group_of(&self, found: &Found<'_>) -> Option<&VerbGroup> {
        found
            .tokens
            .clone()
            .find_map(|at| self.page.verb_at(at).filter(|group| found.tokens.contains(&group.verb)))
    }

    fn around_verb(&self, group: &VerbGroup, found: &Found<'_>) -> (Vec<&NounPhrase>, Vec<&NounPhrase>) {
        let page = self.page;
        let limit = page.clause_end(group.verb);
        if group.passive {
            return (page.after_preposition(found.tokens.end, limit, &["by"]), page.subjects(group));
        }
        // "pledged allegiance to X", "broke away from X".
        let past = usize::from(matches!(page.lower(found.tokens.end), "to" | "from" | "with"));
        let mut objects = if found.tokens.end > group.verb + 1 {
            page.coordinated_from(found.tokens.end + past, limit)
        } else {
            page.objects(group)
        };
        if found.trigger.of_place {
            objects = page.after_preposition(found.tokens.end, limit.min(found.tokens.end + 14), &["from"]);
            objects.retain(|phrase| self.cast.of_phrase(page, phrase).is_some());
        }
        if found.trigger.event_type == EventType::Displacement {
            return (page.subjects(group), Vec::new());
        }
        if found.trigger.event_type == EventType::Clash {
            objects = page.after_preposition(found.tokens.end, limit, &["with", "against"]);
        }
        // "Kunduz fell to the Taliban": who takes it stands behind "to".
        if found.trigger.event_type == EventType::Territory
            && page.language.words.lemma(page.lower(group.verb)) == "fall"
        {
            return (page.coordinated_from(found.tokens.end, limit), Vec::new());
        }
        let subjects = page.subjects(group);
        // "foiled a plot to bomb": who foils it does not plan it.
        let subjects = if page.tag_at(found.tokens.start) == Tag::Noun && found.trigger.realis.is_some() {
            Vec::new()
        } else {
            subjects
        };
        // "Explosions rocked": what explodes is no perpetrator.
        // "It went off": what explodes did not do it.
        let lemma = page.language.words.lemma(page.lower(group.verb));
        let bursts = matches!(lemma, "explode" | "go") || lemma == "detonate" && objects.is_empty();
        let subjects = subjects
            .into_iter()
            .filter(|_| !bursts)
            .filter(|phrase| self.can_act(phrase) || self.wields(phrase).is_some())
            .collect();
        (subjects, objects)
    }

    /// A happening or a weapon as subject does not act.
    fn can_act(&self, phrase: &NounPhrase) -> bool {
        let head = self.page.lower(phrase.head);
        let thing = !self.page.language.triggers.at(&[head]).is_empty()
            || self.page.language.happenings.things.contains(head);
        !thing || self.cast.at(phrase.head).is_some()
    }

    /// "Turkish drones hit": the state whose weapons strike.
    fn wields(&self, phrase: &NounPhrase) -> Option<usize> {
        let words = &self.page.language.happenings;
        let armed = words.things.contains(self.page.lower(phrase.head));
        armed
            .then(|| {
                phrase.tokens.clone().find(|at| {
                    self.cast.at(*at).is_some_and(|actor| {
                        matches!(
                            self.cast.kind(actor),
                            ActorKind::State
                                | ActorKind::StateForce
                                | ActorKind::InternationalOrganisation
                                | ActorKind::ArmedGroup
                        )
                    })
                })
            })
            .flatten()
    }

    fn around_noun(&self, found: &Found<'_>) -> (Vec<&NounPhrase>, Vec<&NounPhrase>) {
        let page = self.page;
        let limit = page.clause_end(found.tokens.end - 1);
        // "an attack claimed by X" is not said to be by X; "an attack carried out by X" is.
        let next = page.language.words.lemma(page.lower(found.tokens.end));
        let words = &page.language.happenings;
        let told = page.tag_at(found.tokens.end) == Tag::Verb
            && (words.mediate.contains(next) || !words.light.contains(next) && !words.agree.contains(next));
        let mut agents = if told {
            Vec::new()
        } else {
            page.after_preposition(found.tokens.end, limit.min(found.tokens.end + 14), &["by"])
        };
        let mut patients = self.after_noun(found, limit);
        // "al-Shabaab's attack", "an IS suicide bombing", "U.S. air strike".
        if let Some(owner) = self.owner(found.tokens.start).filter(|_| agents.is_empty()) {
            agents.extend(page.phrases.iter().filter(|phrase| phrase.tokens.contains(&owner)).take(1));
        }
        let sentence = page.sentence_of(found.tokens.start);
        let is_here = |phrase: &&NounPhrase| self.whole(phrase).tokens.contains(&(found.tokens.end - 1));
        for verb in page.verbs.iter().filter(|verb| page.sentence_of(verb.verb) == sentence) {
            let lemma = page.language.words.lemma(page.lower(verb.verb));
            let words = &page.language.happenings;
            let agreed = found.trigger.event_type == EventType::Agreement && words.agree.contains(lemma);
            let responds = lemma == "respond"
                && page.after_preposition(verb.verb + 1, found.tokens.end, &["with"]).iter().any(is_here);
            if responds && agents.is_empty() {
                agents.extend(page.subjects(verb));
            }
            let light = agreed || words.light.contains(lemma);
            let (subjects, objects) = (page.subjects(verb), page.objects(verb));
            // "agreed to a ceasefire".
            let to = agreed
                && page.after_preposition(verb.verb + 1, found.tokens.end, &["to", "on"]).iter().any(is_here);
            if light && agents.is_empty() && !verb.passive && (to || objects.iter().any(is_here)) {
                agents.extend(subjects.iter().copied().filter(|phrase| self.can_act(phrase)));
            } else if light && verb.passive && subjects.iter().any(is_here) {
                let end = page.clause_end(verb.verb).min(verb.verb + 12);
                let between = page.after_preposition(verb.verb + 1, end, &["between", "by"]);
                if agents.is_empty() {
                    agents.extend(between);
                }
            } else if words.hit.contains(lemma)
                && patients.is_empty()
                && !verb.passive
                && subjects.iter().any(is_here)
            {
                patients.extend(objects);
            }
        }
        (agents, patients)
    }

    /// Whom or what a noun of a happening names behind it: "attack on X", "talks between X and Y", "killing of X".
    fn after_noun(&self, found: &Found<'_>, limit: usize) -> Vec<&NounPhrase> {
        let page = self.page;
        let prepositions: &[&str] = match found.trigger.event_type {
            EventType::Clash | EventType::Agreement => &["between", "with", "against", "among"],
            EventType::Arrest | EventType::Abduction | EventType::Release | EventType::Trial => &["of"],
            EventType::Operation => &["on", "against", "of"],
            _ if found.trigger.patient == Role::Victim => &["of"],
            _ => &["on", "against", "of", "targeting"],
        };
        // Only what follows directly: in "explosions in the city of X" nothing is the target.
        let plural = matches!(found.trigger.event_type, EventType::Clash | EventType::Agreement);
        // "an attack by X on Y".
        let by = page.lower(found.tokens.end) == "by"
            && page
                .phrase_at(found.tokens.end + 1)
                .is_some_and(|agent| prepositions.contains(&page.lower(agent.tokens.end)));
        if !plural && !by && !prepositions.contains(&page.lower(found.tokens.end)) {
            return Vec::new();
        }
        let mut patients =
            page.after_preposition(found.tokens.end, limit.min(found.tokens.end + 8), prepositions);
        // "with the major armed groups, including X, Y and Z".
        if let (true, Some(last)) = (plural, patients.last()) {
            let within = last.tokens.end..limit.min(last.tokens.end + 12);
            if let Some(including) = page.find(&within, "including").first() {
                patients.extend(page.coordinated_from(including.end, limit));
            }
        }
        patients.retain(|phrase| {
            !self
                .times
                .iter()
                .any(|time| time.tokens.start < phrase.tokens.end && phrase.tokens.start < time.tokens.end)
        });
        patients
    }

    /// "a series of air strikes", "dozens of soldiers": the phrase of what the number or series is of.
    fn whole<'p>(&'p self, phrase: &'p NounPhrase) -> &'p NounPhrase {
        let page = self.page;
        let head = page.lower(phrase.head);
        let numbers = &page.language.numbers;
        let counts = page.tag_at(phrase.head) == Tag::Number
            || page.language.happenings.counted.contains(head)
            || page.language.happenings.judged.contains(head)
            || numbers.vague.words.iter().any(|word| word == head);
        if counts && page.lower(phrase.tokens.end) == "of" {
            return page.phrase_at(phrase.tokens.end + 1).unwrap_or(phrase);
        }
        phrase
    }

    /// The actor inside the noun phrase before a trigger: "**U.S.** air strike".
    fn owner(&self, trigger: usize) -> Option<usize> {
        let page = self.page;
        let phrase = page.phrase_at(trigger)?;
        let acts = |actor: usize| {
            !matches!(
                self.cast.kind(actor),
                ActorKind::Media | ActorKind::Organisation | ActorKind::Population
            )
        };
        let inside = |tokens: Range<usize>| tokens.rev().find(|at| self.cast.at(*at).is_some_and(acts));
        inside(phrase.tokens.start..trigger).or_else(|| {
            // "the Taliban's attack": the possessor may be a phrase of its own.
            let before = phrase.tokens.start.checked_sub(1)?;
            (page.tag_at(before) == Tag::PossessiveS)
                .then(|| page.phrase_at(before.checked_sub(1)?))
                .flatten()
                .and_then(|owner| inside(owner.tokens.clone()))
        })
    }

    /// "AQIM's leader, Abdelmalek Droukdel": the person that a description and the name beside it are.
    fn person_beside(&self, phrase: &NounPhrase) -> Option<usize> {
        let page = self.page;
        let person = |at: usize| self.cast.at(at).filter(|actor| self.cast.kind(*actor) == ActorKind::Person);
        let head = page.lower(phrase.head);
        let one = page.language.persons.posts.values().any(|nouns| nouns.contains(head))
            || page.language.persons.person_nouns.contains(head)
            || page.language.persons.kin.contains(head)
            || matches!(head, "predecessor" | "successor" | "deputy" | "who");
        if !one || self.cast.at(phrase.head).is_some() {
            return None;
        }
        let next = phrase.tokens.end;
        if page.lower(next) == ","
            && let Some(named) = page.phrase_at(next + 1).filter(|named| named.tokens.start == next + 1)
            && let Some(actor) = person(named.head)
        {
            return Some(actor);
        }
        // "Sanaullah Ghafari, an Afghan national who was appointed".
        let comma = phrase.tokens.start.checked_sub(1).filter(|at| page.lower(*at) == ",")?;
        comma.checked_sub(1).and_then(person)
    }

    fn add_agent(&self, happening: &mut Happening, phrase: &NounPhrase, role: Role, trigger: usize) {
        let page = self.page;
        let owner = phrase
            .tokens
            .contains(&happening.trigger.start)
            .then(|| self.owner(happening.trigger.start))
            .flatten()
            .or_else(|| self.wields(phrase));
        let actor = match owner {
            Some(owner) => self.cast.at(owner),
            // "suicide bombers attacked": the words of the trigger name who did it.
            None if phrase.tokens.contains(&happening.trigger.start)
                && !(page.language.persons.groups.attackers.contains(page.lower(phrase.head))
                    && page.verb_at(happening.trigger.end - 1).is_some()) =>
            {
                return;
            }
            None => self.cast.of_phrase(page, phrase).or_else(|| self.person_beside(phrase)),
        };
        let head = page.lower(self.whole(phrase).head);
        let described = page.language.persons.groups.attackers.contains(head)
            || page.language.persons.groups.suffixes.contains(head)
            || page.language.persons.bodies.values().any(|nouns| nouns.contains(head))
            || page.language.numbers.people_class(head).is_some();
        if actor.is_none() && !described {
            return;
        }
        let role = if role == Role::Perpetrator
            && self.cast.at(phrase.head).is_none()
            && page.language.happenings.bystanders.contains(head)
        {
            return;
        } else {
            role
        };
        let span = owner.map_or_else(|| page.span(&phrase.tokens), |at| page.tokens[at].span);
        // "was blamed for killing": the blame is read by itself, and nobody is said to have done it.
        let held = trigger.checked_sub(2).is_some_and(|at| {
            matches!(page.lower(at + 1), "for" | "of" | "to")
                && (page.language.attribution.blame.verbs.contains(page.language.words.lemma(page.lower(at)))
                    || matches!(
                        page.lower(at),
                        "suspected" | "responsible" | "believed" | "convicted" | "charged"
                    ))
        });
        if (held || self.is_accused(trigger)) && matches!(role, Role::Perpetrator | Role::Authority) {
            return;
        }
        let suspected =
            phrase.tokens.clone().any(|at| page.language.attribution.suspect.words.contains(page.lower(at)));
        let speaker = self.speech.speaker_over(happening.trigger.start);
        let group = actor
            .is_some_and(|actor| matches!(self.cast.kind(actor), ActorKind::ArmedGroup | ActorKind::Person));
        let violent = role == Role::Perpetrator && happening.realis != Realis::Threatened;
        if suspected && violent {
            let description = actor.is_none().then(|| page.words(&phrase.tokens).to_owned());
            happening.responsibilities.push(responsibility(
                actor,
                description,
                Stance::Suspected,
                None,
                span,
                "responsibility.suspected",
            ));
            happening.participants.push(Participant {
                role: Role::Suspect,
                actor: actor.map(Cast::id),
                span,
            });
            return;
        }
        if let (true, true, Some(by)) = (violent, group, speaker) {
            let own = by.actor.is_some() && by.actor == actor;
            let stance = if own { Stance::Claimed } else { Stance::Blamed };
            happening.responsibilities.push(responsibility(
                actor,
                None,
                stance,
                by.actor,
                span,
                "responsibility.reported",
            ));
            return;
        }
        if !happening.participants.iter().any(|other| {
            other.role == role
                && (other.span == span || other.actor.is_some() && other.actor == actor.map(Cast::id))
        }) {
            happening.participants.push(Participant { role, actor: actor.map(Cast::id), span });
        }
    }

    /// "accuses the Taliban of kidnapping", "charged him with conspiring to": the subject of the main verb accuses.
    fn is_accused(&self, trigger: usize) -> bool {
        let page = self.page;
        let Some(group) = page.verb_at(trigger).filter(|group| group.participle || group.infinitive) else {
            return false;
        };
        let Some(preposition) = group.tokens.start.checked_sub(1) else { return false };
        if !matches!(page.lower(preposition), "of" | "for" | "with" | "over") {
            return false;
        }
        let floor = page.sentences[page.sentence_of(trigger)].tokens.start;
        page.verbs.iter().rev().find(|main| main.verb < preposition && main.verb >= floor).is_some_and(
            |main| {
                let lemma = page.language.words.lemma(page.lower(main.verb));
                page.language.attribution.blame.verbs.contains(lemma)
                    || page.language.happenings.accuse.contains(lemma)
            },
        )
    }

    fn add_patient(&self, happening: &mut Happening, phrase: &NounPhrase, role: Role) {
        let page = self.page;
        if page.tag_at(phrase.head) == Tag::Pronoun
            && matches!(page.lower(phrase.head), "itself" | "himself" | "themselves" | "others" | "one")
        {
            return;
        }
        // "dozens of soldiers", "21 of the 270 schoolgirls": whom the number counts.
        let counted = (page.lower(phrase.tokens.end) == "of"
            && page.tag_at(phrase.head) != Tag::Proper
            && (page.tag_at(phrase.head) == Tag::Number
                || page.language.numbers.vague.words.iter().any(|word| word == page.lower(phrase.head))))
        .then(|| page.phrase_at(phrase.tokens.end + 1))
        .flatten();
        let tokens = phrase.tokens.start..counted.map_or(phrase.tokens.end, |whole| whole.tokens.end);
        let phrase = counted.unwrap_or(phrase);
        let actor = self.cast.of_phrase(page, phrase).or_else(|| self.person_beside(phrase));
        let head = page.lower(phrase.head);
        let people = page.language.numbers.people_class(head).is_some()
            || page.language.persons.person_nouns.contains(head)
            || page.is_nationals(phrase.head)
            || actor.is_some_and(|actor| self.cast.kind(actor) == ActorKind::Person);
        let role = match role {
            Role::Target
                if people
                    && (is_violent(happening.event_type)
                        || matches!(happening.event_type, EventType::Displacement | EventType::Release)) =>
            {
                Role::Victim
            }
            Role::Victim if !people && actor.is_none() => Role::Target,
            other => other,
        };
        let timed = self.times.iter().any(|time| time.tokens.contains(&phrase.head));
        let self_named = happening.trigger.contains(&phrase.head)
            || !self.page.language.triggers.at(&[head]).is_empty() && actor.is_none();
        // A number alone is a figure; a participant says who they were.
        let bare_count = role == Role::Victim
            && actor.is_none()
            && matches!(head, "people" | "persons" | "person")
            && phrase.tokens.clone().all(|at| {
                at == phrase.head || matches!(page.tag_at(at), Tag::Number | Tag::Qualifier | Tag::Determiner)
            })
            && happening.event_type != EventType::Displacement;
        let number_alone = bare_count
            || page.tag_at(phrase.head) == Tag::Number
            || actor.is_none() && matches!(head, "others" | "more" | "dead" | "toll");
        // Where it happened is its place.
        let place = actor.is_none() && !people && self.is_place(phrase);
        if timed
            || self_named
            || number_alone
            || place
            || matches!(head, "responsibility" | "toll" | "control" | "place" | "part")
        {
            return;
        }
        let fights = happening.event_type == EventType::Clash
            && actor.is_some_and(|actor| {
                matches!(self.cast.kind(actor), ActorKind::ArmedGroup | ActorKind::StateForce)
            });
        if fights {
            let party = actor.map(Cast::id);
            let known =
                happening.participants.iter().any(|other| other.actor == party && other.role == Role::Party);
            if !known {
                let span = page.span(&tokens);
                happening.participants.push(Participant { role: Role::Party, actor: party, span });
            }
            return;
        }
        let role = if place_taken(happening) && actor.is_some() && role == Role::Victim {
            Role::Target
        } else {
            role
        };
        let span = page.span(&tokens);
        if !happening.participants.iter().any(|other| other.span == span) {
            happening.participants.push(Participant { role, actor: actor.map(Cast::id), span });
        }
    }

    /// A place, or the part of one: "the remote village of X", "the heart of Y", "the province".
    fn is_place(&self, phrase: &NounPhrase) -> bool {
        let page = self.page;
        let head = page.lower(phrase.head);
        let kinds = &page.language.places.kinds;
        let general = ["settlement", "district", "province"]
            .iter()
            .any(|kind| kinds.get(*kind).is_some_and(|nouns| has_noun(nouns, head)));
        let named = self.places.iter().any(|place| {
            place.tokens.contains(&phrase.head) && place.place.precision != Some(PlacePrecision::Site)
        });
        general
            || named
            || matches!(
                head,
                "heart" | "area" | "areas" | "parts" | "outskirts" | "capitals" | "territory" | "center"
            )
    }

    /// What a state does is an operation; what armed groups do to each other is a clash only where the words say so.
    fn settle_type(&self, happening: &mut Happening) {
        let agent_kind = |happening: &Happening| {
            happening
                .participants
                .iter()
                .filter(|participant| matches!(participant.role, Role::Perpetrator | Role::Authority))
                .find_map(|participant| match &participant.actor {
                    Some(id) => {
                        let index = id[1..].parse::<usize>().ok()?.checked_sub(1)?;
                        Some(self.cast.kind(index))
                    }
                    // "commandos", "security forces": a body without a name.
                    None => {
                        let last = self.page.tokens_in(participant.span).end.checked_sub(1)?;
                        let bodies = self.page.language.persons.bodies.get("state_force")?;
                        bodies.contains(self.page.lower(last)).then_some(ActorKind::StateForce)
                    }
                })
        };
        let state = agent_kind(happening).is_some_and(|kind| {
            matches!(
                kind,
                ActorKind::State
                    | ActorKind::StateForce
                    | ActorKind::GovernmentBody
                    | ActorKind::InternationalOrganisation
            )
        });
        if self.is_site_only(happening) {
            happening.event_type = EventType::Operation;
            happening.subtype = Some(EventSubtype::Raid);
            for participant in &mut happening.participants {
                if participant.role == Role::Party {
                    participant.role = Role::Authority;
                }
            }
            return;
        }
        let state = state || happening.event_type == EventType::Attack && self.state_weapons(happening);
        let general = happening.subtype.is_none()
            || matches!(
                happening.subtype,
                Some(EventSubtype::ArmedAssault | EventSubtype::Bombing | EventSubtype::DroneStrike)
            );
        if happening.event_type == EventType::Attack && state && general {
            happening.event_type = EventType::Operation;
            happening.subtype = match happening.subtype {
                Some(EventSubtype::Bombing | EventSubtype::DroneStrike) => Some(EventSubtype::Airstrike),
                _ if happening.rule == "event.attack.raid" || self.is_raid(happening) => {
                    Some(EventSubtype::Raid)
                }
                _ if self.is_airborne(happening) => Some(EventSubtype::Airstrike),
                _ => None,
            };
            for participant in &mut happening.participants {
                if participant.role == Role::Perpetrator {
                    participant.role = Role::Authority;
                }
            }
        }
        // "gunmen killed", "assailants attacked": with arms.
        let gunmen = happening.event_type == EventType::Attack
            && happening.subtype.is_none()
            && happening.participants.iter().any(|participant| {
                let last = self.page.tokens_in(participant.span).end.saturating_sub(1);
                participant.role == Role::Perpetrator
                    && participant.actor.is_none()
                    && matches!(
                        self.page.lower(last),
                        "gunmen" | "gunman" | "assailants" | "shooter" | "bandits" | "raiders"
                    )
            });
        if gunmen {
            happening.subtype = Some(EventSubtype::ArmedAssault);
        }
        // "IS-K raid": the raid of an armed group that holds no state is an attack.
        let group = agent_kind(happening) == Some(ActorKind::ArmedGroup);
        let governing = happening.participants.iter().any(|participant| {
            participant
                .actor
                .as_ref()
                .and_then(|id| id[1..].parse::<usize>().ok())
                .and_then(|index| self.cast.lexicon_id(index - 1))
                .is_some_and(|id| id == "taliban")
        });
        let own = matches!(happening.subtype, Some(EventSubtype::Raid | EventSubtype::Airstrike));
        if happening.event_type == EventType::Attack && governing && happening.rule == "event.attack.raid" {
            happening.event_type = EventType::Operation;
            happening.subtype = Some(EventSubtype::Raid);
            for participant in &mut happening.participants {
                if participant.role == Role::Perpetrator {
                    participant.role = Role::Authority;
                }
            }
        }
        if happening.event_type == EventType::Operation && group && !governing && own {
            happening.event_type = EventType::Attack;
            let drone = happening.trigger.clone().any(|at| self.page.lower(at).starts_with("drone"));
            happening.subtype = drone.then_some(EventSubtype::DroneStrike);
            happening
                .participants
                .iter_mut()
                .filter(|participant| participant.role == Role::Authority)
                .for_each(|participant| participant.role = Role::Perpetrator);
        }
    }

    /// "Turkish drones hit": the weapons of a state that is no actor of the text, and whose name stands before them.
    fn state_weapons(&self, happening: &mut Happening) -> bool {
        let page = self.page;
        let words = &page.language.happenings;
        let Some(group) = happening.trigger.clone().find_map(|at| page.verb_at(at)) else { return false };
        let subjects = if group.passive { Vec::new() } else { page.subjects(group) };
        let Some(weapons) =
            subjects.into_iter().find(|phrase| words.airborne.contains(page.lower(phrase.head)))
        else {
            return false;
        };
        let owner = weapons.tokens.clone().find(|at| {
            page.lexicon
                .actors
                .scan(page.words(&(*at..*at + 1)))
                .iter()
                .any(|found| found.candidates.iter().any(|(entry, _)| entry.kind == ActorKind::State))
        });
        let Some(owner) = owner else { return false };
        if !happening.has_agent() {
            happening.participants.push(Participant {
                role: Role::Perpetrator,
                actor: self.cast.at(owner).map(Cast::id),
                span: page.tokens[owner].span,
            });
        }
        true
    }

    /// "Police raided a house."
    fn is_raid(&self, happening: &Happening) -> bool {
        let page = self.page;
        happening.trigger.clone().any(|at| page.language.words.lemma(page.lower(at)) == "raid")
    }

    /// "troops retook the gas plant": a site is stormed, not held as territory.
    fn is_site_only(&self, happening: &Happening) -> bool {
        happening.event_type == EventType::Territory
            && happening.subtype == Some(EventSubtype::Gained)
            && !happening.places.is_empty()
            && happening.places.iter().all(|place| place.precision == Some(PlacePrecision::Site))
            && happening.participants.iter().any(|participant| {
                let last = self.page.tokens_in(participant.span).end.saturating_sub(1);
                participant.role == Role::Party
                    && self
                        .page
                        .language
                        .persons
                        .bodies
                        .get("state_force")
                        .is_some_and(|bodies| bodies.contains(self.page.lower(last)))
            })
    }

    /// "Turkish drones hit": the striking is done from the air.
    fn is_airborne(&self, happening: &Happening) -> bool {
        let page = self.page;
        page.verb_at(happening.trigger.start).is_some_and(|group| {
            !group.passive
                && page
                    .subjects(group)
                    .iter()
                    .any(|phrase| page.language.happenings.airborne.contains(page.lower(phrase.head)))
        })
    }

    fn join_weak(&self, happening: &mut Happening, weak: &Found<'_>) {
        happening.mentions.push(weak.tokens.clone());
        // "killing 90 people in Kerman, the deadliest attack in decades": the verb knows when and where.
        let known = happening.when.as_ref().is_some_and(|when| when.earliest.is_some());
        if let (false, Some(when)) = (known, self.time_of(weak)) {
            happening.when = Some(when);
        }
        let places = self.places_of(weak);
        let precise = |places: &[Where]| places.iter().filter_map(|place| place.precision).min();
        if happening.definiteness == Definiteness::Definite
            && precise(&places).is_some_and(|own| precise(&happening.places).is_none_or(|other| own < other))
        {
            happening.places = places;
        }
        let Some(group) = self.group_of(weak) else { return };
        let (agents, patients) = self.around_verb(group, weak);
        let has_agent =
            happening.participants.iter().any(|participant| {
                matches!(participant.role, Role::Perpetrator | Role::Authority | Role::Party)
            }) || !happening.responsibilities.is_empty();
        if !has_agent && happening.event_type == EventType::Attack {
            for phrase in agents {
                self.add_agent(happening, phrase, Role::Perpetrator, weak.tokens.start);
            }
        }
        for phrase in patients {
            self.add_patient(happening, phrase, Role::Victim);
        }
    }
}

pub(crate) fn responsibility(
    actor: Option<usize>,
    description: Option<String>,
    stance: Stance,
    speaker: Option<usize>,
    span: Span,
    rule: &str,
) -> Responsibility {
    Responsibility {
        actor: actor.map(Cast::id),
        description,
        stance,
        speaker: speaker.map(Cast::id),
        span,
        rule: Some(rule.to_owned()),
    }
}

fn has_noun(nouns: &lexicon::language::WordSet, word: &str) -> bool {
    nouns.contains(word) || word.strip_suffix('s').is_some_and(|one| nouns.contains(one))
}

/// Whether the loser of a happening is its target.
fn place_taken(happening: &Happening) -> bool {
    happening.event_type == EventType::Territory
}

/// Tokens between a telling and a trigger.
fn distance(happening: &Happening, found: &Found<'_>) -> usize {
    happening.trigger.start.abs_diff(found.tokens.start)
}

/// Whether a trigger stands behind "after", "since" or the like: it dates or explains what the sentence tells.
fn background(page: &Page<'_>, trigger: &Range<usize>) -> bool {
    let start = page.phrase_at(trigger.start).map_or(trigger.start, |phrase| phrase.tokens.start);
    start.checked_sub(1).is_some_and(|at| page.language.happenings.background.contains(page.lower(at)))
}

pub(crate) fn is_violent(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::Attack
            | EventType::Operation
            | EventType::Clash
            | EventType::Abduction
            | EventType::ViolenceOther
    )
}
