//! A record: the bytes that were written, and what they say.

use std::collections::BTreeMap;

use super::canonical::{Field, decode, encode};
use super::draft::Draft;
use super::kind::Kind;
use crate::model::Instant;
use crate::source::Digest;

/// The form of records.
const FORM: u64 = 1;

/// A record of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its number: 1 for the first, without gaps.
    pub seq: u64,
    /// Its id, 26 characters, made by the store.
    pub id: String,
    /// What it says.
    pub kind: Kind,
    /// When it was written.
    pub recorded_at: Instant,
    /// The commitment to the person it is about.
    pub subject: Option<Digest>,
    /// What makes it the only one of its kind.
    pub key: Option<Digest>,
    fields: BTreeMap<String, Field>,
}

/// Bytes are no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Not one object of texts and numbers in its canonical spelling.
    #[error("not canonical JSON")]
    NotCanonical,
    /// A field that every record has is missing or says nothing sensible.
    #[error("the field `{0}` is missing or wrong")]
    Field(&'static str),
    /// The key is not the one of what the record says.
    #[error("`ack_key` is not the key of this record")]
    Key,
}

/// What the store adds to a draft.
pub(super) struct Given<'a> {
    pub(super) seq: u64,
    pub(super) id: String,
    pub(super) recorded_at: Instant,
    pub(super) subject: Option<Digest>,
    pub(super) subject_label: Option<Digest>,
    pub(super) actor: Option<Digest>,
    pub(super) node: &'a str,
    pub(super) is_rehearsal: bool,
}

impl Record {
    /// Makes the record of a draft and returns it with its bytes.
    pub(super) fn of(draft: &Draft, given: Given<'_>) -> (Self, Vec<u8>) {
        let mut fields = draft.facts.clone();
        let mut set = |name: &str, value: Option<Field>| {
            if let Some(value) = value {
                fields.insert(name.to_owned(), value);
            }
        };
        let hex = |digest: Option<Digest>| digest.map(|digest| Field::Text(digest.to_hex()));
        let files: Vec<String> = draft.attachments.iter().map(|bytes| Digest::of(bytes).to_hex()).collect();
        set("v", Some(Field::Number(FORM)));
        set("seq", Some(Field::Number(given.seq)));
        set("id", Some(Field::Text(given.id)));
        set("kind", Some(draft.kind.as_str().into()));
        set("recorded_at", Some(given.recorded_at.to_string().into()));
        set("subject", hex(given.subject));
        set("subject_label", hex(given.subject_label));
        set("actor", hex(given.actor));
        set("files", (!files.is_empty()).then_some(Field::Texts(files)));
        set("node", Some(given.node.into()));
        set("software", Some(concat!("policybook ", env!("CARGO_PKG_VERSION")).into()));
        set("rehearsal", given.is_rehearsal.then_some(Field::Number(1)));
        let key = draft.is_once.then(|| key_of(&fields));
        if let Some(key) = key {
            fields.insert("ack_key".to_owned(), key.to_hex().into());
        }
        let bytes = encode(&fields);
        let record = Self::parse(&bytes).expect("what was just written can be read");
        (record, bytes)
    }

    /// Reads the bytes of a record.
    ///
    /// # Errors
    ///
    /// When they are not the canonical spelling of a record, or its key is not its own.
    pub fn parse(bytes: &[u8]) -> Result<Self, RecordError> {
        let fields = decode(bytes).ok_or(RecordError::NotCanonical)?;
        let text = |name: &'static str| match fields.get(name) {
            Some(Field::Text(text)) => Ok(text.as_str()),
            _ => Err(RecordError::Field(name)),
        };
        let number = |name: &'static str| match fields.get(name) {
            Some(Field::Number(number)) => Ok(*number),
            _ => Err(RecordError::Field(name)),
        };
        let digest = |name: &'static str| match fields.get(name) {
            None => Ok(None),
            Some(_) => digest_of(text(name)?).map(Some).ok_or(RecordError::Field(name)),
        };
        if number("v")? != FORM {
            return Err(RecordError::Field("v"));
        }
        let id = text("id")?;
        if id.len() != 26 || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(RecordError::Field("id"));
        }
        let key = digest("ack_key")?;
        if key.is_some_and(|key| key != key_of(&fields)) {
            return Err(RecordError::Key);
        }
        Ok(Self {
            seq: number("seq")?,
            id: id.to_owned(),
            kind: Kind::from_word(text("kind")?).ok_or(RecordError::Field("kind"))?,
            recorded_at: text("recorded_at")?.parse().map_err(|_| RecordError::Field("recorded_at"))?,
            subject: digest("subject")?,
            key,
            fields,
        })
    }

    /// Returns the text of a field; nothing when there is none.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.fields.get(name) {
            Some(Field::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Returns the number of a field; nothing when there is none.
    pub fn number(&self, name: &str) -> Option<u64> {
        match self.fields.get(name) {
            Some(Field::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// Returns the texts of a field; empty when there is none.
    pub fn texts(&self, name: &str) -> &[String] {
        match self.fields.get(name) {
            Some(Field::Texts(texts)) => texts,
            _ => &[],
        }
    }

    /// Returns the digest of a field; nothing when there is none.
    pub fn digest(&self, name: &str) -> Option<Digest> {
        self.text(name).and_then(digest_of)
    }

    /// Returns all fields by name.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Field)> {
        self.fields.iter().map(|(name, field)| (name.as_str(), field))
    }
}

/// Reads a digest in the one spelling that records have: 64 lower-case hexadecimal digits.
fn digest_of(text: &str) -> Option<Digest> {
    Digest::from_hex(text).filter(|digest| digest.to_hex() == text)
}

/// Returns the key of a record of which there is one: who, which text, for which cycle,
/// what, and after which withdrawal.
pub(super) fn key_of(fields: &BTreeMap<String, Field>) -> Digest {
    let mut bytes = b"pb-ack\0".to_vec();
    for name in ["subject", "doc", "lang", "content_hash", "cycle", "kind", "after_withdrawal"] {
        if let Some(Field::Text(text)) = fields.get(name) {
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes.push(0);
    }
    Digest::of(&bytes)
}
