//! The frameworks and mappings that come with the program.

use rust_embed::RustEmbed;

use crate::source::{BookPath, SourceFile, SourceTree};

#[derive(RustEmbed)]
#[folder = "controls/"]
struct Controls;

/// Returns the built-in files of `controls/`, at the paths that replace them in a book.
pub fn builtin_controls() -> SourceTree {
    let mut tree = SourceTree::default();
    for name in Controls::iter().filter(|name| name != "applicability.toml") {
        let file = Controls::get(&name);
        let text = file.as_ref().and_then(|file| std::str::from_utf8(&file.data).ok());
        if let (Ok(path), Some(text)) = (BookPath::new(&format!("controls/{name}")), text) {
            tree.insert(SourceFile::text_file(path, text));
        }
    }
    tree
}
