use super::*;
use jiff::civil::date;
use lexicon::Lexicon;
use model::{CellIssue, DatasetEvent, Slot, ViolenceKind};
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::shipped().expect("the shipped lexicon loads"));

const GED: &str = "id,type_of_violence,side_a_new_id,side_a,side_b_new_id,side_b,date_start,date_end,low,best,high,deaths_a,deaths_b,deaths_civilians,deaths_unknown,where_prec,latitude,longitude,country,number_of_sources,source_article\r\n";

fn read(text: &[u8]) -> (Vec<DatasetEvent>, Vec<CellIssue>, usize) {
    let table = Table::new("t.csv", text).expect("a table");
    let book = LEXICON.codebooks.of_header(table.header()).expect("a known set");
    let mut reader = Reader::new(Binding::new("t.csv", &table, book).expect("dated"), &LEXICON);
    let (mut events, mut issues, mut n_tags) = (Vec::new(), Vec::new(), 0);
    let mut records = table.records();
    while let Some(record) = records.advance() {
        match reader.read(&record, &mut issues) {
            RowReading::Event(event) => events.push(*event),
            RowReading::Tags => n_tags += 1,
            RowReading::LeftOut => {}
        }
    }
    (events, issues, n_tags)
}

fn ged(rows: &str) -> (Vec<DatasetEvent>, Vec<CellIssue>, usize) {
    read(format!("{GED}{rows}").as_bytes())
}

#[test]
fn a_row_of_ucdp_ged_is_an_event_with_actors_of_the_lexicon() {
    let (events, issues, _) = ged(
        "101,1,130,Government of Pakistan,356,TTP,2014-06-08 00:00:00.000,2014-06-09 00:00:00.000,24,26,28,10,11,5,0,1,24.906547,67.160797,Pakistan,-1,\"a, \"\"b\"\"\nc\"\r\n",
    );
    assert_eq!(issues, []);
    let [event] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.first_day, event.last_day), (date(2014, 6, 8), date(2014, 6, 9)));
    assert_eq!(event.violence, Some(ViolenceKind::StateBased));
    assert_eq!((event.deaths.low, event.deaths.best, event.deaths.high), (Some(24), Some(26), Some(28)));
    assert_eq!(event.place.country.as_deref(), Some("PK"));
    assert_eq!(event.n_sources, None, "-1 means that sources were not counted");
    let known = LEXICON.lineages.entry_of("ucdp", "356").map(str::to_owned);
    assert!(known.is_some());
    assert_eq!(event.side_b.as_ref().and_then(|side| side.lexicon_id.clone()), known);
}

#[test]
fn bad_cells_are_named_and_the_rest_of_the_row_is_kept() {
    let (events, issues, _) = ged("7,9,1,A,2,B,2020-01-01,2020-01-01,many,3,4,,,,,8,95,10,Nowhere,2,x\n");
    let found: Vec<_> =
        issues.iter().map(|one| (one.column.as_deref().unwrap_or(""), one.code.as_str())).collect();
    let expected = [
        ("low", "cell_number"),
        ("type_of_violence", "cell_code"),
        ("where_prec", "cell_code"),
        ("latitude", "cell_degrees"),
        ("country", "cell_country"),
    ];
    assert_eq!(found, expected);
    assert!(issues.iter().all(|one| one.row == 2 && !one.leaves_out_row));
    assert_eq!((events[0].deaths.low, events[0].deaths.best), (None, Some(3)));
    assert_eq!((events[0].place.latitude, events[0].place.longitude), (None, None), "half a point is none");
}

#[test]
fn rows_that_cannot_be_placed_in_time_are_left_out_with_the_reason() {
    let row = |from: &str, to: &str| format!("1,1,1,A,2,B,{from},{to},1,1,1,0,0,1,0,1,1,1,Mali,1,x\n");
    let rows = [
        row("2020-02-30", "2020-03-01"),
        row("2020-03-02", "2020-03-01"),
        row("", ""),
        row("2020-03-01", "2020-03-02"),
    ]
    .concat();
    let (events, issues, _) = ged(&(rows + "short,row\n"));
    assert_eq!(events.iter().map(|event| event.row).collect::<Vec<_>>(), [5]);
    let found: Vec<_> = issues.iter().map(|one| (one.row, one.code.as_str(), one.leaves_out_row)).collect();
    let expected = [
        (2, "cell_date", true),
        (3, "row_dates_reversed", true),
        (4, "row_undated", true),
        (6, "row_width", true),
    ];
    assert_eq!(found, expected);
}

