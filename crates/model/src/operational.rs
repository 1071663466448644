//! Details by which somebody could pay, reach or aim at somebody: they leave nowhere, for a record of what was reported needs none of them.
//!
//! Found by their form, in any language: accounts and wallets, ways into closed channels, coordinates. Instructions have no form; a report that holds
//! some is one to be erased.
use crate::Span;

/// Hosts whose addresses lead into a closed channel or a chat.
const CHANNELS: [&str; 12] = [
    "t.me/",
    "telegram.me/",
    "telegram.dog/",
    "chat.whatsapp.com/",
    "wa.me/",
    "discord.gg/",
    "discord.com/invite/",
    "signal.group/",
    "signal.me/",
    "matrix.to/",
    "simplex.chat/",
    "threema.id/",
];

/// Letters and digits of a Bitcoin, Tron or Monero address (base 58: without 0, O, I and l).
fn is_base58(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_alphanumeric() && !matches!(byte, b'0' | b'O' | b'I' | b'l'))
}

/// Stretches that hold such details, sorted, none over another.
#[must_use]
pub fn operational(text: &str) -> Vec<Span> {
    let words = words(text);
    let (mut found, mut at) = (Vec::new(), 0);
    while at < words.len() {
        let rest = &words[at..];
        let length = if is_wallet(rest[0].of(text)) || is_channel(rest[0].of(text)) {
            1
        } else {
            account(text, rest).or_else(|| coordinates(text, rest)).unwrap_or(0)
        };
        if length > 0 {
            found.push(rest[0].join(&rest[length - 1]));
        }
        at += length.max(1);
    }
    found
}

/// Runs without blanks, without the punctuation around them.
fn words(text: &str) -> Vec<Span> {
    let mut words = Vec::new();
    let mut at = 0;
    for run in text.split(char::is_whitespace) {
        let around =
            |part: char| !part.is_alphanumeric() && !matches!(part, '-' | '+' | '°' | '′' | '″' | '/');
        let behind = |part: char| !part.is_alphanumeric() && !matches!(part, '°' | '′' | '″');
        let start = at + run.len() - run.trim_start_matches(around).len();
        let end = at + run.trim_end_matches(behind).len();
        if start < end {
            words.push(Span::new(start, end));
        }
        // Whatever splits is one character, but not always one byte.
        at += run.len();
        at += text[at..].chars().next().map_or(0, char::len_utf8);
    }
    words
}

fn is_wallet(word: &str) -> bool {
    let word = word.rsplit([':', '/', '=']).next().unwrap_or(word);
    let has_both =
        word.bytes().any(|byte| byte.is_ascii_digit()) && word.bytes().any(|byte| byte.is_ascii_alphabetic());
    if word.len() < 26 || !word.is_ascii() || !has_both {
        return false;
    }
    let mixed = word.bytes().any(|byte| byte.is_ascii_uppercase())
        && word.bytes().any(|byte| byte.is_ascii_lowercase());
    match word.as_bytes() {
        [b'0', b'x', rest @ ..] => rest.len() == 40 && rest.iter().all(u8::is_ascii_hexdigit),
        [b'b', b'c', b'1', rest @ ..] => {
            rest.len() >= 36 && rest.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        }
        [b'1' | b'3', ..] => (26..=35).contains(&word.len()) && mixed && is_base58(word),
        [b'T', ..] => word.len() == 34 && mixed && is_base58(word),
        [b'4' | b'8', ..] => word.len() == 95 && mixed && is_base58(word),
        _ => false,
    }
}

fn is_channel(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let address = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
    let address = address.strip_prefix("www.").unwrap_or(address);
    let host = address.split(['/', ':']).next().unwrap_or("");
    // A channel's address has something behind the host; the host's name alone is a word of a sentence.
    CHANNELS.iter().any(|channel| address.len() > channel.len() && address.starts_with(channel))
        || host
            .strip_suffix(".onion")
            .is_some_and(|name| name.rsplit('.').next().is_some_and(|name| name.len() >= 16))
}

/// An international account number (ISO 13616), in one run or in groups of four, whose check digits are right.
fn account(text: &str, words: &[Span]) -> Option<usize> {
    let first = words[0].of(text).as_bytes();
    let begins = first.len() >= 4
        && first[..2].iter().all(u8::is_ascii_uppercase)
        && first[2..4].iter().all(u8::is_ascii_digit);
    if !begins {
        return None;
    }
    let mut number = String::new();
    for (at, word) in words.iter().enumerate() {
        let group = word.of(text);
        if !group.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            || (at > 0 && group.len() > 4)
        {
            return None;
        }
        number.push_str(group);
        if number.len() > 34 {
            return None;
        }
        if number.len() >= 15 && is_checked(&number) {
            return Some(at + 1);
        }
    }
    None
}

/// The remainder by 97 of the number with its first four characters behind is 1.
fn is_checked(number: &str) -> bool {
    let turned = number[4..].bytes().chain(number[..4].bytes());
    let digits = turned.flat_map(|byte| {
        if byte.is_ascii_digit() {
            vec![byte - b'0']
        } else {
            vec![(byte - b'A' + 10) / 10, (byte - b'A' + 10) % 10]
        }
    });
    digits.fold(0_u32, |rest, digit| (rest * 10 + u32::from(digit)) % 97) == 1
}

/// Digits behind the point by which a pair of numbers is a place on the ground: three are a hundred metres.
const DECIMALS: usize = 3;

