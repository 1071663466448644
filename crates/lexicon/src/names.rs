//! Whether two names are one name written in two ways: across scripts, transliterations, titles, articles and vowels.
//!
//! The data is `names/classes.toml`. In reading order:
//!
//! 1. A name becomes words: folded, without titles, articles and apostrophes; Cyrillic is read as Latin letters.
//! 2. A word becomes sounds: classes of consonants (q and k are one) with the vowels between them.
//! 3. Words are the same where their consonants are the same and their vowels could be; a word in Arabic script where its
//!    letters can be read as the other's sounds.
//! 4. [`Names::compare`]: names are [`Same`](Sameness::Same) where all words are, one by one or run together; names of which
//!    one has words more, or whose [`Names::skeleton`] is shared, are [`Candidate`](Sameness::Candidate)s: ask.
//!
//! What two names cannot say (namesakes, new names) is not decided here.
use crate::Error;
use crate::files::Files;
use crate::fold::fold;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What two names say about those who bear them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sameness {
    /// Two names.
    Different,
    /// Perhaps one name: worth a look, not to be merged unseen.
    Candidate,
    /// One name, written in two ways.
    Same,
}

/// What a name is of: persons have titles, groups have plurals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// A person.
    Person,
    /// A group, an organisation or a state.
    Group,
    /// A place.
    Place,
}

/// How names are compared. Built once from `names/classes.toml`.
#[derive(Debug)]
pub struct Names {
    titles: BTreeSet<String>,
    articles: BTreeSet<String>,
    /// A word to the first word of its row.
    equal: BTreeMap<String, String>,
    latin: Vec<(String, String)>,
    arabic: BTreeMap<char, Letter>,
    cyrillic: BTreeMap<char, String>,
}

/// A letter of the Arabic script.
#[derive(Debug)]
struct Letter {
    sounds: Vec<char>,
    may_be_silent: bool,
}

const PATH: &str = "names/classes.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Classes {
    titles: Vec<String>,
    articles: Vec<String>,
    equal: Vec<Vec<String>>,
    latin: Vec<(String, String)>,
    arabic: Vec<(char, String)>,
    cyrillic: Vec<(char, String)>,
}

/// One word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    /// Latin letters as sounds.
    Sounds(Vec<Sound>),
    /// Arabic script, folded.
    Letters(Vec<char>),
}

/// Vowels, then a consonant; the last consonant of a word is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sound {
    vowels: Vec<char>,
    consonant: Option<char>,
}

