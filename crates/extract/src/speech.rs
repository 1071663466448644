//! Who is reported to say what: reporting verbs, "according to", and the geometry of quotation marks.
use crate::cast::Cast;
use crate::page::{NounPhrase, Page, Tag, VerbGroup};
use model::reading::Attribution;
use model::{Manner, Span};
use std::ops::Range;

/// A reported act of speech.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    pub(crate) speaker: Voice,
    /// Who passed it on.
    pub(crate) via: Vec<usize>,
    pub(crate) cue: Range<usize>,
    pub(crate) content: Span,
    pub(crate) content_tokens: Range<usize>,
    pub(crate) manner: Manner,
    /// A verb and not "according to".
    pub(crate) is_verb: bool,
    speaker_tokens: Option<Range<usize>>,
    rule: &'static str,
}

/// Who speaks: an actor, a description, or nobody who is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Voice {
    pub(crate) actor: Option<usize>,
    pub(crate) description: Option<String>,
}

/// All acts of speech of a text, in order.
pub(crate) struct Speech {
    pub(crate) acts: Vec<Act>,
}

impl Speech {
    pub(crate) fn new(page: &Page<'_>, cast: &Cast) -> Self {
        let mut acts: Vec<Act> = Vec::new();
        let finder = Finder { page, cast };
        for (_, sentence) in page.running() {
            let before = acts.len();
            for group in page.verbs.iter().filter(|group| sentence.tokens.contains(&group.verb)) {
                let act = finder.by_verb(group, &sentence.tokens, &acts, before);
                acts.extend(act);
            }
            acts.extend(finder.according_to(&sentence.tokens));
        }
        finder.continue_quotes(&mut acts);
        // Between two marks there may be nothing.
        acts.retain(|act| !act.content.is_empty() && !act.cue.is_empty());
        drop_nested(&mut acts);
        acts.sort_by_key(|act| (act.content.start, act.cue.start));
        Self { acts }
    }

    /// Who says what stands at a token, where somebody is named or described; the innermost.
    pub(crate) fn speaker_over(&self, token: usize) -> Option<&Voice> {
        self.act_over(token).map(|act| &act.speaker)
    }

    pub(crate) fn act_over(&self, token: usize) -> Option<&Act> {
        self.acts
            .iter()
            .filter(|act| act.content_tokens.contains(&token))
            .min_by_key(|act| act.content_tokens.len())
    }

    pub(crate) fn attribution(act: &Act, page: &Page<'_>) -> Attribution {
        let cue = page.span(&act.cue);
        let mut span = cue.join(&act.content);
        if let Some(speaker) = &act.speaker_tokens {
            span = span.join(&page.span(speaker));
        }
        Attribution {
            speaker: act.speaker.actor.map(Cast::id),
            description: act.speaker.description.clone(),
            via: act.via.iter().copied().map(Cast::id).collect(),
            cue: Some(cue),
            content: act.content,
            manner: act.manner,
            span,
            rule: Some(act.rule.to_owned()),
        }
    }

    pub(crate) fn quotations(&self, page: &Page<'_>) -> Vec<Attribution> {
        self.acts.iter().map(|act| Self::attribution(act, page)).collect()
    }
}

/// Two acts with one content are one; the first that was found stays.
fn drop_nested(acts: &mut Vec<Act>) {
    let mut kept: Vec<Act> = Vec::new();
    for act in acts.drain(..) {
        if !kept.iter().any(|other| other.content == act.content) {
            kept.push(act);
        }
    }
    *acts = kept;
}

struct Finder<'s, 'a> {
    page: &'s Page<'a>,
    cast: &'s Cast,
}

impl Finder<'_, '_> {
    /// The act of a reporting verb; `acts` are those so far, from `first` on of its own sentence.
    fn by_verb(&self, group: &VerbGroup, sentence: &Range<usize>, acts: &[Act], first: usize) -> Option<Act> {
        let page = self.page;
        let earlier = &acts[first..];
        let lemma = page.language.words.lemma(page.lower(group.verb)).to_owned();
        let words = &page.language.attribution;
        let participle = group.participle && words.participles.contains(page.lower(group.verb));
        if page.is_quoted(page.tokens[group.verb].span) {
            return None;
        }
        if let Some(act) = self.quoted_as_saying(group, sentence) {
            return Some(act);
        }
        if !words.say.contains(&lemma)
            && !words.judging.contains(&lemma)
            && self.number_put(group, sentence.end).is_none()
            || group.passive
            || group.infinitive && !group.modal
            || group.participle && !participle
            || group.negated && !matches!(lemma.as_str(), "believe" | "think" | "expect" | "rule")
            || self.is_responsibility(group, sentence)
            || self.in_object_relative(group)
        {
            return None;
        }
        let inverted = self.inverted_subject(group, sentence);
        let (subject, content) = match inverted {
            Some(phrase) => (Some(phrase), self.content_before(group, sentence, true)?),
            None => (
                self.speaking_subject(group).map(|phrase| self.apposed_person(phrase, group)),
                self.content_of(group, sentence, &lemma)?,
            ),
        };
        // "…, adding that", "… and warned that": the speaker of what was said before goes on.
        let joined = earlier.iter().rev().find(|act| inverted.is_none() && self.goes_on(act, group));
        let speaker = match joined {
            Some(act) => act.speaker.clone(),
            None => self.who_goes_on(subject, acts).or_else(|| self.voice(subject))?,
        };
        let (manner, content_tokens) = (self.manner(content), page.tokens_in(content));
        // "“A,” he said, “B.”" runs around its cue.
        let around = content_tokens.start < group.tokens.start && content_tokens.end > group.verb + 1;
        let own = content_tokens.contains(&group.verb) && inverted.is_none()
            || joined.is_none() && subject.is_some_and(|phrase| content_tokens.contains(&phrase.head));
        if content_tokens.is_empty() || own && !around {
            return None;
        }
        let cue = group.verb..group.verb + 1;
        let speaker_tokens = match joined {
            Some(act) => act.speaker_tokens.clone(),
            None => subject.map(|phrase| phrase.tokens.clone()),
        };
        Some(Act {
            speaker,
            via: self.told_to(group, &lemma),
            cue,
            content,
            content_tokens,
            manner,
            is_verb: true,
            speaker_tokens,
            rule: "quotation.verb",
        })
    }

