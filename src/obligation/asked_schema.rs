//! `data/acknowledgements.json` as a publication has it; other fields are passed over.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(super) struct PublicationFile {
    pub(super) schema: String,
    pub(super) documents: Vec<DocumentRow>,
}

#[derive(Debug, Deserialize)]
pub(super) struct DocumentRow {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) url: String,
    pub(super) version: String,
    pub(super) language: String,
    pub(super) fingerprint: String,
    pub(super) class: String,
    pub(super) audience: Vec<String>,
    pub(super) within: String,
    pub(super) cycle: Option<String>,
    pub(super) asked_since: Option<String>,
    pub(super) statement: StatementRow,
    pub(super) earlier: Vec<EarlierRow>,
}

#[derive(Debug, Deserialize)]
pub(super) struct StatementRow {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) sha256: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct EarlierRow {
    pub(super) version: String,
    pub(super) class_since: String,
    pub(super) url: Option<String>,
    pub(super) changes_url: Option<String>,
    #[serde(default)]
    pub(super) changes_since_url: Option<String>,
}
