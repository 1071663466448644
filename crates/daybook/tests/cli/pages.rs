//! The pages of a group, without scripts.
use crate::{Server, demo_reports, done};
use std::path::{Path, PathBuf};

#[test]
fn a_group_has_its_map_and_its_relations_drawn_and_as_text() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let options = [Path::new("add"), Path::new("--quiet")];
    done(&data, options.into_iter().chain(demo_reports().iter().map(PathBuf::as_path)));
    let server = Server::of(&data);
    let page = server.get("/g/is-k");
    assert!(page.starts_with("HTTP/1.1 200"), "{}", page.lines().next().unwrap_or_default());
    let part = |from: &str, to: &str| {
        let start = page.find(from).unwrap_or_else(|| panic!("`{from}` is on the page"));
        let end = page[start..].find(to).map_or(page.len(), |end| start + end);
        page[start..end].to_owned()
    };
    let events = part("id=\"events\"", "id=\"relations\"");
    assert!(events.contains("<svg") && events.contains("Natural Earth"), "the map, with its source");
    assert!(
        events.contains("href=\"#newest-events\"") && events.contains("id=\"newest-events\""),
        "its table"
    );
    let relations = part("id=\"relations\"", "id=\"assessments\"");
    assert!(relations.contains("<svg") && relations.contains("id=\"relations-by-sentence\""), "{relations}");
    assert!(!page.contains("<script"), "nothing needs a script");
}
