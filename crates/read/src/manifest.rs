//! `manifest.csv`: what is known of the files of a folder.
use crate::{Error, Given, published_date};
use csv::{ReaderBuilder, StringRecord};
use model::{Published, PublishedFrom};
use std::collections::BTreeMap;

/// The columns that a manifest may have; `path` must be among them.
const COLUMNS: [&str; 4] = ["path", "published", "source", "url"];

/// What is known of the files of a folder, by path.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    rows: BTreeMap<String, Given>,
}

impl Manifest {
    /// What the manifest says of a file; `path` is relative to the manifest's folder, with `/` or `\` and with or
    /// without a leading `./`.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Given> {
        self.rows.get(&tidy(path))
    }

    /// All rows, sorted by path: a caller that keeps those it has used can name the ones that match no file.
    pub fn rows(&self) -> impl Iterator<Item = (&str, &Given)> {
        self.rows.iter().map(|(path, given)| (path.as_str(), given))
    }
}

fn tidy(path: &str) -> String {
    let path = path.trim().replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    path.to_owned()
}

/// Reads a manifest: CSV in UTF-8 with a header line and the columns `path`, `published`, `source`, `url` in any order;
/// all but `path` may be absent, and an empty cell means that nothing is known.
///
/// # Errors
/// Code `manifest`, with the line: a column that is not one of these four, no `path` column, an empty or repeated path,
/// a date that is not ISO 8601, or broken CSV.
pub fn manifest(csv: &[u8]) -> Result<Manifest, Error> {
    let csv = csv.strip_prefix("\u{feff}".as_bytes()).unwrap_or(csv);
    let mut reader = ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv);
    let header = reader.headers().map_err(|error| broken(&error))?.clone();
    check_header(&header)?;
    let mut manifest = Manifest::default();
    for record in reader.records() {
        let record = record.map_err(|error| broken(&error))?;
        add_row(&mut manifest, &header, &record)?;
    }
    Ok(manifest)
}

fn check_header(header: &StringRecord) -> Result<(), Error> {
    let expected = "expected `path`, `published`, `source`, `url`";
    if let Some(unknown) = header.iter().find(|column| !COLUMNS.contains(column)) {
        return Err(Error::manifest(1, &format_args!("unknown column `{unknown}`: {expected}")));
    }
    for (at, column) in header.iter().enumerate() {
        if header.iter().take(at).any(|earlier| earlier == column) {
            return Err(Error::manifest(1, &format_args!("column `{column}` stands twice")));
        }
    }
    if !header.iter().any(|column| column == "path") {
        return Err(Error::manifest(1, &format_args!("no column `path`: {expected}")));
    }
    Ok(())
}

fn add_row(manifest: &mut Manifest, header: &StringRecord, record: &StringRecord) -> Result<(), Error> {
    let line = record.position().map_or(0, csv::Position::line);
    let cell = |name: &str| {
        let at = header.iter().position(|column| column == name)?;
        record.get(at).filter(|cell| !cell.is_empty()).map(str::to_owned)
    };
    let path = cell("path").ok_or_else(|| Error::manifest(line, &"no path"))?;
    let published = cell("published")
        .map(|text| published_date(&text).map(|date| Published { date, from: PublishedFrom::Manifest }))
        .transpose()
        .map_err(|error| Error::manifest(line, &format_args!("column `published`: {error}")))?;
    let given = Given { published, source: cell("source"), url: cell("url"), title: None };
    if manifest.rows.insert(tidy(&path), given).is_some() {
        return Err(Error::manifest(line, &format_args!("`{path}` stands twice: expected one row a file")));
    }
    Ok(())
}

fn broken(error: &csv::Error) -> Error {
    let line = error.position().map_or(1, csv::Position::line);
    let why = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "not UTF-8: save the manifest as UTF-8".to_owned(),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} cells where the header has {expected_len}")
        }
        _ => error.to_string(),
    };
    Error::manifest(line, &why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_path() {
        let csv = "\u{feff}path,published,url,source\n./a.txt,2024-03-29,,\"Radio, Kabul\"\nsub\\b.html,,https://example.org/b,\n";
        let manifest = manifest(csv.as_bytes()).expect("a manifest");
        let a = manifest.get("a.txt").expect("row a");
        assert_eq!(
            a.published,
            Some(Published { date: jiff::civil::date(2024, 3, 29), from: PublishedFrom::Manifest })
        );
        assert_eq!((a.source.as_deref(), a.url.as_deref()), (Some("Radio, Kabul"), None));
        assert_eq!(
            manifest.get("./sub/b.html").and_then(|row| row.url.as_deref()),
            Some("https://example.org/b")
        );
        assert!(manifest.get("c.txt").is_none());
        assert_eq!(manifest.rows().map(|(path, _)| path).collect::<Vec<_>>(), ["a.txt", "sub/b.html"]);
    }

    #[test]
    fn faults_are_named_with_their_line() {
        let cases = [
            (
                "path,date\n",
                "manifest line 1: unknown column `date`: expected `path`, `published`, `source`, `url`",
            ),
            (
                "published\n",
                "manifest line 1: no column `path`: expected `path`, `published`, `source`, `url`",
            ),
            ("", "manifest line 1: no column `path`: expected `path`, `published`, `source`, `url`"),
            ("path,path\n", "manifest line 1: column `path` stands twice"),
            (
                "path,published\na,2024-01-01\nb,yesterday\n",
                "manifest line 3: column `published`: `yesterday` is not a date: expected ISO 8601, such as `2024-03-29` or `2024-03-29T08:15:00Z`",
            ),
            ("path,url\na,1\n./a,2\n", "manifest line 3: `./a` stands twice: expected one row a file"),
            ("path,url\n,1\n", "manifest line 2: no path"),
            ("path,url\na\n", "manifest line 2: 1 cells where the header has 2"),
        ];
        for (csv, message) in cases {
            let error = manifest(csv.as_bytes()).expect_err(message);
            assert_eq!((error.code(), error.to_string().as_str()), ("manifest", message));
        }
        let error = manifest(b"path,source\na,\xff\n").expect_err("not UTF-8");
        assert_eq!(error.to_string(), "manifest line 2: not UTF-8: save the manifest as UTF-8");
    }
}
