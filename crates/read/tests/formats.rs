//! Every format but text and pages, through the crate's door: samples made for this (`samples/README.md`), containers, and
//! what is made to break readers.
use model::RegionKind;
use read::container::{self, Container, Item, Part};
use read::{Document, Error, Given, Input};
use std::io::{Cursor, Write as _};

fn read_as(name: &str, media_type: Option<&str>, bytes: &[u8]) -> Result<Document, Error> {
    read::document(&Input { bytes, name, media_type, given: Given::default() })
}

fn sample(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(name);
    std::fs::read(path).expect("a committed sample")
}

fn refused(name: &str, bytes: &[u8]) -> &'static str {
    read_as(name, None, bytes).expect_err("a refusal").code()
}

fn issues(document: &Document) -> Vec<&str> {
    document.issues.iter().map(|issue| issue.code.as_str()).collect()
}

#[test]
fn a_left_to_right_pdf_reads_as_paragraphs() {
    let document = read_as("report.pdf", None, &sample("report.pdf")).expect("a PDF");
    let text = &document.text.text;
    for paragraph in [
        "Rebels Close In On The Dam\n",
        "Gunmen killed at least 19 people in an attack on a market in the valley on Friday, officials said.",
        "according to transportation representatives.",
        "The group denied responsibility for the attack and accused the army of shelling the market.\n",
        "Residents said they heard shots before dawn.\n",
        "Three soldiers were among the dead.\n",
    ] {
        assert!(text.contains(paragraph), "{paragraph:?} in {text:?}");
    }
    assert!(!text.contains("Radio Valley") && !text.contains("Page 2"), "{text}");
    assert_eq!(
        (document.capture.media_type.as_str(), issues(&document)),
        ("application/pdf", vec!["page_furniture"])
    );
    assert_eq!(document.text.reader, "pdf/1 pdf-extract-0.12");
}

#[test]
fn a_right_to_left_pdf_is_refused_where_it_would_be_reversed() {
    let error = read_as("rtl.pdf", None, &sample("rtl.pdf")).expect_err("reversed");
    assert_eq!(error.code(), "right_to_left");
    assert!(error.to_string().contains("poppler-utils"), "{error}");
}

#[test]
fn encrypted_and_cut_off_pdfs_are_named() {
    assert_eq!(refused("encrypted.pdf", &sample("encrypted.pdf")), "encrypted");
    let whole = sample("report.pdf");
    for length in [8, 100, whole.len() / 2, whole.len() - 200] {
        assert_eq!(refused("report.pdf", &whole[..length]), "damaged", "{length} bytes");
    }
}

const ENGLISH: [&str; 6] = [
    "Gunmen killed at least 19 people in an attack on a market in the valley on Friday, officials said. More than 40 others were wounded, and the road to the dam was closed.",
    "What is known",
    "A spokesman for the governor, who spoke to reporters in the capital, blamed the Valley Front. The group denied it.",
    "Three soldiers were among the dead.",
    "Market 16 35",
    "Residents said they heard shots before dawn.",
];

#[test]
fn word_processors_files_read_alike() {
    for name in ["report.docx", "report.odt"] {
        let document = read_as(name, None, &sample(name)).expect(name);
        let text = &document.text.text;
        let paragraphs: Vec<&str> = text.trim_end().split("\n\n").collect();
        for paragraph in ENGLISH {
            assert!(paragraphs.contains(&paragraph), "{name}: {paragraph:?} in {paragraphs:#?}");
        }
        assert_eq!(document.metadata.title.as_deref(), Some("Rebels Close In On The Dam"), "{name}");
        let headings = document.text.regions.iter().filter(|region| region.kind == RegionKind::Heading);
        let headings: Vec<&str> = headings.map(|region| region.span.of(text)).collect();
        assert_eq!(headings.first(), Some(&"What is known"), "{name}");
    }
}

#[test]
fn right_to_left_files_keep_the_order_of_reading() {
    for name in ["rtl.docx", "rtl.odt"] {
        let document = read_as(name, None, &sample(name)).expect(name);
        for paragraph in [
            "مقام‌ها گفتند در حملهٔ روز جمعه در بازار کابل ۱۹ نفر کشته و ۴۰ نفر زخمی شدند.",
            "سخنگوی والی گفت که گروه IS-K مسئول این حمله است.",
            "چارواکو وويل چې د جمعې په ورځ د کابل په بازار کې ۱۹ کسان ووژل شول.",
        ] {
            assert!(document.text.text.contains(paragraph), "{name}: {}", document.text.text);
        }
        assert_eq!(document.metadata.title.as_deref(), Some("گزارش از دره"));
    }
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("an archive").into_inner()
}

