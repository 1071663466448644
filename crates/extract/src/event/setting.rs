//! When and where a happening was: which of the times and places around its words are its own.
use super::{Definiteness, Found, Scene, is_violent};
use crate::merge::contains;
use crate::page::{NounPhrase, Tag, VerbGroup};
use crate::place::PlaceMention;
use crate::time::TimeExpression;
use lexicon::language::TriggerForm;
use model::reading::{When, Where};
use model::{EventType, PlacePrecision, TimePrecision};
use std::ops::Range;

impl Scene<'_, '_> {
    /// The time of the happening's own clause or sentence; one that dates who said it, is passed over.
    pub(super) fn time_of(&self, found: &Found<'_>) -> Option<When> {
        let page = self.page;
        let sentence = &page.sentences[page.sentence_of(found.tokens.start)].tokens;
        let mut here = self
            .times
            .iter()
            .filter(|time| {
                sentence.contains(&time.tokens.start)
                    && !self.is_behind_semicolon(&time.tokens, found)
                    && !self.is_of_crime(&time.tokens, found)
                    && !self.dates_claim(&time.tokens, found)
                    && (self.is_tied(&time.tokens, found)
                        || !self.dates_statement(time, found)
                            && !self.dates_other(time, found)
                            && !self.is_bound(time)
                            && !self.is_of_other(&time.tokens, found)
                            && !self.is_of_person(&time.tokens, found)
                            && !self.is_beside_other(&time.tokens, found)
                            && !self.is_of_main(&time.tokens, found)
                            && !self.is_about_noun(&time.tokens, found)
                            && !self.is_of_outer(&time.tokens, found)
                            && !self.is_of_reason(&time.tokens, found)
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

    pub(super) fn is_other_trigger(&self, at: usize, found: &Found<'_>) -> bool {
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

    /// "claimed the attack on Wednesday": the day of the claim, not of the attack.
    fn dates_claim(&self, time: &Range<usize>, found: &Found<'_>) -> bool {
        let page = self.page;
        let start =
            page.phrase_at(found.tokens.start).map_or(found.tokens.start, |phrase| phrase.tokens.start);
        found.form == TriggerForm::Noun
            && time.start >= found.tokens.end
            && time.start - found.tokens.end <= 1
            && page.verb_at(start.saturating_sub(1)).is_some_and(|verb| {
                verb.verb + 1 == start
                    && !verb.passive
                    && matches!(
                        page.language.words.lemma(page.lower(verb.verb)),
                        "claim" | "condemn" | "denounce"
                    )
            })
    }

    /// "sentenced him for the November 2015 attacks": the time inside the phrase of another happening is that one's.
    fn is_of_other(&self, time: &Range<usize>, found: &Found<'_>) -> bool {
        let page = self.page;
        page.phrase_at(time.start).is_some_and(|phrase| {
            let behind = time.end..phrase.tokens.end;
            !phrase.tokens.contains(&found.tokens.start)
                && behind.clone().any(|at| self.names_happening(at))
                && found.form != TriggerForm::Noun
        })
    }

    /// "last month's attack", "the attack on Friday": the time stands in the noun's own phrase or directly behind it.
    pub(super) fn is_tied(&self, time: &Range<usize>, found: &Found<'_>) -> bool {
        let page = self.page;
        let phrase = page.phrase_at(found.tokens.start);
        let start = phrase.map_or(found.tokens.start, |phrase| phrase.tokens.start);
        let inside = phrase.is_some_and(|phrase| phrase.tokens.contains(&time.start));
        // "since Wednesday, when insurgents attacked the town".
        let when = (time.end..time.end + 2).find(|at| page.lower(*at) == "when").is_some_and(|when| {
            found.form != TriggerForm::Noun
                && found.tokens.start > when
                && (when + 1..found.tokens.start).all(|at| {
                    page.tag_at(at) != Tag::Verb && !matches!(page.lower(at), "," | ";" | "and" | "but")
                })
        });
        if when {
            return true;
        }
        let possessive = time.end + 1 >= start
            && time.end <= start
            && (page.lower(start) == "'s" || page.lower(time.end) == "'s" || time.end == start);
        let behind = found.form == TriggerForm::Noun
            && time.start >= found.tokens.end
            && time.start - found.tokens.end <= 1
            && (found.tokens.end..time.start).all(|at| page.tag_at(at) == Tag::Preposition);
        let claimed = self.dates_claim(time, found);
        found.form == TriggerForm::Noun && (inside || possessive) || behind && !claimed
    }

    /// "bombed two bases on Sunday, days after the massacre": the time before belongs to what is told, not to what dates it.
    fn is_of_main(&self, time: &Range<usize>, found: &Found<'_>) -> bool {
        let page = self.page;
        let start =
            page.phrase_at(found.tokens.start).map_or(found.tokens.start, |phrase| phrase.tokens.start);
        let floor = page.sentences[page.sentence_of(start)].tokens.start;
        // "boycotted the courts on Tuesday after a bomber killed dozens"; in a month both may lie.
        let day = self.times.iter().any(|one| {
            one.tokens == *time
                && matches!(
                    one.when.precision,
                    None | Some(model::TimePrecision::Day | model::TimePrecision::Range)
                )
        });
        let after = day
            && page.lower(time.end) == "after"
            && time.end < start
            && (floor..time.start).any(|at| page.tag_at(at) == Tag::Verb);
        if after {
            return true;
        }
        super::background(page, &found.tokens)
            && time.end <= start
            && (floor..time.start).any(|at| self.names_happening(at))
    }

    /// "killed 15 soldiers it kidnapped last month": a time directly behind another verb of happening is that one's.
    fn is_beside_other(&self, time: &Range<usize>, found: &Found<'_>) -> bool {
        let page = self.page;
        let behind = time.start.checked_sub(1).filter(|at| *at >= found.tokens.end);
        behind.is_some_and(|at| {
            let own = page.verb_at(at).filter(|group| group.verb == at && !found.tokens.contains(&at));
            own.is_some_and(|group| {
                !group.passive && self.is_other_trigger(at, found) && !page.subjects(group).is_empty()
            })
        })
    }

    /// "was succeeded by X, who was killed in Kandahar in 2018": time and place of the clause about X.
    fn is_of_person(&self, other: &Range<usize>, found: &Found<'_>) -> bool {
        other.start > found.tokens.end
            && (found.tokens.end..other.start)
                .find(|at| matches!(self.page.lower(*at), "who" | "whose" | "whom"))
                .is_some_and(|who| (who + 1..other.start).any(|at| self.names_happening(at)))
    }

    /// "exploded in the Medina district two hours after the first blast": the place before belongs to what is told.
    fn is_told_first(&self, place: &Range<usize>, found: &Found<'_>) -> bool {
        let page = self.page;
        let start =
            page.phrase_at(found.tokens.start).map_or(found.tokens.start, |phrase| phrase.tokens.start);
        let floor = page.sentences[page.sentence_of(start)].tokens.start;
        found.form == TriggerForm::Noun
            && self.definiteness(found) == Definiteness::Definite
            && super::background(page, &found.tokens)
            && place.end <= start
            && (floor..place.start).any(|at| self.names_happening(at))
    }

    /// "struck in retaliation for a deployment in Somalia in 2011": time and place of what was retaliated for.
    fn is_of_reason(&self, other: &Range<usize>, found: &Found<'_>) -> bool {
        let page = self.page;
        other.start > found.tokens.end
            && (found.tokens.end..other.start)
                .any(|at| page.language.happenings.reasons.contains(page.lower(at)))
    }

    /// "The patrol, part of an operation launched on Friday, was fired upon": the time or place of a clause about some other noun.
    fn is_about_noun(&self, other: &Range<usize>, found: &Found<'_>) -> bool {
        let page = self.page;
        let Some(verb) = page.clause_about_noun(other.start, found.tokens.start) else { return false };
        let antecedent = page.ancestors(verb).next();
        // "the bombing that hit Kabul on Friday", "a bombing carried out in Kabul on Friday"; "left dead 20 who had gathered there".
        let own = antecedent.is_some_and(|noun| {
            found.tokens.contains(&noun)
                || page.phrase_at(noun).is_some_and(|phrase| phrase.tokens.contains(&found.tokens.start))
        });
        // Trees read "bombings by militants killed hundreds" as a clause about the militants: the order of words must say so too.
        let clause =
            page.verb_at(verb).is_some_and(|group| group.reduced || page.relative_object(group).is_some())
                || antecedent.is_some_and(|noun| (noun + 1..verb).any(|at| page.tag_at(at) == Tag::Relative));
        let contact = page.verb_at(verb).is_some_and(|group| page.relative_object(group).is_some());
        !own && clause
            && (self.tells(verb) || contact && self.names_happening(verb) || self.begins_trigger(verb))
    }

    /// "jailed in 2011 for supporting a camp in Aceh": time and place of what somebody is tried or held for.
    fn is_of_crime(&self, other: &Range<usize>, found: &Found<'_>) -> bool {
        let page = self.page;
        matches!(found.trigger.event_type, EventType::Trial | EventType::Arrest | EventType::Designation)
            && other.start > found.tokens.end
            && (found.tokens.end..other.start).any(|at| {
                matches!(page.lower(at), "for" | "over" | "of")
                    && (page.verb_at(at + 1).is_some_and(|group| group.participle && group.verb == at + 1)
                        || page.phrase_at(at + 1).is_some_and(|phrase| {
                            phrase.tokens.end <= other.start && self.names_happening(phrase.head)
                        }))
            })
    }

    /// "has stepped up its attacks; in November gunmen tried": what follows is of another clause.
    fn is_behind_semicolon(&self, other: &Range<usize>, found: &Found<'_>) -> bool {
        other.start > found.tokens.end && (found.tokens.end..other.start).any(|at| self.page.lower(at) == ";")
    }

    /// "miners who had been kidnapped a week earlier were found in Mach on Sunday": place and time of the clause around the one about
    /// the miners.
    pub(super) fn is_of_outer(&self, other: &Range<usize>, found: &Found<'_>) -> bool {
        let page = self.page;
        if other.start < found.tokens.end || found.form == TriggerForm::Noun {
            return false;
        }
        let Some(verb) = page.clause_about_noun(found.tokens.start, other.start) else { return false };
        let relative = page
            .ancestors(verb)
            .next()
            .is_some_and(|noun| noun < verb && (noun + 1..verb).any(|at| page.tag_at(at) == Tag::Relative));
        relative
            && page.verbs.iter().any(|group| {
                group.verb > found.tokens.end
                    && group.verb < other.start
                    && !group.participle
                    && !group.infinitive
                    && !group.reduced
                    && page.clause_about_noun(group.verb, found.tokens.start).is_none()
                    && page.clause_about_noun(found.tokens.start, group.verb).is_some()
            })
    }

    /// "the attack" goes back to what was told: only what is tied to it directly is its own time or place.
    pub(super) fn reaches(&self, other: &Range<usize>, found: &Found<'_>) -> bool {
        let page = self.page;
        if found.form != TriggerForm::Noun || self.definiteness(found) != Definiteness::Definite {
            return true;
        }
        let between = if other.start < found.tokens.start {
            other.end..found.tokens.start
        } else {
            found.tokens.end..other.start
        };
        // "The strike was in retaliation for an attack in Jordan": the place of the other happening.
        let other_noun = found.tokens.end <= other.start
            && between.clone().any(|at| page.tag_at(at) == Tag::Noun && self.names_happening(at));
        if other_noun {
            return false;
        }
        // "The ceasefire, brokered by Qatar, took effect on 24 November": the insertion is passed.
        let mut verbs = between.clone().filter(|at| {
            page.tag_at(*at) == Tag::Verb
                && !(page.lower(found.tokens.end) == ","
                    && page
                        .verb_at(*at)
                        .is_some_and(|group| group.reduced && group.verb == found.tokens.end + 1))
        });
        verbs.clone().count() <= 1
            && verbs.all(|at| {
                page.language.happenings.occur.contains(page.language.words.lemma(page.lower(at)))
                    && other.start > found.tokens.start
            })
    }

    /// "claimed the attack in a message of February 2020": what follows "the attack" at a distance dates something else.
    pub(super) fn dates_back(&self, time: &Range<usize>, found: &Found<'_>) -> bool {
        let back = found.form == TriggerForm::Noun && self.definiteness(found) == Definiteness::Definite;
        let behind = time.start > found.tokens.end;
        let occurs =
            (found.tokens.end..time.start.max(found.tokens.end)).any(|at| self.page.tag_at(at) == Tag::Verb);
        !(back && behind)
            || occurs
            || time.start - found.tokens.end <= 8 && self.is_place_between(found, time)
    }

    /// "the attack on a market in Kabul on Friday": only the target and the place stand between.
    pub(super) fn is_place_between(&self, found: &Found<'_>, time: &Range<usize>) -> bool {
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
    pub(super) fn dated_verb(&self, time: &TimeExpression) -> Option<&VerbGroup> {
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
                group.verb > time.tokens.end
                    && group.verb < sentence.end
                    && !group.participle
                    && !group.reduced
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
    pub(super) fn speaks(&self, group: &VerbGroup) -> bool {
        let (page, words) = (self.page, &self.page.language.attribution);
        let lemma = page.language.words.lemma(page.lower(group.verb));
        let reports = words.say.contains(lemma)
            && (!words.needs_that.contains(lemma)
                || page.lower(group.verb + 1) == "of"
                || (group.verb + 1..group.verb + 9).any(|at| matches!(page.lower(at), "that" | "\"" | "“")));
        !group.passive && (reports || words.blame.verbs.contains(lemma))
    }

    /// "Police on March 19 said …", "India on Friday accused …": the time of what is said, not of what happened.
    pub(super) fn dates_statement(&self, time: &TimeExpression, found: &Found<'_>) -> bool {
        let dated = self.dated_verb(time);
        if let Some(group) = dated {
            // "In August 2021, police reported that …": a day dates the statement, a month what it is about.
            let sentence = &self.page.sentences[self.page.sentence_of(time.tokens.start)].tokens;
            let initial = time.tokens.start <= sentence.start + 1;
            let day = time.when.precision.is_none_or(|precision| precision == TimePrecision::Day);
            // "Reuters reported on May 28": directly behind a verb of speech whatever it says.
            let directly = time.tokens.start > group.verb
                && time.tokens.start - group.verb <= 3
                // "more than had been announced over the weekend"; a truce that was announced is dated by it.
                && (!group.passive || is_violent(found.trigger.event_type))
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
    pub(super) fn dates_other(&self, time: &TimeExpression, found: &Found<'_>) -> bool {
        let page = self.page;
        let Some(group) = self.dated_verb(time) else { return false };
        let sentence = &page.sentences[page.sentence_of(time.tokens.start)].tokens;
        let lemma = page.language.words.lemma(page.lower(group.verb));
        // "before the siege ended the next day": its end, and not when it happened.
        if lemma == "end" && is_violent(found.trigger.event_type) && found.form == TriggerForm::Noun {
            return true;
        }
        // "a siege that soldiers brought to an end on Tuesday".
        let ended = lemma == "bring"
            && (group.verb + 1..time.tokens.start).any(|at| matches!(page.lower(at), "end" | "close"));
        // "a patrol of an operation launched on Friday was fired upon": the time of the participle behind another noun.
        let of_participle =
            group.reduced && found.form != TriggerForm::Noun && found.tokens.start > time.tokens.end;
        // "a patrol, part of an operation launched on Friday, was fired upon"; "gunmen, on Friday, fired" is another matter.
        let closes = page.lower(time.tokens.end) == ","
            && group.verb + 3 >= time.tokens.start
            && page.verb_at(found.tokens.start).is_some_and(|own| own.tokens.start == time.tokens.end + 1);
        let of_participle = of_participle || closes;
        if ended || of_participle {
            return true;
        }
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
        // "stand guard in November 2021 after an attack": shortly after it, hence its time as far as is known.
        let shortly = page.lower(time.tokens.end) == "after"
            && page
                .phrase_at(found.tokens.start)
                .is_some_and(|phrase| phrase.tokens.start == time.tokens.end + 1);
        found.form == TriggerForm::Noun
            && !shortly
            && !happens
            && !initial
            && found.tokens.start > time.tokens.end
            && group.verb < time.tokens.start
    }

    /// "since 2019", "until June", "before …": a bound, not the time.
    pub(super) fn is_bound(&self, time: &TimeExpression) -> bool {
        let before = time.tokens.start.checked_sub(1).map_or("", |at| self.page.lower(at));
        matches!(before, "since" | "until" | "till" | "by")
    }

    /// The most precise places of the happening's clause; what contains them is not repeated.
    pub(super) fn places_of(&self, found: &Found<'_>) -> Vec<Where> {
        let page = self.page;
        let sentence = &page.sentences[page.sentence_of(found.tokens.start)].tokens;
        let mut here = self
            .places
            .iter()
            .filter(|place| {
                sentence.contains(&place.tokens.start)
                    && !self.is_behind_semicolon(&place.tokens, found)
                    && !self.is_of_crime(&place.tokens, found)
                    && (is_violent(found.trigger.event_type)
                        || (place.tokens.end..found.tokens.start).all(|at| page.lower(at) != ";"))
                    && (place.locates || self.is_object(place, found))
                    && !self.is_elsewhere(place, found)
                    && !self.is_of_person(&place.tokens, found)
                    && !self.is_about_noun(&place.tokens, found)
                    && !self.is_told_first(&place.tokens, found)
                    && !self.is_of_reason(&place.tokens, found)
                    && self.reaches(&place.tokens, found)
            })
            .collect::<Vec<_>>();
        if here.is_empty() {
            return self.place_told_before(found).map(|place| place.place.clone()).into_iter().collect();
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
        // "in Masrib, Deir ez-Zor, Syria": between a town and its country stands what holds the town.
        let holds = |place: &PlaceMention| {
            let (before, after) = (place.tokens.start.wrapping_sub(1), place.tokens.end);
            let next = |at: usize| self.places.iter().find(|other| other.tokens.start == at);
            page.lower(before) == ","
                && page.lower(after) == ","
                && chain.iter().any(|town| {
                    town.tokens.end == before && town.place.precision == Some(PlacePrecision::Settlement)
                })
                && next(after + 1).is_some_and(|state| {
                    state.place.precision == Some(PlacePrecision::Country)
                        && state.place.country == place.place.country
                })
        };
        let mut places: Vec<Where> = Vec::new();
        for place in chain.iter().copied().filter(|place| !holds(place)) {
            let coarse = places.iter().any(|finer| contains(&place.place, finer));
            places.retain(|coarser| !contains(coarser, &place.place));
            if !coarse && !places.iter().any(|other| other.name == place.place.name) {
                places.push(place.place.clone());
            }
        }
        places.sort_by_key(|place| place.precision);
        places
    }

    /// "seized the town", "fighting there": the settlement that was named in the sentences just before, where the happening's own clause
    /// points to one.
    fn place_told_before(&self, found: &Found<'_>) -> Option<&PlaceMention> {
        let page = self.page;
        let sentence = page.sentence_of(found.tokens.start);
        let clause = page.clause_start(found.tokens.start)..page.clause_end(found.tokens.end - 1);
        let kinds = &page.language.places.kinds;
        let points = clause.clone().find(|at| {
            let settlement = kinds.get("settlement").is_some_and(|nouns| nouns.contains(page.lower(*at)))
                && page.phrase_at(*at).is_some_and(|phrase| {
                    phrase.head == *at && matches!(page.lower(phrase.tokens.start), "the" | "that" | "this")
                });
            // "there was": no place.
            let there = page.lower(*at) == "there"
                && !matches!(page.tag_at(at + 1), Tag::Auxiliary | Tag::Modal)
                && page.lower(at + 1) != "'s";
            (settlement || there) && at.abs_diff(found.tokens.start) <= 6
        });
        points.and_then(|at| {
            self.places.iter().rev().find(|place| {
                place.tokens.end <= at
                    && sentence - page.sentence_of(place.tokens.start).min(sentence) <= 2
                    && place.locates
                    && matches!(
                        place.place.precision,
                        Some(PlacePrecision::Settlement | PlacePrecision::District)
                    )
            })
        })
    }

    /// The places that stand in one string with the nearest: "Sehwan, Sindh, Pakistan", "Kunduz and Kandahar".
    pub(super) fn chain<'p>(
        &self,
        nearest: &'p PlaceMention,
        here: &[&'p PlaceMention],
    ) -> Vec<&'p PlaceMention> {
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
    pub(super) fn is_object(&self, place: &PlaceMention, found: &Found<'_>) -> bool {
        let page = self.page;
        // "fled Palma": where they fled from.
        let force = is_violent(found.trigger.event_type)
            || matches!(found.trigger.event_type, EventType::Territory | EventType::Displacement);
        // "A blast rocked Baghdad": the verb whose subject the noun is.
        let hit = || {
            page.verbs.iter().find(|group| {
                let lemma = page.language.words.lemma(page.lower(group.verb));
                group.verb >= found.tokens.end
                    && group.verb - found.tokens.end <= 4
                    && !group.passive
                    && page.language.happenings.hit.contains(lemma)
                    && page
                        .subjects(group)
                        .iter()
                        .any(|subject| self.whole(subject).tokens.contains(&(found.tokens.end - 1)))
            })
        };
        let group = self.group_of(found).or_else(hit).filter(|_| force);
        let objects = group.map_or_else(Vec::new, |group| match group.passive {
            true => page.subjects(group),
            false if page.language.words.lemma(page.lower(group.verb)) == "fall" => page.subjects(group),
            false if found.tokens.contains(&group.verb) && found.tokens.end > group.verb + 1 => {
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
    pub(super) fn is_abbreviation(&self, token: usize) -> bool {
        let page = self.page;
        page.tokens[token].capital && page.lower(token.wrapping_sub(1)) == "," && page.lower(token + 1) == ","
    }

    /// A place inside another's role: the home of who speaks, "from Syria", a quoted speaker's city.
    pub(super) fn is_elsewhere(&self, place: &PlaceMention, found: &Found<'_>) -> bool {
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
}
