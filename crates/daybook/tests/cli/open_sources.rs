//! The rules on what is fetched (E10, E13, E22), and walls, which are recognised and said, not worked around.
use crate::collecting::{ATTACK, HTML, RSS, Site, feed, item, page, sources, watch};
use crate::{Server, done, run};

/// A feed whose entries name a group, with these addresses.
fn feed_of(paths: &[&str]) -> String {
    feed(
        &paths
            .iter()
            .map(|path| item(path, "Taliban attack in Kabul", "At least 19 killed."))
            .collect::<String>(),
    )
}

fn entries(data: &std::path::Path, outcome: &str) -> String {
    done(data, ["source", "entries", "S1", "--outcome", outcome]).out
}

#[test]
fn e10_of_a_groups_media_words_are_fetched_and_never_pictures_films_or_links() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let site = Site::new();
    site.answer("/feed", 200, RSS, &feed_of(&["/claim-4711", "/execution.mp4", "/banner"]));
    let claim = page(
        "The Islamic State claimed responsibility for a bombing in Kabul on May 12 in which 7 people were killed.",
    );
    let media = "<img src=\"/flag.png\"><video src=\"/film.mp4\"></video><script src=\"/x.js\"></script><iframe src=\"/player\"></iframe><link rel=\"stylesheet\" href=\"/s.css\">";
    site.answer("/claim-4711", 200, HTML, &claim.replace("</article>", &format!("{media}</article>")));
    site.answer("/execution.mp4", 200, "content-type: video/mp4\r\n", "film");
    site.answer("/banner", 200, "content-type: image/jpeg\r\n", "picture");
    done(&data, ["source", "add", &format!("{}/feed", site.base), "--outlet", "Amaq"]);
    let ran = watch(&data);
    assert!(ran.out.contains("added R1 "), "{}{}", ran.out, ran.err);
    // Of a page the page; of films and pictures the head that says what they are, once.
    watch(&data);
    let asked = site.asked();
    for path in ["/flag.png", "/film.mp4", "/x.js", "/player", "/s.css"] {
        assert!(!asked.iter().any(|line| line.ends_with(path)), "{asked:?}");
    }
    for path in ["/execution.mp4", "/banner"] {
        assert_eq!(asked.iter().filter(|line| line.ends_with(path)).count(), 1, "{asked:?}");
    }
    let failed = entries(&data, "failed");
    assert_eq!(failed.matches("only texts are fetched").count(), 2, "{failed}");
    // What leaves is a claim, framed; neither the address nor the page.
    let server = Server::of(&data);
    for path in [
        "/r/R1",
        "/e/E1",
        "/q?q=bombing",
        "/q.atom?q=bombing",
        "/changes.atom",
        "/api/v1/reports/R1",
        "/s/Amaq",
    ] {
        let answer = server.get(path);
        assert!(answer.starts_with("HTTP/1.1 200") && !answer.contains("claim-4711"), "{path}: {answer}");
        assert!(answer.to_lowercase().contains("x-robots-tag: noindex"), "{path}");
    }
    assert!(server.get("/s/Amaq").contains("Speaks for a party to a conflict"));
    let out = folder.path().join("all.wacz");
    let ran = done(&data, ["export", "wacz", "--out", out.to_str().unwrap()]);
    assert!(
        ran.err.contains("0 reports") && ran.err.contains("1 reports of armed groups' own media left out"),
        "{}",
        ran.err
    );
}

