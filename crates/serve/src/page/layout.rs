//! What pages share: the frame, citations, lists of events and reports, links between pages of a list.
use crate::answer::Page;
use crate::app::Request;
use crate::drawings::{self, INLINE_BYTES};
use crate::query;
use crate::words;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use model::Measure;
use model::dossier::{Citation, Citations, ReportLine};
use model::record::{ActorRef, Event, Voice};
use std::sync::LazyLock;

/// The one style sheet.
pub(crate) const STYLE: &str = include_str!("../style.css");

static STYLE_ADDRESS: LazyLock<String> =
    LazyLock::new(|| format!("/style.css?v={}", &model::hash::sha256_hex(STYLE.as_bytes())[..12]));

/// The one script: keys. No page needs it.
pub(crate) const KEYS: &str = include_str!("../keys.js");

static KEYS_ADDRESS: LazyLock<String> =
    LazyLock::new(|| format!("/keys.js?v={}", &model::hash::sha256_hex(KEYS.as_bytes())[..12]));

/// What the frame says about the record.
pub(crate) struct Shell {
    /// The generation shown; `None` where there is no record.
    pub(crate) generation: Option<u64>,
    /// When it was made, RFC 3339.
    pub(crate) made_at: Option<String>,
    /// The page's whole address, to be cited by.
    pub(crate) address: Option<String>,
    /// The past state shown, as it was asked for.
    pub(crate) as_of: Option<String>,
    /// Whether there is a page to add reports on.
    pub(crate) can_add: bool,
    /// Path of the feed that tells what is new on this page.
    pub(crate) feed: Option<String>,
}

impl Shell {
    /// Where there is no record.
    pub(crate) const EMPTY: Self =
        Self { generation: None, made_at: None, address: None, as_of: None, can_add: false, feed: None };
}

const PLACES: [(&str, &str); 7] = [
    ("/", "Groups"),
    ("/events", "Events"),
    ("/map", "Map"),
    ("/network", "Network"),
    ("/reports", "Reports"),
    ("/sources", "Sources"),
    ("/about", "About"),
];

fn head(title: &str, has_keys: bool, feed: Option<&str>) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            title { (title) " · Daybook" }
            link rel="icon" href="data:,";
            link rel="stylesheet" href=(*STYLE_ADDRESS);
            @if has_keys { script src=(*KEYS_ADDRESS) defer {} }
            @if let Some(feed) = feed { link rel="alternate" type="application/atom+xml" href=(feed) title="What is new"; }
        }
    }
}

/// A page in its frame.
pub(crate) fn frame(page: &Page, shell: &Shell) -> String {
    let html = html! {
        (DOCTYPE)
        html lang="en" {
            (head(&page.title, true, shell.feed.as_deref()))
            body {
                a.skip href="#main" { "Skip to the content" }
                header.site {
                    a.name href="/" { "Daybook" }
                    nav aria-label="Pages" { @for (address, name) in PLACES { a href=(address) { (name) } } @if shell.can_add && shell.as_of.is_none() { a href="/add" { "Add" } } }
                    (search_form("", "find"))
                }
                main id="main" tabindex="-1" {
                    @if let Some(as_of) = &shell.as_of {
                        p.notice.then { "The record as of " bdi { (as_of) } @if let Some(generation) = shell.generation { " (state " (generation) ")" } ". Links lead to the same state; " a href="/" data-now="" { "the record as it is now" } "." }
                    }
                    (page.body)
                }
                (foot(&page.title, shell))
            }
        }
    }
    .into_string();
    match &shell.as_of {
        Some(as_of) => crate::past::carried(&html, as_of),
        None => html,
    }
}

/// A piece of a page for a frame of somebody else: where it comes from and its state are part of it, links open outside.
pub(crate) fn embed_frame(page: &Page, shell: &Shell) -> String {
    let html = html! {
        (DOCTYPE)
        html lang="en" {
            (head(&page.title, false, None))
            body.embed {
                main id="main" {
                    (page.body)
                    p.note {
                        "What sources say, with their words; counts follow what was reported. "
                        @if let Some(address) = &shell.address { a href=(address.replacen("/embed/", "/", 1)) { "Daybook record" } } @else { "Daybook record" }
                        @if let Some(generation) = shell.generation { ", state " (generation) }
                        @if let Some(day) = shell.made_at.as_deref().and_then(|at| at.get(..10)) { " of " (day) }
                        "."
                    }
                }
            }
        }
    }
    .into_string()
    .replace("<a href=", "<a target=\"_blank\" rel=\"noopener\" href=");
    match &shell.as_of {
        Some(as_of) => crate::past::carried(&html, as_of),
        None => html,
    }
}

