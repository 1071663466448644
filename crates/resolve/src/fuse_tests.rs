use super::*;
use crate::support::{With, afghanistan, attack, jalalabad, kabul, nangarhar, span};
use model::{Qualifier, Stance};

fn on(report: &str, earliest: &str, latest: &str) -> EventSubject {
    attack(report, "e1", Some(span(earliest, latest)), vec![kabul()])
}

fn fused(members: &[EventSubject]) -> Event {
    let event = fuse(members.to_vec(), &Profile::daybook()).unwrap();
    let mut reversed = members.to_vec();
    reversed.reverse();
    assert_eq!(fuse(reversed, &Profile::daybook()).as_ref(), Some(&event), "the order does not matter");
    event
}

fn contradictions_of(members: &[EventSubject]) -> Vec<(String, String)> {
    fused(members).contradictions.into_iter().map(|one| (one.about, one.message)).collect()
}

#[test]
fn nothing_becomes_nothing() {
    assert_eq!(fuse(Vec::new(), &Profile::daybook()), None);
}

#[test]
fn the_time_is_the_narrowest_that_most_origins_allow() {
    let members = [
        on("a", "2020-05-12", "2020-05-12"),
        on("b", "2020-05-11", "2020-05-13"),
        on("c", "2020-05-12", "2020-05-13"),
    ];
    assert_eq!(fused(&members).when, Some(span("2020-05-12", "2020-05-12")));
    let rival = [
        on("a", "2020-05-11", "2020-05-11"),
        on("b", "2020-05-12", "2020-05-12"),
        on("c", "2020-05-12", "2020-05-12"),
    ];
    let event = fused(&rival);
    assert_eq!(event.when, Some(span("2020-05-12", "2020-05-12")));
    assert_eq!(event.contradictions[0].message, "when: reports give 2020-05-11 and 2020-05-12");
    assert_eq!(event.contradictions[0].statements.len(), 3);
}

#[test]
fn the_place_is_the_most_precise_and_the_realis_the_strongest() {
    let when = Some(span("2020-05-12", "2020-05-12"));
    let members = [
        attack("a", "e1", when, vec![afghanistan()]).realis(Realis::Denied),
        attack("b", "e1", when, vec![nangarhar()]),
        attack("c", "e1", when, vec![jalalabad()]).realis(Realis::Possible),
    ];
    let event = fused(&members);
    assert_eq!(event.place.unwrap().name, "Jalalabad");
    assert_eq!(event.realis, Realis::Occurred);
    assert_eq!(event.contradictions[0].about, "realis");
    assert_eq!(event.contradictions[0].statements.len(), 2);
}

#[test]
fn copies_count_as_one_origin() {
    let members = [on("a", "2020-05-12", "2020-05-12"), on("b", "2020-05-12", "2020-05-12").text("a")];
    let event = fused(&members);
    assert_eq!((event.n_reports, event.n_origins), (2, 1));
}

#[test]
fn a_subtype_stands_where_those_that_give_one_agree() {
    let bombing = on("a", "2020-05-12", "2020-05-12").subtype(EventSubtype::Bombing);
    let silent = on("b", "2020-05-12", "2020-05-12");
    let suicide = on("c", "2020-05-12", "2020-05-12").subtype(EventSubtype::SuicideBombing);
    assert_eq!(fused(&[bombing.clone(), silent.clone()]).subtype, Some(EventSubtype::Bombing));
    assert_eq!(fused(&[bombing, silent, suicide]).subtype, None);
}

#[test]
fn numbers_that_exclude_each_other_are_listed() {
    let one = |report: &str| on(report, "2020-05-12", "2020-05-12");
    let excluded = [one("a").figure(Qualifier::Exact, 14), one("b").figure(Qualifier::AtLeast, 16)];
    let expected = ("killed".to_owned(), "killed: reports give 14 and at least 16".to_owned());
    assert_eq!(contradictions_of(&excluded), [expected]);
    for agree in [
        [one("a").figure(Qualifier::Exact, 16), one("b").figure(Qualifier::AtLeast, 16)],
        [one("a").figure(Qualifier::Exact, 16), one("b").figure(Qualifier::UpTo, 20)],
        [one("a").figure(Qualifier::Exact, 16), one("b").figure(Qualifier::Approximately, 15)],
        [one("a").figure(Qualifier::MoreThan, 15), one("b").figure(Qualifier::FewerThan, 20)],
    ] {
        assert_eq!(contradictions_of(&agree), [], "{agree:?}");
    }
    let more = [one("a").figure(Qualifier::Exact, 16), one("b").figure(Qualifier::MoreThan, 16)];
    assert_eq!(contradictions_of(&more).len(), 1);
}

#[test]
fn rival_answers_to_who_did_it_are_listed() {
    let one = |report: &str| on(report, "2020-05-12", "2020-05-12");
    let cases: Vec<(Vec<EventSubject>, Option<&str>)> = vec![
        (vec![one("a").held(Stance::Claimed, "Islamic State").held(Stance::Denied, "Taliban")], None),
        (
            vec![one("a").held(Stance::Blamed, "Taliban"), one("b").held(Stance::Denied, "Taliban")],
            Some("responsibility: blamed on Taliban and denied by Taliban"),
        ),
        (
            vec![one("a").held(Stance::Blamed, "Taliban"), one("b").held(Stance::Blamed, "Islamic State")],
            Some("responsibility: blamed on Islamic State and blamed on Taliban"),
        ),
        (
            vec![
                one("a").held(Stance::Claimed, "Islamic State Khorasan"),
                one("b").held(Stance::Blamed, "Islamic State"),
            ],
            None,
        ),
        (
            vec![one("a").perpetrator("Taliban"), one("b").held(Stance::Claimed, "Islamic State")],
            Some("responsibility: reported as done by Taliban and claimed by Islamic State"),
        ),
    ];
    for (members, expected) in cases {
        let found = contradictions_of(&members);
        assert_eq!(found.first().map(|(_, message)| message.as_str()), expected);
        assert!(found.len() <= 1);
    }
}
