//! Adding reports on a page: the form, what is wrong with what was given, and what became of it.
use super::layout::{self, Shell, source_words};
use crate::answer::{Answer, Failure, Page, respond};
use crate::app::{App, host_of};
use crate::intake::{self, Became, Handed, HandedDocument, Intake, Progress, Told};
use crate::{query, words};
use axum::body::Body;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest as _, Multipart, Path, Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use maud::{Markup, html};
use model::dossier::DocumentView;
use std::sync::Arc;
use std::time::Duration;
use store::Pages;

/// Longest title, outlet or address that is taken, in bytes.
const LONGEST_FIELD_BYTES: usize = 2_048;
/// Bytes of a form beside what is handed in: its fields and the lines between them.
const FORM_BYTES: usize = 64 * 1024;
/// Files that may be given at once; more are for `daybook add FOLDER`.
const MOST_FILES: usize = 64;
/// How long a browser may take to send a form: 64 MiB over a slow line.
const LONGEST_RECEIVING: Duration = Duration::from_secs(300);
/// How long the answer waits for the work: one report takes less, so that most people see what became of theirs at once.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long a wrong token is not answered: guessing one takes for ever, mistyping one does not.
const AFTER_A_WRONG_TOKEN: Duration = Duration::from_secs(1);
/// Seconds between two looks at work under way.
const LOOK_AGAIN: &str = "2";
/// Documents of one handing-in that are listed, those that were not added first: a mailbox has thousands.
const SHOWN: usize = 100;
/// Events shown of a report that was added.
const EVENTS: usize = 6;

/// What a form holds, as it was typed, to be shown again where something is wrong.
#[derive(Debug, Default)]
struct Form {
    key: String,
    token: String,
    is_open: bool,
    text: String,
    url: String,
    published: String,
    source: String,
    title: String,
    files: Vec<HandedDocument>,
}

/// What is wrong, with the field that it is about.
#[derive(Debug, PartialEq, Eq)]
struct Wrong {
    field: &'static str,
    what: String,
}

fn wrong(field: &'static str, what: impl Into<String>) -> Wrong {
    Wrong { field, what: what.into() }
}

