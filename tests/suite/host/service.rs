//! A running service with a book, a roster and a proxy that is trusted.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{policybook, talk};
use crate::scratch::Scratch;

/// The name under which the service is known.
pub const HOST: &str = "policies.test";

const BOOK: &str = r#"[book]
title = "Book"
language = "en"

[host]
listen = "127.0.0.1:0"
health-listen = "127.0.0.1:0"
public-url = "http://policies.test/"
roster = "people.csv"
everyone = ["staff"]
auditors = ["group:auditors"]

[host.identity]
mode = "header"
issuer = "https://sign-in.test"
user-header = "X-User"
name-header = "X-Name"
groups-header = "X-Groups"
trusted-proxies = ["127.0.0.1"]
"#;

const ROSTER: &str = "id,name,email,groups,joined\nann,Ann Author,ann@example.org,it,2020-01-01\n\
                      bob,=Bob,bob@example.org,,2020-01-01\ncleo,Cleo,cleo@example.org,auditors,2020-01-01\n";

/// Returns a policy that is asked to be acknowledged.
pub fn policy(id: &str, version: &str, more: &str, text: &str) -> String {
    format!(
        "---\nid: {id}\ntitle: Rules of {id}\ntype: policy\nversion: \"{version}\"\nstatus: approved\nowner: IT\n\
         approved_by: Jane\napproved_on: 2026-03-01\nacknowledge: {{ within: 14 days }}\n{more}---\n\n{text}\n"
    )
}

/// Returns a book with two policies, a roster and settings for a service.
pub fn book() -> Scratch {
    let book = Scratch::new();
    book.write("book.toml", BOOK);
    book.write("people.csv", ROSTER);
    book.write("content/rules.md", policy("POL-1", "1.0", "audience: [staff]\n", "Lock your screen."));
    book.write("content/it.md", policy("POL-2", "1.0", "audience: [it]\n", "Patch it."));
    book
}

/// Publishes the book as it stands.
pub fn publish(book: &Scratch) {
    let output = book.build(&["--fail-on", "never"]);
    assert!(output.status.success(), "{}", talk(&output));
}

