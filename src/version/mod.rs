//! From the texts of a document's past to its versions.
//!
//! A version is a label in front matter. Its text is the last one that carried
//! the label on the branch, which is why revisions are first put together by the
//! commit that brought them there (`state`): what a topic branch held before its
//! merge was never published. Then (`timeline`) the states are grouped by label,
//! and it is found from when to when each version was in force, which state
//! brought its approval, and what changed after that. [`life`] does both. What they tell of reviews stands in `review`. Who approved is what
//! the text declares; what git shows of it stands beside that (`evidence`). Nothing
//! here opens a file.

mod evidence;
mod label;
mod state;
mod timeline;

mod life;
mod review;

pub use evidence::{Evidence, TagWitness, Witness, Witnesses, is_same_person};
pub use label::LabelOrder;
pub use life::{Life, life};
pub use review::MovedDay;
pub use state::{PastTexts, State, states};
pub use timeline::{Approval, LabelFault, Version, versions};
