//! Names of the gazetteer, where a word beside them locates.
use super::Sentence;
use crate::page::Page;
use lexicon::{ActorMatch, OtherLanguage, Place, PlainKind, PlainWord};
use model::reading::Where;
use model::{ActorKind, PlacePrecision, PlaceRelation, Span};
use std::collections::BTreeSet;
use std::ops::Range;

/// Longest name, in words.
const LONGEST: usize = 5;

/// Fewest inhabitants of a settlement in a country that the text does not name.
const STRANGER: u64 = 100_000;
/// The same in a country that it names, and where it names none.
const NEIGHBOUR: u64 = 0;
const UNTOLD: u64 = 15_000;

/// How many words away a distance from a place is told.
const FAR: usize = 4;

/// Shortest name in letters: shorter ones are words of the language more often.
const SHORTEST: usize = 3;

pub(super) struct Reader<'r> {
    page: &'r Page<'r>,
    rules: &'r OtherLanguage,
    /// Names of others than states.
    actors: Vec<Span>,
    /// Countries that the text names.
    countries: BTreeSet<String>,
}

impl<'r> Reader<'r> {
    pub(super) fn new(
        page: &'r Page<'r>,
        scan: &[ActorMatch<'_>],
        rules: &'r OtherLanguage,
        sentences: &[Sentence],
    ) -> Self {
        let is_state = |found: &&ActorMatch<'_>| {
            found.candidates.first().is_some_and(|(entry, _)| entry.kind == ActorKind::State)
        };
        let states = scan.iter().filter(is_state).filter_map(|found| found.candidates.first());
        let countries = states.filter_map(|(entry, _)| entry.countries.first().cloned()).collect();
        let actors = scan.iter().filter(|found| !is_state(found)).map(|found| found.span).collect();
        let mut reader = Self { page, rules, actors, countries };
        let named: Vec<Place> = sentences
            .iter()
            .flat_map(|sentence| reader.names(sentence, &(0..0)))
            .map(|(_, place, _)| place)
            .filter(|place| place.precision == PlacePrecision::Country)
            .collect();
        reader.countries.extend(named.into_iter().map(|place| place.country));
        reader
    }

    /// The places of a sentence, most precise first; what contains another of them is left out.
    pub(super) fn places(&self, sentence: &Sentence, dated: &Range<usize>) -> Vec<Where> {
        let mut found = self.names(sentence, dated);
        found.sort_by_key(|(span, place, _)| (place.precision, span.start));
        let mut kept: Vec<(Span, Place, PlaceRelation)> = Vec::new();
        for (span, place, relation) in found {
            let is_known = kept.iter().any(|(_, other, _)| other.id == place.id || contains(&place, other));
            if !is_known {
                kept.push((span, place, relation));
            }
        }
        kept.into_iter().map(|(span, place, relation)| to_where(span, place, relation)).collect()
    }

