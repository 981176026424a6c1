//! The way to a database on another machine: encrypted, and to no other server.

use std::process::Command;

use policybook::ledger::{PostgresAddress, PostgresStore, Purpose, SigningKey};

use super::scenario::{ORIGIN, at, key};
use super::server::{Server, address};
use crate::harness::{repository, talk};

#[test]
fn over_a_network_the_server_proves_who_it_is() {
    let mut server = Server::new();
    server.database("log", None);
    let port = server.protect();
    let vouched = std::fs::read(repository().join("tests/cases/tls/cert.pem")).unwrap();
    let (secret, _) = key();
    let open = |place: &str, authorities: Option<&[u8]>| {
        let url = format!("postgresql://postgres@{place}");
        let address = PostgresAddress { url, password: None, authorities: authorities.map(<[u8]>::to_vec) };
        let key = SigningKey::parse(&secret).unwrap();
        PostgresStore::open(&address, ORIGIN, Purpose::Evidence, key, "n", at(0)).map(drop)
    };
    // A name that is not this machine's, at an address that is.
    let there = |name: &str| format!("{name}:{port}/log?hostaddr=127.0.0.1");
    open(&there("db.example.org"), Some(&vouched)).unwrap();
    for (name, authorities, words) in [
        ("db.example.org", None, "certificate"),
        ("other.example.org", Some(&vouched[..]), "certificate"),
        ("db.example.org", Some(&b"no certificate"[..]), "there is none"),
        (
            "db.example.org",
            Some(&b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"[..]),
            "certificates",
        ),
    ] {
        let error = open(&there(name), authorities).unwrap_err();
        assert!(error.to_string().contains(words), "{name}: {error}");
    }
    // The server takes nothing in the clear, and who asks for that gets it.
    let refused = |place: &str| open(place, None).unwrap_err();
    for place in [format!("{}&sslmode=disable", there("db.example.org")), format!("127.0.0.1:{port}/log")] {
        let error = refused(&place);
        assert!(error.to_string().contains("pg_hba.conf"), "{place}: {error}");
    }
    // On this machine it is protected when it is asked for.
    open(&format!("localhost:{port}/log?hostaddr=127.0.0.1&sslmode=require"), Some(&vouched)).unwrap();
    // An address without a name is one of another machine too.
    let error = open("/log?hostaddr=192.0.2.1", Some(b"no certificate")).unwrap_err();
    assert!(error.to_string().contains("there is none"), "{error}");
}

#[test]
fn the_variables_of_postgresql_say_who_vouches() {
    let mut server = Server::new();
    let url = server.database("log", None);
    let (secret, _) = key();
    let key = SigningKey::parse(&secret).unwrap();
    drop(PostgresStore::open(&address(&url), ORIGIN, Purpose::Evidence, key, "n", at(0)).unwrap());
    let port = server.protect();
    let url = format!("postgresql://postgres@db.example.org:{port}/log?hostaddr=127.0.0.1");
    let verify = |file: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_policybook"));
        command.args(["log", "verify", "--database", &url]).env("PGSSLROOTCERT", repository().join(file));
        command.output().unwrap()
    };
    let output = verify("tests/cases/tls/cert.pem");
    assert_eq!(output.status.code(), Some(0), "{}", talk(&output));
    let output = verify("nothing.pem");
    assert_eq!(output.status.code(), Some(2), "{}", talk(&output));
    let mut command = Command::new(env!("CARGO_BIN_EXE_policybook"));
    let address = "postgresql://db.example.org/log?user=x&password=geheim&sslmode=full";
    let said = talk(&command.args(["log", "verify", "--database", address]).output().unwrap());
    assert!(said.contains("sslmode") && !said.contains("geheim"), "{said}");
    assert!(talk(&output).contains("PGSSLROOTCERT") && talk(&output).contains("nothing.pem"), "{}", talk(&output));
}
