//! What occurs nowhere, or in one crate only.
use super::{File, Finding};

/// The pure crates: no file, clock, environment, randomness or output; what they need is an argument.
const PURE: [&str; 8] = ["model", "lexicon", "language", "read", "extract", "resolve", "analyse", "publish"];

/// Words that stand for something that only some crates may do.
struct Rule {
    what: &'static str,
    words: &'static [&'static str],
    /// Beginnings of paths under which the words may occur.
    may: &'static [&'static str],
    /// Whether tests must keep to it as well.
    holds_for_tests: bool,
}

const RULES: &[Rule] = &[
    Rule {
        what: "SQL outside `store`",
        words: &[
            "rusqlite",
            "SELECT ",
            "INSERT INTO ",
            "DELETE FROM ",
            "CREATE TABLE ",
            "DROP TABLE ",
            "PRAGMA ",
        ],
        may: &["crates/store/", "xtask/"],
        holds_for_tests: true,
    },
    Rule {
        what: "a connection outside `fetch`",
        words: &["ureq", "reqwest", "TcpStream", "UdpSocket", "UnixStream", "lookup_host", "to_socket_addrs"],
        // Tests of the program ask its own server, on loopback.
        may: &["crates/fetch/", "crates/daybook/tests/", "xtask/"],
        holds_for_tests: true,
    },
    Rule {
        what: "a listener outside `serve`",
        words: &["TcpListener"],
        may: &[
            "crates/serve/",
            "crates/daybook/src/commands/serve.rs",
            "crates/fetch/src/tests.rs",
            "xtask/",
        ],
        holds_for_tests: false,
    },
    Rule {
        what: "another program started",
        words: &["process::Command", "Command::new"],
        // Readers that can be attacked run in a process of their own, and other programs inside it.
        may: &["crates/daybook/src/isolate.rs", "crates/daybook/src/programs.rs", "xtask/", "crates/eval/"],
        holds_for_tests: false,
    },
    Rule {
        what: "the time of day outside `daybook::clock`",
        words: &["SystemTime::now", "Timestamp::now", "Zoned::now"],
        may: &["crates/daybook/src/clock.rs", "crates/store/src/files.rs", "crates/eval/", "xtask/"],
        holds_for_tests: true,
    },
];

/// What a pure crate does not do. `HashMap` may be used, its order may not: clippy's `iter_over_hash_type` sees to that.
const IN_PURE: &[(&str, &[&str])] = &[
    ("a clock in a pure crate", &["Instant::now", "SystemTime", "thread::sleep"]),
    ("chance in a pure crate", &["RandomState", "rand::", "getrandom", "fastrand"]),
    (
        "a file in a pure crate",
        &["std::fs", "fs::read", "fs::write", "File::open", "File::create", "OpenOptions"],
    ),
    ("the environment in a pure crate", &["std::env", "env::var", "std::process"]),
    (
        "input or output in a pure crate",
        &["io::stdin", "io::stdout", "io::stderr", "println!(", "eprintln!("],
    ),
    ("a thread in a pure crate", &["thread::spawn", "static mut "]),
];

/// Words of unfinished work, in parts so that this file does not hold them.
const UNFINISHED: &[&str] =
    &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("to", "do!("), concat!("unimpl", "emented!(")];

/// Beginnings of paths that are of one machine.
const OF_A_MACHINE: &[&str] =
    &[concat!("/wo", "rk/"), concat!("/ho", "me/"), concat!("/Us", "ers/"), concat!("/ro", "ot/")];

/// A source file longer than this should be two: today's longest has 1,124 lines.
const MAX_SOURCE_LINES: usize = 1_500;

/// A text that is no table should be shorter; the longest written by hand today is a tenth of this.
const MAX_BYTES: usize = 256 * 1024;

/// Extensions of tables and made files, which may be as long as they are.
const TABLES: [&str; 5] = [".csv", ".lock", ".jsonl", ".json", ".tsv"];

pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        findings.extend(size(file));
        findings.extend(everywhere(file));
        if file.path.ends_with(".rs") {
            findings.extend(source(file));
        } else if file.path.ends_with(".sql") && !file.path.starts_with("crates/store/") {
            findings.push(Finding::new(&file.path, 0, "SQL outside `store`"));
        }
    }
    findings
}

fn size(file: &File) -> Option<Finding> {
    let lines = file.text.lines().count();
    if file.path.ends_with(".rs") && lines > MAX_SOURCE_LINES {
        return Some(Finding::new(
            &file.path,
            0,
            format!("{lines} lines; a source file has up to {MAX_SOURCE_LINES}"),
        ));
    }
    let is_table =
        TABLES.iter().any(|extension| file.path.ends_with(extension)) || file.path.contains("/testdata/");
    let bytes = file.text.len();
    (!is_table && bytes > MAX_BYTES).then(|| {
        Finding::new(&file.path, 0, format!("{bytes} bytes; what is no table has up to {MAX_BYTES}"))
    })
}

/// Unfinished work in what is read by programs, and paths of one machine anywhere.
fn everywhere(file: &File) -> Vec<Finding> {
    let is_code = [".rs", ".toml", ".sql", ".css"].iter().any(|extension| file.path.ends_with(extension));
    let mut findings = Vec::new();
    for (at, line) in file.text.lines().enumerate() {
        let unfinished = UNFINISHED.iter().filter(|word| is_code && line.contains(*word));
        findings
            .extend(unfinished.map(|word| Finding::new(&file.path, at + 1, format!("unfinished: `{word}`"))));
        let machine = OF_A_MACHINE.iter().filter(|path| begins_a_path(line, path));
        findings.extend(
            machine.map(|path| Finding::new(&file.path, at + 1, format!("a path of one machine: `{path}`"))),
        );
    }
    findings
}