    fn names(&self, sentence: &Sentence, dated: &Range<usize>) -> Vec<(Span, Place, PlaceRelation)> {
        let words = &sentence.words;
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let longest = LONGEST.min(words.len() - at);
            let name = (1..=longest)
                .rev()
                .map(|length| at..at + length)
                .filter(|tokens| !(dated.start < tokens.end && tokens.start < dated.end))
                .find_map(|tokens| Some((tokens.end, self.name(words, &tokens)?)));
            match name {
                Some((end, place)) => {
                    found.push(place);
                    at = end;
                }
                None => at += 1,
            }
        }
        found
    }

    fn name(&self, words: &[PlainWord], tokens: &Range<usize>) -> Option<(Span, Place, PlaceRelation)> {
        let ends_with_words =
            words[tokens.start].kind == PlainKind::Word && words[tokens.end - 1].kind == PlainKind::Word;
        let inside =
            |word: &PlainWord| word.kind == PlainKind::Word || matches!(word.text.as_str(), "-" | "'");
        let whole = super::span_of(words, tokens);
        let letters = whole.of(self.page.text);
        if !ends_with_words
            || !words[tokens.clone()].iter().all(inside)
            || !begins_like_a_name(letters)
            || self.actors.iter().any(|actor| actor.overlaps(&whole))
            || self.is_word(words, tokens)
        {
            return None;
        }
        let by_prefix = self.prefix(&words[tokens.start], &whole);
        let (span, located) = match by_prefix {
            Some(span) if !self.is_located(words, tokens) => (span, true),
            Some(_) | None => (whole, self.is_located(words, tokens)),
        };
        if !located {
            return None;
        }
        let forms = self.forms(span.of(self.page.text));
        let is_province = self.rules.provinces.ends_at(words, tokens.start, &self.rules.prefixes)
            || self.rules.provinces.at(words, tokens.end, &[]).is_some();
        let place = forms.into_iter().find_map(|name| self.choose(&name, is_province))?;
        let near = self.rules.near.ends_at(words, tokens.start, &[])
            || self.rules.near.at(words, tokens.end, &[]).is_some()
            || self.is_far(words, tokens);
        let relation = if near { PlaceRelation::Near } else { PlaceRelation::At };
        Some((span, place, relation))
    }

    /// Whether it begins with a word of the language, which is the name of some place, too.
    fn is_word(&self, words: &[PlainWord], tokens: &Range<usize>) -> bool {
        let rules = self.rules;
        let locating = [&rules.place_before, &rules.place_after, &rules.near, &rules.not_places];
        let triggers = rules.triggers.iter().map(|trigger| &trigger.words);
        let measures = rules.measures.iter().map(|(_, phrases)| phrases);
        let people = rules.people.iter().map(|(_, phrases)| phrases);
        let mut all = locating.into_iter().chain(triggers).chain(measures).chain(people);
        let at = tokens.start;
        // Also where it is the second word of one, as in "air raid".
        all.any(|phrases| {
            (at.saturating_sub(1)..=at).any(|start| phrases.at(words, start, &[]).is_some_and(|end| end > at))
        })
    }

    /// A name that is written together with a word before it: where the name itself stands.
    fn prefix(&self, first: &PlainWord, whole: &Span) -> Option<Span> {
        let own = first.span.of(self.page.text);
        let lengths = self.rules.place_prefixes.iter().filter_map(|prefix| {
            let bytes: usize = own.chars().take(prefix.chars().count()).map(char::len_utf8).sum();
            first.text.starts_with(prefix.as_str()).then_some(bytes)
        });
        let length = lengths.min()?;
        Some(Span::new(whole.start + length, whole.end)).filter(|span| !span.is_empty())
    }

    /// "35 km from": a distance stands shortly before or behind the name.
    fn is_far(&self, words: &[PlainWord], tokens: &Range<usize>) -> bool {
        let around = tokens.start.saturating_sub(FAR)..(tokens.end + FAR).min(words.len());
        around.clone().any(|at| {
            words[at].kind == PlainKind::Number && self.rules.distances.at(words, at + 1, &[]).is_some()
        })
    }

    fn is_located(&self, words: &[PlainWord], tokens: &Range<usize>) -> bool {
        let rules = self.rules;
        let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
        // "In the Somali capital Mogadishu", with the adjective behind its noun.
        let adjective = tokens.start.checked_sub(1).is_some_and(|at| {
            words[at].kind == PlainKind::Word && rules.capitals.ends_at(words, at, &rules.prefixes)
        });
        let ending = text(tokens.end) == "'"
            && rules
                .endings
                .iter()
                .any(|(ending, _)| ending.strip_prefix('\'') == Some(text(tokens.end + 1)));
        ending
            || adjective
            || rules.place_before.ends_at(words, tokens.start, &rules.prefixes)
            || rules.near.ends_at(words, tokens.start, &rules.prefixes)
            || rules.place_after.at(words, tokens.end, &[]).is_some()
            || rules.near.at(words, tokens.end, &[]).is_some()
    }

    /// A name as it stands, and as it would stand in the table.
    fn forms(&self, name: &str) -> Vec<String> {
        let folded = lexicon::fold(name).text;
        let ending = |(text, own): &(String, String)| {
            let stem = folded.strip_suffix(text.as_str()).filter(|stem| stem.chars().count() >= SHORTEST)?;
            (!text.starts_with('\'')).then(|| format!("{stem}{own}"))
        };
        std::iter::once(folded.clone()).chain(self.rules.endings.iter().filter_map(ending)).collect()
    }

    /// The place that a name means: in a country that the text names, else a large one.
    fn choose(&self, name: &str, is_province: bool) -> Option<Place> {
        if name.chars().count() < SHORTEST {
            return None;
        }
        let candidates = self.page.lexicon.places.lookup(name);
        let is_told = |place: &Place| self.countries.contains(&place.country);
        let is_large = |place: &Place, least: u64| match place.precision {
            PlacePrecision::Country | PlacePrecision::Region => true,
            PlacePrecision::Province => least < STRANGER || place.population >= least,
            PlacePrecision::Settlement | PlacePrecision::District | PlacePrecision::Site => {
                place.population >= least
            }
        };
        let least = |place: &Place| match (is_told(place), self.countries.is_empty()) {
            (true, _) => NEIGHBOUR,
            (false, true) => UNTOLD,
            (false, false) => STRANGER,
        };
        let mut fitting: Vec<Place> =
            candidates.into_iter().filter(|place| is_large(place, least(place))).collect();
        let is_wanted = |place: &Place| is_province && place.precision == PlacePrecision::Province;
        fitting.sort_by_key(|place| {
            (!is_told(place) && place.precision != PlacePrecision::Country, !is_wanted(place))
        });
        fitting.into_iter().next()
    }
}

/// Names begin with a capital letter where the script has them.
fn begins_like_a_name(word: &str) -> bool {
    let letters = word.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
    letters.filter_map(|part| part.chars().next()).take(1).all(|first| !first.is_lowercase())
}

/// Whether the first place holds the second.
fn contains(outer: &Place, inner: &Place) -> bool {
    outer.precision > inner.precision
        && outer.country == inner.country
        && match outer.precision {
            PlacePrecision::Country | PlacePrecision::Region => true,
            PlacePrecision::Site
            | PlacePrecision::Settlement
            | PlacePrecision::District
            | PlacePrecision::Province => {
                inner.admin1.as_deref() == Some(outer.name.as_str()) || inner.name == outer.name
            }
        }
}

fn to_where(span: Span, place: Place, relation: PlaceRelation) -> Where {
    let own = |text: String| (!text.is_empty()).then_some(text);
    Where {
        name: place.name,
        country: own(place.country),
        admin1: place.admin1,
        latitude: place.latitude,
        longitude: place.longitude,
        precision: Some(place.precision),
        relation,
        gazetteer_id: own(place.id),
        span,
    }
}
