//! `ack`: what people have acknowledged, and what is put on record about it by others.

use super::ack_check;
use super::ack_desk::{Desk, recorder, unknown_document, unknown_person};
use super::ack_import;
use super::ack_import_commits;
use super::ack_remind;
use super::ack_report;
use super::ack_retention;
use super::ack_sign;
use super::args::Common;
use super::args_host::{AckArgs, AckCommand, AckEraseArgs, AckExemptArgs, AckWithdrawArgs};
use super::clock::now;
use super::failure::{Failure, Outcome};
use super::host_place::Place;
use super::session::Session;
use super::terminal::Terminal;
use crate::ledger::{Draft, Entropy, Field, Kind, Purpose};

/// Runs the command.
pub(super) fn run(args: &AckArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let session = Session::open(common)?;
    session.require_config(terminal)?;
    let desk = Desk { place: Place::of(&session)?, session };
    match &args.command {
        AckCommand::Report(args) => ack_report::run(args, &desk, terminal),
        AckCommand::Remind(args) => ack_remind::run(args, &desk, terminal),
        AckCommand::Sign(args) => ack_sign::run(args, &desk.session, terminal),
        AckCommand::Check(args) => ack_check::run(args, &desk.session, terminal),
        AckCommand::Import(args) if args.commits => ack_import_commits::run(args, &desk, terminal),
        AckCommand::Import(args) => ack_import::run(args, &desk, terminal),
        AckCommand::Exempt(args) => exempt(args, &desk, terminal),
        AckCommand::Withdraw(args) => withdraw(args, &desk, terminal),
        AckCommand::Erase(args) => erase(args, &desk, terminal),
        AckCommand::Retention(args) => ack_retention::run(args, &desk, terminal),
    }
}

fn draft(kind: Kind, by: &str, reason: &str) -> Draft {
    let mut draft = Draft::new(kind, Entropy::random()).with("reason", reason).with("auth_mode", "command line");
    draft.actor = Some(recorder(by));
    draft
}

fn exempt(args: &AckExemptArgs, desk: &Desk, terminal: Terminal) -> Result<Outcome, Failure> {
    let roster = desk.roster()?;
    let member = roster.people.iter().find(|member| member.id == args.person);
    let member = member.ok_or_else(|| unknown_person(&args.person, &roster))?;
    let (asked, _) = desk.publication()?;
    if !asked.iter().any(|asked| asked.document == args.document) {
        return Err(unknown_document(&args.document, &asked));
    }
    let mut draft = draft(Kind::Exemption, &args.by, &args.reason)
        .with("doc", args.document.as_str())
        .with_some("until", args.until.map(|until| until.to_string()));
    draft.subject = Some(desk.identity(&args.person, Some(member))?);
    let mut store = desk.place.open(Purpose::Evidence)?;
    let appended = store.append(&[draft], now()).map_err(|error| desk.failed(&error))?;
    let record = &appended[0].entry().record;
    let until = args.until.map_or(String::new(), |until| format!(" until {until}"));
    terminal.say(&format!("{} need not acknowledge {}{until}: record {}", args.person, args.document, record.id));
    Ok(Outcome::Clean)
}

fn withdraw(args: &AckWithdrawArgs, desk: &Desk, terminal: Terminal) -> Result<Outcome, Failure> {
    let mut store = desk.place.open(Purpose::Evidence)?;
    let entry = store.entry(&args.record).map_err(|error| desk.failed(&error))?;
    let record = entry.map(|entry| entry.record);
    let record = record
        .filter(|record| {
            matches!(record.kind, Kind::Acknowledgement | Kind::OnBehalf | Kind::Exemption | Kind::Decline)
        })
        .ok_or_else(|| Failure::usage(format!("there is no record `{}` that could be withdrawn", args.record)))?;
    let people = store.people().map_err(|error| desk.failed(&error))?;
    let person = people.into_iter().find(|person| Some(person.subject) == record.subject);
    let identity = person.and_then(|person| person.named).map(|(identity, _)| identity);
    let mut draft = draft(Kind::Withdrawal, &args.by, &args.reason)
        .with("withdraws", Field::Number(record.seq))
        .with("doc", record.text("doc").unwrap_or_default());
    draft.subject = Some(identity.ok_or_else(|| Failure::usage("the person of that record was erased"))?);
    store.append(&[draft], now()).map_err(|error| desk.failed(&error))?;
    terminal.say(&format!("record {} ({}) does not count any more", record.id, record.kind));
    Ok(Outcome::Clean)
}

fn erase(args: &AckEraseArgs, desk: &Desk, terminal: Terminal) -> Result<Outcome, Failure> {
    let issuer = desk.issuer()?;
    if let Ok(roster) = desk.roster() {
        let today = desk.day_of(now());
        if roster.present(today).any(|member| member.id == args.person) {
            return Err(Failure::usage(format!(
                "`{}` is in the roster and has not left: only those who have left can be erased",
                args.person
            )));
        }
    }
    let mut store = desk.place.open(Purpose::Evidence)?;
    let person = store.person(&issuer, &args.person).map_err(|error| desk.failed(&error))?;
    let person = person.ok_or_else(|| Failure::usage(format!("nothing is on record about `{}`", args.person)))?;
    store
        .erase(person.subject, draft(Kind::Erasure, &args.by, &args.reason), now())
        .map_err(|error| desk.failed(&error))?;
    terminal.say(&format!(
        "what names `{}` was removed; their records stay, as those of {}…. Backups still name them until they are gone.",
        args.person,
        &person.subject.to_hex()[..12]
    ));
    Ok(Outcome::Clean)
}
