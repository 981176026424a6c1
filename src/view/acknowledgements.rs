//! Which texts readers have to acknowledge: what the service that records it needs to know
//! of a publication.

use serde::Serialize;

use super::Views;
use super::asked::is_asked;
use super::common::text_of;
use super::version::{changes_address, changes_since_address, is_shown};
use crate::book::BoundDocument;
use crate::model::{Acknowledge, Address, ChangeClass, Date};
use crate::source::{Digest, encode_path};

/// A text that is to be acknowledged.
#[derive(Debug, Clone, Serialize)]
pub struct AcknowledgementRow {
    /// The document's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The address of its page, from the site's root.
    pub url: String,
    /// The label of its version; empty when it has none.
    pub version: String,
    /// Its language, as a BCP 47 tag.
    pub language: String,
    /// The fingerprint of the text, with `sha256:`.
    pub fingerprint: String,
    /// `major`, `minor` or `editorial`: how it differs from the version before.
    pub class: &'static str,
    /// The groups that have to; empty for everybody.
    pub audience: Vec<String>,
    /// Within which time from the day on which it is asked of a person.
    pub within: String,
    /// For which cycle.
    pub cycle: Option<String>,
    /// Its day of approval, as declared.
    pub approved_on: Option<String>,
    /// The day from which it has been asked for: that of the last version whose change was
    /// major, so that a minor one gives nobody new time, or the first of the cycle when that is later.
    pub asked_since: Option<String>,
    /// The first day on which it is in force.
    pub effective_from: Option<String>,
    /// The words to be confirmed.
    pub statement: StatementRow,
    /// The versions before it, newest first.
    pub earlier: Vec<EarlierRow>,
}

/// The words to be confirmed.
#[derive(Debug, Clone, Serialize)]
pub struct StatementRow {
    /// Where they come from and in which language.
    pub id: String,
    /// The words.
    pub text: String,
    /// SHA-256 of the words as UTF-8, with `sha256:`.
    pub sha256: String,
}

/// A version that somebody may have acknowledged.
#[derive(Debug, Clone, Serialize)]
pub struct EarlierRow {
    /// Its label.
    pub version: String,
    /// The gravest class of all changes since: `major` asks who acknowledged it again.
    pub class_since: &'static str,
    /// The address of its page; nothing when its text is not on the site.
    pub url: Option<String>,
    /// The address of the changes from it to the version after it; nothing when there is no such page.
    pub changes_url: Option<String>,
    /// The address of all changes since on one page; nothing when there is no such page.
    pub changes_since_url: Option<String>,
}

/// What a page says of a text that is to be acknowledged.
#[derive(Debug, Clone, Serialize)]
pub struct AskedView {
    /// The document's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The path of its page from the site's root.
    pub href: String,
    /// The label of its version; empty when it has none.
    pub version: String,
    /// Its language.
    pub language: String,
    /// The groups that have to; empty for everybody.
    pub audience: Vec<String>,
    /// Within which time, such as `within 14 days`.
    pub within: String,
    /// For which cycle.
    pub cycle: Option<String>,
    /// The day from which it has been asked for.
    pub since: Option<String>,
    /// The words to be confirmed.
    pub statement: String,
    /// Where it is confirmed when no service does it.
    pub confirm_href: Option<String>,
}

impl AskedView {
    /// Returns what a page says of a row.
    pub(super) fn of(row: AcknowledgementRow, link: Option<&String>) -> Self {
        let fingerprint = row.fingerprint.trim_start_matches("sha256:");
        let values = [
            ("{id}", row.id.as_str()),
            ("{title}", &row.title),
            ("{version}", &row.version),
            ("{language}", &row.language),
            ("{fingerprint}", fingerprint),
        ];
        // A value that looks like a placeholder is encoded before the next one is looked for.
        let filled = |link: &String| {
            values
                .iter()
                .fold(link.clone(), |link, (name, value)| link.replace(name, &encode_path(value).replace('/', "%2F")))
        };
        Self {
            confirm_href: link.map(filled),
            // A page is found from a disk too, where no server looks for the file of a folder.
            href: encode_path(&format!("{}index.html", row.url.trim_start_matches('/'))),
            within: format!("within {}", row.within),
            since: row.asked_since,
            statement: row.statement.text,
            id: row.id,
            title: row.title,
            version: row.version,
            language: row.language,
            audience: row.audience,
            cycle: row.cycle,
        }
    }
}