fn foot(title: &str, shell: &Shell) -> Markup {
    html! {
        footer.site {
            p {
                "What sources say, with their words. Counts follow what was reported, not only what happened. "
                "Being named here is not a finding of guilt. Names of private persons are withheld. "
                a href="/about" { "How this is made, and its limits" }
            }
            @if let Some(generation) = shell.generation {
                p { "State " (generation) " of this record" @if let Some(at) = &shell.made_at { ", of " (at.get(..10).unwrap_or(at)) } "." }
                @if let Some(address) = &shell.address { (to_cite(title, generation, shell.made_at.as_deref(), address)) }
            }
        }
    }
}

/// How to cite a page: it changes with the record, so the state is part of it. The day of access is the reader's to add.
fn to_cite(title: &str, generation: u64, made_at: Option<&str>, address: &str) -> Markup {
    let day = made_at.and_then(|at| at.get(..10)).unwrap_or("");
    let year = day.get(..4).unwrap_or("");
    let plain = |words: &str| words.replace(['{', '}', '\\'], "");
    let bibtex = format!(
        "@misc{{daybook-{generation},\n  title = {{{}}},\n  howpublished = {{Daybook record, state {generation}}},\n  year = {{{year}}},\n  date = {{{day}}},\n  url = {{{}}},\n}}",
        plain(title),
        plain(address)
    );
    html! {
        details.to-cite {
            summary { "Cite this page" }
            p { "“" (source_words(title)) ".” Daybook record, state " (generation) @if !day.is_empty() { " (" (day) ")" } ". " bdi dir="ltr" { (address) } " (accessed [day])." }
            pre { code { (bibtex) } }
            p { "The record shows this state again with " code { "--asof recorded:" (generation) } ". A sentence has an address of its own: the permalink beside it on its report's page." }
        }
    }
}

/// A search form; `words` must be masked.
pub(crate) fn search_form(words: &str, id: &str) -> Markup {
    html! {
        form.search role="search" aria-label=(if id == "find" { "Find" } else { "Search the sentences" }) action="/q" method="get" {
            label.hidden for=(id) { "Words to search for" }
            input id=(id) type="search" name="q" value=(words) dir="auto" maxlength="300" placeholder="Search the sentences";
            button type="submit" { "Search" }
        }
    }
}

/// Words of a source: their own direction, kept apart from ours.
pub(crate) fn source_words(words: &str) -> Markup {
    html! { bdi dir="auto" { (words) } }
}

/// The same of a report that says in which language it is, so that a screen reader speaks it and a font is chosen for it.
pub(crate) fn words_in(words: &str, language: Option<&str>) -> Markup {
    html! { bdi dir="auto" lang=[language] { (words) } }
}

/// Longest headline shown, in characters; desks write a tenth of it.
const LONGEST_HEADLINE: usize = 300;

/// A headline of a length that a page bears.
pub(crate) fn headline(title: &str) -> std::borrow::Cow<'_, str> {
    match title.char_indices().nth(LONGEST_HEADLINE) {
        Some((end, _)) => format!("{}…", &title[..end]).into(),
        None => title.into(),
    }
}

/// A day of publication.
pub(crate) fn day(date: Option<jiff::civil::Date>) -> Markup {
    html! {
        @match date {
            Some(date) => time datetime=(date) { (words::day(date)) },
            None => span.missing { "no date" },
        }
    }
}

/// Anchor of a statement in its report's page.
pub(crate) fn anchor(statement: &str) -> String {
    format!("s-{}", statement.get(..16).unwrap_or(statement))
}

/// Where a citation's statement stands: the report's page, at the words.
pub(crate) fn citation_path(citation: &Citation) -> String {
    if citation.statement.is_empty() {
        format!("/r/{}", query::encode(&citation.report))
    } else {
        format!("/r/{}#{}", query::encode(&citation.report), anchor(&citation.statement))
    }
}

