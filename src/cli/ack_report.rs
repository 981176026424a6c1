//! `ack report`: who has acknowledged what, and who has not.

use std::collections::BTreeMap;

use super::ack_desk::{Desk, unknown_document, unknown_person};
use super::args_host::{AckReportArgs, ReportFormat};
use super::clock::now;
use super::failure::{Failure, Outcome};
use super::table::Table;
use super::terminal::Terminal;
use crate::ledger::Record;
use crate::model::{Date, Instant, Zone};
use crate::obligation::{
    Asked, Obligation, Recorded, Standing, obligations, recorded_on, records_of, records_of_subjects,
};
use crate::roster::Roster;

const COLUMNS: [&str; 11] = [
    "person",
    "name",
    "document",
    "version",
    "language",
    "state",
    "due",
    "acknowledged_on",
    "version_acknowledged",
    "record",
    "remark",
];

/// Runs the command. Somebody who is late is a finding.
pub(super) fn run(args: &AckReportArgs, desk: &Desk, terminal: Terminal) -> Result<Outcome, Failure> {
    let zone = &desk.session.config.book.time_zone;
    let today = zone.day_of(now());
    let day = args.as_of.unwrap_or(today);
    let store = desk.place.open_to_read()?;
    let then = match day < today {
        true => recorded_on(store.as_ref(), day, zone).map_err(|error| desk.failed(&error))?,
        false => Recorded::default(),
    };
    let notes = [
        (then.people.is_none(), "no roster was on record by then: these are the people of today"),
        (then.asked.is_none(), "no publication was on record by then: these are the texts of today"),
    ];
    for (_, note) in notes.iter().filter(|(is_missing, _)| day < today && *is_missing) {
        terminal.insist(note);
    }
    let (roster, by_subject) = then.people.map_or((None, None), |(roster, subjects)| (Some(roster), Some(subjects)));
    let roster = chosen_people(args, roster.map_or_else(|| desk.roster(), Ok)?)?;
    let mut asked = then.asked.map_or_else(|| Ok(desk.publication()?.0), Ok)?;
    if let Some(document) = &args.document {
        if !asked.iter().any(|asked| asked.document == *document) {
            return Err(unknown_document(document, &asked));
        }
        asked.retain(|asked| asked.document == *document);
    }
    if args.strict {
        asked.iter_mut().for_each(|asked| asked.earlier.clear());
    }
    let records = match by_subject {
        Some(subjects) => records_of_subjects(store.as_ref(), &subjects),
        None => records_of(store.as_ref(), &roster, Some(&desk.issuer()?)),
    };
    let mut records = records.map_err(|error| desk.failed(&error))?;
    for of_one in records.values_mut() {
        of_one.retain(|record| desk.day_of(record.recorded_at) <= day);
    }
    let all = obligations(&asked, &roster, &records, day);
    let table = table(&all, &records, args.open, zone);
    let bytes = match args.format {
        ReportFormat::Text => table.text().into_bytes(),
        ReportFormat::Csv => table.csv().into_bytes(),
        ReportFormat::Json => table.json().into_bytes(),
        ReportFormat::Xlsx if args.output.is_none() => {
            return Err(Failure::usage("name the file of the workbook with `--output report.xlsx`"));
        }
        ReportFormat::Xlsx => table.xlsx().map_err(Failure::impossible)?,
    };
    match &args.output {
        Some(path) => {
            let written = std::fs::write(path, bytes);
            written.map_err(|error| Failure::impossible(format!("{}: {error}", path.display())))?;
        }
        None => terminal.data(&String::from_utf8_lossy(&bytes))?,
    }
    let checkpoint = store.last_checkpoint().map_err(|error| desk.failed(&error))?.unwrap_or_default();
    terminal.say(&summary(&all, &asked, &roster, day, args));
    terminal.say(&format!("checkpoint of the log:\n{}", checkpoint.trim_end()));
    let is_late = all.iter().any(|obligation| matches!(obligation.standing, Standing::Overdue { .. }));
    Ok(if is_late { Outcome::Findings } else { Outcome::Clean })
}

