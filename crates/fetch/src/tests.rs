//! Requests against a server of the test's own on a loopback port.
use super::*;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::thread::JoinHandle;

/// Answers one connection after the other with these raw responses and gives back the requests' heads.
fn server(responses: Vec<String>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let base = format!("http://{}", listener.local_addr().expect("its address"));
    let handle = std::thread::spawn(move || {
        responses
            .into_iter()
            .map(|response| {
                let (mut stream, _) = listener.accept().expect("a connection");
                let mut head = String::new();
                let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
                while reader.read_line(&mut head).expect("a line") > 2 {}
                let _ = stream.write_all(response.as_bytes());
                head
            })
            .collect()
    });
    (base, handle)
}

fn ok(body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\nset-cookie: a=b\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

fn moved(to: &str) -> String {
    format!(
        "HTTP/1.1 302 Found\r\nlocation: {to}\r\nset-cookie: a=b\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    )
}

fn loopback() -> Limits {
    Limits { allow_loopback_for_tests: true, total_time: Duration::from_secs(5), ..Limits::default() }
}

#[test]
fn follows_a_redirect_and_says_little_of_itself() {
    let (base, server) = server(vec![moved("/b?x=1#part"), ok("<p>text</p>")]);
    let fetched = get(&format!("{base}/a"), &loopback()).expect("a page");
    assert_eq!(fetched.bytes, b"<p>text</p>");
    assert_eq!(fetched.media_type.as_deref(), Some("text/html; charset=utf-8"));
    assert_eq!(fetched.final_url, format!("{base}/b?x=1"));
    let heads = server.join().expect("the server ends").join("").to_lowercase();
    assert!(heads.contains("get /b?x=1 http/1.1") && heads.contains("user-agent: daybook/0.1"), "{heads}");
    for absent in ["referer", "cookie", "authorization", "#part"] {
        assert!(!heads.contains(absent), "`{absent}` in {heads}");
    }
}

#[test]
fn a_redirect_into_the_network_is_refused() {
    for hostile in ["http://169.254.169.254/latest", "http://[::ffff:10.0.0.1]/", "http://0xa.1/"] {
        let (base, server) = server(vec![moved(hostile)]);
        let error = get(&base, &loopback()).expect_err(hostile);
        assert_eq!(error.code(), "address", "{error}");
        server.join().expect("the server ends");
    }
    let (base, server) = server(vec![moved("file:///etc/passwd")]);
    assert_eq!(get(&base, &loopback()).expect_err("not http").code(), "url");
    server.join().expect("the server ends");
}

#[test]
fn loopback_is_refused_unless_a_test_allows_it() {
    for url in [
        "http://127.0.0.1:9/",
        "http://localhost:9/",
        "http://2130706433/",
        "http://0177.1/",
        "http://[::1]/",
    ] {
        let error = get(url, &Limits::default()).expect_err(url);
        assert_eq!(error.code(), "address", "{url}: {error}");
    }
}

#[test]
fn other_schemes_and_credentials_are_refused() {
    for url in [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "data:text/plain,a",
        "example.org",
        "http://",
    ] {
        assert_eq!(get(url, &Limits::default()).expect_err(url).code(), "url", "{url}");
    }
    let error = get("https://me:secret@example.org/", &Limits::default()).expect_err("credentials");
    assert!(error.code() == "url" && !error.to_string().contains("secret"), "{error}");
}

#[test]
fn limits_hold() {
    let (base, handle) = server(vec![ok("12345"), ok("123456")]);
    let limits = Limits { max_bytes: 5, ..loopback() };
    assert_eq!(get(&base, &limits).expect("just fits").bytes, b"12345");
    assert_eq!(get(&base, &limits).expect_err("too large").code(), "too_large");
    handle.join().expect("the server ends");

    let (base, handle) = server((0..6).map(|_| moved("/")).collect());
    assert_eq!(get(&base, &loopback()).expect_err("for ever").code(), "redirects");
    assert_eq!(handle.join().expect("the server ends").len(), 6);

    let (base, handle) = server(vec!["HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_owned()]);
    let error = get(&base, &loopback()).expect_err("not found");
    assert!(error.code() == "status" && error.to_string().contains("404"), "{error}");
    handle.join().expect("the server ends");
}

#[test]
fn a_server_that_keeps_silent_is_left_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let url = format!("http://{}/", listener.local_addr().expect("its address"));
    let limits = Limits { total_time: Duration::from_millis(200), ..loopback() };
    assert_eq!(get(&url, &limits).expect_err("silent").code(), "time");
}

#[test]
fn a_body_that_ends_early_is_an_error() {
    let (base, handle) =
        server(vec!["HTTP/1.1 200 OK\r\ncontent-length: 100\r\nconnection: close\r\n\r\nshort".to_owned()]);
    assert_eq!(get(&base, &loopback()).expect_err("cut off").code(), "connection");
    handle.join().expect("the server ends");
}
