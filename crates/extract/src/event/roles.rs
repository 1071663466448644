//! Who did it, to whom: the roles that stand around the words of a happening.
use super::{Found, Happening, Scene, has_noun, is_violent, place_taken, responsibility};
use crate::cast::Cast;
use crate::page::{NounPhrase, Tag, VerbGroup};
use lexicon::language::TriggerForm;
use model::reading::Participant;
use model::{ActorKind, EventSubtype, EventType, PlacePrecision, Realis, Role, Stance};
use std::ops::Range;

/// Whether a rule reads killings only.
fn is_lethal(rule: &str) -> bool {
    matches!(
        rule,
        "event.attack.kill"
            | "event.attack.execution"
            | "event.attack.assassination"
            | "event.attack.stabbing"
    )
}

impl Scene<'_, '_> {
    pub(super) fn cast_roles(&self, happening: &mut Happening, found: &Found<'_>) {
        let (agents, patients) = match self.group_of(found) {
            Some(group) if found.form != TriggerForm::Noun => self.around_verb(group, found),
            _ => self.around_noun(found),
        };
        // "Israeli warplanes struck": the weapon is one of the words of the happening, whose it is stands before it.
        let agents = if agents.is_empty()
            && found.form == TriggerForm::Phrase
            && self.owner(found.tokens.start).is_some()
        {
            self.page.phrase_at(found.tokens.start).into_iter().collect()
        } else {
            agents
        };
        for phrase in agents {
            self.add_agent(happening, phrase, found.trigger.agent, found.tokens.start);
        }
        for phrase in patients {
            // "rammed a truck into a checkpoint": what stands behind "into" is no means.
            let hit = found.trigger.patient == Role::Instrument
                && phrase.preposition.is_some_and(|at| self.page.lower(at) == "into");
            let role = if hit { Role::Target } else { found.trigger.patient };
            self.add_patient(happening, phrase, role);
        }
    }

