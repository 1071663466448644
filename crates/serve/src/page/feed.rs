//! Searches and changes as Atom feeds (RFC 4287): what a page shows, for whoever wants to be told when there is more.
//!
//! An entry's id is made of what it says, never of its place in a list: it is the same at every request, and another one only where
//! something else is said. Its time is when the record came to say it. Every link leads to this site.
use super::layout::{citation_path, headline};
use super::search::{SEARCH_KEYS, find_added};
use crate::answer::{Answer, Failure, File};
use crate::app::Request;
use crate::query;
use model::dossier::{Change, Citation, Digest};
use model::hash;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use store::Query;

/// Entries of a feed: readers ask often enough to miss none of so many.
const ENTRIES: usize = 60;

/// What stands in a feed.
struct Entry {
    id: String,
    title: String,
    /// RFC 3339.
    updated: String,
    /// A path of this site.
    path: String,
    author: Option<String>,
    text: String,
}

/// Sentences that a search finds, those of the newest additions first.
pub(crate) fn search(request: &Request<'_>) -> Result<Answer, Failure> {
    if let Some(key) = request.query.unknown_key(&SEARCH_KEYS) {
        let what = format!("`{}` is nothing that a search can be asked for", request.echo(key));
        return Err(Failure::BadRequest { what, hint: "expected `q` and `exact`".to_owned() });
    }
    let Some(asked) = request.query.get("q").filter(|asked| !asked.trim().is_empty()) else {
        let hint = "give words, such as `/q.atom?q=mosque+Kabul`".to_owned();
        return Err(Failure::BadRequest { what: "found no `q`".to_owned(), hint });
    };
    let is_exact = request.query.get("exact").is_some();
    let found = find_added(request.pages, &Query::parse(asked), ENTRIES, !is_exact, request.lexicon)?;
    if let Some(problem) = &found.problem {
        let hint = "open `/q` with the same words and see what it says".to_owned();
        return Err(Failure::BadRequest { what: problem.clone(), hint });
    }
    let mut entries = Vec::new();
    for hit in &found.hits {
        let citation = &hit.citation;
        entries.push(Entry {
            id: urn(&["sentence", &said_where(citation), &citation.quote]),
            title: title_of(citation),
            updated: request.pages.added_at(&citation.report)?.unwrap_or_default(),
            path: citation_path(citation),
            author: citation.outlet.clone(),
            text: format!("\u{201c}{}\u{201d}", citation.quote),
        });
    }
    let exact = if is_exact { "1" } else { "" };
    let shown = request.echo(asked);
    let about = About {
        id: urn(&["search", &request.pages.record_key()?, asked, exact]),
        title: format!("Daybook: {shown}"),
        own: format!("/q.atom{}", query::build(&[("q", &shown), ("exact", exact)])),
        page: format!("/q{}", query::build(&[("q", &shown), ("exact", exact)])),
    };
    answer(request, &about, &entries)
}

/// What changed with each state of the record: new events, figures, claims and denials, in all or of one group.
pub(crate) fn changes(request: &Request<'_>) -> Result<Answer, Failure> {
    if let Some(key) = request.query.unknown_key(&["group"]) {
        let what = format!("`{}` is nothing that a feed of changes can be asked for", request.echo(key));
        return Err(Failure::BadRequest { what, hint: "expected `group`, or nothing".to_owned() });
    }
    let group = request.query.get("group").filter(|group| !group.is_empty());
    let digests = match request.pages.changes_by_state(ENTRIES, group) {
        Ok(digests) => digests,
        Err(store::Error::Unknown { .. }) => {
            return Err(request.not_found("group or organisation", group.unwrap_or_default()));
        }
        Err(error) => return Err(error.into()),
    };
    let record = request.pages.record_key()?;
    let mut entries = Vec::new();
    for digest in digests.iter() {
        let updated = request.pages.generation_at(digest.generation)?.unwrap_or_default();
        for change in &digest.changes {
            entries.push(entry_of(change, digest, &record, &updated));
        }
    }
    let shown = group.map_or_else(String::new, |group| request.echo(group));
    let about = About {
        id: urn(&["changes", &record, group.unwrap_or_default()]),
        title: match group {
            Some(_) => format!("Daybook: what changed about {shown}"),
            None => "Daybook: what changed".to_owned(),
        },
        own: format!("/changes.atom{}", query::build(&[("group", &shown)])),
        page: format!("/changes{}", query::build(&[("group", &shown)])),
    };
    answer(request, &about, &entries)
}

/// The feed that belongs to a page, as a path; `None` for pages that have none.
pub(crate) fn of_page(path: &str, query: Option<&str>) -> Option<String> {
    let query = crate::query::Query::parse(query).ok()?;
    let given = |key: &str| query.get(key).filter(|words| !words.is_empty());
    match path {
        "/q" => {
            let exact = if query.get("exact").is_some() { "1" } else { "" };
            Some(format!("/q.atom{}", crate::query::build(&[("q", given("q")?), ("exact", exact)])))
        }
        "/changes" => {
            let group = given("group").unwrap_or_default();
            Some(format!("/changes.atom{}", crate::query::build(&[("group", group)])))
        }
        "/" => Some("/changes.atom".to_owned()),
        _ => {
            let group = crate::query::decode(path.strip_prefix("/g/")?)?;
            (!group.contains('/'))
                .then(|| format!("/changes.atom{}", crate::query::build(&[("group", &group)])))
        }
    }
}

