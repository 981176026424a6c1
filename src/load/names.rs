//! Which files of a book are documents, and which names cannot be published.

use crate::config::Config;
use crate::markdown::hidden_characters;
use crate::source::{BookPath, is_device_name};

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

/// Returns whether files below the folder at `path` may belong to the book.
pub(super) fn may_hold_parts(path: &BookPath, config: &Config) -> bool {
    let below = path.below(&config.book.src);
    let holds_documents = below.is_some_and(|below| {
        let is_excluded = |inside: &str| config.documents.exclude.is_match(inside);
        !is_excluded(below) && !is_excluded(&format!("{below}/x.md")) && !is_excluded(&format!("{path}/x.md"))
    });
    holds_documents
        || ["controls", "theme"].iter().any(|folder| path.as_str() == *folder || path.below(folder).is_some())
}

/// Returns whether the file at `path` would be a document, if the book did not
/// leave it out.
pub fn is_excluded_document(path: &BookPath, config: &Config) -> bool {
    let is_markdown = ["md", "markdown"].iter().any(|ending| path.extension().eq_ignore_ascii_case(ending));
    path.below(&config.book.src).is_some_and(|below| {
        is_markdown && (config.documents.exclude.is_match(below) || config.documents.exclude.is_match(path.as_str()))
    })
}

/// Returns whether a file or folder with a name that no path can hold would be a
/// part of the book; a picture or note that nothing can link to is nobody's business.
pub(super) fn is_odd_part(name: &str, config: &Config) -> bool {
    let src = config.book.src.as_str();
    let below =
        if src.is_empty() { Some(name) } else { name.strip_prefix(src).and_then(|rest| rest.strip_prefix('/')) };
    let is_part = below.is_some_and(|below| {
        let is_hidden = below.split('/').any(|part| part.starts_with('.'));
        let is_document = [".md", ".markdown"].iter().any(|ending| below.to_ascii_lowercase().ends_with(ending));
        !is_hidden
            && (is_document || below.ends_with('/'))
            && !config.documents.exclude.is_match(below.trim_end_matches('/'))
    });
    is_part || name.starts_with("controls/") || name.starts_with("theme/")
}

/// Most bytes of one part of a path, on all file systems that matter.
const PART_BYTES_MAX: usize = 255;

/// Returns why a file of the site cannot have this path, if it cannot: a part of
/// it is no file name everywhere, or does not look like what it is.
pub fn unpublishable(path: &str) -> Option<String> {
    path.split('/').find_map(|part| {
        if is_device_name(part) {
            return Some(format!("`{part}` is a device's name on Windows"));
        }
        let hidden = hidden_characters(part).map(|(_, character)| character).next();
        if let Some(character) = hidden.or_else(|| part.chars().find(|character| character.is_control())) {
            return Some(format!("the name holds the invisible character U+{:04X}", u32::from(character)));
        }
        if part.len() > PART_BYTES_MAX {
            return Some(format!("a name in it is longer than {PART_BYTES_MAX} bytes"));
        }
        if part.contains(['<', '>', ':', '"', '\\', '|', '?', '*']) || part.ends_with([' ', '.']) {
            return Some(format!("`{part}` is no file name everywhere"));
        }
        None
    })
}
