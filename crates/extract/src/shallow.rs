//! Texts in languages of which there is no grammar: places, times, figures and the kind of happening, sentence by sentence, by the
//! words of `language/other/`.
//!
//! What stands in one sentence is taken for one event. Nothing is said of who did it: order and cases of words, which would tell, are
//! not read. Two sentences tell one event where nothing in them contradicts.
//!
//! 1. [`count`]: numbers with what bounds them, and what they count.
//! 2. [`place`]: names of the gazetteer beside words that locate.
//! 3. [`person`]: what may be a person's name where there are no capitals.
mod count;
mod person;
mod place;

use crate::page::Page;
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use lexicon::{ActorMatch, KnownLanguage, OtherLanguage, PlainKind, PlainWord, plain_words};
use model::reading::{Event, Figure, When, Where};
use model::record::PersonName;
use model::{EventSubtype, EventType, Measure, Realis, Scope, Span, TimePrecision};
use std::ops::Range;

/// What is found in a text of one language: its events, and what may be names of persons by `names`, which are those that capitals show.
pub(crate) fn read(
    page: &Page<'_>,
    scan: &[ActorMatch<'_>],
    language: &KnownLanguage,
    rules: &OtherLanguage,
    names: &mut Vec<PersonName>,
) -> Vec<Event> {
    let sentences = all_sentences(page);
    let gazetteer = place::Reader::new(page, scan, rules, &sentences);
    let mut told: Vec<Told> = Vec::new();
    for (at, sentence) in sentences.iter().enumerate() {
        let reader = Reader { page, rules, sentence };
        let Some(found) = reader.told(at, &gazetteer) else { continue };
        // What only names the happening speaks of the one that the report is about; what adds to it of the last.
        let before = if found.is_event() {
            told.iter_mut().rev().find(|before| before.is_told_again_by(&found))
        } else {
            told.iter_mut().find(|before| before.is_told_again_by(&found))
        };
        match before {
            Some(before) => before.join(found),
            None if found.is_event() => told.push(found),
            None => {}
        }
    }
    let given = page.lexicon.other_languages.given_names();
    let is_function_word = |word: &str| language.has_word(word);
    for sentence in &sentences {
        let places: Vec<Span> =
            gazetteer.places(sentence, &(0..0)).into_iter().map(|place| place.span).collect();
        if language.has_no_capitals() {
            let known: Vec<Span> = scan.iter().map(|found| found.span).chain(places).collect();
            names.extend(person::names(page.text, given, rules, sentence, &known, &is_function_word));
        } else {
            names.retain(|name| {
                name.actor.is_some() || !is_place(name.span, sentence, &places, &is_function_word)
            });
        }
    }
    names.sort();
    names.dedup();
    told.into_iter().enumerate().map(|(index, told)| told.event(index, rules)).collect()
}

/// Whether a stretch of capitals is places with what stands at them ("В Кабуле", "Örgüt Ankara'da").
fn is_place(
    name: Span,
    sentence: &Sentence,
    places: &[Span],
    is_function_word: &dyn Fn(&str) -> bool,
) -> bool {
    let in_place = |word: &PlainWord| places.iter().any(|place| place.contains(&word.span));
    let is_suffix = |at: usize| at > 0 && sentence.words[at - 1].text == "'";
    let mut found = false;
    let all =
        sentence.words.iter().enumerate().filter(|(_, word)| name.contains(&word.span)).all(|(at, word)| {
            found |= in_place(word);
            // The first word of a sentence has its capital from there.
            at == 0
                || word.kind == PlainKind::Mark
                || in_place(word)
                || is_suffix(at)
                || is_function_word(&word.text)
        });
    all && found
}

/// A sentence with its words, which count in bytes of the whole text.
pub(crate) struct Sentence {
    pub(crate) span: Span,
    pub(crate) words: Vec<PlainWord>,
}

/// Marks that end a sentence in scripts that the tokens do not know.
const ENDS: [char; 3] = ['۔', '؟', '।'];

fn all_sentences(page: &Page<'_>) -> Vec<Sentence> {
    let mut found = Vec::new();
    for (_, sentence) in page.running() {
        let mut start = sentence.span.start;
        for part in sentence.span.of(page.text).split_inclusive(ENDS) {
            let span = Span::new(start, start + part.len());
            start = span.end;
            let moved = |word: PlainWord| PlainWord {
                span: Span::new(word.span.start + span.start, word.span.end + span.start),
                ..word
            };
            let words: Vec<PlainWord> = plain_words(part).into_iter().map(moved).collect();
            if !words.is_empty() {
                found.push(Sentence { span, words });
            }
        }
    }
    found
}

struct Reader<'r> {
    page: &'r Page<'r>,
    rules: &'r OtherLanguage,
    sentence: &'r Sentence,
}

