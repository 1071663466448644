//! Classes of words from `data/words.tsv`: what sort of thing or doing a word stands for, and as what parts of speech it is known.
use std::collections::BTreeMap;

const TABLE: &str = include_str!("../../data/words.tsv");

/// Noun sense in five bits, verb sense in four, then adjective, adverb, name.
const VERB_SHIFT: u16 = 5;
const ADJECTIVE: u16 = 1 << 9;
const ADVERB: u16 = 1 << 10;
const NAME: u16 = 1 << 11;

#[derive(Default, Clone, Copy)]
struct Known {
    noun: u16,
    verb: u16,
    marks: u16,
}

/// Every form with its class. Irregular forms take their base's class where they have none of their own, regular ones likewise.
///
/// # Panics
/// Where a line of the table is not understood: it is part of the program.
pub(crate) fn classes() -> Vec<(String, u16)> {
    let (bases, irregular) = read();
    let mut known = bases.clone();
    let mut has_irregular = std::collections::BTreeSet::new();
    for (form, base, kind) in &irregular {
        let Some(base_known) = bases.get(*base) else { continue };
        has_irregular.insert((*base, *kind));
        add(&mut known, (*form).to_owned(), *base_known, *kind);
    }
    for (base, base_known) in &bases {
        if base_known.noun > 0 && base.len() > 2 && !has_irregular.contains(&(base.as_str(), 'n')) {
            add(&mut known, with_s(base), *base_known, 'n');
        }
        if base_known.verb > 0 {
            add(&mut known, with_s(base), *base_known, 'v');
            for form in past_and_participle(base) {
                add(&mut known, form, *base_known, 'v');
            }
        }
    }
    let class = |known: &Known| known.noun | known.verb << VERB_SHIFT | known.marks;
    known.into_iter().map(|(form, known)| (form, class(&known))).collect()
}

type Bases = BTreeMap<String, Known>;

fn read() -> (Bases, Vec<(&'static str, &'static str, char)>) {
    let mut bases = Bases::new();
    let mut irregular = Vec::new();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        match line.split('\t').collect::<Vec<_>>().as_slice() {
            [form, base, kind] => irregular.push((*form, *base, kind.chars().next().unwrap_or('n'))),
            [word, noun, verb, marks] => {
                let number =
                    |text: &str| text.parse().unwrap_or_else(|_| panic!("`{line}`: expected numbers"));
                let mark = |letter, bit| if marks.contains(letter) { bit } else { 0 };
                let marks = mark('a', ADJECTIVE) | mark('r', ADVERB) | mark('P', NAME);
                bases.insert((*word).to_owned(), Known { noun: number(noun), verb: number(verb), marks });
            }
            _ => panic!("`{line}`: expected three or four columns"),
        }
    }
    (bases, irregular)
}

fn add(known: &mut Bases, form: String, base: Known, kind: char) {
    let entry = known.entry(form).or_default();
    match kind {
        'n' if entry.noun == 0 => {
            entry.noun = base.noun;
            entry.marks |= base.marks & NAME;
        }
        'v' if entry.verb == 0 => entry.verb = base.verb,
        'a' => entry.marks |= ADJECTIVE,
        _ => {}
    }
}

fn with_s(base: &str) -> String {
    let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|end| base.ends_with(end));
    match base.strip_suffix('y').filter(|stem| !stem.ends_with(is_vowel)) {
        _ if hisses => format!("{base}es"),
        Some(stem) => format!("{stem}ies"),
        None => format!("{base}s"),
    }
}

fn past_and_participle(base: &str) -> [String; 2] {
    if let Some(stem) = base.strip_suffix('e') {
        return [format!("{base}d"), format!("{stem}ing")];
    }
    if let Some(stem) = base.strip_suffix('y').filter(|stem| !stem.ends_with(is_vowel)) {
        return [format!("{stem}ied"), format!("{base}ing")];
    }
    let doubled = doubled(base);
    [format!("{base}{doubled}ed"), format!("{base}{doubled}ing")]
}

/// The last consonant of a short verb with one vowel before it, which is written twice: `stop`, `stopped`.
fn doubled(base: &str) -> &str {
    let mut from_end = base.chars().rev();
    let (last, vowel, before) = (from_end.next(), from_end.next(), from_end.next());
    let doubles = base.len() <= 5
        && last.is_some_and(|c| "bdgklmnprt".contains(c))
        && vowel.is_some_and(is_vowel)
        && before.is_none_or(|c| !is_vowel(c));
    if doubles { &base[base.len() - 1..] } else { "" }
}

const fn is_vowel(character: char) -> bool {
    matches!(character, 'a' | 'e' | 'i' | 'o' | 'u')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflected_forms_have_the_class_of_their_base() {
        let classes: BTreeMap<String, u16> = classes().into_iter().collect();
        for (form, base) in
            [("children", "child"), ("killed", "kill"), ("stopping", "stop"), ("struck", "strike")]
        {
            let (form_class, base_class) = (classes[form], classes[base]);
            let verb = |class: u16| class >> VERB_SHIFT & 15;
            assert!(verb(form_class) == verb(base_class) || form_class & 31 == base_class & 31, "{form}");
        }
        assert_eq!(classes["kabul"] & NAME, NAME);
        assert_eq!(classes["attack"] & NAME, 0);
    }
}
