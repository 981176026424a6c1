//! Public keys, and which of them are too weak or not supported.

use std::fmt;

use ssh_key::public::KeyData;
use ssh_key::{HashAlg, PublicKey};

/// RSA keys of fewer bits are too weak.
const RSA_BITS_MIN: usize = 2048;

/// RSA keys of more bits are not supported: they were made to keep us busy.
const RSA_BITS_MAX: usize = 4096;

/// The SHA-256 digest of a public key, as ssh-keygen(1) prints it: `SHA256:` and
/// 43 digits of base64.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyFingerprint(String);

impl KeyFingerprint {
    /// Returns the whole text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a key does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unfit {
    /// It can be broken; the words say what it is.
    Weak(String),
    /// It cannot be checked here; the words say what it is.
    Unsupported(String),
}

/// A public key of any kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key(KeyData);

impl Key {
    /// Reads a key as it stands in a signature. The crate overlooks a wrong length
    /// in some places, so the key must give the very bytes that it was read from.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let key = PublicKey::from_bytes(bytes).ok()?;
        (key.to_bytes().ok()? == bytes).then(|| Self(key.key_data().clone()))
    }

    /// Reads a key as it stands in a file: its kind and its base64.
    pub(super) fn from_words(kind: &str, base64: &str) -> Option<Self> {
        let words = format!("{kind} {base64}");
        let key = PublicKey::from_openssh(&words).ok()?;
        (key.to_openssh().ok()?.trim_end() == words).then(|| Self(key.key_data().clone()))
    }

    pub(super) fn fingerprint(&self) -> KeyFingerprint {
        KeyFingerprint(self.0.fingerprint(HashAlg::Sha256).to_string())
    }

    /// Returns why the key does not count; nothing when it does.
    pub(super) fn unfit(&self) -> Option<Unfit> {
        match &self.0 {
            KeyData::Ed25519(_) | KeyData::SkEd25519(_) | KeyData::Ecdsa(_) | KeyData::SkEcdsaSha2NistP256(_) => None,
            KeyData::Rsa(key) => {
                let digits = key.n.as_positive_bytes().unwrap_or_default();
                let bits = digits.first().map_or(0, |first| digits.len() * 8 - first.leading_zeros() as usize);
                let words = format!("an RSA key of {bits} bits");
                match bits {
                    ..RSA_BITS_MIN => Some(Unfit::Weak(words)),
                    RSA_BITS_MIN..=RSA_BITS_MAX => None,
                    _ => Some(Unfit::Unsupported(words)),
                }
            }
            KeyData::Dsa(_) => Some(Unfit::Weak("a DSA key".to_owned())),
            other => Some(Unfit::Unsupported(format!("a key of the kind {}", other.algorithm().as_str()))),
        }
    }

    pub(super) fn data(&self) -> &KeyData {
        &self.0
    }
}
