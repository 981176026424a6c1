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
/// At every how many of them the whole log is verified, and looked at without the last confirmation.
const LOOKS: usize = 5;

/// A file: what the disk has confirmed, now and one confirmation ago, and what was written since.
#[derive(Clone, Default)]
struct Kept {
    confirmed: Vec<u8>,
    before: Vec<u8>,
    /// What was written and not yet confirmed, and sizes that the file was given.
    since: Vec<Change>,
    /// Whether the folder was confirmed since the file came into it.
    is_named: bool,
}

/// A change of a file.
#[derive(Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Size(usize),
}

impl Change {
    fn apply(self, file: &mut Vec<u8>) {
        match self {
            Self::Write(at, bytes) => {
                if file.len() < at + bytes.len() {
                    file.resize(at + bytes.len(), 0);
                }
                file[at..at + bytes.len()].copy_from_slice(&bytes);
            }
            Self::Size(size) => file.resize(size, 0),
        }
    }
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

/// Reads the number with which a text begins.
fn number(text: &str) -> usize {
    text.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
}

/// Reads `\x2f\x74`.
fn bytes_of(text: &str) -> Vec<u8> {
    text.split("\\x").skip(1).map(|digits| u8::from_str_radix(digits, 16).unwrap()).collect()
}

impl Disk {
    fn new(folder: &Path) -> Self {
        let named = |name: &str| {
            let bytes = std::fs::read(folder.join(name)).ok()?;
            let kept = Kept { confirmed: bytes.clone(), before: bytes, is_named: true, ..Kept::default() };
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
                file.since.push(Change::Write(number(rest.split_once(", ").unwrap().1), bytes_of(bytes)));
            }
            "ftruncate" => file.since.push(Change::Size(number(call.rest.split_once(", ").unwrap().1))),
            // What could not be written is forgotten: nobody writes it by itself again.
            "fsync" | "fdatasync" if call.rest.contains("= -1 ") => file.since.clear(),
            "fsync" | "fdatasync" => {
                file.before.clone_from(&file.confirmed);
                for change in std::mem::take(&mut file.since) {
                    change.apply(&mut file.confirmed);
                }
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
        let is_there = store.entry(record).unwrap().is_some();
        if store.head().unwrap().size.is_multiple_of(LOOKS as u64) {
            verify(&store, &[], None).unwrap();
        }
        is_there
    }
}

/// What the calls of a run showed.
struct Seen {
    /// After how many answers the record would be gone had the disk been asked once less.
    lost_without: usize,
    /// Which of the calls of its thread that ask the disk was the first one for the log's own
    /// file, into which it is tidied up.
    tidied_at: Option<usize>,
    /// Whether that call failed.
    has_failed: bool,
}

/// Runs a service, has people confirm, and looks at the log after each answer as a loss of power
/// would leave it; nothing when its calls cannot be watched here. `fails` is which of the calls
/// of a thread that ask the disk is to fail.
fn run(fails: Option<usize>) -> Option<Seen> {
    let trace = TempDir::new().unwrap();
    let file = trace.path().join("calls");
    let calls = "trace=pwrite64,pwritev,pwritev2,writev,sendto,fsync,fdatasync,ftruncate,fallocate";
    let strace = |output: &Path| {
        let mut command = Command::new("strace");
        command
            .args(["-D", "-f", "-qq", "-y", "-xx", "-s", "1000000", "-e", calls, "-e", "signal=none", "-o"])
            .arg(output);
        if let Some(fails) = fails {
            command.args(["-e", &format!("inject=fsync,fdatasync:error=EIO:when={fails}")]);
        }
        command
    };
    if !strace(&file).arg("true").status().is_ok_and(|status| status.success()) {
        skipped("strace cannot watch a program here");
        return None;
    }
    let book = book();
    publish(&book);
    assert!(crate::harness::policybook(&book.root(), &["log", "init"]).status.success());
    let mut disk = Disk::new(&book.root().join("host-data").canonicalize().unwrap());
    let own = disk.folder.join("log.sqlite");
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
    let mut asked: BTreeMap<&str, usize> = BTreeMap::new();
    let mut seen = Seen { lost_without: 0, tidied_at: None, has_failed: false };
    let mut answered = 0;
    for call in text.lines().filter_map(Call::of) {
        if matches!(call.name, "writev" | "sendto") {
            if call.rest.contains(&created) {
                let record = &records[answered];
                assert!(disk.has(record, |kept| &kept.confirmed), "answer {answered}: confirmed, and lost");
                // Had the disk not been asked the last time, it would not be there.
                let is_looked_at = answered % LOOKS == 0;
                seen.lost_without += usize::from(is_looked_at && !disk.has(record, |kept| &kept.before));
                answered += 1;
            }
            continue;
        }
        let is_sync = call.name.ends_with("sync");
        if call.rest.contains("<unfinished ...>") && is_sync {
            // What is confirmed is so when the call has ended; what is written may be lost anyway.
            begun.insert(call.thread, call.path().unwrap());
        } else if let Some(path) = call.path().or_else(|| begun.remove(call.thread)) {
            let count = asked.entry(call.thread).or_default();
            *count += usize::from(is_sync);
            if is_sync && path == own && seen.tidied_at.is_none() {
                seen.tidied_at = Some(*count);
                seen.has_failed = call.rest.contains("EIO");
            }
            disk.take(&call, &path);
        }
    }
    assert_eq!(answered, PEOPLE);
    Some(seen)
}

#[test]
fn what_was_confirmed_is_there_after_the_power_failed() {
    let Some(seen) = run(None) else { return };
    assert!(seen.lost_without > PEOPLE / LOOKS / 2, "the look at the disk cannot tell: {}", seen.lost_without);
    // The disk fails when the log is tidied up: that is begun again, and nothing was lost.
    let tidied_at = seen.tidied_at.expect("the log was tidied up in between");
    let seen = run(Some(tidied_at)).unwrap();
    assert!(seen.has_failed && seen.tidied_at == Some(tidied_at), "another call failed");
}
