//! Web archives (WARC 1.0 and 1.1, ISO 28500): the pages and documents that a crawl brought home.
use crate::container::{Item, Part, broken, part_name, part_too_large};
use crate::{Given, MAX_BYTES};
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};

/// The documents among the records. Bodies over the limit are passed over as a stream.
pub(crate) struct Records<R> {
    name: String,
    from: R,
    number: usize,
    /// Records that are no documents, by what they are.
    left_out: BTreeMap<String, usize>,
    is_done: bool,
}

/// Why a record ends the archive.
enum Fault {
    Io(io::Error),
    Broken(&'static str),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Most bytes of a record's or a response's head.
const HEAD_BYTES: u64 = 1 << 16;

/// Kinds of records that hold no document of their own.
const NO_DOCUMENTS: [&str; 5] = ["warcinfo", "request", "metadata", "revisit", "continuation"];

impl<R: BufRead> Records<R> {
    pub(crate) fn new(name: &str, from: R) -> Self {
        Self { name: name.to_owned(), from, number: 0, left_out: BTreeMap::new(), is_done: false }
    }

    /// The next record; `None` at the end of the archive, `Some(None)` for one that is no document.
    fn record(&mut self) -> Result<Option<Option<Item>>, Fault> {
        let Some(head) = self.record_head()? else { return Ok(None) };
        self.number += 1;
        let length: u64 = head
            .get("content-length")
            .and_then(|length| length.parse().ok())
            .ok_or(Fault::Broken("a record without its length"))?;
        let kind = head.get("warc-type").map_or("", String::as_str);
        if length > MAX_BYTES {
            self.pass_over(length)?;
            let is_document = matches!(kind, "response" | "resource" | "conversion");
            let name = part_name(&self.name, self.number);
            return Ok(Some(is_document.then(|| Item::Refused(part_too_large(&name, length)))));
        }
        let mut body = Vec::new();
        self.from.by_ref().take(length).read_to_end(&mut body)?;
        if (body.len() as u64) < length {
            return Err(Fault::Broken("its last record is cut off"));
        }
        let address = head.get("warc-target-uri").map(|uri| uri.trim_matches(['<', '>']).to_owned());
        Ok(Some(match kind {
            "response" => self.response(&body, address),
            "resource" | "conversion" => {
                let media_type = head.get("content-type").cloned();
                self.document(body, media_type, address)
            }
            other => {
                let known = NO_DOCUMENTS.contains(&other);
                self.leave_out(if known {
                    format!("`{other}` records")
                } else {
                    format!("records of the unknown kind `{other}`")
                })
            }
        }))
    }

    fn record_head(&mut self) -> Result<Option<BTreeMap<String, String>>, Fault> {
        let mut line = Vec::new();
        loop {
            line.clear();
            if self.from.by_ref().take(HEAD_BYTES).read_until(b'\n', &mut line)? == 0 {
                return Ok(None);
            }
            if !line.iter().all(u8::is_ascii_whitespace) {
                break;
            }
        }
        if !line.starts_with(b"WARC/") {
            return Err(Fault::Broken("no record begins where one should"));
        }
        fields(&mut self.from).map(Some)
    }

    fn pass_over(&mut self, length: u64) -> Result<(), Fault> {
        let passed = io::copy(&mut self.from.by_ref().take(length), &mut io::sink())?;
        if passed < length { Err(Fault::Broken("its last record is cut off")) } else { Ok(()) }
    }

    /// What a server answered: a head like a record's, and the document.
    fn response(&mut self, body: &[u8], address: Option<String>) -> Option<Item> {
        let mut rest = body;
        let mut status = Vec::new();
        let _ = rest.by_ref().take(HEAD_BYTES).read_until(b'\n', &mut status);
        let is_good =
            status.split(|byte| *byte == b' ').nth(1).is_some_and(|code| code.trim_ascii() == b"200");
        if !is_good {
            return self.leave_out("answers other than `200`".to_owned());
        }
        let Ok(head) = fields(&mut rest) else {
            return self.leave_out("answers with a broken head".to_owned());
        };
        let mut document = rest.to_vec();
        if head.get("transfer-encoding").is_some_and(|coding| coding.contains("chunked")) {
            document = unchunked(&document);
        }
        let coding = head.get("content-encoding").map_or("", |coding| coding.trim());
        match unpacked(&document, coding) {
            Ok(bytes) if bytes.len() as u64 > MAX_BYTES => {
                let name = part_name(&self.name, self.number);
                Some(Item::Refused(part_too_large(&name, bytes.len() as u64)))
            }
            Ok(bytes) => self.document(bytes, head.get("content-type").cloned(), address),
            Err(why) => self.leave_out(why),
        }
    }

    /// Hands a document on, where its media type may be one that is read.
    fn document(
        &mut self,
        bytes: Vec<u8>,
        media_type: Option<String>,
        address: Option<String>,
    ) -> Option<Item> {
        let essence =
            media_type.as_deref().unwrap_or("").split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        if !is_document(&essence, address.as_deref()) {
            return self.leave_out(format!("`{essence}`"));
        }
        let given = Given { url: address.filter(|address| address.starts_with("http")), ..Given::default() };
        let name = part_name(&self.name, self.number);
        Some(Item::Part(Part { bytes, name, media_type, given }))
    }

    fn leave_out(&mut self, what: String) -> Option<Item> {
        *self.left_out.entry(what).or_default() += 1;
        None
    }

    /// What was passed over, once.
    fn note(&mut self) -> Option<Item> {
        let left_out = std::mem::take(&mut self.left_out);
        let counts: Vec<String> = left_out.iter().map(|(what, count)| format!("{count} {what}")).collect();
        (!counts.is_empty())
            .then(|| Item::Note(format!("`{}`: passed over: {}", self.name, counts.join(", "))))
    }
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while !self.is_done {
            match self.record() {
                Ok(Some(Some(item))) => return Some(item),
                Ok(Some(None)) => {}
                Ok(None) => self.is_done = true,
                Err(fault) => {
                    self.is_done = true;
                    let why = match fault {
                        Fault::Io(error) => error.to_string(),
                        Fault::Broken(why) => why.to_owned(),
                    };
                    return Some(Item::Refused(broken(
                        &self.name,
                        &format!("record {}: {why}", self.number),
                    )));
                }
            }
        }
        self.note()
    }
}

/// Head lines up to the empty one; names in lower case.
fn fields(from: &mut impl BufRead) -> Result<BTreeMap<String, String>, Fault> {
    let mut fields = BTreeMap::new();
    let mut head = from.take(HEAD_BYTES);
    loop {
        let mut line = Vec::new();
        if head.read_until(b'\n', &mut line)? == 0 {
            return Err(Fault::Broken("a head without an end"));
        }
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            return Ok(fields);
        }
        if let Some((name, value)) = line.split_once(':') {
            fields.insert(name.trim().to_ascii_lowercase(), value.trim().to_owned());
        }
    }
}

