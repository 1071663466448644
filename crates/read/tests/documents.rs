//! Whole documents through the crate's door: every format, every bad input, and what must hold of any input.
use jiff::civil::date;
use model::{Published, PublishedFrom, RegionKind};
use proptest::prelude::*;
use read::{Document, Error, Given, Input};

fn read_as(name: &str, bytes: &[u8]) -> Result<Document, Error> {
    read::document(&Input { bytes, name, media_type: None, given: Given::default() })
}

fn regions(document: &Document) -> Vec<(RegionKind, &str)> {
    let text = &document.text;
    text.regions.iter().map(|region| (region.kind, region.span.of(&text.text))).collect()
}

fn plain_regions(text: &str) -> Vec<(RegionKind, String)> {
    let document = read_as("a.txt", text.as_bytes()).expect("plain text");
    assert_eq!(document.text.text, text);
    regions(&document).into_iter().map(|(kind, words)| (kind, words.to_owned())).collect()
}

fn expect(text: &str, expected: &[(RegionKind, &str)]) {
    let expected: Vec<(RegionKind, String)> =
        expected.iter().map(|(kind, words)| (*kind, (*words).to_owned())).collect();
    assert_eq!(plain_regions(text), expected);
}

const PARAGRAPH: &str = "Residents said they heard shots before dawn and saw smoke over the market, where traders had begun to set up their stalls.";

use RegionKind::{Boilerplate, Byline, Caption, Heading, Markup, Title};

#[test]
fn a_magazine_copy_with_embeds() {
    let text = format!(
        "Who Pays For The War In The Hills?\r\n\r\nBy Staff Reporters\r\n\r\nA trader (right) counts notes in a market in 2019.\r\n\r\n{PARAGRAPH}\r\n\r\nMoney And Guns\r\n\r\n{PARAGRAPH}\r\n\r\nVillagers Flee As Rebels Close In On The Dam\r\n\r\n\r\n{PARAGRAPH}\r\n\r\nSEE ALSO:\r\n\r\nTen Things To Know About The Peace Talks\r\n\r\n{PARAGRAPH}\r\n\r\nAll rights reserved."
    );
    expect(
        &text,
        &[
            (Title, "Who Pays For The War In The Hills?"),
            (Byline, "By Staff Reporters"),
            (Caption, "A trader (right) counts notes in a market in 2019."),
            (Heading, "Money And Guns"),
            (Boilerplate, "Villagers Flee As Rebels Close In On The Dam"),
            (Boilerplate, "SEE ALSO:"),
            (Boilerplate, "Ten Things To Know About The Peace Talks"),
            (Boilerplate, "All rights reserved."),
        ],
    );
}

#[test]
fn related_headlines_at_the_end() {
    let text = format!(
        "Rebels take second town in a week\n\n{PARAGRAPH}\n\n{PARAGRAPH}\n\nArmy Claims Advance In North\n\nAid Convoy Reaches Besieged Valley\n"
    );
    expect(
        &text,
        &[
            (Title, "Rebels take second town in a week"),
            (Boilerplate, "Army Claims Advance In North"),
            (Boilerplate, "Aid Convoy Reaches Besieged Valley"),
        ],
    );
}

#[test]
fn sentence_case_heads_and_other_scripts() {
    let text =
        format!("What we know about the attack\n\n{PARAGRAPH}\n\nHow strong is the group?\n\n{PARAGRAPH}\n");
    expect(&text, &[(Title, "What we know about the attack"), (Heading, "How strong is the group?")]);
    let dari = "حمله بر مسجد در کابل\n\nمقام‌ها گفتند که در این رویداد دست‌کم ده تن کشته شدند.\n\nچه کسی مسئول است؟\n\nهیچ گروهی مسئولیت آن را بر عهده نگرفته است.\n\nبیشتر بخوانید: داعش کیست؟\n";
    expect(
        dari,
        &[
            (Title, "حمله بر مسجد در کابل"),
            (Heading, "چه کسی مسئول است؟"),
            (Boilerplate, "بیشتر بخوانید: داعش کیست؟"),
        ],
    );
}

#[test]
fn running_text_stays_running_text() {
    for text in [
        "One line only",
        "At least 19 people were killed. The group claimed responsibility.",
        "The attack came at dawn.\n\nTen people died.\n\n\"We ran,\" she said.\n\nNobody has claimed it.\n",
        "At least 19 people were killed in the\nattack on the hospital, which police in\nKabul blamed on the group. Nobody has\nclaimed responsibility\n",
        "The dead are listed below.\n\n- Ahmad Shah, Kabul Police Academy Instructor And Father\n- Two Traders From The Old City Of Herat\n",
    ] {
        assert_eq!(plain_regions(text), [], "{text}");
    }
}

