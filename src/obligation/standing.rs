//! How far one person is with one text.

use super::asked::Asked;
use crate::ledger::{Kind, Record};
use crate::model::{ChangeClass, Date, Instant};
use crate::source::Digest;

/// Where a person stands with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// They acknowledged this very text.
    Acknowledged {
        /// When that was recorded.
        at: Instant,
        /// The number of the record.
        seq: u64,
        /// Whether somebody else recorded it for them.
        is_on_behalf: bool,
    },
    /// They acknowledged an earlier version, and every change since is called minor or editorial.
    AcknowledgedEarlier {
        /// The version that they acknowledged.
        version: String,
        /// The gravest class of the changes since.
        class_since: ChangeClass,
        /// When that was recorded.
        at: Instant,
        /// The number of the record.
        seq: u64,
    },
    /// They need not.
    Exempt {
        /// The last day on which that holds; nothing when it has no end.
        until: Option<Date>,
        /// Why.
        reason: String,
    },
    /// They have to, and have time.
    Pending {
        /// The last day in time; nothing when it is not known since when they have to.
        due: Option<Date>,
        /// When they said that they do not confirm it, if they did.
        declined: Option<Instant>,
    },
    /// They had to.
    Overdue {
        /// The last day in time.
        due: Date,
        /// When they said that they do not confirm it, if they did.
        declined: Option<Instant>,
    },
}

/// Returns where a person stands on `today`. `records` are all records about them, in their
/// order; `joined` is their first day, when it is known.
pub fn standing(asked: &Asked, records: &[Record], joined: Option<Date>, today: Date) -> Standing {
    let withdrawn: Vec<u64> =
        records.iter().filter(|r| r.kind == Kind::Withdrawal).filter_map(|r| r.number("withdraws")).collect();
    let counting: Vec<&Record> = records
        .iter()
        .filter(|record| record.text("doc") == Some(&asked.document) && !withdrawn.contains(&record.seq))
        .collect();
    let given = counting.iter().filter(|record| {
        matches!(record.kind, Kind::Acknowledgement | Kind::OnBehalf)
            && record.text("lang") == Some(&asked.language)
            && record.text("cycle") == asked.cycle.as_deref()
    });
    if let Some(record) = given.clone().find(|record| record.digest("content_hash") == Some(asked.fingerprint)) {
        let is_on_behalf = record.kind == Kind::OnBehalf;
        return Standing::Acknowledged { at: record.recorded_at, seq: record.seq, is_on_behalf };
    }
    let earlier = given.rev().find_map(|record| {
        let version = record.text("version")?;
        let row = asked.earlier.iter().find(|earlier| earlier.version == version)?;
        (row.class_since < ChangeClass::Major).then_some((record, row))
    });
    if let Some((record, row)) = earlier {
        return Standing::AcknowledgedEarlier {
            version: row.version.clone(),
            class_since: row.class_since,
            at: record.recorded_at,
            seq: record.seq,
        };
    }
    if let Some(exempt) = counting.iter().rev().find_map(|record| exemption(record, today)) {
        return exempt;
    }
    let declined = counting.iter().rev().find(|record| {
        record.kind == Kind::Decline
            && record.digest("content_hash") == Some(asked.fingerprint)
            && record.text("lang") == Some(&asked.language)
            && record.text("cycle") == asked.cycle.as_deref()
    });
    let declined = declined.map(|record| record.recorded_at);
    let start = asked.since.map(|since| joined.map_or(since, |joined| joined.max(since)));
    let due = start.and_then(|start| start.plus(asked.within));
    match due {
        Some(due) if due < today => Standing::Overdue { due, declined },
        due => Standing::Pending { due, declined },
    }
}

/// Returns the id of the record that withdrew what somebody confirmed of a text last; nothing
/// when nothing was withdrawn. A new confirmation names it, or it would be the old one again.
pub fn withdrawal_of(document: &str, fingerprint: Digest, records: &[Record]) -> Option<String> {
    let is_of_text =
        |record: &&Record| record.text("doc") == Some(document) && record.digest("content_hash") == Some(fingerprint);
    let given: Vec<u64> = records.iter().filter(is_of_text).map(|record| record.seq).collect();
    let withdrawals = records.iter().rev().filter(|record| record.kind == Kind::Withdrawal);
    withdrawals
        .filter(|record| record.number("withdraws").is_some_and(|seq| given.contains(&seq)))
        .map(|record| record.id.clone())
        .next()
}

/// An exemption whose end cannot be read exempts nobody.
fn exemption(record: &Record, today: Date) -> Option<Standing> {
    if record.kind != Kind::Exemption {
        return None;
    }
    let until = record.text("until").map(str::parse::<Date>).transpose().ok()?;
    let reason = record.text("reason").unwrap_or_default().to_owned();
    until.is_none_or(|until| today <= until).then_some(Standing::Exempt { until, reason })
}
