//! Captures as a web archive: WARC 1.1 (ISO 28500:2017), and the index of it that WACZ wants.
//!
//! What was fetched becomes a `request` and a `response` record for every step, byte for byte as it went over the wire (but for
//! `Set-Cookie`), and a `metadata` record with what the format has no field for. What was given as a file, or was cut out of a feed,
//! becomes a `resource` record. The records of a capture are the same whenever they are written: ids are made of the content.
//!
//! Written here: an archive is seven lines of head and the bytes, and the library for it (`warc`) neither gives offsets nor
//! compresses record by record, which readers and the index need.
use flate2::{Compression, GzBuilder};
use model::hash;
use std::fmt::Write as _;
use std::io::{self, Write};
use store::{Captured, Exchange};

/// An archive that is being written.
pub(crate) struct Archive<W> {
    out: W,
    at: u64,
    is_packed: bool,
}

/// Where a record with a document stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Indexed {
    pub(crate) url: String,
    /// RFC 3339 in UTC, to the second.
    pub(crate) at: String,
    pub(crate) status: u16,
    pub(crate) media_type: String,
    /// `sha256:` and the digest of the payload, hexadecimal.
    pub(crate) digest: String,
    pub(crate) offset: u64,
    pub(crate) length: u64,
}

/// What a record is about, and what is in it.
struct Record<'r> {
    kind: &'static str,
    url: Option<&'r str>,
    at: &'r str,
    media_type: &'static str,
    more: Vec<(&'static str, String)>,
    block: Vec<u8>,
}

impl<W: Write> Archive<W> {
    /// An archive whose records are compressed one by one, or not at all, with a record about itself.
    pub(crate) fn begin(out: W, name: &str, at: &str, is_packed: bool) -> io::Result<Self> {
        let mut archive = Self { out, at: 0, is_packed };
        let about = format!(
            "software: {}\r\nformat: WARC File Format 1.1\r\nconformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\nrobots: obey\r\ndescription: captures of a record; requests and answers as they went over the wire, without Set-Cookie\r\n",
            fetch::USER_AGENT
        );
        archive.record(&Record {
            kind: "warcinfo",
            url: None,
            at,
            media_type: "application/warc-fields",
            more: vec![("WARC-Filename", name.to_owned())],
            block: about.into_bytes(),
        })?;
        Ok(archive)
    }

    /// The records of one capture; what an index has of them.
    pub(crate) fn capture(&mut self, report: &str, captured: &Captured) -> io::Result<Vec<Indexed>> {
        let Some(last) = captured.exchanges.last() else {
            return Ok(vec![self.resource(report, captured)?]);
        };
        let mut indexed = Vec::new();
        for exchange in &captured.exchanges {
            let is_last = std::ptr::eq(exchange, last);
            indexed.push(self.exchange(report, exchange, is_last.then_some(captured))?);
        }
        Ok(indexed)
    }

    fn exchange(
        &mut self,
        report: &str,
        exchange: &Exchange,
        captured: Option<&Captured>,
    ) -> io::Result<Indexed> {
        let head = exchange.response_head.clone().unwrap_or_else(|| rebuilt_head(exchange));
        let empty = Vec::new();
        let body = exchange
            .coded_body
            .as_ref()
            .or_else(|| captured.map(|captured| &captured.bytes))
            .unwrap_or(&empty);
        let url = exchange.url.as_str();
        let is_chunked = says(&head, "transfer-encoding").is_some_and(|coding| coding.contains("chunked"));
        let payload = if is_chunked { hash::sha256_hex(&unchunked(body)) } else { hash::sha256_hex(body) };
        let payload = format!("sha256:{payload}");
        let mut more = Vec::new();
        // The standard means the payload without chunks, `warcio check` takes it with them: the block's digest is beyond doubt.
        more.extend((!is_chunked).then(|| ("WARC-Payload-Digest", payload.clone())));
        more.extend(exchange.peer.clone().map(|peer| ("WARC-IP-Address", peer)));
        // What a redirect says beside that it sends on is not read.
        if captured.is_none() && says(&head, "content-length").is_none_or(|length| length != "0") {
            more.push(("WARC-Truncated", "unspecified".to_owned()));
        }
        let response = Record {
            kind: "response",
            url: Some(url),
            at: &exchange.at,
            media_type: "application/http;msgtype=response",
            more,
            block: [&head[..], &body[..]].concat(),
        };
        let id = response.id();
        let (offset, length) = self.record(&response)?;
        let concurrent = ("WARC-Concurrent-To", id.clone());
        if let Some(request) = &exchange.request {
            self.record(&Record {
                kind: "request",
                url: Some(url),
                at: &exchange.at,
                media_type: "application/http;msgtype=request",
                more: vec![concurrent],
                block: request.clone(),
            })?;
        }
        let mut fields = format!("daybook-report: {report}\r\n");
        if let Some(captured) = captured {
            fields.push_str(&about(captured));
        }
        if let Some(certificate) = &exchange.certificate_sha256 {
            let _ = write!(fields, "tls-certificate-sha256: {certificate}\r\n");
        }
        if let Some(program) = &exchange.program {
            let _ = write!(fields, "fetched-by: {program}\r\n");
        }
        if exchange.response_head.is_none() {
            fields.push_str(
                "note: fetched by a program that kept no wire bytes; the head is put together again\r\n",
            );
        }
        self.metadata(url, &exchange.at, id, fields)?;
        let media_type = says(&head, "content-type").unwrap_or_default();
        let (url, at) = (url.to_owned(), to_the_second(&exchange.at));
        Ok(Indexed { url, at, status: exchange.status, media_type, digest: payload, offset, length })
    }

