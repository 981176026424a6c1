//! A5 and A11: links, special files and paths that lead elsewhere; files that a
//! browser would run.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::process::Command;

use crate::harness::talk;
use crate::scratch::{Scratch, files, refused};

/// Text of a file outside of the book; it must appear nowhere.
const SECRET: &str = "hunter2-outside-of-the-book";

/// A book beside a file and a folder that are none of its business.
fn book_beside_a_secret(book: &Scratch) {
    fs::create_dir_all(book.around().join("outside")).unwrap();
    fs::write(book.around().join("outside/secret.md"), format!("# {SECRET}\n")).unwrap();
    fs::write(book.around().join("outside/secret.txt"), SECRET).unwrap();
}

#[test]
fn a5_links_and_special_files_are_not_opened() {
    type Make = fn(&Scratch);
    let kinds: [(&str, Make); 5] = [
        ("it is a symbolic link, which is not followed", |book| {
            symlink(book.around().join("outside/secret.md"), book.root().join("content/odd.md")).unwrap();
        }),
        ("it is a symbolic link, which is not followed", |book| {
            symlink("index.md", book.root().join("content/odd.md")).unwrap();
        }),
        ("it is a symbolic link, which is not followed", |book| {
            symlink("/dev/zero", book.root().join("content/odd.md")).unwrap();
        }),
        ("it is not a regular file", |book| {
            let made = Command::new("mkfifo").arg(book.root().join("content/odd.md")).status().unwrap();
            assert!(made.success());
        }),
        ("it is not a regular file", |book| drop(UnixListener::bind(book.root().join("content/odd.md")).unwrap())),
    ];
    for (reason, make) in kinds {
        let talk = Scratch::refuses(
            |book| {
                book_beside_a_secret(book);
                make(book);
            },
            1,
            &["error[unreadable-file]: `content/odd.md` cannot be published", reason, "content/odd.md:1:1"],
        );
        assert!(!talk.contains(SECRET));
    }
}

#[test]
fn a5_a_linked_file_that_is_a_link_or_special_is_not_published() {
    let text = "# A\n\n![p](link.png)\n\n[f](pipe.bin)\n\n[s](sub/secret.txt)\n\n[d](zero.bin)\n";
    let talk = Scratch::refuses(
        |book| {
            book_beside_a_secret(book);
            book.write("content/a.md", text);
            symlink(book.around().join("outside/secret.txt"), book.root().join("content/link.png")).unwrap();
            symlink("/dev/zero", book.root().join("content/zero.bin")).unwrap();
            symlink(book.around().join("outside"), book.root().join("content/sub")).unwrap();
            assert!(Command::new("mkfifo").arg(book.root().join("content/pipe.bin")).status().unwrap().success());
        },
        1,
        &["content/a.md:3:", "content/a.md:5:", "content/a.md:7:", "content/a.md:9:", "error[broken-asset]"],
    );
    assert!(!talk.contains(SECRET));
}

#[test]
fn a5_a_folder_that_is_a_link_is_named_and_never_left_out_in_silence() {
    for folder in ["content", "controls", "theme", "content/sub", "content/policies/deep", "theme/templates"] {
        let talk = Scratch::refuses(
            |book| {
                book_beside_a_secret(book);
                let path = book.root().join(folder);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                let _ = fs::remove_dir_all(&path);
                symlink(book.around().join("outside"), path).unwrap();
            },
            if folder == "content" { 2 } else { 1 },
            &[folder],
        );
        assert!(!talk.contains(SECRET), "{talk}");
    }
}

#[test]
fn a5_a_book_without_its_folder_of_documents_replaces_no_site() {
    let gone = |book: &Scratch| fs::remove_dir_all(book.root().join("content")).unwrap();
    Scratch::refuses(gone, 2, &["`content`"]);
}

#[test]
fn a5_a_template_or_setting_that_is_a_link_is_not_read() {
    for (path, code) in [
        ("theme/templates/base.html", 1),
        ("theme/templates/not-found.html", 1),
        ("theme/assets/custom.css", 1),
        ("controls/own.toml", 1),
        ("book.toml", 2),
    ] {
        let talk = Scratch::refuses(
            |book| {
                book_beside_a_secret(book);
                let place = book.root().join(path);
                fs::create_dir_all(place.parent().unwrap()).unwrap();
                let _ = fs::remove_file(&place);
                symlink(book.around().join("outside/secret.txt"), place).unwrap();
            },
            code,
            &[path],
        );
        assert!(!talk.contains(SECRET), "{path}: {talk}");
    }
}

