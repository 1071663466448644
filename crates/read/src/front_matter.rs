//! Metadata at the top of a text: `+++` with TOML, or `---` with flat `key: value` lines.
use crate::{Error, issue, published_date};
use model::reading::Issue;
use model::{Metadata, Published, PublishedFrom};

/// The keys that mean something; others are allowed and listed in an issue.
const KEYS: [&str; 5] = ["title", "published", "source", "url", "language"];

/// Front matter, read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct FrontMatter {
    pub(crate) metadata: Metadata,
    pub(crate) ignored: Vec<String>,
    /// Length in bytes, from the beginning of the text to the end of the closing line.
    pub(crate) length: usize,
}

impl FrontMatter {
    /// An issue that lists the keys that mean nothing, if there are any.
    pub(crate) fn issue(&self) -> Option<Issue> {
        let keys: Vec<String> = self.ignored.iter().map(|key| format!("`{key}`")).collect();
        let message = format!(
            "front matter has keys that are not used: {}; known are `title`, `published`, `source`, `url`, `language`",
            keys.join(", ")
        );
        (!keys.is_empty()).then(|| issue("front_matter_ignored", message))
    }

    fn set(&mut self, key: &str, value: String) -> Result<(), String> {
        let slot = match key {
            "title" => &mut self.metadata.title,
            "source" => &mut self.metadata.source,
            "url" => &mut self.metadata.url,
            "language" if !is_language_tag(&value) => {
                return Err(format!(
                    "`language`: `{value}` is not a language tag: expected BCP 47, such as `en` or `fa-AF`"
                ));
            }
            "language" => &mut self.metadata.language,
            "published" => {
                let date = published_date(&value).map_err(|error| format!("`published`: {error}"))?;
                self.metadata.published = Some(Published { date, from: PublishedFrom::FrontMatter });
                return Ok(());
            }
            _ => {
                self.ignored.push(key.to_owned());
                return Ok(());
            }
        };
        *slot = Some(value).filter(|value| !value.is_empty());
        Ok(())
    }
}

/// Reads the front matter of a text, if it has any.
///
/// # Errors
/// Code `front_matter`, with the line. A `---` block is front matter where it is closed, or where its first key is one
/// of the known ones; any other text may begin with a rule.
pub(crate) fn front_matter(name: &str, text: &str) -> Result<Option<FrontMatter>, Error> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let fence = body.split_inclusive('\n').next().unwrap_or("");
    let is_toml = match fence.trim_end() {
        "+++" => true,
        "---" => false,
        _ => return Ok(None),
    };
    let opening = text.len() - body.len() + fence.len();
    let Some((inner, closing)) = split_at_fence(&text[opening..], fence.trim_end()) else {
        return unclosed(name, &text[opening..], is_toml);
    };
    if !is_toml && first_key(inner).is_none() {
        return Ok(None);
    }
    let mut found = if is_toml { from_toml(name, inner)? } else { from_lines(name, inner)? };
    found.length = opening + inner.len() + closing;
    Ok(Some(found))
}

/// The lines before the closing fence, and the fence's length.
fn split_at_fence<'t>(rest: &'t str, fence: &str) -> Option<(&'t str, usize)> {
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == fence {
            return Some((&rest[..at], line.trim_end().len()));
        }
        at += line.len();
    }
    None
}

fn unclosed(name: &str, rest: &str, is_toml: bool) -> Result<Option<FrontMatter>, Error> {
    let fence = if is_toml { "+++" } else { "---" };
    let meant = is_toml || first_key(rest).is_some_and(|key| KEYS.contains(&key));
    if meant { Err(Error::front_matter(name, 1, &format_args!("no closing `{fence}`"))) } else { Ok(None) }
}

fn from_toml(name: &str, inner: &str) -> Result<FrontMatter, Error> {
    let table: toml::Table = toml::from_str(inner).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(inner, span.start));
        Error::front_matter(name, line, &error.message())
    })?;
    let mut found = FrontMatter::default();
    for (key, value) in table {
        let value = match value {
            toml::Value::String(text) => text,
            toml::Value::Datetime(time) => time.to_string(),
            _ if KEYS.contains(&key.as_str()) => {
                return Err(Error::front_matter(
                    name,
                    key_line(inner, &key),
                    &format_args!("`{key}`: expected text in quotes"),
                ));
            }
            _ => String::new(),
        };
        found.set(&key, value).map_err(|why| Error::front_matter(name, key_line(inner, &key), &why))?;
    }
    Ok(found)
}

/// The line of the file on which a byte of the inner part stands; the fence is line 1.
fn line_of(inner: &str, byte: usize) -> usize {
    2 + inner.get(..byte).unwrap_or(inner).matches('\n').count()
}

