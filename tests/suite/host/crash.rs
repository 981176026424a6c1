//! What stands when the service is killed, told to stop, or cannot write.

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use super::service::{HOST, Service, body, book, data_file, header, json_of, publish, status, verify};
use crate::scratch::skipped;

const OWN: &str = "Sec-Fetch-Site: same-origin\r\n";

/// Acknowledges as ever new people until the service is gone, and keeps the ids of what was
/// confirmed.
pub fn load(
    port: u16,
    wish: String,
    next: Arc<AtomicUsize>,
    confirmed: Arc<Mutex<Vec<String>>>,
) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        loop {
            let who = format!("p{}", next.fetch_add(1, Ordering::Relaxed));
            let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", port)) else { return };
            let _ = write!(
                stream,
                "POST /api/v1/acks HTTP/1.1\r\nHost: {HOST}\r\nX-User: {who}\r\nConnection: close\r\n{OWN}Content-Type: \
                 application/json\r\nContent-Length: {}\r\n\r\n{wish}",
                wish.len()
            );
            let mut answer = String::new();
            if stream.read_to_string(&mut answer).is_err() || answer.is_empty() {
                return;
            }
            if status(&answer) == 201 && body(&answer).ends_with('}') {
                let record = json_of(&answer)["record"].as_str().unwrap().to_owned();
                confirmed.lock().unwrap().push(record);
            }
        }
    })
}