/// A sentence with the words that matter marked.
pub(crate) fn marked(citation: &Citation) -> Markup {
    let (quote, span) = (&citation.quote, citation.highlight);
    let parts = quote.get(..span.start).zip(quote.get(span.start..span.end)).zip(quote.get(span.end..));
    html! {
        @match parts {
            Some(((before, words), after)) if !words.is_empty() && words.len() < quote.len() => {
                (before) mark { (words) } (after)
            },
            _ => (quote),
        }
    }
}

/// A citation: the sentence, then whose it is and when.
pub(crate) fn cite(citation: &Citation) -> Markup {
    html! {
        figure.cite {
            blockquote dir="auto" lang=[citation.language.as_deref()] { (marked(citation)) }
            figcaption { (whose(citation)) @if let Some(rule) = &citation.rule { " " (why(rule)) } }
        }
    }
}

/// Outlet, day and headline of a citation, with the link to its place.
pub(crate) fn whose(citation: &Citation) -> Markup {
    html! {
        @match &citation.outlet {
            Some(outlet) => (source_words(outlet)),
            None => span.missing { "outlet not known" },
        }
        ", " (day(citation.published)) ": "
        a href=(citation_path(citation)) {
            @match &citation.title {
                Some(title) => (words_in(&headline(title), citation.language.as_deref())),
                None => { "report " (citation.report) },
            }
        }
    }
}

/// The rule that made a statement.
pub(crate) fn why(rule: &str) -> Markup {
    html! { span.why { "found by rule " code { (rule) } } }
}

/// A statement's citation, or that the record does not have its words.
pub(crate) fn cite_statement(citations: &Citations, statement: &str) -> Markup {
    html! {
        @match citations.get(statement) {
            Some(citation) => (cite(citation)),
            None => p.missing { "The words of this statement are not shown." },
        }
    }
}

/// The citations of statements, at most `shown`, each sentence once; then links to the others. A page stays under 300 kB so.
pub(crate) fn cite_some<'s>(
    citations: &Citations,
    statements: impl Iterator<Item = &'s str>,
    shown: usize,
) -> Markup {
    let mut seen = std::collections::BTreeSet::new();
    let found = statements.filter_map(|statement| citations.get(statement));
    let found = found.filter(|citation| seen.insert((&citation.report, &citation.quote))).collect::<Vec<_>>();
    html! {
        @for citation in found.iter().take(shown) { (cite(citation)) }
        @if found.len() > shown {
            p.more {
                "And " (words::count(found.len() - shown, "more sentence", "more sentences")) ": "
                @for (at, citation) in found.iter().skip(shown).take(MORE_LINKS).enumerate() {
                    @if at > 0 { ", " }
                    a href=(citation_path(citation)) { (citation.report) }
                }
                @if found.len() > shown + MORE_LINKS { ", …" }
            }
        }
    }
}

/// Links behind a list that is cut off.
const MORE_LINKS: usize = 12;

/// An actor with a link to its page, where it has one.
pub(crate) fn actor(actor: &ActorRef) -> Markup {
    let id = actor.key.strip_prefix("lex:");
    html! {
        @match id {
            Some(id) => a href={ "/g/" (query::encode(id)) } { (source_words(&actor.name)) },
            None => (source_words(&actor.name)),
        }
    }
}

/// Who says something.
pub(crate) fn voice(voice: &Voice) -> Markup {
    html! {
        @match voice {
            Voice::Document => "the report itself",
            Voice::Actor(speaker) => (actor(speaker)),
            Voice::Described(words) => (source_words(words)),
        }
    }
}

/// Reports and independent origins: two numbers, labelled.
pub(crate) fn support(event: &Event) -> String {
    let reports = words::count(event.n_reports, "report", "reports");
    let origins = words::count(event.n_origins, "independent origin", "independent origins");
    format!("{reports}, {origins}")
}

/// A table of events, with a name of its own on its page.
pub(crate) fn event_table(name: &str, events: &[Event]) -> Markup {
    html! {
        div.wide role="region" aria-label=(name) tabindex="0" {
            table {
                thead { tr { th scope="col" { "When" } th scope="col" { "What and where" } th scope="col" { "Killed" } th scope="col" { "Rests on" } } }
                tbody { @for event in events { (event_row(event)) } }
            }
        }
    }
}

