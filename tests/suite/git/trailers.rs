//! The trailers of a message, held against `git interpret-trailers`.

use policybook::model::CommitId;

use crate::signing::Signing;

/// Messages whose trailers are in doubt.
const MESSAGES: &[&str] = &[
    "",
    "Title.\n",
    "Title: of a commit\n",
    "Title.\nApproved-by: in the first paragraph\n",
    "Title.\n\nApproved-by: Ann\n",
    "Title.\n\nApproved-by: no line feed",
    "Title.\n\nBody.\n\nApproved-by: Ann <ann@example.org>\nReviewed-by: Bob\nSigned-off-by: Carol <c@example.org>\n",
    "Title.\n\nApproved-by: not in the last paragraph\n\nBody.\n",
    "Title.\n\nApproved-by: Ann\n  folded once\n\tand twice\nReviewed-by: Bob\n",
    "Title.\n\n  folded: before any\nApproved-by: Ann\n",
    "Title.\n\nApproved-by: Ann\nsome prose\n",
    "Title.\n\nsome prose\nmore prose\nand more\nSigned-off-by: Ann\n",
    "Title.\n\nsome prose\nmore prose\nand more\ntoo much\nSigned-off-by: Ann\n",
    "Title.\n\nsome prose\n  indented\nand more\nSigned-off-by: Ann\nApproved-by: Bob\n",
    "Title.\n\nprose\n(cherry picked from commit 0123456789abcdef)\nApproved-by: Bob\n",
    "Title.\n\nApproved-by:\nReviewed-by:   \n",
    "Title.\n\nApproved by: with a space\n",
    "Title.\n\nApproved-by : space before the colon\nApproved-by\t:tab\n",
    "Title.\n\nApproved_by: an underscore\n",
    "Title.\n\nÄpproved-by: no letter of git\n",
    "Title.\n\n: no key\n",
    "Title.\n\nApproved-by: a: b: c\n",
    "Title.\n\nApproved-by:no space\n",
    "Title.\n\nhttps://example.org\n",
    "Title.\n\nApproved-by: Ann\n\n\n  \n",
    "Title.\n\nApproved-by: Ann\n# a comment\n# another\n",
    "Title.\n\n# a comment\nApproved-by: Ann\n# in between\nReviewed-by: Bob\n",
    "Title.\n\nApproved-by: Ann\n\nConflicts:\n\tcontent/a.md\n\tcontent/b.md\n",
    "Title.\n\nApproved-by: Ann\n\nConflicts:\n\tcontent/a.md\nand more\n",
    "Title.\n\nApproved-by: Ann\n# ------------------------ >8 ------------------------\ndiff: no\n",
    "Title.\n\nBody.\n---\nApproved-by: below a line\n",
    "Title.\n\nBody.\n---\n\nApproved-by: below a line\n",
    "Title.\n \nApproved-by: after a line of space\n",
    "\n\nTitle.\n\nApproved-by: Ann\n",
    "# comment\nTitle.\n\nApproved-by: Ann\n",
    "Title.\r\n\r\nApproved-by: Ann\r\nReviewed-by: Bob\r\n",
    "Title.\n\nApproved-by: Ann\nAPPROVED-BY: Bob\napproved-by: Carol\n",
];

/// Lines of which messages are put together.
const LINES: &[&str] = &[
    "Title.\n",
    "\n",
    "\n",
    "Approved-by: Ann\n",
    "Reviewed-by: Bob\n",
    "Signed-off-by: Carol\n",
    "(cherry picked from commit 01)\n",
    "  folded\n",
    "\tfolded: too\n",
    "some prose\n",
    "# comment\n",
    " \n",
    "Conflicts:\n",
    "---\n",
];

fn assert_like_git(signing: &Signing, head: &str, message: &str) {
    let commit = CommitId::new(signing.write("commit", format!("{head}\n{message}").as_bytes()));
    let evidence = signing.evidence(&commit).unwrap();
    let ours: String = evidence.trailers.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
    let git = signing.run("git", &["interpret-trailers", "--parse", "--no-divider"], message.as_bytes());
    assert_eq!(ours, String::from_utf8(git).unwrap(), "of the message\n{message}");
}

fn repository() -> (Signing, String) {
    let signing = Signing::new();
    let text = String::from_utf8(signing.object("commit", signing.commit(None, "One.\n").as_str())).unwrap();
    let head = text.split("\n\n").next().unwrap().to_owned() + "\n";
    (signing, head)
}

#[test]
fn trailers_are_those_that_git_finds() {
    let (signing, head) = repository();
    for message in MESSAGES {
        assert_like_git(&signing, &head, message);
    }
}

#[test]
fn trailers_of_messages_by_chance_are_those_that_git_finds() {
    let (signing, head) = repository();
    let mut dice = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..300 {
        let mut message = "Title.\n\n".to_owned();
        for _ in 0..10 {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            message.push_str(LINES[usize::try_from(dice % LINES.len() as u64).unwrap()]);
        }
        assert_like_git(&signing, &head, &message);
    }
}

#[test]
fn what_git_does_not_show_is_no_trailer() {
    let (signing, head) = repository();
    let hidden = format!("{head}\nTitle.\n\nBody.\n\0\n\nApproved-by: nobody sees this\n");
    let commit = CommitId::new(signing.write("commit", hidden.as_bytes()));
    assert_eq!(signing.evidence(&commit).unwrap().trailers, []);
}

#[test]
fn a_long_message_takes_no_long_time() {
    let (signing, head) = repository();
    let long = format!("{head}\nTitle.\n\n{}Approved-by: Ann\n", "Note: x\n  folded\n".repeat(200_000));
    let commit = CommitId::new(signing.write("commit", long.as_bytes()));
    assert_eq!(signing.evidence(&commit).unwrap().trailers.len(), 200_001);
}
