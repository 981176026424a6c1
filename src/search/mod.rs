//! From the words of a site's pages to an index that a browser asks without a server.
//!
//! An [`Entry`] is one page that can be found. [`SearchIndex::of`] takes all of them and
//! cuts what it learns into small files, so that a reader's first question costs a few of
//! them however large the book is: which pages have a word (`terms-N`), what the pages
//! say (`texts-N`), by what they can be filtered (`facets`), which words there are, to
//! forgive a typing error (`words`), and a table of these files (`index`).
//! `docs/reference/search.md` describes them; `theme/assets/search.js` reads them.
//!
//! The room knows no policy, no page address and no language. How a text is taken apart
//! ([`terms_of`]) stands a second time in the script, word for word the same.

mod entry;
mod words;

mod postings;

mod schema;

mod cut;
mod index;

pub use entry::{Entries, Entry, Section};
pub use index::{IndexFile, SearchIndex};
pub use words::{fold, terms_of};