/// Who may add, as far as the request itself says.
enum Allowed<'a> {
    /// Whoever sends the form.
    Here(&'a Intake),
    /// Whoever knows the token.
    WithToken(&'a Intake, &'a str),
    /// Nobody.
    No(&'static str),
}

impl<'a> Allowed<'a> {
    fn of(app: &'a App, headers: &HeaderMap) -> Self {
        let Some(intake) = app.intake() else {
            return Self::No("it is switched off for this server (`--read-only`)");
        };
        match &intake.token {
            Some(token) => Self::WithToken(intake, token),
            None if !app.is_for_this_machine() => {
                Self::No("the server can be reached from elsewhere, and no token is set (`--token-file`)")
            }
            None if intake::is_handed_on(headers) => {
                Self::No("the request comes through another server, and no token is set (`--token-file`)")
            }
            None => Self::Here(intake),
        }
    }
}

/// `GET /add`.
pub(crate) async fn form(Shared(app): Shared<Arc<App>>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let shell = app.own_shell(&uri, &headers).await;
    match Allowed::of(&app, &headers) {
        Allowed::No(why) => not_here(why, &shell),
        allowed => own(StatusCode::OK, form_page(&allowed, app.jobs().key(), &Form::default(), &[]), &shell),
    }
}

/// `POST /add`.
pub(crate) async fn post(Shared(app): Shared<Arc<App>>, request: Request) -> Response<Body> {
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let shell = app.own_shell(&uri, &headers).await;
    let allowed = Allowed::of(&app, &headers);
    let (intake, token) = match &allowed {
        Allowed::No(why) => return not_here(why, &shell),
        Allowed::Here(intake) => (*intake, None),
        Allowed::WithToken(intake, token) => (*intake, Some(*token)),
    };
    let again = |status, form: &Form, wrongs: &[Wrong]| {
        own(status, form_page(&allowed, app.jobs().key(), form, wrongs), &shell)
    };
    if intake::is_of_another_site(&headers, host_of(&headers)) {
        let what = "the form was sent by a page of another site, and nothing was added; if you meant to add something, fill in this one";
        return again(StatusCode::FORBIDDEN, &Form::default(), &[wrong("form", what)]);
    }
    let Ok(_place) = app.jobs().receiving.try_acquire() else {
        return busy(again(StatusCode::SERVICE_UNAVAILABLE, &Form::default(), &[wrong("form", BUSY)]));
    };
    let gate = Gate { key: app.jobs().key(), token };
    let receiving = receive(request, &gate, intake.max_bytes);
    let received = tokio::time::timeout(LONGEST_RECEIVING, receiving).await;
    let form = match received {
        Ok(Ok(form)) => form,
        Ok(Err(refused)) => {
            let Refused { status, form, wrong } = *refused;
            if wrong.field == "token" {
                tokio::time::sleep(AFTER_A_WRONG_TOKEN).await;
            }
            return again(status, &form, &[wrong]);
        }
        Err(_) => {
            let what = format!("the form did not arrive within {} seconds", LONGEST_RECEIVING.as_secs());
            return again(StatusCode::REQUEST_TIMEOUT, &Form::default(), &[wrong("form", what)]);
        }
    };
    let handed = match handed(&form, intake.may_fetch) {
        Ok(handed) => handed,
        Err(wrongs) => return again(StatusCode::UNPROCESSABLE_ENTITY, &form, &wrongs),
    };
    let Some(job) = app.jobs().begin(handed, Arc::clone(&intake.add)) else {
        return busy(again(StatusCode::SERVICE_UNAVAILABLE, &form, &[wrong("form", BUSY)]));
    };
    // Whoever adds one report sees what became of it at once; the page of the job tells the rest.
    let _ = tokio::time::timeout(PATIENCE, job.ended()).await;
    let to = format!("/add/{}", job.id);
    respond(Ok(Answer::Redirect { status: StatusCode::SEE_OTHER, to }), &shell)
}

const BUSY: &str = "others are adding, and as many wait as may; send the form again in a minute";

fn busy(mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    response
}

/// `GET /add/{job}`.
pub(crate) async fn job(
    Shared(app): Shared<Arc<App>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    let shell = app.own_shell(&uri, &headers).await;
    let Some(job) = app.jobs().get(&id) else {
        let what = "this server remembers no adding under this address: it was started anew, or many were added since; what was added is in the record".to_owned();
        return respond(Err(Failure::NotFound { what, search: None }), &shell);
    };
    let progress = job.progress();
    let is_under_way = progress.ended.is_none();
    let shared = Arc::clone(&app);
    let page = tokio::task::spawn_blocking(move || job_page(&progress, shared.now().ok().as_ref())).await;
    let page = page.unwrap_or_else(|error| Err(Failure::Unreadable(error.to_string())));
    let mut response = respond(page.map(Answer::Page), &shell);
    if is_under_way {
        // Works without a script; a page that is reloaded by hand shows the same.
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static(LOOK_AGAIN));
    }
    response
}

/// A page of this module. A form's own address may be named to this server as the one that sent it: nothing else would tell it from another's.
fn own(status: StatusCode, page: Page, shell: &Shell) -> Response<Body> {
    let mut response = respond(Ok(Answer::Page(page)), shell);
    *response.status_mut() = status;
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

fn not_here(why: &str, shell: &Shell) -> Response<Body> {
    let body = html! {
        h1 { "Reports cannot be added on this page" }
        p.lead { (words::capital(why)) "." }
        p { "On the machine where the record lies: " code { "daybook add FOLDER" } "." }
    };
    own(StatusCode::FORBIDDEN, Page { title: "Adding is off".to_owned(), body }, shell)
}

/// What must be right before anything else of a form is taken.
struct Gate<'a> {
    key: &'a str,
    token: Option<&'a str>,
}

impl Gate<'_> {
    fn check(&self, form: &Form) -> Result<(), (StatusCode, Wrong)> {
        if !intake::is_same(self.key, &form.key) {
            let what = "the form is of another run of the server, or came from elsewhere; nothing was added: send this one";
            return Err((StatusCode::FORBIDDEN, wrong("form", what)));
        }
        match self.token {
            Some(_) if form.token.is_empty() => {
                Err((StatusCode::FORBIDDEN, wrong("token", "the token is missing")))
            }
            Some(token) if !intake::is_same(token, &form.token) => {
                Err((StatusCode::FORBIDDEN, wrong("token", "this is not the token")))
            }
            _ => Ok(()),
        }
    }
}

