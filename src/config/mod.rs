//! `book.toml`: as written, then as meant.
//!
//! Every key is known or refused with the nearest known one, and every fault is
//! reported in one run. A real mdBook's file is recognised and answered with one
//! clear sentence.

mod acknowledge;
mod host;
mod identity;
mod listen;
mod mail;
mod read;
mod rules;
mod sections;
mod settings;

pub use acknowledge::{AcknowledgeSettings, Statement, read_cycle};
pub use host::HostSettings;
pub use identity::{Claims, HeaderSettings, IdentitySettings, IdentitySource, SignInSettings, TokenSettings};
pub use listen::{BadListen, Listen};
pub use mail::{MailSettings, Protection};
pub use read::read_config;
pub use rules::{FAULTY_CONFIGURATION, RULES, UNKNOWN_SETTING};
pub use settings::{
    AllowanceEntry, ApprovalSettings, BookSettings, Config, DocumentDefaults, DocumentSettings, FRONT_MATTER_FIELDS,
    HistorySettings, RequiredEvidence, ReviewSettings, SiteSettings,
};
