//! Whose a listed name is: the groups of three lists (UCDP's actors, MISP's terrorist groups, the Security Council's entities), each list
//! resolved with the lexicon as it is, and with a lexicon that has never seen that list.
//!
//! Which entry of the lexicon an entry of a list is stands in `actors/identifiers.csv` (UCDP, MISP) and in the sources of entries (`UN QDe.137`).
//! Leaving out a list takes from the lexicon every name that only this list has; of what remains, an entry of the list is held for the
//! actor with whom it shares most names, first as they stand and then as the comparison of names holds them for one.
use super::{Context, Measured};
use anyhow::{Context as _, Result, ensure};
use flate2::read::GzDecoder;
use lexicon::{NameKind, Names, Sameness, fold};
use model::ActorKind;
use read::un_list::{ListedKind, NameQuality, un_list};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;

/// One group of a list.
struct Entry {
    /// What the list calls it by: its number.
    number: String,
    /// The entry of the lexicon that it is.
    id: String,
    /// Its names, those of the list's own column first.
    names: Vec<String>,
    /// How many of them stand in that column; the others in a remark.
    n_own: usize,
    /// The countries that the list says it is of, as ` key `s.
    countries: Vec<String>,
}

impl Entry {
    fn weight_of(&self, at: usize) -> usize {
        if at < self.n_own { OWN } else { REMARKED }
    }
}

struct List {
    name: &'static str,
    entries: Vec<Entry>,
}

pub(crate) fn run(context: &Context) -> Result<Measured> {
    let folder = context.data()?.join("corpora/structured");
    let read = |path: &str| fs::read(folder.join(path)).with_context(|| format!("cannot read `{path}`"));
    let ucdp = read("ucdp_actors/ucdp-actor-221.csv")?;
    let misp = read("misp_galaxy/clusters/terrorist-groups.json")?;
    let mut un = Vec::new();
    GzDecoder::new(read("un_sc_consolidated/consolidated.xml.gz")?.as_slice()).read_to_end(&mut un)?;
    let lists = [
        List { name: "UCDP", entries: of_ucdp(context, &ucdp)? },
        List { name: "MISP", entries: of_misp(context, &misp)? },
        List { name: "Security Council", entries: of_un(context, &String::from_utf8_lossy(&un))? },
    ];
    let (mut scores, mut report, mut cases) = (Vec::new(), String::new(), 0);
    let mut all = Count::default();
    for list in &lists {
        ensure!(!list.entries.is_empty(), "no group of the list of {} is in the lexicon", list.name);
        let names = list.entries.iter().map(|entry| entry.names.len()).sum::<usize>();
        cases += list.entries.len();
        let (n_named, n_right, n_other) = scanned(context, list, |entry| &entry.names[..entry.n_own]);
        let (n_remarked, n_remarked_right, _) = scanned(context, list, |entry| &entry.names[entry.n_own..]);
        let left_out = Known::without(list, &lists);
        let count = left_out.count(list, &context.lexicon.names, &mut report);
        let _ = writeln!(
            report,
            "{}: {} groups with {names} names; in a text of its own a name of the list finds its group {n_right} times, another {n_other}, none {}, \
             of {n_remarked} names in remarks {n_remarked_right}; \
             left out: {count:?}",
            list.name,
            list.entries.len(),
            n_named - n_right - n_other
        );
        scores.push((format!("{}: names found", list.name), share(n_right, n_named)));
        if n_remarked > 0 {
            let remarked = format!("{}: names in remarks found", list.name);
            scores.push((remarked, share(n_remarked_right, n_remarked)));
        }
        scores.push((format!("{}: top-1 without it", list.name), share(count.n_right, count.n_named)));
        all.add(&count);
    }
    scores.push(("top-1 without the list".to_owned(), share(all.n_right, all.n_named)));
    scores.push((
        "top-1 without the list, of those with an answer".to_owned(),
        share(all.n_right, all.n_right + all.n_wrong),
    ));
    let _ = writeln!(report, "all lists, left out: {all:?}");
    Ok(Measured { corpus: model::hash::sha256_hex(&[ucdp, misp, un].concat()), cases, scores, report })
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// Names of groups of the list that find their group, another, of all: each alone in a text.
fn scanned(context: &Context, list: &List, names: fn(&Entry) -> &[String]) -> (usize, usize, usize) {
    let (mut n_named, mut n_right, mut n_other) = (0, 0, 0);
    for entry in &list.entries {
        for name in names(entry) {
            n_named += 1;
            let found = context.lexicon.actors.scan(name);
            let whole = found.iter().max_by_key(|one| one.span.len());
            match whole.and_then(|one| one.candidates.first()) {
                Some((actor, _)) if actor.id == entry.id => n_right += 1,
                Some(_) => n_other += 1,
                None => {}
            }
        }
    }
    (n_named, n_right, n_other)
}

/// What came of the entries of a list.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    /// Entries whose actor has a name in another list or by hand.
    n_named: usize,
    n_right: usize,
    n_wrong: usize,
    n_unknown: usize,
    /// Entries whose actor is known by this list alone.
    n_only_here: usize,
}

