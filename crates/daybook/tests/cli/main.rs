//! The program as a user meets it: files in, lines and exit codes out, whatever the files, the folder and the disk are like.
mod adding;
mod api;
mod collecting;
mod custody;
mod datasets;
mod difference;
mod digest;
mod erasure;
mod exposure;
mod faults;
mod feeds;
mod hostile;
mod interrupted;
mod judgements;
mod kills;
mod lexicon;
mod open_sources;
mod order;
mod pages;
mod parties;
mod past;
mod register;
mod rules;
mod search;
mod since;
mod together;
mod words;
mod world;
mod worlds;

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// The program with a data directory of its own, and nothing of this machine's configuration. `DAYBOOK_PROGRAM` names another build of it: an
/// optimised one does in a night what takes a week otherwise.
pub(crate) fn daybook(data: &Path) -> Command {
    let mut command = Command::new(
        std::env::var_os("DAYBOOK_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_daybook").into()),
    );
    command.env_clear().env("DAYBOOK_DATA", data).env("HOME", data.parent().unwrap_or(data));
    command
}

/// What a run printed and how it ended.
pub(crate) struct Ran {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: Option<i32>,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
        Self { out: text(output.stdout), err: text(output.stderr), code: output.status.code() }
    }
}

pub(crate) fn run<A: AsRef<OsStr>>(data: &Path, arguments: impl IntoIterator<Item = A>) -> Ran {
    daybook(data).args(arguments).output().expect("the program starts").into()
}

/// The same, where success is taken for granted.
pub(crate) fn done<A: AsRef<OsStr>>(data: &Path, arguments: impl IntoIterator<Item = A>) -> Ran {
    let ran = run(data, arguments);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    ran
}

/// A running server of its own.
pub(crate) struct Server {
    process: Child,
    address: String,
}

impl Server {
    /// Starts one on a free port; its first line says which.
    pub(crate) fn of(data: &Path) -> Self {
        Self::with(data, &[])
    }

    /// The same with more options.
    pub(crate) fn with(data: &Path, options: &[&str]) -> Self {
        let mut process = daybook(data)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut first = String::new();
        BufReader::new(process.stdout.take().expect("piped")).read_line(&mut first).expect("a line");
        let address = first.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { process, address }
    }

    /// The answer to one request, with its head.
    pub(crate) fn get(&self, path: &str) -> String {
        self.ask("GET", path, &[], &[])
    }

    /// A request that is begun and of which less arrives than it says.
    pub(crate) fn begin_post(&self, path: &str, headers: &[&str], part: &[u8], length: usize) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let headers = headers.iter().map(|header| format!("{header}\r\n")).collect::<String>();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: {}\r\n{headers}Content-Length: {length}\r\n\r\n",
            self.address
        )
        .expect("it takes requests");
        stream.write_all(part).expect("it takes bytes");
        stream
    }

    /// The answer to any request, with its head.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[&str], body: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        for header in headers {
            head.push_str(header);
            head.push_str("\r\n");
        }
        if !body.is_empty() {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        write!(stream, "{head}\r\n").expect("it takes requests");
        // A server that refuses a form does not read on; its answer is what counts.
        stream.write_all(body).ok();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).ok();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A server that a failed test leaves behind would outlive it.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// The reports of the demo.
pub(crate) fn demo_reports() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo");
    let mut reports: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the demo is there")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    reports.sort();
    assert_eq!(reports.len(), 40);
    reports
}

/// The record as sorted lines that do not depend on minted ids.
pub(crate) fn dump(data: &Path) -> String {
    let mut bytes = Vec::new();
    store::Store::open_read_only(data)
        .and_then(|store| store.dump(&mut bytes))
        .expect("the record can be dumped");
    String::from_utf8(bytes).expect("the dump is UTF-8")
}