    /// The subject of a verb of speech: in "killing 14 and wounding 30 others, police and officials said" the list begins behind the comma.
    fn speaking_subject(&self, group: &VerbGroup) -> Option<&NounPhrase> {
        let page = self.page;
        let subjects = page.subjects(group);
        let last = subjects.last()?;
        let directly = last.tokens.end == group.tokens.start;
        let told = |at: usize| {
            (page.sentences[page.sentence_of(at)].tokens.start..at).any(|at| page.tag_at(at) == Tag::Verb)
        };
        let from = subjects.iter().rposition(|phrase| {
            let before = phrase.tokens.start.wrapping_sub(1);
            page.lower(before) == "," && told(before)
        });
        let ends = matches!(page.lower(group.verb + 1), "." | "");
        match from.filter(|_| directly && ends && subjects.len() > 1) {
            Some(from) => subjects.get(from).copied(),
            None => subjects.first().copied(),
        }
    }

    /// "… it said": a pronoun that speaks is who spoke in the sentences just before, if he fits it.
    fn who_goes_on(&self, subject: Option<&NounPhrase>, acts: &[Act]) -> Option<Voice> {
        let page = self.page;
        let subject = subject?;
        let person = match page.lower(subject.head) {
            "he" | "she" => true,
            "it" => false,
            _ => return None,
        };
        let here = page.sentence_of(subject.head);
        let last = acts.iter().rev().find(|act| act.cue.start < subject.head || !act.is_verb)?;
        let actor = last.speaker.actor.filter(|actor| {
            let kind = self.cast.kind(*actor);
            (kind == model::ActorKind::Person) == person
        })?;
        (here - page.sentence_of(last.cue.start).min(here) <= 1)
            .then_some(Voice { actor: Some(actor), description: None })
    }

    /// Whether a reporting verb has no subject of its own and goes on with what an act of the same sentence said.
    fn goes_on(&self, act: &Act, group: &VerbGroup) -> bool {
        let page = self.page;
        if act.cue.start >= group.verb || !act.is_verb {
            return false;
        }
        let gap = act.content_tokens.end.max(act.cue.end)..group.tokens.start;
        let bare = gap.start <= gap.end
            && gap.len() <= 4
            && gap
                .clone()
                .all(|at| matches!(page.tag_at(at), Tag::Punctuation | Tag::Conjunction | Tag::Adverb));
        bare && (group.participle || gap.clone().any(|at| page.tag_at(at) == Tag::Conjunction))
    }

    /// "the alliance that they announced that day": a verb whose object is what stands before "that".
    fn in_object_relative(&self, group: &VerbGroup) -> bool {
        let page = self.page;
        let Some(subject) = page.subjects(group).first().copied() else { return false };
        let Some(before) = subject.tokens.start.checked_sub(2).filter(|_| subject.tokens.end <= group.verb)
        else {
            return false;
        };
        // "the ambush, which X claimed".
        let noun = if page.lower(before) == "," { before.saturating_sub(1) } else { before };
        matches!(page.lower(before + 1), "that" | "which" | "whom" | "what")
            && (matches!(page.tag_at(noun), Tag::Noun | Tag::Proper | Tag::Number)
                || page.lower(before + 1) == "what")
    }

    /// "The agency quoted an official as saying …", "X was quoted by Y as saying …": the speaker, and who passed it on.
    fn quoted_as_saying(&self, saying: &VerbGroup, sentence: &Range<usize>) -> Option<Act> {
        let page = self.page;
        let lemma = page.language.words.lemma(page.lower(saying.verb));
        if page.lower(saying.tokens.start.checked_sub(1)?) != "as" || !saying.participle {
            return None;
        }
        let quoting = page.verbs.iter().rev().find(|verb| {
            verb.verb < saying.tokens.start
                && sentence.contains(&verb.verb)
                && page.language.attribution.quote.contains(page.language.words.lemma(page.lower(verb.verb)))
        })?;
        let limit = saying.tokens.start;
        let (speaker, passing) = if quoting.passive {
            (page.subjects(quoting), page.after_preposition(quoting.verb + 1, limit, &["by"]))
        } else {
            (page.objects(quoting), page.subjects(quoting))
        };
        let subject = speaker.first().copied().map(|phrase| self.apposed_person(phrase, quoting));
        let content = self.content_of(saying, sentence, lemma)?;
        let content_tokens = page.tokens_in(content);
        Some(Act {
            speaker: self.voice(subject)?,
            via: passing.iter().filter_map(|phrase| self.cast.of_phrase(page, phrase)).collect(),
            cue: quoting.verb..saying.verb + 1,
            content,
            manner: self.manner(content),
            content_tokens,
            is_verb: true,
            speaker_tokens: subject.map(|phrase| phrase.tokens.clone()),
            rule: "quotation.quoted-as-saying",
        })
    }

    /// "told Reuters": the outlet passed it on.
    fn told_to(&self, group: &VerbGroup, lemma: &str) -> Vec<usize> {
        if lemma != "tell" {
            return Vec::new();
        }
        let objects = self.page.objects(group);
        let outlets = objects.iter().filter_map(|phrase| self.cast.of_phrase(self.page, phrase));
        outlets.filter(|actor| self.cast.kind(*actor) == model::ActorKind::Media).collect()
    }

    /// Claims, denials and blame are responsibilities and not also quotations.
    fn is_responsibility(&self, group: &VerbGroup, sentence: &Range<usize>) -> bool {
        let page = self.page;
        let words = &page.language.attribution;
        let near = group.verb.saturating_sub(1).max(sentence.start)..(group.verb + 9).min(sentence.end);
        let starts_here = |phrases: &[String]| {
            page.find_any(&near, phrases).iter().any(|found| found.contains(&group.verb))
        };
        let lemma = page.language.words.lemma(page.lower(group.verb));
        let claimed_event = matches!(lemma, "claim")
            && page.objects(group).first().is_some_and(|phrase| {
                words.claim.nouns.contains(page.lower(phrase.head))
                    || page.lower(phrase.head) == "responsibility"
            });
        let denied = lemma == "deny" && !matches!(page.lower(group.verb + 1), "that" | "the" | "reports");
        if starts_here(&words.claim.reasons) {
            return false;
        }
        starts_here(&words.claim.phrases)
            || starts_here(&words.deny.phrases)
            || claimed_event
            || denied
            || lemma == "accuse" && page.find(&(group.verb..sentence.end), "of").is_empty()
    }

