//! Past states are shown as they were, whatever came later.
use crate::{demo_reports, done, run};
use std::path::{Path, PathBuf};

/// Everything that a user can see of a state of the record.
fn seen(data: &Path, as_of: Option<&str>) -> Vec<String> {
    let commands: [&[&str]; 6] = [
        &["export", "events"],
        &["export", "statements"],
        &["show", "is-k", "--json"],
        &["show", "E1", "--json"],
        &["search", "attack", "--limit", "50", "--json"],
        &["publish", "brief", "is-k", "--format", "json"],
    ];
    let options = as_of.map(|as_of| vec!["--asof", as_of]).unwrap_or_default();
    commands.iter().map(|command| done(data, command.iter().chain(&options)).out).collect()
}

fn add(data: &Path, reports: &[PathBuf]) {
    done(
        data,
        [Path::new("add"), Path::new("--quiet")].into_iter().chain(reports.iter().map(PathBuf::as_path)),
    );
}

#[test]
fn a_generation_is_shown_as_it_was_whatever_came_later() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let mut reports = demo_reports();
    reports.reverse();
    reports.truncate(18);
    let mut states = Vec::new();
    for (number, some) in reports.chunks(6).enumerate() {
        add(&data, some);
        states.push((format!("recorded:{}", number + 1), seen(&data, None)));
    }
    let judged = ["judge", "same", "E1", "E2", "--who", "A. Analyst", "--because", "a test"];
    done(&data, judged);
    states.push(("recorded:4".to_owned(), seen(&data, None)));
    done(&data, ["judge", "undo", "J1", "--who", "A. Analyst", "--because", "a test"]);
    done(&data, ["rebuild"]);
    for (as_of, expected) in &states {
        let now = seen(&data, Some(as_of));
        for (found, expected) in now.iter().zip(expected) {
            let differs = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
            assert!(found == expected, "{as_of}: {differs:#?}");
        }
    }
    assert_ne!(states[2].1[0], states[3].1[0], "a merge shows");
    done(&data, ["verify"]);
}

#[test]
fn what_was_published_by_a_day_is_what_a_record_of_these_reports_shows() {
    let folder = tempfile::tempdir().unwrap();
    let (data, only) = (folder.path().join("record"), folder.path().join("only"));
    let early = folder.path().join("early.txt");
    let late = folder.path().join("late.txt");
    std::fs::write(&early, "An attack on a hospital in Kabul on May 12 killed 19 people, officials said.")
        .unwrap();
    std::fs::write(
        &late,
        "The attack on the hospital in Kabul on May 12 killed 24 people, the ministry said.",
    )
    .unwrap();
    let put = |data: &Path, day: &str, path: &Path| {
        done(data, ["add", "--quiet", "--published", day, "--source", "Alpha", path.to_str().unwrap()])
    };
    put(&data, "2020-05-13", &early);
    put(&data, "2020-05-20", &late);
    put(&only, "2020-05-13", &early);
    let events = |data: &Path, options: &[&str]| done(data, ["export", "events"].iter().chain(options)).out;
    assert_eq!(events(&data, &["--asof", "published:2020-05-15"]), events(&only, &[]));
    assert_eq!(events(&data, &["--asof", "published:2020-05-20"]), events(&data, &[]));
}

#[test]
fn a_state_that_never_was_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    add(&data, &demo_reports()[..2]);
    let refused = |arguments: &[&str]| run(&data, arguments);
    let never = refused(&["export", "events", "--asof", "recorded:9"]);
    assert!(
        never.code == Some(1) && never.err.contains("no generation `9 (there are 1 to 1)`"),
        "{}",
        never.err
    );
    let before = refused(&["export", "events", "--asof", "recorded:1999-01-01"]);
    assert!(before.code == Some(1) && before.err.contains("no generation `0"), "{}", before.err);
    let wrong = refused(&["export", "events", "--asof", "yesterday"]);
    assert!(wrong.code == Some(2) && wrong.err.contains("expected `recorded:12`"), "{}", wrong.err);
    let writes = refused(&["rebuild", "--asof", "recorded:1"]);
    assert!(
        writes.code == Some(2) && writes.err.contains("`--asof` is for commands that show"),
        "{}",
        writes.err
    );
}
