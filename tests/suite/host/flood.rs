//! More than can be written, and addresses that nobody thought of.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use super::service::{HOST, Service, body, book, data_file, header, json_of, publish, status};
use crate::harness::policybook;

/// More than the queue of the log holds together with what is being written.
const CLIENTS: usize = 1600;

/// Returns how many bytes of memory a process has.
fn memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

#[test]
fn what_cannot_be_written_in_time_is_refused_and_not_piled_up() {
    let service = Service::new();
    let wish = service.wish("POL-1", "ann");
    let before = memory(service.id());
    // Nothing can be written for a while.
    let held = rusqlite::Connection::open(data_file(&service.book, "log.sqlite")).unwrap();
    held.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut clients: Vec<TcpStream> = (0..CLIENTS)
        .map(|person| {
            let mut stream = TcpStream::connect(("127.0.0.1", service.port)).unwrap();
            write!(
                stream,
                "POST /api/v1/acks HTTP/1.1\r\nHost: {HOST}\r\nX-User: p{person}\r\nSec-Fetch-Site: same-origin\r\n\
                 Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{wish}",
                wish.len()
            )
            .unwrap();
            stream
        })
        .collect();
    // Those for whom there is no room are told at once.
    let is_answered = |stream: &TcpStream| {
        stream.set_nonblocking(true).unwrap();
        let is_there = stream.peek(&mut [0]).is_ok();
        stream.set_nonblocking(false).unwrap();
        is_there
    };
    service.wait("some are refused", || clients.iter().filter(|stream| is_answered(stream)).count() > 100);
    let grown = memory(service.id()).saturating_sub(before);
    assert!(grown < 128 << 20, "{grown} bytes more");
    held.execute_batch("ROLLBACK").unwrap();
    let mut counts = [0_usize; 2];
    for stream in &mut clients {
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        match status(&answer) {
            201 => counts[0] += 1,
            503 => {
                let code = json_of(&answer)["code"].as_str().unwrap().to_owned();
                // What waited too long for the log could not be written either.
                assert!(["busy", "log-unavailable"].contains(&code.as_str()), "{answer}");
                assert!(header(&answer, "retry-after").is_some(), "{answer}");
                counts[1] += usize::from(code == "busy");
            }
            other => panic!("{other}: {answer}"),
        }
    }
    assert!(counts[0] > 0 && counts[1] >= 100, "{counts:?}");
    assert_eq!(service.acks(), counts[0] as u64, "who was refused is not there");
}

#[test]
fn no_address_leads_to_a_file_that_is_not_published() {
    let book = book();
    publish(&book);
    assert!(policybook(&book.root(), &["log", "init"]).status.success());
    let settings = std::fs::read_to_string(book.root().join("book.toml")).unwrap();
    book.write("book.toml", format!("# SECRET-OF-THE-BOOK\n{settings}"));
    book.write("site/../secret.txt", "SECRET-OF-THE-BOOK");
    let service = Service::start(book);
    service.wait_until_shown();
    let key = std::fs::read_to_string(data_file(&service.book, "log.key")).unwrap();
    let secrets = ["SECRET-OF-THE-BOOK".to_owned(), key.trim().to_owned(), "SQLite format 3".to_owned()];
    let parts = [
        "..",
        ".",
        "%2e%2e",
        "%2E.",
        "%252e%252e",
        "..%2f",
        "%2f",
        "%5c",
        "\\",
        "//",
        "/",
        "%00",
        "%c0%ae%c0%ae",
        "..;",
        "~",
        "rules",
        "index.html",
        "data",
        "manifest.json",
        "book.toml",
        "secret.txt",
        "content",
        "host-data",
        "log.key",
        "log.sqlite",
        "site",
        "releases",
        "current",
        "api",
        "v1",
        "acknowledgements",
        "é",
        "%e9",
        "%zz",
        "%",
        "?",
        "?id=..",
        "#x",
        "con",
        ".git",
        "etc",
        "passwd",
        "proc",
        "self",
        "environ",
    ];
    // Always the same addresses, and no two alike in a row.
    let mut seed: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    let mut found = 0;
    for _ in 0..3000 {
        let mut path = String::from("/");
        for _ in 0..=next(7) {
            path += parts[next(parts.len())];
            path += ["/", "", "/"][next(3)];
        }
        let answer = service.get(&path, "ann");
        let status = status(&answer);
        assert!([200, 301, 303, 400, 401, 403, 404, 405, 422].contains(&status), "{path}: {answer}");
        found += usize::from(status == 200);
        for secret in &secrets {
            assert!(!body(&answer).contains(secret.as_str()), "{path} shows {secret}");
        }
    }
    assert!(found > 10, "some of them are pages: {found}");
}
