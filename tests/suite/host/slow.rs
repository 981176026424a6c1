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

#[test]
fn who_does_not_take_the_answer_is_left_and_others_are_served() {
    let book = super::service::book();
    // More than what the system keeps for somebody who does not take it.
    book.write("content/large.bin", vec![b'x'; 16 << 20]);
    let more = "audience: [staff]\n";
    book.write("content/rules.md", super::service::policy("POL-1", "1.0", more, "[The file](large.bin)"));
    let service = Service::of(book);
    let name = service.get("/rules/", "ann");
    let at = name.find("large").expect("the page links the file");
    let start = name[..at].rfind('"').unwrap() + 1;
    let path = &name[start..start + name[start..].find('"').unwrap()];
    let path = path.trim_start_matches("../");
    let open: Vec<TcpStream> = (0..20)
        .map(|_| {
            let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
            socket.set_recv_buffer_size(4096).unwrap();
            let address: std::net::SocketAddr = ([127, 0, 0, 1], service.port).into();
            socket.connect(&address.into()).unwrap();
            let mut stream = TcpStream::from(socket);
            write!(stream, "GET /{path} HTTP/1.1\r\nHost: {HOST}\r\nX-User: ann\r\n\r\n").unwrap();
            stream
        })
        .collect();
    let connections = || {
        let text = service.ask_health("/metrics");
        let line = text.lines().find(|line| line.starts_with("policybook_connections ")).unwrap();
        line.rsplit(' ').next().unwrap().parse::<usize>().unwrap()
    };
    service.wait("they are connected", || connections() >= 20);
    let started = Instant::now();
    while connections() >= 20 {
        assert!(started.elapsed() < Duration::from_secs(50), "they are still connected");
        assert_eq!(status(&service.get("/", "ann")), 200, "others are served");
        std::thread::sleep(Duration::from_millis(500));
    }
    // Whoever asks for the count is one.
    service.wait("all of them are left", || connections() <= 1);
    // The answer was under way: nobody got the whole of it.
    for mut stream in open {
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let mut got = 0;
        let mut part = vec![0; 1 << 20];
        while let Ok(read @ 1..) = stream.read(&mut part) {
            got += read;
        }
        assert!(got < 16 << 20, "{got}");
    }
}
