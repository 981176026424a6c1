//! A loss of power: what the disk has not confirmed is gone. The calls of the running service are
//! watched, and after each answer the log is looked at as it would stand then on a disk that kept
//! nothing but what it was asked to keep.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use policybook::ledger::{SqliteStore, Store, verify};
use tempfile::TempDir;

use super::service::{Service, book, json_of, publish, status};
use crate::scratch::skipped;

/// People who confirm: enough for the log to be tidied up in between.
const PEOPLE: usize = 150;

/// A file: what was written, and what the disk has confirmed, now and one confirmation ago.
#[derive(Clone, Default)]
struct Kept {
    written: Vec<u8>,
    confirmed: Vec<u8>,
    before: Vec<u8>,
    /// Whether the folder was confirmed since the file came into it.
    is_named: bool,
}

/// The disk as the calls left it.
struct Disk {
    folder: PathBuf,
    files: BTreeMap<PathBuf, Kept>,
}

/// One call: who made it, what it is called, and its arguments as far as it has them.
struct Call<'a> {
    thread: &'a str,
    name: &'a str,
    rest: &'a str,
}

impl<'a> Call<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let (thread, rest) = line.split_once(' ')?;
        let rest = rest.trim_start();
        if let Some(resumed) = rest.strip_prefix("<... ") {
            let (name, rest) = resumed.split_once(" resumed>")?;
            return Some(Self { thread, name, rest });
        }
        let (name, rest) = rest.split_once('(')?;
        Some(Self { thread, name, rest })
    }

    /// The path behind the first argument: `5<\x2f\x74…>`.
    fn path(&self) -> Option<PathBuf> {
        let text = self.rest.split_once('<')?.1.split_once('>')?.0;
        Some(PathBuf::from(String::from_utf8(bytes_of(text)).ok()?))
    }
}

/// Reads `\x2f\x74`.
fn bytes_of(text: &str) -> Vec<u8> {
    text.split("\\x").skip(1).map(|digits| u8::from_str_radix(digits, 16).unwrap()).collect()
}

impl Disk {
    fn new(folder: &Path) -> Self {
        let named = |name: &str| {
            let bytes = std::fs::read(folder.join(name)).ok()?;
            let kept = Kept { written: bytes.clone(), confirmed: bytes.clone(), before: bytes, is_named: true };
            Some((folder.join(name), kept))
        };
        Self {
            folder: folder.to_owned(),
            files: ["log.sqlite", "log.sqlite-wal"].into_iter().filter_map(named).collect(),
        }
    }

    /// Takes a call that has ended.
    fn take(&mut self, call: &Call<'_>, path: &Path) {
        if path == self.folder && call.name.ends_with("sync") {
            self.files.values_mut().for_each(|file| file.is_named = true);
            return;
        }
        let is_of_log = path == self.folder.join("log.sqlite") || path == self.folder.join("log.sqlite-wal");
        if !is_of_log {
            return;
        }
        let file = self.files.entry(path.to_owned()).or_default();
        match call.name {
            "pwrite64" => {
                let (bytes, rest) = call.rest.split_once(", \"").unwrap().1.split_once("\", ").unwrap();
                let bytes = bytes_of(bytes);
                let at: usize = rest
                    .split_once(", ")
                    .unwrap()
                    .1
                    .split(')')
                    .next()
                    .unwrap()
                    .split(' ')
                    .next()
                    .unwrap()
                    .parse()
                    .unwrap();
                if file.written.len() < at + bytes.len() {
                    file.written.resize(at + bytes.len(), 0);
                }
                file.written[at..at + bytes.len()].copy_from_slice(&bytes);
            }
            "ftruncate" => {
                let size = call.rest.split_once(", ").unwrap().1.split(')').next().unwrap().split(' ').next().unwrap();
                file.written.resize(size.parse().unwrap(), 0);
            }
            "fsync" | "fdatasync" => {
                file.before = std::mem::replace(&mut file.confirmed, file.written.clone());
            }
            other => panic!("{other} of a file of the log is not understood"),
        }
    }

