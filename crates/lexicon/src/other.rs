//! Words of the languages that are read without grammar: `language/other/*.toml`. What is made of them is in `extract`.
//!
//! An entry is one word or several; `*` at the end of a word stands for any ending. Everything is compared folded.
use crate::{Error, Files, fold};
use model::{EventSubtype, EventType, Measure, Qualifier, Span};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

const FOLDER: &str = "language/other/";

/// What a word of a text is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlainKind {
    /// Letters.
    Word,
    /// Digits, with their separators of thousands.
    Number,
    /// One mark.
    Mark,
}

/// A word, number or mark of a text in any script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainWord {
    /// Folded; of a number its digits alone.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// What it is made of.
    pub kind: PlainKind,
}

/// The words of a text, whatever its script; spaces are none.
#[must_use]
pub fn plain_words(text: &str) -> Vec<PlainWord> {
    let folded = fold(text);
    let letters: Vec<(usize, char)> = folded.text.char_indices().collect();
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(&(start, letter)) = letters.get(at) {
        at += 1;
        if letter.is_whitespace() {
            continue;
        }
        let kind = kind_of(letter);
        let (mut text, mut is_grouped) = (letter.to_string(), false);
        while kind != PlainKind::Mark && at < letters.len() {
            let next = letters[at].1;
            if kind_of(next) == kind {
                text.push(next);
                at += 1;
            } else if kind == PlainKind::Number && is_group(&letters[at..], is_grouped || text.len() <= 3) {
                is_grouped = true;
                at += 1;
            } else {
                break;
            }
        }
        let end = letters.get(at).map_or(folded.text.len(), |(end, _)| *end);
        let end = folded.text[..end].trim_end().len().max(start + letter.len_utf8());
        words.push(PlainWord { text, span: folded.to_original(start, end), kind });
    }
    words
}

const fn kind_of_ascii(letter: char) -> Option<PlainKind> {
    match letter {
        '0'..='9' => Some(PlainKind::Number),
        'a'..='z' => Some(PlainKind::Word),
        _ => None,
    }
}

fn kind_of(letter: char) -> PlainKind {
    let other = || if letter.is_alphabetic() { PlainKind::Word } else { PlainKind::Mark };
    kind_of_ascii(letter).unwrap_or_else(other)
}

/// Whether a mark and three digits, and no fourth, follow the digits so far: thousands. With a space only where `may_be_spaced`: behind up to three digits, or
/// behind groups.
fn is_group(rest: &[(usize, char)], may_be_spaced: bool) -> bool {
    let is_digit = |at: usize| rest.get(at).is_some_and(|(_, letter)| letter.is_ascii_digit());
    let is_mark = |mark: char| matches!(mark, ',' | '.' | '٬') || mark == ' ' && may_be_spaced;
    rest.first().is_some_and(|(_, mark)| is_mark(*mark)) && (1..=3).all(is_digit) && !is_digit(4)
}

#[derive(Debug, Clone)]
struct Part {
    text: String,
    is_stem: bool,
}

impl Part {
    fn fits(&self, word: &str) -> bool {
        if self.is_stem { word.starts_with(self.text.as_str()) } else { word == self.text }
    }
}

/// Entries that a text may hold.
#[derive(Debug, Clone, Default)]
pub struct Phrases(Vec<Vec<Part>>);

impl Phrases {
    fn new(entries: &[String]) -> Self {
        let phrase = |entry: &String| {
            let mut parts: Vec<Part> = Vec::new();
            for word in plain_words(entry) {
                match parts.last_mut() {
                    Some(last) if word.text == "*" => last.is_stem = true,
                    _ => parts.push(Part { text: word.text, is_stem: false }),
                }
            }
            parts
        };
        Self(entries.iter().map(phrase).filter(|parts| !parts.is_empty()).collect())
    }

