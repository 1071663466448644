//! Bad input and a bad disk: each is named with what to do, the others go on, and nothing that was kept is lost.
use crate::{Ran, daybook, demo_reports, done, run};
use std::fs::{self, File, Permissions};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const GOOD: &str = "Gunmen killed 19 people at a hospital in Kabul on January 3.\n";

fn add_file(name: &str, bytes: &[u8]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.txt");
    let bad = folder.path().join(name);
    fs::write(&good, GOOD).unwrap();
    fs::write(&bad, bytes).unwrap();
    let data = folder.path().join("record");
    let ran = run(
        &data,
        ["add", "--published", "2024-03-29"].map(Path::new).iter().copied().chain([&*bad, &*good]),
    );
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(
        ran.out.starts_with("added R1 ") && ran.out.contains("good.txt"),
        "the good one is kept: {}",
        ran.out
    );
    assert!(ran.err.contains(name), "the bad one is named: {}", ran.err);
    assert!(ran.err.contains("1 added, 0 already known, 1 failed"), "{}", ran.err);
    ran
}

#[test]
fn an_empty_file_is_named() {
    assert!(add_file("empty.txt", b"").err.contains("holds no text"));
    assert!(add_file("blank.txt", b" \n\t\n").err.contains("holds no text"));
}

#[test]
fn binary_junk_is_named() {
    let junk: Vec<u8> = (0..4096_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let ran = add_file("junk.bin", &junk);
    assert!(ran.err.contains("hint:"), "{}", ran.err);
    assert!(add_file("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0").err.contains("hint:"));
}

#[test]
fn a_page_without_text_is_named() {
    let page =
        b"<!doctype html><html><head><title>x</title><script>var a = 1;</script></head><body></body></html>";
    assert!(add_file("page.html", page).err.contains("no main text"));
}

#[test]
fn a_date_in_the_future_is_refused() {
    let page = b"+++\ntitle = \"t\"\npublished = 2999-01-01\n+++\nGunmen killed 19 people in Kabul.\n";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("future.md");
    fs::write(&file, page).unwrap();
    let ran = run(&folder.path().join("record"), [Path::new("add"), &file]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("2999-01-01") && ran.err.contains("--published"), "{}", ran.err);
    let ran = run(&folder.path().join("record"), ["add", "--published", "tomorrow", "x"]);
    assert_eq!(ran.code, Some(2), "no date at all is wrong usage: {}", ran.err);
}

#[test]
fn broken_utf_8_is_read_and_remarked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("broken.txt");
    fs::write(&file, b"Gunmen killed 19 people in Kabul\xff\xfe\x80 on January 3, police said.\n").unwrap();
    let ran = done(&folder.path().join("record"), [Path::new("extract"), &file]);
    let reading: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(reading["events"][0]["figures"][0]["best"], 19);
    let codes: Vec<&str> =
        reading["issues"].as_array().unwrap().iter().filter_map(|issue| issue["code"].as_str()).collect();
    assert!(codes.contains(&"encoding"), "{codes:?}");
}

#[test]
fn a_file_over_the_limit_is_refused_without_being_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("large.txt");
    File::create(&file).unwrap().set_len(200 * 1024 * 1024).unwrap();
    for command in ["add", "extract", "read"] {
        let ran = run(&folder.path().join("record"), [Path::new(command), &file]);
        assert_eq!(ran.code, Some(1));
        let said = ran.err + &ran.out;
        assert!(said.contains("limit of") && said.contains("large.txt"), "{said}");
    }
}

#[test]
fn a_missing_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(&folder.path().join("record"), ["extract", "nowhere.txt"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.out.contains("\"error\"") && ran.out.contains("nowhere.txt"),
        "an object in its place: {}",
        ran.out
    );
}

#[test]
fn wrong_usage_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["ad"][..],
        &["add"],
        &["show"],
        &["export", "events", "--format", "xls"],
        &["analyse", "is-k", "--stronghold", "AFG"],
    ] {
        let ran = run(folder.path(), arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains("--help"), "{}", ran.err);
    }
}

#[test]
fn a_second_writer_waits_and_then_says_who_writes() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let store = store::Store::open(&data).unwrap();
    let writer = store.writer(Duration::from_secs(1)).unwrap();
    let file = folder.path().join("good.txt");
    fs::write(&file, GOOD).unwrap();
    let add = || run(&data, [Path::new("add"), Path::new("--wait"), Path::new("0"), &file]);
    let ran = add();
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains(&format!("process {}", std::process::id())), "{}", ran.err);
    assert!(ran.err.contains("hint: wait until it ends"), "{}", ran.err);
    // One that may wait does, and goes on as soon as the other has ended.
    let waiting =
        daybook(&data).args(["add", "--wait", "60"]).arg(&file).stdout(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    drop(writer);
    let ran = Ran::from(waiting.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(0));
    assert!(ran.out.starts_with("added R1"), "{}", ran.out);
}

