//! What happened, before the store gave it a number and a time.

use std::collections::BTreeMap;

use rand_core::{OsRng, RngCore};

use super::canonical::Field;
use super::kind::Kind;
use super::person::{Identity, Salt};
use crate::model::Instant;
use crate::source::Digest;

/// What is random in a record: made before the store is asked, so that the same drafts
/// give the same bytes in every store.
#[derive(Debug, Clone, Copy)]
pub struct Entropy {
    /// Random bits of the record's id; the lower 80 are used.
    pub id: u128,
    /// The salt of the subject, should they be new.
    pub subject_salt: Salt,
    /// The salt of the actor, should they be new.
    pub actor_salt: Salt,
}

impl Entropy {
    /// Returns fresh randomness of the system.
    pub fn random() -> Self {
        let mut bytes = [0; 16];
        OsRng.fill_bytes(&mut bytes);
        Self { id: u128::from_le_bytes(bytes), subject_salt: Salt::random(), actor_salt: Salt::random() }
    }
}

/// Something to be recorded.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What it is.
    pub kind: Kind,
    /// The person it is about.
    pub subject: Option<Identity>,
    /// The person who did it, when that is somebody else.
    pub actor: Option<Identity>,
    /// What it says, by the names of the record's fields.
    pub facts: BTreeMap<String, Field>,
    /// Whether a second one of the same person, text, language, cycle and kind is the first one again.
    pub is_once: bool,
    /// Files that belong to it; the record names their digests.
    pub attachments: Vec<Vec<u8>>,
    /// What is random in it.
    pub entropy: Entropy,
}

/// A text as a reader saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcknowledgedText {
    /// The document's id.
    pub document: String,
    /// The label of its version.
    pub version: String,
    /// Its language.
    pub language: String,
    /// Its fingerprint.
    pub fingerprint: Digest,
    /// `major`, `minor` or `editorial`: how it differs from the version before.
    pub change_class: String,
    /// The cycle for which it is asked, when it is asked for again and again.
    pub cycle: Option<String>,
    /// The release that showed it: the digest of its manifest.
    pub release: Digest,
}

/// The sentence that a person confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its name in the release.
    pub id: String,
    /// SHA-256 of its words.
    pub hash: Digest,
}

/// How a person's identity was established.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authentication {
    /// `jwt`, `header`, `oidc`, `paper`, `rehearsal`, …
    pub mode: String,
    /// What the sign-in said about the strength of the proof (`acr`, `amr`), when it did.
    pub strength: Option<String>,
    /// The proxy that vouched, when one did.
    pub proxy: Option<String>,
}

/// A person's answer to a text that they are asked to confirm.
#[derive(Debug, Clone)]
pub struct Acknowledgement {
    /// Who answered.
    pub person: Identity,
    /// To which text.
    pub text: AcknowledgedText,
    /// The words of the confirmation.
    pub statement: Statement,
    /// The groups for which the text is meant; empty when it is meant for all.
    pub audience: Vec<String>,
    /// `web`, `api`, `csv`, `git_commit`, …
    pub method: String,
    /// How the identity was established.
    pub authentication: Authentication,
    /// When the same person opened that text, as far as the service saw it.
    pub opened_at: Option<Instant>,
    /// The id of the record that withdrew their confirmation of the same text, when one did:
    /// then this is another one.
    pub after_withdrawal: Option<String>,
}

impl Draft {
    /// Returns a draft that says nothing yet.
    pub fn new(kind: Kind, entropy: Entropy) -> Self {
        Self {
            kind,
            subject: None,
            actor: None,
            facts: BTreeMap::new(),
            is_once: false,
            attachments: Vec::new(),
            entropy,
        }
    }

    /// Adds what the record says under `name`.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Field>) -> Self {
        self.facts.insert(name.to_owned(), value.into());
        self
    }

    /// Adds what the record says under `name`, when there is something to say.
    #[must_use]
    pub fn with_some(self, name: &str, value: Option<impl Into<Field>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Says which text it is about.
    #[must_use]
    pub fn about(self, text: &AcknowledgedText) -> Self {
        self.with("doc", text.document.as_str())
            .with("version", text.version.as_str())
            .with("lang", text.language.as_str())
            .with("content_hash", text.fingerprint.to_hex())
            .with("change_class", text.change_class.as_str())
            .with_some("cycle", text.cycle.as_deref())
            .with("release_id", text.release.to_hex())
    }

    /// Returns the draft of a confirmation.
    pub fn acknowledgement(given: Acknowledgement, entropy: Entropy) -> Self {
        Self::answered(Kind::Acknowledgement, "read_and_understood", given, entropy)
    }

    /// Returns the draft of what says that somebody does not confirm it.
    pub fn decline(given: Acknowledgement, entropy: Entropy) -> Self {
        Self::answered(Kind::Decline, "not_confirmed", given, entropy)
    }

    fn answered(kind: Kind, meaning: &str, given: Acknowledgement, entropy: Entropy) -> Self {
        let authentication = given.authentication;
        let mut draft = Self::new(kind, entropy)
            .about(&given.text)
            .with("statement_id", given.statement.id)
            .with("statement_hash", given.statement.hash.to_hex())
            .with("meaning", meaning)
            .with("audience", Field::Texts(given.audience))
            .with("method", given.method)
            .with("auth_mode", authentication.mode)
            .with("auth_id_type", given.person.id_type.as_str())
            .with("auth_issuer", given.person.issuer.as_str())
            .with_some("auth_strength", authentication.strength)
            .with_some("auth_proxy", authentication.proxy)
            .with_some("after_withdrawal", given.after_withdrawal)
            .with_some("opened_at", given.opened_at.map(|at| at.to_string()));
        draft.subject = Some(given.person);
        draft.is_once = true;
        draft
    }
}
