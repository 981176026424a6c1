//! The theme that comes with the program.

use rust_embed::RustEmbed;

use crate::source::{BookPath, SourceFile, SourceTree};

#[derive(RustEmbed)]
#[folder = "theme/"]
struct Files;

/// Returns the built-in theme at the paths that overlay it in a book. All its
/// files are texts.
pub fn builtin_theme() -> SourceTree {
    let mut tree = SourceTree::default();
    for name in Files::iter() {
        let file = Files::get(&name);
        let text = file.as_ref().and_then(|file| std::str::from_utf8(&file.data).ok());
        if let (Ok(path), Some(text)) = (BookPath::new(&format!("theme/{name}")), text) {
            tree.insert(SourceFile::text_file(path, text));
        }
    }
    tree
}