    /// "…," said Lucas Webber.
    fn inverted_subject(&self, group: &VerbGroup, sentence: &Range<usize>) -> Option<&NounPhrase> {
        let page = self.page;
        let before = group.tokens.start.checked_sub(1).filter(|at| *at >= sentence.start)?;
        let closes = page.tokens[before].span.of(page.text);
        let after_quote = matches!(closes, "”" | "\"" | "’" | "," | "»");
        let next = page.phrase_at(group.verb + 1)?;
        let quoted = matches!(closes, "”" | "\"" | "»");
        let named = self.cast.at(next.head).is_some()
            || page.tag_at(next.head) == Tag::Proper
            || page.language.attribution.described.contains(page.lower(next.head));
        let ends = next.tokens.end >= sentence.end
            || matches!(
                page.lower(next.tokens.end),
                "," | "." | "in" | "of" | "on" | "at" | ";" | "from" | "as"
            )
            || page.tag_at(next.tokens.end) == Tag::Punctuation;
        // "…, says the army.": the last words of a sentence are who says it.
        let last = self.last_word(sentence) <= next.tokens.end
            && closes == ","
            && page.language.words.lemma(page.lower(group.verb)) == "say";
        (after_quote && named && ends && (quoted || last || !self.is_plain_subject(group))).then_some(next)
    }

    /// Whether the words before the verb already give it a subject: "Mohamud, …, said officials had …".
    fn is_plain_subject(&self, group: &VerbGroup) -> bool {
        self.page.subjects(group).first().is_some_and(|phrase| {
            phrase.tokens.end <= group.tokens.start && self.voice(Some(phrase)).is_some()
        })
    }

    fn voice(&self, phrase: Option<&NounPhrase>) -> Option<Voice> {
        let page = self.page;
        let phrase = phrase?;
        let known = |actor: usize| Some(Voice { actor: Some(actor), description: None });
        if let Some(actor) = self.cast.of_phrase(page, phrase) {
            return known(actor);
        }
        let head = page.lower(phrase.head);
        // "a statement by the group", "the ministry's report": whose it is, speaks.
        if page.language.attribution.documents.contains(head) {
            let by = matches!(page.lower(phrase.tokens.end), "by" | "from" | "of" | "on" | "in")
                .then(|| page.phrase_at(phrase.tokens.end + 1))
                .flatten()
                .filter(|_| matches!(page.lower(phrase.tokens.end), "by" | "from"))
                .and_then(|phrase| self.cast.of_phrase(page, phrase));
            let owner = by.or_else(|| phrase.tokens.clone().find_map(|at| self.cast.at(at)));
            if let Some(actor) = owner {
                return known(actor);
            }
        }
        let person = page.language.attribution.described.contains(head)
            || page.language.numbers.people_class(head).is_some()
            || page.language.persons.person_nouns.contains(head)
            || page.language.persons.groups.attackers.contains(head)
            || page.language.persons.groups.members.contains(head)
            || page.language.persons.titles.contains(head)
            || page.language.persons.post(head).is_some()
            || page.language.persons.clergy.contains(head)
            || page.language.persons.bodies.values().any(|nouns| nouns.contains(head))
            || page.language.attribution.documents.contains(head) && page.lower(phrase.tokens.start) != "it";
        let pronoun = matches!(head, "he" | "she" | "it" | "they" | "others" | "some" | "one");
        let with_of = self.with_attribute(phrase);
        match (person, pronoun) {
            (true, _) => Some(Voice { actor: None, description: Some(page.words(&with_of).to_owned()) }),
            (false, true) if head == "others" => {
                Some(Voice { actor: None, description: Some(head.to_owned()) })
            }
            (false, true) => Some(Voice::default()).filter(|_| !matches!(head, "one" | "it")),
            (false, false) => {
                // "an al-Qaeda-linked group" is not al-Qaeda.
                let mut own = phrase.tokens.clone().rev().filter(|at| page.compound(*at).is_none());
                own.find_map(|at| self.cast.at(at)).and_then(known)
            }
        }
    }

    /// "The head of the service, X, said", "X, commander of Y, said": the person in or before the apposition speaks.
    fn apposed_person<'p>(&'p self, phrase: &'p NounPhrase, group: &VerbGroup) -> &'p NounPhrase {
        let page = self.page;
        let is_person = |phrase: &NounPhrase| {
            self.cast.at(phrase.head).is_some_and(|actor| self.cast.kind(actor) == model::ActorKind::Person)
        };
        if is_person(phrase) || phrase.tokens.end > group.tokens.start {
            return phrase;
        }
        let between = phrase.tokens.end..group.tokens.start;
        let after = page.phrases.iter().find(|other| {
            between.contains(&other.head)
                && page.lower(other.tokens.start.saturating_sub(1)) == ","
                && matches!(page.lower(other.tokens.end), ",")
                && is_person(other)
        });
        let closed = page.lower(group.tokens.start.saturating_sub(1)) == ","
            || page.tag_at(group.tokens.start.saturating_sub(1)) == Tag::Adverb
                && page.lower(group.tokens.start.saturating_sub(2)) == ",";
        let before = phrase
            .tokens
            .start
            .checked_sub(2)
            .filter(|at| closed && page.lower(at + 1) == ",")
            .and_then(|at| page.phrase_at(at))
            .filter(|other| is_person(other));
        after.or(before).unwrap_or(phrase)
    }

