//! Cues, triggers and words of the language: the files under `language/` and `events/`.
//!
//! The tables are plain lists; what is made of them here is only what must not be made anew for each document: the forms of
//! verbs, and the patterns of words with an index by their first word.
use crate::{Error, Files};
use model::{EventSubtype, EventType, Measure, Qualifier, Realis, RelationKind, Role};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// The words of the language that the stages read.
#[derive(Debug)]
pub struct Language {
    /// Closed classes and verbs.
    pub words: Words,
    /// Numbers, qualifiers, what is counted.
    pub numbers: Numbers,
    /// Words of time.
    pub time: Time,
    /// Who says what, who did it.
    pub attribution: Attribution,
    /// Whether it is real.
    pub hedges: Hedges,
    /// Persons, posts, bodies, groups.
    pub persons: Persons,
    /// Words around the names of places.
    pub places: Places,
    /// Words of relations.
    pub relations: Relations,
    /// Words of assessments.
    pub assessments: Assessments,
    /// Words around the names of happenings.
    pub happenings: Happenings,
    /// What names a happening.
    pub triggers: Triggers,
}

impl Language {
    /// Reads the files under `language/` and `events/`.
    pub(crate) fn load(files: &Files) -> Result<Self, Error> {
        let mut words = Words::new(table(files, "language/words.toml")?);
        let rows: TriggersTable = table(files, "events/triggers.toml")?;
        rows.verbs().for_each(|verb| words.add_verb(verb, None));
        let triggers = Triggers::new(&rows, &words)?;
        Ok(Self {
            numbers: table(files, "language/numbers.toml")?,
            time: table::<Time>(files, "language/time.toml")?.indexed(),
            attribution: table(files, "language/attribution.toml")?,
            hedges: table(files, "language/hedges.toml")?,
            persons: table(files, "language/persons.toml")?,
            places: table(files, "language/places.toml")?,
            relations: table(files, "language/relations.toml")?,
            assessments: table(files, "language/assessments.toml")?,
            happenings: table(files, "language/happenings.toml")?,
            triggers,
            words,
        })
    }
}

fn table<T: for<'de> Deserialize<'de>>(files: &Files, path: &str) -> Result<T, Error> {
    let content = files.effective(path).ok_or_else(|| {
        Error::new(path, None, "found no such file, expected the table of words that it holds")
    })?;
    toml::from_str(content).map_err(|error| {
        let line = error.span().map(|span| content[..span.start].lines().count().max(1));
        Error::new(path, line, error.message().to_owned())
    })
}

/// A set of words or phrases, as written in the table.
pub type WordSet = HashSet<String, BuildHasherDefault<WordHasher>>;

/// FNV-1a: words are short and looked up many times for each token, and the tables are ours, so no keyed hash is needed.
#[derive(Debug, Clone)]
pub struct WordHasher(u64);

impl Default for WordHasher {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for WordHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// A table by words.
pub type WordMap<T> = HashMap<String, T, BuildHasherDefault<WordHasher>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsTable {
    determiners: WordSet,
    possessives: WordSet,
    pronouns: WordSet,
    prepositions: WordSet,
    conjunctions: WordSet,
    subordinators: WordSet,
    auxiliaries: WordSet,
    be_forms: WordSet,
    modals: WordSet,
    negations: WordSet,
    adverbs: WordSet,
    adjective_endings: Vec<String>,
    verbs: Vec<String>,
    intransitive: WordSet,
    irregular: BTreeMap<String, [String; 4]>,
}

/// Which form of a verb a word is; one word may be several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerbForm {
    /// The base form.
    pub lemma: String,
    /// "attack".
    pub base: bool,
    /// "attacks".
    pub third: bool,
    /// "attacked" in "he attacked".
    pub past: bool,
    /// "attacked" in "was attacked".
    pub participle: bool,
    /// "attacking".
    pub ing: bool,
}

/// Closed classes and verbs.
#[derive(Debug)]
pub struct Words {
    /// "the", "a", "some".
    pub determiners: WordSet,
    /// "his", "its".
    pub possessives: WordSet,
    /// "he", "it".
    pub pronouns: WordSet,
    /// "in", "by".
    pub prepositions: WordSet,
    /// "and", "or".
    pub conjunctions: WordSet,
    /// "that", "while".
    pub subordinators: WordSet,
    /// "has", "was".
    pub auxiliaries: WordSet,
    /// "was", "been".
    pub be_forms: WordSet,
    /// "could", "will".
    pub modals: WordSet,
    /// "not", "never".
    pub negations: WordSet,
    /// "later", "also".
    pub adverbs: WordSet,
    /// Endings of adjectives.
    pub adjective_endings: Vec<String>,
    /// Verbs that have no object, by their base forms.
    pub intransitive: WordSet,
    /// Verb forms by the word.
    pub verbs: WordMap<VerbForm>,
    forms: WordMap<[String; 5]>,
}

