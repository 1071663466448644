//! Which of a listed group's names say enough alone.
//!
//! A name is *strong* where some word of it is its own ("Arewa People's Congress"), *weak* where a word of the group's
//! country must stand in the document ("People's War Group"), *bare* where a strong name of the same group must ("PAC",
//! "Cobras", every people and clan).
use super::{Listed, Organised};
use crate::gazetteer::{key, names::Used};
use lexicon::Lexicon;
use model::ActorKind;
use std::collections::{BTreeMap, BTreeSet};

/// What decides.
pub(super) struct Judge<'l> {
    lexicon: &'l Lexicon,
    used: &'l Used,
    /// Names of entries kept by hand: those are theirs.
    taken: BTreeSet<String>,
    /// How many listed groups have a name.
    shared: BTreeMap<String, usize>,
    /// Names, peoples and capitals of states, word by word.
    of_states: BTreeSet<String>,
}

/// The names of a group.
#[derive(Default)]
pub(super) struct Judged {
    pub(super) strong: Vec<String>,
    pub(super) weak: Vec<String>,
    pub(super) bare: Vec<String>,
}

/// Faiths, peoples and regions that many groups share, lower case.
const SHARED_WORDS: &[&str] = &[
    "islamic",
    "islam",
    "muslim",
    "muslims",
    "christian",
    "christians",
    "hindu",
    "sikh",
    "buddhist",
    "arab",
    "arabs",
    "arabic",
    "kurdish",
    "kurdistan",
    "palestinian",
    "palestine",
    "hutu",
    "tutsi",
    "serbian",
    "serb",
    "croat",
    "african",
    "asian",
    "american",
    "european",
    "allah",
    "god",
    "jihad",
    "mujahideen",
    "mujahidin",
    "salafist",
    "sunni",
    "shia",
    "shiite",
    "communist",
    "marxist",
    "maoist",
    "leninist",
    "socialist",
    "democratic",
    "republic",
    "north",
    "south",
    "east",
    "west",
    "northern",
    "southern",
    "eastern",
    "western",
    "central",
    "liberation",
    "resistance",
    "king",
    "general",
    "sheikh",
    "mullah",
    "commander",
    "colonel",
    "saint",
    "lord",
    "lord's",
    "congress",
    "supreme",
    "sharia",
    "brotherhood",
    "front",
    "army",
    "people's",
    "peoples",
    "party",
    "national",
    "movement",
    "popular",
    "revolutionary",
    "brigade",
    "brigades",
    "forces",
    "force",
    "battalion",
    "division",
    "faction",
    "group",
    "union",
    "united",
    "alliance",
    "council",
    "organization",
    "organisation",
    "defence",
    "defense",
    "patriotic",
    "armed",
    "free",
    "new",
    "the",
    "of",
    "for",
    "and",
    "in",
    "de",
    "la",
    "le",
    "el",
    "al",
    "du",
    "des",
    "y",
    "et",
    "los",
    "las",
    "legion",
    "guard",
    "guards",
    "committee",
    "jaysh",
    "jabhat",
    "harakat",
    "liwa",
    "ansar",
    "jama'at",
    "jamaat",
    "hizb",
    "saraya",
    "kataib",
    "katibat",
    "frente",
    "ejercito",
    "liberacion",
    "nacional",
    "popular",
    "partido",
    "movimiento",
    "mouvement",
    "armee",
    "parti",
    "front",
    "liberation",
    "nationale",
    "pour",
    "para",
    "por",
    "partai",
    "tentara",
    "tentera",
    "barisan",
];

/// Heads that describe rather than name, in the plural.
const DESCRIPTIONS: &[&str] = &[
    "insurgents",
    "rebels",
    "irregulars",
    "militia",
    "militias",
    "supporters",
    "civilians",
    "opposition",
    "royalists",
    "tribesmen",
    "fighters",
    "military",
    "coalition",
    "junta",
    "separatists",
    "mutineers",
    "inmates",
    "guerrillas",
    "vigilantes",
    "elements",
];

/// Groups of the past whose name is a legal party's today: a report that says only the name means the party.
const PARTIES: &[&str] = &[
    "african national congress",
    "communist party of india",
    "nepali congress",
    "frelimo",
    "zanu",
    "zapu",
    "popular movement for the liberation of angola",
    "patriotic union of kurdistan",
    "muslim brotherhood",
    "supreme council for the islamic revolution in iraq",
    "sandinista national liberation front",
    "farabundo marti national liberation front",
    "national resistance movement",
    "lebanese forces",
];

impl<'l> Judge<'l> {
    pub(super) fn new(lexicon: &'l Lexicon, used: &'l Used, new: &[&Listed]) -> Self {
        let by_hand = || lexicon.actors.all().filter(|entry| !entry.id.starts_with("ucdp-"));
        let taken = by_hand().flat_map(|entry| &entry.aliases).map(|alias| key(&alias.name)).collect();
        let states = by_hand().filter(|entry| entry.kind == ActorKind::State);
        let of_states = states
            .flat_map(|state| &state.aliases)
            .flat_map(|alias| key(&alias.name).split(' ').map(str::to_owned).collect::<Vec<_>>())
            .filter(|word| word.len() >= 4 && !SHARED_WORDS.contains(&word.as_str()) && !used.is_common(word))
            .collect();
        let mut shared: BTreeMap<String, usize> = BTreeMap::new();
        for row in new {
            let own: BTreeSet<String> = names(row).iter().map(|name| key(name)).collect();
            own.into_iter().for_each(|name| *shared.entry(name).or_default() += 1);
        }
        Self { lexicon, used, taken, shared, of_states }
    }

