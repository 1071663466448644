//! Finds actors in a text: one automaton over all folded names and context words.
use super::{ActorEntry, Actors, Alias, AliasForm};
use crate::fold::{Folded, fold};
use crate::letters::plain;
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use model::{ActorKind, Span};
use std::collections::{BTreeMap, BTreeSet};

/// A name in a text, and everybody whom it may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorMatch<'l> {
    /// Bytes of the text as given.
    pub span: Span,
    /// Each actor of that name once, by id, with the alias that matched; never empty.
    pub candidates: Vec<(&'l ActorEntry, &'l Alias)>,
}

/// All names and context words as one automaton.
#[derive(Debug)]
pub(super) struct Scanner {
    automaton: AhoCorasick,
    /// For each pattern of the automaton what it stands for.
    uses: Vec<Uses>,
}

#[derive(Debug, Default)]
struct Uses {
    names: Vec<Name>,
    /// Whether some alias needs this text as context.
    context: bool,
}

/// An alias as the scan needs it.
#[derive(Debug)]
struct Name {
    id: String,
    alias: usize,
    conditional: bool,
    /// Patterns that give the alias context.
    contexts: Vec<usize>,
    letters: Letters,
    form: AliasForm,
}

/// What the text's letters must be like beyond the folded match.
#[derive(Debug)]
enum Letters {
    /// Any case.
    Any,
    /// These letters, dashes and spaces being the same.
    Exact(String),
    /// A capital wherever this has one.
    Capitals(String),
}

/// A pattern that stands in the text as whole words; bytes of the folded text.
#[derive(Clone, Copy)]
struct Hit {
    start: usize,
    end: usize,
    pattern: usize,
}

impl Scanner {
    pub(super) fn new<'e>(entries: impl Iterator<Item = &'e ActorEntry>) -> Self {
        let mut patterns = Patterns::default();
        for entry in entries {
            for (index, alias) in entry.aliases.iter().enumerate() {
                patterns.add(entry, index, alias);
            }
        }
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .build(&patterns.texts)
            .expect("names are far from the automaton's limit of 2^31 states");
        Self { automaton, uses: patterns.uses }
    }

    pub(super) fn scan<'l>(&self, actors: &'l Actors, text: &str) -> Vec<ActorMatch<'l>> {
        let folded = fold(text);
        let hits = self.hits(&folded);
        let contexts: BTreeSet<usize> =
            hits.iter().map(|hit| hit.pattern).filter(|pattern| self.uses[*pattern].context).collect();
        let page = Page { text, folded: &folded };
        let strong = self.strong_ids(&hits, &page);
        let counts = |name: &Name| {
            !name.conditional
                || strong.contains(name.id.as_str())
                || name.contexts.iter().any(|one| contexts.contains(one))
        };
        let matches = hits.iter().filter_map(|hit| {
            let names: Vec<&Name> = self.names(hit, &page).filter(|name| counts(name)).collect();
            (!names.is_empty()).then_some((*hit, names))
        });
        let chosen = leftmost_longest(without_articles(matches.collect(), &folded.text));
        chosen.into_iter().map(|(hit, names)| page.matched(actors, hit, &names)).collect()
    }

    /// Every pattern that stands in the text as whole words.
    fn hits(&self, folded: &Folded) -> Vec<Hit> {
        let haystack = joined(&folded.text);
        let found = self.automaton.find_overlapping_iter(&haystack);
        let hits =
            found.map(|one| Hit { start: one.start(), end: one.end(), pattern: one.pattern().as_usize() });
        hits.filter(|hit| is_whole(&folded.text, hit)).collect()
    }

    /// The names of a hit whose letters and neighbours fit.
    fn names<'s>(&'s self, hit: &Hit, page: &Page<'_>) -> impl Iterator<Item = &'s Name> {
        let words = page.folded.to_original(hit.start, hit.end).of(page.text);
        let part_of_a_name = follows_article(&page.folded.text[..hit.start]);
        let names = self.uses[hit.pattern].names.iter();
        names.filter(move |name| {
            name.letters.fit(words) && !(part_of_a_name && name.form == AliasForm::Demonym)
        })
    }

    /// Who is named beyond doubt: by an alias that needs no context and lies in no longer name.
    fn strong_ids<'s>(&'s self, hits: &[Hit], page: &Page<'_>) -> BTreeSet<&'s str> {
        let strong = hits.iter().filter_map(|hit| {
            let names: Vec<&Name> = self.names(hit, page).filter(|name| !name.conditional).collect();
            (!names.is_empty()).then_some((*hit, names))
        });
        let chosen = leftmost_longest(without_articles(strong.collect(), &page.folded.text));
        chosen.into_iter().flat_map(|(_, names)| names).map(|name| name.id.as_str()).collect()
    }
}

/// The text under scan.
struct Page<'t> {
    text: &'t str,
    folded: &'t Folded,
}

impl Page<'_> {
    fn matched<'l>(&self, actors: &'l Actors, hit: Hit, names: &[&Name]) -> ActorMatch<'l> {
        let mut candidates: BTreeMap<&str, (&ActorEntry, &Alias)> = BTreeMap::new();
        for name in names {
            if let Some(entry) = actors.get(&name.id) {
                candidates.entry(&entry.id).or_insert((entry, &entry.aliases[name.alias]));
            }
        }
        let span = self.folded.to_original(hit.start, hit.end);
        ActorMatch { span, candidates: candidates.into_values().collect() }
    }
}