impl Words {
    fn new(table: WordsTable) -> Self {
        let mut words = Self {
            determiners: table.determiners,
            possessives: table.possessives,
            pronouns: table.pronouns,
            prepositions: table.prepositions,
            conjunctions: table.conjunctions,
            subordinators: table.subordinators,
            auxiliaries: table.auxiliaries,
            be_forms: table.be_forms,
            modals: table.modals,
            negations: table.negations,
            adverbs: table.adverbs,
            adjective_endings: table.adjective_endings,
            intransitive: table.intransitive,
            verbs: WordMap::default(),
            forms: WordMap::default(),
        };
        for base in &table.verbs {
            words.add_verb(base, table.irregular.get(base));
        }
        for (base, forms) in &table.irregular {
            words.add_verb(base, Some(forms));
        }
        words
    }

    fn add_verb(&mut self, base: &str, irregular: Option<&[String; 4]>) {
        if self.forms.contains_key(base) {
            return;
        }
        let regular = regular_forms(base);
        let [third, past, participle, ing] = irregular.unwrap_or(&regular).clone();
        let forms = [base.to_owned(), third, past, participle, ing];
        for (index, form) in forms.iter().enumerate() {
            let entry = self
                .verbs
                .entry(form.clone())
                .or_insert_with(|| VerbForm { lemma: base.to_owned(), ..VerbForm::default() });
            match index {
                0 => entry.base = true,
                1 => entry.third = true,
                2 => entry.past = true,
                3 => entry.participle = true,
                _ => entry.ing = true,
            }
        }
        self.forms.insert(base.to_owned(), forms);
    }

    /// Base, third person, past, past participle and -ing of a verb; made by rule where the table does not have it.
    #[must_use]
    pub fn forms_of(&self, base: &str) -> [String; 5] {
        self.forms.get(base).cloned().unwrap_or_else(|| {
            let [third, past, participle, ing] = regular_forms(base);
            [base.to_owned(), third, past, participle, ing]
        })
    }

    /// The base form of a verb form.
    #[must_use]
    pub fn lemma<'w>(&'w self, form: &'w str) -> &'w str {
        self.verbs.get(form).map_or(form, |verb| verb.lemma.as_str())
    }
}

/// Third person, past, participle, -ing by the regular rules of spelling.
fn regular_forms(base: &str) -> [String; 4] {
    let ends_in = |endings: &[&str]| endings.iter().any(|ending| base.ends_with(ending));
    let consonant_y = base.ends_with('y') && !ends_in(&["ay", "ey", "oy", "uy"]);
    let stem_y = &base[..base.len().saturating_sub(usize::from(consonant_y))];
    let third = match () {
        () if consonant_y => format!("{stem_y}ies"),
        () if ends_in(&["s", "sh", "ch", "x", "z", "o"]) => format!("{base}es"),
        () => format!("{base}s"),
    };
    let past = match () {
        () if consonant_y => format!("{stem_y}ied"),
        () if base.ends_with('e') => format!("{base}d"),
        () => format!("{base}ed"),
    };
    let ing = match base.strip_suffix('e') {
        Some(stem) if !ends_in(&["ee", "ye", "oe"]) => format!("{stem}ing"),
        _ => format!("{base}ing"),
    };
    [third, past.clone(), past, ing]
}

/// The plural of a noun by the regular rules of spelling.
#[must_use]
pub fn plural_of(noun: &str) -> String {
    let consonant_y =
        noun.ends_with('y') && !["ay", "ey", "oy", "uy"].iter().any(|ending| noun.ends_with(ending));
    match () {
        () if consonant_y => format!("{}ies", &noun[..noun.len() - 1]),
        () if ["s", "sh", "ch", "x", "z"].iter().any(|ending| noun.ends_with(ending)) => format!("{noun}es"),
        () => format!("{noun}s"),
    }
}

/// Numbers, qualifiers, what is counted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    /// Number words below a hundred.
    pub words: WordMap<u64>,
    /// "hundred", "dozen".
    pub multipliers: WordMap<u64>,
    /// Quantities without a number.
    pub vague: Vague,
    /// Words before a number, by qualifier.
    pub qualifiers: HashMap<String, Vec<String>>,
    /// Words between the ends of a range.
    pub joints: WordSet,
    /// Verbs that make the number after them a lower bound: "exceeded".
    pub exceeding: WordSet,
    /// Nouns that make a number no count.
    pub not_counts: WordSet,
    /// Cues of what is counted, by measure.
    pub measures: BTreeMap<String, MeasureCues>,
    /// Nouns that may be counted, by class.
    pub people: BTreeMap<String, WordSet>,
    /// Cues of a group's strength.
    pub strength: StrengthCues,
    /// Cues of parts, additions, running totals.
    pub scope: ScopeCues,
}

