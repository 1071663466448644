//! Figures: what the quantities of a text count, and what they are about.
use crate::cast::Cast;
use crate::event::{Happening, is_violent};
use crate::merge::{is_one_death, story};
use crate::number::Quantity;
use crate::page::{NounPhrase, Page, Tag};
use crate::speech::Speech;
use model::reading::Figure;
use model::{ActorKind, EventType, Measure, Qualifier, Scope};
use std::ops::Range;

/// A figure before it is known what it is about.
pub(crate) struct Stated {
    pub(crate) figure: Figure,
    pub(crate) tokens: Range<usize>,
    sentence: usize,
    /// The verb that says what is counted.
    verb: Option<usize>,
}

/// Every quantity that counts something the contract knows.
pub(crate) fn figures(page: &Page<'_>, cast: &Cast, speech: &Speech, quantities: &[Quantity]) -> Vec<Stated> {
    let reader = Reader { page, cast, speech, arguments: arguments(page) };
    let mut found: Vec<Stated> = Vec::new();
    for quantity in quantities {
        let whole = found.last().map(|stated| (stated.sentence, stated.figure.measure));
        found.extend(reader.figure(quantity, whole));
    }
    found.extend(reader.implicit(quantities));
    found.sort_by_key(|stated| stated.tokens.start);
    found
}

/// A noun phrase as the one to whom a verb's action is done, or who does it.
struct Argument {
    phrase: Range<usize>,
    lemma: String,
    patient: bool,
    verb: usize,
}

fn arguments(page: &Page<'_>) -> Vec<Argument> {
    let mut found = Vec::new();
    for group in &page.verbs {
        let lemma = page.language.words.lemma(page.lower(group.verb));
        let mut push = |phrase: &NounPhrase, patient| {
            found.push(Argument {
                phrase: phrase.tokens.clone(),
                lemma: lemma.to_owned(),
                patient,
                verb: group.verb,
            });
        };
        page.subjects(group).into_iter().for_each(|phrase| push(phrase, group.passive));
        if !group.passive {
            page.objects(group).into_iter().for_each(|phrase| push(phrase, true));
        }
    }
    found
}

/// Fewer attacks than these are told one by one, and no figure of a group.
const MANY_ATTACKS: u64 = 5;

/// Fewer fighters than these are those of one happening, not a group's strength.
const A_GROUPS_STRENGTH: u64 = 10;

/// From here on dead and wounded are those of a war, not of one event.
const A_WARS_TOLL: u64 = 10_000;

struct Reader<'s, 'a> {
    page: &'s Page<'a>,
    cast: &'s Cast,
    speech: &'s Speech,
    arguments: Vec<Argument>,
}

impl Reader<'_, '_> {
    /// The figure of a quantity; a part ("including 10 children") is of what the figure before it in the sentence counts.
    fn figure(&self, quantity: &Quantity, whole: Option<(usize, Measure)>) -> Option<Stated> {
        let page = self.page;
        let head = self.counted(quantity);
        let (scope, part_of) = self.scope(quantity);
        let inherited = whole
            .filter(|(sentence, _)| {
                scope == Scope::Part && *sentence == page.sentence_of(quantity.tokens.start)
            })
            .map(|(_, measure)| (measure, None));
        let (measure, verb) = inherited.or_else(|| self.measure(quantity, head))?;
        let value = quantity.low.or(quantity.best).or(quantity.high).unwrap_or(0);
        // "two attacks" are two happenings, "the 2007 bombings" of a year; "the other two" are no group's strength.
        let year = quantity.qualifier == Qualifier::Exact && (1900..2100).contains(&value);
        let few = quantity.qualifier != Qualifier::Vague
            && match measure {
                Measure::Attacks => value < MANY_ATTACKS || year,
                Measure::Strength => value < A_GROUPS_STRENGTH,
                _ => false,
            };
        if few {
            return None;
        }
        let toll = matches!(measure, Measure::Killed | Measure::Injured);
        // "killed 14 and wounded 60 others": others than the dead, not more wounded.
        let others = page.lower(quantity.number.end) == "others"
            && whole.is_none_or(|(_, counted)| counted != measure);
        let scope = match scope {
            Scope::Total if toll && value >= A_WARS_TOLL => Scope::Running,
            Scope::Additional if others => Scope::Total,
            scope => scope,
        };
        let word = head.map_or("", |head| page.lower(head));
        let of =
            page.language.numbers.people_class(word).filter(|class| !class.is_empty()).map(str::to_owned);
        let actor = head
            .and_then(|head| page.phrase_at(head))
            .and_then(|phrase| self.cast.of_phrase(page, phrase))
            .map(Cast::id);
        let attribution =
            self.speech.act_over(quantity.number.start).map(|act| Box::new(Speech::attribution(act, page)));
        let figure = Figure {
            measure,
            low: quantity.low,
            best: quantity.best,
            high: quantity.high,
            qualifier: quantity.qualifier,
            includes: self.includes(quantity, measure),
            of: actor.or(of),
            scope,
            part_of,
            about: None,
            attribution,
            span: page.span(&quantity.tokens),
            rule: Some(format!("figure.{measure}")),
        };
        Some(Stated {
            figure,
            tokens: quantity.tokens.clone(),
            sentence: page.sentence_of(quantity.tokens.start),
            verb,
        })
    }

