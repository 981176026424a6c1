//! Signatures that nobody made: never good, never a panic.

use policybook::signature::{AllowedSigners, SignatureState, Unverified, check};

use crate::signing::{ANN, AT, Signing};

const PAYLOAD: &[u8] = b"tree 1\n\nApproved.\n";

/// A key of a kind, the list with it, and its signature of the payload.
fn signed(kind: &[&str]) -> (AllowedSigners, String) {
    let signing = Signing::new();
    let key = signing.key("ann", kind);
    let (signers, problems) = AllowedSigners::parse(&format!("{ANN} {key}\n"));
    assert!(problems.is_empty(), "{problems:?}");
    let signature = signing.sign("ann", "git", PAYLOAD);
    assert!(state(&signers, &signature).is_good());
    (signers, signature)
}

fn armour(inner: &str) -> String {
    format!("-----BEGIN SSH SIGNATURE-----\n{inner}\n-----END SSH SIGNATURE-----\n")
}

fn state(signers: &AllowedSigners, signature: impl AsRef<[u8]>) -> SignatureState {
    check(PAYLOAD, signature.as_ref(), signers, Some(ANN), AT)
}

#[test]
fn a_length_that_is_overlooked_makes_no_second_form_of_a_signature() {
    let (signers, good) = signed(&["ed25519"]);
    let mut bytes = decode(&good.lines().filter(|line| !line.starts_with('-')).collect::<String>());
    let name = field(b"ssh-ed25519");
    let at = bytes.windows(name.len()).position(|window| window == name).unwrap() + name.len();
    assert_eq!(bytes[at..at + 4], [0, 0, 0, 32]);
    bytes[at + 2] = 7;
    assert_eq!(state(&signers, armour(&encode(&bytes))), SignatureState::NotVerified(Unverified::Malformed));
}

/// The same numbers every time (Marsaglia's xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }
}

#[test]
fn damaged_armour_is_not_verified() {
    let (signers, good) = signed(&["ed25519"]);
    let inner = good.trim_end().trim_start_matches("-----BEGIN SSH SIGNATURE-----\n");
    let inner = inner.trim_end_matches("\n-----END SSH SIGNATURE-----");
    let malformed = SignatureState::NotVerified(Unverified::Malformed);
    let cases = [
        armour(""),
        armour("AAAA"),
        armour("===="),
        armour(&inner[..inner.len() / 2]),
        armour(&inner[..inner.len() - 1]),
        armour(&format!("{inner}AAAA")),
        armour(&format!("{inner}=")),
        armour(&inner.replace('\n', "\n!")),
        armour(&armour(inner)),
        armour(&"A".repeat(10 << 20)),
        armour(&"\n".repeat(1 << 20)),
        format!("{good}{good}"),
        format!("{good}trailing"),
        good.replace("-----END SSH SIGNATURE-----", ""),
        good.replace("END SSH", "END PGP"),
        "-----BEGIN SSH SIGNATURE-----".to_owned(),
        "-----BEGIN SSH SIGNATURE----------END SSH SIGNATURE-----".to_owned(),
    ];
    for case in &cases {
        assert_eq!(state(&signers, case), malformed, "{}", &case[..case.len().min(300)]);
    }
    for odd in [format!("x{good}"), good.replace("BEGIN SSH", "BEGIN  SSH"), "\u{feff}".to_owned() + &good] {
        assert_eq!(state(&signers, odd), SignatureState::NotVerified(Unverified::Unknown));
    }
    // Where the lines end says nothing.
    for same in [armour(&inner.replace('\n', "")), good.replace('\n', "\r\n"), format!("\n {good}\n\n")] {
        assert!(state(&signers, same).is_good());
    }
}

#[test]
fn no_mutation_of_a_signature_is_good() {
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\n-\0";
    let kinds: [(&[&str], usize); 3] = [(&["ed25519"], 3_000), (&["ecdsa"], 500), (&["rsa", "-b", "2048"], 500)];
    for (kind, count) in kinds {
        let (signers, good) = signed(kind);
        let plain = |text: &[u8]| text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect::<Vec<_>>();
        let original = plain(good.as_bytes());
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        let mut bad = 0;
        for _ in 0..count {
            let mut text = good.clone().into_bytes();
            for _ in 0..=dice.below(3) {
                let at = dice.below(text.len());
                match dice.below(4) {
                    0 => text.truncate(at.max(20)),
                    1 => drop(text.remove(at)),
                    2 => text.insert(at, digits[dice.below(digits.len())]),
                    _ => text[at] = digits[dice.below(digits.len())],
                }
            }
            let state = state(&signers, &text);
            let is_same = plain(&text) == original;
            assert!(state.signer().is_none() || is_same, "{}", String::from_utf8_lossy(&text));
            bad += usize::from(matches!(state, SignatureState::Bad(_)));
        }
        assert!(bad > 0, "no mutation of {kind:?} reached the arithmetic");
    }
}

/// Fields of an SSH signature: each with its length before it.
fn field(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

#[test]
fn rsa_with_sha1_is_weak() {
    let (signers, good) = signed(&["rsa", "-b", "2048"]);
    let lines: Vec<&str> = good.lines().filter(|line| !line.starts_with('-')).collect();
    let decoded = decode(&lines.concat());
    let name = field(b"rsa-sha2-512");
    let at = decoded.windows(name.len()).position(|window| window == name).unwrap();
    // The field of the signature begins four bytes before the name of its algorithm.
    let signature = [field(b"ssh-rsa"), decoded[at + name.len()..].to_vec()].concat();
    let bytes = [decoded[..at - 4].to_vec(), field(&signature)].concat();
    let SignatureState::Weak(what, _) = state(&signers, armour(&encode(&bytes))) else {
        panic!("RSA with SHA-1 is not weak")
    };
    assert_eq!(what, "RSA with SHA-1");
}

#[test]
fn what_a_signature_says_of_itself_is_harmless_in_a_phrase() {
    let signing = Signing::new();
    let key = signing.key("ann", &["ed25519"]);
    let (signers, _) = AllowedSigners::parse(&format!("{ANN} {key}\n"));
    let signature = signing.sign("ann", "x\u{1b}[31m\u{202e}`", PAYLOAD);
    let phrase = state(&signers, signature).to_string();
    assert!(phrase.starts_with("signed for `x\u{fffd}[31m\u{fffd}`` and not for git"), "{phrase}");
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn decode(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .bytes()
        .filter_map(|byte| DIGITS.iter().position(|digit| *digit == byte))
        .map(|at| u8::try_from(at).unwrap())
        .collect();
    let mut bytes = Vec::new();
    for group in digits.chunks(4) {
        let bits = group.iter().fold(0_u32, |bits, digit| bits << 6 | u32::from(*digit)) << (6 * (4 - group.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..group.len()]);
    }
    bytes
}

fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= group.len() { char::from(digit) } else { '=' });
        }
    }
    text
}