#[test]
fn a5_paths_that_lead_out_of_the_book_are_refused() {
    let spellings = [
        "../../outside/secret.txt",
        "../../../../../../../etc/passwd",
        "/../outside/secret.txt",
        "/etc/passwd",
        "file:///etc/passwd",
        "%2e%2e/%2e%2e/outside/secret.txt",
        "..%2f..%2foutside/secret.txt",
        "..%5c..%5coutside%5csecret.txt",
        "C:/Windows/win.ini",
        "C:%5cWindows%5cwin.ini",
        "%5c%5chost%5cshare%5cx",
        "a%00.txt",
        "%252e%252e/%252e%252e/outside/secret.txt",
        "....//....//outside/secret.txt",
        "./.././../outside/secret.txt",
        "%c0%ae%c0%ae/outside/secret.txt",
        "../.git/config",
        ".hidden/secret.txt",
        "..;/..;/outside/secret.txt",
    ];
    let mut text = String::from("# A\n");
    for spelling in spellings {
        text.push_str(&format!("\n[x]({spelling}) ![x](<{spelling}>)\n"));
    }
    let book = Scratch::new();
    book_beside_a_secret(&book);
    book.write("content/.hidden/secret.txt", SECRET);
    book.write("content/a.md", &text);
    let output = book.build(&[]);
    let places: Vec<String> = (0..spellings.len()).map(|number| format!("content/a.md:{}:", 3 + 2 * number)).collect();
    refused(&output, 1, &places.iter().map(String::as_str).collect::<Vec<_>>());
    let output = book.build(&["--fail-on", "never"]);
    assert_eq!(output.status.code(), Some(0), "{}", talk(&output));
    for (path, bytes) in files(&book.site()) {
        assert!(!String::from_utf8_lossy(&bytes).contains(SECRET), "{path}");
        assert!(!path.contains("secret"), "{path}");
    }
}

#[test]
fn a11_files_that_a_browser_would_run_are_refused() {
    let endings = [
        "html", "HTM", "xhtml", "xht", "shtml", "js", "mjs", "wasm", "xml", "xsl", "xslt", "rdf", "svgz", "mht",
        "mhtml", "hta", "php", "asp", "aspx", "jsp", "cgi",
    ];
    let links: String = endings.iter().map(|ending| format!("[x](file.{ending}) ![x](file.{ending})\n\n")).collect();
    let write = |book: &Scratch| {
        for ending in endings {
            book.write(format!("content/file.{ending}"), "<script>alert(1)</script>");
        }
        book.write("content/a.md", &links);
    };
    let talk = Scratch::refuses(write, 1, &[]);
    for (index, ending) in endings.iter().enumerate() {
        let sentence = format!("error[broken-asset]: `content/file.{ending}` would run as a page of this site");
        assert_eq!(talk.matches(&sentence).count(), 2, "{ending}: {talk}");
        assert!(talk.contains(&format!("content/a.md:{}:5\n", 2 * index + 1)), "{ending}: {talk}");
    }
}

#[test]
fn a11_files_that_a_server_would_obey_are_refused() {
    for name in [".htaccess", "web.config", "_headers", "_redirects", "_worker.js", ".user.ini", "CNAME"] {
        let link = |book: &Scratch| {
            book.write(format!("content/{name}"), "x");
            book.write("content/a.md", format!("# A\n\n[x]({name})\n"));
        };
        Scratch::refuses(link, 1, &["error[broken-asset]", name, "content/a.md:3:5"]);
    }
}

#[test]
fn a11_a_vector_picture_is_shown_and_never_a_page() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let link = |book: &Scratch| {
        book.write("content/x.SVG", svg);
        book.write("content/a.md", "# A\n\n[x](x.SVG)\n");
    };
    Scratch::refuses(
        link,
        1,
        &["error[broken-asset]", "is an SVG, which is published as a picture only", "content/a.md:3:5"],
    );
    let book = Scratch::new();
    book.write("content/x.svg", svg);
    book.write("content/a.md", "# A\n\n![x](x.svg)\n");
    let site = book.published();
    assert_eq!(site["x.svg"], svg.as_bytes());
    let page = String::from_utf8_lossy(&site["a/index.html"]).into_owned();
    assert_eq!(page.matches("x.svg").count(), page.matches("<img src=\"../x.svg\"").count(), "{page}");
}
