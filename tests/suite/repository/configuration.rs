//! B2 and B3: whatever a repository tells git to run is not run.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::harness::{TODAY, talk};
use crate::scratch::{Scratch, files, names};

/// Writes a program that leaves a file in `canaries` when it runs.
fn canary(folder: &Path, canaries: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(folder).unwrap();
    let text = format!("#!/bin/sh\necho ran > '{}'\ncat\n", canaries.join(name).display());
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// Sets everything by which a repository makes git run a program.
fn arm(book: &Scratch, canaries: &Path) {
    let git = book.root().join(".git");
    let program = |name: &str| canary(&git.join("programs"), canaries, name).display().to_string();
    for hook in [
        "applypatch-msg",
        "commit-msg",
        "post-checkout",
        "post-commit",
        "post-index-change",
        "post-merge",
        "pre-commit",
        "reference-transaction",
        "fsmonitor-watchman",
        "query-watchman",
    ] {
        canary(&git.join("hooks"), canaries, hook);
        canary(&git.join("more-hooks"), canaries, &format!("more-{hook}"));
    }
    let included = format!(
        "[core]\n\tsshCommand = {}\n\tfsmonitor = {}\n",
        program("included-ssh"),
        program("included-fsmonitor")
    );
    fs::write(git.join("included"), included).unwrap();
    let config = format!(
        "[core]\n\tfsmonitor = {}\n\thooksPath = {}\n\tsshCommand = {}\n\tpager = {}\n\teditor = {}\n\tgitProxy = {}\n\
         \taskPass = {}\n\talternateRefsCommand = {}\n\tattributesFile = .git/attributes\n\
         [filter \"evil\"]\n\tclean = {}\n\tsmudge = {}\n\tprocess = {}\n\trequired = true\n\
         [diff]\n\texternal = {}\n[diff \"evil\"]\n\tcommand = {}\n\ttextconv = {}\n[merge \"evil\"]\n\tdriver = {}\n\
         [alias]\n\tstatus = !{}\n\tlog = !{}\n[credential]\n\thelper = !{}\n[gpg]\n\tprogram = {}\n[uploadpack]\n\tpackObjectsHook = {}\n\
         [protocol \"ext\"]\n\tallow = always\n[include]\n\tpath = included\n[includeIf \"gitdir:/\"]\n\tpath = included\n",
        program("fsmonitor"),
        git.join("more-hooks").display(),
        program("ssh"),
        program("pager"),
        program("editor"),
        program("proxy"),
        program("askpass"),
        program("alternate-refs"),
        program("clean"),
        program("smudge"),
        program("process"),
        program("external"),
        program("diff"),
        program("textconv"),
        program("merge"),
        program("status"),
        program("log"),
        program("credential"),
        program("gpg"),
        program("pack"),
    );
    let path = git.join("config");
    fs::write(&path, fs::read_to_string(&path).unwrap() + &config).unwrap();
    fs::create_dir_all(git.join("info")).unwrap();
    for attributes in [git.join("info/attributes"), git.join("attributes"), book.root().join(".gitattributes")] {
        fs::write(attributes, "* filter=evil diff=evil merge=evil ident eol=crlf working-tree-encoding=UTF-16\n")
            .unwrap();
    }
    fs::write(
        book.root().join(".gitmodules"),
        "[submodule \"x\"]\n\tpath = content/x\n\turl = ext::sh -c touch% canary\n\tupdate = !x\n",
    )
    .unwrap();
}

/// Builds with an environment of which `PATH` is empty and git's words are `more`.
fn build(book: &Scratch, more: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_policybook"));
    command.args(["build", "--date", TODAY]).current_dir(book.root()).env_clear().env("PATH", "").env("NO_COLOR", "1");
    command.envs(more.iter().copied()).output().unwrap()
}

#[test]
fn b3_nothing_that_a_repository_names_is_run() {
    let (plain, armed) = (Scratch::new(), Scratch::new());
    let canaries = tempfile::TempDir::new().unwrap();
    for book in [&plain, &armed] {
        let repository = book.repository();
        book.write("content/index.md", "# Welcome\n\nHello again.\n");
        book.commit(&repository, "Ann Author <ann@example.org>", "Two.");
        book.write("content/index.md", "# Welcome\n\nNot committed.\n");
    }
    arm(&armed, canaries.path());
    let expected = plain.published();
    let site = armed.published();
    assert_eq!(names(canaries.path()), [""; 0], "these were run");
    assert!(site == expected, "the configuration of the repository changes the site");
    let output = build(&armed, &[]);
    assert!(output.status.success(), "{}", talk(&output));
    assert!(files(&armed.site()) == expected, "without programs the site is another");
    assert_eq!(names(canaries.path()), [""; 0], "these were run");
}

#[test]
fn b3_the_environment_leads_git_to_no_other_repository() {
    let book = Scratch::new();
    drop(book.repository());
    let expected = book.published();
    let other = Scratch::new();
    drop(other.repository());
    let (git, work) = (other.root().join(".git").display().to_string(), other.root().display().to_string());
    let more = [
        ("GIT_DIR", git.as_str()),
        ("GIT_WORK_TREE", &work),
        ("GIT_INDEX_FILE", "/dev/null"),
        ("GIT_EXTERNAL_DIFF", "/bin/false"),
    ];
    let output = build(&book, &more);
    assert!(output.status.success(), "{}", talk(&output));
    assert!(files(&book.site()) == expected);
}

#[test]
fn b2_a_submodule_is_neither_read_nor_fetched() {
    let book = Scratch::new();
    let repository = book.repository();
    book.write(".gitmodules", "[submodule \"x\"]\n\tpath = content/x\n\turl = https://elsewhere.example/x.git\n");
    let mut entry = repository.index().unwrap().get(0).unwrap();
    entry.mode = 0o160_000;
    entry.path = b"content/x".to_vec();
    entry.id = git2::Oid::from_str(&"1".repeat(40)).unwrap();
    repository.index().unwrap().add(&entry).unwrap();
    let tree = repository.index().unwrap().write_tree().unwrap();
    let parent = repository.head().unwrap().peel_to_commit().unwrap();
    let who = git2::Signature::new("A", "a@x", &git2::Time::new(1_700_000_100, 0)).unwrap();
    repository.commit(Some("HEAD"), &who, &who, "Two.", &repository.find_tree(tree).unwrap(), &[&parent]).unwrap();
    book.write("content/x/.git", "gitdir: ../../.git/modules/x\n");
    book.write("content/x/page.md", "# Page of a submodule\n");
    let output = book.build(&["--fail-on", "never"]);
    assert!(output.status.success(), "{}", talk(&output));
    assert!(files(&book.site()).contains_key("index.html"));
    assert!(!book.root().join(".git/modules").exists());
}

#[test]
fn b2_alternates_that_lead_nowhere_do_no_harm() {
    let book = Scratch::new();
    drop(book.repository());
    let expected = book.published();
    fs::create_dir_all(book.root().join(".git/objects/info")).unwrap();
    fs::write(book.root().join(".git/objects/info/alternates"), "/nowhere/objects\n../../../..\nrelative\n\n#\n")
        .unwrap();
    let output = book.build(&[]);
    assert!(output.status.success(), "{}", talk(&output));
    assert!(files(&book.site()) == expected);
}
