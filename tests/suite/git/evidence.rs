//! What a commit or a tag says of itself: read as git reads it, signature apart.
//! Where git calls a signature good, the payload has every byte that it signed.

use std::fs;

use policybook::history::TagId;
use policybook::model::CommitId;

use super::repo::Repo;
use crate::signing::{ANN, AT, Signing};

fn with_key() -> Signing {
    let signing = Signing::new();
    let key = signing.key("ann", &["ed25519"]);
    signing.allow(&format!("{ANN} {key}\n"));
    signing
}

/// Asserts that the signature is good here and for git.
fn assert_good(signing: &Signing, commit: &CommitId) {
    let state = signing.state(commit);
    assert!(state.is_good(), "{state}");
    assert!(signing.git_trusts(commit));
}

#[test]
fn a_commit_tells_people_time_parents_and_trailers() {
    let signing = with_key();
    let one = signing.commit(None, "One.\n");
    let author = ["-c", "author.name=Bob", "-c", "author.email=bob@example.org"];
    let message = "Two.\n\nBody.\n\nApproved-by: Carol <carol@example.org>\nReviewed-by: Dan,\n  of the board\n";
    let two = signing.commit_with(Some("ann"), &author, message.as_bytes());
    let evidence = signing.evidence(&two).unwrap();
    assert_eq!((evidence.author.name.as_str(), evidence.author.email.as_deref()), ("Bob", Some("bob@example.org")));
    assert_eq!(evidence.committer.person.email.as_deref(), Some(ANN));
    assert_eq!((evidence.committer.at, evidence.committer.offset_minutes), (AT, Some(60)));
    assert_eq!(evidence.committer.date.unwrap().to_string(), "2023-11-14");
    assert_eq!(evidence.parents, std::slice::from_ref(&one));
    assert_eq!(evidence.trailers_named("approved-BY").collect::<Vec<_>>(), ["Carol <carol@example.org>"]);
    assert_eq!(evidence.trailers_named("Reviewed-by").collect::<Vec<_>>(), ["Dan, of the board"]);
    let signed = evidence.signed.unwrap();
    assert!(signed.payload.starts_with(b"tree ") && signed.signature.starts_with(b"-----BEGIN SSH SIGNATURE-----\n"));
    assert_good(&signing, &two);
    assert_eq!(signing.evidence(&one).unwrap().signed, None);
}

#[test]
fn messages_of_any_form_are_signed_as_they_stand() {
    let signing = with_key();
    let latin = ["-c", "i18n.commitEncoding=ISO-8859-1"];
    let commits = [
        signing.commit(Some("ann"), "One.\r\n\r\nBody.\r\n\r\nApproved-by: Carol\r\n"),
        signing.commit_with(Some("ann"), &latin, b"Gr\xfc\xdfe.\n\nApproved-by: J\xfcrgen\n"),
        signing.commit(Some("ann"), "No line feed at the end"),
        signing.commit(Some("ann"), "\n\n\n gpgsig nothing\n\ngpgsig in the message\n more\n"),
        signing.commit(Some("ann"), "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n"),
    ];
    for commit in &commits {
        assert_good(&signing, commit);
    }
    let approved = |commit| signing.evidence(commit).unwrap().trailers;
    assert_eq!(approved(&commits[0]), [("Approved-by".to_owned(), "Carol".to_owned())]);
    assert_eq!(approved(&commits[1]), [("Approved-by".to_owned(), "Jürgen".to_owned())]);
}

#[test]
fn merged_tags_are_part_of_what_is_signed() {
    let signing = with_key();
    let base = signing.commit(None, "Base.\n");
    signing.git(&["checkout", "--quiet", "-b", "side"]);
    let side = signing.commit(None, "Side.\n");
    signing.tag(Some("ann"), "v1", "Release.");
    signing.git(&["checkout", "--quiet", "main"]);
    let sign = format!("-S{}", signing.key_file("ann"));
    signing.git(&["merge", "--quiet", "--no-ff", &sign, "-m", "Merge.", "v1"]);
    let merge = CommitId::new(signing.git(&["rev-parse", "HEAD"]));
    assert_good(&signing, &merge);
    let evidence = signing.evidence(&merge).unwrap();
    assert_eq!(evidence.parents, [base, side]);
    let signed = evidence.signed.unwrap();
    assert!(String::from_utf8(signed.payload).unwrap().contains("\nmergetag object "));
}

#[test]
fn other_headers_of_signatures_are_left_out_as_git_does() {
    let signing = with_key();
    let commit = signing.commit(Some("ann"), "One.\n");
    let text = String::from_utf8(signing.object("commit", commit.as_str())).unwrap();
    let put = |from: &str, to: &str| CommitId::new(signing.write("commit", text.replacen(from, to, 1).as_bytes()));
    for same in [
        put("gpgsig ", "gpgsig-sha256 junk\n more junk\ngpgsig "),
        put("\n\nOne.", "\ngpgsig-sha256 junk\n more junk\n\nOne."),
        put("gpgsig ", "gpgsigother junk\n more\n and more\ngpgsig "),
    ] {
        assert_good(&signing, &same);
    }
    for changed in [put("gpgsig ", "x-note junk\ngpgsig "), put("\n\nOne.", "\nx-note junk\n\nOne.")] {
        assert!(!signing.state(&changed).is_good() && !signing.git_trusts(&changed));
    }
    // git takes the first of two signatures; here neither counts.
    let twice = put("\n\nOne.", "\ngpgsig -----BEGIN SSH SIGNATURE-----\n AAAA\n -----END SSH SIGNATURE-----\n\nOne.");
    assert!(!signing.state(&twice).is_good());
}