impl Count {
    fn add(&mut self, other: &Self) {
        self.n_named += other.n_named;
        self.n_right += other.n_right;
        self.n_wrong += other.n_wrong;
        self.n_unknown += other.n_unknown;
        self.n_only_here += other.n_only_here;
    }
}

/// The lexicon's names of groups without those of one list.
#[derive(Default)]
struct Known {
    /// Actors by name, with what the name weighs for each.
    by_key: BTreeMap<String, BTreeMap<String, usize>>,
    /// Each name with its actor and what it weighs.
    names: Vec<(String, String, usize)>,
    ids: BTreeSet<String>,
    /// Countries that a list says of an actor.
    countries: BTreeMap<String, Vec<String>>,
}

impl Known {
    fn without(left_out: &List, lists: &[List]) -> Self {
        let mut known = Self::default();
        let others = lists.iter().filter(|list| list.name != left_out.name);
        for entry in others.flat_map(|list| &list.entries) {
            known.ids.insert(entry.id.clone());
            known.countries.entry(entry.id.clone()).or_default().extend(entry.countries.iter().cloned());
            for (at, name) in entry.names.iter().enumerate() {
                let weight = entry.weight_of(at);
                let of_name = known.by_key.entry(key(name)).or_default();
                let known_weight = of_name.entry(entry.id.clone()).or_default();
                *known_weight = weight.max(*known_weight);
                known.names.push((name.clone(), entry.id.clone(), weight));
            }
        }
        known
    }

    fn count(&self, list: &List, names: &Names, report: &mut String) -> Count {
        let mut count = Count::default();
        for entry in &list.entries {
            if !self.ids.contains(&entry.id) {
                count.n_only_here += 1;
                continue;
            }
            count.n_named += 1;
            match self.resolve(entry, names) {
                Some(id) if id == entry.id => count.n_right += 1,
                Some(id) => {
                    count.n_wrong += 1;
                    let _ = writeln!(
                        report,
                        "  {} {} ({}) is held for `{id}`",
                        list.name, entry.number, entry.id
                    );
                }
                None => {
                    count.n_unknown += 1;
                    let _ = writeln!(
                        report,
                        "  {} {} ({}) is not found: {:?}",
                        list.name, entry.number, entry.id, entry.names
                    );
                }
            }
        }
        count
    }

    /// The actor with whom an entry shares most names, as they stand or by the comparison of names; else the one whose names are the same
    /// words in another order, else the one whose names are perhaps the same; `None` where two share as many.
    fn resolve(&self, entry: &Entry, names: &Names) -> Option<String> {
        let mut votes =
            self.alike(entry, |name, other| names.compare(name, other, NameKind::Group) == Sameness::Same);
        votes.values_mut().for_each(|vote| *vote *= ALIKE);
        for (at, name) in entry.names.iter().enumerate() {
            let ids = self.by_key.get(&key(name));
            // A name of one actor alone says more than one that is shared, and both more than a short form.
            let weight = match ids.map_or(0, BTreeMap::len) {
                _ if !is_telling(name) => SHORT,
                1 => ALONE,
                _ => SHARED,
            };
            let weight = weight * entry.weight_of(at);
            ids.into_iter().flatten().for_each(|(id, known)| *votes.entry(id).or_default() += weight * known);
        }
        if votes.is_empty() {
            votes = self.alike(entry, |name, other| words_of(name) == words_of(other));
        }
        if votes.is_empty() {
            votes = self.alike(entry, |name, other| {
                names.compare(name, other, NameKind::Group) >= Sameness::Candidate
            });
        }
        for (id, vote) in &mut votes {
            *vote += if self.lies_where(entry, id) { LIES_THERE } else { 0 };
        }
        let most = votes.values().max().copied()?;
        let mut first = votes.into_iter().filter(|(_, vote)| *vote == most).map(|(id, _)| id.to_owned());
        first.next().filter(|_| first.next().is_none())
    }

