//! Holds a signature against the list of allowed signers.

use super::armour::Armoured;
use super::key::{KeyFingerprint, Unfit};
use super::openpgp::key_id;
use super::signers::{AllowedSigners, Entry};
use super::ssh::{SshSignature, Unreadable};
use super::state::{SignatureState, Signer, Unverified};

/// The purpose for which git signs.
const NAMESPACE: &str = "git";

/// Says what a signature proves.
///
/// `payload` are the bytes without the signature, exactly as git signs them, and
/// `signature` is the signature in its armour; an empty one means that there is
/// none. `signer_identity` is the e-mail address of the committer or tagger, and
/// without one no signature is good. `at` is the instant of the commit or tag, in
/// seconds since 1970-01-01T00:00Z: it is what the signer wrote, so that whoever
/// holds an expired key can claim an earlier one.
///
/// Where several lines name the key, one that is within its time comes before
/// others, and then one that names the identity.
pub fn check(
    payload: &[u8],
    signature: &[u8],
    signers: &AllowedSigners,
    signer_identity: Option<&str>,
    at: i64,
) -> SignatureState {
    let bytes = match Armoured::read(signature) {
        Armoured::Ssh(Some(bytes)) => bytes,
        Armoured::Ssh(None) => return SignatureState::NotVerified(Unverified::Malformed),
        Armoured::Nothing => return SignatureState::Unsigned,
        Armoured::OpenPgp(bytes) => {
            return SignatureState::NotVerified(Unverified::OpenPgp(bytes.and_then(|bytes| key_id(&bytes))));
        }
        Armoured::X509 => return SignatureState::NotVerified(Unverified::X509),
        Armoured::Unknown => return SignatureState::NotVerified(Unverified::Unknown),
    };
    let signature = match SshSignature::read(&bytes) {
        Ok(signature) => signature,
        Err(Unreadable::Malformed) => return SignatureState::NotVerified(Unverified::Malformed),
        Err(Unreadable::Certificate) => return SignatureState::NotVerified(Unverified::Certificate),
    };
    let key = signature.key.fingerprint();
    match signature.unfit() {
        Some(Unfit::Weak(what)) => return SignatureState::Weak(what, key),
        Some(Unfit::Unsupported(what)) => return SignatureState::NotVerified(Unverified::Unsupported(what)),
        None => {}
    }
    let entries = signers.of_key(&signature.key);
    // Only keys that somebody trusts reach the arithmetic of the next step.
    if entries.is_empty() {
        return SignatureState::UnknownKey(key);
    }
    if !signature.is_for(payload) {
        return SignatureState::Bad(key);
    }
    if signature.namespace != NAMESPACE {
        return SignatureState::WrongNamespace { namespace: signature.namespace, key };
    }
    verdict(&entries, &key, signer_identity.filter(|identity| !identity.is_empty()), at)
}

/// Says what a signature proves that fits the bytes and was made for git.
fn verdict(entries: &[&Entry], key: &KeyFingerprint, identity: Option<&str>, at: i64) -> SignatureState {
    let is_named = |entry: &Entry| identity.is_some_and(|identity| entry.principals.matches(identity));
    let signer = |entry: &Entry| Signer {
        principal: identity.filter(|_| is_named(entry)).or(entry.principals.first()).unwrap_or_default().to_owned(),
        key: key.clone(),
    };
    let best = |fits: &dyn Fn(&Entry) -> bool| {
        let fitting = || entries.iter().copied().filter(|entry| fits(entry));
        fitting().find(|entry| is_named(entry)).or_else(|| fitting().next())
    };
    if let Some(entry) = best(&|entry| entry.is_for(NAMESPACE) && entry.window.holds(at)) {
        return if is_named(entry) {
            SignatureState::Good(signer(entry))
        } else {
            SignatureState::OtherIdentity(signer(entry))
        };
    }
    if let Some(entry) = best(&|entry| entry.is_for(NAMESPACE)) {
        return if entry.window.has_begun(at) {
            SignatureState::Expired(signer(entry), entry.window)
        } else {
            SignatureState::NotYetValid(signer(entry), entry.window)
        };
    }
    let entry = best(&|_| true).expect("the caller found lines that name the key");
    SignatureState::NotForGit(signer(entry))
}
