//! A repository that git itself writes, with keys that ssh-keygen makes: what a
//! signature is in the world, and what git says of it.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use policybook::git::{self, Request};
use policybook::history::{CommitEvidence, Log, Signed, TagEvidence, TagId};
use policybook::model::CommitId;
use policybook::signature::{AllowedSigners, SignatureState, check};
use tempfile::TempDir;

/// The instant of all commits and tags: 2023-11-14 22:13:20 UTC.
pub const AT: i64 = 1_700_000_000;

/// The committer and tagger of all commits and tags.
pub const ANN: &str = "ann@example.org";

/// A repository and keys in a folder of their own.
pub struct Signing {
    folder: TempDir,
}

impl Signing {
    /// Makes an empty repository whose list of allowed signers is empty.
    pub fn new() -> Self {
        let signing = Self { folder: TempDir::new().unwrap() };
        signing.git(&["init", "--quiet", "--initial-branch", "main"]);
        for (name, value) in [("user.name", "Ann Author"), ("user.email", ANN), ("gpg.format", "ssh")] {
            signing.git(&["config", name, value]);
        }
        signing.git(&["config", "gpg.ssh.allowedSignersFile", "../allowed_signers"]);
        signing.allow("");
        signing
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, program: &str, args: &[&str], input: &[u8]) -> Output {
        let repository = self.path("book");
        fs::create_dir_all(&repository).unwrap();
        let date = format!("{AT} +0100");
        let mut child = Command::new(program)
            .args(args)
            .current_dir(repository)
            .env("HOME", self.folder.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date)
            .env("TZ", "UTC")
            .env("LC_ALL", "C")
            .env_remove("SSH_AUTH_SOCK")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{program} cannot be started: {error}"));
        // A program that does not read its input closes it.
        let _ = child.stdin.take().unwrap().write_all(input);
        child.wait_with_output().unwrap()
    }

    /// Runs a program, which must succeed, and returns what it printed.
    pub fn run(&self, program: &str, args: &[&str], input: &[u8]) -> Vec<u8> {
        let output = self.command(program, args, input);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {args:?}: {errors}");
        output.stdout
    }

    /// Runs git, which must succeed, and returns what it printed.
    pub fn git(&self, args: &[&str]) -> String {
        String::from_utf8(self.run("git", args, b"")).unwrap().trim_end().to_owned()
    }

    /// Makes a key and returns its kind and base64; nothing when this ssh-keygen
    /// makes no such keys.
    pub fn try_key(&self, name: &str, kind: &[&str]) -> Option<String> {
        let file = self.key_file(name);
        let args = [&["-q", "-N", "", "-C", name, "-f", file.as_str(), "-t"], kind].concat();
        self.command("ssh-keygen", &args, b"").status.success().then(|| {
            let text = fs::read_to_string(format!("{file}.pub")).unwrap();
            text.split(' ').take(2).collect::<Vec<_>>().join(" ")
        })
    }

    /// Makes a key and returns its kind and base64.
    pub fn key(&self, name: &str, kind: &[&str]) -> String {
        self.try_key(name, kind).expect("ssh-keygen makes keys")
    }

