//! `log`: the log of acknowledgements, made, checked, kept elsewhere and moved.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::Common;
use super::args_host::{LogAnchorArgs, LogArgs, LogCommand, LogMigrateArgs, LogVerifyArgs};
use super::clock::now;
use super::failure::{Failure, Outcome};
use super::host::log_name;
use super::host_place::{LogAddress, Place, not_opened};
use super::session::Session;
use super::terminal::Terminal;
use super::{log_backup, log_export};
use crate::ledger::{
    Draft, Entropy, Kind, Purpose, Report, SigningKey, Store, Tampering, VerifyingKey, copy_to_postgres, new_key,
    verify,
};

/// Runs the command.
pub(super) fn run(args: &LogArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let place = || {
        let session = Session::open(common)?;
        session.require_config(terminal)?;
        Place::of(&session)
    };
    match &args.command {
        LogCommand::Init => init(common, terminal),
        LogCommand::Verify(args) => verify_log(args, common, terminal),
        LogCommand::Anchor(args) => anchor(args, &place()?, terminal),
        LogCommand::Backup(args) => log_backup::run(&args.file, &place()?, terminal),
        LogCommand::Export(args) => log_export::run(&args.folder, common, terminal),
        LogCommand::Migrate(args) => migrate(args, &place()?, terminal),
        LogCommand::RotateKey => rotate_key(&place()?, terminal),
    }
}

fn init(common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let session = Session::open(common)?;
    session.require_config(terminal)?;
    let place = Place::of(&session)?;
    if place.log.open_to_read().is_ok() || matches!(&place.log, LogAddress::File(path) if path.exists()) {
        return Err(Failure::usage(format!("there is a log at {} already", place.log)));
    }
    let origin = log_name(&session)?;
    place.make_folder()?;
    // A key that is there was made for a log that could not be begun, or for this one by hand.
    let key = if place.key.exists() { place.read_key()? } else { place.make_key(&origin)? };
    let public = key.verifying_key();
    place.log.open(&origin, Purpose::Evidence, key, &place.node).map_err(|error| not_opened(&place.log, &error))?;
    terminal.data(&format!("{public}\n"))?;
    terminal.say(&format!(
        "log {} begun, signed by {}.\nThe line above is its public key: give it to your auditor. Keep a copy of the \
         secret key apart from the log.",
        place.log,
        place.key.display()
    ));
    Ok(Outcome::Clean)
}

fn verify_log(args: &LogVerifyArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let log = match &args.database {
        Some(text) => LogAddress::of(text, Path::new(""))?,
        None => Place::of(&Session::open(common)?)?.log,
    };
    let key = args.key.as_deref().map(read_key).transpose()?;
    let mut outside = Vec::new();
    for path in &args.against {
        outside.extend(read_notes(path)?);
    }
    let store = log.open_to_read().map_err(|error| not_opened(&log, &error))?;
    match verify(store.as_ref(), &outside, key.as_ref()) {
        Ok(report) => {
            let is_known = key.is_some();
            let text = match args.json {
                true => report_json(&report, is_known, outside.len()),
                false => report_text(&log, &report, is_known, outside.len()),
            };
            terminal.data(&text)?;
            Ok(Outcome::Clean)
        }
        Err(Tampering::Store(error)) => Err(not_opened(&log, &error)),
        Err(tampering) => {
            let said = if args.json {
                let seq = if let Tampering::Record { seq, .. } = &tampering { Some(*seq) } else { None };
                format!("{:#}\n", json!({ "sound": false, "record": seq, "what": tampering.to_string() }))
            } else {
                format!("{log}: NOT SOUND\n{tampering}\n")
            };
            terminal.data(&said)?;
            Ok(Outcome::Findings)
        }
    }
}

fn report_text(log: &LogAddress, report: &Report, is_known: bool, outside: usize) -> String {
    let head = &report.head;
    let mut text = format!("{log}: sound\n");
    let mut line = |name: &str, value: String| text.push_str(&format!("{name:12}{value}\n"));
    line("log", format!("{} ({})", head.origin, head.purpose.as_str()));
    line("records", head.size.to_string());
    for (kind, count) in &report.kinds {
        line("", format!("{count} {kind}"));
    }
    line("people", format!("{}, {} of them erased", report.people.0, report.people.1));
    line("checkpoints", format!("{}, {outside} kept elsewhere compared", report.checkpoints));
    for (seq, key) in &report.keys {
        line("key", format!("{key} (record {seq})"));
    }
    line("root", head.root.iter().map(|byte| format!("{byte:02x}")).collect());
    if !is_known {
        text.push_str(
            "The key was taken from the log itself. Name the one that you know with `--key`, to find out whether the \
             log was written anew with another.\n",
        );
    }
    if outside == 0 {
        text.push_str(
            "No checkpoint from elsewhere was compared. Whoever holds the signing key could have written the log anew, \
             or cut off its end: only `--against` checkpoints kept elsewhere shows that.\n",
        );
    }
    text
}

fn report_json(report: &Report, is_known: bool, outside: usize) -> String {
    let head = &report.head;
    let kinds: serde_json::Map<String, serde_json::Value> =
        report.kinds.iter().map(|(kind, count)| (kind.to_string(), (*count).into())).collect();
    let keys: Vec<_> = report.keys.iter().map(|(seq, key)| json!({ "record": seq, "key": key.to_string() })).collect();
    let value = json!({
        "sound": true, "origin": head.origin, "purpose": head.purpose.as_str(), "size": head.size, "kinds": kinds,
        "people": report.people.0, "erased": report.people.1, "checkpoints": report.checkpoints, "keys": keys,
        "key_was_expected": is_known, "compared": outside, "checkpoint": report.last_checkpoint,
    });
    format!("{value:#}\n")
}

