//! Killed at any moment, the record holds every report that was acknowledged, and nothing half.
use crate::{daybook, demo_reports, done, run};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

/// Delays before the kill, in milliseconds: from before the first report is read to after the last is kept.
const DELAYS_MS: [u64; 12] = [0, 20, 60, 100, 160, 260, 420, 680, 1000, 1300, 1600, 2000];

#[test]
fn a_kill_loses_no_acknowledged_report() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path().join("inbox");
    fs::create_dir(&inbox).unwrap();
    // Enough for several batches: the same reports under other outlets.
    for copy in 0..5 {
        for (number, report) in demo_reports().iter().enumerate() {
            let text = fs::read_to_string(report).unwrap();
            let text = text.replacen("source = \"", &format!("source = \"Edition {copy} of "), 1);
            fs::write(inbox.join(format!("{copy}-{number:02}.md")), text).unwrap();
        }
    }
    let data = folder.path().join("record");
    let mut acknowledged = BTreeSet::new();
    let mut n_killed = 0;
    for delay in DELAYS_MS {
        let acks = folder.path().join("acks");
        let mut child = daybook(&data)
            .args([Path::new("add"), Path::new("--quiet"), &inbox])
            .stdout(fs::File::create(&acks).unwrap())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        n_killed += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let lines = fs::read_to_string(&acks).unwrap();
        // The last line may have been cut.
        acknowledged.extend(lines.split_inclusive('\n').filter(|line| line.ends_with('\n')).map(path_of));
        if data.join("daybook.sqlite").exists() {
            let ran = run(&data, ["verify"]);
            let is_empty = acknowledged.is_empty() && ran.err.contains("no data directory");
            assert!(ran.code == Some(0) || is_empty, "after {delay} ms: {}{}", ran.out, ran.err);
        }
        if let Some(path) = acknowledged.last() {
            let ran = done(&data, ["add", "--quiet", path]);
            assert!(ran.out.starts_with("known R"), "{path} was acknowledged: {}", ran.out);
        }
    }
    assert!(n_killed > 3, "the kills came too late to tell anything: {n_killed}");
    let ran = done(&data, [Path::new("add"), Path::new("--quiet"), &inbox]);
    let known: BTreeSet<String> =
        ran.out.lines().filter(|line| line.starts_with("known ")).map(path_of).collect();
    let lost: Vec<&String> = acknowledged.difference(&known).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let verified = done(&data, ["verify"]).out;
    assert!(verified.contains("200 captures, 200 readings"), "every report once: {verified}");
}

/// `added R1 path` → `path`.
fn path_of(line: &str) -> String {
    line.trim_end().splitn(3, ' ').nth(2).unwrap_or_default().to_owned()
}