    /// Returns the path of a private key.
    pub fn key_file(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// Writes the list of allowed signers.
    pub fn allow(&self, text: &str) {
        fs::write(self.path("allowed_signers"), text).unwrap();
    }

    /// Commits nothing but a message, signed if a key is named.
    pub fn commit(&self, key: Option<&str>, message: &str) -> CommitId {
        self.commit_with(key, &[], message.as_bytes())
    }

    /// Commits with more words for git in front; the message is taken as it stands.
    pub fn commit_with(&self, key: Option<&str>, before: &[&str], message: &[u8]) -> CommitId {
        let key = key.map(|key| format!("-S{}", self.key_file(key)));
        let mut args = [before, &["commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "-F", "-"]].concat();
        args.extend(key.as_deref());
        self.run("git", &args, message);
        CommitId::new(self.git(&["rev-parse", "HEAD"]))
    }

    /// Makes an annotated tag of the head, signed if a key is named.
    pub fn tag(&self, key: Option<&str>, name: &str, message: &str) -> TagId {
        let key = key.map(|key| format!("-u{}", self.key_file(key)));
        let mut args = vec!["tag", "--annotate", "-m", message];
        args.extend(key.as_deref());
        args.push(name);
        self.git(&args);
        TagId::new(self.git(&["rev-parse", &format!("refs/tags/{name}")]))
    }

    /// Returns the bytes of an object.
    pub fn object(&self, kind: &str, id: &str) -> Vec<u8> {
        self.run("git", &["cat-file", kind, id], b"")
    }

    /// Writes an object as it stands, and returns its id.
    pub fn write(&self, kind: &str, bytes: &[u8]) -> String {
        let id = self.run("git", &["hash-object", "-t", kind, "-w", "--literally", "--stdin"], bytes);
        String::from_utf8(id).unwrap().trim_end().to_owned()
    }

    /// Signs bytes for a purpose, as git would for `git`.
    pub fn sign(&self, key: &str, namespace: &str, bytes: &[u8]) -> String {
        let file = self.key_file(key);
        String::from_utf8(self.run("ssh-keygen", &["-Y", "sign", "-q", "-n", namespace, "-f", &file], bytes)).unwrap()
    }

    /// Writes a commit with this signature in its header, whatever it is.
    pub fn commit_signed_by_hand(&self, unsigned: &CommitId, signature: &str) -> CommitId {
        let bytes = self.object("commit", unsigned.as_str());
        let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap() + 1;
        let header = format!("gpgsig {}\n", signature.trim_end().replace('\n', "\n "));
        let bytes = [&bytes[..end], header.as_bytes(), &bytes[end..]].concat();
        CommitId::new(self.write("commit", &bytes))
    }

    /// Reads the history of the repository.
    pub fn log(&self) -> Log {
        git::read(&self.path("book"), &Request::default()).log
    }

    /// Returns what a commit says of itself.
    pub fn evidence(&self, commit: &CommitId) -> Option<CommitEvidence> {
        git::read(&self.path("book"), &Request::default()).store.commit_evidence(commit)
    }

    /// Returns what a tag says of itself.
    pub fn tag_evidence(&self, tag: &TagId) -> Option<TagEvidence> {
        git::read(&self.path("book"), &Request::default()).store.tag_evidence(tag)
    }

    /// Returns what the signature of a commit proves.
    pub fn state(&self, commit: &CommitId) -> SignatureState {
        let evidence = self.evidence(commit).expect("the commit is there");
        self.check(evidence.signed.as_ref(), evidence.committer.person.email.as_deref(), evidence.committer.at)
    }

    /// Returns what the signature of a tag proves.
    pub fn tag_state(&self, tag: &TagId) -> SignatureState {
        let evidence = self.tag_evidence(tag).expect("the tag is there");
        self.check(evidence.signed.as_ref(), evidence.tagger.person.email.as_deref(), evidence.tagger.at)
    }

    fn check(&self, signed: Option<&Signed>, identity: Option<&str>, at: i64) -> SignatureState {
        let (signers, _) = AllowedSigners::parse(&fs::read_to_string(self.path("allowed_signers")).unwrap());
        let (payload, signature) = signed.map_or((&[][..], &[][..]), |signed| (&signed.payload, &signed.signature));
        check(payload, signature, &signers, identity, at)
    }

    /// Returns whether git calls the signature of a commit good.
    pub fn git_trusts(&self, commit: &CommitId) -> bool {
        self.command("git", &["verify-commit", commit.as_str()], b"").status.success()
    }

    /// Returns whether git calls the signature of a tag good.
    pub fn git_trusts_tag(&self, tag: &TagId) -> bool {
        self.command("git", &["verify-tag", tag.as_str()], b"").status.success()
    }
}
