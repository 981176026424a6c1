//! `receipt`: checking what a person keeps, without the log.

use std::fs;

use serde_json::json;

use super::args_host::{ReceiptArgs, ReceiptCommand, ReceiptVerifyArgs};
use super::failure::{Failure, Outcome};
use super::log::read_key;
use super::terminal::Terminal;
use crate::ledger::{Receipt, ReceiptError, Record};

/// Runs the command.
pub(super) fn run(args: &ReceiptArgs, terminal: Terminal) -> Result<Outcome, Failure> {
    match &args.command {
        ReceiptCommand::Verify(args) => verify(args, terminal),
    }
}

fn verify(args: &ReceiptVerifyArgs, terminal: Terminal) -> Result<Outcome, Failure> {
    let key = args.key.as_deref().map(read_key).transpose()?;
    let text =
        fs::read_to_string(&args.file).map_err(|error| Failure::usage(format!("{}: {error}", args.file.display())))?;
    let receipt = match Receipt::from_json(&text) {
        Ok(receipt) => receipt,
        Err(error) => return Err(Failure::usage(format!("{}: {error}", args.file.display()))),
    };
    match receipt.verify(key.as_ref()) {
        Ok(record) => {
            let is_known = key.is_some();
            let said =
                if args.json { as_json(&receipt, &record, is_known) } else { as_text(&receipt, &record, is_known) };
            terminal.data(&said)?;
            Ok(Outcome::Clean)
        }
        Err(error) => {
            let said = if args.json {
                format!("{:#}\n", json!({ "holds": false, "what": error.to_string() }))
            } else {
                format!("{}: DOES NOT HOLD\n{error}\n", args.file.display())
            };
            terminal.data(&said)?;
            if matches!(error, ReceiptError::OtherKey(_)) {
                terminal.say("The key that you named is another one than the receipt's.");
            }
            Ok(Outcome::Findings)
        }
    }
}

fn as_text(receipt: &Receipt, record: &Record, is_known: bool) -> String {
    let mut text = "the receipt holds\n".to_owned();
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&format!("{name:13}{value}\n"));
        }
    };
    line("what", record.kind.as_str());
    if let Some(person) = &receipt.person {
        let label = person.name.as_deref().or(person.email.as_deref()).unwrap_or_default();
        line("who", &format!("{} ({}) {label}", person.id, person.issuer));
    }
    for (name, field) in [
        ("document", "doc"),
        ("version", "version"),
        ("language", "lang"),
        ("text", "content_hash"),
        ("cycle", "cycle"),
        ("signed in", "auth_mode"),
    ] {
        line(name, record.text(field).unwrap_or_default());
    }
    line("recorded at", &record.recorded_at.to_string());
    line("record", &record.seq.to_string());
    line("log", receipt.checkpoint.lines().next().unwrap_or_default());
    line("key", &receipt.key);
    if record.number("rehearsal").is_some() {
        text.push_str("This is a rehearsal: it counts for nothing.\n");
    }
    if !is_known {
        text.push_str(
            "The key was taken from the receipt itself: it belongs together, and who made it is not shown. Name the \
             key that you know with `--key`.\n",
        );
    }
    text
}

fn as_json(receipt: &Receipt, record: &Record, is_known: bool) -> String {
    let value = json!({
        "holds": true, "key_was_expected": is_known, "key": receipt.key,
        "record": serde_json::from_str::<serde_json::Value>(&receipt.record).unwrap_or_default(),
        "seq": record.seq, "checkpoint": receipt.checkpoint,
        "person": receipt.person.as_ref().map(|person| json!({
            "issuer": person.issuer, "id": person.id, "name": person.name, "email": person.email,
        })),
    });
    format!("{value:#}\n")
}