fn entry_of(change: &Change, digest: &Digest, record: &str, updated: &str) -> Entry {
    let (kind, event, detail) = super::changes::told(change);
    let mut seen = BTreeSet::new();
    let cited = change.statements.iter().filter_map(|statement| digest.citations.get(statement));
    let cited: Vec<String> = cited
        .filter(|citation| seen.insert((&citation.report, &citation.quote)))
        .take(QUOTED)
        .map(|citation| format!("\u{201c}{}\u{201d} ({})", citation.quote, title_of(citation)))
        .collect();
    let state = digest.generation.to_string();
    Entry {
        id: urn(&["change", record, &change.event, &state, kind, &change.words]),
        title: format!("{kind}: {event}{detail}"),
        updated: updated.to_owned(),
        path: format!("/e/{}", query::encode(&change.event)),
        author: None,
        text: cited.join(" "),
    }
}

/// Sentences quoted with a change.
const QUOTED: usize = 3;

/// Outlet, day and headline.
fn title_of(citation: &Citation) -> String {
    let outlet = citation.outlet.as_deref().unwrap_or("outlet not known");
    let day = citation.published.map(|day| format!(", {day}")).unwrap_or_default();
    match &citation.title {
        Some(title) => format!("{outlet}{day}: {}", headline(title)),
        None => format!("{outlet}{day}"),
    }
}

/// What tells a report from others, beside its place in this record.
fn said_where(citation: &Citation) -> String {
    let day = citation.published.map(|day| day.to_string()).unwrap_or_default();
    let outlet = citation.outlet.as_deref().unwrap_or_default();
    let title = citation.title.as_deref().unwrap_or_default();
    format!("{outlet}\n{day}\n{title}\n{}", citation.url.as_deref().unwrap_or_default())
}

/// A name that is nobody else's, of content.
fn urn(parts: &[&str]) -> String {
    let bytes: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
    format!("urn:sha256:{}", hash::sha256_of_parts(&bytes))
}

/// What a feed says of itself.
struct About {
    id: String,
    title: String,
    /// Path of the feed.
    own: String,
    /// Path of the page with the same.
    page: String,
}

fn answer(request: &Request<'_>, about: &About, entries: &[Entry]) -> Result<Answer, Failure> {
    let newest = request.pages.generation();
    let made_at = request.pages.generation_at(newest)?.unwrap_or_default();
    let base = request.base;
    let mut atom = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n",
    );
    let _ = write!(
        atom,
        "<id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n<author><name>Daybook record</name></author>\n<generator>Daybook</generator>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n",
        xml(&about.id),
        xml(&about.title),
        moment(entries.iter().map(|entry| entry.updated.as_str()).max().unwrap_or(&made_at)),
        xml(&format!("{base}{}", about.own)),
        xml(&format!("{base}{}", about.page)),
    );
    let mut seen = BTreeSet::new();
    for entry in entries.iter().filter(|entry| seen.insert(&entry.id)).take(ENTRIES) {
        let _ = write!(
            atom,
            "<entry>\n<id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n",
            xml(&entry.id),
            xml(&entry.title),
            moment(&entry.updated),
            xml(&format!("{base}{}", entry.path)),
        );
        if let Some(author) = &entry.author {
            let _ = writeln!(atom, "<author><name>{}</name></author>", xml(author));
        }
        let _ = write!(atom, "<summary>{}</summary>\n</entry>\n", xml(&entry.text));
    }
    atom.push_str("</feed>\n");
    Ok(Answer::File(File { media_type: "application/atom+xml; charset=utf-8", name: None, text: atom }))
}

/// A time as RFC 3339 wants it; what is none becomes the beginning of time, which readers take.
fn moment(at: &str) -> String {
    at.parse::<jiff::Timestamp>().unwrap_or_default().to_string()
}

/// Words as XML 1.0 text: what it cannot hold becomes U+FFFD.
fn xml(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(letter),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_lead_to_their_feeds() {
        let of = |path: &str, query: Option<&str>| of_page(path, query);
        assert_eq!(of("/q", Some("q=a+b&page=2")).as_deref(), Some("/q.atom?q=a%20b"));
        assert_eq!(of("/q", Some("q=a&exact=1")).as_deref(), Some("/q.atom?q=a&exact=1"));
        assert_eq!(of("/q", None), None);
        assert_eq!(of("/g/is-k", None).as_deref(), Some("/changes.atom?group=is-k"));
        assert_eq!(of("/g/is-k/brief", None), None);
        assert_eq!(of("/changes", Some("since=3&group=x")).as_deref(), Some("/changes.atom?group=x"));
        assert_eq!(of("/e/E1", None), None);
    }

    #[test]
    fn words_are_xml_whatever_stands_in_them() {
        assert_eq!(xml("a<b>&\"\u{1}\u{7f}é\u{ffff}"), "a&lt;b&gt;&amp;&quot;\u{fffd}\u{7f}é\u{fffd}");
    }
}