/// Why a form was not taken.
struct Refused {
    status: StatusCode,
    form: Form,
    wrong: Wrong,
}

/// Reads a form. Key and token come first in it, and nothing is read on where they are wrong.
async fn receive(request: Request, gate: &Gate<'_>, max_bytes: usize) -> Result<Form, Box<Refused>> {
    let mut form = Form::default();
    let refuse = |status, form, wrong| Err(Box::new(Refused { status, form, wrong }));
    let Ok(mut parts) = Multipart::from_request(request, &()).await else {
        let what = "what was sent is no form with files (`multipart/form-data`)";
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, form, wrong("form", what));
    };
    let (mut is_known, mut left) = (false, max_bytes + FORM_BYTES);
    loop {
        let field = match parts.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(error) => return refuse(StatusCode::BAD_REQUEST, form, broken(&error)),
        };
        let name = field.name().unwrap_or("").to_owned();
        if !is_known && !matches!(name.as_str(), "key" | "token") {
            if let Err((status, wrong)) = gate.check(&form) {
                return refuse(status, form, wrong);
            }
            is_known = true;
        }
        let most = match name.as_str() {
            "text" | "files" => left,
            _ => LONGEST_FIELD_BYTES,
        };
        let (file_name, media_type) =
            (field.file_name().map(str::to_owned), field.content_type().map(str::to_owned));
        let bytes = match read(field, most).await {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                let wrong = too_long(&name, max_bytes);
                return refuse(StatusCode::PAYLOAD_TOO_LARGE, form, wrong);
            }
            Err(error) => return refuse(StatusCode::BAD_REQUEST, form, broken(&error)),
        };
        left = left.saturating_sub(bytes.len());
        if name == "files" {
            let name = file_name.unwrap_or_default();
            // A browser sends an empty part where no file is chosen.
            if name.is_empty() && bytes.is_empty() {
                continue;
            }
            if form.files.len() == MOST_FILES {
                let what = format!("more than {MOST_FILES} files; add a folder with `daybook add FOLDER`");
                return refuse(StatusCode::PAYLOAD_TOO_LARGE, form, wrong("files", what));
            }
            form.files.push(HandedDocument { name, media_type, bytes });
            continue;
        }
        let Ok(words) = String::from_utf8(bytes) else {
            let what = "what was sent is no UTF-8 text";
            return refuse(StatusCode::BAD_REQUEST, form, wrong(field_of(&name), what));
        };
        match name.as_str() {
            "key" => form.key = words,
            "token" => form.token = words.trim().to_owned(),
            "open" => form.is_open = words == "yes",
            // Forms send lines as CR LF, whatever was pasted.
            "text" => form.text = words.replace("\r\n", "\n"),
            "url" => form.url = words.trim().to_owned(),
            "published" => form.published = words.trim().to_owned(),
            "source" => form.source = words.trim().to_owned(),
            "title" => form.title = words.trim().to_owned(),
            _ => {
                let what = "the form has a field that is none of this page's".to_owned();
                return refuse(StatusCode::BAD_REQUEST, form, wrong("form", what));
            }
        }
    }
    match gate.check(&form) {
        Ok(()) => Ok(form),
        Err((status, wrong)) => refuse(status, form, wrong),
    }
}

/// The bytes of a field; `None` where they are more than `most`.
async fn read(mut field: Field<'_>, most: usize) -> Result<Option<Vec<u8>>, MultipartError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await? {
        if bytes.len() + chunk.len() > most {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Some(bytes))
}

fn broken(error: &MultipartError) -> Wrong {
    wrong("form", format!("the form broke off or cannot be read: {}", error.body_text()))
}

fn too_long(name: &str, max_bytes: usize) -> Wrong {
    match name {
        "text" | "files" => wrong(
            field_of(name),
            format!("more than {} MiB at once; add a folder with `daybook add FOLDER`", max_bytes >> 20),
        ),
        _ => wrong(field_of(name), format!("more than {LONGEST_FIELD_BYTES} bytes")),
    }
}

