//! Connections that say nothing, or little, and never enough.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::service::{HOST, Service, status};

/// Of each kind: 500 in all, through the one address of the proxy.
const CONNECTIONS: usize = 125;

/// How a connection is slow: what it says at first, and what it says again and again.
const MODES: [(&str, &str, &str); 4] = [
    ("silent", "", ""),
    ("half a head", "GET / HTTP/1.1\r\nHost: policies.test\r\n", ""),
    ("a head in drops", "GET / HTTP/1.1\r\n", "X-A: b\r\n"),
    (
        "a body in drops",
        "POST /acknowledgements/give HTTP/1.1\r\nHost: policies.test\r\nX-User: ann\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000\r\n\r\n",
        "a",
    ),
];

#[test]
fn slow_connections_are_closed_and_hold_nobody_up() {
    let service = Service::new();
    let mut open: Vec<(usize, TcpStream)> = Vec::new();
    for (mode, (_, first, _)) in MODES.iter().enumerate() {
        for _ in 0..CONNECTIONS {
            let mut stream = TcpStream::connect(("127.0.0.1", service.port)).unwrap();
            stream.write_all(first.as_bytes()).unwrap();
            stream.set_nonblocking(true).unwrap();
            open.push((mode, stream));
        }
    }
    let started = Instant::now();
    let mut closed = [0; 4];
    while !open.is_empty() {
        assert!(started.elapsed() < Duration::from_secs(40), "still open: {closed:?} of {CONNECTIONS} closed");
        assert_eq!(status(&service.get("/", "ann")), 200, "others are served");
        open.retain_mut(|(mode, stream)| {
            let _ = stream.write_all(MODES[*mode].2.as_bytes());
            let mut answer = [0; 4096];
            let is_open = match stream.read(&mut answer) {
                Ok(0) => false,
                Ok(_) => true,
                Err(error) => error.kind() == std::io::ErrorKind::WouldBlock,
            };
            closed[*mode] += usize::from(!is_open);
            is_open
        });
        std::thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(closed, [CONNECTIONS; 4]);
}

#[test]
fn one_address_gets_so_many_connections_and_not_more() {
    // The proxy is another machine, so that we are an address like any other.
    let book = super::service::book();
    let text = std::fs::read_to_string(book.root().join("book.toml")).unwrap();
    book.write("book.toml", text.replace("[\"127.0.0.1\"]", "[\"10.1.2.3\"]"));
    let service = Service::of(book);
    let ask = |stream: &mut TcpStream| {
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let _ = write!(stream, "GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n");
        let mut answer = [0; 12];
        let _ = stream.read(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    };
    let mut streams: Vec<TcpStream> =
        (0..300).map(|_| TcpStream::connect(("127.0.0.1", service.port)).unwrap()).collect();
    let answered = streams.iter_mut().map(ask).filter(|answer| answer.starts_with("HTTP/1.1 401")).count();
    assert_eq!(answered, 256);
    drop(streams);
    service.wait("there is room again", || {
        let mut stream = TcpStream::connect(("127.0.0.1", service.port)).unwrap();
        ask(&mut stream).starts_with("HTTP/1.1 401")
    });
}
