use super::*;
use crate::block_keys;
use crate::clusters;
use crate::support::{With, attack, jalalabad, kabul, nangarhar, span};
use model::record::EventSubject;
use model::{PlacePrecision, Qualifier};

const HOTEL: &str = "Gunmen stormed the Serena restaurant beside the Alokozai tower";

/// Told without a time, printed on a day.
fn news(report: &str, published: &str, told: &str) -> EventSubject {
    attack(report, "e1", None, vec![]).published(published).told(told)
}

fn joined(one: EventSubject, other: EventSubject) -> bool {
    clusters(&[one, other]).len() == 1
}

#[test]
fn the_shipped_rules_are_read_and_wrong_ones_refused() {
    let shipped = include_str!("../../../lexicon/rules/same_event.toml");
    assert!(SameEvent::parse(shipped).is_ok());
    let cases = [
        ("lag_from = [0, 2, 4, 8]", "lag_from = [2, 0, 4, 8]", "`lag_from`"),
        ("lag_from = [0, 2, 4, 8]", "lag_from = [0, 2]", "`lag_from`"),
        ("less_common = [\n", "less_common = [\n    \"people\",\n", "`people`"),
        ("base = ", "basis = ", "basis"),
    ];
    for (right, wrong, named) in cases {
        assert!(shipped.contains(right), "{right}");
        let error = SameEvent::parse(&shipped.replacen(right, wrong, 1)).unwrap_err();
        assert!(error.contains(named) && error.starts_with("`rules/same_event.toml`"), "{error}");
    }
}

#[test]
fn every_weight_in_the_file_is_read() {
    let Ok(rules) = SameEvent::parse(include_str!("../../../lexicon/rules/same_event.toml")) else {
        panic!()
    };
    assert!(rules.base < 0.0, "nothing known is not one event");
    assert!(rules.time.same_day > rules.time.overlap && rules.time.overlap > rules.time.next_day);
    assert!(rules.time.lag.is_sorted_by(|near, far| near > far), "the longer, the less likely");
    assert!(rules.place.same_point > rules.place.near && rules.place.unknown > rules.place.other_places);
    assert_eq!(rules.family(EventType::Clash), rules.family(EventType::Operation));
    assert_ne!(rules.family(EventType::Abduction), rules.family(EventType::Attack));
}

#[test]
fn news_without_a_time_is_of_the_days_before_it_was_printed() {
    let first = || news("a", "2020-05-12", HOTEL);
    assert!(joined(first(), news("b", "2020-05-13", HOTEL)));
    assert!(!joined(first(), news("b", "2020-07-13", HOTEL)), "more than a month later");
    assert!(!joined(first(), news("b", "2020-05-12", "Police found a lorry by the Kunar bridge")));
    assert!(!joined(first(), news("b", "2020-05-12", "")), "nothing but the day speaks for it");
    let dated = |day: &str| attack("b", "e1", Some(span(day, day)), vec![kabul()]).told(HOTEL);
    assert!(joined(first(), dated("2020-05-11")));
    assert!(!joined(first(), dated("2020-05-20")), "news is not of what is still to come");
}

#[test]
fn a_telling_without_a_place_finds_the_one_with_it() {
    let placed = attack("b", "e1", None, vec![kabul()]).published("2020-05-12").told(HOTEL);
    let placeless = news("a", "2020-05-12", HOTEL);
    let keys = block_keys(&placed);
    assert!(block_keys(&placeless).iter().any(|key| keys.contains(key)));
    assert!(joined(placeless, placed));
}

#[test]
fn serial_attacks_in_one_city_on_one_day_stay_apart() {
    let day = Some(span("2020-05-12", "2020-05-12"));
    let mosque = attack("a", "e1", day, vec![kabul()])
        .figure(Qualifier::Exact, 40)
        .told("A bomb went off at the Imam Zaman mosque during prayers");
    let university = attack("b", "e1", day, vec![kabul()])
        .figure(Qualifier::Exact, 3)
        .told("Gunmen burst into the Polytechnic lecture theatre");
    assert!(!joined(mosque.clone(), university));
    let again = attack("c", "e1", day, vec![kabul()])
        .figure(Qualifier::Exact, 43)
        .told("The Imam Zaman mosque was crowded with worshippers");
    assert!(joined(mosque, again));
}

