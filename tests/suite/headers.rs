//! The headers that the site brings along, and those that the guide shows for servers.

use policybook::artifact::SECURITY_HEADERS;

use crate::harness::BookCase;

const PAGE: &str = "# Welcome\n";

#[test]
fn the_guide_shows_every_header_for_every_server() {
    let guide = include_str!("../../docs/guides/serve-the-site.md");
    let blocks: Vec<&str> = guide.split("```").skip(1).step_by(2).collect();
    for server in ["nginx", "caddyfile", "apache", "xml"] {
        let block = blocks.iter().find(|block| block.starts_with(server)).unwrap();
        for (name, value) in SECURITY_HEADERS {
            let line =
                block.lines().find(|line| line.contains(&format!("{name} ")) || line.contains(&format!("\"{name}\"")));
            let line = line.unwrap_or_else(|| panic!("{server} lacks {name}"));
            assert!(line.contains(&format!("\"{value}\"")), "{server}: {line}");
        }
    }
}

#[test]
fn the_file_of_headers_has_them_all() {
    let (_, site) = BookCase::default().file("content/index.md", PAGE).run();
    let file = &site["_headers"];
    assert!(file.starts_with("/*\n"));
    for (name, value) in SECURITY_HEADERS {
        assert!(file.contains(&format!("\n  {name}: {value}\n")), "{name} in {file}");
    }
    assert!(!file.contains("Strict-Transport-Security"));
}

#[test]
fn strict_transport_is_for_https_alone() {
    for (address, expected) in [("http://a.example/", false), ("https://a.example/", true)] {
        let config = format!("[book]\ntitle = \"B\"\n[site]\nbase-url = \"{address}\"\n");
        let (_, site) = BookCase::default().file("book.toml", &config).file("content/index.md", PAGE).run();
        assert_eq!(site["_headers"].contains("Strict-Transport-Security"), expected, "{address}");
    }
}

#[test]
fn a_sitemap_and_whole_addresses_need_the_address_of_the_site() {
    let document = "---\nid: POL-1\ntitle: A & B\ntype: policy\nversion: \"1\"\nstatus: approved\nowner: IT\napproved_by: Jo <x>\napproved_on: 2024-01-01\n---\nText.\n";
    let case = |config: &str| {
        BookCase::default()
            .file("book.toml", config)
            .file("content/index.md", PAGE)
            .file("content/a.md", document)
            .run()
            .1
    };
    let without = case("[book]\ntitle = \"B\"\n");
    assert!(!without.contains_key("sitemap.xml") && !without["robots.txt"].contains("Sitemap"));
    assert!(without["changes/feed.xml"].contains("href=\"../a/index.html\""), "{}", without["changes/feed.xml"]);
    let with = case("[book]\ntitle = \"B\"\n[site]\nbase-url = \"https://a.example/isms\"\n");
    assert!(
        with["robots.txt"].contains("Disallow: /\nSitemap: https://a.example/isms/sitemap.xml"),
        "{}",
        with["robots.txt"]
    );
    assert!(with["sitemap.xml"].contains("<loc>https://a.example/isms/a/</loc>"), "{}", with["sitemap.xml"]);
    let feed = &with["changes/feed.xml"];
    for expected in [
        "<title>POL-1 A &amp; B, version 1</title>",
        "by Jo &lt;x&gt;, as declared",
        "href=\"https://a.example/isms/a/index.html\"",
        "rel=\"self\" type=\"application/atom+xml\" href=\"https://a.example/isms/changes/feed.xml\"",
        "<updated>2024-01-01T00:00:00Z</updated>",
    ] {
        assert!(feed.contains(expected), "{expected} in {feed}");
    }
}

#[test]
fn only_what_is_approved_is_a_change() {
    let document = |id: &str, status: &str, on: &str| {
        format!(
            "---\nid: {id}\ntitle: T {id}\ntype: policy\nversion: \"1\"\nstatus: {status}\nowner: IT\napproved_by: Jo\napproved_on: {on}\n---\nText.\n"
        )
    };
    let (_, site) = BookCase::default()
        .file("content/a.md", &document("POL-1", "approved", "2024-01-01"))
        .file("content/b.md", &document("POL-2", "draft", "2024-01-01"))
        .file("content/c.md", &document("POL-3", "approved", "2999-01-01"))
        .committed("content/a.md", "2024-01-02 Jo", &document("POL-1", "approved", "2024-01-01"))
        .committed("content/b.md", "2024-01-02 Jo", &document("POL-2", "draft", "2024-01-01"))
        .committed("content/c.md", "2024-01-02 Jo", &document("POL-3", "approved", "2999-01-01"))
        .run();
    for path in ["changes/feed.xml", "changes/index.html"] {
        let text = &site[path];
        assert!(text.contains("T POL-1") && !text.contains("T POL-2") && !text.contains("T POL-3"), "{path}: {text}");
    }
}
