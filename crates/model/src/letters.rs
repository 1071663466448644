//! One letter at a time: what a character becomes when names and texts are folded. `build.rs` uses it, too.
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;

/// Typographic dashes, quotes, spaces and accents made plain, case kept: for names whose case matters.
#[must_use]
pub fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    text.chars().for_each(|original| plain_char(original, &mut plain));
    plain
}

pub fn fold_char(original: char, folded: &mut String) {
    if original.is_ascii() {
        folded.push(original.to_ascii_lowercase());
        return;
    }
    let mut plain = String::new();
    plain_char(original, &mut plain);
    for lower in plain.chars().flat_map(char::to_lowercase).filter(|lower| !is_mark(*lower)) {
        // A capital may have a small letter that is written plainly, too ("ẞ").
        letter(if lower == 'ς' { 'σ' } else { lower }, folded);
    }
}

fn plain_char(original: char, plain: &mut String) {
    if original.is_ascii() {
        plain.push(original);
        return;
    }
    match original {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => plain.push('-'),
        '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{02BB}'..='\u{02BF}' | '\u{2032}' => plain.push('\''),
        '\u{201C}'..='\u{201F}' => plain.push('"'),
        // The zero-width non-joiner separates the parts of a Persian word, as a hyphen does.
        '\u{00A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' | '\u{200C}' => {
            plain.push(' ');
        }
        '\u{00AD}'
        | '\u{200B}'
        | '\u{200D}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'
        | '\u{2066}'..='\u{2069}'
        | '\u{FEFF}'
        | '\u{0640}' => {}
        // Presentation forms of the Arabic script, as old PDF files hold them.
        // What they stand for may itself vanish, as the stroke that carries a mark does.
        '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => {
            for part in std::iter::once(original).nfkd().filter(|part| !is_mark(*part)) {
                if part == original { plain.push(part) } else { plain_char(part, plain) }
            }
        }
        _ => std::iter::once(original)
            .nfd()
            .filter(|part| !is_mark(*part))
            .for_each(|part| letter(part, plain)),
    }
}

/// Letters that Unicode does not decompose but newsrooms write plainly; one form for each letter of the Arabic script that
/// languages or keyboards write in several ways; digits as 0 to 9.
fn letter(part: char, plain: &mut String) {
    match part {
        'ø' => plain.push('o'),
        'Ø' => plain.push('O'),
        'ł' => plain.push('l'),
        'Ł' => plain.push('L'),
        'đ' | 'ð' => plain.push('d'),
        'Đ' | 'Ð' => plain.push('D'),
        'ı' => plain.push('i'),
        'ß' => plain.push_str("ss"),
        'æ' => plain.push_str("ae"),
        'Æ' => plain.push_str("AE"),
        'œ' => plain.push_str("oe"),
        'Œ' => plain.push_str("OE"),
        'þ' => plain.push_str("th"),
        'Þ' => plain.push_str("Th"),
        'ə' => plain.push('a'),
        'Ə' => plain.push('A'),
        // Yeh: Arabic, dotless, Pashto's and Uyghur's are one.
        '\u{064A}' | '\u{0649}' | '\u{06CD}' | '\u{06D0}' | '\u{06D2}' => plain.push('\u{06CC}'),
        // Kaf, and Pashto's and Sindhi's forms of it and of gaf.
        '\u{0643}' | '\u{06AA}' => plain.push('\u{06A9}'),
        '\u{06AB}' => plain.push('\u{06AF}'),
        // Heh: Urdu's two, Uyghur's and Kurdish's, and the Arabic feminine ending that Persian writes as heh.
        '\u{06BE}' | '\u{06C1}' | '\u{06C3}' | '\u{06D5}' | '\u{0629}' => plain.push('\u{0647}'),
        // Alef wasla; noon ghunna.
        '\u{0671}' => plain.push('\u{0627}'),
        '\u{06BA}' => plain.push('\u{0646}'),
        // Hamza alone: writers leave it out.
        '\u{0621}' => {}
        '\u{0660}'..='\u{0669}' => plain.push(digit(part, 0x0660)),
        '\u{06F0}'..='\u{06F9}' => plain.push(digit(part, 0x06F0)),
        '\u{FF10}'..='\u{FF19}' => plain.push(digit(part, 0xFF10)),
        _ => plain.push(part),
    }
}

/// A digit of the ten from `zero` on.
fn digit(part: char, zero: u32) -> char {
    char::from_digit(u32::from(part) - zero, 10).unwrap_or(part)
}

/// Combining marks above and below letters. Classes under 10 (Indic nukta and virama, kana voicing) make another letter, so they stay.
pub fn is_mark(part: char) -> bool {
    canonical_combining_class(part) >= 10
}

/// A text as it is searched: lower case, without accents, one form for each letter of the Arabic script, plain digits.
#[must_use]
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    text.chars().for_each(|original| fold_char(original, &mut folded));
    folded
}
