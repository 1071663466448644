//! Who is said to have done it: claims, denials, blame and suspicion, tied to the happening that they are about.
use crate::cast::Cast;
use crate::event::{Happening, is_violent, responsibility};
use crate::merge::is_one_death;
use crate::page::{NounPhrase, Page, Tag, VerbGroup};
use crate::speech::Speech;
use model::reading::Responsibility;
use model::{ActorKind, EventType, Realis, Stance};
use std::ops::Range;

/// Adds the responsibilities of a text to its happenings.
pub(crate) fn assign(page: &Page<'_>, cast: &Cast, speech: &Speech, happenings: &mut [Happening]) {
    let reader = Reader { page, cast, speech };
    let sentences =
        page.running().map(|(index, sentence)| (index, sentence.tokens.clone())).collect::<Vec<_>>();
    for (index, sentence) in sentences {
        for (at, found) in reader.in_sentence(&sentence) {
            let named = reader.claimed_objects(happenings, at);
            if named.is_empty() {
                let Some(target) = reader.target(happenings, index, at) else { continue };
                reader.drop_claimant(&mut happenings[target], &found, at, &sentence);
                add(&mut happenings[target], found);
            } else {
                named.into_iter().for_each(|target| add(&mut happenings[target], found.clone()));
            }
        }
    }
    for happening in happenings.iter_mut() {
        settle(happening);
    }
}

struct Reader<'s, 'a> {
    page: &'s Page<'a>,
    cast: &'s Cast,
    speech: &'s Speech,
}

impl Reader<'_, '_> {
    fn in_sentence(&self, sentence: &Range<usize>) -> Vec<(usize, Responsibility)> {
        let mut found = self.claims(sentence);
        found.extend(self.denials(sentence));
        // "said it was behind the bombing" claims; its "was behind" is no blame.
        let blame = self.blame(sentence);
        found.extend(
            blame
                .into_iter()
                .filter(|(at, one)| {
                    !found.iter().any(|(claim, other)| {
                        other.stance != Stance::Suspected
                            && other.actor == one.actor
                            && claim.abs_diff(*at) <= 4
                    })
                })
                .collect::<Vec<_>>(),
        );
        found.extend(self.suspicions(sentence));
        found
    }

    // ---- claims

    fn claims(&self, sentence: &Range<usize>) -> Vec<(usize, Responsibility)> {
        let page = self.page;
        let words = &page.language.attribution.claim;
        let mut found = Vec::new();
        for cue in page.find_any(sentence, &words.phrases) {
            let Some(group) = cue.clone().find_map(|at| page.verb_at(at)) else { continue };
            if self.is_denied(group, &cue) {
                continue;
            }
            if let Some(actor) = self.claimant(group) {
                found.push((cue.start, self.claimed(actor, &(group.tokens.start..cue.end))));
            }
        }
        for group in page.verbs.iter().filter(|group| {
            sentence.contains(&group.verb) && page.language.words.lemma(page.lower(group.verb)) == "claim"
        }) {
            if found.iter().any(|(at, _)| group.tokens.contains(at) || *at == group.verb) {
                continue;
            }
            if let Some(one) = self.claim_of_event(group) {
                found.push(one);
            }
        }
        found
    }