impl Numbers {
    /// The qualifier named so in the table.
    #[must_use]
    pub fn qualifier(name: &str) -> Option<Qualifier> {
        Qualifier::parse(name)
    }

    /// Measures with their cues, in the contract's order.
    pub fn measure_cues(&self) -> impl Iterator<Item = (Measure, &MeasureCues)> {
        Measure::ALL.iter().filter_map(|measure| Some((*measure, self.measures.get(measure.as_str())?)))
    }

    /// The class of a counted noun: `Some("")` for one that names none, `None` for a noun that is not of people.
    #[must_use]
    pub fn people_class(&self, noun: &str) -> Option<&str> {
        self.listed_class(noun).or_else(|| {
            // "a peacekeeper", "an aid worker", "a militiaman": one of those whom the table lists in the plural.
            let many = match noun.strip_suffix("man") {
                Some(stem) => format!("{stem}men"),
                None => plural_of(noun),
            };
            self.listed_class(&many)
        })
    }

    fn listed_class(&self, noun: &str) -> Option<&str> {
        self.people.iter().rev().find(|(_, nouns)| nouns.contains(noun)).map(|(class, _)| class.as_str())
    }
}

/// Quantities without a number.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vague {
    /// The words.
    pub words: Vec<String>,
    /// Bounds of those that have them.
    pub bounds: WordMap<[u64; 2]>,
}

/// Cues of one measure.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureCues {
    /// Base forms of verbs.
    pub verbs: WordSet,
    /// Nouns and adjectives.
    pub nouns: WordSet,
    /// Phrases.
    pub phrases: Vec<String>,
}

/// Cues of strength.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StrengthCues {
    /// What is counted.
    pub nouns: WordSet,
    /// Words near it.
    pub cues: WordSet,
}

/// Cues of parts, additions and running totals.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeCues {
    /// "of them".
    pub part: Vec<String>,
    /// Base forms in "the experts now count about 3,000".
    pub counting: WordSet,
    /// The nouns in "seven of the dead": whom a figure before it has counted.
    pub harmed: WordSet,
    /// The nouns in "the beheading of 21 hostages": what is done to those who are counted.
    pub deaths: WordSet,
    /// "another".
    pub additional: Vec<String>,
    /// "since".
    pub running: Vec<String>,
    /// Forms of verbs of those who count over a time.
    pub tallying: WordSet,
    /// "during the reporting period".
    pub tallies: Vec<String>,
    /// "including".
    pub includes: Vec<String>,
}

/// Words of time.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Time {
    /// Names of the twelve months.
    pub months: Vec<Vec<String>>,
    /// Names of the seven days, Monday first.
    pub weekdays: Vec<String>,
    /// "around".
    pub approximate: Vec<String>,
    /// First four months.
    pub early: Vec<String>,
    /// Middle four months.
    pub mid: Vec<String>,
    /// Last four months.
    pub late: Vec<String>,
    /// "last".
    pub last: WordSet,
    /// "this".
    pub this: Vec<String>,
    /// "next".
    pub next: WordSet,
    /// "following".
    pub following: WordSet,
    /// "yesterday".
    pub yesterday: WordSet,
    /// "today".
    pub today: WordSet,
    /// "tomorrow".
    pub tomorrow: WordSet,
    /// "weekend".
    pub weekend: WordSet,
    /// Without bounds.
    pub vague: Vec<String>,
    /// Words of units.
    pub units: WordMap<WordSet>,
    /// First and last month of seasons.
    pub seasons: WordMap<[u8; 2]>,
    /// "first" to "thirty-first".
    pub ordinals: Vec<String>,
    /// "nineties".
    pub decades: WordMap<i16>,
    /// Feasts on one day of the calendar: month and day.
    pub feasts: WordMap<[i8; 2]>,
    /// Words between the ends of a time.
    pub joints: WordSet,
    /// Short names of days, by their place in the week; those of three letters count only with a capital and beside a date.
    pub short_weekdays: WordMap<i8>,
    /// Words before a year.
    pub before_year: WordSet,
    /// Words after "week" that say which day begins it, or lies in it.
    pub week_of: WordSet,
    /// Words before the day on which a counted time begins.
    pub starting: WordSet,
    /// Words for a number of units that is not said.
    pub few: WordSet,
    /// Words that make a unit the one that was named before.
    pub same: WordSet,
    /// Years short for a half of them by number: "H1".
    pub halves: WordMap<i8>,
    /// Words that make a verb point forward.
    pub forward: WordSet,
    #[serde(skip)]
    by_word: WordMap<TimeWord>,
}

