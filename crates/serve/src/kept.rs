//! Answers that took long to make, kept until the record changes: a large group's page is a second of work, and the same for everybody.
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Response, StatusCode};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Answers that are made faster than this are made again.
pub(crate) const LONG: Duration = Duration::from_millis(15);
/// Bytes of bodies that are kept at most; the oldest go first.
const MOST_BYTES: usize = 64 << 20;

/// Answers by their tag, which names record, lexicon, run and address, and by the host that was asked.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<VecDeque<Answer>>);

#[derive(Debug)]
struct Answer {
    tag: String,
    host: String,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Kept {
    pub(crate) fn get(&self, tag: &str, host: &str) -> Option<Response<Body>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|one| one.tag == tag && one.host == host)?;
        let mut response = Response::new(Body::from(found.body.clone()));
        *response.status_mut() = found.status;
        response.headers_mut().clone_from(&found.headers);
        Some(response)
    }

    /// Keeps an answer, and gives it back.
    pub(crate) async fn put(&self, tag: String, host: String, response: Response<Body>) -> Response<Body> {
        let (parts, body) = response.into_parts();
        // Bodies are whole strings: there is nothing to wait for, and none is longer than memory holds.
        let Ok(body) = to_bytes(body, usize::MAX).await else {
            return Response::from_parts(parts, Body::empty());
        };
        if body.len() <= MOST_BYTES / 8 {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let mut bytes = body.len() + kept.iter().map(|one| one.body.len()).sum::<usize>();
            while bytes > MOST_BYTES
                && let Some(oldest) = kept.pop_front()
            {
                bytes -= oldest.body.len();
            }
            let (status, headers) = (parts.status, parts.headers.clone());
            kept.push_back(Answer { tag, host, status, headers, body: body.clone() });
        }
        Response::from_parts(parts, Body::from(body))
    }
}
