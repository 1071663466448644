//! What collecting has to know after it was broken off: what hosts allow, what was fetched and not yet dealt with, which pages are
//! looked at again, and what servers said.
use crate::sources::number;
use crate::{Error, Sources};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

/// What a host allows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostState {
    /// Its robots.txt and when it was asked for; the file is empty where it has none.
    pub robots: Option<(Vec<u8>, String)>,
    /// Until when it wants to be left alone.
    pub resting_until: Option<String>,
}

/// An answer that was fetched and not yet dealt with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The address after redirects.
    pub final_url: String,
    /// The status of the answer.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// When it was asked for.
    pub at: String,
    /// Whether it was looked through, and is held for entries that are tried again.
    pub is_kept: bool,
    /// The body.
    pub body: Vec<u8>,
}

/// A page that is looked at again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Its address.
    pub url: String,
    /// `ETag` of the last copy.
    pub etag: Option<String>,
    /// `Last-Modified` of the last copy.
    pub last_modified: Option<String>,
    /// SHA-256 of the main text of the last copy.
    pub text_sha256: Option<String>,
    /// When it was looked at last.
    pub looked_at: String,
    /// When it is looked at next; never, if nothing stands here.
    pub next_at: Option<String>,
    /// How often it was looked at.
    pub n_looks: u32,
}

/// One request and its answer: what a server said and which bytes came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exchange {
    /// The address that was asked for.
    pub url: String,
    /// The address after redirects; that of the last step is its own.
    pub final_url: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// The status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// SHA-256 of the body of the last step, decompressed.
    pub sha256: String,
    /// The request as sent; `None` where an older program asked.
    pub request: Option<Vec<u8>>,
    /// Status line and headers as sent, without cookies; `None` as above.
    pub response_head: Option<Vec<u8>>,
    /// The body as sent, where that is not the body of `sha256`.
    pub coded_body: Option<Vec<u8>>,
    /// The address that was connected to.
    pub peer: Option<String>,
    /// SHA-256 of the server's certificate.
    pub certificate_sha256: Option<String>,
    /// The program that asked.
    pub program: Option<String>,
}

