//! How actors stand to each other: branches, splits, pledges, rivals, leaders, posts, and where groups operate.
use crate::cast::Cast;
use crate::names;
use crate::page::{NounPhrase, Page, Tag};
use crate::place::PlaceMention;
use crate::speech::Speech;
use crate::time::TimeExpression;
use model::reading::{Relation, When};
use model::{ActorKind, PlacePrecision, RelationKind};
use std::ops::Range;

/// Every relation of a text; a person who is given a post is noted in the cast.
pub(crate) fn relations(
    page: &Page<'_>,
    cast: &mut Cast,
    speech: &Speech,
    times: &[TimeExpression],
    places: &[PlaceMention],
) -> Vec<Relation> {
    let reader = Reader { page, cast, speech, times, places };
    let mut found: Vec<Found> = Vec::new();
    for (_, sentence) in page.running() {
        reader.by_noun(&sentence.tokens, &mut found);
        reader.by_phrase(&sentence.tokens, &mut found);
        reader.by_compound(&sentence.tokens, &mut found);
        reader.by_post(&sentence.tokens, &mut found);
        reader.by_role(&sentence.tokens, &mut found);
        reader.by_agent(&sentence.tokens, &mut found);
        reader.by_verb(&sentence.tokens, &mut found);
        reader.by_under(&sentence.tokens, &mut found);
        reader.by_cleft(&sentence.tokens, &mut found);
        reader.by_supply(&sentence.tokens, &mut found);
        reader.by_succession(&sentence.tokens, &mut found);
    }
    for (branch, parent, tokens) in cast.branches() {
        let (from, to, tokens) = (*branch, Some(*parent), tokens.clone());
        reader.push(
            &mut found,
            Found { kind: RelationKind::BranchOf, from, to, place: None, tokens, rule: "relation.branch" },
        );
    }
    let relations = reader.finish(found);
    for relation in &relations {
        if matches!(
            relation.kind,
            RelationKind::LeaderOf
                | RelationKind::FounderOf
                | RelationKind::AffiliatedWith
                | RelationKind::MemberOf
        ) && let Some(actor) = relation.from[1..]
            .parse::<usize>()
            .ok()
            .filter(|actor| cast.kind(*actor - 1) == ActorKind::Person)
        {
            cast.note_post(actor - 1);
        }
    }
    let persons = cast.mentions().iter().filter(|mention| cast.kind(mention.actor) == ActorKind::Person);
    let stated = persons.filter(|mention| names::states_post(page, &mention.tokens));
    for actor in stated.map(|mention| mention.actor).collect::<Vec<_>>() {
        cast.note_post(actor);
    }
    relations
}

struct Found {
    kind: RelationKind,
    from: usize,
    to: Option<usize>,
    place: Option<usize>,
    tokens: Range<usize>,
    rule: &'static str,
}

struct Reader<'s, 'a> {
    page: &'s Page<'a>,
    cast: &'s Cast,
    speech: &'s Speech,
    times: &'s [TimeExpression],
    places: &'s [PlaceMention],
}

impl Reader<'_, '_> {
    fn push(&self, found: &mut Vec<Found>, one: Found) {
        let same = |other: &Found| {
            other.kind == one.kind
                && other.place == one.place
                && (other.from == one.from && other.to == one.to
                    || one.kind.is_symmetric() && Some(other.from) == one.to && other.to == Some(one.from))
        };
        if Some(one.from) != one.to && !found.iter().any(same) {
            found.push(one);
        }
    }

    /// "X, the Afghanistan branch of Y", "Y's affiliate in East Africa", "a fierce rival of Y", "the Y splinter group X".
    fn by_noun(&self, sentence: &Range<usize>, found: &mut Vec<Found>) {
        let page = self.page;
        for (kind, nouns) in &page.language.relations.nouns {
            let Some(kind) = RelationKind::parse(kind) else { continue };
            let mut all = page.find_all(sentence, nouns);
            all.sort_by_key(|tokens| std::cmp::Reverse(page.span(tokens).len()));
            for tokens in all {
                self.noun(kind, &tokens, sentence, found);
            }
        }
    }

    fn noun(&self, kind: RelationKind, noun: &Range<usize>, sentence: &Range<usize>, found: &mut Vec<Found>) {
        let page = self.page;
        let Some(phrase) = page.phrase_at(noun.end - 1) else { return };
        let of = matches!(page.lower(noun.end), "of" | "to")
            .then(|| page.coordinated_from(noun.end + 1, sentence.end))
            .unwrap_or_default();
        let before = (phrase.tokens.start..noun.start).rev().find_map(|at| self.cast.at(at));
        let after_of = of.iter().find_map(|phrase| self.group(phrase));
        // "its rival, X", "their principal rival": the possessive's own group.
        let possessive = (phrase.tokens.start..noun.start)
            .find(|at| matches!(page.lower(*at), "its" | "their"))
            .and_then(|at| {
                self.regarded(phrase, sentence)
                    .or_else(|| self.cast.in_focus(page, at, 2, |kind| kind == ActorKind::ArmedGroup))
            });
        // "works through a local ally, X": of whom it is said, does.
        let working = (matches!(page.lower(phrase.tokens.start), "a" | "an")
            && page.lower(noun.end) == ","
            && matches!(kind, RelationKind::AllyOf | RelationKind::RivalOf))
        .then(|| {
            self.clause_subject(phrase.tokens.start, sentence).or_else(|| {
                self.cast.in_focus(page, phrase.tokens.start, 1, |kind| kind == ActorKind::ArmedGroup)
            })
        })
        .flatten();
        let owner = after_of.or(before.filter(|actor| self.cast.is_group(*actor))).or(possessive).or(working);
        let Some(owner) = owner.filter(|owner| self.cast.is_group(*owner) || kind != RelationKind::BranchOf)
        else {
            self.each_other(kind, noun, phrase, sentence, found);
            return;
        };
        let end = of.first().map_or(noun.end, |phrase| phrase.tokens.end);
        let other = self.apposed(phrase, end, sentence, owner);
        let Some(other) = other.filter(|other| {
            *other != owner
                && (self.cast.is_group(*other)
                    || matches!(
                        kind,
                        RelationKind::Supports
                            | RelationKind::AllyOf
                            | RelationKind::RivalOf
                    )
                    // "three of the dead as civilians and one as a member of IS, UCDP counts".
                    || matches!(kind, RelationKind::FounderOf | RelationKind::MemberOf)
                        && self.cast.kind(*other) == ActorKind::Person)
        }) else {
            return;
        };
        let tokens = phrase.tokens.start.min(noun.start)..end;
        self.push(
            found,
            Found { kind, from: other, to: Some(owner), place: None, tokens, rule: "relation.noun" },
        );
    }

