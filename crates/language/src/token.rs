//! Words in the manner of UD English: `don't` is `do` `n't`, `15-year` is `15` `-` `year`, `U.S.` and `1,000` are one.
//!
//! Beyond UD English, codes in capitals stay whole (`IS-K`, `AK-47`), because they are names. Every token is a slice of the text;
//! between two tokens there is nothing but space. Time is linear: a step looks at most [`LOOK`] characters around itself.
use crate::abbreviation::{self, Kind};
use model::Span;

/// How far a step may look: the longest abbreviation, prefix, unit or code.
const LOOK: usize = 12;

/// Adds the tokens of a stretch of the text.
pub(crate) fn tokenize(text: &str, span: Span, tokens: &mut Vec<Span>) {
    let stretch = span.of(text);
    let mut chunk_start = None;
    for (at, character) in stretch.char_indices() {
        match (is_space(character), chunk_start) {
            (true, Some(start)) => {
                Chunk { text, end: span.start + at }.split(span.start + start, tokens);
                chunk_start = None;
            }
            (false, None) => chunk_start = Some(at),
            (true, None) | (false, Some(_)) => {}
        }
    }
    if let Some(start) = chunk_start {
        Chunk { text, end: span.end }.split(span.start + start, tokens);
    }
}

/// White space, and what has no width or no form.
pub(crate) fn is_space(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{200E}' | '\u{200F}' | '\u{00AD}')
}

