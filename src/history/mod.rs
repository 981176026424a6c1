//! From plain commits to the revisions of each document.
//!
//! The room `git` fills a [`Log`]: commits, newest first, each with the files
//! that it changed. This room decides what belongs together. [`chronicle`]
//! finds the renames of every commit as git does (`similarity`, `renames`),
//! follows each changed path to the documents of today (`ancestry`,
//! `identity`), and keeps the rows of each document (`chronicle`), with those
//! of merges that nothing else tells of (`silent`).
//! [`work_states`] says how the files of the folder differ from the last
//! commit, and [`Line`] is the branch, commit by commit, with all that each brought
//! there. What a single commit or tag says of itself, with the bytes that were
//! signed, is its `evidence`. Nothing here opens a file or knows git's object store:
//! texts come through [`Texts`].

mod ancestry;
mod authored;
mod chronicle;
mod commit;
mod evidence;
mod identity;
mod landing;
mod line;
mod mailmap;
mod merged;
mod moved;
mod order;
mod path;
mod renames;
mod revision;
mod silent;
mod similarity;
mod texts;
mod work;

pub use authored::{Authored, Landing};
pub use chronicle::{Chronicle, chronicle};
pub use commit::{BlobId, Change, Commit, HistoryState, Log, Step, StepChange, Tag, TagId, TaggedTree, Vanished};
pub use evidence::{CommitEvidence, Signed, Stamp, TagEvidence};
pub use landing::landings;
pub use line::Line;
pub use moved::moved_files;
pub use order::newest_first;
pub use path::{PastPath, is_document_name, is_prose_name};
pub use revision::{Revision, RevisionKind};
pub use texts::{NoTexts, Texts};
pub use work::{WorkState, work_states};
