//! What a published file is, for whoever serves it.

/// Returns the media type of a file by its name, without a character set: all texts are UTF-8.
pub fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html",
        "css" => "text/css",
        "js" => "text/javascript",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "webmanifest" => "application/manifest+json",
        "pdf" => "application/pdf",
        "txt" | "md" | "csv" | "toml" | "yaml" | "yml" => "text/plain",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}
