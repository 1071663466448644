//! What must hold of every parse, and how news is divided into tokens and sentences.
use language::{Deprel, Parse, Parser, Scratch, Upos, conllu};
use model::{Region, RegionKind, Span, Text};
use proptest::prelude::*;
use std::sync::LazyLock;

static PARSER: LazyLock<Parser> = LazyLock::new(Parser::shipped);

fn forms(text: &str) -> String {
    let parse = PARSER.parse(text);
    parse.tokens().iter().map(|token| parse.form(token)).collect::<Vec<_>>().join(" ")
}

fn sentences(text: &str) -> Vec<&str> {
    PARSER.parse(text).sentences().iter().map(|sentence| sentence.span.of(text)).collect()
}

fn check_tokens(text: &str, expected: &str) {
    assert_eq!(forms(text), expected);
}

/// What [`Parse`] promises.
fn check_invariants(parse: &Parse<'_>) {
    let mut end = 0;
    for token in parse.tokens() {
        assert!(token.span.start >= end && token.span.end > token.span.start, "tokens stand in order");
        assert!(parse.text().get(token.span.start..token.span.end).is_some(), "on character boundaries");
        let between = &parse.text()[end..token.span.start];
        assert!(!between.contains(char::is_alphanumeric), "`{between}` lies between tokens");
        end = token.span.end;
    }
    assert!(!parse.text()[end..].contains(char::is_alphanumeric));
    let mut next = 0;
    for sentence in parse.sentences() {
        assert_eq!(sentence.tokens.start, next, "sentences divide the tokens");
        assert!(!sentence.tokens.is_empty());
        next = sentence.tokens.end;
        check_tree(parse, sentence.tokens.clone());
    }
    assert_eq!(next, parse.tokens().len());
    let mut end = 0;
    for name in parse.names() {
        assert!(name.tokens.start >= end && !name.tokens.is_empty());
        let sentence = parse.sentence_of(name.tokens.start).expect("a name stands in a sentence");
        assert!(name.tokens.end <= sentence.tokens.end);
        end = name.tokens.end;
    }
}

fn check_tree(parse: &Parse<'_>, range: std::ops::Range<usize>) {
    let mut roots = 0;
    for index in range.clone() {
        let token = &parse.tokens()[index];
        assert_eq!(token.head.is_none(), token.deprel == Deprel::Root);
        roots += usize::from(token.head.is_none());
        let mut at = index;
        let mut steps = 0;
        while let Some(head) = parse.tokens()[at].head {
            at = head as usize;
            assert!(range.contains(&at), "a head stands in the same sentence");
            steps += 1;
            assert!(steps <= range.len(), "a tree has no circles");
        }
    }
    assert_eq!(roots, 1);
}

#[test]
fn tokens_follow_ud_english() {
    check_tokens("They don't, can't and won't.", "They do n't , ca n't and wo n't .");
    check_tokens("a 15-year-old girl's phone", "a 15 - year - old girl 's phone");
    check_tokens("the militants' camp", "the militants ' camp");
    check_tokens("The U.S. and the U.K. paid $3.5 million.", "The U.S. and the U.K. paid $ 3.5 million .");
    check_tokens(
        "Gen. John F. Kelly, 45%, 1,000 men at 5:30 p.m.",
        "Gen. John F. Kelly , 45 % , 1,000 men at 5:30 p.m.",
    );
    check_tokens("on 11/28/2000, and/or 2001-2004", "on 11/28/2000 , and / or 2001 - 2004");
    check_tokens("He said: “We can’t go”—then left...", "He said : “ We ca n’t go ” — then left ...");
    check_tokens(
        "See https://example.org/a?b=1. Mail a.b@example.org!",
        "See https://example.org/a?b=1 . Mail a.b@example.org !",
    );
    check_tokens("a co-founder, pre-war, 10km away, AT&T", "a co-founder , pre-war , 10 km away , AT&T");
}

#[test]
fn names_with_marks_in_them_stay_whole() {
    check_tokens("IS-K and Da'esh, AK-47s, al-Shabaab", "IS-K and Da'esh , AK-47s , al - Shabaab");
    check_tokens("Qa'ida's men", "Qa'ida 's men");
}

#[test]
fn a_number_before_a_stop_is_no_abbreviation() {
    check_tokens(
        "Article No. 5. There were no. On Jan. 3 he sat.",
        "Article No. 5 . There were no . On Jan. 3 he sat .",
    );
}

#[test]
fn abbreviations_and_initials_end_no_sentence() {
    assert_eq!(sentences("Gen. J. Smith met Mr. Khan on Jan. 3 in Washington, D.C. today.").len(), 1);
    assert_eq!(sentences("He left the U.S. The army said so."), ["He left the U.S.", "The army said so."]);
    assert_eq!(sentences("The U.S. Army came at 5 p.m. Monday.").len(), 1);
}

#[test]
fn quotes_belong_to_the_sentence_they_close() {
    let text = "\"We will fight. We will win.\" He left. \"Why?\" she asked.";
    assert_eq!(sentences(text), ["\"We will fight.", "We will win.\"", "He left.", "\"Why?\" she asked."]);
    assert_eq!(sentences("He said “No.” Then he left (at noon.) They stayed.").len(), 3);
}

#[test]
fn a_headline_stands_alone_and_set_lines_are_joined() {
    let text = "Gunmen kill 12\n\nKABUL (AP) — Gunmen stormed a mosque in\nKabul on Friday, killing at least twelve\nworshippers.\n";
    let found = sentences(text);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0], "Gunmen kill 12");
}

