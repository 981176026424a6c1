//! What a publication promised: addresses that others may have linked to, and
//! texts that others may have read, approved or acknowledged.

use serde::{Deserialize, Serialize};

/// The promises of one publication, as its manifest keeps them.
#[derive(Debug, Clone, Default, Serialize, Deserialize, PartialEq, Eq)]
pub struct Published {
    /// Documents, ordered by address.
    pub documents: Vec<PublishedDocument>,
    /// Approved versions, ordered by id and label.
    pub versions: Vec<PublishedVersion>,
}

/// A document that had a page.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublishedDocument {
    /// The address of its page, from the site's root.
    pub address: String,
    /// Its id.
    pub id: String,
}

/// An approved version.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublishedVersion {
    /// The id of its document.
    pub id: String,
    /// Its label.
    pub label: String,
    /// SHA-256 of its normative text without the values of variables, 64
    /// hexadecimal digits.
    pub words: String,
}