    /// "a member of the council", "residents of Kabul", "a spokesman for the governor": the attribute belongs to the description.
    fn with_attribute(&self, phrase: &NounPhrase) -> Range<usize> {
        let page = self.page;
        let whole = |end: usize| {
            page.phrase_at(end + 1).map_or(phrase.tokens.clone(), |of| phrase.tokens.start..of.tokens.end)
        };
        match page.lower(phrase.tokens.end) {
            "of" | "for" | "with" => whole(phrase.tokens.end),
            // "Officials in Togo and Benin".
            "in" | "at" | "from"
                if page.tokens.get(phrase.tokens.end + 1).is_some_and(|next| next.capital)
                    || page.lower(phrase.tokens.end + 1) == "the" =>
            {
                let place = whole(phrase.tokens.end);
                match page.lower(place.end) {
                    "and" if page.tokens.get(place.end + 1).is_some_and(|next| next.capital) => page
                        .phrase_at(place.end + 1)
                        .map_or(place.clone(), |next| place.start..next.tokens.end),
                    _ => place,
                }
            }
            _ => phrase.tokens.clone(),
        }
    }

    fn content_of(&self, group: &VerbGroup, sentence: &Range<usize>, lemma: &str) -> Option<Span> {
        let page = self.page;
        let words = &page.language.attribution;
        let after = group.verb + 1;
        let last = self.last_word(sentence);
        // "spoke of 16 dead", "reported 20 dead".
        if let Some(counted) = self.counted_object(after, last, lemma)
            && !page.verbs.iter().any(|verb| verb.verb >= after && verb.verb < last && !verb.reduced)
        {
            let end = self.content_end(counted, last).max(counted + 1);
            return Some(
                self.trim(Span::new(page.tokens[counted].span.start, page.tokens[end - 1].span.end)),
            );
        }
        // "“…,” he said, referring to …": what ends at the subject is what is said.
        let subject = page.subjects(group).first().map_or(group.tokens.start, |phrase| phrase.tokens.start);
        let closes = subject
            .checked_sub(1)
            .filter(|at| *at >= sentence.start && subject < group.verb)
            .is_some_and(|at| {
                matches!(page.tokens[at].span.of(page.text), "”" | "\"" | "»")
                    && page.quotes.iter().any(|quote| quote.span.end == page.tokens[at].span.start)
            });
        let next_quote = page.quotes.iter().any(|quote| {
            quote.span.start >= page.tokens[group.verb].span.end
                && quote.span.end <= page.tokens[sentence.end - 1].span.end
        });
        if closes && !next_quote {
            return self.content_before(group, sentence, false);
        }
        // "accused Kabul of sheltering militants".
        if lemma == "accuse" {
            let object = page.objects(group).first().map(|phrase| phrase.tokens.start)?;
            let of = (object..last.min(object + 8)).find(|at| page.lower(*at) == "of")?;
            let violent = (of..last.min(of + 10)).any(|at| {
                page.language
                    .triggers
                    .at(&[page.lower(at)])
                    .iter()
                    .any(|(trigger, _, _)| crate::event::is_violent(trigger.event_type))
            });
            let quoted = page.quotes.iter().any(|quote| {
                let tokens = page.tokens_in(quote.span);
                tokens.start > of && tokens.end <= last + 1
            });
            let end = self.content_end(object, last);
            return (!violent || quoted).then(|| self.trim(page.span(&(object..end))));
        }
        // "…, Warsame said.": nothing but punctuation, a time or a place stands behind.
        if after >= last || self.only_circumstance(after, last) || self.closes_with_time(group, sentence) {
            return self.content_before(group, sentence, false);
        }
        if let Some(start) = self.inserted(group, sentence) {
            return Some(self.trim(page.span(&(start..self.content_end(after, last)))));
        }
        // "A plot was foiled in March, the authorities there reported, without naming the group".
        let subject_start = page.subjects(group).first().map(|phrase| phrase.tokens.start);
        if subject_start.is_some_and(|at| at > sentence.start + 3 && page.lower(at - 1) == ",")
            && page.lower(after) == ","
            && (matches!(page.lower(after + 1), "without" | "citing" | "adding" | "although" | "though")
                || page.verb_at(after + 1).is_some_and(|next| next.participle && next.verb == after + 1))
        {
            return self.content_before(group, sentence, false);
        }
        if let Some(number) = self.number_put(group, last) {
            let start = page.objects(group).first()?.tokens.start;
            return Some(self.trim(page.span(&(start..number + 1))));
        }
        let span = |start: usize, end: usize| {
            (end > start)
                .then(|| self.trim(Span::new(page.tokens[start].span.start, page.tokens[end - 1].span.end)))
        };
        // "“…,” he said, “…”": one quotation, broken by its cue.
        if let Some(whole) = self.broken_quote(group, sentence, last) {
            return Some(whole);
        }
        // "urged both sides to stop", "considers the group to be a threat".
        if words.urge.contains(lemma) || words.deem.contains(lemma) {
            let start = self.object_with_infinitive(group, last, words.deem.contains(lemma));
            if let Some(start) = start {
                return span(start, self.content_end(start, last));
            }
        }
        if let Some(start) = self.judged_object(group, last, lemma) {
            return span(start, self.content_end(start, last));
        }
        // Only for judging: "saw the attack" says nothing.
        if words.judging.contains(lemma) && !words.say.contains(lemma) {
            return None;
        }
        // "reported hearing gunfire".
        if matches!(lemma, "report" | "admit" | "recall" | "describe")
            && page.verb_at(after).is_some_and(|heard| heard.participle && heard.verb == after)
        {
            return span(after, self.content_end(after, last));
        }
        let other_verb = page
            .verbs
            .iter()
            .find(|verb| {
                verb.tokens.start >= after
                    && words.say.contains(page.language.words.lemma(page.lower(verb.verb)))
            })
            .map_or(last, |verb| verb.tokens.start);
        let that = (after..last.min(after + 12).min(other_verb.max(after + 1))).find(|at| {
            let how = page.lower(*at) == "how"
                && *at <= after + 2
                && matches!(lemma, "recall" | "describe" | "explain" | "tell" | "recount");
            how || page.lower(*at) == "that"
                && page.tag_at(*at) != Tag::Determiner
                && page.tag_at(*at) != Tag::Relative
                && !self.is_demonstrative(*at)
        });
        let quote = page.quotes.iter().find(|quote| {
            quote.span.start >= page.tokens[group.verb].span.end
                && quote.span.start < page.tokens[last - 1].span.end
                && page.tokens_in(quote.span).start <= after + 12
        });
        let clause = self.clause_from(after, last, lemma);
        let needs = words.needs_that.contains(lemma);
        let start = match (that, clause) {
            (Some(that), Some(clause)) if clause < that && !needs => clause,
            (Some(that), _) => that + 1,
            (None, Some(clause)) if !needs => clause,
            (None, Some(clause)) if words.clausal.contains(lemma) => clause,
            (None, _) => {
                if let Some(quote) = quote.filter(|quote| page.tokens_in(quote.span).start <= after + 3) {
                    return Some(self.trim(quote.span));
                }
                let counted = self.counted_object(after, last, lemma)?;
                return span(counted, self.content_end(counted, last));
            }
        };
        let end = self.content_end(start, last);
        span(start, end)
    }

