//! A report: the sentences that carry statements, with the words of each statement and the rule that found it.
use super::layout::{anchor, day, source_words, why, words_in};
use crate::answer::{Answer, Failure, Page};
use crate::app::Request;
use crate::{query, words};
use axum::http::StatusCode;
use maud::{Markup, html};
use model::Span;
use model::dossier::{DocumentSentence, DocumentView, ReportLine, SentenceStatement};

pub(crate) fn page(request: &Request<'_>) -> Result<Answer, Failure> {
    let Some(view) = request.pages.document(request.id)? else {
        return Err(request.not_found("report", request.id));
    };
    let view: &DocumentView = &view;
    let title = view.report.title.as_deref().map(|title| super::layout::headline(title).into_owned());
    let title = title.unwrap_or_else(|| format!("Report {}", view.report.id));
    let body = html! {
        p.kicker { "Report " (view.report.id) }
        h1 { (words_in(&title, view.report.language.as_deref())) }
        (facts(&view.report, request.reference.may_link(view.report.outlet.as_deref())))
        @for note in &view.notes { p.note { "How it was read: " (source_words(note)) "." } }
        h2 { "What it says" }
        @if view.sentences.is_empty() {
            p.missing { "No statement was found in this report." }
        } @else {
            p.note {
                "An excerpt: the sentences that carry statements, in their order. Marked words are what a statement rests on; the list beside each sentence says of what kind it is and which rule found it."
            }
        }
        @for part in &view.sentences { (sentence(part)) }
        @if view.left_out > 0 {
            p.note { (words::capital(&words::count(view.left_out, "more sentence carries", "more sentences carry"))) " statements; the terms of this outlet limit how much is shown together. Each stands with the events that it tells." }
        }
    };
    Ok(Answer::Page(Page { title, body }))
}

/// From a statement to its place in its report.
pub(crate) fn statement(request: &Request<'_>) -> Result<Answer, Failure> {
    let Some(report) = request.pages.report_of(request.id)? else {
        return Err(request.not_found("statement", request.id));
    };
    let to = format!("/r/{}#{}", query::encode(&report), query::encode(&anchor(request.id)));
    Ok(Answer::Redirect { status: StatusCode::SEE_OTHER, to })
}

fn facts(report: &ReportLine, may_link: bool) -> Markup {
    html! {
        dl.facts {
            dt { "Published by" }
            dd { @match &report.outlet { Some(outlet) => (source_words(outlet)), None => span.missing { "not known" } } }
            dt { "Published" }
            dd {
                (day(report.published))
                @if let Some(from) = &report.published_from { span.note { " (from " (published_from(from)) ")" } }
            }
            @if let Some(url) = &report.url {
                dt { "Address" }
                dd { (address(url, may_link)) }
            }
            @if let Some(language) = &report.language { dt { "Language as stated" } dd { code { (language) } } }
            dt { "Text" }
            dd { code title="SHA-256 of the text" { (report.text.get(..16).unwrap_or(&report.text)) } }
        }
    }
}

/// Where a day of publication was found, in words.
fn published_from(from: &str) -> &str {
    match from {
        "option" => "the command that added it",
        "manifest" => "the folder's manifest",
        "front_matter" => "the file's own head",
        "page" => "the page; one in eight such dates is wrong",
        "url" => "its address",
        other => other,
    }
}

/// An address as a link where it is one of the web; an armed group's own outlet is neither linked nor spelled out.
fn address(url: &str, may_link: bool) -> Markup {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    html! {
        @if !may_link { span.missing { "not shown: the outlet speaks for an armed group" } } @else if is_web { a href=(url) rel="external noreferrer noopener nofollow" { bdi dir="ltr" { (url) } } } @else { bdi dir="ltr" { (url) } }
    }
}

fn sentence(part: &DocumentSentence) -> Markup {
    let quote = &part.citation.quote;
    html! {
        section.sentence {
            blockquote dir="auto" lang=[part.citation.language.as_deref()] { (spans(quote, &part.statements)) }
            ul { @for statement in &part.statements { (statement_line(quote, statement)) } }
        }
    }
}

/// Longer words are marked in the sentence beside and need not be read twice.
const LONGEST_REPEATED: usize = 60;

fn statement_line(quote: &str, statement: &SentenceStatement) -> Markup {
    let said = statement.span.of(quote);
    html! {
        li id=(anchor(&statement.id)) {
            span class={ "tag k-" (statement.family) } { (words::label(&statement.family)) }
            span.value { (source_words(&statement.summary)) }
            @if !said.is_empty() && said.len() <= LONGEST_REPEATED { " “" (source_words(said)) "”" }
            span.fine {
                @if let Some(target) = &statement.target { (target_link(target)) " · " }
                @if let Some(rule) = &statement.rule { (why(rule)) " · " }
                a href={ "/c/" (query::encode(&statement.id)) } { "permalink" span.hidden { " of this statement" } }
            }
        }
    }
}

/// Events are `E…`, actors `A…`.
fn target_link(target: &str) -> Markup {
    let path = if target.starts_with('E') { "/e/" } else { "/g/" };
    let name = if target.starts_with('E') { "event " } else { "" };
    html! { a href={ (path) (query::encode(target)) } { (name) (target) } }
}

/// A sentence cut where spans begin and end; each piece is marked by the shortest span over it, so that the number in a
/// quotation is seen as a number.
fn spans(quote: &str, statements: &[SentenceStatement]) -> Markup {
    let within =
        |span: &Span| span.end <= quote.len() && span.len() < quote.len() && !span.of(quote).is_empty();
    let marks = statements.iter().filter(|statement| within(&statement.span)).collect::<Vec<_>>();
    let mut cuts = marks
        .iter()
        .flat_map(|mark| [mark.span.start, mark.span.end])
        .chain([0, quote.len()])
        .collect::<Vec<_>>();
    cuts.sort_unstable();
    cuts.dedup();
    let pieces = cuts.windows(2).map(|ends| Span::new(ends[0], ends[1]));
    html! {
        @for piece in pieces {
            @let over = marks.iter().filter(|mark| mark.span.contains(&piece)).min_by_key(|mark| mark.span.len());
            @match over {
                Some(mark) => mark class={ "k-" (mark.family) } title=(words::label(&mark.family)) { (piece.of(quote)) },
                None => (piece.of(quote)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(family: &str, start: usize, end: usize) -> SentenceStatement {
        SentenceStatement {
            said_by: None,
            id: String::new(),
            family: family.into(),
            summary: String::new(),
            target: None,
            span: Span::new(start, end),
            rule: None,
        }
    }

    #[test]
    fn the_shortest_span_marks_a_piece() {
        let html =
            spans("police said 19 died", &[statement("quotation", 0, 14), statement("figure", 12, 14)]);
        let expected = "<mark class=\"k-quotation\" title=\"Quotation\">police said </mark><mark class=\"k-figure\" title=\"Figure\">19</mark> died";
        assert_eq!(html.into_string(), expected);
    }

    #[test]
    fn a_span_that_is_not_of_the_sentence_marks_nothing() {
        assert_eq!(spans("né", &[statement("figure", 0, 2), statement("figure", 1, 9)]).into_string(), "né");
    }

    #[test]
    fn only_addresses_of_the_web_become_links() {
        assert!(!address("https://example.org/release", false).into_string().contains("example.org"));
        assert!(!address("javascript:alert(1)", true).into_string().contains("href"));
        assert!(
            address("https://example.org/a\"b", true)
                .into_string()
                .contains("href=\"https://example.org/a&quot;b\"")
        );
    }
}
