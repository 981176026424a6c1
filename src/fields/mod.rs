//! YAML and TOML as written: every key and value with its place, scalars as the
//! source text that stands there, and a reader that turns them into typed values
//! and reports every fault in one run.
//!
//! Nothing here guesses a type: `1.10` stays `1.10`, `5.1` and `5.10` stay two
//! controls. Aliases, anchors, tags and deep nesting are refused.

mod node;
mod reader;
mod toml;
mod yaml;

pub use node::{Fault, Key, Node, Parsed, Scalar, Value};
pub use reader::{FieldRules, Fields, Reading, Text};
pub use toml::parse_toml;
pub use yaml::parse_yaml;
