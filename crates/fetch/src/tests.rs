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

/// Addresses that an attacker writes into a feed or a redirect, in every form that some client understands. None of them may be
/// connected to; the third column of [`address`]'s table has the blocks, this one the disguises.
const HOSTILE_URLS: &[&str] = &[
    // Loopback: dotted, short, decimal, octal, hexadecimal, mixed, padded, with a dot at the end, with a port.
    "http://127.0.0.1/",
    "http://127.0.0.1:22/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://017700000001/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://0177.1/",
    "http://0x7F.0x0.0x0.0x1/",
    "http://127.0.0.1./",
    "http://00000177.00.00.01/",
    "http://127.255.255.254/",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://\u{2460}\u{2461}\u{2466}.0.0.1/",
    "http://127\u{3002}0\u{3002}0\u{3002}1/",
    "http://%31%32%37.0.0.1/",
    "https://127.0.0.1/",
    // This network.
    "http://0/",
    "http://0.0.0.0/",
    "http://0x0/",
    "http://00/",
    "http://0.0.0.0:8080/",
    "http://0.1.2.3/",
    // Private.
    "http://10.0.0.1/",
    "http://10.1/",
    "http://167772161/",
    "http://0xa000001/",
    "http://0xa.1/",
    "http://012.0.0.1/",
    "http://172.16.0.1/",
    "http://172.31.255.254/",
    "http://2886729729/",
    "http://0254.020.0.1/",
    "http://0xac100001/",
    "http://192.168.0.1/",
    "http://192.168.1/",
    "http://3232235521/",
    "http://0300.0250.0.1/",
    "http://0xc0a80001/",
    "http://192.168.1.1:8443/",
    // Link-local, and the metadata of clouds.
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.170.2/v2/credentials",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/",
    "http://169.254.43518/",
    "http://0xa9.254.0251.254/",
    "http://169.254.0.1/",
    "http://168.63.129.16/metadata",
    "http://100.100.100.200/latest/meta-data/",
    "http://192.0.0.192/opc/v1/",
    "http://[fd00:ec2::254]/latest/",
    "http://[fe80::a9fe:a9fe]/",
    // A carrier's shared space, assignments, documentation, benchmarking, relay.
    "http://100.64.0.1/",
    "http://100.127.255.254/",
    "http://1681915905/",
    "http://192.0.0.1/",
    "http://192.0.2.1/",
    "http://198.51.100.1/",
    "http://203.0.113.1/",
    "http://198.18.0.1/",
    "http://198.19.255.254/",
    "http://192.88.99.1/",
    // Multicast, reserved, broadcast.
    "http://224.0.0.1/",
    "http://239.255.255.250:1900/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://4294967295/",
    "http://0xffffffff/",
    // IPv6: unspecified, loopback, compatible, mapped in both spellings.
    "http://[::]/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[0000:0000:0000:0000:0000:0000:0000:0001]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[::ffff:a00:1]/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[::ffff:192.168.0.1]/",
    "http://[0:0:0:0:0:ffff:7f00:1]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[::ffff:8.8.8.8]/",
    // Translated (NAT64), tunnelled (6to4, Teredo, ISATAP).
    "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::a00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a00:1::1]/",
    "http://[2002:a9fe:a9fe::]/",
    "http://[2002:c0a8:1::1]/",
    "http://[2001::7f00:1]/",
    "http://[2001:0:a00:1::80ff:fffe]/",
    "http://[fe80::5efe:7f00:1]/",
    // Local, site, multicast, discard, documentation, segment routing.
    "http://[fc00::1]/",
    "http://[fd12:3456:789a::1]/",
    "http://[fec0::1]/",
    "http://[febf::1]/",
    "http://[ff02::1]/",
    "http://[ff05::c]/",
    "http://[100::1]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://[5f00::1]/",
    "http://[2001:10::1]/",
    "http://[2001:20::1]/",
];

/// Addresses that are refused before any host is looked at: forms that are no URL of a page.
const HOSTILE_FORMS: &[&str] = &[
    "http://[fe80::1%25eth0]/",
    "http://[::1%25lo]/",
    "http://[fe80::1%eth0]/",
    "http://256.0.0.1/",
    "http://0x100000000/",
    "http://127.0.0.1.1/",
    "http://me@127.0.0.1/",
    "http://example.org:80@127.0.0.1/",
    "http://example.org%00.internal/",
    "http://ex ample.org/",
    "http:///",
    "http://[::1/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_INFO",
    "dict://127.0.0.1:11211/",
    "ftp://127.0.0.1/",
    "ldap://127.0.0.1/",
    "data:text/html,a",
    "javascript:alert(1)",
    "unix:/run/docker.sock",
    "jar:http://127.0.0.1!/",
    "//127.0.0.1/",
    "about:blank",
    "blob:http://127.0.0.1/x",
];

