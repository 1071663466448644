//! Who acts or is named: the actors of a text with all their mentions.
//!
//! Names come from the lexicon's scan; bodies ("German police", "Nigeria's army"), persons (by title, post, reporting verb)
//! and groups that the lexicon does not know ("the Mehsud faction") from their words; "the group", "it" and surnames from
//! what was named before. A state is an actor only where it acts; a capital only where it speaks or acts for its government.
use crate::names;
use crate::page::{NounPhrase, Page, Tag, VerbGroup};
use lexicon::{ActorEntry, ActorMatch, Alias, AliasForm};
use model::record::PersonName;
use model::{ActorKind, RelationKind, Span, reading::Actor};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A mention of an actor.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    pub(crate) tokens: Range<usize>,
    pub(crate) actor: usize,
}

#[derive(Debug, Clone)]
struct Member {
    name: String,
    kind: ActorKind,
    lexicon_id: Option<String>,
    rule: &'static str,
}

/// The actors of a text.
pub(crate) struct Cast {
    members: Vec<Member>,
    mentions: Vec<Mention>,
    mention_at: Vec<Option<usize>>,
    /// Runs of capitalised words that may be a person's name, beside the known persons.
    unknown_names: Vec<Range<usize>>,
    posts: BTreeSet<usize>,
    /// Branches named by description ("the Afghan branch of Islamic State"): branch, parent, tokens.
    branches: Vec<(usize, usize, Range<usize>)>,
    /// The state of which a body is, by actor.
    state_of: BTreeMap<usize, String>,
    /// Tokens that are the head of a verb's subject.
    subject_heads: BTreeSet<usize>,
    /// Bodies that a place says whose they are ("the government in Ouagadougou").
    placed: BTreeSet<usize>,
}

