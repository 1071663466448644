//! Who reports over time, and how late.
mod support;

use analyse::nowcast::{Late, Nowcast};
use analyse::own::{Own, OwnPhases, own_phases};
use analyse::reporting::BreakKind;
use analyse::{Options, findings};
use jiff::civil::{Date, date};
use model::*;
use std::collections::BTreeMap;
use support::*;

/// An attack on a day, told by one report that comes on another day.
fn attack(builder: &mut Builder, at: Date, told: Date, outlet: &str) {
    let text = format!("{outlet} {told} {} attack of {at}", builder.dossier.reports.len());
    let report = builder.report(outlet, Some(told), "An attack", &text);
    let when = Some(span(at, at, TimePrecision::Day));
    let mut subject = builder.subject(report, &text, (EventType::Attack, None, Realis::Occurred), when, None);
    subject.participants.push(builder.takes_part(report, &text, Role::Perpetrator, Some(group()), &text));
    builder.event(vec![subject], None);
}

fn months(day: Date, by: i64) -> Date {
    day.saturating_add(jiff::Span::new().months(by))
}

/// Eight attacks in each of 30 months: four told at once, two a month later, two after two months; nothing is known after the last month.
fn late_record() -> Builder {
    let (mut builder, end) = (Builder::new(), date(2022, 6, 30));
    for month in 0..30 {
        let at = months(date(2020, 1, 10), month);
        for (delay, n) in [(0, 4), (1, 2), (2, 2)] {
            for _ in 0..n {
                let told = months(at, delay);
                if told <= end {
                    attack(&mut builder, at, told, "Example Times");
                }
            }
        }
    }
    attack(&mut builder, date(2022, 6, 29), end, "Example Times");
    builder
}

fn nowcast(builder: &Builder) -> Nowcast {
    match findings(&builder.dossier, &Options::default()).late {
        Late::Nowcast(found) => *found,
        Late::TooLittle { months, events } => panic!("too little: {months} months, {events} events"),
    }
}

#[test]
fn the_newest_months_are_told_with_what_they_may_become() {
    let found = nowcast(&late_record());
    assert_eq!((found.as_of, found.months.len(), found.later), (date(2022, 6, 30), 6, 0));
    let parts: Vec<f64> = found.told_within.iter().map(|part| part.0).collect();
    assert!((parts[0] - 0.5).abs() < 0.02 && (parts[1] - 0.75).abs() < 0.02 && parts[2] > 0.99, "{parts:?}");
    for (part, low, high) in &found.told_within[..2] {
        assert!(low < part && part < high, "{low} {part} {high}");
    }
    let june = found.months.last().expect("six months");
    assert_eq!((june.month, june.told.len()), (date(2022, 6, 1), 5));
    let (mean, low, high) = june.expected;
    // Five told, half of all: about ten, and never fewer than are told.
    assert!((9.0..13.0).contains(&mean) && low >= 5 && high > 10 && high < 30, "{mean} {low} {high}");
    let may = &found.months[4];
    assert_eq!(may.told.len(), 6);
    assert!((7.0..9.5).contains(&may.expected.0), "{may:?}");
    // Of an old month nothing much is missing.
    assert!(found.months[0].expected.0 < 8.5 && found.months[0].told.len() == 8);
    let again = nowcast(&late_record());
    assert_eq!(again, found, "the same record gives the same interval");
}

#[test]
fn a_month_that_is_not_over_is_not_told_of() {
    let mut builder = late_record();
    attack(&mut builder, date(2022, 7, 2), date(2022, 7, 3), "Example Times");
    let found = nowcast(&builder);
    assert_eq!(found.as_of, date(2022, 6, 30));
    assert_eq!(found.months.last().map(|month| month.told.len()), Some(5));
}

#[test]
fn what_is_told_years_later_is_no_late_report() {
    let mut builder = late_record();
    let before = nowcast(&builder);
    attack(&mut builder, date(2020, 2, 1), date(2022, 5, 1), "Example Times");
    let found = nowcast(&builder);
    assert_eq!((found.later, found.events), (1, before.events));
}

#[test]
fn of_two_years_or_thirty_attacks_less_nothing_is_said() {
    let mut builder = Builder::new();
    for month in 0..20 {
        for _ in 0..3 {
            attack(&mut builder, months(date(2020, 1, 10), month), months(date(2020, 1, 12), month), "Wire");
        }
    }
    let late = |builder: &Builder| findings(&builder.dossier, &Options::default()).late;
    assert_eq!(late(&builder), Late::TooLittle { months: 19, events: 57 });
    assert_eq!(late(&Builder::new()), Late::TooLittle { months: 0, events: 0 });
}

