//! The record is the same whatever the order in which reports came, and after it is made anew.
use crate::{demo_reports, done, dump};
use std::path::{Path, PathBuf};

/// Adds in runs of the program of so many reports each.
fn add(data: &Path, reports: &[PathBuf], size: usize) {
    for some in reports.chunks(size) {
        let options = [Path::new("add"), Path::new("--quiet")];
        done(data, options.into_iter().chain(some.iter().map(PathBuf::as_path)));
    }
}

#[test]
fn any_order_and_a_rebuild_give_the_same_record() {
    let folder = tempfile::tempdir().unwrap();
    let forward = folder.path().join("forward");
    add(&forward, &demo_reports(), 40);
    let expected = dump(&forward);
    assert!(expected.lines().count() > 500, "{}", expected.lines().count());

    let mut reports = demo_reports();
    reports.reverse();
    let backward = folder.path().join("backward");
    add(&backward, &reports[..6], 1);
    add(&backward, &reports[6..], 9);
    assert!(dump(&backward) == expected, "backwards, in steps of different size");

    // A fixed shuffle: by a digest of the name.
    reports.sort_by_key(|path| model::hash::sha256_hex(path.file_name().unwrap().as_encoded_bytes()));
    let shuffled = folder.path().join("shuffled");
    add(&shuffled, &reports, 17);
    assert!(dump(&shuffled) == expected, "shuffled");

    let ids = |data: &Path| done(data, ["export", "events"]).out;
    let before = ids(&shuffled);
    done(&shuffled, ["rebuild"]);
    assert!(dump(&shuffled) == expected, "after a rebuild");
    assert!(ids(&shuffled) == before, "ids stay over a rebuild");
    done(&shuffled, ["verify"]);
}

#[test]
fn the_same_bytes_give_the_same_reading() {
    let folder = tempfile::tempdir().unwrap();
    let reports = demo_reports();
    let extract = || {
        done(
            folder.path(),
            [Path::new("extract"), Path::new("--why")]
                .into_iter()
                .chain(reports.iter().map(PathBuf::as_path)),
        )
        .out
    };
    let first = extract();
    assert_eq!(first.lines().count(), 40);
    assert!(first == extract());
}