    /// "IS-K claimed the attack", "an attack claimed by IS-K", "claimed to have killed", "Responsibility … was claimed by".
    fn claim_of_event(&self, group: &VerbGroup) -> Option<(usize, Responsibility)> {
        let page = self.page;
        let names_event = |phrase: &NounPhrase| {
            phrase.tokens.clone().any(|at| {
                page.language.attribution.claim.nouns.contains(page.lower(at))
                    || matches!(page.lower(at), "responsibility" | "it" | "them" | "violence" | "siege")
                    || page
                        .language
                        .triggers
                        .at(&[page.lower(at)])
                        .iter()
                        .any(|(trigger, _, _)| trigger.event_type == EventType::Attack)
            })
        };
        // "a raid on Enebula, which ISIL claimed".
        let relative =
            group.tokens.start.checked_sub(1).and_then(|at| page.phrase_at(at)).is_some_and(|phrase| {
                phrase.preposition.is_none()
                    && matches!(page.lower(phrase.tokens.start.wrapping_sub(1)), "which" | "that")
                    && page.lower(group.verb + 1) != "by"
                    && (page.relative_object(group).is_some() || page.objects(group).is_empty())
            });
        if group.passive && !relative {
            let by = page.after_preposition(
                group.verb + 1,
                page.clause_end(group.verb).min(group.verb + 5),
                &["by"],
            );
            // "claimed to be supplied by" claims no act.
            if page.tag_at(group.verb + 1) == Tag::To {
                return None;
            }
            let actor = by
                .iter()
                .find_map(|phrase| self.cast.of_phrase(page, phrase))
                .filter(|actor| self.may_do(*actor))?;
            let about_event = page.subjects(group).iter().any(|phrase| names_event(phrase))
                || group.reduced
                || page.lower(group.tokens.start.saturating_sub(1)) == "which";
            return about_event
                .then(|| (group.verb, self.claimed(actor, &(group.tokens.start..by[0].tokens.end))));
        }
        let mut objects = page.objects(group);
        // "claimed both the bombing and the murder".
        if page.lower(group.verb + 1) == "both" {
            objects = page.coordinated_from(group.verb + 2, page.clause_end(group.verb));
        }
        let own_act = relative
            || page.lower(group.verb + 1) == "to" && page.lower(group.verb + 2) == "have"
            || objects.first().is_some_and(|phrase| names_event(phrase))
            || page.lower(group.verb + 1) == "that"
                && (matches!(page.lower(group.verb + 2), "it" | "they")
                    // "claims that its fighters killed", not "that its leader was killed".
                    || matches!(page.lower(group.verb + 2), "its" | "their")
                        && page.language.persons.groups.members.contains(page.lower(group.verb + 3)))
            || matches!(page.lower(group.verb + 1), "it" | "they")
                && matches!(page.lower(group.verb + 2), "had" | "was" | "were" | "carried" | "killed");
        if !own_act || group.negated || self.is_nobody(group) {
            return None;
        }
        let actor = self.claimant(group).filter(|actor| self.cast.kind(*actor) != ActorKind::StateForce)?;
        Some((group.verb, self.claimed(actor, &(group.tokens.start..group.verb + 1))))
    }

    fn claimant(&self, group: &VerbGroup) -> Option<usize> {
        let page = self.page;
        let subjects = page.subjects(group);
        if group.negated || self.is_nobody(group) {
            return None;
        }
        let actor = subjects.iter().find_map(|phrase| self.cast.of_phrase(page, phrase)).or_else(|| {
            subjects.iter().find_map(|phrase| phrase.tokens.clone().rev().find_map(|at| self.cast.at(at)))
        })?;
        // The group's outlet or spokesman claims for the group.
        match self.cast.kind(actor) {
            ActorKind::ArmedGroup => Some(actor),
            ActorKind::Media | ActorKind::Person => subjects
                .iter()
                .flat_map(|phrase| phrase.tokens.clone())
                .find_map(|at| self.cast.at(at).filter(|other| self.cast.is_group(*other)))
                .or_else(|| self.cast.last_before(page, group.verb, 2, |kind| kind == ActorKind::ArmedGroup))
                .or(Some(actor)),
            _ => None,
        }
    }

    /// "No group has claimed responsibility", "nobody claimed".
    fn is_nobody(&self, group: &VerbGroup) -> bool {
        let page = self.page;
        let clause = page.clause_start(group.tokens.start)..group.tokens.start;
        clause.clone().any(|at| matches!(page.lower(at), "no" | "nobody" | "none" | "neither" | "nor"))
    }

    fn is_denied(&self, group: &VerbGroup, cue: &Range<usize>) -> bool {
        let page = self.page;
        let before = cue.start.saturating_sub(3)..cue.start;
        group.negated
            || before.clone().any(|at| matches!(page.lower(at), "not" | "denied" | "denies" | "never"))
    }

    fn claimed(&self, actor: usize, tokens: &Range<usize>) -> Responsibility {
        responsibility(
            Some(actor),
            None,
            Stance::Claimed,
            Some(actor),
            self.page.span(tokens),
            "responsibility.claimed",
        )
    }

    // ---- denials

