//! What was fetched, as the record keeps it beside the bytes.
use fetch::Fetched;
use model::hash;
use store::Exchange;

/// Every step of a fetch, redirects first.
pub(crate) fn exchanges(fetched: &Fetched, at: &str) -> Vec<Exchange> {
    let sha256 = hash::sha256_hex(&fetched.bytes);
    let n_steps = fetched.exchanges.len();
    let steps = fetched.exchanges.iter().enumerate().map(|(step, exchange)| {
        let (status, headers) = match step + 1 == n_steps {
            true => (fetched.http_status, fetched.headers.clone()),
            false => head(&exchange.response_head),
        };
        Exchange {
            url: exchange.url.clone(),
            final_url: fetched.final_url.clone(),
            at: at.to_owned(),
            status,
            headers,
            sha256: sha256.clone(),
            request: Some(exchange.request.clone()),
            response_head: Some(exchange.response_head.clone()),
            coded_body: exchange.coded_body.clone(),
            peer: exchange.peer.map(|peer| peer.to_string()),
            certificate_sha256: exchange.certificate.as_deref().map(hash::sha256_hex),
            program: Some(fetch::USER_AGENT.to_owned()),
        }
    });
    steps.collect()
}

/// Status and headers of an answer's head, names in lower case, values on one line.
fn head(bytes: &[u8]) -> (u16, Vec<(String, String)>) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap_or_default();
    let pairs = lines.filter_map(|line| line.split_once(':'));
    let clean = |value: &str| value.trim().chars().filter(|letter| !letter.is_control()).collect();
    (status, pairs.map(|(name, value)| (name.trim().to_ascii_lowercase(), clean(value))).collect())
}
