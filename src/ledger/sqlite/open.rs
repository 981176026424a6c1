//! Opening a file: what it has to be, and the settings under which nothing is lost.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::ledger::error::StoreError;

/// The tables, as this program makes them.
pub(super) const SCHEMA: &str = include_str!("schema.sql");
/// Marks a file as a log of this program: `pbLG`.
const APPLICATION_ID: i32 = 0x7062_4c47;
/// The form of the tables.
const USER_VERSION: i32 = 1;
/// How long a statement waits for another process.
const BUSY: Duration = Duration::from_secs(5);

/// Returns a connection that may write; the file is made when it is missing.
pub(super) fn open_to_write(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(|error| unavailable(&error))?;
    settle(&connection)?;
    let is_empty =
        number(&connection, "PRAGMA user_version")? == 0 && number(&connection, "PRAGMA schema_version")? == 0;
    if !is_empty {
        check_form(&connection)?;
    }
    for pragma in ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA fullfsync = ON"] {
        connection.query_row(pragma, [], |_| Ok(())).or_else(no_row).map_err(|error| unavailable(&error))?;
    }
    if is_empty {
        // One transaction: a file is a log, or it is empty.
        let transaction = connection.transaction().map_err(|error| unavailable(&error))?;
        transaction.execute_batch(SCHEMA).map_err(|error| unavailable(&error))?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(|error| unavailable(&error))?;
        transaction.pragma_update(None, "user_version", USER_VERSION).map_err(|error| unavailable(&error))?;
        transaction.commit().map_err(|error| unavailable(&error))?;
    }
    Ok(connection)
}

/// Returns a connection that cannot write.
pub(super) fn open_to_read(path: &Path) -> Result<Connection, StoreError> {
    let connection = open_to_copy(path)?;
    connection.pragma_update(None, "query_only", "ON").map_err(|error| unavailable(&error))?;
    Ok(connection)
}

/// Returns a connection from which another file is written; it is not for writing to this one.
pub(super) fn open_to_copy(path: &Path) -> Result<Connection, StoreError> {
    // A log that was not closed needs its write-ahead file, which only a connection that may write reads.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let read_only = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)
        .or_else(|_| Connection::open_with_flags(path, read_only))
        .map_err(|error| unavailable(&error))?;
    settle(&connection)?;
    check_form(&connection)?;
    Ok(connection)
}

/// Writes a page of the file as it is.
pub(super) fn touch(connection: &Connection) -> Result<(), StoreError> {
    connection.pragma_update(None, "user_version", USER_VERSION).map_err(|error| unavailable(&error))
}

fn settle(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY).map_err(|error| unavailable(&error))?;
    let settings = [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
    ];
    for (setting, is_on) in settings {
        connection.set_db_config(setting, is_on).map_err(|error| unavailable(&error))?;
    }
    // What was erased is overwritten, not only unlinked.
    for pragma in ["PRAGMA foreign_keys = ON", "PRAGMA cell_size_check = ON", "PRAGMA secure_delete = ON"] {
        connection.execute_batch(pragma).map_err(|error| unavailable(&error))?;
    }
    Ok(())
}

fn check_form(connection: &Connection) -> Result<(), StoreError> {
    if number(connection, "PRAGMA application_id")? != APPLICATION_ID {
        return Err(StoreError::Foreign("the file is a database of another program".to_owned()));
    }
    let version = number(connection, "PRAGMA user_version")?;
    if version > USER_VERSION {
        let message = format!("the log was made by a newer policybook (form {version}, this one knows {USER_VERSION})");
        return Err(StoreError::Foreign(message));
    }
    Ok(())
}

fn number(connection: &Connection, pragma: &str) -> Result<i32, StoreError> {
    connection.query_row(pragma, [], |row| row.get(0)).map_err(|error| unavailable(&error))
}

fn no_row(error: rusqlite::Error) -> rusqlite::Result<()> {
    if error == rusqlite::Error::QueryReturnedNoRows { Ok(()) } else { Err(error) }
}

/// Returns what a failed statement means for the caller.
pub(super) fn unavailable(error: &rusqlite::Error) -> StoreError {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Broken(error.to_string()),
        _ => StoreError::Unavailable(error.to_string()),
    }
}

/// Returns whether a commit failed because the disk did not confirm it.
pub(super) fn is_unconfirmed(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_IOERR_DIR_FSYNC, SQLITE_IOERR_FSYNC};
    error
        .sqlite_error()
        .is_some_and(|error| [SQLITE_IOERR_FSYNC, SQLITE_IOERR_DIR_FSYNC].contains(&error.extended_code))
}
