//! What only a database is asked: several nodes at once, a server that is gone in the middle,
//! and the same bytes as in a file.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use policybook::ledger::{Appended, PostgresStore, Purpose, SigningKey, SqliteStore, Store, StoreError, verify};

use super::scenario::{ORIGIN, Place, acknowledged, at, key, text, write};
use super::server::{Server, address};

fn node(url: &str, secret: &str, name: &str) -> Result<PostgresStore, StoreError> {
    let key = SigningKey::parse(secret).unwrap();
    PostgresStore::open(&address(url), ORIGIN, Purpose::Evidence, key, name, at(0))
}

#[test]
fn every_store_holds_the_same_bytes_under_the_same_root() {
    let (secret, public) = key();
    let (file, database) = (Place::file(), Place::database());
    let stores = [write(file.open(&secret)), write(database.open(&secret))];
    let heads = stores.each_ref().map(|store| store.head().unwrap());
    assert_eq!(heads[0], heads[1]);
    let rows = stores.each_ref().map(|store| store.rows(1, 1000).unwrap());
    assert_eq!(rows[0], rows[1]);
    let notes = stores.each_ref().map(|store| store.checkpoints(0, 1000).unwrap());
    assert_eq!(notes[0], notes[1]);
    let size = rows[0].len() as u64;
    let hashes = 2 * size - u64::from(size.count_ones());
    assert_eq!(stores.each_ref().map(|store| store.hash_count().unwrap()), [hashes; 2]);
    for store in &stores {
        verify(store.as_ref(), &[], Some(&public)).unwrap();
    }
}

#[test]
fn nodes_that_write_at_once_make_one_log_without_a_fork() {
    let server = Server::new();
    let url = server.database("log", None);
    let (secret, public) = key();
    let scale = |name: &str, default| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (rounds, people) = (scale("POLICYBOOK_ROUNDS", 20), scale("POLICYBOOK_PEOPLE", 4));
    let threads: Vec<_> = (0..6)
        .map(|writer| {
            let (url, secret) = (url.clone(), secret.clone());
            thread::spawn(move || {
                // All of them begin the log.
                let mut store = node(&url, &secret, &format!("node-{writer}")).unwrap();
                let mut seqs = Vec::new();
                for round in 0..rounds {
                    let number = |person: u64| (writer * rounds + round) * (people + 1) + person;
                    // One of each batch is the same for all nodes.
                    let mut drafts: Vec<_> = (0..people)
                        .map(|person| {
                            acknowledged(&format!("P{}", number(person)), text("POL-1", "1.0"), number(person))
                        })
                        .collect();
                    drafts.push(acknowledged(&format!("Same{round}"), text("POL-1", "1.0"), number(people)));
                    // A busy server may let a node wait for too long: then nothing was written.
                    let appended = loop {
                        match store.append(&drafts, at(10)) {
                            Err(StoreError::Unavailable(_)) => {}
                            appended => break appended.unwrap(),
                        }
                    };
                    for appended in appended {
                        if let Appended::New(entry) = appended {
                            seqs.push(entry.record.seq);
                        }
                    }
                }
                seqs
            })
        })
        .collect();
    // Verifying meanwhile gives no false alarm.
    let reader = PostgresStore::open_to_read(&address(&url));
    let mut checks = 0;
    while !threads.iter().all(thread::JoinHandle::is_finished) {
        if let Ok(reader) = &reader {
            let began = std::time::Instant::now();
            verify(reader, &[], None).unwrap();
            checks += 1;
            // The longer the log, the longer it takes; writing goes on.
            thread::sleep(3 * began.elapsed());
        }
        thread::sleep(Duration::from_millis(5));
    }
    let mut seqs: Vec<u64> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    seqs.sort_unstable();
    assert_eq!(seqs, (2..=seqs.len() as u64 + 1).collect::<Vec<_>>());
    assert_eq!(seqs.len() as u64, 6 * rounds * people + rounds);
    let report = verify(&node(&url, &secret, "last").unwrap(), &[], Some(&public)).unwrap();
    assert_eq!(report.head.size, seqs.len() as u64 + 1);
    assert!(reader.is_err() || checks > 0);
}