    /// The end of the longest entry that begins at a word; `prefixes` may be written together with its first word.
    #[must_use]
    pub fn at(&self, words: &[PlainWord], at: usize, prefixes: &[String]) -> Option<usize> {
        let fits = |parts: &&Vec<Part>| {
            let Some(here) = words.get(at..at + parts.len()) else { return false };
            let first = parts[0].fits(&here[0].text)
                || prefixes.iter().any(|prefix| {
                    here[0].text.strip_prefix(prefix.as_str()).is_some_and(|rest| parts[0].fits(rest))
                });
            first && parts.iter().zip(here).skip(1).all(|(part, word)| part.fits(&word.text))
        };
        self.0.iter().filter(fits).map(|parts| at + parts.len()).max()
    }

    /// Whether an entry ends before a word.
    #[must_use]
    pub fn ends_at(&self, words: &[PlainWord], end: usize, prefixes: &[String]) -> bool {
        (end.saturating_sub(LONGEST)..end).any(|start| self.at(&words[..end], start, prefixes) == Some(end))
    }
}

/// Words of the longest entry before something.
const LONGEST: usize = 4;

/// Where the number of a casualty stands to its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberStands {
    /// Before it.
    Before,
    /// On either side.
    Either,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    tag: String,
    number_stands: NumberStands,
    joins: Vec<String>,
    number_joins: Vec<String>,
    not_people: Vec<String>,
    prefixes: Vec<String>,
    place_prefixes: Vec<String>,
    endings: Vec<(String, String)>,
    place_before: Vec<String>,
    place_after: Vec<String>,
    not_places: Vec<String>,
    distances: Vec<String>,
    provinces: Vec<String>,
    capitals: Vec<String>,
    near: Vec<String>,
    today: Vec<String>,
    yesterday: Vec<String>,
    weekdays: Vec<Vec<String>>,
    part: Vec<String>,
    possible: Vec<String>,
    denied: Vec<String>,
    pairs: Vec<String>,
    numbers: BTreeMap<String, u64>,
    about: BTreeMap<String, u64>,
    vague: Vague,
    qualifiers: BTreeMap<Qualifier, Vec<String>>,
    qualifiers_after: BTreeMap<Qualifier, Vec<String>>,
    measures: BTreeMap<Measure, Vec<String>>,
    people: BTreeMap<String, Vec<String>>,
    triggers: Vec<Trigger>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vague {
    words: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Trigger {
    is: String,
    words: Vec<String>,
}

/// A kind of happening and its words.
#[derive(Debug)]
pub struct OtherTrigger {
    /// What happened.
    pub event_type: EventType,
    /// Closer kind.
    pub subtype: Option<EventSubtype>,
    /// Its words.
    pub words: Phrases,
}

/// The words of one language that is read without grammar.
#[derive(Debug)]
pub struct OtherLanguage {
    /// BCP 47.
    pub tag: String,
    /// Where the number of a casualty stands.
    pub number_stands: NumberStands,
    /// What joins two parts of a list.
    pub joins: Phrases,
    /// What joins two parts of a number.
    pub number_joins: Phrases,
    /// Nouns behind a number that make it no count of people.
    pub not_people: Phrases,
    /// Letters that are written together with the word behind them, folded.
    pub prefixes: Vec<String>,
    /// Those of them that locate a name.
    pub place_prefixes: Vec<String>,
    /// How names of places end in a text and in the table, folded; what begins with an apostrophe only ends.
    pub endings: Vec<(String, String)>,
    /// What stands before the name of a place.
    pub place_before: Phrases,
    /// What stands behind it.
    pub place_after: Phrases,
    /// Measures of distance: with a number before it such a word says that it is near.
    pub distances: Phrases,
    /// What says that a name beside it is a province's.
    pub provinces: Phrases,
    /// Words for a capital: its name may stand behind an adjective.
    pub capitals: Phrases,
    /// Words that are the names of places somewhere and mean something else.
    pub not_places: Phrases,
    /// What says that it is near the place and not in it, before or behind its name.
    pub near: Phrases,
    /// Words for the day of publication.
    pub today: Phrases,
    /// Words for the day before it.
    pub yesterday: Phrases,
    /// Monday to Sunday.
    pub weekdays: Vec<Phrases>,
    /// Words that say that the numbers behind them are parts of a whole.
    pub part: Phrases,
    /// Words of a sentence that tells what may happen.
    pub possible: Phrases,
    /// Words of a sentence that denies.
    pub denied: Phrases,
    /// Words for two people.
    pub pairs: Phrases,
    /// Number words, folded.
    pub numbers: BTreeMap<String, u64>,
    /// Words for about so many.
    pub about: Vec<(Phrases, u64)>,
    /// Words for an unknown number.
    pub vague: Phrases,
    /// Words before a number that bound it.
    pub qualifiers: Vec<(Qualifier, Phrases)>,
    /// Words behind a number that bound it.
    pub qualifiers_after: Vec<(Qualifier, Phrases)>,
    /// What is counted.
    pub measures: Vec<(Measure, Phrases)>,
    /// Who is counted: the contract's class, `None` for people.
    pub people: Vec<(Option<String>, Phrases)>,
    /// Kinds of happenings, the one that is taken first.
    pub triggers: Vec<OtherTrigger>,
}

const GIVEN_NAMES: &str = "language/given_names.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenNamesTable {
    longest: usize,
    names: Vec<String>,
    beginnings: Vec<String>,
    endings: Vec<String>,
    joins: Vec<String>,
    titles: Vec<String>,
    families: Vec<String>,
}

