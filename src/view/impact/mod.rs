//! What a change does to the book: two books side by side, and what came, went and
//! is asked of whom. Values are plain, to be printed or handed on as JSON; the
//! shape is told in `docs/reference/impact.md`.
//!
//! `pairs` finds which document was which, `documents` what changed in each,
//! `controls` why an entry is no longer covered, `acknowledge` who has to read
//! again, `findings` what is new and gone; `whole` puts them together.

mod acknowledge;
mod controls;
mod documents;
mod findings;
mod pairs;
mod whole;

pub use acknowledge::Acknowledgement;
pub use controls::{LostControl, LostThrough};
pub use documents::{ChangedDocument, DocumentRow, DocumentsImpact, ExcerptRow, MovedDocument, RunRow};
pub use findings::{FindingCounts, FindingsImpact, ImpactFinding};
pub use whole::{ControlsImpact, Impact, ImpactBase, ImpactHead};
