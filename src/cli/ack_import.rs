//! `ack import`: what people confirmed on paper or in another system. Each row is recorded as
//! somebody else's statement about them, never as their own acknowledgement.

use std::fs;

use super::ack_desk::{Desk, recorder, unknown_document, unknown_person};
use super::args_host::AckImportArgs;
use super::clock::now;
use super::failure::{Failure, Outcome};
use super::terminal::Terminal;
use crate::ledger::{AcknowledgedText, Draft, Entropy, Kind, Record};
use crate::model::Date;
use crate::obligation::{Asked, records_of, withdrawal_of};
use crate::roster::{Member, Row, read_rows};
use crate::source::Digest;

const COLUMNS: [&str; 6] = ["id", "document", "version", "language", "date", "fingerprint"];

/// Runs the command: all rows, or none.
pub(super) fn run(args: &AckImportArgs, desk: &Desk, terminal: Terminal) -> Result<Outcome, Failure> {
    let (Some(file), Some(method), Some(by)) = (&args.file, &args.method, &args.by) else {
        return Err(Failure::usage("name the file, `--method` and `--by`"));
    };
    let name = file.display();
    let bytes = fs::read(file).map_err(|error| Failure::usage(format!("{name}: {error}")))?;
    let rows = read_rows(&bytes, &COLUMNS).map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(|fault| format!("{name}: {fault}")).collect();
        Failure::usage(lines.join("\n"))
    })?;
    let evidence = match &args.evidence {
        Some(path) => {
            vec![fs::read(path).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?]
        }
        None => Vec::new(),
    };
    let (asked, release) = desk.publication()?;
    let roster = desk.roster()?;
    let known = records_of(desk.place.open_to_read()?.as_ref(), &roster, Some(&desk.issuer()?));
    let known = known.map_err(|error| desk.failed(&error))?;
    let today = desk.day_of(now());
    let (mut drafts, mut faults) = (Vec::new(), Vec::new());
    for row in &rows {
        let drafted = about(row, &asked, release, today).and_then(|(about, date)| {
            let id = row.value("id").unwrap_or_default();
            let member = roster
                .people
                .iter()
                .find(|member| member.id == id)
                .ok_or_else(|| words(unknown_person(id, &roster)))?;
            let own = known.get(id).map(Vec::as_slice).unwrap_or_default();
            draft(&about, date, member, own, (method, by), desk).map_err(words)
        });
        match drafted {
            Ok(mut draft) => {
                draft.attachments.clone_from(&evidence);
                drafts.push(draft);
            }
            Err(fault) => faults.push(format!("{name}:{}: {fault}", row.line)),
        }
    }
    desk.put_on_record(&drafts, &faults, args.dry_run, terminal)
}

/// `today` is the last day of a confirmation.
fn about(row: &Row, asked: &[Asked], release: Digest, today: Date) -> Result<(AcknowledgedText, Option<Date>), String> {
    let value = |name: &str| row.value(name).filter(|value| !value.is_empty());
    value("id").ok_or("the row has no `id`: the identifier of the sign-in")?;
    let document = value("document").ok_or("the row has no `document`")?;
    let of_document: Vec<&Asked> = asked.iter().filter(|asked| asked.document == document).collect();
    if of_document.is_empty() {
        return Err(words(unknown_document(document, asked)));
    }
    let language = value("language");
    let text = of_document.iter().find(|asked| language.is_none_or(|language| asked.language == language));
    let text = text.ok_or_else(|| format!("`{document}` has no text in `{}`", language.unwrap_or_default()))?;
    let version = value("version").unwrap_or(&text.version);
    let fingerprint = match (value("fingerprint"), version == text.version) {
        (Some(written), is_current) => {
            let digest = Digest::from_hex(written).ok_or_else(|| format!("`{written}` is no fingerprint"))?;
            if is_current && digest != text.fingerprint {
                return Err(format!("the fingerprint is not the one of version {version}"));
            }
            digest
        }
        (None, true) => text.fingerprint,
        (None, false) => {
            return Err(format!(
                "version {version} of `{document}` is not the one that is asked for ({}): name its `fingerprint`, so \
                 that the text is certain",
                text.version
            ));
        }
    };
    let date =
        value("date").map(|date| date.parse::<Date>().map_err(|_| format!("`{date}` is no date: write 2026-03-01")));
    let date = date.transpose()?;
    if date.is_some_and(|date| date > today) {
        return Err("the date has not come yet".to_owned());
    }
    let about = AcknowledgedText {
        document: document.to_owned(),
        version: version.to_owned(),
        language: text.language.clone(),
        fingerprint,
        change_class: text.class.as_str().to_owned(),
        cycle: text.cycle.clone(),
        release,
    };
    Ok((about, date))
}

fn draft(
    about: &AcknowledgedText,
    date: Option<Date>,
    member: &Member,
    own: &[Record],
    (method, by): (&str, &str),
    desk: &Desk,
) -> Result<Draft, Failure> {
    let mut draft = Draft::new(Kind::OnBehalf, Entropy::random())
        .about(about)
        .with("method", method)
        .with("auth_mode", "command line")
        .with_some("claimed_on", date.map(|date| date.to_string()))
        .with_some("after_withdrawal", withdrawal_of(&about.document, about.fingerprint, own));
    draft.subject = Some(desk.identity(&member.id, Some(member))?);
    draft.actor = Some(recorder(by));
    draft.is_once = true;
    Ok(draft)
}

/// Returns what a failure says.
pub(super) fn words(failure: Failure) -> String {
    match failure {
        Failure::Usage(message) | Failure::Impossible(message) => message,
        Failure::ReaderGone => String::new(),
    }
}
