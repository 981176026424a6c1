//! People: who they are for the sign-in, and what a record may hold of that.

use rand_core::{OsRng, RngCore};

use crate::source::Digest;

/// What the identifier of a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdType {
    /// A stable identifier of the sign-in: it is never given to another person.
    Subject,
    /// A user name.
    User,
    /// An e-mail address, which may be given to another person later.
    Email,
}

impl IdType {
    /// Returns the word for it in a record.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Subject => "sub",
            Self::User => "user",
            Self::Email => "email",
        }
    }

    /// Reads the word of a record.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Subject, Self::User, Self::Email].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A person as the sign-in knows them: the issuer and the identifier are the person,
/// name and address are labels.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// Who vouches for the identifier: the address of an identity provider, or the name of a header.
    pub issuer: String,
    /// The identifier, unique and stable within the issuer.
    pub id: String,
    /// What the identifier is.
    pub id_type: IdType,
    /// The name as shown.
    pub name: Option<String>,
    /// The e-mail address as shown.
    pub email: Option<String>,
}

/// 32 random bytes of one person: without them a commitment cannot be tied to anybody.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt([u8; 32]);

impl std::fmt::Debug for Salt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Salt(…)")
    }
}

impl Salt {
    /// Returns a fresh one from the system's source of randomness.
    pub fn random() -> Self {
        let mut bytes = [0; 32];
        OsRng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// Takes bytes for a salt.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns the commitment to a person: SHA-256 of `pb-subj`, a zero byte, the salt, the
    /// issuer, a zero byte, the identifier.
    pub fn subject(&self, issuer: &str, id: &str) -> Digest {
        Digest::of(&[b"pb-subj\0", self.0.as_slice(), issuer.as_bytes(), b"\0", id.as_bytes()].concat())
    }

    /// Returns the commitment to the labels of a person as they were shown: SHA-256 of
    /// `pb-label`, a zero byte, the salt, the name, a zero byte, the e-mail address.
    pub fn label(&self, name: Option<&str>, email: Option<&str>) -> Digest {
        let (name, email) = (name.unwrap_or_default(), email.unwrap_or_default());
        Digest::of(&[b"pb-label\0", self.0.as_slice(), name.as_bytes(), b"\0", email.as_bytes()].concat())
    }
}

/// A person as a store keeps them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The commitment that stands in records.
    pub subject: Digest,
    /// Who they are and the salt; nothing once they were erased.
    pub named: Option<(Identity, Salt)>,
}

impl Person {
    /// Returns whether the commitment is the one of the values; an erased person cannot be asked.
    pub fn is_consistent(&self) -> bool {
        self.named.as_ref().is_none_or(|(identity, salt)| salt.subject(&identity.issuer, &identity.id) == self.subject)
    }
}
