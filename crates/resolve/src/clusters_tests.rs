use super::*;
use crate::support::{With, achin, afghanistan, attack, jalalabad, kabul, nangarhar, span};
use crate::{affected, block_keys};
use model::record::{Place, TimeSpan};
use model::{EventSubtype, EventType, PlacePrecision, Realis};
use proptest::prelude::*;
use std::sync::Arc;

const DAY: &str = "2020-05-12";

fn on(day: &str) -> Option<TimeSpan> {
    Some(span(day, day))
}

/// The partition as sorted lists of `report/local`.
fn names(subjects: &[EventSubject]) -> Vec<Vec<String>> {
    named(
        clusters(subjects)
            .into_iter()
            .map(|members| members.into_iter().map(|at| subjects[at].clone()).collect()),
    )
}

fn named(clusters: impl IntoIterator<Item = Vec<EventSubject>>) -> Vec<Vec<String>> {
    let name = |subject: EventSubject| {
        format!("{}/{}", subject.report.key.trim_start_matches("key-"), subject.id.local)
    };
    let mut all: Vec<Vec<String>> = clusters
        .into_iter()
        .map(|members| {
            let mut members: Vec<String> = members.into_iter().map(name).collect();
            members.sort();
            members
        })
        .collect();
    all.sort();
    all
}

fn joined(one: EventSubject, other: EventSubject) -> bool {
    clusters(&[one, other]).len() == 1
}

#[test]
fn the_same_place_and_day_is_one_event_unless_something_forbids_it() {
    let plain = |report: &str| attack(report, "e1", on(DAY), vec![kabul()]);
    let cases: Vec<(&str, EventSubject, bool)> = vec![
        ("the same", plain("b"), true),
        (
            "a day within three",
            attack("b", "e1", Some(span("2020-05-11", "2020-05-13")), vec![kabul()]),
            true,
        ),
        ("the next day", attack("b", "e1", on("2020-05-13"), vec![kabul()]), false),
        ("another town", attack("b", "e1", on(DAY), vec![jalalabad()]), false),
        ("a clash may be called an attack", plain("b").with(|one| one.event_type = EventType::Clash), true),
        (
            "an abduction is another event",
            plain("b").with(|one| one.event_type = EventType::Abduction),
            false,
        ),
        ("denied", plain("b").realis(Realis::Denied), true),
        ("only attempted", plain("b").realis(Realis::Attempted), false),
        ("only planned", plain("b").realis(Realis::Planned), false),
        ("the same text, another event", plain("b").text("a").with(|one| one.id.local = "e2".into()), false),
        ("the same text, the same event", plain("b").text("a"), true),
        ("the country", attack("b", "e1", on(DAY), vec![afghanistan()]), true),
        ("no time", attack("b", "e1", None, vec![kabul()]), false),
        ("no place", attack("b", "e1", on(DAY), vec![]), false),
    ];
    for (what, other, expected) in cases {
        assert_eq!(joined(plain("a"), other), expected, "{what}");
    }
}

#[test]
fn subtypes_and_perpetrators_that_exclude_each_other_are_kept_apart() {
    let plain = |report: &str| attack(report, "e1", on(DAY), vec![kabul()]);
    assert!(!joined(
        plain("a").subtype(EventSubtype::SuicideBombing),
        plain("b").subtype(EventSubtype::Shelling)
    ));
    assert!(joined(
        plain("a").subtype(EventSubtype::SuicideBombing),
        plain("b").subtype(EventSubtype::Bombing)
    ));
    assert!(!joined(plain("a").perpetrator("Taliban"), plain("b").perpetrator("Islamic State")));
    assert!(joined(
        plain("a").perpetrator("Islamic State Khorasan"),
        plain("b").perpetrator("Islamic State")
    ));
    assert!(joined(plain("a").perpetrator("Taliban"), plain("b")));
}

#[test]
fn copies_of_one_text_are_one_event_even_without_time_and_place() {
    let copy = attack("b", "e1", None, vec![]).text("a");
    assert!(joined(attack("a", "e1", None, vec![]), copy));
    assert!(!joined(attack("a", "e1", None, vec![]), attack("b", "e1", None, vec![])));
}