#[test]
fn a_toll_that_rises_over_days_is_one_event_and_a_far_smaller_one_another() {
    let first = || news("a", "2020-05-12", HOTEL).figure(Qualifier::Exact, 8);
    let score = |other: EventSubject| SHIPPED.score(&first(), &other).unwrap();
    let later = |number| news("b", "2020-05-13", HOTEL).figure(Qualifier::Exact, number);
    assert!(joined(first(), later(21)));
    assert!(score(later(8)) > score(later(21)), "the same number says more");
    assert!(score(later(21)) > score(later(2)), "the dead do not rise again");
    assert!(score(later(2)) == score(later(900)), "no toll rises so far");
    let swapped = SHIPPED.score(&later(21), &first()).unwrap();
    assert_eq!(score(later(21)), swapped, "who is asked first does not matter");
}

#[test]
fn a_named_site_is_in_the_town_it_is_named_after_and_an_unplaced_one_may_be() {
    let at = |name: &str, point: bool| {
        let mut place = kabul();
        (place.name, place.precision) = (name.to_owned(), Some(PlacePrecision::Site));
        if !point {
            (place.latitude, place.longitude) = (None, None);
        }
        attack("b", "e1", None, vec![place]).published("2020-05-12")
    };
    let town = |place| attack("a", "e1", None, vec![place]).published("2020-05-12");
    let score = |one: &EventSubject, other: &EventSubject| SHIPPED.place(one, other);
    let weights = &SHIPPED.place;
    assert_eq!(score(&town(kabul()), &at("Kabul airport", false)), Some(weights.near));
    assert_eq!(score(&town(jalalabad()), &at("Kabul airport", false)), Some(weights.unknown));
    assert_eq!(score(&town(jalalabad()), &at("Kabul airport", true)), Some(weights.other_places));
    assert_eq!(score(&town(jalalabad()), &town(nangarhar())), Some(weights.inside_province));
    let mut abroad = kabul();
    abroad.country = Some("PK".to_owned());
    assert_eq!(score(&town(kabul()), &town(abroad)), None);
}

#[test]
fn a_copy_printed_later_is_where_the_original_is() {
    let dated = attack("a", "e1", Some(span("2020-05-12", "2020-05-12")), vec![kabul()]).told(HOTEL);
    let original = news("b", "2020-05-13", HOTEL);
    let copy = news("c", "2020-09-01", HOTEL).text("b");
    assert_eq!(clusters(&[dated, original, copy]).len(), 1);
}

#[test]
fn names_are_told_from_words_that_only_begin_a_sentence() {
    let mut telling = Telling::default();
    telling.add("Witnesses saw Mwangi beside the burning minibus of Koinange", &SHIPPED);
    assert_eq!(telling.names, ["koinange", "mwangi"].map(str::to_owned).into());
    assert!(telling.words.contains("minibus") && !telling.words.contains("witnesses"), "{telling:?}");
    let mut headline = Telling::default();
    headline.add("Minibus Burns Beside Mwangi Bridge", &SHIPPED);
    assert_eq!(headline.names, BTreeSet::new());
}

#[test]
fn a_score_can_be_taken_apart() {
    let (one, other) = (news("a", "2020-05-12", HOTEL), news("b", "2020-05-13", HOTEL));
    let parts = crate::evidence(&one, &other).unwrap();
    assert_eq!(parts.iter().map(|(_, part)| part).sum::<i64>(), SHIPPED.score(&one, &other).unwrap());
    assert!(parts.contains(&("time", hundredths(SHIPPED.time.lag[0]))) && parts.contains(&("place", 0)));
    let abduction = other.with(|one| one.event_type = EventType::Abduction);
    assert_eq!(crate::evidence(&one, &abduction), None);
}
