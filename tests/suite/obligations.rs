//! Who has to acknowledge what, and how far they are. A wrong "acknowledged" is the worst
//! answer: every case here is one that could be taken for it.

use std::collections::BTreeMap;

use tempfile::TempDir;

use policybook::ledger::{Appended, Draft, Field, Kind, Record, Store};
use policybook::model::{ChangeClass, Date, Zone};
use policybook::obligation::{
    Asked, Standing, obligations, read_publication, recorded_on, records_of_subjects, standing,
};
use policybook::roster::{Form, read};
use policybook::source::Digest;

use crate::ledger::scenario::{acknowledged, at, entropy, key, person, sqlite, text};

/// A publication that asks for POL-1 in version 2.1: 2.0 was major, 2.1 is minor.
fn publication() -> String {
    let (fingerprint, statement) = (Digest::of(b"POL-1 2.1"), Digest::of(b"Read."));
    format!(
        r#"{{"schema": "policybook-acknowledgements/1", "documents": [{{
            "id": "POL-1", "title": "Rules", "url": "/rules/", "version": "2.1", "language": "en",
            "fingerprint": "sha256:{fingerprint}", "class": "minor", "audience": ["staff"], "within": "14 days",
            "cycle": null, "approved_on": "2026-03-10", "asked_since": "2026-02-01", "effective_from": "2026-03-10",
            "statement": {{"id": "built-in/en", "text": "Read.", "sha256": "sha256:{statement}"}},
            "earlier": [
                {{"version": "2.0", "class_since": "minor", "url": null, "changes_url": null}},
                {{"version": "1.0", "class_since": "major", "url": null, "changes_url": null}}
            ]}}]}}"#
    )
}