    /// The noun that is counted: the head of the quantity's phrase, or of the phrase after "of".
    fn counted(&self, quantity: &Quantity) -> Option<usize> {
        let page = self.page;
        let end = quantity.number.end;
        if page.lower(end) == "of" {
            return page.phrase_at(end + 1).map(|phrase| phrase.head);
        }
        let phrase = page.phrase_at(quantity.number.end - 1)?;
        if phrase.head >= end { Some(phrase.head) } else { None }
    }

    fn measure(&self, quantity: &Quantity, head: Option<usize>) -> Option<(Measure, Option<usize>)> {
        let page = self.page;
        let noun = head.map_or("", |head| page.lower(head));
        let own = page.phrase_at(quantity.number.start);
        let people = page.language.numbers.people_class(noun).is_some()
            || matches!(noun, "them" | "those")
            || head.is_none()
            || head.is_some_and(|head| page.is_nationals(head))
            || head.and_then(|head| self.cast.at(head)).is_some();
        // "19 dead", "300 wounded", "five attacks": the noun itself, or what follows directly, says it.
        if let Some(measure) = self.by_noun(noun, quantity) {
            // "executed 214 hostages".
            let killed = (measure == Measure::Hostages)
                .then(|| {
                    self.arguments.iter().find(|argument| {
                        argument.patient
                            && argument.phrase.contains(&quantity.number.start)
                            && page.language.numbers.measure_cues().any(|(measure, cues)| {
                                measure == Measure::Killed && cues.verbs.contains(&argument.lemma)
                            })
                    })
                })
                .flatten();
            return match killed {
                Some(argument) => Some((Measure::Killed, Some(argument.verb))),
                None => Some((measure, None)),
            };
        }
        if !people {
            return None;
        }
        // "21 of the 270 schoolgirls kidnapped in 2014": the participle belongs to the whole.
        let partitive = page.lower(quantity.number.end) == "of"
            && (quantity.number.end + 1..quantity.number.end + 4).any(|at| page.tag_at(at) == Tag::Number);
        if let Some(found) = self.by_following(quantity, head).filter(|_| !partitive) {
            return Some(found);
        }
        let mine = self.arguments.iter().filter(|argument| {
            own.is_some_and(|own| argument.phrase == own.tokens)
                || argument.phrase.contains(&quantity.number.start)
                || self.is_outer_of(argument, quantity)
                || self.is_number_of(argument, quantity)
        });
        let mut ranked = mine.collect::<Vec<_>>();
        ranked.sort_by_key(|argument| argument.verb.abs_diff(quantity.number.start));
        for argument in ranked {
            if self.is_either(argument.verb) {
                return None;
            }
            if let Some(measure) = self.by_argument(argument, quantity, noun) {
                return Some((measure, Some(argument.verb)));
            }
        }
        let found = self.by_phrase(quantity).or_else(|| self.strength(quantity, noun));
        found.map(|measure| (measure, None))
    }

    /// "killed or wounded": a count of neither.
    fn is_either(&self, verb: usize) -> bool {
        let page = self.page;
        let counts = |at: usize| {
            let lemma = page.language.words.lemma(page.lower(at));
            page.language.numbers.measure_cues().any(|(_, cues)| cues.verbs.contains(lemma))
        };
        page.lower(verb + 1) == "or" && counts(verb + 2)
            || verb >= 2 && page.lower(verb - 1) == "or" && counts(verb - 2)
    }

