//! What somebody types to search with: words, phrases, `AND`, `OR`, `NOT`, `-`, brackets, `"a b"~10`, and fields.
//!
//! Words are compared without regard to case, accents and the forms of the Arabic script (`model::letters`). Nothing else that is
//! typed has a meaning for the index. A query that cannot be read as one is read as plain words, and says why.
use jiff::civil::Date;
use model::letters;

/// A query, taken apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// What must stand in the sentence; `None` where only fields were given.
    pub(crate) words: Option<Node>,
    /// What else must hold.
    pub(crate) fields: Vec<Field>,
    /// Why it was read as plain words, if it was.
    pub problem: Option<String>,
}

/// Something that a sentence must hold.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    /// Words in this order.
    Phrase(Vec<String>),
    /// The parts of one word (`al-Shabaab`), in this order.
    Parts(Vec<String>),
    /// Words within so many words of each other.
    Near(Vec<String>, u32),
    /// All of them.
    All(Vec<Self>),
    /// One of them.
    Any(Vec<Self>),
    /// The first and not the second.
    Without(Box<Self>, Box<Self>),
}

/// Something that must hold of the report or of an event that the sentence tells.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Field {
    /// The outlet has these words in its name.
    Outlet(String),
    /// The report was published in this time.
    Published(Date, Date),
    /// The report names this actor, by id or name.
    Group(String),
    /// The sentence tells an event of this type or subtype.
    Type(String),
    /// The sentence tells an event at a place with these words.
    Place(String),
    /// The sentence tells an event within so many kilometres of a place.
    Near(String, f64),
}

/// Kilometres around a place, unless given.
const DISTANCE_KM: f64 = 50.0;
/// Words between the words of `"a b"~`, unless given.
const DISTANCE_WORDS: u32 = 10;
/// Brackets within brackets.
const DEEPEST: usize = 20;

impl Query {
    /// Takes a query apart.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match Parser::new(text).query() {
            Ok(query) => query,
            Err(problem) => {
                let words = plain_words(text).into_iter().map(|word| Node::Phrase(vec![word])).collect();
                Self { words: all_of(words), fields: Vec::new(), problem: Some(problem) }
            }
        }
    }

    /// Whether there is anything to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_none() && self.fields.is_empty()
    }

    /// The single words that must or may occur, each once: what other spellings are looked for.
    #[must_use]
    pub fn single_words(&self) -> Vec<String> {
        let mut found = Vec::new();
        if let Some(words) = &self.words {
            words.collect_single(&mut found);
        }
        found.dedup();
        found
    }

    /// The same query where each of these words may stand in another spelling.
    #[must_use]
    pub fn with_spellings(&self, spellings: &[(String, Vec<String>)]) -> Self {
        Self { words: self.words.as_ref().map(|words| words.spelt(spellings)), ..self.clone() }
    }

    /// As the index reads it.
    pub(crate) fn expression(&self) -> Option<String> {
        self.words.as_ref().map(Node::expression)
    }
}

impl Node {
    fn collect_single(&self, found: &mut Vec<String>) {
        match self {
            Self::Phrase(words) => {
                if let [word] = words.as_slice() {
                    found.push(word.clone());
                }
            }
            Self::Parts(words) => found.extend(words.iter().cloned()),
            Self::Near(..) => {}
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().for_each(|node| node.collect_single(found)),
            Self::Without(node, _) => node.collect_single(found),
        }
    }