#[test]
fn the_mix_of_sources_is_told_by_quarter_and_its_breaks_are_named() {
    let mut builder = Builder::new();
    for day in 1..=12 {
        attack(&mut builder, date(2021, 1, day), date(2021, 1, day), "Example Times");
    }
    for day in 1..=12 {
        attack(&mut builder, date(2021, 4, day), date(2021, 5, day), "Wire");
    }
    for report in builder.dossier.reports.iter_mut().skip(12) {
        report.language = None;
    }
    for report in builder.dossier.reports.iter_mut().skip(20) {
        report.language = Some("ru".to_owned());
    }
    builder.report("Wire", None, "Undated", "undated");
    let mix = findings(&builder.dossier, &Options::default()).source_mix;
    assert_eq!(mix.undated, ["R25"]);
    let [first, second] = &mix.periods[..] else { panic!("{mix:?}") };
    assert_eq!((first.from, first.to, second.from), (date(2021, 1, 1), date(2021, 3, 31), date(2021, 4, 1)));
    assert_eq!(
        (first.reports.len(), first.origins, &first.languages[..]),
        (12, 12, &[("en".to_owned(), 12)][..])
    );
    assert_eq!(second.outlets, [("Wire".to_owned(), 12)]);
    assert_eq!((second.language_unknown, &second.languages[..]), (8, &[("ru".to_owned(), 4)][..]));
    assert_eq!((first.single_origin.part, first.single_origin.whole, first.claimed.part), (12, 12, 0));
    assert_eq!((first.first_told.len(), first.reports_per_event), (12, Some(1.0)));
    assert_eq!(
        mix.breaks.iter().map(|one| one.what).collect::<Vec<_>>(),
        [BreakKind::LargestOutlet, BreakKind::Languages]
    );
    assert_eq!(mix.breaks[0].from_to, (1.0, 0.0));
}

#[test]
fn every_dated_report_stands_in_one_period() {
    let mix = findings(&sample().dossier, &Options::default()).source_mix;
    let dossier = sample().dossier;
    let placed: usize = mix.periods.iter().map(|period| period.reports.len()).sum();
    assert_eq!(placed + mix.undated.len(), dossier.reports.len());
    // Years without a report are told, too.
    assert!(mix.periods.windows(2).all(|pair| pair[0].to.tomorrow().ok() == Some(pair[1].from)));
    assert!(mix.periods.iter().all(|period| period.reports.len() >= period.origins));
}

/// Two attacks in each of 24 months, then `after` in each of 24 more, each told by a report of its own; and `others` reports a month on others.
fn own_record(after: usize, others: impl Fn(i64) -> usize) -> (Builder, BTreeMap<Date, usize>) {
    let (mut builder, mut reports) = (Builder::new(), BTreeMap::new());
    for month in 0..48 {
        let at = months(date(2018, 1, 10), month);
        let n = if month < 24 { 2 } else { after };
        for _ in 0..n {
            attack(&mut builder, at, at, "Example Times");
        }
        reports.insert(at.first_of_month(), n + others(month));
    }
    (builder, reports)
}

fn own(record: &(Builder, BTreeMap<Date, usize>)) -> OwnPhases {
    match own_phases(&record.0.dossier, &record.1) {
        Own::Phases(found) => *found,
        Own::TooLittle { months, attacks } => panic!("too little: {months} months, {attacks} attacks"),
        Own::NoOrganisation => panic!("a group is an organisation"),
    }
}

#[test]
fn phases_of_attacks_that_reports_tell_are_found() {
    let found = own(&own_record(12, |_| 20));
    assert_eq!((found.has_phases, found.phases.len(), found.unknown.len()), (true, 2, 0));
    let [boundary] = &found.boundaries[..] else { panic!("{found:?}") };
    assert_eq!((boundary.dated.at, boundary.is_possibly_reporting), (date(2020, 1, 1), false));
    assert_eq!((found.phases[1].attacks, found.phases[1].months), (288, 24));
    assert_eq!((found.attacks[0].len(), found.left_out, found.incomplete_from), (2, 0, date(2021, 10, 1)));
}

#[test]
fn a_change_that_reports_on_others_share_is_marked() {
    let found = own(&own_record(12, |month| if month < 24 { 10 } else { 60 }));
    assert!(
        found.boundaries[0].dated.is_established && found.boundaries[0].is_possibly_reporting,
        "{found:?}"
    );
}

#[test]
fn months_without_reports_are_unknown_and_not_quiet() {
    // From the 25th month on nothing is told of anybody for a year.
    let silent = |month: i64| usize::from(!(24..36).contains(&month)) * 20;
    let (mut builder, mut reports) = own_record(0, silent);
    for month in 36..48 {
        for _ in 0..2 {
            let at = months(date(2018, 1, 10), month);
            attack(&mut builder, at, at, "Example Times");
        }
    }
    reports.retain(|_, count| *count > 0);
    let found = own(&(builder, reports));
    assert_eq!(found.unknown.len(), 12);
    assert!(!found.has_phases, "{found:?}");
    assert_eq!((found.phases[0].attacks, found.phases[0].months), (72, 36), "two a month that is known");
}

#[test]
fn of_little_no_phase_is_computed() {
    let (builder, mut reports) = own_record(2, |_| 20);
    reports.retain(|month, _| *month < date(2019, 6, 1));
    assert_eq!(own_phases(&builder.dossier, &reports), Own::TooLittle { months: 17, attacks: 34 });
    let nothing = own_phases(&Builder::new().dossier, &BTreeMap::new());
    assert_eq!(nothing, Own::TooLittle { months: 0, attacks: 0 });
    assert!(matches!(own_phases(&sample().dossier, &BTreeMap::new()), Own::TooLittle { .. }));
}
