//! Adding reports on a page: what was handed in, who may do it, and the work that is under way.
//!
//! The stages are not this crate's: whoever starts the server says how reports are added ([`AddReports`]). One job is worked on at a time, for
//! the record has one writer; a few wait, the others are told to come back.
use axum::http::HeaderMap;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Semaphore, watch};

/// Adds what was handed in, and says of each document what became of it as soon as it is safely kept. An error is one of the record, such as
/// another writer who does not end.
pub type AddReports = Arc<dyn Fn(Handed, &mut dyn FnMut(Told)) -> Result<(), String> + Send + Sync>;

/// Adding on the pages, where it is allowed.
#[derive(Clone)]
pub struct Intake {
    /// How it is done.
    pub add: AddReports,
    /// Whether an address may be given that is then asked for the report.
    pub may_fetch: bool,
    /// What has to be known by whoever adds from elsewhere; without it, adding works on this machine only.
    pub token: Option<String>,
    /// Bytes that may be handed in at once.
    pub max_bytes: usize,
}

/// One thing that was handed in, with what is known of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Handed {
    /// Pasted text, files; empty where an address is to be asked.
    pub documents: Vec<HandedDocument>,
    /// Where it was published. Asked for where there is no document.
    pub url: Option<String>,
    /// Day of publication.
    pub published: Option<jiff::civil::Date>,
    /// Who published it.
    pub source: Option<String>,
    /// Its headline.
    pub title: Option<String>,
}

/// A text or file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedDocument {
    /// Name of the file, as the browser gives it.
    pub name: String,
    /// What the browser takes it for.
    pub media_type: Option<String>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What became of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it is called.
    pub label: String,
    /// How it ended.
    pub ending: Became,
}

/// How adding one document ended, with the report's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Became {
    /// It is new.
    Added(String),
    /// The record had it.
    Known(String),
    /// The record had it, and rules have changed since.
    Reread(String),
    /// It was not added: a stable code, and what was found and what to do.
    Failed(&'static str, String),
}

/// Jobs that are remembered when they have ended: somebody reloads the page of theirs.
const KEPT: usize = 64;

/// Jobs that may wait for the one that is worked on. Each holds its bytes in memory.
const WAITING: usize = 4;

/// Forms that are received at one time.
pub(crate) const RECEIVING: usize = 2;

/// What is worked on and what was.
pub(crate) struct Jobs {
    all: Mutex<VecDeque<Arc<Job>>>,
    /// The record has one writer.
    worker: Arc<Semaphore>,
    /// Who may send a form's bytes now.
    pub(crate) receiving: Semaphore,
    /// What a form of this run holds: a page of somebody else cannot read it.
    key: String,
}

/// One handing-in.
pub(crate) struct Job {
    /// Nobody guesses it.
    pub(crate) id: String,
    state: watch::Sender<Progress>,
}

/// How far a job has come.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress {
    pub(crate) told: Vec<Told>,
    /// How it ended; `None` while it is under way.
    pub(crate) ended: Option<Result<(), String>>,
}

impl Jobs {
    pub(crate) fn new() -> Self {
        Self {
            all: Mutex::default(),
            worker: Arc::new(Semaphore::new(1)),
            receiving: Semaphore::new(RECEIVING),
            key: secret(),
        }
    }

    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// The job of this id.
    pub(crate) fn get(&self, id: &str) -> Option<Arc<Job>> {
        self.lock().iter().find(|job| is_same(&job.id, id)).cloned()
    }

