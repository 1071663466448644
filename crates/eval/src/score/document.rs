//! One reading against its gold file.
use super::assign::assign;
use super::tally::{Reading, Tally};
use super::value::{
    alternatives, equal, get, is_optional, items, kilometres, norm, norm_value, overlap, same, span, spans,
    token_f1, touch,
};
use super::{Family, cause};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Keys that hold the id of an actor or event.
pub(crate) const REFERENCES: &[&str] = &["actor", "speaker", "about", "from", "to", "assessor", "subject"];
/// Relations whose ends may be exchanged.
const SYMMETRIC: &[&str] = &["ally_of", "rival_of", "fights"];

/// In which way something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// The gold has it, the reading has not.
    Missed,
    /// The reading has it, the gold has not.
    Spurious,
    /// Both have it, with another value of a further key.
    Differs,
    /// What a careless reader would record.
    Sprung,
}

impl Sort {
    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Spurious => "spurious",
            Self::Differs => "differs",
            Self::Sprung => "sprung",
        }
    }
}

/// Something wrong, to be read by a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// A family, a family with a key (`events: realis`), or `traps`.
    pub family: String,
    /// In which way.
    pub sort: Sort,
    /// Name of the document.
    pub document: String,
    /// Why, as far as the two readings tell.
    pub cause: String,
    /// The item in words.
    pub shown: String,
    /// First code point of the item, where it has one.
    pub at: Option<usize>,
}

/// A reading compared with its gold: counts to be summed, findings to be read.
#[derive(Debug)]
pub struct Scoring<'d> {
    pub(crate) name: &'d str,
    pub(crate) text: Vec<char>,
    pub(crate) gold: &'d Value,
    pub(crate) pred: &'d Value,
    /// Predicted id to gold id, of matched actors and events.
    pub(crate) ids: BTreeMap<String, String>,
    /// What was counted.
    pub tally: Tally,
    /// What was wrong.
    pub findings: Vec<Finding>,
}

/// The pairs of one comparison, by index, and what was left over.
struct Compared<'v> {
    pairs: Vec<(&'v Value, &'v Value)>,
    missed: Vec<&'v Value>,
    spurious: Vec<&'v Value>,
}

impl<'d> Scoring<'d> {
    /// Compares.
    #[must_use]
    pub fn new(name: &'d str, text: &str, gold: &'d Value, pred: &'d Value) -> Self {
        let tally = Tally { documents: 1, ..Tally::default() };
        let mut scoring = Self {
            name,
            text: text.chars().collect(),
            gold,
            pred,
            ids: BTreeMap::new(),
            tally,
            findings: Vec::new(),
        };
        scoring.list(Family::Actors);
        scoring.events();
        for family in [Family::Figures, Family::Relations, Family::Quotations, Family::Assessments] {
            scoring.list(family);
        }
        scoring.traps();
        scoring
    }