#[test]
fn a_folder_that_is_something_else_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("letter.txt"), GOOD).unwrap();
    let ran = run(folder.path(), ["add", "x"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("is not a data directory"), "{}", ran.err);
    let ran = run(&folder.path().join("none"), ["show", "is-k"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("no data directory") && ran.err.contains("hint:"), "{}", ran.err);
    fs::create_dir(folder.path().join("record")).unwrap();
    fs::write(
        folder.path().join("record/daybook.sqlite"),
        "this is no database, but long enough to be taken for one",
    )
    .unwrap();
    let ran = run(&folder.path().join("record"), ["search", "Kabul"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("is not a record of Daybook"), "{}", ran.err);
}

/// Runs a script where it may mount a file system of its own; `None`, and a word about it, where this machine forbids that.
fn in_own_mounts(script: &str) -> Option<Ran> {
    let allowed =
        Command::new("unshare").args(["-Urm", "true"]).output().is_ok_and(|done| done.status.success());
    if !allowed {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: `unshare -Urm` is not allowed here, the disk stays as it is"
        );
        return None;
    }
    Some(Command::new("unshare").args(["-Urm", "sh", "-c", script]).output().unwrap().into())
}

#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("disk")).unwrap();
    // Ballast leaves too little room for the second batch; without it the rest can be added.
    let script = format!(
        "cd '{}' && mount -t tmpfs -o size=24m none disk || exit 77
         D='{}'; export DAYBOOK_DATA=disk/record HOME=.
         $D add --quiet '{}' || exit 70
         head -c 40000000 /dev/zero > disk/ballast 2>/dev/null
         $D add --quiet '{}' > acknowledged 2> said; echo code $?; cat said; echo acknowledged: $(cat acknowledged)
         rm disk/ballast; $D verify || exit 71; $D search Kabul >/dev/null || exit 72
         $D add '{}'",
        folder.path().display(),
        env!("CARGO_BIN_EXE_daybook"),
        demo_reports()[38].display(),
        demo_reports()[30].parent().unwrap().display(),
        demo_reports()[30].display(),
    );
    let Some(ran) = in_own_mounts(&script) else { return };
    if ran.code == Some(77) {
        let _ = writeln!(std::io::stderr(), "SKIPPED: no file system can be mounted here");
        return;
    }
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("code 1") && ran.out.contains("no space left"), "{}", ran.out);
    assert!(ran.out.contains("free some space"), "{}", ran.out);
    assert!(ran.out.contains("acknowledged:\n"), "nothing is acknowledged that was not kept: {}", ran.out);
    assert!(ran.out.contains("added R"), "with room again, it goes on: {}", ran.out);
}

#[test]
fn a_read_only_data_directory_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let file = folder.path().join("good.txt");
    fs::write(&file, GOOD).unwrap();
    done(&data, [Path::new("add"), &file]);
    let script = format!(
        "cd '{}' && mount --bind record record && mount -o remount,ro,bind record || exit 77
         D='{}'; export DAYBOOK_DATA=record HOME=.
         $D search Kabul || exit 70; $D verify || exit 71; $D add good.txt; echo code $?",
        folder.path().display(),
        env!("CARGO_BIN_EXE_daybook"),
    );
    let Some(ran) = in_own_mounts(&script) else { return };
    if ran.code == Some(77) {
        let _ = writeln!(std::io::stderr(), "SKIPPED: nothing can be mounted read-only here");
        return;
    }
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("killed 19 people") && ran.out.contains("code 1"), "{}", ran.out);
    assert!(ran.err.contains("cannot write") && ran.err.contains("read-only"), "{}", ran.err);
}

#[test]
fn a_file_that_may_not_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret.txt");
    fs::write(&file, GOOD).unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o000)).unwrap();
    if File::open(&file).is_ok() {
        let _ = writeln!(std::io::stderr(), "SKIPPED: this user may read everything");
        return;
    }
    let ran = run(&folder.path().join("record"), [Path::new("add"), &file]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("cannot read") && ran.err.contains("secret.txt"), "{}", ran.err);
}

#[test]
fn whoever_reads_only_the_head_gets_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    done(
        &data,
        [Path::new("add")].into_iter().chain(demo_reports().iter().map(std::path::PathBuf::as_path).take(12)),
    );
    let script = format!("'{}' export statements | head -1", env!("CARGO_BIN_EXE_daybook"));
    let output = Command::new("sh")
        .args(["-c", &script])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("DAYBOOK_DATA", &data)
        .output()
        .unwrap();
    let ran = Ran::from(output);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(ran.out.starts_with("id,permalink,about,family,"), "{}", ran.out);
}
