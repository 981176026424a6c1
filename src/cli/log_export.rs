//! `log export`: everything that an auditor needs to check the log without this program, in a
//! folder of plain files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::args::Common;
use super::failure::{Failure, Outcome};
use super::host_place::{Place, not_opened};
use super::session::Session;
use super::terminal::Terminal;
use crate::ledger::{Record, Report, Store, StoreError, Tampering, verify};
use crate::source::Digest;

/// Rows that are read at once.
const PAGE: u32 = 1000;

/// What is written.
#[derive(Default)]
struct Package {
    files: BTreeMap<String, Vec<u8>>,
    records: Vec<u8>,
    attachments: BTreeSet<Digest>,
    releases: BTreeSet<String>,
}

/// Runs the command; a log that is not sound is not exported.
pub(super) fn run(folder: &Path, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let session = Session::open(common)?;
    session.require_config(terminal)?;
    let place = Place::of(&session)?;
    let store = place.open_to_read()?;
    let report = match verify(store.as_ref(), &[], None) {
        Ok(report) => report,
        Err(Tampering::Store(error)) => return Err(not_opened(&place.log, &error)),
        Err(tampering) => {
            terminal.insist(&format!("{}: NOT SOUND\n{tampering}", place.log));
            return Ok(Outcome::Findings);
        }
    };
    let mut package = Package::default();
    package.read(store.as_ref(), &report).map_err(|error| not_opened(&place.log, &error))?;
    package.add_releases(&place.data.join("releases/manifests"));
    package.add_roster(&session);
    package.write(folder, &report)?;
    terminal.say(&format!(
        "{} records exported to {}; README.md there says what is what",
        report.head.size,
        folder.display()
    ));
    Ok(Outcome::Clean)
}

impl Package {
    /// Reads the log up to where it was verified: what was written since is not part of it.
    fn read(&mut self, store: &dyn Store, report: &Report) -> Result<(), StoreError> {
        let mut size = 0;
        while size < report.head.size {
            let rows = store.rows(size + 1, PAGE)?;
            let Some(last) = rows.last() else { break };
            for row in rows.iter().filter(|row| row.columns.seq <= report.head.size) {
                self.records.extend_from_slice(&row.body);
                self.records.push(b'\n');
                if let Ok(record) = Record::parse(&row.body) {
                    self.attachments.extend(record.texts("files").iter().filter_map(|file| Digest::from_hex(file)));
                    self.releases.extend(record.text("release_id").map(ToOwned::to_owned));
                }
            }
            size = last.columns.seq;
        }
        let mut notes = String::new();
        let mut above = 0;
        loop {
            let page = store.checkpoints(above, PAGE)?;
            let Some((last, _)) = page.last() else { break };
            above = *last;
            for (_, note) in page.iter().filter(|(size, _)| *size <= report.head.size) {
                notes.push_str(note);
                notes.push('\n');
            }
        }
        self.files.insert("checkpoints.txt".to_owned(), notes.into_bytes());
        for digest in &self.attachments {
            if let Some(body) = store.attachment(*digest)? {
                self.files.insert(format!("attachments/{digest}"), body);
            }
        }
        let people: Vec<Value> = store.people()?.iter().map(person).collect();
        self.files.insert("people.json".to_owned(), format!("{:#}\n", Value::Array(people)).into_bytes());
        Ok(())
    }

    fn add_releases(&mut self, folder: &Path) {
        for id in &self.releases {
            if let Ok(bytes) = fs::read(folder.join(format!("{id}.json"))) {
                self.files.insert(format!("manifests/{id}.json"), bytes);
            }
        }
    }

    fn add_roster(&mut self, session: &Session) {
        let Some(file) = &session.config.host.roster else { return };
        let path = session.folder.path().join(file);
        if let (Ok(bytes), Some(name)) = (fs::read(&path), path.file_name()) {
            self.files.insert(format!("roster/{}", name.to_string_lossy()), bytes);
        }
    }

