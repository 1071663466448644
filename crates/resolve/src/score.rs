//! How likely two subjects are one happening: a logistic score, its weights and words plain data in `lexicon/rules/same_event.toml`.
use crate::compare::{FINE_DAYS, actor_keys};
use crate::place::{Agreement, Grain, agreement, grain};
use jiff::civil::Date;
use model::record::{EventSubject, Place, SubjectFigure, name_key};
use model::{EventType, Measure, Scope};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The rules as shipped.
pub(crate) static SHIPPED: LazyLock<SameEvent> = LazyLock::new(|| {
    SameEvent::parse(include_str!("../../../lexicon/rules/same_event.toml"))
        .expect("the shipped rules are tested")
});

/// When two tellings are one event: data in `lexicon/rules/same_event.toml`, which says what each number means. Weights are log-odds.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SameEvent {
    base: f64,
    families: Vec<Vec<EventType>>,
    time: Time,
    place: PlaceWeights,
    actors: Actors,
    figures: Figures,
    kind: Kind,
    words: Words,
    pub(crate) choice: Choice,
    vocabulary: Vocabulary,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Time {
    same_day: f64,
    overlap: f64,
    next_day: f64,
    lag: Vec<f64>,
    lag_from: Vec<i64>,
    longest: i64,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceWeights {
    same_point: f64,
    near: f64,
    same_province: f64,
    inside_province: f64,
    same_country: f64,
    unknown: f64,
    other_places: f64,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Actors {
    shared: f64,
    most: usize,
    other: f64,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Figures {
    same: f64,
    telling: u64,
    same_small: f64,
    rises: f64,
    rise: f64,
    other: f64,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    same_subtype: f64,
    same_type: f64,
    other_type: f64,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    shared: f64,
    most: f64,
    share: f64,
    none: f64,
    plain: f64,
    less: f64,
    counted: f64,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choice {
    fitting: f64,
    lead: f64,
    apart: f64,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vocabulary {
    common: BTreeSet<String>,
    less_common: BTreeSet<String>,
}

/// Shorter words are grammar.
const SHORTEST_WORD: usize = 4;

/// The words by which the telling of an event is compared, folded.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Telling {
    pub(crate) words: BTreeSet<String>,
    /// Those that are written with a capital where the place in the sentence does not ask for one.
    pub(crate) names: BTreeSet<String>,
}

impl Telling {
    pub(crate) fn add(&mut self, sentence: &str, rules: &SameEvent) {
        let words = sentence.split(|part: char| !part.is_alphanumeric());
        let words: Vec<&str> = words.filter(|word| word.chars().count() >= SHORTEST_WORD).collect();
        let is_capital = |word: &&str| word.starts_with(char::is_uppercase);
        // A headline in title case says of no word whether it is a name.
        let is_title = 2 * words.iter().copied().filter(is_capital).count() > words.len();
        for (at, word) in words.into_iter().enumerate() {
            let folded = model::letters::folded(word);
            if rules.vocabulary.common.contains(&folded) {
                continue;
            }
            if at > 0 && !is_title && is_capital(&word) {
                self.names.insert(folded.clone());
            }
            self.words.insert(folded);
        }
    }
}

/// Hundredths of log-odds: whole numbers, so that sums and orders are the same everywhere.
pub(crate) fn hundredths(log_odds: f64) -> i64 {
    (log_odds * 100.0).round() as i64
}

impl Choice {
    /// The least score of any pair.
    pub(crate) fn least(&self) -> i64 {
        self.fitting().min(0)
    }

    /// The least score of a pair whose stated times and places fit.
    pub(crate) fn fitting(&self) -> i64 {
        hundredths(self.fitting)
    }

    /// What a pair counts that nothing speaks for.
    pub(crate) fn apart(&self) -> i64 {
        hundredths(self.apart)
    }

    pub(crate) fn lead(&self) -> i64 {
        hundredths(self.lead)
    }
}

impl SameEvent {
    /// Reads the rules.
    ///
    /// # Errors
    /// Where the text is no such file, or a list of it cannot be used.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let file = "`rules/same_event.toml`";
        let rules: Self = toml::from_str(text).map_err(|error| format!("{file}: {error}"))?;
        let Time { lag, lag_from, .. } = &rules.time;
        if lag.len() != lag_from.len() || lag_from.first() != Some(&0) || !lag_from.is_sorted() {
            return Err(format!(
                "{file}: found `lag_from` {lag_from:?}, expected 0 and rising days, one for each `lag`"
            ));
        }
        if let Some(word) = rules.vocabulary.common.intersection(&rules.vocabulary.less_common).next() {
            return Err(format!("{file}: found `{word}` in two lists of words, expected it in one"));
        }
        Ok(rules)
    }

    /// The first type of the family of a type: two events of different families are never one.
    pub(crate) fn family(&self, of: EventType) -> EventType {
        let family = self.families.iter().find(|family| family.contains(&of));
        family.and_then(|family| family.first().copied()).unwrap_or(of)
    }

    /// Days that a subject may lie on, for finding what it may be one with: as stated, or up to `longest` days before its publication.
    pub(crate) fn window(&self, subject: &EventSubject) -> Option<(Date, Date)> {
        let days = |date: Date, by: i64| date.checked_add(jiff::Span::new().days(by)).ok();
        match (subject.when, subject.report.published) {
            (Some(when), _) => Some((days(when.earliest, -1)?, days(when.latest, 1)?)),
            (None, Some(published)) => Some((days(published, -self.time.longest)?, days(published, 1)?)),
            (None, None) => None,
        }
    }

    /// The log-odds, in hundredths, that the two are one; `None` where the times or the countries forbid it. What the two are is
    /// not looked at: see `cannot_be_one`.
    pub(crate) fn score(&self, one: &EventSubject, other: &EventSubject) -> Option<i64> {
        Some(self.parts(one, other)?.into_iter().map(|(_, part)| part).sum())
    }

    /// What the log-odds are the sum of, in hundredths, each with the table of the rules that it comes from.
    pub(crate) fn parts(&self, one: &EventSubject, other: &EventSubject) -> Option<[(&'static str, i64); 7]> {
        let parts = [
            ("base", self.base),
            ("time", self.time(one, other)?),
            ("place", self.place(one, other)?),
            ("actors", self.actors(one, other)),
            ("figures", self.figures(one, other)),
            ("kind", self.kind(one, other)),
            ("words", self.words(one, other)),
        ];
        Some(parts.map(|(name, part)| (name, hundredths(part))))
    }

    fn time(&self, one: &EventSubject, other: &EventSubject) -> Option<f64> {
        let (published, days_after) = match (one.when, other.when) {
            (Some(mine), Some(theirs)) => {
                if mine.overlaps(&theirs) {
                    let is_same = mine.days() <= FINE_DAYS
                        && (mine.earliest, mine.latest) == (theirs.earliest, theirs.latest);
                    return Some(if is_same { self.time.same_day } else { self.time.overlap });
                }
                let apart = if mine.latest < theirs.earliest {
                    days_between(mine.latest, theirs.earliest)
                } else {
                    days_between(theirs.latest, mine.earliest)
                };
                return (apart == 1).then_some(self.time.next_day);
            }
            (Some(when), None) => (other.report.published?, when),
            (None, Some(when)) => (one.report.published?, when),
            (None, None) => {
                let (mine, theirs) = (one.report.published?, other.report.published?);
                return self.lag(days_between(mine, theirs).abs());
            }
        };
        // A day early is the other side of midnight.
        if days_between(published, days_after.earliest) > 1 {
            return None;
        }
        self.lag(days_between(days_after.latest, published).max(0))
    }

    /// The same of days that are counted already: first and last day of each, and the day of publication.
    pub(crate) fn time_of(&self, one: Days, other: Days) -> Option<f64> {
        let (published, after) = match (one, other) {
            ((Some(mine), _), (Some(theirs), _)) => {
                if mine.0 <= theirs.1 && theirs.0 <= mine.1 {
                    let is_same = mine == theirs && i64::from(mine.1 - mine.0) < FINE_DAYS;
                    return Some(if is_same { self.time.same_day } else { self.time.overlap });
                }
                let apart = if mine.1 < theirs.0 { theirs.0 - mine.1 } else { mine.0 - theirs.1 };
                return (apart == 1).then_some(self.time.next_day);
            }
            ((Some(when), _), (None, published)) | ((None, published), (Some(when), _)) => (published?, when),
            ((None, mine), (None, theirs)) => return self.lag(i64::from((mine? - theirs?).abs())),
        };
        if after.0 - published > 1 {
            return None;
        }
        self.lag(i64::from((published - after.1).max(0)))
    }

    /// The most that a pair can reach, in hundredths, by what is known of it.
    pub(crate) fn most(&self, known: &Most) -> i64 {
        let figures = &self.figures;
        let of_figures =
            [figures.same, figures.same_small, figures.rises, figures.other].into_iter().fold(0.0, f64::max);
        let actors = match known.actors {
            (0, _, _) | (_, 0, _) => 0.0,
            (_, _, 0) => self.actors.other,
            (_, _, shared) => self.actors.shared * shared.min(self.actors.most) as f64,
        };
        let kind = if known.same_type {
            self.kind.same_subtype.max(self.kind.same_type)
        } else {
            self.kind.other_type
        };
        let figures = if known.has_totals { of_figures } else { 0.0 };
        let sum = self.base + known.time + known.place + actors + figures + kind + known.words.unwrap_or(0.0);
        hundredths(sum) + ROUNDING
    }

    pub(crate) fn most_of_places(&self) -> f64 {
        let PlaceWeights { same_point, near, same_province, inside_province, same_country, .. } = self.place;
        [near, same_province, inside_province, same_country].into_iter().fold(same_point, f64::max)
    }

    pub(crate) const fn place_unknown(&self) -> f64 {
        self.place.unknown
    }

    pub(crate) const fn other_places(&self) -> f64 {
        self.place.other_places
    }

    /// What a word of a subject weighs at most, beside whatever other subject.
    pub(crate) fn most_of(&self, word: &str, subject: &EventSubject) -> f64 {
        let weight = match () {
            () if subject.name_words.contains(word) => 1.0,
            () if self.vocabulary.less_common.contains(word) => self.words.less,
            () => self.words.plain,
        };
        weight.max(self.words.counted)
    }

    /// What words add at most that weigh so much together, where the telling with fewer words has so many others.
    pub(crate) fn most_by_words(&self, shared: f64, left: usize) -> f64 {
        let Words { shared: each, most, share, none, plain, less, counted } = self.words;
        if shared == 0.0 {
            return none;
        }
        let others = left as f64 * [plain, less, counted].into_iter().fold(1.0, f64::min);
        each.max(0.0) * shared.min(most) + share.max(0.0) * shared / (shared + others)
    }

    fn lag(&self, days: i64) -> Option<f64> {
        let step = self.time.lag_from.iter().rposition(|from| days >= *from)?;
        (days <= self.time.longest).then(|| self.time.lag[step])
    }

    fn place(&self, one: &EventSubject, other: &EventSubject) -> Option<f64> {
        let weights = &self.place;
        let pairs = one.places.iter().flat_map(|mine| other.places.iter().map(move |theirs| (mine, theirs)));
        let agreed = pairs.filter_map(|(mine, theirs)| Some((agreement(mine, theirs)?, grain(mine)))).max();
        if let Some((agreed, grain)) = agreed {
            return Some(match (agreed, grain) {
                (Agreement::Same, Grain::Point) => weights.same_point,
                (Agreement::Same, Grain::Province) => weights.same_province,
                (Agreement::Same, Grain::Wide) | (Agreement::SameCountry, _) => weights.same_country,
                (Agreement::Near, _) => weights.near,
                (Agreement::InsideProvince, _) => weights.inside_province,
            });
        }
        let pairs = one.places.iter().flat_map(|mine| other.places.iter().map(move |theirs| (mine, theirs)));
        let known: Vec<(&Place, &Place)> =
            pairs.filter(|(mine, theirs)| mine.country.is_some() && theirs.country.is_some()).collect();
        let same_country: Vec<&(&Place, &Place)> =
            known.iter().filter(|(mine, theirs)| mine.country == theirs.country).collect();
        if known.is_empty() {
            Some(weights.unknown)
        } else if same_country.is_empty() {
            None
        } else if same_country
            .iter()
            .any(|(mine, theirs)| is_named_after(mine, theirs) || is_named_after(theirs, mine))
        {
            Some(weights.near)
        } else if same_country
            .iter()
            .any(|(mine, theirs)| mine.latitude.is_none() || theirs.latitude.is_none())
        {
            Some(weights.unknown)
        } else {
            Some(weights.other_places)
        }
    }

    fn actors(&self, one: &EventSubject, other: &EventSubject) -> f64 {
        let (mine, theirs) = (actor_keys(one), actor_keys(other));
        match mine.intersection(&theirs).count() {
            0 if mine.is_empty() || theirs.is_empty() => 0.0,
            0 => self.actors.other,
            shared => self.actors.shared * shared.min(self.actors.most) as f64,
        }
    }

    fn figures(&self, one: &EventSubject, other: &EventSubject) -> f64 {
        let of = |measure| {
            let (mine, theirs) = (total(one, measure)?, total(other, measure)?);
            let is_later = other.report.published >= one.report.published;
            Some(self.numbers(if is_later { (mine, theirs) } else { (theirs, mine) }, one, other))
        };
        let both = [of(Measure::Killed), of(Measure::Injured)];
        both.into_iter()
            .flatten()
            .reduce(|one: f64, other| if one.abs() >= other.abs() { one } else { other })
            .unwrap_or(0.0)
    }

    fn numbers(&self, (before, after): (u64, u64), one: &EventSubject, other: &EventSubject) -> f64 {
        let figures = &self.figures;
        if before == after {
            return if after >= figures.telling { figures.same } else { figures.same_small };
        }
        let same_day = one.report.published == other.report.published;
        let (low, high) = (before.min(after).max(1) as f64, before.max(after) as f64);
        let fell = before > after && !same_day;
        if high > figures.rise * low || fell && high > 1.5 * low { figures.other } else { figures.rises }
    }

    fn kind(&self, one: &EventSubject, other: &EventSubject) -> f64 {
        if one.event_type != other.event_type {
            self.kind.other_type
        } else if one.subtype.is_some() && one.subtype == other.subtype {
            self.kind.same_subtype
        } else {
            self.kind.same_type
        }
    }

    fn words(&self, one: &EventSubject, other: &EventSubject) -> f64 {
        if one.words.is_empty() || other.words.is_empty() {
            return 0.0;
        }
        let counted = counted_otherwise(one, other);
        let weight = |word: &String| match () {
            () if counted.contains(word) => self.words.counted,
            () if self.vocabulary.less_common.contains(word) => self.words.less,
            () if one.name_words.contains(word) || other.name_words.contains(word) => 1.0,
            () => self.words.plain,
        };
        let shared: f64 = one.words.intersection(&other.words).map(weight).sum();
        if shared == 0.0 {
            return self.words.none;
        }
        let all = |words: &BTreeSet<String>| words.iter().map(weight).sum::<f64>();
        let shorter = all(&one.words).min(all(&other.words));
        self.words.shared * shared.min(self.words.most) + self.words.share * shared / shorter.max(1.0)
    }

    /// A few of the rarer words, picked by their hash: of two sets with much in common, much of the picked is.
    pub(crate) fn sampled_words<'s>(&self, subject: &'s EventSubject) -> Vec<&'s str> {
        let rare = subject.words.iter().filter(|word| !self.vocabulary.less_common.contains(*word));
        let names = rare.clone().filter(|word| subject.name_words.contains(*word)).count();
        // Plain words find each other where there are too few names.
        let rare = rare.filter(|word| names < SAMPLED_WORDS || subject.name_words.contains(*word));
        let mut rare: Vec<(String, &str)> =
            rare.map(|word| (model::hash::sha256_hex(word.as_bytes()), word.as_str())).collect();
        rare.sort_unstable();
        rare.into_iter().take(SAMPLED_WORDS).map(|(_, word)| word).collect()
    }
}

/// First and last day, and the day of publication, as [`day_number`] counts them.
type Days = (Option<(i32, i32)>, Option<i32>);

/// What is known of a pair before its words are looked at: see [`SameEvent::most`].
pub(crate) struct Most {
    pub(crate) time: f64,
    pub(crate) place: f64,
    /// How many actors each has, and how many both.
    pub(crate) actors: (usize, usize, usize),
    pub(crate) has_totals: bool,
    pub(crate) same_type: bool,
    /// `None` where one of the two has no words.
    pub(crate) words: Option<f64>,
}

/// Each of seven parts is rounded for itself.
const ROUNDING: i64 = 5;

/// Days since 0000-01-01.
pub(crate) fn day_number(day: Date) -> i32 {
    i32::try_from(days_between(jiff::civil::date(0, 1, 1), day)).unwrap_or(i32::MAX)
}

/// Words by which a subject is found: with five of twelve, two tellings that share four of their words meet in 9 of 10 cases.
const SAMPLED_WORDS: usize = 5;

/// Words of names that speak for the pair already: of a place or an actor that both name.
fn counted_otherwise(one: &EventSubject, other: &EventSubject) -> BTreeSet<String> {
    let pairs = one.places.iter().flat_map(|mine| other.places.iter().map(move |theirs| (mine, theirs)));
    let agreed = pairs.filter(|(mine, theirs)| agreement(mine, theirs).is_some());
    let places = agreed.flat_map(|(mine, theirs)| [mine, theirs]).flat_map(|place| {
        [Some(&place.name), place.admin1.as_ref()].into_iter().flatten().map(String::as_str)
    });
    let (mine, theirs) = (actor_keys(one), actor_keys(other));
    let participants =
        one.participants.iter().chain(&other.participants).filter_map(|part| part.actor.as_ref());
    let shared =
        participants.filter(|actor| mine.contains(actor.key.as_str()) && theirs.contains(actor.key.as_str()));
    let names = places.chain(shared.map(|actor| actor.name.as_str()));
    let folded = names.map(model::letters::folded).collect::<Vec<_>>();
    folded
        .iter()
        .flat_map(|name| name.split(|part: char| !part.is_alphanumeric()))
        .map(str::to_owned)
        .collect()
}

/// "Moscow theatre" and "Moscow", "Tahoua Region" and "Tahoua".
fn is_named_after(site: &Place, town: &Place) -> bool {
    let (site, town) = (name_key(&site.name), name_key(&town.name));
    !town.is_empty() && format!(" {site} ").contains(&format!(" {town} "))
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(i64::MAX, |span| i64::from(span.get_days()))
}

/// The greatest number that is stated for the whole.
fn total(subject: &EventSubject, measure: Measure) -> Option<u64> {
    let stated = |figure: &SubjectFigure| figure.best.or(figure.low).or(figure.high);
    let totals =
        subject.figures.iter().filter(|figure| figure.measure == measure && figure.scope == Scope::Total);
    totals.filter_map(stated).max()
}

#[cfg(test)]
#[path = "score_tests.rs"]
mod tests;