    /// "called the charge absurd", "dismissed the claim as propaganda", "described the killings as “…”": an object, and what it is called.
    fn judged_object(&self, group: &VerbGroup, last: usize, lemma: &str) -> Option<usize> {
        let page = self.page;
        if !page.language.attribution.judging.contains(lemma) || group.passive {
            return None;
        }
        let after = group.verb + 1;
        let object = page.phrase_at(after).filter(|phrase| phrase.tokens.start == after)?;
        let end = object.tokens.end;
        // "who call themselves the Signatories in Blood".
        if page.lower(object.head).ends_with("selves") || page.lower(object.head).ends_with("self") {
            return None;
        }
        // "The Taliban regard IS-K as their rival": a stance of a group, and nothing that it says.
        let held = page.language.attribution.deem.contains(lemma) || matches!(lemma, "see" | "view");
        if held
            && page
                .subjects(group)
                .iter()
                .filter_map(|phrase| self.cast.of_phrase(page, phrase))
                .any(|actor| self.cast.kind(actor) != model::ActorKind::Person)
        {
            return None;
        }
        // "the killings of 20 villagers as": what is of the object goes with it.
        let named = (end..last.min(end + 10))
            .take_while(|at| {
                !matches!(page.tag_at(*at), Tag::Verb | Tag::Relative | Tag::Subordinator)
                    && !matches!(page.lower(*at), ";" | "," | "and")
            })
            .any(|at| page.lower(at) == "as");
        if named {
            return Some(after);
        }
        let complement = page.language.attribution.naming.contains(lemma)
            && (matches!(page.tag_at(end), Tag::Adjective | Tag::Determiner)
                || page.tokens[end].span.of(page.text).starts_with(['"', '“', '‘'])
                || matches!(page.tag_at(end), Tag::Adverb) && page.tag_at(end + 1) == Tag::Adjective
                || end >= last && page.tag_at(end - 1) == Tag::Adjective);
        // "considers attacks on the capital unlikely": the adjective ends the clause.
        let ends = page.language.attribution.naming.contains(lemma)
            && page.tag_at(last.saturating_sub(1)) == Tag::Adjective
            && last - after <= 10
            && !page.verbs.iter().any(|verb| verb.verb >= after && verb.verb < last);
        (complement || ends).then_some(after)
    }

    /// "on that day", "announced that day": before a noun that nothing follows as its verb.
    fn is_demonstrative(&self, that: usize) -> bool {
        let page = self.page;
        matches!(
            page.lower(that + 1),
            "day" | "night" | "week" | "month" | "year" | "time" | "morning" | "evening" | "afternoon"
        )
    }

    /// "reported 20 dead", "spoke of 16 dead": a count of people is what is reported.
    fn counted_object(&self, after: usize, last: usize, lemma: &str) -> Option<usize> {
        let page = self.page;
        if !page.language.attribution.counted.contains(lemma) {
            return None;
        }
        // "had spoken on Thursday of 11".
        let of_at = (after..last.min(after + 4)).find(|at| matches!(page.lower(*at), "of" | "about"));
        let start = match of_at {
            Some(of) if of == after || lemma == "speak" => of + 1,
            _ => after,
        };
        let of = start > after || lemma != "speak";
        let number = (start..last.min(start + 4)).find(|at| page.tag_at(*at) == Tag::Number)?;
        let casualty = (number..last.min(number + 4)).any(|at| {
            matches!(
                page.lower(at),
                "dead"
                    | "killed"
                    | "wounded"
                    | "injured"
                    | "deaths"
                    | "casualties"
                    | "fatalities"
                    | "hurt"
                    | "missing"
                    | "bodies"
                    | "victims"
            )
        });
        // "had spoken of 11": of what was counted before.
        let bare = lemma == "speak" && start > after && matches!(page.lower(number + 1), "," | "." | ";");
        (of && (casualty || bare)).then_some(start)
    }

    /// The object of a verb of urging or deeming, where an infinitive follows it.
    fn object_with_infinitive(&self, group: &VerbGroup, last: usize, deem: bool) -> Option<usize> {
        let page = self.page;
        let mut after = group.verb + 1;
        if matches!(page.lower(after), "on" | "upon" | "for") {
            after += 1;
        }
        let phrase = page.phrase_at(after)?;
        let verb = page.verbs.iter().find(|verb| verb.verb > after && verb.verb < last && verb.infinitive);
        let to_be = (phrase.tokens.end..last)
            .find(|at| page.tag_at(*at) == Tag::To && (!deem || matches!(page.lower(at + 1), "be" | "have")));
        let to = if deem { to_be } else { verb.map(|verb| verb.tokens.start).or(to_be) };
        // "told lawmakers that X has the will to attack": a clause stands between.
        let clause = |to: usize| {
            (phrase.tokens.end..to).any(|at| {
                matches!(page.tag_at(at), Tag::Subordinator | Tag::Modal)
                    || page.lower(at) == "that"
                    || page.verb_at(at).is_some_and(|verb| !verb.reduced && !verb.participle && !deem)
            })
        };
        let to = to.filter(|to| !clause(*to));
        to.filter(|to| to - after <= 14).map(|_| phrase.tokens.start)
    }