#[test]
fn deleted_text_and_notes_are_left_out_and_named() {
    let body = "<w:document xmlns:w='w'><w:body><w:p><w:r><w:t>Three died</w:t></w:r><w:del><w:r><w:delText>Nine died</w:delText></w:r></w:del><w:r><w:footnoteReference w:id='1'/><w:t xml:space='preserve'>, it said.</w:t></w:r></w:p></w:body></w:document>";
    let document =
        read_as("a.docx", None, &zipped(&[("word/document.xml", body.as_bytes())])).expect("a document");
    assert_eq!(document.text.text, "Three died, it said.\n");
    assert_eq!(issues(&document), ["left_out", "left_out"]);
}

#[test]
fn what_inflates_without_end_is_refused() {
    let zeros = vec![b' '; usize::try_from(read::MAX_BYTES).expect("fits") + 1];
    assert_eq!(refused("bomb.docx", &zipped(&[("word/document.xml", &zeros)])), "too_large");
    assert_eq!(refused("a.docx", &zipped(&[("word/document.xml", b"<w:p><w:r>")])), "no_text");
    assert_eq!(refused("a.docx", &zipped(&[("word/document.xml", b"<w:p></w:r>")])), "damaged");
    assert_eq!(refused("a.docx", &sample("report.docx")[..5000]), "damaged");
    let entities = "<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;&b;'>]><w:document><w:p><w:t>&c;</w:t></w:p></w:document>";
    let document = read_as("a.docx", None, &zipped(&[("word/document.xml", entities.as_bytes())]))
        .expect("not resolved");
    assert_eq!(document.text.text, "&c;\n");
}

#[test]
fn other_formats_need_a_converter() {
    for name in ["report.rtf", "report.epub"] {
        let error = read_as(name, None, &sample(name)).expect_err("no converter");
        assert!(error.code() == "no_converter" && error.to_string().contains("pandoc"), "{error}");
    }
}

const MAIL: &str = "Date: Fri, 29 Mar 2024 23:30:00 +0430\r\nFrom: \"A. Person\" <desk@Radio-Valley.example>\r\nSubject: =?utf-8?B?2q/Ysdiq?= in the valley\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nAt least 19 people were kil=\r\nled.\r\n\r\nThe group denied it.\r\n--b\r\nContent-Type: application/pdf; name=list.pdf\r\nContent-Disposition: attachment; filename=list.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--b--\r\n";

#[test]
fn a_message_has_its_header_as_metadata() {
    let document = read_as("a.eml", None, MAIL.as_bytes()).expect("a message");
    assert!(
        document
            .text
            .text
            .ends_with("in the valley\n\nAt least 19 people were killed.\n\nThe group denied it.\n"),
        "{:?}",
        document.text.text
    );
    let metadata = &document.metadata;
    assert_eq!(metadata.published.map(|published| published.date.to_string()).as_deref(), Some("2024-03-29"));
    assert_eq!(metadata.source.as_deref(), Some("radio-valley.example"));
    assert_eq!(issues(&document), ["attachment"]);
    assert!(document.issues[0].message.contains("`list.pdf` (application/pdf)"), "{:?}", document.issues);
}

#[test]
fn messages_nested_without_end_give_an_answer() {
    let mut nested = String::new();
    for level in 0..3000 {
        nested.push_str(&format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n"));
    }
    nested.push_str("Content-Type: text/plain\r\n\r\nThe words.\r\n");
    let answer = read_as("deep.eml", None, nested.as_bytes());
    assert!(
        answer
            .as_ref()
            .map_or_else(|error| error.code() == "no_text", |found| found.text.text.contains("The words.")),
        "{answer:?}"
    );
    let attached = "Content-Type: message/rfc822\r\n\r\n".repeat(3000);
    assert_eq!(refused("deep.eml", attached.as_bytes()), "no_text");
}

#[test]
fn a_saved_page_is_read_as_a_page() {
    let article = "<p>Gunmen killed at least 19 people in an attack on a market in the valley on Friday, officials said. More than 40 others were wounded.</p>".repeat(3);
    let page = format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://radio-valley.example/2024/03/29/market\r\nSubject: Market\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: binary\r\n\r\n<html><head><title>Market</title></head><body><article><h1>Market</h1>{article}</article></body></html>\r\n--b--\r\n"
    );
    let document = read_as("page.mhtml", None, page.as_bytes()).expect("a page");
    assert!(document.text.text.contains("at least 19 people"), "{}", document.text.text);
    assert_eq!(document.metadata.url.as_deref(), Some("https://radio-valley.example/2024/03/29/market"));
    assert_eq!(
        document.metadata.published.map(|published| published.date.to_string()).as_deref(),
        Some("2024-03-29")
    );
}

