//! A day as it is told now against the same day as it was told by its own commit.

use std::path::Path;

use serde_json::Value;

use super::answers::{listed_controls, listed_documents};
use super::rich::{rich_past, telling_days};
use crate::harness::{data, policybook, talk};
use crate::versions::world::World;

/// Returns a clone of the world as it was checked out at the end of a day.
fn clone_of(world: &World, day: &str) -> Option<std::path::PathBuf> {
    let before = format!("--until={day}T23:59:59Z");
    let commit = world.git(&["rev-list", "--first-parent", "-1", &before, "main"]);
    if commit.is_empty() {
        return None;
    }
    let clone = world.around().join("then");
    if !clone.exists() {
        world.git(&["clone", "--quiet", "--no-local", ".", clone.to_str().unwrap()]);
    }
    world.git(&["-C", clone.to_str().unwrap(), "checkout", "--quiet", "-B", "main", &commit]);
    Some(clone)
}

fn listed(book: &Path, args: &[&str]) -> Vec<Value> {
    let output = policybook(book, &[&["list", "--json"], args].concat());
    assert!(output.status.success(), "{}", talk(&output));
    serde_json::from_str(&data(&output)).unwrap()
}

/// No later commit changes an answer: the day that is told by the branch of today is
/// the day that was told on it, but for what was recorded later.
#[test]
fn every_day_is_told_as_its_own_commit_told_it() {
    let world = rich_past();
    for day in telling_days() {
        let Some(book) = clone_of(&world, day) else { continue };
        let then = |kind: &str| listed(&book, &[kind, "--as-at", day, "--date", day]);
        let now = |kind: &str| listed(&world.root(), &[kind, "--as-at", day, "--date", "2026-11-23"]);
        assert_eq!(then("controls"), now("controls"), "controls of {day}");
        let without_later = |mut rows: Vec<Value>| {
            rows.iter_mut().for_each(|row| row["recorded_later"] = Value::Null);
            rows
        };
        assert_eq!(without_later(then("documents")), without_later(now("documents")), "documents of {day}");
    }
}

/// Where no draft is written over an approved text and no day is to come, and the
/// statement is approved or not there, a day is what a plain check-out shows of it.
#[test]
fn a_plain_check_out_shows_the_same_where_both_mean_the_same() {
    let world = rich_past();
    let mut compared = 0;
    for day in telling_days() {
        let Some(book) = clone_of(&world, day) else { continue };
        let plain = listed(&book, &["documents", "--date", day]);
        let told = listed_documents(&world, day).unwrap();
        let ids = |rows: &[Value]| -> Vec<String> {
            let controlled = rows.iter().filter(|row| row["status"].is_string());
            let mut ids: Vec<String> = controlled.map(|row| row["id"].as_str().unwrap().to_owned()).collect();
            ids.sort();
            ids
        };
        let told_ids: Vec<String> = told.iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
        assert_eq!(told_ids, ids(&plain), "the documents of {day}");
        let is_plain = told.iter().all(|line| line.contains("branch:-") && !line.contains("to-come"));
        // Proposed until 2024-03-05, and changed under its approval from 2024-03-12.
        let is_decided = day < "2024-02-20" || ("2024-03-05"..="2024-03-11").contains(&day);
        if !is_plain || !is_decided {
            continue;
        }
        let line = |row: &Value| {
            let word = |key: &str| row[key].as_str().unwrap().to_owned();
            format!("{} {} {}", word("framework"), word("id"), word("state"))
        };
        let plain: Vec<String> = listed(&book, &["controls", "--date", day]).iter().map(line).collect();
        assert_eq!(listed_controls(&world, day).unwrap(), plain, "the controls of {day}");
        compared += 1;
    }
    assert!(compared > 4, "{compared} days were compared");
}
