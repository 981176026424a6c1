//! Which decisions were in force, and what they exclude.

use super::answers::DataFile;
use super::rich::rich_past;

#[test]
fn only_an_approved_statement_excludes_and_only_what_was_approved() {
    let world = rich_past();
    let file = DataFile::of(world.build());
    let state = |day: &str, control: &str| {
        let lines = file.controls(day).unwrap();
        let found = lines.into_iter().find(|line| line.starts_with(&format!("iso27001-2022 {control} ")));
        found.map(|line| line.rsplit(' ').next().unwrap().to_owned())
    };
    let told = |day: &str| {
        let states = ["A.5.4", "A.5.5"].map(|control| state(day, control).unwrap());
        (file.decision(day, "A.5.4"), states)
    };
    let uncovered = || "uncovered".to_owned();
    // Proposed; approved ahead; in force; changed by nobody who may; gone.
    assert_eq!(told("2024-02-20"), ("none", [uncovered(), uncovered()]));
    assert_eq!(told("2024-03-04"), ("none", [uncovered(), uncovered()]));
    assert_eq!(told("2024-03-05"), ("excluded", ["excluded".to_owned(), uncovered()]));
    assert_eq!(told("2024-03-12"), ("excluded", ["excluded".to_owned(), uncovered()]));
    assert_eq!(file.decision("2024-06-15", "A.5.4"), "none");
}

#[test]
fn the_statement_on_the_branch_is_told_beside_the_one_in_force() {
    let world = rich_past();
    let file = DataFile::of(world.build());
    let rows = file.value()["statement"].as_array().unwrap();
    let standings: Vec<String> = rows
        .iter()
        .map(|row| match row[1].as_array() {
            Some(row) => format!("{} {} {}", row[0].as_str().unwrap(), row[1].is_u64(), row[2].is_u64()),
            None => "none".to_owned(),
        })
        .collect();
    assert_eq!(
        standings,
        [
            "none",
            "not-approved false true",
            "not-approved false true",
            "in-force true false",
            "in-force true true",
            "none"
        ]
    );
}
