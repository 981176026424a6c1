//! Everything that can be changed in the file behind the program's back is found.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use tempfile::TempDir;

use policybook::ledger::{SqliteStore, Store, Tampering, verify};

use super::scenario::{acknowledged, at, key, sqlite, text, write};

/// A way to change a log, and its name.
type Attack = (String, String);

/// Runs `sql` on a copy of the log with the guards taken off, puts the guards back as they
/// were, and returns what verification says.
fn attacked(log: &Path, folder: &Path, sql: &str) -> Result<(), Tampering> {
    let copy = folder.join("copy.db");
    fs::copy(log, &copy).unwrap();
    let connection = Connection::open(&copy).unwrap();
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).unwrap();
    let mut statement = connection.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let guards: Vec<(String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    drop(statement);
    for (name, _) in &guards {
        connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    connection.execute_batch("PRAGMA ignore_check_constraints = ON").unwrap();
    connection.execute_batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    for (_, guard) in &guards {
        connection.execute_batch(guard).unwrap();
    }
    connection.close().unwrap();
    let verdict = SqliteStore::open_to_read(&copy).map_err(Tampering::from).and_then(|store| verify(&store, &[], None));
    for ending in ["db", "db-wal", "db-shm"] {
        let _ = fs::remove_file(folder.join(format!("copy.{ending}")));
    }
    verdict.map(|_| ())
}

fn flipped(table: &str, column: &str, condition: &str, place: &str) -> Attack {
    // The byte at `place` becomes another one; a text stays a text.
    let sql = format!(
        "UPDATE {table} SET {column} = CASE typeof({column}) \
         WHEN 'blob' THEN CAST(substr({column}, 1, {place} - 1) || \
           CASE WHEN hex(substr({column}, {place}, 1)) = '41' THEN x'42' ELSE x'41' END || \
           substr({column}, {place} + 1) AS BLOB) \
         ELSE substr({column}, 1, {place} - 1) || \
           CASE WHEN substr({column}, {place}, 1) = 'A' THEN 'B' ELSE 'A' END || substr({column}, {place} + 1) END \
         WHERE {condition}"
    );
    (format!("a byte of {table}.{column} at {place} where {condition}"), sql)
}

/// Every column of every table, in several rows and places, and what can be done to rows.
fn attacks(size: u64) -> Vec<Attack> {
    let mut attacks = Vec::new();
    let named = |name: &str, sql: &str| (name.to_owned(), sql.to_owned());
    for seq in [1, 2, 3, 4, 5, 7, 12, size / 2, size - 1, size] {
        let row = format!("seq = {seq}");
        for place in ["1", "length(body) / 3", "length(body) / 2", "length(body) - 1", "length(body)"] {
            attacks.push(flipped("log_entry", "body", &row, place));
        }
        for column in ["id", "kind", "recorded_at", "leaf"] {
            attacks.push(flipped("log_entry", column, &row, "1"));
            attacks.push(flipped("log_entry", column, &row, &format!("length({column})")));
        }
        for (column, value) in [
            ("ack_key", "randomblob(32)"),
            ("doc", "'POL-9'"),
            ("version", "'9.9'"),
            ("content_hash", "zeroblob(32)"),
            ("subject", "zeroblob(32)"),
            ("leaf", "zeroblob(32)"),
            ("body", "x''"),
        ] {
            let name = format!("{column} of record {seq} is {value}");
            attacks.push((name, format!("UPDATE log_entry SET {column} = {value} WHERE {row}")));
        }
        attacks.push((format!("record {seq} is gone"), format!("DELETE FROM log_entry WHERE {row}")));
    }
    for (first, second) in [(2, 3), (4, 9), (size - 1, size)] {
        let sql = format!(
            "UPDATE log_entry SET seq = -1 WHERE seq = {first}; UPDATE log_entry SET seq = {first} WHERE seq = {second}; \
             UPDATE log_entry SET seq = {second} WHERE seq = -1"
        );
        attacks.push((format!("records {first} and {second} changed places"), sql));
    }
    for position in [0, 1, 2, 3, 10, 20] {
        let row = format!("position = {position}");
        attacks.push(flipped("log_hash", "hash", &row, "1"));
        attacks.push((format!("hash {position} is gone"), format!("DELETE FROM log_hash WHERE {row}")));
    }
    attacks.push(named("a hash too many", "INSERT INTO log_hash SELECT max(position) + 1, hash FROM log_hash"));
    for size in ["(SELECT min(size) FROM checkpoint)", "4", "(SELECT max(size) FROM checkpoint)"] {
        let row = format!("size = {size}");
        for place in ["1", "instr(note, x'0a') + 1", "instr(note, '=') - 3", "length(note) - 20", "length(note) - 1"] {
            let place = place.replace("x'0a'", "char(10)");
            attacks.push(flipped("checkpoint", "note", &row, &place));
        }
        attacks.push((
            format!("the checkpoint of {size} moved"),
            format!("UPDATE checkpoint SET size = size + 1000 WHERE {row}"),
        ));
        attacks.push((
            format!("the checkpoint of {size} is empty"),
            format!("UPDATE checkpoint SET note = '' WHERE {row}"),
        ));
        let other = "(SELECT note FROM checkpoint ORDER BY size LIMIT 1 OFFSET 1)";
        attacks.push((
            format!("the checkpoint of {size} is another one"),
            format!("UPDATE checkpoint SET note = {other} WHERE {row}"),
        ));
    }
    attacks.push(named("the first checkpoint is gone", "DELETE FROM checkpoint WHERE size = 1"));
    attacks.push(named(
        "the last checkpoint is gone",
        "DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint)",
    ));
    attacks.push(named("all checkpoints are gone", "DELETE FROM checkpoint"));
    for column in ["origin", "purpose", "root", "last_at"] {
        attacks.push(flipped("log_head", column, "id = 1", "1"));
    }
    attacks.push(named("the end is earlier", "UPDATE log_head SET size = size - 1"));
    attacks.push(named("the end is later", "UPDATE log_head SET size = size + 1"));
    attacks.push(named("there is no end", "DELETE FROM log_head"));
    attacks.push(named("all records are gone", "DELETE FROM log_entry"));
    for column in ["salt", "iss", "sub"] {
        attacks.push(flipped("person", column, "sub = 'alice'", "1"));
        attacks.push((
            format!("{column} of a person is gone"),
            format!("UPDATE person SET {column} = NULL WHERE sub = 'alice'"),
        ));
    }
    attacks.push(named("a person is another", "UPDATE person SET sub = 'mallory' WHERE sub = 'alice'"));
    attacks.push(named("a person is gone", "DELETE FROM person WHERE sub = 'alice'"));
    attacks.push(named(
        "an erased person has values",
        "UPDATE person SET salt = zeroblob(32), iss = 'x', sub = 'y', id_type = 'sub' WHERE sub IS NULL",
    ));
    attacks.push(flipped("attachment", "body", "1", "2"));
    attacks.push(named("a file is gone", "DELETE FROM attachment"));
    attacks.push(named("a table was added", "CREATE TABLE more(x)"));
    attacks.push(named("a trigger was added", "CREATE TRIGGER more AFTER INSERT ON log_entry BEGIN SELECT 1; END"));
    attacks
}

#[test]
fn every_change_behind_the_programs_back_is_found() {
    let folder = TempDir::new().unwrap();
    let log = folder.path().join("log.db");
    let store = write(Box::new(sqlite(&log, &key().0)));
    let size = store.head().unwrap().size;
    drop(store);
    assert!(attacked(&log, folder.path(), "SELECT 1").is_ok(), "the log itself is sound");
    let attacks = attacks(size);
    assert!(attacks.len() >= 200, "{} kinds of attack", attacks.len());
    let unnoticed: Vec<&str> = attacks
        .iter()
        .filter(|(_, sql)| attacked(&log, folder.path(), sql).is_ok())
        .map(|(name, _)| name.as_str())
        .collect();
    assert!(unnoticed.is_empty(), "not found: {unnoticed:#?}");
}

#[test]
fn a_guard_that_is_gone_is_found() {
    let folder = TempDir::new().unwrap();
    for (name, sql) in [
        ("log_entry_stays", "DROP TRIGGER log_entry_stays"),
        ("checkpoint_is_kept", "DROP TRIGGER checkpoint_is_kept"),
        ("log_doc", "DROP INDEX log_doc"),
        (
            "log_hash_stays",
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'append-only', 'as you like')",
        ),
    ] {
        let log = folder.path().join(format!("{name}.db"));
        drop(sqlite(&log, &key().0));
        let connection = Connection::open(&log).unwrap();
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).unwrap();
        connection.execute_batch(sql).unwrap();
        connection.close().unwrap();
        let error = verify(&SqliteStore::open_to_read(&log).unwrap(), &[], None).unwrap_err().to_string();
        assert!(error.contains("the tables are not those of this program"), "{name}: {error}");
    }
}

