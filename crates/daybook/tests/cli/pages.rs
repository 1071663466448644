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
    assert!(
        events.contains("loading=\"lazy\"") && events.contains("Natural Earth"),
        "the map, with its source"
    );
    let map = events.split("<img src=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let alt = events.split(" alt=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    assert!(alt.contains("Khorasan") && alt.len() > 60, "{alt}");
    for path in [
        map.clone(),
        map.split('?').next().unwrap().to_owned(),
        format!("{}?v=0", map.split('?').next().unwrap()),
    ] {
        let svg = server.get(&path);
        assert!(svg.starts_with("HTTP/1.1 200") && svg.contains("content-type: image/svg+xml"), "{path}");
        assert!(
            svg.contains("<svg xmlns=")
                && svg.contains("prefers-color-scheme:dark")
                && svg.contains("'sha256-"),
            "{svg}"
        );
        // What an image is drawn from is well-formed XML.
        assert_eq!(svg.matches("<svg").count(), svg.matches("</svg>").count());
    }
    assert!(Server::of(&data).get(&map).starts_with("HTTP/1.1 200"), "another run makes it again");
    assert!(server.get("/g/is-k/drawing/nothing.svg").starts_with("HTTP/1.1 404"));
    assert!(
        events.contains("href=\"#newest-events\"") && events.contains("id=\"newest-events\""),
        "its table"
    );
    let relations = part("id=\"relations\"", "id=\"assessments\"");
    assert!(relations.contains("<svg") && relations.contains("id=\"relations-by-sentence\""), "{relations}");
    assert_eq!(page.matches("<script").count(), 1, "the keys, and no script in a page");
    assert!(page.contains("<script src=\"/keys.js?v="));
}

fn demo_record() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let options = [Path::new("add"), Path::new("--quiet")];
    done(&data, options.into_iter().chain(demo_reports().iter().map(PathBuf::as_path)));
    (folder, data)
}

#[test]
fn the_map_goes_by_period_and_has_a_table() {
    let (_folder, data) = demo_record();
    let server = Server::of(&data);
    let all = server.get("/map");
    assert!(all.starts_with("HTTP/1.1 200"));
    assert!(all.contains("id=\"places\"") && all.contains("href=\"#places\""), "the table and the way to it");
    assert!(all.contains("href=\"/map?since=2021&amp;until=2021\""), "a bar of the row of periods is a link");
    let year = server.get("/map?since=2021&until=2021&look=AF");
    assert!(year.contains("between 1 January 2021 and 31 December 2021"));
    assert!(
        year.contains("since=2020&amp;until=2020") && year.contains("since=2022&amp;until=2022"),
        "steps"
    );
    assert!(year.contains("since=2021-08&amp;until=2021-08"), "months of the year shown");
    assert!(year.len() < all.len(), "fewer events");
    // What is known only to a province is the province: a link to it, hatched, and no circle.
    let nangarhar =
        "<a href=\"/p/Nangarhar~AF?since=2021&amp;until=2021\" aria-label=\"Somewhere in Nangarhar";
    let area = year.split(nangarhar).nth(1).expect("a province on the map").split("</a>").next().unwrap();
    assert!(area.contains("<path") && !area.contains("<circle"), "{area}");
    for wrong in ["/map?look=nowhere", "/map?since=yesterday", "/map?what=ever"] {
        assert!(server.get(wrong).starts_with("HTTP/1.1 400"), "{wrong}");
    }
}

#[test]
fn a_place_has_a_page_and_a_country_too() {
    let (_folder, data) = demo_record();
    let server = Server::of(&data);
    let kabul = server.get("/p/Kabul~AF");
    assert!(kabul.starts_with("HTTP/1.1 200") && kabul.contains("href=\"/p/AF\""));
    let country = server.get("/p/AF");
    assert!(country.contains("id=\"inside\"") && country.contains("href=\"/p/Kabul~AF\""));
    assert!(server.get("/p/Atlantis").starts_with("HTTP/1.1 404"));
    assert!(server.get("/p/Kabul~PK").starts_with("HTTP/1.1 404"), "the name in another country");
    let narrow = server.get("/p/Kabul~AF?since=2016&until=2016&type=attack");
    assert!(narrow.contains("show all") && narrow.len() < kabul.len());
}

