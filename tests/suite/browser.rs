//! Pages as a real browser shows them. `./test` installs it.

use std::process::Command;

use tempfile::TempDir;

use crate::versions::world::words;

/// Returns the document at an address after its scripts have run.
pub fn html_of(url: &str) -> String {
    let profile = TempDir::new().unwrap();
    let output = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
        .args(["--disable-background-networking", "--disable-component-update", "--virtual-time-budget=5000"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(["--dump-dom", url])
        .output()
        .expect("chromium starts; `./test` installs it");
    let html = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(html.contains("</html>"), "{}", String::from_utf8_lossy(&output.stderr));
    html
}

/// Returns the words that a reader sees there, in one line, without scripts.
pub fn text_of(url: &str) -> String {
    words(&html_of(url))
}
