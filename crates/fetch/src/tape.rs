//! What went over the wire, as it was sent, and with whom: evidence of where a page came from.
//!
//! The client undoes transfer codings and compression and keeps no request. So the bytes are written down between it and the
//! connection: behind TLS, before HTTP. The certificate is that of the handshake whose answer is kept.
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use ureq::Error;
use ureq::unversioned::transport::time::Duration;
use ureq::unversioned::transport::{
    Buffers, ConnectProxyConnector, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout,
    SocksConnector, TcpConnector, Transport, TransportAdapter,
};

/// One request and its answer, as they went over the wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exchange {
    /// The address that was asked for.
    pub url: String,
    /// The request: its line and headers with the empty line. It has no body.
    pub request: Vec<u8>,
    /// Status line and headers of the answer with the empty line, as sent but for `Set-Cookie`, which names a visitor.
    pub response_head: Vec<u8>,
    /// The body as sent, with its transfer coding and compression; `None` where those are the bytes that were fetched.
    pub coded_body: Option<Vec<u8>>,
    /// The address that was connected to; `None` through a proxy, which knows it alone.
    pub peer: Option<IpAddr>,
    /// The server's own certificate (X.509, DER), where the connection was TLS.
    pub certificate: Option<Vec<u8>>,
}

/// What one agent's connection carried.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tape(Arc<Mutex<Recording>>);

#[derive(Debug, Default)]
struct Recording {
    /// Which connection is written down: the last one. Before it, a proxy may have been asked to connect.
    turn: u64,
    request: Vec<u8>,
    response: Vec<u8>,
    peer: Option<IpAddr>,
    certificate: Option<Vec<u8>>,
}

impl Tape {
    fn recording(&self) -> MutexGuard<'_, Recording> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connectors of the client's own, with these two in between: who was connected to, and what was said.
    pub(crate) fn connector(&self) -> impl Connector<()> + use<> {
        let dial = Dial { tape: self.clone(), tcp: TcpConnector::default() };
        ().chain(SocksConnector::default())
            .chain(ConnectProxyConnector::default())
            .chain(dial)
            .chain(Tls { tape: self.clone(), config: tls_config() })
            .chain(Recorder { tape: self.clone() })
    }

    /// What was written down, once the answer was read.
    pub(crate) fn exchange(&self, url: &str, bytes: &[u8], is_through_proxy: bool) -> Exchange {
        let recording = std::mem::take(&mut *self.recording());
        let (head, body) = parted(&recording.response);
        Exchange {
            url: url.to_owned(),
            request: recording.request,
            response_head: without_cookies(head),
            coded_body: (body != bytes).then(|| body.to_vec()),
            peer: recording.peer.filter(|_| !is_through_proxy),
            certificate: recording.certificate,
        }
    }
}

/// The final head of an answer and what follows: heads of status 1xx before it are no answer (RFC 9110 §15.2).
fn parted(mut response: &[u8]) -> (&[u8], &[u8]) {
    loop {
        let (head, body) = response.split_at(head_length(response));
        let is_interim = head.split(|byte| *byte == b' ').nth(1).is_some_and(|code| code.starts_with(b"1"));
        if !is_interim || body.is_empty() {
            return (head, body);
        }
        response = body;
    }
}

fn head_length(response: &[u8]) -> usize {
    let mut length = 0;
    for line in response.split_inclusive(|byte| *byte == b'\n') {
        length += line.len();
        if line == b"\n" || line == b"\r\n" {
            break;
        }
    }
    length
}

fn without_cookies(head: &[u8]) -> Vec<u8> {
    let mut is_cookie = false;
    let lines = head.split_inclusive(|byte| *byte == b'\n').filter(|line| {
        // A line that begins with a space belongs to the one before (RFC 9112 §5.2).
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
            is_cookie = name.trim_ascii().eq_ignore_ascii_case(b"set-cookie");
        }
        !is_cookie
    });
    lines.collect::<Vec<_>>().concat()
}

