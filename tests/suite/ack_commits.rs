//! Acknowledgements by signed commits: which count, and what is tried in vain.

use std::fs;
use std::process::{Command, Output};

use crate::harness::{data, policybook, talk};
use crate::host::service::{book, policy, publish};
use crate::scratch::Scratch;

const ANN: &str = "ann@example.org";
const BOB: &str = "bob@example.org";

/// Runs a program in the book's folder as somebody whose home is empty.
fn try_run(book: &Scratch, program: &str, args: &[&str]) -> Output {
    Command::new(program)
        .args(args)
        .current_dir(book.root())
        .env("HOME", book.around())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env_remove("SSH_AUTH_SOCK")
        .output()
        .unwrap()
}

fn git(book: &Scratch, args: &[&str]) -> String {
    let output = try_run(book, "git", args);
    assert!(output.status.success(), "{args:?}: {}", talk(&output));
    data(&output).trim().to_owned()
}

/// Becomes the person with this e-mail address and key.
fn become_person(book: &Scratch, email: &str, key: &str) {
    git(book, &["config", "user.email", email]);
    git(book, &["config", "user.name", email]);
    git(book, &["config", "user.signingkey", &book.around().join(key).display().to_string()]);
}

/// Returns a book in git whose list names the keys of Ann and Bob; Eve has a key too.
fn desk() -> Scratch {
    let book = book();
    let settings = fs::read_to_string(book.root().join("book.toml")).unwrap();
    book.write("book.toml", format!("{settings}\n[approvals]\nallowed-signers = \"allowed_signers\"\n"));
    book.write(".gitignore", "/site/\n/host-data/\n");
    git(&book, &["init", "--quiet", "--initial-branch", "main"]);
    git(&book, &["config", "gpg.format", "ssh"]);
    let mut list = String::new();
    for (name, email) in [("ann", Some(ANN)), ("bob", Some(BOB)), ("eve", None)] {
        let file = book.around().join(name).display().to_string();
        let made = try_run(&book, "ssh-keygen", &["-q", "-N", "", "-C", name, "-t", "ed25519", "-f", &file]);
        assert!(made.status.success());
        let key = fs::read_to_string(format!("{file}.pub")).unwrap();
        if let Some(email) = email {
            list += &format!("{email} {key}");
        }
    }
    book.write("allowed_signers", list);
    become_person(&book, ANN, "ann");
    git(&book, &["add", "--all"]);
    git(&book, &["commit", "--quiet", "--message", "The book"]);
    book
}