    /// Begins a job; `None` where too many wait.
    pub(crate) fn begin(&self, handed: Handed, add: AddReports) -> Option<Arc<Job>> {
        let mut all = self.lock();
        if all.iter().filter(|job| job.progress().ended.is_none()).count() > WAITING {
            return None;
        }
        let job = Arc::new(Job { id: secret(), state: watch::Sender::new(Progress::default()) });
        while all.len() >= KEPT {
            // The oldest that has ended; what is under way is fewer.
            let oldest = all.iter().position(|job| job.progress().ended.is_some())?;
            all.remove(oldest);
        }
        all.push_back(Arc::clone(&job));
        drop(all);
        let (worker, working) = (Arc::clone(&self.worker), Arc::clone(&job));
        tokio::spawn(async move {
            let Ok(_turn) = worker.acquire_owned().await else { return };
            let doing = Arc::clone(&working);
            let work = tokio::task::spawn_blocking(move || add(handed, &mut |told| doing.tell(told)));
            let ended = work.await.unwrap_or_else(|_| {
                Err("adding broke off: this is a mistake in Daybook\nhint: please report it, with the report if you may share it".to_owned())
            });
            working.state.send_modify(|progress| progress.ended = Some(ended));
        });
        Some(job)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Arc<Job>>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Job {
    pub(crate) fn progress(&self) -> Progress {
        self.state.borrow().clone()
    }

    /// Waits until it has ended, however long.
    pub(crate) async fn ended(&self) {
        let mut changes = self.state.subscribe();
        // The sender is this job's own: it is there as long as the job is.
        let _ = changes.wait_for(|progress| progress.ended.is_some()).await;
    }

    fn tell(&self, told: Told) {
        self.state.send_modify(|progress| progress.told.push(told));
    }
}

/// 128 bits that nobody guesses.
fn secret() -> String {
    let mut bytes = [0; 16];
    // Without a source of chance nothing could be told apart from a forged form: better no server.
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Compares two secrets by their digests, so that the time it takes says nothing about where they differ.
pub(crate) fn is_same(known: &str, given: &str) -> bool {
    model::hash::sha256_hex(known.as_bytes()) == model::hash::sha256_hex(given.as_bytes())
}

/// Whether a request was handed on by another server: then it comes from anywhere, although the connection is this machine's.
pub(crate) fn is_handed_on(headers: &HeaderMap) -> bool {
    ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"]
        .iter()
        .any(|name| headers.contains_key(*name))
}

/// Whether a browser says that the form was sent by another site's page. A browser that says neither leaves it to the form's key.
pub(crate) fn is_of_another_site(headers: &HeaderMap, host: &str) -> bool {
    let of = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    if let Some(site) = of("sec-fetch-site") {
        return site != "same-origin";
    }
    let own = |origin: &str| {
        origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://")) == Some(host)
    };
    of("origin").is_some_and(|origin| !own(origin))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        pairs.collect()
    }

    #[test]
    fn a_form_of_another_site_is_known_by_what_browsers_say() {
        let host = "127.0.0.1:8470";
        for own in [
            &[][..],
            &[("sec-fetch-site", "same-origin")],
            &[("origin", "http://127.0.0.1:8470")],
            &[("sec-fetch-site", "same-origin"), ("origin", "null")],
        ] {
            assert!(!is_of_another_site(&headers(own), host), "{own:?}");
        }
        for other in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "null")],
            &[("origin", "http://127.0.0.1:9999")],
            &[("origin", "https://example.org")],
            &[("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:8470")],
        ] {
            assert!(is_of_another_site(&headers(other), host), "{other:?}");
        }
    }

    #[test]
    fn what_another_server_hands_on_is_not_of_this_machine() {
        assert!(is_handed_on(&headers(&[("x-forwarded-for", "203.0.113.9")])));
        assert!(!is_handed_on(&headers(&[("host", "localhost")])));
    }

    #[test]
    fn secrets_are_long_and_never_the_same() {
        let (one, other) = (secret(), secret());
        assert_eq!(one.len(), 32);
        assert!(one != other && is_same(&one, &one.clone()) && !is_same(&one, &other));
    }

    #[tokio::test]
    async fn jobs_are_worked_on_one_by_one_and_a_few_wait() {
        let jobs = Jobs::new();
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let wait = Mutex::new(wait);
        let add: AddReports = Arc::new(move |_, told| {
            wait.lock().unwrap().recv().map_err(|error| error.to_string())?;
            told(Told { label: "a".to_owned(), ending: Became::Added("R1".to_owned()) });
            Ok(())
        });
        let begun = (0..=WAITING).map(|_| jobs.begin(Handed::default(), Arc::clone(&add)).expect("a place"));
        let begun = begun.collect::<Vec<_>>();
        assert!(jobs.begin(Handed::default(), Arc::clone(&add)).is_none(), "the queue is full");
        for job in &begun {
            assert!(job.progress().ended.is_none());
            go.send(()).unwrap();
            job.ended().await;
            assert_eq!((job.progress().told.len(), job.progress().ended), (1, Some(Ok(()))));
        }
        assert!(jobs.begin(Handed::default(), add).is_some(), "there is room again");
        assert!(jobs.get(&begun[0].id).is_some() && jobs.get("").is_none());
        go.send(()).unwrap();
    }

    #[tokio::test]
    async fn a_job_that_breaks_off_says_so() {
        let jobs = Jobs::new();
        let job = jobs.begin(Handed::default(), Arc::new(|_, _| panic!("a mistake"))).expect("a place");
        job.ended().await;
        assert!(
            job.progress()
                .ended
                .is_some_and(|ended| ended.is_err_and(|why| why.contains("mistake in Daybook")))
        );
    }
}
