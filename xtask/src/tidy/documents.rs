//! The documents: those that must be there, how long they are, where their links lead, the codes that they must list.
use super::{File, Finding};
use std::collections::BTreeSet;

/// Documents without which the repository is not complete, each with words that it must hold.
const REQUIRED: &[(&str, &str)] = &[
    ("README.md", "cargo xtask ci"),
    ("ARCHITECTURE.md", "## Invariants"),
    ("DESIGN.md", "## Failed attempts"),
    ("CONTRIBUTING.md", "cargo xtask ci"),
    ("SECURITY.md", "# Security"),
    ("CHANGELOG.md", "## Unreleased"),
    ("NOTICE", "GeoNames"),
    ("LICENSE-APACHE", "Apache License"),
    ("LICENSE-MIT", "Permission is hereby granted"),
    ("docs/codebook.md", "# Codebook"),
    (CODES, "# Codes"),
];

/// Where codes of issues and refusals are listed.
const CODES: &str = "docs/reference/codes.md";

/// A page of the documentation that is longer should be two.
const MAX_PAGE_LINES: usize = 500;

/// Made from the program's help, to be searched and not read through.
const MADE: &str = "docs/reference/commands.md";

pub(super) fn check(files: &[File]) -> Vec<Finding> {
    let mut findings = required(files);
    findings.extend(codes(files));
    for file in files.iter().filter(|file| file.path.ends_with(".md") && !file.path.contains("/testdata/")) {
        let lines = file.text.lines().count();
        if file.path.starts_with("docs/") && file.path != MADE && lines >= MAX_PAGE_LINES {
            findings.push(Finding::new(
                &file.path,
                0,
                format!("{lines} lines; a page has fewer than {MAX_PAGE_LINES}"),
            ));
        }
        findings.extend(broken_links(file, files));
    }
    findings
}

/// Whether the codebook is as it would be made.
pub(super) fn codebook(files: &[File], made: &str) -> Option<Finding> {
    let path = crate::codebook::PAGE;
    let page = text_of(files, path)?;
    let line = page.lines().zip(made.lines()).position(|(is, should)| is != should);
    let line = line.map_or(page.lines().count().min(made.lines().count()), |at| at) + 1;
    (page != made).then(|| Finding::new(path, line, "is not current; run `cargo xtask codebook`"))
}

fn required(files: &[File]) -> Vec<Finding> {
    let missing = REQUIRED.iter().filter_map(|(path, words)| match text_of(files, path) {
        None => Some(Finding::new(path, 0, "is missing")),
        Some(text) if !text.contains(words) => {
            Some(Finding::new(path, 0, format!("has nothing of `{words}`")))
        }
        Some(_) => None,
    });
    missing.collect()
}

fn text_of<'f>(files: &'f [File], path: &str) -> Option<&'f str> {
    files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
}

/// Links of a document to files and headings that are not there. Addresses of the web are not followed.
fn broken_links(file: &File, files: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut is_fenced = false;
    for (at, line) in file.text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
        }
        if is_fenced {
            continue;
        }
        for target in targets(line) {
            if let Some(why) = fault(target, file, files) {
                findings.push(Finding::new(&file.path, at + 1, format!("link `{target}`: {why}")));
            }
        }
    }
    findings
}

/// What stands in `](…)`, outside of code.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    let of_link = |(at, _): (usize, &str)| {
        let inside_code = line[..at].matches('`').count() % 2 == 1;
        let rest = &line[at + 2..];
        (!inside_code).then(|| rest.split([')', ' ']).next().unwrap_or(rest))
    };
    line.match_indices("](").filter_map(of_link)
}

fn fault(target: &str, from: &File, files: &[File]) -> Option<String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (path, heading) = target.split_once('#').unwrap_or((target, ""));
    let path = if path.is_empty() { from.path.clone() } else { joined(&from.path, path) };
    let is_folder = || files.iter().any(|file| file.path.starts_with(&format!("{path}/")));
    match text_of(files, &path) {
        None if heading.is_empty() && is_folder() => None,
        None => Some(format!("no file `{path}`")),
        Some(_) if heading.is_empty() => None,
        Some(text) => (!anchors(text).any(|anchor| anchor == heading))
            .then(|| format!("no heading `{heading}` in `{path}`")),
    }
}

