//! The part of an address after `?`, and the coding of words in addresses.

/// Longest query that is read, in bytes: a search of a page of text is a mistake.
const LONGEST_QUERY_BYTES: usize = 2048;

/// The pairs of a query, decoded, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Query {
    pairs: Vec<(String, String)>,
}

/// Why a query cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BadQuery {
    /// Longer than [`LONGEST_QUERY_BYTES`]; the number is its length in bytes.
    TooLong(usize),
    /// Not UTF-8 once decoded.
    NotUtf8,
}

impl BadQuery {
    /// What was found and what was expected.
    pub(crate) fn message(self) -> String {
        match self {
            Self::TooLong(length) => format!(
                "the part of the address after `?` has {length} bytes, and at most {LONGEST_QUERY_BYTES} are read"
            ),
            Self::NotUtf8 => "the address holds bytes that are no UTF-8 text".to_owned(),
        }
    }
}

impl Query {
    /// Reads a query as a form sends it: `a=b&c=d`, `+` and `%20` for a space.
    pub(crate) fn parse(raw: Option<&str>) -> Result<Self, BadQuery> {
        let raw = raw.unwrap_or("");
        if raw.len() > LONGEST_QUERY_BYTES {
            return Err(BadQuery::TooLong(raw.len()));
        }
        let pairs = raw.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decode(key)?, decode(value)?))
        });
        Ok(Self { pairs: pairs.collect::<Option<_>>().ok_or(BadQuery::NotUtf8)? })
    }

    /// The first value of a key, trimmed; `None` where it is missing or empty.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        let (_, value) = self.pairs.iter().find(|(name, _)| name == key)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    /// Takes out the first value of a key.
    pub(crate) fn take(&mut self, key: &str) -> Option<String> {
        let at = self.pairs.iter().position(|(name, _)| name == key)?;
        Some(self.pairs.remove(at).1.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// The first key that is none of these.
    pub(crate) fn unknown_key(&self, known: &[&str]) -> Option<&str> {
        self.pairs.iter().map(|(key, _)| key.as_str()).find(|key| !known.contains(key))
    }

    /// The page asked for, from 1. `None` where `page` is no such number.
    pub(crate) fn page(&self) -> Option<usize> {
        self.get("page")
            .map_or(Some(1), |page| page.parse().ok().filter(|page| (1..=1_000_000).contains(page)))
    }
}

/// Decodes `+` and `%XX`; `None` where the bytes are no UTF-8. A `%` that begins no code stands for itself.
pub(crate) fn decode(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let (mut decoded, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let code = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                at += 3;
            }
            None => {
                decoded.push(if bytes[at] == b'+' { b' ' } else { bytes[at] });
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).ok()
}

/// Codes words for use as one value of a query or one segment of a path.
pub(crate) fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    let mut coded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                coded.push(char::from(byte));
            }
            _ => _ = write!(coded, "%{byte:02X}"),
        }
    }
    coded
}

/// A query of these pairs, with its `?`; empty where none has a value.
pub(crate) fn build(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
    let coded = pairs.map(|(key, value)| format!("{key}={}", encode(value))).collect::<Vec<_>>().join("&");
    if coded.is_empty() { coded } else { format!("?{coded}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_as_forms_send_it() {
        let query = Query::parse(Some("q=a+b%20c&place=K%C3%B6ln&empty=&page=2")).unwrap();
        assert_eq!(query.get("q"), Some("a b c"));
        assert_eq!(query.get("place"), Some("Köln"));
        assert_eq!((query.get("empty"), query.get("none"), query.page()), (None, None, Some(2)));
        assert_eq!(query.unknown_key(&["q", "place", "page"]), Some("empty"));
    }

    #[test]
    fn bytes_that_are_no_text_and_endless_queries_are_refused() {
        assert_eq!(Query::parse(Some("q=%ff%fe")), Err(BadQuery::NotUtf8));
        assert_eq!(Query::parse(Some(&"x".repeat(2049))), Err(BadQuery::TooLong(2049)));
        assert_eq!(decode("100%+%zz%4").as_deref(), Some("100% %zz%4"));
        assert_eq!(Query::parse(Some("page=0")).unwrap().page(), None);
    }

    #[test]
    fn what_is_encoded_is_decoded_again() {
        for words in ["a&b=c?d#e", "داعش خراسان", "100 % + 1"] {
            assert_eq!(decode(&encode(words)).as_deref(), Some(words));
        }
        assert_eq!(build(&[("q", "a b"), ("none", ""), ("page", "2")]), "?q=a%20b&page=2");
    }
}