#[test]
fn lines_without_empty_lines_between() {
    let text = format!(
        "Advertisement\nRebels take town\n{PARAGRAPH}\n{PARAGRAPH}\nRead more: How The War Began\n{PARAGRAPH}\n"
    );
    expect(&text, &[(Boilerplate, "Advertisement"), (Boilerplate, "Read more: How The War Began")]);
}

#[test]
fn front_matter_of_plain_text() {
    let text = format!(
        "\u{feff}---\ntitle: Rebels take town\npublished: 2024-03-29\nauthor: x\n---\n\nRebels Take Town\n\n{PARAGRAPH}\n"
    );
    let document = read_as("a.txt", text.as_bytes()).expect("plain text");
    assert_eq!(document.text.text, text);
    let front = "---\ntitle: Rebels take town\npublished: 2024-03-29\nauthor: x\n---";
    assert_eq!(regions(&document), [(Markup, front), (Title, "Rebels Take Town")]);
    assert_eq!(document.metadata.title.as_deref(), Some("Rebels take town"));
    let day = Published { date: date(2024, 3, 29), from: PublishedFrom::FrontMatter };
    assert_eq!(document.metadata.published, Some(day));
    let codes: Vec<&str> = document.issues.iter().map(|issue| issue.code.as_str()).collect();
    assert_eq!(codes, ["front_matter_ignored"]);
}

#[test]
fn markdown_keeps_its_text() {
    let text = format!(
        "+++\nsource = \"Radio\"\n+++\n# Rebels *Take* Town\n\n{PARAGRAPH} [More](https://example.org/2019/11/dead)\n\n## What Comes Next For The Town And Its Many Displaced People\n\n{PARAGRAPH}\n\n**Read more:** [How The War Began](x.html)\n"
    );
    let document = read_as("a.md", text.as_bytes()).expect("Markdown");
    assert_eq!(document.text.text, text);
    assert_eq!(document.metadata.title.as_deref(), Some("Rebels Take Town"));
    assert_eq!(document.metadata.source.as_deref(), Some("Radio"));
    assert_eq!(
        regions(&document),
        [
            (Markup, "+++\nsource = \"Radio\"\n+++"),
            (Markup, "#"),
            (Title, "Rebels *Take* Town"),
            (Markup, "*"),
            (Markup, "*"),
            (Markup, "["),
            (Markup, "](https://example.org/2019/11/dead)"),
            (Markup, "##"),
            (Heading, "What Comes Next For The Town And Its Many Displaced People"),
            (Markup, "**"),
            (Boilerplate, "**Read more:** [How The War Began](x.html)"),
            (Markup, "**"),
            (Markup, "["),
            (Markup, "](x.html)"),
        ]
    );
}

fn page(head: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en_GB\"><head>{head}</head><body><nav><a href=/>Home</a></nav><article>{body}</article><footer>Imprint</footer></body></html>"
    )
}

#[test]
fn a_page_with_everything() {
    let head = r#"<title>Rebels Take Town | Radio Valley</title><meta property="og:title" content="Rebels Take Town"><meta property="og:site_name" content="Radio Valley"><link rel="canonical" href="https://example.org/news/2024/03/29/town.html"><script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-03-29T21:10:00+01:00","dateModified":"2024-05-01"}</script>"#;
    let body = format!(
        "<h1>Rebels Take Town</h1><figure class=\"image\"><img src=a.jpg><figcaption>Smoke rises over the market after the shelling.</figcaption></figure><p>{PARAGRAPH}</p><h2>A Long <em>Siege</em></h2><p>{PARAGRAPH}<br>Nobody was<br/>hurt &amp; seen.</p><p>Your browser doesn’t support HTML5</p><ul><li>Ten people died in the first hour, police said.</li></ul><p>{PARAGRAPH}</p>"
    );
    let document = read_as("town.html", page(head, &body).as_bytes()).expect("a page");
    let expected = format!(
        "Rebels Take Town\n\nSmoke rises over the market after the shelling.\n\n{PARAGRAPH}\n\nA Long Siege\n\n{PARAGRAPH}\nNobody was\nhurt & seen.\n\nYour browser doesn’t support HTML5\n\nTen people died in the first hour, police said.\n\n{PARAGRAPH}\n"
    );
    assert_eq!(document.text.text, expected);
    assert_eq!(
        regions(&document),
        [
            (Title, "Rebels Take Town"),
            (Caption, "Smoke rises over the market after the shelling."),
            (Heading, "A Long Siege"),
            (Boilerplate, "Your browser doesn’t support HTML5"),
        ]
    );
    let metadata = &document.metadata;
    assert_eq!(metadata.title.as_deref(), Some("Rebels Take Town"));
    assert_eq!(metadata.source.as_deref(), Some("Radio Valley"));
    assert_eq!(metadata.url.as_deref(), Some("https://example.org/news/2024/03/29/town.html"));
    assert_eq!(metadata.language.as_deref(), Some("en-GB"));
    assert_eq!(metadata.published, Some(Published { date: date(2024, 3, 29), from: PublishedFrom::Page }));
    assert_eq!(document.issues, []);
    assert_eq!(document.capture.media_type, "text/html");
}

