//! Past states behind `?asof=`: made once in a folder of their own, a few kept.
use crate::answer::Failure;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use store::{AsOf, Store};
use tempfile::TempDir;

/// Makes a past state of a record in an empty folder: the stages are not this crate's.
pub type MakePast = Arc<dyn Fn(&Store, AsOf, &Path) -> Result<Store, String> + Send + Sync>;

/// States kept at one time: somebody compares two, and somebody else looks at a third.
const KEPT: usize = 3;

/// A record with more reports than this is too large to be made again while somebody waits: it takes some 20 ms a report.
const MOST_REPORTS: u64 = 2_000;

/// The states that were made.
pub(crate) struct Pasts {
    make: Option<MakePast>,
    /// The oldest first. Held while one is made, so that many who ask for many states make one at a time.
    kept: Mutex<Vec<Kept>>,
}

/// A state, the generation that it was made from, and the folder that goes when nobody holds it any more.
#[derive(Clone)]
pub(crate) struct Kept {
    as_of: AsOf,
    made_from: u64,
    pub(crate) store: Arc<Store>,
    _folder: Arc<TempDir>,
}

impl Pasts {
    pub(crate) fn new(make: Option<MakePast>) -> Self {
        Self { make, kept: Mutex::default() }
    }

    /// The state that `words` mean.
    pub(crate) fn get(&self, words: &str, store: &Store) -> Result<Kept, Failure> {
        let as_of = parse(words, store)?;
        let pages = store.pages()?;
        let (made_from, reports) = (pages.generation(), pages.counts()?.reports);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.iter().find(|known| known.as_of == as_of && known.made_from == made_from) {
            return Ok(known.clone());
        }
        if let AsOf::Recorded(generation) = as_of
            && !(1..=made_from).contains(&generation)
        {
            return Err(Failure::NotFound {
                what: format!("the record has no state {generation}; there are 1 to {made_from}"),
                search: None,
            });
        }
        let make = self.make.as_ref().filter(|_| reports <= MOST_REPORTS);
        let Some(make) = make else {
            return Err(Failure::BadRequest {
                what: format!("a past state of {reports} reports is not made for a page"),
                hint: format!(
                    "use `daybook --asof {as_of}` with a command; pages do it up to {MOST_REPORTS} reports"
                ),
            });
        };
        let folder = tempfile::tempdir().map_err(|error| Failure::Unreadable(error.to_string()))?;
        let past = make(store, as_of, folder.path()).map_err(Failure::Unreadable)?;
        let made = Kept { as_of, made_from, store: Arc::new(past), _folder: Arc::new(folder) };
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push(made.clone());
        Ok(made)
    }
}

/// `12` and `recorded:12` are a state by its number; `2024-03-25` and `recorded:2024-03-25` the last one of a day; `published:2024-03-25` what is
/// made of the reports published by then.
fn parse(words: &str, store: &Store) -> Result<AsOf, Failure> {
    let (kind, when) = words.split_once(':').unwrap_or(("recorded", words));
    let day = when.parse::<jiff::civil::Date>().ok();
    match (kind, when.parse::<u64>().ok(), day) {
        ("recorded", Some(number), _) => Ok(AsOf::Recorded(number)),
        ("recorded", None, Some(day)) => Ok(AsOf::Recorded(store.generation_on(day)?)),
        ("published", _, Some(day)) => Ok(AsOf::Published(day)),
        _ => Err(Failure::BadRequest {
            what: "`asof` names no state of the record".to_owned(),
            hint: "expected a day such as `2024-03-25`, a number, or `published:2024-03-25`".to_owned(),
        }),
    }
}

/// Links and forms of a page lead to the same past state.
pub(crate) fn carried(html: &str, as_of: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut parts = html.split("href=\"/");
    out.push_str(parts.next().unwrap_or(""));
    for part in parts {
        out.push_str("href=\"");
        let (address, rest) = part.split_once('"').unwrap_or((part, ""));
        let address = format!("/{address}");
        // The way back to the present says so.
        if address.starts_with("/style.css") || rest.starts_with(" data-now") {
            out.push_str(&address);
        } else {
            out.push_str(&carried_address(&address, as_of).replace("&asof=", "&amp;asof="));
        }
        out.push('"');
        out.push_str(rest);
    }
    let out = out.split("src=\"/g/").enumerate().map(|(at, part)| match part.split_once('"') {
        Some((address, rest)) if at > 0 => {
            format!(
                "src=\"{}\"{rest}",
                carried_address(&format!("/g/{address}"), as_of).replace("&asof=", "&amp;asof=")
            )
        }
        _ => part.to_owned(),
    });
    let out = out.collect::<String>();
    let value = as_of.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let field = format!("method=\"get\"><input type=\"hidden\" name=\"asof\" value=\"{value}\">");
    out.replace("method=\"get\">", &field)
}

/// The same address in a past state.
pub(crate) fn carried_address(address: &str, as_of: &str) -> String {
    let (page, fragment) = address.split_once('#').map_or((address, None), |(page, rest)| (page, Some(rest)));
    let sign = if page.contains('?') { '&' } else { '?' };
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    format!("{page}{sign}asof={}{fragment}", crate::query::encode(as_of))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_forms_keep_the_state() {
        let html = "<link href=\"/style.css?v=1\"><a href=\"/g/is-k#who\">x</a><a href=\"/q?q=a\">y</a><a href=\"https://example.org/\">z</a><a href=\"#top\">t</a><img src=\"/g/is-k/drawing/map.svg?v=1\"><form action=\"/q\" method=\"get\"><input>";
        let expected = "<link href=\"/style.css?v=1\"><a href=\"/g/is-k?asof=published%3A2024-03-25#who\">x</a><a href=\"/q?q=a&amp;asof=published%3A2024-03-25\">y</a><a href=\"https://example.org/\">z</a><a href=\"#top\">t</a><img src=\"/g/is-k/drawing/map.svg?v=1&amp;asof=published%3A2024-03-25\"><form action=\"/q\" method=\"get\"><input type=\"hidden\" name=\"asof\" value=\"published:2024-03-25\"><input>";
        assert_eq!(carried(html, "published:2024-03-25"), expected);
    }
}
