//! From a record to an event.
use super::{Binding, Record, cell};
use jiff::civil::Date;
use lexicon::Lexicon;
use model::{
    CellIssue, DatasetEvent, DatasetPlace, Deaths, EventType, GeoPrecision, Side, Slot, ViolenceKind,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// Characters of a value that an issue repeats.
const SHOWN: usize = 80;

/// What became of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum RowReading {
    /// An event.
    Event(Box<DatasetEvent>),
    /// A record of tags (`#date+year`), as the Humanitarian Data Exchange puts below the header.
    Tags,
    /// No event: the issue that leaves it out is among the issues.
    LeftOut,
}

/// Reads the records of one table.
#[derive(Debug)]
pub struct Reader<'l> {
    binding: Binding<'l>,
    lexicon: &'l Lexicon,
    /// Names of groups and others, to entries; `None` where several have the name.
    names: HashMap<String, Option<&'l str>>,
    codes: HashMap<String, String>,
    sides: HashMap<(String, String), Option<String>>,
    countries: HashMap<String, Option<String>>,
}

impl<'l> Reader<'l> {
    /// A reader for tables with this binding.
    #[must_use]
    pub fn new(binding: Binding<'l>, lexicon: &'l Lexicon) -> Self {
        let scheme = binding.codebook().actor_scheme.as_deref();
        let identifiers = lexicon.lineages.identifiers().iter();
        let codes = identifiers
            .filter(|one| Some(one.scheme.as_str()) == scheme)
            .map(|one| (one.value.clone(), one.id.clone()))
            .collect();
        Self {
            binding,
            lexicon,
            names: names(lexicon),
            codes,
            sides: HashMap::new(),
            countries: HashMap::new(),
        }
    }

    /// The binding.
    #[must_use]
    pub const fn binding(&self) -> &Binding<'l> {
        &self.binding
    }

    /// Reads one record; everything that is not understood goes to `issues`.
    pub fn read(&mut self, record: &Record<'_, '_>, issues: &mut Vec<CellIssue>) -> RowReading {
        if is_tags(record) {
            return RowReading::Tags;
        }
        let mut row = Row { record, binding: &self.binding, issues };
        if record.len() != self.binding.width() {
            let message = format!("expected {} cells, as the header has", self.binding.width());
            row.issue("row_width", None, &format!("{} cells", record.len()), message, true);
            return RowReading::LeftOut;
        }
        let Some((first_day, last_day)) = row.days() else { return RowReading::LeftOut };
        let deaths = Deaths {
            low: row.count(Slot::Low),
            best: row.count(Slot::Best),
            high: row.count(Slot::High),
            side_a: row.count(Slot::DeathsA),
            side_b: row.count(Slot::DeathsB),
            civilians: row.count(Slot::DeathsCivilians),
            unknown: row.count(Slot::DeathsUnknown),
        };
        row.ordered(&deaths);
        let (injured, n_sources) = (row.count(Slot::Injured), row.count(Slot::Sources));
        let violence = row.coded(Slot::Violence, |book| &book.codes.violence, ViolenceKind::parse);
        let event_type = row.coded(Slot::EventType, |book| &book.codes.event_type, EventType::parse);
        let precision = row.coded(Slot::GeoPrecision, |book| &book.codes.geo_precision, GeoPrecision::parse);
        let (latitude, longitude) = row.point();
        let texts = [Slot::RowId, Slot::Label, Slot::Place, Slot::Admin1, Slot::Admin2, Slot::Country];
        let [source_id, label, place, admin1, admin2, country_name] = texts.map(|slot| row.text(slot));
        let code = row.text(Slot::CountryCode);
        let sides = [(Slot::SideA, Slot::SideACode), (Slot::SideB, Slot::SideBCode)];
        let [side_a, side_b] = sides.map(|(name, code)| (row.text(name), row.text(code)));
        let country = self.country(code.as_deref(), country_name.as_deref());
        if let (None, Some(value)) = (&country, code.or_else(|| country_name.clone())) {
            let slot = if country_name.is_some() { Slot::Country } else { Slot::CountryCode };
            let value = country_name.as_deref().unwrap_or(&value).to_owned();
            let mut row = Row { record, binding: &self.binding, issues };
            row.issue(
                "cell_country",
                Some(slot),
                &value,
                "expected a country of ISO 3166-1 by code or name; the row counts in no country",
                false,
            );
        }
        RowReading::Event(Box::new(DatasetEvent {
            row: record.number,
            source_id: source_id.map(|id| cell::code(&id).to_owned()),
            violence,
            event_type,
            label,
            first_day,
            last_day,
            side_a: self.side(side_a),
            side_b: self.side(side_b),
            deaths,
            injured,
            place: DatasetPlace {
                name: place,
                admin1,
                admin2,
                country,
                country_name,
                latitude,
                longitude,
                precision,
            },
            n_sources,
        }))
    }

    fn side(&mut self, (name, code): (Option<String>, Option<String>)) -> Option<Side> {
        let code = code.map(|code| cell::code(&code).to_owned());
        let name = name.or_else(|| code.clone())?;
        let key = (name.clone(), code.clone().unwrap_or_default());
        if let Some(known) = self.sides.get(&key) {
            return Some(Side { name, code, lexicon_id: known.clone() });
        }
        let by_code = code.as_ref().and_then(|code| self.codes.get(code)).cloned();
        let lexicon_id = by_code.or_else(|| self.named(&name));
        self.sides.insert(key, lexicon_id.clone());
        Some(Side { name, code, lexicon_id })
    }

    /// The entry that a name identifies: the whole name, the name before a bracket (`… (Pakistan)`), or the one in it (`… (TTP)`).
    fn named(&self, name: &str) -> Option<String> {
        let before = name.split('(').next().unwrap_or(name);
        let within = name.split_once('(').and_then(|(_, rest)| rest.split(')').next());
        let forms = [Some(name), Some(before), within];
        let mut found = forms.into_iter().flatten().filter_map(|form| self.names.get(&folded(form)).copied());
        found.next().flatten().map(str::to_owned)
    }

    fn country(&mut self, code: Option<&str>, name: Option<&str>) -> Option<String> {
        let key = code.or(name)?.to_owned();
        if let Some(known) = self.countries.get(&key) {
            return known.clone();
        }
        let by_code = code.filter(|code| code.len() == 2 && self.lexicon.places.country(code).is_some());
        let found = by_code.map(str::to_owned).or_else(|| name.and_then(|name| self.country_named(name)));
        self.countries.insert(key, found.clone());
        found
    }

    fn country_named(&self, name: &str) -> Option<String> {
        let before = name.split('(').next().unwrap_or(name).trim();
        let within = name.split_once('(').and_then(|(_, rest)| rest.split(')').next()).unwrap_or(name);
        let country = |name: &str| {
            let places = self.lexicon.places.lookup(name);
            places
                .into_iter()
                .find(|place| place.precision == model::PlacePrecision::Country)
                .map(|place| place.country)
        };
        country(name).or_else(|| country(before)).or_else(|| country(within))
    }
}