    fn spelt(&self, spellings: &[(String, Vec<String>)]) -> Self {
        match self {
            Self::Phrase(words) => {
                let other = match words.as_slice() {
                    [word] => spellings.iter().find(|(of, _)| of == word),
                    _ => None,
                };
                match other {
                    Some((_, others)) => {
                        let others = others.iter().map(|other| Self::Phrase(vec![other.clone()]));
                        Self::Any(std::iter::once(self.clone()).chain(others).collect())
                    }
                    None => self.clone(),
                }
            }
            Self::Parts(words) => {
                let variants = variants(words, spellings).into_iter().map(Self::Phrase).collect::<Vec<_>>();
                if variants.len() > 1 { Self::Any(variants) } else { self.clone() }
            }
            Self::Near(..) => self.clone(),
            Self::All(nodes) => Self::All(nodes.iter().map(|node| node.spelt(spellings)).collect()),
            Self::Any(nodes) => Self::Any(nodes.iter().map(|node| node.spelt(spellings)).collect()),
            Self::Without(node, not) => Self::Without(Box::new(node.spelt(spellings)), not.clone()),
        }
    }

    fn expression(&self) -> String {
        let all = |nodes: &[Self], between: &str| {
            let parts: Vec<String> = nodes.iter().map(Self::expression).collect();
            format!("({})", parts.join(between))
        };
        match self {
            // Only letters and digits are left of what was typed.
            Self::Phrase(words) | Self::Parts(words) => format!("\"{}\"", words.join(" ")),
            Self::Near(words, distance) => {
                let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
                format!("NEAR({}, {distance})", words.join(" "))
            }
            Self::All(nodes) => all(nodes, " AND "),
            Self::Any(nodes) => all(nodes, " OR "),
            Self::Without(node, not) => format!("({} NOT {})", node.expression(), not.expression()),
        }
    }
}

/// At most so many spellings of a word of several parts.
const VARIANTS: usize = 24;

/// Every spelling of the parts with every spelling of the others.
fn variants(words: &[String], spellings: &[(String, Vec<String>)]) -> Vec<Vec<String>> {
    let mut variants: Vec<Vec<String>> = vec![Vec::new()];
    for word in words {
        let others = spellings.iter().find(|(of, _)| of == word).map(|(_, others)| others.as_slice());
        let choices = std::iter::once(word).chain(others.unwrap_or_default());
        let longer = choices.flat_map(|choice| {
            variants.iter().map(move |start| start.iter().chain([choice]).cloned().collect::<Vec<_>>())
        });
        variants = longer.take(VARIANTS).collect();
    }
    variants
}

fn all_of(mut nodes: Vec<Node>) -> Option<Node> {
    match nodes.len() {
        0 => None,
        1 => nodes.pop(),
        _ => Some(Node::All(nodes)),
    }
}

