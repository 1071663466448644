//! The one gate that decides what may leave.
//!
//! Public are persons whom the lexicon lists (leaders, officials, listed or convicted), and a person quoted with a stated
//! post or affiliation, for that statement only. Everyone else is masked as [`WITHHELD`] until a reviewer promotes them.
//! `publish` and `serve` take only [`Public`] values, and only this module makes them, so that no page, brief, footnote,
//! search result, CSV or JSON can be written past the gate.
use crate::Span;
use crate::contacts::contacts;
use crate::dossier::{
    ActorDossier, ActorLine, Citation, Digest, DocumentView, EventDossier, NameUse, Network, ReportLine,
    SearchHit, SearchResult, is_unlisted_person,
};
use crate::judgement::Judgement;
use crate::operational::operational;
use crate::record::{
    Actor, ActorFigureSubject, ActorRef, AssessmentSubject, Event, EventSubject, QuotationSubject, Relation,
    SubjectFigure, Voice,
};
use crate::register::{Assessed, Proposition};
use crate::sensitive::{blur, is_sensitive};
use crate::vocabulary::ActorKind;
use std::collections::{BTreeMap, BTreeSet};

/// What stands in the place of a name that may not leave.
pub const WITHHELD: &str = "[name withheld]";

/// What stands in the place of an e-mail address or telephone number.
pub const WITHHELD_CONTACT: &str = "[contact withheld]";

/// What stands in the place of a detail by which somebody could pay, reach or aim at somebody.
pub const WITHHELD_DETAIL: &str = "[operational detail withheld]";

/// A value that has passed the gate. Only [`Exposure`] makes one.
#[derive(Debug, Clone, PartialEq)]
pub struct Public<T>(T);

impl<T> std::ops::Deref for Public<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Public<T> {
    /// The value itself, where a writer needs to own it.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }
}

/// The names that the gate knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownNames {
    /// Full names (two words or more) of private persons, anywhere in the record.
    pub private_anywhere: BTreeSet<String>,
    /// Names of private persons as one report uses them, single surnames too, by the report's id.
    pub private_in_report: BTreeMap<String, BTreeSet<String>>,
    /// Names of public persons, which are never masked.
    pub public: BTreeSet<String>,
}

/// The gate.
#[derive(Debug, Clone, Default)]
pub struct Exposure {
    anywhere: Names,
    in_report: BTreeMap<String, Names>,
    public: Names,
}

/// Names, found by their first word: a record has hundreds of thousands, and every word of a page is looked up.
#[derive(Debug, Clone, Default)]
struct Names(BTreeMap<String, BTreeSet<Vec<String>>>);

impl Names {
    fn new(names: &BTreeSet<String>, fewest_words: usize) -> Self {
        let mut all = Self::default();
        names
            .iter()
            .map(|name| words_of(name))
            .filter(|words| words.len() >= fewest_words)
            .for_each(|words| all.insert(words));
        all
    }

    fn insert(&mut self, words: Vec<String>) {
        let mut words = words.into_iter();
        if let Some(first) = words.next() {
            self.0.entry(first).or_default().insert(words.collect());
        }
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Words of the longest name that the tokens begin with.
    fn longest(&self, tokens: &[(Span, String)]) -> Option<usize> {
        let ((_, first), rest) = tokens.split_first()?;
        let begins = |name: &&Vec<String>| {
            name.len() <= rest.len() && name.iter().zip(rest).all(|(word, (_, token))| word == token)
        };
        self.0.get(first)?.iter().filter(begins).map(|name| name.len() + 1).max()
    }
}

impl Exposure {
    /// A gate that knows these names. A name that is also public is not masked.
    #[must_use]
    pub fn new(names: &KnownNames) -> Self {
        let in_report = names.private_in_report.iter();
        Self {
            anywhere: Names::new(&names.private_anywhere, 2),
            in_report: in_report.map(|(report, names)| (report.clone(), Names::new(names, 1))).collect(),
            public: Names::new(&names.public, 1),
        }
    }

