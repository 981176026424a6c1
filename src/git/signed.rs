//! Cuts a commit or a tag into the bytes that were signed and the signature, as
//! git does. Every byte that is left out of the payload is left out by git too.

use crate::history::Signed;

/// What a signature at the end of a tag begins with.
const ARMOURS: [&[u8]; 4] = [
    b"-----BEGIN SSH SIGNATURE-----",
    b"-----BEGIN PGP SIGNATURE-----",
    b"-----BEGIN PGP MESSAGE-----",
    b"-----BEGIN SIGNED MESSAGE-----",
];

/// Which part of a header a line belongs to.
#[derive(Clone, Copy)]
enum Part {
    Payload,
    /// `gpgsig`: the signature over the object with SHA-1 ids.
    Signature,
    /// Any other header that begins so, such as `gpgsig-sha256`.
    Other,
}

/// Cuts the headers `gpgsig` out of a commit; nothing when it has none. The
/// headers of merged tags (`mergetag`) belong to the payload.
pub(super) fn commit(bytes: &[u8]) -> Option<Signed> {
    let (payload, signature) = without_headers(bytes);
    (!signature.is_empty()).then_some(Signed { payload, signature })
}

/// Cuts the signature off the end of a tag; nothing when it has none. Of several
/// the last is the signature, and the others are part of what it signs.
pub(super) fn tag(bytes: &[u8]) -> Option<Signed> {
    let mut at = 0;
    let mut found = None;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        if ARMOURS.iter().any(|armour| line.starts_with(armour)) {
            found = Some(at);
        }
        at += line.len();
    }
    let (signed, signature) = bytes.split_at(found?);
    Some(Signed { payload: without_headers(signed).0, signature: signature.to_vec() })
}

/// Returns an object without its headers of signatures, and the values of `gpgsig`.
fn without_headers(bytes: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut payload, mut signature) = (Vec::with_capacity(bytes.len()), Vec::new());
    let mut part = Part::Payload;
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = rest.iter().position(|&byte| byte == b'\n').map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at(end);
        let value = line.strip_prefix(b"gpgsig ");
        part = match part {
            Part::Signature | Part::Other if line.starts_with(b" ") => part,
            _ if value.is_some() => Part::Signature,
            _ if line.starts_with(b"gpgsig") => Part::Other,
            _ => Part::Payload,
        };
        match part {
            Part::Payload if line == b"\n" => {
                payload.extend_from_slice(rest);
                break;
            }
            Part::Payload => payload.extend_from_slice(line),
            Part::Signature => signature.extend_from_slice(value.unwrap_or(&line[1..])),
            Part::Other => {}
        }
        rest = after;
    }
    (payload, signature)
}
