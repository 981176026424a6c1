//! Reads which key an OpenPGP signature names. That is a claim: nothing is verified.

/// Returns the id of the key that the first packet names, in hexadecimal as gpg
/// prints it; nothing when it names none or is no signature (RFC 9580, section 5.2).
pub(super) fn key_id(bytes: &[u8]) -> Option<String> {
    let body = signature_packet(bytes)?;
    let (version, rest) = body.split_first()?;
    match version {
        3 => rest.get(6..14).map(hex),
        4 => {
            let (hashed, rest) = sized(rest.get(3..)?, 2)?;
            let (unhashed, _) = sized(rest, 2)?;
            issuer(hashed).or_else(|| issuer(unhashed))
        }
        6 => {
            let (hashed, rest) = sized(rest.get(3..)?, 4)?;
            let (unhashed, _) = sized(rest, 4)?;
            issuer(hashed).or_else(|| issuer(unhashed))
        }
        _ => None,
    }
}

/// Returns the body of the first packet, if it is a signature.
fn signature_packet(bytes: &[u8]) -> Option<&[u8]> {
    const SIGNATURE: u8 = 2;
    let (&head, rest) = bytes.split_first()?;
    let (kind, body) = match head {
        0xc0.. => (head & 0x3f, sized_like_a_subpacket(rest)?.0),
        0x80.. => {
            let length_bytes = match head & 3 {
                0 => 1,
                1 => 2,
                2 => 4,
                _ => return None,
            };
            (head >> 2 & 0xf, sized(rest, length_bytes)?.0)
        }
        _ => return None,
    };
    (kind == SIGNATURE).then_some(body)
}

/// Looks for the subpackets 33 (fingerprint of the issuer) and 16 (id of its key).
fn issuer(subpackets: &[u8]) -> Option<String> {
    let mut rest = subpackets;
    let mut found = None;
    while let Some((packet, after)) = sized_like_a_subpacket(rest) {
        rest = after;
        found = match packet {
            [kind, 4, fingerprint @ ..] if kind & 0x7f == 33 && fingerprint.len() == 20 => Some(&fingerprint[12..]),
            [kind, 6, fingerprint @ ..] if kind & 0x7f == 33 && fingerprint.len() == 32 => Some(&fingerprint[..8]),
            [kind, id @ ..] if kind & 0x7f == 16 && id.len() == 8 => found.or(Some(id)),
            _ => found,
        };
    }
    found.map(hex)
}

/// Splits after a length in so many bytes and as many bytes as it says.
fn sized(bytes: &[u8], length_bytes: usize) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_at_checked(length_bytes)?;
    let length = length.iter().fold(0_usize, |sum, &byte| sum << 8 | usize::from(byte));
    rest.split_at_checked(length)
}

/// The same after a length of one, two or five bytes. Lengths in parts, which no
/// signature has, are not read.
fn sized_like_a_subpacket(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    match first {
        ..192 => sized(bytes, 1),
        192..224 => {
            let (&second, rest) = rest.split_first()?;
            rest.split_at_checked(((usize::from(first) - 192) << 8) + usize::from(second) + 192)
        }
        255 => sized(rest, 4),
        224..255 => None,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
