//! Which texts are one origin: a report that was printed twice, cut, or taken over from an agency.
//!
//! Whoever counts a wire story in ten papers as ten sources finds confirmation where there is none. Two texts are compared by
//! the runs of words that they share (shingles; A. Broder, "On the resemblance and containment of documents", 1997); candidates
//! are found by bands of minhashes, of the whole text and of its opening, which is what is left of a story that was cut.
use serde::Deserialize;
use std::collections::BTreeSet;

/// When two texts are one origin: data in `lexicon/rules/copies.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CopyRules {
    run: usize,
    short: usize,
    short_alike: f64,
    alike: f64,
    inside: f64,
    kin: Kin,
    agencies: Agencies,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kin {
    inside: f64,
    quotations: usize,
    quotation_words: usize,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Agencies {
    credit_characters: usize,
    names: Vec<Vec<String>>,
}

/// What a text is compared by.
#[derive(Debug, Clone, PartialEq)]
pub struct Sketch {
    runs: BTreeSet<u64>,
    opening: BTreeSet<u64>,
    quotations: BTreeSet<String>,
    /// The words, between spaces: where quotations are looked for.
    words: String,
    /// The agencies that it credits, by their place in the rules.
    agencies: BTreeSet<usize>,
}

/// Minhashes in a band: two texts that share every second run meet in one band with a chance of 1 in 8.
const ROWS: u64 = 3;
/// Bands of the whole text: with the chance above, 96 of 100 such pairs meet.
const BANDS: u64 = 24;
/// Bands of the opening.
const OPENING_BANDS: u64 = 8;
/// Runs that are the opening: the first two or three paragraphs of a wire story.
const OPENING_RUNS: usize = 60;

impl CopyRules {
    /// Reads the rules.
    ///
    /// # Errors
    /// Where the text is no such file, or a share lies outside 0 to 1.
    pub fn parse(text: &str) -> Result<Self, String> {
        let rules: Self = toml::from_str(text).map_err(|error| format!("`rules/copies.toml`: {error}"))?;
        let shares = [rules.short_alike, rules.alike, rules.inside, rules.kin.inside];
        if let Some(share) = shares.iter().find(|share| !(0.0..=1.0).contains(*share)) {
            return Err(format!("`rules/copies.toml`: found the share {share}, expected 0 to 1"));
        }
        if rules.run == 0 {
            return Err("`rules/copies.toml`: found runs of 0 words, expected at least 1".to_owned());
        }
        Ok(rules)
    }

    /// The rules as shipped.
    ///
    /// # Panics
    /// Never: a test reads the shipped file.
    #[must_use]
    pub fn shipped() -> Self {
        Self::parse(include_str!("../../../lexicon/rules/copies.toml")).expect("the shipped rules are tested")
    }

    /// What a text is compared by.
    #[must_use]
    pub fn sketch(&self, text: &str) -> Sketch {
        let words = words(text);
        let hashes: Vec<u64> = words.iter().map(|word| hash_word(word)).collect();
        let runs: Vec<u64> = hashes.windows(self.run).map(hash_run).collect();
        Sketch {
            opening: runs.iter().take(OPENING_RUNS).copied().collect(),
            runs: runs.into_iter().collect(),
            quotations: self.quotations(text),
            words: format!(" {} ", words.join(" ")),
            agencies: self.credited(text),
        }
    }

    /// Whether two texts are one origin. Symmetric.
    #[must_use]
    pub fn is_copy(&self, one: &Sketch, other: &Sketch) -> bool {
        let shared = one.runs.intersection(&other.runs).count() as f64;
        let (fewer, more) = (one.runs.len().min(other.runs.len()), one.runs.len().max(other.runs.len()));
        if fewer == 0 {
            return more == 0 && one.words == other.words;
        }
        let alike = shared / (fewer as f64 + more as f64 - shared);
        let inside = shared / fewer as f64;
        if fewer < self.short {
            return alike >= self.short_alike;
        }
        let is_kin = || !one.agencies.is_disjoint(&other.agencies) || self.share_quotations(one, other);
        alike >= self.alike || inside >= self.inside || inside >= self.kin.inside && is_kin()
    }

    /// Whether everything that is quoted in one of them is quoted in the other as well.
    fn share_quotations(&self, one: &Sketch, other: &Sketch) -> bool {
        let all_in = |one: &Sketch, other: &Sketch| {
            one.quotations.len() >= self.kin.quotations
                && one.quotations.iter().all(|words| other.words.contains(words.as_str()))
        };
        all_in(one, other) || all_in(other, one)
    }

    fn quotations(&self, text: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open = None;
        for (at, mark) in text.char_indices().filter(|(_, mark)| matches!(mark, '"' | '“' | '”')) {
            match (open, mark) {
                (None, '"') | (_, '“') => open = Some(at + mark.len_utf8()),
                (Some(start), '"' | '”') => {
                    let words = words(&text[start..at]);
                    if words.len() >= self.kin.quotation_words {
                        found.insert(format!(" {} ", words.join(" ")));
                    }
                    open = None;
                }
                (None | Some(_), _) => {}
            }
        }
        found
    }

    /// The agencies that are credited at the beginning or the end.
    fn credited(&self, text: &str) -> BTreeSet<usize> {
        let reach = self.agencies.credit_characters;
        let head = text.char_indices().nth(reach).map_or(text, |(at, _)| &text[..at]);
        let tail = text.char_indices().rev().nth(reach).map_or(text, |(at, _)| &text[at..]);
        let is_credit = |name: &String| [head, tail].iter().any(|part| stands_as_credit(part, name));
        let all = self.agencies.names.iter().enumerate();
        all.filter(|(_, names)| names.iter().any(is_credit)).map(|(number, _)| number).collect()
    }
}

/// `(Reuters)`, `— AFP`, `/AP`, or the name alone on a line; a sentence that speaks of an agency credits nobody.
fn stands_as_credit(part: &str, name: &str) -> bool {
    part.match_indices(name).any(|(at, _)| {
        let (before, after) = (&part[..at], &part[at + name.len()..]);
        let opens = before.trim_end_matches(' ').chars().next_back();
        let closes = after.trim_start_matches([' ', '.']).chars().next();
        let bracketed = matches!(opens, Some('(' | '[' | '/')) && matches!(closes, Some(')' | ']' | '/'));
        let dashed = matches!(opens, Some('—' | '–' | '-')) && matches!(closes, None | Some('\n'));
        let alone = matches!(opens, None | Some('\n')) && matches!(closes, None | Some('\n'));
        bracketed || dashed || alone
    })
}

impl Sketch {
    /// What candidates are found by: texts that are one origin have one of these in common, nearly always.
    #[must_use]
    pub fn bands(&self) -> Vec<i64> {
        let mut bands = banded(&self.runs, 0, BANDS);
        bands.extend(banded(&self.opening, 1 << 32, OPENING_BANDS));
        bands.sort_unstable();
        bands.dedup();
        bands
    }
}

/// A band is the digest of the lowest of its runs under each of [`ROWS`] orders.
fn banded(runs: &BTreeSet<u64>, salt: u64, bands: u64) -> Vec<i64> {
    if runs.is_empty() {
        return Vec::new();
    }
    let band = |band: u64| {
        let lowest = (0..ROWS).map(|row| {
            let order = mix(salt + band * ROWS + row + 1);
            runs.iter().map(|run| mix(run ^ order)).min().unwrap_or(0)
        });
        // The database counts in signed numbers.
        lowest.fold(mix(salt + band), |all, low| mix(all ^ low)).cast_signed()
    };
    (0..bands).map(band).collect()
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|part: char| !part.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// FNV-1a.
fn hash_word(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn hash_run(words: &[u64]) -> u64 {
    words.iter().fold(0, |hash, word| mix(hash ^ word))
}

/// The finaliser of SplitMix64: every bit of the answer hangs on every bit of the number.
const fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "KABUL (Reuters) - A bomb killed at least 19 people outside a hospital in the west of the \
        Afghan capital on Tuesday, officials said, in the third such attack within a month. \
        Police said that two men had driven a white van up to the gate before it exploded. \
        \"We heard a blast that broke every window of the ward\", said a nurse who asked not to be named. \
        No group claimed the attack at once. The ministry of health put the number of wounded at 43, most of them visitors. \
        \"The number of the dead may still rise during the night\", a spokesman of the ministry told reporters. \
        The hospital had been attacked before, in 2021, when gunmen stormed its maternity ward and killed 24 people. \
        The authorities have since put up walls of concrete around it, and a second gate.";

    fn is_copy(one: &str, other: &str) -> (bool, bool) {
        let rules = CopyRules::shipped();
        let (one, other) = (rules.sketch(one), rules.sketch(other));
        assert_eq!(rules.is_copy(&one, &other), rules.is_copy(&other, &one));
        let bands = one.bands();
        (rules.is_copy(&one, &other), other.bands().iter().any(|band| bands.contains(band)))
    }

    #[test]
    fn an_edited_or_cut_story_is_a_copy() {
        let edited = STORY.replace("at least 19", "at least 21").replace("Afghan capital", "capital");
        let cut = &STORY[..STORY.find("No group").unwrap()];
        let longer =
            format!("{STORY} {}", "Elsewhere in the country the day was quiet, a traveller said. ".repeat(3));
        for copy in [STORY, &edited, cut, &longer, &STORY.to_uppercase()] {
            assert_eq!(is_copy(STORY, copy), (true, true), "{copy}");
        }
    }

    #[test]
    fn another_report_of_the_same_event_is_none() {
        let other = "A van packed with explosives went off at the gate of a Kabul hospital, killing 19 and wounding more than \
            40, the interior ministry said. Witnesses spoke of shattered windows and of people running. The blast on Tuesday \
            was the third in the city within four weeks. Nobody has said that they did it. In 2021 a maternity ward there \
            was stormed by gunmen, and mothers and newborn children were shot dead.";
        assert!(!is_copy(STORY, other).0);
        assert!(!is_copy("Two people died in Kabul.", "Two people died in Herat.").0);
        assert!(is_copy("", "").0);
    }

    #[test]
    fn a_desk_that_rewrote_an_agency_story_is_one_origin_with_it() {
        let half = &STORY[STORY.find("Police said").unwrap()..STORY.find("The hospital").unwrap()];
        let filler = "Our own correspondent adds that shops near the river stayed closed all day, that buses were turned back at \
            the bridge, and that few people were seen in the streets of the old town after noon, when rain had set in. Schools \
            will open again on Thursday if the weather allows it, the city said in a short note to parents and teachers. Prices \
            of bread and fuel had risen before the weekend, and a strike of the drivers was called off. The match in the north \
            of the city was played without spectators, and ended in a draw after extra time had been given twice.";
        let rewritten = |credit: &str| format!("Blast at a hospital. {half} {filler} {credit}");
        assert!(is_copy(STORY, &rewritten("(Reuters)")).0);
        let spoken = rewritten("Reuters was told so.");
        let rules = CopyRules::shipped();
        assert!(rules.sketch(STORY).agencies.len() == 1 && rules.sketch(&spoken).agencies.is_empty());
    }

    #[test]
    fn rules_out_of_range_are_refused() {
        let shipped = include_str!("../../../lexicon/rules/copies.toml");
        assert!(CopyRules::parse(shipped).is_ok());
        let wrong = shipped.replace("inside = 0.7", "inside = 7");
        assert!(CopyRules::parse(&wrong).unwrap_err().contains("found the share 7, expected 0 to 1"));
    }
}
