//! Which stretches of capitals are no names of persons, so that the exposure gate need not keep them back: common nouns that
//! open a sentence, peoples, regions, outlets, and places after a preposition of place. In doubt a stretch stays a name.
use crate::page::{Page, Tag};
use lexicon::AliasForm;
use model::ActorKind;
use std::ops::Range;

/// Whether one of these tokens is a word that no person's name holds, whatever stands before it.
pub(crate) fn holds_common_noun(page: &Page<'_>, run: &Range<usize>) -> bool {
    let common = &page.language.persons.no_persons;
    run.clone()
        .map(|at| page.lower(at))
        .any(|word| common.contains(word) || singular(word).is_some_and(|one| common.contains(one)))
}

/// Whether nothing about these tokens, which no title introduces, can be a person's name.
pub(crate) fn is_no_person(page: &Page<'_>, run: &Range<usize>) -> bool {
    run.len() == 1 && (opens_as_noun(page, run.start) || is_people(page, run))
        || run.len() == 2 && run.clone().all(|at| is_people(page, &(at..at + 1)))
        // "First Vice President", before a name or without one.
        || page.language.persons.post(page.lower(run.end - 1)).is_some()
        || page.lexicon.outlets.by_name(page.words(run)).is_some()
        || is_located(page, run)
}

/// Whether the text states a post for the person named here: "X, a spokesman for the interior ministry", "ministry spokesman X".
/// Whose post it is may be somebody whom nothing else names.
pub(crate) fn states_post(page: &Page<'_>, name: &Range<usize>) -> bool {
    let is_post = |at: usize| page.language.persons.post(page.lower(at)).is_some();
    let sentence = &page.sentences[page.sentence_of(name.start)].tokens;
    let before = name.start.checked_sub(1).filter(|at| *at >= sentence.start);
    let behind = (page.lower(name.end) == ",").then(|| page.phrase_at(name.end + 1)).flatten();
    before.is_some_and(is_post)
        || behind.is_some_and(|phrase| {
            phrase.tokens.start <= name.end + 2 && sentence.contains(&phrase.head) && is_post(phrase.head)
        })
}

fn singular(word: &str) -> Option<&str> {
    word.strip_suffix('s').filter(|one| one.len() > 3)
}

/// "Gunmen entered …": a plural noun of persons, with a capital only because it opens the sentence.
fn opens_as_noun(page: &Page<'_>, at: usize) -> bool {
    let sentence = &page.sentences[page.sentence_of(at)].tokens;
    if at != sentence.start && !page.lower(at.saturating_sub(1)).chars().all(|mark| !mark.is_alphanumeric()) {
        return false;
    }
    let persons = &page.language.persons;
    let word = page.lower(at);
    let one = singular(word).or_else(|| word.strip_suffix("men"));
    let is_person = |word: &str| persons.person_nouns.contains(word) || persons.post(word).is_some();
    persons.groups.members.contains(word)
        || persons.groups.attackers.contains(word)
        || one.is_some_and(is_person)
        || page.tokens.iter().any(|token| !token.capital && token.lower == word)
}

/// "Americans", "Sikh", "Shiites": those who belong to a state or a faith.
fn is_people(page: &Page<'_>, run: &Range<usize>) -> bool {
    let words = page.words(run);
    let peoples = &page.language.persons.peoples;
    let lower = words.to_lowercase();
    let one = singular(&lower).unwrap_or(&lower);
    let is_demonym = |words: &str| {
        page.lexicon.actors.scan(words).iter().any(|found| {
            found.span.len() == words.len()
                && found
                    .candidates
                    .iter()
                    .any(|(entry, alias)| entry.kind == ActorKind::State && alias.form != AliasForm::Name)
        })
    };
    peoples.contains(&lower)
        || peoples.contains(one)
        || is_demonym(words)
        || words.strip_suffix('s').is_some_and(is_demonym)
}

/// "in Tora Bora": a name of the gazetteer where a place is to be expected.
fn is_located(page: &Page<'_>, run: &Range<usize>) -> bool {
    let before = run.start.checked_sub(1).filter(|at| page.tag_at(*at) == Tag::Preposition);
    let is_locative = before.is_some_and(|at| page.language.places.locative.contains(page.lower(at)));
    is_locative && !page.lexicon.places.lookup(page.words(run)).is_empty()
}

#[cfg(test)]
mod tests {
    use lexicon::Lexicon;
    use model::{Metadata, Text};

    /// The stretches of a text that the gate would keep back.
    fn kept_back(text: &str) -> Vec<String> {
        let lexicon = Lexicon::shipped().expect("the shipped lexicon loads");
        let text = Text::new("test", text.to_owned(), Vec::new());
        let extraction = crate::document(&text, &Metadata::default(), &lexicon);
        let private = extraction.names.iter().filter(|name| name.lexicon_id.is_none());
        private.map(|name| name.span.of(&text.text).to_owned()).collect()
    }

    #[test]
    fn what_is_no_persons_name_is_not_kept_back() {
        for text in [
            "Gunmen entered the hall and killed four people.",
            "Analysts said the group turned to attacks outside South Asia.",
            "Shiites and Americans were among the dead.",
            "The two fight over the Federally Administered Tribal Areas.",
            "A report in India Today said so.",
        ] {
            assert_eq!(kept_back(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_post_is_seen_with_and_without_a_known_owner() {
        let lexicon = Lexicon::shipped().expect("the shipped lexicon loads");
        let has_post = |text: &str| {
            let text = Text::new("test", text.to_owned(), Vec::new());
            let names = crate::document(&text, &Metadata::default(), &lexicon).names;
            names.iter().any(|name| name.has_stated_post)
        };
        assert!(has_post("Sayed Rahimi, a spokesman for the interior ministry, said 12 people were killed."));
        assert!(has_post("Interior ministry spokesman Sayed Rahimi said 12 people were killed."));
        assert!(has_post("Dana Example, a policy expert in Washington, said the group has changed."));
        assert!(!has_post("Sayed Rahimi, a teacher in the village, said 12 people were killed."));
        assert!(!has_post("Sayed Rahimi, 19, said 12 people were killed."));
    }

    #[test]
    fn what_may_be_one_is() {
        assert_eq!(kept_back("Zubaira Quxfoo was killed at a school in Kabul."), ["Zubaira Quxfoo"]);
        assert_eq!(kept_back("The killing of Tarkhan Blorvi shocked the town."), ["Tarkhan Blorvi"]);
        assert_eq!(kept_back("Police arrested Meshkat Vandrel on Monday."), ["Meshkat Vandrel"]);
    }
}
