//! The nouns of an information security management system, valid by
//! construction, unable to read or print themselves.

mod address;
mod date;
mod instant;
mod person;
mod words;
mod zone;

mod control;
mod declared;
mod document;
mod renewal;
mod statement;

pub use address::Address;
pub use date::{BadDate, Date, Period};
pub use instant::{BadInstant, Instant};
pub use person::{CommitId, Person};
pub use words::{ControlKind, DocumentType, Implementation, Reason, ReviewOutcome, Status, UnknownWord};
pub use zone::{BadZone, Zone};

pub use control::{Control, ControlRef, DocumentedInformation, Framework, Group, Mapping, SatisfiedBy, slug};
pub use declared::Declared;
pub use document::{Acknowledge, Change, ChangeClass, Claim, Cycle, Document, DocumentId, Review, UnknownClass};
pub use renewal::{Renewal, ReviewBasis};
pub use statement::{Decision, Statement};