/// The page's own word for a field, whatever was sent.
fn field_of(name: &str) -> &'static str {
    ["token", "open", "text", "files", "url", "published", "source", "title"]
        .into_iter()
        .find(|known| *known == name)
        .unwrap_or("form")
}

/// What a form hands in, or everything that is wrong with it.
fn handed(form: &Form, may_fetch: bool) -> Result<Handed, Vec<Wrong>> {
    let mut wrongs = Vec::new();
    let has_text = !form.text.trim().is_empty();
    let n_files = form.files.len();
    if has_text && n_files > 0 {
        wrongs.push(wrong(
            "text",
            "there is a text and a file: what is said of one would hold for the other; add one after the other",
        ));
    } else if !has_text && n_files == 0 {
        if form.url.is_empty() {
            let or = if may_fetch { ", choose a file or give an address" } else { " or choose a file" };
            wrongs.push(wrong("text", format!("there is nothing to add: paste a text{or}")));
        } else if !may_fetch {
            wrongs.push(wrong("url", "this server asks no address for reports: paste the text as well"));
        }
    }
    if n_files > 1 && !(form.url.is_empty() && form.title.is_empty()) {
        wrongs.push(wrong(
            "files",
            format!("an address or a headline is of one report, found {n_files} files"),
        ));
    }
    if let Some(file) = form.files.iter().find(|file| file.bytes.is_empty()) {
        wrongs.push(wrong("files", format!("`{}` is empty", file.name)));
    }
    if !form.url.is_empty() && !is_address(&form.url) {
        wrongs.push(wrong("url", "this is no address of a page: it begins with `https://` or `http://`"));
    }
    let published = match form.published.as_str() {
        "" => None,
        words => match words.parse::<jiff::civil::Date>() {
            Ok(day) if words.len() == "2024-03-29".len() => Some(day),
            _ => {
                wrongs.push(wrong(
                    "published",
                    format!("`{words}` is no day: expected year, month and day as in `2024-03-29`"),
                ));
                None
            }
        },
    };
    if !form.is_open {
        wrongs.push(wrong("open", "say that this is open reporting; nothing else belongs into the record"));
    }
    if !wrongs.is_empty() {
        return Err(wrongs);
    }
    let given = |words: &str| Some(words.to_owned()).filter(|words| !words.is_empty());
    let pasted = has_text.then(|| HandedDocument {
        name: PASTED.to_owned(),
        media_type: Some("text/plain; charset=utf-8".to_owned()),
        bytes: form.text.clone().into_bytes(),
    });
    Ok(Handed {
        documents: pasted.into_iter().chain(form.files.iter().cloned()).collect(),
        url: given(&form.url),
        published,
        source: given(&form.source),
        title: given(&form.title),
    })
}

/// What a pasted text is called.
const PASTED: &str = "pasted text.txt";

fn is_address(words: &str) -> bool {
    let rest = words
        .split_once("://")
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"));
    rest.is_some_and(|(_, rest)| {
        !rest.is_empty() && !rest.starts_with('/') && !words.contains(char::is_whitespace)
    })
}

