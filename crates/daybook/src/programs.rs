//! Programs beside this one that read formats better: poppler's `pdftotext` and `pandoc`. They are started here, in the
//! shell, and handed into the pure stage; what is not installed is not missed until a document needs it.
//!
//! They are only started inside the isolated process ([`crate::isolate`]) and inherit its limits.
use read::{Convert, PdfFault, PdfText};
use std::io::{Read as _, Write as _};
use std::process::{Command, Output, Stdio};
use std::thread;

/// Most bytes of a program's answer that are taken.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// Poppler's `pdftotext`: gives right-to-left text in the order of reading.
#[derive(Debug)]
pub(crate) struct Poppler {
    version: String,
}

impl Poppler {
    /// `None` where it is not installed.
    pub(crate) fn find() -> Option<Self> {
        let output = Command::new("pdftotext").arg("-v").stdin(Stdio::null()).output().ok()?;
        Some(Self { version: version(&output.stderr)? })
    }
}

impl PdfText for Poppler {
    fn name(&self) -> String {
        format!("poppler-{}", self.version)
    }

    fn reads_right_to_left(&self) -> bool {
        true
    }

    fn pages(&self, pdf: &[u8]) -> Result<Vec<String>, PdfFault> {
        let output = run(&mut Command::new("pdftotext"), &["-enc", "UTF-8", "-eol", "unix", "-", "-"], pdf)
            .map_err(PdfFault::Damaged)?;
        let said = String::from_utf8_lossy(&output.stderr);
        if said.contains("Incorrect password") {
            return Err(PdfFault::Encrypted);
        }
        if !output.status.success() {
            let why = said.lines().next().unwrap_or("`pdftotext` gave no reason");
            return Err(PdfFault::Damaged(why.to_owned()));
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        // Every page ends in a form feed.
        let text = text.strip_suffix('\u{c}').unwrap_or(&text);
        Ok(text.split('\u{c}').map(str::to_owned).collect())
    }
}

/// Pandoc, for the formats that Daybook does not read itself.
#[derive(Debug)]
pub(crate) struct Pandoc {
    version: String,
}

impl Pandoc {
    /// `None` where it is not installed.
    pub(crate) fn find() -> Option<Self> {
        let output = Command::new("pandoc").arg("--version").stdin(Stdio::null()).output().ok()?;
        Some(Self { version: version(&output.stdout)? })
    }

    /// The same, where the bytes may be in a format that needs it: starting it only to ask for its version takes a while.
    pub(crate) fn find_for(bytes: &[u8]) -> Option<Self> {
        let is_needed = bytes.starts_with(b"{\\rtf") || bytes.starts_with(b"PK\x03\x04");
        is_needed.then(Self::find).flatten()
    }
}

impl Convert for Pandoc {
    fn name(&self) -> String {
        format!("pandoc-{}", self.version)
    }

    fn html(&self, bytes: &[u8], from: &str) -> Result<String, String> {
        // `--sandbox`: nothing that the document names is opened.
        let output = run(&mut Command::new("pandoc"), &["--from", from, "--to", "html", "--sandbox"], bytes)?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(said.lines().last().unwrap_or("`pandoc` gave no reason").to_owned())
    }
}

/// The last word of the first line: `pdftotext version 22.12.0`, `pandoc 2.17.1.1`.
fn version(said: &[u8]) -> Option<String> {
    let said = String::from_utf8_lossy(said);
    let word = said.lines().next()?.split_whitespace().next_back()?;
    word.starts_with(|first: char| first.is_ascii_digit()).then(|| word.to_owned())
}

/// Runs a program over some bytes.
fn run(command: &mut Command, arguments: &[&str], bytes: &[u8]) -> Result<Output, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let failed = |error: &std::io::Error| format!("`{name}` could not be run: {error}");
    let mut child = command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(&error))?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (mut answer, mut said) = (Vec::new(), Vec::new());
    thread::scope(|scope| {
        // A program that ends before it has read everything closes the pipe, which is its own affair.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(bytes)));
        scope.spawn(|| stderr.map(|stderr| stderr.take(MOST_BYTES).read_to_end(&mut said)));
        stdout.map(|stdout| stdout.take(MOST_BYTES + 1).read_to_end(&mut answer))
    });
    let is_too_long = answer.len() as u64 > MOST_BYTES;
    if is_too_long {
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| failed(&error))?;
    if is_too_long {
        return Err(format!("`{name}` gave more than {MOST_BYTES} bytes"));
    }
    Ok(Output { status, stdout: answer, stderr: said })
}