    fn denials(&self, sentence: &Range<usize>) -> Vec<(usize, Responsibility)> {
        let page = self.page;
        let mut found: Vec<(usize, Responsibility)> = Vec::new();
        let rejected = page
            .verbs
            .iter()
            .filter(|group| sentence.contains(&group.verb) && self.rejects_charge(group))
            .map(|group| group.verb..group.verb + 1);
        let phrases = page.find_any(sentence, &page.language.attribution.deny.phrases);
        for cue in phrases.into_iter().chain(rejected) {
            let Some(group) = cue.clone().find_map(|at| page.verb_at(at)) else { continue };
            if found.iter().any(|(at, _)| group.tokens.contains(at) || cue.contains(at)) {
                continue;
            }
            let subjects = page.subjects(group);
            let own = subjects.iter().find_map(|phrase| self.spokesman_of(phrase, group.verb));
            let named = || {
                subjects
                    .iter()
                    .find_map(|phrase| self.cast.of_phrase(page, phrase).or_else(|| self.speaks_for(phrase)))
                    .map(|actor| (actor, actor))
            };
            let denier = own.or_else(named).filter(|(actor, _)| self.may_do(*actor));
            if let Some((actor, speaker)) = denier {
                found.push((
                    cue.start,
                    responsibility(
                        Some(actor),
                        None,
                        Stance::Denied,
                        Some(speaker),
                        page.span(&cue),
                        "responsibility.denied",
                    ),
                ));
            }
        }
        found
    }

    /// "the TTP's spokesman, Mohammad Khorasani,": the group that is spoken for, and who speaks.
    fn spokesman_of(&self, phrase: &NounPhrase, verb: usize) -> Option<(usize, usize)> {
        let page = self.page;
        let posts = page.language.persons.posts.get("affiliated_with")?;
        // "its spokesman, Khorasani": either may stand as the subject.
        let post = if posts.contains(page.lower(phrase.head)) {
            phrase
        } else {
            let comma = phrase.tokens.start.checked_sub(1).filter(|at| page.lower(*at) == ",")?;
            page.phrase_at(comma.checked_sub(1)?).filter(|post| posts.contains(page.lower(post.head)))?
        };
        let group =
            post.tokens.clone().find_map(|at| self.cast.at(at).filter(|actor| self.cast.is_group(*actor)));
        let group = group.or_else(|| {
            page.language
                .words
                .possessives
                .contains(page.lower(post.tokens.start))
                .then(|| {
                    self.cast.last_before(page, post.tokens.start, 2, |kind| kind == ActorKind::ArmedGroup)
                })
                .flatten()
        })?;
        let name = (page.lower(post.tokens.end) == ",")
            .then(|| page.phrase_at(post.tokens.end + 1))
            .flatten()
            .filter(|name| name.tokens.end <= verb)
            .and_then(|name| self.cast.at(name.head));
        Some((group, name.or_else(|| self.cast.at(post.head)).unwrap_or(group)))
    }

    /// "a spokesman for X": whom a voice without a name speaks for.
    fn speaks_for(&self, phrase: &NounPhrase) -> Option<usize> {
        let page = self.page;
        let posts = page.language.persons.posts.get("affiliated_with")?;
        if !posts.contains(page.lower(phrase.head)) || !matches!(page.lower(phrase.head + 1), "for" | "of") {
            return None;
        }
        page.phrase_at(phrase.head + 2).and_then(|of| self.cast.of_phrase(page, of))
    }

    /// "denied it", "a charge that Islamabad rejected", "denied that its men were responsible".
    fn rejects_charge(&self, group: &VerbGroup) -> bool {
        let page = self.page;
        let words = &page.language.attribution.deny;
        let lemma = page.language.words.lemma(page.lower(group.verb));
        // "issued a late-night denial".
        let issued = words.issuing.contains(lemma)
            && (group.verb + 1..group.verb + 6)
                .take_while(|at| {
                    page.tag_at(*at) != Tag::Verb && !matches!(page.lower(*at), "," | "of" | "that")
                })
                .any(|at| words.denials.contains(page.lower(at)));
        if issued && !group.passive && !group.negated {
            return true;
        }
        if group.passive || group.negated || !words.verbs.contains(lemma) {
            return false;
        }
        let charge = |at: usize| words.nouns.contains(page.lower(at));
        // "rejected similar accusations in the past": of something else.
        let object = page.objects(group).first().is_some_and(|phrase| {
            charge(phrase.head) && !phrase.tokens.clone().any(|at| words.elsewhere.contains(page.lower(at)))
        });
        let relative = page.subjects(group).first().is_some_and(|phrase| {
            let before = phrase.tokens.start.wrapping_sub(1);
            matches!(page.lower(before), "that" | "which") && charge(before.wrapping_sub(1))
        });
        let own = page.lower(group.verb + 1) == "that"
            && matches!(page.lower(group.verb + 2), "it" | "they" | "he" | "its" | "their" | "his")
            || matches!(page.lower(group.verb + 1), "being" | "having" | "carrying");
        let own = own && self.is_deed(group.verb + 2);
        let denies = lemma == "deny";
        object || relative || denies && own
    }