#[test]
fn a_group_shows_its_course_what_is_new_and_what_is_contested() {
    let (_folder, data) = demo_record();
    let server = Server::of(&data);
    let page = server.get("/g/is-k");
    for id in
        ["in-brief", "new", "tempo", "outside", "where-when", "plots", "contested", "who-reports", "late"]
    {
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
    }
    // A sentence of the summary leads to its words, at the statement in the report.
    let brief = page.split("id=\"in-brief\"").nth(1).unwrap().split("</section>").next().unwrap();
    let link = brief.split("href=\"/r/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let (report, anchor) = link.split_once('#').expect("a statement in a report");
    assert!(server.get(&format!("/r/{report}")).contains(&format!("id=\"{anchor}\"")), "{link}");
    assert!(page.contains("Relations of Islamic State – Khorasan Province over time"));
    let changes = server.get("/changes?since=0&group=is-k");
    assert!(changes.starts_with("HTTP/1.1 200") && changes.contains("New event"));
    assert!(server.get("/changes?since=2014-01-01").starts_with("HTTP/1.1 200"), "a day before the record");
    for (wrong, status) in
        [("/changes?since=99", "400"), ("/changes?since=x", "400"), ("/changes?group=nobody", "404")]
    {
        assert!(server.get(wrong).starts_with(&format!("HTTP/1.1 {status}")), "{wrong}");
    }
}

#[test]
fn an_outlet_has_a_page_and_sources_say_their_languages() {
    let (_folder, data) = demo_record();
    let server = Server::of(&data);
    let sources = server.get("/sources");
    assert!(
        sources.contains("href=\"/s/Daybook%20demo\"") && sources.contains("outlets that speak for a party")
    );
    assert!(sources.contains("Nothing is looked at again and again"), "no feed is added");
    let outlet = server.get("/s/Daybook%20demo");
    assert!(outlet.starts_with("HTTP/1.1 200") && outlet.contains("id=\"reports\""));
    assert!(server.get("/s/No%20such%20outlet").starts_with("HTTP/1.1 404"));
}

#[test]
fn pages_show_the_record_as_it_was_and_their_links_stay_there() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let mut reports = Vec::new();
    for (name, killed) in [("first", 19), ("second", 24)] {
        let file = folder.path().join(format!("{name}.txt"));
        std::fs::write(&file, format!("A bombing at a hospital in Kabul on May 12, 2020 killed {killed} people, officials said. The Taliban denied it."))
            .unwrap();
        let day = format!("2020-05-{}", 13 + reports.len());
        done(&data, ["add", "--quiet", "--published", &day, "--source", name, file.to_str().unwrap()]);
        reports.push(file);
    }
    let server = Server::of(&data);
    let (now, then) = (server.get("/reports"), server.get("/reports?asof=1"));
    assert!(now.contains("R2") && !now.contains("The record as of"));
    assert!(then.starts_with("HTTP/1.1 200") && then.contains("The record as of"), "{then}");
    assert!(
        then.contains("/r/R1?asof=1") && !then.contains("/r/R2"),
        "one report, and its link stays in the state"
    );
    assert!(then.contains("name=\"asof\" value=\"1\""), "so does the search");
    assert!(server.get("/r/R2?asof=1").starts_with("HTTP/1.1 404"));
    let moved = server.get("/g/Taliban?asof=1");
    assert!(moved.starts_with("HTTP/1.1 308") && moved.contains("asof=1"), "{moved}");
    let by_day = server.get("/reports?asof=published%3A2020-05-13");
    assert!(by_day.contains("/r/R1?asof=published%3A2020-05-13") && !by_day.contains("/r/R2"), "{by_day}");
    for (wrong, status) in [("/?asof=99", "404"), ("/?asof=yesterday", "400"), ("/?asof=2001-01-01", "404")] {
        assert!(server.get(wrong).starts_with(&format!("HTTP/1.1 {status}")), "{wrong}");
    }
    assert!(server.get("/api/v1/reports?asof=1").contains("\"generation\":1"));
}