impl Cast {
    pub(crate) fn new(
        page: &Page<'_>,
        scan: &[ActorMatch<'_>],
        places: &[Range<usize>],
        dates: &[Range<usize>],
    ) -> Self {
        let mut cast = Self {
            members: Vec::new(),
            mentions: Vec::new(),
            mention_at: vec![None; page.tokens.len()],
            unknown_names: Vec::new(),
            posts: BTreeSet::new(),
            branches: Vec::new(),
            placed: BTreeSet::new(),
            state_of: BTreeMap::new(),
            subject_heads: page
                .verbs
                .iter()
                .flat_map(|verb| page.subjects(verb))
                .map(|phrase| phrase.head)
                .collect(),
        };
        cast.add_lexicon(page, scan, dates);
        cast.add_bodies(page);
        cast.add_forces_of_posts(page);
        cast.add_groups(page);
        cast.add_described_groups(page, places);
        cast.add_branches(page);
        cast.add_abbreviations(page);
        cast.add_names(page, places);
        cast.add_surnames(page);
        cast.note_placed(page);
        cast.join_bodies();
        cast.add_anaphors(page);
        cast
    }

    // ---- what the others ask

    /// The actor of a mention that covers a token.
    pub(crate) fn at(&self, token: usize) -> Option<usize> {
        self.mention_at.get(token).copied().flatten().map(|index| self.mentions[index].actor)
    }

    /// The actor whom a noun phrase means: its head's mention, or the group whose members the head names.
    pub(crate) fn of_phrase(&self, page: &Page<'_>, phrase: &NounPhrase) -> Option<usize> {
        if let Some(actor) = self.at(phrase.head) {
            return Some(actor);
        }
        let head = page.lower(phrase.head);
        if page.tag_at(phrase.head) == Tag::Pronoun {
            return self.of_pronoun(page, phrase.head);
        }
        let words = &page.language.persons.groups;
        // "a TTP splinter group": not the TTP, but who is named beside it.
        let splinter = phrase.tokens.clone().any(|at| {
            matches!(page.lower(at), "splinter" | "breakaway" | "offshoot" | "dissident") && at < phrase.head
        });
        // "a Hamas-affiliated group": not Hamas either.
        let compound = phrase.tokens.clone().any(|at| {
            at < phrase.head
                && self.at(at).is_some()
                && matches!(page.compound(at), Some(RelationKind::AffiliatedWith | RelationKind::Supports))
        });
        if compound && let Some(actor) = self.apposed(page, phrase) {
            return Some(actor);
        }
        // "The al-Qaeda-linked group said": who was spoken of.
        if compound && page.lower(phrase.tokens.start) == "the" && words.suffixes.contains(head) {
            let owner = phrase.tokens.clone().find_map(|at| self.at(at));
            return self
                .in_focus_but(page, phrase.tokens.start, 10, owner, |kind| kind == ActorKind::ArmedGroup);
        }
        if splinter || compound {
            let comma = phrase.tokens.start.checked_sub(1).filter(|at| page.lower(*at) == ",")?;
            return comma.checked_sub(1).and_then(|at| self.at(at)).filter(|actor| self.is_group(*actor));
        }
        // "disaffected members of the Pakistani Taliban", "former fighters of X": no longer theirs.
        if phrase.tokens.clone().any(|at| at < phrase.head && words.detached.contains(page.lower(at))) {
            return None;
        }
        if words.members.contains(head)
            || words.attackers.contains(head)
            || words.suffixes.contains(head)
            || head == "spokesman"
        {
            // "its fighters", "their men".
            let possessive = phrase.tokens.clone().find(|at| matches!(page.lower(*at), "its" | "their"));
            if let Some(possessive) = possessive {
                return self.in_focus(page, possessive, 2, |kind| kind == ActorKind::ArmedGroup);
            }
            // "the group's fighters" without a name in the phrase.
            let anaphor = phrase.tokens.clone().find(|at| {
                page.tag_at(*at + 1) == Tag::PossessiveS
                    && matches!(
                        page.lower(*at),
                        "group" | "organization" | "organisation" | "movement" | "militia" | "faction"
                    )
            });
            if let Some(anaphor) = anaphor.filter(|_| phrase.tokens.clone().all(|at| self.at(at).is_none())) {
                return self.in_focus(page, anaphor, 4, |kind| kind == ActorKind::ArmedGroup);
            }
            // "militants from the Baloch Liberation Army", "members of X".
            let many = head.ends_with('s') || head.ends_with("men");
            let behind = (many
                && matches!(page.lower(phrase.tokens.end), "from" | "of" | "with" | "belonging"))
            .then(|| {
                let skip = usize::from(page.lower(phrase.tokens.end + 1) == "to");
                page.phrase_at(phrase.tokens.end + 1 + skip)
            })
            .flatten()
            .and_then(|of| self.at(of.head))
            .filter(|actor| self.is_group(*actor));
            return phrase
                .tokens
                .clone()
                .rev()
                .find_map(|token| self.at(token))
                .or(behind)
                .map(|actor| self.group_of_person(page, actor).unwrap_or(actor))
                .filter(|actor| self.is_group(*actor) || self.kind(*actor) == ActorKind::StateForce);
        }
        None
    }

    /// "a Hamas-affiliated group, the Qassam Brigades, …": the group whose name follows between commas.
    fn apposed(&self, page: &Page<'_>, phrase: &NounPhrase) -> Option<usize> {
        let name =
            (page.lower(phrase.tokens.end) == ",").then(|| page.phrase_at(phrase.tokens.end + 1))??;
        let closed = matches!(page.lower(name.tokens.end), "," | "." | "(" | ";");
        self.at(name.head).filter(|actor| closed && self.is_group(*actor))
    }

    /// "Koufa's fighters": the group of the text that the lexicon says the person belongs to.
    fn group_of_person(&self, page: &Page<'_>, actor: usize) -> Option<usize> {
        let entry = page.lexicon.actors.get(self.lexicon_id(actor)?)?;
        let group = entry.affiliation.as_deref()?;
        self.members.iter().position(|member| member.lexicon_id.as_deref() == Some(group))
    }

    /// The group, body or person for which a pronoun stands: a subject before it in its sentence, else who is spoken of.
    pub(crate) fn of_pronoun(&self, page: &Page<'_>, token: usize) -> Option<usize> {
        let person = match page.lower(token) {
            "he" | "she" | "him" | "her" | "his" => true,
            "it" | "they" | "them" | "itself" | "themselves" | "its" | "their" => false,
            _ => return None,
        };
        let armed =
            |kind| matches!(kind, ActorKind::ArmedGroup | ActorKind::StateForce | ActorKind::GovernmentBody);
        // "According to the BBC they were seized": an outlet is one, and speaks.
        let many = matches!(page.lower(token), "they" | "them");
        let body = |kind| {
            let other = matches!(kind, ActorKind::Person | ActorKind::Population);
            !(other || many && kind == ActorKind::Media)
        };
        if person {
            return self.in_focus(page, token, 3, |kind| kind == ActorKind::Person);
        }
        self.in_focus(page, token, 0, armed)
            .or_else(|| self.in_focus(page, token, 2, armed))
            .or_else(|| self.in_focus(page, token, 2, body))
    }

    /// Who is spoken of before a token: near, a subject, not only an attribute, and often named.
    pub(crate) fn in_focus(
        &self,
        page: &Page<'_>,
        token: usize,
        sentences: usize,
        fits: impl Fn(ActorKind) -> bool,
    ) -> Option<usize> {
        self.in_focus_but(page, token, sentences, None, fits)
    }

    /// The same, without one of them: "X split from it".
    pub(crate) fn in_focus_but(
        &self,
        page: &Page<'_>,
        token: usize,
        sentences: usize,
        but: Option<usize>,
        fits: impl Fn(ActorKind) -> bool,
    ) -> Option<usize> {
        let here = page.sentence_of(token);
        let floor = page.sentences[here.saturating_sub(sentences)].tokens.start;
        let before = self.mentions.iter().filter(|mention| mention.tokens.end <= token);
        let mut named: BTreeMap<usize, i32> = BTreeMap::new();
        before.clone().for_each(|mention| *named.entry(mention.actor).or_default() += 1);
        before
            .filter(|mention| {
                mention.tokens.start >= floor && Some(mention.actor) != but && fits(self.kind(mention.actor))
            })
            .max_by_key(|mention| {
                let distance =
                    i32::try_from(here - page.sentence_of(mention.tokens.start)).unwrap_or(i32::MAX);
                let opens = page.sentences[page.sentence_of(mention.tokens.start)].tokens.start;
                let subject = mention.tokens.clone().any(|at| self.subject_heads.contains(&at))
                    || matches!(page.tag_at(mention.tokens.end), Tag::Auxiliary | Tag::Modal)
                    || mention.tokens.start == opens
                    // "IS's leadership has had to …": whose it is, is what the sentence is about.
                    || distance == 0
                        && page.tag_at(mention.tokens.end) == Tag::PossessiveS
                        && page
                            .phrase_at(mention.tokens.end)
                            .is_some_and(|phrase| self.subject_heads.contains(&phrase.head));
                let attribute = mention.tokens.start.checked_sub(1).is_some_and(|at| {
                    matches!(page.tag_at(at), Tag::Preposition | Tag::To)
                        || page.lower(at) == "the"
                            && at
                                .checked_sub(1)
                                .is_some_and(|at| matches!(page.tag_at(at), Tag::Preposition | Tag::To))
                });
                let often = named.get(&mention.actor).copied().unwrap_or(0).min(4);
                let score = -10 * distance.min(50) + if subject { 14 } else { 0 }
                    - if attribute { 6 } else { 0 }
                    + 2 * often;
                (score, mention.tokens.start)
            })
            .map(|mention| mention.actor)
    }

    /// Branches named by description: branch, parent, and the words.
    pub(crate) fn branches(&self) -> &[(usize, usize, Range<usize>)] {
        &self.branches
    }

    pub(crate) fn kind(&self, actor: usize) -> ActorKind {
        self.members[actor].kind
    }

    pub(crate) fn is_group(&self, actor: usize) -> bool {
        self.kind(actor) == ActorKind::ArmedGroup
    }

    /// Whether one is the other, or an outlet or person that speaks for it.
    pub(crate) fn speaks_for(&self, page: &Page<'_>, speaker: usize, actor: usize) -> bool {
        let entry = || page.lexicon.actors.get(self.lexicon_id(speaker)?);
        let spoken_for = || {
            let entry = entry()?;
            entry.party.as_deref().or(entry.affiliation.as_deref())
        };
        speaker == actor || spoken_for().is_some_and(|group| self.lexicon_id(actor) == Some(group))
    }

    pub(crate) fn lexicon_id(&self, actor: usize) -> Option<&str> {
        self.members[actor].lexicon_id.as_deref()
    }

    pub(crate) fn mentions(&self) -> &[Mention] {
        &self.mentions
    }

    pub(crate) fn id(actor: usize) -> String {
        format!("a{}", actor + 1)
    }

    /// The last actor mentioned before a token that fits, going back at most some sentences.
    pub(crate) fn last_before(
        &self,
        page: &Page<'_>,
        token: usize,
        sentences: usize,
        fits: impl Fn(ActorKind) -> bool,
    ) -> Option<usize> {
        let floor = page.sentences[page.sentence_of(token).saturating_sub(sentences)].tokens.start;
        self.mentions
            .iter()
            .rev()
            .find(|mention| {
                mention.tokens.end <= token && mention.tokens.start >= floor && fits(self.kind(mention.actor))
            })
            .map(|mention| mention.actor)
    }

    pub(crate) fn note_post(&mut self, actor: usize) {
        self.posts.insert(actor);
    }

    /// The actors in the contract's form; `a1` is the first that is mentioned.
    pub(crate) fn actors(&self, page: &Page<'_>) -> Vec<Actor> {
        let mut spans: BTreeMap<usize, Vec<Span>> = BTreeMap::new();
        for mention in &self.mentions {
            spans.entry(mention.actor).or_default().push(page.span(&mention.tokens));
        }
        self.members
            .iter()
            .enumerate()
            .filter_map(|(index, member)| {
                let mentions = spans.remove(&index)?;
                let (name, kind, lexicon_id) = (member.name.clone(), member.kind, member.lexicon_id.clone());
                Some(Actor {
                    id: Self::id(index),
                    name,
                    kind,
                    lexicon_id,
                    mentions,
                    rule: Some(member.rule.to_owned()),
                })
            })
            .collect()
    }

    /// Every stretch that is, or may be, a person's name.
    pub(crate) fn names(&self, page: &Page<'_>) -> Vec<PersonName> {
        let persons =
            self.mentions.iter().filter(|mention| self.kind(mention.actor) == ActorKind::Person).map(
                |mention| PersonName {
                    span: page.span(&mention.tokens),
                    actor: Some(Self::id(mention.actor)),
                    lexicon_id: self.members[mention.actor].lexicon_id.clone(),
                    has_stated_post: self.posts.contains(&mention.actor),
                },
            );
        let unknown = self.unknown_names.iter().map(|tokens| PersonName {
            span: page.span(tokens),
            actor: None,
            lexicon_id: None,
            has_stated_post: false,
        });
        let mut names = persons.chain(unknown).collect::<Vec<_>>();
        names.sort();
        names.dedup();
        names
    }

    // ---- making it

    fn is_free(&self, tokens: &Range<usize>) -> bool {
        tokens.clone().all(|token| self.mention_at.get(token).is_some_and(Option::is_none))
    }

    fn add(&mut self, tokens: Range<usize>, actor: usize) {
        if tokens.is_empty() || !self.is_free(&tokens) {
            return;
        }
        let index = self.mentions.len();
        tokens.clone().for_each(|token| self.mention_at[token] = Some(index));
        self.mentions.push(Mention { tokens, actor });
    }

    fn sort(&mut self) {
        self.mentions.sort_by_key(|mention| mention.tokens.start);
        self.mention_at.fill(None);
        for (index, mention) in self.mentions.iter().enumerate() {
            mention.tokens.clone().for_each(|token| self.mention_at[token] = Some(index));
        }
    }

    fn member(&mut self, name: &str, kind: ActorKind, lexicon_id: Option<&str>, rule: &'static str) -> usize {
        let key = bare_name(name);
        let known = self.members.iter().position(|member| match lexicon_id {
            Some(id) => member.lexicon_id.as_deref() == Some(id),
            None => member.kind == kind && bare_name(&member.name) == key,
        });
        known.unwrap_or_else(|| {
            self.members.push(Member {
                name: name.to_owned(),
                kind,
                lexicon_id: lexicon_id.map(str::to_owned),
                rule,
            });
            self.members.len() - 1
        })
    }

    fn add_lexicon(&mut self, page: &Page<'_>, matches: &[ActorMatch<'_>], dates: &[Range<usize>]) {
        let named = matches
            .iter()
            .flat_map(|found| found.candidates.iter().map(|(entry, _)| entry.id.as_str()))
            .collect::<BTreeSet<_>>();
        for found in matches {
            let tokens = page.tokens_in(found.span);
            let Some((entry, alias)) = choose(&found.candidates, &named) else { continue };
            let dated = dates.iter().any(|date| date.start < tokens.end && tokens.start < date.end);
            // "the National Liberation Army": an outlet's name that only begins a longer one is none.
            let cut_off = entry.kind == ActorKind::Media
                && page.tag_at(tokens.end) == Tag::Proper
                && page
                    .phrase_at(tokens.end)
                    .is_some_and(|phrase| phrase.tokens.contains(&(tokens.end.saturating_sub(1))));
            // "the Israeli National Security Council": a name that only ends a longer one is not the body that is known by it.
            let cut_off = cut_off
                || entry.kind == ActorKind::InternationalOrganisation
                    && tokens.start.checked_sub(1).is_some_and(|before| {
                        page.tag_at(before) == Tag::Proper
                            && self.mention_at[before].is_none()
                            && page
                                .phrase_at(before)
                                .is_some_and(|phrase| phrase.tokens.contains(&tokens.start))
                    });
            // "the Turkish-backed Free Syrian Army" is no body of Turkey.
            let compound = entry.kind == ActorKind::State
                && tokens.end.checked_sub(1).is_some_and(|last| page.compound(last).is_some());
            // "the Hamid Karzai International Airport": a site that bears a person's name is not the person.
            let names_site = entry.kind == ActorKind::Person && names_site(page, &tokens);
            if tokens.is_empty()
                || dated
                || cut_off
                || compound
                || names_site
                || !self.is_free(&tokens)
                || page.tokens[tokens.start].span.start > found.span.start
            {
                continue;
            }
            match entry.kind {
                ActorKind::State => self.state(page, &tokens, entry, alias),
                kind => {
                    let actor = self.member(&entry.name, kind, Some(&entry.id), "actor.lexicon");
                    self.add(tokens, actor);
                }
            }
        }
        self.sort();
    }

