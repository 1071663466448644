//! The list of reports.
use super::events::number_of_page;
use super::layout::{pager, report_list};
use crate::answer::{Answer, Failure, Page};
use crate::app::Request;
use crate::words;
use maud::html;

/// Reports on one page.
const PER_PAGE: usize = 100;

pub(crate) fn page(request: &Request<'_>) -> Result<Answer, Failure> {
    let page = number_of_page(request)?;
    let counts = request.pages.counts()?;
    let reports = request.pages.reports(PER_PAGE + 1, (page - 1) * PER_PAGE)?;
    let body = html! {
        h1 { "Reports" }
        p {
            (words::count(counts.reports as usize, "report", "reports")) " of "
            (words::count(counts.origins as usize, "independent origin", "independent origins"))
            ": reports with one text, such as a wire copy, are one origin. Newest first."
        }
        @if reports.is_empty() { p.missing { "No reports here." } } @else { (report_list(&reports[..reports.len().min(PER_PAGE)])) }
        (pager("/reports", &[], page, reports.len() > PER_PAGE))
    };
    Ok(Answer::Page(Page { title: "Reports".to_owned(), body }))
}