/// A path as seen from a file, below the root.
fn joined(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.trim_end_matches('/').split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Headings as web pages of repositories name them: lower case, spaces as hyphens, no punctuation.
fn anchors(text: &str) -> impl Iterator<Item = String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| {
        let kept = line.trim_start_matches('#').trim().chars().filter_map(|letter| match letter {
            ' ' => Some('-'),
            '-' | '_' => Some(letter),
            letter if letter.is_alphanumeric() => Some(letter.to_ascii_lowercase()),
            _ => None,
        });
        kept.collect()
    })
}

/// Crates whose refusals and issues carry codes for programs.
const WITH_CODES: [&str; 4] =
    ["crates/read/src/", "crates/extract/src/", "crates/fetch/src/", "crates/daybook/src/"];

/// Codes that the source gives and the reference does not list, and the other way round.
fn codes(files: &[File]) -> Vec<Finding> {
    let Some(reference) = text_of(files, CODES) else { return Vec::new() };
    let listed: BTreeSet<&str> = reference
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(code, _)| code))
        .collect();
    let of_source = |file: &&File| WITH_CODES.iter().any(|crate_| file.path.starts_with(crate_));
    let given: BTreeSet<&str> =
        files.iter().filter(of_source).flat_map(|file| codes_in(&file.text)).collect();
    let missing =
        given.difference(&listed).map(|code| Finding::new(CODES, 0, format!("`{code}` is not listed")));
    let gone =
        listed.difference(&given).map(|code| Finding::new(CODES, 0, format!("no source gives `{code}`")));
    missing.chain(gone).collect()
}

/// How the source writes a code: the word in quotes after one of these.
const BEFORE_A_CODE: [&str; 4] = ["issue(", "code: ", "Self::new(", "Error::new("];

fn codes_in(text: &str) -> Vec<&str> {
    let code = |(at, before): (usize, &str)| {
        let rest = text[at + before.len()..].trim_start().strip_prefix('"')?;
        let (word, _) = rest.split_once('"')?;
        let is_code = !word.is_empty()
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-'));
        is_code.then_some(word)
    };
    BEFORE_A_CODE.iter().flat_map(|before| text.match_indices(before).filter_map(code)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    fn links(text: &str) -> Vec<String> {
        let page = file("docs/guide/a.md", text);
        let files =
            [file("docs/guide/a.md", text), file("README.md", "# Day book: 1\n"), file("demo/1.md", "")];
        broken_links(&page, &files).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn a_link_leads_to_a_file_and_a_heading() {
        let sound = "# Here\n[a](../../README.md) [b](../../README.md#day-book-1) [c](#here) [d](../../demo) [e](https://example.org)\n`[f](g.md)`\n```\n[h](i.md)\n```\n";
        assert_eq!(links(sound), [""; 0]);
        assert_eq!(links("[a](b.md)"), ["link `b.md`: no file `docs/guide/b.md`"]);
        assert_eq!(
            links("[a](../../README.md#b)"),
            ["link `../../README.md#b`: no heading `b` in `README.md`"]
        );
    }

    #[test]
    fn a_missing_document_and_a_missing_part_are_found() {
        let found = required(&[file("README.md", "nothing")]);
        assert_eq!(found.len(), REQUIRED.len());
        assert_eq!(found[0].to_string(), "README.md: has nothing of `cargo xtask ci`");
        assert_eq!(found[5].to_string(), "CHANGELOG.md: is missing");
    }

    #[test]
    fn a_codebook_that_is_not_current_is_found() {
        let files = [file("docs/codebook.md", "a\nb\n")];
        assert_eq!(codebook(&files, "a\nb\n"), None);
        let found = codebook(&files, "a\nc\n").expect("a finding");
        assert_eq!(found.to_string(), "docs/codebook.md:2: is not current; run `cargo xtask codebook`");
    }

    #[test]
    fn a_long_page_is_found() {
        let files = [file("docs/a.md", &"a\n".repeat(MAX_PAGE_LINES))];
        assert!(check(&files).iter().any(|finding| finding.what.starts_with("500 lines")));
    }

    #[test]
    fn codes_are_listed_and_no_other() {
        let source = "issue(\n  \"encoding\", message); Refusal { code: \"binary\" }; Self::new(\"empty\", x); issue(name)";
        let files = [file("crates/read/src/a.rs", source), file(CODES, "| `binary` | b |\n| `old` | o |\n")];
        let found: Vec<String> = codes(&files).into_iter().map(|finding| finding.what).collect();
        assert_eq!(found, ["`empty` is not listed", "`encoding` is not listed", "no source gives `old`"]);
    }
}