impl Reader<'_> {
    fn told(&self, at: usize, gazetteer: &place::Reader<'_>) -> Option<Told> {
        let words = &self.sentence.words;
        let (date, when) = self.when().unzip();
        let dated = date.unwrap_or(0..0);
        let trigger = self.trigger();
        let figures = count::figures(self.rules, words, &dated);
        // A sentence of which nothing tells a happening tells none.
        if trigger.is_none() && figures.is_empty() {
            return None;
        }
        let (event_type, subtype, trigger, is_named) = match trigger {
            Some((event_type, subtype, span)) => (event_type, subtype, span, true),
            None => {
                let (measure, span) = figures.first().map(|figure| (figure.measure, figure.cue))?;
                (kind_of(measure)?, None, span, false)
            }
        };
        let has =
            |phrases: &lexicon::Phrases| (0..words.len()).any(|at| phrases.at(words, at, &[]).is_some());
        let realis = match () {
            () if has(&self.rules.denied) => Realis::Denied,
            () if has(&self.rules.possible) => Realis::Possible,
            () => Realis::Occurred,
        };
        Some(Told {
            sentence: at,
            event_type,
            subtype,
            trigger,
            is_named,
            realis,
            when,
            places: gazetteer.places(self.sentence, &dated),
            figures: figures.into_iter().map(|found| found.figure(&self.rules.tag)).collect(),
            mentions: vec![trigger],
        })
    }

    /// The first kind of happening in the order of the table that the sentence has a word of, where it stands first.
    fn trigger(&self) -> Option<(EventType, Option<EventSubtype>, Span)> {
        let words = &self.sentence.words;
        self.rules.triggers.iter().find_map(|trigger| {
            let (at, end) = (0..words.len())
                .find_map(|at| Some((at, trigger.words.at(words, at, &self.rules.prefixes)?)))?;
            Some((trigger.event_type, trigger.subtype, span_of(words, &(at..end))))
        })
    }

    /// The first time of the sentence: a date, else a day told by the day of publication.
    fn when(&self) -> Option<(Range<usize>, When)> {
        let words = &self.sentence.words;
        let published = self.page.metadata.published.map(|published| published.date);
        let part = self.sentence.span.of(self.page.text);
        let dates = self.page.lexicon.dates.find(part, Some(&self.rules.tag));
        if let Some(date) = dates.first() {
            let span = Span::new(
                date.span.start + self.sentence.span.start,
                date.span.end + self.sentence.span.start,
            );
            let tokens = within(words, span);
            let days = date.days(published);
            let precision = match (date.day, date.year) {
                (Some(_), _) => TimePrecision::Day,
                (None, _) => TimePrecision::Month,
            };
            return Some((tokens, when(days, precision, span)));
        }
        let rules = self.rules;
        let said = |phrases: &lexicon::Phrases| {
            (0..words.len()).find_map(|at| Some(at..phrases.at(words, at, &rules.prefixes)?))
        };
        let weekday = || {
            let days = rules.weekdays.iter().zip(0_i8..);
            days.filter_map(|(phrases, day)| Some((said(phrases)?, day)))
                .min_by_key(|(tokens, _)| tokens.start)
        };
        let (tokens, day) = match (said(&rules.yesterday), said(&rules.today)) {
            (Some(tokens), _) => (tokens, published.and_then(|date| date.yesterday().ok())),
            (None, Some(tokens)) => (tokens, published),
            (None, None) => {
                let (tokens, day) = weekday()?;
                (tokens, published.and_then(|date| last_weekday(date, day)))
            }
        };
        let span = span_of(words, &tokens);
        Some((tokens, when(day.map(|day| (day, day)), TimePrecision::Day, span)))
    }
}

/// The last such day of the week that is not after a day; Monday is 0.
fn last_weekday(near: Date, day: i8) -> Option<Date> {
    let wanted = Weekday::from_monday_zero_offset(day).ok()?;
    let back = (near.weekday().to_monday_zero_offset() - wanted.to_monday_zero_offset()).rem_euclid(7);
    near.checked_sub(i32::from(back).days()).ok()
}

fn when(days: Option<(Date, Date)>, precision: TimePrecision, span: Span) -> When {
    let (earliest, latest) = days.unzip();
    When { earliest, latest, precision: earliest.map(|_| precision), approximate: false, span }
}

fn within(words: &[PlainWord], span: Span) -> Range<usize> {
    let start = words.iter().position(|word| word.span.end > span.start).unwrap_or(words.len());
    let end = words.iter().rposition(|word| word.span.start < span.end).map_or(start, |last| last + 1);
    start..end.max(start)
}

fn span_of(words: &[PlainWord], tokens: &Range<usize>) -> Span {
    words[tokens.start].span.join(&words[tokens.end - 1].span)
}