    /// "X and Y are rivals".
    fn each_other(
        &self,
        kind: RelationKind,
        noun: &Range<usize>,
        phrase: &NounPhrase,
        sentence: &Range<usize>,
        found: &mut Vec<Found>,
    ) {
        let page = self.page;
        let be = phrase.tokens.start.wrapping_sub(1);
        if !kind.is_symmetric() || !matches!(page.lower(be), "are" | "were" | "remain" | "became") {
            return;
        }
        let mut before = self
            .cast
            .mentions()
            .iter()
            .rev()
            .filter(|mention| mention.tokens.end <= be && sentence.contains(&mention.tokens.start));
        let (Some(right), Some(left)) = (before.next(), before.next()) else { return };
        let joined = right.tokens.end == be
            && right.tokens.start.saturating_sub(left.tokens.end) <= 3
            && (left.tokens.end..right.tokens.start).any(|at| page.lower(at) == "and");
        if joined && self.may_be(kind, left.actor, right.actor, page.lower(noun.end - 1)) {
            let tokens = left.tokens.start..noun.end;
            let (from, to) = (left.actor, Some(right.actor));
            self.push(found, Found { kind, from, to, place: None, tokens, rule: "relation.each-other" });
        }
    }

    /// "X regard Y as their principal rival": Y.
    fn regarded(&self, phrase: &NounPhrase, sentence: &Range<usize>) -> Option<usize> {
        let page = self.page;
        let previous = phrase.tokens.start.checked_sub(1).filter(|at| page.lower(*at) == "as")?;
        let verb = page.verbs.iter().rev().find(|verb| {
            verb.verb < previous
                && sentence.contains(&verb.verb)
                && page.language.attribution.deem.contains(page.language.words.lemma(page.lower(verb.verb)))
        })?;
        page.objects(verb).iter().find_map(|phrase| self.cast.of_phrase(page, phrase))
    }

    /// The group that is the subject of the verb before a token.
    fn clause_subject(&self, token: usize, sentence: &Range<usize>) -> Option<usize> {
        let page = self.page;
        let verb = page.verbs.iter().rev().find(|verb| verb.verb < token && sentence.contains(&verb.verb))?;
        page.subjects(verb)
            .iter()
            .find_map(|phrase| self.cast.of_phrase(page, phrase))
            .filter(|actor| self.cast.is_group(*actor))
    }

    /// "X took over as its leader", "X was appointed head of Y".
    fn by_role(&self, sentence: &Range<usize>, found: &mut Vec<Found>) {
        let page = self.page;
        for noun in sentence.clone() {
            let Some(kind) = page.language.persons.post(page.lower(noun)) else { continue };
            let Some(phrase) = page.phrase_at(noun).filter(|phrase| phrase.head == noun) else { continue };
            let Some(verb) = page.verbs.iter().rev().find(|verb| {
                verb.verb < phrase.tokens.start
                    && sentence.contains(&verb.verb)
                    && phrase.tokens.start - verb.verb <= 5
                    && page
                        .language
                        .relations
                        .taking
                        .contains(page.language.words.lemma(page.lower(verb.verb)))
            }) else {
                continue;
            };
            let of = (page.lower(noun + 1) == "of")
                .then(|| page.phrase_at(noun + 2).and_then(|phrase| self.group(phrase)))
                .flatten();
            let possessive = || {
                let at = phrase.tokens.clone().find(|at| matches!(page.lower(*at), "its" | "their"))?;
                self.cast.in_focus(page, at, 2, |kind| kind == ActorKind::ArmedGroup)
            };
            let inside = || (phrase.tokens.start..noun).find_map(|at| self.cast.at(at));
            let owner = of.or_else(possessive).or_else(inside);
            let sides = page.subjects(verb).into_iter().chain(page.objects(verb));
            let person = sides
                .filter_map(|phrase| self.cast.of_phrase(page, phrase))
                .find(|actor| self.cast.kind(*actor) == ActorKind::Person);
            if let Some(person) = person {
                self.post(person, kind, owner, verb.tokens.start..noun + 1, found);
            }
        }
    }

    /// "was succeeded by X", "X was named as his successor", "his predecessor, X": a leader of what was led before.
    fn by_succession(&self, sentence: &Range<usize>, found: &mut Vec<Found>) {
        let page = self.page;
        let words = &page.language.relations.succession;
        let Some(cue) = page.find_any(sentence, words).into_iter().next() else { return };
        let last = found.iter().rev().find(|one| {
            matches!(one.kind, RelationKind::LeaderOf | RelationKind::FounderOf)
                && page.sentence_of(cue.start)
                    - page.sentence_of(one.tokens.start).min(page.sentence_of(cue.start))
                    <= 6
        });
        let Some(led) = last.and_then(|one| one.to) else { return };
        let person = self
            .cast
            .mentions()
            .iter()
            .filter(|mention| {
                sentence.contains(&mention.tokens.start)
                    && self.cast.kind(mention.actor) == ActorKind::Person
                    && !found.iter().any(|one| {
                        one.from == mention.actor
                            && one.to == Some(led)
                            && matches!(one.kind, RelationKind::LeaderOf)
                    })
            })
            .min_by_key(|mention| mention.tokens.start.abs_diff(cue.end));
        if let Some(mention) = person.filter(|mention| mention.tokens.start.abs_diff(cue.end) <= 10) {
            let tokens = cue.start.min(mention.tokens.start)..cue.end.max(mention.tokens.end);
            self.push(
                found,
                Found {
                    kind: RelationKind::LeaderOf,
                    from: mention.actor,
                    to: Some(led),
                    place: None,
                    tokens,
                    rule: "relation.succession",
                },
            );
        }
    }

