//! From a source tree to a manuscript: everything parsed, nothing linked.
//!
//! Front matter, bodies, frameworks, mappings and the statement of applicability
//! become typed values here. Whether an id exists or a link leads somewhere is
//! asked later, by the room `book`.

mod builtin;
mod declared;
mod document;
mod front_matter;
mod hidden;
mod manuscript;
mod names;
mod record;
mod rules;
mod split;

mod applicability;
mod framework;
mod mapping;

pub use builtin::builtin_controls;
pub use declared::declared;
pub use front_matter::ALIASES;
pub use manuscript::{Leaf, Manuscript, Memo, manuscript, read_one};
pub use names::{is_document_path, is_excluded_document, unpublishable};
pub use record::Record;
pub use rules::RULES;
pub use split::{FrontMatter, Notation, Split, split};