/// Appends the newest checkpoint to a file whose checkpoints the log still has.
fn anchor(args: &LogAnchorArgs, place: &Place, terminal: Terminal) -> Result<Outcome, Failure> {
    let kept = if args.file.exists() { read_notes(&args.file)? } else { Vec::new() };
    let key = place.read_key()?.verifying_key();
    let store = place.open_to_read()?;
    let report = match verify(store.as_ref(), &kept, None) {
        Ok(report) => report,
        Err(Tampering::Store(error)) => return Err(not_opened(&place.log, &error)),
        Err(tampering) => {
            terminal.insist(&format!("{}: NOT SOUND against {}\n{tampering}", place.log, args.file.display()));
            return Ok(Outcome::Findings);
        }
    };
    if report.keys.iter().all(|(_, of_log)| *of_log != key) {
        return Err(Failure::usage(format!("{} is no key of the log {}", place.key.display(), place.log)));
    }
    if kept.last() == Some(&report.last_checkpoint) {
        terminal.say("the newest checkpoint is in the file already");
        return Ok(Outcome::Clean);
    }
    let failed = |error: std::io::Error| Failure::impossible(format!("{}: {error}", args.file.display()));
    let mut file = fs::File::options().create(true).append(true).open(&args.file).map_err(failed)?;
    let gap = if kept.is_empty() { "" } else { "\n" };
    file.write_all(format!("{gap}{}", report.last_checkpoint).as_bytes()).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    terminal.say(&format!("checkpoint of {} records appended to {}", report.head.size, args.file.display()));
    Ok(Outcome::Clean)
}

fn migrate(args: &LogMigrateArgs, place: &Place, terminal: Terminal) -> Result<Outcome, Failure> {
    let to = LogAddress::of(&args.to, Path::new(""))?;
    let LogAddress::Server(address) = &to else {
        return Err(Failure::usage("`--to` is the address of a database: `postgresql://user@host/name`"));
    };
    let from = place.open_to_read()?;
    let sound = |store: &dyn Store, log: &LogAddress| {
        verify(store, &[], None).map_err(|error| Failure::impossible(format!("the log {log}: {error}")))
    };
    sound(from.as_ref(), &place.log)?;
    copy_to_postgres(from.as_ref(), address).map_err(|error| not_opened(&to, &error))?;
    let copied = to.open_to_read().map_err(|error| not_opened(&to, &error))?;
    let report = sound(copied.as_ref(), &to)?;
    let head = from.head().map_err(|error| not_opened(&place.log, &error))?;
    if report.head != head {
        return Err(Failure::impossible(format!(
            "the log {} went on while it was copied, to {} records: stop the service, empty the database and copy again",
            place.log, head.size
        )));
    }
    terminal.say(&format!(
        "{} records copied to {to}, under the same root. Set `database` in `[host]` to it, and keep {} as it is.",
        head.size, place.log
    ));
    Ok(Outcome::Clean)
}

/// The record of the new key is signed by the old one; from then on only the new one counts.
fn rotate_key(place: &Place, terminal: Terminal) -> Result<Outcome, Failure> {
    let mut store = place.open(Purpose::Evidence)?;
    let head = store.head().map_err(|error| not_opened(&place.log, &error))?;
    let text = new_key(&head.origin);
    let public = SigningKey::parse(&text).expect("what was just made can be read").verifying_key();
    let name = |ending: &str| place.key.with_extension(format!("key.{ending}"));
    let (fresh, old) = (name("new"), name(&format!("until-{}", head.size + 1)));
    let failed = |error: std::io::Error| Failure::impossible(format!("{}: {error}", place.key.display()));
    // The new key is on the disk before any record needs it.
    write_secret(&fresh, &text).map_err(failed)?;
    let draft = Draft::new(Kind::Key, Entropy::random()).with("key", public.as_str());
    store.append(&[draft], now()).map_err(|error| not_opened(&place.log, &error))?;
    fs::rename(&place.key, &old).and_then(|()| fs::rename(&fresh, &place.key)).map_err(failed)?;
    terminal.data(&format!("{public}\n"))?;
    terminal.say(&format!(
        "the log is signed by the key above from now on; the old one is in {}. Start the service again, and give the \
         new public key to your auditor.",
        old.display()
    ));
    Ok(Outcome::Clean)
}

fn write_secret(path: &Path, text: &str) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Reads the checkpoints of a file: one after the other, as they were appended.
fn read_notes(path: &Path) -> Result<Vec<String>, Failure> {
    let text = read_file(path)?;
    let mut notes: Vec<String> = Vec::new();
    let mut note = String::new();
    let mut is_signed = false;
    for line in text.lines() {
        let is_signature = line.starts_with("\u{2014} ");
        if is_signed && !is_signature {
            notes.push(std::mem::take(&mut note));
            is_signed = false;
        }
        if line.is_empty() && note.is_empty() {
            continue;
        }
        is_signed |= is_signature;
        note.push_str(line);
        note.push('\n');
    }
    if is_signed {
        notes.push(note);
    } else if !note.is_empty() || notes.is_empty() {
        return Err(Failure::usage(format!(
            "{} does not hold signed checkpoints, one after the other",
            path.display()
        )));
    }
    Ok(notes)
}

/// Returns the key that was typed, or that stands in the file that was named.
pub(super) fn read_key(text: &str) -> Result<VerifyingKey, Failure> {
    if let Ok(key) = VerifyingKey::parse(text.trim()) {
        return Ok(key);
    }
    let file = read_file(&PathBuf::from(text))?;
    let parsed = file.lines().find_map(|line| VerifyingKey::parse(line.trim()).ok());
    parsed.ok_or_else(|| Failure::usage(format!("{text} holds no public key of a log")))
}

fn read_file(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}
