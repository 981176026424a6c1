//! The production service: a published site, identity, and acknowledgements.
//!
//! Reading needs none of it: the site is whole without a server. What is added to a page is put
//! in at marks that the site's templates leave.

mod answer;
mod clock;
mod metrics;
mod origin;
mod protocol;

mod caller;
mod connection;
mod token;

mod identity;
mod limiter;

mod readers;
mod release;
mod shown;
mod snapshot;
mod writer;

mod member;
mod page;
mod page_schema;
mod text_view;

mod service;

mod acknowledge;
mod acknowledge_schema;
mod files;
mod health;
mod mine;
mod receipt;
mod report;
mod route;

mod listen;
mod run;

pub use clock::Clock;
pub use identity::Identities;
pub use readers::OpenToRead;
pub use run::{HostError, Options, run};
pub use token::FetchKeys;