#[test]
fn a_tag_tells_its_own_name_and_commit() {
    let signing = with_key();
    let commit = signing.commit(None, "One.\n");
    let tag = signing.tag(Some("ann"), "v1", "Release one.\n\nApproved.");
    signing.git(&["tag", "light"]);
    signing.git(&["update-ref", "refs/tags/v2", tag.as_str()]);
    let evidence = signing.tag_evidence(&tag).unwrap();
    assert_eq!((evidence.name.as_str(), &evidence.commit), ("v1", &Some(commit)));
    assert_eq!((evidence.tagger.person.email.as_deref(), evidence.tagger.at), (Some(ANN), AT));
    assert_eq!(evidence.message, "Release one.\n\nApproved.");
    let tags = signing.log().tags;
    let of = |name: &str| tags.iter().find(|tag| tag.name == name).unwrap();
    assert_eq!((&of("light").object, &of("v1").object, &of("v2").object), (&None, &Some(tag.clone()), &Some(tag)));
    assert!(evidence.is_of(of("v1")) && !evidence.is_of(of("v2")) && !evidence.is_of(of("light")));
}

#[test]
fn a_tag_of_a_tag_names_no_commit() {
    let signing = with_key();
    signing.commit(None, "One.\n");
    signing.tag(Some("ann"), "v1", "Inner.");
    let sign = format!("-u{}", signing.key_file("ann"));
    signing.git(&["tag", "--annotate", &sign, "-m", "Outer.", "outer", "v1"]);
    let outer = TagId::new(signing.git(&["rev-parse", "refs/tags/outer"]));
    let evidence = signing.tag_evidence(&outer).unwrap();
    assert_eq!((evidence.commit, evidence.message.as_str()), (None, "Outer."));
    assert!(signing.tag_state(&outer).is_good() && signing.git_trusts_tag(&outer));
}

#[test]
fn only_the_last_signature_of_a_tag_counts() {
    let signing = with_key();
    signing.commit(None, "One.\n");
    let one = signing.tag(Some("ann"), "v1", "One.");
    let inner = String::from_utf8(signing.object("tag", one.as_str())).unwrap();
    // A signed tag with words after the signature, signed again as a whole.
    let grown = format!("{inner}And more.\n");
    let twice = format!("{grown}{}", signing.sign("ann", "git", grown.as_bytes()));
    let twice = TagId::new(signing.write("tag", twice.as_bytes()));
    assert!(signing.tag_state(&twice).is_good() && signing.git_trusts_tag(&twice));
    assert!(signing.tag_evidence(&twice).unwrap().message.ends_with("And more."));
    let grown = TagId::new(signing.write("tag", grown.as_bytes()));
    assert!(!signing.tag_state(&grown).is_good());
}

#[test]
fn an_object_that_is_not_what_its_id_says_is_no_evidence() {
    let repo = Repo::new();
    let one = repo.commit(&[], "one", &[("content/a.md", "a\n")]).to_string();
    let two = repo.commit(&[], "two", &[("content/a.md", "b\n")]).to_string();
    let evidence = |id: &str| {
        let reading = policybook::git::read(repo.folder.path(), &super::repo::request());
        reading.store.commit_evidence(&CommitId::new(id))
    };
    assert!(evidence(&one).is_some() && evidence(&two).is_some());
    let file = |id: &str| repo.folder.path().join(".git/objects").join(&id[..2]).join(&id[2..]);
    fs::remove_file(file(&two)).unwrap();
    fs::copy(file(&one), file(&two)).unwrap();
    assert_eq!(evidence(&two), None);
    let tree = repo.repository.find_commit(one.parse().unwrap()).unwrap().tree_id().to_string();
    for other in [tree.as_str(), &"0".repeat(40), "short", "", &"é".repeat(20)] {
        assert_eq!(evidence(other), None, "{other}");
    }
}

#[test]
fn commits_without_a_committer_or_a_time_are_no_evidence() {
    let repo = Repo::new();
    let tree = repo.tree(&[("content/a.md", "a\n")]);
    for header in ["author A <a@x> 1 +0000", "committer A <a@x>", "committer A <a@x> soon +0000", "committer"] {
        let id = repo.raw_commit(format!("tree {tree}\n{header}\n\nOne.\n").as_bytes());
        let reading = policybook::git::read(repo.folder.path(), &super::repo::request());
        assert_eq!(reading.store.commit_evidence(&CommitId::new(id.to_string())), None, "{header}");
    }
}
