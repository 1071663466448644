//! What is added comes back, cited word for word, whatever the order.
mod support;

use model::{EventType, PlacePrecision, Span};
use proptest::prelude::*;
use std::collections::BTreeSet;
use store::{Counts, EventFilter, GeoBox, Resolution, Store};
use support::{NOW, Printed, add, dump, kabul_reports, open, rebuild, writer};

#[test]
fn a_record_comes_back_with_the_words_that_say_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    let generations = add(&store, &kabul_reports());
    assert_eq!(generations.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2, 3]);
    let pages = store.pages().unwrap();
    assert_eq!(pages.generation(), 3);
    let counts = pages.counts().unwrap();
    assert_eq!(
        counts,
        Counts { reports: 3, origins: 3, events: 2, actors: 3, statements: counts.statements }
    );
    assert!(counts.statements > 15);

    let lines = pages.actors().unwrap();
    let names: Vec<(&str, usize, usize)> =
        lines.iter().map(|line| (line.actor.name.as_str(), line.n_reports, line.n_events)).collect();
    assert_eq!(names, [("Islamic State Khorasan", 3, 1), ("Taliban", 2, 1), ("Islamic State", 2, 0)]);

    let id = pages.find_actor("is-k").unwrap().unwrap();
    assert_eq!(pages.find_actor(&id).unwrap().as_ref(), Some(&id));
    assert_eq!(pages.find_actor("ISLAMIC state-khorasan").unwrap().as_ref(), Some(&id));
    assert_eq!(pages.find_actor("nobody").unwrap(), None);
    let dossier = pages.actor(&id).unwrap().unwrap();
    assert_eq!(dossier.names[0].n_reports, 3);
    assert_eq!(dossier.relations.len(), 1, "one relation, said twice");
    assert_eq!(dossier.relations[0].members.len(), 2);
    assert_eq!(dossier.figures[0].figure.best, Some(2200));
    assert_eq!(dossier.events.len(), 1);
    assert_eq!(dossier.reports.len(), 3);
    let figure = &dossier.citations[&dossier.figures[0].figure.statement];
    assert_eq!(figure.quote, "Islamic State Khorasan is a branch of Islamic State and has 2,200 fighters.");
    assert_eq!(figure.highlight.of(&figure.quote), "2,200 fighters");
    assert_eq!((figure.outlet.as_deref(), figure.rule.as_deref()), (Some("Beta"), Some("test/figure")));
    for name in &dossier.names {
        assert!(dossier.citations.contains_key(&name.statement));
    }
}

#[test]
fn an_event_of_two_reports_has_fused_figures_contradictions_and_citations() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    add(&store, &kabul_reports());
    let pages = store.pages().unwrap();
    let events = pages.events(&EventFilter::default()).unwrap();
    assert_eq!(events.iter().map(|event| event.n_reports).collect::<Vec<_>>(), [1, 2], "newest first");
    let event = pages.event(&events[1].id).unwrap().unwrap();
    let killed = &event.event.figures[0];
    assert_eq!((killed.low, killed.best, killed.high), (Some(14), Some(24), Some(24)));
    let about: Vec<&str> = event.event.contradictions.iter().map(|one| one.about.as_str()).collect();
    assert_eq!(about, ["killed", "responsibility"]);
    for statement in
        killed.used.iter().chain(event.event.contradictions.iter().flat_map(|one| &one.statements))
    {
        let citation = &event.citations[statement];
        assert!(
            !citation.highlight.is_empty() && citation.quote.contains(citation.highlight.of(&citation.quote))
        );
    }
    assert_eq!(
        event.reports.iter().map(|line| line.outlet.as_deref().unwrap()).collect::<Vec<_>>(),
        ["Alpha", "Beta"]
    );
}

