//! `ack remind`: who is late, or soon will be, told to another system that can reach them. Each
//! reminder is a record, so that nobody is reminded every day and everybody can see that they were.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::ack_desk::Desk;
use super::args_host::AckRemindArgs;
use super::failure::{Failure, Outcome};
use super::host_place::now;
use super::table::Table;
use super::terminal::Terminal;
use crate::ledger::{Draft, Entropy, Field, Kind, Purpose, Record};
use crate::model::{Date, Period};
use crate::obligation::{Asked, Standing, obligations, records_of};
use crate::roster::Member;

/// What somebody is reminded of.
struct Reminder<'a> {
    member: &'a Member,
    /// The texts, each with its last day.
    texts: Vec<(&'a Asked, Date)>,
}

/// Runs the command.
pub(super) fn run(args: &AckRemindArgs, desk: &Desk, terminal: Terminal) -> Result<Outcome, Failure> {
    let (asked, _) = desk.publication()?;
    let roster = desk.roster()?;
    let today = now().day();
    let store = desk.place.open_to_read()?;
    let records = records_of(store.as_ref(), &roster, Some(&desk.issuer()?)).map_err(|error| desk.failed(&error))?;
    let reminded = reminded_within(desk, today, args.again_after)?;
    let horizon = today.plus(Period::days(args.ahead)).unwrap_or(today);
    let mut reminders: Vec<Reminder<'_>> = Vec::new();
    for obligation in obligations(&asked, &roster, &records, today) {
        let due = match obligation.standing {
            Standing::Overdue { due, .. } => due,
            Standing::Pending { due: Some(due), .. } if due <= horizon => due,
            _ => continue,
        };
        if reminded.contains_key(&obligation.member.id) {
            continue;
        }
        match reminders.last_mut().filter(|last| last.member.id == obligation.member.id) {
            Some(last) => last.texts.push((obligation.asked, due)),
            None => reminders.push(Reminder { member: obligation.member, texts: vec![(obligation.asked, due)] }),
        }
    }
    terminal.data(&table(&reminders).text())?;
    terminal.say(&format!(
        "people to remind: {}; reminded in the last {} days: {}",
        reminders.len(),
        args.again_after,
        reminded.len()
    ));
    match &args.webhook {
        Some(url) if !args.dry_run => send(url, &reminders, desk, terminal),
        _ => Ok(Outcome::Clean),
    }
}

/// Returns who was reminded in the last `days` days, by identifier.
fn reminded_within(desk: &Desk, today: Date, days: u16) -> Result<BTreeMap<String, Record>, Failure> {
    let store = desk.place.open_to_read()?;
    let people = store.people().map_err(|error| desk.failed(&error))?;
    let ids: BTreeMap<_, _> =
        people.into_iter().filter_map(|person| Some((person.subject, person.named?.0.id))).collect();
    let sent = store.of_kind(Kind::Reminder).map_err(|error| desk.failed(&error))?;
    let recent = sent
        .into_iter()
        .map(|entry| entry.record)
        .filter(|record| today.days_since(record.recorded_at.day()) < i32::from(days));
    Ok(recent.filter_map(|record| Some((ids.get(&record.subject?)?.clone(), record))).collect())
}

fn table(reminders: &[Reminder<'_>]) -> Table {
    let mut table = Table::new(&["person", "name", "email", "document", "due"]);
    for reminder in reminders {
        for (asked, due) in &reminder.texts {
            let member = reminder.member;
            table.add([
                Some(member.id.clone()),
                member.name.clone(),
                member.email.clone(),
                Some(asked.document.clone()),
                Some(due.to_string()),
            ]);
        }
    }
    table
}

/// Sends one request for each person, and records it when it was taken. The first that is not
/// taken ends the run: what was sent is on record, and the rest is sent the next time.
fn send(url: &str, reminders: &[Reminder<'_>], desk: &Desk, terminal: Terminal) -> Result<Outcome, Failure> {
    if !url.starts_with("https://") && !url.starts_with("http://127.0.0.1") && !url.starts_with("http://localhost") {
        return Err(Failure::usage(
            "names go to `--webhook`: write an address with `https://`, or one of this machine",
        ));
    }
    let agent: ureq::Agent =
        ureq::Agent::config_builder().max_redirects(0).timeout_global(Some(Duration::from_secs(10))).build().into();
    let site = desk.session.config.host.public_url.clone().unwrap_or_default();
    let mut store = desk.place.open(Purpose::Evidence)?;
    for (count, reminder) in reminders.iter().enumerate() {
        let body = message(reminder, &site).to_string();
        let sent = agent.post(url).header("Content-Type", "application/json").send(body);
        sent.map_err(|error| {
            Failure::impossible(format!("{url}: {error}; {count} of {} people were reminded", reminders.len()))
        })?;
        let documents = reminder.texts.iter().map(|(asked, _)| asked.document.clone()).collect();
        let mut draft = Draft::new(Kind::Reminder, Entropy::random())
            .with("documents", Field::Texts(documents))
            .with("method", "webhook");
        draft.subject = Some(desk.identity(&reminder.member.id, Some(reminder.member))?);
        store.append(&[draft], now()).map_err(|error| desk.failed(&error))?;
    }
    terminal.say(&format!("{} people reminded", reminders.len()));
    Ok(Outcome::Clean)
}

fn message(reminder: &Reminder<'_>, site: &str) -> Value {
    let member = reminder.member;
    let documents: Vec<Value> = reminder
        .texts
        .iter()
        .map(|(asked, due)| {
            json!({
                "id": asked.document, "title": asked.title, "version": asked.version, "due": due.to_string(),
                "url": format!("{site}{}", asked.url),
            })
        })
        .collect();
    json!({
        "person": member.id, "name": member.name, "email": member.email, "documents": documents,
        "my_documents": format!("{site}/acknowledgements/"),
    })
}
