//! Signatures that are not verified: OpenPGP, X.509, certificates; and security
//! keys, which are.

use policybook::signature::{AllowedSigners, SignatureState, Unverified, check};

use crate::signing::{ANN, AT, Signing};

/// A signature packet of version 4 with the subpackets 33 and 16, as gpg writes it.
const OPENPGP: &str = "-----BEGIN PGP SIGNATURE-----
Version: GnuPG v2
Comment: made by hand

iHUEABYKAB0WIQQBI0VniavN7wEjRWeJq83vASNFZwUCZVPxAAAKCRCJq83vASNF
Z6q7AQCAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQEAgAAAAAAAAAAA
AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAU=
=AbCd
-----END PGP SIGNATURE-----
";

#[test]
fn openpgp_is_not_verified_and_its_key_is_named() {
    let signing = Signing::new();
    let commit = signing.commit_signed_by_hand(&signing.commit(None, "One.\n"), OPENPGP);
    let id = "89ABCDEF01234567".to_owned();
    assert_eq!(signing.state(&commit), SignatureState::NotVerified(Unverified::OpenPgp(Some(id))));
    assert_eq!(signing.state(&commit).to_string(), "not verified: signed with OpenPGP, key 89ABCDEF01234567");
    assert!(!signing.git_trusts(&commit));
}

#[test]
fn an_openpgp_signature_without_issuer_names_no_key() {
    let state = |text: &str| check(b"", text.as_bytes(), &AllowedSigners::default(), Some(ANN), AT);
    let nameless = SignatureState::NotVerified(Unverified::OpenPgp(None));
    for text in [
        "-----BEGIN PGP SIGNATURE-----\n\niAA=\n-----END PGP SIGNATURE-----",
        "-----BEGIN PGP SIGNATURE-----\n\n!!!!\n-----END PGP SIGNATURE-----",
        "-----BEGIN PGP SIGNATURE-----",
        "-----BEGIN PGP SIGNATURE----------END PGP SIGNATURE-----",
        "-----BEGIN PGP MESSAGE-----\n\niAA=\n-----END PGP MESSAGE-----",
        "-----BEGIN PGP SIGNATURE-----\n\n=AbCd\n-----END PGP SIGNATURE-----",
    ] {
        assert_eq!(state(text), nameless, "{text}");
    }
}

#[test]
fn x509_and_unknown_kinds_are_not_verified() {
    let state = |text: &str| check(b"", text.as_bytes(), &AllowedSigners::default(), Some(ANN), AT);
    let x509 = "-----BEGIN SIGNED MESSAGE-----\nMIIB\n-----END SIGNED MESSAGE-----\n";
    assert_eq!(state(x509), SignatureState::NotVerified(Unverified::X509));
    for text in ["signed, the boss", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "\0"] {
        assert_eq!(state(text), SignatureState::NotVerified(Unverified::Unknown), "{text}");
    }
    assert_eq!(state(" \n"), SignatureState::Unsigned);
}

#[test]
fn a_certificate_is_not_verified_and_an_authority_is_nobody() {
    let signing = Signing::new();
    let authority = signing.key("authority", &["ed25519"]);
    signing.key("ann", &["ed25519"]);
    let (ca, public) = (signing.key_file("authority"), format!("{}.pub", signing.key_file("ann")));
    signing.run("ssh-keygen", &["-q", "-s", &ca, "-I", "ann", "-n", ANN, &public], b"");
    signing.allow(&format!("{ANN} cert-authority {authority}\n"));
    // ssh-keygen signs with a certificate when it is given one beside its key.
    let certificate = format!("{}-cert.pub", signing.key_file("ann"));
    let unsigned = signing.commit(None, "One.\n");
    let bytes = signing.object("commit", unsigned.as_str());
    let signature = signing.run("ssh-keygen", &["-Y", "sign", "-q", "-n", "git", "-f", &certificate], &bytes);
    let commit = signing.commit_signed_by_hand(&unsigned, std::str::from_utf8(&signature).unwrap());
    assert_eq!(signing.state(&commit), SignatureState::NotVerified(Unverified::Certificate));
    assert!(signing.git_trusts(&commit), "here git knows more");
    let own = signing.commit(Some("authority"), "Two.\n");
    assert!(matches!(signing.state(&own), SignatureState::UnknownKey(_)));
    assert!(!signing.git_trusts(&own));
}

/// Keys on a security key, and what they signed; ssh-keygen calls both good.
const SECURITY_KEYS: [(&str, &str); 2] = [
    (
        "sk-ssh-ed25519@openssh.com \
         AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIEs5ptoedlASKFjnIYiwFTvumADzcTsxulYAbj8/DyfJAAAABHNzaDo=",
        "U1NIU0lHAAAAAQAAAEoAAAAac2stc3NoLWVkMjU1MTlAb3BlbnNzaC5jb20AAAAgSzmm2h
52UBIoWOchiLAVO+6YAPNxOzG6VgBuPz8PJ8kAAAAEc3NoOgAAAANnaXQAAAAAAAAABnNo
YTUxMgAAAGcAAAAac2stc3NoLWVkMjU1MTlAb3BlbnNzaC5jb20AAABAkl96wq8ZLNimTS
D/FYt0r/U1mvnLH9Vh7Fs1iL8YGeytlUV0xDLZTt+46VejVNZE+SUxJUDHWKVky9e+jPqN
CgEAAAAH",
    ),
    (
        "sk-ecdsa-sha2-nistp256@openssh.com \
         AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyNTYAAABBBHPN8nOsl+wkF4U9HKlhe8dPMi+k9+FaHzRQ\
         C/aUZU6EHhe7m4U7281l0R2bqw1BpyFKIrbabmGJZSQfDoL1wUgAAAAEc3NoOg==",
        "U1NIU0lHAAAAAQAAAH8AAAAic2stZWNkc2Etc2hhMi1uaXN0cDI1NkBvcGVuc3NoLmNvbQ
AAAAhuaXN0cDI1NgAAAEEEc83yc6yX7CQXhT0cqWF7x08yL6T34VofNFAL9pRlToQeF7ub
hTvbzWXRHZurDUGnIUoittpuYYllJB8OgvXBSAAAAARzc2g6AAAAA2dpdAAAAAAAAAAGc2
hhNTEyAAAAeAAAACJzay1lY2RzYS1zaGEyLW5pc3RwMjU2QG9wZW5zc2guY29tAAAASQAA
ACAcDmx8g9yIzedotP7NaBxA8UsLSO7OTP5L1HOyfnnl2gAAACEAsfNpXuuFrGCo97DQgM
GfE0Ez0DQBKopS+FxvWBDqC2QBAAAABw==",
    ),
];

#[test]
fn security_keys_are_verified() {
    for (key, base64) in SECURITY_KEYS {
        let (signers, problems) = AllowedSigners::parse(&format!("{ANN} {key}\n"));
        assert!(problems.is_empty(), "{problems:?}");
        let armour = format!("-----BEGIN SSH SIGNATURE-----\n{base64}\n-----END SSH SIGNATURE-----\n");
        let state = |payload: &[u8]| check(payload, armour.as_bytes(), &signers, Some(ANN), AT);
        assert!(state(b"what was signed\n").is_good());
        assert!(matches!(state(b"what was never signed\n"), SignatureState::Bad(_)));
    }
}