/// The kind of happening that a measure alone tells.
const fn kind_of(measure: Measure) -> Option<EventType> {
    match measure {
        Measure::Killed | Measure::Injured => Some(EventType::ViolenceOther),
        Measure::Abducted | Measure::Hostages => Some(EventType::Abduction),
        Measure::Arrested => Some(EventType::Arrest),
        Measure::Displaced => Some(EventType::Displacement),
        Measure::Missing | Measure::Attackers | Measure::Strength | Measure::Attacks => None,
    }
}

/// What one or more sentences tell of one happening.
struct Told {
    /// The last of them.
    sentence: usize,
    event_type: EventType,
    subtype: Option<EventSubtype>,
    trigger: Span,
    /// By a word for the happening, and not only by its casualties.
    is_named: bool,
    realis: Realis,
    when: Option<When>,
    places: Vec<Where>,
    figures: Vec<Figure>,
    mentions: Vec<Span>,
}

/// How many sentences further on casualties without a word for the happening still belong to it.
const FURTHER_ON: usize = 2;

impl Told {
    /// A word for a happening alone, without time, place or figure, only speaks of one.
    fn is_event(&self) -> bool {
        self.when.is_some() || !self.places.is_empty() || !self.figures.is_empty()
    }

    fn is_told_again_by(&self, other: &Self) -> bool {
        let same_kind = self.event_type == other.event_type && may_be_one(self.subtype, other.subtype);
        let casualties = !other.is_named
            && other.event_type == EventType::ViolenceOther
            && other.sentence <= self.sentence + FURTHER_ON;
        let same_time = match (&self.when, &other.when) {
            (Some(own), Some(others)) => own.earliest == others.earliest,
            (Some(_) | None, None) | (None, Some(_)) => true,
        };
        let same_place = self.places.is_empty()
            || other.places.is_empty()
            || self.places.iter().any(|own| other.places.iter().any(|others| agree(own, others)));
        let agree_on = |own: &Figure, others: &Figure| {
            own.measure != others.measure
                || own.scope == Scope::Part
                || others.scope == Scope::Part
                || is_of_attackers(own) != is_of_attackers(others)
                || same_number(own, others)
        };
        let same_count =
            self.figures.iter().all(|own| other.figures.iter().all(|others| agree_on(own, others)));
        // Another toll behind the happening is another toll of it; another attack is told by a word for it.
        (casualties || same_kind && same_count) && same_time && same_place && self.realis == other.realis
    }

    fn join(&mut self, other: Self) {
        self.sentence = other.sentence;
        self.subtype = match (self.subtype, other.subtype) {
            (Some(EventSubtype::Bombing), Some(closer)) => Some(closer),
            (own, others) => own.or(others),
        };
        self.when = self.when.take().or(other.when);
        if self.places.is_empty() {
            self.places = other.places;
        }
        for figure in other.figures {
            let same = |own: &Figure| own.measure == figure.measure && same_number(own, &figure);
            if !self.figures.iter().any(same) {
                self.figures.push(figure);
            }
        }
        self.mentions.extend(other.mentions);
    }

    fn event(self, index: usize, rules: &OtherLanguage) -> Event {
        let id = format!("e{}", index + 1);
        let about = |figure: Figure| Figure { about: Some(id.clone()), ..figure };
        Event {
            event_type: self.event_type,
            subtype: self.subtype,
            realis: self.realis,
            trigger: self.trigger,
            when: self.when,
            places: self.places,
            participants: Vec::new(),
            responsibilities: Vec::new(),
            figures: self.figures.into_iter().map(about).collect(),
            mentions: self.mentions,
            rule: Some(format!("shallow.{}.event", rules.tag)),
            id,
        }
    }
}

fn agree(one: &Where, other: &Where) -> bool {
    let same = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
    one.name == other.name || one.precision != other.precision && same(&one.country, &other.country)
}

/// The attackers' own dead are none of the victims.
fn is_of_attackers(figure: &Figure) -> bool {
    figure.of.as_deref() == Some("attackers")
}

/// Whether two closer kinds may be one: a suicide bombing is a bombing.
fn may_be_one(one: Option<EventSubtype>, other: Option<EventSubtype>) -> bool {
    let bombings = [EventSubtype::Bombing, EventSubtype::SuicideBombing];
    match (one, other) {
        (Some(one), Some(other)) => one == other || bombings.contains(&one) && bombings.contains(&other),
        (None, _) | (_, None) => true,
    }
}

fn same_number(one: &Figure, other: &Figure) -> bool {
    (one.low, one.best, one.high) == (other.low, other.best, other.high)
}

/// A figure without anything that these rules do not read.
fn plain_figure(measure: Measure, count: count::Count, words: &[PlainWord], tag: &str) -> Figure {
    Figure {
        measure,
        low: count.low,
        best: count.best,
        high: count.high,
        qualifier: count.qualifier,
        includes: None,
        of: count.of,
        scope: Scope::Total,
        part_of: None,
        about: None,
        attribution: None,
        span: span_of(words, &count.words),
        rule: Some(format!("shallow.{tag}.{measure}")),
    }
}