#[test]
fn ranges_that_are_reversed_and_unknown_countries_are_named_and_kept() {
    let row = |low: &str, best: &str, high: &str, country: &str| {
        format!("1,1,1,A,2,B,2020-03-01,2020-03-01,{low},{best},{high},0,0,1,0,1,1,1,{country},1,x\n")
    };
    let rows = [
        row("1", "2", "3", "Mali"),
        row("5", "2", "3", "Mali"),
        row("1", "4", "3", "Mali"),
        row("9", "", "3", "Mali"),
        row("1", "1", "1", "Atlantis"),
        row("1", "1", "1", ""),
    ];
    let (events, issues, _) = ged(&rows.concat());
    assert_eq!(events.len(), 6);
    let found: Vec<_> = issues
        .iter()
        .map(|one| (one.row, one.code.as_str(), one.column.as_deref(), one.value.as_str()))
        .collect();
    let expected = [
        (3, "cell_range", Some("low"), "5"),
        (4, "cell_range", Some("best"), "4"),
        (5, "cell_range", Some("low"), "9"),
        (6, "cell_country", Some("country"), "Atlantis"),
    ];
    assert_eq!(found, expected);
    assert!(issues[0].message.contains("`low` not above `best`, which is 2"), "{}", issues[0].message);
    assert_eq!((events[1].deaths.low, events[1].deaths.best), (Some(5), Some(2)), "as given");
    assert!(issues.iter().all(|one| !one.leaves_out_row));
}

#[test]
fn tags_below_the_header_are_no_row() {
    let tags = "0,,,,,,#date+start,,,,#affected+killed,,,,,,,,#country+name,,\n";
    let (events, issues, n_tags) =
        ged(&format!("{tags}1,1,1,A,2,B,2020-03-01,2020-03-01,1,1,1,0,0,1,0,1,1,1,Mali,1,x\n"));
    assert_eq!((events.len(), issues.len(), n_tags), (1, 0, 1));
}

#[test]
fn the_bytes_of_header_and_records_are_the_whole_table() {
    for text in [
        "a,b\r\n1,2\r\n3,\"x\r\ny\"\r\n",
        "\u{feff}a;b\n1;2\n\n\n3;4",
        "a\tb\n",
        "a,b",
        "a,b\n\"open,2\n3,4",
        "a,b\r1,2\r3,4\r",
        "a,b\n1,2,3\n4\n",
    ] {
        let table = Table::new("t.csv", text.as_bytes()).expect("a table");
        let (mut whole, mut records) = (table.header_bytes().to_vec(), table.records());
        while let Some(record) = records.advance() {
            assert_eq!(record.bytes, &text.as_bytes()[record.span.0..record.span.1]);
            whole.extend(record.bytes);
        }
        assert_eq!(String::from_utf8_lossy(&whole), text);
    }
}

#[test]
fn a_table_that_is_not_utf8_is_read_and_keeps_its_bytes() {
    let text = b"event,place,date\n1,Bogot\xe1,2020-01-01\n";
    let table = Table::new("t.csv", text).expect("a table");
    let mut records = table.records();
    let record = records.advance().expect("a record");
    assert_eq!(record.cell(1), "Bogot\u{e1}");
    assert_eq!(record.bytes, b"1,Bogot\xe1,2020-01-01\n");
}

