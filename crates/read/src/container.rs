//! Files that hold several documents: mailboxes, web archives and feeds. Each document is handed on as a part with its own
//! bytes, cut out of the file as they stand there, so that it can be kept and read again without the others.
//!
//! Archives and mailboxes may be larger than memory: they are read as a stream, and only one part is held at a time.
use crate::format::extension;
use crate::{Error, Given, MAX_BYTES, charset, feed, mbox, warc};
use flate2::bufread::MultiGzDecoder;
use std::io::{BufRead, BufReader, Read};

/// A kind of container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// Messages one after the other, each after a line that begins with `From ` (RFC 4155).
    Mbox,
    /// Records of a web crawl (ISO 28500).
    Warc,
    /// The same, compressed record by record.
    WarcGz,
    /// RSS, Atom or JSON Feed.
    Feed,
}

/// One document of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its bytes, as they stand in the container.
    pub bytes: Vec<u8>,
    /// The container's name with `#` and the part's number in it, from 1: the origin of the part's capture.
    pub name: String,
    /// What it is, as the container says.
    pub media_type: Option<String>,
    /// What the container knows of it.
    pub given: Given,
}

/// What comes next in a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A document.
    Part(Part),
    /// A part that cannot be handed on, or an end before the end.
    Refused(Error),
    /// What was passed over, and how much of it.
    Note(String),
}

/// How many of the first bytes tell what a file is.
pub const HEAD_BYTES: usize = 4096;

/// Whether a file holds several documents, from its name and its first [`HEAD_BYTES`] bytes.
#[must_use]
pub fn detect(name: &str, media_type: Option<&str>, head: &[u8]) -> Option<Container> {
    // A part is no container again, whatever its name looks like.
    if name
        .rsplit_once('#')
        .is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return None;
    }
    if head.starts_with(b"WARC/") {
        return Some(Container::Warc);
    }
    if head.starts_with(b"\x1F\x8B") {
        let mut start = [0; 5];
        let unpacked = MultiGzDecoder::new(head).read_exact(&mut start);
        return (unpacked.is_ok() && &start == b"WARC/").then_some(Container::WarcGz);
    }
    let is_mbox = matches!(extension(name).as_deref(), Some("mbox" | "mbx"))
        || media_type.is_some_and(|kind| kind.starts_with("application/mbox"));
    if is_mbox && head.starts_with(b"From ") {
        return Some(Container::Mbox);
    }
    feed::looks_like(head).then_some(Container::Feed)
}

/// The documents of a container, in its order. No item stands for what is fine and is no document (a crawl's requests).
pub fn items<'r>(
    kind: Container,
    name: &str,
    from: impl BufRead + 'r,
) -> Box<dyn Iterator<Item = Item> + 'r> {
    match kind {
        Container::Mbox => Box::new(mbox::Messages::new(name, from)),
        Container::Warc => Box::new(warc::Records::new(name, from)),
        Container::WarcGz => Box::new(warc::Records::new(name, BufReader::new(MultiGzDecoder::new(from)))),
        Container::Feed => Box::new(of_feed(name, from).into_iter()),
    }
}

fn of_feed(name: &str, from: impl BufRead) -> Vec<Item> {
    let mut bytes = Vec::new();
    if let Err(error) = from.take(MAX_BYTES + 1).read_to_end(&mut bytes) {
        return vec![Item::Refused(broken(name, &error.to_string()))];
    }
    let size = bytes.len() as u64;
    if size > MAX_BYTES {
        return vec![Item::Refused(Error::too_large(name, size, MAX_BYTES))];
    }
    let input = crate::Input { bytes: &bytes, name, media_type: None, given: Given::default() };
    match charset::decode(&input, true) {
        Ok((text, encoding)) => {
            let note = encoding
                .map(|issue| Item::Note(format!("`{name}`: {}; its parts are kept as UTF-8", issue.message)));
            note.into_iter().chain(feed::entries(name, &text)).collect()
        }
        Err(error) => vec![Item::Refused(error)],
    }
}

/// The name of a part.
pub(crate) fn part_name(container: &str, number: usize) -> String {
    format!("{container}#{number}")
}

/// A container that cannot be read on.
pub(crate) fn broken(name: &str, why: &str) -> Error {
    Error::new(
        "container",
        format!(
            "`{name}` cannot be read any further: {why}\nhint: what came before this is not affected; fetch the file again"
        ),
    )
}

/// A part beyond the limit, with where it is.
pub(crate) fn part_too_large(part: &str, size: u64) -> Error {
    Error::new(
        "too_large",
        format!(
            "`{part}` has {size} bytes, more than the limit of {MAX_BYTES} bytes for one document; it was passed over"
        ),
    )
}