fn form_page(allowed: &Allowed<'_>, key: &str, form: &Form, wrongs: &[Wrong]) -> Page {
    let (may_fetch, needs_token, mebibytes) = match allowed {
        Allowed::Here(intake) => (intake.may_fetch, false, intake.max_bytes >> 20),
        Allowed::WithToken(intake, _) => (intake.may_fetch, true, intake.max_bytes >> 20),
        Allowed::No(_) => (false, false, 0),
    };
    let files = format!(
        "Drop them here or choose: text, HTML, PDF, office documents, messages, mailboxes, web archives, feeds. Up to {mebibytes} MiB at once."
    );
    let body = html! {
        h1 { "Add a report" }
        p.lead { "What is added is read at once: who, when, where, how many, and who says so, each with its sentence." }
        @if !wrongs.is_empty() { (summary(wrongs, !form.files.is_empty())) }
        form.add action="/add" method="post" enctype="multipart/form-data" {
            input type="hidden" name="key" value=(key);
            @if needs_token {
                (field("token", "Token", wrongs, &html! {
                    input id="add-token" type="password" name="token" autocomplete="current-password" maxlength="200" required aria-describedby=(describing("token", wrongs));
                }, "From whoever runs this record."))
            }
            (field("text", "Text", wrongs, &html! {
                textarea id="add-text" name="text" rows="12" dir="auto" aria-describedby=(describing("text", wrongs)) {
                    // The first line end of a text area is not part of it.
                    "\n" (form.text)
                }
            }, "The whole article, without the page around it."))
            (field("files", "or files", wrongs, &html! {
                input.drop id="add-files" type="file" name="files" multiple aria-describedby=(describing("files", wrongs));
            }, &files))
            (field("url", "Address of the page", wrongs, &html! {
                input id="add-url" type="text" inputmode="url" name="url" dir="ltr" value=(form.url) maxlength="2000" placeholder="https://" aria-describedby=(describing("url", wrongs));
            }, if may_fetch { "Where it was published. Alone, without text or file, the page is asked for it: its server sees that." } else { "Where it was published. This server does not ask it." }))
            div.row {
                (field("published", "Published on", wrongs, &html! {
                    input id="add-published" type="date" name="published" value=(form.published) aria-describedby=(describing("published", wrongs));
                }, "Days such as “on Friday” are counted from it. Empty: as the document says."))
                (field("source", "Outlet", wrongs, &html! {
                    input id="add-source" type="text" name="source" dir="auto" value=(form.source) maxlength="300" aria-describedby=(describing("source", wrongs));
                }, "Who published it. Empty: as the document says."))
                (field("title", "Headline", wrongs, &html! {
                    input id="add-title" type="text" name="title" dir="auto" value=(form.title) maxlength="500" aria-describedby=(describing("title", wrongs));
                }, "Empty: as the document says."))
            }
            p.check {
                input id="add-open" type="checkbox" name="open" value="yes" checked[form.is_open] required aria-describedby=[complaint("open", wrongs).map(|_| "wrong-open")];
                label for="add-open" { "This is open reporting: it was published, and anybody may read it. No private messages, no leaks, nothing from closed groups." }
                @if let Some(what) = complaint("open", wrongs) { span.wrong id="wrong-open" { (words::capital(what)) "." } }
            }
            button type="submit" { "Add to the record" }
        }
        p.note { "The bytes are kept as they came, in the data directory, with all names; pages show sentences, and names of private persons are withheld. "
            "The same report is added once, however often it is handed in." }
    };
    let title = if wrongs.is_empty() { "Add a report" } else { "Not added" };
    Page { title: title.to_owned(), body }
}

fn summary(wrongs: &[Wrong], had_files: bool) -> Markup {
    html! {
        div.notice.wrong role="alert" {
            p { b { "Nothing was added." } @if had_files { " Choose the files again: browsers do not keep them." } }
            ul {
                @for one in wrongs {
                    li { @if one.field == "form" { (words::capital(&one.what)) "." } @else { a href={ "#add-" (one.field) } { (with_literals(&words::capital(&one.what))) } "." } }
                }
            }
        }
    }
}

fn complaint<'w>(name: &str, wrongs: &'w [Wrong]) -> Option<&'w str> {
    wrongs.iter().find(|one| one.field == name).map(|one| one.what.as_str())
}

fn describing(name: &str, wrongs: &[Wrong]) -> String {
    match complaint(name, wrongs) {
        Some(_) => format!("about-{name} wrong-{name}"),
        None => format!("about-{name}"),
    }
}

fn field(name: &str, label: &str, wrongs: &[Wrong], input: &Markup, about: &str) -> Markup {
    html! {
        div.field {
            label for={ "add-" (name) } { (label) }
            (input)
            span.note id={ "about-" (name) } { (about) }
            @if let Some(what) = complaint(name, wrongs) { span.wrong id={ "wrong-" (name) } { (with_literals(&words::capital(what))) "." } }
        }
    }
}