    /// For how many names of the entry each actor has a name that is alike, those of the list's own column counting more. An actor with
    /// many spellings of one name has one name that is alike, not many.
    fn alike(&self, entry: &Entry, is_alike: impl Fn(&str, &str) -> bool) -> BTreeMap<&str, usize> {
        let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, name) in entry.names.iter().enumerate().filter(|(_, name)| is_telling(name)) {
            let others = self.names.iter().filter(|(other, ..)| is_telling(other) && is_alike(name, other));
            let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
            for (_, id, weight) in others {
                let known = ids.entry(id).or_default();
                *known = (*weight).max(*known);
            }
            ids.into_iter()
                .for_each(|(id, known)| *votes.entry(id).or_default() += known * entry.weight_of(at));
        }
        votes
    }

    /// Whether a list says that the entry is of a country that a name of the actor has, or the other way about.
    fn lies_where(&self, entry: &Entry, id: &str) -> bool {
        let countries = self.countries.get(id).map_or(&[][..], Vec::as_slice);
        let own = |weight: usize| weight == OWN;
        let others = self.names.iter().filter(|(_, other, weight)| other == id && own(*weight));
        is_named(&entry.countries, others.map(|(name, ..)| name))
            || is_named(countries, entry.names[..entry.n_own].iter())
    }
}

fn is_named<'n>(countries: &[String], mut names: impl Iterator<Item = &'n String>) -> bool {
    names.any(|name| countries.iter().any(|country| format!(" {} ", key(name)).contains(country)))
}

/// One short word is like too many.
fn is_telling(name: &str) -> bool {
    name.chars().filter(|letter| letter.is_alphabetic()).count() >= TELLING_LETTERS
}

const TELLING_LETTERS: usize = 7;

/// What weighs how much: a name that one actor alone has, one that several share, one that is held for the same, a short form.
const ALONE: usize = 6;
const SHARED: usize = 3;
const ALIKE: usize = 4;
const SHORT: usize = 1;

/// A name that the list has as such counts so many times one of a remark, which may be that of a part, a front or a forerunner.
const OWN: usize = 3;
const REMARKED: usize = 1;

/// That a name says the country of which another list has the actor, beside a name in common.
const LIES_THERE: usize = OWN * OWN * ALIKE;

/// The words of a name, whatever their order: "Islamic Jihad Group", "Jihad Islamic Group".
fn words_of(name: &str) -> BTreeSet<String> {
    let links = ["of", "the", "for", "and", "de", "al"];
    key(name).split(' ').filter(|word| !links.contains(word)).map(str::to_owned).collect()
}