fn event_row(event: &Event) -> Markup {
    let killed = event.figures.iter().find(|figure| figure.measure == Measure::Killed);
    let contested = event.contradictions.len();
    html! {
        tr {
            td.when {
                @match &event.when {
                    Some(when) => time datetime=(words::iso(when)) { (words::time(when)) },
                    None => span.missing { "not stated" },
                }
            }
            td {
                a href=(words::event_path(event)) { (source_words(&words::event_line(event))) }
                @if contested > 0 { " " span.flag { (words::count(contested, "contradiction", "contradictions")) } }
            }
            td.number {
                @match killed {
                    Some(figure) => (words::bounds(figure.low, figure.best, figure.high)),
                    None => span.missing { "not stated" },
                }
            }
            td { (support(event)) }
        }
    }
}

/// A list of reports.
pub(crate) fn report_list(reports: &[ReportLine]) -> Markup {
    html! { ul.reports { @for report in reports { li { (report_line(report)) } } } }
}

/// A report in one line.
pub(crate) fn report_line(report: &ReportLine) -> Markup {
    html! {
        a href={ "/r/" (query::encode(&report.id)) } {
            @match &report.title {
                Some(title) => (words_in(&headline(title), report.language.as_deref())),
                None => { "Report " (report.id) },
            }
        }
        span.by {
            @if let Some(outlet) = &report.outlet { (source_words(outlet)) ", " }
            (day(report.published))
        }
    }
}

/// Links to the pages of a list before and after; `path` carries the filter already.
pub(crate) fn pager(path: &str, pairs: &[(&str, &str)], page: usize, has_more: bool) -> Markup {
    let to = |page: usize| {
        let page = page.to_string();
        let pairs = pairs.iter().copied().chain([("page", page.as_str())]).collect::<Vec<_>>();
        format!("{path}{}", query::build(&pairs))
    };
    html! {
        @if page > 1 || has_more {
            nav.pager aria-label="Pages of this list" {
                @if page > 1 { a rel="prev" href=(to(page - 1)) { "Previous" } }
                span { "Page " (page) }
                @if has_more { a rel="next" href=(to(page + 1)) { "Next" } }
            }
        }
    }
}

/// A chart that `publish` drew, and where its table is.
pub(crate) fn chart(svg: &str, caption: &str, table: &str) -> Markup {
    html! {
        figure.chart {
            a.skip-chart href={ "#" (table) } { "Skip the chart: the same as a table" }
            (PreEscaped(svg))
            figcaption { (caption) }
        }
    }
}

/// A chart that stands in the page where it is small, and is an image of its own where it is not.
pub(crate) fn drawing(request: &Request<'_>, path: &str, svg: &str, caption: &str, table: &str) -> Markup {
    html! {
        figure.chart {
            a.skip-chart href={ "#" (table) } { "Skip the chart: the same as a table" }
            (drawn(request, path, svg))
            figcaption { (caption) }
        }
    }
}

/// The drawing itself.
pub(crate) fn drawn(request: &Request<'_>, path: &str, svg: &str) -> Markup {
    match drawings::size(svg).filter(|_| svg.len() > INLINE_BYTES) {
        None => html! { (PreEscaped(svg)) },
        Some((width, height)) => {
            let digest = request.drawings.put(path, svg);
            html! { img src={ (path) "?v=" (digest) } width=(width) height=(height) loading="lazy" decoding="async" alt=(PreEscaped(drawings::words(svg))); }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Span;

    fn citation(quote: &str, highlight: Span) -> Citation {
        Citation {
            statement: String::new(),
            report: "R1".into(),
            title: Some("<script>alert(1)</script>".into()),
            outlet: None,
            published: None,
            url: None,
            language: Some("fa".into()),
            quote: quote.into(),
            highlight,
            withheld: Vec::new(),
            rule: None,
        }
    }

    #[test]
    fn the_words_are_marked_and_everything_is_escaped() {
        let html = cite(&citation("At least <19> dead.", Span::new(9, 13))).into_string();
        assert!(html.contains("At least <mark>&lt;19&gt;</mark> dead."), "{html}");
        assert!(html.contains("&lt;script&gt;alert(1)") && !html.contains("<script"), "{html}");
    }

    #[test]
    fn a_span_that_is_not_of_the_sentence_marks_nothing() {
        assert_eq!(marked(&citation("é", Span::new(1, 2))).into_string(), "é");
        assert_eq!(marked(&citation("short", Span::new(2, 99))).into_string(), "short");
    }
}
