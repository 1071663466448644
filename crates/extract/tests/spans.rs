//! Whatever the text, extraction ends, gives the same twice, and quotes exactly what stands at the offsets that it gives.
use lexicon::Lexicon;
use model::{CodePoints, Metadata, Published, PublishedFrom, Region, RegionKind, Span, Text};
use proptest::prelude::*;
use serde_json::Value;
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::shipped().expect("the shipped lexicon loads"));

/// Pieces that make rules meet each other in orders that no writer would use.
const PIECES: [&str; 48] = [
    "At least 19 people were killed",
    "IS-K",
    "claimed responsibility",
    "for the attack",
    "in Kabul",
    "on March 22",
    "the Taliban",
    "U.S. officials blamed",
    "“",
    "”",
    "\"",
    "said",
    "according to",
    "Gen. Michael E. Kurilla",
    ", head of",
    "dozens",
    "from 4,000 to 6,000",
    "including family members",
    "around 2019",
    "in as little as six months",
    "could attack",
    "police arrested",
    "two suspected supporters",
    ".",
    ",",
    "\n\n",
    "\r\n",
    " ",
    "\u{a0}",
    "\u{feff}",
    "’s",
    "-",
    "–",
    "—",
    "killing more than 90",
    "داعش خراسان",
    "در کابل",
    "Мoсква",
    "e\u{301}",
    "👩‍👩‍👧",
    "(center)",
    "Pakistan-based",
    "was denied by",
    "did not",
    "ceasefire",
    "between Kabul and Jalalabad",
    "leader of",
    "1,000,000,000,000,000,000,000",
];

fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        2 => "\\PC{0,12}",
        1 => any::<String>().prop_map(|text| text.chars().take(20).collect()),
    ];
    prop::collection::vec((piece, prop::bool::weighted(0.8)), 0..40).prop_map(|pieces| {
        pieces.into_iter().map(|(piece, spaced)| if spaced { piece + " " } else { piece }).collect()
    })
}

fn metadata() -> Metadata {
    let published = Published { date: "2024-03-29".parse().expect("a date"), from: PublishedFrom::Option };
    Metadata { published: Some(published), ..Metadata::default() }
}

fn read(text: &str) -> Value {
    let text = Text::new("test", text.to_owned(), Vec::new());
    let extraction = extract::document(&text, &metadata(), &LEXICON);
    serde_json::to_value(extraction.reading.quoted(&CodePoints::new(&text.text)))
        .expect("a reading can be written")
}

/// Calls `check` for every object that is, or holds, a span.
fn spans(value: &Value, check: &mut impl FnMut(usize, usize, &str)) {
    match value {
        Value::Object(fields) => {
            if let (Some(start), Some(end), Some(quote)) =
                (fields.get("start"), fields.get("end"), fields.get("quote"))
            {
                let at =
                    |value: &Value| usize::try_from(value.as_u64().expect("an offset")).expect("it fits");
                check(at(start), at(end), quote.as_str().expect("a quote"));
            }
            fields.values().for_each(|field| spans(field, check));
        }
        Value::Array(items) => items.iter().for_each(|item| spans(item, check)),
        _ => {}
    }
}

fn assert_spans(text: &str, reading: &Value) -> usize {
    let points: Vec<char> = text.chars().collect();
    let mut n_spans = 0;
    spans(reading, &mut |start, end, quote| {
        n_spans += 1;
        assert!(start < end && end <= points.len(), "{start}..{end} of {}", points.len());
        assert_eq!(points[start..end].iter().collect::<String>(), quote);
    });
    n_spans
}

/// The same for languages that are read by words.
const OTHER_PIECES: [&str; 46] = [
    "погибли",
    "двадцать три",
    "человека",
    "12",
    "1,200",
    "взрыва",
    "в Кабуле",
    "29 марта",
    "2024 года",
    "не менее",
    "угрожает",
    "قتل",
    "جنديين",
    "ببغداد",
    "انفجار",
    "وإصابة",
    "٢٩ مارس",
    "كانون الثاني",
    "أكثر من",
    "۱۰ حمل ۱۴۰۳",
    "در کابل",
    "کشته",
    "دست\u{200c}کم",
    "په",
    "ووژل شول",
    "کې",
    "میں",
    "سے زائد",
    "ہلاک",
    "۔",
    "؟",
    "Kabil'de",
    "öldü",
    "'den fazla",
    "une vingtaine",
    "d'Hérat",
    "tués",
    "al menos",
    "cerca de",
    "-",
    "'",
    ".",
    ",",
    "\n\n",
    "\u{301}",
    "e\u{301}",
];

fn other_text() -> impl Strategy<Value = (String, &'static str)> {
    let piece = prop_oneof![
        8 => prop::sample::select(OTHER_PIECES.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
        1 => any::<String>().prop_map(|text| text.chars().take(20).collect()),
    ];
    let text = prop::collection::vec((piece, prop::bool::weighted(0.8)), 0..40).prop_map(|pieces| {
        pieces.into_iter().map(|(piece, spaced)| if spaced { piece + " " } else { piece }).collect()
    });
    (text, prop::sample::select(vec!["ar", "es", "fa", "fr", "ps", "ru", "tr", "ur"]))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_quote_of_a_text_read_by_words_is_the_slice_at_its_offsets((text, language) in other_text()) {
        let metadata = Metadata { language: Some(language.to_owned()), ..metadata() };
        let given = Text::new("test", text.clone(), Vec::new());
        let read = || extract::document(&given, &metadata, &LEXICON).reading;
        let reading = read();
        let json = serde_json::to_value(reading.quoted(&CodePoints::new(&text))).expect("a reading can be written");
        assert_spans(&text, &json);
        prop_assert_eq!(read(), reading);
    }

    #[test]
    fn every_quote_is_the_slice_at_its_offsets(text in any_text()) {
        let reading = read(&text);
        assert_spans(&text, &reading);
        prop_assert_eq!(read(&text), reading);
    }
}

#[test]
fn a_text_of_many_alphabets_has_spans_at_all() {
    let text = "👩‍👩‍👧 \u{feff}\u{201c}At least 19 people were killed in Kabul on March 22,\u{201d} said Gen. Michael E. Kurilla. داعش خراسان claimed responsibility for the attack.\r\n";
    assert!(assert_spans(text, &read(text)) > 8);
}

#[test]
fn nothing_is_found_in_markup_and_it_is_passed_over() {
    // A name in an excluded region has no tokens; one that stood right before the text once made a place without end.
    let markup = "title = \"Attack in Pakistan, Afghanistan and Iran\"\n";
    let body = "Police in Kabul said at least 19 people were killed there.\n";
    for split in 0..=3 {
        let text = format!("{body}{markup}{}", body.repeat(split));
        let region =
            Region { span: Span::new(body.len(), body.len() + markup.len()), kind: RegionKind::Markup };
        let read = Text::new("test", text.clone(), vec![region]);
        let reading = extract::document(&read, &metadata(), &LEXICON).reading.quoted(&CodePoints::new(&text));
        let json = serde_json::to_value(reading).expect("a reading can be written");
        assert!(assert_spans(&text, &json) > 3);
        spans(&json, &mut |_, _, quote| assert!(!quote.contains("Pakistan"), "{quote}"));
    }
}
