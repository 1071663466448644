//! One request, from its headers to its answer.
use crate::State;
use crate::answer::{self, Answer, Failure, add_headers, respond};
use crate::drawings::Drawings;
use crate::intake::{Intake, Jobs};
use crate::kept::{Kept, LONG};
use crate::page::layout::Shell;
use crate::past::{self, Pasts};
use crate::query::Query;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request as HttpRequest, Response, StatusCode, Uri, header};
use lexicon::Lexicon;
use publish::Reference;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use store::{Pages, Store};
use tokio::sync::Semaphore;

/// Which `Host` headers are answered. A page elsewhere on the web could point a name of its own at this machine and read
/// what is served here (DNS rebinding); a browser still sends that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hosts {
    /// `localhost` and loopback addresses, with any port.
    Loopback,
    /// Any: the operator has made the server reachable.
    Any,
}

impl Hosts {
    fn allow(self, host: &str) -> bool {
        self == Self::Any || is_loopback(host)
    }
}

fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(""),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let address = name.parse::<std::net::IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// How many requests read the record at one time; the others wait.
const READERS: usize = 8;

/// What all requests share.
pub(crate) struct App {
    state: State,
    reference: Reference,
    /// The record: one handle for all, so that what is known of a generation is made once.
    store: Mutex<Option<Arc<Store>>>,
    kept: Kept,
    readers: Semaphore,
    pasts: Pasts,
    drawings: Drawings,
    jobs: Jobs,
    /// Different in each run, so that a browser never takes one record's page for another's.
    run: u64,
}

/// What a page is made from.
pub(crate) struct Request<'r> {
    /// The record.
    pub(crate) pages: &'r Pages,
    /// The same, for imported tables, which belong to no generation.
    pub(crate) store: &'r Store,
    /// The record as it is kept now, whatever state is shown: original bytes are in no past state.
    pub(crate) kept: &'r Store,
    /// Who the groups are.
    pub(crate) lexicon: &'r Lexicon,
    /// Names of countries, and which outlets may be linked.
    pub(crate) reference: &'r Reference,
    /// The part of the path that names a thing; empty where there is none.
    pub(crate) id: &'r str,
    /// The whole path, as asked for.
    pub(crate) path: &'r str,
    /// What stands after `?`.
    pub(crate) query: &'r Query,
    /// Who runs the record.
    pub(crate) operator: &'r crate::Operator,
    /// Whether there is a page to add reports on.
    pub(crate) can_add: bool,
    /// Where drawings are put aside.
    pub(crate) drawings: &'r Drawings,
    /// `http://127.0.0.1:8400`: for addresses in files that leave the site.
    pub(crate) base: &'r str,
}

impl Request<'_> {
    /// What a visitor typed, as it may be shown again: through the same gate as everything else.
    pub(crate) fn echo(&self, words: &str) -> String {
        self.pages.words(words).into_inner()
    }

    /// That the record has no such thing; `words` is what was asked for, unmasked.
    pub(crate) fn not_found(&self, kind: &str, words: &str) -> Failure {
        let shown = self.echo(words);
        Failure::NotFound { what: format!("the record has no {kind} `{shown}`"), search: Some(shown) }
    }
}