fn items(name: &str, bytes: &[u8]) -> Vec<Item> {
    let head = &bytes[..bytes.len().min(container::HEAD_BYTES)];
    let kind = container::detect(name, None, head).expect("a container");
    container::items(kind, name, bytes).collect()
}

fn parts(items: Vec<Item>) -> Vec<Part> {
    items.into_iter().filter_map(|item| if let Item::Part(part) = item { Some(part) } else { None }).collect()
}

fn read_part(part: &Part) -> Document {
    let Part { bytes, name, media_type, given } = part;
    let input = Input { bytes, name, media_type: media_type.as_deref(), given: given.clone() };
    let document = read::document(&input).expect("a part that reads");
    // A part is read again from what is kept of it.
    let kept =
        Input { media_type: Some(&document.capture.media_type), name: &document.capture.origin, ..input };
    assert_eq!(read::document(&kept).as_ref(), Ok(&document));
    document
}

#[test]
fn a_mailbox_gives_its_messages() {
    let mailbox =
        format!("From a@b Fri Mar 29 2024\n{MAIL}\nFrom c@d Sat Mar 30 2024\nSubject: Two\n\nThe second.\n");
    let parts = parts(items("box.mbox", mailbox.as_bytes()));
    assert_eq!(parts.iter().map(|part| part.name.as_str()).collect::<Vec<_>>(), ["box.mbox#1", "box.mbox#2"]);
    assert_eq!(read_part(&parts[1]).text.text, "Two\n\nThe second.\n");
    assert_eq!(read_part(&parts[0]).capture.media_type, "message/rfc822");
}

const RSS: &str = "<?xml version='1.0'?><rss version='2.0' xmlns:content='c' xmlns:dc='d'><channel><title>Radio Valley</title><image><title>Logo</title></image>\n<item><title>Rebels &amp;amp; army</title><link>https://radio-valley.example/1</link><pubDate>Fri, 29 Mar 2024 23:30:00 +0430</pubDate><description>Short.</description><content:encoded><![CDATA[<p>At least 19 people were killed.</p><p>The group denied it.</p>]]></content:encoded></item>\n<item><title>Two</title><guid>https://radio-valley.example/2</guid><dc:date>2024-03-30T01:00:00Z</dc:date><description>Only &lt;b&gt;a&lt;/b&gt; summary.</description></item></channel></rss>";

#[test]
fn a_feed_gives_its_entries_as_they_stand() {
    let parts = parts(items("feed.xml", RSS.as_bytes()));
    assert_eq!(parts.len(), 2);
    assert!(
        RSS.contains(std::str::from_utf8(&parts[0].bytes).expect("UTF-8"))
            && parts[0].bytes.starts_with(b"<item>")
    );
    let first = read_part(&parts[0]);
    assert_eq!(first.text.text, "Rebels & army\n\nAt least 19 people were killed.\n\nThe group denied it.\n");
    let metadata = first.metadata;
    assert_eq!(metadata.published.map(|published| published.date.to_string()).as_deref(), Some("2024-03-29"));
    assert_eq!(
        (metadata.source.as_deref(), metadata.url.as_deref()),
        (Some("Radio Valley"), Some("https://radio-valley.example/1"))
    );
    let second = read_part(&parts[1]);
    assert_eq!((second.text.text.as_str(), issues(&second)), ("Two\n\nOnly a summary.\n", vec!["summary"]));
    assert_eq!(second.metadata.url.as_deref(), Some("https://radio-valley.example/2"));
}

