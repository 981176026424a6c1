//! A way to the database that breaks while it answers whether it kept what was written.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use policybook::ledger::{Appended, PostgresStore, Purpose, SigningKey, Store, verify};

use super::scenario::{ORIGIN, acknowledged, at, key, text};
use super::server::{Server, address};

/// Nothing is to be cut.
const WHOLE: i64 = i64::MAX;
/// The next `COMMIT` is not passed on at all.
const BEFORE: i64 = -1;

/// A proxy that passes everything on, until it is told to cut: then the connection ends after so
/// many bytes of the answer to the next `COMMIT`.
struct Proxy {
    port: u16,
    cut_after: Arc<AtomicI64>,
}

impl Proxy {
    fn new(to: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let cut_after = Arc::new(AtomicI64::new(WHOLE));
        let shared = Arc::clone(&cut_after);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let server = TcpStream::connect(("127.0.0.1", to)).unwrap();
                client.set_nodelay(true).unwrap();
                server.set_nodelay(true).unwrap();
                pass(client, server, &shared);
            }
        });
        Self { port, cut_after }
    }
}

fn pass(mut client: TcpStream, mut server: TcpStream, cut_after: &Arc<AtomicI64>) {
    // How many bytes of answers still go through; nothing while none is to be cut.
    let left: Arc<Mutex<Option<usize>>> = Arc::default();
    let (mut from_client, mut to_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let (armed, of_requests) = (Arc::clone(cut_after), Arc::clone(&left));
    thread::spawn(move || {
        let mut bytes = [0; 65536];
        while let Ok(count @ 1..) = from_client.read(&mut bytes) {
            if bytes[..count].windows(7).any(|part| part == b"COMMIT\0") {
                match armed.swap(WHOLE, Ordering::SeqCst) {
                    WHOLE => {}
                    BEFORE => break,
                    after => *of_requests.lock().unwrap() = Some(usize::try_from(after).unwrap()),
                }
            }
            if to_server.write_all(&bytes[..count]).is_err() {
                break;
            }
        }
        let _ = from_client.shutdown(Shutdown::Both);
        let _ = to_server.shutdown(Shutdown::Both);
    });
    thread::spawn(move || {
        let mut bytes = [0; 65536];
        while let Ok(count @ 1..) = server.read(&mut bytes) {
            let mut left = left.lock().unwrap();
            let passed = left.map_or(count, |left| left.min(count));
            if client.write_all(&bytes[..passed]).is_err() {
                break;
            }
            if let Some(left) = left.as_mut() {
                *left -= passed;
                if *left == 0 {
                    break;
                }
            }
        }
        let _ = client.shutdown(Shutdown::Both);
        let _ = server.shutdown(Shutdown::Both);
    });
}

#[test]
fn what_became_of_a_record_is_told_truly_wherever_the_way_breaks() {
    let mut server = Server::new();
    server.database("log", None);
    let proxy = Proxy::new(server.open("host", &[]));
    let url = format!("postgresql://postgres@127.0.0.1:{}/log", proxy.port);
    let (secret, public) = key();
    let open = || {
        let key = SigningKey::parse(&secret).unwrap();
        PostgresStore::open(&address(&url), ORIGIN, Purpose::Evidence, key, "n", at(0))
    };
    let mut store = open().unwrap();
    let mut written = 0;
    // The answer to `COMMIT` has 18 bytes: that it is done, and that the server is ready.
    for cut in (BEFORE..18).chain([WHOLE]) {
        let number = u64::try_from(cut.rem_euclid(1000)).unwrap();
        let draft = || acknowledged(&format!("P{number}"), text("POL-1", "1.0"), number);
        proxy.cut_after.store(cut, Ordering::SeqCst);
        let told = store.append(&[draft()], at(1));
        // A record with a key can be asked for, so that each is confirmed in the end, and is there once.
        let told = told.unwrap_or_else(|error| panic!("{cut}: {error}"));
        let id = told[0].entry().record.id.clone();
        let fresh = PostgresStore::open_to_read(&address(&url)).unwrap();
        assert!(fresh.entry(&id).unwrap().is_some(), "{cut}: confirmed and not there");
        let again = store.append(&[draft()], at(2)).unwrap_or_else(|error| panic!("{cut}: {error}"));
        assert!(matches!(again[0], Appended::Known(_)), "{cut}: confirmed, and written again");
        assert_eq!(id, again[0].entry().record.id, "{cut}");
        written += 1;
        let person = again[0].entry().record.subject.unwrap();
        assert_eq!(fresh.of_subject(person).unwrap().len(), 1, "{cut}: once");
    }
    let report = verify(&open().unwrap(), &[], Some(&public)).unwrap();
    assert_eq!(report.head.size, written + 1);
}