    /// One list of the document; a list that the gold leaves out is not scored.
    fn list(&mut self, family: Family) -> Compared<'d> {
        let key = family.as_str();
        if self.gold.get(key).is_none() {
            return Compared { pairs: Vec::new(), missed: Vec::new(), spurious: Vec::new() };
        }
        self.compare(family, &items(self.gold, key), &items(self.pred, key), (None, None))
    }

    fn events(&mut self) {
        let found = self.list(Family::Events);
        let pairs = found.pairs.iter().map(|(gold, pred)| (Some(*gold), Some(*pred)));
        let missed = found.missed.iter().map(|gold| (Some(*gold), None));
        let spurious = found.spurious.iter().map(|pred| (None, Some(*pred)));
        for (gold, pred) in pairs.chain(missed).chain(spurious) {
            for (family, golds, preds) in slots(gold, pred) {
                self.compare(family, &golds, &preds, (gold, pred));
            }
        }
    }

    /// Matches and counts two lists.
    fn compare<'v>(
        &mut self,
        family: Family,
        golds: &[&'v Value],
        preds: &[&'v Value],
        of: (Option<&Value>, Option<&Value>),
    ) -> Compared<'v> {
        let pairs = self.pairs(family, Reading::Strict, golds, preds);
        let (missed, spurious) = self.count(Reading::Strict, family, golds, preds, &pairs);
        let lenient =
            if family.is_lenient() { &self.pairs(family, Reading::Lenient, golds, preds) } else { &pairs };
        self.count(Reading::Lenient, family, golds, preds, lenient);
        let matched_preds = pairs.iter().map(|(_, p)| *p).collect::<BTreeSet<_>>();
        let free = preds
            .iter()
            .enumerate()
            .filter(|(n, _)| !matched_preds.contains(n))
            .map(|(_, p)| *p)
            .collect::<Vec<_>>();
        for gold in &missed {
            let cause = cause::of_missed(self, family, gold, &free, of);
            self.note(family.as_str(), Sort::Missed, cause, gold, of.0);
        }
        for pred in &spurious {
            let cause = cause::of_spurious(self, family, pred, &missed, of);
            self.note(family.as_str(), Sort::Spurious, cause, pred, of.1);
        }
        let pairs = pairs.into_iter().map(|(g, p)| (golds[g], preds[p])).collect::<Vec<_>>();
        if matches!(family, Family::Actors | Family::Events) {
            for (gold, pred) in &pairs {
                if let (Some(pred), Some(gold)) = (get(pred, "id").as_str(), get(gold, "id").as_str()) {
                    self.ids.insert(pred.to_owned(), gold.to_owned());
                }
            }
        }
        pairs.iter().for_each(|(gold, pred)| self.beside(family, gold, pred));
        Compared { pairs, missed, spurious }
    }

    /// The best one-to-one pairs; on a tie a required gold item goes before an optional one.
    fn pairs(
        &self,
        family: Family,
        reading: Reading,
        golds: &[&Value],
        preds: &[&Value],
    ) -> Vec<(usize, usize)> {
        let weights = golds
            .iter()
            .map(|gold| {
                let preferred = if is_optional(gold) { 0.0 } else { 1e-6 };
                let weight = |pred: &&Value| match self.weight(family, reading, gold, pred) {
                    weight if weight > 0.0 => weight + preferred,
                    _ => 0.0,
                };
                preds.iter().map(weight).collect()
            })
            .collect::<Vec<Vec<f64>>>();
        assign(&weights)
    }

    fn count<'v>(
        &mut self,
        reading: Reading,
        family: Family,
        golds: &[&'v Value],
        preds: &[&'v Value],
        pairs: &[(usize, usize)],
    ) -> (Vec<&'v Value>, Vec<&'v Value>) {
        let got = pairs.iter().map(|(g, _)| *g).collect::<BTreeSet<_>>();
        let used = pairs.iter().map(|(_, p)| *p).collect::<BTreeSet<_>>();
        let left = |list: &[&'v Value], taken: &BTreeSet<usize>| {
            let rest = list.iter().enumerate().filter(|(n, _)| !taken.contains(n));
            rest.map(|(_, item)| *item).collect::<Vec<_>>()
        };
        let mut missed = left(golds, &got);
        missed.retain(|gold| !is_optional(gold));
        let mut spurious = left(preds, &used);
        spurious.retain(|pred| !is_free(family, pred));
        let n = |list: usize| u32::try_from(list).unwrap_or(u32::MAX);
        let rates = self.tally.rates.entry((reading, family)).or_default();
        rates.gold += n(missed.len() + pairs.len());
        rates.predicted += n(spurious.len() + pairs.len());
        rates.correct += n(pairs.len());
        (missed, spurious)
    }

    /// How often a matched item has a further key right too, where the gold gives it.
    fn beside(&mut self, family: Family, gold: &Value, pred: &Value) {
        for key in family.beside() {
            let Some(wanted) = gold.get(key) else { continue };
            let have = get(pred, key);
            let right = match *key {
                key if REFERENCES.contains(&key) => self.maps(wanted, have),
                "when" => when_same(wanted, have),
                _ => equal(wanted, have),
            };
            let title = format!("{}: {key}", family.as_str());
            let sum = self.tally.accuracy.entry(title.clone()).or_default();
            *sum = (sum.0 + u32::from(right), sum.1 + 1);
            if !right {
                let cause = if REFERENCES.contains(key) {
                    "another actor".to_owned()
                } else {
                    format!("{} for {}", word(have), word(wanted))
                };
                let shown = format!("{} — predicted: {}", self.show(gold, true), self.show(pred, false));
                let at = spans(gold).first().and_then(|node| span(node)).map(|(start, _)| start);
                let document = self.name.to_owned();
                self.findings.push(Finding {
                    family: title,
                    sort: Sort::Differs,
                    document,
                    cause,
                    shown,
                    at,
                });
            }
        }
    }

    fn note(&mut self, family: &str, sort: Sort, cause: String, item: &Value, event: Option<&Value>) {
        let is_gold = sort == Sort::Missed;
        let mut shown = self.show(item, is_gold);
        if let Some(event) = event {
            shown += &format!(" | in: {}", self.show(event, is_gold));
        }
        let at = spans(item)
            .into_iter()
            .chain(event.into_iter().flat_map(spans))
            .find_map(span)
            .map(|(start, _)| start);
        let document = self.name.to_owned();
        self.findings.push(Finding { family: family.to_owned(), sort, document, cause, shown, at });
    }

    // ---- weights

    /// What speaks for the two being one; 0 where they are not.
    fn weight(&self, family: Family, reading: Reading, gold: &Value, pred: &Value) -> f64 {
        let truth = |is_same: bool| f64::from(u8::from(is_same));
        match (family, reading) {
            (Family::Actors, _) => self.actor_weight(gold, pred),
            (Family::Events, Reading::Strict) => self.event_weight(gold, pred),
            (Family::Events, Reading::Lenient) => truth(event_found(gold, pred)),
            (Family::When, Reading::Strict) => truth(when_same(gold, pred)),
            (Family::When, Reading::Lenient) => truth(when_near(gold, pred)),
            (Family::Where, _) => truth(where_same(gold, pred)),
            (Family::Participants, _) => truth(self.participant_same(gold, pred)),
            (Family::Responsibilities, _) => self.responsibility_weight(gold, pred),
            (Family::EventFigures | Family::Figures, Reading::Strict) => truth(figure_same(gold, pred)),
            (Family::EventFigures | Family::Figures, Reading::Lenient) => truth(figure_near(gold, pred)),
            (Family::Relations, _) => truth(self.relation_same(gold, pred)),
            (Family::Quotations, _) => self.quotation_weight(gold, pred),
            (Family::Assessments, _) => truth(self.assessment_same(gold, pred)),
        }
    }

    /// Mentions in the same place weigh most, then the same words, then overlaps.
    fn actor_weight(&self, gold: &Value, pred: &Value) -> f64 {
        let aliases = get(gold, "aliases").as_array().into_iter().flatten().map(norm_value);
        let forms = aliases
            .chain([norm_value(get(gold, "name"))])
            .filter(|form| !form.is_empty())
            .collect::<BTreeSet<_>>();
        let mentions = items(gold, "mentions");
        let mut weight = if forms.contains(&norm_value(get(pred, "name"))) { 2.0 } else { 0.0 };
        for mention in items(pred, "mentions") {
            let at = span(mention);
            weight += match () {
                () if at.is_some() && mentions.iter().any(|other| span(other) == at) => 4.0,
                () if forms.contains(&norm(&self.sliced(mention))) => 2.0,
                () if touch(mention, &mentions) => 1.0,
                () => 0.0,
            };
        }
        if weight > 0.0 && equal(get(gold, "kind"), get(pred, "kind")) { weight + 0.5 } else { weight }
    }

    /// 1 for the event and 1 for each slot that it gets right, so that the assignment has the most facts right.
    fn event_weight(&self, gold: &Value, pred: &Value) -> f64 {
        if !equal(get(gold, "type"), get(pred, "type")) || !event_found(gold, pred) {
            return 0.0;
        }
        let right = slots(Some(gold), Some(pred))
            .into_iter()
            .map(|(family, golds, preds)| self.pairs(family, Reading::Strict, &golds, &preds).len())
            .sum::<usize>();
        let small = |key, weight: f64| if same(gold, pred, &[key]) { weight } else { 0.0 };
        1.0 + u32::try_from(right).map_or(0.0, f64::from) + small("realis", 0.01) + small("subtype", 0.001)
    }

    fn participant_same(&self, gold: &Value, pred: &Value) -> bool {
        let known = !get(gold, "actor").is_null() && self.maps(get(gold, "actor"), get(pred, "actor"));
        same(gold, pred, &["role"]) && (known || overlap(gold, pred))
    }

    /// 1 where right; the right speaker decides between pairs that are otherwise equal.
    fn responsibility_weight(&self, gold: &Value, pred: &Value) -> f64 {
        let heard = gold.get("speaker").is_some_and(|speaker| self.maps(speaker, get(pred, "speaker")));
        if same(gold, pred, &["stance"]) && self.party_same(gold, pred, "actor") {
            1.0 + if heard { 1e-7 } else { 0.0 }
        } else {
            0.0
        }
    }

    fn relation_same(&self, gold: &Value, pred: &Value) -> bool {
        let ends = |first: &str, second: &str| {
            [("from", first), ("to", second)]
                .iter()
                .all(|(key, theirs)| gold.get(key).is_none_or(|wanted| self.maps(wanted, get(pred, theirs))))
        };
        let is_symmetric = get(gold, "kind").as_str().is_some_and(|kind| SYMMETRIC.contains(&kind));
        same(gold, pred, &["kind"])
            && relation_place_same(gold, pred)
            && (ends("from", "to") || is_symmetric && ends("to", "from"))
    }

    fn quotation_weight(&self, gold: &Value, pred: &Value) -> f64 {
        let theirs = get(pred, "description").as_str().unwrap_or("");
        let mut forms = vec![get(gold, "description").as_str().unwrap_or("").to_owned()];
        if get(pred, "speaker").is_null() {
            for id in alternatives(get(gold, "speaker")).iter().filter_map(|id| id.as_str()) {
                forms.extend(self.gold_forms(id));
            }
        }
        let described = forms.iter().any(|form| token_f1(form, theirs) >= 0.5);
        let shared = token_f1(&self.sliced(get(gold, "content")), &self.sliced(get(pred, "content")));
        if shared >= 0.5 && (described || self.party_same(gold, pred, "speaker")) {
            1.0 + shared
        } else {
            0.0
        }
    }

    fn assessment_same(&self, gold: &Value, pred: &Value) -> bool {
        let who = ["assessor", "subject"]
            .iter()
            .all(|key| gold.get(key).is_none_or(|wanted| self.maps(wanted, get(pred, key))));
        who && same(gold, &flat(pred), &["kind", "horizon_months"]) && overlap(gold, pred)
    }

    // ---- who is who

    /// Whether a predicted id stands for this gold actor or event, or for one of a list; unknown equals unknown.
    pub(crate) fn maps(&self, gold: &Value, pred: &Value) -> bool {
        let Some(pred_id) = pred.as_str() else {
            return pred.is_null() && alternatives(gold).iter().any(|one| one.is_null());
        };
        self.ids.get(pred_id).is_some_and(|id| alternatives(gold).iter().any(|one| one.as_str() == Some(id)))
    }

    /// The same actor by id or, where the gold has only a description, by its words.
    fn party_same(&self, gold: &Value, pred: &Value, key: &str) -> bool {
        if !get(gold, key).is_null() {
            return self.maps(get(gold, key), get(pred, key));
        }
        let Some(description) = get(gold, "description").as_str().filter(|words| !words.is_empty()) else {
            return get(pred, key).is_null() || gold.get(key).is_none() && gold.get("description").is_none();
        };
        let name = get(pred, key).as_str().and_then(|id| name_of(self.pred, id));
        let theirs =
            get(pred, "description").as_str().filter(|words| !words.is_empty()).or(name).unwrap_or("");
        token_f1(description, theirs) >= 0.5
    }

    /// Name and aliases of a gold actor.
    fn gold_forms(&self, id: &str) -> Vec<String> {
        let actor =
            items(self.gold, "actors").into_iter().find(|actor| get(actor, "id").as_str() == Some(id));
        let words = |value: &Value| value.as_str().map(str::to_owned);
        actor.map_or_else(Vec::new, |actor| {
            let aliases = get(actor, "aliases").as_array().into_iter().flatten().filter_map(words);
            words(get(actor, "name")).into_iter().chain(aliases).collect()
        })
    }

    fn sliced(&self, node: &Value) -> String {
        span(node)
            .map(|(start, end)| {
                let end = end.min(self.text.len());
                self.text.get(start.min(end)..end).unwrap_or(&[]).iter().collect()
            })
            .unwrap_or_default()
    }

    /// An item in words.
    pub(crate) fn show(&self, item: &Value, is_gold: bool) -> String {
        const HIDDEN: &[&str] = &["start", "end", "quote", "id", "optional", "rule"];
        let reading = if is_gold { self.gold } else { self.pred };
        let mut parts = Vec::new();
        for (key, value) in
            item.as_object().into_iter().flatten().filter(|(key, _)| !HIDDEN.contains(&key.as_str()))
        {
            let words = if REFERENCES.contains(&key.as_str()) {
                let ids = alternatives(value).into_iter().filter_map(Value::as_str);
                ids.map(|id| name_of(reading, id).unwrap_or(id)).collect::<Vec<_>>().join(" or ")
            } else {
                plain(value)
            };
            if !words.is_empty() {
                parts.push(format!("{key}={words}"));
            }
        }
        let quote = spans(item).first().map(|node| self.sliced(node)).unwrap_or_default();
        let quote = quote.split_whitespace().collect::<Vec<_>>().join(" ");
        if !quote.is_empty() {
            parts.push(format!("“{}”", shortened(&quote)));
        }
        parts.join(" ")
    }

    // ---- traps

    /// A trap is sprung when one item has everything that its `match` names.
    fn traps(&mut self) {
        for trap in items(self.gold, "traps") {
            self.tally.traps_set += 1;
            let sprung = self
                .trap_pool(get(trap, "family").as_str().unwrap_or(""))
                .into_iter()
                .find(|(item, also)| self.satisfies(get(trap, "match"), item, also));
            if let Some((item, _)) = sprung {
                self.tally.traps_sprung += 1;
                let why = get(trap, "why").as_str().unwrap_or("").to_owned();
                let shown = self.show(item, false);
                let at = spans(item).first().and_then(|node| span(node)).map(|(start, _)| start);
                let (family, document) = ("traps".to_owned(), self.name.to_owned());
                self.findings.push(Finding { family, sort: Sort::Sprung, document, cause: why, shown, at });
            }
        }
    }

    /// The items that a trap of a family is set for, each with further spans that place it: for a responsibility those of its event.
    fn trap_pool(&self, family: &str) -> Vec<(&'d Value, Vec<&'d Value>)> {
        let mut pool =
            items(self.pred, family).into_iter().map(|item| (item, Vec::new())).collect::<Vec<_>>();
        for event in items(self.pred, "events") {
            let also = if family == "responsibilities" { spans(event) } else { Vec::new() };
            pool.extend(items(event, family).into_iter().map(|item| (item, also.clone())));
        }
        pool
    }

    fn satisfies(&self, wanted: &Value, item: &Value, also: &[&Value]) -> bool {
        let own = spans(item).into_iter().chain(also.iter().copied()).collect::<Vec<_>>();
        let flat = flat(item);
        (span(wanted).is_none() || touch(wanted, &own))
            && wanted
                .as_object()
                .into_iter()
                .flatten()
                .filter(|(key, _)| !["start", "end", "quote"].contains(&key.as_str()))
                .all(|(key, want)| self.has(key, want, &flat, &own))
    }

    fn has(&self, key: &str, want: &Value, item: &Value, own: &[&Value]) -> bool {
        let have = get(item, key);
        match (key, want) {
            ("anchor", _) => touch(want, own),
            ("mentions_together", Value::Array(all)) => all.iter().all(|one| touch(one, own)),
            ("mentions_apart", Value::Array(all)) => {
                let everyone = items(self.pred, "actors").into_iter().flat_map(spans).collect::<Vec<_>>();
                let some = all.iter().map(|one| touch(one, own)).collect::<BTreeSet<_>>();
                some.len() == 2 && all.iter().all(|one| touch(one, &everyone))
            }
            (_, Value::Array(any)) => any.iter().any(|one| self.has(key, one, item, own)),
            (_, Value::Object(_)) => {
                let inner = alternatives(have);
                inner.iter().any(|one| one.is_object() && self.satisfies(want, one, &[]))
            }
            (key, _) if REFERENCES.contains(&key) => self.maps(want, have),
            ("place", _) => gold_place_names(want).contains(&place_name(have)),
            _ => equal(have, want) || !norm_value(want).is_empty() && norm_value(want) == norm_value(have),
        }
    }
}