fn asked() -> Asked {
    read_publication(&publication()).unwrap().remove(0)
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Returns the records that drafts about Alice become; the first has the number 2.
fn records(drafts: &[Draft]) -> Vec<Record> {
    let folder = TempDir::new().unwrap();
    let mut store = sqlite(&folder.path().join("log.db"), &key().0);
    let appended = store.append(drafts, at(0)).unwrap();
    appended.iter().map(|appended: &Appended| appended.entry().record.clone()).collect()
}

/// Returns where Alice stands on 12 March 2026.
fn stands(asked: &Asked, drafts: &[Draft]) -> Standing {
    standing(asked, &records(drafts), None, day("2026-03-12"))
}

fn plain(kind: Kind, number: u64) -> Draft {
    let mut draft = Draft::new(kind, entropy(number));
    draft.subject = Some(person("Alice"));
    draft
}

fn overdue() -> Standing {
    Standing::Overdue { due: day("2026-02-15"), declined: None }
}

#[test]
fn only_a_record_of_this_very_text_acknowledges_it() {
    let this = || acknowledged("Alice", text("POL-1", "2.1"), 1);
    let done = Standing::Acknowledged { at: at(0), seq: 2, is_on_behalf: false };
    assert_eq!(stands(&asked(), &[this()]), done);
    assert_eq!(stands(&asked(), &[]), overdue());
    // Another document with the same words, another language, another cycle.
    assert_eq!(stands(&asked(), &[this().with("doc", "POL-2")]), overdue());
    assert_eq!(stands(&asked(), &[this().with("lang", "de")]), overdue());
    assert_eq!(stands(&asked(), &[this().with("cycle", "2026")]), overdue());
    let cycle = Asked { cycle: Some("2026".to_owned()), ..asked() };
    assert_eq!(stands(&cycle, &[this()]), overdue());
    assert_eq!(stands(&cycle, &[this().with("cycle", "2026")]), done);
    // The same label on another text.
    assert_eq!(stands(&asked(), &[this().with("content_hash", Digest::of(b"other").to_hex())]), overdue());
    // Not a confirmation at all.
    assert_eq!(
        stands(&asked(), &[plain(Kind::Decline, 1).about(&text("POL-1", "2.1"))]),
        Standing::Overdue { due: day("2026-02-15"), declined: Some(at(0)) }
    );
    let on_behalf = plain(Kind::OnBehalf, 1).about(&text("POL-1", "2.1"));
    assert_eq!(stands(&asked(), &[on_behalf]), Standing::Acknowledged { at: at(0), seq: 2, is_on_behalf: true });
}

#[test]
fn an_earlier_version_does_only_when_every_change_since_was_small_and_says_so() {
    let earlier = |version: &str| acknowledged("Alice", text("POL-1", version), 1);
    let by_class =
        Standing::AcknowledgedEarlier { version: "2.0".to_owned(), class_since: ChangeClass::Minor, at: at(0), seq: 2 };
    assert_eq!(stands(&asked(), &[earlier("2.0")]), by_class);
    assert_eq!(stands(&asked(), &[earlier("1.0")]), overdue(), "2.0 was major");
    assert_eq!(stands(&asked(), &[earlier("0.9")]), overdue(), "a version that nobody knows any more");
    assert_eq!(stands(&asked(), &[earlier("2.0").with("cycle", "2025")]), overdue());
    // The text itself goes before an earlier one, whichever was first.
    let both = [acknowledged("Alice", text("POL-1", "2.1"), 1), acknowledged("Alice", text("POL-1", "2.0"), 2)];
    assert!(matches!(stands(&asked(), &both), Standing::Acknowledged { seq: 2, .. }));
}

#[test]
fn a_withdrawn_record_counts_no_more() {
    let given = acknowledged("Alice", text("POL-1", "2.1"), 1);
    let withdraw = |seq| plain(Kind::Withdrawal, 2).with("withdraws", Field::Number(seq));
    assert_eq!(stands(&asked(), &[given.clone(), withdraw(2)]), overdue());
    assert!(matches!(stands(&asked(), &[given, withdraw(9)]), Standing::Acknowledged { .. }));
}

#[test]
fn an_exemption_holds_for_its_document_and_to_its_end() {
    let exempt = || plain(Kind::Exemption, 1).with("doc", "POL-1").with("reason", "on leave");
    let until = |text: &str| exempt().with("until", text);
    let holds = |until: Option<&str>| Standing::Exempt { until: until.map(day), reason: "on leave".to_owned() };
    assert_eq!(stands(&asked(), &[exempt()]), holds(None));
    assert_eq!(stands(&asked(), &[until("2026-03-12")]), holds(Some("2026-03-12")));
    assert_eq!(stands(&asked(), &[until("2026-03-11")]), overdue());
    assert_eq!(stands(&asked(), &[until("soon")]), overdue(), "an end that cannot be read exempts nobody");
    assert_eq!(stands(&asked(), &[exempt().with("doc", "POL-2")]), overdue());
}

#[test]
fn time_begins_with_the_last_major_change_and_with_a_joiners_first_day() {
    let on = |joined: Option<&str>, today: &str| standing(&asked(), &[], joined.map(day), day(today));
    let pending = |due: &str| Standing::Pending { due: Some(day(due)), declined: None };
    assert_eq!(on(None, "2026-02-15"), pending("2026-02-15"), "the last day is in time");
    assert_eq!(on(None, "2026-02-16"), overdue());
    assert_eq!(on(Some("2020-01-01"), "2026-02-16"), overdue(), "who was there before gets no more time");
    assert_eq!(on(Some("2026-03-01"), "2026-03-12"), pending("2026-03-15"));
    let unknown = Asked { since: None, ..asked() };
    let nobody_knows = Standing::Pending { due: None, declined: None };
    assert_eq!(standing(&unknown, &[], None, day("2030-01-01")), nobody_knows, "no day is made up");
}

#[test]
fn everybody_in_the_audience_who_is_there_has_an_obligation() {
    let roster = read(
        b"id,groups,joined,left\nalice,staff,,\nbob,STAFF,,2026-03-11\ncy,board,,\ndora,staff,2026-03-13,\neve,staff;board,,\n",
        Form::Csv,
        None,
    )
    .unwrap();
    let asked = [asked()];
    let own = BTreeMap::from([("alice".to_owned(), records(&[acknowledged("Alice", text("POL-1", "2.1"), 1)]))]);
    let found = obligations(&asked, &roster, &own, day("2026-03-12"));
    let who: Vec<(&str, bool)> =
        found.iter().map(|o| (o.member.id.as_str(), matches!(o.standing, Standing::Acknowledged { .. }))).collect();
    assert_eq!(who, [("alice", true), ("eve", false)], "Bob left, Cy is not asked, Dora is to come");
}

#[test]
fn a_publication_that_is_not_what_it_should_be_asks_nothing() {
    for (from, to, words) in [
        ("policybook-acknowledgements/1", "policybook-acknowledgements/2", "its schema is"),
        ("\"class\": \"minor\"", "\"class\": \"tiny\"", "`class` of `POL-1` is `tiny`"),
        ("14 days", "some days", "`within`"),
        ("2026-02-01", "2026-02-31", "`asked_since`"),
        ("\"fingerprint\": \"sha256:", "\"fingerprint\": \"sha256:0", "`fingerprint`"),
        // The words are not those of the digest that a record would name.
        ("\"text\": \"Read.\"", "\"text\": \"Read it.\"", "`statement.sha256`"),
        ("\"language\": \"en\",", "", "missing field `language`"),
    ] {
        let error = read_publication(&publication().replacen(from, to, 1)).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn who_had_to_on_a_day_of_the_past_is_what_was_on_record_then() {
    const DAY: i64 = 86_400;
    let folder = TempDir::new().unwrap();
    let mut store = sqlite(&folder.path().join("log.db"), &key().0);
    let people = store.enrol(&[person("Alice"), person("Bob")]).unwrap();
    let roster = |names: &[usize], left: &str, number| {
        let row = |&at: &usize| {
            let (subject, left) = (people[at].subject, if at == 1 { left } else { "null" });
            format!(r#"{{"subject":"{subject}","groups":["staff"],"joined":null,"left":{left},"active":true}}"#)
        };
        let rows: Vec<String> = names.iter().map(row).collect();
        let file = format!(r#"{{"schema":"policybook-roster/1","people":[{}]}}"#, rows.join(","));
        let mut draft = Draft::new(Kind::Roster, entropy(number));
        draft.attachments = vec![file.into_bytes()];
        draft
    };
    let published = |text: String, number| {
        let mut draft = Draft::new(Kind::Obligations, entropy(number));
        draft.attachments = vec![text.into_bytes()];
        draft
    };
    let later = publication().replace("POL-1", "POL-9");
    store.append(&[roster(&[0, 1], "null", 1), published(publication(), 2)], at(0)).unwrap();
    store.append(&[acknowledged("Bob", text("POL-1", "2.1"), 3)], at(DAY)).unwrap();
    store.append(&[roster(&[0], "null", 4), published(later, 5)], at(9 * DAY)).unwrap();
    let on = |store: &dyn Store, day: &str| {
        let recorded = recorded_on(store, day.parse().unwrap(), &Zone::default()).unwrap();
        let (roster, subjects) = recorded.people.unwrap_or_default();
        let asked = recorded.asked.unwrap_or_default();
        let records = records_of_subjects(store, &subjects).unwrap();
        obligations(&asked, &roster, &records, day.parse().unwrap())
            .iter()
            .map(|one| {
                let is_done = matches!(one.standing, Standing::Acknowledged { .. });
                format!("{} {} {is_done}", one.member.id, one.asked.document)
            })
            .collect::<Vec<_>>()
    };
    let recorded = |zone: &str| recorded_on(&store, day("2026-02-28"), &zone.parse().unwrap()).unwrap();
    assert!(recorded("UTC").people.is_none());
    assert!(recorded("Pacific/Honolulu").people.is_some(), "it was still February there");
    assert_eq!(on(&store, "2026-02-28"), [""; 0]);
    for then in ["2026-03-01", "2026-03-09"] {
        assert_eq!(on(&store, then), ["alice POL-1 false", "bob POL-1 true"], "{then}");
    }
    assert_eq!(on(&store, "2026-03-10"), ["alice POL-9 false"]);
    // Bob is erased: he still had to, and did.
    store.erase(people[1].subject, Draft::new(Kind::Erasure, entropy(6)), at(10 * DAY)).unwrap();
    let erased = format!("erased {} POL-1 true", &people[1].subject.to_hex()[..12]);
    assert_eq!(on(&store, "2026-03-09"), ["alice POL-1 false", erased.as_str()]);
}