#[test]
fn a_province_does_not_chain_two_towns() {
    let province = attack("c", "e1", on(DAY), vec![nangarhar()]);
    let town = attack("a", "e1", on(DAY), vec![jalalabad()]);
    let district = attack("b", "e1", on(DAY), vec![achin()]);
    assert_eq!(names(&[town.clone(), province.clone()]), [["a/e1", "c/e1"]]);
    let apart = names(&[town, district, province]);
    assert_eq!(apart, [["a/e1"], ["b/e1"], ["c/e1"]]);
}

#[test]
fn a_coarse_time_joins_the_only_event_it_fits() {
    let may = Some(span("2020-05-01", "2020-05-31"));
    let coarse = attack("c", "e1", may, vec![nangarhar()]);
    let first = attack("a", "e1", on(DAY), vec![jalalabad()]);
    let second = attack("b", "e1", on("2020-05-20"), vec![jalalabad()]);
    assert_eq!(names(&[coarse.clone(), first.clone()]), [["a/e1", "c/e1"]]);
    assert_eq!(names(&[coarse.clone(), first.clone(), second]).len(), 3);
    let other_coarse = attack("d", "e1", may, vec![nangarhar()]);
    assert_eq!(names(&[coarse, other_coarse]), [["c/e1", "d/e1"]]);
    let country = |report: &str| attack(report, "e1", may, vec![afghanistan()]);
    assert_eq!(
        names(&[country("a"), country("b"), first.with(|one| one.report.key = "key-c".into())]).len(),
        3
    );
}

#[test]
fn of_two_events_of_one_text_the_stronger_pair_wins() {
    let bombing = attack("a", "e1", on(DAY), vec![kabul()]).subtype(EventSubtype::Bombing);
    let assault = attack("a", "e2", on(DAY), vec![kabul()]).subtype(EventSubtype::ArmedAssault);
    let other = attack("b", "e1", on(DAY), vec![kabul()]).subtype(EventSubtype::ArmedAssault);
    assert_eq!(names(&[bombing, assault, other]), [vec!["a/e1"], vec!["a/e2", "b/e1"]]);
}

#[test]
fn a_near_point_is_the_same_place_and_a_far_one_is_not() {
    let village = |km_north: f64| {
        let mut place: Place = kabul();
        place.name = "Village".to_owned();
        place.precision = Some(PlacePrecision::Settlement);
        place.latitude = place.latitude.map(|latitude| latitude + km_north / 111.2);
        attack("b", "e1", on(DAY), vec![place])
    };
    assert!(joined(attack("a", "e1", on(DAY), vec![kabul()]), village(20.0)));
    assert!(!joined(attack("a", "e1", on(DAY), vec![kabul()]), village(30.0)));
}

fn any_subject() -> impl Strategy<Value = EventSubject> {
    let times = prop::sample::select(vec![
        None,
        on("2020-05-11"),
        on(DAY),
        on("2020-05-13"),
        Some(span("2020-05-12", "2020-05-14")),
        Some(span("2020-05-08", "2020-05-14")),
        Some(span("2020-05-01", "2020-05-31")),
        Some(span("2020-04-20", "2020-05-12")),
        Some(span("2020-01-01", "2020-12-31")),
    ]);
    let places = prop::sample::select(vec![
        vec![],
        vec![kabul()],
        vec![jalalabad()],
        vec![achin()],
        vec![nangarhar()],
        vec![afghanistan()],
        vec![jalalabad(), achin()],
    ]);
    let subtypes = prop::sample::select(vec![
        None,
        Some(EventSubtype::SuicideBombing),
        Some(EventSubtype::Bombing),
        Some(EventSubtype::Shelling),
        Some(EventSubtype::ArmedAssault),
    ]);
    let realis =
        prop::sample::select(vec![Realis::Occurred, Realis::Occurred, Realis::Denied, Realis::Foiled]);
    let words = prop::sample::select(vec![
        "",
        "the Westgate market on Koinange",
        "a bus near the Westgate market",
        "Koinange and Mwangi wept",
        "gravediggers in Mwangi",
    ]);
    let published = prop::sample::select(vec!["2020-05-12", "2020-05-13", "2020-05-16", "2020-06-03"]);
    (0..7_u8, 0..4_u8, 0..3_u8, times, places, subtypes, realis, 0..3_u8, words, published).prop_map(
        |(report, local, copy, when, places, subtype, realis, actor, words, published)| {
            let mut subject =
                attack(&format!("r{report}"), &format!("e{local}"), when, places).realis(realis).told(words);
            subject.subtype = subtype;
            subject.report.published = (report != 6).then(|| crate::support::day(published));
            if copy == 0 {
                subject.report.text = format!("text-r{}", report / 2);
            } else {
                subject.report.text = format!("text-{}", subject.report.key);
            }
            match actor {
                0 => subject.perpetrator("Taliban"),
                1 => subject.perpetrator("Islamic State Khorasan"),
                _ => subject,
            }
        },
    )
}