    fn write(mut self, folder: &Path, report: &Report) -> Result<(), Failure> {
        let failed = |error: std::io::Error| Failure::impossible(format!("{}: {error}", folder.display()));
        if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(Failure::usage(format!("{} is not empty; name another folder", folder.display())));
        }
        let keys: String = report.keys.iter().map(|(_, key)| format!("{key}\n")).collect();
        self.files.insert("keys.txt".to_owned(), keys.into_bytes());
        let records = std::mem::take(&mut self.records);
        self.files.insert("records.ndjson".to_owned(), records);
        let digests: BTreeMap<&str, String> =
            self.files.iter().map(|(name, bytes)| (name.as_str(), Digest::of(bytes).to_hex())).collect();
        let sums: String = digests.iter().map(|(name, digest)| format!("{digest}  {name}\n")).collect();
        let readme = readme(report, self.releases.len());
        self.files.insert("SHA256SUMS".to_owned(), sums.into_bytes());
        self.files.insert("README.md".to_owned(), readme.into_bytes());
        for (name, bytes) in &self.files {
            let path = folder.join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(failed)?;
            }
            fs::write(&path, bytes).map_err(failed)?;
        }
        Ok(())
    }
}

fn person(person: &crate::ledger::Person) -> Value {
    match &person.named {
        Some((identity, salt)) => json!({
            "subject": person.subject.to_hex(), "salt": Digest::from_bytes(*salt.as_bytes()).to_hex(),
            "issuer": identity.issuer, "id": identity.id, "id_type": identity.id_type.as_str(),
            "name": identity.name, "email": identity.email,
        }),
        None => json!({ "subject": person.subject.to_hex(), "erased": true }),
    }
}

fn readme(report: &Report, releases: usize) -> String {
    let kinds: String = report.kinds.iter().map(|(kind, count)| format!("| `{kind}` | {count} |\n")).collect();
    let head = &report.head;
    format!(
        "# Log of acknowledgements of {origin}\n\n\
         {size} records, {people} people ({erased} erased), {checkpoints} checkpoints, {releases} publications.\n\n\
         | kind | records |\n| --- | --- |\n{kinds}\n\
         ## The files\n\n\
         - `records.ndjson`: every record, one in a line, with the bytes that were written, ordered by `seq`.\n\
         - `checkpoints.txt`: every signed checkpoint (C2SP `tlog-checkpoint`): origin, number of records, root.\n\
         - `keys.txt`: the public keys of the log. Compare them with the one that you were given.\n\
         - `people.json`: whom the commitments `subject` and `actor` in the records stand for; erased people have no name.\n\
         - `manifests/`: for each `release_id` the files of that publication with their digests, and its commit.\n\
         - `attachments/`: files that records name in `files`.\n\
         - `roster/`: the people and groups as they are today.\n\
         - `SHA256SUMS`: the digests of all of these.\n\n\
         ## The questions\n\n\
         | question | answer |\n| --- | --- |\n\
         | Who had to? | `audience` in the records, groups in `roster/`; exemptions are records of kind `exempt` |\n\
         | Who did? | records of kind `ack`; `subject` is the person, by `people.json` |\n\
         | When? | `recorded_at`, by the server's clock; `claimed_on` is what somebody else said |\n\
         | Which text? | `doc`, `version`, `lang`, and the fingerprint `content_hash` |\n\
         | Who approved it? | the page of the version on the site, and `commit` in the publication's manifest |\n\
         | Show the text | `policybook build` at that commit makes the publication anew; its manifest has to be the same |\n\
         | Who left? | the roster's last days; records stay |\n\
         | Who was recorded by others? | records of kind `on_behalf`: `actor`, `method`, `files` |\n\n\
         ## Checking\n\n\
         `policybook log verify` checks the log itself. To check this folder without policybook, take the Python \
         program of its documentation: `python3 verify_log.py THIS_FOLDER`. A checkpoint that you kept from an earlier \
         day has to stand in `checkpoints.txt`.\n",
        origin = head.origin,
        size = head.size,
        people = report.people.0,
        erased = report.people.1,
        checkpoints = report.checkpoints,
    )
}
