//! The log of acknowledgements, through its door: what is written stands, is found again
//! and can be proved; what was changed behind its back shows.

mod cut;
mod log;
mod nodes;
pub mod scenario;
pub mod server;
mod tampering;
mod tampering_database;
mod way;
