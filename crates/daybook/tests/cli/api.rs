//! The record for programs.
use crate::{Server, demo_reports, done};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn record(folder: &Path) -> PathBuf {
    let data = folder.join("record");
    let mut reports = demo_reports();
    reports.reverse();
    let options = [Path::new("add"), Path::new("--quiet")];
    done(&data, options.into_iter().chain(reports[..8].iter().map(PathBuf::as_path)));
    data
}

/// Status, media type, body.
fn got(server: &Server, path: &str) -> (u16, String, String) {
    let answer = server.get(path);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let media_type = head.lines().find_map(|line| line.strip_prefix("content-type: ")).unwrap_or_default();
    (status, media_type.to_owned(), body.to_owned())
}

fn json(server: &Server, path: &str) -> Value {
    let (status, media_type, body) = got(server, path);
    assert_eq!((status, media_type.as_str()), (200, "application/json; charset=utf-8"), "{path}: {body}");
    serde_json::from_str(&body).unwrap()
}

#[test]
fn lists_come_in_parts_and_every_thing_can_be_had() {
    let folder = tempfile::tempdir().unwrap();
    let data = record(folder.path());
    let server = Server::of(&data);
    let all = json(&server, "/api/v1/events?limit=500");
    let n_events = json(&server, "/api/v1")["counts"]["events"].as_u64().unwrap();
    assert_eq!(all["items"].as_array().unwrap().len() as u64, n_events);
    assert!(all["next"].is_null() && all["generation"] == 1);
    let (mut ids, mut cursor) = (Vec::new(), Some("0".to_owned()));
    while let Some(at) = cursor {
        let part = json(&server, &format!("/api/v1/events?limit=3&cursor={at}"));
        ids.extend(part["items"].as_array().unwrap().iter().map(|event| event["id"].clone()));
        cursor = part["next"].as_str().map(str::to_owned);
    }
    let expected: Vec<Value> =
        all["items"].as_array().unwrap().iter().map(|event| event["id"].clone()).collect();
    assert_eq!(ids, expected);
    for list in ["events", "actors", "reports"] {
        let items = json(&server, &format!("/api/v1/{list}?limit=2"));
        for item in items["items"].as_array().unwrap() {
            let id = item.get("id").or_else(|| item["actor"].get("id")).unwrap().as_str().unwrap();
            json(&server, &format!("/api/v1/{list}/{id}"));
        }
    }
    assert!(json(&server, "/api/v1/actors/is-k")["actor"]["name"].as_str().unwrap().contains("Khorasan"));
    assert!(!json(&server, "/api/v1/search?q=attack")["items"].as_array().unwrap().is_empty());
    // From the beginning on every event is a change, however it is cut.
    let whole = json(&server, "/api/v1/changes?since=0&limit=500");
    assert_eq!(whole["changes"].as_array().unwrap().len() as u64, n_events);
    assert_eq!((whole["n_events"].as_u64(), whole["next"].is_null()), (Some(n_events), true));
    let (mut changes, mut cursor) = (Vec::new(), Some("0".to_owned()));
    while let Some(at) = cursor {
        let part = json(&server, &format!("/api/v1/changes?since=0&limit=4&cursor={at}"));
        assert!(part["changes"].as_array().unwrap().len() <= 4);
        changes.extend(part["changes"].as_array().unwrap().clone());
        cursor = part["next"].as_str().map(str::to_owned);
    }
    assert_eq!(&changes, whole["changes"].as_array().unwrap());
}

#[test]
fn formats_are_those_of_the_pages_and_a_province_has_no_pin() {
    let folder = tempfile::tempdir().unwrap();
    let data = record(folder.path());
    let server = Server::of(&data);
    let (_, _, csv) = got(&server, "/api/v1/events?format=csv&limit=500");
    assert_eq!(csv.lines().next(), got(&server, "/events.csv").2.lines().next());
    let (status, media_type, geo) = got(&server, "/api/v1/events?format=geojson&limit=500");
    assert_eq!((status, media_type.as_str()), (200, "application/geo+json; charset=utf-8"));
    let geo: Value = serde_json::from_str(&geo).unwrap();
    let features = geo["features"].as_array().unwrap();
    assert!(features.iter().any(|feature| feature["geometry"]["type"] == "Point"));
    for feature in features {
        let precision = feature["properties"]["precision"].as_str().unwrap_or("none");
        if ["province", "country", "region", "none"].contains(&precision) {
            assert!(feature["geometry"].is_null(), "{feature}");
        }
    }
}

#[test]
fn the_description_names_every_path_and_failures_are_problems() {
    let folder = tempfile::tempdir().unwrap();
    let data = record(folder.path());
    let server = Server::of(&data);
    let described = json(&server, "/api/v1/openapi.json");
    assert_eq!(described["openapi"], "3.1.0");
    for path in described["paths"].as_object().unwrap().keys() {
        let (status, _, body) = got(&server, &path.replace("{id}", "E1"));
        assert!([200, 400, 404].contains(&status), "{path}: {status} {body}");
    }
    for (path, status, words) in [
        ("/api/v1/events/E99999", 404, "no event"),
        ("/api/v1/events?typ=attack", 400, "expected one of `type`"),
        ("/api/v1/events?format=xml", 400, "expected `json`"),
        ("/api/v1/events?limit=many", 400, "expected a number"),
        ("/api/v1/changes", 400, "`since`"),
        ("/api/v1/nothing", 404, ""),
    ] {
        let (found, media_type, body) = got(&server, path);
        assert_eq!(
            (found, media_type.as_str()),
            (status, "application/problem+json; charset=utf-8"),
            "{path}: {body}"
        );
        let problem: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(problem["status"], status);
        assert!(body.contains(words), "{path}: {body}");
    }
}