/// Whether the words stand where a path begins, and are no part of an address.
fn begins_a_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|before| before.is_alphanumeric() || matches!(before, '.' | '~' | '-' | '_'))
    })
}

fn source(file: &File) -> Vec<Finding> {
    let in_tests = is_of_tests(&file.path);
    let until = if in_tests { 0 } else { start_of_tests(&file.text) };
    let is_pure = PURE.iter().any(|name| file.path.starts_with(&format!("crates/{name}/src/")));
    let mut findings = Vec::new();
    for (at, line) in file.text.lines().enumerate() {
        let code = line.trim_start();
        if code.starts_with("//") {
            continue;
        }
        let is_test = at >= until;
        for rule in RULES {
            let applies = (rule.holds_for_tests || !is_test)
                && !rule.may.iter().any(|path| file.path.starts_with(path));
            findings.extend(
                first(rule.words, code).filter(|_| applies).map(|word| named(file, at, rule.what, word)),
            );
        }
        for (what, words) in IN_PURE {
            let applies = is_pure && !is_test;
            findings.extend(first(words, code).filter(|_| applies).map(|word| named(file, at, what, word)));
        }
    }
    findings
}

fn first<'w>(words: &[&'w str], code: &str) -> Option<&'w str> {
    words.iter().copied().find(|word| code.contains(word))
}

fn named(file: &File, at: usize, what: &str, word: &str) -> Finding {
    Finding::new(&file.path, at + 1, format!("{what}: `{}`", word.trim_end()))
}

fn is_of_tests(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.contains("/tests/")
        || path.contains("/examples/")
        || path.contains("/benches/")
        || name == "tests.rs"
        || name.ends_with("_tests.rs")
}

/// The line with which a file's module of tests begins, which is its last part; the number of lines where there is none.
fn start_of_tests(text: &str) -> usize {
    let lines = || text.lines().zip(text.lines().skip(1)).enumerate();
    let begins =
        |first: &str, second: &str| first.trim() == "#[cfg(test)]" && second.starts_with("mod tests {");
    lines().find(|(_, (one, two))| begins(one, two)).map_or_else(|| text.lines().count(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&[file(path, text)]).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn sql_and_connections_have_one_place() {
        let sql = "let rows = query(\"SELECT id FROM event\");\n";
        assert_eq!(
            found("crates/serve/src/a.rs", sql),
            ["crates/serve/src/a.rs:1: SQL outside `store`: `SELECT`"]
        );
        assert_eq!(found("crates/store/src/a.rs", sql), [""; 0]);
        assert_eq!(found("crates/serve/a.sql", "").len(), 1);
        let connection = "fn a() {}\nuse std::net::TcpStream;\n";
        assert_eq!(
            found("crates/read/src/a.rs", connection),
            ["crates/read/src/a.rs:2: a connection outside `fetch`: `TcpStream`"]
        );
        assert_eq!(found("crates/daybook/src/a.rs", "use std::net::TcpListener;").len(), 1);
        assert_eq!(found("crates/daybook/src/commands/serve.rs", "use std::net::TcpListener;"), [""; 0]);
    }

    #[test]
    fn a_pure_crate_reads_no_clock_and_no_file() {
        for words in [
            "Instant::now()",
            "std::fs::read(path)",
            "std::env::var(\"A\")",
            "println!(\"a\")",
            "RandomState::new()",
        ] {
            assert_eq!(found("crates/extract/src/a.rs", words).len(), 1, "{words}");
            assert_eq!(found("crates/store/src/a.rs", words), [""; 0], "{words}");
        }
        assert_eq!(found("crates/daybook/src/add.rs", "Timestamp::now()").len(), 1);
        assert_eq!(found("crates/daybook/src/clock.rs", "Timestamp::now()"), [""; 0]);
    }

    #[test]
    fn tests_may_read_files_but_hold_no_sql() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    std::fs::read(path);\n    query(\"DELETE FROM a\");\n}\n";
        assert_eq!(
            found("crates/extract/src/a.rs", text),
            ["crates/extract/src/a.rs:5: SQL outside `store`: `DELETE FROM`"]
        );
        assert_eq!(found("crates/extract/tests/a.rs", "std::fs::read(path);"), [""; 0]);
    }

    #[test]
    fn nothing_is_unfinished_and_no_path_is_of_a_machine() {
        assert_eq!(found("lexicon/a.toml", &format!("# {}: later", UNFINISHED[0])).len(), 1);
        let path = OF_A_MACHINE[0];
        assert_eq!(found("docs/a.md", &format!("see `{path}a`")).len(), 1);
        assert_eq!(found("docs/a.md", &format!("see https://example.org{path}a")), [""; 0]);
    }

    #[test]
    fn a_long_file_is_a_table() {
        assert_eq!(found("crates/extract/src/a.rs", &"a\n".repeat(MAX_SOURCE_LINES + 1)).len(), 1);
        let long = "a".repeat(MAX_BYTES + 1);
        assert_eq!((found("lexicon/a.toml", &long).len(), found("lexicon/a.csv", &long).len()), (1, 0));
    }
}