#[test]
fn filters_find_events() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    add(&store, &kabul_reports());
    let pages = store.pages().unwrap();
    let found = |filter: EventFilter| pages.events(&filter).unwrap().len();
    let any = EventFilter::default;
    assert_eq!(found(EventFilter { actor: Some("is-k".into()), ..any() }), 1);
    assert_eq!(found(EventFilter { actor: Some("nobody".into()), ..any() }), 0);
    assert_eq!(found(EventFilter { since: Some("2020-06-01".parse().unwrap()), ..any() }), 1);
    assert_eq!(found(EventFilter { until: Some("2020-06-01".parse().unwrap()), ..any() }), 1);
    assert_eq!(found(EventFilter { event_type: Some(EventType::Abduction), ..any() }), 0);
    assert_eq!(found(EventFilter { place: Some("KABUL".into()), ..any() }), 2);
    assert_eq!(found(EventFilter { place: Some("af".into()), ..any() }), 2);
    assert_eq!(found(EventFilter { place: Some("abul".into()), ..any() }), 0);
    let around_kabul = GeoBox { south: 34.0, west: 69.0, north: 35.0, east: 70.0 };
    assert_eq!(found(EventFilter { within: Some(around_kabul), ..any() }), 2);
    let since = Some("2020-06-01".parse().unwrap());
    assert_eq!(found(EventFilter { within: Some(around_kabul), since, ..any() }), 1);
    assert_eq!(
        found(EventFilter { within: Some(GeoBox { south: 36.0, north: 37.0, ..around_kabul }), ..any() }),
        0
    );
    assert_eq!(found(EventFilter { limit: Some(1), ..any() }), 1);
    assert_eq!(found(EventFilter { limit: Some(5), offset: 1, ..any() }), 1);
}

#[test]
fn search_and_documents_show_sentences_with_what_rests_on_them() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    add(&store, &kabul_reports());
    let pages = store.pages().unwrap();
    let hits = search(&pages, "\"kabul clinic\" toll", 10);
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].citation.quote, "The toll of the raid on a Kabul clinic rose to 24 dead.");
    let event = pages.events(&EventFilter::default()).unwrap()[1].id.clone();
    assert_eq!(hits[0].events, std::slice::from_ref(&event));
    let kabul = search(&pages, "kabul", 10);
    let outlets: Vec<&str> = kabul.iter().filter_map(|hit| hit.citation.outlet.as_deref()).collect();
    assert_eq!(outlets, ["Gamma", "Beta", "Alpha"], "newest first");
    assert_eq!(search(&pages, "kabul", 1).len(), 1);
    assert_eq!(search(&pages, "\" OR *", 10).len(), 0);

    let view = pages.document(&hits[0].citation.report).unwrap().unwrap();
    assert_eq!(view.sentences.len(), 3);
    let first = &view.sentences[0];
    let figure = first.statements.iter().find(|statement| statement.family == "figure").unwrap();
    assert_eq!(figure.summary, "killed 24");
    assert_eq!(figure.span.of(&first.citation.quote), "24 dead");
    assert_eq!(figure.target.as_ref(), Some(&event));
    assert_eq!(first.citation.highlight, Span::new(0, first.citation.quote.len()));
    let summaries: BTreeSet<&str> =
        view.sentences.iter().flat_map(|one| &one.statements).map(|one| one.summary.as_str()).collect();
    assert!(summaries.contains("Islamic State Khorasan branch of Islamic State"), "{summaries:?}");
    assert!(summaries.contains("blamed Taliban"), "{summaries:?}");
    assert_eq!(pages.document("R99").unwrap(), None);
    assert_eq!(pages.reports(2, 1).unwrap().len(), 2);
}

fn search(pages: &store::Pages, text: &str, limit: usize) -> Vec<model::dossier::SearchHit> {
    let query = store::Query::parse(text);
    let asked = store::Asked {
        query: &query,
        limit,
        spelling: None,
        order: store::Order::default(),
        point_of: &|_| None,
    };
    pages.search(&asked).unwrap().into_inner().hits
}

