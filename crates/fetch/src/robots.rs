//! robots.txt as RFC 9309 has it: which paths a program of our name may get. Written here because the known library brings four
//! parsers of its own with it for a format of two directives.
use std::time::Duration;

/// What a host's robots.txt says to us.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Robots {
    /// Path patterns, and whether they allow.
    rules: Vec<(String, bool)>,
    delay: Option<Duration>,
}

/// Lines are read up to this many bytes (RFC 9309 §2.5 asks for at least 500 KiB).
const MOST_BYTES: usize = 512 * 1024;
/// A host that asks for more than this is asked less often anyway.
const LONGEST_DELAY: Duration = Duration::from_secs(120);

impl Robots {
    /// Nothing may be had: what a server that cannot be asked means (RFC 9309 §2.3.1.4).
    #[must_use]
    pub fn nothing() -> Self {
        Self { rules: vec![("/".to_owned(), false)], delay: None }
    }

    /// The rules for a program of this name; those for `*` where none are for it.
    #[must_use]
    pub fn parse(bytes: &[u8], name: &str) -> Self {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(MOST_BYTES)]);
        let (text, name) = (text.trim_start_matches('\u{feff}'), name.to_lowercase());
        let (mut own, mut general) = (None::<Self>, Self::default());
        // Agents of the group that is being read, and whether its rules have begun.
        let (mut agents, mut has_rules): (Vec<String>, bool) = (Vec::new(), false);
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or("").trim();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_lowercase(), value.trim());
            if key == "user-agent" {
                if has_rules {
                    (agents, has_rules) = (Vec::new(), false);
                }
                agents.push(value.to_lowercase());
                continue;
            }
            has_rules = true;
            for agent in &agents {
                match agent.as_str() {
                    "*" => general.take(&key, value),
                    agent if agent == name => own.get_or_insert_default().take(&key, value),
                    _ => {}
                }
            }
            if agents.contains(&name) {
                own.get_or_insert_default();
            }
        }
        own.unwrap_or(general)
    }

    fn take(&mut self, key: &str, value: &str) {
        match key {
            "allow" if !value.is_empty() => self.rules.push((value.to_owned(), true)),
            "disallow" if !value.is_empty() => self.rules.push((value.to_owned(), false)),
            "crawl-delay" => {
                let seconds =
                    value.parse::<f64>().ok().filter(|seconds| seconds.is_finite() && *seconds >= 0.0);
                self.delay =
                    seconds.map(|seconds| Duration::from_secs_f64(seconds.min(LONGEST_DELAY.as_secs_f64())));
            }
            _ => {}
        }
    }

    /// Whether a path with its query may be had: the longest pattern that fits decides, allowing ones before forbidding ones.
    #[must_use]
    pub fn allows(&self, path: &str) -> bool {
        let fitting = self.rules.iter().filter(|(pattern, _)| fits(pattern, path));
        fitting.max_by_key(|(pattern, allows)| (pattern.len(), *allows)).is_none_or(|(_, allows)| *allows)
    }

    /// How long to wait between two requests, where it says so.
    #[must_use]
    pub const fn delay(&self) -> Option<Duration> {
        self.delay
    }
}

/// `*` is anything, `$` at the end is the end; otherwise a pattern is a beginning.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, to_the_end) = pattern.strip_suffix('$').map_or((pattern, false), |pattern| (pattern, true));
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let mut last = "";
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        last = part;
    }
    // What stands last must reach the end, wherever it was found first.
    !to_the_end || rest.is_empty() || (pattern.contains('*') && path.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# hello\nUser-agent: other\nDisallow: /\n\nUser-Agent: *\nDisallow: /private\nAllow: /private/open\nDisallow: /*.pdf$\nCrawl-delay: 3\n";

    #[test]
    fn the_longest_fitting_pattern_decides() {
        let robots = Robots::parse(FILE.as_bytes(), "daybook");
        assert!(robots.allows("/news/1") && robots.allows("/private/open/2"));
        assert!(!robots.allows("/private/3") && !robots.allows("/a/b.pdf") && robots.allows("/a/b.pdf?x=1"));
        assert_eq!(robots.delay(), Some(Duration::from_secs(3)));
    }

    #[test]
    fn a_group_of_our_own_goes_before_that_of_everybody() {
        let robots = Robots::parse(
            b"User-agent: *\nDisallow: /\nUser-agent: Daybook\nUser-agent: another\nDisallow: /x",
            "daybook",
        );
        assert!(robots.allows("/news") && !robots.allows("/x/1"));
        // A group of our own without a rule allows everything.
        assert!(
            Robots::parse(b"User-agent: *\nDisallow: /\n\nUser-agent: daybook\nDisallow:", "daybook")
                .allows("/news")
        );
    }

    #[test]
    fn nothing_allows_nothing_and_an_empty_file_everything() {
        assert!(!Robots::nothing().allows("/"));
        assert!(Robots::parse(b"", "daybook").allows("/x"));
        assert!(!Robots::parse("\u{feff}User-agent: *\nDisallow: /x".as_bytes(), "daybook").allows("/x"));
        assert!(Robots::parse(b"\xFF\xFE<html>no robots here</html>", "daybook").allows("/x"));
        assert_eq!(
            Robots::parse(b"User-agent: *\nCrawl-delay: 99999999", "daybook").delay(),
            Some(LONGEST_DELAY)
        );
    }
}
