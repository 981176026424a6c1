//! What pages see of the site that stay as they are from one build to the next.

use serde::Serialize;
use tera::Value;

use crate::source::Digest;

/// The site without what changes at every build.
pub(super) struct LastingSite {
    value: Value,
    key: Digest,
}

impl LastingSite {
    /// Takes what a template sees.
    pub(super) fn new(site: &impl Serialize) -> Self {
        // The engine's own values have no order that would be the same in every run.
        let json = serde_json::to_vec(site).expect("what a template sees always serialises");
        Self { value: Value::from_serializable(site), key: Digest::of(&json) }
    }

    /// Returns it as a template sees it.
    pub(super) fn value(&self) -> Value {
        self.value.clone()
    }

    /// Returns its digest.
    pub(super) fn key(&self) -> Digest {
        self.key
    }
}
