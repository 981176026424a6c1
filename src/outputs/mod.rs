//! One output, one file or folder, and a table of them all. An output sees the
//! views, the theme and the sink, never another output.

mod aliases;
mod as_at;
mod assets;
mod data;
mod headers;
mod html;
mod job;
mod past_pages;
mod registry;
mod script;
mod search;
mod server_files;
mod versions;

pub use job::{Job, OutputError};
pub use past_pages::PastPages;
pub use registry::{OUTPUTS, Output, write_all};