/// Drops "The National" where "National Liberation Army" follows the article: of two names that differ in the article before the
/// first, the longer is meant.
fn without_articles<T>(matches: Vec<(Hit, T)>, text: &str) -> Vec<(Hit, T)> {
    const ARTICLE: &str = "the ";
    let bounds: Vec<(usize, usize)> = matches.iter().map(|(hit, _)| (hit.start, hit.end)).collect();
    let is_cut_off = |hit: &Hit| {
        let behind = hit.start + ARTICLE.len();
        text[hit.start..].starts_with(ARTICLE)
            && bounds.iter().any(|(start, end)| *start == behind && *end > hit.end)
    };
    matches.into_iter().filter(|(hit, _)| !is_cut_off(hit)).collect()
}

/// Of overlapping matches the leftmost, of those the longest.
fn leftmost_longest<T>(mut matches: Vec<(Hit, T)>) -> Vec<(Hit, T)> {
    matches.sort_by_key(|(hit, _)| (hit.start, std::cmp::Reverse(hit.end)));
    let mut free_from = 0;
    matches.retain(|(hit, _)| {
        let free = hit.start >= free_from;
        if free {
            free_from = hit.end;
        }
        free
    });
    matches
}

/// The distinct folded texts, while the scanner is built.
#[derive(Default)]
struct Patterns {
    texts: Vec<String>,
    uses: Vec<Uses>,
    numbers: BTreeMap<String, usize>,
}

impl Patterns {
    fn add(&mut self, entry: &ActorEntry, index: usize, alias: &Alias) {
        let Some(pattern) = self.number(&alias.name) else { return };
        let contexts: Vec<usize> =
            alias.needs_context.iter().filter_map(|context| self.number(context)).collect();
        for context in &contexts {
            self.uses[*context].context = true;
        }
        self.uses[pattern].names.push(Name {
            id: entry.id.clone(),
            alias: index,
            conditional: alias.is_conditional(),
            contexts,
            letters: Letters::of(entry.kind, alias),
            form: alias.form,
        });
    }

    /// The pattern of a text; `None` where nothing is left of it after folding.
    fn number(&mut self, text: &str) -> Option<usize> {
        let folded = joined(fold(text.trim()).text.trim());
        if folded.is_empty() {
            return None;
        }
        let next = self.texts.len();
        let number = *self.numbers.entry(folded.clone()).or_insert(next);
        if number == next {
            self.texts.push(folded);
            self.uses.push(Uses::default());
        }
        Some(number)
    }
}

impl Letters {
    fn of(kind: ActorKind, alias: &Alias) -> Self {
        let name = joined(&plain(alias.name.trim()));
        if alias.case_exact {
            return Self::Exact(name);
        }
        let one_word = !name.contains(' ');
        match kind {
            ActorKind::ArmedGroup | ActorKind::Population => Self::Any,
            ActorKind::Person if !one_word => Self::Any,
            ActorKind::Person
            | ActorKind::State
            | ActorKind::StateForce
            | ActorKind::GovernmentBody
            | ActorKind::InternationalOrganisation
            | ActorKind::Media
            | ActorKind::Organisation => Self::Capitals(name),
        }
    }

    fn fit(&self, words: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(name) => joined(&plain(words)) == *name,
            Self::Capitals(name) => capitals_kept(name, &joined(&plain(words))),
        }
    }
}

/// Whether each word has a capital where the name's has one; the article may go without ("the Guardian").
fn capitals_kept(name: &str, words: &str) -> bool {
    let is_capital =
        |word: &str| word.chars().find(|letter| letter.is_alphabetic()).is_some_and(char::is_uppercase);
    let mut pairs = name.split(' ').zip(words.split(' '));
    pairs.all(|(name, word)| !is_capital(name) || is_capital(word) || word == "the")
}

/// Hyphens and single line breaks as spaces, byte for byte.
fn joined(text: &str) -> String {
    text.replace(['-', '\n', '\t'], " ")
}

fn is_whole(text: &str, hit: &Hit) -> bool {
    let before = text[..hit.start].chars().next_back();
    let mut after = text[hit.end..].chars();
    let boundary = match after.next() {
        // "Sana'a" is not "Sana"; "Iran's" is "Iran".
        Some('\'') => match after.next() {
            Some('s') => !after.next().is_some_and(is_word),
            Some(other) => !is_word(other),
            None => true,
        },
        Some(next) => !is_word(next),
        None => true,
    };
    boundary && !before.is_some_and(is_word)
}

fn is_word(part: char) -> bool {
    part.is_alphanumeric() || part == '_'
}

/// Whether an Arabic article stands before: "Abu Omar al-Iraqi" is a man, not his people.
fn follows_article(before: &str) -> bool {
    ["al-", "el-", "al ", "ul-"].iter().any(|article| {
        before.strip_suffix(article).is_some_and(|rest| !rest.chars().next_back().is_some_and(is_word))
    })
}
