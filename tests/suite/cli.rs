//! The commands as a person types them, in folders of their own.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::harness::{TODAY, data, policybook, talk};

/// Starts a book with the starter policies.
fn starter() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let output = policybook(folder.path(), &["init", "--organisation", "Test & Sons <Ltd>"]);
    assert!(output.status.success(), "{}", talk(&output));
    folder
}

/// Writes a small book.
fn book(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

const POLICY: &str =
    "---\nid: POL-001\ntitle: Access\ntype: policy\nversion: \"1.0\"\nstatus: draft\nowner: Head of IT\n---\n\nText.\n";

fn read(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).expect("a file")
}

#[test]
fn a_folder_without_a_book_is_wrong_usage() {
    let folder = TempDir::new().expect("a folder");
    let output = policybook(folder.path(), &["check"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(talk(&output).contains("policybook init"), "{}", talk(&output));
}

#[test]
fn a_mistyped_command_or_choice_names_the_nearest() {
    let folder = TempDir::new().expect("a folder");
    let output = policybook(folder.path(), &["biuld"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(talk(&output).contains("'build'"), "{}", talk(&output));
    let output = policybook(folder.path(), &["new", "polcy", "X"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(talk(&output).contains("did you mean `policy`?"), "{}", talk(&output));
    let output = policybook(folder.path(), &["check", "--date", "2026-02-30"]);
    assert_eq!(output.status.code(), Some(2));
}

/// Nobody has approved these texts for the new organisation.
#[test]
fn init_starts_drafts_and_never_an_approval() {
    let folder = starter();
    let output = policybook(folder.path(), &["list", "documents", "--json"]);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&data(&output)).expect("JSON");
    assert!(rows.len() >= 32);
    for row in rows.iter().filter(|row| row["type"] != "page") {
        assert_eq!(row["status"], "draft", "{row}");
        assert_eq!(row["version"], "0.1", "{row}");
    }
    for path in ["content/policies/access-control.md", "controls/applicability.toml"] {
        let text = read(&folder, path);
        assert!(!text.contains("approved_by:") && !text.contains("approved-by ="), "{path}");
    }
    let output = policybook(folder.path(), &["build", "--date", TODAY]);
    assert!(output.status.success(), "{}", talk(&output));
    let page = read(&folder, "site/policies/access-control/index.html");
    assert!(page.contains("Test &amp; Sons &lt;Ltd&gt;"));
}

#[test]
fn init_overwrites_nothing() {
    let folder = book(&[("content/policies/access-control.md", "mine\n"), (".gitignore", "mine\n")]);
    let output = policybook(folder.path(), &["init"]);
    assert!(output.status.success(), "{}", talk(&output));
    assert_eq!(read(&folder, "content/policies/access-control.md"), "mine\n");
    assert_eq!(read(&folder, ".gitignore"), "mine\n");
    assert!(talk(&output).contains("left as they were"), "{}", talk(&output));
    let again = policybook(folder.path(), &["init"]);
    assert_eq!(again.status.code(), Some(2));
}

#[test]
fn new_writes_a_document_that_reads_without_a_finding_about_its_fields() {
    let folder = book(&[("book.toml", "")]);
    let output = policybook(folder.path(), &["new", "policy", "Zutritt: Büros & \"Labore\""]);
    assert!(output.status.success(), "{}", talk(&output));
    let path = data(&output).trim().to_owned();
    assert_eq!(path, "content/policies/zutritt-büros-labore.md");
    let second = policybook(folder.path(), &["new", "policy", "Another"]);
    assert!(read(&folder, data(&second).trim()).contains("id: POL-002"));
    let output = policybook(folder.path(), &["check", "--format", "json"]);
    let findings: serde_json::Value = serde_json::from_str(&data(&output)).expect("JSON");
    let rules: Vec<&str> =
        findings["findings"].as_array().expect("rows").iter().filter_map(|row| row["rule"].as_str()).collect();
    assert!(rules.iter().all(|rule| *rule == "no-history"), "{rules:?}");
    let output = policybook(folder.path(), &["list", "documents", "--csv"]);
    assert!(data(&output).contains("\"Zutritt: Büros & \"\"Labore\"\"\""), "{}", data(&output));
    let taken = policybook(folder.path(), &["new", "policy", "Another"]);
    assert_eq!(taken.status.code(), Some(2), "a file is never overwritten");
}

#[test]
fn approve_writes_who_when_and_which_text() {
    let folder = book(&[("book.toml", ""), ("content/a.md", POLICY)]);
    let output = policybook(folder.path(), &["approve", "POL-001", "--by", "Jo: \"Boss\"", "--date", TODAY]);
    assert!(output.status.success(), "{}", talk(&output));
    let text = read(&folder, "content/a.md");
    assert!(text.contains("\nstatus: approved\n") && text.ends_with("---\n\nText.\n"), "{text}");
    let check = policybook(folder.path(), &["check", "--date", TODAY]);
    assert!(check.status.success(), "{}", data(&check));
    // A text that is changed afterwards is no longer the one that was approved.
    fs::write(folder.path().join("content/a.md"), text.replace("Text.", "Other text.")).expect("a file");
    let check = policybook(folder.path(), &["check", "--date", TODAY]);
    assert_eq!(check.status.code(), Some(1));
    assert!(data(&check).contains("error[changed-since-approval]"), "{}", data(&check));
}

#[test]
fn review_adds_a_record_and_moves_the_due_date_only() {
    let approved =
        POLICY.replace("status: draft", "status: approved\napproved_by: Jo\napproved_on: 2025-12-01\nreviews: []");
    let folder = book(&[("book.toml", ""), ("content/a.md", &approved)]);
    let before = policybook(folder.path(), &["list", "documents", "--json", "--date", TODAY]);
    assert!(data(&before).contains("2026-12-01"));
    for day in ["2026-11-20", "2026-11-22"] {
        let output = policybook(folder.path(), &["review", "content/a.md", "--by", "Ann", "--date", day]);
        assert!(output.status.success(), "{}", talk(&output));
    }
    let text = read(&folder, "content/a.md");
    assert_eq!(text.matches("outcome: unchanged").count(), 2, "{text}");
    let after = policybook(folder.path(), &["list", "documents", "--json", "--date", TODAY]);
    assert!(data(&after).contains("2027-11-22"), "{}", data(&after));
    let check = policybook(folder.path(), &["check", "--date", TODAY]);
    assert!(check.status.success(), "{}", data(&check));
}

#[test]
fn front_matter_in_toml_and_with_crlf_is_edited_too() {
    let toml = "+++\nid = \"POL-001\"\ntitle = \"Access\"\ntype = \"policy\"\nversion = \"1.0\"\nstatus = \"draft\"\nowner = \"IT\"\n+++\n\nText.\n";
    let crlf = POLICY.replace("POL-001", "POL-002").replace("Access", "Other").replace('\n', "\r\n");
    let folder = book(&[("book.toml", ""), ("content/a.md", toml), ("content/b.md", &crlf)]);
    for id in ["POL-001", "POL-002"] {
        let approve = policybook(folder.path(), &["approve", id, "--by", "Jo", "--date", TODAY]);
        assert!(approve.status.success(), "{}", talk(&approve));
        let review = policybook(folder.path(), &["review", id, "--by", "Jo", "--date", TODAY]);
        assert!(review.status.success(), "{}", talk(&review));
    }
    let check = policybook(folder.path(), &["check", "--date", TODAY]);
    assert!(check.status.success(), "{}", data(&check));
    assert!(!read(&folder, "content/b.md").replace("\r\n", "").contains('\n'), "line ends stay as they were");
}

#[test]
fn a_faulty_book_toml_is_wrong_configuration_with_every_fault() {
    let folder = book(&[(
        "book.toml",
        "[bok]\ntitle = \"x\"\n[reviews]\ncycle = \"soon\"\n[checks.severity]\nbroken-lnk = \"off\"\n",
    )]);
    let output = policybook(folder.path(), &["build"]);
    assert_eq!(output.status.code(), Some(2));
    let said = talk(&output);
    for part in ["did you mean `book`?", "`cycle` is `soon`", "did you mean `broken-link`?", "book.toml:1:2"] {
        assert!(said.contains(part), "{part} in\n{said}");
    }
}

#[test]
fn exit_status_follows_the_threshold() {
    let folder = book(&[("book.toml", ""), ("content/a.md", "---\nunknown: 1\n---\n\nText, TBD.\n")]);
    for (threshold, status) in [("error", 0), ("warning", 1), ("never", 0)] {
        let output = policybook(folder.path(), &["build", "--fail-on", threshold]);
        assert_eq!(output.status.code(), Some(status), "{threshold}: {}", talk(&output));
    }
}

#[test]
fn the_forms_of_a_report_are_well_formed() {
    let folder = book(&[("book.toml", ""), ("content/a.md", "[x](nowhere.md) and \"quotes\" & <tags>\n")]);
    let report = |format: &str| {
        let output = policybook(folder.path(), &["check", "--format", format, "--date", TODAY]);
        assert_eq!(output.status.code(), Some(1));
        data(&output)
    };
    let json: serde_json::Value = serde_json::from_str(&report("json")).expect("JSON");
    assert_eq!(json["counts"]["error"], 1);
    let row = json["findings"]
        .as_array()
        .expect("rows")
        .iter()
        .find(|row| row["rule"] == "broken-link")
        .expect("the finding");
    assert_eq!((row["line"].as_u64(), row["column"].as_u64()), (Some(1), Some(5)));
    let sarif: serde_json::Value = serde_json::from_str(&report("sarif")).expect("JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let broken = results.iter().find(|result| result["ruleId"] == "broken-link").expect("the finding");
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    let index = usize::try_from(broken["ruleIndex"].as_u64().expect("an index")).expect("a small number");
    assert_eq!(rules[index]["id"], "broken-link");
    assert!(report("github").contains("::error file=content/a.md,line=1,col=5,"));
    let junit = report("junit");
    assert!(junit.contains("<failure type=\"error\"") && !junit.contains("<tags>"), "{junit}");
    assert!(report("text").contains("--> content/a.md:1:5"));
}

#[test]
fn what_can_be_published_is_published_when_nothing_is_to_fail() {
    let alias = "---\naliases: [/c/, /old/, /old]\n---\n\n# C\n";
    let files = [
        ("book.toml", "[site]\nlogo = \"none.png\"\n"),
        ("content/a.md", "# First\n"),
        ("content/a/index.md", "# Second\n"),
        ("content/reviews.md", "# Ours\n"),
        ("content/c.md", alias),
    ];
    let folder = book(&files);
    let strict = policybook(folder.path(), &["build"]);
    assert_eq!(strict.status.code(), Some(1), "{}", talk(&strict));
    assert!(talk(&strict).contains("the logo `none.png`"), "{}", talk(&strict));
    let output = policybook(folder.path(), &["build", "--fail-on", "never"]);
    assert!(output.status.success(), "{}", talk(&output));
    assert!(read(&folder, "site/a/index.html").contains("First"));
    assert!(read(&folder, "site/reviews/index.html").contains("Reviews"));
    assert!(read(&folder, "site/old/index.html").contains("../c/index.html"));
}

#[test]
fn drafts_are_withheld_unless_asked_for() {
    let folder = book(&[("book.toml", ""), ("content/a.md", &POLICY.replace("Text.", "Secret plans."))]);
    let page = |args: &[&str]| {
        let output = policybook(folder.path(), args);
        assert!(output.status.success(), "{}", talk(&output));
        read(&folder, "site/a/index.html") + &read(&folder, "site/data/search.json")
    };
    assert!(!page(&["build"]).contains("Secret plans"));
    assert!(page(&["build", "--drafts"]).contains("Secret plans"));
}

#[test]
fn since_reports_only_what_a_change_touches() {
    let folder = book(&[("book.toml", ""), ("content/a.md", "[x](nowhere.md)\n"), ("content/b.md", "Fine.\n")]);
    commit_all(folder.path(), "Start");
    fs::write(folder.path().join("content/b.md"), "[y](neither.md)\n").expect("a file");
    let output = policybook(folder.path(), &["check", "--since", "HEAD"]);
    let report = data(&output);
    assert!(report.contains("neither.md") && !report.contains("nowhere.md"), "{report}");
    let output = policybook(folder.path(), &["check", "--since", "no-such-thing"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn history_tells_revisions_and_says_when_there_is_none() {
    let folder = book(&[("book.toml", ""), ("content/a.md", POLICY)]);
    let output = policybook(folder.path(), &["history", "POL-001"]);
    assert_eq!(output.status.code(), Some(3), "no repository: {}", talk(&output));
    commit_all(folder.path(), "Write the policy");
    fs::write(folder.path().join("content/a.md"), POLICY.replace("1.0", "1.1")).expect("a file");
    commit_all(folder.path(), "Raise the version");
    let output = policybook(folder.path(), &["history", "pol-001", "--json"]);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&data(&output)).expect("JSON");
    let told: Vec<(&str, &str)> =
        rows.iter().map(|row| (row["summary"].as_str().unwrap_or(""), row["version"].as_str().unwrap_or(""))).collect();
    assert_eq!(told, [("Raise the version", "1.1"), ("Write the policy", "1.0")]);
}

#[test]
fn releases_are_tags_compared_with_the_one_before() {
    let folder = book(&[("book.toml", ""), ("content/a.md", "# A\n"), ("content/b.md", "# B\n")]);
    commit_all(folder.path(), "Start");
    tag(folder.path(), "v1.0");
    tag(folder.path(), "not-a-release");
    fs::write(folder.path().join("content/a.md"), "# A, changed\n").expect("a file");
    fs::rename(folder.path().join("content/b.md"), folder.path().join("content/c.md")).expect("a rename");
    fs::write(folder.path().join("content/d.md"), "# D\n").expect("a file");
    commit_all(folder.path(), "Go on");
    tag(folder.path(), "v1.1");
    let output = policybook(folder.path(), &["build"]);
    assert!(output.status.success(), "{}", talk(&output));
    let file: serde_json::Value = serde_json::from_str(&read(&folder, "site/data/releases.json")).expect("JSON");
    let [newest, oldest] = file["releases"].as_array().expect("rows").as_slice() else { panic!("{file}") };
    assert_eq!((newest["name"].as_str(), newest["documents"].as_u64()), (Some("v1.1"), Some(3)));
    assert_eq!(newest["changed"], serde_json::json!(["content/a.md"]));
    assert_eq!(newest["added"], serde_json::json!(["content/d.md"]));
    assert_eq!(newest["renamed"], serde_json::json!([{ "from": "content/b.md", "to": "content/c.md" }]));
    assert_eq!(newest["removed"], serde_json::json!([]));
    assert_eq!(newest["on_branch"], true);
    assert_eq!(oldest["added"], serde_json::json!(["content/a.md", "content/b.md"]));
}

#[test]
fn every_rule_can_be_explained_and_every_shell_completed() {
    let folder = TempDir::new().expect("a folder");
    let list = data(&policybook(folder.path(), &["explain"]));
    for line in list.lines() {
        let rule = line.split_whitespace().nth(1).expect("a rule");
        let output = policybook(folder.path(), &["explain", rule]);
        assert!(data(&output).starts_with(&format!("# {rule}\n")), "{rule}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(data(&policybook(folder.path(), &["completions", shell])).contains("policybook"), "{shell}");
    }
}

/// Commits everything in `folder`, starting a repository when there is none.
fn commit_all(folder: &Path, message: &str) {
    let repository = git2::Repository::open(folder).or_else(|_| git2::Repository::init(folder)).expect("a repository");
    let mut index = repository.index().expect("an index");
    index.add_all(["*"], git2::IndexAddOption::DEFAULT, None).expect("files are added");
    index.update_all(["*"], None).expect("deleted files are taken out");
    index.write().expect("the index is written");
    let tree = repository.find_tree(index.write_tree().expect("a tree")).expect("a tree");
    let author = git2::Signature::now("Ann", "ann@example.org").expect("a signature");
    let parent = repository.head().ok().map(|head| head.peel_to_commit().expect("a commit"));
    let parents: Vec<&git2::Commit<'_>> = parent.iter().collect();
    repository.commit(Some("HEAD"), &author, &author, message, &tree, &parents).expect("a commit");
}

/// Puts an annotated tag on the head.
fn tag(folder: &Path, name: &str) {
    let repository = git2::Repository::open(folder).expect("a repository");
    let head = repository.head().and_then(|head| head.peel(git2::ObjectType::Commit)).expect("a commit");
    let author = git2::Signature::now("Ann", "ann@example.org").expect("a signature");
    repository.tag(name, &head, &author, "Approved by the board", false).expect("a tag");
}

#[test]
fn settings_and_decisions_that_are_not_committed_are_found() {
    let folder = book(&[("book.toml", ""), ("content/a.md", "# A\n"), ("controls/own.toml", "id = \"own\"\n")]);
    commit_all(folder.path(), "Start");
    let clean = policybook(folder.path(), &["check"]);
    assert!(!data(&clean).contains("uncommitted-changes"), "{}", data(&clean));
    fs::write(folder.path().join("controls/own.toml"), "id = \"own\"\ntitle = \"Ours\"\n").expect("a file");
    fs::write(folder.path().join("book.toml"), "[book]\ntitle = \"Ours\"\n").expect("a file");
    let report = data(&policybook(folder.path(), &["check"]));
    assert!(report.contains("`controls/own.toml` has changes"), "{report}");
    assert!(report.contains("`book.toml` has changes"), "{report}");
}

#[test]
fn what_cannot_be_approved_is_refused() {
    let retired = POLICY.replace("status: draft", "status: retired");
    let twin = POLICY.replace("Access", "Twin");
    let folder = book(&[("book.toml", ""), ("content/a.md", POLICY), ("content/b.md", &twin)]);
    let output = policybook(folder.path(), &["approve", "POL-001", "--by", "Jo"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(talk(&output).contains("content/a.md, content/b.md"), "{}", talk(&output));
    for (by, label) in [("Jo\nstatus: x", "1.0"), ("Jo", " ")] {
        let output = policybook(folder.path(), &["approve", "content/a.md", "--by", by, "--version-label", label]);
        assert_eq!(output.status.code(), Some(2), "{}", talk(&output));
    }
    fs::write(folder.path().join("content/b.md"), retired).expect("a file");
    let output = policybook(folder.path(), &["approve", "content/b.md", "--by", "Jo"]);
    assert!(talk(&output).contains("is retired"), "{}", talk(&output));
}

/// An approval whose proof is spoilt, or that is given twice, must not count.
#[test]
fn a_spoilt_approval_covers_nothing() {
    let approved = POLICY.replace(
        "status: draft",
        "status: approved\napproved_by: Jo\napproved_on: 2026-01-01\nsatisfies:\n  own: [T.1]",
    );
    let own = "id = \"own\"\ntitle = \"Own\"\n[[controls]]\nid = \"T.1\"\ntitle = \"Doors\"\n";
    for (spoilt, state) in [
        (approved.clone(), "covered"),
        (approved.replace("owner:", "approved_fingerprint: sha256:zz\nowner:"), "draft-only"),
        (approved.replace("owner:", "approved_fingerprint: \"\"\nowner:"), "draft-only"),
        (approved.replace("owner:", "status: draft\nowner:"), "draft-only"),
        (approved.replace("owner:", "state: retired\nowner:"), "draft-only"),
    ] {
        let folder = book(&[("book.toml", ""), ("content/a.md", &spoilt), ("controls/own.toml", own)]);
        let output = policybook(folder.path(), &["list", "controls", "--json", "--date", TODAY]);
        let rows: Vec<serde_json::Value> = serde_json::from_str(&data(&output)).expect("JSON");
        assert_eq!(rows[0]["state"], state, "{spoilt}");
    }
}

/// The page of a framework stands at its id, whatever name a link uses.
#[test]
fn a_link_to_a_framework_by_its_alias_leads_to_its_page() {
    let own = "id = \"own\"\ntitle = \"Own\"\naliases = [\"ours\"]\n[[controls]]\nid = \"con.1\"\ntitle = \"Doors\"\n";
    let text = "[all](/frameworks/ours/), [[ours:con.1]]\n";
    let folder = book(&[("book.toml", ""), ("content/a.md", text), ("controls/own.toml", own)]);
    let output = policybook(folder.path(), &["build"]);
    assert!(output.status.success(), "{}", talk(&output));
    let page = read(&folder, "site/a/index.html");
    assert!(page.contains("href=\"../frameworks/own/index.html\""), "{page}");
    let control =
        page.split("href=\"../frameworks/own/con-1-").nth(1).expect("a link to the control, no device's name");
    let name = control.split('/').next().expect("the rest of its address");
    assert!(folder.path().join(format!("site/frameworks/own/con-1-{name}/index.html")).is_file());
}
