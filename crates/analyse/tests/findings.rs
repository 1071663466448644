//! What is counted, what is listed, and that every finding carries statements of the dossier.
mod support;

use analyse::{ContestedKind, Options, PhaseKind, Standing, findings};
use model::*;
use support::*;

fn sample_findings() -> (model::dossier::ActorDossier, analyse::Findings) {
    let dossier = sample().dossier;
    let options = Options { stronghold: vec!["AF".into(), "PK".into()] };
    let findings = findings(&dossier, &options);
    (dossier, findings)
}

#[test]
fn attributions_are_kept_apart_and_sums_stay_ranges() {
    let (_, findings) = sample_findings();
    let total = &findings.attacks.total;
    let sizes = [&total.claimed, &total.blamed, &total.suspected, &total.stated, &total.denied, &total.all];
    assert_eq!(sizes.map(analyse::Tally::len), [1, 1, 1, 1, 1, 4]);
    let toll = &total.all.killed;
    assert_eq!(
        (toll.low, toll.best, toll.high),
        (19 + 84 + 24, None, None),
        "dozens has no best, at least 19 no high"
    );
    assert_eq!((toll.events_with_figure, toll.events_without_figure), (3, 1));
    assert_eq!(total.blamed.killed.high, Some(84));
    assert_eq!(total.not_claimed.len(), 3);
}

#[test]
fn an_attack_that_may_lie_in_two_years_is_in_no_year() {
    let (_, findings) = sample_findings();
    let years = findings.attacks.years.iter().map(|year| (year.year, year.by_stance.all.len()));
    let expected = [(2018, 1), (2019, 0), (2020, 0), (2021, 1), (2022, 0), (2023, 0), (2024, 1)];
    assert_eq!(years.collect::<Vec<_>>(), expected);
    assert_eq!(findings.attacks.across_years.events, ["E3"]);
    assert!(findings.attacks.undated.is_empty());
}

#[test]
fn the_stronghold_divides_by_country() {
    let (dossier, findings) = sample_findings();
    assert_eq!(findings.attacks.inside.events, ["E1", "E3", "E4"]);
    assert_eq!(findings.attacks.outside.events, ["E2"]);
    let without = analyse::findings(&dossier, &Options::default());
    assert!(without.attacks.inside.is_empty() && without.attacks.outside.is_empty());
}

#[test]
fn plots_threats_and_phases_are_told_apart() {
    let (_, findings) = sample_findings();
    let ids = |moments: &[analyse::Moment]| moments.iter().map(|m| m.event.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&findings.plots), ["E7"]);
    assert_eq!(ids(&findings.threats), ["E8"]);
    assert_eq!(ids(&findings.undated), ["E7"]);
    let kinds = findings.phases.iter().map(|phase| phase.kind).collect::<Vec<_>>();
    assert_eq!(kinds, [PhaseKind::Beginning, PhaseKind::GroundLost, PhaseKind::Trend]);
}

#[test]
fn disputes_are_listed_with_their_statements() {
    let (_, findings) = sample_findings();
    let kinds = findings.contested.iter().map(|contested| contested.kind).collect::<Vec<_>>();
    assert_eq!(kinds, [ContestedKind::Event, ContestedKind::Denied, ContestedKind::Strength]);
    assert!(findings.contested.iter().all(|contested| contested.statements.len() > 1));
}

#[test]
fn a_claim_made_by_another_actor_is_blame() {
    let mut record = Builder::new();
    let report = record.report("Example Wire", None, "A bombing", "one");
    let what = (EventType::Attack, None, Realis::Occurred);
    let mut member = record.subject(report, "A bombing.", what, None, None);
    member.responsibilities.push(record.held(
        report,
        "Claimed.",
        Stance::Claimed,
        Some(group()),
        Some(parent()),
    ));
    record.event(vec![member], None);
    let stands = analyse::standing::stands(&record.dossier.events[0], GROUP);
    assert_eq!(stands.standing(), Standing::Blamed);
}

#[test]
fn two_reports_with_one_text_are_one_origin() {
    let (_, findings) = sample_findings();
    let coverage = &findings.coverage;
    assert_eq!((coverage.reports, coverage.origins, coverage.events), (4, 3, 8));
    assert_eq!(coverage.outlets[0].outlet, "Example Wire");
    assert_eq!(coverage.first_published, Some(jiff::civil::date(2021, 11, 3)));
}

#[test]
fn every_statement_id_is_one_of_the_dossier() {
    let (dossier, findings) = sample_findings();
    let attacks = &findings.attacks;
    let mut ids = attacks.total.all.statements.clone();
    ids.extend(
        [&attacks.inside, &attacks.outside, &attacks.across_years].map(|t| t.statements.clone()).concat(),
    );
    ids.extend(findings.timeline.iter().flat_map(|moment| moment.statements.clone()));
    ids.extend(findings.phases.iter().flat_map(|phase| phase.statements.clone()));
    ids.extend(findings.contested.iter().flat_map(|contested| contested.statements.clone()));
    assert!(ids.len() > 30);
    assert!(ids.iter().all(|id| dossier.citations.contains_key(id)));
    assert!(findings.timeline.iter().chain(&findings.undated).all(|moment| !moment.statements.is_empty()));
}