impl Sources {
    /// What is known of a host.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn host(&self, name: &str) -> Result<HostState, Error> {
        let found = self
            .connection
            .prepare_cached("SELECT robots, robots_at, resting_until FROM host WHERE name = ?1")?
            .query_row([name], |row| {
                let robots = row.get::<_, Option<Vec<u8>>>(0)?.zip(row.get(1)?);
                Ok(HostState { robots, resting_until: row.get(2)? })
            })
            .optional()?;
        Ok(found.unwrap_or_default())
    }

    /// Keeps what is known of a host.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn put_host(&self, name: &str, state: &HostState) -> Result<(), Error> {
        let (robots, at) = state.robots.as_ref().map(|(robots, at)| (robots, at)).unzip();
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO host (name, robots, robots_at, resting_until) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![name, robots, at, state.resting_until])?;
        Ok(())
    }

    /// An answer that was fetched for a source and not yet dealt with.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn held(&self, id: &str, url: &str) -> Result<Option<Held>, Error> {
        let found = self
            .connection
            .prepare_cached(
                "SELECT final_url, headers, at, is_kept, body FROM held WHERE source = ?1 AND url = ?2",
            )?
            .query_row(params![number(id)?, url], |row| {
                let (headers, status) = headers_of(&row.get::<_, String>(1)?);
                let (final_url, at, is_kept, body) = (row.get(0)?, row.get(2)?, row.get(3)?, row.get(4)?);
                Ok(Held { final_url, status, headers, at, is_kept, body })
            })
            .optional()?;
        Ok(found)
    }

    /// Holds an answer until it is dealt with, and keeps what the server said: beyond the end of this program when this returns, and on the disk
    /// with the report that is made of it at the latest.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn hold(&self, id: &str, url: &str, held: &Held, exchanges: &[Exchange]) -> Result<(), Error> {
        let transaction = self.connection.unchecked_transaction()?;
        let headers = text_of(held.status, &held.headers);
        // A copy that was held for its open entries is replaced: the new one is looked through even if it has the same bytes.
        transaction
            .prepare_cached(
                "UPDATE source SET sha256 = NULL WHERE number = ?1 AND url = ?2
                 AND EXISTS (SELECT 1 FROM held WHERE source = ?1 AND url = ?2 AND is_kept)",
            )?
            .execute(params![number(id)?, url])?;
        let mut last = None;
        for exchange in exchanges {
            put_exchange(&transaction, exchange, None)?;
            last = Some(transaction.last_insert_rowid());
        }
        let coded_body = exchanges.last().and_then(|last| last.coded_body.as_ref());
        transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO held (source, url, final_url, headers, at, is_kept, body, coded_body, exchange)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                number(id)?,
                url,
                held.final_url,
                headers,
                held.at,
                held.is_kept,
                held.body,
                coded_body,
                last
            ])?;
        Ok(transaction.commit()?)
    }

    /// Keeps how a capture was fetched that is in the record already; nothing of an address whose bytes are not.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn put_exchanges(&self, exchanges: &[Exchange]) -> Result<(), Error> {
        let transaction = self.connection.unchecked_transaction()?;
        for exchange in exchanges {
            let is_kept = transaction
                .prepare_cached("SELECT 1 FROM capture WHERE sha256 = ?1")?
                .exists([&exchange.sha256])?;
            if is_kept {
                put_exchange(&transaction, exchange, exchange.coded_body.as_deref())?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// Marks an answer as looked through and held for entries that are tried again.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn keep_held(&self, id: &str, url: &str) -> Result<(), Error> {
        self.connection
            .prepare_cached("UPDATE held SET is_kept = 1 WHERE source = ?1 AND url = ?2")?
            .execute(params![number(id)?, url])?;
        Ok(())
    }

    /// Lets an answer go.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn release(&self, id: &str, url: &str) -> Result<(), Error> {
        let transaction = self.connection.unchecked_transaction()?;
        let_go(&transaction, number(id)?, url)?;
        Ok(transaction.commit()?)
    }

    /// A page of a source that is looked at again.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn page(&self, id: &str, url: &str) -> Result<Option<Page>, Error> {
        let mut select = self
            .connection
            .prepare_cached(&format!("SELECT {PAGE} FROM page WHERE source = ?1 AND url = ?2"))?;
        Ok(select.query_row(params![number(id)?, url], page_of_row).optional()?)
    }

    /// The pages of a source that are due, the longest overdue first.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn due_pages(&self, id: &str, now: &str, limit: usize) -> Result<Vec<Page>, Error> {
        let mut select = self.connection.prepare_cached(&format!(
            "SELECT {PAGE} FROM page WHERE source = ?1 AND next_at <= ?2 ORDER BY next_at, url LIMIT ?3"
        ))?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let pages = select.query_map(params![number(id)?, now, limit], page_of_row)?;
        Ok(pages.collect::<Result<_, _>>()?)
    }

    /// Keeps how a page stands.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn put_page(&self, id: &str, page: &Page) -> Result<(), Error> {
        let Page { url, etag, last_modified, text_sha256, looked_at, next_at, n_looks } = page;
        self.connection
            .prepare_cached(&format!(
                "INSERT OR REPLACE INTO page (source, {PAGE}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
            ))?
            .execute(params![
                number(id)?,
                url,
                etag,
                last_modified,
                text_sha256,
                looked_at,
                next_at,
                n_looks
            ])?;
        Ok(())
    }

    /// How bytes were fetched the first time: every step of a redirect, then the answer. Empty for what was not fetched.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn exchanges_of(&self, sha256: &str) -> Result<Vec<Exchange>, Error> {
        exchanges_of(&self.connection, sha256)
    }
}

pub(crate) fn exchanges_of(connection: &Connection, sha256: &str) -> Result<Vec<Exchange>, Error> {
    let mut select = connection.prepare_cached(
        "SELECT url, final_url, at, headers, sha256, request, response_head, coded_body, peer, certificate_sha256, program
         FROM exchange WHERE sha256 = ?1 ORDER BY number",
    )?;
    let found = select.query_map([sha256], |row| {
        let (headers, status) = headers_of(&row.get::<_, String>(3)?);
        Ok(Exchange {
            url: row.get(0)?,
            final_url: row.get(1)?,
            at: row.get(2)?,
            status,
            headers,
            sha256: row.get(4)?,
            request: row.get(5)?,
            response_head: row.get(6)?,
            coded_body: row.get(7)?,
            peer: row.get(8)?,
            certificate_sha256: row.get(9)?,
            program: row.get(10)?,
        })
    })?;
    let mut steps = Vec::new();
    for exchange in found {
        let exchange = exchange?;
        // Rows of older programs are answers, whatever address stands there.
        let is_last = exchange.url == exchange.final_url || exchange.request.is_none();
        steps.push(exchange);
        if is_last {
            break;
        }
    }
    Ok(steps)
}

fn put_exchange(
    connection: &Connection,
    exchange: &Exchange,
    coded_body: Option<&[u8]>,
) -> Result<(), Error> {
    let headers = text_of(exchange.status, &exchange.headers);
    connection
        .prepare_cached(
            "INSERT INTO exchange (url, final_url, at, status, headers, sha256, request, response_head, coded_body, peer,
                 certificate_sha256, program) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?
        .execute(params![
            exchange.url,
            exchange.final_url,
            exchange.at,
            exchange.status,
            headers,
            exchange.sha256,
            exchange.request,
            exchange.response_head,
            coded_body,
            exchange.peer,
            exchange.certificate_sha256,
            exchange.program
        ])?;
    Ok(())
}

