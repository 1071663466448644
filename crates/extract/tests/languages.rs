//! Texts in other languages than English: what their level gives, and nothing that English rules would make of them.
use lexicon::Lexicon;
use model::reading::Event;
use model::{Metadata, Text};

#[test]
fn a_text_in_another_language_gives_its_actors_and_says_so() {
    let lexicon = Lexicon::shipped().expect("the shipped lexicon loads");
    for (text, id) in [
        ("سخنگوی داعش این خبر را رد کرد و گفت که سه سرباز در این حمله کشته شدند.", "is"),
        (
            "Le groupe État islamique a revendiqué l'attaque, selon les autorités, dans un village du nord.",
            "is",
        ),
        (
            "Boko Haram est accusé par les autorités d'avoir tué douze personnes dans un village.",
            "boko-haram",
        ),
    ] {
        let text = Text::new("plain/1", text.to_owned(), Vec::new());
        let reading = extract::document(&text, &Metadata::default(), &lexicon).reading;
        let ids: Vec<_> = reading.actors.iter().filter_map(|actor| actor.lexicon_id.as_deref()).collect();
        assert_eq!(ids, [id]);
        assert!(reading.quotations.is_empty() && reading.relations.is_empty() && reading.figures.is_empty());
        let claims_nothing =
            |event: &Event| event.participants.is_empty() && event.responsibilities.is_empty();
        assert!(reading.events.iter().all(claims_nothing));
        assert_eq!(reading.issues.iter().map(|issue| issue.code.as_str()).collect::<Vec<_>>(), ["language"]);
    }
}

#[test]
fn a_stated_language_counts_where_the_text_is_too_short_to_tell() {
    let lexicon = Lexicon::shipped().expect("the shipped lexicon loads");
    let text = Text::new("plain/1", "Boko Haram attaque Maiduguri".to_owned(), Vec::new());
    let issues = |language: Option<&str>| {
        let metadata = Metadata { language: language.map(str::to_owned), ..Metadata::default() };
        extract::document(&text, &metadata, &lexicon).reading.issues
    };
    assert!(issues(Some("fr-NE")).iter().any(|issue| issue.code == "language"));
    assert!(issues(None).iter().all(|issue| issue.code != "language"));
}

#[test]
fn a_language_with_a_dictionary_only_gives_no_events() {
    let lexicon = Lexicon::shipped().expect("the shipped lexicon loads");
    let words =
        "Bei einem Anschlag von Boko Haram wurden am Freitag in der Stadt Maiduguri zwölf Menschen getötet.";
    let text = Text::new("plain/1", words.to_owned(), Vec::new());
    let reading = extract::document(&text, &Metadata::default(), &lexicon).reading;
    assert_eq!(reading.actors.len(), 1);
    assert!(reading.events.is_empty());
    assert!(reading.issues[0].message.contains("German, of which actors are read by dictionary only"));
}

/// What is withheld of a text in this language.
fn withheld<'t>(lexicon: &Lexicon, language: &str, text: &'t str) -> Vec<&'t str> {
    let given = Text::new("plain/1", text.to_owned(), Vec::new());
    let metadata = Metadata { language: Some(language.to_owned()), ..Metadata::default() };
    let extraction = extract::document(&given, &metadata, lexicon);
    let private = extraction.names.iter().filter(|name| name.lexicon_id.is_none());
    private.map(|name| name.span.of(text)).collect()
}

#[test]
fn names_of_persons_are_known_where_there_are_no_capitals() {
    let lexicon = Lexicon::shipped().expect("the shipped lexicon loads");
    for (language, text, names) in [
        (
            "ar",
            "قتل المعلم محمد عبد الله الحسن في انفجار في كابل، كما قال شقيقه أحمد.",
            vec!["محمد عبد الله الحسن", "أحمد"],
        ),
        (
            "fa",
            "در انفجار در کابل آموزگار محمد رضا احمدی کشته شد و برادرش علی زخمی شد.",
            vec!["محمد رضا احمدی", "علی"],
        ),
        ("ps", "په کابل کې په چاودنه کې ښوونکی عبدالرحمن یوسفزی ووژل شو.", vec!["عبدالرحمن یوسفزی"]),
        ("ur", "پشاور میں فائرنگ سے صحافی محمد عمران خان ہلاک ہو گئے۔", vec!["محمد عمران خان"]),
        ("fa", "مولوی ذاکری در شهر جلال آباد کشته شد.", vec!["ذاکری"]),
        ("fa", "در انفجار در شهر جلال آباد هفت نفر کشته شدند.", vec![]),
        ("ar", "قتل 11 شخصا على الأقل في هجوم على فندق في مقديشو ليلا، وأصيب علي.", vec!["علي"]),
        ("fa", "شاهدان گفتند که تلفات زیاد است و مکان ایمن نیست.", vec![]),
        ("tr", "Örgüt Ankara'da bombalı saldırı planlıyordu ve bu açıklandı.", vec![]),
        ("ru", "В Кабуле при взрыве погиб учитель Иван Петров, сообщила его семья.", vec!["Иван Петров"]),
    ] {
        assert_eq!(withheld(&lexicon, language, text), names, "{text}");
    }
}
