//! The login that is built in: OpenID Connect with a code, PKCE (RFC 7636), a nonce and a state
//! that only the browser which began can bring back. What an identity provider signs is read by
//! the same code as tokens from a proxy.

mod attempt;
mod cookie;
mod desk;
mod provider;
mod provider_schema;
mod sessions;

pub(super) use desk::SignIn;
pub use provider::Fetch;