/// Lets an answer go; where its bytes became a capture, what was sent stays with how they were fetched.
pub(crate) fn let_go(connection: &Connection, source: i64, url: &str) -> Result<(), Error> {
    connection
        .prepare_cached(
            "UPDATE exchange SET coded_body = held.coded_body FROM held
             WHERE held.source = ?1 AND held.url = ?2 AND held.coded_body IS NOT NULL AND exchange.number = held.exchange
             AND EXISTS (SELECT 1 FROM capture WHERE capture.sha256 = exchange.sha256)",
        )?
        .execute(params![source, url])?;
    connection
        .prepare_cached("DELETE FROM held WHERE source = ?1 AND url = ?2")?
        .execute(params![source, url])?;
    Ok(())
}

const PAGE: &str = "url, etag, last_modified, text_sha256, looked_at, next_at, n_looks";

fn page_of_row(row: &Row<'_>) -> rusqlite::Result<Page> {
    Ok(Page {
        url: row.get(0)?,
        etag: row.get(1)?,
        last_modified: row.get(2)?,
        text_sha256: row.get(3)?,
        looked_at: row.get(4)?,
        next_at: row.get(5)?,
        n_looks: row.get(6)?,
    })
}

/// A status line and headers as they stand in an answer: values hold no line breaks.
fn text_of(status: u16, headers: &[(String, String)]) -> String {
    let lines = headers.iter().map(|(name, value)| format!("\n{name}: {value}"));
    format!("{status}{}", lines.collect::<String>())
}

fn headers_of(text: &str) -> (Vec<(String, String)>, u16) {
    let mut lines = text.lines();
    let status = lines.next().and_then(|status| status.parse().ok()).unwrap_or(200);
    let pairs = lines.filter_map(|line| line.split_once(": "));
    (pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(), status)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NewSource, SourceItem, Store};

    #[test]
    fn what_is_held_is_there_after_reopening_and_goes_with_the_item() {
        let folder = tempfile::tempdir().unwrap();
        let sources = Store::open(folder.path()).unwrap().sources().unwrap();
        let new = NewSource {
            url: "https://a.example.org/feed",
            outlet: None,
            language: None,
            party: None,
            licence: None,
            every_minutes: 60,
            takes_all: false,
            excerpt: None,
        };
        let id = sources.add(&new, "2026-01-01T00:00:00Z").unwrap().unwrap();
        let held = Held {
            final_url: "https://a.example.org/1?x=1".to_owned(),
            status: 200,
            headers: vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())],
            at: "2026-01-01T00:00:01Z".to_owned(),
            is_kept: false,
            body: b"<p>\0\xff".to_vec(),
        };
        let exchange = Exchange {
            url: "https://a.example.org/1".to_owned(),
            final_url: held.final_url.clone(),
            at: held.at.clone(),
            status: 200,
            headers: held.headers.clone(),
            sha256: "abc".to_owned(),
            request: Some(b"GET /1 HTTP/1.1\r\n\r\n".to_vec()),
            coded_body: Some(b"coded".to_vec()),
            ..Exchange::default()
        };
        let last = Exchange { url: held.final_url.clone(), ..exchange.clone() };
        sources.hold(&id, "https://a.example.org/1", &held, &[exchange.clone(), last.clone()]).unwrap();
        drop(sources);
        let sources = Store::open(folder.path()).unwrap().sources().unwrap();
        assert_eq!(sources.held(&id, "https://a.example.org/1").unwrap().as_ref(), Some(&held));
        let item = SourceItem {
            url: "https://a.example.org/1".to_owned(),
            at: held.at.clone(),
            outcome: "added".to_owned(),
            n_tries: 1,
            title: None,
            message: None,
        };
        sources.put_item(&id, &item).unwrap();
        assert_eq!(sources.held(&id, "https://a.example.org/1").unwrap(), None);
        // Its bytes are no capture: how they were coded is not kept.
        let uncoded = |exchange: Exchange| Exchange { coded_body: None, ..exchange };
        assert_eq!(sources.exchanges_of("abc").unwrap(), [uncoded(exchange), uncoded(last)]);
        assert_eq!(sources.exchanges_of("abd").unwrap(), []);
    }

    #[test]
    fn hosts_and_pages_come_back_as_they_were() {
        let folder = tempfile::tempdir().unwrap();
        let sources = Store::open(folder.path()).unwrap().sources().unwrap();
        assert_eq!(sources.host("a.example.org").unwrap(), HostState::default());
        let state = HostState {
            robots: Some((b"User-agent: *".to_vec(), "2026-01-01T00:00:00Z".to_owned())),
            resting_until: Some("2026-01-01T01:00:00Z".to_owned()),
        };
        sources.put_host("a.example.org", &state).unwrap();
        assert_eq!(sources.host("a.example.org").unwrap(), state);
    }
}
