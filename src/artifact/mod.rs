//! What will be written: paths of a site, files on their way there, and the sinks
//! that take them.

mod csv;
mod headers;
mod manifest;
mod media_type;
mod past_keys_schema;
mod published_schema;
mod sink;
mod site_path;

pub use csv::csv_row;
pub use headers::SECURITY_HEADERS;
pub use manifest::{Entry, MANIFEST_PATH, Manifest};
pub use media_type::media_type;
pub use past_keys_schema::PastKeys;
pub use published_schema::{Published, PublishedDocument, PublishedVersion};
pub use sink::{Artifact, MemorySink, OneFileSink, Sink, SinkError};
pub use site_path::{BadSitePath, SitePath};
