//! Who has to acknowledge what, and how far they are: a pure reading of what a publication
//! asks, who is in the roster, and what the log holds.
//!
//! The one rule above all others: a person counts as having acknowledged a text only by a
//! record of that very text. A record of an earlier version may do instead, when every
//! change since is called minor or editorial, and then it is shown as what it is.

mod asked;
mod asked_schema;
mod standing;

mod list;
mod read;
mod recorded;
mod recorded_schema;

pub use asked::{Asked, BadPublication, Earlier, read_publication};
pub use list::{Obligation, obligations};
pub use read::{records_of, records_of_subjects};
pub use recorded::{Recorded, recorded_on};
pub use standing::{Standing, standing, withdrawal_of};