    /// What a verb says of those who are counted.
    fn by_argument(&self, argument: &Argument, quantity: &Quantity, noun: &str) -> Option<Measure> {
        let page = self.page;
        let found =
            page.language.numbers.measure_cues().find(|(_, cues)| cues.verbs.contains(&argument.lemma));
        let hostage = |at: usize| matches!(page.lower(at), "hostage" | "captive");
        match found {
            Some((Measure::Killed, _))
                if argument.lemma == "die" || argument.lemma == "perish" || argument.patient =>
            {
                return Some(Measure::Killed);
            }
            // "forced 4,000 people from their homes", but "forced 20 men to join".
            Some((Measure::Displaced, _))
                if matches!(argument.lemma.as_str(), "force" | "drive") && !self.is_driven_away(argument) => {
            }
            Some((Measure::Displaced, _)) if argument.lemma == "flee" || argument.patient => {
                return Some(Measure::Displaced);
            }
            Some((Measure::Missing, _)) => return Some(Measure::Missing),
            Some((Measure::Abducted, _))
                if argument.lemma == "seize"
                    && page.language.numbers.people_class(noun).is_none()
                    && !page.language.persons.person_nouns.contains(noun)
                    && noun != "hostages" => {}
            Some((measure, _)) if argument.patient => return Some(measure),
            _ => {}
        }
        let taken = argument.patient && matches!(argument.lemma.as_str(), "take" | "hold");
        if taken
            && (hostage(quantity.tokens.end) || hostage(argument.verb + 1) || hostage(argument.phrase.end))
        {
            return Some(Measure::Hostages);
        }
        if argument.patient && matches!(argument.lemma.as_str(), "free" | "release" | "rescue") {
            return Some(Measure::Hostages);
        }
        let attackers = page.language.persons.groups.attackers.contains(noun)
            || page.language.persons.groups.members.contains(noun);
        (!argument.patient && attackers && self.is_violent_verb(&argument.lemma))
            .then_some(Measure::Attackers)
    }

    /// "forced from their homes", "driven out of the village".
    fn is_driven_away(&self, argument: &Argument) -> bool {
        let page = self.page;
        let end = argument.verb.max(argument.phrase.end - 1) + 1;
        let from = match page.lower(end) {
            "from" => end + 1,
            "out" if page.lower(end + 1) == "of" => end + 2,
            "to" => return matches!(page.lower(end + 1), "flee" | "leave"),
            _ => return false,
        };
        page.phrase_at(from).is_some()
    }

    /// "dozens of people were killed": the argument is the outer phrase, the quantity stands in it or directly before it.
    fn is_outer_of(&self, argument: &Argument, quantity: &Quantity) -> bool {
        self.page.lower(quantity.number.end) == "of" && argument.phrase.start == quantity.number.end + 1
    }

    /// "killing a family of five": the quantity says how many the argument is.
    fn is_number_of(&self, argument: &Argument, quantity: &Quantity) -> bool {
        let page = self.page;
        // "killed a total of at least eight people".
        let head = argument.phrase.end.saturating_sub(1);
        if page.lower(head) == "total"
            && page.lower(argument.phrase.end) == "of"
            && quantity.tokens.start == argument.phrase.end + 1
        {
            return true;
        }
        quantity.tokens.start == argument.phrase.end + 1
            && page.lower(argument.phrase.end) == "of"
            && argument.phrase.end.checked_sub(1).is_some_and(|head| {
                matches!(
                    page.lower(head),
                    "family" | "crew" | "group" | "team" | "party" | "patrol" | "band" | "gang"
                )
            })
            && page
                .phrase_at(quantity.number.start)
                .is_none_or(|phrase| phrase.tokens.end == quantity.number.end)
    }

    fn is_violent_verb(&self, lemma: &str) -> bool {
        self.page.language.triggers.at(&[lemma]).iter().any(|(trigger, _, _)| {
            is_violent(trigger.event_type) || trigger.event_type == EventType::Territory
        })
    }

    fn by_noun(&self, noun: &str, quantity: &Quantity) -> Option<Measure> {
        let page = self.page;
        let next = page.lower(quantity.number.end);
        page.language
            .numbers
            .measure_cues()
            .find(|(measure, cues)| {
                let fits = |word: &str| cues.nouns.contains(word) && !word.is_empty();
                match measure {
                    // Suspects, operations and incidents are counted in other senses too.
                    Measure::Attacks => {
                        fits(noun)
                            && matches!(noun, "attacks" | "incidents" | "bombings" | "assaults")
                            && quantity.qualifier != Qualifier::Vague
                    }
                    Measure::Arrested => fits(next) && next != "suspects" || fits(noun) && noun != "suspects",
                    _ => fits(noun) || fits(next),
                }
            })
            .map(|(measure, _)| measure)
    }

