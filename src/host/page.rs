//! Puts what the service has to say into pages of the site. The site's templates leave marks
//! for that; where a template of the book's own does not, the end of the main part stands in.

use hyper::body::Bytes;

/// Around what is said on a document's page about acknowledging it.
const PANEL: (&str, &str) = ("<!-- policybook:acknowledge -->", "<!-- /policybook:acknowledge -->");
/// Around the main part of the page that the service's own pages are made of.
const MAIN: (&str, &str) = ("<!-- policybook:service -->", "<!-- /policybook:service -->");

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

/// Returns a page of the service: the site's own page for that with another title and main
/// part, or a bare one when the site has none.
pub(super) fn in_shell(shell: Option<&str>, language: &str, title: &str, main: &str) -> String {
    let title = escaped(title);
    let made = shell.and_then(|shell| {
        let (title_start, title_end) = between(shell, ("<title>", "</title>"))?;
        let (start, end) = between(shell, MAIN)?;
        Some([&shell[..title_start], &title, &shell[title_end..start], main, &shell[end..]].concat())
    });
    made.unwrap_or_else(|| {
        format!(
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
             content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n</head>\n<body>\n\
             <main>\n{main}\n</main>\n</body>\n</html>\n",
            escaped(language)
        )
    })
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