fn run(book: &Scratch, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_policybook"))
        .args(args)
        .current_dir(book.root())
        .env("HOME", book.around())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env_remove("SSH_AUTH_SOCK")
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn sign(book: &Scratch, document: &str) {
    let output = run(book, &["ack", "sign", document, "--yes"]);
    assert!(output.status.success(), "{}", talk(&output));
}

/// Commits whatever is in the folder, signed.
fn commit(book: &Scratch, more: &[&str]) {
    git(book, &["add", "--all"]);
    git(book, &[&["commit", "--quiet", "-S", "--message", "Something"], more].concat());
}

/// Asserts what is said of all acknowledgements.
fn told(book: &Scratch, args: &[&str], words: &[&str]) {
    let output = run(book, &[&["ack", "check"], args].concat());
    let said = data(&output);
    let refused = words.iter().any(|word| !word.starts_with("counts"));
    assert_eq!(output.status.code(), Some(i32::from(refused)), "{said}{}", talk(&output));
    for word in words {
        assert!(said.contains(word), "`{word}` is not in:\n{said}{}", talk(&output));
    }
    assert_eq!(said.lines().count(), words.len(), "{said}");
}

const ANNS: &str = "acks/POL-1/1.0/ann@example.org.json";

#[test]
fn a_signed_commit_acknowledges_and_is_put_on_record_once() {
    let book = desk();
    // What counts is what everybody has, not what stands in the folder.
    book.write("content/rules.md", policy("POL-1", "1.0", "audience: [staff]\n", "Something else."));
    let output = run(&book, &["ack", "sign", "POL-1", "--yes"]);
    assert!(output.status.success() && talk(&output).contains("I have read and understood"), "{}", talk(&output));
    git(&book, &["checkout", "--quiet", "--", "content"]);
    assert_eq!(git(&book, &["show", "--name-only", "--format=", "HEAD"]), ANNS);
    told(&book, &[], &[&format!("counts   {ANNS}  ann@example.org")]);
    let again = run(&book, &["ack", "sign", "POL-1", "--yes"]);
    assert!(talk(&again).contains("is there already"), "{}", talk(&again));
    // Bob's comes by a branch that is merged.
    become_person(&book, BOB, "bob");
    git(&book, &["switch", "--quiet", "--create", "bob"]);
    sign(&book, "POL-1");
    told(&book, &["--base", "main"], &["counts   acks/POL-1/1.0/bob@example.org.json"]);
    git(&book, &["switch", "--quiet", "main"]);
    git(&book, &["merge", "--quiet", "--no-ff", "--message", "Merge", "bob"]);
    told(&book, &[], &["counts   acks/POL-1/1.0/ann", "counts   acks/POL-1/1.0/bob"]);
    publish(&book);
    assert!(policybook(&book.root(), &["log", "init"]).status.success());
    for said in ["2 recorded, 0 were on record before", "0 recorded, 2 were on record before"] {
        let output = run(&book, &["ack", "import", "--commits"]);
        assert!(talk(&output).contains(said), "{}", talk(&output));
    }
    let report = data(&run(&book, &["ack", "report", "--format", "csv"]));
    let rows = report.lines().filter(|line| line.contains("POL-1") && line.contains("acknowledged")).count();
    assert_eq!(rows, 2, "{report}");
    let verified = run(&book, &["log", "verify", "--json"]);
    assert!(data(&verified).contains("\"ack\": 2"), "{}", data(&verified));
}

#[test]
fn what_does_not_prove_who_confirmed_which_text_does_not_count() {
    let as_ann = |book: &Scratch, change: &dyn Fn(&str) -> String| {
        let output = run(book, &["ack", "sign", "POL-1", "--yes", "--no-commit"]);
        assert!(output.status.success(), "{}", talk(&output));
        let text = fs::read_to_string(book.root().join(ANNS)).unwrap();
        book.write(ANNS, change(&text));
    };
    let plain = |text: &str| text.to_owned();
    type Case<'a> = (&'a str, &'a str, Box<dyn Fn(&Scratch) + 'a>);
    let table: Vec<Case<'_>> = vec![
        (
            "no signature",
            "does not prove who made it",
            Box::new(|book| {
                as_ann(book, &plain);
                git(book, &["add", "--all"]);
                git(book, &["commit", "--quiet", "--message", "Mine"]);
            }),
        ),
        (
            "a key that nobody knows",
            "does not prove who made it",
            Box::new(|book| {
                as_ann(book, &plain);
                become_person(book, ANN, "eve");
                commit(book, &[]);
            }),
        ),
        (
            "another's key under her name",
            "does not prove who made it",
            Box::new(|book| {
                as_ann(book, &plain);
                become_person(book, ANN, "bob");
                commit(book, &[]);
            }),
        ),
        (
            "by somebody else",
            "it is of ann@example.org, and bob@example.org signed it",
            Box::new(|book| {
                as_ann(book, &plain);
                become_person(book, BOB, "bob");
                commit(book, &[]);
            }),
        ),
        (
            "by somebody else, with her as the author",
            "it is of ann@example.org",
            Box::new(|book| {
                as_ann(book, &plain);
                become_person(book, BOB, "bob");
                commit(book, &["--author", "Ann <ann@example.org>"]);
            }),
        ),
        (
            "another text",
            "was not asked for with that text",
            Box::new(|book| {
                as_ann(book, &|text| text.replacen("\"content_hash\": \"", "\"content_hash\": \"00", 1));
                commit(book, &[]);
            }),
        ),
        (
            "other words",
            "was not asked for with that text",
            Box::new(|book| {
                as_ann(book, &|text| text.replace("understood", "seen"));
                commit(book, &[]);
            }),
        ),
        (
            "another field",
            "it is no acknowledgement",
            Box::new(|book| {
                as_ann(book, &|text| text.replace("{\n", "{\n  \"remark\": \"not really\",\n"));
                commit(book, &[]);
            }),
        ),
        (
            "another person's file in her place",
            "it belongs to acks/POL-1/1.0/bob@example.org.json",
            Box::new(|book| {
                as_ann(book, &|text| text.replace(ANN, BOB));
                commit(book, &[]);
            }),
        ),
        (
            "more than one file",
            "changes other files too",
            Box::new(|book| {
                as_ann(book, &plain);
                book.write("content/it.md", policy("POL-2", "1.1", "audience: [it]\n", "Do not patch it."));
                commit(book, &[]);
            }),
        ),
        (
            "changed afterwards",
            "changed or took away what was signed",
            Box::new(|book| {
                sign(book, "POL-1");
                book.write(ANNS, fs::read_to_string(book.root().join(ANNS)).unwrap() + "\n");
                commit(book, &[]);
            }),
        ),
        (
            "taken away",
            "changed or took away what was signed",
            Box::new(|book| {
                sign(book, "POL-1");
                book.remove(ANNS);
                commit(book, &[]);
            }),
        ),
        (
            "a key that was withdrawn",
            "does not prove who made it",
            Box::new(|book| {
                sign(book, "POL-1");
                let list = fs::read_to_string(book.root().join("allowed_signers")).unwrap();
                book.write("allowed_signers", list.lines().filter(|line| !line.starts_with(ANN)).collect::<String>());
                commit(book, &[]);
            }),
        ),
        (
            "squashed",
            "does not prove who made it",
            Box::new(|book| {
                git(book, &["switch", "--quiet", "--create", "ann"]);
                sign(book, "POL-1");
                git(book, &["switch", "--quiet", "main"]);
                git(book, &["merge", "--quiet", "--squash", "ann"]);
                git(book, &["commit", "--quiet", "--message", "Squashed"]);
            }),
        ),
    ];
    for (what, words, hostile) in table {
        let book = desk();
        hostile(&book);
        let output = run(&book, &["ack", "check"]);
        let said = data(&output);
        assert_eq!(output.status.code(), Some(1), "{what}: {said}{}", talk(&output));
        assert!(said.starts_with("REFUSED") && said.contains(words), "{what}: {said}");
        publish(&book);
        assert!(policybook(&book.root(), &["log", "init"]).status.success());
        let output = run(&book, &["ack", "import", "--commits"]);
        assert_eq!(output.status.code(), Some(1), "{what}: {}", talk(&output));
        let said = talk(&output);
        assert!(said.contains("0 recorded") && said.contains("REFUSED  acks/POL-1/1.0/ann"), "{what}: {said}");
        // What does not count keeps nobody else's from counting.
        become_person(&book, BOB, "bob");
        if !book.root().join("acks/POL-1/1.0/bob@example.org.json").exists() {
            sign(&book, "POL-1");
            assert!(talk(&run(&book, &["ack", "import", "--commits"])).contains("1 recorded"), "{what}");
        }
    }
}