/// Names that identify one entry. Conditional aliases ("IS") do in a column of actors: it is no running text.
fn names(lexicon: &Lexicon) -> HashMap<String, Option<&str>> {
    let mut names: HashMap<String, Option<&str>> = HashMap::new();
    for entry in lexicon.actors.all().filter(|entry| entry.kind != model::ActorKind::Person) {
        for alias in &entry.aliases {
            names
                .entry(folded(&alias.name))
                .and_modify(|known| *known = known.filter(|id| *id == entry.id))
                .or_insert(Some(&entry.id));
        }
    }
    names
}

fn folded(name: &str) -> String {
    lexicon::fold(name.trim()).text.trim().to_owned()
}

/// Whether the record describes columns: every cell that is not empty or a number begins with `#`, and one does.
fn is_tags(record: &Record<'_, '_>) -> bool {
    let mut n_tags = 0;
    for at in 0..record.len() {
        let cell = record.cell(at);
        let cell = cell.trim();
        if cell.starts_with('#') {
            n_tags += 1;
        } else if !cell.is_empty() && cell::count(cell).is_none() {
            return false;
        }
    }
    n_tags > 0
}

/// One record while it is read.
struct Row<'r> {
    record: &'r Record<'r, 'r>,
    binding: &'r Binding<'r>,
    issues: &'r mut Vec<CellIssue>,
}