    /// The actor of which a descriptive phrase is said: before the comma, after the noun, or the subject of "is".
    fn apposed(
        &self,
        phrase: &NounPhrase,
        end: usize,
        sentence: &Range<usize>,
        owner: usize,
    ) -> Option<usize> {
        let page = self.page;
        let start = phrase.tokens.start;
        // "the Boko Haram splinter group Ansaru", "IS affiliate Boko Haram".
        let inside = (phrase.tokens.start..phrase.tokens.end)
            .rev()
            .find_map(|at| self.cast.at(at))
            .filter(|actor| *actor != owner);
        if inside.is_some() {
            return inside;
        }
        let behind = || {
            (page.lower(end) == ",")
                .then(|| {
                    page.phrase_at(end + 1).and_then(|phrase| {
                        self.cast.of_phrase(page, phrase).or_else(|| self.cast.at(end + 2))
                    })
                })
                .flatten()
        };
        let Some(previous) = start.checked_sub(1).filter(|at| *at >= sentence.start) else { return behind() };
        if matches!(page.lower(previous), "," | "(" | "-" | "as" | "—" | "–") {
            let mut before = previous.checked_sub(1)?;
            if page.lower(before) == ")" {
                before = (sentence.start..before)
                    .rev()
                    .find(|at| page.lower(*at) == "(")
                    .and_then(|open| open.checked_sub(1))
                    .unwrap_or(before);
            }
            // "emerged around 2006 as the armed wing of": the subject of the verb.
            if page.lower(previous) == "as" {
                let verb = page
                    .verbs
                    .iter()
                    .rev()
                    .find(|verb| verb.verb < previous && sentence.contains(&verb.verb))?;
                // "recognised the ADF as its province": whom the subject recognises.
                let recognises = page
                    .language
                    .relations
                    .recognising
                    .contains(page.language.words.lemma(page.lower(verb.verb)));
                let objects = if recognises && !verb.passive { page.objects(verb) } else { Vec::new() };
                let recognised = objects
                    .into_iter()
                    .filter(|object| object.tokens.end == previous)
                    .find_map(|object| self.cast.of_phrase(page, object));
                if recognised.is_some() {
                    return recognised;
                }
                return page.subjects(verb).iter().find_map(|phrase| self.cast.of_phrase(page, phrase));
            }
            if let Some(actor) = page
                .phrase_at(before)
                .and_then(|phrase| self.cast.of_phrase(page, phrase))
                .or_else(|| self.cast.at(before))
            {
                return Some(actor);
            }
        }
        if page.language.words.be_forms.contains(page.lower(previous)) {
            return (sentence.start..previous).rev().find_map(|at| self.cast.at(at));
        }
        // "the Pakistani Taliban, …; a splinter group, X, said".
        (page.lower(end) == ",")
            .then(|| page.phrase_at(end + 1).and_then(|phrase| self.cast.of_phrase(page, phrase)))
            .flatten()
    }

    fn group(&self, phrase: &NounPhrase) -> Option<usize> {
        self.cast
            .of_phrase(self.page, phrase)
            .or_else(|| phrase.tokens.clone().rev().find_map(|at| self.cast.at(at)))
    }

    /// Phrases between the two: "pledged allegiance to", "broke away from", "linked to", "founded by".
    fn by_phrase(&self, sentence: &Range<usize>, found: &mut Vec<Found>) {
        let page = self.page;
        for (kind, phrases) in &page.language.relations.phrases {
            let Some(kind) = RelationKind::parse(kind) else { continue };
            for cue in page.find_any(sentence, phrases) {
                self.phrase(kind, false, &cue, sentence, found);
            }
        }
        for (kind, phrases) in &page.language.relations.reversed {
            let Some(kind) = RelationKind::parse(kind) else { continue };
            for cue in page.find_any(sentence, phrases) {
                self.phrase(kind, true, &cue, sentence, found);
            }
        }
    }

