//! Places: names of the gazetteer, of states, and of sites and settlements that the text itself says are such.
//!
//! A name is a place only where something around it says so (a preposition, "the city of", "…, Pakistan"): capitals that
//! speak and names inside organisations are none. Which of several places of one name is meant goes by what stands beside
//! it, by the countries that the text names, and by population.
use crate::page::{Page, Tag};
use lexicon::{ActorMatch, AliasForm, Place};
use model::reading::Where;
use model::{ActorKind, PlacePrecision, PlaceRelation};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A place as named in the text.
#[derive(Debug, Clone)]
pub(crate) struct PlaceMention {
    pub(crate) tokens: Range<usize>,
    pub(crate) place: Where,
    /// Stands where an event can be: after a preposition of place, or before the noun of a happening.
    pub(crate) locates: bool,
}

/// Every place that is named in the running text, in order.
pub(crate) fn places(page: &Page<'_>, scan: &[ActorMatch<'_>], dates: &[Range<usize>]) -> Vec<PlaceMention> {
    let mut reader = Reader::new(page, scan);
    dates.iter().flat_map(Clone::clone).for_each(|at| reader.occupied[at] = true);
    let mut found = reader.read();
    // Only a name that several places have can be read otherwise once the others are known.
    if reader.learn(&found) {
        found = reader.read();
    }
    reader.settle(&mut found);
    found
}

struct Reader<'p, 'a> {
    page: &'p Page<'a>,
    /// Tokens of actors other than states.
    occupied: Vec<bool>,
    /// Token at which a state's name begins: where it ends and which.
    states: BTreeMap<usize, (usize, String)>,
    /// How much the text speaks of a country.
    weights: BTreeMap<String, f64>,
    /// Where a state is named in any form, "Togolese" too: the token and the country.
    nations: Vec<(usize, String)>,
    /// Where a force or an authority of a state is named: "the Togolese army".
    bodies: Vec<(usize, String)>,
    /// Countries of which the text speaks otherwise than by the state's plain name.
    meant_otherwise: BTreeSet<String>,
    /// How often a name, in lower case, was counted for a state because its capital is called so.
    as_capital: BTreeMap<String, f64>,
    home: Home,
}

/// A first-level division: country and name.
type Division = (String, String);

/// Where the places that a text names lie: each name counts one, shared among the divisions that have a place of the name, the more the
/// more other names of the text lie there.
#[derive(Default)]
struct Home {
    divisions: BTreeMap<Division, f64>,
    countries: BTreeMap<String, f64>,
    /// What each name, in lower case, gives to which division.
    shares: BTreeMap<String, BTreeMap<Division, f64>>,
}

impl Home {
    fn of(names: BTreeMap<String, BTreeSet<Division>>) -> Self {
        let mut home = Self::default();
        let even = |divisions: BTreeSet<Division>| {
            let share = 1.0 / divisions.len().max(1) as f64;
            divisions.into_iter().map(|division| (division, share)).collect()
        };
        home.shares = names.into_iter().map(|(name, divisions)| (name, even(divisions))).collect();
        home.add_up();
        for _ in 0..ROUNDS {
            for shares in home.shares.values_mut() {
                let weight = |division: &Division| home.divisions.get(division).map_or(0.0, |all| all * all);
                let sum: f64 = shares.keys().map(weight).sum();
                shares
                    .iter_mut()
                    .for_each(|(division, share)| *share = weight(division) / sum.max(f64::MIN_POSITIVE));
            }
            home.add_up();
        }
        home
    }

    fn add_up(&mut self) {
        self.divisions.clear();
        self.countries.clear();
        for (division, share) in self.shares.values().flatten() {
            *self.divisions.entry(division.clone()).or_default() += share;
            *self.countries.entry(division.0.clone()).or_default() += share;
        }
    }

    /// How many names other than this one lie in the division of a place, and in its country.
    fn around(&self, name: &str, place: &Place) -> (f64, f64) {
        let division = (place.country.clone(), place.admin1.clone().unwrap_or_default());
        let own = self.shares.get(name);
        let own_here = own.and_then(|shares| shares.get(&division)).copied().unwrap_or(0.0);
        let here = self.divisions.get(&division).copied().unwrap_or(0.0);
        (here - own_here, self.in_country(name, &place.country))
    }

    fn in_country(&self, name: &str, country: &str) -> f64 {
        let own = self.shares.get(name).into_iter().flatten();
        let own: f64 = own.filter(|((own, _), _)| own == country).map(|(_, share)| share).sum();
        self.countries.get(country).copied().unwrap_or(0.0) - own
    }

    /// Whether no division has more names of the text than that of the place.
    fn is_first(&self, place: &Place) -> bool {
        let division = (place.country.clone(), place.admin1.clone().unwrap_or_default());
        let own = self.divisions.get(&division).copied().unwrap_or(0.0);
        self.divisions.values().all(|other| *other <= own)
    }

    /// The division of a country, where the text names places of one alone and of no other country's.
    fn only_division(&self, country: &str) -> Option<String> {
        let mut named = self.divisions.iter().filter(|(_, all)| **all >= LIKELY);
        let (only, _) = named.next().filter(|((own, admin1), _)| own == country && !admin1.is_empty())?;
        named.next().is_none().then(|| only.1.clone())
    }

    /// Whether the text is at home in a division of another country.
    fn is_abroad(&self, name: &str, country: &str) -> bool {
        let own = self.shares.get(name);
        self.divisions.iter().any(|(division, all)| {
            let own = own.and_then(|shares| shares.get(division)).copied().unwrap_or(0.0);
            division.0 != country && all - own >= ABROAD
        })
    }
}

