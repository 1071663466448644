//! One text laid open: tokens, tags, noun phrases, verb groups, quotation marks, and who stands where to a verb.
//!
//! This is a shallow reading by closed word classes and verb forms. The language models are asked where they were measured to know
//! better: finite verbs in the present, finite or participle, adjectives, and the subject where the order of words does not show it.
mod verbs;

use crate::advice::{Advice, advice};
use crate::token::{Kind, Sentence, SentenceKind, Token, tokenize};
use lexicon::{Language, Lexicon, WordMap};
use model::{Metadata, Span, Text};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

/// Part of speech, as far as the phenomena need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag {
    Determiner,
    Possessive,
    Pronoun,
    Relative,
    Preposition,
    To,
    Conjunction,
    Subordinator,
    Auxiliary,
    Modal,
    Negation,
    Adverb,
    Qualifier,
    Verb,
    Noun,
    Proper,
    Adjective,
    Number,
    PossessiveS,
    Punctuation,
}

/// A noun phrase without what follows its head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NounPhrase {
    pub(crate) tokens: Range<usize>,
    pub(crate) head: usize,
    /// The preposition that governs it.
    pub(crate) preposition: Option<usize>,
}

/// A verb with its auxiliaries.
#[derive(Debug, Clone)]
pub(crate) struct VerbGroup {
    /// From the first auxiliary to the verb.
    pub(crate) tokens: Range<usize>,
    pub(crate) verb: usize,
    pub(crate) passive: bool,
    pub(crate) negated: bool,
    pub(crate) modal: bool,
    /// "to attack".
    pub(crate) infinitive: bool,
    /// "attacking", without an auxiliary.
    pub(crate) participle: bool,
    /// "militants killed in a raid": a participle that follows its noun.
    pub(crate) reduced: bool,
}

/// A stretch between quotation marks, without the marks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quote {
    pub(crate) span: Span,
    /// The paragraph ended before it was closed.
    pub(crate) unclosed: bool,
}

/// One text laid open.
pub(crate) struct Page<'a> {
    pub(crate) text: &'a str,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) language: &'a Language,
    pub(crate) metadata: &'a Metadata,
    pub(crate) tokens: Vec<Token>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) phrases: Vec<NounPhrase>,
    pub(crate) verbs: Vec<VerbGroup>,
    pub(crate) quotes: Vec<Quote>,
    phrase_of: Vec<Option<usize>>,
    verb_of: Vec<Option<usize>>,
    positions: WordMap<Vec<usize>>,
    /// Where the phrases of tables stand, by the tables' addresses.
    found: RefCell<HashMap<usize, Vec<Range<usize>>>>,
    advice: Vec<Option<Advice>>,
}

impl<'a> Page<'a> {
    pub(crate) fn new(text: &'a Text, metadata: &'a Metadata, lexicon: &'a Lexicon) -> Self {
        let language = &lexicon.language;
        let (tokens, sentences) = tokenize(text, language);
        let mut positions: WordMap<Vec<usize>> = WordMap::default();
        for (index, token) in tokens.iter().enumerate() {
            match positions.get_mut(&token.lower) {
                Some(known) => known.push(index),
                None => {
                    positions.insert(token.lower.clone(), vec![index]);
                }
            }
        }
        let matters = |word: &str| language.triggers.begins(word);
        let advice = advice(&text.text, &tokens, &sentences, matters);
        let none = vec![None; tokens.len()];
        let mut page = Self {
            text: &text.text,
            lexicon,
            language,
            metadata,
            tags: Vec::new(),
            sentences,
            phrases: Vec::new(),
            verbs: Vec::new(),
            quotes: Vec::new(),
            phrase_of: none.clone(),
            verb_of: none,
            positions,
            found: RefCell::default(),
            advice,
            tokens,
        };
        page.quotes = quotes(&page);
        page.tag();
        page.chunk();
        page.group_verbs();
        page
    }

    pub(crate) fn lower(&self, token: usize) -> &str {
        self.tokens.get(token).map_or("", |token| token.lower.as_str())
    }

    pub(crate) fn tag_at(&self, token: usize) -> Tag {
        self.tags.get(token).copied().unwrap_or(Tag::Punctuation)
    }

    /// The bytes of a range of tokens.
    pub(crate) fn span(&self, tokens: &Range<usize>) -> Span {
        match (self.tokens.get(tokens.start), self.tokens.get(tokens.end.saturating_sub(1))) {
            (Some(first), Some(last)) => Span::new(first.span.start, last.span.end.max(first.span.start)),
            _ => Span::new(0, 0),
        }
    }