/// Subjects of reports; one report has one text, and every identity occurs once.
fn any_subjects() -> impl Strategy<Value = Vec<EventSubject>> {
    prop::collection::vec(any_subject(), 0..22).prop_map(|subjects| {
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        let mut unique: BTreeMap<(String, String), EventSubject> = BTreeMap::new();
        for mut subject in subjects {
            let text = texts.entry(subject.report.key.clone()).or_insert(subject.report.text.clone());
            subject.report.text.clone_from(text);
            unique.entry((subject.report.key.clone(), subject.id.local.clone())).or_insert(subject);
        }
        unique.into_values().collect()
    })
}

fn candidate(subject: &EventSubject) -> Arc<Candidate> {
    Arc::new(Candidate::new(subject.clone()))
}

/// A record that is kept up to date by [`affected`] alone.
#[derive(Default)]
struct Record {
    subjects: Vec<EventSubject>,
    clusters: Vec<Vec<EventSubject>>,
}

impl Record {
    fn change(&mut self, added: &[EventSubject], removed: &[EventSubject]) {
        self.subjects.retain(|subject| !removed.contains(subject));
        self.subjects.extend(added.iter().cloned());
        let load = |keys: &[String]| {
            let in_block = |subject: &&EventSubject| block_keys(subject).iter().any(|key| keys.contains(key));
            Ok::<_, std::convert::Infallible>(self.subjects.iter().filter(in_block).map(candidate).collect())
        };
        let Ok(changed) = affected(added, removed, load);
        let moved: Vec<&EventSubject> = changed.iter().flatten().chain(removed).collect();
        for cluster in &self.clusters {
            let touched = cluster.iter().filter(|subject| moved.contains(subject)).count();
            assert!(touched == 0 || touched == cluster.len(), "a cluster is replaced whole");
        }
        self.clusters.retain(|cluster| !cluster.iter().any(|subject| moved.contains(&subject)));
        self.clusters.extend(changed);
    }
}

/// Id, whether it says that they are one, and which subjects, the first on a side of its own.
type Made = (String, bool, Vec<usize>);

impl Record {
    /// Makes a judgement, or takes it back. The subjects stay in the order in which they were first added.
    fn judge(&mut self, (id, same, of): &Made, is_made: bool) {
        let identities: Vec<_> = of.iter().map(|at| self.subjects[*at].id.clone()).collect();
        let mut changed = Vec::new();
        for cluster in self.clusters.iter_mut().flatten().chain(&mut self.subjects) {
            let Some(at) = identities.iter().position(|identity| *identity == cluster.id) else { continue };
            let side = (id.clone(), u8::from(at > 0));
            match (same, is_made) {
                (true, true) => drop(cluster.sides.same.insert(id.clone())),
                (true, false) => drop(cluster.sides.same.remove(id)),
                (false, true) => drop(cluster.sides.different.insert(side)),
                (false, false) => drop(cluster.sides.different.remove(&side)),
            }
            changed.push(cluster.clone());
        }
        let subjects = self.subjects.clone();
        let load = |keys: &[String]| {
            let in_block = |subject: &&EventSubject| block_keys(subject).iter().any(|key| keys.contains(key));
            Ok::<_, std::convert::Infallible>(subjects.iter().filter(in_block).map(candidate).collect())
        };
        let Ok(changed) = affected(&changed, &[], load);
        let moved: Vec<&EventSubject> = changed.iter().flatten().collect();
        for cluster in &self.clusters {
            let touched = cluster.iter().filter(|subject| moved.contains(subject)).count();
            assert!(touched == 0 || touched == cluster.len(), "a cluster is replaced whole");
        }
        self.clusters.retain(|cluster| !cluster.iter().any(|subject| moved.contains(&subject)));
        self.clusters.extend(changed);
    }

