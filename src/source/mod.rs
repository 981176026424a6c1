//! Text that was read, with identity: where it stands in the book, which bytes
//! it holds, and which place a byte has on the page.
//!
//! This room opens no file. The rooms `disk` and `git` fill a [`SourceTree`];
//! a test writes one as a literal.

mod digest;
mod path;
mod percent;
mod span;
mod tree;

pub use digest::{Digest, Digester};
pub use path::{BadPath, BookPath, is_device_name};
pub use percent::{decode_percent, encode_path};
pub use span::{LineIndex, Position, Span};
pub use tree::{AssetSource, NoAssets, SourceFile, SourceState, SourceTree, TEXT_BYTES_MAX};
