//! What is kept can be carried elsewhere whole, and what was changed behind the program's back is found.
use crate::{demo_reports, done, dump, run};
use std::fs;
use std::path::{Path, PathBuf};

fn record(folder: &Path, n_reports: usize) -> PathBuf {
    let data = folder.join("record");
    let reports = demo_reports();
    let options = [Path::new("add"), Path::new("--quiet")];
    done(&data, options.into_iter().chain(reports[..n_reports].iter().map(PathBuf::as_path)));
    data
}

#[test]
fn a_backup_is_the_record_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = record(folder.path(), 6);
    done(&data, ["judge", "same", "E1", "E2", "--who", "A. Analyst", "--because", "a test"]);
    let file = folder.path().join("backup.tar");
    let name = file.to_str().unwrap();
    done(&data, ["backup", name]);
    let again = run(&data, ["backup", name]);
    assert!(again.code == Some(1) && again.err.contains("name a new file"), "{}", again.err);
    let restored = folder.path().join("restored");
    done(&restored, ["restore", name]);
    assert!(dump(&restored) == dump(&data));
    assert_eq!(done(&restored, ["export", "events"]).out, done(&data, ["export", "events"]).out);
    assert_eq!(done(&restored, ["judge", "list"]).out, done(&data, ["judge", "list"]).out);
    done(&restored, ["verify", "--derived"]);
    let taken = run(&restored, ["restore", name]);
    assert!(taken.code == Some(1) && taken.err.contains("is not empty"), "{}", taken.err);
}

#[test]
fn a_backup_that_is_cut_or_damaged_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = record(folder.path(), 2);
    let file = folder.path().join("backup.tar");
    done(&data, ["backup", file.to_str().unwrap()]);
    let whole = fs::read(&file).unwrap();
    let refused = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        run(&folder.path().join(format!("{name}-restored")), ["restore", path.to_str().unwrap()])
    };
    let cut = refused("cut", &whole[..whole.len() * 2 / 3]);
    assert!(cut.code == Some(1) && cut.err.contains("backup"), "{}", cut.err);
    let mut flipped = whole.clone();
    flipped[60_000] ^= 4;
    let flipped = refused("flipped", &flipped);
    assert!(flipped.code == Some(1) && flipped.err.contains("the backup is damaged"), "{}", flipped.err);
    let other = refused("other", b"a letter");
    assert!(other.code == Some(1) && other.err.contains("no whole backup of Daybook"), "{}", other.err);
}

#[test]
fn e17_roots_that_were_written_down_still_come_out_after_more_was_added() {
    let folder = tempfile::tempdir().unwrap();
    let data = record(folder.path(), 2);
    let roots = folder.path().join("roots.jsonl");
    fs::write(&roots, done(&data, ["roots"]).out).unwrap();
    let against = ["verify", "--against", roots.to_str().unwrap()];
    done(&data, against);
    let reports = demo_reports();
    done(&data, [Path::new("add"), Path::new("--quiet"), reports[2].as_path()]);
    done(&data, against);
    let changed = fs::read_to_string(&roots).unwrap().replacen("\"root\":\"", "\"root\":\"0", 1);
    fs::write(&roots, changed).unwrap();
    let found = run(&data, against);
    assert!(found.code == Some(1) && found.out.contains("the root of"), "{}", found.out);
    fs::write(&roots, "nothing").unwrap();
    let wrong = run(&data, against);
    assert!(wrong.code == Some(1) && wrong.err.contains("line 1: expected a root"), "{}", wrong.err);
}
