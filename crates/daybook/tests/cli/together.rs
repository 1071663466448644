//! Pages that are read several in a process: one that is refused takes no other with it.
use crate::collecting::{ATTACK, HTML, RSS, Site, feed, item, page, sources, watch};
use crate::done;

#[test]
fn a_page_that_is_refused_takes_no_other_page_of_its_source_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let site = Site::new();
    let paths: Vec<String> = (0..5).map(|number| format!("/{number}")).collect();
    let items = paths.iter().map(|path| item(path, "Taliban attack in Kabul", "Killed.")).collect::<String>();
    site.answer("/feed", 200, RSS, &feed(&items));
    for (number, path) in paths.iter().enumerate() {
        site.answer(path, 200, HTML, &page(&ATTACK.replace("19", &format!("{}", 21 + number))));
    }
    // Nested deeper than any reader goes.
    let deep =
        format!("<html><body><article>{}<p>{ATTACK}</p></article></body></html>", "<div>".repeat(190_000));
    site.answer("/2", 200, HTML, &deep);
    done(&data, ["source", "add", &format!("{}/feed", site.base)]);
    let ran = watch(&data);
    for path in ["/0", "/1", "/3", "/4"] {
        let is_added = ran.out.lines().any(|line| line.starts_with("added ") && line.ends_with(path));
        assert!(is_added, "{path}: {}{}", ran.out, ran.err);
    }
    assert!(ran.out.contains("more than 2000 of its tags are open at once"), "{}", ran.out);
    assert_eq!(sources(&data)[0]["health"], "ok");
    done(&data, ["verify"]);
}
