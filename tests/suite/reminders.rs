//! Reminders by mail: who gets which words, over which way, and what is on record of it.

use std::fs;

use crate::ack::{desk, done, refused, run};
use crate::harness::{data, talk};
use crate::scratch::Scratch;
use crate::tls::{TlsServer, trust};

fn settings(book: &Scratch, mail: &str) {
    let path = book.root().join("book.toml");
    let text = fs::read_to_string(&path).unwrap();
    let (before, _) = text.split_once("\n[host.mail]").unwrap_or((&text, ""));
    book.write("book.toml", format!("{before}\n[host.mail]\n{mail}"));
}

const FROM: &str = "from = \"Säfety team <isms@example.org>\"\nreply-to = \"desk@example.org\"\n";

#[test]
fn a_mail_says_what_waits_and_where_and_is_on_record() {
    let book = desk();
    let server = TlsServer::start(&["plain"]);
    settings(&book, &format!("server = \"smtp://localhost:{}\"\n{FROM}", server.port));
    let output = run(&book, &["ack", "remind", "--mail"]);
    // The server knows no Bob; the others are reminded all the same.
    assert_eq!(output.status.code(), Some(1), "{}", talk(&output));
    assert!(talk(&output).contains("bob was not reached: bob@example.org"), "{}", talk(&output));
    assert!(talk(&output).contains("2 people reminded, 1 not reached"), "{}", talk(&output));
    let said = server.said();
    let mail = said.split("\nDATA\n").nth(1).unwrap();
    for line in [
        "| To: \"Ann Author\" <ann@example.org>",
        "| Reply-To: desk@example.org",
        "| Subject: Please read and confirm",
        "| POL-1 Rules of POL-1",
        "| http://policies.test/rules/",
        "| POL-2 Rules of POL-2",
        "| http://policies.test/acknowledgements/",
    ] {
        assert!(mail.contains(line), "`{line}` is not in {said}");
    }
    assert_eq!(said.matches("\nDATA\n").count(), 2, "{said}");
    assert!(!data(&run(&book, &["ack", "remind", "--dry-run"])).contains("ann"));
    assert!(done(&book, &["log", "verify", "--json"]).contains("\"remind\": 2"));
}

#[test]
fn a_way_over_a_network_is_protected_and_the_server_known() {
    for mode in ["smtps", "starttls"] {
        let book = desk();
        let server = TlsServer::start(&[mode]);
        let scheme = if mode == "smtps" { "smtps" } else { "smtp" };
        trust(&book);
        book.write("password", "open sesame\n");
        // An address that is not known to be this machine: nothing goes there in plain.
        let host = if mode == "smtps" { "localhost" } else { "127.0.0.2" };
        let place = format!("server = \"{scheme}://{host}:{}\"\n", server.port);
        settings(&book, &format!("{place}{FROM}"));
        refused(&book, &["ack", "remind", "--mail"], 3, &["0 of 3 people were reminded"]);
        assert!(!server.said().contains("MAIL FROM"), "nobody vouches for the server: {}", server.said());
        settings(&book, &format!("{place}{FROM}ca-file = \"ca.pem\"\nuser = \"isms\"\npassword-file = \"password\"\n"));
        let output = run(&book, &["ack", "remind", "--mail"]);
        assert!(talk(&output).contains("2 people reminded"), "{mode}: {}", talk(&output));
        let said = server.said();
        assert!(said.contains("AUTH PLAIN") && said.contains("| To: \"Ann Author\""), "{said}");
    }
    // A server that does not protect what comes after its greeting gets nothing.
    let book = desk();
    let server = TlsServer::start(&["elsewhere"]);
    settings(&book, &format!("server = \"smtp://127.0.0.2:{}\"\n{FROM}", server.port));
    refused(&book, &["ack", "remind", "--mail"], 3, &["0 of 3 people were reminded"]);
    assert!(!server.said().contains("MAIL"), "{}", server.said());
}

#[test]
fn settings_that_cannot_send_are_refused() {
    let book = desk();
    refused(&book, &["ack", "remind", "--mail"], 2, &["`[host.mail]`"]);
    let table = [
        ("from = \"a@example.org\"\n", "has no `server`"),
        ("server = \"smtps://mail.example.org\"\n", "has no `from`"),
        ("server = \"mail.example.org\"\nfrom = \"a@example.org\"\n", "not the address of a mail server"),
        ("server = \"smtps://mail.example.org\"\nfrom = \"nobody\"\n", "`from` in `[host.mail]` is `nobody`"),
        ("server = \"smtps://m.example.org\"\nfrom = \"a@example.org\"\nuser = \"x\"\n", "a login needs"),
        ("server = \"smtps://m.example.org\"\nfrom = \"a@example.org\"\nsend-to = \"x\"\n", "is not a known key"),
    ];
    for (mail, words) in table {
        settings(&book, mail);
        refused(&book, &["ack", "remind", "--mail"], 2, &[words]);
    }
    refused(&book, &["ack", "remind", "--mail", "--webhook", "https://x.example.org"], 2, &["cannot be used with"]);
}
