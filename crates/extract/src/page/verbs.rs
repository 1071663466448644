//! Verb groups, and what stands around them: subjects, objects, agents, clauses.
use super::{Advice, NounPhrase, Page, Tag, VerbGroup};
use model::RelationKind;

impl Page<'_> {
    pub(super) fn group_verbs(&mut self) {
        for sentence in self.sentences.clone() {
            for at in sentence.tokens.clone() {
                if self.tags[at] == Tag::Verb {
                    let group = self.group_of(at, sentence.tokens.start);
                    let index = self.verbs.len();
                    group.tokens.clone().for_each(|token| self.verb_of[token] = Some(index));
                    self.verbs.push(group);
                }
            }
        }
    }

    pub(super) fn group_of(&self, verb: usize, floor: usize) -> VerbGroup {
        let form = self.language.words.verbs.get(self.lower(verb)).cloned().unwrap_or_default();
        let mut start = verb;
        // "were “neutralised” in the strikes": a mark of quotation stands inside the group.
        if verb > floor + 1
            && self.tokens[verb - 1].span.of(self.text).starts_with(['"', '“', '‘'])
            && self.tags[verb - 2] == Tag::Auxiliary
        {
            start = verb - 1;
        }
        // "was unlikely to take": what is said of the chances stands outside.
        let chance = |at: usize| {
            self.tags[at] == Tag::To && matches!(self.lower(at.wrapping_sub(1)), "likely" | "unlikely")
        };
        while start > floor
            && !(start < verb && chance(start))
            && matches!(
                self.tags[start - 1],
                Tag::Auxiliary | Tag::Modal | Tag::Negation | Tag::Adverb | Tag::To
            )
        {
            start -= 1;
        }
        while start < verb && self.tags[start] == Tag::Adverb {
            start += 1;
        }
        let before = start..verb;
        let has = |tag: Tag| before.clone().any(|at| self.tags[at] == tag);
        let be = before
            .clone()
            .any(|at| self.language.words.be_forms.contains(self.lower(at)) || self.lower(at) == "'s");
        let auxiliary = has(Tag::Auxiliary) || has(Tag::Modal) || has(Tag::To);
        // "seven people killed in fighting", "an attack claimed by IS": no auxiliary, after a noun, no object behind.
        // "an attack quickly claimed by IS".
        let mut noun = start;
        while noun > floor + 1 && self.tags[noun - 1] == Tag::Adverb && self.lower(noun - 1).ends_with("ly") {
            noun -= 1;
        }
        let after_noun = start == floor
            || matches!(self.tags[noun - 1], Tag::Noun | Tag::Proper | Tag::Number | Tag::Punctuation);
        // "gunmen killed at least 132": a bound before a number opens an object.
        let next = if self.tag_at(verb + 1) == Tag::Qualifier { "" } else { self.lower(verb + 1) };
        let no_object = matches!(
            next,
            "by" | "in"
                | "on"
                | "at"
                | "near"
                | "during"
                | "after"
                | "since"
                | "from"
                | "outside"
                | "last"
                | "over"
                | ","
                | "."
                | "with"
                | "as"
                | "for"
                | "when"
                | "earlier"
                | "to"
                | "and"
                | "while"
                | "between"
                | "there"
                | "under"
                | "overnight"
                | "this"
        );
        let reduced =
            !auxiliary && form.participle && !form.ing && after_noun && no_object && self.is_transitive(verb);
        // "was defeated and dismantled by": one auxiliary for both.
        let shared = !auxiliary
            && form.participle
            && !form.ing
            && start > floor + 1
            && self.tags[start - 1] == Tag::Conjunction
            && no_object
            && self
                .verbs
                .last()
                // "was convicted in Johannesburg and jailed for 24 years".
                .is_some_and(|other| {
                    other.passive
                        && !other.reduced
                        && other.verb >= floor
                        && (other.verb + 1 == start - 1
                            || (other.verb + 1..start - 1).all(|at| {
                                !matches!(self.tags[at], Tag::Relative | Tag::Subordinator | Tag::Pronoun)
                                    && !matches!(self.lower(at), ";" | ",")
                            }) && self.lower(verb + 1) != ","
                                && self.is_transitive(verb))
                });
        // "militants killed in 2014": whether the past is finite the models tell better than what follows.
        let finite = self.advice[verb].is_some_and(|advice| advice.tag == language::Tag::VerbPast);
        // "two men shot and killed an elder": both verbs have the object.
        let object_of_both = next == "and"
            && self.tag_at(verb + 2) == Tag::Verb
            && self.phrase_at(verb + 3).is_some_and(|phrase| phrase.tokens.start == verb + 3);
        // "gunmen shot at a patrol".
        let aims = next == "at"
            && matches!(
                self.language.words.lemma(self.lower(verb)),
                "shoot" | "fire" | "throw" | "hurl" | "lob" | "aim"
            );
        // "teachers whom the rebels abducted on Monday": the clause has its object before it.
        let object_before = after_noun
            && start
                .checked_sub(1)
                .and_then(|before| self.phrase_at(before))
                .and_then(|subject| subject.tokens.start.checked_sub(1))
                .is_some_and(|before| self.is_relative_object(before));
        let active = finite && next != "by" || object_of_both || aims || object_before;
        let shared_object = object_of_both || aims || object_before;
        let (reduced, shared) = (reduced && !active, shared && !shared_object);
        VerbGroup {
            passive: (be && form.participle && !form.ing) || reduced || shared,
            negated: has(Tag::Negation) || before.clone().any(|at| self.lower(at).ends_with("n't")),
            modal: has(Tag::Modal),
            infinitive: has(Tag::To),
            participle: form.ing && !auxiliary,
            reduced,
            tokens: before.start..verb + 1,
            verb,
        }
    }

    /// Verbs that are not used without an object: "killed in a raid" is passive, "emerged in 2014" is not.
    pub(super) fn is_transitive(&self, verb: usize) -> bool {
        let lemma = self.language.words.lemma(self.lower(verb));
        // "responded by killing": how, and not by whom.
        let how = self.lower(verb + 2).ends_with("ing");
        !self.language.words.intransitive.contains(lemma) || self.lower(verb + 1) == "by" && !how
    }

    /// The subject of a verb: who does it, or in the passive who has it done to him. Coordinated subjects are all given.
    pub(crate) fn subjects(&self, group: &VerbGroup) -> Vec<&NounPhrase> {
        let sentence = &self.sentences[self.sentence_of(group.verb)].tokens;
        let found = self.subjects_before(group, sentence.start, 4);
        if found.is_empty() { self.subjects_by_tree(group.verb, 4) } else { found }
    }

    /// The subject as the tree has it, for clauses in which the order of words does not show it.
    pub(super) fn subjects_by_tree(&self, verb: usize, depth: usize) -> Vec<&NounPhrase> {
        use language::Deprel;
        let Some(depth) = depth.checked_sub(1) else { return Vec::new() };
        let children = |head: usize, deprels: &'static [Deprel]| {
            let sentence = self.sentences[self.sentence_of(head)].tokens.clone();
            sentence.filter(move |at| {
                self.advice[*at]
                    .is_some_and(|advice| advice.head == Some(head) && deprels.contains(&advice.deprel))
            })
        };
        let own: Vec<&NounPhrase> = children(verb, &[Deprel::Nsubj, Deprel::NsubjPass])
            .filter(|at| !matches!(self.tags[*at], Tag::Relative))
            .flat_map(|at| std::iter::once(at).chain(children(at, &[Deprel::Conj])))
            .filter_map(|at| self.phrase_at(at))
            // "teachers whom the rebels abducted on Monday were freed": who is behind "whom" has a verb of his own.
            .filter(|phrase| {
                let before = phrase.tokens.start.checked_sub(1);
                !before.is_some_and(|at| {
                    self.is_relative_object(at)
                        && (phrase.tokens.end..verb).any(|at| self.tags[at] == Tag::Verb)
                })
            })
            .collect();
        if !own.is_empty() {
            return own;
        }
        let Some(Advice { head: Some(head), deprel, tag }) = self.advice[verb] else { return Vec::new() };
        use language::Tag as Learned;
        let finite = matches!(tag, Learned::VerbPast | Learned::VerbPresent | Learned::VerbPresentThird);
        match deprel {
            Deprel::Acl | Deprel::AclRelcl => {
                // "a base in Kidal, northern Mali, that killed six": a name that locates is not whom the clause is about.
                let sentence = self.sentences[self.sentence_of(head)].tokens.start;
                let whole = if self.tags[head] == Tag::Proper {
                    self.nominal_ending(head, sentence)
                } else {
                    Vec::new()
                };
                if whole.is_empty() { self.phrase_at(head).into_iter().collect() } else { whole }
            }
            // A finite verb in a clause of its own has a subject of its own, wherever it is.
            Deprel::Advcl | Deprel::Xcomp if finite => Vec::new(),
            Deprel::Conj | Deprel::Advcl | Deprel::Xcomp => self.subjects_by_tree(head, depth),
            _ => Vec::new(),
        }
    }

    /// "asked Cuba to arrest ten of them": whom somebody asks, orders or tells to do it, and the verb of asking.
    pub(crate) fn asked(&self, group: &VerbGroup) -> Option<(&NounPhrase, usize)> {
        let before = group.tokens.start.checked_sub(1).filter(|_| group.infinitive)?;
        let whom = self.phrase_at(before).filter(|phrase| phrase.tokens.end == group.tokens.start)?;
        let verb = whom.tokens.start.checked_sub(1)?;
        let on = usize::from(self.lower(verb) == "on");
        let verb = self.verb_at(verb.checked_sub(on)?).filter(|asking| asking.verb + on == verb)?;
        let lemma = self.language.words.lemma(self.lower(verb.verb));
        (self.language.attribution.urge.contains(lemma) && !verb.passive).then_some((whom, verb.verb))
    }

    pub(super) fn subjects_before(&self, group: &VerbGroup, floor: usize, depth: usize) -> Vec<&NounPhrase> {
        if depth == 0 {
            return Vec::new();
        }
        if let Some((whom, _)) = self.asked(group) {
            return vec![whom];
        }
        let start = group.tokens.start;
        let borrowed =
            (group.participle && !group.reduced && !self.follows_noun(start, floor)) || group.infinitive;
        if borrowed {
            // "IS-K is capable of striking": the subject of the copula.
            let verb = self.previous_finite(start, floor).map_or(floor, |verb| verb.verb + 1);
            let copula = (verb..start).rev().find(|at| {
                self.tags[*at] == Tag::Auxiliary
                    && self.verb_of[*at].is_none()
                    && self.language.words.be_forms.contains(self.lower(*at))
            });
            if let Some(copula) = copula.filter(|at| *at > floor) {
                let subject = self.nominal_ending(copula - 1, floor);
                if !subject.is_empty() {
                    return subject;
                }
            }
            return self
                .previous_finite(start, floor)
                .map(|verb| self.subjects_before(verb, floor, depth - 1))
                .unwrap_or_default();
        }
        // "Founded in 1978 by Ocalan, the PKK has fought": the subject of the clause that follows.
        if group.reduced && start == floor {
            let main = self.verbs.iter().find(|verb| {
                verb.verb > group.verb
                    && self.sentence_of(verb.verb) == self.sentence_of(group.verb)
                    && !verb.reduced
                    && !verb.infinitive
                    && !verb.participle
            });
            return main.map(|verb| self.subjects_before(verb, floor, depth - 1)).unwrap_or_default();
        }
        let mut at = start;
        while at > floor {
            at -= 1;
            match self.tags[at] {
                Tag::Adverb | Tag::Qualifier | Tag::Auxiliary => {}
                Tag::Relative => {
                    let mut before = if self.lower(at.saturating_sub(1)) == "," {
                        at.saturating_sub(2)
                    } else {
                        at.saturating_sub(1)
                    };
                    // "the Allied Democratic Forces (ADF), which …".
                    if self.lower(before) == ")" {
                        before = self.before_parenthesis(before, floor).unwrap_or(before);
                    }
                    // "the bodies of nine miners who had been kidnapped": people, and not what is of them.
                    if self.lower(at) == "who"
                        && let Some(people) = self.phrase_at(before).filter(|phrase| {
                            phrase.preposition.is_some()
                                && self.language.numbers.people_class(self.lower(phrase.head)).is_some()
                        })
                    {
                        return vec![people];
                    }
                    // "allegiance to Islamic State, which declared a province": the name, where it says no place.
                    let named = self.phrase_at(before).filter(|phrase| {
                        before + 2 == at
                            && self.tags[phrase.head] == Tag::Proper
                            && phrase.preposition.is_some_and(|of| {
                                let word = self.lower(of);
                                matches!(word, "to" | "with" | "by" | "against")
                                    || self.lower(at) == "which" && matches!(word, "of" | "between")
                            })
                    });
                    if let Some(named) = named {
                        return vec![named];
                    }
                    // "led by X, who defected": whom the relative follows, whatever governs him.
                    let whole = self.nominal_ending(before, floor);
                    return match self.phrase_at(before) {
                        Some(phrase) if whole.is_empty() => vec![phrase],
                        _ => whole,
                    };
                }
                Tag::Conjunction if self.lower(at) != "or" || at + 1 == start => {
                    return self
                        .previous_finite(at, floor)
                        .map(|verb| self.subjects_before(verb, floor, depth - 1))
                        .unwrap_or_default();
                }
                Tag::Punctuation if matches!(self.lower(at), "," | ")" | "-" | "—" | "–") => {
                    match self.before_parenthesis(at, floor) {
                        Some(before) => at = before + 1,
                        None => {
                            if let Some(phrase) = at
                                .checked_sub(1)
                                .and_then(|before| self.phrase_at(before))
                                .filter(|_| group.participle || group.reduced)
                            {
                                return vec![phrase];
                            }
                            return self
                                .previous_finite(at, floor)
                                .map(|verb| self.subjects_before(verb, floor, depth - 1))
                                .unwrap_or_default();
                        }
                    }
                }
                Tag::Punctuation if matches!(self.lower(at), "\"" | "”" | "“") => {}
                // "and two months later ambushed": when, and not who.
                Tag::Noun
                    if matches!(self.lower(at + 1), "later" | "earlier")
                        && self.language.time.units.values().any(|unit| unit.contains(self.lower(at))) =>
                {
                    at = self.phrase_at(at).map_or(at, |phrase| phrase.tokens.start.max(floor));
                }
                Tag::Noun | Tag::Proper | Tag::Number | Tag::Pronoun | Tag::PossessiveS => {
                    return self.nominal_ending(at, floor);
                }
                _ => return Vec::new(),
            }
        }
        Vec::new()
    }

    pub(super) fn follows_noun(&self, start: usize, floor: usize) -> bool {
        start > floor && matches!(self.tags[start - 1], Tag::Noun | Tag::Proper)
    }

    /// The nearest verb before a token that has a subject of its own.
    pub(super) fn previous_finite(&self, at: usize, floor: usize) -> Option<&VerbGroup> {
        self.verbs
            .iter()
            .rev()
            .find(|verb| {
                verb.verb < at && verb.verb >= floor && !verb.reduced && !verb.infinitive && !verb.participle
            })
            .or_else(|| {
                self.verbs
                    .iter()
                    .rev()
                    .find(|verb| verb.verb < at && verb.verb >= floor && !verb.reduced && !verb.infinitive)
            })
    }

    /// At a comma or bracket that closes an insertion: the token before the one that opens it.
    pub(super) fn before_parenthesis(&self, close: usize, floor: usize) -> Option<usize> {
        let open = match self.lower(close) {
            ")" => "(",
            other => other,
        };
        (floor..close)
            .rev()
            .find(|at| self.lower(*at) == open)
            .and_then(|at| at.checked_sub(1))
            .filter(|at| *at >= floor)
    }

    /// The noun phrases of a nominal that ends at a token: prepositional attributes are passed, coordination is followed.
    pub(super) fn nominal_ending(&self, end: usize, floor: usize) -> Vec<&NounPhrase> {
        let Some(mut phrase) = self.phrase_at(end) else { return Vec::new() };
        // "officials in Togo and Benin", "a base in Kidal, northern Mali": the second name hangs on the first one's preposition.
        if phrase.preposition.is_none()
            && phrase.tokens.start > floor + 1
            && matches!(self.lower(phrase.tokens.start - 1), "and" | ",")
            && self.tags[phrase.head] == Tag::Proper
            && let Some(first) = self.phrase_at(phrase.tokens.start - 2).filter(|first| {
                first.preposition.is_some_and(|at| matches!(self.lower(at), "in" | "of" | "from"))
                    && self.tags[first.head] == Tag::Proper
            })
        {
            phrase = first;
        }
        let clausal =
            |at: usize| matches!(self.lower(at), "after" | "before" | "since" | "until" | "as" | "than");
        while let Some(preposition) = phrase.preposition.filter(|at| *at > floor && !clausal(*at)) {
            // "troops backed by tribesmen": what the participle hangs on.
            let participle = self.lower(preposition) == "by"
                && preposition > floor + 1
                && self.verb_at(preposition - 1).is_some_and(|group| group.reduced || group.participle)
                && matches!(self.tags[preposition - 2], Tag::Noun | Tag::Proper);
            // "a network loyal to X", "a group close to Y": the noun before the adjective.
            let adjective = preposition > floor + 1
                && self.tags[preposition - 1] == Tag::Adjective
                && matches!(self.tags[preposition - 2], Tag::Noun | Tag::Proper);
            let before = preposition - 1 - usize::from(participle || adjective);
            let attached = self.phrase_at(before).filter(|_| {
                matches!(self.tags[before], Tag::Noun | Tag::Proper | Tag::Number | Tag::Pronoun)
            });
            match attached {
                Some(outer) => phrase = outer,
                None => break,
            }
        }
        // "In Kabul, …": a phrase of place or time at the beginning is no subject; "after the town … is captured" is one.
        if phrase.preposition.is_some_and(|at| !clausal(at)) {
            return Vec::new();
        }
        let mut all = vec![phrase];
        let mut first = phrase;
        while first.tokens.start > floor + 1 && matches!(self.lower(first.tokens.start - 1), "and" | ",") {
            let mut before = first.tokens.start - 2;
            if self.lower(before) == "," && before > floor {
                before -= 1;
            }
            let joined_by_comma = self.lower(first.tokens.start - 1) == ",";
            match self.phrase_at(before) {
                Some(other) if other.preposition.is_none() && !(joined_by_comma && all.len() < 2) => {
                    all.insert(0, other);
                    first = other;
                }
                _ => break,
            }
        }
        all
    }

    /// The direct object of a verb, with what is coordinated to it.
    pub(crate) fn objects(&self, group: &VerbGroup) -> Vec<&NounPhrase> {
        let limit = self.sentences[self.sentence_of(group.verb)].tokens.end;
        let mut at = group.verb + 1;
        while at < limit
            && (matches!(self.tags[at], Tag::Adverb | Tag::Negation)
                // "blamed “terrorist organizations …”".
                || at == group.verb + 1 && matches!(self.lower(at), "“" | "\"")
                || matches!(
                    self.lower(at),
                    "up" | "down" | "out" | "off" | "on" | "himself" | "herself" | "themselves"
                ))
        {
            at += 1;
        }
        match self.relative_object(group) {
            Some(antecedent) => vec![antecedent],
            None => self.coordinated_from(at, limit),
        }
    }

    /// "Hamas-affiliated", "Taliban-controlled": what is said of the name before the hyphen.
    pub(crate) fn compound(&self, at: usize) -> Option<RelationKind> {
        let (_, last) = self.lower(at).rsplit_once('-')?;
        let compounds = &self.language.relations.compounds;
        compounds
            .iter()
            .find(|(_, words)| words.contains(last))
            .and_then(|(kind, _)| RelationKind::parse(kind))
    }

    /// "whom", "which" and "that" directly behind a noun: before a subject of its own it is the object of the clause.
    pub(super) fn is_relative_object(&self, pronoun: usize) -> bool {
        let behind_noun = pronoun
            .checked_sub(1)
            .is_some_and(|before| matches!(self.tag_at(before), Tag::Noun | Tag::Proper | Tag::Number));
        match self.lower(pronoun) {
            "whom" => true,
            "which" => behind_noun || self.lower(pronoun.wrapping_sub(1)) == ",",
            // "the claim that the army killed" has another "that": the models tell.
            "that" | "who" => {
                behind_noun
                    && self.advice[pronoun].is_some_and(|advice| advice.deprel == language::Deprel::Obj)
            }
            _ => false,
        }
    }

    /// "the militant whom troops captured", "a base that the rebels took": what the relative clause is about.
    pub(crate) fn relative_object(&self, group: &VerbGroup) -> Option<&NounPhrase> {
        let subject = self.subjects(group).into_iter().next()?;
        let pronoun = subject.tokens.start.checked_sub(1)?;
        // "aid workers they had seized": a clause about a noun that has no pronoun for it.
        if !group.passive
            && !group.infinitive
            && subject.tokens.end <= group.tokens.start
            && self.tag_at(subject.tokens.start) == Tag::Pronoun
            && matches!(self.tag_at(pronoun), Tag::Noun)
            && self.advice[group.verb].is_some_and(|advice| advice.deprel == language::Deprel::AclRelcl)
            && self.phrase_at(group.verb + 1).is_none_or(|phrase| phrase.tokens.start != group.verb + 1)
        {
            return self.phrase_at(pronoun);
        }
        if group.passive
            || group.infinitive
            || subject.tokens.start > group.tokens.start
            || !self.is_relative_object(pronoun)
        {
            return None;
        }
        let before = pronoun.checked_sub(1 + usize::from(self.lower(pronoun.wrapping_sub(1)) == ","))?;
        let antecedent = self.phrase_at(before)?;
        // "the head of the group, whom": the person.
        let person = antecedent
            .preposition
            .filter(|of| self.lower(*of) == "of" && self.lower(pronoun) == "whom")
            .and_then(|of| of.checked_sub(1))
            .and_then(|at| self.phrase_at(at))
            .filter(|phrase| self.language.persons.post(self.lower(phrase.head)).is_some());
        Some(person.unwrap_or(antecedent))
    }

    /// The noun phrase that begins at a token, and those coordinated after it.
    pub(crate) fn coordinated_from(&self, start: usize, limit: usize) -> Vec<&NounPhrase> {
        let mut all = Vec::new();
        let mut at = start;
        while at < limit {
            let Some(phrase) = self
                .phrase_at(at)
                .filter(|phrase| phrase.tokens.start == at || all.is_empty() && phrase.tokens.contains(&at))
            else {
                break;
            };
            // "clashed with soldiers and the president put": who begins a clause of his own is no part of the list.
            let begins = !all.is_empty()
                && self.lower(phrase.tokens.start.wrapping_sub(1)) == "and"
                && (matches!(self.tag_at(phrase.tokens.end), Tag::Auxiliary | Tag::Modal)
                    || self.verb_at(phrase.tokens.end).is_some_and(|group| {
                        group.tokens.start == phrase.tokens.end && !group.reduced && !group.participle
                    }));
            if begins {
                break;
            }
            all.push(phrase);
            at = phrase.tokens.end;
            // "the PKK (…) and X": an abbreviation in brackets is passed.
            if self.lower(at) == "(" && self.lower(at + 2) == ")" {
                at += 3;
            }
            if self.lower(at) == "," && self.lower(at + 1) == "and" {
                at += 2;
            } else if matches!(self.lower(at), "and" | ",") {
                at += 1;
                // "an attack on X, a town …": after a comma a new determiner is an apposition unless a list goes on.
                if self.lower(at - 1) == "," && !self.list_goes_on(at, limit) {
                    break;
                }
            } else {
                break;
            }
        }
        all
    }

    pub(super) fn list_goes_on(&self, at: usize, limit: usize) -> bool {
        let end = self.phrase_at(at).map_or(at, |phrase| phrase.tokens.end);
        end < limit
            && (self.lower(end) == "and"
                || (self.lower(end) == ","
                    && self.phrase_at(end + 1).is_some_and(|next| {
                        self.lower(next.tokens.end) == "and" || self.lower(end + 1) == "and"
                    })))
    }

    /// The noun phrases after a preposition that follows a token within its clause, such as the agent after "by".
    pub(crate) fn after_preposition(
        &self,
        from: usize,
        limit: usize,
        prepositions: &[&str],
    ) -> Vec<&NounPhrase> {
        let (mut at, limit) = (from, limit.min(self.tokens.len()));
        while at < limit {
            if self.tags[at] == Tag::Subordinator
                || matches!(self.tags[at], Tag::Relative)
                || matches!(self.lower(at), ";" | ":")
            {
                break;
            }
            if at > from && self.tags[at] == Tag::Verb {
                break;
            }
            if prepositions.contains(&self.lower(at)) && self.phrase_at(at + 1).is_some() {
                let mut all = self.coordinated_from(at + 1, limit);
                // "Talks between the government and the ELN opened": between two, whatever follows.
                if self.lower(at) == "between"
                    && let [one] = all.as_slice()
                    && self.lower(one.tokens.end) == "and"
                    && let Some(other) = self.phrase_at(one.tokens.end + 1)
                {
                    all.push(other);
                }
                return all;
            }
            at += 1;
        }
        Vec::new()
    }

    /// The words that a token hangs on, from the nearest upwards; nothing where no tree was made.
    pub(crate) fn ancestors(&self, token: usize) -> impl Iterator<Item = usize> {
        let mut at = token;
        let mut steps = 0;
        std::iter::from_fn(move || {
            steps += 1;
            at = self.advice.get(at)?.as_ref()?.head.filter(|_| steps < 40)?;
            Some(at)
        })
    }

    /// The verb of the clause about a noun that holds one token and not the other: "launched" in "fired upon in an operation launched
    /// on Friday".
    pub(crate) fn clause_about_noun(&self, inside: usize, outside: usize) -> Option<usize> {
        let above = |token: usize| std::iter::once(token).chain(self.ancestors(token));
        above(inside).take_while(|at| !above(outside).any(|other| other == *at)).find(|at| {
            self.advice[*at].is_some_and(|advice| {
                matches!(advice.deprel, language::Deprel::Acl | language::Deprel::AclRelcl)
            })
        })
    }

    /// The end of the clause that holds a token: the next subordinator, semicolon, relative, or the sentence's end.
    pub(crate) fn clause_end(&self, token: usize) -> usize {
        let sentence = &self.sentences[self.sentence_of(token)].tokens;
        (token + 1..sentence.end)
            .find(|at| {
                matches!(self.tags[*at], Tag::Subordinator | Tag::Relative) && self.lower(*at) != "that"
                    || self.lower(*at) == ";"
            })
            .unwrap_or(sentence.end)
    }

    /// The beginning of the clause that holds a token.
    pub(crate) fn clause_start(&self, token: usize) -> usize {
        let sentence = &self.sentences[self.sentence_of(token)].tokens;
        (sentence.start..token)
            .rev()
            .find(|at| {
                matches!(self.tags[*at], Tag::Subordinator)
                    || self.lower(*at) == ";"
                    || (self.lower(*at) == "but")
            })
            .map_or(sentence.start, |at| at + 1)
    }
}