/// Letters and digits in folded words.
fn plain_words(text: &str) -> Vec<String> {
    let folded = letters::folded(text);
    folded
        .split(|part: char| !part.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    /// A word, or the words of a phrase; with a distance, if one was given.
    Words(Vec<String>, Option<u32>),
    /// The parts of one word.
    Parts(Vec<String>),
    Field(Field),
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    problem: Option<String>,
}

impl Parser {
    fn new(text: &str) -> Self {
        match tokens(text) {
            Ok(tokens) => Self { tokens, at: 0, problem: None },
            Err(problem) => Self { tokens: Vec::new(), at: 0, problem: Some(problem) },
        }
    }

    fn query(mut self) -> Result<Query, String> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let mut fields = Vec::new();
        let mut depth = 0_usize;
        let mut kept = Vec::with_capacity(self.tokens.len());
        for token in self.tokens {
            match token {
                Token::Open => depth += 1,
                Token::Close => depth = depth.saturating_sub(1),
                Token::Field(field) => {
                    if depth > 0 || matches!(kept.last(), Some(Token::Not | Token::Or)) {
                        return Err(
                            "a field stands beside the words, not inside brackets or behind `OR` or `NOT`"
                                .to_owned(),
                        );
                    }
                    fields.push(field);
                    continue;
                }
                Token::And | Token::Or | Token::Not | Token::Words(..) | Token::Parts(_) => {}
            }
            kept.push(token);
        }
        // `kabul AND date:2024` leaves an `AND` with nothing behind it.
        while matches!(kept.last(), Some(Token::And)) {
            kept.pop();
        }
        while matches!(kept.first(), Some(Token::And)) {
            kept.remove(0);
        }
        self.tokens = kept;
        let words = if self.tokens.is_empty() { None } else { Some(self.any(0)?) };
        if self.at < self.tokens.len() {
            return Err("found `)` without `(`".to_owned());
        }
        Ok(Query { words, fields, problem: None })
    }

    fn any(&mut self, depth: usize) -> Result<Node, String> {
        if depth > DEEPEST {
            return Err(format!("found more than {DEEPEST} brackets within each other"));
        }
        let mut nodes = vec![self.all(depth)?];
        while self.takes(&Token::Or) {
            nodes.push(self.all(depth)?);
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Any(nodes) })
    }

    fn all(&mut self, depth: usize) -> Result<Node, String> {
        let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
        while let Some(token) = self.tokens.get(self.at) {
            match token {
                Token::Or | Token::Close => break,
                Token::And => self.at += 1,
                Token::Not => {
                    self.at += 1;
                    unwanted.push(self.one(depth)?);
                }
                Token::Open | Token::Words(..) | Token::Parts(_) | Token::Field(_) => {
                    wanted.push(self.one(depth)?);
                }
            }
        }
        let wanted = all_of(wanted).ok_or("found nothing that must occur beside what must not")?;
        Ok(match unwanted.len() {
            0 => wanted,
            1 => Node::Without(Box::new(wanted), Box::new(unwanted.remove(0))),
            _ => Node::Without(Box::new(wanted), Box::new(Node::Any(unwanted))),
        })
    }

    fn one(&mut self, depth: usize) -> Result<Node, String> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        match token {
            Some(Token::Parts(words)) => Ok(Node::Parts(words)),
            Some(Token::Words(words, Some(distance))) if words.len() > 1 => Ok(Node::Near(words, distance)),
            Some(Token::Words(words, _)) => Ok(Node::Phrase(words)),
            Some(Token::Open) => {
                let inside = self.any(depth + 1)?;
                if self.takes(&Token::Close) { Ok(inside) } else { Err("found `(` without `)`".to_owned()) }
            }
            _ => Err("expected a word behind `AND`, `OR`, `NOT` or `(`".to_owned()),
        }
    }

    fn takes(&mut self, token: &Token) -> bool {
        let found = self.tokens.get(self.at) == Some(token);
        self.at += usize::from(found);
        found
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let skipped = match first {
            '(' => push(&mut tokens, Token::Open),
            ')' => push(&mut tokens, Token::Close),
            '+' => first.len_utf8(),
            '-' if rest.chars().nth(1).is_some_and(|next| !next.is_whitespace()) => {
                push(&mut tokens, Token::Not)
            }
            '"' | '\u{201C}' | '\u{201D}' => {
                let (words, after) = quoted(rest);
                let (distance, length) = distance(&rest[after..]);
                let words = plain_words(words);
                if !words.is_empty() {
                    tokens.push(Token::Words(words, distance));
                }
                after + length
            }
            _ => word(rest, &mut tokens)?,
        };
        rest = rest[skipped..].trim_start();
    }
    Ok(tokens)
}

fn push(tokens: &mut Vec<Token>, token: Token) -> usize {
    tokens.push(token);
    1
}

/// The words between quotation marks (to the end, where one is missing), and where they end.
fn quoted(rest: &str) -> (&str, usize) {
    let open = rest.chars().next().map_or(0, char::len_utf8);
    let inside = &rest[open..];
    match inside.char_indices().find(|(_, mark)| matches!(mark, '"' | '\u{201C}' | '\u{201D}')) {
        Some((end, mark)) => (&inside[..end], open + end + mark.len_utf8()),
        None => (inside, rest.len()),
    }
}

/// `~10` behind a phrase, and how long that is.
fn distance(rest: &str) -> (Option<u32>, usize) {
    let Some(digits) = rest.strip_prefix('~') else { return (None, 0) };
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let number = digits[..length].parse().unwrap_or(DISTANCE_WORDS);
    (Some(number.clamp(1, 100)), 1 + length)
}