    /// "“A,” he said, “B.”": from the first mark to the last, where the cue breaks a sentence.
    fn broken_quote(&self, group: &VerbGroup, sentence: &Range<usize>, last: usize) -> Option<Span> {
        let page = self.page;
        let cue = page.tokens[group.verb].span;
        let begin = page.tokens[sentence.start].span.start;
        let before =
            page.quotes.iter().rev().find(|quote| quote.span.end <= cue.start && quote.span.end > begin)?;
        let opening = page.tokens_in(before.span);
        let after = page.quotes.iter().find(|quote| quote.span.start >= cue.end)?;
        let next = page.tokens_in(after.span).start;
        let finished = before.span.of(page.text).trim_end().ends_with(['.', '!', '?']);
        let close = next <= group.verb + 5 && next < last && page.lower(group.verb + 1) == ",";
        let speaks = page.subjects(group).first().is_none_or(|phrase| phrase.tokens.start >= opening.end);
        (close && !finished && speaks).then(|| self.trim(before.span.join(&after.span)))
    }

    /// Where a clause begins behind a reporting verb: its first noun phrase, if a finite verb follows.
    fn clause_from(&self, after: usize, last: usize, lemma: &str) -> Option<usize> {
        let page = self.page;
        let mut at = after;
        // "told AFP the army had left": whom one tells is no part of what is told.
        if lemma == "tell" {
            at = page.phrase_at(at).map_or(at, |phrase| phrase.tokens.end);
        }
        while at < last {
            let group = page.verbs.iter().find(|group| {
                group.tokens.start >= at
                    && group.verb < last
                    && !group.participle
                    && !group.reduced
                    && !group.infinitive
            });
            let auxiliary =
                (at..last).find(|token| matches!(page.tag_at(*token), Tag::Auxiliary | Tag::Modal));
            let verb = group.map(|group| group.tokens.start).into_iter().chain(auxiliary).min()?;
            let phrase = page.phrase_at(at);
            match (page.tag_at(at), phrase) {
                // "told reporters that", "said on Monday that": an addressee or a time before the clause.
                (Tag::Preposition, _) => {
                    at = page.phrase_at(at + 1).map_or(at + 1, |phrase| phrase.tokens.end);
                }
                (_, Some(phrase))
                    if matches!(page.lower(phrase.tokens.end), "that")
                        || matches!(
                            page.lower(phrase.head),
                            "reporters" | "journalists" | "lawmakers" | "agencies"
                        ) =>
                {
                    at = phrase.tokens.end;
                }
                (Tag::Subordinator, _) => return Some(at + 1),
                (_, Some(_)) | (Tag::Adverb | Tag::Qualifier | Tag::Determiner | Tag::Number, None) => {
                    // "identify the bodies of people who were killed": the only verb is a relative's, so there is no clause.
                    let relative = (at..verb).any(|token| {
                        page.tag_at(token) == Tag::Relative && page.lower(token.wrapping_sub(1)) != ","
                    });
                    return (verb > at && verb - at <= 25 && !relative).then_some(at);
                }
                (Tag::Punctuation, _) => at += 1,
                _ => return None,
            }
        }
        None
    }

    fn only_circumstance(&self, after: usize, last: usize) -> bool {
        let page = self.page;
        let words = (after..last).filter(|at| page.tag_at(*at) != Tag::Punctuation).count();
        let starts = matches!(page.tag_at(after), Tag::Preposition | Tag::Adverb)
            || page.tokens[after].capital && words <= 2;
        starts && words <= 6 && page.verbs.iter().all(|group| !(after..last).contains(&group.verb))
    }

    /// "…, the minister said on Sunday, hours after …": only when it was said stands between the verb and a comma, and what was said before it.
    fn closes_with_time(&self, group: &VerbGroup, sentence: &Range<usize>) -> bool {
        let page = self.page;
        let after = group.verb + 1;
        let Some(subject) = page.subjects(group).first().map(|phrase| phrase.tokens.start) else {
            return false;
        };
        let Some(comma) = (after..sentence.end.min(after + 6)).find(|at| page.lower(*at) == ",") else {
            return false;
        };
        let time = &page.language.time;
        let dated = (after..comma).any(|at| {
            let word = time.word(page.lower(at));
            word.weekday.is_some() || word.month.is_some() && page.tokens[at].capital
        });
        let plain = (after..comma).all(|at| {
            matches!(
                page.tag_at(at),
                Tag::Preposition | Tag::Proper | Tag::Number | Tag::Adverb | Tag::Noun | Tag::Adjective
            )
        });
        let told = page.verbs.iter().any(|verb| {
            verb.verb >= sentence.start && verb.verb < subject && !verb.infinitive && !verb.participle
        });
        let fronted = page.tag_at(self.body_start(sentence)) == Tag::Subordinator;
        subject < group.verb
            && subject.checked_sub(1).is_some_and(|at| page.lower(at) == ",")
            && dated
            && plain
            && told
            && !fronted
    }

    /// "137 hostages, it said on Twitter, had perished": where a clause begins into which the cue is put.
    fn inserted(&self, group: &VerbGroup, sentence: &Range<usize>) -> Option<usize> {
        let page = self.page;
        let subject = page.subjects(group).first().map(|phrase| phrase.tokens.start)?;
        let comma = subject.checked_sub(1).filter(|at| *at > sentence.start && page.lower(*at) == ",")?;
        let after = group.verb + 1;
        let closes = (after..sentence.end.min(after + 5)).find(|at| page.lower(*at) == ",")?;
        let plain = (after..closes).all(|at| {
            matches!(
                page.tag_at(at),
                Tag::Preposition | Tag::Proper | Tag::Number | Tag::Adverb | Tag::Noun | Tag::Determiner
            )
        });
        let from = self.body_start(sentence);
        let told = page.verbs.iter().any(|verb| verb.verb >= from && verb.verb < subject && !verb.participle);
        // "…, the minister said, blaming a gang": what follows is no part of what is said.
        let manner = page.verb_at(closes + 1).is_some_and(|next| next.participle && next.verb == closes + 1);
        let goes_on = !manner && matches!(page.tag_at(closes + 1), Tag::Auxiliary | Tag::Modal | Tag::Verb)
            || told && matches!(page.lower(closes + 1), "and" | "but");
        // ": 137 hostages, it said": what stands before the colon introduces it.
        let colon = (from..comma).rev().find(|at| matches!(page.lower(*at), ":" | ";"));
        let start = colon.map_or(from, |at| at + 1);
        let quoted = (start..comma).any(|at| page.is_quoted(page.tokens[at].span));
        (plain && goes_on && !quoted && start < comma).then_some(start)
    }

