//! What may be a person's name in a script without capitals: what the exposure gate withholds.
//!
//! A given name, or a title, and the words behind it up to one that the language's words know, a mark, a place or an actor. Too much is
//! the lesser fault.
use super::Sentence;
use lexicon::{GivenNames, OtherLanguage, PlainKind, PlainWord};
use model::Span;
use model::record::PersonName;

/// The names in a sentence; `known` are places and actors, which are none.
pub(super) fn names(
    text: &str,
    given: &GivenNames,
    rules: &OtherLanguage,
    sentence: &Sentence,
    known: &[Span],
    is_function_word: &dyn Fn(&str) -> bool,
) -> Vec<PersonName> {
    let words = &sentence.words;
    let is_known = |word: &PlainWord| known.iter().any(|span| span.overlaps(&word.span));
    let may_be =
        |at: usize| words.get(at).is_some_and(|word| word.kind == PlainKind::Word && !is_known(word));
    // The preposition `على` and the name `علي` are one folded; only the name ends in yeh.
    let is_name = |at: usize| {
        let word = &words[at];
        let is_preposition = is_function_word(&word.text) && word.span.of(text).ends_with('\u{649}');
        given.is_name(&word.text) && !is_preposition
    };
    // A word of the language ends a name, unless it is a given name itself.
    let is_word = |at: usize| {
        let text = words[at].text.as_str();
        !is_name(at) && !given.is_join(text) && (is_function_word(text) || is_of_rules(rules, words, at))
    };
    let mut names = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let begins = may_be(at) && {
            let text = words[at].text.as_str();
            let behind_title = at > 0 && given.is_title(&words[at - 1].text) && !is_word(at);
            is_name(at) || behind_title || given.is_join(text) && may_be(at + 1) && is_name(at + 1)
        };
        if !begins {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < at + given.longest && may_be(end) && !is_word(end) {
            end += 1;
        }
        // A family's name is never left behind.
        while may_be(end) && given.is_family(&words[end].text) && !is_word(end) {
            end += 1;
        }
        let span = super::span_of(words, &(at..end));
        names.push(PersonName { span, actor: None, lexicon_id: None, has_stated_post: false });
        at = end;
    }
    names
}

/// Whether a word is one of the tables: of people, casualties, happenings, places, times.
fn is_of_rules(rules: &OtherLanguage, words: &[PlainWord], at: usize) -> bool {
    let measures = rules.measures.iter().map(|(_, phrases)| phrases);
    let people = rules.people.iter().map(|(_, phrases)| phrases);
    let triggers = rules.triggers.iter().map(|trigger| &trigger.words);
    let others =
        [&rules.place_before, &rules.place_after, &rules.near, &rules.joins, &rules.today, &rules.yesterday];
    let mut all = measures.chain(people).chain(triggers).chain(others);
    all.any(|phrases| phrases.at(words, at, &rules.prefixes).is_some())
}