#[test]
fn a_known_report_is_not_added_twice() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    let reports = kabul_reports();
    add(&store, &reports);
    let before = dump(&store);
    let again = add(&store, &reports[..1]);
    assert_eq!((again[0].events_written, again[0].events_closed), (0, 0));
    assert_eq!(dump(&store), before);
    assert_eq!(store.pages().unwrap().counts().unwrap().reports, 3);
}

#[test]
fn ten_outlets_with_one_text_are_one_origin() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    let mut copies = vec![kabul_reports().remove(0)];
    for outlet in ["Delta", "Epsilon"] {
        let mut copy = copies[0].clone();
        copy.metadata.source = Some(outlet.to_owned());
        copies.push(copy);
    }
    add(&store, &copies);
    let pages = store.pages().unwrap();
    let counts = pages.counts().unwrap();
    assert_eq!((counts.reports, counts.origins, counts.events), (3, 1, 1));
    let events = pages.events(&EventFilter::default()).unwrap();
    assert_eq!((events[0].n_reports, events[0].n_origins), (3, 1));
    assert_eq!(events[0].figures[0].left_out.len(), 2);
    assert_eq!(search(&pages, "hospital", 10).len(), 1);
}

/// A report long enough that a change of a few words leaves it what it is.
fn long_report(outlet: &str, killed: u32, tail: &str) -> Printed {
    let text = format!(
        "An attack in Kabul killed {killed} people on Tuesday, officials said. Two men drove a white van to the gate of a hospital in \
         the west of the city before it exploded, and the blast broke every window of the ward. Nobody claimed it at once.{tail}"
    );
    let report = Printed::new(outlet, "2020-05-14", &text);
    let kabul = report.kabul();
    report
        .event("e1", EventType::Attack, "attack", "2020-05-12", kabul)
        .killed(&killed.to_string(), killed.into())
}

#[test]
fn edited_and_cut_copies_are_one_origin_in_whatever_order_they_come() {
    let more = " The ministry of health said that the wounded were taken to three other hospitals, and that doctors were called back from \
                leave. A school nearby was closed for the rest of the week. The city put up new walls around the gate.";
    let other = "Gunmen killed 20 people in an attack in Kabul, a witness said. He had hidden under a table for an hour while they went \
                 from one room to the next, and saw them leave through the garden when soldiers came over the wall behind the house.";
    let other = Printed::new("Gamma", "2020-05-14", other);
    let kabul = other.kabul();
    let other = other.event("e1", EventType::Attack, "attack", "2020-05-12", kabul).killed("20", 20);
    let reports =
        [long_report("Alpha", 19, ""), long_report("Beta", 21, more), other, long_report("Delta", 19, more)];
    let mut dumps = std::collections::BTreeSet::new();
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]] {
        let dir = tempfile::tempdir().unwrap();
        let store = open(&dir);
        add(&store, &order.map(|at: usize| reports[at].clone()));
        let pages = store.pages().unwrap();
        let counts = pages.counts().unwrap();
        assert_eq!((counts.reports, counts.origins, counts.events), (4, 2, 1), "{order:?}");
        let events = pages.events(&EventFilter::default()).unwrap();
        assert_eq!((events[0].n_reports, events[0].n_origins), (4, 2));
        dumps.insert(dump(&store));
    }
    assert_eq!(dumps.len(), 1);
}

#[test]
fn a_text_that_no_report_has_any_more_joins_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    let half = " The ministry said more on Wednesday, when the governor of the province and the head of its police had come to see \
                the place, and families waited at the gate for the names of those who had been brought there in the night before.";
    let short = long_report("Alpha", 19, "");
    let tail = Printed::new("Beta", "2020-05-14", half.trim());
    let both = long_report("Gamma", 19, half);
    add(&store, &[short, tail, both.clone()]);
    assert_eq!(store.pages().unwrap().counts().unwrap().origins, 1);
    // A better reader finds another text in the capture that held the other two together.
    let mut writer = writer(&store);
    let known = writer.reports(None, 9).unwrap().remove(2);
    let (capture, _) = writer.capture(&known.capture).unwrap();
    let new = Printed {
        metadata: both.metadata.clone(),
        ..Printed::new("Gamma", "2020-05-14", "Nothing of it was left.")
    };
    let text = model::Text::new("plain/2", new.text.clone(), Vec::new());
    let put = writer.put_report(&capture, &text, &new.metadata, NOW).unwrap();
    new.read_again(&mut writer, &put.report);
    writer.commit(NOW).unwrap();
    assert_eq!(store.pages().unwrap().counts().unwrap().origins, 3);
}

