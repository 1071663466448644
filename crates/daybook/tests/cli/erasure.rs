//! Of an erased report no word is left anywhere in the data directory.
use crate::{done, run};
use std::fs;
use std::path::Path;

const SECRET: &str = "Qwertzuiop";

/// Files of the data directory that hold the word.
fn files_with(folder: &Path, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if fs::read(&path)
                .unwrap()
                .to_ascii_lowercase()
                .windows(word.len())
                .any(|part| part == word.to_lowercase().as_bytes())
            {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

#[test]
fn e08_nothing_is_left_of_an_erased_report_but_that_it_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let add = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        run(&data, ["add", "--quiet", "--published", "2020-05-14", "--source", name, path.to_str().unwrap()])
    };
    let text = format!(
        "Gunmen stormed the {SECRET} hospital in Kabul on May 12, killing at least 19 people, a {SECRET} witness said."
    );
    assert_eq!(add("Alpha", &text).code, Some(0));
    assert_eq!(
        add("Beta", "An attack on a hospital in Kabul on May 12 killed 24 people, the ministry said.").code,
        Some(0)
    );
    let whose = ["--who", "A. Analyst", "--because", "names a witness"];
    done(&data, ["judge", "same", "E1", "E2"].into_iter().chain(whose));
    assert!(!files_with(&data, SECRET).is_empty());
    done(&data, ["erase", "R1"].into_iter().chain(whose));
    assert_eq!(files_with(&data, SECRET), Vec::<String>::new());
    done(&data, ["verify", "--derived"]);
    // Past states do not have it either; the other report stays.
    for as_of in ["recorded:1", "recorded:2", "published:2020-05-14"] {
        let shown = done(&data, ["export", "statements", "--asof", as_of]).out;
        assert!(!shown.contains(SECRET), "{as_of}");
        assert_eq!(shown.lines().any(|line| line.contains("24")), as_of != "recorded:1", "{as_of}: {shown}");
    }
    let again = add("Alpha", &text);
    assert!(again.code == Some(1) && again.err.contains("was erased from this record on"), "{}", again.err);
    assert_eq!(files_with(&data, SECRET), Vec::<String>::new());
    done(&data, ["rebuild"]);
    done(&data, ["verify"]);
    let twice = run(&data, ["erase", "R1"].into_iter().chain(whose));
    assert!(twice.code == Some(1) && twice.err.contains("was erased before, by A. Analyst"), "{}", twice.err);
}

#[test]
fn a_copy_by_another_outlet_keeps_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let path = folder.path().join("wire.txt");
    fs::write(
        &path,
        format!("An attack on the {SECRET} market in Kabul on May 12 killed 24 people, police said."),
    )
    .unwrap();
    for outlet in ["Alpha", "Beta"] {
        done(
            &data,
            ["add", "--quiet", "--published", "2020-05-14", "--source", outlet, path.to_str().unwrap()],
        );
    }
    let whose = ["--who", "A. Analyst", "--because", "a test"];
    done(&data, ["erase", "R1"].into_iter().chain(whose));
    assert!(!files_with(&data.join("captures"), SECRET).is_empty());
    assert!(done(&data, ["show", "R2"]).out.contains(SECRET));
    done(&data, ["verify", "--derived"]);
    done(&data, ["erase", "R2"].into_iter().chain(whose));
    assert_eq!(files_with(&data, SECRET), Vec::<String>::new());
    done(&data, ["verify", "--derived"]);
}