/// A page: from a request to what is answered. It runs where blocking is allowed.
pub(crate) type Handler = fn(&Request<'_>) -> Result<Answer, Failure>;

/// The parts of a request that pages need, owned, so that they can go to another thread.
pub(crate) struct Asked {
    pub(crate) handler: Handler,
    pub(crate) id: Option<String>,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
}

impl App {
    pub(crate) fn new(state: State) -> Arc<Self> {
        let run = RandomState::new().hash_one(std::process::id());
        let reference = Reference::from(&*state.lexicon);
        let pasts = Pasts::new(state.past.clone());
        let (store, kept) = (Mutex::default(), Kept::default());
        Arc::new(Self {
            state,
            reference,
            store,
            kept,
            readers: Semaphore::new(READERS),
            pasts,
            drawings: Drawings::default(),
            jobs: Jobs::new(),
            run,
        })
    }

    /// Refuses what no page answers: other methods than reading, and other hosts. `None` = go on.
    pub(crate) fn refuse(&self, request: &HttpRequest<Body>) -> Option<Response<Body>> {
        let may_write = *request.method() == Method::POST && request.uri().path() == "/add";
        if !matches!(*request.method(), Method::GET | Method::HEAD) && !may_write {
            let mut response = answer::text(
                StatusCode::METHOD_NOT_ALLOWED,
                format!(
                    "found `{}`, expected `GET` or `HEAD`: reports are added at `/add`, everything else is read-only\n",
                    request.method()
                ),
            );
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return Some(response);
        }
        let named = request.headers().get(header::HOST).map(|host| host.to_str().unwrap_or(""));
        let target = request.uri().authority().map(axum::http::uri::Authority::as_str);
        let allowed = named.is_some_and(|host| self.state.hosts.allow(host))
            && target.is_none_or(|host| self.state.hosts.allow(host));
        (!allowed).then(|| {
            answer::text(
                StatusCode::MISDIRECTED_REQUEST,
                "found another host, expected `localhost` or a loopback address\nhint: open the address that `daybook serve` prints; to be reached from elsewhere, name an address with `--listen`\n".to_owned(),
            )
        })
    }

    /// Answers a request for a page.
    pub(crate) async fn answer(self: Arc<Self>, asked: Asked) -> Response<Body> {
        let shared = Arc::clone(&self);
        let _reader = shared.readers.acquire().await;
        let host = host_of(&asked.headers).to_owned();
        let work = tokio::task::spawn_blocking(move || self.answer_blocking(&asked));
        match work.await {
            Ok((response, None)) => response,
            Ok((response, Some(tag))) => shared.kept.put(tag, host, response).await,
            Err(panic) => respond(Err(Failure::Unreadable(panic.to_string())), &Shell::EMPTY),
        }
    }

    /// The answer, and its tag where it is worth keeping.
    fn answer_blocking(&self, asked: &Asked) -> (Response<Body>, Option<String>) {
        let opened = self.open().and_then(|store| Ok((store.pages()?, store)));
        let empty = Shell { can_add: self.state.intake.is_some(), ..Shell::EMPTY };
        let (pages, store) = match opened {
            Ok(opened) => opened,
            Err(error) if is_for_programs(&asked.uri) => return (answer::problem(&error.into()), None),
            Err(error) => return (respond(Err(error.into()), &empty), None),
        };
        let tag = self.tag(&pages, &asked.uri);
        if is_known(&asked.headers, &tag) {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return (tagged(response, &tag), None);
        }
        if let Some(response) = self.kept.get(&tag, host_of(&asked.headers)) {
            return (response, None);
        }
        let begun = Instant::now();
        let response = self.now_or_then(asked, &pages, &store);
        if !response.status().is_success() {
            return (response, None);
        }
        let response = tagged(response, &tag);
        (response, (begun.elapsed() > LONG).then_some(tag))
    }

    /// The record as it is, or as `?asof=` asks for it.
    fn now_or_then(&self, asked: &Asked, pages: &Pages, store: &Store) -> Response<Body> {
        let query = match Query::parse(asked.uri.query()) {
            Ok(mut query) => query.take("asof").map(|as_of| (as_of, query)),
            Err(_) => None,
        };
        let Some((as_of, _)) = query else { return self.page(asked, pages, store, None) };
        let past = self.pasts.get(&as_of, store).and_then(|kept| Ok((kept.store.pages()?, kept)));
        match past {
            Ok((then, past::Kept { store, .. })) => self.page(asked, &then, &store, Some(&as_of)),
            Err(failure) if is_for_programs(&asked.uri) => answer::problem(&failure),
            Err(failure) => respond(Err(failure), &self.shell(asked, pages, None)),
        }
    }

    /// Adding on the pages, where it is allowed.
    pub(crate) fn intake(&self) -> Option<&Intake> {
        self.state.intake.as_ref()
    }

    pub(crate) fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// Whether only this machine reaches the server.
    pub(crate) fn is_for_this_machine(&self) -> bool {
        self.state.hosts == Hosts::Loopback
    }

    /// The record as it is now.
    pub(crate) fn now(&self) -> Result<Pages, store::Error> {
        self.open()?.pages()
    }

    /// The frame of a page that there is without a record too.
    pub(crate) async fn own_shell(self: &Arc<Self>, uri: &Uri, headers: &HeaderMap) -> Shell {
        let (app, uri, headers) = (Arc::clone(self), uri.clone(), headers.clone());
        let made = tokio::task::spawn_blocking(move || {
            let shell = app.now().ok().map(|pages| app.shell_of(&uri, &headers, &pages, None));
            shell.unwrap_or(Shell { can_add: app.state.intake.is_some(), ..Shell::EMPTY })
        });
        // What is done or asked here is nothing to cite.
        made.await.map_or(Shell::EMPTY, |shell| Shell { address: None, ..shell })
    }

    fn shell(&self, asked: &Asked, pages: &Pages, as_of: Option<&str>) -> Shell {
        self.shell_of(&asked.uri, &asked.headers, pages, as_of)
    }

    fn shell_of(&self, uri: &Uri, headers: &HeaderMap, pages: &Pages, as_of: Option<&str>) -> Shell {
        let host = host_of(headers);
        let place = uri.path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str);
        // What a visitor typed may hold a name that is withheld: such an address is not repeated.
        let may_repeat = crate::query::decode(place).is_some_and(|plain| *pages.words(&plain) == *plain);
        let feed = crate::page::feed::of_page(uri.path(), uri.query());
        Shell {
            generation: Some(pages.generation()),
            made_at: pages.generation_at(pages.generation()).ok().flatten(),
            address: may_repeat.then(|| format!("http://{host}{place}")),
            // A past state changes no more.
            feed: feed.filter(|_| may_repeat && as_of.is_none()),
            as_of: as_of.map(|as_of| pages.words(as_of).into_inner()),
            can_add: self.state.intake.is_some(),
        }
    }

    fn page(&self, asked: &Asked, pages: &Pages, store: &Store, as_of: Option<&str>) -> Response<Body> {
        let shell = self.shell(asked, pages, as_of);
        let result = Query::parse(asked.uri.query()).map_err(unreadable_address).and_then(|mut query| {
            query.take("asof");
            let id =
                asked.id.as_deref().ok_or_else(|| unreadable_address(crate::query::BadQuery::NotUtf8))?;
            let base = format!("http://{}", host_of(&asked.headers));
            let (lexicon, path) = (&*self.state.lexicon, asked.uri.path());
            let (reference, operator) = (&self.reference, &self.state.operator);
            let can_add = self.state.intake.is_some();
            let kept = &*self.open()?;
            let request = Request {
                pages,
                store,
                kept,
                lexicon,
                reference,
                id,
                path,
                query: &query,
                operator,
                can_add,
                drawings: &self.drawings,
                base: &base,
            };
            (asked.handler)(&request)
        });
        match result {
            Err(failure) if is_for_programs(&asked.uri) => answer::problem(&failure),
            result => respond(result, &shell),
        }
    }

    /// The handle on the record. Each request pins the newest generation for itself.
    fn open(&self) -> Result<Arc<Store>, store::Error> {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = &*store {
            return Ok(Arc::clone(store));
        }
        let opened = Arc::new(Store::open_read_only(&self.state.data_dir)?);
        *store = Some(Arc::clone(&opened));
        Ok(opened)
    }

    /// Whether the record can be read, and at which generation.
    pub(crate) fn generation(&self) -> Result<u64, store::Error> {
        Ok(self.open()?.pages()?.generation())
    }

    /// Names an answer: the same record, lexicon, run and address give the same bytes.
    fn tag(&self, pages: &Pages, uri: &Uri) -> String {
        let (run, generation) = (self.run.to_be_bytes(), pages.generation());
        // A table may come without a new generation.
        let tables = pages.n_datasets().unwrap_or(0).to_be_bytes();
        let address = uri.path_and_query().map_or("", axum::http::uri::PathAndQuery::as_str);
        let lexicon = self.state.lexicon.digest().as_bytes();
        let parts: [&[u8]; 5] = [&run, &generation.to_be_bytes(), &tables, lexicon, address.as_bytes()];
        format!("\"{generation}-{}\"", &model::hash::sha256_of_parts(&parts)[..16])
    }
}

