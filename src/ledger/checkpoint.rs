//! Signed checkpoints: origin, size and root of the tree, signed with Ed25519, in the
//! form of C2SP `tlog-checkpoint` and `signed-note`, which other programs verify.

use rand_core::OsRng;
use signed_note::{Note, StandardSigner, StandardVerifier, Verifier, VerifierList};
use tlog_tiles::checkpoint;
use tlog_tiles::tlog;

use super::tree::Hash;

/// The secret key of a log.
pub struct SigningKey {
    signer: StandardSigner,
    public: VerifyingKey,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.public)
    }
}

/// The public key of a log, as `name+hash+key`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct VerifyingKey(String);

/// A text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a key of a log")]
pub struct BadKey;

/// A checkpoint: what the log was at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log that it is of.
    pub origin: String,
    /// How many records.
    pub size: u64,
    /// The root of their tree.
    pub root: Hash,
}

/// A text is no checkpoint that the key signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not the form of a checkpoint.
    #[error("not a signed checkpoint")]
    Form,
    /// No valid signature of the key.
    #[error("no valid signature of the expected key")]
    Signature,
}

/// Makes a key for the log of this name, which has neither spaces nor `+`, and returns
/// the text of its secret file.
pub fn new_key(name: &str) -> String {
    let (secret, public) = signed_note::generate_key(&mut OsRng, name);
    format!("{secret}\n{public}\n")
}

impl SigningKey {
    /// Reads the text of a secret file: the secret spelling, then the public one.
    ///
    /// # Errors
    ///
    /// When it is none, or the two do not belong together.
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let (Some(secret), Some(public), None) = (lines.next(), lines.next(), lines.next()) else { return Err(BadKey) };
        let key =
            Self { signer: StandardSigner::new(secret).map_err(|_| BadKey)?, public: VerifyingKey::parse(public)? };
        let probe = Checkpoint { origin: "probe".to_owned(), size: 0, root: [0; 32] };
        match key.public.open(&key.sign(&probe)) {
            Ok(opened) if opened == probe => Ok(key),
            _ => Err(BadKey),
        }
    }

    /// Returns the public key.
    pub fn verifying_key(&self) -> VerifyingKey {
        self.public.clone()
    }

    /// Returns the signed checkpoint.
    pub(super) fn sign(&self, checkpoint: &Checkpoint) -> String {
        let hash = tlog::Hash(checkpoint.root);
        let body = checkpoint::Checkpoint::new(&checkpoint.origin, checkpoint.size, hash, "")
            .expect("the origin was checked when the log began");
        let mut note = Note::new(&body.to_bytes(), &[]).expect("a checkpoint is a text of three lines");
        note.add_sigs(&[&self.signer]).expect("the signer has a valid name");
        String::from_utf8(note.to_bytes()).expect("a note is text")
    }
}

impl VerifyingKey {
    /// Reads the public spelling of a key.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        let text = text.trim();
        StandardVerifier::new(text).map(|_| Self(text.to_owned())).map_err(|_| BadKey)
    }

    /// Returns the key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads a checkpoint that this key signed.
    ///
    /// # Errors
    ///
    /// When the text is no checkpoint, or no signature in it is a valid one of this key.
    pub fn open(&self, note: &str) -> Result<Checkpoint, CheckpointError> {
        let verifier = StandardVerifier::new(&self.0).map_err(|_| CheckpointError::Signature)?;
        let note = Note::from_bytes(note.as_bytes()).map_err(|_| CheckpointError::Form)?;
        let known = VerifierList::new(vec![Box::new(verifier) as Box<dyn Verifier>]);
        let (good, _) = note.verify(&known).map_err(|_| CheckpointError::Signature)?;
        if good.is_empty() {
            return Err(CheckpointError::Signature);
        }
        let body = checkpoint::Checkpoint::from_bytes(note.text()).map_err(|_| CheckpointError::Form)?;
        Ok(Checkpoint { origin: body.origin().to_owned(), size: body.size(), root: body.hash().0 })
    }
}

impl std::fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
