//! `ack remind`: who is late, or soon will be, told by mail or to another system that can reach them. Each
//! reminder is a record, so that nobody is reminded every day and everybody can see that they were.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::ack_desk::Desk;
use super::args_host::AckRemindArgs;
use super::clock::now;
use super::failure::{Failure, Outcome};
use super::host::theme;
use super::mail::{Mailer, NotSent};
use super::table::Table;
use super::terminal::Terminal;
use crate::ledger::{Draft, Entropy, Field, Kind, Purpose, Record};
use crate::model::{Date, Period};
use crate::obligation::{Asked, Standing, obligations, records_of};
use crate::roster::Member;
use crate::theme::Theme;

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
    let today = desk.day_of(now());
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
        _ if args.dry_run => Ok(Outcome::Clean),
        Some(url) => {
            let mut way = webhook(url, desk)?;
            send(&mut way, "webhook", &reminders, desk, terminal)
        }
        None => {
            let mut way = mail(desk)?;
            send(&mut way, "mail", &reminders, desk, terminal)
        }
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
        .filter(|record| today.days_since(desk.day_of(record.recorded_at)) < i32::from(days));
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

/// A way to a person.
type Way<'a> = Box<dyn FnMut(&Reminder<'_>) -> Result<(), NotSent> + 'a>;

/// Reminds each person, and records it when it was taken. Who cannot be reached is told; a way
/// that is closed ends the run: what was sent is on record, and the rest is sent the next time.
fn send(
    way: &mut Way<'_>,
    method: &str,
    reminders: &[Reminder<'_>],
    desk: &Desk,
    terminal: Terminal,
) -> Result<Outcome, Failure> {
    let mut store = desk.place.open(Purpose::Evidence)?;
    let (mut sent, mut not_reached) = (0, 0);
    for reminder in reminders {
        match way(reminder) {
            Ok(()) => {}
            Err(NotSent::Refused(why)) => {
                terminal.insist(&format!("{} was not reached: {why}", reminder.member.id));
                not_reached += 1;
                continue;
            }
            Err(NotSent::Failed(why)) => {
                let count = reminders.len();
                return Err(Failure::impossible(format!("{why}; {sent} of {count} people were reminded")));
            }
        }
        let documents = reminder.texts.iter().map(|(asked, _)| asked.document.clone()).collect();
        let mut draft = Draft::new(Kind::Reminder, Entropy::random())
            .with("documents", Field::Texts(documents))
            .with("method", method);
        draft.subject = Some(desk.identity(&reminder.member.id, Some(reminder.member))?);
        store.append(&[draft], now()).map_err(|error| desk.failed(&error))?;
        sent += 1;
    }
    terminal.say(&format!("{sent} people reminded, {not_reached} not reached"));
    Ok(if not_reached == 0 { Outcome::Clean } else { Outcome::Findings })
}

/// Returns the way by a request of JSON for each person.
fn webhook<'a>(url: &'a str, desk: &'a Desk) -> Result<Way<'a>, Failure> {
    if !url.starts_with("https://") && !url.starts_with("http://127.0.0.1") && !url.starts_with("http://localhost") {
        return Err(Failure::usage(
            "names go to `--webhook`: write an address with `https://`, or one of this machine",
        ));
    }
    let agent: ureq::Agent =
        ureq::Agent::config_builder().max_redirects(0).timeout_global(Some(Duration::from_secs(10))).build().into();
    let site = desk.session.config.host.public_url.clone().unwrap_or_default();
    Ok(Box::new(move |reminder| {
        let body = message(reminder, &site).to_string();
        let sent = agent.post(url).header("Content-Type", "application/json").send(body);
        sent.map(|_| ()).map_err(|error| NotSent::Failed(format!("{url}: {error}")))
    }))
}

/// Returns the way by a mail to each person.
fn mail(desk: &Desk) -> Result<Way<'_>, Failure> {
    let settings = desk.session.config.host.mail.as_ref().ok_or_else(|| {
        Failure::usage("`[host.mail]` in `book.toml` names no server; docs/reference/book-toml.md has its keys")
    })?;
    let mailer = Mailer::new(settings, desk.session.folder.path())?;
    let theme = theme(&desk.session)?;
    let site = desk.session.config.host.public_url.clone().unwrap_or_default();
    Ok(Box::new(move |reminder| {
        let member = reminder.member;
        let Some(email) = &member.email else {
            return Err(NotSent::Refused("the roster has no e-mail address".to_owned()));
        };
        let subject = theme.word("Please read and confirm");
        mailer.send(member.name.as_deref(), email, &subject, mail_text(reminder, &site, &theme))
    }))
}

fn mail_text(reminder: &Reminder<'_>, site: &str, theme: &Theme) -> String {
    let mut text = format!("{}\n", theme.word("These documents are waiting for you to read and confirm them:"));
    for (asked, due) in &reminder.texts {
        let due = theme.word("due by {day}").replace("{day}", &due.to_string());
        text += &format!("\n{} {} – {due}\n{site}{}\n", asked.document, asked.title, asked.url);
    }
    text += &format!("\n{}\n{site}/acknowledgements/\n", theme.word("My documents"));
    text
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
