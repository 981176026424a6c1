//! What was in force on each day: the data file that holds all of them (`data`), and
//! the page on which a reader chooses one and which lists what changed (`page`).

mod data;
mod links;
mod page;

pub use data::{AsAtData, as_at_data};
pub use page::{AsAtView, as_at_view, has_days};