#[test]
fn ids_stay_over_merges_splits_new_readings_and_rebuilds() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    let reports = kabul_reports();
    let mut other_day = reports[1].clone();
    for event in &mut other_day.extraction.reading.events {
        let when = event.when.as_mut().unwrap();
        when.earliest = Some("2020-05-10".parse().unwrap());
        when.latest = when.earliest;
    }
    add(&store, &[reports[0].clone(), other_day]);
    let ids = |store: &store::Store| -> Vec<String> {
        let events = store.pages().unwrap().events(&EventFilter::default()).unwrap();
        events.iter().map(|event| event.id.clone()).collect()
    };
    assert_eq!(ids(&store), ["E1", "E2"]);

    // A better reading dates both alike: they become one, and the other id leads to it.
    add(&store, &[reports[1].clone().lexicon("lexicon-2")]);
    assert_eq!(ids(&store), ["E1"]);
    let pages = store.pages().unwrap();
    assert_eq!(pages.redirect("E2").unwrap().as_deref(), Some("E1"));
    assert_eq!(pages.event("E2").unwrap().unwrap().event.id, "E1");
    assert_eq!(pages.redirect("E1").unwrap(), None);
    drop(pages);

    let rebuilt = rebuild(&store, &[reports[0].clone(), reports[1].clone().lexicon("lexicon-2")]);
    assert_eq!((rebuilt.events_written, rebuilt.events_closed), (0, 0), "a rebuild changes nothing");
    assert_eq!(ids(&store), ["E1"]);

    // Other words for the same happening in a third reading: the id stays with the place in the text.
    let mut reworded = reports[0].clone().lexicon("lexicon-3");
    let trigger = reworded.at("attacked a hospital in Kabul");
    let event = &mut reworded.extraction.reading.events[0];
    (event.trigger, event.mentions) = (trigger, vec![trigger]);
    rebuild(&store, &[reworded.clone(), reports[1].clone()]);
    assert_eq!(ids(&store), ["E1"]);

    // And the split gives the second its own id back.
    let mut apart = reports[1].clone().lexicon("lexicon-4");
    apart.extraction.reading.events[0].event_type = EventType::Attack;
    let when = apart.extraction.reading.events[0].when.as_mut().unwrap();
    (when.earliest, when.latest) = (Some("2020-05-10".parse().unwrap()), Some("2020-05-10".parse().unwrap()));
    add(&store, &[apart]);
    assert_eq!(ids(&store), ["E1", "E2"]);
    assert_eq!(store.pages().unwrap().redirect("E2").unwrap(), None);
    assert_eq!(store.verify().unwrap().problems, Vec::<String>::new());
}

#[test]
fn a_resolution_that_leaves_something_out_is_refused_and_nothing_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    let reports = kabul_reports();
    add(&store, &reports[..2]);
    let before = dump(&store);
    let mut writer = writer(&store);
    reports[2].put(&mut writer);
    let events = store.pages().unwrap().events(&EventFilter::default()).unwrap().into_inner();
    let mut half = events[0].clone();
    half.members.truncate(1);
    let error = writer.commit_generation(Resolution { events: vec![half] }, NOW).unwrap_err().to_string();
    assert!(error.contains("leaves out its member"), "{error}");
    drop(writer);
    assert_eq!(dump(&store), before);
    assert_eq!(
        store.verify().unwrap().problems,
        Vec::<String>::new(),
        "the capture of the failed batch is gone"
    );
}

