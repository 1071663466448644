//! Searches and changes as feeds: whole, the same at every request, and only what is new in them is new.
use crate::{Server, done};
use read::container::{Container, Item, items};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn add(data: &Path, name: &str, day: &str, text: &str) {
    let path = data.with_file_name(name);
    fs::write(&path, text).unwrap();
    done(data, ["add", "--quiet", "--published", day, "--source", name, path.to_str().unwrap()]);
}

/// A feed's body, after what RFC 4287 §4.1 wants of it was looked for: ids, titles and times of the feed and of each entry.
fn feed(server: &Server, path: &str) -> String {
    let answer = server.get(path);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(
        head.starts_with("HTTP/1.1 200") && head.contains("application/atom+xml; charset=utf-8"),
        "{head}"
    );
    let parts: Vec<&str> = body.split("<entry>").collect();
    for part in &parts {
        for (of, least) in
            [("<id>urn:sha256:", 1), ("<title>", 1), ("<updated>2", 1), ("rel=\"alternate\"", 1)]
        {
            assert_eq!(part.matches(of).count(), least, "{of} in {part}");
        }
    }
    assert!(parts[0].contains("<author><name>") && parts[0].contains("rel=\"self\""), "{}", parts[0]);
    let ids = ids(body);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "each id once");
    // The reader of feeds finds the same entries.
    let found = items(Container::Feed, "own.atom", body.as_bytes()).collect::<Vec<_>>();
    let is_part = |item: &Item| matches!(item, Item::Part(_));
    assert!(found.iter().all(is_part) && found.len() == parts.len() - 1, "{found:?}");
    body.to_owned()
}

/// Ids of the entries, in order.
fn ids(body: &str) -> Vec<&str> {
    let of = |part: &'_ str| part.find("<id>").map(|at| at + 4);
    body.split("<entry>").skip(1).filter_map(|part| part[of(part)?..].split('<').next()).collect()
}

#[test]
fn a_search_is_a_feed_that_tells_what_was_added_last() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    add(
        &data,
        "Alpha",
        "2020-05-13",
        "Gunmen stormed a hospital in Kabul on May 12, killing at least 19 people, officials said.",
    );
    add(
        &data,
        "Beta & <Sons>",
        "2020-05-14",
        "An attack on a hospital in Kabul on May 12 killed 24 people, the ministry said. The Taliban denied responsibility for the attack.",
    );
    let server = Server::of(&data);
    let first = feed(&server, "/q.atom?q=hospital");
    assert_eq!(ids(&first).len(), 2);
    assert!(
        first.contains("Beta &amp; &lt;Sons&gt;, 2020-05-14") && first.contains("killing at least 19 people"),
        "{first}"
    );
    assert_eq!(feed(&server, "/q.atom?q=hospital"), first);
    // An older report that comes later is what is new; the others keep their ids and times.
    add(
        &data,
        "Gamma",
        "2014-01-02",
        "Insurgents attacked a hospital in Herat on January 1 and killed 5 people, police said.",
    );
    let second = feed(&server, "/q.atom?q=hospital");
    assert_eq!(ids(&second)[1..], ids(&first)[..]);
    assert!(second.contains(first.split_once("<entry>").unwrap().1), "unchanged behind the new one");
    let nothing = feed(&server, "/q.atom?q=submarine");
    assert_eq!(ids(&nothing).len(), 0);
    let page = server.get("/q?q=hospital");
    assert!(
        page.contains("<link rel=\"alternate\" type=\"application/atom+xml\" href=\"/q.atom?q=hospital\""),
        "{page}"
    );
    for (path, says) in [
        ("/q.atom", "Found no `q`"),
        ("/q.atom?q=a&page=2", "`page`"),
        ("/q.atom?q=group:nobody", "No group"),
    ] {
        let refused = server.get(path);
        assert!(refused.starts_with("HTTP/1.1 400") && refused.contains(says), "{path}: {refused}");
    }
}

#[test]
fn changes_are_a_feed_state_by_state_in_the_same_words_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    add(
        &data,
        "Alpha",
        "2020-05-13",
        "Gunmen of the Taliban stormed a hospital in Kabul on May 12, killing at least 19 people, officials said.",
    );
    let server = Server::of(&data);
    let first = feed(&server, "/changes.atom");
    assert_eq!(ids(&first).len(), 1);
    assert!(first.contains("<title>New event: attack in Kabul"), "{first}");
    add(
        &data,
        "Beta",
        "2020-05-14",
        "An attack on a hospital in Kabul on May 12 killed 24 people, the ministry said. The Taliban denied responsibility for the attack.",
    );
    add(&data, "Gamma", "2020-05-15", "A bombing in Herat on May 14 killed 5 people, police said.");
    let all = feed(&server, "/changes.atom");
    assert!(
        all.contains("<title>Figure: attack in Kabul") && all.contains("killed: at least 19 → 24"),
        "{all}"
    );
    assert!(
        all.contains("<title>Responsibility: attack in Kabul")
            && all.contains("The Taliban denied responsibility"),
        "{all}"
    );
    assert!(all.contains("<title>New event: attack in Herat"), "{all}");
    assert_eq!(ids(&all).last(), ids(&first).last(), "the first change is still told, as it was");
    assert!(all.contains(first.split_once("<entry>").unwrap().1.trim_end_matches("</feed>\n")));
    let of_group = feed(&server, "/changes.atom?group=taliban");
    assert!(of_group.contains("Kabul") && !of_group.contains("Herat"), "{of_group}");
    let page = server.get("/g/taliban");
    assert!(page.contains("href=\"/changes.atom?group=taliban\""), "{page}");
    assert!(server.get("/changes.atom?group=nobody").starts_with("HTTP/1.1 404"));
}
