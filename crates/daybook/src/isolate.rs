//! Readers of formats that can be attacked run in a process of their own: this program again, with a hidden subcommand, the
//! bytes on standard input and JSON on standard output.
//!
//! What holds there ([`LIMITS`], on Unix): memory, processor time, no file written, no core dump. What holds here: time on
//! the clock and the length of the answer. A process that breaks off is that document's error, and the run goes on. The
//! process has no fewer rights otherwise: who needs more runs Daybook under a sandbox of the system's.
use crate::input::{Raw, Refusal};
use crate::programs::{Pandoc, Poppler};
use anyhow::Context as _;
use model::reading::Issue;
use model::{Capture, Metadata, Published, Text};
use read::container::{self, Container, Item, Part};
use read::{Convert, Document, Given, Input, Tools};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// What a reader may use.
#[derive(Debug, Clone, Copy)]
struct Limits {
    memory_bytes: u64,
    processor_seconds: u64,
    clock: Duration,
    answer_bytes: u64,
}

/// The largest documents that are read need a tenth of the memory and a fortieth of the time.
const LIMITS: Limits = Limits {
    memory_bytes: 1 << 30,
    processor_seconds: 60,
    clock: Duration::from_secs(120),
    answer_bytes: 256 * 1024 * 1024,
};

/// An archive may be many gigabytes long and is only passed through.
const PROCESSOR_SECONDS_A_CONTAINER: u64 = 3600;

/// The hidden subcommand.
pub(crate) const SUBCOMMAND: &str = "read-isolated";

/// Reads one document, in a process of its own where its format can be attacked.
pub(crate) fn document(input: &Input<'_>) -> Result<Document, Refusal> {
    if read::is_harmless(input) || input.bytes.len() as u64 > read::MAX_BYTES {
        return Ok(read::document(input)?);
    }
    let wire = WireInput {
        name: input.name.to_owned(),
        media_type: input.media_type.map(str::to_owned),
        given: input.given.clone().into(),
        container: None,
        is_several: false,
    };
    let answer = answer(input, &wire)?;
    match serde_json::from_slice(&answer).map_err(|error| internal(input.name, &error.to_string()))? {
        WireAnswer::Document(document) => Ok((*document).into()),
        WireAnswer::Refused(refusal) => Err(refusal.into()),
    }
}

/// Documents that share a process: what costs is to begin one.
const TOGETHER: usize = 32;
/// Larger documents have a process for themselves, and a process gets no more bytes than that for each of its documents.
const SMALL_BYTES: usize = 1 << 20;