    /// "denied that they had signed a truce" is about no deed: what follows is violence, or a part in it.
    fn is_deed(&self, from: usize) -> bool {
        let page = self.page;
        let end = page.clause_end(from).min(from + 12);
        let other = page.verbs.iter().find(|group| group.verb >= from && group.verb < end);
        other.is_none_or(|group| {
            let lemma = page.language.words.lemma(page.lower(group.verb));
            page.language.attribution.deny.deeds.contains(lemma)
                || page
                    .language
                    .triggers
                    .at(&[page.lower(group.verb)])
                    .iter()
                    .any(|(trigger, _, _)| is_violent(trigger.event_type))
        })
    }

    // ---- blame

    fn blame(&self, sentence: &Range<usize>) -> Vec<(usize, Responsibility)> {
        let page = self.page;
        let words = &page.language.attribution.blame;
        let mut found = Vec::new();
        for group in page.verbs.iter().filter(|group| {
            sentence.contains(&group.verb)
                && words.verbs.contains(page.language.words.lemma(page.lower(group.verb)))
        }) {
            found.extend(self.blamed_by_verb(group));
        }
        for group in page.verbs.iter().filter(|group| {
            sentence.contains(&group.verb)
                && words.holding.contains(page.language.words.lemma(page.lower(group.verb)))
        }) {
            found.extend(self.held_responsible(group));
        }
        for cue in page.find_any(sentence, &words.phrases) {
            if !found
                .iter()
                .any(|(at, _): &(usize, Responsibility)| cue.contains(at) || at.abs_diff(cue.start) <= 1)
            {
                found.extend(self.blamed_by_phrase(&cue, sentence));
            }
        }
        found
    }

    fn blamed_by_verb(&self, group: &VerbGroup) -> Vec<(usize, Responsibility)> {
        let page = self.page;
        let lemma = page.language.words.lemma(page.lower(group.verb));
        let limit = page.clause_end(group.verb);
        let attributes = matches!(lemma, "attribute" | "ascribe");
        let (blamed, speakers) = match (group.passive, attributes) {
            // "was blamed on IS-K", "attributed to IS-K", "IS-K was blamed for".
            (true, _) => {
                let on = page.after_preposition(
                    group.verb + 1,
                    limit.min(group.verb + 6),
                    if attributes { &["to"] } else { &["on"] },
                );
                let by = page.after_preposition(group.verb + 1, limit, &["by"]);
                (if on.is_empty() && !attributes { page.subjects(group) } else { on }, by)
            }
            (false, true) => (page.after_preposition(group.verb + 1, limit, &["to"]), page.subjects(group)),
            (false, false) => {
                let on = page.after_preposition(group.verb + 1, limit.min(group.verb + 8), &["on"]);
                let objects = page.objects(group);
                // "blamed the attack on X": what is blamed is no one.
                let direct = objects.first().is_some_and(|phrase| {
                    let event = page.language.attribution.claim.nouns.contains(page.lower(phrase.head))
                        || matches!(
                            page.lower(phrase.head),
                            "violence" | "deaths" | "incident" | "crash" | "it" | "this"
                        );
                    !event && (self.cast.of_phrase(page, phrase).is_some() || self.is_description(phrase))
                });
                (if direct { objects } else { on }, page.subjects(group))
            }
        };
        let speaker = speakers
            .iter()
            .find_map(|phrase| self.cast.of_phrase(page, phrase))
            .or_else(|| self.speech.speaker_over(group.verb).and_then(|voice| voice.actor));
        let span = page.span(&group.tokens);
        // "accused X of sheltering" accuses of something else.
        if lemma == "accuse" && !self.accuses_of_violence(group, limit) {
            return Vec::new();
        }
        blamed
            .iter()
            .filter_map(|phrase| self.held(phrase))
            .filter(|(actor, _)| actor.is_none() || *actor != speaker)
            .map(|(actor, description)| {
                (
                    group.verb,
                    responsibility(
                        actor,
                        description,
                        Stance::Blamed,
                        speaker,
                        span,
                        "responsibility.blamed",
                    ),
                )
            })
            .collect()
    }