    /// What was not fetched by itself: the bytes alone, under a name that claims no place on the web but the one that they were in.
    fn resource(&mut self, report: &str, captured: &Captured) -> io::Result<Indexed> {
        let is_address = captured.origin.starts_with("http://") || captured.origin.starts_with("https://");
        let is_clean = captured.origin.bytes().all(|byte| byte.is_ascii_graphic());
        let url = match is_address && is_clean {
            true => captured.origin.clone(),
            false => format!("urn:sha256:{}", captured.sha256),
        };
        let digest = format!("sha256:{}", captured.sha256);
        let media_type = header_value(&captured.media_type);
        let record = Record {
            kind: "resource",
            url: Some(&url),
            at: &captured.got_at,
            media_type: "",
            more: vec![("Content-Type", media_type.clone()), ("WARC-Payload-Digest", digest.clone())],
            block: captured.bytes.clone(),
        };
        let id = record.id();
        let (offset, length) = self.record(&record)?;
        let fields = format!("daybook-report: {report}\r\n{}", about(captured));
        self.metadata(&url, &captured.got_at, id, fields)?;
        let at = to_the_second(&captured.got_at);
        Ok(Indexed { url, at, status: 200, media_type, digest, offset, length })
    }

    fn metadata(&mut self, url: &str, at: &str, of: String, fields: String) -> io::Result<()> {
        self.record(&Record {
            kind: "metadata",
            url: Some(url),
            at,
            media_type: "application/warc-fields",
            more: vec![("WARC-Concurrent-To", of)],
            block: fields.into_bytes(),
        })?;
        Ok(())
    }

    /// Writes a record; where it begins and how long it is.
    fn record(&mut self, record: &Record<'_>) -> io::Result<(u64, u64)> {
        let bytes = record.bytes();
        let bytes = if self.is_packed {
            // No time and no name in it: the same record, the same bytes.
            let mut packed = GzBuilder::new().mtime(0).write(Vec::new(), Compression::default());
            packed.write_all(&bytes)?;
            packed.finish()?
        } else {
            bytes
        };
        self.out.write_all(&bytes)?;
        let (offset, length) = (self.at, bytes.len() as u64);
        self.at += length;
        Ok((offset, length))
    }

    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

impl Record<'_> {
    /// A UUID (RFC 9562, version 8) of the kind, the address, the time and the content.
    fn id(&self) -> String {
        let url = self.url.unwrap_or_default();
        let digest =
            hash::sha256_of_parts(&[self.kind.as_bytes(), url.as_bytes(), self.at.as_bytes(), &self.block]);
        let variant = match digest.as_bytes()[16] {
            b'0' | b'4' | b'8' | b'c' => '8',
            b'1' | b'5' | b'9' | b'd' => '9',
            b'2' | b'6' | b'a' | b'e' => 'a',
            _ => 'b',
        };
        format!(
            "<urn:uuid:{}-{}-8{}-{variant}{}-{}>",
            &digest[..8],
            &digest[8..12],
            &digest[13..16],
            &digest[17..20],
            &digest[20..32]
        )
    }