/// Given names of a script without capitals, for finding what may be a person's name. Everything folded.
#[derive(Debug, Default)]
pub struct GivenNames {
    /// Most words of a name.
    pub longest: usize,
    names: BTreeSet<String>,
    beginnings: Vec<String>,
    endings: Vec<String>,
    joins: BTreeSet<String>,
    titles: BTreeSet<String>,
    families: Vec<String>,
}

impl GivenNames {
    fn parse(content: &str) -> Result<Self, Error> {
        let table: GivenNamesTable = toml::from_str(content).map_err(|error| {
            let line = error.span().map(|span| content[..span.start].lines().count().max(1));
            Error::new(GIVEN_NAMES, line, error.message().to_owned())
        })?;
        let folded = |words: &[String]| words.iter().map(|word| fold(word).text).collect::<Vec<_>>();
        Ok(Self {
            longest: table.longest,
            names: folded(&table.names).into_iter().collect(),
            beginnings: folded(&table.beginnings),
            endings: folded(&table.endings),
            joins: folded(&table.joins).into_iter().collect(),
            titles: folded(&table.titles).into_iter().collect(),
            families: folded(&table.families),
        })
    }

    /// Whether a word is a given name, or a compound that is one.
    #[must_use]
    pub fn is_name(&self, word: &str) -> bool {
        let longer = |part: &String| word.chars().count() > part.chars().count() + 1;
        self.names.contains(word)
            || self.beginnings.iter().any(|part| word.starts_with(part.as_str()) && longer(part))
            || self.endings.iter().any(|part| word.ends_with(part.as_str()) && longer(part))
    }

    /// Whether a word stands inside of names.
    #[must_use]
    pub fn is_join(&self, word: &str) -> bool {
        self.joins.contains(word)
    }

    /// Whether a name follows.
    #[must_use]
    pub fn is_title(&self, word: &str) -> bool {
        self.titles.contains(word)
    }

    /// Whether a word looks like the name of a family.
    #[must_use]
    pub fn is_family(&self, word: &str) -> bool {
        self.families.iter().any(|part| word.ends_with(part.as_str()) && word != part)
    }
}

/// Every language that is read without grammar. The shipped tables are parsed when the first such text is read: most runs read none.
#[derive(Debug, Default)]
pub struct OtherLanguages {
    /// Path and content of each table.
    tables: Vec<(String, String)>,
    given_names_table: String,
    languages: OnceLock<Vec<OtherLanguage>>,
    given_names: OnceLock<GivenNames>,
}

