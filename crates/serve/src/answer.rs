//! What a page gives back, and the headers that go with everything.
use crate::page::layout::{self, Shell};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use maud::Markup;

/// What a page gives back.
pub(crate) enum Answer {
    /// A page of the site, to be put into its frame.
    Page(Page),
    /// A piece of a page to stand in a page of somebody else: without the site around it, and frameable.
    Embed(Page),
    /// A whole HTML document that carries its own styles, such as a brief.
    Document(String),
    /// A drawing, with the style that it has as an image.
    Drawing(std::sync::Arc<str>),
    /// Something to read by machines or to keep as a file.
    File(File),
    /// Another address.
    Redirect {
        /// 303 for "see there", 308 for "this has become that".
        status: StatusCode,
        /// The address, a path of this site.
        to: String,
    },
}

/// A page of the site.
pub(crate) struct Page {
    /// Its title, without the site's name.
    pub(crate) title: String,
    /// What stands in its main part.
    pub(crate) body: Markup,
}

/// A file.
pub(crate) struct File {
    /// Media type with its charset.
    pub(crate) media_type: &'static str,
    /// Name to keep it under; `None` to show it.
    pub(crate) name: Option<&'static str>,
    /// Its text.
    pub(crate) text: String,
}

/// Why there is no such page.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nothing is at this address. Words from the address must be masked already.
    NotFound {
        /// What was looked for.
        what: String,
        /// Words to search for instead, masked.
        search: Option<String>,
    },
    /// The address cannot be understood. Words from the address must be masked already.
    BadRequest {
        /// What was found and what was expected.
        what: String,
        /// What to do.
        hint: String,
    },
    /// There is no record yet.
    NoRecord,
    /// The record cannot be read; the cause is printed where the server runs, and not shown.
    Unreadable(String),
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Missing(_) => Self::NoRecord,
            other => Self::Unreadable(other.to_string()),
        }
    }
}

impl Failure {
    /// Its status.
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound { .. } => StatusCode::NOT_FOUND,
            Self::BadRequest { .. } => StatusCode::BAD_REQUEST,
            Self::NoRecord => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unreadable(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// Nothing may be loaded, run or framed; styles, images and forms are this site's own.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The same for pages of the site, which may run this server's one script and nothing that words could become.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Headers of every answer. `noindex`: pages quote armed groups, and search engines would lead people to that.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
];

/// Adds the headers of every answer, where the answer has not set its own.
pub(crate) fn add_headers(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
}

/// Makes the response of what a page gave back.
pub(crate) fn respond(result: Result<Answer, Failure>, shell: &Shell) -> Response<Body> {
    match result {
        Ok(Answer::Page(page)) => site_page(StatusCode::OK, &page, shell),
        Ok(Answer::Embed(page)) => {
            let mut response = html(StatusCode::OK, layout::embed_frame(&page, shell));
            let headers = response.headers_mut();
            let policy = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *");
            headers.insert(header::CONTENT_SECURITY_POLICY, header_value(&policy));
            headers.insert(
                HeaderName::from_static("cross-origin-resource-policy"),
                HeaderValue::from_static("cross-origin"),
            );
            response
        }
        Ok(Answer::Document(document)) => {
            let policy = policy_with_styles(&document);
            let mut response = html(StatusCode::OK, document);
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, header_value(&policy));
            response
        }
        Ok(Answer::Drawing(svg)) => {
            let policy = policy_with_styles(&svg);
            let mut response = with_type(StatusCode::OK, svg.to_string(), "image/svg+xml; charset=utf-8");
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, header_value(&policy));
            response
        }
        Ok(Answer::File(file)) => respond_file(file),
        Ok(Answer::Redirect { status, to }) => {
            let to = match &shell.as_of {
                Some(as_of) => crate::past::carried_address(&to, as_of),
                None => to,
            };
            let mut response = text(status, format!("see {to}\n"));
            response.headers_mut().insert(header::LOCATION, header_value(&to));
            response
        }
        Err(failure) => {
            if let Failure::Unreadable(cause) = &failure {
                eprintln!("serve: the record cannot be read: {cause}");
            }
            site_page(failure.status(), &crate::page::error::page(&failure, shell.can_add), shell)
        }
    }
}

/// A failure for programs: RFC 9457.
pub(crate) fn problem(failure: &Failure) -> Response<Body> {
    if let Failure::Unreadable(cause) = failure {
        eprintln!("serve: the record cannot be read: {cause}");
    }
    let mut response = text(failure.status(), crate::page::api::problem(failure));
    let media_type = HeaderValue::from_static("application/problem+json; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response
}

fn respond_file(file: File) -> Response<Body> {
    let mut response = Response::new(Body::from(file.text));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media_type));
    if let Some(name) = file.name {
        let value = format!("attachment; filename=\"{name}\"");
        headers.insert(header::CONTENT_DISPOSITION, header_value(&value));
    }
    response
}

/// A page of the site in its frame.
fn site_page(status: StatusCode, page: &Page, shell: &Shell) -> Response<Body> {
    let mut response = html(status, layout::frame(page, shell));
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
    response
}

/// An HTML response.
pub(crate) fn html(status: StatusCode, body: String) -> Response<Body> {
    with_type(status, body, "text/html; charset=utf-8")
}

/// A plain-text response.
pub(crate) fn text(status: StatusCode, body: String) -> Response<Body> {
    with_type(status, body, "text/plain; charset=utf-8")
}

fn with_type(status: StatusCode, body: String, media_type: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

/// A header's value; empty where the words cannot stand in one (addresses are percent-coded before).
fn header_value(words: &str) -> HeaderValue {
    HeaderValue::from_str(words).unwrap_or(HeaderValue::from_static(""))
}

/// The policy that lets exactly the document's own `<style>` elements through, by their SHA-256.
fn policy_with_styles(document: &str) -> String {
    let sources =
        styles(document).map(|style| format!(" 'sha256-{}'", base64(&sha256(style)))).collect::<String>();
    POLICY.replace("style-src 'self'", &format!("style-src 'self'{sources}"))
}

fn styles(document: &str) -> impl Iterator<Item = &str> {
    document.split("<style").skip(1).filter_map(|rest| {
        let (_, content) = rest.split_once('>')?;
        content.split_once("</style>").map(|(style, _)| style)
    })
}

fn sha256(text: &str) -> Vec<u8> {
    let digits = model::hash::sha256_hex(text.as_bytes());
    (0..digits.len() / 2).filter_map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).ok()).collect()
}

/// Base64 with padding (RFC 4648, section 4), as a policy's hashes are written.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut coded = String::new();
    for chunk in bytes.chunks(3) {
        let group =
            (0..3).fold(0u32, |group, at| group << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let index = (group >> (18 - 6 * at) & 63) as usize;
            coded.push(if at <= chunk.len() { char::from(ALPHABET[index]) } else { '=' });
        }
    }
    coded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_the_one_of_the_standard() {
        let vectors = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, coded) in vectors {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn a_documents_own_styles_pass_by_hash() {
        // SHA-256 of the empty string.
        let empty = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
        assert!(
            policy_with_styles("<style media=print></style><p>")
                .contains(&format!("style-src 'self' {empty};"))
        );
        assert_eq!(policy_with_styles("<p>"), POLICY);
    }
}