/// What a word can be in a time; it may be several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TimeWord {
    /// The month that it names, 1 to 12.
    pub month: Option<i8>,
    /// The day that it names, Monday is 0.
    pub weekday: Option<i8>,
    /// Its place among the ordinals, "first" is 0.
    pub ordinal: Option<i8>,
    /// The unit that it names, of [`TIME_UNITS`].
    pub unit: Option<&'static str>,
    /// Whether a time may be told by it without a number: a word of the lists above, or within one of their phrases.
    pub tells_time: bool,
}

/// Units of time that periods are counted in.
pub const TIME_UNITS: [&str; 7] = ["day", "week", "month", "quarter", "year", "decade", "fortnight"];

impl Time {
    /// What a lower-case word can be in a time.
    #[must_use]
    pub fn word(&self, word: &str) -> TimeWord {
        self.by_word.get(word).copied().unwrap_or_default()
    }

    fn indexed(mut self) -> Self {
        let mut words: WordMap<TimeWord> = WordMap::default();
        let number = |index: usize| i8::try_from(index).ok();
        for (index, names) in self.months.iter().enumerate() {
            for name in names {
                words.entry(name.clone()).or_default().month = number(index + 1);
            }
        }
        for (index, name) in self.weekdays.iter().enumerate() {
            words.entry(name.clone()).or_default().weekday = number(index);
        }
        for (index, name) in self.ordinals.iter().enumerate() {
            words.entry(name.clone()).or_default().ordinal = number(index);
        }
        for unit in TIME_UNITS {
            for name in self.units.get(unit).into_iter().flatten() {
                words.entry(name.clone()).or_default().unit = Some(unit);
            }
        }
        let phrases = [&self.yesterday, &self.today, &self.tomorrow, &self.weekend].into_iter().flatten();
        let phrases = phrases
            .chain(&self.vague)
            .chain(self.units.values().flatten())
            .chain(self.seasons.keys())
            .chain(self.decades.keys())
            .chain(self.feasts.keys())
            .chain(self.months.iter().flatten())
            .chain(&self.weekdays)
            .chain(self.short_weekdays.keys())
            .chain(&self.ordinals);
        for word in phrases.flat_map(|phrase| phrase.split([' ', '-'])) {
            words.entry(word.to_owned()).or_default().tells_time = true;
        }
        self.by_word = words;
        self
    }
}

/// Who says what, and who is said to have done it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribution {
    /// Base forms of reporting verbs.
    pub say: WordSet,
    /// Those that report only before "that", a clause or a quotation mark.
    pub needs_that: WordSet,
    /// Those of `needs_that` whose clause may also follow without "that".
    pub clausal: WordSet,
    /// "urged both sides to stop".
    pub urge: WordSet,
    /// Verbs in "dismissed the claim as propaganda"; base forms.
    pub judging: WordSet,
    /// Those of them that need no "as": "called the charge absurd".
    pub naming: WordSet,
    /// "put (the toll at 40)".
    pub numbering: WordSet,
    /// "(put) the toll".
    pub numbers: WordSet,
    /// "considers it to be a threat".
    pub deem: WordSet,
    /// "reported 20 dead".
    pub counted: WordSet,
    /// "quoted him as saying".
    pub quote: WordSet,
    /// "a statement by the group": whose it is, speaks.
    pub documents: WordSet,
    /// "saying".
    pub participles: WordSet,
    /// "according to".
    pub according_to: Vec<String>,
    /// Those of them behind which things stand too.
    pub citing: WordSet,
    /// What is cited besides persons and bodies; singular.
    pub cited: WordSet,
    /// "is said to".
    pub passive: Vec<String>,
    /// Nouns of speakers that are no actors.
    pub described: WordSet,
    /// Claims of responsibility.
    pub claim: ClaimCues,
    /// Denials.
    pub deny: DenyCues,
    /// Blame.
    pub blame: BlameCues,
    /// Suspicion.
    pub suspect: SuspectCues,
}

/// Cues of a claim.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimCues {
    /// Phrases.
    pub phrases: Vec<String>,
    /// Those of the phrases that also say something more, and so are quotations, too.
    pub reasons: Vec<String>,
    /// What may be claimed: "claimed the attack".
    pub nouns: WordSet,
}

/// Cues of a denial.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DenyCues {
    /// Phrases.
    pub phrases: Vec<String>,
    /// Base forms that deny with a charge as their object.
    pub verbs: WordSet,
    /// Nouns of charges: "rejected the accusation".
    pub nouns: WordSet,
    /// Base forms in "issued a denial".
    pub issuing: WordSet,
    /// The nouns in it.
    pub denials: WordSet,
    /// Before a charge of something else: "similar accusations in the past".
    pub elsewhere: WordSet,
    /// Base forms of the verbs of a deed that is denied: "denied that they had carried it out".
    pub deeds: WordSet,
}

