//! A selection of captures in one file that replays: WACZ 1.1.1, a ZIP of a web archive, its index, a list of pages, and digests of
//! all of them.
use crate::warc::Indexed;
use anyhow::Context as _;
use model::hash;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::io::{Read, Seek, SeekFrom, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Name of the archive inside.
pub(crate) const WARC: &str = "data.warc.gz";

/// A page of the selection.
pub(crate) struct Page {
    pub(crate) url: String,
    pub(crate) at: String,
    pub(crate) title: Option<String>,
    pub(crate) report: String,
}

/// What the package says of itself.
pub(crate) struct About {
    pub(crate) title: String,
    pub(crate) description: String,
    /// RFC 3339 in UTC.
    pub(crate) created: String,
}

/// Writes the package. The archive and what can be read at random from it are not compressed again, as the format wants.
pub(crate) fn write(
    out: impl Write + Seek,
    warc: &mut (impl Read + Seek),
    index: &[Indexed],
    pages: &[Page],
    about: &About,
) -> anyhow::Result<()> {
    let mut package = Package { zip: ZipWriter::new(out), resources: Vec::new() };
    package.archive(warc)?;
    package.put("index.cdx", "indexes/index.cdx", cdxj(index).as_bytes())?;
    package.put("pages.jsonl", "pages/pages.jsonl", page_list(pages).as_bytes())?;
    let description = json!({
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": about.title,
        "description": about.description,
        "created": about.created,
        "software": fetch::USER_AGENT,
        "mainPageUrl": pages.first().map(|page| &page.url),
        "mainPageDate": pages.first().map(|page| &page.at),
        "resources": package.resources,
    });
    let description = serde_json::to_vec_pretty(&description)?;
    let digest = json!({
        "path": "datapackage.json",
        "hash": format!("sha256:{}", hash::sha256_hex(&description)),
    });
    package.file("datapackage.json", &description)?;
    package.file("datapackage-digest.json", &serde_json::to_vec_pretty(&digest)?)?;
    package.zip.finish().context("cannot finish the package")?;
    Ok(())
}

struct Package<W: Write + Seek> {
    zip: ZipWriter<W>,
    resources: Vec<serde_json::Value>,
}

impl<W: Write + Seek> Package<W> {
    fn archive(&mut self, warc: &mut (impl Read + Seek)) -> anyhow::Result<()> {
        let path = format!("archive/{WARC}");
        self.begin(&path)?;
        warc.seek(SeekFrom::Start(0))?;
        let (mut n_bytes, mut digest, mut buffer) = (0_u64, Sha256::new(), vec![0; 1 << 16]);
        loop {
            let n_read = warc.read(&mut buffer)?;
            if n_read == 0 {
                break;
            }
            self.zip.write_all(&buffer[..n_read])?;
            digest.update(&buffer[..n_read]);
            n_bytes += n_read as u64;
        }
        self.list(WARC, &path, &hash::hex(&digest.finalize()), n_bytes);
        Ok(())
    }

    fn put(&mut self, name: &str, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
        self.file(path, bytes)?;
        self.list(name, path, &hash::sha256_hex(bytes), bytes.len() as u64);
        Ok(())
    }

    fn file(&mut self, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
        self.begin(path)?;
        Ok(self.zip.write_all(bytes)?)
    }

    /// Stored, and without a time, so that the same selection is the same file.
    fn begin(&mut self, path: &str) -> anyhow::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(zip::DateTime::default())
            .large_file(true);
        Ok(self.zip.start_file(path, options)?)
    }

    fn list(&mut self, name: &str, path: &str, sha256: &str, n_bytes: u64) {
        let hash = format!("sha256:{sha256}");
        self.resources.push(json!({ "name": name, "path": path, "hash": hash, "bytes": n_bytes }));
    }
}

fn page_list(pages: &[Page]) -> String {
    let mut lines = json!({ "format": "json-pages-1.0", "id": "pages", "title": "All Pages" }).to_string();
    for page in pages {
        let mut line = json!({ "id": page.report, "url": page.url, "ts": page.at });
        if let Some(title) = &page.title {
            line["title"] = title.as_str().into();
        }
        let _ = write!(lines, "\n{line}");
    }
    lines + "\n"
}

/// One line a record: a key that sorts by host, the time, and where it stands.
fn cdxj(index: &[Indexed]) -> String {
    let mut lines: Vec<String> = index
        .iter()
        .map(|one| {
            let time = one.at.chars().filter(char::is_ascii_digit).collect::<String>();
            let essence = one.media_type.split(';').next().unwrap_or_default().trim();
            let place = json!({
                "url": one.url,
                "mime": if essence.is_empty() { "unk" } else { essence },
                "status": one.status.to_string(),
                "digest": one.digest,
                "length": one.length.to_string(),
                "offset": one.offset.to_string(),
                "filename": WARC,
            });
            format!("{} {time} {place}\n", key(&one.url))
        })
        .collect();
    lines.sort();
    lines.concat()
}

/// The sort key of an address (SURT): the host from its end, then the rest in lower case.
fn key(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let rest = rest.split('#').next().unwrap_or_default();
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let authority = authority.to_lowercase();
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit()) => {
            (host, Some(port).filter(|port| !matches!((scheme, *port), ("http", "80") | ("https", "443"))))
        }
        _ => (authority.as_str(), None),
    };
    let host = without_www(host);
    let reversed = host.split('.').rev().collect::<Vec<_>>().join(",");
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    let path = path.to_lowercase();
    let (path, query) =
        path.split_once('?').map_or((path.as_str(), None), |(path, query)| (path, Some(query)));
    let path = if path.len() > 1 { path.trim_end_matches('/') } else { "/" };
    let query = query.filter(|query| !query.is_empty()).map(|query| {
        let mut parts: Vec<&str> = query.split('&').collect();
        parts.sort_unstable();
        format!("?{}", parts.join("&"))
    });
    format!("{reversed}{port}){path}{}", query.unwrap_or_default())
}

/// `www` and `www` with a number are one host with what stands behind them, as all indexes have it.
fn without_www(host: &str) -> &str {
    let Some((first, rest)) = host.split_once('.') else { return host };
    let is_www =
        first.strip_prefix("www").is_some_and(|number| number.bytes().all(|digit| digit.is_ascii_digit()));
    if is_www && rest.contains('.') { rest } else { host }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_other_indexers() {
        for (url, expected) in [
            ("https://www.Example.org/A/b/?q=2&a=1#part", "org,example)/a/b?a=1&q=2"),
            ("http://example.org:80", "org,example)/"),
            ("http://example.org:8080/x", "org,example:8080)/x"),
            ("http://127.0.0.1:81/", "1,0,0,127:81)/"),
            ("https://www2.news.example.co.uk/?", "uk,co,example,news)/"),
            ("urn:sha256:abc", "urn:sha256:abc"),
        ] {
            assert_eq!(key(url), expected, "{url}");
        }
    }
}