impl<'p, 'a> Reader<'p, 'a> {
    fn new(page: &'p Page<'a>, scan: &[ActorMatch<'_>]) -> Self {
        let mut reader = Self {
            page,
            occupied: vec![false; page.tokens.len()],
            states: BTreeMap::new(),
            weights: BTreeMap::new(),
            nations: Vec::new(),
            bodies: Vec::new(),
            meant_otherwise: BTreeSet::new(),
            as_capital: BTreeMap::new(),
            home: Home::default(),
        };
        for found in scan {
            let tokens = page.tokens_in(found.span);
            // A name inside a token ("Pakistan-based") has no token of its own.
            let Some((entry, alias)) = found.candidates.first().filter(|_| !tokens.is_empty()) else {
                continue;
            };
            if entry.kind == ActorKind::State {
                let country = entry.countries.first().cloned().unwrap_or_default();
                *reader.weights.entry(country.clone()).or_default() += 1.0;
                reader.nations.push((tokens.start, country.clone()));
                if alias.form == AliasForm::Capital {
                    *reader.as_capital.entry(page.words(&tokens).to_lowercase()).or_default() += 1.0;
                }
                if alias.form != AliasForm::Name {
                    reader.meant_otherwise.insert(country.clone());
                }
                if alias.form == AliasForm::Name {
                    let article = page.lower(tokens.start) == "the" && tokens.len() > 1;
                    reader.states.insert(tokens.start + usize::from(article), (tokens.end, country));
                }
            } else {
                if matches!(entry.kind, ActorKind::StateForce | ActorKind::GovernmentBody)
                    && let [country] = entry.countries.as_slice()
                {
                    reader.bodies.push((tokens.start, country.clone()));
                }
                tokens.for_each(|at| reader.occupied[at] = true);
                reader.meant_otherwise.extend(entry.countries.iter().cloned());
                for country in &entry.countries {
                    *reader.weights.entry(country.clone()).or_default() += 0.5 / entry.countries.len() as f64;
                }
            }
        }
        reader
    }

    fn read(&self) -> Vec<PlaceMention> {
        let mut found: Vec<PlaceMention> = Vec::new();
        for (_, sentence) in self.page.running() {
            let mut at = sentence.tokens.start;
            while at < sentence.tokens.end {
                match self.at(at, &sentence.tokens, &found) {
                    Some(mention) => {
                        at = mention.tokens.end;
                        found.push(mention);
                    }
                    None => at += 1,
                }
            }
        }
        found
    }

    /// Learns in which divisions the text is at home: from the places that were read, and from divisions wherever they are named ("the
    /// Texas Legislature"). Whether a name that was read may be another place.
    fn learn(&mut self, found: &[PlaceMention]) -> bool {
        let mut names: BTreeMap<String, BTreeSet<Division>> = BTreeMap::new();
        let mut is_open = false;
        // A country lies in no division, whatever town has its name.
        let is_telling = |mention: &&PlaceMention| {
            mention.place.gazetteer_id.is_some() && mention.place.precision != Some(PlacePrecision::Country)
        };
        for mention in found.iter().filter(is_telling) {
            let name = self.page.words(&mention.tokens).to_lowercase();
            let sentence = &self.page.sentences[self.page.sentence_of(mention.tokens.start)].tokens;
            // "Athens, Georgia" is one place, whatever else is called so.
            let divisions = match (&mention.place.country, &mention.place.admin1) {
                (Some(country), Some(admin1)) if self.container(mention.tokens.end, sentence).is_some() => {
                    BTreeSet::from([(country.clone(), admin1.clone())])
                }
                _ => divisions_of(&self.page.lexicon.places.lookup(&name)),
            };
            is_open |= divisions.len() > 1;
            names.entry(name).or_insert(divisions);
        }
        if !is_open && self.states.is_empty() {
            return false;
        }
        for (_, sentence) in self.page.running() {
            let mut at = sentence.tokens.start;
            while at < sentence.tokens.end {
                let division = self.division_at(at, sentence.tokens.end);
                at = division.as_ref().map_or(at + 1, |(end, ..)| *end);
                if let Some((_, name, divisions)) = division {
                    names.entry(name).or_insert(divisions);
                }
            }
        }
        names.retain(|_, divisions| !divisions.is_empty());
        let is_known = !names.is_empty();
        self.home = Home::of(names);
        // What bears a state's name only says nothing of the state.
        let namesakes: Vec<String> = self
            .states
            .iter()
            .filter(|(at, (end, state))| self.namesake_of(&(**at..*end), state).is_some())
            .map(|(_, (_, state))| state.clone())
            .collect();
        self.weights.retain(|country, _| !namesakes.contains(country));
        self.nations.retain(|(_, country)| !namesakes.contains(country));
        is_known
    }

    /// A first- or second-level division that is named here, and no place before it in likelihood: its end, name and divisions.
    fn division_at(&self, at: usize, end: usize) -> Option<(usize, String, BTreeSet<Division>)> {
        let is_free = |token: usize| {
            self.page.tokens[token].capital && !self.occupied[token] && !self.states.contains_key(&token)
        };
        (1..=LONGEST_DIVISION.min(end.saturating_sub(at))).rev().find_map(|length| {
            let tokens = at..at + length;
            if !is_free(at) || !is_free(at + length - 1) {
                return None;
            }
            let places = self.page.lexicon.places.lookup(self.page.words(&tokens));
            let is_division = |place: &Place| {
                matches!(place.precision, PlacePrecision::Province | PlacePrecision::District)
            };
            let is_first = places.first().is_some_and(is_division);
            is_first.then(|| (tokens.end, self.page.words(&tokens).to_lowercase(), divisions_of(&places)))
        })
    }

    fn at(&self, at: usize, sentence: &Range<usize>, before: &[PlaceMention]) -> Option<PlaceMention> {
        if self.occupied[at] || !self.page.tokens[at].capital {
            return None;
        }
        if let Some(site) = self.site(at, sentence) {
            return Some(site);
        }
        if let Some(capital) = self.capital(at) {
            return Some(capital);
        }
        if let Some((end, country)) = self.states.get(&at) {
            return self
                .beyond(at, *end, sentence)
                .or_else(|| self.namesake(&(at..*end), country))
                .or_else(|| self.state(at..*end, country));
        }
        let longest = self.page.lexicon.places.longest_name_words().min(6);
        (1..=longest.min(sentence.end - at))
            .rev()
            .find_map(|length| self.named(at..at + length, sentence, before))
            .or_else(|| self.described(at, sentence, before))
    }

    /// "the Somali capital", where its name does not follow.
    fn capital(&self, at: usize) -> Option<PlaceMention> {
        let page = self.page;
        let (_, country) = self.nations.iter().find(|(token, _)| *token == at)?;
        let end = at + 2;
        if page.lower(at + 1) != "capital" || page.tokens.get(end).is_some_and(|next| next.capital) {
            return None;
        }
        // "the Ugandan capital, Kampala".
        if page.lower(end) == "," && page.tokens.get(end + 1).is_some_and(|next| next.capital) {
            return None;
        }
        let is_state = |entry: &&lexicon::ActorEntry| {
            entry.kind == ActorKind::State && entry.countries.first() == Some(country)
        };
        let name = page.lexicon.actors.all().find(is_state)?.capitals.first()?;
        let place = page
            .lexicon
            .places
            .lookup(name)
            .into_iter()
            .find(|place| place.country == *country && place.precision == PlacePrecision::Settlement)?;
        Some(self.mention(at..end, &place, None))
    }

    /// "Ethiopia's Somali region": a name of the gazetteer that begins with a state's and goes on.
    fn beyond(&self, at: usize, end: usize, sentence: &Range<usize>) -> Option<PlaceMention> {
        let furthest = (at + self.page.lexicon.places.longest_name_words().min(6)).min(sentence.end);
        (end + 1..=furthest).rev().find_map(|to| {
            let candidates = self.page.lexicon.places.lookup(self.page.words(&(at..to)));
            let place = candidates.into_iter().find(|place| place.precision == PlacePrecision::Region)?;
            Some(self.known(&(at..to), None, &place))
        })
    }

    /// "Georgia", "Lebanon", "Palestine": a division or town that has a state's name, in a text that is at home there and speaks of the
    /// state by no other name.
    fn namesake(&self, tokens: &Range<usize>, state: &str) -> Option<PlaceMention> {
        let place = self.namesake_of(tokens, state)?;
        Some(self.known(tokens, None, &place))
    }

    fn namesake_of(&self, tokens: &Range<usize>, state: &str) -> Option<Place> {
        let named = self.page.words(tokens);
        let name = named.to_lowercase();
        if self.home.divisions.is_empty()
            || self.meant_otherwise.contains(state)
            || self.home.in_country(&name, state) > FOREIGN
        {
            return None;
        }
        let mut places = self.page.lexicon.places.lookup(named);
        places.retain(|place| {
            let (division, country) = self.home.around(&name, place);
            place.country != state
                && match place.precision {
                    PlacePrecision::Province => division + country / 2.0 >= AT_HOME,
                    PlacePrecision::Settlement => division >= AT_HOME && self.home.is_first(place),
                    _ => false,
                }
        });
        self.choose(places, tokens, None)
    }

    /// A country; with a direction before it ("northern Mali") a region of it.
    fn state(&self, tokens: Range<usize>, country: &str) -> Option<PlaceMention> {
        let page = self.page;
        let feature = tokens.start.checked_sub(1).is_some_and(|at| {
            page.tokens[at].capital && page.language.places.features.contains(page.lower(at))
        });
        // "outside the US consulate": whose it is.
        if feature || page.language.places.proper_sites.contains(page.lower(tokens.end)) {
            return None;
        }
        let points = tokens.start.checked_sub(1).filter(|at| {
            let word = page.lower(*at);
            page.language.places.directions.contains(word) && (word.contains("ern") || word == "central")
        });
        let mut mention = self.whole_state(tokens, country)?;
        if let Some(direction) = points.filter(|_| mention.locates) {
            // "eastern and northern Afghanistan": both.
            let other = direction.checked_sub(2).filter(|at| {
                page.lower(at + 1) == "and" && page.language.places.directions.contains(page.lower(*at))
            });
            mention.tokens.start = other.unwrap_or(direction);
            mention.place.span = page.span(&mention.tokens);
            page.words(&mention.tokens).clone_into(&mut mention.place.name);
            mention.place.precision = Some(PlacePrecision::Region);
        }
        Some(mention)
    }

    fn whole_state(&self, tokens: Range<usize>, country: &str) -> Option<PlaceMention> {
        let known = self.page.lexicon.places.country(country);
        let name = self
            .page
            .lexicon
            .places
            .country_name(country)
            .map_or_else(|| self.page.words(&tokens).to_owned(), str::to_owned);
        let place = Place {
            id: known.as_ref().map(|place| place.id.clone()).unwrap_or_default(),
            name,
            country: country.to_owned(),
            admin1: None,
            latitude: known.as_ref().and_then(|place| place.latitude),
            longitude: known.as_ref().and_then(|place| place.longitude),
            precision: PlacePrecision::Country,
            population: 0,
        };
        Some(self.mention(tokens, &place, None))
    }

    /// A name of the gazetteer.
    fn named(
        &self,
        tokens: Range<usize>,
        sentence: &Range<usize>,
        before: &[PlaceMention],
    ) -> Option<PlaceMention> {
        if tokens.clone().any(|at| self.occupied[at])
            || !self.page.tokens[tokens.end - 1].capital
                && tokens.len() > 1
                && !self.is_capital_behind_hyphen(tokens.end - 1)
        {
            return None;
        }
        let inner = tokens.start + 1..tokens.end.saturating_sub(1);
        if tokens.clone().any(|at| {
            // "Jammu and Kashmir".
            let joint = self.page.lower(at) == "and" && inner.contains(&at);
            !joint
                && !matches!(
                    self.page.tag_at(at),
                    Tag::Proper | Tag::Noun | Tag::Verb | Tag::Adjective | Tag::Preposition | Tag::Determiner
                )
                && !self.page.tokens[at].lower.contains('-')
        }) {
            return None;
        }
        let kind = self.kind_beside(&tokens);
        let candidates = self.page.lexicon.places.lookup(self.page.words(&tokens));
        if candidates.is_empty()
            || !self.stands_as_place(
                &tokens,
                sentence,
                kind.is_some() || self.ends_in_kind(&tokens, &candidates),
                before,
                &candidates,
            )
        {
            return None;
        }
        // "the Arabian Peninsula, Africa and …": what spans countries lies in none.
        let container = self.container(tokens.end, sentence).filter(|container| {
            !candidates.iter().any(spans_countries)
                && !self.is_listed(&tokens, sentence, before, container, &candidates)
        });
        if let Some(container) = &container {
            let in_it = |container: &Place| -> Vec<Place> {
                candidates.iter().filter(|place| self.is_inside(place, container)).cloned().collect()
            };
            let mut inside = in_it(container);
            // "Athens, Georgia": the state is not meant where the place lies in a division of its name.
            if inside.is_empty() && container.precision == PlacePrecision::Country {
                let namesakes = self.page.lexicon.places.lookup(&container.name);
                let mut divisions =
                    namesakes.into_iter().filter(|place| place.precision == PlacePrecision::Province);
                inside = divisions
                    .find_map(|division| Some(in_it(&division)).filter(|own| !own.is_empty()))
                    .unwrap_or_default();
            }
            let named = self.page.words(&tokens);
            return match self.choose(inside, &tokens, kind.as_ref().map(|(_, precision)| *precision)) {
                Some(place) => {
                    let mut mention = self.known(&tokens, kind, &place);
                    // The gazetteer may have the larger division only.
                    if container.precision == PlacePrecision::Province && !is_of_division(&place, container) {
                        mention.place.admin1 =
                            Some(container.admin1.clone().unwrap_or_else(|| container.name.clone()));
                    }
                    Some(mention)
                }
                // A namesake of another country is not meant: this one the gazetteer does not have.
                None if candidates.iter().all(|place| place.precision != PlacePrecision::Country) => {
                    let precision = kind.map_or(PlacePrecision::Settlement, |(_, precision)| precision);
                    let end = kind.map_or(tokens.end, |(end, _)| end);
                    Some(self.within(tokens.start..end, named, precision, container))
                }
                None => None,
            };
        }
        if self.is_stranger(&candidates, &tokens) {
            let whole = kind.as_ref().map_or(tokens.clone(), |(end, _)| tokens.start..*end);
            let precision = kind.map_or(PlacePrecision::Settlement, |(_, precision)| precision);
            let name = self.page.words(&whole).to_owned();
            return (kind.is_some() || self.follows_locative(tokens.start))
                .then(|| self.unknown(whole, name, precision));
        }
        // "Patikul, Sulu": what stands behind a settlement and its comma holds it.
        let behind = before.last().is_some_and(|last| {
            last.tokens.end + 1 == tokens.start && self.page.lower(last.tokens.end) == ","
        });
        let hint = (behind && !candidates.iter().any(spans_countries)).then_some(PlacePrecision::Province);
        let place =
            self.choose(candidates, &tokens, kind.as_ref().map(|(_, precision)| *precision).or(hint))?;
        // "the Medina district": a town of that name in another country than the place before it is not meant.
        if let Some((end, precision @ (PlacePrecision::District | PlacePrecision::Province))) = kind
            && place.precision == PlacePrecision::Settlement
            && before.last().is_some_and(|last| last.place.country.as_ref() != Some(&place.country))
        {
            let name = self.page.words(&(tokens.start..end)).to_owned();
            return Some(self.unknown(tokens.start..end, name, precision));
        }
        Some(self.known(&tokens, kind, &place))
    }

    /// Whether a place lies in a country, province or district.
    fn is_inside(&self, place: &Place, container: &Place) -> bool {
        if place.country != container.country {
            return false;
        }
        let extent = || self.page.lexicon.places.extent(&container.id);
        let point = place.latitude.zip(place.longitude);
        match container.precision {
            PlacePrecision::Province => {
                is_of_division(place, container)
                    || extent().zip(point).is_some_and(|(extent, point)| extent.contains(point, MARGIN))
            }
            PlacePrecision::District => {
                extent().zip(point).is_none_or(|(extent, point)| extent.contains(point, MARGIN))
            }
            _ => true,
        }
    }

    /// "Laurel County": a division whose name says what it is.
    fn ends_in_kind(&self, tokens: &Range<usize>, candidates: &[Place]) -> bool {
        let is_division =
            |place: &Place| matches!(place.precision, PlacePrecision::District | PlacePrecision::Province);
        tokens.len() > 1
            && candidates.first().is_some_and(is_division)
            && ["province", "district"].iter().any(|kind| {
                let nouns = self.page.language.places.kinds.get(*kind);
                nouns.is_some_and(|nouns| nouns.contains(self.page.lower(tokens.end - 1)))
            })
    }

    /// "Alabama, Arkansas and Georgia": one of a list of divisions, of which the next holds none.
    fn is_listed(
        &self,
        tokens: &Range<usize>,
        sentence: &Range<usize>,
        before: &[PlaceMention],
        next: &Place,
        candidates: &[Place],
    ) -> bool {
        let page = self.page;
        let alike = |place: &Place| place.precision == next.precision && place.country == next.country;
        if !candidates.iter().any(alike) {
            return false;
        }
        let joins = |at: usize| matches!(page.lower(at), "," | "and" | "or" | "&");
        let began = before.last().is_some_and(|last| {
            last.place.precision == Some(next.precision)
                && last.tokens.end < tokens.start
                && (last.tokens.end..tokens.start).all(joins)
        });
        let goes_on = || {
            let (end, ..) = self.division_at(tokens.end + 1, sentence.end)?;
            let mut at = end;
            while at < sentence.end && joins(at) {
                at += 1;
            }
            (at > end && at < sentence.end && at - end <= 2).then(|| self.division_at(at, sentence.end))?
        };
        began || goes_on().is_some()
    }

    /// "ez-Zor", "el-Bab": a particle in lower case before the name.
    fn is_capital_behind_hyphen(&self, at: usize) -> bool {
        let word = self.page.words(&(at..at + 1));
        word.split_once('-').is_some_and(|(_, rest)| rest.starts_with(char::is_uppercase))
    }

    fn known(
        &self,
        tokens: &Range<usize>,
        kind: Option<(usize, PlacePrecision)>,
        place: &Place,
    ) -> PlaceMention {
        let whole = kind.as_ref().map_or(tokens.clone(), |(end, _)| tokens.start..*end);
        let mut mention = self.mention(whole, place, None);
        if let Some((end, precision)) = kind
            && end > tokens.end
        {
            mention.place.precision = Some(precision);
        }
        // The text's own name; the gazetteer's is found by its id.
        self.page.words(&mention.tokens).clone_into(&mut mention.place.name);
        mention
    }

    /// A place that the gazetteer does not have, inside one that it has.
    fn within(
        &self,
        tokens: Range<usize>,
        name: &str,
        precision: PlacePrecision,
        container: &Place,
    ) -> PlaceMention {
        let mut mention = self.unknown(tokens, name.to_owned(), precision);
        mention.place.country = Some(container.country.clone());
        mention.place.admin1 = (container.precision == PlacePrecision::Province)
            .then(|| container.admin1.clone().unwrap_or_else(|| container.name.clone()));
        mention
    }

    /// The province or country that is named directly behind a comma: "Lexington, Oklahoma".
    fn container(&self, end: usize, sentence: &Range<usize>) -> Option<Place> {
        let page = self.page;
        // "Palma in Mozambique".
        let within = page.lower(end) == "in" && self.states.contains_key(&(end + 1));
        if page.lower(end) != "," && !within {
            return None;
        }
        // "Palma, the northern Mozambican town where …".
        let apposed = page.phrase_at(end + 1).filter(|phrase| {
            phrase.tokens.start == end + 1
                && matches!(page.lower(end + 1), "a" | "an" | "the")
                && self.is_kind(page.lower(phrase.head))
        });
        let nation = apposed.and_then(|phrase| {
            self.nations.iter().find(|(token, _)| phrase.tokens.contains(token)).map(|(_, country)| country)
        });
        if let Some(country) = nation {
            return page.lexicon.places.country(country);
        }
        let mut from = end + 1;
        while from < sentence.end && matches!(page.lower(from), "in" | "the") {
            from += 1;
        }
        while from < sentence.end
            && page.language.places.directions.contains(page.lower(from))
            && !page.tokens[from].capital
        {
            from += 1;
        }
        if from >= sentence.end || !page.tokens[from].capital {
            return None;
        }
        if let Some((end, country)) = self.states.get(&from) {
            let namesake = self.namesake_of(&(from..*end), country);
            return namesake.or_else(|| page.lexicon.places.country(country));
        }
        if self.occupied[from] {
            return None;
        }
        (1..=4usize.min(sentence.end - from)).rev().find_map(|length| {
            let tokens = from..from + length;
            // "Wana, in South Waziristan": the South of Lebanon is another.
            let goes_on = page.tag_at(tokens.end) == Tag::Proper && !self.is_kind(page.lower(tokens.end));
            if goes_on {
                return None;
            }
            let found = page.lexicon.places.lookup(page.words(&tokens));
            if found.iter().any(spans_countries) {
                return None;
            }
            let coarse = |place: &Place| {
                matches!(
                    place.precision,
                    PlacePrecision::District | PlacePrecision::Province | PlacePrecision::Country
                )
            };
            let mut provinces = found.into_iter().filter(coarse).collect::<Vec<_>>();
            provinces.sort_by(|a, b| {
                let weight = |place: &Place| self.weights.get(&place.country).copied().unwrap_or(0.0);
                weight(b).total_cmp(&weight(a))
            });
            provinces.into_iter().next()
        })
    }

    /// Small namesakes in countries of which the text does not speak.
    fn is_stranger(&self, candidates: &[Place], tokens: &Range<usize>) -> bool {
        let name = self.page.words(tokens).to_lowercase();
        let known = |place: &Place| {
            self.weights.contains_key(&place.country) || self.home.in_country(&name, &place.country) >= ABROAD
        };
        let meant = self.page.language.places.meant.contains_key(&name);
        !self.weights.is_empty()
            && !meant
            && !candidates.iter().any(known)
            && candidates.iter().all(|place| {
                place.population < STRANGER
                    && !matches!(place.precision, PlacePrecision::Country | PlacePrecision::Region)
            })
    }

    /// "in", "near", "at" or "outside" directly before a name, or after a comma that goes on with such a place.
    fn follows_locative(&self, start: usize) -> bool {
        start
            .checked_sub(1)
            .is_some_and(|at| matches!(self.page.lower(at), "in" | "near" | "outside" | "at" | "around"))
    }

    /// A common noun of places directly after a name, or before it with "of": where the name with it ends, and its kind.
    fn kind_beside(&self, tokens: &Range<usize>) -> Option<(usize, PlacePrecision)> {
        let kinds = &self.page.language.places.kinds;
        let kind = |word: &str| {
            ["province", "district", "settlement"]
                .iter()
                .find(|kind| {
                    kinds.get(**kind).is_some_and(|nouns| {
                        // "the villages of X and Y".
                        let one = word.strip_suffix("ies").map(|stem| format!("{stem}y"));
                        nouns.contains(word)
                            || word.strip_suffix('s').is_some_and(|one| nouns.contains(one))
                            || one.is_some_and(|one| nouns.contains(&one))
                    })
                })
                .and_then(|kind| PlacePrecision::parse(kind))
        };
        let next = self.page.lower(tokens.end);
        if let Some(precision) =
            kind(next).filter(|_| next != "capital" || self.page.tokens[tokens.end].capital)
        {
            return Some((tokens.end + 1, precision));
        }
        let before = tokens.start.checked_sub(2).map_or("", |at| self.page.lower(at));
        let directly = tokens.start.checked_sub(1).map_or("", |at| self.page.lower(at));
        if directly == "of" {
            return kind(before).map(|precision| (tokens.end, precision));
        }
        // "the capital Mogadishu", "the port city of", "the town Marte".
        kind(directly).map(|precision| (tokens.end, precision))
    }

    fn stands_as_place(
        &self,
        tokens: &Range<usize>,
        sentence: &Range<usize>,
        has_kind: bool,
        before: &[PlaceMention],
        candidates: &[Place],
    ) -> bool {
        let page = self.page;
        let previous = tokens.start.checked_sub(1).filter(|at| *at >= sentence.start);
        let previous_word = previous.map_or("", |at| page.lower(at));
        let joined = |at: usize| {
            at >= sentence.start
                && at < sentence.end
                && page.tag_at(at) == Tag::Proper
                && page.tokens[at].capital
                && !self.states.contains_key(&at)
        };
        let direction =
            tokens.len() == 1 && page.language.places.directions.contains(page.lower(tokens.start));
        // "on Lake Chad", "Mount Elgon": water and mountains are no country and no town.
        let feature = page.language.places.features.contains(previous_word)
            && previous.is_some_and(|at| page.tokens[at].capital);
        if direction || feature || self.is_demonym(tokens.start, tokens.end + 1) {
            return false;
        }
        // "near the US consulate": whose it is.
        if page.language.places.proper_sites.contains(page.lower(tokens.end))
            && candidates.iter().any(|one| one.precision == PlacePrecision::Country)
        {
            return false;
        }
        if has_kind {
            // "the subdistrict of Lam Phaya": Lam is another place.
            let is_begun = joined(tokens.end)
                && !self.occupied[tokens.end]
                && !self.is_kind(page.lower(tokens.end))
                && !self.ends_in_kind(tokens, candidates);
            return !is_begun;
        }
        // Inside a longer name it is not a place of its own.
        if previous.is_some_and(joined) || joined(tokens.end) && !self.occupied[tokens.end] {
            return false;
        }
        let area = candidates.first().is_some_and(|place| place.precision != PlacePrecision::Settlement);
        let big = area || candidates.first().is_some_and(|place| place.population >= 50_000);
        let at_home = candidates.iter().any(|place| self.weights.contains_key(&place.country));
        let after_place = before.last().is_some_and(|last| {
            let between = last.tokens.end..tokens.start - usize::from(area && previous_word == "the");
            between.len() <= 2 && between.clone().all(|at| matches!(page.lower(at), "," | "and" | "or"))
        });
        let next = page.lower(tokens.end);
        let nested = next == ","
            && locative_before(page, previous_word)
            && self.container(tokens.end, sentence).is_some()
            || next == ","
                && (self.states.contains_key(&(tokens.end + 1))
                    || page.tokens.get(tokens.end + 1).is_some_and(|token| token.capital) && big);
        let locative = page.language.places.locative.contains(previous_word)
            || page.language.places.directions.contains(previous_word)
            || previous_word == "the"
                && page.tag_at(tokens.start.saturating_sub(2)) == Tag::Preposition
                && area;
        // "the Hamas-ruled Gaza Strip".
        let held = previous.is_some_and(|at| page.compound(at) == Some(model::RelationKind::Controls));
        let possessive = page.tag_at(tokens.end) == Tag::PossessiveS && big && at_home;
        let prenominal = page.tag_at(tokens.end) == Tag::Noun && big && at_home;
        // "seized Kunduz", "could strike Dubai"; "the capital, Sanaa".
        // "rocked Baghdad".
        let taken = previous.is_some_and(|at| {
            page.tag_at(at) == Tag::Verb
                && (!page.language.triggers.at(&[page.lower(at)]).is_empty()
                    || page.language.happenings.hit.contains(page.language.words.lemma(page.lower(at))))
        }) && (big || at_home);
        let beside_kind = previous_word == ","
            && tokens.start >= 2
            && ["settlement", "province", "district"].iter().any(|kind| {
                page.language
                    .places
                    .kinds
                    .get(*kind)
                    .is_some_and(|nouns| nouns.contains(page.lower(tokens.start - 2)))
            })
            && (big || at_home);
        let dateline = previous.is_none() && (matches!(next, "(" | "-" | ":") || next == "," && big);
        nested
            || after_place && (big || at_home)
            || locative
                && (big
                    || at_home
                    || candidates.len() == 1
                    || matches!(previous_word, "in" | "at" | "near" | "outside"))
            || possessive
            || held
            || taken
            || beside_kind
            || prenominal
            || dateline && big
    }

    fn choose(
        &self,
        candidates: Vec<Place>,
        tokens: &Range<usize>,
        kind: Option<PlacePrecision>,
    ) -> Option<Place> {
        let beside = self.words_after(tokens);
        let meant = self.page.language.places.meant.get(&self.page.words(tokens).to_lowercase());
        let name = self.page.words(tokens).to_lowercase();
        // News means Paris in France, but not a paper of Texas.
        let meant = meant
            .filter(|meant| !self.home.is_abroad(&name, meant) || self.weight_without(&name, meant) > 0.0);
        let score = |rank: usize, place: &Place| {
            let country = if self.home.is_abroad(&name, &place.country) {
                self.weight_without(&name, &place.country)
            } else {
                self.weights.get(&place.country).copied().unwrap_or(0.0)
            };
            let (division, around) = self.home.around(&name, place);
            let nested =
                place.admin1.as_deref().is_some_and(|admin1| beside.contains(&admin1.to_lowercase()))
                    || self
                        .page
                        .lexicon
                        .places
                        .country_name(&place.country)
                        .is_some_and(|name| beside.contains(&name.to_lowercase()));
            let of_kind = kind.is_some_and(|kind| kind == place.precision);
            (1.0 + place.population as f64).log10() * 0.6
                + (1.0 + country).ln() * 3.0
                + (1.0 + division).ln() * OF_DIVISION
                + (1.0 + around).ln() * OF_COUNTRY
                + if nested { 6.0 } else { 0.0 }
                + if of_kind { 4.0 } else { 0.0 }
                + if rank == 0 { 1.0 } else { 0.0 }
                + if meant.is_some_and(|meant| *meant == place.country) { 4.0 } else { 0.0 }
                // "Africa" is also another name of a town; it takes the town's country in the text to mean it.
                + if spans_countries(place) { 5.0 } else { 0.0 }
        };
        let mut scored = candidates
            .into_iter()
            .enumerate()
            .map(|(rank, place)| (score(rank, &place), place))
            .collect::<Vec<_>>();
        scored.sort_by(|(a, left), (b, right)| b.total_cmp(a).then_with(|| left.id.cmp(&right.id)));
        scored.into_iter().next().map(|(_, place)| place)
    }

    /// How much the text speaks of a country, a name left out that may mean its capital or another place.
    fn weight_without(&self, name: &str, country: &str) -> f64 {
        let weight = self.weights.get(country).copied().unwrap_or(0.0);
        weight - self.as_capital.get(name).copied().unwrap_or(0.0).min(weight)
    }

    fn words_after(&self, tokens: &Range<usize>) -> String {
        let end = (tokens.end + 10).min(self.page.tokens.len());
        self.page.words(&(tokens.end.min(end.saturating_sub(1))..end)).to_lowercase()
    }

    /// "the village of Gumsuri": a settlement that the gazetteer does not know, in a country that the text names.
    fn described(&self, at: usize, sentence: &Range<usize>, found: &[PlaceMention]) -> Option<PlaceMention> {
        let (tag, before) = (self.page.tag_at(at), at.checked_sub(1)?);
        let mut end = at;
        while end < sentence.end && self.page.tag_at(end) == Tag::Proper && !self.occupied[end] {
            end += 1;
        }
        if tag != Tag::Proper || end == at || before < sentence.start {
            return None;
        }
        if self.is_demonym(at, end + 1) {
            return None;
        }
        // "Yarang District": the kind is part of the name.
        let bare = end - usize::from(end - at > 1 && self.is_kind(self.page.lower(end - 1)));
        let kind = if bare < end { self.kind_beside(&(at..bare)) } else { self.kind_beside(&(at..end)) };
        if let Some((whole_end, precision)) = kind {
            let name = self.page.words(&(at..whole_end)).to_owned();
            return Some(self.unknown(at..whole_end, name, precision));
        }
        let name = self.page.words(&(at..end));
        let odd = (at..end).any(|token| {
            self.page.language.places.not_places.contains(self.page.lower(token))
                || self.page.lexicon.language.words.verbs.contains_key(self.page.lower(token)) && end - at > 1
        });
        if odd || end - at > 3 || self.page.phrase_at(at).is_some_and(|phrase| phrase.head >= end) {
            return None;
        }
        let follows = self.follows_locative(at);
        // "in Patikul, Sulu": inside a place that the gazetteer has; "in Arsal": in the country of which the text speaks.
        let listed = self.page.lower(before) == "and" && self.follows_unknown(before, found);
        if let Some(container) = self.container(end, sentence).filter(|_| follows || listed) {
            return Some(self.within(at..end, name, PlacePrecision::Settlement, &container));
        }
        // "a bombing in Mussayab": where a happening is said to be, in a text that names no country.
        let happens = matches!(self.page.lower(before), "in" | "near")
            && before > sentence.start
            && !self.page.language.triggers.at(&[self.page.lower(before - 1)]).is_empty();
        (follows && (happens || !self.weights.is_empty()) && self.page.lower(end) != "'s" || listed)
            .then(|| self.unknown(at..end, name.to_owned(), PlacePrecision::Settlement))
    }

    /// "the villages of X and Y".
    fn follows_unknown(&self, and: usize, found: &[PlaceMention]) -> bool {
        found.last().is_some_and(|last| {
            last.tokens.end == and && last.place.precision == Some(PlacePrecision::Settlement) && last.locates
        })
    }

    fn unknown(&self, tokens: Range<usize>, name: String, precision: PlacePrecision) -> PlaceMention {
        let place = Place {
            id: String::new(),
            name,
            country: String::new(),
            admin1: None,
            latitude: None,
            longitude: None,
            precision,
            population: 0,
        };
        self.mention(tokens, &place, None)
    }

    /// "Crocus City Hall", "Kabul airport", "the Westgate shopping mall": names that end in the noun of a site.
    fn site(&self, at: usize, sentence: &Range<usize>) -> Option<PlaceMention> {
        let page = self.page;
        if page.tag_at(at) != Tag::Proper || at > sentence.start && page.tag_at(at - 1) == Tag::Proper {
            return None;
        }
        let sites = page.language.places.kinds.get("site")?;
        let mut end = at;
        while end < sentence.end && page.tag_at(end) == Tag::Proper && !self.occupied[end] {
            end += 1;
        }
        let noun = |word: &str| sites.contains(word);
        let proper_site = (at + 1..end).rev().find(|token| noun(page.lower(*token))).map(|token| token + 1);
        let common_site = (end..(end + 2).min(sentence.end))
            .find(|token| {
                noun(page.lower(*token))
                    && page
                        .phrase_at(*token)
                        .is_some_and(|phrase| phrase.tokens.contains(&at) && phrase.head == *token)
            })
            .map(|token| token + 1);
        // "the Pakistan Stock Exchange building".
        let proper_site = proper_site.map(|to| {
            let whole = matches!(page.lower(to), "building" | "complex" | "compound" | "headquarters");
            if to == end && whole { to + 1 } else { to }
        });
        let end = proper_site.or(common_site).filter(|end| end - at >= 2)?;
        // "the West Bank" is an area, no bank.
        let area = |place: &Place| {
            place.precision != PlacePrecision::Settlement && place.precision != PlacePrecision::Site
        };
        if page.lexicon.places.lookup(page.words(&(at..end))).iter().any(area) {
            return None;
        }
        // "Iranian embassy", "U.S. base": a demonym names no site.
        let named = (at..end).any(|token| {
            page.tag_at(token) == Tag::Proper
                && !self.states.contains_key(&token)
                && !page.language.persons.peoples.contains(page.lower(token))
        }) && !self.is_demonym(at, end);
        let name = page.words(&(at..end)).to_owned();
        let bare = page.language.places.proper_sites.contains(page.lower(end - 1)) && proper_site.is_none();
        (named && !bare).then(|| self.unknown(at..end, name, PlacePrecision::Site))
    }

    fn is_demonym(&self, at: usize, end: usize) -> bool {
        let words = self.page.words(&(at..end - 1));
        self.page.lexicon.actors.scan(words).iter().any(|found| {
            found.span.len() == words.len()
                && found
                    .candidates
                    .iter()
                    .any(|(entry, alias)| entry.kind == ActorKind::State && alias.form != AliasForm::Capital)
        })
    }

    fn mention(&self, tokens: Range<usize>, place: &Place, relation: Option<PlaceRelation>) -> PlaceMention {
        let page = self.page;
        let before = tokens.start.checked_sub(1).map_or("", |at| page.lower(at));
        let near = matches!(before, "near" | "outside")
            || before == "of"
                && tokens.start >= 2
                && matches!(page.lower(tokens.start - 2), "south" | "north" | "east" | "west" | "outskirts");
        // "between X and Y".
        let from = tokens.start.saturating_sub(5);
        let between = page.language.places.between.contains(before)
            || before == "and"
                && (from..tokens.start - 1).any(|at| page.language.places.between.contains(page.lower(at)))
                && (from..tokens.start - 1).all(|at| page.tag_at(at) != Tag::Verb || at + 3 < tokens.start);
        let relation = relation.unwrap_or(match () {
            () if between => PlaceRelation::Between,
            () if near => PlaceRelation::Near,
            () => PlaceRelation::At,
        });
        let own = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let locative = self.is_locative(tokens.start);
        let behind =
            (tokens.end..page.tokens.len().min(tokens.end + 4)).map(|at| page.lower(at)).collect::<Vec<_>>();
        // "the Kabul bombing"; in "France dissolved the group" it is the state that acts.
        let happening = page
            .language
            .triggers
            .at(&behind)
            .iter()
            .any(|(_, _, form)| *form == lexicon::language::TriggerForm::Noun)
            || place.precision != PlacePrecision::Country && !page.language.triggers.at(&behind).is_empty();
        PlaceMention {
            locates: locative || happening || place.precision == PlacePrecision::Site,
            place: Where {
                name: place.name.clone(),
                country: own(&place.country),
                admin1: place.admin1.clone(),
                latitude: place.latitude,
                longitude: place.longitude,
                precision: Some(place.precision),
                relation,
                gazetteer_id: own(&place.id),
                span: page.span(&tokens),
            },
            tokens,
        }
    }

    /// Whether what stands before a name, past adjectives and nouns of its own phrase, is a preposition of place.
    fn is_locative(&self, start: usize) -> bool {
        let page = self.page;
        let sentence = &page.sentences[page.sentence_of(start)].tokens;
        let mut at = start;
        while at > sentence.start {
            at -= 1;
            let word = page.lower(at);
            match page.tag_at(at) {
                Tag::Preposition | Tag::To => {
                    return match word {
                        "of" => self.of_place(at),
                        "to" => false,
                        _ => page.language.places.locative.contains(word),
                    };
                }
                Tag::Adjective
                | Tag::Noun
                | Tag::Determiner
                | Tag::Proper
                | Tag::PossessiveS
                | Tag::Number
                | Tag::Possessive => {}
                Tag::Conjunction | Tag::Punctuation
                    if matches!(word, "and" | "," | "or")
                        && (matches!(page.tag_at(at.wrapping_sub(1)), Tag::Proper | Tag::Adjective)
                            || self.is_kind(page.lower(at.wrapping_sub(1)))
                            || page.lower(at.wrapping_sub(1)) == ","
                            || page.language.places.directions.contains(page.lower(at.wrapping_sub(1)))) => {}
                _ => return false,
            }
            if start - at > 8 {
                return false;
            }
        }
        false
    }

    /// A common noun of places.
    fn is_kind(&self, word: &str) -> bool {
        self.page.language.places.kinds.values().any(|nouns| nouns.contains(word))
    }

    /// "the city of X", "the storming of X", "parts of X" locate; "leader of X" does not.
    fn of_place(&self, of: usize) -> bool {
        let before = of.checked_sub(1).map_or("", |at| self.page.lower(at));
        let kinds = self.page.language.places.kinds.values().any(|nouns| {
            nouns.contains(before) || before.strip_suffix('s').is_some_and(|one| nouns.contains(one))
        });
        kinds
            || !self.page.language.triggers.at(&[before]).is_empty()
            || self.page.language.places.of_place.contains(before)
    }

    /// Gives sites and unknown settlements the country and division of what stands around them.
    fn settle(&self, found: &mut [PlaceMention]) {
        for index in 0..found.len() {
            let mention = &found[index].place;
            let is_wide = mention.precision == Some(PlacePrecision::Region) && mention.gazetteer_id.is_some();
            if mention.country.is_some() || is_wide {
                continue;
            }
            let sentence = self.page.sentence_of(found[index].tokens.start);
            // "the United States said one of its strikes in the Hiran region": a state that acts holds no place.
            let same = |other: &PlaceMention| {
                self.page.sentence_of(other.tokens.start) == sentence
                    && other.place.country.is_some()
                    && (other.locates || other.place.precision != Some(PlacePrecision::Country))
            };
            let is_site = found[index].place.precision == Some(PlacePrecision::Site);
            let inside = self
                .place_inside(&found[index])
                .filter(|place| is_site || self.weights.contains_key(&place.country));
            let container = found[index + 1..]
                .iter()
                .find(|other| same(other))
                .or_else(|| found[..index].iter().rev().find(|other| same(other)));
            let around = || self.country_around(found, index);
            let (country, admin1) = match (inside, container) {
                (Some(place), _) => (Some(place.country), place.admin1),
                (None, Some(other)) => (
                    other.place.country.clone(),
                    other.place.admin1.clone().or_else(|| {
                        (other.place.precision == Some(PlacePrecision::Province))
                            .then(|| other.place.name.clone())
                    }),
                ),
                (None, None) => {
                    let country = around();
                    let is_division = found[index].place.precision == Some(PlacePrecision::Province);
                    let within = country.as_deref().filter(|_| !is_division);
                    let only = within.and_then(|country| self.home.only_division(country));
                    (country, only)
                }
            };
            found[index].place.country = country;
            found[index].place.admin1 = admin1;
        }
    }

    /// The country of what stands around a place without one: of a state named in its sentence, of a place shortly before it,
    /// of the next place; else the country of which the text speaks most.
    fn country_around(&self, found: &[PlaceMention], index: usize) -> Option<String> {
        let page = self.page;
        let at = found[index].tokens.start;
        let sentence = page.sentence_of(at);
        // "a Kenyan base at El Adde", "the United States said": whose it is or who acts, not where; "the Togolese army" is at home.
        let at_home = |token: usize| match self.states.get(&token) {
            Some(_) => self.is_locative(token),
            None => crate::cast::body_after(page, token + 1).is_some(),
        };
        let named =
            self.nations.iter().filter(|(token, _)| page.sentence_of(*token) == sentence && at_home(*token));
        let own = self.bodies.iter().filter(|(token, _)| page.sentence_of(*token) == sentence);
        let nearest =
            named.chain(own).min_by_key(|(token, _)| token.abs_diff(at)).map(|(_, country)| country.clone());
        let with_country = |other: &&PlaceMention| other.place.country.is_some();
        let near = |other: &&PlaceMention| page.sentence_of(other.tokens.start).abs_diff(sentence) <= 2;
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (order, other) in found.iter().enumerate() {
            let Some(country) = other.place.country.as_deref() else { continue };
            // A town says more of where a text is than a country, and the first, of the dateline, most.
            let town =
                other.place.gazetteer_id.is_some() && other.place.precision != Some(PlacePrecision::Country);
            *counts.entry(country).or_default() += if !town {
                1
            } else if order == 0 {
                3
            } else {
                2
            };
        }
        let most = counts.values().max().copied().unwrap_or(0);
        let mut leading =
            counts.iter().filter(|(_, count)| **count * 3 > most * 2).map(|(country, _)| *country);
        let placed = leading.next().filter(|_| leading.next().is_none() && most > 0).map(str::to_owned);
        nearest
            .or(placed)
            .or_else(|| self.main_country())
            .or_else(|| {
                let before = found[..index].iter().rev().filter(near).find(with_country);
                let after = || found[index + 1..].iter().filter(near).find(with_country);
                before.or_else(after).and_then(|other| other.place.country.clone())
            })
            .filter(|country| !country.is_empty())
    }

    /// "Kabul airport": the settlement that begins the site's name.
    fn place_inside(&self, site: &PlaceMention) -> Option<Place> {
        let first = site.tokens.start..site.tokens.start + 1;
        let candidates = self.page.lexicon.places.lookup(self.page.words(&first));
        let big = candidates.first().is_some_and(|place| place.population >= BIG);
        if !big || site.tokens.len() > 2 && !self.page.tokens[site.tokens.end - 1].capital {
            return None;
        }
        // "the Medina district": the big one is not meant, hence no place of the name.
        self.choose(candidates, &first, None).filter(|place| place.population >= BIG)
    }

    fn main_country(&self) -> Option<String> {
        let mut ranked = self.weights.iter().collect::<Vec<_>>();
        ranked.sort_by(|(a, left), (b, right)| right.total_cmp(left).then_with(|| a.cmp(b)));
        match ranked.as_slice() {
            [(first, weight), rest @ ..]
                if rest.first().is_none_or(|(_, second)| **weight >= 2.0 * **second) && !first.is_empty() =>
            {
                Some((*first).clone())
            }
            _ => None,
        }
    }
}

/// The divisions in which places of one name lie; of a name that too many have, none.
fn divisions_of(places: &[Place]) -> BTreeSet<Division> {
    let places =
        places.iter().filter(|place| !spans_countries(place) && place.precision != PlacePrecision::Country);
    let divisions: BTreeSet<Division> =
        places.map(|place| (place.country.clone(), place.admin1.clone().unwrap_or_default())).collect();
    if divisions.len() > WIDESPREAD { BTreeSet::new() } else { divisions }
}

/// A name that more divisions have than these says nothing of where a text is at home.
const WIDESPREAD: usize = 25;

/// Degrees by which a place may lie outside of the extent of its division: an extent is of settlements, not of borders.
const MARGIN: f64 = 0.25;

/// Words of the longest name of a division that is looked for outside of places.
const LONGEST_DIVISION: usize = 3;

/// How often the names are shared out anew by what the others say.
const ROUNDS: usize = 3;

/// A town of so many inhabitants gives its name to what lies in it: "Kabul airport".
const BIG: u64 = 200_000;

/// More than this of another name in its country, and a state's name means the state.
const FOREIGN: f64 = 0.5;

/// So many names, shared among the divisions that have them, make a text at home in a division.
const AT_HOME: f64 = 1.5;

/// With so much of a name a division is likely meant.
const LIKELY: f64 = 0.5;

/// So many names other than one make it likely that this one is there, too.
const ABROAD: f64 = 0.9;

/// How much it counts that other places of the text lie in a place's division, and in its country.
const OF_DIVISION: f64 = 3.0;
const OF_COUNTRY: f64 = 1.0;

/// Below this many inhabitants a namesake in a country of which the text does not speak is not meant.
const STRANGER: u64 = 300_000;

fn locative_before(page: &Page<'_>, word: &str) -> bool {
    page.language.places.locative.contains(word) || page.language.places.directions.contains(word)
}

/// Whether the gazetteer has the place in the province, by name.
fn is_of_division(place: &Place, province: &Place) -> bool {
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b) || a.contains(b) || b.contains(a);
    place.admin1.as_deref().is_none_or(|admin1| {
        same(admin1, &province.name) || province.admin1.as_deref().is_some_and(|other| same(admin1, other))
    })
}

/// A region of several countries, such as a continent.
fn spans_countries(place: &Place) -> bool {
    place.precision == PlacePrecision::Region && place.country.is_empty()
}