    /// "held the PKK responsible for the blast".
    fn held_responsible(&self, group: &VerbGroup) -> Option<(usize, Responsibility)> {
        let page = self.page;
        let words = &page.language.attribution.blame;
        if group.passive || group.negated {
            return None;
        }
        let object = page.phrase_at(group.verb + 1)?;
        // The adjective may have been taken for the head of the phrase.
        let said = (group.verb + 2..=object.tokens.end).find(|at| words.liable.contains(page.lower(*at)))?;
        let whom = page.phrase_at(said - 1)?;
        let of_deed = page.lower(said + 1) == "for"
            && page.phrase_at(said + 2).is_some_and(|deed| {
                let head = page.lower(deed.head);
                page.language.triggers.is_noun(head)
                    || page.language.attribution.claim.nouns.contains(head)
                    || page.language.numbers.scope.deaths.contains(head)
            });
        if !of_deed {
            return None;
        }
        let (actor, description) = match (group.verb + 1..said).rev().find_map(|at| self.cast.at(at)) {
            Some(actor) => (self.may_do(actor).then_some(Some(actor))?, None),
            None => self.held(whom)?,
        };
        let subjects = page.subjects(group);
        let speaker = subjects.iter().find_map(|phrase| self.cast.of_phrase(page, phrase));
        let span = page.span(&(group.verb..said + 1));
        let rule = "responsibility.blamed";
        Some((group.verb, responsibility(actor, description, Stance::Blamed, speaker, span, rule)))
    }

    fn accuses_of_violence(&self, group: &VerbGroup, limit: usize) -> bool {
        let page = self.page;
        let of = (group.verb + 1..limit).find(|at| page.lower(*at) == "of");
        of.is_none_or(|of| {
            (of..(of + 14).min(limit)).any(|at| {
                matches!(
                    page.lower(at),
                    "carrying"
                        | "hand"
                        | "complicity"
                        | "masterminding"
                        | "planning"
                        | "organising"
                        | "organizing"
                        | "responsibility"
                        | "involvement"
                        | "being"
                        | "having"
                        | "perpetrating"
                        | "launching"
                        | "orchestrating"
                        | "staging"
                ) || page
                    .language
                    .triggers
                    .at(&[page.lower(at)])
                    .iter()
                    .any(|(trigger, _, _)| is_violent(trigger.event_type))
            })
        })
    }

    /// Who is held responsible: an actor, or a description of attackers.
    fn held(&self, phrase: &NounPhrase) -> Option<(Option<usize>, Option<String>)> {
        let page = self.page;
        if let Some(actor) = self.cast.of_phrase(page, phrase) {
            // "They were accused of …" after police have spoken means those whom they hold.
            if page.tag_at(phrase.head) == Tag::Pronoun
                && matches!(self.cast.kind(actor), ActorKind::StateForce | ActorKind::GovernmentBody)
            {
                return None;
            }
            let describes = page.language.persons.groups.attackers.contains(page.lower(phrase.head))
                && !self.cast.is_group(actor);
            if !describes {
                return self.may_do(actor).then_some((Some(actor), None));
            }
        }
        // "its Syrian offshoot, the YPG": the name in the apposition.
        let apposed = (page.lower(phrase.tokens.end) == ",")
            .then(|| page.phrase_at(phrase.tokens.end + 1))
            .flatten()
            .and_then(|name| self.cast.at(name.head))
            .filter(|actor| self.cast.is_group(*actor));
        if apposed.is_some() {
            return Some((apposed, None));
        }
        // "a gang called Los Choneros", "a group known as X".
        let end = phrase.tokens.end;
        let name_at = match (page.lower(end), page.lower(end + 1)) {
            ("known", "as") | ("calling", "itself") => Some(end + 2),
            ("called" | "named" | "dubbed", _) => Some(end + 1),
            _ => None,
        };
        let called = name_at.and_then(|at| self.cast.at(at)).filter(|actor| self.cast.is_group(*actor));
        if called.is_some() {
            return Some((called, None));
        }
        self.is_description(phrase).then(|| (None, Some(page.words(&phrase.tokens).to_owned())))
    }

    fn is_description(&self, phrase: &NounPhrase) -> bool {
        let head = self.page.lower(phrase.head);
        let groups = &self.page.language.persons.groups;
        groups.attackers.contains(head)
            || groups.suffixes.contains(head)
            || groups.members.contains(head)
            || self.page.language.attribution.blame.described.contains(head)
    }

    fn may_do(&self, actor: usize) -> bool {
        !matches!(self.cast.kind(actor), ActorKind::Media | ActorKind::Population)
    }