/// Cues of blame.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlameCues {
    /// Base forms.
    pub verbs: WordSet,
    /// Phrases.
    pub phrases: Vec<String>,
    /// Verbs (base forms) and adjectives in "held X responsible for".
    pub holding: WordSet,
    /// The adjectives.
    pub liable: WordSet,
    /// Nouns of those who are blamed without a name: "terrorist organizations".
    pub described: WordSet,
}

/// Cues of suspicion.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuspectCues {
    /// Adjectives before a group's name.
    pub words: WordSet,
    /// Phrases.
    pub phrases: Vec<String>,
    /// Those of the phrases that stand before who is suspected.
    pub before: Vec<String>,
    /// Base forms of the verbs in "named X as the likely culprit".
    pub names: WordSet,
    /// The nouns in it.
    pub culprits: WordSet,
    /// "may have carried it out".
    pub deeds: Vec<String>,
}

/// Cues of realis before and after a trigger.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HedgeCues {
    /// Before the trigger, in its clause.
    pub before: Vec<String>,
    /// After it.
    pub after: Vec<String>,
}

/// Whether it is real.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hedges {
    /// Foiled.
    pub foiled: HedgeCues,
    /// Planned.
    pub planned: HedgeCues,
    /// Attempted.
    pub attempted: HedgeCues,
    /// Threatened.
    pub threatened: HedgeCues,
    /// Possible.
    pub possible: HedgeCues,
    /// Denied.
    pub denied: HedgeCues,
}

/// Persons, posts, bodies, groups.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Persons {
    /// "General".
    pub titles: WordSet,
    /// "al-", "bin".
    pub particles: WordSet,
    /// Nouns of posts, by relation.
    pub posts: BTreeMap<String, WordSet>,
    /// "a teacher".
    pub person_nouns: WordSet,
    /// Religious callings.
    pub clergy: WordSet,
    /// "his brother".
    pub kin: WordSet,
    /// Common nouns of bodies, by actor kind.
    pub bodies: BTreeMap<String, WordSet>,
    /// Bodies that are actors without a country.
    pub bare: WordSet,
    /// Groups.
    pub groups: GroupWords,
    /// Verbs whose subject, where it is a capital, is a government: "Moscow condemned".
    pub government_acts: WordSet,
    /// Titles that stay part of a name ("Mullah Omar"); offices do not ("General Kurilla").
    pub honorifics: WordSet,
    /// Words of names of institutions.
    pub institutions: WordSet,
    /// "the murder of X".
    pub killings: WordSet,
    /// Verbs whose subject or object, where nothing else explains its name, is a person: "arrested X".
    pub human_acts: WordSet,
    /// Words that no person's name holds: kinds of areas and bodies, regions.
    pub no_persons: WordSet,
    /// Peoples and faiths.
    pub peoples: WordSet,
}

impl Persons {
    /// The relation that a post makes.
    #[must_use]
    pub fn post(&self, noun: &str) -> Option<RelationKind> {
        self.posts
            .iter()
            .find(|(_, nouns)| nouns.contains(noun))
            .and_then(|(kind, _)| RelationKind::parse(kind))
    }
}

/// Words of groups.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupWords {
    /// "unknown gunmen": no name.
    pub nameless: WordSet,
    /// "liberation" in the name of an army.
    pub causes: WordSet,
    /// "the group".
    pub anaphors: Vec<String>,
    /// "the Afghan branch of X".
    pub branches: WordSet,
    /// Before those who are members no more: "disaffected".
    pub detached: WordSet,
    /// "a rebel group": what makes a group one that fights.
    pub descriptors: WordSet,
    /// Before "group" or "movement": one that bears no arms.
    pub civil: WordSet,
    /// Before "of" and who they are: "a team of suicide bombers".
    pub collectives: WordSet,
    /// "X faction".
    pub suffixes: WordSet,
    /// "X militants".
    pub members: WordSet,
    /// "gunmen".
    pub attackers: WordSet,
}

/// Words around the names of places.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Places {
    /// "in".
    pub locative: WordSet,
    /// "near".
    pub near: Vec<String>,
    /// "between".
    pub between: WordSet,
    /// "northern".
    pub directions: WordSet,
    /// "Lake" before a name.
    pub features: WordSet,
    /// Common nouns of places, by precision.
    pub kinds: BTreeMap<String, WordSet>,
    /// After these a capital does not speak.
    pub not_speaking_after: WordSet,
    /// Sites that only a capital makes a name: "the embassy" is none, "the British Embassy" is.
    pub proper_sites: WordSet,
    /// "parts of X" locates, "leader of X" does not.
    pub of_place: WordSet,
    /// Words in names that are no places.
    pub not_places: WordSet,
    /// Names of several places of which news means the one in this country.
    pub meant: BTreeMap<String, String>,
}