#[test]
fn more_than_a_hundred_hostile_addresses_are_refused_at_the_connection() {
    assert!(HOSTILE_URLS.len() >= 100, "{}", HOSTILE_URLS.len());
    for url in HOSTILE_URLS {
        let error = get(url, &Limits::default()).expect_err(url);
        assert_eq!(error.code(), "address", "{url}: {error}");
    }
    for url in HOSTILE_FORMS {
        let error = get(url, &Limits::default()).expect_err(url);
        assert_eq!(error.code(), "url", "{url}: {error}");
    }
}

#[test]
fn and_after_a_redirect_to_each_of_them() {
    // Loopback is open here, for the server that redirects is there; what leads to loopback is tested above.
    let elsewhere = |url: &&&str| {
        let host = Url::parse(url).expect("a URL").host().map(|host| host.to_owned());
        match host {
            Some(url::Host::Ipv4(address)) => !address.is_loopback(),
            Some(url::Host::Ipv6(address)) => !address.is_loopback(),
            _ => false,
        }
    };
    let targets: Vec<_> = HOSTILE_URLS.iter().filter(elsewhere).filter(|url| url.is_ascii()).collect();
    assert!(targets.len() >= 80, "{}", targets.len());
    let (base, server) = server(targets.iter().map(|url| moved(url)).collect());
    for url in &targets {
        let error = get(&base, &loopback()).expect_err(url);
        assert_eq!(error.code(), "address", "{url}: {error}");
    }
    assert_eq!(server.join().expect("the server ends").len(), targets.len());
}

#[test]
fn through_a_proxy_hostile_addresses_and_local_names_are_refused_without_asking_it() {
    // Nobody listens there: a request that went out would be a `connection` error.
    let proxy = Some(Proxy::parse("socks5h://127.0.0.1:9").expect("a proxy"));
    let limits = Limits { proxy, ..Limits::default() };
    let names = [
        "http://router.lan/",
        "http://metadata.google.internal/",
        "http://printer/",
        "http://a.local/",
        "http://x.home.arpa./",
    ];
    for url in HOSTILE_URLS.iter().chain(&names) {
        let error = get(url, &limits).expect_err(url);
        assert_eq!(error.code(), "address", "{url}: {error}");
    }
    assert_eq!(get("http://example.org/", &limits).expect_err("nobody there").code(), "connection");
}

#[test]
fn a_socks_proxy_gets_the_name_and_nothing_is_looked_up_here() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let proxy = format!("socks5h://{}", listener.local_addr().expect("its address"));
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut greeting = [0; 2];
        stream.read_exact(&mut greeting).expect("a greeting");
        let mut methods = vec![0; usize::from(greeting[1])];
        stream.read_exact(&mut methods).expect("methods");
        stream.write_all(&[5, 0]).expect("no password");
        let mut head = [0; 5];
        stream.read_exact(&mut head).expect("a request");
        let mut name = vec![0; usize::from(head[4]) + 2];
        stream.read_exact(&mut name).expect("a name and a port");
        stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).expect("an answer");
        let mut asked = String::new();
        let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
        while reader.read_line(&mut asked).expect("a line") > 2 {}
        stream.write_all(ok("through").as_bytes()).expect("an answer");
        (head[3], String::from_utf8_lossy(&name[..name.len() - 2]).into_owned())
    });
    let limits = Limits { proxy: Some(Proxy::parse(&proxy).expect("a proxy")), ..Limits::default() };
    // A name that no name server knows: had it been looked up here, the request would have failed.
    let fetched = get("http://no-such-host.example.org/a", &limits).expect("a page");
    assert_eq!(fetched.bytes, b"through");
    let kind_of_a_name = 3;
    assert_eq!(server.join().expect("ends"), (kind_of_a_name, "no-such-host.example.org".to_owned()));
}

