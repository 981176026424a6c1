//! All obligations of a day.

use std::collections::BTreeMap;

use super::asked::Asked;
use super::standing::{Standing, standing};
use crate::ledger::Record;
use crate::model::Date;
use crate::roster::{Member, Roster};

/// What one person has to do about one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligation<'a> {
    /// The person.
    pub member: &'a Member,
    /// The text.
    pub asked: &'a Asked,
    /// How far they are.
    pub standing: Standing,
}

/// Returns what everybody who is there on `today` has to do, by person and in the order of
/// `asked`. `records` holds the records about each person by the roster's identifier.
pub fn obligations<'a>(
    asked: &'a [Asked],
    roster: &'a Roster,
    records: &BTreeMap<String, Vec<Record>>,
    today: Date,
) -> Vec<Obligation<'a>> {
    let of_member = |member: &'a Member| {
        let own = records.get(&member.id).map_or(&[][..], Vec::as_slice);
        let wanted = asked.iter().filter(|asked| member.is_in(&asked.audience));
        wanted.map(move |asked| Obligation { member, asked, standing: standing(asked, own, member.joined, today) })
    };
    roster.present(today).flat_map(of_member).collect()
}
