//! What an identity provider answers with.

use oauth2::ExtraTokenFields;
use serde::{Deserialize, Serialize};

/// What a provider says of itself (OpenID Connect Discovery 1.0, section 3).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Discovered {
    /// Its name, which has to be the one that was asked for.
    pub(super) issuer: String,
    /// Where people sign in.
    pub(super) authorization_endpoint: String,
    /// Where a code is changed for a token.
    pub(super) token_endpoint: String,
    /// Where its public keys are.
    pub(super) jwks_uri: String,
    /// Where it says more of who signed in.
    pub(super) userinfo_endpoint: Option<String>,
    /// How it wants to be shown the client's secret.
    #[serde(default)]
    pub(super) token_endpoint_auth_methods_supported: Vec<String>,
    /// Whether it names itself when people come back (RFC 9207).
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

/// What comes with a token besides what OAuth names.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct IdToken {
    /// The signed statement of who signed in.
    pub(super) id_token: Option<String>,
}

impl ExtraTokenFields for IdToken {}