#[test]
fn only_what_is_made_for_it_can_be_framed_elsewhere() {
    let (_folder, data) = demo_record();
    let server = Server::of(&data);
    let embed = server.get("/embed/map?since=2021&until=2021");
    let head = embed.split("\r\n\r\n").next().unwrap().to_ascii_lowercase();
    assert!(
        head.contains("frame-ancestors *") && head.contains("cross-origin-resource-policy: cross-origin")
    );
    assert!(
        embed.contains("<svg") && embed.contains("<table") && !embed.contains("<nav"),
        "the map and its table"
    );
    assert!(embed.contains("Daybook record</a>, state "), "where it comes from");
    assert!(embed.contains("target=\"_blank\" rel=\"noopener\" href=\"/p/"), "links open outside");
    for path in ["/", "/map", "/g/is-k", "/e/E1", "/api/v1"] {
        let answer = server.get(path).to_ascii_lowercase();
        assert!(answer.contains("frame-ancestors 'none'"), "{path}");
    }
    let map = server.get("/map?since=2021&until=2021");
    assert!(map.contains("/embed/map?since=2021&amp;amp;until=2021"), "the words to copy");
}

#[test]
fn the_one_script_is_this_servers_own_file_and_nothing_else_may_run() {
    let (_folder, data) = demo_record();
    let server = Server::of(&data);
    let page = server.get("/");
    let address = page.split("<script src=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let script = server.get(address);
    assert!(script.contains("content-type: text/javascript; charset=utf-8"), "{script}");
    assert!(script.contains("x-content-type-options: nosniff"));
    for part in ["script-src 'self'", "trusted-types 'none'", "default-src 'none'"] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("unsafe"), "no inline script, style or code of words");
    for path in ["/embed/map", "/g/is-k/brief", "/events.csv", "/style.css"] {
        let other = server.get(path);
        let policy = other.lines().find(|line| line.starts_with("content-security-policy: ")).unwrap();
        assert!(!policy.contains("script-src") && !other.contains("<script"), "{path}: {policy}");
    }
}

