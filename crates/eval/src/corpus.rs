//! As many reports as are asked for, with the places, times, actors, words and numbers that real ones have: for measurements of load.
//!
//! The items are those of `real_docs` (16,644 reports of one to four sentences, 2002 to 2023). The program's own reading of each says where
//! its settlements, provinces, private persons and numbers stand. A *happening* is one item, drawn with the same chance as every other, in which
//!
//! - each settlement or province is replaced by another of the same country, one with more inhabitants more often; so countries are as
//!   frequent as in the corpus;
//! - the name of each person whom the lexicon does not list is put together from first and last names of the corpus;
//! - each number of figures is multiplied by between a half and two; each "Month day" and the day of publication are moved together, by up to
//!   three years either way, inside the corpus's time: so months are about as busy as in the corpus.
//!
//! A happening is reported by 1.7 reports on the average: each further one comes 0 to 3 days later with a toll that has risen, or, one in four,
//! in the same words from another outlet. A *report* tells its happening and, as the background of news does, some others of other days.
//! No randomness but a seed: the same arguments give the same bytes.
use crate::measure::Context;
use crate::random::Random;
use crate::reports::told;
use anyhow::{Context as _, Result, ensure};
use flate2::read::GzDecoder;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use lexicon::Lexicon;
use model::{PlacePrecision, Span};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;

#[derive(Deserialize)]
struct Line {
    date: Date,
    text: String,
    outlets: Vec<String>,
}

/// An item with what may be changed in it, in order and without overlaps.
struct Item {
    text: String,
    date: Date,
    slots: Vec<(Span, Slot)>,
}

enum Slot {
    /// A settlement or province of a country.
    Place { country: String, is_province: bool },
    /// A person's full name.
    Person,
    /// A number in digits.
    Number(u64),
    /// A day of a month: the month's number.
    Day(i8, i8),
}

/// What a happening has instead of what stands in its item.
struct Told {
    item: usize,
    published: Date,
    words: Vec<String>,
}

struct World {
    items: Vec<Item>,
    outlets: Vec<String>,
    settlements: BTreeMap<String, Drawn>,
    provinces: BTreeMap<String, Drawn>,
    first_names: Vec<String>,
    last_names: Vec<String>,
    first: Date,
    last: Date,
}

/// Names with the sum of the weights up to each.
#[derive(Default)]
struct Drawn {
    names: Vec<String>,
    up_to: Vec<u64>,
}

impl Drawn {
    fn add(&mut self, name: String, weight: u64) {
        self.up_to.push(self.up_to.last().copied().unwrap_or(0) + weight.max(1));
        self.names.push(name);
    }

    fn draw(&self, random: &mut Random) -> Option<&str> {
        let sum = *self.up_to.last()?;
        let at = (random.next() * sum as f64) as u64;
        self.names.get(self.up_to.partition_point(|up_to| *up_to <= at)).map(String::as_str)
    }
}

/// Years by which a happening may be moved.
const YEARS: usize = 3;
/// The chance that a happening has one more report.
const ONE_MORE: f64 = 0.41;
/// One in so many further reports has the words of the one before.
const COPIES: usize = 4;
/// Days after which nobody reports a happening any more.
const LATEST: usize = 3;

/// What is to be written.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Reports.
    pub reports: usize,
    /// Items that each tells.
    pub items: usize,
    /// Another seed gives others.
    pub seed: u64,
    /// In the order in which they were drawn, not that of publication: as an archive may be added.
    pub is_shuffled: bool,
}

/// A report that was made.
struct Made {
    published: Date,
    source: String,
    words: String,
}

/// Writes reports into `out`, as `0000/0000123.md`.
///
/// # Errors
/// Where the corpus is not there or `out` cannot be written.
pub fn write(context: &Context, wanted: Wanted, out: &Path) -> Result<()> {
    let world = World::load(context)?;
    let mut made = world.reports(wanted)?;
    if !wanted.is_shuffled {
        made.sort_by_key(|report| report.published);
    }
    made.iter().enumerate().try_for_each(|(number, report)| put(out, number, report))
}

