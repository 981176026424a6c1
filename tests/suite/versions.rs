//! What the program says of versions, approvals and evidence, on repositories that
//! git itself wrote: hostile ones and merely messy ones.

mod branches;
mod dates;
mod forged;
mod identity;
mod kept;
mod labels;
mod old_pages;
mod shapes;
mod unknown;
pub mod world;