#[test]
fn a_page_shows_one_state_while_another_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    let reports = kabul_reports();
    add(&store, &reports[..1]);
    let before = store.pages().unwrap();
    add(&store, &reports[1..]);
    assert_eq!((before.generation(), before.counts().unwrap().reports), (1, 1));
    assert_eq!(store.pages().unwrap().counts().unwrap().reports, 3);
}

#[test]
fn a_clock_that_jumps_back_breaks_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    let reports = kabul_reports();
    // What is put carries `NOW`, 2 January; the commits are days later, and then earlier again.
    let days = ["2026-01-05", "2025-12-31", "2026-01-06"];
    for (report, day) in reports.iter().zip(days) {
        let mut batch = writer(&store);
        report.put(&mut batch);
        batch.commit(&format!("{day}T00:00:00Z")).unwrap();
    }
    assert_eq!(store.verify().unwrap().problems, Vec::<String>::new());
    // A state is named by its place in the order of the log, whatever the clock said: on the last day of the year the second was the last.
    let on = |day: &str| store.generation_on(day.parse().unwrap()).unwrap();
    assert_eq!([on("2025-12-30"), on("2025-12-31"), on("2026-01-05"), on("2026-01-06")], [0, 2, 2, 3]);
    // Each stretch of a day has its root, and all entries have one.
    let roots = store.day_roots(None).unwrap();
    let stretches: Vec<String> = roots.iter().map(|root| root.day.to_string()).collect();
    assert_eq!(
        stretches,
        ["2026-01-02", "2026-01-05", "2026-01-02", "2025-12-31", "2026-01-02", "2026-01-06"]
    );
    for root in &roots {
        assert_eq!(store.root_of(root.first_entry, root.entries).unwrap().as_ref(), Some(&root.root));
    }
    let straight = tempfile::tempdir().unwrap();
    let straight = open(&straight);
    add(&straight, &reports);
    assert_eq!(dump(&store), dump(&straight), "the time is no part of what is derived");
}

/// What makes reports copies of each other.
const TAILS: [&str; 3] = [
    "",
    " Two men drove a white van to the gate of a hospital in the west of the city before it exploded, and the blast broke every window.",
    " Two men drove a white van to the gate of a hospital in the west of the city before it exploded, and the blast broke every window. \
     The wounded were taken to three other hospitals, and doctors were called back from leave; a school nearby was closed for a week.",
];

