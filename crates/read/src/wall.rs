//! Pages that stand in the place of an article: for subscribers, for those with an account, to ask for consent or whether somebody is a
//! robot. They are recognised and said, not worked around: a text that its publisher marks as not free is not read, even where it
//! stands in the page.
use model::letters;

/// What stands before the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wall {
    /// For subscribers.
    Pay,
    /// For those who register or log in.
    Account,
    /// A question about cookies.
    Consent,
    /// A check whether a person asks.
    Robot,
}

impl Wall {
    /// What to say of it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Pay => "the page is for subscribers",
            Self::Account => "the page wants an account",
            Self::Consent => "the page asks for consent first",
            Self::Robot => "the page is kept from programs",
        }
    }

    fn of_kind(kind: &str) -> Option<Self> {
        match kind {
            "pay" => Some(Self::Pay),
            "account" => Some(Self::Account),
            "consent" => Some(Self::Consent),
            "robot" => Some(Self::Robot),
            _ => None,
        }
    }
}

const WORDS: &str = include_str!("../../../lexicon/sources/walls.txt");

/// A main text of so many bytes is an article, whatever else stands in its page: phrases of walls stand in the scripts and feet of many.
const ARTICLE_BYTES: usize = 1500;

/// The wall that a page is, by what its publisher declares (schema.org's `isAccessibleForFree`, a content tier), else by its words where it
/// has little main text. `main_text_bytes` is how much, asked for only where the words are there; 0 where none was found.
pub fn of_page(html: &str, main_text_bytes: impl FnOnce() -> usize) -> Option<Wall> {
    if is_declared(html) {
        return Some(Wall::Pay);
    }
    let words = visible(html);
    let mut walls: Vec<Wall> =
        phrases().filter(|(_, phrase)| words.contains(phrase)).map(|(wall, _)| wall).collect();
    walls.sort_unstable();
    walls.first().copied().filter(|_| main_text_bytes() < ARTICLE_BYTES)
}

/// The wall that an address leads to in the place of the one that was asked for.
#[must_use]
pub fn of_address(asked: &str, came: &str) -> Option<Wall> {
    const OF_ACCOUNTS: [&str; 8] =
        ["login", "log-in", "signin", "sign-in", "register", "registration", "sso", "account"];
    const OF_SUBSCRIBERS: [&str; 4] = ["subscribe", "subscription", "subscriptions", "paywall"];
    let (asked, came) = (asked.to_ascii_lowercase(), came.to_ascii_lowercase());
    let parts = |address: &str| -> Vec<String> {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        path.split(['/', '.']).map(str::to_owned).collect()
    };
    let asked = parts(&asked);
    let came = parts(&came);
    // What the address had from the beginning is its own.
    let is_new = |words: &[&str]| {
        words
            .iter()
            .any(|word| came.iter().any(|part| part == word) && !asked.iter().any(|part| part == word))
    };
    [(Wall::Pay, &OF_SUBSCRIBERS[..]), (Wall::Account, &OF_ACCOUNTS), (Wall::Consent, &["consent"])]
        .into_iter()
        .find(|(_, words)| is_new(words))
        .map(|(wall, _)| wall)
}

fn is_declared(html: &str) -> bool {
    let free = html.match_indices("isAccessibleForFree").any(|(at, key)| {
        let value = html[at + key.len()..].trim_start_matches(['"', '\'', ' ', ':', '\n', '\r', '\t']);
        value.get(..5).is_some_and(|value| value.eq_ignore_ascii_case("false"))
    });
    free || tags(html, "<meta").any(|tag| {
        let tag = tag.to_ascii_lowercase();
        tag.contains("content_tier") && tag.contains("locked")
    })
}

fn tags<'h>(html: &'h str, begin: &'h str) -> impl Iterator<Item = &'h str> {
    html.match_indices(begin).filter_map(|(at, _)| html[at..].split('>').next())
}