/// What became of what was handed in, as far as it has come.
fn job_page(progress: &Progress, pages: Option<&Pages>) -> Result<Page, Failure> {
    let n_failed = progress.told.iter().filter(|told| matches!(told.ending, Became::Failed(..))).count();
    let n_kept = progress.told.len() - n_failed;
    let title = match &progress.ended {
        None => "Being added",
        Some(Ok(())) if n_failed == 0 => "Added",
        Some(Ok(())) if n_kept > 0 => "Added in part",
        Some(_) => "Not added",
    };
    let mask = |words: &str| pages.map_or_else(|| words.to_owned(), |pages| pages.words(words).into_inner());
    // What was not added is what somebody has to do something about.
    let (failed, kept): (Vec<_>, Vec<_>) =
        progress.told.iter().partition(|told| matches!(told.ending, Became::Failed(..)));
    let shown = failed.into_iter().chain(kept).take(SHOWN);
    let body = html! {
        h1 { (title) }
        @match &progress.ended {
            None => p.lead role="status" { "Under way: " (words::count(progress.told.len(), "document", "documents")) " done. This page looks again by itself every " (LOOK_AGAIN) " seconds." },
            Some(Err(why)) => div.notice.wrong role="alert" { (message(&mask(why))) },
            Some(Ok(())) if progress.told.is_empty() => p.lead { "There was no document in it." },
            Some(Ok(())) => {},
        }
        @if progress.told.len() > 1 { p.note { (tally(&progress.told)) } }
        ul.changes {
            @for told in shown { (told_line(told, pages, &mask)?) }
        }
        @if progress.told.len() > SHOWN { p.note { "The rest are among " a href="/reports" { "all reports" } "." } }
        p.actions { a.button href="/add" { "Add another" } a.button href="/reports" { "All reports" } }
    };
    Ok(Page { title: title.to_owned(), body })
}

/// How many documents ended how.
fn tally(told: &[Told]) -> String {
    let count = |is: fn(&Became) -> bool| told.iter().filter(|told| is(&told.ending)).count();
    let counts = [
        (count(|ending| matches!(ending, Became::Added(_))), "added"),
        (count(|ending| matches!(ending, Became::Known(_))), "known already"),
        (count(|ending| matches!(ending, Became::Reread(_))), "read again"),
        (count(|ending| matches!(ending, Became::Failed(..))), "not added"),
    ];
    let counts =
        counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", words::number(*n as u64)));
    format!("{}.", counts.collect::<Vec<_>>().join(", "))
}

/// Lines of a message, its hint apart.
fn message(words: &str) -> Markup {
    html! {
        @for line in words.lines() {
            p { @match line.strip_prefix("hint: ") { Some(hint) => { "What to do: " (with_literals(hint)) "." }, None => { (with_literals(&words::capital(line))) "." } } }
        }
    }
}

/// Words of a message with what stands between backticks as it has to be typed or was found.
fn with_literals(words: &str) -> Markup {
    html! {
        @for (at, part) in words.split('`').enumerate() {
            @if at % 2 == 1 { code { (source_words(part)) } } @else { (source_words(part)) }
        }
    }
}

fn told_line(told: &Told, pages: Option<&Pages>, mask: &impl Fn(&str) -> String) -> Result<Markup, Failure> {
    let (tag, report) = match &told.ending {
        Became::Added(id) => ("Added", Some(id)),
        Became::Known(id) => ("Known already", Some(id)),
        Became::Reread(id) => ("Read again", Some(id)),
        Became::Failed(..) => ("Not added", None),
    };
    let document = match (report, pages) {
        (Some(id), Some(pages)) => pages.document(id)?,
        _ => None,
    };
    let title = document.as_ref().and_then(|document| document.report.title.as_deref());
    let name = title.map_or_else(|| mask(&told.label), |title| layout::headline(title).into_owned());
    let found = match (&document, pages) {
        (Some(document), Some(pages)) => found_in(document, pages)?,
        _ => html! {},
    };
    Ok(html! {
        li {
            span.tag { (tag) }
            @match report {
                Some(id) => a href={ "/r/" (query::encode(id)) } { (source_words(&name)) },
                None => (source_words(&name)),
            }
            @if let Became::Failed(code, why) = &told.ending { (message(&mask(why))) p.note { "Code " code { (code) } "." } }
            (found)
        }
    })
}

