//! Signatures with keys of the list, or of no list: the verdict, and git's.

use policybook::history::TagId;
use policybook::model::CommitId;
use policybook::signature::{KeyFingerprint, Principals, SignatureState};

use crate::scratch::skipped;
use crate::signing::{ANN, AT, Signing};

const ED25519: &[&str] = &["ed25519"];

/// A repository with one key, `ann`, and the key's kind and base64.
fn with_key() -> (Signing, String) {
    let signing = Signing::new();
    let key = signing.key("ann", ED25519);
    (signing, key)
}

/// What ssh-keygen says of a key.
fn fingerprint(signing: &Signing, name: &str) -> String {
    let told = signing.run("ssh-keygen", &["-l", "-f", &signing.key_file(name)], b"");
    String::from_utf8(told).unwrap().split(' ').nth(1).unwrap().to_owned()
}

#[test]
fn every_kind_of_key_that_is_allowed_signs_commits_and_tags() {
    let kinds: [&[&str]; 5] =
        [ED25519, &["ecdsa", "-b", "256"], &["ecdsa", "-b", "384"], &["ecdsa", "-b", "521"], &["rsa", "-b", "3072"]];
    let signing = Signing::new();
    for (number, kind) in kinds.iter().enumerate() {
        let name = format!("key{number}");
        let key = signing.key(&name, kind);
        signing.allow(&format!("# the only one\n{ANN} {key} a comment\n"));
        let commit = signing.commit(Some(&name), "One.\n");
        let tag = signing.tag(Some(&name), &format!("v{number}"), "Release.");
        let fingerprint = fingerprint(&signing, &name);
        for (state, is_trusted) in [
            (signing.state(&commit), signing.git_trusts(&commit)),
            (signing.tag_state(&tag), signing.git_trusts_tag(&tag)),
        ] {
            assert_eq!(state.phrase(Principals::Shown), format!("signed by {ANN}, key {fingerprint}"));
            assert_eq!(state.phrase(Principals::Hidden), format!("signed with key {fingerprint}"));
            assert!(state.is_good() && is_trusted);
        }
    }
}

#[test]
fn what_is_not_signed_is_not_signed() {
    let (signing, key) = with_key();
    signing.allow(&format!("{ANN} {key}\n"));
    let commit = signing.commit(None, "-----BEGIN SSH SIGNATURE-----\n");
    let tag = signing.tag(None, "v1", "Release.");
    assert_eq!((signing.state(&commit), signing.tag_state(&tag)), (SignatureState::Unsigned, SignatureState::Unsigned));
    assert!(!signing.git_trusts(&commit) && !signing.git_trusts_tag(&tag));
    assert_eq!(signing.state(&commit).to_string(), "not signed");
}

#[test]
fn one_changed_byte_spoils_a_signature() {
    for kind in [ED25519, &["ecdsa"], &["rsa", "-b", "2048"]] {
        let signing = Signing::new();
        let key = signing.key("ann", kind);
        signing.allow(&format!("{ANN} {key}\n"));
        let commit = signing.commit(Some("ann"), "Approved.\n");
        let tag = signing.tag(Some("ann"), "v1", "Release.");
        let changed = |kind: &str, id: &str, from: &str, to: &str| {
            let text = String::from_utf8(signing.object(kind, id)).unwrap();
            assert!(text.contains(from));
            signing.write(kind, text.replacen(from, to, 1).as_bytes())
        };
        for (from, to) in [("Approved.", "Approvee."), ("+0100", "+0200"), ("Ann Author", "Bob Author")] {
            let forged = CommitId::new(changed("commit", commit.as_str(), from, to));
            assert!(matches!(signing.state(&forged), SignatureState::Bad(_)), "{}", signing.state(&forged));
            assert!(!signing.git_trusts(&forged));
        }
        let forged = TagId::new(changed("tag", tag.as_str(), "tag v1", "tag v2"));
        assert!(signing.tag_state(&forged).to_string().starts_with("the signature does not fit what it stands on"));
        assert!(!signing.git_trusts_tag(&forged));
    }
}

