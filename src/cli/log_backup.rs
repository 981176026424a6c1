//! `log backup`: a copy of the log, made while the service writes, and checked.

use std::fs;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use super::failure::{Failure, Outcome};
use super::host_place::{LogAddress, Place, not_opened};
use super::terminal::Terminal;
use crate::ledger::{SqliteStore, Tampering, copy_to_file, verify};

/// Runs the command. The file appears under its name when it is whole, checked and on the disk.
pub(super) fn run(file: &Path, place: &Place, terminal: Terminal) -> Result<Outcome, Failure> {
    let LogAddress::File(log) = &place.log else {
        return Err(Failure::usage(format!(
            "the log {} is in a database, which has its own ways: `pg_dump --format=custom --file={} …`, put back into \
             an empty database with `pg_restore` and checked with `policybook log verify --database URL`",
            place.log,
            file.display()
        )));
    };
    if !log.is_file() {
        return Err(Failure::impossible(format!("there is no log {}; `policybook log init` makes one", place.log)));
    }
    if file.exists() {
        let message = format!("{} is there already: a copy never takes another one's place", file.display());
        return Err(Failure::usage(message));
    }
    let part = Part::new(file)?;
    copy_to_file(log, &part.path).map_err(|error| not_opened(&place.log, &error))?;
    let copy = LogAddress::File(part.path.clone());
    let store = SqliteStore::open_to_read(&part.path).map_err(|error| not_opened(&copy, &error))?;
    let report = match verify(&store, &[], None) {
        Ok(report) => report,
        Err(Tampering::Store(error)) => return Err(not_opened(&copy, &error)),
        Err(tampering) => {
            terminal.insist(&format!("{}: NOT SOUND, and not copied\n{tampering}", place.log));
            return Ok(Outcome::Findings);
        }
    };
    drop(store);
    part.finish(file)?;
    terminal.say(&format!("{} records copied to {} and checked", report.head.size, file.display()));
    Ok(Outcome::Clean)
}

/// The copy while it is not whole; removed when it does not become so.
struct Part {
    path: PathBuf,
}

impl Drop for Part {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

impl Part {
    /// Makes the file, which only its owner may read: it holds the names of people.
    fn new(file: &Path) -> Result<Self, Failure> {
        let mut name = file.as_os_str().to_owned();
        name.push(".part");
        let path = PathBuf::from(name);
        fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .map_err(|error| Failure::impossible(format!("{}: {error}", path.display())))?;
        Ok(Self { path })
    }

    fn finish(&self, file: &Path) -> Result<(), Failure> {
        let failed = |error: std::io::Error| Failure::impossible(format!("{}: {error}", file.display()));
        fs::File::open(&self.path).and_then(|file| file.sync_all()).map_err(failed)?;
        // Another one's file of the same name that came meanwhile stays.
        fs::hard_link(&self.path, file).map_err(failed)?;
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
    }
}