    /// Lets a value through, masked.
    #[must_use]
    pub fn pass<T: Masked>(&self, mut value: T) -> Public<T> {
        value.mask(self);
        Public(value)
    }

    /// Words of no particular report (a search query, a message) with every private full name masked.
    #[must_use]
    pub fn words(&self, text: &str) -> Public<String> {
        Public(self.mask_words(text, None))
    }

    /// Masks private names in words. Matching is by whole words, whatever stands between them, so that `ahmad-karimi` in an
    /// address is found too. Single names are masked only in the report that uses them so.
    #[must_use]
    pub fn mask_words(&self, text: &str, report: Option<&str>) -> String {
        self.mask_words_but(text, report, &Names::default())
    }

    /// The same, with names that are public here.
    fn mask_words_but(&self, text: &str, report: Option<&str>, public: &Names) -> String {
        if let Some((without, _)) = without_details(text, Span::new(0, 0)) {
            return self.mask_words_but(&without, report, public);
        }
        let local = report.and_then(|report| self.in_report.get(report));
        if self.anywhere.is_empty() && local.is_none() {
            return text.to_owned();
        }
        let tokens = tokens_of(text);
        let (mut masked, mut copied, mut at) = (String::with_capacity(text.len()), 0, 0);
        while at < tokens.len() {
            let rest = &tokens[at..];
            let of_public = self.public.longest(rest).max(public.longest(rest));
            if let Some(length) = of_public {
                at += length;
            } else if let Some(length) =
                self.anywhere.longest(rest).max(local.and_then(|local| local.longest(rest)))
            {
                masked.push_str(&text[copied..tokens[at].0.start]);
                masked.push_str(WITHHELD);
                copied = tokens[at + length - 1].0.end;
                at += length;
            } else {
                at += 1;
            }
        }
        masked.push_str(&text[copied..]);
        masked
    }

    fn holds_private(&self, text: &str, report: Option<&str>) -> bool {
        self.mask_words(text, report) != text
    }
}

/// Names have at most this many words; longer ones are matched by their first five.
const LONGEST_NAME_WORDS: usize = 5;

fn words_of(name: &str) -> Vec<String> {
    tokens_of(name).into_iter().map(|(_, word)| word).take(LONGEST_NAME_WORDS).collect()
}

/// Runs of letters and digits, lower-cased, with their bytes; a possessive `s` after an apostrophe is dropped.
fn tokens_of(text: &str) -> Vec<(Span, String)> {
    let mut tokens: Vec<(Span, String)> = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        match (character.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let span = Span::new(from, at);
                let after_apostrophe = text[..from].ends_with(['\'', '’']);
                if !(after_apostrophe && span.of(text) == "s") {
                    tokens.push((span, span.of(text).to_lowercase()));
                }
                start = None;
            }
            _ => {}
        }
    }
    tokens
}