/// A running service; killed when dropped.
pub struct Service {
    process: Child,
    pub port: u16,
    pub health: Option<u16>,
    pub book: Scratch,
    said: Arc<Mutex<Vec<String>>>,
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Service {
    /// Publishes a book and starts a service for it.
    pub fn new() -> Self {
        Self::of(book())
    }

    /// Publishes this book and starts a service for it.
    pub fn of(book: Scratch) -> Self {
        publish(&book);
        let output = policybook(&book.root(), &["log", "init"]);
        assert!(output.status.success(), "{}", talk(&output));
        let service = Self::start(book);
        service.wait_until_shown();
        service
    }

    /// Starts a service for a book that has a log.
    pub fn start(book: Scratch) -> Self {
        Self::start_by(book, Command::new(env!("CARGO_BIN_EXE_policybook")))
    }

    /// Starts a service by a command that ends in the program.
    pub fn start_by(book: Scratch, mut command: Command) -> Self {
        let mut process =
            command.arg("host").current_dir(book.root()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let said = Arc::new(Mutex::new(Vec::new()));
        let (mut port, mut health) = (None, None);
        while port.is_none() || health.is_none() {
            let line = lines.next().unwrap_or_else(|| panic!("it ended: {:?}", said.lock().unwrap())).unwrap();
            let port_of = |line: &str| line.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
            if line.starts_with("serving ") {
                // Without a port it answers at a socket.
                port = port_of(&line).or(line.contains(" at unix:").then_some(0));
            } else if line.starts_with("health at ") {
                health = port_of(&line);
            }
            said.lock().unwrap().push(line);
        }
        let more = Arc::clone(&said);
        std::thread::spawn(move || lines.for_each(|line| more.lock().unwrap().push(line.unwrap_or_default())));
        Self { process, port: port.unwrap(), health, book, said }
    }

    /// Ends the service with a signal that it cannot hear, and returns the book.
    pub fn kill(mut self) -> Scratch {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        std::mem::replace(&mut self.book, Scratch::new())
    }

    /// Asks the service to end, and returns its exit status.
    pub fn stop(&mut self) -> Option<i32> {
        let status = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().unwrap();
        assert!(status.success());
        self.process.wait().unwrap().code()
    }

    /// Returns the id of its process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Returns what it said so far.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().join("\n")
    }

    /// Waits until a site is shown.
    pub fn wait_until_shown(&self) {
        self.wait("a site is shown", || self.ask_health("/readyz").starts_with("HTTP/1.1 200"));
    }

    /// Waits until something holds.
    pub fn wait(&self, what: &str, holds: impl Fn() -> bool) {
        let end = Instant::now() + Duration::from_secs(20);
        while !holds() {
            assert!(Instant::now() < end, "never: {what}; it said:\n{}", self.said());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Sends bytes on a connection of their own, and returns all that comes back.
    pub fn send(&self, request: impl AsRef<[u8]>) -> String {
        ask(self.port, request.as_ref())
    }

    /// Asks the health listener.
    pub fn ask_health(&self, path: &str) -> String {
        let request = format!("GET {path} HTTP/1.1\r\nHost: health\r\nConnection: close\r\n\r\n");
        ask(self.health.expect("a health listener"), request.as_bytes())
    }

    /// Gets a page as somebody.
    pub fn get(&self, path: &str, who: &str) -> String {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: {HOST}\r\nX-User: {who}\r\nConnection: close\r\n\r\n"))
    }

    /// Posts a body as somebody, with more headers.
    pub fn post(&self, path: &str, who: &str, kind: &str, more: &str, body: &str) -> String {
        self.send(format!(
            "POST {path} HTTP/1.1\r\nHost: {HOST}\r\nX-User: {who}\r\nConnection: close\r\nContent-Type: {kind}\r\n\
             Content-Length: {}\r\n{more}\r\n{body}",
            body.len()
        ))
    }

    /// Acknowledges a document through the API, as it is asked for now, and returns the answer.
    pub fn acknowledge(&self, document: &str, who: &str) -> String {
        self.post("/api/v1/acks", who, "application/json", "Sec-Fetch-Site: same-origin\r\n", &self.wish(document, who))
    }

    /// Returns the body that acknowledges a document as it is asked for now.
    pub fn wish(&self, document: &str, who: &str) -> String {
        let row = self.row(document, who);
        let mut wish = serde_json::Map::new();
        for name in ["doc", "version", "lang", "content_hash", "statement_hash", "cycle"] {
            wish.insert(name.to_owned(), row[name].clone());
        }
        Value::Object(wish).to_string()
    }

    /// Returns what the service says of a document and somebody.
    pub fn row(&self, document: &str, who: &str) -> Value {
        let me = json_of(&self.get("/api/v1/me", who));
        let rows = me["documents"].as_array().unwrap_or_else(|| panic!("{me}"));
        rows.iter().find(|row| row["doc"] == document).unwrap_or_else(|| panic!("{me}")).clone()
    }

    /// Verifies the log and returns how many acknowledgements it holds.
    pub fn acks(&self) -> u64 {
        self.verify()["kinds"]["ack"].as_u64().unwrap_or_default()
    }

    /// Verifies the log and returns what it holds.
    pub fn verify(&self) -> Value {
        verify(&self.book)
    }
}

/// Verifies the log of a book and returns what it holds.
pub fn verify(book: &Scratch) -> Value {
    let output = policybook(&book.root(), &["log", "verify", "--json"]);
    assert!(output.status.success(), "{}", talk(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Returns the status of an answer; 0 when there is none.
pub fn status(answer: &str) -> u16 {
    answer.get(9..12).and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

/// Returns a header of an answer.
pub fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next()?;
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(": ")?;
        key.eq_ignore_ascii_case(name).then_some(value)
    })
}

/// Returns the body of an answer.
pub fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

/// Returns the body of an answer as JSON.
pub fn json_of(answer: &str) -> Value {
    serde_json::from_str(body(answer)).unwrap_or_else(|error| panic!("{error}: {answer}"))
}

/// Returns whether something is written in a file of the data folder.
pub fn data_file(book: &Scratch, name: &str) -> std::path::PathBuf {
    let path = book.root().join("host-data").join(name);
    assert!(fs::metadata(&path).is_ok(), "{}", path.display());
    path
}

fn ask(port: u16, request: &[u8]) -> String {
    let mut answer = Vec::new();
    if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) {
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let _ = stream.write_all(request);
        let _ = stream.read_to_end(&mut answer);
    }
    String::from_utf8_lossy(&answer).into_owned()
}