    fn phrase(
        &self,
        kind: RelationKind,
        reversed: bool,
        cue: &Range<usize>,
        sentence: &Range<usize>,
        found: &mut Vec<Found>,
    ) {
        let page = self.page;
        let left = self.left_of(cue, sentence);
        let mut right = page.coordinated_from(cue.end, sentence.end);
        // "clashed with the much larger X": words of degree stand before the name.
        if right.is_empty() {
            right = (cue.end..sentence.end.min(cue.end + 5))
                .take_while(|at| !matches!(page.tag_at(*at), Tag::Verb | Tag::Punctuation | Tag::Preposition))
                .find(|at| self.cast.at(*at).is_some())
                .and_then(|at| page.phrase_at(at))
                .into_iter()
                .collect();
        }
        // "formed from A, B, the C and D": every group that follows.
        if reversed && kind == RelationKind::MergedInto {
            right = self
                .cast
                .mentions()
                .iter()
                .filter(|mention| {
                    (cue.end..page.clause_end(cue.end)).contains(&mention.tokens.start)
                        && self.cast.is_group(mention.actor)
                        && page.lower(mention.tokens.start.saturating_sub(1)) != "("
                        && (mention.tokens.start == cue.end
                            || page.lower(mention.tokens.start.saturating_sub(1)) != "of")
                })
                .filter_map(|mention| page.phrase_at(mention.tokens.start))
                .collect();
        }
        // "battles X in the Y and the Z": a name that goes on behind its phrase, and what is coordinated to it.
        if let Some(last) = right.last()
            && let Some(mention) =
                self.cast.mentions().iter().find(|mention| {
                    mention.tokens.contains(&last.head) && mention.tokens.end > last.tokens.end
                })
            && page.lower(mention.tokens.end) == "and"
        {
            right.extend(page.coordinated_from(mention.tokens.end + 1, sentence.end));
        }
        let passive = matches!(page.lower(cue.end - 1), "by")
            || page.lower(cue.start).ends_with("held") && page.lower(cue.end - 1) == "by";
        if matches!(kind, RelationKind::OperatesIn | RelationKind::Controls) {
            self.with_place(kind, cue, sentence, left, &right, passive, found);
            return;
        }
        let Some(left) = left else { return };
        // "The ELN and FARC dissidents have fought over control of": each other.
        if kind == RelationKind::Fights
            && (right.is_empty() || matches!(page.lower(cue.end), "over" | "for" | "since" | "in" | "each"))
            && let Some(group) = cue.clone().rev().find_map(|at| page.verb_at(at))
        {
            let sides: Vec<usize> =
                page.subjects(group).iter().filter_map(|phrase| self.cast.of_phrase(page, phrase)).collect();
            if let [first, second] = sides.as_slice()
                && self.may_be(kind, *first, *second, "")
            {
                let (from, to) = (*first, Some(*second));
                self.push(
                    found,
                    Found { kind, from, to, place: None, tokens: cue.clone(), rule: "relation.each-other" },
                );
                return;
            }
        }
        for phrase in &right {
            let group = |kind| kind == ActorKind::ArmedGroup;
            let other = (page.tag_at(phrase.head) == Tag::Pronoun && page.lower(phrase.head) == "it")
                .then(|| {
                    self.cast
                        .in_focus_but(page, phrase.head, 0, Some(left), group)
                        .or_else(|| self.cast.in_focus_but(page, phrase.head, 2, Some(left), group))
                })
                .flatten();
            let Some(right) = other
                .or_else(|| self.cast.of_phrase(page, phrase))
                .or_else(|| phrase.tokens.clone().find_map(|at| self.cast.at(at)))
            else {
                continue;
            };
            let (from, to) = match (kind, passive) {
                (RelationKind::LeaderOf | RelationKind::FounderOf, true) => (right, left),
                _ if reversed => (right, left),
                _ => (left, right),
            };
            // "a splinter of the Taliban that joined IS": the splinter did, and not the Taliban.
            let told_of = kind != RelationKind::MemberOf
                || self.cast.kind(from) == ActorKind::Person
                || page.verb_at(cue.end - 1).is_some_and(|group| {
                    page.subjects(group).iter().any(|subject| {
                        subject.preposition.is_none()
                            && subject.tokens.end == group.tokens.start
                            && self.cast.of_phrase(page, subject) == Some(from)
                    })
                });
            if told_of && self.may_be(kind, from, to, page.lower(cue.end - 1)) {
                let tokens = cue.start..phrase.tokens.end;
                self.push(
                    found,
                    Found { kind, from, to: Some(to), place: None, tokens, rule: "relation.phrase" },
                );
            }
        }
    }

    /// At a comma that closes a relative clause or an apposition: the last token before the one that opens it.
    fn before_insertion(&self, close: usize, sentence: &Range<usize>) -> Option<usize> {
        let page = self.page;
        let open = (sentence.start..close).rev().find(|at| page.lower(*at) == ",")?;
        let inserted = matches!(page.tag_at(open + 1), Tag::Relative)
            || matches!(
                page.lower(open + 1),
                "a" | "an" | "the" | "led" | "founded" | "based" | "known" | "formerly" | "also"
            );
        open.checked_sub(1).filter(|at| inserted && *at >= sentence.start)
    }

    /// The actor on the left of a phrase: the subject of its verb, else the nearest noun phrase.
    fn left_of(&self, cue: &Range<usize>, sentence: &Range<usize>) -> Option<usize> {
        let page = self.page;
        // "accuses Washington of arming X": who is accused does.
        let accused = cue
            .clone()
            .find_map(|at| page.verb_at(at))
            .filter(|group| group.participle && page.lower(group.tokens.start.saturating_sub(1)) == "of")
            .and_then(|group| {
                page.verbs.iter().rev().find(|verb| {
                    verb.verb < group.verb
                        && sentence.contains(&verb.verb)
                        && page
                            .language
                            .attribution
                            .blame
                            .verbs
                            .contains(page.language.words.lemma(page.lower(verb.verb)))
                })
            });
        if let Some(verb) = accused {
            return page.objects(verb).iter().find_map(|phrase| self.cast.of_phrase(page, phrase));
        }
        let by_verb = cue.clone().find_map(|at| page.verb_at(at)).and_then(|group| {
            page.subjects(group).iter().find_map(|phrase| self.cast.of_phrase(page, phrase))
        });
        by_verb.or_else(|| {
            let before = cue.start.checked_sub(1).filter(|at| *at >= sentence.start)?;
            let mut at = before;
            while at > sentence.start
                && (page.lower(at) == ","
                    || matches!(page.tag_at(at), Tag::Auxiliary | Tag::Adverb | Tag::Modal))
            {
                at -= 1;
            }
            // "X (Y), which is loyal to": what the relative stands for.
            if page.tag_at(at) == Tag::Relative {
                at = at.checked_sub(1)?;
                if page.lower(at) == "," {
                    at = at.checked_sub(1)?;
                }
                if page.lower(at) == ")" {
                    at = at.checked_sub(3)?;
                }
            }
            // "was formed in 2017 as a merger of": what was formed.
            if page.lower(at) == "as"
                && let Some(formed) =
                    page.verbs.iter().rev().find(|verb| verb.verb < at && sentence.contains(&verb.verb))
            {
                return page.subjects(formed).iter().find_map(|phrase| self.cast.of_phrase(page, phrase));
            }
            // "The group holds …", where the verb was read as a noun.
            if let Some(actor) = self.cast.at(at).filter(|_| page.phrase_at(at) == page.phrase_at(cue.start))
            {
                return Some(actor);
            }
            // "X, which is affiliated with Y, controls": past the insertion.
            let at = if page.lower(before) == "," {
                self.before_insertion(before, sentence).unwrap_or(at)
            } else {
                at
            };
            let phrase = page.phrase_at(at)?;
            let outer = phrase.preposition.and_then(|of| of.checked_sub(1)).and_then(|at| page.phrase_at(at));
            // "Ansar Dine, a militant Islamist group linked to": the apposition's own antecedent.
            let apposed = phrase
                .tokens
                .start
                .checked_sub(1)
                .filter(|at| page.lower(*at) == ",")
                .and_then(|comma| comma.checked_sub(1))
                .and_then(|at| page.phrase_at(at));
            self.cast
                .of_phrase(page, phrase)
                .or_else(|| apposed.and_then(|phrase| self.cast.of_phrase(page, phrase)))
                .or_else(|| outer.and_then(|phrase| self.cast.of_phrase(page, phrase)))
        })
    }