/// Why a table that is parsed late is sound.
const CHECKED: &str = "overlays were read when they were loaded, and the tests read what is shipped";

impl OtherLanguages {
    pub(crate) fn load(files: &Files) -> Result<Self, Error> {
        let tables = files.effective_under(FOLDER);
        let given_names = files
            .effective(GIVEN_NAMES)
            .ok_or_else(|| Error::new(GIVEN_NAMES, None, "found no such file, expected given names"))?;
        let loaded = Self {
            tables: tables.into_iter().map(|(path, content)| (path.to_owned(), content.to_owned())).collect(),
            given_names_table: given_names.to_owned(),
            ..Self::default()
        };
        if files.has_overlay_under("language/") {
            loaded.parsed()?;
            GivenNames::parse(&loaded.given_names_table)?;
        }
        Ok(loaded)
    }

    fn parsed(&self) -> Result<Vec<OtherLanguage>, Error> {
        self.tables.iter().map(|(path, content)| language(path, content)).collect()
    }

    /// Every one of them, by tag.
    pub fn all(&self) -> impl Iterator<Item = &OtherLanguage> {
        self.languages.get_or_init(|| self.parsed().expect(CHECKED)).iter()
    }

    /// The words of the language with this tag.
    #[must_use]
    pub fn get(&self, tag: &str) -> Option<&OtherLanguage> {
        self.all().find(|language| language.tag == tag)
    }

    /// Given names in Arabic script.
    #[must_use]
    pub fn given_names(&self) -> &GivenNames {
        self.given_names.get_or_init(|| GivenNames::parse(&self.given_names_table).expect(CHECKED))
    }
}

fn language(path: &str, content: &str) -> Result<OtherLanguage, Error> {
    let table: Table = toml::from_str(content).map_err(|error| {
        let line = error.span().map(|span| content[..span.start].lines().count().max(1));
        Error::new(path, line, error.message().to_owned())
    })?;
    if table.weekdays.len() != 7 {
        let message = format!("found {} days of the week, expected 7", table.weekdays.len());
        return Err(Error::new(path, None, message));
    }
    let folded = |word: &str| fold(word).text;
    let phrases = |words: &Vec<String>| Phrases::new(words);
    let bounds = |by: BTreeMap<Qualifier, Vec<String>>| {
        by.into_iter().map(|(qualifier, words)| (qualifier, Phrases::new(&words))).collect()
    };
    let triggers = table.triggers.into_iter().map(|trigger| kind(path, &trigger));
    Ok(OtherLanguage {
        tag: table.tag,
        number_stands: table.number_stands,
        joins: phrases(&table.joins),
        number_joins: phrases(&table.number_joins),
        not_people: phrases(&table.not_people),
        prefixes: table.prefixes.iter().map(|prefix| folded(prefix)).collect(),
        place_prefixes: table.place_prefixes.iter().map(|prefix| folded(prefix)).collect(),
        endings: table.endings.iter().map(|(text, name)| (folded(text), folded(name))).collect(),
        place_before: phrases(&table.place_before),
        place_after: phrases(&table.place_after),
        not_places: phrases(&table.not_places),
        distances: phrases(&table.distances),
        provinces: phrases(&table.provinces),
        capitals: phrases(&table.capitals),
        near: phrases(&table.near),
        today: phrases(&table.today),
        yesterday: phrases(&table.yesterday),
        weekdays: table.weekdays.iter().map(phrases).collect(),
        part: phrases(&table.part),
        possible: phrases(&table.possible),
        denied: phrases(&table.denied),
        pairs: phrases(&table.pairs),
        numbers: table.numbers.iter().map(|(word, value)| (folded(word), *value)).collect(),
        about: table.about.into_iter().map(|(word, value)| (Phrases::new(&[word]), value)).collect(),
        vague: phrases(&table.vague.words),
        qualifiers: bounds(table.qualifiers),
        qualifiers_after: bounds(table.qualifiers_after),
        measures: table.measures.iter().map(|(measure, words)| (*measure, phrases(words))).collect(),
        people: table
            .people
            .into_iter()
            .map(|(class, words)| (Some(class).filter(|class| class != "other"), Phrases::new(&words)))
            .collect(),
        triggers: triggers.collect::<Result<_, _>>()?,
    })
}