    /// A state's name, demonym or capital: the body that it qualifies, the state itself where it acts, else only a place.
    fn state(&mut self, page: &Page<'_>, tokens: &Range<usize>, entry: &ActorEntry, alias: &Alias) {
        if let Some((body, kind)) = body_after(page, tokens.end) {
            let whole = tokens.start..body.end;
            if self.is_free(&whole) {
                let name = page.words(&whole).to_owned();
                let actor = self.member(&name, kind, None, "actor.body-of-state");
                self.state_of.insert(actor, entry.id.clone());
                self.add(whole, actor);
            }
            return;
        }
        let acts = match alias.form {
            AliasForm::Capital => acts_as_government(page, tokens, true),
            AliasForm::Government => true,
            AliasForm::Demonym => qualifies_act(page, tokens.end),
            AliasForm::Name => acts_as_government(page, tokens, false) || qualifies_act(page, tokens.end),
        };
        if acts {
            let actor = self.member(&entry.name, ActorKind::State, Some(&entry.id), "actor.state");
            self.add(tokens.clone(), actor);
        }
    }

    /// "Police chief Oscar Albayalde", "Moscow police spokesman X": the force before the post of one of its people.
    fn add_forces_of_posts(&mut self, page: &Page<'_>) {
        let persons = &page.language.persons;
        let Some(forces) = persons.bodies.get("state_force") else { return };
        for phrase in &page.phrases {
            for at in phrase.tokens.clone() {
                let word = page.lower(at);
                let post = persons.post(page.lower(at + 1)).is_some();
                let named = self.mention_at.get(at + 2).copied().flatten().is_some()
                    || page.tag_at(at + 2) == Tag::Proper
                    || page.lower(at + 2) == ",";
                // "the group's military chief": not a chief of the military.
                let owned = word == "military"
                    && (page.tag_at(phrase.tokens.start) == Tag::Possessive
                        || at.checked_sub(1).is_some_and(|at| page.tag_at(at) == Tag::PossessiveS));
                if !forces.contains(word) || !post || !named || owned || self.mention_at[at].is_some() {
                    continue;
                }
                let from = phrase.tokens.start;
                let place = (from..at).rev().find(|start| {
                    (*start..at).all(|at| page.tag_at(at) == Tag::Proper)
                        && page.lexicon.places.lookup(page.words(&(*start..at))).first().is_some_and(
                            |place| {
                                place.population >= 50_000
                                    || place.precision != model::PlacePrecision::Settlement
                            },
                        )
                });
                let whole = place.unwrap_or(at)..at + 1;
                if (place.is_some() || persons.bare.contains(word)) && self.is_free(&whole) {
                    let name = page.words(&whole).to_owned();
                    let actor = self.member(&name, ActorKind::StateForce, None, "actor.force-of-post");
                    self.add(whole, actor);
                }
            }
        }
        self.sort();
    }