    fn may_be(&self, kind: RelationKind, from: usize, to: usize, last_word: &str) -> bool {
        let (left, right) = (self.cast.kind(from), self.cast.kind(to));
        let armed = |kind| matches!(kind, ActorKind::ArmedGroup);
        let force = |kind| {
            matches!(
                kind,
                ActorKind::ArmedGroup | ActorKind::StateForce | ActorKind::State | ActorKind::GovernmentBody
            )
        };
        match kind {
            RelationKind::LeaderOf | RelationKind::FounderOf => {
                left == ActorKind::Person && right != ActorKind::Person
            }
            RelationKind::PledgedAllegianceTo => {
                matches!(left, ActorKind::ArmedGroup | ActorKind::Person)
                    && matches!(right, ActorKind::ArmedGroup | ActorKind::Person)
            }
            RelationKind::BranchOf | RelationKind::MergedInto => armed(left) && armed(right),
            RelationKind::SplitFrom => {
                matches!(left, ActorKind::ArmedGroup | ActorKind::Person)
                    && armed(right)
                    && last_word != "left"
            }
            RelationKind::Fights => {
                force(left) && force(right) && (armed(left) || armed(right)) && last_word != "by"
            }
            RelationKind::AllyOf | RelationKind::RivalOf => force(left) && force(right),
            RelationKind::Supports => force(left) && armed(right),
            RelationKind::AffiliatedWith => (armed(left) || left == ActorKind::Person) && armed(right),
            // "The M23 joined the Congo River Alliance": a group may be a member, too.
            RelationKind::MemberOf => {
                (left == ActorKind::Person || armed(left) && last_word.starts_with("join")) && armed(right)
            }
            RelationKind::OperatesIn | RelationKind::Controls => false,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one caller; the sides of a relation of a place")]
    fn with_place(
        &self,
        kind: RelationKind,
        cue: &Range<usize>,
        sentence: &Range<usize>,
        left: Option<usize>,
        right: &[&NounPhrase],
        passive: bool,
        found: &mut Vec<Found>,
    ) {
        let page = self.page;
        let group = |actor: &usize| matches!(self.cast.kind(*actor), ActorKind::ArmedGroup);
        let (actor, near) = if passive {
            let actor = right.iter().find_map(|phrase| self.cast.of_phrase(page, phrase)).filter(group);
            let place = self.places.iter().position(|place| {
                place.tokens.end <= cue.start
                    && sentence.contains(&place.tokens.start)
                    && cue.start - place.tokens.end <= 8
            });
            (actor, place)
        } else {
            let limit = page.clause_end(cue.start).min(cue.end + 9);
            let limit = (cue.end..limit)
                .find(|at| matches!(page.tag_at(*at), Tag::Verb | Tag::Auxiliary | Tag::Modal))
                .unwrap_or(limit);
            let place = self.places.iter().position(|place| (cue.end..limit).contains(&place.tokens.start));
            (left.filter(group), place)
        };
        let (Some(actor), Some(first)) = (actor, near) else { return };
        let last = if passive {
            first
        } else {
            first
                + self.places[first..]
                    .windows(2)
                    .take_while(|pair| {
                        let between = pair[0].tokens.end..pair[1].tokens.start;
                        between.len() <= 3
                            && between.clone().all(|at| matches!(page.lower(at), "," | "and" | "the"))
                    })
                    .count()
        };
        for place in first..=last {
            let tokens =
                cue.start.min(self.places[place].tokens.start)..cue.end.max(self.places[place].tokens.end);
            self.push(
                found,
                Found { kind, from: actor, to: None, place: Some(place), tokens, rule: "relation.place" },
            );
        }
    }

    /// "the Hamas-ruled Gaza Strip", "Ansaru, an al-Qaeda-linked group", "the Iran-backed Houthis".
    fn by_compound(&self, sentence: &Range<usize>, found: &mut Vec<Found>) {
        let page = self.page;
        for at in sentence.clone() {
            let Some((kind, owner)) = page.compound(at).zip(self.cast.at(at)) else { continue };
            let Some(phrase) = page.phrase_at(at).filter(|phrase| phrase.head > at) else { continue };
            let end = phrase.tokens.end;
            if kind == RelationKind::Controls {
                let near = at + 1..end + 4;
                let place = self.places.iter().position(|place| {
                    near.contains(&place.tokens.start)
                        && (place.tokens.start < end
                            || (end..place.tokens.start).all(|at| matches!(page.lower(at), "of" | "the")))
                });
                let armed = Some(owner).filter(|owner| self.cast.is_group(*owner));
                if let Some((from, place)) = armed.zip(place) {
                    let tokens = at..self.places[place].tokens.end;
                    let rule = "relation.compound";
                    self.push(found, Found { kind, from, to: None, place: Some(place), tokens, rule });
                }
                continue;
            }
            let named = (at + 1..end).rev().find_map(|at| self.cast.at(at)).filter(|other| *other != owner);
            let other = named.or_else(|| self.cast.of_phrase(page, phrase)).filter(|other| *other != owner);
            let Some(other) = other.filter(|other| self.cast.is_group(*other)) else { continue };
            let (from, to) = if kind == RelationKind::Supports { (owner, other) } else { (other, owner) };
            let tokens = phrase.tokens.clone();
            let group = matches!(
                self.cast.kind(from),
                ActorKind::ArmedGroup | ActorKind::State | ActorKind::StateForce
            );
            if group {
                self.push(
                    found,
                    Found { kind, from, to: Some(to), place: None, tokens, rule: "relation.compound" },
                );
            }
        }
    }

    /// Posts: "al-Qaeda leader X", "X, the founder of Y", "its leader X", "spokesman X", "X, who leads Y".
    fn by_post(&self, sentence: &Range<usize>, found: &mut Vec<Found>) {
        let page = self.page;
        for mention in self.cast.mentions().iter().filter(|mention| {
            sentence.contains(&mention.tokens.start) && self.cast.kind(mention.actor) == ActorKind::Person
        }) {
            self.post_before(mention.actor, &mention.tokens, sentence, found);
            // "X, the founder of Y"; "X was its leader".
            let comma = matches!(page.lower(mention.tokens.end), "," | "is" | "was" | "became" | "remains");
            if comma {
                self.post_after(mention.actor, mention.tokens.end + 1, sentence, found);
            }
        }
    }

    /// The post's noun stands before the name: "Al-Qaeda leader Ayman al-Zawahiri", "its leader X", "the group's spokesman, X".
    fn post_before(
        &self,
        person: usize,
        name: &Range<usize>,
        sentence: &Range<usize>,
        found: &mut Vec<Found>,
    ) {
        let page = self.page;
        let mut at = name.start;
        // "its leader, X", "their leader is X".
        if at > sentence.start && (page.lower(at - 1) == "," || matches!(page.lower(at - 1), "is" | "was")) {
            at -= 1;
        }
        let Some(noun) = at.checked_sub(1).filter(|noun| *noun >= sentence.start) else { return };
        let word = page.lower(noun);
        let Some(kind) = page.language.persons.post(word) else {
            self.post_of_before(person, name, noun, sentence, found);
            return;
        };
        let kind =
            if page.lower(noun.saturating_sub(1)) == "deputy" { RelationKind::AffiliatedWith } else { kind };
        let phrase_start = page.phrase_at(noun).map_or(noun, |phrase| phrase.tokens.start);
        let mut floor = phrase_start;
        while floor > sentence.start && matches!(page.tag_at(floor - 1), Tag::PossessiveS) {
            floor = page.phrase_at(floor - 1).map_or(floor - 1, |phrase| phrase.tokens.start);
        }
        let owner = (floor..noun).rev().find_map(|token| self.cast.at(token)).or_else(|| {
            let possessive =
                (phrase_start..noun).find(|token| matches!(page.lower(*token), "its" | "their"))?;
            let body = |kind| matches!(kind, ActorKind::InternationalOrganisation | ActorKind::Organisation);
            self.cast
                .in_focus(page, possessive, 2, |kind| kind == ActorKind::ArmedGroup)
                .or_else(|| self.cast.in_focus(page, possessive, 1, body))
        });
        // "ISGS, whose founder, X, was killed".
        let whose = (phrase_start..=noun)
            .find(|token| page.lower(*token) == "whose")
            .or_else(|| phrase_start.checked_sub(1).filter(|token| page.lower(*token) == "whose"));
        let owner = owner.or_else(|| {
            let before = whose?.checked_sub(2)?;
            (before.saturating_sub(2)..=before).rev().find_map(|token| self.cast.at(token))
        });
        self.post(person, kind, owner, floor..name.end, found);
    }

    /// "X had run the group since 2009", "X created Y": subject and object of a verb, in whatever tense.
    fn by_verb(&self, sentence: &Range<usize>, found: &mut Vec<Found>) {
        let page = self.page;
        for group in page.verbs.iter().filter(|group| {
            sentence.contains(&group.verb)
                && !group.passive
                && !group.negated
                && !group.modal
                && !group.infinitive
                && !group.participle
        }) {
            let lemma = page.language.words.lemma(page.lower(group.verb));
            let kinds = page.language.relations.verbs.iter().filter(|(_, verbs)| verbs.contains(lemma));
            for kind in kinds.filter_map(|(kind, _)| RelationKind::parse(kind)) {
                let subjects = page.subjects(group);
                let Some(from) = subjects.iter().find_map(|phrase| self.cast.of_phrase(page, phrase)) else {
                    continue;
                };
                for phrase in page.objects(group) {
                    // "led the group's attacks": what is led is the phrase's own noun.
                    let to = self.cast.at(phrase.head).or_else(|| self.meant_group(phrase));
                    let Some(to) = to.filter(|to| *to != from && self.may_be(kind, from, *to, "")) else {
                        continue;
                    };
                    let tokens = group.verb..phrase.tokens.end;
                    let rule = "relation.verb";
                    self.push(found, Found { kind, from, to: Some(to), place: None, tokens, rule });
                }
            }
        }
    }

    /// "Under X, the group …", "a faction under X", "fighters under X's command".
    fn by_under(&self, sentence: &Range<usize>, found: &mut Vec<Found>) {
        let page = self.page;
        for mention in self.cast.mentions().iter().filter(|mention| {
            sentence.contains(&mention.tokens.start) && self.cast.kind(mention.actor) == ActorKind::Person
        }) {
            let Some(under) = mention
                .tokens
                .start
                .checked_sub(1)
                .filter(|at| *at >= sentence.start && page.lower(*at) == "under")
            else {
                continue;
            };
            let fronted = under == sentence.start && page.lower(mention.tokens.end) == ",";
            let led = if fronted {
                page.phrase_at(mention.tokens.end + 1)
                    .and_then(|phrase| self.cast.of_phrase(page, phrase).or_else(|| self.meant_group(phrase)))
            } else {
                under
                    .checked_sub(1)
                    .and_then(|at| page.phrase_at(at))
                    .and_then(|phrase| self.cast.at(phrase.head))
            };
            let led = led.filter(|led| self.cast.is_group(*led));
            self.post(mention.actor, RelationKind::LeaderOf, led, under..mention.tokens.end, found);
        }
    }

    /// "The group was founded in 2016 by X": a passive with its agent further on.
    fn by_agent(&self, sentence: &Range<usize>, found: &mut Vec<Found>) {
        let page = self.page;
        for group in page.verbs.iter().filter(|group| group.passive && sentence.contains(&group.verb)) {
            let kind = match page.language.words.lemma(page.lower(group.verb)) {
                "found" | "establish" | "create" | "set" | "launch" => RelationKind::FounderOf,
                "lead" | "head" | "command" => RelationKind::LeaderOf,
                _ => continue,
            };
            let by = page.after_preposition(group.verb + 1, page.clause_end(group.verb), &["by"]);
            let subjects = page.subjects(group);
            let led = subjects
                .iter()
                .find_map(|phrase| self.cast.of_phrase(page, phrase))
                .or_else(|| subjects.iter().find_map(|phrase| self.meant_group(phrase)));
            let Some(led) = led.filter(|led| self.cast.kind(*led) != ActorKind::Person) else { continue };
            for phrase in by {
                let person = self.cast.of_phrase(page, phrase);
                if let Some(person) = person.filter(|person| self.cast.kind(*person) == ActorKind::Person) {
                    let tokens = group.tokens.start..phrase.tokens.end;
                    self.push(
                        found,
                        Found {
                            kind,
                            from: person,
                            to: Some(led),
                            place: None,
                            tokens,
                            rule: "relation.agent",
                        },
                    );
                }
            }
        }
    }

    /// "the political wing is led by X", "the Congo River Alliance, a coalition launched by X": the group that a noun for one means.
    fn meant_group(&self, phrase: &NounPhrase) -> Option<usize> {
        let page = self.page;
        let groups = &page.language.persons.groups;
        let head = page.lower(phrase.head);
        if !groups.suffixes.contains(head) && !matches!(head, "wing" | "coalition" | "alliance" | "it") {
            return None;
        }
        // In apposition to its name.
        let comma = phrase.tokens.start.checked_sub(1).filter(|at| page.lower(*at) == ",");
        if let Some(named) = comma
            .and_then(|comma| page.phrase_at(comma.checked_sub(1)?))
            .and_then(|before| self.cast.of_phrase(page, before).or_else(|| self.cast.at(before.head)))
        {
            return self.cast.is_group(named).then_some(named);
        }
        let definite = matches!(page.lower(phrase.tokens.start), "the" | "its" | "it" | "this");
        definite
            .then(|| self.cast.in_focus(page, phrase.tokens.start, 3, |kind| kind == ActorKind::ArmedGroup))
            .flatten()
    }

    /// "Iran provides Hezbollah with weapons and money", "had supplied it with arms".
    fn by_supply(&self, sentence: &Range<usize>, found: &mut Vec<Found>) {
        let page = self.page;
        let words = &page.language.relations;
        for group in page.verbs.iter().filter(|group| {
            sentence.contains(&group.verb)
                && !group.passive
                && !group.negated
                && words.supplying.contains(page.language.words.lemma(page.lower(group.verb)))
        }) {
            let Some(object) = page.objects(group).into_iter().next() else { continue };
            let limit = page.clause_end(group.verb).min(object.tokens.end + 8);
            let given = page.lower(object.tokens.end) == "with"
                && (object.tokens.end + 1..limit).any(|at| words.supplied.contains(page.lower(at)));
            let to = self.cast.of_phrase(page, object).filter(|to| given && self.cast.is_group(*to));
            let from = page.subjects(group).into_iter().find_map(|phrase| self.cast.of_phrase(page, phrase));
            if let (Some(from), Some(to)) = (from.filter(|from| Some(*from) != to), to)
                && self.may_be(RelationKind::Supports, from, to, "")
            {
                let tokens = group.tokens.start..limit;
                let rule = "relation.supply";
                self.push(
                    found,
                    Found { kind: RelationKind::Supports, from, to: Some(to), place: None, tokens, rule },
                );
            }
        }
    }

    /// "it is X who commands": whom the sentence puts first.
    fn by_cleft(&self, sentence: &Range<usize>, found: &mut Vec<Found>) {
        let page = self.page;
        for mention in self.cast.mentions().iter().filter(|mention| {
            sentence.contains(&mention.tokens.start) && self.cast.kind(mention.actor) == ActorKind::Person
        }) {
            let (start, end) = (mention.tokens.start, mention.tokens.end);
            let cleft = start >= 2
                && page.lower(start - 2) == "it"
                && matches!(page.lower(start - 1), "is" | "was")
                && page.lower(end) == "who";
            let leads = page.verb_at(end + 1).filter(|group| {
                cleft
                    && !group.passive
                    && !group.negated
                    && matches!(
                        page.language.words.lemma(page.lower(group.verb)),
                        "lead" | "head" | "command"
                    )
            });
            let Some(group) = leads else { continue };
            let led = page
                .objects(group)
                .first()
                .and_then(|phrase| self.cast.of_phrase(page, phrase))
                .or_else(|| self.cast.in_focus(page, start, 3, |kind| kind == ActorKind::ArmedGroup));
            self.post(mention.actor, RelationKind::LeaderOf, led, start..group.tokens.end, found);
        }
    }

    /// "the leader of Y, X" and "a leader of the Y splinter group X" the other way round.
    fn post_of_before(
        &self,
        person: usize,
        name: &Range<usize>,
        last: usize,
        sentence: &Range<usize>,
        found: &mut Vec<Found>,
    ) {
        let page = self.page;
        // "the emir of the Islamic State in the Greater Sahara, X": the phrase in which the group's name begins.
        let begins = self
            .cast
            .mentions()
            .iter()
            .find(|mention| mention.tokens.contains(&last))
            .map(|one| one.tokens.start);
        let Some(phrase) = page
            .phrase_at(begins.unwrap_or(last))
            .filter(|_| page.lower(name.start.saturating_sub(1)) == ",")
        else {
            return;
        };
        let Some(of) =
            phrase.preposition.filter(|of| matches!(page.lower(*of), "of" | "for") && *of > sentence.start)
        else {
            return;
        };
        let Some(kind) = page.language.persons.post(page.lower(of - 1)) else { return };
        let owner = self
            .cast
            .of_phrase(page, phrase)
            .or_else(|| phrase.tokens.clone().find_map(|at| self.cast.at(at)));
        self.post(person, kind, owner, of - 1..name.end, found);
    }

    /// "X, co-founder and editor of Y", "X, who leads Y", "X, a leader of Y".
    fn post_after(&self, person: usize, start: usize, sentence: &Range<usize>, found: &mut Vec<Found>) {
        let page = self.page;
        let limit = (start + 14).min(sentence.end);
        let mut kinds = Vec::new();
        let mut at = start;
        // "X, one of the leaders of Y".
        if matches!(page.lower(at), "one" | "among") {
            at += if page.lower(at + 1) == "of" { 2 } else { 1 };
        }
        while at < limit && !matches!(page.lower(at), "of" | "for" | "at" | "with" | "in" | "," | ".") {
            let hyphen_word = page.lower(at);
            // "a former deputy leader of": no leader.
            let deputy = at > start && matches!(page.lower(at - 1), "deputy" | "vice" | "assistant");
            if let Some(kind) = page.language.persons.post(hyphen_word).filter(|_| !deputy) {
                kinds.push(kind);
            }
            if page.tag_at(at) == Tag::Verb
                || page.tag_at(at) == Tag::Relative && page.tag_at(at + 1) != Tag::Verb
            {
                return;
            }
            at += 1;
        }
        if kinds.is_empty() || at >= limit || !matches!(page.lower(at), "of" | "for" | "at" | "with" | "in") {
            // "X, a Taliban commander, …": the owner stands before the noun.
            let possessive = || {
                (start..at).find(|token| matches!(page.lower(*token), "its" | "their")).and_then(|token| {
                    self.cast.in_focus(page, token, 2, |kind| kind == ActorKind::ArmedGroup)
                })
            };
            let owner = (start..at).find_map(|token| self.cast.at(token)).or_else(possessive);
            if let (Some(kind), Some(_)) = (kinds.first(), owner) {
                self.post(person, *kind, owner, start..at, found);
            }
            return;
        }
        let phrase = page.phrase_at(at + 1);
        let owner = phrase.and_then(|phrase| {
            self.cast
                .of_phrase(page, phrase)
                .or_else(|| phrase.tokens.clone().rev().find_map(|token| self.cast.at(token)))
        });
        let end = phrase.map_or(at + 1, |phrase| phrase.tokens.end);
        for kind in kinds {
            self.post(person, kind, owner, start..end, found);
        }
    }

    fn post(
        &self,
        person: usize,
        kind: RelationKind,
        owner: Option<usize>,
        tokens: Range<usize>,
        found: &mut Vec<Found>,
    ) {
        let Some(owner) =
            owner.filter(|owner| *owner != person && self.cast.kind(*owner) != ActorKind::Person)
        else {
            return;
        };
        // "a Member of Parliament": of those who fight, or of an organisation.
        if kind == RelationKind::MemberOf
            && !matches!(self.cast.kind(owner), ActorKind::ArmedGroup | ActorKind::Organisation)
        {
            return;
        }
        self.push(
            found,
            Found { kind, from: person, to: Some(owner), place: None, tokens, rule: "relation.post" },
        );
    }

    fn finish(&self, mut found: Vec<Found>) -> Vec<Relation> {
        found.sort_by_key(|one| (one.tokens.start, one.kind));
        found
            .iter()
            .filter(|one| !self.is_denied(one))
            .map(|one| {
                let place = one.place.map(|index| {
                    let mut place = self.places[index].place.clone();
                    // "southern and central Somalia": the words stand with the country's name.
                    if place.precision == Some(PlacePrecision::Country)
                        && self.is_directed(self.places[index].tokens.start)
                    {
                        place.precision = Some(PlacePrecision::Region);
                    }
                    // "eastern Afghanistan" is the name of what is held.
                    if self.is_directed(self.places[index].tokens.start) {
                        let tokens = self.places[index].tokens.start - 1..self.places[index].tokens.end;
                        place.name = page_words(self.page, &tokens);
                    }
                    place
                });
                let attribution = self
                    .speech
                    .act_over(one.tokens.start)
                    .map(|act| Box::new(Speech::attribution(act, self.page)));
                let dated = matches!(
                    one.kind,
                    RelationKind::PledgedAllegianceTo | RelationKind::SplitFrom | RelationKind::MergedInto
                );
                Relation {
                    kind: one.kind,
                    from: Cast::id(one.from),
                    to: one.to.map(Cast::id),
                    place,
                    when: dated.then(|| self.time_near(&one.tokens)).flatten(),
                    ended: self.has_ended(&one.tokens),
                    attribution,
                    span: self.page.span(&one.tokens),
                    rule: Some(one.rule.to_owned()),
                }
            })
            .collect()
    }

    /// "a former leader of", "the late founder of": what the text says is over.
    fn has_ended(&self, tokens: &Range<usize>) -> bool {
        let from = tokens.start.saturating_sub(1);
        (from..tokens.end).any(|at| self.page.language.relations.ended.contains(self.page.lower(at)))
    }

    /// "Iran denies that it backs X", "it is not linked to X": what is denied does not hold.
    fn is_denied(&self, one: &Found) -> bool {
        let page = self.page;
        let denying = self
            .speech
            .act_over(one.tokens.start)
            .is_some_and(|act| act.cue.clone().any(|at| page.language.words.lemma(page.lower(at)) == "deny"));
        let negated = one.tokens.clone().any(|at| page.verb_at(at).is_some_and(|group| group.negated))
            || one.tokens.start.checked_sub(1).is_some_and(|at| page.lower(at) == "not");
        denying || negated
    }

    fn is_directed(&self, at: usize) -> bool {
        at.checked_sub(1)
            .is_some_and(|before| self.page.language.places.directions.contains(self.page.lower(before)))
    }

    fn time_near(&self, tokens: &Range<usize>) -> Option<When> {
        let sentence = &self.page.sentences[self.page.sentence_of(tokens.start)].tokens;
        let here = self
            .times
            .iter()
            .filter(|time| sentence.contains(&time.tokens.start) && time.when.earliest.is_some());
        here.min_by_key(|time| time.tokens.start.abs_diff(tokens.start)).map(|time| time.when.clone())
    }
}

fn page_words(page: &Page<'_>, tokens: &Range<usize>) -> String {
    page.words(tokens).to_owned()
}