/// What is not spurious although the gold does not mention it.
fn is_free(family: Family, pred: &Value) -> bool {
    let is = |key, words: &[&str]| get(pred, key).as_str().is_some_and(|word| words.contains(&word));
    match family {
        Family::Actors => is("kind", &["media", "population"]),
        Family::EventFigures | Family::Figures => is("scope", &["part"]),
        _ => false,
    }
}

/// A family, the gold's fillers and the predicted ones.
type Slot<'v> = (Family, Vec<&'v Value>, Vec<&'v Value>);

/// The slots of a pair of events, or of a missed or a spurious one; a slot that the gold leaves out is not scored.
fn slots<'v>(gold: Option<&'v Value>, pred: Option<&'v Value>) -> Vec<Slot<'v>> {
    let fillers = |event: Option<&'v Value>, key: &str| {
        let Some(event) = event else { return Vec::new() };
        if key != "when" {
            return items(event, key);
        }
        let is_bounded = |when: &&Value| ["earliest", "latest"].iter().any(|key| get(when, key).is_string());
        event.get("when").into_iter().filter(is_bounded).collect()
    };
    Family::SLOTS
        .into_iter()
        .filter(|(_, key)| gold.is_none_or(|gold| gold.get(key).is_some()))
        .map(|(family, key)| (family, fillers(gold, key), fillers(pred, key)))
        .collect()
}