fn issue_codes(head: &str, name: &str) -> (Option<Published>, Vec<String>) {
    let html = page(head, &format!("<h1>Rebels Take Town</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p>"));
    let document = read::document(&Input {
        bytes: html.as_bytes(),
        name,
        media_type: Some("text/html"),
        given: Given::default(),
    });
    let document = document.expect("a page");
    (document.metadata.published, document.issues.into_iter().map(|issue| issue.message).collect())
}

#[test]
fn dates_of_pages_carry_where_they_were_found() {
    let none = issue_codes("", "a.html");
    assert_eq!(none, (None, vec![]));
    let address = issue_codes("", "https://example.org/2024/03/29/a");
    assert_eq!(address.0, Some(Published { date: date(2024, 3, 29), from: PublishedFrom::Url }));
    let meta = "<meta property=article:published_time content=2024-04-05>";
    let (published, messages) = issue_codes(meta, "https://example.org/2024/03/29/a");
    assert_eq!(published, Some(Published { date: date(2024, 4, 5), from: PublishedFrom::Page }));
    assert_eq!(
        messages,
        ["the page gives its date as `2024-04-05`, its address has 2024-03-29; the page's is used"]
    );
    let (published, messages) = issue_codes("<meta name=pubdate content='03/04/2024'>", "a.html");
    assert_eq!(published, None);
    assert_eq!(
        messages,
        ["the page gives its date as `03/04/2024`, which cannot be read; expected ISO 8601"]
    );
}

#[test]
fn what_is_given_wins() {
    let text = "---\ntitle: Found\npublished: 2020-01-01\nsource: Found\n---\nRebels took the town.\n";
    let option = Given {
        published: Some(Published { date: date(2024, 3, 29), from: PublishedFrom::Option }),
        ..Given::default()
    };
    let manifest = read::manifest(b"path,published,source,url\na.txt,2021-01-01,Row,https://example.org/\n")
        .expect("sound");
    let given = option.or(manifest.get("a.txt").expect("a row"));
    let document = read::document(&Input { bytes: text.as_bytes(), name: "a.txt", media_type: None, given })
        .expect("text");
    assert_eq!(
        document.metadata.published,
        Some(Published { date: date(2024, 3, 29), from: PublishedFrom::Option })
    );
    assert_eq!(document.metadata.source.as_deref(), Some("Row"));
    assert_eq!(document.metadata.url.as_deref(), Some("https://example.org/"));
    assert_eq!(document.metadata.title.as_deref(), Some("Found"));
}

#[test]
fn a_capture_names_its_bytes() {
    let capture = read_as("a.txt", b"abc").expect("text").capture;
    // FIPS 180-2, appendix B.1; BLAKE3 of the same three bytes as the reference tool prints it.
    assert_eq!(capture.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(capture.blake3, "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85");
    assert_eq!(
        (capture.length_bytes, capture.media_type.as_str(), capture.origin.as_str()),
        (3, "text/plain", "a.txt")
    );
}

#[test]
fn bad_inputs_are_named() {
    let deep = format!("<html><body>{}<p>{PARAGRAPH}</p>", "<div>".repeat(400));
    let open = "<div>".repeat(50_000);
    let cases: [(&str, &[u8], &str, &str); 6] = [
        (
            "a.txt",
            b"",
            "empty",
            "`a.txt` holds no text: expected at least one character that is not a space\nhint: check that the file was saved or fetched completely",
        ),
        (
            "a.md",
            b"a\0b",
            "binary",
            "`a.md` is not text: character 2 is NUL\nhint: give the report as plain text, Markdown or HTML",
        ),
        (
            "a.html",
            b"<html><body><script>render()</script></body></html>",
            "no_text",
            "no main text was found in the page `a.html`\nhint: the page may be built by scripts; save it from a browser, or give the text as a `.txt` file",
        ),
        (
            "a.html",
            deep.as_bytes(),
            "page",
            "the page `a.html` could not be taken apart: its elements are nested more than 300 deep\nhint: give the text as a `.txt` file",
        ),
        (
            "a.html",
            open.as_bytes(),
            "page",
            "the page `a.html` could not be taken apart: more than 2000 of its tags are open at once\nhint: give the text as a `.txt` file",
        ),
        (
            "a.zip",
            b"PK\x03\x04...",
            "unsupported",
            "`a.zip` is `application/zip`, which cannot be read: expected text, a page, PDF, DOCX, ODT or a message\nhint: unpack the archive and add the files in it",
        ),
    ];
    for (name, bytes, code, message) in cases {
        let error = read_as(name, bytes).expect_err(message);
        assert_eq!((error.code(), error.to_string().as_str()), (code, message));
    }
}

#[test]
fn too_large_an_input_is_refused_before_it_is_read() {
    let bytes = vec![b'a'; usize::try_from(read::MAX_BYTES).expect("fits") + 1];
    let error = read_as("a.txt", &bytes).expect_err("too large");
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        (
            "too_large",
            "`a.txt` has 67108865 bytes, more than the limit of 67108864 bytes\nhint: split it into one file per report"
        )
    );
}

