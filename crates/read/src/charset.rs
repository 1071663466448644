//! Bytes into characters.
use crate::{Error, Input, issue};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use model::reading::Issue;

/// Decodes the bytes. Valid UTF-8 is taken as it is, with its byte-order mark; else a byte-order mark, the declared
/// charset (of the sender, or, in a page, in its head) or detection decides. What was done is an issue, never an error.
///
/// # Errors
/// Code `binary` where the characters are not those of a text, `empty` where there are none.
pub(crate) fn decode(input: &Input<'_>, html: bool) -> Result<(String, Option<Issue>), Error> {
    let label = declared(input, html);
    let (text, issue) = characters(input.bytes, label);
    check_characters(input.name, &text, html)?;
    if text.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}').is_empty() {
        return Err(Error::empty(input.name));
    }
    Ok((text, issue))
}

fn characters(bytes: &[u8], declared: Option<&'static Encoding>) -> (String, Option<Issue>) {
    if let Some((encoding, _)) = Encoding::for_bom(bytes)
        && encoding != UTF_8
    {
        return replacing(bytes, encoding, "has a byte-order mark of");
    }
    // A pure ASCII file may still be in a shifting encoding that was declared; anything else that is valid UTF-8 is UTF-8.
    let shifting = declared.filter(|encoding| !encoding.is_ascii_compatible() && bytes.is_ascii());
    match (std::str::from_utf8(bytes), shifting, declared) {
        (_, Some(encoding), _) => replacing(bytes, encoding, "is declared to be in"),
        (Ok(text), None, _) => (text.to_owned(), None),
        (Err(_), None, Some(encoding)) if encoding != UTF_8 => {
            replacing(bytes, encoding, "is declared to be in")
        }
        (Err(_), None, _) if is_mostly_utf8(bytes) => replacing(bytes, UTF_8, "is mostly valid"),
        (Err(_), None, _) => replacing(bytes, guess(bytes), "was recognised as"),
    }
}

/// Damaged UTF-8 or another encoding? In other encodings valid multi-byte sequences are accidents: they do not outnumber
/// the broken ones by this factor.
const VALID_PER_BROKEN: usize = 4;

fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    valid >= broken * VALID_PER_BROKEN
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Decodes without dropping a byte-order mark, which counts as a character of the text.
fn replacing(bytes: &[u8], encoding: &'static Encoding, how: &str) -> (String, Option<Issue>) {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    let loss = if damaged { "; broken bytes became U+FFFD" } else { "" };
    let message = format!("the input is not valid UTF-8; it {how} {}{loss}", encoding.name());
    (text.into_owned(), Some(issue("encoding", message)))
}

/// The charset that the sender or the page itself names.
fn declared(input: &Input<'_>, html: bool) -> Option<&'static Encoding> {
    let from_header = input.media_type.and_then(|media_type| charset_in(&media_type.to_ascii_lowercase()));
    let from_page = || html.then(|| declared_within(input.bytes)).flatten();
    from_header.or_else(from_page)
}

/// How far into a page the HTML standard looks for a declaration, in bytes; pages in the wild are later than its 1024.
const PRESCAN_BYTES: usize = 4096;

fn declared_within(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(PRESCAN_BYTES)]).to_ascii_lowercase();
    let tags = head.split('<').filter(|tag| tag.starts_with("meta") || tag.starts_with("?xml"));
    let found = tags.filter_map(|tag| {
        let tag = tag.split('>').next()?;
        charset_in(tag).or_else(|| charset_after(tag, "encoding="))
    });
    // A declaration that can be read as ASCII cannot be UTF-16: the standard says to take UTF-8 instead.
    found.map(|encoding| if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding }).next()
}

fn charset_in(lower: &str) -> Option<&'static Encoding> {
    charset_after(lower, "charset=")
}

fn charset_after(lower: &str, key: &str) -> Option<&'static Encoding> {
    let (_, value) = lower.split_once(key)?;
    let value = value.trim_start_matches(['"', '\'', ' ']);
    let end = value.find(['"', '\'', ' ', ';', '>', '/', '?']).unwrap_or(value.len());
    let encoding = Encoding::for_label(&value.as_bytes()[..end])?;
    Some(if encoding.name() == "replacement" { WINDOWS_1252 } else { encoding })
}