    /// A participle directly behind the counted noun: "seven people killed", "239 wounded", "nine people arrested".
    fn by_following(&self, quantity: &Quantity, head: Option<usize>) -> Option<(Measure, Option<usize>)> {
        let page = self.page;
        let mut at = head.map_or(quantity.number.end, |head| head + 1);
        // "seven Central Reserve Police Force (CRPF) personnel are killed".
        if page.lower(at) == "(" && page.lower(at + 2) == ")" {
            at = page.phrase_at(at + 3).map_or(at + 3, |phrase| phrase.tokens.end);
        }
        while matches!(page.tag_at(at), Tag::Auxiliary | Tag::Adverb | Tag::Negation | Tag::Relative) {
            at += 1;
        }
        if page.lower(at) == "missing" {
            return Some((Measure::Missing, Some(at)));
        }
        if page.lower(at) == "dead" {
            return Some((Measure::Killed, Some(at)));
        }
        let group = page.verb_at(at).filter(|group| group.verb == at)?;
        let form = page.language.words.verbs.get(page.lower(at))?;
        let lemma = form.lemma.as_str();
        if !(group.passive
            || group.reduced
            || form.participle && !form.ing && page.phrase_at(at + 1).is_none())
        {
            return None;
        }
        if self.is_either(at) {
            return None;
        }
        page.language
            .numbers
            .measure_cues()
            .find(|(_, cues)| cues.verbs.contains(lemma))
            .map(|(measure, _)| measure)
            .filter(|measure| *measure != Measure::Displaced || lemma == "displace" || lemma == "evacuate")
            .map(|measure| (measure, Some(at)))
    }

    /// Phrases of the clause: "the death toll rose to 120", "left 21 dead", "taken hostage".
    fn by_phrase(&self, quantity: &Quantity) -> Option<Measure> {
        let page = self.page;
        let sentence = &page.sentences[page.sentence_of(quantity.number.start)].tokens;
        let near = quantity.tokens.start.saturating_sub(9).max(sentence.start)
            ..(quantity.tokens.end + 7).min(sentence.end);
        let before = quantity.tokens.start.saturating_sub(1);
        let reached = quantity.tokens.start > sentence.start
            && (matches!(page.tag_at(before), Tag::To | Tag::Verb | Tag::Auxiliary | Tag::Preposition));
        let toll = (near.start..quantity.tokens.start).any(|at| page.lower(at) == "toll")
            || reached && (sentence.start..quantity.tokens.start).any(|at| page.lower(at) == "toll");
        let after = quantity.tokens.end..(quantity.tokens.end + 6).min(sentence.end);
        // "the deaths of six aid workers".
        // "the death of six aid workers and two guards".
        let mut of = before;
        if page.lower(of) == "and"
            && of > sentence.start + 3
            && let Some(first) = page.phrase_at(of - 1)
        {
            of = first.tokens.start.saturating_sub(1);
        }
        let of_death = of > sentence.start
            && page.lower(of) == "of"
            && page.language.numbers.scope.deaths.contains(page.lower(of - 1));
        let dead = of_death
            || after
                .clone()
                .take_while(|at| !matches!(page.lower(*at), "," | "and" | ";"))
                .any(|at| page.lower(at) == "dead");
        if toll || dead {
            return Some(Measure::Killed);
        }
        // "Five were shot dead and 11 suspects are in custody": a clause of its own behind "and".
        let own = page.phrase_at(quantity.number.start);
        // "shot dead by two men".
        if own.is_some_and(|own| own.preposition.is_some_and(|at| page.lower(at) == "by")) {
            return None;
        }
        // "raising to 100 the number of people killed", "put the number of assailants at five".
        let number_of =
            (near.start..near.end).find(|at| page.lower(*at) == "number" && page.lower(at + 1) == "of");
        if let Some(at) = number_of {
            let behind = (at + 2..(at + 8).min(sentence.end)).filter(|word| !quantity.tokens.contains(word));
            let harmed = behind.clone().find_map(|word| {
                let lemma = page.language.words.lemma(page.lower(word));
                page.language
                    .numbers
                    .measure_cues()
                    .find(|(_, cues)| cues.nouns.contains(page.lower(word)) || cues.verbs.contains(lemma))
                    .map(|(measure, _)| measure)
            });
            let attackers = page
                .phrase_at(at + 2)
                .is_some_and(|phrase| page.language.happenings.assailants.contains(page.lower(phrase.head)));
            let quoted = page.lower(before).starts_with(['"', '“', '‘']) && before > sentence.start;
            let says = matches!(page.lower(before - usize::from(quoted)), "at" | "to" | "as");
            if says && attackers {
                return Some(Measure::Attackers);
            }
            if let Some(measure) = harmed.filter(|_| says) {
                return Some(measure);
            }
        }
        let copula = own.is_some_and(|own| page.tag_at(own.tokens.end) == Tag::Auxiliary);
        let subject = copula
            || page.verbs.iter().any(|group| {
                group.verb > quantity.number.start
                    && group.verb < sentence.end
                    && !group.participle
                    && page
                        .subjects(group)
                        .iter()
                        .any(|subject| own.is_some_and(|own| own.tokens == subject.tokens))
            });
        let other = |cue: &Range<usize>| {
            subject
                && cue.end <= quantity.tokens.start
                && (cue.end..quantity.tokens.start)
                    .any(|at| matches!(page.lower(at), "and" | "but" | "while"))
        };
        page.language
            .numbers
            .measure_cues()
            .find(|(_, cues)| {
                let mut found = page.find_all(&near, &cues.phrases).into_iter();
                found.any(|tokens| {
                    !other(&tokens) && !tokens.clone().any(|at| page.lower(at).contains("toll"))
                })
            })
            .map(|(measure, _)| measure)
    }