    /// What is different is never together; what is the same is, unless something that is different forbids it.
    fn check_judgements(&self, made: &[Made]) -> Result<(), TestCaseError> {
        let cluster_of = |at: usize| {
            self.clusters.iter().position(|cluster| cluster.iter().any(|one| one.id == self.subjects[at].id))
        };
        let forbids = made.iter().any(|(_, same, _)| !same);
        for (_, same, of) in made {
            for other in &of[1..] {
                prop_assert!(*same || *other == of[0] || cluster_of(*other) != cluster_of(of[0]));
                prop_assert!(!same || forbids || cluster_of(*other) == cluster_of(of[0]));
            }
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_order_gives_the_same_partition(subjects in any_subjects(), seed in any::<u64>()) {
        let expected = names(&subjects);
        let mut shuffled = subjects.clone();
        shuffled.sort_by_key(|subject| {
            let (key, _, local) = identity(subject);
            model::hash::sha256_of_parts(&[&seed.to_le_bytes(), key.as_bytes(), local.as_bytes()])
        });
        prop_assert_eq!(names(&shuffled), expected.clone());
        prop_assert_eq!(expected.iter().map(Vec::len).sum::<usize>(), subjects.len());
    }

    #[test]
    fn what_is_linked_may_be_one_by_numbers_alone(subjects in any_subjects()) {
        let candidates: Vec<Candidate> = subjects.into_iter().map(Candidate::new).collect();
        for one in &candidates {
            for other in &candidates {
                let is_linked = link(one.subject(), other.subject()).is_some();
                prop_assert!(one.may_be(other) || !is_linked, "{one:#?}\n{other:#?}");
                prop_assert_eq!(one.may_be(other), other.may_be(one));
            }
        }
    }

    #[test]
    fn what_must_not_be_joined_is_not(subjects in any_subjects()) {
        for cluster in clusters(&subjects) {
            for (position, one) in cluster.iter().enumerate() {
                for other in &cluster[position + 1..] {
                    let (one, other) = (&subjects[*one], &subjects[*other]);
                    prop_assert!(one.report.text != other.report.text || one.id.local == other.id.local);
                }
            }
        }
    }

    #[test]
    fn judgements_and_their_undoing_give_what_all_at_once_gives(
        subjects in any_subjects(),
        judged in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<bool>()), 1..6),
        undone in any::<prop::sample::Index>(),
    ) {
        prop_assume!(subjects.len() > 1);
        let mut record = Record::default();
        record.change(&subjects, &[]);
        let mut made = Vec::new();
        for (number, (same, one, other, one_more)) in judged.iter().enumerate() {
            let mut sides: BTreeSet<usize> = [one.index(subjects.len()), other.index(subjects.len())].into();
            if *one_more {
                sides.insert(0);
            }
            made.push((format!("J{}", number + 1), *same, sides.into_iter().collect::<Vec<_>>()));
            record.judge(made.last().unwrap(), true);
            prop_assert_eq!(named(record.clusters.clone()), names(&record.subjects));
            record.check_judgements(&made)?;
        }
        let undone = made.remove(undone.index(made.len()));
        record.judge(&undone, false);
        prop_assert_eq!(named(record.clusters.clone()), names(&record.subjects));
        for judgement in &made {
            record.judge(judgement, false);
        }
        prop_assert_eq!(named(record.clusters), names(&subjects));
    }

    #[test]
    fn report_by_report_gives_what_all_at_once_gives(subjects in any_subjects(), seed in any::<u64>(), leaves in 0_usize..7) {
        let mut reports: BTreeMap<String, Vec<EventSubject>> = BTreeMap::new();
        for subject in subjects {
            let key = subject.report.key.clone();
            let order = model::hash::sha256_of_parts(&[&seed.to_le_bytes(), key.as_bytes()]);
            reports.entry(order).or_default().push(subject);
        }
        let mut record = Record::default();
        for added in reports.values() {
            record.change(added, &[]);
            prop_assert_eq!(named(record.clusters.clone()), names(&record.subjects));
        }
        if let Some(removed) = reports.values().nth(leaves) {
            record.change(&[], removed);
            prop_assert_eq!(named(record.clusters.clone()), names(&record.subjects));
        }
    }
}