/// Reports of a few outlets on a few days and places, some of them copies, some naming private persons.
fn any_report() -> impl Strategy<Value = Printed> {
    let days = prop::sample::select(vec!["2020-05-11", "2020-05-12", "2020-05-13"]);
    let outlets = prop::sample::select(vec!["Alpha", "Beta", "Gamma", "Delta"]);
    (outlets, days, 0..3_u8, 0..4_u8, any::<bool>(), 0..3_u8).prop_map(|(outlet, day, place, person, province, tail)| {
        let name = ["Ahmad Karimi", "Ahmad Karimi", "Zahra Example", "nobody"][person as usize];
        let text = format!("An attack in Kabul killed 1{place} people, {name} said. The Taliban fled. Ahmad Karimi's house burned.{}", TAILS[tail as usize]);
        let mut report = Printed::new(outlet, "2020-05-14", &text).group("a1", "Taliban", "taliban");
        if person != 0 && person != 3 {
            report = report.person("a2", name, false);
        }
        let mut place = report.kabul();
        if province {
            place.precision = Some(PlacePrecision::Province);
        }
        report
            .event("e1", EventType::Attack, "attack", day, place)
            .killed(&text[text.find("killed ").unwrap() + 7..][..2], 10)
            .held(model::Stance::Suspected, "a1", "The Taliban fled")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_same_reports_in_any_order_and_after_a_rebuild_give_the_same_dump(
        reports in prop::collection::vec(any_report(), 1..9), seed in any::<u64>(),
    ) {
        let mut unique: Vec<Printed> = Vec::new();
        for report in reports {
            // One capture, outlet, address and day is one report: two of them are readings of one.
            if !unique.iter().any(|one| one.text == report.text && one.metadata == report.metadata) {
                unique.push(report);
            }
        }
        let mut shuffled = unique.clone();
        shuffled.sort_by_key(|report| model::hash::sha256_of_parts(&[&seed.to_le_bytes(), report.text.as_bytes(), format!("{:?}", report.metadata).as_bytes()]));
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (one, other) = (open(&one), open(&other));
        add(&one, &unique);
        let mut batch = writer(&other);
        for report in &shuffled {
            report.put(&mut batch);
        }
        batch.commit(NOW).unwrap();
        drop(batch);
        let expected = dump(&one);
        prop_assert_eq!(&dump(&other), &expected);
        let rebuilt = rebuild(&other, &unique);
        prop_assert_eq!((rebuilt.events_written, rebuilt.events_closed), (0, 0));
        prop_assert_eq!(&dump(&other), &expected);
        prop_assert!(!expected.contains("Zahra"));
        prop_assert_eq!(one.verify().unwrap().problems, Vec::<String>::new());
        prop_assert_eq!(other.verify().unwrap().problems, Vec::<String>::new());
    }
}

/// Content of a database, whatever lies in the unused parts of its pages.
fn content(path: &std::path::Path) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    let connection = rusqlite::Connection::open(path).ok()?;
    connection.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).ok()?;
    let copy = rusqlite::Connection::open(&copy).ok()?;
    let mut tables =
        copy.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").ok()?;
    let names: Vec<String> = tables.query_map([], |row| row.get(0)).ok()?.collect::<Result<_, _>>().ok()?;
    let mut all = Vec::new();
    // The nodes of the place index have room for more: the index itself is read.
    for name in names.into_iter().filter(|name| !name.starts_with("event_box_")) {
        let mut rows = copy.prepare(&format!("SELECT * FROM \"{name}\"")).ok()?;
        let n = rows.column_count();
        let mut rows = rows.query([]).ok()?;
        while let Some(row) = rows.next().ok()? {
            for at in 0..n {
                all.extend(format!("{name} {:?}\n", row.get_ref(at).ok()?).into_bytes());
            }
        }
    }
    Some(all)
}

#[test]
fn a_changed_byte_is_found_wherever_it_says_something() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir);
    add(&store, &kabul_reports());
    drop(store);
    let path = dir.path().join(store::DATABASE);
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;").unwrap();
    drop(connection);
    let whole = std::fs::read(&path).unwrap();
    let (expected, before) = (content(&path).unwrap(), dump(&Store::open_read_only(dir.path()).unwrap()));
    let step = whole.len() / 250;
    let (mut found, mut unused, mut missed) = (0, 0, Vec::new());
    for at in (0..whole.len()).step_by(step.max(1)) {
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (at % 7);
        std::fs::write(&path, &flipped).unwrap();
        let is_found = Store::open_read_only(dir.path())
            .and_then(|store| {
                Ok(!store.verify()?.problems.is_empty() || {
                    let mut bytes = Vec::new();
                    store.dump(&mut bytes)?;
                    bytes != before.as_bytes()
                })
            })
            .unwrap_or(true);
        if is_found {
            found += 1;
        } else if content(&path).is_some_and(|content| content == expected) {
            unused += 1;
        } else {
            let changed = content(&path).unwrap_or_default();
            let (old, new) = (
                String::from_utf8_lossy(&expected).into_owned(),
                String::from_utf8_lossy(&changed).into_owned(),
            );
            missed.push(
                old.lines()
                    .zip(new.lines())
                    .find(|(old, new)| old != new)
                    .map(|(old, new)| format!("at {at}: {old} / {new}")),
            );
        }
    }
    eprintln!("{found} found, {unused} in unused parts, {} missed: {missed:#?}", missed.len());
    assert!(missed.is_empty() && found > 30);
}