    fn strength(&self, quantity: &Quantity, noun: &str) -> Option<Measure> {
        let page = self.page;
        let words = &page.language.numbers.strength;
        let sentence = &page.sentences[page.sentence_of(quantity.number.start)].tokens;
        let countable = words.nouns.contains(noun)
            || words.nouns.contains(page.lower(quantity.number.end))
            || noun.is_empty() && sentence.clone().any(|at| words.nouns.contains(page.lower(at)));
        let cue = sentence.clone().any(|at| {
            matches!(
                page.lower(at),
                "number"
                    | "numbers"
                    | "numbered"
                    | "strength"
                    | "ranks"
                    | "estimated"
                    | "estimate"
                    | "estimates"
                    | "ranged"
                    | "size"
                    | "fighters"
                    | "strong"
                    | "assessed"
            )
        });
        let has = self.arguments.iter().any(|argument| {
            argument.phrase.contains(&quantity.number.start)
                && argument.patient
                && matches!(argument.lemma.as_str(), "have" | "number" | "command" | "include")
        });
        let auxiliary_has = quantity
            .tokens
            .start
            .checked_sub(1)
            .is_some_and(|at| matches!(page.lower(at), "has" | "have" | "had" | "between" | "of"));
        let named =
            sentence.clone().any(|at| self.cast.at(at).is_some_and(|actor| self.cast.is_group(actor)));
        // "Analysts put its strength at 200 fighters": the group of the sentences before.
        let meant = (sentence.start..quantity.tokens.start).any(|at| {
            page.tag_at(at) == Tag::Pronoun && matches!(page.lower(at), "it" | "they" | "them")
                || page.tag_at(at) == Tag::Possessive && matches!(page.lower(at), "its" | "their")
        }) && self
            .cast
            .last_before(page, quantity.tokens.start, 3, |kind| kind == ActorKind::ArmedGroup)
            .is_some();
        let group = named || meant;
        let killed = sentence
            .clone()
            .any(|at| matches!(page.language.words.lemma(page.lower(at)), "kill" | "wound" | "arrest"));
        // "no more than 1,500 fighters. The experts now count about 3,000, and the number has passed 5,000."
        let index = page.sentence_of(quantity.number.start);
        let goes_on = noun.is_empty()
            && !killed
            && index > 0
            && page.sentences[index - 1].paragraph == page.sentences[index].paragraph
            && {
                let before = page.sentences[index - 1].tokens.clone();
                before.clone().any(|at| words.nouns.contains(page.lower(at)))
                    && before.clone().any(|at| page.tag_at(at) == Tag::Number)
                    && before
                        .clone()
                        .any(|at| self.cast.at(at).is_some_and(|actor| self.cast.is_group(actor)))
                    && !before.clone().any(|at| {
                        matches!(page.language.words.lemma(page.lower(at)), "kill" | "wound" | "arrest")
                    })
            }
            && (quantity.tokens.start.saturating_sub(5).max(sentence.start)..quantity.tokens.start).any(
                |at| page.language.numbers.scope.counting.contains(page.language.words.lemma(page.lower(at))),
            );
        if goes_on {
            return Some(Measure::Strength);
        }
        (countable && group && (cue || has || auxiliary_has) && (!killed || has)).then_some(Measure::Strength)
    }

