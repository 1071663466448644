//! What is wrong with feeds in the wild, a case each, and what is made of it: the failures that feed readers' and validators' own trackers
//! and message lists name (feed-rs #7, #45, #104; the W3C feed validator's messages; news-crawl #13; feedbin #338).
//!
//! An entry is told as `title | address | day | issues`, what is refused as `refused CODE`, a note as `note`.
use read::Input;
use read::container::{self, Container, Item};

/// Name of a case, the feed's own address, its bytes, and what comes out.
struct Case {
    name: &'static str,
    bytes: Vec<u8>,
    expected: &'static [&'static str],
}

const ADDRESS: &str = "https://wire.example.org/feeds/all.xml";

fn case(name: &'static str, feed: impl Into<Vec<u8>>, expected: &'static [&'static str]) -> Case {
    Case { name, bytes: feed.into(), expected }
}

/// An RSS feed of these items.
fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Wire</title><link>https://wire.example.org/</link>{items}</channel></rss>"
    )
}

fn item(fields: &str) -> String {
    rss(&format!("<item><title>Attack</title><link>https://wire.example.org/1</link>{fields}</item>"))
}

fn dated(day: &str) -> String {
    item(&format!("<pubDate>{day}</pubDate><description>Words.</description>"))
}

fn atom(head: &str, entries: &str) -> String {
    format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"{head}<title>Wire</title>{entries}</feed>")
}

const FINE: &str = "Attack | https://wire.example.org/1 | 2020-05-12 | summary";
const UNDATED: &str = "Attack | https://wire.example.org/1 | - | summary published_unreadable";

/// Dates as RFC 822 and RFC 3339 do not have them.
fn dates() -> Vec<Case> {
    vec![
        case("as it should be", dated("Tue, 12 May 2020 10:00:00 GMT"), &[FINE]),
        case("space before and a line end behind", dated(" \n Tue, 12 May 2020 10:00:00 GMT\n"), &[FINE]),
        case("a wrong day of the week", dated("Fri, 12 May 2020 10:00:00 GMT"), &[FINE]),
        case("no time of day", dated("Tue, 12 May 2020"), &[FINE]),
        case("no zone", dated("Tue, 12 May 2020 10:00:00"), &[FINE]),
        case("a zone in letters that the standard has not", dated("Tue, 12 May 2020 10:00:00 CEST"), &[FINE]),
        case("a zone with a colon", dated("Tue, 12 May 2020 10:00:00 +02:00"), &[FINE]),
        case("the month written out", dated("Tuesday, 12 May, 2020 10:00 AM"), &[FINE]),
        case("month first", dated("May 12, 2020, 10:00 am"), &[FINE]),
        case("in another language", dated("mardi 12 mai 2020 10:00"), &[FINE]),
        case("with slashes, year first", dated("2020/05/12 10:00:00"), &[FINE]),
        case("ISO in RSS", dated("2020-05-12T10:00:00+02:00"), &[FINE]),
        case("ISO without its colon", dated("2020-05-12T10:00:00+0200"), &[FINE]),
        case("ISO with a space", dated("2020-05-12 10:00:00"), &[FINE]),
        case("an hour that there is not", dated("Tue, 12 May 2020 24:00:00 GMT"), &[FINE]),
        case("day and month in either order", dated("05/06/2020"), &[UNDATED]),
        case("a day that there is not", dated("Tue, 31 Feb 2020 10:00:00 GMT"), &[UNDATED]),
        case("words", dated("yesterday"), &[UNDATED]),
        case("nothing but a weekday", dated("Tue,"), &[UNDATED]),
        case("the year one", dated("Mon, 01 Jan 0001 00:00:00 +0000"), &[UNDATED]),
        case("the beginning of computers' time", dated("Thu, 01 Jan 1970 00:00:00 GMT"), &[UNDATED]),
        case("empty", dated(""), &["Attack | https://wire.example.org/1 | - | summary"]),
        case(
            "none",
            item("<description>Words.</description>"),
            &["Attack | https://wire.example.org/1 | - | summary"],
        ),
        case(
            "an unreadable one beside a good one",
            item("<pubDate>soon</pubDate><dc:date>2020-05-12</dc:date><description>Words.</description>"),
            &[FINE],
        ),
        // A day in the future is read as it stands; adding it is an issue of its own (`published_future`).
        case(
            "the future",
            dated("Tue, 12 May 2120 10:00:00 GMT"),
            &["Attack | https://wire.example.org/1 | 2120-05-12 | summary"],
        ),
    ]
}