pub(crate) fn host_of(headers: &HeaderMap) -> &str {
    headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost")
}

fn is_for_programs(uri: &Uri) -> bool {
    uri.path() == "/api" || uri.path().starts_with("/api/")
}

fn unreadable_address(bad: crate::query::BadQuery) -> Failure {
    let hint = "go to the first page and follow its links, or use the search".to_owned();
    Failure::BadRequest { what: bad.message(), hint }
}

/// Whether the visitor already has the answer with this tag.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    known.flat_map(|value| value.split(',')).any(|known| {
        let known = known.trim();
        known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
    })
}

/// With its tag; `no-cache` means "ask each time", which the tag makes cheap.
fn tagged(mut response: Response<Body>, tag: &str) -> Response<Body> {
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}

/// Puts the headers of every answer on a response.
pub(crate) fn finished(mut response: Response<Body>) -> Response<Body> {
    add_headers(response.headers_mut());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for host in ["localhost", "LOCALHOST:80", "127.0.0.1:8400", "127.0.0.2", "[::1]:8400", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "example.org",
            "localhost.example.org",
            "127.0.0.1.example.org:80",
            "10.0.0.1",
            "[2001:db8::1]:80",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn a_known_tag_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"1-a\", W/\"2-b\""));
        assert!(
            is_known(&headers, "\"2-b\"") && is_known(&headers, "\"1-a\"") && !is_known(&headers, "\"3-c\"")
        );
    }
}
