//! The web pages: plain server-rendered HTML of the record, through the one gate.
//!
//! No request to anybody else, no cookie; nothing needs a script. Every word comes from [`store::Pages`], which masks it; what a visitor
//! typed is masked the same way before it is shown again. Only one page changes anything: `/add`, where whoever starts the server allows it.
//! A form that is wrong is given back to whoever sent it with its words as they were typed.
//!
//! In reading order:
//!
//! 1. `route`: which address is which page.
//! 2. `app`: one request from its headers to its answer: host, method, cache, store, failure.
//! 3. `query`: the part of an address after `?`.
//! 4. `answer`: what a page gives back, and with which headers; `kept`: what is not made twice.
//! 5. `drawings`: what is too large to stand in a page. `past`: the record as it was, for `?asof=`.
//! 6. `intake`: adding on a page: who may, and what is under way.
//! 7. `page`: the pages, one module each; `page::layout` is what they share.
//! 8. `words`: dates, places, figures and events in English.
#![warn(missing_docs)]

mod answer;
mod app;
mod drawings;
mod intake;
mod kept;
mod page;
mod past;
mod query;
mod route;
mod words;

use lexicon::Lexicon;
use std::future::Future;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

pub use app::Hosts;
pub use intake::{AddReports, Became, Handed, HandedDocument, Intake, Told};
pub use page::search::find as search;
pub use past::MakePast;
pub use route::router;

/// What the server needs to know.
#[derive(Clone)]
pub struct State {
    /// The data directory. It may be empty or missing at the start; pages say so until there is a record.
    pub data_dir: PathBuf,
    /// Who the groups are.
    pub lexicon: Arc<Lexicon>,
    /// Which `Host` headers are answered.
    pub hosts: Hosts,
    /// What makes past states; `None` where there are none to be seen.
    pub past: Option<MakePast>,
    /// Who runs the record, in their own words.
    pub operator: Operator,
    /// How reports are added on a page; `None` where nobody may.
    pub intake: Option<Intake>,
}

/// What whoever runs the record says about themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Operator {
    /// How to reach them.
    pub contact: Option<String>,
    /// What readers should know of their interests.
    pub interests: Option<String>,
}

impl State {
    /// A server of this data directory that answers on this machine only.
    #[must_use]
    pub fn new(data_dir: PathBuf, lexicon: Arc<Lexicon>) -> Self {
        Self {
            data_dir,
            lexicon,
            hosts: Hosts::Loopback,
            past: None,
            operator: Operator::default(),
            intake: None,
        }
    }
}

/// Why the server could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The listener cannot be used.
    #[error("cannot listen: {0}\nhint: another program may use the port; name another with `--listen`")]
    Listen(#[source] std::io::Error),
    /// Serving ended with an error of the network.
    #[error("the server stopped: {0}")]
    Serve(#[source] std::io::Error),
}

/// Serves until `shutdown` is done; requests under way are finished first. Call within a Tokio runtime.
///
/// A listener on another address than loopback answers every `Host`: whoever runs it so has decided to be reached.
///
/// # Errors
/// Where the listener cannot be used.
pub async fn run(
    listener: TcpListener,
    state: State,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let address = listener.local_addr().map_err(Error::Listen)?;
    listener.set_nonblocking(true).map_err(Error::Listen)?;
    let listener = tokio::net::TcpListener::from_std(listener).map_err(Error::Listen)?;
    let hosts = if address.ip().is_loopback() { state.hosts } else { Hosts::Any };
    let service = router(State { hosts, ..state });
    axum::serve(listener, service).with_graceful_shutdown(shutdown).await.map_err(Error::Serve)
}