/// Two decimal degrees, degrees with minutes, or a military grid reference.
fn coordinates(text: &str, words: &[Span]) -> Option<usize> {
    let first = words[0].of(text);
    if first.contains('°') && first.contains(|part: char| part.is_ascii_digit()) {
        // `34°31'N 69°10'E`, with blanks anywhere: as far as the pair goes on.
        let is_part = |word: &&Span| {
            let word = word.of(text);
            word.chars().all(|part| part.is_ascii_digit() || "°′″'\"’”.NSEWnsew".contains(part))
        };
        let parts = words.iter().take_while(is_part).count();
        // What follows in plain numbers is a pair of its own.
        let length =
            words[..parts].iter().rposition(|word| word.of(text).contains('°')).map_or(0, |last| last + 1);
        let n_degrees = words[..length].iter().map(|word| word.of(text).matches('°').count()).sum::<usize>();
        return (length > 0 && n_degrees >= 2).then_some(length);
    }
    if let Some((one, other)) = first.split_once([',', ';', '/'])
        && is_degrees(one, 90.0)
        && is_degrees(other, 180.0)
    {
        return Some(1);
    }
    let next = words.get(1)?;
    let second = next.of(text);
    // A number in brackets after another is how sure it is.
    let between = &text[words[0].end..next.start];
    if is_degrees(first, 90.0) && is_degrees(second, 180.0) && !between.contains('(') {
        return Some(2);
    }
    grid(first, second, words.get(2).map(|word| word.of(text)), words.get(3).map(|word| word.of(text)))
}

fn is_degrees(word: &str, most: f64) -> bool {
    let plain = word.trim_end_matches(['N', 'S', 'E', 'W', '°']);
    let decimals = plain.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let is_number = plain.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
    decimals >= DECIMALS && is_number && plain.parse::<f64>().is_ok_and(|value| value.abs() <= most)
}

/// `42SWD1234567890`, or in up to four words: zone and band, square, easting, northing.
fn grid(first: &str, second: &str, third: Option<&str>, fourth: Option<&str>) -> Option<usize> {
    let is_zone = |word: &str| {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        (1..=2).contains(&digits)
            && word.len() == digits + 1
            && word[..digits].parse::<u8>().is_ok_and(|zone| (1..=60).contains(&zone))
            && word.bytes().last().is_some_and(|band| (b'C'..=b'X').contains(&band))
    };
    let is_square = |word: &str| word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_half =
        |word: &str| (3..=5).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    match (third, fourth) {
        (Some(east), Some(north))
            if is_zone(first) && is_square(second) && is_half(east) && is_half(north) =>
        {
            Some(4)
        }
        (Some(north), _) if is_half(second) && is_half(north) && first.len() > 3 => {
            let cut = first.len() - 2;
            (first.is_char_boundary(cut) && is_zone(&first[..cut]) && is_square(&first[cut..])).then_some(3)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        operational(text).iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn wallets_and_accounts_are_found() {
        // The address of Bitcoin's first block, an example of BIP 173, examples of ERC-55 and of ISO 13616.
        let wallets = [
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        ];
        for wallet in wallets {
            assert_eq!(found(&format!("Send to ({wallet}), it said.")), [wallet]);
        }
        assert_eq!(found("to GB82 WEST 1234 5698 7654 32 or"), ["GB82 WEST 1234 5698 7654 32"]);
        assert_eq!(found("DE89370400440532013000."), ["DE89370400440532013000"]);
    }

    #[test]
    fn ways_into_channels_are_found() {
        for channel in [
            "https://t.me/joinchat/AAAAAE",
            "t.me/a_channel",
            "https://chat.whatsapp.com/Abc",
            "exampleexampleex.onion/a",
        ] {
            assert_eq!(found(&format!("Join \"{channel}\"!")), [channel]);
        }
    }

    #[test]
    fn coordinates_are_found_in_every_form() {
        for (text, expected) in [
            ("near 34.5553, 69.2075 at dawn", "34.5553, 69.2075"),
            ("(34.5553,69.2075)", "34.5553,69.2075"),
            ("at 34.5553N 69.2075E", "34.5553N 69.2075E"),
            ("the base (34°31′N 69°10′E) was", "34°31′N 69°10′E"),
            ("33°47′N 44°30′E / 33.783; 44.500", "33°47′N 44°30′E"),
            ("grid 42S WD 12345 67890.", "42S WD 12345 67890"),
            ("grid 42SWD 1234 6789", "42SWD 1234 6789"),
        ] {
            assert_eq!(found(text).first(), Some(&expected), "{text}");
        }
        assert_eq!(found("33°47′N 44°30′E / 33.783; 44.500").last(), Some(&"33.783; 44.500"));
    }

    #[test]
    fn what_only_looks_like_it_is_none() {
        for text in [
            "1.25, 3.75 and 4.5 percent",
            "rates of 12.345 percent in 2021",
            "from 34.5 to 69.2",
            "an effect of -0.3931 (0.0076) in 2021",
            "Telegram and WhatsApp (t.me) were blocked",
            "It was 34° in Kabul",
            "the signs ° and °",
            "GB82 WEST 1234 5698 7654 33 has wrong digits",
            "the 201st 3rd 5th 42nd Brigade 1234 5678",
            "UN 2021 report S/2021/655",
            "a8f5f167f44f4964e6c998dee827110c",
            "AF 12 people",
            "در کابل ۱۲ نفر کشته شدند",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}