fn key_line(inner: &str, key: &str) -> usize {
    let at =
        inner.lines().position(|line| line.trim_start().trim_start_matches(['"', '\'']).starts_with(key));
    2 + at.unwrap_or(0)
}

fn from_lines(name: &str, inner: &str) -> Result<FrontMatter, Error> {
    let mut found = FrontMatter::default();
    let mut last = "";
    for (at, line) in inner.lines().enumerate() {
        let fault = |why: &str| Error::front_matter(name, at + 2, &why);
        let nested = line.starts_with([' ', '\t', '-']) && !last.is_empty();
        if line.trim().is_empty() || line.starts_with('#') || nested && !KEYS.contains(&last) {
            continue;
        }
        if nested {
            return Err(fault(&format!("`{last}`: expected one value on the key's own line")));
        }
        let (key, value) = key_value(line)
            .ok_or_else(|| fault(&format!("expected `key: value`, found `{}`", line.trim())))?;
        found.set(key, unquoted(value)).map_err(|why| fault(&why))?;
        last = key;
    }
    Ok(found)
}

fn first_key(inner: &str) -> Option<&str> {
    let line = inner.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'))?;
    key_value(line).map(|(key, _)| key)
}

/// `key: value`, where the key is one word of letters, digits, `_` and `-`.
fn key_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let key = key.trim_end();
    let word = !key.is_empty()
        && key.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'));
    (word && (value.is_empty() || value.starts_with(char::is_whitespace))).then_some((key, value.trim()))
}

fn unquoted(value: &str) -> String {
    let inner = |mark: char| value.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    inner('"').or_else(|| inner('\'')).unwrap_or(value).to_owned()
}

/// The shape of a BCP 47 tag: a language of two to eight letters, then subtags of up to eight letters or digits.
pub(crate) fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or("");
    (2..=8).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<FrontMatter>, Error> {
        front_matter("a.md", text)
    }

    #[test]
    fn both_forms_say_the_same() {
        let toml = "+++\ntitle = \"A: B\"\npublished = 2024-03-29\nsource = 'Radio'\nlanguage = \"fa-AF\"\ntags = [1]\n+++\nText\n";
        let lines = "\u{feff}---\r\ntitle: \"A: B\"\r\n# note\r\npublished: 2024-03-29T10:00:00Z\r\nsource: Radio\r\nlanguage: fa-AF\r\ntags:\r\n  - x\r\n---\r\nText\r\n";
        for text in [toml, lines] {
            let found = read(text).expect("sound").expect("front matter");
            assert_eq!(found.metadata.title.as_deref(), Some("A: B"));
            let day = Published { date: jiff::civil::date(2024, 3, 29), from: PublishedFrom::FrontMatter };
            assert_eq!(found.metadata.published, Some(day));
            assert_eq!(
                (found.metadata.source.as_deref(), found.metadata.language.as_deref()),
                (Some("Radio"), Some("fa-AF"))
            );
            assert_eq!(found.ignored, ["tags"]);
            assert_eq!(text[found.length..].trim(), "Text");
        }
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        for text in [
            "---\n\nText\n",
            "---\nText goes on.\n---\n",
            "--- x\n",
            "Text\n---\na: b\n---\n",
            "---\nNote: all quiet.\n",
        ] {
            assert_eq!(read(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn faults_are_named_with_their_line() {
        let cases = [
            ("+++\ntitle = 'a'\n", "`a.md` line 1: broken front matter: no closing `+++`"),
            ("---\ntitle: a\n", "`a.md` line 1: broken front matter: no closing `---`"),
            (
                "---\ntitle: a\nno key\n---\n",
                "`a.md` line 3: broken front matter: expected `key: value`, found `no key`",
            ),
            (
                "---\nsource:\n  - a\n---\n",
                "`a.md` line 3: broken front matter: `source`: expected one value on the key's own line",
            ),
            (
                "+++\ntitle = 'a'\nsource = 5\n+++\n",
                "`a.md` line 3: broken front matter: `source`: expected text in quotes",
            ),
            (
                "---\npublished: Friday\n---\n",
                "`a.md` line 2: broken front matter: `published`: `Friday` is not a date: expected ISO 8601, such as `2024-03-29` or `2024-03-29T08:15:00Z`",
            ),
            (
                "---\nlanguage: English (US)\n---\n",
                "`a.md` line 2: broken front matter: `language`: `English (US)` is not a language tag: expected BCP 47, such as `en` or `fa-AF`",
            ),
        ];
        for (text, message) in cases {
            let error = read(text).expect_err(message);
            assert_eq!((error.code(), error.to_string().as_str()), ("front_matter", message));
        }
        let error = read("+++\ntitle = 'a'\nsource 'b'\n+++\n").expect_err("broken TOML");
        assert!(error.to_string().starts_with("`a.md` line 3: broken front matter: "), "{error}");
    }
}