    fn scope(&self, quantity: &Quantity) -> (Scope, Option<model::Span>) {
        let page = self.page;
        let (cues, end) = (&page.language.numbers.scope, quantity.tokens.end);
        let sentence = &page.sentences[page.sentence_of(quantity.number.start)].tokens;
        let after = end..(end + 3).min(sentence.end);
        let before = quantity.tokens.start.saturating_sub(3).max(sentence.start)..quantity.tokens.start;
        let part = page.has_any(&after, &cues.part) || page.has_any(&before, &cues.part);
        let number_before = (before.start.saturating_sub(6).max(sentence.start)..quantity.tokens.start)
            .any(|at| page.tag_at(at) == Tag::Number);
        // "Seven of the dead were conscripts; the other two were officers."
        let of_dead = page.lower(quantity.number.end) == "of"
            && matches!(page.lower(quantity.number.end + 1), "the" | "those")
            && cues.harmed.contains(page.lower(quantity.number.end + 2));
        let rest = quantity.tokens.start >= 2
            && page.lower(quantity.tokens.start - 1) == "other"
            && page.lower(quantity.tokens.start - 2) == "the";
        if (part || self.is_listed_part(quantity)) && number_before || of_dead || rest {
            return (Scope::Part, None);
        }
        let next = page.lower(quantity.number.end);
        if cues.additional.iter().any(|cue| page.lower(quantity.tokens.start.wrapping_sub(1)) == cue)
            || next == "more"
            || next == "others"
        {
            return (Scope::Additional, None);
        }
        // "since Thursday evening" is one event's, "since 2019" a total over many.
        let weekday = |at: usize| page.language.time.weekdays.iter().any(|day| day == page.lower(at));
        let running = page.find_all(sentence, &cues.running).iter().any(|found| {
            // "the deadliest attack since 2019": one attack.
            let compared = (end..found.start)
                .any(|at| page.lower(at).ends_with("est") || matches!(page.lower(at), "worst" | "first"));
            // "missing since the assault on their base": one event's, too.
            let told = page
                .phrase_at(found.end)
                .is_some_and(|phrase| page.language.triggers.is_noun(page.lower(phrase.head)));
            found.start >= end && found.start - end < 14 && !weekday(found.end) && !compared && !told
        }) || self.spans_years(end, sentence)
            || self.is_tallied(quantity, sentence);
        (if running { Scope::Running } else { Scope::Total }, None)
    }

    /// "89 dead, including 31 women and five children, and 277 wounded": the list of parts ends with its comma.
    fn is_listed_part(&self, quantity: &Quantity) -> bool {
        let page = self.page;
        let sentence = &page.sentences[page.sentence_of(quantity.number.start)].tokens;
        let floor = quantity.tokens.start.saturating_sub(8).max(sentence.start);
        let Some(cue) = (floor..quantity.tokens.start).rev().find(|at| page.lower(*at) == "including") else {
            return false;
        };
        let between = cue + 1..quantity.tokens.start;
        let closed = between.clone().any(|at| page.lower(at) == "," && page.lower(at + 1) == "and");
        !closed && between.clone().all(|at| page.tag_at(at) != Tag::Verb)
    }

    /// "The mission recorded 121 civilians killed during the reporting period": a tally over many events.
    fn is_tallied(&self, quantity: &Quantity, sentence: &Range<usize>) -> bool {
        let page = self.page;
        let cues = &page.language.numbers.scope;
        let period = page.has_any(sentence, &cues.tallies);
        period && (sentence.start..quantity.tokens.start).any(|at| cues.tallying.contains(page.lower(at)))
    }

    /// "between 2015 and 2017" behind a count.
    fn spans_years(&self, from: usize, sentence: &Range<usize>) -> bool {
        let page = self.page;
        let year = |at: usize| page.tag_at(at) == Tag::Number && page.lower(at).len() == 4;
        (from..sentence.end.min(from + 10)).any(|at| {
            matches!(page.lower(at), "between" | "from")
                && year(at + 1)
                && matches!(page.lower(at + 2), "and" | "to")
                && year(at + 3)
        })
    }

    /// "including family members", behind a strength.
    fn includes(&self, quantity: &Quantity, measure: Measure) -> Option<model::Span> {
        let page = self.page;
        let sentence = &page.sentences[page.sentence_of(quantity.number.start)].tokens;
        let within = quantity.tokens.end..(quantity.tokens.end + 7).min(sentence.end);
        let cue = page
            .find_any(&within, &page.language.numbers.scope.includes)
            .into_iter()
            .next()
            .filter(|_| measure == Measure::Strength)?;
        let phrase = page.phrase_at(cue.end)?;
        Some(page.span(&(cue.start..phrase.tokens.end)))
    }

