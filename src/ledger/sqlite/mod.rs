//! The log in a file: SQLite, for one node. A transaction is on the disk before it is
//! answered (`synchronous=FULL`), and readers go on while the one writer writes.

mod copy;
mod open;
mod read;
mod rows;
mod store;
mod write;

pub use copy::copy_to_file;
pub use store::SqliteStore;
