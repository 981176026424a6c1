//! From a text that is asked for, and what somebody did about it, to what pages show.

use hyper::header::HeaderMap;

use super::clock::Clock;
use super::page_schema::{ChangesView, RecordView, TextView};
use crate::ledger::{Kind, Record};
use crate::model::{Date, Zone};
use crate::obligation::{Asked, Standing, standing};
use crate::source::encode_path;

/// Returns what a page shows of a text and the person with these records as it stands on `day`;
/// nobody else than those for whom it is meant `has_to`.
pub(super) fn text_view(
    asked: &Asked,
    records: &[Record],
    joined: Option<Date>,
    (day, zone): (Date, &Zone),
    has_to: bool,
) -> TextView {
    let mut view = TextView {
        id: asked.document.clone(),
        title: asked.title.clone(),
        href: href_of(&asked.url),
        version: asked.version.clone(),
        language: asked.language.clone(),
        fingerprint: asked.fingerprint.to_hex(),
        statement: asked.statement_text.clone(),
        statement_hash: asked.statement.hash.to_hex(),
        cycle: asked.cycle.clone(),
        state: "to-read",
        due: None,
        declined: None,
        at: None,
        day: None,
        record: None,
        is_on_behalf: false,
        earlier_version: None,
        changes: Vec::new(),
        until: None,
        reason: String::new(),
    };
    let record = |seq: u64| records.iter().find(|record| record.seq == seq).map(|record| record.id.clone());
    match standing(asked, records, joined, day) {
        Standing::Acknowledged { at, seq, is_on_behalf } => {
            view.state = "acknowledged";
            view.is_on_behalf = is_on_behalf;
            (view.at, view.day, view.record) = (Some(at.to_string()), Some(zone.day_of(at).to_string()), record(seq));
        }
        Standing::AcknowledgedEarlier { version, at, seq, .. } => {
            view.state = "earlier";
            (view.at, view.day, view.record) = (Some(at.to_string()), Some(zone.day_of(at).to_string()), record(seq));
            view.changes = changes_since(asked, &version);
            view.earlier_version = Some(version);
        }
        Standing::Exempt { until, reason } => {
            view.state = "exempt";
            (view.until, view.reason) = (until.map(|until| until.to_string()), reason);
        }
        Standing::Pending { due, declined } => {
            view.declined = declined.map(|at| zone.day_of(at).to_string());
            view.state = if has_to { "to-read" } else { "not-asked" };
            view.due = due.map(|due| due.to_string()).filter(|_| has_to);
        }
        Standing::Overdue { due, declined } => {
            view.declined = declined.map(|at| zone.day_of(at).to_string());
            view.state = if has_to { "overdue" } else { "not-asked" };
            view.due = Some(due.to_string()).filter(|_| has_to);
        }
    }
    if matches!(view.state, "to-read" | "overdue" | "not-asked")
        && let Some(version) = last_acknowledged(asked, records)
    {
        view.changes = changes_since(asked, &version);
        view.earlier_version = Some(version).filter(|version| *version != asked.version);
    }
    view
}

/// Returns the version that somebody acknowledged last, of those that came before this one.
fn last_acknowledged(asked: &Asked, records: &[Record]) -> Option<String> {
    let given = records.iter().rev().filter(|record| matches!(record.kind, Kind::Acknowledgement | Kind::OnBehalf));
    given
        .filter(|record| record.text("doc") == Some(&asked.document))
        .find_map(|record| {
            asked.earlier.iter().find(|earlier| Some(earlier.version.as_str()) == record.text("version"))
        })
        .map(|earlier| earlier.version.clone())
}

/// Returns the pages that show what changed from `version` to the one that is asked for: one, or
/// the latest of several first; empty when the site does not have them all.
pub(super) fn changes_since(asked: &Asked, version: &str) -> Vec<ChangesView> {
    let Some(last) = asked.earlier.iter().position(|earlier| earlier.version == version) else { return Vec::new() };
    if let Some(url) = &asked.earlier[last].changes_since_url {
        return vec![ChangesView { from: version.to_owned(), href: href_of(url) }];
    }
    let pages = asked.earlier[..=last].iter().map(|earlier| {
        let url = earlier.changes_url.as_ref()?;
        Some(ChangesView { from: earlier.version.clone(), href: href_of(url) })
    });
    pages.collect::<Option<_>>().unwrap_or_default()
}

/// Returns the address of a page from the site's root, as links write it.
pub(super) fn href_of(url: &str) -> String {
    encode_path(url.trim_start_matches('/'))
}

/// Returns what a page shows of a record.
pub(super) fn record_view(record: &Record, clock: &Clock) -> RecordView {
    let text = |name: &str| record.text(name).unwrap_or_default().to_owned();
    RecordView {
        id: record.id.clone(),
        seq: record.seq,
        kind: kind_words(record.kind),
        is_acknowledgement: record.kind == Kind::Acknowledgement,
        document: text("doc"),
        version: text("version"),
        fingerprint: text("content_hash"),
        time: record.recorded_at.to_string().get(..19).unwrap_or_default().replace('T', " ") + " UTC",
        at: record.recorded_at.to_string(),
        day: clock.day_of(record.recorded_at).to_string(),
    }
}

/// Returns a kind of records in words of the interface, in English.
fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Acknowledgement => "Acknowledgement",
        Kind::OnBehalf => "Acknowledged on behalf",
        Kind::Decline => "Declined",
        Kind::Exemption => "Exemption",
        Kind::Withdrawal => "Withdrawal",
        Kind::Reminder => "Reminder",
        Kind::Erasure => "Erasure",
        Kind::Obligations | Kind::Roster | Kind::Key | Kind::ClockStep => "Record",
    }
}

/// Returns whether the client wants a page for people rather than one for programs.
pub(super) fn wants_page(headers: &HeaderMap) -> bool {
    headers.get("accept").and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}
