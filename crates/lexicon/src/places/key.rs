//! What names of places are compared by, and where a name stands in the index. `build.rs` uses it, too.
use crate::letters::fold_char;

/// A name as it is compared: without case and accents; a hyphen is a space, "St." is "Saint", and the Persian "-e" or
/// "-i" between two words is left out ("Mazar-e Sharif", "Mazar-i-Sharif").
pub(crate) fn name_key(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for letter in name.trim().chars() {
        fold_char(if letter == '-' { ' ' } else { letter }, &mut folded);
    }
    let folded = folded.replace('-', " ");
    if !folded.split(' ').any(|word| word.is_empty() || is_special(word)) {
        return folded;
    }
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let last = words.len().saturating_sub(1);
    let kept = words.iter().enumerate().filter(|(at, word)| !(*at > 0 && *at < last && is_link(word)));
    kept.map(|(at, word)| if at < last { written_out(word) } else { word }).collect::<Vec<_>>().join(" ")
}

fn is_link(word: &str) -> bool {
    matches!(word, "e" | "i" | "ye" | "yi")
}

fn is_special(word: &str) -> bool {
    is_link(word) || written_out(word) != word
}

fn written_out(word: &str) -> &str {
    match word {
        "st" | "st." => "saint",
        "ft." => "fort",
        "mt." => "mount",
        _ => word,
    }
}

/// Other ways to write the same name: hyphens left out ("Jalal-Abad"), apostrophes left out ("Sana'a").
pub(crate) fn spellings(name: &str) -> Vec<String> {
    let key = name_key(name);
    let mut found = Vec::new();
    if name.contains('-') {
        found.push(name_key(&name.replace('-', "")));
    }
    if key.contains(['\'', '`']) {
        found.push(key.replace(['\'', '`'], ""));
    }
    found.retain(|other| !other.is_empty() && *other != key);
    found
}

/// The name without the Arabic article ("Al Qa'im" is "Qa'im" and "Qaim", too) and without the letter of a final ta
/// marbuta ("Shabwah" is "Shabwa").
pub(crate) fn shortened(name: &str) -> Vec<String> {
    let key = name_key(name);
    let mut found = Vec::new();
    if let Some(rest) = without_article(&key) {
        found.push(rest.to_owned());
        if rest.contains(['\'', '`']) {
            found.push(rest.replace(['\'', '`'], ""));
        }
    }
    // A short name is too easily another word: "Utah", "Noah".
    const SHORTEST: usize = 6;
    let open = |name: &str| {
        name.strip_suffix('h').filter(|rest| rest.ends_with('a') && name.len() >= SHORTEST).map(str::to_owned)
    };
    let opened: Vec<String> =
        std::iter::once(key.as_str()).chain(found.iter().map(String::as_str)).filter_map(open).collect();
    found.extend(opened);
    found
}

/// Articles as they are written before sun and moon letters; the word behind an assimilated one begins with its letter.
fn without_article(key: &str) -> Option<&str> {
    let (article, rest) = key.split_once(' ')?;
    // A short rest is rarely a name: "Al Ya".
    const SHORTEST: usize = 4;
    let fits = match article {
        "al" => true,
        "ad" | "an" | "ar" | "as" | "at" | "az" | "ash" | "ath" | "adh" => rest.starts_with(&article[1..]),
        _ => false,
    };
    (fits && rest.len() >= SHORTEST).then_some(rest)
}

/// The first 48 bits of FNV-1a over a key. Among half a million names a name that is none meets one of them by chance once
/// in 500 million lookups; names are not compared again.
pub(crate) fn hash48(key: &str) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in key.as_bytes() {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    // FNV's last multiplication leaves the low bits of short keys alike; fold the whole over them.
    (hash ^ (hash >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16
}

/// Where a name stands: table, byte of its row, and whether it is the place's own name rather than another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct At {
    pub(crate) table: u8,
    pub(crate) start: u32,
    pub(crate) is_first: bool,
}

/// Tables in a packed position.
pub(crate) const TABLES: u8 = 16;
/// Bytes of a table that a packed position reaches: 128 MiB.
pub(crate) const REACH: u32 = 1 << 27;

impl At {
    /// Four bits of table, one for the first name, 27 of position.
    pub(crate) const fn packed(self) -> u32 {
        ((self.table as u32) << 28) | ((self.is_first as u32) << 27) | self.start
    }

    pub(crate) const fn unpacked(packed: u32) -> Self {
        Self { table: (packed >> 28) as u8, start: packed & (REACH - 1), is_first: packed & REACH != 0 }
    }
}
