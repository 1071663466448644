//! Whether a text presents a happening as real: by the words that govern its trigger.
use crate::page::{Page, Tag, VerbGroup};
use lexicon::language::TriggerForm;
use model::Realis;
use std::ops::Range;

/// The realis of a trigger: its own ("plot"), changed by what stands over it.
pub(crate) fn of(page: &Page<'_>, trigger: &Range<usize>, form: TriggerForm, own: Option<Realis>) -> Realis {
    let last = trigger.end - 1;
    let group = trigger.clone().find_map(|at| page.verb_at(at).filter(|group| trigger.contains(&group.verb)));
    let governed = match (form, group) {
        (TriggerForm::Noun, _) | (_, None) => of_noun(page, trigger),
        // "foiled a plot to bomb".
        _ if page.tag_at(trigger.start) == Tag::Noun => of_noun(page, trigger),
        (_, Some(group)) => of_verb(page, group, 3),
    };
    let after = after(page, last);
    match (own, after.or(governed)) {
        (Some(Realis::Planned), Some(Realis::Foiled)) => Realis::Foiled,
        (Some(own), _) => own,
        (None, Some(governed)) => governed,
        (None, None) => Realis::Occurred,
    }
}

fn of_noun(page: &Page<'_>, trigger: &Range<usize>) -> Option<Realis> {
    let phrase = page.phrase_at(trigger.start)?;
    let inside = (phrase.tokens.start..trigger.start).find_map(|at| cue_before(page, at));
    let start = phrase.tokens.start;
    // "foiled a planned attack".
    let foiled = inside == Some(Realis::Planned)
        && page.verbs.iter().rev().any(|group| {
            group.verb < start
                && start - group.verb <= 3
                && page.sentence_of(group.verb) == page.sentence_of(start)
                && cue_before(page, group.verb) == Some(Realis::Foiled)
        });
    if foiled {
        return Some(Realis::Foiled);
    }
    if inside.is_some_and(|realis| realis != Realis::Denied) {
        return inside;
    }
    // The verb of which the noun is the object: "threatened to carry out attacks", "foiled an attack".
    let governor = page.verbs.iter().rev().find(|group| {
        group.verb < start
            && start - group.verb <= 4
            && page.sentence_of(group.verb) == page.sentence_of(start)
    });
    // "has not claimed the attack", "could have been behind the attack": what was told stays as it is.
    // "will carry out such attacks again" is of others.
    let definite =
        page.language.happenings.definite.contains(page.lower(start)) && page.lower(start) != "such";
    if let Some(group) = governor {
        let between = group.verb + 1..start;
        let bare = between.clone().all(|at| {
            matches!(
                page.tag_at(at),
                Tag::Determiner | Tag::Adjective | Tag::Adverb | Tag::Number | Tag::Qualifier
            ) || matches!(page.lower(at), "out" | "“" | "\"" | "up" | "further")
        });
        let direct = bare || page.objects(group).iter().any(|object| object.tokens.contains(&trigger.start));
        // "ordered the bombing": it was carried out; "ordered special operations" is not yet.
        let ordered = definite && page.language.words.lemma(page.lower(group.verb)) == "order";
        if direct && ordered {
            return None;
        }
        if direct {
            return cue_before(page, group.verb)
                .filter(|realis| *realis != Realis::Possible && *realis != Realis::Denied)
                .or_else(|| of_verb(page, group, 3).filter(|_| !definite));
        }
    }
    // "a plan for an attack", "threats of attacks".
    let preposition = phrase.preposition?;
    let noun = preposition.checked_sub(1)?;
    matches!(page.tag_at(noun), Tag::Noun | Tag::Verb).then(|| cue_before(page, noun)).flatten()
}

