//! What the service's templates see.

use serde::Serialize;

/// One text that a person has to acknowledge, or need not.
#[derive(Debug, Clone, Serialize)]
pub(super) struct TextView {
    /// The document's id.
    pub(super) id: String,
    /// Its title.
    pub(super) title: String,
    /// Its page, from the site's root.
    pub(super) href: String,
    /// The label of its version; empty when it has none.
    pub(super) version: String,
    /// Its language.
    pub(super) language: String,
    /// The fingerprint of the text, 64 digits.
    pub(super) fingerprint: String,
    /// The words to be confirmed.
    pub(super) statement: String,
    /// SHA-256 of them.
    pub(super) statement_hash: String,
    /// The cycle for which it is asked.
    pub(super) cycle: Option<String>,
    /// `to-read`, `overdue`, `acknowledged`, `earlier`, `exempt` or `not-asked`.
    pub(super) state: &'static str,
    /// The last day in time.
    pub(super) due: Option<String>,
    /// On which day they said that they do not confirm it.
    pub(super) declined: Option<String>,
    /// When the record was written.
    pub(super) at: Option<String>,
    /// The day of that.
    pub(super) day: Option<String>,
    /// The id of the record.
    pub(super) record: Option<String>,
    /// Whether somebody else recorded it for them.
    pub(super) is_on_behalf: bool,
    /// The version that they acknowledged last, when it is another one.
    pub(super) earlier_version: Option<String>,
    /// What changed since then, the latest first.
    pub(super) changes: Vec<ChangesView>,
    /// Until when they need not, and why.
    pub(super) until: Option<String>,
    /// Why they need not.
    pub(super) reason: String,
}

/// What changed from one version to the next.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ChangesView {
    /// The label of the version before.
    pub(super) from: String,
    /// The page, from the site's root.
    pub(super) href: String,
}

/// The piece of a document's page in which it is acknowledged.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PanelView {
    /// The way to the site's root.
    pub(super) root: String,
    /// Whether this is only tried out.
    pub(super) is_rehearsal: bool,
    /// Who is signed in.
    pub(super) person: String,
    /// The text.
    pub(super) text: TextView,
}

/// The page "my documents".
#[derive(Debug, Clone, Serialize)]
pub(super) struct MineView {
    /// The way to the site's root.
    pub(super) root: String,
    /// Whether this is only tried out.
    pub(super) is_rehearsal: bool,
    /// Who is signed in.
    pub(super) person: String,
    /// Whether they may see everybody's acknowledgements.
    pub(super) is_auditor: bool,
    /// Whether they signed in here, and can sign out.
    pub(super) signs_in: bool,
    /// What is to be read, what is late first.
    pub(super) open: Vec<TextView>,
    /// What is done or need not be done.
    pub(super) done: Vec<TextView>,
    /// All records about them, the latest first.
    pub(super) records: Vec<RecordView>,
}

/// A record about somebody.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RecordView {
    /// Its id.
    pub(super) id: String,
    /// Its number.
    pub(super) seq: u64,
    /// What it is, in English words.
    pub(super) kind: &'static str,
    /// Whether it is an acknowledgement by the person.
    pub(super) is_acknowledgement: bool,
    /// The document.
    pub(super) document: String,
    /// The version.
    pub(super) version: String,
    /// The fingerprint of the text.
    pub(super) fingerprint: String,
    /// When it was written.
    pub(super) at: String,
    /// The same for people, to the second.
    pub(super) time: String,
    /// The day of that.
    pub(super) day: String,
}

/// The page of a receipt.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ReceiptView {
    /// The way to the site's root.
    pub(super) root: String,
    /// Whether this is only tried out.
    pub(super) is_rehearsal: bool,
    /// Who is signed in.
    pub(super) person: String,
    /// The record.
    pub(super) record: RecordView,
    /// The title of the document, when the site still has it.
    pub(super) title: Option<String>,
    /// Its page.
    pub(super) href: Option<String>,
    /// The bytes of the record.
    pub(super) body: String,
    /// The checkpoint.
    pub(super) checkpoint: String,
    /// The public key.
    pub(super) key: String,
}

/// The page for those who may see everybody's acknowledgements.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ReportView {
    /// The way to the site's root.
    pub(super) root: String,
    /// Whether this is only tried out.
    pub(super) is_rehearsal: bool,
    /// Who is signed in.
    pub(super) person: String,
    /// The day of the report.
    pub(super) day: String,
    /// The last day that can be asked for.
    pub(super) today: String,
    /// How many people the roster has on that day.
    pub(super) people: usize,
    /// How many of them were asked for.
    pub(super) chosen_people: usize,
    /// The groups that there are.
    pub(super) groups: Vec<String>,
    /// The documents.
    pub(super) documents: Vec<DocumentReport>,
    /// The document that is shown in full.
    pub(super) chosen: Option<DocumentReport>,
    /// Its people, or the documents of the person who was asked for.
    pub(super) rows: Vec<ReportRow>,
    /// Whether only this very text counts.
    pub(super) is_strict: bool,
    /// The query that asks the same.
    pub(super) query: String,
    /// The query that asks the same but for what counts.
    pub(super) other_query: String,
    /// The group that was asked for.
    pub(super) asked_group: Option<String>,
    /// The person who was asked for.
    pub(super) asked_person: Option<String>,
    /// The day that was asked for.
    pub(super) asked_day: Option<String>,
    /// The language that was asked for.
    pub(super) language: Option<String>,
}

/// How far all are with a document.
#[derive(Debug, Clone, Serialize)]
pub(super) struct DocumentReport {
    /// Its id.
    pub(super) id: String,
    /// Its title.
    pub(super) title: String,
    /// Its language.
    pub(super) language: String,
    /// Its version.
    pub(super) version: String,
    /// Its page.
    pub(super) href: String,
    /// What names it in an address.
    pub(super) query: String,
    /// How many have to.
    pub(super) asked: usize,
    /// How many have done it.
    pub(super) done: usize,
    /// How many are late.
    pub(super) overdue: usize,
}

/// How far one person is with one document.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ReportRow {
    /// The identifier.
    pub(super) id: String,
    /// The name.
    pub(super) name: String,
    /// How far they are.
    pub(super) text: TextView,
}

/// A page that says why something was not done.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ProblemView {
    /// The way to the site's root.
    pub(super) root: String,
    /// Whether this is only tried out.
    pub(super) is_rehearsal: bool,
    /// The status.
    pub(super) status: u16,
    /// The word for it.
    pub(super) code: String,
    /// The words for it.
    pub(super) detail: String,
    /// The text that took the place of the one that was read.
    pub(super) current: Option<TextView>,
    /// Whether people sign in here.
    pub(super) signs_in: bool,
}

/// The page after signing out.
#[derive(Debug, Clone, Serialize)]
pub(super) struct SignedOutView {
    /// The way to the site's root.
    pub(super) root: String,
}