impl Names {
    pub(crate) fn load(files: &Files) -> Result<Self, Error> {
        let text = files.effective(PATH).ok_or_else(|| Error::new(PATH, None, "expected the file"))?;
        let classes: Classes = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            Error::new(PATH, line, error.message().to_owned())
        })?;
        let equal = classes.equal.iter().filter_map(|row| Some((row.first()?, row)));
        let equal =
            equal.flat_map(|(first, row)| row.iter().map(|word| (word.clone(), first.clone()))).collect();
        let arabic = classes.arabic.into_iter().map(|(letter, sounds)| {
            let may_be_silent = sounds.ends_with('?');
            (letter, Letter { sounds: sounds.trim_end_matches('?').chars().collect(), may_be_silent })
        });
        Ok(Self {
            titles: classes.titles.into_iter().collect(),
            articles: classes.articles.into_iter().collect(),
            equal,
            latin: classes.latin,
            arabic: arabic.collect(),
            cyrillic: classes.cyrillic.into_iter().collect(),
        })
    }

    /// Whether two names of this kind are one name.
    #[must_use]
    pub fn compare(&self, one: &str, other: &str, kind: NameKind) -> Sameness {
        let (left, right) = (self.words(one, kind), self.words(other, kind));
        if left.is_empty() || right.is_empty() {
            return if fold(one).text == fold(other).text { Sameness::Same } else { Sameness::Different };
        }
        // One word of a person's name is many persons'.
        let enough = kind != NameKind::Person || left.len().min(right.len()) > 1;
        if fold(one).text == fold(other).text && enough {
            return Sameness::Same;
        }
        // The same letters but for articles and words that are one name.
        if enough && self.plain_words(one, kind) == self.plain_words(other, kind) {
            return Sameness::Same;
        }
        let in_order = left.len() == right.len() && left.iter().zip(&right).all(|(a, b)| self.is_same(a, b));
        let joined = || self.is_same(&self.joined(&left), &self.joined(&right)) && says_enough(&left);
        if (in_order || joined()) && enough && (says_enough(&left) || says_enough(&right)) {
            return Sameness::Same;
        }
        let (fewer, more) = if left.len() <= right.len() { (&left, &right) } else { (&right, &left) };
        let contained = fewer.iter().all(|word| more.iter().any(|other| self.is_same(word, other)));
        if in_order || contained || self.skeleton(one) == self.skeleton(other) {
            return Sameness::Candidate;
        }
        Sameness::Different
    }

    /// The consonants of a name, word by word, without vowels, articles and titles: what names must share to be looked at
    /// together. Names of which one is in Arabic script may be one with another skeleton: h, v and y are left out.
    #[must_use]
    pub fn skeleton(&self, name: &str) -> String {
        let words = self.words(name, NameKind::Person);
        let of_word = |word: &Word| match word {
            Word::Sounds(sounds) => sounds.iter().filter_map(|sound| sound.consonant).map(base).collect(),
            Word::Letters(letters) => {
                let first = letters.iter().filter_map(|letter| self.arabic.get(letter)?.sounds.first());
                first.copied().map(base).collect::<String>()
            }
        };
        let bare = |text: String| text.replace(['h', 'v', 'y', 'a', 'i', 'u'], "");
        words
            .iter()
            .map(|word| bare(of_word(word)))
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The words that count; all of them where titles and articles are all that there is.
    fn words(&self, name: &str, kind: NameKind) -> Vec<Word> {
        self.plain_words(name, kind).iter().map(|part| self.word(part)).collect()
    }

    fn plain_words(&self, name: &str, kind: NameKind) -> Vec<String> {
        let folded = fold(name).text.replace(['\'', '`', '\u{2BC}', '\u{2BB}'], "");
        let spelt: String = folded.chars().map(|letter| self.latin_of(letter)).collect();
        let parts = spelt.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
        let parts: Vec<String> = parts.map(|part| self.plain_word(part, kind)).collect();
        let counts = |part: &&String| {
            !self.articles.contains(*part) && !(kind == NameKind::Person && self.titles.contains(*part))
        };
        let kept: Vec<String> = parts.iter().filter(counts).cloned().collect();
        if kept.is_empty() { parts } else { kept }
    }

    fn latin_of(&self, letter: char) -> String {
        self.cyrillic.get(&letter).cloned().unwrap_or_else(|| letter.to_string())
    }

    fn plain_word(&self, word: &str, kind: NameKind) -> String {
        if let Some(first) = self.equal.get(word) {
            return first.clone();
        }
        if kind == NameKind::Group && word.len() > 5 && word.is_ascii() && !word.ends_with("ss") {
            let singular = word.strip_suffix('s').unwrap_or(word);
            return self.equal.get(singular).cloned().unwrap_or_else(|| singular.to_owned());
        }
        // The Arabic article is written onto its word.
        match word.strip_prefix("ال") {
            Some(rest) if rest.chars().count() >= 3 => rest.to_owned(),
            _ => word.to_owned(),
        }
    }

    fn word(&self, part: &str) -> Word {
        if part.chars().any(|letter| self.arabic.contains_key(&letter)) {
            return Word::Letters(part.chars().collect());
        }
        Word::Sounds(self.sounds(part))
    }

    fn sounds(&self, word: &str) -> Vec<Sound> {
        let mut sounds: Vec<Sound> = Vec::new();
        let mut vowels = String::new();
        let mut rest = word;
        let mut before = None;
        while let Some(letter) = rest.chars().next() {
            let class = self
                .latin
                .iter()
                .find_map(|(from, to)| Some((rest.strip_prefix(from.as_str())?, to.as_str())));
            let own = letter.to_string();
            let (next, class) = class.unwrap_or((&rest[letter.len_utf8()..], &own));
            rest = next;
            for sound in class.chars() {
                let glide = sound == 'y' && !rest.starts_with(is_vowel);
                if is_vowel(sound) || glide {
                    vowels.push(if glide { 'i' } else { sound });
                    before = None;
                } else if before != Some(sound) {
                    sounds.push(Sound { vowels: vowel_classes(&vowels), consonant: Some(sound) });
                    vowels.clear();
                    before = Some(sound);
                }
            }
        }
        // A last h after a vowel is silent: "Haniyeh", "Jemaah".
        if let Some(last) = sounds.last()
            && last.consonant == Some('h')
            && vowels.is_empty()
            && !last.vowels.is_empty()
        {
            let last = sounds.pop().map_or_else(Vec::new, |sound| sound.vowels);
            sounds.push(Sound { vowels: last, consonant: None });
            return sounds;
        }
        if !vowels.is_empty() {
            sounds.push(Sound { vowels: vowel_classes(&vowels), consonant: None });
        }
        sounds
    }

    /// All words as one; words in both scripts stay apart.
    fn joined(&self, words: &[Word]) -> Word {
        let mut letters = Vec::new();
        let mut sounds: Vec<Sound> = Vec::new();
        for word in words {
            match word {
                Word::Letters(own) => letters.extend(own),
                Word::Sounds(own) => {
                    let mut own = own.clone();
                    if let (Some(last), Some(first)) = (sounds.last(), own.first_mut())
                        && last.consonant.is_none()
                    {
                        let mut vowels = last.vowels.clone();
                        vowels.append(&mut first.vowels);
                        first.vowels = vowels;
                        sounds.pop();
                    }
                    sounds.extend(own);
                }
            }
        }
        if letters.is_empty() { Word::Sounds(sounds) } else { Word::Letters(letters) }
    }

    fn is_same(&self, one: &Word, other: &Word) -> bool {
        match (one, other) {
            (Word::Sounds(one), Word::Sounds(other)) => sounds_are_same(one, other),
            (Word::Letters(one), Word::Letters(other)) => one == other,
            (Word::Letters(letters), Word::Sounds(sounds))
            | (Word::Sounds(sounds), Word::Letters(letters)) => {
                let sounds =
                    sounds.iter().flat_map(|sound| sound.vowels.iter().copied().chain(sound.consonant));
                self.reads_as(letters, &sounds.collect::<Vec<_>>())
            }
        }
    }

    /// Whether letters of the Arabic script can be read as these sounds: every consonant stands in both, every letter for
    /// a vowel in the sounds; short vowels have no letters.
    fn reads_as(&self, letters: &[char], sounds: &[char]) -> bool {
        let Some((letter, later_letters)) = letters.split_first() else {
            return sounds.iter().all(|sound| is_vowel(*sound));
        };
        let Some(known) = self.arabic.get(letter) else { return self.reads_as(later_letters, sounds) };
        // Word-final and unwritten letters, and doubled ones that are written once.
        if known.may_be_silent && self.reads_as(later_letters, sounds) {
            return true;
        }
        let Some((sound, later_sounds)) = sounds.split_first() else { return false };
        let fits = known.sounds.iter().any(|own| own == sound || vowels_fit(*own, *sound));
        fits && self.reads_as(later_letters, later_sounds)
            || is_vowel(*sound) && self.reads_as(letters, later_sounds)
    }
}