#[test]
fn a_guard_refuses_what_would_change_a_record() {
    let folder = TempDir::new().unwrap();
    let log = folder.path().join("log.db");
    drop(write(Box::new(sqlite(&log, &key().0))));
    let connection = Connection::open(&log).unwrap();
    for table in ["log_entry", "checkpoint", "log_hash", "attachment"] {
        let column = connection
            .query_row(&format!("SELECT name FROM pragma_table_info('{table}') LIMIT 1"), [], |row| {
                row.get::<_, String>(0)
            })
            .unwrap();
        for sql in [format!("DELETE FROM {table}"), format!("UPDATE {table} SET {column} = {column}")] {
            assert!(connection.execute(&sql, []).unwrap_err().to_string().contains("append-only"), "{sql}");
        }
    }
}

fn log_of(folder: &Path, name: &str, secret: &str, count: u64) -> PathBuf {
    log_about("P", folder, name, secret, count)
}

fn log_about(who: &str, folder: &Path, name: &str, secret: &str, count: u64) -> PathBuf {
    let path = folder.join(name);
    let mut store = sqlite(&path, secret);
    for number in 0..count {
        store.append(&[acknowledged(&format!("{who}{number}"), text("POL-1", "1.0"), number)], at(1)).unwrap();
    }
    path
}

