//! Two nodes on one database, started again one after the other while people acknowledge: behind
//! a proxy that tries the other node, nobody is turned away.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::service::{HOST, Service, book, publish, status, verify};
use crate::harness::{policybook, talk};
use crate::ledger::server::Server;
use crate::scratch::Scratch;

/// Returns a book that writes to `url` as `node`.
fn node(url: &str, name: &str) -> Scratch {
    let book = book();
    let path = book.root().join("book.toml");
    let text = fs::read_to_string(&path).unwrap();
    book.write("book.toml", text.replace("[host]\n", &format!("[host]\ndatabase = \"{url}\"\nnode = \"{name}\"\n")));
    publish(&book);
    book
}

/// Sends a request to one node after the other, as a proxy does, and returns the first answer that
/// is one; nothing when there is none.
fn through_proxy(ports: &Mutex<[u16; 2]>, first: usize, request: &str) -> Option<String> {
    for turn in 0..2 {
        let port = ports.lock().unwrap()[(first + turn) % 2];
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { continue };
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut answer = Vec::new();
        let is_sent = stream.write_all(request.as_bytes()).is_ok() && stream.read_to_end(&mut answer).is_ok();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        if is_sent && !answer.is_empty() && status(&answer) != 503 {
            return Some(answer);
        }
    }
    None
}

#[test]
fn nodes_are_started_again_one_by_one_and_nobody_is_turned_away() {
    let server = Server::new();
    let url = server.database("log", None);
    let (first, second) = (node(&url, "node-a"), node(&url, "node-b"));
    let made = policybook(&first.root(), &["log", "init"]);
    assert!(made.status.success(), "{}", talk(&made));
    fs::create_dir_all(second.root().join("host-data")).unwrap();
    fs::copy(first.root().join("host-data/log.key"), second.root().join("host-data/log.key")).unwrap();
    let mut nodes = [Some(Service::start(first)), Some(Service::start(second))];
    nodes.iter().flatten().for_each(Service::wait_until_shown);
    let ports = Arc::new(Mutex::new([0, 1].map(|at: usize| nodes[at].as_ref().unwrap().port)));
    let wish = nodes[0].as_ref().unwrap().wish("POL-1", "ann");
    let ends = Arc::new(AtomicBool::new(false));
    let confirmed = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = (0..4)
        .map(|thread| {
            let (ports, ends, confirmed, wish) =
                (Arc::clone(&ports), Arc::clone(&ends), Arc::clone(&confirmed), wish.clone());
            thread::spawn(move || {
                let mut turned_away = Vec::new();
                for number in 0.. {
                    if ends.load(Ordering::Relaxed) {
                        break;
                    }
                    let head = format!("Host: {HOST}\r\nX-User: p{thread}-{number}\r\nConnection: close\r\n");
                    let give = format!(
                        "POST /api/v1/acks HTTP/1.1\r\n{head}Sec-Fetch-Site: same-origin\r\nContent-Type: \
                         application/json\r\nContent-Length: {}\r\n\r\n{wish}",
                        wish.len()
                    );
                    let read = format!("GET /rules/ HTTP/1.1\r\n{head}\r\n");
                    let given = through_proxy(&ports, number, &give);
                    match given.as_deref().map(status) {
                        Some(200 | 201) => _ = confirmed.fetch_add(1, Ordering::Relaxed),
                        _ => turned_away.push(given),
                    }
                    let page = through_proxy(&ports, number + 1, &read);
                    if page.as_deref().map(status) != Some(200) {
                        turned_away.push(page);
                    }
                }
                turned_away
            })
        })
        .collect();
    let more = |count: usize| {
        let until = confirmed.load(Ordering::Relaxed) + count;
        while confirmed.load(Ordering::Relaxed) < until && !threads.iter().all(thread::JoinHandle::is_finished) {
            thread::sleep(Duration::from_millis(10));
        }
    };
    for at in [0, 1, 0] {
        more(40);
        let mut node = nodes[at].take().unwrap();
        assert_eq!(node.stop(), Some(0), "{}", node.said());
        more(40);
        let again = Service::start(node.kill());
        again.wait_until_shown();
        ports.lock().unwrap()[at] = again.port;
        nodes[at] = Some(again);
    }
    more(40);
    ends.store(true, Ordering::Relaxed);
    let turned_away: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    assert_eq!(turned_away, Vec::<Option<String>>::new());
    let report = verify(&nodes[0].as_ref().unwrap().book);
    assert_eq!(report["kinds"]["ack"], confirmed.load(Ordering::Relaxed));
}