/// Reads the documents of one source: pages and entries of feeds several in a process, the others as [`document`]. Where such a process breaks
/// off, those that it did not answer for are read one by one, so that none suffers from another.
pub(crate) fn documents(inputs: &[Input<'_>]) -> Vec<Result<Document, Refusal>> {
    shared(inputs, &together, &document)
}

/// Answers for all: those that `several` gives for a group, in its order, and those of `one` where it gives none.
fn shared<T>(
    inputs: &[Input<'_>],
    several: &dyn Fn(&[&Input<'_>]) -> Vec<T>,
    one: &dyn Fn(&Input<'_>) -> T,
) -> Vec<T> {
    let may_share = |input: &Input<'_>| {
        let is_page = |kind: &str| kind.contains("html") || kind.ends_with(";type=entry");
        input.bytes.len() <= SMALL_BYTES && input.media_type.is_some_and(is_page)
    };
    let sharing: Vec<usize> = (0..inputs.len()).filter(|at| may_share(&inputs[*at])).collect();
    let mut found: Vec<Option<T>> = inputs.iter().map(|_| None).collect();
    for group in sharing.chunks(TOGETHER).filter(|group| group.len() > 1) {
        let of_group: Vec<&Input<'_>> = group.iter().map(|at| &inputs[*at]).collect();
        for (at, answer) in group.iter().zip(several(&of_group)) {
            found[*at] = Some(answer);
        }
    }
    found.into_iter().zip(inputs).map(|(found, input)| found.unwrap_or_else(|| one(input))).collect()
}

/// The answers of one process for several documents, as far as they go.
fn together(inputs: &[&Input<'_>]) -> Vec<Result<Document, Refusal>> {
    let mut bytes = Vec::new();
    for input in inputs {
        let head = WireMember {
            name: input.name.to_owned(),
            media_type: input.media_type.map(str::to_owned),
            given: input.given.clone().into(),
            length: input.bytes.len(),
        };
        let Ok(head) = serde_json::to_vec(&head) else { return Vec::new() };
        bytes.extend(head);
        bytes.push(b'\n');
        bytes.extend_from_slice(input.bytes);
    }
    let all = Input { bytes: &bytes, name: "several documents", media_type: None, given: Given::default() };
    let wire = WireInput {
        name: all.name.to_owned(),
        media_type: None,
        given: Given::default().into(),
        container: None,
        is_several: true,
    };
    let Ok(answer) = answer(&all, &wire) else { return Vec::new() };
    let lines = answer.split(|byte| *byte == b'\n').map_while(|line| serde_json::from_slice(line).ok());
    lines
        .map(|answer| match answer {
            WireAnswer::Document(document) => Ok((*document).into()),
            WireAnswer::Refused(refusal) => Err(refusal.into()),
        })
        .collect()
}

/// Reads one document after the other and answers each with a line.
fn read_several(mut from: impl BufRead, mut out: impl Write) -> anyhow::Result<()> {
    loop {
        let mut head = Vec::new();
        if from.read_until(b'\n', &mut head)? == 0 {
            return Ok(out.flush()?);
        }
        let WireMember { name, media_type, given, length } = serde_json::from_slice(&head)?;
        let mut bytes = vec![0; length.min(SMALL_BYTES)];
        from.read_exact(&mut bytes)?;
        let wire = WireInput { name, media_type, given, container: None, is_several: false };
        serde_json::to_writer(&mut out, &read_here(wire, &bytes))?;
        out.write_all(b"\n")?;
    }
}

fn answer(input: &Input<'_>, wire: &WireInput) -> Result<Vec<u8>, Refusal> {
    let failed = |error: &io::Error| internal(input.name, &error.to_string());
    let mut child =
        spawn(wire, Stdio::piped()).map_err(|error| internal(input.name, &format!("{error:#}")))?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let child = Mutex::new(child);
    let shared = &child;
    let (done, is_done) = mpsc::channel::<()>();
    let mut answer = Vec::new();
    let (read, is_late) = thread::scope(|scope| {
        // A reader that has broken off reads no further; its end says so.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input.bytes)));
        let watch = scope.spawn(move || {
            let is_late = is_done.recv_timeout(LIMITS.clock) == Err(RecvTimeoutError::Timeout);
            if is_late {
                kill(shared);
            }
            is_late
        });
        let read = stdout.map(|stdout| stdout.take(LIMITS.answer_bytes + 1).read_to_end(&mut answer));
        if answer.len() as u64 > LIMITS.answer_bytes {
            kill(shared);
        }
        drop(done);
        (read, watch.join().unwrap_or(false))
    });
    read.transpose().map_err(|error| failed(&error))?;
    let status = child.into_inner().map_err(|_| internal(input.name, "a watch broke off"))?.wait();
    let status = status.map_err(|error| failed(&error))?;
    if answer.len() as u64 > LIMITS.answer_bytes {
        let message = format!("`{}` reads as more than {} bytes", input.name, LIMITS.answer_bytes);
        return Err(Refusal::new("too_large", message));
    }
    if status.success() && !is_late { Ok(answer) } else { Err(broke_off(input.name, status, is_late)) }
}

fn kill(child: &Mutex<Child>) {
    if let Ok(mut child) = child.lock() {
        let _ = child.kill();
    }
}

/// Signal of a process that has used up its time (POSIX).
const SIGXCPU: i32 = 24;

fn broke_off(name: &str, status: ExitStatus, is_late: bool) -> Refusal {
    if is_late || signal(status) == Some(SIGXCPU) {
        let message = format!(
            "`{name}` took longer to read than {} seconds of the processor or {} on the clock, and was given up\nhint: it may be made to exhaust its reader; save it in another format",
            LIMITS.processor_seconds,
            LIMITS.clock.as_secs()
        );
        return Refusal::new("time_limit", message);
    }
    let message = format!(
        "the reader of `{name}` broke off ({status}): it needs more than {} MiB of memory, nests too deep, or trips the reader up\nhint: it may be made to; save it in another format",
        LIMITS.memory_bytes >> 20
    );
    Refusal::new("broke_off", message)
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}

fn internal(name: &str, why: &str) -> Refusal {
    Refusal::new("internal", format!("`{name}` could not be handed to its reader: {why}"))
}

fn spawn(wire: &WireInput, stdin: Stdio) -> anyhow::Result<Child> {
    let program = std::env::current_exe().context("this program's own file is not known")?;
    let mut command = Command::new(program);
    command.arg(SUBCOMMAND).arg(serde_json::to_string(wire)?);
    // Nothing of the environment but where programs are, and a locale in which they write UTF-8.
    let path = std::env::var_os("PATH");
    command.env_clear().env("LC_ALL", "C.UTF-8").envs(path.map(|path| ("PATH", path)));
    command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().context("the reader's process could not be started")
}

/// What the isolated process is for: reads what it is given and writes the answer.
pub(crate) fn run(wire: &str) -> anyhow::Result<()> {
    let wire: WireInput = serde_json::from_str(wire).context("the hidden subcommand's own input")?;
    let stdout = io::stdout().lock();
    match wire.container {
        None if wire.is_several => {
            restrict(LIMITS.processor_seconds)?;
            read_several(BufReader::new(io::stdin().lock()), BufWriter::new(stdout))
        }
        Some(kind) => {
            restrict(PROCESSOR_SECONDS_A_CONTAINER)?;
            write_items(&wire.name, kind.into(), BufWriter::new(stdout))
        }
        None => {
            restrict(LIMITS.processor_seconds)?;
            let mut bytes = Vec::new();
            io::stdin().lock().take(read::MAX_BYTES + 1).read_to_end(&mut bytes)?;
            serde_json::to_writer(BufWriter::new(stdout), &read_here(wire, &bytes))?;
            Ok(())
        }
    }
}

fn read_here(wire: WireInput, bytes: &[u8]) -> WireAnswer {
    let poppler = bytes.starts_with(b"%PDF-").then(Poppler::find).flatten();
    let pandoc = Pandoc::find_for(bytes);
    let mut tools = Tools::default();
    if let Some(poppler) = &poppler {
        tools.pdf = poppler;
    }
    tools.convert = pandoc.as_ref().map(|pandoc| pandoc as &dyn Convert);
    let input =
        Input { bytes, name: &wire.name, media_type: wire.media_type.as_deref(), given: wire.given.into() };
    match read::document_with(&input, &tools) {
        Ok(document) => WireAnswer::Document(Box::new(document.into())),
        Err(error) => WireAnswer::Refused(error.into()),
    }
}

/// Memory is limited as data, not as address space: `pandoc` reserves a terabyte of the latter and uses none of it.
#[cfg(unix)]
fn restrict(processor_seconds: u64) -> io::Result<()> {
    use rlimit::Resource;
    // Where a limit cannot be set (macOS has none on data), the others still hold.
    let _ = rlimit::setrlimit(Resource::DATA, LIMITS.memory_bytes, LIMITS.memory_bytes);
    rlimit::setrlimit(Resource::CPU, processor_seconds, processor_seconds + 1)?;
    rlimit::setrlimit(Resource::FSIZE, 0, 0)?;
    rlimit::setrlimit(Resource::CORE, 0, 0)
}

#[cfg(not(unix))]
fn restrict(_: u64) -> io::Result<()> {
    Ok(())
}

/// Each item as a line of JSON; a part's bytes follow its line.
fn write_items(name: &str, kind: Container, mut out: impl Write) -> anyhow::Result<()> {
    for item in container::items(kind, name, BufReader::new(io::stdin().lock())) {
        let (line, bytes) = match item {
            Item::Part(part) => {
                let Part { bytes, name, media_type, given } = part;
                let length = bytes.len() as u64;
                (WireItem::Part { name, media_type, given: given.into(), length }, bytes)
            }
            Item::Refused(error) => (WireItem::Refused(error.into()), Vec::new()),
            Item::Note(words) => (WireItem::Note(words), Vec::new()),
        };
        serde_json::to_writer(&mut out, &line)?;
        out.write_all(b"\n")?;
        out.write_all(&bytes)?;
    }
    serde_json::to_writer(&mut out, &WireItem::End)?;
    out.write_all(b"\n")?;
    Ok(out.flush()?)
}

/// The documents of a container as they come from its process.
#[derive(Debug)]
pub(crate) struct Parts {
    child: Child,
    answer: BufReader<ChildStdout>,
    label: String,
    given: Given,
    is_done: bool,
}

/// What comes next of a container.
#[derive(Debug)]
pub(crate) enum Taken {
    /// A document's bytes.
    Raw(Raw),
    /// One that could not be had.
    Refused { label: String, refusal: Refusal },
    /// Something worth knowing.
    Note(String),
}

/// Where a container's bytes come from.
pub(crate) enum Bytes {
    File(File),
    Memory(Vec<u8>),
}

/// Opens a container. `given` wins over what it says of its parts.
pub(crate) fn parts(
    kind: Container,
    name: &str,
    label: &str,
    given: Given,
    bytes: Bytes,
) -> Result<Parts, Refusal> {
    let wire = WireInput {
        name: name.to_owned(),
        media_type: None,
        given: Given::default().into(),
        container: Some(kind.into()),
        is_several: false,
    };
    let (stdin, memory) = match bytes {
        Bytes::File(file) => (Stdio::from(file), None),
        Bytes::Memory(bytes) => (Stdio::piped(), Some(bytes)),
    };
    let mut child = spawn(&wire, stdin).map_err(|error| internal(label, &format!("{error:#}")))?;
    if let (Some(bytes), Some(mut stdin)) = (memory, child.stdin.take()) {
        // Ends by itself: with the last byte, or with the process that reads them.
        thread::spawn(move || stdin.write_all(&bytes));
    }
    let answer = child.stdout.take().map(BufReader::new).ok_or_else(|| internal(label, "no answer"))?;
    Ok(Parts { child, answer, label: label.to_owned(), given, is_done: false })
}

/// Longest line before a part's bytes.
const LINE_BYTES: u64 = 1 << 20;

impl Parts {
    fn item(&mut self) -> io::Result<Option<Taken>> {
        let mut line = Vec::new();
        self.answer.by_ref().take(LINE_BYTES).read_until(b'\n', &mut line)?;
        match serde_json::from_slice(&line)? {
            WireItem::End => Ok(None),
            WireItem::Note(words) => Ok(Some(Taken::Note(words))),
            WireItem::Refused(refusal) => {
                Ok(Some(Taken::Refused { label: self.label.clone(), refusal: refusal.into() }))
            }
            WireItem::Part { length, .. } if length > read::MAX_BYTES => {
                Err(io::Error::other("a part over the limit"))
            }
            WireItem::Part { name, media_type, given, length } => {
                let mut bytes = vec![0; usize::try_from(length).map_err(io::Error::other)?];
                self.answer.read_exact(&mut bytes)?;
                let number = name.rsplit_once('#').map_or("", |(_, number)| number);
                let label = format!("{}#{number}", self.label);
                let given = self.given.clone().or(&given.into());
                Ok(Some(Taken::Raw(Raw {
                    bytes,
                    name,
                    media_type,
                    given,
                    label,
                    exchanges: Vec::new(),
                    document: None,
                })))
            }
        }
    }
}

impl Iterator for Parts {
    type Item = Taken;

    fn next(&mut self) -> Option<Taken> {
        if self.is_done {
            return None;
        }
        match self.item() {
            Ok(Some(taken)) => Some(taken),
            Ok(None) => {
                self.is_done = true;
                None
            }
            Err(error) => {
                self.is_done = true;
                let _ = self.child.kill();
                let refusal = match self.child.wait() {
                    Ok(status) if !status.success() => broke_off(&self.label, status, false),
                    _ => internal(&self.label, &error.to_string()),
                };
                Some(Taken::Refused { label: self.label.clone(), refusal })
            }
        }
    }
}

impl Drop for Parts {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Serialize, Deserialize)]
struct WireInput {
    name: String,
    media_type: Option<String>,
    given: WireGiven,
    container: Option<WireContainer>,
    /// Several documents, each behind a [`WireMember`].
    is_several: bool,
}

/// What stands before each of several documents.
#[derive(Serialize, Deserialize)]
struct WireMember {
    name: String,
    media_type: Option<String>,
    given: WireGiven,
    length: usize,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum WireContainer {
    Mbox,
    Warc,
    WarcGz,
    Feed,
}

impl From<Container> for WireContainer {
    fn from(kind: Container) -> Self {
        match kind {
            Container::Mbox => Self::Mbox,
            Container::Warc => Self::Warc,
            Container::WarcGz => Self::WarcGz,
            Container::Feed => Self::Feed,
        }
    }
}

impl From<WireContainer> for Container {
    fn from(kind: WireContainer) -> Self {
        match kind {
            WireContainer::Mbox => Self::Mbox,
            WireContainer::Warc => Self::Warc,
            WireContainer::WarcGz => Self::WarcGz,
            WireContainer::Feed => Self::Feed,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct WireGiven {
    published: Option<Published>,
    source: Option<String>,
    url: Option<String>,
    title: Option<String>,
}

impl From<Given> for WireGiven {
    fn from(given: Given) -> Self {
        let Given { published, source, url, title } = given;
        Self { published, source, url, title }
    }
}

impl From<WireGiven> for Given {
    fn from(given: WireGiven) -> Self {
        let WireGiven { published, source, url, title } = given;
        Self { published, source, url, title }
    }
}

#[derive(Serialize, Deserialize)]
enum WireAnswer {
    Document(Box<WireDocument>),
    Refused(WireRefusal),
}

#[derive(Serialize, Deserialize)]
struct WireDocument {
    capture: Capture,
    text: Text,
    metadata: Metadata,
    issues: Vec<WireIssue>,
}

#[derive(Serialize, Deserialize)]
struct WireIssue {
    code: String,
    message: String,
}

impl From<Document> for WireDocument {
    fn from(document: Document) -> Self {
        let Document { capture, text, metadata, issues } = document;
        // Readers' issues are about the document as a whole.
        let issues = issues.into_iter().map(|Issue { code, message, .. }| WireIssue { code, message });
        Self { capture, text, metadata, issues: issues.collect() }
    }
}

impl From<WireDocument> for Document {
    fn from(document: WireDocument) -> Self {
        let WireDocument { capture, text, metadata, issues } = document;
        let issues =
            issues.into_iter().map(|WireIssue { code, message }| Issue { code, message, span: None });
        Self { capture, text, metadata, issues: issues.collect() }
    }
}

#[derive(Serialize, Deserialize)]
struct WireRefusal {
    code: String,
    message: String,
}

impl From<read::Error> for WireRefusal {
    fn from(error: read::Error) -> Self {
        Self { code: error.code().to_owned(), message: error.to_string() }
    }
}

impl From<WireRefusal> for Refusal {
    fn from(refusal: WireRefusal) -> Self {
        let code = read::CODES.into_iter().find(|code| *code == refusal.code);
        Self::new(code.unwrap_or("internal"), refusal.message)
    }
}

#[derive(Serialize, Deserialize)]
enum WireItem {
    Part { name: String, media_type: Option<String>, given: WireGiven, length: u64 },
    Refused(WireRefusal),
    Note(String),
    End,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input<'b>(name: &'b str, media_type: Option<&'b str>, bytes: &'b [u8]) -> Input<'b> {
        Input { bytes, name, media_type, given: Given::default() }
    }

    #[test]
    fn what_a_shared_process_does_not_answer_is_read_by_itself() {
        let large = vec![b'x'; SMALL_BYTES + 1];
        let html = Some("text/html; charset=utf-8");
        let inputs = [
            input("a", html, b"1"),
            input("pdf", Some("application/pdf"), b"2"),
            input("b", Some("application/rss+xml;type=entry"), b"3"),
            input("large", html, &large),
            input("c", html, b"4"),
            input("nothing said", None, b"5"),
        ];
        let one = |input: &Input<'_>| format!("{} alone", input.name);
        let all = |group: &[&Input<'_>]| group.iter().map(|input| format!("{} shared", input.name)).collect();
        let expected = ["a shared", "pdf alone", "b shared", "large alone", "c shared", "nothing said alone"];
        assert_eq!(shared(&inputs, &all, &one), expected);
        // It breaks off at the second of them.
        let first = |group: &[&Input<'_>]| vec![format!("{} shared", group[0].name)];
        let expected = ["a shared", "pdf alone", "b alone", "large alone", "c alone", "nothing said alone"];
        assert_eq!(shared(&inputs, &first, &one), expected);
        // One alone shares with nobody.
        assert_eq!(shared(&inputs[..1], &all, &one), ["a alone"]);
    }

    #[test]
    fn several_documents_are_answered_in_their_order_and_a_refusal_is_one_of_the_answers() {
        let mut frames = Vec::new();
        for (name, bytes) in [("1.txt", &b"Words\nand {\"more\"}."[..]), ("2.txt", b""), ("3.txt", b"Third.")]
        {
            let member = WireMember {
                name: name.to_owned(),
                media_type: None,
                given: Given::default().into(),
                length: bytes.len(),
            };
            frames.extend(serde_json::to_vec(&member).unwrap());
            frames.push(b'\n');
            frames.extend_from_slice(bytes);
        }
        let mut out = Vec::new();
        read_several(&frames[..], &mut out).unwrap();
        let answers: Vec<WireAnswer> =
            out.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
        let shown: Vec<String> = answers
            .into_iter()
            .map(|answer| match answer {
                WireAnswer::Document(document) => document.text.text,
                WireAnswer::Refused(refusal) => refusal.code,
            })
            .collect();
        assert_eq!(shown, ["Words\nand {\"more\"}.", "empty", "Third."]);
        assert!(read_several(&frames[..frames.len() - 2], Vec::new()).is_err(), "cut off");
    }
}