/// The client's own connector for TCP, given one address at a time, so that it is known which one answered.
#[derive(Debug)]
struct Dial {
    tape: Tape,
    tcp: TcpConnector,
}

impl<In: Transport> Connector<In> for Dial {
    type Out = <TcpConnector as Connector<In>>::Out;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        if chained.is_some() {
            return self.tcp.connect(details, chained);
        }
        let mut last = Err(Error::HostNotFound);
        let mut n_left = u32::try_from(details.addrs.len()).unwrap_or(u32::MAX);
        for address in &details.addrs {
            let mut addrs = details.resolver.empty();
            addrs.push(*address);
            let one = ConnectionDetails {
                addrs,
                timeout: share(details.timeout, n_left),
                run_connector: Arc::clone(&details.run_connector),
                register_shutdown: Arc::clone(&details.register_shutdown),
                current_time: Arc::clone(&details.current_time),
                ..*details
            };
            n_left = n_left.saturating_sub(1);
            last = self.tcp.connect(&one, None);
            if last.is_ok() {
                self.tape.recording().peer = Some(address.ip());
                return last;
            }
        }
        last
    }
}

/// Half of the time for an address that others come after: the first is the one that usually answers.
fn share(timeout: NextTimeout, n_left: u32) -> NextTimeout {
    match timeout.after {
        Duration::Exact(after) if n_left > 1 => NextTimeout { after: Duration::Exact(after / 2), ..timeout },
        _ => timeout,
    }
}

/// TLS as the client's own connector makes it (the same library, roots and versions), which keeps the certificate to itself.
struct Tls {
    tape: Tape,
    config: Arc<ClientConfig>,
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Tls")
    }
}

fn tls_config() -> Arc<ClientConfig> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider has what both versions of TLS need");
    Arc::new(builder.with_root_certificates(roots).with_no_client_auth())
}

impl<In: Transport> Connector<In> for Tls {
    type Out = Either<In, TlsTransport>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        let Some(transport) = chained else { return Ok(None) };
        if !details.needs_tls() || transport.is_tls() {
            return Ok(Some(Either::A(transport)));
        }
        let host = details.uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let name = ServerName::try_from(host).map_err(|_| Error::Tls("the host has no name for TLS"))?;
        let mut connection = ClientConnection::new(Arc::clone(&self.config), name)?;
        let mut socket = TransportAdapter::new(transport.boxed(), Arc::clone(&details.current_time));
        socket.set_timeout(details.timeout);
        connection.complete_io(&mut socket)?;
        let certificates = connection.peer_certificates().unwrap_or_default();
        self.tape.recording().certificate = certificates.first().map(|first| first.to_vec());
        let buffers =
            LazyBuffers::new(details.config.input_buffer_size(), details.config.output_buffer_size());
        Ok(Some(Either::B(TlsTransport { buffers, stream: StreamOwned { conn: connection, sock: socket } })))
    }
}

struct TlsTransport {
    buffers: LazyBuffers,
    stream: StreamOwned<ClientConnection, TransportAdapter>,
}

impl std::fmt::Debug for TlsTransport {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("TlsTransport")
    }
}

impl Transport for TlsTransport {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.stream.get_mut().set_timeout(timeout);
        let output = &self.buffers.output()[..amount];
        Ok(std::io::Write::write_all(&mut self.stream, output)?)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.stream.get_mut().set_timeout(timeout);
        let amount = std::io::Read::read(&mut self.stream, self.buffers.input_append_buf())?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.get_mut().get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

/// Writes down what goes through a connection that is made.
#[derive(Debug)]
struct Recorder {
    tape: Tape,
}

impl<In: Transport> Connector<In> for Recorder {
    type Out = Recorded<In>;