#[test]
fn dates_to_come_are_noticed() {
    let published = Published { date: date(2024, 12, 3), from: PublishedFrom::Option };
    assert_eq!(read::looks_future(&published, date(2024, 12, 3)), None);
    assert_eq!(read::looks_future(&published, date(2024, 12, 2)), None);
    let issue = read::looks_future(&published, date(2024, 3, 12)).expect("an issue");
    assert_eq!(issue.code, "published_future");
    assert_eq!(
        issue.message,
        "the day of publication, 2024-12-03 (from: option), lies after today, 2024-03-12; relative dates in the text will be wrong if it is"
    );
}

fn check_invariants(document: &Document) -> Result<(), TestCaseError> {
    let text = &document.text.text;
    let mut last = None;
    for region in &document.text.regions {
        prop_assert!(region.span.start < region.span.end && region.span.end <= text.len());
        prop_assert!(text.is_char_boundary(region.span.start) && text.is_char_boundary(region.span.end));
        prop_assert!(last.is_none_or(|last| last <= *region));
        last = Some(*region);
    }
    let solid: Vec<_> = document.text.regions.iter().filter(|region| region.kind != Markup).collect();
    for pair in solid.windows(2) {
        prop_assert!(pair[0].span.end <= pair[1].span.start, "{:?}", pair);
    }
    Ok(())
}

/// Lines such as reports have, so that the rules are reached more often than by chance.
fn report() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        any::<String>(),
        "[ -~]{0,40}",
        Just(String::new()),
        Just("Advertisement".to_owned()),
        Just("Why Would The Group Attack Now?".to_owned()),
        Just("---".to_owned()),
        Just("+++".to_owned()),
        Just("title: x".to_owned()),
        Just("# **Head** [a](b)".to_owned()),
        Just("```".to_owned()),
        Just("<p>Text <b>bold".to_owned()),
        Just(PARAGRAPH.to_owned()),
    ];
    let end = prop_oneof![Just("\n"), Just("\r\n"), Just("\r"), Just("\n\n"), Just("\u{2028}")];
    proptest::collection::vec((line, end), 1..24)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn text_stays_as_it_is(text in report(), markdown in any::<bool>(), mark in any::<bool>()) {
        let text = if mark { format!("\u{feff}{text}") } else { text };
        match read_as(if markdown { "a.md" } else { "a.txt" }, text.as_bytes()) {
            Ok(document) => {
                prop_assert_eq!(&document.text.text, &text);
                prop_assert_eq!(document.text.sha256.clone(), model::hash::sha256_hex(text.as_bytes()));
                check_invariants(&document)?;
            }
            Err(error) => prop_assert!(["empty", "binary", "front_matter"].contains(&error.code()), "{}", error),
        }
    }

    #[test]
    fn any_text_at_all_stays_as_it_is(text in any::<String>()) {
        if let Ok(document) = read_as("a.txt", text.as_bytes()) {
            prop_assert_eq!(&document.text.text, &text);
            check_invariants(&document)?;
        }
    }

    #[test]
    fn nothing_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400), name in prop_oneof![Just("a.txt"), Just("a.md"), Just("a.html"), Just("-")]) {
        if let Ok(document) = read_as(name, &bytes) {
            check_invariants(&document)?;
        }
        let _ = read::manifest(&bytes);
    }
}

proptest! {
    // A page costs a hundred times what a text does.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_page_panics(text in report(), tags in proptest::collection::vec("<[/]?(p|div|b|table|td|li|figure|figcaption|h1|br|a href=x)>", 0..30)) {
        let html: String = tags.iter().map(|tag| format!("{tag}{text}")).collect();
        if let Ok(document) = read_as("a.html", html.as_bytes()) {
            check_invariants(&document)?;
        }
    }
}
