//! `ack retention`: erases those who left so long ago that nothing about them may be kept.

use super::ack_desk::{Desk, recorder};
use super::args_host::AckRetentionArgs;
use super::clock::now;
use super::failure::{Failure, Outcome};
use super::table::Table;
use super::terminal::Terminal;
use crate::ledger::{Draft, Entropy, Kind, Person, Purpose};
use crate::model::Date;
use crate::roster::Member;

/// Runs the command.
pub(super) fn run(args: &AckRetentionArgs, desk: &Desk, terminal: Terminal) -> Result<Outcome, Failure> {
    let period = desk.session.config.host.retention.ok_or_else(|| {
        Failure::usage(
            "`[host]` names no `retention`: how long after leaving people's names are kept, such as \"3 years\". There is \
             no figure that is right everywhere: ask who knows the law that applies to you",
        )
    })?;
    let roster = desk.roster()?;
    let issuer = desk.issuer()?;
    let today = desk.day_of(now());
    let store = desk.place.open_to_read()?;
    let mut over: Vec<(&Member, Date, Person)> = Vec::new();
    for member in &roster.people {
        let Some(left) = member.left else { continue };
        if left.plus(period).is_none_or(|ends| ends >= today) {
            continue;
        }
        let person = store.person(&issuer, &member.id).map_err(|error| desk.failed(&error))?;
        over.extend(person.map(|person| (member, left, person)));
    }
    drop(store);
    let mut table = Table::new(&["person", "name", "left"]);
    for (member, left, _) in &over {
        table.add([Some(member.id.clone()), member.name.clone(), Some(left.to_string())]);
    }
    terminal.data(&table.text())?;
    let by = match &args.by {
        Some(by) if !args.dry_run => by,
        _ => {
            terminal.say(&format!("{} people left more than {period} ago", over.len()));
            return Ok(Outcome::Clean);
        }
    };
    let mut store = desk.place.open(Purpose::Evidence)?;
    for (_, left, person) in &over {
        let reason = format!("kept for {period} after leaving on {left}");
        let mut draft =
            Draft::new(Kind::Erasure, Entropy::random()).with("reason", reason).with("auth_mode", "command line");
        draft.actor = Some(recorder(by));
        store.erase(person.subject, draft, now()).map_err(|error| desk.failed(&error))?;
    }
    terminal.say(&format!(
        "{} people erased; take them out of the roster too, and backups name them until they are gone",
        over.len()
    ));
    Ok(Outcome::Clean)
}