/// An apostrophe in any of its forms.
pub(crate) const fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’' | '`')
}

/// Letters, digits, and the marks that stand on letters.
fn is_word(character: char) -> bool {
    character.is_alphanumeric()
        || character == '_'
        || matches!(character as u32, 0x0300..=0x036F | 0x064B..=0x065F | 0x0670 | 0x0900..=0x0DFF | 0x200C..=0x200D)
}

/// What stands between two spaces.
struct Chunk<'t> {
    text: &'t str,
    end: usize,
}

impl<'t> Chunk<'t> {
    fn rest(&self, at: usize) -> &'t str {
        self.text.get(at..self.end).unwrap_or("")
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.rest(at).chars().next()
    }

    fn split(&self, start: usize, tokens: &mut Vec<Span>) {
        let mut at = self.address(start).map_or(start, |end| push(tokens, start, end));
        while let Some(character) = self.char_at(at) {
            let end = if is_word(character) {
                self.word(at, tokens)
            } else {
                push(tokens, at, self.mark(at, character))
            };
            debug_assert!(end > at, "every step moves on");
            at = end.max(at + character.len_utf8());
        }
    }

    /// Where an address of the net or of mail ends that begins here.
    fn address(&self, start: usize) -> Option<usize> {
        let rest = self.rest(start);
        let begins = |mark: &&str| rest.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark));
        let is_net = ["http://", "https://", "www."].iter().any(begins);
        let is_mail = || {
            let (name, host) = rest.split_once('@').unwrap_or(("", ""));
            name.starts_with(is_word)
                && host.starts_with(is_word)
                && host.contains('.')
                && !host.contains(',')
        };
        (is_net || is_mail()).then(|| {
            let closed = rest.trim_end_matches(|c: char| {
                !is_word(c) && !matches!(c, '/' | '=' | '#' | '&' | '-' | '+' | '%' | '~')
            });
            start + closed.len()
        })
    }

    /// Where a mark ends: dots, dashes and the like in a row are one, `#` and `@` belong to the word behind.
    fn mark(&self, at: usize, mark: char) -> usize {
        let next = at + mark.len_utf8();
        match mark {
            '.' | '-' | '*' | '=' | '~' | '?' | '!' | '<' | '>' | '|' | '–' | '—' | '•' => {
                let is_more = |c: char| c == mark || (matches!(mark, '?' | '!') && matches!(c, '?' | '!'));
                next + self.rest(next).len() - self.rest(next).trim_start_matches(is_more).len()
            }
            '`' | '\'' if self.char_at(next) == Some(mark) => next + mark.len_utf8(),
            '#' | '@' if self.char_at(next).is_some_and(char::is_alphabetic) => {
                let name = self.rest(next);
                next + name.find(|c: char| !is_word(c)).unwrap_or(name.len())
            }
            _ => next,
        }
    }

    /// Adds the tokens of the word that begins here; gives where it ends.
    fn word(&self, start: usize, tokens: &mut Vec<Span>) -> usize {
        let mut seen = Seen { start, segment: start, letters: false };
        let mut at = start;
        while let Some(character) = self.char_at(at) {
            let next = at + character.len_utf8();
            if is_word(character) {
                seen.letters |= character.is_alphabetic();
                at = next;
                continue;
            }
            match self.inside(&seen, at, character) {
                Inside::Joins => {
                    seen.segment = next;
                    at = next;
                }
                Inside::EndsWith => return self.emit(start, next, tokens),
                Inside::Clitic(from) => {
                    if from > start {
                        push(tokens, start, from);
                    }
                    let tail = self.rest(next);
                    let end = next + tail.find(|c: char| !is_word(c)).unwrap_or(tail.len());
                    return push(tokens, from.max(start), end);
                }
                Inside::Stops => break,
            }
        }
        self.emit(start, at, tokens)
    }

    /// What a character that is no letter does to the word before it.
    fn inside(&self, seen: &Seen, at: usize, mark: char) -> Inside {
        let next = at + mark.len_utf8();
        let after = self.char_at(next);
        let before = self.text[seen.start..at].chars().next_back();
        let (Some(before), digit) = (before, |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit())) else {
            return Inside::Stops;
        };
        let digits = before.is_ascii_digit() && digit(after);
        match mark {
            '.' => self.period(seen, at, after),
            ',' if digits && self.three_digits(next) => Inside::Joins,
            ':' | '/' if digits => Inside::Joins,
            '/' if before.is_alphabetic()
                && at - seen.segment == 1
                && after.is_some_and(char::is_alphabetic) =>
            {
                Inside::Joins
            }
            '&' if before.is_uppercase() && after.is_some_and(char::is_uppercase) => Inside::Joins,
            '$' | '£' | '€' if digit(after) && before.is_uppercase() && at - seen.start <= 3 => {
                Inside::EndsWith
            }
            '-' | '‑' if after.is_some_and(is_word) => self.hyphen(seen, at, next),
            _ if is_apostrophe(mark) && after.is_some_and(char::is_alphabetic) => {
                self.apostrophe(at, next, before)
            }
            _ => Inside::Stops,
        }
    }

    fn period(&self, seen: &Seen, at: usize, after: Option<char>) -> Inside {
        let segment = &self.text[seen.segment..at];
        let single = segment.chars().nth(1).is_none() && segment.starts_with(char::is_alphabetic);
        match after {
            Some(next) if is_word(next) => {
                let digits = segment.ends_with(|c: char| c.is_ascii_digit()) && next.is_ascii_digit();
                let small = segment.len() > 1 && next.is_lowercase() && segment.is_ascii();
                if single || digits || small { Inside::Joins } else { Inside::Stops }
            }
            Some('.') => Inside::Stops,
            _ if single && seen.letters => Inside::EndsWith,
            _ if self.is_abbreviation(&self.text[seen.start..at], at + 1) => Inside::EndsWith,
            _ => Inside::Stops,
        }
    }

    fn is_abbreviation(&self, word: &str, after: usize) -> bool {
        match abbreviation::kind(word) {
            None => false,
            Some(Kind::Title | Kind::End) => true,
            Some(Kind::Number | Kind::Month) => {
                let rest = self.text.get(after..).unwrap_or("");
                let next = rest.chars().take(2).find(|c| !is_space(*c));
                next.is_some_and(|c| c.is_ascii_digit())
            }
        }
    }

    fn three_digits(&self, at: usize) -> bool {
        let digits = self.rest(at).bytes().take(4).take_while(u8::is_ascii_digit).count();
        digits == 3
    }

    fn hyphen(&self, seen: &Seen, at: usize, next: usize) -> Inside {
        let before = &self.text[seen.segment..at];
        let tail = self.rest(next);
        let tail_end = tail.char_indices().take(LOOK).find(|(_, c)| !is_word(*c)).map(|(end, _)| end);
        let tail = &tail[..tail_end.unwrap_or(if tail.len() <= LOOK { tail.len() } else { 0 })];
        let is_prefix = seen.segment == seen.start
            && PREFIXES.iter().any(|prefix| prefix.eq_ignore_ascii_case(before))
            && self.char_at(next).is_some_and(char::is_alphabetic);
        let capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
        let is_code = before.len() <= 5
            && before.starts_with(|c: char| c.is_ascii_uppercase())
            && before.chars().all(capital)
            && (1..=4).contains(&tail.len())
            && tail.strip_suffix('s').unwrap_or(tail).chars().all(capital)
            && tail.starts_with(capital);
        let numeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let is_number =
            numeric(before) && numeric(tail) && matches!((before.len(), tail.len()), (3, 3 | 4) | (4, 2))
                || (seen.segment > seen.start
                    && numeric(before)
                    && numeric(tail)
                    && tail.len() <= 4
                    && !tail.is_empty());
        if is_prefix || is_code || is_number { Inside::Joins } else { Inside::Stops }
    }

    /// `'s`, `'re` and the like stand alone, `n't` with its n; any other apostrophe is part of a name.
    fn apostrophe(&self, at: usize, next: usize, before: char) -> Inside {
        let mut tail = [0u8; 2];
        let mut length = 0;
        for character in self.rest(next).chars().take_while(|c| is_word(*c)).take(3) {
            let Some(slot) = tail.get_mut(length).filter(|_| character.is_ascii()) else {
                return Inside::Joins;
            };
            *slot = character.to_ascii_lowercase() as u8;
            length += 1;
        }
        match &tail[..length] {
            b"t" if before.eq_ignore_ascii_case(&'n') => Inside::Clitic(at - 1),
            b"s" | b"m" | b"d" | b"re" | b"ve" | b"ll" => Inside::Clitic(at),
            _ => Inside::Joins,
        }
    }

    /// Adds a word, in two where UD has two.
    fn emit(&self, start: usize, end: usize, tokens: &mut Vec<Span>) -> usize {
        let form = &self.text[start..end];
        let cut = fused(form).or_else(|| unit(form)).filter(|cut| form.is_char_boundary(*cut));
        if let Some(cut) = cut {
            push(tokens, start, start + cut);
            return push(tokens, start + cut, end);
        }
        push(tokens, start, end)
    }
}

