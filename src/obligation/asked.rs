//! What a publication asks of its readers.

use super::asked_schema::{DocumentRow, PublicationFile};
use crate::ledger::Statement;
use crate::model::{ChangeClass, Date, Period};
use crate::source::Digest;

/// The form of the file that this program reads.
const SCHEMA: &str = "policybook-acknowledgements/1";

/// A text that is to be acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The document's id.
    pub document: String,
    /// Its title.
    pub title: String,
    /// The address of its page, from the site's root.
    pub url: String,
    /// The label of its version.
    pub version: String,
    /// Its language.
    pub language: String,
    /// The fingerprint of the text.
    pub fingerprint: Digest,
    /// How it differs from the version before.
    pub class: ChangeClass,
    /// The groups that have to; empty for everybody.
    pub audience: Vec<String>,
    /// Within which time.
    pub within: Period,
    /// For which cycle.
    pub cycle: Option<String>,
    /// The day from which it has been asked for; nothing when it is not known.
    pub since: Option<Date>,
    /// The sentence to be confirmed.
    pub statement: Statement,
    /// Its words.
    pub statement_text: String,
    /// The versions before it.
    pub earlier: Vec<Earlier>,
}

/// A version before the one that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Its label.
    pub version: String,
    /// The gravest class of all changes since.
    pub class_since: ChangeClass,
    /// The address of its page, from the site's root; nothing when its text is not on the site.
    pub url: Option<String>,
    /// The address of what changed from it to the version after it; nothing when there is no such page.
    pub changes_url: Option<String>,
    /// The address of all changes since on one page; nothing when there is no such page.
    pub changes_since_url: Option<String>,
}

/// A publication's file cannot be relied on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`data/acknowledgements.json` cannot be relied on: {0}")]
pub struct BadPublication(String);

/// Reads `data/acknowledgements.json`.
///
/// # Errors
///
/// When it has another form, or a value in it is not what it has to be: nothing is guessed.
pub fn read_publication(text: &str) -> Result<Vec<Asked>, BadPublication> {
    let file: PublicationFile = serde_json::from_str(text).map_err(|error| BadPublication(error.to_string()))?;
    if file.schema != SCHEMA {
        return Err(BadPublication(format!("its schema is `{}`, not `{SCHEMA}`", file.schema)));
    }
    file.documents.into_iter().map(asked).collect()
}

fn asked(row: DocumentRow) -> Result<Asked, BadPublication> {
    let wrong = |what: &str, value: &str| BadPublication(format!("`{what}` of `{}` is `{value}`", row.id));
    let class = |what: &str, word: &str| word.parse::<ChangeClass>().map_err(|_| wrong(what, word));
    let since = row.asked_since.as_deref().map(|day| day.parse::<Date>().map_err(|_| wrong("asked_since", day)));
    let earlier = row.earlier.iter().map(|earlier| {
        Ok(Earlier {
            version: earlier.version.clone(),
            class_since: class("class_since", &earlier.class_since)?,
            url: earlier.url.clone(),
            changes_url: earlier.changes_url.clone(),
            changes_since_url: earlier.changes_since_url.clone(),
        })
    });
    let statement = Statement {
        id: row.statement.id.clone(),
        hash: Digest::from_hex(&row.statement.sha256)
            .filter(|hash| *hash == Digest::of(row.statement.text.as_bytes()))
            .ok_or_else(|| wrong("statement.sha256", &row.statement.sha256))?,
    };
    Ok(Asked {
        statement,
        statement_text: row.statement.text.clone(),
        fingerprint: Digest::from_hex(&row.fingerprint).ok_or_else(|| wrong("fingerprint", &row.fingerprint))?,
        class: class("class", &row.class)?,
        within: row.within.parse().map_err(|_| wrong("within", &row.within))?,
        since: since.transpose()?,
        earlier: earlier.collect::<Result<_, _>>()?,
        document: row.id,
        title: row.title,
        url: row.url,
        version: row.version,
        language: row.language,
        audience: row.audience,
        cycle: row.cycle,
    })
}
