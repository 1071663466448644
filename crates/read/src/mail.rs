//! E-mail messages (RFC 5322, MIME) and MHTML, which is a page packed as one.
use crate::page::{Block, BlockKind, blocks_of};
use crate::{Error, Found, Input, html, issue, tidy};
use mail_parser::{Message, MessageParser, MimeHeaders as _, PartType};
use model::reading::Issue;
use model::{Metadata, Published, PublishedFrom, Text};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What is needed of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mail {
    /// Its subject.
    pub subject: Option<String>,
    /// The day in its header, in the sender's time zone.
    pub sent: Option<jiff::civil::Date>,
    /// The domain of the sender's address: the outlet, where an outlet sends it; never a person's name.
    pub sender_domain: Option<String>,
    /// Its words, where it has them as plain text.
    pub plain: Option<String>,
    /// Its words as a page.
    pub html: Option<String>,
    /// Where the page was saved from, in MHTML.
    pub location: Option<String>,
    /// Name and media type of everything else in it.
    pub attachments: Vec<String>,
}

/// Takes a message apart.
pub trait MailText {
    /// Name and version, kept with every text that was read so.
    fn name(&self) -> &'static str;

    /// The message; `None` where the bytes hold none.
    fn mail(&self, bytes: &[u8]) -> Option<Mail>;
}

/// The crate `mail-parser`.
#[derive(Debug, Clone, Copy, Default)]
pub struct MailParser;

impl MailText for MailParser {
    fn name(&self) -> &'static str {
        "mail-parser-0.11"
    }

    fn mail(&self, bytes: &[u8]) -> Option<Mail> {
        // Nothing of ours is shared with the library, so there is nothing that could be left half-done.
        catch_unwind(AssertUnwindSafe(|| MessageParser::default().parse(bytes).map(|message| mail(&message))))
            .ok()?
    }
}

fn mail(message: &Message<'_>) -> Mail {
    let text = |part: Option<&mail_parser::MessagePart<'_>>, is_html: bool| match part.map(|part| &part.body)
    {
        Some(PartType::Text(words)) if !is_html => Some(words.to_string()),
        Some(PartType::Html(words)) if is_html => Some(words.to_string()),
        _ => None,
    };
    let sent = message.date().and_then(|date| {
        let (year, month) = (i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?);
        jiff::civil::Date::new(year, month, i8::try_from(date.day).ok()?).ok()
    });
    let sender = message.from().and_then(|from| from.first()).and_then(|address| address.address.as_deref());
    let location =
        message.header_raw("Snapshot-Content-Location").or_else(|| message.header_raw("Content-Location"));
    Mail {
        subject: message.subject().map(str::to_owned),
        sent,
        sender_domain: sender
            .and_then(|sender| sender.rsplit_once('@'))
            .map(|(_, domain)| domain.to_lowercase()),
        plain: text(message.text_part(0), false),
        html: text(message.html_part(0), true),
        location: location
            .map(|location| location.trim().to_owned())
            .filter(|location| location.contains("://")),
        attachments: message.attachments().map(attachment).collect(),
    }
}

fn attachment(part: &mail_parser::MessagePart<'_>) -> String {
    let name = part.attachment_name().unwrap_or("without a name");
    let kind = part.content_type().map_or_else(
        || "of no declared type".to_owned(),
        |kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("")),
    );
    format!("`{name}` ({kind})")
}

/// Reads a message.
///
/// # Errors
/// Codes `damaged`, `no_text`, and `page` where its only words are a page that nests without end.
pub(crate) fn read(input: &Input<'_>, reader: &dyn MailText) -> Result<Found, Error> {
    let mail = reader.mail(input.bytes).ok_or_else(|| damaged(input.name))?;
    let blocks = match mail.plain.as_deref().filter(|words| !words.trim().is_empty()) {
        Some(words) => paragraphs(words),
        None => blocks_of(mail.html.as_deref().unwrap_or("")).map_err(|why| Error::page(input.name, &why))?,
    };
    if blocks.is_empty() {
        return Err(Error::new(
            "no_text",
            format!("the message `{}` holds no words of its own{}", input.name, attached(&mail)),
        ));
    }
    let title = mail.subject.as_deref().unwrap_or("").trim();
    let (text, regions) = html::lay_out(&tidy::logical(title), &blocks, !title.is_empty());
    let issues = attachments(&mail).into_iter().collect();
    let metadata = Metadata {
        title: Some(title.to_owned()).filter(|title| !title.is_empty()),
        published: mail.sent.map(|date| Published { date, from: PublishedFrom::FrontMatter }),
        source: mail.sender_domain,
        url: None,
        language: None,
    };
    Ok(Found { text: Text::new(format!("mail/1 {}", reader.name()), text, regions), metadata, issues })
}

/// Reads a page that was packed as MHTML.
///
/// # Errors
/// Code `damaged` where it holds no page, else as for pages.
pub(crate) fn read_page(input: &Input<'_>, reader: &dyn MailText) -> Result<Found, Error> {
    let mail = reader.mail(input.bytes).ok_or_else(|| damaged(input.name))?;
    let page = mail.html.ok_or_else(|| damaged(input.name))?;
    let mut given = input.given.clone();
    given.url = given.url.or(mail.location);
    let mut found = html::read(&Input { given, ..input.clone() }, &page)?;
    found.text.reader = format!("mhtml/1 {} {}", reader.name(), found.text.reader);
    Ok(found)
}

fn damaged(name: &str) -> Error {
    Error::new(
        "damaged",
        format!(
            "`{name}` is no message that can be taken apart\nhint: save it again from the mail program or browser"
        ),
    )
}

fn attached(mail: &Mail) -> String {
    if mail.attachments.is_empty() {
        return String::new();
    }
    format!(", only {}\nhint: save these as files and add them", mail.attachments.join(", "))
}

/// Attachments are documents of their own: what came with the message is named, not read in silence.
fn attachments(mail: &Mail) -> Option<Issue> {
    let names = mail.attachments.join(", ");
    (!mail.attachments.is_empty()).then(|| {
        issue("attachment", format!("not read: {names}; save these as files and add them by themselves"))
    })
}

fn paragraphs(words: &str) -> Vec<Block> {
    let words = tidy::logical(words).replace("\r\n", "\n");
    let runs = words.split("\n\n").map(|run| run.trim_matches('\n').trim_end().to_owned());
    runs.filter(|run| !run.trim().is_empty())
        .map(|text| Block {
            kind: BlockKind::Paragraph,
            text: text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n"),
        })
        .collect()
}