    pub(crate) fn words(&self, tokens: &Range<usize>) -> &'a str {
        self.span(tokens).of(self.text)
    }

    /// The tokens that a span of bytes touches.
    pub(crate) fn tokens_in(&self, span: Span) -> Range<usize> {
        let from = self.tokens.partition_point(|token| token.span.end <= span.start);
        let to = self.tokens.partition_point(|token| token.span.start < span.end);
        from..to.max(from)
    }

    /// The sentence that holds a token.
    pub(crate) fn sentence_of(&self, token: usize) -> usize {
        self.sentences
            .partition_point(|sentence| sentence.tokens.end <= token)
            .min(self.sentences.len().saturating_sub(1))
    }

    /// The sentence that holds a byte.
    pub(crate) fn sentence_at(&self, span: Span) -> usize {
        self.sentence_of(self.tokens_in(span).start)
    }

    pub(crate) fn running(&self) -> impl Iterator<Item = (usize, &Sentence)> {
        self.sentences.iter().enumerate().filter(|(_, sentence)| sentence.kind == SentenceKind::Running)
    }

    /// Where a phrase (lower case, words separated by blanks) stands within a range of tokens.
    pub(crate) fn find(&self, within: &Range<usize>, phrase: &str) -> Vec<Range<usize>> {
        let mut words = phrase.split(' ');
        let Some(starts) = words.next().and_then(|first| self.positions.get(first)) else {
            return Vec::new();
        };
        let rest = words.collect::<Vec<_>>();
        starts
            .iter()
            .filter(|start| within.contains(*start) && **start + rest.len() < within.end)
            .filter(|start| rest.iter().zip(**start + 1..).all(|(word, at)| self.lower(at) == *word))
            .map(|start| *start..*start + 1 + rest.len())
            .collect()
    }

    /// The first place of any phrase of a table, in the order of the text; the longest at one place.
    pub(crate) fn find_any<P: ?Sized>(&self, within: &Range<usize>, phrases: &'a P) -> Vec<Range<usize>>
    where
        &'a P: IntoIterator<Item = &'a String>,
    {
        let mut found = self.find_all(within, phrases);
        found.dedup_by_key(|range| range.start);
        found
    }

    /// Whether any phrase of a table stands there.
    pub(crate) fn has_any<P: ?Sized>(&self, within: &Range<usize>, phrases: &'a P) -> bool
    where
        &'a P: IntoIterator<Item = &'a String>,
    {
        !self.find_all(within, phrases).is_empty()
    }

    /// Every place of every phrase of a table, in the order of the text, longer ones first.
    ///
    /// A table is looked for once on a page: it lives as long as the lexicon, so its address stands for it.
    pub(crate) fn find_all<P: ?Sized>(&self, within: &Range<usize>, phrases: &'a P) -> Vec<Range<usize>>
    where
        &'a P: IntoIterator<Item = &'a String>,
    {
        let mut tables = self.found.borrow_mut();
        let table = std::ptr::from_ref(phrases).cast::<()>().addr();
        let found = tables.entry(table).or_insert_with(|| {
            let whole = 0..self.tokens.len();
            let mut found: Vec<Range<usize>> =
                phrases.into_iter().flat_map(|phrase| self.find(&whole, phrase)).collect();
            found.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
            found
        });
        let from = found.partition_point(|range| range.start < within.start);
        let begun = found[from..].iter().take_while(|range| range.start < within.end);
        begun.filter(|range| range.end <= within.end).cloned().collect()
    }

    pub(crate) fn phrase_at(&self, token: usize) -> Option<&NounPhrase> {
        self.phrase_of.get(token).copied().flatten().map(|index| &self.phrases[index])
    }

    pub(crate) fn verb_at(&self, token: usize) -> Option<&VerbGroup> {
        self.verb_of.get(token).copied().flatten().map(|index| &self.verbs[index])
    }

    pub(crate) fn is_quoted(&self, span: Span) -> bool {
        self.quotes.iter().any(|quote| quote.span.contains(&span))
    }

    // ---- tags

    fn tag(&mut self) {
        self.tags = vec![Tag::Punctuation; self.tokens.len()];
        for sentence in self.sentences.clone() {
            for at in sentence.tokens.clone() {
                self.tags[at] = self.tag_of(at, &sentence);
            }
        }
        self.mark_qualifiers(&(0..self.tokens.len()));
    }

    fn mark_qualifiers(&mut self, within: &Range<usize>) {
        for words in self.language.numbers.qualifiers.values().flatten() {
            for range in self.find(within, words) {
                let next = self.tag_at(range.end);
                // "fewer than a thousand".
                let article = matches!(self.lower(range.end), "a" | "an") && self.is_vague(range.end + 1);
                if next == Tag::Number || self.is_vague(range.end) || article {
                    range.for_each(|at| self.tags[at] = Tag::Qualifier);
                }
            }
        }
    }

    fn is_vague(&self, at: usize) -> bool {
        let word = self.lower(at);
        self.language.numbers.multipliers.contains_key(word)
            || self.language.numbers.vague.bounds.contains_key(word)
    }

    fn is_number_word(&self, word: &str) -> bool {
        let numbers = &self.language.numbers;
        word.split('-').all(|part| numbers.words.contains_key(part) || numbers.multipliers.contains_key(part))
    }

    fn tag_of(&self, at: usize, sentence: &Sentence) -> Tag {
        let token = &self.tokens[at];
        let (word, words) = (token.lower.as_str(), &self.language.words);
        let after_quote = |at: usize| {
            at > sentence.tokens.start && {
                let mark = &self.tokens[at - 1].span;
                let words = mark.of(self.text);
                // A straight mark opens only where a quotation begins behind it.
                words.starts_with(['“', '‘'])
                    || words == "\"" && self.quotes.iter().any(|quote| quote.span.start == mark.end)
            }
        };
        // A quotation that begins inside a sentence (“… that IS-K “retains the will”) begins no sentence of its own.
        let first = at == sentence.tokens.start
            || after_quote(at)
                && (at - 1 == sentence.tokens.start
                    || self.tags[at - 2] == Tag::Punctuation
                    || token.capital);
        match token.kind {
            Kind::Punctuation => return Tag::Punctuation,
            Kind::Number => return Tag::Number,
            Kind::Word => {}
        }
        // Two capitals and more make a name even where the word is a common one ("IS claimed …").
        let capitals = word.len() > 1
            && token.span.of(self.text).chars().all(|c| !c.is_alphabetic() || c.is_uppercase());
        // A capital inside a sentence makes a name, unless the word is all function ("The", "In").
        if token.capital
            && (!first && !is_all_function(word, words)
                || capitals && word.chars().filter(|c| c.is_alphabetic()).count() > 1)
        {
            return Tag::Proper;
        }
        // "al-Shabaab": a name with a particle.
        let particle = word.split_once('-').is_some_and(|(particle, rest)| {
            let from = token.span.len().checked_sub(rest.len());
            self.language.persons.particles.contains(particle)
                && from
                    .and_then(|from| token.span.of(self.text).get(from..))
                    .is_some_and(|name| name.starts_with(char::is_uppercase))
        });
        if particle {
            return Tag::Proper;
        }
        match word {
            "'s" => return self.tag_of_apostrophe_s(at),
            "to" => return Tag::To,
            "who" | "which" | "whom" | "whose" => return Tag::Relative,
            "that" => return self.tag_of_that(at),
            _ => {}
        }
        if self.is_number_word(word) {
            return Tag::Number;
        }
        match () {
            () if words.negations.contains(word)
                && word != "no"
                && word != "neither"
                && word != "without" =>
            {
                Tag::Negation
            }
            // "four others are wounded".
            () if word == "others"
                && at
                    .checked_sub(1)
                    .is_some_and(|before| matches!(self.tag_at(before), Tag::Number | Tag::Determiner)) =>
            {
                Tag::Noun
            }
            // "and another is injured", "one was killed and another wounded".
            () if word == "another"
                && self.tokens.get(at + 1).is_some_and(|next| {
                    words.auxiliaries.contains(&next.lower)
                        || words.verbs.get(&next.lower).is_some_and(|form| form.participle && !form.base)
                            && !self.opens_noun(at + 2)
                }) =>
            {
                Tag::Noun
            }
            // "three more died".
            () if word == "more"
                && at.checked_sub(1).is_some_and(|before| self.tag_at(before) == Tag::Number)
                && self.tokens.get(at + 1).is_some_and(|next| {
                    words.auxiliaries.contains(&next.lower)
                        || words.verbs.get(&next.lower).is_some_and(|form| form.past && !form.base)
                }) =>
            {
                Tag::Noun
            }
            () if words.possessives.contains(word) => Tag::Possessive,
            () if words.determiners.contains(word) => Tag::Determiner,
            () if words.pronouns.contains(word) => Tag::Pronoun,
            // "the capability and the will to attack": a noun.
            () if words.modals.contains(word)
                && matches!(
                    at.checked_sub(1).map(|before| self.tag_at(before)),
                    Some(Tag::Determiner | Tag::Possessive)
                ) =>
            {
                Tag::Noun
            }
            // "has so far confirmed": no conjunction.
            () if word == "so" && self.lower(at + 1) == "far" => Tag::Adverb,
            () if word == "far" && self.lower(at.wrapping_sub(1)) == "so" => Tag::Adverb,
            () if word == "further" && self.opens_noun(at + 1) => Tag::Adjective,
            // "shot dead two men": the men are not dead men.
            () if word == "dead"
                && at.checked_sub(1).is_some_and(|before| {
                    self.tag_at(before) == Tag::Verb && words.lemma(self.lower(before)) == "shoot"
                }) =>
            {
                Tag::Adverb
            }
            () if words.modals.contains(word) && !token.capital => Tag::Modal,
            () if words.auxiliaries.contains(word) => Tag::Auxiliary,
            () if words.conjunctions.contains(word) => Tag::Conjunction,
            () if words.subordinators.contains(word) => Tag::Subordinator,
            () if words.prepositions.contains(word) => Tag::Preposition,
            () if word == "according" && self.lower(at + 1) == "to" => Tag::Preposition,
            () if words.adverbs.contains(word)
                || (word.ends_with("ly") && word.len() > 4 && word != "family" && word != "assembly") =>
            {
                Tag::Adverb
            }
            () => self.advised(at, self.tag_of_open(at, first)),
        }
    }

    /// The own tag of an open word, corrected by the models where they know better: a finite verb in the present that no list of forms
    /// tells from a noun ("gunmen shoot dead"), adjectives and adverbs. Whether a word is a verb in the past is read better here.
    fn advised(&self, at: usize, own: Tag) -> Tag {
        use language::{Tag as Learned, Upos};
        let is_listed = self.language.words.verbs.contains_key(self.lower(at));
        // Whom somebody "shoots dead" follows; a noun is never dead behind itself.
        if own == Tag::Noun && is_listed && self.lower(at + 1) == "dead" && at > 0 {
            return Tag::Verb;
        }
        let Some(advice) = self.advice[at] else { return own };
        // "aircraft hit targets": one word for present and past.
        let invariant = advice.tag == Learned::VerbPast
            && self.language.words.verbs.get(self.lower(at)).is_some_and(|form| form.base && form.past);
        let finite = matches!(advice.tag, Learned::VerbPresent | Learned::VerbPresentThird) || invariant;
        // "Formed in 1995, the group …".
        let fronted = matches!(advice.tag, Learned::VerbPastParticiple | Learned::VerbPassive)
            && self.tokens[at].capital
            && self.language.words.prepositions.contains(self.lower(at + 1));
        // "gunmen burst into the mall hurling grenades".
        let behind_noun = matches!(advice.tag, Learned::VerbPresentParticiple | Learned::VerbGerund)
            && self.lower(at).ends_with("ing")
            && at.checked_sub(1).is_some_and(|before| matches!(self.tag_at(before), Tag::Noun | Tag::Proper));
        // "two border posts": a plural behind a noun and a number, though its form is a verb's, too.
        let plural = own == Tag::Verb
            && advice.tag.upos() == Upos::Noun
            && (self.lower(at).ends_with('s') || self.lower(at).ends_with("ing"))
            && at >= 2
            && self.tag_at(at - 1) == Tag::Noun
            && matches!(
                self.tag_at(at - 2),
                Tag::Number | Tag::Determiner | Tag::Possessive | Tag::Adjective
            );
        if plural {
            return Tag::Noun;
        }
        match (own, advice.tag.upos()) {
            (Tag::Noun | Tag::Adjective, Upos::Verb) if is_listed && (finite || fronted || behind_noun) => {
                Tag::Verb
            }
            // A verb that no list has ends a noun phrase all the same ("the attack resulted in").
            (Tag::Noun, Upos::Verb) if !is_listed && (finite || advice.tag == Learned::VerbPast) => Tag::Verb,
            (Tag::Noun, Upos::Adj) if !self.is_noun_trigger(self.lower(at)) => Tag::Adjective,
            (Tag::Noun, Upos::Adv) => Tag::Adverb,
            _ => own,
        }
    }

    fn tag_of_apostrophe_s(&self, at: usize) -> Tag {
        let before = self.lower(at.wrapping_sub(1));
        match before {
            "it" | "he" | "she" | "that" | "what" | "there" => Tag::Auxiliary,
            _ => Tag::PossessiveS,
        }
    }

    fn tag_of_that(&self, at: usize) -> Tag {
        let before = at.checked_sub(1).map_or(Tag::Punctuation, |before| self.tag_at(before));
        let next = self.lower(at + 1);
        let words = &self.language.words;
        // "denied that and said": it stands for itself.
        if words.conjunctions.contains(next) {
            return Tag::Pronoun;
        }
        // "claimed that attack", "That attack was".
        let advice = self.advice[at];
        if advice.is_some_and(|advice| advice.tag == language::Tag::Det) && self.opens_noun(at + 1) {
            return Tag::Determiner;
        }
        // "told Reuters that talks would go on": a noun behind the conjunction, though its form is a verb's, too.
        let noun = advice.is_some_and(|advice| advice.tag.upos() == language::Upos::Sconj)
            && next.ends_with('s')
            && self.advice.get(at + 1).copied().flatten().is_some_and(|advice| {
                matches!(advice.tag.upos(), language::Upos::Noun | language::Upos::Propn)
            });
        if noun {
            return Tag::Subordinator;
        }
        match before {
            Tag::Noun | Tag::Proper
                if words.verbs.contains_key(next)
                    || words.auxiliaries.contains(next)
                    || words.modals.contains(next) =>
            {
                Tag::Relative
            }
            Tag::Preposition | Tag::To => Tag::Determiner,
            _ if self.tokens.get(at + 1).is_some_and(|token| token.kind == Kind::Punctuation) => Tag::Pronoun,
            _ => Tag::Subordinator,
        }
    }

    fn tag_of_open(&self, at: usize, first: bool) -> Tag {
        let token = &self.tokens[at];
        let word = token.lower.as_str();
        let governed = at.checked_sub(1).is_some_and(|before| {
            matches!(
                self.tag_at(before),
                Tag::Auxiliary | Tag::Pronoun | Tag::Relative | Tag::Noun | Tag::Proper
            )
        });
        if self.language.attribution.suspect.words.contains(word) && self.opens_noun(at + 1) && !governed {
            return Tag::Adjective;
        }
        if word == "armed" && self.opens_noun(at + 1) {
            return Tag::Adjective;
        }
        if let Some(form) = self.language.words.verbs.get(word) {
            // "calls on Hamas to free captured soldier X": a participle directly behind a verb is an attribute.
            let attribute = form.participle
                && !form.base
                && !form.ing
                && at.checked_sub(1).is_some_and(|before| self.tag_at(before) == Tag::Verb)
                && self.opens_noun(at + 1);
            if attribute {
                return Tag::Adjective;
            }
            if self.reads_as_verb(at, form, first) {
                return Tag::Verb;
            }
            let next = self.tokens.get(at + 1).map_or("", |token| token.lower.as_str());
            let next_is_noun = !next.is_empty()
                && next.starts_with(char::is_alphabetic)
                && !self.language.words.prepositions.contains(next)
                && !self.language.words.auxiliaries.contains(next)
                && !self.language.words.conjunctions.contains(next);
            return match () {
                () if (form.participle || form.past) && !form.base && next_is_noun => Tag::Adjective,
                () if token.capital && first && !form.ing => Tag::Noun,
                () => Tag::Noun,
            };
        }
        if self.is_noun_trigger(word) && (first || !token.capital) {
            return Tag::Noun;
        }
        if token.capital {
            return Tag::Proper;
        }
        let adjective =
            self.language.words.adjective_endings.iter().any(|ending| word.ends_with(ending.as_str()));
        if adjective { Tag::Adjective } else { Tag::Noun }
    }

    /// Whether a word that may be a verb is one here, by what stands before and after it.
    fn reads_as_verb(&self, at: usize, form: &lexicon::language::VerbForm, first: bool) -> bool {
        let quoted = !first && at > 1 && self.tokens[at - 1].span.of(self.text).starts_with(['"', '“', '‘']);
        let before_at = at.checked_sub(1 + usize::from(quoted));
        let before_tag = before_at.map_or(Tag::Punctuation, |before| self.tag_at(before));
        // "India on February 15 accused Pakistan": a date counts nobody.
        let dated = before_tag == Tag::Number
            && before_at.is_some_and(|before| {
                let month = before.checked_sub(1).map_or("", |at| self.lower(at));
                self.language.time.months.iter().flatten().any(|name| name == month)
            });
        let before_tag = if dated { Tag::Proper } else { before_tag };
        let before = if first { "" } else { before_at.map_or("", |before| self.lower(before)) };
        let next = self.tokens.get(at + 1);
        let next_word = next.map_or("", |token| token.lower.as_str());
        let (words, word_at) = (&self.language.words, self.lower(at));
        let opens_object = next.is_some_and(|token| token.capital || token.kind == Kind::Number)
            || words.determiners.contains(next_word)
            || words.possessives.contains(next_word)
            || matches!(
                next_word,
                "it" | "them"
                    | "him"
                    | "her"
                    | "that"
                    | "himself"
                    | "themselves"
                    | "to"
                    | "responsibility"
                    | "more"
                    | "people"
                    | "allegiance"
                    | "control"
                    | "hostage"
                    | "hostages"
                    | "fire"
            )
            || self.is_number_word(next_word)
            || self.language.numbers.vague.bounds.contains_key(next_word)
            || matches!(next_word, "hundreds" | "thousands" | "several")
            || matches!(
                next_word,
                "at" | "more" | "about" | "around" | "nearly" | "up" | "fewer" | "over" | "some"
            ) && self.tokens.get(at + 2).is_some_and(|token| {
                token.kind == Kind::Number
                    || matches!(token.lower.as_str(), "least" | "than")
                    || self.is_number_word(&token.lower)
            });
        let finite_only = form.past || form.participle;
        match before_tag {
            Tag::To | Tag::Modal | Tag::Negation | Tag::Pronoun | Tag::Relative => true,
            Tag::Auxiliary => form.participle || form.ing || form.base || form.past,
            Tag::Determiner | Tag::Possessive | Tag::PossessiveS | Tag::Adjective => false,
            // "seven killed", "eight were": a participle after a number; "two bombings": a noun.
            // "two suspected supporters": an adjective.
            Tag::Number => finite_only && !form.base && !form.ing && !self.opens_noun(at + 1),
            Tag::Preposition => {
                form.ing
                    && (opens_object
                        || matches!(next_word, "out" | "up" | "in" | "at" | "on" | "under")
                        || !form.base)
                    && before != "the"
                    && self.is_gerund(at)
            }
            Tag::Adverb | Tag::Qualifier => {
                finite_only || form.ing || form.third || form.base && opens_object
            }
            Tag::Conjunction | Tag::Noun | Tag::Proper if form.third && form.lemma == "say" => true,
            // "operates in", "emerges": no noun is written so.
            Tag::Conjunction | Tag::Noun | Tag::Proper | Tag::Punctuation
                if form.third
                    && matches!(form.lemma.as_str(), "operate" | "emerge" | "belong" | "become") =>
            {
                true
            }
            // "controls large parts of": an adjective of extent opens an object.
            Tag::Noun | Tag::Proper
                if form.third
                    && matches!(
                        next_word,
                        "large"
                            | "limited"
                            | "parts"
                            | "part"
                            | "vast"
                            | "swaths"
                            | "territory"
                            | "small"
                            | "close"
                    )
                    && !self.is_plural(at - 1) =>
            {
                true
            }
            Tag::Conjunction | Tag::Subordinator => {
                finite_only && !form.base
                    || form.ing
                    || (form.third || form.base) && opens_object
                    || (form.past && opens_object)
            }
            Tag::Punctuation if first => form.ing && opens_object,
            Tag::Punctuation => form.ing || finite_only || (form.third || form.base) && opens_object,
            Tag::Noun | Tag::Proper | Tag::Verb => {
                let locative = matches!(
                    next_word,
                    "in" | "near"
                        | "at"
                        | "on"
                        | "by"
                        | "from"
                        | "after"
                        | "when"
                        | "while"
                        | "as"
                        | "for"
                        | "against"
                        | "out"
                        | "up"
                        | "with"
                        | "off"
                        | "away"
                        | "under"
                        | "down"
                        | "into"
                        | "over"
                        | "during"
                        | "amid"
                        | ","
                        | "."
                        | "dead"
                        | "through"
                );
                match () {
                    () if form.ing => {
                        opens_object
                            || self.is_gerund(at)
                                && matches!(next_word, "in" | "out" | "for" | "at" | "against" | "from")
                                && before_tag == Tag::Noun
                    }
                    () if finite_only && !form.base => true,
                    // "strike", "hit", "split": one word for present, past and noun.
                    () if finite_only => opens_object || (locative && self.is_plural(at - 1)),
                    () if form.third => {
                        opens_object
                            || self.language.attribution.deem.contains(&form.lemma)
                                && form.lemma != "hold"
                                && before_tag == Tag::Proper
                            || matches!(next_word, "in" | "that")
                                && self.language.attribution.say.contains(&form.lemma)
                    }
                    () => {
                        opens_object
                            && (before_at.is_some_and(|before| self.is_plural(before))
                                || before_tag == Tag::Proper
                                || self.is_wished(at))
                            || ((locative || next_word == "and" && !self.is_noun_trigger(word_at))
                                && self.is_plural(at - 1)
                                && before_tag == Tag::Noun
                                && next_word != "by"
                                && !self.is_listed_noun(at))
                    }
                }
            }
        }
    }

    /// "requesting that the government arrest them": behind a verb of wishing and "that" a base form is a verb.
    fn is_wished(&self, at: usize) -> bool {
        let that = (at.saturating_sub(6)..at).rev().find(|before| self.lower(*before) == "that");
        that.and_then(|that| that.checked_sub(1)).is_some_and(|verb| {
            let lemma = self.language.words.lemma(self.lower(verb));
            self.tag_at(verb) == Tag::Verb && self.language.happenings.uncertain.contains(lemma)
        })
    }

    /// Whether a name or a common noun stands here.
    fn opens_noun(&self, at: usize) -> bool {
        let words = &self.language.words;
        self.tokens.get(at).is_some_and(|token| {
            let word = token.lower.as_str();
            token.kind == Kind::Word
                && (token.capital
                    || !(words.prepositions.contains(word)
                        || words.conjunctions.contains(word)
                        || words.auxiliaries.contains(word)
                        || words.adverbs.contains(word)
                        || words.determiners.contains(word)
                        || words.pronouns.contains(word)
                        || words.subordinators.contains(word)
                        || word == "to"
                        || word.ends_with("ly")))
        })
    }

    /// "after raiding their camp" against "in fighting in Khyber".
    fn is_gerund(&self, at: usize) -> bool {
        !matches!(
            self.lower(at),
            "fighting"
                | "shelling"
                | "bombing"
                | "shooting"
                | "killing"
                | "following"
                | "including"
                | "bombings"
        ) || self.tokens.get(at + 1).is_some_and(|next| {
            next.capital
                || next.kind == Kind::Number
                || self.language.words.determiners.contains(&next.lower)
                || self.language.words.possessives.contains(&next.lower)
                || self.is_number_word(&next.lower)
                || self.language.numbers.vague.bounds.contains_key(next.lower.as_str())
                || self.language.numbers.people_class(&next.lower).is_some()
                || matches!(next.lower.as_str(), "at" | "more" | "up")
                    && self
                        .tokens
                        .get(at + 2)
                        .is_some_and(|than| matches!(than.lower.as_str(), "least" | "than" | "to"))
        })
    }

    fn is_plural(&self, at: usize) -> bool {
        let word = self.lower(at);
        (word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("'s"))
            || matches!(word, "police" | "people" | "men" | "women" | "children")
    }

    /// Whether a word names a happening as a noun, too.
    fn is_noun_trigger(&self, word: &str) -> bool {
        let found = self.language.triggers.at(&[word]);
        found.iter().any(|(_, _, form)| *form == lexicon::language::TriggerForm::Noun)
    }

    fn is_listed_noun(&self, at: usize) -> bool {
        let plural = self.lower(at);
        matches!(
            plural,
            "attack" | "raid" | "bomb" | "strike" | "fire" | "report" | "claim" | "plot" | "plan" | "threat"
        )
    }

    /// "15 Iranians": people by the name of their country.
    pub(crate) fn is_nationals(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at).filter(|token| token.capital) else { return false };
        let word = token.span.of(self.text);
        let Some(one) = word.strip_suffix('s') else { return false };
        [word, one].into_iter().any(|form| {
            self.lexicon.actors.scan(form).iter().any(|found| {
                found.span.len() == form.len()
                    && found.candidates.iter().any(|(entry, alias)| {
                        entry.kind == model::ActorKind::State && alias.form != lexicon::AliasForm::Name
                    })
            })
        })
    }

    // ---- noun phrases

    fn chunk(&mut self) {
        for sentence in self.sentences.clone() {
            let mut at = sentence.tokens.start;
            while at < sentence.tokens.end {
                let end = self.phrase_end(at, sentence.tokens.end);
                if end == at {
                    at += 1;
                    continue;
                }
                let preposition = at.checked_sub(1).filter(|before| {
                    *before >= sentence.tokens.start
                        && matches!(self.tags[*before], Tag::Preposition | Tag::To)
                });
                let index = self.phrases.len();
                (at..end).for_each(|token| self.phrase_of[token] = Some(index));
                self.phrases.push(NounPhrase { tokens: at..end, head: end - 1, preposition });
                at = end;
            }
        }
    }

    fn phrase_end(&self, start: usize, limit: usize) -> usize {
        if self.tags[start] == Tag::Pronoun {
            return start + 1;
        }
        let (mut at, mut last) = (start, start);
        while at < limit {
            // "in a drone strike last Friday", "in Mogadishu Monday": a time ends the phrase before it.
            if last == at && at > start && (self.opens_time(at) || self.opens_clause(start, at)) {
                break;
            }
            match self.tags[at] {
                Tag::Noun | Tag::Proper | Tag::Number => last = at + 1,
                // "two more missiles", "three other men".
                Tag::Determiner
                    if at > start
                        && self.tags[at - 1] == Tag::Number
                        && matches!(self.lower(at), "more" | "other") => {}
                Tag::Determiner | Tag::Possessive
                    if at > start && self.tags[at - 1] != Tag::Qualifier && self.lower(at - 1) != "all" =>
                {
                    break;
                }
                Tag::Determiner | Tag::Possessive | Tag::Adjective | Tag::Qualifier => {}
                Tag::PossessiveS if last == at => {}
                // "the Kurdistan Workers' Party": the possessive of a plural.
                Tag::Punctuation
                    if last == at
                        && matches!(self.lower(at), "'")
                        && at > start
                        && self.lower(at - 1).ends_with('s')
                        && self.tags[at - 1] == Tag::Proper
                        && self.tags.get(at + 1) == Some(&Tag::Proper) => {}
                // "the rebels' stronghold": the mark touches the word before it, and no quotation is open.
                Tag::Punctuation
                    if last == at
                        && matches!(self.lower(at), "'")
                        && at > start
                        && self.lower(at - 1).ends_with('s')
                        && self.tags[at - 1] == Tag::Noun
                        && self.tokens[at - 1].span.end == self.tokens[at].span.start
                        && matches!(self.tags.get(at + 1), Some(Tag::Noun | Tag::Adjective))
                        && !self.quote_opens_before(at) => {}
                // "dozens of people", "21 of the 270 schoolgirls" stay apart; an adverb inside ("the widely read paper") does not.
                Tag::Adverb if at > start && self.tags.get(at + 1) == Some(&Tag::Adjective) => {}
                _ => break,
            }
            at += 1;
        }
        last
    }

    /// "On March 25 gunmen stormed", "In Bara two of their bombers": behind a day or a place that opens the sentence, without a comma, stands
    /// who acts.
    fn opens_clause(&self, start: usize, at: usize) -> bool {
        let Some(before) = start.checked_sub(1) else { return false };
        let opens = before == self.sentences[self.sentence_of(start)].tokens.start
            && matches!(self.lower(before), "on" | "in" | "at" | "near" | "outside" | "since");
        let named = (start..at).all(|token| self.tokens[token].capital || self.tags[token] == Tag::Number);
        let day = matches!(self.lower(at - 1), "day" | "night" | "morning" | "evening");
        if !opens || !named && !day {
            return false;
        }
        let word = self.lower(at);
        let acts = self.language.persons.groups.attackers.contains(word)
            || self.language.persons.bodies.values().any(|nouns| nouns.contains(word))
            || self.language.numbers.people_class(word).is_some();
        let counts = self.tags[at] == Tag::Number && word.chars().all(char::is_alphabetic);
        (acts || counts) && !self.tokens[at].capital
    }

    /// Whether a single quotation mark opens in the sentence before this token.
    fn quote_opens_before(&self, at: usize) -> bool {
        let sentence = &self.sentences[self.sentence_of(at)].tokens;
        (sentence.start..at).any(|other| {
            self.lower(other) == "'"
                && other.checked_sub(1).is_none_or(|before| {
                    other == sentence.start || self.tokens[before].span.end < self.tokens[other].span.start
                })
        })
    }

    /// A weekday, a month, "last Friday", "next month", "this year", "yesterday".
    fn opens_time(&self, at: usize) -> bool {
        let time = &self.language.time;
        let names_day = |at: usize| {
            let word = self.lower(at);
            self.tokens.get(at).is_some_and(|token| token.capital)
                && (time.weekdays.iter().any(|day| day == word)
                    || time.months.iter().flatten().any(|month| month == word))
        };
        let word = self.lower(at);
        // "seized the town three days later".
        let counted = self.tag_at(at) == Tag::Number
            && time.units.values().any(|unit| unit.contains(self.lower(at + 1)))
            && matches!(self.lower(at + 2), "later" | "after" | "before" | "earlier" | "ago");
        if counted {
            return true;
        }
        // "in November 2018 three gunmen tried": a number behind a date counts others.
        let month = |at: usize| time.months.iter().flatten().any(|month| month == self.lower(at));
        let dated = self.tag_at(at) == Tag::Number
            && at >= 2
            && self.lower(at - 1).len() == 4
            && self.tag_at(at - 1) == Tag::Number
            && month(at - 2);
        if dated {
            return true;
        }
        let relative = time.last.contains(word) || time.next.contains(word) || word == "this";
        names_day(at)
            || time.yesterday.contains(word)
            || time.today.contains(word)
            || relative
                && (names_day(at + 1) || time.units.values().any(|unit| unit.contains(self.lower(at + 1))))
    }
}

/// Words that are capitalised in headings and at the beginning only for their place, never as names.
fn is_all_function(word: &str, words: &lexicon::language::Words) -> bool {
    words.determiners.contains(word)
        || words.pronouns.contains(word) && word != "us"
        || words.conjunctions.contains(word)
        || words.prepositions.contains(word)
        || words.subordinators.contains(word)
}

/// Pairs quotation marks inside each paragraph; a paragraph that opens one and does not close it is quoted to its end.
fn quotes(page: &Page<'_>) -> Vec<Quote> {
    let mut found = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for token in &page.tokens {
        let words = token.span.of(page.text);
        let paragraph = page.sentences[page.sentence_at(token.span)].paragraph;
        if let Some((start, in_paragraph)) = open
            && in_paragraph != paragraph
        {
            let end = page
                .sentences
                .iter()
                .rev()
                .find(|sentence| sentence.paragraph == in_paragraph)
                .map_or(start, |sentence| sentence.span.end);
            found.push(Quote { span: Span::new(start, end), unclosed: true });
            open = None;
        }
        match (words, open) {
            ("“" | "«", _) | ("\"", None) => open = Some((token.span.end, paragraph)),
            ("”" | "»" | "\"", Some((start, _))) => {
                found.push(Quote { span: Span::new(start, token.span.start), unclosed: false });
                open = None;
            }
            _ => {}
        }
    }
    found.retain(|quote| !quote.span.is_empty());
    found
}
