//! A subject with what it is compared by, made once: most pairs of a block are far from being one, and numbers say so without its words.
use crate::blocks::block_keys;
use crate::compare::{Tier, actor_keys, family, reality, tier};
use crate::place::{self, Grain, grain};
use crate::score::{SHIPPED, day_number};
use model::record::{EventSubject, name_key};
use model::{EventType, Measure};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// A subject that may be one happening with others.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    subject: EventSubject,
    pub(crate) blocks: Vec<String>,
    pub(crate) tier: Tier,
    family: EventType,
    reality: u8,
    when: Option<(i32, i32)>,
    published: Option<i32>,
    text: u64,
    places: Vec<Where>,
    actors: Vec<u64>,
    has_total: [bool; 2],
    /// Digest of each word, and what it weighs at most.
    words: Vec<(u64, f64)>,
}

/// A place by digests.
#[derive(Debug, Clone, PartialEq)]
struct Where {
    country: Option<u64>,
    name: u64,
    words: Vec<u64>,
    admin1: Option<u64>,
    grain: Grain,
    is_country: bool,
    point: Option<(f64, f64)>,
}

/// Digests live as long as the program: two are the same where their words are, and nearly never otherwise; then a pair is looked at in full.
fn digest(words: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}

fn sorted(mut digests: Vec<u64>) -> Vec<u64> {
    digests.sort_unstable();
    digests.dedup();
    digests
}

/// How many digests two sorted lists share.
fn shared(one: &[u64], other: &[u64]) -> usize {
    one.iter().filter(|digest| other.binary_search(digest).is_ok()).count()
}

impl Candidate {
    /// Takes a subject in.
    #[must_use]
    pub fn new(subject: EventSubject) -> Self {
        let places = subject.places.iter().map(|place| {
            let name = name_key(&place.name);
            Where {
                country: place.country.as_deref().map(digest),
                name: digest(&name),
                words: sorted(name.split(' ').map(digest).collect()),
                admin1: place.admin1.as_deref().map(|admin1| digest(&name_key(admin1))),
                grain: grain(place),
                is_country: place::is_country(place),
                point: place.latitude.zip(place.longitude),
            }
        });
        let mut words: Vec<(u64, f64)> =
            subject.words.iter().map(|word| (digest(word), SHIPPED.most_of(word, &subject))).collect();
        words.sort_unstable_by_key(|(digest, _)| *digest);
        let has = |measure| subject.figures.iter().any(|figure| figure.measure == measure);
        Self {
            blocks: block_keys(&subject),
            tier: tier(&subject),
            family: family(&subject),
            reality: reality(subject.realis),
            when: subject.when.map(|when| (day_number(when.earliest), day_number(when.latest))),
            published: subject.report.published.map(day_number),
            text: digest(&subject.report.text),
            places: places.collect(),
            actors: sorted(actor_keys(&subject).into_iter().map(digest).collect()),
            has_total: [has(Measure::Killed), has(Measure::Injured)],
            words,
            subject,
        }
    }

    /// The subject.
    #[must_use]
    pub const fn subject(&self) -> &EventSubject {
        &self.subject
    }

    /// Whether the two may be one: false only where `link` says that they are not, and nearly always then. The sum is that of `score.rs`, with
    /// the most for each part that is not looked at.
    pub(crate) fn may_be(&self, other: &Self) -> bool {
        // Copies of one text, and what somebody decided on, have rules of their own.
        if self.text == other.text || !self.subject.sides.is_empty() && !other.subject.sides.is_empty() {
            return true;
        }
        if self.family != other.family || self.reality != other.reality {
            return false;
        }
        let Some(time) = SHIPPED.time_of((self.when, self.published), (other.when, other.published)) else {
            return false;
        };
        let Some(place) = self.most_by_place(other) else { return false };
        let both = |at: usize| self.has_total[at] && other.has_total[at];
        let most = SHIPPED.most(&crate::score::Most {
            time,
            place,
            actors: (self.actors.len(), other.actors.len(), shared(&self.actors, &other.actors)),
            has_totals: both(0) || both(1),
            same_type: self.subject.event_type == other.subject.event_type,
            words: self.most_by_words(other),
        });
        most >= SHIPPED.choice.least()
    }

    fn most_by_place(&self, other: &Self) -> Option<f64> {
        let pairs =
            || self.places.iter().flat_map(|mine| other.places.iter().map(move |theirs| (mine, theirs)));
        if pairs().any(|(mine, theirs)| mine.agrees(theirs)) {
            return Some(SHIPPED.most_of_places());
        }
        let mut known =
            pairs().filter(|(mine, theirs)| mine.country.is_some() && theirs.country.is_some()).peekable();
        if known.peek().is_none() {
            return Some(SHIPPED.place_unknown());
        }
        let same: Vec<(&Where, &Where)> =
            known.filter(|(mine, theirs)| mine.country == theirs.country).collect();
        if same.is_empty() {
            return None;
        }
        let is_named_after = |(one, other): &(&Where, &Where)| {
            let (fewer, more) =
                if one.words.len() <= other.words.len() { (one, other) } else { (other, one) };
            shared(&fewer.words, &more.words) == fewer.words.len()
        };
        Some(if same.iter().any(is_named_after) {
            SHIPPED.most_of_places()
        } else if same.iter().any(|(mine, theirs)| mine.point.is_none() || theirs.point.is_none()) {
            SHIPPED.place_unknown()
        } else {
            SHIPPED.other_places()
        })
    }

    /// What shared words add at most; `None` where one of the two has none.
    fn most_by_words(&self, other: &Self) -> Option<f64> {
        if self.words.is_empty() || other.words.is_empty() {
            return None;
        }
        let (mut n_shared, mut sum) = (0, 0.0);
        let (mut mine, mut theirs) = (self.words.iter().peekable(), other.words.iter().peekable());
        while let (Some((one, weight)), Some((another, weighs))) = (mine.peek(), theirs.peek()) {
            match one.cmp(another) {
                std::cmp::Ordering::Less => drop(mine.next()),
                std::cmp::Ordering::Greater => drop(theirs.next()),
                std::cmp::Ordering::Equal => {
                    n_shared += 1;
                    sum += weight.max(*weighs);
                    mine.next();
                    theirs.next();
                }
            }
        }
        let left = self.words.len().min(other.words.len()).saturating_sub(n_shared);
        Some(SHIPPED.most_by_words(sum, left))
    }
}

impl Where {
    /// Whether `place::agreement` may say anything.
    fn agrees(&self, other: &Self) -> bool {
        if self.country != other.country {
            return false;
        }
        if self.name == other.name && self.grain == other.grain {
            return true;
        }
        if self.country.is_none() {
            return false;
        }
        if self.grain == Grain::Point && other.grain == Grain::Point {
            return self.point.zip(other.point).is_some_and(|(one, other)| place::is_near(one, other));
        }
        let is_inside = |province: &Self, inner: &Self| {
            province.grain == Grain::Province
                && inner.grain == Grain::Point
                && inner.admin1 == Some(province.name)
        };
        is_inside(self, other) || is_inside(other, self) || self.is_country || other.is_country
    }
}