    /// "said X was behind the attack", "pointed at the Taliban".
    fn blamed_by_phrase(&self, cue: &Range<usize>, sentence: &Range<usize>) -> Vec<(usize, Responsibility)> {
        let page = self.page;
        let group = cue.clone().find_map(|at| page.verb_at(at));
        let last = page.lower(cue.end - 1);
        let (blamed, speakers) = if matches!(last, "at" | "to" | "on" | "of") {
            (
                page.coordinated_from(cue.end, sentence.end),
                group.map(|group| page.subjects(group)).unwrap_or_default(),
            )
        } else {
            let from = page.phrases.iter().rev().find(|phrase| {
                phrase.tokens.end <= cue.start
                    && sentence.contains(&phrase.tokens.start)
                    && phrase.tokens.end + 3 >= cue.start
            });
            (from.into_iter().collect(), Vec::new())
        };
        let speaker = speakers
            .iter()
            .find_map(|phrase| self.cast.of_phrase(page, phrase))
            .or_else(|| self.speech.speaker_over(cue.start).and_then(|voice| voice.actor));
        blamed
            .iter()
            .filter_map(|phrase| self.held(phrase))
            .filter(|(actor, _)| {
                actor.is_none_or(|actor| {
                    matches!(
                        self.cast.kind(actor),
                        ActorKind::ArmedGroup | ActorKind::Person | ActorKind::State | ActorKind::StateForce
                    )
                })
            })
            .map(|(actor, description)| {
                // "Amaq says that IS is responsible": its own outlet claims.
                let own = actor.zip(speaker).is_some_and(|(actor, by)| self.cast.speaks_for(page, by, actor));
                let stance = if own { Stance::Claimed } else { Stance::Blamed };
                (
                    cue.start,
                    responsibility(
                        actor,
                        description,
                        stance,
                        speaker,
                        page.span(cue),
                        "responsibility.phrase",
                    ),
                )
            })
            .collect()
    }

    // ---- suspicion

    /// "is thought to have fewer than 500 fighters" suspects nobody of a deed.
    fn owns_only(&self, cue: &Range<usize>) -> bool {
        self.page.lower(cue.end - 1) == "have"
            && self.page.verb_at(cue.end).is_none_or(|group| group.verb > cue.end + 2)
    }

    fn suspicions(&self, sentence: &Range<usize>) -> Vec<(usize, Responsibility)> {
        let page = self.page;
        // "The authorities suspect a guerrilla group".
        let active = page.verbs.iter().filter(|group| {
            sentence.contains(&group.verb)
                && !group.passive
                && !group.negated
                && page.language.words.lemma(page.lower(group.verb)) == "suspect"
        });
        let by_verb = active.flat_map(|group| {
            let speaker = page.subjects(group).iter().find_map(|phrase| self.cast.of_phrase(page, phrase));
            let objects = page.objects(group);
            let held = objects.iter().filter_map(|phrase| self.held(phrase)).collect::<Vec<_>>();
            held.into_iter().filter(move |(actor, _)| actor.is_none() || *actor != speaker).map(
                move |(actor, description)| {
                    let span = page.span(&group.tokens);
                    let rule = "responsibility.suspect";
                    (group.verb, responsibility(actor, description, Stance::Suspected, speaker, span, rule))
                },
            )
        });
        let mut found = by_verb.collect::<Vec<_>>();
        found.extend(self.named_culprits(sentence));
        found.extend(self.believed_behind(sentence));
        found.extend(
            page.find_any(sentence, &page.language.attribution.suspect.phrases)
                .into_iter()
                .filter(|cue| !self.owns_only(cue))
                .filter_map(|cue| {
                    let group = cue.clone().rev().find_map(|at| page.verb_at(at));
                    let subject = group.map(|group| page.subjects(group)).unwrap_or_default();
                    let before = page.phrases.iter().rev().find(|phrase| {
                        phrase.tokens.end <= cue.start && sentence.contains(&phrase.tokens.start)
                    });
                    // "bore the hallmarks of X", "suspicion fell on X": who is suspected follows.
                    let after = page.coordinated_from(cue.end, sentence.end);
                    let follows = page
                        .language
                        .attribution
                        .suspect
                        .before
                        .iter()
                        .any(|phrase| page.words(&cue).eq_ignore_ascii_case(phrase));
                    let actor = if follows {
                        after.into_iter().find_map(|phrase| self.cast.of_phrase(page, phrase))
                    } else {
                        subject.into_iter().chain(before).find_map(|phrase| self.cast.of_phrase(page, phrase))
                    };
                    let person = page.lower(cue.end - 1) == "of";
                    let actor = actor.filter(|actor| {
                        self.cast.is_group(*actor) || person && self.cast.kind(*actor) == ActorKind::Person
                    })?;
                    let speaker = self.speech.speaker_over(cue.start).and_then(|voice| voice.actor);
                    Some((
                        cue.start,
                        responsibility(
                            Some(actor),
                            None,
                            Stance::Suspected,
                            speaker,
                            page.span(&cue),
                            "responsibility.suspected",
                        ),
                    ))
                }),
        );
        found
    }