/// Returns what a document's page says of acknowledging it; nothing when it is not asked for.
pub(super) fn asked_view(views: &Views<'_>, bound: &BoundDocument) -> Option<AskedView> {
    acknowledgement_row(views, bound).map(|row| AskedView::of(row, views.config.acknowledge.link.as_ref()))
}

/// Returns the texts that readers have to acknowledge, ordered by id: approved, unchanged
/// since, on the site, and asked for.
pub fn acknowledgement_rows(views: &Views<'_>) -> Vec<AcknowledgementRow> {
    let mut rows: Vec<AcknowledgementRow> =
        views.book.documents.iter().filter_map(|bound| acknowledgement_row(views, bound)).collect();
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    rows.dedup_by(|a, b| a.id == b.id);
    rows
}

fn acknowledgement_row(views: &Views<'_>, bound: &BoundDocument) -> Option<AcknowledgementRow> {
    let document = bound.document();
    let Acknowledge::Asked { within, cycle } = &document.acknowledge else { return None };
    if !is_asked(views, bound) {
        return None;
    }
    let settings = &views.config.acknowledge;
    let language = document.language.as_deref().unwrap_or(&views.config.book.language);
    let statement = settings.statement(language, &views.config.book.language);
    let version = document.version.clone().unwrap_or_default();
    let cycle = cycle.as_ref().or(settings.cycle.as_ref());
    let since = asked_since(bound, &version);
    // The text may be older than the cycle for which it is asked, and a cycle than the text.
    let since = cycle.map_or(since, |cycle| since.zip(cycle.from).map(|(text, cycle)| text.max(cycle)));
    Some(AcknowledgementRow {
        id: document.id.to_string(),
        title: document.title.clone(),
        url: bound.address.rooted(),
        language: language.to_owned(),
        fingerprint: format!("sha256:{}", bound.leaf.fingerprint),
        class: document.change_class(&version).as_str(),
        audience: document.audience.clone(),
        within: within.unwrap_or(settings.within).to_string(),
        cycle: cycle.map(|cycle| cycle.label.clone()),
        approved_on: text_of(document.approved_on),
        asked_since: text_of(since),
        effective_from: text_of(document.in_force_from()),
        earlier: earlier_rows(views, bound, &version),
        statement: StatementRow {
            sha256: format!("sha256:{}", Digest::of(statement.text.as_bytes())),
            id: statement.id,
            text: statement.text,
        },
        version,
    })
}

/// Returns the day of approval of the last version whose change was major; of the oldest
/// one that is known when none was.
fn asked_since(bound: &BoundDocument, current: &str) -> Option<Date> {
    let document = bound.document();
    let mut since = document.approved_on;
    if document.change_class(current) == ChangeClass::Major {
        return since;
    }
    for version in bound.life.versions.iter().filter(|version| version.label != current) {
        since = version.declared.approved_on.or(since);
        if document.change_class(&version.label) == ChangeClass::Major {
            break;
        }
    }
    since
}

/// The classes are those that today's text names: an author may say later that a change
/// was graver than it seemed.
fn earlier_rows(views: &Views<'_>, bound: &BoundDocument, current: &str) -> Vec<EarlierRow> {
    let mut since: ChangeClass = bound.document().change_class(current);
    let mut rows = Vec::new();
    for (index, version) in bound.life.versions.iter().enumerate() {
        if version.label == current {
            continue;
        }
        let url = bound.version_addresses.get(index).and_then(Option::as_ref);
        let changes = index.checked_sub(1).and_then(|after| changes_address(views, bound, after));
        rows.push(EarlierRow {
            version: version.label.clone(),
            class_since: since.as_str(),
            url: url.filter(|_| is_shown(views, version)).map(Address::rooted),
            changes_since_url: changes_since_address(views, bound, index)
                .or_else(|| changes.clone().filter(|_| index == 1))
                .as_ref()
                .map(Address::rooted),
            changes_url: changes.as_ref().map(Address::rooted),
        });
        since = since.max(bound.document().change_class(&version.label));
    }
    rows
}
