//! The forms of a brief made by hand, against files; and what must hold of every form.
#[path = "../../analyse/tests/support/mod.rs"]
mod support;

use analyse::{Options, findings};
use model::Public;
use model::dossier::ActorDossier;
use publish::reference::Outlet;
use publish::table::{EVENT_COLUMNS, Permalinks, STATEMENT_COLUMNS};
use publish::tree::{Block, Sentence};
use publish::{Brief, Reference, brief_with, table};
use std::path::Path;
use support::{PRIVATE, sample};

/// Compares with a file of `testdata`; with `UPDATE_EXPECT=1` writes it.
fn expect(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/testdata").join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, actual).expect("testdata can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let line = expected.lines().zip(actual.lines()).position(|(one, other)| one != other);
    assert!(
        expected == actual,
        "`{name}` differs from line {:?}: run with UPDATE_EXPECT=1 and read the difference",
        line.map(|line| line + 1)
    );
}

fn reference() -> Reference {
    let countries =
        [("AF", "Afghanistan"), ("PK", "Pakistan"), ("IR", "Iran"), ("DE", "Germany"), ("SE", "Sweden")];
    let wire = Outlet { country: Some("DE".into()), scale: Some("international".into()), party: None };
    Reference {
        countries: countries.map(|(code, name)| (code.to_owned(), name.to_owned())).into(),
        outlets: [("Example Wire".to_owned(), wire)].into(),
        group_media: Default::default(),
    }
}

fn dossier() -> Public<ActorDossier> {
    sample().pass()
}

fn brief_of(dossier: &Public<ActorDossier>) -> Brief {
    let options = Options { stronghold: vec!["AF".into(), "PK".into()] };
    brief_with(dossier, &findings(dossier, &options), &reference())
}

/// Every byte that leaves: the three forms of the brief and the tables.
fn outputs() -> Vec<(&'static str, String)> {
    let (dossier, links) = (dossier(), Permalinks::default());
    let brief = brief_of(&dossier);
    vec![
        ("brief.html", brief.html()),
        ("brief.md", brief.markdown()),
        ("brief.json", brief.json()),
        ("events.csv", table::dossier_events_csv(&dossier, &links, &reference())),
        ("events.jsonl", table::dossier_events_jsonl(&dossier, &links, &reference())),
        ("statements.csv", table::statements_csv(&dossier, &links)),
        ("statements.jsonl", table::statements_jsonl(&dossier, &links)),
    ]
}

#[test]
fn forms_are_as_they_were_read() {
    for (name, output) in outputs() {
        expect(name, &output);
    }
}

#[test]
fn the_same_dossier_gives_the_same_bytes() {
    assert_eq!(outputs(), outputs());
}

#[test]
fn no_byte_holds_a_private_name() {
    assert!(sample().dossier.citations.values().any(|citation| citation.quote.contains(PRIVATE)));
    for (name, output) in outputs() {
        for part in PRIVATE.split(' ') {
            assert!(!output.contains(part), "`{name}` holds `{part}`");
        }
    }
}

fn sentences(brief: &Brief) -> Vec<&Sentence> {
    let of_block = |block: &'_ Block| -> Vec<Sentence> {
        match block {
            Block::Paragraph(sentences) => sentences.clone(),
            Block::List(items) => items.concat(),
            Block::Entry(entry) => {
                let lines = entry.lines.iter().flat_map(|line| line.sentences.clone());
                entry.lead.iter().cloned().chain(lines).collect()
            }
            Block::Table(_) | Block::Figure(_) | Block::Method(_) | Block::Subheading(_) => Vec::new(),
        }
    };
    let all = brief.sections.iter().flat_map(|section| &section.blocks).flat_map(of_block);
    Vec::leak(all.collect::<Vec<_>>()).iter().collect()
}

#[test]
fn every_sentence_has_a_note_and_every_note_is_at_the_end_of_one_section() {
    let brief = brief_of(&dossier());
    let known = 1..=brief.notes.len();
    let sentences = sentences(&brief);
    assert!(sentences.len() > 40, "{}", sentences.len());
    for sentence in &sentences {
        assert!(!sentence.notes().is_empty() && sentence.notes().iter().all(|note| known.contains(note)));
        let text = sentence.words().plain();
        assert!(text.ends_with('.') && !text.contains(".."), "{text}");
        assert!(
            !text.contains("  ") && !text.contains(" ,") && !text.contains(",,") && !text.contains(" ."),
            "{text}"
        );
        assert!(!text.starts_with(char::is_lowercase), "{text}");
    }
    let mut listed = brief.sections.iter().flat_map(|section| section.notes.clone()).collect::<Vec<_>>();
    listed.sort_unstable();
    assert_eq!(listed, known.collect::<Vec<_>>());
}

