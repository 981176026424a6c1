//! Everything that can be changed in the database behind the program's back is found.

use policybook::ledger::{PostgresStore, Tampering, verify};

use super::scenario::{Place, key, write};
use super::server::{Server, address};

/// All tables of a log.
const TABLES: [&str; 6] = ["log_head", "log_entry", "log_hash", "checkpoint", "attachment", "person"];
/// Takes the guards off for a session.
const UNGUARDED: &str = "SET session_replication_role = replica";

/// Changes the log with the guards off, puts it back, and returns what verification says.
fn attacked(server: &Server, sql: &str) -> Result<(), Tampering> {
    server.run("log", &format!("{UNGUARDED}; {sql}"));
    let store = PostgresStore::open_to_read(&address(&server.url("log"))).map_err(Tampering::from);
    let verdict = store.and_then(|store| verify(&store, &[], None));
    let put_back = TABLES.map(|table| format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept.{table}"));
    server.run("log", &format!("{UNGUARDED}; {}", put_back.join("; ")));
    verdict.map(|_| ())
}

/// A byte of a column becomes another one; a text stays a text.
fn flipped(table: &str, column: &str, row: &str, is_text: bool, place: &str) -> String {
    if is_text {
        let letter = format!("CASE WHEN substr({column}, {place}, 1) = 'A' THEN 'B' ELSE 'A' END");
        return format!(
            "UPDATE {table} SET {column} = overlay({column} PLACING {letter} FROM {place} FOR 1) WHERE {row}"
        );
    }
    let byte = format!("get_byte({column}, {place} - 1)");
    format!("UPDATE {table} SET {column} = set_byte({column}, {place} - 1, ({byte} + 1) % 256) WHERE {row}")
}

fn attacks(size: u64) -> Vec<String> {
    let mut attacks = Vec::new();
    for seq in [1, 2, 3, 4, 5, 7, 12, size / 2, size - 1, size] {
        let row = format!("seq = {seq}");
        for place in ["1", "length(body) / 3", "length(body) / 2", "length(body) - 1", "length(body)"] {
            attacks.push(flipped("log_entry", "body", &row, false, place));
        }
        for column in ["id", "kind", "recorded_at"] {
            attacks.push(flipped("log_entry", column, &row, true, "1"));
            attacks.push(flipped("log_entry", column, &row, true, &format!("length({column})")));
        }
        attacks.push(flipped("log_entry", "leaf", &row, false, "1"));
        attacks.push(flipped("log_entry", "leaf", &row, false, "32"));
        for (column, value) in [
            ("ack_key", "sha256('x')"),
            ("doc", "'POL-9'"),
            ("version", "'9.9'"),
            ("content_hash", "sha256('x')"),
            ("subject", "sha256('x')"),
            ("leaf", "sha256('x')"),
            ("body", "''"),
        ] {
            attacks.push(format!("UPDATE log_entry SET {column} = {value} WHERE {row}"));
        }
        attacks.push(format!("DELETE FROM log_entry WHERE {row}"));
    }
    for (first, second) in [(2, 3), (4, 9), (size - 1, size)] {
        attacks.push(format!(
            "UPDATE log_entry SET seq = -1 WHERE seq = {first}; UPDATE log_entry SET seq = {first} WHERE seq = {second}; \
             UPDATE log_entry SET seq = {second} WHERE seq = -1"
        ));
    }
    for position in [0, 1, 2, 3, 10, 20] {
        let row = format!("position = {position}");
        attacks.push(flipped("log_hash", "hash", &row, false, "1"));
        attacks.push(format!("DELETE FROM log_hash WHERE {row}"));
    }
    for size in ["(SELECT min(size) FROM checkpoint)", "4", "(SELECT max(size) FROM checkpoint)"] {
        let row = format!("size = {size}");
        for place in ["1", "length(note) / 2", "length(note) - 20", "length(note) - 1"] {
            attacks.push(flipped("checkpoint", "note", &row, true, place));
        }
        attacks.push(format!("UPDATE checkpoint SET size = size + 1000 WHERE {row}"));
        attacks.push(format!("UPDATE checkpoint SET note = '' WHERE {row}"));
        attacks.push(format!(
            "UPDATE checkpoint SET note = (SELECT note FROM checkpoint ORDER BY size LIMIT 1 OFFSET 1) WHERE {row}"
        ));
    }
    let others = [
        "INSERT INTO log_hash SELECT max(position) + 1, (SELECT hash FROM log_hash LIMIT 1) FROM log_hash",
        "DELETE FROM checkpoint WHERE size = 1",
        "DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint)",
        "DELETE FROM checkpoint",
        "DELETE FROM log_head",
        "UPDATE log_head SET size = size - 1",
        "UPDATE log_head SET size = size + 1",
        "UPDATE log_head SET root = sha256('x')",
        "UPDATE log_head SET last_at = '2020-01-01T00:00:00.000000Z'",
        "UPDATE log_head SET last_at = NULL",
        "UPDATE log_head SET origin = 'other.example.org'",
        "UPDATE log_head SET purpose = 'rehearsal'",
        "DELETE FROM log_entry; DELETE FROM log_hash; DELETE FROM checkpoint; UPDATE log_head SET size = 0",
        "DELETE FROM attachment",
        "UPDATE attachment SET body = 'x'",
        "UPDATE person SET salt = sha256('x') WHERE sub = 'alice'",
        "UPDATE person SET sub = 'mallory' WHERE sub = 'alice'",
        "UPDATE person SET iss = 'https://other.example.org' WHERE sub = 'alice'",
        "DELETE FROM person WHERE sub = 'alice'",
        "DELETE FROM person",
        "UPDATE person SET subject = sha256('x') WHERE sub = 'alice'",
        "UPDATE person SET sub = NULL, salt = NULL, iss = NULL, name = NULL, email = NULL WHERE sub = 'alice'",
    ];
    attacks.extend(others.map(ToOwned::to_owned));
    for k in [3, 10, size - 1] {
        attacks.push(format!(
            "DELETE FROM log_entry WHERE seq > {k}; UPDATE log_head SET size = {k}, last_at = (SELECT max(recorded_at) FROM log_entry)"
        ));
    }
    attacks
}

#[test]
fn every_change_behind_the_programs_back_is_found_in_a_database_too() {
    let place = Place::database();
    let size = write(place.open(&key().0)).head().unwrap().size;
    let Place::Database(server) = &place else { unreachable!() };
    server.run("log", "CREATE SCHEMA kept");
    for table in TABLES {
        server.run("log", &format!("CREATE TABLE kept.{table} AS TABLE {table}"));
    }
    assert!(attacked(server, "SELECT 1").is_ok(), "an honest log verifies");
    let attacks = attacks(size);
    assert!(attacks.len() >= 200, "{}", attacks.len());
    let missed: Vec<&String> = attacks.iter().filter(|sql| attacked(server, sql).is_ok()).collect();
    assert!(missed.is_empty(), "not found: {missed:#?}");
    assert!(attacked(server, "SELECT 1").is_ok(), "it was put back each time");
}
