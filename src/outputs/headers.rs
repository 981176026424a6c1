//! The headers that keep a published page to itself. `docs/guides/serve-the-site.md` has
//! the same for web servers; a test holds the two against each other.

/// What every answer should carry: names and values. The preview sends them too.
pub const SECURITY_HEADERS: [(&str, &str); 8] = [
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
         manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; \
         require-trusted-types-for 'script'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    (
        "Permissions-Policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), serial=(), hid=(), midi=()",
    ),
];

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