    /// Bodies without a country ("the army", "police"), and names that end in one ("Health Ministry").
    fn add_bodies(&mut self, page: &Page<'_>) {
        for phrase in &page.phrases {
            let head = phrase.head;
            if self.mention_at[head].is_some() || page.tag_at(head) == Tag::Pronoun {
                continue;
            }
            let start = (phrase.tokens.start..=head)
                .find(|at| {
                    !matches!(
                        page.tag_at(*at),
                        Tag::Determiner | Tag::Possessive | Tag::Number | Tag::Qualifier
                    )
                })
                .unwrap_or(head);
            let (word, tokens) = (page.lower(head), start..head + 1);
            let kind = page
                .language
                .persons
                .bodies
                .iter()
                .find(|(_, nouns)| nouns.contains(word) || nouns.contains(&singular(word)))
                .and_then(|(kind, _)| ActorKind::parse(kind));
            let Some(kind) = kind else { continue };
            // "M23's military spokesman", "its military wing": no body, but how the next word is meant.
            let attribute = word == "military"
                && page.tag_at(head + 1) == Tag::Noun
                && (page.tag_at(phrase.tokens.start) == Tag::Possessive
                    || head.checked_sub(1).is_some_and(|at| page.tag_at(at) == Tag::PossessiveS));
            if attribute {
                continue;
            }
            // "the Caquetá Department": what the gazetteer has as a province is none of its bodies.
            if page.language.places.kinds.get("province").is_some_and(|nouns| nouns.contains(word))
                && is_province(page, start..head)
            {
                continue;
            }
            // "the National Liberation Army", "the Lord's Resistance Army": what liberates is no force of a state.
            let rebels = page.tag_at(head) == Tag::Proper
                && tokens.clone().any(|at| page.language.persons.groups.causes.contains(page.lower(at)));
            let kind = if rebels { ActorKind::ArmedGroup } else { kind };
            let proper =
                tokens.clone().any(|at| page.tag_at(at) == Tag::Proper && self.mention_at[at].is_none())
                    && page.tag_at(head) == Tag::Proper;
            let bare = page.words(&tokens).to_lowercase();
            let named = tokens.clone().find_map(|at| self.at(at));
            if let Some(owner) = named {
                // "IS-K forces" are the group; "UN peacekeepers", "Taliban government" are a body of their name's owner.
                if self.is_group(owner) || self.kind(owner) == ActorKind::InternationalOrganisation {
                    continue;
                }
            }
            if proper || page.language.persons.bare.contains(&bare) {
                let whole = if self.is_free(&tokens) { tokens } else { continue };
                let name = page.words(&whole).to_owned();
                let actor = self.member(&name, kind, None, "actor.body");
                self.add(whole, actor);
            }
        }
        self.sort();
    }

    /// Groups that the lexicon does not know: "the Mehsud faction", "the militant group X".
    fn add_groups(&mut self, page: &Page<'_>) {
        let words = &page.language.persons.groups;
        for phrase in &page.phrases {
            let head = page.lower(phrase.head);
            if self.mention_at[phrase.head].is_some() {
                continue;
            }
            // "the Fulani ethnic group", "the FEMEN protest movement": none that bears arms.
            let before = phrase.head.checked_sub(1).map_or("", |at| page.lower(at));
            let civil = words.civil.contains(before);
            let suffix = words.suffixes.contains(head) && !civil
                || words.members.contains(head) && page.tag_at(phrase.head) == Tag::Noun;
            let start = phrase.tokens.clone().find(|at| page.tag_at(*at) == Tag::Proper);
            let heading =
                page.sentences[page.sentence_of(phrase.head)].kind == crate::token::SentenceKind::Heading;
            let Some(start) = start.filter(|_| suffix && !heading) else { continue };
            let proper = (start..phrase.head).take_while(|at| page.tag_at(*at) == Tag::Proper).count();
            let tokens = if words.suffixes.contains(head) && !words.members.contains(head) {
                start..phrase.head + 1
            } else {
                start..start + proper
            };
            // "the Islamic Front": written as a name, whatever stands before its noun.
            let titled = page.tokens[phrase.head].capital
                && words.suffixes.contains(head)
                && !page.language.persons.groups.nameless.contains(page.lower(start))
                && !page.language.persons.titles.contains(page.lower(start));
            let adjective = proper == 1
                && !titled
                && (page.language.persons.groups.nameless.contains(page.lower(start))
                    || page.language.persons.institutions.contains(page.lower(start))
                    || ["ist", "ish", "ian", "ese", "ic"].iter().any(|end| page.lower(start).ends_with(end))
                    || page.language.persons.peoples.contains(page.lower(start))
                    || page.language.persons.titles.contains(page.lower(start)));
            // "Puntland forces", "Kurdish troops": a land or a people with its force names no group.
            let force = matches!(
                head,
                "forces"
                    | "soldiers"
                    | "troops"
                    | "commandos"
                    | "army"
                    | "base"
                    | "camp"
                    | "positions"
                    | "attack"
                    | "attacks"
                    | "plot"
                    | "plots"
                    | "leaders"
                    | "leadership"
                    | "members"
                    | "member"
                    | "supporters"
                    | "suspects"
                    | "prisoners"
                    | "stronghold"
                    | "attackers"
            );
            let known = (proper == 1 && self.is_free(&tokens))
                .then(|| self.group_with_word(page.lower(start)))
                .flatten();
            if let Some(actor) = known {
                self.add(tokens, actor);
                continue;
            }
            if proper == 0
                || adjective
                || force && !words.suffixes.contains(head)
                || proper == 1 && force
                || !self.is_free(&tokens)
                || !page.lexicon.places.lookup(page.words(&(start..start + proper))).is_empty()
                || is_state_word(page, &(start..start + proper))
            {
                continue;
            }
            let name = page.words(&tokens).to_owned();
            let actor = self.member(&name, ActorKind::ArmedGroup, None, "actor.group-noun");
            self.add(tokens, actor);
        }
        self.sort();
    }

    fn add_names(&mut self, page: &Page<'_>, places: &[Range<usize>]) {
        for (_, sentence) in page.running() {
            let mut at = sentence.tokens.start;
            while at < sentence.tokens.end {
                let run = name_run(page, at, sentence.tokens.end, self);
                if run.is_empty() {
                    at += 1;
                    continue;
                }
                at = run.end;
                self.name(page, run, sentence.tokens.start, places);
            }
        }
        self.sort();
    }

    fn name(&mut self, page: &Page<'_>, run: Range<usize>, sentence_start: usize, places: &[Range<usize>]) {
        let run = without_title(page, run, sentence_start);
        let overlaps_place = places.iter().any(|place| place.start < run.end && run.start < place.end);
        if run.is_empty() || overlaps_place || is_dated(page, &run) || is_institution(page, &run) {
            return;
        }
        let is_titled = titled(page, run.start, sentence_start);
        if names::holds_common_noun(page, &run) || !is_titled && names::is_no_person(page, &run) {
            return;
        }
        let evidence = person_evidence(page, self, &run, sentence_start);
        if evidence && (run.len() > 1 || titled(page, run.start, sentence_start)) {
            let name = page.words(&run).to_owned();
            let actor = self.person(&name);
            self.add(run, actor);
        } else if run.len() > 1 || evidence {
            self.unknown_names.push(run);
        }
    }

    /// A person of this name: the one already named by it or by a fuller form of it.
    fn person(&mut self, name: &str) -> usize {
        let words = bare_name(name);
        let known = self.members.iter().position(|member| {
            member.kind == ActorKind::Person && {
                let other = bare_name(&member.name);
                other == words || (!words.contains(' ') && other.rsplit(' ').next() == Some(&words))
            }
        });
        known.unwrap_or_else(|| self.member(name, ActorKind::Person, None, "actor.person"))
    }

    /// Later mentions of a person by one of the names: "Webber" after "Lucas Webber".
    fn add_surnames(&mut self, page: &Page<'_>) {
        let mut surnames: BTreeMap<String, Option<usize>> = BTreeMap::new();
        for (index, member) in
            self.members.iter().enumerate().filter(|(_, member)| member.kind == ActorKind::Person)
        {
            let spoken = self
                .mentions
                .iter()
                .filter(|mention| mention.actor == index)
                .map(|mention| page.words(&mention.tokens));
            for name in spoken.chain([member.name.as_str()]).filter(|name| name.contains(' ')) {
                let last = bare_name(name.rsplit(' ').next().unwrap_or(name));
                // Two persons of one surname: the surname alone means neither.
                surnames
                    .entry(last)
                    .and_modify(|known| {
                        if *known != Some(index) {
                            *known = None;
                        }
                    })
                    .or_insert(Some(index));
            }
        }
        for at in 0..page.tokens.len() {
            let token = &page.tokens[at];
            if token.capital
                && self.mention_at[at].is_none()
                && page.tag_at(at) != Tag::Determiner
                && let Some(Some(actor)) = surnames.get(&bare_name(&token.lower))
            {
                self.unknown_names.retain(|run| !run.contains(&at) || run.len() > 1);
                self.add(at..at + 1, *actor);
            }
        }
        // Surnames of people whose name is only suspected to be one are kept back too.
        let suspected = self
            .unknown_names
            .iter()
            .filter(|run| run.len() > 1)
            .map(|run| page.lower(run.end - 1).to_owned())
            .collect::<BTreeSet<_>>();
        for at in 0..page.tokens.len() {
            if page.tokens[at].capital
                && self.mention_at[at].is_none()
                && suspected.contains(page.lower(at))
                && !self.unknown_names.iter().any(|run| run.contains(&at))
            {
                self.unknown_names.push(at..at + 1);
            }
        }
        self.sort();
    }