/// Replaces stretches of a text by other words and moves another span along. Stretches must be sorted; overlapping ones count once.
#[must_use]
pub fn withhold(text: &str, stretches: &[Span], by: &str, highlight: Span) -> (String, Span) {
    let (mut masked, mut copied, mut moved) = (String::with_capacity(text.len()), 0, highlight);
    for stretch in stretches.iter().filter(|stretch| stretch.end <= text.len()) {
        if stretch.start < copied || stretch.is_empty() {
            continue;
        }
        let change = by.len() as isize - stretch.len() as isize;
        if stretch.end <= highlight.start {
            moved.start = moved.start.saturating_add_signed(change);
        }
        if stretch.start < highlight.end {
            moved.end = moved.end.saturating_add_signed(change);
        }
        masked.push_str(&text[copied..stretch.start]);
        masked.push_str(by);
        copied = stretch.end;
    }
    masked.push_str(&text[copied..]);
    let clamp = |mut at: usize| {
        at = at.min(masked.len());
        while !masked.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let moved = Span::new(clamp(moved.start), clamp(moved.end.max(moved.start)));
    (masked, moved)
}

/// A text without contacts and operational details, and where a span of it is then; `None` where it holds none.
fn without_details(text: &str, highlight: Span) -> Option<(String, Span)> {
    // Details first: an account's digits could be taken for a telephone's.
    let (details, found) = (operational(text), contacts(text));
    if details.is_empty() && found.is_empty() {
        return None;
    }
    let (without, highlight) = withhold(text, &details, WITHHELD_DETAIL, highlight);
    let found = contacts(&without);
    Some(withhold(&without, &found, WITHHELD_CONTACT, highlight))
}

/// A value that knows which of its words may not leave.
pub trait Masked {
    /// Masks them in place.
    fn mask(&mut self, gate: &Exposure);
}

impl<T: Masked> Masked for Vec<T> {
    fn mask(&mut self, gate: &Exposure) {
        self.iter_mut().for_each(|item| item.mask(gate));
    }
}

impl<T: Masked> Masked for Option<T> {
    fn mask(&mut self, gate: &Exposure) {
        if let Some(item) = self {
            item.mask(gate);
        }
    }
}

impl Masked for Citation {
    fn mask(&mut self, gate: &Exposure) {
        self.withheld.sort_unstable();
        let withheld = std::mem::take(&mut self.withheld);
        (self.quote, self.highlight) = withhold(&self.quote, &withheld, WITHHELD, self.highlight);
        if let Some(without) = without_details(&self.quote, self.highlight) {
            (self.quote, self.highlight) = without;
        }
        // Names that this report's own reading did not see as such, but another report's did.
        if gate.holds_private(&self.quote, None) {
            self.quote = gate.mask_words(&self.quote, None);
            self.highlight = Span::new(0, self.quote.len());
        }
        let report = self.report.clone();
        mask_heading(&mut self.title, &mut self.outlet, &mut self.url, gate, &report);
    }
}

/// A headline and an outlet are masked by words; an address with a private name in it is not shown at all.
fn mask_heading(
    title: &mut Option<String>,
    outlet: &mut Option<String>,
    url: &mut Option<String>,
    gate: &Exposure,
    report: &str,
) {
    for words in [title, outlet].into_iter().flatten() {
        *words = gate.mask_words(words, Some(report));
    }
    if url.as_deref().is_some_and(|url| gate.holds_private(url, Some(report))) {
        *url = None;
    }
}

impl Masked for ReportLine {
    fn mask(&mut self, gate: &Exposure) {
        let report = self.id.clone();
        mask_heading(&mut self.title, &mut self.outlet, &mut self.url, gate, &report);
        self.withheld.clear();
    }
}

impl Masked for Actor {
    fn mask(&mut self, gate: &Exposure) {
        if self.kind == ActorKind::Person && self.lexicon_id.is_none() {
            WITHHELD.clone_into(&mut self.name);
            self.key = format!("withheld:{}", self.id);
        } else {
            self.name = gate.mask_words(&self.name, None);
        }
    }
}

impl Masked for ActorRef {
    fn mask(&mut self, gate: &Exposure) {
        if is_unlisted_person(self) {
            WITHHELD.clone_into(&mut self.name);
            "withheld".clone_into(&mut self.key);
        } else if !self.key.starts_with("lex:") {
            self.name = gate.mask_words(&self.name, None);
            self.key = gate.mask_words(&self.key, None);
        }
    }
}

impl Masked for Voice {
    fn mask(&mut self, gate: &Exposure) {
        match self {
            Self::Document => {}
            Self::Actor(actor) => actor.mask(gate),
            Self::Described(words) => *words = gate.mask_words(words, None),
        }
    }
}

/// The voice of a quotation or assessment: a person with a stated post keeps the name, for this statement.
fn mask_speaker(voice: &mut Voice, post: &mut Option<String>, gate: &Exposure, report: &str) {
    match (&*voice, &mut *post) {
        (Voice::Actor(actor), Some(_)) if is_unlisted_person(actor) => {}
        _ => voice.mask(gate),
    }
    if let Some(post) = post {
        *post = gate.mask_words(post, Some(report));
    }
}

impl Masked for SubjectFigure {
    fn mask(&mut self, gate: &Exposure) {
        self.voice.mask(gate);
        self.words = gate.mask_words(&self.words, None);
        for words in [&mut self.of, &mut self.includes].into_iter().flatten() {
            *words = gate.mask_words(words, None);
        }
    }
}

impl Masked for EventSubject {
    fn mask(&mut self, gate: &Exposure) {
        let report = self.report.id.clone();
        self.places.iter_mut().for_each(blur);
        // Names of private persons are among them, and nobody outside needs them.
        self.words.clear();
        self.name_words.clear();
        mask_heading(&mut None, &mut self.report.source, &mut None, gate, &report);
        for participant in &mut self.participants {
            let private = participant.actor.as_ref().is_some_and(is_unlisted_person);
            participant.words = if private {
                WITHHELD.to_owned()
            } else {
                gate.mask_words(&participant.words, Some(&report))
            };
            participant.actor.mask(gate);
        }
        for responsibility in &mut self.responsibilities {
            responsibility.actor.mask(gate);
            responsibility.speaker.mask(gate);
            if let Some(description) = &mut responsibility.description {
                *description = gate.mask_words(description, Some(&report));
            }
        }
        for figure in &mut self.figures {
            figure.words = gate.mask_words(&figure.words, Some(&report));
            figure.mask(gate);
        }
    }
}

impl Masked for Event {
    fn mask(&mut self, gate: &Exposure) {
        self.place.iter_mut().for_each(blur);
        // A contradiction is of no one report: who has a post in one of them is as private here as everybody else.
        let persons = self.members.iter().flat_map(actors_of).filter(|actor| is_unlisted_person(actor));
        let names = persons.map(|actor| actor.name.clone()).collect();
        let of_event = Exposure { anywhere: Names::new(&names, 1), ..Exposure::default() };
        self.members.mask(gate);
        for contradiction in &mut self.contradictions {
            let message = of_event.mask_words(&contradiction.message, None);
            contradiction.message = gate.mask_words(&message, None);
        }
    }
}

/// Everybody whom the telling of an event names.
fn actors_of(subject: &EventSubject) -> impl Iterator<Item = &ActorRef> {
    let participants = subject.participants.iter().filter_map(|one| one.actor.as_ref());
    let responsible = subject.responsibilities.iter().flat_map(|one| [&one.actor, &one.speaker]).flatten();
    let voices = subject.figures.iter().filter_map(|figure| match &figure.voice {
        Voice::Actor(actor) => Some(actor),
        Voice::Document | Voice::Described(_) => None,
    });
    participants.chain(responsible).chain(voices)
}

impl Masked for Relation {
    fn mask(&mut self, gate: &Exposure) {
        self.from.mask(gate);
        self.to.mask(gate);
        for member in &mut self.members {
            member.from.mask(gate);
            member.to.mask(gate);
            member.voice.mask(gate);
        }
    }
}

impl Masked for ActorFigureSubject {
    fn mask(&mut self, gate: &Exposure) {
        self.actor.mask(gate);
        self.figure.words = gate.mask_words(&self.figure.words, Some(&self.report.id));
        self.figure.mask(gate);
    }
}

impl Masked for AssessmentSubject {
    fn mask(&mut self, gate: &Exposure) {
        let report = self.report.id.clone();
        let words = allowed_words(&self.voice, self.post.as_ref(), &self.words, gate, &report);
        self.words = words;
        mask_speaker(&mut self.voice, &mut self.post, gate, &report);
        self.subject.mask(gate);
    }
}

impl Masked for Assessed {
    fn mask(&mut self, gate: &Exposure) {
        self.assessment.mask(gate);
    }
}

impl Masked for QuotationSubject {
    fn mask(&mut self, gate: &Exposure) {
        let report = self.report.id.clone();
        self.content = allowed_words(&self.voice, self.post.as_ref(), &self.content, gate, &report);
        mask_speaker(&mut self.voice, &mut self.post, gate, &report);
        self.via.mask(gate);
        self.about.mask(gate);
    }
}

/// Words of a statement whose speaker may be named in it.
fn allowed_words(voice: &Voice, post: Option<&String>, words: &str, gate: &Exposure, report: &str) -> String {
    let Voice::Actor(actor) = voice else { return gate.mask_words(words, Some(report)) };
    if post.is_none() || !is_unlisted_person(actor) {
        return gate.mask_words(words, Some(report));
    }
    let (mut speaker, name) = (Names::default(), words_of(&actor.name));
    if let Some(surname) = name.last() {
        speaker.insert(vec![surname.clone()]);
    }
    speaker.insert(name);
    gate.mask_words_but(words, Some(report), &speaker)
}

impl Masked for NameUse {
    fn mask(&mut self, gate: &Exposure) {
        self.name = gate.mask_words(&self.name, None);
    }
}

impl Masked for ActorDossier {
    fn mask(&mut self, gate: &Exposure) {
        if self.actor.kind == ActorKind::Person && self.actor.lexicon_id.is_none() {
            self.names.clear();
        }
        self.actor.mask(gate);
        self.names.mask(gate);
        self.relations.mask(gate);
        self.figures.mask(gate);
        self.events.mask(gate);
        self.assessments.mask(gate);
        self.quotations.mask(gate);
        self.reports.mask(gate);
        self.citations.values_mut().for_each(|citation| citation.mask(gate));
    }
}

impl Masked for Network {
    fn mask(&mut self, gate: &Exposure) {
        self.relations.mask(gate);
        self.citations.values_mut().for_each(|citation| citation.mask(gate));
    }
}

impl Masked for EventDossier {
    fn mask(&mut self, gate: &Exposure) {
        self.event.mask(gate);
        self.reports.mask(gate);
        self.judgements.mask(gate);
        self.citations.values_mut().for_each(|citation| citation.mask(gate));
    }
}

impl Masked for SearchHit {
    fn mask(&mut self, gate: &Exposure) {
        self.citation.mask(gate);
    }
}

impl Masked for Digest {
    fn mask(&mut self, gate: &Exposure) {
        for change in &mut self.changes {
            change.place.iter_mut().for_each(blur);
            change.words = gate.mask_words(&change.words, None);
        }
        self.citations.values_mut().for_each(|citation| citation.mask(gate));
    }
}

impl Masked for SearchResult {
    fn mask(&mut self, gate: &Exposure) {
        self.hits.mask(gate);
    }
}

impl Masked for DocumentView {
    fn mask(&mut self, gate: &Exposure) {
        let report = self.report.id.clone();
        self.report.mask(gate);
        for sentence in &mut self.sentences {
            let withheld = sentence.citation.withheld.clone();
            for statement in &mut sentence.statements {
                for words in [Some(&mut statement.summary), statement.said_by.as_mut()].into_iter().flatten()
                {
                    *words = gate.mask_words(words, Some(&report));
                }
                let (quote, span) = withhold(&sentence.citation.quote, &withheld, WITHHELD, statement.span);
                statement.span = without_details(&quote, span).map_or(span, |(_, span)| span);
            }
            sentence.citation.mask(gate);
        }
    }
}

impl Masked for Proposition {
    fn mask(&mut self, gate: &Exposure) {
        if let Some(anchor) = &mut self.anchor {
            let report = anchor.report_id.as_deref();
            let selectors = [Some(&mut anchor.selector), anchor.of.as_mut()];
            for selector in selectors.into_iter().flatten() {
                for words in [&mut selector.exact, &mut selector.prefix, &mut selector.suffix] {
                    *words = gate.mask_words(words, report);
                }
            }
        }
        for words in [&mut self.text, &mut self.resolves_by] {
            *words = gate.mask_words(words, None);
        }
        self.actor = self.actor.take().map(|key| gate.mask_words(&key, None));
        for resolution in &mut self.resolutions {
            resolution.reason = gate.mask_words(&resolution.reason, None);
        }
    }
}

impl Masked for Judgement {
    fn mask(&mut self, gate: &Exposure) {
        for anchor in &mut self.anchors {
            let report = anchor.report_id.as_deref();
            let selectors = [Some(&mut anchor.selector), anchor.of.as_mut()];
            for selector in selectors.into_iter().flatten() {
                for words in [&mut selector.exact, &mut selector.prefix, &mut selector.suffix] {
                    *words = gate.mask_words(words, report);
                }
            }
        }
        self.reason = gate.mask_words(&self.reason, None);
        let place = self.value.as_mut().and_then(serde_json::Value::as_object_mut);
        if let Some(place) = place
            && place.get("name").and_then(serde_json::Value::as_str).is_some_and(is_sensitive)
        {
            place.retain(|key, _| key != "latitude" && key != "longitude");
        }
        for end in self
            .value
            .iter_mut()
            .filter_map(serde_json::Value::as_object_mut)
            .flat_map(|value| value.values_mut())
        {
            if let Ok(mut actor) = serde_json::from_value::<ActorRef>(end.clone()) {
                actor.mask(gate);
                *end = serde_json::to_value(actor).unwrap_or_default();
            }
        }
    }
}

impl Masked for ActorLine {
    fn mask(&mut self, gate: &Exposure) {
        self.actor.mask(gate);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate() -> Exposure {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        Exposure::new(&KnownNames {
            private_anywhere: set(&["Ahmad Karimi", "Karimi"]),
            private_in_report: [("R1".to_owned(), set(&["Ahmad Karimi", "Karimi"]))].into(),
            public: set(&["Hamid Karimi Khan"]),
        })
    }

    #[test]
    fn full_names_are_masked_everywhere_and_surnames_in_their_report_only() {
        assert_eq!(gate().mask_words("AHMAD KARIMI's son", None), "[name withheld]'s son");
        assert_eq!(gate().mask_words("Mr Karimi fled", None), "Mr Karimi fled");
        assert_eq!(gate().mask_words("Mr Karimi fled", Some("R1")), "Mr [name withheld] fled");
        assert_eq!(
            gate().mask_words("https://a.example/ahmad-karimi", None),
            "https://a.example/[name withheld]"
        );
    }

    #[test]
    fn a_public_name_that_holds_a_private_one_stays() {
        assert_eq!(gate().mask_words("Hamid Karimi Khan said", Some("R1")), "Hamid Karimi Khan said");
    }

    #[test]
    fn a_highlight_moves_with_what_is_withheld_before_it() {
        let text = "Ahmad Karimi saw 19 dead";
        let (masked, highlight) = withhold(text, &[Span::new(0, 12)], WITHHELD, Span::new(17, 19));
        assert_eq!((masked.as_str(), highlight.of(&masked)), ("[name withheld] saw 19 dead", "19"));
        let (masked, highlight) = withhold(text, &[Span::new(0, 12)], WITHHELD, Span::new(0, 24));
        assert_eq!(highlight.of(&masked), "[name withheld] saw 19 dead");
    }

    #[test]
    fn an_unlisted_person_keeps_the_name_only_where_quoted_with_a_post() {
        let person =
            ActorRef { key: "local:x:a1".into(), name: "Ahmad Karimi".into(), kind: ActorKind::Person };
        let (mut with, mut without) = (Voice::Actor(person.clone()), Voice::Actor(person.clone()));
        mask_speaker(&mut with, &mut Some("a historian in Kabul".into()), &gate(), "R1");
        mask_speaker(&mut without, &mut None, &gate(), "R1");
        assert_eq!(with, Voice::Actor(person));
        assert!(matches!(without, Voice::Actor(actor) if actor.name == WITHHELD && actor.key == "withheld"));
    }
}