#[test]
fn the_network_goes_across_groups_by_year_with_a_sentence_for_each_relation() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    for (at, (published, text)) in [
        ("2016-03-01", "The Islamic State-Khorasan is a rival of the Taliban, U.S. officials said.\n"),
        ("2021-09-01", "The Islamic State-Khorasan is a rival of the Taliban, Afghan officials said.\n"),
        ("2018-05-01", "Jamaat-ul-Ahrar is a faction of the Tehrik-e-Taliban Pakistan.\n"),
        ("2019-05-01", "The Haqqani Network is an ally of the Taliban.\n"),
        ("2019-06-01", "Hafiz Saeed Khan is the founder of the Islamic State-Khorasan.\n"),
    ]
    .iter()
    .enumerate()
    {
        let file = folder.path().join(format!("{at}.txt"));
        std::fs::write(&file, text).unwrap();
        done(
            &data,
            ["add", "--quiet", "--published", published, "--source", "Example Wire", file.to_str().unwrap()],
        );
    }
    let server = Server::of(&data);
    let rows = |page: &str| page.matches("<tr id=\"r-").count();
    let all = server.get("/network");
    assert!(all.starts_with("HTTP/1.1 200"), "{all}");
    assert_eq!(rows(&all), 3, "without the person: {all}");
    assert!(!all.contains("Hafiz Saeed Khan"));
    let row = all.split("<tr id=\"r-").skip(1).find(|row| row.contains("rival of")).unwrap();
    let row = row.split("</tr>").next().unwrap();
    assert!(row.contains("1 March 2016 to 1 September 2021") && row.contains("2 statements"), "{row}");
    assert!(row.contains("<mark>") && row.contains("href=\"/r/R2#s-"), "the newest sentence: {row}");
    assert!(row.contains("U.S. officials") && row.contains("Afghan officials"), "{row}");
    // A line of the drawing leads to its row, a name to the network around it.
    let svg = all.split("<svg").nth(1).unwrap();
    assert!(svg.contains("href=\"/network#r-") && svg.contains("href=\"/network?group=is-k\""), "{svg}");
    for anchor in svg.split("href=\"/network#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(all.contains(&format!("<tr id=\"{anchor}\"")), "{anchor}");
    }
    let year = server.get("/network?year=2021");
    assert_eq!(rows(&year), 1, "{year}");
    assert!(
        year.contains("1 statement<") && year.contains("rel=\"prev\" href=\"/network?year=2019\""),
        "{year}"
    );
    assert_eq!(rows(&server.get("/network?year=2017")), 0);
    let around = server.get("/network?group=is-k");
    assert_eq!(rows(&around), 1, "only what touches it or those beside it: {around}");
    assert!(server.get("/g/is-k").contains("href=\"/network?group=is-k\""));
    let json = |path: &str| -> serde_json::Value {
        serde_json::from_str(server.get(path).split_once("\r\n\r\n").unwrap().1).unwrap()
    };
    let api = json("/api/v1/network?year=2021");
    assert_eq!((api["n_relations"].as_u64(), api["next"].is_null()), (Some(1), true), "{api}");
    let member = &api["items"][0]["members"][0];
    assert_eq!(api["citations"][member["statement"].as_str().unwrap()]["report"], "R2");
    let parts = json("/api/v1/network?limit=2");
    assert_eq!((parts["items"].as_array().unwrap().len(), parts["next"].as_str()), (2, Some("2")));
    assert!(server.get("/api/v1/network?year=x").contains("application/problem+json"));
    for (wrong, status) in
        [("year=x", 400), ("year=20210", 400), ("what=ever", 400), ("page=0", 400), ("group=nobody", 404)]
    {
        assert!(
            server.get(&format!("/network?{wrong}")).starts_with(&format!("HTTP/1.1 {status}")),
            "{wrong}"
        );
    }
}

/// Reports of many attacks, figures, relations and judgements of one group.
fn large_record(reports: usize) -> (tempfile::TempDir, PathBuf) {
    const PLACES: [&str; 9] =
        ["Kabul", "Jalalabad", "Kunduz", "Herat", "Kandahar", "Ghazni", "Khost", "Peshawar", "Quetta"];
    const RIVALS: [&str; 6] = [
        "Taliban",
        "Haqqani Network",
        "Tehrik-e-Taliban Pakistan",
        "Al-Qaeda",
        "Lashkar-e-Taiba",
        "Jaish-e-Mohammed",
    ];
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let texts = folder.path().join("reports");
    std::fs::create_dir(&texts).unwrap();
    for at in 0..reports {
        let (place, rival) = (PLACES[at % PLACES.len()], RIVALS[at % RIVALS.len()]);
        let (year, month, day) = (2015 + at % 9, 1 + at * 5 % 12, 1 + at * 7 % 27);
        let date = format!("{} {day}, {year}", crate::kills::MONTHS[month - 1]);
        let text = format!(
            "---\ntitle: Report number {at}\nsource: Wire {}\npublished: {year}-{month:02}-{:02}\n---\n\
             The Islamic State-Khorasan claimed a bombing in {place} on {date}, in which at least {} people were killed.\n\
             Officials blamed the Islamic State-Khorasan for the attack in {place}.\n\
             The Islamic State-Khorasan has between {} and {} fighters, U.S. officials said.\n\
             The Islamic State-Khorasan is a rival of the {rival}.\n\
             The group could attack in {place} within {} months, U.S. officials said.\n\
             Police in {place} foiled a plot by the Islamic State-Khorasan on {date}.\n",
            at % 23,
            day + 1,
            1 + at % 40,
            1000 + at,
            2000 + 2 * at,
            2 + at % 10
        );
        std::fs::write(texts.join(format!("{at:03}.md")), text).unwrap();
    }
    done(&data, [Path::new("add"), Path::new("--quiet"), &texts]);
    (folder, data)
}

