//! Which files of a book are documents, and which names cannot be published.

use crate::config::Config;
use crate::source::BookPath;

/// Folders of a book that hold no documents when `src` is the book's folder itself.
const OTHER_FOLDERS: [&str; 4] = ["site", "controls", "theme", "target"];

/// Returns whether the file at `path` is a document of the book: a Markdown file
/// below `src` that is not hidden, not in a folder of another purpose, and not excluded.
pub fn is_document_path(path: &BookPath, config: &Config) -> bool {
    let Some(below) = path.below(&config.book.src) else { return false };
    let is_markdown = path.extension().eq_ignore_ascii_case("md") || path.extension().eq_ignore_ascii_case("markdown");
    if !is_markdown || below.split('/').any(|part| part.starts_with('.') || part == "node_modules") {
        return false;
    }
    if config.book.src.is_empty() {
        let top = below.split('/').next().unwrap_or_default();
        let is_dest = path.below(config.dest_dir.trim_end_matches('/')).is_some();
        if below.contains('/') && (OTHER_FOLDERS.contains(&top) || is_dest) {
            return false;
        }
    }
    !config.documents.exclude.is_match(below) && !config.documents.exclude.is_match(path.as_str())
}

/// Names that Windows keeps for devices; a site with such a file cannot be unpacked there.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Returns why a page cannot have this path as its address, if it cannot.
pub(super) fn unpublishable(path: &BookPath) -> Option<String> {
    path.as_str().split('/').find_map(|part| {
        let stem = part.split('.').next().unwrap_or_default().to_ascii_lowercase();
        let is_port = (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.len() == 4
            && stem.ends_with(|c: char| c.is_ascii_digit());
        if DEVICES.contains(&stem.as_str()) || is_port {
            return Some(format!("`{part}` is a device's name on Windows"));
        }
        if part.contains(['<', '>', '"', '|', '?', '*']) || part.ends_with([' ', '.']) {
            return Some(format!("`{part}` is no file name everywhere"));
        }
        None
    })
}