    /// "named X, a faction of Y, as the likely culprit", "described X as the prime suspect".
    fn named_culprits(&self, sentence: &Range<usize>) -> Vec<(usize, Responsibility)> {
        let page = self.page;
        let words = &page.language.attribution.suspect;
        let mut found = Vec::new();
        for group in page.verbs.iter().filter(|group| {
            sentence.contains(&group.verb)
                && !group.negated
                && words.names.contains(page.language.words.lemma(page.lower(group.verb)))
        }) {
            let limit = page.clause_end(group.verb);
            let culprit = (group.verb + 1..limit).find(|at| page.lower(*at) == "as").is_some_and(|at| {
                (at + 1..(at + 5).min(limit)).any(|word| words.culprits.contains(page.lower(word)))
            });
            if !culprit {
                continue;
            }
            let (held, speakers) = match group.passive {
                true => (page.subjects(group), page.after_preposition(group.verb + 1, limit, &["by"])),
                false => (page.objects(group), page.subjects(group)),
            };
            let speaker = speakers
                .iter()
                .find_map(|phrase| self.cast.of_phrase(page, phrase))
                .or_else(|| self.speech.speaker_over(group.verb).and_then(|voice| voice.actor));
            let Some((actor, description)) = held.first().and_then(|phrase| self.held(phrase)) else {
                continue;
            };
            let span = page.span(&group.tokens);
            let rule = "responsibility.named";
            found.push((
                group.verb,
                responsibility(actor, description, Stance::Suspected, speaker, span, rule),
            ));
        }
        found
    }

    /// "Investigators believe a faction, X, may have carried it out", "thinks X was behind it".
    fn believed_behind(&self, sentence: &Range<usize>) -> Vec<(usize, Responsibility)> {
        let page = self.page;
        let words = &page.language.attribution.suspect;
        let mut found = Vec::new();
        for cue in page.find_any(sentence, &words.deeds) {
            let Some(group) =
                cue.clone().rev().find_map(|at| page.verb_at(at)).filter(|group| !group.negated)
            else {
                continue;
            };
            let thinks = page.verbs.iter().rev().find(|other| {
                other.verb < group.tokens.start
                    && sentence.contains(&other.verb)
                    && page
                        .language
                        .happenings
                        .uncertain
                        .contains(page.language.words.lemma(page.lower(other.verb)))
            });
            let modal = (cue.start.saturating_sub(3)..cue.end)
                .any(|at| matches!(page.lower(at), "may" | "might" | "could" | "likely" | "probably"));
            if thinks.is_none() && !modal {
                continue;
            }
            // "a breakaway faction, Jamaat-ul-Ahrar, may have": the name in the apposition.
            let before = page.phrases.iter().rev().filter(|phrase| {
                phrase.tokens.end <= group.tokens.start
                    && sentence.contains(&phrase.tokens.start)
                    && thinks.is_none_or(|other| phrase.tokens.start > other.verb)
            });
            let actor = before
                .take(2)
                .find_map(|phrase| self.cast.of_phrase(page, phrase))
                .filter(|actor| self.cast.is_group(*actor));
            let Some(actor) = actor else { continue };
            let speaker = thinks
                .and_then(|other| {
                    page.subjects(other).iter().find_map(|phrase| self.cast.of_phrase(page, phrase))
                })
                .or_else(|| self.speech.speaker_over(cue.start).and_then(|voice| voice.actor))
                .filter(|speaker| *speaker != actor);
            let span = page.span(&cue);
            let rule = "responsibility.believed";
            found
                .push((cue.start, responsibility(Some(actor), None, Stance::Suspected, speaker, span, rule)));
        }
        found
    }

    /// "said it had killed": who claims in a sentence is not also said by the text to have done it there.
    fn drop_claimant(
        &self,
        happening: &mut Happening,
        found: &Responsibility,
        at: usize,
        sentence: &Range<usize>,
    ) {
        if found.stance != Stance::Claimed || found.actor.is_none() {
            return;
        }
        happening.participants.retain(|participant| {
            let token = self.page.tokens_in(participant.span).start;
            !(participant.role == model::Role::Perpetrator
                && participant.actor == found.actor
                && sentence.contains(&token)
                && token > at)
        });
    }

    // ---- which happening

