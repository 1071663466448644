//! Pages that say what was found, why there is nothing to show, and what to do.
use super::layout::search_form;
use crate::answer::{Answer, Failure, Page};
use crate::app::Request;
use crate::query;
use maud::{Markup, html};

/// What stands at an address that is none.
pub(crate) fn no_such_page(request: &Request<'_>) -> Result<Answer, Failure> {
    let path = query::decode(request.path).map(|path| request.echo(&path));
    let what = path.map_or_else(
        || "there is no page at this address".to_owned(),
        |path| format!("there is no page at `{path}`"),
    );
    Err(Failure::NotFound { what, search: None })
}

/// The page of a failure.
pub(crate) fn page(failure: &Failure, can_add: bool) -> Page {
    match failure {
        Failure::NotFound { what, search } => message(
            "Not found",
            what,
            "the address may be mistyped, or of another record",
            &not_found_hint(search.as_deref()),
        ),
        Failure::BadRequest { what, hint } => {
            message("The address cannot be read", what, "", &html! { p { (hint) } })
        }
        Failure::NoRecord => message(
            "There is no record yet",
            "the data directory is empty or missing",
            "the pages show what has been added",
            &super::home::how_to_add(can_add),
        ),
        Failure::Unreadable(_) => message(
            "The record cannot be read",
            "something went wrong with the data directory",
            "the cause is printed where the server runs",
            &html! { p { "Look there, then run " code { "daybook verify" } "." } },
        ),
    }
}

fn not_found_hint(search: Option<&str>) -> Markup {
    html! {
        p { "Search for the words, or go to " a href="/" { "the list of groups" } "." }
        div.big { (search_form(search.unwrap_or(""), "find-instead")) }
    }
}

fn message(title: &str, what: &str, why: &str, hint: &Markup) -> Page {
    let body = html! {
        h1 { (title) }
        p.lead { bdi dir="auto" { (crate::words::capital(what)) } "." @if !why.is_empty() { " " (crate::words::capital(why)) "." } }
        (hint)
    };
    Page { title: title.to_owned(), body }
}