struct Seen {
    start: usize,
    /// Where the part after the last joining mark begins.
    segment: usize,
    letters: bool,
}

enum Inside {
    Joins,
    EndsWith,
    Clitic(usize),
    Stops,
}

/// Prefixes that UD English leaves with their word.
const PREFIXES: [&str; 16] = [
    "e", "pre", "non", "co", "anti", "re", "mid", "pro", "ex", "semi", "un", "sub", "post", "multi", "inter",
    "intra",
];

/// Where a word divides that is two in UD: `can|not`, `gon|na`.
fn fused(form: &str) -> Option<usize> {
    const WORDS: [(&str, usize); 4] = [("cannot", 3), ("gonna", 3), ("gotta", 3), ("wanna", 3)];
    WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(form)).map(|(_, cut)| *cut)
}

/// Where a number ends to which a unit is glued: `5|km`, `10|am`.
fn unit(form: &str) -> Option<usize> {
    const UNITS: [&str; 17] = [
        "am", "pm", "a.m.", "p.m.", "km", "kg", "m", "mm", "cm", "mph", "kph", "ft", "lb", "lbs", "hrs",
        "mi", "k",
    ];
    if !form.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let cut = form.find(|c: char| c.is_alphabetic())?;
    let tail = &form[cut..];
    (tail.len() <= LOOK && UNITS.iter().any(|unit| unit.eq_ignore_ascii_case(tail))).then_some(cut)
}

fn push(tokens: &mut Vec<Span>, start: usize, end: usize) -> usize {
    tokens.push(Span::new(start, end));
    end
}