fn kind(path: &str, trigger: &Trigger) -> Result<OtherTrigger, Error> {
    let (event_type, subtype) = match trigger.is.split_once('/') {
        Some((_, subtype)) => {
            let subtype = EventSubtype::parse(subtype);
            (subtype.map(EventSubtype::event_type), subtype)
        }
        None => (EventType::parse(&trigger.is), None),
    };
    let named = event_type.filter(|kind| trigger.is.split('/').next() == Some(kind.as_str()));
    let event_type = named.ok_or_else(|| {
        let message = format!("found `{}`, expected a type of event or `type/subtype`", trigger.is);
        Error::new(path, None, message)
    })?;
    Ok(OtherTrigger { event_type, subtype, words: Phrases::new(&trigger.words) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        plain_words(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn words_of_any_script() {
        assert_eq!(texts("L’attaque de 1,200 m."), ["l", "'", "attaque", "de", "1200", "m", "."]);
        assert_eq!(texts("Kabil'de 12"), ["kabil", "'", "de", "12"]);
        assert_eq!(texts("دست‌کم ۱۲ تن."), ["دست", "کم", "12", "تن", "."]);
        assert_eq!(
            texts("3 000 et 12 300 000, le 3 2024, en 2024 100"),
            ["3000", "et", "12300000", ",", "le", "3", "2024", ",", "en", "2024", "100"]
        );
        let text = "در ۱۲ حمله";
        assert_eq!(plain_words(text)[1].span.of(text), "۱۲");
    }

    #[test]
    fn entries_are_found_with_endings_and_prefixes() {
        let phrases = Phrases::new(&["погиб*".to_owned(), "получил* ранения".to_owned(), "قتلى".to_owned()]);
        let words = plain_words("трое получили ранения, двое погибли وقتلى");
        let found: Vec<_> = (0..words.len()).filter_map(|at| phrases.at(&words, at, &[])).collect();
        assert_eq!(found, [3, 6]);
        assert_eq!(phrases.at(&words, 6, &["و".to_owned()]), Some(7));
        assert!(phrases.ends_at(&words, 3, &[]));
    }

    #[test]
    fn every_shipped_language_loads_and_is_one_that_is_told() {
        let lexicon = crate::Lexicon::shipped().expect("the shipped lexicon loads");
        let tags: Vec<&str> = lexicon.other_languages.all().map(|language| language.tag.as_str()).collect();
        assert_eq!(tags, ["ar", "es", "fa", "fr", "ps", "ru", "tr", "ur"]);
        for language in lexicon.languages.all() {
            let is_shallow = language.level == crate::ReadingLevel::Shallow;
            assert_eq!(is_shallow, tags.contains(&language.tag.as_str()), "{}", language.tag);
        }
    }

    #[test]
    fn a_broken_table_of_an_overlay_is_named_when_it_is_loaded() {
        let overlay = |path: &str, content: &str| {
            let file = crate::LexiconFile { path: path.to_owned(), content: content.to_owned() };
            crate::Lexicon::with_overlay(vec![file]).expect_err(path).to_string()
        };
        assert!(overlay("language/other/fr.toml", "tag = 1\n").contains("language/other/fr.toml"));
        assert!(overlay("language/given_names.toml", "names = []\n").contains("language/given_names.toml"));
    }

    #[test]
    fn a_kind_that_is_none_is_named() {
        let trigger = |is: &str| kind("x.toml", &Trigger { is: is.to_owned(), words: Vec::new() });
        assert!(trigger("attack/bombing").is_ok() && trigger("arrest").is_ok());
        for is in ["attack/raid", "war", "attack/nothing"] {
            let error = trigger(is).expect_err(is);
            assert!(error.to_string().contains(&format!("found `{is}`")), "{error}");
        }
    }
}