#[test]
fn a_key_that_the_list_does_not_name_proves_nothing() {
    let (signing, _) = with_key();
    let other = signing.key("other", ED25519);
    signing.allow(&format!("{ANN} {other}\n"));
    let commit = signing.commit(Some("ann"), "One.\n");
    let fingerprint = fingerprint(&signing, "ann");
    let phrase = format!("signed with a key that allowed_signers does not name: {fingerprint}");
    assert_eq!(signing.state(&commit).to_string(), phrase);
    assert!(!signing.git_trusts(&commit));
    signing.allow("");
    assert!(matches!(signing.state(&commit), SignatureState::UnknownKey(_)));
}

/// The verdict on a commit under each list, `KEY` standing for the key.
fn verdicts(lists: &[&str]) -> Vec<(String, bool, bool)> {
    let (signing, key) = with_key();
    signing.commit(Some("ann"), "One.\n");
    let commit = CommitId::new(signing.git(&["rev-parse", "HEAD"]));
    let verdict = |list: &&str| {
        signing.allow(&list.replace("KEY", &key));
        let state = signing.state(&commit);
        let kind = format!("{state:?}");
        let kind = kind.split(['(', ' ']).next().unwrap().to_owned();
        (kind, state.signer().is_some(), signing.git_trusts(&commit))
    };
    lists.iter().map(verdict).collect()
}

/// Asserts the verdict under each list, and that git agrees: good there is a
/// signer here.
fn assert_verdicts(table: &[(&str, &str)]) {
    let lists: Vec<&str> = table.iter().map(|(list, _)| *list).collect();
    for ((list, expected), (kind, has_signer, is_trusted)) in table.iter().zip(verdicts(&lists)) {
        assert_eq!(kind, *expected, "{list}");
        assert_eq!(has_signer, is_trusted, "git disagrees about {list}");
    }
}

#[test]
fn a_key_counts_within_its_time_only() {
    assert_eq!(AT, 1_700_000_000, "the times below are around this one");
    assert_verdicts(&[
        ("ann@example.org valid-before=\"20231114221320Z\" KEY\n", "Good"),
        ("ann@example.org valid-before=\"20231114221319Z\" KEY\n", "Expired"),
        ("ann@example.org valid-before=\"202311142213\" KEY\n", "Expired"),
        ("ann@example.org valid-before=\"20231115\" KEY\n", "Good"),
        ("ann@example.org valid-before=\"20231114Z\" KEY\n", "Expired"),
        ("ann@example.org valid-after=\"20231114221320Z\" KEY\n", "Good"),
        ("ann@example.org valid-after=\"20231114221321\" KEY\n", "NotYetValid"),
        ("ann@example.org valid-after=\"202311142214Z\" KEY\n", "NotYetValid"),
        ("ann@example.org valid-after=\"20231101\",valid-before=\"20231130\" KEY\n", "Good"),
        ("ann@example.org valid-after=\"20231101\",valid-before=\"20231105\" KEY\n", "Expired"),
        ("ann@example.org VALID-AFTER=\"20231201\",namespaces=\"git\" KEY\n", "NotYetValid"),
        // A key whose time was prolonged by a second line.
        ("ann@example.org valid-before=\"20231105\" KEY\nann@example.org valid-after=\"20231105\" KEY\n", "Good"),
        ("bob@example.org valid-before=\"20231105\" KEY\nann@example.org KEY\n", "Good"),
    ]);
    let (signing, key) = with_key();
    signing.allow(&format!("{ANN} valid-before=\"20231105\" {key}\n"));
    let state = signing.state(&signing.commit(Some("ann"), "One.\n"));
    let window = "after the time in which the key counts (to 2023-11-05 00:00:00 UTC)";
    assert_eq!(state.to_string(), format!("signed by {ANN}, key {}, {window}", fingerprint(&signing, "ann")));
}

#[test]
fn a_key_for_other_purposes_may_not_sign_for_git() {
    assert_verdicts(&[
        ("ann@example.org namespaces=\"file\" KEY\n", "NotForGit"),
        ("ann@example.org namespaces=\"file,git\" KEY\n", "Good"),
        ("ann@example.org namespaces=\"g*\" KEY\n", "Good"),
        ("ann@example.org namespaces=\"*,!git\" KEY\n", "NotForGit"),
        ("ann@example.org namespaces=\"GIT\" KEY\n", "NotForGit"),
        ("ann@example.org namespaces=\"file\" KEY\nann@example.org KEY\n", "Good"),
    ]);
}