#[test]
fn e13_what_is_no_open_source_is_not_taken_in_and_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    for url in [
        "https://t.me/s/channel",
        "https://chat.whatsapp.com/invite",
        "https://discord.gg/abc",
        "https://sub.discord.com/x",
        "http://abcdef.onion/",
        "https://me:secret@news.example.org/feed",
        "file:///etc/passwd",
        "ftp://news.example.org/feed",
    ] {
        let ran = run(&data, ["source", "add", url]);
        assert!(ran.code == Some(1) && !ran.err.contains("secret"), "{url}: {}{}", ran.out, ran.err);
    }
    // Leads out of an open feed into closed places are not followed, nor is the way through a login.
    let site = Site::new();
    let items = item("/x", "Taliban statement", "On an attack.")
        .replace("BASE/x", "https://t.me/s/channel/1")
        + &item("/members", "Taliban attack in Kabul", "At least 19 killed.")
        + &item("/inner", "Taliban attack in Herat", "At least 5 killed.");
    site.answer("/feed", 200, RSS, &feed(&items));
    site.answer("/members", 302, "location: /login?next=/members\r\n", "");
    site.answer("/login?next=/members", 200, HTML, &page("The Taliban attacked. Please log in."));
    site.answer("/inner", 401, "www-authenticate: Basic realm=\"members\"\r\n", "members");
    done(&data, ["source", "add", &format!("{}/feed", site.base)]);
    let ran = watch(&data);
    assert!(
        ran.out.contains("`t.me` is no open source") && !ran.out.contains("added"),
        "{}{}",
        ran.out,
        ran.err
    );
    assert_eq!(entries(&data, "walled").matches("the page wants an account").count(), 2);
    site.asked();
    watch(&data);
    let again = site.asked();
    assert!(!again.iter().any(|line| line.contains("/members") || line.contains("/inner")), "{again:?}");
}

#[test]
fn e22_the_terms_of_a_source_are_shown_and_limit_what_leaves_together() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let site = Site::new();
    site.answer("/feed", 200, RSS, &feed_of(&["/attack"]));
    let long = "Gunmen of the Taliban stormed a hospital in Kabul on May 12, killing at least 19 people, officials said. The Taliban denied responsibility. A bombing in Herat on May 13 killed 5 people, police said. The Islamic State claimed a bombing in Khost on May 11 that killed 3 people.";
    site.answer("/attack", 200, HTML, &page(long));
    let feed = format!("{}/feed", site.base);
    let without = run(&data, ["source", "add", &feed, "--excerpt", "2"]);
    assert!(
        without.code == Some(2) && without.err.contains("--outlet"),
        "whose reports are meant must be said: {}",
        without.err
    );
    done(
        &data,
        ["source", "add", &feed, "--outlet", "Example Wire", "--licence", "CC BY-NC 4.0", "--excerpt", "2"],
    );
    assert!(watch(&data).out.starts_with("added R1 "));
    let listed = &sources(&data)[0]["source"];
    assert_eq!((&listed["licence"], &listed["excerpt"]), (&"CC BY-NC 4.0".into(), &2.into()));
    assert!(done(&data, ["source", "list"]).out.contains("(CC BY-NC 4.0)"));
    let server = Server::of(&data);
    assert!(server.get("/sources").contains("CC BY-NC 4.0"));
    let report = server.get("/r/R1");
    assert!(report.contains("hospital") && !report.contains("Khost"), "{report}");
    assert!(report.contains("the terms of this outlet limit how much is shown together"), "{report}");
    assert!(!server.get("/api/v1/reports/R1").contains("in Khost"));
    assert!(!done(&data, ["export", "statements", "--format", "jsonl"]).out.contains("in Khost"));
    // A sentence by itself is still the evidence of what it says.
    assert!(server.get("/q?q=Khost").contains("killed 3 people"));
    done(&data, ["verify"]);
}