fn chosen_people(args: &AckReportArgs, mut roster: Roster) -> Result<Roster, Failure> {
    if let Some(person) = &args.person {
        if !roster.people.iter().any(|member| member.id == *person) {
            return Err(unknown_person(person, &roster));
        }
        roster.people.retain(|member| member.id == *person);
    }
    if let Some(group) = &args.group {
        roster.people.retain(|member| member.is_in(std::slice::from_ref(group)));
        if roster.people.is_empty() {
            return Err(Failure::usage(format!("nobody in the roster is in the group `{group}`")));
        }
    }
    Ok(roster)
}

fn summary(all: &[Obligation<'_>], asked: &[Asked], roster: &Roster, day: Date, args: &AckReportArgs) -> String {
    let count = |is: fn(&Standing) -> bool| all.iter().filter(|obligation| is(&obligation.standing)).count();
    let done =
        count(|standing| matches!(standing, Standing::Acknowledged { .. } | Standing::AcknowledgedEarlier { .. }));
    let (late, exempt) = (
        count(|standing| matches!(standing, Standing::Overdue { .. })),
        count(|standing| matches!(standing, Standing::Exempt { .. })),
    );
    let way = if args.strict {
        "only the very text counts"
    } else {
        "earlier versions count when all changes since are minor or editorial"
    };
    format!(
        "{day}: people {}, documents {}, obligations {}; {done} acknowledged, {late} overdue, {} open, {exempt} exempt \
         ({way})",
        roster.present(day).count(),
        asked.len(),
        all.len(),
        all.len() - done - late - exempt,
    )
}

fn table(all: &[Obligation<'_>], records: &BTreeMap<String, Vec<Record>>, is_open_only: bool, zone: &Zone) -> Table {
    let mut table = Table::new(&COLUMNS);
    for obligation in all {
        let (member, asked) = (obligation.member, obligation.asked);
        let is_open = matches!(obligation.standing, Standing::Pending { .. } | Standing::Overdue { .. });
        if is_open_only && !is_open {
            continue;
        }
        let record = |seq: u64| {
            let own = records.get(&member.id)?;
            own.iter().find(|record| record.seq == seq).map(|record| record.id.clone())
        };
        let (state, due, on, version, id, remark) = match &obligation.standing {
            Standing::Acknowledged { at, seq, is_on_behalf } => {
                let remark = is_on_behalf.then(|| "recorded by somebody else".to_owned());
                (
                    "acknowledged",
                    None,
                    Some(zone.day_of(*at).to_string()),
                    Some(asked.version.clone()),
                    record(*seq),
                    remark,
                )
            }
            Standing::AcknowledgedEarlier { version, class_since, at, seq } => {
                let remark = Some(format!("changes since are {}", class_since.as_str()));
                (
                    "acknowledged-earlier",
                    None,
                    Some(zone.day_of(*at).to_string()),
                    Some(version.clone()),
                    record(*seq),
                    remark,
                )
            }
            Standing::Exempt { until, reason } => {
                let until = until.map_or(String::new(), |until| format!(" (until {until})"));
                ("exempt", None, None, None, None, Some(format!("{reason}{until}")))
            }
            Standing::Pending { due, declined } => {
                ("open", due.map(|due| due.to_string()), None, None, None, declined.map(|at| declined_on(at, zone)))
            }
            Standing::Overdue { due, declined } => {
                ("overdue", Some(due.to_string()), None, None, None, declined.map(|at| declined_on(at, zone)))
            }
        };
        table.add([
            Some(member.id.clone()),
            member.name.clone(),
            Some(asked.document.clone()),
            Some(asked.version.clone()),
            Some(asked.language.clone()),
            Some(state.to_owned()),
            due,
            on,
            version,
            id,
            remark,
        ]);
    }
    table
}

fn declined_on(at: Instant, zone: &Zone) -> String {
    format!("declined on {}", zone.day_of(at))
}