#[test]
fn a_footnote_belongs_to_the_sentence_before() {
    assert_eq!(sentences("He went to Harrow. [6] He left it in 1805. [7][8]").len(), 2);
    assert_eq!(sentences("Several groups (e.g. The Base) took part.").len(), 1);
}

#[test]
fn items_keep_their_numbers() {
    assert_eq!(
        sentences("1. The army left.\n2. The rebels came."),
        ["1. The army left.", "2. The rebels came."]
    );
}

#[test]
fn capitals_are_read_like_small_letters() {
    let (capitals, small) = ("GUNMEN KILLED 12 PEOPLE IN KABUL", "gunmen killed 12 people in kabul");
    let heads =
        |text| PARSER.parse(text).tokens().iter().map(|token| (token.head, token.upos())).collect::<Vec<_>>();
    assert_eq!(heads(capitals), heads(small));
}

#[test]
fn a_passive_sentence_has_its_tree() {
    let parse =
        PARSER.parse("At least 19 people were killed by gunmen in northern Nigeria on Monday, police said.");
    let of = |form: &str| {
        parse.tokens().iter().position(|token| parse.form(token) == form).expect("a word of the sentence")
    };
    let killed = &parse.tokens()[of("killed")];
    assert_eq!((killed.upos(), parse.lemma(killed), killed.feats.passive), (Upos::Verb, "kill", true));
    assert_eq!(parse.tokens()[of("people")].deprel, Deprel::NsubjPass);
    assert_eq!(parse.tokens()[of("people")].head, Some(of("killed") as u32));
    assert_eq!(parse.tokens()[of("gunmen")].deprel, Deprel::OblAgent);
    assert!(parse.children(of("killed")).any(|child| child == of("people")));
    assert!(parse.names().iter().any(|name| name.span.of(parse.text()).contains("Nigeria")));
}

#[test]
fn compounds_of_man_have_their_singular() {
    let text = "The gunmen, policemen and tribesmen met infantrymen, boatmen and two women.";
    let parse = PARSER.parse(text);
    let lemmas: Vec<&str> = parse.tokens().iter().map(|token| parse.lemma(token)).collect();
    for singular in ["gunman", "policeman", "tribesman", "infantryman", "boatman", "woman"] {
        assert!(lemmas.contains(&singular), "{lemmas:?}");
    }
}

#[test]
fn excluded_regions_have_no_tokens_and_headlines_stand_alone() {
    let words = "Rebels strike Read more The army said so.".to_owned();
    let region = |start, end, kind| Region { span: Span::new(start, end), kind };
    let regions = vec![region(0, 13, RegionKind::Title), region(14, 23, RegionKind::Boilerplate)];
    let text = Text::new("test", words, regions);
    let parse = PARSER.parse_text(&text, &mut Scratch::default());
    let found: Vec<&str> = parse.sentences().iter().map(|sentence| sentence.span.of(&text.text)).collect();
    assert_eq!(found, ["Rebels strike", "The army said so."]);
}

#[test]
fn conllu_has_ten_columns_and_bytes_that_hold_the_form() {
    let text = "“We can’t go,” said Ali.\nThen he left.";
    let lines = conllu(&PARSER.parse(text));
    let mut tokens = 0;
    for line in lines.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        assert_eq!(columns.len(), 10, "{line}");
        let bytes =
            columns[9].split('|').find_map(|one| one.strip_prefix("Bytes=")).expect("MISC has the bytes");
        let (start, end) = bytes.split_once(':').expect("two numbers");
        let range = start.parse::<usize>().expect("a number")..end.parse().expect("a number");
        assert_eq!(&text[range], columns[1]);
        tokens += 1;
    }
    assert_eq!(tokens, PARSER.parse(text).tokens().len());
    assert_eq!(lines.matches("\n\n").count(), 2, "{lines}");
}

/// Whatever is quadratic in the length of a line takes minutes here.
#[test]
fn long_lines_take_linear_time() {
    for piece in ["a", ".", "-", "é", "\u{0301}", "1", "# "] {
        check_size(&piece.repeat(1_000_000 / piece.len()).replace("# ", "     "));
    }
    for piece in ["'", "1,", "a-", "\"", "A.", "(", "@", "a'", "1-1-", "e-", "Mr.", "[1]", "a@"] {
        check_size(&piece.repeat(6_000 / piece.len()));
    }
}

fn check_size(text: &str) {
    let parse = PARSER.parse(text);
    assert!(parse.tokens().iter().all(|token| !token.span.is_empty()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_has_a_sound_parse(text in any::<String>()) {
        check_invariants(&PARSER.parse(&text));
    }

    #[test]
    fn text_like_news_has_a_sound_parse(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "Gunmen", "killed", "12", "people", ".", "\"", "“", "”", "'s", "n't", "U.S.", "Mr.", "-", "al-", "IS-K", "\n", "\n\n", " ",
            " ", " ", ",", "(", ")", "...", "?!", "http://a.b", "a@b.c", "3,500", "$", "’", "é", "ق", "中", "\u{200d}", "No.", "1.", "%", "/",
        ]), 0..60)
    ) {
        let text = pieces.concat();
        let parse = PARSER.parse(&text);
        check_invariants(&parse);
        let lines = conllu(&parse);
        for line in lines.lines() {
            prop_assert!(line.is_empty() || line.starts_with('#') || line.split('\t').count() == 10, "{}", line);
        }
    }
}
