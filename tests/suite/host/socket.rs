//! The service at a socket in the file system: only who may open the file can say who somebody is.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::service::{HOST, Service, book, json_of, publish, status};
use crate::harness::policybook;
use crate::scratch::{Scratch, refused};

/// A book whose service answers at a socket, and which names no proxy.
fn with_socket() -> Scratch {
    let book = book();
    let settings = fs::read_to_string(book.root().join("book.toml")).unwrap();
    let settings = settings.replace("listen = \"127.0.0.1:0\"\nhealth", "listen = \"unix:own.socket\"\nhealth");
    book.write("book.toml", settings.replace("trusted-proxies = [\"127.0.0.1\"]\n", ""));
    publish(&book);
    let output = policybook(&book.root(), &["log", "init"]);
    assert!(output.status.success(), "{}", crate::harness::talk(&output));
    book
}

fn ask(socket: &Path, request: &str) -> String {
    let mut stream = UnixStream::connect(socket).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn me(user: &str) -> String {
    format!("GET /api/v1/me HTTP/1.1\r\nHost: {HOST}\r\n{user}Connection: close\r\n\r\n")
}

#[test]
fn who_may_open_the_socket_says_who_somebody_is() {
    let book = with_socket();
    let socket = book.root().join("own.socket");
    let mut service = Service::start(book);
    service.wait_until_shown();
    let file = fs::metadata(&socket).unwrap();
    assert!(file.file_type().is_socket());
    assert_eq!(file.permissions().mode() & 0o777, 0o660, "nobody else may open it");
    let me_of_ann = json_of(&ask(&socket, &me("X-User: ann\r\n")));
    assert_eq!(me_of_ann["id"], "ann");
    assert_eq!(status(&ask(&socket, &me(""))), 401, "nobody has signed in");
    assert_eq!(status(&ask(&socket, &me("X-User: ann\r\nX_User: bob\r\n"))), 403, "a twin");
    // What is confirmed says by which way it came.
    let row = &me_of_ann["documents"][0];
    let mut wish = serde_json::Map::new();
    for name in ["doc", "version", "lang", "content_hash", "statement_hash", "cycle"] {
        wish.insert(name.to_owned(), row[name].clone());
    }
    let wish = Value::Object(wish).to_string();
    let answer = ask(
        &socket,
        &format!(
            "POST /api/v1/acks HTTP/1.1\r\nHost: {HOST}\r\nX-User: ann\r\nSec-Fetch-Site: same-origin\r\nContent-Type: \
             application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{wish}",
            wish.len()
        ),
    );
    assert_eq!(status(&answer), 201, "{answer}");
    let record: Value = serde_json::from_str(json_of(&answer)["record"].as_str().unwrap()).unwrap();
    assert_eq!(record["auth_proxy"], "unix");
    // A second one does not take its place, and the file goes with the service.
    let other = policybook(&service.book.root(), &["host", "--listen", "unix:own.socket"]);
    refused(&other, 3, &["own"]);
    assert_eq!(service.stop(), Some(0));
    assert!(!socket.exists());
}

#[test]
fn a_socket_that_was_left_behind_is_taken_over_and_no_other_file_is() {
    let book = with_socket();
    let socket = book.root().join("own.socket");
    let service = Service::start(book);
    let book = service.kill();
    assert!(socket.exists(), "nobody took it away");
    let service = Service::start(book);
    service.wait_until_shown();
    assert_eq!(status(&ask(&socket, &me("X-User: ann\r\n"))), 200);
    let book = service.kill();
    fs::remove_file(&socket).unwrap();
    fs::write(&socket, "mine").unwrap();
    refused(&policybook(&book.root(), &["host"]), 2, &["own.socket is there and is no socket"]);
    assert_eq!(fs::read_to_string(&socket).unwrap(), "mine");
    fs::remove_file(&socket).unwrap();
    let held = UnixListener::bind(&socket).unwrap();
    refused(&policybook(&book.root(), &["host"]), 3, &["something answers at", "already"]);
    drop(held);
    refused(&policybook(&book.root(), &["host", "--as", "a@example.org"]), 2, &["a browser, which opens no socket"]);
    refused(&policybook(&book.root(), &["host", "--listen", "here"]), 2, &["`unix:` and the path of a socket"]);
    // At a port, somebody has to be named.
    refused(&policybook(&book.root(), &["check"]), 0, &[]);
    let settings = fs::read_to_string(book.root().join("book.toml")).unwrap();
    book.write("book.toml", settings.replace("unix:own.socket", "127.0.0.1:0"));
    let output = Command::new(env!("CARGO_BIN_EXE_policybook")).arg("host").current_dir(book.root()).output().unwrap();
    refused(&output, 2, &["has no `trusted-proxies`"]);
}