/// Words of relations.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relations {
    /// Nouns, by relation.
    pub nouns: BTreeMap<String, WordSet>,
    /// Phrases, by relation.
    pub phrases: BTreeMap<String, Vec<String>>,
    /// Base forms of verbs whose subject stands so to their object, by relation.
    pub verbs: BTreeMap<String, WordSet>,
    /// Phrases whose subject is `to` and what follows is `from`.
    pub reversed: BTreeMap<String, Vec<String>>,
    /// Words behind the hyphen of a name: "Hamas-affiliated".
    pub compounds: BTreeMap<String, WordSet>,
    /// "a former leader".
    pub ended: WordSet,
    /// Base forms of verbs by which a person comes to a post.
    pub taking: WordSet,
    /// Words of one leader after another.
    pub succession: Vec<String>,
    /// Base forms of the verbs in "provides X with weapons".
    pub supplying: WordSet,
    /// What is given in it.
    pub supplied: WordSet,
    /// Base forms of the verbs in "recognised X as its province".
    pub recognising: WordSet,
}

/// Words of assessments.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessments {
    /// Cues, by kind.
    pub cues: BTreeMap<String, Vec<String>>,
    /// Hedges.
    pub likelihood: Vec<String>,
    /// What may come: "are likely to".
    pub odds: Vec<String>,
    /// Nouns of violence.
    pub violence: WordSet,
    /// Phrases before a horizon.
    pub horizon: Vec<String>,
}

/// Words around the names of happenings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Happenings {
    /// "carry (out an attack)": base forms.
    pub light: WordSet,
    /// "reach (an agreement)": base forms.
    pub agree: WordSet,
    /// "take (place)": verbs whose time and place are those of the happening that is their subject or object; base forms.
    pub occur: WordSet,
    /// "(the blast) ripped (through a market)": base forms.
    pub hit: WordSet,
    /// "a group (of soldiers)": nouns before those whom they count.
    pub gathered: WordSet,
    /// Weapons and effects, which do not act.
    pub things: WordSet,
    /// Those that strike from the air.
    pub airborne: WordSet,
    /// Nouns before which a trigger may stand and still name the happening.
    pub attributed: WordSet,
    /// What is taken when territory is.
    pub taken: WordSet,
    /// Verbs of those who are killed by what a noun names: "died in a drone strike".
    pub dying: WordSet,
    /// What is judged in general.
    pub judged: WordSet,
    /// "twin", "series".
    pub counted: WordSet,
    /// "the", "these".
    pub definite: WordSet,
    /// "a", "another".
    pub indefinite: WordSet,
    /// "after", "following".
    pub background: WordSet,
    /// Base forms of verbs that may stand without the object that was told before.
    pub elliptic: WordSet,
    /// "retaliation", "revenge".
    pub reasons: WordSet,
    /// "anniversary".
    pub looking_back: WordSet,
    /// Persons whom nobody takes for perpetrators.
    pub bystanders: WordSet,
    /// Words between two places in one string.
    pub chain: WordSet,
    /// Those who carried out an attack.
    pub assailants: WordSet,
    /// Nouns of weapons that may also name what they did.
    pub weapons: WordSet,
    /// What is shot down or intercepted.
    pub projectiles: WordSet,
    /// Before a noun of violence: a peaceful sense of it.
    pub peaceful: WordSet,
    /// What kills without anybody's doing.
    pub accidents: WordSet,
    /// What vehicles and buildings do when nobody attacks.
    pub accident_verbs: WordSet,
    /// What does so.
    pub accident_subjects: WordSet,
    /// "brokered (by)": base forms.
    pub mediate: WordSet,
    /// Verbs of thinking and wishing: what they say is possible; base forms.
    pub uncertain: WordSet,
    /// Verbs beside those of blame whose subject is not who did it; base forms.
    pub accuse: WordSet,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TriggersTable {
    trigger: Vec<TriggerRow>,
}