    /// "claimed the bombing at the airport and the attacks on mosques": every happening that the verb's objects name.
    fn claimed_objects(&self, happenings: &[Happening], at: usize) -> Vec<usize> {
        let page = self.page;
        let Some(group) = page
            .verb_at(at)
            .filter(|group| !group.passive && page.language.words.lemma(page.lower(group.verb)) == "claim")
        else {
            return Vec::new();
        };
        let end = page.clause_end(group.verb);
        let mut objects = page.objects(group);
        if page.lower(group.verb + 1) == "both" {
            objects = page.coordinated_from(group.verb + 2, end);
        }
        let Some(first) = objects.first().filter(|first| !first.tokens.contains(&group.verb)) else {
            return Vec::new();
        };
        happenings
            .iter()
            .enumerate()
            .filter(|(_, happening)| {
                is_violent(happening.event_type)
                    && happening.mentions.iter().any(|mention| {
                        objects.iter().any(|phrase| phrase.tokens.contains(&mention.start))
                            || mention.start >= first.tokens.start
                                && mention.start < end
                                && page.phrase_at(mention.start).is_some_and(|phrase| {
                                    phrase.preposition.is_none() && page.tag_at(mention.start) != Tag::Verb
                                })
                    })
            })
            .map(|(index, _)| index)
            .collect()
    }

    /// The happening that a claim or blame at a token is about: the nearest of its sentence, else the last before it.
    fn target(&self, happenings: &[Happening], sentence: usize, at: usize) -> Option<usize> {
        let page = self.page;
        let attack = |happening: &Happening| {
            matches!(
                happening.event_type,
                EventType::Attack
                    | EventType::Abduction
                    | EventType::ViolenceOther
                    | EventType::Clash
                    | EventType::Operation
            ) && !matches!(happening.realis, Realis::Possible | Realis::Threatened | Realis::Denied)
        };
        let here = happenings.iter().enumerate().filter(|(_, happening)| attack(happening)).filter_map(
            |(index, happening)| {
                let nearest = happening
                    .mentions
                    .iter()
                    .filter(|mention| page.sentence_of(mention.start) == sentence)
                    .map(|mention| mention.start.abs_diff(at))
                    .min()?;
                // "took credit, describing the bombing as revenge for X, who was killed": a killing told by the way is claimed last.
                Some((happening.event_type != EventType::Attack, happening.weak, nearest, index))
            },
        );
        let told = happenings.iter().any(|happening| happening.story && happening.sentence < sentence);
        here.min().map(|(_, _, _, index)| index).or_else(|| {
            let earlier = happenings
                .iter()
                .enumerate()
                .filter(|(_, happening)| attack(happening) && happening.event_type != EventType::Operation)
                // "revenge for X, who was killed last year. Investigators believe that Y carried it out."
                .filter(|(_, happening)| !(told && is_one_death(page, happening)))
                .filter_map(|(index, happening)| {
                    let last = happening
                        .mentions
                        .iter()
                        .map(|mention| page.sentence_of(mention.start))
                        .filter(|mentioned| *mentioned < sentence)
                        .max()
                        .filter(|last| happening.story || sentence - last <= 4)?;
                    // What happened is claimed and denied before what was only planned; what the report is about, where nothing else was
                    // told of late.
                    let near = sentence - last <= 4;
                    Some((happening.realis == Realis::Occurred, near, last, index))
                });
            earlier.max().map(|(.., index)| index)
        })
    }
}

fn add(happening: &mut Happening, found: Responsibility) {
    let known = happening.responsibilities.iter().any(|other| {
        other.stance == found.stance
            && other.actor == found.actor
            && other.description == found.description
            && other.speaker == found.speaker
    });
    if !known {
        happening.responsibilities.push(found);
    }
}

/// Who claims or is blamed is no perpetrator in the text's own voice, unless the text also says so apart from that.
fn settle(happening: &mut Happening) {
    let mut kept: Vec<Responsibility> = Vec::new();
    // "X could attack, Y said" blames nobody.
    let speculative = matches!(happening.realis, Realis::Possible | Realis::Planned);
    let found = std::mem::take(&mut happening.responsibilities);
    for responsibility in found
        .into_iter()
        .filter(|one| !(speculative && one.rule.as_deref() == Some("responsibility.reported")))
    {
        let same = |other: &Responsibility| {
            other.stance == responsibility.stance
                && other.actor == responsibility.actor
                && other.description == responsibility.description
        };
        match kept.iter_mut().find(|other| same(other)) {
            Some(other) if other.speaker.is_none() => *other = responsibility,
            Some(other) if responsibility.speaker.is_none() || other.speaker == responsibility.speaker => {}
            _ => kept.push(responsibility),
        }
    }
    happening.responsibilities = kept;
}