/// With the horizon as the gold writes it.
fn flat(item: &Value) -> Value {
    let mut flat = item.clone();
    if let Some(object) = flat.as_object_mut() {
        let months = get(get(item, "horizon"), "months").clone();
        object.insert("horizon_months".to_owned(), months);
    }
    flat
}

fn event_found(gold: &Value, pred: &Value) -> bool {
    let own = spans(pred);
    items(gold, "anchors").iter().any(|anchor| touch(anchor, &own))
}

pub(crate) fn when_same(gold: &Value, pred: &Value) -> bool {
    let unknown = json!({"earliest": null, "latest": null});
    let is_given = gold.as_object().is_some_and(|when| !when.is_empty());
    same(if is_given { gold } else { &unknown }, pred, &["earliest", "latest"])
}

/// Overlapping or neighbouring intervals, both ends together at most a month off.
fn when_near(gold: &Value, pred: &Value) -> bool {
    let day = |when: &Value, key| get(when, key).as_str().and_then(|day| day.parse::<Date>().ok());
    let bounds = |when: &Value| Some((day(when, "earliest")?, day(when, "latest")?));
    let (Some((a, b)), Some((c, d))) = (bounds(gold), bounds(pred)) else { return when_same(gold, pred) };
    let days = |from: Date, to: Date| (to - from).get_days();
    let apart = days(d, a).max(days(b, c));
    when_same(gold, pred) || apart <= 1 && days(a, c).abs() + days(b, d).abs() <= 31
}

