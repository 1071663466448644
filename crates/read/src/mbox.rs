//! Mailboxes: messages one after the other.
use crate::container::{Item, Part, broken, part_name, part_too_large};
use crate::{Given, MAX_BYTES};
use std::io::{BufRead, Read as _};

/// The messages of a mailbox. A line that begins with `From ` parts two messages where it stands at the beginning or after
/// an empty line; escapes (`>From `) stay as they are, because which of four customs wrote them is not to be known.
pub(crate) struct Messages<R> {
    name: String,
    from: R,
    number: usize,
    /// The message that is being collected, without its parting line.
    open: Vec<u8>,
    /// Bytes of the message, which may be more than are collected.
    size: u64,
    after_empty: bool,
    is_done: bool,
}

impl<R: BufRead> Messages<R> {
    pub(crate) fn new(name: &str, from: R) -> Self {
        Self {
            name: name.to_owned(),
            from,
            number: 0,
            open: Vec::new(),
            size: 0,
            after_empty: true,
            is_done: false,
        }
    }

    /// Ends the open message.
    fn take(&mut self) -> Option<Item> {
        let (bytes, size) = (std::mem::take(&mut self.open), std::mem::take(&mut self.size));
        if size == 0 {
            return None;
        }
        self.number += 1;
        let name = part_name(&self.name, self.number);
        Some(if size > MAX_BYTES {
            Item::Refused(part_too_large(&name, size))
        } else {
            let media_type = Some("message/rfc822".to_owned());
            Item::Part(Part { bytes, name, media_type, given: Given::default() })
        })
    }

    /// One line, or as much of one as is read at once.
    fn line(&mut self) -> std::io::Result<Vec<u8>> {
        let mut line = Vec::new();
        self.from.by_ref().take(LINE_BYTES).read_until(b'\n', &mut line)?;
        Ok(line)
    }
}

/// Most bytes of a line that are held at once.
const LINE_BYTES: u64 = 1 << 16;

impl<R: BufRead> Iterator for Messages<R> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while !self.is_done {
            let line = match self.line() {
                Ok(line) => line,
                Err(error) => {
                    self.is_done = true;
                    return Some(Item::Refused(broken(&self.name, &error.to_string())));
                }
            };
            self.is_done = line.is_empty();
            if self.is_done {
                break;
            }
            let parts = self.after_empty && line.starts_with(b"From ");
            self.after_empty = matches!(line.as_slice(), b"\n" | b"\r\n");
            if parts {
                if let Some(item) = self.take() {
                    return Some(item);
                }
                continue;
            }
            self.size += line.len() as u64;
            if self.size <= MAX_BYTES {
                self.open.extend(line);
            } else {
                self.open = Vec::new();
            }
        }
        self.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_parted_after_empty_lines_only() {
        let mailbox =
            b"From a@b Mon\nSubject: 1\n\nFrom here on\nwords\n\nFrom c@d Tue\nSubject: 2\n\n>From x\n";
        let items: Vec<Item> = Messages::new("m.mbox", &mailbox[..]).collect();
        let bytes: Vec<&[u8]> = items
            .iter()
            .map(|item| if let Item::Part(part) = item { part.bytes.as_slice() } else { b"" })
            .collect();
        assert_eq!(bytes, [&b"Subject: 1\n\n"[..], b"words\n\n", b"Subject: 2\n\n>From x\n"]);
    }
}