#[test]
fn atom_and_json_feeds_are_read_too() {
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Radio</title><entry xml:lang='fa'><title>یک</title><link rel='self' href='https://r.example/self'/><link href='https://r.example/1'/><updated>2024-04-02T00:00:00Z</updated><published>2024-03-29T00:00:00Z</published><content type='xhtml'><div><p>۱۹ نفر <b>کشته</b> شدند.</p></div></content></entry></feed>";
    let parts = parts(items("feed", atom.as_bytes()));
    let document = read_part(&parts[0]);
    assert_eq!(document.text.text, "یک\n\n۱۹ نفر کشته شدند.\n");
    assert_eq!(
        (document.metadata.language.as_deref(), document.metadata.url.as_deref()),
        (Some("fa"), Some("https://r.example/1"))
    );
    assert_eq!(
        document.metadata.published.map(|published| published.date.to_string()).as_deref(),
        Some("2024-03-29")
    );
    let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Radio", "items": [{"id": "1", "url": "https://r.example/1", "title": "One", "content_text": "Words.\n\nMore.", "date_published": "2024-03-29T10:00:00+04:30"}]}"#;
    let parts = self::parts(items("feed.json", json.as_bytes()));
    assert_eq!(read_part(&parts[0]).text.text, "One\n\nWords.\n\nMore.\n");
}

#[test]
fn a_broken_feed_gives_what_came_before() {
    let items = items("feed.xml", &RSS.as_bytes()[..RSS.len() - 40]);
    assert!(
        matches!(items.as_slice(), [Item::Part(_), Item::Refused(error)] if error.to_string().contains("it ends within `<description>`")),
        "{items:?}"
    );
    let items = self::items("feed.xml", RSS.replace("</description></item></channel>", "</item>").as_bytes());
    assert!(
        matches!(items.as_slice(), [Item::Part(_), Item::Refused(error)] if error.code() == "container"),
        "{items:?}"
    );
}

