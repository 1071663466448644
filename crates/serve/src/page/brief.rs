//! The backgrounder on one group, as a page, as Markdown and as JSON.
use super::group::{self, Found};
use crate::answer::{Answer, Failure, File};
use crate::app::Request;
use publish::Brief;

pub(crate) fn html(request: &Request<'_>) -> Result<Answer, Failure> {
    brief(request, "brief", |brief| Answer::Document(brief.html()))
}

pub(crate) fn markdown(request: &Request<'_>) -> Result<Answer, Failure> {
    let file = |text| File { media_type: "text/markdown; charset=utf-8", name: None, text };
    brief(request, "brief.md", |brief| Answer::File(file(brief.markdown())))
}

pub(crate) fn json(request: &Request<'_>) -> Result<Answer, Failure> {
    let file = |text| File { media_type: "application/json; charset=utf-8", name: None, text };
    brief(request, "brief.json", |brief| Answer::File(file(brief.json())))
}

fn brief(request: &Request<'_>, form: &str, write: impl FnOnce(&Brief) -> Answer) -> Result<Answer, Failure> {
    match group::find(request, &format!("/{form}"))? {
        Found::Moved(answer) => Ok(answer),
        Found::Dossier(dossier) => {
            let problems =
                request.kept.check_reports(dossier.reports.iter().map(|report| report.id.as_str()))?;
            if let Some(problem) = problems.first() {
                return Err(Failure::Unreadable(format!(
                    "a backgrounder rests on bytes that are not as they were kept: {problem}"
                )));
            }
            let findings = group::findings(&dossier, request)?;
            Ok(write(&group::brief(&dossier, &findings, request)))
        }
    }
}
