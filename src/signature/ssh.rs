//! SSH signatures: the format SSHSIG of OpenSSH's PROTOCOL.sshsig.

use ssh_key::{Algorithm, HashAlg, PublicKey, Signature, SshSig};

use super::key::{Key, Unfit};

/// How the kinds of certificates end.
const CERTIFICATE: &[u8] = b"-cert-v01@openssh.com";

/// An SSH signature, taken apart but not verified.
pub(super) struct SshSignature {
    pub(super) key: Key,
    /// What it was made for: `git`, `file`, ….
    pub(super) namespace: String,
    hash: HashAlg,
    /// Its algorithm by name, and its bytes; of a security key also what the key said.
    algorithm: Algorithm,
    bytes: Vec<u8>,
}

/// Why bytes are no SSH signature that could be verified.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    Malformed,
    Certificate,
}

impl SshSignature {
    /// Takes a signature apart. Every byte must have its place.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Unreadable> {
        let mut fields = Fields(bytes);
        let preamble = fields.take(10).ok_or(Unreadable::Malformed)?;
        if preamble != b"SSHSIG\x00\x00\x00\x01" {
            return Err(Unreadable::Malformed);
        }
        let key = fields.string().ok_or(Unreadable::Malformed)?;
        if Fields(key).string().is_some_and(|kind| kind.ends_with(CERTIFICATE)) {
            return Err(Unreadable::Certificate);
        }
        Self::read_after_key(key, fields).ok_or(Unreadable::Malformed)
    }

    fn read_after_key(key: &[u8], mut fields: Fields<'_>) -> Option<Self> {
        let namespace = fields.text()?.to_owned();
        // What is reserved is not signed, as OpenSSH has it.
        let _reserved = fields.string()?;
        let hash = HashAlg::new(fields.text()?).ok()?;
        let mut signature = Fields(fields.string()?);
        let algorithm = Algorithm::new(signature.text()?).ok()?;
        let mut bytes = signature.string()?.to_vec();
        if matches!(algorithm, Algorithm::SkEd25519 | Algorithm::SkEcdsaSha2NistP256) {
            bytes.extend_from_slice(signature.take(5)?);
        }
        let is_whole = fields.0.is_empty() && signature.0.is_empty();
        let key = Key::from_bytes(key)?;
        (is_whole && !namespace.is_empty()).then_some(Self { key, namespace, hash, algorithm, bytes })
    }

    /// Returns why the signature does not count, whatever it was made for.
    pub(super) fn unfit(&self) -> Option<Unfit> {
        let is_sha1 = matches!(self.algorithm, Algorithm::Rsa { hash: None });
        self.key.unfit().or_else(|| is_sha1.then(|| Unfit::Weak("RSA with SHA-1".to_owned())))
    }

    /// Returns whether the key of the signature made it for these bytes.
    pub(super) fn is_for(&self, payload: &[u8]) -> bool {
        let data = self.key.data();
        let is_of_key = match (&self.algorithm, data.algorithm()) {
            (Algorithm::Rsa { hash }, Algorithm::Rsa { .. }) => hash.is_some(),
            (algorithm, of_key) => *algorithm == of_key,
        };
        let signature = || {
            let signature = Signature::new(self.algorithm.clone(), self.bytes.clone()).ok()?;
            SshSig::new(data.clone(), self.namespace.as_str(), self.hash, signature).ok()
        };
        let verify = |signature: SshSig| {
            let key = PublicKey::new(data.clone(), "");
            key.verify(&self.namespace, payload, &signature).is_ok()
        };
        is_of_key && signature().is_some_and(verify)
    }
}

/// Fields with their length before them (RFC 4251, section 5).
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (field, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(field)
    }

    fn string(&mut self) -> Option<&'a [u8]> {
        let length = u32::from_be_bytes(self.take(4)?.try_into().ok()?);
        self.take(usize::try_from(length).ok()?)
    }

    fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.string()?).ok()
    }
}
