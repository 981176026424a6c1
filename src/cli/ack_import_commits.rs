//! `ack import --commits`: acknowledgements by signed commits, put on record with what proves them.

use super::ack_commits::{AckCommit, check};
use super::ack_desk::Desk;
use super::args_host::AckImportArgs;
use super::failure::{Failure, Outcome};
use super::terminal::Terminal;
use crate::ledger::{AcknowledgedText, Acknowledgement, Authentication, Draft, Entropy, Record, Statement};
use crate::obligation::{records_of, withdrawal_of};
use crate::roster::{Member, Roster};
use crate::source::Digest;

/// Runs the command: what counts goes on record, and what does not is told. It would not do to wait
/// until all count: what was changed in the past stays changed.
pub(super) fn run(args: &AckImportArgs, desk: &Desk, terminal: Terminal) -> Result<Outcome, Failure> {
    let checked = check(&desk.session, None)?;
    let roster = desk.roster()?;
    let (_, release) = desk.publication()?;
    let known = records_of(desk.place.open_to_read()?.as_ref(), &roster, Some(&desk.issuer()?));
    let known = known.map_err(|error| desk.failed(&error))?;
    let (mut drafts, mut faults) = (Vec::new(), Vec::new());
    for (path, result) in checked {
        let drafted = result.and_then(|ack| {
            let member = member_of(&ack.file.person, &roster)?;
            let own = known.get(&member.id).map(Vec::as_slice).unwrap_or_default();
            draft(*ack, member, own, release, desk)
        });
        match drafted {
            Ok(draft) => drafts.push(draft),
            Err(fault) => faults.push(format!("REFUSED  {path}: {fault}")),
        }
    }
    let outcome = desk.put_on_record(&drafts, &[], args.dry_run, terminal)?;
    faults.iter().for_each(|fault| terminal.insist(fault));
    Ok(if faults.is_empty() { outcome } else { Outcome::Findings })
}

/// Returns whose e-mail address it is: nobody else may have it.
fn member_of<'a>(email: &str, roster: &'a Roster) -> Result<&'a Member, String> {
    let is_theirs = |member: &&Member| {
        member.id.eq_ignore_ascii_case(email)
            || member.email.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(email))
    };
    let mut members = roster.people.iter().filter(is_theirs);
    let member = members.next().ok_or_else(|| format!("nobody in the roster has the e-mail address {email}"))?;
    match members.next() {
        None => Ok(member),
        Some(other) => Err(format!("`{}` and `{}` both have the e-mail address {email}", member.id, other.id)),
    }
}

fn draft(ack: AckCommit, member: &Member, own: &[Record], release: Digest, desk: &Desk) -> Result<Draft, String> {
    let fingerprint = Digest::from_hex(&ack.file.content_hash).ok_or("its fingerprint is none")?;
    let person = desk.identity(&member.id, Some(member)).map_err(super::ack_import::words)?;
    let given = Acknowledgement {
        person,
        text: AcknowledgedText {
            document: ack.file.doc.clone(),
            version: ack.file.version,
            language: ack.file.lang,
            fingerprint,
            change_class: ack.row.class.to_owned(),
            cycle: ack.file.cycle,
            release,
        },
        statement: Statement { id: ack.file.statement_id, hash: Digest::of(ack.file.statement.as_bytes()) },
        audience: ack.row.audience,
        method: "git_commit".to_owned(),
        authentication: Authentication { mode: "git".to_owned(), strength: Some(ack.key), proxy: None },
        opened_at: None,
        after_withdrawal: withdrawal_of(&ack.file.doc, fingerprint, own),
    };
    let mut draft = Draft::acknowledgement(given, Entropy::random())
        .with("commit", ack.commit.to_string())
        .with_some("claimed_on", ack.date.map(|date| date.to_string()));
    draft.attachments = vec![ack.bytes, ack.signed.payload, ack.signed.signature];
    Ok(draft)
}