fn record(kind: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let mut record =
        format!("WARC/1.0\r\nWARC-Type: {kind}\r\n{head}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    record.extend(body);
    record.extend(b"\r\n\r\n");
    record
}

fn archive() -> Vec<u8> {
    let page = "<html><head><title>Market</title></head><body><article><h1>Market</h1><p>Gunmen killed at least 19 people in an attack on a market in the valley on Friday, officials said. More than 40 others were wounded.</p></article></body></html>";
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(page.as_bytes()).expect("packs");
    let packed = packed.finish().expect("packs");
    let uri = "WARC-Target-URI: https://radio-valley.example/market\r\n";
    let mut archive = record("warcinfo", "", b"software: x\r\n");
    archive.extend(record("request", uri, b"GET / HTTP/1.1\r\n\r\n"));
    archive.extend(record(
        "response",
        uri,
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}").as_bytes(),
    ));
    let mut coded = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    coded.extend(format!("{:x}\r\n", packed.len()).as_bytes());
    coded.extend(&packed);
    coded.extend(b"\r\n0\r\n\r\n");
    archive.extend(record("response", uri, &coded));
    archive.extend(record("response", uri, b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\nno"));
    archive.extend(record("response", uri, b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\npicture"));
    archive.extend(record(
        "resource",
        "WARC-Target-URI: https://radio-valley.example/a.txt\r\nContent-Type: text/plain\r\n",
        b"Plain words.",
    ));
    archive
}

#[test]
fn an_archive_gives_its_documents_and_says_what_it_passes_over() {
    let found = items("crawl.warc", &archive());
    let Some(Item::Note(note)) = found.last() else { panic!("a note at the end: {found:?}") };
    assert_eq!(
        note,
        "`crawl.warc`: passed over: 1 `image/png`, 1 `request` records, 1 `warcinfo` records, 1 answers other than `200`"
    );
    let parts = parts(found);
    assert_eq!(
        parts.iter().map(|part| part.name.as_str()).collect::<Vec<_>>(),
        ["crawl.warc#3", "crawl.warc#4", "crawl.warc#7"]
    );
    let texts: Vec<String> = parts.iter().map(|part| read_part(part).text.text).collect();
    assert!(texts[0].contains("at least 19 people") && texts[0] == texts[1], "{texts:?}");
    assert_eq!(texts[2], "Plain words.");
    assert_eq!(parts[0].given.url.as_deref(), Some("https://radio-valley.example/market"));
}

#[test]
fn compressed_cut_off_and_huge_archives() {
    let whole = archive();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(&whole).expect("packs");
    let packed = packed.finish().expect("packs");
    assert_eq!(items("crawl.warc.gz", &packed), items("crawl.warc.gz", &packed));
    assert_eq!(parts(items("crawl.warc.gz", &packed)).len(), 3);
    let cut = items("crawl.warc", &whole[..whole.len() - 10]);
    assert!(
        cut.iter().any(|item| matches!(item, Item::Refused(error) if error.code() == "container")),
        "{cut:?}"
    );
    assert_eq!(container::detect("a.gz", None, &packed), Some(Container::WarcGz));
}

/// A record of a gigabyte that is never in memory: zeros that are made as they are read.
#[test]
fn a_gigabyte_in_one_record_is_passed_over_as_a_stream() {
    let size = 1_u64 << 30;
    let head = format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {size}\r\n\r\n");
    let after = archive();
    let stream = std::io::Read::chain(
        std::io::Read::chain(head.as_bytes(), std::io::Read::take(std::io::repeat(0), size)),
        &after[..],
    );
    let found: Vec<Item> =
        container::items(Container::Warc, "big.warc", std::io::BufReader::new(stream)).collect();
    let Some(Item::Refused(error)) = found.first() else { panic!("a refusal first") };
    assert_eq!(error.code(), "too_large");
    assert_eq!(
        error.to_string(),
        "`big.warc#1` has 1073741824 bytes, more than the limit of 67108864 bytes for one document; it was passed over"
    );
    assert_eq!(parts(found).len(), 3);
}

#[test]
fn pages_nested_without_end_are_refused_in_every_wrapping() {
    let deep = "<div>".repeat(100_000);
    assert_eq!(refused("a.html", deep.as_bytes()), "page");
    assert_eq!(
        refused("a.eml", format!("Subject: x\r\nContent-Type: text/html\r\n\r\n{deep}").as_bytes()),
        "page"
    );
    let item = format!("<item><description><![CDATA[{deep}]]></description></item>");
    let answer = read_as("f#1", Some("application/rss+xml;type=entry"), item.as_bytes());
    assert_eq!(answer.expect_err("nested").code(), "page");
}

/// A small generator (xorshift) with fixed seeds: the same mutations on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).expect("below a usize")
    }
}

/// Bytes changed, cut out, doubled and cut off.
fn mutated(bytes: &[u8], seed: u64) -> Vec<u8> {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.below(8) {
        let (at, length) = (dice.below(bytes.len()), dice.below(64));
        let end = (at + length).min(bytes.len());
        match dice.below(5) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            _ if at < bytes.len() => bytes[at] = u8::try_from(dice.below(256)).expect("a byte"),
            _ => {}
        }
    }
    bytes
}

/// Every reader answers any bytes: a document or an error, never a panic. The samples are mutated in `ROUNDS` fixed ways.
#[test]
fn damaged_input_of_every_kind_gets_an_answer() {
    const ROUNDS: u64 = 60;
    let files = ["report.pdf", "encrypted.pdf", "report.docx", "rtl.odt", "report.odt"];
    let mut seeds: Vec<(&str, Option<&str>, Vec<u8>)> =
        files.iter().map(|name| (*name, None, sample(name))).collect();
    seeds.push(("a.eml", None, MAIL.as_bytes().to_vec()));
    seeds.push(("a.mhtml", None, MAIL.as_bytes().to_vec()));
    seeds.push(("f#1", Some("application/rss+xml;type=entry"), RSS.as_bytes().to_vec()));
    for (name, media_type, bytes) in &seeds {
        let mut n_answers = 0;
        for seed in 0..ROUNDS {
            let bytes = mutated(bytes, seed);
            match read_as(name, *media_type, &bytes) {
                Ok(document) => assert!(!document.text.text.is_empty(), "{name} seed {seed}"),
                Err(error) => assert!(read::CODES.contains(&error.code()), "{name} seed {seed}"),
            }
            n_answers += 1;
        }
        assert_eq!(n_answers, ROUNDS);
    }
    for (name, bytes) in
        [("m.mbox", MAIL.as_bytes().to_vec()), ("f.xml", RSS.as_bytes().to_vec()), ("c.warc", archive())]
    {
        let kind = match name {
            "m.mbox" => Container::Mbox,
            "f.xml" => Container::Feed,
            _ => Container::Warc,
        };
        for seed in 0..ROUNDS * 10 {
            let bytes = mutated(&bytes, seed);
            let n_items = container::items(kind, name, &bytes[..]).count();
            assert!(n_items <= bytes.len() + 1, "{name} seed {seed}");
        }
    }
}
