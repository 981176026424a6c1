//! What a log promises to those who write and read it.

use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use policybook::ledger::{
    Appended, Draft, Kind, Purpose, Receipt, ReceiptError, Record, SigningKey, SqliteStore, Store, StoreError, verify,
};

use super::scenario::{ORIGIN, Place, acknowledged, at, entropy, key, person, sqlite, text, write};

/// The tree hash as RFC 6962, section 2.1, writes it down: slow, and not ours.
fn tree_hash(leaves: &[Vec<u8>]) -> [u8; 32] {
    match leaves {
        [] => Sha256::digest(b"").into(),
        [leaf] => Sha256::digest([b"\0", leaf.as_slice()].concat()).into(),
        _ => {
            let mut split = 1;
            while split * 2 < leaves.len() {
                split *= 2;
            }
            let (left, right) = leaves.split_at(split);
            Sha256::digest([b"\x01".as_slice(), &tree_hash(left), &tree_hash(right)].concat()).into()
        }
    }
}

fn bodies(store: &dyn Store) -> Vec<Vec<u8>> {
    store.rows(1, 1000).unwrap().into_iter().map(|row| row.body).collect()
}

#[test]
fn the_oracle_knows_the_vectors_of_certificate_transparency() {
    let hex = |text: &str| -> Vec<u8> {
        (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap()).collect()
    };
    let leaves: Vec<Vec<u8>> =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
            .map(hex)
            .to_vec();
    let root = |count: usize| tree_hash(&leaves[..count]).iter().map(|b| format!("{b:02x}")).collect::<String>();
    assert_eq!(root(1), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    assert_eq!(root(7), "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c");
    assert_eq!(root(8), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

fn a_log_verifies_and_its_root_is_the_one_of_the_rfc(place: &Place) {
    let (secret, public) = key();
    let store = write(place.open(&secret));
    let report = verify(store.as_ref(), &[], Some(&public)).unwrap();
    let bodies = bodies(store.as_ref());
    assert_eq!(report.head.root, tree_hash(&bodies));
    assert_eq!(report.head.size, bodies.len() as u64);
    assert_eq!(report.keys, [(1, public)]);
    assert_eq!(report.kinds[&Kind::Acknowledgement], 37);
    assert_eq!(report.kinds[&Kind::ClockStep], 1);
    assert_eq!(report.people, (38, 1), "Alice, Bob, Carol, Rita and 34 more; Bob was erased");
}

fn an_acknowledgement_given_twice_is_the_first_one(place: &Place) {
    let mut store = place.open(&key().0);
    let first = store.append(&[acknowledged("Alice", text("POL-1", "1.0"), 1)], at(1)).unwrap();
    let head = store.head().unwrap();
    let again = store.append(&[acknowledged("Alice", text("POL-1", "1.0"), 2)], at(900)).unwrap();
    let (Appended::New(first), Appended::Known(again)) = (&first[0], &again[0]) else { panic!("{first:?} {again:?}") };
    assert_eq!(first, again);
    assert_eq!(store.head().unwrap(), head);
    // Twice in one batch, beside one that is new.
    let drafts = [
        acknowledged("Bob", text("POL-1", "1.0"), 3),
        acknowledged("Bob", text("POL-1", "1.0"), 4),
        acknowledged("Alice", text("POL-1", "1.0"), 5),
        acknowledged("Alice", text("POL-1", "2.0"), 6),
    ];
    let answers = store.append(&drafts, at(901)).unwrap();
    let is_new: Vec<bool> = answers.iter().map(|answer| matches!(answer, Appended::New(_))).collect();
    assert_eq!(is_new, [true, false, false, true]);
    assert_eq!(answers[0].entry(), answers[1].entry());
    assert_eq!(store.head().unwrap().size, head.size + 2);
    // The same text for another cycle is another record.
    let mut next = text("POL-1", "1.0");
    next.cycle = Some("2027".to_owned());
    assert!(matches!(store.append(&[acknowledged("Alice", next, 7)], at(902)).unwrap()[0], Appended::New(_)));
    verify(store.as_ref(), &[], None).unwrap();
}

fn a_record_says_who_what_and_when_without_naming_anybody(place: &Place) {
    let mut store = place.open(&key().0);
    let appended = store.append(&[acknowledged("Alice", text("POL-1", "1.0"), 1)], at(1)).unwrap();
    let entry = appended[0].entry();
    let words = String::from_utf8(entry.body.clone()).unwrap();
    for name in ["alice", "Alice", "Example", "@"] {
        assert!(!words.contains(name), "`{name}` is in {words}");
    }
    let record = Record::parse(&entry.body).unwrap();
    assert_eq!((record.seq, record.kind, record.recorded_at), (2, Kind::Acknowledgement, at(1)));
    assert_eq!(record.text("meaning"), Some("read_and_understood"));
    assert_eq!(record.digest("content_hash"), Some(text("POL-1", "1.0").fingerprint));
    let alice = store.person("https://id.example.org", "alice").unwrap().unwrap();
    assert_eq!(record.subject, Some(alice.subject));
    assert_eq!(store.of_subject(alice.subject).unwrap(), std::slice::from_ref(entry));
    assert_eq!(store.entry(&record.id).unwrap().as_ref(), Some(entry));
    // Another spelling of the same object is no record.
    assert!(Record::parse(words.replacen("{\"", "{ \"", 1).as_bytes()).is_err());
    assert!(Record::parse(words.replace("POL-1", "POL-9").as_bytes()).is_err(), "the key is of another document");
}

fn time_never_goes_back_and_a_step_of_the_clock_is_on_record(place: &Place) {
    let mut store = place.open(&key().0);
    let give = |store: &mut dyn Store, number, second| {
        store.append(&[acknowledged(&format!("P{number}"), text("POL-1", "1.0"), number)], at(second)).unwrap()[0]
            .entry()
            .record
            .clone()
    };
    assert_eq!(give(store.as_mut(), 1, 1000).recorded_at, at(1000));
    assert_eq!(give(store.as_mut(), 2, 999).recorded_at, at(1000), "a second back: the record before decides");
    assert!(store.of_kind(Kind::ClockStep).unwrap().is_empty());
    assert_eq!(give(store.as_mut(), 3, 1000 - 86_400).recorded_at, at(1000));
    let steps = store.of_kind(Kind::ClockStep).unwrap();
    assert_eq!(steps.len(), 1);
    assert_eq!(steps[0].record.text("clock"), Some(at(1000 - 86_400).to_string().as_str()));
    verify(store.as_ref(), &[], None).unwrap();
}

fn more_than_a_page_is_read_whole_and_in_order(place: &Place) {
    let mut store = place.open(&key().0);
    let drafts: Vec<_> =
        (0..2500).map(|number| acknowledged(&format!("P{number}"), text("POL-1", "1.0"), number)).collect();
    store.append(&drafts, at(1)).unwrap();
    let given = store.of_kind(Kind::Acknowledgement).unwrap();
    assert!(given.iter().map(|entry| entry.record.seq).eq(2..2502));
    assert_eq!(store.last_of_kind(Kind::Acknowledgement).unwrap().as_ref(), given.last());
    assert_eq!(store.last_of_kind(Kind::Erasure).unwrap(), None);
    let people = store.people().unwrap();
    assert_eq!(people.len(), 2500);
    assert!(people.is_sorted_by(|a, b| a.subject < b.subject));
    assert_eq!(verify(store.as_ref(), &[], None).unwrap().people, (2500, 0));
}

fn a_receipt_proves_its_record_and_nothing_about_others(place: &Place) {
    let (secret, public) = key();
    let store = write(place.open(&secret));
    let alice = store.person("https://id.example.org", "alice").unwrap().unwrap();
    let mine = store.of_subject(alice.subject).unwrap();
    for entry in &mine {
        let receipt = Receipt::of(entry, &public, store.as_ref(), Some(&alice)).unwrap();
        let receipt = Receipt::from_json(&receipt.to_json()).unwrap();
        assert_eq!(receipt.verify(Some(&public)).unwrap(), entry.record);
        for other in ["bob", "carol", "p10"] {
            assert!(!receipt.to_json().to_lowercase().contains(other));
        }
    }
    let receipt = Receipt::of(&mine[0], &public, store.as_ref(), Some(&alice)).unwrap();
    let broken = |change: &dyn Fn(&mut Receipt)| {
        let mut receipt = receipt.clone();
        change(&mut receipt);
        receipt.verify(Some(&public)).unwrap_err()
    };
    assert_eq!(broken(&|r| r.proof[0] = r.proof[1].clone()), ReceiptError::Proof);
    assert_eq!(broken(&|r| r.proof.clear()), ReceiptError::Proof);
    assert!(matches!(
        broken(&|r| r.record = r.record.replace("\"2.0\"", "\"1.0\"").replace("\"1.0\"", "\"3.0\"")),
        ReceiptError::Proof
    ));
    assert!(matches!(
        broken(&|r| r.checkpoint = r.checkpoint.replacen(ORIGIN, "other", 1)),
        ReceiptError::Checkpoint(_)
    ));
    assert_eq!(broken(&|r| r.person.as_mut().unwrap().id = "bob".to_owned()), ReceiptError::Person);
    assert!(matches!(broken(&|r| r.key = key().1.to_string()), ReceiptError::OtherKey(_)));
}

fn a_rehearsal_and_real_records_never_share_a_log(place: &Place) {
    let (secret, _) = key();
    let open = |purpose, origin: &str, secret: &str| place.try_open(purpose, origin, secret);
    let mut store = open(Purpose::Rehearsal, ORIGIN, &secret).unwrap();
    let appended = store.append(&[acknowledged("Alice", text("POL-1", "1.0"), 1)], at(1)).unwrap();
    assert_eq!(appended[0].entry().record.number("rehearsal"), Some(1));
    verify(store.as_ref(), &[], None).unwrap();
    drop(store);
    for (purpose, origin, secret, words) in [
        (Purpose::Evidence, ORIGIN, secret.as_str(), "for rehearsal"),
        (Purpose::Rehearsal, "other.example.org/log", &secret, "other.example.org"),
        (Purpose::Rehearsal, ORIGIN, &key().0, "no valid signature"),
    ] {
        let error = open(purpose, origin, secret).err().unwrap();
        assert!(matches!(error, StoreError::Foreign(_)), "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
    assert!(open(Purpose::Rehearsal, ORIGIN, &secret).is_ok());
}

fn a_new_key_is_confirmed_by_the_one_before_it(place: &Place) {
    let ((old, old_public), (new, new_public), (other, _)) = (key(), key(), key());
    let mut store = place.open(&old);
    let mut unaware = place.open(&old);
    store.append(&[Draft::new(Kind::Key, entropy(1)).with("key", new_public.as_str())], at(1)).unwrap();
    drop(store);
    assert!(place.try_open(Purpose::Evidence, ORIGIN, &other).is_err());
    // The node that did not hear of it writes nothing more.
    let error = unaware.append(&[acknowledged("Eve", text("POL-1", "1.0"), 9)], at(2)).unwrap_err();
    assert!(error.to_string().contains("signed by another key now"), "{error}");
    let mut store = place.open(&new);
    store.append(&[acknowledged("Alice", text("POL-1", "1.0"), 2)], at(2)).unwrap();
    let report = verify(store.as_ref(), &[], None).unwrap();
    assert_eq!(report.keys, [(1, old_public), (2, new_public)]);
    drop(store);
    // The old key may not write any more.
    assert!(place.try_open(Purpose::Evidence, ORIGIN, &old).is_err());
}

#[test]
fn an_erased_person_leaves_the_log_sound_and_is_not_found_again() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("log.db");
    let (secret, public) = key();
    let mut store = sqlite(&path, &secret);
    store.append(&[acknowledged("Alice", text("POL-1", "1.0"), 1)], at(1)).unwrap();
    let alice = store.person("https://id.example.org", "alice").unwrap().unwrap();
    let draft = || Draft::new(Kind::Erasure, entropy(2)).with("reason", "asked for");
    store.erase(alice.subject, draft(), at(2)).unwrap();
    assert!(store.person("https://id.example.org", "alice").unwrap().is_none());
    assert!(store.erase(alice.subject, draft(), at(3)).is_err(), "there is nobody left to erase");
    assert_eq!(store.head().unwrap().size, 3, "and the attempt wrote nothing");
    verify(&store, &[], Some(&public)).unwrap();
    drop(store);
    let file = std::fs::read(&path).unwrap();
    let wal = std::fs::read(folder.path().join("log.db-wal")).unwrap_or_default();
    let holds = |bytes: &[u8]| bytes.windows(17).any(|window| window == b"alice@example.org");
    assert!(!holds(&file) && !holds(&wal), "the address is still in the file");
}

#[test]
fn a_file_of_something_else_is_not_touched() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("other.db");
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE accounts(name TEXT); INSERT INTO accounts VALUES ('x')").unwrap();
    drop(other);
    let before = std::fs::read(&path).unwrap();
    let open = || SqliteStore::open(&path, ORIGIN, Purpose::Evidence, SigningKey::parse(&key().0).unwrap(), "n", at(0));
    assert!(matches!(open().unwrap_err(), StoreError::Foreign(_)));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    std::fs::write(&path, "not a database at all, but long enough to be looked at as one").unwrap();
    assert!(matches!(open().unwrap_err(), StoreError::Broken(_)));
    // A log of a program to come.
    let path = folder.path().join("newer.db");
    drop(sqlite(&path, &key().0));
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = SqliteStore::open_to_read(&path).unwrap_err();
    assert!(error.to_string().contains("newer policybook"), "{error}");
    assert!(person("Alice").id == "alice");
}

/// Each of these runs on every store.
macro_rules! on_every_store {
    ($($name:ident,)*) => {
        mod sqlite {
            $(#[test]
            fn $name() {
                super::$name(&super::Place::file());
            })*
        }
        mod postgres {
            $(#[test]
            fn $name() {
                super::$name(&super::Place::database());
            })*
        }
    };
}

on_every_store! {
    a_log_verifies_and_its_root_is_the_one_of_the_rfc,
    an_acknowledgement_given_twice_is_the_first_one,
    a_record_says_who_what_and_when_without_naming_anybody,
    time_never_goes_back_and_a_step_of_the_clock_is_on_record,
    more_than_a_page_is_read_whole_and_in_order,
    a_receipt_proves_its_record_and_nothing_about_others,
    a_rehearsal_and_real_records_never_share_a_log,
    a_new_key_is_confirmed_by_the_one_before_it,
}
