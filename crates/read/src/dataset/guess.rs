//! A codebook proposed for a table that none recognises: by the names of its columns, borne out by their values.
use super::{Table, cell};
use lexicon::{Codebook, Lexicon};
use model::Slot;
use std::collections::BTreeMap;

/// Records that are looked at.
const SAMPLE: usize = 200;

/// Example values that are kept for each column.
const EXAMPLES: usize = 3;

/// The share of a column's values that must be of the slot's form: some cells of a hand-kept table are always empty or odd.
const BORNE_OUT: f64 = 0.8;

/// What one column was taken for.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// The column's name.
    pub column: String,
    /// The slot, if any.
    pub slot: Option<Slot>,
    /// Why, or why not.
    pub evidence: String,
    /// The first different values, verbatim.
    pub examples: Vec<String>,
}

/// A proposed codebook, with what each column was taken for, in the order of the columns. `None` for the codebook where no column
/// can be a date or a year.
#[must_use]
pub fn guess(id: &str, table: &Table<'_>, lexicon: &Lexicon) -> (Option<Codebook>, Vec<Guess>) {
    let values = sample(table);
    let mut guesses: Vec<Guess> = table
        .header()
        .iter()
        .zip(&values)
        .map(|(column, values)| Guess {
            column: column.clone(),
            slot: None,
            evidence: "no word of its name is known; kept verbatim".to_owned(),
            examples: examples(values),
        })
        .collect();
    let mut taken = BTreeMap::new();
    // A whole name counts more than a part of one.
    for is_whole in [true, false] {
        for (slot, words) in lexicon.codebooks.guess_words() {
            for word in words {
                propose(*slot, word, is_whole, &values, &mut guesses, &mut taken);
            }
        }
    }
    let slots: BTreeMap<Slot, String> =
        taken.iter().map(|(slot, at): (&Slot, &usize)| (*slot, guesses[*at].column.clone())).collect();
    let is_dated = slots.contains_key(&Slot::FirstDay) || slots.contains_key(&Slot::Year);
    let book = is_dated.then(|| Codebook {
        id: id.to_owned(),
        name: id.to_owned(),
        licence: String::new(),
        cite: String::new(),
        source: "guessed from the header and the values".to_owned(),
        actor_scheme: None,
        recognised_by: Vec::new(),
        kept: lexicon::codebooks::Kept {
            columns: guesses.iter().filter(|one| one.slot.is_none()).map(|one| one.column.clone()).collect(),
            all_others: false,
        },
        slots,
        codes: lexicon::codebooks::Codes::default(),
        missing: BTreeMap::new(),
    });
    (book, guesses)
}

fn propose(
    slot: Slot,
    word: &str,
    is_whole: bool,
    values: &[Vec<String>],
    guesses: &mut [Guess],
    taken: &mut BTreeMap<Slot, usize>,
) {
    if taken.contains_key(&slot) {
        return;
    }
    for at in 0..guesses.len() {
        let name: String = guesses[at].column.chars().filter(|one| one.is_alphanumeric()).collect();
        let name = name.to_lowercase();
        // Short words (`y`, `no`) are parts of too many names.
        let is_part = !is_whole && word.len() > 3 && (name.starts_with(word) || name.ends_with(word));
        if guesses[at].slot.is_some() || !(name == word || is_part) {
            continue;
        }
        let (fits, n) = borne_out(slot, &values[at]);
        let share = if n == 0 { 0.0 } else { fits as f64 / n as f64 };
        let evidence = format!("its name says `{word}`; {fits} of {n} values fit");
        if share >= BORNE_OUT {
            guesses[at] = Guess { slot: Some(slot), evidence, ..guesses[at].clone() };
            taken.insert(slot, at);
            return;
        }
        guesses[at].evidence = format!("{evidence}, too few to be taken as `{slot}`; kept verbatim");
    }
}

/// How many values are of the slot's form, of how many.
fn borne_out(slot: Slot, values: &[String]) -> (usize, usize) {
    let fits = |value: &String| match slot {
        Slot::FirstDay | Slot::LastDay => cell::day(value).is_some(),
        Slot::Year => cell::count(value).is_some_and(|year| (1900..=2100).contains(&year)),
        Slot::Month => cell::count(value).is_some_and(|month| month <= 12),
        Slot::Day => cell::count(value).is_some_and(|day| day <= 31),
        Slot::Latitude => cell::degrees(value, 90.0).is_some(),
        Slot::Longitude => cell::degrees(value, 180.0).is_some(),
        Slot::Low
        | Slot::Best
        | Slot::High
        | Slot::DeathsA
        | Slot::DeathsB
        | Slot::DeathsCivilians
        | Slot::DeathsUnknown
        | Slot::Injured
        | Slot::Sources => cell::count(value).is_some(),
        Slot::SideA
        | Slot::SideB
        | Slot::Place
        | Slot::Admin1
        | Slot::Admin2
        | Slot::Country
        | Slot::Label => value.chars().any(char::is_alphabetic),
        Slot::CountryCode => {
            matches!(value.len(), 2 | 3) && value.bytes().all(|byte| byte.is_ascii_alphabetic())
        }
        Slot::RowId
        | Slot::Violence
        | Slot::EventType
        | Slot::SideACode
        | Slot::SideBCode
        | Slot::GeoPrecision => true,
    };
    (values.iter().filter(|value| fits(value)).count(), values.len())
}

/// The values of each column in the first records, without the empty ones.
fn sample(table: &Table<'_>) -> Vec<Vec<String>> {
    let mut values = vec![Vec::new(); table.header().len()];
    let mut records = table.records();
    for _ in 0..SAMPLE {
        let Some(record) = records.advance() else { break };
        for (at, column) in values.iter_mut().enumerate() {
            let cell = record.cell(at);
            if !cell.trim().is_empty() {
                column.push(cell.trim().to_owned());
            }
        }
    }
    values
}

fn examples(values: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for value in values {
        if found.len() == EXAMPLES {
            break;
        }
        if !found.contains(value) {
            found.push(value.clone());
        }
    }
    found
}