#[test]
fn own_words_never_assert_an_allegation() {
    let brief = brief_of(&dossier());
    for sentence in sentences(&brief) {
        let own = sentence.words().runs().iter().filter_map(|run| match run {
            publish::tree::Run::Text(text) => Some(text.as_str()),
            _ => None,
        });
        let own = own.collect::<String>();
        for word in ["carried out", "perpetrated", "committed", "was behind", "guilty", "terrorist"] {
            assert!(!own.contains(word), "{own}");
        }
    }
}

#[test]
fn every_mark_is_words_of_its_quotation() {
    for note in brief_of(&dossier()).notes {
        assert!(!note.statements.is_empty() && !note.used_by.is_empty());
        assert!(note.marks.iter().all(|mark| !mark.of(&note.quote).is_empty()), "{}", note.quote);
    }
}

#[test]
fn the_page_asks_the_network_for_nothing() {
    let html = brief_of(&dossier()).html();
    for element in [
        "src=", "srcset=", "@import", "url(", "<link", "<script", "<iframe", "<object", "<embed", "<img",
        "<image", "xlink:", "<use", "<form", "<base",
    ] {
        assert!(!html.contains(element), "`{element}`");
    }
    for link in html.split("<a ").skip(1).filter_map(|rest| rest.split('>').next()) {
        let away = link.contains("href=\"http");
        assert!(link.contains("href=\"#") || (away && link.contains("noreferrer")), "{link}");
    }
}

/// Elements that HTML closes by itself.
const VOID: [&str; 3] = ["meta", "br", "!DOCTYPE"];

#[test]
fn the_page_is_well_formed_and_its_links_arrive() {
    let html = brief_of(&dossier()).html();
    let mut open: Vec<&str> = Vec::new();
    for tag in html.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').expect("every tag is closed");
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or("");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "`</{name}>` closes another element");
        } else if !tag.ends_with('/') && !VOID.contains(&name) {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<&str>::new());
    let ids = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect::<Vec<_>>();
    let distinct = ids.iter().collect::<std::collections::BTreeSet<_>>();
    assert_eq!(distinct.len(), ids.len(), "an id stands twice");
    for target in html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(distinct.contains(&target), "`#{target}` leads nowhere");
    }
}

#[test]
fn phases_of_attacks_are_drawn_told_as_a_table_and_limited() {
    use analyse::dataset::{DatedBoundary, Step};
    use analyse::own::{Own, OwnBoundary, OwnPhase, OwnPhases};
    use jiff::civil::date;
    let dossier = dossier();
    let found = findings(&dossier, &Options::default());
    let attacks = found.attacks.total.all.events.clone();
    let of = |id: &String| dossier.events.iter().find(|event| event.id == *id).and_then(|event| event.when);
    let (first, last) = (date(2015, 1, 1), date(2024, 12, 31));
    let dated =
        attacks.iter().filter(|id| of(id).is_some_and(|when| first <= when.earliest && when.latest <= last));
    let dated = dated.cloned().collect::<Vec<_>>();
    assert!(!dated.is_empty(), "the sample has dated attacks");
    let phase = |from, to, attacks, per_month| OwnPhase { from, to, attacks, months: 60, per_month };
    let boundary = DatedBoundary {
        at: date(2020, 1, 1),
        between: (date(2019, 10, 1), date(2020, 4, 1)),
        probability: 0.97,
        range: (0.9, 0.99),
        is_established: true,
    };
    let own = OwnPhases {
        step: Step::Quarter,
        first_step: first,
        attacks: vec![dated.clone(), Vec::new(), Vec::new()],
        reports: vec![3, 0, 4],
        unknown: vec![date(2015, 4, 1)],
        phases: vec![
            phase(first, date(2019, 12, 31), 0, (0.1, 0.0, 0.3)),
            phase(date(2020, 1, 1), last, dated.len() as u64, (2.5, 1.9, 3.2)),
        ],
        boundaries: vec![OwnBoundary { dated: boundary, is_possibly_reporting: true }],
        has_phases: true,
        ln_bayes_factor: 4.0,
        left_out: 1,
        incomplete_from: date(2024, 10, 1),
    };
    let brief = brief_with(&dossier, &found.with_own(Own::Phases(Box::new(own))), &reference());
    let html = brief.html();
    let drawing = html
        .split("<figure class=\"drawing tempo\">")
        .nth(1)
        .expect("the drawing")
        .split("</figure>")
        .next()
        .unwrap();
    assert!(
        drawing.contains("role=\"img\"") && drawing.contains("<title>Attacks of Example Front over time")
    );
    assert!(drawing.contains("7.5 a step (5.7 to 9.6)"), "its numbers in words: {drawing}");
    let md = brief.markdown();
    assert!(
        md.contains("Drawing (tempo), in the HTML form") && md.contains("| From | To | Attacks |"),
        "{md}"
    );
    assert!(md.contains("| 1.9 to 3.2 | possibly a change of reporting"), "{md}");
    assert!(md.contains("One more attack is undated") && md.contains("From 1 October 2024 on"), "{md}");
    assert!(html.contains("Phases of its attacks"));
}