impl Row<'_> {
    /// The cell of a slot; `None` where there is no such column, the cell is empty, or its value means "not known".
    fn value(&self, slot: Slot) -> Option<Cow<'_, str>> {
        let cell = self.record.cell(self.binding.column(slot)?);
        let trimmed = cell.trim();
        let is_missing = |values: &Vec<String>| {
            values.iter().any(|missing| missing == trimmed || missing == cell::code(trimmed))
        };
        let missing = self.binding.codebook().missing.get(&slot).is_some_and(is_missing);
        (!trimmed.is_empty() && !missing).then(|| Cow::Owned(trimmed.to_owned()))
    }

    fn text(&self, slot: Slot) -> Option<String> {
        self.value(slot).map(Cow::into_owned)
    }

    fn issue(
        &mut self,
        code: &str,
        slot: Option<Slot>,
        value: &str,
        message: impl Into<String>,
        leaves_out: bool,
    ) {
        self.issues.push(CellIssue {
            row: self.record.number,
            column: slot.and_then(|slot| self.binding.name_of(slot)).map(str::to_owned),
            value: value.chars().take(SHOWN).collect(),
            code: code.to_owned(),
            message: message.into(),
            leaves_out_row: leaves_out,
        });
    }

    fn count(&mut self, slot: Slot) -> Option<u64> {
        let text = self.text(slot)?;
        let count = cell::count(&text);
        if count.is_none() {
            self.issue("cell_number", Some(slot), &text, "expected a whole number of 0 or more", false);
        }
        count
    }

    /// Numbers that should ascend and do not: named, and kept as given, for nobody knows which of them is wrong.
    fn ordered(&mut self, deaths: &Deaths) {
        let pairs = [
            (Slot::Low, deaths.low, Slot::Best, deaths.best),
            (Slot::Best, deaths.best, Slot::High, deaths.high),
            (Slot::Low, deaths.low, Slot::High, deaths.high),
        ];
        let reversed = pairs.into_iter().find_map(|(lower, low, upper, high)| {
            let (low, high) = (low?, high?);
            (low > high).then_some((lower, low, upper, high))
        });
        if let Some((lower, low, upper, high)) = reversed {
            let message =
                format!("expected `{lower}` not above `{upper}`, which is {high}; both are kept as given");
            self.issue("cell_range", Some(lower), &low.to_string(), message, false);
        }
    }

    fn coded<T>(
        &mut self,
        slot: Slot,
        codes: impl Fn(&lexicon::Codebook) -> &BTreeMap<String, String>,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(slot)?;
        let codes = codes(self.binding.codebook());
        match codes.get(cell::code(&text)) {
            Some(word) => parse(word),
            None => {
                let known: Vec<&str> = codes.keys().map(String::as_str).collect();
                let message = format!("expected one of `{}`", known.join("`, `"));
                self.issue("cell_code", Some(slot), &text, message, false);
                None
            }
        }
    }

    fn point(&mut self) -> (Option<f64>, Option<f64>) {
        let mut degrees = |slot: Slot, limit: f64| {
            let text = self.text(slot)?;
            let degrees = cell::degrees(&text, limit);
            if degrees.is_none() {
                let message = format!("expected degrees between -{limit} and {limit}");
                self.issue("cell_degrees", Some(slot), &text, message, false);
            }
            degrees
        };
        match (degrees(Slot::Latitude, 90.0), degrees(Slot::Longitude, 180.0)) {
            (Some(latitude), Some(longitude)) => (Some(latitude), Some(longitude)),
            // Half a point is none.
            _ => (None, None),
        }
    }

    /// First and last day; `None`, with an issue, where the row cannot be placed in time.
    fn days(&mut self) -> Option<(Date, Date)> {
        let (first, slot) = match self.text(Slot::FirstDay) {
            Some(text) => (self.day(Slot::FirstDay, &text)?, Slot::FirstDay),
            None => return self.days_of_parts(),
        };
        let last = match self.text(Slot::LastDay) {
            Some(text) => self.day(Slot::LastDay, &text)?,
            None => first,
        };
        if last < first {
            let found = format!("{first} to {last}");
            self.issue(
                "row_dates_reversed",
                Some(slot),
                &found,
                "expected a first day that is not after the last",
                true,
            );
            return None;
        }
        Some((first, last))
    }

    fn day(&mut self, slot: Slot, text: &str) -> Option<Date> {
        let day = cell::day(text);
        if day.is_none() {
            let message = "expected a day of the calendar, such as `2021-03-07` or `7 March 2021`";
            self.issue("cell_date", Some(slot), text, message, true);
        }
        day
    }

    /// A year, perhaps with month and day, each in a column of its own.
    fn days_of_parts(&mut self) -> Option<(Date, Date)> {
        let Some(year_text) = self.text(Slot::Year) else {
            self.issue("row_undated", Some(Slot::FirstDay), "", "expected a date", true);
            return None;
        };
        let [month_text, day_text] = [Slot::Month, Slot::Day].map(|slot| self.text(slot));
        let number = |text: &Option<String>| match text {
            Some(text) => cell::count(text).and_then(|number| i8::try_from(number).ok()).map(Some),
            None => Some(None),
        };
        let year = cell::count(&year_text).and_then(|year| i16::try_from(year).ok());
        let bounds = match (year, number(&month_text), number(&day_text)) {
            (Some(year), Some(None), Some(_)) => {
                Date::new(year, 1, 1).and_then(|from| Ok((from, Date::new(year, 12, 31)?))).ok()
            }
            (Some(year), Some(Some(month)), Some(None)) => {
                Date::new(year, month, 1).map(|from| (from, from.last_of_month())).ok()
            }
            (Some(year), Some(Some(month)), Some(Some(day))) => {
                Date::new(year, month, day).map(|day| (day, day)).ok()
            }
            _ => None,
        };
        if bounds.is_none() {
            let found =
                [Some(year_text), month_text, day_text].into_iter().flatten().collect::<Vec<_>>().join("-");
            self.issue(
                "cell_date",
                Some(Slot::Year),
                &found,
                "expected a day, a month or a year of the calendar",
                true,
            );
        }
        bounds
    }
}
