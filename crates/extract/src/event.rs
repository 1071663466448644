//! Happenings: triggers become events with their roles, time, place and realis; several tellings of one become one.
mod roles;
mod setting;

use crate::cast::Cast;
use crate::page::{NounPhrase, Page, Tag, VerbGroup};
use crate::place::PlaceMention;
use crate::realis;
use crate::speech::Speech;
use crate::time::TimeExpression;
use lexicon::language::{Trigger, TriggerForm};
use model::reading::{Figure, Participant, Responsibility, When, Where};
use model::{ActorKind, EventSubtype, EventType, PlacePrecision, Realis, Role, Span, Stance};
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
    /// An armed group tells it of itself: "said that its fighters had killed".
    pub(crate) reported: bool,
    /// What the report is about.
    pub(crate) story: bool,
    /// "that attack": the one just told of.
    pub(crate) pointed: bool,
    /// "a second vehicle exploded", "the first blast": which of several.
    pub(crate) ordinal: Option<u8>,
    /// "burst into the mall hurling grenades": how the verb before it was done.
    pub(crate) manner: bool,
    /// "insurgents attacked from three directions": what is attacked was told before.
    pub(crate) elliptic: bool,
    /// "It began with two car bombs": the beginning of what was told.
    pub(crate) opens: bool,
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
                if let Some(at) = (from..all.len()).find(|at| self.plots(&all[*at], found)) {
                    self.join_plotted(&mut all[at], found);
                    continue;
                }
                if let Some(at) = (from..all.len()).find(|at| self.is_hit_by(&all[*at], found)) {
                    self.join_means(&mut all[at], found);
                    continue;
                }
                // "an attack on a base with a truck bomb".
                if let Some(at) = (from..all.len()).rev().find(|at| self.is_armed_with(&all[*at], found)) {
                    all[at].mentions.push(found.tokens.clone());
                    all[at].subtype = all[at].subtype.or(found.trigger.subtype);
                    continue;
                }
                // "was named the new leader of X": one step, told by a verb and by a noun.
                if let Some(at) = (from..all.len()).rev().find(|at| self.is_same_step(&all[*at], found)) {
                    self.join_step(&mut all[at], found);
                    continue;
                }
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
                    .min_by_key(|at| {
                        let background = background(self.page, &all[*at].trigger);
                        (
                            !self.is_relative_of(&all[*at], found) && !self.is_subject_of(&all[*at], found),
                            background,
                            distance(&all[*at], found),
                        )
                    });
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

    /// "a plot by X to bomb Y": the plot and what is plotted are one happening.
    fn plots(&self, plot: &Happening, found: &Found<'_>) -> bool {
        let page = self.page;
        if plot.rule != "event.plot"
            || found.form == TriggerForm::Noun
            || found.tokens.start < plot.trigger.end
        {
            return false;
        }
        let Some(group) = self.group_of(found).filter(|group| group.infinitive) else { return false };
        let between = plot.trigger.end..group.tokens.start;
        between.len() <= 10
            && is_violent(found.trigger.event_type)
            && between.clone().all(|at| {
                !matches!(page.tag_at(at), Tag::Verb | Tag::Relative | Tag::Subordinator | Tag::Auxiliary)
                    && !matches!(page.lower(at), ";" | ":")
            })
    }

    fn join_plotted(&self, plot: &mut Happening, found: &Found<'_>) {
        plot.mentions.push(found.tokens.clone());
        plot.subtype = plot.subtype.or(found.trigger.subtype);
        if plot.places.is_empty() {
            plot.places = self.places_of(found);
        }
        let known = plot.when.as_ref().is_some_and(|when| when.earliest.is_some());
        if let (false, Some(when)) = (known, self.time_of(found)) {
            plot.when = Some(when);
        }
        if let Some(group) = self.group_of(found) {
            for phrase in self.around_verb(group, found).1 {
                self.add_patient(plot, phrase, found.trigger.patient);
            }
        }
    }

    fn is_same_step(&self, step: &Happening, found: &Found<'_>) -> bool {
        let page = self.page;
        let between = step.trigger.end..found.tokens.start;
        step.event_type == EventType::Organisation
            && found.trigger.event_type == step.event_type
            && found.trigger.subtype == step.subtype
            && step.trigger.end <= found.tokens.start
            && between.len() <= 6
            && between.clone().all(|at| {
                !matches!(page.tag_at(at), Tag::Verb | Tag::Relative | Tag::Subordinator | Tag::Conjunction)
                    && !matches!(page.lower(at), ";" | ":")
            })
    }

    fn join_step(&self, step: &mut Happening, found: &Found<'_>) {
        step.mentions.push(found.tokens.clone());
        self.cast_roles(step, found);
    }

    /// "were hit by car bombs": the noun behind "by" names what the verb tells.
    fn is_hit_by(&self, hit: &Happening, found: &Found<'_>) -> bool {
        let page = self.page;
        let attack = hit.event_type == EventType::Attack && found.trigger.event_type == EventType::Attack;
        if !attack || found.form != TriggerForm::Noun || hit.trigger.end > found.tokens.start {
            return false;
        }
        let Some(group) = page.verb_at(hit.trigger.end - 1).filter(|group| group.passive) else {
            return false;
        };
        found.tokens.start - group.verb <= 6
            && page
                .after_preposition(group.verb + 1, page.clause_end(group.verb), &["by"])
                .iter()
                .any(|phrase| phrase.head == found.tokens.end - 1)
    }

    /// "attacked X with knives and a pressure cooker bomb": a weapon that an attack is made with is none of its own.
    fn is_armed_with(&self, attack: &Happening, found: &Found<'_>) -> bool {
        let page = self.page;
        if attack.event_type != EventType::Attack
            || found.form != TriggerForm::Noun
            || attack.trigger.end > found.tokens.start
            || !page.language.happenings.weapons.contains(page.lower(found.tokens.end - 1))
        {
            return false;
        }
        let with = (attack.trigger.end..found.tokens.start)
            .rev()
            .find(|at| matches!(page.lower(*at), "with" | "using") || page.tag_at(*at) == Tag::Relative);
        with.is_some_and(|with| {
            matches!(page.lower(with), "with" | "using")
                && found.tokens.start - with <= 10
                && (with + 1..found.tokens.start).all(|at| {
                    matches!(
                        page.tag_at(at),
                        Tag::Noun
                            | Tag::Adjective
                            | Tag::Determiner
                            | Tag::Number
                            | Tag::Conjunction
                            | Tag::Proper
                    ) || page.lower(at) == ","
                })
                && !(attack.trigger.end..with)
                    .any(|at| page.verb_at(at).is_some_and(|group| !group.participle && !group.reduced))
        })
    }

    /// "their vehicle hit a roadside bomb": the bomb is what happened.
    fn meets_bomb(&self, tokens: &Range<usize>) -> bool {
        let page = self.page;
        page.verb_at(tokens.start).is_some_and(|group| {
            !group.passive
                && page
                    .objects(group)
                    .iter()
                    .any(|phrase| page.language.happenings.weapons.contains(page.lower(phrase.head)))
        })
    }

    fn join_means(&self, hit: &mut Happening, found: &Found<'_>) {
        hit.mentions.push(hit.trigger.clone());
        hit.trigger = found.tokens.clone();
        hit.mentions.push(found.tokens.clone());
        hit.subtype = hit.subtype.or(found.trigger.subtype);
        hit.rule = format!("event.{}", found.trigger.id);
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
        // "revenge for X, who was killed in 2022": told of a person that the happening was not done to.
        let of_person = first_told
            && relative.is_some_and(|at| {
                matches!(page.lower(at), "who" | "whose" | "whom")
                    && !happening.participants.iter().any(|participant| {
                        let named = page.tokens_in(participant.span);
                        named.end == at || named.end + 1 == at && page.lower(named.end) == ","
                    })
            });
        let clause = between
            .clone()
            .any(|at| matches!(page.lower(at), "after" | "since" | "as" | "while" | "when" | "before" | ";"));
        let acts = self.group_of(weak).is_some_and(|group| {
            !group.passive
                && !group.participle
                && page.subjects(group).iter().any(|subject| self.can_act(subject))
        });
        // "a joint operation, to which the rebels responded by slaughtering villagers": of the rebels.
        let others = first_told
            && relative.is_some_and(|at| {
                self.group_of(weak).is_some_and(|group| {
                    !group.passive
                        && page
                            .subjects(group)
                            .iter()
                            .any(|subject| subject.tokens.start > at && self.can_act(subject))
                })
            });
        // "A day after the bombing, gunmen killed two policemen".
        let dated = background(page, &happening.trigger) && acts;
        !(apart || of_person || others || clause && acts || dated)
    }

    /// "arrests after an attack in a market that killed 12": the noun that the relative clause is about.
    fn is_relative_of(&self, happening: &Happening, weak: &Found<'_>) -> bool {
        let page = self.page;
        let start = self.group_of(weak).map_or(weak.tokens.start, |group| group.tokens.start);
        let pronoun = start.wrapping_sub(1);
        matches!(page.lower(pronoun), "that" | "which")
            && happening.trigger.end <= pronoun
            && page.tag_at(happening.trigger.end - 1) == Tag::Noun
            && (happening.trigger.end..pronoun)
                .all(|at| page.tag_at(at) != Tag::Verb && page.lower(at) != "after")
    }

    /// "a suicide attack in Mersin killed a police officer": the happening is the subject of the killing.
    fn is_subject_of(&self, happening: &Happening, weak: &Found<'_>) -> bool {
        let page = self.page;
        self.group_of(weak).filter(|group| !group.passive).is_some_and(|group| {
            page.subjects(group).iter().any(|subject| happening.trigger.contains(&subject.head))
        })
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
                .find(|(trigger, length, form)| self.fits(trigger, at..at + length, *form))
                .filter(|(_, length, form)| *length > 1 || *form != TriggerForm::Verb)
                .or_else(|| self.phrase_with_gap(at, sentence.end))
                .or_else(|| {
                    self.page
                        .language
                        .triggers
                        .at(&words)
                        .into_iter()
                        .find(|(trigger, length, form)| self.fits(trigger, at..at + length, *form))
                });
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

    /// "fired the rockets", "took full control of": the words of a phrase with those between that say which and how many.
    fn phrase_with_gap(&self, at: usize, end: usize) -> Option<(&Trigger, usize, TriggerForm)> {
        let page = self.page;
        if page.tag_at(at) != Tag::Verb {
            return None;
        }
        let says_which = |token: usize| {
            matches!(
                page.tag_at(token),
                Tag::Determiner | Tag::Number | Tag::Qualifier | Tag::Adjective | Tag::Possessive
            )
        };
        let kept: Vec<usize> =
            (at..end.min(at + 10)).filter(|token| *token == at || !says_which(*token)).take(6).collect();
        if kept.iter().enumerate().all(|(index, token)| *token == at + index) {
            return None;
        }
        let words = kept.iter().map(|token| page.lower(*token)).collect::<Vec<_>>();
        page.language.triggers.at(&words).into_iter().find_map(|(trigger, length, form)| {
            let tokens = at..kept[length - 1] + 1;
            let gaps = tokens.len() - length;
            // "carried out the attack": the noun says whether it was told of before.
            let noun = page.language.triggers.is_noun(page.lower(tokens.end - 1));
            (form == TriggerForm::Phrase
                && !noun
                && (1..=3).contains(&gaps)
                && self.fits(trigger, tokens.clone(), form))
            .then_some((trigger, tokens.len(), form))
        })
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
        let place_object = place_object && (!trigger.of_settlement || self.takes_settlement(&tokens));
        let within = tokens.end..page.clause_end(last).min(tokens.end + 12);
        let followed = trigger.followed_by.is_empty() || page.has_any(&within, &trigger.followed_by);
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
            && !(form == TriggerForm::Verb && (self.is_accident(&tokens) || self.meets_bomb(&tokens)))
            && !(trigger.event_type == EventType::Arrest && page.lower(tokens.start) == "detention")
    }

    /// "An earthquake killed 12 people", "were killed in floods": nature and traffic attack nobody.
    fn is_accident(&self, tokens: &Range<usize>) -> bool {
        let page = self.page;
        let Some(group) = page.verb_at(tokens.start) else { return false };
        let accidents = &page.language.happenings.accidents;
        let is_one = |phrase: &&NounPhrase| has_noun(accidents, page.lower(self.whole(phrase).head));
        // "A train derailed": nobody derailed it.
        if self.fails(group) && page.objects(group).is_empty() {
            return true;
        }
        if !page
            .language
            .numbers
            .measure_cues()
            .any(|(_, cues)| cues.verbs.contains(page.language.words.lemma(page.lower(group.verb))))
        {
            return false;
        }
        let subjects = page.subjects(group);
        let sentence = &page.sentences[page.sentence_of(tokens.start)].tokens;
        let mut behind = tokens.end..sentence.end.min(tokens.end + 12);
        let caused = behind.any(|at| {
            matches!(page.lower(at), "in" | "by" | "from" | "during")
                && page.phrase_at(at + 1).as_ref().is_some_and(is_one)
        });
        !group.passive && subjects.iter().any(is_one) || caused || self.follows_accident(group)
    }

    /// "A train derailed, killing two", "were killed when a bus overturned": nothing but a vehicle or building is the subject.
    fn follows_accident(&self, killing: &VerbGroup) -> bool {
        let page = self.page;
        let sentence = &page.sentences[page.sentence_of(killing.verb)].tokens;
        page.verbs.iter().filter(|verb| sentence.contains(&verb.verb)).any(|verb| {
            let near = if killing.participle { verb.verb < killing.verb } else { verb.verb > killing.verb };
            near && self.fails(verb)
        })
    }

    /// "a bus overturned".
    fn fails(&self, verb: &VerbGroup) -> bool {
        let page = self.page;
        let words = &page.language.happenings;
        words.accident_verbs.contains(page.language.words.lemma(page.lower(verb.verb)))
            && !verb.passive
            && page
                .subjects(verb)
                .iter()
                .any(|subject| has_noun(&words.accident_subjects, page.lower(subject.head)))
            && page.lower(verb.verb + 1) != "into"
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
                || matches!(head, "him" | "her" | "them" | "he" | "she" | "they" | "those" | "others")
        })
    }

    /// Whether a verb by itself tells of a happening, whatever stands around it.
    fn tells(&self, verb: usize) -> bool {
        self.page.language.triggers.at(&[self.page.lower(verb)]).iter().any(|(trigger, _, _)| {
            trigger.followed_by.is_empty() && !trigger.of_person && !trigger.of_place && !trigger.of_weapon
        })
    }

    /// Whether a trigger of one or more words begins at a verb: "burst into".
    fn begins_trigger(&self, verb: usize) -> bool {
        let words = (verb..verb + 4).map(|at| self.page.lower(at)).collect::<Vec<_>>();
        !self.page.language.triggers.at(&words).is_empty()
    }

    fn names_happening(&self, at: usize) -> bool {
        let triggers = &self.page.language.triggers;
        // "took place", "government forces": nouns that are triggers as verbs only.
        match self.page.tag_at(at) {
            Tag::Noun => triggers.is_noun(self.page.lower(at)),
            _ => !triggers.at(&[self.page.lower(at)]).is_empty(),
        }
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

    /// "took Kidal": the object is the name of a settlement.
    fn takes_settlement(&self, tokens: &Range<usize>) -> bool {
        let page = self.page;
        page.verb_at(tokens.start).is_some_and(|group| {
            let objects = if group.passive { page.subjects(group) } else { page.objects(group) };
            objects.iter().any(|phrase| {
                let of = page.lower(phrase.tokens.end) == "of";
                let named = self.places.iter().any(|place| {
                    let here = place.tokens.contains(&phrase.head)
                        || of && (phrase.tokens.end + 1..phrase.tokens.end + 4).contains(&place.tokens.start);
                    here && matches!(
                        place.place.precision,
                        Some(PlacePrecision::Settlement | PlacePrecision::District)
                    )
                });
                named || page.lower(phrase.head) == "it" && self.place_before(phrase.head).is_some()
            })
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
            reported: self.is_own_report(found),
            story: false,
            pointed: page
                .phrase_at(found.tokens.start)
                .is_some_and(|phrase| matches!(page.lower(phrase.tokens.start), "that" | "those" | "such")),
            ordinal: self.ordinal(found),
            manner: self.is_manner(found),
            elliptic: self.is_elliptic(found),
            opens: self.is_opening(found),
        };
        self.cast_roles(&mut happening, found);
        // "a truce brokered by Qatar".
        let comma = usize::from(page.lower(found.tokens.end) == ",");
        let next = page.language.words.lemma(page.lower(found.tokens.end + comma));
        if happening.event_type == EventType::Agreement && page.language.happenings.mediate.contains(next) {
            let limit = page.clause_end(found.tokens.end);
            for phrase in page.after_preposition(found.tokens.end + 1 + comma, limit, &["by"]) {
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
        // "We will carry out such attacks again": who says so of himself threatens.
        let ours =
            page.verbs.iter().rev().find(|group| group.verb <= found.tokens.start).is_some_and(|group| {
                group.modal
                    && page
                        .subjects(group)
                        .iter()
                        .any(|subject| matches!(page.lower(subject.head), "we" | "i"))
            });
        if happening.event_type == EventType::Attack && realis == Realis::Planned && ours {
            happening.realis = Realis::Threatened;
        }
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
                    "coalition"
                        | "alliance"
                        | "organization"
                        | "organisation"
                        | "insurgency"
                        | "wing"
                        | "groups"
                        | "factions"
                        | "organizations"
                        | "organisations"
                        | "movements"
                        | "outfit"
                        | "outfits"
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
        // "found guilty of murder", "wanted for murder": the crime of a trial, of nobody in particular.
        let crime = happening.weak
            && found.form == TriggerForm::Noun
            && matches!(last, "murder" | "killing")
            && page.lower(found.tokens.start.wrapping_sub(1)) != "the"
            && page.phrase_at(found.tokens.start).is_some_and(|phrase| {
                phrase.tokens.start == found.tokens.start
                    && phrase.preposition.is_some_and(|at| matches!(page.lower(at), "of" | "with" | "for"))
            })
            && happening.participants.is_empty();
        let conspired = found.form != TriggerForm::Noun
            && self.group_of(found).filter(|group| group.infinitive).is_some_and(|group| {
                group.tokens.start.checked_sub(2).is_some_and(|of| {
                    matches!(page.lower(of + 1), "conspiracy" | "conspiring" | "attempt" | "intent")
                        && matches!(page.lower(of), "of" | "with" | "for")
                })
            });
        let own_territory = happening.event_type == EventType::Territory
            && happening.when.is_none()
            && happening.places.is_empty()
            && !self.takes_what_was_told(found);
        plural_noun && !anchored && !speculative
            || own_territory
            || crime
            || conspired
            // "is unlikely to take a major city": a judgment, and of no place.
            || happening.event_type == EventType::Territory
                && happening.realis == Realis::Possible
                && !precise_place
            || happening.realis == Realis::Denied
            || war
            || possible_noun
            || self.is_assessed(found) && plural_noun && happening.realis == Realis::Occurred
    }

    /// "a second vehicle exploded", "the first blast".
    fn ordinal(&self, found: &Found<'_>) -> Option<u8> {
        let page = self.page;
        let phrase = match found.form {
            TriggerForm::Noun => page.phrase_at(found.tokens.start),
            _ => self.group_of(found).and_then(|group| page.subjects(group).first().copied()),
        }?;
        phrase.tokens.clone().find_map(|at| match page.lower(at) {
            "first" if page.lower(phrase.tokens.start) == "the" => Some(1),
            "second" => Some(2),
            "third" => Some(3),
            _ => None,
        })
    }

    /// "It began on Friday with two car bombs", "The siege started with a blast at the gate".
    fn is_opening(&self, found: &Found<'_>) -> bool {
        let page = self.page;
        let Some(phrase) = page.phrase_at(found.tokens.start).filter(|_| found.form == TriggerForm::Noun)
        else {
            return false;
        };
        let with = phrase.preposition.is_some_and(|at| page.lower(at) == "with");
        with && page.verbs.iter().rev().find(|group| group.verb < phrase.tokens.start).is_some_and(|group| {
            page.sentence_of(group.verb) == page.sentence_of(found.tokens.start)
                && matches!(page.language.words.lemma(page.lower(group.verb)), "begin" | "start" | "open")
                && page.subjects(group).iter().any(|subject| {
                    page.lower(subject.tokens.start) == "it"
                        || page.lower(subject.tokens.start) == "the" && self.names_happening(subject.head)
                })
        })
    }

    /// "when insurgents attacked from three directions", "it struck in retaliation": no word says what.
    fn is_elliptic(&self, found: &Found<'_>) -> bool {
        let page = self.page;
        found.form == TriggerForm::Verb
            && page
                .language
                .happenings
                .elliptic
                .contains(page.language.words.lemma(page.lower(found.tokens.start)))
            && self.group_of(found).is_some_and(|group| {
                !group.passive
                    && !group.participle
                    && !group.infinitive
                    && page.relative_object(group).is_none()
                    && page.objects(group).is_empty()
            })
    }

    /// "burst into the mall hurling grenades": a participle that says how another verb of happening was done.
    fn is_manner(&self, found: &Found<'_>) -> bool {
        let page = self.page;
        let Some(group) =
            self.group_of(found).filter(|group| group.participle && !group.reduced && !group.passive)
        else {
            return false;
        };
        let start = group.tokens.start;
        let before = page.verbs.iter().rev().find(|other| other.verb < start && start - other.verb <= 8);
        before.is_some_and(|other| {
            page.sentence_of(other.verb) == page.sentence_of(start)
                && !other.participle
                && self.begins_trigger(other.verb)
                && (other.verb + 1..start).all(|at| {
                    !matches!(
                        page.tag_at(at),
                        Tag::Conjunction | Tag::Subordinator | Tag::Relative | Tag::Preposition
                    ) || matches!(page.lower(at), "into" | "in" | "at" | "on")
                })
        })
    }

    /// "The group said that its men had killed 40", "said that it struck in retaliation": an armed group, its outlet or spokesman tells of
    /// its own deed.
    fn is_own_report(&self, found: &Found<'_>) -> bool {
        let page = self.page;
        let Some(group) = self.group_of(found).filter(|group| !group.passive && !group.infinitive) else {
            return false;
        };
        let Some(act) = self.speech.act_over(found.tokens.start) else { return false };
        let group_speaks = act.speaker.actor.is_some_and(|actor| self.cast.is_group(actor))
            || act.via.iter().any(|actor| self.cast.is_group(*actor));
        // "said that two of its “knights” had blown themselves up".
        let opening = act.content_tokens.start..group.tokens.start;
        let theirs = opening.len() <= 10
            && opening.clone().all(|at| page.tag_at(at) != Tag::Verb)
            && opening.clone().any(|at| page.language.words.possessives.contains(page.lower(at)));
        group_speaks
            && (theirs
                || page.subjects(group).iter().any(|subject| {
                    let first = page.lower(subject.tokens.start);
                    matches!(first, "it" | "they" | "we")
                        || page.language.words.possessives.contains(first)
                        || subject
                            .tokens
                            .clone()
                            .any(|at| page.language.words.possessives.contains(page.lower(at)))
                }))
    }

    /// "Troops recaptured the town": a place that was named before, in a clause of its own.
    fn takes_what_was_told(&self, found: &Found<'_>) -> bool {
        let page = self.page;
        let Some(group) =
            self.group_of(found).filter(|group| !group.infinitive && !group.modal && !group.negated)
        else {
            return false;
        };
        let objects = if group.passive { page.subjects(group) } else { page.objects(group) };
        let told = objects.iter().any(|phrase| {
            let settlement = ["settlement", "district"].iter().any(|kind| {
                let kinds = &page.language.places.kinds;
                kinds.get(*kind).is_some_and(|nouns| nouns.contains(page.lower(phrase.head)))
            });
            // "captured two towns", "captured Kudhaa Island": so many, or by name.
            let counted = phrase.tokens.clone().any(|at| page.tag_at(at) == Tag::Number);
            let named = page.tag_at(phrase.head) == Tag::Proper && self.cast.at(phrase.head).is_none();
            page.lower(phrase.tokens.start) == "the" && settlement || (counted || named) && !group.participle
        });
        told && (group.passive || page.subjects(group).iter().any(|subject| self.can_act(subject)))
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
            // "It went off in heavy traffic".
            let it = found.trigger.subtype == Some(EventSubtype::Bombing)
                && self.group_of(found).is_some_and(|group| {
                    page.subjects(group).first().is_some_and(|phrase| page.lower(phrase.head) == "it")
                });
            return if again || it { Definiteness::Definite } else { Definiteness::Neither };
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
        // "Monday's bombing", "last week's blast".
        let dated = phrase.tokens.clone().any(|at| page.lower(at) == "'s")
            && self.times.iter().any(|time| phrase.tokens.contains(&time.tokens.start));
        let owned = dated
            || page.language.words.possessives.contains(first) && !page.lower(phrase.head).ends_with('s');
        // "the country's deadliest attack": what was told, compared with others.
        let compared = phrase.tokens.clone().any(|at| {
            page.lower(at).ends_with("iest")
                || matches!(page.lower(at), "worst" | "largest" | "biggest" | "latest")
        });
        // "declared an end to a siege": one that was going on.
        let over = phrase
            .preposition
            .is_some_and(|at| page.lower(at) == "to" && page.lower(at.wrapping_sub(1)) == "end");
        match () {
            () if compared || over => Definiteness::Definite,
            () if words.definite.contains(first) || owned => Definiteness::Definite,
            () if words.indefinite.contains(first) => Definiteness::Indefinite,
            () => Definiteness::Neither,
        }
    }

    // ---- when and where

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
                        let persons = &self.page.language.persons;
                        // "rebel forces", "militia forces": no state's.
                        let irregular = self.page.tokens_in(participant.span).any(|at| {
                            let word = self.page.lower(at);
                            persons.groups.descriptors.contains(word)
                                || persons.groups.attackers.contains(word)
                        });
                        let bodies = persons.bodies.get("state_force").filter(|_| !irregular)?;
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
        if happening.event_type == EventType::Operation
            && !happening.has_agent()
            && self.state_weapons(happening)
        {
            for participant in &mut happening.participants {
                if participant.role == Role::Perpetrator {
                    participant.role = Role::Authority;
                }
            }
        }
        let general = happening.subtype.is_none()
            || matches!(
                happening.subtype,
                Some(
                    EventSubtype::ArmedAssault
                        | EventSubtype::Bombing
                        | EventSubtype::DroneStrike
                        | EventSubtype::Execution
                )
            );
        let failed = matches!(happening.realis, Realis::Foiled | Realis::Planned | Realis::Threatened);
        if happening.event_type == EventType::Attack && state && happening.realis == Realis::Foiled {
            happening
                .participants
                .iter_mut()
                .filter(|one| one.role == Role::Perpetrator)
                .for_each(|one| one.role = Role::Authority);
        }
        if happening.event_type == EventType::Attack && state && general && !failed {
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
        // "hit by a suicide bomber", "a suicide bomber attacked".
        let suicide = happening.event_type == EventType::Attack
            && matches!(happening.subtype, None | Some(EventSubtype::Bombing))
            && happening.participants.iter().any(|participant| {
                let tokens = self.page.tokens_in(participant.span);
                participant.role == Role::Perpetrator
                    && participant.actor.is_none()
                    && tokens.len() > 1
                    && self.page.lower(tokens.end - 2) == "suicide"
                    && self.page.lower(tokens.end - 1).starts_with("bomber")
            });
        if suicide {
            happening.subtype = Some(EventSubtype::SuicideBombing);
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