#[test]
fn walls_are_recognised_and_said_and_not_worked_around() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let site = Site::new();
    let whole = "Gunmen of the Taliban attacked a checkpoint in Herat on May 13, killing 5 policemen, the ministry said. ".repeat(8);
    let paths = ["/marked", "/short", "/robot", "/paid", "/open"];
    let items = paths
        .iter()
        .map(|path| item(path, "Taliban attack in Kabul", "At least 19 killed."))
        .collect::<String>()
        + &item("/whole", "Taliban attack in Herat", &whole);
    site.answer("/feed", 200, RSS, &feed(&items));
    // The text stands in the page, and the publisher says that it is not free.
    let marked = page(ATTACK).replace("<body>", "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"isAccessibleForFree\":\"False\"}</script><body>");
    site.answer("/marked", 200, HTML, &marked);
    site.answer("/short", 200, HTML, "<html><body><article><h1>Taliban attack</h1><p>Gunmen of the Taliban stormed a hospital.</p><p>Subscribe to continue reading.</p></article></body></html>");
    site.answer("/robot", 200, HTML, "<html><head><title>Just a moment...</title></head><body>Enable JavaScript and cookies to continue</body></html>");
    site.answer("/paid", 402, "", "pay");
    site.answer(
        "/open",
        200,
        HTML,
        &page(&ATTACK.replace("19", "21"))
            .replace("</article>", "<p>Already a subscriber? Thank you.</p></article>"),
    );
    site.answer("/whole", 200, HTML, &marked);
    done(&data, ["source", "add", &format!("{}/feed", site.base)]);
    let ran = watch(&data);
    assert_eq!(
        ran.out.lines().filter(|line| line.starts_with("walled ")).count(),
        4,
        "{}{}",
        ran.out,
        ran.err
    );
    let added: Vec<&str> = ran.out.lines().filter(|line| line.starts_with("added ")).collect();
    assert!(added.len() == 2 && added[0].ends_with("/open") && added[1].ends_with("/whole"), "{}", ran.out);
    // What the outlet gives to everybody in its feed is taken from there.
    let herat = done(&data, ["show", "R2"]).out;
    assert!(herat.contains("5 policemen") && !herat.contains("19 people"), "{herat}");
    let walled = entries(&data, "walled");
    for words in ["for subscribers", "kept from programs", "Taliban attack in Kabul"] {
        assert!(walled.contains(words), "{words} in {walled}");
    }
    let listed = &sources(&data)[0];
    assert_eq!((&listed["health"], &listed["source"]["n_walled"]), (&"ok".into(), &4.into()));
    assert!(done(&data, ["source", "list"]).out.contains("4 behind a wall"));
    assert!(Server::of(&data).get("/sources").contains("Behind a wall"));
    site.asked();
    watch(&data);
    assert_eq!(site.asked(), ["200 /feed"], "a wall is not tried again");
    // A source that is itself one says so.
    done(&data, ["source", "add", &format!("{}/short", site.base)]);
    let ran = watch(&data);
    assert!(ran.code == Some(1) && ran.err.contains("walls are not worked around"), "{}", ran.err);
    assert_eq!(sources(&data)[1]["health"], "failing");
}

#[test]
fn a_wall_that_is_put_up_later_is_no_correction() {
    let folder = tempfile::tempdir().unwrap();
    let (data, clock) = (folder.path().join("record"), folder.path().join("clock"));
    let site = Site::new();
    site.answer("/feed", 200, RSS, &feed_of(&["/attack"]));
    site.answer("/attack", 200, HTML, &page(ATTACK));
    done(&data, ["source", "add", &format!("{}/feed", site.base)]);
    assert!(watch(&data).out.starts_with("added R1"));
    site.answer("/attack", 200, HTML, "<html><body><article><p>Gunmen of the Taliban stormed a hospital.</p><p>This article is for subscribers.</p></article></body></html>");
    let looked =
        sources(&data)[0]["source"]["asked_at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let later = looked.checked_add(jiff::SignedDuration::from_hours(7)).unwrap();
    std::fs::write(&clock, later.to_string()).unwrap();
    site.asked();
    let ran = run(
        &data,
        [
            "watch",
            "--once",
            "--now",
            "--allow-loopback-for-tests",
            "--clock-for-tests",
            clock.to_str().unwrap(),
        ],
    );
    assert!(
        site.asked().contains(&"200 /attack".to_owned()) && !ran.out.contains("R2"),
        "{}{}",
        ran.out,
        ran.err
    );
}
