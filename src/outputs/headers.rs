//! `_headers`: the headers of every answer, in the form that several hosts of static sites read.

use crate::artifact::SECURITY_HEADERS;

/// A year; sent only where the site is reached by HTTPS alone.
const STRICT_TRANSPORT: &str = "Strict-Transport-Security: max-age=31536000";

/// Returns `_headers`, which several hosts of static sites read.
pub(super) fn headers_file(is_https: bool) -> String {
    let mut text = String::from("/*\n");
    for (name, value) in SECURITY_HEADERS {
        text.push_str(&format!("  {name}: {value}\n"));
    }
    if is_https {
        text.push_str(&format!("  {STRICT_TRANSPORT}\n"));
    }
    // Names with a digest never change what they hold.
    text.push_str("/theme/*\n  Cache-Control: public, max-age=31536000, immutable\n");
    // A file of a book is no page of the site.
    for ending in ["pdf", "docx", "xlsx", "pptx", "zip"] {
        text.push_str(&format!("/*.{ending}\n  Content-Disposition: attachment\n"));
    }
    text
}