/// Media types that may hold a report, and unlabelled documents by their address; pictures, scripts and styles are the
/// bulk of a crawl.
fn is_document(essence: &str, address: Option<&str>) -> bool {
    match essence {
        "text/html"
        | "application/xhtml+xml"
        | "text/plain"
        | "text/markdown"
        | "application/pdf"
        | "application/rtf"
        | "application/epub+zip"
        | "message/rfc822"
        | "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        | "application/vnd.oasis.opendocument.text" => true,
        "" | "application/octet-stream" => {
            address.and_then(crate::format::extension).is_some_and(|extension| {
                matches!(extension.as_str(), "html" | "htm" | "pdf" | "txt" | "docx" | "odt")
            })
        }
        _ => false,
    }
}

/// A body without the marks of its chunks; broken marks end it.
fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = body.iter().position(|byte| *byte == b'\n') {
        let size = String::from_utf8_lossy(&body[..end]);
        let Ok(size) = usize::from_str_radix(size.split(';').next().unwrap_or("").trim(), 16) else { break };
        let chunk = &body[end + 1..];
        if size == 0 {
            break;
        }
        whole.extend(&chunk[..size.min(chunk.len())]);
        body = chunk.get(size..).map_or(&[][..], <[u8]>::trim_ascii_start);
    }
    whole
}

/// A body without its compression, one byte over the limit at most. What cannot be undone is a kind to leave out.
fn unpacked(body: &[u8], coding: &str) -> Result<Vec<u8>, String> {
    let mut whole = Vec::new();
    let read = match coding.to_ascii_lowercase().as_str() {
        "" | "identity" => return Ok(body.to_vec()),
        "gzip" | "x-gzip" => MultiGzDecoder::new(body).take(MAX_BYTES + 1).read_to_end(&mut whole),
        "deflate" if body.first().is_some_and(|byte| byte & 0x0f == 8) => {
            ZlibDecoder::new(body).take(MAX_BYTES + 1).read_to_end(&mut whole)
        }
        "deflate" => DeflateDecoder::new(body).take(MAX_BYTES + 1).read_to_end(&mut whole),
        // Crawlers undo the compression and keep the head as it was.
        _ if body.trim_ascii_start().starts_with(b"<") => return Ok(body.to_vec()),
        other => return Err(format!("answers in the unknown coding `{other}`")),
    };
    match read {
        Ok(_) => Ok(whole),
        Err(_) if body.trim_ascii_start().starts_with(b"<") => Ok(body.to_vec()),
        Err(_) => Err(format!("answers whose `{coding}` coding is broken")),
    }
}