    /// "killing a police officer": one, though no number says so.
    fn implicit(&self, quantities: &[Quantity]) -> Vec<Stated> {
        let page = self.page;
        let mut found = Vec::new();
        for argument in self.arguments.iter().filter(|argument| argument.patient) {
            let by_verb = page.language.numbers.measure_cues().find(|(measure, cues)| {
                matches!(measure, Measure::Killed | Measure::Injured) && cues.verbs.contains(&argument.lemma)
            });
            // "leaving a guard dead".
            let left = || match page.lower(argument.phrase.end) {
                "dead" => Some(Measure::Killed),
                "wounded" | "injured" => Some(Measure::Injured),
                _ => None,
            };
            let measure = by_verb
                .map(|(measure, _)| measure)
                .or_else(|| (argument.lemma == "leave").then(left).flatten());
            let Some(measure) = measure else { continue };
            if argument.lemma == "claim" || self.is_either(argument.verb) {
                continue;
            }
            let first = page.lower(argument.phrase.start);
            let Some(phrase) = page.phrase_at(argument.phrase.start) else { continue };
            let head = page.lower(phrase.head);
            let counted = quantities.iter().any(|quantity| {
                quantity.tokens.start < phrase.tokens.end && phrase.tokens.start < quantity.tokens.end
            });
            let one = matches!(first, "a" | "an" | "another")
                && (page.language.numbers.people_class(head).is_some()
                    || page.language.numbers.people_class(&lexicon::language::plural_of(head)).is_some()
                    || page.language.persons.person_nouns.contains(head)
                    || page.language.persons.titles.contains(head))
                && !head.ends_with('s')
                && !matches!(head, "people" | "men" | "women" | "children" | "police")
                // "and another is injured".
                || first == "another" && phrase.tokens.len() == 1;
            // "a family of five": the number is said.
            let said = page.lower(phrase.tokens.end) == "of"
                && quantities.iter().any(|quantity| quantity.tokens.start == phrase.tokens.end + 1);
            if !one || counted || said {
                continue;
            }
            let attribution =
                self.speech.act_over(phrase.head).map(|act| Box::new(Speech::attribution(act, page)));
            let of =
                page.language.numbers.people_class(head).filter(|class| !class.is_empty()).map(str::to_owned);
            let figure = Figure {
                measure,
                low: None,
                best: Some(1),
                high: None,
                qualifier: Qualifier::Exact,
                includes: None,
                of,
                scope: Scope::Total,
                part_of: None,
                about: None,
                attribution,
                span: page.span(&phrase.tokens),
                rule: Some(format!("figure.{measure}.implicit")),
            };
            found.push(Stated {
                figure,
                tokens: phrase.tokens.clone(),
                sentence: page.sentence_of(phrase.head),
                verb: Some(argument.verb),
            });
        }
        found
    }
}

/// Gives figures to the happenings that they count; the rest are about an actor.
pub(crate) fn attach(
    page: &Page<'_>,
    cast: &Cast,
    happenings: &mut Vec<Happening>,
    figures: Vec<Stated>,
) -> Vec<Figure> {
    let mut free = Vec::new();
    let mut totals = Vec::new();
    let story = story(page, happenings);
    for stated in figures {
        // "has carried out at least 40 attacks": a count of many, none of which is told.
        if stated.figure.measure == Measure::Attacks {
            totals.extend(happenings.iter().position(|happening| {
                happening.mentions.len() == 1
                    && happening.sentence == stated.sentence
                    && page
                        .phrase_at(happening.trigger.start)
                        .is_some_and(|phrase| phrase.tokens.contains(&(stated.tokens.end - 1)))
            }));
        }
        // "have killed more than 1,000 people since 2019": many events, and none of them is told.
        if let (Scope::Running, Some(verb)) = (stated.figure.scope, stated.verb) {
            totals.extend(happenings.iter().position(|happening| {
                happening.weak
                    && happening.mentions.len() == 1
                    && happening.trigger.contains(&verb)
                    && page.verb_at(verb).is_some_and(|group| {
                        group.reduced
                            || (group.tokens.start..verb)
                                .any(|at| matches!(page.lower(at), "has" | "have" | "had"))
                    })
            }));
        }
        let index = if matches!(stated.figure.measure, Measure::Strength | Measure::Attacks)
            || stated.figure.scope == Scope::Running
        {
            None
        } else {
            happening_of(page, happenings, &stated, story)
        };
        match index {
            Some(index) => happenings[index].figures.push(stated.figure),
            None if matches!(stated.figure.measure, Measure::Strength | Measure::Attacks)
                || stated.figure.scope == Scope::Running =>
            {
                free.push(about_actor(page, cast, stated));
            }
            None => free.push(stated.figure),
        }
    }
    totals.retain(|at| happenings[*at].figures.is_empty());
    totals.sort_unstable();
    totals.dedup();
    totals.into_iter().rev().for_each(|at| drop(happenings.remove(at)));
    free
}