    fn bytes(&self) -> Vec<u8> {
        let mut head = format!("WARC/1.1\r\nWARC-Type: {}\r\nWARC-Record-ID: {}\r\n", self.kind, self.id());
        let mut field = |name: &str, value: &str| {
            let _ = write!(head, "{name}: {}\r\n", header_value(value));
        };
        field("WARC-Date", &to_the_second(self.at));
        if let Some(url) = self.url {
            field("WARC-Target-URI", url);
        }
        if !self.media_type.is_empty() {
            field("Content-Type", self.media_type);
        }
        for (name, value) in &self.more {
            field(name, value);
        }
        field("WARC-Block-Digest", &format!("sha256:{}", hash::sha256_hex(&self.block)));
        field("Content-Length", &self.block.len().to_string());
        head.push_str("\r\n");
        [head.as_bytes(), &self.block, b"\r\n\r\n"].concat()
    }
}

fn about(captured: &Captured) -> String {
    format!(
        "capture-sha256: {}\r\ncapture-origin: {}\r\ncapture-kept-at: {}\r\n",
        captured.sha256,
        header_value(&captured.origin),
        captured.got_at
    )
}

/// What HTTP carried, without chunks, which are the connection's affair.
fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = body.iter().position(|byte| *byte == b'\n') {
        let size = String::from_utf8_lossy(&body[..end]);
        let size = usize::from_str_radix(size.split(';').next().unwrap_or_default().trim(), 16).unwrap_or(0);
        let chunk = &body[end + 1..];
        let Some(data) = chunk.get(..size).filter(|data| !data.is_empty()) else { break };
        whole.extend_from_slice(data);
        let rest = &chunk[size..];
        body = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
    whole
}

/// A header's value in an answer's head; of several the last.
fn says(head: &[u8], name: &str) -> Option<String> {
    let head = String::from_utf8_lossy(head);
    let found = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    let found = found.filter(|(key, _)| key.trim().eq_ignore_ascii_case(name)).last()?;
    Some(found.1.trim().to_ascii_lowercase())
}

/// What an older program kept of a head.
fn rebuilt_head(exchange: &Exchange) -> Vec<u8> {
    let lines = exchange.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
    format!("HTTP/1.1 {} -\r\n{}\r\n", exchange.status, lines.collect::<String>()).into_bytes()
}

fn header_value(value: &str) -> String {
    value.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect::<String>()
}