pub(crate) fn where_same(gold: &Value, pred: &Value) -> bool {
    same(gold, pred, &["country"])
        && (get(gold, "precision").as_str() == Some("country")
            || gold_place_names(gold).contains(&place_name(pred))
            || kilometres(gold, pred) <= 50.0)
}

pub(crate) fn figure_same(gold: &Value, pred: &Value) -> bool {
    same(gold, pred, &["measure", "low", "best", "high", "qualifier"])
}

fn figure_near(gold: &Value, pred: &Value) -> bool {
    let one_number = || {
        ["low", "best", "high"]
            .iter()
            .any(|key| !get(gold, key).is_null() && equal(get(gold, key), get(pred, key)))
    };
    figure_same(gold, pred) || same(gold, pred, &["measure"]) && one_number()
}

pub(crate) fn relation_place_same(gold: &Value, pred: &Value) -> bool {
    let Some(place) = gold.get("place") else { return true };
    let mut names = gold_place_names(place);
    if names.is_empty() {
        names.insert(String::new());
    }
    names.contains(&place_name(get(pred, "place")))
}

fn place_name(place: &Value) -> String {
    norm_value(if place.is_object() { get(place, "name") } else { place })
}

fn gold_place_names(place: &Value) -> BTreeSet<String> {
    let aliases = get(place, "aliases").as_array().into_iter().flatten().map(norm_value);
    aliases.chain([place_name(place)]).filter(|name| !name.is_empty()).collect()
}

pub(crate) fn name_of<'v>(reading: &'v Value, id: &str) -> Option<&'v str> {
    let actor = items(reading, "actors").into_iter().find(|actor| get(actor, "id").as_str() == Some(id))?;
    get(actor, "name").as_str()
}

/// A value that is one word or number; empty for lists, objects and null.
fn plain(value: &Value) -> String {
    match value {
        Value::String(words) => words.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}

fn word(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Object(_) | Value::Array(_) => "another".to_owned(),
        other => plain(other),
    }
}

/// At most 90 characters.
fn shortened(words: &str) -> String {
    if words.chars().count() <= 90 {
        return words.to_owned();
    }
    words.chars().take(89).chain(['…']).collect()
}