    /// Groups that the text itself calls one: "Jaish al-Nasr, a rebel group, …", "the militant group Jaish al-Nasr".
    fn add_described_groups(&mut self, page: &Page<'_>, places: &[Range<usize>]) {
        let words = &page.language.persons.groups;
        let describes = |phrase: &NounPhrase, end: usize| {
            phrase.tokens.start < end
                && (phrase.tokens.start..end).any(|at| words.descriptors.contains(page.lower(at)))
                && (phrase.tokens.start..end).any(|at| words.suffixes.contains(page.lower(at)))
        };
        let mut found = Vec::new();
        for (_, sentence) in page.running() {
            let mut at = sentence.tokens.start;
            while at < sentence.tokens.end {
                let run = name_run(page, at, sentence.tokens.end, self);
                at = run.end.max(at + 1);
                let overlaps = places.iter().any(|place| place.start < run.end && run.start < place.end);
                if run.is_empty() || overlaps {
                    continue;
                }
                let after = (page.lower(run.end) == ","
                    && matches!(page.lower(run.end + 1), "a" | "an" | "the"))
                .then(|| page.phrase_at(run.end + 1))
                .flatten()
                .is_some_and(|phrase| describes(phrase, phrase.tokens.end) && phrase.tokens.len() <= 6);
                let before = run
                    .start
                    .checked_sub(1)
                    .filter(|last| words.suffixes.contains(page.lower(*last)))
                    .and_then(|last| page.phrase_at(last))
                    .is_some_and(|phrase| describes(phrase, run.start));
                if after || before || self_styled(page, run.start, sentence.tokens.start) {
                    found.push(run);
                }
            }
        }
        for run in found {
            let name = page.words(&run).to_owned();
            let actor = self.member(&name, ActorKind::ArmedGroup, None, "actor.group-described");
            let again = page.find(&(0..page.tokens.len()), &crate::token::plain(&name));
            self.add(run, actor);
            again.into_iter().for_each(|tokens| self.add(tokens, actor));
        }
        self.sort();
    }

    /// Branches named by description: "the Afghan branch of Y", "Y's Khorasan branch", "the Y affiliate in Somalia". The branch is
    /// the lexicon's where it knows one of that parent and country, else a group of its own.
    fn add_branches(&mut self, page: &Page<'_>) {
        let nouns = &page.language.persons.groups.branches;
        let heads = (0..page.tokens.len())
            .filter(|at| self.mention_at[*at].is_none() && nouns.contains(page.lower(*at)))
            .collect::<Vec<_>>();
        for noun in heads {
            let Some(phrase) = page.phrase_at(noun) else { continue };
            let start = phrase.tokens.start;
            let of = (page.lower(noun + 1) == "of")
                .then(|| page.phrase_at(noun + 2))
                .flatten()
                .and_then(|phrase| phrase.tokens.clone().find_map(|at| self.at(at)));
            let before = (start..noun).find_map(|at| self.at(at));
            let Some(parent) = of.or(before).filter(|actor| self.is_group(*actor)) else { continue };
            // The land stands before the noun ("Afghan branch") or after "in".
            let land = (start..noun)
                .find(|at| self.mention_at[*at].is_none() && page.tag_at(*at) == Tag::Proper)
                .map(|at| at..noun);
            let after = (matches!(page.lower(noun + 1), "in" | "for")
                && page.tag_at(noun + 2) == Tag::Proper)
                .then(|| page.phrase_at(noun + 2).map(|phrase| noun + 2..phrase.tokens.end))
                .flatten();
            let Some((land, tokens)) = land
                .map(|land| (land.clone(), land.start..noun + 1))
                .or_else(|| after.map(|land| (land.clone(), noun..land.end)))
            else {
                continue;
            };
            if !self.is_free(&tokens) {
                continue;
            }
            // "X, Y's Syrian branch", "Y's Syrian branch, X", "X is Y's affiliate in Z": another name of X.
            let whole = if page.lower(noun + 1) == "of" {
                page.phrase_at(noun + 2).map_or(tokens.end, |phrase| phrase.tokens.end)
            } else {
                tokens.end.max(phrase.tokens.end)
            };
            if let Some(same) = self.apposed_group(page, start, whole).filter(|same| *same != parent) {
                self.add(tokens.clone(), same);
                self.branches.push((same, parent, tokens));
                continue;
            }
            let known = self.lexicon_id(parent).and_then(|id| branch_in(page, id, page.words(&land)));
            let actor = match known {
                Some(entry) => self.member(&entry.name, entry.kind, Some(&entry.id), "actor.branch"),
                None => {
                    let name = page.words(&(start.min(tokens.start)..tokens.end)).to_owned();
                    self.member(&name, ActorKind::ArmedGroup, None, "actor.branch")
                }
            };
            if actor != parent {
                self.add(tokens.clone(), actor);
                self.branches.push((actor, parent, tokens));
            }
        }
        self.sort();
    }

    /// The group beside a descriptive phrase: before its comma or "is", or after the comma behind it.
    fn apposed_group(&self, page: &Page<'_>, start: usize, end: usize) -> Option<usize> {
        let group = |at: usize| self.at(at).filter(|actor| self.is_group(*actor));
        let sentence = page.sentences[page.sentence_of(start)].tokens.clone();
        // "X, once Y's branch".
        let start =
            if matches!(page.lower(start.saturating_sub(1)), "once" | "formerly" | "then" | "now" | "long") {
                start - 1
            } else {
                start
            };
        let before = start.checked_sub(2).filter(|at| *at >= sentence.start).and_then(|at| {
            let joins =
                page.lower(at + 1) == "," || matches!(page.lower(at + 1), "is" | "was" | "are" | "were");
            let at = if page.lower(at) == ")" { at.checked_sub(3)? } else { at };
            group(at).filter(|_| joins)
        });
        let after = (page.lower(end) == ",")
            .then(|| page.phrase_at(end + 1))
            .flatten()
            .and_then(|phrase| group(phrase.head))
            .filter(|_| before.is_none());
        before.or(after)
    }

    /// "People's Protection Units (YPG)": the capitals in brackets are a name of what stands before them, here and later.
    fn add_abbreviations(&mut self, page: &Page<'_>) {
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        for open in 1..page.tokens.len().saturating_sub(2) {
            if page.lower(open) != "(" || page.lower(open + 2) != ")" {
                continue;
            }
            let Some(actor) = self.at(open - 1) else { continue };
            let short = page.tokens[open + 1].span.of(page.text);
            let capitals = short.chars().filter(|c| c.is_uppercase()).count();
            if capitals >= 2 && self.kind(actor) != ActorKind::Person && self.mention_at[open + 1].is_none() {
                names.insert(short, actor);
            }
        }
        for at in 0..page.tokens.len() {
            if self.mention_at[at].is_none()
                && let Some(actor) = names.get(page.tokens[at].span.of(page.text))
            {
                self.add(at..at + 1, *actor);
            }
        }
        self.sort();
    }

