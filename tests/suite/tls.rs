//! Servers with a certificate of their own, for what the program asks and sends over TLS.

use std::io::{BufRead as _, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};

use crate::harness::repository;
use crate::scratch::Scratch;

/// A running server; killed when dropped.
pub struct TlsServer {
    process: Child,
    pub port: u16,
    said: Arc<Mutex<String>>,
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl TlsServer {
    /// Starts `tests/cases/tls/serve.py` with these words.
    pub fn start(args: &[&str]) -> Self {
        let script = repository().join("tests/cases/tls/serve.py");
        let mut process =
            Command::new("python3").arg(script).args(args).stdout(Stdio::piped()).spawn().expect("python3 starts");
        let mut lines: Lines<BufReader<ChildStdout>> = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.next().unwrap().unwrap().parse().unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let more = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let mut said = more.lock().unwrap();
                said.push_str(&line);
                said.push('\n');
            }
        });
        Self { process, port, said }
    }

    /// Returns what it printed so far.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }
}

/// Puts the servers' certificate into a book.
pub fn trust(book: &Scratch) {
    book.write("ca.pem", std::fs::read(repository().join("tests/cases/tls/cert.pem")).unwrap());
}