/// A word, an operator or a field, and how long it is.
fn word(rest: &str, tokens: &mut Vec<Token>) -> Result<usize, String> {
    let end = rest
        .find(|part: char| part.is_whitespace() || matches!(part, '(' | ')' | '"' | '\u{201C}' | '\u{201D}'));
    let typed = &rest[..end.unwrap_or(rest.len())];
    match typed {
        "AND" => tokens.push(Token::And),
        "OR" => tokens.push(Token::Or),
        "NOT" => tokens.push(Token::Not),
        _ => {
            if let Some((name, value)) = typed.split_once(':')
                && is_field(name)
            {
                return field(name, value, &rest[typed.len()..], tokens).map(|length| typed.len() + length);
            }
            let words = plain_words(typed);
            match words.len() {
                0 => {}
                1 => tokens.push(Token::Words(words, None)),
                _ => tokens.push(Token::Parts(words)),
            }
        }
    }
    Ok(typed.len())
}

fn is_field(name: &str) -> bool {
    ["outlet", "source", "date", "group", "actor", "type", "place", "near"].contains(&name)
}

/// A field's value may stand in quotation marks; `near:"Kabul" 50km` has a distance behind it. Gives what was read after `name:value`.
fn field(name: &str, value: &str, after: &str, tokens: &mut Vec<Token>) -> Result<usize, String> {
    let is_quoted = value.is_empty() && after.starts_with(['"', '\u{201C}']);
    let (value, mut length) = if is_quoted { quoted(after) } else { (value, 0) };
    let value = value.trim().to_owned();
    if value.is_empty() {
        return Err(format!("found `{name}:` without a value"));
    }
    let found = match name {
        "date" => {
            let (from, to) = period(&value)?;
            Field::Published(from, to)
        }
        "outlet" | "source" => Field::Outlet(value),
        "group" | "actor" => Field::Group(value),
        "type" => Field::Type(value),
        "place" => Field::Place(value),
        _ => {
            let rest = &after[length..];
            let kilometres = rest.trim_start();
            let digits = kilometres.bytes().take_while(u8::is_ascii_digit).count();
            let has_unit = kilometres[digits..].trim_start().starts_with("km");
            if digits > 0 && has_unit {
                let unit = kilometres[digits..].find("km").unwrap_or(0) + 2;
                length += (rest.len() - kilometres.len()) + digits + unit;
                Field::Near(value, kilometres[..digits].parse().unwrap_or(DISTANCE_KM))
            } else {
                Field::Near(value, DISTANCE_KM)
            }
        }
    };
    tokens.push(Token::Field(found));
    Ok(length)
}

/// `2024`, `2024-03`, `2024-03-22`, and two of them with `..` between; either may be missing.
fn period(value: &str) -> Result<(Date, Date), String> {
    let wrong = || {
        format!("found date `{value}`, expected such as `2024`, `2024-03`, `2024-03-22` or `2023..2024-03`")
    };
    let (from, to) = value.split_once("..").unwrap_or((value, value));
    let first = if from.is_empty() { Some(Date::MIN) } else { days(from).map(|(first, _)| first) };
    let last = if to.is_empty() { Some(Date::MAX) } else { days(to).map(|(_, last)| last) };
    match (first, last) {
        (Some(first), Some(last)) if first <= last => Ok((first, last)),
        _ => Err(wrong()),
    }
}