    fn is_branch(&self, page: &Page<'_>, actor: usize) -> bool {
        self.branches.iter().any(|(branch, _, _)| *branch == actor)
            || self
                .lexicon_id(actor)
                .and_then(|id| page.lexicon.actors.get(id))
                .is_some_and(|entry| entry.kind == ActorKind::ArmedGroup && !entry.parents.is_empty())
    }

    /// The only group whose name holds a word: "the Macina fighters" after "the Macina Liberation Front".
    fn group_with_word(&self, word: &str) -> Option<usize> {
        let mut fitting = self.members.iter().enumerate().filter(|(_, member)| {
            member.kind == ActorKind::ArmedGroup
                && bare_name(&member.name).split(' ').any(|part| part == word)
        });
        match (fitting.next(), fitting.next()) {
            (Some((only, _)), None) => Some(only),
            _ => None,
        }
    }

    /// Bodies with a place after them are those of that place and no other.
    fn note_placed(&mut self, page: &Page<'_>) {
        self.placed = self
            .mentions
            .iter()
            .filter(|mention| {
                matches!(page.lower(mention.tokens.end), "in" | "of")
                    && page.tokens.get(mention.tokens.end + 1).is_some_and(|next| next.capital)
            })
            .map(|mention| mention.actor)
            .collect();
    }

    /// "Police said", after "Turkish police": a bare body is the one of its noun that the text names fully, where there is one; and a
    /// state's government is the state where that acts, too.
    fn join_bodies(&mut self) {
        let last_word = |name: &str| bare_name(name).rsplit(' ').next().unwrap_or_default().to_owned();
        let mut becomes: BTreeMap<usize, usize> = BTreeMap::new();
        for (index, member) in self.members.iter().enumerate() {
            let bare = bare_name(&member.name);
            if member.rule == "actor.body" && !bare.contains(' ') && !self.placed.contains(&index) {
                let mut fuller = self.members.iter().enumerate().filter(|(other, fuller)| {
                    *other != index
                        && fuller.kind == member.kind
                        && last_word(&fuller.name) == bare
                        && self.mentions.iter().any(|mention| mention.actor == *other)
                });
                if let (Some((only, _)), None) = (fuller.next(), fuller.next()) {
                    becomes.insert(index, only);
                }
            }
            let state = self.state_of.get(&index).filter(|_| last_word(&member.name) == "government");
            let known = state
                .and_then(|id| self.members.iter().position(|other| other.lexicon_id.as_deref() == Some(id)));
            if let Some(state) = known {
                becomes.insert(index, state);
            }
        }
        for mention in &mut self.mentions {
            let mut actor = mention.actor;
            while let Some(next) = becomes.get(&actor) {
                actor = *next;
            }
            mention.actor = actor;
        }
    }

    /// "the group", "the militants": the last group named before.
    fn add_anaphors(&mut self, page: &Page<'_>) {
        let whole = 0..page.tokens.len();
        for tokens in page.find_any(&whole, &page.language.persons.groups.anaphors) {
            let free = self.is_free(&tokens);
            // "the Taliban militants", "the group Ansaru" name their group themselves.
            let named = page.phrase_at(tokens.end - 1).is_some_and(|phrase| phrase.head >= tokens.end);
            if !free || named {
                continue;
            }
            // "the affiliate" is a branch of another.
            let last = page.lower(tokens.end - 1);
            let branch = page.language.persons.groups.branches.contains(last).then(|| {
                self.mentions
                    .iter()
                    .rev()
                    .find(|mention| mention.tokens.end <= tokens.start && self.is_branch(page, mention.actor))
            });
            let group = branch
                .flatten()
                .map(|mention| mention.actor)
                .or_else(|| {
                    // "that group" points to the last one.
                    (page.lower(tokens.start) == "that")
                        .then(|| {
                            self.last_before(page, tokens.start, 2, |kind| kind == ActorKind::ArmedGroup)
                        })
                        .flatten()
                })
                .or_else(|| self.in_focus(page, tokens.start, 8, |kind| kind == ActorKind::ArmedGroup));
            if let Some(group) = group {
                self.add(tokens, group);
            }
        }
        self.sort();
    }
}

/// The lexicon's branch of a parent in a land, which is named by its country, its people or a word of the branch's own name.
fn branch_in<'l>(page: &Page<'l>, parent: &str, land: &str) -> Option<&'l ActorEntry> {
    let actors = &page.lexicon.actors;
    let states = actors.scan(land);
    let countries = states
        .iter()
        .flat_map(|found| &found.candidates)
        .filter(|(entry, _)| entry.kind == ActorKind::State)
        .flat_map(|(entry, _)| entry.countries.iter())
        .collect::<BTreeSet<_>>();
    let word = land.to_lowercase();
    let mut branches = actors
        .all()
        .filter(|entry| entry.kind == ActorKind::ArmedGroup && entry.parents.iter().any(|id| id == parent))
        .collect::<Vec<_>>();
    branches.sort_by_key(|entry| !entry.countries.first().is_some_and(|country| countries.contains(country)));
    branches.into_iter().find(|entry| {
        entry.countries.first().is_some_and(|country| countries.contains(country))
            || entry
                .aliases
                .iter()
                .any(|alias| alias.name.to_lowercase().split([' ', '-', '–']).any(|part| part == word))
    })
}

/// Lower case, without article and possessive: what makes two names the same.
fn bare_name(name: &str) -> String {
    let plain = crate::token::plain(name);
    let plain = plain.trim_start_matches("the ").trim_end_matches("'s");
    plain.to_owned()
}

fn singular(word: &str) -> String {
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

/// The candidate that the text's other names speak for: a person whose affiliation is named too, else the first.
fn choose<'l>(
    candidates: &[(&'l ActorEntry, &'l Alias)],
    named: &BTreeSet<&str>,
) -> Option<(&'l ActorEntry, &'l Alias)> {
    let related = candidates
        .iter()
        .filter(|(entry, _)| {
            candidates.len() > 1 && entry.affiliation.as_deref().is_some_and(|id| named.contains(id))
        })
        .copied()
        .collect::<Vec<_>>();
    related.first().copied().or_else(|| candidates.first().copied())
}

/// A common noun of a body that follows a demonym or a possessive: its tokens and kind.
pub(crate) fn body_after(page: &Page<'_>, from: usize) -> Option<(Range<usize>, ActorKind)> {
    let start = from + usize::from(page.tag_at(from) == Tag::PossessiveS);
    let bodies = &page.language.persons.bodies;
    // "Afghan security forces", "Afghan Health Ministry": up to three words before the noun.
    for end in (start + 1..=start + 4).rev() {
        let within = start..end;
        let noun =
            within.clone().all(|at| matches!(page.tag_at(at), Tag::Noun | Tag::Proper | Tag::Adjective));
        let last = page.lower(end - 1);
        let kind = bodies.iter().find(|(_, nouns)| {
            nouns.contains(last) || nouns.contains(page.words(&within).to_lowercase().as_str())
        });
        let followed = matches!(page.tag_at(end), Tag::Noun)
            && page.phrase_at(end).is_some_and(|phrase| phrase.tokens.contains(&start))
            && !page.language.persons.person_nouns.contains(page.lower(end));
        if let (true, Some((kind, _)), false) = (noun, kind, followed) {
            return Some((within, ActorKind::parse(kind)?));
        }
    }
    None
}