    /// "put the number of dead at 40": the number.
    fn number_put(&self, group: &VerbGroup, last: usize) -> Option<usize> {
        let page = self.page;
        let words = &page.language.attribution;
        if !words.numbering.contains(page.language.words.lemma(page.lower(group.verb))) {
            return None;
        }
        let object = page.objects(group).first().copied()?;
        // "gave a lower figure of 95".
        if object.tokens.clone().any(|at| words.numbers.contains(page.lower(at)))
            && page.lower(object.tokens.end) == "of"
        {
            let number = (object.tokens.end + 1..last.min(object.tokens.end + 4))
                .find(|at| page.tag_at(*at) == Tag::Number);
            if number.is_some() {
                return number;
            }
        }
        let counts = object.tokens.clone().any(|at| words.numbers.contains(page.lower(at)));
        let at = (object.tokens.end..last.min(object.tokens.end + 8))
            .find(|at| matches!(page.lower(*at), "at" | "as"))?;
        let number = (at + 1..last.min(at + 5)).find(|at| page.tag_at(*at) == Tag::Number)?;
        counts.then_some(number)
    }

    /// What stands before a reporting verb at the end: the quotation, or the sentence up to the comma.
    fn content_before(&self, group: &VerbGroup, sentence: &Range<usize>, inverted: bool) -> Option<Span> {
        let page = self.page;
        let begin = page.tokens[sentence.start].span.start;
        let subject = if inverted {
            group.tokens.start
        } else {
            page.subjects(group).first().map_or(group.tokens.start, |phrase| phrase.tokens.start)
        };
        let edge = page.tokens[subject.min(group.tokens.start)].span.start;
        let quoted = page.quotes.iter().rev().find(|quote| quote.span.end <= edge && quote.span.end > begin);
        // A quotation counts where it ends at the cue; it may have begun in an earlier sentence.
        if let Some(quote) = quoted
            && page
                .tokens_in(Span::new(quote.span.end, edge))
                .clone()
                .all(|at| page.tag_at(at) == Tag::Punctuation)
        {
            // "the troops “tactically withdrew,” he said": words before the mark belong to it.
            let leads = page.tokens_in(quote.span).start > sentence.start + 2
                && quote.span.start > begin
                && page.tokens_in(Span::new(begin, quote.span.start)).len() > 2
                && !page
                    .quotes
                    .iter()
                    .any(|other| other.span.start >= begin && other.span.end < quote.span.start);
            let start =
                if leads { page.tokens[self.body_start(sentence)].span.start } else { quote.span.start };
            return Some(self.trim(Span::new(start, quote.span.end)));
        }
        let comma = (sentence.start..subject).rev().find(|at| page.lower(*at) == ",")?;
        let from = self.body_start(sentence);
        (comma > from + 1)
            .then(|| self.trim(Span::new(page.tokens[from].span.start, page.tokens[comma - 1].span.end)))
    }

    /// Where a sentence begins behind its dateline ("KABUL -- …").
    fn body_start(&self, sentence: &Range<usize>) -> usize {
        let page = self.page;
        let limit = (sentence.start + 12).min(sentence.end);
        let dash = (sentence.start..limit).rev().find(|at| {
            matches!(page.lower(*at), "-" | "—" | "–")
                && page.tokens[sentence.start].span.of(page.text).chars().all(|c| !c.is_lowercase())
        });
        dash.map_or(sentence.start, |dash| dash + 1)
    }

    fn last_word(&self, sentence: &Range<usize>) -> usize {
        (sentence.clone())
            .rev()
            .find(|at| self.page.tag_at(*at) != Tag::Punctuation)
            .map_or(sentence.end, |at| at + 1)
    }

    /// The content ends with the sentence, or where another clause takes over: "; …", ", but …", ", adding …", "and warned …".
    fn content_end(&self, start: usize, last: usize) -> usize {
        let page = self.page;
        (start + 2..last)
            .find(|at| {
                let word = page.lower(*at);
                let ends = match word {
                    ";" => true,
                    "," => {
                        matches!(
                            page.lower(at + 1),
                            "but"
                                | "while"
                                | "although"
                                | "though"
                                | "contradicting"
                                | "accusing"
                                | "according"
                                | "blaming"
                        ) && !matches!(page.lower(at + 2), "that")
                            || page.language.attribution.participles.contains(page.lower(at + 1))
                            || page.lower(at + 1) == "and" && self.speaks_on(at + 2)
                    }
                    "and" | "but" => self.speaks_on(at + 1),
                    _ => false,
                };
                ends && !page.is_quoted(page.tokens[*at].span)
            })
            .unwrap_or(last)
    }

    /// Whether a finite reporting verb without a subject of its own stands at a token (an adverb may stand before it).
    fn speaks_on(&self, at: usize) -> bool {
        let page = self.page;
        let at = at + usize::from(page.tag_at(at) == Tag::Adverb);
        let words = &page.language.attribution;
        let lemma = page.language.words.lemma(page.lower(at));
        let form = page.language.words.verbs.get(page.lower(at));
        page.tag_at(at) == Tag::Verb
            && page.verb_at(at).is_some_and(|group| !group.infinitive && !group.passive && group.verb == at)
            && form.is_some_and(|form| (form.past || form.third) && !form.ing)
            && (words.say.contains(lemma) && !words.counted.contains(lemma) && lemma != "find"
                || words.blame.verbs.contains(lemma)
                || words.urge.contains(lemma))
    }

