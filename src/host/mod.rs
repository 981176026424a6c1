//! The production service: a published site, identity, and acknowledgements.
//!
//! Reading needs none of it: the site is whole without a server. What is added to a page is put
//! in at marks that the site's templates leave.

mod answer;
mod clock;
mod metrics;
mod openings;
mod origin;
mod peer;
mod protocol;

mod call;
mod caller;
mod connection;
mod same;
mod token;

mod bearer;
mod sign_in;

mod identity;
mod limiter;

mod question;
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
mod log_calls;
mod mine;
mod receipt;
mod recorder;
mod recorder_schema;
mod report;
mod route;
mod sign_in_pages;

mod listen;
mod run;

pub use call::calls;
pub use clock::Clock;
pub use identity::{Identities, Ways};
pub use readers::OpenToRead;
pub use run::{Entrance, HostError, Options, run};
pub use sign_in::Fetch;
pub use token::FetchKeys;