#[test]
fn what_was_confirmed_is_there_after_a_kill() {
    let mut service = Service::new();
    let wish = service.wish("POL-1", "ann");
    let (next, confirmed) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
    let rounds = std::env::var("POLICYBOOK_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(12);
    for round in 0..rounds {
        let threads: Vec<_> =
            (0..4).map(|_| load(service.port, wish.clone(), Arc::clone(&next), Arc::clone(&confirmed))).collect();
        let before = confirmed.lock().unwrap().len();
        service.wait("something is confirmed", || confirmed.lock().unwrap().len() > before + round % 7);
        let book = service.kill();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        service = Service::start(book);
    }
    let confirmed = confirmed.lock().unwrap().clone();
    assert!(confirmed.len() > rounds, "{}", confirmed.len());
    let report = service.verify();
    let written = report["kinds"]["ack"].as_u64().unwrap();
    assert!(written >= confirmed.len() as u64, "{written} of {}", confirmed.len());
    assert!(written <= next.load(Ordering::Relaxed) as u64, "none twice");
    let id =
        |record: &String| serde_json::from_str::<serde_json::Value>(record).unwrap()["id"].as_str().unwrap().to_owned();
    for record in &confirmed {
        let receipt = json_of(&service.get(&format!("/api/v1/acks/{}/receipt", id(record)), "cleo"));
        assert_eq!(receipt["record"].as_str(), Some(record.as_str()));
    }
}

#[test]
fn a_service_that_is_told_to_stop_finishes_what_it_has_begun() {
    let mut service = Service::new();
    let wish = service.wish("POL-1", "ann");
    let (next, confirmed) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
    let threads: Vec<_> =
        (0..4).map(|_| load(service.port, wish.clone(), Arc::clone(&next), Arc::clone(&confirmed))).collect();
    service.wait("something is confirmed", || confirmed.lock().unwrap().len() > 20);
    assert_eq!(service.stop(), Some(0), "{}", service.said());
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let report = verify(&service.book);
    // Every request that was taken was answered: nothing is in the log that nobody was told.
    assert_eq!(report["kinds"]["ack"].as_u64().unwrap(), confirmed.lock().unwrap().len() as u64);
}

#[test]
fn a_full_disk_stops_acknowledging_not_reading_and_ends_by_itself() {
    // A limit of the size of files stands in for the disk: the log cannot grow.
    let book = super::service::book();
    super::service::publish(&book);
    assert!(crate::harness::policybook(&book.root(), &["log", "init"]).status.success());
    let mut command = Command::new("sh");
    let program = env!("CARGO_BIN_EXE_policybook");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", program]);
    let service = Service::start_by(book, command);
    service.wait_until_shown();
    let wish = service.wish("POL-1", "ann");
    assert_eq!(status(&service.acknowledge("POL-1", "ann")), 201);
    let limit = |bytes: &str| {
        let set = Command::new("prlimit")
            .args(["--pid", &service.id().to_string(), &format!("--fsize={bytes}:unlimited")])
            .status();
        assert!(set.unwrap().success());
    };
    let log = data_file(&service.book, "log.sqlite-wal");
    limit(&std::fs::metadata(log).unwrap().len().to_string());
    let mut refused = 0;
    for person in 0..5 {
        let answer = service.post("/api/v1/acks", &format!("p{person}"), "application/json", OWN, &wish);
        assert_eq!(status(&answer), 503, "{answer}");
        assert!(header(&answer, "retry-after").is_some());
        assert_eq!(json_of(&answer)["code"], "log-unavailable");
        refused += 1;
    }
    assert_eq!(status(&service.ask_health("/readyz")), 503);
    assert_eq!(status(&service.get("/rules/", "ann")), 200, "reading goes on");
    assert!(service.get("/rules/", "ann").contains("Acknowledged on "));
    limit("unlimited");
    service.wait("it is ready again", || status(&service.ask_health("/readyz")) == 200);
    for person in 0..refused {
        let answer = service.post("/api/v1/acks", &format!("p{person}"), "application/json", OWN, &wish);
        assert_eq!(status(&answer), 201, "{answer}");
    }
    assert_eq!(service.verify()["kinds"]["ack"], refused + 1);
}

#[test]
fn a_log_that_another_process_holds_is_waited_for() {
    let service = Service::new();
    let held = rusqlite::Connection::open(data_file(&service.book, "log.sqlite")).unwrap();
    held.execute_batch("BEGIN IMMEDIATE").unwrap();
    let waiting = thread::spawn({
        let (port, wish) = (service.port, service.wish("POL-1", "ann"));
        move || {
            let confirmed = Arc::new(Mutex::new(Vec::new()));
            let _ = load(port, wish, Arc::new(AtomicUsize::new(0)), Arc::clone(&confirmed));
            let end = std::time::Instant::now() + std::time::Duration::from_secs(10);
            while confirmed.lock().unwrap().is_empty() && std::time::Instant::now() < end {
                thread::sleep(std::time::Duration::from_millis(20));
            }
            let confirmed = confirmed.lock().unwrap();
            confirmed.len()
        }
    });
    thread::sleep(std::time::Duration::from_millis(1500));
    held.execute_batch("ROLLBACK").unwrap();
    assert!(waiting.join().unwrap() > 0);
    held.execute_batch("BEGIN IMMEDIATE").unwrap();
    let answer = service.acknowledge("POL-1", "ann");
    assert_eq!(status(&answer), 503, "after five seconds: {answer}");
    held.execute_batch("ROLLBACK").unwrap();
    assert_eq!(status(&service.acknowledge("POL-1", "ann")), 201);
}

#[test]
fn a_log_that_was_put_back_from_an_old_copy_is_not_gone_on_with() {
    let mut service = Service::new();
    assert_eq!(service.stop(), Some(0));
    let log = data_file(&service.book, "log.sqlite");
    let old = service.book.root().join("old.sqlite");
    std::fs::copy(&log, &old).unwrap();
    let mut service = Service::start(service.kill());
    service.wait_until_shown();
    assert_eq!(status(&service.acknowledge("POL-1", "ann")), 201);
    assert_eq!(service.stop(), Some(0));
    let newer = service.book.root().join("newer.sqlite");
    std::fs::rename(&log, &newer).unwrap();
    std::fs::copy(&old, &log).unwrap();
    let output = crate::harness::policybook(&service.book.root(), &["host"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(crate::harness::talk(&output).contains("went back"), "{output:?}");
    std::fs::copy(&newer, &log).unwrap();
    let service = Service::start(service.kill());
    service.wait_until_shown();
    assert_eq!(service.row("POL-1", "ann")["state"], "acknowledged");
}

#[test]
fn after_a_disk_that_did_not_confirm_once_nothing_is_taken_until_the_next_start() {
    let strace = ["-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync"];
    if !Command::new("strace").args(strace).arg("true").status().is_ok_and(|status| status.success()) {
        return skipped("strace cannot watch a program here");
    }
    let book = book();
    let mut people = String::from("id,name\n");
    (0..30).for_each(|number| people += &format!("p{number},P\n"));
    book.write("people.csv", people);
    publish(&book);
    let output = crate::harness::policybook(&book.root(), &["log", "init"]);
    assert!(output.status.success());
    // The twelfth time that the file of what is written ahead is asked for, and never again.
    let ahead = book.root().join("host-data/log.sqlite-wal").display().to_string();
    let mut command = Command::new("strace");
    command.args(strace).args(["-P", &ahead, "-e", "inject=fsync,fdatasync:error=EIO:when=12"]);
    command.arg(env!("CARGO_BIN_EXE_policybook"));
    let service = Service::start_by(book, command);
    service.wait_until_shown();
    let answers: Vec<u16> =
        (0..30).map(|number| status(&service.acknowledge("POL-1", &format!("p{number}")))).collect();
    let taken = answers.iter().take_while(|answer| **answer == 201).count();
    assert!((1..30).contains(&taken), "{answers:?}");
    assert!(answers[taken..].iter().all(|answer| *answer == 503), "{answers:?}");
    assert!(service.ask_health("/readyz").starts_with("HTTP/1.1 503"));
    assert_eq!(status(&service.get("/rules/", "p1")), 200, "reading goes on");
    let service = Service::start(service.kill());
    service.wait_until_shown();
    // What was confirmed is there; what was not may be, once.
    assert!((taken..=taken + 1).contains(&usize::try_from(service.acks()).unwrap()));
    for number in 0..30 {
        let expected: &[u16] = if number < taken { &[200] } else { &[200, 201] };
        assert!(expected.contains(&status(&service.acknowledge("POL-1", &format!("p{number}")))), "{number}");
    }
    assert_eq!(service.acks(), 30);
}

#[test]
fn a_log_on_a_network_file_system_is_refused_unless_it_is_known_better() {
    let book = book();
    let run = |kind: &str, args: &[&str]| {
        let inject = format!("inject=statfs:poke_exit=@arg2={kind}00000000");
        let mut command = Command::new("strace");
        command.args(["-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=statfs", "-e", &inject]);
        command.arg(env!("CARGO_BIN_EXE_policybook")).args(args).current_dir(book.root()).output().unwrap()
    };
    if run("53ef0000", &["--version"]).status.code() != Some(0) {
        return skipped("strace cannot watch a program here");
    }
    let refused = |kind: &str, name: &str, args: &[&str]| {
        let output = run(kind, args);
        let talk = crate::harness::talk(&output);
        assert_eq!(output.status.code(), Some(2), "{talk}");
        assert!(talk.contains(&format!("on {name}, a network file system")), "{talk}");
    };
    // As the numbers lie in memory.
    for (kind, name) in [("69690000", "NFS"), ("424d53fe", "SMB"), ("424d53ff", "CIFS"), ("46557365", "FUSE")] {
        refused(kind, name, &["log", "init"]);
    }
    assert!(!book.root().join("host-data").exists(), "nothing was made");
    assert_eq!(run("53ef0000", &["log", "init"]).status.code(), Some(0));
    refused("69690000", "NFS", &["host"]);
    // Reading does no harm.
    assert_eq!(run("69690000", &["log", "verify"]).status.code(), Some(0));
    let settings = std::fs::read_to_string(book.root().join("book.toml")).unwrap();
    book.write("book.toml", settings.replace("[host]\n", "[host]\naccept-network-disk = true\n"));
    assert_eq!(run("69690000", &["log", "rotate-key"]).status.code(), Some(0));
}