fn put(out: &Path, number: usize, report: &Made) -> Result<()> {
    let folder = out.join(format!("{:04}", number / 1000));
    fs::create_dir_all(&folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    let path = folder.join(format!("{number:07}.md"));
    let Made { published, source, words } = report;
    let source = source.replace(['"', '\\'], "");
    let content = format!("+++\npublished = {published}\nsource = \"{source}\"\n+++\n\n{words}\n");
    fs::write(&path, content).with_context(|| format!("cannot write `{}`", path.display()))
}

impl World {
    fn load(context: &Context) -> Result<Self> {
        let path = context.data()?.join("corpora/real_docs/wikipedia_current_events_2002_2023.jsonl.gz");
        let packed = fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let mut text = String::new();
        GzDecoder::new(packed.as_slice()).read_to_string(&mut text)?;
        let lines = text.lines().map(serde_json::from_str).collect::<Result<Vec<Line>, _>>()?;
        ensure!(!lines.is_empty(), "`{}` holds no item", path.display());
        let mut world = Self {
            items: Vec::new(),
            outlets: lines.iter().flat_map(|line| line.outlets.clone()).collect(),
            settlements: BTreeMap::new(),
            provinces: BTreeMap::new(),
            first_names: Vec::new(),
            last_names: Vec::new(),
            first: lines.iter().map(|line| line.date).min().unwrap_or(date(2002, 1, 1)),
            last: lines.iter().map(|line| line.date).max().unwrap_or(date(2023, 12, 31)),
        };
        for place in context.lexicon.places.all() {
            let of = match place.precision {
                PlacePrecision::Settlement => &mut world.settlements,
                PlacePrecision::Province => &mut world.provinces,
                _ => continue,
            };
            of.entry(place.country).or_default().add(place.name, place.population);
        }
        for line in lines {
            world.add(&line, &context.lexicon)?;
        }
        Ok(world)
    }

    fn add(&mut self, line: &Line, lexicon: &Lexicon) -> Result<()> {
        let read = told("item", &line.text, line.date, lexicon)?;
        let mut slots: BTreeMap<(usize, usize), Slot> = BTreeMap::new();
        let reading = &read.extraction.reading;
        for place in reading.events.iter().flat_map(|event| &event.places) {
            let (Some(country), Some(precision)) = (&place.country, place.precision) else { continue };
            let is_province = precision == PlacePrecision::Province;
            let is_named = place.span.of(&read.text).starts_with(char::is_uppercase);
            if is_named && (is_province || precision == PlacePrecision::Settlement) {
                let slot = Slot::Place { country: country.clone(), is_province };
                slots.insert((place.span.start, place.span.end), slot);
            }
        }
        for name in read.extraction.names.iter().filter(|name| name.lexicon_id.is_none()) {
            let words: Vec<&str> = name.span.of(&read.text).split(' ').collect();
            if let [first, .., last] = words.as_slice() {
                self.first_names.push((*first).to_owned());
                self.last_names.push((*last).to_owned());
                slots.insert((name.span.start, name.span.end), Slot::Person);
            }
        }
        let of_events = reading.events.iter().flat_map(|event| &event.figures);
        for figure in of_events.chain(&reading.figures) {
            let words = figure.span.of(&read.text);
            let start = words.find(|part: char| part.is_ascii_digit());
            let Some(start) = start else { continue };
            let digits = words[start..].chars().take_while(char::is_ascii_digit).count();
            if let Ok(number) = words[start..start + digits].parse()
                && !words[start + digits..].starts_with([',', '.', '-'])
            {
                let start = figure.span.start + start;
                slots.insert((start, start + digits), Slot::Number(number));
            }
        }
        slots.extend(days(&read.text));
        let mut end = 0;
        let slots = slots.into_iter().filter(|((from, to), _)| {
            let is_free = *from >= end;
            end = if is_free { *to } else { end };
            is_free
        });
        let slots = slots.map(|((from, to), slot)| (Span::new(from, to), slot)).collect();
        self.items.push(Item { text: read.text, date: line.date, slots });
        Ok(())
    }

    fn reports(&self, wanted: Wanted) -> Result<Vec<Made>> {
        let mut random = Random::new(wanted.seed);
        let mut made: Vec<Made> = Vec::with_capacity(wanted.reports);
        while made.len() < wanted.reports {
            let mut told = self.happening(&mut random).context("expected a corpus with items")?;
            for report in 0..=random.run(ONE_MORE) {
                if report > 0 {
                    let later = (random.below(LATEST + 1) as i64).days();
                    told.published = told.published.checked_add(later)?;
                    self.rise(&mut told, &mut random);
                }
                let copied = made.last().filter(|_| report > 0 && random.below(COPIES) == 0);
                let words = match copied {
                    Some(before) => before.words.clone(),
                    None => self.body(&told, wanted.items, &mut random),
                };
                let source = random.pick(&self.outlets).cloned().unwrap_or_default();
                made.push(Made { published: told.published.min(self.last), source, words });
            }
        }
        made.truncate(wanted.reports);
        Ok(made)
    }

    fn happening(&self, random: &mut Random) -> Option<Told> {
        let item = random.below(self.items.len());
        let days = random.below(YEARS * 365 * 2 + 1) as i64 - (YEARS * 365) as i64;
        let of = self.items.get(item)?;
        let moved = of.date.checked_add(days.days()).ok()?;
        // What would lie outside is moved the other way.
        let days = if moved < self.first || moved > self.last { -days } else { days };
        let published = of.date.checked_add(days.days()).ok()?.clamp(self.first, self.last);
        let words = of.slots.iter().map(|(span, slot)| {
            let as_it_was = span.of(&of.text).to_owned();
            match slot {
                Slot::Place { country, is_province } => {
                    let among = if *is_province { &self.provinces } else { &self.settlements };
                    let drawn = among.get(country).and_then(|among| among.draw(random));
                    drawn.map_or(as_it_was, str::to_owned)
                }
                Slot::Person => {
                    let first = random.pick(&self.first_names).cloned().unwrap_or_default();
                    let last = random.pick(&self.last_names).cloned().unwrap_or_default();
                    format!("{first} {last}")
                }
                Slot::Number(number) => {
                    let factor = 0.5 + 1.5 * random.next();
                    ((*number as f64 * factor).round() as u64).max(2).to_string()
                }
                Slot::Day(month, day) => {
                    let stated = date(of.date.year(), *month, (*day).clamp(1, 28));
                    let moved = stated.checked_add(days.days()).unwrap_or(stated);
                    format!("{} {}", MONTHS[moved.month().unsigned_abs() as usize - 1], moved.day())
                }
            }
        });
        let words = words.collect();
        Some(Told { item, published, words })
    }

    /// A later report: numbers have risen.
    fn rise(&self, told: &mut Told, random: &mut Random) {
        for ((_, slot), words) in self.items[told.item].slots.iter().zip(&mut told.words) {
            if let (Slot::Number(_), Ok(number)) = (slot, words.parse::<u64>()) {
                *words = (number + random.below(4) as u64 * number.div_ceil(20)).to_string();
            }
        }
    }

    /// The text of a report: its happening, and others.
    fn body(&self, told: &Told, items: usize, random: &mut Random) -> String {
        let mut body = self.words(told);
        for other in (1..items).filter_map(|_| self.happening(random)) {
            body.push_str("\n\n");
            body.push_str(&self.words(&other));
        }
        body
    }

    fn words(&self, told: &Told) -> String {
        let item = &self.items[told.item];
        let (mut text, mut at) = (String::with_capacity(item.text.len()), 0);
        for ((span, _), words) in item.slots.iter().zip(&told.words) {
            text.push_str(&item.text[at..span.start]);
            text.push_str(words);
            at = span.end;
        }
        text + &item.text[at..]
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Every "Month day" of a text.
fn days(text: &str) -> Vec<((usize, usize), Slot)> {
    let mut found = Vec::new();
    for (month, name) in (1_i8..).zip(MONTHS) {
        for (at, _) in text.match_indices(name) {
            let rest = &text[at + name.len()..];
            let digits = rest.strip_prefix(' ').map_or("", |rest| {
                let end = rest.find(|part: char| !part.is_ascii_digit()).unwrap_or(rest.len());
                &rest[..end]
            });
            if let Ok(day @ 1..=31) = digits.parse() {
                found.push(((at, at + name.len() + 1 + digits.len()), Slot::Day(month, day)));
            }
        }
    }
    found
}
