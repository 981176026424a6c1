//! Gives the program a mark of its own sources, by which what one build of it left
//! behind is told from what another would make.

#![allow(clippy::disallowed_methods, reason = "it reads the sources, before there is a program")]

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

fn main() {
    let mut files = Vec::new();
    for part in ["Cargo.lock", "Cargo.toml", "content", "controls", "src", "theme"] {
        println!("cargo:rerun-if-changed={part}");
        add_files(Path::new(part), &mut files);
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for path in files {
        path.hash(&mut hasher);
        fs::read(&path).unwrap_or_default().hash(&mut hasher);
    }
    println!("cargo:rustc-env=POLICYBOOK_SOURCES={:016x}", hasher.finish());
}

fn add_files(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_file() {
        files.push(path.to_owned());
    }
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        add_files(&entry.path(), files);
    }
}
