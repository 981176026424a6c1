//! `serve`: a preview on the loopback address that follows the files.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A running preview; stopped when dropped.
struct Preview {
    process: Child,
    port: u16,
    folder: TempDir,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn start(extra: &[&str]) -> Preview {
    let folder = TempDir::new().expect("a folder");
    fs::create_dir(folder.path().join("content")).expect("a folder");
    fs::write(folder.path().join("book.toml"), "").expect("a file");
    fs::write(folder.path().join("content/a.md"), "# First words\n").expect("a file");
    start_in(folder, extra)
}

fn start_in(folder: TempDir, extra: &[&str]) -> Preview {
    let mut process = Command::new(env!("CARGO_BIN_EXE_policybook"))
        .args(["serve", "--port", "0"])
        .args(extra)
        .current_dir(folder.path())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut lines = BufReader::new(process.stderr.take().expect("a pipe")).lines();
    let port = loop {
        let line = lines.next().expect("the preview says where it is").expect("text");
        if let Some(rest) = line.strip_prefix("preview at http://127.0.0.1:") {
            break rest.split('/').next().expect("a port").parse().expect("a port");
        }
    };
    std::thread::spawn(move || lines.for_each(drop));
    Preview { process, port, folder }
}

impl Preview {
    fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the preview answers");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a time-out");
        stream.write_all(request.as_bytes()).expect("the request is sent");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        let port = self.port;
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"))
    }

    /// Asks until the page holds `text`; a preview that never shows it fails.
    fn wait_for(&self, path: &str, text: &str) {
        let end = Instant::now() + Duration::from_secs(20);
        while !self.get(path).contains(text) {
            assert!(Instant::now() < end, "`{text}` never came to {path}: {}", self.get(path));
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

#[test]
fn a_change_is_built_and_findings_are_shown() {
    for mode in [&[][..], &["--poll"][..]] {
        let preview = start(mode);
        assert!(preview.get("/a/").contains("First words"));
        fs::write(preview.folder.path().join("content/a.md"), "# Second words\n\n[x](nowhere.md)\n").expect("a file");
        preview.wait_for("/a/", "Second words");
        assert!(preview.get("/a/").contains("`nowhere.md` is not in the book"), "findings stand in the page");
        assert!(preview.get("/__policybook/build").ends_with('2'));
        fs::remove_file(preview.folder.path().join("content/a.md")).expect("a file");
        preview.wait_for("/a/", "404");
    }
}

/// Which files differ from the last commit is found out anew for those that changed only.
#[test]
fn what_differs_from_the_last_commit_is_followed() {
    let folder = TempDir::new().expect("a folder");
    fs::create_dir(folder.path().join("content")).expect("a folder");
    fs::write(folder.path().join("book.toml"), "").expect("a file");
    let write = |root: &std::path::Path, name: &str, words: &str| {
        let text = format!("---\nid: {name}\ntype: policy\n---\n\n# {name}\n\n{words}\n");
        fs::write(root.join(format!("content/{name}.md")), text).expect("a file");
    };
    write(folder.path(), "A", "One.");
    write(folder.path(), "B", "One.");
    let repository = git2::Repository::init(folder.path()).expect("a repository");
    let mut index = repository.index().expect("an index");
    index.add_all(["*"], git2::IndexAddOption::DEFAULT, None).expect("files");
    let tree = repository.find_tree(index.write_tree().expect("a tree")).expect("a tree");
    let who = git2::Signature::now("Ann", "ann@example.org").expect("a name");
    repository.commit(Some("HEAD"), &who, &who, "First", &tree, &[]).expect("a commit");
    drop((tree, index));
    let preview = start_in(folder, &[]);
    let differs = |page: &str| preview.get(page).contains("This page was built from changes");
    assert!(!differs("/A/") && !differs("/B/"), "{}", preview.get("/A/"));
    let root = preview.folder.path().to_owned();
    write(&root, "A", "Two.");
    preview.wait_for("/A/", "Two.");
    assert!(differs("/A/"), "{}", preview.get("/A/"));
    write(&root, "B", "Two.");
    preview.wait_for("/B/", "Two.");
    assert!(differs("/A/") && differs("/B/"));
    write(&root, "A", "One.");
    preview.wait_for("/A/", "<p>One.</p>");
    assert_eq!((differs("/A/"), differs("/B/")), (false, true));
}

#[test]
fn faults_of_the_settings_are_shown_in_the_page() {
    let preview = start(&[]);
    fs::write(preview.folder.path().join("book.toml"), "[book]\ntitel = \"x\"\n").expect("a file");
    preview.wait_for("/a/", "did you mean `title`?");
    assert!(preview.get("/a/").contains("First words"));
}

#[test]
fn the_preview_is_for_this_machine_and_for_reading_only() {
    let preview = start(&[]);
    let port = preview.port;
    let foreign = preview.ask("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assert!(foreign.starts_with("HTTP/1.1 403"), "{foreign}");
    let post = preview
        .ask(&format!("POST / HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    assert!(post.starts_with("HTTP/1.1 405"), "{post}");
    for path in ["/../book.toml", "/%2e%2e/book.toml", "/..%2fbook.toml", "/a/../../book.toml", "/nothing"] {
        assert!(preview.get(path).starts_with("HTTP/1.1 404"), "{path}");
    }
    assert!(preview.get("/a").starts_with("HTTP/1.1 301"));
}
