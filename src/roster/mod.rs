//! The roster: who has to read what, as another system knows the people.
//!
//! [`read`] takes an export of a directory or of a personnel system (CSV, SCIM in JSON, or
//! LDIF) and returns everybody in it, or every fault in it: half a roster would be a list
//! of people who were never asked. Nothing is looked up elsewhere, and nothing is kept.

mod collect;
mod fault;
mod person;

mod csv;
mod ldif;
mod scim;

mod read;
mod rows;

pub use fault::Fault;
pub use person::{Member, Roster};
pub use read::{Form, read};
pub use rows::{Row, read_rows};
