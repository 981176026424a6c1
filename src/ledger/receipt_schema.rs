//! The file that a person keeps of a record.

use serde::{Deserialize, Serialize};

/// A receipt: a record, the proof that the log holds it, and what names its person.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Receipt {
    /// `policybook-receipt/1`.
    pub schema: String,
    /// The record's bytes, as text.
    pub record: String,
    /// The proof of inclusion: hashes from the leaf up, in base64.
    pub proof: Vec<String>,
    /// The signed checkpoint that the proof leads to.
    pub checkpoint: String,
    /// The public key that signed it.
    pub key: String,
    /// Whom the record is about; only in the receipt of that person.
    pub person: Option<ReceiptPerson>,
}

/// The values behind the commitments of a record.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct ReceiptPerson {
    /// Who vouched for the identifier.
    pub issuer: String,
    /// The identifier.
    pub id: String,
    /// The name, as it was shown.
    pub name: Option<String>,
    /// The e-mail address, as it was shown.
    pub email: Option<String>,
    /// The salt, 64 hexadecimal digits.
    pub salt: String,
}
