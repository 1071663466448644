use super::*;
use crate::support::{With, attack, figure, kabul, span};
use model::Qualifier as Q;

fn one(report: &str) -> EventSubject {
    attack(report, "e1", Some(span("2020-05-12", "2020-05-12")), vec![kabul()])
}

/// Low, best, high of the killed, and how many statements were left out.
fn killed(members: &[EventSubject]) -> (Option<u64>, Option<u64>, Option<u64>, usize) {
    let fused = Profile::daybook().fuse(members);
    let killed = fused.iter().find(|fused| fused.measure == Measure::Killed).unwrap();
    let stated = members.iter().map(|member| member.figures.len()).sum::<usize>();
    assert_eq!(killed.used.len() + killed.left_out.len(), stated, "every statement is accounted for");
    (killed.low, killed.best, killed.high, killed.left_out.len())
}

#[test]
fn the_shipped_profile_is_read_and_a_broken_one_is_refused() {
    assert_eq!(Profile::daybook().profile, "daybook");
    let shipped = include_str!("../../../lexicon/rules/figures.toml");
    let without_reason = shipped.replace("running = ", "total = ");
    assert!(Profile::parse(&without_reason).unwrap_err().to_string().contains("scope `running`"));
    let upside_down = shipped.replace("low = 2000\n", "low = 20000\n");
    assert!(
        Profile::parse(&upside_down).unwrap_err().to_string().contains("`thousands` with low above high")
    );
    assert!(Profile::parse(&format!("unknown = 1\n{shipped}")).is_err());
}

#[test]
fn the_latest_number_wins_and_bounds_stay() {
    let early = one("a").published("2020-05-12").figure(Q::Exact, 14);
    let late = one("b").published("2020-05-14").figure(Q::Exact, 24);
    assert_eq!(killed(&[early.clone(), late.clone()]), (Some(14), Some(24), Some(24), 0));
    let later_bound = one("c").published("2020-05-15").figure(Q::AtLeast, 25);
    assert_eq!(killed(&[early, late, later_bound]), (Some(14), Some(25), Some(25), 0));
}

#[test]
fn a_tie_goes_to_the_most_frequent_number_then_to_the_lower() {
    let with = |report: &str, number| one(report).published("2020-05-12").figure(Q::Exact, number);
    assert_eq!(killed(&[with("a", 14), with("b", 16), with("c", 16)]).1, Some(16));
    assert_eq!(killed(&[with("a", 14), with("b", 16)]).1, Some(14));
    let copies = [with("a", 14), with("b", 14).text("a"), with("c", 13)];
    assert_eq!(killed(&copies), (Some(13), Some(13), Some(14), 1), "two copies are one origin");
}

#[test]
fn parts_additions_running_totals_and_the_attackers_dead_drag_nothing() {
    let scoped = |scope| SubjectFigure { scope, ..figure(Q::Exact, 900) };
    let member = one("a")
        .figure(Q::Exact, 14)
        .figure_of(scoped(Scope::Part))
        .figure_of(scoped(Scope::Additional))
        .figure_of(scoped(Scope::Running))
        .figure_of(SubjectFigure { of: Some("attackers".into()), ..figure(Q::Exact, 3) })
        .figure_of(SubjectFigure { of: Some("Islamic State".into()), ..figure(Q::Exact, 4) })
        .figure_of(SubjectFigure { of: Some("children".into()), ..figure(Q::Exact, 2) })
        .held(Stance::Claimed, "Islamic State");
    assert_eq!(killed(&[member]), (Some(14), Some(14), Some(14), 6));
}

#[test]
fn in_an_operation_the_groups_dead_count_and_a_class_alone_stands_for_all() {
    let of = |class: &str| SubjectFigure { of: Some(class.into()), ..figure(Q::Exact, 9) };
    let raid = one("a").figure_of(of("militants")).with(|one| one.event_type = EventType::Operation);
    assert_eq!(killed(&[raid]).1, Some(9));
    assert_eq!(killed(&[one("a").figure_of(of("civilians"))]).1, Some(9));
    assert_eq!(killed(&[one("a").figure_of(of("attackers"))]), (None, None, None, 1));
}

