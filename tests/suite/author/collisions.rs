//! A10: two things that would be one, and names that are not for everybody.

use crate::harness::{BookCase, findings_text};
use crate::scratch::Scratch;

/// Makes a book in memory.
fn files(files: &[(&str, &str)]) -> BookCase {
    files.iter().fold(BookCase::default(), |book, (path, text)| book.file(path, text))
}

/// Writes the files and returns what a refused build says.
fn refuses(files: &[(&str, &str)], words: &[&str]) -> String {
    let write = |book: &Scratch| {
        for (path, text) in files {
            book.write(path, text);
        }
    };
    Scratch::refuses(write, 1, words)
}

#[test]
fn a10_pages_that_would_share_an_address_are_both_named() {
    for (one, other) in [
        ("content/access.md", "content/Access.md"),
        ("content/caf\u{e9}.md", "content/cafe\u{301}.md"),
        ("content/a.md", "content/a/index.md"),
        ("content/a.md", "content/a.markdown"),
        ("content/stra\u{df}e/A.md", "content/stra\u{df}e/a.md"),
    ] {
        refuses(&[(one, "# One\n"), (other, "# Other\n")], &["error[duplicate-address]", one, other]);
    }
}

#[test]
fn a10_an_id_belongs_to_one_document() {
    let with_id = |id: &str| format!("---\nid: {id}\n---\n# Text\n");
    for (first, second) in [("POL-1", "POL-1"), ("POL-1", "pol-1")] {
        let (a, b) = (with_id(first), with_id(second));
        let words = ["error[duplicate-id]", "content/a.md", "content/b.md:2:5"];
        refuses(&[("content/a.md", &a), ("content/b.md", &b)], &words);
    }
    // The id of a page is its path; nobody else may take it, before or after it.
    for thief in ["content/a.md", "content/z.md"] {
        let words = ["error[duplicate-id]", thief, "content/policies/access.md"];
        refuses(&[("content/policies/access.md", "# Access\n"), (thief, &with_id("policies/access"))], &words);
    }
}

#[test]
fn a10_ids_that_only_look_alike_are_refused() {
    for id in ["POL\u{2010}1", "\u{420}OL-1", "POL-\u{ff11}", "POL 1", "POL-1\u{200b}", "../POL-1\\", &"A".repeat(121)]
    {
        let text = format!("---\nid: \"{}\"\ntitle: X\n---\n", id.replace('\\', "\\\\"));
        refuses(&[("content/a.md", &text)], &["error[faulty-front-matter]", "content/a.md:2:5"]);
    }
}

#[test]
fn a10_pages_of_the_site_itself_cannot_be_taken() {
    let settings = ("book.toml", "[frameworks]\nuse = [\"iso27001-2022\"]\n");
    for path in [
        "content/soa.md",
        "content/documents/index.md",
        "content/frameworks.md",
        "content/Reviews.md",
        "content/readiness/README.md",
        "content/data.md",
        "content/theme.md",
        "content/frameworks/iso27001-2022.md",
        "content/frameworks/iso27001-2022/a.5.1.md",
        "content/404.html.md",
        "content/index.html.md",
        "content/data/documents.json.md",
        "content/data/manifest.json/index.md",
    ] {
        let found = findings_text(&files(&[settings, (path, "# Mine\n")]).check());
        assert!(found.contains(&format!("error duplicate-address {path}:1:1 ")), "{found}");
    }
}

#[test]
fn a10_an_alias_takes_no_page_and_leads_nowhere_else() {
    let settings = ("book.toml", "[frameworks]\nuse = [\"iso27001-2022\"]\n");
    let aliases = [
        "/b/",
        "/B/",
        "b",
        "/soa/",
        "/frameworks/iso27001-2022/",
        "/frameworks/iso27001-2022/a.5.1/",
        "/",
        "/index.html",
        "/../x/",
        "/a/../b/",
        r"\\\\host/x",
        "https://elsewhere.example/",
        "/x?y",
        "/x#y",
        "/404.html",
        "/data/documents.json",
        "/con/",
        "/a/nul.txt/",
        r"/x\u0000y/",
        r"/x\ny/",
        r"/x\u202ey/",
        "/<b>/",
        "/trail /",
    ];
    for alias in aliases {
        let text = format!("---\ntitle: A\naliases: [\"{alias}\"]\n---\n");
        let found = findings_text(&files(&[settings, ("content/a.md", &text), ("content/b.md", "# B\n")]).check());
        assert!(found.contains("error duplicate-address content/a.md:3:"), "{alias}:\n{found}");
    }
    let long = format!("---\ntitle: A\naliases: [\"/{}/\"]\n---\n", "x".repeat(256));
    refuses(&[("content/a.md", &long)], &["error[duplicate-address]", "content/a.md:3:"]);
    let alias = "---\ntitle: A\naliases: [/old/]\n---\n";
    refuses(
        &[("content/a.md", alias), ("content/b.md", alias)],
        &["error[duplicate-address]", "content/a.md", "content/b.md"],
    );
}

#[test]
fn a10_a_file_takes_no_place_of_a_page_or_of_another_file() {
    let pictures = [
        ("content/a.md", "# A\n\n![x](img/x.png) ![y](/img/x.png)\n"),
        ("content/img/x.png", "one"),
        ("img/x.png", "two"),
    ];
    let book = Scratch::new();
    for (path, text) in pictures {
        book.write(path, text);
    }
    // Both spellings may mean the file below `src`; then there is one file.
    assert_eq!(book.published()["img/x.png"], b"one");
    let twins = [("content/a.md", "# A\n\n![x](img/x.png) ![y](../img/x.png)\n"), pictures[1], pictures[2]];
    refuses(&twins, &["error[duplicate-address]", "content/img/x.png", "`img/x.png`"]);
    let case = [("content/a.md", "# A\n\n![x](x.png) ![y](X.png)\n"), ("content/x.png", "1"), ("content/X.png", "2")];
    refuses(&case, &["error[duplicate-address]", "content/x.png", "content/X.png"]);
    for (text, file) in [
        ("[x](data/documents.json)", "content/data/documents.json"),
        ("[x](data/manifest.json)", "content/data/manifest.json"),
        ("[x](/content/b)", "content/b"),
        ("[x](soa)", "content/soa"),
    ] {
        let page = format!("# A\n\n{text}\n");
        refuses(
            &[("content/a.md", &page), ("content/b.md", "# B\n"), (file, "{}")],
            &["error[duplicate-address]", file],
        );
    }
}

#[test]
fn a10_names_that_some_systems_keep_are_refused() {
    for path in [
        "content/con.md",
        "content/AUX/index.md",
        "content/com1.md",
        "content/lpt9.old.md",
        "content/nul.tar.md",
        "content/trail /a.md",
        "content/dot./a.md",
    ] {
        refuses(&[(path, "# X\n")], &["error[unreadable-file]", path]);
    }
    for name in ["con.png", "aux", "a/com1.pdf", "dot."] {
        let page = format!("# A\n\n[x](<{name}>)\n");
        refuses(
            &[("content/a.md", &page), (&format!("content/{name}"), "x")],
            &["error[broken-asset]", name, "content/a.md:3:6"],
        );
    }
}