/// Names that differ in case, accents and marks only are one.
fn key(name: &str) -> String {
    let folded = fold(name).text;
    folded
        .split(|mark: char| !mark.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The names of a cell: lists write "Palestinian Islamic Jihad (PIJ)", "A / B" and "A; B".
fn parts(cell: &str) -> Vec<String> {
    let marks = ['(', ')', '[', ']', ';', '/'];
    let cell = if cell.trim().eq_ignore_ascii_case("n/a") { "" } else { cell };
    cell.split(marks).map(|part| part.trim().trim_matches([',', '"', '“', '”']).trim().to_owned()).collect()
}

/// An entry of a list, where it is an armed group of the lexicon.
fn entry(
    context: &Context,
    number: &str,
    id: Option<&str>,
    names: &[String],
    remarked: &[String],
) -> Option<Entry> {
    let actor = context.lexicon.actors.get(id?).filter(|actor| actor.kind == ActorKind::ArmedGroup)?;
    let mut once = BTreeSet::new();
    let mut once_each = |cells: &[String]| -> Vec<String> {
        let parts = cells.iter().flat_map(|name| parts(name));
        parts.filter(|name| !key(name).is_empty() && once.insert(key(name))).collect()
    };
    let mut names = once_each(names);
    let n_own = names.len();
    names.extend(once_each(remarked));
    (n_own > 0).then(|| Entry {
        number: number.to_owned(),
        id: actor.id.clone(),
        names,
        n_own,
        countries: Vec::new(),
    })
}

fn of_ucdp(context: &Context, bytes: &[u8]) -> Result<Vec<Entry>> {
    let mut table = csv::Reader::from_reader(bytes);
    let header = table.headers()?.clone();
    let column = |name: &str| {
        let found = header.iter().position(|head| head.trim_start_matches('\u{feff}') == name);
        found.with_context(|| format!("no column `{name}` in the list of actors"))
    };
    let (number, location) = (column("ActorId")?, column("Location")?);
    let of_names = ["NameData", "NameOrig", "NameOrigFull", "NameOrigFullEng", "NewName", "NewNameFullEng"];
    let of_names = of_names.into_iter().map(column).collect::<Result<Vec<_>>>()?;
    let mut entries = Vec::new();
    for row in table.records() {
        let row = row?;
        let cell = |at: usize| row.get(at).unwrap_or_default().to_owned();
        let id = context.lexicon.lineages.entry_of("ucdp", &cell(number));
        // Later names of one group stand in one cell, with commas.
        let names =
            of_names.iter().flat_map(|at| cell(*at).split(',').map(str::to_owned).collect::<Vec<_>>());
        let mut read = entry(context, &cell(number), id, &names.collect::<Vec<_>>(), &[]);
        if let Some(read) = &mut read {
            // "Yemen (North Yemen)".
            let countries = cell(location);
            let plain =
                countries.split(',').map(|country| key(country.split('(').next().unwrap_or_default()));
            read.countries =
                plain.filter(|country| !country.is_empty()).map(|country| format!(" {country} ")).collect();
        }
        entries.extend(read);
    }
    Ok(entries)
}

fn of_misp(context: &Context, bytes: &[u8]) -> Result<Vec<Entry>> {
    let cluster: Value = serde_json::from_slice(bytes)?;
    let values = cluster["values"].as_array().context("the cluster has values")?;
    let of = |value: &Value| {
        let number = value["uuid"].as_str()?;
        let id = context.lexicon.lineages.entry_of("misp", number);
        let synonyms = value["meta"]["synonyms"].as_array().into_iter().flatten();
        let names = std::iter::once(&value["value"]).chain(synonyms).filter_map(Value::as_str);
        let remarked = value["description"].as_str().map_or_else(Vec::new, of_summary);
        entry(context, number, id, &names.map(str::to_owned).collect::<Vec<_>>(), &remarked)
    };
    Ok(values.iter().filter_map(of).collect())
}

/// MISP's cluster has the other names of its source, Canada's list, in the description: "Summary: A, B and C".
fn of_summary(description: &str) -> Vec<String> {
    let summary = description.lines().find_map(|line| line.strip_prefix("Summary:")).unwrap_or_default();
    let plain = |name: &str| {
        let name = name.trim().trim_end_matches('.');
        name.strip_prefix("and ").unwrap_or(name).trim().to_owned()
    };
    summary.split([',', ';']).map(plain).collect()
}

fn of_un(context: &Context, xml: &str) -> Result<Vec<Entry>> {
    let list = un_list("consolidated.xml", xml)?;
    let of = |reference: &str| {
        let begins = format!("UN {reference}");
        let named = |source: &str| {
            source.split(';').any(|part| {
                part.trim()
                    .strip_prefix(&begins)
                    .is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))
            })
        };
        let actors = context.lexicon.actors.all();
        let mut actors = actors.filter(|actor| actor.sources.iter().any(|source| named(source)));
        // A reference that two entries of the lexicon name (a group and its front) says of neither that it is the one.
        actors.next().filter(|_| actors.next().is_none()).map(|actor| actor.id.as_str())
    };
    let entities = list.entries.iter().filter(|listed| listed.kind == ListedKind::Entity);
    let entries = entities.filter_map(|listed| {
        let good = listed.names.iter().filter(|name| name.quality != NameQuality::Low);
        let names = std::iter::once(listed.name.clone()).chain(good.map(|name| name.name.clone()));
        entry(context, &listed.reference, of(&listed.reference), &names.collect::<Vec<_>>(), &[])
    });
    Ok(entries.collect())
}