/// Control characters that a text may hold before it counts as binary: stray form feeds and escapes of old wires.
const CONTROLS_ALLOWED: usize = 4;
/// ... and beyond these, one in so many characters.
const CHARACTERS_PER_CONTROL: usize = 100;

fn check_characters(name: &str, text: &str, html: bool) -> Result<(), Error> {
    // Stray NULs do occur in pages, and the HTML standard says how to pass over them.
    if let Some(at) = text.chars().position(|letter| letter == '\0' && !html) {
        return Err(Error::binary(name, &format!("character {} is NUL", at + 1)));
    }
    let controls = text.chars().filter(|letter| letter.is_control() && !letter.is_whitespace()).count();
    let total = text.chars().count();
    if controls > CONTROLS_ALLOWED + total / CHARACTERS_PER_CONTROL {
        return Err(Error::binary(name, &format!("{controls} of {total} characters are control characters")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Given;

    fn read(bytes: &[u8], media_type: Option<&str>, html: bool) -> Result<(String, Option<String>), Error> {
        let input = Input { bytes, name: "a", media_type, given: Given::default() };
        decode(&input, html).map(|(text, issue)| (text, issue.map(|issue| issue.message)))
    }

    #[test]
    fn valid_utf8_stays_as_it_is() {
        let text = "\u{feff}Kabul’s\r\nمردم\u{a0}";
        assert_eq!(
            read(text.as_bytes(), Some("text/plain; charset=iso-8859-1"), false),
            Ok((text.to_owned(), None))
        );
    }

    #[test]
    fn other_encodings_are_recognised_and_reported() {
        let russian = "Ответственность за нападение взяла на себя группировка, сообщило министерство.";
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(russian);
        let (text, message) = read(&bytes, None, false).expect("text");
        assert_eq!(text, russian);
        assert_eq!(
            message.as_deref(),
            Some("the input is not valid UTF-8; it was recognised as windows-1251")
        );
        let page = [
            b"<html><meta charset='windows-1256'><p>".as_slice(),
            &encoding_rs::WINDOWS_1256.encode("كابول").0,
        ]
        .concat();
        let (text, message) = read(&page, None, true).expect("text");
        assert!(text.ends_with("كابول"), "{text}");
        assert_eq!(
            message.as_deref(),
            Some("the input is not valid UTF-8; it is declared to be in windows-1256")
        );
        let wide: Vec<u8> = "\u{feff}Kabul".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (text, message) = read(&wide, None, false).expect("text");
        assert_eq!(text, "\u{feff}Kabul");
        assert_eq!(
            message.as_deref(),
            Some("the input is not valid UTF-8; it has a byte-order mark of UTF-16LE")
        );
    }

    #[test]
    fn damaged_utf8_is_no_other_encoding() {
        let bytes = [b"\xC3".as_slice(), "“Смерть” в Кабуле".as_bytes()].concat();
        let (text, message) = read(&bytes, None, false).expect("text");
        assert_eq!(text, "\u{fffd}“Смерть” в Кабуле");
        assert_eq!(
            message.as_deref(),
            Some("the input is not valid UTF-8; it is mostly valid UTF-8; broken bytes became U+FFFD")
        );
    }

    #[test]
    fn binary_junk_and_emptiness_are_errors() {
        let nul = read(b"abc\0def", None, false).expect_err("NUL");
        assert_eq!(
            (nul.code(), nul.to_string().as_str()),
            (
                "binary",
                "`a` is not text: character 4 is NUL\nhint: give the report as plain text, Markdown or HTML"
            )
        );
        assert!(read(b"<p>abc\0def</p>", None, true).is_ok());
        let controls = read(b"ab\x01\x02\x03\x04\x05\x06", None, false).expect_err("controls");
        assert_eq!(
            controls.to_string(),
            "`a` is not text: 6 of 8 characters are control characters\nhint: give the report as plain text, Markdown or HTML"
        );
        for bytes in [b"".as_slice(), b" \r\n\t", "\u{feff}\n".as_bytes()] {
            let error = read(bytes, None, false).expect_err("nothing");
            assert_eq!(error.code(), "empty");
            assert_eq!(
                error.to_string(),
                "`a` holds no text: expected at least one character that is not a space\nhint: check that the file was saved or fetched completely"
            );
        }
    }
}