#[test]
fn a_branch_brings_no_key_along_and_takes_nothing_away() {
    let book = desk();
    sign(&book, "POL-1");
    git(&book, &["switch", "--quiet", "--create", "change"]);
    let key = fs::read_to_string(book.around().join("eve.pub")).unwrap();
    let list = fs::read_to_string(book.root().join("allowed_signers")).unwrap();
    book.write("allowed_signers", format!("{list}eve@example.org {key}"));
    become_person(&book, "eve@example.org", "eve");
    commit(&book, &[]);
    sign(&book, "POL-1");
    told(&book, &["--base", "main"], &["does not prove who made it"]);
    book.remove(ANNS);
    commit(&book, &[]);
    told(&book, &["--base", "main"], &["it is on record and was changed or taken away", "does not prove"]);
}

#[test]
fn who_types_something_wrong_is_told_what_to_do() {
    let book = desk();
    let refused = |args: &[&str], words: &str| {
        let output = run(&book, args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", talk(&output));
        assert!(talk(&output).contains(words), "{args:?}: {}", talk(&output));
    };
    refused(&["ack", "sign", "POL-11", "--yes"], "did you mean `POL-1`?");
    refused(&["ack", "sign", "Manual", "--yes"], "2 documents are");
    refused(&["ack", "sign", "POL-1"], "write `--yes`");
    refused(&["ack", "check", "--base", "nowhere"], "no commit, tag or branch");
    refused(&["ack", "import", "--commits", "--method", "paper"], "cannot be used with");
    refused(&["ack", "import"], "required");
    assert!(!book.root().join("acks").exists());
    let settings = fs::read_to_string(book.root().join("book.toml")).unwrap();
    book.write("book.toml", settings.replace("allowed-signers = \"allowed_signers\"", ""));
    refused(&["ack", "check"], "names no `allowed-signers`");
    // Without a key git does not sign, and the file is there to try again.
    git(&book, &["config", "user.signingkey", "/nowhere"]);
    let output = run(&book, &["ack", "sign", "POL-1", "--yes"]);
    assert!(!output.status.success() && talk(&output).contains("git commit -S"), "{}", talk(&output));
    assert!(book.root().join(ANNS).exists());
}