    fn connect(&self, _: &ConnectionDetails<'_>, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        let Some(inner) = chained else { return Ok(None) };
        let mut recording = self.tape.recording();
        recording.turn += 1;
        recording.request.clear();
        recording.response.clear();
        let turn = recording.turn;
        drop(recording);
        Ok(Some(Recorded { tape: self.tape.clone(), turn, inner }))
    }
}

#[derive(Debug)]
struct Recorded<In> {
    tape: Tape,
    turn: u64,
    inner: In,
}

impl<In: Transport> Transport for Recorded<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let mut recording = self.tape.recording();
        if recording.turn == self.turn {
            recording.request.extend_from_slice(&self.inner.buffers().output()[..amount]);
        }
        drop(recording);
        self.inner.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let n_before = self.inner.buffers().input().len();
        let has_more = self.inner.await_input(timeout)?;
        let mut recording = self.tape.recording();
        if recording.turn == self.turn {
            let input = self.inner.buffers().input();
            recording.response.extend_from_slice(input.get(n_before..).unwrap_or_default());
        }
        Ok(has_more)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_its_last_head_and_the_rest_without_cookies() {
        let wire = b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nSet-Cookie: a=b;\r\n  c\r\nX-A: 1\r\nset-cookie : d\r\n\r\nbody\r\n\r\n";
        let (head, body) = parted(wire);
        assert_eq!(body, b"body\r\n\r\n");
        assert_eq!(without_cookies(head), b"HTTP/1.1 200 OK\r\nX-A: 1\r\n\r\n");
        let (head, body) = parted(b"HTTP/1.0 200\nA: b\n\nx\n\ny");
        assert_eq!((head, body), (&b"HTTP/1.0 200\nA: b\n\n"[..], &b"x\n\ny"[..]));
        assert_eq!(parted(b"HTTP/1.1 200 OK\r\ncut"), (&b"HTTP/1.1 200 OK\r\ncut"[..], &b""[..]));
    }

    /// A server of the test's own with a certificate of its own: what the client got is what the server has.
    #[test]
    fn the_certificate_is_the_one_that_the_server_showed() {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
        let certificate = made.cert.der().clone();
        let key =
            rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let server = rustls::ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .and_then(|builder| {
                builder.with_no_client_auth().with_single_cert(vec![certificate.clone()], key)
            })
            .expect("a server");
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        let port = listener.local_addr().expect("its address").port();
        let served = std::thread::spawn(move || {
            let (socket, _) = listener.accept().expect("a connection");
            let session = rustls::ServerConnection::new(Arc::new(server)).expect("a session");
            let mut stream = rustls::StreamOwned::new(session, socket);
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                std::io::Read::read_exact(&mut stream, &mut byte).expect("a request");
                asked.extend(byte);
            }
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\nsecret";
            std::io::Write::write_all(&mut stream, answer).expect("an answer");
            stream.conn.send_close_notify();
            std::io::Write::flush(&mut stream).expect("an answer");
            asked
        });
        let mut roots = RootCertStore::empty();
        roots.add(certificate.clone()).expect("its own root");
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let tape = Tape::default();
        let connector =
            ().chain(Dial { tape: tape.clone(), tcp: TcpConnector::default() })
                .chain(Tls { tape: tape.clone(), config: Arc::new(config) })
                .chain(Recorder { tape: tape.clone() });
        let resolver = ureq::unversioned::resolver::DefaultResolver::default();
        let agent = ureq::Agent::with_parts(ureq::config::Config::default(), connector, resolver);
        let url = format!("https://localhost:{port}/page");
        let body = agent.get(&url).call().expect("an answer").into_body().read_to_vec().expect("a body");
        let exchange = tape.exchange(&url, &body, false);
        assert_eq!(exchange.certificate.as_deref(), Some(&certificate[..]));
        assert_eq!(exchange.request, served.join().expect("ends"), "as the server saw it");
        assert!(exchange.response_head.starts_with(b"HTTP/1.1 200 OK\r\n") && exchange.coded_body.is_none());
        assert!(exchange.peer.is_some_and(|peer| peer.is_loopback()));
    }
}