/// Acts of a state: a state or capital that is the subject of one, or its named object, acts.
fn acts_as_government(page: &Page<'_>, tokens: &Range<usize>, capital: bool) -> bool {
    let before = tokens.start.checked_sub(1).map_or("", |before| page.lower(before));
    let before = if before == "the" {
        tokens.start.checked_sub(2).map_or("", |before| page.lower(before))
    } else {
        before
    };
    if page.language.places.not_speaking_after.contains(before) && before != "between" {
        return false;
    }
    let Some(phrase) = page.phrase_at(tokens.start).filter(|phrase| phrase.head < tokens.end) else {
        return false;
    };
    // "police in Germany and the Netherlands arrested": the second name hangs on the first one's preposition.
    let joined = phrase.preposition.is_none()
        && phrase.tokens.start.checked_sub(2).is_some_and(|at| {
            page.lower(at + 1) == "and"
                && page.phrase_at(at).is_some_and(|first| {
                    first
                        .preposition
                        .is_some_and(|at| matches!(page.lower(at), "in" | "of" | "from" | "across"))
                        && page.tag_at(first.head) == Tag::Proper
                })
        });
    if joined {
        return false;
    }
    let by = before == "by" && !capital;
    let verbs =
        page.verbs.iter().filter(|verb| page.sentence_of(verb.verb) == page.sentence_of(tokens.start));
    let is_this = |phrases: Vec<&NounPhrase>| phrases.iter().any(|other| other.tokens == phrase.tokens);
    by || verbs.into_iter().any(|verb| {
        let lemma = page.language.words.lemma(page.lower(verb.verb));
        let acting = page.language.attribution.say.contains(lemma)
            || page.language.attribution.blame.verbs.contains(lemma)
            || page.language.persons.government_acts.contains(lemma);
        (acting && !verb.passive && is_this(page.subjects(verb)))
            || (!capital
                && matches!(lemma, "threaten" | "accuse" | "blame" | "punish" | "urge")
                && is_this(page.objects(verb)))
    })
}

/// "U.S. air strike", "Russian airstrikes": the state is the authority of the act.
fn qualifies_act(page: &Page<'_>, end: usize) -> bool {
    // "Israeli warplanes struck": weapons act for the state whose they are.
    if page.language.happenings.airborne.contains(page.lower(end)) && page.tag_at(end + 1) == Tag::Verb {
        return true;
    }
    let next = format!("{} {}", page.lower(end), page.lower(end + 1));
    ["air strike", "drone strike", "air raid", "missile strike", "military operation"]
        .iter()
        .any(|act| next.starts_with(act))
        || matches!(
            page.lower(end),
            "sanctions"
                | "airstrike"
                | "airstrikes"
                | "strike"
                | "strikes"
                | "bombing"
                | "offensive"
                | "drone"
                | "air"
                | "raid"
        ) && (page.lower(end) != "air" && page.lower(end) != "drone"
            || page.lower(end + 1).starts_with("strike")
            || page.lower(end + 1).starts_with("attack"))
}

fn is_state_word(page: &Page<'_>, tokens: &Range<usize>) -> bool {
    let words = page.words(tokens);
    page.lexicon
        .actors
        .scan(words)
        .iter()
        .any(|found| found.candidates.iter().any(|(entry, _)| entry.kind == ActorKind::State))
}

/// A run of capitalised words that may be a name, with the small words that stand inside names.
fn name_run(page: &Page<'_>, at: usize, limit: usize, cast: &Cast) -> Range<usize> {
    let free = |token: usize| {
        cast.mention_at[token].is_none() && page.tokens[token].capital && page.tag_at(token) == Tag::Proper
    };
    let particle = |token: usize| {
        cast.mention_at.get(token).is_some_and(Option::is_none)
            && page.language.persons.particles.contains(page.lower(token))
    };
    if !(free(at)
        || particle(at) && page.lower(at) != "la" && page.lower(at) != "de" && at + 1 < limit && free(at + 1))
    {
        return at..at;
    }
    let mut end = at;
    while end < limit
        && (free(end) || (particle(end) && end + 1 < limit && (free(end + 1) || particle(end + 1))))
    {
        end += 1;
    }
    at..end
}

fn without_title(page: &Page<'_>, run: Range<usize>, sentence_start: usize) -> Range<usize> {
    let office = |at: usize| {
        let word = page.lower(at);
        // "Resident Amina Yusuf told": what she is stands with a capital only at the beginning.
        let opening = at == run.start && at == sentence_start && run.len() > 2;
        !page.language.persons.honorifics.contains(word)
            && (page.language.persons.titles.contains(word)
                || opening && page.language.persons.person_nouns.contains(word)
                || page.language.persons.post(word).is_some()
                || page.language.persons.post(&singular(word)).is_some()
                || matches!(
                    word,
                    "prime"
                        | "vice"
                        | "interior"
                        | "foreign"
                        | "defense"
                        | "defence"
                        | "health"
                        | "justice"
                        | "former"
                        | "acting"
                        | "secretary-general"
                ))
    };
    // "Ukrainian President Petro Poroshenko": a people may stand before the office.
    let last = (run.start..run.end.saturating_sub(1).min(run.start + 4)).rev().find(|at| office(*at));
    let clear =
        last.is_some_and(|last| (run.start..last).all(|at| office(at) || is_state_word(page, &(at..at + 1))));
    match last {
        Some(last) if clear => last + 1..run.end,
        _ => {
            let start = (run.start..run.end.saturating_sub(1)).find(|at| !office(*at)).unwrap_or(run.start);
            start..run.end
        }
    }
}

fn titled(page: &Page<'_>, start: usize, floor: usize) -> bool {
    let own = page.language.persons.honorifics.contains(page.lower(start));
    let mut before = start;
    // "A provincial minister, Rana Sanaullah, said": the post stands before the comma.
    if start > floor + 1 && page.lower(start - 1) == "," {
        before = start - 1;
    }
    let near = (0..3).any(|_| {
        if before <= floor {
            return false;
        }
        before -= 1;
        let word = page.lower(before);
        let title = page.language.persons.titles.contains(word)
            || page.language.persons.post(word).is_some()
            || page.language.persons.kin.contains(word)
            || page.language.persons.person_nouns.contains(word);
        if word == "," || matches!(page.tag_at(before), Tag::Verb | Tag::Preposition) {
            before = floor;
        }
        title
    });
    own || near || is_apposed_post(page, start, floor)
}

/// "The head of the city's ambulance service, Abdulkadir Adan": a post with its attributes before the comma.
fn is_apposed_post(page: &Page<'_>, start: usize, floor: usize) -> bool {
    if start < floor + 2 || page.lower(start - 1) != "," {
        return false;
    }
    let mut phrase = page.phrase_at(start - 2);
    for _ in 0..3 {
        let Some(here) = phrase else { return false };
        let head = page.lower(here.head);
        let persons = &page.language.persons;
        if persons.post(head).is_some() || persons.person_nouns.contains(head) || persons.kin.contains(head) {
            return true;
        }
        phrase = here
            .preposition
            .filter(|at| matches!(page.lower(*at), "of" | "for" | "in" | "at" | "to") && *at > floor)
            .and_then(|at| page.phrase_at(at - 1));
    }
    false
}

fn is_dated(page: &Page<'_>, run: &Range<usize>) -> bool {
    let time = &page.language.time;
    run.clone().any(|at| {
        let word = page.lower(at);
        time.weekdays.iter().any(|day| day == word)
            || time.months.iter().any(|names| names.iter().any(|name| name == word)) && run.len() == 1
    })
}

