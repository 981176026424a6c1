//! `log`: the log of acknowledgements, made and checked.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::Common;
use super::args_host::{LogArgs, LogCommand, LogVerifyArgs};
use super::failure::{Failure, Outcome};
use super::host::log_name;
use super::host_place::{Place, not_opened, now, open_to_read};
use super::session::Session;
use super::terminal::Terminal;
use crate::ledger::{Purpose, Report, SqliteStore, Tampering, VerifyingKey, verify};

/// Runs the command.
pub(super) fn run(args: &LogArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    match &args.command {
        LogCommand::Init => init(common, terminal),
        LogCommand::Verify(args) => verify_log(args, common, terminal),
    }
}

fn init(common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let session = Session::open(common)?;
    session.require_config(terminal)?;
    let place = Place::of(&session);
    if place.log.exists() {
        return Err(Failure::usage(format!("there is a log at {} already", place.log.display())));
    }
    let origin = log_name(&session)?;
    place.make_folder()?;
    // A key that is there was made for a log that could not be begun, or for this one by hand.
    let key = if place.key.exists() { place.read_key()? } else { place.make_key(&origin)? };
    let public = key.verifying_key();
    SqliteStore::open(&place.log, &origin, Purpose::Evidence, key, &session.config.host.node, now())
        .map_err(|error| not_opened(&place.log, &error))?;
    terminal.data(&format!("{public}\n"))?;
    terminal.say(&format!(
        "log {} begun, signed by {}.\nThe line above is its public key: give it to your auditor. Keep a copy of the \
         secret key apart from the log.",
        place.log.display(),
        place.key.display()
    ));
    Ok(Outcome::Clean)
}

fn verify_log(args: &LogVerifyArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let path = match &args.database {
        Some(path) => path.clone(),
        None => Place::of(&Session::open(common)?).log,
    };
    let key = args.key.as_deref().map(read_key).transpose()?;
    let outside = args.against.iter().map(|path| read_file(path)).collect::<Result<Vec<String>, Failure>>()?;
    let store = open_to_read(&path)?;
    match verify(&store, &outside, key.as_ref()) {
        Ok(report) => {
            let is_known = key.is_some();
            let text = if args.json {
                report_json(&report, is_known)
            } else {
                report_text(&path, &report, is_known, outside.len())
            };
            terminal.data(&text)?;
            Ok(Outcome::Clean)
        }
        Err(Tampering::Store(error)) => Err(not_opened(&path, &error)),
        Err(tampering) => {
            if args.json {
                let seq = if let Tampering::Record { seq, .. } = &tampering { Some(*seq) } else { None };
                let value = json!({ "sound": false, "record": seq, "what": tampering.to_string() });
                terminal.data(&format!("{value:#}\n"))?;
            } else {
                terminal.data(&format!("{}: NOT SOUND\n{tampering}\n", path.display()))?;
            }
            Ok(Outcome::Findings)
        }
    }
}

fn report_text(path: &Path, report: &Report, is_known: bool, outside: usize) -> String {
    let head = &report.head;
    let mut text = format!("{}: sound\n", path.display());
    let mut line = |name: &str, value: String| text.push_str(&format!("{name:12}{value}\n"));
    line("log", format!("{} ({})", head.origin, head.purpose.as_str()));
    line("records", head.size.to_string());
    for (kind, count) in &report.kinds {
        line("", format!("{count} {kind}"));
    }
    line("people", format!("{}, {} of them erased", report.people.0, report.people.1));
    line("checkpoints", report.checkpoints.to_string());
    for (seq, key) in &report.keys {
        line("key", format!("{key} (record {seq})"));
    }
    let root: String = head.root.iter().map(|byte| format!("{byte:02x}")).collect();
    line("root", root);
    if !is_known {
        text.push_str(
            "The key was taken from the log itself. Name the one that you know with `--key`, to find out whether the \
             log was written anew with another.\n",
        );
    }
    if outside == 0 {
        text.push_str(
            "No checkpoint from elsewhere was compared. Whoever holds the signing key could have written the log anew, \
             or cut off its end: only `--against` a checkpoint kept elsewhere shows that.\n",
        );
    }
    text
}

fn report_json(report: &Report, is_known: bool) -> String {
    let head = &report.head;
    let kinds: serde_json::Map<String, serde_json::Value> =
        report.kinds.iter().map(|(kind, count)| (kind.to_string(), (*count).into())).collect();
    let keys: Vec<_> = report.keys.iter().map(|(seq, key)| json!({ "record": seq, "key": key.to_string() })).collect();
    let value = json!({
        "sound": true, "origin": head.origin, "purpose": head.purpose.as_str(), "size": head.size, "kinds": kinds,
        "people": report.people.0, "erased": report.people.1, "checkpoints": report.checkpoints, "keys": keys,
        "key_was_expected": is_known, "checkpoint": report.last_checkpoint,
    });
    format!("{value:#}\n")
}

/// Returns the key that was typed, or that stands in the file that was named.
fn read_key(text: &str) -> Result<VerifyingKey, Failure> {
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