impl TriggersTable {
    /// Base forms of the verbs by which something happens.
    fn verbs(&self) -> impl Iterator<Item = &str> {
        self.trigger.iter().flat_map(|row| {
            let marked = row.phrases.iter().flat_map(|phrase| phrase.split(' '));
            row.verbs.iter().map(String::as_str).chain(marked.filter_map(|word| word.strip_prefix('~')))
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TriggerRow {
    id: String,
    event: String,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    phrases: Vec<String>,
    #[serde(default)]
    weak: bool,
    realis: Option<String>,
    agent: String,
    patient: String,
    patient_is: Option<String>,
    #[serde(default)]
    followed_by: Vec<String>,
}

/// What names a happening.
#[derive(Debug, Clone)]
pub struct Trigger {
    /// Stable id: the name of the rule.
    pub id: String,
    /// Type.
    pub event_type: EventType,
    /// Subtype.
    pub subtype: Option<EventSubtype>,
    /// Names the event only where no stronger word of the sentence does.
    pub weak: bool,
    /// The realis that the word itself carries ("plot").
    pub realis: Option<Realis>,
    /// Role of the subject.
    pub agent: Role,
    /// Role of the object.
    pub patient: Role,
    /// Only where the object is a place.
    pub of_place: bool,
    /// Only with a settlement that the text names as its object: "took Kidal", but not "took positions".
    pub of_settlement: bool,
    /// Only where the object is a person or several.
    pub of_person: bool,
    /// Only where the object is a weapon in flight.
    pub of_weapon: bool,
    /// Only where one of these words or phrases follows in the clause ("drove the group **from** the town").
    pub followed_by: Vec<String>,
}

/// How a trigger's words are used in the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TriggerForm {
    /// A verb: it must be used as one.
    Verb,
    /// A noun: it must be used as one.
    Noun,
    /// A phrase: as written.
    Phrase,
}

#[derive(Debug)]
struct Pattern {
    words: Vec<WordSet>,
    trigger: usize,
    form: TriggerForm,
}

/// The triggers, and an index of their patterns by first word.
#[derive(Debug)]
pub struct Triggers {
    /// All of them, in the table's order.
    pub all: Vec<Trigger>,
    patterns: Vec<Pattern>,
    by_first_word: WordMap<Vec<usize>>,
}

impl Triggers {
    fn new(table: &TriggersTable, words: &Words) -> Result<Self, Error> {
        let mut triggers = Self { all: Vec::new(), patterns: Vec::new(), by_first_word: WordMap::default() };
        for row in &table.trigger {
            let index = triggers.all.len();
            if triggers.all.iter().any(|other| other.id == row.id) {
                return Err(wrong(&row.id, "found the id twice, expected it once"));
            }
            triggers.all.push(trigger(row)?);
            triggers.add_patterns(row, index, words);
        }
        for (index, row) in table.trigger.iter().enumerate() {
            triggers.add_without_article(row, index, words);
        }
        Ok(triggers)
    }

    fn add_patterns(&mut self, row: &TriggerRow, trigger: usize, words: &Words) {
        for verb in &row.verbs {
            self.add(vec![forms(verb, words)], trigger, TriggerForm::Verb);
        }
        for noun in &row.nouns {
            let mut parts =
                noun.split(' ').map(|word| WordSet::from_iter([word.to_owned()])).collect::<Vec<_>>();
            if let Some(last) = parts.last_mut() {
                let plurals = last.iter().map(|word| plural_of(word)).collect::<Vec<_>>();
                last.extend(plurals);
            }
            self.add(parts, trigger, TriggerForm::Noun);
        }
        for phrase in &row.phrases {
            let parts = phrase.split(' ').map(|word| match word.strip_prefix('~') {
                Some(verb) => forms(verb, words),
                None => WordSet::from_iter([word.to_owned()]),
            });
            self.add(parts.collect(), trigger, TriggerForm::Phrase);
        }
    }

    /// "proclaimed the emirate" beside "~proclaim an emirate": the words of a phrase without its article, for a match that passes the
    /// words that say which and how many. Not where the last word names a happening itself: "carried out the attack".
    fn add_without_article(&mut self, row: &TriggerRow, trigger: usize, words: &Words) {
        let article = |word: &&str| matches!(*word, "a" | "an" | "the");
        for phrase in row.phrases.iter().filter(|phrase| phrase.starts_with('~')) {
            let last = phrase.rsplit(' ').next().unwrap_or_default();
            if !phrase.split(' ').any(|word| article(&word)) || self.is_noun(last) {
                continue;
            }
            let parts =
                phrase.split(' ').filter(|word| !article(word)).map(|word| match word.strip_prefix('~') {
                    Some(verb) => forms(verb, words),
                    None => WordSet::from_iter([word.to_owned()]),
                });
            let parts = parts.collect::<Vec<_>>();
            if parts.len() > 1 {
                self.add(parts, trigger, TriggerForm::Phrase);
            }
        }
    }

    fn add(&mut self, words: Vec<WordSet>, trigger: usize, form: TriggerForm) {
        let index = self.patterns.len();
        let mut first = words.first().into_iter().flatten().cloned().collect::<Vec<_>>();
        first.sort_unstable();
        for word in first {
            self.by_first_word.entry(word).or_default().push(index);
        }
        self.patterns.push(Pattern { words, trigger, form });
    }

    /// Whether a lower-case word is the first word of a trigger.
    #[must_use]
    pub fn begins(&self, word: &str) -> bool {
        self.by_first_word.contains_key(word)
    }

    /// Whether a word by itself is a noun that names a happening ("attack"), not only a verb that tells of one ("force").
    #[must_use]
    pub fn is_noun(&self, word: &str) -> bool {
        self.at(&[word]).iter().any(|(_, _, form)| *form != TriggerForm::Verb)
    }

    /// Every trigger whose words stand at the beginning of these lower-case words: the trigger, its length in words and
    /// its form, longest first, then in the table's order.
    #[must_use]
    pub fn at(&self, words: &[&str]) -> Vec<(&Trigger, usize, TriggerForm)> {
        let Some(candidates) = words.first().and_then(|word| self.by_first_word.get(*word)) else {
            return Vec::new();
        };
        let mut found: Vec<(usize, usize, TriggerForm)> = candidates
            .iter()
            .map(|index| &self.patterns[*index])
            .filter(|pattern| pattern.words.len() <= words.len())
            .filter(|pattern| pattern.words.iter().zip(words).all(|(set, word)| set.contains(*word)))
            .map(|pattern| (pattern.trigger, pattern.words.len(), pattern.form))
            .collect();
        found.sort_by_key(|(trigger, length, form)| (std::cmp::Reverse(*length), *trigger, *form));
        found.into_iter().map(|(trigger, length, form)| (&self.all[trigger], length, form)).collect()
    }
}

fn forms(verb: &str, words: &Words) -> WordSet {
    words.forms_of(verb).into_iter().collect()
}

fn wrong(id: &str, message: &str) -> Error {
    Error::new("events/triggers.toml", None, format!("trigger `{id}`: {message}"))
}

fn trigger(row: &TriggerRow) -> Result<Trigger, Error> {
    let (kind, subtype) =
        row.event.split_once('/').map_or((row.event.as_str(), None), |(kind, sub)| (kind, Some(sub)));
    let event_type = EventType::parse(kind).ok_or_else(|| {
        wrong(&row.id, &format!("found the event type `{kind}`, expected one of the contract's"))
    })?;
    let subtype = match subtype {
        None => None,
        Some(word) => {
            Some(EventSubtype::parse(word).filter(|subtype| subtype.event_type() == event_type).ok_or_else(
                || wrong(&row.id, &format!("found the subtype `{word}`, expected one of `{kind}`")),
            )?)
        }
    };
    let role = |word: &str| {
        Role::parse(word).ok_or_else(|| {
            wrong(&row.id, &format!("found the role `{word}`, expected one of the contract's"))
        })
    };
    let realis = match &row.realis {
        None => None,
        Some(word) => Some(Realis::parse(word).ok_or_else(|| {
            wrong(&row.id, &format!("found the realis `{word}`, expected one of the contract's"))
        })?),
    };
    let (of_place, of_person, of_weapon) = match row.patient_is.as_deref() {
        None => (false, false, false),
        Some("place" | "settlement") => (true, false, false),
        Some("person") => (false, true, false),
        Some("weapon") => (false, false, true),
        Some(other) => {
            let message = format!(
                "found `patient_is = \"{other}\"`, expected `place`, `settlement`, `person` or `weapon`"
            );
            return Err(wrong(&row.id, &message));
        }
    };
    let (agent, patient) = (role(&row.agent)?, role(&row.patient)?);
    Ok(Trigger {
        id: row.id.clone(),
        event_type,
        subtype,
        weak: row.weak,
        realis,
        agent,
        patient,
        of_place,
        of_settlement: row.patient_is.as_deref() == Some("settlement"),
        of_person,
        of_weapon,
        followed_by: row.followed_by.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language() -> Language {
        let files = Files::new(Vec::new()).expect("the shipped files load");
        Language::load(&files).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn regular_and_irregular_verbs() {
        let words = language().words;
        assert_eq!(words.forms_of("carry"), ["carry", "carries", "carried", "carried", "carrying"]);
        assert_eq!(words.forms_of("storm")[4], "storming");
        assert_eq!(words.forms_of("seize"), ["seize", "seizes", "seized", "seized", "seizing"]);
        assert_eq!(words.lemma("struck"), "strike");
        assert!(words.verbs["kidnapped"].past && words.verbs["kidnapped"].participle);
    }

    #[test]
    fn the_longest_trigger_comes_first() {
        let triggers = language().triggers;
        let found = triggers.at(&["suicide", "bombings", "in"]);
        assert_eq!(
            (found[0].0.id.as_str(), found[0].1, found[0].2),
            ("attack.suicide", 2, TriggerForm::Noun)
        );
        assert_eq!(triggers.at(&["blew", "up", "a"])[0].0.id, "attack.bombing");
        assert!(triggers.at(&["tea"]).is_empty());
    }

    #[test]
    fn a_wrong_type_is_refused_with_the_trigger_s_name() {
        let row = TriggerRow {
            id: "x".into(),
            event: "attack/raid".into(),
            verbs: vec![],
            nouns: vec![],
            phrases: vec![],
            weak: false,
            realis: None,
            agent: "party".into(),
            patient: "party".into(),
            patient_is: None,
            followed_by: vec![],
        };
        let message = trigger(&row).unwrap_err().to_string();
        assert!(message.contains("trigger `x`") && message.contains("subtype `raid`"), "{message}");
    }
}
