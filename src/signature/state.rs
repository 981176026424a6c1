//! What a signature proves, and how to say so.

use std::fmt;

use super::key::KeyFingerprint;
use super::window::Window;
use super::words::shown;

/// A key of the list, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The e-mail address of the commit, when the list names it for the key; else
    /// the first principal of the line, as written: perhaps a pattern.
    pub principal: String,
    /// The key.
    pub key: KeyFingerprint,
}

/// Why a signature is not verified, although nothing speaks against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unverified {
    /// Made with OpenPGP; with the id of the key that it claims, if it says so.
    OpenPgp(Option<String>),
    /// Made with X.509.
    X509,
    /// Made with an SSH certificate.
    Certificate,
    /// Made with an SSH key that is not supported; the words say which.
    Unsupported(String),
    /// An SSH signature that cannot be read.
    Malformed,
    /// Neither of these.
    Unknown,
}

/// What a signature proves. Only `Good` is proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureState {
    /// There is none.
    Unsigned,
    /// Made over these bytes, by a key that the list names for the e-mail address
    /// of the commit or tag, and within its time.
    Good(Signer),
    /// The same, but the list names other principals for the key. git calls this
    /// good as well, since it does not compare.
    OtherIdentity(Signer),
    /// By a key of the list, after its time.
    Expired(Signer, Window),
    /// By a key of the list, before its time.
    NotYetValid(Signer, Window),
    /// By a key of the list that may not sign for git.
    NotForGit(Signer),
    /// Made for another purpose than git, by a key of the list.
    WrongNamespace {
        /// What it was made for.
        namespace: String,
        /// The key.
        key: KeyFingerprint,
    },
    /// By a key that the list does not name. Whether it fits the bytes is not asked.
    UnknownKey(KeyFingerprint),
    /// Not made over these bytes, or not by the key that it names.
    Bad(KeyFingerprint),
    /// Made with something that can be forged; the words say what.
    Weak(String, KeyFingerprint),
    /// Made with something that is not verified here.
    NotVerified(Unverified),
}

/// Whether a phrase names people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principals {
    /// It names principals, which are e-mail addresses.
    Shown,
    /// It names keys only.
    Hidden,
}

impl SignatureState {
    /// Returns whether it is proof.
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Good(_))
    }

    /// Returns whose key of the list made the signature within its time, in
    /// whatever name.
    pub fn signer(&self) -> Option<&Signer> {
        match self {
            Self::Good(signer) | Self::OtherIdentity(signer) => Some(signer),
            _ => None,
        }
    }

    /// Says what the signature proves, as a phrase in lower case for a person.
    pub fn phrase(&self, principals: Principals) -> String {
        let by = |Signer { principal, key }: &Signer| match principals {
            Principals::Shown => format!("signed by {}, key {key}", shown(principal)),
            Principals::Hidden => format!("signed with key {key}"),
        };
        match self {
            Self::Unsigned => "not signed".to_owned(),
            Self::Good(signer) => by(signer),
            Self::OtherIdentity(signer) => format!("{}, in the name of somebody else", by(signer)),
            Self::Expired(signer, window) => {
                format!("{}, after the time in which the key counts ({window})", by(signer))
            }
            Self::NotYetValid(signer, window) => {
                format!("{}, before the time in which the key counts ({window})", by(signer))
            }
            Self::NotForGit(signer) => format!("{}, which may not sign for git", by(signer)),
            Self::WrongNamespace { namespace, key } => {
                format!("signed for `{}` and not for git, key {key}", shown(namespace))
            }
            Self::UnknownKey(key) => format!("signed with a key that allowed_signers does not name: {key}"),
            Self::Bad(key) => format!("the signature does not fit what it stands on, key {key}"),
            Self::Weak(what, key) => format!("not verified: signed with {what}, which is too weak, key {key}"),
            Self::NotVerified(Unverified::OpenPgp(Some(id))) => format!("not verified: signed with OpenPGP, key {id}"),
            Self::NotVerified(Unverified::OpenPgp(None)) => "not verified: signed with OpenPGP".to_owned(),
            Self::NotVerified(Unverified::X509) => "not verified: signed with X.509".to_owned(),
            Self::NotVerified(Unverified::Certificate) => {
                "not verified: signed with an SSH certificate, which is not supported".to_owned()
            }
            Self::NotVerified(Unverified::Unsupported(what)) => {
                format!("not verified: signed with {}, which is not supported", shown(what))
            }
            Self::NotVerified(Unverified::Malformed) => "not verified: the SSH signature cannot be read".to_owned(),
            Self::NotVerified(Unverified::Unknown) => "not verified: the kind of signature is unknown".to_owned(),
        }
    }
}

impl fmt::Display for SignatureState {
    /// Writes the phrase, with principals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.phrase(Principals::Shown))
    }
}