#[test]
fn an_unknown_table_is_guessed_by_name_and_values() {
    let text = "Ref;Date of incident;Province;Armed group;Killed;Wounded;Comment;Lat\nA1;2021-03-07;Herat;IS-K;12;3;x;34.3\nA2;8 March 2021;Kunar;TTP;2;;y;not known\n";
    let table = Table::new("t.csv", text.as_bytes()).expect("a table");
    let (book, guesses) = guess::guess("mine", &table, &LEXICON);
    let slots: Vec<_> = guesses.iter().map(|one| one.slot).collect();
    let expected = [Slot::RowId, Slot::FirstDay, Slot::Admin1, Slot::SideA, Slot::Best, Slot::Injured];
    assert_eq!(slots[..6], expected.map(Some));
    assert_eq!(slots[6..], [None, None], "{guesses:#?}");
    assert!(guesses[7].evidence.contains("too few"), "{}", guesses[7].evidence);
    assert_eq!(guesses[0].examples, ["A1", "A2"]);
    let book = book.expect("it has a date");
    let mut reader = Reader::new(Binding::new("t.csv", &table, &book).expect("dated"), &LEXICON);
    let (mut records, mut issues) = (table.records(), Vec::new());
    let RowReading::Event(event) = reader.read(&records.advance().expect("a row"), &mut issues) else {
        panic!()
    };
    assert_eq!(event.side_a.and_then(|side| side.lexicon_id).as_deref(), Some("is-k"));
    assert_eq!((event.deaths.best, event.first_day), (Some(12), date(2021, 3, 7)));
}

#[test]
fn what_is_no_table_is_refused_with_a_hint() {
    for text in ["", "just words\nand more", "a,a\n1,2\n"] {
        let error = Table::new("t.csv", text.as_bytes()).expect_err(text);
        assert_eq!(error.code(), "dataset");
    }
}

#[test]
fn tables_come_out_of_archives_within_limits() {
    use std::io::Write as _;
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(b"a,b\n1,2\n").expect("memory");
    assert_eq!(unpack("t.csv.gz", &gz.finish().expect("memory")).expect("gzip").as_ref(), b"a,b\n1,2\n");
    let truncated = unpack("t.csv.gz", b"\x1f\x8b\x08\x00\x00").expect_err("truncated");
    assert_eq!(truncated.code(), "dataset");
    assert_eq!(unpack("t.zip", b"PK\x03\x04nothing").expect_err("no archive").code(), "dataset");
}

/// A cell as it should be, or one of those that are not.
fn cell() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::strategy::Strategy as _;
    let cells = [
        "",
        "1",
        "3",
        "9",
        "-1",
        "many",
        "1e99",
        "2020-02-29",
        "2021-02-29",
        "2020-03-01",
        "Mali",
        "Atlantis",
        "99",
        "#tag",
        "\"a, b\"",
        "\"two\nlines\"",
        "\u{661}",
    ];
    proptest::sample::select(cells.to_vec()).prop_map(str::to_owned)
}

proptest::proptest! {
    #[test]
    fn every_record_is_an_event_or_is_named_with_its_reason(
        rows in proptest::collection::vec(proptest::collection::vec(cell(), 19..23), 0..12)
    ) {
        let lines: String = rows.iter().map(|cells| cells.join(",") + "\n").collect();
        let (events, issues, n_tags) = ged(&lines);
        let left_out: Vec<u64> =
            issues.iter().filter(|issue| issue.leaves_out_row).map(|issue| issue.row).collect();
        // The sum: events, rows that are named as left out (each once), tags.
        let mut once = left_out.clone();
        once.dedup();
        proptest::prop_assert_eq!(&once, &left_out);
        proptest::prop_assert_eq!(events.len() + left_out.len() + n_tags, rows.len());
        proptest::prop_assert!(events.iter().all(|event| !left_out.contains(&event.row)));
        proptest::prop_assert!(events.iter().all(|event| event.first_day <= event.last_day));
        // Every issue says where: a row of the file, and a column unless the whole row is meant.
        for issue in &issues {
            proptest::prop_assert!((2..=rows.len() as u64 + 1).contains(&issue.row));
            proptest::prop_assert!(issue.column.is_some() || issue.code == "row_width", "{:?}", issue);
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic_and_lose_nothing(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        if let Ok(table) = Table::new("t.csv", &bytes) {
            let (mut whole, mut records) = (table.header_bytes().to_vec(), table.records());
            while let Some(record) = records.advance() {
                whole.extend(record.bytes);
            }
            proptest::prop_assert_eq!(whole, bytes.clone());
        }
    }
}