    fn according_to(&self, sentence: &Range<usize>) -> Vec<Act> {
        let page = self.page;
        let mut acts = Vec::new();
        for cue in page.find_any(sentence, &page.language.attribution.according_to) {
            let Some(phrase) = page.phrase_at(cue.end) else { continue };
            // "citing the surrender of 600": only who can speak is cited.
            let persons = &page.language.persons;
            let head = page.lower(phrase.head);
            let cited = &page.language.attribution.cited;
            let speaks = !page.language.attribution.citing.contains(page.lower(cue.start))
                || page.language.numbers.people_class(head).is_some()
                || persons.person_nouns.contains(head)
                || persons.post(head).is_some()
                || persons.bodies.values().any(|nouns| nouns.contains(head))
                || cited.contains(head)
                || head.strip_suffix('s').is_some_and(|one| cited.contains(one));
            let Some(speaker) = self.voice(Some(phrase)).or_else(|| {
                let words = self.with_attribute(phrase);
                speaks.then(|| Voice { actor: None, description: Some(page.words(&words).to_owned()) })
            }) else {
                continue;
            };
            let Some(range) = self.content_around(&cue, phrase, sentence) else { continue };
            if range.is_empty() {
                continue;
            }
            let content = self.trim(page.span(&range));
            let (content_tokens, manner) = (page.tokens_in(content), self.manner(content));
            acts.push(Act {
                speaker,
                via: Vec::new(),
                cue: cue.clone(),
                content,
                content_tokens,
                manner,
                is_verb: false,
                speaker_tokens: Some(phrase.tokens.clone()),
                rule: "quotation.according-to",
            });
        }
        acts
    }

    /// What an "according to" is said of: the rest of the sentence, what stands before it, or the clause around it.
    fn content_around(
        &self,
        cue: &Range<usize>,
        phrase: &NounPhrase,
        sentence: &Range<usize>,
    ) -> Option<Range<usize>> {
        let page = self.page;
        let (from, last) = (self.body_start(sentence), self.last_word(sentence));
        let after_comma = (phrase.tokens.end..last).find(|at| page.lower(*at) == ",").map(|comma| comma + 1);
        if cue.start <= from + 1 {
            let start = after_comma?;
            return Some(start..self.content_end(start, last));
        }
        let comma = page.lower(cue.start - 1) == ",";
        // "Reuters reported, citing a source, that …".
        if let Some(start) = after_comma.filter(|_| comma && cue.start - from <= 5)
            && (from..cue.start).any(|at| page.tag_at(at) == Tag::Verb)
        {
            let start = start + usize::from(page.lower(start) == "that");
            return (start < last).then(|| start..self.content_end(start, last));
        }
        let before = if comma { cue.start - 1 } else { cue.start };
        // "through which, according to X, it guides …": the clause goes on behind.
        let opened = comma
            && matches!(
                page.tag_at(before.saturating_sub(1)),
                Tag::Relative | Tag::Subordinator | Tag::Conjunction
            );
        // "By late Friday, according to medics, ten people were dead": a time or place alone is not what they said.
        let told =
            (from..before).any(|at| matches!(page.tag_at(at), Tag::Verb | Tag::Auxiliary | Tag::Number));
        let goes_on = |start: usize| {
            matches!(
                page.tag_at(start),
                Tag::Verb | Tag::Auxiliary | Tag::Modal | Tag::Relative | Tag::Conjunction
            )
        };
        match after_comma {
            Some(start) if comma && !told && !goes_on(start) => Some(start..self.content_end(start, last)),
            Some(start) if opened => Some(start..self.content_end(start, last)),
            Some(start) if comma && matches!(page.tag_at(start), Tag::Verb | Tag::Auxiliary | Tag::Modal) => {
                Some(from..self.content_end(start, last))
            }
            _ => Some(from..before),
        }
    }

    /// Quotations that no cue stands at: a sentence that is all quotation, after one with a speaker, goes on with him.
    fn continue_quotes(&self, acts: &mut Vec<Act>) {
        let page = self.page;
        for (index, sentence) in page.running() {
            let quote = page.quotes.iter().find(|quote| {
                let tokens = page.tokens_in(quote.span);
                tokens.start <= sentence.tokens.start + 1
                    && tokens.end + 2 >= sentence.tokens.end
                    && tokens.start >= sentence.tokens.start
            });
            let Some(quote) = quote else { continue };
            if acts.iter().any(|act| act.content.overlaps(&quote.span)) {
                continue;
            }
            let previous = acts
                .iter()
                .filter(|act| act.cue.start < sentence.tokens.start)
                .max_by_key(|act| act.cue.start)
                .filter(|act| {
                    let last = page.sentence_of(act.cue.start);
                    let same = page.sentences[last].paragraph == page.sentences[index].paragraph;
                    // A quotation that its paragraph left open goes on in the next.
                    let open = page.quotes.iter().any(|other| {
                        other.unclosed
                            && page.sentences[page.sentence_at(other.span)].paragraph + 1
                                == page.sentences[index].paragraph
                    });
                    index - last <= 3 && same || open
                });
            let Some(previous) = previous else { continue };
            let content = self.trim(quote.span);
            let content_tokens = page.tokens_in(content);
            acts.push(Act {
                content,
                content_tokens,
                manner: Manner::Direct,
                speaker_tokens: None,
                rule: "quotation.continued",
                ..previous.clone()
            });
        }
    }

    fn manner(&self, content: Span) -> Manner {
        let page = self.page;
        if page.is_quoted(content) {
            return Manner::Direct;
        }
        let inside = page.quotes.iter().any(|quote| content.overlaps(&quote.span));
        if inside { Manner::Mixed } else { Manner::Indirect }
    }

    /// Without blanks, closing punctuation and the marks themselves at the ends.
    fn trim(&self, span: Span) -> Span {
        let words = span.of(self.page.text);
        let outer = |c: char| c.is_whitespace() || matches!(c, ',' | '.' | '“' | '”' | '"' | ';' | ':');
        let front = words.len() - words.trim_start_matches(outer).len();
        let kept = words.trim_end_matches(outer).len();
        // A full stop that belongs to initials ("U.S.") stays.
        let inner = words[..kept].strip_suffix(char::is_uppercase);
        let is_initial = inner.is_some_and(|rest| rest.ends_with('.')) && words[kept..].starts_with('.');
        let stop = usize::from(is_initial);
        Span::new(span.start + front, span.start + (kept + stop).max(front))
    }
}
