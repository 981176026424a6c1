//! The house as ARCHITECTURE.md draws it, held against the code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::repository;

/// A room of the table: its floor and what it may import.
struct Room {
    floor: u32,
    may_import: BTreeSet<String>,
    is_planned: bool,
}

/// Reads the table of rooms: `| floor | room | sentence | may import |`.
fn rooms() -> BTreeMap<String, Room> {
    let text = fs::read_to_string(repository().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is there");
    let mut rooms = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [floor, room, sentence, imports] = cells.as_slice() else { continue };
        let Ok(floor) = floor.parse::<u32>() else { continue };
        let names = imports.split(',').map(|name| name.trim().trim_matches('`').to_owned());
        let may_import = names.filter(|name| !name.is_empty() && name != "–").collect();
        let is_planned = sentence.starts_with("(planned)");
        rooms.insert(room.trim_matches('`').to_owned(), Room { floor, may_import, is_planned });
    }
    assert!(rooms.len() > 10, "the table of rooms was not found");
    rooms
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return files };
    for entry in entries.map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            files.extend(rust_files(&entry));
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            files.push(entry);
        }
    }
    files.sort();
    files
}

/// Returns the files of `src` as (room, path from `src`, text).
fn sources() -> Vec<(String, String, String)> {
    let src = repository().join("src");
    let file = |path: &PathBuf| {
        let below = path.strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/");
        let room = below.split('/').next().expect("a first part").trim_end_matches(".rs").to_owned();
        (room, below, fs::read_to_string(path).expect("a source file"))
    };
    rust_files(&src).iter().map(file).collect()
}

/// Returns the names that follow `prefix` in paths of the code, `{a, b}` included.
fn names_after(text: &str, prefix: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = BTreeSet::new();
    for line in text.lines().map(str::trim_start).filter(|line| !line.starts_with("//")) {
        for (at, _) in line.match_indices(prefix) {
            let rest = &line[at + prefix.len()..];
            let parts: Vec<&str> = match rest.strip_prefix('{') {
                Some(list) => list.split('}').next().unwrap_or_default().split(',').map(str::trim).collect(),
                None => vec![rest],
            };
            names.extend(parts.into_iter().map(word).filter(|name| !name.is_empty()));
        }
    }
    names
}