/// What was read in a report: how much, and the first events.
fn found_in(document: &DocumentView, pages: &Pages) -> Result<Markup, Failure> {
    let n_statements = document.sentences.iter().map(|sentence| sentence.statements.len()).sum::<usize>();
    let mut events = Vec::new();
    for statement in document.sentences.iter().flat_map(|sentence| &sentence.statements) {
        let Some(target) = statement.target.as_deref().filter(|target| target.starts_with('E')) else {
            continue;
        };
        if !events.iter().any(|known| known == target) {
            events.push(target.to_owned());
        }
    }
    let mut shown = Vec::new();
    for id in events.iter().take(EVENTS) {
        shown.extend(pages.event(id)?);
    }
    Ok(html! {
        p.note {
            @if n_statements == 0 { "No statement was found in it: it may be in a language that is not read, or tell of nothing that the record holds." } @else {
                (words::count(n_statements, "statement", "statements")) " in " (words::count(document.sentences.len(), "sentence", "sentences"))
                ", " (words::count(events.len(), "event", "events")) "."
            }
            @for note in &document.notes { " " (source_words(note)) }
        }
        @if !shown.is_empty() {
            ul { @for dossier in &shown { li { a href=(words::event_path(&dossier.event)) { (source_words(&words::event_title(&dossier.event))) } ": " (layout::support(&dossier.event)) } } }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(form: &Form, may_fetch: bool) -> Vec<&'static str> {
        handed(form, may_fetch)
            .map_or_else(|wrongs| wrongs.iter().map(|one| one.field).collect(), |_| Vec::new())
    }

    fn file(name: &str, bytes: &[u8]) -> HandedDocument {
        HandedDocument { name: name.to_owned(), media_type: None, bytes: bytes.to_vec() }
    }

    fn open() -> Form {
        Form { is_open: true, ..Form::default() }
    }

    #[test]
    fn every_wrong_form_says_which_field_is_wrong() {
        let text = || "A report.".to_owned();
        let url = || "https://example.org/a".to_owned();
        assert_eq!(fields(&open(), true), ["text"], "nothing");
        assert_eq!(fields(&Form { text: " \n".to_owned(), ..open() }, true), ["text"], "blanks");
        assert_eq!(fields(&Form { text: text(), files: vec![file("a", b"a")], ..open() }, true), ["text"]);
        assert_eq!(fields(&Form { url: url(), ..open() }, false), ["url"], "no fetching here");
        assert_eq!(fields(&Form { text: text(), ..Form::default() }, true), ["open"]);
        for address in
            ["example.org/a", "ftp://example.org/", "javascript:alert(1)", "https:///a", "https://a b"]
        {
            assert_eq!(fields(&Form { url: address.to_owned(), ..open() }, true), ["url"], "{address}");
        }
        for day in ["29.03.2024", "2024-02-30", "yesterday", "2024-3-29", "2024-03-29T10:00"] {
            let form = Form { text: text(), published: day.to_owned(), ..open() };
            assert_eq!(fields(&form, true), ["published"], "{day}");
        }
        assert_eq!(fields(&Form { files: vec![file("a.txt", b"")], ..open() }, true), ["files"], "empty");
        let two = || vec![file("a", b"a"), file("b", b"b")];
        assert_eq!(fields(&Form { files: two(), url: url(), ..open() }, true), ["files"]);
        assert_eq!(fields(&Form { files: two(), ..open() }, true), [] as [&str; 0]);
        assert_eq!(fields(&Form { url: url(), ..open() }, true), [] as [&str; 0]);
        assert_eq!(fields(&Form { text: text(), url: url(), ..open() }, false), [] as [&str; 0]);
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let form = Form { published: "soon".to_owned(), url: "x".to_owned(), ..Form::default() };
        assert_eq!(fields(&form, false), ["url", "url", "published", "open"]);
    }

    #[test]
    fn the_key_is_needed_and_the_token_where_there_is_one() {
        let gate = |token| Gate { key: "k", token };
        let form = |key: &str, token: &str| Form { key: key.to_owned(), token: token.to_owned(), ..open() };
        let of = |gate: Gate<'_>, form: Form| gate.check(&form).map_err(|(_, wrong)| wrong.field);
        assert_eq!(of(gate(None), form("k", "")), Ok(()));
        assert_eq!(of(gate(None), form("", "")), Err("form"));
        assert_eq!(of(gate(None), form("K", "")), Err("form"));
        assert_eq!(of(gate(Some("t")), form("k", "")), Err("token"));
        assert_eq!(of(gate(Some("t")), form("k", "T")), Err("token"));
        assert_eq!(of(gate(Some("t")), form("k", "t")), Ok(()));
    }
}
