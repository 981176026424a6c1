//! Puts what the service has to say into pages of the site. The site's templates leave marks
//! for that; where a template of the book's own does not, the end of the main part stands in.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::body::Bytes;

use crate::source::Digest;

/// Around what is said on a document's page about acknowledging it.
const PANEL: (&str, &str) = ("<!-- policybook:acknowledge -->", "<!-- /policybook:acknowledge -->");
/// Around the main part of the page that the service's own pages are made of.
const MAIN: (&str, &str) = ("<!-- policybook:service -->", "<!-- /policybook:service -->");

/// The look of a bare page.
const STYLE: &str = ":root{color-scheme:light dark}body{margin:0;padding:10vh 1.5rem;font:1.0625rem/1.6 \
                     system-ui,sans-serif}main{max-width:38rem;margin:0 auto}h1{line-height:1.2}a{color:LinkText}";

/// Returns a document's page with the panel in it.
pub(super) fn with_panel(page: &str, panel: &str) -> String {
    match between(page, PANEL) {
        Some((start, end)) => [&page[..start], panel, &page[end..]].concat(),
        None => match page.rfind("</main>") {
            Some(at) => [&page[..at], panel, &page[at..]].concat(),
            None => page.to_owned(),
        },
    }
}

/// Returns a page of the service: the site's own page for that with another title and main part;
/// nothing when the site has none.
pub(super) fn in_shell(shell: &str, title: &str, main: &str) -> Option<String> {
    let (title_start, title_end) = between(shell, ("<title>", "</title>"))?;
    let (start, end) = between(shell, MAIN)?;
    Some([&shell[..title_start], &escaped(title), &shell[title_end..start], main, &shell[end..]].concat())
}

/// Returns a page of the service that needs nothing of the site, for who may not see it: its look
/// is in it.
pub(super) fn bare(language: &str, title: &str, main: &str) -> String {
    let (language, title) = (escaped(language), escaped(title));
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<main>\n{main}\n</main>\n</body>\n</html>\n"
    )
}

/// Returns the source of styles that lets the look of a bare page apply, and no other.
pub(super) fn style_source() -> String {
    format!("style-src 'sha256-{}'", STANDARD.encode(Digest::of(STYLE.as_bytes()).as_bytes()))
}

/// Returns a page that says at its top that nothing on it counts.
pub(super) fn with_band(page: &str, band: &str) -> String {
    let at = page.find("<main").and_then(|start| Some(start + page[start..].find('>')? + 1));
    match at {
        Some(at) => [&page[..at], band, &page[at..]].concat(),
        None => page.to_owned(),
    }
}

/// Returns the text of a page's bytes.
pub(super) fn text_of(bytes: &Bytes) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn between(text: &str, (before, after): (&str, &str)) -> Option<(usize, usize)> {
    let start = text.find(before)? + before.len();
    Some((start, start + text[start..].find(after)?))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