/// Bytes of a page without what a browser asks for when it is looked at.
const MOST_BYTES: usize = 150_000;

#[test]
fn a_group_of_many_reports_has_a_light_page_and_all_its_rows() {
    let (_folder, data) = large_record(120);
    let server = Server::of(&data);
    let page = server.get("/g/is-k");
    assert!(page.len() < MOST_BYTES, "{} bytes", page.len());
    for image in page.split("<img src=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(server.get(&image.replace("&amp;", "&")).starts_with("HTTP/1.1 200"), "{image}");
    }
    let lists = page.split("href=\"/g/is-k/list/").skip(1).filter_map(|rest| rest.split('"').next());
    let lists = lists.collect::<std::collections::BTreeSet<_>>();
    for list in ["strength", "plots", "reports"] {
        assert!(lists.contains(list), "{list} of {lists:?}");
    }
    for list in lists {
        let mut rows = 0;
        let mut next = Some(format!("/g/is-k/list/{list}"));
        let mut all = None;
        while let Some(path) = next {
            let part = server.get(&path);
            assert!(part.starts_with("HTTP/1.1 200") && part.len() < MOST_BYTES, "{path}: {}", part.len());
            let main = part.split("<main").nth(1).unwrap();
            let told = main.split("<p class=\"note\">").nth(1).and_then(|rest| rest.split(' ').next());
            all = all.or(told.and_then(|told| told.parse::<usize>().ok()));
            let body = main.split("<nav class=\"pager\"").next().unwrap();
            rows += match list {
                "strength" | "totals" | "plots" | "threats" => body.matches("<tr>").count() - 1,
                "reports" => body.matches("<li>").count(),
                "contested" => body.matches("<details class=\"dispute\"").count(),
                _ => body.matches("<h3>").count(),
            };
            next = part
                .split("rel=\"next\" href=\"")
                .nth(1)
                .and_then(|rest| rest.split('"').next())
                .map(|path| path.replace("&amp;", "&"));
        }
        assert_eq!(Some(rows), all, "every row of {list}");
    }
    // What is drawn on the page stands in the backgrounder too, on the page and from the command.
    assert!(page.contains("/g/is-k/drawing/tempo.svg?v=") || page.contains("id=\"phase-table\""));
    let commanded = done(&data, ["publish", "brief", "is-k", "--format", "html"]).out;
    for brief in [server.get("/g/is-k/brief"), commanded] {
        assert!(
            brief.contains("<figure class=\"drawing tempo\">") && brief.contains("Phases of its attacks")
        );
    }
    for wrong in ["/g/is-k/list/everything", "/g/nobody/list/reports"] {
        assert!(server.get(wrong).starts_with("HTTP/1.1 404"), "{wrong}");
    }
    assert!(server.get("/g/is-k/list/reports?page=x").starts_with("HTTP/1.1 400"));
    let far = server.get("/g/is-k/list/reports?page=900");
    assert!(far.starts_with("HTTP/1.1 200") && far.contains("Nothing on this page"), "{far}");
    for path in ["/", "/events", "/reports", "/changes?since=0", "/sources", "/q?q=attack", "/e/E1", "/r/R1"]
    {
        let length = server.get(path).len();
        assert!(length < MOST_BYTES, "{path}: {length} bytes");
    }
}