#[test]
fn vague_words_give_bounds_and_no_best() {
    let vague = |words: &str| SubjectFigure { words: words.to_owned(), ..figure(Q::Vague, 0) };
    for (words, bounds) in [
        ("scores of people", Some((40, 99))),
        ("several", Some((3, 9))),
        ("Several hundred", Some((300, 999))),
        ("tens of thousands", Some((20_000, 99_999))),
        ("many", None),
    ] {
        let expected = bounds.unzip();
        assert_eq!(killed(&[one("a").figure_of(vague(words))]), (expected.0, None, expected.1, 0), "{words}");
    }
    let up_to = one("b").figure(Q::UpTo, 30);
    assert_eq!(killed(&[up_to]), (None, None, Some(30), 0));
}

#[test]
fn the_reasoning_says_how_the_choice_was_made() {
    let members = [one("a").figure(Q::Exact, 14), one("b").figure(Q::Exact, 16)];
    let fused = Profile::daybook().fuse(&members);
    assert_eq!(
        fused[0].reasoning,
        "best 14, the number that the latest origin with one states (2020-05-20); it gives others too, so the most frequent, then the lowest; 2 statements used, from 2 independent origins"
    );
}

/// Low, best and high by another data set's profile.
fn by(profile: &str, members: &[EventSubject]) -> (Option<u64>, Option<u64>, Option<u64>) {
    let rules = Profile::others().iter().find(|other| other.profile == profile).unwrap();
    let fused = rules.fuse(members);
    let [killed] = fused.as_slice() else { panic!("one measure: {fused:?}") };
    assert_eq!(killed.profile, profile);
    let stated = members.iter().flat_map(|member| &member.figures);
    let stated = stated.filter(|figure| figure.measure == Measure::Killed).count();
    assert_eq!(killed.used.len() + killed.left_out.len(), stated, "every statement is accounted for");
    (killed.low, killed.best, killed.high)
}

#[test]
fn ucdp_takes_the_latest_and_acled_the_lowest_and_only_that() {
    let early = one("a").published("2020-05-12").figure(Q::Exact, 14);
    let late = one("b").published("2020-05-14").figure(Q::Exact, 24);
    let injured = SubjectFigure { measure: Measure::Injured, ..figure(Q::Exact, 50) };
    let members = [early, late.figure_of(injured)];
    assert_eq!(by("ucdp", &members), (Some(14), Some(24), Some(24)));
    assert_eq!(by("acled", &members), (Some(14), Some(14), Some(14)));
}

#[test]
fn both_count_the_attackers_dead_and_daybook_does_not() {
    let bomber = SubjectFigure { of: Some("suicide bomber".into()), ..figure(Q::Exact, 1) };
    let members = [one("a").figure(Q::AtLeast, 19).figure_of(bomber.clone())];
    assert_eq!(killed(&members), (Some(19), Some(19), None, 1));
    assert_eq!(by("ucdp", &members), (Some(20), Some(20), None));
    assert_eq!(by("acled", &members), (Some(20), Some(20), Some(20)));
    let reasoning = &Profile::others()[0].fuse(&members)[0].reasoning;
    assert!(reasoning.contains("added, of the attackers: best 1"), "{reasoning}");
    assert_eq!(by("ucdp", &[one("a").figure_of(bomber)]), (Some(1), Some(1), Some(1)));
}

#[test]
fn ucdp_leaves_out_what_a_party_says_where_others_count() {
    let voice = Voice::Actor(crate::support::group("Islamic State"));
    let boast = SubjectFigure { voice, ..figure(Q::Exact, 300) };
    let claim = one("a").figure_of(boast).held(Stance::Claimed, "Islamic State");
    let count = one("b").figure(Q::Exact, 24);
    assert_eq!(by("ucdp", &[claim.clone(), count.clone()]), (Some(24), Some(24), Some(24)));
    assert_eq!(killed(&[claim.clone(), count]).2, Some(300), "`daybook` keeps it as the highest");
    assert_eq!(by("ucdp", &[claim]).1, Some(300), "better than nothing");
}

#[test]
fn acled_has_a_number_for_a_vague_word_and_ucdp_only_bounds() {
    let dozens = SubjectFigure {
        words: "dozens of people".to_owned(),
        low: Some(24),
        high: Some(99),
        ..figure(Q::Vague, 0)
    };
    let members = [one("a").figure_of(dozens)];
    assert_eq!(by("acled", &members), (Some(12), Some(12), Some(12)));
    assert_eq!(by("ucdp", &members), (Some(24), None, Some(99)));
    let many = SubjectFigure { words: "many".to_owned(), ..figure(Q::Vague, 0) };
    assert_eq!(by("acled", &[one("a").figure_of(many)]), (None, None, None));
}