/// Names of fewer consonants than this are too short to be told apart by their sounds: "Ali", "Ala".
const CONSONANTS: usize = 3;

fn says_enough(words: &[Word]) -> bool {
    let consonants = words.iter().map(|word| match word {
        Word::Sounds(sounds) => sounds.iter().filter(|sound| sound.consonant.is_some()).count(),
        Word::Letters(letters) => letters.len(),
    });
    consonants.sum::<usize>() >= CONSONANTS
}

/// The same consonants, and vowels that could be the same at every place; in a word of four consonants one vowel inside may
/// be missing ("Mohamad", "Mohmad").
fn sounds_are_same(one: &[Sound], other: &[Sound]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut missing = 0;
    for (at, (left, right)) in one.iter().zip(other).enumerate() {
        // "ch" is French for "sh".
        let heard = |sound: &Sound| if sound.consonant == Some('C') { Some('S') } else { sound.consonant };
        if heard(left) != heard(right) {
            return false;
        }
        if vowels_are_same(&left.vowels, &right.vowels) {
            continue;
        }
        let inside = at > 0 && left.consonant.is_some();
        if !inside || !left.vowels.is_empty() && !right.vowels.is_empty() {
            return false;
        }
        missing += 1;
    }
    missing == 0 || missing == 1 && one.len() >= 4
}

fn vowels_are_same(one: &[char], other: &[char]) -> bool {
    if one.len() == other.len() {
        return one.iter().zip(other).all(|(a, b)| vowels_fit(*a, *b));
    }
    false
}

/// e is written for both a and i; o for u.
fn vowels_fit(one: char, other: char) -> bool {
    let (one, other) = (vowel(one), vowel(other));
    one == other && is_vowel(one)
        || matches!((one, other), ('e', 'a' | 'i' | 'y') | ('a' | 'i' | 'y', 'e') | ('i', 'y') | ('y', 'i'))
}

fn vowel(letter: char) -> char {
    if letter == 'o' { 'u' } else { letter }
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// A run of vowels as it sounds: doubled ones once, "ou" and "oo" as u, "ee" as i, "iya" as "ia".
fn vowel_classes(vowels: &str) -> Vec<char> {
    let spelt = vowels.replace("ou", "u").replace("oo", "u").replace("ee", "i").replace("ie", "i");
    let mut classes: Vec<char> = spelt.chars().map(vowel).collect();
    classes.dedup();
    classes
}

/// Sounds that a skeleton does not tell apart.
fn base(sound: char) -> char {
    match sound {
        'X' => 'h',
        'C' | 'S' | 'z' => 's',
        'g' => 'k',
        'd' => 't',
        other => other,
    }
}

#[cfg(test)]
mod tests;