#[test]
fn what_was_confirmed_is_there_after_the_server_was_stopped_at_once() {
    let mut server = Server::new();
    let url = server.database("log", None);
    let (secret, public) = key();
    drop(node(&url, &secret, "first").unwrap());
    let ends = Arc::new(AtomicBool::new(false));
    let next = Arc::new(AtomicUsize::new(0));
    let confirmed = Arc::new(Mutex::new(BTreeMap::new()));
    let threads: Vec<_> = (0..3)
        .map(|writer| {
            let (url, secret, ends, next, confirmed) =
                (url.clone(), secret.clone(), Arc::clone(&ends), Arc::clone(&next), Arc::clone(&confirmed));
            thread::spawn(move || {
                let mut store = None;
                while !ends.load(Ordering::Relaxed) {
                    let Some(open) = store.as_mut() else {
                        store = node(&url, &secret, &format!("node-{writer}")).ok();
                        continue;
                    };
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let draft = acknowledged(&format!("P{number}"), text("POL-1", "1.0"), number as u64);
                    if let Ok(appended) = Store::append(open, &[draft], at(10)) {
                        let record = &appended[0].entry().record;
                        confirmed.lock().unwrap().insert(record.seq, record.id.clone());
                    }
                }
            })
        })
        .collect();
    let stops = std::env::var("POLICYBOOK_STOPS").ok().and_then(|text| text.parse().ok()).unwrap_or(5);
    for _ in 0..stops {
        let before = confirmed.lock().unwrap().len();
        while confirmed.lock().unwrap().len() < before + 20 {
            thread::sleep(Duration::from_millis(5));
        }
        server.stop();
        server.start();
    }
    ends.store(true, Ordering::Relaxed);
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let store = PostgresStore::open_to_read(&address(&url)).unwrap();
    verify(&store, &[], Some(&public)).unwrap();
    let confirmed = confirmed.lock().unwrap();
    assert!(confirmed.len() >= stops * 20);
    for (seq, id) in confirmed.iter() {
        assert_eq!(store.rows(*seq, 1).unwrap()[0].columns.id, *id);
    }
}

#[test]
fn a_server_or_a_schema_that_cannot_be_relied_on_is_refused() {
    let server = Server::new();
    let (secret, _) = key();
    let refused = |url: &str, words: &str| {
        let error = node(url, &secret, "n").err().unwrap_or_else(|| panic!("{words}"));
        assert!(matches!(error, StoreError::Foreign(_)), "{error}");
        assert!(error.to_string().contains(words), "{error}");
    };
    let other = server.database("other", None);
    server.run("other", "CREATE TABLE accounts(name text)");
    refused(&other, "is missing");
    let log = server.database("log", None);
    drop(node(&log, &secret, "n").unwrap());
    for change in [
        "ALTER TABLE log_entry DISABLE TRIGGER log_entry_stays",
        "DROP TRIGGER checkpoint_stays ON checkpoint",
        "CREATE OR REPLACE FUNCTION policybook_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "ALTER TABLE log_entry DROP CONSTRAINT log_entry_ack_key_key",
        "ALTER TABLE log_entry ADD COLUMN remark text",
        "ALTER TABLE person SET UNLOGGED",
        "CREATE RULE quiet AS ON DELETE TO person DO INSTEAD NOTHING",
        "CREATE VIEW people AS SELECT * FROM person",
    ] {
        let copy = server.database("copy", Some("log"));
        server.run("copy", change);
        refused(&copy, "the schema is not that of a log");
        server.run("postgres", "DROP DATABASE copy");
    }
    server.run("postgres", "ALTER DATABASE log SET synchronous_commit = off");
    refused(&log, "`synchronous_commit` is `off`");
    refused("mysql://x", "address");
    let gone = node(&server.url("nothing"), &secret, "n").err().unwrap();
    assert!(matches!(gone, StoreError::Unavailable(_)), "{gone}");
}

#[test]
fn a_log_that_another_node_holds_is_waited_for_and_no_longer() {
    let server = Server::new();
    let url = server.database("log", None);
    let (secret, _) = key();
    let mut store = node(&url, &secret, "n").unwrap();
    let mut held = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    held.batch_execute("BEGIN; SELECT * FROM log_head FOR UPDATE").unwrap();
    let error = store.append(&[acknowledged("Ann", text("POL-1", "1.0"), 1)], at(1)).unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
    held.batch_execute("ROLLBACK").unwrap();
    assert!(matches!(
        store.append(&[acknowledged("Ann", text("POL-1", "1.0"), 1)], at(1)).unwrap()[0],
        Appended::New(_)
    ));
    // A file is not a database, and the other way round.
    assert!(SqliteStore::open_to_read(&server.folder().join("data/PG_VERSION")).is_err());
}