    /// Who fights: the groups and forces of the sentence, where the words of the clash itself do not name two.
    pub(super) fn add_parties(&self, happening: &mut Happening, sentence: usize) {
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

    pub(super) fn group_of(&self, found: &Found<'_>) -> Option<&VerbGroup> {
        found
            .tokens
            .clone()
            .find_map(|at| self.page.verb_at(at).filter(|group| found.tokens.contains(&group.verb)))
    }

    pub(super) fn around_verb(
        &self,
        group: &VerbGroup,
        found: &Found<'_>,
    ) -> (Vec<&NounPhrase>, Vec<&NounPhrase>) {
        let page = self.page;
        let limit = page.clause_end(group.verb);
        if group.passive {
            return (page.after_preposition(found.tokens.end, limit, &["by"]), page.subjects(group));
        }
        // "pledged allegiance to X", "broke away from X".
        // "launched airstrikes against X".
        let ends_in_noun = found.form == TriggerForm::Phrase
            && matches!(page.tag_at(found.tokens.end - 1), Tag::Noun | Tag::Proper);
        let next = page.lower(found.tokens.end);
        let past = usize::from(
            matches!(next, "to" | "from" | "with") || ends_in_noun && matches!(next, "against" | "on"),
        );
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
            // "forced 4,000 people from their homes", "displaced thousands": who is driven away is the object.
            let objects = page.objects(group);
            let driven = objects.iter().any(|phrase| self.is_person(self.whole(phrase)));
            return (if driven { objects } else { page.subjects(group) }, Vec::new());
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
        // "rammed a truck into their convoy": the vehicle is the means, what it hits the target.
        if matches!(
            page.language.words.lemma(page.lower(group.verb)),
            "ram" | "drive" | "crash" | "plow" | "plough" | "slam" | "steer"
        ) {
            let into = page.after_preposition(found.tokens.end, limit, &["into"]);
            if !into.is_empty() {
                objects = into;
            }
        }
        // "the group, which the United States designated a terrorist organization".
        if found.trigger.event_type == EventType::Designation
            && let Some(subject) = page.subjects(group).first()
            && let Some(relative) = subject.tokens.start.checked_sub(1)
            && matches!(page.lower(relative), "which" | "that" | "whom")
        {
            let before =
                relative.saturating_sub(1 + usize::from(page.lower(relative.saturating_sub(1)) == ","));
            if let Some(antecedent) = page.phrase_at(before) {
                objects = vec![antecedent];
            }
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
    pub(super) fn can_act(&self, phrase: &NounPhrase) -> bool {
        let head = self.page.lower(phrase.head);
        let thing =
            self.page.language.triggers.is_noun(head) || self.page.language.happenings.things.contains(head);
        !thing || self.cast.at(phrase.head).is_some()
    }

    /// "Turkish drones hit": the state whose weapons strike.
    pub(super) fn wields(&self, phrase: &NounPhrase) -> Option<usize> {
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

    pub(super) fn around_noun(&self, found: &Found<'_>) -> (Vec<&NounPhrase>, Vec<&NounPhrase>) {
        let page = self.page;
        let limit = page.clause_end(found.tokens.end - 1);
        // "an attack claimed by X" is not said to be by X; "an attack carried out by X" is.
        let comma = usize::from(page.lower(found.tokens.end) == ",");
        let next = page.language.words.lemma(page.lower(found.tokens.end + comma));
        let words = &page.language.happenings;
        let told = page.tag_at(found.tokens.end + comma) == Tag::Verb
            && (words.mediate.contains(next) || !words.light.contains(next) && !words.agree.contains(next));
        let mut agents = if told || self.is_blamed_before(found.tokens.start) {
            Vec::new()
        } else {
            page.after_preposition(found.tokens.end, limit.min(found.tokens.end + 14), &["by"])
        };
        // "an airstrike on a camp run by X": X runs the camp.
        agents.retain(|phrase| !phrase.preposition.is_some_and(|by| self.has_verb_of_its_own(found, by)));
        // "is under attack from X", "came under fire from X".
        if agents.is_empty() && page.lower(found.tokens.start.wrapping_sub(1)) == "under" {
            agents = page.after_preposition(found.tokens.end, limit.min(found.tokens.end + 8), &["from"]);
        }
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
            // "accuses the rebels of carrying out the attack": the blame is read by itself.
            if light
                && agents.is_empty()
                && !verb.passive
                && !self.is_accused(verb.verb)
                && (to || objects.iter().any(is_here))
            {
                agents.extend(subjects.iter().copied().filter(|phrase| self.can_act(phrase)));
            } else if light && verb.passive && subjects.iter().any(is_here) {
                let end = page.clause_end(verb.verb).min(verb.verb + 12);
                let between = page.after_preposition(verb.verb + 1, end, &["between", "by"]);
                if agents.is_empty() {
                    agents.extend(between);
                }
            } else if (words.dying.contains(lemma)
                || lemma == "lose" && matches!(page.lower(verb.verb + 2), "lives" | "life"))
                && !verb.passive
                && patients.is_empty()
                && is_violent(found.trigger.event_type)
                && verb.verb < found.tokens.start
                && page
                    .after_preposition(verb.verb + 1, found.tokens.end, &["in", "during", "from", "by"])
                    .iter()
                    .any(is_here)
            {
                patients.extend(subjects);
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

    /// "was blamed for the attack by officials": who blames did not do it.
    fn is_blamed_before(&self, trigger: usize) -> bool {
        let page = self.page;
        page.verbs.iter().rev().find(|verb| verb.verb < trigger).is_some_and(|verb| {
            let lemma = page.language.words.lemma(page.lower(verb.verb));
            verb.passive
                && trigger - verb.verb <= 5
                && (page.language.attribution.blame.verbs.contains(lemma)
                    || page.language.happenings.accuse.contains(lemma))
                && page.sentence_of(verb.verb) == page.sentence_of(trigger)
        })
    }

    /// Whether "by" follows a verb that is not one of doing the happening: "the hotel **owned** by X".
    fn has_verb_of_its_own(&self, found: &Found<'_>, by: usize) -> bool {
        let page = self.page;
        let Some(before) = by.checked_sub(1).filter(|before| *before >= found.tokens.end) else {
            return false;
        };
        let words = &page.language.words;
        let lemma = words.lemma(page.lower(before));
        let is_verb = words.verbs.contains_key(page.lower(before)) && page.tag_at(before) != Tag::Proper;
        let happenings = &page.language.happenings;
        is_verb
            && before > found.tokens.end
            && !happenings.light.contains(lemma)
            && !happenings.mediate.contains(lemma)
            && !happenings.agree.contains(lemma)
            && page.language.triggers.at(&[page.lower(before)]).is_empty()
    }

    /// Whom or what a noun of a happening names behind it: "attack on X", "talks between X and Y", "killing of X".
    pub(super) fn after_noun(&self, found: &Found<'_>, limit: usize) -> Vec<&NounPhrase> {
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
        // "blamed the attack on X": who is blamed is no target.
        let blamed = page.lower(found.tokens.end) == "on"
            && page.verbs.iter().rev().find(|verb| verb.verb < found.tokens.start).is_some_and(|verb| {
                let lemma = page.language.words.lemma(page.lower(verb.verb));
                let blames = page.language.attribution.blame.verbs.contains(lemma) || lemma == "pin";
                blames && found.tokens.start - verb.verb <= 4
            });
        if blamed {
            return Vec::new();
        }
        // "an attack by X on Y".
        let by = page.lower(found.tokens.end) == "by"
            && page.phrase_at(found.tokens.end + 1).is_some_and(|agent| {
                // "a plot by a group of X": who plots, not against whom.
                let behind = page.lower(agent.tokens.end);
                behind != "of" && prepositions.contains(&behind)
            });
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
    pub(super) fn whole<'p>(&'p self, phrase: &'p NounPhrase) -> &'p NounPhrase {
        let page = self.page;
        let head = page.lower(phrase.head);
        let numbers = &page.language.numbers;
        let counts = page.tag_at(phrase.head) == Tag::Number
            || page.language.happenings.counted.contains(head)
            || page.language.happenings.judged.contains(head)
            || page.language.happenings.gathered.contains(head)
            || numbers.vague.words.iter().any(|word| word == head);
        if counts && page.lower(phrase.tokens.end) == "of" {
            // "tens of thousands of children".
            return page.phrase_at(phrase.tokens.end + 1).map_or(phrase, |of| self.whole(of));
        }
        phrase
    }

    /// The actor inside the noun phrase before a trigger: "**U.S.** air strike".
    pub(super) fn owner(&self, trigger: usize) -> Option<usize> {
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
    pub(super) fn person_beside(&self, phrase: &NounPhrase) -> Option<usize> {
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
        let mut next = phrase.tokens.end;
        // "The leader of the group, X".
        if page.lower(next) == "of"
            && let Some(of) = page.phrase_at(next + 1)
        {
            // "the emir of the Islamic State in the Greater Sahara, X": the name may be longer than the phrase.
            let end = self
                .cast
                .mentions()
                .iter()
                .find(|mention| mention.tokens.contains(&of.head))
                .map_or(of.tokens.end, |mention| mention.tokens.end.max(of.tokens.end));
            if page.lower(end) == "," {
                next = end;
            }
        }
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

    /// "Jamaah Ansharut Daulah, a network that carried out": the group that a description behind its name is.
    fn group_beside(&self, phrase: &NounPhrase) -> Option<usize> {
        let page = self.page;
        let groups = &page.language.persons.groups;
        let comma = phrase.tokens.start.checked_sub(1).filter(|at| page.lower(*at) == ",")?;
        let described = matches!(page.lower(phrase.tokens.start), "a" | "an" | "the")
            && groups.suffixes.contains(page.lower(phrase.head));
        comma
            .checked_sub(1)
            .filter(|_| described)
            .and_then(|at| self.cast.at(at))
            .filter(|actor| self.cast.is_group(*actor))
    }

    pub(super) fn add_agent(
        &self,
        happening: &mut Happening,
        phrase: &NounPhrase,
        role: Role,
        trigger: usize,
    ) {
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
            None => self
                .person_beside(phrase)
                .or_else(|| self.cast.of_phrase(page, phrase))
                .or_else(|| self.group_of_member(phrase))
                .or_else(|| self.group_beside(phrase)),
        };
        // What is said of an attack by an outlet is not done by it.
        if actor.is_some_and(|actor| self.cast.kind(actor) == ActorKind::Media)
            && matches!(role, Role::Perpetrator | Role::Authority | Role::Party)
        {
            return;
        }
        let head = page.lower(self.whole(phrase).head);
        let head_noun = page.lower(phrase.head);
        let groups = &page.language.persons.groups;
        let described = groups.collectives.contains(head_noun) && page.lower(phrase.tokens.end) == "of"
            || page.language.persons.groups.attackers.contains(head)
            || page.language.persons.groups.suffixes.contains(head)
            || head.strip_suffix('s').is_some_and(|one| page.language.persons.groups.suffixes.contains(one))
            || page.language.persons.bodies.values().any(|nouns| nouns.contains(head))
            || page.language.numbers.people_class(head).is_some();
        if actor.is_none() && !described {
            return;
        }
        // "forced 30,000 villagers to flee": a number is a figure, no party.
        let counted = happening.event_type == EventType::Displacement
            && actor.is_none()
            && phrase.tokens.clone().any(|at| page.tag_at(at) == Tag::Number);
        if counted {
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
        // "Dozens of gunmen attacked", "a team of suicide bombers".
        let of = groups.collectives.contains(head_noun) && page.lower(phrase.tokens.end) == "of";
        let members = of.then(|| page.phrase_at(phrase.tokens.end + 1)).flatten();
        let whole = phrase.tokens.start
            ..members.unwrap_or_else(|| self.whole(phrase)).tokens.end.max(phrase.tokens.end);
        let span = owner.map_or_else(|| page.span(&whole), |at| page.tokens[at].span);
        // "was blamed for killing": the blame is read by itself, and nobody is said to have done it.
        let mut before = trigger;
        while before > 0 && page.tag_at(before - 1) == Tag::Adverb {
            before -= 1;
        }
        let held = before.checked_sub(2).is_some_and(|at| {
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
        // "The group said that its men had killed", "declared that one of its fighters had carried out the bombing": the men of the one
        // who speaks, whoever was named between.
        let possessive = |tokens: &Range<usize>| {
            tokens.clone().any(|at| page.language.words.possessives.contains(page.lower(at)))
        };
        let theirs = speaker.and_then(|by| by.actor).filter(|by| {
            self.cast.is_group(*by)
                && (possessive(&phrase.tokens)
                    || page.lower(phrase.tokens.end) == "of"
                        && page.phrase_at(phrase.tokens.end + 1).is_some_and(|of| possessive(&of.tokens)))
        });
        let actor = theirs.or(actor);
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
            let own = actor.zip(by.actor).is_some_and(|(actor, by)| self.cast.speaks_for(page, by, actor));
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

    /// "a member of X", "fighters from X": the group whose member acts.
    fn group_of_member(&self, phrase: &NounPhrase) -> Option<usize> {
        let page = self.page;
        let head = page.lower(phrase.head);
        let groups = &page.language.persons.groups;
        let belongs = groups.members.contains(head)
            || groups.attackers.contains(head)
            || groups.members.contains(&lexicon::language::plural_of(head));
        let of = matches!(page.lower(phrase.tokens.end), "of" | "from");
        let whole = (belongs && of).then(|| page.phrase_at(phrase.tokens.end + 1)).flatten()?;
        let named = || self.cast.of_phrase(page, whole).or_else(|| self.cast.at(whole.tokens.start));
        named().filter(|actor| self.cast.is_group(*actor))
    }

    /// "accuses the Taliban of kidnapping", "charged him with conspiring to": the subject of the main verb accuses.
    pub(super) fn is_accused(&self, trigger: usize) -> bool {
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

    pub(super) fn add_patient(&self, happening: &mut Happening, phrase: &NounPhrase, role: Role) {
        let page = self.page;
        if page.tag_at(phrase.head) == Tag::Pronoun
            && (matches!(page.lower(phrase.head), "itself" | "himself" | "themselves" | "others" | "one")
                || page.lower(phrase.head) == "it" && happening.subtype == Some(EventSubtype::Bombing))
        {
            return;
        }
        // "the number of rice farmers slaughtered": the farmers, whose number is a figure.
        if matches!(page.lower(phrase.head), "number" | "total")
            && page.lower(phrase.tokens.end) == "of"
            && let Some(whom) = page.phrase_at(phrase.tokens.end + 1)
        {
            return self.add_patient(happening, whom, role);
        }
        // "dozens of soldiers", "21 of the 270 schoolgirls": whom the number counts.
        let counted = (page.lower(phrase.tokens.end) == "of"
            && page.tag_at(phrase.head) != Tag::Proper
            && (page.tag_at(phrase.head) == Tag::Number
                || page.lower(phrase.head) == "total"
                || page.language.happenings.gathered.contains(page.lower(phrase.head))
                || page.language.numbers.vague.words.iter().any(|word| word == page.lower(phrase.head))))
        .then(|| page.phrase_at(phrase.tokens.end + 1))
        .flatten();
        let end = counted.map_or(phrase.tokens.end, |whole| whole.tokens.end);
        // "taking 400 passengers hostage".
        let taken = end > phrase.tokens.start + 1
            && matches!(page.lower(end - 1), "hostage" | "captive" | "prisoner")
            && page.tag_at(end - 2) == Tag::Noun;
        let tokens = phrase.tokens.start..end - usize::from(taken);
        let mut own = counted.unwrap_or(phrase).clone();
        if taken && own.head == end - 1 {
            own.head = end - 2;
            own.tokens.end = end - 1;
        }
        let phrase = &own;
        // "Its commander, X, was arrested": X, and not the group.
        let actor = self.person_beside(phrase).or_else(|| self.cast.of_phrase(page, phrase));
        // "Troops shot three of them": not themselves.
        let agent = |one: &Participant| {
            matches!(one.role, Role::Perpetrator | Role::Authority)
                && one.actor.is_some()
                && one.actor == actor.map(Cast::id)
        };
        let actor = actor.filter(|_| {
            !(page.tag_at(phrase.head) == Tag::Pronoun && happening.participants.iter().any(agent))
        });
        let head = page.lower(phrase.head);
        let people = page.language.numbers.people_class(head).is_some()
            || page.language.persons.person_nouns.contains(head)
            || page.is_nationals(phrase.head)
            || matches!(head, "him" | "her")
            || actor.is_some_and(|actor| self.cast.kind(actor) == ActorKind::Person);
        let role = match role {
            Role::Target
                if people
                    && (is_violent(happening.event_type)
                        || matches!(happening.event_type, EventType::Displacement | EventType::Release)) =>
            {
                Role::Victim
            }
            // Only who lives can be killed, whatever the noun: "beheaded seven charcoal burners".
            Role::Victim
                if !people
                    && actor.is_none()
                    && (!is_lethal(&happening.rule) || page.language.happenings.things.contains(head)) =>
            {
                Role::Target
            }
            other => other,
        };
        // "a siege of several days".
        let timed = self.times.iter().any(|time| time.tokens.contains(&phrase.head))
            || page.language.time.units.values().any(|unit| unit.contains(head));
        let self_named = happening.trigger.contains(&phrase.head)
            || self.page.language.triggers.is_noun(head) && actor.is_none();
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
            || actor.is_none()
                && (matches!(head, "others" | "more" | "dead" | "toll")
                    || page.language.numbers.vague.words.iter().any(|word| word == head));
        // Where it happened is its place, and what is taken or lost is no party.
        let taken_thing = place_taken(happening) && page.language.happenings.taken.contains(head);
        let place = actor.is_none() && !people && (self.is_place(phrase) || taken_thing);
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
    pub(super) fn is_place(&self, phrase: &NounPhrase) -> bool {
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
}