#[test]
fn the_gate_sees_every_step_and_can_refuse_it() {
    let (base, server) = server(vec![moved("/second"), moved("/third"), ok("unasked")]);
    let mut seen = Vec::new();
    let error = get_if_allowed(&format!("{base}/first"), &Known::default(), &loopback(), &mut |url| {
        seen.push(url.strip_prefix(&base).unwrap_or(url).to_owned());
        if url.ends_with("/third") { Err(Error::refused("not there".to_owned())) } else { Ok(()) }
    })
    .expect_err("refused");
    assert_eq!((error.code(), error.to_string().as_str()), ("refused", "not there"));
    assert_eq!(seen, ["/first", "/second", "/third"]);
    // The third was not asked for.
    assert_eq!(get(&format!("{base}/end"), &loopback()).expect("the last answer").bytes, b"unasked");
    assert_eq!(server.join().expect("ends").len(), 3);
}

#[test]
fn retry_after_is_seconds_or_a_date() {
    let busy = |wait: &str| {
        format!("HTTP/1.1 503 Busy\r\nretry-after: {wait}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    };
    let date = "Wed, 21 Oct 2015 07:28:00 GMT";
    let waits = ["120", " 0 ", date, "-5", "99999999999999999999999", ""];
    let (base, server) = server(waits.iter().map(|wait| busy(wait)).collect());
    let found: Vec<_> =
        waits.iter().map(|_| get(&base, &loopback()).expect_err("busy").retry_after().cloned()).collect();
    let seconds = |n| Some(RetryAfter::Wait(Duration::from_secs(n)));
    assert_eq!(found, [seconds(120), seconds(0), Some(RetryAfter::At(date.to_owned())), None, None, None]);
    server.join().expect("ends");
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

/// Answers one request with raw bytes.
fn raw_server(response: Vec<u8>) -> (String, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    let base = format!("http://{}", listener.local_addr().expect("its address"));
    let handle = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut head = Vec::new();
        let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
        while reader.read_until(b'\n', &mut head).expect("a line") > 2 {}
        stream.write_all(&response).expect("an answer");
        head
    });
    (base, handle)
}

#[test]
fn what_went_over_the_wire_is_kept_as_it_was_sent() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all("<p>text</p>".repeat(50).as_bytes()).expect("in memory");
    let packed = packed.finish().expect("in memory");
    let mut chunks = Vec::new();
    for part in packed.chunks(20) {
        chunks.extend(format!("{:x}\r\n", part.len()).into_bytes());
        chunks.extend_from_slice(part);
        chunks.extend_from_slice(b"\r\n");
    }
    chunks.extend_from_slice(b"0\r\n\r\n");
    let head = b"HTTP/1.1 200 Fine\r\nContent-Type: text/html\r\nX-Odd:  two  spaces\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n";
    let (base, served) = raw_server([&head[..], &chunks[..]].concat());
    let fetched = get(&format!("{base}/page?q=1"), &loopback()).expect("a page");
    assert_eq!(fetched.bytes, "<p>text</p>".repeat(50).as_bytes());
    let [exchange] = &fetched.exchanges[..] else { panic!("{:?}", fetched.exchanges) };
    assert_eq!(exchange.request, served.join().expect("ends"), "as the server saw it");
    assert_eq!(exchange.response_head, head, "letter by letter");
    assert_eq!(exchange.coded_body.as_deref(), Some(&chunks[..]));
    assert_eq!(exchange.peer, Some("127.0.0.1".parse().expect("an address")));
    assert_eq!((exchange.url.as_str(), &exchange.certificate), (format!("{base}/page?q=1").as_str(), &None));
    // Each step of a redirect is an exchange of its own; what was sent as it is is not kept twice.
    let (base, served) = server(vec![moved("/b"), ok("<p>text</p>")]);
    let fetched = get(&format!("{base}/a"), &loopback()).expect("a page");
    served.join().expect("ends");
    let [first, second] = &fetched.exchanges[..] else { panic!("{:?}", fetched.exchanges) };
    let first_head = String::from_utf8_lossy(&first.response_head);
    assert!(
        first_head.contains("302") && first_head.contains("location: /b") && !first_head.contains("cookie")
    );
    assert!(first.url.ends_with("/a") && second.url.ends_with("/b") && second.coded_body.is_none());
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

#[test]
fn pictures_films_and_sounds_are_not_fetched() {
    for kind in ["video/mp4", "IMAGE/jpeg", "audio/mpeg; x=y", "font/woff2"] {
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: 3\r\nconnection: close\r\n\r\nabc"
        );
        let (base, handle) = server(vec![answer]);
        assert_eq!(get(&base, &loopback()).expect_err(kind).code(), "media");
        handle.join().expect("the server ends");
    }
}