/// RFC 3339 without fractions, as all readers take it.
pub(crate) fn to_the_second(at: &str) -> String {
    let moment = at.parse::<jiff::Timestamp>().unwrap_or_default();
    moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use read::container::{Container, Item, items};

    fn exchange(url: &str, last: &str, status: u16, head: &str, coded_body: Option<&[u8]>) -> Exchange {
        Exchange {
            url: url.to_owned(),
            final_url: last.to_owned(),
            at: "2026-03-01T10:00:00.123Z".to_owned(),
            status,
            request: Some(format!("GET {url} HTTP/1.1\r\nuser-agent: daybook/0.1\r\n\r\n").into_bytes()),
            response_head: Some(head.as_bytes().to_vec()),
            coded_body: coded_body.map(<[u8]>::to_vec),
            peer: Some("192.0.2.7".to_owned()),
            certificate_sha256: Some("ab".repeat(32)),
            ..Exchange::default()
        }
    }

    fn captured(bytes: &[u8], exchanges: Vec<Exchange>) -> Captured {
        Captured {
            sha256: hash::sha256_hex(bytes),
            media_type: "text/html; charset=utf-8".to_owned(),
            origin: "https://example.org/b".to_owned(),
            got_at: "2026-03-01T10:00:01Z".to_owned(),
            bytes: bytes.to_vec(),
            exchanges,
        }
    }

    /// A page that came compressed, in chunks, after a redirect; a plain one; and a file.
    fn archive(is_packed: bool) -> (Vec<u8>, Vec<Indexed>) {
        let page = "<html><body><p>مردم of Kabul</p></body></html>\r\n\r\nWARC/1.1\r\n".repeat(40);
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(page.as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        let mut chunks = Vec::new();
        for part in packed.chunks(30) {
            chunks.extend(format!("{:X};x=y\r\n", part.len()).into_bytes());
            chunks.extend_from_slice(part);
            chunks.extend_from_slice(b"\r\n");
        }
        chunks.extend_from_slice(b"0\r\n\r\n");
        let (a, b) = ("https://example.org/a", "https://example.org/b");
        let moved = "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 5\r\n\r\n";
        let coded = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n";
        let plain = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n";
        let captures = [
            captured(
                page.as_bytes(),
                vec![exchange(a, b, 302, moved, Some(b"")), exchange(b, b, 200, coded, Some(&chunks))],
            ),
            captured(b"<p>plain</p>", vec![exchange(b, b, 200, plain, None)]),
            Captured {
                origin: "a file\nwith: lines.html".to_owned(),
                ..captured(b"<p>file</p>", Vec::new())
            },
            Captured {
                exchanges: vec![Exchange {
                    request: None,
                    response_head: None,
                    coded_body: None,
                    headers: vec![("content-type".to_owned(), "text/html".to_owned())],
                    ..exchange(b, b, 200, "", None)
                }],
                ..captured(b"<p>old</p>", Vec::new())
            },
        ];
        let mut archive =
            Archive::begin(Vec::new(), "data.warc.gz", "2026-03-01T10:00:00Z", is_packed).unwrap();
        let mut indexed = Vec::new();
        for (at, captured) in captures.iter().enumerate() {
            indexed.extend(archive.capture(&format!("R{at}"), captured).unwrap());
        }
        (archive.finish().unwrap(), indexed)
    }

    #[test]
    fn what_is_written_is_read_again_byte_for_byte_by_the_reader_of_archives() {
        for (is_packed, kind) in [(true, Container::WarcGz), (false, Container::Warc)] {
            let (bytes, _) = archive(is_packed);
            let items = items(kind, "a.warc.gz", &bytes[..]).collect::<Vec<_>>();
            let parts: Vec<_> = items
                .iter()
                .filter_map(|item| match item {
                    Item::Part(part) => Some((part.given.url.clone(), part.bytes.clone())),
                    Item::Refused(error) => panic!("{error}"),
                    Item::Note(_) => None,
                })
                .collect();
            let page = "<html><body><p>مردم of Kabul</p></body></html>\r\n\r\nWARC/1.1\r\n".repeat(40);
            let url = Some("https://example.org/b".to_owned());
            let expected = [
                (url.clone(), page.into_bytes()),
                (url.clone(), b"<p>plain</p>".to_vec()),
                (None, b"<p>file</p>".to_vec()),
                (url, b"<p>old</p>".to_vec()),
            ];
            assert_eq!(parts, expected);
        }
    }

    #[test]
    fn the_index_says_where_each_record_stands_and_the_same_captures_give_the_same_bytes() {
        let (bytes, indexed) = archive(false);
        assert_eq!(archive(false).0, bytes);
        assert_eq!(indexed.iter().map(|one| one.status).collect::<Vec<_>>(), [302, 200, 200, 200, 200]);
        for one in &indexed {
            let range =
                usize::try_from(one.offset).unwrap()..usize::try_from(one.offset + one.length).unwrap();
            let record = String::from_utf8_lossy(&bytes[range]).into_owned();
            assert!(
                record.starts_with("WARC/1.1\r\nWARC-Type: re") && record.ends_with("\r\n\r\n"),
                "{record}"
            );
            assert!(record.contains(&format!("WARC-Target-URI: {}\r\n", one.url)), "{record}");
            let is_chunked = record.contains("Transfer-Encoding: chunked");
            let has_digest = record.contains(&format!("WARC-Payload-Digest: {}\r\n", one.digest));
            assert_ne!(has_digest, is_chunked, "{record}");
            assert_eq!(
                one.at,
                if one.url.starts_with("urn") { "2026-03-01T10:00:01Z" } else { "2026-03-01T10:00:00Z" }
            );
        }
        let text = String::from_utf8_lossy(&bytes);
        let counted = |words: &str| text.matches(words).count();
        assert_eq!((counted("WARC-Type: request\r\n"), counted("WARC-Type: metadata\r\n")), (3, 5));
        assert_eq!((counted("WARC-IP-Address: 192.0.2.7\r\n"), counted("WARC-Truncated: ")), (4, 1));
        assert_eq!(counted(&format!("tls-certificate-sha256: {}\r\n", "ab".repeat(32))), 4);
        assert_eq!(counted("the head is put together again"), 1);
    }
}