fn days(text: &str) -> Option<(Date, Date)> {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |at: usize| parts.get(at)?.parse::<i16>().ok();
    let small = |at: usize| parts.get(at)?.parse::<i8>().ok();
    match parts.len() {
        1 if text.len() == 4 => {
            Some((Date::new(number(0)?, 1, 1).ok()?, Date::new(number(0)?, 12, 31).ok()?))
        }
        2 => {
            let first = Date::new(number(0)?, small(1)?, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        3 => {
            let day = Date::new(number(0)?, small(1)?, small(2)?).ok()?;
            Some((day, day))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn expression(text: &str) -> String {
        let query = Query::parse(text);
        assert_eq!(query.problem, None, "{text}");
        query.expression().unwrap_or_default()
    }

    #[test]
    fn words_phrases_and_operators() {
        assert_eq!(expression("Kabul mosque"), r#"("kabul" AND "mosque")"#);
        assert_eq!(expression(r#""suicide bombing" Kabul"#), r#"("suicide bombing" AND "kabul")"#);
        assert_eq!(expression("kabul OR herat"), r#"("kabul" OR "herat")"#);
        assert_eq!(
            expression("mosque (kabul OR herat) -shooting"),
            r#"(("mosque" AND ("kabul" OR "herat")) NOT "shooting")"#
        );
        assert_eq!(expression("mosque AND NOT (gun OR knife)"), r#"("mosque" NOT ("gun" OR "knife"))"#);
        assert_eq!(expression(r#""bomb mosque"~5"#), r#"NEAR("bomb" "mosque", 5)"#);
        assert_eq!(expression("al-Shabaab +claims"), r#"("al shabaab" AND "claims")"#);
        assert_eq!(expression("\"unclosed phrase"), "\"unclosed phrase\"");
        // Lower-case words are words.
        assert_eq!(expression("and or not"), r#"("and" AND "or" AND "not")"#);
    }

    #[test]
    fn scripts_are_folded() {
        assert_eq!(expression("Ḥoms"), "\"homs\"");
        assert_eq!(expression("كابل"), expression("کابل"));
        assert_eq!(expression("۱۲"), "\"12\"");
    }

    #[test]
    fn fields() {
        let query = Query::parse(
            r#"bombing date:2023..2024-03 group:is-k near:"Mazar-i-Sharif" 80km outlet:"Example Wire" type:attack"#,
        );
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(query.expression().as_deref(), Some("\"bombing\""));
        assert_eq!(
            query.fields,
            [
                Field::Published(day("2023-01-01"), day("2024-03-31")),
                Field::Group("is-k".to_owned()),
                Field::Near("Mazar-i-Sharif".to_owned(), 80.0),
                Field::Outlet("Example Wire".to_owned()),
                Field::Type("attack".to_owned()),
            ]
        );
        assert!(Query::parse("date:2024-02-30").problem.unwrap().contains("expected such as `2024`"));
        assert_eq!(Query::parse("near:Kabul").fields, [Field::Near("Kabul".to_owned(), DISTANCE_KM)]);
        // An address is no field.
        assert_eq!(expression("https://example.org"), "\"https example org\"");
    }

    #[test]
    fn what_cannot_be_read_is_read_as_words_and_says_why() {
        for (text, why) in [
            ("(kabul", "`(` without `)`"),
            ("kabul)", "`)` without `(`"),
            ("-kabul", "nothing that must occur"),
            ("kabul OR", "nothing that must occur"),
            ("outlet:", "without a value"),
        ] {
            let query = Query::parse(text);
            assert!(query.problem.as_ref().is_some_and(|problem| problem.contains(why)), "{text}: {query:?}");
            assert!(text == "outlet:" || query.expression().unwrap().contains("kabul"));
        }
        assert!(Query::parse(" \" - ( ) * ").expression().is_none());
        assert!(Query::parse(&"(".repeat(500)).problem.is_some());
    }

    proptest! {
        #[test]
        fn anything_typed_is_a_query_of_the_index(text in "[-+()\"~:a-zA-Z0-9 .ابي]{0,40}") {
            let connection = rusqlite::Connection::open_in_memory().unwrap();
            connection.execute_batch("CREATE VIRTUAL TABLE words USING fts5 (text)").unwrap();
            if let Some(expression) = Query::parse(&text).expression() {
                let found = connection.query_row("SELECT COUNT(*) FROM words WHERE words MATCH ?1", [&expression], |row| row.get::<_, i64>(0));
                prop_assert!(found.is_ok(), "{text}: {expression}: {found:?}");
            }
        }
    }
}
