//! A copy of the log, made while the service writes to it, and put back.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};

use super::crash::load;
use super::service::{Service, data_file, status, verify};
use crate::harness::{data, policybook, talk};
use crate::scratch::refused;

#[test]
fn a_copy_that_is_made_under_load_is_sound_and_can_be_put_back() {
    let service = Service::new();
    let wish = service.wish("POL-1", "ann");
    let confirmed = Arc::new(Mutex::new(Vec::new()));
    let next = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> =
        (0..4).map(|_| load(service.port, wish.clone(), Arc::clone(&next), Arc::clone(&confirmed))).collect();
    service.wait("something is confirmed", || confirmed.lock().unwrap().len() > 20);
    let root = service.book.root();
    let run = |args: &[&str]| policybook(&root, args);
    let before = confirmed.lock().unwrap().clone();
    let output = run(&["log", "backup", "copy.sqlite"]);
    assert!(output.status.success(), "{}", talk(&output));
    assert!(talk(&output).contains("records copied to copy.sqlite and checked"), "{}", talk(&output));
    service.wait("the service went on", || confirmed.lock().unwrap().len() > before.len() + 20);
    let mode = fs::metadata(root.join("copy.sqlite")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "it holds names");
    let output = run(&["log", "verify", "--database", "copy.sqlite", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&data(&output)).unwrap();
    assert!(report["kinds"]["ack"].as_u64().unwrap() >= before.len() as u64, "{report}");
    refused(&run(&["log", "backup", "copy.sqlite"]), 2, &["copy.sqlite is there already"]);
    refused(&run(&["log", "backup", "nowhere/copy.sqlite"]), 3, &["nowhere/copy.sqlite"]);

    // The disk is lost, and with it what this machine knew.
    let book = service.kill();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let kept = root.join("host-data");
    for file in ["log.sqlite", "log.sqlite-wal", "log.sqlite-shm", "last-checkpoint"] {
        let _ = fs::remove_file(kept.join(file));
    }
    fs::copy(root.join("copy.sqlite"), kept.join("log.sqlite")).unwrap();
    let service = Service::start(book);
    service.wait_until_shown();
    let answer = service.acknowledge("POL-2", "ann");
    assert_eq!(status(&answer), 201, "{answer}");
    assert!(verify(&service.book)["kinds"]["ack"].as_u64() > report["kinds"]["ack"].as_u64());
}

#[test]
fn a_log_that_is_not_sound_is_not_copied_and_nothing_is_left_behind() {
    let mut service = Service::new();
    assert_eq!(status(&service.acknowledge("POL-1", "ann")), 201);
    assert_eq!(service.stop(), Some(0));
    let root = service.book.root();
    let connection = rusqlite::Connection::open(data_file(&service.book, "log.sqlite")).unwrap();
    connection.execute_batch("DROP TRIGGER log_entry_stays; UPDATE log_entry SET version = '9' WHERE seq = 2").unwrap();
    drop(connection);
    let output = policybook(&root, &["log", "backup", "copy.sqlite"]);
    assert_eq!(output.status.code(), Some(1), "{}", talk(&output));
    assert!(talk(&output).contains("NOT SOUND, and not copied"), "{}", talk(&output));
    let left: Vec<_> = crate::scratch::names(&root).into_iter().filter(|name| name.starts_with("copy")).collect();
    assert!(left.is_empty(), "{left:?}");
}