/// What a page shows, folded, without markup: scripts and styles hold phrases for every occasion.
fn visible(html: &str) -> String {
    let mut words = String::new();
    // The same bytes, so that positions hold in both.
    let lower = html.to_ascii_lowercase();
    let mut at = 0;
    while let Some(tag) = html[at..].find('<').map(|tag| at + tag) {
        words.push_str(&html[at..tag]);
        words.push(' ');
        let hidden = ["<script", "<style"].into_iter().find(|name| lower[tag..].starts_with(name));
        let end = match hidden {
            None => ">",
            Some("<script") => "</script",
            Some(_) => "</style",
        };
        at = lower[tag..].find(end).map_or(html.len(), |found| tag + found + end.len());
    }
    words.push_str(&html[at..]);
    let folded = letters::folded(&words);
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn phrases() -> impl Iterator<Item = (Wall, &'static str)> {
    let lines = WORDS.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines.filter_map(|line| {
        let (kind, phrase) = line.split_once(':')?;
        Some((Wall::of_kind(kind.trim())?, phrase.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_one_and_folded() {
        let lines = WORDS.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
        for line in lines {
            let (kind, phrase) = line.split_once(':').expect("kind: words");
            assert!(Wall::of_kind(kind).is_some(), "{line}");
            assert_eq!(letters::folded(phrase.trim()), phrase.trim(), "not folded");
        }
    }

    #[test]
    fn walls_are_told_from_articles() {
        let article = "x".repeat(ARTICLE_BYTES);
        let page = |words: &str| format!("<html><body><p>{words}</p></body></html>");
        for (html, text, expected) in [
            (page("Subscribe to continue reading."), "", Some(Wall::Pay)),
            (page("Cet article est réservé aux abonnés"), "", Some(Wall::Pay)),
            (page("Материал доступен только подписчикам"), "", Some(Wall::Pay)),
            (page("SIGN IN TO CONTINUE"), "", Some(Wall::Account)),
            (page("Enable JavaScript and\n cookies to <b>continue</b>"), "", Some(Wall::Robot)),
            (page("<noscript>Please enable JavaScript to continue</noscript>"), "", Some(Wall::Robot)),
            (page("Before you continue to Example"), "", Some(Wall::Consent)),
            // The foot of an article, and a script of every page.
            (page("Already a subscriber? Subscribe to continue"), &article, None),
            (page("Already a subscriber? We value your privacy"), "", None),
            (
                page("<SCRIPT>var t='subscribe to continue'</SCRIPT>A short piece of news."),
                "A short piece of news.",
                None,
            ),
            (page("Subscribe to our newsletter"), "", None),
            // What the publisher declares counts whatever stands in the page.
            (
                "<script type=\"application/ld+json\">{\"isAccessibleForFree\": false}</script>".to_owned(),
                &article,
                Some(Wall::Pay),
            ),
            ("<script>{'isAccessibleForFree':\"False\"}</script>".to_owned(), &article, Some(Wall::Pay)),
            ("<script>{\"isAccessibleForFree\":true}</script>".to_owned(), &article, None),
            (
                "<meta property=\"article:content_tier\" content=\"locked\">".to_owned(),
                &article,
                Some(Wall::Pay),
            ),
            ("<meta property=\"article:content_tier\" content=\"metered\">".to_owned(), &article, None),
            ("<meta property=\"article:content_tier\" content=\"free\">".to_owned(), &article, None),
            (String::new(), "", None),
            ("<".to_owned(), "", None),
            ("<script".to_owned(), "", None),
        ] {
            assert_eq!(of_page(&html, || text.len()), expected, "{html}");
        }
    }

    #[test]
    fn an_address_of_a_wall_is_known_by_what_is_new_in_it() {
        for (asked, came, expected) in [
            ("https://a.example/1", "https://a.example/login?next=/1", Some(Wall::Account)),
            ("https://a.example/1", "https://accounts.a.example/signin/v2", Some(Wall::Account)),
            ("https://a.example/1", "https://consent.a.example/collect", Some(Wall::Consent)),
            ("https://a.example/1", "https://a.example/subscribe/", Some(Wall::Pay)),
            ("https://a.example/1", "https://a.example/news/1", None),
            ("https://a.example/login/attack", "https://www.a.example/login/attack", None),
            ("https://a.example/1", "https://a.example/1?login=x", None),
        ] {
            assert_eq!(of_address(asked, came), expected, "{came}");
        }
    }
}
