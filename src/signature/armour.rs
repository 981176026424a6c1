//! Takes a signature out of its armour: the lines of base64 between `-----BEGIN`
//! and `-----END`. The bytes are not looked at.

/// More is no signature: the largest RSA key gives less than a tenth of it.
const ARMOUR_BYTES_MAX: usize = 64 << 10;

/// A signature by the first line of its armour; without bytes when the armour is
/// damaged.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Armoured {
    /// There is nothing but space.
    Nothing,
    Ssh(Option<Vec<u8>>),
    OpenPgp(Option<Vec<u8>>),
    X509,
    Unknown,
}

impl Armoured {
    /// Reads an armour. Before it there may be space; after its end there may be
    /// nothing but space, so that one signature cannot hide behind another.
    pub(super) fn read(signature: &[u8]) -> Self {
        let text = signature.trim_ascii();
        let inner = |begin: &[u8], end: &[u8]| {
            let is_small = text.len() <= ARMOUR_BYTES_MAX;
            text.strip_prefix(begin)?.strip_suffix(end).filter(|_| is_small)
        };
        if text.is_empty() {
            Self::Nothing
        } else if text.starts_with(b"-----BEGIN SSH SIGNATURE-----") {
            let inner = inner(b"-----BEGIN SSH SIGNATURE-----", b"-----END SSH SIGNATURE-----");
            Self::Ssh(inner.and_then(base64))
        } else if text.starts_with(b"-----BEGIN PGP SIGNATURE-----") {
            let inner = inner(b"-----BEGIN PGP SIGNATURE-----", b"-----END PGP SIGNATURE-----");
            Self::OpenPgp(inner.and_then(|inner| base64(openpgp_body(inner))))
        } else if text.starts_with(b"-----BEGIN PGP MESSAGE-----") {
            Self::OpenPgp(None)
        } else if text.starts_with(b"-----BEGIN SIGNED MESSAGE-----") {
            Self::X509
        } else {
            Self::Unknown
        }
    }
}

/// Returns what stands between the headers, which a blank line ends, and the
/// checksum, which begins with `=` (RFC 9580, section 6.2).
fn openpgp_body(inner: &[u8]) -> &[u8] {
    // The first line is what is left of `-----BEGIN`.
    let mut at = inner.iter().position(|&byte| byte == b'\n').map_or(inner.len(), |end| end + 1);
    let mut start = None;
    for line in inner[at..].split_inclusive(|&byte| byte == b'\n') {
        match start {
            None if line.trim_ascii().is_empty() => start = Some(at + line.len()),
            Some(start) if line.starts_with(b"=") => return &inner[start..at],
            _ => {}
        }
        at += line.len();
    }
    &inner[start.unwrap_or_default()..]
}

/// Decodes base64 with padding (RFC 4648, section 4); space may stand anywhere.
fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count, mut padding) = (0_u32, 0_u32, 0_u32);
    for byte in text.iter().filter(|byte| !byte.is_ascii_whitespace()) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += 1;
                continue;
            }
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        bits = bits << 6 | u32::from(value);
        count += 1;
        if count.is_multiple_of(4) {
            let [_, group @ ..] = bits.to_be_bytes();
            bytes.extend_from_slice(&group);
            bits = 0;
        }
    }
    // One byte leaves two digits with four bits to spare, two bytes three with two.
    match (count % 4, padding) {
        (0, 0) if count > 0 => {}
        (2, 2) if bits.trailing_zeros() >= 4 => bytes.extend((bits >> 4).to_be_bytes().last()),
        (3, 1) if bits.trailing_zeros() >= 2 => bytes.extend_from_slice(&(bits >> 2).to_be_bytes()[2..]),
        _ => return None,
    }
    Some(bytes)
}