#[test]
fn who_signs_in_the_name_of_somebody_else_is_told() {
    assert_verdicts(&[
        ("ann@example.org KEY\n", "Good"),
        ("bob@example.org KEY\n", "OtherIdentity"),
        ("Ann@example.org KEY\n", "OtherIdentity"),
        ("bob@example.org,ann@example.org KEY\n", "Good"),
        ("\"bob@example.org,ann@example.org\" KEY\n", "Good"),
        ("*@example.org KEY\n", "Good"),
        ("???@example.org KEY\n", "Good"),
        ("??@example.org KEY\n", "OtherIdentity"),
        ("!ann@example.org,*@example.org KEY\n", "OtherIdentity"),
        ("*@example.org,!bob@example.org KEY\n", "Good"),
        ("bob@example.org KEY\nann@example.org KEY\n", "Good"),
    ]);
    let (signing, key) = with_key();
    signing.allow(&format!("bob@example.org {key}\n"));
    let state = signing.state(&signing.commit(Some("ann"), "One.\n"));
    assert!(!state.is_good());
    assert_eq!(state.signer().unwrap().principal, "bob@example.org");
    assert!(state.to_string().ends_with(", in the name of somebody else"), "{state}");
}

/// git asks only about the principals of the first line that has the key and is
/// within its time.
#[test]
fn a_second_line_counts_where_git_stops_at_the_first() {
    let list = "bob@example.org namespaces=\"file\" KEY\nann@example.org KEY\n";
    assert_eq!(verdicts(&[list]), [("Good".to_owned(), true, false)]);
}

#[test]
fn a_commit_that_names_nobody_is_signed_by_nobody_it_names() {
    let (signing, key) = with_key();
    signing.allow(&format!("*,?* {key}\n"));
    let commit = signing.commit(None, "One.\n");
    let text = String::from_utf8(signing.object("commit", commit.as_str())).unwrap().replace(ANN, "");
    let nobody = CommitId::new(signing.write("commit", text.as_bytes()));
    let signature = signing.sign("ann", "git", text.as_bytes());
    let state = signing.state(&signing.commit_signed_by_hand(&nobody, &signature));
    assert!(matches!(state, SignatureState::OtherIdentity(_)), "{state}");
}

#[test]
fn a_signature_for_another_purpose_is_none_for_git() {
    let (signing, key) = with_key();
    signing.allow(&format!("{ANN} {key}\n"));
    let unsigned = signing.commit(None, "One.\n");
    let bytes = signing.object("commit", unsigned.as_str());
    let signed = |namespace| signing.commit_signed_by_hand(&unsigned, &signing.sign("ann", namespace, &bytes));
    let (file, git) = (signed("file"), signed("git"));
    assert!(signing.state(&git).is_good() && signing.git_trusts(&git));
    let phrase = format!("signed for `file` and not for git, key {}", fingerprint(&signing, "ann"));
    assert_eq!(signing.state(&file).to_string(), phrase);
    assert!(!signing.git_trusts(&file));
}

#[test]
fn weak_keys_are_never_good() {
    let signing = Signing::new();
    let mut keys = vec![("rsa1024", signing.try_key("rsa1024", &["rsa", "-b", "1024"]), "an RSA key of 1024 bits")];
    keys.push(("dsa", signing.try_key("dsa", &["dsa"]), "a DSA key"));
    for (name, key, what) in keys {
        let Some(key) = key else {
            skipped("this ssh-keygen makes no such keys");
            continue;
        };
        signing.allow(&format!("{ANN} {key}\n"));
        let state = signing.state(&signing.commit(Some(name), "One.\n"));
        let phrase =
            format!("not verified: signed with {what}, which is too weak, key {}", fingerprint(&signing, name));
        assert_eq!(state.to_string(), phrase);
    }
}

#[test]
fn a_fingerprint_is_the_one_of_ssh_keygen() {
    let (signing, key) = with_key();
    signing.allow(&format!("{ANN} {key}\n"));
    let state = signing.state(&signing.commit(Some("ann"), "One.\n"));
    let key: &KeyFingerprint = &state.signer().unwrap().key;
    assert_eq!(key.as_str(), fingerprint(&signing, "ann"));
    assert!(key.as_str().starts_with("SHA256:") && key.as_str().len() == 50);
}