    /// Returns whether the record is in the log that a loss of power leaves, which has to be
    /// sound. `ahead` says what is left of the file in which records are first written.
    fn has(&self, record: &str, ahead: impl Fn(&Kept) -> &Vec<u8>) -> bool {
        let folder = TempDir::new().unwrap();
        for (path, kept) in self.files.iter().filter(|(_, kept)| kept.is_named) {
            let bytes = if path.ends_with("log.sqlite") { &kept.confirmed } else { ahead(kept) };
            std::fs::write(folder.path().join(path.file_name().unwrap()), bytes).unwrap();
        }
        let store = SqliteStore::open_to_read(&folder.path().join("log.sqlite")).unwrap();
        verify(&store, &[], None).unwrap();
        store.entry(record).unwrap().is_some()
    }
}

#[test]
fn what_was_confirmed_is_there_after_the_power_failed() {
    let trace = TempDir::new().unwrap();
    let file = trace.path().join("calls");
    let calls = "trace=pwrite64,pwritev,pwritev2,writev,sendto,fsync,fdatasync,ftruncate,fallocate";
    let strace = |output: &Path| {
        let mut command = Command::new("strace");
        command
            .args(["-D", "-f", "-qq", "-y", "-xx", "-s", "1000000", "-e", calls, "-e", "signal=none", "-o"])
            .arg(output);
        command
    };
    if !strace(&file).arg("true").status().is_ok_and(|status| status.success()) {
        return skipped("strace cannot watch a program here");
    }
    let book = book();
    publish(&book);
    assert!(crate::harness::policybook(&book.root(), &["log", "init"]).status.success());
    let mut disk = Disk::new(&book.root().join("host-data").canonicalize().unwrap());
    let mut command = strace(&file);
    command.arg(env!("CARGO_BIN_EXE_policybook"));
    let service = Service::start_by(book, command);
    service.wait_until_shown();
    let wish = service.wish("POL-1", "ann");
    let records: Vec<String> = (0..PEOPLE)
        .map(|person| {
            let more = "Sec-Fetch-Site: same-origin\r\n";
            let answer = service.post("/api/v1/acks", &format!("p{person}"), "application/json", more, &wish);
            assert_eq!(status(&answer), 201, "{answer}");
            let record = json_of(&answer)["record"].as_str().unwrap().to_owned();
            serde_json::from_str::<serde_json::Value>(&record).unwrap()["id"].as_str().unwrap().to_owned()
        })
        .collect();
    drop(service.kill());
    let text = std::fs::read_to_string(&file).unwrap();
    // `HTTP/1.1 201`, as it is sent.
    let created: String = b"HTTP/1.1 201".iter().map(|byte| format!("\\x{byte:02x}")).collect();
    let mut begun: BTreeMap<&str, PathBuf> = BTreeMap::new();
    let (mut answered, mut lost_without) = (0, 0);
    for call in text.lines().filter_map(Call::of) {
        if matches!(call.name, "writev" | "sendto") {
            if call.rest.contains(&created) {
                let record = &records[answered];
                assert!(disk.has(record, |kept| &kept.confirmed), "answer {answered}: confirmed, and lost");
                // Had the disk not been asked the last time, it would not be there.
                lost_without += usize::from(!disk.has(record, |kept| &kept.before));
                answered += 1;
            }
        } else if call.rest.contains("<unfinished ...>") {
            // What is confirmed is so when the call has ended; what is written may be lost anyway.
            let path = call.path().unwrap();
            if call.name.ends_with("sync") {
                begun.insert(call.thread, path);
            } else {
                disk.take(&call, &path);
            }
        } else if let Some(path) = call.path().or_else(|| begun.remove(call.thread)) {
            disk.take(&call, &path);
        }
    }
    assert_eq!(answered, PEOPLE);
    assert!(lost_without > PEOPLE / 2, "the look at the disk cannot tell: {lost_without}");
    let tidied = disk.files.iter().any(|(path, kept)| path.ends_with("log.sqlite") && kept.confirmed != kept.before);
    assert!(tidied, "the log was tidied up in between");
}