    pub(super) fn judge(&self, row: &Listed, kind: ActorKind) -> Judged {
        let mut judged = Judged::default();
        let mut seen = BTreeSet::new();
        for name in names(row).into_iter().filter(|name| !name.is_empty()) {
            if !seen.insert(key(&name)) {
                continue;
            }
            match self.strength(&name, row, kind) {
                Strength::Strong => judged.strong.push(name),
                Strength::Weak => judged.weak.push(name),
                Strength::Bare => judged.bare.push(name),
            }
        }
        judged
    }

    fn strength(&self, name: &str, row: &Listed, kind: ActorKind) -> Strength {
        let folded = key(name);
        let words: Vec<&str> =
            folded.split(' ').filter(|word| word.chars().any(char::is_alphanumeric)).collect();
        if self.taken.contains(&folded)
            || PARTIES.contains(&folded.as_str())
            || kind == ActorKind::Population && row.org == Organised::Communally
        {
            return Strength::Bare;
        }
        let shared = self.shared.get(&folded).copied().unwrap_or(0) > 1;
        if let [word] = words.as_slice() {
            let letters = word.chars().filter(|letter| letter.is_alphabetic()).count();
            let common = self.used.is_common(word) || !self.lexicon.places.lookup(word).is_empty();
            // Three capitals are too many things in one country.
            let long_enough = if is_acronym(name) { letters >= 4 } else { letters >= 6 };
            return if long_enough && !common && !shared { Strength::Weak } else { Strength::Bare };
        }
        let described = words.iter().any(|word| DESCRIPTIONS.contains(word));
        let own = words.iter().filter(|word| self.is_own(word)).count();
        let of_state = words.iter().any(|word| self.of_states.contains(*word));
        match (words.len(), own) {
            (_, 1..) if shared => Strength::Weak,
            _ if shared => Strength::Bare,
            (_, 1..) => Strength::Strong,
            (3.., 0) if of_state && !described => Strength::Strong,
            (3.., 0) if !described => Strength::Weak,
            _ => Strength::Bare,
        }
    }

    /// Whether few others could have the word in their name.
    fn is_own(&self, word: &str) -> bool {
        let word = word.trim_matches(|part: char| !part.is_alphanumeric());
        word.chars().filter(|letter| letter.is_alphabetic()).count() >= 4
            && !SHARED_WORDS.contains(&word)
            && !DESCRIPTIONS.contains(&word)
            && !self.of_states.contains(word)
            && !self.used.is_common(word)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strength {
    Strong,
    Weak,
    Bare,
}

fn is_acronym(name: &str) -> bool {
    name.chars().all(|part| !part.is_lowercase())
}

/// Every name as a text may write it: without what stands in brackets, of two names at a slash or in a list each.
fn names(row: &Listed) -> Vec<String> {
    let all = row.full.iter().chain(&row.new_names).chain([&row.short]);
    all.flat_map(|name| plain(name)).collect()
}

fn plain(name: &str) -> Vec<String> {
    let name = name.replace(['\u{B4}', '`', '\u{2019}', '\u{2018}'], "'").replace('\u{2013}', "-");
    let without = match name.split_once('(') {
        Some((before, after)) => {
            let behind = after.split_once(')').map_or("", |(_, behind)| behind);
            format!("{} {}", before.trim(), behind.trim()).trim().to_owned()
        }
        None => name.clone(),
    };
    let listed = without.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    let mut names: Vec<String> =
        listed.map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let halves: Vec<Vec<String>> = names
        .iter()
        .filter(|one| one.matches('/').count() == 1)
        .map(|one| one.split('/').map(|half| half.trim().to_owned()).collect())
        .collect();
    for halves in halves {
        // "Movement/Army" is one name; two names have two words or none each.
        let several = |half: &String| half.split(' ').count() >= 2;
        if halves.iter().all(several) || halves.iter().all(|half| !half.contains(' ')) {
            names.extend(halves);
        }
    }
    for at in 0..names.len() {
        if names[at].contains(" - ") {
            names.push(names[at].replace(" - ", "-"));
        }
    }
    names.retain(|one| one.chars().filter(|part| part.is_alphanumeric()).count() >= 2);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_apart_as_texts_write_them() {
        assert_eq!(plain("Self-Defense Mujahidin (CAR)"), ["Self-Defense Mujahidin"]);
        assert_eq!(plain("CNRM, CNRT"), ["CNRM", "CNRT"]);
        assert_eq!(plain("USC/SSA"), ["USC/SSA", "USC", "SSA"]);
        assert_eq!(plain("Sudan Liberation Movement/Army"), ["Sudan Liberation Movement/Army"]);
        assert_eq!(plain("ULIMO - J"), ["ULIMO - J", "ULIMO-J"]);
    }
}
