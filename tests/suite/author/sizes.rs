//! A7 and A8: texts at their caps pass, one step beyond is told, and what is
//! large takes time in proportion.

use std::fs::File;
use std::time::{Duration, Instant};

use crate::harness::{BookCase, findings_text, talk};
use crate::scratch::Scratch;

const MEBIBYTE: usize = 1024 * 1024;

/// Returns `text` with lines of prose up to `bytes`.
fn filled(text: &str, bytes: usize) -> String {
    let mut text = text.to_owned();
    while text.len() < bytes {
        let line = "Every line of this text is prose that says nothing at all.\n";
        text.push_str(&line[line.len().saturating_sub(bytes - text.len())..]);
    }
    text
}

#[test]
fn a7_a_text_of_a_mebibyte_is_read_and_no_more() {
    let book = Scratch::new();
    book.write("content/a.md", filled("# A\n\n", MEBIBYTE));
    let site = book.published();
    assert!(site["a/index.html"].len() > MEBIBYTE);
    let grow = |book: &Scratch| book.write("content/a.md", filled("# A\n\n", MEBIBYTE + 1));
    Scratch::refuses(grow, 1, &["error[unreadable-file]", "content/a.md:1:1", "it is larger than 1024 KiB"]);
}

#[test]
fn a7_a_file_of_a_gibibyte_is_not_read() {
    for path in ["content/a.md", "controls/own.toml", "theme/templates/base.html"] {
        let grow = |book: &Scratch| {
            book.write(path, "");
            File::options().write(true).open(book.root().join(path)).unwrap().set_len(1 << 30).unwrap();
        };
        let started = Instant::now();
        Scratch::refuses(grow, 1, &[path, "it is larger than 1024 KiB"]);
        assert!(started.elapsed() < Duration::from_secs(5), "{path}");
    }
    let grow = |book: &Scratch| {
        File::options().write(true).open(book.root().join("book.toml")).unwrap().set_len(1 << 30).unwrap();
    };
    Scratch::refuses(grow, 2, &["book.toml:1:1", "it is larger than 1024 KiB"]);
}

#[test]
fn a7_a_published_file_has_fifty_mebibytes_at_most() {
    let book = Scratch::new();
    book.write("content/a.md", "# A\n\n[x](x.bin)\n");
    book.write("content/x.bin", "");
    let file = File::options().write(true).open(book.root().join("content/x.bin")).unwrap();
    file.set_len(50 * MEBIBYTE as u64).unwrap();
    let output = book.build(&[]);
    assert!(output.status.success(), "{}", talk(&output));
    file.set_len(50 * MEBIBYTE as u64 + 1).unwrap();
    let output = book.build(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(talk(&output).contains("error[broken-asset]: `content/x.bin` is larger than 50 MiB"), "{}", talk(&output));
}

#[test]
fn a7_front_matter_ends_at_its_cap() {
    let book = |bytes: usize| {
        let (start, end) = ("id: P-1\ndescription: \"", "\"\n");
        let filler = "x".repeat(bytes - start.len() - end.len());
        BookCase::default().file("content/a.md", &format!("---\n{start}{filler}{end}---\n# A\n"))
    };
    let found = |bytes: usize| findings_text(&book(bytes).check());
    assert!(!found(64 * 1024 - 1).contains("front matter"), "{}", found(64 * 1024 - 1));
    let over = found(64 * 1024 + 1);
    assert!(over.contains("error faulty-front-matter content/a.md:2:1 front matter is larger than 64 KiB"), "{over}");
}

#[test]
fn a7_what_is_nested_or_counted_ends_at_its_cap() {
    let nested = |levels: usize| format!("# A\n\n{} text\n", ">".repeat(levels));
    let columns = |count: usize| {
        format!("# A\n\n{}\n{}\n{}\n", "|a".repeat(count) + "|", "|-".repeat(count) + "|", "|b".repeat(count) + "|")
    };
    let headings = |count: usize| "## A\n\n".repeat(count);
    let footnotes = |count: usize| {
        let notes: String = (0..count).map(|number| format!("[^{number}]\n\n[^{number}]: note\n\n")).collect();
        format!("# A\n\n{notes}")
    };
    let links = |count: usize| format!("# A\n\n{}", "[a](#a)\n".repeat(count));
    type Write<'a> = &'a dyn Fn(usize) -> String;
    let cases: [(&str, Write<'_>, usize); 5] = [
        ("64 nested levels", &nested, 63),
        ("a table with more than 200 columns", &columns, 200),
        ("more than 10,000 headings", &headings, 10_000),
        ("more than 10,000 footnotes", &footnotes, 10_000),
        ("more than 20,000 links", &links, 20_000),
    ];
    for (words, text, cap) in cases {
        let found = |count: usize| findings_text(&BookCase::default().file("content/a.md", &text(count)).check());
        let (within, over) = (found(cap), found(cap + 2));
        assert!(!within.contains("over-limit"), "{words}:\n{within}");
        let line = over.lines().find(|line| line.contains("over-limit")).unwrap_or_else(|| panic!("{words}:\n{over}"));
        assert!(line.starts_with("error over-limit content/a.md:") && line.contains(words), "{line}");
    }
}

/// Twice the text must not take four times as long, from file to pages.
#[test]
fn a8_a_book_takes_time_in_proportion_to_its_text() {
    let patterns: [fn(usize) -> String; 7] = [
        |count| "[[P-1]] ".repeat(count),
        |count| (0..count).map(|number| format!("## H{number} {{#h{number}}}\n\n[l](#h{number})\n\n")).collect(),
        |count| "[x](nowhere.md) ".repeat(count),
        |count| (0..count).map(|number| format!("[r{number}]: #a\n\n[r{number}]\n\n")).collect(),
        |count| "{{ nothing }} ".repeat(count),
        |count| "## S {satisfies=\"A.5.1\"}\n\n".repeat(count.min(9_000)),
        |count| "<b>x</b>\n\n".repeat(count),
    ];
    for (number, pattern) in patterns.iter().enumerate() {
        let time = |count: usize| {
            let book = BookCase::default().file("content/a.md", &format!("# A\n\n{}", pattern(count)));
            let started = Instant::now();
            let _ = book.check();
            started.elapsed()
        };
        let (small, large) = (time(1_000), time(4_000));
        let most = small * 12 + Duration::from_millis(250);
        assert!(large < most, "pattern {number}: {small:?} became {large:?}");
    }
}

#[test]
fn a8_front_matter_takes_time_in_proportion_too() {
    let patterns: [fn(usize) -> String; 7] = [
        |count| "[".repeat(count),
        |count| "{a: ".repeat(count),
        |count| "- ".repeat(count),
        |count| "? ".repeat(count),
        |count| format!("a: \"{}", "\\\n".repeat(count / 2)),
        |count| "a: &a [*a, *a]\n".repeat(count / 15),
        |count| (0..count / 12).map(|number| format!("key{number}: x\n")).collect(),
    ];
    for (number, pattern) in patterns.iter().enumerate() {
        let text = format!("---\nid: P-1\n{}\n---\n# A\n", pattern(60_000));
        let started = Instant::now();
        let _ = BookCase::default().file("content/a.md", &text).check();
        assert!(started.elapsed() < Duration::from_secs(2), "pattern {number}: {:?}", started.elapsed());
    }
}