#[test]
fn a_groups_own_outlet_is_cited_but_not_linked() {
    let dossier = dossier();
    let mut reference = reference();
    reference.group_media.insert("Example Wire".to_owned());
    let findings = findings(&dossier, &Options::default());
    let html = brief_with(&dossier, &findings, &reference).html();
    assert!(html.contains("Example Wire") && !html.contains("https://news.example/1\""));
    assert!(html.contains("https://news.example/3"), "other outlets stay linked");
}

#[test]
fn an_empty_dossier_makes_a_short_honest_brief() {
    let dossier = support::Builder::new().pass();
    let brief = brief_with(&dossier, &findings(&dossier, &Options::default()), &Reference::default());
    let ids = brief.sections.iter().map(|section| section.id).collect::<Vec<_>>();
    assert_eq!(ids, ["brief", "attacks", "method"]);
    assert!(brief.markdown().contains("The record holds no report of an attack"));
    assert!(brief.as_of.is_none() && brief.html().contains("none of its reports is dated"));
}

#[test]
fn json_has_its_schema_and_text_beside_words() {
    let json: serde_json::Value = serde_json::from_str(&brief_of(&dossier()).json()).expect("it is JSON");
    assert_eq!(json["schema"], "daybook.brief/1");
    let sentence = &json["sections"][1]["blocks"][0]["content"][0];
    assert!(
        sentence["text"].as_str().is_some_and(|text| text.starts_with("Reports call it “Example Front”"))
    );
    let mark = &json["notes"][0]["marks"][0];
    assert!(mark["quote"].is_string() && mark["start"].is_u64());
}

#[test]
fn tables_have_every_column_and_a_row_per_event_and_statement() {
    let (dossier, links) = (dossier(), Permalinks { base: "https://daybook.example".into() });
    let events = table::dossier_events_csv(&dossier, &links, &reference());
    let mut reader = csv::Reader::from_reader(events.as_bytes());
    let heads = reader.headers().expect("a head line").iter().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(heads, EVENT_COLUMNS.iter().map(|column| column.0).collect::<Vec<_>>());
    let rows = reader.records().collect::<Result<Vec<_>, _>>().expect("rows are even");
    assert_eq!(rows.len(), dossier.events.len());
    let cell = |row: usize, name: &str| {
        rows[row][heads.iter().position(|head| head == name).expect("a column")].to_owned()
    };
    assert_eq!(
        cell(1, "blamed_on"),
        "Example Front (by Exampleland officials); Example Front (by ?); “unknown extremists” (by Exampleland officials)"
    );
    assert_eq!(
        (cell(2, "latitude"), cell(2, "geo_precision")),
        (String::new(), "province".to_owned()),
        "no centroid"
    );
    assert_eq!(cell(0, "permalink"), "https://daybook.example/e/E1");
    let statements = table::statements_jsonl(&dossier, &links);
    assert_eq!(statements.lines().count(), dossier.citations.len());
    let first: serde_json::Value =
        serde_json::from_str(statements.lines().next().expect("a line")).expect("JSON");
    assert_eq!(first.as_object().map(serde_json::Map::len), Some(STATEMENT_COLUMNS.len()));
}

#[test]
fn the_codebook_prints_every_column() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/codebook.md");
    let codebook = std::fs::read_to_string(path).expect("the codebook is there");
    for (name, meaning) in EVENT_COLUMNS.iter().chain(STATEMENT_COLUMNS) {
        assert!(
            codebook.contains(&format!("| `{name}` | {meaning} |")),
            "`{name}` is not in the codebook as in the code"
        );
    }
}