fn happening_of(
    page: &Page<'_>,
    happenings: &[Happening],
    stated: &Stated,
    story: Option<usize>,
) -> Option<usize> {
    let fits = |happening: &Happening| {
        let wanted = match stated.figure.measure {
            Measure::Arrested => {
                matches!(happening.event_type, EventType::Arrest | EventType::Operation | EventType::Trial)
            }
            Measure::Abducted => happening.event_type == EventType::Abduction,
            Measure::Hostages => matches!(
                happening.event_type,
                EventType::Abduction | EventType::Release | EventType::Operation
            ),
            Measure::Displaced => matches!(
                happening.event_type,
                EventType::Displacement | EventType::Territory | EventType::Clash
            ),
            Measure::Missing => is_violent(happening.event_type),
            _ => {
                is_violent(happening.event_type)
                    || matches!(
                        happening.event_type,
                        EventType::Protest | EventType::Territory | EventType::Arrest
                    )
            }
        };
        wanted
            && !matches!(
                happening.realis,
                model::Realis::Planned | model::Realis::Possible | model::Realis::Threatened
            )
    };
    let distance = |happening: &Happening| {
        happening
            .mentions
            .iter()
            .map(|mention| mention.start.abs_diff(stated.tokens.start))
            .min()
            .unwrap_or(usize::MAX)
    };
    let force = matches!(stated.figure.measure, Measure::Killed | Measure::Injured | Measure::Missing);
    // The happening that the counting verb tells; else one of the kind that such figures are of, in front of the background.
    let rank = |happening: &Happening| {
        let told =
            stated.verb.is_some_and(|verb| happening.mentions.iter().any(|mention| mention.contains(&verb)));
        let strange = force
            && !(is_violent(happening.event_type) && happening.event_type != EventType::Abduction)
            || stated.figure.measure == Measure::Arrested && happening.event_type != EventType::Arrest
            || stated.figure.measure == Measure::Attackers && happening.event_type == EventType::Operation;
        // "came a week after three bombs in Baghdad left 73 dead": nothing is told between the background and its number.
        let own = happening.mentions.iter().any(|mention| {
            mention.end <= stated.tokens.start
                && !happenings.iter().any(|other| {
                    other.mentions.iter().any(|at| at.start >= mention.end && at.end <= stated.tokens.start)
                })
        });
        (!told, strange, distance(happening) + if happening.background && !own { 6 } else { 0 })
    };
    let same = happenings
        .iter()
        .enumerate()
        .filter(|(_, happening)| happening.sentence == stated.sentence && fits(happening));
    // "put the number of assailants at five" behind "106 had been rescued": of the attack, wherever it was told.
    let of_attack = |index: &usize| {
        stated.figure.measure != Measure::Attackers
            || happenings[*index].event_type != EventType::Operation
            || story.is_none()
    };
    same.min_by_key(|(_, happening)| rank(happening)).map(|(index, _)| index).filter(of_attack).or_else(
        || {
            let earlier = happenings.iter().enumerate().filter(|(_, happening)| {
                happening.sentence < stated.sentence
                    && fits(happening)
                    && is_violent(happening.event_type)
                    && !(force && is_one_death(page, happening))
                    && (stated.figure.measure != Measure::Attackers
                        || happening.event_type != EventType::Operation)
            });
            let near = earlier
                .filter(|(_, happening)| {
                    let back = stated.sentence - happening.sentence;
                    let paragraph = page.sentences[happening.sentence].paragraph
                        == page.sentences[stated.sentence].paragraph;
                    back <= 2 || paragraph && back <= 4
                })
                .min_by_key(|(index, happening)| {
                    (stated.sentence - happening.sentence, happening.background, std::cmp::Reverse(*index))
                })
                .map(|(index, _)| index);
            // "The governor had said on Sunday that five had died": far down in a report, a toll is that of what it is about.
            near.or(story.filter(|index| {
                (force || stated.figure.measure == Measure::Attackers)
                    && happenings[*index].sentence < stated.sentence
                    && fits(&happenings[*index])
            }))
        },
    )
}

fn about_actor(page: &Page<'_>, cast: &Cast, stated: Stated) -> Figure {
    let sentence = &page.sentences[stated.sentence].tokens;
    let group_in =
        |range: Range<usize>| range.rev().find_map(|at| cast.at(at).filter(|actor| cast.is_group(*actor)));
    let inside = page
        .phrase_at(stated.tokens.end)
        .or_else(|| page.phrase_at(stated.tokens.start))
        .and_then(|phrase| group_in(phrase.tokens.clone()));
    let about = inside
        .or_else(|| group_in(sentence.start..stated.tokens.start))
        .or_else(|| group_in(stated.tokens.end..sentence.end))
        .or_else(|| cast.last_before(page, stated.tokens.start, 3, |kind| kind == ActorKind::ArmedGroup));
    Figure { about: about.map(Cast::id), ..stated.figure }
}