fn of_verb(page: &Page<'_>, group: &VerbGroup, depth: usize) -> Option<Realis> {
    if depth == 0 {
        return None;
    }
    if group.negated {
        return Some(Realis::Denied);
    }
    if group.modal {
        let modal =
            group.tokens.clone().find(|at| page.tag_at(*at) == Tag::Modal).map_or("", |at| page.lower(at));
        return Some(if matches!(modal, "will" | "shall" | "'ll") {
            Realis::Planned
        } else {
            Realis::Possible
        });
    }
    let condition = (page.clause_start(group.tokens.start).saturating_sub(1)..group.tokens.start)
        .any(|at| matches!(page.lower(at), "if" | "unless" | "whether"));
    // "until all prisoners are released".
    let floor = group.tokens.start.saturating_sub(6).max(page.clause_start(group.tokens.start));
    let until = (floor..group.tokens.start)
        .rev()
        .take_while(|at| page.tag_at(*at) != Tag::Verb)
        .any(|at| page.lower(at) == "until");
    if condition || until {
        return Some(Realis::Possible);
    }
    if let Some(realis) = of_content(page, group) {
        return Some(realis);
    }
    // "asked Cuba to arrest ten": asked for, not done.
    if page.asked(group).is_some() {
        return Some(Realis::Possible);
    }
    let start = group.tokens.start;
    // "was to have been shot by his guards": meant, and not done.
    let from = start.saturating_sub(3);
    let meant = (from..group.verb).any(|at| {
        matches!(page.lower(at), "was" | "were") && page.lower(at + 1) == "to" && page.lower(at + 2) == "have"
    });
    if meant {
        return Some(Realis::Planned);
    }
    if group.infinitive || group.participle && !group.reduced {
        let governor = start.checked_sub(1)?;
        let word = if matches!(page.tag_at(governor), Tag::Preposition) {
            governor.checked_sub(1)?
        } else {
            governor
        };
        // "will probably attempt to attack": what may be tried was not tried.
        let tried = page.verb_at(word).filter(|governor| governor.modal && governor.verb == word);
        if tried.is_some() && cue_before(page, word) == Some(Realis::Attempted) {
            return Some(Realis::Possible);
        }
        let cue = cue_before(page, word);
        if group.infinitive || page.tag_at(governor) == Tag::Preposition {
            if let Some(cue) = cue.or_else(|| governing_cue(page, word).filter(|_| group.infinitive)) {
                return Some(cue);
            }
            return page
                .verb_at(word)
                .filter(|_| group.infinitive)
                .and_then(|outer| of_verb(page, outer, depth - 1));
        }
        // ", killing 19": as real as the verb that it hangs on.
        let main = page.verbs.iter().rev().find(|outer| {
            outer.verb < start && !outer.participle && page.sentence_of(outer.verb) == page.sentence_of(start)
        })?;
        return of_verb(page, main, depth - 1);
    }
    None
}

/// "others believe that he was killed", "asked that the government arrest": what is thought or wished is only possible.
fn of_content(page: &Page<'_>, group: &VerbGroup) -> Option<Realis> {
    let that = page.clause_start(group.tokens.start).checked_sub(1)?;
    if page.lower(that) != "that" || page.tag_at(that) != Tag::Subordinator || that == 0 {
        return None;
    }
    // "believed in November 2018 that they had killed him".
    let floor = that.saturating_sub(6);
    let between = |at: usize| {
        matches!(page.tag_at(at), Tag::Preposition | Tag::Number | Tag::Proper | Tag::Adverb)
            || page.lower(at) == ","
    };
    let before = (floor..that).rev().find(|at| !between(*at))?;
    let verb = page.verb_at(before)?;
    let lemma = page.language.words.lemma(page.lower(verb.verb));
    page.language.happenings.uncertain.contains(lemma).then_some(Realis::Possible)
}

/// "threatened earlier this year to attack", "plans by the group to attack": a cue before what stands between it and "to".
fn governing_cue(page: &Page<'_>, before: usize) -> Option<Realis> {
    let floor = page.clause_start(before).max(before.saturating_sub(7));
    let mut at = before;
    while at > floor {
        at -= 1;
        match page.tag_at(at) {
            Tag::Verb => return cue_before(page, at),
            Tag::Noun => {
                if let Some(cue) = cue_before(page, at).filter(|cue| *cue != Realis::Denied) {
                    return Some(cue);
                }
            }
            Tag::Punctuation | Tag::Relative | Tag::Subordinator => return None,
            _ => {}
        }
    }
    None
}

/// What a word before a trigger makes of it.
fn cue_before(page: &Page<'_>, at: usize) -> Option<Realis> {
    let hedges = &page.language.hedges;
    let word = page.lower(at);
    let tables = [
        (Realis::Foiled, &hedges.foiled),
        (Realis::Threatened, &hedges.threatened),
        (Realis::Planned, &hedges.planned),
        (Realis::Attempted, &hedges.attempted),
        (Realis::Denied, &hedges.denied),
        (Realis::Possible, &hedges.possible),
    ];
    let lemma = page.language.words.lemma(word);
    tables
        .into_iter()
        .find(|(_, cues)| cues.before.iter().any(|cue| cue == word || cue == lemma))
        .map(|(realis, _)| realis)
}

/// "… was foiled", "… failed": what follows the trigger in its clause.
fn after(page: &Page<'_>, last: usize) -> Option<Realis> {
    let hedges = &page.language.hedges;
    // "a car bombing which the group had planned": a relative clause directly behind belongs to it.
    let relative = (last + 1..last + 6).find(|at| page.tag_at(*at) == Tag::Relative);
    let end = match relative.filter(|at| (last + 1..*at).all(|at| page.tag_at(at) != Tag::Verb)) {
        Some(at) => page.clause_end(at).min(at + 9),
        None => page.clause_end(last).min(last + 9),
    };
    let within = last + 1..end;
    let tables = [
        (Realis::Foiled, &hedges.foiled),
        (Realis::Planned, &hedges.planned),
        (Realis::Attempted, &hedges.attempted),
    ];
    tables
        .into_iter()
        .find(|(_, cues)| page.find_all(&within, &cues.after).iter().any(|found| found.len() > 1))
        .map(|(realis, _)| realis)
}
