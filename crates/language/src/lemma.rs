//! Lemmas: exceptions, then what is cut from and added to a form for the longest ending that is known with its tag.
use crate::table::{HASH_START, extend};
use crate::tagset::Tag;

/// The longest ending that a rule looks at, in bytes: `-ppings` and the like are told by six.
pub(crate) const LONGEST_ENDING: usize = 6;

/// The tables of the lemmatiser. In a model file a text: `= form TAG lemma` for exceptions, `- ending TAG cut add` for rules.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lemmas {
    /// Sorted by key.
    exceptions: Vec<(u64, &'static str)>,
    rules: Vec<(u64, Rule)>,
}

/// How many bytes go from the end, and what takes their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Rule {
    pub(crate) cut: usize,
    pub(crate) add: &'static str,
}

impl Lemmas {
    /// Reads the tables; `None` where a line is not understood.
    pub(crate) fn read(table: &'static str) -> Option<Self> {
        let mut lemmas = Self::default();
        for line in table.lines() {
            let mut columns = line.split('\t');
            let (kind, form) = (columns.next()?, columns.next()?);
            let tag = Tag::from_word(columns.next()?)?;
            let key = key(form.as_bytes(), tag);
            match kind {
                "=" => lemmas.exceptions.push((key, columns.next()?)),
                "-" => {
                    let rule = Rule { cut: columns.next()?.parse().ok()?, add: columns.next()? };
                    lemmas.rules.push((key, rule));
                }
                _ => return None,
            }
        }
        lemmas.exceptions.sort_unstable();
        lemmas.rules.sort_unstable();
        Some(lemmas)
    }

    /// Adds the lemma of a form to `out`. `lower` is the form in small letters with plain apostrophes.
    pub(crate) fn push(&self, form: &str, lower: &str, tag: Tag, out: &mut String) {
        if let Some(lemma) = find(&self.exceptions, key(lower.as_bytes(), tag)) {
            return out.push_str(lemma);
        }
        // Compounds of `man` are many more than any corpus shows.
        if let Some(stem) = lower.strip_suffix("men").filter(|_| tag == Tag::NounPlural) {
            out.push_str(stem);
            return out.push_str("man");
        }
        let form = if keeps_case(tag) { form } else { lower };
        let rule = self.rule(lower, tag).unwrap_or(Rule { cut: 0, add: "" });
        let kept = form.len().checked_sub(rule.cut).and_then(|end| form.get(..end));
        match kept {
            Some(kept) if !kept.is_empty() => {
                out.push_str(kept);
                out.push_str(rule.add);
            }
            _ => out.push_str(form),
        }
    }

    fn rule(&self, lower: &str, tag: Tag) -> Option<Rule> {
        let bytes = lower.as_bytes();
        (0..=LONGEST_ENDING.min(bytes.len().saturating_sub(1)))
            .rev()
            .find_map(|length| find(&self.rules, key(&bytes[bytes.len() - length..], tag)))
    }
}

/// Proper nouns and foreign words keep their capitals.
pub(crate) const fn keeps_case(tag: Tag) -> bool {
    matches!(tag, Tag::Propn | Tag::PropnPlural | Tag::X)
}

fn find<T: Copy>(table: &[(u64, T)], key: u64) -> Option<T> {
    table.binary_search_by_key(&key, |(known, _)| *known).ok().map(|at| table[at].1)
}

/// Form or ending with the tag. Sixty-four bits: among some ten thousand entries two never met in the shipped tables.
pub(crate) fn key(bytes: &[u8], tag: Tag) -> u64 {
    let mut low = HASH_START ^ tag as u32;
    let mut high = 0x9747_B28Cu32.wrapping_add(tag as u32);
    for &byte in bytes.iter().take(64) {
        low = extend(low, byte);
        high = (high.rotate_left(5) ^ u32::from(byte)).wrapping_mul(0xCC9E_2D51);
    }
    u64::from(high) << 32 | u64::from(low)
}

/// A form in small letters with plain apostrophes.
pub(crate) fn lower_into(form: &str, out: &mut String) {
    out.clear();
    for character in form.chars() {
        match character {
            '’' | '‘' | '`' => out.push('\''),
            c if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            c => out.extend(c.to_lowercase()),
        }
    }
}