#[test]
fn rooms_import_only_what_their_row_allows() {
    let rooms = rooms();
    let mut wrong = Vec::new();
    for (room, file, text) in sources() {
        if room == "lib" || room == "main" {
            continue;
        }
        let Some(row) = rooms.get(&room) else {
            wrong.push(format!("{file}: the room `{room}` is not in the table"));
            continue;
        };
        for name in names_after(&text, "crate::") {
            if name != room && rooms.contains_key(&name) && !row.may_import.contains(&name) {
                wrong.push(format!("{file}: `{room}` imports `{name}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_row_allows_an_arrow_upward() {
    let rooms = rooms();
    for (name, room) in &rooms {
        for import in &room.may_import {
            let other = rooms.get(import).unwrap_or_else(|| panic!("{name} may import {import}, which is no room"));
            assert!(
                other.floor < room.floor,
                "{name} on floor {} may import {import} on floor {}",
                room.floor,
                other.floor
            );
        }
    }
}

#[test]
fn every_room_of_the_table_stands_or_is_planned() {
    let standing: BTreeSet<String> = sources().into_iter().map(|(room, _, _)| room).collect();
    for (name, room) in rooms() {
        let stands = standing.contains(&name);
        assert!(stands != room.is_planned, "the table and `src/` disagree about `{name}`");
    }
}

/// A file of a room may name another through `super::`; a circle among them
/// means that the cut is wrong.
#[test]
fn no_circle_among_the_files_of_a_room() {
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut files: BTreeSet<String> = BTreeSet::new();
    let all = sources();
    for (_, file, _) in &all {
        files.insert(file.clone());
    }
    for (room, file, text) in &all {
        if file.ends_with("mod.rs") || room == "lib" || room == "main" {
            continue;
        }
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let exported = exports(&all, &format!("{folder}/mod.rs"));
        for name in names_after(text, "super::") {
            let module = if files.contains(&format!("{folder}/{name}.rs")) {
                Some(name.clone())
            } else {
                exported.get(&name).cloned()
            };
            let target = module.map(|module| format!("{folder}/{module}.rs")).filter(|target| target != file);
            arrows.entry(file.clone()).or_default().extend(target);
        }
    }
    for start in arrows.keys() {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&String> = arrows[start].iter().collect();
        while let Some(file) = open.pop() {
            assert!(file != start, "{start} is part of a circle");
            if seen.insert(file) {
                open.extend(arrows.get(file).into_iter().flatten());
            }
        }
    }
}

/// Returns which module of a room each re-exported name comes from.
fn exports(all: &[(String, String, String)], mod_file: &str) -> BTreeMap<String, String> {
    let mut exports = BTreeMap::new();
    let Some((_, _, text)) = all.iter().find(|(_, file, _)| file == mod_file) else { return exports };
    for statement in text.split(';') {
        let Some((_, path)) = statement.split_once("use ") else { continue };
        let Some((module, names)) = path.split_once("::") else { continue };
        for name in names.trim_matches(['{', '}', '\n', ' ']).split(',') {
            let name = name.trim().trim_matches(['{', '}']).split(" as ").last().unwrap_or_default().trim();
            exports.insert(name.to_owned(), module.trim().to_owned());
        }
    }
    exports
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut wrong = Vec::new();
    let mut files: Vec<PathBuf> = rust_files(&repository().join("src"));
    files.extend(rust_files(&repository().join("tests")));
    files.extend(rust_files(&repository().join("benches")));
    for path in files {
        let text = fs::read_to_string(&path).expect("a source file");
        let lines = text.lines().count();
        if lines > 400 {
            wrong.push(format!("{} has {lines} lines", path.display()));
        }
        let first = text.lines().find(|line| !line.starts_with("#![") && !line.trim().is_empty()).unwrap_or_default();
        if !first.starts_with("//!") {
            wrong.push(format!("{} does not say what it is for", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn mod_files_hold_no_logic() {
    for (_, file, text) in sources().into_iter().filter(|(_, file, _)| file.ends_with("mod.rs")) {
        let has_logic = text.lines().any(|line| {
            let line = line.trim_start_matches("pub ").trim_start_matches("pub(crate) ");
            ["fn ", "struct ", "enum ", "impl ", "static ", "const ", "trait ", "type "]
                .iter()
                .any(|word| line.starts_with(word))
        });
        assert!(!has_logic, "{file} holds logic");
    }
}

/// Domain types are not serialisable: the shape of a file is not the shape of a thought.
#[test]
fn serde_stays_at_the_edges() {
    for (room, file, text) in sources() {
        let is_edge = room == "view" || file.contains("schema") || file.contains("manifest") || file.contains("raw");
        let derives = text.lines().filter(|line| line.trim_start().starts_with("#[derive("));
        let names_derive = derives.into_iter().any(|line| line.contains("Serialize") || line.contains("Deserialize"));
        assert!(is_edge || !names_derive, "{file} derives a serde trait");
    }
}

/// One room imports a crate and wraps it.
#[test]
fn crates_have_one_room() {
    const OWNERS: &[(&str, &[&str])] = &[
        ("git2::", &["git"]),
        ("flate2::", &["git"]),
        ("pulldown_cmark::", &["markdown"]),
        ("syntect::", &["markdown"]),
        ("two_face::", &["markdown"]),
        ("similar::", &["redline"]),
        ("tera::", &["theme"]),
        ("saphyr_parser::", &["fields"]),
        ("toml::", &["fields"]),
        ("gray_matter::", &["load"]),
        ("annotate_snippets::", &["diagnostic"]),
        ("strsim::", &["diagnostic"]),
        ("imagesize::", &["book"]),
        ("sha2::", &["source"]),
        ("notify::", &["disk"]),
        ("notify_debouncer_full::", &["disk"]),
        ("rustix::", &["disk"]),
        ("tiny_http::", &["cli"]),
        ("socket2::", &["cli"]),
        ("ssh_key::", &["signature"]),
        ("rusqlite::", &["ledger"]),
        ("tlog_tiles::", &["ledger"]),
        ("signed_note::", &["ledger"]),
        ("ulid::", &["ledger"]),
        ("rand_core::", &["ledger", "host"]),
        ("hmac::", &["source"]),
        ("oauth2::", &["host"]),
        ("csv::", &["roster"]),
        ("base64::", &["roster", "host"]),
        ("hyper::", &["host"]),
        ("hyper_util::", &["host"]),
        ("http_body_util::", &["host"]),
        ("tokio::", &["host"]),
        ("ipnet::", &["config", "host"]),
        ("jsonwebtoken::", &["host"]),
        ("ureq::", &["cli"]),
        ("lettre::", &["cli"]),
        ("rust_xlsxwriter::", &["cli"]),
        ("postgres::", &["ledger"]),
        ("rustls::", &["ledger"]),
        ("tokio_postgres_rustls::", &["ledger"]),
        ("clap::", &["cli"]),
        ("clap_complete::", &["cli"]),
        ("jiff::", &["model", "cli"]),
    ];
    for (room, file, text) in sources() {
        for (name, owners) in OWNERS {
            let uses = text.lines().any(|line| line.trim_start().starts_with(&format!("use {name}")));
            assert!(!uses || owners.contains(&room.as_str()), "{file} imports {name} which belongs to {owners:?}");
        }
    }
}