/// Names that end or begin like an institution, place, treaty, operation or feast.
fn is_institution(page: &Page<'_>, run: &Range<usize>) -> bool {
    let last = page.lower(run.end - 1);
    let kinds = &page.language.places.kinds;
    let place =
        |word: &str| kinds.values().any(|nouns| nouns.contains(word) || nouns.contains(&singular(word)));
    let body = page.language.persons.bodies.values().any(|nouns| nouns.contains(last));
    body || run.clone().any(|at| place(page.lower(at)))
        || page.language.persons.groups.suffixes.contains(last)
        || run.clone().any(|at| page.language.persons.institutions.contains(page.lower(at)))
        || place(page.lower(run.end))
        || run.clone().all(|at| {
            page.tokens[at].span.of(page.text).chars().all(|c| c.is_uppercase() || !c.is_alphabetic())
        })
}

/// Whether the name goes on to a kind of site: "Hamid Karzai International Airport".
fn names_site(page: &Page<'_>, name: &Range<usize>) -> bool {
    let sites = page.language.places.kinds.get("site");
    let mut behind = (name.end..).take_while(|at| page.tag_at(*at) == Tag::Proper);
    sites.is_some_and(|nouns| behind.any(|at| nouns.contains(page.lower(at))))
}

/// Whether these tokens are the name of a first-level division.
fn is_province(page: &Page<'_>, name: Range<usize>) -> bool {
    let places = || page.lexicon.places.lookup(page.words(&name));
    !name.is_empty() && places().iter().any(|place| place.precision == model::PlacePrecision::Province)
}

/// What speaks for a name being a person's: a title, a reporting verb, an apposition, a kinship word, a human act.
fn person_evidence(page: &Page<'_>, cast: &Cast, run: &Range<usize>, floor: usize) -> bool {
    if titled(page, run.start, floor) {
        return true;
    }
    let after = page.lower(run.end);
    if after == "who" || after == "," && matches!(page.lower(run.end + 1), "who" | "whose") {
        return true;
    }
    if after == "," && apposition_is_human(page, run.end + 1) {
        return true;
    }
    let before = run.start.checked_sub(1).filter(|at| *at >= floor);
    // "It is the worst since 2012, says Ahmed Idris".
    let says = before.is_some_and(|at| {
        at > floor
            && page.tag_at(at) == Tag::Verb
            && page.language.words.lemma(page.lower(at)) == "say"
            && page.tag_at(at - 1) == Tag::Punctuation
    });
    if says && run.len() > 1 && matches!(after, "," | "." | "of" | "from" | "at") {
        return true;
    }
    // "by two Indonesian preachers, X and Y".
    if run.len() > 1
        && let Some(before) = before.filter(|at| page.lower(*at) == ",")
        && let Some(phrase) = before.checked_sub(1).and_then(|at| page.phrase_at(at))
        && phrase.tokens.end == before
        && page.tag_at(phrase.head) == Tag::Noun
    {
        let head = page.lower(phrase.head);
        let one = head.strip_suffix('s').unwrap_or(head);
        let persons = &page.language.persons;
        let human = |word: &str| {
            persons.person_nouns.contains(word)
                || persons.post(word).is_some()
                || persons.kin.contains(word)
                || persons.clergy.contains(word)
        };
        if human(one) || human(head) {
            return true;
        }
    }
    if run.len() > 1
        && let Some(before) = before
    {
        // "two commanders, Umbra Kato and Yusuf Maro": named in one breath with a person.
        let beside = page.lower(before) == "and"
            && before
                .checked_sub(1)
                .and_then(|at| cast.at(at))
                .is_some_and(|other| cast.kind(other) == ActorKind::Person);
        // "a faction under Pedro Salas".
        let under = page.lower(before) == "under"
            && before.checked_sub(1).is_some_and(|at| {
                let groups = &page.language.persons.groups;
                groups.suffixes.contains(page.lower(at)) || groups.members.contains(page.lower(at))
            });
        // "the murder of X by Y", "the death in August of X".
        let reach = if page.lower(before) == "by" { 12 } else { 3 };
        let killed = matches!(page.lower(before), "of" | "by")
            && (before.saturating_sub(reach).max(floor)..before)
                .any(|at| page.language.persons.killings.contains(page.lower(at)))
            && page.phrase_at(run.start).is_none_or(|phrase| page.lower(phrase.tokens.start) != "the");
        // "the bomber, identified as Hassan Ali".
        let identified = page.lower(before) == "as"
            && before.checked_sub(1).is_some_and(|at| matches!(page.lower(at), "identified" | "named"));
        if beside || under || killed || identified {
            return true;
        }
    }
    // "X became leader of Y".
    if matches!(after, "became" | "becomes" | "is" | "was" | "remains")
        && run.len() > 1
        && apposition_is_human(page, run.end + 1)
    {
        return true;
    }
    let human = |verb: &VerbGroup| {
        let lemma = page.language.words.lemma(page.lower(verb.verb));
        page.language.attribution.say.contains(lemma) || page.language.persons.human_acts.contains(lemma)
    };
    let sentence = page.sentence_of(run.start);
    let by_verb =
        page.verbs.iter().filter(|verb| page.sentence_of(verb.verb) == sentence && human(verb)).any(|verb| {
            let mut sides = page.subjects(verb);
            sides.extend(page.objects(verb));
            sides.iter().any(|phrase| run.contains(&phrase.head))
        });
    by_verb
        || matches!(page.lower(run.start.wrapping_sub(1)), "by")
            && page.verbs.iter().any(|verb| {
                verb.verb < run.start
                    && run.start - verb.verb < 3
                    && matches!(
                        page.language.words.lemma(page.lower(verb.verb)),
                        "lead" | "head" | "found" | "command" | "succeed" | "replace"
                    )
            })
        || cast.members.iter().any(|member| {
            member.kind == ActorKind::Person && bare_name(&member.name) == bare_name(page.words(run))
        })
}

/// "a little-known group calling itself X", "a militia called X", "an outfit known as X".
fn self_styled(page: &Page<'_>, start: usize, floor: usize) -> bool {
    let back = |n: usize| start.checked_sub(n).filter(|at| *at >= floor).map_or("", |at| page.lower(at));
    let length = match (back(2), back(1)) {
        ("calling" | "styling" | "naming" | "calls" | "called", "itself" | "themselves")
        | ("known", "as") => 2,
        (_, "called" | "named" | "dubbed") => 1,
        _ => return false,
    };
    let Some(noun) = start.checked_sub(length + 1).filter(|at| *at >= floor) else { return false };
    let groups = &page.language.persons.groups;
    page.phrase_at(noun).is_some_and(|phrase| {
        phrase.tokens.end == noun + 1
            && page.tag_at(phrase.head) == Tag::Noun
            && matches!(page.lower(phrase.tokens.start), "a" | "an" | "another" | "new" | "one")
            && (groups.suffixes.contains(page.lower(phrase.head))
                || groups.branches.contains(page.lower(phrase.head))
                || matches!(
                    page.lower(phrase.head),
                    "outfit" | "organisation" | "organization" | "coalition" | "alliance"
                ))
            && !phrase.tokens.clone().any(|at| groups.civil.contains(page.lower(at)))
    })
}

fn apposition_is_human(page: &Page<'_>, at: usize) -> bool {
    if page.tag_at(at) == Tag::Number {
        return page.lower(at + 1) == ",";
    }
    let Some(mut phrase) = page.phrase_at(at) else { return page.lower(at).ends_with("-year-old") };
    // "the M23's military spokesman".
    while page.tag_at(phrase.tokens.end) == Tag::PossessiveS
        && let Some(owned) = page.phrase_at(phrase.tokens.end + 1)
    {
        phrase = owned;
    }
    let head = page.lower(phrase.head);
    let persons = &page.language.persons;
    persons.post(head).is_some()
        || persons.person_nouns.contains(head)
        || persons.titles.contains(head)
        || persons.kin.contains(head)
}
