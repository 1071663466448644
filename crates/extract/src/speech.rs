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
        for (index, sentence) in page.running() {
            let before = acts.len();
            acts.extend(
                page.verbs
                    .iter()
                    .filter(|group| sentence.tokens.contains(&group.verb))
                    .filter_map(|group| finder.by_verb(group, &sentence.tokens)),
            );
            acts.extend(finder.according_to(&sentence.tokens));
            if acts.len() == before
                && let Some(act) = finder.quote_alone(index, &sentence.tokens, acts.last())
            {
                acts.push(act);
            }
        }
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
            via: Vec::new(),
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
    fn by_verb(&self, group: &VerbGroup, sentence: &Range<usize>) -> Option<Act> {
        let page = self.page;
        let lemma = page.language.words.lemma(page.lower(group.verb)).to_owned();
        let words = &page.language.attribution;
        let participle = group.participle && words.participles.contains(page.lower(group.verb));
        if !words.say.contains(&lemma)
            || group.passive
            || group.infinitive && !group.modal
            || group.participle && !participle
            || page.is_quoted(page.tokens[group.verb].span)
            || self.is_responsibility(group, sentence)
        {
            return None;
        }
        let inverted = self.inverted_subject(group, sentence);
        let (phrases, content) = match inverted {
            Some(phrase) => (vec![phrase], self.content_before(group, sentence, true)?),
            None => (page.subjects(group), self.content_of(group, sentence, &lemma)?),
        };
        let subject = phrases.first().copied().map(|phrase| self.apposed_person(phrase, group));
        let (speaker, manner) = (self.voice(subject)?, self.manner(content));
        let content_tokens = page.tokens_in(content);
        if content_tokens.is_empty() || subject.is_some_and(|phrase| content_tokens.contains(&phrase.head)) {
            return None;
        }
        let cue = group.verb..group.verb + 1;
        let speaker_tokens = subject.map(|phrase| phrase.tokens.clone());
        Some(Act {
            speaker,
            cue,
            content,
            content_tokens,
            manner,
            is_verb: true,
            speaker_tokens,
            rule: "quotation.verb",
        })
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
        (after_quote && named && ends && (quoted || !self.is_plain_subject(group))).then_some(next)
    }

    /// Whether the words before the verb already give it a subject: "Mohamud, …, said officials had …".
    fn is_plain_subject(&self, group: &VerbGroup) -> bool {
        self.page.subjects(group).first().is_some_and(|phrase| self.voice(Some(phrase)).is_some())
    }

    fn voice(&self, phrase: Option<&NounPhrase>) -> Option<Voice> {
        let page = self.page;
        let phrase = phrase?;
        if let Some(actor) = self.cast.of_phrase(page, phrase) {
            return Some(Voice { actor: Some(actor), description: None });
        }
        let head = page.lower(phrase.head);
        let person = page.language.attribution.described.contains(head)
            || page.language.numbers.people_class(head).is_some()
            || page.language.persons.person_nouns.contains(head)
            || page.language.persons.post(head).is_some();
        let pronoun = matches!(head, "he" | "she" | "they" | "others" | "some" | "one");
        let with_of = self.with_attribute(phrase);
        match (person, pronoun) {
            (true, _) => Some(Voice { actor: None, description: Some(page.words(&with_of).to_owned()) }),
            (false, true) if head == "others" => {
                Some(Voice { actor: None, description: Some(head.to_owned()) })
            }
            (false, true) => Some(Voice::default()).filter(|_| head != "one"),
            (false, false) => {
                let inside = phrase.tokens.clone().rev().find_map(|at| self.cast.at(at));
                inside.map(|actor| Voice { actor: Some(actor), description: None })
            }
        }
    }

    /// "The head of the service, X, said": the person in the apposition speaks.
    fn apposed_person<'p>(&'p self, phrase: &'p NounPhrase, group: &VerbGroup) -> &'p NounPhrase {
        let page = self.page;
        if self.cast.at(phrase.head).is_some() || phrase.tokens.end >= group.tokens.start {
            return phrase;
        }
        let between = phrase.tokens.end..group.tokens.start;
        let person = page.phrases.iter().find(|other| {
            between.contains(&other.head)
                && page.lower(other.tokens.start.saturating_sub(1)) == ","
                && matches!(page.lower(other.tokens.end), ",")
                && self
                    .cast
                    .at(other.head)
                    .is_some_and(|actor| self.cast.kind(actor) == model::ActorKind::Person)
        });
        person.unwrap_or(phrase)
    }

    /// "a member of the council", "residents of Kabul": the attribute belongs to the description.
    fn with_attribute(&self, phrase: &NounPhrase) -> Range<usize> {
        let page = self.page;
        if page.lower(phrase.tokens.end) != "of" {
            return phrase.tokens.clone();
        }
        page.phrase_at(phrase.tokens.end + 1)
            .map_or(phrase.tokens.clone(), |of| phrase.tokens.start..of.tokens.end)
    }

    fn content_of(&self, group: &VerbGroup, sentence: &Range<usize>, lemma: &str) -> Option<Span> {
        let page = self.page;
        let after = group.verb + 1;
        let last = self.last_word(sentence);
        // "…, Warsame said.": nothing but punctuation, a time or a place stands behind.
        if after >= last || self.only_circumstance(after, last) {
            return self.content_before(group, sentence, false);
        }
        let that = (after..last.min(after + 12)).find(|at| {
            page.lower(*at) == "that"
                && page.tag_at(*at) != Tag::Determiner
                && page.tag_at(*at) != Tag::Relative
        });
        let quote = page.quotes.iter().find(|quote| {
            quote.span.start >= page.tokens[group.verb].span.end
                && quote.span.start < page.tokens[last - 1].span.end
                && page.tokens_in(quote.span).start <= after + 12
        });
        let clause = self.clause_from(after, last);
        let needs = page.language.attribution.needs_that.contains(lemma);
        let start = match (that, clause) {
            (Some(that), Some(clause)) if clause < that && !needs => clause,
            (Some(that), _) => that + 1,
            (None, Some(clause)) => clause,
            (None, None) => {
                let quote = quote?;
                let tokens = page.tokens_in(quote.span);
                return (tokens.start <= after + 3).then(|| self.trim(quote.span));
            }
        };
        let end = self.content_end(start, last);
        (end > start)
            .then(|| self.trim(Span::new(page.tokens[start].span.start, page.tokens[end - 1].span.end)))
    }

    /// Where a clause begins behind a reporting verb: its first noun phrase, if a finite verb follows.
    fn clause_from(&self, after: usize, last: usize) -> Option<usize> {
        let page = self.page;
        let mut at = after;
        while at < last {
            let verb = page
                .verbs
                .iter()
                .find(|group| {
                    group.tokens.start >= at
                        && group.verb < last
                        && !group.participle
                        && !group.reduced
                        && !group.infinitive
                })
                .map(|group| group.tokens.start)
                .or_else(|| {
                    (at..last).find(|token| matches!(page.tag_at(*token), Tag::Auxiliary | Tag::Modal))
                })?;
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

    /// What stands before a reporting verb at the end: the quotation, or the sentence up to the comma.
    fn content_before(&self, group: &VerbGroup, sentence: &Range<usize>, inverted: bool) -> Option<Span> {
        let page = self.page;
        let cue = page.tokens[group.verb].span;
        let begin = page.tokens[sentence.start].span.start;
        let quoted =
            page.quotes.iter().rev().find(|quote| quote.span.end <= cue.start && quote.span.end > begin);
        if let Some(quote) = quoted {
            let start = quote.span.start.max(begin);
            return Some(self.trim(Span::new(start, quote.span.end)));
        }
        let subject = if inverted {
            group.tokens.start
        } else {
            page.subjects(group).first().map_or(group.tokens.start, |phrase| phrase.tokens.start)
        };
        let comma = (sentence.start..subject).rev().find(|at| page.lower(*at) == ",")?;
        let from = sentence.start;
        (comma > from + 1)
            .then(|| self.trim(Span::new(page.tokens[from].span.start, page.tokens[comma - 1].span.end)))
    }

    fn last_word(&self, sentence: &Range<usize>) -> usize {
        (sentence.clone())
            .rev()
            .find(|at| self.page.tag_at(*at) != Tag::Punctuation)
            .map_or(sentence.end, |at| at + 1)
    }

    /// The content ends with the sentence, or where another clause takes over: "; …", ", but …", ", while …".
    fn content_end(&self, start: usize, last: usize) -> usize {
        let page = self.page;
        (start + 2..last)
            .find(|at| {
                let word = page.lower(*at);
                word == ";"
                    || word == ","
                        && matches!(
                            page.lower(at + 1),
                            "but"
                                | "while"
                                | "although"
                                | "though"
                                | "adding"
                                | "contradicting"
                                | "accusing"
                                | "according"
                        )
                        && !page.is_quoted(page.tokens[*at].span)
            })
            .unwrap_or(last)
    }

    fn according_to(&self, sentence: &Range<usize>) -> Vec<Act> {
        let page = self.page;
        let mut acts = Vec::new();
        for cue in page.find_any(sentence, &page.language.attribution.according_to) {
            let Some(phrase) = page.phrase_at(cue.end) else { continue };
            let Some(speaker) = self.voice(Some(phrase)).or_else(|| {
                Some(Voice { actor: None, description: Some(page.words(&phrase.tokens).to_owned()) })
            }) else {
                continue;
            };
            let last = self.last_word(sentence);
            let initial = cue.start <= sentence.start + 1;
            let range = if initial {
                let Some(comma) = (phrase.tokens.end..last).find(|at| page.lower(*at) == ",") else {
                    continue;
                };
                comma + 1..self.content_end(comma + 1, last)
            } else {
                let before = if page.lower(cue.start - 1) == "," { cue.start - 1 } else { cue.start };
                sentence.start..before
            };
            if range.is_empty() {
                continue;
            }
            let content = self.trim(page.span(&range));
            let (content_tokens, manner) = (page.tokens_in(content), self.manner(content));
            acts.push(Act {
                speaker,
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

    /// A sentence that is all quotation, after one with a speaker: the same speaker goes on.
    fn quote_alone(&self, index: usize, sentence: &Range<usize>, previous: Option<&Act>) -> Option<Act> {
        let page = self.page;
        let quote = page.quotes.iter().find(|quote| {
            let tokens = page.tokens_in(quote.span);
            tokens.start <= sentence.start + 1
                && tokens.end + 2 >= sentence.end
                && tokens.start >= sentence.start
        })?;
        let previous = previous.filter(|act| {
            let last = page.sentence_of(act.cue.start);
            index - last <= 2 && page.sentences[last].paragraph == page.sentences[index].paragraph
        })?;
        let content = self.trim(quote.span);
        let content_tokens = page.tokens_in(content);
        Some(Act {
            content,
            content_tokens,
            manner: Manner::Direct,
            speaker_tokens: None,
            rule: "quotation.continued",
            ..previous.clone()
        })
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