/// XML that is none.
fn xml() -> Vec<Case> {
    let of = |title: &str| {
        rss(&format!("<item><title>{title}</title><link>https://wire.example.org/1</link></item>"))
    };
    vec![
        case(
            "an entity of HTML",
            of("The group&rsquo;s caf&eacute;&nbsp;raid"),
            &["The group’s café raid | https://wire.example.org/1 | - | "],
        ),
        case(
            "an entity of nobody",
            of("A &kabul; raid"),
            &["A &kabul; raid | https://wire.example.org/1 | - | "],
        ),
        case(
            "an ampersand alone",
            of("Rebels & army"),
            &["Rebels & army | https://wire.example.org/1 | - | "],
        ),
        case(
            "an entity that grows",
            format!(
                "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>{}",
                of("A &b; raid").replace("<?xml version=\"1.0\"?>", "")
            ),
            &["A &b; raid | https://wire.example.org/1 | - | "],
        ),
        case(
            "an entity from a file",
            format!(
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>{}",
                of("A &e; raid").replace("<?xml version=\"1.0\"?>", "")
            ),
            &["A &e; raid | https://wire.example.org/1 | - | "],
        ),
        case(
            "HTML in a title, escaped",
            of("&lt;b&gt;Attack&lt;/b&gt; in &lt;i&gt;Kabul&lt;/i&gt;"),
            &["Attack in Kabul | https://wire.example.org/1 | - | "],
        ),
        case(
            "HTML in a title, escaped twice",
            of("Q&amp;amp;A: &amp;quot;raid&amp;quot;"),
            &["Q&A: \"raid\" | https://wire.example.org/1 | - | "],
        ),
        case(
            "HTML in a title, as elements",
            of("<b>Attack</b> in Kabul"),
            &["Attack in Kabul | https://wire.example.org/1 | - | "],
        ),
        case(
            "HTML in a title, as CDATA",
            of("<![CDATA[<b>Attack</b> &amp; raid]]>"),
            &["Attack & raid | https://wire.example.org/1 | - | "],
        ),
        case(
            "a link as CDATA with line ends",
            rss("<item><title>A</title><link><![CDATA[\n https://wire.example.org/1 \n]]></link></item>"),
            &["A | https://wire.example.org/1 | - | "],
        ),
        case(
            "space before the declaration",
            format!("\n\n {}", of("A")),
            &["A | https://wire.example.org/1 | - | "],
        ),
        case(
            "control characters",
            of("A\u{8} \u{b}raid"),
            &["A\u{8} raid | https://wire.example.org/1 | - | "],
        ),
        case(
            "an entry with crossed tags among good ones",
            rss(
                "<item><title>A</title></item><item><title>B</description></item><item><title>C</title></item>",
            ),
            &["A | - | - | ", "refused damaged", "C | - | - | "],
        ),
        case(
            "an entry that never ends among good ones",
            rss("<item><title>A</title><item><title>B</title></item><item><title>C</title></item>"),
            &["refused damaged", "B | - | - | ", "C | - | - | "],
        ),
        case(
            "broken between entries",
            rss("<item><title>A</title></item><x></y><item><title>B</title></item>"),
            &["A | - | - | ", "B | - | - | ", "note"],
        ),
        case(
            "cut off in an entry",
            "<rss><channel><title>Wire</title><item><title>A</title></item><item><title>B",
            &["A | - | - | ", "refused container"],
        ),
        case(
            "cut off behind an entry",
            "<rss><channel><title>Wire</title><item><title>A</title></item>",
            &["A | - | - | ", "refused container"],
        ),
        case("no entries", rss(""), &[]),
        case(
            "entries with nothing in them",
            rss("<item/><item></item>"),
            &["refused no_text", "refused no_text"],
        ),
    ]
}

