//! Learning of the lemma tables.
use super::corpus::GoldToken;
use crate::lemma::{LONGEST_ENDING, keeps_case, lower_into};
use crate::tagset::Tag;
use std::collections::BTreeMap;

/// How a lemma comes from a form.
type Edit = (usize, String);

/// The tables, in the form that a model file holds.
///
/// A form with its tag takes its most frequent lemma. An ending takes the edit that most forms with it show, if a shorter ending gives
/// another; a form whose lemma no ending gives is an exception.
pub(crate) fn learn<'t>(tokens: impl Iterator<Item = &'t GoldToken>) -> String {
    let forms = most_frequent(tokens);
    let mut endings: BTreeMap<(usize, String, Tag), BTreeMap<Edit, usize>> = BTreeMap::new();
    for ((lower, tag), lemma) in &forms {
        let Some(edit) = edit(lower, lemma) else { continue };
        for length in 0..=LONGEST_ENDING.min(lower.len().saturating_sub(1)) {
            let Some(ending) = lower.get(lower.len() - length..) else { continue };
            let edits = endings.entry((length, ending.to_owned(), *tag)).or_default();
            *edits.entry(edit.clone()).or_default() += 1;
        }
    }
    let rules = rules(&endings);
    print(&forms, &rules)
}

fn most_frequent<'t>(tokens: impl Iterator<Item = &'t GoldToken>) -> BTreeMap<(String, Tag), String> {
    let mut counts: BTreeMap<(String, Tag), BTreeMap<String, usize>> = BTreeMap::new();
    let mut lower = String::new();
    for token in tokens.filter(|token| !token.feats.contains("Typo=Yes") && token.lemma != "_") {
        lower_into(&token.form, &mut lower);
        let lemma = if keeps_case(token.tag) { token.lemma.to_lowercase() } else { token.lemma.clone() };
        *counts.entry((lower.clone(), token.tag)).or_default().entry(lemma).or_default() += 1;
    }
    let most = |lemmas: BTreeMap<String, usize>| {
        lemmas.into_iter().rev().max_by_key(|(_, count)| *count).map_or_else(String::new, |(lemma, _)| lemma)
    };
    counts.into_iter().map(|(key, lemmas)| (key, most(lemmas))).collect()
}

/// What is cut and added; `None` where form and lemma share no beginning.
fn edit(form: &str, lemma: &str) -> Option<Edit> {
    let shared: usize =
        form.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    (shared > 0).then(|| (form.len() - shared, lemma[shared..].to_owned()))
}

fn rules(endings: &BTreeMap<(usize, String, Tag), BTreeMap<Edit, usize>>) -> BTreeMap<(String, Tag), Edit> {
    let mut rules: BTreeMap<(String, Tag), Edit> = BTreeMap::new();
    for ((length, ending, tag), edits) in endings {
        let Some((edit, count)) = edits.iter().rev().max_by_key(|(_, count)| **count) else { continue };
        // One form is no rule; it is an exception if the shorter endings do not give its lemma.
        let enough = *count >= 2 || *length == 0;
        if enough && shorter(&rules, ending, *tag) != Some(edit) {
            rules.insert((ending.clone(), *tag), edit.clone());
        }
    }
    rules
}

/// What the longest known ending of an ending gives, itself left out.
fn shorter<'r>(rules: &'r BTreeMap<(String, Tag), Edit>, ending: &str, tag: Tag) -> Option<&'r Edit> {
    (1..=ending.len())
        .filter_map(|from| ending.get(from..))
        .find_map(|shorter| rules.get(&(shorter.to_owned(), tag)))
}

fn print(forms: &BTreeMap<(String, Tag), String>, rules: &BTreeMap<(String, Tag), Edit>) -> String {
    let mut out = String::new();
    for ((lower, tag), lemma) in forms {
        let by_rule = (0..=LONGEST_ENDING.min(lower.len().saturating_sub(1)))
            .rev()
            .filter_map(|length| lower.get(lower.len() - length..))
            .find_map(|ending| rules.get(&(ending.to_owned(), *tag)))
            .and_then(|(cut, add)| {
                lower.get(..lower.len().checked_sub(*cut)?).map(|kept| format!("{kept}{add}"))
            });
        if by_rule.as_ref() != Some(lemma) && !keeps_case(*tag) && !lower.contains(char::is_whitespace) {
            out.push_str(&format!("=\t{lower}\t{tag}\t{lemma}\n"));
        }
    }
    for ((ending, tag), (cut, add)) in rules {
        out.push_str(&format!("-\t{ending}\t{tag}\t{cut}\t{add}\n"));
    }
    out
}
