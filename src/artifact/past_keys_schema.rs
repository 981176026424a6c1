//! From what the pages of each document's past were made, remembered from one build
//! to the next.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::source::Digest;

/// What is remembered of one site.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct PastKeys {
    /// `policybook-past-keys/1`.
    pub schema: String,
    /// The digest of that site's manifest, 64 hexadecimal digits.
    pub site: String,
    /// The digest of what all those pages share: program, theme, settings, addresses.
    pub shared: String,
    /// By path of the document, the digest of what its own pages are made from.
    pub documents: BTreeMap<String, String>,
}

impl PastKeys {
    const SCHEMA: &'static str = "policybook-past-keys/1";

    /// Returns what is to be remembered of the site with the manifest `site`.
    pub fn new(site: Digest, shared: Digest, documents: BTreeMap<String, Digest>) -> Self {
        Self {
            schema: Self::SCHEMA.to_owned(),
            site: site.to_hex(),
            shared: shared.to_hex(),
            documents: documents.into_iter().map(|(path, key)| (path, key.to_hex())).collect(),
        }
    }

    /// Returns it as JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("plain rows of text always serialise")
    }

    /// Reads it; nothing when it is of another program.
    pub fn from_json(text: &str) -> Option<Self> {
        let keys: Self = serde_json::from_str(text).ok()?;
        (keys.schema == Self::SCHEMA).then_some(keys)
    }
}