/// Bytes in another charset than is said, or said in a way of their own.
fn charsets() -> Vec<Case> {
    let russian = item("<description>Взрыв в Кабуле, сообщило министерство внутренних дел.</description>")
        .replace("Attack", "Взрыв");
    let in_1251 = |text: &str| encoding_rs::WINDOWS_1251.encode(text).0.into_owned();
    let wide = |big: bool| -> Vec<u8> {
        let units = format!("\u{feff}{russian}").encode_utf16().collect::<Vec<_>>();
        units.into_iter().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    const READ: &[&str] = &["Взрыв | https://wire.example.org/1 | - | summary"];
    const READ_WITH_NOTE: &[&str] = &["note", READ[0]];
    vec![
        case("UTF-8 with a byte-order mark", format!("\u{feff}{russian}"), READ),
        case(
            "declared windows-1251",
            in_1251(&russian.replace("?>", " encoding=\"windows-1251\"?>")),
            READ_WITH_NOTE,
        ),
        case("windows-1251, nothing said", in_1251(&russian), READ_WITH_NOTE),
        case(
            "windows-1251, declared UTF-8",
            in_1251(&russian.replace("?>", " encoding=\"utf-8\"?>")),
            READ_WITH_NOTE,
        ),
        case("UTF-8, declared windows-1251", russian.replace("?>", " encoding=\"windows-1251\"?>"), READ),
        case("UTF-16, little end first", wide(false), READ_WITH_NOTE),
        case("UTF-16, big end first", wide(true), READ_WITH_NOTE),
    ]
}

/// Addresses and ids.
fn links() -> Vec<Case> {
    let of = |fields: &str| rss(&format!("<item><title>A</title>{fields}</item>"));
    vec![
        case(
            "relative to the feed",
            of("<link>../news/1</link>"),
            &["A | https://wire.example.org/news/1 | - | "],
        ),
        case(
            "relative to the host",
            of("<link>/1?a=b#c</link>"),
            &["A | https://wire.example.org/1?a=b#c | - | "],
        ),
        case(
            "without its scheme",
            of("<link>//other.example.org/1</link>"),
            &["A | https://other.example.org/1 | - | "],
        ),
        case(
            "xml:base of the feed",
            atom(
                " xml:base=\"https://base.example.org/a/\">",
                "<entry><title>A</title><link href=\"1\"/></entry>",
            ),
            &["A | https://base.example.org/a/1 | - | "],
        ),
        case(
            "xml:base of the entry on top of the feed's",
            atom(
                " xml:base=\"https://base.example.org/ongoing/\">",
                "<entry xml:base=\"When/2013/\"><title>A</title><link href=\"FC2\"/></entry><entry><title>B</title><link href=\"x\"/></entry>",
            ),
            &[
                "A | https://base.example.org/ongoing/When/2013/FC2 | - | ",
                "B | https://base.example.org/ongoing/x | - | ",
            ],
        ),
        case(
            "an empty link beside a guid",
            of("<link/><guid>https://wire.example.org/1</guid>"),
            &["A | https://wire.example.org/1 | - | "],
        ),
        case("a guid that is no address", of("<guid>4711</guid>"), &["A | - | - | "]),
        case(
            "a guid that says that it is none",
            of("<guid isPermaLink=\"false\">https://wire.example.org/1</guid>"),
            &["A | - | - | "],
        ),
        case("a script instead of a link", of("<link>javascript:alert(1)</link>"), &["A | - | - | "]),
        case("a file instead of a link", of("<link>file:///etc/passwd</link>"), &["A | - | - | "]),
        case("neither link nor id", of(""), &["A | - | - | "]),
        // Both are handed on; collecting takes one entry for each address.
        case(
            "one id twice",
            rss(
                "<item><title>A</title><guid>https://wire.example.org/1</guid></item><item><title>B</title><guid>https://wire.example.org/1</guid></item>",
            ),
            &["A | https://wire.example.org/1 | - | ", "B | https://wire.example.org/1 | - | "],
        ),
        case(
            "links to comments and to itself",
            atom(
                ">",
                "<entry><title>A</title><link rel=\"self\" href=\"https://x.example.org/s\"/><link rel=\"replies\" href=\"https://x.example.org/r\"/><link rel=\"alternate\" href=\"https://x.example.org/1\"/></entry>",
            ),
            &["A | https://x.example.org/1 | - | "],
        ),
        case(
            "an Atom link in RSS",
            of(
                "<atom:link rel=\"self\" href=\"https://x.example.org/s\"/><link>https://wire.example.org/1</link>",
            ),
            &["A | https://wire.example.org/1 | - | "],
        ),
    ]
}

/// Old and odd forms.
fn forms() -> Vec<Case> {
    vec![
        case(
            "RSS 1.0",
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><channel><title>Wire</title></channel><item><title>A</title><link>https://wire.example.org/1</link><dc:date>2020-05-12T10:00:00Z</dc:date></item></rdf:RDF>",
            &["A | https://wire.example.org/1 | 2020-05-12 | "],
        ),
        case(
            "Atom 0.3",
            "<feed version=\"0.3\"><title>Wire</title><entry><title>A</title><link rel=\"alternate\" href=\"https://wire.example.org/1\"/><issued>2020-05-12T10:00:00Z</issued><modified>2020-05-13T10:00:00Z</modified></entry></feed>",
            &["A | https://wire.example.org/1 | 2020-05-12 | "],
        ),
        case(
            "Atom with a prefix",
            "<atom:feed xmlns:atom=\"http://www.w3.org/2005/Atom\"><atom:title>Wire</atom:title><atom:entry><atom:title>A</atom:title><atom:link href=\"https://wire.example.org/1\"/><atom:published>2020-05-12T10:00:00Z</atom:published><atom:summary>Words.</atom:summary></atom:entry></atom:feed>",
            &["A | https://wire.example.org/1 | 2020-05-12 | summary"],
        ),
        case(
            "JSON Feed with a number for an id, and a field of its own",
            r#"{"version": "https://jsonfeed.org/version/1", "title": "Wire", "items": [{"id": 1, "url": "https://wire.example.org/1", "title": "A", "_x": {}, "date_published": "2020-05-12T10:00:00Z"}]}"#,
            &["A | https://wire.example.org/1 | 2020-05-12 | "],
        ),
        case(
            "JSON Feed with an entry that is none",
            r#"{"version": "https://jsonfeed.org/version/1", "items": [{"title": 7}, {"title": "B"}]}"#,
            &["refused damaged", "B | - | - | "],
        ),
        case(
            "JSON Feed that is cut off",
            r#"{"version": "https://jsonfeed.org/version/1", "items": [{"title": "A"}, {"ti"#,
            &["refused container"],
        ),
    ]
}

fn told(bytes: &[u8]) -> Vec<String> {
    let head = &bytes[..bytes.len().min(container::HEAD_BYTES)];
    // Whatever a server calls it: what it is, its bytes say.
    assert_eq!(container::detect(ADDRESS, Some("text/html"), head), Some(Container::Feed));
    container::items(Container::Feed, ADDRESS, bytes)
        .map(|item| match item {
            Item::Note(_) => "note".to_owned(),
            Item::Refused(error) => format!("refused {}", error.code()),
            Item::Part(part) => {
                let media_type = part.media_type.as_deref();
                let input = Input { bytes: &part.bytes, name: &part.name, media_type, given: part.given };
                match read::document(&input) {
                    Err(error) => format!("refused {}", error.code()),
                    Ok(document) => {
                        let metadata = document.metadata;
                        let day = metadata.published.map(|published| published.date.to_string());
                        let or_none = |words: Option<String>| words.unwrap_or_else(|| "-".to_owned());
                        let issues = document.issues.iter().map(|issue| issue.code.as_str());
                        format!(
                            "{} | {} | {} | {}",
                            or_none(metadata.title),
                            or_none(metadata.url),
                            or_none(day),
                            issues.collect::<Vec<_>>().join(" ")
                        )
                    }
                }
            }
        })
        .collect()
}

#[test]
fn every_known_fault_of_feeds_has_its_answer() {
    let cases = [dates(), xml(), charsets(), links(), forms()];
    let mut wrong = Vec::new();
    for Case { name, bytes, expected } in cases.iter().flatten() {
        let found = told(bytes);
        if found != *expected {
            wrong.push(format!("{name}:\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_no_feed_is_not_taken_for_one() {
    let page = "<!DOCTYPE html><html><head><title>404</title></head><body>no such feed</body></html>";
    for (name, bytes) in [
        ("a page under a feed's media type", page.as_bytes()),
        (
            "a page before which a program complains",
            b"<br />\n<b>Warning</b>: mysql_connect() <rss><channel/></rss>",
        ),
        ("nothing", b""),
        ("other JSON", b"{\"items\": []}"),
        ("gzip that nobody announced", b"\x1f\x8b\x08\0\0\0\0\0\0\x03"),
    ] {
        assert_eq!(container::detect(ADDRESS, Some("application/rss+xml"), bytes), None, "{name}");
    }
}