#[test]
fn a_cut_tail_and_a_log_written_anew_show_against_a_checkpoint_kept_elsewhere() {
    let folder = TempDir::new().unwrap();
    let (secret, public) = key();
    let full = log_of(folder.path(), "full.db", &secret, 9);
    let kept = SqliteStore::open_to_read(&full).unwrap().last_checkpoint().unwrap().unwrap();
    let check = |path: &Path, note: &str| {
        let store = SqliteStore::open_to_read(path).unwrap();
        verify(&store, &[note.to_owned()], Some(&public)).map(|report| report.head.size).map_err(|e| e.to_string())
    };
    assert_eq!(check(&full, &kept), Ok(10));
    // An old backup, or a tail that was cut off with its checkpoints: sound by itself.
    for count in 0..9 {
        let cut = log_of(folder.path(), &format!("cut{count}.db"), &secret, count);
        assert!(verify(&SqliteStore::open_to_read(&cut).unwrap(), &[], Some(&public)).is_ok());
        assert!(check(&cut, &kept).unwrap_err().contains("records are missing"));
    }
    // Everything written anew by who holds the key: sound by itself too, and that is the limit.
    let anew = log_about("Q", folder.path(), "anew.db", &secret, 12);
    assert!(verify(&SqliteStore::open_to_read(&anew).unwrap(), &[], Some(&public)).is_ok());
    assert!(check(&anew, &kept).unwrap_err().contains("another root"));
    // A log of another key is none of ours, whatever it says.
    let foreign = log_of(folder.path(), "foreign.db", &key().0, 9);
    assert!(check(&foreign, &kept).unwrap_err().contains("no key of this log"));
    let store = SqliteStore::open_to_read(&foreign).unwrap();
    assert!(verify(&store, &[], Some(&public)).unwrap_err().to_string().contains("never signed this log"));
    // A log that went on is the log that the checkpoint is of.
    let mut store = sqlite(&full, &secret);
    store.append(&[acknowledged("Late", text("POL-1", "1.0"), 50)], at(2)).unwrap();
    assert!(verify(&store, &[kept], Some(&public)).is_ok());
}
