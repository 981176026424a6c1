//! The log in a database that several nodes share: PostgreSQL. The row of the log's end is
//! the lock: who holds it writes, and everybody else waits, so that no two records can follow
//! the same one.

mod address;
mod connect;
mod copy;
mod read;
mod rows;
mod shape;
mod store;
mod write;

pub use address::PostgresAddress;
pub use copy::copy_to_postgres;
pub use store::PostgresStore;
